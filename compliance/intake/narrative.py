"""A report in prose → the figures it gives, each with its sentence, what it is counted from and what contradicts it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from compliance.fact import Fact
from compliance.indicator import Indicators
from compliance.intake.narrative_counts import check_twice
from compliance.intake.narrative_facts import PLANNED, facts_of, period_of
from compliance.intake.narrative_found import Change, Found, Left, plain
from compliance.intake.narrative_heads import head_change, head_period
from compliance.period import Period
from compliance.text.documents import Document, Paragraph, from_text
from compliance.text.reading import read_paragraph
from compliance.text.rows import row_cells


class NarrativeFact(Struct, frozen=True):
    """One reported statistic.

    Attributes:
        quote: the words that report it; `span` is their place in the paragraph (counted from 1).
        value: plain decimal text in base units, a share as a fraction of one; None where only a change is given.
        numerator, denominator: the words of the counts a rate is taken over, where the text gives them.
        inconsistent: whether it cannot be right beside the other figures of the text; `reason` says why.
        head: the heading of its column, where it stands in a table.
        written: the number as it was written; step: what one unit of its last digit is worth.
    """

    quote: str
    indicator: str
    value: str | None
    unit: str | None
    numerator: str | None = None
    denominator: str | None = None
    period: str | None = None
    change: Change | None = None
    approximate: bool = False
    inconsistent: bool = False
    reason: str = ""
    ambiguous: str = ""
    written: str = ""
    clause: str = ""
    paragraph: int = 0
    span: tuple[int, int] = (0, 0)
    found: Found | None = None
    steps: tuple[str, ...] = ()
    head: str = ""


class NotFact(Struct, frozen=True):
    """A figure that is no fact, and why."""

    quote: str
    why: str
    paragraph: int = 0
    span: tuple[int, int] = (0, 0)


class Narrative(Struct, frozen=True):
    """What a report says.

    Attributes:
        unit, period: the reporting body's name and the year, guessed from the title; "" and None where it has none.
    """

    document: Document
    facts: tuple[NarrativeFact, ...]
    left_alone: tuple[NotFact, ...]
    unit: str = ""
    period: str | None = None

    @property
    def inconsistent(self) -> bool:
        return any(f.inconsistent for f in self.facts)

    def to_facts(self, indicators: Indicators, unit: str, period: Period) -> list[Fact]:
        """The figures of known indicators; `guessed` marks what a clerk must confirm, `remark` holds the words."""
        from compliance.intake.narrative_match import to_facts

        return to_facts(self, indicators, unit, period)

    def prefill(self, indicators: Indicators, unit: str, period: Period) -> tuple[list[Fact], list[tuple[str, str]]]:
        """`to_facts`, and the words and the reason of every figure of a known indicator that is not filled in."""
        from compliance.intake.narrative_match import prefill

        return prefill(self, indicators, unit, period)

    def jsonl_line(self) -> str:
        """One line of `read --format jsonl`."""
        facts = [
            {
                "quote": f.quote, "indicator": f.indicator, "value": f.value, "unit": f.unit, "numerator": f.numerator, "denominator": f.denominator,
                "period": f.period, "change": {"kind": f.change.kind, "value": f.change.value} if f.change else None,
                "approximate": f.approximate, "inconsistent": f.inconsistent,
            }
            for f in self.facts
        ]  # fmt: skip
        alone = [{"quote": a.quote, "why": a.why} for a in self.left_alone]
        return json.dumps(
            {"id": self.document.id, "facts": facts, "inconsistent": self.inconsistent, "left_alone": alone},
            ensure_ascii=False,
        )

    def table(self) -> str:
        """The facts, and the figures that are none with the reason, as lines for a terminal or a file."""
        from compliance.intake.narrative_table import table

        return table(self)

    def explain(self) -> str:
        """Every figure's path through the grammar."""
        lines = [
            f"《{self.document.title or self.document.id}》：数值 {len(self.facts)} 项，未作数值的数字 {len(self.left_alone)} 处",
            "",
        ]
        for fact in self.facts:
            lines.append(f"第 {fact.paragraph} 段 {fact.clause}　“{' '.join(fact.quote.split())}”")
            lines.extend(f"    {step}" for step in fact.steps)
            change = f"，变化 {fact.change.kind} {fact.change.value}" if fact.change else ""
            lines.append(
                f"    → {fact.indicator or '（指标待定）'} {fact.value or '（仅有变化）'} {fact.unit or ''}{change}"
            )
            lines.extend(f"    待核实：{why}" for why in (fact.reason, fact.ambiguous) if why)
        lines.append("")
        lines.extend(f"第 {a.paragraph} 段　“{' '.join(a.quote.split())}”：{a.why}" for a in self.left_alone)
        return "\n".join(lines) + "\n"


def read_report(path: Path, *, indicators: Indicators | None = None) -> Narrative:
    """The figures of the report at `path` (docx, pdf, html, txt, md; doc and wps through LibreOffice).

    Raises:
        RefusedError: the file cannot be read as a text.
    """
    from compliance.text.readers import read_document

    return read_narrative(read_document(path), indicators=indicators)


