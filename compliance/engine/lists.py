""" "Each …": the records of a list against the number it must have and the line each must reach."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from msgspec import Struct, field

from compliance.engine.book import Book
from compliance.engine.gaps import gap
from compliance.engine.readings import Reading, long_ago
from compliance.errors import problem
from compliance.fact import Figure, Record, masked
from compliance.period import Period
from compliance.quantity import show
from compliance.region import Unit
from compliance.rule import Rule
from compliance.source import Place
from compliance.verdict import Evidence, Gap


class Tally(Struct):
    """How the records of one rule stand."""

    reached: list[Record] = field(default_factory=list)
    below: list[Record] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    open: list[Record] = field(default_factory=list)  # a term that still runs
    stated: int | None = None
    so_far: bool = False  # the list covers only the first months and says nothing of the end
    rows: int = 0
    impossible: list[str] = field(default_factory=list)
    disputed: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[str, ...] = ()
    gap: Gap | None = None

    @property
    def listed(self) -> int:
        return len(self.reached) + len(self.below) + len(self.open)

    @property
    def total(self) -> int:
        """How many there are: those stated, or those listed where they are more."""
        return max(self.stated or 0, self.rows)

    @property
    def nobody(self) -> bool:
        """The list says that the unit has nobody of that kind."""
        return self.stated == 0 and not self.listed and not self.blank

    @property
    def incomplete(self) -> bool:
        return bool(self.blank) or self.stated is None or self.listed < self.stated


def tally(book: Book, unit: Unit, period: Period, rule: Rule, as_of: date, binding: bool) -> Tally:
    """Every record of the rule's group, sorted into reached, below, blank and open."""
    return _Count(book, unit, period, rule, as_of, binding).count()


