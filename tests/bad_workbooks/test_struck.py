"""What a clerk has struck out, and marks beside a number, are no figures."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from compliance.fact import Submission
from tests.bad_workbooks.book import FIGURES, blank, read

STRIKE, RAISED = InlineFont(strike=True), InlineFont(vertAlign="superscript")


def piece(font: InlineFont, text: str) -> TextBlock:
    return TextBlock(font, text)


def with_value(tmp_path: Path, put: Any) -> Submission:
    """The blank form, its row of JC02 changed by `put(sheet, cell)` after openpyxl has opened it."""
    book = blank()
    path = tmp_path / "a.xlsx"
    book.write(path)
    workbook = openpyxl.load_workbook(path, rich_text=True)
    sheet = workbook[FIGURES]
    put(sheet, sheet[book.cell("JC02", "value")])
    workbook.save(path)
    return read(path)


def codes(found: Submission) -> list[str]:
    return [p.code for p in found.problems]


def test_a_digit_struck_out_is_no_digit_of_the_number(tmp_path: Path) -> None:
    """3 struck out and 0 behind it is not 30."""

    def put(sheet: Any, cell: Any) -> None:
        cell.value = CellRichText(piece(STRIKE, "3"), "0")

    found = with_value(tmp_path, put)

    assert "struck_out" in codes(found)
    assert all(f.value is None for f in found.facts)


def test_a_raised_mark_is_no_digit_of_the_number(tmp_path: Path) -> None:
    """1 with a footnote's 2 is not 12."""

    def put(sheet: Any, cell: Any) -> None:
        cell.value = CellRichText("1", piece(RAISED, "2"))

    found = with_value(tmp_path, put)

    assert "odd_digits" in codes(found)
    assert all(f.value is None for f in found.facts)


def test_rich_text_that_is_only_coloured_is_read(tmp_path: Path) -> None:
    """Bold and red change no figure."""

    def put(sheet: Any, cell: Any) -> None:
        cell.value = CellRichText(piece(InlineFont(b=True, color="FF0000"), "3"), "0")

    found = with_value(tmp_path, put)

    assert [f.value.value for f in found.facts if f.value] == [30]


@pytest.mark.parametrize("value", [3, "3", "3件"])
def test_a_cell_struck_out_is_asked_about(tmp_path: Path, value: object) -> None:
    """Number or text; its words are shown as they look."""

    def put(sheet: Any, cell: Any) -> None:
        cell.value = value
        cell.font = Font(strike=True)

    found = with_value(tmp_path, put)

    [problem] = [p for p in found.problems if p.code == "struck_out"]
    assert problem.message.startswith("“3\u0336")
    assert all(f.value is None for f in found.facts)


def test_a_row_struck_out_is_asked_about_once(tmp_path: Path) -> None:
    """Its name is no name nobody knows."""

    def put(sheet: Any, cell: Any) -> None:
        cell.value = 3
        for each in sheet[cell.row]:
            each.font = Font(strike=True)

    found = with_value(tmp_path, put)

    assert [c for c in codes(found) if c != "comments_unread"] == ["struck_out"]
    assert all(f.value is None for f in found.facts)


_ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:automatic-styles>
<style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="ce1" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="指标数据">
<table:table-row>HEAD</table:table-row>ROWS</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_open_document_too(tmp_path: Path) -> None:
    """Spans of text and styles of cells."""

    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    values = (
        ("JC02", cell('<text:span text:style-name="T1">3</text:span>0')),
        ("JC01", cell('1<text:span text:style-name="T2">2</text:span>')),
        (
            "ZZ01",
            '<table:table-cell table:style-name="ce1" office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>',
        ),
    )
    rows = "".join(
        f"<table:table-row>{cell(code)}{cell('2023')}{cell('全域')}{value}</table:table-row>" for code, value in values
    )
    head = "".join(cell(words) for words in ("指标编码", "期间", "统计范围", "数值"))
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", _ODS.replace("HEAD", head).replace("ROWS", rows))

    found = read(path, unit="622901", period="2023")

    assert {"struck_out", "odd_digits"} <= set(codes(found))
    assert all(f.value is None for f in found.facts)


def test_comments_are_not_read_and_that_is_said(tmp_path: Path) -> None:
    """此数有误 in a comment changes nothing."""

    def put(sheet: Any, cell: Any) -> None:
        cell.value = 3
        cell.comment = Comment("此数有误，应为 5", "某人")

    found = with_value(tmp_path, put)

    assert "comments_unread" in codes(found)
    assert [f.value.value for f in found.facts if f.value] == [3]


def test_a_sentence_below_the_table_is_listed(tmp_path: Path) -> None:
    """In the column of the names as in any other."""

    def put(sheet: Any, cell: Any) -> None:
        cell.value = 3
        sheet.cell(sheet.max_row + 1, 1).value = "说明：以上更正为5件"

    found = with_value(tmp_path, put)

    [problem] = [p for p in found.problems if p.code == "notes_unread"]
    assert "更正为5件" in problem.message or problem.place.cell
