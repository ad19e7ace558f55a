"""The samples that come with the program, from workbook to verdict, as a user runs them."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from compliance import check_files
from compliance.cli import main
from compliance.resources import resource
from compliance.verdict import FLAGS, VERDICTS, Result

DATA = resource("data")
LINXIA = DATA / "linxia-2023.xlsx"
EXAMPLE = sorted((DATA / "example").glob("*.xlsx"))
EXAMPLE_RULES = str(DATA / "example" / "example-2024.yaml")


@pytest.fixture(scope="module")
def linxia() -> Result:
    return check_files([LINXIA], benchmarks=["golmud-2024"], as_of=date(2024, 6, 30))


@pytest.fixture(scope="module")
def example() -> Result:
    return check_files(EXAMPLE, rules=[EXAMPLE_RULES], as_of=date(2025, 1, 10))


class TestLinxia:
    """What 临夏州 reported for 2023, against what binds it and against 格尔木市's targets."""

    def test_the_verdicts_its_figures_must_get(self, linxia: Result) -> None:
        """Two of 13 binding targets are met, one benchmark; everything else was not reported."""
        met = {v.rule.id: v for v in linxia.verdicts if v.verdict == "met"}

        assert set(met) == {"gansu-2023-24", "gansu-2023-14a", "golmud-2024-31a"}
        assert {v.verdict for v in linxia.verdicts} == {"met", "missing"}
        assert len({v.rule.id for v in linxia.verdicts if v.binding}) == 13
        assert len({v.rule.id for v in linxia.verdicts if not v.binding}) == 20
        assert {v.rule.document.id for v in linxia.verdicts if v.binding} == {"gansu-2023"}

    def test_the_part_is_inferred_from_a_printed_whole(self, linxia: Result) -> None:
        """涉企 cases are a part of all; no count was given."""
        verdict = next(v for v in linxia.verdicts if v.rule.id == "gansu-2023-24")

        assert verdict.flags == ("inferred", "rounded")
        assert verdict.actual is not None
        assert (verdict.actual.basis, verdict.actual.inferred_from) == ("inferred", "行政机关负责人出庭应诉率")

    def test_the_relational_target_shows_its_figure_and_misses_the_other(self, linxia: Result) -> None:
        """29/184 is shown; there is nothing to compare it with."""
        verdict = next(v for v in linxia.verdicts if v.rule.id == "golmud-2024-30a")

        assert verdict.verdict == "missing"
        assert verdict.actual is not None and verdict.actual.counts == (29, 184)
        assert "行政诉讼一审纠错率" in verdict.reason

    def test_a_benchmarks_date_is_moved_to_the_year_and_said_so(self, linxia: Result) -> None:
        """Before 2024-10-01 becomes before 2023-10-01."""
        verdict = next(v for v in linxia.verdicts if v.rule.id == "golmud-2024-21a")

        assert verdict.required.text == "2023-10-01"
        assert any("2024-09-30" in step for step in verdict.steps)

    def test_every_figure_of_the_report_stands_in_the_workbook(self, linxia: Result) -> None:
        """45 rows are filled in; none is lost on the way."""
        filled = [f for s in linxia.submissions for f in s.facts if f.figures]

        assert len(filled) == len(_builder().LINXIA)
        assert all(f.indicator and f.remark for f in filled)


