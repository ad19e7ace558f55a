"""What can be wrong with rules that read well: against their plan, against each other, and in what they leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import ceil, floor

from msgspec import Struct
from msgspec.structs import replace

from compliance.errors import Problem, problem
from compliance.indicator import Group, Indicator
from compliance.quantity import QuantityError, chinese_number
from compliance.region import NATIONAL, Divisions
from compliance.rule import Bound, Comparison, Pack, Rule, implies, interval
from compliance.rulebook import boundaries, loader, wording
from compliance.rulebook.loader import RuleSet
from compliance.rulebook.shipped import INDICATORS_FILE
from compliance.rulebook.table import STEP, nearest
from compliance.source import Place
from compliance.verdict import VERDICTS

_NUMBERED = re.compile(r"(?P<open>[（(]?)(?P<number>[\d零〇一二三四五六七八九十百]+)[)）]?")


def lint(rules: RuleSet) -> list[Problem]:
    """Every finding, by file, line and code: errors, and notes that need nobody."""
    book = _Book(rules, Divisions.shipped())
    found: list[Problem] = []
    for pack in rules.packs:
        found += book.pack(pack)
        for number, rule in enumerate(pack.rules):
            found += book.rule(pack, number, rule)
    found += book.pairs()
    found += book.unused()
    order = {pack.file: number for number, pack in enumerate(rules.packs)}
    return sorted(
        dict.fromkeys(found), key=lambda p: (order.get(p.place.file, len(order)), p.place.line, p.code, p.message)
    )


def lint_files(selectors: Sequence[str] = ()) -> list[Problem]:
    """As `lint`, of the packs that can be read, after every fault of those that cannot.

    Raises:
        UsageError: a selector that matches nothing.
    """
    rules, faults = loader.gather(selectors)
    found = lint(rules) if rules.packs else []
    if faults:  # what no rule uses cannot be told when some rules could not be read
        found = [p for p in found if p.code != "indicators_unused"]
    return [*faults, *found]


#: of many indicators without a rule, so many are named
_NAMED = 10


class _Book(Struct, frozen=True, dict=True):
    """The rule set under examination."""

    rules: RuleSet
    divisions: Divisions

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Findings about the document and its clauses."""
        yield from self.region(pack, ("document", "region"), "document", pack.document.region)
        cited: dict[str, list[str]] = {}
        for rule in pack.rules:
            cited.setdefault(rule.clause, []).append(rule.id)
        for clause, reason in pack.clauses.items():
            place = self.place(pack, "clauses", clause)
            where = f"clauses{STEP}{clause}"
            if reason and clause in cited:
                yield problem("clause_with_reason_and_rule", place, where=where, rules="、".join(cited[clause]))
            elif not reason and clause not in cited and clause not in pack.also:
                yield problem("clause_uncovered", place, where=where)
        for clause in _gaps(pack.clauses):
            yield problem("clause_not_listed", self.place(pack, "clauses"), where="clauses", clause=clause)
        reasons = [clause for clause, reason in pack.clauses.items() if reason and clause not in cited]
        if reasons:
            place = self.place(pack, "clauses")
            yield problem("clauses_without_rule", place, count=len(reasons), clauses="、".join(reasons))

    def rule(self, pack: Pack, number: int, rule: Rule) -> Iterator[Problem]:
        """Findings about one rule."""

        def told(code: str, *keys: str | int, **words: object) -> Problem:
            where = STEP.join(["rules", rule.id, *(str(k) for k in keys if isinstance(k, str))])
            return problem(code, self.place(pack, "rules", number, *keys), where=where, **words)

        op = rule.comparison.op
        if rule.clause not in pack.clauses:
            yield told("unknown_clause", "clause", clause=rule.clause, near=nearest(rule.clause, pack.clauses))
        if rule.region != pack.document.region:
            yield from self.region(pack, ("rules", number, "region"), f"rules{STEP}{rule.id}", rule.region)
        for id in rule.supersedes:
            if id not in self.known_ids:
                yield told("unknown_rule", "supersedes", id=id, near=nearest(id, self.known_ids))
        if found := wording.mismatch(rule):
            yield told(found.code, "due" if rule.due and found.code == "quote_number" else op, **found.words)
        if _empty(_admitted(rule)):
            yield told("impossible_rule", op, sentence=rule.comparison.sentence())
        if rule.draft:
            yield told("draft_rule", "draft", why=f"（{rule.note}）" if rule.note else "")
        elif words := wording.unsaid(rule):
            yield told("quote_limits", "quote", words="”“".join(words))
        yield from self.examples(pack, number, rule)

    def examples(self, pack: Pack, number: int, rule: Rule) -> Iterator[Problem]:
        cases: list[boundaries.Case] = []
        where = STEP.join(["rules", rule.id, "examples"])
        unreadable = False
        for index, example in enumerate(rule.examples):
            try:
                case = boundaries.read(rule, example)
            except boundaries.UnreadableError as error:
                place = self.place(pack, "rules", number, "examples", index, error.key)
                sample = "27/30" if error.key == "actual" and rule.group else _sample(rule)
                yield problem(
                    "example_unreadable", place, where=f"{where}{STEP}{error.key}", value=error.text, expected=sample
                )
                unreadable = True
                continue
            cases.append(case)
            is_so = boundaries.computed(rule, case)
            if is_so and example.verdict in ("met", "not_met", "not_applicable") and is_so != example.verdict:
                place = self.place(pack, "rules", number, "examples", index, "verdict")
                words = {"verdict": VERDICTS[example.verdict], "computed": VERDICTS[is_so]}
                yield problem("example_fails", place, where=f"{where}{STEP}verdict", **words)
        if unreadable:
            return  # the one that cannot be read may be the one at the line
        if missing := boundaries.missing_sides(rule, cases):
            place = self.place(pack, "rules", number, *(["examples"] if rule.examples else ["id"]))
            told = where if rule.examples else f"rules{STEP}{rule.id}{STEP}id"
            yield problem("no_boundary_examples", place, where=told, missing="、".join(missing))

    def region(self, pack: Pack, path: tuple[str | int, ...], where: str, code: str) -> Iterator[Problem]:
        """A region must be in the table of divisions, at the plan's time or now; a township's code by its county's."""
        plan = pack.document
        on = plan.period.last_day if plan.period else plan.in_force[0] if plan.in_force else None
        if code in NATIONAL or self.divisions.get(code[:6], on) or self.divisions.get(code[:6]):
            return
        yield problem("unknown_region", self.place(pack, *path), where=f"{where}{STEP}region", value=code)

    def pairs(self) -> Iterator[Problem]:
        """Two binding rules on the same units: that cannot both be met, or of which one asks more.

        A draft asks nothing yet, but one that contradicts another rule has likely turned its clause round.
        """
        binding = [
            (pack, number, rule)
            for pack in self.rules.packs
            for number, rule in enumerate(pack.rules)
            if not rule.advisory
        ]
        by_indicator: dict[str, list[tuple[Pack, int, Rule]]] = {}
        for entry in binding:
            by_indicator.setdefault(entry[2].indicator.name, []).append(entry)
        for same in by_indicator.values():
            for one, two in combinations(same, 2):
                yield from self.pair(one, two)

    def pair(self, one: tuple[Pack, int, Rule], two: tuple[Pack, int, Rule]) -> Iterator[Problem]:
        first, second = one[2], two[2]
        if first.id in second.supersedes or second.id in first.supersedes or not self.meet(first, second):
            return
        if _contradict(first, second):
            yield self.of_two("contradicting_rules", two, one)
            return
        if first.draft or second.draft:
            return
        for (pack, number, weaker), other in ((one, two), (two, one)):
            stricter = other[2]
            if implies(stricter, weaker) and not implies(weaker, stricter) and self.covers(stricter, weaker):
                yield self.of_two("redundant_rule", (pack, number, weaker), other)

    def of_two(self, code: str, about: tuple[Pack, int, Rule], other: tuple[Pack, int, Rule]) -> Problem:
        pack, number, rule = about
        place = self.place(pack, "rules", number, "id")
        words = {"other": other[2].id, "other_sentence": other[2].comparison.sentence()}
        sentence = rule.comparison.sentence()
        return problem(code, place, where=STEP.join(["rules", rule.id, "id"]), sentence=sentence, **words)

    def meet(self, one: Rule, two: Rule) -> bool:
        """Whether some unit must answer both for one period with one figure."""
        if one.every != two.every or one.binds != two.binds:
            return False
        if one.scope and two.scope and one.scope != two.scope:
            return False
        if (one.group is None) != (two.group is None):
            return False
        if one.group and two.group and not _overlap(one.group, two.group):
            return False
        if one.levels and two.levels and not set(one.levels) & set(two.levels):
            return False
        (start, end), (begin, stop) = _window(one), _window(two)
        return start <= stop and begin <= end and (self.within(one, two) or self.within(two, one))

    def covers(self, one: Rule, two: Rule) -> bool:
        """Whether `one` binds every unit, at every time, that `two` binds."""
        (start, end), (begin, stop) = _window(one), _window(two)
        levels = not one.levels or (bool(two.levels) and set(two.levels) <= set(one.levels))
        return levels and start <= begin and stop <= end and self.within(two, one)

    def within(self, one: Rule, two: Rule) -> bool:
        return self.divisions.is_within(one.region, two.region)

    def unused(self) -> Iterator[Problem]:
        """Indicators that no rule asks for and no figure of a rule is counted from."""
        known = self.rules.indicators
        used: set[str] = set()
        waiting = [rule.indicator.name for rule in self.rules.rules]
        waiting += [r.comparison.relative.indicator for r in self.rules.rules if r.comparison.relative]
        while waiting:
            name = waiting.pop()
            indicator = known.get(name)
            if name in used or indicator is None:
                continue
            used.add(name)
            waiting += [indicator.numerator, indicator.denominator, *indicator.other_bases, indicator.part_of]
        for identity in known.identities:
            used |= {*identity.left, *identity.right}
        idle = [name for name in known.indicators if name not in used]
        if idle:
            place = Place(INDICATORS_FILE)
            named = "、".join(idle[:_NAMED]) + (" 等" if len(idle) > _NAMED else "")
            yield problem("indicators_unused", place, count=len(idle), names=named)

    def place(self, pack: Pack, *path: str | int) -> Place:
        return Place(pack.file, line=self.rules.line_of(pack, *path))

    @cached_property
    def known_ids(self) -> Mapping[str, None]:
        """The ids of these rules and of those that ship with the program."""
        own = {rule.id: None for rule in self.rules.rules}
        if all(id in own for rule in self.rules.rules for id in rule.supersedes):
            return own
        return own | {rule.id: None for rule in loader.load().rules}


