"""What was reported, laid ready: which rows answer, and in which order."""

from __future__ import annotations

from itertools import permutations

import pytest
from msgspec.structs import replace

from compliance.engine.book import Book
from compliance.fact import Fact, Unread
from compliance.period import Period
from compliance.source import Place
from tests.engine.cases import COUNTY, INDICATORS, YEAR, at, count, rate, rule, verdict


def laid(*facts: Fact) -> list[Fact]:
    """The rows of one indicator in the book's order, the same in whatever order they come."""
    orders = [Book.of(INDICATORS, some).facts[COUNTY.code, YEAR, facts[0].indicator] for some in permutations(facts)]
    assert all(o == orders[0] for o in orders)
    return orders[0]


class TestOrder:
    """The order of input does not matter."""

    def test_the_upper_row_first(self) -> None:
        """Row 9 before row 10, whichever of their cells were filled in, read or not."""
        rows = [
            rate("出庭率", "/30", row=2),
            rate("出庭率", printed="90%", row=9),
            rate("出庭率", unread=(Unread("分子", "见附件", at("G10")),), row=10, cells={}),
            rate("出庭率", row=11),
            rate("出庭率", "27/", row=100),
        ]

        assert laid(*rows) == rows

    def test_by_file_and_sheet_before_the_row(self) -> None:
        """Then by source and figures, where nothing is known of the place."""

        def placed(text: str, place: Place, **more: object) -> Fact:
            fact = count("讲座期数", text, cells={}, **more)
            assert fact.value is not None
            return replace(fact, value=replace(fact.value, place=place))

        rows = [
            placed("1期", Place()),
            placed("2期", Place()),
            placed("0期", Place(), source="法院"),
            placed("9期", Place("一.xlsx", "丁", "F9")),
            placed("9期", Place("一.xlsx", "戊", "F2")),
            placed("9期", Place("二.xlsx", "丁", "F1")),
        ]

        assert laid(*rows) == rows

    def test_of_one_cell_the_lower_figure_first(self) -> None:
        """Whatever else is filled in; an absent figure before any."""
        place = Place("示例.docx", paragraph=3)

        def said(text: str) -> Fact:
            fact = rate("出庭率", text, cells={})
            figures = {r: replace(f, place=place) for r in ("numerator", "denominator") if (f := getattr(fact, r))}
            return replace(fact, **figures)

        rows = [said("/30"), said("0/30"), said("26/30"), said("27/29"), said("27/30")]

        assert laid(*rows) == rows


class TestWhichRowsAnswer:
    """Scope by scope."""

    BOOK = Book.of(
        INDICATORS,
        [
            rate("出庭率", "1/2", row=2, scope="本级"),
            rate("出庭率", row=3, scope="全域"),
            rate("出庭率", "3/4", row=4, scope=""),
            rate("纠错率", row=5, scope="本级"),
            rate("纠错率", row=6, scope=""),
        ],
    )

    @pytest.mark.parametrize(
        ("name", "scope", "rows", "loose"),
        [
            ("出庭率", "本级", ["G2"], False),
            ("出庭率", "全域", ["G4"], True),
            ("出庭率", "", ["G2", "G4"], False),
            ("纠错率", "全域", [], False),
            ("讲座期数", "全域", [], False),
        ],
    )
    def test_the_rows_of_a_scope(self, name: str, scope: str, rows: list[str], loose: bool) -> None:
        """Its own, else those that name none, which is said; a blank row answers nothing."""
        found, said = self.BOOK.rows(COUNTY.code, YEAR, name, scope)

        assert ([r.cells["分子"].cell for r in found], said) == (rows, loose)

    def test_the_row_to_fill_in(self) -> None:
        """The row of this scope, else one that names none; never one of the other scope."""

        def row(name: str, scope: str) -> str | None:
            found = self.BOOK.blank_row(COUNTY.code, YEAR, name, scope)
            return found and found.cells["分子"].cell

        assert row("出庭率", "全域") == "G3"
        assert row("纠错率", "全域") == "G6"
        assert row("纠错率", "本级") == "G5"
        assert row("讲座期数", "本级") is None
        assert "G7" in verdict(rule("出庭率", "at_least", "90%"), rate("出庭率", row=7, scope="")).reason
        assert "G7" not in verdict(rule("出庭率", "at_least", "90%"), rate("出庭率", row=7, scope="本级")).reason

    def test_a_figure_of_the_other_scope(self) -> None:
        """One that names its scope and is filled in."""

        def scope(name: str, of: str) -> str | None:
            found = self.BOOK.other_scope(COUNTY.code, YEAR, name, of)
            return found and found.scope

        assert scope("出庭率", "全域") == "本级"
        assert scope("出庭率", "本级") is None
        assert scope("纠错率", "全域") is None

    def test_the_months_so_far_latest_first(self) -> None:
        """Of the year: not its last quarter, nor the year itself, nor another year's months."""
        spans = [
            Period(2024, 1, 6),
            Period(2024, 1, 9),
            Period(2024, 10, 12),
            Period(2023, 1, 9),
            YEAR,
            Period(2024, 1, 1),
        ]
        book = Book.of(INDICATORS, [count("讲座期数", "1期", period=p) for p in spans])

        assert book.so_far(COUNTY.code, YEAR, "讲座期数") == [
            Period(2024, 1, 9),
            Period(2024, 1, 6),
            Period(2024, 1, 1),
        ]
        assert book.so_far(COUNTY.code, YEAR, "违规件数") == []
