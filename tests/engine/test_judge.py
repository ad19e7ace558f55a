"""What a verdict says, to the word: its reason, the steps a reader can follow, and what it rests on."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from compliance import engine
from compliance.fact import Fact, Record, Roll, Unread
from compliance.period import Period
from compliance.region import Divisions
from compliance.rule import Question, Relative, Rule
from compliance.verdict import Verdict
from tests.engine.cases import AFTER, COUNTY, INDICATORS, YEAR, at, check, count, people, rate, roll, rule, verdict

AT_LEAST_90 = rule("纠错率", "at_least", "90%")
ALL = rule("出庭率", "equals", "100%")
BAND = rule("纠错率", "between", "10%~20%")
HIGHER = rule("纠错率", "more_than", "一审纠错率")
FEWER = rule("违规件数", "at_most", relative=Relative("违规件数", previous=True, times=Fraction(9, 10)))
LECTURES = rule("讲座期数", "at_least", "2期")
NONE = rule("违规件数", "equals", "0件")
UNDER_FIVE = rule("违规件数", "less_than", "5件")
DAY = rule("公开日期", "before", "2024-10-01")
JUNE = date(2024, 6, 30)
NINE = Period(2024, 1, 9, cumulative=True)
OPEN = "核对基准日 2024-06-30 未过考核时点 2024-12-31，结果仍可能变化；"
CONTRADICTS = "填报数据前后矛盾，且两种读法结论不同："


def reason(asked: Rule, *reported: Fact, **more: object) -> str:
    answer = verdict(asked, *reported, **more)
    assert answer.steps[-1].endswith("。" + answer.reason)
    return answer.reason


def steps(asked: Rule, *reported: Fact, **more: object) -> list[str]:
    """The steps before the conclusion."""
    return list(verdict(asked, *reported, **more).steps[:-1])


def rests_on(answer: Verdict) -> list[str]:
    return [f"{e.place.cell} {e.text}" for e in answer.evidence]


class TestCompared:
    """A figure against its line."""

    @pytest.mark.parametrize(
        ("asked", "counts", "says", "compares"),
        [
            (AT_LEAST_90, "27/30", "90%，符合“不低于90%”的要求", "27/30 ≥ 9/10，即 9×10 = 90，9×10 = 90，成立"),
            (
                AT_LEAST_90,
                "26/29",
                "89.66%，不符合“不低于90%”的要求",
                "26/29 ≥ 9/10，即 26×10 = 260，9×29 = 261，不成立",
            ),
            (
                BAND,
                "29/184",
                "15.76%，符合“在10%至20%之间（含两端）”的要求",
                "29/184 ≥ 1/10，即 29×10 = 290，1×184 = 184，成立；29/184 ≤ 1/5，即 29×5 = 145，1×184 = 184，成立",
            ),
            (
                BAND,
                "50/184",
                "27.17%，不符合“在10%至20%之间（含两端）”的要求",
                "50/184 ≥ 1/10，即 25×10 = 250，1×92 = 92，成立；50/184 ≤ 1/5，即 25×5 = 125，1×92 = 92，不成立",
            ),
        ],
    )
    def test_counts(self, asked: Rule, counts: str, says: str, compares: str) -> None:
        """With the arithmetic that decides, before it the counts and what they come to."""
        assert reason(asked, rate("纠错率", counts)) == says
        n, _, d = counts.partition("/")
        took, reckoned, compared = steps(asked, rate("纠错率", counts))
        assert took == f"取数：分子 {n}（“指标数据”G2），分母 {d}（“指标数据”H2）"
        assert reckoned == f"计算：{n} ÷ {d} = {says.partition('，')[0]}"
        assert compared == f"比较：{compares}"

    def test_a_printed_rate(self) -> None:
        """As it was printed; nothing else is known."""
        assert reason(AT_LEAST_90, rate("纠错率", "", "95%")) == "95%，符合“不低于90%”的要求"
        assert steps(AT_LEAST_90, rate("纠错率", "", "95%")) == [
            "只申报了比率 95%（“指标数据”F2），未报分子分母",
            "比较：19/20 ≥ 9/10，即 19×10 = 190，9×20 = 180，成立",
        ]

    @pytest.mark.parametrize(
        ("base", "printed", "says", "only", "compares"),
        [
            ("29", "90%", "90%（分母 29，分子只能是 26），不符合“不低于90%”的要求", "26", "26/29 ≥ 9/10，即 26×10 = 260，9×29 = 261，不成立"),
            ("324", "95%", "95%（分母 324，分子只能是 307 至 311），符合“不低于90%”的要求", "307 至 311", "307/324 ≥ 9/10，即 307×10 = 3070，9×324 = 2916，成立"),
        ],
    )  # fmt: skip
    def test_a_printed_rate_over_a_base(self, base: str, printed: str, says: str, only: str, compares: str) -> None:
        """The whole counts that print so, and the comparison of the least of them."""
        row = rate("纠错率", f"/{base}", printed)

        assert reason(AT_LEAST_90, row) == says
        assert steps(AT_LEAST_90, row) == [
            f"只申报了比率 {printed}（“指标数据”F2），分母 {base}",
            f"分母 {base} 时，能得出 {printed} 的整数分子是 {only}",
            f"比较：{compares}",
        ]

    def test_a_rate_that_only_rounding_decides(self) -> None:
        """The printed figure decides, and no count is named."""
        assert reason(ALL, rate("出庭率", "/324", "100%")) == "100%，符合“为100%”的要求"
        assert steps(ALL, rate("出庭率", "/324", "100%"))[-1] == "比较：1 = 1，即 1×1 = 1，1×1 = 1，成立"

    def test_no_base_prints_so(self) -> None:
        """Of three cases none makes 50 %: the printed figure alone."""
        answer = verdict(AT_LEAST_90, rate("纠错率", "/3", "50%"))

        assert answer.reason == "50%，不符合“不低于90%”的要求"
        assert answer.steps[1] == "分母 3 时没有整数分子能得出 50%"
        assert answer.gap is not None and answer.gap.unit == "百分点"

    def test_close_to_the_line(self) -> None:
        """Shown with as many digits as tell them apart, on both sides."""
        near = rate("纠错率", "89996/100000")

        assert reason(AT_LEAST_90, near) == "89.996%，不符合“不低于90%”的要求"
        beside = rate("一审纠错率", "90004/100000", row=3)
        answer = verdict(HIGHER, rate("纠错率", "9/10"), beside)
        assert answer.reason == "90%，不符合“高于一审纠错率（90.004%）”的要求"
        assert answer.required.text == "90.004%"
        reverse = verdict(HIGHER, rate("纠错率", "90004/100000"), rate("一审纠错率", "9/10", row=3))
        assert reverse.reason == "90.004%，符合“高于一审纠错率（90%）”的要求"
        assert reverse.actual is not None and reverse.actual.text == "90.004%"


class TestAgainstAnother:
    """Another indicator's figure on the right."""

    OURS = rate("纠错率", "29/184")

    def test_both_counted(self) -> None:
        """The steps of both, and the other figure in the reason and as the required value."""
        answer = verdict(HIGHER, self.OURS, rate("一审纠错率", "18/150", row=3))

        assert answer.reason == "15.76%，符合“高于一审纠错率（12%）”的要求"
        assert (answer.required.text, answer.required.value, answer.required.counts) == (
            "12%",
            Fraction(3, 25),
            (18, 150),
        )
        assert answer.steps[2:-1] == (
            "对比指标“一审纠错率”：",
            "取数：分子 18（“指标数据”G3），分母 150（“指标数据”H3）",
            "计算：18 ÷ 150 = 12%",
            "比较：29/184 > 3/25，即 29×25 = 725，3×184 = 552，成立",
        )
        assert rests_on(answer) == ["G2 29", "H2 184", "G3 18", "H3 150"]

    def test_the_other_one_printed_over_a_base(self) -> None:
        """What its base proves is what is compared with."""
        other = rate("一审纠错率", "/60", "12%", row=3)

        assert reason(HIGHER, self.OURS, other) == "15.76%，符合“高于一审纠错率（11.67%）”的要求"
        assert steps(HIGHER, self.OURS, other)[-1] == "比较：29/184 > 7/60，即 29×60 = 1740，7×184 = 1288，成立"
        both = rate("纠错率", "/60", "13%")
        assert reason(HIGHER, both, other) == "13%（分母 60，分子只能是 8），符合“高于一审纠错率（11.67%）”的要求"
        only_26 = rate("一审纠错率", "/29", "90%", row=3)
        gap = verdict(HIGHER, rate("纠错率", "890/1000"), only_26).gap
        assert gap is not None and gap.amount == 7  # more than 26/29
        several = rate("一审纠错率", "/324", "12%", row=3)
        gap = verdict(HIGHER, rate("纠错率", "100/1000"), several).gap
        assert gap is not None and gap.amount == 21  # more than 12 %, as printed

    def test_the_other_one_printed_over_a_base_that_cannot_be(self) -> None:
        """Of three cases none makes 50 %: compared with 50 %."""
        assert (
            reason(HIGHER, self.OURS, rate("一审纠错率", "/3", "50%", row=3))
            == "15.76%，不符合“高于一审纠错率（50%）”的要求"
        )

    def test_printed_without_a_base(self) -> None:
        """12 % is 12 %."""
        assert (
            reason(HIGHER, self.OURS, rate("一审纠错率", "", "12%", row=3))
            == "15.76%，符合“高于一审纠错率（12%）”的要求"
        )

    def test_nothing_there_on_the_other_side(self) -> None:
        """Not applicable, by the other indicator's name."""
        assert (
            reason(HIGHER, self.OURS, rate("一审纠错率", "0/0", row=3))
            == "用来对比的“一审纠错率”分母为 0，本期没有此类业务"
        )

    def test_what_is_absent_on_either_side(self) -> None:
        """With the cells to fill, where the sheet has them."""
        other = "没有填报用来对比的“一审纠错率”"

        assert reason(HIGHER, self.OURS, rate("一审纠错率", "/5", row=3)) == f"{other}：分子（“指标数据”G3）"
        assert reason(HIGHER, rate("纠错率"), rate("一审纠错率", row=3)) == (
            f"没有填报“纠错率”的分子（“指标数据”G2）、分母（“指标数据”H2）；{other}：分子（“指标数据”G3）、分母（“指标数据”H3）"
        )
        assert reason(HIGHER) == f"没有填报“纠错率”的分子、分母；{other}：分子、分母"
        assert reason(HIGHER, rate("一审纠错率", "1/5", row=3)) == "没有填报“纠错率”的分子、分母"

    def test_what_is_absent_while_the_year_runs(self) -> None:
        """The figure that is there, and the one that is not."""
        other = "没有填报用来对比的“一审纠错率”"

        assert reason(HIGHER, self.OURS, as_of=JUNE) == f"{OPEN}目前为 15.76%，{other}：分子、分母"
        assert reason(HIGHER, as_of=JUNE) == f"{OPEN}目前没有填报“纠错率”的分子、分母；{other}：分子、分母"
        assert reason(HIGHER, rate("一审纠错率", "1/5"), as_of=JUNE) == f"{OPEN}目前没有填报“纠错率”的分子、分母"
        assert reason(HIGHER, self.OURS, rate("一审纠错率", "0/0", row=3), as_of=JUNE) == f"{OPEN}目前为 15.76%"
        assert reason(FEWER, count("违规件数", "91件"), as_of=JUNE) == (
            f"{OPEN}目前为 91件，没有填报用来对比的上年度的“违规件数”：数值"
        )

    def test_words_instead_of_the_other_figure(self) -> None:
        """Are quoted: nothing was left blank there."""
        odd = rate("一审纠错率", "/5", row=3, unread=(Unread("分子", "暂无", at("G3")),))

        assert reason(HIGHER, self.OURS, odd) == "用来对比的“一审纠错率”：“指标数据”G3写的是“暂无”，读不出数"

    def test_last_year(self) -> None:
        """上年度, in the target and in what is absent."""
        last_year = count("违规件数", "100件", 3, period=Period(2023))
        answer = verdict(FEWER, count("违规件数", "91件"), last_year)

        assert answer.reason == "91件，不符合“不多于上年度违规件数的90%（90件）”的要求"
        assert answer.required.text == "90件"
        assert answer.steps[-2] == "比较：91 ≤ 90，即 91×1 = 91，90×1 = 90，不成立"
        assert reason(FEWER, count("违规件数", "91件")) == "没有填报用来对比的上年度的“违规件数”：数值"

    def test_what_is_inferred_about_the_other_side_is_not_said_of_this_one(self) -> None:
        """The line is inferred, the figure is not."""
        asked = rule("一审纠错率", "at_most", "涉企出庭率")
        answer = verdict(asked, rate("一审纠错率", "1/2"), rate("出庭率", "3/3", row=3))

        assert (answer.verdict, answer.flags) == ("met", ())

    def test_an_impossible_one_is_named(self) -> None:
        """Whose figure it is; its own indicator's needs no name."""
        assert reason(HIGHER, self.OURS, rate("一审纠错率", "5/3", row=3)) == "“一审纠错率”：分子 5 大于分母 3"
        assert reason(AT_LEAST_90, rate("纠错率", "31/30")) == "分子 31 大于分母 30"


