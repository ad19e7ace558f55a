"""The template as rows of plain values that a test can bend, and small files written from them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from compliance.checking import template_questions
from compliance.errors import Problem
from compliance.fact import Fact, Figure, Record, Submission
from compliance.indicator import Indicators
from compliance.intake import read_submission, template
from compliance.intake.readers import read_grid
from compliance.region import Divisions
from compliance.source import column_letters, column_number

UNIT, PERIOD = "622900", "2023"
COVER, FIGURES, PEOPLE, HEADS, DEPARTMENTS = "填报说明", "指标数据", "人员培训", "执法部门负责人", "部门情况"
_FIELDS = {"code": 1, "name": 2, "period": 3, "scope": 4, "unit": 5, "value": 6, "numerator": 7, "denominator": 8,
           "explanation": 9, "source": 10, "remark": 11}  # fmt: skip


@dataclass(frozen=True)
class Error:
    """An Excel error value."""

    text: str


@dataclass(frozen=True)
class Formula:
    """A formula without a stored value."""

    text: str


@dataclass(frozen=True)
class Shown:
    """A value under a number format."""

    value: Any
    format: str


@dataclass
class Page:
    """One sheet: rows of values, None where nothing stands."""

    name: str
    rows: list[list[Any]]
    merges: list[str] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)

    def __getitem__(self, address: str) -> Any:
        column, row = _split(address)
        return self.rows[row - 1][column - 1]

    def __setitem__(self, address: str, value: Any) -> None:
        column, row = _split(address)
        while len(self.rows) < row:
            self.rows.append([])
        line = self.rows[row - 1]
        line.extend([None] * (column - len(line)))
        line[column - 1] = value

    def column(self, heading: str) -> int:
        """The number of the column under `heading`, counted from 1."""
        for line in self.rows:
            if heading in line:
                return line.index(heading) + 1
        raise KeyError(heading)

    def without_column(self, heading: str) -> None:
        number = self.column(heading)
        for line in self.rows:
            if len(line) >= number:
                del line[number - 1]

    def reordered(self, order: Sequence[int]) -> None:
        """Put the columns into `order` (numbers from 0); columns beyond stay."""
        for index, line in enumerate(self.rows):
            padded = line + [None] * (len(order) - len(line))
            self.rows[index] = [padded[i] for i in order] + padded[len(order) :]


def _split(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return column_number(letters), int(address[len(letters) :])


class Book:
    """A workbook to bend. Starts as the filled template."""

    def __init__(self, pages: list[Page]) -> None:
        self.pages = pages

    def __getitem__(self, name: str) -> Page:
        return next(page for page in self.pages if page.name == name)

    def row(self, code: str, period: str = "") -> int:
        """The row of 指标数据 that asks for `code`."""
        for number, line in enumerate(self[FIGURES].rows, 1):
            if line[:1] == [code] and (not period or line[2] == period):
                return number
        raise KeyError(code)

    def cell(self, code: str, what: str) -> str:
        """The address of a figure: cell("YS01", "value") is F32."""
        return f"{column_letters(_FIELDS[what])}{self.row(code)}"

    def put(self, code: str, /, **values: Any) -> None:
        row = self.row(code)
        for what, value in values.items():
            self[FIGURES][f"{column_letters(_FIELDS[what])}{row}"] = value

    def free(self, **values: Any) -> int:
        """Fill in the first free row of 指标数据; its number."""
        number = len(self[FIGURES].rows) + 1
        for what, value in values.items():
            self[FIGURES][f"{column_letters(_FIELDS[what])}{number}"] = value
        return number

    def write(self, path: Path) -> None:
        from openpyxl import Workbook

        workbook = Workbook()
        del workbook[workbook.sheetnames[0]]
        for page in self.pages:
            sheet = workbook.create_sheet(page.name)
            for r, line in enumerate(page.rows, 1):
                for c, value in enumerate(line, 1):
                    if value is not None:
                        _set(sheet.cell(r, c), value)
            for merge in page.merges:
                sheet.merge_cells(merge)
            sheet.sheet_state = "hidden" if page.hidden else "visible"
            for row in page.hidden_rows:
                sheet.row_dimensions[row].hidden = True
            for letters in page.hidden_columns:
                sheet.column_dimensions[letters].hidden = True
        if all(page.hidden for page in self.pages):
            workbook.create_sheet("Sheet1")
        workbook.save(path)

    def read(self, **options: Any) -> Read:
        """Write the book to a file and read it as a submission."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "book.xlsx"
            self.write(path)
            return Read(read(path, **options), self)


