"""Where the tables of a sheet are: heading rows, what each column holds, which rows are data. No figure is read here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from compliance.indicator import Indicator, Indicators, ListSheet
from compliance.intake.grid import Cell, Sheet
from compliance.intake.words import (
    LONGEST_HEADING,
    Measure,
    beside_measure,
    cleaned,
    heading,
    lone_measure,
    measure,
    narrowing,
    title_measures,
    words,
)
from compliance.pattern import late
from compliance.period import Period, PeriodError

Kind = Literal["figures", "wide", "list"]
Row = tuple[int, tuple[Cell, ...]]

#: Columns a figure may stand in → which figure.
FIGURE_ROLES = {
    "value": "value", "value_now": "value", "value_previous": "value", "numerator": "numerator", "denominator": "denominator",
}  # fmt: skip
#: columns that say in a list of persons where each belongs, and in a list of bodies which they are
_WHOSE = frozenset({"body", "unit_or_body", "department"})
#: columns whose words say what a row of figures is, and whose
_NAMING = frozenset({"code", "name", "period", "scope", "body", "unit_or_body", "unit", "number"})
_HEADING_ROWS = 3
_TITLE_ROWS = 6
_REMEMBERED = 20_000
_NUMERALS = frozenset("零一二两三四五六七八九十百千万亿半")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DATED = late(r"(\d{4}年(?:度|全年|[上下]半年|第?[一二三四1-4]季度|\d{1,2}月)?)(.+)")
_COUNTED = late(r"(.+?)[-—_:：(（](数值|分子|分母)[)）]?")
_YEAR = late(r"(?:19|20)\d\d")


class Mark(Struct, frozen=True):
    """What one heading cell says. `own`: in the template's own words."""

    text: str
    role: str = ""
    own: bool = False
    indicator: Indicator | None = None
    period: Period | None = None
    measure: Measure | None = None

    @property
    def known(self) -> bool:
        return bool(self.role or self.indicator or self.period)


class Column(Struct, frozen=True):
    """One column of a table. `when` is "now" or "previous" where the heading says 本年 or 上年."""

    number: int
    role: str
    text: str
    own: bool = True
    measure: Measure | None = None
    indicator: Indicator | None = None
    period: Period | None = None
    when: str = ""

    @property
    def group(self) -> tuple[str, Period | None, str]:
        """Columns of one group make one fact: 数值, 分子 and 分母 of the same indicator and period."""
        return self.indicator.name if self.indicator else "", self.period, self.when


class Table(Struct):
    """A heading and its rows. `above`: the rows over it that belong to no table.

    `measures`: the units stated for it; `doubtful`: those stated for the table above it on the sheet.
    `words`: what the heading says; tables of the same words have the same columns, as long as the definitions are.
    """

    kind: Kind
    sheet: Sheet
    top: int
    bottom: int
    columns: dict[str, Column]
    figures: tuple[Column, ...]
    unknown: tuple[Column, ...]
    twice: tuple[tuple[Column, ...], ...] = ()
    measures: tuple[Measure, ...] = ()
    doubtful: tuple[Measure, ...] = ()
    above: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    words: tuple[object, ...] = ()


class Survey(Struct):
    """A sheet's tables, and the rows that belong to none."""

    sheet: Sheet
    tables: list[Table] = field(default_factory=list)
    loose: list[Row] = field(default_factory=list)


def survey(sheet: Sheet, indicators: Indicators) -> Survey:
    """Find the tables of `sheet`."""
    return _Surveyor(sheet, indicators).run()


class Decided(Struct, frozen=True):
    """What heading rows make: the kind of table, None for none, and its columns as `Table` has them."""

    kind: Kind | None
    plain: Mapping[str, Column] = field(default_factory=dict)
    figures: tuple[Column, ...] = ()
    unknown: tuple[Column, ...] = ()
    twice: tuple[tuple[Column, ...], ...] = ()


