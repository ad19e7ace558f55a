"""The same twenty comparisons in other validation libraries: which cells fail, with their rows.

Each peer gets what it does best: its fastest engine, whole columns at once, figures already laid wide. None of them
tells an absent figure from one that fails unless it is told to, knows a base of zero, or keeps what passed; so each is
asked only for the cells that miss their line. Every function takes the wide frame and returns how many there are.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
from _million import INDICATORS, TARGETS, _holds

from compliance.quantity import Quantity

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)
os.environ["GX_ANALYTICS_ENABLED"] = "false"


def passes(name: str, op: str, value: str) -> pl.Expr:
    """True where the cell does not miss its line: met, absent or of a base of zero."""
    if INDICATORS[name].kind == "rate":
        n, d = pl.col(f"{name}.numerator"), pl.col(f"{name}.denominator")
        if value in INDICATORS:
            m, e = pl.col(f"{value}.numerator"), pl.col(f"{value}.denominator")
            return ((n * e > m * d) | (d == 0) | (e == 0)).fill_null(value=True)
        ends = [Quantity.parse(v).value for v in value.split("~")]
        left, right = n * ends[0].denominator, d * ends[0].numerator
        holds = _holds(op, left, right)
        if op == "between":
            holds = (left >= right) & (n * ends[1].denominator <= d * ends[1].numerator)
        return (holds | (d == 0)).fill_null(value=True)
    line: object = date.fromisoformat(value) if INDICATORS[name].kind == "date" else int(Quantity.parse(value).value)
    return _holds(op, pl.col(f"{name}.value"), pl.lit(line)).fill_null(value=True)


def expected(frame: pl.DataFrame) -> int:
    """How many cells miss their line."""
    return sum(frame.select((~passes(*t)).sum().alias("n"))["n"][0] for t in TARGETS)


def passes_pandas(frame: Any, name: str, op: str, value: str) -> Any:
    """The same in pandas; nullable integers keep absent figures apart."""
    compare = {
        "at_least": "ge",
        "more_than": "gt",
        "at_most": "le",
        "less_than": "lt",
        "equals": "eq",
        "by": "le",
        "before": "lt",
    }
    if INDICATORS[name].kind == "rate":
        n, d = frame[f"{name}.numerator"], frame[f"{name}.denominator"]
        if value in INDICATORS:
            m, e = frame[f"{value}.numerator"], frame[f"{value}.denominator"]
            return ((n * e > m * d) | (d == 0) | (e == 0)).fillna(True).astype(bool)
        ends = [Quantity.parse(v).value for v in value.split("~")]
        if op == "between":
            holds = (n * ends[0].denominator >= d * ends[0].numerator) & (
                n * ends[1].denominator <= d * ends[1].numerator
            )
        else:
            holds = getattr(n * ends[0].denominator, compare[op])(d * ends[0].numerator)
        return (holds | (d == 0)).fillna(True).astype(bool)
    v = frame[f"{name}.value"]
    if INDICATORS[name].kind == "date":
        line: object = date.fromisoformat(value).toordinal()
    else:
        line = int(Quantity.parse(value).value)
    return getattr(v, compare[op])(line).fillna(True).astype(bool)


def as_pandas(frame: pl.DataFrame) -> Any:
    """Nullable integer columns; days as their ordinals."""
    import pandas as pd

    from compliance.frames import in_kind_of
    from compliance.tables import EPOCH

    dated = [pl.col(c).to_physical().cast(pl.Int64) + EPOCH for c, t in frame.schema.items() if t == pl.Date]
    return in_kind_of(pd.DataFrame(), frame.with_columns(dated))


def pandera_pandas(frame: pl.DataFrame) -> Callable[[], int]:
    import pandera.pandas as pa

    data = as_pandas(frame)
    checks = [pa.Check(lambda f, t=t: passes_pandas(f, *t), name=f"rule-{i:02}") for i, t in enumerate(TARGETS)]
    schema = pa.DataFrameSchema(checks=checks)

    def run() -> int:
        try:
            schema.validate(data, lazy=True)
        except pa.errors.SchemaErrors as found:
            cases = found.failure_cases
            return len(cases.drop_duplicates(["check", "index"]))
        return 0

    return run


def pandera_polars(frame: pl.DataFrame) -> Callable[[], int]:
    import pandera.polars as pa

    checks = [
        pa.Check(lambda data, t=t: data.lazyframe.select(passes(*t).alias("ok")), name=f"rule-{i:02}")
        for i, t in enumerate(TARGETS)
    ]
    schema = pa.DataFrameSchema(checks=checks)

    def run() -> int:
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as found:
            return len(found.failure_cases)
        return 0

    return run


def pointblank(frame: pl.DataFrame) -> Callable[[], int]:
    import pointblank as pb

    def run() -> int:
        plan = pb.Validate(data=frame)
        for target in TARGETS:
            plan = plan.col_vals_expr(expr=passes(*target))
        done = plan.interrogate(collect_extracts=True, extract_limit=len(frame))
        extracts = done.get_data_extracts()
        return sum(len(e) for e in extracts.values() if e is not None)

    return run


def great_expectations(frame: pl.DataFrame) -> Callable[[], int]:
    """Its expectations compare columns, so each rule's two sides are laid out for it beforehand, untimed."""
    import great_expectations as gx
    import great_expectations.expectations as gxe
    import pandas as pd

    data = as_pandas(frame)
    ready = pd.DataFrame({f"rule-{i:02}": passes_pandas(data, *t) for i, t in enumerate(TARGETS)})
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("bench").add_dataframe_asset("facts")
    batch = asset.add_batch_definition_whole_dataframe("all")
    suite = context.suites.add(gx.ExpectationSuite("rules"))
    for i in range(len(TARGETS)):
        suite.add_expectation(gxe.ExpectColumnValuesToBeInSet(column=f"rule-{i:02}", value_set=[True]))
    check = gx.ValidationDefinition(data=batch, suite=suite, name="check")
    context.validation_definitions.add(check)

    def run() -> int:
        found = check.run(batch_parameters={"dataframe": ready}, result_format={"result_format": "COMPLETE"})
        return sum(len(r.result["unexpected_index_list"]) for r in found.results)

    return run


