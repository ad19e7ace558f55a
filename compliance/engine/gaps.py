"""What is lacking, in natural units: cases, persons, hours, days; 百分点 only where no counts are known."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from compliance.engine.readings import Reading
from compliance.indicator import Indicator
from compliance.quantity import show
from compliance.rule import Comparison
from compliance.verdict import Gap


def gap(reading: Reading, comparison: Comparison, line: Fraction, indicator: Indicator) -> Gap | None:
    """The gap of a reading that does not hold against `line`; None where no amount could close it."""
    if reading.value is None or comparison.holds_against(reading.value, line):
        return None
    if comparison.is_date:
        return _days(reading.value, comparison, line)
    if reading.counts is not None and reading.basis == "counts":
        return _cases(reading.value, *reading.counts, comparison, line, indicator)
    if indicator.kind == "rate":
        return _points(reading.value, comparison, line, "未报分子" if reading.base else "未报分子分母")
    return _amount(reading.value, comparison, line, indicator)


def _days(value: Fraction, comparison: Comparison, line: Fraction) -> Gap:
    last = line if comparison.op == "by" else line - 1
    return Gap(f"逾期 {int(value - last)} 天", value - last, "天")


def _wanted(comparison: Comparison, value: Fraction, line: Fraction) -> tuple[str, Fraction]:
    """The nearest comparison that would hold, and its line: a value of `between` or `equals` misses on one side."""
    if comparison.op == "equals":
        return ("at_least" if value < line else "at_most"), line
    if comparison.op == "between":
        assert comparison.upper is not None
        return ("at_least", line) if value < line else ("at_most", comparison.upper)
    return comparison.op, line


def cases_lacking(n: int, d: int, op: str, line: Fraction) -> int:
    """How many of the same `d` cases must turn out otherwise: added for a floor, taken away for a ceiling."""
    over, under = line.numerator * d, line.denominator  # in whole numbers: a Fraction is reduced at every step
    match op:
        case "at_least":
            return -(-over // under) - n
        case "more_than":
            return over // under + 1 - n
        case "at_most":
            return n - over // under
        case _:
            return n - (-(-over // under) - 1)


def cases_to_come(n: int, d: int, op: str, line: Fraction) -> int | None:
    """How many further cases, all of them good, would bring the rate to the line; None where none ever would."""
    a, b = line.numerator, line.denominator
    short, rest = a * d - n * b, b - a
    match op:
        case "at_least" if a < b:
            return -(-short // rest)
        case "more_than" if a < b:
            return short // rest + 1
        case "at_most" if a > 0:
            return -(short // a)
        case "less_than" if a > 0:
            return -short // a + 1
    return None


def _cases(value: Fraction, n: int, d: int, comparison: Comparison, line: Fraction, indicator: Indicator) -> Gap | None:
    unit = indicator.counted_in
    op, wanted = _wanted(comparison, value, line)
    lacking, coming = cases_lacking(n, d, op, wanted), cases_to_come(n, d, op, wanted)
    if comparison.op in ("equals", "between"):
        coming = None
    more = op in ("at_least", "more_than")
    if not comparison.holds_against(Fraction(n + lacking if more else n - lacking, d), line):
        return None  # no whole number of these cases stands on the line, or between its two ends
    if (lacking > d - n and not indicator.may_exceed_whole) if more else (lacking > n):
        return None  # the line lies beyond all or none
    text = f"在这 {d} {unit}中{'还差' if more else '须减少'} {lacking} {unit}"
    if coming is not None:
        text += f"；或此后 {coming} {unit}{'全部做到' if more else '均不发生'}"
    return Gap(text, Fraction(lacking), unit)


def _points(value: Fraction, comparison: Comparison, line: Fraction, without: str) -> Gap | None:
    op, wanted = _wanted(comparison, value, line)
    points = abs(wanted - value) * 100
    strict = "以上" if op in ("more_than", "less_than") else ""
    if points == 0:
        return Gap("与达标线持平，须" + ("高于" if op == "more_than" else "低于") + "达标线", points, "百分点")
    verb = "还差" if op in ("at_least", "more_than") else "高出"
    return Gap(
        f"{verb} {show(points, '', Fraction(0))} 个百分点{strict}（{without}，无法折算成件数）", points, "百分点"
    )


def _amount(value: Fraction, comparison: Comparison, line: Fraction, indicator: Indicator) -> Gap:
    op, wanted = _wanted(comparison, value, line)
    whole = indicator.kind == "count"
    match op:
        case "at_least":
            amount = wanted - value
        case "more_than":
            amount = floor(wanted) + 1 - value if whole else wanted - value
        case "at_most":
            amount = value - wanted
        case _:
            amount = value - (ceil(wanted) - 1) if whole else value - wanted
    amount = Fraction(ceil(amount)) if whole else amount
    strict = "以上" if op in ("more_than", "less_than") and not whole else ""
    verb = "还差" if op in ("at_least", "more_than") else "超出"
    return Gap(f"{verb} {show(amount, '', Fraction(0), places=6)} {indicator.unit}{strict}", amount, indicator.unit)
