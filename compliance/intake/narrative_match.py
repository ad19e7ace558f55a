"""The figures of a report → facts of known indicators, for the template: what fits a name for sure, and what a clerk must confirm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from compliance.fact import Fact, Figure
from compliance.indicator import Indicator, Indicators
from compliance.intake.narrative_found import Found, plain
from compliance.period import Period
from compliance.quantity import clean
from compliance.source import Place

if TYPE_CHECKING:
    from compliance.intake.narrative import Narrative, NarrativeFact

#: An alias shorter than this is too common to be found inside other words.
_SHORTEST = 3
#: And a count's name without 数 only from this length on.
_LONG_STEM = 6
_MARKS = re.compile(r"[“”‘’\"'《》()（）、，\s]")
#: Words before a name that narrow it: the figure is then of a part, not of the indicator itself.
_NARROWING = re.compile(
    r"涉企|涉黑|涉恶|二审|再审|其中|部分|首次|新型|重点|县级以下|未成年|民营|外资|基层(?!机关|法院)|本院"
)
_UNITS = {"比率": "%", "日": "天", "名": "人", "位": "人"}


class Match(Struct, frozen=True):
    """Which indicator a figure is of, and whether that is certain."""

    fact: NarrativeFact
    indicator: Indicator
    sure: bool
    counts: tuple[Found, Found] | None = None


def matches(narrative: Narrative, indicators: Indicators) -> list[Match]:
    """The indicator of every figure that has one; each indicator once, the surest match first in the text."""
    names = list(_names(indicators))
    found: list[Match] = []
    topic = ""
    for fact in narrative.facts:
        if fact.value is None or fact.found is None:
            continue
        match = _by_words(fact, names) if fact.found.claim.number is None else _by_name(fact, indicators, names, topic)
        if match is None:
            continue
        topic = match.indicator.name
        found.append(replace(match, counts=_counts(fact.found, match)))
    best: dict[str, Match] = {}
    for match in found:
        kept = best.get(match.indicator.name)
        if kept is None or (match.sure and not kept.sure):
            best[match.indicator.name] = match
    return [m for m in found if best[m.indicator.name] is m]


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
    fact: NarrativeFact, indicators: Indicators, names: Sequence[tuple[str, Indicator]], topic: str
) -> Match | None:
    subject = _bare(fact.found.subject if fact.found else fact.indicator)
    known = indicators.find(subject) or (indicators.find(f"{subject}率") if fact.unit == "比率" else None)
    if known and known.level == "unit" and _fits(fact, known):
        return Match(fact, known, True)
    inside = next(((n, i) for n, i in names if len(n) >= _SHORTEST and n in subject and _fits(fact, i)), None)
    if inside:
        name, indicator = inside
        before, _, after = subject.partition(name)
        return Match(fact, indicator, not after and not _NARROWING.search(before))
    for candidate in _with_topic(subject, topic):
        known = indicators.find(candidate)
        if known and known.level == "unit" and _fits(fact, known):
            return Match(fact, known, True)
    return None


def _with_topic(subject: str, topic: str) -> Iterator[str]:
    """审结 after 行政复议受理件数 is 行政复议审结件数."""
    stem = re.sub(r"^(?:已|共|其中)", "", subject)
    if not topic or not 2 <= len(stem) <= 6:
        return
    for length in range(min(8, len(topic) - 1), 1, -1):
        head = topic[:length]
        yield from (f"{head}{stem}", f"{head}{stem}件数", f"{head}案件{stem}", f"{stem}{head}案件")


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
            return Match(fact, indicator, stem in sentence or claim.fixed == "yingbi")
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


def to_facts(narrative: Narrative, indicators: Indicators, unit: str, period: Period) -> list[Fact]:
    """The facts of known indicators; `guessed` marks those a clerk must confirm, `remark` holds the sentence."""
    return [_fact(narrative, match, unit, period) for match in matches(narrative, indicators)]


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
        remark=f"原文：{_sentence(told)}" + (f"（请核对：{'；'.join(doubts)}）" if doubts else ""),
        guessed=bool(doubts),
    )


def _doubts(match: Match) -> Iterator[str]:
    """What a clerk must look at before the row counts."""
    if not match.sure:
        yield f"原文是否就是“{match.indicator.name}”"
    if match.fact.approximate:
        yield "原文是约数或只有界限"
    if match.fact.found is not None and match.fact.found.claim.number is None:
        yield "由文字表述得出，没有数字"


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
    text = found.claim.number.text if found.claim.number else "100%"
    step = (found.step or Fraction(1, 100)) if found.unit == "比率" else Fraction(0)
    return Figure(found.value, text or plain(found.value), place, step, found.approximate)


def _scope(fact: NarrativeFact) -> str:
    """What the figure covers, as far as its own words tell."""
    assert fact.found is not None
    words = fact.found.reading.sentence.words(0, fact.found.claim.index + 1)[-60:]
    if re.search(r"全[省市州县区盟旗]|各级|各地|辖区", words):
        return "全域"
    return "本级" if re.search(r"(?:省|市|州|县|区)(?:人民)?政府|本级|州委", words) else ""
