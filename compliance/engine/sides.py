"""One indicator of one unit and period as its rows state it: exact readings, contradictions, what is absent."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from msgspec.structs import replace

from compliance.engine.book import Book
from compliance.engine.family import Clash, Family, nearest_as_part, nearest_as_whole, rival
from compliance.engine.readings import Reading, Rival, Side, said, same, whole_numerators, words
from compliance.errors import problem
from compliance.fact import Fact, Figure, Unread
from compliance.indicator import Indicator
from compliance.period import Period
from compliance.quantity import show
from compliance.region import Unit
from compliance.source import NOWHERE, Place
from compliance.verdict import Evidence

#: Kinds whose figure of a year is no less than that of its first months.
CUMULATIVE = ("count", "hours", "money")


class Sides:
    """Reads sides from a book, each once."""

    def __init__(self, book: Book, names: dict[str, str]) -> None:
        self.book = book
        self._names = names
        self._sides: dict[tuple[str, Period, str, str], Side] = {}

    def side(self, unit: Unit, period: Period, indicator: Indicator, scope: str) -> Side:
        """The indicator's own side, inference from a whole and contradictions with wholes and parts included."""
        key = (unit.code, period, indicator.name, scope)
        if key not in self._sides:
            side = self.own(unit, period, indicator, scope)
            if indicator.kind == "rate":
                side = Family(self, unit, period, indicator, scope).settle(side)
            if indicator.kind in CUMULATIVE or indicator.final:
                side = self._across(side, unit, period, indicator, scope)
            self._sides[key] = side
        return self._sides[key]

    def alone(self, unit: Unit, period: Period, indicator: Indicator, scope: str) -> Side:
        """A rate's side as its own rows give it, held against those of longer and shorter periods."""
        side = self.own(unit, period, indicator, scope)
        if indicator.final:
            side = self._across(side, unit, period, indicator, scope)
        return side

    def _across(self, side: Side, unit: Unit, period: Period, indicator: Indicator, scope: str) -> Side:
        """Held against the same indicator's figures of longer and shorter periods: a year has no less than its months."""
        if side.reading is None:
            return side
        rivals: list[Rival] = []
        for other in sorted(self.book.periods.get((unit.code, indicator.name), ())):
            longer = other.contains(period)
            if other == period or not (longer or period.contains(other)):
                continue
            there = self.own(unit, other, indicator, scope)
            if there.reading is None or there.impossible or there.rivals:
                continue
            clash = _between_periods(side.reading, there.reading, longer=longer, final=indicator.kind == "rate")
            if clash is not None:
                why = f"{period.chinese}为 {said(side.reading)}，{other.chinese}为 {said(there.reading)}"
                rivals.append(rival(side.reading, there.reading, clash, why))
        if not rivals:
            return side
        place = side.evidence[0].place if side.evidence else Place()
        for found in rivals:
            self.book.problems[problem("figures_disagree", place, **words(unit, period, indicator, what=found.why))] = (
                None
            )
        return replace(side, rivals=[*side.rivals, *rivals], flags=side.flags | {"identity_fails"})

    @cached_property
    def _owns(self) -> dict[tuple[str, Period, str, str], Side]:
        return {}

    def own(self, unit: Unit, period: Period, indicator: Indicator, scope: str) -> Side:
        """The side as its own rows give it."""
        key = (unit.code, period, indicator.name, scope)
        if key not in self._owns:
            self._owns[key] = _Rows(self.book, unit, period, indicator, scope).read()
        return self._owns[key]


