"""One question, one verdict: the precedence of the six verdicts, in order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from compliance.engine.book import Book
from compliance.engine.gaps import gap
from compliance.engine.lists import Tally, tally
from compliance.engine.outcomes import Line, Outcome, outcome
from compliance.engine.readings import (
    Reading,
    Rival,
    Side,
    long_ago,
    whole_numerators,
    words,
)
from compliance.engine.sides import Sides
from compliance.errors import one_line, problem
from compliance.indicator import Indicator
from compliance.quantity import Quantity, QuantityError, show
from compliance.rule import SYMBOLS, Comparison, Op, Question
from compliance.source import Place
from compliance.verdict import VERDICTS, Actual, Basis, Code, Gap, Required, Verdict

#: texts of six decimals, of shares eight, hold every value of a smaller denominator that ends
_SHOWN_IN_FULL = 10**6
_SETTLING = ("count", "hours", "money")


class Judge:
    """Answers questions from one book as of one day."""

    def __init__(self, book: Book, as_of: date) -> None:
        self.book, self.as_of = book, as_of
        self.sides = Sides(book, {})

    def answer(self, question: Question) -> Verdict:
        """The verdict of one row of the grid."""
        if question.rule.group is not None:
            return _EachCase(self, question).answer()
        return _UnitCase(self, question).answer()


class _Case:
    """What both kinds of question share: pending, and how a verdict is put together."""

    def __init__(self, judge: Judge, question: Question) -> None:
        self.judge, self.question = judge, question
        self.rule, self.unit, self.period = question.rule, question.unit, question.period
        self.comparison, self.indicator = question.rule.comparison, question.rule.indicator
        self.asked: list[str] = []
        self.flags: set[str] = {"advisory"} if question.rule.advisory else set()
        self.steps: list[str] = []
        if question.moved_from:
            self.steps.append(f"参照指标原定日期为 {question.moved_from}，按本次填报年度对应为 {self._deadline()}")

    def _deadline(self) -> str:
        day = self.rule.deadline
        return day.isoformat() if day else ""

    @property
    def open(self) -> bool:
        """Whether the period or the deadline has not ended at the as-of date. A benchmark is never open."""
        return self.question.binding and self.judge.as_of <= self.rule.settles(self.period)

    def open_reason(self) -> str:
        last = self.rule.settles(self.period).isoformat()
        return f"核对基准日 {self.judge.as_of.isoformat()} 未过考核时点 {last}，结果仍可能变化"

    def verdict(self, code: Code, reason: str, **more: object) -> Verdict:
        fields: dict[str, object] = {"required": Required(self.comparison.required_text(), self._required_value())}
        fields.update(more)
        if code not in ("not_met", "pending"):
            fields["gap"] = None
        reason = one_line(reason)
        steps = (*self.steps, f"结论：{VERDICTS[code]}。{reason}")
        return Verdict(
            self.unit, self.period, self.rule, self.question.binding, code,
            flags=tuple(sorted(self.flags)), reason=reason, steps=steps, **fields,  # type: ignore[arg-type]
        )  # fmt: skip

    def _required_value(self) -> Fraction | None:
        return self.comparison.value if self.comparison.relative is None else None


class _EachCase(_Case):
    """Every record must reach the line."""

    def answer(self) -> Verdict:
        count = tally(self.judge.book, self.unit, self.period, self.rule, self.judge.as_of, self.question.binding)
        self.flags |= count.flags
        self.steps += count.steps
        of = self.judge.book.indicators.lists[self.rule.group.list].of if self.rule.group else ""
        actual = self._actual(count, of)
        code, reason = self._decide(count, of)
        gap = count.gap if code in ("not_met", "pending") else None
        return self.verdict(code, reason, actual=actual, gap=gap, evidence=count.evidence)

    @staticmethod
    def _actual(count: Tally, of: str) -> Actual | None:
        if count.nobody:
            return Actual("0/0", None, "records", counts=(0, 0))
        if not count.total:
            return None
        reached = len(count.reached)
        text = f"{reached}/{count.total}"
        return Actual(
            text,
            Fraction(reached, count.total),
            "records",
            counts=(reached, count.total),
            reported=f"{count.total} {of}中 {reached} {of}达到",
        )

    def _decide(self, count: Tally, of: str) -> tuple[Code, str]:
        each = f"应有 {count.total} {of}，{len(count.reached)} {of}达到"
        short = "；".join([*count.blank[:8], *([f"另有 {len(count.blank) - 8} 处"] if len(count.blank) > 8 else [])])
        if count.impossible or count.disputed:
            return "disputed", "；".join([*count.impossible, *count.disputed])
        if count.so_far and not self.open:
            return "missing", short
        if self.rule.every == "term" and not count.so_far:
            return self._term(count, each, short)
        if self.open:
            return "pending", self.open_reason() + (f"；{short}" if short else f"；目前{each}")
        if count.nobody:
            return "not_applicable", "名单注明没有这类人员或单位"
        if count.below:
            return "not_met", f"{each}，{len(count.below)} {of}未达到" + (f"；{short}" if short else "")
        if count.incomplete:
            return "missing", short or "名单没有填写"
        return "met", f"{each}，全部符合“{self.comparison.sentence()}”"

    def _term(self, count: Tally, each: str, short: str) -> tuple[Code, str]:
        if count.below:
            return "not_met", f"{each}，{len(count.below)} 人任期已满仍未达到"
        if count.nobody:
            return ("pending", self.open_reason()) if self.open else ("not_applicable", "名单注明没有这类人员")
        if count.incomplete and not self.open:
            return "missing", short or "名单没有填写"
        if count.incomplete or count.open:
            more = f"{len(count.open)} 人任期未满" if count.open else self.open_reason()
            return "pending", "；".join(filter(None, [each if count.total else "", more, short]))
        return "met", f"{each}，全部符合“{self.comparison.sentence()}”"


class _UnitCase(_Case):
    """The unit's own figure, alone or against another figure."""

    def answer(self) -> Verdict:
        side = self._so_far(self.judge.sides.side(self.unit, self.period, self.indicator, self.rule.scope))
        other = self._other()
        self.other_known = other is None or other.reading is not None
        self.flags |= side.flags | (other.flags - {"inferred"} if other else set())
        sides = [side, *([other] if other else [])]
        evidence = tuple(dict.fromkeys(e for s in sides for e in s.evidence))
        line = self._line(other)
        shown: dict[str, object] = {"actual": self._actual(side, line), "evidence": evidence}
        if line is not None:
            counts = other.reading.counts if other and other.reading else None
            shown["required"] = Required(self._line_text(line, side), line.value, counts)
        if side.reading:
            self.steps += side.reading.steps
        if other and other.reading and self.comparison.relative:
            self.steps += [f"对比指标“{self.comparison.relative.indicator}”：", *other.reading.steps]

        if impossible := self._impossible(side, other):
            return self.verdict("disputed", "；".join(impossible), **shown)
        decided = self._decide(side, other, line)
        lacking = self._gap(side, line)
        if isinstance(decided, str):
            clashing = (e for s in sides for r in s.rivals if not r.ask for e in r.reading.evidence)
            shown["evidence"] = tuple(dict.fromkeys((*evidence, *clashing)))
            return self.verdict("disputed", decided, gap=lacking, **shown)
        if self.asked:
            return self._missing(side, other, shown)
        settled = self._settled(side, line)
        if settled is not None:
            code, reason, settled_side = settled
            if settled_side is not side:
                self.flags |= settled_side.flags
                shown["actual"], shown["evidence"] = self._actual(settled_side, line), settled_side.evidence
                lacking = self._gap(settled_side, line)
            return self.verdict(code, reason, gap=lacking, **shown)
        if self.open:
            return self._pending(side, other, decided, lacking, shown)
        if decided is None:
            return self._missing(side, other, shown)
        if decided.code == "not_applicable":
            return self.verdict("not_applicable", self._nothing(side), **shown)
        if decided.rounded:
            self.flags.add("rounded")
        return self.verdict(decided.code, self._compared(side, line, decided), gap=lacking, **shown)

    # -- both sides

    def _so_far(self, side: Side) -> Side:
        """While the period is open and has no figure of its own, the latest cumulative figure stands for it."""
        self.until = ""
        stands = self.open or self.indicator.kind == "date"  # a day once reported stays what it is
        if not stands or side.reading is not None or side.impossible or side.unread:
            return side
        for period in self.judge.book.so_far(self.unit.code, self.period, self.indicator.name):
            found = self.judge.sides.side(self.unit, period, self.indicator, self.rule.scope)
            if found.reading is not None and not found.impossible:
                self.until = period.chinese
                self.steps.append(f"依据{period.chinese}的累计数")
                return found
        return side

    def _impossible(self, side: Side, other: Side | None) -> list[str]:
        """What cannot be, with the indicator's name where there are two of them."""
        found = list(side.impossible)
        if long_ago := self._long_ago(side):
            found.append(long_ago)
        if other is not None and self.comparison.relative is not None:
            found += [f"“{self.comparison.relative.indicator}”：{what}" for what in other.impossible]
        return found

    def _long_ago(self, side: Side) -> str:
        """A day more than a year before the period of a yearly plan: a slip of the century, not a fact of this year."""
        if self.indicator.kind != "date" or side.reading is None or self.rule.document.period is None:
            return ""
        what = long_ago(self.period, side.reading.value)
        if what:
            place = side.evidence[0].place if side.evidence else Place()
            told = words(self.unit, self.period, self.indicator, what=what)
            self.judge.book.problems[problem("impossible_figure", place, **told)] = None
        return what

    def _other(self) -> Side | None:
        relative = self.comparison.relative
        if relative is None:
            return None
        period = self.period.previous if relative.previous else self.period
        return self.judge.sides.side(self.unit, period, self.judge.book.indicators[relative.indicator], self.rule.scope)

    def _line(self, other: Side | None) -> Line | None:
        if self.comparison.relative is None:
            return Line.exact(self.comparison.line())
        if other is None or other.reading is None or other.reading.value is None:
            return None
        relative, reading = self.comparison.relative, other.reading
        assert reading.value is not None
        if reading.basis == "reported" and reading.interval is not None:
            low, high, closed = reading.interval
            interval = relative.line(low), relative.line(high), closed
            numerators = whole_numerators(reading) if reading.base else None
            if numerators is None or not reading.base:
                return Line(relative.line(reading.value), interval)
            least, greatest = (relative.line(Fraction(n, reading.base)) for n in numerators)
            return Line(relative.line(reading.value), interval, (least, greatest))
        return Line.exact(relative.line(reading.value))

    def _line_text(self, line: Line, side: Side) -> str:
        if self.comparison.relative is None:
            return self.comparison.required_text()
        return show(line.value, self.comparison.unit, side.reading.value if side.reading else None)

    def _actual(self, side: Side, line: Line | None) -> Actual | None:
        reading = side.reading
        if reading is None:
            basis: Basis = "counts" if self.indicator.kind == "rate" and "/" in side.given else "reported"
            return Actual(side.given, None, basis) if side.impossible and side.given else None
        text = reading.text
        if (
            reading.value is not None
            and not self.comparison.is_date
            and reading.basis == "counts"
            and self.indicator.kind == "rate"
        ):
            text = show(reading.value, "%", line.value if line is not None else None)
        elif reading.value is not None and line is not None and _is_rounded(text, reading.value):
            text = show(reading.value, self.indicator.unit, line.value, places=6)  # never onto or across the line
        return Actual(text, reading.value, reading.basis, reading.inferred_from, reading.counts)

    def _gap(self, side: Side, line: Line | None) -> Gap | None:
        if side.reading is None or line is None:
            return None
        required = line.ends[0] if line.ends and line.ends[0] == line.ends[1] else line.value
        return gap(_as_counts(side.reading), self.comparison, required, self.indicator)

    # -- disputes and questions

    def _decide(self, side: Side, other: Side | None, line: Line | None) -> Outcome | str | None:
        """What the readings give: one outcome, the words of a contradiction that decides it, or None: not known."""
        if side.reading is None:
            return None
        first = outcome(side.reading, self.comparison, line) if line else Outcome("not_applicable")
        code = self._code(side.reading, line)
        asked: list[str] = []
        for reading, against, why, ask in self._variants(side, other, line):
            if self._code(reading, against) == code:
                continue
            if not ask:
                return f"填报数据前后矛盾，且两种读法结论不同：{why}"
            asked.append(why)
        if asked:
            self.asked = asked
            return None
        readings = [side.reading, *(rival.reading for rival in side.rivals)]
        if other is not None and other.reading is None and all(r.value is not None for r in readings):
            return None
        if any(r.ask for r in (*side.rivals, *(other.rivals if other else ()))):
            self.flags.add("advised_reading")
        return first

    def _variants(
        self, side: Side, other: Side | None, line: Line | None
    ) -> Iterable[tuple[Reading, Line | None, str, bool]]:
        """Every other way to read both sides."""
        assert side.reading is not None
        ours = [Rival(side.reading, ""), *side.rivals]
        theirs = (
            [Rival(other.reading, ""), *other.rivals] if other is not None and other.reading is not None else [None]
        )
        for mine, against in [(mine, against) for mine in ours for against in theirs][1:]:
            moved = line if against is None or other is None else self._line(replace(other, reading=against.reading))
            why = "；".join(r.why for r in (mine, against) if r is not None and r.why)
            yield mine.reading, moved, why, any(r is not None and r.ask for r in (mine, against))

    def _code(self, reading: Reading, line: Line | None) -> Code:
        """The verdict if the figures are read this way, what is settled or still open included."""
        if line is None or reading.value is None:
            known = reading.value is None or self.other_known
            return "pending" if self.open else "not_applicable" if known else "missing"
        code = outcome(reading, self.comparison, line).code
        if self.indicator.kind == "date":
            coming = (code == "met" or self.open) and reading.value > self.judge.as_of.toordinal()
            return ("pending" if self.open else "missing") if coming else code
        if not self.open:
            return code
        if self.indicator.kind == "rate":
            past = self._wants_all(line) and not reading.inferred_from  # a part inferred may have had no case at all
            return "not_met" if past and code == "not_met" else "pending"
        return (self._can_no_longer_change(reading.value, line.value) if self._is_fixed else None) or "pending"

    @property
    def _is_fixed(self) -> bool:
        """Whether the line itself can no longer move: another figure of the same period still can."""
        return self.comparison.relative is None or self.comparison.relative.previous

    # -- settled before the period ends

    def _settled(self, side: Side, line: Line | None) -> tuple[Code, str, Side] | None:
        if line is None or not self._is_fixed:
            return None
        if self.indicator.kind == "rate":
            return self._final_miss(side, line) if self.open else None
        if self.indicator.kind == "date":
            return self._day(side)
        candidates = [side] if side.reading is not None else []
        earlier = [] if candidates else self.judge.book.so_far(self.unit.code, self.period, self.indicator.name)
        candidates += [self.judge.sides.side(self.unit, p, self.indicator, self.rule.scope) for p in earlier]
        for candidate in candidates:
            if candidate.impossible or candidate.reading is None or candidate.reading.value is None:
                continue
            code = self._can_no_longer_change(candidate.reading.value, line.value)
            others = [r.reading.value for r in candidate.rivals if r.reading.value is not None]
            if candidate is not side and any(self._can_no_longer_change(v, line.value) != code for v in others):
                why = "；".join(r.why for r in candidate.rivals)
                return "disputed", f"填报数据前后矛盾，且两种读法结论不同：{why}", candidate
            if code is not None and (self.open or candidate is not side):
                so_far = "" if candidate is side else "累计数"
                word = "已达到" if code == "met" else "已超出"
                self.steps += () if candidate is side else candidate.reading.steps
                self._compare_step(candidate.reading, line.value)
                return (
                    code,
                    f"{so_far}{candidate.reading.text}{word}“{self.comparison.sentence()}”的要求，结果不会再变",
                    candidate,
                )
        return None

    def _can_no_longer_change(self, value: Fraction, line: Fraction) -> Code | None:
        if self.indicator.kind not in _SETTLING:
            return None
        if self.comparison.op in ("at_least", "more_than"):
            return "met" if self.comparison.holds_against(value, line) else None
        upper = self.comparison.upper if self.comparison.upper is not None else line
        exceeded = value >= line if self.comparison.op == "less_than" else value > upper
        return "not_met" if exceeded else None

    def _day(self, side: Side) -> tuple[Code, str, Side] | None:
        if side.reading is None or side.reading.value is None:
            return None
        day = date.fromordinal(int(side.reading.value))
        in_time = self.comparison.holds(side.reading.value)
        if day > self.judge.as_of and (in_time or self.open):
            place = side.evidence[0].place if side.evidence else Place()
            told = words(
                self.unit, self.period, self.indicator, text=day.isoformat(), as_of=self.judge.as_of.isoformat()
            )
            self.judge.book.problems[problem("date_in_future", place, **told)] = None
            code: Code = "pending" if self.open else "missing"
            return code, f"填写的日期 {day.isoformat()} 晚于核对基准日，尚未发生", side
        symbol, said = SYMBOLS[self.comparison.op], "成立" if in_time else "不成立"
        self.steps.append(f"比较：{day.isoformat()} {symbol} {self.comparison.required_text()}，{said}")
        fits = "符合" if in_time else "不符合"
        return (
            "met" if in_time else "not_met",
            f"{day.isoformat()} 完成，{fits}“{self.comparison.sentence()}”的要求",
            side,
        )

    def _final_miss(self, side: Side, line: Line) -> tuple[Code, str, Side] | None:
        """A case that is past with a miss: the rate can no longer be exactly 100 %."""
        reading = side.reading
        if not (self._wants_all(line) and reading is not None and reading.value is not None):
            return None
        if any(self._code(r, line) != "not_met" for r in (reading, *(rival.reading for rival in side.rivals))):
            return None
        self._compare_step(_as_counts(reading), line.value)
        return "not_met", f"已有未做到的情形（{reading.text}），本期不可能再达到 100%", side

    def _wants_all(self, line: Line) -> bool:
        """Whether the target is exactly 100 % of cases that are each past once they have happened."""
        fixed = self.comparison.relative is None and line.value == 1 and self.comparison.op in ("equals", "at_least")
        return fixed and self.indicator.final

    # -- the rest

    def _pending(
        self, side: Side, other: Side | None, decided: Outcome | None, lacking: Gap | None, shown: dict[str, object]
    ) -> Verdict:
        reason, progress = self.open_reason(), ""
        now = f"{self.until}累计" if self.until else "目前"
        if side.reading is None:
            reason += "；目前" + "；".join(filter(None, (self._what_is_absent(side), self._other_absent(other))))
        elif decided is None:
            reason += f"；{now}为 {side.reading.text}，{self._other_absent(other)}"
        elif self.indicator.kind == "rate" and decided.code in ("met", "not_met"):
            progress = "进度达标" if decided.code == "met" else "进度滞后"
            reason += f"；{now}为 {side.reading.text}，{progress}"
            if decided.rounded:
                self.flags.add("rounded")
        else:
            reason += f"；{now}为 {side.reading.text}"
        if decided is not None and decided.code == "met":
            lacking = None  # the printed figure alone may lie beyond the line that every count of its base reaches
        return self.verdict("pending", reason, gap=lacking, progress=progress, **shown)

    def _what_is_absent(self, side: Side) -> str:
        if side.unread:
            return "；".join(side.unread)
        cells = "、".join(f"{role}（{place.brief}）" if place else role for role, place in side.absent) or "数值"
        given = f"（已填{side.given}）" if side.given else ""
        return f"没有填报“{self.indicator.name}”的{cells}{given}"

    def _missing(self, side: Side, other: Side | None, shown: dict[str, object]) -> Verdict:
        if self.asked:
            for rival in (r for s in (side, other) if s for r in s.rivals if r.ask):
                asked_of = side if rival in side.rivals else other
                self._ask(rival.reading, asked_of, self.indicator if asked_of is side else self._other_indicator())
            return self.verdict(
                "missing", "；".join(dict.fromkeys(self.asked)) + "，结论不同，请写明百分号后重报", **shown
            )
        own = self._what_is_absent(side) + self._elsewhere(side) if side.reading is None else ""
        return self.verdict("missing", "；".join(filter(None, (own, self._other_absent(other)))), **shown)

    def _other_absent(self, other: Side | None) -> str:
        """What is absent of the figure to compare with, "" where nothing is."""
        relative = self.comparison.relative
        if other is None or other.reading is not None or relative is None:
            return ""
        name = ("上年度的" if relative.previous else "") + f"“{relative.indicator}”"
        if other.unread:
            return f"用来对比的{name}：{'；'.join(other.unread)}"
        cells = "、".join(f"{role}（{place.brief}）" if place else role for role, place in other.absent)
        return f"没有填报用来对比的{name}" + (f"：{cells}" if cells else "")

    def _elsewhere(self, side: Side) -> str:
        elsewhere = self.judge.book.other_scope(self.unit.code, self.period, self.indicator.name, self.rule.scope)
        if elsewhere and not side.unread:
            return f"；填报的是{elsewhere.scope}数，本指标要求{self.rule.scope}数"
        so_far = self.judge.book.so_far(self.unit.code, self.period, self.indicator.name)
        if not so_far:
            return ""
        told = sorted(
            p for p in self.judge.book.periods[self.unit.code, self.indicator.name] if self.period.contains(p)
        )
        later = [p for p in told if p not in so_far and p != self.period]
        if later:  # one after the other, not one within the other
            return f"；只分期填报了{'、'.join(p.chinese for p in (so_far[0], *later))}的数"
        return f"；只填报了{so_far[0].chinese}的累计数"

    def _other_indicator(self) -> Indicator:
        relative = self.comparison.relative
        return self.indicator if relative is None else self.judge.book.indicators[relative.indicator]

    def _ask(self, second: Reading, side: Side | None, indicator: Indicator) -> None:
        if side is None or side.reading is None:
            return
        place = side.evidence[0].place if side.evidence else Place()
        text = side.evidence[0].text if side.evidence else side.reading.text
        told = words(self.unit, self.period, indicator, text=text, one=side.reading.text, other=second.text)
        self.judge.book.problems[problem("readings_disagree", place, **told)] = None

    def _nothing(self, side: Side) -> str:
        if side.reading is not None and side.reading.value is None:
            whose = f"“{side.reading.inferred_from}”" if side.reading.inferred_from else ""
            return f"{whose}分母为 0，本期没有此类业务"
        assert self.comparison.relative is not None
        return f"用来对比的“{self.comparison.relative.indicator}”分母为 0，本期没有此类业务"

    def _compared(self, side: Side, line: Line | None, decided: Outcome) -> str:
        assert side.reading is not None and side.reading.value is not None and line is not None
        reading, left, right, holds = side.reading, side.reading.value, line.value, decided.code == "met"
        text = show(left, self.comparison.unit, right)
        if not decided.rounded:
            # what every whole count of a base says, its first says; the printed figure may say otherwise
            right = line.ends[0] if line.ends else right
            numerators = whole_numerators(reading) if reading.base and reading.interval else None
            if numerators is not None and reading.base:
                least, greatest = numerators
                only = f"{least}" if least == greatest else f"{least} 至 {greatest}"
                text += f"（分母 {reading.base}，分子只能是 {only}）"
                self.steps.append(f"分母 {reading.base} 时，能得出 {reading.text} 的整数分子是 {only}")
                reading = replace(reading, value=Fraction(least, reading.base), counts=(least, reading.base))
        self._compare_step(reading, right)
        target = self.comparison.sentence()
        if self.comparison.relative is not None:
            target += f"（{show(right, self.comparison.unit, left)}）"
        return f"{text}，{'符合' if holds else '不符合'}“{target}”的要求"

    def _compare_step(self, reading: Reading, right: Fraction) -> None:
        """The comparison with its own arithmetic, for a reader to follow."""
        op, upper = self.comparison.op, self.comparison.upper
        if upper is None:
            ends = [_crossed(reading, op, right)]
        else:
            ends = [_crossed(reading, "at_least", right), _crossed(reading, "at_most", upper)]
        self.steps.append(f"比较：{'；'.join(ends)}")


