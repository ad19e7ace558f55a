"""What the rates of a report are counted from, and where its figures contradict each other."""

from __future__ import annotations

import re
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
    """A rate whose counts stand in its own sentence and give it over no base the sentence names."""
    own = [(n, d) for n, d in pairs if n in named and n.sentence == d.sentence == rate.sentence and d.start < n.start]
    own = [(n, d) for n, d in own if _plainly(n) and "新收" not in words_of(d)]  # 结案率 is of 旧存 too
    if not own or _narrower(rate, *own[-1]) or rate.approximate or any(n.approximate or d.approximate for n, d in own):
        return
    numerator, denominator = own[-1]
    rate.numerator, rate.denominator = _label(numerator), _label(denominator)
    assert numerator.value is not None and denominator.value
    counted = numerator.value / denominator.value
    rate.inconsistent = f"按{rate.numerator}÷{rate.denominator}为 {decimal_text(counted * 100, 2)}%，与所报不符"


_ANY = re.compile(r"(?:其|总|综合|平均|全年|各类|案件|案|全部|总体|整体|的|已|，)+")


def _narrower(rate: Found, numerator: Found, denominator: Found) -> bool:
    """审判案件结案率 beside all cases: a rate of a part, whose counts are not told."""
    key = _KEY.search(rate.subject)
    own = _ANY.sub("", rate.subject[: key.start()]) if key else ""
    return bool(own) and own not in words_of(numerator) + words_of(denominator)


def _plainly(count: Found) -> bool:
    """已整改305项 speaks of the count before it; 向上级报备26件 has a base of its own that may not be told."""
    words = count.reading.sentence.text[count.start : count.end]
    return len(re.sub(r"^(?:其中|已|共|均)+|[\d.,].*$", "", words)) <= _BARE


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


def check_parts(facts: list[Found]) -> None:
    """A total against the parts that 其中 lists."""
    for at, total in enumerate(facts):
        if not total.is_count or total.approximate:
            continue
        parts: list[Found] = []
        opened = False
        for part in facts[at + 1 : at + 1 + _WINDOW]:
            gap = (
                part.reading.sentence.text[max(0, part.start - 3) : part.start]
                if part.sentence == total.sentence
                else "。"
            )
            if part.sentence != total.sentence:
                break
            between = part.reading.sentence.text[total.end : part.start]
            if "；" in between or "。" in between:
                break
            if between.count("(") > between.count(")"):
                continue
            if not opened and "其中" in gap:
                opened = True
            if not opened or part.unit != total.unit or part.value is None:
                break
            parts.append(part)
        if len(parts) < 2 or any(p.approximate for p in parts):
            continue
        together = sum((p.value for p in parts if p.value is not None), Fraction(0))
        words = "".join(p.reading.sentence.text[p.start : p.end] for p in parts)
        exact = bool(re.search(r"不合格|不达标|未", words)) and len(parts) == 2
        over = total.value is not None and together > total.value and len(parts) >= 2 and not _OVERLAPPING.search(words)
        if over or (exact and together != total.value):
            total.inconsistent = f"各部分合计 {plain(together)}{total.unit}，与总数不符"
