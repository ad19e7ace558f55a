"""What must hold of verdicts whatever is reported; each law quotes the sentence it checks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from compliance.engine import answer
from compliance.engine.gaps import cases_lacking, cases_to_come
from compliance.fact import Fact
from compliance.rule import Comparison, Question
from compliance.verdict import Verdict
from tests.property import adapter
from tests.property.strategies import COUNTIES, HUGE, KINDS, PREFECTURE, SHARES, ask, figure, report, world, worlds

SHARE = st.sampled_from(SHARES)
OP = st.sampled_from(["at_least", "more_than", "at_most", "less_than"])
AFTER = date(2024, 5, 6).toordinal()


@st.composite
def counted(draw: st.DrawFn) -> tuple[int, int]:
    """A numerator and its base, some beyond any machine integer."""
    base = draw(st.integers(1, 400) | st.sampled_from(HUGE))
    return draw(st.integers(0, base)), base


def empty() -> dict[str, Any]:
    made = world(Random(0), "beside")
    made.update(rows=[], questions=[], records=[], rolls=[], as_of=AFTER)
    return made


def rate(op: str, line: Fraction, n: int, d: int, upper: Fraction | None = None) -> Verdict:
    made = empty()
    ask(made, "出庭率", op, line, upper=upper)
    report(made, "出庭率", numerator=figure(n), denominator=figure(d))
    return adapter.engine_verdicts(made)[0][0]


def count(name: str, op: str, line: Fraction, value: Fraction) -> Verdict:
    made = empty()
    ask(made, name, op, line)
    report(made, name, value=figure(value))
    return adapter.engine_verdicts(made)[0][0]


def verdicts_of(
    made: dict[str, Any],
    facts: Iterable[Fact] | None = None,
    questions: Iterable[Question] | None = None,
    random: Random | None = None,
) -> dict[tuple[str, str, str], Verdict]:
    records, rolls = [adapter.record_of(r) for r in made["records"]], [adapter.roll_of(r) for r in made["rolls"]]
    rows = list(adapter.facts_of(made) if facts is None else facts)
    asked = [adapter.question_of(q) for q in made["questions"]] if questions is None else list(questions)
    for things in (records, rolls, rows, asked):
        if random:
            random.shuffle(things)
    found, _ = answer(
        asked, adapter.indicators(), date.fromordinal(made["as_of"]), rows, records, rolls, divisions=adapter.DIVISIONS
    )
    return {v.key: v for v in found}


# ---- more is never worse ----


@given(SHARE, counted())
def test_raising_the_numerator(line: Fraction, nd: tuple[int, int]) -> None:
    """Raising the numerator never turns `met` into `not_met` under at_least."""
    n, d = nd
    assume(n < d)
    one, more = rate("at_least", line, n, d), rate("at_least", line, n + 1, d)
    assert not (one.verdict == "met" and more.verdict == "not_met")
    assert {one.verdict, more.verdict} <= {"met", "not_met"}


@given(OP, SHARE, counted(), st.integers(1, 10**12))
def test_scaling(op: str, line: Fraction, nd: tuple[int, int], times: int) -> None:
    """Scaling numerator and denominator changes nothing."""
    n, d = nd
    one, many = rate(op, line, n, d), rate(op, line, n * times, d * times)
    assert (one.verdict, one.actual and one.actual.value) == (many.verdict, many.actual and many.actual.value)
    assert (one.gap is None) == (many.gap is None)


# ---- the gap ----


@given(OP, SHARE, counted())
def test_a_gap_in_cases_applied(op: str, line: Fraction, nd: tuple[int, int]) -> None:
    """A gap applied makes the verdict `met` and one less does not."""
    n, d = nd
    verdict = rate(op, line, n, d)
    assert (verdict.gap is not None) <= (verdict.verdict == "not_met")
    assume(verdict.gap is not None)
    assert verdict.gap and verdict.gap.amount.denominator == 1
    amount, sign = int(verdict.gap.amount), 1 if op in ("at_least", "more_than") else -1
    assert amount > 0
    assert rate(op, line, n + sign * amount, d).verdict == "met"
    assert rate(op, line, n + sign * (amount - 1), d).verdict == "not_met"


@given(OP, SHARE, counted())
def test_cases_still_to_come(op: str, line: Fraction, nd: tuple[int, int]) -> None:
    """或此后 40 件全部做到: that many more make it, and one fewer does not."""
    n, d = nd
    comparison = Comparison(op, "%", "", line)  # type: ignore[arg-type]
    assume(not comparison.holds_against(Fraction(n, d), line))
    coming, good = cases_to_come(n, d, op, line), op in ("at_least", "more_than")
    assert (coming is not None) == (line < 1 if good else line > 0)
    assume(coming is not None)
    assert coming
    assert comparison.holds_against(Fraction(n + coming * good, d + coming), line)
    assert not comparison.holds_against(Fraction(n + (coming - 1) * good, d + coming - 1), line)


@given(st.sampled_from(["equals", "between"]), SHARE, SHARE, counted())
def test_a_gap_to_a_value_or_between_two(op: str, one: Fraction, other: Fraction, nd: tuple[int, int]) -> None:
    """A gap applied makes the verdict `met`; where no whole number of cases would, none is named."""
    (n, d), line, upper = nd, min(one, other), max(one, other)
    verdict = rate(op, line, n, d, upper if op == "between" else None)
    assume(verdict.verdict == "not_met")
    if verdict.gap is None:
        return
    amount, sign = int(verdict.gap.amount), 1 if Fraction(n, d) < line else -1
    assert rate(op, line, n + sign * amount, d, upper if op == "between" else None).verdict == "met"
    assert rate(op, line, n + sign * (amount - 1), d, upper if op == "between" else None).verdict == "not_met"


@given(OP, st.integers(0, 60), st.integers(0, 60))
def test_a_gap_of_a_count(op: str, line: int, value: int) -> None:
    """还差 2 期: two more are enough, one more is not."""
    verdict = count("期数", op, Fraction(line), Fraction(value))
    assume(verdict.gap is not None)
    assert verdict.gap
    sign = 1 if op in ("at_least", "more_than") else -1
    reached = value + sign * verdict.gap.amount
    assume(reached >= 0)
    assert count("期数", op, Fraction(line), reached).verdict == "met"
    assert count("期数", op, Fraction(line), reached - sign).verdict == "not_met"


@given(st.sampled_from(["by", "before"]), st.integers(-40, 200))
def test_days_late(op: str, late: int) -> None:
    """For a deadline, days late: that many days earlier it would have been in time, and no fewer."""
    day = date(2023, 10, 1).toordinal()
    verdict = count("公布日期", op, Fraction(day), Fraction(day + late))
    assert (verdict.gap is None) == (verdict.verdict == "met")
    assume(verdict.gap is not None)
    assert verdict.gap
    assert count("公布日期", op, Fraction(day), day + late - verdict.gap.amount).verdict == "met"
    assert count("公布日期", op, Fraction(day), day + late - verdict.gap.amount + 1).verdict == "not_met"


@given(OP, SHARE, counted())
def test_cases_lacking_is_the_least(op: str, line: Fraction, nd: tuple[int, int]) -> None:
    """The number named is the least that is enough, found by counting up."""
    n, d = nd
    assume(d < 500)
    comparison = Comparison(op, "%", "", line)  # type: ignore[arg-type]
    assume(not comparison.holds_against(Fraction(n, d), line))
    sign = 1 if op in ("at_least", "more_than") else -1
    steps = next(i for i in range(1, 2 * d + 2) if comparison.holds_against(Fraction(n + sign * i, d), line))
    assert cases_lacking(n, d, op, line) == steps


# ---- what does not belong to a question does not touch it ----


@given(worlds(), st.integers(0, 2**32))
def test_an_unrelated_fact(made: dict[str, Any], seed: int) -> None:
    """Adding an unrelated fact changes nothing."""
    add_what_nobody_asked_for(made, seed)


def add_what_nobody_asked_for(made: dict[str, Any], seed: int) -> None:
    random = Random(seed)
    before = verdicts_of(made)
    asked = {q["rule"]["indicator"] for q in made["questions"]}
    strangers = {"经费", "学时"} - asked
    for name in sorted(strangers):
        report(made, name, value=figure(random.randint(0, 99)), source=random.choice(("", "法院")))
    report(made, "倍率" if "倍率" not in asked else "细率", numerator=figure(7), denominator=figure(0), unit="990199")
    assert verdicts_of(made) == before


@given(worlds(), st.randoms(use_true_random=False))
def test_order(made: dict[str, Any], random: Random) -> None:
    """Order of rows, of files, of rules: same verdicts, to the last word."""
    assert verdicts_of(made, random=random) == verdicts_of(made)


@pytest.mark.parametrize("kind", ["rates", "counts", "dates", "eaches", "totals"])
def test_order_of_what_is_told_twice(kind: str) -> None:
    """The same, on many seeds, for the worlds in which rows and records repeat and contradict each other."""
    for seed in range(60):
        random = Random(f"order {kind} {seed}")
        made = world(random, kind)
        assert verdicts_of(made, random=random) == verdicts_of(made)


@given(worlds("rates") | worlds("counts") | worlds("parts"), worlds("rates") | worlds("counts") | worlds("dates"))
def test_chunks_of_units(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Splitting the units into chunks changes nothing."""
    other["as_of"] = one["as_of"]
    apart: dict[tuple[str, str, str], Verdict] = {}
    rows: list[Fact] = []
    questions: list[Question] = []
    for code, made in zip(COUNTIES, (one, other), strict=True):
        unit = adapter.DIVISIONS.unit(code)
        here = [replace(f, unit=code) for f in adapter.facts_of(made)]
        asked = [replace(adapter.question_of(q), unit=unit) for q in made["questions"]]
        apart |= verdicts_of(made, here, asked)
        rows, questions = rows + here, questions + asked
    one["records"] = one["rolls"] = []
    assert verdicts_of(one, rows, questions) == apart


