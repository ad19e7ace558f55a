"""What an inspector reads and signs says what the verdicts say: index.html, summary.xlsx, the summary, the status."""

from __future__ import annotations

import re

import pytest

from compliance.batch.tasks import page_name
from compliance.errors import UsageError
from tests.batch.small import Small, counts, fact
from tests.batch.world import place

STANDING = ("  period: 2024", "  in_force: {from: 2015-01-01}")
QUARTERLY = ("    at_least: 95%\n", "    at_least: 95%\n    every: quarter\n")


def silent(small: Small) -> list[tuple[str, str]]:
    return [(row["单位代码"], row["期间"] or "") for row in small.sheet("未报单位")]


# -- years and quarters


def test_a_year_and_its_quarter_from_two_files_are_each_answered_once(small: Small) -> None:
    """The quarter's file is asked the year's targets too; that is the same row of the grid."""
    small.put_facts("年.parquet", [fact("990101", "2024", 1, 10)])
    small.put_facts("季.parquet", [fact("990101", "2024-Q4", 9, 10)])
    summary = small.summary()
    verdicts = small.verdicts()

    assert len(verdicts) == len(verdicts.unique(["unit", "rule", "period"])) == 3
    assert summary.verdicts["not_met"] == 1 and summary.verdicts["missing"] == 2
    assert [row["第1类事项按期办结率不低于95%\nmade-2024-1"] for row in small.sheet("单位×指标")] == ["未达标"]


def test_a_quarter_alone_shows_the_targets_of_its_year(small: Small) -> None:
    """What is pending or missed stands in the overview, not in verdicts/ alone."""
    small.put_facts("季.parquet", [fact("990101", "2024-Q1", 9, 10)])
    summary = small.summary()

    assert sum(summary.verdicts.values()) == len(small.verdicts()) == 3
    assert summary.exit_status == 1


def test_a_slip_in_the_year_hides_nothing(small: Small) -> None:
    """A file for 2042, of which no rule speaks, is not the latest year; and nobody else is late for it."""
    small.put_facts("a.parquet", [fact("990101", "2024", 1, 10)])
    small.put_facts("b.parquet", [fact("990101", "2042", 9, 10)])
    units = place(small.home / "units.csv", "单位代码\n990101\n990102\n".encode())
    summary = small.summary(units=units)

    assert summary.verdicts["not_met"] == 1
    assert silent(small) == [("990102", "2024")]


def test_what_was_missed_in_an_earlier_year_is_in_the_status(small: Small) -> None:
    """As `check` of the same files has it, though the overview shows the latest year."""
    small.in_pack(*STANDING)
    rows = [fact("990101", "2024", 10, 10, rule=n) for n in (1, 2, 3)]
    small.put_facts("a.parquet", [*rows, *(fact("990101", "2023", n and 10, 10, rule=n + 1) for n in range(3))])
    summary = small.summary()

    assert summary.verdicts["met"] == sum(summary.verdicts.values()) == 3
    assert summary.exit_status == 1


def test_sums_are_of_one_year(small: Small) -> None:
    """Who last reported on 2023 is not added to those of 2024."""
    small.in_pack(*STANDING)
    small.put_facts("a.parquet", [fact("990101", "2023", 10, 20), fact("990102", "2024", 30, 30)])
    small.run()
    sums = {
        row["年度"]: (row["分子合计"], row["分母合计"])
        for row in small.sheet("汇总（分子分母相加）")
        if row["上级代码"] == "990100" and row["规则编号"] == "made-2024-1"
    }

    assert sums == {"2023": (10, 20), "2024": (30, 30)}


# -- what is added up and ranked


def test_what_contradicts_itself_is_neither_added_up_nor_ranked(small: Small) -> None:
    """It is counted beside the sum."""
    small.put_facts(
        "a.parquet",
        [
            fact("990101", "2024", 90, 100),
            fact("990102", "2024", 100, 100, "12%"),
            fact("990103", "2024", None, None, "97%"),
        ],
    )
    small.run()
    row = next(
        r for r in small.sheet("汇总（分子分母相加）") if r["上级代码"] == "990100" and r["规则编号"] == "made-2024-1"
    )

    assert (row["分子合计"], row["分母合计"], row["有分子分母的项数"]) == (90, 100, 1)
    assert (row["未计入：仅凭申报比率的项数"], row["未计入：待核实的项数"]) == (1, 1)
    assert "县2024年 90%（90/100，1 项；未计入：1 项只报比率、1 项待核实）" in small.page()
    assert re.findall(r'<li value="(\d+)"><a href="units/(\d+)', small.page()) == [("1", "990101")]


