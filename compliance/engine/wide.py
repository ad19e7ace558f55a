"""What units reported, laid wide: one row a unit, a column of whole numbers for each indicator, scope, period and role.

Only what needs no judgement is laid so. Whatever a careful reader would have to look at (printed rates, duplicates,
approximate or fractional figures, rows without scope) is marked `strange` and left to the engine that goes row by row,
which gets the figures as facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from functools import partial, reduce
from operator import or_
from typing import Any

import polars as pl
from msgspec import Struct, field

from compliance.errors import problem
from compliance.fact import Fact, Figure
from compliance.indicator import Indicator, Indicators
from compliance.period import Period
from compliance.quantity import Quantity, QuantityError, clean
from compliance.region import normalised
from compliance.rule import SCOPES
from compliance.source import Place
from compliance.tables import (
    FACTS,
    ROLES,
    TYPES,
    WIDE,
    Faults,
    Numbers,
    columns_checked,
    numbers,
    ordinals,
    periods,
    texts,
    wide_name,
)

#: Gives the scope of an indicator that a wide column names without one; "" where the rules do not settle it.
ScopeOf = Callable[[str], str]


def column(indicator: str, scope: str, period: Period, role: str) -> str:
    """The name of a column of the laid frame."""
    return f"{indicator}|{scope}|{period.text}|{role}"


class Laid(Struct):
    """Figures by unit. `frame` has a row for each of `units`, in their order, and nothing but Int64 columns.

    Attributes:
        keys: (indicator, scope, period) → the roles there are columns for.
        strange: indicator → rows of `units` on which only the row engine can say what was reported.
        facts: rows of `units` → all their facts.
        reported: (indicator, scope, period) → rows of `units` that have any figure of these, one laid or one not.
    """

    units: pl.Series
    frame: pl.DataFrame
    keys: Mapping[tuple[str, str, Period], tuple[str, ...]]
    strange: Mapping[str, pl.Series] = field(default_factory=dict)
    facts: Callable[[Sequence[int]], list[Fact]] = lambda rows: []
    reported: Mapping[tuple[str, str, Period], Callable[[], pl.Series]] = field(default_factory=dict)

    @property
    def periods(self) -> list[Period]:
        return sorted({period for _, _, period in self.keys})


def is_wide(frame: pl.DataFrame) -> bool:
    """Whether a facts frame has a column for each indicator rather than a row."""
    names = [c for c in FACTS.columns if c.name in ("indicator", *ROLES)]
    of_rows = {name for c in names for name in (c.name, *c.headings)}
    return not any(clean(name) in of_rows for name in frame.columns)


def lay(
    frame: pl.DataFrame,
    units: pl.Series,
    indicators: Indicators,
    scope_of: ScopeOf,
    default: Period | None,
    faults: Faults,
) -> Laid:
    """A facts frame, long or wide, laid by the rows of `units`."""
    kind = _Wide if is_wide(frame) else _Long
    return kind(frame, units, indicators, scope_of, default, faults).lay()


class _Facts:
    """A facts frame with what it takes to lay it."""

    def __init__(
        self,
        frame: pl.DataFrame,
        units: pl.Series,
        indicators: Indicators,
        scope_of: ScopeOf,
        default: Period | None,
        faults: Faults,
    ) -> None:
        self.frame, self.units, self.indicators, self.faults = frame, units, indicators, faults
        self.scope_of, self.default = scope_of, default


# -- a row a unit


class _Wide(_Facts):
    def lay(self) -> Laid:
        columns_checked(self.frame, WIDE, self.faults, self._is_figures)
        named = self._named()
        codes = texts(self.frame, WIDE, "unit", self.faults)
        when, found = periods(self.frame, WIDE, self.faults, self.default)
        self.faults.stop()
        assert codes is not None
        codes = as_listed(codes, self.units)
        parts: list[pl.DataFrame] = []
        keys: dict[tuple[str, str, Period], tuple[str, ...]] = {}
        strange: dict[str, list[pl.Series]] = {}
        odd_texts: dict[str, pl.Series] = {}
        for period in found:
            mine = when == period.text if when is not None and len(found) > 1 else None
            here = codes if mine is None else codes.filter(mine)
            place = self._rows(here)
            columns: list[pl.Series] = []
            for (indicator, scope), roles in named.items():
                for role, (whole, text) in roles.items():
                    name = column(indicator.name, scope, period, role)
                    figures = self._placed(whole if mine is None else whole.filter(mine), place)
                    columns.append(figures.alias(name))
                    if text is not None:
                        beside = self._placed(text if mine is None else text.filter(mine), place)
                        if beside.null_count() < len(beside):
                            odd_texts[name] = beside
                            strange.setdefault(indicator.name, []).append(beside.is_not_null().arg_true())
                keys[indicator.name, scope, period] = tuple(roles)
            parts.append(pl.DataFrame(columns))
        laid = pl.concat(parts, how="horizontal") if parts else pl.DataFrame()
        rows = {name: pl.concat(marks).unique() for name, marks in strange.items()}
        source = _FromWide(self.units, laid, keys, odd_texts, self.indicators)
        reported = {key: partial(source.reported, key) for key in keys}
        return Laid(self.units, laid, keys, rows, source.facts, reported)

    def _is_figures(self, name: str) -> bool:
        """Whether a column is named as one of figures; one that only begins so (出庭率_分子, 出庭率) is an error."""
        parts = wide_name(name)
        if parts is not None and self.indicators.leading(parts[0]) is None:
            return True
        found = self.indicators.leading(f"{name}.")
        if found is None:
            return False
        indicator, rest = found
        near = f"{indicator.name}.{_role_meant(rest)}"
        self.faults.found.append(problem("column_unknown", table=WIDE.name, column=name, near=near))
        return True

    def _named(self) -> dict[tuple[Indicator, str], dict[str, Numbers]]:
        """(indicator, scope) → role → its column, read."""
        named: dict[tuple[Indicator, str], dict[str, Numbers]] = {}
        first: dict[tuple[str, str, str], str] = {}
        for name in self.frame.columns:
            parts = wide_name(name)
            if parts is None:
                continue
            text, scope, role = parts
            indicator = self.indicators.find(text)
            words = {"column": name, "indicator": text, "role": role}
            if indicator is None:
                self.faults.note("frame_indicator_unknown", len(self.frame), table=WIDE.name, indicator=text)
                continue
            if indicator.kind != "rate" and role != "value":
                self.faults.found.append(problem("wide_role", **words))
                continue
            scope = scope or self.scope_of(indicator.name)
            if not scope:
                self.faults.found.append(problem("wide_scope_needed", **words))
                continue
            other = first.setdefault((indicator.name, scope, role), name)
            if other != name:  # by its code, an alias, or with its scope and without
                self.faults.found.append(problem("wide_column_twice", table=WIDE.name, first=other, column=name))
                continue
            figures = numbers(self.frame[name], WIDE, self.faults, days=indicator.kind == "date")
            if figures.text is not None:
                parsed(figures.text, indicator, role, WIDE.name, name, self.faults)
            named.setdefault((indicator, scope), {})[role] = figures
        return named

    def _rows(self, codes: pl.Series) -> pl.Series | None:
        """For each unit the row of the facts frame that is about it; None where they stand in the same order."""
        if codes is self.units or (len(codes) == len(self.units) and bool((codes == self.units).all())):
            return None
        at = pl.DataFrame({"unit": codes}).with_row_index("at")
        twice = at.filter(pl.col("unit").is_duplicated())
        if len(twice):
            unit = twice["unit"][0]
            first, second = twice.filter(pl.col("unit") == unit)["at"].to_list()[:2]
            self.faults.twice(WIDE.name, first, second, unit)
            self.faults.stop()
        foreign = at.join(pl.DataFrame({"unit": self.units}), on="unit", how="anti")
        tell_foreign(foreign["unit"], WIDE.name, self.faults)
        return pl.DataFrame({"unit": self.units}).join(at, on="unit", how="left", maintain_order="left")["at"]

    @staticmethod
    def _placed(series: pl.Series, place: pl.Series | None) -> pl.Series:
        return series if place is None else series.gather(place)


class _FromWide(Struct):
    units: pl.Series
    frame: pl.DataFrame
    keys: Mapping[tuple[str, str, Period], tuple[str, ...]]
    odd: Mapping[str, pl.Series]
    indicators: Indicators

    def reported(self, key: tuple[str, str, Period]) -> pl.Series:
        names = [column(*key, role) for role in self.keys[key]]
        found = [s.is_not_null() for n in names for s in (self.frame[n], self.odd.get(n)) if s is not None]
        return reduce(or_, found).arg_true()

    def facts(self, rows: Sequence[int]) -> list[Fact]:
        chosen = pl.Series(rows, dtype=pl.UInt32)
        codes = self.units.gather(chosen).to_list()
        facts = []
        for (name, scope, period), roles in self.keys.items():
            indicator = self.indicators[name]
            figures: dict[str, list[Figure | None]] = {}
            for role in roles:
                key = column(name, scope, period, role)
                wholes = self.frame[key].gather(chosen).to_list()
                odd = self.odd[key].gather(chosen).to_list() if key in self.odd else [None] * len(wholes)
                figures[role] = [read_figure(w, t, indicator, role) for w, t in zip(wholes, odd, strict=True)]
            for i, code in enumerate(codes):
                value, top, base = (
                    figures[r][i] if r in figures else None for r in ("value", "numerator", "denominator")
                )
                if value is not None or top is not None or base is not None:
                    facts.append(Fact(code, period, name, scope, value, top, base))
        return facts


def _role_meant(text: str) -> str:
    """numeratr, 全州.分子 → numerator; value where it is like none."""
    text = text.lower()
    said = next((r for r in ROLES if r in text or FACTS[r].about in text), None)
    return said or (get_close_matches(re.split(r"\W", text.rstrip("."))[-1], ROLES, cutoff=0) or ["value"])[0]


# -- a row a figure

_HOLDERS = ("file", "sheet", "cell", "source", "remark")


class _Long(_Facts):
    def lay(self) -> Laid:
        columns_checked(self.frame, FACTS, self.faults)
        codes = texts(self.frame, FACTS, "unit", self.faults)
        names = texts(self.frame, FACTS, "indicator", self.faults)
        scopes = texts(self.frame, FACTS, "scope", self.faults)
        when, _ = periods(self.frame, FACTS, self.faults, self.default)
        self.faults.stop()
        assert codes is not None and names is not None
        size = len(self.frame)
        rows = pl.DataFrame({
            "unit": as_listed(codes, self.units),
            "name": names,
            "scope": scopes if scopes is not None else pl.Series([None] * size, dtype=pl.String),
            "period": when if when is not None else pl.Series([self.default.text if self.default else ""] * size),
        }).with_columns(pl.col("scope").fill_null(""))  # fmt: skip
        rows = rows.with_columns([s for role in ROLES for s in self._figures(role, size)])
        rows = rows.with_columns(self._approximate(size), *[self._holder(h) for h in _HOLDERS]).with_row_index("row")
        self._check_scope(rows)
        rows = self._known(rows)
        if scopes is None:  # nobody was asked for it: as in a column of a wide frame that does not say it
            settled = {name: self.scope_of(name) for name in rows["indicator"].unique().to_list()}
            rows = rows.with_columns(pl.col("indicator").replace(settled).alias("scope"))
        rows = self._with_days(rows)
        self._check_texts(rows)
        self.faults.stop()
        rows = rows.filter(pl.any_horizontal([pl.col(r).is_not_null() | pl.col(f"{r}#").is_not_null() for r in ROLES]))
        at = pl.DataFrame({"unit": self.units}).with_row_index("at")
        tell_foreign(rows.join(at, on="unit", how="anti")["unit"], FACTS.name, self.faults)
        rows = rows.join(at, on="unit", how="inner", maintain_order="left")
        return self._laid(rows)

    def _figures(self, role: str, size: int) -> list[pl.Series]:
        if role not in self.frame.columns:
            return [
                pl.Series(role, [None] * size, dtype=pl.Int64),
                pl.Series(f"{role}#", [None] * size, dtype=pl.String),
            ]
        whole, text = numbers(self.frame[role], FACTS, self.faults)
        text = text if text is not None else pl.Series([None] * size, dtype=pl.String)
        return [whole.alias(role), text.alias(f"{role}#")]

    def _approximate(self, size: int) -> pl.Series:
        if "approximate" not in self.frame.columns:
            return pl.Series("approximate", [False] * size, dtype=pl.Boolean)
        series = self.frame["approximate"]
        if series.dtype not in (pl.Boolean, pl.Null):
            self.faults.whole_column(FACTS.name, series, f"应为{TYPES['flag']}")
            return pl.Series("approximate", [False] * size, dtype=pl.Boolean)
        return series.cast(pl.Boolean).fill_null(value=False)

    def _holder(self, name: str) -> pl.Series:
        series = texts(self.frame, FACTS, name, self.faults)
        return (series if series is not None else pl.Series([None] * len(self.frame), dtype=pl.String)).alias(name)

    def _check_scope(self, rows: pl.DataFrame) -> None:
        wrong = rows.filter(~pl.col("scope").is_in(["", *SCOPES]))
        self.faults.cells(
            FACTS.name, "scope", wrong["row"].to_list(), wrong["scope"].to_list(), "应为本级或全域，或不填"
        )

    def _known(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows of indicators that are defined, under their one name and with their kind."""
        found = {text: self.indicators.find(text) for text in rows["name"].unique().to_list()}
        for text, indicator in sorted(found.items()):
            if indicator is None:
                count = int((rows["name"] == text).sum())
                self.faults.note("frame_indicator_unknown", count, table=FACTS.name, indicator=text)
        known = {text: i for text, i in found.items() if i is not None}
        table = pl.DataFrame(
            {
                "name": list(known),
                "indicator": [i.name for i in known.values()],
                "kind": [i.kind for i in known.values()],
            },
            schema={"name": pl.String, "indicator": pl.String, "kind": pl.String},
        )
        return rows.join(table, on="name", how="inner", maintain_order="left").drop("name")

    def _with_days(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The values of date indicators as ordinals; a number where a day should stand is refused."""
        dated = pl.col("kind") == "date"
        wrong = rows.filter(dated & (pl.col("value").is_not_null()))
        self.faults.cells(FACTS.name, "value", wrong["row"].to_list(), wrong["value"].to_list(), f"应为{TYPES['day']}")
        day = ordinals(rows["value#"])
        return rows.with_columns(
            pl.when(dated).then(day).otherwise(pl.col("value")).alias("value"),
            pl.when(dated & day.is_not_null()).then(None).otherwise(pl.col("value#")).alias("value#"),
        )

    def _check_texts(self, rows: pl.DataFrame) -> None:
        for role in ROLES:
            odd = rows.filter(pl.col(f"{role}#").is_not_null())
            for (name,), group in odd.group_by("indicator", maintain_order=True):
                indicator = self.indicators[str(name)]
                series = group[f"{role}#"]
                parsed(series, indicator, role, FACTS.name, role, self.faults, group["row"].to_list())

    def _laid(self, rows: pl.DataFrame) -> Laid:
        rate = pl.col("kind") == "rate"
        counted = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null() & pl.col("value").is_null()
        single = pl.col("numerator").is_null() & pl.col("denominator").is_null() & pl.col("value").is_not_null()
        no_texts = pl.all_horizontal([pl.col(f"{role}#").is_null() for role in ROLES])
        plain = (pl.col("scope") != "") & ~pl.col("approximate") & no_texts
        plain = plain & pl.when(rate).then(counted).otherwise(single)
        told_twice = pl.len().over("at", "indicator", "scope", "period") > 1
        rows = rows.with_columns((~plain | told_twice).alias("strange"))
        strange = rows.filter("strange").select("at", "indicator").unique()
        kept = rows.join(strange, on=["at", "indicator"], how="anti") if len(strange) else rows
        keys: dict[tuple[str, str, Period], tuple[str, ...]] = {}
        columns: list[pl.Series] = []
        for (name, scope, when), group in kept.group_by("indicator", "scope", "period", maintain_order=True):
            period = Period.parse(str(when))
            roles = ("numerator", "denominator") if self.indicators[str(name)].kind == "rate" else ("value",)
            keys[str(name), str(scope), period] = roles
            for role in roles:
                blank = pl.Series(column(str(name), str(scope), period, role), [None], dtype=pl.Int64)
                columns.append(blank.new_from_index(0, len(self.units)).scatter(group["at"], group[role]))
        marks = {str(name): group["at"] for (name,), group in strange.group_by("indicator", maintain_order=True)}
        reported = {
            (str(name), str(scope), Period.parse(str(when))): group["at"].unique
            for (name, scope, when), group in rows.group_by("indicator", "scope", "period", maintain_order=True)
        }
        return Laid(self.units, pl.DataFrame(columns), keys, marks, _FromLong(rows, self.indicators).facts, reported)


class _FromLong(Struct):
    rows: pl.DataFrame
    indicators: Indicators

    def facts(self, rows: Sequence[int]) -> list[Fact]:
        wanted = pl.DataFrame({"at": pl.Series(rows, dtype=pl.UInt32)})
        return [self._fact(r) for r in self.rows.join(wanted, on="at", how="semi").iter_rows(named=True)]

    def _fact(self, row: dict[str, Any]) -> Fact:
        indicator = self.indicators[row["indicator"]]
        place = Place(row["file"] or "", row["sheet"] or "", row["cell"] or "")
        figures = [
            read_figure(row[role], row[f"{role}#"], indicator, role, place, row["approximate"]) for role in ROLES
        ]
        numerator, denominator, value = figures
        return Fact(
            row["unit"], Period.parse(row["period"]), indicator.name, row["scope"], value, numerator, denominator,
            source=row["source"] or "", remark=row["remark"] or "",
        )  # fmt: skip


# -- figures


def read_figure(
    whole: int | None,
    text: str | None,
    indicator: Indicator,
    role: str,
    place: Place = Place(),
    approximate: bool = False,
) -> Figure | None:
    """A cell as a figure: whole, or in words that were found readable; None where it is blank."""
    if text is not None:
        quantity = Quantity.parse(text)
        share = indicator.kind == "rate" and role == "value"
        step = quantity.step if share else Fraction(0)
        return Figure(quantity.value, text, place, step, approximate or quantity.approximate)
    if whole is None:
        return None
    if indicator.kind == "date" and role == "value":
        return Figure.day(date.fromordinal(whole), place=place)
    return Figure(Fraction(whole), str(whole), place, approximate=approximate)


def parsed(
    series: pl.Series,
    indicator: Indicator,
    role: str,
    table: str,
    name: str,
    faults: Faults,
    rows: Sequence[int] | None = None,
) -> None:
    """Tell every text that is no figure of this indicator."""
    texts_ = series.drop_nulls().unique().to_list()
    wrong: dict[object, str] = {text: why for text in texts_ if (why := _why_not(text, indicator, role))}
    if wrong:
        at = series.is_in(list(wrong)).arg_true().to_list()
        texts_ = [series[i] for i in at]
        faults.cells(table, name, [rows[i] for i in at] if rows is not None else at, texts_, wrong)


def _why_not(text: str, indicator: Indicator, role: str) -> str:
    if indicator.kind == "date" and role == "value":
        return f"应为{TYPES['day']}"
    try:
        unit = Quantity.parse(text).unit
    except QuantityError:
        return f"应为{TYPES['number']}"
    fitting = indicator.written_in(role)
    return "" if unit in ("", fitting) else f"计量单位应为{fitting}"


def as_listed(codes: pl.Series, units: pl.Series) -> pl.Series:
    """Codes as the units have them: ６３２８０１, 632801000000 and 632801 with a blank behind it are one unit's.

    Where they are the units' own, one by one, these themselves.
    """
    if len(codes) == len(units) and bool((codes == units).all()):
        return units
    foreign = codes.filter(~codes.is_in(units.implode())).unique()
    if not len(foreign):
        return codes
    odd = units.filter(units.str.contains(r"[^0-9]|000$"))
    known = {normalised(unit): unit for unit in odd.to_list()}
    plain = pl.Series([normalised(code) for code in foreign.to_list()], dtype=pl.String)
    known |= {code: code for code in plain.filter(plain.is_in(units.implode())).to_list()}
    meant = {code: known[n] for code, n in zip(foreign.to_list(), plain.to_list(), strict=True) if n in known}
    return codes.replace(meant) if meant else codes


def tell_foreign(codes: pl.Series, table: str, faults: Faults) -> None:
    """Tell of the units of a frame that are not to be checked."""
    if len(codes):
        faults.note("unit_not_listed", codes.n_unique(), {"unit": codes.min()}, table=table)


def scopes_asked(asked: Iterable[tuple[str, str]], indicators: Indicators) -> ScopeOf:
    """The scope a wide column stands for: the one its rules ask, or that of the rules of what it belongs with.

    `asked` are (indicator, scope) of every rule. An indicator no rule asks takes the scope of the rates it counts, of
    the wholes and parts it has and of the identities it stands in; 全域 where nothing asks for any of these.
    """
    direct: dict[str, set[str]] = {}
    for name, scope in asked:
        direct.setdefault(name, set()).add(scope)

    def scope_of(name: str) -> str:
        found = set(direct.get(name, ()))
        for other in () if found else kin(name, indicators):
            found |= direct.get(other, set())
        if not found and not any(direct):
            return ""
        return found.pop() if len(found) == 1 else "" if found else "全域"

    return scope_of


def kin(name: str, indicators: Indicators) -> Iterator[str]:
    """What an indicator is counted in, a part of, or stands in an identity with; and what is so of it."""
    yield from indicators.wholes(name)
    for other in indicators.indicators.values():
        if name in (other.numerator, other.denominator, *other.other_bases, other.part_of) or name in indicators.wholes(
            other.name
        ):
            yield other.name
    for identity in indicators.identities:
        if name in (*identity.left, *identity.right):
            for member in (*identity.left, *identity.right):
                yield member
                yield from (o.name for o in indicators.indicators.values() if member in (o.numerator, o.denominator))
