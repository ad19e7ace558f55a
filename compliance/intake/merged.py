"""What merged cells say: a name over its rows speaks for all of them, a figure over several rows for nobody knows which."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Set

from compliance.intake.grid import Cell
from compliance.intake.layout import Table


def carried_down(table: Table, numbers: Iterable[int]) -> dict[tuple[int, int], Cell]:
    """Cells under a merge that runs down a column of names: (row, column) → the cell that speaks for them."""
    wanted, sheet = set(numbers), table.sheet
    carried: dict[tuple[int, int], Cell] = {}
    until = dict.fromkeys(wanted, 0)
    for r1, c1, r2, _ in sorted(sheet.merges):
        if r2 > r1 and c1 in wanted and (top := sheet.cells.get((r1, c1))):
            carried.update(((row, c1), top) for row in range(max(r1, until[c1]) + 1, r2 + 1))
            until[c1] = max(until[c1], r2)  # merges may lie over one another in a file that no program wrote
    return carried


def spread(table: Table, labels: Set[int]) -> frozenset[tuple[int, int]]:
    """The figures merged over further rows that have `labels` of their own, or over the columns of another figure."""
    groups = {column.number: column.group for column in table.figures}
    merges = [m for m in table.sheet.merges if m[1] in groups and m[0] > table.bottom]
    if not merges:
        return frozenset()
    labelled = [row for row, cells in table.rows if any(cell.column in labels for cell in cells)]
    return frozenset(
        (top, left)
        for top, left, bottom, right in merges
        if bisect_right(labelled, bottom) > bisect_right(labelled, top)
        or any(left < column <= right and group != groups[left] for column, group in groups.items())
    )
