"""`check` over frames gives what the engine gives row by row: every column, every problem, however the frames come."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import compliance
from compliance.errors import Problem
from compliance.rule import Pack
from compliance.rulebook import RuleSet
from compliance.tables import VERDICTS
from tests.frames import world
from tests.frames.world import RULE_SET, UNITS, Row


def as_frame(rows: list[Row], like: list[str]) -> pl.DataFrame:
    """Rows as a polars frame; columns of mixed values become text, as a user would have them."""
    names = list(rows[0]) if rows else like
    columns = []
    for name in names:
        values = [row[name] for row in rows]
        kinds = {type(v) for v in values} - {type(None)}
        if len(kinds) > 1 or kinds == {Decimal} or any(isinstance(v, int) and abs(v) > 2**62 for v in values):
            values = [None if v is None else str(v) for v in values]
        columns.append(pl.Series(name, values, dtype=pl.Null if not kinds else None, strict=False))
    return pl.DataFrame(columns)


#: A check of twenty rules as columns takes a tenth of a second however few the units: fewer worlds than elsewhere.
SOME = settings(max_examples=max(12, settings.default.max_examples // 5))
FEW = settings(max_examples=max(4, settings.default.max_examples // 20))

FACT_COLUMNS = ["unit", "indicator", "period", "scope", "value", "numerator", "denominator", "source", "approximate"]


def comparable(rows: list[Any]) -> list[dict[str, Any]]:
    """Rows with gap amounts as numbers of one kind."""
    return [
        {**row, "gap_amount": None if row["gap_amount"] is None else Decimal(str(row["gap_amount"]))} for row in rows
    ]


def told(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(p.code, p.message) for p in problems}


def assert_equal_to_rows(
    facts: list[Row],
    as_of: date,
    records: list[Row],
    rolls: list[Row],
    units: list[Row] = list(UNITS),  # noqa: B006
) -> None:
    expected, problems = world.row_by_row(units, facts, as_of, records, rolls)

    answered = compliance.check(
        pl.DataFrame(units), as_frame(facts, FACT_COLUMNS),
        as_frame(records, []) if records else None, as_frame(rolls, []) if rolls else None,
        RULE_SET, as_of=as_of, period="2024",
    )  # fmt: skip

    assert comparable(answered.verdicts.to_dicts()) == comparable([{n: r[n] for n in VERDICTS.names} for r in expected])
    only_frames = pl.col("code").is_in(["units_unasked", "frame_figures_unused"])
    assert set(answered.problems.filter(~only_frames).select("code", "message").rows()) == told(problems)


@SOME
@given(st.lists(world.fact_rows(ordinary=True), max_size=25), world.AS_OF)
def test_ordinary_figures(facts: list[Row], as_of: date) -> None:
    """Counts near every line, absent figures, bases of zero: the column expressions alone answer nearly all of these."""
    once = list({(f["unit"], f["indicator"]): f for f in facts}.values())

    assert_equal_to_rows(once, as_of, [], [])


@pytest.mark.parametrize("others", [[], [("990101", 1, 4)], [("990101", 0, 0), ("990101002", 0, 0)]])
@pytest.mark.parametrize("as_of", [date(2024, 6, 30), date(2025, 6, 30)])
def test_the_figure_to_compare_with_is_absent(others: list[tuple[str, int, int]], as_of: date) -> None:
    """Each unit's own figure stands in its reason all the same, while the year runs and after."""
    blank = {"period": "2024", "scope": "全域", "value": None, "source": None, "approximate": False}
    own = [("990101", 1, 3), ("990101001", 29, 184), ("990101002", 0, 7), ("990101/司法局", 0, 0)]
    facts = [
        {**blank, "unit": unit, "indicator": name, "numerator": n, "denominator": d}
        for name, rows in (("纠错率", own), ("一审纠错率", others))
        for unit, n, d in rows
    ]
    assert_equal_to_rows(facts, as_of, [], [])


