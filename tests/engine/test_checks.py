"""Checks between figures: what is told, where, and whose verdicts carry the flag."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from compliance.engine.book import Book
from compliance.engine.checks import Marks, check, is_outlier, median
from compliance.errors import Problem
from compliance.fact import Fact
from compliance.indicator import Identity, Indicator, Indicators
from compliance.period import Period
from compliance.region import Divisions, Unit
from compliance.source import Place
from tests.engine.cases import COUNTY, YEAR, figure

SHARE = Indicator("办结率", "A01", "rate", "%", numerator="办结件数", denominator="受理件数")
COUNTS = [
    Indicator(f"{name}件数", f"B{i:02}", "count", "件") for i, name in enumerate(("上期", "受理", "办结", "期末"))
]
DAY = Indicator("公开日期", "C01", "date", "日期")
HOURS = Indicator("学时", "C02", "hours", "学时")
INDICATORS = Indicators(
    {i.name: i for i in (SHARE, *COUNTS, DAY, HOURS)},
    identities=(
        Identity("办结不多于受理", ("办结件数",), "at_most", ("受理件数",)),
        Identity("收支平衡", ("上期件数", "受理件数"), "equals", ("办结件数", "期末件数")),
    ),
)
CITY = Unit("990100", "示例市", "市", "990000")
DIVISIONS = Divisions(
    [("990100", "示例市", "市", "", "", ""), *((f"99010{n}", f"示例{n}县", "县", "990100", "", "") for n in (1, 2))]
)


def row(name: str, text: str = "", counts: str = "", at: int = 2, **more: object) -> Fact:
    """A row of the sheet: a figure, counts "9/10" (either may be blank), or both."""
    n, _, d = counts.partition("/")
    cells = {
        role: figure(words, f"{column}{at}")
        for role, words, column in (("value", text, "F"), ("numerator", n, "G"), ("denominator", d, "H"))
        if words
    }
    fields: dict[str, object] = {"unit": COUNTY.code, "period": YEAR, "scope": "全域", **cells, **more}
    return Fact(indicator=name, **fields)  # type: ignore[arg-type]


def checked(*facts: Fact, units: Iterable[Unit] = (COUNTY,)) -> tuple[list[Problem], Marks]:
    book = Book.of(INDICATORS, facts)
    marks = check(book, units, DIVISIONS)
    return list(book.problems), marks


def told(*facts: Fact, units: Iterable[Unit] = (COUNTY,)) -> list[str]:
    return [p.code for p in checked(*facts, units=units)[0]]


#: Told besides where one scope has more than the other.
PARTS = "total_disagrees_with_parts"


class TestIdentities:
    """Counts that must add up, or not exceed each other."""

    @staticmethod
    def balance(before: int, came: int, done: int, left: int, **more: object) -> list[Fact]:
        names = ("上期件数", "受理件数", "办结件数", "期末件数")
        return [row(n, f"{v}件", at=i, **more) for i, (n, v) in enumerate(zip(names, (before, came, done, left), strict=True), 3)]  # fmt: skip

    def test_a_balance_holds_exactly_or_is_told(self) -> None:
        """3 + 10 = 9 + 4; one more or one fewer is told, with both sums, at the first figure."""
        assert told(*self.balance(3, 10, 9, 4)) == []
        for left, total in ((3, 12), (5, 14)):
            problems, _ = checked(*self.balance(3, 10, 9, left))

            assert [p.code for p in problems] == ["identity_fails"]
            assert f"上期件数 3件 + 受理件数 10件 = 办结件数 9件 + 期末件数 {left}件" in problems[0].message
            assert f"实为 13 与 {total}" in problems[0].message
            assert problems[0].place.cell == "F3"

    def test_a_limit_may_be_reached_and_not_passed(self) -> None:
        """As many closed as came in are possible, more are not."""
        assert told(row("办结件数", "10件", at=3), row("受理件数", "10件", at=4)) == []
        problems, _ = checked(row("办结件数", "11件", at=3), row("受理件数", "10件", at=4))

        assert [p.code for p in problems] == ["identity_fails"]
        assert "办结件数 11件 ≤ 受理件数 10件" in problems[0].message

    def test_with_a_figure_absent_nothing_is_said(self) -> None:
        """Each figure in turn; a row that holds no figure of its own is none."""
        for gone in range(4):
            facts = self.balance(3, 10, 9, 5)
            assert told(*facts[:gone], *facts[gone + 1 :]) == []
            assert told(*facts[:gone], replace(facts[gone], value=None), *facts[gone + 1 :]) == []

    def test_each_scope_is_held_against_itself(self) -> None:
        """本级 figures that balance, or are incomplete, or stand in one row, say nothing of 全域 ones, nor the other way round."""
        fails, holds = self.balance(3, 10, 9, 5), self.balance(1, 1, 1, 1)
        for one, other in (("本级", "全域"), ("全域", "本级")):
            beside = [replace(f, scope=other) for f in holds]
            failing = [replace(f, scope=one) for f in fails]
            for quiet in (beside, beside[:2], [row("办结率", counts="3/2", at=9, scope=other)], []):
                problems, marks = checked(*failing, *quiet)

                assert [p.code for p in problems if p.code != PARTS] == ["identity_fails"]
                marked = {where: flags - {PARTS} for where, flags in marks.items() if flags != {PARTS}}
                assert all(flags == {"identity_fails"} for flags in marked.values())
                assert {scope for *_, scope in marked} == {one, ""}

    def test_a_figure_without_scope_counts_for_both(self) -> None:
        """It is told once, and both are marked."""
        problems, marks = checked(*self.balance(3, 10, 9, 5, scope=""))

        assert [p.code for p in problems] == ["identity_fails"]
        assert {scope for *_, scope in marks} == {"本级", "全域", ""}

    def test_the_rates_that_count_it_are_marked(self) -> None:
        """What is made of the figures that do not add up, and nothing else."""
        _, marks = checked(row("办结件数", "11件", at=3), row("受理件数", "10件", at=4), row("学时", "60学时", at=5))

        assert {name for _, _, name, _ in marks} == {"办结件数", "受理件数", "办结率"}

    def test_counts_are_taken_from_the_row_of_the_rate(self) -> None:
        """9 of 10 in the row of the rate are 办结 and 受理; 8 in a row of its own goes before; another scope's do not count."""
        rest = row("上期件数", "3件", at=4), row("期末件数", "4件", at=5)

        assert told(row("办结率", counts="9/10"), *rest) == []
        assert told(row("办结率", counts="8/10"), *rest) == ["identity_fails"]
        assert told(row("办结率", counts="9/10"), row("办结件数", "8件", at=7), *rest) == ["identity_fails"]
        assert told(row("办结率", counts="9/10"), row("办结件数", at=7), *rest) == []
        assert told(row("办结率", counts="8/10", scope="本级"), *rest) == []
        assert told(row("办结率", counts="8/10", scope=""), *rest) == ["identity_fails"]
        assert told(row("办结率", counts="8/"), row("办结率", counts="9/10", at=3), *rest) == ["identity_fails"]

    def test_a_numerator_over_its_own_denominator_is_told_as_such(self) -> None:
        """Not as an identity: one row of a sheet is one figure. In two rows, or two sheets, or prose, it is told."""
        assert told(row("办结率", counts="11/10")) == []
        assert told(row("办结率", counts="11/", at=3), row("办结率", counts="/10", at=4)) == ["identity_fails"]

        sheets = row("办结件数", "11件"), row("受理件数", "10件")
        assert told(*sheets) == []
        for elsewhere in (Place("示例.xlsx", "另表", "F2"), Place("另表.xlsx", "指标数据", "F2")):
            apart = replace(sheets[1].value, place=elsewhere)  # type: ignore[type-var]
            assert told(sheets[0], replace(sheets[1], value=apart)) == ["identity_fails"]
        prose = [replace(f, value=replace(f.value, place=Place("示例.docx", paragraph=7))) for f in sheets]  # type: ignore[type-var]
        assert told(*prose) == ["identity_fails"]

    def test_one_row_of_one_scope_says_nothing_of_the_other(self) -> None:
        """本级 counts of one row, told elsewhere, leave the 全域 ones to be held against each other."""
        own = row("办结率", counts="11/10", scope="本级")

        assert told(own, row("办结件数", "12件", at=3), row("受理件数", "10件", at=4)) == ["identity_fails"]

    def test_a_row_of_a_sheet_that_does_not_balance_is_told(self) -> None:
        """Only a numerator over its denominator is told elsewhere."""
        assert told(*(replace(f, value=replace(f.value, place=Place("示例.xlsx", "横表", f"{c}2"))) for f, c in zip(self.balance(3, 10, 9, 5), "BCDE", strict=True))) == ["identity_fails"]  # type: ignore[type-var]  # fmt: skip

    def test_only_the_units_asked_are_checked(self) -> None:
        """A neighbour's figures, laid in the same book, are not this run's."""
        assert told(*self.balance(3, 10, 9, 5, unit="990102")) == []