def vtlengine(frame: pl.DataFrame) -> Callable[[], int]:
    import vtlengine as vtl

    data = as_pandas(frame)
    short = {c: f"m{i:02}" for i, c in enumerate(data.columns) if c != "unit"}
    data = data.rename(columns={"unit": "Id_1", **short})
    measures = [{"name": s, "type": "Integer", "role": "Measure", "nullable": True} for s in short.values()]
    structure = {"datasets": [{"name": "DS_1", "DataStructure": [
        {"name": "Id_1", "type": "String", "role": "Identifier", "nullable": False}, *measures]}]}  # fmt: skip
    sides = ", ".join(f"r{i:02} := {_vtl(short, *t)}" for i, t in enumerate(TARGETS))
    script = f"DS_r <- DS_1[calc {sides}];"

    def run() -> int:
        result = vtl.run(script=script, data_structures=structure, datapoints={"DS_1": data})["DS_r"].data
        return sum(int((~result[f"r{i:02}"].fillna(True).astype(bool)).sum()) for i in range(len(TARGETS)))

    return run


def _vtl(short: dict[str, str], name: str, op: str, value: str) -> str:
    sign = {
        "at_least": ">=",
        "more_than": ">",
        "at_most": "<=",
        "less_than": "<",
        "equals": "=",
        "by": "<=",
        "before": "<",
    }
    if INDICATORS[name].kind == "rate":
        n, d = short[f"{name}.numerator"], short[f"{name}.denominator"]
        if value in INDICATORS:
            m, e = short[f"{value}.numerator"], short[f"{value}.denominator"]
            return f"({n} * {e} > {m} * {d}) or {d} = 0 or {e} = 0"
        ends = [Quantity.parse(v).value for v in value.split("~")]
        if op == "between":
            low, high = ends
            both = f"({n} * {low.denominator} >= {d} * {low.numerator}) and ({n} * {high.denominator} <= {d} * {high.numerator})"
            return f"({both}) or {d} = 0"
        return f"({n} * {ends[0].denominator} {sign[op]} {d} * {ends[0].numerator}) or {d} = 0"
    line = (
        date.fromisoformat(value).toordinal() if INDICATORS[name].kind == "date" else int(Quantity.parse(value).value)
    )
    return f"{short[f'{name}.value']} {sign[op]} {line}"


PEERS: dict[str, tuple[str, Callable[[pl.DataFrame], Callable[[], int]]]] = {
    "pandera (pandas)": ("pandera", pandera_pandas),
    "pandera (polars)": ("pandera", pandera_polars),
    "pointblank (polars, extracts)": ("pointblank", pointblank),
    "Great Expectations (pandas)": ("great_expectations", great_expectations),
    "vtlengine": ("vtlengine", vtlengine),
}
