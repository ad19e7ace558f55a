"""Cases in which engine and oracle once differed and the design said the oracle was right; one sentence each."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from compliance.fact import Fact, Unread
from compliance.period import Period
from compliance.quantity import Quantity, QuantityError, chinese_number, show
from compliance.source import Place
from compliance.verdict import Verdict
from tests.property.adapter import engine_verdicts, facts_of
from tests.property.strategies import COUNTIES, LAST_YEAR, YEAR, ask, figure, report
from tests.property.test_laws import empty, verdicts_of

PERCENT = Fraction(1, 100)
IN_JUNE = date(2023, 6, 30).toordinal()


def answered(made: dict[str, Any]) -> Verdict:
    return engine_verdicts(made)[0][0]


def world(indicator: str, op: str, line: Fraction | None, as_of: int | None = None, **more: Any) -> dict[str, Any]:
    made = empty()
    made["as_of"] = as_of or made["as_of"]
    ask(made, indicator, op, line, **more)
    return made


def than(indicator: str, previous: bool = False) -> dict[str, Any]:
    return {"indicator": indicator, "previous": previous, "times": Fraction(1), "plus": Fraction(0)}


def printed(made: dict[str, Any], indicator: str, share: str, base: int | None = None, **more: Any) -> None:
    read = Quantity.parse(share)
    report(
        made, indicator, value=figure(read.value, read.step), denominator=None if base is None else figure(base), **more
    )


def counts(made: dict[str, Any], indicator: str, n: int, d: int, **more: Any) -> None:
    report(made, indicator, numerator=figure(n), denominator=figure(d), **more)


def test_readings_that_are_both_still_open_are_pending() -> None:
    """Two rows that contradict each other dispute nothing while both leave the verdict open."""
    made = world("他率", "at_least", Fraction(9, 10), IN_JUNE)
    counts(made, "他率", 9, 10)
    counts(made, "他率", 1, 10)
    assert answered(made).verdict == "pending"


def test_readings_of_which_one_settles_are_disputed() -> None:
    """A count that one row says is reached, and another that it is not."""
    made = world("期数", "at_least", Fraction(5), IN_JUNE)
    for value in (6, 3):
        report(made, "期数", value=figure(value))
    assert answered(made).verdict == "disputed"


def test_two_days_both_in_time_are_met() -> None:
    """Two rows with different days within the deadline give the same verdict."""
    made = world("公布日期", "by", Fraction(date(2023, 9, 30).toordinal()), IN_JUNE)
    for day in (date(2023, 3, 1), date(2023, 3, 2)):
        report(made, "公布日期", value=figure(day.toordinal()))
    assert answered(made).verdict == "met"


def test_no_case_here_goes_before_the_other_figure_missing() -> None:
    """Base zero is `not_applicable`, whatever the figure to compare with."""
    made = world("全率", "more_than", None, relative=than("他率"))
    counts(made, "全率", 0, 0)
    assert answered(made).verdict == "not_applicable"


def test_a_printed_line_is_what_its_base_leaves_open() -> None:
    """11.9 % is more than "12 %" of 60, which can only be 7/60."""
    made = world("全率", "more_than", None, relative=than("他率"))
    counts(made, "全率", 119, 1000)
    printed(made, "他率", "12%", 60)
    verdict = answered(made)
    assert (verdict.verdict, "rounded" in verdict.flags) == ("met", False)


def test_last_years_line_is_fixed() -> None:
    """At least as many as last year: reached in June is reached."""
    made = world("期数", "at_least", None, IN_JUNE, relative=than("期数", previous=True))
    report(made, "期数", value=figure(4))
    report(made, "期数", value=figure(4), period=LAST_YEAR)
    assert answered(made).verdict == "met"


def test_this_years_line_can_still_move() -> None:
    """Another indicator's figure of the same period settles nothing."""
    made = world("期数", "at_least", None, IN_JUNE, relative=than("讲座期数"))
    report(made, "期数", value=figure(4))
    report(made, "讲座期数", value=figure(4))
    assert answered(made).verdict == "pending"


def test_a_year_has_no_less_than_its_months() -> None:
    """What January to September reached does not overrule the figure of the year, but contradicts it."""
    made = world("期数", "at_least", Fraction(5))
    report(made, "期数", value=figure(3))
    report(made, "期数", value=figure(4), period=(2023, 1, 9))
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == ("not_met", ("identity_fails",))
    report(made, "期数", value=figure(6), period=(2023, 1, 10))
    assert answered(made).verdict == "disputed"


def test_the_months_so_far_carry_their_flags() -> None:
    """余 on a cumulative figure is told where the verdict rests on it."""
    made = world("期数", "at_least", Fraction(5), IN_JUNE)
    report(made, "期数", value=figure(6, approximate=True), period=(2023, 1, 3))
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == ("met", ("approximate",))


