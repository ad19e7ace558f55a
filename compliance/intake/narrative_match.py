"""The figures of a report → facts of known indicators, for the template.

What is filled in without 请核对 is a level of this very unit, period and indicator, said to be reached. What is surely of
another body or time, a goal or a condition is not filled in; what may be is, with the doubt beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from compliance.fact import Fact, Figure
from compliance.indicator import Indicator, Indicators
from compliance.intake.narrative_around import Around, around, denied, place_of, shares
from compliance.intake.narrative_context import Context
from compliance.intake.narrative_found import Found, plain
from compliance.intake.words import CONFIRM, QUOTED
from compliance.period import Period
from compliance.quantity import clean
from compliance.source import Place
from compliance.text.sharing import parts_of

if TYPE_CHECKING:
    from compliance.intake.narrative import Narrative, NarrativeFact

#: An alias shorter than this is too common to be found inside other words.
_SHORTEST = 3
#: And a count's name without 数 only from this length on.
_LONG_STEM = 6
_MARKS = re.compile(r"[“”‘’\"'《》()（）、，\s]")
_UNITS = {"比率": "%", "日": "天", "名": "人", "位": "人"}


class Match(Struct, frozen=True):
    """Which indicator a figure is of, and what speaks against it.

    Attributes:
        name: the words it is known by.
        sure: whether the words name the indicator itself.
        doubts: why a person must look whether the figure is the unit's level of the indicator in the period.
        away: why it surely is not; "" where it may be.
        rival: the other figures of the same indicator, as they are written.
    """

    fact: NarrativeFact
    indicator: Indicator
    name: str
    sure: bool
    counts: tuple[Found, Found] | None = None
    doubts: tuple[str, ...] = ()
    away: str = ""
    rival: tuple[str, ...] = ()

    @property
    def found(self) -> Found:
        assert self.fact.found is not None
        return self.fact.found

    @property
    def is_clean(self) -> bool:
        return self.sure and not self.doubts


class Matching(Struct):
    """What a report's figures are to a unit and period.

    Attributes:
        taken: the figures to fill in, in the order of the text. One indicator told with two values stands there twice.
        away: figures of known indicators that are another's, of another time, or not reached.
    """

    taken: list[Match] = field(default_factory=list)
    away: list[Match] = field(default_factory=list)


def matching(narrative: Narrative, indicators: Indicators, unit: str, period: Period) -> Matching:
    """The indicator of every figure that has one, and whether it is the unit's level in the period."""
    context = Context(narrative, unit, period)
    found = [_judged(match, where, context) for match, where in _named(narrative, indicators, context)]
    result = Matching(away=[m for m in found if m.away])
    by_indicator: dict[str, list[Match]] = {}
    for match in found:
        if not match.away:
            by_indicator.setdefault(match.indicator.name, []).append(match)
    kept = [match for told in by_indicator.values() for match in _settled(told)]
    order = {id(match.fact): place for place, match in enumerate(found)}
    result.taken = sorted(_against_counts(kept), key=lambda m: order[id(m.fact)])
    return result


def _named(narrative: Narrative, indicators: Indicators, context: Context) -> Iterator[tuple[Match, Around]]:
    """Every level that is of a known indicator, with the words around it."""
    names = list(_names(indicators))
    last: Match | None = None
    for fact in narrative.facts:
        if fact.value is None or fact.found is None:
            continue
        where = around(fact.found)
        if fact.found.claim.number is None:
            match = _by_words(fact, names)
        else:
            match = _by_name(fact, where, indicators, names, last.indicator.name if last else "") or _carried(
                fact, where, last, context
            )
        if match is None:
            continue
        last = match
        yield replace(match, counts=_counts(fact.found, match)), where


