"""Excel workbooks: the quick way reads what the XML parser reads; formulas, hidden parts, merges."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from compliance.errors import RefusedError
from compliance.intake.container import Container, Limits, Package
from compliance.intake.grid import Cell, Grid, Sheet
from compliance.intake.readers import xlsx_sheet, xlsx_strings
from compliance.intake.readers.xlsx import read_xlsx
from compliance.intake.readers.xlsx_formulas import moved
from compliance.intake.readers.xlsx_strings import NotPlainError
from compliance.source import column_letters
from tests.bad_workbooks.files import READ
from tests.bad_workbooks.parts import cells, row, sheet, strings, styles, workbook


def read(data: bytes, limits: Limits = Limits()) -> Grid:
    return read_xlsx(Container("表.xlsx", "xlsx", data, Package(data, limits)), limits)


def parsed(data: bytes) -> Grid:
    """The same workbook through the XML parser alone."""

    def not_quick(*_: object) -> None:
        raise NotPlainError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_sheet, "_quick", not_quick)
        patch.setattr(xlsx_strings, "_quick", not_quick)
        return read(data)


def outcome(reading: object) -> object:
    """The grid, or the codes of its refusal."""
    try:
        return reading()  # type: ignore[operator]
    except RefusedError as error:
        return [each.code for each in error.problems]


# -- the quick way against the plain way

TEXTS = st.text(
    st.sampled_from("应诉率95% \u200b&<>\"'_x000D_x\u00a0；\n")
    | st.characters(codec="utf-8", categories=["L", "N", "S"]),
    max_size=12,
)
NUMBERS = st.sampled_from(["0", "1", "95", "0.95", "0.30000000000000004", "1E3", "45565", "45565.5", "-7", "NaN", "１"])
SHARED = [
    "<t>指标</t>",
    '<t xml:space="preserve"> 数值 </t>',
    "<r><t>粗</t></r><r><t>体</t></r>",
    "<t>a&amp;b_x000D_</t>",
]


@st.composite
def a_cell(draw: st.DrawFn, address: str) -> str:
    style = draw(st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"', ' s="9"']))
    head = f'<c r="{address}"{style}'
    formula = draw(
        st.sampled_from(
            ["", "", "", "<f>A1+1</f>", '<f t="shared" ref="A1:A9" si="0">$A1*2</f>', '<f t="shared" si="0"/>', "<f/>"]
        )
    )
    number = draw(NUMBERS)
    text = escape(draw(TEXTS))
    references = "".join(f"&#{ord(each)};" for each in draw(TEXTS))
    return draw(
        st.sampled_from(
            [
                f"{head}/>",
                f"{head}></c>",
                f"{head}>{formula}<v>{number}</v></c>",
                f'{head} t="n">{formula}<v>{number}</v></c>',
                f'{head} t="s">{formula}<v>{draw(st.integers(0, 3))}</v></c>',
                f'{head} t="str">{formula}<v>{text}</v></c>',
                f'{head} t="str">{formula}<v></v></c>',
                f'{head} t="b">{formula}<v>1</v></c>',
                f'{head} t="e">{formula}<v>#N/A</v></c>',
                f'{head} t="d"><v>2024-09-30</v></c>',
                f'{head} t="inlineStr"><is><t>{text}</t></is></c>',
                f'{head} t="inlineStr"><is><t>{references}</t></is></c>',
                f'{head} t="inlineStr"><is><r><t>{text}</t></r></is></c>',
                f"{head}>{formula}<v/></c>",
                f"{head}>{formula}</c>",
                f'<!-- {head} --><c r="{address}"><v>{number}</v></c>',
                f'{head} cm="1"><v>{number}</v><extLst><ext/></extLst></c>',
            ]
        )
    )


@st.composite
def a_sheet(draw: st.DrawFn) -> str:
    rows = []
    for number in sorted(draw(st.sets(st.integers(1, 12), max_size=5))):
        columns = sorted(draw(st.sets(st.integers(1, 30), max_size=5)))
        inside = "".join(draw(a_cell(f"{column_letters(column)}{number}")) for column in columns)
        hidden = draw(st.sampled_from(["", "", ' hidden="1"', ' spans="1:9" hidden="0"']))
        rows.append(row(inside, number, hidden) if inside else f'<row r="{number}"{hidden}/>')
    space = draw(st.sampled_from(["", "", "\n  "]))
    before = draw(st.sampled_from(["", '<cols><col min="2" max="3" hidden="1"/></cols>', '<dimension ref="A1"/>']))
    after = draw(st.sampled_from(["", '<mergeCells><mergeCell ref="A1:C2"/></mergeCells>']))
    return sheet(space.join(rows), before, after)


@given(a_sheet())
def test_the_quick_way_reads_what_the_parser_reads(markup: str) -> None:
    """Cell by cell, hidden rows and refusals too, whatever the markup."""
    data = workbook(markup, styles=styles(0, 14, "0.00%"), sharedStrings=strings(*SHARED))

    assert outcome(lambda: parsed(data)) == outcome(lambda: read(data))


@pytest.mark.parametrize("case", [case for case in READ if case.suffix == ".xlsx"], ids=lambda case: case.make.__name__)
def test_odd_files_read_the_same_both_ways(case: object) -> None:
    """The quick way answers or leaves the file to the parser; it never reads it otherwise."""
    data = case.make()  # type: ignore[attr-defined]
    if data.startswith(b"PK") and case.make.__name__ != "a_million_styled_rows":  # type: ignore[attr-defined]
        assert parsed(data) == read(data)


def test_a_plain_workbook_takes_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the benchmark would be the first to notice."""
    monkeypatch.setattr(xlsx_sheet, "parsed", None)
    data = workbook(sheet(cells(A1="指标") + row('<c r="B2" s="1"><f>1+1</f><v>2</v></c>', 2)), styles=styles(0, 10))

    assert read(data).sheets[0].cell(2, 2) == Cell(2, 2, "number", "2", "0.00%", "=1+1")