class TestNotYet:
    """While the period runs."""

    @pytest.mark.parametrize(
        ("counts", "now"),
        [
            ("26/29", "目前为 89.66%，进度滞后"),
            ("27/30", "目前为 90%，进度达标"),
            ("0/0", "目前为 0/0"),
            ("/29", "目前没有填报“纠错率”的分子（“指标数据”G2）（已填分母 29）"),
            ("26/", "目前没有填报“纠错率”的分母（“指标数据”H2）（已填分子 26）"),
        ],
    )
    def test_how_things_stand(self, counts: str, now: str) -> None:
        """The day, the day it ends, and what is there."""
        assert reason(AT_LEAST_90, rate("纠错率", counts), as_of=JUNE) == OPEN + now

    def test_nothing_reported(self) -> None:
        """All the same what will have to be filled in."""
        assert reason(AT_LEAST_90, as_of=JUNE) == OPEN + "目前没有填报“纠错率”的分子、分母"
        assert reason(LECTURES, as_of=JUNE) == OPEN + "目前没有填报“讲座期数”的数值"

    def test_the_months_so_far(self) -> None:
        """Are named, in the reason and in the steps; the latest of them."""
        spring, winter = Period(2024, 1, 6, cumulative=True), Period(2024, 1, 3, cumulative=True)
        rows = rate("纠错率", "28/29", period=spring), rate("纠错率", "1/2", row=3, period=winter)

        assert reason(AT_LEAST_90, *rows, as_of=JUNE) == OPEN + "2024年上半年累计为 96.55%，进度达标".replace(
            "上半年", "1—6月"
        )
        assert steps(AT_LEAST_90, *rows, as_of=JUNE)[0] == "依据2024年1—6月的累计数"
        impossible = replace(rows[0], numerator=replace(rows[0].numerator, value=Fraction(30)))  # type: ignore[type-var]
        assert "2024年1—3月累计为 50%" in reason(AT_LEAST_90, impossible, rows[1], as_of=JUNE)
        blank = rate("纠错率", "/29", period=spring)
        assert "2024年1—3月累计为 50%" in reason(AT_LEAST_90, blank, rows[1], as_of=JUNE)

    def test_words_instead_of_the_years_figure_are_asked_about(self) -> None:
        """Even where months are there."""
        odd = rate("纠错率", unread=(Unread("分子", "暂无统计", at("G2")),))
        months = rate("纠错率", "28/29", row=3, period=Period(2024, 1, 3, cumulative=True))

        assert reason(AT_LEAST_90, odd, months, as_of=JUNE) == OPEN + "目前“指标数据”G2写的是“暂无统计”，读不出数"

    def test_a_printed_all_is_rounded(self) -> None:
        """Told while it is pending too; a miss is a miss."""
        assert verdict(ALL, rate("出庭率", "", "100%"), as_of=JUNE).flags == ("rounded",)
        assert verdict(AT_LEAST_90, rate("纠错率", "", "95%"), as_of=JUNE).flags == ()

    def test_a_count(self) -> None:
        """What is still lacking; nothing where the printed figure alone lies beyond the line."""
        answer = verdict(LECTURES, count("讲座期数", "1期"), as_of=JUNE)

        assert answer.reason == OPEN + "目前为 1期"
        assert answer.gap is not None and answer.gap.text == "还差 1 期"
        reached = verdict(AT_LEAST_90, rate("纠错率", "27/30"), as_of=JUNE)
        assert reached.gap is None


