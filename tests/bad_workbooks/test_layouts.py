"""The filled template bent as clerks bend it: the same figures, with a line for each guess, or a question."""

from __future__ import annotations

import csv
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from compliance.errors import RefusedError
from compliance.fact import Submission
from tests.bad_workbooks.book import (
    COVER,
    DEPARTMENTS,
    FIGURES,
    HEADS,
    PEOPLE,
    Book,
    Error,
    Formula,
    Page,
    amount,
    filled,
    read,
)  # fmt: skip

F = Fraction


def substance(submission: Submission) -> Any:
    """What is reported, places and wording aside: what must not change when a workbook is bent."""
    facts = sorted(
        (
            f.unit,
            f.period.text,
            f.indicator,
            f.scope,
            *(amount(x) or "-" for x in (f.value, f.numerator, f.denominator)),
        )
        for f in submission.facts
        if not f.is_blank
    )
    records = sorted(
        (r.list, r.name, r.id, r.categories, sorted((k, v.value) for k, v in r.values.items()), r.begins, r.ends)
        for r in submission.records
    )
    rolls = sorted((r.list, r.category, amount(r.expected)) for r in submission.rolls)
    return submission.unit, submission.period, facts, records, rolls


# -- bent, and read to the same facts; with the codes that are told


def rows_above(book: Book) -> None:
    for page in (book[FIGURES], book[PEOPLE]):
        page.rows[:0] = [["临夏州2023年法治政府建设情况"], [], ["请各单位认真填写"]]


def sheets_renamed(book: Book) -> None:
    book[FIGURES].name, book[PEOPLE].name, book[DEPARTMENTS].name = "Sheet1", "Sheet2", "Sheet3"
    book[COVER].name, book[HEADS].name = "封面", "Sheet4"


def columns_reordered(book: Book) -> None:
    book[FIGURES].reordered([1, 5, 6, 7, 0, 2, 3, 4, 10, 9, 8])
    book[PEOPLE].rows[3:] = [
        [line[i] if i < len(line) else None for i in (1, 4, 3, 2, 0, 5)] for line in book[PEOPLE].rows[3:]
    ]


def headings_renamed(book: Book) -> None:
    book[FIGURES]["B1"], book[FIGURES]["F1"], book[FIGURES]["H1"] = "统计指标", "完成值", "基数"
    book[PEOPLE]["B4"], book[PEOPLE]["C4"] = "人员姓名", "执法证号"


def headings_with_units(book: Book) -> None:
    book[FIGURES]["G1"], book[FIGURES]["H1"] = "分子（件）", "分母(件)"


def headings_with_blanks(book: Book) -> None:
    book[FIGURES]["F1"], book[FIGURES]["B1"] = "数 值", "指　标\n名　称"


def column_added(book: Book) -> None:
    book[FIGURES]["L1"], book[FIGURES]["L5"] = "领导批示", "阅"


def columns_missing(book: Book) -> None:
    for heading in ("分子分母说明", "数据来源", "备注"):
        book[FIGURES].without_column(heading)


def codes_missing(book: Book) -> None:
    book[FIGURES].without_column("指标编码")


def names_missing(book: Book) -> None:
    book[FIGURES].without_column("指标名称")


def periods_missing(book: Book) -> None:
    """Only the quarterly rows need theirs, and nothing is filled in there."""
    for line in book[FIGURES].rows[1:]:
        if line[2:3] == ["2023"]:
            line[2] = None


def heading_over_two_rows(book: Book) -> None:
    page = book[FIGURES]
    top = [
        "指标编码",
        "指标名称",
        "期间",
        "统计范围",
        "计量单位",
        "填报数",
        None,
        None,
        "分子分母说明",
        "数据来源",
        "备注",
    ]
    low = [None, None, None, None, None, "数值", "分子", "分母"]
    page.rows[:1] = [top, low]
    page.merges += ["F1:H1", *(f"{c}1:{c}2" for c in "ABCDEIJK")]


def columns_numbered(book: Book) -> None:
    book[FIGURES].rows.insert(1, ["甲", "乙", "丙", "丁", "戊", 1, 2, 3, "己", "庚", "辛"])


def headings_repeated(book: Book) -> None:
    page = book[FIGURES]
    page.rows.insert(20, list(page.rows[0]))


def totals_added(book: Book) -> None:
    book[FIGURES].rows.insert(10, ["合计", None, None, None, None, 300])
    book[PEOPLE].rows.insert(5, [None, "合 计", None, None, 60])
    book[DEPARTMENTS].rows.append(["总计", None, None, None, None, 1, 2])


def names_by_alias(book: Book) -> None:
    book.put("YS01", code=None, name="出庭应诉率")


def names_numbered(book: Book) -> None:
    book.put("YS01", code=None, name="1.行政机关负责人出庭应诉率（%）")