class _Rows:
    """Reads the rows of one indicator."""

    def __init__(self, book: Book, unit: Unit, period: Period, indicator: Indicator, scope: str) -> None:
        self.book, self.unit, self.period, self.indicator, self.scope = book, unit, period, indicator, scope
        self.side = Side()
        self._key = unit.code, period, indicator.name

    def read(self) -> Side:
        rows, loose = self.book.rows(*self._key, self.scope)
        rows = self._asked_for_quarter(rows)
        if loose:
            self.side.flags.add("advised_reading")
            self._tell("scope_unknown", _place(rows[0]), scope=self.scope)
        elif rows and (beside := self.book.unscoped(*self._key, self.scope)):
            self.side.flags.add("advised_reading")
            rows = [*rows, *beside]
        found: list[tuple[Fact, Reading, list[Rival]]] = []
        for row in rows:
            read = self._rate(row) if self.indicator.kind == "rate" else self._plain(row)
            self.side.unread += [_unread(u) for u in row.unread]
            if row.guessed:
                self.side.flags.add("advised_reading")
            if read is not None:
                found.append((row, *read))
        if self.indicator.kind == "rate" and len(rows) > 1:
            found += self._completed(rows, [row for row, _, _ in found])
        if not found and not rows and self.indicator.kind == "rate":
            read = self._rate(Fact(self.unit.code, self.period, self.indicator.name, self.scope))
            if read is not None:  # a row of its own was not filled in, but both counts stand in theirs
                found.append((Fact(self.unit.code, self.period, self.indicator.name, self.scope), *read))
        if found:
            self._choose(found)
        elif not self.side.impossible:
            self._say_absent(rows)
        return self.side

    def _completed(self, rows: list[Fact], read: list[Fact]) -> list[tuple[Fact, Reading, list[Rival]]]:
        """Rows that give one count only, completed from the other rows: a second row is not dropped for being half."""
        found = []
        tops = {r.numerator.value: r.numerator for r in reversed(rows) if r.numerator}
        bases = {r.denominator.value: r.denominator for r in reversed(rows) if r.denominator}
        seen: set[tuple[Fraction, Fraction]] = set()
        for row in rows:
            if row in read or row.unread or row.value is not None or bool(row.numerator) == bool(row.denominator):
                continue
            for numerator in [row.numerator] if row.numerator else tops.values():
                for denominator in [row.denominator] if row.denominator else bases.values():
                    pair = numerator.value, denominator.value
                    if pair in seen:
                        continue  # two halves of one row
                    seen.add(pair)
                    completed = self._rate(replace(row, numerator=numerator, denominator=denominator))
                    if completed is not None:
                        self.side.flags.add("advised_reading")
                        found.append((row, *completed))
        return found

    def _asked_for_quarter(self, rows: list[Fact]) -> list[Fact]:
        """A yearly 0 answers each quarter with 0; any other yearly figure answers none."""
        quarter = self.period.last_month - self.period.first_month == 2
        if rows or not quarter or self.indicator.kind == "rate":
            return rows
        yearly, _ = self.book.rows(self.unit.code, self.period.whole_year, self.indicator.name, self.scope)
        return [r for r in yearly if r.value is not None and r.value.value == 0]

    def _tell(self, code: str, place: Place, **more: object) -> None:
        self.book.problems[problem(code, place, **words(self.unit, self.period, self.indicator, **more))] = None

    def _impossible(self, what: str, place: Place) -> None:
        self.side.impossible.append(what)
        self._tell("impossible_figure", place, what=what)

    def _say_absent(self, rows: list[Fact]) -> None:
        row = rows[0] if rows else self.book.blank_row(self.unit.code, self.period, self.indicator.name, self.scope)
        cells = row.cells if row else {}
        filled = {"数值": row.value if row else None}
        if self.indicator.kind == "rate":
            filled["分子"] = (row and row.numerator) or self._sibling(self.indicator.numerator)
            filled["分母"] = (row and row.denominator) or self._sibling(self.indicator.denominator)
            roles = [r for r in ("分子", "分母") if filled[r] is None] or ["数值"]
        else:
            roles = ["数值"]
        self.side.absent = [(role, cells.get(role)) for role in roles]
        self.side.given = "，".join(f"{role} {figure.text}" for role, figure in filled.items() if figure is not None)
        counts = [int(f.value) if (f := filled.get(r)) and f.value.denominator == 1 else None for r in ("分子", "分母")]
        self.side.partial = counts[0], counts[1]
        self.side.evidence = tuple(Evidence.of(f, role) for role, f in filled.items() if f is not None)
        self.side.evidence += tuple(Evidence(u.place, u.text, u.role) for r in rows for u in r.unread)

    # -- figures other than rates

    def _plain(self, row: Fact) -> tuple[Reading, list[Rival]] | None:
        figure = row.value
        if figure is None and row.numerator is not None and row.denominator is None:
            figure = row.numerator  # the count was written one column to the right
            self.side.flags.add("advised_reading")
        if figure is None:
            return None
        if figure.approximate:
            self.side.flags.add("approximate")
        if self.indicator.kind != "date":
            if figure.value < 0:
                self._no_reading(f"{figure.text} 是负数", figure)
                return None
            if self.indicator.kind == "count" and figure.value.denominator != 1:
                self._no_reading(f"{figure.text} 不是整数", figure)
                return None
        text = (
            figure.date.isoformat()
            if self.indicator.kind == "date"
            else show(figure.value, self.indicator.unit, places=6)
        )
        step = f"填报数：{text}（{figure.place.brief}）" if figure.place != Place() else f"填报数：{text}"
        return Reading(figure.value, "counts", text, evidence=(Evidence.of(figure, "数值"),), steps=(step,)), []

    def _no_reading(self, what: str, figure: Figure) -> None:
        """An impossible figure is shown and proves nothing."""
        self._impossible(what, figure.place)
        self.side.given = figure.text
        self.side.evidence += (Evidence.of(figure, "数值"),)

    # -- rates

    def _rate(self, row: Fact) -> tuple[Reading, list[Rival]] | None:
        tops = self._count(row.numerator, self.indicator.numerator)
        bases = self._count(row.denominator, self.indicator.denominator)
        numerator, denominator, printed = tops[0] if tops else None, bases[0] if bases else None, row.value
        no_base = denominator is None or (numerator is None and denominator.value != 0)
        if row.numerator is None and row.denominator is None and printed is None and no_base:
            return None
        if any(f is not None and f.approximate for f in (numerator, denominator, printed)):
            self.side.flags.add("approximate")
        evidence = tuple(
            Evidence.of(f, r)
            for r, f in (("分子", numerator), ("分母", denominator), ("数值", printed))
            if f is not None
        )
        if not self._possible(numerator, denominator, printed):
            self.side.evidence += evidence
            counts = (
                "/".join(f.text if f else "—" for f in (numerator, denominator)) if numerator or denominator else ""
            )
            self.side.given = "，".join(filter(None, (counts, _percent_text(printed) if printed else "")))
            return None
        if denominator is not None and denominator.value == 0 and row.unread:
            self.side.evidence += evidence  # beside it stands what nobody can read: that is not "no such business"
            return None
        if (row.numerator is None) != (numerator is None) or (row.denominator is None) != (denominator is None):
            self.side.flags.add("advised_reading")
        if denominator is not None and denominator.value == 0:
            zero = (f"分母为 0（{denominator.place.brief}）：本期没有此类业务",)
            reading, rivals = (
                Reading(None, "counts", "0/0", counts=(0, 0), evidence=evidence, steps=zero),
                list[Rival](),
            )
        elif numerator is not None and denominator is not None:
            reading, rivals = self._counted(numerator, denominator, printed, evidence)
        elif printed is not None:
            reading, rivals = self._printed(printed, numerator, denominator, evidence)
        else:
            return None
        if len(tops) > 1 or len(bases) > 1:
            rivals = [*rivals, *self._otherwise(tops, bases, printed)]
        return reading, rivals

    def _count(self, own: Figure | None, label: str) -> list[Figure]:
        """A numerator or denominator: the row's own cell, else the row of the count indicator of that name.

        What rows of that indicator say otherwise comes after it.
        """
        if label not in self.book.indicators:
            return [] if own is None else [own]
        first = own if own is not None else self._sibling(label)
        if first is None:
            return []
        key = self.unit.code, self.period, label, self.scope
        rows = [*self.book.rows(*key)[0], *self.book.unscoped(*key)]
        others = {r.value.value: r.value for r in rows if r.value is not None and r.value.value != first.value}
        for other in others.values():
            self.side.flags.add("identity_fails")
            self._tell("figures_disagree", first.place, what=self._against(first, other, label))
        return [first, *others.values()]

    @staticmethod
    def _against(own: Figure, other: Figure, label: str) -> str:
        return f"{own.place.brief}的 {own.text} 与“{label}”{other.place.brief}的 {other.text} 不一致"

    def _otherwise(self, tops: list[Figure], bases: list[Figure], printed: Figure | None) -> list[Rival]:
        """The rate by what the rows of its counts say; a count that fits no reading cannot be beside the others."""
        whys = {
            id(other): self._against(figures[0], other, label)
            for figures, label in ((tops, self.indicator.numerator), (bases, self.indicator.denominator))
            for other in figures[1:]
        }
        rivals: list[Rival] = []
        fitting: set[int] = set()
        tries: tuple[list[Figure | None], ...] = ([*tops] or [None], [*bases] or [None])
        for top in tries[0]:
            for base in tries[1]:
                others = [f for f in (top, base) if f is not None and id(f) in whys]
                readings = self._unlike(top, base, printed) if others else []
                if readings:
                    why = "；".join(whys[id(f)] for f in others)
                    rivals += [replace(r, why="；".join(filter(None, (why, r.why)))) for r in readings]
                    fitting.update(id(f) for f in others)
        self.side.impossible += [why for other, why in whys.items() if other not in fitting]
        return rivals

    def _unlike(self, top: Figure | None, base: Figure | None, printed: Figure | None) -> list[Rival]:
        """The readings of counts of which one stands in another row; none where they cannot be."""
        n, d = (None if f is None else f.value for f in (top, base))
        if any(x is not None and (x < 0 or x.denominator != 1) for x in (n, d)):
            return []
        exceed = self.indicator.may_exceed_whole
        if n is not None and d is not None and n > d and (d == 0 or not exceed):
            return []
        evidence = tuple(Evidence.of(f, r) for r, f in (("分子", top), ("分母", base)) if f is not None)
        if d == 0:
            rate_too = printed is not None and printed.value > 0
            return [] if rate_too else [Rival(Reading(None, "counts", "0/0", evidence=evidence), "")]
        if n is not None and d is not None:
            counts = int(n), int(d)
            return [Rival(Reading(n / d, "counts", f"{n}/{d}", counts=counts, evidence=evidence), "")]
        if printed is None:
            return []
        evidence, whole = (*evidence, Evidence.of(printed, "数值")), None if d is None else int(d)
        first = Rival(_printed_reading(printed, whole, evidence, exceed), "")
        return [first, *_second_readings(printed, whole, evidence, exceed)]

    def _sibling(self, label: str) -> Figure | None:
        """The figure in the row of the count indicator `label`, where there is one and no two that differ."""
        if label not in self.book.indicators:
            return None
        rows, _ = self.book.rows(self.unit.code, self.period, label, self.scope)
        found = {r.value.value: r.value for r in rows if r.value is not None}
        return next(iter(found.values())) if len(found) == 1 else None

    def _possible(self, numerator: Figure | None, denominator: Figure | None, printed: Figure | None) -> bool:
        before = len(self.side.impossible)
        for role, figure in (("分子", numerator), ("分母", denominator)):
            if figure is not None and figure.value < 0:
                self._impossible(f"{role} {figure.text} 是负数", figure.place)
            elif figure is not None and figure.value.denominator != 1:
                self._impossible(f"{role} {figure.text} 不是整数", figure.place)
        if numerator is not None and denominator is not None:
            over = numerator.value > denominator.value
            if over and (denominator.value == 0 or not self.indicator.may_exceed_whole):
                self._impossible(f"分子 {numerator.text} 大于分母 {denominator.text}", numerator.place)
        if printed is not None:
            if printed.value < 0:
                self._impossible(f"比率 {printed.text} 是负数", printed.place)
            elif printed.value > 1 and not self.indicator.may_exceed_whole:
                self._impossible(f"比率 {_percent_text(printed)} 超过 100%", printed.place)
            elif denominator is not None and denominator.value == 0 and printed.value > 0:
                self._impossible(f"分母为 0，比率却填了 {_percent_text(printed)}", printed.place)
        return len(self.side.impossible) == before

    def _counted(
        self, numerator: Figure, denominator: Figure, printed: Figure | None, evidence: tuple[Evidence, ...]
    ) -> tuple[Reading, list[Rival]]:
        n, d = int(numerator.value), int(denominator.value)
        value = Fraction(n, d)
        steps = [
            f"取数：分子 {n}（{numerator.place.brief}），分母 {d}（{denominator.place.brief}）",
            f"计算：{n} ÷ {d} = {show(value, '%')}",
        ]
        rivals: list[Rival] = []
        if printed is not None:
            agreeing = _reading_that_prints(printed, value)
            if agreeing is not None:
                if printed.other is not None:
                    self.side.flags.add("advised_reading")
                steps.append(f"申报比率 {_percent_text(agreeing)} 与计算结果一致（四舍五入或截断）")
            else:
                self.side.flags.add("rate_disagrees_with_counts")
                what = (
                    f"申报 {_percent_text(printed)}（{printed.place.brief}），按 {n} ÷ {d} 为 {show(value, '%')}"
                    + self._fitting_base(n, printed)
                )
                self._tell("rate_disagrees_with_counts", printed.place, what=what)
                steps.append(f"申报比率与计算结果不一致：{what}")
                alone, exceed = (Evidence.of(printed, "数值"),), self.indicator.may_exceed_whole
                rivals.append(Rival(_printed_reading(printed, None, alone, exceed), what))
                rivals += _second_readings(printed, None, alone, exceed)
        return Reading(value, "counts", show(value, "%"), counts=(n, d), evidence=evidence, steps=tuple(steps)), rivals

    def _fitting_base(self, n: int, printed: Figure) -> str:
        """Which of the indicator's other declared bases reproduces the printed rate."""
        for base in self.indicator.other_bases:
            rows, _ = self.book.rows(self.unit.code, self.period, base, self.scope)
            for row in rows:
                if (
                    row.value is not None
                    and row.value.value > 0
                    and _reading_that_prints(printed, n / row.value.value) is not None
                ):
                    return f"；像是用“{base}”（{row.value.text}，{row.value.place.brief}）作了分母"
        return ""

    def _printed(
        self, printed: Figure, numerator: Figure | None, denominator: Figure | None, evidence: tuple[Evidence, ...]
    ) -> tuple[Reading, list[Rival]]:
        base = int(denominator.value) if denominator is not None else None
        reading = _printed_reading(printed, base, evidence, self.indicator.may_exceed_whole)
        rivals: list[Rival] = []
        if base is not None and whole_numerators(reading) is None:
            self.side.flags.add("impossible_rate")
            what = f"分母 {base} 时没有整数分子能得出 {_percent_text(printed)}"
            self._tell("impossible_rate", printed.place, what=what)
            reading = replace(reading, steps=(*reading.steps, what))
        rivals += _second_readings(printed, base, evidence, self.indicator.may_exceed_whole)
        if numerator is not None and numerator.value == 0 and printed.value > 0:
            zero = Reading(Fraction(0), "reported", "0%", evidence=evidence)
            what = f"分子为 0，比率却填了 {_percent_text(printed)}"
            self.side.flags.add("rate_disagrees_with_counts")
            self._tell("rate_disagrees_with_counts", printed.place, what=what)
            rivals.append(Rival(zero, what))
        if numerator is not None and numerator.value > 0 and printed.value == 0:
            self.side.flags.add("rate_disagrees_with_counts")
            what = f"分子为 {numerator.text}，比率却填了 {_percent_text(printed)}，又没有填分母"
            self._tell("rate_disagrees_with_counts", printed.place, what=what)
        return reading, rivals

    # -- several rows for the same thing

    def _choose(self, found: list[tuple[Fact, Reading, list[Rival]]]) -> None:
        """The first row's reading, counted ones before printed ones; rows that differ are rivals."""
        found.sort(key=lambda item: item[1].basis != "counts")
        first_row, first, rivals = found[0]
        self.side.reading = first
        self.side.rivals = list(rivals)
        self.side.evidence = first.evidence
        for row, reading, more in found[1:]:
            places = f"{_where(first_row)}、{_where(row)}"
            if same(first, reading):
                self._tell("duplicate_same", _place(row), what=places)
                self.side.rivals += [rival for rival in more if not rival.ask or reading.basis == "counts"]
                continue
            what = f"{self._said(first_row, first)}与 {self._said(row, reading)}"
            other_source = first_row.source != row.source
            if other_source:
                self.side.flags.add("sources_differ")
                what = f"{first_row.source or '本单位'}为 {said(first)}，{row.source or '本单位'}为 {said(reading)}"
            if self.scope and bool(first_row.scope) != bool(row.scope):
                self._tell("scope_unknown", _place(first_row if row.scope else row), scope=self.scope)
            else:
                self._tell("sources_differ" if other_source else "duplicate_differs", _place(row), what=what)
            self.side.rivals += [Rival(reading, what), *more]
            self.side.evidence += reading.evidence

    def _said(self, row: Fact, reading: Reading) -> str:
        unscoped = "" if row.scope or not self.scope else "，没有写明统计范围"
        return f"{said(reading)}（{_where(row)}{unscoped}）"


