"""What the rows of every kind of table share: guesses told once a column, periods, scopes, reporting bodies, skipped rows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field

from compliance.errors import CODES, Problem, UsageError, problem
from compliance.fact import Figure, Unread
from compliance.indicator import Indicators
from compliance.intake.form import Form, Label, labels, parsed, period_in
from compliance.intake.grid import Cell, Grid, Sheet
from compliance.intake.layout import Table
from compliance.intake.reading import Expected, read
from compliance.intake.words import LONGEST_HEADING, against, cleaned, is_body, narrowing, words
from compliance.pattern import late
from compliance.period import Period
from compliance.quantity import UNITS, Quantity, QuantityError
from compliance.region import Divisions
from compliance.source import Place, column_letters

#: More guesses of one kind in one column than this are told as one.
_TOLD_EACH = 10
_LISTED = 8
_TOTAL_WORDS = 10
#: the sheet of figures, by the template's name
FIGURES = "指标数据"
_TITLES = ("表", "情况", "数据", "统计", "指标", "汇总")
_LONGEST_TITLE = 60
_LONGEST_SAID = 100
_PART_OF_YEAR = r"(?<![每前至到—~～、和-])(?:[上下]半年|第?[一二三四1-4]季度)"
_DIVISION = r".{2,11}?[省市州县区旗盟]"
_WITHIN_YEAR = r"[上下]半年|第?[一二三四1-4]季度|[QH][1-4]|\d{1,2}(?:[-—–~～至到]\d{1,2})?月(?:累计)?"
#: Approximations, which are no quantity: 三五期, 七八十件.
_VAGUE_STARTS = "近一二两三四五六七八九"
_VAGUE = late(f"近?[一二两三四五六七八九]{{2}}[十百千万亿]*(?:{'|'.join(map(re.escape, UNITS))})?")
#: Told, and no guess: 2.3万 is 23000 to everybody.
_CERTAIN = frozenset({"words_read"})


def is_period(text: str) -> bool:
    """Whether cleaned `text` names a period, by itself or by the submission's: 2023年, 上年, 一季度."""
    relative = text in words().periods_previous or re.fullmatch(_WITHIN_YEAR, text.upper()) is not None
    return relative or parsed(text) is not None


