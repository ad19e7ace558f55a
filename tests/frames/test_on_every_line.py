"""Every comparison with figures just below, on and above its line, before its period has ended and after: as row by row."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations_with_replacement
from math import floor

import pytest

from compliance.rule import Relative, Rule
from tests.frames.packed import Row, World, asking_of, blank_row, rule
from tests.frames.test_packed_frames import compare

DAYS = {"over": date(2025, 6, 30), "open": date(2024, 9, 29)}
SHARES = [Fraction(n) for n in ("0", "0.1429", "1/2", "2/3", "9/10", "1")]
AMOUNTS = [Fraction(n) for n in (0, 1, 5)]
BOUNDS = ("at_least", "more_than", "at_most", "less_than", "equals")
RELATIVES = [(Fraction(times), Fraction(plus)) for times, plus in (
    ("1", "0"), ("9/10", "0"), ("2", "0"), ("1", "1/50"), ("1", "-1/50"), ("1", "9/10"), ("1", "-1"), ("2", "1"),
)]  # fmt: skip


def numbered(rules: list[Rule]) -> list[Rule]:
    return [rule(r.indicator.name, r.comparison.op, r.comparison.value, r.comparison.upper, r.comparison.relative, number=i,
                 every=r.every, benchmark=i % 7 == 6) for i, r in enumerate(rules)]  # fmt: skip


def against(name: str, lines: list[Fraction]) -> list[Rule]:
    """A rule of every comparison with every line, and with every range between two of them."""
    single = [rule(name, op, line) for op in BOUNDS for line in lines]
    return numbered(
        single + [rule(name, "between", low, high) for low, high in combinations_with_replacement(lines, 2)]
    )


def near(lines: list[Fraction], base: int, most: int) -> list[int]:
    """Numerators on and beside every line."""
    found = {0, base, most, *(floor(line * base) + step for line in lines for step in (-1, 0, 1, 2))}
    return sorted(n for n in found if 0 <= n <= most)


def fractions(lines: list[Fraction], exceeding: bool = False) -> list[tuple[int, int]]:
    bases = (0, 1, 3, 10, 1000)
    return [(n, d) for d in bases for n in near(lines, d, d + (d // 2 if exceeding else 0))]


def same(rules: list[Rule], figures: list[dict[str, Row]], day: str, blanks: bool, wide: bool) -> None:
    """Rows and columns say the same of one unit for each of `figures`, (indicator, period) → cells; of blank ones too."""
    bodies = [f"990121{i:03}" for i in range(1, len(figures) + (3 if blanks else 1))]
    rows = []
    for i, body in enumerate(bodies):
        for name, cells in (figures[i] if i < len(figures) else {}).items():
            name, _, period = name.partition("@")
            rows.append(blank_row(body, name, period or "2024", **cells))
    units: list[Row] = [{"unit": body, "unit_name": f"示例{body}", "level": "乡"} for body in bodies]

    assert compare(World(units, rows, [], [], asking_of(rules, DAYS[day]), wide)) >= len(rules) * len(bodies)


def counted(n: int, d: int) -> Row:
    return {"numerator": n, "denominator": d}


both = pytest.mark.parametrize("day", DAYS)
forms = pytest.mark.parametrize(("blanks", "wide"), [(False, True), (True, False)])


@pytest.mark.parametrize(("day", "blanks", "wide"), [("over", True, True), ("open", False, False)])
@pytest.mark.parametrize("name", ["他率", "出庭率", "倍率"])
def test_rates(name: str, day: str, blanks: bool, wide: bool) -> None:
    """Of few cases and of many, of none; where only all will do; where there may be more than all."""
    lines = [*SHARES, Fraction(6, 5)] if name == "倍率" else SHARES
    cells = fractions(lines, exceeding=name == "倍率")
    same(against(name, lines), [{name: counted(n, d)} for n, d in cells], day, blanks, wide)


@both
@forms
@pytest.mark.parametrize("name", ["期数", "学时", "经费"])
def test_amounts(name: str, day: str, blanks: bool, wide: bool) -> None:
    """Whole ones against whole lines."""
    same(against(name, AMOUNTS), [{name: {"value": n}} for n in range(9)], day, blanks, wide)


@both
@forms
def test_days(day: str, blanks: bool, wide: bool) -> None:
    """On the last day and the days around it; on the day that is asked about, and after it, which is still to come."""
    last = date(2024, 9, 27)
    rules = [rule("公布日期", op, Fraction((last + timedelta(n)).toordinal())) for op in ("by", "before") for n in (0, 1, 2, 30)]  # fmt: skip
    days = [last + timedelta(n) for n in range(-2, 6)] + [date(2022, 12, 30), date(2022, 12, 31), date(2023, 1, 1), date(2025, 6, 30), date(2025, 7, 1)]  # fmt: skip
    same(numbered(rules), [{"公布日期": {"value": d}} for d in days], day, blanks, wide)


@both
@pytest.mark.parametrize("previous", [False, True])
@pytest.mark.parametrize(("times", "plus"), RELATIVES)
def test_one_rate_against_another(times: Fraction, plus: Fraction, previous: bool, day: str) -> None:
    """Its own of last year, or another's; as much, part of it, more by some points; either may be of no case."""
    mine, other = ("他率", "他率@2023") if previous else ("又率", "他率")
    relative = Relative("他率", previous, times, plus)
    figures = []
    for n, d in ((0, 0), (0, 3), (1, 3), (9, 10), (99, 100), (2, 2)):
        line = times * Fraction(n, d) + plus if d else Fraction(0)
        own = {(max(0, min(base, floor(line * base) + step)), base) for base in (0, 1, 3, 50) for step in (-1, 0, 1, 2)}
        figures += [{mine: counted(*cells), other: counted(n, d)} for cells in sorted(own)]
    figures += [{mine: counted(1, 2)}, {other: counted(1, 2)}, {mine: counted(0, 0)}] if previous else []
    same(numbered([rule(mine, op, relative=relative) for op in BOUNDS]), figures, day, previous, not previous)


@both
@forms
def test_quarters(day: str, blanks: bool, wide: bool) -> None:
    """Each by itself: three are over when the fourth is still to come."""
    rules = [rule("期数", op, line, every="quarter") for op in BOUNDS for line in AMOUNTS]
    figures = [{f"期数@2024-Q{q}": {"value": (n + q) % 4} for q in range(1, 5)} for n in range(4)]
    same(numbered(rules), figures, day, blanks, wide)
