"""The JSON that other programs call us for, held to strict models: every key, its type, and no key more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter

from compliance.cli import main
from compliance.resources import resource

EXAMPLE = resource("data") / "example"
Fraction = str | None


class Strict(BaseModel):
    """No value is coerced and no key is passed over."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Required(Strict):
    text: str
    fraction: Fraction


class Actual(Strict):
    text: str
    fraction: Fraction
    basis: Literal["counts", "reported", "inferred", "records"]
    inferred_from: str | None


class Gap(Strict):
    text: str
    amount: int | str
    unit: str


class Cell(Strict):
    file: str
    sheet: str
    cell: str
    text: str


class Source(Strict):
    document: str
    clause: str
    quote: str


class Verdict(Strict):
    unit: str
    unit_name: str
    period: str
    rule: str
    title: str
    binding: bool
    verdict: Literal["met", "not_met", "missing", "not_applicable", "disputed", "pending"]
    comparison: Literal["at_least", "more_than", "at_most", "less_than", "equals", "between", "by", "before"]
    required: Required
    actual: Actual | None
    gap: Gap | None
    flags: list[str]
    waiver: dict[str, Any] | None
    reason: str
    evidence: list[Cell]
    source: Source


class Problem(Strict):
    code: str
    severity: Literal["error", "question", "note"]
    file: str
    sheet: str
    cell: str
    message: str
    advice: str


class Hashed(Strict):
    file: str
    sha256: str


class Manifest(Strict):
    version: str
    as_of: str
    packs: list[str]
    benchmarks: list[str]
    inputs: list[Hashed]
    rules: list[Hashed]


class Answer(Strict):
    manifest: Manifest
    verdicts: list[Verdict]
    problems: list[Problem]


class Target(Strict):
    quote: str
    indicator: str
    comparator: Literal[">=", ">", "<=", "<", "==", "between", "by_date", "increase", "decrease", "relative"]
    value: str | None
    value_max: str | None
    unit: str | None
    period: str | None
    quantifier: Literal["each-person", "each-unit", "total"] | None
    scope: str | None
    relative_to: str | None
    approximate: bool
    soft: bool


class LeftAlone(Strict):
    quote: str
    why: str


class Plan(Strict):
    id: str
    targets: list[Target]
    left_alone: list[LeftAlone]


class Change(Strict):
    kind: Literal["yoy_rate", "yoy_points", "prev_rate", "prev_points", "base_rate", "base_points", "yoy_abs"]
    value: str


class Fact(Strict):
    quote: str
    indicator: str
    value: str | None
    unit: str | None
    numerator: str | None
    denominator: str | None
    period: str | None
    change: Change | None
    approximate: bool
    inconsistent: bool


class Report(Strict):
    id: str
    facts: list[Fact]
    inconsistent: bool
    left_alone: list[LeftAlone]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main(list(arguments))
    return capsys.readouterr().out


def test_check(capsys: pytest.CaptureFixture[str]) -> None:
    """Every verdict and flag of the samples; texts that are fractions are fractions; no float anywhere."""
    files = map(str, sorted(EXAMPLE.glob("*.xlsx")))
    out = printed(
        capsys,
        "check",
        *files,
        "--rules",
        str(EXAMPLE / "example-2024.yaml"),
        "--as-of",
        "2025-01-10",
        "--format",
        "json",
    )
    answer = Answer.model_validate_json(out)

    assert len(answer.verdicts) == 32
    for verdict in answer.verdicts:
        for side in (verdict.required, verdict.actual):
            assert side is None or side.fraction is None or all(p.isdigit() for p in side.fraction.split("/"))
    assert not _floats(json.loads(out))


def test_rules_list(capsys: pytest.CaptureFixture[str]) -> None:
    """At least the keys other programs call for."""
    rules = json.loads(printed(capsys, "rules", "list", "--format", "json"))
    wanted = {
        "id", "title", "document", "clause", "quote", "indicator", "comparison", "required", "unit", "each", "region",
        "levels", "period", "due",
    }  # fmt: skip

    assert len(rules) == 58
    assert all(wanted <= set(rule) for rule in rules)


def test_extract(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A line a document."""
    plan = tmp_path / "要点.txt"
    plan.write_text(
        "示例县2024年工作要点\n1. 行政机关负责人出庭应诉率达90%，不少于2次，比上年下降10%。\n", encoding="utf-8"
    )
    lines = printed(capsys, "extract", str(plan), str(plan), "--format", "jsonl").splitlines()
    plans = TypeAdapter(list[Plan]).validate_python([json.loads(line) for line in lines])

    assert [p.id for p in plans] == ["要点", "要点"]
    assert plans[0].targets[0].value == "0.9"


def test_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A line a report."""
    report = tmp_path / "报告.txt"
    report.write_text(
        "示例县2024年报告\n受理206件，已审结184件，纠错29件，纠错率15.8%，同比上升2个百分点。\n", encoding="utf-8"
    )
    found = Report.model_validate_json(printed(capsys, "read", str(report), "--format", "jsonl"))

    assert [f.value for f in found.facts] == ["206", "184", "29", "0.158"]


def _floats(value: object) -> list[float]:
    if isinstance(value, float):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for child in children for found in _floats(child)]
