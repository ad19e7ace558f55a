"""What the pages of a run say: the counts of its tasks added up, the causes of its problems. They come one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, field

from compliance.batch.context import Context
from compliance.batch.tally import RuleTally, UnitRow, is_rate, ordered_rules
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
    """Counts everything a run's pages say; holds a few hundred bytes a unit and nothing of the files."""

    def __init__(self, context: Context) -> None:
        self.rules = [RuleRow(n, rule=rule) for n, rule in enumerate(ordered_rules(context))]
        self.units: list[UnitRow] = []
        self.causes: dict[str, Cause] = {}
        self.severities: Counter[str] = Counter()
        self.periods: set[str] = set()

    # -- taking in

    def problem(self, found: Problem) -> None:
        self.severities[found.severity] += 1
        if found.severity != "note":
            first = Cause(found.code, found.severity, found.audit, found)
            self.causes.setdefault(found.code, first).add(found)

    def answers(self, units: Sequence[UnitRow], tallies: Sequence[RuleTally]) -> None:
        """Take in what a task counted."""
        self.units += units
        for unit in units:
            self.periods.update(unit.periods)
        for tally in tallies:
            row = self.rules[tally.index]
            row.merge(tally, row.rule)

    # -- giving out

    def finish(self) -> None:
        """Called once all answers are in."""
        for rule in self.rules:
            for ranks in rule.ranks.values():
                ranks.cut(rule.rule)

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
