"""Files → documents: docx, pdf, html, txt, md; doc and wps through LibreOffice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compliance.errors import RefusedError, problem
from compliance.source import Place
from compliance.text.documents import Block, Document, build, from_text
from compliance.text.headings import Headings, Spans

#: Bytes. A plan of a million characters is some megabytes; beyond this somebody sent the wrong file.
LARGEST = 64 * 2**20
#: Bytes of a .docx once unpacked.
LARGEST_UNPACKED = 256 * 2**20
#: Characters read from one file.
LONGEST = 20_000_000

_OFFICE = {".doc", ".wps", ".odt", ".rtf", ".dot", ".wpt"}


def read_document(path: Path) -> Document:
    """The document at `path`, by what is in the file and not only by its name.

    Raises:
        RefusedError: missing, empty, unreadable, encrypted, a scan without text, or of a kind that cannot be read.
    """
    content = _bytes(path)
    name, id = path.name, path.stem
    suffix = path.suffix.lower()
    if content.startswith(b"%PDF"):
        return _from_lines(_pdf_lines(path), id, name)
    if content.startswith(b"PK"):
        return _zipped(path, content, id, name)
    if content.startswith(b"\xd0\xcf\x11\xe0") or (suffix in _OFFICE):
        return _through_office(path, id, name)
    text = decode(content, name)
    if suffix in (".html", ".htm", ".mht", ".shtml") or re.match(
        r"\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html)", text[:400], re.IGNORECASE
    ):
        return build(_html_blocks(text), id, file=name)
    if suffix in (".md", ".markdown"):
        return build(_markdown_blocks(text), id, source=text, file=name)
    return build(_text_blocks(text), id, source=text, file=name) if "\t" in text else from_text(text, id, name)


def _refuse(code: str, name: str, **words: object) -> RefusedError:
    return RefusedError(problem(code, Place(file=name), **words))


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise _refuse("not_a_text", path.name, what="这是文件夹")
        if size > LARGEST:
            raise _refuse(
                "too_large", path.name, what=f"文件大小 {size / 2**20:.0f} MB", limit=f"{LARGEST // 2**20} MB"
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise _refuse("file_not_found", path.name) from None
    except OSError as error:
        raise _refuse("file_unreadable", path.name, why=error.strerror or "系统拒绝") from error
    if not content.strip():
        raise _refuse("file_empty", path.name)
    return content


def decode(content: bytes, name: str = "") -> str:
    """UTF-8 or GB18030, with or without a mark of order; UTF-16 with one.

    Raises:
        RefusedError: it is no text in any of these.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _checked(content.decode(encoding, errors="replace"), name)
    if content.count(b"\x00") > len(content) // 100:
        raise _refuse("not_a_text", name, what="内容不是文字")
    for encoding in ("utf-8", "gb18030"):
        try:
            return _checked(content.decode(encoding), name)
        except UnicodeDecodeError:
            continue
    damaged = content.decode("utf-8", errors="replace")
    if damaged.count("�") * 50 > len(damaged):
        raise _refuse("not_a_text", name, what="文字编码无法识别")
    return _checked(damaged, name)


def _checked(text: str, name: str) -> str:
    if len(text) > LONGEST:
        raise _refuse("too_large", name, what=f"共 {len(text)} 字", limit=f"{LONGEST} 字")
    return text.replace("\r\n", "\n").replace("\r", "\n")


# -- plain text and markdown


def _text_blocks(text: str) -> Iterator[Block]:
    """Lines; a run of lines with tabs is a table, its first row the headings where it holds no figures."""
    position = 0
    headings = Headings(plain=True)
    for line in text.split("\n"):
        stripped = line.strip()
        start = position + (line.index(stripped[0]) if stripped else 0)
        cells = tuple(c.strip() for c in line.strip(" \u3000\r").split("\t"))
        if len(cells) >= 3:
            yield Block(stripped, start, cells=cells, heads=headings.above(cells))
        else:
            headings = Headings(plain=True)
            yield Block(stripped, start)
        position += len(line) + 1


_MD_STRUCK = re.compile(r"~~[^~]+~~")
_MD_RULE = re.compile(r"^\|?[\s:|-]+\|[\s:|-]*$")


def _markdown_blocks(text: str) -> Iterator[Block]:
    position = 0
    headings = Headings()
    for line in text.split("\n"):
        if "~~" in line:
            line = _MD_STRUCK.sub(lambda struck: " " * len(struck[0]), line)
        stripped = line.strip()
        body = re.sub(r"^(?:#{1,6}\s+|[-*+]\s+|>\s*)", "", stripped)
        start = position + (line.find(body) if body else 0)
        position += len(line) + 1
        if stripped.startswith("|") and stripped.count("|") >= 3:
            if _MD_RULE.match(stripped):
                continue
            cells = tuple(c.strip() for c in stripped.strip("|").split("|"))
            yield Block(stripped, start, cells=cells, heads=headings.above(cells))
            continue
        headings = Headings()
        yield Block(body, start, heading=stripped.startswith("#"))


# -- html

_SKIPPED = frozenset({"script", "style", "noscript", "template", "head", "nav", "button", "select", "iframe", "svg"})
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "big",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "o:p",
        "wbr",
    }
)