class Memory(Struct):
    """What the words of earlier sheets meant. Headings, codes and names come again in every file: remembering them
    takes a third off the time of a small file. One set of definitions is in use at a time."""

    indicators: Indicators | None = None
    labels: frozenset[str] = frozenset()
    marks: dict[str, Mark] = field(default_factory=dict)
    signs: dict[str, Literal["", "stated", "form"]] = field(default_factory=dict)
    decided: dict[tuple[object, ...], Decided] = field(default_factory=dict)
    names: dict[tuple[str, str], Any] = field(default_factory=dict)
    plans: dict[tuple[object, ...], Any] = field(default_factory=dict)
    lists: dict[tuple[object, ...], ListSheet | None] = field(default_factory=dict)

    def of(self, indicators: Indicators) -> Memory:
        if self.indicators is not indicators:
            self.indicators = indicators
            self.labels = frozenset(cleaned(known.label) for known in indicators.lists.values())
            self.forget()
        if max(map(len, self._all())) > _REMEMBERED:
            self.forget()
        return self

    def forget(self) -> None:
        for known in self._all():
            known.clear()

    def _all(self) -> tuple[dict[Any, Any], ...]:
        return self.marks, self.signs, self.decided, self.names, self.plans, self.lists


_memory = Memory()


def memory(indicators: Indicators) -> Memory:
    """What is remembered for these definitions."""
    return _memory.of(indicators)