def _where(row: Fact) -> str:
    return str(_place(row)) or NOWHERE


def _between_periods(here: Reading, there: Reading, *, longer: bool, final: bool) -> Clash | None:
    """What this period's figure would have to be beside a longer or a shorter period's, where its own cannot stand."""
    if final:
        return nearest_as_part(here, there) if longer else nearest_as_whole(here, there)
    if here.value is None or there.value is None:
        return None
    return (there.value,) if (here.value > there.value if longer else here.value < there.value) else None


def _unread(cell: Unread) -> str:
    """The words of a cell that could not be read, said once."""
    why = cell.why.rstrip("。") or "读不出数"
    return f"{cell.place.brief}：{why}" if cell.text in why else f"{cell.place.brief}写的是“{cell.text}”，{why}"


def _place(row: Fact) -> Place:
    for figure in row.figures:
        return figure.place
    for unread in row.unread:
        return unread.place
    return next(iter(row.cells.values()), Place())


def _percent_text(figure: Figure) -> str:
    return figure.text if "%" in figure.text else show(figure.value, "%", places=6)


def _reading_that_prints(printed: Figure, value: Fraction) -> Figure | None:
    """The reading of a printed rate, first or second, that `value` prints as."""
    for reading in (printed, _second(printed)):
        if reading is None:
            continue
        low, high = reading.printed_range
        if reading.value == value or low <= value < high:
            return reading
    return None


