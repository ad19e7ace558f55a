"""The oracle's plain words into the engine's nouns, and the engine's verdicts back into plain words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from msgspec.structs import replace

from compliance.engine import answer
from compliance.errors import Problem
from compliance.fact import Fact, Figure, Record, Roll, Unread
from compliance.indicator import Group, Identity, Indicator, Indicators, ListSheet
from compliance.period import Period
from compliance.region import Divisions
from compliance.rule import Comparison, Document, Question, Relative, Rule
from compliance.source import Place
from compliance.verdict import Verdict
from tests.property.strategies import COUNTIES, IDENTITIES, INDICATORS, LISTS, PREFECTURE

DIVISIONS = Divisions(
    [
        ("990000", "示例省", "省", "", "", ""),
        (PREFECTURE, "示例州", "市", "990000", "", ""),
        *((code, f"示例{letter}县", "县", PREFECTURE, "", "") for code, letter in zip(COUNTIES, "甲乙", strict=True)),
    ]
)
DOCUMENT = Document("d", "示例要点", "示例省", "990000", period=Period(2023))
STANDING = Document("e", "示例条例", "示例省", "990000")  # of no year


@cache
def indicators() -> Indicators:
    return Indicators(
        {
            name: Indicator(
                name, f"C{i:02}", d["kind"], d["unit"], numerator=d["numerator"], denominator=d["denominator"],
                part_of=d["part_of"], final=d["final"], may_exceed_whole=d["may_exceed_whole"],
            )
            for i, (name, d) in enumerate(INDICATORS.items())
        },
        {
            name: ListSheet(name, "个" if name == "部门表" else "人", "应列数", categories)
            for name, categories in LISTS.items()
        },
        {},
        tuple(Identity(f"平衡{i}", tuple(d["left"]), d["relation"], tuple(d["right"])) for i, d in enumerate(IDENTITIES)),
    )  # fmt: skip


def engine_verdicts(world: dict[str, Any]) -> tuple[list[Verdict], list[Problem]]:
    """The engine's verdicts in the order of the world's questions."""
    verdicts, problems = answer(
        [question_of(q) for q in world["questions"]],
        indicators(),
        date.fromordinal(world["as_of"]),
        facts_of(world),
        [record_of(r) for r in world["records"]],
        [roll_of(r) for r in world["rolls"]],
        divisions=DIVISIONS,
    )
    found = {v.key: v for v in verdicts}
    assert len(found) == len(verdicts) == len(world["questions"]), "every question is answered once"
    return [found[q["unit"], period_of(q["period"]).text, q["rule"]["id"]] for q in world["questions"]], problems


def facts_of(world: dict[str, Any]) -> list[Fact]:
    return [fact_of(row, number) for number, row in enumerate(world["rows"], 1)]


def period_of(period: tuple[int, int, int]) -> Period:
    return Period(*period, cumulative=period[1] == 1 and period[2] < 12)


def figure_of(figure: dict[str, Any] | None, place: Place) -> Figure | None:
    if figure is None:
        return None
    return Figure(figure["value"], str(figure["value"]), place, figure["step"], figure["approximate"], figure["other"])


def fact_of(row: dict[str, Any], number: int) -> Fact:
    cells = {
        role: figure_of(row[role], Place("表.xlsx", "指标数据", f"{c}{number}"))
        for role, c in (("value", "F"), ("numerator", "G"), ("denominator", "H"))
    }
    unread = tuple(
        Unread(role, "见附件", Place("表.xlsx", "指标数据", f"{'FGH'[ROLES.index(role)]}{number}"))
        for role in row.get("unread", ())
    )
    return Fact(
        row["unit"],
        period_of(row["period"]),
        row["indicator"],
        row["scope"],
        source=row["source"],
        unread=unread,
        **cells,
    )


def record_of(record: dict[str, Any]) -> Record:
    place = Place(record.get("file", "表.xlsx"), record["list"], record.get("cell", ""))
    values = {name: f for name, figure in record["values"].items() if (f := figure_of(figure, place))}
    begins, ends = (day and date.fromordinal(day) for day in (record["begins"], record["ends"]))
    return Record(
        record["unit"],
        record["list"],
        period_of(record["period"]),
        record["name"],
        record["id"],
        record["categories"],
        values,
        begins,
        ends,
        place,
    )


def roll_of(roll: dict[str, Any]) -> Roll:
    return Roll(
        roll["unit"],
        roll["list"],
        period_of(roll["period"]),
        roll["category"],
        figure_of(roll["expected"], Place("表.xlsx", "名单")),
    )


def question_of(question: dict[str, Any]) -> Question:
    return Question(
        DIVISIONS.unit(question["unit"]), period_of(question["period"]), rule_of(question["rule"]), question["binding"]
    )


def rule_of(rule: dict[str, Any]) -> Rule:
    indicator = indicators()[rule["indicator"]]
    relative = rule["relative"] and Relative(**rule["relative"])
    comparison = Comparison(rule["op"], indicator.unit, str(rule["value"]), rule["value"], rule["upper"], relative)
    group = rule["group"] and Group("某类", rule["group"]["list"], tuple(rule["group"]["categories"]))
    made = Rule(
        rule["id"], DOCUMENT if rule.get("yearly", True) else STANDING, "1", "原文", indicator, comparison, rule["id"], every=rule["every"], group=group, region="990000",
        due=date.fromordinal(rule["due"]) if rule["due"] else None, scope=rule["scope"], advisory="原则上" if rule["advisory"] else "",
    )  # fmt: skip
    return replace(made)


def plain(verdict: Verdict) -> dict[str, Any]:
    actual, gap = verdict.actual, verdict.gap
    return {
        "verdict": verdict.verdict,
        "basis": actual and actual.basis,
        "value": actual and actual.value,
        "counts": actual and actual.counts,
        "line": verdict.required.value,
        "gap": gap and (Fraction(gap.amount), gap.unit),
        "flags": set(verdict.flags),
        "progress": verdict.progress,
        "inferred_from": actual.inferred_from if actual else "",
    }


ROLES = ("value", "numerator", "denominator")


def disagreements(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """In which respects the oracle's answer and the engine's differ.

    A flag with a question mark is one that rows contradicting each other leave open. Where they do, only what is the
    same under every reading is compared: the verdict, the flags, and that the gap is one of those possible.
    """
    if ours["verdict"] != theirs["verdict"]:
        return [f"verdict: {ours['verdict']} by the oracle, {theirs['verdict']} by the engine"]
    found = []
    if ours["gaps"] is not None and theirs["gap"] not in ours["gaps"]:
        found.append(f"gap: {ours['gaps']} by the oracle, {theirs['gap']} by the engine")
    open_flags = {f for flag in ours["flags"] if flag.endswith("?") for f in (flag, flag[:-1])}
    found += [
        f"flag {flag}: only by the {'oracle' if flag in ours['flags'] else 'engine'}"
        for flag in sorted((ours["flags"] ^ theirs["flags"]) - open_flags)
    ]
    if ours["progress"] not in (None, theirs["progress"]):
        found.append("progress")
    if ours.get("impossible") and (theirs["basis"], theirs["value"]) != (ours["impossible"], None):
        found.append(f"shown: {ours['impossible']} without value by the oracle, {theirs['basis']} {theirs['value']}")
    if ours["sure"]:
        found += [f"{key}: {ours[key]} / {theirs[key]}" for key in SURE if ours[key] != theirs[key]]
    return found


SURE = ("basis", "value", "counts", "line", "inferred_from")
