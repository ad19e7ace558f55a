"""What can be reported: indicators, the lists of persons and departments, and the identities between counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

from msgspec import Struct, field

from compliance.quantity import clean

#: What the counts of a rate may be counted in, as the ends of their names say.
COUNTED_IN = ("人次", "件", "人", "个", "户", "家", "项", "次", "场", "起", "处", "所", "份", "条")

Kind = Literal["rate", "count", "hours", "money", "date"]
KINDS: tuple[Kind, ...] = ("rate", "count", "hours", "money", "date")


class Alias(Struct, frozen=True):
    """Another name, in use from `since` to `until` (both inclusive, None: always)."""

    name: str
    since: date | None = None
    until: date | None = None


class Indicator(Struct, frozen=True):
    """One thing that is reported.

    Attributes:
        name: the name rules use; the key everywhere.
        code: the 指标编码 of the template.
        kind: rate, count, hours, money or date.
        unit: unit of measure as printed in the template.
        numerator, denominator: what a rate counts; the name of a count indicator where there is one.
        other_bases: count indicators that others divide by (受理 beside 审结).
        part_of: the indicator of the whole this one is a part of.
        level: "unit", or "record" for what is reported person by person.
        final: each case is past once it has happened, so a miss can no longer be made good.
        may_exceed_whole: a share that may be over 100 %.
    """

    name: str
    code: str
    kind: Kind
    unit: str
    definition: str = ""
    aliases: tuple[Alias, ...] = ()
    numerator: str = ""
    denominator: str = ""
    other_bases: tuple[str, ...] = ()
    part_of: str = ""
    level: Literal["unit", "record"] = "unit"
    source: str = ""
    final: bool = False
    may_exceed_whole: bool = False
    remarks: str = ""

    @property
    def counted_in(self) -> str:
        """What a rate's counts are counted in, from its denominator's name: 审结件数 → 件, 部门数 → 个."""
        label = self.denominator or self.numerator
        stem = label.removesuffix("数")
        return next((u for u in COUNTED_IN if stem.endswith(u)), "件" if not label else "个")

    def written_in(self, role: str) -> str:
        """The unit a figure of it may be written with: % for a printed rate, 件 for its counts, 学时 …"""
        if self.kind != "rate":
            return self.unit
        return "%" if role == "value" else self.counted_in


class ListSheet(Struct, frozen=True):
    """A list a clerk fills in: one row a person or department. `label` heads the stated number (应列人数)."""

    name: str
    of: str
    label: str
    categories: tuple[str, ...]
    term: bool = False


class Group(Struct, frozen=True):
    """Whom an "each …" rule ranges over: some categories of one list."""

    name: str
    list: str
    categories: tuple[str, ...]


class Identity(Struct, frozen=True):
    """A relation that holds between counts of one unit and period: sum(left) equals, or is at most, sum(right)."""

    name: str
    left: tuple[str, ...]
    relation: Literal["equals", "at_most"]
    right: tuple[str, ...]


class Indicators(Struct, frozen=True, dict=True):
    """Every definition of `rules/indicators.yaml`."""

    indicators: Mapping[str, Indicator]
    lists: Mapping[str, ListSheet] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    identities: tuple[Identity, ...] = ()

    def __getitem__(self, name: str) -> Indicator:
        return self.indicators[name]

    def __contains__(self, name: object) -> bool:
        return name in self.indicators

    def __iter__(self) -> Iterable[Indicator]:
        return iter(self.indicators.values())

    def get(self, name: str) -> Indicator | None:
        return self.indicators.get(name)

    def find(self, text: str) -> Indicator | None:
        """The indicator called `text`, by name, code or alias, blanks and width aside."""
        return self._names.get(clean(text).upper())

    def leading(self, text: str) -> tuple[Indicator, str] | None:
        """The indicator that a text names before a mark, and what stands behind: 出庭率_分子 → (出庭率, 分子)."""
        for at in reversed([i for i, c in enumerate(text) if not c.isalnum()]):
            if (found := self.find(text[:at])) is not None:
                return found, text[at + 1 :]
        return None

    @cached_property
    def _names(self) -> dict[str, Indicator]:
        names: dict[str, Indicator] = {}
        for indicator in self.indicators.values():
            for alias in indicator.aliases:
                names.setdefault(clean(alias.name).upper(), indicator)
        for indicator in self.indicators.values():  # a name or code of its own goes before another's alias
            names[clean(indicator.code).upper()] = names[clean(indicator.name).upper()] = indicator
        return names

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """Whole → the indicators that are directly part of it."""
        parts: dict[str, tuple[str, ...]] = {}
        for indicator in self.indicators.values():
            if indicator.part_of:
                parts[indicator.part_of] = (*parts.get(indicator.part_of, ()), indicator.name)
        return parts

    @cached_property
    def counted_by(self) -> dict[str, tuple[tuple[Indicator, str], ...]]:
        """Name of a count → the rates it is the numerator or denominator of, and which."""
        counted: dict[str, tuple[tuple[Indicator, str], ...]] = {}
        for indicator in self.indicators.values():
            for label, role in ((indicator.numerator, "numerator"), (indicator.denominator, "denominator")):
                if label:
                    counted[label] = (*counted.get(label, ()), (indicator, role))
        return counted

    @cached_property
    def shared_counts(self) -> dict[str, tuple[tuple[Indicator, str], ...]]:
        """Those of `counted_by` that more than one rate is made of."""
        return {label: rates for label, rates in self.counted_by.items() if len({r.name for r, _ in rates}) > 1}

    def wholes(self, name: str) -> list[str]:
        """The wholes `name` is a part of, nearest first, through any number of steps."""
        chain: list[str] = []
        here = self.indicators.get(name)
        while here and here.part_of and here.part_of not in chain and here.part_of != name:
            chain.append(here.part_of)
            here = self.indicators.get(here.part_of)
        return chain