class _Surveyor:
    def __init__(self, sheet: Sheet, indicators: Indicators) -> None:
        self.sheet, self.indicators = sheet, indicators
        self.rows: list[Row] = list(sheet.rows())
        self.memory = memory(indicators)
        self.spans = {(r1, c1): c2 for r1, c1, _, c2 in sheet.merges if c2 > c1}

    def run(self) -> Survey:
        found = Survey(self.sheet)
        table: Table | None = None
        above: list[Row] = []
        index = 0
        while index < len(self.rows):
            row = self.rows[index]
            if table is not None and _is_data(row[1]):
                table.rows.append(row)
                index += 1
                continue
            if started := self._heading(index, inside=table is not None):
                if table is not None:
                    above = self._titles_below(table, index)
                    found.loose += above
                table, taken = started
                table.above, above = above, []
                self._measured(table, found.tables[-1] if found.tables else None)
                found.tables.append(table)
                index += taken
                if index < len(self.rows) and _numbering(self.rows[index][1]):
                    index += 1
                continue
            if table is not None and self._ends(row):
                table = None
            if table is None:
                above.append(row)
                found.loose.append(row)
            else:
                table.rows.append(row)
            index += 1
        for table in found.tables:
            _settle_unit(table)
            self._footnotes(table)
        if found.tables:
            self._footnotes_below(found)
        return found

    def _footnotes(self, table: Table) -> None:
        """A line within or under the rows that explains them may state their unit: 注：金额单位为万元."""
        for _, cells in table.rows:
            if len(cells) == 1 and cells[0].kind == "text" and (said := footnote(cells[0].raw)):
                table.measures = (*table.measures, *said)

    def _footnotes_below(self, found: Survey) -> None:
        for row, cells in found.loose:
            if cells[0].kind == "text" and (said := footnote(cells[0].raw)):
                above = [table for table in found.tables if table.top < row]
                if above:
                    above[-1].measures = (*above[-1].measures, *said)

    def _titles_below(self, table: Table, index: int) -> list[Row]:
        """The last rows of a table that are the title of the next, which begins at `index`: each a few words alone."""
        titles: list[Row] = []
        while table.rows and len(table.rows[-1][1]) == 1 and table.rows[-1][1][0].kind == "text":
            if table.rows[-1] is not self.rows[index - 1 - len(titles)]:
                break
            titles.insert(0, table.rows.pop())
        return titles

    def _ends(self, row: Row) -> bool:
        """Whether a row closes a table: the sign-off line, or the stated numbers of a list."""
        first = row[1][0]
        if first.kind != "text":
            return False
        signs = self.memory.signs
        for cell in row[1]:
            if cell.kind != "text":
                continue
            sign = signs.get(cell.raw)
            if sign is None:
                sign = signs[cell.raw] = self._sign(cell.raw)
            if sign == "stated" or (sign == "form" and cell is first):
                return True
        return False

    def _sign(self, text: str) -> Literal["", "stated", "form"]:
        """Whether a text is the label of a stated number, or begins with a label of the form."""
        if len(text) <= LONGEST_HEADING and cleaned(text) in self.memory.labels:
            return "stated"
        label = re.split("[:：]", text, maxsplit=1)[0]
        return "form" if len(label) <= LONGEST_HEADING and cleaned(label) in words().form else ""

    def _measured(self, table: Table, before: Table | None) -> None:
        """Note the units stated above a table, and those above the table before it: a heading that comes again goes on
        under the same ones, and of another table nobody can tell."""
        stated: list[Measure] = []
        for _, cells in table.above[-_TITLE_ROWS:]:
            for here, cell in enumerate(cells):
                if cell.kind != "text":
                    continue
                if said := title_measures(cell.raw):
                    stated += said
                elif here + 1 < len(cells) and (beside := beside_measure(cell.raw, cells[here + 1].raw)):
                    stated.append(beside)
        if before is not None:
            for _, cells in before.rows[-1:]:  # 表二 | 单位：元, which looks like a row of the table above
                stated += (m for c in cells if c.kind == "text" and "单位" in c.raw and (m := lone_measure(c.raw)))
            own = {measure.base for measure in stated}
            if not table.above and table.words[1:] == before.words[1:]:
                stated += (m for m in before.measures if m.base not in own)
                table.doubtful = before.doubtful
            else:
                further = (*before.measures, *before.doubtful)
                table.doubtful = tuple(m for m in further if m.base not in own and m.factor != 1)
        table.measures = tuple(stated)

    # -- headings

    def _heading(self, index: int, *, inside: bool) -> tuple[Table, int] | None:
        """The table whose heading begins in this row, and how many rows the heading takes."""
        cells = self.rows[index][1]
        if len(cells) < 2 or not (marks := self._marks(cells)):
            return None
        known = sum(mark.known for mark in marks.values())
        if known < 2 or (inside and known * 5 < len(marks) * 3):
            return None
        blocks = [marks]
        for taken in range(1, _HEADING_ROWS + 1):
            if taken > 1:
                below = self._below(index, taken)
                if below is None:
                    return None
                blocks.append(below)
            if table := self._decided(index, blocks, inside):
                while taken < _HEADING_ROWS and (below := self._below(index, taken + 1, table)) is not None:
                    blocks.append(below)
                    taken += 1
                    table = self._decided(index, blocks, inside) or table
                return table, taken
        return None

    def _below(self, index: int, taken: int, decided: Table | None = None) -> dict[int, Mark] | None:
        """The marks of a further heading row, None where the row is not one."""
        here = index + taken - 1
        if here >= len(self.rows) or self.rows[here][0] != self.rows[index][0] + taken - 1:
            return None
        cells = self.rows[here][1]
        marks = self._marks(cells)
        if not marks:
            return None
        if decided is not None and self._divides(here, cells, decided):
            return marks
        if len(cells) < 2 and not _fills_a_gap(marks, decided):
            return None
        said = [mark for mark in marks.values() if mark.known or lone_measure(mark.text)]
        if decided is None:
            return marks if said else None
        if len(said) < len(marks) or (decided.kind == "figures" and any(m.indicator for m in said)):
            return None
        return marks

    def _divides(self, here: int, cells: Sequence[Cell], decided: Table) -> bool:
        """Whether a row of words divides the columns of figures above it: 目标 | 实际, or a unit. Rows of data follow.

        Words under the columns that say whose or what a row is make it a row of data.
        """
        if decided.kind == "list" or here + 1 >= len(self.rows) or self.rows[here + 1][0] != self.rows[here][0] + 1:
            return False
        labels = {c.number for role, c in decided.columns.items() if role in _NAMING}
        values = {c.number for c in (*decided.figures, *(c for same in decided.twice for c in same))}
        if not values or any(cell.column in labels for cell in cells) or cells[0].column < min(values):
            return False
        if not any(cell.column in values for cell in cells):
            return False
        if (
            decided.kind == "figures"
            and len(cells) == 1
            and not (lone_measure(cells[0].raw) or narrowing(cells[0].raw))
        ):
            return False  # a figure in words that lacks its name
        below = {cell.column for cell in self.rows[here + 1][1]}
        return any(cell.column in below for cell in cells) and not any(_is_entry(cell.raw) for cell in cells)

    def _marks(self, cells: Sequence[Cell]) -> dict[int, Mark]:
        """Column → mark. Empty where the row holds anything but words and years: then it is no heading."""
        for cell in cells:
            if cell.kind != "text" and not (cell.kind == "number" and _YEAR.fullmatch(cell.raw)):
                return {}
        known = self.memory.marks
        marks: dict[int, Mark] = {}
        for cell in cells:
            mark = known.get(cell.raw)
            if mark is None:
                mark = known[cell.raw] = self._mark(cell.raw)
            for column in range(cell.column, self.spans.get((cell.row, cell.column), cell.column) + 1):
                marks[column] = mark
        return marks

    def _mark(self, text: str) -> Mark:
        if len(text) > LONGEST_HEADING:
            return Mark(text)
        head = heading(text)
        if head.role:
            return Mark(text, head.role, head.own, measure=head.measure)
        if (found := self.indicators.find(head.name)) and found.code.upper() != head.name.upper():
            return Mark(text, own=True, indicator=found, measure=head.measure)
        if period := _period(head.name):
            return Mark(text, period=period, measure=head.measure)
        if head.name[:1].isdecimal() and (dated := _DATED.fullmatch(head.name)):
            rest = heading(dated[2])
            indicator = None if rest.role else self.indicators.find(rest.name)
            if (rest.role in FIGURE_ROLES or indicator) and (period := _period(dated[1])):
                return Mark(text, rest.role, indicator=indicator, period=period, measure=head.measure or rest.measure)
        if (counted := _COUNTED.fullmatch(head.name)) and (found := self.indicators.find(counted[1])):
            return Mark(text, heading(counted[2]).role, indicator=found, measure=head.measure)
        return Mark(text, measure=head.measure or lone_measure(text))

    def _decided(self, index: int, blocks: Sequence[dict[int, Mark]], inside: bool) -> Table | None:
        """The table these heading rows make, None where they make none.

        The same words make the same columns: headings are those of the template in most files, and putting them
        together anew took a tenth of the time of a file.
        """
        above = inside and self._close_above(index)
        key = (above, *(tuple((number, mark.text) for number, mark in block.items()) for block in blocks))
        decided = self.memory.decided.get(key)
        if decided is None:
            decided = self.memory.decided[key] = self._columns_decided(blocks, above)
        if decided.kind is None:
            return None
        top = self.rows[index][0]
        return Table(
            decided.kind, self.sheet, top, top + len(blocks) - 1, dict(decided.plain), decided.figures, decided.unknown,
            decided.twice, words=key,
        )  # fmt: skip

    def _columns_decided(self, blocks: Sequence[dict[int, Mark]], above: bool) -> Decided:
        columns = _columns(blocks)
        roles = {column.role for column in columns}
        named = {column.indicator.name: column.indicator for column in columns if column.indicator}
        figures = [c for c in columns if c.role in FIGURE_ROLES]
        records = any(indicator.level == "record" for indicator in named.values())
        body = roles & {"body", "department", "unit_or_body", "period"}
        kind: Kind
        if "person" in roles and len(roles) > 1:
            kind = "list"
        elif roles & {"name", "code"} and figures and not named:
            kind = "figures"
        elif roles & {"department", "name", "body", "unit_or_body"} and ("category" in roles or records):
            kind = "list"
        elif (len(named) > 1 or (named and body)) and not above:
            kind = "wide"
        else:
            return Decided(None)
        return _sorted(kind, columns)

    def _close_above(self, index: int) -> bool:
        """Whether the row above is filled too: names of indicators within a table's rows are no new heading."""
        return index > 0 and self.rows[index - 1][0] == self.rows[index][0] - 1


