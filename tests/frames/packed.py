"""Whole frames of units whose figures stand on and around the lines of their rules, and both engines' answers to them.

`packed(random)` draws rules, units and rows from nothing but a `random.Random`. Where the rows are ordinary (each figure
once, as whole counts) the column expressions answer nearly everything; some worlds have odd rows among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from math import floor
from random import Random
from typing import Any

import polars as pl
from msgspec.structs import replace

from compliance import engine
from compliance.engine import Asking, shown
from compliance.engine.frames import Check, Units, laid_for
from compliance.engine.listed import records_of, rolls_of
from compliance.fact import Fact, Record, Roll
from compliance.indicator import Group
from compliance.period import Period
from compliance.region import Divisions, Unit
from compliance.rule import Comparison, Document, Pack, Relative, Rule
from compliance.source import Place
from compliance.tables import VERDICTS, Faults
from tests.frames.world import Row, figure
from tests.property.adapter import indicators
from tests.property.pieces import COUNTS, OPS, RATES, SHARES

YEAR = Period(2024)
PREFECTURES = tuple(f"99{i:02}00" for i in range(1, 9))
COUNTIES = tuple(f"{p[:4]}{j:02}" for p in PREFECTURES for j in (21, 22))
#: Bases up to and beyond those whose products with a line still fit 64 bits.
EDGES = (
    10**6, 10_737_418, 10_737_419, 10**9, 115_292_150_460_684, 115_292_150_460_685, 10**15, 2**61, 2**62 - 1, 2**62,
    2**63 - 1, 2**63, 10**25,
)  # fmt: skip
SINGLE = ("期数", "期数", "讲座期数", "学时", "经费", "办成件数")
PRINTED = ("0%", "33.3%", "66.7%", "90%", "89.9%", "100%", "99.97%", "120%", "1", "0.9")
NEVER = Fraction(0)
#: Rates that rules hold against each other; most belong to no family whose members could contradict them.
PAIRS = (("全率", "他率"), ("分率", "他率"), ("他率", "倍率"), ("又率", "他率"), ("他率", "又率"), ("又率", "倍率"))
#: What binds the units, and what is shown for comparison.
DOCUMENTS = (
    Document("p", "示例要点", "示例省", "990000", period=YEAR),
    Document("q", "别省要点", "别省", "980000", period=YEAR),
)


@dataclass
class World:
    units: list[Row]
    facts: list[Row]
    records: list[Row]
    rolls: list[Row]
    asking: Asking
    wide: bool


@cache
def divisions() -> Divisions:
    rows = [("990000", "示例省", "省", "", "", "")]
    rows += [(code, f"示例{code[2:4]}州", "市", "990000", "", "") for code in PREFECTURES]
    rows += [(code, f"示例{code[2:]}县", "县", code[:4] + "00", "", "") for code in COUNTIES]
    return Divisions(rows)


# -- what is drawn


def packed(random: Random) -> World:
    rules = [rule_of(random, number) for number in range(random.choice((2, 4, 6, 8)))]
    units = units_of(random)
    as_of = random.choice(
        (date(2025, 6, 30), date(2025, 6, 30), date(2024, 12, 31), date(2024, 9, 29), date(2025, 1, 1))
    )
    oddness = random.choice((0, 0, 0, 0, 0.03, 0.3))
    facts = list(facts_of(random, rules, units, as_of, oddness))
    records, rolls = people(random, rules, units)
    if facts and random.random() < 0.3:  # what nobody reports has no columns
        unreported = random.choice(facts)["indicator"]
        facts = [f for f in facts if f["indicator"] != unreported]
    made = World(units, facts, records, rolls, asking_of(rules, as_of), wide=False)
    if random.random() < 0.2:
        report_for_two_years(random, made)
    made.wide = fits_wide(made.facts) and random.random() < 0.6
    if random.random() < 0.5 and {u["unit"] for u in units} <= {*PREFECTURES, *COUNTIES}:
        made.units = [{k: v for k, v in u.items() if k in ("unit", "period")} for u in units]  # looked up
    elif random.random() < 0.2:
        made.units = [{**u, "unit_name": random.choice((u["unit_name"], None))} for u in units]
    return made


def fits_wide(facts: list[Row]) -> bool:
    """Whether a row a unit and period can hold them: each told once, its scope named, and nothing said of it."""
    keys = {(f["unit"], f["indicator"], f["scope"], f["period"]) for f in facts}
    return len(keys) == len(facts) and not any(f["source"] or f["approximate"] or not f["scope"] for f in facts)


def rule_of(random: Random, number: int) -> Rule:
    """A rule of one of the kinds there are."""
    style = random.choice(("rate",) * 5 + ("count",) * 3 + ("date", "quarter", "other", "other", "before", "each"))
    op, relative, upper, group, every = random.choice(OPS), None, None, None, "year"
    if style in ("other", "before"):
        share = random.random() < 0.8
        name, theirs = random.choice(PAIRS) if share else ("期数", "讲座期数")
        theirs = name if style == "before" and random.random() < 0.7 else theirs
        times = random.choice((Fraction(1),) * 3 + (Fraction(9, 10), Fraction(2)))
        plus = random.choice((NEVER,) * 3 + (Fraction(1, 50), Fraction(-1, 50))) if share else NEVER
        relative, value = Relative(theirs, style == "before", times, plus), None
        op = random.choice(OPS[:5])
    elif style == "date":
        name, op = "公布日期", random.choice(("by", "before"))
        value = Fraction(random.choice((date(2024, 9, 30), date(2024, 10, 1), date(2024, 12, 31))).toordinal())
    elif style == "each":
        day = Fraction(date(2024, 10, 1).toordinal())
        name, op, value = random.choice((("人均学时", "at_least", Fraction(60)), ("名单日期", "by", day)))
        group = Group("某类", "名单", ("甲类",))
    else:
        name = "期数" if style == "quarter" else random.choice(RATES if style == "rate" else SINGLE)
        choices = SHARES if style == "rate" else COUNTS[:6] * 3 + COUNTS
        choices = [*choices, Fraction(6, 5)] if name == "倍率" else choices
        value = random.choice(choices)
        if op == "between":
            upper = max(value, random.choice(choices))
        every = "quarter" if style == "quarter" else "year"
    return rule(
        name, op, value, upper, relative, number=number, group=group, every=every, benchmark=style != "each" and random.random() < 0.15,
        region=random.choice(("990000",) * 12 + ("990100", "990121")), scope=random.choice(("全域",) * 12 + ("本级", "")),
        levels=random.choice(((), (), (), ("县",), ("市", "县"))), advisory=random.choice(("",) * 8 + ("原则上",)),
        binds=random.choice(("governments",) * 9 + ("departments",)),
        due=date(2024, 9, 30) if value is not None and style in ("count", "rate") and random.random() < 0.05 else None,
    )  # fmt: skip


def rule(
    name: str,
    op: str,
    value: Fraction | None = None,
    upper: Fraction | None = None,
    relative: Relative | None = None,
    number: int = 0,
    benchmark: bool = False,
    **more: Any,
) -> Rule:
    indicator, document = indicators()[name], DOCUMENTS[benchmark]
    comparison = Comparison(op, indicator.unit, "" if value is None else str(value), value, upper, relative)  # type: ignore[arg-type]
    fields = {"region": "990000", "scope": "全域", "line": number, **more}
    return Rule(f"{document.id}-{number:02}", document, "1", "原文", indicator, comparison, f"{name}{number}", **fields)


def asking_of(rules: list[Rule], as_of: date) -> Asking:
    packs = [Pack(d, {}, tuple(r for r in rules if r.document.id == d.id)) for d in DOCUMENTS]
    return Asking((packs[0],), (packs[1],) if packs[1].rules else (), indicators(), as_of, divisions())


def report_for_two_years(random: Random, made: World) -> None:
    """Some of the units, with all they report, a year earlier than the others; mostly of plans that stand every year."""
    for unit in made.units:
        unit["period"] = random.choice(("2024", "2024", "2023"))
    earlier = {u["unit"] for u in made.units if u["period"] == "2023"}
    for row in (*made.facts, *made.records, *made.rolls):
        if row["unit"] in earlier:
            row["period"] = row["period"].replace("2023", "2022").replace("2024", "2023")
    if random.random() < 0.8:
        packs = [*made.asking.packs, *made.asking.benchmarks]
        rules = [replace(r, document=replace(r.document, period=None)) for pack in packs for r in pack.rules]
        made.asking = asking_of(rules, made.asking.as_of)


def units_of(random: Random) -> list[Row]:
    """Counties alone, prefectures with theirs, or bodies of every kind; few or many, in any order."""
    style, size = random.choice(("counties", "nested", "mixed")), random.choice((1, 3, 20, 40))
    if style == "counties":
        codes = [(f"9909{i:02}" if i < 100 else f"9910{i - 100:02}", "县") for i in range(21, 21 + size)]
    elif style == "nested":
        codes = [(c, "市" if c.endswith("00") else "县") for c in (*PREFECTURES, *COUNTIES)[: max(3, size)]]
        codes = sorted(codes)[: max(3, size)]
    else:
        codes = [("990121", "县"), ("990121001", "乡"), ("990121/司法局", "县"), ("990100", "市"), ("880101", "县")]
        codes += [(f"990122{i:03}", "乡") for i in range(1, size)]
    if random.random() < 0.2:
        random.shuffle(codes)
    return [{"unit": code, "unit_name": f"示例{code}", "level": level} for code, level in codes]


def facts_of(random: Random, rules: list[Rule], units: list[Row], as_of: date, oddness: float) -> Iterator[Row]:
    lines: dict[tuple[str, str], list[Fraction]] = {}
    beside: dict[tuple[str, str], tuple[str, str, Relative]] = {}
    for rule in rules:
        comparison, scope = rule.comparison, rule.scope or "全域"
        if rule.group is None:
            known = [v for v in (comparison.value, comparison.upper) if v is not None]
            when = "2024" if rule.every == "year" else "quarters"
            lines.setdefault((rule.indicator.name, when), []).extend(known)
            if (relative := comparison.relative) is not None:
                other = relative.indicator, "2023" if relative.previous else "2024"
                lines.setdefault(other, [])
                beside[rule.indicator.name, when] = *other, relative
    kin = random.choice((0, 0, 0.25, 0.5))
    for name in ("全率", "分率", "细率", "办成件数", "全部件数", "期末件数", "又率", "出庭率", "涉企出庭率"):
        if random.random() < kin:
            lines.setdefault((name, "2024"), [])
    if random.random() < 0.15:  # a past to be unlike to
        name = random.choice([n for n, _ in lines] or ["期数"])
        lines |= {(name, str(year)): lines.get((name, "2024"), []) for year in range(2018, 2025)}
    scopes = sorted({rule.scope for rule in rules if rule.scope}) or ["全域"]
    filled = random.choice((1.0, 1.0, 0.9, 0.5, 0.0))
    shared = random.random() < 0.7  # the counts of a rate and its own rows say one thing
    for unit in units:
        base, told = size_of(random), dict[tuple[str, str, str], Fraction]()
        for (name, when), near in sorted(lines.items(), key=lambda item: item[0] in beside):
            for period in ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4") if when == "quarters" else (when,):
                for scope in scopes:
                    if random.random() >= filled:
                        continue
                    here, around = base if shared else size_of(random), near
                    other, then, relative = beside.get((name, when), ("", "", None))
                    if relative is not None and random.random() < 0.7:  # beside the other figure
                        around = [max(NEVER, relative.line(told[k])) for k in [(other, then, scope)] if k in told]
                    row = row_of(random, unit["unit"], name, period, scope, around, here, as_of)
                    if row["denominator"]:
                        told[name, when, scope] = Fraction(row["numerator"], row["denominator"])
                    yield row
                if random.random() < oddness:
                    yield odd_row(random, unit["unit"], name, period)


def size_of(random: Random) -> int:
    if random.random() < 0.12:
        return random.choice(EDGES) + random.choice((-1, 0, 0, 1))
    return random.choice((0, 1, 2, 3, 7, 10, 29, 30, 100, random.randint(0, 400), random.randint(1, 2000)))


def blank_row(unit: str, name: str, period: str = "2024", scope: str = "全域", **cells: Any) -> Row:
    row: Row = {"unit": unit, "indicator": name, "period": period, "scope": scope, "value": None, "numerator": None}
    return {**row, "denominator": None, "source": None, "approximate": False, **cells}


def row_of(
    random: Random, unit: str, name: str, period: str, scope: str, near: list[Fraction], base: int, as_of: date
) -> Row:
    indicator = indicators()[name]
    row = blank_row(unit, name, period, scope)
    if indicator.kind == "date":
        line = date.fromordinal(int(random.choice(near))) if near else date(2024, 9, 30)
        day = random.choice((line, as_of, date(2023, 1, 1), date(2024, 5, 6))).toordinal() + random.choice(
            (-2, -1, 0, 0, 1)
        )
        return {**row, "value": date.fromordinal(day)}
    line = random.choice(near or SHARES) if indicator.kind == "rate" else random.choice(near or COUNTS[:5])
    if indicator.kind == "rate":
        top = floor(line * base) + random.choice((-1, 0, 0, 1, 1))
        top = random.choice((0, base, base)) if random.random() < 0.15 else top
        return {**row, "numerator": max(0, min(base, top)) if name != "倍率" else max(0, top), "denominator": base}
    amount = floor(line) + random.choice((-2, -1, 0, 0, 1, 2))
    if name in ("办成件数", "全部件数", "期末件数"):
        amount = base if name == "全部件数" else random.choice((amount, base, 0))
    return {**row, "value": size_of(random) if random.random() < 0.1 else max(0, amount)}


def odd_row(random: Random, unit: str, name: str, period: str) -> Row:
    """A row the column expressions may not answer: printed, half, impossible, of another scope or time, said again."""
    rate = indicators()[name].kind == "rate"
    row = blank_row(
        unit, name, random.choice((period, period, "2024", "2024-01/2024-09", "2022")), random.choice(("全域", "全域", "本级", "")),
        source=random.choice((None, None, "法院")), approximate=random.random() < 0.1,
    )  # fmt: skip
    if indicators()[name].kind == "date":
        return {**row, "value": date(2024, random.randint(1, 12), 3)}
    if not rate:
        return {**row, "value": random.choice((0, 1, 2, 5, -1, "2.5", "3余", str(10**20)))}
    top, base = random.choice(
        ((1, 3), (3, 3), (0, 0), (4, 3), (1, 0), (-1, 3), (None, 3), (2, None), (None, None), ("1.5", "3"))
    )
    printed = random.choice((None, *PRINTED)) if top is not None and base is not None else random.choice(PRINTED)
    return {**row, "value": printed, "numerator": top, "denominator": base}


def people(random: Random, rules: list[Rule], units: list[Row]) -> tuple[list[Row], list[Row]]:
    if not any(r.group for r in rules) or random.random() < 0.4:
        return [], []
    records, rolls = [], []
    for unit in units[:4]:
        many = random.choice((0, 1, 2))
        for i in range(many):
            hours = random.choice((59, 60, 60, 61, None, "60.5"))
            day = random.choice((date(2024, 9, 30), date(2024, 10, 1), date(2024, 10, 2), None))
            records.append({"unit": unit["unit"].partition("/")[0], "list": "名单", "period": "2024", "name": f"某{i}", "id": f"{i}",
                            "category": "甲类", "人均学时": hours, "名单日期": day})  # fmt: skip
        if random.random() < 0.8:
            stated = many + random.choice((0, 0, 1))
            rolls.append(
                {"unit": unit["unit"], "list": "名单", "period": "2024", "category": "甲类", "expected": stated}
            )
    return records, rolls


# -- both answers


def by_columns(world: World) -> Check:
    """The check of the world's frames."""
    faults = Faults()
    units = Units.read(pl.DataFrame(world.units), YEAR, divisions(), faults)
    facts = wide_frame(world) if world.wide else as_frame(world.facts, FACT_COLUMNS)
    laid = laid_for(facts, units, world.asking, YEAR, faults)
    found = indicators()
    people_ = records_of(as_frame(world.records, []), found, YEAR, faults) if world.records else {}
    stated = rolls_of(as_frame(world.rolls, []), found, YEAR, faults) if world.rolls else {}
    faults.stop()
    return Check(units, laid, world.asking, people_, stated)


