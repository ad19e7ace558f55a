"""Where figures that should fit together may not, as columns: the rows on which a check between figures has something to tell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import polars as pl

from compliance.engine.checks import adds_up, tilings
from compliance.engine.columns import Expr, Sheet, any_of
from compliance.engine.wide import column
from compliance.indicator import Identity, Indicators
from compliance.period import Period
from compliance.rule import SCOPES

#: (indicator, period) → rows on which its figures may contradict others.
Breaks = dict[tuple[str, Period], list[pl.Series]]
#: Sums of figures up to this stay exact in 64 bits.
_LARGE = 2**58


def breaks(sheet: Sheet) -> Breaks:
    """Every row that the checks of `checks.check` may find something on, outliers and counties' sums aside."""
    found: Breaks = {}
    for names, period, condition in (*_identities(sheet), *_totals(sheet), *_shared(sheet), *_spans(sheet)):
        rows = sheet.laid.frame.select(condition.fill_null(value=False).alias("wrong"))["wrong"].arg_true()
        if len(rows):
            for name in names:
                found.setdefault((name, period), []).append(rows)
    return found


def groups(indicators: Indicators) -> list[set[str]]:
    """Indicators whose checks take in each other's figures."""
    shared = ({r.name for r, _ in rates} | {label} for label, rates in indicators.shared_counts.items())
    return [*(members(identity, indicators) for identity in indicators.identities), *shared]


def members(identity: Identity, indicators: Indicators) -> set[str]:
    """The counts of an identity and the rates that are made of them."""
    names = {*identity.left, *identity.right}
    rates = indicators.indicators.values()
    return names | {r.name for r in rates if names & {r.numerator, r.denominator}}


_Found = Iterator[tuple[set[str], Period, Expr]]


def _identities(sheet: Sheet) -> _Found:
    for identity in sheet.indicators.identities:
        for period in sheet.laid.periods:
            for scope in sheet.scopes:
                left = [_count(sheet, name, scope, period) for name in identity.left]
                right = [_count(sheet, name, scope, period) for name in identity.right]
                if any(c is None for c in (*left, *right)):
                    continue
                total = sum((c for c in left if c is not None), start=pl.lit(0))
                most = sum((c for c in right if c is not None), start=pl.lit(0))
                wrong = total != most if identity.relation == "equals" else total > most
                large = any_of(c.abs() > _LARGE for c in (*left, *right) if c is not None)
                assert large is not None
                yield members(identity, sheet.indicators), period, wrong | large


def _count(sheet: Sheet, name: str, scope: str, period: Period) -> Expr | None:
    """A count: its own figure, else the numerator or denominator of a rate that counts it."""
    found = []
    if "value" in sheet.roles(name, scope, period):
        found.append(pl.col(column(name, scope, period, "value")))
    for indicator, role in sheet.indicators.counted_by.get(name, ()):
        if role in sheet.roles(indicator.name, scope, period):
            found.append(pl.col(column(indicator.name, scope, period, role)))
    return pl.coalesce(found) if found else None


def _totals(sheet: Sheet) -> _Found:
    """More of its own than of all."""
    for name, scope, period in sheet.laid.keys:
        if scope == "本级":
            for role in set(sheet.roles(name, scope, period)) & set(sheet.roles(name, "全域", period)):
                own, whole = (pl.col(column(name, s, period, role)) for s in (scope, "全域"))
                yield {name}, period, own > whole


def _shared(sheet: Sheet) -> _Found:
    """A count that two rates are made of."""
    for label, rates in sheet.indicators.shared_counts.items():
        for period in sheet.laid.periods:
            for scope in SCOPES:
                told = [
                    (rate.name, pl.col(column(rate.name, scope, period, role)))
                    for rate, role in rates
                    if role in sheet.roles(rate.name, scope, period)
                ]
                for (one, left), (other, right) in combinations(told, 2):
                    yield {one, other, label}, period, left != right


def _spans(sheet: Sheet) -> _Found:
    """A year and its quarters."""
    for name in sorted({name for name, _, _ in sheet.laid.keys}):
        indicator, reported = sheet.indicators[name], sheet.periods_of(name)
        if len(reported) < 3 or not adds_up(indicator):
            continue
        for period in reported:
            for parts in tilings(period, reported):
                for scope in SCOPES:
                    if all("value" in sheet.roles(name, scope, p) for p in (period, *parts)):
                        whole, *some = (pl.col(column(name, scope, p, "value")) for p in (period, *parts))
                        large = any_of(c.abs() > _LARGE for c in (whole, *some))
                        assert large is not None
                        yield {name}, period, (sum(some, start=pl.lit(0)) != whole) | large
