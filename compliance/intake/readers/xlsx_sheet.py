"""The cells of one worksheet of an Excel workbook.

Two ways lead from XML to cells. `_quick` reads the markup that Excel, WPS, LibreOffice, openpyxl and
XlsxWriter write with one regular expression, four times as fast; it answers only if every character of the
sheet's data belongs to a token it knows. Everything else goes through the XML parser (`parsed`), which is
also what the tests hold the quick way to.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from compliance.errors import RefusedError
from compliance.intake.container import Limits, Package, damaged, too_large
from compliance.intake.grid import Cell, Merge, Sheet
from compliance.intake.readers.markup import parse, truth
from compliance.intake.readers.values import build_sheet, iso, iso_text, plain, struck_value
from compliance.intake.readers.xlsx_formulas import Shared
from compliance.intake.readers.xlsx_strings import (
    NotPlainError,
    RichText,
    Strings,
    declares,
    is_utf8,
    resolved,
    unescape,
    unescape_excel,
)
from compliance.pattern import late
from compliance.source import Place, column_number

#: format code, is a date, and what its look says against the value: "" mostly, struck (out), or unseen (white on white)
Style = tuple[str, bool, Literal["", "struck", "unseen"]]
#: by the text of a cell's `s` attribute; None is a cell without one
Styles = dict[str | None, Style]

#: before the type of a cell whose look says something: it takes the long way
_LOOK = "look "

#: tag of the row that begins; address; the other attributes up to the next markup; <f> with its attributes; <v>;
#: inline text. What lies between two such tokens is left over and must be tags of empty rows or white space.
_CELL = late(
    r'(?:</row>)?+(<row[^<>]*+>)?+<c r="([^"]*+)"([^<]*+)(?:<f([^<]*+)(?:</f>)?+)?+'
    r'(?:<v>([^<]*+)</v></c>|<is><t(?: xml:space="preserve")?+>([^<]*+)</t></is></c>|<v ?/></c>|</c>)?+'
)
_BETWEEN_CELLS = late(r"\s*(?:</row>\s*)?(?:<row[^<>]*/>\s*|<row[^<>]*[^<>/]>\s*</row>\s*)*+(?:<row([^<>]*)>\s*)?")
_ATTRIBUTES = late(r'(?: [a-z]{1,2}="[a-zA-Z0-9]*")*\s*/?>')
_ATTRIBUTE = late(r'([A-Za-z:]+)="([^"]*)"')
_NO_HEIGHT = ' ht="0'
_STEP = 1 << 18  # characters: the lists of one step stay small
_LETTERS = late("[A-Z]{1,3}")
_ADDRESS = late(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_RANGE = late(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}):\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_HEAD_LIMIT = 1 << 22
_SMALL = 1 << 16
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_KEPT_ADDRESSES = 1 << 16


class _Columns(dict[str, int]):
    """Column numbers by letters; 0 is none."""

    def __missing__(self, letters: str) -> int:
        number = column_number(letters) if _LETTERS.fullmatch(letters) else 0
        if number > _LAST_COLUMN:
            return 0
        self[letters] = number
        return number


_COLUMNS = _Columns()


class _Addresses(dict[str, tuple[int, int]]):
    """(row, column) by address, kept: the same few thousand come in every small workbook."""

    def __missing__(self, address: str) -> tuple[int, int]:
        letters = address.rstrip("0123456789")
        digits = address[len(letters) :]
        column = _COLUMNS[letters]
        if not column or not digits or digits[0] == "0" or len(digits) > 7 or (row := int(digits)) > _LAST_ROW:
            if _ADDRESS.fullmatch(address):
                raise damaged(f"单元格地址 {address[:20]} 超出工作表范围")
            raise NotPlainError
        key = row, column
        if len(self) < _KEPT_ADDRESSES:
            self[address] = key
        return key


_ADDRESSES = _Addresses()


class Workbook(Struct):
    """What every sheet of a workbook is read with; `cells` and `merges` count over all its sheets.

    uncalculated: the program that wrote it asked for its formulas to be calculated on opening, so that a
    stored 0 is a placeholder and no result. unvalued: a formula without a value has been met.
    """

    package: Package
    strings: Strings
    styles: Styles
    date1904: bool
    uncalculated: bool
    limits: Limits
    cells: int = 0
    merges: int = 0
    unvalued: bool = False


def read_sheet(workbook: Workbook, name: str, hidden: bool, part: str) -> Sheet:
    """The sheet in `part`.

    Raises:
        RefusedError: damaged, unsafe, or over a limit; the place says which sheet and, if known, which cell.
    """
    if part not in workbook.package:
        raise damaged(f"缺少工作表“{name[:40]}”")
    try:
        found, around = _read(workbook, part)
        workbook.cells += len(found.cells)
        workbook.merges += len(around.merges)
        if workbook.merges > workbook.limits.merges:
            raise too_many_merges(workbook.limits.merges)
        return build_sheet(
            name, found.cells, workbook.limits, around.merges, hidden, found.hidden_rows, around.hidden_columns,
            found.unseen,
        )  # fmt: skip
    except RefusedError as error:
        raise RefusedError(each.in_sheet(name) for each in error.problems) from error.__cause__


def _read(workbook: Workbook, part: str) -> tuple[_Cells, Around]:
    try:
        return _quick(workbook, part)
    except NotPlainError:
        return parsed(workbook, part)


class Around:
    """What stands before and after the cells: hidden columns and merges. Filled once, then only read."""

    def __init__(self, most_merges: int) -> None:
        self.hidden_columns: list[tuple[int, int]] = []
        self.merges: list[Merge] = []
        self._most = most_merges

    def start(self, element: str, attributes: dict[str, str]) -> None:
        # a column less than a character wide shows nothing
        if element == "col" and (truth(attributes.get("hidden")) or attributes.get("width", "").startswith("0")):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal() and len(first) < 8 and len(last) < 8:
                self.hidden_columns.append((int(first), int(last)))
        elif element == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _merge(self, reference: str) -> None:
        found = _RANGE.fullmatch(reference)
        # a merge that cannot be read hides nothing: the cells are all there
        if found:
            if len(self.merges) >= self._most:
                raise too_many_merges(self._most)
            left, right = sorted((column_number(found[1]), column_number(found[3])))
            top, bottom = sorted((int(found[2]), int(found[4])))
            self.merges.append((top, left, bottom, right))


def too_many_merges(most: int) -> RefusedError:
    """To raise: more merges than the limit."""
    return too_large("合并单元格过多", f"{most} 处")


def _around(markup: str, part: str, most_merges: int) -> Around:
    """What a sheet without its cells says. Raises RefusedError: not well-formed, or too many merges."""
    around = Around(most_merges)
    parse([markup.encode()], part, around.start)
    return around


# the sheets of one template differ in their cells and hardly in what stands around them, which is often longer
_small_around = lru_cache(maxsize=64)(_around)


class _Cells:
    """Cells as they come in. `cells` holds only what holds something; a formula's empty text counts."""

    def __init__(self, workbook: Workbook) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden_rows: list[int] = []
        self.unseen: list[tuple[int, int]] = []
        self._workbook = workbook
        self._most = workbook.limits.cells - workbook.cells
        self._shared = Shared()

    def check(self) -> None:
        if len(self.cells) > self._most:
            raise too_large("单元格过多", f"{self._workbook.limits.cells} 个")

    def row(self, attributes: str | dict[str, str]) -> None:
        """Remembers the row, if it is hidden, or no higher than a line."""
        found = dict(_ATTRIBUTE.findall(attributes)) if isinstance(attributes, str) else attributes
        number = found.get("r", "")
        hidden = truth(found.get("hidden")) or found.get("ht", "").startswith("0")
        if hidden and number.isdecimal() and len(number) < 8:
            self.hidden_rows.append(int(number))

    def add(
        self,
        key: tuple[int, int],
        kind: str | None,
        style: Style,
        formula: tuple[str | dict[str, str], str] | None,
        value: str | None,
        inline: str | None,
    ) -> None:
        """One cell of any kind. formula: attributes and text of its <f>, if it has one."""
        row, column = key
        code, dated, look = style
        if look and kind is not None:
            kind = kind.removeprefix(_LOOK) or None
        written = "" if formula is None else self._shared.formula(row, column, *formula)
        new = self._value(key, kind, dated, written, value, inline)
        if look == "struck" and new is not None:
            new = struck_value(new)
        elif look == "unseen":
            self.unseen.append(key)
        if new is not None and (new[1] or (written and kind == "str")):
            self.cells[key] = Cell(row, column, *new, code, written)  # type: ignore[arg-type]
        elif written:
            self.cells[key] = Cell(row, column, "no_value", "", code, written)
            self._workbook.unvalued = True

    def _value(
        self, key: tuple[int, int], kind: str | None, dated: bool, formula: str, value: str | None, inline: str | None
    ) -> tuple[str, str] | None:
        """(kind, raw), or None where nothing is stored."""
        if kind == "inlineStr":
            return "text", inline or value or ""
        if kind == "str":
            return None if value is None else ("text", value)
        if not value:
            return ("text", inline) if inline else None
        if kind == "s":
            return "text", self.string(value, key)
        if kind == "b":
            return "bool", "TRUE" if truth(value.strip()) else "FALSE"
        if kind == "e":
            return "error", value.strip()
        if kind == "d":
            stored = iso_text(value)
            return ("date", stored) if stored else ("text", value)
        number = plain(value)
        if number is None:
            return "text", value
        if formula and number == "0" and self._workbook.uncalculated:
            return None
        day = iso(number, self._workbook.date1904) if dated else None
        return ("date", day) if day else ("number", number)

    def string(self, index: str, key: tuple[int, int]) -> str:
        """The shared string; some programs write its index with spaces. Raises RefusedError: there is none."""
        try:
            return self._workbook.strings[index]
        except KeyError as error:
            raise no_string(index, key) from error


