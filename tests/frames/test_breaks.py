"""Where figures that should fit together may not: the rows on which a check between figures has something to tell."""

from __future__ import annotations

import polars as pl
import pytest

from compliance.engine.breaks import breaks
from compliance.engine.columns import Sheet
from compliance.engine.wide import Laid, column
from compliance.indicator import Identity, Indicator, Indicators
from compliance.period import Period

YEAR = Period(2024)
NAMES = ("甲数", "乙数", "丙数", "丁数", "总数")
COUNTS = [Indicator(n, f"B{i}", "count", "次") for i, n in enumerate(NAMES)]
EQUAL = Indicators({i.name: i for i in COUNTS}, identities=(Identity("合计", NAMES[:4], "equals", NAMES[4:]),))
FREE = Indicators({i.name: i for i in COUNTS})


def rows(indicators: Indicators, name: str, **told: list[int | None]) -> list[int]:
    """The rows on which `name` may contradict others; `told` are columns of figures: 甲数, 甲数_Q1, 甲数_本级 …"""
    keys, columns = {}, []
    for what, figures in told.items():
        indicator, _, part = what.partition("_")
        scope = part if part == "本级" else "全域"
        period = Period.parse(f"2024-{part}") if part and scope == "全域" else YEAR
        keys[indicator, scope, period] = ("value",)
        columns.append(pl.Series(column(indicator, scope, period, "value"), figures, dtype=pl.Int64))
    size = len(columns[0])
    found = breaks(Sheet(Laid(pl.Series([f"99{i:04}" for i in range(size)]), pl.DataFrame(columns), keys), indicators))
    return sorted({row for some in found.get((name, YEAR), ()) for row in some.to_list()})


def test_a_sum_of_the_unit_alone() -> None:
    """Looked at, though of the whole area some of it is not reported."""
    own = {f"{name}_本级": [n] for name, n in zip(NAMES, (1, 2, 3, 4, 11), strict=True)}
    assert rows(EQUAL, "总数", 甲数=[1], **own) == [0]


@pytest.mark.parametrize("name", NAMES)
def test_a_sum_that_does_not_come_out(name: str) -> None:
    """Every figure of it is marked; where one is blank nothing is."""
    told = rows(
        EQUAL, name, 甲数=[1, 1, 1, 0], 乙数=[2, 2, 2, 0], 丙数=[3, 3, None, 0], 丁数=[4, 4, 4, 0], 总数=[10, 11, 11, 0]
    )
    assert told == [1]


def test_sums_too_large_for_64_bits_are_looked_at() -> None:
    """Four times 2^62 is nothing in 64 bits; a sum whose every figure is small enough stays exact."""
    large, most = [2**62], [2**58]
    assert rows(EQUAL, "总数", 甲数=large, 乙数=large, 丙数=large, 丁数=large, 总数=[0]) == [0]
    assert rows(EQUAL, "总数", 甲数=most, 乙数=most, 丙数=[0], 丁数=[0], 总数=[2**59]) == [0]
    assert rows(EQUAL, "总数", 甲数=[2**57], 乙数=[2**57], 丙数=[0], 丁数=[0], 总数=most) == []


def test_more_of_its_own_than_of_all() -> None:
    """As much is no more."""
    assert rows(FREE, "甲数", 甲数=[3, 3, 3, None], 甲数_本级=[4, 3, None, 4]) == [0]


def test_a_year_and_its_quarters() -> None:
    """Four quarters make it up; where one of them is blank nothing can be said."""
    told = rows(
        FREE,
        "甲数",
        甲数=[4, 5, 5, None],
        甲数_Q1=[1, 1, 1, 1],
        甲数_Q2=[1, 1, None, 1],
        甲数_Q3=[1] * 4,
        甲数_Q4=[1] * 4,
    )
    assert told == [1]
    assert rows(FREE, "甲数", 丁数=[9], 甲数=[5], **{f"甲数_Q{q}": [1] for q in range(1, 5)}) == [0]
    assert rows(FREE, "甲数", 甲数=[4], 甲数_Q1=[1], 甲数_Q2=[1], 甲数_Q3=[1]) == []
    assert rows(FREE, "甲数", 甲数=[3, 4], 甲数_H1=[2, 2], 甲数_H2=[2, 2]) == [0]


def test_quarters_too_large_for_64_bits_are_looked_at() -> None:
    """As with any sum."""
    large = {f"甲数_Q{q}": [2**62] for q in range(1, 5)}
    assert rows(FREE, "甲数", 甲数=[0], **large) == [0]
    assert rows(FREE, "甲数", 甲数=[2**58], 甲数_H1=[2**57], 甲数_H2=[2**57]) == []
