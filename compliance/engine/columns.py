"""One question as column expressions over the laid figures: verdict codes, both sides, gap and reason, all units at once.

Only ordinary cells are answered here: both counts whole, in order and small enough that no product overflows 64 bits,
nothing printed, nothing contradicting. Every other cell stays null here and goes to the judge, row by row. What is
the same for every unit (the words for an absent figure, for a base of zero) the judge itself says, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cache, cached_property, reduce
from math import isqrt
from operator import or_

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from compliance.engine.book import Book
from compliance.engine.judge import Judge
from compliance.engine.sides import CUMULATIVE
from compliance.engine.wide import Laid, column
from compliance.fact import Fact, Figure
from compliance.indicator import Indicator, Indicators
from compliance.period import Period
from compliance.quantity import show
from compliance.rule import Question
from compliance.verdict import VERDICTS, Verdict

CODES = tuple(VERDICTS)
VERDICT_TYPE = pl.Enum(CODES)
#: What a cell holds that the judge must be asked about.
ASK = pl.lit(None, VERDICT_TYPE)
#: Products stay below this; polars' integers overflow in silence, its 128-bit ones too.
ROOM = 2**62
#: Rates are shown to two decimals of a percent: 10000 steps, doubled to round half up.
STEPS = 10_000

Expr = pl.Expr


@cache
def _code(verdict: str) -> Expr:
    return pl.lit(verdict, VERDICT_TYPE)


def any_of(conditions: Iterable[Expr]) -> Expr | None:
    """One condition that holds where any does; None for no conditions. Null counts as not holding only at the end."""
    found = list(conditions)
    return reduce(or_, found) if found else None


def selected(frame: pl.DataFrame, expressions: Iterable[Expr | str]) -> pl.DataFrame:
    """What `frame.select` gives, of many expressions of whole columns.

    Without polars' optimizations: to look for what they share, and keep it, takes a quarter longer than to compute it.
    """
    return frame.lazy().select(expressions).collect(optimizations=pl.QueryOptFlags.none())


class Sheet:
    """The laid figures with what is known of their columns: whether any is blank, which conditions hold anywhere."""

    def __init__(self, laid: Laid, indicators: Indicators) -> None:
        self.laid, self.indicators = laid, indicators
        self._holds: dict[str, bool] = {}

    def look(self, conditions: Iterable[Expr]) -> None:
        """See of many conditions at once whether they hold anywhere."""
        # Asked of whole columns first (0.3 ms a condition and million rows, side by side) and left out of every row's
        # expression where the answer is no: the codes of 20 rules take a third of the time.
        unseen = {str(c): c for c in conditions if str(c) not in self._holds}
        if not unseen:
            return
        found = selected(self.laid.frame, (c.any().alias(str(i)) for i, c in enumerate(unseen.values()))).row(0)
        self._holds.update(zip(unseen, map(bool, found), strict=True))

    def somewhere(self, conditions: Iterable[Expr]) -> list[Expr]:
        """Those of the conditions that hold on some row."""
        conditions = list(conditions)
        self.look(conditions)
        return [c for c in conditions if self._holds[str(c)]]

    def has_blanks(self, name: str) -> bool:
        return self.laid.frame[name].null_count() > 0

    def roles(self, indicator: str, scope: str, period: Period) -> tuple[str, ...]:
        return self.laid.keys.get((indicator, scope, period), ())

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        return tuple(sorted({scope for _, scope, _ in self.laid.keys}))

    @cached_property
    def _periods_of(self) -> dict[str, list[Period]]:
        found: dict[str, set[Period]] = {}
        for name, _, period in self.laid.keys:
            found.setdefault(name, set()).add(period)
        return {name: sorted(periods) for name, periods in found.items()}

    def periods_of(self, indicator: str) -> list[Period]:
        return self._periods_of.get(indicator, [])

    def given(self, indicator: str, period: Period, scopes: Iterable[str] | None = None) -> Expr | None:
        """Where any figure of the indicator was reported for the period, in any of the scopes."""
        names = [
            column(indicator, scope, period, role)
            for scope in (self.scopes if scopes is None else scopes)
            for role in self.roles(indicator, scope, period)
        ]
        return any_of(pl.col(n).is_not_null() for n in names)


class Counts(Struct, frozen=True):
    """One indicator of one scope and period in columns. `over` is None for what is no rate, and for it `under` is 1.

    `blank` holds where nothing was reported, `odd` where only the judge can say what was.
    """

    top: Expr | None
    base: Expr | None
    blank: Expr | None  # None: never blank
    odd: tuple[Expr, ...]


def counts(sheet: Sheet, indicator: Indicator, scope: str, period: Period, limit: int) -> Counts:
    """The columns of an indicator, with every reason for which a row of them is not ordinary."""
    if indicator.kind == "rate":
        return _rate_counts(sheet, indicator, scope, period, limit)
    name = column(indicator.name, scope, period, "value")
    if "value" not in sheet.roles(indicator.name, scope, period):
        return Counts(None, None, None, tuple(_elsewhere(sheet, indicator, scope, period, None)))
    figure = pl.col(name)
    odd = [] if indicator.kind == "date" else [_size(figure) > limit]  # days have bounds of their own
    if indicator.kind == "date":  # more than a year before the period
        odd.append(figure < period.first_day.toordinal() - 366)
    blank = figure.is_null() if sheet.has_blanks(name) else None
    odd += _elsewhere(sheet, indicator, scope, period, blank)
    return Counts(figure, None, blank, tuple(odd))


def _size(figure: Expr) -> Expr:
    """A whole number as one without a sign: any below zero is larger than any limit, so that one look sees both."""
    return figure.reinterpret(signed=False)


def _rate_counts(sheet: Sheet, indicator: Indicator, scope: str, period: Period, limit: int) -> Counts:
    roles = sheet.roles(indicator.name, scope, period)
    names = {role: column(indicator.name, scope, period, role) for role in roles}
    printed = [pl.col(names["value"]).is_not_null()] if "value" in names else []
    if "numerator" not in names or "denominator" not in names:
        alone = [pl.col(n).is_not_null() for role, n in names.items() if role != "value"]
        labels = _labels(sheet, indicator, scope, period, None, None)
        return Counts(None, None, None, (*printed, *alone, *labels, *_elsewhere(sheet, indicator, scope, period, None)))
    top, base = pl.col(names["numerator"]), pl.col(names["denominator"])
    odd = [*printed, _size(base) > limit]
    odd += [_size(top) > limit, (base == 0) & (top > 0)] if indicator.may_exceed_whole else [_size(top) > _size(base)]
    blank = None
    if sheet.has_blanks(names["numerator"]) or sheet.has_blanks(names["denominator"]):
        blank = top.is_null()
        odd.append(top.is_null() != base.is_null())
    odd += _labels(sheet, indicator, scope, period, top, base)
    odd += _elsewhere(sheet, indicator, scope, period, blank)
    return Counts(top, base, blank, tuple(odd))


def _labels(
    sheet: Sheet, indicator: Indicator, scope: str, period: Period, top: Expr | None, base: Expr | None
) -> Iterator[Expr]:
    """Where a count that has a row of its own says otherwise than the rate, or stands in for it."""
    for label, own in ((indicator.numerator, top), (indicator.denominator, base)):
        if label in sheet.indicators and "value" in sheet.roles(label, scope, period):
            other = pl.col(column(label, scope, period, "value"))
            yield other.is_not_null() if own is None else other.is_not_null() & other.ne_missing(own)


def _elsewhere(sheet: Sheet, indicator: Indicator, scope: str, period: Period, blank: Expr | None) -> Iterator[Expr]:
    """Where figures of other scopes or periods have a say: a year beside its quarters, months so far, the other scope."""
    absent = (
        [blank] if blank is not None else [] if sheet.roles(indicator.name, scope, period) else [pl.lit(value=True)]
    )
    others = sheet.given(indicator.name, period, [s for s in sheet.scopes if s != scope])
    if absent and others is not None:
        yield absent[0] & others
    if indicator.kind in CUMULATIVE or indicator.final:  # a longer period has no less than a shorter one within it
        for other in sheet.periods_of(indicator.name):
            overlaps = other != period and (other.contains(period) or period.contains(other))
            if overlaps and (told := sheet.given(indicator.name, other)) is not None:
                yield told
    for earlier in sheet.periods_of(indicator.name) if absent else ():
        if earlier.is_so_far_of(period) and (told := sheet.given(indicator.name, earlier)) is not None:
            yield absent[0] & told


def family(indicators: Indicators, name: str) -> list[str]:
    """The wholes a rate is a part of and the parts it is the whole of, through any number of steps."""
    names = [n for n in indicators.wholes(name) if n in indicators]
    parts = list(indicators.parts.get(name, ()))
    for part in parts:
        parts += [n for n in indicators.parts.get(part, ()) if n not in parts]
    return names + parts


def labels_of(indicators: Indicators, name: str) -> set[str]:
    """An indicator with the counts its rate is made of, and the rates that it counts."""
    here = indicators[name]
    return {name, *(label for label in (here.numerator, here.denominator) if label in indicators)}


def _clashes(
    sheet: Sheet, mine: Counts, indicator: Indicator, scope: str, period: Period, limit: int
) -> Iterator[Expr]:
    """Where a whole or a part has a say: it contradicts, or what is absent here follows from it."""
    wholes = sheet.indicators.wholes(indicator.name)
    for name in family(sheet.indicators, indicator.name):
        other = counts(sheet, sheet.indicators[name], scope, period, limit)
        yield from other.odd
        if other.top is None or other.base is None:
            continue
        if name in wholes:
            told = (other.top == other.base) | (other.top == 0)
            if mine.top is None:
                yield told
            elif mine.blank is not None:
                yield mine.blank & told
        if mine.top is None or mine.base is None:
            continue
        (n, d), (wn, wd) = ((mine.top, mine.base), (other.top, other.base))
        if name not in wholes:
            (n, d), (wn, wd) = (wn, wd), (n, d)
        # The two together also keep d within wd. A whole of nothing beside a part of something is the judge's as well.
        yield (n > wn) | (d - n > wd - wn)


class Constants(Struct, frozen=True):
    """What the judge says where nothing depends on the figure, by case: code, reason, progress."""

    absent: Verdict
    nothing: Verdict | None
    other_absent: Verdict | None
    both_absent: Verdict | None
    other_nothing: Verdict | None


def constants(question: Question, indicators: Indicators, as_of: date) -> Constants:
    """The judge's answers on books that hold one figure or none."""

    def told(*facts: Fact) -> Verdict:
        return Judge(Book.of(indicators, facts), as_of).answer(question)

    rule, relative = question.rule, question.rule.comparison.relative
    mine = _sample(rule.indicator, question, question.period, 1)
    if relative is None:
        nothing = told(_sample(rule.indicator, question, question.period, 0)) if rule.indicator.kind == "rate" else None
        return Constants(told(), nothing, None, None, None)
    when = question.period.previous if relative.previous else question.period
    other = indicators[relative.indicator]
    theirs = _sample(other, question, when, 1)
    return Constants(
        told(theirs),
        told(_sample(rule.indicator, question, question.period, 0), theirs) if rule.indicator.kind == "rate" else None,
        told(mine),
        told(),
        told(mine, _sample(other, question, when, 0)) if other.kind == "rate" else None,
    )


