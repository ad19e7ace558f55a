"""A target → a comparison as a pack writes it, with the kind of indicator it needs; None where a pack has no words for it."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

from msgspec import Struct, field

from compliance.indicator import Indicator, Kind
from compliance.plans import examples
from compliance.plans.examples import Examples, written
from compliance.plans.target import Target, plain
from compliance.quantity import Quantity, QuantityError

_OPS = {">=": "at_least", ">": "more_than", "<=": "at_most", "<": "less_than", "==": "equals"}
_OPPOSITE = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
_MONEY = re.compile(
    r"产值|收入|投资|金额|总值|预算|贷款|存款|资金|GDP|税|经费|支出|销售额|零售额|成交额|进出口|利润|营收|增加值"
)
_SHARE = re.compile(r"(?:率|比例|占比|比重|增速|增幅|降幅|涨幅|满意度|覆盖面)$")
_COUNTED = re.compile(r"(人次|件次|件|人|户|次|场|起|家|个|项|份|条|批|期|篇|名|所|座)数$")
#: The year before, of the same indicator; a sum over years or another body's figure is another indicator.
_YEAR_BEFORE = re.compile(r"(?:上一?年度?|去年)(?:同期|度|水平|全年|同期水平|平均|平均水平)?|同比(?:分别|均|平均)?")
_BASE_WORDS = re.compile(r"^(?:在|与|和|同|比|较|相比|相较|较之|对比|于)+|(?:的?基础上|相比|比较|[再又仍还])+$")
_SYNC = re.compile(r"^(?:与|和|同)(?P<of>.{2,14}?)(?:基本)?(?:保持)?同步(?:增长|提高|提升)?$")


class Side(Struct, frozen=True):
    """A comparison as the pack writes it, and what its indicator must be.

    Attributes:
        op: the key.
        value: what stands behind it: text, a day, two texts, or the keys of a relation but for its indicator.
        exceeds: its indicator may be more than the whole.
        other: what the other indicator of a relation is, "" where it is the same one of the year before.
        name: what the indicator must be called, "" for the target's own name.
        lost: the unit of the words where a pack cannot write it.
    """

    op: str
    value: Any
    kind: Kind
    unit: str
    exceeds: bool = False
    other: str = ""
    examples: Examples = field(default_factory=list)
    name: str = ""
    lost: str = ""


def side_of(target: Target, known: Indicator | None, year: int | None, exceeds: bool = False) -> Side | None:
    """The comparison of a target; `known` is the catalogue's indicator of its name, `year` the plan's."""
    if target.comparator == "by_date":
        return _day(target, year)
    if target.comparator == "relative":
        return _relation(target, known)
    if target.exact is None or target.value is None or (target.comparator == "between" and target.unit == "日期"):
        return None
    unit = {"比率": "%", "日": "天", None: "个"}.get(target.unit, target.unit)
    assert unit is not None
    if target.comparator in ("increase", "decrease"):
        return _change(target, unit, year)
    return _value(target, unit, exceeds)


def _value(target: Target, unit: str, exceeds: bool) -> Side:
    assert target.exact is not None
    low = Fraction(target.value or 0)
    values = [low, target.exact] if target.comparator == "between" else [target.exact]
    texts = [written(v, unit) for v in values]
    lost = ""
    if any(not _readable(t, unit) for t in texts):
        texts, lost, unit = [written(v, "个") for v in values], unit, "个"
    kind: Kind = (
        "rate" if unit == "%" else "money" if unit == "元" else "hours" if unit in ("学时", "小时") else "count"
    )
    exceeds = unit == "%" and (exceeds or any(v > 1 for v in values))
    if target.comparator == "between":
        # 增长6%—7% asks for a growth of so much, not for a product of so much
        name = target.toward and (target.indicator or "指标") + ("增幅" if target.toward == "increase" else "降幅")
        shown = examples.of_range(values[0], values[-1], unit, kind, exceeds)
        return Side("between", texts, kind, unit, exceeds, examples=shown, name=name, lost=lost)
    op = _OPS[target.comparator]
    shown = examples.of_value(op, values[0], unit, kind, exceeds)
    return Side(op, texts[0], kind, unit, exceeds, examples=shown, lost=lost)


def _day(target: Target, year: int | None) -> Side | None:
    value = target.value or ""
    if value.startswith("---"):
        return None
    if value.startswith("--"):
        value = f"{year or 2000:04}-{value[2:]}"
    day = date.fromisoformat(value)
    return Side("by", day, "date", "日期", examples=examples.of_day(day))


def _measure(target: Target, known: Indicator | None) -> tuple[Kind, str]:
    """The kind and unit of an indicator that is compared with another: the catalogue's, else what the name tells."""
    if known and known.kind != "date" and known.level == "unit":
        return known.kind, known.unit
    if _SHARE.search(target.indicator):
        return "rate", "%"
    if counted := _COUNTED.search(target.indicator):
        return "count", counted[1]
    return ("money", "元") if _MONEY.search(target.indicator or target.quote) else ("count", "个")


