"""Small hand-made rules and facts, so that a test states only what it is about."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from compliance import engine
from compliance.errors import Problem
from compliance.fact import Fact, Figure, Record, Roll
from compliance.indicator import Group, Identity, Indicator, Indicators, ListSheet
from compliance.period import Period
from compliance.quantity import Quantity
from compliance.region import Divisions, Unit
from compliance.rule import Comparison, Document, Question, Relative, Rule
from compliance.source import Place
from compliance.verdict import Verdict

COUNTY = Unit("990101", "示例县", "县", "990100")
YEAR = Period(2024)
AFTER = date(2025, 6, 30)
INDICATORS = Indicators(
    {
        i.name: i
        for i in (
            Indicator("出庭率", "YS01", "rate", "%", numerator="出庭件数", denominator="开庭件数", final=True),
            Indicator("涉企出庭率", "YS02", "rate", "%", part_of="出庭率", final=True),
            Indicator("涉企重点出庭率", "YS03", "rate", "%", part_of="涉企出庭率"),
            Indicator("涉外出庭率", "YS04", "rate", "%", part_of="出庭率"),
            Indicator(
                "纠错率", "FY01", "rate", "%", numerator="纠错件数", denominator="审结件数", other_bases=("受理件数",)
            ),
            Indicator("败诉率", "FY06", "rate", "%", numerator="败诉件数", denominator="审结件数"),
            Indicator("一审纠错率", "FY02", "rate", "%"),
            Indicator("纠错件数", "FY03", "count", "件"),
            Indicator("审结件数", "FY04", "count", "件"),
            Indicator("受理件数", "FY05", "count", "件"),
            Indicator("讲座期数", "PX01", "count", "期"),
            Indicator("违规件数", "JC01", "count", "件"),
            Indicator("公开日期", "BG01", "date", "日期"),
            Indicator("培训学时", "PX02", "hours", "学时", level="record"),
            Indicator("公示日期", "ZF01", "date", "日期", level="record"),
            Indicator("任期培训次数", "PX03", "count", "次", level="record"),
        )
    },
    lists={
        "人员培训": ListSheet("人员培训", "人", "应列人数", ("执法人员", "其他人员")),
        "部门情况": ListSheet("部门情况", "个", "部门数", ("执法部门",)),
        "负责人": ListSheet("负责人", "人", "应列人数", ("负责人",), term=True),
    },
    groups={
        "执法人员": Group("执法人员", "人员培训", ("执法人员",)),
        "执法部门": Group("执法部门", "部门情况", ("执法部门",)),
        "负责人": Group("负责人", "负责人", ("负责人",)),
    },
    identities=(Identity("纠错不多于审结", ("纠错件数",), "at_most", ("审结件数",)),),
)


def rule(indicator: str, op: str, value: str = "", **more: object) -> Rule:
    """A rule over `indicator`: `value` as the plan writes it, a day in ISO form, or the name of another indicator."""
    known = INDICATORS[indicator]
    if value in INDICATORS or "relative" in more:
        relative = more.pop("relative", None) or Relative(value)
        comparison = Comparison(op, known.unit, value, relative=relative)  # type: ignore[arg-type]
    elif known.kind == "date":
        comparison = Comparison(op, known.unit, value, Fraction(date.fromisoformat(value).toordinal()))  # type: ignore[arg-type]
    elif op == "between":
        low, high = (Quantity.parse(v).value for v in value.split("~"))
        comparison = Comparison("between", known.unit, value, low, high)
    else:
        comparison = Comparison(op, known.unit, value, Quantity.parse(value).value)  # type: ignore[arg-type]
    group = INDICATORS.groups[str(more.pop("each"))] if "each" in more else None
    document = Document("demo-2024", "示例要点", "示例县", "990101", period=YEAR)
    fields: dict[str, object] = {"region": "990101", "scope": "全域", "group": group, **more}
    name = str(fields.pop("id", f"demo-2024-{indicator}-{op}"))
    return Rule(name, document, "1", "示例", known, comparison, f"{indicator}{comparison.sentence()}", **fields)  # type: ignore[arg-type]


def at(cell: str) -> Place:
    return Place("示例.xlsx", "指标数据", cell)


def figure(text: str, cell: str = "F2", other: str = "") -> Figure:
    """A count as written, or a printed rate ("15.8%") with its precision; `other` is the cell's second reading."""
    quantity = Quantity.parse(text)
    second = Quantity.parse(other).value if other else None
    return Figure(
        quantity.value,
        text,
        at(cell),
        quantity.step if quantity.unit == "%" else Fraction(0),
        quantity.approximate,
        second,
    )


