"""A run answers every unit as it must be answered, and names every file that it could not use."""

from __future__ import annotations

import csv
import gc
import json
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from compliance.batch import command, results, run
from compliance.batch.tally import UnitRow
from compliance.batch.tasks import Row
from compliance.reports.data import json_text
from tests.batch.made import tally
from tests.batch.world import World


def problems(out: Path) -> list[dict[str, str]]:
    with (out / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_verdict_is_the_one_worked_out_beside_it(world: World, undisturbed: Path) -> None:
    """Unit by unit and rule by rule; none twice, none missing."""
    frame = pl.read_parquet(undisturbed / "verdicts" / "*.parquet")
    found = {(unit, rule): verdict for unit, rule, verdict in frame.select("unit", "rule", "verdict").iter_rows()}

    assert found == {(one.unit, rule): verdict for one in world.made for rule, verdict in one.verdicts.items()}
    assert len(found) == len(frame)


def test_figures_stand_in_the_tables_as_they_were_reported(world: World, undisturbed: Path) -> None:
    """Numerators and denominators, not in lowest terms; no float anywhere."""
    frame = pl.read_parquet(undisturbed / "verdicts" / "*.parquet")
    counted = frame.filter(pl.col("verdict").cast(pl.String).is_in(["met", "not_met"]))
    columns = ("unit", "rule", "actual_numerator", "actual_denominator")
    found = {(unit, rule): (n, d) for unit, rule, n, d in counted.select(columns).iter_rows()}
    told = {
        (one.unit, rule): counts
        for one in world.made
        for rule, counts in one.counts.items()
        if one.verdicts[rule] in ("met", "not_met")
    }
    facts = pl.read_parquet(undisturbed / "facts" / "*.parquet")

    assert found == told
    assert not [name for name, kind in [*frame.schema.items(), *facts.schema.items()] if kind.is_float()]


def test_every_damaged_file_is_named_once_with_its_fault(world: World, undisturbed: Path) -> None:
    """A damaged file costs itself and nothing else."""
    named = [(line["文件"], line["代码"]) for line in problems(undisturbed) if "坏" in line["文件"]]

    assert sorted(named) == sorted(world.damaged.items())


def test_the_summary_counts_what_there_is(world: World, undisturbed: Path) -> None:
    """In manifest.json; the exit status says that files were refused."""
    counts = json.loads((undisturbed / "manifest.json").read_bytes())["counts"]

    assert Counter(counts["verdicts"]) + Counter() == tally(list(world.made))
    assert (counts["files"], counts["refused"], counts["units"]) == (120, 6, 114)
    assert counts["exit_status"] == 2


def test_the_manifest_names_every_input_and_nothing_of_this_machine(world: World, undisturbed: Path) -> None:
    """Hashes of what was read, by file; no path, no clock; in the form of every json output."""
    text = (undisturbed / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    names = [f["file"] for f in manifest["inputs"]]

    assert text == json_text(manifest)
    assert len(names) == 120
    assert names == sorted(names)
    assert all(len(f["sha256"]) == 64 for f in manifest["inputs"])
    assert str(world.home) not in text


def test_each_unit_has_its_page(world: World, undisturbed: Path) -> None:
    """units/<code>.html, and the overview leads there."""
    pages = {path.name for path in (undisturbed / "units").iterdir()}
    overview = (undisturbed / "index.html").read_text(encoding="utf-8")

    assert pages == {f"{one.unit}.html" for one in world.made}
    assert all(f'href="units/{one.unit}.html"' in overview for one in world.made)


def test_a_cell_of_the_map_leads_to_the_row_of_that_rule(world: World, undisturbed: Path) -> None:
    """What the script knows of a unit's rows is where its page has them."""
    overview = (undisturbed / "index.html").read_text(encoding="utf-8")
    data = json.loads(overview.partition('id="data">')[2].partition("</script>")[0])
    page = (undisturbed / "units" / f"{world.made[0].unit}.html").read_text(encoding="utf-8")

    for title, row in zip(data["rules"], data["rows"][0], strict=True):
        assert title in page.partition(f'id="row-{row}"')[2].partition("</tr>")[0]


def test_the_summary_workbook_has_the_same_counts(world: World, undisturbed: Path) -> None:
    """Sheets to sort and filter; the grid says of each unit what the verdicts say."""
    from openpyxl import load_workbook

    book = load_workbook(undisturbed / "summary.xlsx")
    grid = book["单位×指标"]
    words = Counter(cell for row in grid.iter_rows(min_row=2, min_col=5, values_only=True) for cell in row if cell)

    assert grid.auto_filter.ref and grid.freeze_panes
    assert words["达标"] == tally(list(world.made))["met"]
    assert words["待核实"] == tally(list(world.made))["disputed"]


def test_sums_over_units_add_counts_and_average_nothing(world: World, undisturbed: Path) -> None:
    """The sum of a prefecture's counties is the sum of their numerators over the sum of their denominators."""
    from openpyxl import load_workbook

    sheet = load_workbook(undisturbed / "summary.xlsx")["汇总（分子分母相加）"]
    row = next(r for r in sheet.iter_rows(min_row=2, values_only=True) if r[0] == "990100" and r[4] == "made-2024-1")
    usable = [
        one.counts["made-2024-1"]
        for one in world.made
        if one.unit.startswith("9901") and len(one.unit) == 6 and one.verdicts["made-2024-1"] in ("met", "not_met")
    ]

    assert row[6:9] == (len(usable), sum(n for n, _ in usable), sum(d for _, d in usable))


def test_a_second_process_changes_no_byte(world: World, undisturbed: Path, tmp_path: Path) -> None:
    """Nor does another place for the results."""
    from tests.batch.world import differences, tree

    run(world.options(tmp_path / "out", workers=2))

    assert differences(tree(undisturbed), tree(tmp_path / "out")) == []


def test_no_unit_and_no_file_stays_in_memory(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When all is answered there is no more of them than of a small run: they are on disk."""
    held: list[int] = []
    finish = results.Results.finish

    def counted(self: results.Results, *arguments: Any) -> Any:
        gc.collect()
        held.append(sum(isinstance(thing, UnitRow | Row) for thing in gc.get_objects()))
        return finish(self, *arguments)

    monkeypatch.setattr(results.Results, "finish", counted)
    monkeypatch.setattr("compliance.batch.pieces._HELD", 0)
    run(world.options(tmp_path / "out", workers=2))

    assert held == [0]


def test_the_summary_is_printed_as_json(world: World, undisturbed: Path, capsys: object) -> None:
    """One object on standard output; refused files are named on standard error. A finished run is not done again."""
    before = (undisturbed / "index.html").stat().st_mtime_ns
    status = command(world.options(undisturbed, resume=True), "json")
    captured = capsys.readouterr()  # type: ignore[attr-defined]

    assert status == 2
    assert json.loads(captured.out)["summary"]["refused"] == 6
    assert captured.err.count("错误：《") == 6
    assert (undisturbed / "index.html").stat().st_mtime_ns == before
