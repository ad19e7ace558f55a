"""Words that speak against a figure: a name's brackets, a sheet, a title, a column, a second heading that say otherwise.

None of them is counted as this unit's figure of this period in silence.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.bad_workbooks.book import (
    COVER,
    DEPARTMENTS,
    FIGURES,
    PEOPLE,
    Book,
    Page,
    Read,
    amount,
    filled,
)

F = Fraction
RATE = "行政机关负责人出庭应诉率"
CASES = "行政复议受理件数"
MONEY = "协助清收资金"
PLAIN: list[list[Any]] = [["指标名称", "计量单位", "数值"], [CASES, "件", 206]]


def with_rows(*rows: list[Any], name: str = FIGURES) -> Book:
    """The filled template's cover and one sheet of figures."""
    book = filled()
    book.pages = [book[COVER], Page(name, [list(row) for row in rows])]
    return book


def figures(found: Read) -> list[tuple[str, str, str, Fraction | None]]:
    """(unit, period, indicator, value) of every figure that was read."""
    return [(f.unit, f.period.text, f.indicator, f.value.value) for f in found.submission.facts if f.value]


# -- brackets behind a name


@pytest.mark.parametrize("inside", ["上年", "目标", "2022年", "一季度", "公安局", "涉企", "同比增长", "二审", "小计"])
def test_a_bracket_that_narrows_a_name_makes_another_thing_of_it(inside: str) -> None:
    """The figure stands under its own name and answers no rule; the clerk is asked."""
    book = filled()
    book.put("YS01", value=None, numerator=None, denominator=None)
    row = book.free(name=f"{RATE}（{inside}）", period="2023", unit="%", value="95%")
    found = book.read()
    assert found.fact("YS01").is_blank
    assert amount(found.fact(f"{RATE}（{inside}）").value) == F(95, 100)
    assert found.codes == ["name_narrowed"]
    assert found.problem("name_narrowed").place.cell == f"B{row}"


@pytest.mark.parametrize(
    "name",
    [f"{RATE}（%）", f"{RATE}（必填）", f"2.{RATE}（单位：%）", f"{RATE}（出庭件数/开庭件数）", f"{RATE}（2023年）",
     f"{RATE}（本年）", f"{RATE}（全域）（%）", f"{RATE}（%，保留两位小数）"],
)  # fmt: skip
def test_a_bracket_that_says_nothing_new_is_dropped(name: str) -> None:
    """Its unit, its own scope or period, how it is counted: read, and told as ever."""
    book = filled()
    book.put("YS01", code=None, name=name)
    found = book.read()
    assert found.fact("YS01").value
    assert found.codes == ["name_by_alias"]


def test_a_period_in_brackets_holds_where_the_row_names_none() -> None:
    found = with_rows(PLAIN[0], [f"{CASES}（2022年）", "件", 180], [f"{CASES}（上半年）", "件", 90]).read()
    assert [f[1] for f in figures(found)] == ["2022", "2023-H1"]


def test_a_scope_in_brackets_holds_where_the_row_names_none() -> None:
    found = with_rows(PLAIN[0], [f"{CASES}（本级）", "件", 180]).read()
    assert found.fact("FY06").scope == "本级"
    found = with_rows(["指标名称", "统计范围", "数值"], [f"{CASES}（本级）", "全域", 180]).read()
    assert found.codes == ["name_narrowed"]


@pytest.mark.parametrize("name", [f"上年{RATE}", f"{RATE}（目标）", f"{RATE}目标值", f"{RATE}（公安局）"])
def test_a_name_that_says_otherwise_beside_a_code_costs_the_row(name: str) -> None:
    """As where code and name are of two indicators: unread, and nothing inferred."""
    book = filled()
    book.put("YS01", name=name)
    found = book.read()
    assert found.fact("YS01").value is None and found.fact("YS01").unread
    assert found.codes == ["name_by_code", "name_narrowed"] or found.codes == ["name_narrowed"]


def test_the_figure_of_a_narrowed_name_does_not_hide_the_indicators_own() -> None:
    """The year's own row counts, last year's beside it does not."""
    book = filled()
    book.free(name=f"{RATE}（上年）", period="2023", unit="%", value="50%")
    assert amount(book.read().fact("YS01").value) == F(9, 10)


# -- units