class TestSettled:
    """Before the period ends, or by the months so far."""

    @pytest.mark.parametrize(
        ("asked", "row", "more", "code", "says", "compares"),
        [
            (LECTURES, count("讲座期数", "2期"), {"as_of": JUNE}, "met", "2期已达到“不少于2期”的要求，结果不会再变", "2 ≥ 2，即 2×1 = 2，2×1 = 2，成立"),
            (LECTURES, count("讲座期数", "2期", period=NINE), {}, "met", "累计数2期已达到“不少于2期”的要求，结果不会再变", "2 ≥ 2，即 2×1 = 2，2×1 = 2，成立"),
            (NONE, count("违规件数", "1件"), {"as_of": JUNE}, "not_met", "1件已超出“为0件”的要求，结果不会再变", "1 = 0，即 1×1 = 1，0×1 = 0，不成立"),
            (UNDER_FIVE, count("违规件数", "5件"), {"as_of": JUNE}, "not_met", "5件已超出“少于5件”的要求，结果不会再变", "5 < 5，即 5×1 = 5，5×1 = 5，不成立"),
        ],
    )  # fmt: skip
    def test_a_count(
        self, asked: Rule, row: Fact, more: dict[str, object], code: str, says: str, compares: str
    ) -> None:
        """Reached or exceeded, and by which figure."""
        answer = verdict(asked, row, **more)

        assert (answer.verdict, answer.reason) == (code, says)
        assert answer.steps[:-1] == (f"填报数：{row.value and row.value.text}（“指标数据”F2）", f"比较：{compares}")
        assert rests_on(answer) == [f"F2 {row.value and row.value.text}"]
        assert answer.actual is not None and row.value is not None and answer.actual.value == row.value.value
        assert (answer.gap is None) is (code == "met")

    def test_a_miss_that_cannot_be_made_good(self) -> None:
        """By the counts, or by the counts that print so."""
        missed = "已有未做到的情形（93.33%），本期不可能再达到 100%"

        assert reason(ALL, rate("出庭率", "28/30"), as_of=JUNE) == missed
        assert steps(ALL, rate("出庭率", "28/30"), as_of=JUNE)[-1] == "比较：28/30 = 1，即 14×1 = 14，1×15 = 15，不成立"
        printed = rate("出庭率", "/30", "93%")
        assert reason(ALL, printed, as_of=JUNE) == missed.replace("93.33%", "93%")
        assert steps(ALL, printed, as_of=JUNE)[-1] == "比较：28/30 = 1，即 14×1 = 14，1×15 = 15，不成立"

    def test_months_left_blank_are_passed_over(self) -> None:
        """Two lectures until June settle it, though September was not filled in."""
        rows = (
            count("讲座期数", "", period=NINE),
            count("讲座期数", "2期", 3, period=Period(2024, 1, 6, cumulative=True)),
        )

        assert verdict(LECTURES, *rows).verdict == "met"
        odd = count("讲座期数", period=NINE, unread=(Unread("数值", "见附件", at("F9")),))
        assert verdict(LECTURES, odd, rows[1]).verdict == "met"

    def test_months_that_contradict_each_other(self) -> None:
        """Two figures of nine months, one of which settles it."""
        rows = count("讲座期数", "2期", period=NINE), count("讲座期数", "1期", 3, period=NINE)
        answer = verdict(LECTURES, *rows)

        assert answer.verdict == "disputed"
        assert answer.reason.startswith(f"{CONTRADICTS}2期（《示例.xlsx》")
        assert rests_on(answer) == ["F2 2期", "F3 1期"]


