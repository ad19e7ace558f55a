"""A reporting period: a year, half-year, quarter, month, or the months so far (1—9月累计)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache, total_ordering

from msgspec import Struct

from compliance.pattern import late
from compliance.quantity import QuantityError, chinese_number, clean

_ISO = late(
    r"(?P<year>\d{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>\d{2}))"
    r"|-(?P<first>\d{2})/(?P<other>\d{4})-(?P<last>\d{2}))?"
)
_NUMBER = r"[\d一二三四五六七八九十]+"
_CHINESE = late(
    rf"(?P<year>[\d零〇○一二三四五六七八九]{{4}})(?:年|年度)?(?:全年|"
    rf"(?P<halfword>上|下)半年|(?:第?(?P<quarter>[1-4一二三四])季度|[Qq](?P<q>[1-4])|[Hh](?P<h>[12]))|"
    rf"(?P<first>{_NUMBER})月?(?:[-—–~～至到]+(?P<last>{_NUMBER})月(?:份)?(?:累计)?|月(?:份)?)|[-/.](?P<month>\d{{1,2}}))?"
)


class PeriodError(ValueError):
    """Text that names no period."""


@total_ordering
class Period(Struct, frozen=True, array_like=True):
    """From the first month to the last, within one year.

    Two periods of the same months are equal, however they are said: 1—6月累计 and 2024-H1.
    """

    year: int
    first_month: int = 1
    last_month: int = 12
    cumulative: bool = False

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Period)
            and self.year == other.year
            and self.first_month == other.first_month
            and self.last_month == other.last_month
        )

    def __lt__(self, other: Period) -> bool:
        return hash(self) < hash(other)

    def __hash__(self) -> int:
        return (self.year * 100 + self.first_month) * 100 + self.last_month

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read 2024, 2024-H1, 2024-Q3, 2024-09, 2024-01/2024-09, or the Chinese forms of these.

        Raises:
            PeriodError: it names no period.
        """
        return _parse(text)

    @property
    def text(self) -> str:
        """The ISO-like form, which `parse` reads back."""
        year, first, last = self.year, self.first_month, self.last_month
        if (first, last) == (1, 12):
            return f"{year:04}"
        if not self.cumulative:
            if last - first == 5 and first in (1, 7):
                return f"{year:04}-H{1 if first == 1 else 2}"
            if last - first == 2 and first % 3 == 1:
                return f"{year:04}-Q{last // 3}"
            if first == last:
                return f"{year:04}-{first:02}"
        return f"{year:04}-{first:02}/{year:04}-{last:02}"

    @property
    def chinese(self) -> str:
        """As people say it: 2024年, 2024年第三季度, 2024年1—9月."""
        year, first, last = self.year, self.first_month, self.last_month
        match self.text[4:6]:
            case "":
                return f"{year}年"
            case "-H":
                return f"{year}年{'上' if first == 1 else '下'}半年"
            case "-Q":
                return f"{year}年第{'一二三四'[last // 3 - 1]}季度"
        return f"{year}年{first}月" if first == last else f"{year}年{first}—{last}月"

    @property
    def first_day(self) -> date:
        return date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        return _last_day(self.year, self.last_month)

    def contains(self, other: Period) -> bool:
        return self.year == other.year and self.first_month <= other.first_month and other.last_month <= self.last_month

    def is_so_far_of(self, other: Period) -> bool:
        """Whether these months open `other` without ending it: 1—9月 of the year."""
        return other.contains(self) and self.first_month == other.first_month and self.last_month < other.last_month

    @property
    def whole_year(self) -> Period:
        return Period(self.year)

    @property
    def year_to_date(self) -> Period:
        """January to its last month, said as cumulative: 2024-Q3 → 2024-01/2024-09; the year where that is December."""
        return Period(self.year, 1, self.last_month, self.last_month < 12)

    @property
    def previous(self) -> Period:
        """The same months of the year before."""
        return Period(self.year - 1, self.first_month, self.last_month, self.cumulative)

    @property
    def quarters(self) -> tuple[Period, ...]:
        """The whole quarters in it."""
        every = (Period(self.year, m, m + 2) for m in (1, 4, 7, 10))
        return tuple(q for q in every if self.contains(q))

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=1024)  # asked for ten times a verdict
def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@lru_cache(maxsize=4096)
def _parse(text: str) -> Period:
    cleaned = clean(text)
    if len(cleaned) > 40:
        raise PeriodError(f"不是一个期间：{text[:40]!r}…")
    if found := _ISO.fullmatch(cleaned):
        year = int(found["year"])
        if found["half"]:
            return _period(text, year, 6 * int(found["half"]) - 5, 6 * int(found["half"]))
        if found["quarter"]:
            return _period(text, year, 3 * int(found["quarter"]) - 2, 3 * int(found["quarter"]))
        if found["month"]:
            return _period(text, year, int(found["month"]), int(found["month"]))
        if found["first"]:
            if found["other"] != found["year"]:
                raise PeriodError(f"期间跨年：{text!r}")
            return _period(text, year, int(found["first"]), int(found["last"]), cumulative=True)
        return _period(text, year, 1, 12)
    # what is left of most texts is a code or a number, no period
    found = None if cleaned.isdecimal() else _CHINESE.fullmatch(cleaned)
    if not found:
        raise PeriodError(f"不是一个期间：{text!r}")
    year = _number(text, found["year"])
    if half := found["halfword"] or found["h"]:
        return _period(text, year, 1 if half in "上1" else 7, 6 if half in "上1" else 12)
    if quarter := found["quarter"] or found["q"]:
        number = _number(text, quarter)
        return _period(text, year, 3 * number - 2, 3 * number)
    if found["month"]:
        return _period(text, year, int(found["month"]), int(found["month"]))
    if found["first"]:
        first = _number(text, found["first"])
        last = _number(text, found["last"]) if found["last"] else first
        return _period(text, year, first, last, cumulative=bool(found["last"]))
    return _period(text, year, 1, 12)


def _number(text: str, written: str) -> int:
    try:
        return int(written) if written.isdecimal() else int(chinese_number(written))
    except QuantityError:
        raise PeriodError(f"不是一个期间：{text!r}") from None


def _period(text: str, year: int, first: int, last: int, cumulative: bool = False) -> Period:
    if not (1900 <= year <= 2999 and 1 <= first <= last <= 12):
        raise PeriodError(f"不是一个期间：{text!r}")
    return Period(year, first, last, cumulative and (first, last) != (1, 12))