@pytest.mark.parametrize(
    ("rows", "reads"),
    [
        ([["指标名称", "数值"], [f"{MONEY}（万元）", 150]], 1500000),
        ([["指标名称", "计量单位", "数值"], [f"{MONEY}（万元）", "万元", 150]], 1500000),
        ([["指标名称", "计量单位", "数值"], [f"{MONEY}（万元）", "元", 150]], None),
        ([["指标名称", "数值（元）"], [f"{MONEY}（万元）", 150]], None),
        ([["2023年统计表（万元）"], ["指标名称", "数值"], [MONEY, 150]], 1500000),
        ([["单位", "万元"], ["指标名称", "数值"], [MONEY, 150]], 1500000),
        ([["金额单位为万元"], ["指标名称", "数值"], [MONEY, 150]], 1500000),
        ([["指标名称", "数值"], [MONEY, 150], ["注：金额单位为万元"]], 1500000),
        ([["指标名称", "数值"], [MONEY, 150], [], ["填报人：", "王五"], ["注：金额单位为万元。"]], 1500000),
        ([["单位：元"], ["指标名称", "数值"], [MONEY, 150], ["注：金额单位为万元"]], None),
        ([["2023年统计表（一）"], ["指标名称", "数值"], [MONEY, 150]], 150),
        ([["指标名称", "数值"], [None, "万元"], [MONEY, 150]], 1500000),
    ],
)
def test_a_unit_stated_anywhere_is_applied_once(rows: list[list[Any]], reads: int | None) -> None:
    """In the name's brackets, a title's, two cells, a line under the table; two that disagree are asked about."""
    found = with_rows(*rows).read()
    assert amount(found.fact("QY05").value) == reads
    assert ("units_clash" in found.codes) == (reads is None)


def test_a_unit_in_a_name_that_is_not_the_indicators_is_asked_about() -> None:
    found = with_rows(["指标名称", "数值"], [f"{CASES}（人）", 150]).read()
    assert found.fact("FY06").value is None
    assert "units_clash" in found.codes


# -- rows that do not say whose or when they are


def test_a_row_without_unit_under_another_units_is_asked_about() -> None:
    """It may be that county's or the reporting unit's; under the unit's own row, or the sum, it is its own."""
    heading = ["单位", "指标名称", "计量单位", "数值"]
    found = with_rows(heading, ["临夏市", CASES, "件", 20], [None, "行政复议审结件数", "件", 18]).read()
    assert [f[0] for f in figures(found)] == ["622901"]
    assert found.codes == ["heading_alias", "rows_unclear"]
    assert "第 3 行" in found.problem("rows_unclear").message
    for above in ("临夏回族自治州", "合计"):
        found = with_rows(heading, [above, CASES, "件", 20], [None, "行政复议审结件数", "件", 18]).read()
        assert found.fact("FY07").unit == "622900"
    found = with_rows(heading, [None, CASES, "件", 20], ["临夏市", "行政复议审结件数", "件", 18]).read()
    assert found.fact("FY06").unit == "622900"


def test_a_wide_row_without_unit_under_another_units_is_asked_about() -> None:
    found = with_rows(["县市", CASES], ["临夏市", 20], [None, 18]).read()
    assert figures(found) == [("622901", "2023", CASES, F(20))]
    assert "rows_unclear" in found.codes


def test_a_row_without_year_under_another_years_is_asked_about() -> None:
    heading = ["指标名称", "期间", "计量单位", "数值"]
    found = with_rows(heading, [CASES, "2022", "件", 20], ["行政复议审结件数", None, "件", 18]).read()
    assert [f[1] for f in figures(found)] == ["2022"]
    assert "rows_unclear" in found.codes
    found = with_rows(heading, [CASES, "2022", "件", 20], ["其他指标"], ["行政复议审结件数", None, "件", 18]).read()
    assert found.fact("FY07").period.text == "2023"


# -- sheets and titles


@pytest.mark.parametrize(
    ("name", "period"),
    [("上年数据", "2022"), ("去年", "2022"), ("一季度", "2023-Q1"), ("上半年数据", "2023-H1"), ("6月", "2023-06"),
     ("前三季度", "2023-01/2023-09"), ("2023年上半年", "2023-H1")],
)  # fmt: skip
def test_a_sheet_named_for_another_period_is_read_as_that_periods(name: str, period: str) -> None:
    found = with_rows(*PLAIN, name=name).read()
    assert found.fact("FY06").period.text == period
    assert found.codes == ["sheet_recognised", "table_of_period"]


@pytest.mark.parametrize(
    "name", ["2023年目标", "目标值", "计划数", "填报示例", "样表", "作废", "指标数据（作废）", "公安局", "城关镇"]
)
def test_a_sheet_that_says_it_is_no_report_is_not_counted(name: str) -> None:
    found = with_rows(*PLAIN, name=name).read()
    assert not figures(found)
    assert found.codes == ["nothing_read", "table_not_counted"]
    assert name in found.problem("table_not_counted").message


