"""What the page says, as plain values: the template decides how it looks and computes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from compliance.errors import MANDATORY, VERIFY, Problem
from compliance.fact import Submission
from compliance.reports.bars import Bar, bar
from compliance.reports.margin import actual_text, comparison_text, counts_text, margin, required_text
from compliance.reports.names import PERSONS_OF_FORM, with_masked_names
from compliance.reports.references import Clause, References, Source
from compliance.reports.words import (
    NEEDS_DOING,
    NEXT_STEP,
    NO_TARGET,
    NOT_USED,
    SEVERITIES,
    Tally,
    asked_for,
    kind_of,
    on_report_only,
    short,
    summary,
    tallies,
    waiver_words,
)
from compliance.source import Place
from compliance.verdict import BASES, FLAGS, VERDICTS, Result, Verdict

#: Beyond these a page would no longer open; what is left out is counted on the page and stands whole in json and csv.
MOST_ROWS = 3000
MOST_EVIDENCE = 100
MOST_PROBLEMS = 50
MOST_FACTS = 300

#: Files with these findings were read and do not count.
NOT_COUNTED = ("superseded_version", "same_file_twice")

KINDS = ("适用指标", "倡导性要求", "参照指标")


class Proof(Struct, frozen=True):
    """One piece of evidence: where it stands (a link to the list of sources), its part, its words."""

    source: Source
    role: str
    text: str


class Row(Struct, frozen=True):
    """One verdict in the words and anchors of the page."""

    anchor: str
    number: int
    verdict: str
    word: str
    explained: str
    title: str
    rule: str
    period: str
    quote: str
    clause: Clause
    force: str
    required: str
    actual: str
    counts: str
    basis: str
    basis_apart: bool
    bar: Bar | None
    distance: str
    gap: bool
    progress: str
    flags: tuple[tuple[str, str], ...]
    waiver: str
    reason: str
    reading: str
    notes: tuple[str, ...]
    steps: tuple[str, ...]
    comparison: str
    evidence: tuple[Proof, ...]
    more_evidence: int


class Table(Struct, frozen=True):
    """The rows of one kind from one plan."""

    kind: str
    document: str
    number: str
    rows: tuple[Row, ...]


class Task(Struct, frozen=True):
    """Rows that share a cause: one thing to do."""

    title: str
    what: str
    rows: tuple[Row, ...]


class ToDo(Struct, frozen=True):
    """What needs doing for one verdict."""

    verdict: str
    word: str
    count: int
    next_step: str
    tasks: tuple[Task, ...]


class Other(Struct, frozen=True):
    """A figure that was reported and that no verdict rests on; `why` says whether any target asks for its indicator."""

    indicator: str
    period: str
    value: str
    why: str
    source: Source


class File(Struct, frozen=True):
    """A file a unit reported in."""

    name: str
    version: str
    left_out: bool
    people: tuple[tuple[str, str], ...]


class UnitPart(Struct, frozen=True):
    """The section of one unit."""

    anchor: str
    name: str
    code: str
    periods: str
    files: tuple[File, ...]
    summary: str
    tallies: tuple[Tally, ...]
    todo: tuple[ToDo, ...]
    slow: tuple[Row, ...]
    tables: tuple[Table, ...]
    left_out: int


class Finding(Struct, frozen=True):
    """Problems with the same code: the first of them, and how many there are."""

    severity: str
    places: tuple[tuple[str, str, str, str], ...]
    total: int


class FindingGroup(Struct, frozen=True):
    """Problems of one audit class."""

    title: str
    about: str
    findings: tuple[Finding, ...]
    total: int


class Page(Struct, frozen=True):
    """The whole report."""

    title: str
    as_of: str
    version: str
    packs: tuple[tuple[str, str], ...]
    units: tuple[UnitPart, ...]
    unread: tuple[File, ...]
    findings: tuple[FindingGroup, ...]
    others: tuple[Other, ...]
    more_others: int
    clauses: tuple[tuple[str, tuple[Clause, ...]], ...]
    sources: tuple[tuple[str, tuple[Source, ...]], ...]
    manifest: dict[str, Any] = field(default_factory=dict)


def page(result: Result) -> Page:
    """The report of a result, names of persons masked."""
    return _Builder(with_masked_names(result)).build()


class _Builder:
    def __init__(self, result: Result) -> None:
        self.result = result
        self.references = References()
        self.rows_left = MOST_ROWS
        self.row_count = 0
        self.only_file = ""
        self.left_out = {p.place.file for p in result.problems if p.code in NOT_COUNTED}

    def build(self) -> Page:
        result = self.result
        units = tuple(
            self._unit(number, list(verdicts))
            for number, (_, verdicts) in enumerate(groupby(result.verdicts, key=lambda v: v.unit.code), 1)
        )
        others = list(self._others())
        findings = tuple(self._findings())
        named = {v.unit.code for v in result.verdicts}
        title = f"{units[0].name}{units[0].periods}" if len(units) == 1 else f"{len(units)} 个单位" if units else ""
        return Page(
            title, str(result.manifest.get("as_of", "")), str(result.manifest.get("version", "")), tuple(self._packs()), units,
            tuple(self._file(s) for s in result.submissions if s.unit not in named), findings,
            tuple(others[:MOST_FACTS]), max(len(others) - MOST_FACTS, 0),
            tuple(self.references.clauses_by_document()), tuple(self.references.sources_by_sheet()), result.manifest,
        )  # fmt: skip

    def _packs(self) -> Iterable[tuple[str, str]]:
        """(适用 or 参照, the plan) for every plan that asked something."""
        for kind, binding in (("适用", True), ("参照", False)):
            documents = {v.rule.document.id: v.rule.document for v in self.result.verdicts if v.binding == binding}
            for document in documents.values():
                yield kind, f"《{document.title}》{document.number}"

    # -- a unit

    def _unit(self, number: int, verdicts: list[Verdict]) -> UnitPart:
        unit = verdicts[0].unit
        shown = verdicts[: self.rows_left]
        self.rows_left -= len(shown)
        files = tuple(self._file(s) for s in self.result.submissions if s.unit == unit.code)
        counting = [file.name for file in files if not file.left_out]
        self.only_file = counting[0] if len(counting) == 1 else ""
        rows = [(v, self._row(v)) for v in shown]
        periods = {
            v.period.whole_year.chinese if v.rule.every == "quarter" else v.period.chinese: None for v in verdicts
        }
        return UnitPart(
            f"unit-{number}", unit.name, unit.code, "、".join(periods), files, summary(verdicts), tuple(tallies(verdicts)),
            tuple(self._todo(rows)),
            tuple(row for v, row in rows if v.counted and v.verdict == "pending" and v.progress == "进度滞后"),
            tuple(_tables(rows)), len(verdicts) - len(shown),
        )  # fmt: skip

    def _row(self, verdict: Verdict) -> Row:
        self.row_count += 1
        anchor = f"row-{self.row_count}"
        rule = verdict.rule
        clause = self.references.clause(rule, anchor)
        shown = verdict.evidence[:MOST_EVIDENCE]
        proofs = tuple(Proof(self.references.source(e.place, e.text, anchor), e.role, e.text) for e in shown)
        figure = actual_text(verdict) or (_contradiction(verdict) if verdict.verdict == "disputed" else "")
        required = required_text(verdict)
        word = short(verdict.verdict)
        said = f"{rule.indicator.name}：填报 {figure or '无'}，要求{required}，{word}"
        when = (
            verdict.period.chinese
            if rule.every == "quarter" or verdict.period.text != verdict.period.whole_year.text
            else ""
        )
        return Row(
            anchor, self.row_count, verdict.verdict, word, VERDICTS[verdict.verdict], rule.title, rule.id, when, rule.quote, clause, rule.force,
            required, figure, counts_text(verdict), _basis(verdict), on_report_only(verdict), bar(verdict, said),
            verdict.gap.text if verdict.gap else margin(verdict), verdict.gap is not None, verdict.progress,
            tuple((FLAGS[f].text, FLAGS[f].audit) for f in verdict.flags), waiver_words(verdict.waiver) if verdict.waiver else "",
            self._brief(verdict.reason), rule.reading, tuple(_notes(verdict)), tuple(map(self._brief, verdict.steps)),
            comparison_text(verdict), proofs,
            len(verdict.evidence) - len(shown),
        )  # fmt: skip

    def _file(self, submission: Submission) -> File:
        people = [(key, submission.form[key]) for key in PERSONS_OF_FORM if submission.form.get(key)]
        if submission.form.get("报出日期"):
            people.append(("报出日期", submission.form["报出日期"]))
        version = "" if submission.version is None else str(submission.version)
        return File(submission.file, version, submission.file in self.left_out, tuple(people))

    def _brief(self, text: str) -> str:
        """Without the name of the file where there is only one it can be."""
        return text.replace(f"《{self.only_file}》", "") if self.only_file else text

    def _todo(self, rows: Sequence[tuple[Verdict, Row]]) -> Iterable[ToDo]:
        for code in NEEDS_DOING:
            wanted = [(v, row) for v, row in rows if v.counted and v.verdict == code]
            if wanted:
                tasks = tuple(replace(task, what=self._brief(task.what)) for task in _tasks(wanted))
                yield ToDo(code, short(code), len(wanted), NEXT_STEP[code], tasks)

    # -- what is not about one target

    def _others(self) -> Iterable[Other]:
        """Figures read from the files that no verdict rests on."""
        used = {
            (e.place.file, e.place.sheet, e.place.cell, e.place.paragraph)
            for v in self.result.verdicts
            for e in v.evidence
        }
        asked = asked_for(self.result)
        for submission in self.result.submissions:
            if submission.file in self.left_out:
                continue
            for fact in submission.facts:
                places = [f.place for f in fact.figures]
                if not places or any((p.file, p.sheet, p.cell, p.paragraph) in used for p in places):
                    continue
                parts = (("", fact.value), ("分子 ", fact.numerator), ("分母 ", fact.denominator))
                value = "，".join(f"{role}{figure.text}" for role, figure in parts if figure is not None)
                why = NOT_USED if (fact.unit, fact.indicator) in asked else NO_TARGET
                source = self.references.source(places[0], value, "")
                yield Other(fact.indicator, fact.period.chinese, value, why, source)

    def _findings(self) -> Iterable[FindingGroup]:
        groups = (
            (MANDATORY, MANDATORY, "数据须改正后才能报送。"),
            (VERIFY, VERIFY, "可以报送，须在“备注”中说明原因。"),
            ("", "其他", "读取文件时的错误、疑问和说明。"),
        )
        for audit, title, about in groups:
            found = [p for p in self.result.problems if p.audit == audit]
            if found:
                yield FindingGroup(title, about, tuple(self._by_code(found)), len(found))

    def _by_code(self, problems: list[Problem]) -> Iterable[Finding]:
        codes: dict[str, list[Problem]] = {}
        for problem in problems:
            codes.setdefault(problem.code, []).append(problem)
        for same in codes.values():
            places = tuple((self._where(p.place), str(p.place), p.message, p.advice) for p in same[:MOST_PROBLEMS])
            yield Finding(SEVERITIES[same[0].severity], places, len(same))

    def _where(self, place: Place) -> str:
        source = self.references.known(place)
        return source.anchor if source else ""


def _contradiction(verdict: Verdict) -> str:
    """The figures that cannot all be right, as they were reported."""
    return "，".join(f"{e.role} {e.text}".strip() for e in verdict.evidence[:4])


def _basis(verdict: Verdict) -> str:
    actual = verdict.actual
    if actual is None or verdict.verdict == "missing":
        return ""
    if actual.basis == "counts" and (actual.counts is None or verdict.rule.comparison.unit != "%"):
        return ""
    return f"{BASES[actual.basis]}（{actual.inferred_from}）" if actual.inferred_from else BASES[actual.basis]


def _notes(verdict: Verdict) -> Iterable[str]:
    """What a reader of the target must know besides."""
    rule = verdict.rule
    if rule.advisory:
        yield f"倡导性要求：{rule.advisory}"
    if rule.due_from:
        yield f"日期取自{rule.due_from}"
    if rule.due_implied:
        yield "计划没有写明日期，按最后一日计"
    if rule.note:
        yield rule.note


def _tables(rows: Sequence[tuple[Verdict, Row]]) -> Iterable[Table]:
    for kind in KINDS:
        documents: dict[str, list[tuple[Verdict, Row]]] = {}
        for verdict, row in rows:
            if kind_of(verdict) == kind:
                documents.setdefault(verdict.rule.document.id, []).append((verdict, row))
        for same in documents.values():
            document = same[0][0].rule.document
            yield Table(kind, document.title, document.number, tuple(row for _, row in same))


def _tasks(rows: Sequence[tuple[Verdict, Row]]) -> Iterable[Task]:
    """Rows with one cause together: a figure several targets need, a list left blank, the quarters of one target."""
    cause: tuple[str, ...]
    causes: dict[tuple[str, ...], list[tuple[Verdict, Row]]] = {}
    for verdict, row in rows:
        rule = verdict.rule
        if verdict.verdict == "not_met":
            cause = (rule.id, verdict.gap.text if verdict.gap else verdict.reason)
        elif rule.group is not None:
            cause = ("list", rule.group.list, verdict.reason)
        else:
            cause = ("indicator", rule.indicator.name, verdict.period.text if verdict.verdict == "disputed" else "")
        causes.setdefault(cause, []).append((verdict, row))
    for same in causes.values():
        verdict, row = same[0]
        what = verdict.gap.text if verdict.gap and verdict.verdict == "not_met" else verdict.reason
        title = row.title if len(same) == 1 or verdict.verdict == "not_met" else verdict.rule.indicator.name
        if verdict.rule.group is not None and verdict.verdict != "not_met":
            title = f"名单“{verdict.rule.group.list}”"
        yield Task(title, what, tuple(row for _, row in same))
