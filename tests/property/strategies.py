"""Made-up submissions and rules, packed around the lines where verdicts change.

`world(random)` draws one in the oracle's plain words. It asks for nothing but a `random.Random`, so that a long session
can run it on bare seeds and hypothesis can drive it, and shrink it, through `worlds()`.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.property.pieces import (
    COUNTIES,
    COUNTS,
    HUGE,
    IDENTITIES,
    INDICATORS,
    LAST_YEAR,
    LISTS,
    OPS,
    PREFECTURE,
    RATES,
    SHARES,
    UNITS,
    YEAR,
    ask,
    figure,
    near_line,
    rate_row,
    report,
    shown,
    target,
)
from tests.property.situations import SITUATIONS

__all__ = [
    "COUNTIES",
    "COUNTS",
    "HUGE",
    "IDENTITIES",
    "INDICATORS",
    "KINDS",
    "LAST_YEAR",
    "LISTS",
    "OPS",
    "PREFECTURE",
    "RATES",
    "SHARES",
    "UNITS",
    "YEAR",
    "ask",
    "figure",
    "near_line",
    "rate_row",
    "report",
    "shown",
    "target",
    "world",
    "worlds",
]


@st.composite
def worlds(draw: st.DrawFn, kind: str = "") -> dict[str, Any]:
    """A world of one kind, or of any; hypothesis chooses, and so can make it smaller."""
    return world(draw(st.randoms(use_true_random=False)), kind)


def world(random: Random, kind: str = "") -> dict[str, Any]:
    kind = kind or random.choice(list(KINDS))
    made: dict[str, Any] = {
        "kind": kind, "indicators": INDICATORS, "identities": IDENTITIES, "units": UNITS, "rows": [], "records": [],
        "rolls": [], "questions": [], "as_of": date(2024, 5, 6).toordinal(),
    }  # fmt: skip
    if random.random() < 0.3:
        made["as_of"] = (date(2023, 12, 31) + timedelta(random.choice((-200, -93, -92, -1, 0, 1)))).toordinal()
    KINDS[kind](random, made)
    random.shuffle(made["rows"])
    return made


def scope_of(random: Random) -> str:
    return "本级" if random.random() < 0.04 else "全域"


# ---- worlds of each kind ----


def rates(random: Random, made: dict[str, Any]) -> None:
    name = random.choice(RATES)
    op, value, upper = target(random, SHARES + ([Fraction(1001, 1000), Fraction(6, 5)] if name == "倍率" else []))
    ask(made, name, op, value, upper=upper, binding=random.random() < 0.85, advisory=random.random() < 0.05,
        due=date(2023, 6, 30).toordinal() if random.random() < 0.05 else None)  # fmt: skip
    n, d = rate_row(random, made, name, value, scope=scope_of(random))
    if random.random() < 0.2:
        rate_row(random, made, name, value, source=random.choice(("", "", "法院")))
    if random.random() < 0.1:
        made["rows"].append(dict(made["rows"][0]))
    if name == "全率" and random.random() < 0.3:
        report(made, "全部件数", value=figure(d + random.choice((0, 0, 1))))
        if random.random() < 0.7:
            report(made, "办成件数", value=figure(max(0, n + random.choice((0, 0, 1)))))
        if random.random() < 0.5:
            report(made, "期末件数", value=figure(max(0, d - n + random.choice((0, 1)))))


def counts(random: Random, made: dict[str, Any]) -> None:
    name = random.choice(("期数", "期数", "办成件数", "学时", "经费"))
    op, value, upper = target(random, COUNTS)
    kind = INDICATORS[name]["kind"]
    ask(made, name, op, value, upper=upper, binding=random.random() < 0.85, advisory=random.random() < 0.05)
    near = floor(value) + random.choice((-2, -1, 0, 0, 1, 2))
    amount = Fraction(near) if kind == "count" else near + random.choice((Fraction(0), Fraction(1, 2), Fraction(1, 3)))
    if random.random() < 0.93:
        period = random.choice((YEAR, YEAR, YEAR, (2023, 1, 9), (2023, 1, 6)))
        report(
            made, name, value=figure(amount, approximate=random.random() < 0.05), period=period, scope=scope_of(random)
        )
        if random.random() < 0.15:
            report(
                made,
                name,
                value=figure(amount + random.choice((0, 1))),
                period=random.choice((period, (2023, 1, 3))),
                source=random.choice(("", "法院")),
            )
    if random.random() < 0.15:
        op, value, upper = target(random, COUNTS)
        ask(made, name, op, value, upper=upper, binding=random.random() < 0.7)


def dates(random: Random, made: dict[str, Any]) -> None:
    deadline = date(2023, random.choice((3, 9, 12)), random.choice((1, 15, 30)))
    if random.random() < 0.3:
        deadline = date(2024, 4, 1)
    ask(
        made, "公布日期", random.choice(("by", "before")), Fraction(deadline.toordinal()), binding=random.random() < 0.8
    )
    around = deadline + timedelta(random.choice((-40, -2, -1, 0, 0, 1, 2, 35)))
    if random.random() < 0.03:
        around = date(2022, 1, 1) + timedelta(random.choice((-2, -1, 0, 1, -36500)))
    if random.random() < 0.9:
        report(made, "公布日期", value=figure(around.toordinal()), scope=scope_of(random))
    if random.random() < 0.1:
        report(made, "公布日期", value=figure(around.toordinal() + random.choice((0, 1))))
    if random.random() < 0.6:
        made["as_of"] = random.choice((deadline, around)).toordinal() + random.choice((-3, -1, 0, 0, 1, 30))


def quarters(random: Random, made: dict[str, Any]) -> None:
    value = Fraction(random.choice((0, 1, 2)))
    op = random.choice(("at_least", "equals", "at_most"))
    for first in (1, 4, 7, 10):
        ask(made, "期数", op, value, period=(2023, first, first + 2), every="quarter", binding=random.random() < 0.9)
        if random.random() < 0.5:
            report(made, "期数", value=figure(random.choice((0, 1, 2, 3))), period=(2023, first, first + 2))
    if random.random() < 0.5:
        report(made, "期数", value=figure(random.choice((0, 0, 4))))
    if random.random() < 0.5:
        made["as_of"] = date(2023, random.choice((3, 6, 9)), 30).toordinal() + random.choice((-1, 0, 1, 2))
    if random.random() < 0.3:
        ask(made, "期数", op, Fraction(random.choice((1, 4))))
        if random.random() < 0.5:
            for first in (1, 7):
                report(made, "期数", value=figure(random.choice((0, 1, 2))), period=(2023, first, first + 5))


def relations(random: Random, made: dict[str, Any]) -> None:
    share = random.random() < 0.6
    previous = random.random() < 0.5
    name, other = ("全率", "他率") if share else ("期数", "讲座期数")
    if previous and random.random() < 0.7:
        other = name
    times = random.choice((Fraction(1), Fraction(1), Fraction(9, 10), Fraction(2)))
    plus = (
        random.choice((Fraction(0), Fraction(0), Fraction(1, 50), Fraction(-1, 50)))
        if share
        else Fraction(random.choice((0, 0, 1)))
    )
    relative = {"indicator": other, "previous": previous, "times": times, "plus": plus}
    ask(made, name, random.choice(OPS[:5]), None, relative=relative, binding=random.random() < 0.85)
    there = LAST_YEAR if previous else YEAR
    if share:
        line = random.choice(SHARES)
        n, d = rate_row(random, made, other, line, period=there)
        goal = Fraction(n, d) * times + plus
        rate_row(random, made, name, min(max(goal, Fraction(0)), Fraction(1)))
    else:
        n = random.choice((0, 1, 3, 10, 10**19))
        if random.random() < 0.9:
            report(made, other, value=figure(n), period=there)
        if random.random() < 0.9:
            report(made, name, value=figure(max(0, floor(n * times + plus) + random.choice((-1, 0, 0, 1)))))


def parts(random: Random, made: dict[str, Any]) -> None:
    line = random.choice(SHARES)
    names = ["全率", "分率", "细率"]
    for name in random.choice((names, names[:2], names[1:], ["全率", "细率"])):
        if random.random() < 0.3:
            continue
        style = random.choice(("all", "printed all", "all", "none", "near", "near"))
        if style == "near":
            rate_row(random, made, name, line)
        elif style == "printed all":
            base = figure(random.choice((3, 60, 324, 10**16))) if random.random() < 0.4 else None
            share = random.choice((Fraction(1), Fraction(1), Fraction(0), Fraction(999, 1000)))
            report(
                made, name, value=figure(share, random.choice((Fraction(1, 100), Fraction(1, 1000)))), denominator=base
            )
        else:
            base = random.choice((0, 1, 2, 10, 10**17))
            report(made, name, numerator=figure(base if style == "all" else 0), denominator=figure(base))
    for name in random.choice((["细率"], ["分率"], ["全率"], names)):
        op, value, upper = target(random, [line, line, Fraction(1), Fraction(9, 10)])
        ask(made, name, op, value, upper=upper, binding=random.random() < 0.9)


def totals(random: Random, made: dict[str, Any]) -> None:
    amounts = [random.choice((0, 1, 5, 10**18 * 5)) for _ in range(3)]
    if random.random() < 0.9:
        report(made, "期数", value=figure(amounts[0]), scope="本级")
    for county, amount in zip(COUNTIES, amounts[1:], strict=True):
        if random.random() < 0.9:
            report(made, "期数", unit=county, value=figure(amount))
    if random.random() < 0.9:
        report(made, "期数", value=figure(sum(amounts) + random.choice((0, 0, 1, -1)) if sum(amounts) else 0))
    ask(made, "期数", "at_least", Fraction(5))
    ask(made, "期数", "at_least", Fraction(5), scope="本级")
    ask(made, "期数", "at_least", Fraction(5), unit=COUNTIES[0])


def beside(random: Random, made: dict[str, Any]) -> None:
    """Several rules of one indicator, some asking more than others."""
    name, choices = random.choice(
        (("出庭率", [Fraction(9, 10), Fraction(1), Fraction(0)]), ("期数", [Fraction(1), Fraction(2), Fraction(3)]))
    )
    for _ in range(random.randint(2, 4)):
        op, value, upper = target(random, choices)
        ask(
            made,
            name,
            op,
            value,
            upper=upper,
            binding=random.random() < 0.8,
            scope=random.choice(("全域", "全域", "全域", "本级")),
        )
    if name == "出庭率":
        rate_row(random, made, name, random.choice(choices))
    else:
        report(made, name, value=figure(random.choice((0, 1, 2, 3, 4))))


def eaches(random: Random, made: dict[str, Any]) -> None:
    name = random.choice(("人均学时", "人均学时", "名单日期", "脱产次数"))
    term = name == "脱产次数" and random.random() < 0.8
    deadline = date(2023, 10, 1)
    if name == "名单日期":
        op, line = random.choice(("by", "before")), Fraction(deadline.toordinal())
    else:
        op, line = (
            random.choice(("at_least", "at_least", "more_than", "equals", "at_most")),
            Fraction(random.choice((1, 40, 60))),
        )
    categories = random.choice((["甲类"], ["甲类", "乙类"]))
    group = {"list": "名单", "categories": categories, "of": "人"}
    ask(made, name, op, line, group=group, every="term" if term else "year", binding=random.random() < 0.8)
    if random.random() < 0.4:
        made["as_of"] = date(2023, 12, 31).toordinal() + random.choice((-1, 0, 1))
    if name == "名单日期" and random.random() < 0.5:
        made["as_of"] = deadline.toordinal() + random.choice((-2, -1, 0, 1))
    number = 0
    for category in LISTS["名单"]:
        many = random.choice((0, 1, 2, 3)) if random.random() < 0.8 else 0
        good = random.random() < 0.6
        for _ in range(many):
            number += 1
            low, high = (0, 2) if op in ("at_least", "more_than") else (-2, 0)
            amount = line + (
                random.randint(low, high)
                if good or random.random() < 0.6
                else random.choice((-1, 1, Fraction(1, 2) if name == "人均学时" else 1))
            )
            if good and op == "equals":
                amount = line
            if op == "more_than" and good:
                amount += 1
            if op == "before" and good:
                amount -= 1
            if random.random() < 0.02:
                amount = Fraction(-1)
            made["records"].append(
                {
                    "unit": PREFECTURE, "list": "名单", "period": YEAR, "name": f"某{number}", "id": str(number),
                    "categories": () if random.random() < 0.03 else (category,),
                    "values": {} if random.random() < 0.05 else {name: figure(amount, approximate=random.random() < 0.03)},
                    "begins": None, "ends": None if random.random() < 0.3 else made["as_of"] + random.choice((-400, -1, 0, 1, 400)),
                }
            )  # fmt: skip
        stated = many + (random.choice((0, 0, 0, 0, 1)) if many else 0)
        if random.random() < 0.95:
            made["rolls"].append(
                {
                    "unit": PREFECTURE,
                    "list": "名单",
                    "period": YEAR,
                    "category": category,
                    "expected": None if random.random() < 0.03 else figure(stated),
                }
            )


KINDS = {
    "rates": rates, "counts": counts, "dates": dates, "quarters": quarters, "relations": relations, "parts": parts,
    "totals": totals, "beside": beside, "eaches": eaches, **SITUATIONS,
}  # fmt: skip
