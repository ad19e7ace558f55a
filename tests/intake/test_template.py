"""The workbook a clerk gets: what it asks, how it guards its cells, and that it is the same on any day."""

from __future__ import annotations

import zipfile
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from compliance.checking import template_questions
from compliance.fact import Fact, Figure
from compliance.intake import read_submission, template
from compliance.intake.template_rows import asked_rows
from compliance.period import Period
from compliance.quantity import Quantity
from compliance.region import Divisions

HEADING = [
    "指标编码", "指标名称", "期间", "统计范围", "计量单位", "数值", "分子", "分母", "分子分母说明", "数据来源", "备注",
]  # fmt: skip


def written(folder: Path, unit: str, period: str, *benchmarks: str, prefill: tuple[Fact, ...] = ()) -> Path:
    path = folder / f"{unit.replace('/', '-')}-{period}.xlsx"
    template.write(path, *template_questions(unit, period, benchmarks=benchmarks), prefill)
    return path


@pytest.fixture(scope="module")
def linxia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("template"), "622900", "2023", "golmud-2024")


@pytest.fixture(scope="module")
def book(linxia: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(linxia)


def rows(book: openpyxl.Workbook) -> list[list[Any]]:
    return [[c.value for c in line] for line in book["指标数据"].iter_rows(min_row=2)]


def checks(sheet: Worksheet, cell: str) -> list[Any]:
    return [v for v in sheet.data_validations.dataValidation if cell in v.sqref]


def test_the_sheets_are_a_cover_the_figures_and_a_list_each(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["填报说明", "指标数据", "人员培训", "执法部门负责人", "部门情况"]


def test_the_heading_row_is_exactly_the_one_agreed(book: openpyxl.Workbook) -> None:
    assert [c.value for c in book["指标数据"][1]] == HEADING


def test_the_cover_has_what_is_known_and_what_an_official_form_has(book: openpyxl.Workbook) -> None:
    cover = {a.value: b.value for a, b in book["填报说明"].iter_rows(max_col=2)}
    assert (cover["单位代码"], cover["单位名称"], cover["填报期间"], cover["版本号"]) == (
        "622900",
        "临夏回族自治州",
        "2023",
        1,
    )
    for label in (
        "表号",
        "制定机关",
        "批准文号",
        "有效期至",
        "填报人",
        "审核人",
        "单位负责人",
        "联系电话",
        "报出日期",
        "盖章处",
        "严禁填报涉密信息",
    ):
        assert label in cover


def test_a_row_for_each_indicator_period_and_scope_asked_for(book: openpyxl.Workbook) -> None:
    """Every question that is not about a list has its row; a quarterly rule has four."""
    asked = template_questions("622900", "2023", benchmarks=["golmud-2024"])[2]
    there = {(line[1], line[2], line[3]) for line in rows(book)}
    for question in asked:
        if question.rule.group is None and not question.rule.advisory:
            assert (question.rule.indicator.name, question.period.text, question.rule.scope) in there
    assert [line[2] for line in rows(book) if line[1] == "备案审查通报次数"] == [
        "2023-Q1",
        "2023-Q2",
        "2023-Q3",
        "2023-Q4",
    ]


def test_rows_for_the_other_side_the_whole_other_bases_and_identities(book: openpyxl.Workbook) -> None:
    """What an answer needs or can be checked with is asked for too, once."""
    names = [line[1] for line in rows(book) if line[1]]
    for name in ("行政诉讼一审纠错率", "行政机关负责人出庭应诉率", "行政复议受理件数", "行政复议办结件数",
                 "行政复议上期结转件数", "行政复议期末未结件数", "法院通知负责人出庭件数"):  # fmt: skip
        assert names.count(name) == 1


def test_the_whole_of_a_part_is_asked_for_without_a_benchmark(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path, "622900", "2023"))["指标数据"]
    names = [line[1].value for line in sheet.iter_rows(min_row=2)]
    assert "行政机关负责人出庭应诉率" in names


def test_a_date_nobody_reports_is_not_asked_for(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path, "630000", "2020"))["指标数据"]
    assert "法治政府基本建成日期" not in [line[1].value for line in sheet.iter_rows(min_row=2)]


def test_what_to_count_is_said_beside_every_rate(book: openpyxl.Workbook) -> None:
    for line in rows(book):
        if line[4] == "%":
            assert line[8].startswith("分子：") and "；分母：" in line[8]
    assert any(line[8] == "分子：行政复议纠错件数；分母：行政复议审结件数" for line in rows(book))


def test_there_are_free_rows_for_figures_no_rule_asks_for(book: openpyxl.Workbook) -> None:
    first = [line[0] for line in rows(book)]
    assert len(first) - first.index("其他指标") - 1 >= 15