@pytest.mark.parametrize(
    "name",
    ["Sheet1", "2023年", "目标任务完成情况", "目标考核数据", "法治政府示范创建情况", "行政规范性文件废止情况", "汇总表",
     "临夏州", "附件1", "示例县数据", "复议计划完成情况"],
)  # fmt: skip
def test_an_ordinary_sheets_name_costs_nothing(name: str) -> None:
    found = with_rows(*PLAIN, name=name).read()
    assert amount(found.fact("FY06").value) == 206
    assert found.codes == ["sheet_recognised"]


def test_an_example_beside_the_report_is_only_told() -> None:
    """It came with the form; nothing is missing, so nobody has to answer."""
    book = filled()
    straight = figures(book.read())
    book.pages.append(Page("填报示例", [list(row) for row in book[FIGURES].rows]))
    found = book.read()
    assert figures(found) == straight
    assert found.codes == ["example_unread"]


def test_a_sheet_of_an_office_whose_rows_name_the_unit_is_read() -> None:
    found = with_rows(["单位", "指标名称", "数值"], ["临夏州", CASES, 206], name="司法局").read()
    assert amount(found.fact("FY06").value) == 206


def test_the_department_that_reports_may_name_its_sheet_so() -> None:
    book = with_rows(*PLAIN, name="司法局")
    book[COVER]["B3"], book[COVER]["B4"] = "622900/司法局", "临夏州司法局"
    assert amount(book.read().fact("FY06").value) == 206


@pytest.mark.parametrize(
    "title",
    ["德令哈市2023年法治指标", "临夏回族自治州2023年法治目标任务分解表", "2023年法治指标目标值", "填报示例"],
)
def test_a_title_that_says_otherwise_is_asked_about_before_its_table_counts(title: str) -> None:
    found = with_rows([title], *PLAIN).read()
    assert not figures(found)
    assert "table_not_counted" in found.codes
    assert found.problem("table_not_counted").place.cell == "A1"


@pytest.mark.parametrize(
    ("title", "period"),
    [("临夏州2023年上半年法治指标", "2023-H1"), ("第一季度行政复议情况", "2023-Q1"), ("上年度法治指标情况", "2022"),
     ("2023年法治指标情况（上半年）", "2023-H1"), ("2023年1-9月法治指标情况表", "2023-01/2023-09")],
)  # fmt: skip
def test_a_title_of_a_part_of_the_year_is_believed(title: str, period: str) -> None:
    found = with_rows([title], *PLAIN).read()
    assert found.fact("FY06").period.text == period
    assert found.codes == ["heading_found", "table_of_period"]


@pytest.mark.parametrize(
    "title",
    ["临夏州2023年度法治政府建设指标统计表", "甘肃省2023年法治政府建设统计表", "2023年法治政府建设目标任务完成情况表",
     "临夏回族自治州法治政府建设情况", "市场监管情况统计表", "全州法治数据", "每季度通报情况表", "法治政府示范创建情况"],
)  # fmt: skip
def test_an_ordinary_title_costs_nothing(title: str) -> None:
    found = with_rows([title], *PLAIN).read()
    assert figures(found) == [("622900", "2023", CASES, F(206))]
    assert found.codes == ["heading_found"]


def test_a_title_of_a_county_below_is_read_as_the_countys() -> None:
    rows = [["临夏市2023年行政复议情况"], *PLAIN, [], ["临夏回族自治州和政县行政复议情况"], *PLAIN]
    found = with_rows(*rows).read()
    assert [f[0] for f in figures(found)] == ["622901", "622925"]
    assert found.codes.count("table_of_unit") == 2


# -- the form


def test_two_periods_on_the_cover_are_told() -> None:
    book = filled()
    book[COVER].rows.append(["填报期间", "2022"])
    found = book.read()
    assert found.codes == ["form_differs"]
    assert found.submission.period and found.submission.period.text == "2023"
    again = filled()
    again[COVER].rows.append(["填报期间", "2023年度"])
    assert again.read().codes == []


# -- lists


def test_a_column_of_another_year_in_a_list_is_not_read() -> None:
    book = filled()
    column = book[DEPARTMENTS].column("旁听庭审次数（次）")
    book[DEPARTMENTS].rows[5][column - 1] = "2022年旁听庭审次数"
    found = book.read()
    assert "旁听庭审次数" not in found.record("司法局").values
    assert found.codes == ["columns_unread"]
    both = filled()
    both[DEPARTMENTS].rows[5][column - 1] = "2023年旁听庭审次数"
    assert "旁听庭审次数" in both.read().record("司法局").values


