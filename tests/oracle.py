"""The verdicts again, as slowly and plainly as they can be worked out.

Written from the design document alone and apart from the engine: no import from the package, every figure a
`fractions.Fraction`, every question worked out from the start in one loop. Tests hold the engine to it.

Its words are plain ones. A figure is a dict {value, step, other, approximate}; a row {unit, period, indicator, scope,
value, numerator, denominator, source}; a record {unit, list, period, name, id, categories, values, begins, ends}; a
roll {unit, list, period, category, expected}; a period (year, first month, last month); a day its ordinal; a unit its
code. A question is {unit, period, rule, binding}. An answer is {verdict, basis, value, counts, line, gaps, flags,
progress, inferred_from, problems}; `gaps` holds every (amount, unit) that can be said, None among them where nothing
can, and it is None itself where the readings leave it open.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

ONE = Fraction(1)
MANY = 200
STRICT = ("more_than", "less_than", "before")
World = dict[str, Any]
Reading = dict[str, Any]


def answers(world: World) -> list[dict[str, Any]]:
    """Every question of the world answered, in its order."""
    return [answer(world, question) for question in world["questions"]]


def answer(world: World, question: dict[str, Any]) -> dict[str, Any]:
    rule = question["rule"]
    found = (each_of if rule["group"] else own_figure)(world, question)
    if rule["advisory"]:
        found["flags"].add("advisory")
    if any(asks_more(other, question) for other in world["questions"]):
        found["flags"].add("stricter_rule")
    return found


# ---- days ----


def last_day(period: tuple[int, int, int]) -> int:
    return date(period[0], period[2], monthrange(period[0], period[2])[1]).toordinal()


def last_permitted(rule: dict[str, Any]) -> int | None:
    if rule["op"] in ("by", "before"):
        return int(rule["value"]) - (rule["op"] == "before")
    return rule["due"]


def can_still_change(world: World, question: dict[str, Any]) -> bool:
    """`pending`: as-of is not after the last day of the period or the last permitted day; never for a benchmark."""
    permitted = last_permitted(question["rule"])
    end = last_day(question["period"]) if permitted is None else permitted
    return question["binding"] and world["as_of"] <= end


# ---- the unit's own figure ----


def own_figure(world: World, question: dict[str, Any]) -> dict[str, Any]:
    rule, relative = question["rule"], question["rule"]["relative"]
    own = side(world, question["unit"], question["period"], rule["indicator"], rule["scope"], rule["every"])
    other: dict[str, Any] | None = None
    if relative:
        year, first, last = question["period"]
        there = (year - relative["previous"], first, last)
        other = side(world, question["unit"], there, relative["indicator"], rule["scope"], rule["every"])
    kind = world["indicators"][rule["indicator"]]["kind"]
    nothing = own["readings"][0]["state"] == "absent" and not own["impossible"] and not own["unread"]
    if (can_still_change(world, question) or kind == "date") and nothing:  # a day once reported stays what it is
        own = months_so_far(world, question) or own
    for name, period in (
        (rule["indicator"], question["period"]),
        *([(relative["indicator"], there)] if relative else ()),
    ):
        own["flags"] |= balance(world, question["unit"], period, name, rule["scope"])
        own["flags"] |= totals(world, question["unit"], period, name)
        own["flags"] |= one_base(world, question["unit"], period, name, rule["scope"])
        own["flags"] |= year_and_quarters(world, question["unit"], period, name, rule["scope"])
        own["flags"] |= unlike_before(world, question["unit"], period, name, rule["scope"])
    flags = own["flags"] | (other["flags"] if other else set())
    problems = own["problems"] | (other["problems"] if other else set())
    first_day = date(question["period"][0], question["period"][1], 1).toordinal()
    yearly = rule.get("yearly", True)
    if (
        yearly
        and kind == "date"
        and own["readings"][0]["state"] == "figure"
        and first_day - own["readings"][0]["value"] > 366
    ):
        own["impossible"] = True  # a slip of the century
    if own["impossible"] or (other and other["impossible"]):
        return result("disputed", flags, problems, gaps={None}, impossible=own["shown"])
    outcomes = [
        (mine, theirs, *one_reading(world, question, mine, theirs))
        for mine in own["readings"]
        for theirs in (other["readings"] if other else [None])
    ]
    verdicts = {outcome[2] for outcome in outcomes}
    plain_cells = {o[2] for o in outcomes if not o[0].get("second") and not (o[1] or {}).get("second")}
    if len(plain_cells) > 1 or None in verdicts:
        return result("disputed" if None not in verdicts else None, flags, problems, gaps={None})
    if len(verdicts) > 1:
        return result("missing", flags, problems | {"readings_disagree"}, gaps={None})
    if any(r.get("second") for o in outcomes for r in o[:2] if r) and all(
        r["state"] != "absent" for r in outcomes[0][:2] if r
    ):
        flags = flags | {"advised_reading"}
    if outcomes[0][0]["state"] == "absent" and kind not in ("rate", "date"):
        early = reached_so_far(world, question, other, flags)
        if early:
            return early
    mine, theirs, verdict, _, progress, future = outcomes[0]
    if future:
        problems = problems | {"date_in_future"}
    known = mine["state"] == "figure"
    line = None
    if not relative:
        line = rule["value"]
    elif theirs and theirs["state"] == "figure":
        line = theirs["value"] * relative["times"] + relative["plus"]
    gaps = {gap(world, question, verdict, m, t) for m, t, *_ in outcomes}
    sure = len(outcomes) == 1
    if any(o[3] for o in outcomes):
        flags = flags | {"rounded" if all(o[3] for o in outcomes) else "rounded?"}
    if mine["state"] == "zero":
        inferred = mine.get("inferred_from", "")
        basis, counts = ("inferred", None) if inferred else ("counts", (0, 0))
        return result(
            verdict, flags, problems, gaps=gaps if sure else None, basis=basis, counts=counts, line=line, sure=sure,
            inferred_from=inferred, progress="" if sure else None,
        )  # fmt: skip
    return result(
        verdict,
        flags,
        problems,
        gaps=gaps if "open" not in gaps else None,
        basis=mine["basis"] if known and sure else None,
        value=mine["value"] if known and sure else None,
        counts=mine["counts"] if known and sure else None,
        line=line if sure else None,
        progress=progress if sure else None,
        inferred_from=mine.get("inferred_from", "") if known else "",
        sure=sure,
    )


def reached_so_far(
    world: World, question: dict[str, Any], other: dict[str, Any] | None, flags: set[str]
) -> dict[str, Any] | None:
    """What the cumulative figures of the months so far settle: what was reached stays reached."""
    rule, unit, (year, first, last) = question["rule"], question["unit"], question["period"]
    if other and len(other["readings"]) > 1:
        return result(None, set(), set())
    theirs = other["readings"][0] if other else None
    if theirs and theirs["state"] != "figure":
        return None
    for month in range(last - 1, first - 1, -1):
        there = side(world, unit, (year, first, month), rule["indicator"], rule["scope"], "year")
        if there["impossible"] or there["readings"][0]["state"] == "absent":
            continue
        codes = {settles(world, rule, mine, theirs) for mine in there["readings"]}
        if len(codes) > 1:
            return result("disputed", flags | there["flags"], set())
        if codes != {None}:
            (code,) = codes
            gaps = {gap(world, question, code, mine, theirs) for mine in there["readings"]}
            return result(code, flags | there["flags"], set(), gaps=None if "open" in gaps else gaps)
    return None


def result(verdict: str | None, flags: set[str], problems: set[str], **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "basis": None,
        "value": None,
        "counts": None,
        "line": None,
        "gaps": {None},
        "progress": "",
        "inferred_from": "",
        "sure": False,
    }
    return {"verdict": verdict, "flags": set(flags), "problems": set(problems), **plain, **more}


def one_reading(
    world: World, question: dict[str, Any], mine: Reading, theirs: Reading | None
) -> tuple[str | None, bool | None, str, bool]:
    """The verdict if the figures are read this way: (verdict, rounded, progress, date in future)."""
    rule, early = question["rule"], can_still_change(world, question)
    kind = world["indicators"][rule["indicator"]]["kind"]
    if mine["state"] == "figure" and (theirs is None or theirs["state"] == "figure"):
        holds, rounded = compare(rule, mine, theirs)
        if kind == "date":
            return dated(world, question, mine)
        if not early:
            return ("met" if holds else "not_met"), rounded, "", False
        settled = settles(world, rule, mine, theirs)
        if settled:
            return settled, rounded, "", False
        return "pending", rounded, ("进度达标" if holds else "进度滞后") if kind == "rate" else "", False
    if early:
        return "pending", None, "", False
    if mine["state"] == "zero":
        return "not_applicable", None, "", False
    if mine["state"] == "absent":
        return "missing", None, "", False
    assert theirs
    return ("not_applicable" if theirs["state"] == "zero" else "missing"), None, "", False


def dated(world: World, question: dict[str, Any], mine: Reading) -> tuple[str, bool | None, str, bool]:
    permitted = last_permitted(question["rule"])
    assert permitted is not None
    early, in_time = can_still_change(world, question), mine["value"] <= permitted
    if mine["value"] > world["as_of"] and (in_time or early):
        return ("pending" if early else "missing"), None, "", True
    return ("met" if in_time else "not_met"), None, "", False


def settles(world: World, rule: dict[str, Any], mine: Reading, theirs: Reading | None) -> str | None:
    """What can no longer change although the period still runs."""
    indicator = world["indicators"][rule["indicator"]]
    holds, _ = compare(rule, mine, theirs)
    if indicator["kind"] == "rate":
        exactly_all = rule["op"] in ("equals", "at_least") and rule["value"] == 1 and not rule["relative"]
        case = indicator["final"] and mine["basis"] != "inferred"  # a part inferred may have had no case at all
        return "not_met" if case and exactly_all and not holds else None
    if rule["relative"] and not rule["relative"]["previous"]:
        return None
    line = rule["value"] if theirs is None else theirs["value"] * rule["relative"]["times"] + rule["relative"]["plus"]
    if rule["op"] in ("at_least", "more_than"):
        return "met" if holds else None
    if rule["op"] in ("at_most", "less_than"):
        return None if holds else "not_met"
    top = rule["upper"] if rule["op"] == "between" else line
    return "not_met" if mine["value"] > top else None


# ---- comparing ----


def true(op: str, actual: Fraction, line: Fraction, upper: Fraction | None) -> bool:
    return {
        "at_least": actual >= line,
        "more_than": actual > line,
        "at_most": actual <= line,
        "by": actual <= line,
        "less_than": actual < line,
        "before": actual < line,
        "equals": actual == line,
        "between": upper is not None and line <= actual <= upper,
    }[op]


def compare(rule: dict[str, Any], mine: Reading, theirs: Reading | None) -> tuple[bool, bool]:
    """Whether the comparison holds, and whether only because of how a figure was rounded."""
    op, upper = rule["op"], rule["upper"]
    if theirs is None:
        right = exactly(rule["value"])
    else:
        times, plus = rule["relative"]["times"], rule["relative"]["plus"]
        low, high, closed = theirs["interval"]
        right = {
            "value": theirs["value"] * times + plus,
            "interval": (low * times + plus, high * times + plus, closed),
        }
        # the values of theirs that matter lie beside mine, and mine beside theirs
        near = [(x - plus) / times for x in (mine["value"], *mine["interval"][:2])]
        shares = tried(theirs, near)
        right["candidates"] = shares and [c * times + plus for c in shares]
    printed = true(op, mine["value"], right["value"], upper)
    rights = right["candidates"]
    lefts = tried(mine, [right["value"], *(rights or []), *([upper] if upper is not None else [])])
    seen: set[bool | None] = set()
    if theirs and op == "equals" and right["interval"][0] != right["interval"][1]:
        # two figures that were both rounded are equal or not only where they lie apart
        one, two = (
            (min(x), max(x), True) if x else i for x, i in ((lefts, mine["interval"]), (rights, right["interval"]))
        )
        seen = {None if overlap(one, two) else False}
    elif lefts and rights:
        seen = {true(op, a, b, upper) for a in lefts for b in rights}
    elif lefts:
        seen = {None if within(right["interval"], a) else true(op, a, right["value"], upper) for a in lefts}
    elif rights:
        for b in rights:
            lines = [b] if upper is None else [b, upper]
            seen.add(None if any(within(mine["interval"], x) for x in lines) else true(op, mine["value"], b, upper))
    else:
        seen = {None if overlap(mine["interval"], right["interval"]) else printed}
    if len(seen) == 1 and None not in seen:
        return seen.pop() is True, False
    return printed, True


def within(interval: tuple[Fraction, Fraction, bool], x: Fraction) -> bool:
    low, high, closed = interval
    return low <= x < high or (closed and x == high)


def overlap(one: tuple[Fraction, Fraction, bool], two: tuple[Fraction, Fraction, bool]) -> bool:
    return within(one, two[0]) or within(two, one[0])


# ---- what is known of one indicator ----


def exactly(value: Fraction, **more: Any) -> Reading:
    return {"value": value, "interval": (value, value, True), "candidates": [value], **more}


def side(world: World, unit: str, period: tuple[int, int, int], name: str, scope: str, every: str) -> dict[str, Any]:
    """The readings of an indicator: {readings, impossible, flags, problems}; never without a reading."""
    rows = rows_of(world, unit, period, name, scope)
    if not rows and every == "quarter" and world["indicators"][name]["kind"] != "rate":
        # a yearly figure does not answer it, except 0, which answers all four with 0
        yearly = certain(rows_of(world, unit, (period[0], 1, 12), name, scope))
        rows = [row for row in yearly if row["value"] and row["value"]["value"] == 0]
    here = plain_side(world, rows, name)
    indicator, given = world["indicators"][name], here["readings"][0]["state"] != "absent"
    if indicator["kind"] == "rate":
        if given:
            wholes_and_parts(world, unit, period, name, scope, here)
        elif not here["impossible"] and not here["unread"] and not of_the_other_scope(world, unit, period, name, scope):
            infer(world, unit, period, name, scope, here)
    known = here["readings"][0]["state"] != "absent"  # of its own or inferred
    if known and (indicator["kind"] in ("count", "hours", "money") or indicator["final"]):
        longer_and_shorter(world, unit, period, name, scope, here)
    return here


def months_so_far(world: World, question: dict[str, Any]) -> dict[str, Any] | None:
    """While the period is open the latest cumulative figure says how things stand."""
    rule, (year, first, last) = question["rule"], question["period"]
    reported = {
        row["period"]
        for row in world["rows"]
        if (row["unit"], row["indicator"]) == (question["unit"], rule["indicator"])
    }
    for month in range(last - 1, first - 1, -1):
        if (year, first, month) not in reported:
            continue
        found = side(world, question["unit"], (year, first, month), rule["indicator"], rule["scope"], "year")
        if not found["impossible"] and found["readings"][0]["state"] != "absent":
            return found
    return None


def rows_of(world: World, unit: str, period: tuple[int, int, int], name: str, scope: str) -> list[dict[str, Any]]:
    """The filled-in rows; for a rate without one an empty row, whose counts may stand in rows of their own."""
    filled = [
        row
        for row in world["rows"]
        if (row["unit"], row["indicator"], row["period"]) == (unit, name, period) and not blank(row)
    ]
    found = [row for row in filled if row["scope"] == scope]
    # a row that names no scope may be of this one, unless it says again what a row of the other scope says
    loose = [row for row in filled if not row["scope"]]
    elsewhere = [said_in(row) for row in filled if row["scope"] not in (scope, "")] if found else []
    found += [{**row, "scope": scope, "guessed": True} for row in loose if said_in(row) not in elsewhere]
    empty = {
        "unit": unit,
        "period": period,
        "indicator": name,
        "scope": scope,
        "value": None,
        "numerator": None,
        "denominator": None,
        "source": "",
    }
    return found or ([empty] if world["indicators"][name]["kind"] == "rate" else [])


def certain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that name the scope, where there are any."""
    return [row for row in rows if not row.get("guessed")] or rows