class TestOutliers:
    """Far from the unit's own earlier periods."""

    @staticmethod
    def years(name: str, *texts: str, last: int = 2024, **more: object) -> list[Fact]:
        """One row a year, the last of them of `last`."""
        first = last + 1 - len(texts)
        return [row(name, t, period=Period(first + i), at=i + 2, **more) for i, t in enumerate(texts)]

    def test_four_earlier_years_say_what_is_usual(self) -> None:
        """Three do not, though an even older quarter stands beside them."""
        assert told(*self.years("受理件数", "10件", "10件", "10件", "10件", "100件")) == ["outlier"]
        assert told(*self.years("受理件数", "10件", "10件", "10件", "100件")) == []
        quarter = row("受理件数", "3件", period=Period(2020, 1, 3))
        assert told(*self.years("受理件数", "10件", "10件", "10件", "100件"), quarter) == []

    def test_what_is_said_and_where(self) -> None:
        """The odd figure with its place, and the earlier ones in their order; its verdicts are marked, those of its own scope."""
        problems, marks = checked(*self.years("办结率", "90%", "91%", "92%", "91%", "9%"))

        assert "为 9%" in problems[0].message
        assert "90%、91%、92%、91%" in problems[0].message
        assert problems[0].place.cell == "F6"
        assert marks == {(COUNTY.code, YEAR, "办结率", scope): {"outlier"} for scope in ("全域", "")}

    def test_later_years_say_nothing(self) -> None:
        """The first of five years is not odd because later ones differ."""
        assert told(*self.years("受理件数", "100件", "10件", "10件", "10件", "10件")) == []

    def test_a_quarter_is_held_against_quarters(self) -> None:
        """A year is four times a quarter and nothing odd; a quarter ten times the four before it is."""
        spans = [Period(2023, 1, 3), Period(2023, 4, 6), Period(2023, 7, 9), Period(2023, 10, 12)]
        quarters = [row("受理件数", "10件", period=p, at=i) for i, p in enumerate(spans, 2)]

        assert told(*quarters, row("受理件数", "40件", period=Period(2023), at=7)) == []
        assert told(*quarters, row("受理件数", "40件", period=Period(2024), at=7)) == []
        assert told(*quarters, row("受理件数", "100件", period=Period(2024, 1, 3), at=7)) == ["outlier"]

    def test_a_rate_is_its_counts(self) -> None:
        """With or without the printed rate; a year without cases says nothing, a year with one case does."""
        usual = ("9/10", "18/20", "27/30")

        def rates(*counts: str) -> list[str]:
            return told(*(row("办结率", counts=c, period=Period(2025 - len(counts) + i), at=i + 2) for i, c in enumerate(counts)))  # fmt: skip

        assert rates(*usual, "9/10", "1/10") == ["outlier"]
        assert rates(*usual, "1/1", "1/10") == ["outlier"]
        assert rates(*usual, "0/0", "1/10") == []
        assert rates(*usual, "9/10", "0/0") == []
        assert rates(*usual, "9/10", "90/100") == []
        odd = row("办结率", "90%", "1/10", at=9)
        assert told(*self.years("办结率", "90%", "90%", "90%", "90%", last=2023), odd) == ["outlier"]
        half = row("办结率", "90%", "1/", at=9), row("办结率", "90%", "/10", at=9)
        for one in half:
            assert told(*self.years("办结率", "90%", "90%", "90%", "90%", last=2023), one) == []

    def test_a_count_in_the_cells_of_a_rate_is_no_count(self) -> None:
        """Only rates are divided: a count is its value, whatever stands beside it."""
        beside = row("受理件数", "10件", "1/10", at=9)

        assert told(*self.years("受理件数", "10件", "10件", "10件", "10件", last=2023), beside) == []

    def test_each_scope_has_its_own_past(self) -> None:
        """本级 figures are held against 本级 ones, wherever they stand in the sheet."""
        everywhere = self.years("受理件数", "100件", "100件", "100件", "100件", "100件")
        itself = [replace(f, scope="本级") for f in self.years("受理件数", "10件", "10件", "10件", "10件", "10件")]
        odd = [*itself[:4], replace(itself[4], value=figure("100件", "F6"))]

        assert told(*itself, *everywhere) == told(*everywhere, *itself) == []
        assert checked(*everywhere, *odd)[1] == {(COUNTY.code, YEAR, "受理件数", s): {"outlier"} for s in ("本级", "")}
        loose = [replace(f, scope="") for f in everywhere[:4]]
        assert told(*loose, row("受理件数", "10件", at=9)) == ["outlier"]

    def test_days_and_unknown_names_are_passed_over(self) -> None:
        """And what stands after them is still checked."""
        days = [
            replace(f, value=replace(f.value, value=Fraction(date(year, 5, 1).toordinal())))  # type: ignore[type-var]
            for year, f in zip((2020, 2021, 2022, 2023, 1024), self.years("公开日期", *["1"] * 5), strict=True)
        ]
        counts = self.years("受理件数", "10件", "10件", "10件", "10件", "100件")
        unknown = self.years("不认识的指标", "10件", "10件", "10件", "10件", "100件")

        assert told(*days, *unknown, *counts) == ["outlier"]

    @pytest.mark.parametrize(
        ("value", "earlier", "odd"),
        [
            ("110", "100 100 100 100", False),  # a tenth of the median, and not beyond
            ("110.01", "100 100 100 100", True),
            ("90", "100 100 100 100", False),
            ("89.99", "100 100 100 100", True),
            ("-89.99", "-100 -100 -100 -100", True),
            ("15", "8 9 11 12", False),  # the median is 10, the distances 1, 1, 2, 2, their median 1.5
            ("17.5", "8 9 11 12", False),
            ("17.51", "8 9 11 12", True),
            ("2.5", "8 9 11 12", False),
            ("2.49", "8 9 11 12", True),
            ("15", "9 10 10 11 10", True),
            ("1000", "10 10 10", False),
        ],
    )
    def test_where_far_begins(self, value: str, earlier: str, odd: bool) -> None:
        """Beyond five times the median distance from the median, and beyond a tenth of it."""
        assert is_outlier(Fraction(value), [Fraction(v) for v in earlier.split()]) is odd

    @pytest.mark.parametrize(
        ("values", "middle"), [("5", 5), ("1 9", 5), ("9 1 2", 2), ("4 1 3 2", Fraction(5, 2)), ("7 5 6 1 9 0 8", 6)]
    )
    def test_median(self, values: str, middle: Fraction | int) -> None:
        """The one in the middle, or the mean of the two."""
        assert median([Fraction(v) for v in values.split()]) == middle