def test_a_unit_has_one_rank_over_its_quarters(small: Small) -> None:
    """Its quarters added up; the sum says how many figures it is of."""
    small.in_pack(*QUARTERLY)
    quarters = [fact("990101", f"2024-Q{q}", 10 - q, 10) for q in range(1, 5)]
    small.put_facts("a.parquet", [*quarters, fact("990102", "2024-Q1", 20, 20)])
    small.run()

    assert "县2024年 83.33%（50/60，5 项）" in small.page()
    assert re.findall(r'<li value="(\d+)"><a href="units/(\d+)\.html">[^<]*</a>　(\S+)（', small.page()) == [
        ("1", "990102", "100%"), ("2", "990101", "75%")
    ]  # fmt: skip


@pytest.mark.parametrize(("asked", "ranked"), [("between: [60%, 80%]", 0), ("equals: 50%", 0), ("equals: 100%", 1)])
def test_there_is_no_rank_where_more_is_not_better(small: Small, asked: str, ranked: int) -> None:
    """Of 60 % to 80 %, who has 90 % is no better than who has 70 %."""
    small.in_pack("at_least: 95%", asked)
    small.put_facts("a.parquet", [fact("990101", "2024", 18, 20)])
    small.run()

    assert len(re.findall(r'<li value="1">', small.page())) == ranked


def test_units_of_one_name_are_told_apart_in_a_rank(small: Small) -> None:
    """城关区 of one prefecture is not that of another."""
    table = small.home / "divisions.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    lines = [re.sub(",示例1市[12]县,", ",城关区,", line) for line in lines]
    table.write_text("\n".join([*lines, "990200,示例2市,市,990000,,", "990201,城关区,县,990200,,"]), encoding="utf-8")
    small.put_facts("a.parquet", [fact("990101", "2024", 20, 20), fact("990201", "2024", 20, 20)])
    small.run()

    assert re.findall(r'<li value="1">.*?>(.*?)</a>', small.page()) == ["示例1市城关区", "示例2市城关区"]


def test_a_sum_just_under_its_line_is_not_shown_on_it(small: Small) -> None:
    """94.999 % of many is no 95.00 % in the sheet."""
    small.put_facts("a.parquet", [fact("990101", "2024", 94_999, 100_000)])
    small.run()
    from openpyxl import load_workbook

    sheet = load_workbook(small.out / "summary.xlsx")["汇总（分子分母相加）"]
    heads = [cell.value for cell in sheet[1]]

    assert sheet.cell(2, heads.index("合计比率") + 1).number_format == "0.000%"


def test_sums_too_long_for_a_sheet_are_text(small: Small) -> None:
    """Digit by digit, where a number of the sheet would lose the last of them."""
    small.put_facts("a.parquet", [fact("990101", "2024", 10**18 + 1, 10**18 + 2), fact("990102", "2024", 1, 1)])
    small.run()
    row = next(r for r in small.sheet("汇总（分子分母相加）") if r["上级代码"] == "990100")

    assert (row["分子合计"], row["分母合计"]) == (str(10**18 + 2), str(10**18 + 3))


def test_a_total_below_some_of_its_parts_is_told_though_others_are_silent(small: Small) -> None:
    """As `check` of the same files has it: more than the total cannot be part of it."""
    small.put("市.xlsx", small.maker.make("990100", total=counts(10, 10)).data)
    small.put("县.xlsx", small.maker.make("990101", total=counts(11, 12)).data)
    small.run()

    assert {line["文件"] for line in small.told("total_disagrees_with_parts")} == {"市.xlsx"}


# -- who did not report


def test_who_reported_for_the_year_is_not_late_for_its_quarters(small: Small) -> None:
    """One unit's quarterly file accuses nobody who sent the year."""
    small.put_facts("a.parquet", [fact("990101", "2024", 1, 10)])
    small.put_facts("b.parquet", [fact("990102", "2024-Q4", 1, 10)])
    small.run()

    assert ("990101", "2024-Q4") not in silent(small)
    assert ("990102", "2024") in silent(small) and ("990103", "2024-Q4") in silent(small)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_list_is_read_as_offices_save_it(small: Small, encoding: str, delimiter: str) -> None:
    """With a title above its heading, codes taken for numbers, and blank lines."""
    lines = ["应报单位名单", "单位 名称,单位代码", "一县,990101.0", "", "二县,'990102", "三县,９９０１０３"]
    units = place(small.home / "units.csv", "\r\n".join(lines).replace(",", delimiter).encode(encoding))
    small.put_facts("a.parquet", [fact("990101", "2024", 1, 10)])
    small.run(units=units)

    assert silent(small) == [("990102", "2024"), ("990103", "2024")]
    assert not small.told("batch_units_code") + small.told("batch_units_others")