class TestAbsent:
    """What is missing, and what there is instead."""

    def test_only_the_months_so_far(self) -> None:
        """The latest of them."""
        rows = count("讲座期数", "1期", period=NINE), count("讲座期数", "1期", period=Period(2024, 1, 3))

        assert reason(LECTURES, *rows) == "没有填报“讲座期数”的数值；只填报了2024年1—9月的累计数"

    def test_only_the_other_scope(self) -> None:
        """Its name; but words that could not be read go first."""
        own = count("讲座期数", "1期", scope="本级")
        odd = count("讲座期数", row=3, unread=(Unread("数值", "见附件", at("F3")),))

        assert reason(LECTURES, own) == "没有填报“讲座期数”的数值；填报的是本级数，本指标要求全域数"
        assert reason(LECTURES, own, odd) == "“指标数据”F3写的是“见附件”，读不出数"

    def test_which_reading_is_asked_about(self) -> None:
        """Of this figure, or of the one it is compared with; both readings in words."""
        twice = rate("纠错率", "", "0.9", other="0.9%")
        twice = replace(twice, value=replace(twice.value, step=Fraction(1, 10)))  # type: ignore[type-var]
        answer, problems = check(AT_LEAST_90, twice)

        assert answer.reason == "“指标数据”F2填写的“0.9”可读作 90% 或 0.9%，结论不同，请写明百分号后重报"
        assert [(p.code, p.place.cell) for p in problems] == [("readings_disagree", "F2")]
        assert "“纠错率”填写的“0.9”有两种读法（90% 或 0.9%）" in problems[0].message
        other = replace(twice, indicator="一审纠错率", value=replace(twice.value, place=at("F3")))  # type: ignore[type-var]
        answer, problems = check(HIGHER, rate("纠错率", "1/2"), other)
        assert answer.verdict == "missing"
        assert [(p.code, p.place.cell) for p in problems] == [("readings_disagree", "F3")]
        assert "“一审纠错率”填写的“0.9”" in problems[0].message


