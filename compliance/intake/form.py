"""What a form says about itself: who reports, for which period, which version. Read from the cells outside the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct, field

from compliance.errors import Problem, UsageError, problem
from compliance.intake.grid import Cell, Grid
from compliance.intake.layout import Survey
from compliance.intake.words import LONGEST_HEADING, cleaned, title_measures, words
from compliance.period import Period, PeriodError
from compliance.quantity import has_odd_digits
from compliance.region import Divisions
from compliance.source import Place

#: compiled when a title is first looked at: few files come to that
_IN_TITLE = r"(?<![\d—\-–至~～])((?:19|20)\d\d年(?:度|(?:上|下)半年|第?[一二三四1-4]季度|\d{1,2}[-—至]\d{1,2}月|\d{1,2}月)?)(?![—\-至～]?\d)"

#: what is longer is no title
LONGEST_TITLE = 100


class Form(Struct):
    """What the form names; "" and None where it names nothing."""

    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    unit: str = ""
    unit_name: str = ""
    period: Period | None = None
    version: int | None = None
    problems: list[Problem] = field(default_factory=list)


def read_form(
    grid: Grid,
    surveys: Sequence[Survey],
    divisions: Divisions,
    given_unit: str,
    given_period: str,
    row_periods: Iterable[str],
) -> Form:
    """Read the form. `given_unit` and `given_period` fill in where the file names neither.

    `row_periods` are what the rows' own 期间 say: where they agree on a year, it is the submission's.
    """
    form = Form()
    titles: list[tuple[Cell, Place]] = []
    for survey in sorted(surveys, key=lambda found: bool(found.tables)):  # a cover goes before a table's own head
        for _, cells in survey.loose:
            _read_row(form, grid, survey, cells, titles)
    _settle_period(form, given_period, titles, row_periods)
    _settle_unit(form, divisions, given_unit)
    _settle_version(form)
    return form


class Label(Struct, frozen=True):
    """A label and what stands beside or after it: 单位代码, 622900. `cell` holds the text; None where nothing does."""

    name: str
    text: str
    cell: Cell | None
    at: Cell


def labels(cells: Sequence[Cell]) -> Iterator[Label | Cell]:
    """The labels of a row; a text cell that is none, nor stands beside one, is given as it is."""
    taken = None
    for index, cell in enumerate(cells):
        if cell.kind != "text" or cell is taken:
            continue
        name, colon, after = (_label if len(cell.raw) <= LONGEST_TITLE else _label.__wrapped__)(cell.raw)
        if name is None:
            yield cell
            continue
        beside = cells[index + 1] if index + 1 < len(cells) else None
        if colon and after.strip():
            yield Label(name, after.strip(), cell, cell)
        elif beside is not None and not _is_label(beside):
            taken = beside
            text = beside.raw.strip() if beside.kind in ("text", "number", "date") else ""
            if name == "填报期间" and beside.kind == "number" and not text.isdigit():
                text += "（数字）"  # 2023.1 may have been typed as 2023.10
            yield Label(name, text, beside, cell)
        else:
            yield Label(name, "", None, cell)


def _read_row(
    form: Form, grid: Grid, survey: Survey, cells: tuple[Cell, ...], titles: list[tuple[Cell, Place]]
) -> None:
    for found in labels(cells):
        if isinstance(found, Cell):
            if len(found.raw) <= LONGEST_TITLE:
                titles.append((found, grid.place(survey.sheet, found)))
        elif found.cell is not None:
            first = form.places.get(found.name)
            cover = not survey.tables or (
                first is not None and first.sheet == survey.sheet.name and found.at.row < survey.tables[0].top
            )
            _take(form, found.name, found.text, grid.place(survey.sheet, found.cell), cover=cover)
        else:
            place = Place.at(grid.file, survey.sheet.name, found.at.row, found.at.column + 1)
            form.places.setdefault(found.name, place)


@lru_cache(maxsize=16384)  # the words of a form come again in every file, and three times in one
def _label(text: str) -> tuple[str | None, bool, str]:
    """The label that `text` is or begins with, None where it is none; whether a colon follows, and what follows it."""
    found = re.search("[:：]", text)
    label, after = (text[: found.start()], text[found.end() :]) if found else (text, "")
    name = words().form.get(cleaned(label)) if len(label) <= LONGEST_HEADING else None
    if name is None and after and cleaned(label) == "单位" and not title_measures(text):
        name = "单位名称"
    return name, found is not None, after


def _is_label(cell: Cell) -> bool:
    return cell.kind == "text" and len(cell.raw) <= LONGEST_HEADING and begins_with_label(cell.raw)


def begins_with_label(text: str) -> bool:
    """Whether what stands before the first colon is a label of the form."""
    return (_begins if len(text) <= LONGEST_TITLE else _begins.__wrapped__)(text)


@lru_cache(maxsize=16384)
def _begins(text: str) -> bool:
    return cleaned(text.replace("：", ":").partition(":")[0]) in words().form


def _differ(first: str, text: str) -> bool:
    """Whether two ways to write a period are not the same: 2024 and 2024年 are."""
    period = parsed(first)
    return period is None or period != parsed(text)


def _take(form: Form, name: str, text: str, place: Place, *, cover: bool) -> None:
    """`cover`: not above a table, which may have a period of its own."""
    if name == "统计范围" and cleaned(text) not in words().scopes:
        return  # what the words mean, as the template's own notes say
    if not text:
        form.places.setdefault(name, place)
        return
    first = form.values.setdefault(name, text)
    if first == text:
        form.places[name] = place if name not in form.places or first is text else form.places[name]
    elif cleaned(first) != cleaned(text) and (
        name in ("单位代码", "版本号") or (name == "填报期间" and cover and _differ(first, text))
    ):
        form.problems.append(problem("form_differs", place, label=name, first=first, second=text))


def _settle_period(form: Form, given: str, titles: Sequence[tuple[Cell, Place]], row_periods: Iterable[str]) -> None:
    text, place = form.values.get("填报期间", ""), form.places.get("填报期间", Place())
    asked = parsed(given)
    if text:
        form.period = parsed(text)
        if form.period and asked and form.period != asked:
            form.problems.append(problem("period_conflict", place, written=form.period.text, given=asked.text))
        if form.period is None and asked is None:
            form.problems.append(problem("period_unknown", place, what=f"“{text}”读不懂"))
    form.period = form.period or asked
    if form.period and text:
        years = {period.year for said in set(row_periods) if (period := parsed(said))}
        if years and form.period.year not in years:
            rows = "、".join(map(str, sorted(years)))
            form.problems.append(problem("period_against_rows", place, written=form.period.text, rows=rows))
    if form.period or text:
        return
    for cell, where in titles:
        if period := period_in(cell.raw):
            form.period = period
            form.problems.append(problem("period_guessed", where, source="标题", read=period.text))
            return
    years = {period.year for text in set(row_periods) if (period := parsed(text))}
    if len(years) == 1:
        form.period = Period(years.pop())
        form.problems.append(problem("period_guessed", place, source="各行的期间", read=form.period.text))
    else:
        form.problems.append(problem("period_unknown", place, what="没有填写"))


def period_in(text: str) -> Period | None:
    """The period a title speaks of: 2023年度…统计表. None for a span of years."""
    found = re.search(_IN_TITLE, cleaned(text))
    return parsed(found[1]) if found else None


def parsed(text: str) -> Period | None:
    """The period `text` is, None where it is none."""
    try:
        return Period.parse(text) if text else None
    except PeriodError:
        return None


def _settle_unit(form: Form, divisions: Divisions, given: str) -> None:
    written, name = form.values.get("单位代码", ""), form.values.get("单位名称", "")
    place = form.places.get("单位代码", form.places.get("单位名称", Place()))
    on = form.period.last_day if form.period else None
    form.unit_name = name
    code = written or given
    if not code:
        named = divisions.find_by_name(name, on) if name else ()
        if len(named) == 1:
            code = named[0].code
            form.problems.append(problem("unit_by_name", place, name=name, code=code))
        else:
            near = "、".join(map(str, named[:3])) or "632801 格尔木市"
            form.problems.append(problem("unit_unknown", place, what="没有填写", near=near))
            return
    try:
        unit = divisions.unit(code, name, on)
    except UsageError as error:
        form.problems.extend(Problem(p.code, p.severity, p.message, p.advice, place, p.audit) for p in error.problems)
        return
    form.unit, form.unit_name = (
        unit.code,
        unit.name if unit.is_government and len(unit.code) == 6 else name or unit.name,
    )
    if written and given:
        _conflict(form, divisions, unit.code, given, place)
    others = divisions.find_by_name(name, on) if name else ()
    if others and unit.is_government and unit.government not in {d.code for d in others} and len(unit.code) == 6:
        form.problems.append(problem("unit_name_differs", place, code=unit.code, known=unit.name, name=name))


def _conflict(form: Form, divisions: Divisions, written: str, given: str, place: Place) -> None:
    try:
        other = divisions.unit(given).code
    except UsageError:
        other = given
    if other != written:
        form.problems.append(problem("unit_conflict", place, written=written, given=other))


def _settle_version(form: Form) -> None:
    text = form.values.get("版本号", "")
    if not text:
        return
    found = re.fullmatch(r"[Vv第]?(\d{1,6})(?:\.0)?版?", cleaned(text))
    if found and not has_odd_digits(text):
        form.version = int(found[1])
    else:
        form.problems.append(problem("version_unread", form.places.get("版本号", Place()), text=text))
