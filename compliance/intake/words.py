"""The words of data/layout.yaml: headings, labels, marks for "not filled in", and what units mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from compliance.quantity import UNITS, clean
from compliance.resources import resource

_BRACKETED = re.compile(r"^(?P<name>.+?)[(（\[【](?P<inside>[^()（）\[\]【】]{1,12})[)）\]】]$")
_TITLE_UNIT = re.compile(r"(?:计量|数据)?单位[:：]([^)）\]】]{1,40})")
_MULTIPLES = {"十万": 10**5, "百万": 10**6, "千万": 10**7, "千": 10**3, "万": 10**4, "亿": 10**8}
#: headings and labels are short; a remark is not looked up among them
LONGEST_HEADING = 40


class Measure(Struct, frozen=True):
    """A unit of measure as stated somewhere: the base unit, and how many base units one is."""

    base: str
    factor: int
    text: str


class Heading(Struct, frozen=True):
    """A column heading taken apart: `role` "" where the words are not known; `own` where they are the template's."""

    role: str
    own: bool
    name: str
    measure: Measure | None


class Words(Struct, frozen=True):
    """`data/layout.yaml`, turned around so that each word leads to what it means."""

    columns: Mapping[str, tuple[str, bool]]
    own: Mapping[str, str]
    form: Mapping[str, str]
    blank: frozenset[str]
    none: frozenset[str]
    totals: frozenset[str]
    total_parts: tuple[str, ...]
    ditto: frozenset[str]
    sections: frozenset[str]
    free_rows_note: str
    scopes: Mapping[str, str]
    periods_now: frozenset[str]
    periods_previous: frozenset[str]
    same_unit: Mapping[str, str]
    share_units: frozenset[str]
    day_units: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The shipped words, read once."""
    import yaml

    text = (resource("data") / "layout.yaml").read_text(encoding="utf-8")
    raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (a safe loader either way)
    columns: dict[str, tuple[str, bool]] = {}
    for role, names in raw["columns"].items():
        for index, name in enumerate(names):
            columns.setdefault(clean(name), (role, index == 0 or name in raw["own"]))
    return Words(
        columns,
        {role: names[0] for role, names in raw["columns"].items()},
        _turned(raw["form"]),
        frozenset(raw["blank"]),
        _cleaned(raw["none"]),
        _cleaned(raw["totals"]),
        tuple(raw["total_parts"]),
        _cleaned(raw["ditto"]),
        _cleaned([*raw["sections"], raw["free_rows_note"]]),
        raw["free_rows_note"],
        _turned(raw["scopes"]),
        _cleaned(raw["periods"]["now"]),
        _cleaned(raw["periods"]["previous"]),
        {name: group[0] for group in raw["same_units"] for name in group},
        _cleaned(raw["share_units"]),
        _cleaned(raw["day_units"]),
    )


def _turned(lists: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {clean(name): key for key, names in lists.items() for name in names}


def _cleaned(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(clean, names))


@lru_cache(maxsize=65536)
def cleaned(text: str) -> str:
    """`clean`, remembered: headings, names and units come again in every file."""
    return clean(text)


@lru_cache(maxsize=4096)
def measure(text: str) -> Measure | None:
    """The unit of measure `text` states: 件, 万元, %, 百分比, 千元. None where it is none."""
    name = cleaned(text)
    known = words()
    if name in known.share_units:
        return Measure("%", 1, text)
    if name in known.day_units:
        return Measure("日期", 1, text)
    name = known.same_unit.get(name, name)
    if found := UNITS.get(name):
        return Measure(known.same_unit.get(found[0], found[0]), found[1], text)
    for prefix, factor in _MULTIPLES.items():
        if name.startswith(prefix) and (found := UNITS.get(name[len(prefix) :])):
            return Measure(known.same_unit.get(found[0], found[0]), factor * found[1], text)
    return None


@lru_cache(maxsize=4096)
def base(unit: str) -> str:
    """The one name of a unit among those that mean the same: 起 → 件."""
    found = measure(unit)
    return found.base if found else unit


@lru_cache(maxsize=16384)
def heading(text: str) -> Heading:
    """Take a heading apart: “应诉率（%）” is 应诉率 counted in %."""
    if len(text) > LONGEST_HEADING:
        return Heading("", False, text, None)
    name, stated = cleaned(text).rstrip(":："), None
    known = words().columns
    if name not in known and (found := _BRACKETED.match(name)) and (stated := measure(found["inside"])):
        name = found["name"]
    role, own = known.get(name, ("", False))
    return Heading(role, own, name, stated)


def title_measures(text: str) -> tuple[Measure, ...]:
    """What “单位：万元/人次” above a table states; () where 单位 is a reporting body or nothing is said."""
    if "单位" not in text:
        return ()
    found = _TITLE_UNIT.search(cleaned(text))
    if not found:
        return ()
    stated = [measure(part) for part in re.split("[、/,;，；和]", found[1]) if part]
    return tuple(m for m in stated if m) if all(stated) else ()
