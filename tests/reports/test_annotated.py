"""The clerk's copy: verdicts and notes are in it, and everything else is as it was."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from msgspec.structs import replace
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from compliance.errors import UsageError
from compliance.reports import annotated
from compliance.reports.ooxml import Look, Workbook
from compliance.verdict import Result
from tests.reports import factory

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: All a sheet may differ in: cells added, their column's width, its extent, the box for notes.
ADDED_TO = {"dimension", "cols", "sheetData", "legacyDrawing"}


def clerks_workbook() -> bytes:
    """A workbook with much that must survive: chart, validation, protection, print set-up, hidden row, note, name."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "指标数据"
    sheet.append(
        ["指标编码", "指标名称", "期间", "统计范围", "计量单位", "数值", "分子", "分母", "说明", "来源", "备注"]
    )
    sheet.insert_rows(1)
    sheet["A1"] = "2024年法治政府建设指标填报表"
    sheet.merge_cells("A1:K1")
    for number in range(3, 31):
        sheet.append([f"Z{number}", f"指标{number}", "2024", "全域", "%", None, number, 30, None, None, None])
    sheet["F4"] = "15.8%"
    sheet["G3"], sheet["H3"] = 27, 30
    sheet["F5"] = "=G5/H5"
    sheet["G6"].comment = Comment("经办人的批注", "经办人")
    sheet.merge_cells("A31:K31")
    sheet["A31"] = "以上数据真实有效"
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions["L"].hidden = True
    sheet.print_area = "A1:K31"
    sheet.page_setup.orientation = "landscape"
    sheet.oddFooter.center.text = "第 &P 页"
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = "A1:K30"
    sheet.protection.sheet = True
    sheet.protection.autoFilter = False
    validation = DataValidation(type="list", formula1='"本级,全域"')
    validation.add("D2:D30")
    sheet.add_data_validation(validation)
    sheet.conditional_formatting.add("G2:G30", CellIsRule(operator="lessThan", formula=["0"]))
    book.defined_names["数据"] = DefinedName("数据", attr_text="指标数据!$A$1:$K$30")
    people = book.create_sheet("人员培训")
    people["A1"], people["B1"] = "人员类别", "应列人数"
    people["A2"], people["B2"] = "行政执法人员", 61
    people.append([])
    for column, heading in enumerate(("序号", "姓名", "人员类别", "培训学时"), 1):
        people.cell(4, column, heading)
    for record in factory.persons():
        people.append([None, record.name, "行政执法人员", int(record.values[factory.HOURS.name].value)])
    people.add_table(Table(displayName="名单", ref="A4:D65"))
    chart_sheet = book.create_sheet("图表")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=7, min_row=1, max_row=5), titles_from_data=True)
    chart_sheet.add_chart(chart)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(data: bytes) -> Result:
    """The made-up result, as if read from these bytes."""
    return replace(factory.result(), submissions=(factory.submission(sha256=hashlib.sha256(data).hexdigest()),))


@pytest.fixture(scope="module")
def before() -> bytes:
    return clerks_workbook()


@pytest.fixture
def source(before: bytes, tmp_path: Path) -> Path:
    path = tmp_path / factory.FILE
    path.write_bytes(before)
    return path


@pytest.fixture
def copy(source: Path, before: bytes, tmp_path: Path) -> Path:
    out = tmp_path / "批注.xlsx"
    annotated.write(source, checked(before), out)
    return out


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_figure_has_its_verdict_in_a_new_column_in_words_and_colour(copy: Path) -> None:
    """核对结果 heads the first free column; the cell says the verdict and is filled."""
    sheet = openpyxl.load_workbook(copy)["指标数据"]

    assert sheet["L1"].value is None
    assert sheet["L2"].value == "核对结果"
    assert sheet["L3"].value == "达标；未达标（参照）"
    assert sheet["L6"].value == "未达标"
    assert sheet["L7"].value == "未填报"
    assert sheet["L18"].value == "不适用"
    assert sheet["L19"].value == "待核实"
    assert sheet["L20"].value == "未到考核时点"
    assert sheet["L30"].value == "没有对应的目标"
    grounds = {sheet[f"L{row}"].fill.fgColor.rgb for row in (3, 6, 7, 18, 19, 20)}
    assert len(grounds) == 6
    assert not sheet.column_dimensions["L"].hidden


