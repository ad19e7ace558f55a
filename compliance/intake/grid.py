"""A workbook as its cells are: address, stored value, number format, formula; no layout, no meaning yet.

Rows and columns are counted from 1, as on the screen. Only cells that hold something are here: a cell that
is merely formatted, or a row or column without a value, does not exist.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from operator import attrgetter
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import astuple

import compliance.intake.number_format as formats
from compliance.errors import Problem
from compliance.source import Place, column_letters

Kind = Literal["text", "number", "date", "bool", "error", "no_value"]
Format = Literal["xlsx", "xlsm", "xls", "ods", "csv"]

#: first row, first column, last row, last column, all inclusive
Merge = tuple[int, int, int, int]

_CELLS_PER_CHUNK = 20_000
_row_of = attrgetter("row")


class Cell(Struct, frozen=True, gc=False):
    """One cell. It refers to nothing but texts and numbers, so that the collector of garbage need not know it.

    `kind` and what `raw` is then:

    - ``text``: the text as it is, invisible characters kept; every cell of a CSV file is text
    - ``number``: a plain decimal of at most fifteen significant digits, as Excel shows it: 0.1+0.2 is ``0.3``
    - ``date``: ISO text, ``2024-09-30``, ``2024-09-30T12:30:00`` or ``12:30:00``
    - ``bool``: ``TRUE`` or ``FALSE``
    - ``error``: ``#DIV/0!``, ``#N/A`` …
    - ``no_value``: a formula that no program has calculated yet; `raw` is empty

    `formula` is the formula with its leading ``=``, or empty; a lone ``=`` is a formula whose text is not stored.
    """

    row: int
    column: int
    kind: Kind
    raw: str
    number_format: str = "General"
    formula: str = ""

    @property
    def shown(self) -> str:
        """Roughly what the screen shows: 0.9583 formatted as 0.00% is ``95.83%``; dates are ISO."""
        return formats.shown(self.raw, self.number_format) if self.kind == "number" else self.raw

    @property
    def address(self) -> str:
        """``B7``."""
        return f"{column_letters(self.column)}{self.row}"


class Sheet(Struct, frozen=True):
    """One sheet. `cells` is ordered by row, then column, and holds no empty cell.

    Merges are clipped to the rows and columns that hold something; so are hidden rows and columns.
    A value in a merge stands in its first cell; values under a merge that the file still holds are kept.
    `unseen` are the cells in the colour of their own background.
    """

    name: str
    cells: dict[tuple[int, int], Cell]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unseen: frozenset[tuple[int, int]] = frozenset()

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell in `row` and `column`, or None where nothing stands."""
        return self.cells.get((row, column))

    def rows(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """(row number, its cells from left to right), rows without a cell left out."""
        for row, line in groupby(self.cells.values(), _row_of):
            yield row, tuple(line)

    @property
    def last_row(self) -> int:
        """The last row that holds something; 0 for an empty sheet."""
        return next(reversed(self.cells))[0] if self.cells else 0

    @property
    def last_column(self) -> int:
        """The last column that holds something; 0 for an empty sheet."""
        return max((column for _, column in self.cells), default=0)

    def __reduce__(self) -> tuple[Callable[..., Sheet], tuple[object, ...]]:
        # marshal in chunks: a tenth of the time and a fraction of the memory of pickling each named tuple,
        # which decides whether two million cells pass from a worker of 1 GB to its parent
        cells = iter(self.cells.values())
        chunks = []
        while chunk := [astuple(cell) for cell in islice(cells, _CELLS_PER_CHUNK)]:
            chunks.append(marshal.dumps(chunk))
        return _sheet, (self.name, chunks, *astuple(self)[2:])


def _sheet(name: str, chunks: list[bytes], *rest: object) -> Sheet:
    rows = (row for chunk in chunks for row in marshal.loads(chunk))  # noqa: S302  # from our own worker
    cells = {(row[0], row[1]): Cell(*row) for row in rows}
    return Sheet(name, cells, *rest)  # type: ignore[arg-type]  # the same fields, as __reduce__ gave them


class Grid(Struct, frozen=True):
    """A file's sheets in their order. `file` is its name without folder; dates are converted already.

    `sha256` is that of the file's bytes as they were read, so that it is never another content's.

    `problems` are what the reading itself has to tell: macros not run, the encoding of a CSV file …
    """

    file: str
    format: Format
    sheets: tuple[Sheet, ...]
    date1904: bool = False
    problems: tuple[Problem, ...] = field(default=())
    sha256: str = ""

    def place(self, sheet: Sheet, cell: Cell) -> Place:
        """Where `cell` stands, for evidence and problems."""
        return Place(self.file, sheet.name, cell.address)
