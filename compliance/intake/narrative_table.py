"""A report's figures as a plain table: columns aligned by the width of what stands in them, Chinese counted double."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from compliance.quantity import decimal_text

if TYPE_CHECKING:
    from compliance.intake.narrative import Narrative, NarrativeFact

_HEADINGS = ("指标", "数值", "单位", "期间", "变化", "提示", "原句")
_LONGEST_NAME = 24
_KINDS = {"yoy": "同比", "prev": "环比", "base": "比基期"}


def table(narrative: Narrative) -> str:
    """The facts row by row; then every figure that is none, with the reason, equal reasons together."""
    title = narrative.document.title or narrative.document.id
    rows = [_row(fact) for fact in narrative.facts]
    lines = [f"《{title}》：数据 {len(rows)} 项，未作数据的数字 {len(narrative.left_alone)} 处", ""]
    if rows:
        lines += _aligned([_HEADINGS, *rows])
    reasons: dict[str, list[str]] = {}
    for alone in narrative.left_alone:
        reasons.setdefault(alone.why, []).append(" ".join(alone.quote.split()))
    if reasons:
        lines += ["", "未作数据的数字："]
        lines += [f"  {why}（{len(quotes)} 处）：{'、'.join(quotes)}" for why, quotes in reasons.items()]
    return "\n".join(lines)


def _row(fact: NarrativeFact) -> tuple[str, ...]:
    return (
        _short(fact.indicator or "（指标待定）", _LONGEST_NAME),
        _value(fact.value, fact.unit),
        "" if fact.value is None or fact.unit == "比率" else fact.unit or "",
        fact.period or "",
        _change(fact),
        "、".join(_marks(fact)),
        " ".join(fact.quote.split()),
    )


def _value(value: str | None, unit: str | None) -> str:
    if value is None:
        return "（仅有变化）"
    return f"{decimal_text(Fraction(value) * 100, 4)}%" if unit == "比率" else value


def _change(fact: NarrativeFact) -> str:
    """同比 -6.8个百分点, 同比 +8.6%, 同比 持平."""
    if fact.change is None:
        return ""
    kind, _, measure = fact.change.kind.partition("_")
    amount = Fraction(fact.change.value)
    if not amount:
        return f"{_KINDS[kind]} 持平"
    sign = "+" if amount > 0 else "-"
    if measure == "points":
        size = f"{decimal_text(abs(amount), 4)}个百分点"
    elif measure == "rate":
        size = f"{decimal_text(abs(amount) * 100, 4)}%"
    else:
        size = f"{decimal_text(abs(amount), 4)}{fact.unit or ''}"
    return f"{_KINDS[kind]} {sign}{size}"


def _marks(fact: NarrativeFact) -> list[str]:
    marks = ["约数"] if fact.approximate else []
    if fact.inconsistent:
        marks.append(f"矛盾：{fact.reason}")
    if fact.ambiguous or not fact.indicator:
        marks.append(f"待确认：{fact.ambiguous or '指标待定'}")
    return marks


def _short(text: str, most: int) -> str:
    """The end of a long name: what is counted stands last."""
    return text if _width(text) <= most else "…" + text[-((most - 1) // 2) :]


def _width(text: str) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
