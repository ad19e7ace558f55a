"""Lists of persons and departments: who is counted, what is told of the rest, and in which words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from compliance.engine.lists import Tally
from compliance.fact import Figure, Record, Roll, Unread
from compliance.indicator import Group
from compliance.period import Period
from compliance.rule import Rule
from compliance.source import Place
from tests.engine.cases import AFTER, at, check, people, roll, rule, verdict

HOURS = rule("培训学时", "at_least", "60学时", each="执法人员")
EVERYONE = replace(HOURS, group=Group("全体人员", "人员培训", ("执法人员", "其他人员")))
BY_DAY = rule("公示日期", "before", "2024-10-01", each="执法部门")
ONCE = rule("任期培训次数", "at_least", "1次", each="负责人", every="term")
LIST = "人员培训"
MONTHS = Period(2024, 1, 9, cumulative=True)


def trained(*texts: str, **more: object) -> list[Record]:
    return people(LIST, "培训学时", [f"{t}学时" if t else "" for t in texts], **more)


def leaders(*texts: str, **more: object) -> list[Record]:
    return people("负责人", "任期培训次数", [f"{t}次" if t else "" for t in texts], **more)


def departments(*days: str, **more: object) -> list[Record]:
    return people("部门情况", "公示日期", list(days), **more)


def elsewhere(record: Record, cell: str = "E5", file: str = "另表.xlsx") -> Record:
    """The same row in another file."""
    place = Place(file, record.list, cell)
    values = {name: replace(figure, place=place) for name, figure in record.values.items()}
    return replace(record, place=place, values=values)


def codes(asked: Rule, *reported: Record | Roll, **more: object) -> list[str]:
    return [p.code for p in check(asked, *reported, **more)[1]]  # type: ignore[arg-type]


class TestTally:
    """What the numbers of a list come to."""

    ONE = trained("60")[0]

    def test_how_many_stand_in_it(self) -> None:
        """Those who reached it, those below, and those whose term runs."""
        assert Tally(reached=[self.ONE] * 3, below=[self.ONE] * 2, open=[self.ONE]).listed == 6

    @pytest.mark.parametrize(("stated", "rows", "total"), [(None, 0, 0), (0, 0, 0), (None, 3, 3), (5, 3, 5), (3, 5, 5)])
    def test_how_many_there_are(self, stated: int | None, rows: int, total: int) -> None:
        """Those stated, or those listed where they are more."""
        assert Tally(stated=stated, rows=rows).total == total

    def test_nobody_is_said_and_not_concluded(self) -> None:
        """Zero is stated and nothing else is there."""
        assert Tally(stated=0).nobody
        assert not Tally(stated=None).nobody
        assert not Tally(stated=1).nobody
        assert not Tally(stated=0, blank=["…"]).nobody
        assert not Tally(stated=0, reached=[self.ONE]).nobody
        assert not Tally(stated=0, reached=[self.ONE], below=[self.ONE]).nobody

    def test_what_is_incomplete(self) -> None:
        """A blank, a number that is not stated, or fewer than stated."""
        assert not Tally(stated=1, reached=[self.ONE]).incomplete
        assert not Tally(stated=0).incomplete
        assert not Tally(stated=1, reached=[self.ONE] * 2).incomplete
        assert Tally(stated=2, reached=[self.ONE]).incomplete
        assert Tally(stated=None, reached=[self.ONE]).incomplete
        assert Tally(stated=1, reached=[self.ONE], blank=["…"]).incomplete


class TestWhoIsListed:
    """Categories, stated numbers, and lists of other months."""

    def test_only_its_own_category(self) -> None:
        """Others of the same list do not count, in neither direction."""
        others = trained("0", category="其他人员", id="9")

        assert verdict(HOURS, *trained("60"), *others, roll(LIST, "1"), roll(LIST, "1", "其他人员")).verdict == "met"
        assert verdict(HOURS, *others, roll(LIST, "0"), roll(LIST, "1", "其他人员")).verdict == "not_applicable"

    def test_a_row_of_two_categories_counts_for_each(self) -> None:
        """One of both suffices."""
        both = trained("60", categories=("其他人员", "执法人员"))

        assert verdict(HOURS, *both, roll(LIST, "1")).verdict == "met"

    def test_a_row_without_category_is_asked_for(self) -> None:
        """In a list of several; in a list of one there is nothing to choose."""
        for categories in ((), ("不是类别",)):
            lost = trained("60", categories=categories)
            answer = verdict(HOURS, *lost, roll(LIST, "1"))

            assert answer.verdict == "missing"
            assert "“人员培训”E5没有填写或没有写对类别" in answer.reason
            named = departments("2024-09-30", categories=categories)
            assert verdict(BY_DAY, *named, roll("部门情况", "1")).verdict == "met"

    def test_every_category_of_the_group_is_stated(self) -> None:
        """One not stated is missing and named with its cell, the others are counted all the same."""
        rows = [*trained("60"), *trained("60", category="其他人员", id="9")]

        assert verdict(EVERYONE, *rows, roll(LIST, "1"), roll(LIST, "1", "其他人员")).verdict == "met"
        answer = verdict(EVERYONE, *rows, roll(LIST, ""), roll(LIST, "2", "其他人员"))
        assert answer.verdict == "missing"
        assert "“人员培训”没有填写执法人员的应列人数（“人员培训”C2）" in answer.reason
        assert "其他人员应列 2，只列了 1，缺 1" in answer.reason
        assert "其他人员的应列人数" not in answer.reason
        nowhere = verdict(EVERYONE, *rows, roll(LIST, "1", "其他人员"))
        assert "没有填写执法人员的应列人数" in nowhere.reason
        assert "执法人员的应列人数（" not in nowhere.reason

    def test_numbers_of_categories_add_up(self) -> None:
        """One and two are three; none and none are nobody."""
        rows = [*trained("60"), *(replace(r, name=f"某{i}", id=f"9{i}") for i, r in enumerate(trained("60", "0", category="其他人员")))]  # fmt: skip
        answer = verdict(EVERYONE, *rows, roll(LIST, "1"), roll(LIST, "2", "其他人员"))

        assert answer.actual is not None and answer.actual.counts == (2, 3)
        assert verdict(EVERYONE, roll(LIST, "0"), roll(LIST, "0", "其他人员")).verdict == "not_applicable"
        assert verdict(EVERYONE, roll(LIST, "0")).verdict == "missing"

    def test_more_listed_than_stated_is_told(self) -> None:
        """A question; only a stated zero contradicts the rows. As many as stated are nothing to tell."""
        assert codes(HOURS, *trained("60", "60"), roll(LIST, "2")) == []
        answer, problems = check(HOURS, *trained("60", "60"), roll(LIST, "1"))
        assert answer.verdict == "met"
        assert [p.code for p in problems] == ["list_overfull"]
        assert "“执法人员”共 2 行，多于所填的应列人数 1" in problems[0].message
        assert verdict(HOURS, *trained("60"), roll(LIST, "0")).verdict == "disputed"
        of_one = replace(departments("2024-09-30")[0], categories=())
        assert codes(BY_DAY, of_one, roll("部门情况", "0")) == ["list_overfull"]

    @pytest.mark.parametrize("expected", ["-1", "1.5"])
    def test_a_number_of_persons_that_cannot_be(self, expected: str) -> None:
        """Disputed and told; the other categories are still looked at."""
        answer, problems = check(EVERYONE, *trained("60"), roll(LIST, expected), roll(LIST, "", "其他人员"))

        assert answer.verdict == "disputed"
        assert f"执法人员的应列人数 {expected} 不是人数或个数" in answer.reason
        assert [p.code for p in problems] == ["impossible_figure"]
        more = verdict(EVERYONE, roll(LIST, expected), roll(LIST, "2.5", "其他人员"))
        assert "其他人员的应列人数 2.5" in more.reason

    def test_two_stated_numbers(self) -> None:
        """The same twice is one; two that differ are disputed; an approximate one is flagged; a blank one is none."""
        assert verdict(HOURS, *trained("60"), roll(LIST, "1"), roll(LIST, "1")).verdict == "met"
        assert verdict(HOURS, *trained("60"), roll(LIST, ""), roll(LIST, "1")).verdict == "met"
        answer = verdict(HOURS, *trained("60"), roll(LIST, "2"), roll(LIST, "1"))
        assert answer.verdict == "disputed"
        assert "执法人员的应列人数前后不一：1、2" in answer.reason
        apart = [replace(roll(LIST, n), place=at(f"C{n}")) for n in ("2", "1", "3")]
        (told,) = check(HOURS, *trained("60"), *apart)[1]
        assert (told.code, told.place.cell) == ("figures_disagree", "C3")
        assert verdict(HOURS, *trained("60"), roll(LIST, "1余")).flags == ("approximate",)

    def test_the_list_of_the_months_so_far_is_named(self) -> None:
        """By its rows alone or by its stated number alone; the latest goes first; the year's own list before all."""
        six, nine = Period(2024, 1, 6, cumulative=True), MONTHS
        rows = [replace(trained("60")[0], period=p) for p in (six, nine)]
        stated = [replace(roll(LIST, "1"), period=p) for p in (six, nine)]

        for told in (rows, stated, [rows[0], stated[1]]):
            assert "只填报了2024年1—9月的名单“人员培训”" in verdict(HOURS, *told).reason
        assert "1—6月" in verdict(HOURS, rows[0]).reason
        for own in ([*trained("60"), roll(LIST, "1")], [roll(LIST, "0")], trained("60")):
            assert "只填报了" not in verdict(HOURS, *rows, *stated, *own).reason
        assert "只填报了" not in verdict(HOURS).reason


