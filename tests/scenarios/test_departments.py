"""A department's own workbook beside its government's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from compliance import check_files
from compliance.cli import main
from compliance.verdict import Result

RULE = "golmud-2024-21a"


def fill(path: Path, name: str, day: str, stated: int | None) -> None:
    """One row of 部门情况; the stated numbers where the list has them."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["部门情况"]
    heading = next(c.row for row in sheet.iter_rows(max_row=10) for c in row if c.value == "序号")
    sheet.cell(heading + 1, 2).value = name
    sheet.cell(heading + 1, 5).value = day
    if stated is not None:
        sheet.cell(heading + 1, 4).value = "行政执法部门"
        for row in range(2, 5):
            sheet.cell(row, 2).value = stated if row == 2 else 0
    workbook.save(path)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    government, department = tmp_path / "市.xlsx", tmp_path / "司法局.xlsx"
    assert main(["template", "--unit", "632801", "--period", "2024", "-o", str(government)]) == 0
    assert main(["template", "--unit", "632801/司法局", "--period", "2024", "-o", str(department)]) == 0
    fill(government, "司法局", "2024-09-20", 1)
    return [government, department]


def check(files: list[Path]) -> Result:
    return check_files(files, as_of=date(2025, 6, 1))


def answer(result: Result) -> str:
    return next(v.verdict for v in result.verdicts if v.rule.id == RULE)


def test_its_row_stands_in_its_governments_list(files: list[Path]) -> None:
    """The same figure twice is one department."""
    fill(files[1], "司法局", "2024-09-20", None)
    result = check(files)

    assert answer(result) == "met"
    assert "department_counted" in [p.code for p in result.problems]


def test_a_difference_is_disputed(files: list[Path]) -> None:
    """The government says 20 September, the department 20 October."""
    fill(files[1], "司法局", "2024-10-20", None)

    assert answer(check(files)) == "disputed"


def test_alone_it_gets_no_verdict_and_says_why(files: list[Path]) -> None:
    """Its figures belong into its government's list."""
    fill(files[1], "司法局", "2024-09-20", None)
    result = check(files[1:])

    assert not result.verdicts
    assert "department_alone" in [p.code for p in result.problems]
