"""The grid: which units must answer which rules for which periods."""

from __future__ import annotations

from msgspec.structs import replace

from compliance.engine import ask
from compliance.engine.questions import stricter_than
from compliance.period import Period
from compliance.region import Divisions, Unit
from compliance.rule import Document, Pack, Question, Rule
from tests.engine.cases import COUNTY, YEAR, rule

DIVISIONS = Divisions(
    [("990100", "示例市", "市", "", "", ""), ("990101", "示例县", "县", "990100", "", ""), ("990102", "邻县", "县", "990100", "", "")]
)  # fmt: skip
BUREAU = Unit("990101/司法局", "示例县司法局", "县", "990101", "司法局")
LECTURES = rule("讲座期数", "at_least", "2期", id="讲座")
SCORE = rule("出庭率", "at_least", "90%", id="出庭")


def pack(name: str, *rules: Rule) -> Pack:
    return Pack(Document(name, "示例要点", "示例县", "990101", period=YEAR), {}, rules)


def asked(
    *packs: Pack, benchmarks: tuple[Pack, ...] = (), unit: Unit = COUNTY, period: Period = YEAR
) -> list[tuple[str, bool]]:
    """Which rules, and whether they bind."""
    return [(q.rule.id, q.binding) for q in ask(unit, period, packs, benchmarks, DIVISIONS)]


class TestWhatBinds:
    """The rules a unit must answer."""

    def test_a_draft_is_not_asked(self) -> None:
        """Neither as binding nor as a benchmark; the rules after it are."""
        drafted = pack("示例", replace(LECTURES, draft=True), SCORE)

        assert asked(drafted) == [("出庭", True)]
        assert asked(benchmarks=(drafted,)) == [("出庭", False)]

    def test_a_rule_of_another_county_is_not_asked(self) -> None:
        """Its region is not the unit's and does not hold it."""
        assert asked(pack("示例", replace(LECTURES, region="990102"), replace(SCORE, region="990100"))) == [
            ("出庭", True)
        ]

    def test_a_rule_that_another_supersedes_is_not_asked(self) -> None:
        """The later one of a pack takes its place."""
        assert asked(pack("示例", LECTURES, replace(SCORE, supersedes=("讲座",)))) == [("出庭", True)]

    def test_a_rule_for_departments_is_asked_of_departments(self) -> None:
        """And the others of governments; as a benchmark too."""
        mixed = pack("示例", replace(LECTURES, binds="departments"), SCORE)

        assert asked(mixed) == [("出庭", True)]
        assert asked(mixed, unit=BUREAU) == [("讲座", True)]
        assert asked(benchmarks=(mixed,)) == [("出庭", False)]
        assert asked(benchmarks=(mixed,), unit=BUREAU) == [("讲座", False)]

    def test_a_quarterly_rule_is_asked_of_each_quarter(self) -> None:
        """Four rows for a year."""
        quarterly = pack("示例", replace(LECTURES, every="quarter"))

        assert [q.period.text for q in ask(COUNTY, YEAR, [quarterly], [], DIVISIONS)] == [
            f"2024-Q{n}" for n in (1, 2, 3, 4)
        ]


class TestBenchmarks:
    """Another government's rules, for comparison."""

    def test_a_pack_that_already_binds_is_asked_once(self) -> None:
        """As binding; the other benchmarks follow."""
        assert asked(pack("甲", LECTURES), benchmarks=(pack("甲", LECTURES), pack("乙", SCORE))) == [
            ("讲座", True),
            ("出庭", False),
        ]

    def test_a_pack_none_of_whose_rules_binds_is_a_benchmark(self) -> None:
        """A county beside the plan of its neighbour."""
        elsewhere = pack("邻县", replace(LECTURES, region="990102"))

        assert asked(elsewhere, benchmarks=(elsewhere,)) == [("讲座", False)]

    def test_a_rule_for_another_level_is_not_asked(self) -> None:
        """A rule for prefectures is no measure of a county; the rules after it are asked."""
        assert asked(benchmarks=(pack("甲", replace(LECTURES, levels=("市",)), SCORE),)) == [("出庭", False)]

    def test_a_day_of_another_year_is_moved_and_told(self) -> None:
        """Before 1 October 2024 is before 1 October 2023 for a submission of 2023; in its own year nothing is moved."""
        plan = pack("甲", rule("公开日期", "before", "2024-10-01"), LECTURES)

        def told(period: Period) -> list[tuple[str, str]]:
            return [
                (q.rule.comparison.required_text(), q.moved_from) for q in ask(COUNTY, period, [], [plan], DIVISIONS)
            ]

        assert told(Period(2023)) == [("2023-10-01", "2024-09-30"), ("2期", "")]
        assert told(YEAR) == [("2024-10-01", ""), ("2期", "")]


class TestStricter:
    """On which rows another binding rule asks more."""

    THREE, TWO, ONE = (rule("讲座期数", "at_least", f"{n}期", id=f"至少{n}") for n in (3, 2, 1))

    @staticmethod
    def outdone(*questions: Question) -> list[str]:
        return sorted(name for _, _, name in stricter_than(questions))

    @staticmethod
    def row(one: Rule, unit: Unit = COUNTY, period: Period = YEAR, binding: bool = True) -> Question:
        return Question(unit, period, one, binding)

    def test_all_but_the_strictest(self) -> None:
        """Three asks more than two and one."""
        assert self.outdone(*map(self.row, (self.TWO, self.THREE, self.ONE))) == ["至少1", "至少2"]

    def test_two_that_ask_the_same(self) -> None:
        """Neither asks more."""
        assert self.outdone(self.row(self.TWO), self.row(replace(self.TWO, id="又"))) == []

    def test_two_that_ask_different_things(self) -> None:
        """At least two and at most three: neither follows from the other."""
        assert self.outdone(self.row(self.TWO), self.row(rule("讲座期数", "at_most", "3期"))) == []

    def test_a_benchmark_outdoes_nothing_and_is_not_outdone(self) -> None:
        """Benchmarks are compared with nothing."""
        assert self.outdone(self.row(self.THREE, binding=False), self.row(self.ONE)) == []
        assert self.outdone(self.row(self.THREE), self.row(self.ONE, binding=False)) == []

    def test_other_units_periods_and_indicators_are_apart(self) -> None:
        """What asks more must ask it of the same row."""
        other = replace(COUNTY, code="990102")

        assert self.outdone(self.row(self.THREE, unit=other), self.row(self.ONE)) == []
        assert self.outdone(self.row(self.THREE, period=Period(2023)), self.row(self.ONE)) == []
        assert self.outdone(self.row(rule("违规件数", "at_least", "9件")), self.row(self.ONE)) == []
        assert self.outdone(self.row(replace(self.THREE, scope="本级")), self.row(self.ONE)) == []

    def test_each_of_a_group(self) -> None:
        """Sixty hours of each person ask more than forty; not more than forty of each department."""
        sixty, forty = (rule("培训学时", "at_least", f"{n}学时", each="执法人员", id=f"{n}学时") for n in (60, 40))

        assert self.outdone(self.row(sixty), self.row(forty)) == ["40学时"]
        assert self.outdone(self.row(sixty), self.row(replace(forty, group=None))) == []
