"""Clause numbers (一、 (一) 1. 第X条 ①), lines that belong together, and page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from compliance.text.documents import Block

_CN = "[一二三四五六七八九十百零〇]"
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"第(?P<n>{_CN}{{1,4}}|\d{{1,3}})(?P<k>编|章|节|部分)(?=[\s　、:：]|\S{{2,30}}$)")),
    ("article", re.compile(rf"第(?P<n>{_CN}{{1,5}}|\d{{1,3}})条(?=[\s　、:：]|\S)")),
    ("section", re.compile(rf"(?P<n>{_CN}{{1,4}})[、．.](?=\s*\S)")),
    ("item", re.compile(rf"[(（]\s*(?P<n>{_CN}{{1,4}})\s*[)）][、．.]?")),
    ("point", re.compile(r"(?P<n>\d{1,3})(?:[、．]|\.(?!\d))\s*")),
    ("sub", re.compile(r"[(（]\s*(?P<n>\d{1,3})\s*[)）][、．.]?")),
    ("circle", re.compile(r"(?P<n>[①-⑳])[、．.]?")),
)
_DEPTHS = {"chapter": 1, "article": 4, "section": 2, "item": 3, "point": 4, "sub": 5, "circle": 6}


class Label(Struct, frozen=True):
    """A clause number: its kind, its text as cited, and how many characters of the line it takes."""

    kind: str
    text: str
    length: int


def label_of(text: str) -> Label | None:
    """The clause number a line begins with."""
    for kind, pattern in _LABELS:
        found = pattern.match(text)
        if found:
            number = found["n"]
            cited = {"item": f"({number})", "sub": f"({number})", "article": f"第{number}条"}.get(kind, number)
            if kind == "chapter":
                cited = f"第{number}{found['k']}"
            return Label(kind, cited, found.end())
    return None


class Numbering:
    """The path of clause numbers as a reader goes down the page."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, str]] = []

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._stack)

    @property
    def depth(self) -> int:
        return self._stack[-1][0] if self._stack else 0

    def enter(self, label: Label) -> None:
        depth = _DEPTHS[label.kind]
        while self._stack and self._stack[-1][0] >= depth:
            self._stack.pop()
        self._stack.append((depth, label.text))


_SENTENCE_MARKS = re.compile(r"[，。；、！？：:,;]")
_ENDS = re.compile(r"[。！？；：…:;!?”》)）】\]]$")
_DATE_LINE = re.compile(r"^[\s\d〇○零一二三四五六七八九十年月日]{6,14}(?:印发|发布)?$")
_PAGE = re.compile(
    r"^(?:[-—–－\s]*\d{1,4}[-—–－\s]*|第\s*\d{1,4}\s*页(?:\s*[,，/共]+\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|Page\s*\d+.*|·\s*\d{1,4}\s*·)$",
    re.IGNORECASE,
)
_ROW = re.compile(r"\t|\s\|\s|^\||\s{3,}\S")

#: A line shorter than this that ends without a mark was ended on purpose, not wrapped.
_WRAPPED = 18
#: No page has longer lines; a text with longer ones has a paragraph to each.
_LONGEST_LINE = 45
#: A heading is no longer than this.
_LONGEST_HEADING = 50
#: And one numbered 1. no longer than this; what is longer is a clause of its own.
_LONGEST_POINT = 32


def is_heading(text: str) -> bool:
    """Whether a line is a heading: short, without the marks of a sentence."""
    label = label_of(text)
    body = text[label.length :] if label else text
    if len(text) > _LONGEST_HEADING or re.search(r"[。；]", body):
        return False
    if label and label.kind == "point" and len(text) > _LONGEST_POINT:
        return False
    if label and label.kind in ("chapter", "section", "item", "point"):
        return not _ENDS.search(body) or body.endswith((")", "）", "”", "》"))
    return (
        not _SENTENCE_MARKS.search(body) and len(text) <= 30 and not re.search(r"\d+\s*(?:%|％|件|个|人|万|亿)", body)
    )


def join_lines(blocks: Iterable[Block]) -> Iterator[tuple[str, Sequence[int], Block]]:
    """Paragraphs: lines broken in the middle of a sentence joined, page numbers dropped.

    Yields the text, the place of each of its characters in the source (or () where there is none), and its first block.
    """
    blocks = list(blocks)
    wrapped = _wrap_width([len(b.text) for b in blocks if b.text and not b.cells])
    pending: list[Block] = []
    for block in blocks:
        text = block.text
        if not text or (_PAGE.match(text) and not block.cells):
            continue
        if pending and not _continues(pending[-1], block, wrapped):
            yield _joined(pending)
            pending = []
        pending.append(block)
    if pending:
        yield _joined(pending)


def _wrap_width(lengths: list[int]) -> int:
    """How long a line must be to have been broken by its page: most of what long lines of the text are."""
    if not lengths:
        return _WRAPPED
    lengths.sort()
    return max(_WRAPPED, min(_LONGEST_LINE, lengths[len(lengths) * 9 // 10] * 7 // 10))


def _continues(before: Block, after: Block, wrapped: int) -> bool:
    first, second = before.text, after.text
    if before.cells or after.cells or before.heading or after.heading or _ROW.search(first) or _ROW.search(second):
        return False
    if before.start < 0 and after.start < 0:  # a file that knows its paragraphs
        return False
    if _ENDS.search(first) and not first.endswith(("》", "”", ")", "）")):
        return False
    if first.endswith(("”", ")", "）", "》")) and len(first) < _WRAPPED * 2:
        return False
    if label_of(second) or _DATE_LINE.match(second) or _DATE_LINE.match(first) or second.startswith("——"):
        return False
    if first.endswith(("，", "、", ",", "（", "“", "《")):
        return True
    if is_heading(first) or len(first) < wrapped:
        return False
    return bool(_SENTENCE_MARKS.search(first)) or bool(re.search(r"[，。；]", second))


def _joined(blocks: list[Block]) -> tuple[str, Sequence[int], Block]:
    first = blocks[0]
    if len(blocks) == 1:
        return first.text, range(first.start, first.start + len(first.text)) if first.start >= 0 else (), first
    at: list[int] = []
    for block in blocks:
        at.extend(range(block.start, block.start + len(block.text)))
    return "".join(b.text for b in blocks), at if first.start >= 0 else (), first
