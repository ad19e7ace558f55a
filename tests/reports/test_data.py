"""json and csv: everything in them, nothing a spreadsheet program would run, no name of a person."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from compliance.reports import as_csv, as_json
from compliance.reports.data import HEADINGS, safe
from compliance.verdict import VERDICTS
from tests.reports import factory


def test_json_is_one_object_with_manifest_verdicts_and_problems() -> None:
    text = as_json(factory.result())
    answer = json.loads(text)

    assert list(answer) == ["manifest", "verdicts", "problems"]
    assert answer["manifest"] == factory.manifest()
    assert [v["verdict"] for v in answer["verdicts"]] == [v.verdict for v in factory.verdicts()]
    assert list(answer["problems"][0]) == ["code", "severity", "file", "sheet", "cell", "message", "advice"]
    assert answer["problems"][0]["cell"] == "G19"
    assert text.endswith("}\n")
    assert "示例县" in text


def test_json_has_fractions_as_text_and_no_float() -> None:
    """The exact value, not a binary neighbour of it."""

    def refuse(text: str) -> float:
        raise AssertionError(f"a float: {text}")

    answer = json.loads(as_json(factory.result()), parse_float=refuse)
    correction = answer["verdicts"][1]
    assert correction["actual"]["fraction"] == "29/184"
    assert correction["required"]["fraction"] == "3/25"


def test_csv_has_a_line_for_each_verdict_under_chinese_headings() -> None:
    lines = list(csv.DictReader(io.StringIO(as_csv(factory.result()))))

    assert tuple(lines[0]) == HEADINGS
    assert [line["结果"] for line in lines] == [VERDICTS[v.verdict] for v in factory.verdicts()]
    assert (lines[1]["分子"], lines[1]["分母"]) == ("29", "184")
    assert lines[3]["差距"] == "在这 30 件中还差 4 件；或此后 40 件全部做到"
    assert {line["性质"] for line in lines} == {"适用指标", "倡导性要求", "参照指标"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd", "＝1+1", "\ufeff=1", "3/4"])
def test_text_that_a_spreadsheet_would_take_for_a_formula_or_a_day_is_written_safe(text: str) -> None:
    assert safe(text) == "'" + text


@given(st.text())
def test_safe_text_never_begins_a_formula(text: str) -> None:
    """Whatever a cell held."""
    assert safe(text).strip("\ufeff \t\r\n\x0b\x0c")[:1] not in tuple("=+-@＝＋－＠")


def test_a_hostile_reason_is_safe_in_csv() -> None:
    bad = replace(factory.verdicts()[0], reason='=HYPERLINK("http://x")')
    line = next(csv.DictReader(io.StringIO(as_csv(replace(factory.result(), verdicts=(bad,))))))

    assert line["说明"].startswith("'=")


@pytest.mark.parametrize("printed", [as_json, as_csv])
def test_no_name_of_a_person_is_in_the_output(printed: object) -> None:
    text = printed(factory.result())  # type: ignore[operator]

    assert not [p.name for p in factory.persons() if p.name in text]


@pytest.mark.parametrize("printed", [as_json, as_csv])
def test_an_empty_result_prints_an_empty_answer(printed: object) -> None:
    """No verdict, no failure."""
    assert printed(factory.empty_result()).count("\n") >= 1  # type: ignore[operator]
