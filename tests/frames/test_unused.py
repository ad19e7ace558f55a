"""Figures in frames that no verdict rests on are told, and so are units that nothing is asked of."""

from __future__ import annotations

from random import Random
from typing import Any

import polars as pl
import pytest
from msgspec.structs import replace

import compliance
from compliance import engine
from compliance.engine.unused import unused
from compliance.engine.wide import kin
from compliance.fact import Fact
from compliance.period import Period
from compliance.source import Place
from tests.frames.packed import World, body, by_columns, fact, packed, record, roll
from tests.frames.world import RULE_SET, UNITS
from tests.property.adapter import indicators

Told = set[tuple[str, str]]
KIN = {name: set(kin(name, indicators())) for name in indicators().indicators}
RELATED = {one: {other for other in KIN if one != other and (other in KIN[one] or one in KIN[other])} for one in KIN}


def placed(given: Fact, row: int) -> Fact:
    """As it would stand in a file of its indicator, so that each figure can be told from the others."""

    def at(letter: str) -> Place:
        return Place(given.indicator, "", f"{letter}{row}")

    value, top, base = (
        replace(figure, place=at(letter)) if figure else None
        for figure, letter in zip((given.value, given.numerator, given.denominator), "ABC", strict=True)
    )
    return replace(given, value=value, numerator=top, denominator=base)


def by_rows(world: World) -> tuple[Told, Told]:
    """(unit, indicator) of the figures that are told to be unused in workbooks; and those of which frames may say
    otherwise: of the months so far, in dispute, or held against a figure that is asked for."""
    asking = world.asking
    bodies = [(replace(unit, name=unit.code), period) for unit, period in map(body, world.units)]
    questions = [q for b in bodies for q in engine.ask(*b, asking.packs, asking.benchmarks, asking.divisions)]
    facts = [placed(fact(row), i) for i, row in enumerate(world.facts)]
    verdicts, _ = engine.answer(
        questions, indicators(), asking.as_of, facts, map(record, world.records), map(roll, world.rolls), divisions=asking.divisions
    )  # fmt: skip
    problems = engine.figures_unanswering(questions, verdicts, facts, indicators())
    told = {(p.message.partition("有")[0], p.place.file) for p in problems}
    aside = {(f.unit, f.indicator) for f in facts if f.period.is_so_far_of(Period(f.period.year))}
    aside |= {(v.unit.code, v.rule.indicator.name) for v in verdicts if v.verdict == "disputed"}
    for q in questions:
        relative = q.rule.comparison.relative
        names = (q.rule.indicator.name, *([relative.indicator] if relative else ()))
        aside |= {(q.unit.code, other) for name in names for other in RELATED[name]}
    # a department's own figure belongs into its list, which frames have apart
    return {(u, n) for u, n in told if "/" not in u}, aside


def by_frames(world: World) -> Told:
    check = by_columns(world)
    asked = [(c.rows, c.questions) for c in check.cohorts]
    found = unused(asked, check.laid, indicators(), world.asking.as_of)
    return {
        (check.units.codes[int(row)], name)
        for (name, _), spots in found.items()
        for some in spots.values()
        for rows in some
        for row in rows
    }


@pytest.mark.parametrize("seed", range(60))
def test_what_is_told_of_workbooks_is_told_of_frames(seed: int) -> None:
    """Nothing is lost in silence; and nothing that a verdict rests on is said to be unused."""
    world = packed(Random(seed))
    rows, aside = by_rows(world)
    frames = by_frames(world)

    beside = {(f["unit"], f["indicator"]) for f in world.facts if not f["scope"]}  # another's repetition, or against it

    assert rows - aside <= frames
    assert {(u, n) for u, n in frames if "/" not in u} - aside - beside <= rows


COUNTY = pl.DataFrame(UNITS[:1])


def told(facts: pl.DataFrame, units: pl.DataFrame = COUNTY, **more: Any) -> list[tuple[str, str]]:
    answered = compliance.check(units, facts, **{"rules": RULE_SET, "as_of": "2025-06-30", "period": "2024", **more})
    return answered.problems.select("code", "message").rows()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"indicator": ["出庭率"], "period": ["2024-Q4"], "scope": ["全域"], "numerator": [1], "denominator": [1]},
         "出庭率的2024年第四季度全域数没有用于结论（1 个单位，如“990101”）：期间不是目标所要求的"),
        ({"indicator": ["出庭率"], "period": ["2023"], "scope": ["全域"], "numerator": [1], "denominator": [1]},
         "出庭率的2023年全域数没有用于结论（1 个单位，如“990101”）：这些是以往期间的数，只供对比"),
        ({"出庭率.本级.numerator": [1], "出庭率.本级.denominator": [1]},
         "出庭率的2024年本级数没有用于结论（1 个单位，如“990101”）：填的是本级数，目标要求全域数"),
        ({"出庭率.本级.value": ["90%"]}, "填的是本级数，目标要求全域数"),
        ({"培训学时.value": [60]}, "培训学时的2024年全域数没有用于结论（1 个单位，如“990101”）：应逐个列入 records 表，名单“人员培训”"),
    ],
)  # fmt: skip
def test_a_figure_where_no_target_looks(facts: dict[str, Any], words: str) -> None:
    """Its verdict is missing, and the reason why the figure is not used is told."""
    [(code, message)] = told(pl.DataFrame({"unit": ["990101"], **facts}))

    assert code == "frame_figures_unused" and words in message


def test_figures_that_answer_are_not_told() -> None:
    """Of the target's period and scope; the other side of a relational one in the year before; those no rule asks for."""
    row = {"unit": "990101", "period": "2024", "scope": "全域", "numerator": 29, "denominator": 184}
    rows = [
        row | {"indicator": "纠错率"},
        row | {"indicator": "纠错率", "period": "2023"},
        row | {"indicator": "一审纠错率"},
    ]

    assert told(pl.DataFrame(rows)) == []


def test_units_alike_are_one_line() -> None:
    """Three units whose figures are of the quarter."""
    facts = pl.DataFrame(
        {"unit": [f"990101{n:03}" for n in (1, 2, 3)], "讲座期数.value": [1, None, 3], "period": "2023"}
    )
    units = facts.select("unit").with_columns(level=pl.lit("乡"))

    assert [m for _, m in told(facts, units)] == [
        "facts 表讲座期数的2023年全域数没有用于结论（2 个单位，如“990101001”）：这些是以往期间的数，只供对比。"
    ]


def test_a_unit_nothing_is_asked_of() -> None:
    """One whose code lost its first digit, or is a name: it has no verdict, and that is told."""
    units = pl.DataFrame({"unit": ["90101", "示例镇"], "level": ["县", "乡"]})

    assert told(pl.DataFrame({"unit": []}), units) == [
        ("units_unasked", "units 表有 2 个单位没有适用的指标（如“90101”），没有结论。")
    ]


@pytest.mark.parametrize(("as_of", "unused"), [("2024-12-31", False), ("2025-01-01", True)])
def test_months_so_far_are_used_until_the_year_is_over(as_of: str, unused: bool) -> None:
    """Then the figure of the year itself is asked for."""
    facts = pl.DataFrame({"unit": ["990101"], "indicator": ["出庭率"], "period": ["2024-01/2024-09"], "scope": ["全域"], "numerator": [1], "denominator": [1]})  # fmt: skip

    assert ("frame_figures_unused" in dict(told(facts, as_of=as_of))) is unused