def _names(indicators: Indicators) -> Iterator[tuple[str, Indicator]]:
    """Every name and alias, longest first."""
    pairs = {
        _bare(name): indicator
        for indicator in indicators.indicators.values()
        if indicator.level == "unit" and indicator.kind != "date"
        for name in (*(a.name for a in indicator.aliases), indicator.name)
    }
    for name, indicator in list(pairs.items()):  # 行政处罚案件数 is reported as 办理行政处罚案件…件
        if (
            indicator.kind == "count"
            and len(stem := re.sub(r"(?:件数|案件数|人次|次数|[项条场支名个篇户]数|数)$", "", name)) >= _LONG_STEM
        ):
            pairs.setdefault(stem, indicator)
    yield from sorted(pairs.items(), key=lambda p: (-len(p[0]), p[0]))


def _bare(text: str) -> str:
    return _MARKS.sub("", clean(text))


def _fits(fact: NarrativeFact, indicator: Indicator) -> bool:
    unit = _UNITS.get(fact.unit or "", fact.unit or "")
    return unit == _UNITS.get(indicator.unit, indicator.unit)


def _by_name(
    fact: NarrativeFact, where: Around, indicators: Indicators, names: Sequence[tuple[str, Indicator]], topic: str
) -> Match | None:
    told = fact.found.subject if fact.found else fact.indicator
    subject = _bare(shares(parts_of(told), where) or told)
    known = indicators.find(subject) or (indicators.find(f"{subject}率") if fact.unit == "比率" else None)
    if known and known.level == "unit" and _fits(fact, known):
        return Match(fact, known, subject, True)
    inside = next(((n, i) for n, i in names if len(n) >= _SHORTEST and n in subject and _fits(fact, i)), None)
    if inside:
        return Match(fact, inside[1], inside[0], True)
    for candidate in (*_with_topic(subject, topic), *_turned(subject)):
        known = indicators.find(candidate)
        if known and known.level == "unit" and _fits(fact, known):
            return Match(fact, known, subject, True)
    return None


def _with_topic(subject: str, topic: str) -> Iterator[str]:
    """审结 after 行政复议受理件数 is 行政复议审结件数."""
    stem = re.sub(r"^(?:已|共|其中)", "", subject)
    if not topic or not 2 <= len(stem) <= 6:
        return
    for length in range(min(8, len(topic) - 1), 1, -1):
        head = topic[:length]
        yield from (f"{head}{stem}", f"{head}{stem}件数", f"{head}案件{stem}", f"{stem}{head}案件")


_DOING = re.compile(
    r"^(?:共|已|累计|全年)*(?P<verb>开庭审理|受理|审结|办结|办理)(?:了|各类)?(?P<what>[\u4e00-\u9fff]{4,})案件$"
)


def _turned(subject: str) -> Iterator[str]:
    """开庭审理行政诉讼案件 is 行政诉讼开庭审理件数."""
    if told := _DOING.match(subject):
        yield f"{told['what']}{told['verb']}件数"


def _carried(fact: NarrativeFact, where: Around, last: Match | None, context: Context) -> Match | None:
    """全省…率为96%，我市为88%: nothing but whose and when it is stands before the figure."""
    if last is None or last.fact.paragraph != fact.paragraph or not _fits(fact, last.indicator) or fact.head:
        return None
    assert fact.found is not None
    near = 0 <= fact.found.sentence - last.found.sentence <= 1
    verb = re.match(r"[\u4e00-\u9fff]{2}", last.found.subject)
    rest = context.without_whose_and_when(where.own)
    if near and (_is_link(rest) or (verb and _is_link(rest.replace(verb[0], "", 1)))):
        return Match(fact, last.indicator, "", True)
    return None


def _by_words(fact: NarrativeFact, names: Sequence[tuple[str, Indicator]]) -> Match | None:
    """应审必审 and 全覆盖: the rate whose name stands in the sentence, in one or two pieces."""
    assert fact.found is not None
    reading, claim = fact.found.reading, fact.found.claim
    sentence = _bare(reading.sentence.words(0, claim.index + 1))
    for name, indicator in names:
        if indicator.kind != "rate" or len(name) < 6:
            continue
        stem = re.sub(r"(?:覆盖)?率$", "", name)
        pieces = any(stem[:cut] in sentence and stem[cut:] in sentence for cut in range(3, len(stem) - 2))
        if stem in sentence or (claim.fixed in ("yingbi", "ying") and pieces):
            return Match(fact, indicator, stem, stem in sentence or claim.fixed == "yingbi")
    return None


