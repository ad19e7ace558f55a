"""`rules list` and `rules show`: what they give for every rule."""

from __future__ import annotations

import json

import pytest

from compliance.rulebook import load
from compliance.rulebook.present import card, details, row, rows, table

SHIPPED = load()
ASKED = (
    "id", "title", "document", "clause", "quote", "indicator", "comparison", "required", "unit", "each", "region",
    "levels", "period", "due",
)  # fmt: skip


def test_every_rule_has_every_key_that_is_asked_for() -> None:
    """And is plain data."""
    listed = rows(SHIPPED)

    assert len(listed) == 58
    assert all(tuple(entry)[: len(ASKED)] == ASKED for entry in listed)
    assert json.loads(json.dumps(listed)) == listed


def test_a_row_says_what_the_rule_says() -> None:
    """In words a reader knows, with what does not apply as null."""
    assert {key: row(SHIPPED.rule("golmud-2024-21a"))[key] for key in ASKED} == {
        "id": "golmud-2024-21a",
        "title": "每个行政执法部门的行政执法事项目录公示日期早于2024年10月1日",
        "document": "golmud-2024",
        "clause": "21",
        "quote": "于10月前完成目录制定并在市政府门户网站进行公示",
        "indicator": "行政执法事项目录公示日期",
        "comparison": "before",
        "required": "2024-10-01",
        "unit": "日期",
        "each": "行政执法部门",
        "region": "632801",
        "levels": [],
        "period": "2024",
        "due": "2024-09-30",
    }


def test_required_is_a_value_with_its_unit_or_another_indicator() -> None:
    """As the plan has it."""
    required = {r["id"]: (r["required"], r["unit"]) for r in rows(SHIPPED)}

    assert required["golmud-2024-31a"] == ("90%", "%")
    assert required["gansu-2023-36b"] == ("60学时", "学时")
    assert required["golmud-2024-30a"] == ("行政诉讼一审纠错率", "%")


def test_the_table_has_a_line_for_every_rule() -> None:
    """With its id, and says how many there are."""
    text = table(rows(SHIPPED))

    assert all(any(line.startswith(r.id) for line in text.splitlines()) for r in SHIPPED.rules)
    assert text.endswith("共 58 条规则。")


def test_a_rule_that_is_only_shown_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """原则上 is not counted."""
    monkeypatch.setenv("COLUMNS", "120")
    advisory = row(SHIPPED.rule("golmud-2024-31d"))

    assert advisory["advisory"] == "原则上"
    assert "（只展示）" in table([advisory])


def test_a_card_has_the_plans_words_the_reading_and_the_examples() -> None:
    """Everything a person needs to dispute it."""
    text = card(details(SHIPPED.rule("golmud-2024-30a")))

    assert "原文：行政复议案件纠错率高于本地区同期行政诉讼一审纠错率" in text
    assert "理解：“高于”不含本数" in text
    assert "例：29/184，对比 18/150 → 达标" in text


def test_every_rule_has_a_card() -> None:
    """Whatever it lacks."""
    for rule in SHIPPED.rules:
        assert card(details(rule)).startswith(rule.id)
