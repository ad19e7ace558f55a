"""The grid: which units must answer which rules for which periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from compliance.period import Period
from compliance.region import Divisions, Unit
from compliance.rule import Pack, Question, Rule, implies


def ask(
    unit: Unit, period: Period, packs: Iterable[Pack], benchmarks: Iterable[Pack], divisions: Divisions
) -> list[Question]:
    """What a submission of `unit` for `period` must answer: the rules that bind it, then the benchmarks.

    A pack that already binds is asked once, as binding. A benchmark is asked of every unit of its rules' levels.
    """
    questions: list[Question] = []
    binding: set[str] = set()
    for pack in packs:
        rules = _in_place([r for r in pack.rules if not r.draft and r.governs(unit, divisions)])
        asked = [Question(unit, p, rule, True) for rule in rules for p in rule.binding_periods(period)]
        if asked:
            binding.add(pack.id)
        questions += asked
    for pack in benchmarks:
        if pack.id in binding:
            continue
        for rule in pack.rules:
            if rule.draft or not rule.suits(unit) or unit.is_government != (rule.binds == "governments"):
                continue
            moved = rule.as_benchmark(period)
            before = rule.deadline.isoformat() if moved is not rule and rule.deadline else ""
            questions += [Question(unit, p, moved, False, before) for p in rule.periods(period)]
    return questions


def _in_place(rules: Sequence[Rule]) -> list[Rule]:
    """Rules without those that another of them supersedes."""
    superseded = {name for rule in rules for name in rule.supersedes}
    return [r for r in rules if r.id not in superseded]


def stricter_than(questions: Sequence[Question]) -> set[tuple[str, str, str]]:
    """(unit, period, rule) of every binding row on which another binding row of the same unit asks more."""
    groups: dict[tuple[str, str, str, str, str], list[Question]] = {}
    for q in questions:
        if q.binding:
            group = q.rule.group.name if q.rule.group else ""
            groups.setdefault((q.unit.code, q.period.text, q.rule.indicator.name, q.rule.scope, group), []).append(q)
    found: set[tuple[str, str, str]] = set()
    for same in groups.values():
        for q in same:
            if any(o is not q and implies(o.rule, q.rule) and not implies(q.rule, o.rule) for o in same):
                found.add((q.unit.code, q.period.text, q.rule.id))
    return found
