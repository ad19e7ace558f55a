"""Which verdict, on what basis, with which flags and gap: the cases the design names."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from compliance.fact import Unread
from compliance.period import Period
from compliance.rule import Relative
from compliance.source import Place
from tests.engine.cases import AFTER, at, check, count, people, rate, roll, rule, verdict

AT_LEAST_90 = rule("出庭率", "at_least", "90%")
ALL = rule("出庭率", "equals", "100%")


class TestCounts:
    """A rate is its counts; no rounding decides."""

    @pytest.mark.parametrize(
        ("counts", "expected"),
        [
            ("27/30", "met"),
            ("26/29", "not_met"),
            ("29/29", "met"),
            ("899999/1000000", "not_met"),
            ("0/0", "not_applicable"),
        ],
    )
    def test_at_least_90_percent(self, counts: str, expected: str) -> None:
        """26/29 is not 90 %, 27/30 is; no case at all is not applicable."""
        assert verdict(AT_LEAST_90, rate("出庭率", counts)).verdict == expected

    def test_huge_counts_stay_exact(self) -> None:
        """One case in 10^18 decides."""
        n = 9 * 10**17
        assert verdict(AT_LEAST_90, rate("出庭率", f"{n}/{10**18}")).verdict == "met"
        assert verdict(AT_LEAST_90, rate("出庭率", f"{n - 1}/{10**18}")).verdict == "not_met"

    def test_gap_in_cases(self) -> None:
        """23/30 against 90 %: 4 more of these 30, or the next 40 all."""
        gap = verdict(AT_LEAST_90, rate("出庭率", "23/30")).gap

        assert gap is not None
        assert (gap.amount, gap.unit) == (4, "件")
        assert "在这 30 件中还差 4 件" in gap.text
        assert "此后 40 件全部做到" in gap.text

    def test_a_reported_rate_that_prints_so_agrees(self) -> None:
        """29/184 is 15.76 %: 15.8 % (rounded) and 15.7 % (truncated) agree."""
        for printed in ("15.8%", "15.7%"):
            answer = verdict(rule("纠错率", "more_than", "10%"), rate("纠错率", "29/184", printed))

            assert (answer.verdict, answer.flags) == ("met", ())

    def test_a_rate_over_another_base_is_named(self) -> None:
        """29/206 prints as 14.1 %: the base was 受理, not 审结."""
        answer, problems = check(
            rule("纠错率", "more_than", "10%"), rate("纠错率", "29/184", "14.1%"), count("受理件数", "206", 3)
        )

        assert answer.verdict == "met"
        assert "rate_disagrees_with_counts" in answer.flags
        assert any("受理件数" in p.message for p in problems)

    def test_counts_against_a_rate_that_decides_otherwise_are_disputed(self) -> None:
        """Counts say 80 %, the rate says 95 %."""
        assert verdict(AT_LEAST_90, rate("出庭率", "24/30", "95%")).verdict == "disputed"

    @pytest.mark.parametrize(
        ("counts", "printed"), [("31/30", ""), ("-1/30", ""), ("3/0", ""), ("/0", "50%"), ("", "158%"), ("1.5/30", "")]
    )
    def test_impossible_figures_are_disputed_and_told(self, counts: str, printed: str) -> None:
        """Numerator over denominator, negative, a rate over nothing, a share over 100 %."""
        answer, problems = check(AT_LEAST_90, rate("出庭率", counts, printed))

        assert answer.verdict == "disputed"
        assert "impossible_figure" in [p.code for p in problems]

    @pytest.mark.parametrize("counts", ["27/", "/30", ""])
    def test_an_absent_part_is_missing_and_the_cell_named(self, counts: str) -> None:
        """The reason names the cell to fill."""
        answer = verdict(AT_LEAST_90, rate("出庭率", counts))

        assert answer.verdict == "missing"
        assert ("G2" if not counts.startswith("27") else "H2") in answer.reason

    def test_counts_in_rows_of_their_own_make_the_rate(self) -> None:
        """审结 and 纠错 stand in their own rows, the rate's row is blank: nothing is lost."""
        answer = verdict(
            rule("纠错率", "more_than", "10%"), rate("纠错率"), count("纠错件数", "29", 3), count("审结件数", "184", 4)
        )

        assert answer.verdict == "met"
        assert answer.actual is not None and answer.actual.counts == (29, 184)
        assert "advised_reading" in answer.flags


