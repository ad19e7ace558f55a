"""What is made ready once for a run: what is asked of whom, and of which figures."""

from __future__ import annotations

from msgspec.structs import replace

from compliance.engine import Asking
from compliance.period import Period
from compliance.region import Divisions, Unit
from compliance.rule import Document, Pack
from tests.engine.cases import AFTER, COUNTY, INDICATORS, YEAR, rule

DIVISIONS = Divisions(
    [("990100", "示例市", "市", "", "", ""), ("990101", "示例县", "县", "990100", "", ""), ("990201", "他县", "县", "990200", "", "")]
)  # fmt: skip
OWN, OTHER = rule("出庭率", "at_least", "90%", id="出庭"), rule("讲座期数", "at_least", "2期", id="讲座")


def asking(*packs: tuple[str, tuple[object, ...]]) -> Asking:
    made = (Pack(Document(region, "示例要点", "示例县", region, period=YEAR), {}, rules) for region, rules in packs)  # type: ignore[arg-type]
    return Asking(tuple(made), (), INDICATORS, AFTER, DIVISIONS)


def test_a_unit_is_asked_what_binds_it_however_often() -> None:
    """Found once for all units of one kind and place, and apart for others."""
    here = asking(("990101", (OWN,)), ("990201", (replace(OTHER, region="990201"),)))
    other = Unit("990201", "他县", "县", "990200")
    for _ in range(2):
        assert [(q.unit, q.rule.id) for q in here.ask(COUNTY, YEAR)] == [(COUNTY, "出庭")]
        assert [(q.unit, q.rule.id) for q in here.ask(other, YEAR)] == [(other, "讲座")]
    assert here.ask(COUNTY, Period(2023)) == []


def test_the_figures_of_both_sides_are_asked_for() -> None:
    """Of a rule that compares two indicators; of every other, its own."""
    compared = rule("出庭率", "at_least", "纠错率", id="相比")
    found = asking(("990101", (OWN, OTHER, compared))).rules

    assert found == [("出庭率", "全域"), ("讲座期数", "全域"), ("出庭率", "全域"), ("纠错率", "全域")]
