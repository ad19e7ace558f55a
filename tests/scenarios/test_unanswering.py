"""Figures that answer no question although their indicator is asked for: told in every output, one line a cause."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from compliance import check_files
from compliance.cli import main
from compliance.errors import Problem
from compliance.verdict import Result

HEADS = ("指标编码", "指标名称", "期间", "统计范围", "计量单位", "数值", "分子", "分母")
DEPARTMENTS = (
    ("单位类别", "部门数"),
    ("行政执法部门", 1),
    ("其他政府部门", 0),
    ("乡镇和街道", 0),
    (),
    ("序号", "单位名称", "编码", "单位类别", "旁听庭审次数（次）"),
    (1, "司法局", "1", "行政执法部门", 1),
)
ATTENDED = "golmud-2024-31c"
Rows = Sequence[Sequence[object]]


def book(path: Path, rows: Rows, unit: str = "632801", departments: Rows = (), version: int = 1) -> Path:
    workbook = openpyxl.Workbook()
    form = workbook.active
    assert form is not None
    form.title = "填报说明"
    for row in (("单位代码", unit), ("填报期间", "2024"), ("版本号", version)):
        form.append(row)
    figures = workbook.create_sheet("指标数据")
    for row in (HEADS, *rows):
        figures.append(list(row))
    if departments:
        sheet = workbook.create_sheet("部门情况")
        for row in departments:
            sheet.append(list(row))
    workbook.save(path)
    return path


def checked(*files: Path) -> Result:
    return check_files(files, as_of=date(2025, 6, 30))


def told(result: Result, *codes: str) -> list[Problem]:
    return [p for p in result.problems if p.code in codes]


def verdict(result: Result, rule: str) -> str:
    return next(v.verdict for v in result.verdicts if v.rule.id == rule)


def court(scope: str = "全域", period: str = "2024", value: object = "95%") -> tuple[object, ...]:
    return ("YS01", "行政机关负责人出庭应诉率", period, scope, "%", value)


def audience(value: object) -> tuple[object, ...]:
    return (None, "旁听庭审次数", "2024", "本级", "次", value)


class TestTheCause:
    """One line for each cause with the figures and their cells."""

    def test_of_another_scope(self, tmp_path: Path) -> None:
        case = ("FY04", "行政复议典型案例发布次数", "2024", "本级", "次", 1)
        rows = [court(), court("本级", value="76.5%"), case, ("FY04", case[1], "2024", "全域", "次", 3)]
        [found] = told(checked(book(tmp_path / "表.xlsx", rows)), "figures_unanswering")

        assert (found.severity, found.place.cell) == ("note", "F3")
        assert (
            "“行政机关负责人出庭应诉率”76.5%（“指标数据”F3）、“行政复议典型案例发布次数”1（“指标数据”F4）"
            in found.message
        )
        assert "填的是本级数，目标要求全域数" in found.message

    def test_of_earlier_years_and_of_parts_of_the_year(self, tmp_path: Path) -> None:
        rows = [court(), court(period="2023", value="70%"), court(period="2022", value="71%"), court(period="2024-H2", value="96%")]  # fmt: skip
        found = told(checked(book(tmp_path / "表.xlsx", rows)), "figures_unanswering")

        assert [p.place.cell for p in found] == ["F3", "F5"]
        assert "70%（2023年，“指标数据”F3）、“行政机关负责人出庭应诉率”71%（2022年" in found[0].message
        assert "只供对比" in found[0].message and "期间不是目标所要求的" in found[1].message

    def test_figures_no_rule_asks_for_are_free_to_be_there(self, tmp_path: Path) -> None:
        rows = [court(), ("QY01", "政法系统涉企案件数", "2024", "全域", "件", 12)]

        assert not told(checked(book(tmp_path / "表.xlsx", rows)), "figures_unanswering")

    def test_many_are_counted(self, tmp_path: Path) -> None:
        rows = [court(), *(court(period=str(year), value=f"{year - 1990}%") for year in range(2004, 2024))]
        [found] = told(checked(book(tmp_path / "表.xlsx", rows)), "figures_unanswering")

        assert "等 20 处" in found.message and found.message.count("（20") == 12


class TestEveryOutput:
    """The figure and the reason stand in table, JSON, web report and annotated copy; beside CSV on standard error."""

    @pytest.mark.parametrize("form", ["table", "json", "csv"])
    def test_on_the_screen(self, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
        file = book(tmp_path / "表.xlsx", [court(), court("本级", value="76.5%")])
        main(["check", str(file), "--format", form, "--as-of", "2025-06-30"])
        out, err = capsys.readouterr()

        assert "76.5%" in (err if form == "csv" else out)
        assert form != "json" or "76.5%" in str(json.loads(out)["problems"])

    def test_in_files(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = book(tmp_path / "表.xlsx", [court(), court("本级", value="76.5%"), ("QY01", "政法系统涉企案件数", "2024", "全域", "件", 12)])  # fmt: skip
        page, copy = tmp_path / "报告.html", tmp_path / "批注.xlsx"
        main(["check", str(file), "--report", str(page), "--annotated", str(copy), "--as-of", "2025-06-30"])
        capsys.readouterr()
        sheet = openpyxl.load_workbook(copy)["指标数据"]
        html = page.read_text("utf-8")

        assert "填的是本级数，目标要求全域数" in html and "没有用于结论，见问题清单" in html
        assert sheet["F3"].comment is not None and "76.5%" in sheet["F3"].comment.text
        assert [sheet.cell(row, 9).value for row in (3, 4)] == ["没有用于结论，见问题清单", "没有对应的目标"]


class TestADepartment:
    """What it writes on the figures sheet is its row of its government's list, or is told."""

    def test_a_difference_is_disputed(self, tmp_path: Path) -> None:
        government = book(tmp_path / "市.xlsx", [], departments=DEPARTMENTS)
        department = book(tmp_path / "局.xlsx", [audience(0)], unit="632801/司法局")

        assert verdict(checked(government), ATTENDED) == "met"
        assert verdict(checked(government, department), ATTENDED) == "disputed"

    def test_the_same_is_counted_once(self, tmp_path: Path) -> None:
        government = book(tmp_path / "市.xlsx", [], departments=DEPARTMENTS)
        result = checked(government, book(tmp_path / "局.xlsx", [audience(1)], unit="632801/司法局"))

        assert verdict(result, ATTENDED) == "met"
        assert told(result, "department_counted") and not told(result, "figures_unanswering")

    def test_it_fills_what_the_government_left_blank(self, tmp_path: Path) -> None:
        blank = (*DEPARTMENTS[:-1], (1, "司法局", "1", "行政执法部门", None))
        government = book(tmp_path / "市.xlsx", [], departments=blank)

        assert verdict(checked(government), ATTENDED) == "missing"
        assert verdict(checked(government, book(tmp_path / "局.xlsx", [audience(1)], unit="632801/司法局")), ATTENDED) == "met"  # fmt: skip

    def test_beside_its_own_row(self, tmp_path: Path) -> None:
        """The figures sheet says 0, its own list 1: disputed; where its own list leaves it blank, it is that row's."""
        government = book(tmp_path / "市.xlsx", [], departments=DEPARTMENTS)
        row, blank = DEPARTMENTS[-1], (1, "司法局", "1", "行政执法部门", None)
        twice = book(tmp_path / "局.xlsx", [audience(0)], "632801/司法局", (DEPARTMENTS[5], row))
        once = book(tmp_path / "局二.xlsx", [audience(1)], "632801/司法局", (DEPARTMENTS[5], blank))

        assert verdict(checked(government, twice), ATTENDED) == "disputed"
        assert verdict(checked(government, once), ATTENDED) == "met"

    def test_nothing_that_counts_is_not_said_to_be_counted(self, tmp_path: Path) -> None:
        government = book(tmp_path / "市.xlsx", [court()], departments=DEPARTMENTS)
        result = checked(government, book(tmp_path / "局.xlsx", [court(value="50%")], unit="632801/司法局"))

        assert not told(result, "department_counted")
        assert [p.severity for p in told(result, "department_uncounted")] == ["question"]
        assert "50%" in told(result, "figures_unanswering")[0].message

    def test_on_the_governments_own_figures_sheet(self, tmp_path: Path) -> None:
        """Of which department it is nobody knows."""
        result = checked(book(tmp_path / "市.xlsx", [audience(0)], departments=DEPARTMENTS))
        [found] = told(result, "figure_outside_list")

        assert (found.severity, found.place.cell) == ("question", "F2")
        assert "“部门情况”" in found.message and "“旁听庭审次数”0" in found.message


