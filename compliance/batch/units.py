"""Who should have reported: a list the user gives, or the governments the rules bind."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from compliance import engine
from compliance.errors import Problem, UsageError, problem
from compliance.indicator import Indicators
from compliance.period import Period
from compliance.region import NATIONAL, Division, Divisions, Unit, normalised
from compliance.rule import Pack
from compliance.source import Place

_CODES = ("单位代码", "代码", "行政区划代码", "unit", "code")
_NAMES = ("单位名称", "名称", "单位", "unit_name", "name")
#: A title and a note may stand above the heading.
_HEADING_WITHIN = 10
#: 632801.0 is what a program writes that took the code for a number.
_WHOLE = re.compile(r"^([0-9]+)\.0+$")
_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}(?:/.+)?")


class Expected(Struct, frozen=True):
    """The units of a list: code and name; the file it stood in; and what is wrong with some of its lines."""

    units: tuple[tuple[str, str], ...]
    name: str
    sha256: str
    problems: tuple[Problem, ...] = ()


def read_units(path: Path) -> Expected:
    """Read `units.csv`: a heading row with 单位代码 and, where there is one, 单位名称; UTF-8, UTF-16 or GB 18030.

    A line that names no unit the list can be held to is told, and so is a code that two names share.

    Raises:
        UsageError: there is no such file, or no such column in it.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise UsageError(problem("file_not_found", Place(path.name))) from None
    lines = _lines(_text(data))
    top, (code, name) = next(
        ((n, heads) for n, line in enumerate(lines[:_HEADING_WITHIN]) if (heads := _columns(line))[0] is not None),
        (0, (None, None)),
    )
    if code is None:
        raise UsageError(problem("batch_units_heading", Place(path.name)))
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines[top + 1 :], top + 2):
        place = Place(path.name, line=number)
        written = line[code].strip() if len(line) > code else ""
        named = line[name].strip() if name is not None and len(line) > name else ""
        unit = normalised(_WHOLE.sub(r"\1", written.removeprefix("'")))
        if not unit:
            if any(cell.strip() for cell in line):
                problems.append(problem("batch_units_no_code", place, name=named or "、".join(line)[:40]))
            continue
        if not _CODE.fullmatch(unit):
            problems.append(problem("batch_units_code", place, code=written))
        first = found.setdefault(unit, named)
        if first and named and first != named:
            problems.append(problem("batch_units_twice", place, code=unit, first=first, name=named))
    if not found:
        raise UsageError(problem("batch_units_empty", Place(path.name)))
    return Expected(tuple(found.items()), path.name, hashlib.sha256(data).hexdigest(), tuple(problems))


def _text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _lines(text: str) -> list[list[str]]:
    first = text[:1000]
    delimiter = max(",\t;", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:  # no text
        return []


def _columns(line: Sequence[str]) -> tuple[int | None, int | None]:
    """Where a heading row has the code and the name."""
    head = ["".join(cell.split()).lower() for cell in line]
    code, name = (next((head.index(word) for word in words if word in head), None) for words in (_CODES, _NAMES))
    return code, name


class Silent(Struct, frozen=True, order=True):
    """A unit that should have reported for a period ("" where nobody reported at all) and did not."""

    code: str
    period: str
    name: str
    level: str
    parent: str


def silent(
    expected: Expected | None,
    reported: Mapping[str, Collection[str]],
    packs: Sequence[Pack],
    divisions: Divisions,
) -> list[Silent]:
    """Who did not report for a period for which others did: those of the list, or else the governments that a rule binds.

    Who reported for the year has reported for its quarters. A period that no rule is about (a slip: 2042) is nobody's.
    Without a list, only packs that bind a unit which did report are looked at: a folder from one province says
    nothing about another's.
    """
    found: list[Silent] = []
    if expected and not reported:
        found = [Silent(u.code, "", u.name, u.level, u.parent) for u in _listed(expected, None, divisions)]
    spans = {text: Period.parse(text) for text in reported}
    for text, period in spans.items():
        if not any(rule.binding_periods(period) for pack in packs for rule in pack.rules):
            continue
        done = {code for when, codes in reported.items() if spans[when].contains(period) for code in codes}
        units = _listed(expected, period, divisions) if expected else _bound(done, period, packs, divisions)
        found += [Silent(u.code, text, u.name, u.level, u.parent) for u in units if u.code not in done]
    return sorted(found)


def _listed(expected: Expected, period: Period | None, divisions: Divisions) -> Iterator[Unit]:
    for code, name in expected.units:
        try:
            unit = divisions.unit(code, name, period.last_day if period else None)
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
