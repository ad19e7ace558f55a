"""Verdicts → HTML, annotated workbook, json, csv, and words for the terminal.

The page and the annotated copy are loaded when they are first asked for: they take a tenth of a cold `check`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from compliance.reports.data import as_csv, as_json, json_text, problem_json

if TYPE_CHECKING:
    from compliance.reports import annotated, html
    from compliance.reports.table import as_table, print_table
    from compliance.reports.words import as_words

__all__ = ["annotated", "as_csv", "as_json", "as_table", "as_words", "html", "json_text", "print_table", "problem_json"]

_LATER = {"as_table": "table", "print_table": "table", "as_words": "words"}


def __getattr__(name: str) -> Any:
    if name in ("annotated", "html"):
        return import_module(f"{__name__}.{name}")
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
