"""What column expressions answer by themselves: ordinary rows are not put to the judge, whose pace is a row at a time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from compliance.engine.frames import Check, Wanted
from compliance.indicator import Group
from compliance.rule import Relative, Rule
from tests.frames.packed import Row, World, asking_of, blank_row, by_columns, rule
from tests.frames.test_packed_frames import compare

AFTER, IN_JUNE = date(2025, 6, 30), date(2024, 6, 30)
DAY = Fraction(date(2024, 9, 30).toordinal())


def units(number: int) -> list[str]:
    return [f"990121{i:03}" for i in range(1, number + 1)]


def world(rules: list[Rule], *rows: Row, as_of: date = AFTER, wide: bool = False) -> World:
    listed: list[Row] = [{"unit": u, "unit_name": u, "level": "乡"} for u in dict.fromkeys(r["unit"] for r in rows)]
    return World(listed, list(rows), [], [], asking_of(rules, as_of), wide)


def each(name: str, *cells: Any, **more: Any) -> list[Row]:
    """A row for each unit: (numerator, denominator), a value, or None for a blank one."""
    rows = []
    for unit, cell in zip(units(len(cells)), cells, strict=True):
        n, d = cell if isinstance(cell, tuple) else (None, None)
        value = None if isinstance(cell, tuple) else cell
        rows.append(blank_row(unit, name, **more, value=value, numerator=n, denominator=d))
    return rows


def judged(made: World, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(unit, rule) of whatever the judge was asked for the grid; the answers are those of the rows."""
    compare(made)
    asked: list[tuple[str, str]] = []
    answer = Check.judged

    def noting(self: Check, wanted: Wanted) -> Any:
        asked.extend((str(self.units.codes[row]), q.rule.id) for row, some in wanted.items() for _, q in some)
        return answer(self, wanted)

    with monkeypatch.context() as patched:
        patched.setattr(Check, "judged", noting)
        by_columns(made).grid()
    return sorted(asked)


