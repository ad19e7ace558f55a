"""Number formats: which are dates, and what a number looks like under one."""

from __future__ import annotations

import pytest

from compliance.intake.grid import Cell
from compliance.intake.number_format import BUILT_IN, is_date, shown


@pytest.mark.parametrize(
    ("raw", "code", "screen"),
    [
        ("0.9583", "0.00%", "95.83%"),
        ("0.95825", "0.0%", "95.8%"),
        ("0.95", "0.0%_ ", "95.0%"),
        ("0.005", "0.0‰", "5.0‰"),
        ("1234567.5", "#,##0.00", "1,234,567.50"),
        ("0.5", "#,##0", "1"),
        ("-3", "0;[Red]\\(0\\)", "(3)"),
        ("-3", "0.0", "-3.0"),
        ("-0.4", "0_ ", "-0"),
        ("0", "0;-0;;@", ""),
        ("12", '0"件"', "12件"),
        ("12", "0\\件", "12件"),
        ("12345678", '#,##0,"千"', "12,346千"),
        ("3", "[$¥-804]#,##0.00", "¥3.00"),
        ("2.5", "[h]:mm", "60:00"),
        ("2.5", "[h]:mm:ss", "60:00:00"),
        ("0.125", "0.0##", "0.125"),
        ("0.5", "#.0", ".5"),
        ("95", "00000", "00095"),
        ("5", '"合格"', "合格"),
        ("5", "G/通用格式", "5"),
        ("5", "General", "5"),
        ("1.5", "# ?/?", "1.5"),
        ("1500", "0.00E+00", "1500"),
        ("5", "[>100]0.0;0.00", "5.0"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    ],
)
def test_a_number_is_shown_roughly_as_on_the_screen(raw: str, code: str, screen: str) -> None:
    """Percent, thousands, literals, sections; what is not rendered shows the plain number."""
    assert screen == shown(raw, code).strip()


def test_only_numbers_are_formatted() -> None:
    """A text in a percent cell is itself; a date is ISO."""
    assert Cell(1, 1, "text", "95", "0.00%").shown == "95"
    assert Cell(1, 1, "date", "2024-09-30", 'm"月"d"日"').shown == "2024-09-30"


@pytest.mark.parametrize("number", [*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
def test_built_in_date_formats_are_dates(number: int) -> None:
    """The Chinese ones, 27–36 and 50–58, among them."""
    assert is_date(BUILT_IN[number])


@pytest.mark.parametrize("number", [*range(14), *range(37, 45), 46, 48, 49])
def test_the_other_built_in_formats_are_not(number: int) -> None:
    """46 is elapsed time, which is a number of hours."""
    assert not is_date(BUILT_IN[number])


@pytest.mark.parametrize(
    "code", ['yyyy"年"m"月"d"日";@', "[$-804]aaaa", "[DBNum1][$-804]yyyy年m月d日", "mm/dd", "e年m月"]
)
def test_own_date_formats_are_dates(code: str) -> None:
    """With literals, locales and Chinese numerals."""
    assert is_date(code)


@pytest.mark.parametrize(
    "code", ['0.00"d"', "#,##0 d", "[Red]0", "[h]:mm", '0"年"', "@", "G/通用格式", "0.0E+00", '"days" 0']
)
def test_a_unit_in_quotes_or_a_colour_makes_no_date(code: str) -> None:
    """The letters of [Red] and of a quoted unit are no days."""
    assert not is_date(code)