def test_a_figure_at_odds_with_itself_proves_nothing_about_another() -> None:
    """Other indicators' trouble never disputes this one."""
    made = world("全率", "equals", Fraction(1))
    counts(made, "全率", 10, 10)
    printed(made, "分率", "100%")
    counts(made, "分率", 9, 10)
    assert answered(made).verdict == "met"


def test_a_part_over_its_base_cannot_miss_more_than_its_whole() -> None:
    """A part of which 35 of 35 did it has more of them than its whole, of which 30 did."""
    made = world("全率", "equals", Fraction(1))
    counts(made, "全率", 30, 40)
    printed(made, "分率", "100%", 35)
    made["questions"][0]["rule"]["op"], made["questions"][0]["rule"]["value"] = "less_than", Fraction(4, 5)
    verdict = answered(made)
    assert (verdict.verdict, "identity_fails" in verdict.flags) == ("disputed", True)


def test_a_blank_source_is_the_units_own() -> None:
    """Self-reported against the court's figure."""
    made = world("他率", "at_least", Fraction(1, 2))
    counts(made, "他率", 9, 10)
    counts(made, "他率", 8, 10, source="法院")
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == ("met", ("sources_differ",))


def test_the_same_counts_twice_keep_both_printed_rates() -> None:
    """A second row with the same counts still contradicts them with its rate."""
    made = world("他率", "at_least", Fraction(1, 2))
    counts(made, "他率", 1, 10)
    report(made, "他率", value=figure(Fraction(9, 10), PERCENT), numerator=figure(1), denominator=figure(10))
    assert answered(made).verdict == "disputed"


def test_a_printed_rate_over_another_base_is_another_figure() -> None:
    """543/1814 and "30%" of 10 are not the same, though the one prints as the other."""
    made = world("他率", "at_least", Fraction(3, 10))
    counts(made, "他率", 543, 1814)
    printed(made, "他率", "30%", 10)
    assert answered(made).verdict == "disputed"


def test_an_identity_that_fails_marks_its_own_scope() -> None:
    """本级 figures that do not add up say nothing of 全域 ones."""
    made = world("全率", "at_least", Fraction(1, 2))
    counts(made, "全率", 9, 10)
    for name, value in (("办成件数", 5), ("全部件数", 4)):
        report(made, name, value=figure(value), scope="本级")
    assert answered(made).flags == ()


def test_an_identity_of_last_year_marks_what_is_compared_with_it() -> None:
    """A line taken from last year carries last year's trouble."""
    made = world("期数", "at_least", None, relative=than("全率", previous=True))
    report(made, "期数", value=figure(4))
    counts(made, "全率", 3, 4, period=LAST_YEAR)
    for name, value in (("办成件数", 5), ("全部件数", 4)):
        report(made, name, value=figure(value), period=LAST_YEAR)
    assert "identity_fails" in answered(made).flags


@pytest.mark.parametrize("asked_of_counties", [True, False])
def test_a_total_is_added_up_whoever_is_asked(asked_of_counties: bool) -> None:
    """A prefecture's 全域 figure is its 本级 plus its counties' 全域, whether or not the counties are asked today."""
    made = world("期数", "at_least", Fraction(1))
    for unit in COUNTIES:
        report(made, "期数", value=figure(2), unit=unit)
        if asked_of_counties:
            ask(made, "期数", "at_least", Fraction(1), unit=unit)
    report(made, "期数", value=figure(1), scope="本级")
    report(made, "期数", value=figure(6))
    assert answered(made).flags == ("total_disagrees_with_parts",)


def test_a_gap_to_a_band_lands_in_it() -> None:
    """27/29 cannot come to stand between 90 % and 90 %: no gap is named."""
    made = world("他率", "between", Fraction(9, 10), upper=Fraction(9, 10))
    counts(made, "他率", 27, 29)
    verdict = answered(made)
    assert (verdict.verdict, verdict.gap) == ("not_met", None)


def test_a_share_that_may_exceed_the_whole() -> None:
    """29 of 30 against more than 100 % lacks two, and "100%" may be 100.4 %."""
    made = world("倍率", "more_than", Fraction(1))
    counts(made, "倍率", 29, 30)
    verdict = answered(made)
    assert verdict.gap
    assert verdict.gap.amount == 2
    made = world("倍率", "at_least", Fraction(1004, 1000))
    printed(made, "倍率", "100%")
    assert "rounded" in answered(made).flags


