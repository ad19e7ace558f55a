"""The same check for people with frames: pandas or polars in, verdicts out in the same kind, or Parquet to Parquet."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from compliance import rulebook
from compliance.checking import ordered, parse_period, today_in_china
from compliance.errors import Problem, TableError, UsageError, problem, system_words
from compliance.period import Period
from compliance.region import Divisions
from compliance.rulebook import RuleSet
from compliance.source import Place
from compliance.tables import PROBLEMS, RECORDS, ROLLS, UNITS, VERDICTS, Faults, as_polars, in_kind_of
from compliance.whole import whole

if TYPE_CHECKING:
    import polars as pl

    from compliance.engine import Asking
    from compliance.engine.frames import Check


class Checked(NamedTuple):
    """What `check` answers: two frames of the kind that was handed in, in the columns of `tables.VERDICTS` and `PROBLEMS`."""

    verdicts: Any
    problems: Any


def check(
    units: Any,
    facts: Any,
    records: Any = None,
    rolls: Any = None,
    rules: Sequence[str] | RuleSet = (),
    *,
    benchmarks: Sequence[str] | RuleSet = (),
    as_of: date | None = None,
    period: str | Period | None = None,
    columns: Sequence[str] = (),
) -> Checked:
    """The same check for people with frames: pandas or polars in, verdicts and problems out in the same kind.

    The columns are those of `compliance.tables`: `units` one row a unit; `facts` long (a row a figure) or wide (a row
    a unit and period, whole-number columns `指标.numerator` …, the quicker of the two); `records` and `rolls` the
    lists. `period` stands in where a frame names none. `columns` picks some of the verdicts' columns; those in words
    cost most. Verdicts come in the order of unit, year, and as the plans stand.

    Raises:
        TableError: a column or cell of a frame is wrong; each is named by column and row.
        UsageError: an unknown unit, period or pack. RuleError: a broken pack.
    """
    faults = Faults()
    some = as_polars(units, "units")
    made = _framed(some, facts, records, rolls, _asking(rules, benchmarks, as_of), period, faults)
    verdicts, problems = made.verdicts(_wanted(columns, VERDICTS.names))
    return Checked(
        in_kind_of(facts, _keyed_as(some, verdicts)), in_kind_of(facts, _problem_frame([*faults.notes, *problems]))
    )


def check_grid(
    units: Any,
    facts: Any,
    records: Any = None,
    rolls: Any = None,
    rules: Sequence[str] | RuleSet = (),
    *,
    benchmarks: Sequence[str] | RuleSet = (),
    as_of: date | None = None,
    period: str | Period | None = None,
) -> Checked:
    """Only the verdict codes, as a grid: a row a unit, a column a rule (`rule@Q3` for a quarter), null where not asked.

    Arguments and errors are those of `check`. Rows stand in the order of `units`.
    """
    faults = Faults()
    some = as_polars(units, "units")
    grid, problems = _framed(some, facts, records, rolls, _asking(rules, benchmarks, as_of), period, faults).grid()
    return Checked(
        in_kind_of(facts, _keyed_as(some, grid)), in_kind_of(facts, _problem_frame([*faults.notes, *problems]))
    )


def _keyed_as(units: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """With `unit` of the type it has in `units`, so that what is found joins back onto them."""
    kind = units["unit"].dtype
    return found if "unit" not in found.columns else found.with_columns(found["unit"].cast(kind))


#: The columns that `check_parquet` writes if nothing else is asked for: everything exact, no sentences.
STREAMED = (
    "unit", "period", "rule", "binding", "verdict", "required_numerator", "required_denominator", "required_fraction",
    "actual_numerator", "actual_denominator", "actual_fraction", "basis", "inferred_from", "flags",
)  # fmt: skip


def check_parquet(
    units: Path | str,
    facts: Path | str,
    out: Path | str,
    rules: Sequence[str] | RuleSet = (),
    *,
    benchmarks: Sequence[str] | RuleSet = (),
    as_of: date | None = None,
    period: str | Period | None = None,
    columns: Sequence[str] = STREAMED,
    units_at_once: int = 50_000,
) -> list[Problem]:
    """Verdicts from Parquet to Parquet in bounded memory; the problems come back.

    `units` and `facts` are Parquet files in the columns of `compliance.tables`; one file may be both. Units go through
    `units_at_once` at a time, in their order; within such a part verdicts stand rule by rule. Governments come first
    and together, because their totals are set against each other. Where the facts stand in the order of the units each
    part is read as a slice, otherwise the whole file is gone through for each.

    Raises:
        As `check`.
    """
    from polars.io.plugins import register_io_source

    from compliance.engine import shown

    asking, wanted = _asking(rules, benchmarks, as_of), _wanted(columns, STREAMED)
    read_from, into = (Path(units), Path(facts)), Path(out)
    if any(into.exists() and into.samefile(path) for path in read_from if path.exists()):
        raise UsageError(problem("parquet_same_file", Place(into.name)))
    known, source = _units_of(read_from[0]), _facts_of(read_from[1])
    problems: dict[Problem, None] = {}
    schema = {name: shown.TYPES[name] for name in wanted}

    def verdicts(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        for some_units, some_facts in _parts_of(known, source, max(1, units_at_once)):
            faults = Faults()
            made = _framed(some_units, some_facts, None, None, asking, period, faults)
            problems.update(dict.fromkeys(faults.notes))
            for frame, told in made.parts(wanted):
                problems.update(dict.fromkeys(told))
                if frame is not None:
                    yield frame.select(wanted)

    try:
        with whole(into) as temporary:
            register_io_source(verdicts, schema=schema).sink_parquet(temporary)
    except OSError as error:
        raise UsageError(problem("cannot_write", Place(into.name or str(out)), why=system_words(error))) from error
    return list(ordered(problems))


def _units_of(path: Path) -> pl.DataFrame:
    """The columns of a units file that are used, none of its units twice."""
    import polars as pl

    with _read(path):
        known = pl.read_parquet(path, columns=[c for c in pl.read_parquet_schema(path) if c in UNITS.names])
    if "unit" not in known.columns:
        return known
    known = known.with_columns(_code(known.schema["unit"]))
    if (twice := known["unit"].is_duplicated().arg_true()).len():
        first = known["unit"][twice[0]]
        same = (known["unit"] == first).arg_true()
        words = {"row": same[1] + 1, "first": same[0] + 1, "what": first}
        raise TableError([problem("row_twice", table=UNITS.name, **words)])
    return known


def _facts_of(path: Path) -> pl.LazyFrame:
    """The facts of a file that may hold the units too."""
    import polars as pl

    with _read(path):
        source = pl.scan_parquet(path)
        schema = source.collect_schema()
    source = source.drop([c.name for c in UNITS.columns if c.name not in ("unit", "period")], strict=False)
    return source.with_columns(_code(schema["unit"])) if "unit" in schema else source


def _code(kind: Any) -> pl.Expr:
    """The unit's code as text: a program that wrote the file may have taken it for a number."""
    import polars as pl

    return pl.col("unit").cast(pl.String) if kind.is_integer() else pl.col("unit")