class Context(Struct):
    """What all tables of a file are read with, and what is found on the way."""

    grid: Grid
    indicators: Indicators
    divisions: Divisions
    form: Form
    problems: list[Problem] = field(default_factory=list)
    findings: int = 0
    _told: dict[tuple[str, str, str], list[tuple[Place, dict[str, object]]]] = field(default_factory=dict)
    _bodies: dict[str, str | None] = field(default_factory=dict)
    _periods: dict[tuple[str, str, str], tuple[Period | None, str]] = field(default_factory=dict)

    def place(self, sheet: Sheet, row: int, column: int) -> Place:
        return Place(self.grid.file, sheet.name, f"{column_letters(column)}{row}")

    def tell(self, code: str, place: Place, /, **said: object) -> None:
        """Add a finding; guesses of one kind in one column are gathered first, and put into words at the end."""
        _cut(said)
        if CODES[code].severity == "note":
            self._told.setdefault((code, place.sheet, place.cell.rstrip("0123456789")), []).append((place, said))
        else:
            self.problems.append(problem(code, place, **said))
        self.findings += 1

    def ask(self, code: str, place: Place, /, **said: object) -> str:
        """Add a question; its message."""
        _cut(said)
        found = problem(code, place, **said)
        self.problems.append(found)
        self.findings += 1
        return found.message

    def flush(self) -> None:
        """Move the gathered guesses to `problems`, many of one kind as the first and one line for the rest."""
        for (code, _, _), alike in self._told.items():
            if len(alike) <= _TOLD_EACH:
                self.problems.extend(problem(code, place, **said) for place, said in alike)
                continue
            [(place, said), (second, _), *_] = alike
            first = problem(code, place, **said)
            cells = _shortened([place.cell for place, _ in alike[1:]])
            self.problems += first, problem("many_alike", second, cells=cells, example=first.message)
        self._told.clear()

    def figure(
        self, cell: Cell | None, place: Place, expected: Expected, role: str
    ) -> tuple[Figure | None, Unread | None, bool]:
        """Read a cell; what could not be read, and what was guessed, is told."""
        if cell is None:
            return None, None, False
        outcome = read(cell, place, expected)
        if not outcome.code:
            return outcome.figure, None, False
        said = dict(outcome.words)
        if outcome.figure is not None or CODES[outcome.code].severity == "note":
            self.tell(outcome.code, place, **said)
            return outcome.figure, None, outcome.figure is not None and outcome.code not in _CERTAIN
        return None, Unread(role, cell.raw or cell.formula, place, self.ask(outcome.code, place, **said)), False

    # -- what holds for a whole table

    def whose(self, table: Table) -> str:
        """The unit a table is about where its rows do not say: named over it, or by its sheet, or the submission's."""
        form = self.form
        for label in self._labels(table, "单位代码", "单位名称"):
            if not label.text or cleaned(label.text) == cleaned(form.values.get(label.name, "")):
                continue
            code = self.known_body(cleaned(label.text))
            place = self.grid.place(table.sheet, label.at)
            if code is None and form.values.get(label.name):
                self.tell("form_differs", place, label=label.name, first=form.values[label.name], second=label.text)
            elif code is not None and code != form.unit:
                self.tell("table_of_unit", place, source=f"表上方的“{label.text}”", code=code)
                return code
        name = cleaned(table.sheet.name)
        if "body" not in table.columns and (titled := self._titled(table)):
            cell, code, _ = titled
            self.tell(
                "table_of_unit", self.grid.place(table.sheet, cell), source=f"标题“{cell.raw.strip()}”", code=code
            )
            return code
        if name == FIGURES or name in self.indicators.lists:
            return form.unit  # a sheet's own name is no unit's: nothing to look up in most files
        code = self.known_body(name) if len(name) > 1 and not name.isdigit() else None
        if code is not None and code != form.unit:
            self.tell("table_of_unit", Place(self.grid.file, table.sheet.name), source="工作表名称", code=code)
            return code
        return form.unit

    def when(self, table: Table) -> Period | None:
        """The period a table is about where its rows do not say: named over it, or by its sheet, or the submission's.

        A title that speaks of another year is asked about: it may be a plan's name.
        """
        whole = self.form.period
        if table.figures and all(column.period is not None for column in table.figures):
            return whole
        said = next((p for label in self._labels(table, "填报期间") if (p := parsed(label.text))), None)
        source = "表上方的填报期间"
        if said is None and any(c.isdigit() or c in "年〇季" for c in table.sheet.name):
            said, source = self._period_named(table.sheet.name), "工作表名称"
        if said is None and whole is not None and "period" not in table.columns:
            said, source = self._period_titled(table, whole)
        if said is not None and not (whole is not None and said.contains(whole)):
            self.tell("table_of_period", Place(self.grid.file, table.sheet.name), source=source, read=said.text)
            return said
        code = "title_of_other_year" if "period" in table.columns else "period_in_doubt"
        self.tell_titles(table.sheet, (c for _, cells in table.above for c in cells), code)
        return whole

    def _period_named(self, text: str) -> Period | None:
        """The period a sheet's name or a title says, some by the submission's: 2023年, 一季度, 上年数据."""
        period, whole = parsed(text) or period_in(text), self.form.period
        if period is None and whole is not None and narrowing(text) == "上年":
            return whole.previous
        year = period.year if period is not None else whole.year if whole is not None else 0
        if year and (period is None or period == period.whole_year):
            name = cleaned(text)
            if "前三季度" in name:
                return parsed(f"{year}年1-9月")
            found = re.search(_PART_OF_YEAR, name) or re.fullmatch(_WITHIN_YEAR, name.upper())
            return parsed(f"{year}年{found[0]}") if found else period
        return period

    def _period_titled(self, table: Table, whole: Period) -> tuple[Period | None, str]:
        """What a title says of a part of the year, or of 上年. One of another year is asked about, not believed."""
        for cell in self.titles(table):
            if "年" not in cell.raw and "季" not in cell.raw:
                continue
            period = self._period_named(cell.raw)
            if period is None or period.contains(whole):
                continue
            if period.year == whole.year or period_in(cell.raw) is None:
                return period, f"标题“{cell.raw.strip()}”"
        return None, ""

    def titles(self, table: Table) -> Iterator[Cell]:
        """The cells above a table that may be its title."""
        for _, cells in table.above:
            for cell in cells:
                if cell.kind == "text" and len(cell.raw) <= _LONGEST_TITLE and _is_title(cell.raw):
                    yield from (found for found in labels((cell,)) if isinstance(found, Cell))

    # -- tables that are not this unit's report of what was done

    def passes_over(self, table: Table, tables: Sequence[Table]) -> bool:
        """Whether a table says of itself that it is a goal, an example, void or another body's; it is told then.

        `tables` are all of the file: beside one that is filled in nobody misses an example.
        """
        found = self._said_by(table)
        if found is None:
            return False
        place, source, text, kind = found
        if kind == "示例" and any(_stands_in(other, table) for other in tables):
            self.tell("example_unread", place, source=source, text=text)
        else:
            self.tell("table_not_counted", place, source=source, text=text, kind=kind)
        return True

    def _said_by(self, table: Table) -> tuple[Place, str, str, str] | None:
        """Where a table says that it is no report of this unit, in which words, and what it is then."""
        name = cleaned(table.sheet.name)
        if name != FIGURES and name not in self.indicators.lists:
            place = Place(self.grid.file, table.sheet.name)
            if (kind := narrowing(name)) and kind != "上年":
                return place, "工作表名称", table.sheet.name, kind
            theirs = table.kind != "list" and "body" not in table.columns and is_body(name)
            if theirs and not self._is_own(name):
                return place, "工作表名称", table.sheet.name, "另一个单位的"
        for cell in self.titles(table) if table.above else ():
            if (kind := narrowing(cell.raw)) and kind != "上年":
                return self.grid.place(table.sheet, cell), "标题", cell.raw.strip(), kind
        if "body" not in table.columns and (titled := self._titled(table)) and not titled[2]:
            return self.grid.place(table.sheet, titled[0]), "标题", titled[0].raw.strip(), "另一个单位的"
        return None

    def _is_own(self, name: str) -> bool:
        """Whether a body's name is that of the department that reports, or of a unit known by it."""
        form = self.form
        return cleaned(form.unit_name).endswith(name) or form.unit.endswith(f"/{name}") or self._body(name) is not None

    def _titled(self, table: Table) -> tuple[Cell, str, bool] | None:
        """A title that begins with another division's name: its cell, the code, whether that lies below the unit."""
        form, own = self.form, cleaned(self.form.unit_name)
        if not form.unit or not table.above:
            return None
        for cell in self.titles(table):
            text = cleaned(cell.raw)
            if own and own in text:
                text = text.partition(own)[2]
            found = re.match(_DIVISION, text)
            if found is None or self._abbreviated(found[0]) == form.unit:
                continue
            code = self._body(found[0])
            on = form.period.last_day if form.period else None
            if code is None or self.divisions.is_within(form.unit, code, on):
                continue  # no division, or the one above, whose form it is
            return cell, code, self.divisions.is_within(code, form.unit, on)
        return None

    def row_against(self, table: Table, row: int, cells: Iterable[Cell], columns: Mapping[int, str]) -> bool:
        """Whether words in a row say that it does not count: 作废 in 备注, 类型 = 目标; it is asked about then."""
        for cell in cells:
            if cell.column in columns and cell.kind == "text" and against(columns[cell.column], cell.raw):
                place = self.grid.place(table.sheet, cell)
                self.tell("row_not_counted", place, heading=columns[cell.column], text=cell.raw.strip())
                return True
        return False

    def tell_titles(self, sheet: Sheet, cells: Iterable[Cell], code: str) -> None:
        """Say of each title that names another year than the submission's that it does."""
        whole = self.form.period
        for cell in cells:
            if whole is None or cell.kind != "text" or "年" not in cell.raw or not cleaned(cell.raw).endswith(_TITLES):
                continue
            other = period_in(cell.raw)
            if other is not None and other.year != whole.year:
                self.tell(code, self.grid.place(sheet, cell), text=cell.raw.strip(), read=whole.text)

    def _labels(self, table: Table, *names: str) -> Iterator[Label]:
        for _, cells in table.above:
            for label in labels(cells):
                if isinstance(label, Label) and label.name in names:
                    yield label

    # -- period, scope, body

    def period(self, cell: Cell | None, sheet: Sheet, default: Period | None) -> tuple[Period | None, bool]:
        """The period a row names, the table's where it names none. False: it names one that cannot be read."""
        if cell is None or (cell.kind == "text" and cleaned(cell.raw) in words().blank):
            return default, True
        key = (cell.kind, cell.raw, cell.number_format if cell.kind == "date" else "")
        if key not in self._periods:
            self._periods[key] = self._period(cell)
        period, how = self._periods[key]
        if how == "guess" and period:
            self.tell("period_relative", self.grid.place(sheet, cell), text=cell.shown, read=period.text)
        return period, period is not None

    def _period(self, cell: Cell) -> tuple[Period | None, str]:
        if cell.kind == "date":
            bare = cell.number_format.lower()
            months_only = "d" not in bare and "日" not in bare and "y" in bare
            return (Period.parse(cell.raw[:7]), "") if months_only and cell.raw[4:5] == "-" else (None, "")
        if cell.kind not in ("text", "number"):
            return None, ""
        text = cleaned(cell.raw)
        if cell.kind == "number" and not text.isdigit():
            return None, ""  # 2023.1 may have been typed as 2023.10
        return self.period_of(text)

    def period_of(self, text: str) -> tuple[Period | None, str]:
        """The period cleaned `text` names, and "guess" where it leans on the submission's: 一季度, 上年."""
        if period := parsed(text):
            return period, ""
        whole = self.form.period
        if whole is None:
            return None, ""
        if text in words().periods_now:
            return whole, "guess"
        if text in words().periods_previous:
            return whole.previous, "guess"
        if re.fullmatch(_WITHIN_YEAR, text.upper()):
            return parsed(f"{whole.year}年{text}"), "guess"
        return None, ""

    def scope(self, cell: Cell | None, sheet: Sheet) -> str:
        if cell is None:
            return ""
        text = cleaned(cell.raw)
        if text in ("本级", "全域"):
            return text
        if text in words().blank:
            return ""
        place = self.grid.place(sheet, cell)
        if found := words().scopes.get(text):
            self.tell("scope_by_alias", place, text=text, read=found)
            return found
        self.tell("scope_unread", place, text=cell.raw.strip())
        return text

    def body(self, cell: Cell | None, sheet: Sheet, default: str) -> str | None:
        """The code of the unit a row is about, the table's where the row names none; None where it is not known."""
        if cell is None or not (text := cleaned(cell.raw)) or text in words().blank:
            return default
        if text not in self._bodies:
            place, found = self.grid.place(sheet, cell), self._body(text)
            if found is None and (found := self._abbreviated(text)):
                self.tell("row_unit_by_name", place, text=text, code=found)
            if found is None:
                self.tell("row_unit_unknown", place, text=cell.raw.strip())
            self._bodies[text] = found
        return self._bodies[text]

    def names_another(self, cell: Cell, whose: str) -> bool:
        """Whether a cell of the column of units names another than `whose`, or one nobody knows."""
        text = cleaned(cell.raw)
        return text not in words().blank and self.known_body(text) != whose

    def known_body(self, text: str) -> str | None:
        """The code of the government a text names in full or in short; None where it names none."""
        return self._body(text) or self._abbreviated(text)

    def _body(self, text: str) -> str | None:
        on = self.form.period.last_day if self.form.period else None
        if text in (cleaned(self.form.unit_name), self.form.unit):
            return self.form.unit
        if text[:1].isdigit():
            try:
                return self.divisions.unit(text, on=on).code
            except UsageError:
                return None
        name = text.removesuffix("人民政府")
        named = self.divisions.find_by_name(name, on)
        if len(named) > 1 and self.form.unit:  # 城关区 is several: the one within the unit that reports
            named = tuple(d for d in named if self.divisions.is_within(d.code, self.form.unit, on))
        return named[0].code if len(named) == 1 else None

    def _abbreviated(self, text: str) -> str | None:
        """临夏州 for 临夏回族自治州: the reporting unit or one directly below it, where only one fits."""
        if len(text) < 2 or not self.form.unit:
            return None
        on = self.form.period.last_day if self.form.period else None
        below = ((d.code, d.name) for d in self.divisions.children(self.form.unit, on))
        fits = [code for code, name in ((self.form.unit, self.form.unit_name), *below) if _abbreviates(text, name)]
        return fits[0] if len(fits) == 1 else None


