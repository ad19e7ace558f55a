"""A million invented units, twenty mixed rules, and the same comparisons written by hand in polars."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl

from compliance.indicator import Indicator, Indicators
from compliance.period import Period
from compliance.quantity import Quantity
from compliance.rule import Comparison, Document, Pack, Relative, Rule
from compliance.rulebook import RuleSet

AS_OF = date(2025, 6, 30)
RATES = [f"比率{i:02}" for i in range(12)]
COUNTS = [f"件数{i:02}" for i in range(4)]
DATES = ["日期00", "日期01"]
INDICATORS = Indicators({
    i.name: i
    for i in (
        *(Indicator(n, f"BL{k:02}", "rate", "%", part_of="比率00" if k == 1 else "") for k, n in enumerate(RATES)),
        *(Indicator(n, f"JS{k:02}", "count", "件") for k, n in enumerate(COUNTS)),
        Indicator("学时00", "XS00", "hours", "学时"),
        *(Indicator(n, f"RQ{k:02}", "date", "日期") for k, n in enumerate(DATES)),
    )
})  # fmt: skip
DOCUMENT = Document("bench-2024", "示例要点", "示例", "100000", period=Period(2024))
#: (indicator, comparison, value): each comparison there is, whole percents and others, one rate against another.
TARGETS = [
    ("比率00", "at_least", "90%"), ("比率01", "equals", "100%"), ("比率02", "more_than", "66.6%"),
    ("比率03", "less_than", "30%"), ("比率04", "less_than", "10%"), ("比率05", "at_most", "15.8%"),
    ("比率06", "equals", "100%"), ("比率07", "between", "40%~60%"), ("比率08", "more_than", "比率09"),
    ("比率10", "at_least", "95%"), ("比率11", "at_least", "1/3"), ("比率00", "equals", "100%"),
    ("件数00", "at_least", "2件"), ("件数01", "equals", "0件"), ("件数02", "at_most", "5件"), ("件数03", "more_than", "1件"),
    ("件数00", "at_least", "1件"), ("学时00", "at_least", "60学时"), ("日期00", "before", "2025-04-01"),
    ("日期01", "by", "2024-09-30"),
]  # fmt: skip


def rule(at: int, name: str, op: str, value: str) -> Rule:
    """One rule; `value` as a plan writes it, or another indicator's name."""
    indicator = INDICATORS[name]
    if value in INDICATORS:
        comparison = Comparison(op, "%", value, relative=Relative(value))
    elif indicator.kind == "date":
        comparison = Comparison(op, indicator.unit, value, Fraction(date.fromisoformat(value).toordinal()))
    else:
        ends = [Quantity.parse(v).value for v in value.split("~")]
        comparison = Comparison(op, indicator.unit, value, *ends)
    title = f"{name}{comparison.sentence()}"
    return Rule(
        f"bench-{at:02}", DOCUMENT, "1", title, indicator, comparison, title, region="100000", scope="全域", line=at
    )


RULES = tuple(rule(i, *target) for i, target in enumerate(TARGETS))
#: The rules another rule is stricter than: 90 % beside 100 % of the same rate, one case beside two.
FLAGS = {0: "stricter_rule", 16: "stricter_rule"}
RULE_SET = RuleSet((Pack(DOCUMENT, {}, RULES),), INDICATORS)


def facts(units: int, seed: int = 1) -> pl.DataFrame:
    """A wide facts frame: counts to 200, one in a hundred absent, a base of zero now and then."""
    rng = np.random.default_rng(seed)
    columns: dict[str, pl.Series] = {"unit": pl.Series([f"99{i:010}" for i in range(units)])}
    for name in RATES:
        base = rng.integers(0, 200, units)
        top = (base * rng.random(units)).astype(np.int64)
        columns[f"{name}.numerator"], columns[f"{name}.denominator"] = pl.Series(top), pl.Series(base)
    # the part of a whole stays within it
    whole_top, whole_base = columns["比率00.numerator"].to_numpy(), columns["比率00.denominator"].to_numpy()
    part_top = (whole_top * rng.random(units)).astype(np.int64)
    rest = ((whole_base - whole_top) * rng.random(units)).astype(np.int64)
    columns["比率01.numerator"], columns["比率01.denominator"] = pl.Series(part_top), pl.Series(part_top + rest)
    for name in COUNTS:
        columns[f"{name}.value"] = pl.Series(rng.integers(0, 8, units))
    columns["学时00.value"] = pl.Series(rng.integers(40, 90, units))
    for name in DATES:
        first = date(2024, 3, 1).toordinal() - date(1970, 1, 1).toordinal()
        columns[f"{name}.value"] = pl.Series((first + rng.integers(0, 460, units)).astype(np.int32)).cast(pl.Date)
    frame = pl.DataFrame(columns)
    absent = {}
    for k, name in enumerate([*RATES, *COUNTS, "学时00", *DATES]):
        if name == "比率01":  # an absent part is inferred from its whole, one by one
            continue
        gone = pl.Series(rng.integers(0, 100, units) == k)
        for column in (c for c in frame.columns if c.startswith(f"{name}.")):
            absent[column] = frame[column].set(gone, None) if frame[column].dtype != pl.Date else (
                frame.select(pl.when(~gone).then(pl.col(column)))[column]
            )  # fmt: skip
    return frame.with_columns([s.alias(n) for n, s in absent.items()])