def _counts(found: Found, match: Match) -> tuple[Found, Found] | None:
    """The counts a rate is taken over, where the text gives them."""
    if match.indicator.kind != "rate" or found.inconsistent:
        return None
    if found.counts is not None:
        return found.counts
    if found.claim.number is None and found.claim.fixed in ("yingbi", "ying") and found.base is not None:
        return found.base, found.base
    return None


# -- whether it is the unit's level in the period

#: What may stand between an indicator's name, or whose and when a figure is, and the figure.
_LINK = re.compile(
    r"(?:为|是|达|到|至|了|已|均|都|各|也|则|分别|仅|只有?|高达|多达|保持|稳定|在|始终|继续|提高|上升|提升|增长|增加|下降|降低|减少|降|升|由|从|约|近|接近|超过?|逾|多于|以上|基本|实现|完成|累计|共|总计|共计|合计|计|有|首次|再次|"
    r"历史性|全部|整体|总体|平均|其|该|的|率|数|件数|次数|人次|数量|总数|占比|比|[一二三四五]是|[:：,，、“”\"'‘’()（）—\-\s])*"
)
#: What may stand before an indicator's name and not narrow it.
_PLAIN = re.compile(
    r"(?:全年|年内|年度|共|总共|累计|已|先后|均|也|并|还|再|又|各类|各项|各种|各|所有|全部|有关|相关|有效|新|等|的|了|其|中|对|在|和|及|与|由|从|为|把|将|以|向|使|让|通过|"
    r"组织|开展|举办|举行|召开|办理|受理|收到|接到|审结|办结|完成|实施|发布|公布|制发|出台|印发|编发|培训|接受|做到|实现|达到|推动|推进|动态|调整|认领|编制|建成|建立|建设|设立|设有|刊播|刊发|制定|修订|清理|备案|报备|评查|查处|破获|提供|化解|调处|排查|协助|联合|集中|专题|统一|参加|适用|审理|健全|落实|保障|提升|保持|稳步|"
    r"积极|扎实|深入|依法|严格|规范|有序|切实|持续|不断|全面|总体|整体|综合|主动|大力|"
    r"[省市州县区旗盟乡镇(（)）、，：:“”\"\s]*(?:人民)?政府|[省市州县区]委|[省市州县区]级|[州市县区旗盟镇乡村][、(（)）][州市县区旗盟镇乡村、(（)）]*|乡镇|县区|县市|街道|社区|村居|[一-龥]{2,4}所(?=办理|受理)|本级|各级|各地|各部门|各单位|政法系统|人民法院|法院|"
    r"(?:行政复议|行政执法|行政|执法|司法|审判|公证|鉴定|法律援助|政府|国家)?(?:机关|机构|部门|单位)|[一二三四五六七八九十][是、]|[:：,，、“”\"'‘’()（）.\d\s])*"
)
#: 各县开展评查2次 may be two in each.
_EACH = re.compile(r"各(?:县市区|县区|县|区|市|州|旗|乡镇|镇|乡|部门|单位|局|街道|村|执法单位|执法部门)|每[个家名件]")
_TOGETHER = re.compile(r"共|累计|合计|总计|总")


def _is_link(words: str) -> bool:
    return bool(_LINK.fullmatch(words))


def _judged(match: Match, where: Around, context: Context) -> Match:
    """The match with what speaks against it: the words, the body, the time, the goal."""
    found = match.found
    no_level, doubt = denied(where, match.name, found.claim)
    if no_level:
        return replace(match, away=doubt)
    place = place_of(match.name, where.own) if match.name else None
    before = where.own[: place[0]] if place else ""
    between = where.own[place[1] :] if place else where.own
    if shares(parts_of(found.subject), where):  # the other names and figures of the list stand between
        before, between = re.split(r"、|和|及|与", before)[-1] if before else "", ""
    elif found.claim.shared:
        between = ""
    plainly = bool(_PLAIN.fullmatch(context.without_whose_and_when(before)))
    body_away, body_doubt = context.body(match.fact, where, before, plainly)
    if body_away:
        return replace(match, away=body_away)
    time_away, time_doubt = context.time(match.fact, where)
    if time_away:
        return replace(match, away=time_away)
    sure = match.sure
    if found.claim.number is not None and match.name:
        sure = sure and plainly and _is_link(context.without_whose_and_when(between))
    each = _EACH.search(where.own)
    each_doubt = f"原文说的是{each[0]}，是不是合计" if each and not _TOGETHER.search(where.own) else ""
    doubts = (doubt, body_doubt, time_doubt, each_doubt)
    return replace(match, sure=sure, doubts=tuple(dict.fromkeys(d for d in doubts if d)))


