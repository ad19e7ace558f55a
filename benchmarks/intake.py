"""Reading workbooks: python-calamine, our grid, our grid in a worker, intake to facts, openpyxl, pandas; side by side.

    python benchmarks/intake.py [FILES] [READER ...]        python benchmarks/intake.py 1000 "intake to facts"

Two corpora. Ordinary: the template of a county with its lists (figures, persons, heads, departments), each
file filled in with other figures, saved by openpyxl as `compliance template` writes it. Small: workbooks of three sheets
and some 460 cells with a county's own headings, half of them written by openpyxl (inline texts), half by XlsxWriter
(shared texts, as Excel and WPS write). CPU time of each reader over the same files, best of five rounds taken in turns,
and its ratio to bare calamine, which drops error cells, formulas without value, number formats and hidden state.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pandas
import python_calamine
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from compliance import checking
from compliance.intake import read_submission, template
from compliance.intake.readers import read_grid
from compliance.intake.worker import ReaderPool
from compliance.region import Divisions
from compliance.rulebook import load_indicators

HEADING = [
    "指标编码",
    "指标名称",
    "期间",
    "统计范围",
    "计量单位",
    "数值",
    "分子",
    "分母",
    "分子分母说明",
    "数据来源",
    "备注",
]
PEOPLE = ["序号", "姓名", "工号", "职务", "参训学时", "任期起"]
FORM = [["单位代码", "632801"], ["单位名称", "示例县"], ["填报期间", "2024"], ["版本号", 1], ["填报人", "甲"]]
ROUNDS = 5


def figures(chance: random.Random, names: list[str]) -> list[list[object]]:
    rows: list[list[object]] = []
    for name in names[:25]:
        base = chance.randint(10, 900)
        count = chance.randint(0, base)
        rows.append(["", name, "2024", "本级", "%", count / base, count, base, "", "台账", ""])
    return rows


def people(chance: random.Random) -> list[list[object]]:
    begin = date(2023, 1, 1)
    return [
        [n, f"张某{n}", f"A{n:04}", "科长", chance.randint(20, 90), begin + timedelta(chance.randrange(600))]
        for n in range(1, 31)
    ]


def by_template(path: Path, chance: random.Random, template: openpyxl.Workbook) -> None:
    """The template filled in: nine figures of ten, most rates as counts, thirty persons, ten heads, twenty departments."""
    page = template["指标数据"]
    for row in range(2, page.max_row + 1):
        if page.cell(row, 1).value is None or page.cell(row, 5).value is None:
            continue
        base = chance.randint(10, 900)
        part = chance.randint(0, base)
        given: tuple[object, object, object] = (chance.randint(0, 300), None, None)
        if page.cell(row, 5).value == "%":
            given = (chance.choice([f"{100 * part / base:.1f}%", part / base, None]), part, base)
        elif page.cell(row, 5).value == "日期":
            given = (date(2023, chance.randint(1, 12), chance.randint(1, 28)), None, None)
        if chance.random() < 0.1:
            given = (None, None, None)
        for column, value in zip((6, 7, 8), given, strict=True):
            page.cell(row, column).value = value  # type: ignore[union-attr, assignment]
    for name, count in (("人员培训", 30), ("执法部门负责人", 10), ("部门情况", 20)):
        if name in template.sheetnames:
            _filled_list(template[name], chance, count)
    template.save(path)


def _filled_list(page: Worksheet, chance: random.Random, count: int) -> None:
    top = next(row for row in range(1, 20) if page.cell(row, 1).value == "序号")
    stated = [page.cell(row, 1).value for row in range(2, top - 1)]
    for row in range(2, top - 1):
        page.cell(row, 2).value = count if row == 2 else 0
    heads = [str(page.cell(top, column).value) for column in range(1, page.max_column + 1)]
    for number in range(1, count + 1):
        for column, head in enumerate(heads, 1):
            value: object = None
            if column == 2:
                value = f"张某{number}" if heads[1] == "姓名" else f"第{number}局"
            elif column == 3:
                value = f"A{number:04}"
            elif column == 4:
                value = stated[0]
            elif "日期" in head or head.startswith("任期"):
                value = date(2023, chance.randint(1, 12), chance.randint(1, 28))
            elif 4 < column < len(heads):
                value = chance.randint(0, 90)
            if value is not None:
                page.cell(top + number, column).value = value  # type: ignore[union-attr, assignment]


def by_openpyxl(path: Path, chance: random.Random, names: list[str]) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "填报说明"
    for line in FORM:
        page.append(line)
    page = book.create_sheet("指标数据")
    for line in [HEADING, *figures(chance, names)]:
        page.append(line)
    for row in range(2, page.max_row + 1):
        page.cell(row, 6).number_format = "0.00%"
    page = book.create_sheet("人员培训")
    for line in [PEOPLE, *people(chance)]:
        page.append(line)
    book.save(path)


def by_xlsxwriter(path: Path, chance: random.Random, names: list[str]) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        percent = book.add_format({"num_format": "0.00%"})
        page = book.add_worksheet("填报说明")
        for number, line in enumerate(FORM):
            page.write_row(number, 0, line)
        page = book.add_worksheet("指标数据")
        for number, line in enumerate([HEADING, *figures(chance, names)]):
            page.write_row(number, 0, line)
            if number:
                page.write(number, 5, line[5], percent)
        page = book.add_worksheet("人员培训")
        for number, line in enumerate([PEOPLE, *people(chance)]):
            page.write_row(number, 0, line)


def calamine(path: Path) -> None:
    book = python_calamine.load_workbook(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def with_openpyxl(path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                _ = cell.value, cell.number_format


def with_pandas(path: Path) -> None:
    pandas.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


def cpu() -> float:
    """CPU of this process and of children that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def best(readers: dict[str, Callable[[list[Path]], None]], files: list[Path]) -> dict[str, float]:
    """Reader → least CPU milliseconds a file; readers take turns, so that a busy machine slows all alike."""
    found = dict.fromkeys(readers, float("inf"))
    for _ in range(ROUNDS):
        for name, read in readers.items():
            begun = cpu()
            read(files)
            found[name] = min(found[name], (cpu() - begun) / len(files) * 1000)
    return found


