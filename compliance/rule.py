"""Document, Rule, Pack, and the comparison that decides, prints and explains itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from compliance.indicator import Group, Indicator
from compliance.period import Period
from compliance.quantity import Quantity, show
from compliance.region import Divisions, Unit

Op = Literal["at_least", "more_than", "at_most", "less_than", "equals", "between", "by", "before"]
OPS: tuple[Op, ...] = ("at_least", "more_than", "at_most", "less_than", "equals", "between", "by", "before")
#: Comparisons with a day on the right.
DATE_OPS = ("by", "before")
SCOPES = ("本级", "全域")
Every = Literal["year", "quarter", "term", "once"]

_WORDS = {  # op → (for shares, for counts)
    "at_least": ("不低于", "不少于"),
    "more_than": ("高于", "多于"),
    "at_most": ("不高于", "不多于"),
    "less_than": ("低于", "少于"),
    "equals": ("为", "为"),
    "by": ("不晚于", "不晚于"),
    "before": ("早于", "早于"),
}
SYMBOLS = {
    "at_least": "≥",
    "more_than": ">",
    "at_most": "≤",
    "less_than": "<",
    "equals": "=",
    "between": "∈",
    "by": "≤",
    "before": "<",
}


class Document(Struct, frozen=True):
    """A plan. `period` for a yearly plan; `in_force` (first day, last day or None) for a standing one."""

    id: str
    title: str
    issuer: str
    region: str
    number: str = ""
    issued: date | None = None
    period: Period | None = None
    in_force: tuple[date, date | None] | None = None
    link: str = ""


class Relative(Struct, frozen=True):
    """Another indicator's figure as the line: its fraction × `times` + `plus`, of the same period or the previous."""

    indicator: str
    previous: bool = False
    times: Fraction = Fraction(1)
    plus: Fraction = Fraction(0)

    def line(self, other: Fraction) -> Fraction:
        return other * self.times + self.plus


class Comparison(Struct, frozen=True):
    """`actual ⋈ required`, both exact. Days are ordinals. `text` is the required value as the plan writes it."""

    op: Op
    unit: str
    text: str = ""
    value: Fraction | None = None
    upper: Fraction | None = None
    relative: Relative | None = None

    def holds(self, actual: Fraction, other: Fraction | None = None) -> bool:
        """Whether `actual` stands right; `other` is the other indicator's figure for a relational target."""
        return self.holds_against(actual, self.line(other))

    def holds_against(self, actual: Fraction, required: Fraction) -> bool:
        """Whether `actual` stands right against the required value itself."""
        match self.op:
            case "at_least":
                return actual >= required
            case "more_than":
                return actual > required
            case "at_most" | "by":
                return actual <= required
            case "less_than" | "before":
                return actual < required
            case "equals":
                return actual == required
            case "between":
                assert self.upper is not None
                return required <= actual <= self.upper

    def line(self, other: Fraction | None = None) -> Fraction:
        """The required value; a relational target needs the other figure."""
        if self.relative is not None:
            if other is None:
                raise ValueError("a relational target needs the other indicator's figure")
            return self.relative.line(other)
        assert self.value is not None
        return self.value

    @property
    def is_date(self) -> bool:
        return self.op in DATE_OPS

    @property
    def last_permitted_day(self) -> date | None:
        """The last day that still meets a deadline."""
        if not self.is_date or self.value is None:
            return None
        day = date.fromordinal(int(self.value))
        return day if self.op == "by" else day - timedelta(days=1)

    def moved(self, years: int) -> Comparison:
        """A deadline moved by whole years (29 February to 28)."""
        if not self.is_date or not years or self.value is None:
            return self
        day = date.fromordinal(int(self.value))
        last = (
            day.replace(year=day.year + years, day=28)
            if (day.month, day.day) == (2, 29)
            else day.replace(year=day.year + years)
        )
        return replace(self, value=Fraction(last.toordinal()), text=last.isoformat())

    @property
    def word(self) -> str:
        """The comparison alone: 不低于, 早于, 介于."""
        return "介于" if self.op == "between" else _WORDS[self.op][0 if self.unit == "%" else 1]

    def sentence(self) -> str:
        """How a reader says it: 不低于90%, 不少于60学时, 高于行政诉讼一审纠错率, 早于2024年10月1日."""
        if self.op == "between":
            return f"在{self.required_text()}之间（含两端）"
        if self.is_date:
            assert self.value is not None
            return self.word + chinese_day(date.fromordinal(int(self.value)))
        return self.word + self.required_text()

    def required_text(self, other: Fraction | None = None) -> str:
        """The required value in words; for a relational target the other figure where it is known."""
        if self.relative is not None:
            if other is not None:
                return show(self.relative.line(other), self.unit)
            relative = self.relative
            text = ("上年度" if relative.previous else "") + relative.indicator
            if relative.times != 1:
                text += f"的{show(relative.times, '%')}"
            if relative.plus:
                points = (
                    show(abs(relative.plus) * 100, "个百分点")
                    if self.unit == "%"
                    else show(abs(relative.plus), self.unit)
                )
                text += ("加" if relative.plus > 0 else "减") + points
            return text
        if self.is_date:
            assert self.value is not None
            return date.fromordinal(int(self.value)).isoformat()
        assert self.value is not None
        if self.upper is not None:
            return f"{show(self.value, self.unit, places=6)}至{show(self.upper, self.unit, places=6)}"
        return _written(self.value, self.unit)