def test_the_count_behind_a_printed_rate_is_the_gap() -> None:
    """At 29 cases "90%" can only be 26 of them: one is lacking, and the steps say so."""
    made = world("他率", "at_least", Fraction(9, 10))
    printed(made, "他率", "90%", 29)
    verdict = answered(made)
    assert verdict.verdict == "not_met"
    assert verdict.gap
    assert (verdict.gap.amount, verdict.gap.unit) == (1, "件")
    assert any("26" in step and "不成立" in step for step in verdict.steps)


def test_a_final_rate_whose_base_proves_all() -> None:
    """Where only 60 of 60 can print as the share given, there was no miss."""
    made = world("出庭率", "equals", Fraction(1), IN_JUNE)
    report(made, "出庭率", value=figure(Fraction(999, 1000), PERCENT), denominator=figure(60))
    assert (answered(made).verdict, answered(made).progress) == ("pending", "进度达标")


def test_a_list_counts_every_row() -> None:
    """Of three rows one is blank: two of three, though the list states no number."""
    made = world("人均学时", "at_least", Fraction(60), group={"list": "名单", "categories": ["甲类"], "of": "人"})
    for number, hours in enumerate((60, 61, None), 1):
        made["records"].append(
            {"unit": "990100", "list": "名单", "period": YEAR, "name": f"某{number}", "id": str(number), "categories": ("甲类",),
             "values": {} if hours is None else {"人均学时": figure(hours)}, "begins": None, "ends": None}
        )  # fmt: skip
    verdict = answered(made)
    assert verdict.verdict == "missing"
    assert verdict.actual
    assert verdict.actual.counts == (2, 3)


def test_two_thirds_against_two_thirds_is_shown() -> None:
    """A share that never ends in decimals and stands on the line."""
    assert show(Fraction(2, 3), "%", Fraction(2, 3)) == "66.67%"


def test_numerals_without_end_are_refused_at_once() -> None:
    """No number has a hundred thousand places."""
    with pytest.raises(QuantityError):
        chinese_number("一亿" * 50_000)
    with pytest.raises(QuantityError):
        chinese_number("一点" + "二" * 5_000)


def test_a_row_without_scope_answers_where_no_other_does() -> None:
    """A figure of the other scope does not answer; one that names none does, and beside one of this scope it contradicts."""
    made = world("期数", "at_least", Fraction(2))
    report(made, "期数", value=figure(3), scope="本级")
    assert answered(made).verdict == "missing"
    report(made, "期数", value=figure(1), scope="")
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == ("not_met", ("advised_reading",))
    report(made, "期数", value=figure(2), scope="全域")
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == ("disputed", ("advised_reading", "total_disagrees_with_parts"))


@pytest.mark.parametrize(("hits", "expected"), [(9, "met"), (10, "met"), (11, "missing")])
def test_half_a_part_beside_a_whole_of_all(hits: int, expected: str) -> None:
    """A part of which only the numerator is given is inferred, unless it is more than its whole has."""
    made = world("分率", "equals", Fraction(1))
    counts(made, "全率", 10, 10)
    report(made, "分率", numerator=figure(hits))
    assert answered(made).verdict == expected


def test_a_figure_that_could_not_be_read_is_not_inferred() -> None:
    """What is filled in but cannot be read is asked for again, not taken from the whole."""
    made = world("分率", "equals", Fraction(1))
    counts(made, "全率", 10, 10)
    unread = Fact(
        "990100", Period(2023), "分率", "全域", unread=(Unread("数值", "全部", Place("表.xlsx", "指标数据", "F9")),)
    )
    (verdict,) = verdicts_of(made, [*facts_of(made), unread]).values()
    assert verdict.verdict == "missing"
    assert "F9" in verdict.reason


def test_nothing_read_is_no_reading_advised() -> None:
    """A base of 0 that stands in a row of its own, beside a numerator nobody can read: nothing follows from it."""
    made = world("全率", "equals", Fraction(1))
    report(made, "全率", unread=("numerator",))
    report(made, "全部件数", value=figure(0))
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == ("missing", ())


def test_a_printed_line_that_touches_the_figure_is_rounded() -> None:
    """18/143 against at most "12 %" of 143, which may be 17/143 or 18/143: the printed figure decides, and it is told."""
    made = world("全率", "at_most", None, relative=than("他率"))
    counts(made, "全率", 18, 143)
    printed(made, "他率", "12%", 143)
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == ("not_met", ("rounded",))


def test_a_printed_figure_that_begins_on_the_line_is_rounded() -> None:
    """A share of "1 %" stands for 0.5 % and more; against at least "0.5 %" of 200, which is 1/200, the line lies inside it."""
    made = world("全率", "at_least", None, relative=than("他率"))
    printed(made, "全率", "1%")
    printed(made, "他率", "0.5%", 200)
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == ("met", ("rounded",))


