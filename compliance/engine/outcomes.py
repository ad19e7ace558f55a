"""What one exact reading gives against one line: the comparison, and whether rounding has a say in it."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from compliance.engine.readings import Interval, Reading, overlap, whole_numerators, within
from compliance.rule import Comparison
from compliance.verdict import Code


class Line(Struct, frozen=True):
    """The required value, and what it stands for where it is itself a printed rate.

    `ends` are the least and the greatest line its base leaves open, where it has one.
    """

    value: Fraction
    interval: Interval
    ends: tuple[Fraction, Fraction] | None = None

    @classmethod
    def exact(cls, value: Fraction) -> Line:
        return cls(value, (value, value, True))

    @property
    def is_exact(self) -> bool:
        return self.interval[0] == self.interval[1]


class Outcome(Struct, frozen=True):
    """What one reading gives, and whether it rests on how a figure was rounded."""

    code: Code
    rounded: bool = False


def outcome(reading: Reading, comparison: Comparison, line: Line) -> Outcome:
    """What one exact reading gives; for a printed rate, what every count that prints so gives."""
    if reading.value is None:
        return Outcome("not_applicable")
    holds = comparison.holds_against(reading.value, line.value)
    code: Code = "met" if holds else "not_met"
    settled = _every_line(reading, comparison, line)
    if settled is not None:
        return Outcome("met" if settled else "not_met", reading.rounded)
    ours = reading.interval if reading.basis == "reported" else None
    if ours is None:
        return Outcome(code, reading.rounded or (not line.is_exact and within(line.interval, reading.value)))
    if ours[0] == ours[1] and line.is_exact:
        return Outcome(code)
    inside = comparison.upper is not None and within(ours, comparison.upper)
    return Outcome(code, inside or overlap(ours, line.interval))


def _every_line(reading: Reading, comparison: Comparison, line: Line) -> bool | None:
    """True or False where every whole numerator of both sides says so, else None: not known, or open."""
    if line.is_exact:
        return _every_count(reading, comparison, line.value)
    counted = _counted(reading)
    ours = counted or reading.interval
    theirs = line.interval if line.ends is None else (*line.ends, True)
    assert ours is not None
    if not overlap(ours, theirs):
        return comparison.holds_against(ours[0], theirs[0])
    if comparison.op == "equals" or counted is None or line.ends is None:
        return None
    said = {comparison.holds_against(actual, required) for actual in ours[:2] for required in theirs[:2]}
    return said.pop() if len(said) == 1 else None


def _counted(reading: Reading) -> Interval | None:
    """From the least to the greatest value that counts leave open; None for a printed rate without."""
    assert reading.value is not None
    if reading.basis != "reported" or reading.interval is None or (not reading.base and reading.low == reading.high):
        return reading.value, reading.value, True
    numerators = whole_numerators(reading) if reading.base else None
    if numerators is None or not reading.base:
        return None
    return Fraction(numerators[0], reading.base), Fraction(numerators[1], reading.base), True


def _every_count(reading: Reading, comparison: Comparison, line: Fraction) -> bool | None:
    """True or False where every whole numerator that prints as the rate stands on one side, else None."""
    numerators = whole_numerators(reading) if reading.base and reading.basis == "reported" else None
    if numerators is None or not reading.base:
        return None
    least, greatest = numerators
    ends = [comparison.holds_against(Fraction(n, reading.base), line) for n in numerators]
    if all(ends):  # what holds is an interval, so what holds at both ends holds between them
        return True
    if any(ends):
        return None
    upper = line if comparison.op == "equals" else comparison.upper
    if upper is None:
        return False
    first, last = ceil(line * reading.base), floor(upper * reading.base)
    return None if max(first, least) <= min(last, greatest) else False
