"""Facts that come as Parquet, in the columns of `tables.FACTS`: each unit's rows of a year are its submission."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from compliance.errors import Problem, RefusedError, problem
from compliance.fact import Fact, Figure, Submission, Unread
from compliance.indicator import Indicator, Indicators
from compliance.period import Period, PeriodError
from compliance.quantity import Quantity, QuantityError
from compliance.region import normalised
from compliance.source import Place
from compliance.tables import FACTS, ROLES, Faults, columns_checked, is_blank, plain_text

_CHINESE = {"value": "数值", "numerator": "分子", "denominator": "分母"}


def submissions(path: Path, name: str, sha256: str, indicators: Indicators) -> Iterator[Submission]:
    """The submissions in one file, by code and year.

    Raises:
        RefusedError: the file is no Parquet file, or lacks the columns.
    """
    made: dict[tuple[str, int], _Unit] = {}
    faults = Faults()
    for number, row in enumerate(_rows(path, faults), 1):
        code = normalised(str(row["unit"] or ""))
        try:
            period = Period.parse(str(row["period"] or ""))
        except PeriodError:
            place = Place(name, line=number)
            made.setdefault((code, 0), _Unit(name)).problems.append(
                problem("row_without_period", place, text=row["period"] or "")
            )
            continue
        made.setdefault((code, period.year), _Unit(name)).add(row, code, period, number, indicators)
    beside = [replace(p, place=Place(name)) for p in faults.notes]  # once, with the first of the file
    for (code, year), unit in sorted(made.items()):
        problems, beside = (*beside, *unit.problems), []
        periods = {fact.period for fact in unit.facts}
        when = periods.pop() if len(periods) == 1 else Period(year) if year else None
        yield Submission(name, sha256, code, "", when, facts=tuple(unit.facts), problems=problems)


def _rows(path: Path, faults: Faults) -> Iterator[dict[str, Any]]:
    import polars as pl

    try:
        scan = pl.scan_parquet(path)
        names = scan.collect_schema().names()
        if missing := [c.name for c in FACTS.columns if (c.required or c.name == "period") and c.name not in names]:
            raise RefusedError(problem("batch_not_a_facts_table", what=f"缺少“{'、'.join(missing)}”列"))
        columns_checked(pl.DataFrame(schema=names), FACTS, faults)
        if faults.found:
            raise RefusedError(
                problem("batch_not_a_facts_table", what="；".join(p.message.removesuffix("。") for p in faults.found))
            )
        frame = scan.select([c.name for c in FACTS.columns if c.name in names]).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise RefusedError(problem("damaged", what="不是能读取的 Parquet 文件")) from error
    blank = dict.fromkeys(FACTS.names)
    for row in frame.iter_rows(named=True):
        yield {**blank, **row}


class _Unit:
    """What the rows of one unit and year say."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.facts: list[Fact] = []
        self.problems: list[Problem] = []

    def add(self, row: dict[str, Any], code: str, period: Period, number: int, indicators: Indicators) -> None:
        written = str(row["indicator"] or "")
        indicator = indicators.find(written) if written else None
        # the cell a figure once came from is named where the table knows it, else the row of the table
        place = Place(str(row["file"] or self.file), str(row["sheet"] or ""), str(row["cell"] or ""))
        if not place.cell:
            place = replace(place, file=self.file, line=number)
        if indicator is None:
            self.problems.append(problem("name_unknown", place, name=written))
        figures: dict[str, Figure | None] = {}
        unread: list[Unread] = []
        for role in ROLES:
            cell = None if is_blank(row[role]) else row[role]
            try:
                figures[role] = _figure(cell, indicator, role, place, bool(row["approximate"]))
                continue
            except (QuantityError, ValueError):
                told = problem("not_a_number", place, text=plain_text(cell))
            except _OtherUnitError as fitting:
                told = problem("unit_disagrees", place, text=plain_text(cell), unit=fitting)
            self.problems.append(told)
            unread.append(Unread(_CHINESE[role], plain_text(cell), place, told.message))
        self.facts.append(
            Fact(
                code, period, indicator.name if indicator else written, str(row["scope"] or ""), figures.get("value"),
                figures.get("numerator"), figures.get("denominator"), str(row["source"] or ""), str(row["remark"] or ""),
                tuple(unread), {_CHINESE[role]: place for role in ROLES},
            )
        )  # fmt: skip


class _OtherUnitError(Exception):
    """A quantity in another unit than its indicator's, which the message names."""


def _figure(cell: object, indicator: Indicator | None, role: str, place: Place, approximate: bool) -> Figure | None:
    """A cell as a figure. Raises ValueError or QuantityError: it is none; _OtherUnitError: it is one of something else."""
    if cell is None or cell == "":
        return None
    text = plain_text(cell)
    if indicator is not None and indicator.kind == "date" and role == "value":
        return Figure.day(date.fromisoformat(text), text, place)
    quantity = Quantity.parse(text)
    if indicator is not None and quantity.unit not in ("", indicator.written_in(role)):
        raise _OtherUnitError(indicator.written_in(role))
    share = indicator is not None and indicator.kind == "rate" and role == "value"
    step = quantity.step if share else Fraction(0)
    return Figure(quantity.value, text, place, step, approximate or quantity.approximate)
