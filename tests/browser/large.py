"""The overview page of 3,000 units and 60 targets of an invented province, verdicts drawn by lot."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl

from compliance.batch import page
from compliance.batch.context import Context
from compliance.batch.frames import of_verdicts
from compliance.batch.overview import Overview
from compliance.batch.summary import Summary
from compliance.batch.tally import CODES, Tally, UnitLine, ordered_rules
from compliance.batch.units import Silent
from tests.batch.made import codes, write_divisions, write_rules
from tests.batch.world import AS_OF

UNITS, RULES = 3000, 60

#: Asynchronous scripts for the page: wait until it stands still; type into its search and say how many milliseconds
#: passed until the next picture.
STILL = "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))"
TYPED = """
    const [word, done] = arguments, field = document.getElementById("find-text"), began = performance.now();
    field.value = word;
    field.dispatchEvent(new Event("input"));
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
"""


def write_overview(home: Path) -> Path:
    """Write index.html, with what it takes to make it, into this empty folder."""
    rules = write_rules(home / "rules", RULES)
    table = write_divisions(home / "divisions.csv", 40, 75)
    context = Context.load([str(rules)], [], AS_OF, None, [table])
    chance = random.Random(1)
    made, tally = Overview(context), Tally(ordered_rules(context))
    empty = of_verdicts([])
    for code in codes(40, 75)[:UNITS]:
        name = context.divisions.unit(code).name
        unit = UnitLine(code, name, "县", code[:4] + "00", ("2024",), (f"{code}.xlsx",), 0, 0)
        rows = [
            {
                "unit": code, "rule": f"made-2024-{n}", "period": "2024", "binding": True, "basis": "counts",
                "verdict": chance.choices(CODES, (70, 15, 8, 3, 3, 1))[0],
                "actual_numerator": (base := chance.randrange(20, 400)) - chance.randrange(0, base // 5), "actual_denominator": base,
            }
            for n in range(1, RULES + 1)
        ]  # fmt: skip
        frame = pl.DataFrame(rows, schema_overrides={k: v for k, v in empty.schema.items() if k in rows[0]})
        missing = [pl.lit(None, kind).alias(name) for name, kind in empty.schema.items() if name not in frame.columns]
        tally.answers([unit], frame.with_columns(missing))
    made.answers(tally.units, tally.tallies, tally.sums)
    made.finish()
    counts = {code: made.counts[code] for code in CODES}
    summary = Summary(UNITS, 0, UNITS, 0, UNITS, 700, counts, {}, {"error": 0, "question": 0, "note": 0}, 1)
    gone = [Silent(f"99{n:04}", "2024", f"示例{n}县", "县", "990100") for n in range(700)]
    path = home / "index.html"
    path.write_text(page.render(made, summary, gone, context.divisions, context, None), encoding="utf-8")
    return path
