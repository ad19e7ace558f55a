"""A sheet that is asked for and not there is named with what to do; a template is a workbook by its name too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from compliance import check_files
from compliance.cli import main


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "填报表.xlsx"
    assert main(["template", "--unit", "632801", "--period", "2024", "-o", str(path)]) == 0
    return path


def without(path: Path, sheet: str) -> list[tuple[str, str, str]]:
    """(severity, sheet, message) of what is said of a missing sheet."""
    book = openpyxl.load_workbook(path)
    del book[sheet]
    book.save(path)
    found = check_files([path], as_of=date(2025, 2, 1)).problems
    return [(p.severity, p.place.sheet, p.message) for p in found if p.code in ("list_missing", "figures_missing")]


def test_nothing_is_said_of_sheets_that_are_there(template: Path) -> None:
    """However empty."""
    codes = {p.code for p in check_files([template], as_of=date(2025, 2, 1)).problems}
    assert not codes & {"list_missing", "figures_missing"}


def test_a_list_that_was_deleted_is_asked_for_by_its_name(template: Path) -> None:
    [(severity, sheet, message)] = without(template, "部门情况")
    assert (severity, sheet) == ("question", "部门情况")
    assert "没有名册“部门情况”" in message and "行政执法事项目录公示日期" in message


def test_a_figures_sheet_that_was_deleted_is_asked_for(template: Path) -> None:
    [(severity, _, message)] = without(template, "指标数据")
    assert severity == "error" and "指标数据" in message


@pytest.mark.parametrize("name", ["填报表.txt", "填报表", "填报表.xls"])
def test_a_template_under_another_name_is_refused(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Excel and WPS would not open it."""
    assert main(["template", "--unit", "632801", "--period", "2024", "-o", str(tmp_path / name)]) == 2
    assert ".xlsx" in capsys.readouterr().err and not (tmp_path / name).exists()
