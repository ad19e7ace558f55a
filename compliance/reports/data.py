"""Verdicts as json and csv."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from compliance.errors import Problem
from compliance.reports.margin import margin
from compliance.reports.names import with_masked_names
from compliance.reports.words import flag_words, kind_of, waiver_words
from compliance.verdict import BASES, VERDICTS, Result, Verdict, json_number

HEADINGS = (
    "单位代码", "单位名称", "期间", "性质", "规则编号", "目标", "文件", "条款", "计划原文", "比较", "要求",
    "填报", "分子", "分母", "取数依据", "推断自", "结果", "进度", "差距", "差距数量", "差距单位", "余量", "提示", "豁免", "说明", "数据位置",
)  # fmt: skip

#: A spreadsheet program takes a cell that begins so for a formula.
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠]")
#: …and one that reads n/d for a day.
_LIKE_A_DATE = re.compile(r"\d+/\d+")


def json_text(value: object) -> str:
    """`value` as the text of every json output: Chinese as it is, indented, with a last newline."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def problem_json(problem: Problem) -> dict[str, str]:
    """A problem as the json outputs have it."""
    place = problem.place
    return {
        "code": problem.code, "severity": problem.severity, "file": place.file, "sheet": place.sheet, "cell": place.cell,
        "message": problem.message, "advice": problem.advice,
    }  # fmt: skip


def as_json(result: Result) -> str:
    """`{"manifest", "verdicts", "problems"}` with names of persons masked; the same result gives the same bytes."""
    result = with_masked_names(result)
    answer: dict[str, Any] = {
        "manifest": result.manifest,
        "verdicts": [v.as_json() for v in result.verdicts],
        "problems": [problem_json(p) for p in result.problems],
    }
    return json_text(answer)


def as_csv(result: Result) -> str:
    """A line for each verdict under Chinese headings, CRLF line ends; no cell can be taken for a formula."""
    result = with_masked_names(result)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for verdict in result.verdicts:
        writer.writerow(safe(text) for text in _row(verdict))
    return out.getvalue()


def safe(text: str) -> str:
    """Text that a spreadsheet program shows as it is written."""
    text = text.replace("\x00", "")
    return "'" + text if _FORMULA.match(text) or _LIKE_A_DATE.fullmatch(text) else text


def _row(verdict: Verdict) -> tuple[str, ...]:
    rule, actual, gap = verdict.rule, verdict.actual, verdict.gap
    counts = actual.counts if actual and actual.counts else ("", "")
    return (
        verdict.unit.code, verdict.unit.name, verdict.period.text, kind_of(verdict), rule.id, rule.title,
        rule.document.title, rule.clause, rule.quote, rule.comparison.word, verdict.required.text,
        (actual.reported or actual.text) if actual else "", str(counts[0]), str(counts[1]),
        BASES[actual.basis] if actual else "", actual.inferred_from if actual else "",
        VERDICTS[verdict.verdict], verdict.progress,
        gap.text if gap else "", str(json_number(gap.amount)) if gap else "", gap.unit if gap else "", margin(verdict),
        "；".join(map(flag_words, verdict.flags)), waiver_words(verdict.waiver) if verdict.waiver else "", verdict.reason,
        "；".join(f"{e.place}{e.role}“{e.text}”" for e in verdict.evidence),
    )  # fmt: skip
