"""The right side of a comparison, as the plan writes it → exact fractions, held to the indicator's unit."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from compliance.indicator import Indicator
from compliance.quantity import UNITS, Quantity, QuantityError
from compliance.rule import Comparison, Op, Relative
from compliance.rulebook.form import RELATIVE
from compliance.rulebook.table import Faults, Table

_WHOLE = Fraction(1)
_SAMPLES = {"rate": "90%", "hours": "60学时", "money": "300万元"}


def fixed(row: Table, op: Op, indicator: Indicator) -> Comparison | None:
    """`at_least: 60学时`, or None with the fault noted."""
    quantity = _quantity(row, op, row.text(op), indicator)
    return None if quantity is None else Comparison(op, quantity.unit, quantity.text, quantity.value)


def interval(row: Table, indicator: Indicator) -> Comparison | None:
    """`between: [60%, 80%]`, both ends included, or None with the fault noted."""
    ends = row.texts("between")
    if len(ends) != 2:
        if ends:
            row.fault("wrong_type", "between", expected="两个数，如 [60%, 80%]", found=f"{len(ends)} 个")
        return None
    low, high = (_quantity(row, "between", end, indicator) for end in ends)
    if low is None or high is None:
        return None
    if high.value < low.value:
        row.fault("interval_reversed", "between", low=low.text, high=high.text)
        return None
    return Comparison("between", low.unit, f"{low.text}至{high.text}", low.value, high.value)


def deadline(row: Table, op: Op) -> Comparison | None:
    """`before: 2024-10-01` as a day number, or None with the fault noted."""
    day = row.day(op)
    return None if day is None else Comparison(op, "日期", day.isoformat(), Fraction(day.toordinal()))


def relative(
    row: Table, op: Op, indicator: Indicator, find: Callable[[str, str], Indicator | None]
) -> Comparison | None:
    """`more_than: {indicator: …, period: previous, times: 90%, plus: 2个百分点}`, or None with the fault noted."""
    node = row.node(op)
    assert node is not None
    faults = Faults(row.faults.file)
    table = Table(node, RELATIVE, row.path(op), faults)
    name = table.text("indicator")
    previous = table.choice("period") == "previous"
    times, plus = _times(table), _plus(table, indicator)
    row.faults.found += faults.found
    other = find(op, name)
    if other is None or faults.found:
        return None
    if other.name == indicator.name and not previous:
        row.fault("kind_mismatch", op, what="与自身同期比较没有意义", fix="请写 period: previous，或换一个指标。")
        return None
    if other.kind != indicator.kind or _base(other.unit) != _base(indicator.unit) or other.level != indicator.level:
        row.fault("unit_mismatch", op, value=other.name, expected=f"与“{indicator.name}”种类和计量单位相同的指标")
        return None
    comparison = Comparison(op, _base(indicator.unit), relative=Relative(other.name, previous, times, plus))
    return Comparison(op, comparison.unit, comparison.required_text(), relative=comparison.relative)


def _times(table: Table) -> Fraction:
    text = table.text("times")
    if not text:
        return Fraction(1)
    try:
        quantity = Quantity.parse(text.removesuffix("倍"))
    except QuantityError:
        quantity = None
    if quantity is None or quantity.unit not in ("", "%") or quantity.value <= 0 or quantity.approximate:
        table.fault("value_unreadable", "times", value=text, expected="90%、1.1")
        return Fraction(1)
    return quantity.value


def _plus(table: Table, indicator: Indicator) -> Fraction:
    text = table.text("plus")
    if not text:
        return Fraction(0)
    share = indicator.unit == "%"
    unit = "百分点" if share else _base(indicator.unit)
    expected = "2个百分点、-2个百分点" if share else f"3{indicator.unit}、-3{indicator.unit}"
    try:
        quantity = Quantity.parse(text)
    except QuantityError:
        table.fault("value_unreadable", "plus", value=text, expected=expected)
        return Fraction(0)
    if quantity.unit != unit:
        table.fault("unit_mismatch", "plus", value=text, expected=expected)
    return quantity.value / 100 if share else quantity.value


def _quantity(row: Table, op: str, text: str, indicator: Indicator) -> Quantity | None:
    """The value `text`, in the indicator's base unit and possible for it; None with the fault noted."""
    if not text:
        return None
    sample = _SAMPLES.get(indicator.kind, f"2{indicator.unit}")
    try:
        quantity = Quantity.parse(text)
    except QuantityError:
        row.fault("value_unreadable", op, value=text, expected=sample)
        return None
    if quantity.approximate or quantity.value < 0:
        row.fault("value_unreadable", op, value=text, expected=f"{sample}（确切的、不小于零的数）")
        return None
    if quantity.unit != _base(indicator.unit):
        row.fault("unit_mismatch", op, value=text, expected=f"以{indicator.unit}计，如 {sample}")
        return None
    if indicator.kind == "rate" and quantity.value > _WHOLE and not indicator.may_exceed_whole:
        row.fault("percent_over_100", op, value=text)
        return None
    return quantity


def _base(unit: str) -> str:
    """The unit figures are kept in: 万元 → 元."""
    return UNITS[unit][0] if unit in UNITS else unit