class _Count:
    def __init__(self, book: Book, unit: Unit, period: Period, rule: Rule, as_of: date, binding: bool) -> None:
        assert rule.group is not None
        self.book, self.unit, self.period, self.rule, self.group = book, unit, period, rule, rule.group
        self.as_of, self.binding = as_of, binding
        self.sheet = book.indicators.lists[rule.group.list]
        self.tally = Tally()
        self.reported = self._reported()

    def _reported(self) -> Period:
        """The period whose list answers: the question's own, else, to show how things stand, the months so far."""
        key = (self.unit.code, self.period, self.group.list)
        if key in self.book.records or key in self.book.rolls:
            return self.period
        found = self.book.lists_so_far(self.unit.code, self.period, self.group.list)
        if not found:
            return self.period
        latest = found[0]
        self.tally.blank.append(f"只填报了{latest.chinese}的名单“{self.sheet.name}”")
        self.tally.so_far = True
        return latest

    def count(self) -> Tally:
        records = self._distinct(self._records())
        self._stated(records)
        for record in records:
            self._sort(record)
        out = self.tally
        out.rows = len(records)
        out.steps = (
            f"名单“{self.sheet.name}”：{self.sheet.label} {'未填' if out.stated is None else out.stated}，列出 {out.rows}，"
            f"达到 {len(out.reached)}，未达到 {len(out.below)}，未填全 {len(out.blank)}"
            + (f"，任期未满 {len(out.open)}" if out.open else ""),
        )
        shown = [*out.below, *out.open] or out.reached[:1]
        out.evidence += tuple(self._evidence(r) for r in shown)
        if out.below:
            out.gap = self._gap(out.below)
        return out

    # -- which records

    def _records(self) -> list[Record]:
        chosen = []
        for record in self.book.records.get((self.unit.code, self.reported, self.group.list), ()):
            known = [c for c in record.categories if c in self.sheet.categories]
            if not known and len(self.sheet.categories) > 1:
                self.tally.blank.append(f"{self._cell(record, '类别')}没有填写或没有写对类别")
            elif not known or set(known) & set(self.group.categories):
                chosen.append(record)
        return chosen

    def _distinct(self, records: list[Record]) -> list[Record]:
        """One record for each person or department; a row told twice counts once."""
        seen: dict[tuple[str, str], Record] = {}
        distinct = []
        for record in records:
            by_name = not record.id or (self.sheet.of != "人" and record.name)
            key = ("name", self._called(record)) if by_name else ("id", record.id)
            if not record.name and not record.id:
                distinct.append(record)
                continue
            first = seen.setdefault(key, record)
            if first is record:
                distinct.append(record)
                continue
            self._repeated(key, record, seen, distinct)
        return distinct

    def _called(self, record: Record) -> str:
        """The name rows are told apart by: 格尔木市公安局 and 市公安局 are its 公安局, a person is who they are."""
        if self.sheet.of == "人":
            return record.name
        own = self.unit.name
        bare = record.name.removeprefix(own).removeprefix(own[-1:])
        return bare if len(bare) > 1 else record.name

    def _cell(self, record: Record, role: str) -> str:
        """Where `role` of a record is to be filled in; with the file where several files make up the list."""
        place = record.cells.get(role, record.place)
        rows = self.book.records.get((self.unit.code, self.reported, self.group.list), ())
        return place.brief if all(r.place.file == place.file for r in rows) else str(place)

    def _repeated(
        self, key: tuple[str, str], again: Record, seen: dict[tuple[str, str], Record], distinct: list[Record]
    ) -> None:
        first, name = seen[key], self.rule.indicator.name
        elsewhere = first.place.file != again.place.file
        two_people = bool(again.id) and first.id == again.id and first.name != again.name and self.sheet.of == "人"
        if elsewhere and not two_people:
            # a department's own workbook supplies what its government's list leaves blank, and the other way round
            if name not in again.values:
                return
            if name not in first.values:
                distinct[next(i for i, r in enumerate(distinct) if r is first)] = again
                seen[key] = again
                return
        what = f"{first.place}、{again.place}" if elsewhere else f"{first.place.brief}、{again.place.brief}"
        same = _amount(first, name) == _amount(again, name)
        if two_people:
            self._tell("id_shared", again.place, list=self.sheet.name, what=what)
            distinct.append(again)
            self.tally.blank.append(f"{what}是两个姓名、同一个工号")
        elif first.name != again.name and first.id != again.id and first.id and again.id:
            distinct.append(again)  # two codes tell two bodies of almost one name apart
        elif not again.id and (self.sheet.of == "人" or first.name != again.name):
            self._tell("namesakes", again.place, list=self.sheet.name, what=what)
            if not same:
                distinct.append(again)
                self.tally.blank.append(f"{again.place.brief}与 {first.place.brief}同名而没有编号")
        else:
            self._told_twice(first, again, what)
            if not same:
                self.tally.disputed.append(f"{what}是同一对象，填报的数据不同")

    def _told_twice(self, first: Record, again: Record, what: str) -> None:
        """Two rows of one person or body: their figures are the same, or each that differs is asked about.

        What one file leaves blank another may say.
        """
        elsewhere = first.place.file != again.place.file
        differing = [
            name
            for name in dict.fromkeys((self.rule.indicator.name, *first.values, *again.values))
            if _amount(first, name) != _amount(again, name) and not (elsewhere and _one_blank(first, again, name))
        ]
        for name in differing:
            words = {"unit": self.unit.name, "period": self.period.chinese, "indicator": name}
            self._tell("figures_disagree", again.place, what=what, **words)
        if not differing:
            self._tell("repeated_row", again.place, list=self.sheet.name, what=what)

    def _tell(self, code: str, place: Place, **words: object) -> None:
        self.book.problems[problem(code, place, **words)] = None

    # -- how many there must be

    def _stated(self, records: list[Record]) -> None:
        stated, unknown = 0, False
        for category in self.group.categories:
            rolls = [
                r
                for r in self.book.rolls.get((self.unit.code, self.reported, self.group.list), ())
                if r.category == category
            ]
            given = [r for r in rolls if r.expected is not None]
            if not given:
                unknown = True
                where = f"（{rolls[0].place.brief}）" if rolls else ""
                self.tally.blank.append(f"“{self.sheet.name}”没有填写{category}的{self.sheet.label}{where}")
                continue
            figures = {r.expected.value: r for r in given if r.expected is not None}
            if len(figures) > 1:
                self.tally.disputed.append(
                    f"{category}的{self.sheet.label}前后不一：" + "、".join(str(v) for v in sorted(figures))
                )
                last = list(figures.values())[-1]
                cells = "、".join(f"{r.place.brief}填 {r.expected.text}" for r in figures.values() if r.expected)
                what = f"{category}的{self.sheet.label}"
                said = {"unit": self.unit.name, "period": self.period.chinese, "indicator": what, "what": cells}
                self._tell("figures_disagree", last.place, **said)
            expected = given[0].expected
            assert expected is not None
            self.tally.evidence += (Evidence.of(expected, self.sheet.label),)
            if expected.approximate:
                self.tally.flags.add("approximate")
            if expected.value < 0 or expected.value.denominator != 1:
                self._impossible(f"{category}的{self.sheet.label} {expected.text} 不是人数或个数", expected)
                continue
            stated += int(expected.value)
            listed = sum(category in r.categories or len(self.sheet.categories) == 1 for r in records)
            if listed > expected.value:
                if expected.value == 0:
                    self.tally.disputed.append(f"{category}的{self.sheet.label}填 0，名单却列了 {listed} 行")
                words = {"category": category, "listed": listed, "label": self.sheet.label, "stated": expected.text}
                self._tell("list_overfull", given[0].place, list=self.sheet.name, **words)
            elif listed < expected.value:
                short = int(expected.value) - listed
                self.tally.blank.append(f"{category}应列 {expected.text}，只列了 {listed}，缺 {short}")
        self.tally.stated = None if unknown else stated

    # -- where each stands

    def _impossible(self, what: str, figure: Figure) -> None:
        self.tally.impossible.append(what)
        self.tally.evidence += (Evidence.of(figure),)
        words = {"unit": self.unit.name, "period": self.period.chinese, "indicator": self.rule.indicator.name}
        self._tell("impossible_figure", figure.place, what=what, **words)

    def _sort(self, record: Record) -> None:
        figure = record.values.get(self.rule.indicator.name)
        if figure is not None:
            if figure.approximate:
                self.tally.flags.add("approximate")
            if figure.value < 0 or (self.rule.indicator.kind == "count" and figure.value.denominator != 1):
                self._impossible(f"{figure.place.brief}的 {figure.text} 不可能成立", figure)
                return
            yearly = self.rule.comparison.is_date and self.rule.document.period is not None
            if yearly and (what := long_ago(self.period, figure.value)):
                self._impossible(f"{figure.place.brief}的{what}", figure)
                return
        if record.begins is not None and record.ends is not None and record.begins > record.ends:
            self._tell("term_reversed", record.place, list=self.sheet.name, cell=self._cell(record, "任期起"))
            self.tally.blank.append(f"{self._cell(record, '任期起')}的任期起在任期止之后")
            return
        if not record.name and not record.id:
            self.tally.blank.append(f"{self._cell(record, '姓名')}没有填写姓名或名称")
        met = figure is not None and self.rule.comparison.holds(figure.value)
        if figure is not None and self.rule.comparison.is_date and figure.date > self.as_of and met:
            self.tally.blank.append(f"{figure.place.brief}的日期 {figure.text} 尚未到来")
            return
        if self.rule.every == "term" and not met and self.binding:
            self._term(record, figure is None)
        elif figure is None:
            self.tally.blank.append(self._unfilled(record, self.rule.indicator.name))
        else:
            (self.tally.reached if met else self.tally.below).append(record)

    def _term(self, record: Record, blank: bool) -> None:
        """Not yet reached in a term: open until it ends, then below."""
        if record.ends is None:
            self.tally.blank.append(self._unfilled(record, "任期止"))
        elif self.as_of <= record.ends:
            self.tally.open.append(record)
        elif blank:
            self.tally.blank.append(self._unfilled(record, self.rule.indicator.name))
        else:
            self.tally.below.append(record)

    def _unfilled(self, record: Record, role: str) -> str:
        """A cell left blank, or one whose words could not be read."""
        if record.cells and role not in record.cells:
            return f"{self._cell(record, '姓名')}一行没有“{role}”，名单里缺这一列"
        cell = record.cells.get(role, record.place)
        unread = next((u for u in record.unread if u.role == role or u.place == cell), None)
        words = f"写的是“{unread.text}”，读不出来" if unread else "没有填写"
        return self._cell(record, role) + words + ("任期止" if role == "任期止" and not unread else "")

    def _evidence(self, record: Record) -> Evidence:
        figure = record.values.get(self.rule.indicator.name)
        if figure is None:
            return Evidence(record.place, self._shown(record), self.rule.indicator.name)
        return Evidence(figure.place, f"{self._shown(record)} {figure.text}", self.rule.indicator.name)

    def _shown(self, record: Record) -> str:
        return masked(record.name) if self.sheet.of == "人" else record.name

    def _gap(self, below: list[Record]) -> Gap:
        indicator, comparison = self.rule.indicator, self.rule.comparison
        line = comparison.line()
        parts = []
        for record in below[:10]:
            figure = record.values[indicator.name]
            lacking = gap(Reading(figure.value, "records", figure.text), comparison, line, indicator)
            parts.append(f"{self._shown(record)}（{figure.place.cell or '名单'}）{lacking.text if lacking else ''}")
        total = ""
        if indicator.kind != "date" and comparison.op in ("at_least", "more_than"):
            lacking_sum = sum((line - r.values[indicator.name].value for r in below), Fraction(0))
            total = f"，合计还差 {show(lacking_sum, '', Fraction(0), places=6)} {indicator.unit}"
        rest = f"等（其余 {len(below) - 10} {self.sheet.of}见名单）" if len(below) > 10 else ""
        text = f"{len(below)} {self.sheet.of}未达到{total}：" + "、".join(parts) + rest
        return Gap(text, Fraction(len(below)), self.sheet.of)


def _amount(record: Record, name: str) -> Fraction | None:
    figure = record.values.get(name)
    return figure.value if figure is not None else None


def _one_blank(first: Record, again: Record, name: str) -> bool:
    return (name in first.values) != (name in again.values)