@lru_cache(maxsize=1024)
def _written(value: Fraction, unit: str) -> str:
    """A required value in words: asked for three times a verdict, and a tenth of its time if made anew each time."""
    return str(Quantity.of(value, unit))


def chinese_day(day: date) -> str:
    """2024年10月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


class Example(Struct, frozen=True):
    """A case a rule's author states: what is reported and the verdict it must get."""

    verdict: str
    actual: str = ""
    other: str = ""
    records: tuple[str, ...] = ()
    line: int = 0


class Rule(Struct, frozen=True):
    """One target of a plan, everything it refers to resolved.

    Attributes:
        every: "year", "quarter", "term" or "once".
        group: whom "each" ranges over, or None for the unit's own figure.
        levels: levels of government bound, () for all.
        binds: "governments" or "departments".
        due: the last day by which the target must be reached, where it is not the period's end.
        due_implied: the plan names no date; the year's end is taken.
        force: the plan's verb (应当, 力争 …). advisory: why the rule is shown and never counted, "" where it counts.
    """

    id: str
    document: Document
    clause: str
    quote: str
    indicator: Indicator
    comparison: Comparison
    title: str
    reading: str = ""
    every: Every = "year"
    group: Group | None = None
    levels: tuple[str, ...] = ()
    region: str = ""
    binds: Literal["governments", "departments"] = "governments"
    due: date | None = None
    due_implied: bool = False
    due_from: str = ""
    in_force: tuple[date, date | None] | None = None
    force: str = ""
    scope: str = ""
    advisory: str = ""
    note: str = ""
    supersedes: tuple[str, ...] = ()
    draft: bool = False
    examples: tuple[Example, ...] = ()
    line: int = 0

    @property
    def deadline(self) -> date | None:
        """The last permitted day, where the rule has one."""
        return self.comparison.last_permitted_day or self.due

    def settles(self, period: Period) -> date:
        """The day after which the outcome in `period` can no longer change."""
        return self.deadline or period.last_day

    def governs(self, unit: Unit, divisions: Divisions) -> bool:
        """Whether the rule's region, levels and kind of body take `unit` in."""
        if unit.is_government != (self.binds == "governments"):
            return False
        return self.suits(unit) and divisions.is_within(unit.government, self.region)

    def suits(self, unit: Unit) -> bool:
        """Whether the rule's levels take `unit` in, wherever it lies."""
        return not self.levels or unit.level in self.levels

    def in_force_on(self, day: date) -> bool:
        start, end = self.in_force or self.document.in_force or (date.min, None)
        return start <= day and (end is None or day <= end)

    def periods(self, submitted: Period) -> tuple[Period, ...]:
        """The periods of a submission that the rule asks about, were it a benchmark."""
        if self.every == "quarter":
            return submitted.quarters
        return (submitted.whole_year,)

    def binding_periods(self, submitted: Period) -> tuple[Period, ...]:
        """The periods of a submission that the rule binds: in force on their last day, the deadline not before them."""
        plan = self.document.period
        return tuple(
            period
            for period in self.periods(submitted)
            if (plan is None or plan.contains(period))
            and self.in_force_on(period.last_day)
            and (self.deadline is None or plan is not None or period.first_day <= self.deadline)
        )

    def as_benchmark(self, submitted: Period) -> Rule:
        """The rule as it is asked of a unit it does not bind: a date of another year moved to the submission's year."""
        deadline = self.deadline
        if deadline is None:
            return self
        years = submitted.year - (self.document.period.year if self.document.period else deadline.year)
        if not years:
            return self
        due = self.due and self.due.replace(year=self.due.year + years)
        return replace(self, comparison=self.comparison.moved(years), due=due)


