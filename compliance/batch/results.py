"""The files of a finished run: tables in parts, problems, the summary workbook, the overview page, the manifest last."""

from __future__ import annotations

import contextlib
import csv
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct, field

from compliance.batch import frames, page, workbook
from compliance.batch.context import Context
from compliance.batch.overview import CODES, UNUSABLE, Overview
from compliance.batch.store import Stored, read_stored, replace_bytes, replaced, unpack_problem
from compliance.batch.summary import Summary
from compliance.batch.tasks import Row
from compliance.batch.units import Expected, silent
from compliance.errors import Problem, UsageError, problem
from compliance.region import Divisions
from compliance.reports.data import json_text, safe
from compliance.reports.words import SEVERITIES

if TYPE_CHECKING:
    import polars as pl

#: What a run writes into OUT, and nothing else.
OWN = frozenset({"verdicts", "facts", "units", "problems.csv", "summary.xlsx", "index.html", "manifest.json", ".work"})
#: Rows of one Parquet file: enough to pack well, few enough to hold.
PART = 50_000
HEADINGS = ("级别", "审核类别", "代码", "文件", "工作表", "单元格", "说明", "怎么办")


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


def write(
    out: Path, context: Context, answers: Sequence[Stored], rows: Sequence[Row], problems: Sequence[Problem],
    expected: Expected | None, divisions: Divisions,
) -> Summary:  # fmt: skip
    """Write everything but the units' pages, which are there already; the manifest comes last.

    Raises:
        UsageError: it cannot be written.
    """
    overview = Overview(context)
    pages: set[str] = set()
    verdicts, facts = _Parts(out / "verdicts"), _Parts(out / "facts")
    refused = {row.file for row in rows if row.refused}
    superseded = 0
    failed = False
    with workbook.Changes(out) as changes, _Problems(out / "problems.csv") as listed:
        for found in [*problems, *(unpack_problem(p) for row in rows for p in row.refused)]:
            listed.add(found)
            overview.problem(found)
        for stored in answers:
            answer = _read(stored)
            found_verdicts = frames.from_ipc(answer.read(0, answer.head["verdicts"]))
            verdicts.add(found_verdicts)
            facts.add(frames.from_ipc(answer.read(answer.head["verdicts"])))
            changes.add(overview.answers(answer.head["units"], found_verdicts))
            pages.update(answer.head["pages"])
            for found in map(unpack_problem, answer.head["problems"]):
                listed.add(found)
                overview.problem(found)
                superseded += found.code in ("superseded_version", "same_file_twice")
                failed = failed or found.code in UNUSABLE
        overview.finish()
        verdicts.finish()
        facts.finish()
        reported = {(unit.code, period) for unit in overview.units for period in unit.periods}
        gone = silent(expected, reported, sorted(overview.periods), context.packs, divisions)
        counts, shown = overview.counts, overview.shown
        bad = refused or failed
        needs = overview.severities["error"] or overview.severities["question"]
        missed = any(n and code not in ("met", "not_applicable", "pending") for code, n in counts.items())
        summary = Summary(
            len({row.file for row in rows}), len(refused), sum(1 for row in rows if row.length), superseded,
            sum(1 for unit in overview.units if unit.periods), len(gone), {c: counts[c] for c in CODES},
            {c: shown[c] for c in CODES if shown[c]}, {s: overview.severities[s] for s in SEVERITIES},
            2 if bad else 1 if needs or missed else 0,
        )  # fmt: skip
        changes.write(out / "summary.xlsx", overview, summary, gone, divisions, context)
    replace_bytes(out / "index.html", page.render(overview, summary, gone, divisions, context, expected).encode())
    _tidy(out, pages, {"verdicts": verdicts.names, "facts": facts.names})
    return _manifest(out, context, expected, rows, summary)


def _read(stored: Stored) -> Stored:
    answer = read_stored(stored.path)
    if answer is None:
        raise UsageError(problem("batch_work_gone"))
    return answer


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


class _Problems:
    """problems.csv: one line a problem, as the spreadsheet programs of offices open it; no cell is a formula."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._out: TextIO | None = None

    def __enter__(self) -> _Problems:
        from compliance.batch.store import cannot_write

        self._temporary = self.path.with_name(f".{self.path.name}.part")
        try:
            self._out = self._temporary.open("w", encoding="utf-8-sig", newline="")
            self._csv = csv.writer(self._out)
            self._csv.writerow(HEADINGS)
        except OSError as error:
            raise cannot_write(self.path, error) from error
        return self

    def add(self, found: Problem) -> None:
        from compliance.batch.store import cannot_write

        place = found.place
        where = place.cell or (
            f"第 {place.line} 行" if place.line else f"第 {place.paragraph} 段" if place.paragraph else ""
        )
        line = (
            SEVERITIES[found.severity],
            found.audit,
            found.code,
            place.file,
            place.sheet,
            where,
            found.message,
            found.advice,
        )
        try:
            self._csv.writerow([safe(_one_line(cell)) for cell in line])
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from compliance.batch.store import cannot_write

        assert self._out is not None
        try:
            self._out.close()
            if kind is None:
                self._temporary.replace(self.path)
            else:
                self._temporary.unlink(missing_ok=True)
        except OSError as failed:
            if kind is None:
                raise cannot_write(self.path, failed) from failed


def _one_line(text: str) -> str:
    """Without line breaks and lone surrogates, which a file name may have and no UTF-8 file can."""
    return " ".join(text.split()).encode("utf-8", "backslashreplace").decode()


__all__ = ["OWN", "Finished", "finished", "processors", "write"]