@contextlib.contextmanager
def _read(path: Path) -> Iterator[None]:
    import polars as pl

    try:
        yield
    except FileNotFoundError:
        raise UsageError(problem("file_not_found", Place(path.name))) from None
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UsageError(problem("damaged", Place(path.name), what="不是能读取的 Parquet 文件")) from error


def _parts_of(known: pl.DataFrame, source: pl.LazyFrame, at_once: int) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """(units, facts) frames of so many units each."""
    import polars as pl

    if "unit" not in known.columns or "unit" not in source.collect_schema():
        yield known, source.collect()  # which says what is missing
        return
    theirs = source.select("unit").collect()["unit"]
    if len(theirs) == len(known) and bool((theirs == known["unit"]).all()):
        del theirs
        short = (known["unit"].cast(pl.String).str.len_bytes() == 6).arg_true()
        if len(short):
            yield known[short], source.select(pl.all().gather(short)).collect()
        for start in range(0, len(known), at_once):
            some, part = known.slice(start, at_once), source.slice(start, at_once).collect()
            if len(short):
                longer = some["unit"].cast(pl.String).str.len_bytes() != 6
                some, part = some.filter(longer), part.filter(longer)
            if len(some):
                yield some, part
        return
    first = known["unit"].cast(pl.String).str.len_bytes() == 6
    for group in (known.filter(first), known.filter(~first)):
        size = min(len(group), at_once)
        for start in range(0, len(group), max(1, size)):
            some = group.slice(start, size)
            yield some, source.join(some.lazy().select("unit"), on="unit", how="semi").collect()


def _asking(rules: Sequence[str] | RuleSet, benchmarks: Sequence[str] | RuleSet, as_of: date | None) -> Asking:
    from compliance.engine import Asking

    rule_set = rules if isinstance(rules, RuleSet) else rulebook.load(rules)
    if isinstance(benchmarks, RuleSet):
        shown = benchmarks.packs
    else:
        shown = rulebook.load(benchmarks).packs if benchmarks else ()
    return Asking(rule_set.packs, shown, rule_set.indicators, as_of or today_in_china(), Divisions.shipped())


def _framed(
    units: Any, facts: Any, records: Any, rolls: Any, asking: Asking, period: str | Period | None, faults: Faults
) -> Check:
    """The frames read and laid, ready to be answered."""
    from compliance.engine.frames import Check, Units, laid_for
    from compliance.engine.listed import records_of, rolls_of

    default = parse_period(period) if isinstance(period, str) else period
    listed = Units.read(as_polars(units, "units"), default, asking.divisions, faults)
    when = default or listed.period
    laid = laid_for(as_polars(facts, "facts"), listed, asking, when, faults)
    people = records_of(as_polars(records, "records"), asking.indicators, when, faults) if records is not None else {}
    stated = rolls_of(as_polars(rolls, "rolls"), asking.indicators, when, faults) if rolls is not None else {}
    for table, rows in ((RECORDS.name, people), (ROLLS.name, stated)):
        if foreign := sorted(rows.keys() - set(listed.codes)) if rows else []:
            faults.notes.append(problem("unit_not_listed", table=table, count=len(foreign), unit=foreign[0]))
    return Check(listed, laid, asking, people, stated)


def _wanted(columns: Sequence[str], default: tuple[str, ...]) -> tuple[str, ...]:
    if unknown := [name for name in columns if name not in VERDICTS.names]:
        raise UsageError(problem("no_such_column", column="、".join(unknown), known="、".join(VERDICTS.names)))
    return tuple(columns) or default


def _problem_frame(problems: Iterable[Problem]) -> pl.DataFrame:
    import polars as pl

    rows = [(p.code, p.severity, p.audit, p.message, p.advice) for p in ordered(problems)]
    return pl.DataFrame(rows, schema=dict.fromkeys(PROBLEMS.names, pl.String), orient="row")
