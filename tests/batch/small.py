"""A small province in a folder of its own: put files in, run, look at what came out."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from msgspec.structs import replace

from compliance.batch import Options, run
from compliance.batch.summary import Summary
from tests.batch.made import Maker, indicator
from tests.batch.world import AS_OF, World, place

Row = dict[str, Any]


@dataclass
class Small:
    """A small province: one prefecture of three counties, three rules."""

    home: Path
    maker: Maker

    @property
    def out(self) -> Path:
        return self.home / "out"

    def put(self, name: str, data: bytes) -> None:
        place(self.home / "in" / name, data)

    def put_facts(self, name: str, rows: list[Row]) -> None:
        """Figures as a table; what a row leaves out is as in `fact`."""
        (self.home / "in").mkdir(exist_ok=True)
        pl.DataFrame(rows).write_parquet(self.home / "in" / name)

    def in_pack(self, old: str, new: str) -> None:
        """Write the pack anew with other words."""
        pack = self.home / "rules" / "made.yaml"
        text = pack.read_text(encoding="utf-8")
        assert old in text
        pack.write_text(text.replace(old, new), encoding="utf-8")

    def options(self, **options: Any) -> Options:
        return replace(World(self.home, (), {}).options(self.out), **options)

    def summary(self, **options: Any) -> Summary:
        return run(self.options(**options))

    def run(self, **options: Any) -> Path:
        self.summary(**options)
        return self.out

    def told(self, code: str) -> list[dict[str, str]]:
        with (self.out / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
            return [line for line in csv.DictReader(file) if line["代码"] == code]

    def verdicts(self) -> pl.DataFrame:
        return pl.read_parquet(self.out / "verdicts" / "*.parquet")

    def sheet(self, name: str) -> list[dict[str, Any]]:
        """The rows of a sheet of summary.xlsx by the sheet's headings."""
        from openpyxl import load_workbook

        heads, *rows = load_workbook(self.out / "summary.xlsx")[name].iter_rows(values_only=True)
        return [dict(zip(map(str, heads), row, strict=True)) for row in rows]

    def page(self) -> str:
        return (self.out / "index.html").read_text(encoding="utf-8")


def counts(n: int, d: int) -> dict[str, tuple[int, int]]:
    return {f"made-2024-{k}": (n, d) for k in (1, 2, 3)}


def fact(unit: str, period: str, over: int | None, under: int | None, value: str | None = None, rule: int = 1) -> Row:
    return {
        "unit": unit, "indicator": indicator(rule), "period": period, "scope": "全域", "value": value,
        "numerator": None if over is None else str(over), "denominator": None if under is None else str(under),
    }  # fmt: skip


__all__ = ["AS_OF", "Small", "counts", "fact"]
