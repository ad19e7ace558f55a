"""A file → a submission: grid, then layout, then reading, then facts. Every guess and every cell left out is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from compliance.errors import RefusedError, problem
from compliance.fact import Submission
from compliance.indicator import Indicators
from compliance.intake.container import Limits
from compliance.intake.facts import FigureReader
from compliance.intake.form import begins_with_label, read_form
from compliance.intake.grid import Grid
from compliance.intake.layout import Survey, Table, survey
from compliance.intake.lists import ListReader
from compliance.intake.readers import read_grid
from compliance.intake.rows import (
    FIGURES,
    Context,
    is_figure,
    listed,
    tell_heading,
    tell_hidden,
    tell_strays,
    tell_unread,
)
from compliance.region import Divisions
from compliance.source import Place


def read_submission(
    path: Path,
    *,
    indicators: Indicators,
    divisions: Divisions,
    unit: str = "",
    period: str = "",
    limits: Limits = Limits(),
    file: str | None = None,
    read: Callable[[Path, Limits], Grid] = read_grid,
) -> Submission:
    """Read one workbook or table file.

    Args:
        unit, period: fill in where the file names neither; a contradiction is told and the file's own stands.
        file: the name to use in places and problems; the path's last part by default.
        read: what gives its cells, `readers.read_grid` or one like it.

    Raises:
        RefusedError: the file cannot be used at all.
    """
    name = file or path.name
    try:
        grid = read(path, limits)
    except RefusedError as error:
        raise error.in_file(name) from None
    grid = replace(grid, file=name)
    return submission_of(grid, grid.sha256, indicators=indicators, divisions=divisions, unit=unit, period=period)


def submission_of(
    grid: Grid, sha256: str = "", *, indicators: Indicators, divisions: Divisions, unit: str = "", period: str = ""
) -> Submission:
    """What a grid reports. Pure: no file is opened.

    Raises:
        RefusedError: a text file under a workbook's name that holds no table.
    """
    surveys = [survey(sheet, indicators) for sheet in grid.sheets]
    form = read_form(grid, surveys, divisions, unit, period, _row_periods(surveys))
    context = Context(
        grid, indicators, divisions, form, [*(p.in_file(grid.file) for p in grid.problems), *form.problems]
    )
    figures, lists = FigureReader(context), ListReader(context)
    tables = [table for found in surveys for table in found.tables]
    for table in tables:
        if context.passes_over(table, tables):
            lists.taken.update((table.sheet.name, c.row, c.column) for _, cells in table.above for c in cells)
            continue
        if table.kind == "list":
            known = lists.read(table)
            if known is not None:
                tell_heading(context, table, known.name, known.name, titled=False)
        else:
            tell_heading(context, table, FIGURES, FIGURES, titled=True)
            _tell_columns(context, table)
            figures.read(table)
        tell_strays(context, table)
    tell_hidden(context, tables)
    _tell_loose(context, surveys, lists.taken)
    if not figures.facts and not lists.records and not lists.rolls:
        context.tell("nothing_read", Place(grid.file))
    elif not any(table.kind != "list" for table in tables):
        context.tell("figures_missing", Place(grid.file))
    if grid.format == "csv" and not tables and any(p.code == "misnamed" for p in grid.problems):
        # any text at all parses as a table of one column: under a workbook's name it is one only with our headings
        raise RefusedError(problem("not_a_workbook", Place(grid.file), what="文字文件，只是用了表格的文件名"))
    context.flush()
    return Submission(
        grid.file, sha256, form.unit, form.unit_name, form.period, form.version, form.values,
        tuple(figures.facts), tuple(lists.records), tuple(lists.rolls), tuple(context.problems),
    )  # fmt: skip


def _row_periods(surveys: Sequence[Survey]) -> Iterator[str]:
    """What the rows' own 期间 say, and the periods that head columns."""
    for found in surveys:
        for table in found.tables:
            for head in table.figures:
                if head.period is not None:
                    yield head.period.text
            if column := table.columns.get("period"):
                for _, cells in table.rows:
                    for cell in cells:
                        if cell.column == column.number:
                            if cell.kind in ("text", "number"):
                                yield cell.raw
                            break


def _tell_columns(context: Context, table: Table) -> None:
    """Say that columns were read as periods, or as indicators."""
    place = context.place(table.sheet, table.top, 1)
    periods = dict.fromkeys(c.period.text for c in table.figures if c.period is not None)
    if periods:
        context.tell("periods_in_columns", place, periods="、".join(periods))
    if table.kind == "wide":
        names = dict.fromkeys(c.indicator.name for c in table.figures if c.indicator is not None)
        if names:
            context.tell("indicators_in_columns", place, names="、".join(names))


def _tell_loose(context: Context, surveys: Sequence[Survey], taken: set[tuple[str, int, int]]) -> None:
    """List what stands outside the tables and is neither the form's nor a stated number."""
    for found in surveys:
        sheet, loose, labelled = found.sheet, [], False
        for _, cells in found.loose:
            if any(c.kind == "text" and begins_with_label(c.raw) for c in cells):
                labelled = True
                continue
            loose += [
                c
                for c in cells
                if (c.kind != "text" or is_figure(c.raw)) and (sheet.name, c.row, c.column) not in taken
            ]
        if found.tables or labelled:
            tell_unread(context, sheet, loose)
        elif sheet.cells:
            first = next(iter(sheet.cells.values()))
            code = "sheet_unread" if loose else "notes_unread"
            context.tell(code, context.grid.place(sheet, loose[0] if loose else first), cells=listed(loose or [first]))
        if not found.tables:
            context.tell_titles(sheet, (c for _, cells in found.loose for c in cells), "title_of_other_year")