def default_title(indicator: Indicator, comparison: Comparison, group: Group | None, every: str, of: str = "") -> str:
    """The sentence a rule makes of itself: 每名行政执法人员年度培训学时不少于60学时."""
    whom = f"每{'名' if of == '人' else '个'}{group.name}的" if group else ""
    when = {"quarter": "每季度", "term": "任期内"}.get(every, "")
    return f"{whom}{when}{indicator.name}{comparison.sentence()}"


Bound = tuple[Fraction, int]


def interval(comparison: Comparison) -> tuple[Bound | None, Bound | None]:
    """What a comparison with a value of its own admits: a lower and an upper bound, None where there is none.

    The second part of a bound orders an excluded end inside an included one: (v, 0) admits v, (v, 1) begins just
    above it, (v, -1) ends just below it.
    """
    value, upper = comparison.value, comparison.upper
    if value is None:
        raise ValueError("a relational target has no interval of its own")
    match comparison.op:
        case "at_least":
            return (value, 0), None
        case "more_than":
            return (value, 1), None
        case "at_most" | "by":
            return None, (value, 0)
        case "less_than" | "before":
            return None, (value, -1)
        case "equals":
            return (value, 0), (value, 0)
        case "between":
            return (value, 0), (value if upper is None else upper, 0)


def implies(stricter: Rule, other: Rule) -> bool:
    """Whether whoever meets `stricter` also meets `other`: the same indicator, scope and group, and no value that
    the first admits and the second does not."""
    if (stricter.indicator.name, stricter.scope, stricter.every) != (other.indicator.name, other.scope, other.every):
        return False
    ours, theirs = stricter.group, other.group
    if (ours is None) != (theirs is None):
        return False
    if (
        ours is not None
        and theirs is not None
        and not (ours.list == theirs.list and set(theirs.categories) <= set(ours.categories))
    ):
        return False
    if stricter.comparison.relative is not None or other.comparison.relative is not None:
        return (stricter.comparison.op, stricter.comparison.relative) == (
            other.comparison.op,
            other.comparison.relative,
        )
    (low, high), (floor, ceiling) = interval(stricter.comparison), interval(other.comparison)
    return (floor is None or (low is not None and low >= floor)) and (
        ceiling is None or (high is not None and high <= ceiling)
    )


class Pack(Struct, frozen=True):
    """One YAML file: a document, its numbered clauses (clause → reason without rule, or "") and its rules.

    `titles` are the clauses' titles; `also` says of a clause with rules what of it has none, and why.
    """

    document: Document
    clauses: Mapping[str, str]
    rules: tuple[Rule, ...]
    file: str = ""
    sha256: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.document.id


class Question(Struct, frozen=True):
    """One row of the grid: what `unit` must answer for `period`. `moved_from` is a benchmark's date as written."""

    unit: Unit
    period: Period
    rule: Rule
    binding: bool
    moved_from: str = ""
