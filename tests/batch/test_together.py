"""What hangs together over many files: versions, totals, periods, who is silent; and how files are found and cut."""

from __future__ import annotations

import json
import os
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from compliance.batch import Options, run
from compliance.batch.context import Context
from compliance.batch.plan import pieces
from compliance.batch.store import Whole, decoded, encoded, pack, unpack
from compliance.batch.tally import Change, Pool
from compliance.batch.walk import walk
from compliance.batch.workers import Died, Here, Processes
from compliance.errors import UsageError
from compliance.fact import Fact, RowCells, Submission
from compliance.intake import read_submission
from compliance.period import Period
from compliance.region import Divisions
from compliance.reports.data import json_text
from compliance.rulebook import load_indicators
from compliance.source import Place
from tests.batch.jobs import Fails, Kills, Says
from tests.batch.small import Small, counts
from tests.batch.world import AS_OF, World, place

ROOT = Path(__file__).parent.parent.parent
SAMPLES = [*sorted((ROOT / "data" / "example").glob("*.xlsx")), ROOT / "data" / "linxia-2023.xlsx"]


def test_the_highest_version_counts_and_the_others_are_listed(small: Small) -> None:
    """Whatever the files are called, and whichever is newer."""
    small.put("a.xlsx", small.maker.make("990101", version=2, total=counts(10, 10)).data)
    small.put("b.xlsx", small.maker.make("990101", version=1, total=counts(0, 10)).data)
    small.run()

    assert set(small.verdicts()["verdict"]) == {"met"}
    assert [line["文件"] for line in small.told("superseded_version")] == ["b.xlsx"]
    assert "a.xlsx" in small.told("superseded_version")[0]["说明"]


def test_equal_versions_with_different_figures_are_disputed(small: Small) -> None:
    """Neither the path nor the time of a file decides."""
    small.put("甲/a.xlsx", small.maker.make("990101", total=counts(10, 10)).data)
    small.put("乙/a.xlsx", small.maker.make("990101", total=counts(0, 10)).data)
    small.run()

    assert set(small.verdicts()["verdict"]) == {"disputed"}
    assert len(small.told("version_tie")) == 1


def test_the_same_workbook_twice_counts_once(small: Small) -> None:
    """Told, and not disputed."""
    data = small.maker.make("990101", total=counts(10, 10)).data
    small.put("a.xlsx", data)
    small.put("b.xlsx", data)
    small.run()

    assert set(small.verdicts()["verdict"]) == {"met"}
    assert len(small.told("same_file_twice")) == 1


def test_a_unit_above_its_parts_in_another_file_is_held_against_them(small: Small, tmp_path: Path) -> None:
    """全域 of a prefecture against its own 本级 and its counties' 全域, over files; both figures told."""
    for name in ("示例市-2024.xlsx", "示例县-2024.xlsx"):
        place(tmp_path / "sample" / name, (ROOT / "data" / "example" / name).read_bytes())
    out = tmp_path / "out"
    options = Options(
        (str(tmp_path / "sample"),),
        out,
        (str(ROOT / "data" / "example" / "example-2024.yaml"),),
        as_of=AS_OF,
        workers=1,
    )
    run(options)
    [told] = small.told("total_disagrees_with_parts")
    flagged = small.verdicts().filter(pl.col("flags").str.contains("total_disagrees_with_parts"))

    assert told["文件"] == "示例市-2024.xlsx"
    assert "全域数为 10" in told["说明"] and "合计为 5" in told["说明"]
    assert set(flagged["unit"]) <= {"990100"}


def test_a_total_is_held_against_its_parts_only_where_all_are_there(tmp_path: Path) -> None:
    """A county that did not report makes no total wrong."""
    place(tmp_path / "sample" / "示例市.xlsx", (ROOT / "data" / "example" / "示例市-2024.xlsx").read_bytes())
    out = tmp_path / "out"
    run(
        Options(
            (str(tmp_path / "sample"),),
            out,
            (str(ROOT / "data" / "example" / "example-2024.yaml"),),
            as_of=AS_OF,
            workers=1,
        )
    )

    assert "total_disagrees_with_parts" not in (out / "problems.csv").read_text(encoding="utf-8-sig")


