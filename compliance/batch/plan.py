"""How the work is cut: by the names of files and the codes of units alone, never by who does it or in which order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from msgspec import Struct

from compliance.batch.tasks import Row
from compliance.period import Period
from compliance.region import Divisions

_T = TypeVar("_T")

#: A piece ends after a name whose hash ends in six zero bits (one of 64), so that a file more or less changes one
#: piece and leaves the others as they were stored; and at the latest after `MOST`.
_ENDS = 64
MOST = 128


def pieces(
    items: Iterable[_T], name: Callable[[_T], str], weight: Callable[[_T], int] = lambda _: 1
) -> Iterator[list[_T]]:
    """Consecutive items in pieces of some tens."""
    piece: list[_T] = []
    held = 0
    for item in items:
        piece.append(item)
        held += weight(item)
        if held >= MOST or hashlib.sha256(name(item).encode("utf-8", "surrogateescape")).digest()[0] % _ENDS == 0:
            yield piece
            piece, held = [], 0
    if piece:
        yield piece


class Where(Struct, frozen=True, order=True, gc=False):
    """A submission: the number of the stored piece that holds it, and of its row there.

    In their order submissions are by file, and those of one file by unit and period.
    """

    piece: int
    number: int


class Together(Struct, frozen=True):
    """Submissions to be answered together, by the code of the first government; and those beside them."""

    code: str
    own: tuple[Where, ...]
    beside: tuple[Where, ...] = ()


def together(found: Iterable[tuple[Where, Row]], divisions: Divisions) -> list[Together]:
    """Submissions by government, in the order of its code.

    A sheet with several units ties these together. A government above others gets theirs of its periods beside it: its
    total is held against them.
    """
    leader = _Leaders()
    governed: dict[str, list[Where]] = {}
    #: (government, period) → what it submitted, its departments' aside
    reported: dict[tuple[str, str], list[Where]] = {}
    for where, row in found:
        codes = sorted({code.partition("/")[0] for code in (row.unit, *row.others) if code})
        # without a unit: answered by itself, for what there is to say of it
        first = codes[0] if codes else f"~{row.file}"
        for other in codes[1:]:
            leader.tie(first, other)
        governed.setdefault(first, []).append(where)
        for code in (row.unit, *row.others):
            if code and "/" not in code and row.period:
                reported.setdefault((code, row.period), []).append(where)
    groups: dict[str, list[Where]] = {}
    for code, members in governed.items():
        groups.setdefault(leader.of(code), []).extend(members)
    beside: dict[str, set[Where]] = {}
    for code, period in reported:
        for below in divisions.children(code, Period.parse(period).last_day):
            if theirs := reported.get((below.code, period)):
                beside.setdefault(leader.of(code), set()).update(theirs)
    return [
        Together(code, tuple(sorted(own)), tuple(sorted(beside.get(code, set()).difference(own))))
        for code, own in sorted(groups.items())
    ]


class _Leaders:
    """Union of codes; each set is known by its smallest."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, code: str) -> str:
        while (above := self._above.get(code, code)) != code:
            code = above
        return code

    def tie(self, one: str, other: str) -> None:
        first, second = sorted((self.of(one), self.of(other)))
        if first != second:
            self._above[second] = first
