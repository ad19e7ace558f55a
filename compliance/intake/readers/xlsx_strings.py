"""The shared strings of a workbook. Phonetic guides are dropped, rich text is joined, invisible characters are kept.

A piece of rich text that is struck out or stands above or below the line is written so (3̶0, 1²): it is no part of a number.
"""

from __future__ import annotations

import re

from compliance.errors import RefusedError
from compliance.intake.container import Package
from compliance.intake.readers.markup import parse, truth
from compliance.intake.readers.values import raised, struck
from compliance.pattern import late

#: one plain string as every program writes it; `phoneticPr` stands in most Chinese workbooks
_PLAIN = late(
    r'<si><t(?: xml:space="preserve")?(?:/>|>([^<]*)</t>)(?:<phoneticPr [^<>]*/>)?</si>|<si ?/>|<si>(<r>.*?)</si>',
    re.DOTALL,
)
_ENCODING = late(rb"""<\?xml[^>]*\sencoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_ESCAPED = late(r"_x([0-9A-Fa-f]{4})_")


class NotPlainError(Exception):
    """Markup beyond the quick grammar: the parser has to look at it."""


class Strings(dict[str, str]):
    """The strings by the text of their index: a look-up is half the time of reading the index as a number."""

    def __missing__(self, index: str) -> str:
        stripped = index.strip()
        if stripped == index:
            raise KeyError(index)
        return self[stripped]


def shared_strings(package: Package, part: str) -> Strings:
    """The strings by index.

    Raises:
        RefusedError: the part is missing, damaged or unsafe.
    """
    data = package.read(part)
    try:
        strings = _quick(data)
    except NotPlainError:
        strings = _parsed([data], part)
    return Strings(zip(map(str, range(len(strings))), strings, strict=True))


def _quick(data: bytes) -> list[str]:
    """Five times as fast as `_parsed`, and the same wherever it answers.

    It answers only if every byte of the part belongs to a string it knows how to read.
    """
    text = quick_text(data)
    begin, end = text.find("<si>"), text.rfind("</si>") + 5
    if begin < 0:
        raise NotPlainError
    head, tail = text[:begin], text[end:]
    if not (re.fullmatch(r"(?:<\?xml[^<>]*\?>)?\s*<sst [^<>]*>\s*", head) and tail.strip() == "</sst>"):
        raise NotPlainError
    parts = _PLAIN.split(text[begin:end])
    if "".join(parts[::3]).strip():
        raise NotPlainError
    strings: list[str | None] = parts[1::3]
    rich: list[str | None] = parts[2::3]
    strings = resolved(strings)
    for index, markup in enumerate(rich):
        if markup is not None:
            [strings[index]] = _alone(markup)
    return [string or "" for string in strings]


def _alone(markup: str) -> list[str]:
    """The one string that `markup` makes. Raises NotPlainError: it does not stand alone."""
    try:
        return _parsed([f"<sst><si>{markup}</si></sst>".encode()], "")
    except RefusedError as error:
        raise NotPlainError from error


def quick_text(data: bytes) -> str:
    """The part as text, if it is plain UTF-8 without comments, sections or declarations.

    Raises:
        NotPlainError: it is not.
    """
    if declares(data) or not is_utf8(data):
        raise NotPlainError
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotPlainError from error
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def declares(data: bytes) -> bool:
    """Whether a part may hold a comment, a section or a declaration."""
    # one byte is looked for thirty times as fast as two of which the first is everywhere
    return b"!" in data and b"<!" in data


def is_utf8(data: bytes) -> bool:
    """Whether the declaration at the start of a part names no other encoding than UTF-8."""
    return not _ENCODING.search(data[:200])


#: stands between texts that are resolved together; a part that holds it itself is not plain
_BETWEEN = "\uf8ff"


#: texts as they are written → as they are read: labels come again in every file
_RESOLVED: dict[str, str] = {}
_MOST_RESOLVED = 8192
_LONGEST_RESOLVED = 1024


def resolved(texts: list[str | None]) -> list[str | None]:
    """`unescape`, remembered. Equal texts of all files are one object, which every later look-up is faster by.

    Raises:
        NotPlainError: a reference that XML does not know.
    """
    fresh = [text for text in texts if text and text not in _RESOLVED]
    if not fresh:
        return [text and _RESOLVED[text] for text in texts]
    if len(_RESOLVED) > _MOST_RESOLVED:
        _RESOLVED.clear()
        fresh = [text for text in texts if text]
    found = {text: read or "" for text, read in zip(fresh, unescape([*fresh]), strict=True)}
    _RESOLVED.update((text, read) for text, read in found.items() if len(text) <= _LONGEST_RESOLVED)
    found.update((text, read) for text in texts if text and (read := _RESOLVED.get(text)) is not None)
    return [text and found[text] for text in texts]


def unescape(texts: list[str | None]) -> list[str | None]:
    """Every text with its character references resolved, and Excel's own `_x000D_` notation.

    The XML parser resolves them, all in one go: openpyxl writes each Chinese character as a reference,
    a thousand in a small workbook, and resolving them one by one costs more than all the rest.

    Raises:
        NotPlainError: a reference that XML does not know.
    """
    places = [place for place, text in enumerate(texts) if text and ("&" in text or "_x" in text)]
    if not places:
        return texts
    joined = _BETWEEN.join([texts[place] or "" for place in places])
    if joined.count(_BETWEEN) != len(places) - 1:
        raise NotPlainError
    collected: list[str] = []
    try:
        parse([f"<t>{joined}</t>".encode()], "", lambda *_: None, None, collected.append)
    except RefusedError as error:
        raise NotPlainError from error
    resolved = "".join(collected)
    if "_x" in resolved:
        resolved = unescape_excel(resolved)
    found = resolved.split(_BETWEEN)
    if len(found) != len(places):
        raise NotPlainError
    texts = list(texts)
    for place, text in zip(places, found, strict=True):
        texts[place] = text
    return texts


def unescape_excel(text: str) -> str:
    """`_x000D_` is how Excel stores a character that XML cannot hold; `_x005F_` is the underscore itself."""
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    """The character; what no text may hold, such as half of a pair, stays as it is written."""
    number = int(found[1], 16)
    return chr(number) if number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE else found[0]


def _parsed(pieces: list[bytes], part: str) -> list[str]:
    strings: list[str] = []
    joined = RichText()

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "si":
            joined.clear()
        joined.start(element, attributes)

    def end(element: str) -> None:
        joined.end(element)
        if element == "si":
            strings.append(joined.text)

    parse(pieces, part, start, end, joined.add)
    return strings


class RichText:
    """The text of a string item, or of a cell's own: its pieces joined, phonetic guides left out."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._piece: list[str] = []
        self._inside = self._phonetic = self._struck = self._raised = False

    def clear(self) -> None:
        self._parts.clear()

    @property
    def text(self) -> str:
        """What has been joined since `clear`."""
        return "".join(self._parts)

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "r":
            self._struck = self._raised = False
        elif element == "strike":
            self._struck = truth(attributes.get("val", "1"))
        elif element == "vertAlign":
            self._raised = attributes.get("val") in ("superscript", "subscript")
        elif element == "t":
            self._inside = not self._phonetic
        elif element == "rPh":
            self._phonetic = True

    def end(self, element: str) -> None:
        if element == "t":
            self._inside = False
            piece = unescape_excel("".join(self._piece))
            self._piece.clear()
            piece = raised(piece) if self._raised else piece
            self._parts.append(struck(piece) if self._struck else piece)
        elif element == "r":
            self._struck = self._raised = False
        elif element == "rPh":
            self._phonetic = False

    def add(self, data: str) -> None:
        if self._inside:
            self._piece.append(data)
