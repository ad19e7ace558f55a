"""The same check for people with frames: pandas or polars in, verdicts out in the same kind, or Parquet to Parquet."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from msgspec import structs

from compliance import rulebook
from compliance.checking import as_of_day, ordered, parse_period, several
from compliance.errors import Problem, TableError, UsageError, problem, system_words
from compliance.fact import Record, Roll
from compliance.period import Period
from compliance.region import Divisions
from compliance.rulebook import RuleSet
from compliance.source import Place
from compliance.tables import (
    FACTS,
    PROBLEMS,
    RECORDS,
    ROLLS,
    TABLES,
    UNITS,
    VERDICTS,
    Faults,
    Table,
    as_day,
    columns_checked,
    from_objects,
    is_blank,
    texts,
)
from compliance.whole import whole

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from compliance.engine import Asking
    from compliance.engine.frames import Check, Units

    AnyFrame = pd.DataFrame | pl.DataFrame | pl.LazyFrame

#: What comes back is of the kind of the facts.
Frame = TypeVar("Frame", "pd.DataFrame", "pl.DataFrame")
Row = TypeVar("Row", Record, Roll)

#: Packs by id or path, one or several, or rules that were loaded; none: all shipped packs.
Packs = str | Sequence[str] | RuleSet


class Checked(NamedTuple, Generic[Frame]):
    """What `check` answers: two frames of the kind that was handed in, in the columns of `tables.VERDICTS` and `PROBLEMS`."""

    verdicts: Frame
    problems: Frame


def check(
    units: AnyFrame,
    facts: Frame,
    records: AnyFrame | None = None,
    rolls: AnyFrame | None = None,
    rules: Packs = (),
    *,
    benchmarks: Packs = (),
    as_of: date | str | None = None,
    period: str | int | Period | None = None,
    columns: str | Sequence[str] = (),
) -> Checked[Frame]:
    """The same check for people with frames: pandas or polars in, verdicts and problems out in the same kind.

    The columns are those of `compliance.tables`: `units` one row a unit; `facts` long (a row a figure) or wide (a row
    a unit and period, whole-number columns `指标.numerator` …, the quicker of the two); `records` and `rolls` the
    lists. `period` stands in where a frame names none. `columns` picks some of the verdicts' columns; those in words
    cost most. Verdicts come in the order of unit, year, and as the plans stand.

    Raises:
        TableError: a column or cell of a frame is wrong; each is named by column and row.
        UsageError: an unknown unit, period or pack. RuleError: a broken pack.
    """
    wanted = _wanted(columns, VERDICTS.names)
    asking = _asking(rules, benchmarks, as_of)
    return _checked(units, facts, records, rolls, asking, period, lambda made: made.verdicts(wanted))


def check_grid(
    units: AnyFrame,
    facts: Frame,
    records: AnyFrame | None = None,
    rolls: AnyFrame | None = None,
    rules: Packs = (),
    *,
    benchmarks: Packs = (),
    as_of: date | str | None = None,
    period: str | int | Period | None = None,
) -> Checked[Frame]:
    """Only the verdict codes, as a grid: a row a unit, a column a rule (`rule@Q3` for a quarter), null where not asked.

    Arguments and errors are those of `check`. Rows stand in the order of `units`.
    """
    return _checked(units, facts, records, rolls, _asking(rules, benchmarks, as_of), period, lambda made: made.grid())


def _checked(
    units: Any,
    facts: Any,
    records: Any,
    rolls: Any,
    asking: Asking,
    period: object,
    answer: Callable[[Check], tuple[pl.DataFrame, list[Problem]]],
) -> Checked[Any]:
    """What `answer` finds of these frames and everything there is to tell, in the kind of the facts."""
    faults, some = Faults(), as_polars(units, "units")
    made = _framed(some, facts, records, rolls, asking, period, faults)
    found, problems = answer(made)
    made.tell_unused(faults)
    told = _problem_frame([*faults.notes, *problems])
    return Checked(in_kind_of(facts, _keyed_as(some, found)), in_kind_of(facts, told))


def _keyed_as(units: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """With `unit` of the type it has in `units`, so that what is found joins back onto them."""
    import polars as pl

    kind = units["unit"].dtype
    return found if "unit" not in found.columns or kind == pl.Object else found.with_columns(found["unit"].cast(kind))


#: The columns that `check_parquet` writes if nothing else is asked for: everything exact, no sentences.
STREAMED = (
    "unit", "period", "rule", "binding", "verdict", "required_numerator", "required_denominator", "required_fraction",
    "actual_numerator", "actual_denominator", "actual_fraction", "basis", "inferred_from", "flags",
)  # fmt: skip


def check_parquet(
    units: Path | str,
    facts: Path | str,
    out: Path | str,
    rules: Packs = (),
    *,
    benchmarks: Packs = (),
    as_of: date | str | None = None,
    period: str | int | Period | None = None,
    columns: str | Sequence[str] = STREAMED,
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
    faults = Faults()
    known, source = _units_of(read_from[0], faults, alone=read_from[0] != read_from[1]), _facts_of(read_from[1])
    problems: dict[Problem, None] = {}
    schema = {name: shown.TYPES[name] for name in wanted}

    def verdicts(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        for some_units, some_facts in _parts_of(known, source, max(1, units_at_once), faults):
            made = _framed(some_units, some_facts, None, None, asking, period, faults)
            for frame, told in made.parts(wanted):
                problems.update(dict.fromkeys(told))
                if frame is not None:
                    yield frame.select(wanted)
            made.tell_unused(faults)

    try:
        with whole(into) as temporary:
            register_io_source(verdicts, schema=schema).sink_parquet(temporary)
    except OSError as error:
        raise UsageError(problem("cannot_write", Place(into.name or str(out)), why=system_words(error))) from error
    return list(ordered([*faults.notes, *problems]))


def _units_of(path: Path, faults: Faults, *, alone: bool) -> pl.DataFrame:
    """The columns of a units file that are used, none of its units twice; `alone`: it does not hold the facts too."""
    import polars as pl

    with _read(path):
        names = list(pl.read_parquet_schema(path))
        known = pl.read_parquet(path, columns=[c for c in names if c in UNITS.names])
    if alone:
        columns_checked(pl.DataFrame(schema=names), UNITS, faults)
    codes = texts(known, UNITS, "unit", faults)
    faults.stop()
    if codes is None:
        return known
    if (twice := codes.is_duplicated().arg_true()).len():
        first, second = (codes == codes[twice[0]]).arg_true()[:2].to_list()
        faults.twice(UNITS.name, first, second, codes[first])
        faults.stop()
    return known.with_columns(codes.alias("unit"))


def _facts_of(path: Path) -> pl.LazyFrame:
    """The facts of a file that may hold the units too."""
    import polars as pl

    with _read(path):
        source = pl.scan_parquet(path)
        source.collect_schema()
    return source.drop([c.name for c in UNITS.columns if c.name not in ("unit", "period")], strict=False)


@contextlib.contextmanager
def _read(path: Path) -> Iterator[None]:
    import polars as pl

    try:
        yield
    except FileNotFoundError:
        raise UsageError(problem("file_not_found", Place(path.name))) from None
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UsageError(problem("damaged", Place(path.name), what="不是能读取的 Parquet 文件")) from error


def _parts_of(
    known: pl.DataFrame, source: pl.LazyFrame, at_once: int, faults: Faults
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """(units, facts) frames of so many units each; `faults` knows which rows of the files theirs are."""
    import polars as pl

    from compliance.engine.wide import as_listed, tell_foreign

    kind = source.collect_schema().get("unit")
    if "unit" not in known.columns or kind is None:
        yield known, source.collect()  # which says what is missing
        return
    theirs = texts(source.select("unit").collect(), FACTS, "unit", faults)
    faults.stop()
    assert theirs is not None
    governments = known["unit"].str.len_bytes() == 6
    if len(theirs) == len(known) and bool((theirs == known["unit"]).all()):
        yield from _slices(known, source.with_columns(_code(kind)), governments, at_once, faults)
        return
    written, theirs = theirs, as_listed(theirs, known["unit"])
    strangers = theirs.filter(~theirs.is_in(known["unit"].implode()))
    tell_foreign(strangers, FACTS.name, faults)
    rows = pl.int_range(len(theirs), eager=True).cast(pl.UInt32)
    numbers = known["unit"].to_frame().with_row_index("at")
    for group in (numbers.filter(governments), numbers.filter(~governments)):
        for start in range(0, len(group), at_once):
            some = group.slice(start, at_once)
            mine = rows.filter(theirs.is_in(some["unit"].implode()))
            faults.rows = {UNITS.name: some["at"], FACTS.name: mine}
            codes = written.gather(mine).unique().alias("unit").to_frame().lazy()
            part = source.with_columns(_code(kind)).join(codes, on="unit", how="semi")
            yield known[some["at"]], part.collect()


def _slices(
    known: pl.DataFrame, source: pl.LazyFrame, governments: pl.Series, at_once: int, faults: Faults
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """The parts of two files that hold the same units in the same order, a row a unit."""
    import polars as pl

    def rows(some: pl.Series) -> dict[str, Sequence[int] | pl.Series]:
        return {UNITS.name: some, FACTS.name: some}

    first = governments.arg_true()
    if len(first):
        faults.rows = rows(first)
        yield known[first], source.select(pl.all().gather(first)).collect()
    for start in range(0, len(known), at_once):
        some, part = known.slice(start, at_once), source.slice(start, at_once).collect()
        here = (~governments.slice(start, at_once)).arg_true()
        faults.rows = rows(here + start)
        if len(here) < len(some):
            some, part = some[here], part[here]
        if len(some):
            yield some, part


def _code(kind: Any) -> pl.Expr:
    """The unit's code as text: a program that wrote the file may have taken it for a number."""
    import polars as pl

    whole_number = kind.is_float() or kind.is_decimal()
    return pl.col("unit").cast(pl.Int64).cast(pl.String) if whole_number else pl.col("unit").cast(pl.String)


