"""A document as the grammar reads it: paragraphs with their clause, the part of the text they stand in, and their year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct, field

from compliance.text.clauses import Numbering, is_heading, join_lines, label_of

Part = Literal["", "past", "future"]


class Block(Struct, frozen=True):
    """One line, paragraph or table row as a reader of files gives it.

    Attributes:
        text: its characters.
        start: where it begins in the document's text, or -1 where the document has no running text.
        heads: for a table row, the headings of its cells; `cells` are the cells.
    """

    text: str
    start: int = -1
    cells: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    heading: bool = False


class Paragraph(Struct, frozen=True):
    """A paragraph with its place.

    Attributes:
        text: its characters, lines joined.
        number: counted from 1.
        clause: labels from the outermost part to this clause: ("一", "(三)", "1").
        part: whether it stands in a part of the document about what was done ("past") or what is to be done ("future").
        label: how many characters at its beginning are its clause number.
        at: for every character of `text` its place in the document's source, or () where there is none.
    """

    text: str
    number: int
    clause: tuple[str, ...] = ()
    title: str = ""
    part: Part = ""
    heading: bool = False
    at: Sequence[int] = ()
    cells: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    label: int = 0

    @property
    def clause_text(self) -> str:
        return self.clause[-1] if self.clause else ""


class Document(Struct, frozen=True):
    """A plan or report.

    Attributes:
        id: the file's stem.
        title: its title, "" where none was found.
        year: the year it plans for or reports on.
        dated: whether the title or the date of issue says the year; else it is the one told of most.
        source: the running text where the file is one, for quotes that span lines.
    """

    id: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    year: int | None = None
    source: str = ""
    file: str = ""
    clauses: dict[str, str] = field(default_factory=dict)
    dated: bool = False

    def quote(self, paragraph: Paragraph, start: int, end: int) -> str:
        """The words `start` to `end` of a paragraph as they stand in the source, a line break inside them too.

        Where more than a line break lies between (a page number), the words as they are read.
        """
        words = paragraph.text[start:end]
        if not paragraph.at or not words or not self.source:
            return words
        source = self.source[paragraph.at[start] : paragraph.at[end - 1] + 1]
        return source if "".join(source.split()) == "".join(words.split()) else words


def from_text(text: str, id: str = "", file: str = "") -> Document:
    """The document of a plain text."""
    return build(_lines(text), id, source=text, file=file)


def _lines(text: str) -> list[Block]:
    blocks: list[Block] = []
    position = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            blocks.append(Block(stripped, position + line.index(stripped[0])))
        else:
            blocks.append(Block("", position))
        position += len(line) + 1
    return blocks


def build(blocks: Iterable[Block], id: str = "", source: str = "", file: str = "") -> Document:
    """Join lines, number paragraphs, follow clauses and parts."""
    paragraphs: list[Paragraph] = []
    numbering = Numbering()
    title = ""
    parts = _Parts()
    clauses: dict[str, str] = {}
    for text, at, block in join_lines(blocks):
        heading = block.heading or is_heading(text)
        label = label_of(text)
        if label:
            numbering.enter(label)
            clauses.setdefault(numbering.path[-1], _clause_title(text[label.length :]))
        if not title and len(paragraphs) < 40 and not label:
            title = _title([p.text for p in paragraphs[-2:]], text)
        if heading or block.heading:
            parts.enter(text, numbering.depth if label else (1 if block.heading else 0), bool(label) or block.heading)
        elif label:
            parts.leave(numbering.depth)
            told = re.split(r"[。；：:]", text[label.length :].strip(), maxsplit=1)[0]
            if len(told) <= _LONGEST_RUN_IN:
                parts.enter(told, numbering.depth, True)
        paragraphs.append(
            Paragraph(
                text,
                len(paragraphs) + 1,
                numbering.path,
                "",
                parts.part,
                heading,
                at,
                block.cells,
                block.heads,
                label.length if label else 0,
            )
        )
    year, dated = document_year(title, paragraphs)
    return Document(id, title, tuple(paragraphs), year, source, file, clauses, dated)


_TITLE = re.compile(
    r"(?:要点|方案|规划|计划|意见|报告|公报|办法|纲要|通知|决定|措施|行动|细则|总结|任务|清单|目标|安排|汇报|工作情况)(?:的通知|的报告)?\s*(?:[(（][^()（）]{0,24}[)）])?\s*$"
)


def _title(before: list[str], text: str) -> str:
    """A title may run over lines: 示例县人民政府 / 关于印发2024年法治政府建设 / 工作要点的通知."""
    if not _TITLE.search(text) or len(text) > 80 or re.search(r"[。；]", text):
        return ""
    lines = [text]
    for line in reversed(before):
        if len(line) > 40 or re.search(r"[，。；：:\d]\s*$|〔|签发|索引|日期", line) or _TITLE.search(line):
            break
        lines.insert(0, line)
        if "关于" in line and not re.search(r"关于", lines[1]):
            continue
    start = next((i for i, line in enumerate(lines) if "关于" in line or re.search(r"20\d\d", line)), len(lines) - 1)
    if start and re.search(r"(?:府|厅|局|委员会|委|院|办公室|省|市|县|区|州)$", lines[start - 1]):
        start -= 1
    title = re.sub(r"\s+", "", "".join(lines[start:]))
    return title if len(title) >= 6 else ""


#: 三、下一步打算。…: a heading that runs into its text is no longer than this.
_LONGEST_RUN_IN = 24


def _clause_title(text: str) -> str:
    return re.split(r"[。；：:\n]", text.strip(), maxsplit=1)[0][:60]


#: Headings of what was done or is the case; these matter in plans.
_PAST_HEADING = re.compile(
    r"回顾|成效|成就|成绩|现状|发展基础|工作基础|主要做法|存在的?(?:主要)?(?:问题|不足|困难|短板)|主要问题|面临的?(?:形势|挑战|问题)|形势|过去|工作总结|"
    r"(?:工作|基本|推进|落实|进展|完成|执行|建设|开展|总体)情况$|去年|上年度?工作|亮点|概况|综述|十三五.{0,6}(?:成|回)|五年来|一年来"
)
#: Headings of what is still to be done; these matter in reports, where 任务 and 目标 alone may head what was achieved.
_FUTURE_HEADING = re.compile(
    r"下一步|打算|今后|明年|下年度?|来年|展望|(?:工作)?思路|工作安排|主要安排|工作计划|(?:总体|工作)要求$|预期目标|(?:主要|工作|目标)任务$|主要目标$|工作目标$|努力方向|工作建议|的建议$|20\d\d年.{0,20}(?:安排|打算|计划|目标|任务|重点|部署)$"
)
_URGING = re.compile(
    r"夯实|补齐|筑牢|打牢|强化|加强|提升|推进|完善|健全|深化|加快|着力|聚焦|坚持|推动|优化|提高|促进|落实(?!情况)|严格|通报|定期|督查|检查|考核|评估|报送|公开"
)
_LOOKING_BACK = re.compile(r"回顾|成效|成就|成绩|情况|去年|过去|总结|做法")
_HEADING_YEAR = re.compile(r"(20\d{2})\s*年")


class _Parts:
    """Which parts of a document are about the past and which about the future, by their headings."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, Part]] = []
        self.years: list[int] = []

    @property
    def part(self) -> Part:
        return self._stack[-1][1] if self._stack else ""

    def leave(self, depth: int) -> None:
        while self._stack and self._stack[-1][0] >= depth:
            self._stack.pop()

    def enter(self, text: str, depth: int, numbered: bool) -> None:
        past, future = bool(_PAST_HEADING.search(text)), bool(_FUTURE_HEADING.search(text))
        if past and _URGING.search(text) and not _LOOKING_BACK.search(text):
            past = False
        if not numbered and not (past or future):
            return
        if not numbered and (len(text) > 30 or _TITLE.search(text)):
            return
        self.leave(depth)
        year = _HEADING_YEAR.search(text)
        if year:
            self.years.append(int(year[1]))
        part: Part = "future" if future and not past else "past" if past and not future else ""
        if past and future:  # 2023年主要举措 / 2024年重点工作安排情况: what comes first decides less than 安排, 打算
            part = (
                "future"
                if re.search(r"安排|打算|下一步|计划|下年|明年", text) and not re.search(r"情况|成效", text)
                else "past"
            )
        if part or depth <= 1:
            self._stack.append((depth, part or (self._stack[-1][1] if self._stack else "")))