class TestPrintedRates:
    """A rate given without counts stands for what prints so."""

    @pytest.mark.parametrize(
        ("printed", "expected", "flags"),
        [
            ("100%", "met", ("rounded",)),
            ("99.97%", "not_met", ()),
            ("99.7%", "not_met", ()),
        ],
    )
    def test_against_exactly_all(self, printed: str, expected: str, flags: tuple[str, ...]) -> None:
        """100 % alone is met and rounded; 99.97 % is not met."""
        answer = verdict(ALL, rate("出庭率", "", printed))

        assert (answer.verdict, answer.flags) == (expected, flags)
        assert answer.actual is not None and answer.actual.basis == "reported"

    def test_a_base_settles_what_rounding_leaves_open(self) -> None:
        """100 % of 324 cases against 90 %: 323 and 324 both reach it."""
        assert verdict(AT_LEAST_90, rate("出庭率", "/324", "100%")).flags == ()
        assert verdict(ALL, rate("出庭率", "/324", "100%")).flags == ("rounded",)
        assert verdict(ALL, rate("出庭率", "/50", "100%")).flags == ()

    def test_a_rate_no_whole_count_prints_as(self) -> None:
        """Of 3 cases none makes 50 %."""
        assert "impossible_rate" in verdict(AT_LEAST_90, rate("出庭率", "/3", "50%")).flags

    def test_gap_in_points_only_without_counts(self) -> None:
        """85 % against 90 %: 5 points."""
        gap = verdict(AT_LEAST_90, rate("出庭率", "", "85%")).gap

        assert gap is not None
        assert (gap.amount, gap.unit) == (5, "百分点")

    def test_two_readings_that_differ_are_asked_about(self) -> None:
        """0.95 may be 95 % or 0.95 %."""
        answer, problems = check(AT_LEAST_90, rate("出庭率", "", "95%", other="0.95%"))

        assert answer.verdict == "missing"
        assert "readings_disagree" in [p.code for p in problems]

    def test_two_readings_that_agree_are_read_and_flagged(self) -> None:
        """0.1 is 10 % or 0.1 %: below 90 % either way."""
        answer = verdict(AT_LEAST_90, rate("出庭率", "", "10%", other="0.1%"))

        assert answer.verdict == "not_met"
        assert "advised_reading" in answer.flags


class TestPartAndWhole:
    """A part is inferred from a whole that is all or none, and disputes it where they clash."""

    PART = rule("涉企出庭率", "equals", "100%")

    def test_inferred_from_counts(self) -> None:
        """324 of 324: the part is all too."""
        answer = verdict(self.PART, rate("出庭率", "324/324"))

        assert (answer.verdict, answer.flags) == ("met", ("inferred",))
        assert answer.actual is not None and answer.actual.inferred_from == "出庭率"

    def test_inferred_from_a_printed_rate_is_rounded(self) -> None:
        """A printed 100 % counts as all, with `rounded`."""
        assert verdict(self.PART, rate("出庭率", "", "100%")).flags == ("inferred", "rounded")

    def test_inferred_through_two_steps(self) -> None:
        """The part of a part."""
        answer = verdict(rule("涉企重点出庭率", "equals", "100%"), rate("出庭率", "10/10"))

        assert answer.verdict == "met"

    def test_not_inferred_from_anything_less(self) -> None:
        """323 of 324 says nothing of a part."""
        assert verdict(self.PART, rate("出庭率", "323/324")).verdict == "missing"

    def test_not_inferred_from_a_whole_that_another_part_contradicts(self) -> None:
        """A printed 100 % of all, and 2 of 3 of another part: the whole is not all."""
        assert verdict(self.PART, rate("出庭率", "", "100%"), rate("涉外出庭率", "2/3", row=3)).verdict == "missing"
        assert verdict(self.PART, rate("出庭率", "", "100%"), rate("涉外出庭率", "3/3", row=3)).verdict == "met"

    def test_a_zero_base_is_not_applicable(self) -> None:
        """No such case."""
        assert verdict(self.PART, rate("涉企出庭率", "0/0"), rate("出庭率", "9/10", row=3)).verdict == "not_applicable"

    def test_a_whole_of_all_with_a_part_below_is_disputed(self) -> None:
        """All 20 attended, yet only 9 of 10 of a part."""
        facts = rate("出庭率", "20/20"), rate("涉企出庭率", "9/10", row=3)

        assert verdict(self.PART, *facts).verdict == "disputed"
        assert verdict(ALL, *facts).verdict == "disputed"
        assert verdict(AT_LEAST_90, *facts).verdict == "met"

    def test_other_indicators_trouble_does_not_dispute(self) -> None:
        """An impossible part leaves the whole as it is."""
        assert verdict(AT_LEAST_90, rate("出庭率", "20/20"), rate("一审纠错率", "9/3", row=3)).verdict == "met"