# ---- explaining ----

STEP = re.compile(r"\S+ ([≥>≤<=]) \S+，即 (-?\d+)×(\d+) = (-?\d+)，(-?\d+)×(\d+) = (-?\d+)，(成立|不成立)")
LIST = re.compile(
    r"名单“.+”：应列.+ (\d+|未填)，列出 (\d+)，达到 (\d+)，未达到 (\d+)，未填全 (\d+)(?:，任期未满 (\d+))?"
)
RELATIONS = {"≥": int.__ge__, ">": int.__gt__, "≤": int.__le__, "<": int.__lt__, "=": int.__eq__}


@given(st.one_of(worlds(kind) for kind in ("rates", "relations", "dates", "parts", "counts", "eaches")))
def test_explained_by_its_own_arithmetic(made: dict[str, Any]) -> None:
    """`explain` reaches the same verdict by its own printed arithmetic."""
    follow_the_steps(made)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_on_very_many_worlds(kind: str) -> None:
    """Order, unrelated facts and the explanation, on 3,000 worlds of each kind."""
    for seed in range(3000):
        random = Random(f"laws {kind} {seed}")
        made = world(random, kind)
        assert verdicts_of(made, random=random) == verdicts_of(made)
        follow_the_steps(made)
        add_what_nobody_asked_for(made, random.randint(0, 99))


