"""Units of every kind in one frame: whoever stands first, each is asked and set against the others as by rows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest

from compliance.tables import VERDICTS
from tests.frames.packed import Row, World, asking_of, blank_row, by_columns, rule
from tests.frames.test_packed_frames import compare

AFTER = date(2025, 6, 30)
KINDS = {
    "990100": "市", "990121": "县", "990122": "县", "990121001": "乡", "990121002": "乡", "990121/司法局": "县", "880101": "县",
    "990121600": "乡", "990122001": "乡", "990121001/司法所": "乡", "990121002/司法所": "乡",
}  # fmt: skip
AT_LEAST_ONE = rule("期数", "at_least", Fraction(1))


def listed(*codes: str) -> list[Row]:
    return [{"unit": code, "unit_name": code, "level": KINDS[code]} for code in codes]


def figures(**more: int) -> list[Row]:
    told = {"990100": 5, "990121": 1, "990122": 1, **more}
    own = blank_row("990100", "期数", scope="本级", value=1)
    return [own, *(blank_row(code, "期数", value=value) for code, value in told.items())]


@pytest.mark.parametrize("order", list(permutations(("990100", "990121", "990122", "990121001"))))
def test_a_total_is_added_up_wherever_its_parts_stand(order: tuple[str, ...]) -> None:
    """5 are not 1 and 1 and 1: flagged, though a township stands first."""
    world = World(listed(*order), figures(), [], [], asking_of([AT_LEAST_ONE], AFTER), False)
    compare(world)
    flags = {r["unit"]: r["flags"] for r in by_columns(world).verdicts(VERDICTS.names)[0].to_dicts()}

    assert flags["990100"] == "total_disagrees_with_parts"
    assert {flag for unit, flag in flags.items() if unit != "990100"} == {""}


def test_a_total_of_which_every_figure_is_approximate() -> None:
    """None of them is laid as a column; they are added up all the same."""
    rows = [{**row, "approximate": True} for row in figures()]
    world = World(listed("990100", "990121", "990122"), rows, [], [], asking_of([AT_LEAST_ONE], AFTER), False)
    compare(world)
    frame = by_columns(world).verdicts(("unit", "flags"))[0]

    assert frame["flags"].to_list() == ["approximate,total_disagrees_with_parts", "approximate", "approximate"]


@pytest.mark.parametrize(
    "codes",
    [
        tuple(KINDS),
        tuple(reversed(KINDS)),
        ("990121/司法局", "990121"),
        ("990121001",),
        ("880101", "990121"),
        ("990121", "990121001", "990122001"),
        ("990121600", "990122001"),
    ],
)
def test_each_is_asked_what_binds_it(codes: tuple[str, ...]) -> None:
    """A county's rule, a department's, one of a single county, one of a single township, one of all."""
    rules = [
        AT_LEAST_ONE,
        rule("期数", "at_least", Fraction(2), number=1, levels=("县",)),
        rule("期数", "at_least", Fraction(3), number=2, binds="departments"),
        rule("期数", "at_least", Fraction(4), number=3, region="990121"),
        rule("期数", "at_least", Fraction(5), number=4, region="990121001"),
        rule("期数", "at_least", Fraction(6), number=5, binds="departments", region="990121001"),
        rule("期数", "at_least", Fraction(7), number=6, benchmark=True, levels=("市", "县")),
    ]
    rows = [blank_row(code, "期数", value=3) for code in codes]
    for some in (rules, rules[1:2], rules[3:4], rules[4:5], rules[5:6], rules[6:]):
        compare(World(listed(*codes), rows, [], [], asking_of(some, AFTER), False))


@pytest.mark.parametrize("codes", [("990121", "990122"), ("990122", "990121"), ("990121", "990122", "990121001")])
def test_figures_in_another_order_than_the_units(codes: tuple[str, ...]) -> None:
    """Each unit has its own, in a row a unit as in a row a figure."""
    amounts = dict(zip(codes, (0, 1, 1), strict=False))
    rows = [blank_row(code, "期数", value=amounts[code]) for code in codes]
    for facts in (rows, rows[::-1]):
        for wide in (False, True):
            world = World(listed(*codes), facts, [], [], asking_of([AT_LEAST_ONE], AFTER), wide)
            compare(world)
            assert by_columns(world).grid()[0]["p-00"].to_list() == ["not_met", *["met"] * (len(codes) - 1)]


def test_a_unit_without_a_name_is_called_by_its_code() -> None:
    """Whether columns answer it or the judge: 1 is met by the columns, an approximate 1 is the judge's."""
    units = [{**row, "unit_name": None} for row in listed("990121", "990122")] + listed("990100")
    rows = [blank_row("990121", "期数", value=1), blank_row("990122", "期数", value=1, approximate=True)]
    world = World(units, rows, [], [], asking_of([AT_LEAST_ONE], AFTER), False)
    compare(world)

    assert by_columns(world).verdicts(("unit_name",))[0]["unit_name"].to_list() == ["990100", "990121", "990122"]
