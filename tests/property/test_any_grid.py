"""Whatever a sheet holds, it is read without an error, and every figure read stands in a cell that holds something."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compliance.intake.grid import Cell, Grid, Sheet
from compliance.intake.submission import submission_of
from compliance.region import Divisions
from compliance.source import column_number
from tests.bad_workbooks.book import indicators

_WORDS = st.one_of(
    st.sampled_from([
        "指标编码", "指标名称", "期间", "统计范围", "计量单位", "单位", "数值", "分子", "分母", "备注", "姓名", "单位名称", "人员类别",
        "序号", "任期起", "2022年", "2023年", "2023", "本年", "上年同期", "行政复议受理件数", "行政机关负责人出庭应诉率", "YS01", "FY01",
        "行政执法人员年度培训学时（学时）", "旁听庭审次数", "行政执法人员", "行政执法人员、其他公务员", "应列人数", "部门数", "合计", "其他指标",
        "临夏市", "和政", "单位：万元", "单位：", "填报单位：临夏回族自治州", "填报期间", "单位代码", "622900", "%", "件", "万元", "本级", "全州",
        "15.8%", "0.9", "2.3万余", "一", "无", "—", "2024年9月", "2024.9.30", "去年", "第三季度", "甲", "乙", "同上", "（）", "：", "=",
    ]),
    st.text(max_size=12),
)  # fmt: skip
_NUMBERS = st.one_of(
    st.integers(-5, 3000).map(str), st.decimals(-2, 200, places=3).map(lambda d: format(d, "f")), st.just("45565")
)
_FORMATS = st.sampled_from(["General", "0%", "0.00%", '0"件"', '0"万"', ";;;", "@", "0.0‰", '"x"', "[Red]0", "#,##0"])


@st.composite
def cells(draw: st.DrawFn, row: int, column: int) -> Cell:
    kind = draw(st.sampled_from(["text", "text", "text", "number", "number", "date", "bool", "error", "no_value"]))
    match kind:
        case "text":
            return Cell(row, column, "text", draw(_WORDS))
        case "number":
            return Cell(row, column, "number", draw(_NUMBERS), draw(_FORMATS))
        case "date":
            raw = draw(st.sampled_from(["2024-09-30", "2024-09-30T08:30:00", "12:30:00", "2023-01-01"]))
            return Cell(row, column, "date", raw, draw(st.sampled_from(["yyyy-mm-dd", 'yyyy"年"m"月"', "h:mm"])))
        case "bool":
            return Cell(row, column, "bool", "TRUE")
        case "error":
            return Cell(row, column, "error", "#N/A", "General", "=A1")
    return Cell(row, column, "no_value", "", "General", "=A1")


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    height, width = draw(st.integers(0, 9)), draw(st.integers(1, 7))
    held: dict[tuple[int, int], Cell] = {}
    for row in range(1, height + 1):
        for column in range(1, width + 1):
            if draw(st.integers(0, 4)):
                held[row, column] = draw(cells(row, column))
    merges: list[Any] = []
    if height > 1 and draw(st.booleans()):
        top, left = draw(st.integers(1, height - 1)), draw(st.integers(1, width))
        merges.append((top, left, draw(st.integers(top, height)), draw(st.integers(left, width))))
    name = draw(st.sampled_from(["指标数据", "人员培训", "2022年", "临夏市", "Sheet1", "1", "封面"]))
    return Sheet(name, held, tuple(merges), draw(st.booleans()), frozenset({2}), frozenset({1}))


@given(st.lists(sheets(), max_size=3), st.sampled_from(["", "622900", "x"]), st.sampled_from(["", "2023", "2023-H1"]))
def test_any_grid_is_read(found: list[Sheet], unit: str, period: str) -> None:
    grid = Grid("any.xlsx", "xlsx", tuple(found))
    read = submission_of(grid, indicators=indicators(), divisions=Divisions.shipped(), unit=unit, period=period)
    filled = {(sheet.name, cell.address) for sheet in found for cell in sheet.cells.values()}
    places = [f.place for fact in read.facts for f in fact.figures]
    places += [f.place for record in read.records for f in record.values.values()]
    for place in places:
        letters = place.cell.rstrip("0123456789")
        assert place.file == "any.xlsx" and column_number(letters)
        assert (place.sheet, place.cell) in filled
    assert all(p.message for p in read.problems)
    assert submission_of(grid, indicators=indicators(), divisions=Divisions.shipped(), unit=unit, period=period) == read
