"""Text for a terminal: its width, its colours, and what the environment says of them."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from compliance.reports import as_table
from compliance.reports.terminal import clean, columns, measured, painted, row
from tests.reports import factory


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Mn"]), max_size=40).map(clean))
def test_columns_are_those_that_rich_counts(text: str) -> None:
    assert columns(text) == cell_len(text)


def test_an_empty_text_has_no_colour() -> None:
    assert (painted("", "bold red"), painted("甲", ""), painted("甲", "bold red")) == ("", "甲", "\x1b[1;31m甲\x1b[0m")


def test_cells_of_unequal_height_stand_side_by_side() -> None:
    lines = row([[("甲", ""), ("乙", "")], [("1", "green")]], (4, 3), color=False, right=True)

    assert list(lines) == ["甲      1", "乙"]


def test_tables_fit_into_sixty_six_columns() -> None:
    text = as_table(factory.result(), 66)

    assert max(cell_len(line) for line in text.splitlines()) == 66
    assert "未到考核时点" in text


@pytest.mark.parametrize(
    ("environ", "terminal", "expected"),
    [
        ({}, False, (120, False)),
        ({"COLUMNS": "90"}, True, (90, True)),
        ({"COLUMNS": "90", "NO_COLOR": "1"}, True, (90, False)),
        ({"COLUMNS": "90", "FORCE_COLOR": "1"}, False, (90, True)),
        ({"COLUMNS": "90", "FORCE_COLOR": ""}, True, (120, False)),
        ({"COLUMNS": "90", "TERM": "dumb"}, True, (80, False)),
    ],
)
def test_width_and_colour_are_what_the_terminal_and_the_environment_say(
    environ: dict[str, str], terminal: bool, expected: tuple[int, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)

    assert measured() == expected
