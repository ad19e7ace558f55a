"""What the rates of a report are counted from, and where its figures contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from compliance.intake.narrative_found import Found, plain, words_of
from compliance.quantity import HALF, decimal_text

_KEY = re.compile(r"([\u4e00-\u9fff]{2})(?:率|比例|比|占比)$")
_WINDOW = 8
#: The words of a count that has no subject of its own are no more than these.
_BARE = 3


def name_counts(facts: list[Found]) -> None:
    """Give each rate its numerator and denominator where the text counts them, and say where they cannot be."""
    for at, rate in enumerate(facts):
        if rate.claim.number is None:  # 96件重大行政决策做到应审必审
            rate.base = next(
                (f for f in facts[max(0, at - _WINDOW) : at] if f.sentence == rate.sentence and f.is_count), None
            )
            continue
        if rate.unit != "比率" or rate.value is None:
            continue
        near = [f for f in facts[max(0, at - _WINDOW) : at] if f.is_count]
        if len(near) < 2:
            continue
        pairs = [
            (n, d)
            for n in near
            for d in near
            if n is not d and n.unit == d.unit and d.value and n.value is not None and n.value <= d.value
        ]
        named = [n for n in near if _belongs(rate, n)]
        fitting = [(n, d) for n, d in pairs if _prints(rate, n, d)]
        chosen = next(((n, d) for n, d in fitting if n in named), None) or (
            fitting[-1] if fitting and _is_share(rate) else None
        )
        if chosen:
            rate.numerator, rate.denominator = _label(chosen[0]), _label(chosen[1])
            rate.counts = chosen
            rate.steps.append(f"分子“{rate.numerator}”，分母“{rate.denominator}”，与所报比率相符")
            continue
        _contradiction(rate, named, pairs)


def _contradiction(rate: Found, named: list[Found], pairs: list[tuple[Found, Found]]) -> None:
    """A rate whose counts stand beside it and give it over no base that is named."""
    own = [(n, d) for n, d in pairs if n in named and d.start < n.start and _together(rate, n, d)]
    own = [(n, d) for n, d in own if _plainly(rate, n) and "新收" not in words_of(d)]  # 结案率 is of 旧存 too
    if not own or _narrower(rate, *own[-1]) or rate.approximate or any(n.approximate or d.approximate for n, d in own):
        return
    numerator, denominator = own[-1]
    rate.numerator, rate.denominator = _label(numerator), _label(denominator)
    assert numerator.value is not None and denominator.value
    counted = numerator.value / denominator.value
    rate.inconsistent = f"按{rate.numerator}÷{rate.denominator}为 {decimal_text(counted * 100, 2)}%，与所报不符"


#: What a base that stands in the sentence before must say of itself: 全年受理206件。纠错29件，纠错率19.8%.
_BASE = re.compile(r"受理|审结|办结|收到|接收|应|总|共|排查|发现|检查")


def _together(rate: Found, numerator: Found, denominator: Found) -> bool:
    """Numerator and rate in one sentence, the base there too or, said to be one, in the sentence before."""
    if numerator.sentence != rate.sentence:
        return False
    return denominator.sentence == rate.sentence or (
        denominator.sentence == rate.sentence - 1 and bool(_BASE.search(words_of(denominator)))
    )


_ANY = re.compile(r"(?:其|总|综合|平均|全年|各类|案件|案|全部|总体|整体|的|已|，)+")


def _narrower(rate: Found, numerator: Found, denominator: Found) -> bool:
    """审判案件结案率 beside all cases: a rate of a part, whose counts are not told."""
    key = _KEY.search(rate.subject)
    own = _ANY.sub("", rate.subject[: key.start()]) if key else ""
    return bool(own) and own not in words_of(numerator) + words_of(denominator)


def _plainly(rate: Found, count: Found) -> bool:
    """已整改305项 speaks of the count before it; 向上级报备26件 has a base of its own that may not be told.

    行政机关负责人出庭应诉18件 beside 出庭应诉率 is in the very words of the rate.
    """
    words = re.sub(r"^(?:其中|已|共|均)+|[\d.,].*$", "", count.reading.sentence.text[count.start : count.end])
    stem = rate.subject.removesuffix("率")
    return len(words) <= _BARE or (len(stem) > _BARE and stem != rate.subject and words.endswith(stem))


def _belongs(rate: Found, count: Found) -> bool:
    key = _KEY.search(rate.subject)
    words = count.reading.sentence.text[count.start : count.end]
    if not key:
        return False
    stem = key[1]
    if stem[0] in "不未非" or re.search(rf"[不未非]{stem}", words):
        return False
    return stem in words


def _is_share(rate: Found) -> bool:
    text = rate.reading.sentence.text[rate.start : rate.end]
    return "占" in text or "率" in text or "比" in text


def _prints(rate: Found, numerator: Found, denominator: Found) -> bool:
    """Rounded or truncated at the digits shown, the counts read as the rate."""
    assert rate.value is not None and numerator.value is not None and denominator.value
    exact = numerator.value / denominator.value
    return rate.value - rate.step * HALF <= exact < rate.value + rate.step


def _label(found: Found) -> str:
    words = found.subject or ""
    return (
        f"{words}{plain(found.value or Fraction(0))}{found.unit}"
        if words
        else f"{plain(found.value or Fraction(0))}{found.unit}"
    )


_OVERLAPPING = re.compile(
    r"女|党员|少数民族|以上|以下|脱贫|本科|研究生|高级|老年|农村|困难|留守|外来|未成年|青年|首次|重点"
)


def _lists_parts(part: Found, total: Found) -> bool:
    """The sentence after the total's begins with 其中, and the total is the last count before it."""
    tokens = part.reading.sentence.tokens
    return part.sentence == total.sentence + 1 and part.reading.sentence.text.startswith("其中", tokens[0].start)