def _crossed(reading: Reading, op: Op, right: Fraction) -> str:
    """One fraction against another in whole numbers: 19/21 ≤ 9/10，即 19×10 = 190，9×21 = 189，不成立."""
    left = reading.value
    assert left is not None
    mine, theirs = left.numerator * right.denominator, right.numerator * left.denominator
    said = "成立" if Comparison(op, "", "", right).holds_against(left, right) else "不成立"
    cross = f"{left.numerator}×{right.denominator} = {mine}，{right.numerator}×{left.denominator} = {theirs}"
    return f"{_ratio(reading)} {SYMBOLS[op]} {right}，即 {cross}，{said}"


def _as_counts(reading: Reading) -> Reading:
    """A printed rate over a base that only one whole numerator prints as: that count; else the reading itself."""
    numerators = whole_numerators(reading) if reading.base and reading.interval else None
    if numerators is None or not reading.base or numerators[0] != numerators[1]:
        return reading
    n, d = numerators[0], reading.base
    return replace(reading, value=Fraction(n, d), basis="counts", counts=(n, d))


def _ratio(reading: Reading) -> str:
    return f"{reading.counts[0]}/{reading.counts[1]}" if reading.counts else str(reading.value)


def _is_rounded(text: str, value: Fraction) -> bool:
    """Whether `text` cannot be all the digits of `value`."""
    if value.denominator <= _SHOWN_IN_FULL:
        return False
    try:
        return Quantity.parse(text).value != value
    except QuantityError:
        return True
