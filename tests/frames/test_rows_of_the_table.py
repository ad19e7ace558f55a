"""A verdict as a row of the verdicts table: figures as they stand, exact whatever their size, and nothing where nothing is."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from compliance.engine.shown import row
from compliance.rule import Relative, Rule
from compliance.tables import VERDICTS
from compliance.verdict import Verdict
from tests.engine.cases import count, people, rate, roll, rule, verdict

AT_LEAST_90 = rule("出庭率", "at_least", "90%")


def sides(told: Verdict) -> dict[str, tuple[Any, Any, Any]]:
    found = row(told)
    return {
        side: (found[f"{side}_numerator"], found[f"{side}_denominator"], found[f"{side}_fraction"])
        for side in ("required", "actual")
    }


def test_a_row_has_the_columns_of_the_table() -> None:
    """Each of them, with the verdict's own words."""
    told = row(verdict(AT_LEAST_90, rate("出庭率", "25/30")))

    assert set(told) == set(VERDICTS.names)
    assert told == {
        "unit": "990101", "unit_name": "示例县", "period": "2024", "rule": "demo-2024-出庭率-at_least",
        "title": "出庭率不低于90%", "document": "demo-2024", "clause": "1", "binding": True, "verdict": "not_met",
        "comparison": "at_least", "required_text": "90%", "required_numerator": 9, "required_denominator": 10,
        "required_fraction": None, "actual_text": "83.33%", "actual_numerator": 25, "actual_denominator": 30,
        "actual_fraction": None, "basis": "counts", "inferred_from": None, "gap_text": "在这 30 件中还差 2 件；或此后 20 件全部做到",
        "gap_amount": "2", "gap_unit": "件", "flags": "", "progress": None, "reason": "83.33%，不符合“不低于90%”的要求",
    }  # fmt: skip


def test_nothing_was_reported() -> None:
    """The line stands all the same; where that is another's figure, neither."""
    assert sides(verdict(AT_LEAST_90)) == {"required": (9, 10, None), "actual": (None, None, None)}
    told = row(verdict(rule("纠错率", "more_than", "一审纠错率")))
    assert [told[n] for n in ("actual_text", "basis", "gap_text", "gap_amount", "gap_unit", "required_numerator")] == [
        None
    ] * 6


@pytest.mark.parametrize(
    ("relative", "line"),
    [
        (Relative("一审纠错率"), (18, 150, None)),
        (Relative("一审纠错率", times=Fraction(9, 10)), (162, 1500, None)),
        (Relative("一审纠错率", plus=Fraction(1, 50)), (18 * 50 + 150, 7500, None)),
        (Relative("一审纠错率", times=Fraction(9, 10), plus=Fraction(-1, 50)), (18 * 9 * 50 - 150 * 10, 75000, None)),
    ],
)
def test_the_other_figure_as_it_stands(relative: Relative, line: tuple[int, int, None]) -> None:
    """Its counts, times and plus applied, not in lowest terms."""
    asked = rule("纠错率", "more_than", relative=relative)
    told = verdict(asked, rate("纠错率", "29/184"), rate("一审纠错率", "18/150", row=3))

    assert sides(told) == {"required": line, "actual": (29, 184, None)}


def test_the_other_figure_as_printed() -> None:
    """In lowest terms where nobody knows the counts, and of none nothing is compared."""
    asked = rule("纠错率", "more_than", "一审纠错率")
    printed = verdict(asked, rate("纠错率", "29/184"), rate("一审纠错率", printed="12%", row=3))
    of_none = verdict(asked, rate("纠错率", "29/184"), rate("一审纠错率", "0/0", row=3))

    assert sides(printed)["required"] == (3, 25, None)
    assert sides(of_none)["required"] == (None, None, None)


def test_days_are_no_fractions() -> None:
    """Neither side; the text says the day. Of each department the counts of those in time are one."""
    by_day = rule("公开日期", "before", "2025-04-01")
    told = row(verdict(by_day, count("公开日期", "2025-04-01")))
    assert (told["required_text"], told["actual_text"]) == ("2025-04-01", "2025-04-01")
    assert {told[f"{s}_{p}"] for s in ("required", "actual") for p in ("numerator", "denominator", "fraction")} == {
        None
    }

    each = rule("公示日期", "by", "2024-09-30", each="执法部门")
    listed = people("部门情况", "公示日期", ["2024-09-30", "2024-10-01"])
    assert sides(verdict(each, *listed, roll("部门情况", "2"))) == {
        "required": (None, None, None),
        "actual": (1, 2, None),
    }


@pytest.mark.parametrize(
    ("base", "shown"),
    [(2**63 - 1, (1, 2**63 - 1, None)), (2**63, (None, None, f"1/{2**63}")), (10**30, (None, None, f"1/{10**30}"))],
)
def test_beyond_64_bits_as_text(base: int, shown: tuple[Any, Any, Any]) -> None:
    """Both parts of a fraction move together."""
    assert sides(verdict(AT_LEAST_90, rate("出庭率", f"1/{base}")))["actual"] == shown


@pytest.mark.parametrize(("amount", "kept"), [(10**31 - 1, str(10**31 - 1)), (10**31, None)])
def test_an_amount_too_large_for_its_column(amount: int, kept: str | None) -> None:
    """Stands in the words of the gap alone."""
    told = row(verdict(rule("违规件数", "equals", "0件"), count("违规件数", str(amount))))

    assert (told["gap_amount"], told["gap_unit"]) == (kept, "件")
    assert str(amount) in str(told["gap_text"])


def test_what_it_was_inferred_from_and_its_flags() -> None:
    """The whole's name; codes joined by commas; how a pending rate stands."""
    told = row(verdict(rule("涉企出庭率", "equals", "100%"), rate("出庭率", printed="100%")))
    assert (told["basis"], told["inferred_from"], told["flags"]) == ("inferred", "出庭率", "inferred,rounded")
    advisory: Rule = rule("出庭率", "at_least", "90%", advisory="原则上")
    assert row(verdict(advisory, rate("出庭率", "27/30")))["flags"] == "advisory"
