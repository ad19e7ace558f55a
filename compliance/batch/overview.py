"""What the pages of a run count: by unit, by rule, by prefecture, over time. Answers come in one after the other.

Rates are never averaged: what is told of several units together is the sum of their numerators over the sum of their
denominators, and units that gave a rate alone are counted apart.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from compliance.batch.context import Context
from compliance.errors import REFUSALS, Problem
from compliance.period import Period
from compliance.rule import Rule
from compliance.verdict import VERDICTS

if TYPE_CHECKING:
    import polars as pl

CODES = tuple(VERDICTS)
#: Codes that say that a whole file has no result.
UNUSABLE = REFUSALS | {"batch_not_a_facts_table", "batch_unit_failed"}
#: The order in which one cell shows several verdicts (the quarters of a year): the first that occurs.
WORST = ("not_met", "disputed", "missing", "pending", "not_applicable", "met")
NOTHING = 255
#: A base smaller than this is no rank: 1 of 1 says less than 50 of 51.
SMALL_BASE = 10
#: How many of the best are kept for each rule and level.
RANKED = 20
#: Files named with each cause.
NAMED = 20
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


class UnitRow(Struct):
    """One unit: its heading, its counts, and a verdict (index into `CODES`, or `NOTHING`) for every rule.

    `rows` says on which row of the unit's page that verdict stands. Counts and cells are of the latest period.
    """

    code: str
    name: str
    level: str
    parent: str
    periods: tuple[str, ...]
    files: tuple[str, ...]
    errors: int
    questions: int
    cells: bytearray
    rows: array[int]
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def latest(self) -> str:
        return self.periods[-1] if self.periods else ""


class Pool(Struct):
    """Several units' figures of one rule: verdicts, and the sums of those that gave counts."""

    verdicts: Counter[str] = field(default_factory=Counter)
    numerator: int = 0
    denominator: int = 0
    counted: int = 0
    without_counts: int = 0

    def add(self, verdict: str, counts: tuple[int, int] | None, alone: bool) -> None:
        self.verdicts[verdict] += 1
        if counts is not None:
            self.numerator += counts[0]
            self.denominator += counts[1]
            self.counted += 1
        elif alone:
            self.without_counts += 1

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None


class Ranked(Struct, frozen=True):
    """A unit's counted rate, for a rank among those of its level."""

    unit: str
    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def scaled(self) -> int:
        """A whole number in the order of the values: two fractions of 64 bits differ by more than 1 in 10**39."""
        return self.numerator * 10**40 // self.denominator


class Ranks(Struct):
    """The best of one rule and level, and how many there are apart from them."""

    best: list[Ranked] = field(default_factory=list)
    ranked: int = 0
    small: int = 0
    alone: int = 0


class RuleRow(Struct):
    """One rule: verdicts that count and those shown only, the distribution, pools by level and by government above."""

    rule: Rule
    index: int
    counts: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    bins: list[int] = field(default_factory=lambda: [0] * BINS)
    bins_alone: list[int] = field(default_factory=lambda: [0] * BINS)
    levels: dict[str, Pool] = field(default_factory=dict)
    above: dict[tuple[str, str], Pool] = field(default_factory=dict)
    periods: dict[tuple[str, str], Pool] = field(default_factory=dict)
    ranks: dict[str, Ranks] = field(default_factory=dict)

    @property
    def is_rate(self) -> bool:
        return self.rule.comparison.unit == "%" and self.rule.group is None and not self.rule.comparison.is_date

    @property
    def asked(self) -> bool:
        return bool(self.counts or self.shown or self.periods)


class Cause(Struct):
    """Problems with one code: how many, in how many files, the first of them, and the first of the files."""

    code: str
    severity: str
    audit: str
    example: Problem
    count: int = 0
    files: int = 0
    named: list[str] = field(default_factory=list)
    _last: str = ""

    def add(self, found: Problem) -> None:
        self.count += 1
        if found.place.file != self._last:
            self.files += 1
            self._last = found.place.file
            if len(self.named) < NAMED:
                self.named.append(found.place.file)


class Change(Struct):
    """A unit's figure of one rule in one period, and the one before it."""

    unit: str
    name: str
    rule: Rule
    period: str
    verdict: str
    value: Fraction | None
    before: str = ""
    earlier: Fraction | None = None