def _set(cell: Any, value: Any) -> None:
    match value:
        case Error(text):
            cell.value, cell.data_type = text, "e"
        case Formula(text):
            cell.value = text
        case Shown(inner, code):
            cell.value, cell.number_format = inner, code
        case date():
            cell.value, cell.number_format = value, "yyyy-mm-dd"
        case str():
            cell.value, cell.data_type = value, "s"
        case _:
            cell.value = value


def read(path: Path, **options: Any) -> Submission:
    return read_submission(path, indicators=indicators(), divisions=Divisions.shipped(), **options)


@dataclass
class Read:
    """What was read, with short questions to ask of it."""

    submission: Submission
    book: Book

    @property
    def codes(self) -> list[str]:
        return sorted(p.code for p in self.submission.problems)

    def problem(self, code: str) -> Problem:
        found = [p for p in self.submission.problems if p.code == code]
        assert found, f"no {code} among {self.codes}"
        return found[0]

    def fact(self, code: str, unit: str = "", period: str = "") -> Fact:
        found = indicators().find(code)
        name = found.name if found else code
        facts = [
            f
            for f in self.submission.facts
            if f.indicator == name and (not unit or f.unit == unit) and (not period or f.period.text == period)
        ]
        assert len(facts) == 1, f"{len(facts)} facts of {name}"
        return facts[0]

    def record(self, name: str) -> Record:
        return next(r for r in self.submission.records if r.name == name)


def amount(figure: Figure | None) -> Fraction | None:
    return figure.value if figure else None


@cache
def _questions() -> Any:
    return template_questions(UNIT, PERIOD, benchmarks=["golmud-2024"])


def indicators() -> Indicators:
    known: Indicators = _questions()[3]
    return known


@cache
def _pages() -> list[Page]:
    """The sheets of the template, their prepared empty rows cut to a few."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        template.write(path, *_questions())
        grid = read_grid(path)
    pages = []
    for sheet in grid.sheets:
        last = min(sheet.last_row, 60 if sheet.name in (COVER, FIGURES) else 12)
        rows = [[_value(sheet.cell(r, c)) for c in range(1, sheet.last_column + 1)] for r in range(1, last + 1)]
        pages.append(Page(sheet.name, rows))
    return pages


def _value(cell: Any) -> Any:
    if cell is None:
        return None
    return int(cell.raw) if cell.kind == "number" else cell.raw


def blank() -> Book:
    """The template as it comes."""
    return Book(copy.deepcopy(_pages()))


def filled() -> Book:
    """The template with a figure of every kind, a person, a head of department and two departments."""
    book = blank()
    book.put("YS01", value="90%", numerator=27, denominator=30)
    book.put("FY01", value=15.8, numerator=29, denominator=184)
    book.put("FY06", value=206)
    book.put("JC03", value=date(2023, 3, 31))
    book.put("PX01", value=2)
    people, heads, departments = book[PEOPLE], book[HEADS], book[DEPARTMENTS]
    people["B2"], heads["B2"] = 1, 1
    people.rows[4] = [1, "张三", "A001", "行政执法人员", 60]
    heads.rows[4] = [1, "李四", None, "执法部门负责人", 1, date(2021, 3, 1), date(2026, 3, 1)]
    departments["B2"], departments["B3"], departments["B4"] = 1, 1, 0
    departments.rows[6] = [1, "司法局", None, "行政执法部门", date(2023, 9, 30), 1, 2]
    departments.rows[7] = [2, "档案局", None, "其他政府部门", None, 0]
    return book