def no_string(index: str, key: tuple[int, int]) -> RefusedError:
    """To raise: the cell at `key` refers to a shared string that is not there."""
    return damaged(f"引用了不存在的文字 {index.strip()[:20]}", Place.at("", "", *key))


# -- the quick way


def _quick(workbook: Workbook, part: str) -> tuple[_Cells, Around]:
    """Raises NotPlainError where the markup is beyond the quick grammar."""
    texts = _texts(workbook.package.pieces(part))
    text = ""
    for piece in texts:
        text += piece
        begin = text.find("<sheetData>")
        if begin >= 0:
            break
        if len(text) > _HEAD_LIMIT:
            raise NotPlainError
    else:
        raise NotPlainError
    head, text = text[:begin], text[begin + 11 :]
    if "<sheetData" in head or ":worksheet" in head[:600]:
        raise NotPlainError
    cells = _Quick(workbook)
    for piece in _and_rest(text, texts):
        text = piece if piece is text else text + piece
        while len(text) > _STEP and (cut := text.rfind("<row", 1, 2 * _STEP)) > 0:
            if text.find("</sheetData>", 0, cut) >= 0:
                break
            cells.read(text[:cut])
            text = text[cut:]
        if len(text) > _HEAD_LIMIT:
            break
    end = text.find("</sheetData>")
    if end < 0:
        raise NotPlainError
    cells.read(text[:end])
    tail = text[end + 12 :] + "".join(texts)
    markup = head + tail
    around = (_small_around if len(markup) < _SMALL else _around)(markup, part, workbook.limits.merges)
    return cells.cells, around