def name_rewritten_beside_code(book: Book) -> None:
    book.put("YS01", name="出庭率（新口径见说明）")


def sheets_in_one(book: Book) -> None:
    rows: list[list[Any]] = []
    for name in (COVER, FIGURES, PEOPLE, HEADS, DEPARTMENTS):
        rows += [[name], *book[name].rows, []]
    book.pages = [Page("汇总", rows)]


def lists_before_figures(book: Book) -> None:
    book.pages.reverse()


def section_titles(book: Book) -> None:
    book[FIGURES].rows.insert(1, ["一、组织领导"])
    book[FIGURES].rows.insert(9, [None, "二、行政决策"])


def empty_rows_between(book: Book) -> None:
    for number in (30, 20, 10, 2):
        book[FIGURES].rows[number:number] = [[], [None, "  "]]


def ghost_rows(book: Book) -> None:
    book[PEOPLE].rows += [[n] for n in range(13, 60)]
    book[FIGURES].rows += [["", " ", None, "", "\u200b"] for _ in range(10)]


def signature_under_table(book: Book) -> None:
    book[FIGURES].rows += [["填报人：王五", None, "审核人：", "赵六", "联系电话", "0930-1234567"]]


def sheet_hidden(book: Book) -> None:
    book[FIGURES].hidden = True


def rows_hidden(book: Book) -> None:
    book[FIGURES].hidden_rows = [book.row("YS01")]


def columns_hidden(book: Book) -> None:
    book[FIGURES].hidden_columns = ["G"]


def stated_numbers_in_words(book: Book) -> None:
    book[PEOPLE].rows[:3] = [["行政执法人员应列人数：1人"], []]


def categories_joined(book: Book) -> None:
    book[PEOPLE]["D5"] = " 行政执法人员 "


def scope_by_alias(book: Book) -> None:
    book.put("YS01", scope="全州")


def notes_beside(book: Book) -> None:
    book[FIGURES]["N9"] = "这是上年的口径"


def period_in_chinese(book: Book) -> None:
    book.put("YS01", period="2023年度")
    book[COVER]["B5"] = "2023年"


def period_relative(book: Book) -> None:
    book.put("YS01", period="本年")


def unit_code_as_number(book: Book) -> None:
    book[COVER]["B3"] = 622900


def unit_code_in_full_width(book: Book) -> None:
    book[COVER]["B3"] = "６２２９００"


def unit_by_name_alone(book: Book) -> None:
    book[COVER]["B3"] = None


def form_in_one_cell(book: Book) -> None:
    book[COVER].rows[2:6] = [["单位代码：622900　"], ["填报单位：临夏回族自治州"], ["填报期间：2023年"], []]


def period_in_title_alone(book: Book) -> None:
    book[COVER].rows[0] = ["临夏州2023年度填报表"]
    book[COVER]["B5"] = None


def period_in_rows_alone(book: Book) -> None:
    book[COVER]["B5"] = None


def text_sheet_added(book: Book) -> None:
    book.pages.append(Page("说明2", [["本表由办公室汇总"]]))


def unit_column_headed_danwei(book: Book) -> None:
    book[FIGURES]["E1"] = "单位"


SAME: list[tuple[Callable[[Book], None], list[str]]] = [
    (rows_above, ["heading_found"]),
    (sheets_renamed, ["sheet_recognised"] * 4),
    (columns_reordered, []),
    (headings_renamed, ["heading_alias", "heading_alias"]),
    (headings_with_units, []),
    (headings_with_blanks, []),
    (column_added, ["columns_unread"]),
    (columns_missing, []),
    (codes_missing, []),
    (names_missing, []),
    (periods_missing, []),
    (heading_over_two_rows, []),
    (columns_numbered, []),
    (headings_repeated, ["heading_found"]),
    (totals_added, ["totals_skipped"] * 3),
    (names_by_alias, ["name_by_alias"]),
    (names_numbered, ["name_by_alias"]),
    (name_rewritten_beside_code, ["name_by_code"]),
    (sheets_in_one, ["heading_found", *["sheet_recognised"] * 4]),
    (lists_before_figures, []),
    (section_titles, []),
    (empty_rows_between, []),
    (ghost_rows, []),
    (signature_under_table, []),
    (sheet_hidden, ["hidden_read"]),
    (rows_hidden, ["hidden_read"]),
    (columns_hidden, ["hidden_read"]),
    (stated_numbers_in_words, []),
    (categories_joined, []),
    (scope_by_alias, ["scope_by_alias"]),
    (notes_beside, ["notes_unread"]),
    (period_in_chinese, []),
    (period_relative, ["period_relative"]),
    (unit_code_as_number, []),
    (unit_code_in_full_width, []),
    (unit_by_name_alone, ["unit_by_name"]),
    (form_in_one_cell, []),
    (period_in_title_alone, ["period_guessed"]),
    (period_in_rows_alone, ["period_guessed"]),
    (text_sheet_added, ["notes_unread"]),
    (unit_column_headed_danwei, ["heading_alias"]),
]


