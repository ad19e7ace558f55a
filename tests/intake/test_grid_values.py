"""Stored values as text: fifteen significant digits, days, ISO texts."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel

from compliance.intake.readers.values import iso, iso_text, plain

#: what a sheet may hold; beyond, the fifteenth digit may round out of what a double can hold
FINITE = st.floats(-1e300, 1e300).filter(lambda value: not value or abs(value) > 1e-290)


class TestPlain:
    """A number in a cell is read at fifteen significant digits, as Excel shows it."""

    @pytest.mark.parametrize(
        ("stored", "raw"),
        [
            ("0.30000000000000004", "0.3"),
            ("2.9999999999999996", "3"),
            ("0.95", "0.95"),
            ("1E3", "1000"),
            ("1e-8", "0.00000001"),
            ("1.50", "1.5"),
            ("007", "7"),
            ("-0", "0"),
            (" 5 ", "5"),
            ("+5", "5"),
            (".5", "0.5"),
            ("12345678901234567890", "12345678901234600000"),
            ("NaN", None),
            ("1e999", None),
            ("１２", None),
            ("", None),
            ("0x10", None),
            ("1_000", None),
        ],
    )
    def test_examples(self, stored: str, raw: str | None) -> None:
        """No exponent, no zeros that say nothing; what is no number is none."""
        assert raw == plain(stored)

    @given(FINITE)
    def test_the_text_is_the_double_to_fifteen_digits(self, value: float) -> None:
        """Read back, it is off by less than half of the fifteenth digit."""
        text = plain(repr(value))

        assert text is not None
        assert len(text.replace("-", "").replace(".", "").strip("0")) <= 15
        assert math.isclose(Decimal(text), Decimal(value), rel_tol=5.1e-15, abs_tol=0)

    @given(st.decimals(-(10**9), 10**9, places=4))
    def test_what_a_clerk_typed_comes_back(self, typed: Decimal) -> None:
        """Every decimal of up to fifteen digits survives the double that the file stores."""
        assert typed == Decimal(plain(repr(float(typed))) or "")

    @given(FINITE)
    def test_reading_again_changes_nothing(self, value: float) -> None:
        """The text is its own plain form."""
        text = plain(repr(value)) or ""

        assert text == plain(text)


class TestIso:
    """Day numbers of the 1900 and the 1904 system."""

    @pytest.mark.parametrize(
        ("serial", "day"),
        [
            ("45565", "2024-09-30"),
            ("45565.5", "2024-09-30T12:00:00"),
            ("45565.9999999", "2024-10-01"),
            ("0.25", "06:00:00"),
            ("1", "1900-01-01"),
            ("59", "1900-02-28"),
            ("60", None),
            ("61", "1900-03-01"),
            ("0", None),
            ("-1", None),
            ("2958465", "9999-12-31"),
            ("2958466", None),
        ],
    )
    def test_examples(self, serial: str, day: str | None) -> None:
        """Day 0 and the 29 February 1900 that never was are no days."""
        assert day == iso(serial, date1904=False)

    def test_1904(self) -> None:
        """1462 days lie between the two systems."""
        assert iso("44103", date1904=True) == "2024-09-30"

    @given(st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)))
    def test_agrees_with_openpyxl(self, moment: datetime) -> None:
        """To the second."""
        moment = moment.replace(microsecond=0)
        serial = plain(repr(to_excel(moment))) or ""
        expected = moment.isoformat() if moment.time() != datetime.min.time() else moment.date().isoformat()

        assert expected == iso(serial, date1904=False)

    @given(st.integers(1, 2_900_000))
    def test_the_systems_differ_by_1462_days(self, days: int) -> None:
        """The same day has a smaller number in the 1904 system."""
        expected = (date(1904, 1, 1) + timedelta(days)).isoformat()

        assert expected == iso(str(days), date1904=True)


@pytest.mark.parametrize(
    ("stored", "raw"),
    [
        ("2024-09-30", "2024-09-30"),
        ("2024-09-30T00:00:00", "2024-09-30"),
        ("2024-09-30T08:30:00.000Z", "2024-09-30T08:30:00"),
        ("08:30", "08:30:00"),
        ("2024-13-01", None),
        ("2024年9月30日", None),
        ("", None),
    ],
)
def test_iso_dates_lose_midnight_and_fractions(stored: str, raw: str | None) -> None:
    """A day that is none is no date."""
    assert raw == iso_text(stored)