def units(frame: pl.DataFrame) -> pl.DataFrame:
    """The units frame of a facts frame."""
    return frame.select("unit", level=pl.lit("县"))


# -- by hand

CODES = pl.Enum(["met", "not_met", "missing", "not_applicable", "disputed", "pending"])
MET, NOT_MET, MISSING, NOT_APPLICABLE, DISPUTED = (pl.lit(code, CODES) for code in list(CODES.categories)[:5])


def by_hand(name: str, op: str, value: str) -> pl.Expr:
    """What somebody who knows polars writes for one rule: absent, nothing, impossible, compared."""
    kind = INDICATORS[name].kind
    if kind == "rate":
        n, d = pl.col(f"{name}.numerator"), pl.col(f"{name}.denominator")
        if value in INDICATORS:
            m, e = pl.col(f"{value}.numerator"), pl.col(f"{value}.denominator")
            return (
                pl.when(d == 0).then(NOT_APPLICABLE).when(n.is_null() | m.is_null()).then(MISSING).when(e == 0).then(NOT_APPLICABLE)
                .when((n > d) | (m > e)).then(DISPUTED).when(n * e > m * d).then(MET).otherwise(NOT_MET)
            )  # fmt: skip
        ends = [Quantity.parse(v).value for v in value.split("~")]
        left, right = n * ends[0].denominator, d * ends[0].numerator
        holds = _holds(op, left, right)
        if op == "between":
            holds = (left >= right) & (n * ends[1].denominator <= d * ends[1].numerator)
        impossible = n > d
        if name == "比率01":
            wn, wd = pl.col("比率00.numerator"), pl.col("比率00.denominator")
            impossible = impossible | ((n > wn) | (d - n > wd - wn)).fill_null(value=False)
        return (
            pl.when(n.is_null()).then(MISSING).when(d == 0).then(NOT_APPLICABLE)
            .when(impossible).then(DISPUTED).when(holds).then(MET).otherwise(NOT_MET)
        )  # fmt: skip
    v = pl.col(f"{name}.value")
    if kind == "date":
        line: object = date.fromisoformat(value)
        wrong = v > AS_OF
    else:
        line, wrong = int(Quantity.parse(value).value), v < 0
    holds = _holds(op, v, pl.lit(line))
    return pl.when(v.is_null()).then(MISSING).when(wrong).then(DISPUTED).when(holds).then(MET).otherwise(NOT_MET)


def _holds(op: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    match op:
        case "at_least":
            return left >= right
        case "more_than":
            return left > right
        case "at_most" | "by":
            return left <= right
        case "less_than" | "before":
            return left < right
    return left == right


def grid_by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    """Verdict codes of every cell."""
    return frame.select("unit", *(by_hand(*t).alias(RULES[i].id) for i, t in enumerate(TARGETS)))


def rows_by_hand(source: pl.LazyFrame) -> pl.LazyFrame:
    """All verdict rows with actual, required, basis and flags, rule by rule."""
    return pl.concat([_rows(source, i, *target) for i, target in enumerate(TARGETS)])


def _rows(source: pl.LazyFrame, at: int, name: str, op: str, value: str) -> pl.LazyFrame:
    kind, line = INDICATORS[name].kind, RULES[at].comparison.value
    required = (pl.lit(None, pl.Int64), pl.lit(None, pl.Int64))
    if value in INDICATORS:
        known_line = pl.col(f"{value}.denominator") > 0
        required = tuple(pl.when(known_line).then(pl.col(f"{value}.{part}")) for part in ("numerator", "denominator"))
    elif kind != "date":
        assert line is not None
        required = (pl.lit(line.numerator, pl.Int64), pl.lit(line.denominator, pl.Int64))
    if kind == "rate":
        actual = (pl.col(f"{name}.numerator"), pl.col(f"{name}.denominator"))
        known = actual[0]
    elif kind == "date":
        actual, known = (pl.lit(None, pl.Int64), pl.lit(None, pl.Int64)), pl.col(f"{name}.value")
    else:
        known = pl.col(f"{name}.value")
        actual = (known, pl.when(known.is_not_null()).then(pl.lit(1, pl.Int64)))
    return source.select(
        "unit", pl.lit("2024").alias("period"), pl.lit(RULES[at].id).alias("rule"), pl.lit(value=True).alias("binding"),
        by_hand(name, op, value).alias("verdict"),
        required[0].alias("required_numerator"), required[1].alias("required_denominator"),
        pl.lit(None, pl.String).alias("required_fraction"),
        actual[0].alias("actual_numerator"), actual[1].alias("actual_denominator"),
        pl.lit(None, pl.String).alias("actual_fraction"),
        pl.when(known.is_not_null()).then(pl.lit("counts")).alias("basis"),
        pl.lit(None, pl.String).alias("inferred_from"), pl.lit(FLAGS.get(at, "")).alias("flags"),
    )  # fmt: skip


def written(units_: int, folder: Path) -> Path:
    """A wide facts file that is its own units file too."""
    path = folder / f"facts-{units_}.parquet"
    if not path.exists():
        facts(units_).with_columns(level=pl.lit("县")).write_parquet(path, row_group_size=50_000)
    return path