def test_a_share_written_as_a_fraction_over_a_base_it_does_not_fit() -> None:
    """1/3 of 10 is no whole number: exactly written shares are not rounded to one."""
    made = world("他率", "at_least", Fraction(1, 2))
    report(made, "他率", value=figure(Fraction(1, 3)), denominator=figure(10))
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == ("not_met", ("impossible_rate",))


@pytest.mark.parametrize(("share", "flags"), [("96.7%", ()), ("96.6%", ()), ("96.8%", ("sources_differ",))])
def test_a_row_with_the_rate_and_a_row_with_its_counts(share: str, flags: tuple[str, ...]) -> None:
    """29/30 and the court's "96.7%" say the same, rounded or truncated."""
    made = world("他率", "at_least", Fraction(1, 2))
    counts(made, "他率", 29, 30)
    printed(made, "他率", share, source="法院")
    assert answered(made).flags == flags


def test_two_printed_rates_are_the_same_only_if_they_print_the_same() -> None:
    """90 % and 90.4 % from two sources differ."""
    made = world("他率", "at_least", Fraction(1, 2))
    printed(made, "他率", "90%")
    printed(made, "他率", "90.4%", source="法院")
    assert answered(made).flags == ("sources_differ",)


def test_months_are_held_against_the_year_whatever_else_is_reported() -> None:
    """A figure of the year before, or of the year itself, does not end the comparison."""
    made = world("期数", "at_least", Fraction(5))
    for period, value in ((LAST_YEAR, 1), (YEAR, 3), ((2023, 1, 6), 2), ((2023, 1, 9), 6)):
        report(made, "期数", value=figure(value), period=period)
    assert answered(made).verdict == "disputed"


def test_a_value_among_those_a_printed_rate_may_be() -> None:
    """A share of "90 %" of 1000 may be 900, and 895, and 909: the printed figure decides, and it is told."""
    made = world("他率", "equals", Fraction(9, 10))
    printed(made, "他率", "90%", 1000)
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == ("met", ("rounded",))


def test_a_guess_at_a_row_is_told() -> None:
    """`advised_reading`: a guess was made."""
    made = world("期数", "at_least", Fraction(5))
    report(made, "期数", value=figure(6))
    (verdict,) = verdicts_of(made, [replace(fact, guessed=True) for fact in facts_of(made)]).values()
    assert (verdict.verdict, verdict.flags) == ("met", ("advised_reading",))


@pytest.mark.parametrize(("base", "expected"), [(None, "met"), (7, "missing")])
def test_a_count_one_column_to_the_right(base: int | None, expected: str) -> None:
    """A count in the cell of the numerator, with nothing else in its row, is read and told; beside a base it is no count."""
    made = world("期数", "at_least", Fraction(5))
    report(made, "期数", numerator=figure(6), denominator=None if base is None else figure(base))
    verdict = answered(made)
    assert (verdict.verdict, verdict.flags) == (expected, ("advised_reading",) if base is None else ())


def test_the_gap_to_a_line_its_base_proves() -> None:
    """One more than 7/60, not than the 12 % that 7/60 prints as."""
    made = world("全率", "more_than", None, relative=than("他率"))
    counts(made, "全率", 350, 3000)
    printed(made, "他率", "12%", 60)
    verdict = answered(made)
    assert verdict.gap
    assert (verdict.verdict, verdict.gap.amount) == ("not_met", 1)


@pytest.mark.parametrize("rows", [((0, 0), (9, 10)), ((9, 10), (0, 0))])
def test_nothing_here_in_one_row_only(rows: tuple[tuple[int, int], ...]) -> None:
    """No case by one row and nine of ten by another: a contradiction, even where the other figure is missing too."""
    made = world("全率", "more_than", None, relative=than("他率"))
    for n, d in rows:
        counts(made, "全率", n, d)
    assert answered(made).verdict == "disputed"


def test_two_cells_that_can_be_read_in_two_ways() -> None:
    """A question about either of two figures is a question, not a contradiction."""
    made = world("全率", "more_than", None, relative=than("他率"))
    for name in ("全率", "他率"):
        report(made, name, value=figure(Fraction(9, 10), Fraction(1, 10), Fraction(9, 1000)))
    assert answered(made).verdict == "missing"


def test_a_whole_that_caught_up_proves_its_parts() -> None:
    """28 of 29 until September, 30 of 30 in the year: what was late may have been made good, where no miss is past."""
    made = world("分率", "equals", Fraction(1))
    counts(made, "全率", 30, 30)
    counts(made, "全率", 28, 29, period=(2023, 1, 9))
    assert (answered(made).verdict, answered(made).flags) == ("met", ("inferred",))
