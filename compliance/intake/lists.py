"""List sheets → records, and the stated numbers above them (应列人数)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from compliance.fact import Figure, Record, Roll, RowCells, Unread
from compliance.indicator import ListSheet
from compliance.intake.grid import Cell
from compliance.intake.layout import Table, memory
from compliance.intake.merged import carried_down, spread
from compliance.intake.reading import Expected, expectation, iso_day
from compliance.intake.rows import Context, is_figure, is_total, listed
from compliance.intake.sections import is_blank
from compliance.intake.words import cleaned, words
from compliance.pattern import late
from compliance.period import Period
from compliance.source import Place, column_letters

_BETWEEN = late("[、,，;；/／\\s]+")
_DAY = Expected("date", "日期")
#: A division by its form: a code, or a name that is not 本市 or 全县.
_DIVISION = late("^(?:\\d{6}|[^本我全].{0,9}[省市州县区旗盟])$")
_UNKNOWN = "?"


class _Plan(Struct, frozen=True):
    """How the rows of a list are read: columns by role (0 for none), and its figures as (column, letters, indicator's
    name, what its cells should hold). The same heading makes the same plan, in every file.

    `filled`: all columns of figures. `places`: the column of each thing a row says. `here`: the letters of the column
    that a row's place is told by.
    """

    person: int
    id: int
    belongs: int
    category: int
    begins: int
    ends: int
    counter: int
    period: int
    figures: tuple[tuple[int, str, str, Expected], ...]
    filled: tuple[int, ...]
    places: dict[str, int]
    here: str


class ListReader(Struct):
    """Reads list sheets. `taken` are the cells outside the tables that were read."""

    context: Context
    records: list[Record] = field(default_factory=list)
    rolls: list[Roll] = field(default_factory=list)
    taken: set[tuple[str, int, int]] = field(default_factory=set)
    _whose: str = ""
    _of: dict[int, str] = field(default_factory=dict)
    _spread: frozenset[tuple[int, int]] = frozenset()

    def read(self, table: Table) -> ListSheet | None:
        """Add the records and stated numbers of `table`; None where it is not clear which list it is."""
        known = self._which(table)
        if known is None:
            place = Place(self.context.grid.file, table.sheet.name)
            self.context.tell("list_unclear", place, lists="、".join(self.context.indicators.lists))
            return None
        period = self.context.when(table)
        if period is None:  # told once for the whole file
            self.taken.update((table.sheet.name, c.row, c.column) for _, _, c in self._stated(table, known) if c)
            return known
        _of_this_period(table, period)
        period = period.year_to_date  # hours and times add up over the year: a quarter's list says how far they are
        self._whose = self.context.whose(table)
        self._rolls(table, known, period)
        totals = []
        plan = self._plan(table)
        columns = (plan.person, plan.counter)
        words_beside = {column.number: column.text.strip() for column in table.unknown}
        for role in ("remark", "number"):
            if role in table.columns:
                words_beside[table.columns[role].number] = table.columns[role].text.strip()
        self._spread = spread(table, {plan.person, plan.id} - {0})
        self._of = self._belonging(table, plan, columns)
        if not table.figures:
            self._tell_beside(table)
        for number, cells in table.rows:
            if len(cells) == 1 and cells[0].column == plan.counter:
                continue  # a prepared row nobody has used
            if is_total(cells, columns):
                totals.append(str(number))
            elif not words_beside or not self.context.row_against(table, number, cells, words_beside):
                self._record(table, known, period, plan, number, {c.column: c for c in cells})
        if totals:
            place = Place(self.context.grid.file, table.sheet.name)
            self.context.tell("totals_skipped", place, rows="第 " + "、".join(totals) + " 行")
        return known

    def _tell_beside(self, table: Table) -> None:
        """Ask about the numbers of a list none of whose columns is known: 年度培训学时 is nobody's heading."""
        headings = {column.number: column.text.strip() for column in table.unknown}
        counted = {c.number for role, c in table.columns.items() if role in ("person", "number")}
        rows = [row for _, row in table.rows if not is_total(row, counted)]
        cells = [c for row in rows for c in row if c.column in headings and (c.kind == "number" or is_figure(c.raw))]
        if cells:
            said = "、".join(f"“{headings[n]}”" for n in headings if any(c.column == n for c in cells))
            place = self.context.grid.place(table.sheet, cells[0])
            self.context.tell("figures_unread", place, headings=said, cells=listed(cells))

    def _which(self, table: Table) -> ListSheet | None:
        """The list a table is: by the sheet's name or title, its categories, whether it has terms."""
        above = [cleaned(c.raw) for _, cells in table.above for c in cells if c.kind == "text" and len(c.raw) <= 40]
        texts = set()
        if column := table.columns.get("category"):
            for _, cells in table.rows[:50]:
                for cell in cells:
                    if cell.column == column.number:
                        texts.add(cell.raw)
                        break
        term = "begins" in table.columns or "ends" in table.columns
        key = (cleaned(table.sheet.name), frozenset(above), frozenset(texts), term)
        lists = memory(self.context.indicators).lists
        if key not in lists:
            lists[key] = self._fitting(*key)
        return lists[key]

    def _fitting(self, title: str, above: Set[str], texts: Set[str], term: bool) -> ListSheet | None:
        said = {part for text in texts for part in _BETWEEN.split(text.strip())}
        scores = []
        for known in self.context.indicators.lists.values():
            score = (
                10 if title == known.name else 6 if known.name in title or any(known.name in t for t in above) else 0
            )
            score += 4 * bool(said & set(known.categories)) + 3 * bool(above & set(known.categories))
            score += (3 if known.term else -3) if term else (-1 if known.term else 0)
            scores.append((score, known))
        scores.sort(key=lambda pair: -pair[0])
        if not scores or scores[0][0] < 2 or (len(scores) > 1 and scores[1][0] == scores[0][0]):
            return None
        return scores[0][1]

    def _plan(self, table: Table) -> _Plan:
        plans = memory(self.context.indicators).plans
        key = ("list", table.words, table.measures, self.context.grid.date1904)
        if key not in plans:
            plans[key] = _planned(table, self.context.grid.date1904)
        plan: _Plan = plans[key]
        return plan

    # -- stated numbers

    def _rolls(self, table: Table, known: ListSheet, period: Period) -> None:
        unit = self._whose
        expected = Expected("count", known.of, whole=True)
        for category, place, cell in self._stated(table, known):
            figure = None
            if cell is not None:
                figure, _, _ = self.context.figure(cell, place, expected, known.label)
                self.taken.add((table.sheet.name, cell.row, cell.column))
            self.rolls.append(Roll(unit, known.name, period, category, figure, place))

    def _stated(self, table: Table, known: ListSheet) -> Iterator[tuple[str, Place, Cell | None]]:
        """(category, place, cell) of each stated number: beside the category's name, or beside the label alone."""
        label = cleaned(known.label)
        for row, cells in table.above:
            for index, cell in enumerate(cells):
                if cell.kind != "text" or len(cell.raw) > 60:
                    continue
                text = cleaned(cell.raw)
                category = next((c for c in known.categories if text in (c, c + label, c + label + ":")), "")
                if not category and text.rstrip(":") == label and len(known.categories) == 1:
                    if not self._beside_number(cells, index):
                        continue
                    category = known.categories[0]
                if not category:
                    yield from self._within(table, known, cell)
                    continue
                beside = cells[index + 1] if index + 1 < len(cells) else None
                column = beside.column if beside is not None else cell.column + 1
                yield category, self.context.place(table.sheet, row, column), beside

    def _beside_number(self, cells: tuple[Cell, ...], index: int) -> bool:
        return index + 1 < len(cells) and cells[index + 1].kind == "number"

    def _within(self, table: Table, known: ListSheet, cell: Cell) -> Iterator[tuple[str, Place, Cell]]:
        """“行政执法人员应列人数：61人” in one cell."""
        label, colon, number = cell.raw.partition("：" if "：" in cell.raw else ":")
        if not colon or known.label not in label:
            return
        name = cleaned(label).removesuffix(cleaned(known.label))
        category = (
            name if name in known.categories else known.categories[0] if not name and len(known.categories) == 1 else ""
        )
        if category:
            yield category, self.context.grid.place(table.sheet, cell), replace(cell, raw=number)

    # -- whose a row is

    def _belonging(self, table: Table, plan: _Plan, counted: tuple[int, ...]) -> dict[int, str]:
        """Row → the government it belongs to, `_UNKNOWN` where nobody can tell; the others are the list's own."""
        if not plan.belongs:
            return {}
        context, found, last = self.context, dict[int, str](), self._whose
        down, unclear = carried_down(table, (plan.belongs,)), []
        for number, cells in table.rows:
            said = next((c for c in cells if c.column == plan.belongs), None)
            if said is not None and not is_blank(said):
                last = self._government(table, said)
            elif (number, plan.belongs) not in down and last != self._whose and not is_total(cells, counted):
                if any(c.column == plan.person for c in cells):
                    found[number] = _UNKNOWN  # of the unit above, or of the list's own
                    unclear.append(str(number))
                continue
            if last != self._whose:
                found[number] = last
        place = Place(context.grid.file, table.sheet.name)
        if unclear:
            context.tell("rows_unclear", place, rows="第 " + "、".join(unclear) + " 行")
        if others := {unit for unit in found.values() if unit != _UNKNOWN}:
            heading = table.columns["belongs"].text.strip()
            context.tell("units_in_rows", place, count=len(others) + (len(found) < len(table.rows)), column=heading)
        return found

    def _government(self, table: Table, cell: Cell) -> str:
        """The government a cell names. A department, and a government above, say that the row is the list's own."""
        own, text = self._whose.partition("/")[0], cleaned(cell.raw)
        code = self.context.known_body(text)
        if code is None:
            if not _DIVISION.search(text):
                return self._whose
            self.context.tell("list_unit_unknown", self.context.grid.place(table.sheet, cell), text=cell.raw.strip())
            return _UNKNOWN
        return self._whose if own and self.context.divisions.is_within(own, code) else code

    # -- records

    def _record(
        self, table: Table, known: ListSheet, period: Period, plan: _Plan, number: int, by: Mapping[int, Cell]
    ) -> None:
        context, file, sheet = self.context, self.context.grid.file, table.sheet.name
        name, identity = _text(by.get(plan.person)), _text(by.get(plan.id))
        if name in words().none:
            context.tell("none_is_blank", context.place(table.sheet, number, plan.person), text=name)
            name = ""
        if not name and not identity and not _is_filled(plan, by):
            return  # a prepared row nobody has used
        whose = self._of.get(number, self._whose)
        if whose == _UNKNOWN:
            return
        values: dict[str, Figure] = {}
        unread: list[Unread] = []
        for column, letters, what, wanted in plan.figures:
            if (cell := by.get(column)) is None:
                continue
            at = Place(file, sheet, f"{letters}{number}")
            if (number, column) in self._spread:
                unread.append(Unread(what, cell.raw, at, context.ask("merged_over", at, text=cell.shown)))
                continue
            figure, why, _ = context.figure(cell, at, wanted, what)
            if figure is not None:
                values[what] = figure
            if why is not None:
                unread.append(why)
        begins = self._day(table, "begins", number, by.get(plan.begins), unread)
        ends = self._day(table, "ends", number, by.get(plan.ends), unread)
        place = Place(file, sheet, f"{plan.here}{number}")
        if not name:
            context.tell("record_without_name", place, what="姓名" if known.of == "人" else "单位名称")
        categories = self._categories(table, known, plan, by)
        said, _ = context.period(by.get(plan.period), table.sheet, period) if plan.period in by else (None, False)
        if said is not None and said.year != period.year:
            period = said.year_to_date  # of another year; a month within the year is when it was done
        self.records.append(
            Record(
                whose, known.name, period, cleaned(name), identity, categories, values, begins, ends,
                place, tuple(unread), RowCells(file, sheet, number, plan.places),
            )
        )  # fmt: skip

    def _day(self, table: Table, role: str, number: int, cell: Cell | None, unread: list[Unread]) -> date | None:
        if cell is None:
            return None
        if cell.kind == "date" and (day := iso_day(cell.raw[:10])):
            return day
        place = self.context.place(table.sheet, number, cell.column)
        figure, why, _ = self.context.figure(cell, place, _DAY, words().own[role])
        if why is not None:
            unread.append(why)
        return figure.date if figure is not None else None

    def _categories(self, table: Table, known: ListSheet, plan: _Plan, by: Mapping[int, Cell]) -> tuple[str, ...]:
        if not plan.category:
            return known.categories if len(known.categories) == 1 else ()
        cell = by.get(plan.category)
        if cell is None or (text := cleaned(cell.raw)) in words().blank:
            return ()
        if text in known.categories:
            return (text,)
        found = []
        for part in _BETWEEN.split(cell.raw.strip()):
            if cleaned(part) in known.categories:
                found.append(cleaned(part))
            elif part:
                place = self.context.grid.place(table.sheet, cell)
                self.context.tell("category_unknown", place, text=part, known="、".join(known.categories))
        return tuple(dict.fromkeys(found))


