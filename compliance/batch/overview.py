"""What the pages of a run say: the counts of its tasks added up, the causes of its problems. They come one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from msgspec import Struct, field

from compliance.batch.context import Context
from compliance.batch.tally import RuleTally, Sums, UnitRow, Waived, is_rate, merge_sums, ordered_rules
from compliance.errors import REFUSALS, Problem
from compliance.rule import Rule

#: Codes that say that a whole file has no result.
UNUSABLE = REFUSALS | {"batch_not_a_facts_table", "batch_unit_failed"}
#: Files named with each cause.
NAMED = 20


class RuleRow(RuleTally, kw_only=True):
    """A rule and what was counted of it."""

    rule: Rule

    @property
    def is_rate(self) -> bool:
        return is_rate(self.rule)

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


class Overview:
    """Counts everything a run's pages say; holds nothing that grows with the number of units or files.

    `units` are looked through again for each page and sheet that lists them.
    """

    def __init__(self, context: Context) -> None:
        self.rules = [RuleRow(n, rule=rule) for n, rule in enumerate(ordered_rules(context))]
        self.sums: dict[tuple[str, str, str], Sums] = {}
        self.causes: dict[str, Cause] = {}
        self.waived: list[Waived] = []
        self.severities: Counter[str] = Counter()
        self.periods: set[str] = set()
        self.years: set[str] = set()
        self.units_total = self.units_reporting = 0
        self._units: list[Iterable[UnitRow]] = []
        self._above: dict[tuple[str, str], tuple[int, Counter[str]]] = {}

    # -- taking in

    def problem(self, found: Problem) -> None:
        self.severities[found.severity] += 1
        if found.severity != "note":
            first = Cause(found.code, found.severity, found.audit, found)
            self.causes.setdefault(found.code, first).add(found)

    def answers(
        self, units: Iterable[UnitRow], tallies: Iterable[RuleTally], sums: Mapping[tuple[str, str, str], Sums]
    ) -> None:
        """Take in what a task counted. `units` can be gone through any number of times."""
        self._units.append(units)
        for unit in units:
            self.units_total += 1
            self.units_reporting += bool(unit.periods)
            self.periods.update(unit.periods)
            self.years |= {unit.year} - {""}
            if unit.level:
                many, counts = self._above.get((unit.parent, unit.level), (0, Counter()))
                counts.update(unit.counts)
                self._above[unit.parent, unit.level] = many + 1, counts
        for tally in tallies:
            row = self.rules[tally.index]
            row.merge(tally, row.rule)
        merge_sums(self.sums, sums)

    # -- giving out

    def finish(self) -> None:
        """Called once all answers are in."""
        for rule in self.rules:
            for ranks in rule.ranks.values():
                ranks.cut(rule.rule)

    @property
    def units(self) -> Iterator[UnitRow]:
        """Every unit, in the order of the answers."""
        return chain.from_iterable(self._units)

    @property
    def asked(self) -> list[RuleRow]:
        """The rules that were asked of anyone."""
        return [rule for rule in self.rules if rule.asked]

    @property
    def counts(self) -> Counter[str]:
        return sum((rule.counts for rule in self.rules), Counter())

    @property
    def apart(self) -> Counter[str]:
        return sum((rule.apart for rule in self.rules), Counter())

    @property
    def shown(self) -> Counter[str]:
        return sum((rule.shown for rule in self.rules), Counter())

    def reported(self) -> dict[str, set[str]]:
        """Period → the units that reported for it, in the order of the periods."""
        found: dict[str, set[str]] = {period: set() for period in sorted(self.periods)}
        for unit in self.units:
            for period in unit.periods:
                found[period].add(unit.code)
        return found

    def by_prefecture(self) -> list[tuple[str, str, int, Counter[str]]]:
        """(government above, level of its units, how many units, their verdicts), by code and level."""
        return [(above, level, units, counts) for (above, level), (units, counts) in sorted(self._above.items())]
