"""Who should have reported: a list the user gives, or the governments the rules bind."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from compliance import engine
from compliance.errors import UsageError, problem
from compliance.indicator import Indicators
from compliance.period import Period
from compliance.region import NATIONAL, Division, Divisions, Unit, normalised
from compliance.rule import Pack
from compliance.source import Place

_CODES = ("单位代码", "代码", "行政区划代码", "unit", "code")
_NAMES = ("单位名称", "名称", "单位", "unit_name", "name")


class Expected(Struct, frozen=True):
    """The units of a list: code and name; and the file it stood in."""

    units: tuple[tuple[str, str], ...]
    name: str
    sha256: str


def read_units(path: Path) -> Expected:
    """Read `units.csv`: a heading row with 单位代码 and, where there is one, 单位名称; UTF-8 or GB 18030.

    Raises:
        UsageError: there is no such file, or no such column in it.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise UsageError(problem("file_not_found", Place(path.name))) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    lines = list(csv.reader(io.StringIO(text)))
    head = [cell.strip().lower() for cell in lines[0]] if lines else []
    code = next((head.index(name) for name in _CODES if name in head), None)
    name = next((head.index(name) for name in _NAMES if name in head), None)
    if code is None:
        raise UsageError(problem("batch_units_heading", Place(path.name)))
    found: dict[str, str] = {}
    for line in lines[1:]:
        if len(line) > code and line[code].strip():
            written = line[name].strip() if name is not None and len(line) > name else ""
            found.setdefault(normalised(line[code]), written)
    return Expected(tuple(found.items()), path.name, hashlib.sha256(data).hexdigest())


class Silent(Struct, frozen=True, order=True):
    """A unit that should have reported for a period and did not."""

    code: str
    period: str
    name: str
    level: str
    parent: str


def silent(
    expected: Expected | None,
    reported: Collection[tuple[str, str]],
    periods: Sequence[str],
    packs: Sequence[Pack],
    divisions: Divisions,
) -> list[Silent]:
    """Who did not report for one of the run's periods: those of the list, or else the governments that a rule binds.

    Without a list, only packs that bind a unit which did report are looked at: a folder from one province says
    nothing about another's.
    """
    found: list[Silent] = []
    for text in periods:
        period = Period.parse(text)
        done = {code for code, when in reported if when == text}
        units = _listed(expected, period, divisions) if expected else _bound(done, period, packs, divisions)
        found += [Silent(u.code, text, u.name, u.level, u.parent) for u in units if u.code not in done]
    return sorted(found)


def _listed(expected: Expected, period: Period, divisions: Divisions) -> Iterator[Unit]:
    for code, name in expected.units:
        try:
            unit = divisions.unit(code, name, period.last_day)
        except UsageError:
            unit = Unit(code, name or code, "", "")
        yield Unit(unit.code, name or unit.name, unit.level, unit.parent, unit.department)


def _bound(done: Collection[str], period: Period, packs: Sequence[Pack], divisions: Divisions) -> Iterator[Unit]:
    on = period.last_day
    mine = [p for p in packs if any(divisions.is_within(code, p.document.region, on) for code in done)]
    regions = {pack.document.region for pack in mine} | {r.region for pack in mine for r in pack.rules}
    asking = engine.Asking(tuple(mine), (), Indicators({}), period.last_day, divisions)
    seen: set[str] = set()
    for region in sorted(regions):
        for division in _below(region, period, divisions):
            if division.code not in seen:
                seen.add(division.code)
                unit = Unit(division.code, division.name, division.level, division.parent)
                if asking.ask(unit, period):
                    yield unit


def _below(region: str, period: Period, divisions: Divisions) -> Iterable[Division]:
    """The division with this code and all below it."""
    own = None if region in NATIONAL else divisions.get(region, period.last_day)
    if own is not None:
        yield own
    for child in divisions.children(region, period.last_day) if region else ():
        yield from _below(child.code, period, divisions)
