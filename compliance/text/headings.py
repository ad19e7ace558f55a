"""The heading of a table, of one line or of two, as its rows go by; merged cells laid out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

#: 2025年 and 第1季度 head a column; any other digit is a figure's.
_DIGIT = re.compile(r"\d(?![\d]*(?:年|季度|月|期|次))")
_WIDEST = 64


class Headings:
    """What stands above the cells of each row.

    Args:
        plain: the first row may be one of figures (a text with tabs, where nothing says that it is a heading).
    """

    def __init__(self, plain: bool = False) -> None:
        self._plain = plain
        self._heads: tuple[str, ...] = ()
        self._rows = 0

    def above(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The heading of each cell, () for a heading line itself and for a row of another width."""
        self._rows += 1
        if not self._heads:
            if not self._plain or not any(map(_is_figure, cells)):
                self._heads = tuple(cells)
            return ()
        if len(cells) != len(self._heads):
            return ()
        if self._rows == 2 and _goes_on(self._heads, cells):
            self._heads = _joined(self._heads, cells)
            return ()
        return self._heads


def _is_figure(cell: str) -> bool:
    return bool(_DIGIT.search(cell))


def _goes_on(first: Sequence[str], second: Sequence[str]) -> bool:
    """The second line of a heading: no figure in it, and the first has merged or empty cells above it."""
    if any(map(_is_figure, second)) or not any(second):
        return False
    merged = any(a == b or not b for a, b in pairwise(first))
    taller = any(a == b and a for a, b in zip(first, second, strict=True))
    return merged and (taller or any(not b for b in second) or any(not a for a in first))


def _joined(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """2025年 over 计划 and 完成 is 2025年计划 and 2025年完成."""
    heads: list[str] = []
    carried = ""
    for above, below in zip(first, second, strict=True):
        carried = above or (carried if below else "")
        heads.append(carried if not below or below == carried else f"{carried}{below}")
    return tuple(heads)


class Spans:
    """Rows with merged cells laid out on the columns of their table."""

    def __init__(self) -> None:
        self._down: dict[int, tuple[str, int]] = {}

    def laid_out(self, cells: Sequence[tuple[str, int, int]]) -> list[str]:
        """The texts of a row by column; each cell is given with the columns and the rows it covers."""
        row: list[str] = []
        for text, across, down in cells:
            self._continue(row)
            for _ in range(max(1, min(across, _WIDEST))):
                if down > 1:
                    self._down[len(row)] = (text, down - 1)
                row.append(text)
        self._continue(row)
        return row

    def _continue(self, row: list[str]) -> None:
        while len(row) in self._down:
            text, left = self._down.pop(len(row))
            if left > 1:
                self._down[len(row)] = (text, left - 1)
            row.append(text)
