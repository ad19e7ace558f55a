"""The engine's verdicts are those of plain fractions, in every respect: verdict, basis, figures, flags and gap."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from math import floor
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.engine.outcomes import Line, outcome
from compliance.engine.readings import Reading
from compliance.rule import OPS, Comparison, Op
from compliance.verdict import BASES, FLAGS, VERDICTS
from tests import oracle
from tests.property.adapter import disagreements, engine_verdicts, plain
from tests.property.strategies import KINDS, ask, figure, report, world, worlds

#: The shares that the shipped rules ask for; a test below holds them to the packs.
IN_USE = tuple(Fraction(p, 100) for p in (10, 30, 90, 100))
BLOCKS, WORLDS_IN_A_BLOCK = 6, 5_000  # of each kind: 480,000 worlds, some 800,000 verdicts
DAILY = 150


def compare(made: dict[str, Any]) -> int:
    """Assert that both answer alike; how many verdicts were compared."""
    ours = oracle.answers(made)
    theirs, _ = engine_verdicts(made)
    for question, one, other in zip(made["questions"], ours, theirs, strict=True):
        found = disagreements(one, plain(other))
        assert not found, f"{found}\n{question}\n{made['rows']}\n{made['records']}\n{made['rolls']}\n{one}\n{other}"
    return len(ours)


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_whatever_is_reported(kind: str, data: st.DataObject) -> None:
    """Hypothesis makes a failing world small."""
    compare(data.draw(worlds(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_on_many_seeds(kind: str) -> None:
    """The same worlds every day."""
    assert sum(compare(world(Random(f"{kind} {seed}"), kind)) for seed in range(DAILY)) >= DAILY


def test_every_verdict_basis_flag_and_gap_is_reached() -> None:
    """What no world ever leads to would not be compared: each verdict under each comparison, and all else many times."""
    worlds_ = [world(Random(f"{kind} {seed}"), kind) for kind in KINDS for seed in range(DAILY)]
    pairs = [
        (q["rule"]["op"], a) for made in worlds_ for q, a in zip(made["questions"], oracle.answers(made), strict=True)
    ]
    told = [answer for _, answer in pairs]
    verdicts = Counter((op, answer["verdict"]) for op, answer in pairs)
    flags = Counter(flag for answer in told for flag in answer["flags"])
    bases = Counter(answer["basis"] for answer in told)
    gaps = Counter(gap[1] for answer in told for gap in answer["gaps"] or () if gap)
    progress = Counter(answer["progress"] for answer in told)

    assert {(op, code) for op in OPS for code in VERDICTS} <= set(verdicts)
    assert {flag for flag in FLAGS if flags[flag] < 10} == set()
    assert {basis for basis in BASES if bases[basis] < 10} == set()
    assert {unit for unit in ("件", "期", "人", "个", "元", "学时", "天", "百分点") if not gaps[unit]} == set()
    assert all(progress[words] > 50 for words in ("进度达标", "进度滞后"))


@pytest.mark.long
@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("kind", KINDS)
def test_on_very_many_seeds(kind: str, block: int) -> None:
    """More than 200,000 worlds, other ones than each day's."""
    seeds = range(block * WORLDS_IN_A_BLOCK, (block + 1) * WORLDS_IN_A_BLOCK)
    assert sum(compare(world(Random(f"long {kind} {seed}"), kind)) for seed in seeds) >= WORLDS_IN_A_BLOCK


def test_the_shares_in_use_are_those_of_the_packs() -> None:
    """A pack that asks for another share has it checked exhaustively too."""
    packs = Path(__file__).parents[2] / "rules"
    line = re.compile(rf"^\s+(?:{'|'.join(OPS)}):\s*\[?(\d+(?:\.\d+)?)%", re.MULTILINE)
    asked = {Fraction(p) / 100 for path in packs.glob("*-*.yaml") for p in line.findall(path.read_text("utf-8"))}
    assert asked == set(IN_USE)


def neighbours(line: Fraction, base: int) -> set[int]:
    """The numerators around the line, and the ends."""
    middle = floor(line * base)
    return {k for k in (0, 1, middle - 1, middle, middle + 1, middle + 2, base - 1, base) if 0 <= k <= base}


def every_count(bases: range, line: Fraction) -> None:
    """All k/n, by every comparison, against whole-number arithmetic: k·b ⋈ a·n."""
    a, b = line.numerator, line.denominator
    truth = {
        "at_least": lambda k, n: k * b >= a * n,
        "more_than": lambda k, n: k * b > a * n,
        "at_most": lambda k, n: k * b <= a * n,
        "less_than": lambda k, n: k * b < a * n,
        "equals": lambda k, n: k * b == a * n,
    }
    exact = Line.exact(line)
    for op, holds in truth.items():
        comparison = Comparison(op, "%", "", line)  # type: ignore[arg-type]
        for n in bases:
            for k in neighbours(line, n) if op != "at_least" else range(n + 1):
                said = outcome(Reading(Fraction(k, n), "counts", "", counts=(k, n)), comparison, exact)
                assert (said.code == "met") == holds(k, n), (k, n, op)
                assert not said.rounded


@pytest.mark.parametrize("line", IN_USE, ids=str)
def test_every_count_up_to_120(line: Fraction) -> None:
    """k/n against each share in use, for all k ≤ n ≤ 120."""
    every_count(range(1, 121), line)


@pytest.mark.long
@pytest.mark.parametrize("first", range(1, 2001, 250))
@pytest.mark.parametrize("line", IN_USE, ids=str)
def test_every_count_up_to_2000(line: Fraction, first: int) -> None:
    """k/n against each share in use, for all k ≤ n ≤ 2000."""
    every_count(range(first, first + 250), line)


def printed_worlds(line: Fraction, bases: range, places: int) -> None:
    """Every rate near the line as it prints, alone, over its base and beside its counts."""
    step = Fraction(1, 100 * 10**places)
    for base in bases:
        for k in neighbours(line, base):
            digits = Fraction(k, base) / step
            for shown in {floor(digits), floor(digits + Fraction(1, 2))}:
                made = world(Random(0), "beside")
                made.update(rows=[], questions=[], as_of=740000)
                op: Op = ("at_least", "more_than", "equals", "less_than", "at_most")[base % 5]  # type: ignore[assignment]
                ask(made, "出庭率", op, line)
                cells = ((None, None), (None, figure(base)), (figure(k), figure(base)))[k % 3]
                report(made, "出庭率", value=figure(shown * step, step), numerator=cells[0], denominator=cells[1])
                compare(made)


@pytest.mark.parametrize("places", [0, 1, 2])
def test_rates_as_they_print(places: int) -> None:
    """Printed shares on each side of 90 %, to each displayed precision."""
    printed_worlds(Fraction(9, 10), range(1, 60), places)


@pytest.mark.long
@pytest.mark.parametrize("places", [0, 1, 2, 3])
@pytest.mark.parametrize("line", IN_USE, ids=str)
def test_rates_as_they_print_at_length(line: Fraction, places: int) -> None:
    """The same for every share in use and all bases up to 2000."""
    printed_worlds(line, range(1, 2001), places)