class TestTotals:
    """A prefecture's 全域 figure, its own 本级 and its counties' 全域."""

    @staticmethod
    def sums(total: str, own: str, *counties: str, name: str = "受理件数") -> list[Fact]:
        """Rows of a count; "" for a county that has not reported, and "9/10" for counts."""

        def one(text: str, **more: object) -> Fact:
            return row(name, counts=text, **more) if "/" in text else row(name, text, **more)

        return [
            one(total, unit=CITY.code, at=2),
            one(own, unit=CITY.code, scope="本级", at=3),
            *(one(text, unit=f"99010{n}", at=3 + n) for n, text in enumerate(counties, 1) if text),
        ]

    def told(self, total: str, own: str, *counties: str, name: str = "受理件数") -> list[str]:
        return told(*self.sums(total, own, *counties, name=name), units=[CITY])

    def test_all_have_reported(self) -> None:
        """1 + 2 + 3 is 6, neither 5 nor 7."""
        assert self.told("6件", "1件", "2件", "3件") == []
        assert self.told("5件", "1件", "2件", "3件") == ["total_disagrees_with_parts"]
        assert self.told("7件", "1件", "2件", "3件") == ["total_disagrees_with_parts"]

    def test_not_all_have_reported(self) -> None:
        """The rest may be the other county's; but the parts cannot be more than the whole."""
        assert self.told("6件", "1件", "2件", "") == []
        assert self.told("3件", "1件", "2件", "") == []
        assert self.told("2件", "1件", "2件", "") == ["total_disagrees_with_parts"]

    @pytest.mark.parametrize("texts", [("9件", "1件", "", ""), ("9件", "", "2件", "3件"), ("", "1件", "2件", "3件")])
    def test_nothing_to_add_up(self, texts: tuple[str, ...]) -> None:
        """Without the total, without its own figure, or without any county, where what is there is not more."""
        assert self.told(*texts) == []

    @pytest.mark.parametrize(
        ("texts", "says"),
        [
            (("4件", "5件", "", ""), "本级数为 5"),
            (("4件", "", "5件", ""), "已报的本级数、下级全域数合计为 5"),
            (("4件", "", "2件", "3件"), "已报的本级数、下级全域数合计为 5"),
            (("4件", "2件", "3件", ""), "已报的本级数、下级全域数合计为 5"),
            (("6件", "1件", "2件", "4件"), "本级加各下级全域数合计为 7"),
        ],
    )
    def test_a_whole_is_no_less_than_a_part(self, texts: tuple[str, ...], says: str) -> None:
        """Its own figure alone, or one county's, is more than the total."""
        [found] = checked(*self.sums(*texts), units=[CITY])[0]

        assert found.code == "total_disagrees_with_parts" and f"，而{says}。" in found.message

    def test_a_county_is_a_whole_too(self) -> None:
        """What it has below it nobody reports; its own figure is a part all the same."""
        own, total = row("受理件数", "5件", scope="本级"), row("受理件数", "3件", at=3)

        assert told(own, total) == ["total_disagrees_with_parts"]
        assert told(own, row("受理件数", "5件", at=3)) == []
        assert told(row("办结件数", "1件", at=9), own, total) == ["total_disagrees_with_parts"]
        assert told(row("办结率", counts="30/40", scope="本级"), row("办结率", counts="18/50", at=3)) == [
            "total_disagrees_with_parts"
        ]

    def test_what_is_said_and_marked(self) -> None:
        """The total with its cell, and what the parts come to; every scope of it is marked."""
        problems, marks = checked(*self.sums("7件", "1件", "2件", "3件"), units=[CITY])

        assert "全域数为 7件" in problems[0].message
        assert "合计为 6" in problems[0].message
        assert problems[0].place.cell == "F2"
        flagged = {"total_disagrees_with_parts"}
        assert marks == {(CITY.code, YEAR, "受理件数", scope): flagged for scope in ("本级", "全域", "")}

    def test_the_counts_of_a_rate_are_added_up_apart(self) -> None:
        """Both numerators and denominators; one of them may be absent; rates themselves are not added."""
        assert self.told("6/9", "1/2", "2/3", "3/4", name="办结率") == []
        assert self.told("7/9", "1/2", "2/3", "3/4", name="办结率") == ["total_disagrees_with_parts"]
        assert self.told("6/10", "1/2", "2/3", "3/4", name="办结率") == ["total_disagrees_with_parts"]
        assert self.told("/10", "/2", "/3", "/4", name="办结率") == ["total_disagrees_with_parts"]
        assert self.told("90%", "90%", "80%", "70%", name="办结率") == []

    def test_hours_days_and_unknown_names_are_not_added_up(self) -> None:
        """And what stands after them is."""
        for name in ("学时", "公开日期", "不认识的指标"):
            passed_over = self.sums("9件", "1件", "2件", "3件", name=name)

            assert told(*passed_over, units=[CITY]) == []
            assert told(*passed_over, *self.sums("7件", "1件", "2件", "3件"), units=[CITY]) == ["total_disagrees_with_parts"]  # fmt: skip

    def test_a_blank_row_before_the_figure_is_passed_over(self) -> None:
        """The figure is taken from the row that has one."""
        blank = row("受理件数", unit=CITY.code, at=1, cells={"数值": Place("示例.xlsx", "指标数据", "F1")})

        assert told(blank, *self.sums("7件", "1件", "2件", "3件"), units=[CITY]) == ["total_disagrees_with_parts"]

    def test_a_county_and_a_department_have_nothing_below(self) -> None:
        """Their figures are their own; a department shares its prefecture's code, not its counties."""
        bureau = Unit(f"{CITY.code}/司法局", "示例市司法局", "市", CITY.code, "司法局")
        facts = [
            replace(f, unit=bureau.code) if f.unit == CITY.code else f for f in self.sums("7件", "1件", "2件", "3件")
        ]

        assert told(*facts, units=[bureau]) == []
        assert told(row("受理件数", "7件"), row("受理件数", "1件", scope="本级", at=3)) == []


