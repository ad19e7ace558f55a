"""Frames with a fault: each is told by table, column and row, and all of them at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from msgspec.structs import replace

import compliance
from compliance.errors import TableError, UsageError
from compliance.region import Divisions
from compliance.rule import Pack
from compliance.rulebook import RuleSet
from tests.engine.cases import INDICATORS, rule
from tests.frames.world import RULE_SET, RULES, UNITS, row_by_row

AS_OF = date(2025, 6, 30)
COUNTY = pl.DataFrame(UNITS[:1])
FACTS = pl.DataFrame(
    {"unit": ["990101"], "indicator": ["出庭率"], "scope": ["全域"], "numerator": [27], "denominator": [30]}
)


def check(units: Any = COUNTY, facts: Any = FACTS, **more: Any) -> Any:
    return compliance.check(units, facts, **{"rules": RULE_SET, "as_of": AS_OF, "period": "2024", **more})


def refused(**frames: Any) -> list[tuple[str, str]]:
    with pytest.raises(TableError) as found:
        check(**frames)
    return [(p.code, p.message) for p in found.value.problems]


def verdict_of(answered: Any, rule: str) -> Any:
    return answered.verdicts.filter(pl.col("rule") == rule)["verdict"][0]


def test_a_sound_frame_is_answered() -> None:
    """27 of 30 against 90 %."""
    assert verdict_of(check(), "demo-2024-00") == "met"


def test_any_column_alone() -> None:
    """Is that column of them all, in the same order; with others in the order asked for."""
    units = pl.DataFrame(UNITS)
    whole = check(units=units).verdicts

    for name in whole.columns:
        assert check(units=units, columns=(name,)).verdicts.equals(whole.select(name))
    assert check(units=units, columns=("rule", "unit_name", "unit")).verdicts.equals(
        whole.select("rule", "unit_name", "unit")
    )


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        (FACTS.drop("unit"), "column_missing", "缺少“unit”列"),
        (FACTS.drop("indicator"), "column_missing", "缺少“indicator”列"),
        (FACTS.rename({"numerator": "numertor"}), "column_unknown", "像是“numerator”写错了"),
        (FACTS.with_columns(numerator=pl.lit("二十七件吧")), "cell_unreadable", "第 1 行“numerator”列的“二十七件吧”"),
        (FACTS.with_columns(numerator=pl.lit("27元")), "cell_unreadable", "第 1 行“numerator”列的“27元”"),
        (FACTS.with_columns(scope=pl.lit("全市")), "cell_unreadable", "第 1 行“scope”列的“全市”"),
        (FACTS.with_columns(approximate=pl.lit("约")), "cell_unreadable", "第 1 行“approximate”列的“约”"),
        (FACTS.with_columns(period=pl.lit("2024年度末")), "cell_unreadable", "第 1 行“period”列的“2024年度末”"),
        (FACTS.with_columns(unit=pl.lit(None, pl.String)), "cell_missing", "第 1 行“unit”列是空的"),
        (FACTS.with_columns(numerator=pl.lit(float("inf"))), "cell_unreadable", "第 1 行“numerator”列的“inf”"),
        (FACTS.with_columns(numerator=pl.lit(value=True)), "cell_unreadable", "“numerator”列"),
        (pl.DataFrame({"unit": ["990101"], "indicator": ["公开日期"], "value": [45000]}), "cell_unreadable", "“45000”"),
        (pl.DataFrame({"unit": ["990101"], "公开日期.value": [45747]}), "cell_unreadable", "“45747”"),
        (pl.DataFrame({"unit": ["990101"], "公开日期.value": [20250331.0]}), "cell_unreadable", "“20250331.0”"),
        (pl.DataFrame({"unit": ["990101"], "讲座期数.numerator": [1]}), "wide_role", "“讲座期数.numerator”"),
        (pl.DataFrame({"unit": ["990101"], "出庭率.numeratr": [1]}), "column_unknown", "像是“出庭率.numerator”写错了"),
        (pl.DataFrame({"unit": ["990101"], "出庭率": [0.9]}), "column_unknown", "像是“出庭率.value”写错了"),
        (
            pl.DataFrame({"unit": ["990101"], "出庭率.numerator": [1], "出庭率.全域.numerator": [2]}),
            "wide_column_twice", "“出庭率.numerator”列与“出庭率.全域.numerator”列",
        ),
        (pl.DataFrame({"unit": ["990101"], "讲座期数.valeu": [1]}), "column_unknown", "“讲座期数.value”"),
        (pl.DataFrame({"unit": ["990101"] * 2, "讲座期数.value": [1, 2]}), "row_twice", "第 2 行与第 1 行"),
        (pl.DataFrame({"unit": ["990101", "990102", "990102", "990101"], "讲座期数.value": [1] * 4}), "row_twice", "第 4 行与第 1 行"),
        (pl.DataFrame({"unit": ["990101"] * 3, "讲座期数.value": [1, 2, 3]}), "row_twice", "第 2 行与第 1 行"),
        ([("990101", 1)], "not_a_frame", "收到的是 list"),
    ],
)  # fmt: skip
def test_a_fault_in_the_facts_is_told_by_column_and_row(facts: Any, code: str, words: str) -> None:
    """The user finds the cell from the sentence alone."""
    told = refused(facts=facts)

    assert [c for c, _ in told] == [code]
    assert words in told[0][1]


@pytest.mark.parametrize(
    ("units", "code", "words"),
    [
        (pl.DataFrame({"unit": ["990101", "990101"], "level": ["县", "县"]}), "row_twice", "第 2 行与第 1 行"),
        (
            pl.DataFrame(
                {"unit": ["990101", "99010A", "99010A", *(f"9901{n}" for n in range(10, 99))], "level": ["县"] * 92}
            ),
            "row_twice",
            "第 3 行与第 2 行",
        ),
        (
            pl.DataFrame({"unit": ["990101", "990102"], "level": ["县", "区"]}),
            "cell_unreadable",
            "第 2 行“level”列的“区”",
        ),
        (pl.DataFrame({"unit": ["990101"], "level": ["区"]}), "cell_unreadable", "第 1 行“level”列的“区”"),
        (pl.DataFrame({"unit": ["990101", "990102"], "level": ["县", None]}), "cell_missing", "第 2 行“level”列是空的"),
        (pl.DataFrame({"unit": ["632801", "999999"]}), "cell_unreadable", "第 2 行“unit”列的“999999”"),
    ],
)
def test_a_fault_in_the_units_is_told_by_column_and_row(units: Any, code: str, words: str) -> None:
    """A code that occurs twice, a level there is not, a blank one, a code nobody knows."""
    told = refused(units=units)

    assert [c for c, _ in told] == [code]
    assert words in told[0][1]


@pytest.mark.parametrize("at", range(15))
def test_a_unit_twice_in_a_row_is_told_wherever_it_stands(at: int) -> None:
    """The codes are looked at in parts, a thread each."""
    codes = [f"9901{n}" for n in range(10, 26)]
    codes[at + 1] = codes[at]
    [(code, words)] = refused(units=pl.DataFrame({"unit": codes, "level": ["县"] * 16}))

    assert code == "row_twice" and f"第 {at + 2} 行与第 {at + 1} 行" in words


def test_every_fault_is_told_at_once() -> None:
    """Two wrong columns and a wrong cell, one error."""
    facts = FACTS.rename({"numerator": "numertor"}).with_columns(scope=pl.lit("全市"), period=pl.lit("去年"))

    assert {code for code, _ in refused(facts=facts)} >= {"column_unknown", "cell_unreadable"}


def test_every_wide_column_that_cannot_be_used_is_told() -> None:
    """A column twice, one whose scope two rules leave open, numerators of what is no rate: one error."""
    names = ("满意率.value", "出庭率.numerator", "出庭率.全域.numerator", "纠错件数.value", "讲座期数.numerator", "违规件数.denominator")  # fmt: skip
    rules = tuple(rule("纠错件数", "at_most", "5件", id=scope, scope=scope) for scope in ("本级", "全域"))
    told = refused(
        facts=pl.DataFrame({"unit": ["990101"], **{name: [1] for name in names}}),
        rules=RuleSet((Pack(rules[0].document, {}, (*RULES, *rules)),), INDICATORS),
    )

    assert [code for code, _ in told] == ["wide_column_twice", "wide_scope_needed", "wide_role", "wide_role"]
    assert "“纠错件数.value”" in told[1][1]


def test_no_period_anywhere_is_an_error() -> None:
    """Neither in a frame nor as an argument."""
    assert [code for code, _ in refused(period=None)][:1] == ["period_needed"]


def test_figures_of_strangers_are_told_and_not_lost() -> None:
    """A unit outside the units frame, an indicator nobody defined."""
    facts = pl.concat(
        [FACTS, FACTS.with_columns(unit=pl.lit("990199")), FACTS.with_columns(indicator=pl.lit("满意率"))]
    )

    assert set(check(facts=facts).problems["code"]) == {"unit_not_listed", "frame_indicator_unknown"}


def test_a_float_is_read_at_fifteen_digits_and_told() -> None:
    """0.9 is nine tenths, not the binary number beside it; against 90 % it holds."""
    facts = pl.DataFrame({"unit": ["990101"], "indicator": ["出庭率"], "scope": ["全域"], "value": [0.9]})
    answered = check(facts=facts)

    assert verdict_of(answered, "demo-2024-00") == "met"
    assert answered.problems["code"].to_list() == ["float_read"]


NARROW = [
    pd.Series([0.9, None], dtype=kind)
    for kind in ("float32", "float16", "Float32", "Float64", "float[pyarrow]", "double[pyarrow]")
]


@pytest.mark.parametrize("column", NARROW, ids=lambda c: str(c.dtype))
def test_a_narrow_float_is_what_its_type_prints(column: Any) -> None:
    """0.9 of 32 bits is kept as 0.899999976158142, and 0.7 as less than 0.7."""
    facts = pd.DataFrame({"unit": ["990101", "990101001"], "indicator": "出庭率", "scope": "全域", "value": column})
    answered = check(facts=facts)
    verdicts = answered.verdicts

    assert verdicts[(verdicts["rule"] == "demo-2024-00") & (verdicts["unit"] == "990101")]["verdict"].tolist() == [
        "met"
    ]
    assert "float_read" in answered.problems["code"].tolist()


@pytest.mark.parametrize("kind", ["datetime64[ns, UTC]", "timestamp[ns, UTC][pyarrow]"])
@pytest.mark.parametrize(("moment", "day"), [("2025-03-31T15:59", "2025-03-31"), ("2025-03-31T16:00", "2025-04-01")])
def test_a_moment_with_a_time_zone_is_a_day_in_china(kind: str, moment: str, day: str) -> None:
    """What was published at four in the afternoon, Greenwich time, was published on the next day."""
    facts = pd.DataFrame({"unit": ["990101"], "公开日期.value": pd.Series([moment + "Z"]).astype(kind)})
    both = (check(facts=facts).verdicts, check(facts=pl.DataFrame(facts)).verdicts.to_pandas())

    assert {v[v["rule"] == "demo-2024-16"]["actual_text"].item() for v in both} == {day}


def test_days_of_arrow_are_days() -> None:
    """As polars and pandas keep them."""
    days = pd.Series([date(2025, 3, 31)], dtype="date32[pyarrow]")
    verdicts = check(facts=pd.DataFrame({"unit": ["990101"], "公开日期.value": days})).verdicts

    assert verdicts[verdicts["rule"] == "demo-2024-16"]["actual_text"].item() == "2025-03-31"


@pytest.mark.parametrize("kind", [pl.Int64, pl.UInt32, pl.String])
def test_verdicts_join_back_onto_the_units(kind: Any) -> None:
    """`unit` comes back in the type it came in: a code read as a number stays one."""
    units = COUNTY.with_columns(pl.col("unit").cast(kind))
    answers = [answer(units, FACTS, rules=RULE_SET, as_of=AS_OF, period="2024") for answer in (compliance.check, compliance.check_grid)]  # fmt: skip
    frame = compliance.check(units.to_pandas(), FACTS.to_pandas(), rules=RULE_SET, as_of=AS_OF, period="2024")

    assert all(len(units.join(a.verdicts, on="unit")) == len(a.verdicts) > 0 for a in answers)
    assert len(units.to_pandas().merge(frame.verdicts, on="unit")) == len(answers[0].verdicts)


def test_years_with_a_gap_are_years() -> None:
    """A column of years with a blank is a float column in pandas."""
    rows = [
        FACTS.to_pandas(),
        FACTS.to_pandas().assign(indicator="讲座期数", value=2, numerator=None, denominator=None),
    ]
    facts = pd.concat(rows).assign(period=[2024.0, None])
    verdicts = check(facts=facts).verdicts

    assert verdicts[verdicts["rule"] == "demo-2024-00"]["verdict"].tolist() == ["met"]


def test_rows_of_strangers_lists_are_told() -> None:
    """A person or a number of a unit outside the units frame."""
    records = pl.DataFrame({"unit": ["990199"], "list": ["人员培训"], "name": ["甲"]})
    rolls = pl.DataFrame({"unit": ["990199"], "list": ["人员培训"], "category": ["执法人员"], "expected": [1]})
    told = check(records=records, rolls=rolls).problems

    assert [text.partition(" ")[0] for text in told["message"] if "不在 units 表中" in text] == ["records", "rolls"]


def test_many_faults_of_one_column_are_counted() -> None:
    """The first twenty rows in their order, and how many more."""
    facts = pl.DataFrame({"unit": [f"99010{n:04}" for n in range(100)], "出庭率.numerator": [f"共{n}吧" for n in range(100)]})  # fmt: skip
    told = refused(facts=facts)

    assert [words.partition("“")[0] for _, words in told[:2]] == ["facts 表第 1 行", "facts 表第 2 行"]
    assert len(told) == 21 and "80" in told[-1][1]


@pytest.mark.parametrize("value", [Decimal("0.9"), "0.9", "90%"])
def test_a_printed_rate_may_be_text_or_decimal(value: Any) -> None:
    """Basis `reported`: no counts were given."""
    facts = pl.DataFrame({"unit": ["990101"], "indicator": ["出庭率"], "scope": ["全域"], "value": [value]})
    row = check(facts=facts).verdicts.filter(pl.col("rule") == "demo-2024-00").to_dicts()[0]

    assert (row["verdict"], row["basis"]) == ("met", "reported")


def test_whole_floats_of_pandas_are_whole_numbers() -> None:
    """A column of counts with a gap is a float column in pandas: nothing is lost and nothing told."""
    facts = pd.DataFrame(
        {"unit": ["990101", "990101001"], "出庭率.numerator": [27, None], "出庭率.denominator": [30, None]}
    )
    units = pd.DataFrame(UNITS[:2])
    answered = check(units=units, facts=facts)
    first = answered.verdicts[answered.verdicts["rule"] == "demo-2024-00"]

    assert first["verdict"].to_list() == ["met", "missing"]
    assert answered.problems.empty


def test_counts_beyond_64_bits_stay_exact() -> None:
    """One case in 10^30 decides; the fraction stands as text beside empty integer columns."""
    n = 9 * 10**29
    facts = pl.DataFrame({"unit": ["990101"], "indicator": ["出庭率"], "scope": ["全域"],
                          "numerator": [str(n - 1)], "denominator": [str(10**30)]})  # fmt: skip
    row = check(facts=facts).verdicts.filter(pl.col("rule") == "demo-2024-00").to_dicts()[0]

    assert row["verdict"] == "not_met"
    assert (row["actual_numerator"], row["actual_fraction"]) == (None, f"{n - 1}/{10**30}")


def test_products_that_would_overflow_are_the_judge_s() -> None:
    """Counts that fit 64 bits while their products with the line do not."""
    top, base = 9 * 10**17 - 1, 10**18
    facts = pl.DataFrame({"unit": ["990101"], "出庭率.numerator": [top], "出庭率.denominator": [base]})

    assert verdict_of(check(facts=facts), "demo-2024-00") == "not_met"


def test_parquet_to_parquet_says_the_same(tmp_path: Path) -> None:
    """In parts of one unit each, facts in another order than the units."""
    facts = pl.DataFrame({
        "unit": [u["unit"] for u in reversed(UNITS)],
        "出庭率.numerator": [9, 8, 0, None, 10], "出庭率.denominator": [10, 10, 0, None, 10],
        "讲座期数.value": [1, 2, 3, 4, None],
    })  # fmt: skip
    pl.DataFrame(UNITS).write_parquet(tmp_path / "units.parquet")
    facts.write_parquet(tmp_path / "facts.parquet")
    columns = ("unit", "period", "rule", "verdict", "reason")
    expected = compliance.check(pl.DataFrame(UNITS), facts, rules=RULE_SET, as_of=AS_OF, period="2024", columns=columns)

    problems = compliance.check_parquet(
        tmp_path / "units.parquet", tmp_path / "facts.parquet", tmp_path / "out.parquet", RULE_SET,
        as_of=AS_OF, period="2024", columns=columns, units_at_once=1,
    )  # fmt: skip

    written = pl.read_parquet(tmp_path / "out.parquet")
    assert sorted(written.rows()) == sorted(expected.verdicts.rows())
    assert [(p.code, p.message.partition("（")[0]) for p in problems] == [
        ("units_unasked", "units 表有 2 个单位没有适用的指标")
    ]


def test_totals_are_checked_in_frames_too() -> None:
    """A prefecture's 全域 figure against its own and its counties': the same flag and problem as row by row."""
    divisions = Divisions.shipped()
    above = "622900"
    below = [d.code for d in divisions.children(above, date(2024, 12, 31))]
    units = [{"unit": c, "unit_name": c, "level": "县" if c != above else "市"} for c in (above, *below)]
    rows = [{"unit": c, "indicator": "讲座期数", "period": "2024", "scope": "全域", "value": 2} for c in below]
    rows += [
        {"unit": above, "indicator": "讲座期数", "period": "2024", "scope": s, "value": v}
        for s, v in (("全域", 99), ("本级", 1))
    ]
    rows = [{**r, "numerator": None, "denominator": None} for r in rows]
    rules = RuleSet(
        (Pack(RULE_SET.packs[0].document, {}, tuple(replace(r, region="622900") for r in RULE_SET.rules)),),
        RULE_SET.indicators,
    )
    expected, problems = row_by_row(units, rows, AS_OF, rules=rules)
    answered = check(
        units=pl.DataFrame(units),
        facts=pl.DataFrame(rows, schema_overrides={"numerator": pl.Int64, "denominator": pl.Int64}),
        rules=rules,
    )

    assert "total_disagrees_with_parts" in {p.code for p in problems}
    assert [r["flags"] for r in answered.verdicts.to_dicts()] == [r["flags"] for r in expected]
    of_rows = answered.problems.filter(pl.col("code") != "frame_figures_unused")
    assert set(of_rows["message"]) == {p.message for p in problems}


# -- Parquet to Parquet


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """A folder with units.parquet and facts.parquet."""
    pl.DataFrame(UNITS[:2]).write_parquet(tmp_path / "units.parquet")
    pl.concat([FACTS.with_columns(unit=pl.lit("990101001")), FACTS]).write_parquet(tmp_path / "facts.parquet")
    return tmp_path


def streamed(folder: Path, out: str = "out.parquet", **more: Any) -> Any:
    units, facts = folder / "units.parquet", folder / "facts.parquet"
    more = {"rules": RULE_SET, "as_of": AS_OF, "period": "2024", **more}
    compliance.check_parquet(units, facts, folder / out, **more)
    return pl.read_parquet(folder / out)


@pytest.mark.parametrize("name", ["units", "facts"])
@pytest.mark.parametrize("at_once", [1, 50_000])
def test_codes_that_a_file_keeps_as_numbers_are_codes(parquet: Path, name: str, at_once: int) -> None:
    """In one of the files and not in the other."""
    before = streamed(parquet, units_at_once=at_once)
    path = parquet / f"{name}.parquet"
    pl.read_parquet(path).with_columns(pl.col("unit").cast(pl.Int64)).write_parquet(path)

    assert streamed(parquet, units_at_once=at_once).equals(before)


@pytest.mark.parametrize("at_once", [0, 1])
def test_a_unit_twice_is_told_however_the_units_are_cut(parquet: Path, at_once: int) -> None:
    """Not answered twice; and a cut of nothing is no empty result."""
    assert len(streamed(parquet, units_at_once=at_once)) > 0
    units = pl.DataFrame(UNITS[:2])
    pl.concat([units, units[:1]]).write_parquet(parquet / "units.parquet")

    with pytest.raises(TableError, match="第 3 行与第 1 行重复"):
        streamed(parquet, units_at_once=at_once)


@pytest.mark.parametrize("out", ["units.parquet", "facts.parquet"])
def test_what_is_read_is_not_written_over(parquet: Path, out: str) -> None:
    """The input is still there."""
    before = (parquet / out).read_bytes()

    with pytest.raises(UsageError, match="请另起一个文件名"):
        streamed(parquet, out)
    assert (parquet / out).read_bytes() == before


def test_a_run_that_fails_leaves_what_was_there(parquet: Path) -> None:
    """The results of the last run, whole, and no half of the next: the second part of the units cannot be read."""
    before = streamed(parquet, units_at_once=1)
    facts = FACTS.with_columns(pl.col("numerator").cast(pl.String))
    wrong = facts.with_columns(unit=pl.lit("990101001"), numerator=pl.lit("二十七件吧"))
    pl.concat([facts, wrong]).write_parquet(parquet / "facts.parquet")

    with pytest.raises(TableError, match="二十七件吧"):
        streamed(parquet, units_at_once=1)
    assert pl.read_parquet(parquet / "out.parquet").equals(before)
    assert sorted(p.name for p in parquet.iterdir()) == ["facts.parquet", "out.parquet", "units.parquet"]


@pytest.mark.parametrize("kind", [pl.String, pl.Int64, pl.Float64, pl.Decimal(12, 0), pl.Categorical])
def test_codes_of_any_type_and_in_any_order(parquet: Path, kind: Any) -> None:
    """In both files, or in the facts alone, which stand in another order than the units."""
    before = streamed(parquet)
    for names in (("facts",), ("units",)):
        for name in names:
            path = parquet / f"{name}.parquet"
            pl.read_parquet(path).with_columns(pl.col("unit").cast(kind)).write_parquet(path)
        assert streamed(parquet, units_at_once=1).equals(before)


@pytest.mark.parametrize("at_once", [1, 2, 50_000])
def test_rows_of_strangers_and_of_nobody_are_told_of_files_too(parquet: Path, at_once: int) -> None:
    """A unit that the units file does not have is counted; a row without unit is an error that names it."""
    path = parquet / "facts.parquet"
    facts = pl.read_parquet(path)
    strangers = [facts[:1].with_columns(unit=pl.lit(code)) for code in ("990199", "990198", "990199")]
    pl.concat([facts, *strangers]).write_parquet(path)
    found = compliance.check_parquet(
        parquet / "units.parquet", path, parquet / "out.parquet", RULE_SET, as_of=AS_OF, period="2024", units_at_once=at_once
    )  # fmt: skip
    assert [p.message for p in found if p.code == "unit_not_listed"] == [
        "facts 表有 2 个单位不在 units 表中（如“990198”），没有采用。"
    ]

    pl.concat([facts, facts[:1].with_columns(unit=pl.lit(None, pl.String))]).write_parquet(path)
    with pytest.raises(TableError, match="facts 表第 3 行“unit”列是空的"):
        streamed(parquet, units_at_once=at_once)


@pytest.mark.parametrize("at_once", [1, 2, 3, 50_000])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_fault_is_told_by_the_row_of_the_file(tmp_path: Path, at_once: int, backwards: bool) -> None:
    """However the units are cut, and in whichever order the facts stand."""
    codes = [f"990101{n:03}" for n in range(1, 6)]
    codes.insert(3, "990101")
    units = pl.DataFrame({"unit": codes, "level": ["县" if len(c) == 6 else "乡" for c in codes]})
    facts = pl.DataFrame({"unit": codes, "讲座期数.value": ["1", "2", "3", "4", "五个半", "6"]})
    facts = facts[::-1] if backwards else facts
    units.write_parquet(tmp_path / "units.parquet")
    facts.write_parquet(tmp_path / "facts.parquet")

    with pytest.raises(TableError, match=f"facts 表第 {2 if backwards else 5} 行“讲座期数.value”列的“五个半”"):
        streamed(tmp_path, units_at_once=at_once)


def test_a_misspelt_column_of_the_units_file_is_told(parquet: Path) -> None:
    """As of a frame; one that is simply more is a note. One file that holds units and facts has other columns."""
    path = parquet / "units.parquet"
    units = pl.read_parquet(path)
    units.with_columns(perod=pl.lit("2023")).write_parquet(path)
    with pytest.raises(TableError, match="units 表没有“perod”这一列，像是“period”写错了"):
        streamed(parquet)

    def ignored(facts: Path) -> list[str]:
        out = parquet / "out.parquet"
        found = compliance.check_parquet(path, facts, out, RULE_SET, as_of=AS_OF, period="2024")
        return [p.message for p in found if p.code == "column_ignored"]

    both = units.with_columns(pl.lit(1).alias("讲座期数.value"), pl.lit(5).alias("人口"))
    both.write_parquet(path)
    assert ignored(path) == ["facts 表的“人口”列没有用到。"]
    assert len(ignored(parquet / "facts.parquet")) == 2


def test_notes_of_the_parts_are_added_up(tmp_path: Path) -> None:
    """One line for one cause, with all its rows, and the first of them by its row of the file."""
    codes = [f"990101{n:03}" for n in range(1, 6)]
    pl.DataFrame({"unit": codes, "level": "乡"}).write_parquet(tmp_path / "units.parquet")
    facts = pl.DataFrame({"unit": codes, "讲座期数.value": [1.0, 2.5, 3, 4.5, None], "满意率.value": 1})
    facts.write_parquet(tmp_path / "facts.parquet")
    found = compliance.check_parquet(
        tmp_path / "units.parquet", tmp_path / "facts.parquet", tmp_path / "out.parquet", RULE_SET, as_of=AS_OF, period="2024", units_at_once=1
    )  # fmt: skip

    told = {p.code: p.message for p in found}
    assert "有 2 个二进制小数，按十五位有效数字读取（第 2 行为 2.5）" in told["float_read"]
    assert "（5 行）" in told["frame_indicator_unknown"]
    assert len(found) == len({p.message for p in found})


def test_a_file_that_is_not_there_or_a_folder_that_is_not_is_one_sentence(parquet: Path) -> None:
    """No error of a library in English."""
    for out in ("nowhere/out.parquet", "."):
        with pytest.raises(UsageError, match="写不进这个文件"):
            streamed(parquet, out)
    (parquet / "units.parquet").write_bytes(b"PAR1")
    with pytest.raises(UsageError, match="不是能读取的 Parquet 文件"):
        streamed(parquet)
    pl.DataFrame(UNITS[:2]).write_parquet(parquet / "units.parquet")
    (parquet / "facts.parquet").unlink()
    with pytest.raises(UsageError, match="找不到这个文件"):
        streamed(parquet)


def test_rows_of_an_indicator_nobody_defined_are_counted() -> None:
    """Two of three."""
    odd = FACTS.with_columns(indicator=pl.lit("满意率"))
    [told] = check(facts=pl.concat([FACTS, odd, odd])).problems["message"]

    assert "满意率" in told and "2" in told


def test_counts_written_as_text_have_the_unit_they_are_counted_in() -> None:
    """27件 of 30件 is a count; 90% is none, though it is what the rate itself may be."""
    wide = pl.DataFrame({"unit": ["990101"], "出庭率.numerator": ["27件"], "出庭率.denominator": ["30件"]})
    assert verdict_of(check(facts=wide), "demo-2024-00") == "met"

    [(code, message)] = refused(facts=wide.with_columns(pl.lit("90%").alias("出庭率.numerator")))
    assert code == "cell_unreadable" and "“90%”" in message
