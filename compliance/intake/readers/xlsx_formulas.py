"""Formula texts. A shared formula is stored once, at its first cell; the others are that text, moved."""

from __future__ import annotations

import re

from compliance.pattern import late
from compliance.source import column_letters, column_number

_ATTRIBUTE = late(r'([A-Za-z:]+)="([^"]*)"')
#: quoted names and texts are left alone; a reference is not followed by a letter, a digit or a bracket
_REFERENCE = late(
    r"""("[^"]*"|'[^']*'|\[[^\]]*\])|(?<![A-Za-z0-9_.])(\$?)([A-Z]{1,3})(\$?)([1-9][0-9]{0,6})(?![A-Za-z0-9_(.])"""
)
_LONGEST = 8192  # Excel's own limit; a longer one is not moved
_MOST = 1 << 22  # characters moved in one sheet: what nobody reads need not cost the file its time


class Shared:
    """The shared formulas of one sheet, by their index."""

    def __init__(self) -> None:
        self._masters: dict[str, tuple[int, int, str]] = {}
        self._left = _MOST

    def formula(self, row: int, column: int, attributes: str | dict[str, str], text: str | None) -> str:
        """The formula of a cell with its leading ``=``; a lone ``=`` where the file does not store the text."""
        if text:
            if attributes:
                found = dict(_ATTRIBUTE.findall(attributes)) if isinstance(attributes, str) else attributes
                if found.get("t") == "shared":
                    self._masters[found.get("si", "")] = (row, column, text)
            return "=" + text
        if not attributes:
            return "="
        found = dict(_ATTRIBUTE.findall(attributes)) if isinstance(attributes, str) else attributes
        master = self._masters.get(found.get("si", "")) if found.get("t") == "shared" else None
        if master is None:
            return "="
        self._left -= len(master[2])
        if self._left < 0:
            return "="
        return "=" + moved(master[2], row - master[0], column - master[1])


def moved(formula: str, down: int, right: int) -> str:
    """`formula` as it reads `down` rows and `right` columns further on; what stands behind $ stays."""
    if len(formula) > _LONGEST:
        return formula

    def move(found: re.Match[str]) -> str:
        quoted, fixed_column, letters, fixed_row, digits = found.groups()
        if quoted:
            return str(quoted)
        column = column_number(letters) if fixed_column else column_number(letters) + right
        row = int(digits) if fixed_row else int(digits) + down
        if not (1 <= column <= 16384 and 1 <= row <= 1_048_576):
            return "#REF!"
        return f"{fixed_column}{column_letters(column)}{fixed_row}{row}"

    return _REFERENCE.sub(move, formula)