def _second(printed: Figure) -> Figure | None:
    """The second reading of a cell as a figure of its own: 0.9 as 0.9 %, its last digit worth as much less."""
    if printed.other is None or not printed.value:
        return None
    return replace(printed, value=printed.other, step=printed.step * printed.other / printed.value, other=None)


def _second_readings(
    printed: Figure, base: int | None, evidence: tuple[Evidence, ...], may_exceed: bool
) -> list[Rival]:
    """The question that a cell with a second reading puts; none for any other cell."""
    second = _second(printed)
    if second is None:
        return []
    reading = _printed_reading(second, base, evidence, may_exceed)
    first = show(printed.value, "%", places=6)
    return [Rival(reading, f"{printed.place.brief}填写的“{printed.text}”可读作 {first} 或 {reading.text}", ask=True)]


def _printed_reading(printed: Figure, base: int | None, evidence: tuple[Evidence, ...], may_exceed: bool) -> Reading:
    low, high = printed.printed_range
    text = _percent_text(printed) if printed.other is None else show(printed.value, "%", places=6)
    where = f"（{printed.place.brief}）" if printed.place != Place() else ""
    steps = [f"只申报了比率 {text}{where}" + (f"，分母 {base}" if base is not None else "，未报分子分母")]
    return Reading(
        printed.value,
        "reported",
        text,
        low=low,
        high=high,
        base=base,
        evidence=evidence,
        steps=tuple(steps),
        may_exceed=may_exceed,
    )