def _asking(rules: Packs, benchmarks: Packs, as_of: date | str | None) -> Asking:
    from compliance.engine import Asking

    rule_set = rules if isinstance(rules, RuleSet) else rulebook.load(several(rules))
    if isinstance(benchmarks, RuleSet):
        shown = benchmarks.packs
    else:
        shown = rulebook.load(named).packs if (named := several(benchmarks)) else ()
    return Asking(rule_set.packs, shown, rule_set.indicators, as_of_day(as_of), Divisions.shipped())


def _period(period: object) -> Period | None:
    """The period, as one, in words, a year, or a period of pandas."""
    return period if period is None or isinstance(period, Period) else parse_period(str(period))


def _framed(units: Any, facts: Any, records: Any, rolls: Any, asking: Asking, period: object, faults: Faults) -> Check:
    """The frames read and laid, ready to be answered."""
    from compliance.engine.frames import Check, Units, laid_for
    from compliance.engine.listed import records_of, rolls_of

    default = _period(period)
    listed = Units.read(as_polars(units, "units"), default, asking.divisions, faults)
    when = default or listed.period
    laid = laid_for(as_polars(facts, "facts"), listed, asking, when, faults)
    people = records_of(as_polars(records, "records"), asking.indicators, when, faults) if records is not None else {}
    stated = rolls_of(as_polars(rolls, "rolls"), asking.indicators, when, faults) if rolls is not None else {}
    people, stated = _of_units(people, listed, RECORDS, faults), _of_units(stated, listed, ROLLS, faults)
    return Check(listed, laid, asking, people, stated)


