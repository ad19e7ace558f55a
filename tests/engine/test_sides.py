"""How the rows of one indicator are read: what is taken from where, what is told, what contradicts what."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from compliance.engine import Book
from compliance.engine.judge import Judge
from compliance.fact import Fact, Figure, Unread
from compliance.period import Period
from compliance.rule import Question, Rule
from compliance.source import Place
from compliance.verdict import Verdict
from tests.engine.cases import AFTER, COUNTY, INDICATORS, YEAR, at, check, count, rate, rule, verdict

AT_LEAST_90 = rule("纠错率", "at_least", "90%")
ABOVE_NONE = rule("纠错率", "more_than", "0%")
UP_TO_FIVE = rule("违规件数", "at_most", "5件")
QUARTERLY = rule("讲座期数", "at_least", "1期", every="quarter")
SPRING = Period(2024, 1, 3)
NINE = Period(2024, 1, 9, cumulative=True)


def told(asked: Rule, *reported: Fact, **more: object) -> list[tuple[str, str]]:
    """The code and the cell of everything told."""
    return [(p.code, p.place.cell) for p in check(asked, *reported, **more)[1]]  # type: ignore[arg-type]


def message(asked: Rule, *reported: Fact) -> str:
    _, problems = check(asked, *reported)
    assert len(problems) == 1
    return problems[0].message


def rests_on(answer: Verdict) -> list[str]:
    return [f"{e.place.cell} {e.text}" for e in answer.evidence]


def again(text: str, other: str, step: str, cell: str = "F2") -> Figure:
    """A share that can be read in two ways: "0.9" as 90 % or as 0.9 %."""
    return Figure(Fraction(text), text, at(cell), Fraction(step), other=Fraction(other))


class TestWhichRows:
    """Rows of another scope, guessed rows, rows that give half."""

    def test_a_row_without_scope(self) -> None:
        """Is read as the scope asked for, and told with its cell."""
        row = rate("纠错率", "27/30", scope="")

        assert verdict(AT_LEAST_90, row).flags == ("advised_reading",)
        assert told(AT_LEAST_90, row) == [("scope_unknown", "G2")]
        assert "按“全域”读取" in message(AT_LEAST_90, row)
        assert verdict(AT_LEAST_90, rate("纠错率", "27/30")).flags == ()

    def test_a_target_that_names_no_scope(self) -> None:
        """Is answered by the rows of any scope; nothing is guessed, and rows that say the same are one."""
        any_scope = rule("纠错率", "at_least", "90%", scope="")
        rows = rate("纠错率", "27/30", scope=""), rate("纠错率", "27/30", row=3, scope="全域")

        assert verdict(any_scope, *rows).flags == ()
        assert verdict(any_scope, rows[0], rate("纠错率", "28/30", row=3, scope="全域")).flags == ()
        assert told(any_scope, *rows) == told(any_scope, replace(rows[0], scope="本级"), rows[1])
        assert verdict(any_scope, rows[0]).flags == ()

    def test_a_guess_at_a_row(self) -> None:
        """Is flagged, of whatever kind."""
        assert verdict(AT_LEAST_90, rate("纠错率", "27/30", guessed=True)).flags == ("advised_reading",)
        assert verdict(UP_TO_FIVE, count("违规件数", "1件", guessed=True)).flags == ("advised_reading",)

    def test_a_row_without_scope_beside_one_of_the_scope(self) -> None:
        """It may be of this scope too: it is told, and where the verdict hangs on it, disputed."""
        both = rate("纠错率", "27/30"), rate("纠错率", "20/30", row=3, scope="")
        answer = verdict(AT_LEAST_90, *both)

        assert (answer.verdict, answer.flags) == ("disputed", ("advised_reading",))
        assert "27/30（“指标数据”G2 单元格）与 20/30（“指标数据”G3 单元格，没有写明统计范围）" in answer.reason.replace(
            "《示例.xlsx》工作表", ""
        )
        assert told(AT_LEAST_90, *both) == [("scope_unknown", "G3")]
        assert verdict(ABOVE_NONE, *both).verdict == "met"
        assert told(ABOVE_NONE, *both) == [("scope_unknown", "G3")]

    def test_a_row_without_scope_that_says_the_same(self) -> None:
        """As this scope's row it is a second one; as the other scope's it is that row again."""
        own, other = rate("纠错率", "27/30"), rate("纠错率", "20/30", row=3, scope="本级")

        assert told(AT_LEAST_90, own, rate("纠错率", "27/30", row=4, scope="")) == [("duplicate_same", "G4")]
        assert told(AT_LEAST_90, own, other, rate("纠错率", "20/30", row=4, scope="")) == []
        assert told(AT_LEAST_90, own, other, rate("纠错率", "21/30", row=4, scope="")) == [("scope_unknown", "G4")]

    def test_a_count_without_scope_beside_one_of_the_scope(self) -> None:
        """The base stands once with its scope and once without: the first is taken, the other held against it."""
        rows = rate("纠错率", "27/"), count("审结件数", "30件", 4), count("审结件数", "40件", 5, scope="")

        assert verdict(AT_LEAST_90, *rows).verdict == "disputed"
        assert told(AT_LEAST_90, *rows) == [("figures_disagree", "F4")]

    def test_where_a_row_stands(self) -> None:
        """At its first figure, else at the words in it."""
        odd = rate("纠错率", scope="", unread=(Unread("分子", "暂无", at("K7")),))

        assert told(AT_LEAST_90, odd) == [("scope_unknown", "K7")]

    def test_halves_make_a_row(self) -> None:
        """A numerator and a denominator in two rows; each of two numerators with the one denominator."""
        top, base = rate("纠错率", "27/"), rate("纠错率", "/30", row=3)
        answer = verdict(AT_LEAST_90, top, base)

        assert (answer.verdict, answer.flags) == ("met", ("advised_reading",))
        assert rests_on(answer) == ["G2 27", "H3 30"]
        assert told(AT_LEAST_90, top, base) == []
        assert verdict(AT_LEAST_90, top, rate("纠错率", "1/", row=4), base).verdict == "disputed"
        assert verdict(AT_LEAST_90, top, base, rate("纠错率", "/300", row=4)).verdict == "disputed"

    def test_two_numerators_are_no_row(self) -> None:
        """Without any denominator; beside a denominator even that of a printed rate is held against it."""
        assert verdict(AT_LEAST_90, rate("纠错率", "27/"), rate("纠错率", "28/", row=3)).verdict == "missing"
        assert verdict(AT_LEAST_90, rate("纠错率", "20/", "95%"), rate("纠错率", "/30", row=3)).verdict == "disputed"

    def test_every_numerator_meets_every_denominator(self) -> None:
        """That of a printed rate too, wherever it stands."""
        rows = rate("纠错率", "20/", "90%"), rate("纠错率", "27/", row=3), rate("纠错率", "/30", row=4)

        assert verdict(AT_LEAST_90, *rows).verdict == "disputed"
        bases = rate("纠错率", "/300", "90%"), rate("纠错率", "/30", row=3), rate("纠错率", "27/", row=4)
        assert verdict(AT_LEAST_90, *bases).verdict == "disputed"

    def test_the_first_denominator_completes(self) -> None:
        """Of two that are the same the upper one is the evidence."""
        rows = rate("纠错率", "27/"), rate("纠错率", "/30", row=3), rate("纠错率", "/30", row=4)

        assert rests_on(verdict(AT_LEAST_90, *rows)) == ["G2 27", "H3 30"]

    @pytest.mark.parametrize(
        ("texts", "expected"), [(["0期"], "not_met"), (["4期"], "missing"), (["", "0期"], "not_met")]
    )
    def test_only_a_yearly_zero_answers_a_quarter(self, texts: list[str], expected: str) -> None:
        """None in the year is none in each quarter."""
        rows = [count("讲座期数", t, i) for i, t in enumerate(texts, 2)]

        assert verdict(QUARTERLY, *rows, period=SPRING).verdict == expected

    def test_a_quarter_of_its_own_goes_before(self) -> None:
        """And a half-year is no quarter; nor is a rate of the year one of a quarter."""
        year, quarter = count("讲座期数", "0期"), count("讲座期数", "1期", 3, period=SPRING)

        assert verdict(QUARTERLY, year, quarter, period=SPRING).verdict in ("met", "disputed")
        assert verdict(QUARTERLY, year, period=Period(2024, 1, 6)).verdict == "missing"
        assert verdict(QUARTERLY, year, period=Period(2024, 1, 1)).verdict == "missing"
        shares = replace(ABOVE_NONE, every="quarter")
        assert verdict(shares, rate("纠错率", "", "0%"), period=SPRING).verdict == "missing"


class TestCountsInTheirOwnRows:
    """审结件数 in a row of its own is the denominator of the rate."""

    def test_a_half_row_is_completed(self) -> None:
        """A guess, flagged; the evidence is in both rows."""
        answer = verdict(AT_LEAST_90, rate("纠错率", "27/"), count("审结件数", "30件", 4))

        assert (answer.verdict, answer.flags) == ("met", ("advised_reading",))
        assert rests_on(answer) == ["G2 27", "F4 30件"]

    def test_the_same_in_both(self) -> None:
        """Nothing to tell."""
        both = rate("纠错率", "27/30"), count("审结件数", "30件", 4)

        assert verdict(AT_LEAST_90, *both).flags == ()
        assert told(AT_LEAST_90, *both) == []
        assert told(AT_LEAST_90, *both, count("纠错件数", "27件", 5)) == []

    def test_another_number_there(self) -> None:
        """27/30 or 27/31: told with both cells, and disputed where the verdict hangs on it."""
        differ = rate("纠错率", "27/30"), count("审结件数", "31件", 4)
        what = "“指标数据”H2的 30 与“审结件数”“指标数据”F4的 31件 不一致"

        assert verdict(AT_LEAST_90, *differ).verdict == "disputed"
        assert what in verdict(AT_LEAST_90, *differ).reason
        assert (verdict(ABOVE_NONE, *differ).verdict, verdict(ABOVE_NONE, *differ).flags) == (
            "met",
            ("identity_fails",),
        )
        assert told(ABOVE_NONE, *differ) == [("figures_disagree", "H2")]
        assert what in message(ABOVE_NONE, *differ)

    def test_no_case_here_and_some_there(self) -> None:
        """Nothing to compare is not the same as none of twenty."""
        nothing = rate("纠错率", "0/0")

        assert verdict(AT_LEAST_90, nothing, count("审结件数", "20件", 4)).verdict == "disputed"
        assert verdict(AT_LEAST_90, rate("纠错率", "0/20"), count("审结件数", "0件", 4)).verdict == "disputed"

    def test_a_count_that_fits_nothing(self) -> None:
        """20 corrected of 30, and the row of the base says 10: one of them is wrong, whatever the line."""
        assert verdict(ABOVE_NONE, rate("纠错率", "20/30"), count("审结件数", "10件", 4)).verdict == "disputed"
        assert verdict(ABOVE_NONE, rate("纠错率", "20/30"), count("纠错件数", "31件", 4)).verdict == "disputed"

    @pytest.mark.parametrize(("name", "text"), [("纠错件数", "-1件"), ("纠错件数", "2.5件"), ("审结件数", "30.5件")])
    def test_a_count_that_cannot_be(self, name: str, text: str) -> None:
        """Less than none, half a case: the two rows are not both right, whatever the line."""
        up_to_90 = rule("纠错率", "at_most", "90%")

        assert verdict(up_to_90, rate("纠错率", "20/30"), count(name, text, 4)).verdict == "disputed"

    @pytest.mark.parametrize(
        ("counts", "name", "text", "expected"),
        [
            ("3/5", "审结件数", "2件", "met"),
            ("3/5", "审结件数", "1件", "met"),
            ("0/0", "纠错件数", "3件", "disputed"),
        ],
    )
    def test_another_count_of_a_share_that_may_exceed_the_whole(
        self, counts: str, name: str, text: str, expected: str
    ) -> None:
        """Three of two can be, and of one; three of none cannot."""
        above = replace(ABOVE_NONE, indicator=replace(ABOVE_NONE.indicator, may_exceed_whole=True))

        assert verdict(above, rate("纠错率", counts), count(name, text, 4)).verdict == expected

    def test_both_counts_say_otherwise(self) -> None:
        """All four ways to put them together are tried; only those that can be are readings."""
        rows = rate("纠错率", "9/10"), count("纠错件数", "18件", 4), count("审结件数", "20件", 5)

        assert verdict(rule("纠错率", "at_least", "40%"), *rows).verdict == "met"
        assert verdict(AT_LEAST_90, *rows).verdict == "disputed"

    def test_no_case_there_beside_a_printed_share(self) -> None:
        """None of thirty and no case at all can both be for now; nine tenths of no case cannot."""
        nothing, june = count("审结件数", "0件", 4), date(2024, 6, 30)

        assert verdict(AT_LEAST_90, rate("纠错率", "/30", "0%"), nothing, as_of=june).verdict == "pending"
        assert verdict(AT_LEAST_90, rate("纠错率", "/30", "90%"), nothing, as_of=june).verdict == "disputed"

    def test_another_base_of_a_printed_rate(self) -> None:
        """90 % of 30 is 27, and of 29 it is 26 or less than 90 %."""
        printed = rate("纠错率", "/30", "90%")

        assert verdict(AT_LEAST_90, printed).verdict == "met"
        assert verdict(AT_LEAST_90, printed, count("审结件数", "29件", 4)).verdict == "disputed"

    def test_two_numbers_there(self) -> None:
        """Neither completes the rate."""
        counts = count("审结件数", "30件", 4), count("审结件数", "31件", 5)

        assert verdict(AT_LEAST_90, rate("纠错率", "27/"), *counts).verdict == "missing"
        assert verdict(AT_LEAST_90, rate("纠错率", "27/"), counts[0], counts[0]).verdict == "met"

    @pytest.mark.parametrize(
        ("rows", "expected", "says"),
        [
            ([count("纠错件数", "27件", 3), count("审结件数", "30件", 4)], "met", "90%，符合“不低于90%”的要求"),
            ([count("审结件数", "0件", 4)], "not_applicable", "分母为 0，本期没有此类业务"),
            ([count("审结件数", "5件", 4)], "missing", "没有填报“纠错率”的分子（已填分母 5件）"),
            ([count("纠错件数", "5件", 4)], "missing", "没有填报“纠错率”的分母（已填分子 5件）"),
            ([rate("纠错率"), count("审结件数", "5件", 4)], "missing", "没有填报“纠错率”的分子（“指标数据”G2）（已填分母 5件）"),
        ],
    )  # fmt: skip
    def test_without_a_row_of_the_rate(self, rows: list[Fact], expected: str, says: str) -> None:
        """Both suffice, and a base of none; one alone does not."""
        answer = verdict(AT_LEAST_90, *rows)

        assert (answer.verdict, answer.reason) == (expected, says)
        assert ("advised_reading" in answer.flags) is (expected != "missing")

    def test_the_base_of_a_printed_rate(self) -> None:
        """90 % of 29 is 26."""
        answer = verdict(AT_LEAST_90, rate("纠错率", "", "90%"), count("审结件数", "29件", 4))

        assert (answer.verdict, answer.flags) == ("not_met", ("advised_reading",))
        assert rests_on(answer) == ["F4 29件", "F2 90%"]


class TestWhatCannotBe:
    """Impossible figures: what is said, where, and what is shown instead of a value."""

    @pytest.mark.parametrize(
        ("counts", "printed", "says", "cells", "shown"),
        [
            ("-1/30", "", "分子 -1 是负数", ["G2"], "-1/30"),
            ("1/-30", "", "分母 -30 是负数；分子 1 大于分母 -30", ["G2", "H2"], "1/-30"),
            ("1.5/30", "", "分子 1.5 不是整数", ["G2"], "1.5/30"),
            ("1/1.5", "", "分母 1.5 不是整数", ["H2"], "1/1.5"),
            ("31/30", "", "分子 31 大于分母 30", ["G2"], "31/30"),
            ("3/0", "", "分子 3 大于分母 0", ["G2"], "3/0"),
            ("-1/", "", "分子 -1 是负数", ["G2"], "-1/—"),
            ("-1/", "50%", "分子 -1 是负数", ["G2"], "-1/—，50%"),
            ("/0", "50%", "分母为 0，比率却填了 50%", ["H2"], "—/0，50%"),
            ("", "-5%", "比率 -5% 是负数", ["F2"], "-5%"),
            ("", "158%", "比率 158% 超过 100%", ["F2"], "158%"),
            ("", "1.58", "比率 158% 超过 100%", ["F2"], "158%"),
            ("30/30", "101%", "比率 101% 超过 100%", ["F2"], "30/30，101%"),
        ],
    )
    def test_of_a_rate(self, counts: str, printed: str, says: str, cells: list[str], shown: str) -> None:
        """Negative, not whole, over its base, over nothing, over 100 %."""
        row = rate("纠错率", counts, printed)
        answer, problems = check(AT_LEAST_90, row)

        assert (answer.verdict, answer.reason) == ("disputed", says)
        assert answer.actual is not None and (answer.actual.text, answer.actual.value) == (shown, None)
        assert {p.code for p in problems} == {"impossible_figure"}
        assert [p.place.cell for p in problems] == (["F2"] if says.startswith("分母为 0") else cells)
        assert len(answer.evidence) == len(row.figures)

    @pytest.mark.parametrize(
        ("counts", "printed"),
        [("30/30", ""), ("0/30", ""), ("0/30", "0%"), ("30/30", "100%"), ("0/0", "0%"), ("/0", "")],
    )
    def test_at_the_ends_of_what_can_be(self, counts: str, printed: str) -> None:
        """None of all, all of all, none of none."""
        assert verdict(AT_LEAST_90, rate("纠错率", counts, printed)).verdict != "disputed"

    @pytest.mark.parametrize(("text", "says"), [("-1件", "-1件 是负数"), ("2.5件", "2.5件 不是整数")])
    def test_of_a_count(self, text: str, says: str) -> None:
        """A count is a whole number, and none is possible."""
        answer = verdict(UP_TO_FIVE, count("违规件数", text))

        assert (answer.verdict, answer.reason) == ("disputed", says)
        assert verdict(UP_TO_FIVE, count("违规件数", "0件")).verdict == "met"
        hours = replace(UP_TO_FIVE, indicator=replace(UP_TO_FIVE.indicator, kind="hours"))
        assert verdict(hours, count("违规件数", "2.5件")).verdict == "met"

    @pytest.mark.parametrize(
        ("counts", "expected"), [("2/1", "met"), ("31/30", "met"), ("3/0", "disputed"), ("0/0", "not_applicable")]
    )
    def test_of_a_share_that_may_exceed_the_whole(self, counts: str, expected: str) -> None:
        """Two of one; but not three of none."""
        ratio = replace(AT_LEAST_90.indicator, may_exceed_whole=True)
        known = replace(INDICATORS, indicators={**INDICATORS.indicators, "纠错率": ratio})
        question = Question(COUNTY, YEAR, replace(AT_LEAST_90, indicator=ratio), True)

        assert Judge(Book.of(known, [rate("纠错率", counts)]), AFTER).answer(question).verdict == expected


class TestPlainFigures:
    """Counts, hours and days."""

    def test_a_count_one_column_to_the_right(self) -> None:
        """Is read and flagged; over a denominator, or beside a value, it is no count."""
        answer = verdict(UP_TO_FIVE, rate("违规件数", "2/"))

        assert (answer.verdict, answer.flags) == ("met", ("advised_reading",))
        assert answer.steps[0] == "填报数：2件（“指标数据”G2）"
        assert verdict(UP_TO_FIVE, rate("违规件数", "2/3")).verdict == "missing"
        beside = replace(rate("违规件数", "9/"), value=count("违规件数", "1件").value)
        assert verdict(UP_TO_FIVE, beside).flags == ()
        assert verdict(UP_TO_FIVE, beside).verdict == "met"

    def test_without_a_place(self) -> None:
        """From another system: nothing in brackets."""
        row = count("违规件数", "1件")
        bare = replace(row, value=replace(row.value, place=Place()))  # type: ignore[type-var]

        assert verdict(UP_TO_FIVE, bare).steps[0] == "填报数：1件"
        share = rate("纠错率", "", "95%")
        bare = replace(share, value=replace(share.value, place=Place()))  # type: ignore[type-var]
        assert verdict(AT_LEAST_90, bare).steps[0] == "只申报了比率 95%，未报分子分母"

    @pytest.mark.parametrize(
        "row", [rate("纠错率", "28余/30"), rate("纠错率", "28/30余"), rate("纠错率", "", "约95%"), rate("纠错率", "28/30", "约93.3%")]
    )  # fmt: skip
    def test_an_approximation(self, row: Fact) -> None:
        """Any of the three figures."""
        assert "approximate" in verdict(AT_LEAST_90, row).flags

    def test_an_approximate_count(self) -> None:
        """3余."""
        assert verdict(UP_TO_FIVE, count("违规件数", "3余")).flags == ("approximate",)

    @pytest.mark.parametrize(
        ("why", "says"),
        [
            ("", "“指标数据”G2写的是“暂无统计”，读不出数"),
            ("“暂无统计”不是数字。", "“指标数据”G2：“暂无统计”不是数字"),
            ("只认数字。", "“指标数据”G2写的是“暂无统计”，只认数字"),
        ],
    )
    def test_words_said_once(self, why: str, says: str) -> None:
        """What stands in the cell, and why it could not be read."""
        assert (
            verdict(AT_LEAST_90, rate("纠错率", "/30", unread=(Unread("分子", "暂无统计", at("G2"), why),))).reason
            == says
        )


class TestPrintedRates:
    """A printed rate beside counts, or alone."""

    @pytest.mark.parametrize("printed", ["15.8%", "15.7%", "16%", "15%", "15.76%"])
    def test_it_prints_so(self, printed: str) -> None:
        """Rounded or truncated; said in a step."""
        answer = verdict(AT_LEAST_90, rate("纠错率", "29/184", printed))

        assert answer.flags == ()
        assert answer.steps[2] == f"申报比率 {printed} 与计算结果一致（四舍五入或截断）"

    @pytest.mark.parametrize("printed", ["15.9%", "15.6%", "17%", "15.74%", "15.77%"])
    def test_it_does_not(self, printed: str) -> None:
        """Told at the rate's cell, with what the counts give."""
        row = rate("纠错率", "29/184", printed)
        answer = verdict(ABOVE_NONE, row)
        what = f"申报 {printed}（“指标数据”F2），按 29 ÷ 184 为 15.76%"

        assert (answer.verdict, answer.flags) == ("met", ("rate_disagrees_with_counts",))
        assert answer.steps[2] == f"申报比率与计算结果不一致：{what}"
        assert told(ABOVE_NONE, row) == [("rate_disagrees_with_counts", "F2")]
        assert message(ABOVE_NONE, row).endswith(f"：{what}。")

    def test_an_exact_fraction_prints_only_as_itself(self) -> None:
        """29/184 in the cell of the rate."""
        exact = replace(rate("纠错率", "29/184"), value=Figure(Fraction(29, 184), "29/184", at("F2")))
        beside = replace(exact, value=Figure(Fraction(29, 185), "29/185", at("F2")))

        assert verdict(ABOVE_NONE, exact).flags == ()
        assert verdict(ABOVE_NONE, beside).flags == ("rate_disagrees_with_counts",)

    def test_the_second_reading_fits(self) -> None:
        """0.9 is 0.9 % where the counts say so, and the guess is flagged; 90 % of them would be no guess."""
        row = replace(rate("纠错率", "1/111"), value=again("0.9", "0.009", "0.1"))
        answer = verdict(ABOVE_NONE, row)

        assert (answer.verdict, answer.flags) == ("met", ("advised_reading",))
        assert "申报比率 0.9% 与计算结果一致" in answer.steps[2]
        last = replace(row, denominator=replace(row.denominator, value=Fraction(101), text="101"))  # type: ignore[type-var]
        assert verdict(ABOVE_NONE, last).flags == ("advised_reading",)
        first = replace(row, numerator=replace(row.numerator, value=Fraction(100), text="100"))  # type: ignore[type-var]
        assert verdict(ABOVE_NONE, first).flags == ("advised_reading",)
        neither = replace(row, numerator=replace(row.numerator, value=Fraction(50), text="50"))  # type: ignore[type-var]
        assert "rate_disagrees_with_counts" in verdict(ABOVE_NONE, neither).flags
        sure = replace(row, value=again("0.9", "0.009", "0.1"))
        assert verdict(ABOVE_NONE, replace(sure, value=replace(sure.value, other=None, value=Fraction(9, 1000), step=Fraction(1, 1000)))).flags == ()  # type: ignore[type-var]  # fmt: skip

    def test_it_is_shown_as_it_was_written(self) -> None:
        """95.0 % is more than 95 %; a bare 0.95 is said as a share."""
        exact, bare = (verdict(AT_LEAST_90, rate("纠错率", "", text)) for text in ("95.0%", "0.95"))

        assert exact.actual is not None and exact.actual.text == "95.0%"
        assert exact.steps[0] == "只申报了比率 95.0%（“指标数据”F2），未报分子分母"
        assert bare.actual is not None and bare.actual.text == "95%"

    def test_a_share_of_none_has_one_reading(self) -> None:
        """0 is 0 % however it is read."""
        row = replace(rate("纠错率"), value=again("0", "0", "0.1"))

        assert verdict(AT_LEAST_90, row).verdict == "not_met"

    def test_whose_base_it_is(self) -> None:
        """受理件数 reproduces it; a base of none, a blank one or one that does not fit is not named."""
        row, named = rate("纠错率", "29/184", "14.1%"), "；像是用“受理件数”（206件，“指标数据”F4）作了分母"

        assert named in message(ABOVE_NONE, row, count("受理件数", "206件", 4))
        assert named in message(ABOVE_NONE, row, count("受理件数", "206件", 4), count("受理件数", "1件", 5))
        assert "像是用" in message(ABOVE_NONE, rate("纠错率", "1/2", "100%"), count("受理件数", "1件", 4))
        for other in ("0件", "300件", ""):
            assert "像是用" not in message(ABOVE_NONE, row, count("受理件数", other, 4))

    def test_no_count_prints_so(self) -> None:
        """Of three cases none makes 50 %."""
        row = rate("纠错率", "/3", "50%")
        answer = verdict(AT_LEAST_90, row)

        assert answer.flags == ("impossible_rate",)
        assert answer.steps[:2] == ("只申报了比率 50%（“指标数据”F2），分母 3", "分母 3 时没有整数分子能得出 50%")
        assert told(AT_LEAST_90, row) == [("impossible_rate", "F2")]

    @pytest.mark.parametrize(
        ("counts", "printed", "expected", "says"),
        [
            ("0/", "90%", "disputed", "分子为 0，比率却填了 90%"),
            ("5/", "0%", "not_met", "分子为 5，比率却填了 0%，又没有填分母"),
            ("1/", "0%", "not_met", "分子为 1，比率却填了 0%，又没有填分母"),
            ("0/", "0%", "not_met", ""),
            ("5/", "90%", "met", ""),
        ],
    )
    def test_beside_a_numerator_alone(self, counts: str, printed: str, expected: str, says: str) -> None:
        """None of something is 0 %, and something is not."""
        row = rate("纠错率", counts, printed)
        answer = verdict(AT_LEAST_90, row)

        assert answer.verdict == expected
        assert ("rate_disagrees_with_counts" in answer.flags) is bool(says)
        if says:
            assert message(AT_LEAST_90, row).endswith(f"：{says}。")
            assert told(AT_LEAST_90, row) == [("rate_disagrees_with_counts", "F2")]
        else:
            assert told(AT_LEAST_90, row) == []