def by_rows(world: World) -> tuple[list[dict[str, Any]], set[tuple[str, str]]]:
    """The rows of the verdicts table and the problems, from the engine that answers question by question."""
    asking, found = world.asking, indicators()
    questions = [
        q for u in world.units for q in engine.ask(*body(u), asking.packs, asking.benchmarks, asking.divisions)
    ]
    verdicts, problems = engine.answer(
        questions, found, asking.as_of, map(fact, world.facts), map(record, world.records), map(roll, world.rolls),
        divisions=asking.divisions,
    )  # fmt: skip
    rows = [shown.row(v) for v in verdicts]
    return [{name: row[name] for name in VERDICTS.names} for row in rows], {(p.code, p.message) for p in problems}


def body(row: Row) -> tuple[Unit, Period]:
    """A unit and what it reports for."""
    period = Period.parse(row.get("period", "2024"))
    if "level" not in row:
        return divisions().unit(row["unit"], "", period.last_day), period
    return Unit(row["unit"], row["unit_name"] or row["unit"], row["level"], "", row["unit"].partition("/")[2]), period


FACT_COLUMNS = ["unit", "indicator", "period", "scope", "value", "numerator", "denominator", "source", "approximate"]


def as_frame(rows: list[Row], like: list[str]) -> pl.DataFrame:
    """Rows as a polars frame; columns of mixed values become text, as a user would have them."""
    columns = []
    for name in rows[0] if rows else like:
        values = [row[name] for row in rows]
        kinds = {type(v) for v in values} - {type(None)}
        if len(kinds) > 1 or any(isinstance(v, int) and abs(v) >= 2**63 for v in values):
            values = [None if v is None else str(v) for v in values]
        columns.append(pl.Series(name, values, dtype=pl.Null if not kinds else None, strict=False))
    return pl.DataFrame(columns)