def _of_units(rows: dict[str, list[Row]], listed: Units, table: Table, faults: Faults) -> dict[str, list[Row]]:
    """The rows of lists under the codes the units have; those of strangers are told."""
    import polars as pl

    from compliance.engine.wide import as_listed, tell_foreign

    if not rows:
        return rows
    codes = as_listed(pl.Series(list(rows), dtype=pl.String), listed.codes)
    tell_foreign(codes.filter(~codes.is_in(listed.codes.implode())), table.name, faults)
    found: dict[str, list[Row]] = {}
    for code, some in zip(codes.to_list(), rows.values(), strict=True):
        found.setdefault(code, []).extend(structs.replace(row, unit=code) for row in some)
    return found


def _wanted(columns: str | Sequence[str] | None, default: tuple[str, ...]) -> tuple[str, ...]:
    columns = tuple(dict.fromkeys(several(columns)))
    if unknown := [name for name in columns if name not in VERDICTS.names]:
        raise UsageError(problem("no_such_column", column="、".join(unknown), known="、".join(VERDICTS.names)))
    return columns or default


def _problem_frame(problems: Iterable[Problem]) -> pl.DataFrame:
    import polars as pl

    rows = [(p.code, p.severity, p.audit, p.message, p.advice) for p in ordered(problems)]
    return pl.DataFrame(rows, schema=dict.fromkeys(PROBLEMS.names, pl.String), orient="row")


