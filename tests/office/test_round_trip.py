"""What the template asks, filled in and saved by a clerk's program in any format, reads back to the same facts."""

from __future__ import annotations

import copy
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from compliance.checking import template_questions
from compliance.fact import Submission
from compliance.intake import read_submission, template
from compliance.region import Divisions
from tests.office.conftest import Office

UNIT, PERIOD = "622900", "2023"
ASKED = template_questions(UNIT, PERIOD, benchmarks=["golmud-2024"])
PEOPLE = [["张三", "A001", 60], ["李四", "A002", 61.5], ["王五", "A003", 0]]


def read(path: Path) -> Submission:
    return read_submission(path, indicators=ASKED[3], divisions=Divisions.shipped(), unit=UNIT, period=PERIOD)


def substance(submission: Submission, lists: bool = True) -> Any:
    """What is reported: places and wording aside, with which cells are left to fill in."""

    def amounts(*figures: Any) -> list[Fraction | None]:
        return [figure.value if figure else None for figure in figures]

    facts = [
        (
            f.indicator,
            f.period.text,
            f.scope,
            amounts(f.value, f.numerator, f.denominator),
            f.source,
            f.remark,
            f.unread,
        )
        for f in submission.facts
    ]
    records = [
        (r.list, r.name, r.id, r.categories, [(k, v.value) for k, v in r.values.items()], r.begins, r.ends)
        for r in submission.records
    ]
    rolls = [(r.list, r.category, amounts(r.expected)) for r in submission.rolls]
    return submission.unit, submission.period, facts, *((records, rolls) if lists else ())


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Every row of the template filled in as its kind asks, by openpyxl; every list with rows."""
    path = tmp_path / "填报表.xlsx"
    template.write(path, *ASKED)
    book = openpyxl.load_workbook(path)
    sheet: Any = book["指标数据"]
    for row in range(2, sheet.max_row + 1):
        match sheet.cell(row, 5).value:
            case None:
                continue
            case "%":
                sheet.cell(row, 7).value, sheet.cell(row, 8).value = row, 3 * row
                # three ways to write a share: text, a number under a format, hundredths
                sheet.cell(row, 6).value = ["33.3%", 0.333, 33.3][row % 3]
                sheet.cell(row, 6).number_format = "0.0%" if row % 3 == 1 else "General"
            case "日期":
                sheet.cell(row, 6).value = date(2023, 9, 30)
            case _:
                sheet.cell(row, 6).value = 1000 + row
        sheet.cell(row, 11).value = "=注意：照实填报" if row == 2 else None
        sheet.cell(row, 11).data_type = "s" if row == 2 else "n"
    _people(book["人员培训"])
    _heads(book["执法部门负责人"])
    _departments(book["部门情况"])
    book.save(path)
    return path


def _people(sheet: Any) -> None:
    sheet["B2"] = len(PEOPLE)
    for row, (name, number, hours) in enumerate(PEOPLE, 5):
        for column, value in enumerate((name, number, "行政执法人员", hours), 2):
            sheet.cell(row, column).value = value


def _heads(sheet: Any) -> None:
    sheet["B2"] = 1
    for column, value in enumerate(("赵六", "B1", "执法部门负责人", 1, date(2021, 3, 1), date(2026, 3, 1)), 2):
        sheet.cell(5, column).value = value


def _departments(sheet: Any) -> None:
    for row, count in ((2, 1), (3, 0), (4, 0)):
        sheet.cell(row, 2).value = count
    for column, value in enumerate(("司法局", None, "行政执法部门", date(2023, 9, 1)), 2):
        sheet.cell(7, column).value = value


def test_what_openpyxl_fills_in_is_read_without_a_question(filled: Path) -> None:
    """Every row has its figures, every list its rows."""
    found = read(filled)
    assert [p.code for p in found.problems if p.severity != "note"] == []
    assert all(fact.figures for fact in found.facts) and len(found.records) == 5
    assert found.facts[0].remark == "=注意：照实填报"


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_saved_by_libreoffice_it_says_the_same(office: Office, filled: Path, suffix: str) -> None:
    """Opened by LibreOffice and saved as .xlsx, .xls (as WPS saves .et) and .ods."""
    assert substance(read(office.convert(filled, suffix))) == substance(read(filled))


def test_each_sheet_saved_as_text_says_the_same(office: Office, filled: Path) -> None:
    """CSV has one sheet a file: the figures alone give the facts, the lists alone their rows."""
    whole = read(filled)
    # the last number says: every sheet, each in a file of its own, texts as they are shown
    office.convert_all(filled, "csv", "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
    figures = read(office.folder / "as-csv" / "填报表-指标数据.csv")
    assert substance(figures, lists=False) == substance(whole, lists=False)
    for name in ("人员培训", "执法部门负责人", "部门情况"):
        found = read(office.folder / "as-csv" / f"填报表-{name}.csv")
        expected = [(r.list, r.name, r.id, r.categories, r.begins, r.ends) for r in whole.records if r.list == name]
        assert [(r.list, r.name, r.id, r.categories, r.begins, r.ends) for r in found.records] == expected
        values = [{k: v.value for k, v in r.values.items()} for r in whole.records if r.list == name]
        assert [{k: v.value for k, v in r.values.items()} for r in found.records] == values


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_filled_in_by_libreoffice_it_reads_the_same(office: Office, filled: Path, tmp_path: Path, suffix: str) -> None:
    """Figures typed into a document of LibreOffice's own (its flat format), which it then computes and saves."""
    blank = tmp_path / "空表.xlsx"
    template.write(blank, *ASKED)
    flat = office.convert(blank, "fods")
    values = openpyxl.load_workbook(filled)
    typed = tmp_path / "填好.fods"
    typed.write_bytes(_typed(flat.read_bytes(), values))

    assert substance(read(office.convert(typed, suffix))) == substance(read(filled))


