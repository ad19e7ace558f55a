"""What a worker does, the same in one process, in many and on a cluster: read some files; answer some units."""

from __future__ import annotations

import contextlib
import gc
import pickle
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from compliance import checking
from compliance.batch import listed
from compliance.batch.context import Context, digest
from compliance.batch.store import decoded, encoded, pack, replace_bytes, unpack
from compliance.batch.tally import Change, RuleTally, Sums, Tally, UnitLine, UnitRow, Waived, merge_sums, ordered_rules
from compliance.batch.walk import Found, Walk, remote, walk
from compliance.errors import Problem, RefusedError, UsageError, problem
from compliance.fact import Fact, Submission
from compliance.indicator import Indicators
from compliance.intake.container import Limits
from compliance.region import Divisions, Unit
from compliance.rulebook import waivers
from compliance.source import Place
from compliance.verdict import Result, Verdict


class Task(Protocol):
    """Something a worker can be sent."""

    def run(self, context: Context) -> Any: ...


class Divisible(Task, Protocol):
    """A task that can be taken apart, and done without where a part cannot be done at all."""

    def singly(self) -> Sequence[Divisible]: ...

    def lost(self, context: Context, what: str, *, failed: bool) -> Any: ...


class WalkTask(Struct, frozen=True):
    """Find the files; on a cluster a worker does, since it may be the one that sees the folders."""

    roots: tuple[str, ...]
    leave_out: str = ""

    def run(self, context: Context) -> Walk:
        return walk(self.roots, self.leave_out)


class HashTask(Struct, frozen=True):
    """The sha-256 of each file, "" for one that cannot be read: whether what was stored is still of these files."""

    files: tuple[Found, ...]

    def run(self, context: Context) -> list[str]:
        return [_sha256(found) for found in self.files]


# -- reading


