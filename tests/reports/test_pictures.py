"""Margins and pictures: in natural units, and never on the wrong side of the line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from compliance.reports.bars import LENGTH, bar
from compliance.reports.margin import actual_text, comparison_text, margin
from compliance.rule import Comparison, Op
from compliance.verdict import Actual, Required, Verdict
from tests.reports import factory

OPS: tuple[Op, ...] = ("at_least", "more_than", "at_most", "less_than", "equals")


def counted(op: Op, n: int, d: int, line: Fraction) -> Verdict:
    """n of d against a line, judged."""
    comparison = Comparison(op, "%", "", line)
    rule = factory.rule("x", "1", "", factory.ATTENDANCE, comparison)
    value = Fraction(n, d)
    code = "met" if comparison.holds(value) else "not_met"
    return factory.verdict(rule, code, required=Required("", line), actual=Actual("", value, "counts", counts=(n, d)))


@st.composite
def rates(draw: st.DrawFn) -> Verdict:
    d = draw(st.integers(1, 400))
    line = Fraction(draw(st.integers(0, 1000)), 1000)
    return counted(draw(st.sampled_from(OPS)), draw(st.integers(0, d)), d, line)


@given(rates())
def test_the_figure_is_drawn_on_its_side_of_the_line(verdict: Verdict) -> None:
    """Left of it, right of it, or on it, as the exact fractions have it; and always within the axis."""
    drawn = bar(verdict, "x")
    assert drawn is not None and drawn.value is not None and verdict.actual and verdict.actual.value is not None
    value, line = verdict.actual.value, verdict.required.value
    assert line is not None
    assert 0 <= drawn.value <= LENGTH
    assert (drawn.value > drawn.line) == (value > line)
    assert (drawn.value == drawn.line) == (value == line)


@given(rates())
def test_the_printed_figure_stands_on_its_side_of_the_line(verdict: Verdict) -> None:
    """Read back, the text compares with the line as the fraction does."""
    assert verdict.actual and verdict.actual.value is not None and verdict.required.value is not None
    shown = Fraction(actual_text(verdict).rstrip("%")) / 100
    assert (shown > verdict.required.value) == (verdict.actual.value > verdict.required.value)
    assert (shown < verdict.required.value) == (verdict.actual.value < verdict.required.value)


@given(rates())
def test_the_margin_in_cases_is_what_could_be_lost(verdict: Verdict) -> None:
    """With that many cases otherwise the target is met; with one more it is not."""
    assert verdict.actual and verdict.actual.counts
    assume(verdict.verdict == "met" and verdict.rule.comparison.op != "equals")
    n, d = verdict.actual.counts
    sign = -1 if verdict.rule.comparison.op in ("at_least", "more_than") else 1
    text = margin(verdict)
    spare = next((k for k in range(d + 1) if not _holds(verdict, n + sign * (k + 1), d)), d)
    assert (f"{spare} 件仍达标" in text) if spare else ("1 件即不达标" in text)


def _holds(verdict: Verdict, n: int, d: int) -> bool:
    return 0 <= n <= d and verdict.rule.comparison.holds(Fraction(n, d))


@given(st.sampled_from(OPS), st.integers(0, 10), st.integers(0, 10))
def test_counts_are_drawn_one_by_one(op: Op, value: int, line: int) -> None:
    """As many marks as there are and as are lacking; crosses exactly for those that are too many."""
    comparison = factory.number(op, line, "次")
    assume(comparison.holds(Fraction(value)) or op != "less_than" or line > 0)
    verdict = factory.verdict(
        factory.rule("x", "1", "", factory.EXAMS, comparison),
        "met",
        actual=Actual(f"{value}次", Fraction(value), "counts"),
    )
    drawn = bar(verdict, "x")
    assert drawn is not None
    if drawn.pips:
        assert drawn.pips.count("done") + drawn.pips.count("over") == value
        assert comparison.holds(Fraction(value)) == (set(drawn.pips) <= {"done"})


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("33", "比最后期限 2025年3月31日 提前 21 天"),
        ("36a", "多于要求 1 期"),
        ("30a", "高于达标线 3.76 个百分点；再少 6 件仍达标"),
        ("30b", "低于达标线 8.26 个百分点；再多 15 件仍达标"),
        ("31a", "正好在达标线上；再少 1 件即不达标"),
        ("21a", "全部达到"),
        ("31b", ""),
    ],
)
def test_the_margin_is_said_in_natural_units(rule: str, text: str) -> None:
    verdict = next(v for v in factory.verdicts() if v.rule.id == f"shili-2024-{rule}")

    assert margin(verdict) == text


def test_a_deadline_kept_on_its_last_day_is_on_the_line_and_a_day_later_is_not() -> None:
    rule = factory.rule("x", "1", "", factory.CATALOGUE_DAY, factory.day("before", "2024-10-01"))
    line = rule.comparison.line()
    for days, side in ((-1, 0), (0, 1)):
        verdict = factory.verdict(rule, "met", actual=Actual("", line + days, "counts"))
        drawn = bar(verdict, "x")
        assert drawn is not None and drawn.value is not None
        assert (drawn.value > drawn.line) == bool(side)


def test_what_does_not_apply_has_no_picture_and_what_is_missing_an_empty_one() -> None:
    verdicts = {v.verdict: v for v in factory.verdicts() if v.binding}
    drawn = bar(verdicts["missing"], "x")

    assert bar(verdicts["not_applicable"], "x") is None
    assert drawn is not None
    assert drawn.value is None


def test_the_comparison_keeps_the_counts_as_they_were_counted() -> None:
    """27/30, not 9/10; a relational target has the other's counts."""
    first, second = factory.verdicts()[:2]

    assert comparison_text(first) == "27/30 = 9/10"
    assert comparison_text(second) == "29/184 > 18/150"
    assert comparison_text(replace(second, required=Required("12%", Fraction(3, 25)))) == "29/184 > 3/25"
