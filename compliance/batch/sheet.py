"""Sheets of many rows: a cell at a time costs the writing library twenty microseconds, a row of made cells costs three."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

#: Text that stands in a cell as it is: nothing to escape, no blanks that a reader would take away.
_PLAIN = re.compile(
    r"(?!.*_x)[^\s&<>\x00-\x1f\x7f\ud800-\uffff](?:[^&<>\x00-\x1f\x7f\ud800-\uffff]*[^\s&<>\x00-\x1f\x7f\ud800-\uffff])?"
)
#: Far below what a cell holds.
_LONGEST = 10_000


class _Cells(Struct, frozen=True):
    """Cells as they stand in the file."""

    xml: str


class Sheet(Worksheet):  # type: ignore[misc]  # it has no types
    """A worksheet that also takes cells that are made already, in place of one."""

    def put(self, row: int, first: int, last: int, xml: str) -> None:
        """Put made cells of one row in the columns from `first` to `last`, counted from 0."""
        for column in (first, last):
            self._check_dimensions(row, column)
        if row > self.previous_row:
            self._write_single_row(row)
        self.table[row][first] = _Cells(xml)

    def put_values(self, row: int, values: Sequence[str | int]) -> None:
        """What `write_row` does, from the first column on."""
        made = cells(row, 0, values)
        if made is None:
            self.write_row(row, 0, values)
        else:
            self.put(row, 0, len(values) - 1, made)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if isinstance(cell, _Cells):
            self.fh.write(cell.xml)
        else:
            super()._write_cell(row, col, cell)


def cells(row: int, first: int, values: Iterable[str | int]) -> str | None:
    """Texts and whole numbers as cells; an empty text is no cell. None where one is not plain."""
    number = row + 1
    made: list[str] = []
    for column, value in enumerate(values, first):
        if isinstance(value, int):
            made.append(f'<c r="{_name(column)}{number}"><v>{value}</v></c>')
        elif value:
            if len(value) > _LONGEST or not _PLAIN.fullmatch(value):
                return None
            made.append(f'<c r="{_name(column)}{number}" t="inlineStr"><is><t>{value}</t></is></c>')
    return "".join(made)


def styled(column: int, style: int, text: str) -> tuple[str, str]:
    """A cell of plain text in a style, around the number of its row."""
    return f'<c r="{_name(column)}', f'" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


_NAMES: dict[int, str] = {}


def _name(column: int) -> str:
    found = _NAMES.get(column)
    if found is None:
        found = _NAMES[column] = str(xl_col_to_name(column))
    return found