class TestExample:
    """An invented county and prefecture that show everything once."""

    def test_every_verdict_and_every_flag_is_shown(self, example: Result) -> None:
        """Six verdicts, twelve flags."""
        assert {v.verdict for v in example.verdicts} == set(VERDICTS)
        assert {f for v in example.verdicts for f in v.flags} == set(FLAGS)

    def test_fifty_eight_of_sixty_one_persons(self, example: Result) -> None:
        """Three persons are below 60 hours; their names are masked."""
        verdict = next(v for v in example.verdicts if v.rule.id == "example-2024-6c")

        assert verdict.verdict == "not_met"
        assert verdict.actual is not None and verdict.actual.counts == (58, 61)
        assert verdict.gap is not None and verdict.gap.amount == 3
        assert not any("人员59" in text for text in (verdict.gap.text, verdict.reason, *verdict.steps))

    def test_the_samples_are_what_their_builder_writes(self, tmp_path: Path) -> None:
        """The committed workbooks hold the figures of data/build_samples.py, cell by cell."""
        builder = _builder()
        for build, committed in (
            (builder.build_linxia, LINXIA),
            (builder.build_county, DATA / "example" / "示例县-2024.xlsx"),
            (builder.build_prefecture, DATA / "example" / "示例市-2024.xlsx"),
        ):
            build(tmp_path / "again.xlsx")
            assert _cells(tmp_path / "again.xlsx") == _cells(committed)


class TestOutput:
    """What comes out is the same whatever the circumstances."""

    @pytest.mark.parametrize("as_of", ["2024-06-30", datetime(2024, 6, 30, 23), date(2024, 6, 30)])
    def test_one_file_one_pack_and_a_day_as_people_name_them(self, as_of: date | str) -> None:
        """A name alone is that name, and not its letters."""
        listed = check_files([LINXIA], rules=["golmud-2024"], benchmarks=["gansu-2023"], as_of=date(2024, 6, 30))

        assert check_files(str(LINXIA), rules="golmud-2024", benchmarks="gansu-2023", as_of=as_of) == listed

    def test_byte_identical_in_other_processes_hash_seeds_and_orders(self, tmp_path: Path) -> None:
        """Two processes, two hash seeds, two orders of the files, two folders."""
        answers = set()
        for seed, files, folder in (("1", EXAMPLE, tmp_path), ("77", EXAMPLE[::-1], Path.cwd())):
            command = [sys.executable, "-m", "compliance", "check", *map(str, files), "--rules", EXAMPLE_RULES]
            command += ["--as-of", "2025-01-10", "--format", "json"]
            environment = {
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": str(Path(check_files.__code__.co_filename).parents[1]),
            }
            run = subprocess.run(command, capture_output=True, env=environment, cwd=folder, check=False)
            assert run.returncode == 1
            answers.add(run.stdout)

        assert len(answers) == 1

    def test_an_empty_template_names_every_cell_to_fill(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Empty template in: one line a figure, each with its cells, all of them."""
        empty = tmp_path / "填报表.xlsx"
        assert main(["template", "--unit", "622900", "--period", "2023", "-o", str(empty)]) == 0
        capsys.readouterr()

        assert main(["check", str(empty), "--as-of", "2024-06-30", "--format", "json"]) == 1
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)

        assert {v["verdict"] for v in answer["verdicts"]} == {"missing"}
        assert len(answer["verdicts"]) == 13
        sheet = openpyxl.load_workbook(empty)["指标数据"]
        for row in sheet.iter_rows(min_row=2):
            if (
                row[1].value
                and row[0].value != "其他指标"
                and row[4].value == "%"
                and row[1].value != "行政机关负责人出庭应诉率"
            ):
                named = [
                    v
                    for v in answer["verdicts"]
                    if row[6].coordinate in v["reason"] and row[7].coordinate in v["reason"]
                ]
                assert len(named) == 1, row[1].value

    def test_exit_status_two_and_one_sentence_for_a_refused_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A text named .xlsx is refused in one line that names it; the other file is still answered."""
        bad = tmp_path / "不是表格.xlsx"
        bad.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)

        assert main(["check", str(bad), str(LINXIA), "--as-of", "2024-06-30", "--format", "json"]) == 2
        out, err = capsys.readouterr()

        assert [line for line in err.splitlines() if "不是表格.xlsx" in line]
        assert "Traceback" not in err
        assert json.loads(out)["verdicts"]


def _builder() -> Any:
    spec = importlib.util.spec_from_file_location("build_samples", DATA / "build_samples.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _cells(path: Path) -> dict[str, object]:
    workbook = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