def follow_the_steps(made: dict[str, Any]) -> None:
    for verdict in adapter.engine_verdicts(made)[0]:
        if verdict.rule.group is not None:
            follow_the_list(verdict)
        elif verdict.rule.comparison.is_date:
            follow_the_days(verdict)
        else:
            follow_the_fractions(verdict)


def follow_the_fractions(verdict: Verdict) -> None:
    lines = [step.removeprefix("比较：") for step in verdict.steps if step.startswith("比较：")]
    assert len(lines) == (verdict.verdict in ("met", "not_met")), verdict.steps
    for line in lines:
        ends = [STEP.fullmatch(end) for end in line.split("；")]
        assert len(ends) == 1 + (verdict.rule.comparison.op == "between")
        held = []
        for found in ends:
            assert found, line
            sign, *numbers, said = found.groups()
            a, b, left, c, d, right = map(int, numbers)
            assert (a * b, c * d) == (left, right)
            held.append(RELATIONS[sign](left, right))
            assert held[-1] == (said == "成立"), verdict.steps
        assert all(held) == (verdict.verdict == "met"), verdict.steps


def follow_the_list(verdict: Verdict) -> None:
    """Who is below decides; nobody below, all listed and nothing blank is met."""
    [found] = [found for step in verdict.steps if (found := LIST.fullmatch(step))]
    stated, listed, reached, below, blank, running = (int(n) if n and n.isdecimal() else 0 for n in found.groups())
    if verdict.verdict == "met":
        assert (below, blank, running) == (0, 0, 0) and reached == listed >= stated > 0, verdict.steps
    if verdict.verdict == "not_met":
        assert below > 0, verdict.steps
    if verdict.verdict in ("missing", "not_applicable"):  # who is below in September may have been above in December
        assert below == 0 or "只填报了" in verdict.reason, verdict.steps


DAYS = re.compile(r"比较：(\d{4}-\d\d-\d\d) ([≤<]) (\d{4}-\d\d-\d\d)，(成立|不成立)")


def follow_the_days(verdict: Verdict) -> None:
    lines = [found for step in verdict.steps if (found := DAYS.fullmatch(step))]
    assert len(lines) == (verdict.verdict in ("met", "not_met")), verdict.steps
    for found in lines:
        day, sign, deadline, said = found.groups()
        holds = day <= deadline if sign == "≤" else day < deadline
        assert holds == (said == "成立") == (verdict.verdict == "met")


def test_the_prefecture_is_no_county() -> None:
    """The two counties of the made-up world lie below its prefecture, and so their figures can add up to its."""
    assert [d.code for d in adapter.DIVISIONS.children(PREFECTURE)] == list(COUNTIES)