def _cut(said: dict[str, object]) -> None:
    """Shorten what a cell says: one may hold a book."""
    for what in ("text", "name"):
        if isinstance(text := said.get(what), str) and len(text) > _LONGEST_SAID:
            said[what] = f"{text[: _LONGEST_SAID - 1]}…"


def _stands_in(other: Table, table: Table) -> bool:
    """Whether another table holds the figures that one which is passed over might have held."""
    return other.sheet is not table.sheet and (other.kind == "list") == (table.kind == "list")


@lru_cache(maxsize=16384)
def _is_title(text: str) -> bool:
    name = cleaned(text)
    if name.endswith(")"):
        name = name[: name.rfind("(")]
    return name.endswith(_TITLES) or bool(narrowing(text))


def _abbreviates(short: str, full: str) -> bool:
    rest = iter(full)
    return short[0] == full[:1] and all(character in rest for character in short)


def is_total(cells: Sequence[Cell], columns: Container[int]) -> bool:
    """Whether a row sums up others: its name, or its first words, are 合计."""
    first = True
    for cell in cells:
        if cell.kind == "text":
            if (first or cell.column in columns) and len(cell.raw) <= _TOTAL_WORDS and sums_up(cell.raw):
                return True
            first = False
    return False


@lru_cache(maxsize=16384)
def sums_up(text: str) -> bool:
    """Whether words name a sum: 合计, 全州合计."""
    bare, known = cleaned(text).strip(":："), words()
    return bare in known.totals or bare.startswith(known.total_parts) or bare.endswith(known.total_parts)