def _of_this_period(table: Table, period: Period) -> None:
    """Leave the columns of another period than the list's, or of 上年, among those that are not read; they are told."""
    if all(c.period is None and not c.when for c in table.figures):
        return
    own = [c for c in table.figures if c.when != "previous" and (c.period is None or c.period.contains(period))]
    twice = tuple(c for c in own if sum(c.indicator is o.indicator for o in own) > 1)
    table.unknown = (*table.unknown, *(c for c in table.figures if c not in own))
    table.twice = (*table.twice, twice) if twice else table.twice
    table.figures = tuple(c for c in own if c not in twice)
    table.words = (*table.words, *(c.number for c in table.figures))


def _planned(table: Table, epoch1904: bool) -> _Plan:
    columns = {role: column.number for role, column in table.columns.items()}
    figures = tuple(
        (
            c.number, column_letters(c.number), i.name,
            expectation(i.kind, i.unit, False, None, c.measure, table.measures, epoch1904),
        )
        for c in table.figures
        if (i := c.indicator) is not None
    )  # fmt: skip
    places = {what: number for number, _, what, _ in figures}
    for role, what in (("person", "姓名"), ("category", "类别"), ("begins", "任期起"), ("ends", "任期止")):
        if role in columns:
            places[what] = columns[role]
    here = columns.get("person") or columns.get("id") or next((c.number for c in table.figures), 1)
    return _Plan(
        columns.get("person", 0), columns.get("id", 0), columns.get("belongs", 0), columns.get("category", 0), columns.get("begins", 0),
        columns.get("ends", 0), columns.get("number", 0), columns.get("period", 0), figures, tuple(c.number for c in table.figures), places,
        column_letters(here),
    )  # fmt: skip


def _is_filled(plan: _Plan, by: Mapping[int, Cell]) -> bool:
    return any(number in by and cleaned(by[number].raw) not in words().blank for number in plan.filled)


def _text(cell: Cell | None) -> str:
    return cell.raw.strip() if cell is not None and cell.kind in ("text", "number", "date") else ""
