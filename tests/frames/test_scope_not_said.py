"""The scope of figures where neither the name of a wide column nor a column of its own says it."""

from __future__ import annotations

import polars as pl
import pytest

import compliance
from compliance import rulebook
from compliance.engine.wide import scopes_asked
from compliance.rule import Pack
from compliance.rulebook import RuleSet
from tests.engine.cases import INDICATORS as MADE_UP
from tests.engine.cases import rule
from tests.frames.world import RULE_SET, RULES, UNITS

WHOLE, PART, OTHER = "行政机关负责人出庭应诉率", "涉企行政案件负责人出庭应诉率", "行政复议案件纠错率"
INDICATORS = rulebook.load_indicators()


def test_it_is_the_one_its_rules_ask() -> None:
    """Whatever others ask; two rules of different scope leave it open."""
    scope_of = scopes_asked([(WHOLE, "本级"), (OTHER, "全域"), (OTHER, "本级")], INDICATORS)

    assert (scope_of(WHOLE), scope_of(OTHER)) == ("本级", "")


@pytest.mark.parametrize(("asked", "column"), [(PART, WHOLE), (WHOLE, PART), (PART, "涉企行政案件开庭审理件数")])
def test_where_no_rule_asks_it_is_that_of_its_whole_its_part_or_its_rate(asked: str, column: str) -> None:
    """And not that of a rule about something else."""
    assert scopes_asked([(asked, "本级"), (OTHER, "全域")], INDICATORS)(column) == "本级"


def test_where_nothing_near_it_is_asked_it_is_the_whole_area() -> None:
    """Where nothing at all is asked, no scope is guessed."""
    assert scopes_asked([(OTHER, "本级")], INDICATORS)(WHOLE) == "全域"
    assert scopes_asked([], INDICATORS)(WHOLE) == ""


def test_a_count_has_the_scope_of_what_it_is_added_up_with() -> None:
    """Corrected are no more than decided, and of the decided some are lost: asked of the unit alone, as the rate of these is."""
    assert scopes_asked([("败诉率", "本级"), ("出庭率", "全域")], MADE_UP)("纠错件数") == "本级"


def test_rows_of_a_frame_that_has_no_column_for_it() -> None:
    """Are read as the columns of a wide frame, and nothing is asked; a row that is blank in such a column is told."""
    units = pl.DataFrame(list(UNITS))
    wide = units.select("unit", pl.lit(27).alias("出庭率.numerator"), pl.lit(30).alias("出庭率.denominator"))
    long = wide.rename({"出庭率.numerator": "numerator", "出庭率.denominator": "denominator"})
    long = long.with_columns(indicator=pl.lit("出庭率"))
    one, other, blank = (
        compliance.check(units, facts, rules=RULE_SET, as_of="2025-06-30", period="2024")
        for facts in (wide, long, long.with_columns(scope=pl.lit(None, pl.String)))
    )

    assert other.verdicts.equals(one.verdicts) and other.problems.equals(one.problems)
    assert "scope_unknown" in blank.problems["code"] and "scope_unknown" not in one.problems["code"]


def test_rows_without_scope_of_what_two_rules_ask_in_two_ways() -> None:
    """Each is answered, and that it was a guess is told."""
    rules = tuple(rule("纠错件数", "at_most", "5件", id=scope, scope=scope) for scope in ("本级", "全域"))
    facts = pl.DataFrame({"unit": ["990101"], "indicator": ["纠错件数"], "value": [5]})
    rule_set = RuleSet((Pack(rules[0].document, {}, (*RULES, *rules)),), MADE_UP)
    found = compliance.check(pl.DataFrame(UNITS[:1]), facts, rules=rule_set, as_of="2025-06-30", period="2024")

    answered = found.verdicts.filter(pl.col("rule").is_in(["本级", "全域"]))
    assert answered.select("verdict", "flags").rows() == [("met", "advised_reading")] * 2
