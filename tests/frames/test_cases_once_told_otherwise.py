"""Cases in which frames once told a verdict otherwise than its row does; one sentence each."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from compliance.rule import Relative, Rule
from compliance.tables import VERDICTS
from tests.frames.packed import Row, World, asking_of, blank_row, by_columns, rule
from tests.frames.test_packed_frames import compare

COUNTY = "990121"
IN_JUNE, AFTER = date(2024, 6, 30), date(2025, 6, 30)


def frame(rules: list[Rule], facts: list[Row], as_of: date = AFTER, wide: bool = False) -> World:
    units = sorted({f["unit"] for f in facts} | {COUNTY})
    listed: list[Row] = [{"unit": u, "unit_name": f"示例{u}", "level": "县"} for u in units]
    return World(listed, facts, [], [], asking_of(rules, as_of), wide)


def told(world: World) -> dict[str, Any]:
    """What frames say of the county's first question, once it is the same row by row."""
    compare(world)
    rows = by_columns(world).verdicts(VERDICTS.names)[0].to_dicts()
    return next(r for r in rows if r["unit"] == COUNTY)


def counted(name: str, top: int, base: int, **more: Any) -> Row:
    return blank_row(COUNTY, name, numerator=top, denominator=base, **more)


@pytest.mark.parametrize(
    ("mine", "theirs", "gap"),
    [
        ((15, 29), (24, 29), "在这 29 件中还差 9 件"),
        ((9, 10), (1, 2), "在这 10 件中须减少 4 件"),
        ((15, 29), (6, 7), None),  # no whole number of 29 is 6/7
    ],
)
def test_a_gap_to_another_figure_that_must_be_equalled(
    mine: tuple[int, int], theirs: tuple[int, int], gap: str | None
) -> None:
    """Below it cases are lacking, above it there are too many; never less than none."""
    equal = rule("他率", "equals", relative=Relative("倍率"))
    said = told(frame([equal], [counted("他率", *mine), counted("倍率", *theirs)]))

    assert said["verdict"] == "not_met"
    assert said["gap_text"] == gap


@pytest.mark.parametrize("as_of", [IN_JUNE, AFTER])
def test_what_equals_another_figure_says_so(as_of: date) -> None:
    """A reason, and how it stands, where both figures are the same."""
    equal = rule("他率", "equals", relative=Relative("倍率"))
    said = told(frame([equal], [counted("他率", 2, 4), counted("倍率", 1, 2)], as_of))

    assert "50%" in said["reason"]
    assert said["progress"] == ("进度达标" if as_of == IN_JUNE else None)


def test_a_share_over_the_whole_says_how_it_stands() -> None:
    """121 of 100 against less than 120 %, while the year runs."""
    said = told(frame([rule("倍率", "less_than", Fraction(6, 5))], [counted("倍率", 121, 100)], IN_JUNE))

    assert (said["progress"], "121%" in said["reason"]) == ("进度滞后", True)


def test_a_band_that_ends_in_a_half() -> None:
    """4 元 where 1 to 2.5 are asked is 1.5 too many."""
    said = told(frame([rule("经费", "between", Fraction(1), Fraction(5, 2))], [blank_row(COUNTY, "经费", value=4)]))

    assert (said["verdict"], said["gap_text"]) == ("not_met", "超出 1.5 元")


def test_a_day_told_of_the_first_months_only() -> None:
    """The reason says that there is one, of whichever scope it is."""
    early = blank_row(COUNTY, "公布日期", period="2024-01/2024-09", scope="本级", value=date(2024, 7, 3))
    said = told(frame([rule("公布日期", "by", Fraction(date(2024, 9, 30).toordinal()))], [early]))

    assert "只填报了2024年1—9月的累计数" in said["reason"]
