"""Checks between figures: identities, a unit against its own past, a prefecture against its counties."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from compliance.engine.book import Book
from compliance.errors import problem
from compliance.fact import Figure
from compliance.indicator import Indicator
from compliance.period import Period
from compliance.quantity import show
from compliance.region import Divisions, Unit
from compliance.rule import SCOPES
from compliance.source import Place

#: `outlier`: at least this many earlier periods are needed to say what is usual.
EARLIER_PERIODS = 4
#: `outlier`: further from the median than this many times the median distance from it (and than a tenth of it).
TIMES = 5

#: Units of measure of what happens: such counts of shorter periods add up.
OCCURRENCES = ("次", "期", "场")

#: (unit, period, indicator, scope) → the flags its verdicts carry; a rule without scope has those of every scope.
Marks = dict[tuple[str, Period, str, str], set[str]]


def check(book: Book, units: Iterable[Unit], divisions: Divisions) -> Marks:
    """Every check over the whole book; problems go into the book, flags come back."""
    marks: Marks = {}
    by_code = {u.code: u for u in units}
    reported: dict[tuple[str, Period], list[str]] = {}
    for code, period, name in book.facts:
        if code in by_code:
            reported.setdefault((code, period), []).append(name)
    for (code, period), names in sorted(reported.items()):
        _identities(book, by_code[code], period, marks)
        _outliers(book, by_code[code], period, names, marks)
        _totals(book, by_code[code], period, names, divisions, marks)
        _shared(book, by_code[code], period, marks)
        _spans(book, by_code[code], period, names, marks)
    return marks


def _mark(marks: Marks, unit: Unit, period: Period, indicator: str, scope: str, flag: str) -> None:
    for where in {scope, ""} if scope else {*SCOPES, ""}:
        marks.setdefault((unit.code, period, indicator, where), set()).add(flag)


def _count(book: Book, unit: Unit, period: Period, name: str, scope: str) -> Figure | None:
    """A count: its own row, else the numerator or denominator of a rate that counts it."""
    rows = [r for r in book.facts.get((unit.code, period, name), ()) if r.scope in (scope, "") and r.value is not None]
    if rows:
        return rows[0].value
    for indicator, role in book.indicators.counted_by.get(name, ()):
        for row in book.facts.get((unit.code, period, indicator.name), ()):
            figure: Figure | None = getattr(row, role)
            if figure is not None and row.scope in (scope, ""):
                return figure
    return None


def _identities(book: Book, unit: Unit, period: Period, marks: Marks) -> None:
    for identity in book.indicators.identities:
        for scope in SCOPES:
            left = [_count(book, unit, period, name, scope) for name in identity.left]
            right = [_count(book, unit, period, name, scope) for name in identity.right]
            if any(f is None for f in (*left, *right)):
                continue
            known_left, known_right = [f for f in left if f], [f for f in right if f]
            if identity.relation == "at_most" and _one_row([*known_left, *known_right]):
                continue  # a numerator over its denominator is told as such
            total, limit = (
                sum((f.value for f in known_left), Fraction(0)),
                sum((f.value for f in known_right), Fraction(0)),
            )
            if total == limit if identity.relation == "equals" else total <= limit:
                continue
            sign = "=" if identity.relation == "equals" else "≤"
            what = f"应有 {_sum(identity.left, known_left)} {sign} {_sum(identity.right, known_right)}，实为 {show(total, '')} 与 {show(limit, '')}"
            book.problems[
                problem("identity_fails", known_left[0].place, unit=unit.name, period=period.chinese, what=what)
            ] = None
            names = {*identity.left, *identity.right}
            for indicator in book.indicators.indicators.values():
                if names & {indicator.name, indicator.numerator, indicator.denominator}:
                    _mark(marks, unit, period, indicator.name, scope, "identity_fails")


def _one_row(figures: list[Figure]) -> bool:
    """Whether the figures stand in one row of a sheet."""
    rows = {(f.place.file, f.place.sheet, f.place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for f in figures}
    return len(rows) == 1 and all(f.place.cell for f in figures)


def _sum(names: tuple[str, ...], figures: list[Figure]) -> str:
    return " + ".join(f"{n} {f.text}" for n, f in zip(names, figures, strict=True))


def _value(book: Book, unit: str, period: Period, indicator: Indicator, scope: str) -> tuple[Fraction, Place] | None:
    for row in book.facts.get((unit, period, indicator.name), ()):
        if row.scope not in (scope, ""):
            continue
        if (
            indicator.kind == "rate"
            and row.numerator is not None
            and row.denominator is not None
            and row.denominator.value > 0
        ):
            return row.numerator.value / row.denominator.value, row.numerator.place
        if row.value is not None:
            return row.value.value, row.value.place
    return None


def _outliers(book: Book, unit: Unit, period: Period, names: Iterable[str], marks: Marks) -> None:
    """Far from the unit's own earlier periods: more than `TIMES` the median distance from their median."""
    code = unit.code
    for name in names:
        if len(book.periods[code, name]) <= EARLIER_PERIODS:
            continue
        indicator, rows = book.indicators.get(name), book.facts[code, period, name]
        if indicator is None or indicator.kind == "date":
            continue
        for scope in sorted({r.scope for r in rows}):
            now = _value(book, code, period, indicator, scope)
            earlier_periods = sorted(p for p in book.periods.get((code, name), ()) if _same_kind(p, period))
            earlier = [v[0] for p in earlier_periods if (v := _value(book, code, p, indicator, scope))]
            if now is None or not is_outlier(now[0], earlier):
                continue
            unit_text = indicator.unit
            others = "、".join(show(v, unit_text) for v in earlier)
            words = {"unit": unit.name, "period": period.chinese, "indicator": name}
            book.problems[problem("outlier", now[1], value=show(now[0], unit_text), others=others, **words)] = None
            _mark(marks, unit, period, name, scope, "outlier")


