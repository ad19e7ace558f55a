"""`indicators.yaml` → what can be reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, cast

from compliance.indicator import (
    Alias,
    Group,
    Identity,
    Indicator,
    Indicators,
    Kind,
    ListSheet,
)  # fmt: skip
from compliance.pattern import late
from compliance.quantity import UNITS, clean
from compliance.rulebook.form import INDICATORS
from compliance.rulebook.nodes import Node
from compliance.rulebook.table import Faults, Table, nearest

_CODE = late("[A-Z]{2}[0-9]{2}")
_DATE_UNIT = "日期"


def read(root: Node, faults: Faults, shipped: Indicators | None = None) -> Indicators:
    """The definitions of one file, each fault noted in `faults`; on top of the `shipped` ones where these are given."""
    return read_table(Table(root, INDICATORS, "", faults), shipped)


def read_own(rows: list[Table], shipped: Indicators) -> Indicators:
    """The definitions a pack brings with it, on top of the `shipped` ones; faults go to the rows' own."""
    own = [(row, _indicator(row)) for row in rows]
    _given_once(own, shipped)
    indicators = {**shipped.indicators, **{i.name: i for _, i in own if i.name}}
    for row, indicator in own:
        _references(row, indicator, indicators)
    return Indicators(indicators, shipped.lists, shipped.groups, shipped.identities)


def read_table(top: Table, shipped: Indicators | None) -> Indicators:
    """The definitions of the table at the top of a file."""
    rows = top.tables("indicators", "name")
    own = [(row, _indicator(row)) for row in rows]
    _given_once(own, shipped)
    indicators = {**(shipped.indicators if shipped else {}), **{i.name: i for _, i in own if i.name}}
    lists = dict(shipped.lists) if shipped else {}
    groups = dict(shipped.groups) if shipped else {}
    lists |= {name: _list(name, row) for name, row in top.named("lists").items() if isinstance(row, Table)}
    groups |= {name: _group(name, row, lists) for name, row in top.named("groups").items() if isinstance(row, Table)}
    identities = [_identity(row, indicators) for row in top.tables("identities", "name")]
    for row, indicator in own:
        _references(row, indicator, indicators)
    kept = () if shipped is None else shipped.identities
    return Indicators(indicators, lists, groups, (*kept, *identities))


def _indicator(row: Table) -> Indicator:
    kind = row.choice("kind")
    unit = row.text("unit")
    wanted = {"rate": "%", "date": _DATE_UNIT}.get(kind, "")
    if unit and kind and (unit != wanted if wanted else unit in ("%", _DATE_UNIT)):
        row.fault("unit_mismatch", "unit", value=unit, expected=f"“{wanted}”" if wanted else "件数、学时或金额的单位")
    base, many = UNITS.get(unit, (unit, 1))
    if many != 1:  # figures are kept, compared and printed in the base unit: 1000万元 must not print as 10000000万元
        row.fault("unit_mismatch", "unit", value=unit, expected=f"“{base}”；填报表里仍可按{unit}填")
    for key, other in (("numerator", "denominator"), ("denominator", "numerator")):
        if kind and kind != "rate" and key in row:
            row.fault(
                "kind_mismatch", key, what=f"种类为 {kind} 的指标没有分子分母", fix="请删去，或把 kind 改为 rate。"
            )
        elif kind == "rate" and key not in row and other in row:
            row.faults.add("missing_key", row.line, where=row.where, key=key, about=row.form[key].about)
    if kind == "rate" and "numerator" not in row and "denominator" not in row:
        row.faults.add("missing_key", row.line, where=row.where, key="denominator", about="比率须写明分子分母")
    code = row.text("code")
    if code and not _CODE.fullmatch(code):
        row.fault("bad_code", "code", value=code)
    return Indicator(
        name=row.text("name"),
        code=code,
        kind=cast(Kind, kind),
        unit=unit,
        definition=row.text("definition"),
        aliases=tuple(_alias(row, alias) for alias in row.tables("aliases", "name")),
        numerator=row.text("numerator"),
        denominator=row.text("denominator"),
        other_bases=row.texts("other_bases"),
        part_of=row.text("part_of"),
        level="record" if row.choice("level") == "record" else "unit",
        source=row.text("source"),
        final=row.flag("final"),
        may_exceed_whole=row.flag("may_exceed_whole"),
        remarks=row.text("remarks"),
    )


