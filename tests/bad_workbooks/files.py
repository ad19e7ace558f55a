"""Files that are wrong as files, each a function named for its fault, with what must become of it.

`REFUSED` holds files that must be refused: the code, the cell where there is one, and a word of the message.
`READ` holds odd files that must be read: cells by address, and the codes that are told.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bad_workbooks.parts import (
    MAIN,
    ODS_MIME,
    STRICT_MAIN,
    STRICT_RELATIONS,
    biff,
    cells,
    formula,
    label,
    number,
    ods,
    ole2,
    parts_of,
    record,
    row,
    sheet,
    strings,
    styles,
    table,
    table_cell,
    table_row,
    workbook,
    zipped,
)

Make = Callable[[], bytes]


@dataclass(frozen=True)
class Refused:
    """A file and the code it is refused with."""

    make: Make
    suffix: str
    code: str
    word: str = ""
    cell: str = ""
    line: int = 0


@dataclass(frozen=True)
class Read:
    """A file and what is read from it: address → raw, or (kind, raw), of its first sheet; and the codes told."""

    make: Make
    suffix: str
    cells: dict[str, str | tuple[str, str]] = field(default_factory=dict)
    told: tuple[str, ...] = ()


REFUSED: list[Refused] = []
READ: list[Read] = []


def refused(suffix: str, code: str, word: str = "", cell: str = "", line: int = 0) -> Callable[[Make], Make]:
    """The file must be refused so."""

    def keep(make: Make) -> Make:
        REFUSED.append(Refused(make, suffix, code, word, cell, line))
        return make

    return keep


def read(suffix: str, *told: str, **expected: str | tuple[str, str]) -> Callable[[Make], Make]:
    """The file must be read so."""

    def keep(make: Make) -> Make:
        READ.append(Read(make, suffix, expected, told))
        return make

    return keep


GOOD = sheet(cells(A1="指标", B1="数值"))


# -- no workbook at all


@refused(".xlsx", "file_empty")
def empty_file() -> bytes:
    return b""


@refused(".xlsx", "pdf_document")
def pdf_named_xlsx() -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"


@refused(".xls", "html_as_workbook")
def web_page_named_xls() -> bytes:
    return "<html><head><meta charset=gbk></head><body><table><tr><td>指标</td></tr></table></body></html>".encode()


@refused(".xls", "html_as_workbook")
def bare_html_table_named_xls() -> bytes:
    return "\ufeff\n  <table border=1><tr><td>指标</td></tr></table>".encode()


@refused(".xls", "html_as_workbook")
def web_archive_named_xls() -> bytes:
    return b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"


@refused(".xls", "not_a_workbook", "Excel 2003 XML")
def excel_2003_xml() -> bytes:
    return b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


@refused(".csv", "not_a_workbook", "XML")
def xml_named_csv() -> bytes:
    return b'<?xml version="1.0"?><data/>'


@refused(".xlsx", "image")
def png_named_xlsx() -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)


@refused(".xlsx", "image")
def photo_named_xlsx() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40)


@refused(".gif", "image")
def gif() -> bytes:
    return b"GIF89a" + bytes(20)


@refused(".xls", "image")
def bitmap_named_xls() -> bytes:
    return b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00" + bytes(56)


@refused(".xlsx", "archive", ".rar")
def rar_named_xlsx() -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + bytes(30)


@refused(".7z", "archive", ".7z")
def seven_zip() -> bytes:
    return b"7z\xbc\xaf\x27\x1c" + bytes(30)


@refused(".zip", "archive", ".zip")
def zip_of_workbooks() -> bytes:
    return zipped({"甲县.xlsx": workbook(GOOD), "乙县.xlsx": workbook(GOOD)})


@refused(".xlsx", "archive", ".zip")
def empty_zip() -> bytes:
    return zipped({})


@refused(".xlsx", "archive", ".gz")
def gzip_named_xlsx() -> bytes:
    return zlib.compress(b"x", wbits=31)


@refused(".docx", "word_document", ".docx")
def word_document() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})


@refused(".doc", "word_document", ".doc")
def old_word_document() -> bytes:
    return ole2(WordDocument=b"text")


@refused(".xls", "word_document", ".doc")
def old_word_document_named_xls() -> bytes:
    return ole2(**{"1Table": b"x", "WordDocument": b"text"})


@refused(".xlsx", "word_document", "RTF")
def rich_text_named_xlsx() -> bytes:
    return b"{\\rtf1\\ansi hello}"


@refused(".odt", "word_document")
def open_document_text() -> bytes:
    return ods("", mime="application/vnd.oasis.opendocument.text")


@refused(".pptx", "not_a_workbook", "PowerPoint")
def presentation() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"})


@refused(".xlsb", "xlsb_workbook")
def binary_workbook() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01\x00"})


@refused(".xlsx", "not_a_workbook", "可执行程序")
def program_named_xlsx() -> bytes:
    return b"MZ\x90\x00" + bytes(60)


@refused(".xls", "not_a_workbook", "复合文件")
def ole2_without_workbook() -> bytes:
    return ole2(Contents=b"x")


@refused(".xlsx", "not_a_workbook", "二进制")
def random_bytes() -> bytes:
    return random.Random(5).randbytes(3000)


@refused(".csv", "not_a_workbook", "空字符")
def csv_with_nul() -> bytes:
    return "指标,数值\n应诉率\x00,95%\n办结率,1\n".encode()


@refused(".csv", "not_a_workbook", "控制字符")
def csv_with_control_characters() -> bytes:
    return b"a,b\n\x01\x02\x03,1\n"


@refused(".csv", "encoding_unknown")
def csv_in_japanese_encoding() -> bytes:
    return "指標,数値\nひらがなのテスト,カタカナ\n".encode("shift-jis")


@refused(".csv", "encoding_unknown", "第 3 行")
def csv_with_a_character_cut_in_two() -> bytes:
    return "指标,数值\n应诉率,95%\n办结".encode()[:-1]


@refused(".csv", "damaged", "引号", line=3)
def csv_with_an_open_quote() -> bytes:
    return '指标,数值\n应诉率,95%\n"办结率,90%\n纠错率,3%\n'.encode()


@refused(".csv", "nothing_inside")
def csv_of_blank_lines() -> bytes:
    return b"\r\n,,,\r\n\r\n"


# -- encrypted


@refused(".xlsx", "encrypted")
def encrypted_xlsx() -> bytes:
    return ole2(EncryptionInfo=b"\4\0\4\0", EncryptedPackage=b"x" * 5000)


@refused(".xls", "encrypted")
def encrypted_xls() -> bytes:
    return ole2(Workbook=biff(label(0, 0, "指标"), after_bof=record(0x002F, bytes(54))))


@refused(".ods", "encrypted")
def encrypted_ods() -> bytes:
    entry = '<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'
    return ods("", manifest=f'<manifest:manifest xmlns:manifest="urn:m">{entry}</manifest:manifest>')


@refused(".xlsx", "encrypted")
def zip_with_password() -> bytes:
    data = bytearray(workbook(GOOD))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


# -- damaged


@refused(".xls", "damaged", "工作簿结构有误")
def xls_whose_sheet_begins_before_the_file() -> bytes:
    stream = biff(label(0, 0, "指标"))
    place = stream.index(struct.pack("<HH", 0x0085, 8 + len("Sheet1"))) + 4
    return ole2(Workbook=stream[:place] + struct.pack("<i", -(2**31)) + stream[place + 4 :])


@refused(".xls", "damaged", "文件结构有误")
def xls_whose_short_sectors_run_in_a_circle() -> bytes:
    """A stream that has no end; xlrd would read it until memory is full."""
    data = bytearray((Path(__file__).parent.parent / "intake" / "samples" / "plain.xls").read_bytes())
    (table,) = struct.unpack_from("<I", data, 60)
    struct.pack_into("<128I", data, (table + 1) * 512, *range(128))
    return bytes(data)


@refused(".xlsx", "damaged", "压缩结构")
def truncated_xlsx() -> bytes:
    return workbook(GOOD)[:-200]


@refused(".xlsx", "damaged", "压缩结构")
def only_the_first_kilobyte() -> bytes:
    return workbook(GOOD)[:1000]


@refused(".xlsx", "damaged")
def part_with_wrong_checksum() -> bytes:
    data = bytearray(zipped({**parts_of(GOOD)}, stored=("xl/worksheets/sheet1.xml",)))
    data[data.index("数值".encode(), data.index(b"<sheetData>"))] ^= 1
    return bytes(data)


@refused(".xlsx", "damaged")
def part_with_broken_compression() -> bytes:
    data = bytearray(workbook(GOOD))
    at = data.index(b"xl/worksheets/sheet1.xml") + 24
    data[at : at + 20] = b"\xff" * 20
    return bytes(data)


@refused(".xlsx", "damaged", "重名")
def two_parts_of_one_name() -> bytes:
    parts = parts_of(GOOD)
    return zipped({**parts, "xl/worksheets/SHEET1.xml": sheet(cells(A1="另一张"))})


@refused(".xlsx", "damaged", "XML")
def sheet_cut_in_the_middle() -> bytes:
    return workbook(GOOD[: len(GOOD) // 2])


@refused(".xlsx", "damaged", "XML")
def sheet_without_its_end() -> bytes:
    return workbook(GOOD.replace("</worksheet>", ""))


@refused(".xlsx", "damaged", "XML")
def strings_cut_in_the_middle() -> bytes:
    return workbook(GOOD, sharedStrings=strings("<t>指标</t>")[:-30])


@refused(".xlsx", "damaged", "XML")
def styles_not_closed() -> bytes:
    return workbook(GOOD, styles=styles(0)[:-20])


@refused(".xlsx", "damaged", "XML")
def sheet_in_an_unknown_encoding() -> bytes:
    return workbook(GOOD.replace("UTF-8", "martian"))


@refused(".xlsx", "damaged", "缺少工作表")
def sheet_part_missing() -> bytes:
    return zipped({**parts_of(GOOD, GOOD), "xl/worksheets/sheet2.xml": None})


@refused(".xlsx", "damaged", "workbook.xml")
def workbook_part_missing() -> bytes:
    return zipped({**parts_of(GOOD), "xl/workbook.xml": None})


@refused(".xlsx", "damaged", "缺少工作表")
def relations_missing() -> bytes:
    return zipped({**parts_of(GOOD), "xl/_rels/workbook.xml.rels": None})


@refused(".xlsx", "damaged", "缺少部件")
def shared_strings_missing() -> bytes:
    return zipped({**parts_of(sheet(row('<c r="B1" t="s"><v>0</v></c>'))), "xl/sharedStrings.xml": None})


@refused(".xlsx", "damaged", "不存在的文字 99", cell="B2")
def shared_string_out_of_range() -> bytes:
    return workbook(sheet(row('<c r="A1" t="s"><v>0</v></c><c r="B2" t="s"><v>99</v></c>')))


@refused(".xlsx", "damaged", "不存在的文字 -1", cell="B2")
def shared_string_negative() -> bytes:
    return workbook(sheet(row('<c r="B2" t="s"><v>-1</v></c>')))


@refused(".xlsx", "damaged", "不存在的文字 abc", cell="C3")
def shared_string_not_a_number() -> bytes:
    return workbook(sheet(row('<c r="C3" t="s"><!-- odd --><v>abc</v></c>')))


@refused(".xlsx", "damaged", "没有工作表")
def no_sheets() -> bytes:
    return workbook()


@refused(".xlsx", "damaged", "没有工作表")
def only_a_chart_sheet() -> bytes:
    parts = parts_of(GOOD)
    relations = str(parts["xl/_rels/workbook.xml.rels"]).replace('/worksheet"', '/chartsheet"')
    return zipped({**parts, "xl/_rels/workbook.xml.rels": relations})


@refused(".xlsx", "damaged", "单元格写了两次", cell="B2")
def cell_written_twice() -> bytes:
    return workbook(sheet(row('<c r="B2"><v>206</v></c><c r="B2"><v>999</v></c>', 2)))


@refused(".xlsx", "damaged", "单元格写了两次", cell="B2")
def cell_written_twice_far_below() -> bytes:
    between = "".join(row(f'<c r="B{n}"><v>{n}</v></c>', n) for n in range(3, 9000))  # more than is read at once
    return workbook(sheet(row('<c r="B2"><v>206</v></c>', 2) + between + row('<c r="B2"><v>999</v></c>', 2)))


@refused(".xlsx", "damaged", "单元格写了两次", cell="A1")
def row_written_twice() -> bytes:
    return workbook(sheet(cells(A1="x", A2="y") + cells(A1="z")))


@refused(".xlsx", "damaged", "超出工作表范围")
def column_beyond_the_last() -> bytes:
    return workbook(sheet(row('<c r="XFE1"><v>1</v></c>')))


@refused(".xlsx", "damaged", "超出工作表范围")
def row_beyond_the_last() -> bytes:
    return workbook(sheet(row('<c r="A1048577"><v>1</v></c>')))


@refused(".xlsx", "damaged", "地址")
def address_that_is_none() -> bytes:
    return workbook(sheet(row('<c r="1A"><v>1</v></c>')))


@refused(".xlsx", "nothing_inside")
def nothing_but_styles() -> bytes:
    return workbook(sheet(row('<c r="A1" s="0"/><c r="B1" s="0"></c>')))


@refused(".xls", "damaged")
def truncated_xls() -> bytes:
    return ole2(Workbook=biff(label(0, 0, "指标")))[:700]


@refused(".xls", "damaged")
def ole2_header_alone() -> bytes:
    return ole2(Workbook=biff(label(0, 0, "指标")))[:512]


@refused(".xls", "damaged", "结构")
def ole2_with_sectors_of_one_byte() -> bytes:
    data = bytearray(ole2(Workbook=biff(label(0, 0, "指标"))))
    data[30] = 0
    return bytes(data)


@refused(".xls", "damaged")
def xls_with_rubbish_inside() -> bytes:
    return ole2(Workbook=random.Random(7).randbytes(3000))


@refused(".xls", "nothing_inside")
def xls_without_a_cell() -> bytes:
    return ole2(Workbook=biff(b""))


@refused(".ods", "damaged", "content.xml")
def ods_without_content() -> bytes:
    return zipped({"mimetype": ODS_MIME})


@refused(".ods", "damaged", "XML")
def ods_cut_in_the_middle() -> bytes:
    return zipped({"mimetype": ODS_MIME, "content.xml": "<office:document-content><office:body>"})


@refused(".ods", "damaged", "没有工作表")
def ods_without_tables() -> bytes:
    return ods("")


@refused(".ods", "damaged", "子表")
def ods_with_a_table_in_a_cell() -> bytes:
    inner = table(table_row(table_cell("里")))
    return ods(table(table_row(f"<table:table-cell>{inner}</table:table-cell>")))


# -- hostile


@refused(".xlsx", "unsafe_content", "实体")
def entity_expansion() -> bytes:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "ha">{levels}]>'
    return workbook(sheet(cells(A1="&a8;")).replace("?>\n", f"?>{doctype}", 1))


@refused(".xlsx", "unsafe_content", "实体")
def external_entity_in_a_sheet() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return workbook(sheet(cells(A1="&e;")).replace("?>\n", f"?>{doctype}", 1))


@refused(".xlsx", "unsafe_content", "实体")
def external_entity_in_the_strings() -> bytes:
    doctype = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
    return workbook(GOOD, sharedStrings=strings("<t>x</t>").replace("?>\n", f"?>{doctype}", 1))


@refused(".xlsx", "unsafe_content", "实体")
def parameter_entity_in_the_workbook() -> bytes:
    parts = parts_of(GOOD)
    doctype = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>'
    return zipped({**parts, "xl/workbook.xml": str(parts["xl/workbook.xml"]).replace("?>\n", f"?>{doctype}", 1)})


@refused(".ods", "unsafe_content", "实体")
def entity_in_ods() -> bytes:
    return ods(table(table_row(table_cell("&e;"))), prolog='<!DOCTYPE x [<!ENTITY e "x">]>')


@refused(".xlsx", "unsafe_content", "文件之外")
def sheet_outside_the_file() -> bytes:
    parts = parts_of(GOOD)
    relations = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        'Target="worksheets/sheet1.xml"', 'Target="file:///etc/passwd" TargetMode="External"'
    )
    return zipped({**parts, "xl/_rels/workbook.xml.rels": relations})


@refused(".xlsx", "damaged", "缺少工作表")
def sheet_with_a_path_upwards() -> bytes:
    parts = parts_of(GOOD)
    relations = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "worksheets/sheet1.xml", "../../../../../../etc/passwd"
    )
    return zipped({**parts, "xl/_rels/workbook.xml.rels": relations})


@refused(".xlsx", "too_large", "压缩比")
def zip_bomb() -> bytes:
    return workbook(sheet(f"<!-- {' ' * 30_000_000} -->"))


@refused(".xlsx", "too_large", "解压后")
def zip_bomb_that_says_so() -> bytes:
    return workbook(GOOD, styles=b" " * 210_000_000)


@refused(".ods", "too_large", "压缩比")
def zip_bomb_in_ods() -> bytes:
    return ods(table("\n" * 30_000_000))


@refused(".xlsx", "damaged")
def zip_bomb_that_says_little() -> bytes:
    data = bytearray(workbook(sheet(f"<!-- {' ' * 3_000_000} -->" + cells(A1="x"))))
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    data[at + 20 : at + 24] = (100).to_bytes(4, "little")
    return bytes(data)


@refused(".xlsx", "too_large", "部件")
def ten_thousand_parts() -> bytes:
    return zipped({**parts_of(GOOD), **{f"x/{number}": "" for number in range(10_001)}})


@refused(".xlsx", "too_large", "工作表")
def a_hundred_and_one_sheets() -> bytes:
    return workbook(*[GOOD] * 101)


@refused(".ods", "too_large", "工作表")
def a_hundred_and_one_tables() -> bytes:
    return ods("".join(table(table_row(table_cell("x")), name=f"表{number}") for number in range(101)))


@refused(".xlsx", "too_large", "合并单元格")
def two_hundred_thousand_merges() -> bytes:
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 200_001))
    return workbook(sheet(cells(A1="x"), after=f"<mergeCells>{merges}</mergeCells>"))


@refused(".ods", "too_large", "单元格过多")
def ods_repeat_bomb() -> bytes:
    cell = table_cell("x", ' office:value-type="string" table:number-columns-repeated="16384"')
    return ods(table(table_row(cell, ' table:number-rows-repeated="1048576"')))


@refused(".ods", "too_large", "单元格过多")
def ods_row_repeat_bomb() -> bytes:
    row_of_three = "".join(table_cell("x") for _ in range(3))
    return ods(table(table_row(row_of_three, ' table:number-rows-repeated="999999999999"')))


@refused(".ods", "damaged", "超出工作表范围")
def ods_row_beyond_the_last() -> bytes:
    empty = table_row("<table:table-cell/>", ' table:number-rows-repeated="1048576"')
    return ods(table(empty + table_row(table_cell("x"))))


@refused(".xlsx", "too_large", "70000 个字", cell="B1")
def text_too_long_for_a_cell() -> bytes:
    return workbook(sheet(cells(A1="x", B1="长" * 70_000)))


@refused(".csv", "too_large", "200000 个字", cell="B2")
def field_too_long_for_a_cell() -> bytes:
    return ("a,b\nc," + "x" * 200_000 + "\n").encode()


@refused(".ods", "too_large", "个字", cell="A1")
def spaces_repeated_a_billion_times() -> bytes:
    return ods(table(table_row(table_cell('x<text:s text:c="999999999"/>'))))


# -- odd, and read


@read(".xlsx", A1="指标", B1="数值")
def a_good_workbook() -> bytes:
    return workbook(GOOD)


@read(".csv", "misnamed", A1="指标", B1="数值")
def xlsx_renamed_to_csv() -> bytes:
    return workbook(GOOD)


@read(".xls", "misnamed", A1="指标")
def xlsx_renamed_to_xls() -> bytes:
    return workbook(GOOD)


@read(".xlsx", "misnamed", "text_read_as", A1="指标", B2="95%")
def csv_renamed_to_xlsx() -> bytes:
    return "指标,数值\n应诉率,95%\n".encode()


@read(".et", A1="指标", B1=("number", "0.3"))
def wps_workbook() -> bytes:
    return ole2(Workbook=biff(label(0, 0, "指标") + number(0, 1, 0.1 + 0.2)))


@read(".xls", A1="指标")
def xls_without_its_container() -> bytes:
    return biff(label(0, 0, "指标"))


@read(".xls", A1="指标")
def xls_with_a_word_document_beside() -> bytes:
    return ole2(Workbook=biff(label(0, 0, "指标")), WordDocument=b"embedded")


@read(".xls", A1=("no_value", ""), A2="合计")
def xls_never_calculated() -> bytes:
    return ole2(Workbook=biff(formula(0, 0, b"\x03" + bytes(5) + b"\xff\xff") + label(1, 0, "合计")))


@read(".xls", A1=("text", ""), B1=("number", "3"))
def xls_formula_with_empty_text() -> bytes:
    empty = formula(0, 0, b"\x03" + bytes(5) + b"\xff\xff")
    return ole2(Workbook=biff(empty + formula(0, 1, bytes(6) + b"\x08\x40")))


@read(".xls", A1=("error", "#DIV/0!"))
def xls_error_value() -> bytes:
    return ole2(Workbook=biff(formula(0, 0, b"\x02\x00\x07\x00\x00\x00\xff\xff")))


@read(".xlsm", "macros_ignored", A1="指标")
def macros() -> bytes:
    return zipped({**parts_of(GOOD), "xl/vbaProject.bin": b"x"})


@read(".xlsx", "misnamed", "macros_ignored", A1="指标")
def macros_named_xlsx() -> bytes:
    return zipped({**parts_of(GOOD), "xl/vbaProject.bin": b"x"})


@read(".xlsx", "links_ignored", A1=("number", "5"))
def link_to_another_workbook() -> bytes:
    inside = sheet(row('<c r="A1"><f>[1]Sheet1!A1</f><v>5</v></c>'))
    return zipped({**parts_of(inside), "xl/externalLinks/externalLink1.xml": "<externalLink/>"})


@read(".xlsx", XFD1048576=("number", "7"), A1="x")
def a_cell_in_the_last_corner() -> bytes:
    return workbook(sheet(cells(A1="x") + row('<c r="XFD1048576"><v>7</v></c>', 1048576)))


@read(".xlsx", A1="指标", B1="数值")
def dimension_claims_everything() -> bytes:
    return workbook(sheet(cells(A1="指标", B1="数值"), before='<dimension ref="A1:XFD1048576"/>'))


@read(".xlsx", A1="x", C9=("number", "3"))
def dimension_claims_too_little() -> bytes:
    return workbook(sheet(cells(A1="x") + row('<c r="C9"><v>3</v></c>', 9), before='<dimension ref="A1"/>'))


@read(".xlsx", A1="x")
def a_million_styled_rows() -> bytes:
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(2, 1_000_001))
    return workbook(sheet(cells(A1="x") + rows))


@read(".xlsx", A1="x")
def styled_cells_without_values() -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(2, 100_001))
    return workbook(sheet(cells(A1="x") + rows))


@read(".xlsx", A1="x")
def one_merge_over_the_whole_sheet() -> bytes:
    return workbook(sheet(cells(A1="x"), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))


@read(".xlsx", A1="x", B1="y")
def hidden_columns_to_the_end() -> bytes:
    return workbook(sheet(cells(A1="x", B1="y"), before='<cols><col min="2" max="16384" hidden="1"/></cols>'))


@read(".xlsx", A1="指标", B1=("number", "0.9"))
def strict_open_xml() -> bytes:
    inside = sheet(row('<c r="A1" t="s"><v>0</v></c><c r="B1"><v>0.9</v></c>'), main=STRICT_MAIN)
    return zipped(parts_of(inside, main=STRICT_MAIN, relations=STRICT_RELATIONS))


@read(".xlsx", A1="指标", B1=("number", "2"))
def elements_with_a_prefix() -> bytes:
    inside = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c>'
        '<x:c r="B1"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    return workbook(inside)


@read(".xlsx", A1="指标", B1="数值")
def sheet_in_utf_16() -> bytes:
    return zipped({**parts_of(GOOD), "xl/worksheets/sheet1.xml": GOOD.replace("UTF-8", "UTF-16").encode("utf-16")})


@read(".xlsx", A1="数值", B1="指标")
def shared_string_index_with_spaces() -> bytes:
    return workbook(sheet(row('<c r="A1" t="s"><v> 1 </v></c><c r="B1" t="s"><v>\n0</v></c>')))


@read(".xlsx", A1="行政机关负责人", A2="上标²", A4="a\rb")
def rich_text_and_phonetics() -> bytes:
    table_ = strings(
        '<r><rPr><b/></rPr><t>行政机关</t></r><r><t xml:space="preserve">负责人</t></r>'
        '<rPh sb="0" eb="2"><t>xíngzhèng</t></rPh><phoneticPr fontId="1"/>',
        '<t>上标²</t><phoneticPr fontId="1" type="noConversion"/>',
        "<t/>",
        "<t>a_x000D_b</t>",
    )
    rows = "".join(row(f'<c r="A{n + 1}" t="s"><v>{n}</v></c>', n + 1) for n in range(4))
    return workbook(sheet(rows), sharedStrings=table_)


@read(".xlsx", A1="应诉率", B1="甲&乙<丙", C1="\u200b零宽\u00a0空格")
def inline_strings() -> bytes:
    rich = '<c r="A1" t="inlineStr"><is><r><t>应诉</t></r><r><t>率</t></r><rPh sb="0" eb="1"><t>ying</t></rPh></is></c>'
    plain = '<c r="B1" t="inlineStr"><is><t>甲&amp;乙&lt;丙</t></is></c>'
    return workbook(sheet(row(rich + plain + '<c r="C1" t="inlineStr"><is><t>&#8203;零宽&#160;空格</t></is></c>')))


@read(
    ".xlsx",
    A1=("no_value", ""),
    B1=("no_value", ""),
    C1=("text", ""),
    D1=("error", "#DIV/0!"),
    E1=("bool", "TRUE"),
    F1=("text", "合格"),
    G1=("number", "0"),
)
def formulas_with_and_without_values() -> bytes:
    return workbook(
        sheet(
            row(
                '<c r="A1"><f>SUM(B2:B9)</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1" t="str"><f>""</f><v></v></c>'
                '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E1" t="b"><f>1=1</f><v>1</v></c>'
                '<c r="F1" t="str"><f>IF(1,"合格")</f><v>合格</v></c><c r="G1"><f>0</f><v>0</v></c>'
            )
        )
    )


@read(".xlsx", "never_calculated", A1=("no_value", ""), B1=("number", "7"), C1=("number", "0"))
def formulas_with_placeholder_zeros() -> bytes:
    inside = sheet(row('<c r="A1"><f>SUM(B1)</f><v>0</v></c><c r="B1"><f>7</f><v>7</v></c><c r="C1"><v>0</v></c>'))
    return zipped(parts_of(inside, after='<calcPr calcId="1" fullCalcOnLoad="1"/>'))


@read(
    ".xlsx",
    A1=("date", "2024-09-30"),
    B1=("date", "2024-09-30"),
    C1=("date", "2024-09-30T12:00:00"),
    D1=("number", "45565"),
    E1=("number", "0"),
    F1=("number", "60"),
    G1=("date", "06:00:00"),
    H1=("number", "-1"),
)
def chinese_built_in_dates() -> bytes:
    values = ((1, "45565"), (2, "45565"), (1, "45565.5"), (0, "45565"), (1, "0"), (1, "60"), (3, "0.25"), (1, "-1"))
    inside = "".join(
        f'<c r="{"ABCDEFGH"[n]}1" s="{style}"><v>{value}</v></c>' for n, (style, value) in enumerate(values)
    )
    return workbook(sheet(row(inside)), styles=styles(0, 31, 58, 'h"时"mm"分"'))


@read(".xlsx", A1=("date", "2024-09-30"))
def number_format_again_in_a_conditional_style() -> bytes:
    again = '<dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="0.00%"/></dxf></dxfs></styleSheet>'
    return workbook(
        sheet(row('<c r="A1" s="0"><v>45565</v></c>')), styles=styles("yyyy-mm-dd").replace("</styleSheet>", again)
    )


@read(".xlsx", A1="指标")
def module_of_an_old_macro_among_the_sheets() -> bytes:
    parts = parts_of(GOOD)
    module = '<sheet name="Module1" sheetId="9" state="veryHidden" r:id=""/></sheets>'
    return zipped({**parts, "xl/workbook.xml": str(parts["xl/workbook.xml"]).replace("</sheets>", module)})


@read(".xlsx", A1=("date", "2024-09-30"))
def dates_since_1904() -> bytes:
    inside = sheet(row('<c r="A1" s="0"><v>44103</v></c>'))
    return zipped({**parts_of(inside, settings='<workbookPr date1904="1"/>'), "xl/styles.xml": styles(14)})


@read(".xlsx", A1=("date", "2024-09-30"))
def dates_since_1904_beside_an_extension() -> bytes:
    more = (
        '<extLst><ext xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
        '<x15:workbookPr chartTrackingRefBase="1"/></ext></extLst>'
    )
    inside = sheet(row('<c r="A1" s="0"><v>44103</v></c>'))
    parts = parts_of(inside, settings='<workbookPr date1904="1"/>', after=more)
    return zipped({**parts, "xl/styles.xml": styles(14)})


@read(".xlsx", A1=("text", "甲_xD800_乙\t_x0000_"))
def characters_that_no_text_may_hold() -> bytes:
    return workbook(
        sheet(row('<c r="A1" t="s"><v>0</v></c>')), sharedStrings=strings("<t>甲_xD800_乙_x0009__x0000_</t>")
    )


@read(".xlsx", A1=("date", "2024-09-30"), B1=("date", "2024-09-30T08:30:00"), C1=("text", "某日"))
def iso_dates() -> bytes:
    return workbook(
        sheet(
            row(
                '<c r="A1" t="d"><v>2024-09-30T00:00:00</v></c><c r="B1" t="d"><v>2024-09-30T08:30:00.000Z</v></c>'
                '<c r="C1" t="d"><v>某日</v></c>'
            )
        )
    )


@read(".xlsx", A1="0.3", B1="3", C1="1000", D1=("text", "NaN"), E1="0.00000001", F1=("text", "1e999"), G1="-5")
def numbers_as_doubles() -> bytes:
    values = ("0.30000000000000004", "2.9999999999999996", "1E3", "NaN", "1e-8", "1e999", "-5.0")
    return workbook(sheet(row("".join(f'<c r="{"ABCDEFG"[n]}1"><v>{v}</v></c>' for n, v in enumerate(values)))))


@read(".xlsx", A1=("number", "1"), B1=("number", "2"), A2=("number", "3"))
def cells_without_addresses() -> bytes:
    return workbook(sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))


@read(".xlsx", A1=("number", "1"), B1=("number", "2"), A2="x")
def cells_out_of_order() -> bytes:
    return workbook(sheet(cells(A2="x") + row('<c r="B1"><v>2</v></c><c r="A1"><v>1</v></c>')))


@read(".xlsx", A1=("number", "1"), B1="y")
def attributes_in_another_order() -> bytes:
    return workbook(sheet('<row spans="1:2" r="1"><c t="n" s="0" r="A1"><v>1</v></c>'
                          '<c r="B1" cm="1" t="str" s="0"><v>y</v></c></row>'))  # fmt: skip


@read(".xlsx", A1=("number", "1"), B1=("text", "2&3"))
def comments_and_sections_in_the_sheet() -> bytes:
    return workbook(sheet(row('<!-- <c r="A1"><v>9</v></c> --><c r="A1"><v>1</v></c>'
                              '<c r="B1" t="str"><v><![CDATA[2&3]]></v></c>')))  # fmt: skip


@read(".xlsx", A1="指标")
def part_names_in_capitals_and_backslashes() -> bytes:
    parts = {name.replace("/", "\\").upper(): content for name, content in parts_of(GOOD).items()}
    parts["[Content_Types].xml"] = parts.pop("[CONTENT_TYPES].XML")
    return zipped(parts)


@read(".xlsx", A1="指标")
def absolute_targets() -> bytes:
    parts = parts_of(GOOD)
    relations = str(parts["xl/_rels/workbook.xml.rels"]).replace('Target="', 'Target="/xl/')
    return zipped({**parts, "xl/_rels/workbook.xml.rels": relations})


@read(".xlsx", A1=("number", "0.95"))
def styles_missing() -> bytes:
    return zipped({**parts_of(sheet(row('<c r="A1" s="3"><v>0.95</v></c>'))), "xl/styles.xml": None})


@read(".xlsx", A1="指标")
def path_upwards_in_the_archive() -> bytes:
    return zipped({**parts_of(GOOD), "../../../tmp/evil.xml": "x", "/etc/evil.xml": "x"})


@read(".csv", "text_read_as", A1="指标", B2="95%")
def csv_with_byte_order_mark() -> bytes:
    return "\ufeff指标,数值\r\n应诉率,95%\r\n".encode()


@read(".csv", "text_read_as", A1="指标", A2="应诉率", B2="95%")
def csv_in_gbk() -> bytes:
    return "指标,数值\r\n应诉率,95%\r\n".encode("gbk")


@read(".csv", "text_read_as", A1="㐀𠀀旗", B1="指标名称数值单位备注期间年度")
def csv_in_gb18030() -> bytes:
    return "㐀𠀀旗,指标名称数值单位备注期间年度\r\n".encode("gb18030")


@read(".txt", "text_read_as", A1="指标", B2="95%")
def text_in_utf_16() -> bytes:
    return "指标\t数值\r\n应诉率\t95%\r\n".encode("utf-16")


@read(".csv", "text_read_as", A1="指标", B2="95%")
def csv_in_big_endian_utf_16() -> bytes:
    return b"\xfe\xff" + "指标,数值\r\n应诉率,95%\r\n".encode("utf-16-be")


@read(".csv", "text_read_as", A1="指标", B2="95%")
def csv_in_unmarked_utf_16() -> bytes:
    return "指标,数值\r\n应诉率,95%\r\n".encode("utf-16-le")


@read(".csv", "text_read_as", A1="指标", B2="1,234", C2="95%")
def csv_with_semicolons() -> bytes:
    return "指标;数值;比率\n办件量;1,234;95%\n收件量;2,345;96%\n".encode()


@read(".tsv", "text_read_as", A1="指标", B2="1,234")
def tsv() -> bytes:
    return "指标\t数值\n办件量\t1,234\n".encode()


@read(".csv", "text_read_as", A2="指标", B3="95%")
def csv_that_names_its_delimiter() -> bytes:
    return "sep=;\r\n指标;数值\r\n应诉率;95%\r\n".encode()


@read(".csv", "text_read_as", A2="第一行\n第二行", B2="95%", A3='所谓"全覆盖"')
def csv_with_line_ends_in_quotes() -> bytes:
    return '指标,数值\n"第一行\n第二行",95%\n"所谓""全覆盖""",1\n'.encode()


