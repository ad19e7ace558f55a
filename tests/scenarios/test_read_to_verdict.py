"""A report in prose, read, prefilled into the workbook and checked, without anybody's help in between."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from compliance.cli import main

REPORT = """示例县人民政府关于2023年度法治政府建设情况的报告

市人民政府：

现将示例县2023年度法治政府建设情况报告如下。

一、主要举措和成效

(一)依法科学决策。县政府27件重大行政决策，做到了合法性审核“应审必审”。县政府全年组织开展领导干部学法18次，按规定及时报备县政府规范性文件3件。

(二)严格规范执法。累计培训执法人员460余人次，考试通过率达96%。

(三)化解行政争议。全县各级行政复议机关受理行政复议案件45件，已审结40件，纠错9件，纠错率22.5%。各级行政机关共参加一审行政应诉案件52件，行政机关负责人出庭应诉率达到100%。

二、2024年工作打算

2024年，力争行政机关负责人出庭应诉率保持100%，举办法治专题讲座4期。
"""
PACKS = ["--benchmark", "gansu-2023", "golmud-2024"]
COLUMNS = ("指标名称", "数值", "分子", "分母", "备注")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("read")


@pytest.fixture(scope="module")
def workbook(folder: Path) -> Path:
    report, path = folder / "报告.txt", folder / "填报表.xlsx"
    report.write_text(REPORT, "utf-8")
    assert main(["read", str(report), "--unit", "990101", "--period", "2023", *PACKS, "-o", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def rows(workbook: Path) -> dict[str, dict[str, Any]]:
    """Indicator → its row; the first where it has several."""
    lines = list(openpyxl.load_workbook(workbook)["指标数据"].iter_rows(values_only=True))
    heading = next(i for i, line in enumerate(lines) if "指标名称" in line)
    at = {name: lines[heading].index(name) for name in COLUMNS}
    found: dict[str, dict[str, Any]] = {}
    for line in lines[heading + 1 :]:
        found.setdefault(line[at["指标名称"]], {name: line[at[name]] for name in COLUMNS})
    return found


@pytest.fixture
def verdicts(workbook: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    main(["check", str(workbook), *PACKS, "--as-of", "2024-06-30", "--format", "json"])
    return {v["rule"]: v for v in json.loads(capsys.readouterr().out)["verdicts"]}


def test_what_the_report_says_decides_the_rules_it_speaks_of(verdicts: dict[str, dict[str, Any]]) -> None:
    """应审必审 with its count; a printed 100 % of all cases, inferred for those of enterprises; 100 % against 90 %."""
    told = {rule: (v["verdict"], v["actual"]["basis"]) for rule, v in verdicts.items() if v["verdict"] == "met"}

    assert told == {
        "gansu-2023-14a": ("met", "counts"),
        "gansu-2023-24": ("met", "inferred"),
        "golmud-2024-31a": ("met", "reported"),
    }
    assert {"inferred", "rounded"} <= set(verdicts["gansu-2023-24"]["flags"])


def test_everything_else_is_missing(verdicts: dict[str, dict[str, Any]]) -> None:
    """Figures of something like it are not figures of it: neither met nor failed on their account."""
    assert {v["verdict"] for v in verdicts.values()} == {"met", "missing"}


def test_a_rate_without_its_counterpart_is_shown(verdicts: dict[str, dict[str, Any]]) -> None:
    """22.5 % stands beside the missing figure it would be compared with."""
    told = verdicts["golmud-2024-30a"]

    assert told["verdict"] == "missing"
    assert told["actual"]["text"] == "22.5%"


def test_a_rate_has_its_counts_only_where_the_text_counts_them(rows: dict[str, dict[str, Any]]) -> None:
    """9 of 40, not of 45; the 52 cases are no base, and stand in the remark."""
    assert (rows["行政复议案件纠错率"]["分子"], rows["行政复议案件纠错率"]["分母"]) == (9, 40)
    appeared = rows["行政机关负责人出庭应诉率"]
    assert (appeared["数值"], appeared["分子"], appeared["分母"]) == (1, None, None)
    assert "52件" in appeared["备注"]


@pytest.mark.parametrize("name", ["政府领导班子法治专题讲座期数", "规范性文件备案率", "行政诉讼一审纠错率"])
def test_no_figure_lands_in_a_row_it_does_not_belong_to(rows: dict[str, dict[str, Any]], name: str) -> None:
    """18 study sessions are no lectures, next year's 4 neither; 3 filed documents do not say how many had to be."""
    row = rows[name]

    assert (row["数值"], row["分子"], row["分母"], row["备注"]) == (None, None, None, None)


