"""A paragraph → its sentences, each with its claims, what they are about, and why some of them state nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from msgspec import Struct

from compliance.text.grammar import Claim, Sentence, read_sentence, sentences
from compliance.text.lexer import lex
from compliance.text.reasons import AGE, MEASURES, THRESHOLD
from compliance.text.roles import what_it_is_not
from compliance.text.surface import Surface, surface
from compliance.text.tokens import past_remark


class Reading(Struct):
    """One sentence read.

    Attributes:
        sentence: its tokens.
        claims: every figure and fixed phrase, in order; `why` set on those that state nothing measurable.
        subjects: for each claim the words it is about, carried from the sentence before where there are none.
        heads: for each claim the index (in the surface) where its own subject begins.
    """

    surface: Surface
    sentence: Sentence
    claims: list[Claim]
    subjects: list[str]
    heads: list[int]


def read_paragraph(text: str, report: bool = False, label: int = 0) -> Iterator[Reading]:
    """The sentences of one paragraph of a plan, or of a report, in order; time is linear in the text.

    The first `label` characters are the clause's number and are not read.
    """
    front = surface(text)
    carried = ""
    skipped = bisect_left(front.at, label) if label else 0
    # "1. 6月底前" must not be read as 1.6月
    read = "\n" * skipped + front.text[skipped:]
    tokens = [t for t in lex(read) if t.end > skipped] if skipped else lex(read)
    for sentence in sentences(front.text, tokens):
        claims = read_sentence(sentence)
        for position, claim in enumerate(claims):
            claim.why = what_it_is_not(sentence, claim, claims, position, report)
        subjects, heads, carried = _subjects(sentence, claims, carried)
        yield Reading(front, sentence, claims, subjects, heads)


_LEADING = re.compile(
    r"^(?:[、，：:\s“”‘’(（)）\]]|其中|同时|并且|并|以及|基本(?=实现|完成|达到|建立|形成)|和(?!谐)|及(?!时|格)|与|且|确保|力争|争取|实现|推动|推进|做到|切实|着力|努力|全面|积极|加快|持续|进一步|不断|继续|严格|落实|保证|要|将|使|力求|保障|促进|到(?=\d)|截至|即|对(?=.{0,20}实行)|把|全年|年内|每年|今年|"
    r"共有?|已|目前|其(?!他|它|余)|该|另|还|再|对于|坚持|新(?=增长)|深入|扎实|大力|稳步|有序|逐步|要求|严格实行|组织|一是|二是|三是|四是|五是|六是|七是|八是|九是|十是)+"
)
_TRAILING = re.compile(
    r"(?:[的在为是到至由从，、:：(（“‘]|分别|均|都|各|要|须|应|需|已|达|共|实现|总体|力争|原则上|同比|较|(?<![占缩减对环同])比|以|将|稳定|保持|控制|再|累计|(?:19|20)\d\d年)+$"
)
_LONGEST_SUBJECT = 60


def _subjects(sentence: Sentence, claims: list[Claim], carried: str) -> tuple[list[str], list[int], str]:
    """What each claim is about: the words of its segment before it, else those of the claim before."""
    subjects: list[str] = []
    heads: list[int] = []
    after = 0
    for claim in claims:
        start, _ = sentence.segment(claim.index)
        own = max(start, after)
        while own < claim.first and sentence.tokens[own].kind in (
            "DATE",
            "EVERY",
            "LIST",
            "COMMA",
            "SOFT",
            "OPEN",
            "CLOSE",
            "BASE",
        ):
            own += 1
        words = sentence.near(own, claim.first, _LONGEST_SUBJECT)
        subject = _TRAILING.sub("", _LEADING.sub("", words))
        head = sentence.tokens[own].start if own < claim.first else sentence.tokens[claim.first].start
        if subject:
            at = sentence.text.find(subject, max(head, sentence.tokens[claim.first].start - _LONGEST_SUBJECT))
            head = at if at >= 0 else head
            carried = subject
        subjects.append(subject or carried)
        heads.append(head)
        listed = claim.why == MEASURES and words.endswith("等")  # 受理率、答复率等3项指标
        if claim.why not in (AGE, THRESHOLD) and not listed:  # 孕产妇、3岁以下儿童管理率: the age is part of the name
            after = past_remark(sentence.tokens, claim.last + 1)
            if after < len(sentence.tokens) and sentence.tokens[after].kind not in ("LIST", "COMMA", "SEMI"):
                after = claim.last + 1  # 一村（社区）一法律顾问: the bracket belongs to the words
    return subjects, heads, carried
