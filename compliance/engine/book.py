"""Facts, records and rolls, laid ready by unit, period and name. Pure: no files, no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct, field

from compliance.errors import Problem
from compliance.fact import Fact, Record, Roll
from compliance.indicator import Indicators
from compliance.period import Period


class Book(Struct):
    """What the units reported, indexed; order of input does not matter."""

    indicators: Indicators
    facts: dict[tuple[str, Period, str], list[Fact]] = field(default_factory=lambda: defaultdict(list))
    records: dict[tuple[str, Period, str], list[Record]] = field(default_factory=lambda: defaultdict(list))
    rolls: dict[tuple[str, Period, str], list[Roll]] = field(default_factory=lambda: defaultdict(list))
    periods: dict[tuple[str, str], set[Period]] = field(default_factory=lambda: defaultdict(set))
    list_periods: dict[tuple[str, str], set[Period]] = field(default_factory=lambda: defaultdict(set))
    problems: dict[Problem, None] = field(default_factory=dict)

    @classmethod
    def of(
        cls, indicators: Indicators, facts: Iterable[Fact], records: Iterable[Record] = (), rolls: Iterable[Roll] = ()
    ) -> Book:
        book = cls(indicators)
        for fact in facts:
            book.facts[fact.unit, fact.period, fact.indicator].append(fact)
            book.periods[fact.unit, fact.indicator].add(fact.period)
        for record in records:
            book.records[record.unit, record.period, record.list].append(record)
            book.list_periods[record.unit, record.list].add(record.period)
        for roll in rolls:
            book.rolls[roll.unit, roll.period, roll.list].append(roll)
            book.list_periods[roll.unit, roll.list].add(roll.period)
        for rows in book.facts.values():
            if len(rows) > 1:
                rows.sort(key=_fact_order)
        for people in book.records.values():
            people.sort(key=lambda r: (r.place.file, r.place.sheet, len(r.place.cell), r.place.cell, r.name, r.id))
        return book

    def rows(self, unit: str, period: Period, indicator: str, scope: str) -> tuple[list[Fact], bool]:
        """The filled-in rows that answer for `scope`, and whether they name no scope of their own.

        A row of the other scope does not answer; a row without scope does where no row of this scope is filled in.
        """
        rows = self.facts.get((unit, period, indicator), ())
        exact = [r for r in rows if (r.scope == scope or not scope) and not r.is_blank]
        if exact or not scope:
            return exact, False
        loose = [r for r in rows if not r.scope and not r.is_blank]
        return loose, bool(loose)

    def unscoped(self, unit: str, period: Period, indicator: str, scope: str) -> list[Fact]:
        """The filled-in rows without scope beside rows of `scope`: they may be of it too.

        One that repeats what a row of the other scope says is that row again.
        """
        rows = self.facts.get((unit, period, indicator), ())
        if len(rows) < 2 or not scope:
            return []
        elsewhere = {_values(r) for r in rows if r.scope not in (scope, "")}
        return [r for r in rows if not r.scope and not r.is_blank and _values(r) not in elsewhere]

    def blank_row(self, unit: str, period: Period, indicator: str, scope: str) -> Fact | None:
        """A row that asks for the figure and was left blank, to say which cells to fill."""
        rows = self.facts.get((unit, period, indicator), ())
        return next((r for r in rows if r.scope == scope), None) or next((r for r in rows if not r.scope), None)

    def other_scope(self, unit: str, period: Period, indicator: str, scope: str) -> Fact | None:
        """A filled-in row of the other scope."""
        rows = self.facts.get((unit, period, indicator), ())
        return next((r for r in rows if r.scope and r.scope != scope and not r.is_blank), None)

    def so_far(self, unit: str, period: Period, indicator: str) -> list[Period]:
        """The cumulative periods within `period` that were reported, latest first."""
        return _latest_first(self.periods.get((unit, indicator), ()), period)

    def lists_so_far(self, unit: str, period: Period, name: str) -> list[Period]:
        """The same for a list."""
        return _latest_first(self.list_periods.get((unit, name), ()), period)


def _latest_first(periods: Iterable[Period], within: Period) -> list[Period]:
    return sorted((p for p in periods if p.is_so_far_of(within)), key=lambda p: p.last_month, reverse=True)


def _values(fact: Fact) -> tuple[Fraction | None, ...]:
    return tuple(f.value if f else None for f in (fact.value, fact.numerator, fact.denominator))


def _row(cell: str) -> int:
    """The row of a cell: of two rows the upper one comes first, whichever of its cells were filled in."""
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdecimal() else 0


def _fact_order(fact: Fact) -> tuple[object, ...]:
    places = [f.place for f in fact.figures] or [u.place for u in fact.unread] or list(fact.cells.values())
    first = places[0] if places else None
    where = (first.file, first.sheet, _row(first.cell), first.cell) if first else ("", "", 0, "")
    figures = tuple((f.value, f.text) if f else (0, "") for f in (fact.value, fact.numerator, fact.denominator))
    return (*where, fact.source, figures)
