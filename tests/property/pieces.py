"""What made-up submissions are made of: their indicators, figures, rows, and counts beside a line."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from random import Random
from typing import Any

PREFECTURE, COUNTIES = "990100", ("990121", "990122")
UNITS = {PREFECTURE: "", COUNTIES[0]: PREFECTURE, COUNTIES[1]: PREFECTURE}
YEAR, LAST_YEAR = (2023, 1, 12), (2022, 1, 12)
LISTS = {"名单": ("甲类", "乙类", "丙类"), "部门表": ("甲类", "乙类", "丙类")}
OPS = ("at_least", "more_than", "at_most", "less_than", "equals", "between")
#: Shares the shipped rules ask for, and some that are awkward: thirds, many digits, a hair beside 90 %.
SHARES = [
    *map(Fraction, ("1", "1", "9/10", "9/10", "3/10", "1/10", "0", "1/2")),
    *map(Fraction, ("2/3", "0.123456789012345678901", "0.9000000000000000001", "899/1000")),
]
COUNTS = [*map(Fraction, (0, 1, 1, 2, 5, 60, 10**15, 10**19 + 1)), Fraction(5, 2)]
HUGE = (10**15, 10**15 + 37, 2**63 - 1, 2**63 + 1, 10**25)

#: name → what an indicator is; 全率 ⊃ 分率 ⊃ 细率 are whole, part and part of the part.
INDICATORS: dict[str, dict[str, Any]] = {
    name: {
        "kind": kind, "unit": unit, "numerator": "", "denominator": "", "part_of": "", "final": False,
        "may_exceed_whole": False,
        **more,
    }
    for name, kind, unit, more in (
        ("全率", "rate", "%", {"numerator": "办成件数", "denominator": "全部件数"}),
        ("分率", "rate", "%", {"numerator": "涉企办成件数", "denominator": "涉企件数", "part_of": "全率"}),
        ("细率", "rate", "%", {"numerator": "小微办成件数", "denominator": "小微件数", "part_of": "分率"}),
        ("出庭率", "rate", "%", {"numerator": "出庭件数", "denominator": "开庭件数", "final": True}),
        ("涉企出庭率", "rate", "%", {"part_of": "出庭率", "final": True}),
        ("倍率", "rate", "%", {"numerator": "次品件数", "denominator": "良品件数", "may_exceed_whole": True}),
        ("又率", "rate", "%", {"numerator": "又办件数", "denominator": "全部件数"}),
        ("他率", "rate", "%", {"numerator": "他办件数", "denominator": "他全件数"}),
        ("办成件数", "count", "件", {}), ("全部件数", "count", "件", {}), ("期末件数", "count", "件", {}),
        ("期数", "count", "期", {}), ("讲座期数", "count", "期", {}),
        ("公布日期", "date", "日期", {}),
        ("学时", "hours", "学时", {}), ("人均学时", "hours", "学时", {}), ("经费", "money", "元", {}),
        ("名单日期", "date", "日期", {}), ("脱产次数", "count", "次", {}), ("他办件数", "count", "件", {}),
    )
}  # fmt: skip
RATES = ("全率", "全率", "分率", "细率", "出庭率", "倍率", "他率")
IDENTITIES = [
    {"left": ["办成件数"], "relation": "at_most", "right": ["全部件数"]},
    {"left": ["办成件数", "期末件数"], "relation": "equals", "right": ["全部件数"]},
]


# ---- one piece of a world ----


def figure(
    value: Fraction | int, step: Fraction | int = 0, other: Fraction | None = None, approximate: bool = False
) -> dict[str, Any]:
    return {"value": Fraction(value), "step": Fraction(step), "other": other, "approximate": approximate}


def ask(made: dict[str, Any], indicator: str, op: str, value: Fraction | None, **more: Any) -> dict[str, Any]:
    binding, period, unit = more.pop("binding", True), more.pop("period", YEAR), more.pop("unit", PREFECTURE)
    rule = {
        "id": f"r{len(made['questions'])}", "indicator": indicator, "op": op, "value": value, "upper": None, "relative": None,
        "group": None, "every": "year", "due": None, "scope": "全域", "advisory": False, **more,
    }  # fmt: skip
    question = {"unit": unit, "period": period, "rule": rule, "binding": binding}
    made["questions"].append(question)
    return question


def report(made: dict[str, Any], indicator: str, **more: Any) -> None:
    row = {
        "unit": PREFECTURE,
        "period": YEAR,
        "indicator": indicator,
        "scope": "全域",
        "value": None,
        "numerator": None,
        "denominator": None,
        "source": "",
    }
    made["rows"].append({**row, **more})


def target(random: Random, choices: list[Fraction]) -> tuple[str, Fraction, Fraction | None]:
    op, value = random.choice(OPS), random.choice(choices)
    if op == "between":
        return op, value, max(value, random.choice(choices))
    return op, value, None


def near_line(random: Random, line: Fraction) -> tuple[int, int]:
    """Counts whose rate is on the line or one case beside it; sometimes too large for a machine integer."""
    base = random.choice((1, 2, 3, 7, 10, 29, 30, 100, 324, random.randint(1, 2000), random.choice(HUGE)))
    hits = floor(line * base) + random.choice((-1, 0, 0, 1, 1, 2))
    if random.random() < 0.15:
        hits = random.choice((0, base, base - 1, base // 2))
    return (max(0, min(hits, base)), base)


def shown(random: Random, share: Fraction) -> dict[str, Any]:
    """A share as a clerk prints it: rounded, truncated, one digit off, as a bare fraction, or read in two ways."""
    places = random.choice((0, 0, 1, 1, 2, 2, 3, 5))
    step = Fraction(1, 100 * 10**places)
    digits = share / step
    whole = floor(digits + Fraction(1, 2)) if random.random() < 0.6 else floor(digits)
    if random.random() < 0.12:
        whole = max(0, whole + random.choice((-1, 1, 10)))
    if random.random() < 0.05:
        return figure(share)
    if random.random() < 0.06:
        tenths = Fraction(max(1, floor(share * 10)), 10)
        return figure(tenths, Fraction(1, 10), tenths / 100)
    if random.random() < 0.06:
        tenths = Fraction(max(1, floor(share * 10)), 10)
        return figure(tenths / 100, Fraction(1, 1000), tenths)
    return figure(whole * step, step, approximate=random.random() < 0.05)


def rate_row(random: Random, made: dict[str, Any], name: str, line: Fraction, **more: Any) -> tuple[int, int]:
    """One row of a rate with whatever of its three cells a clerk filled in."""
    n, d = near_line(random, line)
    if INDICATORS[name]["may_exceed_whole"] and random.random() < 0.3:
        n = d + random.randint(0, 3)
    filled = random.choice(
        [
            "counts",
            "counts",
            "counts",
            "all",
            "all",
            "rate",
            "rate",
            "rate",
            "rate+base",
            "rate+base",
            "base",
            "hits",
            "zero",
            "odd",
            "blank",
        ]
    )
    value, hits, base = shown(random, Fraction(n, d)), figure(n), figure(d)
    if filled == "all" and random.random() < 0.3:
        value = shown(random, random.choice(SHARES))
    if filled == "zero":
        hits = random.choice((None, figure(0), figure(0), figure(1)))
        base = figure(0)
        value = random.choice((None, None, figure(0, Fraction(1, 100)), figure(1, Fraction(1, 100))))
        report(made, name, value=value, numerator=hits, denominator=base, **more)
    elif filled == "odd":
        hits, value = random.choice(
            (
                (figure(-1), None),
                (figure(d + 1), None),
                (None, figure(Fraction(6, 5), Fraction(1, 100))),
                (figure(n), figure(-1)),
            )
        )
        report(made, name, value=value, numerator=hits, denominator=base, **more)
    else:
        cells = {"counts": "nd", "all": "vnd", "rate": "v", "rate+base": "vd", "base": "d", "hits": "n", "blank": ""}[
            filled
        ]
        report(
            made, name, value=value if "v" in cells else None, numerator=hits if "n" in cells else None,
            denominator=base if "d" in cells else None, **more,
        )  # fmt: skip
    return n, d
