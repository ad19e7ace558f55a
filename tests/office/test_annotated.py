"""An office program opens the annotated copy, and shows and keeps what was written into it."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from compliance.reports import annotated
from tests.office.conftest import Office
from tests.reports import factory
from tests.reports.test_annotated import checked, clerks_workbook


def test_libreoffice_opens_the_annotated_copy_and_keeps_verdicts_and_notes(office: Office, tmp_path: Path) -> None:
    """Saved anew, the copy has the same words, notes, validation and hidden row."""
    source, copy = tmp_path / factory.FILE, tmp_path / "批注.xlsx"
    source.write_bytes(clerks_workbook())
    annotated.write(source, checked(source.read_bytes()), copy)

    sheet = load_workbook(office.convert(copy, "xlsx"))["指标数据"]
    ours = load_workbook(copy)["指标数据"]
    assert [sheet[f"L{row}"].value for row in range(1, 31)] == [ours[f"L{row}"].value for row in range(1, 31)]
    noted = [cell.coordinate for row in ours for cell in row if cell.comment]
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == noted
    assert "纠错率高于本地区同期行政诉讼一审纠错率" in sheet["F4"].comment.text
    assert sheet["L3"].fill.fgColor.rgb == ours["L3"].fill.fgColor.rgb
    assert sheet.row_dimensions[9].hidden
    assert len(sheet.data_validations.dataValidation) == 1
    assert sheet.protection.sheet