def _alias(row: Table, alias: Table) -> Alias:
    since, until = alias.day("from"), alias.day("until")
    if since and until and until < since:
        row.fault("interval_reversed", "aliases", low=since, high=until)
    return Alias(alias.text("name"), since, until)


def _list(name: str, row: Table) -> ListSheet:
    return ListSheet(name, row.text("of"), row.text("label"), row.texts("categories"), row.flag("term"))


def _group(name: str, row: Table, lists: Mapping[str, ListSheet]) -> Group:
    group = Group(name, row.text("list"), row.texts("categories"))
    sheet = lists.get(group.list)
    if sheet is None and group.list:
        row.fault("unknown_list", "list", value=group.list, near=nearest(group.list, lists), allowed="、".join(lists))
    elif sheet is not None:
        for category in group.categories:
            if category not in sheet.categories:
                allowed = "、".join(sheet.categories)
                near = nearest(category, sheet.categories)
                row.fault("unknown_category", "categories", value=category, list=sheet.name, near=near, allowed=allowed)
    return group


def _identity(row: Table, indicators: Mapping[str, Indicator]) -> Identity:
    left, right = row.texts("left"), row.texts("right")
    _counts(row, "left", left, indicators)
    _counts(row, "right", right, indicators)
    relation: Literal["equals", "at_most"] = "at_most" if row.choice("relation") == "at_most" else "equals"
    return Identity(row.text("name"), left, relation, right)


def _counts(row: Table, key: str, names: Iterable[str], indicators: Mapping[str, Indicator]) -> None:
    """What is added up or divided by must be defined, and be a count, hours or money."""
    for name in names:
        found = indicators.get(name)
        if found is None:
            row.fault("undefined_indicator", key, value=name, near=nearest(name, indicators))
        elif found.kind in ("rate", "date"):
            row.fault("kind_mismatch", key, what=f"“{name}”不是件数", fix="请写件数指标的名称。")


def _references(row: Table, indicator: Indicator, indicators: Mapping[str, Indicator]) -> None:
    _counts(row, "other_bases", indicator.other_bases, indicators)
    for key, name in (("numerator", indicator.numerator), ("denominator", indicator.denominator)):
        found = indicators.get(name)
        if found is not None and found.kind in ("rate", "date"):
            row.fault("kind_mismatch", key, what=f"“{name}”不是件数", fix="请写件数指标的名称。")
    whole = indicator.part_of
    if not whole:
        return
    if whole not in indicators:
        row.fault("undefined_indicator", "part_of", value=whole, near=nearest(whole, indicators))
        return
    if str(indicator.kind) and str(indicators[whole].kind) not in ("", indicator.kind):
        row.fault("kind_mismatch", "part_of", what=f"“{whole}”与本指标种类不同", fix="部分与总体须是同一种类。")
    chain = [indicator.name]
    while whole:
        if whole in chain:
            if (
                whole == indicator.name and min(chain, key=list(indicators).index) == whole
            ):  # told once, at its first member
                row.fault("circular_part", "part_of", chain=" → ".join([*chain, whole]))
            return
        chain.append(whole)
        whole = indicators[whole].part_of if whole in indicators else ""


def _given_once(own: list[tuple[Table, Indicator]], shipped: Indicators | None) -> None:
    """Names, codes and aliases each lead to one indicator. Own definitions may replace a shipped one of the same name."""
    mine = {indicator.name for _, indicator in own}
    others = [] if shipped is None else [i for i in shipped.indicators.values() if i.name not in mine]
    names: dict[str, str] = {}
    codes = {i.code: i.name for i in others}
    for row, indicator in own:
        name = clean(indicator.name).upper()
        if name and name in names:
            row.fault("duplicate_name", "name", value=indicator.name)
        names[name] = indicator.name
        if indicator.code and indicator.code in codes:
            row.fault("duplicate_code", "code", value=indicator.code, other=codes[indicator.code])
        codes.setdefault(indicator.code, indicator.name)
    for other in others:
        for name in (other.name, *(alias.name for alias in other.aliases)):
            names.setdefault(clean(name).upper(), other.name)
    for row, indicator in own:
        for alias in indicator.aliases:
            owner = names.setdefault(clean(alias.name).upper(), indicator.name)
            if owner != indicator.name:
                row.fault("ambiguous_alias", "aliases", value=alias.name, other=owner)