_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
#: A year that is told of, and not the end of a plan (到2025年, 2025年底前).
_TOLD = re.compile(r"(?<![到至—～~\-－])(?<![到至]\s)(20\d{2})\s*年(?!底?前|\s*以前|以后)")
_RANGE = re.compile(r"((?:19|20)\d{2})\s*年?\s*[-—–~－至]+\s*((?:19|20)\d{2})\s*年?")


def document_year(title: str, paragraphs: Sequence[Paragraph]) -> tuple[int | None, bool]:
    """The year of a title; else of the date at the end; else the year told of most, which is less certain."""
    spans = _RANGE.search(title)
    if spans:
        return int(spans[1]), True
    named = _YEAR.search(title)
    if named:
        return int(named[1]), True
    for paragraph in (*paragraphs[:6], *paragraphs[-6:]):
        if len(paragraph.text) <= 40 and (
            found := re.search(r"(20\d{2})\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日", paragraph.text)
        ):
            return int(found[1]), True
    for paragraph in paragraphs[:6]:
        if found := re.search(r"[〔\[(（](20\d{2})[〕\])）]\s*\d+\s*号", paragraph.text):
            return int(found[1]), True
    told = Counter(int(m[1]) for p in paragraphs[:400] for m in _TOLD.finditer(p.text[:4000]))
    if not told:  # 到2015年 and 2014年底前 are ahead of the year that is meant
        ahead = [int(m[1]) for p in paragraphs[:400] for m in _YEAR.finditer(p.text[:4000])]
        return min(ahead, default=None), False
    years = told
    often = {year for year, count in years.items() if count * 4 >= max(years.values())}
    return max(often), False
