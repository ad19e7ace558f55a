"""The whole: verdicts in their order, with the flags that other figures put on them."""

from __future__ import annotations

from msgspec.structs import replace

from compliance import engine
from compliance.fact import Fact
from compliance.period import Period
from compliance.region import Divisions, Unit
from compliance.rule import Question, Relative, Rule
from tests.engine.cases import AFTER, COUNTY, INDICATORS, YEAR, count, rule, verdict


def cases(*texts: str, last: int, name: str = "违规件数") -> list[Fact]:
    """A count for each year, the last of them of `last`."""
    return [count(name, t, i + 2, period=Period(last + 1 - len(texts) + i)) for i, t in enumerate(texts)]


class TestFlagsOfOtherFigures:
    """What is odd about a figure is told of every verdict that rests on it."""

    ODD = cases("10件", "10件", "10件", "10件", "100件", last=2023)

    def test_last_years_odd_figure_marks_what_is_compared_with_it(self) -> None:
        """This year's own figure is as usual."""
        fewer = rule("违规件数", "at_most", relative=Relative("违规件数", previous=True))
        usual = cases("10件", "10件", "10件", "10件", "10件", last=2023)
        now = count("违规件数", "10件", 9)

        assert verdict(fewer, *self.ODD, now).flags == ("outlier",)
        assert verdict(fewer, *usual, now).flags == ()
        assert verdict(rule("违规件数", "at_most", "200件"), *self.ODD, now).flags == ()

    def test_another_figure_of_the_same_year_marks_it_too(self) -> None:
        """Last year's does not where this year's is the line."""
        fewer = rule("讲座期数", "at_most", "违规件数")
        own = count("讲座期数", "1期", 9)

        assert verdict(fewer, own, *cases("10件", "10件", "10件", "10件", "100件", last=2024)).flags == ("outlier",)
        assert verdict(fewer, own, *self.ODD, count("违规件数", "10件", 9)).flags == ()


class TestOrder:
    """By unit and year; what binds first; then as the plans stand, and quarter by quarter."""

    @staticmethod
    def order(*questions: Question) -> list[tuple[str, str, str]]:
        answers, _ = engine.answer(questions, INDICATORS, AFTER, [], divisions=Divisions(()))
        assert answers == engine.answer(questions[::-1], INDICATORS, AFTER, [], divisions=Divisions(()))[0]
        return [(a.unit.code, a.period.text, a.rule.id) for a in answers]

    def test_whatever_order_they_are_asked_in(self) -> None:
        """The benchmark last, though its plan and its rule would come first."""
        plan = replace(rule("讲座期数", "at_least", "2期").document, id="甲")

        def stands(name: str, line: int, **more: object) -> Rule:
            return rule("讲座期数", "at_least", "2期", id=name, line=line, **more)

        first, second = stands("z", 5), stands("a", 9)
        quarterly = stands("q", 7, every="quarter")
        foreign = replace(stands("0", 1), document=plan)
        neighbour = Unit("990102", "邻县", "县", "990100")
        quarters = YEAR.quarters
        wanted = [
            Question(COUNTY, Period(2023), second, True),
            Question(COUNTY, YEAR, first, True),
            *(Question(COUNTY, q, quarterly, True) for q in quarters),
            Question(COUNTY, YEAR, second, True),
            Question(COUNTY, YEAR, foreign, False),
            Question(neighbour, YEAR, first, True),
        ]

        assert self.order(*wanted) == [(q.unit.code, q.period.text, q.rule.id) for q in wanted]