def test_what_is_unsure_asks_to_be_confirmed(rows: dict[str, dict[str, Any]]) -> None:
    """A round number and a figure in words are marked; a plain figure is not."""
    assert "请核对" in rows["行政执法人员培训人次"]["备注"]
    assert "请核对" in rows["重大行政决策合法性审查率"]["备注"]
    assert "请核对" not in rows["行政复议受理件数"]["备注"]


def test_the_report_is_shown_as_a_table(folder: Path, workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each figure; what is no figure stands below with the reason."""
    assert main(["read", str(folder / "报告.txt")]) == 0
    shown = capsys.readouterr().out
    heading, _, left = shown.partition("未作数据的数字：")

    assert all(word in heading for word in ("指标", "数值", "单位", "期间", "变化", "提示", "原句", "22.5%", "约数"))
    assert "计划或目标，不是已发生的结果（2 处）：100%、4期" in left


# -- what is doubtful stays doubtful when it is checked


def checked(told: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The verdict on the appearance rate, and the problems, of a report on 2024 that was read and checked."""
    report, path = folder / "报告.txt", folder / "预填.xlsx"
    report.write_text(f"示例县2024年法治政府建设情况报告\n\n{told}\n", "utf-8")
    packs = ["--benchmark", "golmud-2024"]
    assert main(["read", str(report), "--unit", "990101", "--period", "2024", *packs, "-o", str(path)]) == 0
    capsys.readouterr()
    main(["check", str(path), *packs, "--as-of", "2025-06-30", "--format", "json"])
    result = json.loads(capsys.readouterr().out)
    (verdict,) = (v for v in result["verdicts"] if v["rule"] == "golmud-2024-31a")
    return verdict, result["problems"]


def test_two_figures_of_one_indicator_are_disputed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """95 % in one chapter and 85 % in another: both stand in the workbook, and neither decides."""
    verdict, _ = checked(
        "行政机关负责人出庭应诉率达到95%。\n\n存在的问题：行政机关负责人出庭应诉率仅为85%。", tmp_path, capsys
    )

    assert verdict["verdict"] == "disputed"


def test_a_row_that_nobody_has_confirmed_is_asked_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The remark still says 请核对: the figure counts, and the question names the doubt."""
    verdict, problems = checked("目前，行政机关负责人出庭应诉率达到95%。", tmp_path, capsys)
    (asked,) = (p for p in problems if p["code"] == "prefill_unconfirmed")

    assert verdict["verdict"] == "met"
    assert "原文写的是目前" in asked["message"]
    assert asked["cell"].startswith("F")


def test_a_rough_figure_decides_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """接近100% is asked about in its cell."""
    verdict, problems = checked("行政机关负责人出庭应诉率接近100%。", tmp_path, capsys)

    assert verdict["verdict"] == "missing"
    assert any("接近100%" in p["message"] for p in problems)


@pytest.mark.parametrize(
    "told",
    [
        "上半年，行政机关负责人出庭应诉率为100%。", "全省行政机关负责人出庭应诉率为96%。", "未能达到行政机关负责人出庭应诉率90%的要求。",
        "如行政机关负责人出庭应诉率达到100%，则予以加分。",
    ],
)  # fmt: skip
def test_nothing_is_met_by_what_the_report_does_not_say(
    told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another time, another body, a miss, a condition: the row stays empty."""
    assert checked(told, tmp_path, capsys)[0]["verdict"] == "missing"
