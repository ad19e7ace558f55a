"""Figures that no verdict rests on although a target asks for their indicator, and why; a department's in the wrong place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from compliance.errors import Problem, problem
from compliance.fact import Fact, Record
from compliance.indicator import Indicators
from compliance.period import Period
from compliance.quantity import show
from compliance.rule import Pack, Question
from compliance.source import Place
from compliance.verdict import Verdict

#: Of figures with one cause so many are named.
MOST_NAMED = 12

EARLIER = "这些是以往期间的数，只供对比"
OTHER_PERIOD = "期间不是目标所要求的"

#: Indicator → the (period, scope) its targets ask for.
_Asked = dict[str, set[tuple[Period, str]]]


def lists_of(packs: Iterable[Pack], indicators: Indicators) -> dict[str, tuple[str, ...]]:
    """Indicators that rules ask of each department → the lists they stand in."""
    found: dict[str, dict[str, None]] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.group is not None and indicators.lists[rule.group.list].of != "人":
                found.setdefault(rule.indicator.name, {})[rule.group.list] = None
    return {name: tuple(lists) for name, lists in found.items()}


def of_departments(
    facts: Sequence[Fact], records: Sequence[Record], lists: Mapping[str, tuple[str, ...]]
) -> tuple[list[Fact], list[Record]]:
    """What departments wrote beside their list as their rows of it: the facts that are left, and every record."""
    left: list[Fact] = []
    rows = list(records)
    for fact in facts:
        names = lists.get(fact.indicator, ()) if "/" in fact.unit else ()
        if not names or fact.value is None:
            left.append(fact)
            continue
        for name in names:
            _add(rows, fact, name)
    return left, rows


def _add(rows: list[Record], fact: Fact, name: str) -> None:
    """Into the department's own row; beside it where that says otherwise, so that the two are held against each other."""
    assert fact.value is not None
    same = [i for i, r in enumerate(rows) if (r.unit, r.list, r.period) == (fact.unit, name, fact.period)]
    told = [f for i in same if (f := rows[i].values.get(fact.indicator)) is not None]
    if any(f.value == fact.value.value for f in told):
        return
    if same and not told:
        row = rows[same[0]]
        cells = {**row.cells, fact.indicator: fact.value.place}
        rows[same[0]] = replace(row, values={**row.values, fact.indicator: fact.value}, cells=cells)
        return
    row = rows[same[0]] if same else Record(fact.unit, name, fact.period, "")
    values, cells = {**row.values, fact.indicator: fact.value}, {**row.cells, fact.indicator: fact.value.place}
    rows.append(replace(row, values=values, cells=cells, place=fact.value.place))


def figures_unanswering(
    questions: Iterable[Question], verdicts: Iterable[Verdict], facts: Iterable[Fact], indicators: Indicators
) -> list[Problem]:
    """A line for each unit, file and cause: figures that answer no question although their indicator is asked for.

    Figures of indicators that no rule asks for are free to be there.
    """
    asked, listed, names = asked_of(questions)
    used: set[Place] | None = None
    found: dict[tuple[str, str, str, str], list[Fact]] = {}
    for fact in facts:
        mine = asked.get(fact.unit)
        if mine is None and "/" not in fact.unit:
            continue  # a unit that nothing is asked of is told as such
        spots = mine.get(fact.indicator) if mine else None
        if spots is not None and ((fact.period, fact.scope) in spots or (fact.period, "") in spots):
            continue
        if not fact.figures:
            continue
        code, why = _why(fact, spots, listed, indicators)
        if not code:
            continue
        if used is None:
            used = {e.place for v in verdicts for e in v.evidence}
        if not any(f.place in used for f in fact.figures):
            found.setdefault((fact.unit, fact.figures[0].place.file, code, why), []).append(fact)
    return [
        problem(code, same[0].figures[0].place, unit=names.get(unit, unit), why=why, what=_named(same, why))
        for (unit, _, code, why), same in found.items()
    ]


def asked_of(
    questions: Iterable[Question],
) -> tuple[dict[str, _Asked], dict[tuple[str, str], dict[str, None]], dict[str, str]]:
    """By unit what is asked of its own figures; (unit, indicator) → lists that are asked; and the units' names."""
    asked: dict[str, _Asked] = {}
    listed: dict[tuple[str, str], dict[str, None]] = {}
    names: dict[str, str] = {}
    for question in questions:
        rule, code, relative = question.rule, question.unit.code, question.rule.comparison.relative
        names[code] = question.unit.name
        mine = asked.setdefault(code, {})
        if rule.group is not None:
            listed.setdefault((code, rule.indicator.name), {})[rule.group.list] = None
            continue
        mine.setdefault(rule.indicator.name, set()).add((question.period, rule.scope))
        if relative is not None:
            period = question.period.previous if relative.previous else question.period
            mine.setdefault(relative.indicator, set()).add((period, rule.scope))
    return asked, listed, names


def _why(
    fact: Fact,
    spots: set[tuple[Period, str]] | None,
    listed: Mapping[tuple[str, str], Mapping[str, None]],
    indicators: Indicators,
) -> tuple[str, str]:
    """The code and cause for a figure that is not where its target looks; "" where it is free to be there."""
    if spots is not None:
        return "figures_unanswering", elsewhere(fact.scope, fact.period, spots)
    government = fact.unit.partition("/")[0]
    lists = listed.get((government, fact.indicator))
    if lists:
        return "figure_outside_list", "、".join(lists)
    if government != fact.unit:
        return "figures_unanswering", "部门的填报表里，只有名单中本部门一行的数计入本级政府"
    return "", ""


def elsewhere(scope: str, period: Period, spots: set[tuple[Period, str]]) -> str:
    """Of which scope or period a figure that is in none of these spots would have to be."""
    scopes = sorted({asked for when, asked in spots if when == period})
    if scopes:
        return f"填的是{scope}数，目标要求{'、'.join(scopes)}数" if scope else "没有写明统计范围"
    before = all(period.last_day < when.first_day for when, _ in spots)
    return EARLIER if before else OTHER_PERIOD


def _named(facts: Sequence[Fact], why: str) -> str:
    dated = why in (EARLIER, OTHER_PERIOD)
    named = [
        f"“{f.indicator}”{_text(f)}（{f'{f.period.chinese}，' if dated else ''}{f.figures[0].place.brief}）"
        for f in facts[:MOST_NAMED]
    ]
    return "、".join(named) + (f" 等 {len(facts)} 处" if len(facts) > MOST_NAMED else "")


def _text(fact: Fact) -> str:
    if fact.numerator is not None and fact.denominator is not None:
        return f"{fact.numerator.text}/{fact.denominator.text}"
    figure = fact.figures[0]
    return figure.text or show(figure.value, "")
