"""Verdicts → HTML, annotated workbook, json, csv, and words for the terminal."""

from __future__ import annotations

from compliance.reports import annotated, html
from compliance.reports.data import as_csv, as_json, json_text, problem_json
from compliance.reports.table import as_table, print_table
from compliance.reports.words import as_words

__all__ = ["annotated", "as_csv", "as_json", "as_table", "as_words", "html", "json_text", "print_table", "problem_json"]
