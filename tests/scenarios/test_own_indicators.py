"""A pack that brings indicators of its own, as a new plan does that asks for new figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from compliance import check_files
from compliance.errors import UsageError
from compliance.intake.worker import ReaderPool

PACK = """
indicators:
  - {name: 植树棵数, code: ZS01, kind: count, unit: 个, definition: 种下的树。, source: 林草局}
document: {id: trees-2024, title: 示例省2024年植树计划, issuer: 示例省, region: "990000", period: 2024}
clauses:
  "1": 全年植树不少于90棵。
rules:
  - id: trees-2024-1
    clause: "1"
    quote: 植树不少于90棵
    reading: 含本数
    scope: 全域
    indicator: 植树棵数
    at_least: 90个
"""


def workbook(path: Path, trees: int) -> Path:
    book = openpyxl.Workbook()
    form = book.active
    assert form is not None
    form.title = "填报说明"
    for row in (("单位代码", "990000"), ("填报期间", "2024")):
        form.append(row)
    figures = book.create_sheet("指标数据")
    for row in (
        ("指标编码", "指标名称", "期间", "统计范围", "计量单位", "数值"),
        ("ZS01", "植树棵数", "2024", "全域", "个", trees),
    ):
        figures.append(row)
    book.save(path)
    return path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that the reading process is asked for, as it is asked."""
    names: list[str] = []
    submission = ReaderPool.submission

    def noted(self: ReaderPool, path: Path, *rest: Any, **options: Any) -> Any:
        names.append(path.name)
        return submission(self, path, *rest, **options)

    monkeypatch.setattr(ReaderPool, "submission", noted)
    return names


@pytest.mark.parametrize("files", [1, 2])
def test_its_figures_are_read_in_every_file(tmp_path: Path, asked: list[str], files: int) -> None:
    """The first, too, whose cells another process has taken up before the pack was read."""
    rules = tmp_path / "trees.yaml"
    rules.write_text(PACK, encoding="utf-8")
    paths = [workbook(tmp_path / f"{n}.xlsx", 90) for n in range(files)]
    result = check_files(paths, rules=[str(rules)], as_of=date(2025, 6, 30))

    assert [(v.rule.id, v.verdict) for v in result.verdicts] == [("trees-2024-1", "met")]
    assert [s.facts[0].value.value for s in result.submissions if s.facts[0].value] == [90] * files
    assert asked == ["0.xlsx", "0.xlsx", "1.xlsx"][: files + 1]


def test_what_is_done_meanwhile_is_done_once(tmp_path: Path) -> None:
    """However many files there are, and however often one is read."""
    rules = tmp_path / "trees.yaml"
    rules.write_text(PACK, encoding="utf-8")
    done: list[int] = []
    paths = [workbook(tmp_path / f"{n}.xlsx", 89) for n in range(2)]
    result = check_files(paths, rules=[str(rules)], as_of=date(2025, 6, 30), meanwhile=lambda: done.append(1))

    assert [v.verdict for v in result.verdicts] == ["not_met"]
    assert done == [1]


def test_a_file_refused_is_told_once(tmp_path: Path) -> None:
    """Although it was tried before the pack was read and after."""
    rules = tmp_path / "trees.yaml"
    rules.write_text(PACK, encoding="utf-8")
    path = tmp_path / "empty.xlsx"
    path.touch()
    result = check_files([path], rules=[str(rules)], as_of=date(2025, 6, 30))

    assert [(p.code, p.place.file) for p in result.problems if p.refused] == [("file_empty", "empty.xlsx")]


def test_a_benchmark_that_is_none_is_told_before_the_other_files_are_read(tmp_path: Path, asked: list[str]) -> None:
    """There may be thousands of them."""
    paths = [workbook(tmp_path / f"{n}.xlsx", 90) for n in range(3)]
    with pytest.raises(UsageError):
        check_files(paths, benchmarks=["no-such-pack"])

    assert asked == ["0.xlsx"]