class TestOneRowEach:
    """A person or department told twice."""

    def test_twice_in_one_list(self) -> None:
        """The same number, name and figure: once, and told; another figure: disputed."""
        one, two = trained("60", "60", id="7", name="张某")
        answer, problems = check(HOURS, one, two, roll(LIST, "1"))

        assert answer.verdict == "met"
        assert [p.code for p in problems] == ["repeated_row"]
        assert "“人员培训”E5、“人员培训”E6" in problems[0].message
        again = trained("60", "61", id="7", name="张某")
        answer, problems = check(HOURS, *again, roll(LIST, "1"))
        assert answer.verdict == "disputed"
        assert [p.code for p in problems] == ["figures_disagree"]
        assert verdict(HOURS, *trained("60", "", id="7", name="张某"), roll(LIST, "1")).verdict == "disputed"
        assert codes(HOURS, *trained("", "", id="7", name="张某"), roll(LIST, "1")) == ["repeated_row"]

    def test_rows_that_differ_elsewhere_are_not_called_alike(self) -> None:
        """The rule's own figure is the same, another is not: that one is asked about."""
        one, two = trained("60", "60", id="7", name="张某")
        one = replace(one, values={**one.values, "别的": Figure(Fraction(1), "1")})
        two = replace(two, values={**two.values, "别的": Figure(Fraction(2), "2")})
        answer, problems = check(HOURS, one, two, roll(LIST, "1"))

        assert answer.verdict == "met"
        assert [(p.code, "“别的”" in p.message) for p in problems] == [("figures_disagree", True)]
        bare = elsewhere(replace(two, values={"培训学时": two.values["培训学时"]}))
        assert codes(HOURS, one, bare, roll(LIST, "1")) == ["repeated_row"]

    def test_what_is_left_of_a_name_must_be_one(self) -> None:
        """县委 is not a body called 委; 县教委 is 教委."""
        one, two = departments("2024-09-30", "2024-09-30", id="")

        assert codes(BY_DAY, replace(one, name="县委"), replace(two, name="委"), roll("部门情况", "2")) == []
        both = replace(one, name="县教委"), replace(two, name="教委")
        assert codes(BY_DAY, *both, roll("部门情况", "2")) == ["namesakes"]

    @pytest.mark.parametrize("name", ["示例县公安局", "县公安局"])
    def test_an_office_with_and_without_its_governments_name(self, name: str) -> None:
        """Counted once and asked about; two codes make them two, one code one."""
        short, full = departments("2024-09-30", "2024-09-30", id="")
        short, full = replace(short, name="公安局"), replace(full, name=name)
        answer, problems = check(BY_DAY, short, full, roll("部门情况", "2"))

        assert answer.verdict == "missing"
        assert [p.code for p in problems] == ["namesakes"]
        assert codes(BY_DAY, replace(short, id="1"), replace(full, id="1"), roll("部门情况", "1")) == ["repeated_row"]
        two = verdict(BY_DAY, replace(short, id="1"), replace(full, id="2"), roll("部门情况", "2"))
        assert two.verdict == "met"
        assert verdict(BY_DAY, short, elsewhere(replace(full, values={})), roll("部门情况", "1")).verdict == "met"

    def test_two_files_are_named(self) -> None:
        """Where rows of two files meet."""
        one, two = trained("60", "60", id="7", name="张某")
        _, problems = check(HOURS, one, elsewhere(two, "E9"), roll(LIST, "1"))

        assert [p.code for p in problems] == ["repeated_row"]
        assert "《另表.xlsx》工作表“人员培训”E9 单元格、《示例.xlsx》工作表“人员培训”E5 单元格" in problems[0].message

    def test_a_blank_is_filled_by_the_other_file_either_way(self) -> None:
        """Neither is told; within one file a blank row beside a filled one is."""
        full, blank = departments("2024-09-30", "", name="示例局")

        assert verdict(BY_DAY, full, elsewhere(blank), roll("部门情况", "1")).verdict == "met"
        assert verdict(BY_DAY, elsewhere(full), blank, roll("部门情况", "1")).verdict == "met"
        assert codes(BY_DAY, full, elsewhere(blank), roll("部门情况", "1")) == []
        assert codes(BY_DAY, elsewhere(full), blank, roll("部门情况", "1")) == []
        assert codes(BY_DAY, full, blank, roll("部门情况", "1")) == ["figures_disagree"]

    def test_what_fills_a_blank_takes_its_place(self) -> None:
        """The others stay where they are."""
        first, blank = departments("2024-09-30", "")
        filled = elsewhere(replace(departments("2024-10-09")[0], name=blank.name, id=blank.id))
        answer = verdict(BY_DAY, first, blank, filled, roll("部门情况", "2"))

        assert answer.verdict == "not_met"
        assert answer.actual is not None and answer.actual.counts == (1, 2)

    def test_two_names_of_one_number(self) -> None:
        """Two people; departments go by their names, whatever their numbers."""
        answer, problems = check(HOURS, *trained("60", "60", id="7"), roll(LIST, "2"))
        assert answer.verdict == "missing"
        assert [p.code for p in problems] == ["id_shared"]
        assert "是两个姓名、同一个工号" in answer.reason
        assert verdict(BY_DAY, *departments("2024-09-30", "2024-09-30", id="7"), roll("部门情况", "2")).verdict == "met"
        assert codes(BY_DAY, *departments("2024-09-30", "2024-09-30", id="7"), roll("部门情况", "2")) == []

    def test_one_department_under_two_numbers(self) -> None:
        """It goes by its name."""
        one, two = departments("2024-09-30", "2024-09-30", name="示例局")

        assert codes(BY_DAY, one, two, roll("部门情况", "1")) == ["repeated_row"]
        assert verdict(BY_DAY, one, two, roll("部门情况", "1")).verdict == "met"

    def test_departments_without_name_go_by_their_number(self) -> None:
        """Two numbers are two departments."""
        answer = verdict(BY_DAY, *departments("2024-09-30", "2024-09-30", name=""), roll("部门情况", "2"))

        assert answer.verdict == "met"

    def test_one_name_twice_without_number(self) -> None:
        """Repeated or two people, nobody knows: one where the figures are the same, else missing."""
        answer, problems = check(HOURS, *trained("60", "60", id="", name="张某"), roll(LIST, "1"))
        assert answer.verdict == "met"
        assert [p.code for p in problems] == ["namesakes"]
        answer, problems = check(HOURS, *trained("60", "61", id="", name="张某"), roll(LIST, "2"))
        assert answer.verdict == "missing"
        assert [p.code for p in problems] == ["namesakes"]
        assert "同名而没有编号" in answer.reason
        assert codes(BY_DAY, *departments("2024-09-30", "2024-09-30", id="", name="示例局"), roll("部门情况", "1")) == ["repeated_row"]  # fmt: skip

    def test_namesakes_with_numbers_are_two_people(self) -> None:
        """A number tells them apart."""
        answer, problems = check(HOURS, *trained("60", "60", name="张某"), roll(LIST, "2"))

        assert (answer.verdict, problems) == ("met", [])

    def test_rows_with_neither_name_nor_number(self) -> None:
        """Each is a row of its own and asked for; those after it are still counted."""
        answer = verdict(HOURS, *trained("60", "60", id="", name=""), *trained("0"), roll(LIST, "3"))

        assert answer.verdict == "not_met"
        assert answer.actual is not None and answer.actual.counts == (2, 3)
        assert "“人员培训”E5没有填写姓名或名称" in answer.reason
        assert "“人员培训”E6没有填写姓名或名称" in answer.reason
        assert verdict(HOURS, *trained("60", id=""), roll(LIST, "1")).verdict == "met"
        assert verdict(HOURS, *trained("60", name=""), roll(LIST, "1")).verdict == "met"


