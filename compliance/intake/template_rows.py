"""What a template asks for: the rows of 指标数据 and the columns of the list sheets, made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from compliance.indicator import Indicator, Indicators, ListSheet
from compliance.period import Period
from compliance.rule import Question, Rule


class AskedRow(Struct, frozen=True):
    """One row of 指标数据. `hints` quote the rules that ask, or say what the figure is needed for."""

    indicator: Indicator
    period: Period
    scope: str
    hints: tuple[str, ...] = ()


class AskedList(Struct, frozen=True):
    """One list sheet: the categories whose number is to be stated, and an indicator a column with its hint."""

    sheet: ListSheet
    categories: tuple[str, ...]
    columns: tuple[tuple[Indicator, str], ...]


_Key = tuple[str, Period, str]


def asked_rows(questions: Sequence[Question], indicators: Indicators, submitted: Period) -> tuple[AskedRow, ...]:
    """A row per indicator, period and scope asked for, each followed by the rows that are needed beside it.

    What is asked of the year is reported for the year so far: 2024-01/2024-09 in a submission for 2024-Q3. A part of
    the year's figures under the year's name would be taken for the whole.
    """
    asked: dict[_Key, list[str]] = {}
    beside: dict[_Key, list[tuple[_Key, str]]] = {}
    for question in questions:
        rule = question.rule
        if rule.group is not None or _nobody_reports(rule):
            continue
        period = reported(question.period, submitted)
        key = (rule.indicator.name, period, rule.scope)
        asked.setdefault(key, []).append(hint(question))
        beside.setdefault(key, []).extend(_beside(rule, period, indicators))
    counted = {(name, key[1], key[2]) for key in asked for name in _counts(indicators[key[0]])}
    rows: dict[_Key, list[str]] = {}
    for key, hints in asked.items():
        rows.setdefault(key, []).extend(hints)
        for other, why in beside[key]:
            # what stands as 分子 or 分母 of a rate that is asked for is not asked for a second time
            if other not in asked and other not in counted and why not in rows.setdefault(other, []):
                rows[other].append(why)
    return tuple(
        AskedRow(indicators[name], period, scope, tuple(hints)) for (name, period, scope), hints in rows.items()
    )


def asked_lists(questions: Sequence[Question], indicators: Indicators) -> tuple[AskedList, ...]:
    """A list sheet for each kind of record that a rule ranges over, in the order of `indicators.lists`."""
    found = []
    for sheet in indicators.lists.values():
        ranging = [q for q in questions if q.rule.group is not None and q.rule.group.list == sheet.name]
        if not ranging:
            continue
        wanted = {c for q in ranging if q.rule.group for c in q.rule.group.categories}
        hints: dict[str, list[str]] = {}
        for question in ranging:
            hints.setdefault(question.rule.indicator.name, []).append(hint(question))
        columns = tuple((indicators[name], "\n".join(lines)) for name, lines in hints.items())
        found.append(AskedList(sheet, tuple(c for c in sheet.categories if c in wanted), columns))
    return tuple(found)


def reported(asked: Period, submitted: Period) -> Period:
    """The period of the figure that answers what is asked, in the submission for `submitted`."""
    return submitted.year_to_date if asked == submitted.whole_year else asked


def hint(question: Question) -> str:
    """The rule in its own words, for the person who fills in its figure."""
    rule = question.rule
    clause = f"第{rule.clause}条" if rule.clause.isdecimal() else rule.clause
    kind = "适用指标" if question.binding else "参照指标"
    return f"{kind}：{rule.title}（{rule.document.title}{clause}）"


def _nobody_reports(rule: Rule) -> bool:
    """An advisory date is shown and never filled in."""
    return bool(rule.advisory) and rule.comparison.is_date


def _counts(indicator: Indicator) -> Iterator[str]:
    return (name for name in (indicator.numerator, indicator.denominator) if name)


def _beside(rule: Rule, period: Period, indicators: Indicators) -> Iterator[tuple[_Key, str]]:
    """What the rule's answer needs or can be checked with: the other side, the whole, other bases, identities."""
    name, scope = rule.indicator.name, rule.scope
    rates = [rule.indicator]
    if relative := rule.comparison.relative:
        when = period.previous if relative.previous else period
        yield (relative.indicator, when, scope), f"用于比较：{rule.title}"
        rates.append(indicators[relative.indicator])
    for whole in indicators.wholes(name):
        yield (whole, period, scope), f"用于核对：“{name}”是它的一部分"
    for rate in rates:
        for base in rate.other_bases:
            if base in indicators:
                yield (base, period, scope), f"用于核对“{rate.name}”的分母"
        counts = {*_counts(rate), *rate.other_bases}
        for identity in indicators.identities:
            if counts.intersection(identity.left + identity.right):
                for member in _known(identity.left + identity.right, indicators):
                    yield (member, period, scope), f"用于核对：{identity.name}"


def _known(names: Iterable[str], indicators: Indicators) -> Iterator[str]:
    return (name for name in names if name in indicators)
