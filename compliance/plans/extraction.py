"""A plan → its targets, what was left alone, a draft pack, a coverage page and the trace of every figure."""

from __future__ import annotations

import json
import re
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from compliance.indicator import Indicators
from compliance.plans.qualifiers import phrase
from compliance.plans.target import Found, LeftAlone, Target
from compliance.plans.targets import targets_of
from compliance.text.course import Course
from compliance.text.documents import Document, Paragraph, from_text
from compliance.text.reading import Reading, read_paragraph
from compliance.text.reasons import PAST, UNITLESS
from compliance.text.rows import row_cells

_KEYS = (
    "quote", "indicator", "comparator", "value", "value_max", "unit", "period", "quantifier", "scope", "relative_to", "approximate", "soft",
)  # fmt: skip


class Extraction(Struct, frozen=True):
    """What a plan asks for.

    Attributes:
        document: the plan as it was read.
        targets: in the order of the text.
        left_alone: every other figure, with the reason.
        indicators: what target names were matched against, or None.
    """

    document: Document
    targets: tuple[Target, ...]
    left_alone: tuple[LeftAlone, ...]
    indicators: Indicators | None = None

    def jsonl_line(self) -> str:
        """One line of `extract --format jsonl`."""
        targets = [{key: getattr(t, key) for key in _KEYS} for t in self.targets]
        alone = [{"quote": a.quote, "why": a.why} for a in self.left_alone]
        return json.dumps({"id": self.document.id, "targets": targets, "left_alone": alone}, ensure_ascii=False)

    def pack_yaml(self) -> str:
        """A draft pack that the rulebook loads; every rule is `draft: true`."""
        from compliance.plans.drafts import pack_yaml

        return pack_yaml(self)

    def coverage_html(self) -> str:
        """The plan with each sentence marked: rule, left alone and why, no figure."""
        from compliance.plans.coverage import coverage_html

        return coverage_html(self)

    def explain(self) -> str:
        """Every figure's path through the grammar."""
        lines = [
            f"《{self.document.title or self.document.id}》：目标 {len(self.targets)} 项，未作目标的数字 {len(self.left_alone)} 处",
            "",
        ]
        for target in self.targets:
            lines.append(f"第 {target.paragraph} 段 {target.clause}　“{' '.join(target.quote.split())}”")
            lines.extend(f"    {step}" for step in target.steps)
            lines.append(f"    → {target.indicator or '（指标待定）'}{target.demand}")
        lines.append("")
        lines.extend(f"第 {a.paragraph} 段 {a.clause}　“{' '.join(a.quote.split())}”：{a.why}" for a in self.left_alone)
        return "\n".join(lines) + "\n"


def extract(path: Path, *, indicators: Indicators | None = None) -> Extraction:
    """The targets of the plan at `path` (docx, pdf, html, txt, md; doc and wps through LibreOffice).

    Raises:
        RefusedError: the file cannot be read as a text.
    """
    from compliance.text.readers import read_document

    return extract_document(read_document(path), indicators=indicators)


def extract_text(text: str, id: str = "", *, indicators: Indicators | None = None) -> Extraction:
    """The targets of a plain text."""
    return extract_document(from_text(text, id), indicators=indicators)


def extract_document(document: Document, *, indicators: Indicators | None = None) -> Extraction:
    """The targets of a document already read."""
    targets: list[Target] = []
    alone: list[LeftAlone] = []
    course = Course()
    for paragraph in document.paragraphs:
        if paragraph.heading:
            course.heading()
        if paragraph.heads:
            _row(document, paragraph, targets, alone)
            continue
        readings = list(read_paragraph(paragraph.text, label=paragraph.label))
        told = course.of([r.sentence for r in readings], document.year, bool(paragraph.label))
        for reading, tense in zip(readings, told, strict=True):
            found = targets_of(reading, document.year, paragraph.part or tense)
            _place(document, paragraph, reading, found, targets, alone)
    return Extraction(document, tuple(targets), tuple(alone), indicators)


def _row(document: Document, paragraph: Paragraph, targets: list[Target], alone: list[LeftAlone]) -> None:
    """The figures of a table row: a target column's are targets, a column of past figures is left alone."""
    for cell in row_cells(paragraph, document.year):
        where = {"clause": paragraph.clause_text, "paragraph": paragraph.number, "span": (cell.start, cell.end)}
        quote = paragraph.text[cell.start : cell.end]
        found = (
            [t for r in read_paragraph(cell.words) for t in targets_of(r, document.year, "").targets]
            if cell.role != "past"
            else []
        )
        for target, _, _ in found:
            period = f"by-date({cell.year:04}-12-31)" if cell.year else target.period
            targets.append(replace(target, quote=quote, period=period, **where))
        if not found:
            alone.append(LeftAlone(quote, PAST if cell.role == "past" else UNITLESS, **where))  # type: ignore[arg-type]
    alone.extend(_other_cells(paragraph, document))


def _other_cells(paragraph: Paragraph, document: Document) -> list[LeftAlone]:
    """Numbers of a row outside its figures: 序号, names."""
    taken = [(c.start, c.end) for c in row_cells(paragraph, document.year)]
    return [
        LeftAlone(m[0], "表格中的序号或名称", paragraph.clause_text, paragraph.number, m.span())
        for m in re.finditer(r"\d+(?:\.\d+)?", paragraph.text)
        if not any(a <= m.start() < b for a, b in taken)
    ]


def _place(
    document: Document,
    paragraph: Paragraph,
    reading: Reading,
    found: Found,
    targets: list[Target],
    alone: list[LeftAlone],
) -> None:
    """Give what was found in a sentence its place in the paragraph and its words."""
    clause = paragraph.clause_text
    for target, start, end in sorted(found.targets, key=lambda f: (f[1], f[2])):
        span = reading.surface.span(start, end)
        context = document.quote(paragraph, *reading.surface.span(*phrase(reading, start, end)))
        where = {"span": span, "clause": clause, "paragraph": paragraph.number}
        targets.append(replace(target, quote=document.quote(paragraph, *span), context=context, **where))
    for why, start, end in sorted(found.alone, key=lambda f: (f[1], f[2])):
        span = reading.surface.span(start, end)
        alone.append(LeftAlone(document.quote(paragraph, *span), why, clause, paragraph.number, span))
