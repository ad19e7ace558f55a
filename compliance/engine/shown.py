"""What a verdict shows beside its code, as column expressions: both sides, gap, reason; the judge's words, all units at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property

import polars as pl
from msgspec import Struct

from compliance.engine.columns import STEPS, VERDICT_TYPE, Cells, Expr, Sample, any_of
from compliance.rule import Comparison
from compliance.tables import EPOCH, VERDICTS
from compliance.verdict import BASES, Verdict, json_number

BASIS_TYPE = pl.Enum(tuple(BASES))
AMOUNT_TYPE = pl.Decimal(38, 6)
#: Beyond this an amount does not fit its column; the gap's words have it all the same.
_MOST = 10**31

TYPES: dict[str, pl.DataType] = {
    c.name: pl.Int64() if c.type == "whole" else pl.Boolean() if c.type == "flag" else AMOUNT_TYPE if c.type == "decimal"
    else VERDICT_TYPE if c.name == "verdict" else BASIS_TYPE if c.name == "basis" else pl.String()
    for c in VERDICTS.columns
}  # fmt: skip
#: Columns made of words about a figure; they cost more than all the others.
WORDS = frozenset({"actual_text", "required_text", "gap_text", "reason"})


def row(verdict: Verdict, constant: Mapping[str, object] | None = None) -> dict[str, object]:
    """One verdict as a row of the verdicts table; `constant` are its `constant_columns`, where they are known."""
    rule, required, actual, gap = verdict.rule, verdict.required, verdict.actual, verdict.gap
    line: tuple[int, int] | None = None
    if required.value is not None and not rule.comparison.is_date:
        line = required.value.numerator, required.value.denominator
        relative = rule.comparison.relative
        if relative is not None and required.counts is not None and required.counts[1]:
            (n, d), times, plus = required.counts, relative.times, relative.plus
            line = n, d
            if times != 1 or plus:
                over, beside = times.denominator * plus.denominator, plus.numerator * times.denominator
                line = n * times.numerator * plus.denominator + d * beside, d * over
    left: tuple[int, int] | None = None
    if actual is not None and not (rule.comparison.is_date and rule.group is None):
        left = actual.counts
        if left is None and actual.value is not None:
            left = actual.value.numerator, actual.value.denominator
    line_top, line_under, line_text = _fraction(line)
    top, under, text = _fraction(left)
    return {
        **(constant or constant_columns(verdict)),
        "unit": verdict.unit.code,
        "unit_name": verdict.unit.name,
        "verdict": verdict.verdict,
        "required_text": required.text,
        "required_numerator": line_top,
        "required_denominator": line_under,
        "required_fraction": line_text,
        "actual_text": actual and actual.text,
        "actual_numerator": top,
        "actual_denominator": under,
        "actual_fraction": text,
        "basis": actual and actual.basis,
        "inferred_from": (actual and actual.inferred_from) or None,
        "gap_text": gap and gap.text,
        "gap_amount": None if gap is None or abs(gap.amount) >= _MOST else str(json_number(gap.amount)),
        "gap_unit": gap and gap.unit,
        "flags": ",".join(verdict.flags),
        "progress": verdict.progress or None,
        "reason": verdict.reason,
    }


def constant_columns(verdict: Verdict) -> dict[str, object]:
    """The columns that are the same for every unit that is asked this question."""
    rule = verdict.rule
    return {
        "period": verdict.period.text,
        "rule": rule.id,
        "title": rule.title,
        "document": rule.document.id,
        "clause": rule.clause,
        "binding": verdict.binding,
        "comparison": rule.comparison.op,
    }


def _fraction(value: tuple[int, int] | None) -> tuple[int | None, int | None, str | None]:
    """A fraction in two 64-bit columns where it fits them, else as text in a third."""
    if value is None:
        return None, None, None
    top, under = value
    if abs(top) < 2**63 and abs(under) < 2**63:
        return top, under, None
    return None, None, f"{top}/{under}"


def text_of(number: Expr) -> Expr:
    """A whole number in digits."""
    return number.cast(pl.String)


def hundredths_text(steps: Expr) -> Expr:
    """Hundredths as plain decimals without closing zeros: 1576 → 15.76, 1570 → 15.7, 1500 → 15."""
    whole, rest = steps // 100, steps % 100
    one = pl.concat_str(text_of(whole), pl.lit("."), text_of(rest // 10))
    two = pl.concat_str(text_of(whole), pl.lit("."), text_of(rest).str.zfill(2))
    return pl.when(rest == 0).then(text_of(whole)).when(rest % 10 == 0).then(one).otherwise(two)


def ceil_div(number: Expr, by: Expr | int) -> Expr:
    """The least whole number not below number ÷ by."""
    return -((-number) // by)


class GapColumns(Struct, frozen=True):
    """A gap's words, amount and unit."""

    text: Expr
    amount: Expr
    unit: Expr