class TestWhereEachStands:
    """One row against the line."""

    def test_figures_that_cannot_be(self) -> None:
        """Fewer than no hours; half a time. None at all is possible, and so is half an hour."""
        for asked, rows, stated in (
            (HOURS, trained("-1"), roll(LIST, "1")),
            (ONCE, leaders("0.5", ends=date(2024, 1, 1)), roll("负责人", "1")),
        ):
            answer, problems = check(asked, *rows, stated)
            assert answer.verdict == "disputed"
            assert "不可能成立" in answer.reason
            assert [p.code for p in problems] == ["impossible_figure"]
        assert verdict(HOURS, *trained("0"), roll(LIST, "1")).verdict == "not_met"
        assert verdict(HOURS, *trained("60.5"), roll(LIST, "1")).verdict == "met"
        assert verdict(ONCE, *leaders("0", ends=date(2024, 1, 1)), roll("负责人", "1")).verdict == "not_met"
        assert verdict(ONCE, *leaders("2", ends=date(2024, 1, 1)), roll("负责人", "1")).verdict == "met"

    def test_an_approximate_figure_is_flagged(self) -> None:
        """60余学时."""
        row = trained("60")[0]
        about = replace(row, values={"培训学时": replace(row.values["培训学时"], approximate=True)})

        assert verdict(HOURS, about, roll(LIST, "1")).flags == ("approximate",)
        assert verdict(HOURS, row, roll(LIST, "1")).flags == ()

    def test_a_day_long_past(self) -> None:
        """In the list of a yearly plan a slip of the pen; a standing rule may have been met long ago."""
        standing = replace(BY_DAY, document=replace(BY_DAY.document, period=None))
        listed = [*departments("2014-09-30"), roll("部门情况", "1")]

        assert verdict(BY_DAY, *listed).verdict == "disputed"
        assert verdict(standing, *listed).verdict == "met"
        assert verdict(HOURS, *trained("60"), roll(LIST, "1")).verdict == "met"

    def test_a_day_to_come_proves_nothing(self) -> None:
        """Today does."""
        listed = [*departments("2024-09-15"), roll("部门情况", "1")]

        assert verdict(BY_DAY, *listed, as_of=date(2024, 9, 15), binding=False).verdict == "met"
        answer = verdict(BY_DAY, *listed, as_of=date(2024, 9, 14), binding=False)
        assert answer.verdict == "missing"
        assert "的日期 2024-09-15 尚未到来" in answer.reason

    def test_terms(self) -> None:
        """Open on the last day of the term, over the day after; one day is a term."""
        stated = roll("负责人", "1")

        def after(ends: date | None, text: str = "0", binding: bool = True, **more: object) -> str:
            return verdict(ONCE, *leaders(text, ends=ends, **more), stated, binding=binding).verdict

        assert after(AFTER) == "pending"
        assert after(date(2025, 6, 29)) == "not_met"
        assert after(date(2025, 6, 29), begins=date(2025, 6, 29)) == "not_met"
        assert after(None) == "missing"
        assert after(None, "1") == "met"
        assert after(date(2025, 6, 29), "") == "missing"
        assert after(AFTER, "") == "pending"
        assert after(AFTER, binding=False) == "not_met"
        assert after(date(2025, 6, 29), "1", begins=date(2025, 6, 30)) == "missing"

    def test_only_a_term_stays_open(self) -> None:
        """The same row under a yearly rule is below its line."""
        yearly = replace(ONCE, every="year")

        assert verdict(yearly, *leaders("0", ends=AFTER), roll("负责人", "1")).verdict == "not_met"

    def test_which_cell_is_to_be_filled_in(self) -> None:
        """The figure's own cell, else the row's; with the file where several make up the list; the words that could not be read."""
        blank, full = trained("", "60")
        stated = roll(LIST, "2")
        cell = Place("示例.xlsx", LIST, "H5")

        assert "“人员培训”E5没有填写" in verdict(HOURS, blank, full, stated).reason
        named = replace(blank, cells={"培训学时": cell})
        assert "“人员培训”H5没有填写" in verdict(HOURS, named, full, stated).reason
        assert "《示例.xlsx》工作表“人员培训”H5 单元格没有填写" in verdict(HOURS, named, elsewhere(full), stated).reason
        assert "没有填写任期止" not in verdict(HOURS, blank, full, stated).reason
        odd = Unread("培训学时", "若干", Place("示例.xlsx", LIST, "X1"))
        assert (
            "“人员培训”E5写的是“若干”，读不出来" in verdict(HOURS, replace(blank, unread=(odd,)), full, stated).reason
        )
        there = Unread("数值", "若干", cell)
        assert (
            "“人员培训”H5写的是“若干”，读不出来" in verdict(HOURS, replace(named, unread=(there,)), full, stated).reason
        )
        other = Unread("备注", "若干", Place("示例.xlsx", LIST, "X1"))
        assert "“人员培训”E5没有填写" in verdict(HOURS, replace(blank, unread=(other,)), full, stated).reason

    def test_which_end_of_a_term_is_to_be_filled_in(self) -> None:
        """没有填写任期止, or its words."""
        stated = roll("负责人", "1")
        odd = Unread("任期止", "届满", Place("示例.xlsx", "负责人", "E5"))

        assert verdict(ONCE, *leaders("0"), stated).reason.endswith("“负责人”E5没有填写任期止")
        assert verdict(ONCE, *leaders("0", unread=(odd,)), stated).reason.endswith("“负责人”E5写的是“届满”，读不出来")