def test_no_line_of_the_list_is_dropped_in_silence(small: Small) -> None:
    """A line without code, a code that is none, one code of two names; and who reported without being on it."""
    lines = "单位代码,单位名称\n990102,二县\n,三县\n9.90101E+05,一县\n990102,四县\n990102,二县\n"
    units = place(small.home / "units.csv", lines.encode())
    small.put_facts("a.parquet", [fact("990101", "2024", 1, 10)])
    small.run(units=units)
    said = [(line["代码"], line["单元格"]) for line in map(small.told, LISTED) for line in line]

    assert said == [
        ("batch_units_no_code", "第 3 行"), ("batch_units_code", "第 4 行"), ("batch_units_twice", "第 5 行"),
        ("batch_units_others", ""),
    ]  # fmt: skip
    assert "990101 示例1市1县" in small.told("batch_units_others")[0]["说明"]


LISTED = ("batch_units_no_code", "batch_units_code", "batch_units_twice", "batch_units_others")


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00", b"", "名称\n甲县\n".encode(), "单位代码\n\n".encode()])
def test_a_list_that_names_nobody_is_one_sentence(small: Small, data: bytes) -> None:
    """A workbook, an empty file, no codes."""
    small.put_facts("a.parquet", [fact("990101", "2024", 1, 10)])

    with pytest.raises(UsageError):
        small.run(units=place(small.home / "units.csv", data))


def test_where_no_file_can_be_used_everybody_on_the_list_is_late(small: Small) -> None:
    """And without a list the page does not say that all reported."""
    small.put("a.xlsx", b"x" * 100)
    small.run()

    assert "应报的都报了" not in small.page()
    small.run(units=place(small.home / "units.csv", "单位代码\n990101\n990102\n".encode()))
    assert silent(small) == [("990101", ""), ("990102", "")]


# -- words


def test_a_severity_has_one_word_everywhere(small: Small) -> None:
    """Who filters problems.csv by the word of the page finds what it counts."""
    small.put("a.xlsx", small.maker.make("990101", total=counts(10, 10)).data)
    small.put("b.xlsx", small.maker.make("990101", total=counts(9, 10)).data)
    summary = small.summary()
    word = small.told("version_tie")[0]["级别"]

    assert summary.problems["question"]
    assert f"{word} {summary.problems['question']}" in summary.words()
    assert f"<dt>{word}</dt>" in small.page()
    assert word in small.sheet("按单位")[0]


def test_what_is_exempt_is_named_and_still_counted(small: Small) -> None:
    """On the overview and in a sheet of its own, beside the verdict that stays as it is."""
    waiver = "- {rule: made-2024-1, unit: '990101', period: 2024, reason: 机构改革, approver: 示例市人民政府, number: 示府函1号, until: 2025-12-31}\n"  # fmt: skip
    waivers = place(small.home / "waivers.yaml", waiver.encode())
    small.put_facts("a.parquet", [fact("990101", "2024", 1, 10), fact("990102", "2024", 1, 10)])
    summary = small.summary(waivers=waivers)
    [row] = small.sheet("豁免")

    assert summary.verdicts["not_met"] == 2
    assert (row["单位代码"], row["规则编号"], row["结果"]) == ("990101", "made-2024-1", "未达标")
    assert "其中经批准不纳入考核 1 项" in small.page() and "示府函1号" in small.page()


def test_rates_that_nobody_can_recount_are_counted_apart(small: Small) -> None:
    """As on the page of each unit: 达标 on a printed rate alone is said to be so."""
    small.put_facts("a.parquet", [fact("990101", "2024", None, None, "97%"), fact("990102", "2024", 97, 100)])
    summary = small.summary()
    said = "仅凭申报比例或推断、没有分子分母可核的 1 项（达标 1）"

    assert (summary.verdicts["met"], summary.apart) == (2, {"met": 1})
    assert said in small.page() and said in summary.words()


def test_departments_never_share_a_page() -> None:
    """Names that a file name cannot hold, or not the whole of, are told apart; an ordinary one is as it was."""
    codes = ["632801", "632801/司法局", "632801/a:b", "632801/a*b", *(f"632801/{'长' * 90}{n}" for n in range(2))]
    names = [page_name(code) for code in codes]

    assert names[:2] == ["632801.html", "632801~司法局.html"]
    assert len(set(names)) == len(names) and all(len(name.encode()) < 255 for name in names)
