"""Excel 97—2003 and WPS workbooks (.xls, .et), through xlrd, which broke on nothing that was tried.

xlrd does not tell formulas from values, so the formula records are looked up beside it.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from compliance.errors import problem
from compliance.intake.container import Container, Limits, damaged, refused, too_large
from compliance.intake.grid import Cell, Grid, Sheet
from compliance.intake.number_format import BUILT_IN, is_date
from compliance.intake.readers.values import build_sheet, iso, plain, raised, struck, struck_value
from compliance.source import Place

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet as Page

_EMPTY, _TEXT, _NUMBER, _DATE, _BOOL, _ERROR, _BLANK = range(7)
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_FORMULA, _BOUNDSHEET, _MACROS, _EXTERNAL_BOOK = 0x0006, 0x0085, 0x00D3, 0x01AE
_FORMULA_CODES = frozenset((_FORMULA, 0x0206, 0x0406))
_RECORD = struct.Struct("<HH")
#: white, in the palette and as the window's background; fully covered
_WHITE, _SOLID = (1, 9, 65), 1
#: a 256th of a character: a column less than one wide shows nothing; a 20th of a point: nor does a row of one
_A_CHARACTER, _A_POINT = 256, 20


def read_xls(container: Container, limits: Limits) -> Grid:
    """Every worksheet; a formula's text is not kept, only that there is one (``=``).

    Raises:
        RefusedError: damaged, encrypted, or over a limit.
    """
    book = _open(container)
    if book.nsheets > limits.sheets:
        raise too_large(f"有 {book.nsheets} 个工作表", f"{limits.sheets} 个")
    codes = _codes(book)
    formulas = [set(_formulas(book, number)) for number in range(book.nsheets)]
    # a program that cannot calculate stores an empty text for every formula; Excel hardly ever for all
    calculated = any(not empty for found in formulas for *_, empty in found)
    sheets, left = [], limits.cells
    for number in range(book.nsheets):
        with _refusing():
            page = book.sheet_by_index(number)
        waiting = {(row, column): empty and not calculated for row, column, empty in formulas[number]}
        sheet = _sheet(page, book.datemode == 1, codes, waiting, limits)
        left -= len(sheet.cells)
        if left < 0:
            raise too_large("单元格过多", f"{limits.cells} 个")
        sheets.append(sheet)
    if not sheets:
        raise damaged("没有工作表")
    found = [problem("macros_ignored")] if _has_macros(container.data) else []
    return Grid(container.name, "xls", tuple(sheets), book.datemode == 1, tuple(found))


@contextmanager
def _refusing() -> Iterator[None]:
    """What xlrd raises on bytes that are no workbook, as a refusal."""
    import xlrd
    from xlrd.compdoc import CompDocError
    from xlrd.formula import FormulaError

    try:
        yield
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise refused("encrypted") from error
        raise damaged("工作簿结构有误") from error
    except (
        CompDocError,
        FormulaError,
        AssertionError,
        AttributeError,
        LookupError,
        ValueError,
        TypeError,
        ArithmeticError,
        NotImplementedError,
        RecursionError,
        struct.error,
    ) as error:
        raise damaged("工作簿结构有误") from error


def _open(container: Container) -> Book:
    import xlrd

    with _refusing():
        # on demand: otherwise the records are gone before the formulas are looked up
        return xlrd.open_workbook(
            file_contents=container.data,
            formatting_info=True,
            logfile=io.StringIO(),
            ragged_rows=True,
            on_demand=True,
            # some reporting systems write sectors that two streams share; the workbook's own stream is whole
            ignore_workbook_corruption=True,
        )


def _codes(book: Book) -> list[tuple[str, bool, bool, bool]]:
    """(number format, is a date, is struck out, is of its background's colour) by extended format."""
    found = []
    for style in book.xf_list:
        known = book.format_map.get(style.format_key)
        code = (known.format_str or "") if known is not None else ""
        # xlrd calls the built-in formats that it does not know General, the Chinese dates among them
        if not code or code.lower() == "general":
            code = BUILT_IN.get(style.format_key, "General")
        found.append((code, is_date(code), _is_struck(book, style.font_index), _is_unseen(book, style)))
    return found


def _is_struck(book: Book, font: int) -> bool:
    return 0 <= font < len(book.font_list) and bool(book.font_list[font].struck_out)


def _is_unseen(book: Book, style: Any) -> bool:
    if not 0 <= style.font_index < len(book.font_list):
        return False
    ink = book.font_list[style.font_index].colour_index
    if not style.background.fill_pattern:
        return ink in _WHITE
    paper = style.background.pattern_colour_index
    return style.background.fill_pattern == _SOLID and (ink == paper or (ink in _WHITE and paper in _WHITE))


def _pieces(book: Book, text: str, runs: list[tuple[int, int]], crossed: bool) -> str:
    """Rich text, each piece in its own font, the first in the cell's: what is struck out or raised is written so."""
    cuts = sorted(
        (start, font) for start, font in runs if start < len(text)
    )  # some programs keep runs of a longer text
    ends = [*(start for start, _ in cuts), len(text)]
    found = text[: ends[0]]
    found = struck(found) if crossed else found
    for (start, font), end in zip(cuts, ends[1:], strict=True):
        piece = text[start:end]
        if 0 <= font < len(book.font_list) and book.font_list[font].escapement:
            piece = raised(piece)
        found += struck(piece) if _is_struck(book, font) else piece
    return found


def _sheet(
    page: Page,
    date1904: bool,
    codes: list[tuple[str, bool, bool, bool]],
    formulas: dict[tuple[int, int], bool],
    limits: Limits,
) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    unseen = []
    for row in range(page.nrows):
        kinds, values = page.row_types(row), page.row_values(row)
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            key = row + 1, column + 1
            waiting = formulas.get(key)
            if kind in (_EMPTY, _BLANK) and waiting is None:
                continue
            style = page.cell_xf_index(row, column)
            code, dated, crossed, covered = (
                codes[style] if 0 <= style < len(codes) else ("General", False, False, False)
            )
            if covered:
                unseen.append(key)
            if kind == _TEXT and (runs := page.rich_text_runlist_map.get((row, column))):
                value, crossed = _pieces(page.book, value, runs, crossed), False
            found = None if waiting else _value(kind, value, dated, date1904)
            if crossed and found is not None:
                found = struck_value(found)
            if found is None and waiting is not None:
                cells[key] = Cell(*key, "no_value", "", code, "=")
            elif found is not None and (found[1] or waiting is not None):
                cells[key] = Cell(*key, *found, code, "" if waiting is None else "=")  # type: ignore[arg-type]
    merges = tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in page.merged_cells)
    if len(merges) > limits.merges:
        raise too_large("合并单元格过多", f"{limits.merges} 处", Place(sheet=page.name))
    return build_sheet(
        page.name,
        cells,
        limits,
        merges,
        page.visibility != 0,
        [row + 1 for row, info in page.rowinfo_map.items() if info.hidden or _is_flat(info)],
        [
            (column + 1, column + 1)
            for column, info in page.colinfo_map.items()
            if info.hidden or info.width < _A_CHARACTER
        ],
        unseen,
    )