class TestSeveralRows:
    """The same thing told twice."""

    def test_the_same_twice(self) -> None:
        """Noted with both places at the later one; counted ones go before printed ones."""
        rows = rate("纠错率", "", "93.3%"), rate("纠错率", "28/30", row=3)
        answer = verdict(AT_LEAST_90, *rows)

        assert rests_on(answer) == ["G3 28", "H3 30"]
        assert told(AT_LEAST_90, *rows) == [("duplicate_same", "F2")]
        assert "（《示例.xlsx》工作表“指标数据”G3 单元格、《示例.xlsx》工作表“指标数据”F2 单元格）" in message(
            AT_LEAST_90, *rows
        )

    def test_two_sources(self) -> None:
        """Are named; a row without source is the unit's own; the evidence is of both."""
        rows = rate("纠错率", "28/30"), rate("纠错率", "29/30", row=3, source="法院")

        assert rests_on(verdict(AT_LEAST_90, *rows)) == ["G2 28", "H2 30", "G3 29", "H3 30"]
        assert told(AT_LEAST_90, *rows) == [("sources_differ", "G3")]
        assert "本单位为 28/30，法院为 29/30" in message(AT_LEAST_90, *rows)
        swapped = replace(rows[0], source="法院"), replace(rows[1], source="")
        assert "法院为 28/30，本单位为 29/30" in message(AT_LEAST_90, *swapped)

    def test_one_source(self) -> None:
        """Two rows of it that differ, each with its cell."""
        rows = rate("纠错率", "28/30"), rate("纠错率", "29/30", row=3)

        assert verdict(AT_LEAST_90, *rows).flags == ()
        assert told(AT_LEAST_90, *rows) == [("duplicate_differs", "G3")]
        assert (
            "28/30（《示例.xlsx》工作表“指标数据”G2 单元格）与 29/30（《示例.xlsx》工作表“指标数据”G3 单元格）"
            in message(AT_LEAST_90, *rows)
        )

    def test_what_a_second_row_with_the_same_figures_adds(self) -> None:
        """Counts settle how its printed rate is to be read; what else contradicts it in its own row still does."""
        counted, twice = (
            rate("纠错率", "27/30"),
            replace(rate("纠错率", row=3), value=again("0.9", "0.009", "0.1", "F3")),
        )
        odd = replace(rate("纠错率", "27/30", row=3), value=again("0.95", "0.0095", "0.01", "F3"))

        assert verdict(AT_LEAST_90, twice).verdict == "missing"
        assert verdict(AT_LEAST_90, counted, twice).verdict == "met"
        assert verdict(AT_LEAST_90, odd).verdict == "missing"
        assert verdict(AT_LEAST_90, counted, odd).verdict == "missing"
        assert verdict(AT_LEAST_90, counted, rate("纠错率", "0/", "90%", row=3)).verdict == "disputed"

    def test_a_row_after_one_that_is_the_same(self) -> None:
        """Is still looked at."""
        rows = rate("纠错率", "28/30"), rate("纠错率", "28/30", row=3), rate("纠错率", "1/30", row=4)

        assert verdict(AT_LEAST_90, *rows).verdict == "disputed"


