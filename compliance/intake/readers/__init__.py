"""A file's cells as they are: one reader per format, one front door, `read_grid`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from msgspec.structs import replace

from compliance.errors import Problem, RefusedError, problem
from compliance.intake.container import Container, Limits, open_container, refused
from compliance.intake.grid import Grid

_SUFFIXES = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "xlsm": (".xlsm", ".xltm"),
    "xls": (".xls", ".xlt", ".et", ".ett"),
    "ods": (".ods", ".ots"),
    "csv": (".csv", ".tsv", ".txt", ".tab"),
}
_CALLED = {
    "xlsx": "Excel 工作簿（.xlsx）",
    "xlsm": "带宏的 Excel 工作簿（.xlsm）",
    "xls": "Excel 97—2003 工作簿（.xls）",
    "ods": "OpenDocument 表格（.ods）",
    "csv": "文本表格（.csv）",
}


def read_grid(path: Path, limits: Limits = Limits()) -> Grid:
    """Every cell of the file at `path`, whatever its format; read in this process.

    For files from outside use `worker.ReaderPool`, which also bounds time and memory.

    Raises:
        RefusedError: the file is no workbook, is damaged, encrypted, unsafe, empty or over a limit.
    """
    container = open_container(path, limits)
    try:
        grid = _read(container, limits)
        if not any(sheet.cells for sheet in grid.sheets):
            raise refused("nothing_inside")
    except RefusedError as error:
        raise error.in_file(path.name) from error.__cause__
    found = (*_misnamed(path, grid), *grid.problems)
    told = tuple(each.in_file(path.name) for each in found)
    return replace(grid, problems=told, sha256=hashlib.sha256(container.data).hexdigest())


def _read(container: Container, limits: Limits) -> Grid:
    # each reader is loaded only when such a file comes
    match container.format:
        case "xlsx":
            from compliance.intake.readers.xlsx import read_xlsx

            return read_xlsx(container, limits)
        case "xls":
            from compliance.intake.readers.xls import read_xls

            return read_xls(container, limits)
        case "ods":
            from compliance.intake.readers.ods import read_ods

            return read_ods(container, limits)
        case "csv":
            from compliance.intake.readers.delimited import read_delimited

            return read_delimited(container, limits)


def _misnamed(path: Path, grid: Grid) -> list[Problem]:
    suffix = path.suffix.lower()
    if not suffix or suffix in _SUFFIXES[grid.format]:
        return []
    return [problem("misnamed", suffix=suffix[:20], actual=_CALLED[grid.format])]
