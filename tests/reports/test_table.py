"""The terminal's table and the words of `explain`."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from compliance.reports import as_table, as_words
from compliance.reports.table import wrapped
from compliance.reports.words import short
from compliance.verdict import VERDICTS
from tests.reports import factory


def test_counts_come_first_then_what_needs_doing_then_every_row() -> None:
    text = as_table(factory.result(), 120)
    order = [text.rindex(word) for word in ("系统比对结果", "适用指标共 21 项", "需要办理", "逐项结果", "问题清单")]

    assert order == sorted(order)
    assert all(short(code) in text for code in VERDICTS)


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_every_rule_is_in_it_whole_and_no_line_is_too_wide(width: int) -> None:
    text = as_table(factory.result(), width)

    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert all(v.rule.id in text for v in factory.verdicts())
    assert "…" not in text.replace("“…”", "")


@given(st.text(alphabet="甲乙，。；（）“”%ab1 ", max_size=60), st.integers(8, 30))
def test_wrapped_lines_fit_and_hold_every_character(text: str, width: int) -> None:
    """Blanks at a break aside, nothing is lost and nothing is too wide."""
    lines = wrapped(text, width)

    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_no_line_begins_with_a_closing_mark() -> None:
    assert wrapped("申报数为约数，请核实（见表）。", 12) == ["申报数为约", "数，请核实", "（见表）。"]


def test_without_colour_there_is_no_control_character() -> None:
    """Good for a pipe, a log and a printer."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", as_table(factory.result(), 100))


def test_with_colour_the_words_are_the_same() -> None:
    plain = re.sub(r"\x1b\[[\d;]*m", "", as_table(factory.result(), 100, color=True))

    assert [line.rstrip() for line in plain.splitlines()] == as_table(factory.result(), 100).splitlines()


def test_what_stands_in_cells_cannot_command_the_terminal() -> None:
    """Neither escape codes nor rich's own markup."""
    bad = replace(factory.verdicts()[4], reason="\x1b[31m[bold]坏[/bold]\x07")
    text = as_table(replace(factory.result(), verdicts=(bad,)), 100)

    assert "\x1b" not in text
    assert "[bold]坏[/bold]" in text


def test_no_name_of_a_person_is_in_it() -> None:
    text = as_table(factory.result(), 300)

    assert not [p.name for p in factory.persons() if p.name in text]


def test_an_empty_result_says_so() -> None:
    assert "没有可以核对的指标" in as_table(factory.empty_result(), 80)


def test_explain_tells_the_whole_derivation_of_one_verdict() -> None:
    """Target, source, figure, recomputation, fractions, verdict, margin, flags, cells."""
    text = as_words(factory.verdicts()[1])

    for words in (
        "行政复议案件纠错率高于行政诉讼一审纠错率", "“纠错率高于本地区同期行政诉讼一审纠错率”", "29 ÷ 184 = 15.76%", "29/184 > 18/150",
        "结果：达标", "余量：高于达标线 3.76 个百分点", "申报的比率与分子分母算出的不一致（核实性审核）", "G4",
    ):  # fmt: skip
        assert words in text