class Overview:
    """Counts everything a run's pages say; holds a few hundred bytes a unit and nothing of the files."""

    def __init__(self, context: Context) -> None:
        rules = {r.id: r for pack in (*context.benchmarks, *context.packs) for r in pack.rules}
        ordered = [r.id for pack in (*context.packs, *context.benchmarks) for r in pack.rules]
        self.rules = [RuleRow(rules[name], n) for n, name in enumerate(dict.fromkeys(ordered))]
        self._index = {row.rule.id: row for row in self.rules}
        self.units: list[UnitRow] = []
        self.causes: dict[str, Cause] = {}
        self.severities: Counter[str] = Counter()
        self.periods: set[str] = set()
        self.changes = 0

    # -- taking in

    def problem(self, found: Problem) -> None:
        self.severities[found.severity] += 1
        if found.severity != "note":
            first = Cause(found.code, found.severity, found.audit, found)
            self.causes.setdefault(found.code, first).add(found)

    def answers(self, units: Sequence[Mapping[str, Any]], verdicts: pl.DataFrame) -> list[Change]:
        """Take in the answers of some units; the changes over time of those that have several periods."""
        rows = {}
        for line in units:
            periods = tuple(sorted(line["periods"], key=lambda p: (Period.parse(p).last_day, p)))
            self.periods.update(periods)
            row = UnitRow(
                line["unit"], line["name"], line["level"], line["parent"], periods, tuple(line["files"]),
                line["errors"], line["questions"], bytearray([NOTHING] * len(self.rules)), array("H", bytes(2 * len(self.rules))),
            )  # fmt: skip
            self.units.append(row)
            rows[row.code] = row
        changes: list[Change] = []
        number = 0
        here: UnitRow | None = None
        past: dict[str, list[tuple[str, str, Fraction | None]]] = {}
        for unit, rule, period, verdict, binding, over, under, text, basis in verdicts.select(_COLUMNS).iter_rows():
            if here is None or unit != here.code:
                changes += _changes(here, past, self._index)
                here, number, past = rows[unit], 0, {}
            number += 1
            told = _told(over, under, text)
            self._verdict(here, self._index[rule], period, verdict, binding, told, basis, number)
            if len(here.periods) > 1:
                past.setdefault(rule, []).append((period, verdict, _fraction(told)))
        changes += _changes(here, past, self._index)
        self.changes += len(changes)
        return changes

    def _verdict(
        self, unit: UnitRow, rule: RuleRow, period: str, verdict: str, binding: bool, told: tuple[int, int] | None,
        basis: str | None, number: int,
    ) -> None:  # fmt: skip
        counted = binding and not rule.rule.advisory
        counts = told if rule.is_rate and basis == "counts" and told and told[1] > 0 else None
        alone = basis in ("reported", "inferred") and verdict != "missing"
        rule.periods.setdefault((unit.level, period), Pool()).add(verdict, counts, alone)
        if not _within(unit.latest, period):
            return
        (rule.counts if counted else rule.shown)[verdict] += 1
        if counted:
            unit.counts[verdict] += 1
        here = unit.cells[rule.index]
        if here == NOTHING or WORST.index(verdict) < WORST.index(CODES[here]):
            unit.cells[rule.index] = CODES.index(verdict)
            unit.rows[rule.index] = number
        rule.levels.setdefault(unit.level, Pool()).add(verdict, counts, alone)
        for above in _above(unit):
            rule.above.setdefault((above, unit.level), Pool()).add(verdict, counts, alone)
        if rule.is_rate and told and told[1] > 0:
            place = max(0, min(20 * told[0] // told[1], BINS - 1))
            (rule.bins_alone if counts is None else rule.bins)[place] += 1
            self._rank(rule, unit, counts)

    def _rank(self, rule: RuleRow, unit: UnitRow, counts: tuple[int, int] | None) -> None:
        ranks = rule.ranks.setdefault(unit.level, Ranks())
        if counts is None:
            ranks.alone += 1
        elif counts[1] < SMALL_BASE:
            ranks.small += 1
        else:
            ranks.ranked += 1
            ranks.best.append(Ranked(unit.code, *counts))
            if len(ranks.best) > 20 * RANKED:
                self._cut(rule, ranks)

    def _cut(self, rule: RuleRow, ranks: Ranks) -> None:
        """Keep the best, and all that are level with the last of them."""
        lower = rule.rule.comparison.op in ("at_most", "less_than")
        ranks.best.sort(key=lambda r: (r.scaled if lower else -r.scaled, -r.denominator, r.unit))
        del ranks.best[RANKED:]

    # -- giving out

    def finish(self) -> None:
        """Called once all answers are in."""
        for rule in self.rules:
            for ranks in rule.ranks.values():
                self._cut(rule, ranks)

    @property
    def asked(self) -> list[RuleRow]:
        """The rules that were asked of anyone."""
        return [rule for rule in self.rules if rule.asked]

    @property
    def counts(self) -> Counter[str]:
        return sum((rule.counts for rule in self.rules), Counter())

    @property
    def shown(self) -> Counter[str]:
        return sum((rule.shown for rule in self.rules), Counter())

    def by_prefecture(self) -> list[tuple[str, str, int, Counter[str]]]:
        """(government above, level of its units, how many units, their verdicts), by code and level."""
        found: dict[tuple[str, str], tuple[list[str], Counter[str]]] = {}
        for unit in self.units:
            if unit.level:
                units, counts = found.setdefault((unit.parent, unit.level), ([], Counter()))
                units.append(unit.code)
                counts.update(unit.counts)
        return [(above, level, len(units), counts) for (above, level), (units, counts) in sorted(found.items())]


@lru_cache(maxsize=4096)
def _within(latest: str, period: str) -> bool:
    return bool(latest) and Period.parse(latest).contains(Period.parse(period))


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


def _changes(
    unit: UnitRow | None, past: Mapping[str, Sequence[tuple[str, str, Fraction | None]]], rules: Mapping[str, RuleRow]
) -> list[Change]:
    """Each figure beside the one of the period before it, of the same length."""
    found: list[Change] = []
    if unit is None:
        return found
    for name, told in past.items():
        lengths: dict[int, tuple[str, Fraction | None]] = {}
        for text, verdict, value in sorted(told, key=lambda t: (Period.parse(t[0]).last_day, t[0])):
            period = Period.parse(text)
            length = period.last_month - period.first_month
            before, earlier = lengths.get(length, ("", None))
            found.append(Change(unit.code, unit.name, rules[name].rule, text, verdict, value, before, earlier))
            lengths[length] = text, value
    return found
