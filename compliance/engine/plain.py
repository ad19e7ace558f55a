"""The ordinary case, answered at once: a rate by one row of whole counts, or left blank, with nothing beside it.

Of a folder of workbooks nearly every row is such a one, and the judge takes ten times as long over it. What it would
say that does not depend on the figures is made once for a rule and a period. Whatever is not ordinary is the judge's;
a property holds both to the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from compliance.engine.book import Book
from compliance.engine.gaps import gap
from compliance.engine.readings import Reading
from compliance.fact import Cells, Fact, Figure
from compliance.indicator import Indicators
from compliance.period import Period
from compliance.quantity import show
from compliance.region import Unit
from compliance.rule import SYMBOLS, Comparison, Question, Rule
from compliance.verdict import VERDICTS, Actual, Code, Evidence, Gap, Required, Verdict

_OPS = ("at_least", "more_than", "at_most", "less_than", "equals")


class Plain(Struct, frozen=True):
    """A rule of one period as it is put to ordinary figures.

    Attributes:
        beside: indicators that have a say in this one's figure; where one of them is filled in the judge is asked.
        open: why the outcome can still change, "" where it cannot.
    """

    rule: Rule
    period: Period
    binding: bool
    beside: tuple[str, ...]
    required: Required
    line: Fraction
    flags: tuple[str, ...]
    symbol: str
    sentence: str
    open: str

    @classmethod
    def of(cls, question: Question, indicators: Indicators, as_of: date) -> Plain | None:
        """None where the rule is one for the judge."""
        rule, period = question.rule, question.period
        comparison, indicator = rule.comparison, rule.indicator
        if indicator.kind != "rate" or rule.group is not None or question.moved_from or indicator.final:
            return None
        if comparison.relative is not None or comparison.op not in _OPS or comparison.value is None:
            return None
        settles = rule.settles(period)
        pending = question.binding and as_of <= settles
        said = f"核对基准日 {as_of.isoformat()} 未过考核时点 {settles.isoformat()}，结果仍可能变化" if pending else ""
        return cls(
            rule, period, question.binding, _beside(rule, indicators), Required(comparison.required_text(), comparison.value),
            comparison.value, ("advisory",) if rule.advisory else (), SYMBOLS[comparison.op], comparison.sentence(), said,
        )  # fmt: skip

    def answer(self, book: Book, unit: Unit) -> Verdict | None:
        """What the judge would say; None where the figures are not ordinary."""
        code, name, scope = unit.code, self.rule.indicator.name, self.rule.scope
        rows = book.facts.get((code, self.period, name), ())
        filled = [row for row in rows if not row.is_blank]
        if len(filled) > 1 or (self.beside and self._is_beside(book, code)):
            return None
        if not filled:
            elsewhere = len(book.periods.get((code, name), ())) > bool(rows)
            return None if elsewhere else self._blank(rows, unit)
        row = filled[0]
        if row.unread or row.guessed or (scope and row.scope != scope):
            return None
        top, base = row.numerator, row.denominator
        if top is None or base is None or top.approximate or base.approximate:
            return None
        if top.value.denominator != 1 or base.value.denominator != 1 or (n := top.value.numerator) < 0:
            return None
        return self._counted(unit, row, top, base, n, base.value.numerator)

    def _is_beside(self, book: Book, code: str) -> bool:
        return any(not row.is_blank for name in self.beside for row in book.facts.get((code, self.period, name), ()))

    def _verdict(
        self, unit: Unit, code: Code, reason: str, steps: tuple[str, ...], actual: Actual | None = None,
        evidence: tuple[Evidence, ...] = (), lacking: Gap | None = None, progress: str = "",
    ) -> Verdict:  # fmt: skip
        return Verdict(
            unit, self.period, self.rule, self.binding, code, self.required, actual, lacking, self.flags, None, reason, evidence,
            (*steps, f"结论：{VERDICTS[code]}。{reason}"), progress,
        )  # fmt: skip

    # -- nothing filled in

    def _blank(self, rows: Sequence[Fact], unit: Unit) -> Verdict:
        scope = self.rule.scope
        row = next((r for r in rows if r.scope == scope), None) or next((r for r in rows if not r.scope), None)
        cells: Cells = row.cells if row else {}
        where = "、".join(f"{role}（{cells[role].brief}）" if role in cells else role for role in ("分子", "分母"))
        absent = f"没有填报“{self.rule.indicator.name}”的{where}"
        if self.open:
            return self._verdict(unit, "pending", f"{self.open}；目前{absent}", ())
        return self._verdict(unit, "missing", absent, ())

    # -- two whole numbers

    def _counted(self, unit: Unit, row: Fact, top: Figure, base: Figure, n: int, d: int) -> Verdict | None:
        printed, here, there = row.value, top.place.brief, base.place.brief
        evidence: tuple[Evidence, ...] = (
            Evidence(top.place, top.text, "分子"),
            Evidence(base.place, base.text, "分母"),
        )
        if d == 0:
            if n or printed is not None:
                return None
            return self._nothing(unit, there, evidence)
        if d < 0 or (n > d and not self.rule.indicator.may_exceed_whole):
            return None
        value, line = Fraction(n, d), self.line
        text = show(value, "%")
        steps: tuple[str, ...] = (f"取数：分子 {n}（{here}），分母 {d}（{there}）", f"计算：{n} ÷ {d} = {text}")
        if printed is not None:
            beyond = printed.value > 1 and not self.rule.indicator.may_exceed_whole
            if beyond or not _prints(printed, value):
                return None
            said = printed.text if "%" in printed.text else show(printed.value, "%", places=6)
            steps = (*steps, f"申报比率 {said} 与计算结果一致（四舍五入或截断）")
            evidence = (*evidence, Evidence(printed.place, printed.text, "数值"))
        left, right = value.numerator * line.denominator, line.numerator * value.denominator
        comparison = self.rule.comparison
        holds = _holds(comparison, left, right)
        lacking = None if holds else gap(Reading(value, "counts", text, (n, d)), comparison, line, self.rule.indicator)
        shown = show(value, "%", line)
        actual = Actual(shown, value, "counts", "", (n, d))
        if self.open:
            progress = "进度达标" if holds else "进度滞后"
            reason = f"{self.open}；目前为 {text}，{progress}"
            return self._verdict(unit, "pending", reason, steps, actual, evidence, lacking, progress)
        arithmetic = f"{value.numerator}×{line.denominator} = {left}，{line.numerator}×{value.denominator} = {right}"
        steps = (*steps, f"比较：{n}/{d} {self.symbol} {line}，即 {arithmetic}，{'成立' if holds else '不成立'}")
        if comparison.unit != "%":
            shown = show(value, comparison.unit, line)
        reason = f"{shown}，{'符合' if holds else '不符合'}“{self.sentence}”的要求"
        return self._verdict(unit, "met" if holds else "not_met", reason, steps, actual, evidence, lacking)

    def _nothing(self, unit: Unit, where: str, evidence: tuple[Evidence, ...]) -> Verdict:
        actual = Actual("0/0", None, "counts", "", (0, 0))
        steps = (f"分母为 0（{where}）：本期没有此类业务",)
        if self.open:
            return self._verdict(unit, "pending", f"{self.open}；目前为 0/0", steps, actual, evidence)
        return self._verdict(unit, "not_applicable", "分母为 0，本期没有此类业务", steps, actual, evidence)


class Plains:
    """The rules of a run made ready, each once for a period."""

    def __init__(self, indicators: Indicators, as_of: date) -> None:
        self.indicators, self.as_of = indicators, as_of
        #: by the rule's identity, which the rule itself beside it keeps its own
        self._made: dict[tuple[int, Period, bool, str], tuple[Rule, Plain | None]] = {}

    def answer(self, question: Question, book: Book) -> Verdict | None:
        """What the judge would say; None where it must be asked."""
        key = id(question.rule), question.period, question.binding, question.moved_from
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = question.rule, Plain.of(question, self.indicators, self.as_of)
        plain = made[1]
        return None if plain is None else plain.answer(book, question.unit)


def _beside(rule: Rule, indicators: Indicators) -> tuple[str, ...]:
    """The wholes it is a part of and the parts it is the whole of, and the counts that any of these divides."""
    name = rule.indicator.name
    family = {name: None, **dict.fromkeys(n for n in indicators.wholes(name) if n in indicators)}
    todo = [name]
    while todo:
        parts = [n for n in indicators.parts.get(todo.pop(), ()) if n not in family]
        family.update(dict.fromkeys(parts))
        todo += parts
    labels = (label for n in family for label in (indicators[n].numerator, indicators[n].denominator))
    family.update(dict.fromkeys(label for label in labels if label in indicators))
    del family[name]
    return tuple(family)


def _holds(comparison: Comparison, left: int, right: int) -> bool:
    match comparison.op:
        case "at_least":
            return left >= right
        case "more_than":
            return left > right
        case "at_most":
            return left <= right
        case "less_than":
            return left < right
    return left == right


def _prints(printed: Figure, value: Fraction) -> bool:
    """Whether a rate stands beside the counts that they print as, and can be read in one way only."""
    if printed.approximate or printed.other is not None or printed.value < 0:
        return False
    low, high = printed.printed_range
    return printed.value == value or low <= value < high