def wide_frame(world: World) -> pl.DataFrame:
    """A row a unit and period; the scope in the name of a column only where the rules do not settle it."""
    asked = {scope for _, scope in world.asking.rules}
    named = len(asked) > 1 or {f["scope"] for f in world.facts} - asked
    rows: dict[tuple[str, str], Row] = {}
    periods = sorted({f["period"] for f in world.facts}) or ["2024"]
    bodies = world.units if len(world.facts) % 2 else world.units[::-1]  # in the order of the units, or another
    for period in periods:
        for unit in bodies:
            rows[unit["unit"], period] = {"unit": unit["unit"], "period": period}
    for f in world.facts:
        for role in ("value", "numerator", "denominator"):
            if f[role] is not None:
                name = f"{f['indicator']}.{f['scope']}.{role}" if named else f"{f['indicator']}.{role}"
                rows[f["unit"], f["period"]][name] = f[role]
    names = ["unit", "period", *sorted({n for row in rows.values() for n in row} - {"unit", "period"})]
    return as_frame([{n: row.get(n) for n in names} for row in rows.values()], names)


def fact(row: Row) -> Fact:
    indicator = indicators()[row["indicator"]]
    value, top, base = (
        figure(row[role], indicator, role, row["approximate"]) for role in ("value", "numerator", "denominator")
    )
    return Fact(
        row["unit"], Period.parse(row["period"]), indicator.name, row["scope"], value, top, base, source=row["source"] or ""
    )  # fmt: skip


def record(row: Row) -> Record:
    read = {n: figure(row[n], indicators()[n], "value", False) for n in ("人均学时", "名单日期")}
    values = {name: found for name, found in read.items() if found is not None}
    period = Period.parse(row["period"])
    return Record(row["unit"], "名单", period, row["name"], row["id"], (row["category"],), values, None, None, Place())


def roll(row: Row) -> Roll:
    return Roll(
        row["unit"],
        "名单",
        Period.parse(row["period"]),
        row["category"],
        figure(row["expected"], indicators()["期数"], "value", False),
    )
