"""Figures tables and wide tables → facts. Every figure keeps the cell it stands in; nothing is dropped unsaid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from compliance.fact import Fact, Figure, RowCells, Unread
from compliance.indicator import Indicator, Kind
from compliance.intake.grid import Cell
from compliance.intake.layout import Column, Table, footnote, memory
from compliance.intake.merged import carried_down, spread
from compliance.intake.names import Named, bare, identified
from compliance.intake.readers.values import STRUCK
from compliance.intake.reading import Expected, expectation
from compliance.intake.rows import (
    Context,
    is_figure,
    is_total,
    listed,
    tell_broken,
    tell_unread,
)
from compliance.intake.sections import NamedAbove, Under, is_blank, named_by, scope_over, titled, year_noted
from compliance.intake.words import CONFIRM, QUOTED, Measure, against, base, cleaned, lone_measure, measure, words
from compliance.pattern import late
from compliance.period import Period
from compliance.source import Place, column_letters

_ROLES = {"value": "数值", "numerator": "分子", "denominator": "分母"}
#: compiled when a name is first met that is no indicator's: few files come to that
_FRAMED = r"^(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．]|[①-⑳])|[（(][^()（）]*[)）]$"

_NUMERAL = late(r"\d")
#: no section's title in a table is longer
_TITLE = 16

_ByColumn = Mapping[int, Cell]
#: cells under a merge that runs down → the cell that speaks for them
_Down = Mapping[tuple[int, int], Cell]
#: columns whose words say what a row is about; whom it is about (body) is read with each file's own unit
_LABELS = ("code", "name", "period", "scope", "unit")
#: the labels of a row as they stand: kind and text of each cell
_Key = tuple[tuple[str, str] | None, ...]
_BROKEN = ("error", "no_value")
_KEPT = 20_000


class _Said(Struct, frozen=True):
    """What the labels of a row say. `period` None: nothing, it is the table's. `spoilt`: why its figures are not to be
    read, "" where they are. `rival`: the indicator its name says, where its code says another. `named`: the unit of
    measure in brackets behind its name.

    `wanted`: for each group of columns what its cells should hold, filled in when first asked for.
    """

    indicator: Indicator | None
    name: str
    period: Period | None
    scope: str
    measure: Measure | None
    spoilt: str = ""
    rival: Indicator | None = None
    named: Measure | None = None
    wanted: dict[int, _Wanted] = field(default_factory=dict)


class _Row(Struct, frozen=True):
    """A row as it stands: what its labels say, of whom and when it speaks, and its cells by column."""

    number: int
    cells: _ByColumn
    said: _Said
    unit: str
    period: Period | None
    scope: str
    source: str
    remark: str


class _Group(Struct, frozen=True):
    """Columns that make one fact together, by role."""

    index: int
    head: Column
    columns: dict[str, Column]


class _Wanted(Struct, frozen=True):
    """What a group's cells should hold: (role, letters, column, expected); expected None: a figure nobody needs there.

    `places`: where to fill in which figure.
    """

    cells: tuple[tuple[str, str, int, Expected | None], ...]
    places: dict[str, int]


class _Plan(Struct, frozen=True):
    """How the rows under a heading are read. The same heading makes the same plan, in every file.

    `labels`: the columns of the labels; `totals`: those that may say 合计; `sure`: those of `labels` that the first word
    of a row has to stand in to make known labels no 合计. `source`, `remark`: their columns, 0 for none.
    `said`: what rows with these labels meant, where nothing had to be told.
    """

    groups: tuple[_Group, ...]
    labels: tuple[int, ...]
    totals: tuple[int, ...]
    sure: frozenset[int]
    source: int
    remark: int
    said: dict[_Key, _Said] = field(default_factory=dict)


class FigureReader:
    """Reads the tables whose rows are indicators, and those whose columns are."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.facts: list[Fact] = []
        self._asides: list[Cell] = []
        self._spread: frozenset[tuple[int, int]] = frozenset()
        self._memory = memory(context.indicators)

    def read(self, table: Table) -> None:
        """Add the facts of `table`."""
        columns = table.columns
        place = Place(self.context.grid.file, table.sheet.name)
        if table.kind == "wide" and not {"body", "period"} & set(columns):
            filled = [r for r, cells in table.rows if any(c.column == f.number for c in cells for f in table.figures)]
            if len(filled) > 1:
                self.context.tell("rows_unclear", place, rows="第 " + "、".join(map(str, filled)) + " 行")
                return
        plan = self._plan(table)
        over = now = Under(self.context.whose(table), self.context.when(table), scope_over(self.context, table))
        self._spread = spread(table, {c.number for role, c in columns.items() if role in (*_LABELS, "body")})
        down = carried_down(table, (columns[role].number for role in (*_LABELS, "body") if role in columns))
        totals = []
        bodies = set()
        valued = any(column.role == "value" for column in table.figures)  # else the column is asked about as a whole
        unknown = {column.number for column in table.unknown if valued}
        words_beside = {column.number: column.text.strip() for column in table.unknown}
        if "number" in columns:
            words_beside[columns["number"].number] = columns["number"].text.strip()
        remark = {plan.remark: columns["remark"].text.strip()} if plan.remark else {}
        named_above = NamedAbove(self.context, table, over.unit, over.period)
        body_column, period_column = named_above.body, named_above.period
        nobodys: list[str] = []
        beside: list[Cell] = []
        for number, cells in table.rows:
            by: dict[int, Cell] = {}
            broken = False
            for cell in cells:
                by[cell.column] = cell
                if cell.kind in _BROKEN:
                    broken = True
            key = _key(plan, by)
            said = None if down else plan.said.get(key)
            noted = by.get(plan.remark)
            if noted is not None and lone_measure(noted.raw):
                said = None  # what its labels say is not all
            sure = said is not None and cells[0].kind == "text" and cells[0].column in plan.sure
            if not sure and is_total(cells, plan.totals):
                totals.append(str(number))
                if not any(column.number in by for column in table.figures):
                    now = replace(now, unit=over.unit, scope=over.scope)  # a title over rows of sums
                continue
            if table.kind == "figures" and (below := titled(self.context, table, cells, over, now)) is not None:
                now = below
                continue
            if broken:
                tell_broken(self.context, table, cells)
            if (
                (period_column and period_column not in by) or (body_column and is_blank(by.get(body_column)))
            ) and named_above.leaves_open(number, by, plan.totals, down):
                nobodys.append(str(number))
                continue
            if (
                (noted is not None and against("", noted.raw))
                or (words_beside and not words_beside.keys().isdisjoint(by))
            ) and self._speaks_against(table, number, by, words_beside | remark):
                continue
            row = (
                self._row(table, plan, number, by, key, down, now)
                if said is None
                else self._known(table, plan, number, by, said, now)
            )
            if row is None or (noted is not None and self._of_another_year(table, row, noted)):
                continue
            bodies.add(row.unit)
            if row.said.indicator is None and table.kind == "figures":
                now = named_by(self.context, table, number, row.said.name, now)
            for group in plan.groups:
                self._fact(table, row, row.said, group)
                if (rival := row.said.rival) is not None:  # neither may be said to have reported nothing
                    self._fact(table, row, replace(row.said, indicator=rival, name=rival.name, wanted={}), group)
            if unknown and (row.said.indicator is not None or table.kind == "wide"):
                beside += (c for c in cells if c.column in unknown and (c.kind != "text" or is_figure(c.raw)))
        if totals:
            self.context.tell("totals_skipped", place, rows="第 " + "、".join(totals) + " 行")
        if nobodys:
            self.context.tell("rows_unclear", place, rows="第 " + "、".join(nobodys) + " 行")
        if self._asides:
            tell_unread(self.context, table.sheet, self._asides)
            self._asides = []
        if beside:
            self._tell_beside(table, beside)
        if len(bodies) > 1 and "body" in columns:
            self.context.tell("units_in_rows", place, count=len(bodies), column=columns["body"].text.strip())

    def _speaks_against(self, table: Table, row: int, by: _ByColumn, words_beside: Mapping[int, str]) -> bool:
        filled = any(column.number in by for column in table.figures)
        return filled and self.context.row_against(table, row, by.values(), words_beside)

    def _of_another_year(self, table: Table, row: _Row, noted: Cell) -> bool:
        """Whether a remark says nothing but another year than the row's: 2022年数据; it is asked about then."""
        year = year_noted(noted.raw)
        if not year or row.period is None or year == row.period.year or not table.columns.get("remark"):
            return False
        if any(column.number in row.cells for column in table.figures):
            heading = table.columns["remark"].text.strip()
            place = self.context.grid.place(table.sheet, noted)
            self.context.tell("row_not_counted", place, heading=heading, text=noted.raw.strip())
        return True

    def _plan(self, table: Table) -> _Plan:
        plans = self._memory.plans
        key = (table.words, table.measures, table.doubtful, self.context.grid.date1904)
        plan = plans.get(key)
        if plan is None:
            columns = table.columns
            groups: dict[tuple[object, ...], dict[str, Column]] = {}
            for column in table.figures:
                groups.setdefault(column.group, {})[column.role] = column
            labels = tuple(columns[role].number for role in _LABELS if role in columns)
            plan = plans[key] = _Plan(
                tuple(_Group(n, next(iter(group.values())), group) for n, group in enumerate(groups.values())),
                labels,
                tuple(columns[role].number for role in ("code", "name", "body", "number") if role in columns),
                frozenset() if {"body", "number"} & set(columns) else frozenset(labels),
                columns["source"].number if "source" in columns else 0,
                columns["remark"].number if "remark" in columns else 0,
            )
        if len(plan.said) > _KEPT:
            plan.said.clear()
        return plan

    def _tell_beside(self, table: Table, cells: list[Cell]) -> None:
        """Ask about numbers that stand in an indicator's row under a heading nobody knows: 应完成数 for 分母."""
        numbers = {cell.column for cell in cells}
        headings = "、".join(f"“{c.text.strip()}”" for c in table.unknown if c.number in numbers)
        place = self.context.grid.place(table.sheet, cells[0])
        self.context.tell("figures_unread", place, headings=headings, cells=listed(cells))

    # -- rows

    def _known(self, table: Table, plan: _Plan, number: int, by: _ByColumn, said: _Said, now: Under) -> _Row | None:
        """A row whose labels have been read before."""
        if table.kind == "wide" and not any(c.number in by for c in table.figures):
            return None
        body = table.columns.get("body")
        unit = now.unit if body is None else self.context.body(by.get(body.number), table.sheet, now.unit)
        if unit is None:
            return None
        return _Row(
            number, by, said, unit, said.period or now.period, said.scope or now.scope, _text(by.get(plan.source)),
            _text(by.get(plan.remark)),
        )  # fmt: skip

    def _row(
        self,
        table: Table,
        plan: _Plan,
        number: int,
        by: _ByColumn,
        key: _Key,
        down: Mapping[tuple[int, int], Cell],
        now: Under,
    ) -> _Row | None:
        context, sheet, columns = self.context, table.sheet, table.columns
        findings = context.findings

        def at(role: str) -> Cell | None:
            column = columns.get(role)
            if column is None:
                return None
            return by.get(column.number) or down.get((number, column.number))

        filled = [by[c.number] for c in table.figures if c.number in by]
        if table.kind == "wide":
            if not filled:
                self._aside(by)
                return None
            indicator, name, spoilt, rival, named = None, "", "", None, None
        else:
            found = self._named(table, number, _name(at("code")), _name(at("name")), filled)
            if found is None:
                return None
            named, spoilt = found
            indicator, name = named.indicator, named.name
            rival = self._rival(indicator, _name(at("name"))) if spoilt else None
            if indicator is None and not filled:
                self._aside(by)
                return None  # a section's title, or a name nobody has given a figure for
        unit = context.body(at("body"), sheet, now.unit) if "body" in columns else now.unit
        if unit is None:
            return None
        period, readable = context.period(at("period"), sheet, now.period)
        cell = at("period")
        if not readable and cell is not None and (filled or indicator):
            context.tell("row_without_period", context.grid.place(sheet, cell), text=cell.shown)
            return None
        scope = context.scope(at("scope"), sheet)
        if named is not None and filled and named.indicator is not None and not spoilt:
            period, scope, doubt = self._qualified(named, period, scope, stated=not is_blank(cell))
            if doubt:
                place = context.grid.place(sheet, at("name") or filled[0])
                known = named.indicator.name
                spoilt = context.ask("name_narrowed", place, name=named.written, known=known, text=doubt)
                if not named.coded:
                    indicator, name, spoilt = None, named.written, ""
            elif named.told is not None and (named.when or named.scope):
                kind, words_of_name = named.told
                context.tell(kind, context.grid.place(sheet, at("name") or filled[0]), **words_of_name)
        words_of_unit = _text(at("unit"))
        blank = not words_of_unit or cleaned(words_of_unit) in words().blank
        stated = lone_measure(_text(at("remark"))) if blank else measure(words_of_unit)
        if not blank and stated is None and indicator and filled:
            place = context.grid.place(sheet, at("unit") or filled[0])
            spoilt = spoilt or context.ask("row_unit_unread", place, text=words_of_unit, unit=indicator.unit)
        said = _Said(
            indicator, name, period, scope, stated, spoilt, rival, named.measure if named is not None and indicator else None
        )  # fmt: skip
        if (
            context.findings == findings
            and not down
            and (indicator is not None or table.kind == "wide")
            and blank == (stated is None)
            and all(label is None or label[0] in ("text", "number") for label in key)
        ):
            plan.said[key] = said = replace(said, period=None) if is_blank(cell) else said
        return _Row(number, by, said, unit, period, scope or now.scope, _text(at("source")), _text(at("remark")))

    def _aside(self, by: _ByColumn) -> None:
        """Keep a sentence that stands alone in a row (说明：以上更正为85%), to be listed; a section's title is short."""
        if len(by) == 1:
            [cell] = by.values()
            text = re.sub(_FRAMED, "", cleaned(cell.raw))
            if footnote(cell.raw):
                return  # the unit it states has been read
            if cell.kind == "text" and (len(text) > _TITLE or _NUMERAL.search(text) or text.startswith(("注", "说明"))):
                self._asides.append(cell)

    def _named(self, table: Table, number: int, code: str, name: str, filled: list[Cell]) -> tuple[Named, str] | None:
        """What the row's code and name say, and why its figures cannot be used; None for a row that is none."""
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
        if STRUCK in code + name:
            if filled:
                place = context.grid.place(table.sheet, filled[0])
                context.tell("struck_out", place, text=code or name)
            return None
        if cleaned(code) in words().sections or cleaned(name) in words().sections:
            return None
        key = (code, name)
        names = self._memory.names
        if key not in names:
            names[key] = identified(context.indicators, code, name)
        named: Named = names[key]
        if named.told is None:
            return named, ""
        kind, said = named.told
        if kind == "name_unknown" and not filled:
            return named, ""
        if kind == "code_name_differ" and not filled:
            return None
        label = columns.get("name") or columns["code"]
        place = context.place(table.sheet, number, label.number)
        if kind == "code_name_differ":
            return named, context.ask(kind, place, **said)
        if not filled or not (named.doubt or named.when or named.scope):  # else when its row has been looked at
            context.tell(kind, place, **said)
        return named, ""

    def _qualified(
        self, named: Named, period: Period | None, scope: str, *, stated: bool
    ) -> tuple[Period | None, str, str]:
        """Period and scope of a row under what its name says in brackets, and the words that speak against reading it.

        `stated`: the row names its period itself.
        """
        doubt = named.doubt
        if named.scope and scope and named.scope != scope:
            doubt = doubt or named.scope
        if named.when and period is not None:
            said, _ = self.context.period_of(named.when)
            if said is None or (stated and not said.contains(period)):
                doubt = doubt or named.when
            elif not said.contains(period):
                period = said
        return period, scope or named.scope, doubt

    def _rival(self, by_code: Indicator | None, name: str) -> Indicator | None:
        found, _ = bare(self.context.indicators, name)
        return found if found is not by_code else None

    # -- facts

    def _fact(self, table: Table, row: _Row, said: _Said, group: _Group) -> None:
        context = self.context
        head = group.head
        indicator = head.indicator or said.indicator
        period = row.period if head.period is None and not head.when else _period(head, row)
        if period is None:
            return  # told once for the whole file: the period is not known
        wanted = said.wanted.get(group.index)
        if wanted is None:
            wanted = said.wanted[group.index] = self._wanted(table, said, group)
        name = indicator.name if indicator else said.name
        file, sheet = context.grid.file, table.sheet.name
        figures: dict[str, Figure | None] = {}
        unread: list[Unread] = []
        guessed = False
        needless: list[Cell] = []
        for role, letters, number, expected in wanted.cells:
            cell = row.cells.get(number)
            if cell is None:
                continue
            if said.spoilt:
                unread.append(Unread(_ROLES[role], cell.raw, Place(file, sheet, f"{letters}{row.number}"), said.spoilt))
            elif expected is None:
                if cell.raw.strip() and cleaned(cell.raw) not in words().blank:
                    needless.append(cell)
            else:
                place = Place(file, sheet, f"{letters}{row.number}")
                if (row.number, number) in self._spread:
                    unread.append(
                        Unread(_ROLES[role], cell.raw, place, context.ask("merged_over", place, text=cell.shown))
                    )
                    continue
                figures[role], why, guess = context.figure(cell, place, expected, _ROLES[role])
                guessed = guessed or guess
                if why is not None:
                    unread.append(why)
        if needless:
            where = context.grid.place(table.sheet, needless[0])
            context.tell("counts_of_a_count", where, name=name, cells=listed(needless))
        if row.remark.startswith(QUOTED) and CONFIRM in row.remark and any(figures.values()):
            doubt = row.remark.partition(CONFIRM)[2].removesuffix("）")
            at = next(p for p in wanted.cells if p[2] in row.cells)
            where = Place(file, sheet, f"{at[1]}{row.number}")
            context.tell("prefill_unconfirmed", where, name=name, why=doubt)
        fact = Fact(
            row.unit, period, name, row.scope, figures.get("value"), figures.get("numerator"), figures.get("denominator"),
            row.source, row.remark, tuple(unread), RowCells(file, sheet, row.number, wanted.places), guessed,
        )  # fmt: skip
        if indicator is not None or not fact.is_blank:
            self.facts.append(fact)

    def _wanted(self, table: Table, said: _Said, group: _Group) -> _Wanted:
        """What the cells of a group should hold in rows that say this."""
        indicator = group.head.indicator or said.indicator
        kind = indicator.kind if indicator else _kind(said.measure or group.head.measure)
        counts = indicator is None or kind == "rate"  # 分子 and 分母 are of rates alone
        cells = tuple(
            (
                role, column_letters(column.number), column.number,
                self._expected(table, said, column, indicator, kind, role) if counts or role == "value" else None,
            )
            for role, column in group.columns.items()
        )  # fmt: skip
        places = {
            _ROLES[role]: column.number
            for role, column in group.columns.items()
            if counts or said.spoilt or role == "value"
        }
        return _Wanted(cells, places)

    def _expected(
        self, table: Table, said: _Said, column: Column, indicator: Indicator | None, kind: Kind, role: str
    ) -> Expected:
        epoch = self.context.grid.date1904
        if role != "value":
            counted = self._counted(indicator, role, column)
            return expectation("count", counted, False, None, column.measure, (), epoch, part=True)
        unit = indicator.unit if indicator else ""
        # an average may have decimals; a count of an indicator nobody has defined too
        decimals = indicator is None or indicator.name.startswith(("平均", "人均"))
        stated = said.measure or said.named or column.measure
        expected = expectation(
            kind, unit, decimals, said.measure, column.measure, table.measures, epoch, named=said.named
        )
        doubt = next((m for m in table.doubtful if m.base == base(unit)), None) if stated is None else None
        return replace(expected, clash=f"{doubt.text}、{unit}") if doubt and not expected.clash else expected

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


def _period(head: Column, row: _Row) -> Period | None:
    """The period of a fact under a heading that says which: 2022年, 上年."""
    if head.period is not None:
        return head.period
    if head.when == "previous":
        return row.period.previous if row.period else None
    return row.period


def _key(plan: _Plan, by: _ByColumn) -> _Key:
    """What the labels of a row are."""
    return tuple([(cell.kind, cell.raw) if (cell := by.get(number)) is not None else None for number in plan.labels])


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