def _relation(target: Target, known: Indicator | None) -> Side | None:
    """高于…5个百分点, 不少于上年的80%, 不高于上年; None where the words leave it open (不低于…2个百分点)."""
    of = target.relative_to or "另一数值"
    if sync := _SYNC.match(of):
        name = "" if _SHARE.search(target.indicator) or not target.indicator else target.indicator + "增速"
        shown = examples.of_relation("at_least", "%")
        return Side("at_least", {}, "rate", "%", True, f"{sync['of']}增速", shown, name)
    kind, unit = _measure(target, known)
    value: dict[str, str] = {"period": "previous"} if _YEAR_BEFORE.fullmatch(of) else {}
    times, plus, sign = Fraction(1), Fraction(0), target.op or ">="
    if target.unit == "百分点":
        if not target.toward or target.exact is None:
            return None
        kind, unit = "rate", "%"
        amount = target.exact if target.toward == "increase" else -target.exact
        # at least so far from it, unless the distance is limited
        sign = {"increase": ">=", "decrease": "<="}[target.toward]
        sign = _OPPOSITE[sign] if target.bound == "<=" else sign
        value["plus"], plus = f"{plain(amount)}个百分点", amount / 100
    elif target.value is not None and target.exact is not None:
        times = target.exact
        value["times"] = written(times, "%")
    op = _OPS["==" if sign == "between" else sign]
    other = "" if "period" in value else of
    return Side(op, value, kind, unit, kind == "rate", other, examples.of_relation(op, unit, times, plus))


def _change(target: Target, unit: str, year: int | None) -> Side:
    """增长8% is at least 108 % of the figure before, 增长不超过8% at most; 提高2个百分点 at least that much above it."""
    up = target.comparator == "increase"
    assert target.exact is not None
    amount = abs(target.exact) * (1 if up else -1)
    asked = target.op if target.op in _OPPOSITE else ">="
    op = _OPS[asked if up else _OPPOSITE[asked]]
    other = other_base(target, year)
    value: dict[str, str] = {} if other else {"period": "previous"}
    if unit == "%":
        money = bool(_MONEY.search(target.indicator or target.quote))
        kind: Kind = "rate" if _SHARE.search(target.indicator) else "money" if money else "count"
        base = {"rate": "%", "money": "元"}.get(kind, "个")
        value["times"] = written(1 + amount, "%")
        return Side(op, value, kind, base, True, other, examples.of_relation(op, base, times=1 + amount))
    if unit == "百分点":
        value["plus"] = f"{plain(amount)}个百分点"
        return Side(op, value, "rate", "%", True, other, examples.of_relation(op, "%", plus=amount / 100))
    lost = "" if _readable(written(abs(amount), unit), unit) else unit
    unit = "个" if lost else unit
    value["plus"] = ("-" if amount < 0 else "") + written(abs(amount), unit)
    kind = "money" if unit == "元" else "count"
    return Side(op, value, kind, unit, False, other, examples.of_relation(op, unit, plus=amount), lost=lost)


def other_base(target: Target, year: int | None) -> str:
    """What a change is measured against where that is not the year before: 2020年的基数, or 基期 where nothing says so."""
    base = _BASE_WORDS.sub("", target.base)
    if (base in ("同期", "") and target.base) or _YEAR_BEFORE.fullmatch(base):
        return ""
    if re.match(r"(?:20\d\d)年", base) and year and int(base[:4]) == year - 1:
        return ""
    if base:
        return base + "的基数"
    later = re.match(r"by-date\((\d{4})", target.period or "")
    return "基期" if later and year and int(later[1]) > year else ""


def _readable(text: str, unit: str) -> bool:
    try:
        return Quantity.parse(text).unit == unit
    except QuantityError:
        return False
