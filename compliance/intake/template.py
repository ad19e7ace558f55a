"""The workbook a clerk fills in, made from the rules that ask. The same input gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.fact import Fact
from compliance.indicator import Indicators
from compliance.intake.template_rows import asked_lists, asked_rows
from compliance.period import Period
from compliance.region import Unit
from compliance.rule import Question

if TYPE_CHECKING:
    from openpyxl import Workbook

#: A workbook has no clock: the same template has the same bytes on any day.
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  (workbooks and archives know no time zone)


def write(
    out: Path,
    unit: Unit,
    period: Period,
    questions: Sequence[Question],
    indicators: Indicators,
    prefill: Sequence[Fact] = (),
) -> None:
    """Write the template for `unit` and `period` to `out`.

    Args:
        questions: what is asked of the unit, binding or benchmark; their order is the order of the rows.
        prefill: figures to fill in already; what no question asks for goes to the free rows.

    Raises:
        OSError: `out` cannot be written.
    """
    from openpyxl import Workbook

    import compliance.intake.template_sheets as sheets

    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    workbook.properties.creator = workbook.properties.title = "法治政府建设量化指标填报表"
    workbook.properties.created = workbook.properties.modified = _EPOCH
    sheets.write_cover(workbook, unit, period)
    sheets.write_figures(workbook, unit, period, asked_rows(questions, indicators, period), prefill, indicators)
    for asked in asked_lists(questions, indicators):
        if unit.is_government or asked.sheet.of == "个":
            sheets.write_list(workbook, unit, period, asked)
    workbook.active = 1
    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = sheet is workbook.active
    save(workbook, out)


def save(workbook: Workbook, out: Path) -> None:
    """Write a workbook whose parts carry no time of day: the same content gives the same bytes."""
    workbook.properties.created = workbook.properties.modified = _EPOCH
    out.write_bytes(_bytes(workbook))


def _bytes(workbook: Workbook) -> bytes:
    from openpyxl.writer.excel import ExcelWriter

    plain, fixed = io.BytesIO(), io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(plain, "w")).save()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(part, source.read(name))
    return fixed.getvalue()
