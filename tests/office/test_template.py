"""The workbook that `compliance template` writes, in a clerk's office program."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from compliance.cli import main
from tests.office.conftest import Office

HEADING = [
    "指标编码",
    "指标名称",
    "期间",
    "统计范围",
    "计量单位",
    "数值",
    "分子",
    "分母",
    "分子分母说明",
    "数据来源",
    "备注",
]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "填报表.xlsx"
    assert (
        main(["template", "--unit", "622900", "--period", "2023", "--benchmark", "golmud-2024", "-o", str(path)]) == 0
    )
    return path


def cells(path: Path, sheet: str) -> list[list[object]]:
    """What stands in a sheet, blank rows and the blanks after a row's last cell left out."""
    rows = [list(row) for row in load_workbook(path)[sheet].iter_rows(values_only=True)]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    return [row for row in rows if row]


def test_nothing_of_the_template_is_lost_when_libreoffice_saves_it(office: Office, template: Path) -> None:
    """Every sheet has the same words in the same order; the heading is the one the intake knows."""
    saved = office.convert(template, "xlsx")
    before, after = load_workbook(template), load_workbook(saved)

    assert after.sheetnames == before.sheetnames
    for sheet in before.sheetnames:
        assert cells(saved, sheet) == cells(template, sheet)
    assert HEADING in cells(saved, "指标数据")


def test_headings_stay_locked_and_columns_can_still_be_sorted_and_filtered(office: Office, template: Path) -> None:
    """LibreOffice keeps the protection, and what it leaves allowed; False means: not forbidden."""
    protection = load_workbook(office.convert(template, "xlsx"))["指标数据"].protection

    assert protection.sheet
    assert [protection.sort, protection.autoFilter] == [False, False]


def test_drop_downs_survive(office: Office, template: Path) -> None:
    """统计范围 is still chosen from a list after LibreOffice saved the file."""
    checks = load_workbook(office.convert(template, "xlsx"))["指标数据"].data_validations.dataValidation

    assert any(check.type == "list" and "本级" in (check.formula1 or "") for check in checks)


def test_the_template_prints_on_a4_with_the_place_to_sign(office: Office, template: Path) -> None:
    """Every page is A4, one way round or the other; the names that sign are on paper; no table is cut into strips."""
    pages = PdfReader(office.convert(template, "pdf")).pages
    sizes = {tuple(sorted(round(float(side) / 72 * 25.4) for side in page.mediabox[2:])) for page in pages}
    texts = ["".join(page.extract_text().split()) for page in pages]

    assert sizes == {(210, 297)}
    for name in ("填报人", "审核人", "单位负责人", "报出日期", "严禁填报涉密信息"):
        assert name in "".join(texts)
    # the last column's heading stands on every page of a table: it is one page wide, and headings repeat
    assert [number for number, text in enumerate(texts[1:], 2) if "备注" not in text] == []
