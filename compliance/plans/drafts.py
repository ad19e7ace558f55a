"""Targets → a draft pack in YAML: every rule `draft: true`, indicators matched or proposed, to be confirmed by a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from compliance.indicator import Indicator, Indicators
from compliance.plans.notes import notes_on
from compliance.plans.sides import Side, side_of
from compliance.plans.target import Target

if TYPE_CHECKING:
    from compliance.plans.extraction import Extraction

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
    untold: dict[str, list[str]] = {}
    for target in told:
        untold.setdefault(target.clause or "正文", []).append(f"“{_one_line(target.context or target.quote)}”")
    also = {clause: f"{''.join(dict.fromkeys(words))}未能写成规则，请对照原文" for clause, words in untold.items()}
    reasons: dict[str, list[str]] = {}
    for alone in extraction.left_alone:
        if alone.why not in ("序号", "日期或期间"):
            reasons.setdefault(alone.clause or "正文", []).append(f"{' '.join(alone.quote.split())}：{alone.why}")
    clauses: dict[str, Any] = {}
    for clause, title in ({**extraction.document.clauses, **dict.fromkeys([*used, *also], "")}).items():
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


def _one_line(words: str) -> str:
    """Without the breaks of the page: between two Chinese characters nothing, else one blank."""
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", " ".join(words.split()))


_OWN = re.compile("^(?:本地区|本级|本单位|同期|同年|当年)+的?")
#: 开展, 至少组织开展1次: no name of anything; what is done stands behind the figure.
_ACT_ONLY = re.compile(
    r"(?:至少|不少于|应当?|须|要|组织|开展|举办|进行|召开|通报|发布|公布|检查|调度|培训|轮训|报告|听取|集中|接受|参加|更新|汇报|评估|研究|巡查|监测|公开|完成|实施|[\d.]+(?:次|场|期|轮|遍)|[一二三四五六七八九十两](?:次|场|期|轮|遍)|各|分别)+"
)


def _named(target: Target) -> str:
    """The name of the indicator to propose: of an act alone, with what it is done to."""
    words = " ".join(target.quote.split())
    name = target.indicator or words
    context = " ".join(target.context.split())
    behind = context.partition(words)[2] if _ACT_ONLY.fullmatch(name) else ""
    thing = re.match(r"[^，。；、：（(]{2,40}", behind)
    return (re.sub(r"至少|不少于|[\d一二三四五六七八九十两.]+[次场期轮遍]", "", name) + thing[0]) if thing else name


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
        known = self._known.find(target.indicator) if self._known and target.indicator else None
        side = side_of(target, known, self._year)
        if side is None:
            return None
        indicator = self._indicator(target, known, side)
        if indicator.may_exceed_whole and not side.exceeds:  # its examples go beyond the whole too
            side = side_of(target, known, self._year, exceeds=True) or side
        value = side.value
        if side.other:
            other = self._other(side, indicator) or self._propose(f"{side.other}（对比值，{indicator.name}）", side)
            value = {"indicator": other.name, **value}
        elif isinstance(value, dict):
            value = {"indicator": indicator.name, **value}
        body: dict[str, Any] = {
            "quote": _one_line(target.context or target.quote),
            "reading": f"程序读作：{target.demand}",
        }
        if target.force:
            body["force"] = target.force
        body["scope"] = target.scope or "全域"
        if target.levels:
            body["levels"] = list(target.levels)
        body |= {"indicator": indicator.name, side.op: value}
        every = _EVERY.get(target.period or "")
        if every:
            body["every"] = every
        due = re.fullmatch(r"by-date\((\d{4}-\d\d-\d\d)\)", target.period or "")
        if due:
            body["due"] = due[1]
        if notes := notes_on(target, side, self._year):
            body["note"] = "；".join(notes)
        body["draft"] = True
        body["examples"] = side.examples
        return body

    def _indicator(self, target: Target, known: Indicator | None, side: Side) -> Indicator:
        if known and not side.name and (known.kind, known.unit, known.level) == (side.kind, side.unit, "unit"):
            return known
        return self._propose((side.name or _named(target))[:60], side)

    def _other(self, side: Side, indicator: Indicator) -> Indicator | None:
        """The catalogue's indicator on the other side: 本地区同期行政诉讼一审纠错率 is the unit's own of the same period."""
        known = self._known.find(_OWN.sub("", side.other)) if self._known else None
        fits = (
            known
            and known.name != indicator.name
            and (known.kind, known.unit, known.level) == (side.kind, side.unit, "unit")
        )
        return known if fits else None

    def _propose(self, name: str, side: Side) -> Indicator:
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
