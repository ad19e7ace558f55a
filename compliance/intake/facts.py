"""Figures tables and wide tables → facts. Every figure keeps the cell it stands in; nothing is dropped unsaid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from compliance.fact import Fact, Figure, Unread
from compliance.indicator import Indicator, Kind
from compliance.intake.grid import Cell
from compliance.intake.layout import Column, Identified, Table, memory
from compliance.intake.reading import Expected, expectation
from compliance.intake.rows import Context, RowCells, carried_down, is_figure, is_total, listed, tell_broken
from compliance.intake.words import Measure, cleaned, measure, words
from compliance.period import Period
from compliance.source import Place

_ROLES = {"value": "数值", "numerator": "分子", "denominator": "分母"}
_NUMBERED = re.compile(r"^(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．]|[①-⑳])|[（(][^()（）]*[)）]$")

_ByColumn = Mapping[int, Cell]


class _Row(Struct, frozen=True):
    """What a row says about itself. `spoilt`: why its figures are not to be read, "" where they are.

    `rival`: the indicator its name says, where its code says another.
    """

    number: int
    cells: _ByColumn
    indicator: Indicator | None
    name: str
    unit: str
    period: Period | None
    scope: str
    measure: Measure | None
    source: str
    remark: str
    spoilt: str = ""
    rival: Indicator | None = None


class FigureReader:
    """Reads the tables whose rows are indicators, and those whose columns are."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.facts: list[Fact] = []
        self._names = memory(context.indicators).names

    def read(self, table: Table) -> None:
        """Add the facts of `table`."""
        groups: dict[tuple[object, ...], dict[str, Column]] = {}
        for column in table.figures:
            groups.setdefault(column.group, {})[column.role] = column
        columns = table.columns
        down = carried_down(
            table, (columns[r].number for r in ("code", "name", "body", "period", "scope", "unit") if r in columns)
        )
        labels = [columns[role].number for role in ("code", "name", "body", "number") if role in columns]
        place = Place(self.context.grid.file, table.sheet.name)
        if table.kind == "wide" and not {"body", "period"} & set(columns):
            filled = [r for r, cells in table.rows if any(c.column == f.number for c in cells for f in table.figures)]
            if len(filled) > 1:
                self.context.tell("rows_unclear", place, rows="第 " + "、".join(map(str, filled)) + " 行")
                return
        whose, when = self.context.whose(table), self.context.when(table)
        totals = []
        bodies = set()
        valued = any(column.role == "value" for column in table.figures)  # else the column is asked about as a whole
        unknown = {column.number for column in table.unknown if valued}
        beside: list[Cell] = []
        for number, cells in table.rows:
            by = {cell.column: cell for cell in cells}
            if is_total(cells, labels):
                totals.append(str(number))
                continue
            if any(cell.kind in ("error", "no_value") for cell in cells):
                tell_broken(self.context, table, cells)
            row = self._row(table, number, by, down, whose, when)
            if row is None:
                continue
            bodies.add(row.unit)
            for group in groups.values():
                self._fact(table, row, group)
                if row.rival is not None:  # neither may be said to have reported nothing
                    self._fact(table, replace(row, indicator=row.rival, name=row.rival.name), group)
            if row.indicator is not None or table.kind == "wide":
                beside += (c for c in cells if c.column in unknown and (c.kind != "text" or is_figure(c.raw)))
        if totals:
            self.context.tell("totals_skipped", place, rows="第 " + "、".join(totals) + " 行")
        if beside:
            self._tell_beside(table, beside)
        if len(bodies) > 1:
            self.context.tell("units_in_rows", place, count=len(bodies), column=columns["body"].text.strip())

    def _tell_beside(self, table: Table, cells: list[Cell]) -> None:
        """Ask about numbers that stand in an indicator's row under a heading nobody knows: 应完成数 for 分母."""
        numbers = {cell.column for cell in cells}
        headings = "、".join(f"“{c.text.strip()}”" for c in table.unknown if c.number in numbers)
        place = self.context.grid.place(table.sheet, cells[0])
        self.context.tell("figures_unread", place, headings=headings, cells=listed(cells))

    # -- rows

    def _row(
        self,
        table: Table,
        number: int,
        by: _ByColumn,
        down: Mapping[tuple[int, int], Cell],
        whose: str,
        when: Period | None,
    ) -> _Row | None:
        context, sheet, columns = self.context, table.sheet, table.columns

        def at(role: str) -> Cell | None:
            column = columns.get(role)
            if column is None:
                return None
            return by.get(column.number) or down.get((number, column.number))

        filled = [by[c.number] for c in table.figures if c.number in by]
        if table.kind == "wide":
            if not filled:
                return None
            indicator, name, spoilt, rival = None, "", "", None
        else:
            found = self._named(table, number, _name(at("code")), _name(at("name")), filled)
            if found is None:
                return None
            indicator, name, spoilt = found
            rival = self._rival(indicator, _name(at("name"))) if spoilt else None
            if indicator is None and not filled:
                return None  # a section's title, or a name nobody has given a figure for
        unit = context.body(at("body"), sheet, whose) if "body" in columns else whose
        if unit is None:
            return None
        period, readable = context.period(at("period"), sheet, when)
        cell = at("period")
        if not readable and cell is not None and (filled or indicator):
            context.tell("row_without_period", context.grid.place(sheet, cell), text=cell.shown)
            return None
        said = _text(at("unit"))
        stated = measure(said) if said and cleaned(said) not in words().blank else None
        if said and stated is None and indicator and filled and cleaned(said) not in words().blank:
            place = context.grid.place(sheet, at("unit") or filled[0])
            spoilt = spoilt or context.tell("row_unit_unread", place, text=said, unit=indicator.unit).message
        return _Row(
            number, by, indicator, name, unit, period, context.scope(at("scope"), sheet), stated,
            _text(at("source")), _text(at("remark")), spoilt, rival,
        )  # fmt: skip

    def _named(
        self, table: Table, number: int, code: str, name: str, filled: list[Cell]
    ) -> tuple[Indicator | None, str, str] | None:
        """The row's indicator and name, and why its figures cannot be used; None for a row that is none."""
        context = self.context
        columns = table.columns
        if (not code and not name) or (not code and cleaned(name) in words().ditto):
            figures = [c for c in filled if cleaned(c.raw) not in words().blank]
            if figures:
                context.tell(
                    "row_without_name",
                    context.grid.place(table.sheet, figures[0]),
                    text="、".join(c.shown for c in figures),
                )
            return None
        if cleaned(code) in words().sections or cleaned(name) in words().sections:
            return None
        key = (code, name)
        if key not in self._names:
            self._names[key] = self._identified(code, name)
        indicator, shown, told = self._names[key]
        if told is None:
            return indicator, shown, ""
        kind, said = told
        if kind == "name_unknown" and not filled:
            return indicator, shown, ""
        if kind == "code_name_differ" and not filled:
            return None
        label = columns.get("name") or columns["code"]
        finding = context.tell(kind, context.place(table.sheet, number, label.number), **said)
        return indicator, shown, finding.message if kind == "code_name_differ" else ""

    def _identified(self, code: str, name: str) -> Identified:
        """Code and name → the indicator, the name to go by, and what to tell about it."""
        indicators = self.context.indicators
        by_code = indicators.find(code) if code else None
        by_name = (indicators.find(name) or self._bare(name)) if name else None
        if by_code and by_name and by_code.name != by_name.name:
            return by_code, by_code.name, ("code_name_differ", {"code": code, "known": by_code.name, "name": name})
        found = by_code or by_name
        if found is None:
            return None, name or code, ("name_unknown", {"name": name or code})
        if name and by_name is None:
            return found, found.name, ("name_by_code", {"name": name, "code": code, "known": found.name})
        if name and cleaned(name) != cleaned(found.name):
            return found, found.name, ("name_by_alias", {"name": name, "known": found.name})
        return found, found.name, None

    def _rival(self, by_code: Indicator | None, name: str) -> Indicator | None:
        found = self.context.indicators.find(name) or self._bare(name)
        return found if found is not by_code else None

    def _bare(self, name: str) -> Indicator | None:
        """The indicator when numbering in front and brackets behind are taken away: “1.应诉率（%）”."""
        bare = _NUMBERED.sub("", cleaned(name))
        bare = _NUMBERED.sub("", bare)
        return self.context.indicators.find(bare) if bare and bare != name else None

    # -- facts

    def _fact(self, table: Table, row: _Row, group: Mapping[str, Column]) -> None:
        context = self.context
        head = next(iter(group.values()))
        indicator = head.indicator or row.indicator
        period = self._period(head, row)
        if period is None:
            return  # told once for the whole file: the period is not known
        name = indicator.name if indicator else row.name
        kind = indicator.kind if indicator else _kind(row.measure or head.measure)
        figures: dict[str, Figure | None] = {}
        unread: list[Unread] = []
        guessed = False
        needless: list[Cell] = []
        counts = indicator is None or kind == "rate"  # 分子 and 分母 are of rates alone
        for role, column in group.items():
            cell = row.cells.get(column.number)
            if cell is None:
                continue
            place = context.place(table.sheet, row.number, column.number)
            if row.spoilt:
                unread.append(Unread(_ROLES[role], cell.raw, place, row.spoilt))
                continue
            if not counts and role != "value":
                if cell.raw.strip() and cleaned(cell.raw) not in words().blank:
                    needless.append(cell)
                continue
            expected = self._expected(table, row, column, indicator, kind, role)
            figures[role], why, guess = context.figure(table.sheet, cell, place, expected, _ROLES[role])
            guessed = guessed or guess
            if why is not None:
                unread.append(why)
        if needless:
            where = context.grid.place(table.sheet, needless[0])
            context.tell("counts_of_a_count", where, name=name, cells=listed(needless))
        fact = Fact(
            row.unit, period, name, row.scope, figures.get("value"), figures.get("numerator"), figures.get("denominator"),
            row.source, row.remark, tuple(unread), self._cells(table, row.number, group, counts or bool(row.spoilt)), guessed,
        )  # fmt: skip
        if indicator is not None or not fact.is_blank:
            self.facts.append(fact)

    def _cells(self, table: Table, number: int, group: Mapping[str, Column], counts: bool) -> RowCells:
        columns = {_ROLES[role]: column.number for role, column in group.items() if counts or role == "value"}
        return RowCells(self.context.grid.file, table.sheet.name, number, columns)

    def _period(self, head: Column, row: _Row) -> Period | None:
        if head.period is not None:
            return head.period
        if head.when == "previous":
            return row.period.previous if row.period else None
        return row.period

    def _expected(
        self, table: Table, row: _Row, column: Column, indicator: Indicator | None, kind: Kind, role: str
    ) -> Expected:
        epoch = self.context.grid.date1904
        if role != "value":
            counted = self._counted(indicator, role, column)
            return expectation("count", counted, False, None, column.measure, (), epoch)
        unit = indicator.unit if indicator else ""
        # an average may have decimals; a count of an indicator nobody has defined too
        decimals = indicator is None or indicator.name.startswith(("平均", "人均"))
        return expectation(kind, unit, decimals, row.measure, column.measure, table.measures, epoch)

    def _counted(self, indicator: Indicator | None, role: str, column: Column) -> str:
        """The unit of a rate's 分子 or 分母, "" where it is not known or the heading speaks for the whole column."""
        name = (indicator.numerator if role == "numerator" else indicator.denominator) if indicator else ""
        if not name or column.measure is not None:
            return ""
        found = self.context.indicators.get(name)
        return found.unit if found is not None and found.kind == "count" else _unit_in(name)


@lru_cache(maxsize=1024)
def _unit_in(name: str) -> str:
    """The unit a count's name ends with: 件 of 涉企案件负责人出庭件数; "" where it ends with none."""
    stem = name.removesuffix("数")
    endings = (measure(stem[-length:]) for length in (2, 1)) if stem != name else ()
    return next((found.base for found in endings if found), "")


def _kind(stated: Measure | None) -> Kind:
    """What an indicator nobody has defined is, by its unit of measure."""
    if stated is None:
        return "count"
    return {"%": "rate", "日期": "date", "元": "money", "学时": "hours"}.get(stated.base, "count")  # type: ignore[return-value]


def _name(cell: Cell | None) -> str:
    text = _text(cell)
    return "" if text in words().blank else text


def _text(cell: Cell | None) -> str:
    return cell.raw.strip() if cell is not None and cell.kind in ("text", "number", "date") else ""