@SOME
@given(st.lists(world.fact_rows(), max_size=25), world.AS_OF, world.people())
def test_any_figures(facts: list[Row], as_of: date, listed: tuple[list[Row], list[Row]]) -> None:
    """Printed rates, duplicates, other scopes and periods, huge and impossible figures, lists: nothing is lost between."""
    assert_equal_to_rows(facts, as_of, *listed)


@FEW
@given(st.lists(world.fact_rows(), max_size=20), world.AS_OF, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(facts: list[Row], as_of: date, shuffler: random.Random) -> None:
    """ "Order of rows: same verdicts": for the facts and for the units."""
    units = list(UNITS)
    first = compliance.check(
        pl.DataFrame(units), as_frame(facts, FACT_COLUMNS), rules=RULE_SET, as_of=as_of, period="2024"
    )
    shuffler.shuffle(facts)
    shuffler.shuffle(units)
    second = compliance.check(
        pl.DataFrame(units), as_frame(facts, FACT_COLUMNS), rules=RULE_SET, as_of=as_of, period="2024"
    )

    assert second.verdicts.equals(first.verdicts)
    assert set(second.problems.rows()) == set(first.problems.rows())


@FEW
@given(st.lists(world.fact_rows(), max_size=20), world.AS_OF, st.integers(0, len(UNITS)))
def test_splitting_the_units_changes_nothing(facts: list[Row], as_of: date, cut: int) -> None:
    """ "Splitting the units into chunks: same verdicts"."""
    frame = as_frame(facts, FACT_COLUMNS)
    whole = compliance.check(pl.DataFrame(list(UNITS)), frame, rules=RULE_SET, as_of=as_of, period="2024").verdicts
    parts = [
        compliance.check(pl.DataFrame(part), frame, rules=RULE_SET, as_of=as_of, period="2024").verdicts
        for part in (list(UNITS[:cut]), list(UNITS[cut:]))
        if part
    ]

    assert sorted(pl.concat(parts).rows(), key=str) == sorted(whole.rows(), key=str)


@FEW
@given(st.lists(world.fact_rows(), max_size=20), world.AS_OF)
def test_pandas_or_polars(facts: list[Row], as_of: date) -> None:
    """ "Pandas or polars in: same verdicts"; what comes back is of the kind that went in."""
    plain = compliance.check(
        pl.DataFrame(list(UNITS)), as_frame(facts, FACT_COLUMNS), rules=RULE_SET, as_of=as_of, period="2024"
    )
    frame = pd.DataFrame(facts, columns=FACT_COLUMNS)
    for role in ("value", "numerator", "denominator"):
        frame[role] = pd.Series([f[role] for f in facts], dtype=object)
    pandas = compliance.check(pd.DataFrame(list(UNITS)), frame, rules=RULE_SET, as_of=as_of, period="2024")

    assert isinstance(pandas.verdicts, pd.DataFrame)
    expected = [tuple(row) for row in plain.verdicts.rows()]
    assert [tuple(None if v is pd.NA or v != v else v for v in row) for row in pandas.verdicts.astype(object).to_numpy()] == expected  # fmt: skip
    assert len(pandas.problems) == len(plain.problems)


@FEW
@given(st.lists(world.fact_rows(), max_size=20), world.AS_OF)
def test_the_grid_has_the_same_codes(facts: list[Row], as_of: date) -> None:
    """`check_grid` gives the verdicts of `check`, a column a rule, and nothing where a unit is not asked."""
    frame = as_frame(facts, FACT_COLUMNS)
    verdicts = compliance.check(pl.DataFrame(list(UNITS)), frame, rules=RULE_SET, as_of=as_of, period="2024").verdicts
    grid = compliance.check_grid(pl.DataFrame(list(UNITS)), frame, rules=RULE_SET, as_of=as_of, period="2024").verdicts
    long = {
        (row["unit"], row["rule"] + ("@" + row["period"][5:] if len(row["period"]) > 4 else "")): row["verdict"]
        for row in verdicts.to_dicts()
    }

    assert {(r["unit"], n): v for r in grid.to_dicts() for n, v in r.items() if n != "unit" and v is not None} == long
    assert grid["unit"].to_list() == [u["unit"] for u in UNITS]


@FEW
@given(st.lists(world.fact_rows(ordinary=True), max_size=25), world.AS_OF)
def test_wide_or_long(facts: list[Row], as_of: date) -> None:
    """A row a unit or a row a figure: same verdicts, same problems."""
    once = list({(f["unit"], f["indicator"]): f for f in facts}.values())
    wide: dict[str, Row] = {u["unit"]: {"unit": u["unit"]} for u in UNITS}
    for f in once:
        for role in ("value", "numerator", "denominator"):
            if f[role] is not None:
                wide[f["unit"]][f"{f['indicator']}.{role}"] = f[role]
    names = sorted({n for row in wide.values() for n in row})
    rows = [{n: row.get(n) for n in names} for row in wide.values()]
    units = pl.DataFrame(list(UNITS))

    one = compliance.check(units, as_frame(once, FACT_COLUMNS), rules=RULE_SET, as_of=as_of, period="2024")
    other = compliance.check(units, as_frame(rows, names), rules=RULE_SET, as_of=as_of, period="2024")

    assert other.verdicts.to_dicts() == one.verdicts.to_dicts()
    assert set(other.problems.rows()) == set(one.problems.rows())


def test_figures_that_do_not_fit_together() -> None:
    """One base written as two numbers, more of its own than of all, a year unlike its quarters: told of each unit alike."""
    blank = {"value": None, "numerator": None, "denominator": None, "source": None, "approximate": False}
    rows: list[Row] = []
    for i, unit in enumerate(u["unit"] for u in UNITS):
        at = {"unit": unit, "period": "2024", "scope": "全域", **blank}
        rows += [
            {**at, "indicator": "纠错率", "numerator": 5, "denominator": 50},
            {**at, "indicator": "败诉率", "numerator": 5, "denominator": 50 + i % 2},
            {**at, "indicator": "违规件数", "value": 3},
            {**at, "indicator": "违规件数", "scope": "本级", "value": 2 + i},
            {**at, "indicator": "讲座期数", "value": 4 + i % 2},
            *({**at, "indicator": "讲座期数", "period": f"2024-Q{q}", "value": 1} for q in range(1, 5)),
        ]
    _, problems = world.row_by_row(list(UNITS), rows, date(2025, 6, 30), [], [])

    assert {p.code for p in problems} == {"figures_disagree", "total_disagrees_with_parts"}
    assert_equal_to_rows(rows, date(2025, 6, 30), [], [])
    for kind in ("纠错率", "败诉率", "违规件数", "讲座期数"):
        assert_equal_to_rows([r for r in rows if r["indicator"] != kind], date(2025, 6, 30), [], [])


def test_more_in_one_county_than_in_the_prefecture() -> None:
    """Without a figure of the prefecture's own."""
    units = [{"unit": c, "unit_name": c, "level": "县"} for c in ("622901", "622921")]
    units.append({"unit": "622900", "unit_name": "州", "level": "市"})
    row = {"period": "2024", "scope": "全域", "indicator": "讲座期数", "numerator": None, "denominator": None}
    rows: list[Row] = [
        {**row, "unit": code, "value": value, "source": None, "approximate": False}
        for code, value in (("622901", 5), ("622921", 1), ("622900", 3))
    ]
    rules = RuleSet((Pack(RULE_SET.packs[0].document, {}, tuple(replace(r, region="622900") for r in RULE_SET.rules)),), RULE_SET.indicators)  # fmt: skip
    expected, problems = world.row_by_row(units, rows, date(2025, 6, 30), rules=rules)
    answered = compliance.check(pl.DataFrame(units), as_frame(rows, FACT_COLUMNS), rules=rules, as_of=date(2025, 6, 30), period="2024")  # fmt: skip

    assert {p.code for p in problems} == {"total_disagrees_with_parts"}
    assert [r["flags"] for r in answered.verdicts.to_dicts()] == [r["flags"] for r in expected]
    assert set(answered.problems["message"]) == {p.message for p in problems}
