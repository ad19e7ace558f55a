"""Figures beside what is asked: which a department's row takes in, and which are told because nothing rests on them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from compliance.engine.unanswering import figures_unanswering, of_departments
from compliance.errors import Problem
from compliance.fact import Fact, Figure, Record
from compliance.period import Period
from compliance.rule import Question, Relative, Rule
from compliance.source import Place
from compliance.verdict import Evidence, Verdict
from tests.engine.cases import COUNTY, INDICATORS, YEAR, at, check, count, rate, rule

OFFICE = "990101/司法局"
LISTS = {"公示日期": ("部门情况",)}
AT_LEAST_90 = rule("出庭率", "at_least", "90%")


class TestADepartmentsFigure:
    """What it writes on its figures sheet is its row of its government's list."""

    def day(self, text: str, cell: str = "F2") -> Fact:
        return replace(count("公示日期", text, cells={}), unit=OFFICE, value=self.figure(text, cell))

    def figure(self, text: str, cell: str) -> Figure:
        value = count("公示日期", text).value
        assert value is not None
        return replace(value, place=at(cell))

    def row(self, text: str = "", name: str = "司法局") -> Record:
        values = {"公示日期": self.figure(text, "E5")} if text else {}
        return Record(OFFICE, "部门情况", YEAR, name, values=values)

    def days(self, fact: Fact, *rows: Record) -> list[tuple[str, str, str]]:
        """Name, day and cell of every record there is then."""
        left, records = of_departments([fact], rows, LISTS)
        assert left == []
        found = [(r.name, r.values.get("公示日期"), r.cells.get("公示日期")) for r in records]
        return [(name, figure.text if figure else "", cell.cell if cell else "") for name, figure, cell in found]

    def test_into_its_own_row_where_that_is_blank(self) -> None:
        """The row is filled in, with the cell it came from."""
        assert self.days(self.day("2024-09-30"), self.row()) == [("司法局", "2024-09-30", "F2")]

    def test_beside_its_own_row_where_that_says_otherwise(self) -> None:
        """Both stay, so that they are held against each other; the same day is one."""
        said = self.days(self.day("2024-09-30"), self.row("2024-10-08"))
        assert [day for _, day, _ in said] == ["2024-10-08", "2024-09-30"]
        assert len(self.days(self.day("2024-10-08"), self.row("2024-10-08"))) == 1

    def test_of_two_rows_of_its_own_one_may_say_the_same(self) -> None:
        """Then nothing is added."""
        assert len(self.days(self.day("2024-09-30"), self.row("2024-10-08"), self.row("2024-09-30", "另一行"))) == 2

    def test_where_it_has_no_row(self) -> None:
        """It gets one; rows of others and of another year are none of its own."""
        others = self.row("2024-09-30"), self.row("2024-09-30")
        others = replace(others[0], unit="990101/教育局"), replace(others[1], period=Period(2023))

        assert [name for name, _, _ in self.days(self.day("2024-09-30"), *others)] == ["司法局", "司法局", ""]

    def test_what_is_no_departments_stays(self) -> None:
        """A government's own figure, one that stands in no list, a blank one: those after them are still taken in."""
        own, free, blank = (
            count("公示日期", "2024-09-30"),
            replace(count("讲座期数", "2期"), unit=OFFICE),
            self.day("2024-09-30"),
        )
        blank = replace(blank, value=None)
        left, records = of_departments([own, free, blank, self.day("2024-09-30")], (), LISTS)

        assert left == [own, free, blank]
        assert len(records) == 1