class TestDays:
    """A day against a deadline."""

    @pytest.mark.parametrize(
        ("day", "more", "code", "says"),
        [
            ("2024-09-30", {}, "met", "2024-09-30 完成，符合“早于2024年10月1日”的要求"),
            ("2024-10-05", {}, "not_met", "2024-10-05 完成，不符合“早于2024年10月1日”的要求"),
            ("2024-06-30", {"as_of": JUNE}, "met", "2024-06-30 完成，符合“早于2024年10月1日”的要求"),
            ("2024-07-01", {"as_of": JUNE}, "pending", "填写的日期 2024-07-01 晚于核对基准日，尚未发生"),
            (
                "2024-07-01",
                {"as_of": JUNE, "binding": False},
                "missing",
                "填写的日期 2024-07-01 晚于核对基准日，尚未发生",
            ),
            ("2024-12-29", {"as_of": date(2024, 11, 1)}, "not_met", "2024-12-29 完成，不符合“早于2024年10月1日”的要求"),
            ("2024-12-29", {"as_of": JUNE}, "pending", "填写的日期 2024-12-29 晚于核对基准日，尚未发生"),
            ("2014-09-29", {}, "disputed", "日期 2014-09-29 比2024年早一年以上"),
        ],
    )
    def test_in_words(self, day: str, more: dict[str, object], code: str, says: str) -> None:
        """In time, late, to come, long past; and what was compared."""
        answer, problems = check(DAY, count("公开日期", day), **more)  # type: ignore[arg-type]

        assert (answer.verdict, answer.reason) == (code, says)
        if "完成" in says:
            assert answer.steps[-2] == f"比较：{day} < 2024-10-01，{'成立' if code == 'met' else '不成立'}"
            assert problems == []
        else:
            assert [(p.code, p.place.cell) for p in problems] == [
                ("date_in_future" if "晚于" in says else "impossible_figure", "F2")
            ]

    @pytest.mark.parametrize(
        ("one", "two", "more", "code"),
        [
            ("2024-09-01", "2024-10-05", {}, "disputed"),
            ("2024-09-01", "2024-09-30", {}, "met"),
            ("2024-06-01", "2024-06-30", {"as_of": JUNE}, "met"),
            ("2024-06-01", "2024-07-01", {"as_of": JUNE}, "disputed"),
            ("2024-06-01", "2024-07-01", {"as_of": JUNE, "binding": False}, "disputed"),
            ("2024-07-01", "2024-12-29", {"as_of": JUNE}, "pending"),
            ("2024-10-05", "2024-12-29", {"as_of": date(2024, 11, 1)}, "not_met"),
        ],
    )
    def test_two_days(self, one: str, two: str, more: dict[str, object], code: str) -> None:
        """They contradict each other where one is in time and the other late or yet to come."""
        rows = count("公开日期", one), count("公开日期", two, 3)

        assert verdict(DAY, *rows, **more).verdict == code

    def test_a_moved_day_is_told(self) -> None:
        """Of a benchmark of another year."""
        question = Question(COUNTY, YEAR, DAY, False, moved_from="2023-09-30")
        answers, _ = engine.answer([question], INDICATORS, AFTER, [], divisions=Divisions(()))
        assert answers[0].steps[0] == "参照指标原定日期为 2023-09-30，按本次填报年度对应为 2024-09-30"
        assert not any("参照指标" in s for s in steps(DAY, binding=False))