def _is_data(cells: Sequence[Cell]) -> bool:
    """Whether a row within a table is plainly none of its headings or its end: it begins with its 序号."""
    first = cells[0]
    if first.kind == "text":
        return False
    return first.kind != "number" or len(cells) == 1 or not _YEAR.fullmatch(first.raw)


def _fills_a_gap(marks: dict[int, Mark], decided: Table | None) -> bool:
    """Whether the one word of a row heads a column that has no heading yet."""
    if decided is None:
        return False
    headed = {c.number for c in (*decided.columns.values(), *decided.figures, *decided.unknown)}
    return all(number not in headed and mark.role in FIGURE_ROLES for number, mark in marks.items())


def _is_entry(text: str) -> bool:
    """Whether words are what a clerk writes for a figure: 95%, 五件, —, 无."""
    name, known = cleaned(text), words()
    if name in known.blank or name in known.none or len(name) > LONGEST_HEADING:
        return True
    return lone_measure(name) is None and any(c.isdigit() or c in _NUMERALS for c in name)


def _columns(blocks: Sequence[dict[int, Mark]]) -> list[Column]:
    """Heading rows put together, column by column: the lowest word decides, those above add indicator and period.

    A lowest word that nobody knows makes a column that nobody reads: of an indicator over 目标 | 实际 only the second
    is its figure.
    """
    below = {number for block in blocks[1:] for number in block}
    carried = [_carried(block, below) if len(blocks) > 1 else block for block in blocks]
    columns = []
    for number in sorted({number for block in blocks for number in block}):
        marks = [block[number] for block in carried if number in block]
        words_here = list(dict.fromkeys(mark.text.strip() for mark in marks))
        role, own = next(((m.role, m.own) for m in reversed(marks) if m.role), ("", True))
        indicator = next((m.indicator for m in reversed(marks) if m.indicator), None)
        period = next((m.period for m in reversed(marks) if m.period), None)
        stated = next((mark.measure for mark in reversed(marks) if mark.measure), None)
        if not role and (indicator or period):
            role = "value"
        if role in FIGURE_ROLES and len(marks) > 1 and not _says(marks[-1]):
            role, indicator, period = "", None, None
        when = {"value_now": "now", "value_previous": "previous"}.get(role, "") if not period else ""
        columns.append(Column(number, role, "".join(words_here), own, stated, indicator, period, when))
    return columns


