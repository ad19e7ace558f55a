"""What a sentence says around a figure: its period, over whom, in what scope, how firmly."""

from __future__ import annotations

import re

from compliance.text.grammar import Claim
from compliance.text.reading import Reading


def period_of(claim: Claim, year: int | None) -> str | None:
    """year, quarter …, or by-date(YYYY-MM-DD) for a deadline on a number; None where the words give none."""
    if claim.every:
        return claim.every
    when = claim.when
    if when is None:
        return None
    if when.sense.endswith("年内") and when.relative is not None and when.year is None:
        return f"by-date({year + when.relative - 1:04}-12-31)" if year else None
    if when.relative == 0 and when.month is None and when.role == "in":
        return "year"
    day = when.last_day(year)
    return f"by-date({day.isoformat()})" if day else None


#: Characters before a figure in which its scope is looked for.
_SCOPE = 80
_EACH_PERSON = re.compile(r"每(?:人|名|位|个人)|人均每?年|每位")
_EACH_UNIT = re.compile(
    r"每(?:个|家|所|县|乡|镇|村|单位|户|项|座|支)|各(?:单位|部门|县|乡|镇|级|地|市|街道|学校|企业|区|有关|成员|行政|村|社区)|同一企业"
)


def quantifier_of(reading: Reading, claim: Claim) -> str | None:
    """each-person, each-unit, total, or None."""
    near = reading.sentence.near(0, claim.index, 48)
    if _EACH_PERSON.search(near):
        return "each-person"
    if _EACH_UNIT.search(near):
        return "each-unit"
    return "total" if re.search(r"总(?:数|量|额|计)|共计?$|累计", near) else None


#: The body itself (市直部门, 县政府领导班子, 本级) or everything below it (全县, 各乡镇, 辖区).
_OWN = re.compile(
    r"本级|[省市州县区旗]直(?:各)?(?:部门|单位|机关|属)?|本[机部单]?[关门位](?=[^年月])|局机关|机关自身|[省市州县区旗](?:人民)?政府(?:及其|领导|常务|班子|自身|本级|党组|全体)|领导班子|向[^，。；]{2,40}?报告"
)
_WHOLE = re.compile(
    r"全[省市州县区盟旗域](?!面|球|部|程|力)|全行政区域|辖区|各级|各地|各[市州县区旗乡镇村街]|[省市州县乡村、]{2,8}(?:三|四|五|两)级|城乡|基层|县级以上|县以上|乡镇以上|境内"
)


def scope_of(reading: Reading, index: int) -> str | None:
    """本级 or 全域 where the words before the figure say so, the nearer of the two; None where they do not."""
    near = reading.sentence.near(0, index, _SCOPE)
    own = max((m.start() for m in _OWN.finditer(near)), default=-1)
    whole = max((m.start() for m in _WHOLE.finditer(near)), default=-1)
    return None if own == whole else "本级" if own > whole else "全域"


#: Tokens before a figure in which 力争 and its kin still speak of it.
NEAR = 60


def soft_of(reading: Reading, claim: Claim) -> bool:
    """Whether 力争, 原则上 or their kin govern it."""
    start, _ = reading.sentence.segment(claim.index)
    if any(t.kind == "SOFT" for t in reading.sentence.tokens[max(start, claim.index - NEAR) : claim.index]):
        return True
    return bool(re.match(r"力争|争取", reading.sentence.words(0, min(2, claim.index)) if claim.index else ""))


_FORCE = re.compile(
    r"应当|必须|确保|推动|推进|力争|争取|原则上|积极推进|严格|落实|实现|保证|鼓励|不得|全面|加快|完成|努力|做到"
)


def force_of(reading: Reading, claim: Claim) -> str:
    """The verb that says how firmly it is asked (确保, 推动 …), or ""."""
    start, _ = reading.sentence.segment(claim.index)
    words = _FORCE.findall(reading.sentence.near(start, claim.index))
    return words[-1] if words else ""
