"""Administrative divisions down to the county with their dates, and the units that report: governments and departments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Self

from msgspec import Struct

from compliance.errors import Problem, UsageError, problem
from compliance.pattern import late
from compliance.resources import resource

#: The invented province of the samples: its units can be checked, and it is no part of the country.
INVENTED = "990000"
LEVELS = ("省", "市", "县", "乡")

#: Both codes of the whole country; what lies within it is everything.
NATIONAL = frozenset({"000000", "100000"})

_SUGGESTED = 3
_EXAMPLE = "632801"  # shown where no code is close to what was written
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_SPLIT_PROVINCES = ({"44", "46"}, {"50", "51"})  # 海南 out of 广东 in 1988, 重庆 out of 四川 in 1997
_WELL_FORMED = late(r"[0-9]{6}(?:[0-9]{3}){0,2}")

_CODE, _NAME, _PARENT = 0, 1, 3
#: So many keys are looked for in the text of the table; who asks for more gets an index.
_SEARCHED = 50


class Division(Struct, frozen=True):
    """A province, prefecture or county, for as long as its code, name and parent stayed the same.

    `parent` is "" for a province. `valid_from` and `valid_to` are the first and the last day; None is no known bound.
    The table is exact to the year: a change of 1999 is dated 1 January 1999.
    """

    code: str
    name: str
    level: str
    parent: str
    valid_from: date | None
    valid_to: date | None

    def in_force(self, on: date | None = None) -> bool:
        """Whether it is in force on that day; without a day, at the end of the table."""
        if on is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Unit(Struct, frozen=True):
    """A body that reports: a government (`632801`) or a department of one (`632801/司法局`).

    `level` is the government's. `parent` is the code of the body above: a department's own government, a
    township's county, a county's prefecture; "" for a province.
    """

    code: str
    name: str
    level: str
    parent: str
    department: str = ""

    @property
    def government(self) -> str:
        """The code of the government it is or belongs to."""
        return self.code.partition("/")[0]

    @property
    def is_government(self) -> bool:
        return not self.department

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Divisions:
    """The table of divisions. Where a day `on` may be given, leaving it out asks for the end of the table."""

    def __init__(self, rows: Iterable[Iterable[str]]) -> None:
        """From rows of code, name, level, parent, first day and last day, a code's in order of time."""
        self._hold("\n".join(map(",".join, rows)))

    def _hold(self, text: str) -> None:
        # A check asks for a dozen of the thousands of lines: each is found in the text, and taken apart, when it is.
        self._text = f"\n{text}\n"
        self._by_code, self._by_name, self._by_parent = (_Lines(self._text, c) for c in (_CODE, _NAME, _PARENT))

    @classmethod
    def read(cls, *paths: Path) -> Divisions:
        """Tables in the columns code, name, level, parent, valid_from, valid_to; a code's spans in order of time."""
        return cls._of("\n".join(map(_without_heading, paths)))

    @classmethod
    def _of(cls, text: str) -> Divisions:
        table = cls(())
        table._hold(text)
        return table

    def __reduce__(self) -> tuple[object, ...]:
        """The shipped table is found again where it is needed, not sent there line by line."""
        if self is _shipped():
            return _shipped, ()
        return self._of, (self._text,)

    @classmethod
    def shipped(cls) -> Divisions:
        """The table that comes with the program, read once."""
        return _shipped()

    def __iter__(self) -> Iterator[Division]:
        """Every span of every code, by code and then by time."""
        return map(_division, chain.from_iterable(self._by_code.all().values()))

    def get(self, code: str, on: date | None = None) -> Division | None:
        """The division that has this six-digit code on that day; None where no division has it then."""
        return next((d for d in self._spans(code) if d.in_force(on)), None)

    def children(self, code: str, on: date | None = None) -> tuple[Division, ...]:
        """The divisions directly below, by code; the provinces for the whole country."""
        below = map(_division, self._by_parent["" if code in NATIONAL else code] if code else ())
        return tuple(d for d in below if d.in_force(on) and d.code != INVENTED)

    def find_by_name(self, name: str, on: date | None = None) -> tuple[Division, ...]:
        """The divisions with exactly this official name, by code. 朝阳区 is several."""
        named = map(_division, self._by_name["".join(name.split())])
        return tuple(d for d in named if d.in_force(on))

    def is_within(self, code: str, region: str, on: date | None = None) -> bool:
        """Whether a unit (government, department, township) lies in a region or is the region itself.

        A code that is not in force on that day stands where it last stood. Everything is within the whole country;
        an unknown code is within nothing else but itself.
        """
        code, region = normalised(code), normalised(region)
        if code == region or region in NATIONAL:
            return True
        here = code.partition("/")[0]
        while here:
            if here == region:
                return True
            span = self._nearest(here, on)
            here = span.parent if span else here[:6] if len(here) > 6 else ""
        return False

    def unit(self, code: str, name: str = "", on: date | None = None) -> Unit:
        """The unit with this code: 632801, 632801/司法局, or a township's 9 or 12 digits.

        Full-width digits, spaces and the zeros that fill a code up to 12 digits are taken as meant. A code that was
        abolished within the year of `on` is still good for that year. `name` is used for what the table does not
        name: departments and townships.

        Raises:
            UsageError: `unit_malformed`, `unit_unknown`, `unit_not_yet`, `unit_renumbered` or `unit_abolished`,
                each with codes to use instead.
        """
        wanted = normalised(code)
        digits, slash, department = wanted.partition("/")
        if not _WELL_FORMED.fullmatch(digits) or bool(slash) != bool(department):
            raise UsageError(problem("unit_malformed", code=code.strip(), near=self._near(digits, name or digits, on)))
        division = self._division_of(digits, name, on)
        if len(digits) == 6:
            government = Unit(digits, division.name, division.level, division.parent)
        else:
            government = Unit(digits, digits if department or not name else name, "乡", division.code)
        if not department:
            return government
        return Unit(wanted, name or government.name + department, government.level, digits, department)

    def _division_of(self, digits: str, name: str, on: date | None) -> Division:
        """The division that a unit's code is of; for a township's, the county it begins with."""
        code = digits[:6]
        found = self.get(code, on)
        if not found and on:
            # Only the year of a change is known, and figures of that year are reported under either code.
            found = self.get(code, date(on.year - 1, 12, 31))
        if not found:
            raise UsageError(self._not_found(digits, name, on))
        # A few prefectures (东莞市) have townships and no counties.
        if len(digits) > 6 and (found.level == "省" or self.children(code, on)):
            below = self.children(code, on)[:_SUGGESTED]
            raise UsageError(
                problem("unit_unknown", what=f"“{digits}”不在行政区划代码表中", near=_listed(below) or str(found))
            )
        return found

    def _not_found(self, digits: str, name: str, on: date | None) -> Problem:
        last = self._nearest(digits[:6], on)
        if last is None:
            return problem(
                "unit_unknown", what=f"“{digits}”不在行政区划代码表中", near=self._near(digits[:6], name, on)
            )
        if last.valid_to and (on is None or last.valid_to < on):
            words = {"code": digits, "name": last.name, "year": last.valid_to.year + 1}
            if successors := self._successors(last, on):
                return problem("unit_renumbered", **words, now=_listed(successors))
            return problem("unit_abolished", **words, above=self._above(last, on))
        # A span that is not in force and has not ended begins after the day.
        assert last.valid_from
        assert on
        near = self._near(digits[:6], last.name, on)
        return problem("unit_not_yet", code=digits, name=last.name, year=last.valid_from.year, on=on.year, near=near)

    def _successors(self, gone: Division, on: date | None) -> list[Division]:
        """Where the same name lives on, or else the name as 县, 市 or 区; nothing where that would be a guess."""
        stem = gone.name.removesuffix("地区") if gone.name.endswith("地区") else gone.name[:-1]
        others = [stem + last for last in "县市区"] if len(stem) > 1 else []
        for names in ([gone.name], others):
            found = [d for name in names for d in self.find_by_name(name, on) if _may_succeed(d, gone)]
            if found:
                return found
        return []

    def _above(self, gone: Division, on: date | None) -> str:
        """The closest division above one that is gone which is still there."""
        here = gone
        while here.parent and (above := self._nearest(here.parent, on)):
            if above.in_force(on):
                return str(above)
            here = above
        return str(gone)

    def _near(self, code: str, name: str, on: date | None) -> str:
        """What may have been meant: the divisions of that name, then the codes one slip of the finger away."""
        meant = list(self.find_by_name(name, on))
        if name and not meant and not name.isdecimal():
            fits = (d for full in self._by_name.all() if _abbreviates(name, full) for d in self.find_by_name(full, on))
            meant = sorted(fits, key=lambda d: len(d.name))
        slips = (d for slip in _slips(code) if (d := self.get(slip, on)))
        meant += sorted(slips, key=lambda d: (-_agreement(d.code, code), d.code))
        return _listed(list(dict.fromkeys(meant))[:_SUGGESTED] or list(self._spans(_EXAMPLE)))

    def _spans(self, code: str) -> Iterator[Division]:
        return map(_division, self._by_code[code])

    def _nearest(self, code: str, on: date | None) -> Division | None:
        """The span in force, or else the last one before that day, or else the first."""
        spans = list(self._spans(code))
        begun = [d for d in spans if on is None or d.valid_from is None or d.valid_from <= on]
        return begun[-1] if begun else spans[0] if spans else None


