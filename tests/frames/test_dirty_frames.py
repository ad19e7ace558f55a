"""Frames as people really have them: read as meant, or refused in one sentence that names column and row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import compliance
from compliance.errors import TableError, UsageError
from tests.frames.world import RULE_SET

UNITS = pd.DataFrame({"unit": ["990101001", "990101002", "990101003"], "level": "乡"})
NAN = float("nan")


def wide(top: Any, base: Any = (30, 30, 30), **more: Any) -> pd.DataFrame:
    return pd.DataFrame({"unit": UNITS["unit"], "出庭率.numerator": top, "出庭率.denominator": base, **more})


def check(facts: Any, units: Any = UNITS, **more: Any) -> Any:
    return compliance.check(units, facts, **{"rules": RULE_SET, "as_of": "2025-06-30", "period": "2024", **more})


def verdicts(facts: Any, units: Any = UNITS, **more: Any) -> list[str]:
    found = check(facts, units, **more).verdicts
    return list(found[found["rule"] == "demo-2024-00"]["verdict"])


def refused(facts: Any, units: Any = UNITS) -> list[str]:
    with pytest.raises(TableError) as found:
        check(facts, units)
    return [p.message + p.advice for p in found.value.problems]


def of(*values: Any, dtype: Any = object) -> Any:
    return pd.Series(values, dtype=dtype)


def one(value: Any, dtype: str) -> Any:
    """A number as numpy has it."""
    return pd.Series([value], dtype=dtype).to_numpy()[0]


@pytest.mark.parametrize(
    "column",
    [
        of(27, "26", None), of(27.0, "26", NAN), of(Decimal(27), Decimal("26.0"), pd.NaT), of(27, 26, pd.NA, dtype="Int64"),
        of(27, 26, pd.NA, dtype="Float32"), of(27, 26, pd.NA, dtype="int64[pyarrow]"), pd.Categorical([27, 26, None]),
        of(one(27, "int32"), one(26, "float32"), one(NAN, "float32")), of(27, 26, NAN, dtype=float).to_numpy().astype("longdouble"),
        of(" ２７ ", "26件", "  "), of(27, 26, pd.NA, dtype="Sparse[float]"), of("27", one(26, "float64"), one(None, "datetime64[ns]")),
    ],
)  # fmt: skip
def test_a_number_is_a_number_however_it_is_kept(column: Any) -> None:
    """27 of 30 meets 90 %, 26 of 30 does not, and what is blank is missing."""
    assert verdicts(wide(column)) == ["met", "not_met", "missing"]


@pytest.mark.parametrize(
    ("column", "row", "shown"),
    [
        (of(Decimal(27), Decimal("NaN"), Decimal(25)), 2, "NaN"), (of(27, 26, True), 3, "True"), (of(None, "—", 3), 2, "—"),
        (of(27.0, float("inf"), 25), 2, "inf"), (of(None, True, False, dtype="boolean"), 2, "True"), (of("27", "1O", "25"), 2, "1O"),
        (pd.to_datetime(of(None, "2024-01-01", None)), 2, "2024-01-01"), (of(27, [26], 25), 2, "[26]"),
        (of(27, 26, "①"), 3, "①"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_told_by_its_row(column: Any, row: int, shown: str) -> None:
    """Also where all of the column is of a type that holds no numbers: the first row that holds anything."""
    assert f"facts 表第 {row} 行“出庭率.numerator”列的“{shown}”读不了" in refused(wide(column))[0]


@pytest.mark.parametrize("kind", [float, bool, "datetime64[ns]", object, "category", "timedelta64[ns]"])
def test_a_frame_without_rows_is_blank_whatever_its_types(kind: Any) -> None:
    """As pandas makes them of nothing: every figure is missing."""
    empty = pd.Series([], dtype=kind)
    long = pd.DataFrame({"unit": empty, "indicator": empty, "value": empty, "approximate": empty, "period": empty})
    people = pd.DataFrame({"unit": empty, "list": empty, "begins": empty, "培训学时": empty})

    assert verdicts(long, records=people) == verdicts(wide((27, 26, 25))[:0]) == ["missing"] * 3
    assert verdicts(pd.DataFrame({"unit": empty, "出庭率.value": empty})) == ["missing"] * 3
    assert verdicts(wide((27, 26, 25)), long[["unit", "period"]]) == []


@pytest.mark.parametrize("kind", ["float64", "Float64", "double[pyarrow]", "int32", "uint32", "Int64", "category"])
def test_codes_of_units_as_numbers_join_back(kind: str) -> None:
    """990101001.0 is the code 990101001: pandas makes floats of them where one was blank."""
    numbers = UNITS["unit"].astype("int64").astype(kind)
    units, facts = UNITS.assign(unit=numbers), wide((27, 26, 25))
    found = check(facts, units).verdicts
    attended = found[found["rule"] == "demo-2024-00"]

    assert list(units.merge(attended, on="unit", how="left")["verdict"]) == ["met", "not_met", "not_met"]
    assert verdicts(wide((27, 26, 25), unit=numbers)) == ["met", "not_met", "not_met"]


@pytest.mark.parametrize("kind", ["float64", "Float64", "double[pyarrow]", object])
@pytest.mark.parametrize(("top", "verdict"), [(8106479329266892, "met"), (8106479329266891, "not_met")])
def test_whole_numbers_that_became_floats_are_those_numbers(kind: Any, top: int, verdict: str) -> None:
    """Below 2^53 every whole number has a float of its own: one case short of 90 % of 2^53-1 is short."""
    figures = [of(float(n), NAN, NAN).astype(kind) for n in (top, 2**53 - 1)]

    assert verdicts(wide(*figures)) == [verdict, "missing", "missing"]
    mixed = of(figures[0].iloc[0], "26", None)
    assert verdicts(wide(mixed, figures[1])) == [verdict, "missing", "missing"]


def test_floats_among_whole_numbers_are_told() -> None:
    """As those of a column that holds nothing else."""
    found = check(wide(of(27, 26.5, None))).problems

    assert "列有 1 个二进制小数，按十五位有效数字读取（第 2 行为 26.5）" in "".join(found["message"])


def test_codes_that_are_no_numbers_are_told() -> None:
    """Half a code, a code beyond what a float keeps."""
    assert "facts 表第 1 行“unit”列的“990101001.5”" in refused(wide((27, 26, 25), unit=[990101001.5, None, 1]))[0]
    assert "“unit”列的“1e+17”" in refused(wide((27, 26, 25), unit=[1e17, 1, 1]))[0]


@pytest.mark.parametrize("frame", ["facts", "units"])
def test_a_unit_that_is_the_index_is_told(frame: str) -> None:
    """And how to make a column of it."""
    facts, units = wide((27, 26, 25)), UNITS
    facts, units = (facts.set_index("unit"), units) if frame == "facts" else (facts, units.set_index("unit"))

    assert refused(facts, units) == [f"{frame} 表的“unit”是索引，不是列。请先用 reset_index() 变成列。"]


def test_an_index_says_nothing() -> None:
    """Neither one that repeats itself nor one in another order; nor what else the frame is."""

    class Own(pd.DataFrame):
        """As geopandas has it."""

    facts = wide((27, 26, 25)).set_axis([1, 1, 0])

    assert verdicts(facts) == verdicts(Own(facts)) == verdicts(facts[::-1]) == ["met", "not_met", "not_met"]


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        ("单位代码", "unit"), ("指标名称", "indicator"), ("指标编码", "indicator") , ("分子", "numerator"), (" 分母 ", "denominator"),
        ("数值", "value"), ("期间", "period"), ("统计范围", "scope"), ("Indicator", "indicator"), (" value", "value"),
    ],
)  # fmt: skip
def test_a_column_under_its_chinese_heading_is_not_left_aside(column: str, meant: str) -> None:
    """As the workbooks of clerks have them: which one it is to be is told."""
    long = pd.DataFrame({
        "unit": UNITS["unit"], "indicator": "出庭率", "scope": "全域", "numerator": 27, "denominator": 30, "value": None, "period": 2024,
    })  # fmt: skip
    assert verdicts(long) == ["met"] * 3

    assert f"没有“{column}”这一列，像是“{meant}”写错了" in refused(long.rename(columns={meant: column}))[-1]


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        ("出庭率_numerator", "出庭率.numerator"), ("出庭率.分子", "出庭率.numerator"), ("出庭率（分母）", "出庭率.denominator"),
        ("出庭率 . value", "出庭率.value"), ("出庭率．numerator", "出庭率.numerator"), ("出庭率.全州.denominator", "出庭率.denominator"),
        ("出庭率", "出庭率.value"),
    ],
)  # fmt: skip
def test_a_column_that_begins_as_an_indicator_is_not_left_aside(column: str, meant: str) -> None:
    """A figure in it would be lost."""
    assert refused(pd.DataFrame({"unit": UNITS["unit"], column: 1})) == [
        f"facts 表没有“{column}”这一列，像是“{meant}”写错了。请改正列名，或删去这一列。"
    ]


@pytest.mark.parametrize("column", ["培训学时（小时）", "培训学时.value"])
def test_a_column_of_a_list_that_begins_as_an_indicator_is_told(column: str) -> None:
    """In a list the name of the indicator is the name of the column."""
    records = pd.DataFrame({"unit": ["990101"], "list": "人员培训", column: 60})

    with pytest.raises(TableError, match="像是“培训学时”写错了"):
        check(wide((27, 26, 25)), records=records)


@pytest.mark.parametrize(
    "day", ["0000-01-01", "-001-01-01", "+2025-03-31", "99999-01-01", "2025-02-29", "２０２５-03-31"]
)
def test_a_day_that_is_none_is_told(day: str) -> None:
    """polars would read the years nought and minus one, for which Python has no date."""
    wide_, long = (
        {"unit": ["990101001"], "公开日期.value": [day]},
        {"unit": ["990101001"], "indicator": ["公开日期"], "value": [day]},
    )

    assert all(f"的“{day}”读不了" in refused(frame(data))[0] for data in (wide_, long) for frame in (pd.DataFrame, pl.DataFrame))  # fmt: skip


def test_a_day_beyond_the_calendar_is_told() -> None:
    """In polars and in Arrow there are days before the year 1 and after 9999."""
    days = pl.Series([35_000_000, -800_000, 20_178], dtype=pl.Int32).cast(pl.Date)
    facts = pl.DataFrame({"unit": UNITS["unit"].to_list(), "公开日期.value": days})

    assert ["第 1 行" in refused(facts)[0], "第 2 行" in refused(facts)[1], len(refused(facts))] == [True, True, 2]


@pytest.mark.parametrize("as_of", ["2024-12-31", date(2024, 12, 31), datetime(2024, 12, 31, 12), pd.Timestamp("2024-12-31T20:00Z") - pd.Timedelta("5h")])  # fmt: skip
@pytest.mark.parametrize("period", ["2024", 2024, one(2024, "int64"), pd.Period("2024"), "2024年度"])
def test_days_and_periods_as_people_name_them(as_of: Any, period: Any) -> None:
    """The year runs on its last day, in China."""
    assert verdicts(wide((27, 26, 25)), as_of=as_of, period=period) == ["pending"] * 3


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ({"as_of": "去年底"}, "看不懂核对基准日“去年底”"), ({"as_of": pd.NaT}, "看不懂核对基准日“NaT”"),
        ({"period": date(2024, 1, 1)}, "看不懂填报期间“2024-01-01”"), ({"period": 24}, "看不懂填报期间“24”"),
        ({"rules": "golmud"}, "找不到规则包“golmud”"), ({"columns": "verdit"}, "结果中没有“verdit”这一列"),
    ],
)  # fmt: skip
def test_an_argument_that_is_none_is_told(argument: dict[str, Any], words: str) -> None:
    """In one sentence, as of a column."""
    with pytest.raises(UsageError, match=words):
        check(wide((27, 26, 25)), **argument)


def test_one_pack_and_one_column_need_no_list() -> None:
    """A name alone is that name, and not its letters; one named twice is there once."""
    found = check(wide((27, 26, 25)), rules="golmud-2024", benchmarks="gansu-2023", columns="verdict").verdicts

    assert list(found.columns) == ["verdict"] and len(found)
    assert list(check(wide((27, 26, 25)), columns=["rule", "rule"]).verdicts.columns) == ["rule"]


def test_a_unit_without_name_does_not_run_into_the_year() -> None:
    """990101001 2024年, not 9901010012024年."""
    long = pd.DataFrame(
        {"unit": UNITS["unit"], "indicator": "出庭率", "scope": None, "numerator": 27, "denominator": 30}
    )

    assert check(long).problems["message"][0].startswith("990101001 2024年“出庭率”")


ONE_UNIT = ("990101", " 990101", "９９０１０１", "990101000000", "990101000", "990 101")


@pytest.mark.parametrize("listed", ONE_UNIT)
@pytest.mark.parametrize("written", ONE_UNIT)
def test_a_unit_is_one_however_its_code_is_written(listed: str, written: str, tmp_path: Path) -> None:
    """In wide and long facts, in lists, in Parquet: as in a workbook. Verdicts have the code of the units frame."""
    units = pl.DataFrame({"unit": ["990101001", listed], "level": ["乡", "县"]})
    long = pl.DataFrame({"unit": [written], "indicator": ["出庭率"], "numerator": [27], "denominator": [30]})
    facts = pl.DataFrame({"unit": [written], "出庭率.numerator": [27], "出庭率.denominator": [30]})
    people = {"unit": [written], "list": ["人员培训"], "category": ["执法人员"]}
    records = pl.DataFrame({**people, "name": ["甲"], "培训学时": [60]})
    rolls = pl.DataFrame({**people, "expected": [1]})
    for frame in (long, facts):
        found = check(frame, units, records=records, rolls=rolls)
        met = found.verdicts.filter((pl.col("verdict") == "met") & (pl.col("unit") == listed))["rule"].to_list()
        assert {"demo-2024-00", "demo-2024-18"} <= set(met)
        assert "unit_not_listed" not in found.problems["code"]

        units.write_parquet(tmp_path / "units.parquet")
        frame.write_parquet(tmp_path / "facts.parquet")
        compliance.check_parquet(
            tmp_path / "units.parquet", tmp_path / "facts.parquet", tmp_path / "out.parquet", RULE_SET,
            as_of="2025-06-30", period="2024", units_at_once=1,
        )  # fmt: skip
        out = pl.read_parquet(tmp_path / "out.parquet").filter(pl.col("unit") == listed)
        assert out.filter(pl.col("rule") == "demo-2024-00")["verdict"].to_list() == ["met"]


@pytest.mark.parametrize("other", ONE_UNIT[1:])
def test_a_unit_that_stands_twice_among_the_units_is_told(other: str) -> None:
    """It would be answered twice, and counted so."""
    units = pd.DataFrame({"unit": ["990101", "990101001", other], "level": "县"})

    assert refused(wide((27, 26, 25)), units) == ["units 表第 3 行与第 1 行重复（990101）。请只保留一行。"]


def test_one_unit_in_two_rows_is_told_however_its_code_is_written() -> None:
    """Which of the two would count is nobody's guess."""
    facts = pd.DataFrame({"unit": ["990101001", "990101001000"], "讲座期数.value": [1, 2]})

    assert "第 2 行与第 1 行重复" in refused(facts)[0]
