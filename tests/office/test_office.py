"""LibreOffice reads what openpyxl writes, computes, and saves in every format a clerk may send."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from compliance.intake.readers import read_grid
from tests.office.conftest import Office


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "指标数据"
    sheet.append(["指标名称", "分子", "分母", "比率"])
    sheet.append(["行政复议案件纠错率", 29, 184, "=B2/C2"])
    sheet["D2"].number_format = "0.00%"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    path = tmp_path / "填报表.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_formula_has_its_value_after_libreoffice_saved_it(office: Office, workbook: Path, suffix: str) -> None:
    """openpyxl writes a formula without value; LibreOffice computes and stores it, to fifteen digits."""
    rows = CalamineWorkbook.from_path(office.convert(workbook, suffix)).get_sheet_by_name("指标数据").to_python()
    name, numerator, denominator, rate = rows[1]

    assert (name, numerator, denominator) == ("行政复议案件纠错率", 29, 184)
    assert f"{rate:.15g}" == "0.157608695652174"


def test_csv_is_what_the_clerk_saw(office: Office, workbook: Path) -> None:
    """Numbers as shown, in UTF-8."""
    saved = office.convert(workbook, "csv", "Text - txt - csv (StarCalc):44,34,76")

    assert saved.read_text(encoding="utf-8").splitlines()[1] == "行政复议案件纠错率,29,184,15.76%"


def test_names_of_sheets_survive(office: Office, workbook: Path) -> None:
    """The intake finds a sheet by its Chinese name."""
    assert load_workbook(office.convert(workbook, "xlsx")).sheetnames == ["指标数据"]


def test_what_is_printed_is_a4_and_can_be_searched(office: Office, workbook: Path) -> None:
    """The page set-up of the file decides, not the machine's."""
    paper = PdfReader(office.convert(workbook, "pdf"))

    assert sorted(round(float(side) / 72 * 25.4) for side in paper.pages[0].mediabox[2:]) == [210, 297]
    assert "15.76%" in paper.pages[0].extract_text()


@pytest.mark.parametrize("suffix", ["xls", "ods", "xlsx"])
def test_what_is_struck_out_or_raised_is_seen_in_every_format(office: Office, tmp_path: Path, suffix: str) -> None:
    """Of a cell and of a piece of its text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = CellRichText(TextBlock(InlineFont(strike=True), "3"), TextBlock(InlineFont(b=True), "0"))
    sheet["A2"] = CellRichText(TextBlock(InlineFont(b=True), "1"), TextBlock(InlineFont(vertAlign="superscript"), "2"))
    sheet["A3"], sheet["A4"] = 7, 8
    sheet["A3"].font = Font(strike=True)
    path = tmp_path / "a.xlsx"
    book.save(path)

    [read] = read_grid(office.convert(path, suffix)).sheets

    assert [cell.raw for cell in read.cells.values()] == ["3\u03360", "1²", "7\u0336", "8"]