def listed(cells: Sequence[Cell]) -> str:
    """Where cells stand, those under one another as one: B2、D5—D9; beyond some, how many there are."""
    runs: list[tuple[Cell, Cell]] = []
    for cell in sorted(cells, key=lambda c: (c.column, c.row)):
        if runs and (cell.row, cell.column) == (runs[-1][1].row + 1, runs[-1][1].column):
            runs[-1] = runs[-1][0], cell
        else:
            runs.append((cell, cell))
    texts = [first.address if first is last else f"{first.address}—{last.address}" for first, last in runs[:_LISTED]]
    return "、".join(texts) + (f" 等 {len(cells)} 格" if len(runs) > _LISTED else "")


def _shortened(addresses: Sequence[str]) -> str:
    more = f" 等 {len(addresses)} 格" if len(addresses) > _LISTED else ""
    return "、".join(addresses[:_LISTED]) + more


def tell_heading(context: Context, table: Table, what: str, usual: str, *, titled: bool) -> None:
    """Say what about a table's heading was guessed: the sheet, the row, the words, what no column was found for."""
    sheet = table.sheet
    top = context.place(sheet, table.top, next(iter(sheet.cells))[1])
    if cleaned(sheet.name) != usual:
        context.tell("sheet_recognised", Place(context.grid.file, sheet.name), what=what)
    if titled and table.top != 1:
        context.tell("heading_found", top, row=table.top)
    own = words().own
    used = [c for c in (*table.columns.values(), *table.figures) if not c.own]
    pairs = [f"“{c.text.strip()}”读作“{own.get(_usual_role(table, c.role), c.role)}”" for c in used]
    if pairs:
        context.tell("heading_alias", top, pairs="，".join(pairs))
    _tell_unknown(context, table, top)
    for same in table.twice:
        cells = "、".join(column_letters(c.number) for c in same)
        context.tell("heading_twice", top, heading=same[0].text.strip(), count=len(same), cells=cells)


