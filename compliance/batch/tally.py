"""What a worker counts of the units it answers: by unit, by rule, over time. Counts of several tasks are added up.

Rates are never averaged: what is told of several units together is the sum of their numerators over the sum of their
denominators, and units that gave a rate alone are counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from operator import add
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field

from compliance.batch.context import Context
from compliance.batch.store import Numbers, Whole
from compliance.period import Period
from compliance.rule import Rule
from compliance.verdict import VERDICTS

if TYPE_CHECKING:
    import polars as pl

_K = TypeVar("_K")
CODES = tuple(VERDICTS)
#: The order in which one cell shows several verdicts (the quarters of a year): the first that occurs.
WORST = ("not_met", "disputed", "missing", "pending", "not_applicable", "met")
#: What a run that has it does not end with status 0.
OPEN = frozenset({"not_met", "disputed", "missing"})
NOTHING = 255
#: A base smaller than this is no rank: 1 of 1 says less than 50 of 51.
SMALL_BASE = 10
#: How many of the best are kept for each rule and level.
RANKED = 20
#: Columns of the distribution: twenty of five percentage points each, and one for 100 % and above.
BINS = 21
_COLUMNS = (
    "unit",
    "rule",
    "period",
    "verdict",
    "binding",
    "actual_numerator",
    "actual_denominator",
    "actual_fraction",
    "basis",
)


class UnitRow(Struct, array_like=True):
    """One unit: its heading, its counts, and a verdict (index into `CODES`, or `NOTHING`) for every rule.

    `rows` says on which row of the unit's page that verdict stands. Counts and cells are of `year`, the latest in which
    something binds it: a quarter's workbook is asked the year's targets too. Without a verdict of any year it has no page.
    """

    code: str
    name: str
    level: str
    parent: str
    periods: tuple[str, ...]
    files: tuple[str, ...]
    errors: int
    questions: int
    year: str
    cells: bytearray
    rows: Numbers
    counts: Counter[str] = field(default_factory=Counter)
    has_page: bool = False


class Pool(Struct, array_like=True):
    """Several units' figures of one rule: verdicts, and the sums of those that gave counts.

    Figures that contradict themselves are in neither sum: `disputed` among the verdicts says how many those are.
    """

    verdicts: Counter[str] = field(default_factory=Counter)
    numerator: Whole = Whole(0)
    denominator: Whole = Whole(0)
    counted: int = 0
    without_counts: int = 0

    def add(self, verdict: str, counts: tuple[int, int] | None, alone: bool) -> None:
        self.verdicts[verdict] += 1
        if counts is not None:
            self.numerator = Whole(self.numerator + counts[0])
            self.denominator = Whole(self.denominator + counts[1])
            self.counted += 1
        elif alone:
            self.without_counts += 1

    def merge(self, other: Pool) -> None:
        self.verdicts.update(other.verdicts)
        self.numerator = Whole(self.numerator + other.numerator)
        self.denominator = Whole(self.denominator + other.denominator)
        self.counted += other.counted
        self.without_counts += other.without_counts

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None


class Ranked(Struct, frozen=True, array_like=True):
    """A unit's counted rate, for a rank among those of its level."""

    unit: str
    numerator: Whole
    denominator: Whole

    @property
    def value(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def scaled(self) -> int:
        """A whole number in the order of the values: two fractions of 64 bits differ by more than 1 in 10**39."""
        return self.numerator * 10**40 // self.denominator


class Ranks(Struct, array_like=True):
    """The best of one rule, level and year, and how many units there are apart from them."""

    best: list[Ranked] = field(default_factory=list)
    ranked: int = 0
    small: int = 0
    alone: int = 0

    def merge(self, other: Ranks) -> None:
        self.best += other.best
        self.ranked += other.ranked
        self.small += other.small
        self.alone += other.alone

    def cut(self, rule: Rule) -> None:
        """Keep the best, and no others that are level with the last of them."""
        lower = rule.comparison.op in ("at_most", "less_than")
        self.best.sort(key=lambda r: (r.scaled if lower else -r.scaled, -r.denominator, r.unit))
        del self.best[RANKED:]


class RuleTally(Struct, array_like=True):
    """One rule, by its place among those of the run.

    Of each unit's latest year: verdicts that count, those of them on a rate alone (`apart`), those shown only, the
    distribution. Pools are by (level, year) and by (level, period). `open`, over all years: how many that count are
    neither met nor excused.
    """

    index: int
    counts: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    apart: Counter[str] = field(default_factory=Counter)
    open: int = 0
    bins: list[int] = field(default_factory=lambda: [0] * BINS)
    bins_alone: list[int] = field(default_factory=lambda: [0] * BINS)
    levels: dict[tuple[str, str], Pool] = field(default_factory=dict)
    periods: dict[tuple[str, str], Pool] = field(default_factory=dict)
    ranks: dict[tuple[str, str], Ranks] = field(default_factory=dict)

    def merge(self, other: RuleTally, rule: Rule) -> None:
        """Take in what another task counted of the same rule."""
        self.counts.update(other.counts)
        self.shown.update(other.shown)
        self.apart.update(other.apart)
        self.open += other.open
        self.bins = [a + b for a, b in zip(self.bins, other.bins, strict=True)]
        self.bins_alone = [a + b for a, b in zip(self.bins_alone, other.bins_alone, strict=True)]
        _merge_pools(self.levels, other.levels)
        _merge_pools(self.periods, other.periods)
        for key, theirs in other.ranks.items():
            ranks = self.ranks.setdefault(key, Ranks())
            ranks.merge(theirs)
            if len(ranks.best) > 20 * RANKED:
                ranks.cut(rule)


def _merge_pools(ours: dict[_K, Pool], theirs: Mapping[_K, Pool]) -> None:
    for key, pool in theirs.items():
        here = ours.get(key)
        if here is None:
            ours[key] = pool
        else:
            here.merge(pool)


class Sums(Struct, array_like=True):
    """What the units of one level below one government come to together: for every rule that is a rate its `Pool`."""

    numerators: list[Whole]
    denominators: list[Whole]
    counted: list[int]
    without_counts: list[int]
    disputed: list[int]

    @classmethod
    def of(cls, rules: int) -> Sums:
        return cls([Whole(0)] * rules, [Whole(0)] * rules, [0] * rules, [0] * rules, [0] * rules)

    def add(self, rule: int, verdict: str, counts: tuple[int, int] | None, alone: bool) -> None:
        self.disputed[rule] += verdict == "disputed"
        if counts is not None:
            self.numerators[rule] = Whole(self.numerators[rule] + counts[0])
            self.denominators[rule] = Whole(self.denominators[rule] + counts[1])
            self.counted[rule] += 1
        elif alone:
            self.without_counts[rule] += 1

    def merge(self, other: Sums) -> None:
        self.numerators = [Whole(a + b) for a, b in zip(self.numerators, other.numerators, strict=True)]
        self.denominators = [Whole(a + b) for a, b in zip(self.denominators, other.denominators, strict=True)]
        self.counted = list(map(add, self.counted, other.counted))
        self.without_counts = list(map(add, self.without_counts, other.without_counts))
        self.disputed = list(map(add, self.disputed, other.disputed))

    def pool(self, rule: int) -> Pool:
        """One rule's."""
        return Pool(
            Counter(disputed=self.disputed[rule]), self.numerators[rule], self.denominators[rule], self.counted[rule],
            self.without_counts[rule],
        )  # fmt: skip


def merge_sums(ours: dict[tuple[str, str, str], Sums], theirs: Mapping[tuple[str, str, str], Sums]) -> None:
    """Take in what other units say, by government above, level and year."""
    for key, sums in theirs.items():
        here = ours.get(key)
        if here is None:
            ours[key] = sums
        else:
            here.merge(sums)


def is_rate(rule: Rule) -> bool:
    """Whether several units' figures of it can be added up to one rate."""
    return rule.comparison.unit == "%" and rule.group is None and not rule.comparison.is_date


def has_best(rule: Rule) -> bool:
    """Whether more, or less, is better throughout: between two lines, or at one short of all, there is no rank."""
    comparison = rule.comparison
    return comparison.op != "between" and (comparison.op != "equals" or comparison.value == 1)


def ordered_rules(context: Context) -> list[Rule]:
    """The rules of a run, in the order in which everything counts them."""
    rules = {r.id: r for pack in (*context.benchmarks, *context.packs) for r in pack.rules}
    return [
        rules[name]
        for name in dict.fromkeys(r.id for pack in (*context.packs, *context.benchmarks) for r in pack.rules)
    ]


class Change(Struct, array_like=True):
    """A unit's figure of one rule in one period, and the one before it."""

    unit: str
    name: str
    rule: str
    period: str
    verdict: str
    value: Fraction | None
    before: str = ""
    earlier: Fraction | None = None


class Waived(Struct, frozen=True, array_like=True):
    """A verdict beside which an approved exemption stands, and the words of that."""

    unit: str
    name: str
    period: str
    rule: str
    title: str
    verdict: str
    words: str


class UnitLine(Struct, frozen=True):
    """What is told of a unit besides its verdicts."""

    code: str
    name: str
    level: str
    parent: str
    periods: tuple[str, ...]
    files: tuple[str, ...]
    errors: int
    questions: int


class Tally:
    """Counts the answers of a task."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._index = {rule.id: n for n, rule in enumerate(rules)}
        self._rate = [is_rate(rule) for rule in rules]
        self._tallies: dict[int, RuleTally] = {}
        #: rules in the unit's latest year → its counts added up, None where one of its figures has none
        self._unit: dict[int, tuple[int, int] | None] = {}
        self.units: list[UnitRow] = []
        #: (government above, level, year) → what its units say together
        self.sums: dict[tuple[str, str, str], Sums] = {}

    @property
    def tallies(self) -> list[RuleTally]:
        """What was counted of each rule that was asked."""
        for index, tally in self._tallies.items():
            for ranks in tally.ranks.values():
                ranks.cut(self.rules[index])
        return [self._tallies[index] for index in sorted(self._tallies)]

    def answers(self, units: Sequence[UnitLine], verdicts: pl.DataFrame) -> list[Change]:
        """Take in the answers of some units; the changes over time of those that have several periods."""
        rows = {}
        years = _latest(verdicts)
        for line in units:
            periods = tuple(sorted(line.periods, key=lambda p: (Period.parse(p).last_day, p)))
            row = UnitRow(
                line.code, line.name, line.level, line.parent, periods, line.files, line.errors, line.questions,
                years.get(line.code) or (periods[-1][:4] if periods else ""), bytearray([NOTHING] * len(self.rules)), Numbers.of([0] * len(self.rules)),
            )  # fmt: skip
            self.units.append(row)
            rows[row.code] = row
        changes: list[Change] = []
        number = 0
        here: UnitRow | None = None
        past: dict[str, list[tuple[str, str, Fraction | None]]] = {}
        for unit, rule, period, verdict, binding, over, under, text, basis in verdicts.select(_COLUMNS).iter_rows():
            if here is None or unit != here.code:
                changes += self._end(here, past)
                here, number, past = rows[unit], 0, {}
                here.has_page = True
            number += 1
            told = _told(over, under, text)
            index = self._index[rule]
            tally = self._tallies.get(index)
            if tally is None:
                tally = self._tallies[index] = RuleTally(index)
            self._verdict(here, tally, period, verdict, binding, told, basis, number)
            if len(here.periods) > 1:
                past.setdefault(rule, []).append((period, verdict, _fraction(told)))
        changes += self._end(here, past)
        return changes

    def _end(
        self, unit: UnitRow | None, past: Mapping[str, Sequence[tuple[str, str, Fraction | None]]]
    ) -> list[Change]:
        """All of the unit is there: its rank, and how its figures moved."""
        if unit is None:
            return []
        for index, counts in self._unit.items():
            if has_best(self.rules[index]):
                self._rank(self._tallies[index], unit, counts)
        self._unit.clear()
        return _changes(unit, past)

    def _verdict(
        self, unit: UnitRow, rule: RuleTally, period: str, verdict: str, binding: bool, told: tuple[int, int] | None,
        basis: str | None, number: int,
    ) -> None:  # fmt: skip
        counted = binding and not self.rules[rule.index].advisory
        # what contradicts itself is in no sum, no distribution and no rank
        if not self._rate[rule.index] or verdict == "disputed" or told is None or told[1] <= 0:
            told = None
        counts = told if basis == "counts" else None
        alone = told is not None and counts is None
        rule.periods.setdefault((unit.level, period), Pool()).add(verdict, counts, alone)
        if counted and verdict in OPEN:
            rule.open += 1
        if period[:4] != unit.year:
            return
        (rule.counts if counted else rule.shown)[verdict] += 1
        if counted:
            unit.counts[verdict] += 1
            if basis in ("reported", "inferred") and verdict != "missing":
                rule.apart[verdict] += 1
        here = unit.cells[rule.index]
        if here == NOTHING or WORST.index(verdict) < WORST.index(CODES[here]):
            unit.cells[rule.index] = CODES.index(verdict)
            unit.rows[rule.index] = number
        rule.levels.setdefault((unit.level, unit.year), Pool()).add(verdict, counts, alone)
        for above in _above(unit) if self._rate[rule.index] else ():
            key = above, unit.level, unit.year
            if key not in self.sums:
                self.sums[key] = Sums.of(len(self.rules))
            self.sums[key].add(rule.index, verdict, counts, alone)
        if told is not None:
            place = max(0, min(20 * told[0] // told[1], BINS - 1))
            (rule.bins_alone if counts is None else rule.bins)[place] += 1
            before = self._unit.get(rule.index, (0, 0))
            if counts is None or before is None:
                self._unit[rule.index] = None
            else:
                self._unit[rule.index] = before[0] + counts[0], before[1] + counts[1]

    def _rank(self, rule: RuleTally, unit: UnitRow, counts: tuple[int, int] | None) -> None:
        ranks = rule.ranks.setdefault((unit.level, unit.year), Ranks())
        if counts is None:
            ranks.alone += 1
        elif counts[1] < SMALL_BASE:
            ranks.small += 1
        else:
            ranks.ranked += 1
            ranks.best.append(Ranked(unit.code, Whole(counts[0]), Whole(counts[1])))


def _latest(verdicts: pl.DataFrame) -> dict[str, str]:
    """Unit → the latest year of what binds it, or else of what is shown of it."""
    import polars as pl

    year = pl.col("period").str.slice(0, 4)
    found = verdicts.group_by("unit").agg(
        year.filter(pl.col("binding")).max().alias("binding"), year.max().alias("shown")
    )
    return {unit: binding or shown for unit, binding, shown in found.iter_rows()}


def _above(unit: UnitRow) -> Iterable[str]:
    """The governments a unit's counts are rolled up to: the one above, and a county's province."""
    if unit.parent and "/" not in unit.code:
        yield unit.parent
        province = unit.code[:2] + "0000"
        if unit.level == "县" and unit.parent != province:
            yield province


def _told(over: int | None, under: int | None, text: str | None) -> tuple[int, int] | None:
    if text:
        n, _, d = text.partition("/")
        return int(n), int(d or 1)
    return None if over is None or under is None else (over, under)


def _fraction(told: tuple[int, int] | None) -> Fraction | None:
    return Fraction(*told) if told and told[1] else None


def _changes(unit: UnitRow, past: Mapping[str, Sequence[tuple[str, str, Fraction | None]]]) -> list[Change]:
    """Each figure beside the one of the period before it, of the same length."""
    found: list[Change] = []
    for name, told in past.items():
        lengths: dict[int, tuple[str, Fraction | None]] = {}
        for text, verdict, value in sorted(told, key=lambda t: (Period.parse(t[0]).last_day, t[0])):
            period = Period.parse(text)
            length = period.last_month - period.first_month
            before, earlier = lengths.get(length, ("", None))
            found.append(Change(unit.code, unit.name, name, text, verdict, value, before, earlier))
            lengths[length] = text, value
    return found