def normalised(code: str) -> str:
    """A unit's code in its one form: half-width digits, no spaces, no zeros after a government's six or nine digits."""
    digits, slash, department = "".join(code.split()).replace("／", "/").partition("/")
    digits = digits.translate(_HALF_WIDTH)
    if len(digits) in (9, 12) and digits.isdecimal():
        digits = digits.removesuffix("000") if len(digits) == 12 else digits
        digits = digits.removesuffix("000") if len(digits) == 9 else digits
    return digits + slash + department


def _may_succeed(division: Division, gone: Division) -> bool:
    """Names of counties are unique in a province; a 新华区 is the old one only in the same city."""
    if division.level != gone.level or division.code == gone.code:
        return False
    if division.name.endswith("区") and gone.name.endswith("区"):
        return division.parent == gone.parent
    provinces = {division.code[:2], gone.code[:2]}
    return len(provinces) == 1 or provinces in _SPLIT_PROVINCES


@cache
def _shipped() -> Divisions:
    tables = resource("data")
    return Divisions.read(tables / "divisions.csv", tables / "example" / "divisions.csv")


class _Lines(dict[str, Sequence[str]]):
    """Key → the lines of the table with this key in one column."""

    def __init__(self, text: str, column: int) -> None:
        self._text, self._column, self._complete = text, column, False

    def __missing__(self, key: str) -> Sequence[str]:
        if not self._complete and key and len(self) < _SEARCHED:
            self[key] = found = list(self._search(key))
            return found
        return self.all().get(key, ())

    def _search(self, key: str) -> Iterator[str]:
        mark = f"\n{key}," if self._column == _CODE else f",{key},"
        at = self._text.find(mark)
        while at >= 0:
            end = self._text.index("\n", at + 1)
            line = self._text[self._text.rindex("\n", 0, at + 1) + 1 : end]
            if _fields(line)[self._column] == key:
                yield line
            at = self._text.find(mark, end)

    def all(self) -> Self:
        """Itself, with every key."""
        if not self._complete:
            self.clear()
            for line in filter(None, self._text.split("\n")):
                key = _fields(line)[self._column]
                self.setdefault(key, []).append(line)  # type: ignore[attr-defined]  # the list just made
            self._complete = True
        return self


