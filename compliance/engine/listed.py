"""The records and rolls frames as records and rolls by unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import polars as pl

from compliance.engine.wide import parsed, read_figure
from compliance.errors import problem
from compliance.fact import Figure, Record, Roll
from compliance.indicator import Indicator, Indicators
from compliance.period import Period
from compliance.tables import RECORDS, ROLLS, TYPES, Faults, Numbers, Table, columns_checked, numbers, periods, texts


def records_of(
    frame: pl.DataFrame, indicators: Indicators, default: Period | None, faults: Faults
) -> dict[str, list[Record]]:
    """Every row of a records frame, by unit; a department's own row stands in its government's list."""
    figures = {
        name: indicator
        for name in frame.columns
        if name not in RECORDS.names and (indicator := indicators.find(name)) is not None
    }
    columns_checked(frame, RECORDS, faults, lambda name: name in figures or _is_misnamed(name, indicators, faults))
    first: dict[Indicator, str] = {}
    for name, indicator in figures.items():
        if (other := first.setdefault(indicator, name)) != name:
            faults.found.append(problem("wide_column_twice", table=RECORDS.name, first=other, column=name))
    column = {n: _column(frame, RECORDS, n, faults) for n in ("unit", "list", "name", "id", "category")}
    when = _periods(frame, RECORDS, faults, default)
    terms = {n: _days(frame, n, faults) for n in ("begins", "ends")}
    values = {i: list(_figures(frame, name, i, faults)) for name, i in figures.items()}
    _unknown_lists(column["list"], RECORDS, indicators, faults)
    faults.stop()
    found: dict[str, list[Record]] = {}
    for row in range(len(frame)):
        unit, sheet = str(column["unit"][row]), str(column["list"][row])
        if sheet not in indicators.lists:
            continue
        government, _, department = unit.partition("/")
        categories = tuple(c for c in (column["category"][row] or "").split("、") if c)
        _unknown_categories(categories, sheet, RECORDS, indicators, faults)
        given = {i.name: figure for i, figures_ in values.items() if (figure := figures_[row]) is not None}
        name = column["name"][row] or department
        record = Record(
            government, sheet, when[row], name, column["id"][row] or "", categories, given,
            terms["begins"][row], terms["ends"][row],
        )  # fmt: skip
        found.setdefault(government, []).append(record)
    return found


def _is_misnamed(name: str, indicators: Indicators, faults: Faults) -> bool:
    """Whether a column begins as an indicator does (培训学时（小时）): it is told, and not left aside."""
    found = None if name in RECORDS.names else indicators.leading(name)
    if found is not None:
        faults.found.append(problem("column_unknown", table=RECORDS.name, column=name, near=found[0].name))
    return found is not None


def rolls_of(
    frame: pl.DataFrame, indicators: Indicators, default: Period | None, faults: Faults
) -> dict[str, list[Roll]]:
    """Every row of a rolls frame, by unit."""
    columns_checked(frame, ROLLS, faults)
    column = {n: _column(frame, ROLLS, n, faults) for n in ("unit", "list", "category")}
    when = _periods(frame, ROLLS, faults, default)
    expected: list[Figure | None] = [None] * len(frame)
    if "expected" in frame.columns:
        read = numbers(frame["expected"], ROLLS, faults)
        if read.text is not None:
            rows = read.text.is_not_null().arg_true().to_list()
            faults.cells(ROLLS.name, "expected", rows, [read.text[r] for r in rows], "应为整数")
        expected = [None if v is None else Figure(Fraction(v), str(v)) for v in read.whole.to_list()]
    _unknown_lists(column["list"], ROLLS, indicators, faults)
    faults.stop()
    found: dict[str, list[Roll]] = {}
    for row in range(len(frame)):
        unit, sheet = str(column["unit"][row]), str(column["list"][row])
        if sheet in indicators.lists:
            _unknown_categories((str(column["category"][row]),), sheet, ROLLS, indicators, faults)
            found.setdefault(unit, []).append(Roll(unit, sheet, when[row], str(column["category"][row]), expected[row]))
    return found


def _column(frame: pl.DataFrame, table: Table, name: str, faults: Faults) -> list[str | None]:
    series = texts(frame, table, name, faults)
    return [None] * len(frame) if series is None else series.to_list()


def _periods(frame: pl.DataFrame, table: Table, faults: Faults, default: Period | None) -> list[Period]:
    series, _ = periods(frame, table, faults, default)
    faults.stop()
    if series is None:
        assert default is not None
        return [default] * len(frame)
    return [Period.parse(text) for text in series.to_list()]


def _days(frame: pl.DataFrame, name: str, faults: Faults) -> list[date | None]:
    if name not in frame.columns:
        return [None] * len(frame)
    read = numbers(frame[name], RECORDS, faults, days=True)
    _refuse(read, name, faults)
    return [None if v is None else date.fromordinal(v) for v in read.whole.to_list()]


def _refuse(read: Numbers, name: str, faults: Faults) -> None:
    if read.text is not None:
        rows = read.text.is_not_null().arg_true().to_list()
        faults.cells(RECORDS.name, name, rows, [read.text[r] for r in rows], f"应为{TYPES['day']}")


def _figures(frame: pl.DataFrame, name: str, indicator: Indicator, faults: Faults) -> Iterator[Figure | None]:
    read = numbers(frame[name], RECORDS, faults, days=indicator.kind == "date")
    if read.text is not None:
        parsed(read.text, indicator, "value", RECORDS.name, name, faults)
        if faults.found:
            return
    odd = read.text.to_list() if read.text is not None else [None] * len(frame)
    for whole, text in zip(read.whole.to_list(), odd, strict=True):
        yield read_figure(whole, text, indicator, "value")


def _unknown_lists(names: list[str | None], table: Table, indicators: Indicators, faults: Faults) -> None:
    known = "、".join(indicators.lists) or "（无）"
    for name in sorted({n for n in names if n is not None and n not in indicators.lists}):
        faults.note("list_unknown", names.count(name), table=table.name, list=name, known=known)


def _unknown_categories(
    names: tuple[str, ...], sheet: str, table: Table, indicators: Indicators, faults: Faults
) -> None:
    """Of rows that are of no category of their list at all: they count for nobody."""
    known = indicators.lists[sheet].categories
    for name in names if not set(names) & set(known) else ():
        words = {"table": table.name, "list": sheet, "category": name, "known": "、".join(known)}
        faults.note("frame_category_unknown", 1, None, **words)
