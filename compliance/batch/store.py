"""Submissions as bytes and back, and files that are either whole or not there.

What waits between two stages of a run is plain JSON, never a pickle: a folder that others can write to must not be
able to run anything here.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from compliance.errors import Problem, UsageError, problem
from compliance.fact import Fact, Figure, Record, Roll, Submission, Unread
from compliance.period import Period
from compliance.source import Place

#: Written into every stored file; another number is another form, and what was stored before is not used.
FORM = 1
_TEMPORARY = ".part"

_T = TypeVar("_T")


def json_bytes(value: object) -> bytes:
    """`value` as compact JSON, Chinese as it is; equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


# -- submissions


def pack(submission: Submission) -> bytes:
    """The submission as compressed bytes; equal submissions give equal bytes."""
    return zlib.compress(json_bytes(_Encoder(submission.file).submission(submission)), 1)


def unpack(data: bytes) -> Submission:
    """What `pack` was given."""
    return _Decoder(json.loads(zlib.decompress(data))).submission()


class _Encoder:
    """Lists instead of objects; a place in the submission's own file is [sheet, cell] or less."""

    def __init__(self, file: str) -> None:
        self.file = file

    def submission(self, s: Submission) -> list[Any]:
        return [
            s.file, s.sha256, s.unit, s.unit_name, _period(s.period), s.version, list(s.form.items()),
            [self.fact(f) for f in s.facts], [self.record(r) for r in s.records], [self.roll(r) for r in s.rolls],
            [self.problem(p) for p in s.problems],
        ]  # fmt: skip

    def place(self, p: Place) -> list[Any]:
        if p.file != self.file:
            return [p.sheet, p.cell, p.paragraph, p.line, p.clause, p.file]
        if p.paragraph or p.line or p.clause:
            return [p.sheet, p.cell, p.paragraph, p.line, p.clause]
        return [p.sheet, p.cell]

    def figure(self, f: Figure | None) -> list[Any] | None:
        if f is None:
            return None
        first = [f.value.numerator, f.value.denominator, f.text, self.place(f.place)]
        if not f.step and not f.approximate and f.other is None:
            return first
        return [*first, _fraction(f.step), f.approximate, f.other if f.other is None else _fraction(f.other)]

    def unread(self, unread: Iterable[Unread]) -> list[Any]:
        return [[u.role, u.text, self.place(u.place), u.why] for u in unread]

    def cells(self, cells: Mapping[str, Place]) -> list[Any]:
        return [[role, self.place(place)] for role, place in cells.items()]

    def fact(self, f: Fact) -> list[Any]:
        return [
            f.unit, f.period.text, f.indicator, f.scope, self.figure(f.value), self.figure(f.numerator),
            self.figure(f.denominator), f.source, f.remark, self.unread(f.unread), self.cells(f.cells), f.guessed,
        ]  # fmt: skip

    def record(self, r: Record) -> list[Any]:
        return [
            r.unit, r.list, r.period.text, r.name, r.id, list(r.categories),
            [[name, self.figure(figure)] for name, figure in r.values.items()], _day(r.begins), _day(r.ends),
            self.place(r.place), self.unread(r.unread), self.cells(r.cells),
        ]  # fmt: skip

    def roll(self, r: Roll) -> list[Any]:
        return [r.unit, r.list, r.period.text, r.category, self.figure(r.expected), self.place(r.place)]

    def problem(self, p: Problem) -> list[Any]:
        return [p.code, p.severity, p.message, p.advice, self.place(p.place), p.audit]


