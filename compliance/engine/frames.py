"""Frames in, verdicts out: cohorts of units that are asked alike, their questions as columns, the rest row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import polars as pl
from msgspec import Struct, field
from msgspec.structs import replace

from compliance.engine import shown
from compliance.engine.answering import in_order, marked
from compliance.engine.asking import Asking
from compliance.engine.book import Book
from compliance.engine.breaks import Breaks, breaks, groups
from compliance.engine.checks import EARLIER_PERIODS, check
from compliance.engine.columns import CODES, VERDICT_TYPE, Cells, Sheet, selected
from compliance.engine.judge import Judge
from compliance.engine.questions import ask, stricter_than
from compliance.engine.unused import tell_unused
from compliance.engine.wide import Laid, lay, scopes_asked
from compliance.errors import Problem, UsageError, problem
from compliance.fact import Record, Roll
from compliance.period import Period
from compliance.region import LEVELS, Divisions, Unit, normalised
from compliance.rule import Question
from compliance.tables import UNITS, Faults, columns_checked, first_repeated, periods, texts
from compliance.verdict import Verdict

#: A question apart from the unit it is put to.
Key = tuple[str, str, bool, str]
#: Row of the units frame → what the judge is asked of it.
Wanted = dict[int, "list[tuple[Cohort, Question]]"]


class Units(Struct):
    """The units frame, read."""

    codes: pl.Series
    span: tuple[int, int] | None  # the least and the greatest code, where all are digits and equally long
    names: pl.Series | None
    levels: pl.Series | None
    one_level: bool
    period: Period | None  # one for all, or
    periods: pl.Series | None
    divisions: Divisions
    faults: Faults

    @classmethod
    def read(cls, frame: pl.DataFrame, default: Period | None, divisions: Divisions, faults: Faults) -> Units:
        """Read and check a units frame; units that stand in it twice, or that nobody knows, are told."""
        columns_checked(frame, UNITS, faults)
        codes = texts(frame, UNITS, "unit", faults)
        names, levels = texts(frame, UNITS, "unit_name", faults), texts(frame, UNITS, "level", faults)
        when, found = periods(frame, UNITS, faults, default)
        faults.stop()
        assert codes is not None
        one = found[0] if len(found) == 1 else None
        # In ascending order is seen 10 times as fast as that none occurs twice, and such frames are mostly in order.
        ascending, span = _as_numbers(codes)
        if not (ascending or _ascends(codes)) and codes.n_unique() < len(codes):
            twice = first_repeated(codes.to_list())
            assert twice is not None
            faults.twice(UNITS.name, *twice, codes[twice[0]])
        elif span is None and (alike := _written_alike(codes)):
            faults.twice(UNITS.name, *alike, normalised(codes[alike[0]]))
        one_level = levels is not None and _check_levels(levels, faults)
        faults.stop()
        return cls(codes, span, names, levels, one_level, one, None if one else when, divisions, faults)

    def __len__(self) -> int:
        return len(self.codes)

    def period_of(self, row: int) -> Period:
        """The period a unit reports for."""
        return self.period if self.period is not None else Period.parse(str(self._periods[row]))

    @property
    def _periods(self) -> pl.Series:
        assert self.periods is not None
        return self.periods

    def unit(self, row: int) -> Unit:
        """The unit of a row.

        Raises:
            UsageError: no level is given and the table of divisions does not know the code.
        """
        code = str(self.codes[row])
        name = str(self.names[row] or "") if self.names is not None else ""
        if self.levels is not None:
            return Unit(code, name or code, str(self.levels[row]), "", code.partition("/")[2])
        return replace(self.divisions.unit(code, name, self.period_of(row).last_day), code=code)

    @property
    def shown_names(self) -> pl.Series:
        """The name of every unit."""
        if self.levels is not None:
            named = self.names if self.names is not None else self.codes
            return named.fill_null(self.codes).alias("unit_name")
        return pl.Series("unit_name", [self.unit(row).name for row in range(len(self))])


def _written_alike(codes: pl.Series) -> tuple[int, int] | None:
    """Two rows of one unit whose codes are written in two ways."""
    odd = codes.str.contains(r"[\s０-９／]|000$").arg_true()
    if not len(odd):
        return None
    plain = codes.clone().scatter(odd, [normalised(code) for code in codes.gather(odd).to_list()])
    return first_repeated(plain.to_list()) if plain.n_unique() < len(plain) else None


def _as_numbers(codes: pl.Series) -> tuple[bool, tuple[int, int] | None]:
    """Whether codes ascend, and the least and the greatest: of codes that are all digits and equally long.

    These order as the numbers do, which are seen much faster than texts; a part for each thread, side by side.
    """
    if not len(codes):
        return False, None
    step = -(-len(codes) // pl.thread_pool_size())
    parts = pl.collect_all(
        codes.slice(at, step)
        .to_frame("code")
        .lazy()
        .select(number=pl.col("code").cast(pl.Int64, strict=False), size=pl.col("code").str.len_bytes())
        for at in range(0, len(codes), step)
    )
    sizes = {size for part in parts for size in (part["size"].min(), part["size"].max())}
    if len(sizes) > 1 or any(part["number"].null_count() for part in parts):
        return False, None
    numbers = [part["number"] for part in parts]
    ends = [(n[0], n[-1]) for n in numbers]
    ascends = all(map(_ascends, numbers)) and all(one[1] < other[0] for one, other in pairwise(ends))
    return ascends, (min(int(n.min()) for n in numbers), max(int(n.max()) for n in numbers))  # type: ignore[arg-type]


def _ascends(codes: pl.Series) -> bool:
    return len(codes) < 2 or bool((codes.slice(1) > codes.slice(0, len(codes) - 1)).all())


def _check_levels(levels: pl.Series, faults: Faults) -> bool:
    """Whether all are one level."""
    if len(levels) and not levels.null_count() and levels.min() in LEVELS and levels.min() == levels.max():
        return True
    rows = (~levels.is_in(LEVELS).fill_null(value=False)).arg_true().to_list()
    faults.cells(UNITS.name, "level", rows, [levels[r] for r in rows], "应为" + "、".join(LEVELS))
    return False


class Cohort(Struct, dict=True):
    """Units that are asked the same questions. `rows` None: all units, in their order."""

    rows: pl.Series | None
    questions: tuple[Question, ...]

    @cached_property
    def stricter(self) -> frozenset[Key]:
        """The questions on which another binding one asks more."""
        found = stricter_than(self.questions)
        return frozenset(key(q) for q in self.questions if (q.unit.code, q.period.text, q.rule.id) in found)


def key(question: Question) -> Key:
    """What tells a question from the others put to the same unit."""
    return question.rule.id, question.period.text, question.binding, question.moved_from


def cohorts(units: Units, asking: Asking) -> list[Cohort]:
    """The units by what they are asked. Whoever is of one level, in one county and one period is asked alike."""
    regions = {p.document.region for p in asking.packs} | {r.region for p in asking.packs for r in p.rules}
    long = [r for r in regions if len(r) > 6]
    found: dict[tuple[Key, ...], tuple[list[pl.Series], tuple[Question, ...]]] = {}
    for rows in _alike(units, long):
        first = 0 if rows is None else int(rows[0])
        unit = units.unit(first)
        questions = ask(unit, units.period_of(first), asking.packs, asking.benchmarks, asking.divisions)
        keys = tuple(key(q) for q in questions)
        if rows is None:
            return [Cohort(None, tuple(questions))]
        found.setdefault(keys, ([], tuple(questions)))[0].append(rows)
    if len(found) == 1:
        return [Cohort(None, questions) for _, questions in found.values()]
    return [Cohort(pl.concat(parts).sort(), questions) for parts, questions in found.values()]


def _alike(units: Units, long_regions: Sequence[str]) -> Iterator[pl.Series | None]:
    """Groups of rows that differ in nothing a rule can ask after; None: all rows are one group."""
    codes = units.codes
    if not len(codes):
        return
    parts: list[pl.Series] = []
    if units.levels is None:
        parts.append(_levels(units).alias("level"))
    elif not units.one_level:
        parts.append(units.levels.alias("level"))
    if units.periods is not None:
        parts.append(units.periods.alias("period"))
    departments = units.span is None and bool(codes.str.contains("/", literal=True).any())
    if departments or long_regions or not _one_place(units):
        government = codes.str.split_exact("/", 1).struct.field("field_0") if departments else codes
        place = government.str.head(6).alias("place")
        if long_regions:
            own = government.is_in(list(long_regions))
            place = place.set(own, None).fill_null("").alias("place") + government.set(~own, None).fill_null("")
        parts += [place.alias("place"), codes.str.contains("/", literal=True).alias("department")]
    if not parts:
        yield None
        return
    grouped = (
        pl.DataFrame(parts).with_row_index("row").group_by([p.name for p in parts], maintain_order=True).agg("row")
    )
    if len(grouped) == 1:
        yield None
        return
    yield from grouped["row"]


def _one_place(units: Units) -> bool:
    """Whether all codes begin with the same six digits."""
    if units.span is None:
        return bool(units.codes.str.head(6).n_unique() == 1)
    beyond = 10 ** max(0, len(str(units.codes[0])) - 6)
    least, greatest = units.span
    return bool(least // beyond == greatest // beyond)


def _levels(units: Units) -> pl.Series:
    """Every unit's level, looked up; all that nobody knows are told at once."""
    faults, levels = units.faults, []
    for row in range(len(units)):
        try:
            levels.append(units.unit(row).level)
        except UsageError as unknown:
            levels.append("")
            for told in unknown.problems:
                words = {
                    "table": UNITS.name,
                    "column": "unit",
                    "row": faults.row(UNITS.name, row),
                    "text": units.codes[row],
                }
                why = f"{told.message}{told.advice}".removesuffix("。")
                faults.found.append(problem("cell_unreadable", **words, expected=why))
    faults.stop()
    return pl.Series(levels, dtype=pl.String)