class TestDisputed:
    """What contradicts what."""

    def test_a_rate_and_its_counts(self) -> None:
        """With the cell of each."""
        answer = verdict(AT_LEAST_90, rate("纠错率", "24/30", "95%"))

        assert answer.reason == f"{CONTRADICTS}申报 95%（“指标数据”F2），按 24 ÷ 30 为 80%"
        assert answer.steps[-2] == "申报比率与计算结果不一致：申报 95%（“指标数据”F2），按 24 ÷ 30 为 80%"
        assert rests_on(answer) == ["G2 24", "H2 30", "F2 95%"]

    def test_counts_while_the_year_runs(self) -> None:
        """One says that it is reached, the other that it is not: only the first could not change any more."""
        rows = count("讲座期数", "2期"), count("讲座期数", "1期", 3)

        assert verdict(LECTURES, *rows, as_of=JUNE).verdict == "disputed"
        assert verdict(LECTURES, *rows[::-1], as_of=JUNE).verdict == "disputed"

    def test_no_case_and_some(self) -> None:
        """Nothing here by one row and nine of ten by another, though there is nothing to compare with."""
        rows = rate("纠错率", "0/0"), rate("纠错率", "9/10", row=3)

        assert verdict(HIGHER, *rows).verdict == "disputed"
        assert verdict(HIGHER, *rows, as_of=JUNE).verdict == "pending"

    def test_the_third_row(self) -> None:
        """The second says the same as the first, the third does not."""
        rows = rate("纠错率", "28/30"), rate("纠错率", "27/30", row=3), rate("纠错率", "1/30", row=4)

        assert verdict(AT_LEAST_90, *rows).verdict == "disputed"

    def test_a_question_and_a_contradiction(self) -> None:
        """The contradiction goes before, whichever stands first."""
        twice = rate("纠错率", "", "0.95", other="0.95%")
        for one, two in ((2, 3), (3, 2)):
            moved = replace(twice, value=replace(twice.value, place=at(f"F{one}")))  # type: ignore[type-var]
            assert verdict(AT_LEAST_90, moved, rate("纠错率", "", "10%", row=two)).verdict == "disputed"

    def test_a_part_and_its_whole(self) -> None:
        """The whole's figures belong to the evidence."""
        answer = verdict(ALL, rate("出庭率", "20/20"), rate("涉企出庭率", "9/10", row=3))

        assert answer.verdict == "disputed"
        assert rests_on(answer)[:2] == ["G2 20", "H2 20"]
        assert "G3 9" in rests_on(answer)


