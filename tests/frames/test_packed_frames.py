"""Frames packed around every line say what the engine says row by row: each column, each code of the grid, each problem."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from compliance.tables import VERDICTS
from tests.frames.packed import World, by_columns, by_rows, packed

DAILY, BLOCKS, WORLDS_IN_A_BLOCK = 40, 8, 500


def compare(world: World) -> int:
    """Assert that both engines say the same; how many verdicts were compared."""
    expected, problems = by_rows(world)
    check = by_columns(world)
    frame, told = check.verdicts(VERDICTS.names)
    said = [{**row, "gap_amount": amount(row["gap_amount"])} for row in frame.to_dicts()]
    wanted = [{**row, "gap_amount": amount(row["gap_amount"])} for row in expected]
    for one, other in zip(wanted, said, strict=True):
        assert one == other, (one["unit"], one["rule"], {k: (one[k], other[k]) for k in one if one[k] != other[k]})
    assert {(p.code, p.message) for p in told} == problems

    grid, told = by_columns(world).grid()
    quarters = {
        (r["unit"], r["rule"] + ("@" + r["period"][5:] if len(r["period"]) > 4 else "")): r["verdict"] for r in wanted
    }
    assert {
        (r["unit"], n): v for r in grid.to_dicts() for n, v in r.items() if n != "unit" and v is not None
    } == quarters
    assert grid["unit"].to_list() == [u["unit"] for u in world.units]
    assert {(p.code, p.message) for p in told} == problems
    return len(said)


def amount(value: Any) -> Fraction | None:
    """Six decimals are what its column holds."""
    return None if value is None else round(Fraction(str(value)), 6)


def test_on_many_seeds() -> None:
    """The same frames every day."""
    assert sum(compare(packed(Random(f"packed {seed}"))) for seed in range(DAILY)) > 30 * DAILY


@pytest.mark.long
@pytest.mark.parametrize("block", range(BLOCKS))
def test_on_very_many_seeds(block: int) -> None:
    """Hundreds of thousands of verdicts, of other frames than each day's."""
    seeds = range(block * WORLDS_IN_A_BLOCK, (block + 1) * WORLDS_IN_A_BLOCK)
    assert sum(compare(packed(Random(f"long packed {seed}"))) for seed in seeds) > 30 * WORLDS_IN_A_BLOCK
