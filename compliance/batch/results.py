"""The files of a finished run: tables in parts, problems, the summary workbook, the overview page, the manifest last."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path
from textwrap import indent
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field

from compliance.batch import frames, page, workbook
from compliance.batch.context import Context
from compliance.batch.listed import Listed, lines
from compliance.batch.overview import UNUSABLE, Overview
from compliance.batch.pieces import Pieces
from compliance.batch.store import Stored, replace_bytes, replaced
from compliance.batch.summary import Summary
from compliance.batch.tally import CODES, UnitRow
from compliance.batch.tasks import AnswerHead, AnswerUnits, Row, page_name
from compliance.batch.units import Expected, silent
from compliance.errors import Problem, UsageError, problem
from compliance.reports.data import json_text
from compliance.reports.words import SEVERITIES
from compliance.source import Place

if TYPE_CHECKING:
    import polars as pl

#: What a run writes into OUT, and nothing else.
OWN = frozenset({"verdicts", "facts", "units", "problems.csv", "summary.xlsx", "index.html", "manifest.json", ".work"})
#: Rows of one Parquet file: enough to pack well, few enough to hold.
PART = 50_000
#: Units named that are on no list.
_NAMED = 3
#: Where the files stand in a manifest.
_NO_INPUTS = '"inputs": []'
_T = TypeVar("_T")


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Finished(Struct, frozen=True):
    """A run that was finished before."""

    summary: Summary
    inputs: list[dict[str, str]]


def finished(out: Path, context: Context, expected: Expected | None, passed_over: Sequence[Problem]) -> Finished | None:
    """What a finished run of the same rules and dates left in `out`; None where there is none, or not the whole of it."""
    try:
        manifest = json.loads((out / "manifest.json").read_bytes())
        counts = manifest["counts"]
        inputs = [f for f in manifest["inputs"] if "use" not in f]
        whole = manifest["results"] == _there(out)
    except (OSError, ValueError, KeyError):
        return None
    now = {**context.manifest(), "passed_over": _passed_over(passed_over), "inputs": _used(context, expected)}
    before = {**{key: manifest.get(key) for key in now}, "inputs": [f for f in manifest["inputs"] if "use" in f]}
    return Finished(Summary.of_json(counts, manifest), inputs) if whole and now == before else None


def _there(out: Path) -> dict[str, int]:
    """How many files of each kind lie in `out`."""
    kinds = {name: sum(1 for _ in (out / name).glob("[!.]*")) for name in ("facts", "units", "verdicts")}
    return {**kinds, "others": sum((out / name).is_file() for name in ("index.html", "problems.csv", "summary.xlsx"))}


def _passed_over(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """What lay in the folders and was not read."""
    return [{"file": p.place.file, "message": p.message} for p in problems]


def _used(context: Context, expected: Expected | None) -> list[dict[str, str]]:
    used = []
    if context.waivers_name:
        used.append({"file": context.waivers_name, "sha256": context.waivers_sha256, "use": "waivers"})
    if expected:
        used.append({"file": expected.name, "sha256": expected.sha256, "use": "units"})
    return used


class Results:
    """The files of a run but the units' pages, written as the answers come in, in their order; the manifest comes last.

    Raises:
        UsageError: one cannot be written.
    """

    def __init__(
        self, out: Path, context: Context, read: Pieces, passed_over: Sequence[Problem], expected: Expected | None
    ) -> None:
        self.out, self.context, self.read = out, context, read
        self.passed_over, self.expected = passed_over, expected
        self.overview = Overview(context)
        self.verdicts, self.facts = _Parts(out / "verdicts"), _Parts(out / "facts")
        self.files = self.refused = self.submissions = self.superseded = 0
        self.failed = False
        self._before = [*passed_over, *(expected.problems if expected else ())]
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Results:
        with contextlib.ExitStack() as opened:
            self.changes = opened.enter_context(workbook.Changes(self.out, self.context))
            self.listed = opened.enter_context(Listed(self.out / "problems.csv"))
            self._problems(self._before, lines(self._before))
            for _, same in groupby(self.read, key=lambda one: one[1].file):
                self._file([row for _, row in same])
            self._open = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def _file(self, rows: Sequence[Row]) -> None:
        """Take in what was read of a file."""
        told = [found for row in rows for found in row.refused]
        self.files += 1
        self.refused += bool(told)
        self.failed = self.failed or bool(told)
        self.submissions += sum(1 for row in rows if row.length)
        self._problems(told, lines(told))

    def _problems(self, problems: Sequence[Problem], listed: str) -> None:
        self.listed.add(listed)
        for found in problems:
            self.overview.problem(found)

    def add(self, stored: Stored) -> None:
        """Take in the next answers."""
        head = _head(stored, AnswerHead)
        self.verdicts.add(frames.from_ipc(stored.read(0, head.verdicts)))
        self.facts.add(frames.from_ipc(stored.read(head.verdicts)))
        self.changes.add(head.changes)
        self.overview.answers(_Units(stored), head.tallies, head.sums)
        self.overview.waived += head.waived
        self._problems(head.problems, head.lines)
        for found in head.problems:
            self.superseded += found.code in ("superseded_version", "same_file_twice")
            self.failed = self.failed or found.code in UNUSABLE

    def finish(self) -> Summary:
        """Write what needs all answers."""
        expected = self.expected
        out, context, overview, divisions = self.out, self.context, self.overview, self.context.divisions
        if expected and (others := _others(overview, expected)) is not None:
            overview.problem(others)
            self.listed.add(lines([others]))
        overview.finish()
        self.verdicts.finish()
        self.facts.finish()
        gone = silent(expected, overview.reported(), context.packs, divisions)
        summary = self._summary(len(gone))
        self.changes.write(out / "summary.xlsx", overview, summary, gone, divisions, context)
        self._open.close()
        replace_bytes(out / "index.html", page.render(overview, summary, gone, divisions, context, expected).encode())
        pages = (page_name(unit.code) for unit in overview.units if unit.has_page)
        _tidy(out, {"units": pages, "verdicts": self.verdicts.names, "facts": self.facts.names})
        return self._manifest(summary)

    def _manifest(self, summary: Summary) -> Summary:
        """Written a file at a time: as one text it would be the greatest thing in memory."""
        told = {
            **self.context.manifest(), "inputs": [], "passed_over": _passed_over(self.passed_over),
            "counts": summary.as_json(), "results": _there(self.out),
        }  # fmt: skip
        before, after = json_text(told).split(_NO_INPUTS)

        def write(temporary: Path) -> None:
            between, end = "\n", "]"
            with temporary.open("w", encoding="utf-8", newline="") as file:
                file.write(before + _NO_INPUTS.removesuffix("]"))
                for used in chain(_inputs(self.read), _used(self.context, self.expected)):
                    file.write(between + indent(json_text(used).rstrip(), "    "))
                    between, end = ",\n", "\n  ]"
                file.write(end + after)

        replaced(self.out / "manifest.json", write)
        return Summary.of_json(summary.as_json(), told)

    def _summary(self, gone: int) -> Summary:
        overview = self.overview
        counts, shown = overview.counts, overview.shown
        needs = overview.severities["error"] or overview.severities["question"]
        missed = any(rule.open for rule in overview.rules)
        return Summary(
            self.files, self.refused, self.submissions, self.superseded, overview.units_reporting, gone,
            {c: counts[c] for c in CODES}, {c: shown[c] for c in CODES if shown[c]}, {s: overview.severities[s] for s in SEVERITIES},
            2 if self.failed else 1 if needs or missed else 0, apart={c: overview.apart[c] for c in CODES if overview.apart[c]},
        )  # fmt: skip


def _others(overview: Overview, expected: Expected) -> Problem | None:
    """Who reported and is not on the list."""
    listed = {code for code, _ in expected.units}
    named: list[str] = []
    count = 0
    for unit in overview.units:
        if unit.periods and unit.code not in listed:
            count += 1
            named += [f"{unit.code} {unit.name}"] if count <= _NAMED else []
    if not count:
        return None
    units = "、".join(named) + (" 等" if count > _NAMED else "")
    return problem("batch_units_others", Place(expected.name), count=count, units=units)


def _head(stored: Stored, kind: type[_T]) -> _T:
    try:
        return stored.head(kind)
    except (OSError, ValueError):
        raise UsageError(problem("batch_work_gone")) from None


class _Units(Struct, frozen=True):
    """The units of stored answers, read again each time they are gone through."""

    stored: Stored

    def __iter__(self) -> Iterator[UnitRow]:
        return iter(_head(self.stored, AnswerUnits).units)


def _inputs(read: Pieces) -> Iterator[dict[str, str]]:
    for file, same in groupby((row for _, row in read), key=lambda row: row.file):
        *_, row = same
        yield {"file": file, "sha256": row.sha256}


def _tidy(out: Path, parts: Mapping[str, Iterable[str]]) -> None:
    """Take away what an earlier run of other files left."""
    for folder, names in parts.items():
        kept = set(names)
        if (out / folder).is_dir():
            for path in (out / folder).iterdir():
                if path.name not in kept:
                    with contextlib.suppress(OSError):
                        path.unlink()


class _Parts(Struct):
    """A table written in files of some ten thousand rows, in order."""

    folder: Path
    held: list[pl.DataFrame] = field(default_factory=list)
    rows: int = 0
    names: list[str] = field(default_factory=list)

    def add(self, frame: pl.DataFrame) -> None:
        self.held.append(frame)
        self.rows += len(frame)
        if self.rows >= PART:
            self._write()

    def finish(self) -> None:
        """Write the rest; a table without rows is one empty file, so that whoever reads it finds its columns."""
        if self.held and (self.rows or not self.names):
            self._write()

    def _write(self) -> None:
        import polars as pl

        frame = pl.concat(self.held)
        name = f"{len(self.names) + 1:05}.parquet"
        replaced(self.folder / name, lambda path: frame.write_parquet(path, compression="zstd", statistics=True))
        self.names.append(name)
        self.held, self.rows = [], 0


__all__ = ["OWN", "Finished", "Results", "finished", "processors"]
