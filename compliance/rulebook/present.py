"""Rules as `rules list` and `rules show` give them: as data and as text for a terminal."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping, Sequence
from typing import Any

from compliance.rule import Rule
from compliance.rulebook.loader import RuleSet

Row = Mapping[str, Any]

_EVERY = {"year": "每年", "quarter": "每季度", "term": "每任期", "once": "一次"}
_BINDS = {"governments": "政府", "departments": "政府部门"}
_DEFAULT_WIDTH = 140  # where there is no terminal to ask: a file, a pipe
_LABELS = (
    ("title", "标题"),
    ("document_title", "文件"),
    ("clause", "条款"),
    ("quote", "原文"),
    ("reading", "理解"),
    ("force", "动词"),
    ("indicator", "指标"),
    ("sentence", "目标"),
    ("unit", "计量单位"),
    ("each", "逐个衡量"),
    ("every", "周期"),
    ("scope", "统计范围"),
    ("region", "地区"),
    ("levels", "层级"),
    ("binds", "约束"),
    ("period", "期间"),
    ("in_force", "有效期"),
    ("due", "期限"),
    ("due_from", "期限依据"),
    ("advisory", "只展示"),
    ("supersedes", "取代"),
    ("note", "说明"),
)


def row(rule: Rule) -> dict[str, Any]:
    """The rule as `rules list --format json` has it; what it does not have is null, an empty list or false."""
    plan = rule.document
    return {
        "id": rule.id,
        "title": rule.title,
        "document": plan.id,
        "clause": rule.clause,
        "quote": rule.quote,
        "indicator": rule.indicator.name,
        "comparison": rule.comparison.op,
        "required": rule.comparison.required_text(),
        "unit": rule.indicator.unit,
        "each": rule.group.name if rule.group else None,
        "region": rule.region,
        "levels": list(rule.levels),
        "period": plan.period.text if plan.period else None,
        "due": rule.deadline.isoformat() if rule.deadline else None,
        "due_implied": rule.due_implied,
        "due_from": rule.due_from or None,
        "every": rule.every,
        "binds": rule.binds,
        "scope": rule.scope,
        "force": rule.force or None,
        "in_force": _span(rule),
        "advisory": rule.advisory or None,
        "draft": rule.draft,
    }


def rows(rules: RuleSet) -> list[dict[str, Any]]:
    """Every rule, in the order of the packs."""
    return [row(rule) for rule in rules.rules]


def details(rule: Rule) -> dict[str, Any]:
    """Everything about one rule: its row, the words about it, its indicator's definition and its examples."""
    indicator = rule.indicator
    examples = []
    for example in rule.examples:
        written: dict[str, Any] = {"actual": example.actual, "other": example.other, "records": list(example.records)}
        examples.append({key: value for key, value in written.items() if value} | {"verdict": example.verdict})
    return {
        **row(rule),
        "document_title": rule.document.title,
        "document_number": rule.document.number or None,
        "sentence": rule.comparison.sentence(),
        "reading": rule.reading or None,
        "note": rule.note or None,
        "supersedes": list(rule.supersedes),
        "definition": indicator.definition or None,
        "numerator": indicator.numerator or None,
        "denominator": indicator.denominator or None,
        "source": indicator.source or None,
        "examples": examples,
    }


def table(listed: Sequence[Row]) -> str:
    """Rows as a table for a terminal."""
    from rich.table import Table as Grid

    grid = Grid(box=None, pad_edge=False, header_style="bold")
    for heading, least in (
        ("编号", 17),
        ("条款", 6),
        ("规则", 30),
        ("要求", 10),
        ("对象", 8),
        ("期间", 8),
        ("期限", 10),
    ):
        grid.add_column(heading, min_width=least, overflow="fold")
    for entry in listed:
        marks = "（只展示）" if entry["advisory"] else ""
        marks += "（草稿）" if entry["draft"] else ""
        period = entry["period"] or _dates(entry["in_force"])
        whom = entry["each"] or "、".join(entry["levels"])
        grid.add_row(
            entry["id"], entry["clause"], entry["title"] + marks, entry["required"], whom, period, entry["due"] or ""
        )
    return _printed(grid) + f"\n共 {len(listed)} 条规则。"


def card(shown: Row) -> str:
    """One rule, a line for each thing it says."""
    words: dict[str, str] = {
        "every": _EVERY[shown["every"]],
        "binds": _BINDS[shown["binds"]],
        "levels": "、".join(shown["levels"]) or "各级",
        "in_force": _dates(shown["in_force"]),
        "supersedes": "、".join(shown["supersedes"]),
        "due": (shown["due"] or "") + ("（计划没有写日期，取年末）" if shown["due_implied"] else ""),
        "indicator": shown["indicator"] + _counted(shown),
    }
    lines = [str(shown["id"]) + ("（草稿）" if shown["draft"] else "")]
    for key, label in _LABELS:
        text = words.get(key, shown[key] or "")
        if text:
            lines.append(f"  {label}：{text}")
    from compliance.verdict import VERDICTS

    for example in shown["examples"]:
        figures = example.get("actual", "") or "、".join(example.get("records", ()))
        against = f"，对比 {example['other']}" if "other" in example else ""
        lines.append(f"  例：{figures}{against} → {VERDICTS[example['verdict']]}")
    return "\n".join(lines)


def _counted(shown: Row) -> str:
    return f"（{shown['numerator']} ÷ {shown['denominator']}）" if shown["numerator"] else ""


def _span(rule: Rule) -> dict[str, str | None] | None:
    span = rule.in_force or rule.document.in_force
    return {"from": span[0].isoformat(), "to": span[1].isoformat() if span[1] else None} if span else None


def _dates(span: Mapping[str, str | None] | None) -> str:
    return f"{span['from']} 至 {span['to'] or '今'}" if span else ""


def _printed(grid: Any) -> str:
    from rich.console import Console

    width = shutil.get_terminal_size((_DEFAULT_WIDTH, 40)).columns
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(grid)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO just above
    return "\n".join(line.rstrip() for line in text.splitlines())