class TestRelational:
    """The other indicator's figure on the right."""

    HIGHER = rule("纠错率", "more_than", "一审纠错率")

    def test_compared_exactly(self) -> None:
        """29/184 > 18/150; equal is not higher."""
        assert verdict(self.HIGHER, rate("纠错率", "29/184"), rate("一审纠错率", "18/150", row=3)).verdict == "met"
        assert verdict(self.HIGHER, rate("纠错率", "12/100"), rate("一审纠错率", "18/150", row=3)).verdict == "not_met"

    def test_the_other_figure_missing(self) -> None:
        """15.8 % is shown, but there is nothing to compare with."""
        answer = verdict(self.HIGHER, rate("纠错率", "", "15.8%"))

        assert answer.verdict == "missing"
        assert answer.actual is not None and answer.actual.text == "15.8%"
        assert "一审纠错率" in answer.reason

    def test_previous_period(self) -> None:
        """Down by 10 % on last year."""
        fewer = rule("违规件数", "at_most", relative=Relative("违规件数", previous=True, times=Fraction(9, 10)))
        last_year = count("违规件数", "100", 3, period=Period(2023))

        assert verdict(fewer, count("违规件数", "90"), last_year).verdict == "met"
        assert verdict(fewer, count("违规件数", "91"), last_year).verdict == "not_met"


class TestTime:
    """Pending, and settled before the end."""

    def test_a_rate_is_pending_until_the_period_ends(self) -> None:
        """On its last day still pending, the day after not."""
        on_track = rate("出庭率", "28/30")

        assert verdict(AT_LEAST_90, on_track, as_of=date(2024, 12, 31)).verdict == "pending"
        assert verdict(AT_LEAST_90, on_track, as_of=date(2024, 12, 31)).progress == "进度达标"
        assert verdict(AT_LEAST_90, on_track, as_of=date(2025, 1, 1)).verdict == "met"

    def test_a_count_reached_is_met_at_once(self) -> None:
        """Two lectures by June are two lectures."""
        lectures = rule("讲座期数", "at_least", "2期")

        assert verdict(lectures, count("讲座期数", "2期"), as_of=date(2024, 6, 30)).verdict == "met"
        assert verdict(lectures, count("讲座期数", "1期"), as_of=date(2024, 6, 30)).verdict == "pending"

    def test_a_ceiling_broken_is_not_met_at_once(self) -> None:
        """One is more than none."""
        assert (
            verdict(rule("违规件数", "equals", "0件"), count("违规件数", "1件"), as_of=date(2024, 6, 30)).verdict
            == "not_met"
        )

    def test_a_final_miss_cannot_be_made_good(self) -> None:
        """A hearing nobody attended is past."""
        assert verdict(ALL, rate("出庭率", "28/30"), as_of=date(2024, 6, 30)).verdict == "not_met"

    def test_cumulative_figures_settle_but_do_not_answer(self) -> None:
        """Two lectures in nine months are enough; one is not the year's figure."""
        lectures, nine = rule("讲座期数", "at_least", "2期"), Period(2024, 1, 9)

        assert verdict(lectures, count("讲座期数", "2期", period=nine)).verdict == "met"
        assert verdict(lectures, count("讲座期数", "1期", period=nine)).verdict == "missing"

    def test_a_yearly_figure_answers_no_quarter_but_zero_answers_all(self) -> None:
        """0 in the year is 0 in each quarter."""
        quarterly = rule("讲座期数", "at_least", "1期", every="quarter")

        assert verdict(quarterly, count("讲座期数", "4期"), period=Period(2024, 1, 3)).verdict == "missing"
        assert verdict(quarterly, count("讲座期数", "0期"), period=Period(2024, 1, 3)).verdict == "not_met"

    @pytest.mark.parametrize(
        ("day", "as_of", "expected"),
        [
            ("2024-09-30", AFTER, "met"),
            ("2024-10-01", AFTER, "not_met"),
            ("", date(2024, 9, 30), "pending"),
            ("", date(2024, 10, 1), "missing"),
            ("2024-03-01", date(2024, 6, 1), "met"),
            ("2024-09-29", date(2024, 6, 1), "pending"),
        ],
    )
    def test_a_deadline(self, day: str, as_of: date, expected: str) -> None:
        """Before 1 October: 30 September is the last permitted day; a day to come proves nothing."""
        assert (
            verdict(rule("公开日期", "before", "2024-10-01"), count("公开日期", day), as_of=as_of).verdict == expected
        )

    def test_days_late(self) -> None:
        """5 October is five days late."""
        gap = verdict(rule("公开日期", "before", "2024-10-01"), count("公开日期", "2024-10-05")).gap

        assert gap is not None and (gap.amount, gap.unit) == (5, "天")

    def test_a_benchmark_is_never_pending(self) -> None:
        """No figure is missing, whatever the day."""
        assert verdict(AT_LEAST_90, rate("出庭率"), as_of=date(2024, 6, 1), binding=False).verdict == "missing"