def _html_blocks(text: str) -> Iterator[Block]:
    import lxml.html
    from lxml import etree

    try:
        root = lxml.html.document_fromstring(
            re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=lxml.html.HTMLParser(huge_tree=False, remove_comments=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise _refuse("damaged_text", "", what="网页内容无法解析") from error
    for struck in [e for e in root.iter() if isinstance(e.tag, str) and _is_struck(e)]:
        if struck.getparent() is not None:
            struck.drop_tree()
    pieces: list[str] = []
    depth_skipped = 0
    in_row = 0
    tables: dict[Any, tuple[Spans, Headings]] = {}
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _SKIPPED:
                depth_skipped += 1
            if depth_skipped:
                continue
            if tag == "table" and not in_row:
                yield from _flush(pieces)
            if tag == "tr":
                if not in_row:
                    yield from _flush(pieces)
                in_row += 1
            elif tag not in _INLINE and not in_row:
                yield from _flush(pieces)
            if not in_row:
                pieces.append(element.text or "")
        else:
            if tag in _SKIPPED:
                depth_skipped -= 1
            elif not depth_skipped and tag == "tr":
                in_row -= 1
                if not in_row:
                    yield _html_row(element, tables)
            elif not depth_skipped and not in_row and tag not in _INLINE:
                yield from _flush(pieces, heading=tag in ("h1", "h2", "h3", "h4", "h5"))
            if not depth_skipped and not in_row:
                pieces.append(element.tail or "")
    yield from _flush(pieces)


_STRUCK = re.compile(r"line-through")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


def _is_struck(element: Any) -> bool:
    """Words struck out, or hidden within a line; a hidden block may be what a script shows."""
    if element.tag in ("s", "strike", "del"):
        return True
    style = element.get("style", "")
    return bool(style) and bool(_STRUCK.search(style) or (element.tag in _INLINE and _HIDDEN.search(style)))


def _flush(pieces: list[str], heading: bool = False) -> Iterator[Block]:
    text = "".join(pieces).strip()
    pieces.clear()
    if text:
        for line in re.split(r"[\r\n]{2,}", text):
            joined = re.sub(r"[ \t]*[\r\n]+[ \t]*", "", line).strip()
            if joined:
                yield Block(joined, heading=heading)


def _html_row(row: Any, tables: dict[Any, tuple[Spans, Headings]]) -> Block:
    table = next(row.iterancestors("table"), None)
    spans, headings = tables.setdefault(table, (Spans(), Headings()))
    cells = spans.laid_out(
        [
            (re.sub(r"\s+", " ", cell.text_content()).strip(), _span(cell, "colspan"), _span(cell, "rowspan"))
            for cell in row
            if cell.tag in ("td", "th")
        ]
    )
    if len(cells) == 1 or (cells and len(set(cells)) == 1):
        return Block(cells[0])
    return Block("\t".join(cells), cells=tuple(cells), heads=headings.above(cells))


def _span(cell: Any, name: str) -> int:
    told = cell.get(name, "1")
    return int(told) if told.isdigit() and len(told) < 4 else 1


# -- pdf


def _pdf_lines(path: Path) -> list[str]:
    """The lines of a PDF without its page furniture."""
    import logging

    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _refuse("encrypted_text", path.name)
        pages = [(page.extract_text() or "").split("\n") for page in reader.pages]
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OverflowError,
        NotImplementedError,
    ) as error:
        raise _refuse("damaged_text", path.name, what="PDF 结构无法读取") from error
    characters = sum(len(line.strip()) for page in pages for line in page)
    if characters < 8 * len(pages) or characters < 4:
        raise _refuse("scanned_pdf", path.name, pages=len(pages))
    return _without_furniture(pages)


def _without_furniture(pages: list[list[str]]) -> list[str]:
    """Drop what stands at the top or foot of most pages, page numbers aside."""
    edges: Counter[str] = Counter()
    for page in pages:
        lines = [x.strip() for x in page if x.strip()]
        edges.update({_shape(x) for x in (*lines[:2], *lines[-2:])})
    often = {shape for shape, count in edges.items() if count >= max(3, len(pages) * 0.5) and len(pages) >= 3}
    kept: list[str] = []
    for page in pages:
        lines = [x.strip() for x in page if x.strip()]
        for index, line in enumerate(lines):
            if (index < 2 or index >= len(lines) - 2) and _shape(line) in often:
                continue
            kept.append(line)
    return kept


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", line))


def _from_lines(lines: list[str], id: str, name: str) -> Document:
    """A document of lines that may break inside sentences; quotes are given as joined."""
    from msgspec.structs import replace

    document = from_text("\n".join(lines), id, name)
    return replace(document, source="", paragraphs=tuple(replace(p, at=()) for p in document.paragraphs))


# -- docx and office files


def _zipped(path: Path, content: bytes, id: str, name: str) -> Document:
    import io
    import zipfile

    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = set(archive.namelist())
        unpacked = sum(i.file_size for i in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _refuse("damaged_text", name, what="压缩包结构损坏") from error
    if unpacked > LARGEST_UNPACKED:
        raise _refuse("too_large", name, what=f"展开后 {unpacked // 2**20} MB", limit=f"{LARGEST_UNPACKED // 2**20} MB")
    if "word/document.xml" in names:
        from compliance.text.docx import docx_blocks

        return build(docx_blocks(path), id, file=name)
    if "mimetype" in names or "content.xml" in names:
        return _through_office(path, id, name)
    raise _refuse("not_a_text", name, what="这是压缩包或表格，不是文稿")


def _through_office(path: Path, id: str, name: str) -> Document:
    """Convert with LibreOffice, where it is installed."""
    import shutil
    import subprocess
    import tempfile

    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise _refuse("office_missing", name, suffix=path.suffix or "旧版 Word")
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            program,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(path.resolve()),
        ]
        try:
            subprocess.run(command, check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
            raise _refuse("damaged_text", name, what="LibreOffice 无法转换") from error
        converted = next(Path(folder).glob("*.docx"), None)
        if converted is None:
            raise _refuse("damaged_text", name, what="LibreOffice 没有给出结果，可能没有安装其文字处理部分")
        from compliance.text.docx import docx_blocks

        return build(list(docx_blocks(converted)), id, file=name)
