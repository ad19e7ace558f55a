"""Text for a terminal: how many columns it takes, where its lines break, its colours, texts side by side."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import get_character_cell_size

#: SGR parameters
_CODES = {
    "bold": "1", "dim": "2", "underline": "4",
    "red": "31", "green": "32", "yellow": "33", "magenta": "35", "cyan": "36",
}  # fmt: skip

#: What no line begins with, and what no line ends with.
_CLOSING = "，。；：、）”》〉！？%"
_OPENING = "（“《〈"

#: A line of a cell and its style, such as "bold red".
Line = tuple[str, str]

_GAP = "  "


class _Widths(dict[str, int]):
    """Character → its columns. Asking rich for each again and again took half the time of a table."""

    def __missing__(self, character: str) -> int:
        self[character] = width = get_character_cell_size(character)
        return width


_WIDTH_OF = _Widths().__getitem__


def columns(text: str) -> int:
    """How many columns `text` takes: two for a Chinese character."""
    return sum(map(_WIDTH_OF, text))


def clean(text: str) -> str:
    """Without control characters, which a terminal would obey."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns: broken between Chinese characters, never within a number or a word."""
    text = clean(text)
    if columns(text) <= width:
        return [text.strip()]
    lines, line, taken = [], "", 0
    for piece in _pieces(text, width):
        if line and taken + columns(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line, taken = "", 0
        piece = piece if line else piece.lstrip()
        line += piece
        taken += columns(piece)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str, width: int) -> Iterator[str]:
    """What stays together: a run of letters and digits, a character with the marks that cling to it."""
    for piece in re.findall(f"[{_OPENING}]*(?:[!-~]+|[^!-~])[{_CLOSING}]*\\s*", text):
        while columns(piece.rstrip()) > width:  # a run wider than the line is cut
            cut = next(n for n in range(len(piece), 0, -1) if columns(piece[:n]) <= width)
            yield piece[:cut]
            piece = piece[cut:]
        yield piece


def painted(text: str, style: str) -> str:
    """`text` in a style, such as "bold red"; "" is none."""
    return f"\x1b[{';'.join(_CODES[word] for word in style.split())}m{text}\x1b[0m" if style and text else text


def row(cells: Sequence[Sequence[Line]], widths: Sequence[int], *, color: bool, right: bool = False) -> Iterator[str]:
    """The lines of cells side by side, each as wide as `widths` says; all but the first at the `right` of theirs."""
    for lines in zip_longest(*cells, fillvalue=("", "")):
        parts = []
        for number, ((text, style), width) in enumerate(zip(lines, widths, strict=True)):
            blank = " " * (width - columns(text))
            shown = painted(text, style) if color else text
            parts.append(blank + shown if right and number else shown + blank)
        yield _GAP.join(parts).rstrip()


def measured() -> tuple[int, bool]:
    """Columns of standard output, 120 where it is no terminal, and whether colours are wanted there."""
    environ = os.environ
    forced = environ.get("FORCE_COLOR")  # see force-color.org and no-color.org
    terminal = bool(forced) if forced is not None else sys.stdout.isatty()
    if not terminal:
        return 120, False
    if environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return 80, False
    return _columns_of_terminal(), not environ.get("NO_COLOR")


def _columns_of_terminal() -> int:
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    for stream in (0, 1, 2):  # any of them may lead elsewhere
        try:
            return os.get_terminal_size(stream).columns or 80
        except OSError:
            continue
    return 80