def _says(mark: Mark) -> bool:
    return mark.known or mark.measure is not None


def _carried(block: dict[int, Mark], below: set[int]) -> dict[int, Mark]:
    """A heading over several columns whose merge is lost (CSV): it holds up to the next heading on its right."""
    filled, last = dict(block), None
    for number in range(min(block), max(below, default=0) + 1):
        if number in block:
            last = block[number]
        elif last and (last.indicator or last.period or last.role == "value") and number in below:
            filled[number] = last
    return filled


def _sorted(kind: Kind, columns: Sequence[Column]) -> Decided:
    """Sort the columns: one for each plain role, figures by group, and what is not known."""
    plain: dict[str, Column] = {}
    figures: list[Column] = []
    unknown: list[Column] = []
    for column in sorted(columns, key=_naming) if kind == "list" else columns:
        role = _role_in(kind, column)
        if role == "person" and role in plain and column.role in _WHOSE:
            role = "belongs"
        if role in FIGURE_ROLES and (kind != "list" or column.indicator):
            figures.append(replace(column, role=FIGURE_ROLES[role]))
        elif role and role not in FIGURE_ROLES and role not in plain:
            plain[role] = replace(column, role=role)
        else:
            unknown.append(column)
    groups: dict[tuple[object, ...], list[Column]] = {}
    for column in figures:
        groups.setdefault((column.group, column.role), []).append(column)
    twice = tuple(tuple(same) for same in groups.values() if len(same) > 1)
    once = tuple(same[0] for same in groups.values() if len(same) == 1)
    return Decided(kind, plain, once, tuple(unknown), twice)


def _naming(column: Column) -> int:
    """In a list the column that names a person comes before that of the department, and of the town."""
    return 0 if column.role == "person" else 2 if column.role in ("body", "unit_or_body") else 1


def _role_in(kind: Kind, column: Column) -> str:
    """The same word means another thing in another table: 单位名称 is who reports, or whom the row is about."""
    role = column.role
    if kind == "list":
        return {"code": "id", "name": "person", "department": "person", "body": "person", "unit_or_body": "person"}.get(
            role, role
        )
    return {"department": "body", "person": "", "id": "", "begins": "", "ends": "", "category": ""}.get(role, role)


def _settle_unit(table: Table) -> None:
    """A column headed 单位: units of measure, or reporting bodies? Its cells tell."""
    column = table.columns.pop("unit_or_body", None)
    if column is None:
        return
    said = [c for _, cells in table.rows[:20] for c in cells if c.column == column.number and c.kind == "text"]
    measures = sum(1 for cell in said if measure(cell.raw))
    role = "unit" if said and measures * 2 >= len(said) and "unit" not in table.columns else "body"
    table.words = (*table.words, role)
    if role in table.columns:
        table.unknown = (*table.unknown, column)
    else:
        table.columns[role] = replace(column, role=role, own=False)


def _period(text: str) -> Period | None:
    if not text[:1].isdigit() and text[:1] not in "二〇":
        return None
    try:
        return Period.parse(text)
    except PeriodError:
        return None


def footnote(text: str) -> tuple[Measure, ...]:
    """The units a line that explains a table states: 注：金额单位为万元."""
    if not any(word in text for word in ("单位", "金额", "元")):
        return ()
    return title_measures(text) if cleaned(text).lstrip("*※★(（").startswith(words().footnotes) else ()


def _numbering(cells: Sequence[Cell]) -> bool:
    """A row that numbers the columns: 甲 乙 1 2 3."""
    count = 0
    for cell in cells:
        if cell.raw in _STEMS:
            continue
        count += 1
        if cell.raw.strip("()（）栏") != str(count):
            return False
    return len(cells) > 2
