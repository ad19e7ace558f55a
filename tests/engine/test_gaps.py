"""What a gap says, to the word; that its number is right is a law of tests/property."""

from __future__ import annotations

from fractions import Fraction

import pytest

from compliance.engine.gaps import gap
from compliance.engine.readings import Reading
from compliance.indicator import Indicator
from compliance.rule import Comparison, Op

RATE = Indicator("出庭率", "YS01", "rate", "%", numerator="出庭件数", denominator="开庭件数")
COUNT = Indicator("讲座期数", "PX01", "count", "期")
HOURS = Indicator("培训学时", "PX02", "hours", "学时")
DATE = Indicator("公开日期", "BG01", "date", "日期")


def said(indicator: Indicator, op: Op, line: Fraction, reading: Reading, upper: Fraction | None = None) -> str | None:
    found = gap(reading, Comparison(op, indicator.unit, "", line, upper), line, indicator)
    return found and found.text


def counted(n: int, d: int) -> Reading:
    return Reading(Fraction(n, d), "counts", "", counts=(n, d))


def printed(share: str, base: int | None = None) -> Reading:
    value = Fraction(share)
    return Reading(value, "reported", "", low=value, high=value, base=base)


@pytest.mark.parametrize(
    ("op", "line", "n", "d", "words"),
    [
        ("at_least", "9/10", 23, 30, "在这 30 件中还差 4 件；或此后 40 件全部做到"),
        ("more_than", "9/10", 27, 30, "在这 30 件中还差 1 件；或此后 1 件全部做到"),
        ("at_most", "1/10", 5, 30, "在这 30 件中须减少 2 件；或此后 20 件均不发生"),
        ("less_than", "1/10", 3, 30, "在这 30 件中须减少 1 件；或此后 1 件均不发生"),
        ("equals", "1", 29, 30, "在这 30 件中还差 1 件"),
        ("equals", "0", 1, 30, "在这 30 件中须减少 1 件"),
        ("equals", "1/2", 7, 15, None),
        ("more_than", "1", 30, 30, None),
        ("less_than", "0", 0, 30, None),
        ("at_least", "9/10", 27, 30, None),
    ],
)
def test_cases(op: Op, line: str, n: int, d: int, words: str | None) -> None:
    """还差 4 件 (of these 30), or the next 40 all attended; nothing where the line is met or out of reach."""
    assert said(RATE, op, Fraction(line), counted(n, d)) == words


@pytest.mark.parametrize(("n", "words"), [(2, "在这 30 件中还差 1 件"), (7, "在这 30 件中须减少 1 件"), (4, None)])
def test_a_band(n: int, words: str | None) -> None:
    """To the nearer end of a band."""
    assert said(RATE, "between", Fraction(1, 10), counted(n, 30), Fraction(2, 10)) == words


@pytest.mark.parametrize(
    ("op", "share", "words"),
    [
        ("at_least", "0.85", "还差 5 个百分点（未报分子分母，无法折算成件数）"),
        ("at_least", "0.89999", "还差 0.001 个百分点（未报分子分母，无法折算成件数）"),
        ("at_least", "0.1", "还差 80 个百分点（未报分子分母，无法折算成件数）"),
        ("more_than", "0.85", "还差 5 个百分点以上（未报分子分母，无法折算成件数）"),
        ("more_than", "0.9", "与达标线持平，须高于达标线"),
        ("at_most", "0.95", "高出 5 个百分点（未报分子分母，无法折算成件数）"),
        ("less_than", "0.955", "高出 5.5 个百分点以上（未报分子分母，无法折算成件数）"),
        ("less_than", "0.9", "与达标线持平，须低于达标线"),
        ("equals", "0.91", "高出 1 个百分点（未报分子分母，无法折算成件数）"),
        ("equals", "0.89", "还差 1 个百分点（未报分子分母，无法折算成件数）"),
        ("at_least", "0.91", None),
    ],
)
def test_points(op: Op, share: str, words: str | None) -> None:
    """百分点 only where no counts are known."""
    assert said(RATE, op, Fraction(9, 10), printed(share)) == words


def test_points_over_a_base() -> None:
    """What was not given is named."""
    assert (
        said(RATE, "at_least", Fraction(9, 10), printed("0.85", 400)) == "还差 5 个百分点（未报分子，无法折算成件数）"
    )


@pytest.mark.parametrize(
    ("indicator", "op", "line", "value", "words"),
    [
        (COUNT, "at_least", "2", "0", "还差 2 期"),
        (COUNT, "at_least", "5/2", "1", "还差 2 期"),
        (COUNT, "more_than", "2", "2", "还差 1 期"),
        (COUNT, "at_most", "0", "3", "超出 3 期"),
        (COUNT, "less_than", "3", "3", "超出 1 期"),
        (COUNT, "equals", "0", "3", "超出 3 期"),
        (COUNT, "equals", "3", "1", "还差 2 期"),
        (HOURS, "at_least", "60", "115/2", "还差 2.5 学时"),
        (HOURS, "more_than", "60", "58", "还差 2 学时以上"),
        (HOURS, "at_most", "60", "61", "超出 1 学时"),
        (HOURS, "less_than", "60", "61", "超出 1 学时以上"),
        (DATE, "by", "738800", "738803", "逾期 3 天"),
        (DATE, "before", "738800", "738800", "逾期 1 天"),
        (DATE, "by", "738800", "738800", None),
    ],
)
def test_amounts_and_days(indicator: Indicator, op: Op, line: str, value: str, words: str | None) -> None:
    """In the indicator's own unit; for a deadline, days late."""
    assert said(indicator, op, Fraction(line), Reading(Fraction(value), "counts", "")) == words
