"""How a figure is printed beside its line, and how far on the right side of it it stands."""

from __future__ import annotations

from fractions import Fraction

from compliance.quantity import show
from compliance.rule import chinese_day
from compliance.verdict import Verdict, fraction_text

__all__ = ["actual_text", "comparison_text", "counts_text", "margin", "required_text"]


def actual_text(verdict: Verdict) -> str:
    """The figure as a reader sees it: never rounded onto or across the line; "" where there is none."""
    actual = verdict.actual
    if actual is None:
        return ""
    if actual.value is None and actual.counts is None:
        return actual.text  # a figure that cannot be, as it was written
    if actual.value is None:
        return "分母为 0" if verdict.rule.group is None else "应列数为 0"
    if verdict.rule.group is not None:
        return actual.reported or actual.text
    if verdict.rule.comparison.is_date:
        return actual.text
    if actual.basis == "counts" and verdict.rule.comparison.unit == "%":
        return show(actual.value, "%", verdict.required.value)
    return actual.text


def required_text(verdict: Verdict) -> str:
    """The comparison in words, with the other figure's value where the target is relational and it is known."""
    comparison, required = verdict.rule.comparison, verdict.required
    if comparison.relative is None:
        return comparison.sentence()
    said = comparison.sentence()
    if required.value is None:
        return said
    return f"{said}（{show(required.value, comparison.unit, _value(verdict))}）"


def counts_text(verdict: Verdict) -> str:
    """29 ÷ 184, where a share was counted."""
    counts = verdict.actual.counts if verdict.actual else None
    return f"{counts[0]} ÷ {counts[1]}" if counts and counts[1] and verdict.rule.group is None else ""


def comparison_text(verdict: Verdict) -> str:
    """The comparison of two exact fractions: 29/184 > 18/150 ; "" where a side is unknown or is a day."""
    value, line = _value(verdict), verdict.required.value
    if verdict.rule.group is not None and value is not None:
        return f"{_said(verdict, value)} {'=' if value == 1 else '≠'} 1"
    if value is None or line is None or verdict.rule.comparison.is_date:
        return ""
    sign = ">" if value > line else "<" if value < line else "="
    upper = verdict.rule.comparison.upper
    if upper is not None:
        second = ">" if value > upper else "<" if value < upper else "="
        return f"{_said(verdict, value)} {sign} {_plain(line)}，{_said(verdict, value)} {second} {_plain(upper)}"
    counts = verdict.required.counts
    right = f"{counts[0]}/{counts[1]}" if counts and counts[1] and Fraction(*counts) == line else _plain(line)
    return f"{_said(verdict, value)} {sign} {right}"


def _value(verdict: Verdict) -> Fraction | None:
    return verdict.actual.value if verdict.actual else None


def _said(verdict: Verdict, value: Fraction) -> str:
    """The counts as they were counted (27/30, not 9/10)."""
    counts = verdict.actual.counts if verdict.actual else None
    return f"{counts[0]}/{counts[1]}" if counts else _plain(value)


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else fraction_text(value) or ""


def margin(verdict: Verdict) -> str:
    """For a target that is met: how far beyond the line, in natural units; "" otherwise."""
    value, line = _value(verdict), verdict.required.value
    if verdict.verdict != "met" or value is None:
        return ""
    if verdict.rule.group is not None:
        return "全部达到"
    if line is None:
        return ""
    comparison = verdict.rule.comparison
    if comparison.is_date:
        last = comparison.last_permitted_day
        if last is None:
            return ""
        days = last.toordinal() - int(value)
        return f"比最后期限 {chinese_day(last)} 提前 {days} 天" if days else "正好在最后期限当日"
    if comparison.op == "equals":
        return "正好等于要求"
    if comparison.op == "between":
        return "在要求的范围内"
    if comparison.unit == "%":
        return _points(verdict, value, line)
    return _amount(comparison.op, value, line, verdict.rule.indicator.unit)


def _points(verdict: Verdict, value: Fraction, line: Fraction) -> str:
    higher = verdict.rule.comparison.op in ("at_least", "more_than")
    apart = abs(value - line)
    if not apart:
        text = "正好在达标线上"
    else:
        points = show(apart, "%", Fraction(0)).removesuffix("%")
        text = f"{'高于' if higher else '低于'}达标线 {points} 个百分点"
    spare = _spare(verdict, line)
    return text if spare is None else f"{text}；{spare}"


def _spare(verdict: Verdict, line: Fraction) -> str | None:
    """How many of the same cases could have turned out otherwise and the target still be met."""
    counts = verdict.actual.counts if verdict.actual else None
    if not counts or not counts[1]:
        return None
    n, d = counts
    over, under = line.numerator * d, line.denominator
    match verdict.rule.comparison.op:
        case "at_least":
            spare, verb = n - -(-over // under), "少"
        case "more_than":
            spare, verb = n - over // under - 1, "少"
        case "at_most":
            spare, verb = over // under - n, "多"
        case _:
            spare, verb = -(-over // under) - 1 - n, "多"
    spare = min(spare, n if verb == "少" else d - n)
    unit = verdict.rule.indicator.counted_in
    return f"再{verb} {spare} {unit}仍达标" if spare > 0 else f"再{verb} 1 {unit}即不达标"


def _amount(op: str, value: Fraction, line: Fraction, unit: str) -> str:
    if value == line:
        return "正好达到要求"
    verb = "多于" if op in ("at_least", "more_than") else "少于"
    return f"{verb}要求 {show(abs(value - line), '', Fraction(0), places=6)} {unit}"