def test_the_note_on_a_figure_says_why_and_cites_the_clause(copy: Path) -> None:
    note = openpyxl.load_workbook(copy)["指标数据"]["F4"].comment

    assert "行政复议案件纠错率高于行政诉讼一审纠错率：达标" in note.text
    assert "填报 15.76%（29 ÷ 184）" in note.text
    assert "纠错率高于本地区同期行政诉讼一审纠错率" in note.text
    assert "【问题】（核实性审核）" in note.text


def test_a_note_of_the_clerks_own_stays_and_ours_goes_beside_the_verdict(copy: Path) -> None:
    sheet = openpyxl.load_workbook(copy)["指标数据"]

    assert sheet["G6"].comment.text == "经办人的批注"
    assert "在这 30 件中还差 4 件" in sheet["L6"].comment.text


def test_each_listed_person_is_marked_and_named_whole(copy: Path) -> None:
    """In this copy alone nothing is masked: the names stand in it anyway."""
    sheet = openpyxl.load_workbook(copy)["人员培训"]
    below = factory.persons()[-1]

    assert sheet["E4"].value == "核对结果"
    assert [sheet[f"E{row}"].value for row in (5, 62, 63, 65)] == ["达到", "达到", "未达到", "未达到"]
    assert sheet["E2"].value == "未达标"
    assert sheet["D65"].comment.text.startswith(f"{below.name}：未达到。要求不少于60学时")
    assert f"{below.name}（D65）还差 12 学时" in sheet["B2"].comment.text
    assert "**" not in sheet["B2"].comment.text


def test_all_other_parts_are_the_same_byte_for_byte(copy: Path, source: Path) -> None:
    """Only the two sheets, the styles, the list of parts and the notes are written."""
    old, new = parts(source), parts(copy)
    changed = {name for name in old if old[name] != new[name]}

    assert set(old) <= set(new)
    assert changed <= {
        "[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
        "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml", "xl/worksheets/_rels/sheet2.xml.rels",
    }  # fmt: skip
    assert {"xl/charts/chart1.xml", "xl/workbook.xml", "xl/tables/table1.xml"} <= set(old) - changed


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"])
def test_what_stood_in_a_sheet_still_stands_there(copy: Path, source: Path, part: str) -> None:
    """Every cell, row, validation, protection, print setting as it was; new cells only in the new column."""
    old, new = etree.fromstring(parts(source)[part]), etree.fromstring(parts(copy)[part])

    def settings(root: etree._Element) -> list[bytes]:
        return [etree.tostring(c, method="c14n") for c in root if etree.QName(c).localname not in ADDED_TO]

    def cells(root: etree._Element) -> dict[str, bytes]:
        return {c.get("r"): etree.tostring(c, method="c14n") for c in root.iter(f"{MAIN}c")}

    assert settings(old) == settings(new)
    assert cells(old).items() <= cells(new).items()
    added = {ref.rstrip("0123456789") for ref in set(cells(new)) - set(cells(old))}
    assert len(added) == 1
    assert [dict(r.attrib) | {"spans": ""} for r in old.iter(f"{MAIN}row")] == [
        dict(r.attrib) | {"spans": ""} for r in new.iter(f"{MAIN}row")
    ]


def test_the_styles_that_were_there_keep_their_numbers(copy: Path, source: Path) -> None:
    old, new = (etree.fromstring(parts(p)["xl/styles.xml"]).find(f"{MAIN}cellXfs") for p in (source, copy))

    assert [etree.tostring(x, method="c14n") for x in old] == [etree.tostring(x, method="c14n") for x in new][
        : len(old)
    ]
    assert new.get("count") == str(len(new))