class TestWhatIsShown:
    """The steps, the evidence and the gap."""

    def test_the_count_in_words(self) -> None:
        """How many must be there, are listed, reached it, did not, are blank; and whose term runs, where any does."""
        first = verdict(HOURS, *trained("60", "59", ""), roll(LIST, "3")).steps[0]
        assert first == "名单“人员培训”：应列人数 3，列出 3，达到 1，未达到 1，未填全 1"
        assert "应列人数 未填" in verdict(HOURS, *trained("60")).steps[0]
        term = verdict(ONCE, *leaders("1", "0", ends=AFTER), roll("负责人", "2")).steps[0]
        assert term == "名单“负责人”：应列人数 2，列出 2，达到 1，未达到 0，未填全 0，任期未满 1"

    def test_the_evidence(self) -> None:
        """The stated number, then everybody below; where all reach it the first of them stands for all. Names are masked."""

        def shown(asked: Rule, *reported: Record | Roll) -> list[str]:
            return [e.text for e in verdict(asked, *reported).evidence]

        assert shown(HOURS, *trained("60", "59", "58"), roll(LIST, "3")) == ["3", "人** 59学时", "人** 58学时"]
        assert shown(HOURS, *trained("60", "61"), roll(LIST, "2")) == ["2", "人** 60学时"]
        assert shown(BY_DAY, *departments("2024-10-08"), roll("部门情况", "1")) == ["1", "人员01 2024-10-08"]
        assert shown(ONCE, *leaders("1", "", ends=AFTER), roll("负责人", "2")) == ["2", "人**"]

    def test_the_gap_of_each_and_of_all(self) -> None:
        """Who lacks how many hours, and all of them together."""
        gap = verdict(HOURS, *trained("60", "59", "50.5"), roll(LIST, "3")).gap

        assert gap is not None
        assert (gap.amount, gap.unit) == (2, "人")
        assert gap.text == "2 人未达到，合计还差 10.5 学时：人**（E6）还差 1 学时、人**（E7）还差 9.5 学时"

    def test_the_gap_of_departments(self) -> None:
        """Days late, which nobody adds up."""
        gap = verdict(BY_DAY, *departments("2024-10-01", "2024-10-08"), roll("部门情况", "2")).gap

        assert gap is not None
        assert gap.text == "2 个未达到：人员01（E5）逾期 1 天、人员02（E6）逾期 8 天"

    @pytest.mark.parametrize(("op", "line"), [("at_most", "60学时"), ("less_than", "61学时"), ("equals", "60学时")])
    def test_only_what_is_lacking_is_added_up(self, op: str, line: str) -> None:
        """Not what is too much, nor what may be either."""
        asked = rule("培训学时", op, line, each="执法人员")
        gap = verdict(asked, *trained("62", "63"), roll(LIST, "2")).gap

        assert gap is not None and gap.text.startswith("2 人未达到：")

    def test_what_must_be_passed_is_added_up_too(self) -> None:
        """More than sixty: ten and one are lacking to the line."""
        gap = verdict(
            rule("培训学时", "more_than", "60学时", each="执法人员"), *trained("50", "59"), roll(LIST, "2")
        ).gap

        assert gap is not None and "合计还差 11 学时" in gap.text

    @pytest.mark.parametrize(
        ("below", "rest"), [(10, ""), (11, "等（其余 1 人见名单）"), (13, "等（其余 3 人见名单）")]
    )
    def test_ten_are_named(self, below: int, rest: str) -> None:
        """The others are in the list."""
        gap = verdict(HOURS, *trained(*["0"] * below), roll(LIST, str(below))).gap

        assert gap is not None
        assert gap.text.count("人**") == 10
        assert gap.text.endswith("还差 60 学时" + rest)

    def test_a_figure_without_cell(self) -> None:
        """From another system: 名单 stands for it."""
        row = trained("59")[0]
        figure = Figure(Fraction(59), "59学时")
        gap = verdict(HOURS, replace(row, values={"培训学时": figure}), roll(LIST, "1")).gap

        assert gap is not None and "人**（名单）" in gap.text
