"""The page that joins the stages: files and rules in; verdicts, problems and a manifest out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

import compliance
from compliance import engine, rulebook
from compliance.errors import ComplianceError, Problem, RefusedError, UsageError, problem
from compliance.fact import Fact, Figure, Record, Roll, Submission
from compliance.indicator import Indicators
from compliance.intake.limits import Limits
from compliance.period import Period, PeriodError
from compliance.quantity import Quantity
from compliance.region import Divisions, Unit
from compliance.rule import Example, Pack, Question, Rule
from compliance.source import Place
from compliance.verdict import Result, Verdict

if TYPE_CHECKING:
    from compliance.rulebook import RuleSet


def today_in_china() -> date:
    """The day it is in China: the default as-of date."""
    return datetime.now(timezone(timedelta(hours=8))).date()


def as_of_day(as_of: object) -> date:
    """The as-of date a user named: a day, a moment, a day in ISO form; today in China where it is None.

    Raises:
        UsageError: `as_of_misread`.
    """
    if as_of is None:
        return today_in_china()
    if isinstance(as_of, date) and as_of == as_of:  # NaT of pandas is a date that is not itself
        from compliance.tables import as_day

        return as_day(as_of)
    try:
        return date.fromisoformat(str(as_of))
    except ValueError:
        raise UsageError(problem("as_of_misread", text=as_of)) from None


def several(names: str | Sequence[str] | None) -> tuple[str, ...]:
    """One name or some: a name alone is that name, and not its letters."""
    return (names,) if isinstance(names, str) else () if names is None else tuple(names)


def check_files(
    files: Path | str | Iterable[Path | str],
    *,
    rules: str | Sequence[str] = (),
    benchmarks: str | Sequence[str] = (),
    as_of: date | str | None = None,
    waivers_file: Path | None = None,
    unit: str = "",
    period: str = "",
    limits: Limits | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> Result:
    """Read every file, ask each unit its questions, answer them.

    `rules` and `benchmarks` name packs by id or path; no `rules` means all shipped packs. `unit` and `period` stand in
    where a file names neither. A file that cannot be used is a problem and costs only itself. `limits` are those of
    `Limits.from_environment` where none are given. `meanwhile` is called while another process reads the first file, to
    load what the caller will need for the result.

    Raises:
        UsageError: an unknown unit, period or pack, or a limit that is no number. RuleError: a broken pack or waiver file.
    """
    from compliance.intake.worker import ReaderPool

    rules, benchmarks, day = several(rules), several(benchmarks), as_of_day(as_of)
    submissions: list[Submission] = []
    problems: list[Problem] = []
    names = short_names([Path(f) for f in ([files] if isinstance(files, Path | str) else files)])
    # files from outside: a crash, a hang or a flood of memory costs one file
    with ReaderPool(limits or Limits.from_environment()) as readers:
        # The first is read while rules and engine are loaded here: a cold check of one file takes an eighth less.
        for path in list(names)[:1]:
            readers.start(path)
        chosen, divisions = rulebook.choose(rules), Divisions.shipped()
        load = cache(lambda: (rulebook.load(chosen), rulebook.load(benchmarks) if benchmarks else None))

        def beside() -> None:
            from compliance.engine import answering  # noqa: F401  here there is time for it

            load()
            if meanwhile is not None:
                meanwhile()

        def read(
            path: Path, indicators: Indicators, beside: Callable[[], None] | None = None
        ) -> Submission | RefusedError:
            try:
                return readers.submission(
                    path, beside, indicators=indicators, divisions=divisions, unit=unit, period=period, file=names[path]
                )
            except RefusedError as refused:
                return refused

        for number, (path, name) in enumerate(names.items()):
            found = None if number else read(path, chosen.indicators, beside)
            indicators = load()[0].indicators
            if found is None or indicators is not chosen.indicators:  # a pack has brought some of its own
                found = read(path, indicators)
            if isinstance(found, RefusedError):
                problems += [p.in_file(name) for p in found.problems]
                found = Submission(name, sha256_of(path))
            submissions.append(found)
        readers.finish()
        rule_set, benchmark_set = load()
        result = check_submissions(
            submissions,
            rule_set,
            benchmark_set.packs if benchmark_set else (),
            day,
            divisions,
            waivers_file,
        )
    if benchmark_set:
        manifest_rules = {f["file"]: f for f in [*result.manifest["rules"], *_files(benchmark_set)]}
        result.manifest["rules"] = [manifest_rules[k] for k in sorted(manifest_rules)]
    return replace(result, problems=ordered([*problems, *result.problems]))


def check_submissions(
    submissions: Sequence[Submission],
    rule_set: RuleSet,
    benchmarks: Sequence[Pack],
    as_of: date,
    divisions: Divisions,
    waivers_file: Path | None = None,
    beside: Sequence[Submission] = (),
    asking: engine.Asking | None = None,
) -> Result:
    """What `check_files` does once the files are read.

    Submissions `beside` are asked nothing: their figures are there for the totals of the units above them. `asking` is
    what was made ready of the same rules, benchmarks and day before.
    """
    asking = asking or engine.Asking(tuple(rule_set.packs), tuple(benchmarks), rule_set.indicators, as_of, divisions)
    sha = ""
    if waivers_file:
        from compliance.rulebook import waivers

        ids = [r.id for p in (*rule_set.packs, *benchmarks) for r in p.rules]
        granted, sha = waivers.load(waivers_file, ids, divisions)
    problems = [p.in_file(s.file) for s in submissions for p in s.problems]
    counting, told = current_versions([s for s in submissions if s.unit and s.period is not None])
    problems += told
    others, _ = current_versions([s for s in beside if s.unit and s.period is not None])
    questions: dict[tuple[str, Period, str], Question] = {}  # a year's rule is asked by each of its quarters' files
    facts, rows = engine.of_departments(
        [f for s in counting for f in s.facts], [r for s in counting for r in s.records], asking.lists
    )
    records, rolls = _lists(counting, rows)
    for code, period, name in _asked(counting, facts):
        try:
            unit = divisions.unit(code, name, period.last_day)
        except UsageError as unknown:
            problems += [
                replace(p, severity="question", place=Place(_file_of(code, counting))) for p in unknown.problems
            ]
            continue
        asked = asking.ask(unit, period)
        if not asked:
            problems.append(_unasked(unit, period, counting, rows, divisions))
        problems += _lists_missing(unit, period, asked, counting)
        for question in asked:
            questions.setdefault((unit.code, question.period, question.rule.id), question)
    grid = list(questions.values())
    known = [*facts, *(f for s in others for f in s.facts)]
    verdicts, found = engine.answer(
        grid, rule_set.indicators, as_of, known, records, rolls, divisions=divisions, plains=asking.plains
    )
    problems += [*found, *engine.figures_unanswering(grid, verdicts, facts, rule_set.indicators)]
    if waivers_file:
        verdicts, told = waivers.apply(granted, verdicts, as_of, waivers_file.name)
        problems += told
    manifest = {
        "version": compliance.__version__,
        "as_of": as_of.isoformat(),
        "packs": [p.id for p in rule_set.packs],
        "benchmarks": [p.id for p in benchmarks],
        "inputs": sorted(
            [{"file": s.file, "sha256": s.sha256} for s in submissions]
            + ([{"file": waivers_file.name, "sha256": sha}] if waivers_file else []),
            key=lambda f: (f["file"], f["sha256"]),
        ),
        "rules": _files(rule_set),
    }
    by_unit = tuple(sorted(submissions, key=lambda s: (s.unit, str(s.period), s.file)))
    return Result(tuple(verdicts), ordered(problems), manifest, by_unit)


def explain(result: Result, rule: str, unit: str = "") -> list[Verdict]:
    """The verdicts of one rule, for their derivation.

    Raises:
        UsageError: no row of the grid asks for that rule (of that unit).
    """
    found = [v for v in result.verdicts if v.rule.id == rule and (not unit or v.unit.code == unit)]
    if not found:
        known = "、".join(sorted({v.rule.id for v in result.verdicts if not unit or v.unit.code == unit})) or "（无）"
        raise UsageError(problem("rule_not_asked", rule=rule, known=known))
    return found


def template_questions(
    unit: str, period: str, rules: Sequence[str] = (), benchmarks: Sequence[str] = ()
) -> tuple[Unit, Period, list[Question], Indicators]:
    """What a template for this unit and period asks.

    Raises:
        UsageError: unknown unit, period or pack, or nothing applies.
    """
    rule_set = rulebook.load(rules)
    packs = rulebook.load(benchmarks).packs if benchmarks else ()
    divisions = Divisions.shipped()
    when = parse_period(period)
    body = divisions.unit(unit, on=when.last_day)
    government = divisions.unit(body.government, on=when.last_day)
    asked = engine.ask(body, when, rule_set.packs, packs, divisions)
    if not body.is_government:  # a department fills in its own row of its government's lists
        lists = rule_set.indicators.lists
        asked += [
            q
            for q in engine.ask(government, when, rule_set.packs, packs, divisions)
            if q.rule.group and lists[q.rule.group.list].of != "人"
        ]
    if not asked:
        raise UsageError(problem("nothing_applies", unit=body.name, period=when.chinese))
    return body, when, asked, rule_set.indicators


def parse_period(text: str) -> Period:
    """The period a user named.

    Raises:
        UsageError: `period_misread`.
    """
    try:
        return Period.parse(text)
    except PeriodError:
        raise UsageError(problem("period_misread", text=text)) from None


# -- which submissions count


def current_versions(submissions: Sequence[Submission]) -> tuple[list[Submission], list[Problem]]:
    """For each unit and period the submission with the highest 版本号; the same file twice counts once.

    Equal or absent versions all count: where their figures differ the engine disputes them. A file without a version
    is not taken for an older one. What a replaced file says of other units, or of periods before or after its own,
    stays where no file that counts says anything of them: of those it is the highest version there is.
    """
    problems: list[Problem] = []
    kept: list[Submission] = []
    replaced: list[tuple[Submission, Submission]] = []
    chains: dict[tuple[str, str], list[Submission]] = {}
    for submission in sorted(submissions, key=lambda s: (s.file, s.sha256)):
        chains.setdefault((submission.unit, str(submission.period)), []).append(submission)
    for chain in chains.values():
        distinct: dict[str, Submission] = {}
        for submission in chain:
            first = distinct.setdefault(submission.sha256 or submission.file, submission)
            if first is not submission:
                problems.append(problem("same_file_twice", Place(submission.file), other=first.file))
        ranked = sorted(distinct.values(), key=lambda s: -1 if s.version is None else s.version, reverse=True)
        best = [s for s in ranked if s.version in (ranked[0].version, None)]
        kept += best
        if len(best) > 1:
            files, versions = "、".join(s.file for s in best), dict.fromkeys(_version(s) for s in best)
            problems.append(problem("version_tie", Place(best[1].file), files=files, version="、".join(versions)))
        replaced += [(old, best[0]) for old in ranked if old not in best]
    if replaced:
        more, told = _left_of(replaced, kept)
        kept, problems = [*kept, *more], [*problems, *told]
    return kept, problems


def _version(submission: Submission) -> str:
    number = "" if submission.version is None else str(submission.version)
    return submission.form.get("版本号", "") or number or "未填"


def _left_of(
    replaced: Sequence[tuple[Submission, Submission]], kept: Sequence[Submission]
) -> tuple[list[Submission], list[Problem]]:
    """What replaced files, each with the one that replaces it, say that no file says that counts."""
    known: dict[tuple[str, Period], int | None] = {about: None for s in kept for about in _about(s)}
    left: list[Submission] = []
    problems: list[Problem] = []
    for old, newer in sorted(replaced, key=lambda pair: -(pair[0].version or 0)):
        place, words = Place(old.file), {"version": _version(old), "newer": _version(newer), "file": newer.file}
        version = old.version or 0
        others = [a for a in _about(old) if known.get(a, version) == version and not _is_own(old, *a)]
        if not others:
            problems.append(problem("superseded_version", place, **words))
            continue
        known.update(dict.fromkeys(others, version))
        what = "、".join(f"{unit} {period.chinese}" for unit, period in sorted(others))
        problems.append(problem("superseded_in_part", place, **words, what=what))
        left.append(
            replace(
                old, problems=(),
                facts=tuple(f for f in old.facts if (f.unit, f.period) in others),
                records=tuple(r for r in old.records if (r.unit, r.period) in others),
                rolls=tuple(r for r in old.rolls if (r.unit, r.period) in others),
            )
        )  # fmt: skip
    return left, problems


def _about(submission: Submission) -> dict[tuple[str, Period], None]:
    """(unit, period) of everything that is filled in."""
    facts = ((f.unit, f.period) for f in submission.facts if not f.is_blank)
    rows = ((r.unit, r.period) for r in submission.records)
    return dict.fromkeys((*facts, *rows, *((r.unit, r.period) for r in submission.rolls)))


def _is_own(submission: Submission, unit: str, period: Period) -> bool:
    """Whether a figure is of the unit and period that the whole file is about."""
    assert submission.period is not None
    return unit == submission.unit and submission.period.contains(period)


def _lists_missing(
    unit: Unit, period: Period, asked: Sequence[Question], submissions: Sequence[Submission]
) -> Iterator[Problem]:
    """The list sheets that are asked of a government and that none of its workbooks has, one line for each."""
    own = [s for s in submissions if (s.unit, s.period) == (unit.code, period) and s.form]
    if not own or not unit.is_government:
        return
    here = {r.list for s in own for r in s.records} | {r.list for s in own for r in s.rolls}
    wanted: dict[str, dict[str, None]] = {}
    for question in asked:
        if question.rule.group is not None and question.rule.group.list not in here:
            wanted.setdefault(question.rule.group.list, {})[question.rule.indicator.name] = None
    for name, indicators in wanted.items():
        yield problem("list_missing", Place(own[0].file, name), list=name, what="、".join(indicators))


def _lists(submissions: Sequence[Submission], every: Sequence[Record]) -> tuple[list[Record], list[Roll]]:
    """Every record and roll; a department's own row stands in its government's list."""
    listed = {(r.unit, r.list, r.period, r.name): r for r in every if "/" not in r.unit}
    records = [_in_government(r, listed) if "/" in r.unit else r for r in every]
    return _once(records), [r for s in submissions for r in s.rolls if "/" not in r.unit]


def _in_government(record: Record, listed: Mapping[tuple[str, str, Period, str], Record]) -> Record:
    """A department's own row as a row of its government's list; a category it leaves out is that of the list."""
    government, _, department = record.unit.partition("/")
    name = record.name or department
    same = listed.get((government, record.list, record.period, name))
    categories = record.categories or (same.categories if same else ())
    return replace(record, unit=government, name=name, categories=categories)


def _once(records: list[Record]) -> list[Record]:
    """Records without those that two files tell alike: the same list sent again under the same version."""
    seen: dict[tuple[object, ...], str] = {}
    kept = []
    for record in records:
        figures = tuple(sorted((k, v.value) for k, v in record.values.items()))
        key = (
            record.unit,
            record.list,
            record.period,
            record.name,
            record.id,
            record.categories,
            record.begins,
            record.ends,
            figures,
        )
        first = seen.setdefault(key, record.place.file)
        if first == record.place.file:
            kept.append(record)
    return kept


def _asked(submissions: Sequence[Submission], facts: Sequence[Fact]) -> list[tuple[str, Period, str]]:
    """(unit code, period, name) of every unit that reports, those of a sheet with several units included."""
    asked: dict[tuple[str, Period], str] = {}
    for submission in submissions:
        assert submission.period is not None
        asked.setdefault((submission.unit, submission.period), submission.unit_name)
        for fact in submission.facts:
            if fact.unit != submission.unit:
                asked.setdefault((fact.unit, submission.period), "")
    return [
        (code, period, name) for (code, period), name in sorted(asked.items(), key=lambda i: (i[0][0], i[0][1])) if code
    ]


def _unasked(
    unit: Unit, period: Period, submissions: Sequence[Submission], rows: Sequence[Record], divisions: Divisions
) -> Problem:
    """Why a unit has no row in the grid."""
    place = Place(_file_of(unit.code, submissions))
    if unit.is_government:
        return problem("nothing_applies", place, unit=unit.name, period=period.chinese)
    government = divisions.unit(unit.government, on=period.last_day)
    here = any(s.unit == unit.government and s.period == period for s in submissions)
    counted = any(r.unit == unit.code and (r.values or r.unread) for r in rows)
    code = "department_alone" if not here else "department_counted" if counted else "department_uncounted"
    return problem(code, place, unit=unit.name, government=government.name)


def _file_of(code: str, submissions: Sequence[Submission]) -> str:
    return next((s.file for s in submissions if s.unit == code or any(f.unit == code for f in s.facts)), "")


# -- names, hashes, order


def short_names(paths: Sequence[Path]) -> dict[Path, str]:
    """Path → the shortest ending of it that no other shares: never an absolute path."""
    names: dict[Path, str] = {}
    for path in dict.fromkeys(paths):
        parts = path.resolve().parts
        others = [p.resolve().parts for p in paths if p != path]
        length = 1
        while length < len(parts) - 1 and any(o[-length:] == parts[-length:] for o in others):
            length += 1
        names[path] = "/".join(parts[-length:])
    return names


def sha256_of(path: Path) -> str:
    """The file's sha-256, "" where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _files(rule_set: RuleSet) -> list[Mapping[str, str]]:
    return sorted(({"file": f.name, "sha256": f.sha256} for f in rule_set.files), key=lambda f: f["file"])


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each finding once: what stops the work first, then by place."""
    rank = {"error": 0, "question": 1, "note": 2}
    distinct = dict.fromkeys(problems)
    return tuple(
        sorted(
            distinct,
            key=lambda p: (
                rank[p.severity],
                p.place.file,
                p.place.sheet,
                len(p.place.cell),
                p.place,
                p.code,
                p.message,
            ),
        )
    )


# -- a rule's own examples


def run_example(rule: Rule, example: Example, indicators: Indicators) -> Verdict:
    """What the real engine says to a case that a rule's author states.

    Raises:
        ComplianceError: the case cannot be read.
    """
    period = _example_period(rule)
    unit = Unit("000000", "示例单位", rule.levels[0] if rule.levels else "县", "")
    as_of = max(rule.settles(period), period.last_day) + timedelta(days=3660)
    facts: list[Fact] = []
    records: list[Record] = []
    rolls: list[Roll] = []
    if rule.group is not None:
        records, rolls = _example_list(rule, example, unit, period, indicators)
    elif example.actual:
        facts.append(_example_fact(rule, example.actual, rule.indicator.name, unit, period))
    if example.other and rule.comparison.relative is not None:
        when = period.previous if rule.comparison.relative.previous else period
        facts.append(_example_fact(rule, example.other, rule.comparison.relative.indicator, unit, when))
    question = Question(unit, period, rule, True)
    verdicts, _ = engine.answer([question], indicators, as_of, facts, records, rolls, divisions=Divisions(()))
    return verdicts[0]


def _example_period(rule: Rule) -> Period:
    if rule.document.period is not None:
        year = rule.document.period
    else:
        start = rule.document.in_force[0] if rule.document.in_force else date(2024, 1, 1)
        year = Period((rule.deadline or start.replace(year=start.year + 1)).year)
    return year.quarters[0] if rule.every == "quarter" else year


def _example_fact(rule: Rule, text: str, indicator: str, unit: Unit, period: Period) -> Fact:
    fact = Fact(unit.code, period, indicator, rule.scope)
    try:
        if rule.comparison.is_date:
            return replace(fact, value=Figure.day(date.fromisoformat(text)))
        if "/" in text:
            n, d = text.split("/")
            return replace(fact, numerator=Figure(Fraction(n), n), denominator=Figure(Fraction(d), d))
        quantity = Quantity.parse(text)
    except ValueError:
        raise ComplianceError(
            problem("example_unreadable", where=rule.id, value=text, expected="27/30、59学时、2024-09-30")
        ) from None
    return replace(fact, value=Figure(quantity.value, quantity.text, step=quantity.step))


def _example_list(
    rule: Rule, example: Example, unit: Unit, period: Period, indicators: Indicators
) -> tuple[list[Record], list[Roll]]:
    """`58/61`: of 61, 58 exactly at the line and 3 below it; or the records one by one."""
    assert rule.group is not None
    texts = list(example.records)
    category = rule.group.categories[0]
    if not texts and "/" in example.actual:
        reached, total = map(int, example.actual.split("/"))
        line = int(rule.comparison.line())
        good, bad = (line - (rule.comparison.op == "before"), line + 1) if rule.comparison.is_date else (line, line - 1)
        texts = [_as_text(rule, good if i < reached else bad) for i in range(total)]
    elif not texts and example.actual:
        texts = [example.actual]
    records = []
    for i, text in enumerate(texts):
        fact = _example_fact(rule, text, rule.indicator.name, unit, period)
        values = {rule.indicator.name: fact.value} if fact.value else {}
        records.append(
            Record(
                unit.code,
                rule.group.list,
                period,
                f"人员{i + 1:02}",
                f"{i + 1}",
                (category,),
                values,
                period.first_day,
                period.last_day,
            )
        )
    rolls = [
        Roll(
            unit.code, rule.group.list, period, c, Figure(Fraction(len(texts) if c == category else 0), str(len(texts)))
        )
        for c in rule.group.categories
    ]
    return records, rolls


def _as_text(rule: Rule, value: int) -> str:
    return date.fromordinal(value).isoformat() if rule.comparison.is_date else str(value)