class Shown:
    """The columns of the verdicts table for the ordinary cells of one question."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.comparison, self.indicator = cells.comparison, cells.indicator
        self.is_rate = cells.indicator.kind == "rate"

    # -- where each constant of the judge is said

    def _cases(self, of: Callable[[Verdict], Expr], compared: Expr) -> Expr:
        """`compared`, but what the judge says where a figure is absent or a base is zero."""
        cells, constant = self.cells, self.cells.constant
        mine, theirs = cells.mine, cells.theirs
        if mine.top is None and theirs is None:
            return of(constant.absent)
        if theirs is None:
            out = self._or_nothing(of, compared)
            return out if mine.blank is None else pl.when(mine.blank).then(of(constant.absent)).otherwise(out)
        assert constant.other_absent is not None and constant.both_absent is not None
        if theirs.top is None:
            if mine.top is None:
                return of(constant.both_absent)
            here = of(constant.other_absent)
            here = here if mine.blank is None else pl.when(mine.blank).then(of(constant.both_absent)).otherwise(here)
            return self._or_nothing(of, here)
        if mine.top is None:
            here = of(constant.absent)
            return (
                here if theirs.blank is None else pl.when(theirs.blank).then(of(constant.both_absent)).otherwise(here)
            )
        assert theirs.base is not None and constant.other_nothing is not None
        inner = pl.when(theirs.base == 0).then(of(constant.other_nothing)).otherwise(compared)
        if theirs.blank is not None:
            inner = pl.when(theirs.blank).then(of(constant.other_absent)).otherwise(inner)
        absent = of(constant.absent)
        if theirs.blank is not None:
            absent = pl.when(theirs.blank).then(of(constant.both_absent)).otherwise(absent)
        inner = inner if mine.blank is None else pl.when(mine.blank).then(absent).otherwise(inner)
        return self._or_nothing(of, inner)

    def _or_nothing(self, of: Callable[[Verdict], Expr], otherwise: Expr) -> Expr:
        """What is said of a base of zero, which goes before all else."""
        base, nothing = self.cells.mine.base, self.cells.constant.nothing
        if base is None:
            return otherwise
        assert nothing is not None
        return pl.when(base == 0).then(of(nothing)).otherwise(otherwise)

    def _if_compared(self, compared: Expr) -> Expr:
        """`compared`, and nothing where there was nothing to compare."""
        return self._cases(lambda _: pl.lit(None), compared)

    # -- figures in words

    @cached_property
    def steps(self) -> Expr:
        """The rate in hundredths of a percent, rounded half up."""
        mine = self.cells.mine
        assert mine.top is not None and mine.base is not None
        return (mine.top * (2 * STEPS) + mine.base) // (2 * mine.base)

    @cached_property
    def text(self) -> Expr:
        """The figure as the judge shows it, unit included."""
        mine, unit = self.cells.mine, self.indicator.unit
        assert mine.top is not None
        if self.is_rate:
            return pl.concat_str(hundredths_text(self.steps), pl.lit("%"))
        if self.indicator.kind == "date":
            return (mine.top - EPOCH).cast(pl.Int32).cast(pl.Date).cast(pl.String)
        return pl.concat_str(text_of(mine.top), pl.lit(unit))

    def near(self) -> Expr | None:
        """Where two decimals would show a rate on the line or across it: the judge shows more of them."""
        cells = self.cells
        if not self.is_rate or cells.mine.top is None or (cells.theirs is not None and cells.theirs.top is None):
            return None
        left, right = cells.sides
        if cells.theirs is None:
            shown, line = self.steps * cells.line.denominator, pl.lit(cells.line.numerator * STEPS, pl.Int64)
            return ((shown > line) != (left > right)) | ((shown < line) != (left < right))
        top, base = cells.other_line
        shown, line = self.steps * base, top * STEPS
        crossed = ((shown > line) != (left > right)) | ((shown < line) != (left < right))
        mine = cells.mine
        assert mine.top is not None and mine.base is not None
        # the other way round: the line shown in two decimals against this figure; and a line below zero is the judge's
        rounded = self.line_steps * mine.base
        exact = mine.top * STEPS
        other = ((rounded > exact) != (right > left)) | ((rounded < exact) != (right < left))
        return crossed | other | (top < 0)

    @cached_property
    def line_steps(self) -> Expr:
        top, base = self.cells.other_line
        return (top * (2 * STEPS) + base) // (2 * base)

    @cached_property
    def line_text(self) -> Expr:
        return pl.concat_str(hundredths_text(self.line_steps), pl.lit("%"))

    # -- columns

    def columns(self, wanted: tuple[str, ...]) -> list[Expr]:
        """The wanted columns but `unit` and `unit_name`; their values on slow rows mean nothing."""
        fixed = {**constant_columns(self.cells.constant.absent), "flags": self.cells.flags}
        out = []
        for name in wanted:
            if name in fixed:
                out.append(pl.lit(fixed[name], TYPES[name]).alias(name))
            elif name not in ("unit", "unit_name"):
                made: Expr = getattr(self, f"_{name}")()
                out.append(made.cast(TYPES[name]).alias(name))
        return out

    def _verdict(self) -> Expr:
        return self.cells.ordinary_code()

    def _required_text(self) -> Expr:
        if self.comparison.relative is None:
            return pl.lit(self.comparison.required_text())
        return self._other_known(self.line_text if self._has_line else None, pl.lit(self.comparison.required_text()))

    @property
    def _has_line(self) -> bool:
        return self.cells.theirs is not None and self.cells.theirs.top is not None

    def _other_known(self, known: Expr | None, unknown: Expr) -> Expr:
        """`known` where the other figure is there and not 0/0."""
        theirs = self.cells.theirs
        if known is None or theirs is None:
            return unknown
        absent = [theirs.base == 0] if theirs.base is not None else []
        absent += [theirs.blank] if theirs.blank is not None else []
        condition = any_of(absent)
        return known if condition is None else pl.when(condition).then(unknown).otherwise(known)

    def _required_numerator(self) -> Expr:
        return self._required(0)

    def _required_denominator(self) -> Expr:
        return self._required(1)

    def _required(self, part: int) -> Expr:
        if self.comparison.is_date:
            return pl.lit(None)
        if self.comparison.relative is None:
            return pl.lit((self.cells.line.numerator, self.cells.line.denominator)[part], pl.Int64)
        return self._other_known(self.cells.other_line[part] if self._has_line else None, pl.lit(None))

    def _required_fraction(self) -> Expr:
        return pl.lit(None)

    def _actual_fraction(self) -> Expr:
        return pl.lit(None)

    def _inferred_from(self) -> Expr:
        return pl.lit(None)

    def _mine_known(self, known: Expr) -> Expr:
        blank = self.cells.mine.blank
        return known if blank is None else pl.when(blank).then(None).otherwise(known)

    def _actual_text(self) -> Expr:
        mine = self.cells.mine
        if mine.top is None:
            return pl.lit(None)
        text = self.text
        if mine.base is not None:
            text = pl.when(mine.base == 0).then(pl.lit("0/0")).otherwise(text)
        return self._mine_known(text)

    def _actual_numerator(self) -> Expr:
        top = self.cells.mine.top
        return pl.lit(None) if top is None or self.comparison.is_date else top

    def _actual_denominator(self) -> Expr:
        mine = self.cells.mine
        if mine.top is None or self.comparison.is_date:
            return pl.lit(None)
        return mine.base if mine.base is not None else self._mine_known(pl.lit(1, pl.Int64))

    def _basis(self) -> Expr:
        if self.cells.mine.top is None:
            return pl.lit(None, BASIS_TYPE)
        return self._mine_known(pl.lit("counts", BASIS_TYPE))

    def _progress(self) -> Expr:
        if self.cells.mine.top is None or (self.cells.theirs is not None and self.cells.theirs.top is None):
            return pl.lit(None)
        no, yes = ((s.verdict.progress or None) if s else None for s in self.cells.samples)
        if no is None and yes is None:
            return pl.lit(None)
        return self._if_compared(pl.when(self.cells.parting).then(pl.lit(yes)).otherwise(pl.lit(no)))

    def _reason(self) -> Expr:
        if self.cells.mine.top is None or (self.cells.theirs is not None and self.cells.theirs.top is None):
            return self._cases(self._said, pl.lit(None))
        return self._cases(self._said, self._compared_reason())

    def _said(self, verdict: Verdict) -> Expr:
        """The judge's reason; where it names the figure, with the figure in its place."""
        constant = self.cells.constant
        if not self.cells.open or (verdict is not constant.other_nothing and verdict is not constant.other_absent):
            return pl.lit(verdict.reason)
        assert verdict.actual is not None
        head, now, tail = verdict.reason.rpartition("；目前为 ")
        return pl.concat_str(pl.lit(head + now), self.text, pl.lit(tail.removeprefix(verdict.actual.text)))

    def _compared_reason(self) -> Expr:
        """The judge's sentences about samples on either side of the line, with the figures of each row in them."""
        parted = self.cells.parting
        no, yes = self.cells.samples
        ends = [self._around(sample, self.text_in_reason) for sample in (no, yes)]
        return pl.when(parted).then(ends[1]).otherwise(ends[0])

    @property
    def text_in_reason(self) -> Expr:
        if self.is_rate or self.indicator.kind == "date" or self.cells.open:
            return self.text
        return pl.concat_str(text_of(self._top), pl.lit(self.comparison.unit))

    def _around(self, sample: Sample | None, text: Expr) -> Expr:
        if sample is None:
            return pl.lit(None)
        head, found, tail = sample.verdict.reason.partition(sample.text)
        assert found, (sample.verdict.reason, sample.text)
        parts = [pl.lit(head), text]
        if sample.line_text:
            between, found, tail = tail.partition(sample.line_text)
            parts += [pl.lit(between), self.line_text] if found else [pl.lit(between)]
        return pl.concat_str(*parts, pl.lit(tail))

    @property
    def _top(self) -> Expr:
        assert self.cells.mine.top is not None
        return self.cells.mine.top

    # -- gaps

    def _gap_text(self) -> Expr:
        return self._gap.text if self._gap else pl.lit(None)

    def _gap_amount(self) -> Expr:
        return self._gap.amount if self._gap else pl.lit(None)

    def _gap_unit(self) -> Expr:
        return self._gap.unit if self._gap else pl.lit(None)

    @cached_property
    def _gap(self) -> GapColumns | None:
        cells = self.cells
        if cells.mine.top is None or (cells.theirs is not None and cells.theirs.top is None):
            return None
        gap = self._gap_of(cells.comparison)
        shown = self._if_compared(cells.misses)
        return GapColumns(*(pl.when(shown).then(part).otherwise(None) for part in (gap.text, gap.amount, gap.unit)))

    def _gap_of(self, comparison: Comparison) -> GapColumns:
        cells = self.cells
        if self.indicator.kind == "date":
            late = self._top - int(cells.line if comparison.op == "by" else cells.line - 1)
            return GapColumns(pl.concat_str(pl.lit("逾期 "), text_of(late), pl.lit(" 天")), late, pl.lit("天"))
        line = cells.other_line if comparison.relative is not None else _literal(cells.line)
        if comparison.op not in ("equals", "between"):
            return self._one_gap(comparison.op, line)
        left, right = cells.sides
        upper = _literal(comparison.upper) if comparison.upper is not None else line
        low = self._one_gap("at_least", line, beyond=upper)
        high = self._one_gap("at_most", upper, beyond=line)
        parts = [pl.when(left < right).then(a).otherwise(b) for a, b in zip(_parts(low), _parts(high), strict=True)]
        return GapColumns(*parts)

    def _one_gap(self, op: str, line: tuple[Expr, Expr], beyond: tuple[Expr, Expr] | None = None) -> GapColumns:
        """The gap to one line; `beyond` is the other end of a range, which must not be passed by closing it."""
        if self.is_rate:
            return self._cases_gap(op, line, beyond)
        more, counted = op in ("at_least", "more_than"), self.indicator.kind == "count"
        amount = line[0] - self._top if more else self._top - line[0]
        if counted and op in ("more_than", "less_than"):
            amount = amount + 1
        strict = "以上" if op in ("more_than", "less_than") and not counted else ""
        words = pl.concat_str(
            pl.lit("还差 " if more else "超出 "), text_of(amount), pl.lit(f" {self.indicator.unit}{strict}")
        )
        return GapColumns(words, amount, pl.lit(self.indicator.unit))

    def _cases_gap(self, op: str, line: tuple[Expr, Expr], end: tuple[Expr, Expr] | None) -> GapColumns:
        """See `gaps.cases_lacking` and `gaps.cases_to_come`; here with the line as a/b and whole numbers throughout."""
        n, d, unit = self._top, self.cells.mine.base, self.indicator.counted_in
        assert d is not None
        a, b = line
        match op:
            case "at_least":
                lacking, coming, ever = ceil_div(a * d, b) - n, ceil_div(a * d - n * b, b - a), a < b
            case "more_than":
                lacking, coming, ever = a * d // b + 1 - n, (a * d - n * b) // (b - a) + 1, a < b
            case "at_most":
                lacking, coming, ever = n - a * d // b, ceil_div(n * b - a * d, a), a > 0
            case _:
                lacking, coming, ever = n - (ceil_div(a * d, b) - 1), (n * b - a * d) // a + 1, a > 0
        coming = pl.lit(None, pl.Int64) if end is not None else pl.when(ever).then(coming).otherwise(None)
        more = op in ("at_least", "more_than")
        verb, turn = ("还差", "全部做到") if more else ("须减少", "均不发生")
        here = pl.concat_str(
            pl.lit("在这 "), text_of(d), pl.lit(f" {unit}中{verb} "), text_of(lacking), pl.lit(f" {unit}")
        )
        then = pl.concat_str(pl.lit("；或此后 "), text_of(coming), pl.lit(f" {unit}{turn}"))
        only = pl.concat_str(pl.lit("此后 "), text_of(coming), pl.lit(f" {unit}{turn}方可达标"))
        beyond = pl.lit(value=False) if more and self.indicator.may_exceed_whole else lacking > (d - n if more else n)
        text = pl.when(beyond).then(only).otherwise(pl.concat_str(here, then.fill_null("")))
        amount = pl.when(beyond).then(coming).otherwise(lacking)
        if end is not None:  # no whole number of these cases may stand between the two ends
            top, base = end
            fits = (n + lacking) * base <= top * d if more else (n - lacking) * base >= top * d
            text, amount = (pl.when(fits).then(part).otherwise(None) for part in (text, amount))
        return GapColumns(text, amount, pl.when(amount.is_null()).then(None).otherwise(pl.lit(unit)))


def _parts(gap: GapColumns) -> tuple[Expr, Expr, Expr]:
    return gap.text, gap.amount, gap.unit


def _literal(line: Fraction) -> tuple[Expr, Expr]:
    return pl.lit(line.numerator, pl.Int64), pl.lit(line.denominator, pl.Int64)