def _is_flat(row: Any) -> bool:
    return not row.has_default_height and row.height is not None and row.height < _A_POINT


def _value(kind: int, value: Any, dated: bool, date1904: bool) -> tuple[str, str] | None:
    if kind == _TEXT:
        return "text", value
    if kind in (_NUMBER, _DATE):
        # repr is the shortest text of the double that the file holds
        number = plain(repr(value))
        if number is None:
            return "text", repr(value)
        day = iso(number, date1904) if dated else None
        return ("date", day) if day else ("number", number)
    if kind == _BOOL:
        return "bool", "TRUE" if value else "FALSE"
    if kind == _ERROR:
        return "error", _ERRORS.get(value, "#N/A")
    return None


def _formulas(book: Any, number: int) -> Iterator[tuple[int, int, bool]]:
    """(row, column, stored result is an empty text) of each formula of a sheet."""
    if not book.mem:  # Excel 4 and older: xlrd has let go of the records
        return
    data, at = book.mem, book._sh_abs_posn[number]
    if at < 0:
        raise damaged("工作簿结构有误")
    end = min(len(data), book.base + book.stream_len)
    depth = 0
    while at + 4 <= end:
        code, length = _RECORD.unpack_from(data, at)
        at += 4
        if code & 0xFF == 0x09 and code in (0x0009, 0x0209, 0x0409, 0x0809):
            depth += 1
        elif code == 0x000A:
            depth -= 1
            if depth <= 0:
                return
        elif code in _FORMULA_CODES and depth == 1 and length >= 14 and at + 14 <= end:
            row, column = _RECORD.unpack_from(data, at)
            result = data[at + 6 : at + 14] if book.biff_version >= 30 else b""
            yield row + 1, column + 1, result[:1] == b"\x03" and result[6:8] == b"\xff\xff"
        at += length


def _has_macros(data: bytes) -> bool:
    """Whether there is a storage of Visual Basic; its name stands in the directory of the OLE2 file."""
    return "_VBA_PROJECT_CUR".encode("utf-16-le") in data