def test_who_did_not_report_is_found_by_the_rules(small: Small) -> None:
    """Every government the pack binds, and did not report for that period."""
    from openpyxl import load_workbook

    small.put("a.xlsx", small.maker.make("990101").data)
    book = load_workbook(small.run() / "summary.xlsx")

    assert [row[0] for row in book["未报单位"].iter_rows(min_row=2, values_only=True)] == [
        "990000",
        "990100",
        "990102",
        "990103",
    ]


def test_who_did_not_report_is_found_by_a_list(small: Small) -> None:
    """--units: codes the program does not know are taken as the list has them."""
    from openpyxl import load_workbook

    units = place(small.home / "units.csv", "单位代码,单位名称\n990101,示例1市1县\n990103,三县\n".encode("gb18030"))
    small.put("a.xlsx", small.maker.make("990101").data)
    book = load_workbook(small.run(units=units) / "summary.xlsx")

    assert [row[:2] for row in book["未报单位"].iter_rows(min_row=2, values_only=True)] == [("990103", "三县")]


def test_a_name_that_looks_like_a_formula_stays_a_name(small: Small) -> None:
    """In problems.csv and in the page."""
    small.put("=cmd()<script>.xlsx", b"x" * 100)
    out = small.run()

    assert "'=cmd()<script>.xlsx" in (out / "problems.csv").read_text(encoding="utf-8-sig")
    assert "<script>.xlsx" not in (out / "index.html").read_text(encoding="utf-8")


def test_results_do_not_lie_among_the_inputs(small: Small) -> None:
    """An output folder inside the input folder is passed over, the second time too."""
    small.put("a.xlsx", small.maker.make("990101").data)
    out = small.home / "in" / "结果"
    for _ in range(2):
        summary = run(World(small.home, (), {}).options(out))

        assert summary.files == 1


def test_results_of_an_earlier_run_are_no_submissions(small: Small) -> None:
    """The old figures stand beside those of the corrected workbook, and dispute nothing."""
    small.put("a.xlsx", small.maker.make("990101", version=1, total=counts(0, 10)).data)
    run(small.options(out=small.home / "in" / "上次" / "结果"))
    small.put("a.xlsx", small.maker.make("990101", version=2, total=counts(10, 10)).data)
    summary = small.summary()

    assert summary.files == 1 and set(small.verdicts()["verdict"]) == {"met"}
    assert [line["文件"] for line in small.told("batch_results_passed")] == ["上次/结果"]


def test_facts_in_parquet_are_answered_like_the_workbooks_they_came_from(
    world: World, undisturbed: Path, tmp_path: Path
) -> None:
    """A folder of Parquet through the same command: a run's own facts give that run's verdicts, figure by figure."""
    (tmp_path / "in").mkdir()
    for path in (undisturbed / "facts").iterdir():
        place(tmp_path / "in" / path.name, path.read_bytes())
    run(replace(world.options(tmp_path / "out"), folders=(str(tmp_path / "in"),)))
    # a row that was asked for and left blank is no fact; the reason names its cell where the workbook is known
    columns = ("unit", "rule", "period", "verdict", "actual_numerator", "actual_denominator", "basis", "flags")
    before, after = (
        pl.read_parquet(out / "verdicts" / "*.parquet").select(columns) for out in (undisturbed, tmp_path / "out")
    )

    assert after.equals(before)


def test_a_table_of_something_else_is_refused(small: Small) -> None:
    """Parquet without the columns of facts, and a file that only says it is Parquet."""
    small.put("a.parquet", b"PAR1")
    pl.DataFrame({"x": [1]}).write_parquet(small.home / "in" / "b.parquet")
    small.run()

    assert [line["文件"] for line in small.told("damaged")] == ["a.parquet"]
    assert [line["文件"] for line in small.told("batch_not_a_facts_table")] == ["b.parquet"]


