"""The clerk's own workbook back, with a coloured verdict and a note beside each figure and nothing else changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from compliance.errors import UsageError, problem
from compliance.fact import Fact, Record, Submission
from compliance.reports.margin import actual_text, counts_text, required_text
from compliance.reports.names import row_of, with_whole_names
from compliance.reports.ooxml import Look, NotWorkbookError, Sheet, Workbook
from compliance.reports.words import NO_TARGET, NOT_USED, asked_for, distance, flag_words, kind_of, short, waiver_words
from compliance.source import Place, column_letters
from compliance.verdict import Result, Verdict

HEADING = "核对结果"
AUTHOR = "系统比对"
_WIDTH = 24

#: The worst of several verdicts colours the cell; the words say all of them.
_WORST_FIRST = ("not_met", "disputed", "missing", "pending", "met", "not_applicable")
LOOKS = {
    "met": Look("1C5C39", "E9F3ED", True),
    "not_met": Look("98201D", "FBECEA", True),
    "missing": Look("694A00", "FCF4DC", True),
    "disputed": Look("5A2B86", "F4EDFA", True),
    "pending": Look("1D4B8F", "EAF1FB", True),
    "not_applicable": Look("4C5663", "EFF1F4", True),
}
_PLAIN = Look("4C5663")
_HEAD = Look("FFFFFF", "22395B", True)

_At = tuple[str, int]


class Mark(Struct):
    """What is written beside one row: verdict words, how the cell looks, and notes by cell."""

    words: list[str] = field(default_factory=list)
    verdict: str = ""
    notes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, word: str, code: str) -> None:
        if word not in self.words:
            self.words.append(word)
        if code and (not self.verdict or _WORST_FIRST.index(code) < _WORST_FIRST.index(self.verdict)):
            self.verdict = code

    def note(self, cell: str, text: str) -> None:
        told = self.notes.setdefault(cell, [])
        if text not in told:
            told.append(text)


def write(source: Path, result: Result, out: Path) -> None:
    """A copy of `source` at `out` with the verdicts written in; names of persons stay whole, as in the original.

    The verdict goes into a new column right of the table, the explanation into a note on the figure's cell.

    Raises:
        UsageError: `source` is no .xlsx or .xlsm, is not one of the files checked, was changed since, or is `out`.
        OSError: it cannot be read, or `out` cannot be written.
    """
    here = Place(source.name)
    if out.exists() and out.samefile(source):
        raise UsageError(problem("annotated_same_file", here))
    data = source.read_bytes()
    try:
        book = Workbook(data)
    except NotWorkbookError:
        raise UsageError(problem("annotated_not_xlsx", here)) from None
    wanted = ".xlsm" if book.has_macros else ".xlsx"
    if out.suffix.lower() != wanted:
        raise UsageError(problem("annotated_suffix", Place(out.name), suffix=wanted))
    submission = _submission(source, data, result)
    try:
        annotate(book, submission, with_whole_names(result))
        written = book.as_bytes()
    except NotWorkbookError:
        raise UsageError(problem("annotated_not_xlsx", here)) from None
    out.write_bytes(written)


def _submission(source: Path, data: bytes, result: Result) -> Submission:
    """What was read from these bytes."""
    digest = hashlib.sha256(data).hexdigest()
    for submission in result.submissions:
        if submission.sha256 == digest:
            return submission
    for submission in result.submissions:
        if Path(submission.file).name == source.name:
            if submission.sha256:
                raise UsageError(problem("annotated_changed", Place(source.name)))
            return submission
    raise UsageError(problem("annotated_not_checked", Place(source.name)))


def annotate(book: Workbook, submission: Submission, result: Result) -> None:
    """Writes the marks of one submission into its workbook."""
    sheets: dict[str, dict[int, Mark]] = {}
    for (name, row), mark in _marks(submission, result).items():
        sheets.setdefault(name, {})[row] = mark
    table = {*_rows_of_facts(submission), *((r.place.sheet, row_of(r.place)) for r in submission.records)}
    for name, marks in sheets.items():
        sheet = book.sheet(name)
        if sheet is not None:
            _write_sheet(sheet, marks, min((row for at, row in table if at == name), default=0))


def _write_sheet(sheet: Sheet, marks: dict[int, Mark], first: int) -> None:
    """The marks of one sheet, whose table begins at row `first`."""
    judged = {row for row, mark in marks.items() if mark.words}
    header = sheet.heading_above(first)
    column = sheet.right_of({*judged, *range(header, max(judged, default=0) + 1)})
    if judged:
        if header:
            sheet.write(header, column, HEADING, _HEAD)
        sheet.widen(column, _WIDTH)
    taken = sheet.noted()
    for row, mark in sorted(marks.items()):
        if mark.words:
            sheet.write(row, column, "；".join(mark.words), LOOKS.get(mark.verdict, _PLAIN))
        for cell, told in mark.notes.items():
            # A note of the clerk's own stays; ours then goes beside the verdict.
            sheet.note(f"{column_letters(column)}{row}" if cell in taken else cell, "\n\n".join(told))
    sheet.save_notes(AUTHOR)


# -- which row gets which words


def _marks(submission: Submission, result: Result) -> dict[_At, Mark]:
    marks: dict[_At, Mark] = {}
    rows = _rows_of_facts(submission)
    for verdict in result.verdicts:
        if verdict.rule.group is not None:
            _mark_list(marks, verdict, submission, result)
        for at, cell in _places(verdict, submission, rows):
            mark = marks.setdefault(at, Mark())
            mark.add(_word(verdict), verdict.verdict if verdict.counted else "")
            mark.note(cell, explanation(verdict))
    asked = asked_for(result)
    for at, (fact, _) in rows.items():
        if at not in marks and not fact.is_blank:
            marks.setdefault(at, Mark()).add(NOT_USED if (fact.unit, fact.indicator) in asked else NO_TARGET, "")
    for found in result.problems:
        place = found.place
        if place.file == submission.file and place.sheet and place.cell:
            audit = f"（{found.audit}）" if found.audit else ""
            text = f"【问题】{audit}{found.message}{found.advice}"
            marks.setdefault((place.sheet, row_of(place)), Mark()).note(place.cell, text)
    return marks


def _rows_of_facts(submission: Submission) -> dict[_At, tuple[Fact, str]]:
    """The rows of figures, each with its fact and the cell that stands for it."""
    rows: dict[_At, tuple[Fact, str]] = {}
    for fact in submission.facts:
        places = [*(f.place for f in fact.figures), *(u.place for u in fact.unread), *fact.cells.values()]
        for place in places:
            if place.sheet and place.cell:
                rows.setdefault((place.sheet, row_of(place)), (fact, places[0].cell))
    return rows


def _places(verdict: Verdict, submission: Submission, rows: dict[_At, tuple[Fact, str]]) -> Iterator[tuple[_At, str]]:
    """The rows a verdict is written beside, each once, with the cell its note goes on."""
    records = {(r.place.sheet, row_of(r.place)) for r in submission.records}
    seen: set[_At] = set()
    for evidence in verdict.evidence:
        place = evidence.place
        at = place.sheet, row_of(place)
        if place.file == submission.file and place.cell and at not in seen and at not in records:
            seen.add(at)
            yield at, rows[at][1] if at in rows else place.cell
    if verdict.rule.group is None:
        for at, (fact, cell) in rows.items():
            asked = (
                fact.unit == verdict.unit.code
                and fact.period == verdict.period
                and fact.indicator == verdict.rule.indicator.name
            )
            if (
                asked
                and at not in seen
                and (not fact.scope or not verdict.rule.scope or fact.scope == verdict.rule.scope)
            ):
                yield at, cell


def _mark_list(marks: dict[_At, Mark], verdict: Verdict, submission: Submission, result: Result) -> None:
    """Each row of the list that the rule ranges over."""
    group = verdict.rule.group
    assert group is not None
    for roll in submission.rolls:
        place = roll.expected.place if roll.expected else roll.place
        mine = roll.unit == verdict.unit.code and roll.period == verdict.period and roll.list == group.list
        if mine and roll.category in group.categories and place.cell:
            mark = marks.setdefault((place.sheet, row_of(place)), Mark())
            mark.add(_word(verdict), verdict.verdict if verdict.counted else "")
            mark.note(place.cell, explanation(verdict))
    as_of = str(result.manifest.get("as_of", ""))
    for record in submission.records:
        mine = record.unit == verdict.unit.code and record.period == verdict.period and record.list == group.list
        if not mine or (record.categories and not set(record.categories) & set(group.categories)):
            continue
        figure = record.values.get(verdict.rule.indicator.name)
        cell = figure.place.cell if figure else record.cells.get(verdict.rule.indicator.name, record.place).cell
        if not record.place.cell or not cell:
            continue
        word, code = _standing(verdict, record, as_of)
        mark = marks.setdefault((record.place.sheet, row_of(record.place)), Mark())
        mark.add(word + _suffix(verdict), code if verdict.counted else "")
        if code != "met":
            mark.note(cell, f"{record.name}：{word}。要求{verdict.rule.comparison.sentence()}。\n{_source(verdict)}")


def _standing(verdict: Verdict, record: Record, as_of: str) -> tuple[str, str]:
    """How one record stands against the line."""
    figure = record.values.get(verdict.rule.indicator.name)
    if figure is not None and verdict.rule.comparison.holds(figure.value):
        return "达到", "met"
    if verdict.rule.every == "term" and record.ends is not None and as_of and date.fromisoformat(as_of) <= record.ends:
        return "任期未满，尚未达到", "pending"
    return ("未达到", "not_met") if figure is not None else ("未填写", "missing")


def _suffix(verdict: Verdict) -> str:
    return {"参照指标": "（参照）", "倡导性要求": "（倡导性）"}.get(kind_of(verdict), "")


def _word(verdict: Verdict) -> str:
    return short(verdict.verdict) + _suffix(verdict)


def _source(verdict: Verdict) -> str:
    rule = verdict.rule
    return f"依据：《{rule.document.title}》{rule.document.number} 条款 {rule.clause}“{rule.quote}”"


def explanation(verdict: Verdict) -> str:
    """The note on a figure: target, verdict and why, distance, flags, clause."""
    figure, counts = actual_text(verdict), counts_text(verdict)
    far = distance(verdict)
    lines: Iterable[str] = (
        f"【{kind_of(verdict)}】{verdict.rule.title}：{short(verdict.verdict)}",
        f"填报 {figure}{f'（{counts}）' if counts else ''}，要求{required_text(verdict)}"
        if figure
        else f"要求{required_text(verdict)}",
        f"{'差距' if verdict.gap else '余量'}：{far}" if far else verdict.reason,
        verdict.progress,
        *(f"提示：{flag_words(flag)}" for flag in verdict.flags),
        f"豁免：{waiver_words(verdict.waiver)}" if verdict.waiver else "",
        _source(verdict),
    )
    return "\n".join(line for line in lines if line)