class TestEach:
    """A list in words."""

    HOURS = rule("培训学时", "at_least", "60学时", each="执法人员")
    ONCE = rule("任期培训次数", "at_least", "1次", each="负责人", every="term")

    @staticmethod
    def hours(*texts: str) -> list[Record]:
        return people("人员培训", "培训学时", [f"{t}学时" if t else "" for t in texts])

    @staticmethod
    def leaders(*texts: str, ends: date = date(2026, 12, 31)) -> list[Record]:
        return people("负责人", "任期培训次数", [f"{t}次" if t else "" for t in texts], ends=ends)

    def say(self, *reported: Record | Roll, asked: Rule | None = None, **more: object) -> tuple[str, str]:
        answer = verdict(asked or self.HOURS, *reported, **more)
        return answer.verdict, answer.reason

    def test_how_many_of_how_many(self) -> None:
        """Reached, below, blank."""
        three = roll("人员培训", "3")

        assert self.say(*self.hours("60", "61", "62"), three) == ("met", "应有 3 人，3 人达到，全部符合“不少于60学时”")
        assert self.say(*self.hours("60", "61", "59"), three) == ("not_met", "应有 3 人，2 人达到，1 人未达到")
        assert self.say(*self.hours("60", "59", ""), three) == (
            "not_met",
            "应有 3 人，1 人达到，1 人未达到；“人员培训”E7没有填写",
        )
        assert self.say(*self.hours("60", "61"), three) == ("missing", "执法人员应列 3，只列了 2，缺 1")
        assert self.say(roll("人员培训", "0")) == ("not_applicable", "名单注明没有这类人员或单位")
        answer = verdict(self.HOURS, *self.hours("60", "61", "59"), three)
        assert answer.actual is not None
        assert (answer.actual.text, answer.actual.reported) == ("2/3", "3 人中 2 人达到")
        nobody = verdict(self.HOURS, roll("人员培训", "0")).actual
        assert nobody is not None and (nobody.text, nobody.counts) == ("0/0", (0, 0))
        assert verdict(self.HOURS).actual is None

    @pytest.mark.parametrize(("blank", "rest"), [(8, ""), (9, "；另有 1 处"), (11, "；另有 3 处")])
    def test_eight_blanks_are_named(self, blank: int, rest: str) -> None:
        """And how many others there are."""
        code, says = self.say(*self.hours(*[""] * blank), roll("人员培训", str(blank)))

        assert code == "missing"
        assert says == "；".join(f"“人员培训”E{i + 5}没有填写" for i in range(8)) + rest

    def test_while_the_year_runs(self) -> None:
        """What is there so far, or what is not."""
        open_until = "核对基准日 2024-06-30 未过考核时点 2024-12-31，结果仍可能变化；"

        assert self.say(*self.hours("60", "59"), roll("人员培训", "2"), as_of=JUNE) == (
            "pending",
            open_until + "目前应有 2 人，1 人达到",
        )
        assert self.say(*self.hours("60", ""), roll("人员培训", "2"), as_of=JUNE) == (
            "pending",
            open_until + "“人员培训”E6没有填写",
        )
        lacking = verdict(self.HOURS, *self.hours("60", "59"), roll("人员培训", "2"), as_of=JUNE).gap
        assert lacking is not None and lacking.amount == 1

    def test_terms(self) -> None:
        """Over and missed, running, nobody, incomplete, all."""
        over, two, ended = date(2024, 6, 30), roll("负责人", "2"), "应有 2 人，1 人达到"

        def say(*reported: Record | Roll, **more: object) -> tuple[str, str]:
            return self.say(*reported, asked=self.ONCE, **more)

        assert say(*self.leaders("1", "0", ends=over), two) == ("not_met", f"{ended}，1 人任期已满仍未达到")
        assert say(*self.leaders("1", "0"), two) == ("pending", f"{ended}；1 人任期未满")
        assert say(*self.leaders("1", "1"), two) == ("met", "应有 2 人，2 人达到，全部符合“不少于1次”")
        assert say(*self.leaders("1"), two) == ("missing", "负责人应列 2，只列了 1，缺 1")
        assert say(roll("负责人", "0")) == ("not_applicable", "名单注明没有这类人员")
        still = "核对基准日 2024-06-30 未过考核时点 2024-12-31，结果仍可能变化"
        assert say(roll("负责人", "0"), as_of=JUNE) == ("pending", still)
        assert say(*self.leaders("1"), two, as_of=JUNE) == (
            "pending",
            f"{ended}；{still}；负责人应列 2，只列了 1，缺 1",
        )
        assert say(as_of=JUNE) == ("pending", f"{still}；“负责人”没有填写负责人的应列人数")
