"""A rate among the wholes it is a part of and the parts it is the whole of: inference, and contradictions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Protocol

from msgspec.structs import replace

from compliance.engine.book import Book
from compliance.engine.readings import BELOW_ALL, ONE, Reading, Rival, Side, said, whole_numerators, words
from compliance.errors import problem
from compliance.indicator import Indicator
from compliance.period import Period
from compliance.quantity import show
from compliance.region import Unit
from compliance.source import Place

#: What a reading would have to be beside another: a value, or None where there would be nothing to compare.
Clash = tuple[Fraction | None]


class Owns(Protocol):
    """What gives the side of an indicator as its own rows state it, alone or held against those of other periods."""

    book: Book

    def own(self, unit: Unit, period: Period, indicator: Indicator, scope: str) -> Side: ...

    def alone(self, unit: Unit, period: Period, indicator: Indicator, scope: str) -> Side: ...


class Family:
    """A rate among the wholes it is a part of and the parts it is the whole of."""

    def __init__(self, sides: Owns, unit: Unit, period: Period, indicator: Indicator, scope: str) -> None:
        self.sides, self.unit, self.period, self.indicator, self.scope = sides, unit, period, indicator, scope
        self.indicators = sides.book.indicators

    def _own(self, name: str) -> Side:
        return self.sides.own(self.unit, self.period, self.indicators[name], self.scope)

    def settle(self, side: Side) -> Side:
        wholes = [n for n in self.indicators.wholes(self.indicator.name) if n in self.indicators]
        if side.reading is None and not side.impossible:
            return side if self._is_given(side) else self._inferred(side, wholes) or side
        if side.reading is None:
            return side
        clashes = [*self._with_wholes(side.reading, wholes), *self._with_parts(side.reading)]
        if not clashes:
            return side
        for clash in clashes:
            self._tell(side, clash.why)
        return replace(side, rivals=[*side.rivals, *clashes], flags=side.flags | {"identity_fails"})

    def _is_given(self, side: Side) -> bool:
        """Whether a figure of its own stands somewhere: one that cannot be read, or of the other scope."""
        key = (self.unit.code, self.period, self.indicator.name, self.scope)
        return bool(side.unread) or self.sides.book.other_scope(*key) is not None

    def _tell(self, side: Side, what: str) -> None:
        place = side.evidence[0].place if side.evidence else Place()
        told = problem("figures_disagree", place, **words(self.unit, self.period, self.indicator, what=what))
        self.sides.book.problems[told] = None

    def _inferred(self, side: Side, wholes: list[str]) -> Side | None:
        for name in wholes:
            whole = self.sides.alone(self.unit, self.period, self.indicators[name], self.scope)
            if whole.impossible or whole.rivals:
                return None
            if whole.reading is None:
                continue
            exact = all_or_none(whole.reading)
            if exact is None:
                return None
            value, rounded = exact
            source = whole.reading
            beside = Family(self.sides, self.unit, self.period, self.indicators[name], self.scope)
            if any(beside._with_parts(source)):
                return None  # another part shows that the whole is not what it says
            if any(
                given is not None and given > all_of
                for given, all_of in zip(side.partial, source.counts or (), strict=False)
            ):
                self._tell(side, f"本指标填了{side.given}，其所属的总体“{name}”只有 {said(source)}")
                return None
            text = "0/0" if value is None else show(value, "%")
            step = f"本指标没有单独填报；其所属的总体“{name}”为 {source.text}，故推断为 {text}"
            reading = Reading(
                value,
                "inferred",
                text,
                inferred_from=name,
                rounded=rounded,
                evidence=source.evidence,
                steps=(*source.steps, step),
            )
            flags = side.flags | whole.flags | {"inferred"} | ({"rounded"} if rounded else set())
            return replace(side, reading=reading, evidence=source.evidence, flags=flags, absent=[])
        return None

    def _with_wholes(self, part: Reading, wholes: list[str]) -> Iterator[Rival]:
        for name in wholes:
            whole = self._own(name).reading
            for clash in self._clashes(self._own(name), lambda other: nearest_as_part(part, other)):
                assert whole is not None
                yield rival(part, whole, clash, f"本指标为 {said(part)}，其所属的总体“{name}”为 {said(whole)}")

    def _with_parts(self, whole: Reading) -> Iterator[Rival]:
        names = list(self.indicators.parts.get(self.indicator.name, ()))
        for name in names:
            names += [n for n in self.indicators.parts.get(name, ()) if n not in names]
            part = self._own(name).reading
            for clash in self._clashes(self._own(name), lambda other: nearest_as_whole(whole, other)):
                assert part is not None
                yield rival(whole, part, clash, f"本指标为 {said(whole)}，其中的“{name}”为 {said(part)}")

    @staticmethod
    def _clashes(there: Side, nearest: Callable[[Reading], Clash | None]) -> list[Clash]:
        """What this indicator would have to be beside each reading of the other, where none of them fits it.

        A figure that contradicts itself proves nothing about another.
        """
        if there.reading is None or there.impossible:
            return []
        readings = [there.reading, *(rival.reading for rival in there.rivals)]
        fits = [nearest(reading) for reading in readings]
        clashes = list(dict.fromkeys(fit for fit in fits if fit is not None))
        return [] if None in fits else clashes


def rival(reading: Reading, beside: Reading, clash: Clash, why: str) -> Rival:
    """What `reading` would have to be beside another figure, with the cells of both."""
    cells = tuple(dict.fromkeys((*reading.evidence, *beside.evidence)))
    moved = replace(
        reading,
        value=clash[0],
        basis="inferred",
        inferred_from="",  # a figure reported says so, though what it contradicts was inferred
        counts=None,
        low=None,
        high=None,
        base=None,
        evidence=cells,
    )
    return Rival(moved, why)


def all_or_none(whole: Reading) -> tuple[Fraction | None, bool] | None:
    """What a part of this whole must be (None: nothing of the kind) and whether that rests on a rounded 100 %."""
    if whole.value is None:
        return None, False
    if whole.counts is not None or whole.basis == "inferred":
        return (whole.value, whole.rounded) if whole.value in (0, 1) else None
    if whole.base is not None:
        numerators = whole_numerators(whole)
        if numerators in ((0, 0), (whole.base, whole.base)):
            return Fraction(0 if numerators == (0, 0) else 1), False
    return (ONE, True) if whole.value == 1 and whole.low is not None else None


def _numerators(reading: Reading) -> tuple[int, int, int] | None:
    """The least and the greatest numerator a reading leaves open, and its base; None where it has none."""
    if reading.counts is not None:
        return reading.counts[0], *reading.counts
    if reading.base is None or reading.low is None:
        return None
    numerators = whole_numerators(reading)
    return (*numerators, reading.base) if numerators else None


def nearest_as_part(part: Reading, whole: Reading) -> Clash | None:
    """The value nearest to the part's own that can stand beside `whole`, where its own cannot; else None.

    With bases on both sides: no more cases that did it, and no more that did not, than the whole has.
    """
    if part.value is None:
        return None
    if whole.value is None:
        return (None,)
    ours, theirs = _numerators(part), _numerators(whole)
    if ours and theirs:
        (least, greatest, base), (fewest, most, all_cases) = ours, theirs
        if base > all_cases:
            return (whole.value,)
        if least > most:
            return (Fraction(most, base),)
        spare = all_cases - base
        return (Fraction(fewest - spare, base),) if fewest > greatest + spare else None
    exact = all_or_none(whole)
    return (exact[0],) if exact and exact[0] != part.value else None


def nearest_as_whole(whole: Reading, part: Reading) -> Clash | None:
    """The value nearest to the whole's own that can stand beside `part`, where its own cannot; else None."""
    if part.value is None:
        return None
    if whole.value is None:
        return (part.value,)
    ours, theirs = _numerators(part), _numerators(whole)
    if ours and theirs:
        (least, greatest, base), (fewest, most, all_cases) = ours, theirs
        if base > all_cases:
            return (part.value,)
        if least > most:
            return (Fraction(least, all_cases),)
        spare = all_cases - base
        return (Fraction(greatest + spare, all_cases),) if fewest > greatest + spare else None
    exact = all_or_none(whole)
    if exact is None or exact[0] is None or exact[0] == part.value:
        return None
    return (BELOW_ALL if exact[0] == 1 else 1 - BELOW_ALL,)