class TestEach:
    """Every one of them must reach it."""

    HOURS = rule("培训学时", "at_least", "60学时", each="执法人员")

    def test_fifty_eight_of_sixty_one(self) -> None:
        """Three below the line: not met, three persons lacking."""
        answer = verdict(
            self.HOURS,
            *people("人员培训", "培训学时", ["60学时"] * 58 + ["59学时", "50学时", "0学时"]),
            roll("人员培训", "61"),
        )

        assert answer.verdict == "not_met"
        assert answer.actual is not None and answer.actual.counts == (58, 61)
        assert answer.gap is not None and (answer.gap.amount, answer.gap.unit) == (3, "人")
        assert "人员59" not in answer.gap.text

    def test_persons_not_listed_are_never_assumed(self) -> None:
        """60 rows for 61 persons: missing."""
        assert (
            verdict(self.HOURS, *people("人员培训", "培训学时", ["60学时"] * 60), roll("人员培训", "61")).verdict
            == "missing"
        )

    def test_a_blank_figure_is_missing_and_a_miss_goes_first(self) -> None:
        """A blank row is missing; with a row below the line, not met."""
        assert (
            verdict(self.HOURS, *people("人员培训", "培训学时", ["60学时", ""]), roll("人员培训", "2")).verdict
            == "missing"
        )
        assert (
            verdict(self.HOURS, *people("人员培训", "培训学时", ["59学时", ""]), roll("人员培训", "2")).verdict
            == "not_met"
        )

    def test_nobody_of_the_kind(self) -> None:
        """应列人数 0: not applicable; a list never sent: missing."""
        assert verdict(self.HOURS, roll("人员培训", "0")).verdict == "not_applicable"
        assert verdict(self.HOURS).verdict == "missing"

    def test_the_same_person_twice_does_not_fill_the_list(self) -> None:
        """Two rows of one name without a number stand for one person."""
        twice = [*people("人员培训", "培训学时", ["60学时"], id=""), *people("人员培训", "培训学时", ["60学时"], id="")]

        assert verdict(self.HOURS, *twice, roll("人员培训", "2")).verdict == "missing"

    def test_departments_by_a_day(self) -> None:
        """Each department by 30 September; open until then."""
        each = rule("公示日期", "before", "2024-10-01", each="执法部门")
        listed = [*people("部门情况", "公示日期", ["2024-09-30", "2024-10-08"]), roll("部门情况", "2")]

        assert verdict(each, *listed).verdict == "not_met"
        assert verdict(each, *listed, as_of=date(2024, 9, 30)).verdict == "pending"

    def test_a_term(self) -> None:
        """Once in the term is met; open until the term ends, then not met."""
        once = rule("任期培训次数", "at_least", "1次", each="负责人", every="term")
        running = people("负责人", "任期培训次数", ["0次"], begins=date(2022, 1, 1), ends=date(2026, 12, 31))
        over = people("负责人", "任期培训次数", ["0次"], begins=date(2019, 1, 1), ends=date(2024, 6, 30))
        done = people("负责人", "任期培训次数", ["1次"], begins=date(2022, 1, 1), ends=date(2026, 12, 31))

        assert verdict(once, *running, roll("负责人", "1")).verdict == "pending"
        assert verdict(once, *over, roll("负责人", "1")).verdict == "not_met"
        assert verdict(once, *done, roll("负责人", "1")).verdict == "met"