LINE = Fraction(9, 10)
MOST = 2**62 // (2 * 20_000)  # of a rate against 90 %
FIT = int((2**62 // 40_000) ** 0.5)  # of two rates against each other
ORDINARY = [
    ([rule("全率", "at_least", LINE)], each("全率", (0, 0), (0, 1), (1, 1), (9, 10), (MOST, MOST), (0, MOST), None)),
    ([rule("倍率", "less_than", LINE)], each("倍率", (0, 0), (3, 2), (0, 5), (5, 5), (MOST, 1), (MOST, MOST), None)),
    ([rule("出庭率", "equals", Fraction(1))], each("出庭率", (5, 5), (4, 5), (0, 0), None)),
    ([rule("期数", "between", Fraction(1), Fraction(4))], each("期数", 0, 1, 4, 5, MOST, None)),
    ([rule("经费", "at_most", Fraction(10**6))], each("经费", 0, 10**6, 10**6 + 1, 2**62 // (2 * 10**6))),
    ([rule("公布日期", "by", DAY)], each("公布日期", date(2024, 9, 30), date(2024, 10, 1), date(2022, 12, 31), AFTER, None)),
    ([rule("期数", "at_least", Fraction(1), every="quarter")],
     [r for q in range(1, 5) for r in each("期数", 0, 1, 2, period=f"2024-Q{q}")]),
    ([rule("全率", "more_than", relative=Relative("他率"))],
     each("全率", (1, 2), (0, 0), (1, 2), (0, 9), None) + each("他率", (1, 3), (1, 2), (0, 0), (0, 7), (1, 2))),
    ([rule("全率", "more_than", relative=Relative("他率"))], each("全率", (1, 2), (0, 0), None)),
    ([rule("全率", "more_than", relative=Relative("他率"))], each("他率", (1, 2), (0, 0), None)),
    ([rule("他率", "at_least", relative=Relative("他率", previous=True, times=LINE, plus=Fraction(1, 50)))],
     each("他率", (1, 2), (10_000, 10_000)) + each("他率", (1, 3), (10_000, 10_000), period="2023")),
    ([rule("人均学时", "at_least", Fraction(60), group=Group("某类", "名单", ("甲类",)))], each("期数", 1, None)),
    ([rule("全率", "at_least", relative=Relative("他率"))],
     each("全率", (FIT, FIT), (FIT - 1, FIT)) + each("他率", (FIT - 1, FIT), (FIT, FIT))),
    ([rule("全率", "at_least", relative=Relative("他率", times=LINE))], each("全率", (9, 10), (9, FIT // 10)) + each("他率", (1, 1), (1, FIT // 10))),
]  # fmt: skip


@pytest.mark.parametrize("as_of", [AFTER, IN_JUNE])
@pytest.mark.parametrize("number", range(len(ORDINARY)))
@pytest.mark.parametrize("wide", [False, True])
def test_ordinary_rows(number: int, as_of: date, wide: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing goes to the judge: not noughts, not figures on a line, not the largest whose products fit, not blanks."""
    rules, rows = ORDINARY[number]
    if as_of == IN_JUNE:  # a day to come is the judge's
        rows = [r for r in rows if not isinstance(r["value"], date) or r["value"] <= as_of]

    assert judged(world(rules, *rows, as_of=as_of, wide=wide), monkeypatch) == []


def test_figures_that_fit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums that come out, totals over their parts, a base told twice alike; of what is blank nothing can be unlike."""
    rules = [rule(n, "at_least", Fraction(1), number=i) for i, n in enumerate(("全率", "又率", "办成件数"))]
    rows = [
        *each("全率", (9, 10), (9, 10), (3, 10), (0, 0)), *each("又率", (1, 10), (1, 10), None, (0, 0)),
        *each("办成件数", 9, 9, 3, 0), *each("全部件数", 10, 10, None, 0), *each("期末件数", 1, None, 7, 0),
        *each("期数", 4, 4, None, 0), *each("期数", 3, 4, 5, 0, scope="本级"),
        *(r for q in range(1, 5) for r in each("期数", 1, None if q == 3 else 1, 1, 0, period=f"2024-Q{q}")),
    ]  # fmt: skip

    assert judged(world(rules, *rows), monkeypatch) == []


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        (rule("全率", "at_least", LINE), each("全率", (2, 1), (-1, 1), (MOST, MOST + 1), (None, 4), (4, None))),
        (rule("倍率", "at_least", LINE), each("倍率", (1, 0), (MOST + 1, 1), (-1, 1), (1, MOST + 1))),
        (rule("期数", "at_least", Fraction(1)), each("期数", -1, MOST + 1, 2**62)),
        (rule("公布日期", "by", DAY), each("公布日期", date(2022, 12, 30), date(2025, 7, 1))),
        (
            rule("全率", "at_least", relative=Relative("他率")),
            each("全率", (1, FIT + 1), (1, 2**40)) + each("他率", (1, 2), (1, 2**40)),
        ),
        (
            rule("全率", "at_least", relative=Relative("他率")),
            each("全率", (1, 2), (1, 2)) + each("他率", (1, FIT + 1), (5, 4)),
        ),
        (
            rule("全率", "at_least", relative=Relative("他率", times=LINE)),
            each("全率", (1, FIT // 10 + 1)) + each("他率", (1, 2)),
        ),
    ],
)
def test_what_is_not_ordinary(asked: Rule, rows: list[Row], monkeypatch: pytest.MonkeyPatch) -> None:
    """Impossible or half counts, figures whose products may not fit, days long past or to come: each is the judge's."""
    assert judged(world([asked], *rows), monkeypatch) == sorted({(r["unit"], asked.id) for r in rows})


@pytest.mark.parametrize("cells", [(4, None), (None, 4)])
def test_half_of_a_rate(cells: tuple[int | None, int | None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a frame has columns of numerators alone, or of bases alone, the judge says what is absent; a blank is a blank."""
    made = world([rule("全率", "at_least", LINE)], *each("全率", cells, None), wide=True)

    assert judged(made, monkeypatch) == [(units(1)[0], "p-00")]


def test_a_figure_of_the_other_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the figure asked for is absent, the judge says which one is there instead."""
    rows = [*each("全率", None, (9, 10)), *each("全率", (9, 10), (9, 10), scope="本级")]

    assert judged(world([rule("全率", "at_least", LINE)], *rows), monkeypatch) == [(units(1)[0], "p-00")]


@pytest.mark.parametrize(("whole", "part", "asked"), [
    ((10, 10), (3, 4), True), ((9, 10), (3, 4), False), ((3, 10), (4, 4), True), ((9, 10), (0, 1), False),
    ((8, 10), (0, 3), True), ((9, 10), (9, 10), False), ((0, 0), (0, 1), True), ((0, 0), (0, 0), False),
])  # fmt: skip
def test_a_part_beside_its_whole(
    whole: tuple[int, int], part: tuple[int, int], asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge is asked where the two cannot both be: more done, or more left undone, than of all."""
    rules = [rule("全率", "at_least", LINE, number=1), rule("分率", "at_least", LINE, number=2)]
    made = world(rules, *each("全率", whole), *each("分率", part))

    assert bool(judged(made, monkeypatch)) is asked


@pytest.mark.parametrize(("whole", "asked"), [((4, 4), True), ((0, 4), True), ((3, 4), False), ((0, 0), True)])
def test_a_part_that_is_absent(whole: tuple[int, int], asked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may follow from a whole that is all or none; the other unit has it."""
    rows = [*each("全率", whole, (3, 4)), *each("分率", None, (1, 1))]
    told = judged(world([rule("分率", "at_least", LINE)], *rows), monkeypatch)

    assert told == ([(units(1)[0], "p-00")] if asked else [])


def test_a_part_nobody_reports_of_two_wholes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each whole that is all or none has a say, also where the nearer one is blank."""
    rows = [*each("分率", None, None, (1, 2)), *each("全率", (4, 4), (3, 4), (3, 4))]

    assert judged(world([rule("细率", "at_least", LINE)], *rows), monkeypatch) == [(units(1)[0], "p-00")]


NEAR = [
    (rule("全率", "at_least", LINE), [(899_999, 10**6), (900_001, 10**6), (8_999, 10**4), (2, 3), (9, 10)], [], ["89.9999%", "90.0001%"]),
    (rule("全率", "equals", Fraction(1, 3)), [(33, 100), (3_333, 10**4), (333_333, 10**6), (1, 3)], [], ["33.33%"]),
    (rule("全率", "at_least", relative=Relative("他率")), [(90_001, 10**5), (89_999, 10**5), (8_999, 10**4), (9, 10)], [(9, 10)] * 4,
     ["90.001%", "89.999%"]),
    (rule("全率", "at_least", relative=Relative("他率", plus=Fraction(1, 50))), [(92_001, 10**5), (92, 100)], [(9, 10)] * 2, ["92.001%"]),
    (rule("全率", "at_least", relative=Relative("他率")), [(1, 10)], [(0, 10)], []),
    (rule("全率", "at_least", relative=Relative("他率")), [(9, 10)] * 2, [(90_001, 10**5), (8_999, 10**4)], ["90%"]),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "mine", "theirs", "exact"), NEAR)
def test_words_only_near_the_line_are_the_judges(
    asked: Rule,
    mine: list[tuple[int, int]],
    theirs: list[tuple[int, int]],
    exact: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """89.9999 % is not shown as 90 %; all else in two decimals, by the columns themselves."""
    made = world([asked], *each("全率", *mine), *each("他率", *theirs))
    assert judged(made, monkeypatch) == []
    told: list[int] = []
    answer = Check.judged
    with monkeypatch.context() as patched:
        patched.setattr(Check, "judged", lambda self, wanted: (told.extend(wanted), answer(self, wanted))[1])
        frame = by_columns(made).verdicts(("unit", "actual_text"))[0]

    assert [frame["actual_text"][row] for row in sorted(told)] == exact


def test_products_that_do_not_fit_64_bits() -> None:
    """2^33 of 2^34 against one more of as many: the judge counts in whole numbers of any size."""
    rows = each("全率", (2**33, 2**34)) + each("他率", (2**33 + 1, 2**34))
    made = world([rule("全率", "at_least", relative=Relative("他率"))], *rows)
    compare(made)

    assert by_columns(made).grid()[0]["p-00"].to_list() == ["not_met"]


@pytest.mark.parametrize(
    ("times", "plus", "mine", "met"),
    [
        ("2", "0", (3, 10), False), ("2", "0", (4, 10), True), ("9/10", "0", (17, 100), False), ("9/10", "0", (18, 100), True),
        ("1", "1/50", (21, 100), False), ("1", "1/50", (22, 100), True), ("1", "-1/50", (17, 100), False),
        ("1", "-1/50", (18, 100), True), ("2", "1/50", (41, 100), False), ("2", "1/50", (42, 100), True),
    ],
)  # fmt: skip
def test_a_line_that_is_made_of_another_figure(times: str, plus: str, mine: tuple[int, int], met: bool) -> None:
    """Twice 20 %, a tenth less than it, two points more or less: what reaches it just so is met."""
    relative = Relative("他率", times=Fraction(times), plus=Fraction(plus))
    made = world([rule("全率", "at_least", relative=relative)], *each("全率", mine), *each("他率", (2, 10)))
    compare(made)

    assert by_columns(made).grid()[0]["p-00"].to_list() == ["met" if met else "not_met"]


@pytest.mark.parametrize(
    "periods", [[f"{y}-Q{q}" for y in (2023, 2024) for q in (1, 2, 3, 4)], [str(y) for y in range(2018, 2025)]]
)
def test_a_figure_unlike_those_before_it(periods: list[str]) -> None:
    """A quarter is held against quarters, a year against years."""
    amounts = [10] * (len(periods) - 1) + [100]
    rows = [r for period, n in zip(periods, amounts, strict=True) for r in each("期数", n, 10, period=period)]
    every = "quarter" if "Q" in periods[0] else "year"
    made = world([rule("期数", "at_least", Fraction(1), every=every)], *rows)
    compare(made)

    flags = by_columns(made).verdicts(("unit", "period", "flags"))[0].filter(pl.col("flags") != "")
    assert flags.rows() == [(units(1)[0], periods[-1], "outlier")]


@pytest.mark.parametrize(
    ("beside", "fails"),
    [
        (each("期末件数", 5, approximate=True) + each("全部件数", 10), True),
        (each("期末件数", 1, approximate=True) + each("全部件数", 10), False),
        ([blank_row(units(1)[0], "又率", value="10%", denominator=11)], True),
        ([blank_row(units(1)[0], "又率", value="10%", denominator=10)], False),
    ],
)
def test_beside_a_figure_that_is_no_plain_count(beside: list[Row], fails: bool) -> None:
    """9 of 10 done and about 5 left; 10 here and 11 in the row of another rate: the rate is flagged."""
    made = world([rule("全率", "at_least", LINE)], *each("全率", (9, 10)), *beside)
    compare(made)

    flags = by_columns(made).verdicts(("flags",))[0]["flags"].to_list()
    assert flags == ["identity_fails" if fails else ""]


@pytest.mark.parametrize(("again", "flag"), [(8, "identity_fails"), (9, "")])
def test_beside_the_count_it_is_made_of_told_twice(again: int, flag: str) -> None:
    """9 of 10, and 9 and 8 in two rows of the numerator, which stands in no sum: the rate is flagged."""
    made = world(
        [rule("他率", "at_least", Fraction(1, 2))],
        *each("他率", (9, 10)),
        *each("他办件数", 9),
        *each("他办件数", again),
    )
    compare(made)

    assert by_columns(made).verdicts(("flags",))[0]["flags"].to_list() == [flag]
