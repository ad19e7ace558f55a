"""Every count against every share in use, by every way an answer is reached: row by row, at once, and as columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache

import polars as pl
import pytest

from compliance import check_grid
from compliance.engine import Book, Plains
from compliance.engine.judge import Judge
from compliance.fact import Fact, Figure
from compliance.rule import OPS, Pack, Question, Rule
from compliance.rulebook import RuleSet
from tests.engine.cases import COUNTY, INDICATORS, YEAR, rule
from tests.property.test_engine_equals_oracle import IN_USE, neighbours

AFTER = date(2025, 6, 30)
RATE = "纠错率"  # no part of another, nor its whole
TENTH = Fraction(1, 10)


@cache
def rules() -> tuple[Rule, ...]:
    """Each comparison with each share in use; between, from a tenth below it."""
    made = []
    for line in IN_USE:
        for op in OPS:
            if op in ("by", "before"):
                continue
            text = f"{(line - TENTH) * 100}%~{line * 100}%" if op == "between" else f"{line * 100}%"
            made.append(rule(RATE, op, text, id=f"{op}-{line.numerator}-{line.denominator}", line=len(made)))
    return tuple(made)


def holds(asked: Rule, k: int, n: int) -> bool:
    """In whole numbers: k·b ⋈ a·n."""
    op, number = asked.id.split("-", 1)
    a, b = map(int, number.split("-"))
    match op:
        case "at_least":
            return k * b >= a * n
        case "more_than":
            return k * b > a * n
        case "at_most":
            return k * b <= a * n
        case "less_than":
            return k * b < a * n
        case "equals":
            return k * b == a * n
    return (10 * a - b) * n <= k * 10 * b and k * b <= a * n


def as_columns(bases: range) -> None:
    """All k/n, a unit each."""
    pairs = pl.DataFrame(
        [(k, n) for n in bases for k in range(n + 1)], schema={"k": pl.Int64, "n": pl.Int64}, orient="row"
    )
    codes = pl.DataFrame(
        {"unit": pl.int_range(990101_000_000, 990101_000_000 + len(pairs), eager=True).cast(pl.String)}
    )
    facts = codes.with_columns(pairs["k"].alias(f"{RATE}.numerator"), pairs["n"].alias(f"{RATE}.denominator"))
    rule_set = RuleSet((Pack(rules()[0].document, {}, rules()),), INDICATORS)
    grid = check_grid(
        codes.with_columns(level=pl.lit("县")), facts, rules=rule_set, period="2024", as_of=AFTER
    ).verdicts

    assert grid.width == 1 + len(rules())
    for asked in rules():
        expected = ["met" if holds(asked, k, n) else "not_met" for k, n in pairs.iter_rows()]
        wrong = grid[asked.id].cast(pl.String) != pl.Series(expected)
        assert not wrong.any(), (asked.id, pairs.filter(wrong).row(0))


def row_by_row(counts: Iterator[tuple[int, int]]) -> None:
    """Both by what is answered at once and by the judge."""
    questions = [Question(COUNTY, YEAR, asked, True) for asked in rules()]
    plains = Plains(INDICATORS, AFTER)
    for k, n in counts:
        top, base = Figure(Fraction(k), str(k)), Figure(Fraction(n), str(n))
        book = Book.of(INDICATORS, [Fact(COUNTY.code, YEAR, RATE, "全域", None, top, base)])
        judge = Judge(book, AFTER)
        for question in questions:
            expected = "met" if holds(question.rule, k, n) else "not_met"
            at_once = plains.answer(question, book)
            assert (at_once is None) == (question.rule.comparison.op == "between")
            for said in filter(None, (at_once, judge.answer(question))):
                assert (said.verdict, said.gap is None) == (expected, expected == "met" or _no_way(question.rule.id, n))


@cache
def _no_way(asked: str, n: int) -> bool:
    """Whether no whole number of these n cases is right, so that no gap can be named."""
    [rule_] = [r for r in rules() if r.id == asked]
    return not any(holds(rule_, k, n) for k in range(n + 1))


def around(bases: range) -> Iterator[tuple[int, int]]:
    return ((k, n) for n in bases for k in sorted({k for line in IN_USE for k in neighbours(line, n)}))


def test_as_columns_up_to_120() -> None:
    """For all k ≤ n ≤ 120."""
    as_columns(range(1, 121))


def test_row_by_row_up_to_30() -> None:
    """For all n ≤ 30, around every line."""
    row_by_row(around(range(1, 31)))


@pytest.mark.long
@pytest.mark.parametrize("first", range(1, 2001, 250))
def test_as_columns_up_to_2000(first: int) -> None:
    """For all k ≤ n ≤ 2000."""
    as_columns(range(first, first + 250))


@pytest.mark.long
@pytest.mark.parametrize("first", range(1, 2001, 250))
def test_row_by_row_up_to_2000(first: int) -> None:
    """For all n ≤ 2000, around every line."""
    row_by_row(around(range(first, first + 250)))