class TestScopeAndDuplicates:
    """Figures of the other scope, of two rows, of two sources."""

    def test_another_scope_does_not_answer(self) -> None:
        """本级 figures do not answer a rule over 全域, and the reason says so."""
        answer = verdict(AT_LEAST_90, rate("出庭率", "30/30", scope="本级"))

        assert answer.verdict == "missing"
        assert "本级" in answer.reason

    def test_the_same_row_twice_is_noted(self) -> None:
        """Same figures: noted, not disputed."""
        answer, problems = check(AT_LEAST_90, rate("出庭率", "28/30"), rate("出庭率", "28/30", row=3))

        assert answer.verdict == "met"
        assert [p.code for p in problems] == ["duplicate_same"]

    def test_rows_that_decide_differently_are_disputed(self) -> None:
        """28/30 and 20/30."""
        assert verdict(AT_LEAST_90, rate("出庭率", "28/30"), rate("出庭率", "20/30", row=3)).verdict == "disputed"

    def test_two_sources_that_differ_are_flagged(self) -> None:
        """Self-reported 28/30, the court's 29/30: met either way, flagged."""
        answer = verdict(
            AT_LEAST_90, rate("出庭率", "28/30", source="本单位"), rate("出庭率", "29/30", row=3, source="法院")
        )

        assert (answer.verdict, answer.flags) == ("met", ("sources_differ",))

    def test_what_could_not_be_read_is_named(self) -> None:
        """A cell with words in it is not an empty cell."""
        unread = Unread("分子", "暂无统计", at("G2"))
        answer = verdict(AT_LEAST_90, rate("出庭率", "/30", unread=(unread,)))

        assert answer.verdict == "missing"
        assert "暂无统计" in answer.reason


class TestBesideOthers:
    """Figures held against what stands beside them."""

    @pytest.mark.parametrize(("name", "text"), [("违规件数", "-1"), ("违规件数", "2.5")])
    def test_an_impossible_count_is_shown_without_value(self, name: str, text: str) -> None:
        """The report shows what was written; no value is taken from it."""
        answer = verdict(rule(name, "at_most", "5件"), count(name, text))

        assert answer.verdict == "disputed"
        assert answer.actual is not None
        assert (answer.actual.text, answer.actual.value, answer.actual.basis) == (text, None, "reported")
        assert [e.text for e in answer.evidence] == [text]

    def test_no_half_row_is_dropped(self) -> None:
        """Two numerators over one denominator are two readings, in whatever order they stand."""
        rows = rate("出庭率", "30/", row=2), rate("出庭率", "20/", row=3), rate("出庭率", "/30", row=4)

        assert verdict(AT_LEAST_90, *rows).verdict == "disputed"
        assert verdict(AT_LEAST_90, rows[0], rows[2]).verdict == "met"
        assert verdict(AT_LEAST_90, rate("出庭率", "20/", row=2), rate("出庭率", "28/30", row=3)).verdict == "disputed"

    def test_what_is_inferred_is_held_against_its_own_months(self) -> None:
        """A part inferred as 100 % of a year, of whose first months one case was missed."""
        only = rule("涉企出庭率", "equals", "100%")
        months = Period(2024, 1, 9, cumulative=True)

        assert verdict(only, rate("出庭率", "30/30")).verdict == "met"
        assert verdict(only, rate("出庭率", "30/30"), rate("涉企出庭率", "1/2", period=months)).verdict == "disputed"

    def test_a_final_miss_of_its_own_disputes_what_is_inferred_while_the_year_runs(self) -> None:
        """The whole prints 100 %, one of the part's own cases until June was missed."""
        months = Period(2024, 1, 6, cumulative=True)
        figures = rate("出庭率", "", "100%"), rate("涉企出庭率", "0/1", row=3, period=months)

        assert verdict(rule("涉企出庭率", "equals", "100%"), *figures, as_of=date(2024, 8, 1)).verdict == "disputed"

    def test_no_case_disputes_though_the_other_figure_is_absent(self) -> None:
        """The whole has no case at all, the part has two, and last year's figure is missing: not only missing."""
        relative = rule("涉企出庭率", "at_least", relative=Relative("涉企出庭率", previous=True))

        assert verdict(relative, rate("出庭率", "0/0"), rate("涉企出庭率", "1/2", row=3)).verdict == "disputed"
        assert verdict(relative, rate("涉企出庭率", "1/2", row=3)).verdict == "missing"

    def test_a_whole_at_odds_with_its_own_months_proves_nothing(self) -> None:
        """30 of 30 in the year, 28 of 29 until September: no part follows from it."""
        months = Period(2024, 1, 9, cumulative=True)
        figures = rate("出庭率", "30/30"), rate("出庭率", "28/29", row=3, period=months)

        assert verdict(ALL, *figures).verdict == "disputed"
        assert verdict(rule("涉企出庭率", "equals", "100%"), *figures).verdict == "missing"

    def test_every_reading_of_a_whole_that_fits_none_is_a_rival(self) -> None:
        """The whole is told twice, and neither fits the part: the order of its rows does not matter."""
        part = rate("涉企出庭率", "9/10", row=4)
        for rows in (("0/0", "3/3"), ("3/3", "0/0")):
            whole = [rate("出庭率", counts, row=i) for i, counts in enumerate(rows, 2)]

            assert verdict(rule("涉企出庭率", "at_most", "95%"), part, *whole).verdict == "disputed"