def test_a_large_sheet_is_read_in_steps() -> None:
    """Rows that straddle the pieces of an unpacked part are whole again."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="C{n}" t="str"><v>第{n}行</v></c></row>' for n in range(1, 60_001)
    )
    [found] = read(workbook(sheet(rows))).sheets

    assert len(found.cells) == 120_000
    assert all(found.cells[n, 3].raw == f"第{n}行" and found.cells[n, 1].raw == str(n) for n in range(1, 60_001))


# -- what belongs to a sheet


def test_hidden_rows_columns_and_sheets_are_kept_in_mind() -> None:
    """Clipped to what holds something."""
    first = sheet(
        row('<c r="A1"><v>1</v></c>') + row('<c r="C2"><v>2</v></c>', 2, ' hidden="1"') + row("", 9, ' hidden="1"'),
        before='<cols><col min="2" max="2" hidden="true"/><col min="3" max="16384" hidden="1"/></cols>',
    )
    found = read(workbook(first)).sheets[0]

    assert (frozenset({2}), frozenset({2, 3})) == (found.hidden_rows, found.hidden_columns)


def test_merges_are_clipped_to_what_holds_something() -> None:
    """One over the whole sheet costs no more than any other; one beside everything is none."""
    merges = '<mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="B9:C10"/><mergeCell ref="A2:A2"/></mergeCells>'
    [found] = read(workbook(sheet(cells(A1="标题", B2="5", D2="6"), after=merges))).sheets

    assert found.merges == ((1, 1, 1, 4),)


def test_sheets_keep_their_order_and_names() -> None:
    """Also 中文 names with signs."""
    data = workbook(sheet(cells(A1="甲")), sheet(cells(A1="乙")))

    assert [(each.name, each.cells[1, 1].raw) for each in read(data).sheets] == [("表1", "甲"), ("表2", "乙")]


def test_rows_come_in_order_with_their_cells() -> None:
    """From left to right; empty rows are left out."""
    [found] = read(workbook(sheet(cells(A1="甲", C1="乙", B3="丙")))).sheets

    assert [(number, [cell.raw for cell in line]) for number, line in found.rows()] == [(1, ["甲", "乙"]), (3, ["丙"])]
    assert (found.last_row, found.last_column) == (3, 3)


def test_an_empty_sheet_has_no_rows() -> None:
    """And no last row or column."""
    empty = Sheet("空", {})

    assert (list(empty.rows()), empty.last_row, empty.last_column) == ([], 0, 0)


def test_the_cell_limit_holds_over_all_sheets() -> None:
    """Two sheets of three cells are six cells."""
    data = workbook(sheet(cells(A1="1", B1="2", C1="3")), sheet(cells(A1="1", B1="2", C1="3")))

    with pytest.raises(RefusedError, match="单元格过多"):
        read(data, Limits(cells=5))
    assert len(read(data, Limits(cells=6)).sheets) == 2


# -- formulas


def test_a_shared_formula_is_told_at_each_of_its_cells() -> None:
    """It is stored at the first alone."""
    rows = row('<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1+Sheet2!A1</f><v>1</v></c>') + "".join(
        row(f'<c r="B{n}"><f t="shared" si="0"/><v>{n}</v></c>', n) for n in (2, 3)
    )
    [found] = read(workbook(sheet(rows))).sheets

    assert [cell.formula for cell in found.cells.values()] == [
        "=A1*$A$1+Sheet2!A1",
        "=A2*$A$1+Sheet2!A2",
        "=A3*$A$1+Sheet2!A3",
    ]


FORMULAS = ["A1+B2", "$A1*B$2", 'IF(A1="B2",SUM(C3:D9),"")', "'A1 表'!B2", "LOG10(A1)", "SUM($A$1:A1)", "A1B2+AB12"]


@given(st.sampled_from(FORMULAS), st.integers(0, 50), st.integers(0, 20))
def test_a_moved_formula_is_what_openpyxl_makes_of_it(formula: str, down: int, right: int) -> None:
    """References move, quoted texts and what stands behind $ stay."""
    target = f"{column_letters(1 + right)}{1 + down}"
    expected = Translator(f"={formula}", origin="A1").translate_formula(target)

    assert expected == "=" + moved(formula, down, right)


def test_no_cell_is_a_formula_by_its_text_alone() -> None:
    """A text that begins with = is a text."""
    [found] = read(workbook(sheet(cells(A1="=1+1")))).sheets

    assert found.cells[1, 1] == Cell(1, 1, "text", "=1+1")
    assert re.fullmatch("[A-Z]+[0-9]+", found.cells[1, 1].address)
