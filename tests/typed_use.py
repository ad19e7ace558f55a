"""What somebody's typed script may do with the package: read by mypy alone (`nox -s types`), never run.

An `ignore` stands where a mistake must be seen: mypy tells of one that is not needed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import assert_type

import pandas as pd
import polars as pl

import compliance


def of_pandas(units: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Verdicts are of the kind of the facts."""
    checked = compliance.check(units, facts, rules="golmud-2024", period=2024, as_of=date(2025, 6, 30))
    assert_type(checked.problems, pd.DataFrame)
    return units.merge(checked.verdicts, on="unit", how="left")


def of_polars(units: pl.LazyFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Whatever the kind of the units."""
    return compliance.check_grid(units, facts, period="2024", as_of="2025-06-30").verdicts


def of_files() -> list[str]:
    """Workbooks, and Parquet to Parquet."""
    found = compliance.check_parquet("units.parquet", Path("facts.parquet"), "out.parquet", columns=["unit", "verdict"])
    result = compliance.check_files(Path("a.xlsx"), rules="golmud-2024", as_of="2025-06-30")
    return [*(p.message for p in found), *(v.rule.id for v in result.verdicts)]


def mistakes(units: pd.DataFrame, facts: pd.DataFrame) -> None:
    """Each is seen."""
    compliance.check(units)  # type: ignore[call-arg]
    compliance.check(units, facts, asof="2025-06-30")  # type: ignore[call-arg]
    compliance.check(units, facts, period=2024.5)  # type: ignore[arg-type]
    compliance.check(units, [("632801", 1)])  # type: ignore[type-var]
    compliance.check(units, facts).verdict  # type: ignore[attr-defined]  # noqa: B018