class _Decoder:
    def __init__(self, data: list[Any]) -> None:
        self.data = data
        self.file: str = data[0]

    def submission(self) -> Submission:
        file, sha256, unit, name, period, version, form, facts, records, rolls, problems = self.data
        return Submission(
            file, sha256, unit, name, Period.parse(period) if period else None, version, dict(form),
            tuple(map(self.fact, facts)), tuple(map(self.record, records)), tuple(map(self.roll, rolls)),
            tuple(map(self.problem, problems)),
        )  # fmt: skip

    def place(self, data: list[Any]) -> Place:
        match data:
            case [sheet, cell]:
                return Place(self.file, sheet, cell)
            case [sheet, cell, paragraph, line, clause]:
                return Place(self.file, sheet, cell, paragraph, line, clause)
            case [sheet, cell, paragraph, line, clause, file]:
                return Place(file, sheet, cell, paragraph, line, clause)
        raise ValueError(data)

    def figure(self, data: list[Any] | None) -> Figure | None:
        return None if data is None else self.known(data)

    def known(self, data: list[Any]) -> Figure:
        n, d, text, place = data[:4]
        if len(data) == 4:
            return Figure(Fraction(n, d), text, self.place(place))
        step, approximate, other = data[4:]
        return Figure(Fraction(n, d), text, self.place(place), Fraction(*step), approximate, other and Fraction(*other))

    def unread(self, data: list[Any]) -> tuple[Unread, ...]:
        return tuple(Unread(role, text, self.place(place), why) for role, text, place, why in data)

    def cells(self, data: list[Any]) -> dict[str, Place]:
        return {role: self.place(place) for role, place in data}

    def fact(self, data: list[Any]) -> Fact:
        unit, period, indicator, scope, value, over, under, source, remark, unread, cells, guessed = data
        return Fact(
            unit, Period.parse(period), indicator, scope, self.figure(value), self.figure(over), self.figure(under),
            source, remark, self.unread(unread), self.cells(cells), guessed,
        )  # fmt: skip

    def record(self, data: list[Any]) -> Record:
        unit, list_, period, name, id_, categories, values, begins, ends, place, unread, cells = data
        return Record(
            unit, list_, Period.parse(period), name, id_, tuple(categories),
            {indicator: self.known(figure) for indicator, figure in values},
            begins and date.fromisoformat(begins), ends and date.fromisoformat(ends), self.place(place),
            self.unread(unread), self.cells(cells),
        )  # fmt: skip

    def roll(self, data: list[Any]) -> Roll:
        unit, list_, period, category, expected, place = data
        return Roll(unit, list_, Period.parse(period), category, self.figure(expected), self.place(place))

    def problem(self, data: list[Any]) -> Problem:
        code, severity, message, advice, place, audit = data
        return Problem(code, severity, message, advice, self.place(place), audit)


def pack_problem(found: Problem) -> list[Any]:
    """A problem as JSON has it; its place keeps the file."""
    return _Encoder("\0").problem(found)


def unpack_problem(data: list[Any]) -> Problem:
    """What `pack_problem` was given."""
    return _Decoder(["\0"]).problem(data)


def _fraction(value: Fraction) -> list[int]:
    return [value.numerator, value.denominator]


def _period(period: Period | None) -> str:
    return period.text if period is not None else ""


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


# -- stored results: a line of JSON, then bytes


class Stored(Struct, frozen=True):
    """A finished piece of work on disk: what its first line says, and where its bytes begin."""

    path: Path
    head: dict[str, Any]
    start: int

    def read(self, offset: int = 0, length: int = -1) -> bytes:
        """`length` bytes from `offset`, counted from the end of the first line; the rest for -1."""
        with self.path.open("rb") as file:
            file.seek(self.start + offset)
            return file.read(length)


def write_stored(path: Path, head: dict[str, Any], body: bytes) -> Stored:
    """Write a finished piece of work; it is whole or not there.

    Raises:
        UsageError: it cannot be written.
    """
    first = json_bytes({**head, "form": FORM, "size": len(body)}) + b"\n"
    replace_bytes(path, first + body)
    return Stored(path, head, len(first))


def read_stored(path: Path) -> Stored | None:
    """What `write_stored` left there; None where there is nothing, or nothing that can be used."""
    try:
        with path.open("rb") as file:
            first = file.readline()
            size = os.fstat(file.fileno()).st_size
        head = json.loads(first)
    except (OSError, ValueError):
        return None
    if not isinstance(head, dict) or head.pop("form", None) != FORM or head.pop("size", -1) != size - len(first):
        return None
    return Stored(path, head, len(first))


# -- files that are whole or not there


def replace_bytes(path: Path, data: bytes) -> None:
    """Put `data` at `path`: written beside it and renamed.

    Raises:
        UsageError: it cannot be written.
    """
    replaced(path, lambda temporary: temporary.write_bytes(data))


def replaced(path: Path, write: Callable[[Path], _T]) -> _T:
    """Let `write` make a file under another name beside `path`, then rename it.

    Raises:
        UsageError: `batch_cannot_write`, where the disk is full, the folder read-only …
    """
    temporary = path.with_name(f".{path.name}{_TEMPORARY}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        done = write(temporary)
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise cannot_write(path, error) from error
    return done


def cannot_write(path: Path, error: BaseException) -> UsageError:
    """The one sentence for a result that cannot be stored."""
    why = getattr(error, "strerror", None) or str(error)
    known = {"No space left on device": "磁盘已满", "Read-only file system": "磁盘是只读的", "Permission denied": "没有写入权限",
             "Disk quota exceeded": "超出磁盘配额", "Not a directory": "路径中有一段不是文件夹", "File exists": "同名的文件已存在",
             "File name too long": "文件名过长"}  # fmt: skip
    said = next((chinese for english, chinese in known.items() if english in why), why)
    return UsageError(problem("batch_cannot_write", Place(path.name), why=said))
