"""Frames of invented units, as hypothesis makes them, and the same check done row by row to hold them against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from compliance import engine
from compliance.engine import shown
from compliance.errors import Problem
from compliance.fact import Fact, Figure, Record, Roll
from compliance.indicator import Indicator
from compliance.period import Period
from compliance.quantity import Quantity
from compliance.region import Divisions, Unit
from compliance.rule import Pack, Relative, Rule
from compliance.rulebook import RuleSet
from tests.engine.cases import INDICATORS, rule

Row = dict[str, Any]
YEAR = Period(2024)
RULES: tuple[Rule, ...] = tuple(
    rule(*what, id=f"demo-2024-{i:02}", line=i, **more)
    for i, (what, more) in enumerate(
        [
            (("出庭率", "at_least", "90%"), {}),
            (("出庭率", "equals", "100%"), {"levels": ("县",)}),
            (("涉企出庭率", "equals", "100%"), {}),
            (("涉企重点出庭率", "more_than", "66.6%"), {"advisory": "原则上"}),
            (("纠错率", "more_than", "一审纠错率"), {}),
            (("纠错率", "at_most", "一审纠错率"), {"relative": Relative("一审纠错率", times=Fraction(9, 10), plus=Fraction(1, 50))}),
            (("纠错率", "at_least", "纠错率"), {"relative": Relative("纠错率", previous=True)}),
            (("纠错率", "less_than", "30%"), {}),
            (("纠错率", "between", "10%~1/3"), {}),
            (("一审纠错率", "equals", "40%"), {}),
            (("纠错件数", "at_most", "5件"), {}),
            (("讲座期数", "at_least", "2期"), {}),
            (("讲座期数", "at_least", "1期"), {"every": "quarter"}),
            (("讲座期数", "between", "2期~4期"), {}),
            (("违规件数", "equals", "0件"), {}),
            (("违规件数", "less_than", "3件"), {}),
            (("公开日期", "before", "2025-04-01"), {}),
            (("公开日期", "by", "2024-09-30"), {"id": "demo-2024-by"}),
            (("培训学时", "at_least", "60学时"), {"each": "执法人员"}),
            (("任期培训次数", "at_least", "1次"), {"each": "负责人", "every": "term"}),
        ]
    )
    for more in [{k: v for k, v in more.items() if k != "id"}]
)  # fmt: skip
PACK = Pack(RULES[0].document, {}, RULES)
RULE_SET = RuleSet((PACK,), INDICATORS)
#: Governments of several levels, a township, a department, and one outside the region.
UNITS: tuple[Row, ...] = (
    {"unit": "990101", "unit_name": "示例县", "level": "县"},
    {"unit": "990101001", "unit_name": "示例镇", "level": "乡"},
    {"unit": "990101002", "unit_name": "样例镇", "level": "乡"},
    {"unit": "990101/司法局", "unit_name": "示例县司法局", "level": "县"},
    {"unit": "880101", "unit_name": "外县", "level": "县"},
)
REPORTED = [i for i in INDICATORS.indicators.values() if i.level == "unit"]


# -- what is drawn


def counts() -> st.SearchStrategy[tuple[Any, Any]]:
    """A numerator and a denominator: mostly ordinary and near a line, now and then nothing, nonsense or huge."""
    near = st.integers(0, 60).flatmap(
        lambda d: st.tuples(st.sampled_from(sorted({max(0, d * k // 10 + j) for k in (0, 3, 4, 9, 10) for j in (-1, 0, 1)} & set(range(d + 1)))), st.just(d))
    )  # fmt: skip
    any_counts = st.integers(0, 400).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))
    large = st.sampled_from([10**6, 10**12, 10**15, 9 * 10**18, 10**30]).flatmap(
        lambda d: st.tuples(st.sampled_from([0, d // 3, d * 9 // 10, d * 9 // 10 - 1, d]), st.just(d))
    )
    odd = st.sampled_from([(3, 2), (-1, 5), (1, 0), (None, 7), (2, None), ("1.5", "3"), ("约5", "6"), (None, 0)])
    return st.one_of(near, near, near, any_counts, any_counts, large, odd)


PRINTED = st.sampled_from([None] * 12 + ["15.8%", "100%", "90%", "1", "120%", Decimal("0.333"), "33.3%", "0%"])
PLAIN = st.one_of(st.integers(0, 6), st.integers(0, 6), st.sampled_from([-1, 10**15, 10**20, "2.5", "3余", "1000"]))
DAYS = st.dates(date(2024, 1, 1), date(2025, 6, 1)) | st.sampled_from(
    [date(2024, 9, 30), date(2025, 4, 1), date(2025, 3, 31)]
)
PERIODS = st.sampled_from(
    ["2024"] * 12 + ["2023", "2024-Q1", "2024-Q2", "2024-01/2024-09", "2022", "2021", "2020", "2019"]
)
SCOPES = st.sampled_from(["全域"] * 12 + ["本级", ""])


@st.composite
def fact_rows(draw: st.DrawFn, ordinary: bool = False) -> Row:
    """A row of a long facts frame."""
    indicator: Indicator = draw(st.sampled_from(REPORTED))
    row: Row = {
        "unit": draw(st.sampled_from(UNITS))["unit"],
        "indicator": indicator.name,
        "period": "2024",
        "scope": "全域",
    }
    row |= {"value": None, "numerator": None, "denominator": None, "source": None, "approximate": False}
    if not ordinary:
        row |= {"period": draw(PERIODS), "scope": draw(SCOPES), "source": draw(st.sampled_from([None] * 5 + ["法院"]))}
        row["approximate"] = draw(st.sampled_from([False] * 9 + [True]))
    if indicator.kind == "rate":
        row["numerator"], row["denominator"] = draw(counts())
        row["value"] = None if ordinary else draw(PRINTED)
    elif indicator.kind == "date":
        row["value"] = draw(DAYS)
    else:
        row["value"] = draw(PLAIN)
    return row


@st.composite
def people(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Records and rolls of the two lists the rules range over."""
    records: list[Row] = []
    for i in range(draw(st.integers(0, 4))):
        sheet = draw(st.sampled_from(["人员培训", "负责人"]))
        category = "执法人员" if sheet == "人员培训" else "负责人"
        unit = draw(st.sampled_from(UNITS[:3]))["unit"]
        row: Row = {
            "unit": unit,
            "list": sheet,
            "period": "2024",
            "name": f"人员{i}",
            "id": f"{i}",
            "category": category,
        }
        row |= {
            "begins": date(2022, 1, 1),
            "ends": draw(st.sampled_from([date(2024, 6, 30), date(2026, 12, 31), None])),
        }
        row |= {
            "培训学时": draw(st.sampled_from([60, 59, None, 100])),
            "任期培训次数": draw(st.sampled_from([0, 1, None])),
        }
        records.append(row)
    rolls = [
        {"unit": draw(st.sampled_from(UNITS[:3]))["unit"], "list": sheet, "category": category, "period": "2024", "expected": n}
        for sheet, category, n in draw(
            st.lists(st.sampled_from([("人员培训", "执法人员", 1), ("人员培训", "执法人员", 0), ("负责人", "负责人", 1)]), max_size=3)
        )
    ]  # fmt: skip
    return records, rolls