class TestReplacedFiles:
    """For one unit and period the highest 版本号 counts: of what the newer file is silent about, the older one."""

    def several(self, path: Path, rows: Rows, version: int) -> Path:
        workbook = openpyxl.load_workbook(book(path, [], version=version))
        sheet = workbook["指标数据"]
        sheet.delete_rows(1)
        for row in (("单位", "指标名称", "统计范围", "期间", "数值"), *rows):
            sheet.append(list(row))
        workbook.save(path)
        return path

    def review(self, unit: str, value: str, period: str = "2024") -> tuple[str, ...]:
        return (unit, "重大行政决策合法性审查率", "本级", period, value)

    def test_other_units_and_years_stay(self, tmp_path: Path) -> None:
        rows = [self.review("格尔木市", "95%"), self.review("德令哈市", "75%"), self.review("格尔木市", "90%", "2023")]
        old = self.several(tmp_path / "一.xlsx", rows, 1)
        new = self.several(tmp_path / "二.xlsx", [self.review("格尔木市", "100%")], 2)
        result = checked(old, new)
        answers = {v.unit.code: v.verdict for v in result.verdicts if v.rule.id == "qinghai-2014-3"}
        [found] = told(result, "superseded_in_part", "superseded_version")

        assert answers == {"632801": "met", "632802": "not_met"}
        assert found.code == "superseded_in_part" and found.place.file == "一.xlsx"
        assert "632801 2023年、632802 2024年" in found.message

    def test_what_the_newer_file_says_counts_alone(self, tmp_path: Path) -> None:
        rows = [self.review("格尔木市", "95%"), self.review("德令哈市", "75%")]
        newer = [self.review("格尔木市", "100%"), self.review("德令哈市", "100%")]
        old, new = self.several(tmp_path / "一.xlsx", rows, 1), self.several(tmp_path / "二.xlsx", newer, 2)
        result = checked(old, new)

        assert {v.verdict for v in result.verdicts if v.rule.id == "qinghai-2014-3"} == {"met"}
        assert told(result, "superseded_version") and not told(result, "superseded_in_part")

    def test_a_quarter_of_the_same_year_is_replaced_with_it(self, tmp_path: Path) -> None:
        """The newer file of 2024 is about all of 2024."""
        report = ("GW05", "备案审查通报次数", "2024-Q1", "本级", "次", 1)
        old = book(tmp_path / "一.xlsx", [report, court()], version=1)
        new = book(tmp_path / "二.xlsx", [court()], version=2)
        result = checked(old, new)

        assert {v.verdict for v in result.verdicts if v.rule.id == "golmud-2024-11"} == {"missing"}
        assert told(result, "superseded_version")


