"""Word documents → blocks: paragraphs with their automatic numbers, and table rows with their headings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compliance.errors import RefusedError, problem
from compliance.source import Place
from compliance.text.documents import Block
from compliance.text.headings import Headings

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CN = "零一二三四五六七八九十"


def docx_blocks(path: Path) -> Iterator[Block]:
    """The blocks of a .docx, in order.

    Raises:
        RefusedError: it cannot be opened.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    try:
        document = docx.Document(str(path))
        body = document.element.body
    except (KeyError, ValueError, OSError, etree.XMLSyntaxError, PackageNotFoundError, AttributeError) as error:
        raise RefusedError(problem("damaged_text", Place(file=path.name), what="Word 文档结构损坏")) from error
    numbers = _Numbers(document)
    unseen = _unseen_styles(document)
    for child in _flow(body):
        if child.tag == f"{_W}p":
            text = numbers.label(child) + _text(child, unseen).strip()
            for line in text.split("\n"):
                if line.strip():
                    yield Block(line.strip(), heading=_is_heading(child))
        elif child.tag == f"{_W}tbl":
            yield from _rows(child, unseen)


def _flow(body: Any) -> Iterator[Any]:
    """Paragraphs and tables of the body, those inside content controls too."""
    stack = list(reversed(list(body)))
    while stack:
        child = stack.pop()
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            stack.extend(reversed(list(child)))


_UNSEEN = tuple(f"{_W}{name}" for name in ("strike", "dstrike", "vanish"))
_OFF = frozenset({"0", "false", "off", "none"})


def _switched(properties: Any) -> bool | None:
    """Whether a run is struck out or hidden by these properties; None where they do not say."""
    found = [mark for mark in (properties.find(name) for name in _UNSEEN) if mark is not None]
    return any(m.get(f"{_W}val", "true").lower() not in _OFF for m in found) if found else None


def _unseen_styles(document: Any) -> frozenset[str]:
    """The styles whose words are struck out or hidden."""
    unseen = set()
    for style in document.styles.element.iterchildren(f"{_W}style"):
        properties = style.find(f"{_W}rPr")
        if properties is not None and _switched(properties):
            unseen.add(style.get(f"{_W}styleId", ""))
    return frozenset(unseen)


def _is_unseen(run: Any, styles: frozenset[str]) -> bool:
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return False
    own = _switched(properties)
    style = properties.find(f"{_W}rStyle")
    return bool(own) or (own is None and style is not None and style.get(f"{_W}val", "") in styles)


def _text(paragraph: Any, unseen: frozenset[str] = frozenset()) -> str:
    """The words of a paragraph as they stand after its tracked changes; what is struck out or hidden says nothing."""
    pieces: list[str] = []
    stack = [paragraph]
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag in (f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText"):
            continue
        if tag == f"{_W}r" and _is_unseen(element, unseen):
            continue
        if tag == f"{_W}t":
            pieces.append(element.text or "")
        elif tag == f"{_W}tab":
            pieces.append("\t")
        elif tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        else:
            stack.extend(reversed(list(element)))
    return "".join(pieces)


def _is_heading(paragraph: Any) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = "" if style is None else style.get(f"{_W}val", "")
    return name.lower().startswith("heading") or name in ("1", "2", "3", "4", "Title")


def _rows(table: Any, unseen: frozenset[str]) -> Iterator[Block]:
    above: list[str] = []
    headings = Headings()
    for row in table.iter(f"{_W}tr"):
        if row.find(f"{_W}trPr/{_W}hidden") is not None:
            continue
        cells: list[str] = []
        for cell in row.iterchildren(f"{_W}tc", f"{_W}sdt"):
            text = (
                " ".join(t for t in (_text(p, unseen).strip() for p in cell.iter(f"{_W}p")) if t)
                .replace("\t", " ")
                .replace("\n", " ")
            )
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart" and len(cells) < len(above):
                text = above[len(cells)]
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            cells.append(text)
            width = span.get(f"{_W}val", "1") if span is not None else "1"
            cells.extend([text] * min(63, max(0, int(width) - 1 if width.isdigit() else 0)))
        above = cells
        if len(set(cells)) == 1:
            if cells[0]:
                yield Block(cells[0])
            continue
        if not any(cells):
            continue
        yield Block("\t".join(cells), cells=tuple(cells), heads=headings.above(cells))


class _Numbers:
    """The automatic numbers Word shows but does not store as text."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {a.get(f"{_W}abstractNumId"): a for a in root.iterchildren(f"{_W}abstractNum")}
        for num in root.iterchildren(f"{_W}num"):
            link = num.find(f"{_W}abstractNumId")
            source = abstract.get(link.get(f"{_W}val")) if link is not None else None
            for level in source.iterchildren(f"{_W}lvl") if source is not None else ():
                self._levels[num.get(f"{_W}numId"), int(level.get(f"{_W}ilvl", "0"))] = (
                    _value(level, "numFmt", "decimal"), _value(level, "lvlText", "%1."), int(_value(level, "start", "1") or 1),
                )  # fmt: skip
        for style in document.styles.element.iterchildren(f"{_W}style"):
            number = style.find(f"{_W}pPr/{_W}numPr")
            if number is not None:
                self._styles[style.get(f"{_W}styleId")] = (
                    _value(number, "numId", ""),
                    int(_value(number, "ilvl", "0") or 0),
                )

    def label(self, paragraph: Any) -> str:
        """The number this paragraph is shown with, "" where it has none."""
        number = paragraph.find(f"{_W}pPr/{_W}numPr")
        if number is not None:
            key = (_value(number, "numId", ""), int(_value(number, "ilvl", "0") or 0))
        else:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            key = self._styles.get("" if style is None else style.get(f"{_W}val", ""), ("", 0))
        if key not in self._levels or not _text(paragraph).strip():
            return ""
        counts = self._counts.setdefault(key[0], [0] * 9)
        level = min(key[1], 8)
        fmt, shape, start = self._levels[key]
        counts[level] = counts[level] + 1 if counts[level] else start
        counts[level + 1 :] = [0] * (8 - level)
        for at in range(9):
            own = self._levels.get((key[0], at))
            shape = shape.replace(f"%{at + 1}", _written(counts[at] or 1, own[0] if own else fmt))
        return "" if fmt in ("bullet", "none") else shape


def _value(element: Any, name: str, default: str) -> str:
    child = element.find(f"{_W}{name}")
    return default if child is None else child.get(f"{_W}val", default)


def _written(number: int, fmt: str) -> str:
    if fmt.startswith(("chinese", "ideograph", "japanese", "taiwanese")) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _CN[tens] + "十") + (_CN[ones] if ones else "")
    if "nclosedCircle" in fmt and 0 < number <= 20:
        return chr(0x245F + number)
    return str(number)
