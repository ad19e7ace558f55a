"""What no verdict rests on although it was handed in as a frame: figures of another scope or period than a target's, units
that nothing is asked of. One line for all units alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import permutations

import polars as pl

from compliance.engine.unanswering import asked_of, elsewhere
from compliance.engine.wide import Laid, kin
from compliance.indicator import Indicators
from compliance.period import Period
from compliance.rule import SCOPES, Question
from compliance.tables import Faults

#: A row without scope is read where no other names one.
BESIDE = "没有写明统计范围，与写明的并列，只供对照"
#: Rows of the units, None for all of them, and what these are asked.
Asked = tuple[pl.Series | None, Sequence[Question]]


def tell_unused(asked: Sequence[Asked], laid: Laid, indicators: Indicators, as_of: date, faults: Faults) -> None:
    """Tell of units without questions, and of figures that answer none although their indicator is asked for."""
    for rows, questions in asked:
        some = laid.units if rows is None else laid.units.gather(rows)
        if not questions and len(some):
            faults.note("units_unasked", len(some), {"unit": some.min()})
    for (name, why), spots in unused(asked, laid, indicators, as_of).items():
        here = pl.concat([s.cast(pl.UInt32) for some in spots.values() for s in some]).unique().sort()
        what = "、".join(f"{period.chinese}{scope}数" for period, scope in sorted(spots))
        example = {"unit": laid.units[int(here[0])]}
        faults.note("frame_figures_unused", len(here), example, indicator=name, what=what, why=why)


def unused(
    asked: Iterable[Asked], laid: Laid, indicators: Indicators, as_of: date
) -> dict[tuple[str, str], dict[tuple[Period, str], list[pl.Series]]]:
    """(indicator, why) → its period and scope → rows of the units. Figures no rule asks for are free to be there."""
    found: dict[tuple[str, str], dict[tuple[Period, str], list[pl.Series]]] = {}
    for rows, questions in asked:
        for (name, scope, period), why in _unused(questions, laid, indicators, as_of).items() if questions else ():
            here = laid.reported[name, scope, period]()
            here = here if rows is None else here.filter(here.is_in(rows.implode()))
            if why == BESIDE:
                named = [laid.reported[key]() for s in SCOPES if (key := (name, s, period)) in laid.reported]
                here = here.filter(here.is_in(pl.concat(named).unique().implode())) if named else here.clear()
            if len(here):
                found.setdefault((name, why), {}).setdefault((period, scope), []).append(here)
    return found


def _unused(
    questions: Sequence[Question], laid: Laid, indicators: Indicators, as_of: date
) -> dict[tuple[str, str, Period], str]:
    """The figures laid that these questions do not look at, and why."""
    by_unit, listed, _ = asked_of(questions)
    own = by_unit[questions[0].unit.code]
    spots = {name: set(theirs) for name, theirs in own.items()}
    related = {name: set(kin(name, indicators)) for name in own}
    for one, other in permutations(own, 2):  # a part, or what is counted in it, is held against it
        if other in related[one] or one in related[other]:
            spots[other] |= own[one]
    lists = {name: sheets for (_, name), sheets in listed.items()}
    found: dict[tuple[str, str, Period], str] = {}
    for name, scope, period in laid.reported:
        mine = spots.get(name)
        if mine is None:
            if name in lists:
                found[name, scope, period] = f"应逐个列入 records 表，名单“{'、'.join(lists[name])}”"
        elif not any(_looks_at(spot, scope, period, as_of) for spot in mine):
            found[name, scope, period] = elsewhere(scope, period, mine)
        elif not scope:
            found[name, scope, period] = BESIDE
    return found


def _looks_at(spot: tuple[Period, str], scope: str, period: Period, as_of: date) -> bool:
    """Whether a question of this period and scope takes in such a figure: its own, or the months so far while it runs."""
    when, asked = spot
    so_far = period.is_so_far_of(when) and as_of <= when.last_day
    return (period == when or so_far) and (scope == asked or not scope or not asked)