@read(".csv", "text_read_as", A2='5" 屏幕', B2="3")
def csv_with_a_quote_inside_a_field() -> bytes:
    return '指标,数值\n5" 屏幕,3\n'.encode()


@read(".csv", "text_read_as", A1="=1+1", B1="@SUM(A1)", C1="+1", D1="-1")
def csv_with_formulas() -> bytes:
    return b"=1+1,@SUM(A1),+1,-1\n"


@read(".csv", "text_read_as", A1="只有一列")
def csv_of_one_column() -> bytes:
    return "只有一列\n一\n二\n".encode()


@read(".ods", A1="指标", B1=("number", "0.95"), C1=("date", "2024-09-30"), D1=("bool", "TRUE"), E1=("date", "08:30:00"))
def ods_of_every_kind() -> bytes:
    return ods(
        table(
            table_row(
                table_cell("指标")
                + table_cell("95%", ' office:value-type="percentage" office:value="0.95"')
                + table_cell("9月30日", ' office:value-type="date" office:date-value="2024-09-30"')
                + table_cell("TRUE", ' office:value-type="boolean" office:boolean-value="true"')
                + table_cell("8:30", ' office:value-type="time" office:time-value="PT08H30M00S"')
            )
        )
    )


@read(".ods", A1="x", B3=("number", "5"))
def ods_with_empty_repeats_to_the_end() -> bytes:
    empty = '<table:table-cell table:number-columns-repeated="16383"/>'
    return ods(
        table(
            table_row(table_cell("x") + empty)
            + table_row("<table:table-cell/>")
            + table_row("<table:table-cell/>" + table_cell("5", ' office:value-type="float" office:value="5"'))
            + table_row("<table:table-cell/>", ' table:number-rows-repeated="1048573"')
        )
    )


@read(".ods", A1="x", B1="x", A2="x", B2="x")
def ods_with_repeated_values() -> bytes:
    cell = table_cell("x", ' office:value-type="string" table:number-columns-repeated="2"')
    return ods(table(table_row(cell, ' table:number-rows-repeated="2"')))


@read(".ods", A1=("error", "#DIV/0!"), B1=("no_value", ""))
def ods_errors_and_waiting_formulas() -> bytes:
    error = table_cell("#DIV/0!", ' office:value-type="string" office:string-value="" calcext:value-type="error"')
    return ods(table(table_row(error + '<table:table-cell table:formula="of:=SUM([.A2:.A3])"/>')))


@read(".ods", A1="看得见的字", B1="一  二")
def ods_with_notes_and_spaces() -> bytes:
    note = "<office:annotation><text:p>批注不是内容</text:p></office:annotation>"
    cell = f'<table:table-cell office:value-type="string">{note}<text:p>看得见<text:span>的字</text:span></text:p></table:table-cell>'
    return ods(table(table_row(cell + table_cell('一<text:s text:c="2"/>二'))))