class TestLongerAndShorterPeriods:
    """A year has no less than its months."""

    LECTURES = rule("讲座期数", "at_least", "2期")

    def test_less_than_its_months(self) -> None:
        """A contradiction, told at the year's figure; as much is none, though nothing happened after."""
        year, months = count("讲座期数", "1期"), count("讲座期数", "2期", 3, period=NINE)
        answer = verdict(self.LECTURES, year, months)

        assert (answer.verdict, answer.flags) == ("disputed", ("identity_fails",))
        assert answer.reason.endswith("2024年为 1期，2024年1—9月为 2期")
        assert told(self.LECTURES, year, months) == [("figures_disagree", "F2")]
        assert verdict(self.LECTURES, count("讲座期数", "2期"), months).verdict == "met"
        assert verdict(self.LECTURES, count("讲座期数", "2期"), months).flags == ()

    def test_more_misses_than_the_year(self) -> None:
        """A rate whose misses are past."""
        asked = rule("出庭率", "at_least", "90%")
        year, months = rate("出庭率", "29/30"), rate("出庭率", "20/25", row=3, period=NINE)

        assert verdict(asked, year, months).verdict == "disputed"
        assert verdict(asked, year, months).reason.endswith("2024年为 29/30，2024年1—9月为 20/25")
        assert verdict(asked, year, rate("出庭率", "24/25", row=3, period=NINE)).verdict == "met"

    def test_other_periods_say_nothing(self) -> None:
        """Last year's, and months of which nothing is known or that contradict themselves."""
        year = count("讲座期数", "2期")
        months = count("讲座期数", "-9期", 3, period=NINE), count("讲座期数", row=4, period=Period(2024, 1, 6))
        twice = count("讲座期数", "9期", 5, period=SPRING), count("讲座期数", "8期", 6, period=SPRING)

        assert verdict(self.LECTURES, year, count("讲座期数", "9期", 3, period=Period(2023))).verdict == "met"
        assert verdict(self.LECTURES, year, *months).verdict == "met"
        assert verdict(self.LECTURES, year, *twice).verdict == "met"

    def test_months_behind_such_ones_are_still_looked_at(self) -> None:
        """Spring is impossible, nine months are more than the year."""
        rows = count("讲座期数", "-9期", 3, period=SPRING), count("讲座期数", "9期", 4, period=NINE)

        assert verdict(self.LECTURES, count("讲座期数", "2期"), *rows).flags == ("identity_fails",)

    def test_a_quarter_has_no_more_than_the_year(self) -> None:
        """Three in spring, two in the year."""
        rows = count("讲座期数", "3期", period=SPRING), count("讲座期数", "2期", 3)
        three = rule("讲座期数", "at_least", "3期", every="quarter")

        assert verdict(three, *rows, period=SPRING).verdict == "disputed"
        assert verdict(three, rows[0], count("讲座期数", "3期", 3), period=SPRING).verdict == "met"

    def test_a_day_is_no_sum(self) -> None:
        """An earlier day in the months' form is nothing to compare."""
        day = rule("公开日期", "before", "2024-10-01")
        rows = count("公开日期", "2024-08-01"), count("公开日期", "2024-09-01", 3, period=NINE)

        assert verdict(day, *rows, as_of=date(2025, 6, 30)).flags == ()
        assert told(day, *rows) == []
