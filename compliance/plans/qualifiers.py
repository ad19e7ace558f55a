"""What fits a target closer to its words: its own level, its own value of several, its deadlines, and what limits it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from msgspec.structs import replace

from compliance.plans import conditions
from compliance.plans.target import Found, Target
from compliance.region import LEVELS
from compliance.text.grammar import Claim
from compliance.text.reading import Reading
from compliance.text.sharing import parts_of
from compliance.text.tokens import When, past_remark

_LEVEL = (
    r"(?:县(?:\(市、?区\)|市区)|市县区|县市区|省|市州|州|盟市?|地市|设区的市|市|区县|县区|县|区|旗|乡镇|乡|镇街?|街道)"
)
_LEVELS = re.compile(rf"(?:各|全部)?{_LEVEL}(?:[级、和及与]{{0,2}}{_LEVEL})*级(?:政府|以上|及以上)?")
_OF_LEVEL = {"省": "省", "市": "市", "州": "市", "盟": "市", "地": "市", "县": "县", "区": "县", "旗": "县", "乡": "乡", "镇": "乡", "街": "乡"}  # fmt: skip
_COUNTY = re.compile(r"县\(市、?区\)|县市区|市县区|设区的市")


def levels_of(words: str) -> tuple[str, ...]:
    """县级 → (县,), 市、县两级 → (市, 县), 县级以上 → (省, 市, 县); () for words that name no level."""
    found = _LEVELS.fullmatch(re.sub(r"[一两二三四]级", "级", words))
    if not found:
        return ()
    plain = _COUNTY.sub(lambda m: "市" if m[0].startswith("设") else "县", words)
    named = {_OF_LEVEL[letter] for letter in plain if letter in _OF_LEVEL}
    if "以上" in words:
        named |= set(LEVELS[: 1 + max(LEVELS.index(level) for level in named)])
    return tuple(level for level in LEVELS if level in named)


# -- a target of a claim


def qualified(
    reading: Reading, claim: Claim, position: int, target: Target, found: Found, year: int | None
) -> Iterator[Target]:
    """The target as its words have it; one for each of several deadlines (6月底前和12月底前各1次)."""
    if turned := conditions.forbidden(reading, claim):
        step = f"所禁止的反面：{turned}"
        target = replace(
            target, comparator=turned, indicator=conditions.allowed(target.indicator), steps=(*target.steps, step)
        )
    comparator = conditions.on_the_line(reading, claim, target.comparator)
    target = replace(
        target,
        comparator=comparator,
        indicator=_name(target),
        op=claim.op or claim.bound,
        bound=claim.bound,
        toward=_toward(reading, claim, target),
        base=_base(reading, claim),
        period=_per(reading, claim) or target.period,
    )
    target = _of_several(reading, claim, position, target)
    target = _at_level(reading, claim, target, found)
    yield from _deadlines(reading, claim, target, year)


_FREQUENCY = re.compile(
    r"(?:每(?:隔)?(?:[\d一二两三四五六七八九十]{1,2}个?)?(?:半年|年度?|季度?|个?月|周|星期|学期|学年|天|日|旬)|按(?:季度?|月|年|半年|周))(?:内|均)?$"
)
_PER = re.compile(r"(?:/|每)(半年|季度?|年|月|周)")
_PER_PERIOD = {"半年": "half-year", "季度": "quarter", "季": "quarter", "年": "year", "月": "month", "周": "week"}


def _per(reading: Reading, claim: Claim) -> str:
    """不少于2次/半年: how often, behind the figure."""
    found = _PER.match(reading.sentence.text, reading.sentence.tokens[claim.last].end)
    return _PER_PERIOD[found[1]] if found else ""


_COMPARED = re.compile(
    r"(?:要|应|须|不得|不应|不能)*(?:不高于|不低于|不少于|不多于|不超过|高于|低于|快于|慢于|高出|优于|超过|少于|多于|大于|小于|达到|相当于|控制在|高|低)$"
)


def _name(target: Target) -> str:
    """The indicator without the comparison and the frequency that stand behind its name; as it was where nothing is left."""
    name = target.indicator
    if target.relative_to and (at := name.rfind(target.relative_to)) >= 0:
        name = _COMPARED.sub("", name[:at])
    return _FREQUENCY.sub("", name) or target.indicator


_ABOVE = re.compile(r"(?P<not>不得?)?(?:(?P<up>高于|快于|高出|优于|超过|大于|多于|高)|(?:低于|慢于|少于|小于|低))")


def _toward(reading: Reading, claim: Claim, target: Target) -> str:
    """Which way a change goes, or a distance from another figure; "" for a distance the words deny (不高于…2个百分点)."""
    if target.comparator != "relative" or target.unit != "百分点":
        return claim.change
    start, _ = reading.sentence.segment(claim.index)
    before = reading.sentence.near(start, claim.index)
    words = list(_ABOVE.finditer(before[: before.rfind(target.relative_to or "")]))
    if not words or words[-1]["not"]:
        return ""
    return "increase" if words[-1]["up"] else "decrease"


#: Tokens before a figure in which its base is looked for, and figures on either side that share one subject.
_NEAR = 24


def _base(reading: Reading, claim: Claim) -> str:
    """What a change is measured against: 比2020年, also where the name stands between (比2020年能耗下降13.5%)."""
    if not claim.change:
        return ""
    tokens = reading.sentence.tokens
    start, _ = reading.sentence.segment(claim.index)
    words = tokens[max(start, claim.first - _NEAR) : claim.first]
    near = next((t.text for t in reversed(words) if t.kind == "BASE"), "")
    return claim.base or near


def _of_several(reading: Reading, claim: Claim, position: int, target: Target) -> Target:
    """办结率、化解率分别达到95%、80%: the part of the subject whose turn it is; told where the words do not pair."""
    if claim.shared != "分别" or claim.number is None:
        return target
    claims, subject = reading.claims, reading.subjects[position]
    first = position
    while position - first < _NEAR and first and claims[first].inherited and reading.subjects[first - 1] == subject:
        first -= 1
    last = position
    beyond = min(len(claims), position + _NEAR)
    while last + 1 < beyond and claims[last + 1].inherited and reading.subjects[last + 1] == subject:
        last += 1
    count = last - first + 1
    if count == 1:
        return target
    levels = re.match(rf"(?P<levels>{_LEVEL}级?(?:[、和及与]{_LEVEL}级?)+)(?P<name>.+)$", subject)
    if levels:
        each = [levels_of(w.removesuffix("级") + "级") for w in re.split("[、和及与]", levels["levels"])]
        if len(each) == count and all(each):
            return replace(target, indicator=levels["name"], levels=each[position - first])
    parts = parts_of(subject)
    if len(parts) == count and all(len(p) > 2 for p in parts) and _alike(parts):
        return replace(target, indicator=parts[position - first])
    return replace(target, besides=(*target.besides, f"{subject}分别为其中第 {position - first + 1} 个数"))


def _alike(parts: list[str]) -> bool:
    """Whether each part is a name of its own: 农村、城镇居民收入 are not."""
    ends = re.compile(r"(?:率|比|比例|占比|比重|数|量|额|值|收入|支出|面积|人次|指数|满意度|水平|时间|学时|覆盖)$")
    return all(ends.search(p) for p in parts)


_LEVEL_LAST = re.compile(rf"^(?P<name>.*(?:率|比例|占比|比重|覆盖面|满意度|指数|学时|[次件]数))(?P<level>{_LEVEL}级)$")
#: Values of these are asked of the governments of a level; 10个（省级） are things of a grade.
_ASKED_OF_LEVELS = frozenset({"比率", "百分点", "学时", "小时", "次", "期", "场", "天", "日", "工作日"})


_SHORT = 2
#: Remarks that limit nothing: 含本数, 约束性, 市司法局牵头.
_NO_LIMIT = re.compile(r"^(?:不|未)?(?:包)?含(?:本数|本级|本)?$|约束性|预期性|牵头|负责|配合|责任|[局厅委办]$")


def _at_level(reading: Reading, claim: Claim, target: Target, found: Found) -> Target:
    """80%（县级）, 县级达到80%: the level the value is for, and what it is a value of."""
    sentence = reading.sentence
    behind = past_remark(sentence.tokens, claim.last + 1)
    remark = sentence.words(claim.last + 2, behind - 1) if behind > claim.last + 2 else ""
    fits = target.unit in _ASKED_OF_LEVELS
    own = levels_of(remark) or (levels_of(remark + "级") if len(remark) <= _SHORT else ())
    if own and fits:
        return replace(target, levels=own)
    if remark and not _NO_LIMIT.search(remark):
        target = replace(target, besides=(*target.besides, remark))
    if not fits:
        return target
    named = _LEVEL_LAST.match(target.indicator)
    if named:
        return replace(target, indicator=named["name"], levels=levels_of(named["level"]))
    level = levels_of(target.indicator)
    before = found.targets[-1][0] if found.targets else None
    if level and before is not None and before.unit == target.unit and not levels_of(before.indicator):
        return replace(target, indicator=before.indicator, levels=level)
    return target


_EACH_TIME = re.compile("^[，]?(?:各|分别|均)")
_JOINED = re.compile(r"^[、和及与，]$|^以及$")


def _deadlines(reading: Reading, claim: Claim, target: Target, year: int | None) -> Iterator[Target]:
    """6月底前和12月底前各开展1次: a target for each day, where 各 says that the figure holds for each."""
    tokens, when = reading.sentence.tokens, claim.when
    dates = reading.sentence.dates
    place = bisect_left(dates, when.start, key=lambda i: tokens[i].start) if when else 0
    at = dates[place] if place < len(dates) and tokens[dates[place]] is when else 0
    earlier: list[When] = []
    while at >= 2 and _JOINED.match(tokens[at - 1].text) and isinstance(tokens[at - 2], When):
        at -= 2
        earlier.insert(0, tokens[at])  # type: ignore[arg-type]
    if (
        when is None
        or not earlier
        or not re.match("[，]?(?:各|分别|均)", reading.sentence.text[when.end : when.end + 3])
    ):
        yield target
        return
    name = (
        target.indicator[target.indicator.rfind(when.text) + len(when.text) :] if when.text in target.indicator else ""
    )
    target = replace(target, indicator=_EACH_TIME.sub("", name or target.indicator))
    for date in (*earlier, when):
        day = date.last_day(year)
        if day is not None:
            told = f"各期限（{'、'.join(d.text for d in (*earlier, when))}）之前各为此数"
            period = f"by-date({day.isoformat()})"
            yield replace(target, period=period, besides=(*target.besides, told))


# -- what limits a target

_EXCEPT = re.compile(
    r"除(?!了?[^，。；]{0,20}外[，]?(?:还|也|另|并|再|又|同时))[^，。；：:]{1,30}?(?:以外|之外|外)(?=[，、的]|$)|[^，。；:()]{1,20}(?:除外|不在此限|不受此限|从其规定)"
)
_WHERE = re.compile(r"(?:有|具备|符合)条件的[\u4e00-\u9fff]{0,8}")
#: One of these stands in every exception and condition.
_MARKS = ("除", "此限", "从其规定", "条件的")


def limits(reading: Reading, start: int, end: int) -> tuple[str, ...]:
    """The exceptions and conditions in the part of the sentence, from semicolon to semicolon, that holds `start`."""
    text, tokens = reading.sentence.text, reading.sentence.tokens
    head, tail = max(tokens[0].start, start - _LOOK), min(tokens[-1].end, end + _LOOK)
    first, last = text.rfind("；", head, start), text.find("；", end, tail)
    words = text[max(head, first + 1) : tail if last < 0 else last]
    if not any(mark in words for mark in _MARKS):
        return ()
    return tuple(dict.fromkeys(m[0] for pattern in (_EXCEPT, _WHERE) for m in pattern.finditer(words)))


#: Characters on either side of a target in which its exceptions are looked for.
_LOOK = 120
#: A phrase longer than this is not quoted whole.
_LONGEST = 90


def phrase(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The place of the phrase around a target, from comma to comma; the target's own where that would be too long."""
    text, tokens = reading.sentence.text, reading.sentence.tokens
    head, tail = tokens[0].start, tokens[-1].end
    first, last = start, end
    while first > head and text[first - 1] not in "，；：:":
        first -= 1
        if end - first > _LONGEST:
            return start, end
    while last < tail and text[last] not in "，；：":
        last += 1
        if last - first > _LONGEST:
            return start, end
    return first, last
