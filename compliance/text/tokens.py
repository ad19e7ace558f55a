"""What the lexer yields: tokens with their place, and the values that numbers and dates stand for."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from msgspec import Struct

TokenKind = Literal[
    "TEXT", "NUM", "DATE", "EVERY", "NAME", "FIXED", "STOP", "SEMI", "COMMA", "LIST", "OPEN", "CLOSE",
    "CMP", "BOUND", "LEVEL", "STAY", "CHANGE", "BASE", "ABOUT", "AROUND", "SOFT", "FILL", "SHARE", "WORD",
]  # fmt: skip


class Token(Struct, frozen=True):
    """A word with its part of speech.

    Attributes:
        kind: part of speech.
        text: the characters of the surface.
        start, end: their place in the surface.
        sense: what the word means: a comparator, a direction, a period, the reason a name is no figure.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    sense: str = ""


class Number(Token, frozen=True):
    """A numeral with its unit.

    Attributes:
        value: exact, in base units; shares as fractions of one.
        unit: base unit, 比率 for every kind of share, "" where none was written.
        step: the worth of one unit of the last digit written.
        approximate: 余, 多, 近 inside the numeral.
        spelled: written in Chinese numerals, which may be part of a name (三项制度).
        change: "increase" or "decrease" where the word itself is a change (翻一番, 减半).
    """

    value: Fraction = Fraction(0)
    unit: str = ""
    step: Fraction = Fraction(1)
    approximate: bool = False
    spelled: bool = False
    change: str = ""


DateRole = Literal["by", "in", "from", "window", "past", "span"]


class When(Token, frozen=True):
    """A date or a stretch of time.

    Attributes:
        role: "by" a deadline, "in" a stretch the figure belongs to, "window" from–to, "past", "span" (a name of years).
        year, month, day: None where the text does not say; the year may be relative.
        relative: years to add to the document's year, where the text says 今年, 明年, 上年.
        first: the first day of a window, as (year, month, day).
        dayless: the month or the year as a whole was named.
        exclusive: the day, month or year named is the first that is too late (10月前).
    """

    role: DateRole = "in"
    year: int | None = None
    month: int | None = None
    day: int | None = None
    relative: int | None = None
    first: tuple[int | None, int | None, int | None] | None = None
    exclusive: bool = False

    def year_in(self, document_year: int | None) -> int | None:
        """The calendar year meant."""
        if self.year is not None:
            return self.year
        if document_year is None:
            return None
        return document_year + (self.relative or 0)

    def last_day(self, document_year: int | None) -> date | None:
        """The last day of what was named, or the last permitted day of a deadline; None where no year is known."""
        year = self.year_in(document_year)
        if year is None or not 1900 <= year <= 2200:
            return None
        return last_permitted(year, self.month, self.day, self.exclusive)


def last_permitted(year: int, month: int | None, day: int | None, exclusive: bool) -> date | None:
    """6月底前 → 06-30; 10月前 → 09-30; 2025年前 → 2024-12-31; 4月1日前 → 03-31; 3月31日前 → 03-31."""
    if month is None:
        return date(year - 1, 12, 31) if exclusive else date(year, 12, 31)
    if not 1 <= month <= 12:
        return None
    if day is None:
        return date(year, month, 1) - timedelta(days=1) if exclusive else date(year, month, monthrange(year, month)[1])
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    named = date(year, month, day)
    return named - timedelta(days=1) if exclusive and day == 1 else named


#: No remark behind a figure (80%（县级）) has more tokens than this.
_LONGEST_REMARK = 8


def past_remark(tokens: list[Token], index: int) -> int:
    """The index behind a bracketed remark without figures that opens at `index`; `index` where there is none."""
    if index >= len(tokens) or tokens[index].text != "(":
        return index
    for at in range(index + 1, min(len(tokens), index + _LONGEST_REMARK)):
        if tokens[at].text == ")":
            return at + 1
        if tokens[at].kind in ("NUM", "FIXED", "COMMA", "OPEN"):
            break
    return index