def test_the_hint_at_a_cell_is_the_rule_in_its_own_words(book: openpyxl.Workbook) -> None:
    """The prompt quotes title, document and clause: it cannot say another thing than the rule."""
    sheet = book["指标数据"]
    _, period, questions, known = template_questions("622900", "2023", benchmarks=["golmud-2024"])
    for row in asked_rows(questions, known, period):
        number = next(
            i
            for i, line in enumerate(rows(book), 2)
            if (line[1], line[2], line[3]) == (row.indicator.name, row.period.text, row.scope)
        )
        (check,) = checks(sheet, f"F{number}")
        assert row.hints[0][:60] in check.prompt
        assert len(check.prompt) <= 255 and len(check.promptTitle) <= 32


def test_counts_are_checked_where_they_are_typed(book: openpyxl.Workbook) -> None:
    """分子 and 分母: whole, not negative, the first not above the second."""
    sheet = book["指标数据"]
    number = next(i for i, line in enumerate(rows(book), 2) if line[0] == "YS01")
    (check,) = checks(sheet, f"G{number}")
    assert check.type == "custom" and f"$G{number}<=$H{number}" in check.formula1 and "INT(" in check.formula1
    (rate,) = checks(sheet, f"F{number}")
    assert (rate.type, rate.formula1, rate.formula2) == ("decimal", "0", "100")
    day = next(i for i, line in enumerate(rows(book), 2) if line[4] == "日期")
    assert checks(sheet, f"F{day}")[0].type == "date"
    assert sheet[f"F{day}"].number_format == "yyyy-mm-dd"
    assert sheet[f"F{number}"].number_format == "General"


def test_scope_source_and_category_have_drop_downs(book: openpyxl.Workbook) -> None:
    sheet = book["指标数据"]
    assert checks(sheet, "D5")[0].formula1 == '"本级,全域"'
    assert "法院" in checks(sheet, "J5")[0].formula1
    people = book["人员培训"]
    assert "行政执法人员" in checks(people, "D9")[0].formula1


def test_no_cell_has_two_checks_and_no_list_is_too_long(book: openpyxl.Workbook) -> None:
    """Excel repairs, that is throws away, a sheet where it is otherwise."""
    for sheet in book:
        seen: set[tuple[int, int]] = set()
        for check in sheet.data_validations.dataValidation:
            assert len(check.formula1) <= 255 and len(check.error or "") <= 255 and len(check.errorTitle or "") <= 32
            cells = {
                (r, c)
                for area in check.sqref.ranges
                for r in range(area.min_row, area.max_row + 1)
                for c in range(area.min_col, area.max_col + 1)
            }
            assert not cells & seen
            seen |= cells


def test_headings_are_locked_and_the_cells_to_fill_are_not(book: openpyxl.Workbook) -> None:
    """Filter, sort and column width stay free."""
    for sheet in book:
        protection = sheet.protection
        assert protection.sheet and not protection.password
        assert not protection.autoFilter and not protection.sort and not protection.formatColumns
    sheet = book["指标数据"]
    assert sheet["A1"].protection.locked and not sheet["B2"].protection.locked
    assert not sheet["F2"].protection.locked and not sheet["K2"].protection.locked
    people = book["人员培训"]
    assert people["B4"].protection.locked and not people["B5"].protection.locked and not people["A5"].protection.locked


def test_it_prints_on_a4_with_heading_and_signatures(book: openpyxl.Workbook) -> None:
    for sheet in book:
        assert (
            sheet.page_setup.paperSize == 9
            and sheet.page_setup.fitToWidth == 1
            and sheet.sheet_properties.pageSetUpPr.fitToPage
        )
        assert "表号" in sheet.oddHeader.left.text and "版本" in sheet.oddHeader.left.text
        assert "审核人" in sheet.oddFooter.left.text
    assert book["指标数据"].print_title_rows == "$1:$1"
    assert book["指标数据"].freeze_panes == "C2" and book["指标数据"].auto_filter.ref


def test_a_list_states_its_numbers_and_has_a_column_an_indicator(book: openpyxl.Workbook) -> None:
    sheet = book["部门情况"]
    assert [c.value for c in sheet["A"][1:4]] == ["行政执法部门", "其他政府部门", "乡镇和街道"]
    assert sheet["B1"].value == "部门数"
    assert [c.value for c in sheet[6]] == [
        "序号", "单位名称", "编码", "单位类别", "行政执法事项目录公示日期（日期）", "旁听庭审次数（次）", "行政执法人员集中培训次数（次）", "备注",
    ]  # fmt: skip
    assert [c.value for c in book["执法部门负责人"][4]][-3:] == ["任期起", "任期止", "备注"]


def test_a_department_gets_its_own_row_only(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, "632801/司法局", "2024"))
    assert book.sheetnames == ["填报说明", "指标数据", "部门情况"]
    sheet = book["部门情况"]
    assert [c.value for c in sheet[2]][:2] == [1, "司法局"] and sheet.max_row == 2
    assert book["填报说明"]["B3"].value == "632801/司法局"