def test_the_same_workbook_gives_the_same_bytes(copy: Path, source: Path, before: bytes, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    annotated.write(source, checked(before), again)

    assert again.read_bytes() == copy.read_bytes()


def with_macros(data: bytes) -> bytes:
    """The same workbook as .xlsm."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "[Content_Types].xml":
                plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                content = content.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
            new.writestr(info, content)
        new.writestr("xl/vbaProject.bin", b"\x00macro")
    return out.getvalue()


def test_macros_survive(before: bytes, tmp_path: Path) -> None:
    data = with_macros(before)
    source, out = tmp_path / "表.xlsm", tmp_path / "批注.xlsm"
    source.write_bytes(data)
    annotated.write(source, checked(data), out)

    assert parts(out)["xl/vbaProject.bin"] == b"\x00macro"


def test_rows_and_cells_that_do_not_say_where_they_are_are_counted(before: bytes) -> None:
    """A sheet may leave out r="…"; each row then follows the one before."""
    book = Workbook(before)
    root = book.edit("xl/worksheets/sheet1.xml")
    for element in root.iter(f"{MAIN}row", f"{MAIN}c"):
        del element.attrib["r"]
    sheet = book.sheet("指标数据")
    assert sheet is not None
    assert sheet.right_of({1, 2}) == 12
    sheet.write(3, 12, "达标", Look("1C5C39", "E9F3ED"))

    assert openpyxl.load_workbook(io.BytesIO(book.as_bytes()))["指标数据"]["L3"].value == "达标"


def test_characters_that_xml_cannot_hold_do_not_break_the_copy(before: bytes) -> None:
    book = Workbook(before)
    sheet = book.sheet("指标数据")
    assert sheet is not None
    sheet.write(3, 12, "坏\x00\x0b\ufffe字", Look())
    sheet.note("G3", "坏\x1b字\ud800")
    sheet.save_notes("系统比对")
    read = openpyxl.load_workbook(io.BytesIO(book.as_bytes()))["指标数据"]

    assert read["L3"].value == "坏字"
    assert read["G3"].comment.text == "坏字"


def code_of(source: Path, result: Result, out: Path) -> str:
    with pytest.raises(UsageError) as refused:
        annotated.write(source, result, out)
    return refused.value.problems[0].code


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, b"PK\x03\x04broken"]
)
def test_what_is_no_xlsx_is_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    source = tmp_path / factory.FILE
    source.write_bytes(content)

    assert code_of(source, checked(content), tmp_path / "批注.xlsx") == "annotated_not_xlsx"
    assert not (tmp_path / "批注.xlsx").exists()


def test_another_zip_is_no_xlsx(tmp_path: Path) -> None:
    source = tmp_path / factory.FILE
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert code_of(source, checked(source.read_bytes()), tmp_path / "批注.xlsx") == "annotated_not_xlsx"


def test_the_clerks_own_file_is_never_written_over(source: Path, before: bytes) -> None:
    assert code_of(source, checked(before), source) == "annotated_same_file"
    assert source.read_bytes() == before


def test_a_name_that_does_not_fit_the_content_is_refused(source: Path, before: bytes, tmp_path: Path) -> None:
    """Excel will not open macros under .xlsx, nor plain sheets under .xlsm."""
    assert code_of(source, checked(before), tmp_path / "批注.xlsm") == "annotated_suffix"


def test_a_file_that_changed_since_is_not_marked_with_old_verdicts(source: Path, tmp_path: Path) -> None:
    assert code_of(source, factory.result(), tmp_path / "批注.xlsx") == "annotated_changed"


def test_a_file_that_was_not_checked_is_refused(source: Path, tmp_path: Path) -> None:
    other = source.rename(tmp_path / "别的.xlsx")

    assert code_of(other, factory.result(), tmp_path / "批注.xlsx") == "annotated_not_checked"


def test_the_headings_are_found_over_a_title_and_over_rows_that_were_not_read(before: bytes) -> None:
    """Row 2, with eleven filled cells, heads the table wherever its first figure stands."""
    sheet = Workbook(before).sheet("指标数据")
    assert sheet is not None

    assert [sheet.heading_above(row) for row in (3, 4, 9)] == [2, 2, 2]
    assert sheet.heading_above(1) == 0