ROW = {"unit": ["990101"], "period": ["2024"], "indicator": ["第1类事项按期办结率"], "scope": ["全域"], "numerator": [19], "denominator": [20]}  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"numerator": ["19件"], "denominator": [20.0], "value": [float("nan")]}, ""),
        ({"numerator": ["19元"]}, "unit_disagrees"),
        ({"numerator": [None], "denominator": [None], "value": ["95件"]}, "unit_disagrees"),
        ({"numerator": ["十九件吧"]}, "not_a_number"),
    ],
)
def test_figures_of_a_table_are_in_the_units_of_their_indicators(
    small: Small, columns: dict[str, Any], code: str
) -> None:
    """19元 of 20 are no nineteen cases; what is blank in pandas is blank."""
    small.put("x", b"")
    (small.home / "in" / "x").unlink()
    pl.DataFrame({**ROW, **columns}, strict=False).write_parquet(small.home / "in" / "facts.parquet")
    small.run()
    found = small.verdicts().filter(pl.col("rule") == "made-2024-1")["verdict"].to_list()

    assert found == ["missing" if code else "met"]
    assert len(small.told(code)) == bool(code)


@pytest.mark.parametrize("heading", ["分子", "numertor"])
def test_a_table_with_a_misspelt_column_is_refused(small: Small, heading: str) -> None:
    """Its figures would be lost."""
    small.put("x", b"")
    (small.home / "in" / "x").unlink()
    pl.DataFrame(ROW).rename({"numerator": heading}).write_parquet(small.home / "in" / "facts.parquet")
    small.run()

    [line] = small.told("batch_not_a_facts_table")
    assert f"没有“{heading}”这一列，像是“numerator”写错了" in line["说明"]


def test_a_column_of_a_table_that_is_not_used_is_told(small: Small) -> None:
    """Once, of the file."""
    small.put("x", b"")
    (small.home / "in" / "x").unlink()
    pl.DataFrame({**ROW, "人口": [5]}).write_parquet(small.home / "in" / "facts.parquet")
    small.run()

    assert [(line["文件"], line["说明"]) for line in small.told("column_ignored")] == [
        ("facts.parquet", "facts 表的“人口”列没有用到。")
    ]


def test_several_periods_show_how_each_figure_moved(small: Small) -> None:
    """The latest period is what the overview shows; changes are in percentage points; the odd one out is flagged."""
    from openpyxl import load_workbook

    pack = small.home / "rules" / "made.yaml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("  period: 2024", "  in_force: {from: 2015-01-01}"), encoding="utf-8"
    )
    years = {2019: 91, 2020: 92, 2021: 91, 2022: 93, 2023: 92, 2024: 40}
    rows = [
        {"unit": unit, "indicator": "第1类事项按期办结率", "period": str(year), "scope": "全域", "numerator": n + k, "denominator": 100}
        for k, unit in enumerate(("990101", "990102"))
        for year, n in years.items()
    ]  # fmt: skip
    small.put("x", b"")
    (small.home / "in" / "x").unlink()
    pl.DataFrame(rows).write_parquet(small.home / "in" / "facts.parquet")
    out = small.run()
    changes = load_workbook(out / "summary.xlsx")["历期变化"].iter_rows(min_row=2, values_only=True)
    moved = {row[4]: row[9] for row in changes if row[0] == "990101" and row[2] == "made-2024-1"}
    odd = small.verdicts().filter(pl.col("flags").str.contains("outlier")).select("unit", "period").rows()
    page = (out / "index.html").read_text(encoding="utf-8")

    assert moved == {
        "2019": None,
        "2020": "+1 个百分点",
        "2021": "-1 个百分点",
        "2022": "+2 个百分点",
        "2023": "-1 个百分点",
        "2024": "-52 个百分点",
    }
    assert sorted(odd) == [("990101", "2024"), ("990102", "2024")]
    assert "2024年 40.5%（0／2）" in page and "下降 52 个百分点" in page


# -- finding


