"""One base of two rates, and a year beside its quarters: what is told, where, and whose verdict is flagged."""

from __future__ import annotations

from compliance.fact import Fact
from compliance.period import Period
from tests.engine.cases import check, count, rate, rule


class TestOneBase:
    """审结件数 is the base of two rates: it is one number."""

    @staticmethod
    def rows(one: str, other: str, **more: object) -> list[Fact]:
        return [rate("纠错率", one), rate("败诉率", other, row=3, **more)]

    def told(self, *facts: Fact) -> list[tuple[str, str]]:
        return [(p.code, p.place.cell) for p in check(rule("败诉率", "less_than", "30%"), *facts)[1]]

    def test_two_numbers(self) -> None:
        """Both cells are named, and both rates flagged."""
        answer, [found] = check(rule("败诉率", "less_than", "30%"), *self.rows("5/50", "20/100"))

        assert (answer.verdict, answer.flags) == ("met", ("identity_fails",))
        assert (found.code, found.place.cell) == ("figures_disagree", "H2")
        assert (
            "“审结件数”前后矛盾：在“纠错率”中为 50（“指标数据”H2），在“败诉率”中为 100（“指标数据”H3）" in found.message
        )

    def test_one_number(self) -> None:
        """In both rows, or of two scopes, or in one row alone."""
        assert self.told(*self.rows("5/50", "20/50")) == []
        assert self.told(*self.rows("5/50", "20/40", scope="本级")) == []
        assert self.told(*self.rows("5/50", "20/")) == []

    def test_with_a_row_of_its_own(self) -> None:
        """Each rate is held against that, once."""
        own = count("审结件数", "50件", 4)

        assert self.told(*self.rows("5/50", "20/100"), own) == [("figures_disagree", "H3")]


class TestSpans:
    """What happened in the quarters is what happened in the year."""

    QUARTERS = tuple(count("讲座期数", "1期", q, period=Period(2024, 3 * q - 2, 3 * q)) for q in range(1, 5))

    def told(self, *facts: Fact) -> list[str]:
        return [p.message for p in check(rule("讲座期数", "at_least", "1期"), *facts)[1]]

    def test_they_add_up(self) -> None:
        """Four times one is four and not nine, which both the message and the year's flags say."""
        year = count("讲座期数", "9期", 7)
        [said] = self.told(*self.QUARTERS, year)

        assert "2024年为 9期，2024年第一季度至2024年第四季度合计为 4" in said
        assert check(rule("讲座期数", "at_least", "1期"), *self.QUARTERS, year)[0].flags == ("identity_fails",)
        assert self.told(*self.QUARTERS, count("讲座期数", "4期", 7)) == []

    def test_a_quarter_that_was_not_reported(self) -> None:
        """May be the rest."""
        assert self.told(*self.QUARTERS[:3], count("讲座期数", "9期", 7)) == []

    def test_the_first_months_are_no_parts_beside_each_other(self) -> None:
        """1—3月, 1—6月 and 1—9月 lie within one another."""
        months = [count("讲座期数", "1期", m, period=Period(2024, 1, m, cumulative=True)) for m in (3, 6, 9)]

        assert self.told(*months, count("讲座期数", "9期", 11)) == []

    def test_what_there_is_does_not_add_up(self) -> None:
        """Cases are counted as often as they are open."""
        open_cases = [count("受理件数", "5件", q, period=Period(2024, 3 * q - 2, 3 * q)) for q in range(1, 5)]
        _, problems = check(rule("受理件数", "at_least", "1件"), *open_cases, count("受理件数", "6件", 7))

        assert problems == []
