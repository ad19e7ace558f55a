"""What is answered at once and what is left to the judge; that both say the same is a property elsewhere."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from compliance.engine import Book, Plains
from compliance.engine.judge import Judge
from compliance.fact import Fact, Figure, Unread
from compliance.indicator import Indicators
from compliance.period import Period
from compliance.rule import Question, Relative, Rule
from compliance.verdict import Verdict
from tests.engine.cases import AFTER, COUNTY, INDICATORS, YEAR, at, count, rate, rule

AT_LEAST_90 = rule("纠错率", "at_least", "90%")
PLAIN = rate("纠错率", "27/30")
JUNE = date(2024, 6, 30)


def at_once(
    asked: Rule, *reported: Fact, as_of: date = AFTER, binding: bool = True, known: Indicators = INDICATORS
) -> Verdict | None:
    """What is answered at once; it has been held against the judge's answer."""
    question, book = Question(COUNTY, YEAR, asked, binding), Book.of(known, reported)
    answer = Plains(known, as_of).answer(question, book)
    assert answer is None or answer == Judge(book, as_of).answer(question)
    return answer


@pytest.mark.parametrize("op", ["at_least", "more_than", "at_most", "less_than", "equals"])
@pytest.mark.parametrize(
    "row",
    [
        rate("纠错率", "26/30"), rate("纠错率", "27/30"), rate("纠错率", "28/30"), rate("纠错率", "0/30"), rate("纠错率", "30/30"), rate("纠错率", "1/1"),
        rate("纠错率", "0/0"), rate("纠错率", "27/30", "90%"), rate("纠错率", "0/30", "0%"), rate("纠错率", "30/30", "100%"), rate("纠错率", "30/30", "1"),
        rate("纠错率", "2/3", "66.6%"), rate("纠错率", "2/3", "66.7%"), rate("纠错率", "1/200", "1%"), rate("纠错率", "26/29", "90%"), rate("纠错率"),
        rate("纠错率", f"{9 * 10**17 - 1}/{10**18}"), rate("纠错率", cells={}), rate("纠错率", scope=""), rate("纠错率", scope="本级"),
    ],
)  # fmt: skip
def test_an_ordinary_row(row: Fact, op: str) -> None:
    """Whole counts, with a rate that they print as or without; or nothing at all. In the judge's words, open or not."""
    for asked in (rule("纠错率", op, "90%"), rule("纠错率", op, "90%", advisory="推行")):
        for as_of in (AFTER, JUNE, date(2024, 12, 31), date(2025, 1, 1)):
            assert at_once(asked, row, as_of=as_of)
            assert at_once(asked, row, as_of=as_of, binding=False)


def test_nothing_reported_at_all() -> None:
    """No row, and a row for each scope left blank: the cells of its own."""
    assert at_once(AT_LEAST_90)
    assert at_once(AT_LEAST_90, rate("纠错率", scope="本级"), rate("纠错率", row=3))
    assert at_once(AT_LEAST_90, rate("纠错率", scope=""), rate("纠错率", row=3))
    assert at_once(AT_LEAST_90, rate("纠错率", row=3, scope="本级"), rate("纠错率", row=4, scope=""))


@pytest.mark.parametrize(
    "row",
    [
        rate("纠错率", "27/"), rate("纠错率", "/30"), rate("纠错率", "", "90%"), rate("纠错率", "31/30"), rate("纠错率", "-1/30"), rate("纠错率", "1/-30"),
        rate("纠错率", "1.5/30"), rate("纠错率", "1/1.5"), rate("纠错率", "3/0"), rate("纠错率", "0/0", "0%"), rate("纠错率", "27余/30"), rate("纠错率", "27/30余"),
        rate("纠错率", "27/30", "91%"), rate("纠错率", "27/30", "约90%"), rate("纠错率", "1/30", "-5%"), rate("纠错率", "30/30", "101%"),
        rate("纠错率", "27/30", "90%", other="0.9%"), rate("纠错率", "27/30", guessed=True), rate("纠错率", "27/30", scope=""), rate("纠错率", "27/30", scope="本级"),
        rate("纠错率", unread=(Unread("分子", "暂无", at("G2")),)), rate("纠错率", "27/30", unread=(Unread("数值", "暂无", at("F2")),)),
    ],
)  # fmt: skip
def test_an_odd_row_is_the_judges(row: Fact) -> None:
    """Half, impossible, approximate, guessed, unread, of another scope, or with a rate that does not fit."""
    assert at_once(AT_LEAST_90, row) is None