class TestSharedCounts:
    """One count in the rows of two rates."""

    RATES = (
        Indicator("办结率", "A01", "rate", "%", numerator="办结件数", denominator="受理件数"),
        Indicator("超期率", "A02", "rate", "%", numerator="超期件数", denominator="受理件数"),
        Indicator("回访率", "A03", "rate", "%", numerator="回访件数", denominator="办结总数"),
        Indicator("满意率", "A04", "rate", "%", numerator="满意件数", denominator="办结总数"),
    )

    def marked(self, *facts: Fact) -> dict[str, set[str]]:
        """Indicator → the flags of its 全域 figure."""
        book = Book.of(Indicators({i.name: i for i in (*self.RATES, *COUNTS)}), facts)
        marks = check(book, [COUNTY], DIVISIONS)
        assert len(book.problems) == bool(marks)
        return {name: flags for (_, _, name, scope), flags in marks.items() if scope == "全域"}

    def test_two_numbers_cannot_both_be_right(self) -> None:
        """受理件数 is 10 in one row and 11 in the other; with the same number in both nothing is said."""
        one = row("办结率", counts="9/10")

        assert self.marked(one, row("超期率", counts="1/11", at=3)) == {
            n: {"identity_fails"} for n in ("办结率", "超期率")
        }
        assert self.marked(one, row("超期率", counts="1/10", at=3)) == {}
        assert self.marked(one, row("超期率", counts="1/", at=3)) == {}
        assert self.marked(one, row("超期率", counts="1/11", at=3, scope="本级")) == {}

    def test_the_next_count_is_looked_at_too(self) -> None:
        """办结总数 differs, whether 受理件数 stands in one row, in two that agree, or has a row of its own."""
        unlike = row("回访率", counts="2/5", at=8), row("满意率", counts="2/6", at=9)
        expected = {n: {"identity_fails"} for n in ("回访率", "满意率")}

        assert self.marked(*unlike, row("办结率", counts="9/10")) == expected
        assert self.marked(*unlike, row("办结率", counts="9/10"), row("超期率", counts="1/10", at=3)) == expected
        own = row("受理件数", "10件", at=4)
        assert self.marked(*unlike, row("办结率", counts="9/10"), row("超期率", counts="1/11", at=3), own) == expected

    def test_a_row_of_its_own_says_which(self) -> None:
        """Each rate is held against that; a row of the other scope says nothing."""
        two = row("办结率", counts="9/10"), row("超期率", counts="1/11", at=3)

        assert self.marked(*two, row("受理件数", "10件", at=4)) == {}
        assert self.marked(*two, row("受理件数", "10件", at=4, scope="")) == {}
        assert set(self.marked(*two, row("受理件数", "10件", at=4, scope="本级"))) == {"办结率", "超期率"}


