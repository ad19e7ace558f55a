"""Counts below zero are impossible, on either side of a rate, also of one that may exceed its whole."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

import compliance
from compliance.indicator import Indicator, Indicators
from compliance.period import Period
from compliance.rule import Comparison, Document, Pack, Rule
from compliance.rulebook import RuleSet


@pytest.mark.parametrize("may_exceed_whole", [False, True])
def test_a_rate_of_a_count_below_zero_is_disputed_and_never_met(may_exceed_whole: bool) -> None:
    """3 of -5 is more than any share of -5, which is no reason to say 达标."""
    indicator = Indicator("比率", "BL01", "rate", "%", may_exceed_whole=may_exceed_whole)
    document = Document("example-2024", "示例要点", "示例", "100000", period=Period(2024))
    line = Comparison("at_least", "%", "90%", Fraction(9, 10))
    rule = Rule("example", document, "1", "t", indicator, line, "t", region="100000", scope="全域", line=1)
    rules = RuleSet((Pack(document, {}, (rule,)),), Indicators({"比率": indicator}))
    facts = pl.DataFrame({
        "unit": ["990000000001", "990000000002", "990000000003", "990000000004", "990000000005"],
        "比率.numerator": [3, 0, -3, -3, 3], "比率.denominator": [-5, -5, -5, 5, 3],
    })  # fmt: skip
    found = compliance.check_grid(
        facts.select("unit", level=pl.lit("县")), facts, rules=rules, period="2024", as_of=date(2025, 6, 30)
    )
    grid = found.verdicts
    assert isinstance(grid, pl.DataFrame)
    assert grid["example"].to_list() == ["disputed"] * 4 + ["met"]