def _sample(rule: Rule) -> str:
    """What a figure of the rule's indicator looks like."""
    return {"rate": "27/30", "date": "2024-09-30"}.get(rule.indicator.kind, f"2{rule.indicator.unit}")


def _gaps(clauses: Mapping[str, str]) -> list[str]:
    """The clauses left out of a numbering that starts at one: 1, 2, 4 lacks 3. 一、二、三 are parts, not clauses."""
    numberings: dict[str, dict[int, str]] = {}
    for clause in clauses:
        found = _NUMBERED.fullmatch(clause)
        if not found or not (found["open"] or found["number"].isdecimal()):
            continue
        try:
            number = int(found["number"]) if found["number"].isdecimal() else int(chinese_number(found["number"]))
        except QuantityError:
            continue
        numberings.setdefault("(" if found["open"] else "", {})[number] = clause
    missing: list[str] = []
    for style, numbers in numberings.items():
        if 1 in numbers:
            missing += [f"{style}{n}{')' if style else ''}" for n in range(1, max(numbers)) if n not in numbers]
    return missing


def _overlap(one: Group, two: Group) -> bool:
    return one.list == two.list and bool(set(one.categories) & set(two.categories))


def _window(rule: Rule) -> tuple[date, date]:
    """The first and the last day a rule is about."""
    plan = rule.document
    if plan.period is not None:
        return plan.period.first_day, plan.period.last_day
    start, end = rule.in_force or plan.in_force or (date.min, None)
    return start, end or date.max - timedelta(days=1)