# -- one check


class Check(Struct, dict=True):
    """One check of some units: their figures laid, their questions as columns.

    `records` and `rolls` are by unit. Nothing is computed before it is asked for.
    """

    units: Units
    laid: Laid
    asking: Asking
    records: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    rolls: Mapping[str, Sequence[Roll]] = field(default_factory=dict)

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet(self.laid, self.asking.indicators)

    @cached_property
    def cohorts(self) -> list[Cohort]:
        return cohorts(self.units, self.asking)

    # -- where figures are set against each other

    @cached_property
    def _breaks(self) -> Breaks:
        """(indicator, period) → rows on which its figures may contradict others."""
        return breaks(self.sheet)

    @cached_property
    def _long_histories(self) -> dict[str, pl.Series]:
        """Indicator → rows with so many periods of one kind that one of them may be an outlier."""
        found: dict[str, pl.Series] = {}
        names = {name for name, _, _ in self.laid.keys}
        for name in sorted(names):
            kinds: dict[int, list[Period]] = {}
            for period in self.sheet.periods_of(name):
                kinds.setdefault(period.last_month - period.first_month, []).append(period)
            for same in kinds.values():
                if len(same) > EARLIER_PERIODS:
                    told = [g for p in same if (g := self.sheet.given(name, p)) is not None]
                    many = pl.sum_horizontal([t.cast(pl.UInt8) for t in told]) > EARLIER_PERIODS
                    rows = self.laid.frame.select(many.alias("many"))["many"].arg_true()
                    if len(rows):
                        found[name] = pl.concat([found[name], rows]).unique() if name in found else rows
        return found

    @cached_property
    def _above_others(self) -> list[int]:
        """Rows of governments whose totals can be set against those of all they have below them."""
        if not self.laid.strange and not any(scope == "全域" for _, scope, _ in self.laid.keys):
            return []
        # The codes of counties, and of nothing above them, end in other digits than 00.
        return [row for row, code in self._governments.items() if code.endswith("00") and self._below(row)]

    @cached_property
    def _governments(self) -> dict[int, str]:
        if self.units.span is not None and len(str(self.units.codes[0])) != 6:
            return {}
        short = (self.units.codes.str.len_bytes() == 6).arg_true()
        return dict(zip(short.to_list(), self.units.codes.gather(short).to_list(), strict=True))

    def _below(self, row: int) -> list[str]:
        day = self.units.period_of(row).last_day
        return [d.code for d in self.asking.divisions.children(normalised(self._governments[row]), day)]

    def _checked(self, rows: Iterable[int]) -> list[int]:
        """The rows among these and all others on which some check between figures may find something."""
        found = {*rows, *self._above_others}
        for some in self._breaks.values():
            for series in some:
                found.update(series.to_list())
        for series in self._long_histories.values():
            found.update(series.to_list())
        return sorted(found if self._unasked is None else found - self._unasked)

    @cached_property
    def _unasked(self) -> set[int] | None:
        """Rows of units that no rule asks anything; None where every unit is asked something."""
        empty = [cohort for cohort in self.cohorts if not cohort.questions]
        if not empty:
            return None
        rows = (range(len(self.units)) if c.rows is None else c.rows.to_list() for c in empty)
        return {row for some in rows for row in some}

    # -- cells as columns

    @cached_property
    def _listed(self) -> frozenset[str]:
        """The lists anybody sent rows or numbers of."""
        records = {r.list for rs in self.records.values() for r in rs}
        return frozenset(records | {r.list for rs in self.rolls.values() for r in rs})

    def cells(self, cohort: Cohort, question: Question) -> Cells:
        """The cells of one question."""
        stricter = {"stricter_rule"} if key(question) in cohort.stricter else set()
        advisory = {"advisory"} if question.rule.advisory else set()
        return Cells(question, self.sheet, self.asking.as_of, ",".join(sorted(stricter | advisory)))

    def odd_rows(self, cells: Cells) -> pl.Series | None:
        """Rows that go to the judge for what lies outside this question's own columns."""
        marks: list[pl.Series] = []
        names = cells.names()
        strange, histories = self.laid.strange, self._long_histories
        marks += [strange[name].cast(pl.UInt32) for name in sorted((names | self._beside(names)) & set(strange))]
        marks += [histories[name].cast(pl.UInt32) for name in sorted(names & set(histories))]
        for (name, _), some in self._breaks.items():
            if name in names:
                marks += [rows.cast(pl.UInt32) for rows in some]
        if cells.rule.group is not None and cells.rule.group.list in self._listed:
            listed = sorted({*self.records, *self.rolls})
            marks.append(self.units.codes.is_in(listed).arg_true().cast(pl.UInt32))
        if self._above_others:
            marks.append(pl.Series(self._above_others, dtype=pl.UInt32))
        return pl.concat(marks).unique().sort() if marks else None

    def _beside(self, names: set[str]) -> set[str]:
        """What stands in an identity with one of these, or is made of the same count."""
        beside = groups(self.asking.indicators) if self.laid.strange else []
        return {member for members in beside if members & names for member in members}

    @cached_property
    def _all_strange(self) -> pl.Series:
        return pl.concat([s.cast(pl.UInt32) for s in self.laid.strange.values()]).unique()

    # -- the judge's part

    def judged(self, wanted: Wanted) -> tuple[dict[tuple[int, Key], Verdict], list[Problem]]:
        """The verdicts of the questions wanted of each row, and every problem the figures have."""
        rows = self._checked([*wanted, *(self._all_strange.to_list() if self.laid.strange else ())])
        if not rows:
            return {}, []
        units = {row: self.units.unit(row) for row in rows}
        facts = self.laid.facts(sorted({*rows, *self._rows_below(rows)}))
        records = [r for unit in units.values() for r in self.records.get(unit.code, ())]
        rolls = [r for unit in units.values() for r in self.rolls.get(unit.code, ())]
        book = Book.of(self.asking.indicators, facts, records, rolls)
        marks = check(book, units.values(), self.asking.divisions)
        judge = Judge(book, self.asking.as_of)
        verdicts: dict[tuple[int, Key], Verdict] = {}
        for row, asked in wanted.items():
            code = units[row].code
            stricter = {(code, q.period.text, q.rule.id) for cohort, q in asked if key(q) in cohort.stricter}
            for _, question in asked:
                verdict = judge.answer(replace(question, unit=units[row]))
                verdicts[row, key(question)] = marked(verdict, marks, stricter)
        return verdicts, sorted(book.problems, key=lambda p: (p.place, p.code, p.message))

    def _rows_below(self, rows: Sequence[int]) -> list[int]:
        above = set(rows) & set(self._above_others)
        if not above:
            return []
        by_code = {normalised(code): row for row, code in self._governments.items()}
        return [by_code[code] for row in above for code in self._below(row) if code in by_code]

    def tell_unused(self, faults: Faults) -> None:
        """Tell of figures and units that no verdict is about."""
        asked = [(cohort.rows, cohort.questions) for cohort in self.cohorts]
        tell_unused(asked, self.laid, self.asking.indicators, self.asking.as_of, faults)

    # -- what comes out

    @cached_property
    def _base(self) -> pl.DataFrame:
        """The laid figures with each unit's code; columns are shared, not copied."""
        frame = self.laid.frame
        return frame.with_columns(self.units.codes.alias("unit")) if frame.width else self.units.codes.to_frame("unit")

    def _of(self, cohort: Cohort) -> pl.DataFrame:
        return self._base if cohort.rows is None else self._base[cohort.rows]

    def _codes(self, cohort: Cohort, cells: Sequence[Cells]) -> pl.DataFrame:
        """A column of verdicts for each question, named 0, 1, …; null where the judge must be asked."""
        self.sheet.look(condition for cell in cells for condition in cell.odd)
        codes = selected(self._of(cohort), ["unit", *(c.code().alias(str(i)) for i, c in enumerate(cells))])
        patched = []
        for i, cell in enumerate(cells):
            odd = self.odd_rows(cell) if cell.answerable else None
            if odd is not None:
                here = odd if cohort.rows is None else cohort.rows.is_in(odd.implode()).arg_true()
                patched.append(_with(codes[str(i)], here, None))
        return codes.with_columns(patched)

    def _wanted(self, cohort: Cohort, slow: Sequence[tuple[Question, pl.Series]], into: Wanted) -> None:
        for question, here in slow:
            rows = here if cohort.rows is None else cohort.rows.gather(here)
            for row in rows.to_list():
                into.setdefault(row, []).append((cohort, question))

    def grid(self) -> tuple[pl.DataFrame, list[Problem]]:
        """`unit`, and for each question a column of verdict codes; null where a unit is not asked it."""
        frames: list[pl.DataFrame] = []
        wanted: Wanted = {}
        asked: list[tuple[Cohort, pl.DataFrame, list[tuple[Question, pl.Series]]]] = []
        for cohort in self.cohorts:
            codes = self._codes(cohort, [self.cells(cohort, q) for q in cohort.questions])
            slow = [(q, _slow(codes[str(i)])) for i, q in enumerate(cohort.questions)]
            slow = [(q, rows) for q, rows in slow if len(rows)]
            self._wanted(cohort, slow, wanted)
            asked.append((cohort, codes, slow))
        verdicts, problems = self.judged(wanted)
        for cohort, codes, slow in asked:
            rows_of = {key(q): rows for q, rows in slow}
            columns = [codes["unit"]]
            for i, question in enumerate(cohort.questions):
                column_ = codes[str(i)]
                if (here := rows_of.get(key(question))) is not None:
                    rows = here if cohort.rows is None else cohort.rows.gather(here)
                    found = [CODES.index(verdicts[row, key(question)].verdict) for row in rows.to_list()]
                    column_ = _with(column_, here, pl.Series(found, dtype=pl.UInt8))
                columns.append(column_.alias(heading(question)))
            frame = pl.DataFrame(columns)
            frames.append(frame if cohort.rows is None else frame.with_columns(cohort.rows.alias("_row")))
        if len(frames) == 1:
            return frames[0], problems
        if not frames:
            return self.units.codes.to_frame("unit"), problems
        return pl.concat(frames, how="diagonal").sort("_row").drop("_row"), problems

    def parts(self, wanted: tuple[str, ...]) -> Iterator[tuple[pl.DataFrame | None, list[Problem]]]:
        """The wanted columns of all verdicts and `_order`, question by question, then the judged ones; then problems."""
        to_judge: Wanted = {}
        orders = self._orders()
        named = {c for c in wanted if c == "unit_name"}
        for cohort in self.cohorts:
            cells = [self.cells(cohort, q) for q in cohort.questions]
            base, codes = self._of(cohort), self._codes(cohort, cells)
            if named:
                names = self.units.shown_names
                base = base.with_columns(names if cohort.rows is None else names.gather(cohort.rows))
            for i, cell in enumerate(cells):
                display = shown.Shown(cell)
                code = codes[str(i)]
                near = display.near() if cell.answerable and shown.WORDS & set(wanted) else None
                if near is not None:
                    crossing = base.select(near.fill_null(value=False).alias("near"))["near"]
                    if crossing.any():
                        code = _with(code, crossing.arg_true(), None)
                slow = _slow(code)
                if len(slow):
                    self._wanted(cohort, [(cell.question, slow)], to_judge)
                if len(slow) < len(code):
                    plain = base.with_columns(code.alias("_code"))
                    plain = plain.filter(pl.col("_code").is_not_null()) if len(slow) else plain
                    order = pl.lit(orders[key(cell.question)], pl.Int32).alias("_order")
                    yield (
                        plain.select(
                            *(c for c in ("unit", "unit_name") if c in wanted or c == "unit"),
                            *display.columns(wanted),
                            order,
                        ),
                        [],
                    )
        verdicts, problems = self.judged(to_judge)
        rows = [{**shown.row(v), "_order": orders[k]} for (_, k), v in verdicts.items()]
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            yield _rows_frame(rows[start : start + _ROWS_AT_ONCE], wanted), []
        yield None, problems

    def verdicts(self, wanted: tuple[str, ...]) -> tuple[pl.DataFrame, list[Problem]]:
        """The wanted columns of all verdicts, in the order of unit, year, and as the plans stand."""
        frames: list[pl.DataFrame] = []
        problems: list[Problem] = []
        for frame, told in self.parts(wanted):
            problems += told
            if frame is not None:
                frames.append(frame)
        if not frames:
            return pl.DataFrame(schema={name: shown.TYPES[name] for name in wanted}), problems
        return pl.concat(frames).sort("unit", "_order").select(wanted), problems

    def _orders(self) -> dict[Key, int]:
        """Where each question stands among those of one unit."""
        questions = {key(q): q for cohort in self.cohorts for q in cohort.questions}
        blank = [Judge(Book.of(self.asking.indicators, ()), self.asking.as_of).answer(q) for q in questions.values()]
        ranked = sorted(zip(questions, blank, strict=True), key=lambda pair: in_order(pair[1])[1:])
        return {k: i for i, (k, _) in enumerate(ranked)}


