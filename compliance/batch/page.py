"""index.html: everything a run found on one page, to be looked at, searched and filtered without a network."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from heapq import nsmallest
from itertools import groupby

from msgspec import Struct

from compliance.batch.context import Context
from compliance.batch.overview import UNUSABLE, Overview, RuleRow
from compliance.batch.summary import Summary
from compliance.batch.tally import BINS, CODES, NOTHING, SMALL_BASE, Pool, Ranks, UnitRow
from compliance.batch.tasks import page_name
from compliance.batch.units import Expected, Silent
from compliance.batch.workbook import name_of
from compliance.period import Period
from compliance.quantity import show
from compliance.region import Divisions
from compliance.reports.html import _environment as environment
from compliance.reports.words import DISCLAIMER, SEVERITIES, Tally, short
from compliance.rule import Rule
from compliance.verdict import VERDICTS

#: Rows of the map, of the list of who is silent, of causes and files named; what is left out is counted on the page.
MOST_UNITS = 3000
MOST_SILENT = 600
MOST_CAUSES = 40
MOST_WAIVED = 100
#: Periods named in the heading, and drawn of each target over time.
_PERIODS = 6
MOST_POINTS = 12
#: One letter for each verdict, in the order of `CODES`, for the script.
LETTERS = "mnxadp"
_HIGH = 16  # a cell of the map


class Line(Struct, frozen=True):
    """A unit's row of the map."""

    code: str
    name: str
    page: str
    period: str
    counts: tuple[int, ...]
    letters: str
    pattern: int
    shapes: tuple[tuple[str, str], ...]
    said: str


class GroupOfLines(Struct, frozen=True):
    """The units of one level below one government."""

    name: str
    code: str
    level: str
    lines: tuple[Line, ...]


class Ranking(Struct, frozen=True):
    """The best of one level and year: (rank, name, page, counts, rate); and who stands apart."""

    level: str
    year: str
    best: tuple[tuple[int, str, str, str, str], ...]
    ranked: int
    small: int
    alone: int


class RuleLine(Struct, frozen=True):
    """A rule's row: counts, sums by level, distribution."""

    number: int
    id: str
    title: str
    source: str
    quote: str
    counted: bool
    counts: tuple[tuple[str, int], ...]
    total: int
    sums: tuple[str, ...]
    bars: tuple[tuple[int, int, int, int, bool], ...]
    line: int | None
    line_text: str
    spread: str
    rankings: tuple[Ranking, ...]


class Above(Struct, frozen=True):
    """Units below one government together."""

    name: str
    code: str
    level: str
    units: int
    counts: tuple[tuple[str, int], ...]
    met: int
    due: int


class Trend(Struct, frozen=True):
    """A rule over the periods: (period, met, due, sum, share in thousandths of the drawing's height)."""

    title: str
    number: int
    level: str
    points: tuple[tuple[str, int, int, str], ...]
    path: str
    change: str


def render(
    overview: Overview, summary: Summary, gone: Sequence[Silent], divisions: Divisions, context: Context,
    expected: Expected | None,
) -> str:  # fmt: skip
    """The whole page; the same run gives the same bytes."""
    view = _View(overview, divisions)
    template = environment().get_template("overview.html")
    packs = [("适用", p.document) for p in context.packs] + [("参照", p.document) for p in context.benchmarks]
    counts = Tally("适用指标", tuple(summary.verdicts.items()))
    every = sorted(overview.causes.values(), key=lambda c: (c.severity != "error", -c.count, c.code))
    causes = [c for c in every if c.code not in UNUSABLE]
    return (
        template.render(
            view=view, summary=summary, disclaimer=DISCLAIMER, context=context, packs=packs, counts=counts, verdicts=VERDICTS,
            periods=_told(_in_order(overview.periods)), causes_more=max(len(causes) - MOST_CAUSES, 0),
            silent=_silent(gone, divisions), silent_total=len(gone), silent_more=max(len(gone) - MOST_SILENT, 0),
            expected=expected, causes=causes[:MOST_CAUSES],
            refused=[c for c in every if c.code in UNUSABLE], severities=SEVERITIES, small_base=SMALL_BASE,
            waived=overview.waived[:MOST_WAIVED], waived_total=len(overview.waived), most_points=MOST_POINTS, page_name=page_name,
        )
        + "\n"
    )  # fmt: skip


