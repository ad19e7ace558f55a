"""Where a figure or a sentence stands."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct


@lru_cache(maxsize=16384)  # every figure has a place: a tenth of the time of reading a file went here
def column_letters(column: int) -> str:
    """Column 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


#: What stands where a figure's place should be told and nobody named one, as in a frame without cells.
NOWHERE = "未注明出处"


class Place(Struct, frozen=True, order=True, array_like=True, gc=False):
    """A cell of a workbook, a line of a text file, or words in a document. Empty parts are unknown."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    paragraph: int = 0
    line: int = 0
    clause: str = ""

    @classmethod
    def at(cls, file: str, sheet: str, row: int, column: int) -> Place:
        """The cell in `row` and `column`, both counted from 1."""
        return cls(file, sheet, f"{column_letters(column)}{row}")

    @property
    def brief(self) -> str:
        """Where in the file: “指标数据”G24; the whole where no cell is known."""
        return f"“{self.sheet}”{self.cell}" if self.sheet and self.cell else str(self) or NOWHERE

    def __str__(self) -> str:
        parts = [f"《{self.file}》" if self.file else ""]
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”")
        if self.cell:
            parts.append(f"{self.cell} 单元格")
        if self.line:
            parts.append(f"第 {self.line} 行")
        if self.paragraph:
            parts.append(f"第 {self.paragraph} 段")
        return "".join(parts)
