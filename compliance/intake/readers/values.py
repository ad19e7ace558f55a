"""Stored values as text: numbers at fifteen significant digits, serials as dates; and what every reader ends with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from operator import attrgetter, itemgetter

from compliance.intake.container import Limits, too_large
from compliance.intake.grid import Cell, Merge, Sheet
from compliance.pattern import late
from compliance.source import Place

_LAST_DAY = 2_958_465  # 9999-12-31
_SECONDS = Decimal(86_400)


# small counts come again and again: a hit costs a tenth of a conversion
@lru_cache(maxsize=65_536)
def plain(text: str) -> str | None:
    """A stored number as a plain decimal of at most fifteen significant digits; None if it is no number.

    >>> plain("0.30000000000000004"), plain("2.9999999999999996"), plain("1E3"), plain("NaN")
    ('0.3', '3', '1000', None)
    """
    if len(text) <= 15 and text.isascii() and text.isdigit() and (text[0] != "0" or text == "0"):
        return text
    if len(text) > 400 or not text.isascii() or "_" in text:
        return None
    # the file means a double: its exact value is rounded, as Excel does, not the digits it was printed with
    try:
        digits = format(float(text), ".15g")
    except ValueError:
        return None
    if "n" in digits:  # nan, inf
        return None
    if "e" in digits:
        digits = format(Decimal(digits), "f")
    return "0" if digits == "-0" else digits


@lru_cache(maxsize=16_384)
def iso(serial: str, date1904: bool) -> str | None:
    """The day number `serial`, a plain decimal, as ISO text; None where it stands for no day.

    Day 0 and day 60 (29 February 1900, which never was) are no days: such a cell stays a number.

    >>> iso("45565", False), iso("45565.5", False), iso("0.25", False), iso("60", False)
    ('2024-09-30', '2024-09-30T12:00:00', '06:00:00', None)
    """
    number = Decimal(serial)
    if number <= 0 or number >= _LAST_DAY + 1:
        return None
    days = int(number)
    seconds = int(((number - days) * _SECONDS).to_integral_value(ROUND_HALF_UP))
    if seconds == _SECONDS:
        days, seconds = days + 1, 0
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if days == 0:
        return clock
    if date1904:
        days += 1462
    elif days < 60:
        days += 1
    elif days == 60:
        return None
    if days > _LAST_DAY:
        return None
    day = (date(1899, 12, 30) + timedelta(days)).isoformat()
    return f"{day}T{clock}" if seconds else day


#: laid over every character that is struck out, so that no reader takes 3̶0 for 30; the text looks as it does on the screen
STRUCK = "\u0336"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def struck(text: str) -> str:
    """`text` with a line through it: ``95%`` is ``9̶5̶%̶``."""
    return "".join(f"{letter}{STRUCK}" for letter in text)


def raised(text: str) -> str:
    """`text` as a superscript or subscript stands beside a number: a footnote's 2 is ``²`` and no digit of the number."""
    return text.translate(_RAISED)


def struck_value(value: tuple[str, str]) -> tuple[str, str]:
    """(kind, raw) of a cell that is struck out as a whole: a text that is no number, whatever it was.

    The pieces of rich text say for themselves which of them are.
    """
    return "text", value[1] if STRUCK in value[1] else struck(value[1])


_ISO = late(r"(\d{4}-\d\d-\d\d)?(?:T?(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?Z?")


def iso_text(text: str) -> str | None:
    """An ISO date or time as files store it, without fractions of a second and without midnight."""
    found = _ISO.fullmatch(text.strip())
    if not found or not (found[1] or found[2]):
        return None
    day, clock = found[1], found[2]
    if clock and len(clock) == 5:
        clock += ":00"
    try:
        if day:
            date.fromisoformat(day)
    except ValueError:
        return None
    if day and clock and clock != "00:00:00":
        return f"{day}T{clock}"
    return day or clock


def _columns(ranges: Iterable[tuple[int, int]], last: int) -> frozenset[int]:
    """The columns up to `last` within ranges, which may lie over one another a thousand times."""
    found: set[int] = set()
    until = 0
    for begin, end in sorted(ranges):
        found.update(range(max(begin, until + 1), min(end, last) + 1))
        until = max(until, end)
    return frozenset(found)


_RAW, _COLUMN = attrgetter("raw"), itemgetter(1)


def build_sheet(
    name: str,
    cells: dict[tuple[int, int], Cell],
    limits: Limits,
    merges: Iterable[Merge] = (),
    hidden: bool = False,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[tuple[int, int]] = (),
    unseen: Iterable[tuple[int, int]] = (),
) -> Sheet:
    """The sheet: cells put in order, texts measured, merges and hidden parts clipped to what holds something.

    hidden_columns: (first, last) ranges, as files state them, so that one over all columns costs nothing.

    Raises:
        RefusedError: a cell's text is over the limit.
    """
    keys = list(cells)
    ordered = sorted(keys)
    if ordered != keys:
        cells = {key: cells[key] for key in ordered}
    most = limits.text
    if max(map(len, map(_RAW, cells.values())), default=0) > most:
        cell = next(cell for cell in cells.values() if len(cell.raw) > most)
        raise too_large(f"单元格文字有 {len(cell.raw)} 个字", f"{most} 个字", Place("", name, cell.address))
    last_row = ordered[-1][0] if ordered else 0
    last_column = max(map(_COLUMN, ordered), default=0)
    clipped = [
        (top, left, min(bottom, last_row), min(right, last_column))
        for top, left, bottom, right in merges
        if top <= last_row and left <= last_column
    ]
    rows = frozenset(hidden_rows)
    return Sheet(
        name,
        cells,
        tuple(merge for merge in clipped if merge[0] != merge[2] or merge[1] != merge[3]),
        hidden,
        rows.intersection(row for row, _ in ordered) if rows else rows,
        _columns(hidden_columns, last_column),
        frozenset(unseen).intersection(cells) if unseen else frozenset(),
    )