def said_in(row: dict[str, Any]) -> list[Fraction | None]:
    return [row[role] and row[role]["value"] for role in ("value", "numerator", "denominator")]


def blank(row: dict[str, Any]) -> bool:
    return row["value"] is row["numerator"] is row["denominator"] is None and not row.get("unread")


def plain_side(world: World, rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """What the rows themselves say, other indicators aside."""
    here: dict[str, Any] = {"readings": [], "impossible": False, "flags": set(), "problems": set(), "shown": None}
    here["unread"] = any(row.get("unread") for row in rows)
    if any(row.get("guessed") for row in rows):
        here["flags"].add("advised_reading")
    for number, row in enumerate(rows):
        read_row(world, row, name, here, number)
    if world["indicators"][name]["kind"] == "rate" and len(rows) > 1:
        complete(world, rows, name, here)
    figures = [r for r in here["readings"] if r["state"] != "absent"]
    if figures:
        here["readings"] = sorted(figures, key=lambda r: bool(r.get("second")))
    if not here["readings"]:
        here["readings"] = [{"state": "absent"}]
    # what each row says of itself; rows that say the same, or a rate and the counts it prints from, are one
    said = [r for r in here["readings"] if not r.get("extra") and not r.get("second")]
    said.sort(key=lambda r: r["state"] != "zero" and r.get("basis") != "counts")
    first = said[0]
    for r in said[1:]:
        if same(first, r):
            told = r["row"], r.get("pair")
            here["readings"] = [x for x in here["readings"] if (x["row"], x.get("pair")) != told or x.get("extra")]
        elif rows[r["row"]]["source"] != rows[first["row"]]["source"]:
            here["flags"].add("sources_differ?" if len(said) > 2 else "sources_differ")
    if any(r["state"] != "absent" for r in here["readings"]) or len(rows) > 1:
        here["shown"] = None  # another row says something that can be
    if any(r.get("pair") for r in here["readings"]):
        here["flags"].add("sources_differ?")  # a half of one source over a half of another
    if here["impossible"]:
        here["flags"] |= {"sources_differ?", "identity_fails?", "advised_reading?"}
    here["readings"].sort(key=lambda r: r is not first)
    for row in rows:
        for figure in (row["value"], row["numerator"], row["denominator"]):
            if figure and figure["approximate"]:
                here["flags"].add("approximate")
    return here


def complete(world: World, rows: list[dict[str, Any]], name: str, here: dict[str, Any]) -> None:
    """Rows that give one count only, completed from the others in every way: two halves are one row."""
    given = {role: {r[role]["value"]: r[role] for r in rows if r[role]} for role in ("numerator", "denominator")}
    made = set()
    for number in [r["row"] for r in here["readings"] if r["state"] == "absent"]:
        row = rows[number]
        if row["value"] or row.get("unread") or (row["numerator"] is None) == (row["denominator"] is None):
            continue
        for n in [row["numerator"]] if row["numerator"] else given["numerator"].values():
            for d in [row["denominator"]] if row["denominator"] else given["denominator"].values():
                if (n["value"], d["value"]) in made:
                    continue
                made.add((n["value"], d["value"]))
                before = len(here["readings"])
                read_row(world, {**row, "numerator": n, "denominator": d}, name, here, number)
                for reading in here["readings"][before:]:
                    reading["pair"] = n["value"], d["value"]
                    here["flags"].add("advised_reading")


def same(one: Reading, other: Reading) -> bool:
    """Whether two rows say the same; `one` is counted where either is."""
    if "figure" not in (one["state"], other["state"]) or one["state"] != other["state"]:
        return bool(one["state"] == other["state"])
    if one["basis"] == other["basis"]:
        return bool(
            one["value"] == other["value"] and one["counts"] == other["counts"] and one.get("base") == other.get("base")
        )
    return other.get("base") in (None, one["counts"][1]) and within(other["interval"], one["value"])


def read_row(world: World, row: dict[str, Any], name: str, here: dict[str, Any], number: int) -> None:
    indicator = world["indicators"][name]
    value = row["value"]
    add = here["readings"].append
    more = {"row": number}
    if indicator["kind"] != "rate":
        if value is None:
            add({"state": "absent", **more})
        elif value["value"] < 0 or (indicator["kind"] == "count" and value["value"].denominator != 1):
            here["impossible"], here["shown"] = True, "reported"
        else:
            add(exactly(value["value"], state="figure", basis="counts", counts=None, **more))
        return
    n, d = row["numerator"] and row["numerator"]["value"], row["denominator"] and row["denominator"]["value"]
    taken, before, here["impossible"] = False, here["impossible"], False
    tops, bases = stated(world, row, name, "numerator"), stated(world, row, name, "denominator")
    for role, counts in (("numerator", tops), ("denominator", bases)):
        if counts and row[role] is None:
            taken = True
            n, d = (counts[0], d) if role == "numerator" else (n, counts[0])
        if len(counts) > 1:
            here["flags"].add("identity_fails")
    exceed = indicator["may_exceed_whole"]
    shares = [] if value is None else [(value["value"], value["step"])]
    if value is not None and value["other"] is not None:
        shares.append(
            (value["other"], value["step"] * value["other"] / value["value"] if value["value"] else value["step"])
        )
    possible = [(p, u) for p, u in shares if p >= 0 and (exceed or p <= 1)]
    told = len(shares) > 1
    if any(x is not None and (x < 0 or x.denominator != 1) for x in (n, d)) or (shares and not possible):
        here["impossible"] = True
    elif d == 0 and ((n or 0) > 0 or (possible and all(p > 0 for p, _ in possible))):
        here["impossible"] = True  # a base of zero with a numerator or a rate above it
    elif None not in (n, d) and n > d and not exceed:
        here["impossible"] = True  # a numerator over its denominator
    elif d == 0 and row.get("unread"):  # nobody can say that nothing is there
        add({"state": "absent", **more, "half": (n, d)})
    elif d == 0:
        add({"state": "zero", **more})
    elif n is not None and d is not None:
        add(exactly(Fraction(n, d), state="figure", basis="counts", counts=(int(n), int(d)), **more))
        agree = [p for p in possible if within(spread(*p, exceed), Fraction(n, d))]
        if told and agree:
            here["flags"].add("advised_reading")
        if possible and not agree:
            here["flags"].add("rate_disagrees_with_counts")
            for p, u in possible:
                second = value is not None and p == value["other"]
                add({**printed(p, u, None, exceed), **more, "extra": True, "second": second})
    elif possible:
        if told and len(possible) == 1:
            here["flags"].add("advised_reading")
        for p, u in possible:
            add({**printed(p, u, d, exceed), **more, "second": value is not None and p == value["other"]})
        if n is not None and n > 0 and possible[0][0] == 0:
            here["flags"].add("rate_disagrees_with_counts")
        if n == 0 and possible[0][0] > 0:
            here["flags"].add("rate_disagrees_with_counts")
            add({**exactly(Fraction(0), state="figure", basis="reported", counts=None), **more, "extra": True})
        if printed(*possible[0], d, exceed)["candidates"] == range(0):
            here["flags"].add("impossible_rate")
    else:
        add({"state": "absent", **more, "half": (n, d)})
    if taken and not here["impossible"] and here["readings"][-1]["state"] != "absent":
        here["flags"].add("advised_reading")
    if here["impossible"]:
        here["shown"] = "counts" if n is not None or d is not None else "reported"
    elif here["readings"][-1]["state"] != "absent":
        rows_of_its_own(tops, bases, shares, exceed, here, number)
    here["impossible"] |= before


def rows_of_its_own(
    tops: list[Fraction], bases: list[Fraction], shares: list[tuple[Fraction, Fraction]], exceed: bool,
    here: dict[str, Any], number: int,
) -> None:  # fmt: skip
    """What the counts say in rows of their own, each beside each; one that can be beside nothing is a contradiction."""
    odd = {("n", n) for n in tops[1:]} | {("d", d) for d in bases[1:]}
    for n in tops or [None]:
        for d in bases or [None]:
            ours = {("n", n), ("d", d)} & ({("n", x) for x in tops[1:]} | {("d", x) for x in bases[1:]})
            cannot = any(x is not None and (x < 0 or x.denominator != 1) for x in (n, d))
            if not ours or cannot or (None not in (n, d) and n > d and (d == 0 or not exceed)):
                continue
            readings: list[Reading] = []
            if d == 0:
                readings = [] if shares and shares[0][0] > 0 else [{"state": "zero"}]
            elif None not in (n, d):
                readings = [exactly(Fraction(n, d), state="figure", basis="counts", counts=(int(n), int(d)))]
            else:
                readings = [printed(p, u, d, exceed) for p, u in shares]
            for i, reading in enumerate(readings):
                second = i == 1
                here["readings"].append({**reading, "row": number, "extra": not second, "second": second})
            odd -= ours if readings else set()
    if odd:
        here["impossible"], here["shown"] = True, None


def stated(world: World, row: dict[str, Any], name: str, role: str) -> list[Fraction]:
    """The count a rate is made of: its own cell or the row of that count; then what other rows of it say."""
    own, count = row[role], world["indicators"][name][role]
    if count not in world["indicators"]:
        return [own["value"]] if own else []
    first = own["value"] if own else sibling(world, row, name, role)
    if first is None:
        return []
    rows = rows_of(world, row["unit"], row["period"], count, row["scope"])
    return [first, *sorted({r["value"]["value"] for r in rows if r["value"]} - {first})]


def sibling(world: World, row: dict[str, Any], name: str, role: str) -> Fraction | None:
    """The count itself, from the row of the count indicator that has the numerator's or denominator's name."""
    count = world["indicators"][name][role]
    if count not in world["indicators"]:
        return None
    rows = certain(rows_of(world, row["unit"], row["period"], count, row["scope"]))
    found = {r["value"]["value"] for r in rows if r["value"]}
    return found.pop() if len(found) == 1 else None


def spread(p: Fraction, u: Fraction, exceed: bool) -> tuple[Fraction, Fraction, bool]:
    """[p − u/2, p + u), clipped to what a share can be."""
    if u == 0:
        return p, p, True
    low, high = max(p - u / 2, Fraction(0)), p + u
    return (low, ONE, True) if high > 1 and not exceed else (low, high, False)


def printed(p: Fraction, u: Fraction, base: Fraction | None, exceed: bool) -> Reading:
    reading: Reading = {
        "state": "figure",
        "basis": "reported",
        "value": p,
        "interval": spread(p, u, exceed),
        "counts": None,
        "base": base,
    }
    if base is None:
        reading["candidates"] = [p] if u == 0 else None
    else:
        low, high, _ = reading["interval"]
        first, last = floor(low * base), ceil(high * base)
        first += not within(reading["interval"], Fraction(first, base))
        last -= not within(reading["interval"], Fraction(last, base))
        reading["candidates"] = range(first, max(first, last + 1))
    return reading


def tried(reading: Reading, lines: list[Fraction]) -> list[Fraction] | None:
    """The values a reading leaves open; of very many, the first, the last and those beside the lines."""
    numbers, base = reading["candidates"], reading.get("base")
    if not isinstance(numbers, range):
        return numbers  # type: ignore[no-any-return]
    if numbers.stop - numbers.start > MANY:
        beside = {floor(line * base) + i for line in lines for i in (-1, 0, 1)}
        numbers = sorted({numbers.start, numbers.stop - 1} | {n for n in beside if numbers.start <= n < numbers.stop})
    return [Fraction(n, base) for n in numbers]


# ---- parts and wholes ----


def chain(world: World, name: str) -> list[str]:
    wholes: list[str] = []
    while (name := world["indicators"][name]["part_of"]) and name not in wholes:
        wholes.append(name)
    return wholes


def all_or_none(readings: list[Reading]) -> tuple[Fraction, bool] | None:
    """(1 or 0, whether it rests on a printed 100 %) where every reading of a whole is all, or every one none."""
    seen = set()
    for r in readings:
        if r["state"] != "figure":
            return None
        possible = None if r["basis"] == "reported" and r.get("base") is None else tried(r, [])
        if possible in ([ONE], [Fraction(0)]):
            seen.add((possible[0], False))
        elif r["value"] == 1 and r["basis"] == "reported":
            seen.add((ONE, True))
        else:
            return None
    values = {value for value, _ in seen}
    return (values.pop(), any(p for _, p in seen)) if len(values) == 1 else None


def infer(world: World, unit: str, period: tuple[int, int, int], name: str, scope: str, here: dict[str, Any]) -> None:
    for whole in chain(world, name):
        there = plain_side(world, rows_of(world, unit, period, whole, scope), whole)
        if there["impossible"]:
            return
        if all(r["state"] == "absent" for r in there["readings"]):
            continue
        if world["indicators"][whole]["final"]:
            longer_and_shorter(world, unit, period, whole, scope, there)
        if len(there["readings"]) > 1:
            return  # what contradicts itself proves nothing about another
        if contradicted(world, unit, period, whole, scope, there["readings"][0]):
            return
        known = all_or_none(there["readings"])
        whole_counts = there["readings"][0].get("counts") or (
            (0, 0) if there["readings"][0]["state"] == "zero" else None
        )
        half = here["readings"][0].get("half", (None, None))
        if whole_counts and any(g is not None and g > w for g, w in zip(half, whole_counts, strict=True)):
            here["readings"] = [{"state": "absent"}]  # more than the whole has: nothing is inferred
            here["flags"] -= {"inferred"}
            return
        if known:
            value, only_printed = known
            here["flags"] |= {"inferred"} | there["flags"]
            if only_printed:
                here["flags"].add("rounded")
            reading = exactly(value, state="figure", basis="inferred", counts=None, inferred_from=whole)
            here["readings"] = [reading]
        elif all(r["state"] == "zero" for r in there["readings"]):  # no case in the whole: none in the part
            here["readings"] = [{"state": "zero", "basis": "inferred", "inferred_from": whole}]
            here["flags"] |= {"inferred"} | there["flags"]
        return


def contradicted(
    world: World, unit: str, period: tuple[int, int, int], whole: str, scope: str, reading: Reading
) -> bool:
    """Whether some part of this whole, however far below it, shows that the whole is not what it says."""
    for part in world["indicators"]:
        if whole in chain(world, part):
            below = plain_side(world, rows_of(world, unit, period, part, scope), part)
            told = [r for r in below["readings"] if r["state"] != "absent"]
            sound = told and len(told) == len(below["readings"]) and not below["impossible"]
            if sound and all(clash(reading, theirs, is_whole=False) for theirs in told):
                return True
    return False


def of_the_other_scope(world: World, unit: str, period: tuple[int, int, int], name: str, scope: str) -> bool:
    return any(
        (row["unit"], row["indicator"], row["period"]) == (unit, name, period)
        and row["scope"] not in (scope, "")
        and not blank(row)
        for row in world["rows"]
    )


def longer_and_shorter(
    world: World, unit: str, period: tuple[int, int, int], name: str, scope: str, here: dict[str, Any]
) -> None:
    """A year has no less than its months: figures of longer and shorter periods that cannot be are rivals."""
    year, first, last = period
    mine, final = here["readings"][0], world["indicators"][name]["kind"] == "rate"
    for other in sorted({row["period"] for row in world["rows"] if row["unit"] == unit and row["indicator"] == name}):
        longer = other[0] == year and other[1] <= first and last <= other[2]
        shorter = other[0] == year and first <= other[1] and other[2] <= last
        if other == period or not (longer or shorter):
            continue
        there = plain_side(world, rows_of(world, unit, other, name, scope), name)
        if there["impossible"] or len(there["readings"]) > 1 or there["readings"][0]["state"] == "absent":
            continue
        theirs = there["readings"][0]
        found: list[Reading] = []
        if final:
            found = clash(mine, theirs, longer)
        elif mine["value"] > theirs["value"] if longer else mine["value"] < theirs["value"]:
            found = [exactly(theirs["value"], state="figure", basis="counts", counts=None)]
        if found:
            here["readings"] += found
            here["flags"].add("identity_fails")


def wholes_and_parts(
    world: World, unit: str, period: tuple[int, int, int], name: str, scope: str, here: dict[str, Any]
) -> None:
    """Add the readings that a whole, or a part, leaves open where it contradicts this indicator."""
    extra: list[Reading] = []
    for other in world["indicators"]:
        is_whole, is_part = other in chain(world, name), name in chain(world, other)
        if not (is_whole or is_part):
            continue
        there = plain_side(world, rows_of(world, unit, period, other, scope), other)
        mine = here["readings"][0]
        if there["impossible"] or any(r["state"] == "absent" for r in there["readings"]):
            continue
        clashes = [clash(mine, theirs, is_whole) for theirs in there["readings"]]
        if all(clashes):  # what contradicts itself proves nothing about another
            extra += [rival for clash_ in clashes for rival in clash_]
    here["readings"] += extra
    if extra:
        here["flags"].add("identity_fails")


def clash(mine: Reading, theirs: Reading, is_whole: bool) -> list[Reading]:
    """The extreme values of mine that would fit theirs, where mine does not."""

    def rival(value: Fraction, **more: Any) -> Reading:
        return exactly(value, state="figure", basis="counts", counts=None, **more)

    part_reading, whole_reading = (mine, theirs) if is_whole else (theirs, mine)
    if part_reading["state"] == "zero":
        return []
    if whole_reading["state"] == "zero":
        return [{"state": "zero"}] if is_whole else [rival(theirs["value"])]
    ours, others = hits(mine), hits(theirs)
    if ours and others:
        part, whole = (ours, others) if is_whole else (others, ours)
        if part[2] > whole[2]:
            return [rival(theirs["value"])]
        spare = whole[2] - part[2]  # so many of the whole are not of the part, and may have gone either way
        most_for_part, least_for_part = whole[1], whole[0] - spare
        most_for_whole, least_for_whole = part[1] + spare, part[0]
        most, least = (most_for_part, least_for_part) if is_whole else (most_for_whole, least_for_whole)
        if ours[0] > most:
            return [rival(Fraction(most, ours[2]))]
        return [rival(Fraction(least, ours[2]))] if ours[1] < least else []
    if is_whole:
        known = all_or_none([theirs])
        return [rival(known[0])] if known and mine["value"] != known[0] else []
    known = all_or_none([mine])
    if known and theirs["value"] != known[0]:  # nothing is known but that it is not all, or not none
        return [rival(abs(known[0] - Fraction(1, 10**18)))]
    return []


def hits(reading: Reading) -> tuple[int, int, int] | None:
    """The least and the greatest numerator and the base, where a base is known."""
    if reading["counts"]:
        return reading["counts"][0], *reading["counts"]
    numbers = reading["candidates"]
    if reading.get("base") is None or not numbers:
        return None
    return numbers.start, numbers.stop - 1, int(reading["base"])


# ---- figures that should fit together ----


def balance(world: World, unit: str, period: tuple[int, int, int], name: str, scope: str) -> set[str]:
    indicator = world["indicators"][name]
    mine = {name, indicator["numerator"], indicator["denominator"]} - {""}
    for identity in world["identities"]:
        if not mine & {*identity["left"], *identity["right"]}:
            continue
        try:
            left, right = (total(world, unit, period, names, scope) for names in (identity["left"], identity["right"]))
        except UnclearError:
            return {"identity_fails?"}
        if left is None or right is None:
            continue
        apart = any(
            counts_of(world, unit, period, n, "value", n, scope) for n in (*identity["left"], *identity["right"])
        )
        if identity["relation"] == "at_most" and not apart and left > right:
            return {"identity_fails?"}  # a numerator over its denominator is told as such
        if left != right if identity["relation"] == "equals" else left > right:
            return {"identity_fails"}
    return set()


def total(world: World, unit: str, period: tuple[int, int, int], names: list[str], scope: str) -> Fraction | None:
    amount = Fraction(0)
    for name in names:
        found = counts_of(world, unit, period, name, "value", name, scope)
        for rate, indicator in world["indicators"].items():
            for role in ("numerator", "denominator"):
                if indicator[role] == name and not found:
                    found = counts_of(world, unit, period, rate, role, name, scope)
        if not found:
            return None
        if len(found) > 1:
            raise UnclearError
        amount += found.pop()
    return amount


class UnclearError(Exception):
    """Rows that differ leave a check between figures open."""


def counts_of(
    world: World, unit: str, period: tuple[int, int, int], row_of: str, role: str, name: str, scope: str
) -> set[Fraction]:
    return {
        row[role]["value"]
        for row in world["rows"]
        if (row["unit"], row["period"], row["indicator"]) == (unit, period, row_of)
        and row["scope"] in (scope, "")
        and row[role]
    }


def totals(world: World, unit: str, period: tuple[int, int, int], name: str) -> set[str]:
    """A prefecture's 全域 figure is its own 本级 plus its counties' 全域; a rate's are its counts. None has less than a part."""
    below = [u for u, parent in world["units"].items() if parent == unit]
    kind = world["indicators"][name]["kind"]
    if kind not in ("count", "money", "rate"):
        return set()
    found = set()
    for role in ("numerator", "denominator") if kind == "rate" else ("value",):
        whole = added(world, unit, period, name, role, "全域")
        own, *parts = (added(world, u, period, name, role, "本级" if u == unit else "全域") for u in (unit, *below))
        if any(len(figures) > 1 for figures in (whole, own, *parts)):
            found.add("total_disagrees_with_parts?")
            continue
        if not whole or not any((own, *parts)):
            continue
        summed = sum(figure for figures in (own, *parts) for figure in figures)
        # where not all have reported, only more than the total can be told
        if summed > min(whole) or (below and own and all(parts) and summed != min(whole)):
            found.add("total_disagrees_with_parts")
    return found


def one_base(world: World, unit: str, period: tuple[int, int, int], name: str, scope: str) -> set[str]:
    """A count that two rates are made of is one number, where no row of its own says which."""
    found = set()
    for label in {world["indicators"][name]["numerator"], world["indicators"][name]["denominator"]} - {""}:
        made_of = [
            (rate, role)
            for rate, d in world["indicators"].items()
            for role in ("numerator", "denominator")
            if d[role] == label
        ]
        if counts_of(world, unit, period, label, "value", label, scope):
            continue
        said = {rate: counts_of(world, unit, period, rate, role, label, scope) for rate, role in made_of}
        mine = said.pop(name)
        if mine and any(theirs and theirs != mine for theirs in said.values()):
            clear = len(mine) == 1 and all(len(theirs) < 2 for theirs in said.values())
            found.add("identity_fails" if clear else "identity_fails?")
    return found


def year_and_quarters(world: World, unit: str, period: tuple[int, int, int], name: str, scope: str) -> set[str]:
    """What happened in the parts of a time that make up the whole of it adds up; what there is at one time does not."""
    indicator = world["indicators"][name]
    if indicator["kind"] != "count" or indicator["unit"] not in ("次", "期", "场"):
        return set()
    year, first, last = period
    whole = added(world, unit, period, name, "value", scope)
    found = set()
    for months in range(1, last - first + 1):
        if (last - first + 1) % months:
            continue
        spans = [(year, m, m + months - 1) for m in range(first, last + 1, months)]
        parts = [added(world, unit, span, name, "value", scope) for span in spans]
        if whole and all(parts):
            if any(len(figures) > 1 for figures in (whole, *parts)):
                found.add("identity_fails?")
            elif sum(figure for figures in parts for figure in figures) != min(whole):
                found.add("identity_fails")
    return found


def unlike_before(world: World, unit: str, period: tuple[int, int, int], name: str, scope: str) -> set[str]:
    """Further from the middle of at least four earlier periods as long than five times their middle distance from it, and
    than a tenth of it."""
    if world["indicators"][name]["kind"] == "date":
        return set()
    months = period[2] - period[1]
    times = {row["period"] for row in world["rows"] if row["period"][2] - row["period"][1] == months}
    told = [plainly(world, unit, time, name, scope) for time in sorted(times) if time < period]
    earlier, now = [figures for figures in told if figures], plainly(world, unit, period, name, scope)
    if len(earlier) < 4 or not now:
        return set()
    if any(len(figures) > 1 for figures in (now, *earlier)):
        return {"outlier?"}
    values = [min(figures) for figures in earlier]
    middle = middle_of(values)
    usual = middle_of([abs(value - middle) for value in values])
    far = abs(min(now) - middle)
    return {"outlier"} if far > 5 * usual and far > abs(middle) / 10 else set()


def plainly(world: World, unit: str, period: tuple[int, int, int], name: str, scope: str) -> set[Fraction]:
    """What the rows of a time say: the counts' rate where both are there and the base is not zero, else the figure."""
    found = set()
    for row in certain(rows_of(world, unit, period, name, scope)):
        top, under = row["numerator"], row["denominator"]
        if top and under and under["value"] > 0:
            found.add(top["value"] / under["value"])
        elif row["value"]:
            found.add(row["value"]["value"])
    return found


def middle_of(values: list[Fraction]) -> Fraction:
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def added(world: World, unit: str, period: tuple[int, int, int], name: str, role: str, scope: str) -> set[Fraction]:
    return {
        row[role]["value"]
        for row in world["rows"]
        if (row["unit"], row["period"], row["indicator"], row["scope"]) == (unit, period, name, scope) and row[role]
    }


# ---- the gap ----


def gap(world: World, question: dict[str, Any], verdict: str | None, mine: Reading, theirs: Reading | None) -> Any:
    """(amount, unit), None where nothing lacks or is known, "open" where the design leaves it open."""
    rule = question["rule"]
    if verdict not in ("not_met", "pending") or mine["state"] != "figure" or (theirs and theirs["state"] != "figure"):
        return None
    holds, _ = compare(rule, mine, theirs)
    if holds:
        return None
    indicator = world["indicators"][rule["indicator"]]
    line = rule["value"]
    if theirs is not None:
        behind = hits(theirs)
        share = Fraction(behind[0], behind[2]) if behind and behind[0] == behind[1] else theirs["value"]
        line = share * rule["relative"]["times"] + rule["relative"]["plus"]
    if indicator["kind"] == "date":
        permitted = last_permitted(rule)
        assert permitted is not None
        return mine["value"] - permitted, "天"
    if indicator["kind"] == "rate":
        if not mine["counts"]:
            only = hits(mine)
            if only and only[0] == only[1]:
                return cases_gap(world, rule, indicator, only[0], only[2], line)
            if true(rule["op"], mine["value"], line, rule["upper"]):
                return "open"
            away = abs(mine["value"] - nearest(rule, mine["value"], line)) * 100
            return (away, "百分点") if away else "open"
        return cases_gap(world, rule, indicator, *mine["counts"], line)
    goal = (
        whole_goal(rule, mine["value"], line, rule["upper"])
        if indicator["kind"] == "count"
        else nearest(rule, mine["value"], line)
    )
    if goal is None or goal < 0 or goal == mine["value"]:
        return "open"
    return abs(goal - mine["value"]), indicator["unit"]


def cases_gap(world: World, rule: dict[str, Any], indicator: dict[str, Any], n: int, d: int, line: Fraction) -> Any:
    """How many of the same d cases would have to have gone the other way."""
    if true(rule["op"], Fraction(n, d), line, rule["upper"]):
        return "open"
    goal = whole_goal(rule, Fraction(n), line * d, rule["upper"] and rule["upper"] * d)
    if goal is None or goal < 0 or (goal > d and not indicator["may_exceed_whole"]):
        return "open"
    return abs(goal - n), unit_of(world, indicator)


def unit_of(world: World, indicator: dict[str, Any]) -> str:
    for role in ("numerator", "denominator"):
        if indicator[role] in world["indicators"]:
            return str(world["indicators"][indicator[role]]["unit"])
    return "件"


def nearest(rule: dict[str, Any], value: Fraction, line: Fraction) -> Fraction:
    return rule["upper"] if rule["op"] == "between" and value > line else line


def whole_goal(rule: dict[str, Any], n: Fraction, line: Fraction, upper: Fraction | None) -> int | None:
    """The whole number nearest to n that holds; None where none does."""
    match rule["op"]:
        case "at_least":
            return ceil(line)
        case "more_than":
            return floor(line) + 1
        case "at_most":
            return floor(line)
        case "less_than":
            return ceil(line) - 1
        case "equals":
            return int(line) if line.denominator == 1 else None
    assert upper is not None
    goal = ceil(line) if n < line else floor(upper)
    return goal if line <= goal <= upper else None


# ---- each ----


def each_of(world: World, question: dict[str, Any]) -> dict[str, Any]:
    rule, group = question["rule"], question["rule"]["group"]
    persons = group["of"] == "人"
    period, stand_in = list_period(world, question)
    there = (question["unit"], group["list"], period)
    rolls = {
        c: [r["expected"] for r in world["rolls"] if (r["unit"], r["list"], r["period"], r["category"]) == (*there, c)
            and r["expected"] is not None]
        for c in group["categories"]
    }  # fmt: skip
    rows = [r for r in world["records"] if (r["unit"], r["list"], r["period"]) == there]
    no_category = [r for r in rows if not r["categories"]]
    rows = [r for r in rows if set(r["categories"]) & set(group["categories"])]
    mine, unclear, contradicts = told_once(rows, rule["indicator"], persons)
    figures = [(r, r["values"].get(rule["indicator"])) for r in mine]
    flags = {"approximate"} if any(f and f["approximate"] for _, f in figures) else set()
    if len(rows) > len(mine) and any(f["approximate"] for r in rows for f in r["values"].values()):
        flags.add("approximate?")
    flags |= {"approximate"} if any(f["approximate"] for v in rolls.values() for f in v) else set()
    stated = sum(v[0]["value"] for v in rolls.values() if v)
    unstated = any(not v for v in rolls.values())
    earliest = date(period[0], period[1], 1).toordinal() - 366 if rule.get("yearly", True) else 0
    coming = rule["op"] in ("by", "before")
    if any(f and (f["value"] < 0 or (coming and f["value"] < earliest)) for _, f in figures):
        return result("disputed", flags, set())
    if any(v and v[0]["value"] < 0 for v in rolls.values()) or contradicts:
        return result("disputed", flags, set())
    if any(len({f["value"] for f in v}) > 1 for v in rolls.values()):
        return result(None, flags, set(), gaps=None)
    reversed_terms = [
        r for r, _ in figures if r["begins"] is not None and r["ends"] is not None and r["begins"] > r["ends"]
    ]
    unnamed = [r for r in mine if not r["name"] and not r["id"]]
    figures = [(r, f) for r, f in figures if r not in reversed_terms]
    # a day that has not come yet is no figure yet
    future = [r for r, f in figures if f and coming and world["as_of"] < f["value"] <= last_permitted(rule)]
    blank_figures = [r for r, f in figures if f is None or r in future]
    reached = [
        r for r, f in figures if f and r not in future and true(rule["op"], f["value"], rule["value"], rule["upper"])
    ]
    failed = [r for r, f in figures if f and not true(rule["op"], f["value"], rule["value"], rule["upper"])]
    waiting: list[dict[str, Any]] = []
    if rule["every"] == "term" and question["binding"]:
        waiting = [r for r in [*failed, *blank_figures] if r["ends"] is not None and world["as_of"] <= r["ends"]]
        failed = [r for r in failed if r not in waiting]
        blank_figures = [r for r in blank_figures if r not in waiting]
        blank_figures += [r for r in failed if r["ends"] is None]
        failed = [r for r in failed if r["ends"] is not None]
    short = any(v and sum(c in r["categories"] for r in mine) < v[0]["value"] for c, v in rolls.items())
    lacking = bool(
        unstated or short or blank_figures or no_category or reversed_terms or unnamed or unclear or stand_in
    )
    nobody = not unstated and stated == 0
    rows_for_nobody = any(
        v and v[0]["value"] == 0 and any(c in r["categories"] for r in mine) for c, v in rolls.items()
    )
    many = max(0 if unstated else int(stated), len(mine))
    known = {"basis": "records", "counts": (len(reached), many), "line": rule["value"], "sure": True} if many else {}
    if many:
        known["value"] = Fraction(len(reached), many)
    gaps: Any = {(Fraction(len(failed)), group["of"])} if failed else {None}
    term = rule["every"] == "term"
    early = can_still_change(world, question)
    if nobody and rows_for_nobody:
        return result("disputed", flags, set())
    if stand_in:  # the first months say how things stand and nothing of the end
        return result("pending", flags, set(), gaps=gaps, **known) if early else result("missing", flags, set())
    if early and not term:
        return result("pending", flags, set(), gaps=gaps, **known)
    if failed:
        return result("not_met", flags, set(), gaps=gaps, **known)
    if early and (lacking or nobody):
        return result("pending", flags, set(), **known)
    if waiting and not lacking:
        return result("pending", flags, set(), **known)
    if nobody and not no_category:
        return result("not_applicable", flags, set())
    if lacking:
        return result("missing", flags, set())
    return result("met", flags, set(), **known)


def list_period(world: World, question: dict[str, Any]) -> tuple[tuple[int, int, int], bool]:
    """The period whose list is looked at, and whether it only covers the months so far."""
    sent = {
        r["period"]
        for r in (*world["records"], *world["rolls"])
        if (r["unit"], r["list"]) == (question["unit"], question["rule"]["group"]["list"])
    }
    year, first, last = question["period"]
    months = [month for month in range(first, last) if (year, first, month) in sent]
    if question["period"] in sent or not months:
        return question["period"], False
    return (year, first, max(months)), True


def told_once(rows: list[dict[str, Any]], name: str, persons: bool) -> tuple[list[dict[str, Any]], bool, bool]:
    """(one row for each person or body, whether some cannot be told apart, whether some contradict each other).

    People are told apart by number, else by name; bodies by name, else by number.
    """
    alike: dict[Any, list[dict[str, Any]]] = {}
    for place, row in enumerate(rows):
        told_by = ("id", "name") if persons else ("name", "id")
        key = next(((k, row[k]) for k in told_by if row[k]), ("nameless", place))
        alike.setdefault(key, []).append(row)
    kept: list[dict[str, Any]] = []
    unclear = contradicts = False
    for (by, _), same_one in alike.items():
        if persons and by == "id" and len({row["name"] for row in same_one}) > 1:
            kept, unclear = kept + same_one, True  # two people under one number
            continue
        # what one file leaves blank another fills in
        filled = [row for row in same_one if name in row["values"]]
        files_that_say = {row.get("file") for row in filled}
        same_one = [row for row in same_one if row in filled or not files_that_say - {row.get("file")}]
        said = {row["values"][name]["value"] if name in row["values"] else None for row in same_one}
        if len(said) == 1:
            kept.append(same_one[0])
        elif persons and by == "name":
            kept, unclear = kept + same_one, True
        else:
            kept, contradicts = [*kept, same_one[0]], True
    return kept, unclear, contradicts


# ---- rules beside each other ----


def permitted_values(rule: dict[str, Any]) -> tuple[Any, Any] | None:
    """The values that hold, from (value, 0 or 1 where it is itself excluded) to the like; None for a moving line."""
    if rule["relative"]:
        return None
    v, low, high = rule["value"], (Fraction(-(10**40)), 0), (Fraction(10**40), 0)
    return {
        "at_least": ((v, 0), high),
        "more_than": ((v, 1), high),
        "at_most": (low, (v, 0)),
        "by": (low, (v, 0)),
        "less_than": (low, (v, -1)),
        "before": (low, (v, -1)),
        "equals": ((v, 0), (v, 0)),
        "between": ((v, 0), (rule["upper"], 0)),
    }[rule["op"]]


def asks_more(other: dict[str, Any], question: dict[str, Any]) -> bool:
    """`stricter_rule`: another binding rule asks more."""
    one, two = question["rule"], other["rule"]
    alike = all(one[key] == two[key] for key in ("indicator", "group", "scope", "every"))
    if not (other["binding"] and question["binding"] and alike) or other is question:
        return False
    if (other["unit"], other["period"]) != (question["unit"], question["period"]):
        return False
    wide, narrow = permitted_values(one), permitted_values(two)
    return bool(wide and narrow and wide != narrow and wide[0] <= narrow[0] and narrow[1] <= wide[1])