class TestFiguresThatAnswerNothing:
    """Figures of an indicator that is asked for, of another scope or time."""

    def told(self, rules: Sequence[Rule], *facts: Fact, used: Sequence[Place] = ()) -> list[Problem]:
        questions = [Question(COUNTY, p, r, True) for r in rules for p in r.periods(YEAR)]
        verdicts: list[Verdict] = [check(r)[0] for r in rules]
        verdicts = [replace(v, evidence=tuple(Evidence(place, "") for place in used)) for v in verdicts]
        return figures_unanswering(questions, verdicts, facts, INDICATORS)

    def cells(self, rules: Sequence[Rule], *facts: Fact, used: Sequence[Place] = ()) -> list[str]:
        """The first cell of every line that is told."""
        return [p.place.cell for p in self.told(rules, *facts, used=used)]

    @pytest.mark.parametrize(
        "before",
        [
            replace(rate("出庭率", "27/30", scope="本级"), unit="990102"),  # a unit that is asked nothing
            rate("出庭率", "27/30"),  # what is asked for
            rate("出庭率", scope="本级"),  # blank
            count("讲座期数", "2期"),  # asked for by nobody
        ],
    )
    def test_whatever_stands_before_it(self, before: Fact) -> None:
        """It is told."""
        assert self.cells([AT_LEAST_90], before, rate("出庭率", "20/30", row=9, scope="本级")) == ["G9"]

    def test_a_target_that_names_no_scope_takes_any(self) -> None:
        """So nothing is left over of its period."""
        any_scope = rule("出庭率", "at_least", "90%", scope="")

        assert self.cells([any_scope], rate("出庭率", "20/30", scope="本级")) == []
        assert self.cells([any_scope], rate("出庭率", "20/30", scope="本级", period=Period(2022))) == ["G2"]

    def test_the_figure_to_compare_with_is_asked_for_too(self) -> None:
        """Of this year or of the last, as the target says; of the other it is told."""
        last = Period(2023)
        here, there = rate("一审纠错率", "1/3"), rate("一审纠错率", "1/3", row=3, period=last)
        than_last = rule("纠错率", "more_than", relative=Relative("一审纠错率", previous=True))

        assert self.cells([rule("纠错率", "more_than", "一审纠错率")], here, there) == ["G3"]
        assert self.cells([than_last], here, there) == ["G2"]

    def test_a_row_of_which_one_cell_is_used_is_used(self) -> None:
        """A verdict rests on its numerator."""
        row = rate("出庭率", "20/30", "70%", row=9, scope="本级")

        assert self.cells([AT_LEAST_90], row) == ["F9"]
        assert self.cells([AT_LEAST_90], row, used=[at("G9")]) == []
        assert self.cells([AT_LEAST_90], row, used=[at("G8")]) == ["F9"]

    def test_a_half_year_is_no_past_of_its_quarters(self) -> None:
        """Two of them are still to come when it ends; the year before is over before any begins."""
        by_quarter = rule("讲座期数", "at_least", "1期", every="quarter")
        [half] = self.told([by_quarter], count("讲座期数", "2期", period=Period(2024, 1, 6)))
        [before] = self.told([by_quarter], count("讲座期数", "2期", period=Period(2023)))

        assert "期间不是目标所要求的" in half.message
        assert "只供对比" in before.message

    @pytest.mark.parametrize(("number", "counted"), [(12, False), (13, True)])
    def test_twelve_are_named(self, number: int, counted: bool) -> None:
        """Of more it is said how many there are."""
        years = [count("讲座期数", "2期", row=i, period=Period(2023 - i)) for i in range(number)]
        [told] = self.told([rule("讲座期数", "at_least", "1期")], *years)

        assert told.message.count("“讲座期数”") == 12
        assert (f" 等 {number} 处" in told.message) is counted

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            (rate("出庭率", "20/30", scope="本级"), "“出庭率”20/30（"),
            (rate("出庭率", "20/", scope="本级"), "“出庭率”20（"),
            (rate("出庭率", "/30", scope="本级"), "“出庭率”30（"),
            (rate("出庭率", printed="90%", scope="本级"), "“出庭率”90%（"),
        ],
    )
    def test_as_it_was_written(self, row: Fact, words: str) -> None:
        """Both counts, or what there is."""
        [told] = self.told([AT_LEAST_90], row)

        assert words in told.message