def _and_rest(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _texts(pieces: Iterator[bytes]) -> Iterator[str]:
    """The part as pieces of text, if it is plain UTF-8 without comments, sections or declarations."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    first = True
    for piece in pieces:
        if first and not is_utf8(piece):
            raise NotPlainError
        first = False
        # "\r" would have to be made "\n" across the pieces; hardly any sheet has one
        if declares(piece) or (b"\r" in piece and b"\r" in piece.replace(b"?>\r\n", b"", 1)):
            raise NotPlainError
        try:
            yield decoder.decode(piece)
        except UnicodeDecodeError as error:
            raise NotPlainError from error


class _Heads(dict[str | None, tuple[str | None, Style]]):
    """(type, style) by a cell's attributes as written; each combination is looked at once."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def __missing__(self, head: str) -> tuple[str | None, Style]:
        if not _ATTRIBUTES.fullmatch(head):
            raise NotPlainError
        attributes = dict(_ATTRIBUTE.findall(head))
        kind: str | None = attributes.get("t")
        kind = None if kind == "n" else kind
        style = self._styles.get(attributes.get("s"), self._styles[None])
        found = (f"{_LOOK}{kind or ''}" if style[2] else kind), style
        self[head] = found
        return found


class _Quick:
    """Pieces of sheet data, cut between rows, to cells.

    Texts, numbers and inline texts without a formula, nearly all there is, are made into cells on the spot.
    """

    def __init__(self, workbook: Workbook) -> None:
        self.cells = _Cells(workbook)
        self._workbook = workbook
        self._heads = _Heads(workbook.styles)

    def read(self, text: str) -> None:
        """The next step. Raises NotPlainError: something in `text` is beyond the quick grammar."""
        before, self.cells.cells = self.cells.cells, {}
        self._step(text)
        if before:
            if not before.keys().isdisjoint(self.cells.cells):
                raise NotPlainError  # a cell that is written twice, further down
            before.update(self.cells.cells)
            self.cells.cells = before
        self.cells.check()

    def _step(self, text: str) -> None:
        parts: list[str | None] = _CELL.split(text)
        between, rows, heads = parts[::7], parts[1::7], parts[3::7]
        addresses: list[str] = parts[2::7]  # type: ignore[assignment]  # the group always matches
        if len(set(addresses)) < len(addresses):
            raise NotPlainError  # a cell that is written twice
        formulas, values, inlines = parts[4::7], parts[5::7], parts[6::7]
        if "&" in text or ("_" in text and "_x" in text):
            inlines = resolved(inlines)
            if any(formulas):
                formulas = unescape(formulas)
            stored = "".join(filter(None, values))
            if "&" in stored or "_x" in stored:
                values = unescape(values)
        for left in filter(None, between):
            self._between(left)
        for tag in filter(None, rows):
            if "hidden" in tag or _NO_HEIGHT in tag:
                self.cells.row(tag)
        cells, known, strings, keys = self.cells.cells, self._heads, self._workbook.strings, _ADDRESSES
        date1904 = self._workbook.date1904
        row = column = 0
        try:
            for address, head, formula, value, inline in zip(addresses, heads, formulas, values, inlines, strict=True):
                if formula is not None:
                    kind, style = known[head]
                    self.cells.add(keys[address], kind, style, _split(formula), value, inline)
                elif value:
                    row, column = key = keys[address]
                    kind, style = known[head]
                    if kind == "s":
                        if raw := strings[value]:
                            cells[key] = Cell(row, column, "text", raw, style[0])
                    elif kind is None and (number := plain(value)):
                        if style[1] and (day := iso(number, date1904)):
                            cells[key] = Cell(row, column, "date", day, style[0])
                        else:
                            cells[key] = Cell(row, column, "number", number, style[0])
                    else:
                        self.cells.add(key, kind, style, None, value, inline)
                elif inline:
                    row, column = key = keys[address]
                    kind, style = known[head]
                    if style[2]:
                        self.cells.add(key, kind, style, None, value, inline)
                    else:
                        cells[key] = Cell(row, column, "text", inline, style[0])
        except KeyError as error:
            raise no_string(error.args[0], (row, column)) from error

    def _between(self, text: str) -> None:
        found = _BETWEEN_CELLS.fullmatch(text)
        if not found:
            raise NotPlainError
        if found[1] and ("hidden" in found[1] or _NO_HEIGHT in found[1]):
            self.cells.row(found[1])


def _split(formula: str) -> tuple[str, str]:
    """Attributes and text of what follows ``<f``."""
    attributes, _, text = formula.partition(">")
    return attributes.rstrip("/").strip(), text


# -- the plain way


def parsed(workbook: Workbook, part: str) -> tuple[_Cells, Around]:
    """The sheet through the XML parser: the reference for `_quick`, and the way for any other markup."""
    found = _Parsed(workbook)
    parse(workbook.package.pieces(part), part, found.start, found.end, found.text)
    found.cells.check()
    return found.cells, found.around


class _Parsed:
    """Handlers that put cells together; where a cell or row has no address it follows the one before."""

    def __init__(self, workbook: Workbook) -> None:
        self.cells = _Cells(workbook)
        self.around = Around(workbook.limits.merges)
        self._styles = workbook.styles
        self._inside = False
        self._row = self._column = 0
        self._cell: dict[str, str] | None = None
        self._formula: dict[str, str] | None = None
        self._texts: dict[str, list[str]] = {}
        self._into: list[str] | None = None
        self._inline = RichText()

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if not self._inside:
            if element == "sheetData":
                self._inside = True
            else:
                self.around.start(element, attributes)
        elif element == "c":
            self._cell, self._formula, self._texts = attributes, None, {}
            self._inline.clear()
        elif element == "row":
            self._begin_row(attributes)
        elif self._cell is not None:
            if element == "f":
                self._formula = attributes
            if element in ("f", "v"):
                self._into = self._texts.setdefault(element, [])
            else:
                self._inline.start(element, attributes)

    def end(self, element: str) -> None:
        if element in ("v", "f"):
            self._into = None
        elif element == "c":
            self._end_cell()
        elif element == "sheetData":
            self._inside = False
        elif self._cell is not None:
            self._inline.end(element)

    def text(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)
        elif self._cell is not None:
            self._inline.add(data)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
        self._column = 0
        if "hidden" in attributes or "ht" in attributes:
            self.cells.row({**attributes, "r": str(self._row)})
        self.cells.check()

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        _, self._column = key = self._key(cell.get("r", "").strip().upper())
        inline = self._inline.text
        if self._texts or inline or self._formula is not None:
            joined = {name: unescape_excel("".join(parts)) for name, parts in self._texts.items()}
            formula = None if self._formula is None else (self._formula, joined.get("f", ""))
            style = self._styles.get(cell.get("s"), self._styles[None])
            before = self.cells.cells.get(key)
            self.cells.add(key, cell.get("t"), style, formula, joined.get("v"), inline or None)
            if before is not None and self.cells.cells[key].raw != before.raw:
                # which of the two another program shows is anybody's guess
                raise damaged("单元格写了两次", Place.at("", "", *key))

    def _key(self, address: str) -> tuple[int, int]:
        if not address:
            key = self._row, self._column + 1
            if key[1] > _LAST_COLUMN or not 1 <= key[0] <= _LAST_ROW:
                raise damaged("单元格超出工作表范围")
            return key
        try:
            return _ADDRESSES[address]
        except NotPlainError as error:
            raise damaged(f"单元格地址 {address[:20]} 有误") from error
