"""What is printed of a figure never lands on the other side of the line, and an unread cell is no nought."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from compliance.checking import check_files
from compliance.verdict import Verdict

HEADINGS = ("指标编码", "期间", "统计范围", "数值", "分子", "分母")


def verdict(tmp_path: Path, rule: str, *row: object) -> Verdict:
    """The verdict of `rule` on 632801 in 2024, from one row: code, value, numerator, denominator."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "指标数据"
    sheet.append(HEADINGS)
    code, *figures = row
    sheet.append([code, "2024", "全域", *figures])
    path = tmp_path / "a.xlsx"
    workbook.save(path)
    result = check_files([path], unit="632801", period="2024")
    [found] = [v for v in result.verdicts if v.rule.id == rule]
    return found


@pytest.mark.parametrize("written", ["89.9999999999999999%", "89.99999999999%"])
def test_a_figure_just_under_the_line_is_shown_under_it(tmp_path: Path, written: str) -> None:
    """Not as 90%, which it is not."""
    found = verdict(tmp_path, "golmud-2024-31a", "YS01", written)

    assert found.verdict == "not_met"
    assert found.actual is not None and found.actual.text == written


def test_a_stored_share_just_under_the_line_is_shown_under_it(tmp_path: Path) -> None:
    """Excel stores fifteen digits; all of them are shown where fewer would mislead."""
    found = verdict(tmp_path, "golmud-2024-30c", "FY03", 0.0999999999999999)

    assert found.verdict == "met"
    assert found.actual is not None and found.actual.text == "9.99999999999999%"


@pytest.mark.parametrize("written", ["若干", "见附件", "3？"])
def test_a_numerator_nobody_can_read_over_a_base_of_nought_is_missing(tmp_path: Path, written: str) -> None:
    """Something was reported: that there was no such business is not said."""
    found = verdict(tmp_path, "golmud-2024-31a", "YS01", None, written, 0)

    assert found.verdict == "missing"
    assert written in found.reason


def test_a_blank_numerator_over_a_base_of_nought_is_not_applicable(tmp_path: Path) -> None:
    """Nothing to count of nothing."""
    assert verdict(tmp_path, "golmud-2024-31a", "YS01", None, None, 0).verdict == "not_applicable"
