"""Readings: one exact way to read a figure, what else it could be, and everything known of one indicator."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct, field

from compliance.indicator import Indicator
from compliance.period import Period
from compliance.region import Unit
from compliance.source import Place
from compliance.verdict import Basis, Evidence

ONE = Fraction(1)
#: A whole that prints as all cannot be all where a part misses; without counts all that is known is "below 100 %".
BELOW_ALL = ONE - Fraction(1, 10**18)


#: From, to, and whether the last value belongs to it; the first always does.
Interval = tuple[Fraction, Fraction, bool]


def within(interval: Interval, value: Fraction) -> bool:
    """Whether `value` belongs to the interval."""
    low, high, closed = interval
    return low <= value < high or (closed and value == high)


def overlap(one: Interval, other: Interval) -> bool:
    """Whether some value belongs to both."""
    return within(one, other[0]) or within(other, one[0])


class Reading(Struct, frozen=True):
    """One exact left side. `value` None: the base is zero, there is nothing to compare.

    `low` and `high` bound what a printed share stands for ([low, high), or [low, 1] where it cannot exceed 100 %);
    `base` is its denominator where that alone was given.
    """

    value: Fraction | None
    basis: Basis
    text: str
    counts: tuple[int, int] | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    base: int | None = None
    inferred_from: str = ""
    rounded: bool = False
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[str, ...] = ()
    may_exceed: bool = False

    @property
    def interval(self) -> Interval | None:
        """What the printed figure stands for: from, to, and whether the last value is in it; None for an exact one."""
        if self.low is None or self.high is None:
            return None
        if self.low == self.high:
            return self.low, self.high, True
        low = max(self.low, Fraction(0))
        return (low, ONE, True) if self.high > 1 and not self.may_exceed else (low, self.high, False)


class Rival(Struct, frozen=True):
    """Another reading of the same thing and what sets it against the first."""

    reading: Reading
    why: str
    ask: bool = False  # two readings of one cell: a question to the clerk, not a contradiction


class Side(Struct):
    """Everything known of one indicator for one unit, period and scope."""

    reading: Reading | None = None
    rivals: list[Rival] = field(default_factory=list)
    impossible: list[str] = field(default_factory=list)
    absent: list[tuple[str, Place | None]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    partial: tuple[int | None, int | None] = (None, None)  # 分子, 分母 given without the other
    flags: set[str] = field(default_factory=set)
    evidence: tuple[Evidence, ...] = ()
    given: str = ""


def words(unit: Unit, period: Period, indicator: Indicator, **more: object) -> dict[str, object]:
    """The words every problem about an indicator needs."""
    return {"unit": unit.name, "period": period.chinese, "indicator": indicator.name, **more}


def whole_numerators(reading: Reading) -> tuple[int, int] | None:
    """The least and the greatest whole numerator over the base that prints as the rate; None where there is none."""
    assert reading.base is not None and reading.interval is not None
    low, high, closed = reading.interval
    least = max(0, ceil(low * reading.base))
    greatest = floor(high * reading.base) if closed else ceil(high * reading.base) - 1
    return (least, greatest) if least <= greatest else None


def same(one: Reading, other: Reading) -> bool:
    """Whether two rows say the same, one perhaps printed and the other counted."""
    if one.counts is not None and other.counts is not None:
        return one.counts == other.counts
    if one.basis == other.basis:
        return one.value == other.value and one.base == other.base
    counted, printed = (one, other) if one.basis == "counts" else (other, one)
    if counted.value is None or printed.interval is None:
        return counted.value == printed.value
    if printed.base is not None and counted.counts is not None and printed.base != counted.counts[1]:
        return False
    return within(printed.interval, counted.value)


def long_ago(period: Period, ordinal: Fraction | None) -> str:
    """Words for a day more than a year before the period, "" for any other."""
    if ordinal is None or period.first_day.toordinal() - ordinal <= 366:
        return ""
    return f"日期 {date.fromordinal(int(ordinal)).isoformat()} 比{period.chinese}早一年以上"


def said(reading: Reading) -> str:
    """The reading in a contradiction's words: its counts where it has them."""
    return f"{reading.counts[0]}/{reading.counts[1]}" if reading.counts else reading.text
