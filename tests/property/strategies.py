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

PREFECTURE, COUNTIES = "990100", ("990121", "990122")
UNITS = {PREFECTURE: "", COUNTIES[0]: PREFECTURE, COUNTIES[1]: PREFECTURE}
YEAR, LAST_YEAR = (2023, 1, 12), (2022, 1, 12)
LISTS = {"名单": ("甲类", "乙类", "丙类")}
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
        ("倍率", "rate", "%", {"numerator": "次品件数", "denominator": "良品件数", "may_exceed_whole": True}),
        ("他率", "rate", "%", {"numerator": "他办件数", "denominator": "他全件数"}),
        ("办成件数", "count", "件", {}), ("全部件数", "count", "件", {}), ("期末件数", "count", "件", {}),
        ("期数", "count", "期", {}), ("讲座期数", "count", "期", {}),
        ("公布日期", "date", "日期", {}),
        ("学时", "hours", "学时", {}), ("人均学时", "hours", "学时", {}), ("经费", "money", "元", {}),
        ("名单日期", "date", "日期", {}), ("脱产次数", "count", "次", {}),
    )
}  # fmt: skip
RATES = ("全率", "全率", "分率", "细率", "出庭率", "倍率", "他率")
IDENTITIES = [
    {"left": ["办成件数"], "relation": "at_most", "right": ["全部件数"]},
    {"left": ["办成件数", "期末件数"], "relation": "equals", "right": ["全部件数"]},
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
    "totals": totals, "beside": beside, "eaches": eaches,
}  # fmt: skip