@pytest.mark.parametrize(("bend", "told"), SAME, ids=lambda x: getattr(x, "__name__", ""))
def test_a_bent_workbook_says_the_same(bend: Callable[[Book], None], told: list[str]) -> None:
    """The facts are those of the straight workbook, and each guess has its line."""
    straight = substance(filled().read().submission)
    book = filled()
    bend(book)
    found = book.read()
    assert substance(found.submission) == straight
    assert found.codes == sorted(told)


# -- asked about, never read in silence


def test_code_and_name_that_disagree_are_both_left_alone() -> None:
    """The code of one indicator beside the name of another: neither gets the figure, and both are told of the row."""
    book = filled()
    book.put("YS01", name="行政复议案件纠错率")
    found = book.read()
    assert found.codes == ["code_name_differ"]
    assert found.problem("code_name_differ").place.cell == "B32"
    fact = found.fact("YS01")
    assert not fact.figures and {u.role for u in fact.unread} == {"数值", "分子", "分母"}
    own, other = [f for f in found.submission.facts if f.indicator == "行政复议案件纠错率"]
    assert amount(own.numerator) == 29
    assert not other.figures and {u.place.cell for u in other.unread} == {"F32", "G32", "H32"}


def test_a_row_lost_to_a_wrong_code_is_unread_for_either_indicator() -> None:
    """Nothing may be inferred for an indicator whose own row was filled in, though under another's code."""
    book = filled()
    book.put("YS02", code="FY06", numerator=9, denominator=10)
    found = book.read()
    assert found.codes == ["code_name_differ"]
    by_name = found.fact("YS02")
    assert not by_name.figures and [u.text for u in by_name.unread] == ["9", "10"]
    assert all("这一行没有读取" in u.why for u in by_name.unread)
    assert sorted(len(f.unread) for f in found.submission.facts if f.indicator == "行政复议受理件数") == [0, 2]


def test_an_unknown_indicator_is_kept_by_its_name() -> None:
    """A free row with a name nobody has defined is recorded as written."""
    book = filled()
    book.free(name="智慧普法覆盖率", unit="%", value=92)
    found = book.read()
    assert found.codes == ["name_unknown"]
    assert amount(found.fact("智慧普法覆盖率").value) == F(92, 100)


def test_a_figure_without_a_name_is_asked_about() -> None:
    """Nothing is known but the number and its cell."""
    book = filled()
    row = book.free(value=77)
    found = book.read()
    assert found.codes == ["row_without_name"]
    assert found.problem("row_without_name").place.cell == f"F{row}"


def test_a_figure_under_no_heading_is_listed() -> None:
    """A number two columns to the right of the table."""
    book = filled()
    book[FIGURES]["M5"] = 99
    found = book.read()
    assert found.codes == ["cells_unread"]
    assert "M5" in found.problem("cells_unread").message


def test_two_columns_of_values_are_both_left_alone() -> None:
    """Which of two columns headed 数值 counts, nobody can tell."""
    book = filled()
    book[FIGURES]["L1"], book[FIGURES]["L32"] = "数值", "80%"
    found = book.read()
    assert found.codes == ["heading_twice"]
    assert found.fact("YS01").value is None
    assert amount(found.fact("YS01").numerator) == 27


def test_figures_in_words_under_no_heading_are_listed_too() -> None:
    book = filled()
    book[FIGURES]["M5"] = "３０件"
    assert book.read().codes == ["cells_unread"]


def test_a_value_column_of_an_unknown_name_is_asked_about() -> None:
    """Counts are read; whether 金额栏 holds the values, nobody can tell."""
    book = filled()
    book[FIGURES]["F1"] = "甲方填写栏"
    found = book.read()
    assert found.codes == ["value_column_missing"]
    assert amount(found.fact("YS01").numerator) == 27


def test_a_scope_nobody_knows_is_asked_about() -> None:
    book = filled()
    book.put("YS01", scope="部分县市")
    assert book.read().codes == ["scope_unread"]


def test_a_period_nobody_can_read_costs_its_row() -> None:
    book = filled()
    book.put("YS01", period="近三年")
    found = book.read()
    assert found.codes == ["row_without_period"]
    assert found.problem("row_without_period").place.cell == "C32"
    assert all(f.indicator != "行政机关负责人出庭应诉率" for f in found.submission.facts)


