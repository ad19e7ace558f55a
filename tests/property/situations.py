"""Submissions in which figures stand beside others that bear on them: other periods, wholes, halves, unread cells,
lists told twice. Drawn like those of `strategies`, from nothing but a `random.Random`.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from tests.property.pieces import (
    COUNTIES,
    INDICATORS,
    LAST_YEAR,
    PREFECTURE,
    SHARES,
    YEAR,
    ask,
    figure,
    rate_row,
    report,
    shown,
    target,
)

NINE_MONTHS, SIX_MONTHS = (2023, 1, 9), (2023, 1, 6)
SHORTER = (NINE_MONTHS, NINE_MONTHS, SIX_MONTHS, (2023, 1, 3), (2023, 4, 6), (2023, 10, 12), (2023, 2, 2))
ROLES = ("value", "numerator", "denominator")
PERCENT = Fraction(1, 100)
World = dict[str, Any]


def some_day(random: Random, made: World) -> None:
    """As of a day while the year runs, or after it."""
    if random.random() < 0.5:
        made["as_of"] = date(2023, random.choice((5, 8, 10, 12)), 31).toordinal()


def small(random: Random, made: World, name: str, **more: Any) -> None:
    """A rate over so few cases that two of them often contradict each other: counts, printed, or half."""
    d = random.choice((0, 1, 2, 3, 4, 10))
    n = random.choice((0, d, d, max(0, d - 1), d // 2))
    cells = random.choice(("nd", "nd", "nd", "v", "vd", "n", "d", "vn"))
    value = shown(random, Fraction(n, d)) if d else figure(0, PERCENT)
    if "v" in cells and random.random() < 0.2:
        value = figure(random.choice((0, 1)), PERCENT)
    report(
        made, name, value=value if "v" in cells else None, numerator=figure(n) if "n" in cells else None,
        denominator=figure(d) if "d" in cells else None, **more,
    )  # fmt: skip


def unreadable(random: Random, made: World, chance: float) -> None:
    """Some cells hold words that are no figure."""
    for row in made["rows"]:
        if random.random() < chance:
            role = random.choice(ROLES if INDICATORS[row["indicator"]]["kind"] == "rate" else ROLES[:1])
            row[role], row["unread"] = None, (role,)


def spans(random: Random, made: World) -> None:
    """A year beside its months, its quarters and its half-year."""
    name = random.choice(("期数", "期数", "学时", "经费", "出庭率", "出庭率", "涉企出庭率", "他率"))
    rate = INDICATORS[name]["kind"] == "rate"
    choices = [Fraction(1), Fraction(1), Fraction(9, 10)] if rate else [Fraction(v) for v in (0, 1, 2, 5)]
    periods = [YEAR, *random.sample(SHORTER, random.choice((0, 1, 1, 2)))]
    some_day(random, made)
    for period in {*periods, *([LAST_YEAR] if random.random() < 0.2 else [])}:
        if random.random() < 0.15:
            continue
        if rate:
            small(random, made, name, period=period)
        else:
            report(made, name, value=figure(random.choice((0, 1, 2, 3, 5, 6))), period=period)
    if name == "涉企出庭率" and random.random() < 0.6:
        small(random, made, "出庭率", period=random.choice(periods))
    if random.random() < 0.15:
        unreadable(random, made, 0.4)
    op, value, upper = target(random, choices)
    ask(made, name, op, value, upper=upper, binding=random.random() < 0.85)
    if random.random() < 0.3 and not rate:
        quarter = random.choice(((2023, 1, 3), (2023, 4, 6), (2023, 10, 12)))
        ask(made, name, op, value, upper=upper, every="quarter", period=quarter)
    if random.random() < 0.2:
        relative = {"indicator": name, "previous": True, "times": Fraction(1), "plus": Fraction(0)}
        ask(made, name, random.choice(("at_least", "at_most")), None, relative=relative)


def so_far(random: Random, made: World) -> None:
    """A period that still runs, or has just ended, of which only the first months were reported."""
    name = random.choice(("全率", "出庭率", "出庭率", "倍率", "期数", "学时", "公布日期"))
    kind = INDICATORS[name]["kind"]
    made["as_of"] = date(2023, random.choice((10, 12)), 31).toordinal() + random.choice((0, 0, 1))
    if kind == "rate":
        op, value, upper = target(random, [Fraction(1), *SHARES])
    elif kind == "date":
        op, value, upper = "by", Fraction(date(2023, random.choice((8, 12)), 31).toordinal()), None
    else:
        op, value, upper = target(random, [Fraction(v) for v in (0, 1, 2, 5)])
    ask(made, name, op, value, upper=upper, binding=random.random() < 0.85)
    for period in random.sample((NINE_MONTHS, SIX_MONTHS, (2023, 1, 3)), random.choice((1, 1, 2))):
        for _ in range(random.choice((1, 1, 1, 2))):
            if kind == "rate":
                rate_row(random, made, name, value, period=period)
            elif kind == "date":
                report(made, name, value=figure(value + random.choice((-1, 0, 1, 40))), period=period)
            else:
                report(made, name, value=figure(max(Fraction(0), value + random.choice((-1, 0, 1)))), period=period)
    if random.random() < 0.3:
        report(made, name, scope="本级", value=figure(value))
    if random.random() < 0.2:
        small(random, made, name) if kind == "rate" else report(made, name, unread=("value",))


def halves(random: Random, made: World) -> None:
    """Rows that give one count only, beside each other and beside whole ones."""
    name = random.choice(("他率", "他率", "全率", "倍率", "出庭率"))
    some_day(random, made)
    for _ in range(random.choice((1, 2, 2, 3))):
        n, d = random.choice((0, 1, 2, 3)), random.choice((0, 2, 3, 3))
        cells = random.choice(("n", "n", "d", "d", "nd", "v", "vn", "vd"))
        report(
            made, name, value=figure(random.choice((0, 1, Fraction(1, 2))), PERCENT) if "v" in cells else None,
            numerator=figure(n) if "n" in cells else None, denominator=figure(d) if "d" in cells else None,
            source=random.choice(("", "", "", "法院")), scope=random.choice(("全域", "全域", "全域", "全域", "本级", "")),
        )  # fmt: skip
    if name == "全率" and random.random() < 0.4:
        report(made, random.choice(("办成件数", "全部件数")), value=figure(random.choice((0, 1, 2, 3))))
    unreadable(random, made, random.choice((0, 0, 0.3)))
    op, value, upper = target(random, [Fraction(1), Fraction(1), Fraction(2, 3), Fraction(0)])
    ask(made, name, op, value, upper=upper, binding=random.random() < 0.85)


def families(random: Random, made: World) -> None:
    """A whole and its parts over few cases: empty wholes, half parts, parts unread or of the other scope."""
    names = random.choice((["全率", "分率"], ["全率", "分率"], ["全率", "分率", "细率"], ["出庭率", "涉企出庭率"]))
    some_day(random, made)
    for name in names:
        if random.random() < 0.75:
            scope = random.choice(("全域",) * 8 + ("本级", ""))
            period = random.choice((YEAR,) * 8 + (NINE_MONTHS,))
            small(random, made, name, scope=scope, period=period)
    if random.random() < 0.3:
        report(made, names[0], numerator=figure(3), denominator=figure(3))
    if random.random() < 0.4:
        unreadable(random, made, 0.3)
    for name in names[1:] + ([names[0]] if random.random() < 0.5 else []):
        op, value, upper = target(random, [Fraction(1), Fraction(1), Fraction(9, 10), Fraction(0)])
        ask(made, name, op, value, upper=upper, binding=random.random() < 0.85)


def nonsense(random: Random, made: World) -> None:
    """Figures that cannot be, of every kind, alone and beside others; days long past."""
    name = random.choice(("期数", "学时", "他率", "他率", "公布日期", "公布日期"))
    kind = INDICATORS[name]["kind"]
    if kind == "date":
        first = date(2023, 1, 1)
        odd = first - timedelta(random.choice((365, 366, 367, 40000)))
        ask(made, name, "by", Fraction(date(2023, 9, 30).toordinal()), yearly=random.random() < 0.7)
        report(made, name, value=figure(odd.toordinal()), scope=random.choice(("全域", "")))
        made["as_of"] = date(2023, random.choice((6, 12)), 30).toordinal()
        return
    op, value, upper = target(random, [Fraction(1), Fraction(0)])
    ask(made, name, op, value, upper=upper, binding=random.random() < 0.8)
    some_day(random, made)
    for _ in range(random.choice((1, 1, 1, 2))):
        if kind == "rate":
            n, d, v = random.choice(
                ((-1, 3, None), (4, 3, None), (1, 0, None), (None, 0, 1), (None, None, 2), (Fraction(1, 2), 2, None))
            )
            report(
                made, name, numerator=None if n is None else figure(n), denominator=None if d is None else figure(d),
                value=None if v is None else figure(v, PERCENT),
            )  # fmt: skip
        else:
            report(made, name, value=figure(random.choice((-1, -3, Fraction(5, 2), 2))))


def sums(random: Random, made: World) -> None:
    """Totals of counts, money and rates, some parts missing."""
    name = random.choice(("期数", "经费", "他率", "学时"))
    rate = INDICATORS[name]["kind"] == "rate"

    def tell(amount: int, **more: Any) -> None:
        if rate:
            report(made, name, numerator=figure(min(amount, 5)), denominator=figure(5 + (amount > 5)), **more)
        else:
            report(made, name, value=figure(amount), **more)

    amounts = [random.choice((0, 1, 3)) for _ in range(3)]
    for amount, where in zip(amounts, ({"scope": "本级"}, *({"unit": c} for c in COUNTIES)), strict=True):
        if random.random() < 0.7:
            tell(amount, **where)
    tell(sum(amounts) + random.choice((0, 0, 1, -1, -2)) if sum(amounts) > 1 else 1)
    for scope in ("全域", "本级"):
        ask(made, name, "at_least", Fraction(1), scope=scope)


def people(random: Random, made: World) -> None:
    """Lists whose rows repeat, lack things, stand in two files or cover only the first months."""
    sheet = random.choice(("名单", "名单", "部门表"))
    name = random.choice(("人均学时", "名单日期", "脱产次数"))
    term = name == "脱产次数" and sheet == "名单" and random.random() < 0.8
    line = Fraction(date(2023, 10, 1).toordinal()) if name == "名单日期" else Fraction(random.choice((1, 40)))
    group = {"list": sheet, "categories": ["甲类"], "of": "人" if sheet == "名单" else "个"}
    period = random.choice((YEAR,) * 5 + (NINE_MONTHS,))
    op = "by" if name == "名单日期" else "at_least"
    ask(made, name, op, line, group=group, every="term" if term else "year", binding=random.random() < 0.85,
        yearly=random.random() < 0.7)  # fmt: skip
    some_day(random, made)
    for number in range(random.choice((1, 2, 3))):
        made["records"].append(person(random, made, sheet, name, line, period, number))
    for first in list(made["records"]):
        if random.random() < 0.35:
            made["records"].append(again(random, first, name, line, term))
    listed = len({(r["name"], r["id"]) for r in made["records"]})
    if random.random() < 0.95:
        stated = figure(max(0, listed + random.choice((0, 0, 0, 1, -1))), approximate=random.random() < 0.15)
        made["rolls"].append(
            {"unit": PREFECTURE, "list": sheet, "period": period, "category": "甲类", "expected": stated}
        )
    if random.random() < 0.1:  # of other months too, which do not answer where the year's own list is there
        other = {"unit": PREFECTURE, "list": sheet, "period": SIX_MONTHS, "category": "甲类", "expected": figure(0)}
        made["rolls"].append(other)
    for number, record in enumerate(made["records"]):
        record["cell"] = f"A{number}"
    random.shuffle(made["records"])


def person(random: Random, made: World, sheet: str, name: str, line: Fraction, period: Any, number: int) -> World:
    good = line - random.choice((0, 1)) if name == "名单日期" else line + random.choice((0, 1))
    bad = line + 1 if name == "名单日期" else line - 1
    amount = random.choice((good, good, good, bad))
    if name == "名单日期" and random.random() < 0.06:
        amount = Fraction(date(2022, 1, 1).toordinal() - random.choice((0, 1, 2)))
    ends = made["as_of"] + random.choice((-400, -1, 0, 1, 400))
    unnamed = random.random() < 0.03
    return {
        "unit": PREFECTURE, "list": sheet, "period": period, "name": "" if unnamed else f"某{number}",
        "id": "" if unnamed or random.random() < 0.3 else str(number), "categories": ("甲类",),
        "values": {} if random.random() < 0.12 else {name: figure(amount, approximate=random.random() < 0.03)},
        "begins": ends + 1 if random.random() < 0.06 else ends - random.choice((0, 900)) if random.random() < 0.5 else None,
        "ends": None if random.random() < 0.1 else ends, "file": "表.xlsx",
    }  # fmt: skip


def again(random: Random, first: World, name: str, line: Fraction, term: bool) -> World:
    """The same row once more: in another file, under another name, with another figure, or with none."""
    more = {**first, "file": random.choice(("表.xlsx", "另表.xlsx", "另表.xlsx"))}
    if random.random() < 0.3 and first["id"]:
        more["name"] = first["name"] + "某"
    change = random.random()
    if change < 0.35:
        more["values"] = {}
    elif change < 0.6:
        more["values"] = {name: figure(line + random.choice((-1, 0, 1)))}
    return more


def told_twice(random: Random, made: World) -> None:
    """A rate beside the rows of its counts and beside rows that name no scope, which say the same or not."""
    op, value, upper = target(random, [Fraction(9, 10), Fraction(1), Fraction(1, 2), Fraction(0)])
    ask(made, "全率", op, value, upper=upper, binding=random.random() < 0.9)
    n, d = random.choice(((9, 10), (0, 0), (29, 30), (27, 30), (1, 2)))

    def near(amount: int) -> World:
        return figure(max(0, amount + random.choice((0, 0, -1, 1, 20))))

    style = random.choice(("counts", "counts", "base", "printed", "hits"))
    share = figure(Fraction(n, d or 1), random.choice((PERCENT, Fraction(1, 10))))
    if random.random() < 0.1:
        share = figure(Fraction(9, 10), Fraction(1, 10), Fraction(9, 1000))
    cells = {
        "counts": {"numerator": figure(n), "denominator": figure(d)},
        "base": {"value": share, "denominator": figure(d)},
        "printed": {"value": share},
        "hits": {"value": random.choice((None, share)), "numerator": figure(n)},
    }[style]
    report(made, "全率", **cells, scope=random.choice(("全域", "全域", "")))
    for name, amount in (("办成件数", n), ("全部件数", d)):
        for _ in range(random.choice((0, 1, 1, 2))):
            report(made, name, value=near(amount), scope=random.choice(("全域", "全域", "", "本级")))
    if random.random() < 0.4:
        ask(made, "又率", op, value, upper=upper)
        base = None if random.random() < 0.2 else near(d)
        report(made, "又率", numerator=figure(0), denominator=base, scope=random.choice(("全域", "全域", "", "本级")))
    if random.random() < 0.5:
        scope = random.choice(("", "", "本级"))
        report(made, "全率", numerator=near(n), denominator=figure(d + random.choice((0, 1))), scope=scope)
        if random.random() < 0.5:
            again_ = {**made["rows"][-1], "scope": random.choice(("", "本级"))}
            made["rows"].append(again_)
    some_day(random, made)


def histories(random: Random, made: World) -> None:
    """A figure beside those of earlier years or quarters, as far from them as is still usual or a little further."""
    name = random.choice(("期数", "学时", "经费", "他率", "他率", "倍率", "公布日期"))
    kind, quarterly = INDICATORS[name]["kind"], random.random() < 0.25
    if quarterly:
        now, before = (2023, 10, 12), [(2023, 1, 3), (2023, 4, 6), (2023, 7, 9), (2022, 10, 12), (2022, 7, 9)]
    else:
        now, before = YEAR, [(year, 1, 12) for year in range(2016, 2023)]
    middle = random.choice((0, 10, 50, 100, 700))
    spread = random.choice((0, 0, 1, 2, 3))
    earlier = [middle + random.choice((-2, -1, -1, 0, 1, 1, 2)) * spread for _ in before]
    far = max(5 * spread, middle // 10)
    value = middle + random.choice((-1, 1)) * (far + random.choice((-1, 0, 0, 1, 2)))
    if random.random() < 0.1:
        value = middle * 100
    for amount, period in ((value, now), *zip(earlier, before, strict=True)):
        if period != now and random.random() < 0.2:
            continue
        amount = max(0, amount)
        scope = "本级" if random.random() < 0.03 else "全域"
        if kind == "rate" and random.random() < 0.5:
            share = figure(Fraction(min(amount, 1000), 1000), Fraction(1, 1000))
            report(made, name, value=share, period=period, scope=scope)
        elif kind == "rate":
            report(
                made, name, numerator=figure(min(amount, 1000)), denominator=figure(1000), period=period, scope=scope
            )
        elif kind == "date":
            report(made, name, value=figure(date(2023, 3, 1).toordinal() + amount), period=period, scope=scope)
        else:
            report(made, name, value=figure(amount), period=period, scope=scope)
    if kind == "date":
        op, line, upper = "by", Fraction(date(2023, 9, 30).toordinal()), None
    else:
        choices = [Fraction(1, 10), Fraction(1, 2)] if kind == "rate" else [Fraction(10), Fraction(100)]
        op, line, upper = target(random, choices)
    some_day(random, made)
    ask(made, name, op, line, upper=upper, period=now, every="quarter" if quarterly and kind != "rate" else "year")
    if name != "公布日期" and not quarterly and random.random() < 0.3:
        relative = {"indicator": name, "previous": True, "times": Fraction(1), "plus": Fraction(0)}
        ask(made, name, "at_least", None, relative=relative)


SITUATIONS = {
    "spans": spans, "so_far": so_far, "halves": halves, "families": families, "nonsense": nonsense, "sums": sums,
    "people": people, "told_twice": told_twice, "histories": histories,
}  # fmt: skip