def each(read: Callable[[Path], object]) -> Callable[[list[Path]], None]:
    def all_of(files: list[Path]) -> None:
        for path in files:
            read(path)

    return all_of


def in_a_worker(files: list[Path]) -> None:
    with ReaderPool() as pool:
        for path in files:
            pool.read(path)


def main(count: int, wanted: list[str]) -> None:
    """`wanted`: which readers beside calamine; all where none is named."""
    indicators, divisions = load_indicators(), Divisions.shipped()
    names = [indicator.name for indicator in indicators]
    readers: dict[str, Callable[[list[Path]], None]] = {
        "calamine": each(calamine),
        "our grid": each(read_grid),
        "our grid in a worker": in_a_worker,
        "intake to facts": each(lambda path: read_submission(path, indicators=indicators, divisions=divisions)),
        "openpyxl": each(with_openpyxl),
        "pandas": each(with_pandas),
    }
    readers = {name: read for name, read in readers.items() if not wanted or name in ("calamine", *wanted)}
    with tempfile.TemporaryDirectory() as folder:
        blank = Path(folder) / "template.xlsx"
        template.write(blank, *checking.template_questions("622901", "2023", benchmarks=["golmud-2024"]))
        form = openpyxl.load_workbook(blank)
        corpora: dict[str, Callable[[Path, random.Random], None]] = {
            "filled template": lambda path, chance: by_template(path, chance, form),
            "small, openpyxl": lambda path, chance: by_openpyxl(path, chance, names),
            "small, XlsxWriter": lambda path, chance: by_xlsxwriter(path, chance, names),
        }
        for writer, write in corpora.items():
            files = [Path(folder) / f"{writer}{number:04}.xlsx" for number in range(count)]
            for number, path in enumerate(files):
                write(path, random.Random(number))
            begun = time.perf_counter()
            found = best(readers, files)
            print(f"\n{count} workbooks: {writer} ({time.perf_counter() - begun:.0f} s)")
            for name, spent in found.items():
                print(f"  {name:22}{spent:8.2f} ms CPU a file {spent / found['calamine']:6.1f} ×")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, sys.argv[2:])