def test_the_same_template_has_the_same_bytes(linxia: Path, tmp_path: Path) -> None:
    """No clock: neither in the archive nor in the properties."""
    again = written(tmp_path, "622900", "2023", "golmud-2024")
    assert again.read_bytes() == linxia.read_bytes()
    with zipfile.ZipFile(again) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_what_is_filled_in_beforehand_reads_back(tmp_path: Path) -> None:
    """Asked rows, free rows, defined or not; percent, count, day, 万, 余, money; text that looks like a formula."""
    year = Period(2023)

    def figure(text: str) -> Figure:
        quantity = Quantity.parse(text)
        return Figure(
            quantity.value,
            text,
            step=quantity.step if quantity.unit == "%" else Fraction(0),
            approximate=quantity.approximate,
        )

    given = (
        Fact("622900", year, "行政复议案件纠错率", "全域", figure("15.8%"), figure("29"), figure("184"), remark="=核对过"),
        Fact("622900", year, "行政机关负责人出庭应诉率", "全域", figure("100%")),
        Fact("622900", year, "重大行政决策事项目录公布日期", "本级", Figure.day(date(2023, 3, 31))),
        Fact("622900", year, "行政处罚案件数", "全域", figure("2.3万余件")),
        Fact("622900", year, "网办率", "全域", figure("99.97%")),
        Fact("622900", year, "协助清收资金", "全域", figure("2.7亿元")),
        Fact("622900", year, "平均跑动次数", "全域", figure("0.03次")),
        Fact("622900", year, "智慧普法小程序访问量", "全域", figure("12人次"), source="+局"),
    )  # fmt: skip
    path = written(tmp_path, "622900", "2023", "golmud-2024", prefill=given)
    found = read_submission(path, indicators=template_questions("622900", "2023")[3], divisions=Divisions.shipped())
    back = {f.indicator: f for f in found.facts if not f.is_blank}
    assert set(back) == {f.indicator for f in given}
    for fact in given:
        read = back[fact.indicator]
        assert [x and x.value for x in (read.value, read.numerator, read.denominator)] == [
            x and x.value for x in (fact.value, fact.numerator, fact.denominator)
        ]
        assert read.value is None or fact.value is None or read.value.approximate == fact.value.approximate
    assert back["行政复议案件纠错率"].remark == "=核对过" and back["智慧普法小程序访问量"].source == "+局"
    assert back["网办率"].value and back["网办率"].value.step == Fraction(1, 10000)
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in b"".join(archive.read(n) for n in archive.namelist() if "sheets/sheet" in n)


@pytest.mark.parametrize(
    ("submitted", "yearly"),
    [
        ("2024", "2024"), ("2024-01/2024-09", "2024-01/2024-09"), ("2024-09", "2024-01/2024-09"),
        ("2024-Q3", "2024-01/2024-09"), ("2024-H1", "2024-H1"), ("2024-Q4", "2024"), ("2024-H2", "2024"),
    ],
)  # fmt: skip
def test_a_part_of_the_year_is_never_reported_as_the_year(tmp_path: Path, submitted: str, yearly: str) -> None:
    """What is asked of the year is asked for January to the submission's last month; quarters stay quarters; facts and
    lists read back have that period."""
    unit, period, questions, known = template_questions("632801", submitted)
    path = tmp_path / "填报表.xlsx"
    template.write(path, unit, period, questions, known)
    book = openpyxl.load_workbook(path)
    for row in range(2, 40):
        if book["指标数据"].cell(row, 2).value == "行政机关负责人出庭应诉率":
            book["指标数据"].cell(row, 6).value = "90%"
    book["部门情况"]["B7"], book["部门情况"]["B2"] = "司法局", 1
    book.save(path)

    read = read_submission(path, indicators=known, divisions=Divisions.shipped())

    so_far = Period.parse(yearly)
    quarters = set(period.quarters)
    assert read.period == period
    assert [f.period for f in read.facts if f.value] == [so_far]
    assert {f.period for f in read.facts} <= {so_far, so_far.previous} | quarters
    assert quarters <= {f.period for f in read.facts}
    assert {r.period for r in (*read.records, *read.rolls)} == {so_far}


def test_a_list_prints_on_two_pages_and_goes_on_below(book: openpyxl.Workbook) -> None:
    """Forty rows are prepared; those below are unlocked too, with the same checks and formats."""
    sheet = book["部门情况"]
    prepared = [c.row for c in sheet["A"] if isinstance(c.value, int)]
    assert len(prepared) == 40
    assert not sheet.column_dimensions["B"].protection.locked
    below = f"E{prepared[-1] + 100}"
    assert [check.type for check in checks(sheet, below)] == ["date"]
    assert sheet.column_dimensions["E"].number_format == "yyyy-mm-dd"
