"""Sheets of the clerks' own making: what stands around the figures says whose, of when, of what and in which unit they are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from compliance.intake.grid import Cell
from compliance.intake.limits import Limits
from compliance.intake.readers.values import build_sheet
from compliance.intake.readers.xls import _pieces
from compliance.intake.readers.xlsx_formulas import Shared
from tests.bad_workbooks.book import COVER, FIGURES, PEOPLE, Book, Page, Read, amount, filled, read

F = Fraction
HEAD = ["指标名称", "计量单位", "数值"]
COUNT, MONEY, LOSS = "行政复议受理件数", "协助清收资金", "涉企案件挽损金额"


def sheet(*rows: list[Any], name: str = FIGURES, merges: tuple[str, ...] = ()) -> Book:
    """A cover and one sheet."""
    book = filled()
    book.pages = [book[COVER], Page(name, [list(row) for row in rows], list(merges))]
    return book


def facts(found: Read) -> list[tuple[str, str, str, str, Fraction | None]]:
    """(unit, period, scope, indicator, value) of what was read."""
    return [
        (f.unit, f.period.text, f.scope, f.indicator, amount(f.value))
        for f in found.submission.facts
        if not f.is_blank or f.unread
    ]


def values(found: Read) -> list[Fraction | None]:
    return [value for *_, value in facts(found)]


# -- units of measure


@pytest.mark.parametrize(
    "below",
    [["", "（件）", "（万元）"], [None, "件", "万元"], [None, "[件]", "【万元】"], [None, "单位：件", "单位：万元"]],
)
def test_units_under_the_names_of_a_wide_table_are_applied(below: list[Any]) -> None:
    """In brackets or behind 单位 they are units too, and no row of figures."""
    found = sheet(["县市", COUNT, MONEY], below, ["临夏市", 20, 1.5]).read()
    assert values(found) == [20, 15000]
    assert not [p for p in found.submission.problems if p.severity != "note"]


def test_a_unit_under_the_heading_of_values_is_applied() -> None:
    assert values(sheet(["指标名称", "数值", "备注"], [None, "（万元）"], [MONEY, 1.5]).read()) == [15000]


@pytest.mark.parametrize("heading", [f"{MONEY}\n单位：万元", f"{MONEY}（单位：万元）", f"{MONEY}，单位：万元"])
def test_a_unit_within_a_heading_is_applied(heading: str) -> None:
    assert values(sheet(["县市", COUNT, heading], ["临夏市", 20, 1.5]).read()) == [20, 15000]


def test_several_units_stated_in_one_line_all_hold() -> None:
    """单位：万元 over one column and 单位：件 over the next."""
    found = sheet([None, "单位：万元", "单位：件"], ["县市", MONEY, COUNT], ["临夏市", 1.5, 20]).read()
    assert values(found) == [15000, 20]


def test_two_units_stated_above_one_table_that_disagree_are_asked_about() -> None:
    found = sheet(["统计表（万元）"], ["单位：元"], ["指标名称", "数值"], [MONEY, 1.5]).read()
    assert "units_clash" in found.codes and values(found) == [None]


def test_a_heading_that_comes_again_goes_on_under_the_same_unit() -> None:
    """As where every printed page repeats it."""
    more = [[f"其他{n}", n] for n in range(8)]
    found = sheet(["单位：万元"], ["指标名称", "数值"], [MONEY, 1.5], *more, ["指标名称", "数值"], [LOSS, 2]).read()
    assert values(found)[0] == 15000 and values(found)[-1] == 20000


def test_the_unit_of_the_table_above_is_not_taken_for_the_next_ones() -> None:
    """Nor is it known not to hold: bare numbers are asked about, those with a unit are read."""
    rows = [["表一（单位：万元）"], ["指标名称", "数值"], [MONEY, 1.5], [], ["表二"], ["指标名称", "计量单位", "数值"]]
    found = sheet(*rows, [LOSS, None, 20000]).read()
    assert "units_clash" in found.codes and values(found) == [15000, None]
    assert values(sheet(*rows, [LOSS, "元", 20000]).read()) == [15000, 20000]
    assert values(sheet(*rows, [COUNT, None, 20]).read()) == [15000, 20]


@pytest.mark.parametrize("note", ["说明：本表金额以万元计", "注：以万元为单位", "备注：金额按万元填写"])
def test_a_line_that_says_in_what_the_figures_are_counted_is_heard(note: str) -> None:
    assert values(sheet(["指标名称", "数值"], [MONEY, 1.5], [note]).read()) == [15000]


@pytest.mark.parametrize(("remark", "reads"), [("万元", 15000), ("单位：万元", 15000), ("含利息", F(3, 2))])
def test_a_remark_that_is_a_unit_is_the_rows_unit(remark: str, reads: Fraction | int) -> None:
    """Of two rows with the same name the second has its own."""
    found = sheet(["指标名称", "数值", "备注"], [MONEY, 7], [MONEY, 1.5, remark]).read()
    assert values(found) == [7, reads]


# -- small titles between the rows


def test_rows_below_the_name_of_a_county_are_the_countys() -> None:
    found = sheet(HEAD, ["（一）临夏市"], [COUNT, "件", 20], ["临夏县"], [COUNT, "件", 30]).read()
    assert [(unit, value) for unit, *_, value in facts(found)] == [("622901", 20), ("622921", 30)]
    assert found.codes.count("rows_under") == 2


def test_rows_below_a_year_are_of_that_year() -> None:
    found = sheet(HEAD, ["2022年"], [COUNT, "件", 190], ["2023年度情况"], [COUNT, "件", 206]).read()
    assert [(period, value) for _, period, *_, value in facts(found)] == [("2022", 190), ("2023", 206)]


def test_rows_below_a_scope_are_of_that_scope() -> None:
    """And of the reporting unit again."""
    rows = [["临夏市"], [COUNT, "件", 20], ["二、全州"], [COUNT, "件", 206], ["三、州本级"], [COUNT, "件", 100]]
    found = sheet(HEAD, *rows).read()
    assert [(unit, scope, value) for unit, _, scope, _, value in facts(found)] == [
        ("622901", "", 20), ("622900", "全域", 206), ("622900", "本级", 100),
    ]  # fmt: skip


def test_a_row_that_names_its_own_unit_and_year_goes_before_the_title_above_it() -> None:
    rows = [["县市", "期间", *HEAD], ["临夏县"], ["临夏市", "2022", COUNT, "件", 20]]
    assert facts(sheet(*rows).read()) == [("622901", "2022", "", COUNT, 20)]


@pytest.mark.parametrize("title", ["二、行政决策", "其他", "重点工作"])
def test_an_ordinary_small_title_changes_nothing(title: str) -> None:
    found = sheet(HEAD, [title], [COUNT, "件", 206]).read()
    assert facts(found) == [("622900", "2023", "", COUNT, 206)] and found.codes == []


def test_a_lone_number_under_the_values_is_no_year() -> None:
    found = sheet(HEAD, [COUNT, "件", 20], [None, None, 2022], [COUNT, "件", 30]).read()
    assert "row_without_name" in found.codes and {period for _, period, *_ in facts(found)} == {"2023"}


# -- the scope


@pytest.mark.parametrize(
    ("name", "above", "scope"),
    [
        ("本级", [], "本级"),
        ("州本级数据", [], "本级"),
        ("全州", [], "全域"),
        (FIGURES, ["临夏州本级2023年法治政府建设情况统计表"], "本级"),
        (FIGURES, ["2023年全州法治政府建设情况统计表"], ""),
        (FIGURES, ["法治政府建设情况统计表（全州）"], "全域"),
        (FIGURES, ["统计范围：州本级"], "本级"),
        (FIGURES, ["统计范围", "全州"], "全域"),
        (FIGURES, ["全州及州本级法治政府建设情况统计表"], ""),
        (FIGURES, ["部门向本级政府报告情况统计表"], ""),
        (FIGURES, ["健全州县两级制度情况统计表"], ""),
        (FIGURES, ["临夏州2023年法治政府建设情况统计表"], ""),
    ],
)
def test_a_scope_named_over_a_table_holds_for_rows_that_name_none(name: str, above: list[Any], scope: str) -> None:
    """A figure of the body itself must not answer for everything below it."""
    found = sheet(above, HEAD, [COUNT, "件", 100], name=name).read()
    assert [said for _, _, said, *_ in facts(found)] == [scope]
    assert ("table_of_scope" in found.codes) == bool(scope)


def test_a_rows_own_scope_goes_before_the_titles() -> None:
    rows = [["法治政府建设情况统计表（全州）"], ["指标名称", "统计范围", "数值"], [COUNT, "本级", 100]]
    assert facts(sheet(*rows).read()) == [("622900", "2023", "本级", COUNT, 100)]


def test_the_scope_on_the_cover_holds_for_the_whole_file() -> None:
    book = sheet(HEAD, [COUNT, "件", 100])
    book[COVER].rows.append(["统计范围", "州本级"])
    assert [scope for _, _, scope, *_ in facts(book.read())] == ["本级"]


# -- merged figures


@pytest.mark.parametrize(
    ("rows", "merge"),
    [
        ([["县市", COUNT, MONEY], ["临夏市", 20], ["临夏县", None]], "B2:B3"),
        ([["县市", COUNT, "行政复议审结件数"], ["临夏市", 20]], "B2:C2"),
        ([HEAD, [COUNT, "件", 20], ["行政复议审结件数", "件", None]], "C2:C3"),
    ],
)
def test_a_figure_merged_over_several_names_is_asked_about(rows: list[list[Any]], merge: str) -> None:
    """It may be the first one's, each one's, or the sum."""
    found = sheet(*rows, merges=(merge,)).read()
    assert "merged_over" in found.codes and values(found) == [None]


def test_a_figure_merged_as_its_name_is_read() -> None:
    """Over two rows of one name, or over the columns of its own counts."""
    assert values(sheet(HEAD, [COUNT, "件", 20], [], merges=("A2:A3", "B2:B3", "C2:C3")).read()) == [20]
    heads = ["指标名称", "数值", "分子", "分母"]
    assert values(sheet(heads, [COUNT, 20], merges=("B2:D2",)).read()) == [20]


def test_hours_merged_over_several_persons_are_asked_about() -> None:
    book = filled()
    book[PEOPLE].rows[4:] = [[1, "张三", "A1", "行政执法人员", 60], [2, "李四", "A2", "行政执法人员"]]
    book[PEOPLE].merges.append("E5:E6")
    found = book.read()
    assert "merged_over" in found.codes and not found.record("张三").values


# -- rows that say of themselves that they do not count


@pytest.mark.parametrize("mark", ["例", "示例", "（例）", "样例"])
def test_a_row_numbered_as_an_example_is_asked_about(mark: str) -> None:
    found = sheet(["序号", *HEAD], [mark, COUNT, "件", 100], [1, MONEY, "元", 5]).read()
    assert "row_not_counted" in found.codes and values(found) == [5]


@pytest.mark.parametrize(
    "remark", ["应为216", "更正为 216 件", "数据有误", "2022年数据", "（2022年）", "估计数", "待核实"]
)
def test_a_remark_against_its_figure_is_asked_about(remark: str) -> None:
    found = sheet([*HEAD, "备注"], [COUNT, "件", 206, remark]).read()
    assert "row_not_counted" in found.codes and not facts(found)


@pytest.mark.parametrize(
    "remark", ["2023年数据", "含上年结转10件", "错误件已剔除", "数据来源：法院", "由原名称改为现名称"]
)
def test_an_ordinary_remark_costs_nothing(remark: str) -> None:
    assert values(sheet([*HEAD, "备注"], [COUNT, "件", 206, remark]).read()) == [206]


# -- names


@pytest.mark.parametrize("mark", ["*", "①", "²", "※", "[1]", "（注1）", "1)"])
def test_a_footnotes_mark_is_no_part_of_a_name(mark: str) -> None:
    found = sheet(HEAD, [COUNT + mark, "件", 206]).read()
    assert amount(found.fact("FY06").value) == 206 and found.codes == ["name_by_alias"]


def test_a_year_before_a_name_is_the_rows_period() -> None:
    found = sheet(HEAD, [f"2022年{COUNT}", "件", 190], [f"2023年度{COUNT}", "件", 206]).read()
    assert [(period, value) for _, period, *_, value in facts(found)] == [("2022", 190), ("2023", 206)]


# -- what cannot be seen


@pytest.mark.parametrize(
    ("ink", "paper", "seen"),
    [
        ("FFFFFFFF", None, False),
        ("FFFFFFFF", "FF1F4E78", True),
        ("FFFFFF00", "FFFFFF00", False),
        ("FF000000", None, True),
    ],
)
def test_figures_in_the_colour_of_their_background_are_told(
    tmp_path: Path, ink: str, paper: str | None, seen: bool
) -> None:
    """Read as hidden rows are; white on blue is merely a style."""
    book = sheet(HEAD, [COUNT, "件", 206])
    path = tmp_path / "a.xlsx"
    book.write(path)
    workbook = openpyxl.load_workbook(path)
    cell = workbook[FIGURES]["C2"]
    cell.font = Font(color=ink)
    if paper:
        cell.fill = PatternFill("solid", fgColor=paper)
    workbook.save(path)
    found = Read(read(path), book)
    assert values(found) == [206] and ("unseen_read" in found.codes) != seen


def test_columns_and_rows_of_no_width_are_hidden(tmp_path: Path) -> None:
    book = sheet(HEAD, [COUNT, "件", 206])
    path = tmp_path / "a.xlsx"
    book.write(path)
    workbook = openpyxl.load_workbook(path)
    workbook[FIGURES].column_dimensions["C"].width = 0.1
    workbook[FIGURES].row_dimensions[2].height = 0.5
    workbook.save(path)
    found = Read(read(path), book)
    assert values(found) == [206] and found.codes == ["hidden_read", "hidden_read"]


# -- lists


def test_hours_under_a_heading_nobody_knows_are_asked_about() -> None:
    book = filled()
    people = book[PEOPLE]
    people["E4"] = "年度学习情况"
    assert "figures_unread" in book.read().codes


# -- old workbooks


def test_marks_of_fonts_beyond_the_text_cost_nothing() -> None:
    """Some programs leave those of a longer text behind."""
    plain = SimpleNamespace(struck_out=0, escapement=0)
    crossed = SimpleNamespace(struck_out=1, escapement=0)
    book: Any = SimpleNamespace(font_list=[plain, crossed])
    assert _pieces(book, "30", [(5, 1)], False) == "30"
    assert _pieces(book, "30", [(1, 1), (0, 0)], False) == "30\u0336"


# -- more than anybody means


def test_a_name_as_long_as_a_book_is_told_in_a_line() -> None:
    """Nor does taking its brackets off take the day."""
    found = sheet(HEAD, ["应诉率" + "（甲）" * 9000, "%", 90]).read()
    assert found.codes == ["name_unknown"]
    assert len(found.problem("name_unknown").message) < 200


def test_columns_hidden_a_thousand_times_over_are_hidden_once() -> None:
    """Ranges that lie over one another cost what their columns cost."""
    cells = {(1, 5): Cell(1, 5, "number", "1")}
    told = build_sheet("表", cells, Limits(), hidden_columns=[(4, 99), (1, 2), (1, 1)] + [(2, 2)] * 1000)
    assert told.hidden_columns == {1, 2, 4, 5}


def test_a_shared_formula_longer_than_anybody_reads_is_not_moved_for_ever() -> None:
    """Its cells are formulas all the same; past a few million characters their texts are not kept."""
    shared = Shared()
    shared.formula(1, 1, {"t": "shared", "si": "0"}, "A1+" * 2000)
    moved = [shared.formula(row, 1, {"t": "shared", "si": "0"}, "") for row in (2, 3, *range(4, 2000))]
    assert moved[0].startswith("=A2+") and moved[-1] == "="


def test_a_text_longer_than_any_figure_is_no_number() -> None:
    """A page of digits in a cell is asked about at once."""
    found = sheet(HEAD, [COUNT, "件", "九" * 30000]).read()
    assert found.codes == ["not_a_number"]


# -- sums and departments among the small titles


def test_rows_below_a_sum_are_the_reporting_units_again() -> None:
    """And not of the county named last."""
    found = sheet(HEAD, ["临夏市"], [COUNT, "件", 20], ["全州合计"], [COUNT, "件", 50]).read()
    assert [(unit, value) for unit, *_, value in facts(found)] == [("622901", 20), ("622900", 50)]


def test_rows_below_a_part_of_the_year_are_of_that_part() -> None:
    found = sheet(HEAD, ["上半年"], [COUNT, "件", 20], ["（二）下半年"], [COUNT, "件", 30]).read()
    assert [(period, value) for _, period, *_, value in facts(found)] == [("2023-H1", 20), ("2023-H2", 30)]


def test_rows_below_a_department_are_read_as_the_governments_and_told() -> None:
    """It may be whose they are, or only who supplies them."""
    found = sheet(HEAD, ["州公安局"], [COUNT, "件", 20]).read()
    assert [(unit, value) for unit, *_, value in facts(found)] == [("622900", 20)] and found.codes == ["rows_under"]


def test_a_county_with_a_figure_of_its_own_is_a_title_too() -> None:
    found = sheet(HEAD, ["临夏市", None, 20], [COUNT, "件", 20]).read()
    assert found.fact("FY06").unit == "622901" and "name_unknown" in found.codes


def test_a_colon_behind_a_name_is_no_part_of_it() -> None:
    assert amount(sheet(HEAD, [f"{COUNT}：", "件", 206]).read().fact("FY06").value) == 206


# -- whose the rows of a list are

PERSON = ["序号", "姓名", "工号", "人员类别", "行政执法人员年度培训学时"]


def people(heading: str, *rows: tuple[Any, str], merges: tuple[str, ...] = ()) -> Read:
    """A list with a further column in front; each row what stands there, and a name."""
    table = [[said, n, name, f"A{n}", "行政执法人员", 60] for n, (said, name) in enumerate(rows, 1)]
    return sheet([heading, *PERSON], *table, name=PEOPLE, merges=merges).read()


def whose(found: Read) -> dict[str, str]:
    return {record.name: record.unit for record in found.submission.records}


@pytest.mark.parametrize(
    ("heading", "own", "other"),
    [
        ("单位代码", "622900", "622901"),
        ("单位名称", "临夏回族自治州", "临夏市"),
        ("县市", "临夏州", "临夏市"),
        ("单位", "", "622901"),
    ],
)
def test_persons_of_another_unit_are_not_counted_as_the_lists_own(heading: str, own: str, other: str) -> None:
    """The person is named by 姓名, also behind a column that says of which unit they are."""
    found = people(heading, (own or None, "张三"), (other, "李四"))
    assert whose(found) == {"张三": "622900", "李四": "622901"}
    assert "units_in_rows" in found.codes


def test_departments_and_the_government_above_leave_a_person_with_the_list() -> None:
    """司法局 and 甘肃省 are no other unit's."""
    found = people("单位", ("司法局", "张三"), ("甘肃省", "李四"), (None, "王五"), ("本州", "赵六"))
    assert set(whose(found).values()) == {"622900"} and len(whose(found)) == 4
    assert "units_in_rows" not in found.codes


def test_persons_of_a_division_nobody_knows_are_asked_about() -> None:
    """They are not the list's own by silence."""
    found = people("单位", ("司法局", "张三"), ("某某县", "李四"))
    assert whose(found) == {"张三": "622900"}
    assert found.problem("list_unit_unknown").place.cell == "A3"


def test_a_person_below_one_of_another_unit_is_asked_about_unless_merged() -> None:
    """A name merged over its rows speaks for all of them; a gap may mean either."""
    assert whose(people("县市", ("临夏市", "张三"), (None, "李四"), merges=("A2:A3",))) == {
        "张三": "622901",
        "李四": "622901",
    }
    found = people("县市", ("临夏市", "张三"), (None, "李四"))
    assert whose(found) == {"张三": "622901"}
    assert "第 3 行" in found.problem("rows_unclear").message