class Row(Struct, frozen=True, array_like=True):
    """What the coordinator knows of one submission: its heading, and where its bytes stand.

    A file that cannot be used is a row with `refused` and no bytes. `others` are codes of further units in it.
    """

    file: str
    sha256: str
    unit: str = ""
    unit_name: str = ""
    period: str = ""
    version: int | None = None
    others: tuple[str, ...] = ()
    offset: int = 0
    length: int = 0
    refused: tuple[Problem, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.file, self.sha256, self.unit, self.period


class ReadHead(Struct, array_like=True):
    """Rows in the order of the files, and the key of the readings they are."""

    key: str
    rows: list[Row]


class ReadDone(Struct):
    """What stands in a stored piece: a `ReadHead`, encoded, and the bytes its rows point into."""

    head: bytes
    body: bytes

    @classmethod
    def of(cls, context: Context, read: Iterable[tuple[Row, bytes]]) -> ReadDone:
        rows: list[Row] = []
        parts: list[bytes] = []
        offset = 0
        for row, data in read:
            rows.append(replace(row, offset=offset, length=len(data)))
            parts.append(data)
            offset += len(data)
        return cls(encoded(ReadHead(context.reading_key, rows)), b"".join(parts))


class ReadTask(Struct, frozen=True):
    """Read these files, each in a child process of its own memory and time."""

    files: tuple[Found, ...]

    def run(self, context: Context) -> ReadDone:
        return ReadDone.of(context, (one for found in self.files for one in _read(context, found)))

    def lost(self, context: Context, what: str, *, failed: bool) -> ReadDone:
        """What stands for a file whose reading ends the worker every time, or meets a fault of ours."""
        code = "batch_unit_failed" if failed else "reader_died"
        told = [(f.name, problem(code, Place(f.name), what=what)) for f in self.files]
        return ReadDone.of(context, ((Row(name, "", refused=(found,)), b"") for name, found in told))

    def singly(self) -> list[ReadTask]:
        return [ReadTask((found,)) for found in self.files]


def joined(parts: Sequence[Any]) -> Any:
    """Parts of one task as one result, as if it had never been taken apart."""
    return _reads_joined(parts) if isinstance(parts[0], ReadDone) else _answers_joined(parts)


def _answers_joined(parts: Sequence[AnswerDone]) -> AnswerDone:
    from compliance.batch import frames

    heads = [decoded(part.head, AnswerHead) for part in parts]
    verdicts = frames.stacked([p.body[: h.verdicts] for p, h in zip(parts, heads, strict=True)])
    facts = frames.stacked([p.body[h.verdicts :] for p, h in zip(parts, heads, strict=True)])
    sums: dict[tuple[str, str, str], Sums] = {}
    for head in heads:
        merge_sums(sums, head.sums)
    whole = AnswerHead(
        [u for h in heads for u in h.units], [t for h in heads for t in h.tallies], sums,
        [c for h in heads for c in h.changes], [p for h in heads for p in h.problems], "".join(h.lines for h in heads),
        len(verdicts), [w for h in heads for w in h.waived],
    )  # fmt: skip
    return AnswerDone(
        encoded(whole), verdicts + facts, {name: page for part in parts for name, page in part.pages.items()}
    )


def _reads_joined(parts: Sequence[ReadDone]) -> ReadDone:
    heads = [decoded(part.head, ReadHead) for part in parts]
    rows: list[Row] = []
    offset = 0
    for part, head in zip(parts, heads, strict=True):
        rows += [replace(row, offset=row.offset + offset) for row in head.rows]
        offset += len(part.body)
    return ReadDone(encoded(ReadHead(heads[0].key, rows)), b"".join(part.body for part in parts))


def _read(context: Context, found: Found) -> list[tuple[Row, bytes]]:
    try:
        with _here(found) as path:
            try:
                if found.name.lower().endswith(".parquet"):
                    return _columnar(context, path, found.name)
                row, data = _in_child(context, path, found.name)
            except RefusedError as refused:
                return [(_refused(found, refused.problems, _sha256_of(path)), b"")]
    except RefusedError as refused:
        return [(_refused(found, refused.problems, ""), b"")]
    return [(row, data)]


def _columnar(context: Context, path: Path, name: str) -> list[tuple[Row, bytes]]:
    from compliance.batch import columnar

    found = columnar.submissions(path, name, _sha256_of(path), context.indicators)
    return [(_row(submission), pack(submission)) for submission in found]


def _refused(found: Found, problems: Sequence[Problem], sha256: str) -> Row:
    return Row(found.name, sha256, refused=tuple(_named(p, found.name) for p in problems))


def _named(found: Problem, name: str) -> Problem:
    """With the file's name in this run; the readers know the last part of its path only."""
    return replace(found, place=replace(found.place, file=name))


@contextlib.contextmanager
def _here(found: Found) -> Iterator[Path]:
    """The file as a local path, fetched where it is elsewhere."""
    if "://" not in found.path:
        yield Path(found.path)
        return
    filesystem, path = remote(found.path)
    with tempfile.TemporaryDirectory() as folder:
        local = Path(folder) / Path(found.name).name
        try:
            filesystem.get_file(path, str(local))
        except OSError as error:
            raise RefusedError(problem("file_unreadable", why=error.strerror or type(error).__name__)) from error
        yield local


def _sha256(found: Found) -> str:
    try:
        with _here(found) as path:
            return _sha256_of(path)
    except RefusedError:
        return ""


def _sha256_of(path: Path) -> str:
    return checking.sha256_of(path) if path.is_file() else ""


# -- in the reading child

_LOCAL = threading.local()
_SETTLED: list[bool] = []
#: reading key → what a reading child must know; in a forked child as the parent left it.
_KNOWN: dict[str, tuple[Indicators, Limits, Divisions | None]] = {}


def _in_child(context: Context, path: Path, name: str) -> tuple[Row, bytes]:
    """(row, bytes) of one file, read in this thread's child process.

    Raises:
        RefusedError: the file cannot be used.
    """
    from compliance.intake.worker import ReaderPool

    key, known = context.reading_key, (context.indicators, context.limits, context.other_divisions)
    pool: ReaderPool | None = getattr(_LOCAL, "pool", None)
    if pool is None or pool.limits != context.limits:
        close_readers()
        _KNOWN[key] = known  # before the fork, so that the child has it too
        pool = _LOCAL.pool = ReaderPool(context.limits)
        from compliance.intake.readers import delimited, xlsx  # noqa: F401  # so are the modules every file needs
    answer = pool.run(read_one, key, str(path), name)
    if answer is None:  # a new interpreter, which knows nothing yet
        answer = pool.run(read_one, key, str(path), name, pickle.dumps(known))
    assert answer is not None
    return answer


def close_readers() -> None:
    """End this thread's reading child."""
    pool = getattr(_LOCAL, "pool", None)
    if pool is not None:
        pool.close()
        del _LOCAL.pool


def read_one(key: str, path: str, name: str, known: bytes = b"") -> tuple[Row, bytes] | None:
    """Read one file: its row and its packed submission. None where `key` is not known here and `known` not given.

    Raises:
        RefusedError: the file cannot be used.
    """
    from compliance.intake import read_submission

    if known:
        _KNOWN[key] = pickle.loads(known)  # noqa: S301  # from the process that started this one
    if not _SETTLED:
        _SETTLED.append(True)
        gc.freeze()  # what the process has for good need not be looked through after every few files
    if key not in _KNOWN:
        return None
    indicators, limits, divisions = _KNOWN[key]
    submission = read_submission(
        Path(path), indicators=indicators, divisions=divisions or Divisions.shipped(), limits=limits, file=name
    )
    last = Path(path).name
    told = tuple(_named(p, name) if p.place.file == last else p for p in submission.problems)
    submission = replace(submission, problems=told)
    return _row(submission), pack(submission)


def _row(submission: Submission) -> Row:
    period = submission.period.text if submission.period is not None else ""
    units = {f.unit for f in submission.facts} | {r.unit for r in submission.records}
    others = tuple(sorted(units - {submission.unit, ""}))
    return Row(
        submission.file, submission.sha256, submission.unit, submission.unit_name, period, submission.version, others
    )


# -- answering


class Group(Struct, frozen=True):
    """Submissions whose answers hang together, packed: those of a government and its departments, over all periods.

    `beside` are those of the governments directly below, whose figures its totals are held against.
    """

    own: tuple[bytes, ...]
    beside: tuple[bytes, ...] = ()


class AnswerHead(Struct, array_like=True):
    """What a run's pages and lists need of some answers; `lines` are those of problems.csv, `verdicts` their length."""

    units: list[UnitRow]
    tallies: list[RuleTally]
    sums: dict[tuple[str, str, str], Sums]
    changes: list[Change]
    problems: list[Problem]
    lines: str
    verdicts: int
    waived: list[Waived]


class AnswerUnits(Struct, array_like=True):
    """An `AnswerHead` as far as its units."""

    units: list[UnitRow]


class AnswerDone(Struct):
    """The answers of some groups: an `AnswerHead`, encoded; verdicts and facts as Arrow IPC, one after the other.

    `pages`: file name → page, where the worker could not write them itself.
    """

    head: bytes
    body: bytes
    pages: dict[str, bytes]


class AnswerTask(Struct, frozen=True):
    """Answer these groups. `pages` is the folder for the units' pages, "" where the worker may not see it."""

    groups: tuple[Group, ...]
    pages: str = ""

    def run(self, context: Context) -> AnswerDone:
        done = _Answers(context)
        for group in self.groups:
            done.add(group)
        return done.finished(self.pages)

    def lost(self, context: Context, what: str, *, failed: bool) -> AnswerDone:
        """What stands for units whose answering ends the worker every time: nothing is left out in silence."""
        done = _Answers(context)
        files = [unpack(data).file for group in self.groups for data in group.own]
        done.problems = [problem("batch_unit_failed", Place(file), what=what) for file in files]
        return done.finished("")

    def singly(self) -> list[AnswerTask]:
        return [AnswerTask((group,), self.pages) for group in self.groups]


class _Answers:
    """Gathers the answers of a task."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.units: list[UnitLine] = []
        self.problems: list[Problem] = []
        self.verdicts: list[Verdict] = []
        self.facts: list[Fact] = []
        self.pages: dict[str, bytes] = {}

    def add(self, group: Group) -> None:
        from compliance.reports import html
        from compliance.reports.names import with_masked_names

        result, counting = answer(self.context, group)
        for code, one in by_unit(result):
            self.units.append(_unit_line(code, one, counting, self.context.divisions))
            if one.verdicts:  # as `UnitRow.has_page` says
                self.pages[page_name(code)] = html.render(one).encode()
        result = with_masked_names(result)
        self.problems += result.problems
        self.verdicts += result.verdicts
        self.facts += [fact for submission in counting for fact in submission.facts if not fact.is_blank]

    def finished(self, folder: str) -> AnswerDone:
        from compliance.batch import frames

        verdicts = frames.of_verdicts(self.verdicts)
        body = frames.ipc(verdicts), frames.ipc(frames.of_facts(self.facts, self.context.indicators))
        tally = Tally(ordered_rules(self.context))
        changes = tally.answers(self.units, verdicts)
        lines = listed.lines(self.problems)
        waived = [_waived(v) for v in self.verdicts if v.waiver is not None]
        head = AnswerHead(tally.units, tally.tallies, tally.sums, changes, self.problems, lines, len(body[0]), waived)
        if folder:
            for name, page in self.pages.items():
                replace_bytes(Path(folder) / name, page)
        return AnswerDone(encoded(head), b"".join(body), {} if folder else self.pages)


def _waived(verdict: Verdict) -> Waived:
    from compliance.reports.words import waiver_words

    assert verdict.waiver is not None
    unit, rule = verdict.unit, verdict.rule
    words = waiver_words(verdict.waiver)
    return Waived(unit.code, unit.name, verdict.period.text, rule.id, rule.title, verdict.verdict, words)


def answer(context: Context, group: Group) -> tuple[Result, list[Submission]]:
    """The result of a group, and the submissions that count in it."""
    own = [unpack(data) for data in group.own]
    beside = [unpack(data) for data in group.beside]
    result = checking.check_submissions(
        own,
        context.rule_set,
        context.benchmarks,
        context.as_of,
        context.divisions,
        beside=beside,
        asking=context.asking,
    )
    if context.waivers:
        verdicts, told = waivers.apply(context.waivers, result.verdicts, context.as_of, context.waivers_name)
        result = replace(result, verdicts=tuple(verdicts), problems=(*result.problems, *told))
    result.manifest["rules"] = context.manifest()["rules"]
    counting, _ = checking.current_versions([s for s in own if s.unit and s.period is not None])
    return result, counting


def by_unit(result: Result) -> Iterator[tuple[str, Result]]:
    """Each unit's code and its own result: its verdicts, its files and what was found in them, in order of code."""
    units: dict[str, set[str]] = {v.unit.code: set() for v in result.verdicts}
    for submission in result.submissions:
        for code in {submission.unit, *(f.unit for f in submission.facts)}:
            if code:
                units.setdefault(code, set()).add(submission.file)
    for code in sorted(units):
        files = units[code]
        inputs = [f for f in result.manifest["inputs"] if f["file"] in files]
        yield (
            code,
            Result(
                tuple(v for v in result.verdicts if v.unit.code == code),
                tuple(p for p in result.problems if p.place.file in files),
                {**result.manifest, "inputs": inputs},
                tuple(s for s in result.submissions if s.file in files),
            ),
        )


def _unit_line(code: str, one: Result, counting: Sequence[Submission], divisions: Divisions) -> UnitLine:
    """What the overview says of a unit besides its verdicts; its name is the latest it bears."""
    reported = [s for s in one.submissions if s in counting]
    mine = [s for s in reported if s.unit == code] or reported
    unit = one.verdicts[-1].unit if one.verdicts else _known_unit(code, mine, divisions)
    severities = [p.severity for p in one.problems]
    return UnitLine(
        code,
        unit.name if unit else next((s.unit_name for s in mine if s.unit == code and s.unit_name), code),
        "" if unit is None else unit.level if unit.is_government else f"{unit.level}级部门",
        unit.parent if unit else "",
        tuple(sorted({s.period.text for s in mine if s.period is not None})),
        tuple(s.file for s in mine),
        severities.count("error"),
        severities.count("question"),
    )


def _known_unit(code: str, submissions: Sequence[Submission], divisions: Divisions) -> Unit | None:
    """A unit that nothing is asked of, where the table of divisions has it."""
    on = max((s.period.last_day for s in submissions if s.period is not None), default=None)
    try:
        return divisions.unit(code, next((s.unit_name for s in submissions if s.unit == code), ""), on)
    except UsageError:
        return None


def page_name(code: str) -> str:
    """The file name of a unit's page: 632801.html; a department's slash as ~, and so what no file name may hold.

    Where more than the slash is written otherwise, a few letters of a hash keep two such departments apart.
    """
    plain = code.replace("/", "~", 1)
    name = "".join("~" if c in '/\\:*?"<>|' or not c.isprintable() else c for c in plain)[:70]
    return f"{name}.html" if name == plain else f"{name}-{digest(code)[:8]}.html"
