"""The files of a finished run: tables in parts, problems, the summary workbook, the overview page, the manifest last."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from msgspec import Struct, field

from compliance.batch import frames, page, workbook
from compliance.batch.context import Context
from compliance.batch.listed import Listed, lines
from compliance.batch.overview import UNUSABLE, Overview
from compliance.batch.store import Stored, replace_bytes, replaced
from compliance.batch.summary import Summary
from compliance.batch.tally import CODES
from compliance.batch.tasks import AnswerHead, Row
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


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Finished(Struct, frozen=True):
    """A run that was finished before."""

    summary: Summary
    inputs: list[dict[str, str]]


def finished(out: Path, context: Context, expected: Expected | None) -> Finished | None:
    """What a finished run of the same rules and dates left in `out`; None where there is none."""
    try:
        manifest = json.loads((out / "manifest.json").read_bytes())
        counts = manifest["counts"]
        inputs = [f for f in manifest["inputs"] if "use" not in f]
    except (OSError, ValueError, KeyError):
        return None
    now = {**context.manifest(), "inputs": _used(context, expected)}
    before = {
        **{key: manifest.get(key) for key in context.manifest()},
        "inputs": [f for f in manifest["inputs"] if "use" in f],
    }
    return Finished(Summary.of_json(counts, manifest), inputs) if now == before else None


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

    def __init__(self, out: Path, context: Context, rows: Sequence[Row], problems: Sequence[Problem]) -> None:
        self.out, self.context, self.rows = out, context, rows
        self.overview = Overview(context)
        self.pages: set[str] = set()
        self.verdicts, self.facts = _Parts(out / "verdicts"), _Parts(out / "facts")
        self.superseded = 0
        self.failed = any(row.refused for row in rows)
        self._before = [*problems, *(found for row in rows for found in row.refused)]
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Results:
        with contextlib.ExitStack() as opened:
            self.changes = opened.enter_context(workbook.Changes(self.out, self.context))
            self.listed = opened.enter_context(Listed(self.out / "problems.csv"))
            self.listed.add(lines(self._before))
            self._open = opened.pop_all()
        for found in self._before:
            self.overview.problem(found)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def add(self, stored: Stored) -> None:
        """Take in the next answers."""
        head = _head(stored)
        self.verdicts.add(frames.from_ipc(stored.read(0, head.verdicts)))
        self.facts.add(frames.from_ipc(stored.read(head.verdicts)))
        self.changes.add(head.changes)
        self.overview.answers(head.units, head.tallies)
        self.pages.update(head.pages)
        self.listed.add(head.lines)
        for found in head.problems:
            self.overview.problem(found)
            self.superseded += found.code in ("superseded_version", "same_file_twice")
            self.failed = self.failed or found.code in UNUSABLE

    def finish(self, expected: Expected | None) -> Summary:
        """Write what needs all answers."""
        out, context, overview, divisions = self.out, self.context, self.overview, self.context.divisions
        if expected and (others := _others(overview, expected)) is not None:
            overview.problem(others)
            self.listed.add(lines([others]))
        overview.finish()
        self.verdicts.finish()
        self.facts.finish()
        reported = {(unit.code, period) for unit in overview.units for period in unit.periods}
        gone = silent(expected, reported, sorted(overview.periods), context.packs, divisions)
        summary = self._summary(len(gone))
        self.changes.write(out / "summary.xlsx", overview, summary, gone, divisions, context)
        self._open.close()
        replace_bytes(out / "index.html", page.render(overview, summary, gone, divisions, context, expected).encode())
        _tidy(out, self.pages, {"verdicts": self.verdicts.names, "facts": self.facts.names})
        return _manifest(out, context, expected, self.rows, summary)

    def _summary(self, gone: int) -> Summary:
        overview, rows = self.overview, self.rows
        counts, shown = overview.counts, overview.shown
        needs = overview.severities["error"] or overview.severities["question"]
        missed = any(rule.open for rule in overview.rules)
        return Summary(
            len({row.file for row in rows}), len({row.file for row in rows if row.refused}), sum(1 for row in rows if row.length),
            self.superseded, sum(1 for unit in overview.units if unit.periods), gone, {c: counts[c] for c in CODES},
            {c: shown[c] for c in CODES if shown[c]}, {s: overview.severities[s] for s in SEVERITIES},
            2 if self.failed else 1 if needs or missed else 0,
        )  # fmt: skip


def _others(overview: Overview, expected: Expected) -> Problem | None:
    """Who reported and is not on the list."""
    listed = {code for code, _ in expected.units}
    others = [unit for unit in overview.units if unit.periods and unit.code not in listed]
    if not others:
        return None
    named = "、".join(f"{unit.code} {unit.name}" for unit in others[:3]) + (" 等" if len(others) > 3 else "")
    return problem("batch_units_others", Place(expected.name), count=len(others), units=named)


def _head(stored: Stored) -> AnswerHead:
    try:
        return stored.head(AnswerHead)
    except (OSError, ValueError):
        raise UsageError(problem("batch_work_gone")) from None


def _manifest(out: Path, context: Context, expected: Expected | None, rows: Sequence[Row], summary: Summary) -> Summary:
    inputs = {row.file: row.sha256 for row in rows}
    manifest = {
        **context.manifest(),
        "inputs": [*({"file": f, "sha256": sha} for f, sha in sorted(inputs.items())), *_used(context, expected)],
        "counts": summary.as_json(),
    }
    replace_bytes(out / "manifest.json", json_text(manifest).encode())
    return Summary.of_json(summary.as_json(), manifest)


def _tidy(out: Path, pages: set[str], parts: Mapping[str, Sequence[str]]) -> None:
    """Take away what an earlier run of other files left."""
    for folder, names in (("units", pages), *parts.items()):
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