def test_what_stands_beside_it_is_the_judges() -> None:
    """A second row, the counts in rows of their own, a whole, a part, a part of a part; not what was left blank there."""
    family = rule("涉企重点出庭率", "at_least", "90%"), rate("涉企重点出庭率", "9/10")

    assert at_once(AT_LEAST_90, PLAIN, rate("纠错率", "27/30", row=3)) is None
    assert at_once(AT_LEAST_90, PLAIN, rate("纠错率", "27/30", row=3, scope="本级")) is None
    assert at_once(AT_LEAST_90, PLAIN, rate("纠错率", row=3))
    assert at_once(AT_LEAST_90, PLAIN, count("审结件数", "30件", 3)) is None
    assert at_once(AT_LEAST_90, count("纠错件数", "30件", 3)) is None
    assert at_once(AT_LEAST_90, PLAIN, count("审结件数", "", 3))
    assert at_once(AT_LEAST_90, PLAIN, count("审结件数", "", 3), count("纠错件数", "1件", 4)) is None
    assert at_once(AT_LEAST_90, PLAIN, count("审结件数", "", 3), count("审结件数", "1件", 4, scope="")) is None
    assert at_once(AT_LEAST_90, PLAIN, count("受理件数", "30件", 3))
    assert at_once(*family)
    for other in ("涉企出庭率", "出庭率"):
        assert at_once(*family, rate(other, "9/10", row=3)) is None
        assert at_once(*family, rate(other, row=3))
    assert at_once(*family, rate("涉外出庭率", "9/10", row=3))
    assert at_once(*family, count("开庭件数" if "开庭件数" in INDICATORS else "受理件数", "9件", 3))

    plain = {i.name: replace(i, final=False) for i in INDICATORS.indicators.values()}
    known = replace(INDICATORS, indicators=plain)
    whole = replace(rule("出庭率", "at_least", "90%"), indicator=plain["出庭率"])
    assert at_once(whole, rate("出庭率", "9/10"), known=known)
    for part in ("涉企出庭率", "涉外出庭率", "涉企重点出庭率"):
        assert at_once(whole, rate("出庭率", "9/10"), rate(part, "1/2", row=3), known=known) is None


def test_other_periods_are_the_judges_where_nothing_was_filled_in() -> None:
    """The months so far may stand for the year; beside a figure of the year they do not matter."""
    months = rate("纠错率", "9/10", row=3, period=Period(2024, 1, 9, cumulative=True))

    assert at_once(AT_LEAST_90, months) is None
    assert at_once(AT_LEAST_90, rate("纠错率"), months) is None
    assert at_once(AT_LEAST_90, PLAIN, months)


def test_odd_rules_are_the_judges() -> None:
    """Counts, days, lists, bands, other figures as the line, moved days, and rates whose misses are past."""
    assert at_once(rule("讲座期数", "at_least", "2期"), count("讲座期数", "2期")) is None
    assert at_once(rule("公开日期", "before", "2024-10-01"), count("公开日期", "2024-09-01")) is None
    assert at_once(rule("出庭率", "equals", "100%"), rate("出庭率", "1/1")) is None
    assert at_once(rule("纠错率", "between", "10%~20%"), PLAIN) is None
    assert at_once(rule("纠错率", "more_than", "一审纠错率"), PLAIN) is None
    assert at_once(rule("纠错率", "at_least", relative=Relative("纠错率", previous=True)), PLAIN) is None
    assert at_once(rule("培训学时", "at_least", "60学时", each="执法人员")) is None
    moved = Question(COUNTY, YEAR, AT_LEAST_90, False, moved_from="2023-09-30")
    assert Plains(INDICATORS, AFTER).answer(moved, Book.of(INDICATORS, [PLAIN])) is None


def test_a_share_that_may_exceed_the_whole() -> None:
    """31 of 30, printed or not."""
    ratio = replace(AT_LEAST_90.indicator, may_exceed_whole=True)
    known = replace(INDICATORS, indicators={**INDICATORS.indicators, "纠错率": ratio})
    asked = replace(AT_LEAST_90, indicator=ratio)

    assert at_once(asked, rate("纠错率", "31/30"), known=known)
    assert at_once(asked, rate("纠错率", "31/30", "103%"), known=known)
    assert at_once(asked, rate("纠错率", "31/30", "130%"), known=known) is None


@pytest.mark.parametrize(
    ("text", "step", "fits"),
    [("2/3", "0", True), ("0.66", "0", False), ("0.66", "0.01", True), ("0.67", "0.01", True), ("0.65", "0.01", False), ("0.68", "0.01", False), ("1/2", "1/6", False), ("3/4", "1/6", True)],
)  # fmt: skip
def test_where_the_printed_rate_begins_and_ends(text: str, step: str, fits: bool) -> None:
    """From half a digit below up to, and without, a whole digit above; an exact one is itself."""
    row = replace(rate("纠错率", "2/3"), value=Figure(Fraction(text), text, at("F2"), Fraction(step)))

    assert (at_once(AT_LEAST_90, row) is not None) is fits


def test_one_rule_made_ready_for_many() -> None:
    """The same rule for two periods, and as a benchmark."""
    plains = Plains(INDICATORS, JUNE)
    last = Period(2023)
    book = Book.of(INDICATORS, [PLAIN, rate("纠错率", "1/30", period=last)])

    for period, binding, code in (
        (YEAR, True, "pending"),
        (last, True, "not_met"),
        (YEAR, False, "met"),
        (YEAR, True, "pending"),
    ):
        question = Question(COUNTY, period, AT_LEAST_90, binding)
        answer = plains.answer(question, book)
        assert answer is not None and answer.verdict == code
        assert answer == Judge(book, JUNE).answer(question)