def test_every_file_is_found_once_whatever_the_links(tmp_path: Path) -> None:
    """Loops are told once; lock files together; hidden and system files are nobody's submission."""
    place(tmp_path / "甲" / "a.xlsx", b"1")
    (tmp_path / "甲" / "圈").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "断.xlsx").symlink_to("nowhere")
    for n in range(5):
        place(tmp_path / "乙" / f"~$a{n}.xlsx", b"")
    place(tmp_path / "乙" / "Thumbs.db", b"")
    place(tmp_path / ".git" / "a.xlsx", b"")
    found = walk([str(tmp_path)])

    assert [f.name for f in found.files] == ["断.xlsx", "甲/a.xlsx"]
    assert sorted(p.code for p in found.problems) == ["batch_folder_again", "batch_lock_files"]


def test_a_folder_given_twice_is_read_once(tmp_path: Path) -> None:
    """Twice the same, or one within the other."""
    place(tmp_path / "甲" / "乙" / "a.xlsx", b"1")
    for roots in (("甲", "甲"), ("甲", "甲/乙"), ("甲/乙", "甲")):
        found = walk([str(tmp_path / root) for root in roots])

        assert len(found.files) == 1
        assert [p.code for p in found.problems] == ["batch_folder_again"]


def test_two_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """By the shortest endings of their paths that differ; never by the whole path."""
    for year in ("2023", "2024"):
        place(tmp_path / year / "报送" / "a.xlsx", b"1")
    found = walk([str(tmp_path / "2023" / "报送"), str(tmp_path / "2024" / "报送")])

    assert [f.name for f in found.files] == ["2023/报送/a.xlsx", "2024/报送/a.xlsx"]


def test_files_elsewhere_are_found_by_their_address(tmp_path: Path) -> None:
    """Any fsspec URL; names are those within it."""
    place(tmp_path / "甲" / "a.xlsx", b"1")

    assert [f.name for f in walk([f"file://{tmp_path}"]).files] == ["甲/a.xlsx"]


def test_an_address_gives_the_same_bytes_as_the_folder(world: World, undisturbed: Path, tmp_path: Path) -> None:
    """Where the workbooks lie is no part of the results."""
    from tests.batch.world import differences, tree

    run(replace(world.options(tmp_path / "out"), folders=(f"file://{world.folder}",)))

    assert differences(tree(undisturbed), tree(tmp_path / "out")) == []


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_a_folder_without_files_is_one_sentence(tmp_path: Path, folder: str) -> None:
    """Not an empty result."""
    (tmp_path / "empty").mkdir()

    with pytest.raises(UsageError):
        walk([str(tmp_path / folder)])


# -- cutting, packing, having it done


@given(st.lists(st.text(min_size=1), unique=True, max_size=300), st.data())
def test_one_name_more_or_less_changes_few_pieces(names: list[str], data: st.DataObject) -> None:
    """All but the piece it stands in, and those up to the next end of a piece that its name does not decide."""
    names.sort()
    whole = [tuple(p) for p in pieces(names, str)]

    assert [n for piece in whole for n in piece] == names
    if names:
        gone = data.draw(st.sampled_from(names))
        rest = [tuple(p) for p in pieces([n for n in names if n != gone], str)]
        changed = [p for p in whole if p not in rest]
        assert len(changed) <= 2 + len(names) // 128


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_a_packed_submission_is_the_same_when_unpacked(path: Path) -> None:
    """Every figure, place, guess and problem."""
    submission = read_submission(path, indicators=load_indicators(), divisions=Divisions.shipped())

    assert unpack(pack(submission)) == submission
    assert pack(unpack(pack(submission))) == pack(submission)


def context() -> Context:
    return Context.load([], [], AS_OF, None)


def test_a_task_that_kills_its_worker_is_given_up_after_three_times(tmp_path: Path) -> None:
    """The others are done; one whose worker died by chance is done again."""
    tasks: list[tuple[str, Any]] = [
        ("bad", Kills()),
        ("luckless", Kills(tmp_path / "once")),
        *((str(n), Says(str(n))) for n in range(5)),
    ]
    with Processes(context(), 2) as workers:
        done = dict(workers.map(tasks))

    assert done.pop("bad") == Died()
    assert done == {"luckless": "done", **{str(n): str(n) for n in range(5)}}