def _same_kind(earlier: Period, now: Period) -> bool:
    return earlier < now and earlier.last_month - earlier.first_month == now.last_month - now.first_month


def is_outlier(value: Fraction, earlier: list[Fraction]) -> bool:
    """Whether `value` lies further from the median of at least four earlier values than five times their median
    distance from it, and than a tenth of it: the median absolute deviation, robust to one odd year."""
    if len(earlier) < EARLIER_PERIODS:
        return False
    middle = median(earlier)
    spread = median([abs(v - middle) for v in earlier])
    return abs(value - middle) > max(TIMES * spread, abs(middle) / 10)


def median(values: list[Fraction]) -> Fraction:
    """The middle value, or the mean of the two middle ones."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _totals(book: Book, unit: Unit, period: Period, names: Iterable[str], divisions: Divisions, marks: Marks) -> None:
    """A government's 全域 count against its own 本级 plus the 全域 of all it has below it.

    Where not all of them have reported, or nobody knows who they are, only more than the total can be told.
    """
    below = [d.code for d in divisions.children(unit.code, period.last_day)] if unit.is_government else []
    code = unit.code
    for name in names:
        if not below and len(book.facts[code, period, name]) < 2:
            continue  # nothing beside the total
        indicator = book.indicators.get(name)
        if indicator is None or indicator.kind not in ("count", "money", "rate"):
            continue
        for role in ("numerator", "denominator") if indicator.kind == "rate" else ("value",):
            total = _scoped(book, code, period, name, "全域", role)
            if total is None:
                continue
            own = _scoped(book, code, period, name, "本级", role)
            parts = [_scoped(book, c, period, name, "全域", role) for c in below]
            told = [p for p in (own, *parts) if p is not None]
            summed = sum((p.value for p in told), Fraction(0))
            every = bool(below) and len(told) == len(below) + 1
            if not told or summed == total.value or (not every and summed < total.value):
                continue  # not all have reported: the rest may be theirs
            what = "本级数" if told == [own] else "本级加各下级全域数合计" if every else "已报的本级数、下级全域数合计"
            words = {"unit": unit.name, "period": period.chinese, "indicator": name}
            shown = {"total": total.text, "parts": f"{what}为 {show(summed, '')}"}
            book.problems[problem("total_disagrees_with_parts", total.place, **words, **shown)] = None
            _mark(marks, unit, period, name, "", "total_disagrees_with_parts")


def _shared(book: Book, unit: Unit, period: Period, marks: Marks) -> None:
    """One count, written in the rows of two rates that are made of it: two numbers cannot both be right.

    Where it has a row of its own each rate is held against that.
    """
    for label, rates in book.indicators.shared_counts.items():
        if sum((unit.code, period, rate.name) in book.facts for rate, _ in rates) < 2:
            continue
        for scope in SCOPES:
            own = book.facts.get((unit.code, period, label), ())
            if any(r.scope in (scope, "") and r.value is not None for r in own):
                continue
            found = {}
            for rate, role in rates:
                for row in book.facts.get((unit.code, period, rate.name), ()):
                    figure: Figure | None = getattr(row, role)
                    if figure is not None and row.scope in (scope, ""):
                        found[rate.name] = figure
                        break
            if len({f.value for f in found.values()}) < 2:
                continue
            what = "，".join(f"在“{name}”中为 {f.text}（{f.place.brief}）" for name, f in found.items())
            words = {"unit": unit.name, "period": period.chinese, "indicator": label}
            place = next(iter(found.values())).place
            book.problems[problem("figures_disagree", place, **words, what=what)] = None
            for name in found:
                _mark(marks, unit, period, name, scope, "identity_fails")


def adds_up(indicator: Indicator) -> bool:
    """Whether it counts what happened, so that a year has as much of it as its quarters: what there is at a time does not."""
    return indicator.kind == "count" and indicator.unit in OCCURRENCES


def tilings(period: Period, reported: Iterable[Period]) -> list[list[Period]]:
    """Periods of equal length that together make up `period`."""
    lengths: dict[int, list[Period]] = {}
    for part in reported:
        length = part.last_month - part.first_month + 1
        if part != period and period.contains(part) and (part.first_month - period.first_month) % length == 0:
            lengths.setdefault(length, []).append(part)
    months = period.last_month - period.first_month + 1
    return [sorted(parts) for length, parts in sorted(lengths.items()) if len(parts) * length == months]


def _spans(book: Book, unit: Unit, period: Period, names: Iterable[str], marks: Marks) -> None:
    """A year against its quarters, where all of them were reported."""
    for name in names:
        reported = book.periods[unit.code, name]
        if len(reported) < 3:
            continue
        indicator = book.indicators.get(name)
        if indicator is None or not adds_up(indicator):
            continue
        for parts in tilings(period, reported):
            for scope in SCOPES:
                whole = _scoped(book, unit.code, period, name, scope, "value")
                told = [f for p in parts if (f := _scoped(book, unit.code, p, name, scope, "value")) is not None]
                summed = sum((f.value for f in told), Fraction(0))
                if whole is None or len(told) < len(parts) or summed == whole.value:
                    continue
                what = (
                    f"{period.chinese}为 {whole.text}，{parts[0].chinese}至{parts[-1].chinese}合计为 {show(summed, '')}"
                )
                words = {"unit": unit.name, "period": period.chinese, "indicator": name}
                book.problems[problem("figures_disagree", whole.place, **words, what=what)] = None
                _mark(marks, unit, period, name, scope, "identity_fails")


def _scoped(book: Book, unit: str, period: Period, name: str, scope: str, role: str) -> Figure | None:
    for row in book.facts.get((unit, period, name), ()):
        figure: Figure | None = getattr(row, role)
        if row.scope == scope and figure is not None:
            return figure
    return None
