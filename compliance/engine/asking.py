"""What is asked of whom, made ready once for a run: units of one kind and place are asked alike."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from msgspec import Struct

from compliance.engine.plain import Plains
from compliance.engine.questions import ask
from compliance.engine.unanswering import lists_of
from compliance.indicator import Indicators
from compliance.period import Period
from compliance.region import Divisions, Unit
from compliance.rule import Pack, Question, Rule

#: A question apart from the unit it is put to.
_Asked = tuple[Period, Rule, bool, str]


class Asking(Struct, frozen=True, dict=True):
    """Everything about a check but the figures."""

    packs: tuple[Pack, ...]
    benchmarks: tuple[Pack, ...]
    indicators: Indicators
    as_of: date
    divisions: Divisions

    @property
    def rules(self) -> list[tuple[str, str]]:
        """(indicator, scope) of every rule, the other side of a relational one included."""
        found = []
        for pack in (*self.packs, *self.benchmarks):
            for rule in pack.rules:
                found.append((rule.indicator.name, rule.scope))
                if rule.comparison.relative is not None:
                    found.append((rule.comparison.relative.indicator, rule.scope))
        return found

    @cached_property
    def lists(self) -> dict[str, tuple[str, ...]]:
        """Indicators that these rules ask of each department → the lists they stand in."""
        return lists_of((*self.packs, *self.benchmarks), self.indicators)

    @cached_property
    def plains(self) -> Plains:
        return Plains(self.indicators, self.as_of)

    def ask(self, unit: Unit, period: Period) -> list[Question]:
        """What `questions.ask` says of these packs; found once for all units of one kind, in the same regions."""
        within = tuple(self.divisions.is_within(unit.government, region) for region in self._regions)
        key = unit.level, unit.is_government, period, within
        found = self._asked.get(key)
        if found is None:
            questions = ask(unit, period, self.packs, self.benchmarks, self.divisions)
            found = self._asked[key] = [(q.period, q.rule, q.binding, q.moved_from) for q in questions]
        return [Question(unit, *asked) for asked in found]

    @cached_property
    def _regions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule.region for pack in self.packs for rule in pack.rules))

    @cached_property
    def _asked(self) -> dict[tuple[str, bool, Period, tuple[bool, ...]], list[_Asked]]:
        return {}