def _tell_unknown(context: Context, table: Table, top: Place) -> None:
    """Name the columns that nobody reads. Numbers in them are asked about with their rows, by cell."""
    if not table.unknown:
        return
    filled = {c.column for _, cells in table.rows for c in cells}
    numbers = {c.column for _, cells in table.rows for c in cells if c.kind != "text" or is_figure(c.raw)}
    unread = [
        (c.number, f"{column_letters(c.number)} 列“{c.text.strip()}”") for c in table.unknown if c.number in filled
    ]
    if (
        table.kind == "figures"
        and not any(c.role == "value" for c in table.figures)
        and numbers & {n for n, _ in unread}
    ):
        context.tell("value_column_missing", top, columns="、".join(text for _, text in unread))
    elif wordy := [
        text for number, text in unread if number not in numbers or (table.kind == "list" and table.figures)
    ]:
        context.tell("columns_unread", top, columns="、".join(wordy))


def _usual_role(table: Table, role: str) -> str:
    return "department" if table.kind == "list" and role == "person" else role


def tell_broken(context: Context, table: Table, cells: Iterable[Cell]) -> None:
    """Name the error values and uncalculated formulas that stand where words belong."""
    for cell in cells:
        if cell.kind in ("error", "no_value") and all(cell.column != c.number for c in table.figures):
            code = "cell_error" if cell.kind == "error" else "formula_without_value"
            context.tell(code, context.grid.place(table.sheet, cell), text=cell.raw or cell.formula)


