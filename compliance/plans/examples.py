"""A drafted comparison → the examples that show its line: a figure at it, just under it and just over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from compliance.plans.target import plain

_HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "at_least": lambda figure, line: figure >= line,
    "more_than": lambda figure, line: figure > line,
    "at_most": lambda figure, line: figure <= line,
    "less_than": lambda figure, line: figure < line,
    "equals": lambda figure, line: figure == line,
}
_POINT = Fraction(1, 100)

Examples = list[dict[str, str]]


_DIGITS = "零一二三四五六七八九"


def written(value: Fraction, unit: str) -> str:
    """A figure as a pack writes it: shares in per cent, thirds and the like in words, all else in base units."""
    over, under = value.numerator, value.denominator
    if unit == "%" and under in (3, 6, 7, 9) and 0 < over < len(_DIGITS):
        return f"{_DIGITS[under]}分之{_DIGITS[over]}"
    return f"{plain(value * 100)}%" if unit == "%" else f"{plain(value)}{unit}"


def of_day(day: date) -> Examples:
    """The last permitted day, and the day after."""
    late = day + timedelta(days=1)
    return [{"actual": day.isoformat(), "verdict": "met"}, {"actual": late.isoformat(), "verdict": "not_met"}]


def of_value(op: str, line: Fraction, unit: str, kind: str, exceeds: bool) -> Examples:
    """At the line and one case, unit or point beside it; a share goes no further than the whole unless `exceeds`."""
    return [
        {"actual": written(figure, unit), "verdict": _verdict(_HOLDS[op](figure, line))}
        for figure in _around(line, line, unit, kind, exceeds)
    ]


def of_range(low: Fraction, high: Fraction, unit: str, kind: str, exceeds: bool) -> Examples:
    """At both ends and just outside them."""
    return [
        {"actual": written(figure, unit), "verdict": _verdict(low <= figure <= high)}
        for figure in _around(low, high, unit, kind, exceeds)
    ]


def of_relation(op: str, unit: str, times: Fraction = Fraction(1), plus: Fraction = Fraction(0)) -> Examples:
    """The same beside a round figure of the other side, of which the line is `times` and `plus`."""
    other = (Fraction(1, 10) if unit == "%" else Fraction(10**4)) * _uneven(times)  # so that its part can be written
    while other + plus <= 0 or (unit == "%" and other * times + plus > 1 and other > Fraction(1, 10**6)):
        other = other * 10 if other + plus <= 0 else other / 10
    line = other * times + plus
    step = min(_POINT, line / 2) if unit == "%" else Fraction(1)
    return [
        {
            "actual": written(figure, unit),
            "other": written(other, unit),
            "verdict": _verdict(_HOLDS[op](figure, line)),
        }
        for figure in (line, line - step, line + step)
    ]


def _uneven(value: Fraction) -> int:
    """What is left of the denominator without its twos and fives: 3 for two thirds, 1 for what ends as a decimal."""
    left = value.denominator
    for factor in (2, 5):
        while left % factor == 0:
            left //= factor
    return left


def _around(low: Fraction, high: Fraction, unit: str, kind: str, exceeds: bool) -> Iterator[Fraction]:
    whole = kind == "count"
    if not whole or low.denominator == 1:
        yield low
    if high != low and (not whole or high.denominator == 1):
        yield high
    if low > 0:
        if unit == "%":
            yield low - min(_POINT if _uneven(low) == 1 else _POINT / 2, low / 2)
        elif whole:
            yield Fraction(-(-low.numerator // low.denominator) - 1)
        else:
            yield low - min(Fraction(1), low / 2)
    if unit == "%":
        if high < 1 or exceeds:
            yield high + _POINT if exceeds else min(high + _POINT, (high + 1) / 2)
    else:
        yield Fraction(high.numerator // high.denominator + 1) if whole else high + 1


def _verdict(holds: bool) -> str:
    return "met" if holds else "not_met"
