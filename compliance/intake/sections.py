"""What speaks for the rows that do not say it themselves: the scope named over a table, and small titles between its rows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from compliance.intake.form import Label, labels, parsed
from compliance.intake.grid import Cell
from compliance.intake.layout import Table
from compliance.intake.rows import Context, is_total
from compliance.intake.words import LONGEST_HEADING, cleaned, is_body, scope_named, without_tails, words
from compliance.period import Period
from compliance.source import Place

_NUMBERED = r"^(?:[（(][\d一二三四五六七八九十]{1,3}[)）]|[\d一二三四五六七八九十]{1,3}[.、．]|[①-⑳])"
_TITLE_CELLS = 2  # its number, and its words


class Under(Struct, frozen=True):
    """Whose rows are, of when, and of which scope, where they do not say so."""

    unit: str
    period: Period | None
    scope: str


def scope_over(context: Context, table: Table) -> str:
    """The scope of a table whose rows name none: stated above it, by its sheet or its title; "" where nothing says it."""
    sheet = table.sheet
    for _, cells in table.above:
        for label in labels(cells):
            if (
                isinstance(label, Label)
                and label.name == "统计范围"
                and (found := words().scopes.get(cleaned(label.text)))
            ):
                return _told(context, context.grid.place(sheet, label.at), f"表上方的“{label.text}”", found)
    if found := scope_named(sheet.name):
        return _told(context, Place(context.grid.file, sheet.name), "工作表名称", found)
    for cell in context.titles(table):
        if found := scope_named(cell.raw):
            return _told(context, context.grid.place(sheet, cell), f"标题“{cell.raw.strip()}”", found)
    return words().scopes.get(cleaned(context.form.values.get("统计范围", "")), "")


def _told(context: Context, place: Place, source: str, scope: str) -> str:
    context.tell("table_of_scope", place, source=source, read=scope)
    return scope


@lru_cache(maxsize=4096)
def year_noted(text: str) -> int:
    """The year a remark names and nothing else: 2022年数据, （2022年）; 0 where it says more, or none."""
    if len(text) > LONGEST_HEADING or not text.strip("()（） ")[:1].isdigit():
        return 0
    period = parsed(without_tails(cleaned(text).strip("()")))
    return period.year if period is not None else 0


def titled(context: Context, table: Table, cells: Sequence[Cell], over: Under, now: Under) -> Under | None:
    """What holds below a row that is a small title and names a division, a period or a scope; None where it does not.

    `over` is what holds for the whole table, `now` what held so far.
    """
    if len(cells) > _TITLE_CELLS:
        return None
    number = table.columns.get("number")
    said = [cell for cell in cells if number is None or cell.column != number.number]
    if len(said) != 1 or said[0].kind not in ("text", "number") or len(said[0].raw) > LONGEST_HEADING:
        return None
    if any(said[0].column == column.number for column in table.figures):
        return None  # a figure that lacks its name
    text = without_tails(re.sub(_NUMBERED, "", cleaned(said[0].raw)).rstrip(":").strip("()[]【】"))
    place = context.grid.place(table.sheet, said[0])
    period, _ = context.period_of(text)
    if period is not None:
        context.tell("rows_under", place, text=said[0].raw.strip(), read=period.text)
        return replace(now, period=period)
    if said[0].kind == "number":
        return None
    if scope := words().scopes.get(text):
        context.tell("rows_under", place, text=said[0].raw.strip(), read=scope)
        return replace(now, scope=scope, unit=over.unit)
    unit = context.known_body(text) or (
        over.unit if is_body(text) else None
    )  # of a department: it may only supply them
    if unit:
        context.tell("rows_under", place, text=said[0].raw.strip(), read=unit)
        return replace(now, unit=unit)
    return None


def named_by(context: Context, table: Table, row: int, name: str, now: Under) -> Under:
    """What holds below a row that has a division's name where an indicator's belongs, and some figure of its own."""
    unit = context.known_body(cleaned(name))
    if unit is None or "name" not in table.columns:
        return now
    context.tell("rows_under", context.place(table.sheet, row, table.columns["name"].number), text=name, read=unit)
    return replace(now, unit=unit)


class NamedAbove:
    """Whom and when the rows above were of. Under a row of another unit or year, one that says nothing may be of that
    one too, or of the table's own: nobody can tell."""

    def __init__(self, context: Context, table: Table, whose: str, when: Period | None) -> None:
        self.context, self.table, self.whose, self.when = context, table, whose, when
        self.body = table.columns["body"].number if "body" in table.columns else 0
        self.period = table.columns["period"].number if "period" in table.columns else 0
        self._open: set[int] | None = None

    def leaves_open(
        self, row: int, by: Mapping[int, Cell], totals: tuple[int, ...], down: Container[tuple[int, int]]
    ) -> bool:
        """Whether a row that names no unit, or no period, stands below one that names another."""
        if not any(column.number in by for column in self.table.figures):
            return False
        if self._open is None:  # few tables come to that
            self._open = set(self._found(totals, down))
        return row in self._open

    def _found(self, totals: tuple[int, ...], down: Container[tuple[int, int]]) -> Iterator[int]:
        last: dict[str, Cell] = {}
        columns = [(role, number) for role, number in (("body", self.body), ("period", self.period)) if number]
        for row, cells in self.table.rows:
            by = {cell.column: cell for cell in cells}
            if is_total(cells, totals):
                last.clear()
                continue
            blank = []
            for role, number in columns:
                if not is_blank(by.get(number)):
                    last[role] = by[number]
                elif (row, number) not in down:
                    blank.append(role)
            if not any(column.number in by for column in self.table.figures):
                if "period" in blank:
                    last.pop("period", None)  # a title between the rows
            elif any(role in last and self._is_other(role, last[role]) for role in blank):
                yield row

    def _is_other(self, role: str, cell: Cell) -> bool:
        if role == "body":
            return self.context.names_another(cell, self.whose)
        said, _ = self.context.period_of(cleaned(cell.raw))
        return said is not None and self.when is not None and said.year != self.when.year


def is_blank(cell: Cell | None) -> bool:
    """Whether a cell is empty, or holds a mark for not filled in."""
    return cell is None or (cell.kind == "text" and cleaned(cell.raw) in words().blank)
