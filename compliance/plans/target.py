"""A target as the text conventions have it, and what one sentence yields."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction

from msgspec import Struct, field

from compliance.quantity import decimal_text, show

_DEMANDS = {
    ">=": "不低于",
    ">": "高于",
    "<=": "不高于",
    "<": "低于",
    "==": "为",
    "between": "介于",
    "by_date": "不晚于",
    "increase": "增加",
    "decrease": "减少",
}


class Target(Struct, frozen=True):
    """One target found, in the terms of the text conventions.

    Attributes:
        quote: the smallest span that states it; `span` is its place in the paragraph.
        value, value_max: plain decimal text in base units, or an ISO date; None for a relative target without factor.
        op: the comparator of a change (增长不超过5% is an increase, <=) or of a relation, "" where the words give none.
        bound: the comparator of a word behind the figure (以内), "" where there is none.
        toward: "increase" or "decrease" of a change, of an interval of change, or of a distance from another figure.
        base: what a change is measured against, as written; "" for the year before.
        levels: the levels of government it is for, where the words give them.
        besides: words that limit it and have no place in it: 除涉密案件外, 左右.
        context: the phrase around the quote, from comma to comma; "" where the quote stands alone.
        steps: how the grammar got there.
    """

    quote: str
    indicator: str
    comparator: str
    value: str | None
    unit: str | None
    value_max: str | None = None
    period: str | None = None
    quantifier: str | None = None
    scope: str | None = None
    relative_to: str | None = None
    approximate: bool = False
    soft: bool = False
    force: str = ""
    clause: str = ""
    paragraph: int = 0
    span: tuple[int, int] = (0, 0)
    exact: Fraction | None = None
    op: str = ""
    bound: str = ""
    toward: str = ""
    base: str = ""
    levels: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    context: str = ""
    steps: tuple[str, ...] = ()

    @property
    def demand(self) -> str:
        """What is asked, for a reader: 不低于90%, 介于10%和20%之间, 不晚于2024-09-30."""
        if self.comparator == "relative":
            other = self.relative_to or "其他数"
            return f"{_DEMANDS[self.op]}{other}" if self.op else f"与{other}比较"
        says = _DEMANDS[self.comparator]
        if self.comparator == "between":
            return f"{says}{self._shown(self.value)}和{self._shown(self.value_max)}之间"
        bound = _DEMANDS[self.op] if self.comparator in ("increase", "decrease") and self.op not in ("", "==") else ""
        return says + bound + self._shown(self.value)

    def _shown(self, value: str | None) -> str:
        if value is None or self.unit == "日期":
            return value or ""
        if self.unit == "比率":
            return show(Fraction(value), "%", places=6)
        return f"{value}{self.unit or ''}"


class LeftAlone(Struct, frozen=True):
    """A figure that states no target, and why."""

    quote: str
    why: str
    clause: str = ""
    paragraph: int = 0
    span: tuple[int, int] = (0, 0)


class Found(Struct):
    """The targets and the rest of one sentence; spans are places in the surface."""

    targets: list[tuple[Target, int, int]] = field(default_factory=list)
    alone: list[tuple[str, int, int]] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def covers(self, start: int, end: int) -> bool:
        """Whether a target found so far begins, or still runs, between the two places; time is logarithmic."""
        if len(self._starts) != len(self.targets):
            self._starts = sorted(a for _, a, _ in self.targets)
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end


def plain(value: Fraction) -> str:
    """The plain decimal of a value: exact where it ends, else to four places."""
    ends = value.denominator
    for factor in (2, 5):
        while ends % factor == 0:
            ends //= factor
    return decimal_text(value) if ends == 1 else decimal_text(value, 4)