class TestSpans:
    """A year and the parts that make it up."""

    HALVES, QUARTERS = ((1, 6), (7, 12)), ((1, 3), (4, 6), (7, 9), (10, 12))

    def told(self, *facts: Fact) -> list[str]:
        found = Indicators(
            {
                i.name: i
                for i in (Indicator("期数", "D1", "count", "期"), Indicator("场数", "D2", "count", "场"), DAY, *COUNTS)
            }
        )
        book = Book.of(found, facts)
        marks = check(book, [COUNTY], DIVISIONS)
        assert {flag for flags in marks.values() for flag in flags} == ({"identity_fails"} if book.problems else set())
        return [p.message for p in book.problems]

    def parts(self, name: str, spans: Iterable[tuple[int, int]], *amounts: int, year: int = 2024) -> list[Fact]:
        told = zip(spans, amounts, strict=True)
        return [row(name, f"{n}", at=10 + a, period=Period(year, a, b)) for (a, b), n in told]

    def test_halves_and_quarters_add_up(self) -> None:
        """Three are not two and two; four are."""
        assert len(self.told(row("期数", "3"), *self.parts("期数", self.HALVES, 2, 2))) == 1
        assert self.told(row("期数", "4"), *self.parts("期数", self.HALVES, 2, 2)) == []
        assert len(self.told(row("期数", "5"), *self.parts("期数", self.QUARTERS, 1, 1, 1, 1))) == 1
        assert self.told(row("期数", "4"), *self.parts("期数", self.QUARTERS, 1, 1, 1, 1)) == []

    def test_a_half_year_and_its_quarters(self) -> None:
        """A part may have parts."""
        two = self.QUARTERS[:2]
        assert len(self.told(row("期数", "3", period=Period(2024, 1, 6)), *self.parts("期数", two, 1, 1))) == 1

    def test_parts_that_do_not_make_up_the_whole_say_nothing(self) -> None:
        """Three quarters; a half of the year before; quarters of different years."""
        year = row("期数", "9")
        assert self.told(year, *self.parts("期数", self.QUARTERS[:3], 1, 1, 1)) == []
        assert (
            self.told(year, *self.parts("期数", self.HALVES[:1], 1), *self.parts("期数", self.HALVES[1:], 1, year=2023))
            == []
        )
        four = (*self.parts("期数", self.QUARTERS[:2], 1, 1), *self.parts("期数", self.QUARTERS[2:], 1, 1, year=2023))
        assert self.told(year, *four) == []

    def test_the_next_indicator_is_looked_at_too(self) -> None:
        """One of which only the year is told, a day, and what there is at one time stand before it."""
        halves = [row("场数", "3", at=30), *self.parts("场数", self.HALVES, 2, 2)]
        alone = row("期数", "9", at=2)
        assert len(self.told(alone, *halves)) == 1
        stock = [row("受理件数", "3", at=3), *self.parts("受理件数", self.HALVES, 2, 2)]
        assert len(self.told(*stock, *halves)) == 1
        assert self.told(*stock) == []

    def test_each_scope_is_added_up_by_itself(self) -> None:
        """A half of the other scope is no half of this year."""
        first, second = self.parts("期数", self.HALVES, 2, 2)
        assert self.told(row("期数", "3"), first, replace(second, scope="本级")) == []
