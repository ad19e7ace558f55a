"""The coverage page: the plan's own text, each sentence marked as rule, left alone or without figure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from compliance.resources import resource

if TYPE_CHECKING:
    from compliance.plans.extraction import Extraction


class _Piece(Struct):
    text: str
    kind: str = ""
    note: str = ""


class _Sentence(Struct):
    pieces: list[_Piece]
    kind: str


class _Paragraph(Struct):
    number: int
    heading: bool
    sentences: list[_Sentence]
    notes: list[str] = field(default_factory=list)


def coverage_html(extraction: Extraction) -> str:
    """The page as one HTML file without script or outside references."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resource("templates")), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    paragraphs = _paragraphs(extraction)
    kinds = [s.kind for p in paragraphs for s in p.sentences]
    return environment.get_template("plans/coverage.html").render(
        title=extraction.document.title or extraction.document.id or "计划",
        targets=len(extraction.targets),
        alone=len(extraction.left_alone),
        sentences=len(kinds),
        with_targets=kinds.count("rule"),
        with_figures=kinds.count("alone"),
        plain=kinds.count("none"),
        paragraphs=paragraphs,
    )


def _paragraphs(extraction: Extraction) -> list[_Paragraph]:
    marks: dict[int, list[tuple[int, int, str, str]]] = {}
    for target in extraction.targets:
        note = f"目标：{target.indicator or '（指标待定）'}{target.demand}"
        marks.setdefault(target.paragraph, []).append((*target.span, "rule", note))
    for alone in extraction.left_alone:
        marks.setdefault(alone.paragraph, []).append((*alone.span, "alone", alone.why))
    return [_paragraph(p.text, p.number, p.heading, marks.get(p.number, [])) for p in extraction.document.paragraphs]


def _paragraph(text: str, number: int, heading: bool, marks: list[tuple[int, int, str, str]]) -> _Paragraph:
    marks = sorted(marks, key=lambda m: (m[2] != "rule", m[0], m[1]))
    owner = [-1] * len(text)
    for index, (start, end, _, _) in enumerate(marks):
        if all(o == -1 for o in owner[start:end]):
            owner[start:end] = [index] * (end - start)
    sentences = []
    for found in re.finditer(r"[^。！？]+[。！？]?|[。！？]", text):
        pieces = list(_pieces(text, found.start(), found.end(), owner, marks))
        kinds = {p.kind for p in pieces}
        sentences.append(_Sentence(pieces, "rule" if "rule" in kinds else "alone" if "alone" in kinds else "none"))
    notes = [
        f"“{text[a:b]}”　{note}"
        for a, b, kind, note in sorted(marks)
        if kind == "rule" or note not in ("序号", "日期或期间")
    ]
    return _Paragraph(number, heading, sentences, notes)


def _pieces(text: str, start: int, end: int, owner: list[int], marks: list[tuple[int, int, str, str]]) -> list[_Piece]:
    pieces: list[_Piece] = []
    at = start
    while at < end:
        stop = at
        while stop < end and owner[stop] == owner[at]:
            stop += 1
        mark = marks[owner[at]] if owner[at] >= 0 else None
        pieces.append(_Piece(text[at:stop], mark[2] if mark else "", mark[3] if mark else ""))
        at = stop
    return pieces
