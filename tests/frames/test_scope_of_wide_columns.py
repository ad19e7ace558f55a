"""The scope that a wide column stands for where its name does not say it."""

from __future__ import annotations

import pytest

from compliance import rulebook
from compliance.engine.wide import scopes_asked
from tests.engine.cases import INDICATORS as MADE_UP

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