class TestListsToldTwice:
    """Rows of one person or department in one file or in two."""

    EACH = rule("培训学时", "at_least", "60学时", each="执法人员")

    def test_a_list_of_the_first_months_decides_nothing(self) -> None:
        """Forty hours until September may be sixty in December."""
        months = Period(2024, 1, 9, cumulative=True)
        listed = [replace(r, period=months) for r in people("人员培训", "培训学时", ["40"])]
        stated = replace(roll("人员培训", "1"), period=months)

        assert verdict(self.EACH, *listed, stated).verdict == "missing"
        assert verdict(self.EACH, *listed, stated, as_of=date(2024, 10, 8)).verdict == "pending"

    def test_one_number_for_two_people_in_two_files(self) -> None:
        """The blank row is another person's, and no figure fills it."""
        one, two = people("人员培训", "培训学时", ["60", ""], id="007")
        two = replace(two, place=Place("另表.xlsx", "人员培训", "E5"))
        answer, problems = check(self.EACH, one, two, roll("人员培训", "1"))

        assert answer.verdict == "missing"
        assert "id_shared" in [p.code for p in problems]

    def test_a_blank_filled_by_two_files(self) -> None:
        """The government's list leaves it blank, two workbooks of the department fill it in differently."""
        blank, one, two = people("部门情况", "公示日期", ["", "2024-09-01", "2024-09-02"], name="示例局")
        files = [replace(r, place=Place(f"{i}.xlsx", "部门情况", "E5")) for i, r in enumerate((blank, one, two))]
        each = rule("公示日期", "before", "2024-10-01", each="执法部门")

        assert verdict(each, *files[:2], roll("部门情况", "1")).verdict == "met"
        assert verdict(each, *files, roll("部门情况", "1")).verdict == "disputed"

    def test_a_term_that_ends_before_it_begins(self) -> None:
        """Told, and the list is incomplete."""
        once = rule("任期培训次数", "at_least", "1次", each="负责人", every="term")
        listed = people("负责人", "任期培训次数", ["1次"], begins=date(2025, 1, 1), ends=date(2022, 1, 1))
        answer, problems = check(once, *listed, roll("负责人", "1"))

        assert answer.verdict == "missing"
        assert "term_reversed" in [p.code for p in problems]


def test_a_day_reported_with_the_months_so_far_stands_after_the_period() -> None:
    """Published in September, told in the nine months' form: nobody has to tell it again."""
    told = count("公开日期", "2024-09-15", period=Period(2024, 1, 9))

    assert verdict(rule("公开日期", "before", "2024-10-01"), told).verdict == "met"
