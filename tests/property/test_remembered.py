"""What was read before changes nothing: a file reads the same in a process that has read others and in a fresh one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from compliance.fact import Submission
from compliance.intake.grid import Cell, Grid
from compliance.intake.layout import memory
from compliance.intake.readers import read_grid
from compliance.intake.submission import submission_of
from compliance.region import Divisions
from tests.bad_workbooks.book import filled, indicators

_TEXTS = [
    "", "合计", "小计", "无", "—", "2022年", "2023-Q1", "去年", "第三季度", "本级", "全域", "全州", "件", "%", "万元", "人天", "日期",
    "YS01", "FY06", "行政复议受理件数", "出庭应诉率", "其他指标", "同上", "95%", "近50", "三五期", "填报人：甲", "622901", "张三",
    "指标名称", "数值", "应列人数", "行政执法人员",
]  # fmt: skip
_NUMBERS = ["0", "1", "0.9", "0.333", "95", "45000", "2022", "-3"]


@cache
def _filled() -> Grid:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "filled.xlsx"
        filled().write(path)
        return read_grid(path)


@st.composite
def _changed(draw: st.DrawFn) -> Grid:
    """The filled template with some cells changed, moved or gone."""
    sheets = []
    for sheet in _filled().sheets:
        cells = dict(sheet.cells)
        for row, column in draw(st.lists(st.sampled_from(sorted(cells)), max_size=4)):
            key = row + draw(st.integers(0, 1)), column + draw(st.integers(0, 1))
            match draw(st.sampled_from(["text", "number", "error", "gone"])):
                case "text":
                    cells[key] = Cell(*key, "text", draw(st.sampled_from(_TEXTS)) or "x")
                case "number":
                    shown = draw(st.sampled_from(["General", "0.00%", '0"人"']))
                    cells[key] = Cell(*key, "number", draw(st.sampled_from(_NUMBERS)), shown)
                case "error":
                    cells[key] = Cell(*key, "error", "#N/A")
                case "gone":
                    cells.pop(key, None)
        sheets.append(replace(sheet, cells={key: cells[key] for key in sorted(cells)}))
    return replace(_filled(), sheets=tuple(sheets), date1904=draw(st.booleans()))


def _read(grid: Grid, period: str) -> Submission:
    return submission_of(grid, indicators=indicators(), divisions=Divisions.shipped(), period=period)


@given(_changed(), _changed(), st.sampled_from(["", "2022", "2023"]))
def test_what_was_read_before_changes_nothing(one: Grid, other: Grid, period: str) -> None:
    memory(indicators()).forget()
    alone = _read(one, period)
    memory(indicators()).forget()
    _read(other, period)
    assert repr(_read(one, period)) == repr(alone)
