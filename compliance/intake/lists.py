"""List sheets → records, and the stated numbers above them (应列人数)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from compliance.fact import Figure, Record, Roll, Unread
from compliance.indicator import ListSheet
from compliance.intake.grid import Cell
from compliance.intake.layout import Column, Table
from compliance.intake.reading import Expected, expectation
from compliance.intake.rows import Context, RowCells, is_total
from compliance.intake.words import cleaned, words
from compliance.period import Period
from compliance.source import Place

_BETWEEN = re.compile("[、,，;；/／\\s]+")
_DAY = Expected("date", "日期")


class ListReader(Struct):
    """Reads list sheets. `taken` are the cells outside the tables that were read."""

    context: Context
    records: list[Record] = field(default_factory=list)
    rolls: list[Roll] = field(default_factory=list)
    taken: set[tuple[str, int, int]] = field(default_factory=set)
    _whose: str = ""
    _columns: dict[str, int] = field(default_factory=dict)

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
        period = period.year_to_date  # hours and times add up over the year: a quarter's list says how far they are
        self._whose = self.context.whose(table)
        self._rolls(table, known, period)
        totals = []
        columns = [c.number for role, c in table.columns.items() if role in ("person", "number")]
        expected = self._expected(table)
        self._columns = {what: column.number for column, what, _ in expected}
        for role, what in (("person", "姓名"), ("category", "类别"), ("begins", "任期起"), ("ends", "任期止")):
            if role in table.columns:
                self._columns[what] = table.columns[role].number
        counter = table.columns["number"].number if "number" in table.columns else 0
        for number, cells in table.rows:
            if len(cells) == 1 and cells[0].column == counter:
                continue  # a prepared row nobody has used
            if is_total(cells, columns):
                totals.append(str(number))
            else:
                self._record(table, known, period, expected, number, {c.column: c for c in cells})
        if totals:
            place = Place(self.context.grid.file, table.sheet.name)
            self.context.tell("totals_skipped", place, rows="第 " + "、".join(totals) + " 行")
        return known

    def _which(self, table: Table) -> ListSheet | None:
        """The list a table is: by the sheet's name or title, its categories, whether it has terms."""
        title = cleaned(table.sheet.name)
        above = {cleaned(c.raw) for _, cells in table.above for c in cells if c.kind == "text" and len(c.raw) <= 40}
        column = table.columns.get("category")
        texts = {c.raw for _, cells in table.rows[:50] for c in cells if column and c.column == column.number}
        said = {part for text in texts for part in _BETWEEN.split(text.strip())}
        term = bool({"begins", "ends"} & set(table.columns))
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

    # -- records

    def _expected(self, table: Table) -> list[tuple[Column, str, Expected]]:
        """Each column of figures with its indicator's name and what its cells should hold."""
        epoch = self.context.grid.date1904
        return [
            (c, i.name, expectation(i.kind, i.unit, False, None, c.measure, table.measures, epoch))
            for c in table.figures
            if (i := c.indicator) is not None
        ]

    def _record(
        self,
        table: Table,
        known: ListSheet,
        period: Period,
        expected: Sequence[tuple[Column, str, Expected]],
        number: int,
        by: Mapping[int, Cell],
    ) -> None:
        columns, context, blank = table.columns, self.context, words().blank
        name = _text(by.get(columns["person"].number)) if "person" in columns else ""
        identity = _text(by.get(columns["id"].number)) if "id" in columns else ""
        figures = any(c.number in by and cleaned(by[c.number].raw) not in blank for c in table.figures)
        if name in words().none:
            context.tell("none_is_blank", context.place(table.sheet, number, columns["person"].number), text=name)
            name = ""
        if not name and not identity and not figures:
            return  # a prepared row nobody has used
        values: dict[str, Figure] = {}
        unread: list[Unread] = []
        for column, what, wanted in expected:
            if (cell := by.get(column.number)) is None:
                continue
            place = context.place(table.sheet, number, column.number)
            figure, why, _ = context.figure(cell, place, wanted, what)
            if figure is not None:
                values[what] = figure
            if why is not None:
                unread.append(why)
        begins = self._day(table, columns["begins"], number, by, unread) if "begins" in columns else None
        ends = self._day(table, columns["ends"], number, by, unread) if "ends" in columns else None
        here = columns.get("person") or columns.get("id") or table.figures[0]
        place = context.place(table.sheet, number, here.number)
        if not name:
            context.tell("record_without_name", place, what="姓名" if known.of == "人" else "单位名称")
        categories = self._categories(table, known, number, by)
        self.records.append(
            Record(
                self._whose, known.name, period, cleaned(name), identity, categories, values, begins, ends,
                place, tuple(unread), RowCells(context.grid.file, table.sheet.name, number, self._columns),
            )
        )  # fmt: skip

    def _day(
        self,
        table: Table,
        column: Column,
        number: int,
        by: Mapping[int, Cell],
        unread: list[Unread],
    ) -> date | None:
        if (cell := by.get(column.number)) is None:
            return None
        place = self.context.place(table.sheet, number, column.number)
        figure, why, _ = self.context.figure(cell, place, _DAY, words().own[column.role])
        if why is not None:
            unread.append(why)
        return figure.date if figure is not None else None

    def _categories(self, table: Table, known: ListSheet, number: int, by: Mapping[int, Cell]) -> tuple[str, ...]:
        column = table.columns.get("category")
        if column is None:
            return known.categories if len(known.categories) == 1 else ()
        cell = by.get(column.number)
        if cell is None or cleaned(cell.raw) in words().blank:
            return ()
        text = cleaned(cell.raw)
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


def _text(cell: Cell | None) -> str:
    return cell.raw.strip() if cell is not None and cell.kind in ("text", "number", "date") else ""