def test_the_row_unit_is_asked_about_where_it_is_not_the_indicators() -> None:
    """A count of 人 where 件 are asked for."""
    book = filled()
    book.put("FY06", unit="人")
    found = book.read()
    assert found.codes == ["units_clash"]
    assert found.fact("FY06").unread[0].place.cell == book.cell("FY06", "value")


def test_a_row_unit_that_is_none_is_asked_about() -> None:
    book = filled()
    book.put("FY06", unit="若干")
    found = book.read()
    assert found.codes == ["row_unit_unread"]
    assert found.fact("FY06").value is None and found.fact("FY06").unread


@pytest.mark.parametrize(
    ("unit", "title", "heading", "value", "reads"),
    [
        ("元", "", "数值", 23000, 23000),
        ("万元", "", "数值", 2.3, 23000),
        ("万元", "", "数值", "2.3万", 23000),
        ("万元", "", "数值", "2.3万元", 23000),
        ("元", "", "数值", "2.3万元", 23000),
        ("万元", "", "数值", "23000元", 23000),
        ("千元", "", "数值", 23, 23000),
        (None, "", "数值（万元）", 2.3, 23000),
        (None, "单位：万元/人次", "数值", 2.3, 23000),
        (None, "（单位：万元）", "数值", "2.3", 23000),
        (None, "", "数值", 23000, 23000),
        ("元", "单位：万元", "数值", 2.3, None),
        ("元", "", "数值（万元）", 2.3, None),
        ("万元", "单位：元", "数值", "2.3亿元", 230000000),
    ],
)
def test_ten_thousand_is_applied_once(
    unit: str | None, title: str, heading: str, value: Any, reads: int | None
) -> None:
    """The cell's unit goes before the row's, the heading's and the title's; two that disagree are asked about."""
    book = filled()
    book.free(name="协助清收资金", unit=unit, value=value)
    book[FIGURES]["F1"] = heading
    if title:
        book[FIGURES].rows.insert(0, [None, None, title])
    if heading != "数值":  # then the heading speaks of one row only
        book[FIGURES].rows = [book[FIGURES].rows[0], book[FIGURES].rows[-1]]
    found = book.read()
    fact = found.fact("QY05")
    assert amount(fact.value) == reads
    assert ("units_clash" in found.codes) == (reads is None)
    if not title and heading == "数值":
        assert amount(found.fact("FY06").value) == 206


def test_periods_as_columns_are_facts_of_their_years() -> None:
    """2021年 2022年 2023年 head columns: three facts a row, and the clerk is told."""
    book = filled()
    book.pages = [book[COVER], Page("历年", [
        ["指标名称", "计量单位", "2021年", "2022年", 2023],
        ["行政机关负责人出庭应诉率", "%", "85%", 88, 0.905],
        ["行政复议受理件数", "件", 180, "—", 206],
    ])]  # fmt: skip
    found = book.read()
    assert amount(found.fact("YS01", period="2021").value) == F(85, 100)
    assert amount(found.fact("YS01", period="2023").value) == F(905, 1000)
    assert found.fact("FY06", period="2022").is_blank
    assert found.codes == ["periods_in_columns", "read_as_share", "sheet_recognised"]


def test_this_year_and_last_as_columns() -> None:
    book = filled()
    book.pages = [book[COVER], Page("指标数据", [
        ["指标名称", "计量单位", "本年数", "上年同期"],
        ["行政复议受理件数", "件", 206, 180],
    ])]  # fmt: skip
    found = book.read()
    assert amount(found.fact("FY06", period="2023").value) == 206
    assert amount(found.fact("FY06", period="2022").value) == 180
    assert found.codes == ["heading_alias"]


def test_periods_over_counts_as_columns() -> None:
    """Years over 数值, 分子 and 分母, the years merged."""
    book = filled()
    page = Page(FIGURES, [
        ["指标名称", "计量单位", "2022年", None, None, "2023年"],
        [None, None, "数值", "分子", "分母", "数值", "分子", "分母"],
        ["行政机关负责人出庭应诉率", "%", "80%", 8, 10, "90%", 27, 30],
    ], merges=["A1:A2", "B1:B2", "C1:E1", "F1:H1"])  # fmt: skip
    book.pages = [book[COVER], page]
    found = book.read()
    assert amount(found.fact("YS01", period="2022").denominator) == 10
    assert amount(found.fact("YS01", period="2023").numerator) == 27
    page.merges = []
    assert substance(book.read().submission) == substance(found.submission)


