"""One run: find, read, put together, answer, write. Reads like the flow; what is done is not done again.

What waits between the stages lies in OUT/.work, each piece under a key made of everything it depends on; a run that
was ended in any way goes on from there, and its results are those of a run that was never disturbed.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, field

from compliance.batch import plan, results
from compliance.batch.context import Context, digest
from compliance.batch.pieces import Pieces
from compliance.batch.progress import Progress
from compliance.batch.store import (
    Stored,
    cannot_write,
    read_stored,
    replace_bytes,
    write_stored,
)
from compliance.batch.summary import Summary
from compliance.batch.tasks import (
    AnswerDone,
    AnswerTask,
    AnswerUnits,
    Divisible,
    Group,
    HashTask,
    ReadDone,
    ReadHead,
    ReadTask,
    WalkTask,
    joined,
    page_name,
)
from compliance.batch.units import Expected, read_units
from compliance.batch.walk import Found, Walk
from compliance.batch.workers import Died, Here, Processes, Workers
from compliance.errors import Problem, UsageError, problem

_T = TypeVar("_T")
WORK = ".work"


class Options(Struct, frozen=True):
    """What `compliance batch` was asked to do.

    `workers` 0 means as many as there are processors; `divisions` are tables to use instead of the one that ships.
    """

    folders: tuple[str, ...]
    out: Path
    rules: tuple[str, ...] = ()
    benchmarks: tuple[str, ...] = ()
    as_of: date | None = None
    waivers: Path | None = None
    units: Path | None = None
    workers: int = 0
    scheduler: str = ""
    resume: bool = False
    divisions: tuple[Path, ...] = ()


def run(options: Options, progress: Progress | None = None) -> Summary:
    """Do the whole run and say what came out.

    Raises:
        UsageError: what was asked for does not fit, or a result cannot be written. RuleError: a broken pack.
    """
    context = Context.load(options.rules, options.benchmarks, options.as_of, options.waivers, options.divisions)
    expected = read_units(options.units) if options.units else None
    progress = progress or Progress.silent()
    with _folder(options) as work, progress, _workers(options, context) as workers:
        return _Run(options, context, expected, work, workers, progress).run()


def _workers(options: Options, context: Context) -> Workers:
    if options.scheduler:
        from compliance.batch.cluster import Cluster

        return Cluster(context, options.scheduler)
    count = options.workers or results.processors()
    return Here(context) if count == 1 else Processes(context, count)


@contextlib.contextmanager
def _folder(options: Options) -> Iterator[Path]:
    """OUT/.work, held by this run alone.

    Raises:
        UsageError: it cannot be written, another run holds it, or OUT has what no batch wrote.
    """
    out, work = options.out, options.out / WORK
    try:
        out.mkdir(parents=True, exist_ok=True)
        foreign = [p.name for p in out.iterdir() if p.name not in results.OWN]
        if foreign and not (work.is_dir() or (out / "manifest.json").is_file()):
            raise UsageError(problem("batch_out_not_empty", folder=out.name, files="、".join(sorted(foreign)[:3])))
        work.mkdir(exist_ok=True)
        lock = (work / "lock").open("wb")
    except OSError as error:
        raise cannot_write(out, error) from error
    with lock:
        if not _held(lock.fileno()):
            raise UsageError(problem("batch_out_in_use", folder=out.name))
        yield work


def _held(number: int) -> bool:
    """Whether this process now holds the file; a lock ends with its process, however that ends."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class _Run(Struct):
    options: Options
    context: Context
    expected: Expected | None
    work: Path
    workers: Workers
    progress: Progress
    passed_over: list[Problem] = field(default_factory=list)

    def run(self) -> Summary:
        found = self._walk()
        if self.options.resume and (summary := self._finished(found)):
            shutil.rmtree(self.work, ignore_errors=True)
            return summary
        if not self.options.resume:
            self._start_over()
        with contextlib.suppress(FileNotFoundError):
            (self.options.out / "manifest.json").unlink()  # until it is there again, the results are not finished
        read = Pieces(self._read(found))
        del found  # one of the few things that grow with the number of files
        with results.Results(self.options.out, self.context, read, self.passed_over, self.expected) as out:
            self._answer(read, out)
            self.progress.stage("汇总", 0)
            summary = out.finish()
        shutil.rmtree(self.work, ignore_errors=True)
        return summary

    def _finished(self, found: Sequence[Found]) -> Summary | None:
        """The summary of a run that was finished over just these files, rules and dates."""
        done = results.finished(self.options.out, self.context, self.expected, self.passed_over)
        if done is None or any(p.name != "lock" for p in self.work.iterdir()) or done.inputs != self._inputs(found):
            return None
        return done.summary

    def _start_over(self) -> None:
        for path in self.work.iterdir():
            if path.name != "lock":
                shutil.rmtree(path, ignore_errors=True)

    def _walk(self) -> list[Found]:
        task = WalkTask(self.options.folders, str(self.options.out.resolve()))
        [(_, walked)] = self.workers.map([("walk", task)])
        if isinstance(walked, Died):
            raise UsageError(problem("batch_workers_die"))
        assert isinstance(walked, Walk)
        self.passed_over = walked.problems
        return walked.files

    def _inputs(self, found: Sequence[Found]) -> list[dict[str, str]]:
        cut = list(plan.pieces(found, lambda f: f.name))
        hashed = dict(self.workers.map((n, HashTask(tuple(piece))) for n, piece in enumerate(cut)))
        return [
            {"file": f.name, "sha256": sha}
            for n, piece in enumerate(cut)
            for f, sha in zip(piece, hashed[n], strict=True)
        ]

    # -- reading

    def _read(self, found: Sequence[Found]) -> list[Stored]:
        cut = [tuple(piece) for piece in plan.pieces(found, lambda f: f.name)]
        paths = [self.work / "read" / f"{digest([f.name for f in piece])[:40]}.bin" for piece in cut]
        stored = self._still_valid(cut, paths)
        self.progress.stage("读取", len(found), sum(len(cut[n]) for n in stored))
        todo = [(n, ReadTask(piece)) for n, piece in enumerate(cut) if n not in stored]
        for n, done in self._done(todo):
            assert isinstance(done, ReadDone)
            stored[n] = write_stored(paths[n], done.head, done.body)
            self.progress.advance(len(cut[n]))
        return [stored[n] for n in range(len(cut))]

    def _still_valid(self, cut: Sequence[tuple[Found, ...]], paths: Sequence[Path]) -> dict[int, Stored]:
        """The pieces that were read before and whose files are still the same."""
        candidates: dict[int, tuple[Stored, ReadHead]] = {}
        for n, path in enumerate(paths):
            stored = read_stored(path)
            head = _known(stored, ReadHead)
            if stored is not None and head is not None and head.key == self.context.reading_key:
                candidates[n] = stored, head
        if candidates:
            self.progress.stage("核对已完成的部分", len(candidates))
        valid: dict[int, Stored] = {}
        for n, hashes in self.workers.map((n, HashTask(cut[n])) for n in candidates):
            self.progress.advance(1)
            if not isinstance(hashes, Died) and _unchanged(cut[n], hashes, candidates[n][1]):
                valid[n] = candidates[n][0]
        return valid

    # -- answering

    def _answer(self, read: Pieces, out: results.Results) -> None:
        """Answer all groups; what is written of them is written in their order, while others are being answered."""
        groups = plan.together(((w, row) for w, row in read if row.length), self.context.divisions)
        cut = list(plan.pieces(groups, lambda g: g.code, lambda g: len(g.own)))
        paths = [self.work / "answers" / f"{self._key(piece, read)}.bin" for piece in cut]
        stored = {n: found for n, path in enumerate(paths) if (found := self._answered(path)) is not None}
        sizes = [sum(len(g.own) for g in piece) for piece in cut]
        self.progress.stage("核对", sum(sizes), sum(sizes[n] for n in stored))
        todo = ((n, self._task(piece, read)) for n, piece in enumerate(cut) if n not in stored)
        added = 0
        for n, done in self._done(todo):
            assert isinstance(done, AnswerDone)
            stored[n] = self._store(paths[n], done)
            self.progress.advance(sizes[n])
            while added in stored:
                out.add(stored[added])
                added += 1
        for n in range(added, len(cut)):
            out.add(stored[n])

    def _key(self, piece: Sequence[plan.Together], read: Pieces) -> str:
        content = [[[read.row(w).key for w in g.own], [read.row(w).key for w in g.beside]] for g in piece]
        return digest(self.context.answering_key, content)[:40]

    def _task(self, piece: Sequence[plan.Together], read: Pieces) -> AnswerTask:
        groups = tuple(Group(tuple(map(read.packed, g.own)), tuple(map(read.packed, g.beside))) for g in piece)
        # a worker of this machine writes its pages itself; on a cluster it may not see the folder
        return AnswerTask(groups, "" if self.options.scheduler else str(self.options.out.resolve() / "units"))

    def _answered(self, path: Path) -> Stored | None:
        stored = read_stored(path)
        head = _known(stored, AnswerUnits)
        units = self.options.out / "units"
        pages = [units / page_name(unit.code) for unit in head.units if unit.has_page] if head is not None else []
        return stored if head is not None and all(page.is_file() for page in pages) else None

    def _store(self, path: Path, done: AnswerDone) -> Stored:
        # pages first: an answer that is stored has its pages
        for name, page in done.pages.items():
            replace_bytes(self.options.out / "units" / name, page)
        return write_stored(path, done.head, done.body)

    # -- having tasks done

    def _done(self, todo: Iterable[tuple[int, Divisible]]) -> Iterator[tuple[int, Any]]:
        """Every task's result; one that ends its worker each time is taken apart, one part at a time."""
        kept: dict[int, Divisible] = {}

        def remembered() -> Iterator[tuple[int, Divisible]]:
            for n, task in todo:
                kept[n] = task
                yield n, task

        suspects: list[tuple[int, Divisible]] = []
        for n, done in self.workers.map(remembered()):
            task = kept.pop(n)
            if isinstance(done, Died):
                suspects.append((n, task))
            else:
                yield n, done
        for n, task in sorted(suspects, key=lambda s: s[0]):
            parts = []
            for single in task.singly():
                [(_, part)] = self.workers.map([(n, single)])
                parts.append(
                    single.lost(self.context, part.what, failed=part.failed) if isinstance(part, Died) else part
                )
            yield n, joined(parts)


def _known(stored: Stored | None, kind: type[_T]) -> _T | None:
    """What a stored piece says of itself; None where it is not there, or is something else."""
    if stored is None:
        return None
    try:
        return stored.head(kind)
    except (OSError, ValueError):
        return None


def _unchanged(files: Sequence[Found], hashes: Sequence[str], head: ReadHead) -> bool:
    rows = {row.file: row.sha256 for row in head.rows}
    # a file that could not be read may be readable now
    return all(sha and rows.get(found.name) == sha for found, sha in zip(files, hashes, strict=True))


__all__ = ["Options", "run"]
