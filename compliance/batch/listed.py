"""problems.csv: one line a problem, as the spreadsheet programs of offices open it; no cell is a formula."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from compliance.batch.store import cannot_write
from compliance.errors import Problem
from compliance.reports.data import safe
from compliance.reports.words import SEVERITIES
from compliance.whole import whole

HEADINGS = ("级别", "审核类别", "代码", "文件", "工作表", "单元格", "说明", "怎么办")


def lines(problems: Iterable[Problem]) -> str:
    """The lines of some problems."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(map(_cells, problems))
    return out.getvalue()


def _cells(found: Problem) -> list[str]:
    place = found.place
    where = place.cell or (
        f"第 {place.line} 行" if place.line else f"第 {place.paragraph} 段" if place.paragraph else ""
    )
    severity = SEVERITIES[found.severity]
    cells = (severity, found.audit, found.code, place.file, place.sheet, where, found.message, found.advice)
    return [safe(_one_line(cell)) for cell in cells]


def _one_line(text: str) -> str:
    """Without line breaks and lone surrogates, which a file name may have and no UTF-8 file can."""
    return " ".join(text.split()).encode("utf-8", "backslashreplace").decode()


class Listed:
    """The file, whole or not there; lines are added in order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._out: TextIO | None = None

    def __enter__(self) -> Listed:
        try:
            with contextlib.ExitStack() as opened:
                temporary = opened.enter_context(whole(self.path))
                self._out = opened.enter_context(temporary.open("w", encoding="utf-8-sig", newline=""))
                csv.writer(self._out).writerow(HEADINGS)
                self._open = opened.pop_all()
        except OSError as error:
            raise cannot_write(self.path, error) from error
        return self

    def add(self, text: str) -> None:
        """Add what `lines` made."""
        assert self._out is not None
        try:
            self._out.write(text)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._open.__exit__(kind, error, trace)
        except OSError as failed:
            if kind is None:
                raise cannot_write(self.path, failed) from failed