def test_several_units_in_one_sheet_are_told_apart() -> None:
    """A column 单位 names counties; 合计 is no unit; a unit nobody knows is named."""
    book = filled()
    book.pages = [book[COVER], Page(FIGURES, [
        ["单位", "指标名称", "计量单位", "数值"],
        ["临夏市", "行政复议受理件数", "件", 20],
        ["和政县", "行政复议受理件数", "件", 30],
        ["某某县", "行政复议受理件数", "件", 40],
        ["合计", "行政复议受理件数", "件", 90],
        [None, "行政复议审结件数", "件", 84],
    ])]  # fmt: skip
    found = book.read()
    assert amount(found.fact("FY06", unit="622901").value) == 20
    assert amount(found.fact("FY06", unit="622925").value) == 30
    assert amount(found.fact("FY07", unit="622900").value) == 84
    assert found.codes == ["heading_alias", "row_unit_unknown", "totals_skipped", "units_in_rows"]
    assert found.problem("row_unit_unknown").place.cell == "A4"


def test_indicators_as_columns_are_facts_of_their_units() -> None:
    """A wide table: a row a county, a column an indicator, its unit in the heading."""
    book = filled()
    book.pages = [book[COVER], Page("统计", [
        ["县市", "行政机关负责人出庭应诉率（%）", "行政复议受理件数", "协助清收资金（万元）"],
        ["临夏市", 95, 20, 1.5],
        ["和政县", "88.5%", "30件", None],
        ["合计", 92, 50, 1.5],
    ])]  # fmt: skip
    found = book.read()
    assert amount(found.fact("YS01", unit="622901").value) == F(95, 100)
    assert amount(found.fact("YS01", unit="622925").value) == F(885, 1000)
    assert amount(found.fact("QY05", unit="622901").value) == 15000
    assert found.codes == [
        "heading_alias", "indicators_in_columns", "sheet_recognised", "totals_skipped", "units_in_rows",
    ]  # fmt: skip


def test_a_wide_table_with_counts_under_each_indicator() -> None:
    book = filled()
    book.pages = [book[COVER], Page(FIGURES, [
        ["县市", "行政机关负责人出庭应诉率", None, "行政复议案件纠错率", None],
        [None, "分子", "分母", "分子", "分母"],
        ["临夏市", 9, 10, 3, 20],
    ], merges=["A1:A2", "B1:C1", "D1:E1"])]  # fmt: skip
    found = book.read()
    fact = found.fact("FY01", unit="622901")
    assert (amount(fact.numerator), amount(fact.denominator)) == (3, 20)
    assert amount(found.fact("YS01", unit="622901").denominator) == 10


def test_a_name_merged_over_its_rows_holds_for_all_of_them() -> None:
    book = filled()
    book.pages = [book[COVER], Page(FIGURES, [
        ["指标名称", "期间", "计量单位", "数值"],
        ["行政复议受理件数", "2022", "件", 180],
        [None, "2023", "件", 206],
    ], merges=["A2:A3"])]  # fmt: skip
    found = book.read()
    assert amount(found.fact("FY06", period="2023").value) == 206


def test_a_unit_nobody_knows_leaves_the_facts_standing() -> None:
    """Facts are read and shown; the unit is what is missing."""
    book = filled()
    book[COVER]["B3"] = "999999"
    found = book.read()
    assert found.codes == ["unit_unknown"]
    assert found.problem("unit_unknown").place.cell == "B3"
    assert found.submission.unit == "" and amount(found.fact("FY06").value) == 206


@pytest.mark.parametrize("code", ["62290", "6229OO", "临夏"])
def test_a_malformed_unit_code_is_named(code: str) -> None:
    book = filled()
    book[COVER]["B3"] = code
    assert book.read().codes == ["unit_malformed"]


def test_without_cover_the_unit_is_asked_for_or_given() -> None:
    book = filled()
    book.pages = book.pages[1:]
    found = book.read()
    assert found.codes == ["period_guessed", "unit_unknown"]
    given = book.read(unit="622900", period="2023")
    assert given.codes == [] and given.submission.unit == "622900"
    assert substance(given.submission) == substance(filled().read().submission)


def test_what_is_given_against_what_is_written_is_told() -> None:
    """The file's own unit and period stand."""
    found = filled().read(unit="632801", period="2024")
    assert found.codes == ["period_conflict", "unit_conflict"]
    assert found.submission.unit == "622900" and str(found.submission.period) == "2023"


def test_a_name_of_another_place_beside_the_code_is_asked_about() -> None:
    book = filled()
    book[COVER]["B4"] = "格尔木市"
    assert book.read().codes == ["unit_name_differs"]


def test_a_period_nobody_can_read_is_an_error() -> None:
    book = filled()
    book[COVER]["B5"] = "去年到今年"
    found = book.read()
    assert found.codes == ["period_unknown"]
    assert found.submission.period is None
    assert amount(found.fact("FY06").value) == 206


def test_a_missing_figures_sheet_is_an_error() -> None:
    book = filled()
    book.pages = [page for page in book.pages if page.name != FIGURES]
    found = book.read()
    assert found.codes == ["figures_missing"]


