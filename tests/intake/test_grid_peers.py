"""Other readers as a cross-check: calamine and openpyxl agree with ours, but where they are known to be wrong."""

from __future__ import annotations

import io
import pickle
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from compliance.intake.container import Container, Limits, Package
from compliance.intake.grid import Cell, Grid
from compliance.intake.readers import read_grid
from compliance.intake.readers.values import plain
from compliance.intake.readers.xlsx import read_xlsx

SAMPLES = Path(__file__).parent / "samples"

TEXT = st.text(st.sampled_from("应诉率办结 \u200b&<>%0123abc\n"), min_size=1, max_size=12).filter(
    lambda text: not text.startswith(("=", "http")) and "\n" not in text[:1]
)
NUMBER = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9).filter(lambda value: not value or abs(value) > 1e-6)
DAY = st.dates(date(1950, 1, 1), date(2090, 1, 1))
VALUES = st.lists(
    st.lists(TEXT | NUMBER | DAY | st.booleans() | st.none(), min_size=1, max_size=6), min_size=1, max_size=8
)


def by_openpyxl(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def by_xlsxwriter(rows: list[list[object]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd", "strings_to_urls": False}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return file.getvalue()


def ours(data: bytes) -> dict[tuple[int, int], tuple[str, str]]:
    grid = read_xlsx(Container("表.xlsx", "xlsx", data, Package(data, Limits())), Limits())
    return {key: (cell.kind, cell.raw) for key, cell in grid.sheets[0].cells.items()}


def told(value: object) -> tuple[str, str] | None:
    """A value that another reader found, in our words."""
    match value:
        case None | "":
            return None
        case bool():
            return "bool", str(value).upper()
        case int() | float():
            return "number", plain(repr(value)) or ""
        case datetime():
            midnight = value.time() == time()
            return "date", value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
        case date() | time():
            return "date", value.isoformat()
        case _:
            return "text", str(value)


def theirs(rows: object) -> dict[tuple[int, int], tuple[str, str]]:
    found = {
        (r, c): told(value)
        for r, row in enumerate(rows, 1)  # type: ignore[arg-type,var-annotated]
        for c, value in enumerate(row, 1)
    }
    return {key: value for key, value in found.items() if value is not None}


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
@given(rows=VALUES)
def test_calamine_reads_the_same(write: object, rows: list[list[object]]) -> None:
    """Where the sheet holds no error and no formula without value, which it drops."""
    data = write(rows)  # type: ignore[operator]
    page = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0)

    assert theirs(page.to_python(skip_empty_area=False)) == ours(data)


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
@given(rows=VALUES)
def test_openpyxl_reads_the_same(write: object, rows: list[list[object]]) -> None:
    """Where no Chinese built-in date format stands, which it takes for a number."""
    data = write(rows)  # type: ignore[operator]
    page = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]

    assert theirs(page.iter_rows(values_only=True)) == ours(data)


# -- one sheet as LibreOffice saves it in each of its formats

EXPECTED = {
    "A1": ("text", "示例县2024年统计表", "示例县2024年统计表"),
    "B3": ("number", "0.9583", "95.83%"),
    "C3": ("date", "2024-09-30", "2024-09-30"),
    "D3": ("text", "  两端有空格 ", "  两端有空格 "),
    "F3": ("text", "隐藏列", "隐藏列"),
    "B4": ("number", "1234567.5", "1,234,567.50"),
    "C4": ("date", "2024-09-30T12:30:00", "2024-09-30T12:30:00"),
    "B5": ("error", "#DIV/0!", "#DIV/0!"),
    "C5": ("number", "2469135", "2469135"),
    "D5": ("text", "", ""),
    "C6": ("date", "08:30:00", "08:30:00"),
    "D6": ("error", "#N/A", "#N/A"),
    "B7": ("number", "7", "7"),
    "B8": ("number", "0.3", "0.3"),
    "C8": ("number", "2.5", "60:00:00"),
    "D8": ("text", "第一行\n第二行", "第一行\n第二行"),
}


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_libreoffice_saves_the_same_sheet_in_every_format(suffix: str) -> None:
    """Kinds, values and what is shown; formulas, merges, hidden row, column and sheet."""
    grid = read_grid(SAMPLES / f"plain.{suffix}")
    first, second, _ = grid.sheets
    found = {cell.address: cell for cell in first.cells.values()}

    assert {
        address: (found[address].kind, found[address].raw, found[address].shown) for address in EXPECTED
    } == EXPECTED
    assert {"B5", "C5", "D5", "D6", "B8"} <= {address for address, cell in found.items() if cell.formula}
    assert first.merges == ((1, 1, 1, 4),)
    assert (first.hidden_rows, first.hidden_columns) == ({7}, {6})
    assert [sheet.hidden for sheet in grid.sheets] == [False, True, False]
    assert second.cells[2, 2].raw == "5"
    assert grid.problems == ()


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_grid_passes_between_processes(suffix: str) -> None:
    """Whole, with named cells."""
    grid: Grid = read_grid(SAMPLES / f"plain.{suffix}")
    again = pickle.loads(pickle.dumps(grid))

    assert again == grid
    assert all(isinstance(cell, Cell) for sheet in again.sheets for cell in sheet.cells.values())
