"""A rule's examples: whether they read, agree with the rule, and stand at and just beyond its line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from msgspec import Struct

from compliance.quantity import UNITS, Quantity, QuantityError
from compliance.rule import Example, Op, Rule

#: Comparison → the sides of the line on which a figure just beyond it is judged the other way.
_DECIDING: dict[Op, tuple[str, ...]] = {
    "at_least": ("under",),
    "more_than": ("over",),
    "at_most": ("over",),
    "less_than": ("under",),
    "equals": ("under", "over"),
    "between": ("under", "over"),
    "by": ("over",),
    "before": ("under",),
}
_SIDES = {"at": "正好", "under": "差一点", "over": "超一点"}
_DATE_SIDES = {"at": "正好当日", "under": "早一天", "over": "晚一天"}


class Figure(Struct, frozen=True):
    """An example's figure: exact, and the counts it was given as. None is an empty base (0/0)."""

    value: Fraction | None
    counts: tuple[int, int] | None = None


class Case(Struct, frozen=True):
    """An example, read. `reached` is (how many reach it, how many there are) of a rule over each one."""

    example: Example
    actual: Figure | None
    other: Figure | None
    records: tuple[Figure, ...]
    reached: Figure | None


class UnreadableError(ValueError):
    """An example's text that is no figure of the rule's indicator; `key` is where it stands."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(text)
        self.key, self.text = key, text


def read(rule: Rule, example: Example) -> Case:
    """The example's figures.

    Raises:
        UnreadableError: one of them is no figure of the rule's indicator.
    """
    records = tuple(_figure(rule, "records", text) for text in example.records)
    if rule.group is not None:
        reached = _figure(rule, "actual", example.actual, share=True) if example.actual else None
        return Case(example, None, None, records, reached)
    actual = _figure(rule, "actual", example.actual) if example.actual else None
    other = _figure(rule, "other", example.other) if example.other else None
    return Case(example, actual, other, records, None)


def _figure(rule: Rule, key: str, text: str, *, share: bool = False) -> Figure:
    try:
        if rule.comparison.is_date and not share:
            return Figure(Fraction(date.fromisoformat(text).toordinal()))
        share = share or rule.comparison.unit == "%"
        over, slash, under = text.partition("/")
        if share and slash:
            n, d = int(over), int(under)
            return Figure(Fraction(n, d) if d else None, (n, d))
        quantity = Quantity.parse(text)
    except (ValueError, QuantityError):
        raise UnreadableError(key, text) from None
    if quantity.unit != ("%" if share else rule.comparison.unit):
        raise UnreadableError(key, text)
    return Figure(quantity.value)


def computed(rule: Rule, case: Case) -> str:
    """`met`, `not_met` or `not_applicable` where the figures alone decide it, else ""."""
    if case.records and case.reached is None:
        values = [figure.value for figure in case.records]
        if rule.group is None or None in values or rule.comparison.relative is not None:
            return ""
        return "met" if all(rule.comparison.holds(v) for v in values if v is not None) else "not_met"
    figure = case.reached or case.actual
    if figure is None:
        return ""
    if figure.counts is not None:
        part, whole = figure.counts
        if part < 0 or (part > whole and not rule.indicator.may_exceed_whole):
            return ""
        if whole == 0:
            return "not_applicable"
        if case.reached is not None:
            return "met" if part == whole else "not_met"
    if figure.value is None or case.reached is not None:
        return ""
    line = _line(rule, case)
    if line is None:
        return ""
    return "met" if rule.comparison.holds_against(figure.value, line) else "not_met"


def _line(rule: Rule, case: Case) -> Fraction | None:
    relative = rule.comparison.relative
    if relative is None:
        return rule.comparison.value
    return relative.line(case.other.value) if case.other is not None and case.other.value is not None else None


def missing_sides(rule: Rule, cases: list[Case]) -> list[str]:
    """What no example shows, in words: 正好 90% 的, 差一点不到 90% 的."""
    names = _DATE_SIDES if rule.comparison.is_date else _SIDES
    shown = {side for case in cases for side in _sides(rule, case)}
    return [f"{names[side]}（{what}）" for side, what in _wanted(rule) if side not in shown]


def _wanted(rule: Rule) -> Iterator[tuple[str, str]]:
    comparison, indicator = rule.comparison, rule.indicator
    what = comparison.required_text()
    if comparison.relative is not None:
        yield "at", what
        for side in _DECIDING[comparison.op]:
            yield side, what
        return
    low, high = comparison.value, comparison.upper if comparison.upper is not None else comparison.value
    assert low is not None
    assert high is not None
    if indicator.kind != "count" or low.denominator == 1:
        yield "at", what
    for side in _DECIDING[comparison.op]:
        if side == "under" and low > 0:
            yield side, what
        if side == "over" and (comparison.unit != "%" or indicator.may_exceed_whole or high < 1):
            yield side, what


def _sides(rule: Rule, case: Case) -> Iterator[str]:
    """The sides of the line on which the example's figures stand, near it where that decides."""
    line = _line(rule, case)
    if line is None:
        return
    upper = rule.comparison.upper
    for figure in (*case.records, *([case.actual] if case.actual else [])):
        if figure.value is None:
            continue
        if figure.value in (line, upper):
            yield "at"
        elif figure.value < line and _near(rule, figure, line):
            yield "under"
        elif figure.value > (line if upper is None else upper) and _near(
            rule, figure, line if upper is None else upper
        ):
            yield "over"


def _near(rule: Rule, figure: Figure, line: Fraction) -> bool:
    """Within one case, one unit of measure or one day of the line. A relational line lies where the other figure is."""
    assert figure.value is not None
    if rule.comparison.relative is not None:
        return True
    distance = abs(figure.value - line)
    if figure.counts is not None:
        return distance <= Fraction(1, figure.counts[1])
    if rule.comparison.unit == "%":
        return distance <= Fraction(1, 100)
    return distance <= _last_digit(rule)


def _last_digit(rule: Rule) -> Fraction:
    """What one of the indicator's units is worth, or one of the last digit the plan writes: 300万元 is told to 1万元."""
    unit = rule.indicator.unit
    one = Fraction(UNITS[unit][1]) if unit in UNITS else Fraction(1)
    if rule.comparison.is_date:
        return Fraction(1)
    try:
        return max(one, Quantity.parse(rule.comparison.text).step)
    except QuantityError:  # 60%至80%: an interval's text is no quantity
        return one