def _contradict(one: Rule, two: Rule) -> bool:
    """Whether no figure meets both."""
    ours, theirs = one.comparison.relative, two.comparison.relative
    if ours is None and theirs is None:
        return _empty(_both(_admitted(one), _admitted(two)))
    if ours is None or theirs is None or replace(ours, plus=theirs.plus) != theirs:
        return False  # two lines that move apart from each other can always be met by some figures
    # one line, and figures a little above or below it
    return _empty(_both(interval(_shifted(one.comparison)), interval(_shifted(two.comparison))))


def _shifted(comparison: Comparison) -> Comparison:
    assert comparison.relative is not None
    return replace(comparison, value=comparison.relative.plus, relative=None)


_Span = tuple[Bound | None, Bound | None]


def _admitted(rule: Rule) -> _Span:
    """The figures that meet the rule and can be: a share up to 100 %, whole cases and days."""
    if rule.comparison.relative is not None:
        return None, None
    span = interval(rule.comparison)
    return _both(_whole(span) if rule.indicator.kind in ("count", "date") else span, _possible(rule.indicator))


def _possible(indicator: Indicator) -> _Span:
    share = indicator.kind == "rate" and not indicator.may_exceed_whole
    return (Fraction(0), 0), (Fraction(1), 0) if share else None


def _whole(span: _Span) -> _Span:
    """The whole numbers of a span: above 1 begins at 2, below 2 ends at 1."""
    low, high = span
    if low is not None:
        low = (Fraction(floor(low[0]) + 1 if low[1] else ceil(low[0])), 0)
    if high is not None:
        high = (Fraction(ceil(high[0]) - 1 if high[1] else floor(high[0])), 0)
    return low, high


def _both(one: _Span, two: _Span) -> _Span:
    lows = [low for low in (one[0], two[0]) if low is not None]
    highs = [high for high in (one[1], two[1]) if high is not None]
    return max(lows, default=None), min(highs, default=None)


def _empty(span: _Span) -> bool:
    low, high = span
    return low is not None and high is not None and low > high
