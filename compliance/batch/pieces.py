"""What was read, as it lies on disk: in memory is only where each piece of it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from compliance.batch.plan import Where
from compliance.batch.store import Stored
from compliance.batch.tasks import ReadHead, Row
from compliance.errors import UsageError, problem

#: Pieces whose rows are held: a unit's workbooks of several months lie in as many, and the next unit's beside them.
_HELD = 32


class Pieces:
    """Every submission, by file; what there is of it is read when it is asked for.

    Raises:
        UsageError: a piece is gone.
    """

    def __init__(self, stored: Sequence[Stored]) -> None:
        self._stored = stored
        self._held = lru_cache(_HELD)(self._rows)

    def __iter__(self) -> Iterator[tuple[Where, Row]]:
        for piece in range(len(self._stored)):
            for number, row in enumerate(self._rows(piece)):
                yield Where(piece, number), row

    def row(self, where: Where) -> Row:
        return self._held(where.piece)[where.number]

    def packed(self, where: Where) -> bytes:
        """The submission as `store.pack` left it."""
        row = self.row(where)
        return self._stored[where.piece].read(row.offset, row.length)

    def _rows(self, piece: int) -> list[Row]:
        try:
            return self._stored[piece].head(ReadHead).rows
        except (OSError, ValueError):
            raise UsageError(problem("batch_work_gone")) from None