def _told(periods: Sequence[str]) -> str:
    """The periods in words, the last of many."""
    words = "、".join(Period.parse(p).chinese for p in periods[-_PERIODS:])
    return f"{words}等 {len(periods)} 期" if len(periods) > _PERIODS else words


def _in_order(periods: set[str]) -> list[str]:
    return sorted(periods, key=lambda p: (Period.parse(p).last_day, p))


class _View:
    """The parts of the page as plain values."""

    def __init__(self, overview: Overview, divisions: Divisions) -> None:
        self.overview = overview
        self.divisions = divisions
        self.asked = overview.asked
        #: pixels a cell is wide: as much as there is room for
        self.cell = max(12, min(28, 780 // max(len(self.asked), 1)))
        best = {one.unit for rule in self.asked for ranks in rule.ranks.values() for one in ranks.best}
        self.names = _told_apart(overview, best, divisions)
        self.years = sorted(overview.years)
        self._patterns: dict[tuple[int, ...], int] = {}
        self.shown_units, self.units_total = _chosen(overview), overview.units_total
        self.groups = tuple(self._groups())
        self.rules = tuple(self._rule(n, rule) for n, rule in enumerate(self.asked, 1))
        self.above = tuple(self._aboves())
        self.trends = tuple(self._trends()) if len(overview.periods) > 1 else ()
        self.width = self.cell * len(self.asked)
        self.height = _HIGH
        #: what the script knows: the words of the columns, and for each kind of unit the rows of its page
        self.data = json.dumps(
            {"cell": self.cell, "rules": [r.title for r in self.rules], "rows": list(self._patterns)},
            ensure_ascii=False,
            separators=(",", ":"),
        ).replace("<", "\\u003c")

    # -- the map

    def _groups(self) -> Iterator[GroupOfLines]:
        def key(unit: UnitRow) -> tuple[str, str]:
            return unit.parent, unit.level

        for (parent, level), units in groupby(sorted(self.shown_units, key=lambda u: (key(u), u.code)), key):
            name = name_of(parent, self.divisions) or ("省级" if level else "行政区划代码表中没有的单位")
            yield GroupOfLines(name, parent, level, tuple(map(self._line, units)))

    def _line(self, unit: UnitRow) -> Line:
        cells = [unit.cells[rule.index] for rule in self.asked]
        rows = tuple(unit.rows[rule.index] for rule in self.asked)
        pattern = self._patterns.setdefault(rows, len(self._patterns))
        letters = "".join("." if cell == NOTHING else LETTERS[cell] for cell in cells)
        said = "；".join(
            f"{short(code)}：第 {'、'.join(str(n) for n, cell in enumerate(cells, 1) if cell == CODES.index(code))} 项"
            for code in ("not_met", "disputed", "missing")
            if CODES.index(code) in cells
        )
        counts = tuple(unit.counts[code] for code in ("met", "not_met", "disputed", "missing"))
        return Line(
            unit.code, unit.name, "units/" + page_name(unit.code), "、".join(unit.periods), counts, letters, pattern, tuple(_shapes(cells, self.cell)),
            said or "没有未达标、待核实、未填报的指标",
        )  # fmt: skip

    # -- rules

    def _rule(self, number: int, row: RuleRow) -> RuleLine:
        rule = row.rule
        counts = row.counts or row.shown
        document = rule.document
        bars, line, text, spread = _distribution(row)
        sums = tuple(
            _sum(level, year, pool, rule) for (level, year), pool in sorted(row.levels.items()) if pool.rate is not None
        )
        rankings = tuple(
            self._ranking(level, year, ranks, row) for (level, year), ranks in sorted(row.ranks.items()) if level
        )
        return RuleLine(
            number, rule.id, rule.title, f"《{document.title}》{'第' + rule.clause + '条' if rule.clause.isascii() else rule.clause}",
            rule.quote, bool(row.counts), tuple((code, counts[code]) for code in VERDICTS), sum(counts.values()), sums, bars,
            line, text, spread, rankings,
        )  # fmt: skip

    def _ranking(self, level: str, year: str, ranks: Ranks, row: RuleRow) -> Ranking:
        best: list[tuple[int, str, str, str, str]] = []
        before: Fraction | None = None
        rank = 0
        for n, one in enumerate(ranks.best, 1):
            if one.value != before:
                rank, before = n, one.value
            rate = show(one.value, "%", row.rule.comparison.value)
            best.append(
                (
                    rank,
                    self.names.get(one.unit, one.unit),
                    "units/" + page_name(one.unit),
                    f"{one.numerator}/{one.denominator}",
                    rate,
                )
            )
        return Ranking(level, year, tuple(best), ranks.ranked, ranks.small, ranks.alone)

    # -- governments above

    def _aboves(self) -> Iterator[Above]:
        for code, level, units, counts in self.overview.by_prefecture():
            due = sum(counts[c] for c in ("met", "not_met", "disputed", "missing"))
            name = name_of(code, self.divisions) or "省级"
            yield Above(name, code, level, units, tuple((c, counts[c]) for c in VERDICTS), counts["met"], due)

    # -- over time

    def _trends(self) -> Iterator[Trend]:
        for number, row in enumerate(self.asked, 1):
            for level in sorted({level for level, _ in row.periods}):
                pools = {p: row.periods[level, p] for p in _in_order({p for lv, p in row.periods if lv == level})}
                if len(pools) > 1:
                    yield _trend(row, number, level, pools)


def _told_apart(overview: Overview, codes: AbstractSet[str], divisions: Divisions) -> dict[str, str]:
    """The names of these units by their codes; one that several bear (城关区) with the government above it."""
    units = [unit for unit in overview.units if unit.code in codes]
    names = {unit.name for unit in units}
    bearers = Counter(unit.name for unit in overview.units if unit.name in names)
    return {u.code: (name_of(u.parent, divisions) if bearers[u.name] > 1 else "") + u.name for u in units}


def _sum(level: str, year: str, pool: Pool, rule: Rule) -> str:
    """Numerators and denominators added up, and what is not in them."""
    without = [
        f"{n} 项{why}" for n, why in ((pool.without_counts, "只报比率"), (pool.verdicts["disputed"], "待核实")) if n
    ]
    rate = Fraction(pool.numerator, pool.denominator)
    told = f"{level}{year}年 {show(rate, '%', rule.comparison.value)}"
    left = f"；未计入：{'、'.join(without)}" if without else ""
    return f"{told}（{pool.numerator}/{pool.denominator}，{pool.counted} 项{left}）"


def _trend(row: RuleRow, number: int, level: str, pools: Mapping[str, Pool]) -> Trend:
    points: list[tuple[str, int, int, str]] = []
    heights: list[Fraction | None] = []
    for period, pool in pools.items():
        due = sum(pool.verdicts[c] for c in ("met", "not_met", "disputed", "missing"))
        rate = pool.rate if row.is_rate else None
        text = show(rate, "%", row.rule.comparison.value) if rate is not None else ""
        points.append((Period.parse(period).chinese, pool.verdicts["met"], due, text))
        heights.append(rate if row.is_rate else Fraction(pool.verdicts["met"], due) if due else None)
    known = [(n, h) for n, h in enumerate(heights) if h is not None]
    width = Fraction(120, max(len(heights) - 1, 1))
    path = "".join(
        f"{'L' if k else 'M'}{round(n * width)} {30 - round(min(h, Fraction(1)) * 28)}"
        for k, (n, h) in enumerate(known)
    )
    change = ""
    if len(known) > 1:
        apart = (known[-1][1] - known[-2][1]) * 100
        change = "持平" if not apart else f"{'上升' if apart > 0 else '下降'} {show(abs(apart), '')} 个百分点"
    return Trend(row.rule.title, number, level, tuple(points[-MOST_POINTS:]), path, change)


def _chosen(overview: Overview) -> list[UnitRow]:
    """All units where the page holds them, else those with the most to do."""
    if overview.units_total <= MOST_UNITS:
        return list(overview.units)

    def to_do(unit: UnitRow) -> int:
        return unit.counts["not_met"] + unit.counts["disputed"] + unit.counts["missing"]

    return nsmallest(MOST_UNITS, overview.units, key=lambda u: (-to_do(u), u.code))


def _shapes(cells: Sequence[int], wide: int) -> Iterator[tuple[str, str]]:
    """The cells as one path a verdict, each with a shape of its own, so that none is told by colour alone."""
    w = wide - 1
    drawn = {
        "not_met": f"h{w}v14h-{w}z",
        "missing": f"h{w}v14h-{w}zm2 2v10h{w - 4}v-10z",
        "disputed": f"m0 14h{w}l-{w / 2:g}-14z",
        "pending": f"m0 5h{w}v4h-{w}z",
        "not_applicable": f"m0 6.5h{w}v1h-{w}z",
    }
    for number, code in enumerate(CODES):
        path: list[str] = []
        for same, run in groupby(enumerate(cells), key=lambda c: c[1] == number):
            columns = [n for n, _ in run]
            if same and code == "met":
                long = len(columns) * wide - 1
                path.append(f"M{columns[0] * wide} 1h{long}v14h-{long}z")
            elif same:
                path += [f"M{n * wide} 1{drawn[code]}" for n in columns]
        if path:
            yield code, "".join(path)


def _distribution(row: RuleRow) -> tuple[tuple[tuple[int, int, int, int, bool], ...], int | None, str, str]:
    """(x, height of those with counts, height of those without, how many, 100 % or not), where the line stands, words."""
    if not row.is_rate or not any(row.bins) + any(row.bins_alone):
        return (), None, "", ""
    most = max(a + b for a, b in zip(row.bins, row.bins_alone, strict=True))
    bars = tuple(
        (n * 10, -(-row.bins[n] * 34 // most), -(-row.bins_alone[n] * 34 // most), row.bins[n] + row.bins_alone[n], n == BINS - 1)
        for n in range(BINS)
        if row.bins[n] or row.bins_alone[n]
    )  # fmt: skip
    value = row.rule.comparison.value
    line = round(min(value, Fraction(1)) * 200) if value is not None else None
    said = "；".join(
        f"{'100%' if n == BINS - 1 else f'{5 * n}%—{5 * n + 5}%'}：{row.bins[n] + row.bins_alone[n]} 个"
        for n in range(BINS)
        if row.bins[n] or row.bins_alone[n]
    )
    return bars, line, row.rule.comparison.sentence(), said


def _silent(gone: Sequence[Silent], divisions: Divisions) -> list[tuple[str, str, int, list[Silent]]]:
    """(period, government above, how many below it did not report, as many of them as the page holds)."""

    def key(unit: Silent) -> tuple[str, str]:
        return unit.period, unit.parent

    shown: list[tuple[str, str, int, list[Silent]]] = []
    room = MOST_SILENT
    for (period, parent), same in groupby(sorted(gone, key=lambda u: (key(u), u.code)), key):
        units = list(same)
        shown.append(
            (Period.parse(period).chinese if period else "", name_of(parent, divisions), len(units), units[:room])
        )
        room = max(room - len(units), 0)
    return shown


__all__ = ["render"]
