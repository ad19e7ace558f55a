"""The claims of a sentence → targets, and what is left alone with its reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from msgspec.structs import replace

from compliance.plans.conditions import dealt_with, not_asked
from compliance.plans.context import NEAR, force_of, period_of, quantifier_of, scope_of, soft_of
from compliance.plans.deadlines import OWN_VERB, deadlines
from compliance.plans.qualifiers import limits, qualified
from compliance.plans.target import Found, Target, plain
from compliance.text.grammar import Claim, Sentence
from compliance.text.reading import Reading
from compliance.text.reasons import PAST, RATIO
from compliance.text.roles import names
from compliance.text.sharing import sharing
from compliance.text.tense import plan_tense

DEADLINE_USED = "目标的期限"


def targets_of(reading: Reading, year: int | None, part: str) -> Found:
    """Every number of the sentence, either in a target or left alone."""
    found = Found()
    used: set[int] = set()
    for position, claim in enumerate(reading.claims):
        why = claim.why or _tense_why(reading, claim, year, part) or _unfit(reading, claim) or not_asked(reading, claim)
        _, end = _phrase(reading, claim)
        if why:
            if claim.number is not None:
                found.alone.append((why, *_token_span(reading, claim)))
            continue
        for target, first in _targets(reading, claim, position, year):
            for own in qualified(reading, claim, position, target, found, year):
                found.targets.append((own, first, end))
        if claim.when is not None and _governs(reading, claim):
            used.add(id(claim.when))
    _relatives(reading, found, year, part)
    deadlines(reading, found, used, year, part)
    found.targets = [
        (replace(t, besides=tuple(dict.fromkeys((*t.besides, *limits(reading, start, end))))), start, end)
        for t, start, end in found.targets
    ]
    for index, why in names(reading.sentence):
        token = reading.sentence.tokens[index]
        found.alone.append((DEADLINE_USED if id(token) in used else why, token.start, token.end))
    return found


def _governs(reading: Reading, claim: Claim) -> bool:
    """9月底前完成整改，整改率达到95%: the day is that of its own part, which asks for something itself."""
    when, text = claim.when, reading.sentence.text
    if when is None or when.month is None or when.role != "by":
        return True
    end = reading.sentence.tokens[reading.sentence.segment(claim.index)[0]].start
    own = text[when.end : end] if end > when.end else ""
    return not OWN_VERB.match(own)


def _tense_why(reading: Reading, claim: Claim, year: int | None, part: str) -> str:
    return PAST if plan_tense(reading.sentence, claim, year, part) == "past" else ""


_ATTRIBUTE = re.compile(
    r"^(?:式|型|化|的(?:良好|工作)?(?:格局|体系|原则|机制|要求|目标|局面)|行动|攻坚|工程|试点|原则)"
)


def _unfit(reading: Reading, claim: Claim) -> str:
    """Fixed phrases that name a thing instead of asking for it; ratios without comparison."""
    if claim.number is None:
        sentence = reading.sentence
        start, _ = sentence.segment(claim.index)
        after = sentence.text[sentence.tokens[claim.last].end : sentence.tokens[claim.last].end + 8]
        if _ATTRIBUTE.match(after) and claim.fixed in ("cover", "clear", "zero"):
            return "名称或引语"
        before = reading.claims[claim.position - 1] if claim.position else None
        if claim.fixed == "cover" and before is not None and _is_share_of(sentence, before, claim):
            return "前面的比率已说明覆盖面"
        if claim.fixed in ("youbi", "yingbi", "fengbi") and re.search(
            r"坚持|原则|秉持", sentence.near(start, claim.index)
        ):
            return "原则性表述"
        return ""
    if claim.number.change == "ratio" and claim.unit != "比率":
        return RATIO
    return ""


def _is_share_of(sentence: Sentence, before: Claim, claim: Claim) -> bool:
    """80%的县实现全覆盖 asks for one thing."""
    here = sentence.segment(before.index) == sentence.segment(claim.index)
    return here and before.number is not None and before.unit == "比率" and not before.why


def _token_span(reading: Reading, claim: Claim) -> tuple[int, int]:
    tokens = reading.sentence.tokens
    return tokens[claim.index].start if claim.low is None else tokens[claim.index - 2].start, tokens[claim.last].end


def _phrase(reading: Reading, claim: Claim) -> tuple[int, int]:
    """The surface span of the quote: from its own subject to its closer."""
    tokens = reading.sentence.tokens
    return min(reading.heads[claim.position], tokens[claim.first].start), tokens[claim.last].end


# -- claims


def _targets(reading: Reading, claim: Claim, position: int, year: int | None) -> Iterator[tuple[Target, int]]:
    """The target of a claim, once for each indicator that shares its value."""
    start, _ = _phrase(reading, claim)
    comparator, value, value_max, unit, steps = _comparison(reading, claim)
    subject = reading.subjects[position]
    relation = _relation(reading, claim)
    for indicator in _sharing(reading, claim, subject) or [subject]:
        yield (
            Target(
                quote="",
                indicator=indicator,
                comparator="relative" if relation else comparator,
                value=value,
                unit=unit,
                value_max=value_max,
                period=period_of(claim, year),
                quantifier=quantifier_of(reading, claim),
                scope=scope_of(reading, claim.index),
                relative_to=relation or None,
                approximate=claim.approximate,
                soft=claim.soft or soft_of(reading, claim),
                force=force_of(reading, claim),
                exact=claim.value,
                steps=(*claim.steps, *steps),
            ),
            start,
        )


def _comparison(reading: Reading, claim: Claim) -> tuple[str, str | None, str | None, str | None, list[str]]:
    unit: str | None = claim.unit or _bare_unit(reading, claim)
    if claim.number is None:
        if claim.fixed in ("zero", "clear", "notuntil"):
            return "==", "0", None, _zero_unit(reading, claim), ["表示一个也不能有，等于 0"]
        return "==", "1", None, "比率", ["表示全部，等于 1"]
    if claim.change and not claim.level_verb:
        step = [f"变化类目标：{claim.change}"]
        if claim.low is not None:
            return "between", plain(claim.low), plain(claim.value), unit, [*step, "幅度为区间"]
        return claim.change, plain(abs(claim.value)), None, unit, step
    if claim.low is not None:
        return "between", plain(claim.low), plain(claim.value), unit, ["区间，含两端"]
    op = claim.op or "=="
    if op == "between":
        op = "=="
    if claim.approximate and claim.stay and not claim.bound:
        op = "=="
    return op, plain(claim.value), None, unit, [f"比较为 {op}" if claim.op else "没有比较词，按等于计"]


_RATE_NAMES = re.compile(r"(?:率|比|比例|占比|比重|系数|比值|(?<![浓温速强高长宽深厚密硬亮年季月])度)$")


def _bare_unit(reading: Reading, claim: Claim) -> str | None:
    return "比率" if _RATE_NAMES.search(reading.subjects[claim.position].rstrip("”’")) else None


def _zero_unit(reading: Reading, claim: Claim) -> str:
    """零事故 is 0 起, 零上访 0 次; the unit is what such things are counted in."""
    near = reading.sentence.text[
        max(0, reading.sentence.tokens[claim.index].start - 10) : reading.sentence.tokens[claim.last].end
    ]
    for words, unit in (
        ("事故|火灾", "起"),
        ("死亡|伤亡|人员|感染|失业|家庭", "人"),
        ("上访|非访", "人次"),
        ("增长", "比率"),
    ):
        if re.search(words, near):
            return "户" if "家庭" in near else unit
    return "件"


_RELATION = re.compile(
    r"(?:高于|低于|快于|慢于|高出|低|高|优于|超过|不低于|不高于|达到|少于|多于|大于|小于|相当于|控制在|至少为?|[降压减升增高少多加长]到)(?P<of>[^，。；、\d]{0,14}(?:平均(?:水平|值|增速|数)?|水平|上年(?:同期)?|去年(?:同期)?|增速|增幅|增长|全[国省市县区州]|GDP|GDP增速|标准|涨幅|幅度))(?:的)?$"
)


#: Points above or below anything named are a distance from it: 高于城镇居民1个百分点.
_DISTANCE = re.compile(r"(?:高于|低于|快于|慢于|高出|优于|超过)(?P<of>[^，。；、\d]{2,14})$")


def _relation(reading: Reading, claim: Claim) -> str:
    """高于全省平均2个百分点, 达到上年的1.2倍: the number is a distance from another figure, or a factor of it."""
    if claim.unit not in ("百分点", "倍", "比率") or claim.number is None:
        return ""
    before = reading.sentence.near(max(0, claim.index - 12), claim.index, 28)
    found = _RELATION.search(before) or (_DISTANCE.search(before) if claim.unit == "百分点" else None)
    if not found:
        return ""
    if claim.unit == "比率" and not before.endswith("的"):
        return ""
    return found["of"]


_REPORTS_TO = re.compile(r"向([^，。]{2,40}[、和][^，。]{2,20})报告$")


def _sharing(reading: Reading, claim: Claim, subject: str) -> list[str]:
    """The indicators a claim speaks of where there are several: each is an item of its own."""
    reports = _REPORTS_TO.search(subject)
    if reports and claim.number is not None:
        return [f"{subject[: reports.start()]}向{to}报告" for to in re.split(r"、|和", reports[1]) if to]
    if claim.fixed == "notuntil":
        return _forbidden(reading.sentence.words(claim.first, claim.last + 1), subject)
    return [] if claim.inherited else sharing(subject, claim.shared, claim.fixed)


def _forbidden(words: str, subject: str) -> list[str]:
    """未经审查或者经审查不合法的，不得提交 forbids two things."""
    conditions = re.split(r"(?:或者|或)(?=经|未经|虽经)", re.split(r"[，的]*(?:不得|不予|严禁|禁止|不准)", words)[0])
    return [f"{subject}{c}" for c in conditions] if len(conditions) > 1 else []


# -- targets without a number of their own

_YARDSTICK = re.compile(
    r"平均|水平|城镇居民|农村居民|居民收入|上年|去年|同期|往年|全[国省市县区州]|增速|增幅|增长|进度|GDP|经济|率$|率(?=[，。；、])|标准|涨幅|目标|预期|序时|计划|指标|收入|支出|限额"
)
_OBJECT = re.compile(r"[^，。；：:、()\d]{0,30}")
#: 超过控制指标的，… and 超过排放标准的企业 say which are meant.
_CONDITIONAL = re.compile(r"的$|的(?!目标|要求|速度|水平|增[速幅长]|标准|幅度|比例|程度)[\u4e00-\u9fff]")
_SYNC = re.compile(
    r"(?:与|和|同)[^，。；与和]{2,14}(?:增长|增速|发展|进度|收入)?(?:基本)?(?:保持)?同步(?:增长|提高|提升)?(?=[，。；、：:)”]|$)"
)


_LINE = r"(?:全[国省市县区州]|上年|去年|同期|往年|平均|经济增[长速]|GDP)"
#: 涨幅与全国一致, 与上年基本持平.
_SAME = re.compile(
    rf"(?:与|和|同)[^，。；、与和]{{0,6}}{_LINE}[^，。；、与和]{{0,8}}?(?:基本|大体|总体)?(?:保持)?(?:一致|持平|相当)(?=[，。；、：:)”]|$)"
)
#: 保持在全国平均水平以上, 接近全省平均水平.
_ABOVE = re.compile(
    rf"(?:保持|稳定|维持|处于|位于|控制)(?:在)?{_LINE}[^，。；、\d]{{0,10}}(?:水平|增速|增幅|标准|线|值)(?:以上|以下|之上|之下|以内)|"
    rf"(?:接近|赶上){_LINE}[^，。；、\d]{{0,8}}水平"
)


def _relatives(reading: Reading, found: Found, year: int | None, part: str) -> None:
    """高于上年同期, 不低于全省平均水平, 与经济增长同步."""
    sentence = reading.sentence
    tokens = sentence.tokens
    taken = {
        i
        for c in reading.claims
        if c.number is not None
        for i in range(max(0, c.index - 12) if _relation(reading, c) else c.first, c.last + 1)
    }
    for index, token in enumerate(tokens):
        if token.kind != "CMP" or sentence.quoted[index] or index in taken:
            continue
        if token.sense not in (">", "<", ">=", "<=") or token.text in (
            "至少",
            "最少",
            "最多",
            "至多",
            "最高",
            "最低",
            "最长",
            "起码",
        ):
            continue
        _, end = sentence.segment(index)
        rest = sentence.ahead(index + 1, end)
        other = _OBJECT.match(rest)
        if not other or not _YARDSTICK.search(other[0]):
            continue
        if _CONDITIONAL.search(rest[: len(other[0]) + 1]):
            continue
        if re.search(r"(?:严禁|禁止|不得|防止|避免|违规|杜绝)$", sentence.near(0, index, 4)):
            continue
        if (token.text in ("跨越", "迈上") or "达" in token.text) and not re.search(
            r"平均|上年|去年|全[国省市]", other[0]
        ):
            continue
        stop = token.end + len(other[0])
        if dealt_with(token.sense, other[0], sentence.text[stop : min(stop + 48, tokens[-1].end)]):
            continue
        _relative(reading, found, index, other[0].rstrip("的"), token.start, stop, year, part)
    for sync in (m for p in (_SYNC, _SAME, _ABOVE) for m in p.finditer(sentence.text, tokens[0].start, tokens[-1].end)):
        if found.covers(sync.start(), sync.end()):
            continue
        index = bisect_right(tokens, sync.start(), key=lambda t: t.start) - 1
        _relative(reading, found, index, sync[0], sync.start(), sync.end(), year, part)


def _relative(
    reading: Reading, found: Found, index: int, other: str, start: int, end: int, year: int | None, part: str
) -> None:
    sentence = reading.sentence
    if (
        found.targets
        and found.targets[-1][0].comparator == "relative"
        and found.targets[-1][1] <= start < found.targets[-1][2]
    ):
        return
    first, _ = sentence.segment(index)
    head = sentence.tokens[first].start
    if plan_tense(sentence, Claim(None, index, index, index), year, part) == "past":
        return
    subject = sentence.text[max(head, start - 60) : start].strip("、，：:")
    target = Target(
        "",
        subject[-40:],
        "relative",
        None,
        None,
        relative_to=other,
        op=sentence.tokens[index].sense if sentence.tokens[index].kind == "CMP" else "",
        scope=scope_of(reading, index),
        steps=(f"与另一数值比较：{other}",),
        soft=any(t.kind == "SOFT" for t in sentence.tokens[max(first, index - NEAR) : index]),
    )
    found.targets.append((target, max(head, start - 40), end))
