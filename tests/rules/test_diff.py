"""Two packs are compared rule by rule, whatever the draft calls its rules."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from compliance.rule import Pack, Rule
from compliance.rulebook import load
from compliance.rulebook.diff import as_json, diff, table

SHIPPED = load(["golmud-2024"]).packs[0]


def with_rules(*rules: Rule) -> Pack:
    return replace(SHIPPED, rules=rules)


def test_a_pack_does_not_differ_from_itself() -> None:
    """And says so."""
    assert diff(SHIPPED, SHIPPED) == []
    assert table([]) == "两个规则包没有差别。"


def test_what_one_pack_has_alone_is_added_or_removed() -> None:
    """Seen from the first."""
    fewer = with_rules(*SHIPPED.rules[1:])

    assert [(c.kind, c.before, c.after) for c in diff(SHIPPED, fewer)] == [("removed", "golmud-2024-1", "")]
    assert [(c.kind, c.before, c.after) for c in diff(fewer, SHIPPED)] == [("added", "", "golmud-2024-1")]


def test_a_changed_rule_is_told_key_by_key() -> None:
    """With both values in words."""
    rules = list(SHIPPED.rules)
    rules[0] = replace(rules[0], scope="全域", note="")
    change = diff(SHIPPED, with_rules(*rules))[0]

    assert (change.kind, change.matched) == ("changed", "id")
    assert [(e.key, e.before, e.after) for e in change.edits] == [
        ("scope", "本级", "全域"),
        ("note", SHIPPED.rules[0].note, ""),
    ]


@pytest.mark.parametrize(
    ("keep", "matched"),
    [
        ({}, "clause"),
        ({"clause": "第三十条"}, "quote"),
        ({"clause": "第三十条", "quote": "应当做到行政复议案件纠错率高于本地区同期行政诉讼一审纠错率。"}, "quote"),
    ],
)
def test_a_draft_is_matched_by_clause_and_indicator_or_by_its_quote(keep: dict[str, Any], matched: str) -> None:
    """A draft read from the plan has ids of its own."""
    rule = next(r for r in SHIPPED.rules if r.id == "golmud-2024-30a")
    other = SHIPPED.rules[0].indicator
    draft = replace(rule, id="draft-17", draft=True, indicator=rule.indicator if matched == "clause" else other, **keep)
    changes = diff(with_rules(rule), with_rules(draft))

    assert [(c.before, c.after, c.matched) for c in changes] == [("golmud-2024-30a", "draft-17", matched)]


def test_width_and_blanks_in_a_quote_are_no_difference() -> None:
    """People copy from different editions."""
    rule = SHIPPED.rules[8]
    assert diff(with_rules(rule), with_rules(replace(rule, quote=rule.quote.replace("2", " ２ ")))) == []


def test_the_document_is_compared_too() -> None:
    """First."""
    other = replace(SHIPPED, document=replace(SHIPPED.document, number="格政办〔2024〕1号"))
    changes = diff(SHIPPED, other)

    assert [(c.what, c.edits[0].key) for c in changes] == [("document", "number")]
    assert as_json(changes)[0]["edits"] == [{"key": "number", "before": None, "after": "格政办〔2024〕1号"}]
    assert "文号：（无） → 格政办〔2024〕1号" in table(changes)


def test_every_rule_of_both_packs_is_accounted_for() -> None:
    """Matched, added or removed; none twice."""
    other = load(["gansu-2023"]).packs[0]
    changes = [c for c in diff(SHIPPED, other) if c.what == "rule"]

    before = [c.before for c in changes if c.before]
    after = [c.after for c in changes if c.after]
    assert sorted(before) == sorted(r.id for r in SHIPPED.rules)
    assert sorted(after) == sorted(r.id for r in other.rules)