def _typed(document: bytes, values: Any) -> bytes:
    """The flat document with the values of a workbook's cells typed into its own."""
    spaces = {
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    table, of, text = (f"{{{spaces[name]}}}" for name in ("table", "office", "text"))
    root = etree.fromstring(document)  # lxml keeps the prefixes, and LibreOffice knows its own only
    for page in root.iter(f"{table}table"):
        sheet = values[page.get(f"{table}name")]
        _unrolled(page, f"{table}table-row", f"{table}number-rows-repeated", sheet.max_row)
        for number, row in enumerate(page.iter(f"{table}table-row"), 1):
            _unrolled(row, f"{table}table-cell", f"{table}number-columns-repeated", sheet.max_column)
            cells = [c for c in row if c.tag in (f"{table}table-cell", f"{table}covered-table-cell")]
            for column, cell in enumerate(cells[: sheet.max_column], 1):
                value = sheet.cell(number, column).value
                if value is None or list(cell):
                    continue
                for name in [name for name in cell.attrib if name.startswith(of)]:
                    del cell.attrib[name]
                if hasattr(value, "year"):
                    cell.set(f"{of}value-type", "date")
                    cell.set(f"{of}date-value", f"{value:%Y-%m-%d}")
                elif isinstance(value, str):
                    cell.set(f"{of}value-type", "string")
                    etree.SubElement(cell, f"{text}p").text = value
                else:
                    cell.set(f"{of}value-type", "float")
                    cell.set(f"{of}value", repr(value))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _unrolled(parent: Any, tag: str, repeated: str, most: int) -> None:
    """Write out rows or cells that are told once with a number; those beyond the table stay rolled up."""
    for child in list(parent.iter(tag) if tag.endswith("row") else parent):
        count = int(child.get(repeated, "1")) if child.tag == tag else 1
        if not 1 < count <= most:
            continue
        owner = child.getparent()
        del child.attrib[repeated]
        place = list(owner).index(child)
        for offset in range(1, count):
            owner.insert(place + offset, copy.deepcopy(child))