def tell_strays(context: Context, table: Table) -> None:
    """List the cells of a table's rows that stand under no heading."""
    known = {c.number for c in (*table.columns.values(), *table.figures, *table.unknown)}
    known.update(c.number for same in table.twice for c in same)
    if strays := [cell for _, cells in table.rows for cell in cells if cell.column not in known]:
        tell_unread(context, table.sheet, strays)


def tell_unread(context: Context, sheet: Sheet, strays: Sequence[Cell]) -> None:
    """List cells that nobody read: figures, in words too, are asked about; other words are told."""
    figures = [c for c in strays if c.kind != "text" or is_figure(c.raw)]
    texts = [c for c in strays if c.kind == "text" and c.raw.strip() and not is_figure(c.raw)]
    if figures:
        context.tell("cells_unread", context.grid.place(sheet, figures[0]), cells=listed(figures))
    if texts:
        context.tell("notes_unread", context.grid.place(sheet, texts[0]), cells=listed(texts))


@lru_cache(maxsize=16384)
def is_figure(text: str) -> bool:
    """Whether words are a figure somebody may have meant to report: 50%, 三五期, 1²; not 2023年."""
    if len(text) > LONGEST_HEADING:
        return False
    try:
        return Quantity.parse(text).unit not in ("年", "月")
    except QuantityError:
        name = cleaned(text)
        return text.strip().isdigit() or (name[:1] in _VAGUE_STARTS and bool(_VAGUE.fullmatch(name)))


def tell_hidden(context: Context, tables: Sequence[Table]) -> None:
    """Say which of the rows, columns and sheets that were read are hidden."""
    for table in tables:
        sheet = table.sheet
        place = Place(context.grid.file, sheet.name)
        if sheet.hidden:
            context.tell("hidden_read", place, what="这个工作表")
        rows = [str(row) for row, _ in table.rows if row in sheet.hidden_rows]
        if rows:
            context.tell("hidden_read", place, what=f"第 {'、'.join(rows[:_LISTED])} 行")
        read = {c.number for c in (*table.columns.values(), *table.figures)}
        within = range(table.bottom + 1, table.rows[-1][0] + 1 if table.rows else 0)
        if covered := [sheet.cells[row, column] for row, column in sheet.unseen if row in within and column in read]:
            context.tell("unseen_read", place, cells=listed(covered))
        numbers = sorted(read & sheet.hidden_columns)
        if numbers:
            context.tell("hidden_read", place, what=f"{'、'.join(map(column_letters, numbers))} 列")