@pytest.mark.parametrize(
    ("name", "code"), [("人员培训（去年）", "table_of_period"), ("人员培训（作废）", "table_not_counted")]
)
def test_a_list_of_last_year_does_not_fill_up_this_years(name: str, code: str) -> None:
    book = filled()
    book.pages.append(Page(name, [book[PEOPLE].rows[3], [1, "赵六", "A009", "行政执法人员", 60]]))
    found = book.read()
    assert [r.name for r in found.submission.records if r.list == PEOPLE and r.period.text == "2023"] == ["张三"]
    assert code in found.codes


def test_a_row_of_a_list_that_names_another_year_is_that_years() -> None:
    book = filled()
    page = book[PEOPLE]
    column = len(page.rows[3]) + 1
    page.rows[3].append("年度")
    page.rows[4] += [None] * (column - 1 - len(page.rows[4])) + ["2022"]
    assert [r.period.text for r in book.read().submission.records if r.list == PEOPLE] == ["2022"]


def test_a_persons_town_does_not_stand_for_the_person() -> None:
    book = filled()
    for row in book[PEOPLE].rows[3:]:
        row.insert(0, "乡镇" if "姓名" in row else "城关镇")
    assert book.read().record("张三").id == "A001"


# -- columns


@pytest.mark.parametrize(
    ("heading", "text", "code"),
    [("县区", "临夏市", ""), ("乡镇", "城关镇", "row_unit_unknown"), ("填报部门", "公安局", "row_unit_unknown"),
     ("类型", "目标", "row_not_counted"), ("月份", "6月", "period_relative"), ("状态", "作废", "row_not_counted"),
     ("是否有效", "否", "row_not_counted"), ("备注", "上年数", "row_not_counted"), ("数据性质", "预计数", "row_not_counted")],
)  # fmt: skip
def test_a_column_that_says_whose_or_what_a_row_is_is_heard(heading: str, text: str, code: str) -> None:
    found = with_rows(["指标名称", "统计范围", heading, "数值"], [CASES, "全域", text, 5]).read()
    assert ("622900", "2023", CASES, F(5)) not in figures(found)
    assert not code or code in found.codes


@pytest.mark.parametrize(
    ("heading", "text"),
    [("类型", "实际"), ("状态", "已审核"), ("是否有效", "是"), ("备注", "上年为 180 件"), ("月份", "全年")],
)
def test_a_column_that_says_nothing_against_a_row_lets_it_count(heading: str, text: str) -> None:
    found = with_rows(["指标名称", "统计范围", heading, "数值"], [CASES, "全域", text, 5]).read()
    assert figures(found) == [("622900", "2023", CASES, F(5))]


# -- second heading rows


@pytest.mark.parametrize("merged", [False, True])
def test_of_a_goal_and_what_was_done_the_second_is_read(merged: bool) -> None:
    book = with_rows(["单位", CASES, None], [None, "目标", "实际"], ["临夏州", 5, 1])
    book[FIGURES].merges = ["B1:C1", "A1:A2"] if merged else []
    found = book.read()
    assert [f[3] for f in figures(found)] == [1]
    assert found.problem("figures_unread").place.cell == "B3"


@pytest.mark.parametrize("merged", [False, True])
def test_counts_beside_a_rate_under_its_name_are_not_the_rate(merged: bool) -> None:
    book = with_rows(["单位", RATE, None, None], [None, "出庭数", "开庭数", "率"], ["临夏州", 17, 20, "85%"])
    book[FIGURES].merges = ["B1:D1", "A1:A2"] if merged else []
    found = book.read()
    assert [f[3] for f in figures(found)] == [F(85, 100)]
    assert "figures_unread" in found.codes


def test_a_goal_beside_what_was_done_in_a_table_of_rows() -> None:
    found = with_rows(["指标名称", "完成情况", None], [None, "目标值", "实际值"], [CASES, 5, 1]).read()
    assert [f[3] for f in figures(found)] == [1]
    assert "figures_unread" in found.codes


@pytest.mark.parametrize("word", ["—", "未开展", "95%", "五件"])
def test_words_in_the_first_row_are_no_second_heading(word: str) -> None:
    """A row that names its unit, or holds what is written for a figure."""
    found = with_rows(["单位", CASES, "行政复议审结件数"], ["临夏州", word, "五件"], ["临夏市", 5, 1]).read()
    assert ("622900", "2023", "行政复议审结件数", F(5)) in figures(found)


def test_two_columns_of_one_indicator_are_not_told_as_read() -> None:
    found = with_rows(["单位", CASES, CASES], ["临夏州", 5, 1]).read()
    assert found.codes == ["heading_alias", "heading_twice", "nothing_read"]
