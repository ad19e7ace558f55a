"""Text tables: CSV and its kin. Encoding and delimiter are found from the content, and told."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from compliance.errors import problem
from compliance.intake.container import Container, Limits, damaged, refused, too_large
from compliance.intake.grid import Cell, Grid
from compliance.intake.readers.values import build_sheet
from compliance.source import Place

_DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
#: letters of Europe and signs such as ㎡, which GB2312 has not
_SIGN = re.compile("[\u00c0-\u024f\u2000-\u2fff\u3000-\u33ff]")
_SAMPLE_ROWS = 200
_SAMPLE = 1 << 18


def read_delimited(container: Container, limits: Limits) -> Grid:
    """One sheet, named after the file; every cell is text. A row is a record, as a spreadsheet would number it.

    Raises:
        RefusedError: no text, an encoding that is not known, a quote that is never closed, or over a limit.
    """
    text, encoding = decoded(container.data)
    text = text.rstrip("\x1a")
    delimiter, first_row = _declared(text)
    if not delimiter:
        delimiter = sniffed(text)
    cells: dict[tuple[int, int], Cell] = {}
    for row, fields in enumerate(_records(text, delimiter), 1):
        if row < first_row:
            continue
        for column, field in enumerate(fields, 1):
            if field:
                cells[row, column] = Cell(row, column, "text", field)
        if len(cells) > limits.cells:
            raise too_large("单元格过多", f"{limits.cells} 个")
    name = container.name.rpartition(".")[0] or container.name
    told = problem("text_read_as", encoding=encoding, delimiter=_DELIMITERS[delimiter])
    return Grid(container.name, "csv", (build_sheet(name, cells, limits),), False, (told,))


# -- encoding


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8, UTF-16 or GB18030 (which holds GBK and GB2312).

    Raises:
        RefusedError: binary data, or text in none of these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _checked(_strict(data, "utf-16")), "UTF-16"
    if b"\x00" in data:
        name = _unmarked_utf16(data)
        if name is None:
            raise refused("not_a_workbook", what="含有空字符的二进制数据")
        return _checked(_strict(data, name)), "UTF-16"
    try:
        return _checked(data.decode("utf-8-sig")), "UTF-8"
    except UnicodeDecodeError as error:
        if data.startswith(b"\xef\xbb\xbf") or _is_broken_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            raise refused("encoding_unknown", what=f"第 {line} 行有不完整的 UTF-8 字符") from error
    text = _checked(_strict(data, "gb18030"))
    if not _is_chinese(text):
        raise refused("encoding_unknown", what="不是 UTF-8、UTF-16 或 GB18030")
    return text, "GB18030"


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise refused("encoding_unknown", what="不是 UTF-8、UTF-16 或 GB18030") from error


def _checked(text: str) -> str:
    found = _CONTROL.search(text)
    if found:
        raise refused("not_a_workbook", what="含有控制字符的二进制数据")
    return text


def _unmarked_utf16(data: bytes) -> str | None:
    """Which UTF-16 it is without its mark: read the right way round, delimiters and common characters appear.

    Zero bytes alone do not tell: 一 is U+4E00.
    """
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        plain = sum(character < "\x7f" for character in text)
        if plain * 20 >= len(text) and not _CONTROL.search(text) and _is_chinese(text):
            return name
    return None


def _is_broken_utf8(data: bytes) -> bool:
    """Mostly good UTF-8 with a few bytes amiss, such as a character cut in two at the end."""
    text = data.decode("utf-8", "replace")
    wide = sum(character > "\x7f" for character in text)
    return text.count("\ufffd") * 4 < wide


def _is_chinese(text: str) -> bool:
    """Whether the characters beyond ASCII are those in use: GB18030 and UTF-16 decode nearly anything."""
    wide = [character for character in text[:_SAMPLE] if character > "\x7f"]
    rare = sum(not each.encode("gb2312", "ignore") and not _SIGN.match(each) for each in wide)
    return rare * 5 <= len(wide)


# -- records


def _declared(text: str) -> tuple[str, int]:
    """The delimiter that Excel's own first line ``sep=;`` names, and the row where the table begins."""
    found = re.match(r'"?sep=([,;\t|])"?\r?\n', text[:20], re.IGNORECASE)
    return (found[1], 2) if found else ("", 1)


def sniffed(text: str) -> str:
    """The delimiter that cuts the first rows into the most alike pieces; a comma where none does."""
    best, delimiter = (0.0, 0), ","
    sample = text[:_SAMPLE]
    for candidate in _DELIMITERS:
        widths: list[int] = []
        try:
            for fields in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate):
                if any(fields):
                    widths.append(len(fields))
                if len(widths) == _SAMPLE_ROWS:
                    break
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = max(set(wide), key=lambda width: (wide.count(width), width))
        score = (wide.count(usual) / len(widths), usual)
        if score > best:
            best, delimiter = score, candidate
    return delimiter


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    # a field may be as long as the text: its length is measured as a cell's, with its place
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    if _closes(text, delimiter):
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _closes(text: str, delimiter: str) -> bool:
    """Whether every quoted field ends; an open one would swallow the rows behind it in silence.

    Raises:
        RefusedError: one does not, with the line where it begins.
    """
    if '"' not in text:
        return True
    line = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for _ in reader:
            line = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise damaged(f"第 {line} 行的引号没有配对", Place(line=line)) from error
        # a quote inside a field that is not quoted: read as it stands
        return _closes_leniently(text, delimiter)
    return True


def _closes_leniently(text: str, delimiter: str) -> bool:
    marked = text.rstrip("\r\n") + f"{delimiter}\ufffe\n"
    *_, last = csv.reader(io.StringIO(marked, newline=""), delimiter=delimiter)
    if last[-1] != "\ufffe":
        raise damaged("引号没有配对")
    return True