def test_a_task_that_fails_is_told_as_failed() -> None:
    """In this process and in another alike."""
    with Here(context()) as here, Processes(context(), 1) as there:
        answers = [dict(workers.map([(1, Fails())])) for workers in (here, there)]

    assert answers == [{1: Died("RuntimeError", failed=True)}] * 2


def test_a_unit_that_cannot_be_answered_costs_itself_alone(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours is a line in problems, and the others have their answers."""
    from compliance.batch import tasks

    whole = tasks.answer

    def faulty(context: Context, group: tasks.Group) -> Any:
        if unpack(group.own[0]).unit == "990102":
            raise RuntimeError
        return whole(context, group)

    monkeypatch.setattr(tasks, "answer", faulty)
    for code in ("990101", "990102", "990103"):
        small.put(f"{code}.xlsx", small.maker.make(code).data)
    small.run()

    assert set(small.verdicts()["unit"]) == {"990101", "990103"}
    assert [line["文件"] for line in small.told("batch_unit_failed")] == ["990102.xlsx"]


def test_a_submission_of_nobody_is_told_and_answered_nothing() -> None:
    """It is a group of its own."""
    from compliance.batch.plan import Where, together
    from compliance.batch.tasks import Row

    rows = Row("a.xlsx", "0"), Row("b.xlsx", "1", "990101")
    found = together([(Where(0, n), row) for n, row in enumerate(rows)], Divisions(()))

    assert [len(g.own) for g in found] == [1, 1]
    assert isinstance(unpack(pack(Submission("a.xlsx"))), Submission)


# -- what waits between the stages


def test_the_cells_of_a_row_are_places_made_when_asked_for() -> None:
    """As those of a table are, which come one by one; both come back as they were."""
    cells = RowCells("a.xlsx", "指标数据", 7, {"数值": 6, "分子": 27})
    places = {"数值": Place("a.xlsx", "指标数据", "F7"), "分子": Place("a.xlsx", "指标数据", "AA7")}

    assert {**cells} == places
    assert (list(cells.values()), len(cells)) == (list(places.values()), 2)
    assert (cells.get("分母"), cells.get("分母", Place()), "分母" in cells) == (None, Place(), False)
    for known in (cells, places):
        submission = Submission("a.xlsx", facts=(Fact("990101", Period(2024), "出庭率", cells=known),))
        assert unpack(pack(submission)) == submission


@given(st.integers(), st.integers(1), st.fractions())
def test_counts_of_any_size_come_back_as_they_were(over: int, under: int, value: Fraction) -> None:
    """MessagePack has room for 64 bits; what is added up may be more."""
    pool = Pool(Counter(met=1), Whole(over), Whole(under), 1)
    change = Change("990101", "示例县", "made-2024-1", "2024", "met", value, "2023", None)
    assert decoded(encoded(pool), Pool) == pool
    assert decoded(encoded(change), Change) == change


def test_a_file_name_that_is_no_unicode_is_told_as_text(small: Small) -> None:
    """As an old archive leaves it: the name in bytes of GBK, read so; byte by byte where another has that name."""
    data = small.maker.make("990101").data
    small.put("990101.xlsx", data)
    small.put("正本.xlsx", data)
    for name in ("副本", "正本"):
        (small.home / "in" / os.fsdecode(name.encode("gbk") + b".xlsx")).write_bytes(data)
    small.run()
    told = {line["文件"] for line in small.told("same_file_twice")}
    assert told == {"副本.xlsx", "正本.xlsx", "\\xd5\\xfd\\xb1\\xbe.xlsx"}


def test_a_folder_of_lock_files_alone_has_a_manifest_in_the_same_form(small: Small) -> None:
    """Of no file, as every json output writes an empty list."""
    small.put("~$表.xlsx", b"x")
    text = (small.run() / "manifest.json").read_text(encoding="utf-8")

    assert '"inputs": [],' in text
    assert text == json_text(json.loads(text))
