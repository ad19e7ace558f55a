"""Verdicts → HTML, annotated workbook, json, csv, and words for the terminal.

Each is loaded when it is first asked for: a `check` needs one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compliance.doors import doors

if TYPE_CHECKING:
    from compliance.reports import annotated, html
    from compliance.reports.data import as_csv, as_json, json_text, problem_json
    from compliance.reports.table import as_table, print_table
    from compliance.reports.words import as_words

__all__ = ["annotated", "as_csv", "as_json", "as_table", "as_words", "html", "json_text", "print_table", "problem_json"]

__getattr__ = doors(
    __name__,
    {
        "annotated": "", "as_csv": "data", "as_json": "data", "as_table": "table", "as_words": "words", "html": "",
        "json_text": "data", "print_table": "table", "problem_json": "data",
    },
)  # fmt: skip