class TestWords:
    """What is told is one sentence on one line, about the cell that is to be filled in."""

    def test_line_breaks_of_a_cell(self, tmp_path: Path) -> None:
        row = (None, "行政执法案卷\n评查次数（次）", "2024", "全域", "次", 3)
        result = checked(book(tmp_path / "表.xlsx", [row]))

        assert not [p for p in result.problems if "\n" in p.message]

    def test_a_column_that_is_not_there(self, tmp_path: Path) -> None:
        without = (*DEPARTMENTS[:5], DEPARTMENTS[5][:4], DEPARTMENTS[6][:4])
        result = checked(book(tmp_path / "表.xlsx", [], departments=without))
        [answer] = [v for v in result.verdicts if v.rule.id == ATTENDED]

        assert "“部门情况”B7一行没有“旁听庭审次数”，名单里缺这一列" in answer.reason

    def test_versions_as_they_are_written(self, tmp_path: Path) -> None:
        files = []
        for name, version in (("一.xlsx", "初稿"), ("二.xlsx", "1.1"), ("三.xlsx", None)):
            files.append(book(tmp_path / name, [court()], version=version))  # type: ignore[arg-type]
        [found] = told(checked(*files), "version_tie")

        assert "初稿" in found.message and "1.1" in found.message and "未填" in found.message

    def test_halves_are_no_months_so_far(self, tmp_path: Path) -> None:
        rows = [("ZF05", "行政执法案卷评查次数", period, "全域", "次", 1) for period in ("2024-H1", "2024-H2")]
        result = checked(book(tmp_path / "表.xlsx", rows))
        [answer] = [v for v in result.verdicts if v.rule.id == "golmud-2024-21c"]

        assert answer.reason.endswith("只分期填报了2024年上半年、2024年下半年的数")
