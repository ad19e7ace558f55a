"""Every question of a grid, answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from compliance.engine.book import Book
from compliance.engine.checks import Marks, check
from compliance.engine.judge import Judge
from compliance.engine.plain import Plains
from compliance.engine.questions import stricter_than
from compliance.errors import Problem
from compliance.fact import Fact, Record, Roll
from compliance.indicator import Indicators
from compliance.region import Divisions
from compliance.rule import Question
from compliance.verdict import Verdict


def answer(
    questions: Sequence[Question],
    indicators: Indicators,
    as_of: date,
    facts: Iterable[Fact],
    records: Iterable[Record] = (),
    rolls: Iterable[Roll] = (),
    *,
    divisions: Divisions,
    plains: Plains | None = None,
) -> tuple[list[Verdict], list[Problem]]:
    """Every question answered once, in the order of unit, period and rule, and what the figures say of each other.

    `plains` are those of earlier calls with the same indicators and day: what they made ready is not made again.
    """
    book = Book.of(indicators, facts, records, rolls)
    units = {q.unit.code: q.unit for q in questions}
    marks = check(book, units.values(), divisions)
    judge, plains = Judge(book, as_of), plains or Plains(indicators, as_of)
    stricter = stricter_than(questions)
    verdicts = [marked(plains.answer(q, book) or judge.answer(q), marks, stricter) for q in questions]
    verdicts.sort(key=in_order)
    problems = sorted(book.problems, key=lambda p: (p.place, p.code, p.message))
    return verdicts, problems


def marked(verdict: Verdict, marks: Marks, stricter: set[tuple[str, str, str]]) -> Verdict:
    """The verdict with the flags that others' figures and rules give it."""
    if not marks and not stricter:
        return verdict
    scope = verdict.rule.scope
    flags = set(verdict.flags) | marks.get(
        (verdict.unit.code, verdict.period, verdict.rule.indicator.name, scope), set()
    )
    if verdict.rule.comparison.relative is not None:
        relative = verdict.rule.comparison.relative
        period = verdict.period.previous if relative.previous else verdict.period
        flags |= marks.get((verdict.unit.code, period, relative.indicator, scope), set())
    if verdict.key in stricter:
        flags.add("stricter_rule")
    return verdict if len(flags) == len(verdict.flags) else replace(verdict, flags=tuple(sorted(flags)))


def in_order(verdict: Verdict) -> tuple[object, ...]:
    """By unit and year; what binds first; then as the plans stand, and quarter by quarter."""
    rule = verdict.rule
    return (
        verdict.unit.code,
        verdict.period.year,
        not verdict.binding,
        rule.document.id,
        rule.line,
        rule.id,
        verdict.period,
    )
