"""What a printed rate gives against a line, held against every whole count that prints so."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from compliance.engine.outcomes import Line, Outcome, outcome
from compliance.engine.readings import Reading
from compliance.rule import Comparison, Op

ORDERS: tuple[Op, ...] = ("at_least", "more_than", "at_most", "less_than")
SHARES = [Fraction(n, 10) for n in (0, 1, 3, 5, 9, 10)]
LINES = sorted({Fraction(n, d) for d in (3, 7, 8, 20) for n in range(d + 1)})
BASES = (None, 1, 3, 4, 7, 10, 29)


def printed(share: Fraction, base: int | None = None, step: Fraction = Fraction(1, 10)) -> Reading:
    """A share printed to a tenth; `step` 0 for one that is exact."""
    return Reading(share, "reported", "", low=share - step / 2, high=share + step, base=base)


def may_be(reading: Reading) -> list[Fraction]:
    """Every share of its base that prints so: rounded or truncated, and no more than all."""
    assert reading.base is not None and reading.low is not None and reading.high is not None
    every = (Fraction(n, reading.base) for n in range(reading.base + 1))
    return [v for v in every if reading.low <= v < reading.high or v == reading.low == reading.high]


def spans(reading: Reading, value: Fraction | None) -> bool:
    """Whether `value` lies within what was printed."""
    assert reading.low is not None and reading.high is not None
    if value is None:
        return False
    return max(reading.low, Fraction(0)) <= value < reading.high and value <= 1


def line_of(reading: Reading) -> Line:
    """Another figure as the line."""
    assert reading.value is not None
    if reading.basis == "counts":
        return Line.exact(reading.value)
    assert reading.interval is not None
    shares = may_be(reading) if reading.base else []
    return Line(reading.value, reading.interval, (shares[0], shares[-1]) if shares else None)


def said(holds: bool) -> str:
    return "met" if holds else "not_met"


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("op", [*ORDERS, "equals"])
def test_against_a_line(op: Op, base: int | None) -> None:
    """All on one side: that is the verdict. Otherwise the printed figure decides, and it is told where the line lies in it."""
    for share, line in product(SHARES, LINES):
        reading, comparison = printed(share, base), Comparison(op, "%", "", line)
        shares = may_be(reading) if base else []
        answers = {comparison.holds(v) for v in shares}
        found = outcome(reading, comparison, Line.exact(line))

        if len(answers) == 1:
            assert found == Outcome(said(answers.pop()))
        else:
            assert found == Outcome(said(comparison.holds(share)), rounded=bool(shares) or spans(reading, line))


@pytest.mark.parametrize("base", BASES)
def test_against_a_band(base: int | None) -> None:
    """Both ends of a band are lines; a band between two counts is missed by both."""
    for share, line, width in product(SHARES, LINES, (Fraction(0), Fraction(1, 100), Fraction(1, 12), Fraction(1, 2))):
        reading, comparison = printed(share, base), Comparison("between", "%", "", line, line + width)
        shares = may_be(reading) if base else []
        answers = {comparison.holds(v) for v in shares}
        found = outcome(reading, comparison, Line.exact(line))

        if len(answers) == 1:
            assert found == Outcome(said(answers.pop()))
        else:
            inside = spans(reading, line) or spans(reading, line + width)
            assert found == Outcome(said(comparison.holds(share)), rounded=bool(shares) or inside)


@pytest.mark.parametrize("op", [*ORDERS, "equals", "between"])
def test_an_exact_share(op: Op) -> None:
    """1/3 in the cell is 1/3, whatever the base: nothing was rounded."""
    for share, line, base in product(LINES, LINES, (None, 3, 10)):
        comparison = Comparison(op, "%", "", line, line + Fraction(1, 10) if op == "between" else None)
        found = outcome(printed(share, base, Fraction(0)), comparison, Line.exact(line))

        assert found == Outcome(said(comparison.holds(share)))


@pytest.mark.parametrize("op", ORDERS)
@pytest.mark.parametrize("theirs", [None, 3, 7, 29])
def test_two_printed_shares(op: Op, theirs: int | None) -> None:
    """Every count of the one against every count of the other; without a base, every value that prints so."""
    for share, other, ours in product(SHARES, SHARES, (None, 4, 7, 10, 29)):
        reading, line = printed(share, ours), printed(other, theirs)
        comparison = Comparison(op, "%", "")
        lefts, rights = (may_be(r) if r.base else [] for r in (reading, line))
        answers = {comparison.holds_against(a, b) for a, b in product(lefts, rights)}
        found = outcome(reading, comparison, line_of(line))

        if len(answers) == 1:
            assert found == Outcome(said(answers.pop()))
        elif answers or meet(reading, line):
            assert found == Outcome(said(comparison.holds_against(share, other)), rounded=True)
        else:
            assert found == Outcome(said(comparison.holds_against(ends(reading)[0], ends(line)[0])))


@pytest.mark.parametrize("op", ORDERS)
@pytest.mark.parametrize("theirs", [3, 7, 29])
def test_an_exact_share_against_a_printed_one(op: Op, theirs: int) -> None:
    """Only the line is open."""
    for share, other in product(LINES, SHARES):
        line, comparison = printed(other, theirs), Comparison(op, "%", "")
        answers = {comparison.holds_against(share, b) for b in may_be(line)}
        found = outcome(printed(share, None, Fraction(0)), comparison, line_of(line))

        if len(answers) == 1:
            assert found == Outcome(said(answers.pop()))
        elif answers:
            assert found == Outcome(said(comparison.holds_against(share, other)), rounded=True)


@pytest.mark.parametrize("theirs", [None, 3, 7, 29])
def test_counts_against_a_printed_share(theirs: int | None) -> None:
    """The left side is known exactly; only the line is open."""
    for (n, d), other, op in product([(0, 5), (1, 3), (2, 7), (9, 29), (1, 2), (5, 5)], SHARES, ORDERS):
        reading, line = Reading(Fraction(n, d), "counts", "", counts=(n, d)), printed(other, theirs)
        comparison, value = Comparison(op, "%", ""), Fraction(n, d)
        answers = {comparison.holds_against(value, b) for b in (may_be(line) if theirs else [])}
        found = outcome(reading, comparison, line_of(line))

        if len(answers) == 1:
            assert found == Outcome(said(answers.pop()))
        else:
            told = bool(answers) or spans(line, value)
            assert found == Outcome(said(comparison.holds_against(value, other)), rounded=told)


def test_equal_to_a_printed_share() -> None:
    """Apart they are not equal; where they meet the printed figures decide, and it is told."""
    equals = Comparison("equals", "%", "")
    for share, other, ours, theirs in product(SHARES, SHARES, (None, 4, 7), (None, 3, 7)):
        reading, line = printed(share, ours), printed(other, theirs)
        found = outcome(reading, equals, line_of(line))

        if meet(reading, line):
            assert found == Outcome(said(share == other), rounded=True) or found == Outcome("not_met")
        else:
            assert found == Outcome("not_met")
        if share == other and ours == theirs:
            assert found == Outcome("met", rounded=True)


def test_no_base_is_not_applicable() -> None:
    """Nothing to compare; and what is already known to be rounded stays so."""
    assert outcome(Reading(None, "counts", "0/0"), Comparison("equals", "%", ""), Line.exact(Fraction(1))).code == (
        "not_applicable"
    )
    inferred = Reading(Fraction(1), "inferred", "100%", rounded=True)
    assert outcome(inferred, Comparison("equals", "%", ""), Line.exact(Fraction(1))) == Outcome("met", rounded=True)


def ends(reading: Reading) -> tuple[Fraction, Fraction, bool]:
    """From the least to the greatest it may be, and whether it may be that."""
    shares = may_be(reading) if reading.base else []
    if shares:
        return shares[0], shares[-1], True
    assert reading.interval is not None
    return reading.interval


def meet(one: Reading, other: Reading) -> bool:
    """Whether what the one may be and what the other may be overlap."""
    (a, b, closed), (c, d, shut) = ends(one), ends(other)
    return (c < b or (c == b and closed)) and (a < d or (a == d and shut))
