"""Approved exemptions (经批准不纳入考核) from a YAML file, and what they say of verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from compliance.errors import Problem, RuleError, UsageError, problem
from compliance.period import Period, PeriodError
from compliance.quantity import Quantity, QuantityError
from compliance.region import Divisions
from compliance.rulebook.nodes import Node, parse
from compliance.source import Place
from compliance.verdict import VERDICTS, Verdict, Waiver

KEYS = ("rule", "unit", "period", "reason", "approver", "number", "until", "floor")
_OPTIONAL = ("floor",)


def load(path: Path, rules: Iterable[str], divisions: Divisions) -> tuple[list[Waiver], str]:
    """The waivers of a file (a list, or `waivers:` with a list) and its sha-256.

    Raises:
        RuleError: every unknown key, rule, unit, period or unreadable day of the file at once.
        UsageError: there is no such file.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise UsageError(problem("file_not_found", Place(path.name))) from None
    if not data.strip():
        raise RuleError(problem("waiver_form", Place(path.name)))
    root, problems = parse(data, path.name)
    entries = root
    if isinstance(root.value, dict) and set(root.value) == {"waivers"}:
        entries = root.value["waivers"]
    if not isinstance(entries.value, list):
        raise RuleError(problem("waiver_form", Place(path.name, line=entries.line)))
    known = set(rules)
    found = [_read(entry, path.name, known, divisions) for entry in entries.value]
    problems = [*problems, *(p for told, _ in found for p in told), *_twice(found, entries, path.name)]
    if problems:
        raise RuleError(problems)
    return [waiver for _, waiver in found if waiver is not None], hashlib.sha256(data).hexdigest()


def _twice(found: Iterable[tuple[list[Problem], Waiver | None]], entries: Node, file: str) -> list[Problem]:
    """A rule waived twice for one unit and period: which of the two would hold is not ours to say."""
    seen: set[tuple[str, str, str]] = set()
    problems = []
    for (_, waiver), entry in zip(found, entries.value, strict=True):
        if waiver is None or not isinstance(entry, Node):
            continue
        key = (waiver.rule, waiver.unit, waiver.period)
        if key in seen:
            words = {"rule": waiver.rule, "unit": waiver.unit, "period": waiver.period}
            problems.append(problem("waiver_twice", Place(file, line=entry.line), **words))
        seen.add(key)
    return problems


def _read(entry: Node, file: str, rules: set[str], divisions: Divisions) -> tuple[list[Problem], Waiver | None]:
    if not isinstance(entry.value, dict):
        return [problem("waiver_form", Place(file, line=entry.line))], None
    given = entry.value

    def at(key: str) -> Place:
        return Place(file, line=entry.line_of(key))

    problems = [problem("waiver_key", at(k), key=k, allowed="、".join(KEYS)) for k in given if k not in KEYS]
    texts = {k: _text(given.get(k)) for k in KEYS}
    missing = [k for k in KEYS if k not in _OPTIONAL and not texts[k]]
    problems += [problem("waiver_lacks", at(key), key=key) for key in missing]
    checks = (
        ("rule", texts["rule"] in rules),
        ("unit", _is_unit(texts["unit"], divisions)),
        ("period", _is_period(texts["period"])),
        ("until", _is_day(texts["until"])),
        ("floor", not texts["floor"] or _is_quantity(texts["floor"])),
    )
    problems += [
        problem("waiver_unknown", at(key), key=key, value=texts[key])
        for key, good in checks
        if not good and key not in missing
    ]
    if problems:
        return problems, None
    period = Period.parse(texts["period"]).text
    words = (texts["reason"], texts["approver"], texts["number"], texts["until"], texts["floor"])
    return [], Waiver(texts["rule"], texts["unit"], period, *words)


def _text(node: Node | None) -> str:
    return node.value.strip() if node is not None and isinstance(node.value, str) else ""


def _is_unit(code: str, divisions: Divisions) -> bool:
    return divisions.get(code[:6]) is not None or any(True for d in divisions if d.code == code[:6])


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except PeriodError:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_quantity(text: str) -> bool:
    try:
        Quantity.parse(text)
    except QuantityError:
        return False
    return True


def apply(
    waivers: Sequence[Waiver], verdicts: Sequence[Verdict], as_of: date, file: str
) -> tuple[list[Verdict], list[Problem]]:
    """The verdicts with their waivers beside them, unchanged otherwise, and what there is to say of each waiver.

    A waiver of a unit in this run that fits no row is an error; one of another unit is passed over.
    """
    by_key: dict[tuple[str, str, str], list[Waiver]] = {}
    for waiver in waivers:
        by_key.setdefault((waiver.unit, waiver.period, waiver.rule), []).append(waiver)
    problems: list[Problem] = []
    answered: list[Verdict] = []
    used: set[tuple[str, str, str]] = set()
    for verdict in verdicts:
        key = next(
            (k for k in (verdict.key, (verdict.unit.code, str(verdict.period.year), verdict.rule.id)) if k in by_key),
            None,
        )
        if key is None:
            answered.append(verdict)
            continue
        used.add(key)
        granted, told = _beside(verdict, by_key[key][0], as_of, file)
        problems += told
        answered.append(verdict if granted is None else replace(verdict, waiver=granted))
    units = {v.unit.code for v in verdicts}
    for key, found in by_key.items():
        if key not in used and key[0] in units:
            problems += [
                problem("waiver_fits_nothing", Place(file), rule=w.rule, unit=w.unit, period=w.period) for w in found
            ]
    return answered, problems


def _beside(verdict: Verdict, waiver: Waiver, as_of: date, file: str) -> tuple[Waiver | None, list[Problem]]:
    words = {"rule": waiver.rule, "unit": verdict.unit.name}
    if verdict.verdict in ("missing", "disputed"):
        return None, [problem("waiver_cannot_cover", Place(file), verdict=VERDICTS[verdict.verdict], **words)]
    if as_of > date.fromisoformat(waiver.until):
        return None, [problem("waiver_expired", Place(file), until=waiver.until, **words)]
    if verdict.verdict in ("met", "not_applicable"):
        return None, [problem("waiver_not_needed", Place(file), **words)]
    if waiver.floor and verdict.actual is not None and verdict.actual.value is not None:
        floor = Quantity.parse(waiver.floor).value
        lower_is_better = verdict.rule.comparison.op in ("at_most", "less_than")
        worse = verdict.actual.value > floor if lower_is_better else verdict.actual.value < floor
        if worse:
            note = f"实际为 {verdict.actual.text}，越过了批准的限度 {waiver.floor}，豁免不成立"
            return replace(waiver, holds=False, note=note), []
    return waiver, []