def _without_heading(path: Path) -> str:
    """The lines of a table below its first."""
    text = path.read_bytes().decode().replace("\r\n", "\n").partition("\n")[2]
    if '"' not in text:
        return text
    import csv

    return "\n".join(map(",".join, csv.reader(text.split("\n"))))


def _fields(line: str) -> list[str]:
    """The six fields; only a name may hold a comma."""
    code, _, rest = line.partition(",")
    return [code, *rest.rsplit(",", 4)]


@cache
def _division(line: str) -> Division:
    code, name, level, parent, since, until = _fields(line)
    return Division(code, name, level, parent, _day(since), _day(until))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _listed(divisions: Iterable[Division]) -> str:
    return "、".join(map(str, divisions))


def _abbreviates(short: str, full: str) -> bool:
    """临夏州 stands for 临夏回族自治州: its characters in their order, from the same first one."""
    rest = iter(full)
    return len(short) > 1 and short[0] == full[0] and all(character in rest for character in short)


def _agreement(one: str, other: str) -> int:
    """How many first characters they share."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _slips(code: str) -> Iterator[str]:
    """Six-digit codes that a slip turns into this: a digit wrong, missing, doubled, two exchanged, the zeros left out."""
    yield code.ljust(6, "0")
    cuts = [(code[:i], code[i:]) for i in range(len(code) + 1)]
    for left, right in cuts:
        if len(code) == 7 and right:
            yield left + right[1:]
        if len(code) == 6 and len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for digit in "0123456789":
            if len(code) == 6 and right:
                yield left + digit + right[1:]
            if len(code) == 5:
                yield left + digit + right