# -- several figures of one indicator


def _settled(told: Sequence[Match]) -> list[Match]:
    """Of the figures of one indicator those to fill in: the surest, and those of equal rank that contradict it."""
    clean_ones = [m for m in told if m.is_clean]
    if not clean_ones:
        best = min(told, key=lambda m: (not m.sure, len(m.doubts)))
        others = [m for m in told if m is not best and m.sure and _differ(m, best)]
        return [replace(best, rival=_written(others))]
    exact = [m for m in clean_ones if not _rough(m)] or clean_ones
    different: list[Match] = []
    for match in (*exact, *(m for m in clean_ones if m not in exact)):
        if all(_differ(match, other) for other in different):
            different.append(match)
    if len(different) == 1:
        first = different[0]
        return [next((m for m in exact if m.counts and not _differ(m, first)), first)]
    return [replace(m, rival=_written([o for o in different if o is not m])) for m in different]


def _rough(match: Match) -> bool:
    return match.fact.approximate or _is_bound(match.found) or match.found.claim.number is None


def _differ(one: Match, other: Match) -> bool:
    """Whether two figures cannot both be right: beyond the last digit of the coarser, a tenth where one is round."""
    a, b = one.found.value, other.found.value
    assert a is not None and b is not None
    slack = max((f.found.step for f in (one, other) if f.found.unit == "比率"), default=Fraction(0))
    if _rough(one) or _rough(other):
        slack = max(slack, max(abs(a), abs(b)) / 10)
    return abs(a - b) >= slack if slack else a != b


def _written(told: Sequence[Match]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.found.claim.number.text if m.found.claim.number else "全部" for m in told))


def _against_counts(kept: Sequence[Match]) -> list[Match]:
    """A rate whose numerator and denominator the same paragraph counts, and that is not their quotient."""
    counted = {(m.indicator.name, m.fact.paragraph): m for m in kept if m.indicator.kind == "count"}
    result = []
    for match in kept:
        of, paragraph, value = match.indicator, match.fact.paragraph, match.found.value
        top, base = counted.get((of.numerator or "", paragraph)), counted.get((of.denominator or "", paragraph))
        if of.kind == "rate" and value is not None and top and base and not (_rough(top) or _rough(base)):
            n, d = top.found.value, base.found.value
            step = match.found.step or Fraction(1, 100)
            if n is not None and d and not match.fact.reason and not value - step < n / d < value + step:
                why = f"同段写有{of.numerator}{plain(n)}、{of.denominator}{plain(d)}，与这个比率不符"
                match = replace(match, doubts=(*match.doubts, why))
        result.append(match)
    return result


# -- facts


def to_facts(narrative: Narrative, indicators: Indicators, unit: str, period: Period) -> list[Fact]:
    """The facts of known indicators; `guessed` marks those a clerk must confirm, `remark` holds the sentence."""
    return prefill(narrative, indicators, unit, period)[0]


def prefill(
    narrative: Narrative, indicators: Indicators, unit: str, period: Period
) -> tuple[list[Fact], list[tuple[str, str]]]:
    """The facts to fill in, and the words and the reason of every figure of a known indicator that is not filled in."""
    found = matching(narrative, indicators, unit, period)
    taken = [_fact(narrative, match, unit, period) for match in found.taken]
    return taken, [(" ".join(match.fact.quote.split()), match.away) for match in found.away]


