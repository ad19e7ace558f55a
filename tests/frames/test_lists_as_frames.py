"""Records and rolls handed in as frames: each row by its unit, with its own period and figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from compliance.engine.listed import records_of, rolls_of
from compliance.errors import TableError
from compliance.period import Period
from compliance.tables import Faults
from tests.engine.cases import INDICATORS, YEAR

RECORDS = pl.DataFrame({
    "unit": ["990101", "990101/司法局", "990101"], "list": ["负责人", "部门情况", "未知名单"], "name": ["张某", None, "李某"],
    "category": ["负责人、执法人员", "执法部门", None], "begins": [date(2022, 1, 1), None, None], "ends": ["2026-12-31", None, None],
    "任期培训次数": [1, None, None], "公示日期": [None, date(2024, 9, 30), None], "培训学时": ["60.5", None, None],
})  # fmt: skip


def test_a_row_is_a_record() -> None:
    """Days are days, figures exact, categories apart; a department's row stands in its government's list; strangers are told."""
    faults = Faults()
    found = records_of(RECORDS, INDICATORS, YEAR, faults)
    person, office = found["990101"]

    assert list(found) == ["990101"]
    assert (person.name, person.categories, person.begins, person.ends) == (
        "张某", ("负责人", "执法人员"), date(2022, 1, 1), date(2026, 12, 31),
    )  # fmt: skip
    assert {n: f.value for n, f in person.values.items()} == {"任期培训次数": 1, "培训学时": Fraction(121, 2)}
    assert (office.name, office.list, office.begins) == ("司法局", "部门情况", None)
    assert {n: f.date for n, f in office.values.items()} == {"公示日期": date(2024, 9, 30)}
    assert [p.code for p in faults.notes] == ["list_unknown"]
    assert "人员培训、部门情况、负责人" in faults.notes[0].message + faults.notes[0].advice


@pytest.mark.parametrize(
    ("told", "expected"),
    [(["2023", "2024-01/2024-09", None], [Period(2023), Period(2024, 1, 9)]), (None, [YEAR, YEAR])],
)
def test_the_period_of_a_row(told: list[str | None] | None, expected: list[Period]) -> None:
    """Its own; that of the call where the frame has no such column."""
    more = {} if told is None else {"period": [t or "2024" for t in told]}
    frame = RECORDS.with_columns(**{n: pl.Series(v) for n, v in more.items()})
    rolls = pl.DataFrame(
        {"unit": ["990101"] * 2, "list": ["负责人"] * 2, "category": ["负责人"] * 2, "expected": [1, None]}
    )
    rolls = rolls if told is None else rolls.with_columns(period=pl.Series(told[:2]))

    periods = [r.period for r in records_of(frame, INDICATORS, YEAR, Faults())["990101"]]
    assert [(p.year, p.first_month, p.last_month) for p in periods] == [
        (p.year, p.first_month, p.last_month) for p in expected
    ]
    stated = rolls_of(rolls, INDICATORS, YEAR, Faults())["990101"]
    assert [r.period for r in stated] == periods
    assert [r.expected and r.expected.value for r in stated] == [1, None]


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("公示日期", ["2024-09-30", "九月底", None], "第 2 行“公示日期”列的“九月底”"),
        ("培训学时", ["60", "六十吧", None], "第 2 行“培训学时”列的“六十吧”"),
        ("ends", ["2024-09-30", None, "年底"], "第 3 行“ends”列的“年底”"),
    ],
)
def test_a_fault_is_told_by_column_and_row(column: str, values: list[str | None], words: str) -> None:
    """What is no day, and what is no figure."""
    with pytest.raises(TableError) as found:
        records_of(RECORDS.with_columns(pl.Series(column, values)), INDICATORS, YEAR, Faults())

    assert [words in p.message for p in found.value.problems] == [True]


def test_categories_that_a_list_does_not_have_are_told() -> None:
    """A row of none of its list's categories counts for nobody, and a number of such a category is no number of theirs."""
    faults = Faults()
    people = RECORDS[:1].with_columns(list=pl.lit("人员培训"))
    categories = ["执法员们", "执法员们、负责", "执法员们、执法人员"]
    records_of(pl.concat([people.with_columns(category=pl.lit(c)) for c in categories]), INDICATORS, YEAR, faults)
    rolls = pl.DataFrame(
        {"unit": ["990101"] * 2, "list": "人员培训", "category": ["执法员们", "执法人员"], "expected": 2}
    )
    rolls_of(rolls, INDICATORS, YEAR, faults)

    told = [p.message.partition("）")[0] for p in faults.notes]
    assert told == [
        "records 表的类别“执法员们”不是名单“人员培训”的类别（2 行",
        "records 表的类别“负责”不是名单“人员培训”的类别（1 行",
        "rolls 表的类别“执法员们”不是名单“人员培训”的类别（1 行",
    ]


def test_a_column_that_is_neither_known_nor_misspelt_is_left_aside_and_told() -> None:
    """And not taken for a figure."""
    faults = Faults()
    records_of(RECORDS.head(1).with_columns(籍贯=pl.lit("示例县")), INDICATORS, YEAR, faults)

    assert [(p.code, "籍贯" in p.message) for p in faults.notes] == [("column_ignored", True)]


def test_a_row_of_an_unknown_list_takes_no_other_with_it() -> None:
    """Whatever stands after it is read."""
    found = records_of(RECORDS.reverse(), INDICATORS, YEAR, Faults())

    assert [record.list for record in found["990101"]] == ["部门情况", "负责人"]
