"""Names of persons: masked in every output (张**), whole only in the clerk's own annotated copy.

The engine masks what it says of a list of persons. What else a result carries of them (who filled in the form, what
a cell of a list held) is masked here, once, before anything is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from compliance.errors import Problem
from compliance.fact import Record, Submission, masked
from compliance.source import Place
from compliance.verdict import Evidence, Result, Verdict

#: What the cover sheet says of persons.
PERSONS_OF_FORM = ("填报人", "审核人", "单位负责人")

_Row = tuple[str, str, int]


def with_masked_names(result: Result) -> Result:
    """The same result without the name of any person."""
    submissions = tuple(replace(s, form=_masked_form(s.form)) for s in result.submissions)
    people = _people(submissions)
    if not people:  # as in most of the files of a batch
        return replace(result, submissions=submissions)
    return replace(
        result,
        verdicts=tuple(_verdict(v, people, _mask) for v in result.verdicts),
        problems=tuple(_problem(p, people, _mask) for p in result.problems),
        submissions=submissions,
    )


def with_whole_names(result: Result) -> Result:
    """The same result with the masked names of listed persons written out again."""
    people = _people(result.submissions)
    return replace(result, verdicts=tuple(_verdict(v, people, _unmask) for v in result.verdicts))


def _masked_form(form: Mapping[str, str]) -> dict[str, str]:
    return {key: masked(text) if key in PERSONS_OF_FORM else text for key, text in form.items()}


def row_of(place: Place) -> int:
    """The row of a cell; 0 where there is none."""
    found = re.search(r"\d+", place.cell)
    return int(found[0]) if found else 0


def lists_persons(record: Record) -> bool:
    """Whether a record is a person's. A list does not say so of itself here, and one name too many masked does no harm."""
    return any("人" in word or "员" in word for word in (record.list, *record.categories))


def _people(submissions: Iterable[Submission]) -> dict[_Row, Record]:
    """The persons by the row they stand in."""
    return {
        (place.file, place.sheet, row_of(place)): record
        for submission in submissions
        for record in submission.records
        if record.name and lists_persons(record)
        for place in (record.place, *record.cells.values(), *(f.place for f in record.values.values()))
        if place.cell
    }


def _mask(record: Record, text: str) -> str:
    return text.replace(record.name, masked(record.name))


def _unmask(record: Record, text: str) -> str:
    """The name where its own cell is beside it (张**（D6）), or where the text is the cell's own."""
    short = re.escape(masked(record.name))
    cells = {
        p.cell for p in (record.place, *record.cells.values(), *(f.place for f in record.values.values())) if p.cell
    }
    marks = "|".join(map(re.escape, sorted(cells)))
    return re.sub(rf"{short}(?=（(?:{marks})）)", lambda _: record.name, text) if marks else text


def _whole_evidence(record: Record, text: str) -> str:
    short = masked(record.name)
    return record.name + text.removeprefix(short) if text.startswith(short) else text


_Change = Callable[[Record, str], str]


def _verdict(verdict: Verdict, people: Mapping[_Row, Record], change: _Change) -> Verdict:
    """The verdict with the names of the persons its evidence stands on changed."""
    named = list(_named(verdict.evidence, people))
    if not named:
        return verdict

    def changed(text: str) -> str:
        for _, record in named:
            text = change(record, text)
        return text

    own = {id(e): _whole_evidence(r, e.text) if change is _unmask else change(r, e.text) for e, r in named}
    return replace(
        verdict,
        reason=changed(verdict.reason),
        steps=tuple(map(changed, verdict.steps)),
        gap=verdict.gap and replace(verdict.gap, text=changed(verdict.gap.text)),
        evidence=tuple(replace(e, text=own.get(id(e), e.text)) for e in verdict.evidence),
    )


def _named(evidence: Iterable[Evidence], people: Mapping[_Row, Record]) -> Iterator[tuple[Evidence, Record]]:
    for one in evidence:
        record = people.get((one.place.file, one.place.sheet, row_of(one.place)))
        if record is not None:
            yield one, record


def _problem(problem: Problem, people: Mapping[_Row, Record], change: _Change) -> Problem:
    record = people.get((problem.place.file, problem.place.sheet, row_of(problem.place)))
    if record is None:
        return problem
    return replace(problem, message=change(record, problem.message), advice=change(record, problem.advice))