def test_a_file_with_nothing_to_read_says_so() -> None:
    book = filled()
    book.pages = [Page("Sheet1", [["早餐", "数量"], ["包子", 3], ["豆浆", 1]])]
    found = book.read()
    assert {"nothing_read", "sheet_unread"} <= set(found.codes)
    assert found.problem("nothing_read").severity == "error"


def test_a_heading_row_that_was_deleted_is_asked_about() -> None:
    book = filled()
    del book[FIGURES].rows[0]
    found = book.read()
    assert found.codes == ["figures_missing", "sheet_unread"]


def test_a_scratch_sheet_with_numbers_is_asked_about() -> None:
    book = filled()
    book.pages.append(Page("Sheet9", [["临时", 1, 2], ["计算", 3, 4]]))
    found = book.read()
    assert found.codes == ["sheet_unread"] and found.problem("sheet_unread").place.sheet == "Sheet9"


def test_a_list_nobody_can_place_is_asked_about() -> None:
    book = filled()
    page = book[PEOPLE]
    page.name, page.rows = "Sheet7", [["姓名", "工号", "籍贯"], ["张三", "A1", "甘肃"]]
    found = book.read()
    assert "list_unclear" in found.codes


def test_a_category_nobody_knows_is_asked_about() -> None:
    book = filled()
    book[PEOPLE]["D5"] = "行政执法人员、临时工"
    found = book.read()
    assert found.codes == ["category_unknown"]
    assert found.record("张三").categories == ("行政执法人员",)


def test_a_person_may_belong_to_several_categories() -> None:
    book = filled()
    book[PEOPLE]["D5"] = "行政执法人员，法制机构工作人员"
    assert book.read().record("张三").categories == ("行政执法人员", "法制机构工作人员")


def test_hours_of_a_nameless_person_are_kept_and_asked_about() -> None:
    book = filled()
    book[PEOPLE]["B5"] = book[PEOPLE]["C5"] = None
    found = book.read()
    assert found.codes == ["record_without_name"]
    assert amount(found.record("").values["行政执法人员年度培训学时"]) == 60


def test_a_stated_number_in_words_that_are_none_is_asked_about() -> None:
    book = filled()
    book[PEOPLE]["B2"] = "全部"
    found = book.read()
    assert found.codes == ["not_a_number"]
    assert found.submission.rolls[0].expected is None


def test_duplicate_rows_stay_two_facts() -> None:
    """Which counts is for the check to say."""
    book = filled()
    book.free(code="FY06", name="行政复议受理件数", value=207, scope="全域")
    facts = [f for f in book.read().submission.facts if f.indicator == "行政复议受理件数"]
    assert [amount(f.value) for f in facts] == [206, 207]


def test_a_version_that_is_no_number_is_asked_about() -> None:
    book = filled()
    book[COVER]["B6"] = "最终版"
    found = book.read()
    assert found.codes == ["version_unread"] and found.submission.version is None


def test_counts_beside_a_count_are_listed_as_unread() -> None:
    """The question says why, once for the row: a count has no 分子 and 分母."""
    book = filled()
    book.put("FY06", numerator=3, denominator=4)
    found = book.read()
    assert found.codes == ["counts_of_a_count"]
    row = book.row("FY06")
    assert f"G{row}、H{row}" in found.problem("counts_of_a_count").message


def test_a_formula_beside_the_table_is_not_lost() -> None:
    book = filled()
    book[FIGURES]["M3"] = Formula("=1+1")
    assert "cells_unread" in book.read().codes


def test_hidden_state_is_told_with_what_is_hidden() -> None:
    book = filled()
    book[FIGURES].hidden_rows = [32]
    assert "32" in book.read().problem("hidden_read").message


@pytest.mark.parametrize("word", ["全州合计", "合计（8县市）", "小计"])
def test_a_sum_by_any_name_is_no_person_and_no_county(word: str) -> None:
    book = filled()
    book[PEOPLE].rows[5] = [None, word, None, None, 60]
    assert book.read().codes == ["totals_skipped"]


def test_nobody_is_not_a_person_called_nobody() -> None:
    book = filled()
    book[HEADS].rows[4] = [1, "无"]
    found = book.read()
    assert found.codes == ["none_is_blank"]
    assert len(found.submission.records) == 3


def test_as_above_is_asked_about() -> None:
    book = filled()
    row = book.free(name="同上", value=7)
    found = book.read()
    assert found.codes == ["row_without_name"] and found.problem("row_without_name").place.cell == f"F{row}"


def test_a_month_typed_as_a_number_is_asked_about() -> None:
    """2023.1 is January, or October without its last zero."""
    book = filled()
    book.put("FY06", period=2023.1)
    assert book.read().codes == ["row_without_period"]
    book = filled()
    book[COVER]["B5"] = 2023.1
    assert "period_unknown" in book.read().codes