def read_text(text: str, id: str = "", *, indicators: Indicators | None = None) -> Narrative:
    """The figures of a plain text."""
    return read_narrative(from_text(text, id), indicators=indicators)


def read_narrative(document: Document, *, indicators: Indicators | None = None) -> Narrative:
    """The figures of a document already read."""
    facts: list[NarrativeFact] = []
    alone: list[NotFact] = []
    read = [_read(document, paragraph) for paragraph in document.paragraphs]
    check_twice([(number, period_of(f, document.year), f) for number, (found, _) in enumerate(read) for f in found])
    for paragraph, (found, left) in zip(document.paragraphs, read, strict=True):
        if paragraph.heads:
            _row(document, paragraph, indicators, facts, alone)
            continue
        facts.extend(_fact(document, paragraph, f, indicators) for f in found)
        alone.extend(_not_fact(document, paragraph, x) for x in sorted(left, key=lambda x: (x.start, x.end)))
    return Narrative(
        document,
        tuple(facts),
        tuple(alone),
        reporting_unit(document.title),
        str(document.year) if document.year else None,
    )


def _read(document: Document, paragraph: Paragraph) -> tuple[list[Found], list[Left]]:
    """What a paragraph reports, and what is left; nothing for a row of a table, which is read cell by cell."""
    if paragraph.heads:
        return [], []
    readings = list(read_paragraph(paragraph.text, report=True, label=paragraph.label))
    return facts_of(readings, document.year, paragraph.part, document.dated)


def _row(
    document: Document,
    paragraph: Paragraph,
    indicators: Indicators | None,
    facts: list[NarrativeFact],
    alone: list[NotFact],
) -> None:
    """The figures of a table row: all but those of a column of goals."""
    taken = []
    for cell in row_cells(paragraph, document.year):
        span = (cell.start, cell.end)
        taken.append(span)
        quote = paragraph.text[cell.start : cell.end]
        later = cell.asked or (cell.year is not None and document.year is not None and cell.year > document.year)
        found = [] if later else facts_of(list(read_paragraph(cell.words, report=True)), document.year, "")[0]
        period, grown = head_period(cell.head, document.year), head_change(cell.head)
        for one in found:
            fact = _fact(document, paragraph, one, indicators)
            fact = replace(fact, quote=quote, span=span, period=period or fact.period, head=cell.head)
            facts.append(replace(fact, value=None, change=grown(one)) if grown else fact)
        if not found:
            alone.append(NotFact(quote, PLANNED if later else "没有计量单位", paragraph.number, span))
    others = (m for m in re.finditer(r"\d+(?:\.\d+)?", paragraph.text) if not any(a <= m.start() < b for a, b in taken))
    alone.extend(NotFact(m[0], "表格中的序号或名称", paragraph.number, m.span()) for m in others)


def _fact(document: Document, paragraph: Paragraph, found: Found, indicators: Indicators | None) -> NarrativeFact:
    span = found.reading.surface.span(found.start, found.end)
    name = found.subject
    known = indicators.find(name) if indicators and name else None
    return NarrativeFact(
        quote=document.quote(paragraph, *span),
        indicator=known.name if known else name,
        value=None if found.value is None else plain(found.value),
        unit=found.unit or None,
        numerator=found.numerator or None,
        denominator=found.denominator or None,
        period=period_of(found, document.year),
        change=found.change,
        approximate=found.approximate,
        inconsistent=bool(found.inconsistent),
        reason=found.inconsistent,
        ambiguous=_ambiguous(found),
        written=found.claim.number.text if found.claim.number else "",
        clause=paragraph.clause_text,
        paragraph=paragraph.number,
        span=span,
        found=found,
        steps=tuple(found.steps),
    )


def _ambiguous(found: Found) -> str:
    """败诉率11.8%，同比下降3%: percent or percentage points, the words do not tell."""
    if (
        found.change
        and found.value is not None
        and found.unit == "比率"
        and found.change.kind.endswith("_rate")
        and found.change.value != "0"
    ):
        return "比率的变化写作百分数，可能是百分点"
    return ""


def _not_fact(document: Document, paragraph: Paragraph, left: Left) -> NotFact:
    span = left.reading.surface.span(left.start, left.end)
    return NotFact(document.quote(paragraph, *span), left.why, paragraph.number, span)


_UNIT = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,24}?(?:自治区|自治州|自治县|省|市|州|盟|地区|县|区|旗|镇|乡|街道|局|厅|委|委员会|办公室|法院|检察院|政府))(?:人民政府|办公室)?(?:关于|20\d\d|$)"
)


def reporting_unit(title: str) -> str:
    """The body a report's title names: 示例县人民政府关于2023年…的报告 → 示例县."""
    found = _UNIT.match(re.sub(r"\s+", "", title))
    return re.sub(r"人民政府$", "", found["name"]) if found else ""