def _sample(indicator: Indicator, question: Question, period: Period, amount: int) -> Fact:
    fact = Fact(question.unit.code, period, indicator.name, question.rule.scope)
    if indicator.kind == "rate":
        figure = Figure(Fraction(amount), str(amount))
        return replace(fact, numerator=figure, denominator=figure)
    return _with(fact, Fraction(amount), indicator)


class Sample(Struct, frozen=True):
    """What the judge says of one figure, with the figure (and the line, where that is another's figure) as it shows it."""

    verdict: Verdict
    text: str
    line_text: str = ""


class Cells:
    """All cells of one question. `answerable` is False where every one of them goes to the judge."""

    def __init__(self, question: Question, sheet: Sheet, as_of: date, flags: str = "") -> None:
        self.question, self.sheet, self.as_of, self.flags = question, sheet, as_of, flags
        self.rule, self.period, self.comparison = question.rule, question.period, question.rule.comparison
        self.indicator = question.rule.indicator
        self.open = question.binding and as_of <= question.rule.settles(question.period)

    @cached_property
    def answerable(self) -> bool:
        if self.rule.group is not None:  # where no list was sent; whoever sent one is the judge's
            return True
        plain = bool(self.rule.scope) and self.limit > 10_000
        if self.comparison.relative is None:
            lines = (self.line, self.comparison.upper or self.line)
            return plain and (self.indicator.kind == "rate" or all(line.denominator == 1 for line in lines))
        other = self.sheet.indicators[self.comparison.relative.indicator]
        return plain and self.indicator.kind == other.kind == "rate"

    @property
    def line(self) -> Fraction:
        """The figure a rule names; `other_line` where it names another indicator."""
        return self.comparison.line()

    @cached_property
    def limit(self) -> int:
        """Counts up to this cannot overflow in any product taken here."""
        relative = self.comparison.relative
        if relative is not None:
            widest = max(abs(f) for v in (relative.times, relative.plus) for f in (v.numerator, v.denominator))
            return isqrt(ROOM // (4 * STEPS * widest**2))
        widest = max(abs(self.line.numerator), self.line.denominator, 2 * STEPS)
        if (upper := self.comparison.upper) is not None:
            widest = max(widest, abs(upper.numerator), upper.denominator)
        return int(ROOM // (2 * widest))

    @cached_property
    def mine(self) -> Counts:
        if self.rule.group is not None:
            return Counts(None, None, None, ())
        return counts(self.sheet, self.indicator, self.rule.scope, self.period, self.limit)

    @cached_property
    def theirs(self) -> Counts | None:
        relative = self.comparison.relative
        if relative is None:
            return None
        return counts(self.sheet, self.sheet.indicators[relative.indicator], self.rule.scope, self._when, self.limit)

    @property
    def _when(self) -> Period:
        relative = self.comparison.relative
        return self.period.previous if relative is not None and relative.previous else self.period

    @cached_property
    def constant(self) -> Constants:
        return constants(self.question, self.sheet.indicators, self.as_of)

    # -- which cells are ordinary

    @cached_property
    def odd(self) -> list[Expr]:
        """Every reason for which a cell goes to the judge."""
        if not self.answerable:
            return []
        odd = [*self.mine.odd]
        if self.indicator.kind == "rate":
            odd += _clashes(self.sheet, self.mine, self.indicator, self.rule.scope, self.period, self.limit)
        if self.theirs is not None and self.comparison.relative is not None:
            other = self.sheet.indicators[self.comparison.relative.indicator]
            odd += self.theirs.odd
            odd += _clashes(self.sheet, self.theirs, other, self.rule.scope, self._when, self.limit)
        if self.indicator.kind == "date" and self.mine.top is not None:
            odd.append(self.mine.top > self.as_of.toordinal())
        return odd

    def names(self) -> set[str]:
        """Every indicator that has a say in these cells."""
        indicators, found = self.sheet.indicators, set()
        relative = self.comparison.relative
        for name in (self.indicator.name, *((relative.indicator,) if relative else ())):
            found |= {m for n in (name, *family(indicators, name)) for m in labels_of(indicators, n)}
        return found

    # -- codes

    def code(self) -> Expr:
        """The verdicts of all units, null where the judge must be asked."""
        if not self.answerable:
            return ASK
        code = self.ordinary_code()
        slow = any_of(self.sheet.somewhere(self.odd))
        if slow is not None:
            code = pl.when(slow).then(ASK).otherwise(code)
        return code

    def ordinary_code(self) -> Expr:
        """The verdicts of the ordinary cells; on any other row it means nothing."""
        top, other = self.mine.top, self.theirs
        if top is None or (other is not None and other.top is None):
            return self._or_nothing(self._absent)
        code = self._decided()
        if other is not None and other.base is not None:
            code = pl.when(other.base == 0).then(self._nothing).otherwise(code)
        blanks = any_of(c.blank for c in (self.mine, other) if c is not None and c.blank is not None)
        if blanks is not None:
            code = pl.when(blanks).then(self._absent).otherwise(code)
        return self._or_nothing(code)  # last: with nothing of the kind here, the other figure does not matter

    def _or_nothing(self, code: Expr) -> Expr:
        base = self.mine.base
        return code if base is None else pl.when(base == 0).then(self._nothing).otherwise(code)

    @property
    def _absent(self) -> Expr:
        return _code("pending" if self.open else "missing")

    @property
    def _nothing(self) -> Expr:
        return _code("pending" if self.open else "not_applicable")

    def _decided(self) -> Expr:
        """The code of a cell that has everything it needs."""
        met, not_met, pending = _code("met"), _code("not_met"), _code("pending")
        # Written as codes at once: made of the comparison as a number first, each column took 1 ms more a million rows.
        if self.indicator.kind == "date" or not self.open:
            return pl.when(self.misses).then(not_met).otherwise(met)
        if self.comparison.relative is not None:
            return pending
        if self.indicator.kind == "rate":
            return pl.when(self.misses).then(not_met).otherwise(pending) if self.final else pending
        if self.comparison.op in ("at_least", "more_than"):
            return pl.when(self.misses).then(pending).otherwise(met)
        return pl.when(self.exceeded).then(not_met).otherwise(pending)

    @property
    def final(self) -> bool:
        return self.indicator.final and self.line == 1 and self.comparison.op in ("equals", "at_least")

    @property
    def exceeded(self) -> Expr:
        assert self.mine.top is not None
        if self.comparison.op == "less_than":
            return self.mine.top >= int(self.line)
        return self.mine.top > int(self.comparison.upper if self.comparison.upper is not None else self.line)

    @cached_property
    def sides(self) -> tuple[Expr, Expr]:
        """Two whole numbers that compare as the two fractions do: a·d and c·b."""
        top, base = self.mine.top, self.mine.base
        assert top is not None
        if self.theirs is not None:
            line_top, line_base = self.other_line
            assert base is not None
            return top * line_base, line_top * base
        return _crossed(top, base, self.line)

    @cached_property
    def other_line(self) -> tuple[Expr, Expr]:
        """The other figure's fraction, times and plus applied, not in lowest terms."""
        relative, other = self.comparison.relative, self.theirs
        assert relative is not None and other is not None and other.top is not None and other.base is not None
        times, plus = relative.times, relative.plus
        top, base = other.top, other.base
        if times != 1 or plus:
            top = top * (times.numerator * plus.denominator) + base * (plus.numerator * times.denominator)
            base = base * (times.denominator * plus.denominator)
        return top, base

    @cached_property
    def misses(self) -> Expr:
        """Where the comparison does not hold."""
        left, right = self.sides
        match self.comparison.op:
            case "at_least":
                return left < right
            case "more_than":
                return left <= right
            case "at_most" | "by":
                return left > right
            case "less_than" | "before":
                return left >= right
            case "equals":
                return left != right
        assert self.comparison.upper is not None and self.mine.top is not None
        high, limit = _crossed(self.mine.top, self.mine.base, self.comparison.upper)
        return (left < right) | (high > limit)

    # -- what the judge says on either side

    @cached_property
    def parting(self) -> Expr:
        """What parts the cells into two kinds with one sentence each: missed, or beyond change before the end."""
        if self.open and self.indicator.kind not in ("rate", "date") and self.comparison.relative is None:
            return ~self.misses if self.comparison.op in ("at_least", "more_than") else self.exceeded
        return self.misses

    @cached_property
    def samples(self) -> tuple[Sample | None, Sample | None]:
        """The judge's answer where `parting` does not hold and where it does; None where no figure gets there."""
        found: dict[bool, Sample] = {}
        for value, line, other in self._candidates():
            if (side := self._parts(value, line)) not in found:
                found[side] = self._sample(value, line, other)
        return found.get(False), found.get(True)

    def _candidates(self) -> Iterator[tuple[Fraction, Fraction, Fraction | None]]:
        """Figures on and around the lines, with the line and, where that is another's figure, that figure."""
        relative = self.comparison.relative
        sevenths = [Fraction(n, d) for n, d in ((1, 7), (6, 7), (1, 1), (0, 1))]
        if relative is not None:
            others = [Fraction(n, d) for n, d in ((1, 3), (2, 9), (7, 9), (1, 99), (98, 99), (0, 1), (1, 1))]
            reached = [(line, other) for other in others if (line := relative.line(other)) >= 0]
            yield from ((value, line, other) for line, other in reached for value in (*sevenths, line) if value <= 1)
            return
        upper = self.comparison.upper if self.comparison.upper is not None else self.line
        if self.indicator.kind == "rate":
            most = upper + 1 if self.indicator.may_exceed_whole else Fraction(1)
            near = [value for value in (*sevenths, self.line, most) if value <= most]
        else:
            near = [value for value in (self.line - 1, self.line, upper + 1) if value >= 0]
            if self.indicator.kind == "date":  # what is to come the judge says other things of
                near = [min(value, Fraction(self.as_of.toordinal())) for value in near]
        yield from ((value, self.line, None) for value in near)

    def _parts(self, value: Fraction, line: Fraction) -> bool:
        holds = self.comparison.holds_against(value, line)
        if self.open and self.indicator.kind not in ("rate", "date"):
            if self.comparison.op in ("at_least", "more_than"):
                return holds
            return value >= line if self.comparison.op == "less_than" else value > (self.comparison.upper or line)
        return not holds

    def _sample(self, value: Fraction, line: Fraction, other: Fraction | None) -> Sample:
        fact = Fact(self.question.unit.code, self.period, self.indicator.name, self.rule.scope)
        facts, line_text = [_with(fact, value, self.indicator)], ""
        if other is not None and (relative := self.comparison.relative) is not None:
            theirs = replace(fact, indicator=relative.indicator, period=self._when)
            facts.append(_with(theirs, other, self.sheet.indicators[relative.indicator]))
            line_text = show(line, "%", value)
        if self.indicator.kind == "date":
            text = date.fromordinal(int(value)).isoformat()
        else:
            text = show(value, self.comparison.unit, None if self.open else line)
        return Sample(Judge(Book.of(self.sheet.indicators, facts), self.as_of).answer(self.question), text, line_text)


def _with(fact: Fact, value: Fraction, indicator: Indicator) -> Fact:
    """The fact with this figure, as counts where it is a rate."""
    if indicator.kind == "rate":
        top, base = (Figure(Fraction(v), str(v)) for v in (value.numerator, value.denominator))
        return replace(fact, numerator=top, denominator=base)
    if indicator.kind == "date":
        return replace(fact, value=Figure.day(date.fromordinal(int(value))))
    return replace(fact, value=Figure(value, str(value)))


def _crossed(top: Expr, base: Expr | None, line: Fraction) -> tuple[Expr, Expr]:
    left = top if line.denominator == 1 else top * line.denominator
    if base is None:
        return left, pl.lit(line.numerator, pl.Int64)
    if line.numerator == 0:
        return left, pl.lit(0, pl.Int64)
    return left, base if line.numerator == 1 else base * line.numerator