_ROWS_AT_ONCE = 50_000


def heading(question: Question) -> str:
    """The name of a question's column in the grid: the rule's id; a quarter is named after it: rule@Q3."""
    part = question.period.text[5:]
    return f"{question.rule.id}@{part}" if part else question.rule.id


def _slow(codes: pl.Series) -> pl.Series:
    return codes.is_null().arg_true() if codes.null_count() else pl.Series([], dtype=pl.UInt32)


def _with(codes: pl.Series, rows: pl.Series, values: pl.Series | None) -> pl.Series:
    """The verdicts with others, or none, in some rows."""
    return codes.to_physical().clone().scatter(rows, values).cat.to(VERDICT_TYPE).alias(codes.name)


def _rows_frame(rows: list[dict[str, object]], wanted: tuple[str, ...]) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {name: shown.TYPES[name] for name in dict.fromkeys(("unit", *wanted))}
    schema["_order"] = pl.Int32()
    loose = {n: pl.String() if t == shown.AMOUNT_TYPE else t for n, t in schema.items()}
    frame = pl.DataFrame({n: [r[n] for r in rows] for n in schema}, schema=loose)
    order = [c for c in ("unit", "unit_name") if c in schema]
    frame = frame.with_columns(pl.col(n).cast(t) for n, t in schema.items() if t == shown.AMOUNT_TYPE)
    return frame.select(*order, *(n for n in wanted if n not in order), "_order")


def laid_for(facts: pl.DataFrame, units: Units, asking: Asking, default: Period | None, faults: Faults) -> Laid:
    """A facts frame, long or wide, laid for these units."""
    return lay(facts, units.codes, asking.indicators, scopes_asked(asking.rules, asking.indicators), default, faults)
