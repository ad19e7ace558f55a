"""One pack's YAML → its document, clauses and rules, everything they refer to resolved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, cast

from msgspec import Struct

from compliance.indicator import Group, Indicator, Indicators
from compliance.rule import DATE_OPS, OPS, Comparison, Document, Every, Example, Op, Pack, Rule, default_title
from compliance.rulebook import definitions, values
from compliance.rulebook.form import PACK
from compliance.rulebook.nodes import Node
from compliance.rulebook.table import Faults, Table, nearest


def read(root: Node, faults: Faults, indicators: Indicators, file: str, sha256: str) -> tuple[Pack, Indicators]:
    """The pack, and the indicators with those it brings; each fault noted in `faults`.

    Where there is a fault, what is returned must not be used.
    """
    top = Table(root, PACK, "", faults)
    if "indicators" in top:
        indicators = definitions.read_own([row for row in top.tables("indicators", "name") if row.is_table], indicators)
    head = top.table("document")
    document = _document(head) if head else Document("", "", "", "")
    clauses: dict[str, str] = {}
    titles: dict[str, str] = {}
    also: dict[str, str] = {}
    for clause, row in top.named("clauses").items():
        if isinstance(row, str):
            clauses[clause] = row
        else:
            clauses[clause], titles[clause], also[clause] = "", row.text("title"), row.text("also")
    rules = [_Author(row, document, indicators).rule() for row in top.tables("rules", "id") if row.is_table]
    pack = Pack(
        document,
        clauses,
        tuple(rule for rule in rules if rule is not None),
        file,
        sha256,
        titles,
        {clause: text for clause, text in also.items() if text},
    )
    return pack, indicators


def _document(row: Table) -> Document:
    if "period" in row and "in_force" in row:
        row.fault("period_or_in_force", "in_force")
    elif "period" not in row and "in_force" not in row:
        row.faults.add("period_or_in_force", row.line, where=row.where)
    return Document(
        id=row.text("id"),
        title=row.text("title"),
        issuer=row.text("issuer"),
        region=_region(row),
        number=row.text("number"),
        issued=row.day("issued"),
        period=row.period("period"),
        in_force=_in_force(row),
        link=row.text("link"),
    )


def _region(row: Table) -> str:
    code = row.text("region")
    if code and not (code.isascii() and code.isdigit() and len(code) in (6, 9, 12)):
        row.fault("unknown_region", "region", value=code)
    return code


def _in_force(row: Table) -> tuple[date, date | None] | None:
    span = row.table("in_force")
    if span is None:
        return None
    start, end = span.day("from"), span.day("to")
    if start and end and end < start:
        row.fault("interval_reversed", "in_force", low=start, high=end)
    return (start, end) if start else None


class _Author(Struct):
    """Reads one rule."""

    row: Table
    document: Document
    indicators: Indicators

    def rule(self) -> Rule | None:
        """The rule, or None where its indicator or comparison is not known; the reason is noted."""
        row = self.row
        indicator = self.indicator("indicator", row.text("indicator"))
        group = self.group(indicator)
        comparison = self.comparison(indicator)
        every = cast(Every, row.choice("every") or "year")
        if every == "term" and not (group and self.indicators.lists[group.list].term):
            row.fault("term_without_list", "every")
        due, implied = self.due(comparison)
        advisory = row.text("advisory")
        if advisory in ("true", "false"):
            row.fault("wrong_type", "advisory", expected="理由，如 原则上", found=f"“{advisory}”")
        region, in_force, title = _region(row), _in_force(row), row.text("title")
        levels, binds = row.choices("levels"), row.choice("binds") or "governments"
        examples = tuple(_example(example) for example in row.tables("examples"))
        texts = {key: row.text(key) for key in ("id", "clause", "quote", "reading", "due_from", "force", "note")}
        scope, supersedes, draft = row.choice("scope"), row.texts("supersedes"), row.flag("draft")
        if indicator is None or comparison is None:
            return None
        of = self.indicators.lists[group.list].of if group else ""
        return Rule(
            document=self.document,
            indicator=indicator,
            comparison=comparison,
            title=title or default_title(indicator, comparison, group, every, of),
            every=every,
            group=group,
            levels=levels,
            region=region or self.document.region,
            binds=cast(Literal["governments", "departments"], binds),
            due=due,
            due_implied=implied,
            in_force=in_force,
            scope=scope,
            advisory=advisory,
            supersedes=supersedes,
            draft=draft,
            examples=examples,
            line=row.line,
            **texts,
        )

    def indicator(self, key: str, name: str) -> Indicator | None:
        if not name:
            return None
        found = self.indicators.get(name)
        if found is None:
            known = self.indicators.find(name)  # an alias: the name itself is asked for, so that packs read alike
            near = f"是不是“{known.name}”？" if known else nearest(name, self.indicators.indicators)
            self.row.fault("undefined_indicator", key, value=name, near=near)
        return found

    def group(self, indicator: Indicator | None) -> Group | None:
        row, groups = self.row, self.indicators.groups
        name = row.text("each")
        if name and name not in groups:
            row.fault("unknown_group", "each", value=name, near=nearest(name, groups), allowed="、".join(groups))
        elif name and indicator and indicator.level == "unit":
            row.fault(
                "level_mismatch",
                "each",
                what=f"“{indicator.name}”由单位填报，不能逐个衡量",
                fix="请删去 each，或换一个在名单上填报的指标。",
            )
        elif not name and indicator and indicator.level == "record" and row.choice("binds") != "departments":
            row.fault(
                "level_mismatch",
                "indicator",
                what=f"“{indicator.name}”在名单上逐行填报",
                fix="请用 each 写明逐个衡量的对象。",
            )
        return groups.get(name)

    def comparison(self, indicator: Indicator | None) -> Comparison | None:
        row = self.row
        stated = [op for op in OPS if op in row]
        stated.sort(key=row.line_of)
        if not stated:
            row.faults.add("no_comparison", row.line, where=row.path("id"), allowed="、".join(OPS))
            return None
        for op in stated[1:]:
            row.fault("two_comparisons", op, first=stated[0])
        return self.target(stated[0], indicator) if indicator else None

    def target(self, op: Op, indicator: Indicator) -> Comparison | None:
        row = self.row
        node = row.node(op)
        assert node is not None
        if (op in DATE_OPS) != (indicator.kind == "date"):
            fix = "日期用 by 或 before。" if indicator.kind == "date" else "by 和 before 只用于日期指标。"
            row.fault("kind_mismatch", op, what=f"“{indicator.name}”的种类是 {indicator.kind}", fix=fix)
            return None
        if op in DATE_OPS:
            return values.deadline(row, op)
        if op == "between":
            return values.interval(row, indicator)
        if isinstance(node.value, dict):
            return values.relative(row, op, indicator, self.indicator)
        return values.fixed(row, op, indicator)

    def due(self, comparison: Comparison | None) -> tuple[date | None, bool]:
        row = self.row
        if row.text("due") == "implied":
            end = self.document.period.last_day if self.document.period else None
            last = comparison.last_permitted_day if comparison else None
            if comparison and (last is None or (end and last != end)):
                row.fault(
                    "due_mismatch", "due", what="implied 表示取计划年度的最后一日", fix=f"请写 by: {end or '那一天'}。"
                )
            return None, True
        due = row.day("due")
        if due and comparison and comparison.is_date:
            row.fault("due_mismatch", "due", what="by、before 已经写明期限", fix="请删去 due。")
        return due, False


def _example(row: Table) -> Example:
    return Example(row.choice("verdict"), row.text("actual"), row.text("other"), row.texts("records"), row.line)


def lines(root: Node) -> Mapping[int, Node]:
    """The nodes of the rules by the line each begins on, for messages about one of their keys."""
    rules = root.value.get("rules") if isinstance(root.value, dict) else None
    return {node.line: node for node in rules.value} if rules and isinstance(rules.value, list) else {}
