"""What a unit reports: figures with their place, facts, records of its lists, and the submission they came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TypeVar, overload

from msgspec import Struct, field

from compliance.errors import Problem
from compliance.period import Period
from compliance.source import Place

_T = TypeVar("_T")

# gc=False: a file makes hundreds of these, none ever refers back to what holds it, and the collector need not follow them


class Figure(Struct, frozen=True, array_like=True, gc=False):
    """One figure as it was reported.

    Attributes:
        value: exact, in base units; a rate of 95% is 19/20; a day is its ordinal.
        text: as it was written or shown.
        step: what one unit of the last digit is worth, in `value`'s terms; 0 for an exact value.
        place: the cell or sentence.
        approximate: 余, 多, 近, 约.
        other: a second reading of the same cell (0.9 as 0.9 %), or None.
    """

    value: Fraction
    text: str
    place: Place = Place()
    step: Fraction = Fraction(0)
    approximate: bool = False
    other: Fraction | None = None

    @classmethod
    def day(cls, day: date, text: str = "", place: Place = Place()) -> Figure:
        return cls(Fraction(day.toordinal()), text or day.isoformat(), place)

    @property
    def date(self) -> date:
        return date.fromordinal(int(self.value))

    @property
    def printed_range(self) -> tuple[Fraction, Fraction]:
        """What a printed share stands for, rounded or truncated: [value − step/2, value + step)."""
        return self.value - self.step / 2, self.value + self.step


class RowCells(Struct, frozen=True, array_like=True, gc=False):
    """The cells of one row by what they are for ("数值" → column), each place made when it is asked for.

    Most are asked for only where a figure is missing, and making them all took a tenth of the time of a file.
    """

    file: str
    sheet: str
    row: int
    columns: Mapping[str, int]

    def __getitem__(self, what: str) -> Place:
        return Place.at(self.file, self.sheet, self.row, self.columns[what])

    def __contains__(self, what: object) -> bool:
        return what in self.columns

    def __len__(self) -> int:
        return len(self.columns)

    @overload
    def get(self, what: str) -> Place | None: ...
    @overload
    def get(self, what: str, default: _T) -> Place | _T: ...
    def get(self, what: str, default: _T | None = None) -> Place | _T | None:
        return self[what] if what in self.columns else default

    def keys(self) -> Iterable[str]:
        return self.columns.keys()

    def values(self) -> Iterator[Place]:
        return map(self.__getitem__, self.columns)


#: What a cell is for → where it stands.
Cells = RowCells | Mapping[str, Place]


class Unread(Struct, frozen=True, array_like=True, gc=False):
    """A cell that was filled in but could not be read as a figure: its words, and why."""

    role: str
    text: str
    place: Place
    why: str = ""


class Fact(Struct, frozen=True, array_like=True, gc=False):
    """One reported row: an indicator of a unit and period, as a value, as counts, or both.

    A row that was asked for and left blank is a fact too, with no figures: `cells` says where to fill it in
    ("数值", "分子", "分母" → place).
    """

    unit: str
    period: Period
    indicator: str
    scope: str = ""
    value: Figure | None = None
    numerator: Figure | None = None
    denominator: Figure | None = None
    source: str = ""
    remark: str = ""
    unread: tuple[Unread, ...] = ()
    cells: Cells = field(default_factory=dict)
    guessed: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(f for f in (self.value, self.numerator, self.denominator) if f is not None)

    @property
    def is_blank(self) -> bool:
        return self.value is None and self.numerator is None and self.denominator is None and not self.unread


class Record(Struct, frozen=True, array_like=True, gc=False):
    """One row of a list: a person or department, its categories and its figures by indicator name."""

    unit: str
    list: str
    period: Period
    name: str
    id: str = ""
    categories: tuple[str, ...] = ()
    values: Mapping[str, Figure] = field(default_factory=dict)
    begins: date | None = None
    ends: date | None = None
    place: Place = Place()
    unread: tuple[Unread, ...] = ()
    cells: Cells = field(default_factory=dict)


class Roll(Struct, frozen=True, array_like=True, gc=False):
    """How many rows a list must have in one category (应列人数), as the list sheet states it."""

    unit: str
    list: str
    period: Period
    category: str
    expected: Figure | None = None
    place: Place = Place()


class Submission(Struct, frozen=True, array_like=True):
    """Everything one file reports. `unit` and `period` are "" and None where the file names none."""

    file: str
    sha256: str = ""
    unit: str = ""
    unit_name: str = ""
    period: Period | None = None
    version: int | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    records: tuple[Record, ...] = ()
    rolls: tuple[Roll, ...] = ()
    problems: tuple[Problem, ...] = ()


def masked(name: str) -> str:
    """张三 → 张**. The number of characters hidden is not told."""
    return f"{name[:1]}**" if name else ""