def _fact(narrative: Narrative, match: Match, unit: str, period: Period) -> Fact:
    told = match.fact
    place = Place(file=narrative.document.file, paragraph=told.paragraph, clause=told.clause)
    doubts = [why for why in (told.reason, told.ambiguous, *_doubts(match)) if why]
    return Fact(
        unit=unit,
        period=period,
        indicator=match.indicator.name,
        scope=_scope(told),
        value=_figure(told.found, place),
        numerator=_figure(match.counts[0], place) if match.counts else None,
        denominator=_figure(match.counts[1], place) if match.counts else None,
        remark=f"{QUOTED}{_sentence(told)}" + (f"{CONFIRM}{'；'.join(doubts)}）" if doubts else ""),
        guessed=bool(doubts),
    )


def _doubts(match: Match) -> Iterator[str]:
    """What a clerk must look at before the row counts."""
    if not match.sure:
        yield f"原文是否就是“{match.indicator.name}”"
    if match.fact.approximate or _is_bound(match.found):
        yield "原文是约数或只有界限"
    if match.found.claim.number is None:
        yield "由文字表述得出，没有数字"
    yield from match.doubts
    if match.rival and not match.fact.reason:
        yield f"另处写作{'、'.join(match.rival)}，与此处的{_written([match])[0]}不同"


_BOUND = re.compile(
    r"不[得]?(?:低于|少于|小于|超过|高于|多于|大于|突破)|至少|最少|起码|最多|至多|超过|高于|大于|多于|低于|小于|少于|不足"
)


def _is_bound(found: Found) -> bool:
    """不低于90%, 至少3次: a bound; but 达到90% is a level."""
    claim = found.claim
    return bool(_BOUND.search(found.reading.sentence.words(claim.first, claim.index)))


#: A sentence longer than this is shown from its figure's neighbourhood alone.
_LONGEST_REMARK = 100


def _sentence(told: NarrativeFact) -> str:
    """The sentence that reports the figure; of a long one the words around it."""
    assert told.found is not None
    sentence = told.found.reading.sentence
    whole = sentence.ahead(0, len(sentence.tokens), _LONGEST_REMARK + 1)
    if len(whole) <= _LONGEST_REMARK:
        return whole
    first, end = sentence.tokens[0].start, sentence.tokens[-1].end
    start = max(first, told.found.start - _LONGEST_REMARK // 2)
    cut = sentence.text.find("，", start, told.found.start)
    start = cut + 1 if start > first and cut >= 0 else start
    stop = min(end, max(told.found.end, start + _LONGEST_REMARK))
    return ("……" if start > first else "") + sentence.text[start:stop] + ("……" if stop < end else "")


def _figure(found: Found | None, place: Place) -> Figure | None:
    if found is None or found.value is None:
        return None
    text = _written_out(found) if found.claim.number else "100%"
    step = (found.step or Fraction(1, 100)) if found.unit == "比率" else Fraction(0)
    return Figure(found.value, text or plain(found.value), place, step, found.approximate)


def _written_out(found: Found) -> str:
    """The figure as the text has it, with the words that make it rough: 接近100%, 九成以上, 不低于90%."""
    claim = found.claim
    assert claim.number is not None
    if not (found.approximate or _is_bound(found)) or claim.low is not None:
        return claim.number.text
    tokens = found.reading.sentence.tokens
    rough = [t.text for t in tokens[claim.first : claim.index] if t.kind == "ABOUT" or _BOUND.fullmatch(t.text)]
    closers = [t.text for t in tokens[claim.index + 1 : claim.last + 1]]
    return "".join((*rough[-1:], claim.number.text, *closers))


def _scope(fact: NarrativeFact) -> str:
    """What the figure covers, as far as its own words tell."""
    assert fact.found is not None
    words = fact.found.reading.sentence.words(0, fact.found.claim.index + 1)[-60:]
    if re.search(r"全[省市州县区盟旗]|各级|各地|辖区", words):
        return "全域"
    return "本级" if re.search(r"(?:省|市|州|县|区)(?:人民)?政府|本级|州委", words) else ""
