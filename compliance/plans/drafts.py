"""Targets → a draft pack in YAML: every rule `draft: true`, indicators matched or proposed, to be confirmed by a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from compliance.indicator import Indicator, Indicators, Kind
from compliance.plans import examples
from compliance.plans.examples import Examples, written
from compliance.plans.target import Target, plain
from compliance.quantity import Quantity, QuantityError

if TYPE_CHECKING:
    from compliance.plans.extraction import Extraction

_OPS = {">=": "at_least", ">": "more_than", "<=": "at_most", "<": "less_than", "==": "equals"}
_MONEY = re.compile(
    r"产值|收入|投资|金额|总值|预算|贷款|存款|资金|GDP|税|经费|支出|销售额|零售额|成交额|进出口|利润|营收|增加值"
)
_EVERY = {"quarter": "quarter", "year": "year"}
_HEADER = "# 由程序从计划中提取的草稿：每条规则都须由人对照原文确认。确认后删去 draft: true；拟新增的指标请并入 indicators.yaml。\n"


def pack_yaml(extraction: Extraction) -> str:
    """The draft as text the rulebook loads."""
    import yaml

    return _HEADER + yaml.safe_dump(_pack(extraction), allow_unicode=True, sort_keys=False, width=4096)


def _pack(extraction: Extraction) -> dict[str, Any]:
    document = extraction.document
    drafter = _Drafter(extraction.indicators, document.year)
    pack_id = re.sub(r"\s+", "-", document.id or "draft")
    rules, told = [], []
    count: dict[str, int] = {}
    for target in extraction.targets:
        body = drafter.rule(target)
        if body is None:
            told.append(target)
            continue
        clause = target.clause or "正文"
        count[clause] = count.get(clause, 0) + 1
        rules.append({"id": f"{pack_id}-{clause}-{count[clause]}", "clause": clause, **body})
    pack: dict[str, Any] = {"document": _document(extraction, pack_id), "clauses": _clauses(extraction, count, told)}
    if drafter.proposed:
        pack["indicators"] = [_definition(i) for i in drafter.proposed.values()]
    pack["rules"] = rules
    return pack


def _document(extraction: Extraction, pack_id: str) -> dict[str, Any]:
    document = extraction.document
    issuer, region = _issuer(document.title)
    head: dict[str, Any] = {
        "id": pack_id,
        "title": document.title or document.id or "未命名的计划",
        "issuer": issuer,
        "region": region,
    }
    number = next(
        (m for p in document.paragraphs[:12] if (m := re.search(r"[\u4e00-\u9fff]{2,12}〔20\d\d〕\d+号", p.text))), None
    )
    if number:
        head["number"] = number[0]
    head["period"] = document.year or 2000
    return head


def _issuer(title: str) -> tuple[str, str]:
    """Who issued the plan and its code, as far as the title tells; 000000 is to be corrected by a person."""
    from compliance.region import Divisions

    found = re.match(
        r"(?:关于印发)?(?:《)?(?:20\d\d年)?(?P<name>[\u4e00-\u9fff]{1,12}?(?:自治区|自治州|自治县|省|市|州|盟|县|区|旗))",
        title,
    )
    if not found:
        return "（制定机关待填）", "000000"
    known = Divisions.shipped().find_by_name(found["name"])
    return found["name"], known[0].code if len(known) == 1 else "000000"


def _clauses(extraction: Extraction, used: dict[str, int], told: list[Target]) -> dict[str, Any]:
    also: dict[str, str] = {}
    for target in told:
        also.setdefault(target.clause or "正文", f"“{' '.join(target.quote.split())}”未能写成规则，请对照原文")
    reasons: dict[str, list[str]] = {}
    for alone in extraction.left_alone:
        if alone.why not in ("序号", "日期或期间"):
            reasons.setdefault(alone.clause or "正文", []).append(f"{' '.join(alone.quote.split())}：{alone.why}")
    clauses: dict[str, Any] = {}
    for clause, title in ({**extraction.document.clauses, **dict.fromkeys(used, "")}).items():
        own = title or extraction.document.clauses.get(clause, "") or clause
        if clause in used:
            clauses[clause] = {"title": own, **({"also": also[clause]} if clause in also else {})}
        else:
            figures = "；".join(reasons.get(clause, [])[:3])
            clauses[clause] = also.get(clause) or (f"没有量化要求：{own}" + (f"（{figures}）" if figures else ""))
    return clauses


def _definition(indicator: Indicator) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": indicator.name,
        "code": indicator.code,
        "kind": indicator.kind,
        "unit": indicator.unit,
        "definition": indicator.definition,
    }
    if indicator.numerator or indicator.kind == "rate":
        row |= {"numerator": indicator.numerator, "denominator": indicator.denominator}
    if indicator.may_exceed_whole:
        row["may_exceed_whole"] = True
    return row


class _Side(Struct, frozen=True):
    """A comparison as the pack writes it, and what its indicator must be."""

    op: str
    value: Any
    kind: Kind
    unit: str
    exceeds: bool = False
    other: str = ""
    examples: Examples = field(default_factory=list)


class _Drafter:
    """Writes rules, proposing an indicator where none of the known ones fits."""

    def __init__(self, known: Indicators | None, year: int | None) -> None:
        self._known = known
        self._year = year
        self.proposed: dict[str, Indicator] = {}
        self._codes = self._free_codes()

    def _free_codes(self) -> Iterator[str]:
        taken = {i.code for i in self._known.indicators.values()} if self._known else set()
        for first in "XYW":
            for second in "ZYXWVUTSRQPONMLKJIHGFEDCBA":
                for number in range(1, 100):
                    code = f"{first}{second}{number:02}"
                    if code not in taken:
                        yield code

    def rule(self, target: Target) -> dict[str, Any] | None:
        """The body of a rule, or None where the pack has no words for it."""
        side = self._side(target)
        if side is None:
            return None
        indicator = self._indicator(target, side)
        if indicator.may_exceed_whole and not side.exceeds:  # its examples go beyond the whole too
            side = self._side(target, exceeds=True) or side
        value = side.value
        if side.other:
            other = self._propose(f"{side.other}（对比值，{indicator.name}）", side)
            value = {**value, "indicator": other.name} if isinstance(value, dict) else value
        elif isinstance(value, dict):
            value = {"indicator": indicator.name, **value}
        body: dict[str, Any] = {
            "quote": " ".join(target.quote.split()),
            "reading": f"程序读作：{target.comparator} {target.value or ''}{target.unit or ''}".strip(),
        }
        if target.force:
            body["force"] = target.force
        body |= {"scope": target.scope or "全域", "indicator": indicator.name, side.op: value}
        every = _EVERY.get(target.period or "")
        if every:
            body["every"] = every
        due = re.fullmatch(r"by-date\((\d{4}-\d\d-\d\d)\)", target.period or "")
        if due:
            body["due"] = due[1]
        if target.soft:
            body["note"] = "原文为力争、争取或原则上一类的说法"
        if target.quantifier == "each-person":
            body["note"] = "原文要求每一个人都达到，请确认后用 each 写明逐个衡量的对象"
        elif target.quantifier == "each-unit":
            body["note"] = "原文可能要求每一个单位都达到，请确认后用 each 写明逐个衡量的对象"
        body["draft"] = True
        body["examples"] = side.examples
        return body

    def _side(self, target: Target, exceeds: bool = False) -> _Side | None:
        if target.comparator == "by_date":
            return self._day(target)
        if target.comparator == "relative":
            op = _relative_op(target.quote)
            other = target.relative_to or "另一数值"
            return _Side(op, {}, "rate", "%", True, other, examples.of_relation(op, "%"))
        if target.exact is None or target.value is None or (target.comparator == "between" and target.unit == "日期"):
            return None
        unit = {"比率": "%", "日": "天", None: "个"}.get(target.unit, target.unit)
        assert unit is not None
        if target.comparator in ("increase", "decrease"):
            return self._change(target, unit)
        values = [Fraction(v) for v in (target.value, target.value_max) if v]
        texts = [written(v, unit) for v in values]
        kind: Kind = (
            "rate" if unit == "%" else "money" if unit == "元" else "hours" if unit in ("学时", "小时") else "count"
        )
        if any(not _readable(t, unit) for t in texts):
            texts, unit = [written(v, "个") for v in values], "个"
        exceeds = unit == "%" and (exceeds or any(v > 1 for v in values))
        if target.comparator == "between":
            shown = examples.of_range(values[0], values[-1], unit, kind, exceeds)
            return _Side("between", texts, kind, unit, exceeds, examples=shown)
        op = _OPS[target.comparator]
        shown = examples.of_value(op, values[0], unit, kind, exceeds)
        return _Side(op, texts[0], kind, unit, exceeds, examples=shown)

    def _day(self, target: Target) -> _Side | None:
        value = target.value or ""
        if value.startswith("---"):
            return None
        if value.startswith("--"):
            value = f"{self._year or 2000:04}-{value[2:]}"
        from datetime import date

        day = date.fromisoformat(value)
        return _Side("by", day, "date", "日期", examples=examples.of_day(day))

    def _change(self, target: Target, unit: str) -> _Side:
        """增长8% is at least 108 % of the previous figure; 提高2个百分点 at least that much above it."""
        up = target.comparator == "increase"
        assert target.value is not None
        amount = Fraction(target.value) * (1 if up else -1)
        op = "at_least" if up else "at_most"
        money = bool(_MONEY.search(target.indicator or target.quote))
        if unit == "%":
            share = target.indicator.endswith(("率", "比例", "占比"))
            kind: Kind = "rate" if share else "money" if money else "count"
            base = "%" if share else "元" if money else "个"
            times = {"period": "previous", "times": written(1 + amount, "%")}
            return _Side(op, times, kind, base, True, examples=examples.of_relation(op, base, times=1 + amount))
        if unit == "百分点":
            points = {"period": "previous", "plus": f"{plain(amount)}个百分点"}
            return _Side(op, points, "rate", "%", True, examples=examples.of_relation(op, "%", plus=amount / 100))
        if not _readable(written(abs(amount), unit), unit):
            unit = "个"
        plus = {"period": "previous", "plus": ("-" if amount < 0 else "") + written(abs(amount), unit)}
        shown = examples.of_relation(op, unit, plus=amount)
        return _Side(op, plus, "money" if unit == "元" else "count", unit, examples=shown)

    def _indicator(self, target: Target, side: _Side) -> Indicator:
        known = self._known.find(target.indicator) if self._known and target.indicator else None
        if known and known.kind == side.kind and known.unit == side.unit and known.level == "unit":
            return known
        name = target.indicator or " ".join(target.quote.split())
        return self._propose(name[:60], side)

    def _propose(self, name: str, side: _Side) -> Indicator:
        name = re.sub(r"\s+", "", name).strip("，。、；：“”") or "未命名的指标"
        taken = self._known.find(name) if self._known else None
        if taken or (
            name in self.proposed and (self.proposed[name].kind, self.proposed[name].unit) != (side.kind, side.unit)
        ):
            name = f"{name}（{side.unit}）"
        known = self.proposed.get(name)
        if known and (known.kind, known.unit) == (side.kind, side.unit):
            return known
        numerator, denominator = (
            ("", "") if side.kind != "rate" else (f"{name}的分子（待写明）", f"{name}的分母（待写明）")
        )
        proposed = Indicator(
            name,
            next(self._codes),
            side.kind,
            side.unit,
            "拟新增：由程序从计划中提出，定义待写明。",
            numerator=numerator,
            denominator=denominator,
            may_exceed_whole=side.exceeds,
        )
        self.proposed[name] = proposed
        return proposed


def _relative_op(quote: str) -> str:
    if re.search("高于|超过|快于", quote):
        return "more_than"
    return "less_than" if "低于" in quote and "不低于" not in quote else "at_least"


def _readable(text: str, unit: str) -> bool:
    try:
        return Quantity.parse(text).unit == unit
    except QuantityError:
        return False
