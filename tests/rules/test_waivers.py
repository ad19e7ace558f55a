"""Approved exemptions: told beside the verdict, never over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from compliance import check_files
from compliance.errors import RuleError
from compliance.resources import resource
from compliance.verdict import Result

EXAMPLE = resource("data") / "example"
GOOD = """
- rule: {rule}
  unit: "990101"
  period: 2024
  reason: 机构改革期间暂缓
  approver: 示例省全面依法治省委员会办公室
  number: 示法办〔2024〕1号
  until: {until}
  {more}
"""


def check(tmp_path: Path, text: str) -> Result:
    file = tmp_path / "豁免.yaml"
    file.write_text(text, encoding="utf-8")
    return check_files(
        [EXAMPLE / "示例县-2024.xlsx"],
        rules=[str(EXAMPLE / "example-2024.yaml")],
        as_of=date(2025, 1, 10),
        waivers_file=file,
    )


def waiver(rule: str = "example-2024-6c", until: str = "2025-01-10", more: str = "") -> str:
    return GOOD.format(rule=rule, until=until, more=more)


def test_a_waiver_stands_beside_the_verdict_and_changes_nothing(tmp_path: Path) -> None:
    """The verdict stays 未达标 and visible; the exit status stays 1; the last day is inclusive."""
    result = check(tmp_path, waiver())
    verdict = next(v for v in result.verdicts if v.rule.id == "example-2024-6c")

    assert verdict.verdict == "not_met"
    assert verdict.waiver is not None and verdict.waiver.holds
    assert verdict.as_json()["waiver"]["approver"] == "示例省全面依法治省委员会办公室"
    assert result.exit_status == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (waiver(until="2025-01-09"), "waiver_expired"),
        (waiver("example-2024-4b"), "waiver_cannot_cover"),
        (waiver("example-2024-3b"), "waiver_cannot_cover"),
        (waiver("example-2024-1a"), "waiver_not_needed"),
    ],
)
def test_a_waiver_that_does_not_serve_is_told(tmp_path: Path, text: str, code: str) -> None:
    """Expired, of a missing or disputed figure, or not needed."""
    result = check(tmp_path, text)

    assert code in [p.code for p in result.problems]
    assert all(v.waiver is None for v in result.verdicts)


def test_a_waiver_bounds_a_value(tmp_path: Path) -> None:
    """58 of 61 is below the approved 96 %, and above 95 %."""
    for floor, holds in (("96%", False), ("95%", True)):
        result = check(tmp_path, waiver(more=f"floor: {floor}"))
        granted = next(v.waiver for v in result.verdicts if v.rule.id == "example-2024-6c")

        assert granted is not None
        assert granted.holds is holds


def test_every_fault_of_a_waiver_file_is_told_at_once(tmp_path: Path) -> None:
    """Unknown key, rule and unit; a period and a day that are none; a key left out; each with its line."""
    bad = """
- rule: no-such-rule
  unit: "123456"
  period: 去年
  reason: 无
  approver: 无
  until: 2025-02-30
  note: 无
"""
    with pytest.raises(RuleError) as caught:
        check(tmp_path, bad)

    found = {(p.code, p.place.line) for p in caught.value.problems}
    assert found >= {
        ("waiver_unknown", 2),
        ("waiver_unknown", 3),
        ("waiver_unknown", 4),
        ("waiver_unknown", 7),
        ("waiver_key", 8),
        ("waiver_lacks", 2),
    }


def test_a_waiver_that_fits_no_row_of_its_unit_is_an_error(tmp_path: Path) -> None:
    """The unit is here, the period is not."""
    result = check(tmp_path, waiver().replace("period: 2024", "period: 2023"))

    assert "waiver_fits_nothing" in [p.code for p in result.problems]


def test_an_empty_file_and_a_waiver_written_twice_are_errors(tmp_path: Path) -> None:
    """Nothing in it; the same rule, unit and period again."""
    with pytest.raises(RuleError) as empty:
        check(tmp_path, "\n")
    with pytest.raises(RuleError) as twice:
        check(tmp_path, waiver() + waiver())

    assert [p.code for p in empty.value.problems] == ["waiver_form"]
    assert [p.code for p in twice.value.problems] == ["waiver_twice"]


def test_a_waiver_of_a_rule_that_is_not_asked_of_its_unit_is_an_error(tmp_path: Path) -> None:
    """The unit is here; the rule is of the prefecture's alone."""
    file = tmp_path / "豁免.yaml"
    file.write_text(
        waiver("qinghai-2023-17").replace('"990101"', '"622900"').replace("2024\n", "2023\n"), encoding="utf-8"
    )
    result = check_files([resource("data") / "linxia-2023.xlsx"], as_of=date(2024, 6, 30), waivers_file=file)

    assert "waiver_fits_nothing" in [p.code for p in result.problems]