def test_a_short_name_of_a_unit_at_hand_is_taken_and_told() -> None:
    book = filled()
    book.pages = [book[COVER], Page(FIGURES, [
        ["填报单位", "指标名称", "计量单位", "数值"],
        ["临夏州", "行政复议受理件数", "件", 206],
        ["东乡县", "行政复议受理件数", "件", 30],
    ])]  # fmt: skip
    found = book.read()
    assert amount(found.fact("FY06", unit="622900").value) == 206
    assert amount(found.fact("FY06", unit="622926").value) == 30
    assert found.codes.count("row_unit_by_name") == 2


def test_rows_of_a_wide_table_that_name_nobody_are_left_alone() -> None:
    book = filled()
    wide = Page(FIGURES, [["行政复议受理件数", "行政复议审结件数"], [206, 184], [20, 18]])
    book.pages = [book[COVER], wide]
    found = book.read()
    assert "rows_unclear" in found.codes and not found.submission.facts
    del wide.rows[2]
    assert amount(book.read().fact("FY07").value) == 184


def _plain(*rows: tuple[str, Any]) -> list[list[Any]]:
    return [["指标名称", "计量单位", "数值"], *([name, "件", value] for name, value in rows)]


def test_a_sheet_a_county_is_read_as_the_countys() -> None:
    """Sheets named 临夏市 and 和政 hold those counties' figures, and the clerk is told."""
    book = filled()
    sheets = [Page("临夏市", _plain(("行政复议受理件数", 20))), Page("和政", _plain(("行政复议受理件数", 30)))]
    book.pages = [book[COVER], *sheets]
    found = book.read()
    assert amount(found.fact("FY06", unit="622901").value) == 20
    assert amount(found.fact("FY06", unit="622925").value) == 30
    assert found.codes.count("table_of_unit") == 2


def test_tables_one_under_another_each_with_its_own_unit() -> None:
    book = filled()
    rows = [
        ["填报单位：临夏市"], *_plain(("行政复议受理件数", 20)), [],
        ["填报单位：和政县"], *_plain(("行政复议受理件数", 30)), [],
        ["填报单位：某某县"], *_plain(("行政复议受理件数", 40)),
    ]  # fmt: skip
    book.pages = [book[COVER], Page(FIGURES, rows)]
    found = book.read()
    assert amount(found.fact("FY06", unit="622901").value) == 20
    assert amount(found.fact("FY06", unit="622925").value) == 30
    assert "form_differs" in found.codes  # and nobody knows 某某县


def test_a_sheet_a_year_is_read_as_that_years() -> None:
    book = filled()
    sheets = [Page("2022年", _plain(("行政复议受理件数", 180))), Page("2023", _plain(("行政复议受理件数", 206)))]
    book.pages = [book[COVER], *sheets]
    found = book.read()
    assert amount(found.fact("FY06", period="2022").value) == 180
    assert amount(found.fact("FY06", period="2023").value) == 206
    assert found.codes.count("table_of_period") == 1


def test_a_title_of_another_year_is_asked_about() -> None:
    """Last year's sheet, sent again: the title says 2022, the cover 2023, the rows nothing."""
    book = filled()
    book.pages = [book[COVER], Page(FIGURES, [["2022年行政复议情况统计表"], *_plain(("行政复议受理件数", 180))])]
    found = book.read()
    assert "period_in_doubt" in found.codes and found.problem("period_in_doubt").severity == "question"


def test_a_span_of_years_in_a_title_is_no_period() -> None:
    book = filled()
    book.pages = [
        book[COVER],
        Page(FIGURES, [["法治建设规划（2021—2025年）指标表"], *_plain(("行政复议受理件数", 180))]),
    ]
    assert "period_in_doubt" not in book.read().codes


def test_an_error_value_in_the_words_of_a_row_is_named() -> None:
    book = filled()
    book.put("FY06", source=Error("#N/A"))
    found = book.read()
    assert found.codes == ["cell_error"] and amount(found.fact("FY06").value) == 206
    book.put("FY06", code=Error("#REF!"), name=Error("#REF!"), source=None)
    found = book.read()
    assert set(found.codes) == {"cell_error", "row_without_name"}


