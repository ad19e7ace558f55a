"""The small picture beside a figure: where it stands and where the line is. Whole pixels, worked out exactly."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from msgspec import Struct

from compliance.quantity import show
from compliance.rule import SYMBOLS, Comparison
from compliance.verdict import Verdict

#: Length of the axis, and the least distance at which a figure beside the line is seen to be beside it.
LENGTH = 160
APART = 6
#: Up to so many are drawn one by one.
MOST_PIPS = 12
PIP = 13
_ONE, _HALF = Fraction(1), Fraction(1, 2)

Pip = Literal["done", "lacking", "over"]


class Bar(Struct, frozen=True):
    """Positions from 0 to `LENGTH`.

    Attributes:
        zone: from where to where the target is met.
        line: where the line is. value: where the figure is, None where there is none.
        low, high: what the ends of the axis are called.
        line_text: what the line is called. pips: a count drawn one by one instead of an axis.
        label: the picture in words.
    """

    label: str
    line: int
    line_text: str
    zone: tuple[int, int] = (0, 0)
    value: int | None = None
    start: int = 0
    low: str = ""
    high: str = ""
    pips: tuple[Pip, ...] = ()

    @property
    def anchor(self) -> str:
        """How the text at the line is placed so that it stays inside."""
        return "start" if self.line < 24 else "end" if self.line > LENGTH - 24 else "middle"


def bar(verdict: Verdict, label: str) -> Bar | None:
    """The picture of a verdict, or None where there is no line to draw."""
    comparison, actual = verdict.rule.comparison, verdict.actual
    value = actual.value if actual else None
    if verdict.verdict == "not_applicable":
        return None
    if verdict.rule.group is not None:
        counts = actual.counts if actual else None
        if counts and 0 < counts[1] <= MOST_PIPS:
            return Bar(label, counts[1] * PIP, "全部", pips=_pips(counts[0], counts[1], counts[1]))
        return _scale(label, value, Fraction(1), Comparison("equals", "%"), "全部", "全部")
    line = verdict.required.value
    if line is None:
        return None
    if comparison.is_date:
        return _days(label, value, line, comparison)
    text = f"{SYMBOLS[comparison.op]} {show(line, comparison.unit, value)}"
    if comparison.op == "between" and comparison.upper is not None:
        text = f"{show(line, comparison.unit)}至{show(comparison.upper, comparison.unit)}"
    if comparison.unit != "%" and value is not None and value.denominator == line.denominator == 1:
        least, most = _permitted(comparison, line)
        drawn = max(int(value), least or most or 0)
        if value >= 0 and 0 < drawn <= MOST_PIPS:
            return Bar(label, (least or most or 0) * PIP, text, pips=_pips(int(value), least or 0, most))
    return _scale(label, value, line, comparison, text)


def _permitted(comparison: Comparison, line: Fraction) -> tuple[int | None, int | None]:
    """The least and the most whole number that meet the target."""
    match comparison.op:
        case "at_least":
            return ceil(line), None
        case "more_than":
            return floor(line) + 1, None
        case "at_most":
            return None, floor(line)
        case "less_than":
            return None, ceil(line) - 1
        case "between":
            return ceil(line), floor(comparison.upper) if comparison.upper is not None else None
    return int(line), int(line)


def _pips(value: int, least: int, most: int | None) -> tuple[Pip, ...]:
    done = value if most is None else min(value, most)
    pips: list[Pip] = ["done"] * done
    pips += ["over"] * (value - done)
    pips += ["lacking"] * (least - value)
    return tuple(pips)


def _scale(
    label: str, value: Fraction | None, line: Fraction, comparison: Comparison, text: str, high: str = ""
) -> Bar:
    """An axis from 0: to 100 % for a share (50 % where everything lies low), else a little beyond the greater one."""
    upper = comparison.upper if comparison.upper is not None else line
    most = max(upper, line)
    side = 0 if value is None else _side(value, line)
    if value is not None and (side > 0 or upper is not line):
        most = max(most, value)
    if comparison.unit == "%":
        end = max(most, _ONE) if 5 * most.numerator > 2 * most.denominator else _HALF
        high = high or ("100%" if end is _ONE else show(end, "%"))
    else:
        end = max(most, _ONE) * Fraction(5, 4)
    at_line = _at(line, end)
    at_upper = at_line if upper is line else _at(upper, end)
    if side:  # room for the figure on its side
        at_line = max(at_line, APART) if side < 0 else min(at_line, LENGTH - APART)
    at = None if value is None else _beside(_at(value, end), side, at_line)
    return Bar(label, at_line, text, _zone(comparison, at_line, at_upper), at, low="0", high=high)


def _zone(comparison: Comparison, at_line: int, at_upper: int) -> tuple[int, int]:
    match comparison.op:
        case "at_least" | "more_than":
            return at_line, LENGTH
        case "at_most" | "less_than":
            return 0, at_line
        case "between":
            return at_line, at_upper
    return max(at_line - 2, 0), min(at_line + 2, LENGTH)


def _at(value: Fraction, end: Fraction) -> int:
    """Where on the axis, to the nearest whole pixel, of two as near the even one."""
    base = value.denominator * end.numerator
    at, rest = divmod(value.numerator * LENGTH * end.denominator, base)
    if 2 * rest > base or (2 * rest == base and at % 2):
        at += 1
    return min(max(at, 0), LENGTH)


def _side(value: Fraction, line: Fraction) -> int:
    """-1 below the line, 0 on it, 1 above it."""
    apart = value.numerator * line.denominator - line.numerator * value.denominator
    return (apart > 0) - (apart < 0)


def _beside(at: int, side: int, at_line: int) -> int:
    """Where the figure is: never drawn upon a line it is not on, nor across it."""
    if side < 0:
        return min(at, at_line - APART)
    return max(at, at_line + APART) if side > 0 else at


def _days(label: str, value: Fraction | None, line: Fraction, comparison: Comparison) -> Bar:
    """An axis of days with the last permitted day in the middle."""
    last = line if comparison.op == "by" else line - 1
    middle = LENGTH // 2
    day = date.fromordinal(int(last))
    text = f"{day.month}月{day.day}日"
    if value is None:
        return Bar(label, middle, text, (0, middle), start=middle, low="提前", high="逾期")
    days = value - last
    span = max(abs(days) * Fraction(5, 4), Fraction(30))
    at = middle + round(days * middle / span)
    if days:
        at = min(at, middle - APART) if days < 0 else max(at, middle + APART)
    return Bar(label, middle, text, (0, middle), at, middle, "提前", "逾期")
