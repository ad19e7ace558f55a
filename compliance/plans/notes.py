"""What a draft rule does not say of its clause, in words: the reviewer's list of what to settle before it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.plans.sides import Side, other_base
from compliance.plans.target import Target

_OFTEN = {"month": "每月", "half-year": "每半年", "week": "每周", "day": "每日", "ten-days": "每旬", "term": "任期内"}
_UNITS = {"years": "年", "half-years": "个半年", "quarters": "季度", "months": "个月", "weeks": "周", "days": "天"}


_EVERY = re.compile(r"每(?:[\d一二两三四五六七八九十]{1,2}个?)?(?:半年|年|季度?|月|周|旬|天|日)")


def notes_on(target: Target, side: Side, year: int | None) -> list[str]:
    """What the rule leaves open or cannot hold, one sentence each."""
    return list(_notes(target, side, year))


def _notes(target: Target, side: Side, year: int | None) -> Iterator[str]:
    if target.soft:
        yield "原文为力争、争取或原则上一类的说法，只作倡导的请写 advisory"
    if target.quantifier == "each-person":
        yield "原文要求每一个人都达到，请确认后用 each 写明逐个衡量的对象"
    elif target.quantifier == "each-unit":
        yield "原文可能要求每一个单位都达到，请确认后用 each 写明逐个衡量的对象"
    if target.approximate:
        yield "原文为约数（左右、基本一类），规则只能写确切的数，请商定界限"
    if often := _frequency(target.period or ""):
        yield f"原文为{often}，规则没有这样的写法，草稿未按{often}衡量，请改写"
    if len(several := dict.fromkeys(_EVERY.findall(target.context))) > 1:
        yield f"原文有几种频次（{'、'.join(several)}），请分别写明"
    if not target.indicator:
        yield "原文的这一句没有写明是哪个指标，请补明"
    yield from (f"原文另有限定“{words}”，规则没有表达，请核对" for words in target.besides)
    yield from _on_the_base(target, side, year)
    if side.lost:
        yield f"原文以{side.lost}计，规则暂以“个”计，请写明计量单位"
    if target.scope is None:
        yield "原文没有写明统计范围，暂写全域，请核对"


def _frequency(period: str) -> str:
    """How often in words, where a rule has no key for it; "" for a year, a quarter or no frequency."""
    spaced = re.fullmatch(r"every-(\d+)-([a-z-]+)", period)
    return f"每{spaced[1]}{_UNITS.get(spaced[2], '个期间')}" if spaced else _OFTEN.get(period, "")


def _on_the_base(target: Target, side: Side, year: int | None) -> Iterator[str]:
    changes = target.comparator in ("increase", "decrease")
    if changes and target.unit == "比率" and side.kind == "rate":
        shown = side.examples and f"{target.exact * 100 if target.exact else 0}".removesuffix("/1")
        yield f"原文变动 {shown}% 用在比率上，也可能指百分点；草稿按原数的百分比写，请核对"
    if changes and other_base(target, year) == "基期":
        yield "原文没有写明对比的基期，请补明"
    if changes and re.search("环比|上个?月|上季|上周", target.base):
        yield f"原文对比的是“{target.base}”，请写明对比的指标"
    if target.comparator == "relative" and "同步" in (target.relative_to or ""):
        yield "原文为“同步”，草稿读作增速不低于，请核对"