def test_a_dash_is_no_name() -> None:
    book = filled()
    book.free(code="—", name="/", value=7)
    assert book.read().codes == ["row_without_name"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_sheet_saved_as_text_says_the_same(encoding: str, tmp_path: Path) -> None:
    """Every sheet under the other in one CSV file: no formats, no merges, no types."""
    book = filled()
    path = tmp_path / "汇总.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        for page in book.pages:
            csv.writer(file).writerows([["" if v is None else str(v) for v in line] for line in page.rows] + [[]])
    assert substance(read(path)) == substance(filled().read().submission)


def test_a_number_under_a_heading_nobody_knows_is_asked_about_by_cell() -> None:
    """分母 renamed 应完成数: the base is not dropped in silence, wherever it is filled in."""
    book = filled()
    book[FIGURES]["H1"] = "应完成数"
    found = book.read()
    assert found.codes == ["figures_unread"]
    asked = found.problem("figures_unread")
    assert asked.severity == "question" and "应完成数" in asked.message
    assert all(f"H{book.row(code)}" in asked.message for code in ("FY01", "YS01"))


def test_words_under_a_heading_nobody_knows_are_only_told() -> None:
    book = filled()
    book[FIGURES]["L1"], book[FIGURES]["L5"] = "领导批示", "阅"
    assert book.read().codes == ["columns_unread"]


def test_a_name_and_a_figure_on_a_sheet_of_their_own_are_asked_about() -> None:
    """A share typed as text is a figure too; its cell is named, not the name's."""
    book = filled()
    book.pages.append(Page("补充", [["行政机关负责人出庭应诉率", "50%"]]))
    found = book.read()
    assert found.codes == ["sheet_unread"]
    assert found.problem("sheet_unread").place.cell == "B1" and "B1" in found.problem("sheet_unread").message


def test_a_year_is_no_figure() -> None:
    book = filled()
    book.pages.append(Page("说明", [["各县上报情况"], ["2023年"]]))
    assert book.read().codes == ["notes_unread"]


def test_cells_under_one_another_are_listed_as_one() -> None:
    """Every unread figure can be found from the line, however many there are in a column."""
    book = filled()
    for row in range(3, 40):
        book[FIGURES][f"M{row}"] = row
    assert "M3—M39" in book.read().problem("cells_unread").message


def test_a_cover_of_another_year_than_every_row_is_asked_about() -> None:
    """Last year's cover over this year's rows: one question, at the cover's cell."""
    book = filled()
    book[COVER]["B5"] = "2022"
    found = book.read()
    assert found.codes == ["period_against_rows"]
    assert found.problem("period_against_rows").place.cell == "B5"


def test_a_title_of_another_year_over_rows_that_name_theirs_is_told() -> None:
    book = filled()
    book[FIGURES].rows.insert(0, ["2021年度法治政府建设情况表"])
    found = book.read()
    assert found.codes == ["heading_found", "title_of_other_year"]
    book = filled()
    book[COVER]["A1"] = "2021年法治政府建设填报表"
    assert book.read().codes == ["title_of_other_year"]


def test_a_missing_unit_code_is_not_called_unknown() -> None:
    book = filled()
    book[COVER]["B3"] = book[COVER]["B4"] = None
    found = book.read()
    assert found.codes == ["unit_unknown"]
    assert found.problem("unit_unknown").message == "单位代码没有填写。"


@pytest.mark.parametrize("text", ["hello", "会议纪要，第一项\n第二项，另议", "a,b,c\n1,2,3"])
def test_plain_text_under_a_workbooks_name_is_refused(text: str, tmp_path: Path) -> None:
    """Any text parses as a table; under a workbook's name it is one only if its headings are known."""
    path = tmp_path / "填报表.xlsx"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        read(path)
    assert [p.code for p in caught.value.problems] == ["not_a_workbook"]
    path.write_text("指标名称,计量单位,数值\n行政复议受理件数,件,206\n", encoding="utf-8")
    [fact] = read(path, unit="622900", period="2023").facts
    assert amount(fact.value) == 206


def test_a_person_counted_where_cases_are_is_asked_about() -> None:
    """27人 in the 分子 of a rate of cases; 27起 is the same as 27件."""
    book = filled()
    book.put("YS01", numerator="27人")
    found = book.read()
    assert found.codes == ["unit_disagrees"] and found.fact("YS01").numerator is None
    book.put("YS01", numerator="27起")
    assert amount(book.read().fact("YS01").numerator) == 27


def test_the_cells_of_a_record_are_named() -> None:
    """A finding about a person's category or term can name the cell to fill in."""
    book = filled()
    book[HEADS]["D5"] = book[HEADS]["G5"] = None
    cells = book.read().record("李四").cells
    assert [cells[what].cell for what in ("姓名", "类别", "任期起", "任期止")] == ["B5", "D5", "F5", "G5"]


@pytest.mark.parametrize("written", [2023.12, "2023.12", "2026年底", "长期"])
def test_a_term_that_cannot_be_read_is_kept_as_unread(written: Any) -> None:
    book = filled()
    book[HEADS]["G5"] = written
    record = book.read().record("李四")
    assert record.ends is None
    assert [(u.role, u.place.cell) for u in record.unread] == [("任期止", "G5")]