# -- frames of two kinds


def is_pandas(frame: object) -> bool:
    """Whether `frame` is a pandas frame; asked without importing pandas."""
    return any(kind.__module__.partition(".")[0] == "pandas" for kind in type(frame).__mro__)


def as_polars(frame: Any, table: str) -> pl.DataFrame:
    """The frame as polars; a pandas index is left aside. Nothing is copied where the types allow it.

    Raises:
        TableError: it is neither a pandas nor a polars frame, or a column stands in it twice.
    """
    import polars as pl

    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    if not (is_pandas(frame) and hasattr(frame, "columns")):
        raise TableError(problem("not_a_frame", table=table, found=type(frame).__name__))
    names = [str(c) for c in frame.columns]
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise TableError(problem("frame_column_twice", table=table, column="、".join(twice)))
    aside = [c.name for c in TABLES[table].columns if c.required and c.name in frame.index.names]
    if aside := [name for name in aside if name not in names]:
        raise TableError(problem("frame_index", table=table, column="、".join(aside)))
    return pl.DataFrame([_from_pandas(name, frame.iloc[:, i]) for i, name in enumerate(names)])


def _from_pandas(name: str, column: pd.Series[Any]) -> pl.Series:
    import polars as pl

    kind = column.dtype.kind if hasattr(column.dtype, "kind") else "O"
    module = type(column.dtype).__module__
    if kind == "f" and getattr(column.dtype, "itemsize", 8) > 8:  # wider than any float of polars
        return from_objects(name, [None if is_blank(v) else v for v in column.to_list()])
    if module.startswith("numpy") and kind in "iufb":
        series = pl.Series(name, column.to_numpy())
        return series.fill_nan(None) if kind == "f" else series
    if kind == "f":  # nullable, of Arrow or sparse: as wide as it is, since 0.9 in 32 bits is 0.9 and not 0.899999976
        width = 8 * int(getattr(column.dtype, "itemsize", 8))
        wide = column.to_numpy(dtype=f"float{width}", na_value=float("nan"))
        return pl.Series(name, wide).fill_nan(None)
    if kind in "iu" and hasattr(column, "isna"):  # nullable integers, without a detour over floats
        blank = column.isna().to_numpy()
        whole = pl.Series(name, column.fillna(0).to_numpy(dtype="int64" if kind == "i" else "uint64"))
        return whole if not blank.any() else whole.set(pl.Series(blank), None)
    values = column.to_list()
    if kind == "M":
        return pl.Series(name, [None if is_blank(v) else as_day(v) for v in values], dtype=pl.Date)
    return from_objects(name, [None if is_blank(v) else v for v in values])


def in_kind_of(frame: object, found: pl.DataFrame) -> Any:
    """`found` as a frame of the kind of `frame`: pandas where that is pandas, else as it is."""
    if not is_pandas(frame):
        return found
    import pandas as pd
    import polars as pl

    columns: dict[str, Any] = {}
    for series in found:
        if series.dtype.is_integer():
            blank = series.is_null().to_numpy()
            columns[series.name] = pd.arrays.IntegerArray(series.fill_null(0).to_numpy(writable=True), blank.copy())
        elif series.dtype == pl.Boolean or series.dtype.is_float():
            columns[series.name] = series.to_numpy()
        elif isinstance(series.dtype, pl.Enum):
            codes = series.to_physical().cast(pl.Int16).fill_null(-1).to_numpy()
            columns[series.name] = pd.Categorical.from_codes(
                codes, categories=pd.Index(series.dtype.categories.to_list())
            )
        elif series.dtype == pl.String:
            columns[series.name] = pd.Series(series.to_list(), dtype="str")
        else:
            columns[series.name] = pd.Series(series.to_list(), dtype=object)
    return pd.DataFrame(columns)
