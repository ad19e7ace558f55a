"""Tables whose heading has two lines, in every kind of file."""

from pathlib import Path

import pytest

from compliance.intake.narrative import read_report
from compliance.plans import extract
from compliance.text.headings import Headings, Spans

TAB = "示例县2024年目标任务分解表\n指标\t单位\t2023年\t\t2024年\t\n\t\t计划\t完成\t目标\t责任单位\n粮食产量\t万吨\t30\t31.2\t32\t农业农村局\n森林覆盖率\t%\t41\t41.3\t42.5\t林业局\n"
HTML = """<h1>示例县2024年目标任务分解表</h1><table>
<tr><th rowspan=2>指标</th><th rowspan=2>单位</th><th colspan=2>2023年</th><th colspan=2>2024年</th></tr>
<tr><th>计划</th><th>完成</th><th>目标</th><th>责任单位</th></tr>
<tr><td>粮食产量</td><td>万吨</td><td>30</td><td>31.2</td><td>32</td><td>农业农村局</td></tr>
<tr><td>森林覆盖率</td><td>%</td><td>41</td><td>41.3</td><td>42.5</td><td>林业局</td></tr></table>"""
MARKDOWN = """# 示例县2024年目标任务分解表

| 指标 | 单位 | 2023年 | | 2024年 | |
|---|---|---|---|---|---|
| | | 计划 | 完成 | 目标 | 责任单位 |
| 粮食产量 | 万吨 | 30 | 31.2 | 32 | 农业农村局 |
| 森林覆盖率 | % | 41 | 41.3 | 42.5 | 林业局 |
"""


def _docx(path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("示例县2024年目标任务分解表")
    table = document.add_table(rows=4, cols=6)
    rows = [r.split("\t") for r in TAB.splitlines()[1:]]
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(0, 4).merge(table.cell(0, 5))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(1, 1))
    document.save(str(path))


@pytest.fixture(params=["txt", "html", "md", "docx"])
def file(request, tmp_path):
    path = tmp_path / f"table.{request.param}"
    if request.param == "docx":
        _docx(path)
    else:
        path.write_text({"txt": TAB, "html": HTML, "md": MARKDOWN}[request.param], "utf-8")
    return path


def test_the_second_line_tells_the_columns_of_a_year_apart(file):
    """2024年目标 is a target; 2023年计划 and 2023年完成 are not."""
    found = [(t.value, t.unit, t.period) for t in extract(file).targets]

    assert found == [("320000", "吨", "by-date(2024-12-31)"), ("0.425", "比率", "by-date(2024-12-31)")]


def test_a_report_reads_what_was_done_and_not_what_is_asked(file):
    """Each figure is of the year above it; the goal of the next is left alone."""
    found = [(f.value, f.period) for f in read_report(file).facts]

    assert ("312000", "2023") in found
    assert ("320000", "2024") not in found


def test_a_row_of_figures_is_no_heading():
    """A second line is one only under merged cells, and without figures."""
    heads = Headings()
    assert heads.above(["指标", "单位", "2024年"]) == ()
    assert heads.above(["森林覆盖率", "%", "42.5"]) == ("指标", "单位", "2024年")

    plain = Headings(plain=True)
    assert plain.above(["1", "2", "3"]) == ()
    assert plain.above(["4", "5", "6"]) == ()


def test_merged_cells_are_laid_out_on_their_columns():
    """A cell over two columns stands twice, one over two rows again in the next."""
    spans = Spans()

    assert spans.laid_out([("类别", 1, 2), ("数量", 2, 1)]) == ["类别", "数量", "数量"]
    assert spans.laid_out([("计划", 1, 1), ("完成", 1, 1)]) == ["类别", "计划", "完成"]
    assert spans.laid_out([("甲", 1, 1), ("3", 1, 1), ("4", 1, 1)]) == ["甲", "3", "4"]