AS_OF = st.sampled_from([date(2025, 6, 30), date(2025, 6, 30), date(2024, 8, 1), date(2024, 12, 31), date(2025, 4, 1)])


# -- row by row


def figure(cell: Any, indicator: Indicator, role: str, approximate: bool) -> Figure | None:
    """A cell as the documentation says it is read."""
    if cell is None:
        return None
    if isinstance(cell, date):
        return Figure.day(cell)
    if isinstance(cell, int):
        return Figure(Fraction(cell), str(cell), approximate=approximate)
    quantity = Quantity.parse(str(cell))
    whole = quantity.value.denominator == 1 and quantity.text.isdecimal() and len(quantity.text) <= 15
    step = quantity.step if indicator.kind == "rate" and role == "value" and not whole else Fraction(0)
    return Figure(quantity.value, quantity.text, step=step, approximate=approximate or quantity.approximate)


def fact(row: Row) -> Fact:
    indicator = INDICATORS[row["indicator"]]
    value, top, base = (
        figure(row[role], indicator, role, row.get("approximate", False))
        for role in ("value", "numerator", "denominator")
    )
    return Fact(
        row["unit"], Period.parse(row["period"]), indicator.name, row["scope"], value, top, base, source=row.get("source") or ""
    )  # fmt: skip


def record(row: Row) -> Record:
    values = {
        name: Figure(Fraction(v), str(v)) for name in ("培训学时", "任期培训次数") if (v := row[name]) is not None
    }
    return Record(
        row["unit"], row["list"], Period.parse(row["period"]), row["name"], row["id"], (row["category"],), values,
        row["begins"], row["ends"],
    )  # fmt: skip


def roll(row: Row) -> Roll:
    expected = Figure(Fraction(row["expected"]), str(row["expected"]))
    return Roll(row["unit"], row["list"], Period.parse(row["period"]), row["category"], expected)


def row_by_row(
    units: list[Row],
    facts: list[Row],
    as_of: date,
    records: Sequence[Row] = (),
    rolls: Sequence[Row] = (),
    rules: RuleSet = RULE_SET,
) -> tuple[list[Mapping[str, object]], list[Problem]]:
    """The verdicts as rows of the verdicts table, and the problems, from the engine that answers question by question."""
    divisions = Divisions.shipped()
    bodies = [Unit(u["unit"], u["unit_name"], u["level"], "", u["unit"].partition("/")[2]) for u in units]
    questions = [q for body in bodies for q in engine.ask(body, YEAR, rules.packs, (), divisions)]
    verdicts, problems = engine.answer(
        questions,
        rules.indicators,
        as_of,
        map(fact, facts),
        map(record, records),
        map(roll, rolls),
        divisions=divisions,
    )
    return [shown.row(v) for v in verdicts], problems