def check_parts(facts: list[Found]) -> None:
    """A total against the parts that 其中 lists."""
    for at, total in enumerate(facts):
        if not total.is_count or total.approximate or total.is_baseline:
            continue
        parts: list[Found] = []
        opened = False
        for part in facts[at + 1 : at + 1 + _WINDOW]:
            gap = (
                part.reading.sentence.text[max(0, part.start - 3) : part.start]
                if part.sentence == total.sentence
                else "。"
            )
            if part.sentence != total.sentence and not (_lists_parts(part, total) and (opened or not parts)):
                break
            opened = opened or part.sentence != total.sentence
            between = part.reading.surface.text[total.end : part.start]
            if "；" in between or between.count("。") > (part.sentence != total.sentence):
                break
            if between.count("(") > between.count(")"):
                continue
            if between.count("(") < between.count(")"):  # the total itself is a note: (不含旧存5人)，其中…
                break
            if not opened and "其中" in gap:
                opened = True
            if not opened or part.unit != total.unit or part.value is None:
                break
            parts.append(part)
        if len(parts) < 2 or any(p.approximate for p in parts):
            continue
        together = sum((p.value for p in parts if p.value is not None), Fraction(0))
        words = "".join(p.reading.sentence.text[p.start : p.end] for p in parts)
        exact = bool(re.search(r"不合格|不达标|未(?!检|成年|央)", words)) and len(parts) == 2
        # 3.86万户 are 1.12万, 2.69万 and 521: rounded figures need not add up to the last digit
        slack = sum((f.step for f in (total, *parts) if f.step > 1), Fraction(0))
        over = (
            total.value is not None
            and together > total.value + slack
            and len(parts) >= 2
            and not _OVERLAPPING.search(words)
        )
        if over or (exact and total.value is not None and abs(together - total.value) > slack):
            total.inconsistent = f"各部分合计 {plain(together)}{total.unit}，与总数不符"


#: A name shorter than this may be said of many things.
_NAMED = 5
#: Words that make two figures of one name figures of two things.
_OTHERWISE = re.compile(
    r"累计|截至|以来|季度|半年|\d月|上年|去年|同期|其中|[县区乡镇村局院校司园所组队][，:：]|目标|计划|任务|平均|最高|最低|第一|第二|类"
)


def check_twice(told: Iterable[tuple[int, str | None, Found]]) -> None:
    """The same indicator told twice with two values: neither can be right beside the other.

    Args:
        told: every figure of a document with its paragraph and the period it is for.
    """
    by_name: dict[tuple[str, str, str | None], list[tuple[int, Found]]] = {}
    for paragraph, period, fact in told:
        if fact.value is not None and fact.claim.number is not None and _stands_alone(fact):
            by_name.setdefault((fact.subject, fact.unit, period), []).append((paragraph, fact))
    for twice in by_name.values():
        if len(twice) != 2:
            continue
        (here, first), (there, second) = twice
        if (here, first.sentence) == (there, second.sentence) or first.value is None or second.value is None:
            continue
        if abs(first.value - second.value) > max(first.step, second.step):
            for fact, other in ((first, second), (second, first)):
                fact.inconsistent = fact.inconsistent or f"同一指标另处写作“{words_of(other)}”，与此处不符"


def _stands_alone(fact: Found) -> bool:
    """A figure whose own words name its indicator in full, with nothing that narrows it."""
    words, text = words_of(fact), fact.reading.sentence.text
    before = text[max(fact.reading.sentence.tokens[0].start, fact.start - 3 * _WINDOW) : fact.start]
    named = len(fact.subject) >= _NAMED and fact.subject in words and not fact.approximate
    return named and not _OTHERWISE.search(before + words)