def rate(indicator: str, counts: str = "", printed: str = "", row: int = 2, **more: object) -> Fact:
    """A row of a rate: counts "29/184" (either side may be blank: "/184"), a printed rate, or both."""
    n, _, d = counts.partition("/")
    other = str(more.pop("other", ""))
    fields: dict[str, object] = {
        "value": figure(printed, f"F{row}", other) if printed else None,
        "numerator": figure(n, f"G{row}") if n else None,
        "denominator": figure(d, f"H{row}") if d else None,
        "scope": "全域",
        "cells": {"数值": at(f"F{row}"), "分子": at(f"G{row}"), "分母": at(f"H{row}")},
        **more,
    }
    period = fields.pop("period", YEAR)
    return Fact(COUNTY.code, period, indicator, **fields)  # type: ignore[arg-type]


def count(indicator: str, text: str = "", row: int = 2, **more: object) -> Fact:
    """A row of a count, hours or a day."""
    known = INDICATORS[indicator]
    value = None
    if text:
        value = (
            Figure.day(date.fromisoformat(text), place=at(f"F{row}"))
            if known.kind == "date"
            else figure(text, f"F{row}")
        )
    fields: dict[str, object] = {"value": value, "scope": "全域", "cells": {"数值": at(f"F{row}")}, **more}
    period = fields.pop("period", YEAR)
    return Fact(COUNTY.code, period, indicator, **fields)  # type: ignore[arg-type]


def people(sheet: str, indicator: str, texts: list[str], category: str = "", **more: object) -> list[Record]:
    """One record per text; "" leaves the figure blank."""
    known = INDICATORS[indicator]
    records = []
    for i, text in enumerate(texts):
        place = Place("示例.xlsx", sheet, f"E{i + 5}")
        if not text:
            values = {}
        elif known.kind == "date":
            values = {indicator: Figure.day(date.fromisoformat(text), place=place)}
        else:
            values = {indicator: Figure(Quantity.parse(text).value, text, place)}
        categories = (category or INDICATORS.lists[sheet].categories[0],)
        fields: dict[str, object] = {
            "id": f"{i + 1:03}",
            "categories": categories,
            "values": values,
            "place": place,
            **more,
        }
        name = str(fields.pop("name", f"人员{i + 1:02}"))
        records.append(Record(COUNTY.code, sheet, YEAR, name, **fields))  # type: ignore[arg-type]
    return records


def roll(sheet: str, expected: str, category: str = "") -> Roll:
    place = Place("示例.xlsx", sheet, "C2")
    return Roll(
        COUNTY.code,
        sheet,
        YEAR,
        category or INDICATORS.lists[sheet].categories[0],
        figure(expected) if expected else None,
        place,
    )


def check(
    asked: Rule, *reported: Fact | Record | Roll, as_of: date = AFTER, binding: bool = True, period: Period = YEAR
) -> tuple[Verdict, list[Problem]]:
    """The verdict of one rule over what was reported, and the problems told."""
    verdicts, problems = engine.answer(
        [Question(COUNTY, period, asked, binding)],
        INDICATORS,
        as_of,
        [r for r in reported if isinstance(r, Fact)],
        [r for r in reported if isinstance(r, Record)],
        [r for r in reported if isinstance(r, Roll)],
        divisions=Divisions(()),
    )
    assert len(verdicts) == 1
    return verdicts[0], problems


def verdict(asked: Rule, *reported: Fact | Record | Roll, **more: object) -> Verdict:
    return check(asked, *reported, **more)[0]  # type: ignore[arg-type]
