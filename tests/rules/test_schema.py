"""The JSON Schema takes the shipped files and refuses what an author gets wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from compliance.resources import resource
from compliance.rulebook import known_packs
from compliance.rulebook.nodes import Node, parse
from compliance.rulebook.schema import indicators_schema, json_schema
from tests.rules.packs import BROKEN

PACK = Draft7Validator(json_schema())


def as_an_editor_sees(node: Node) -> Any:
    """Plain data as YAML 1.2 has it: true and whole numbers typed, the rest text."""
    if isinstance(node.value, dict):
        return {key: as_an_editor_sees(value) for key, value in node.value.items()}
    if isinstance(node.value, list):
        return [as_an_editor_sees(item) for item in node.value]
    if node.value in ("true", "false"):
        return node.value == "true"
    return int(node.value) if node.value.isdecimal() else node.value


def data(path: Path) -> Any:
    return as_an_editor_sees(parse(path.read_bytes(), path.name)[0])


def test_both_schemas_are_schemas() -> None:
    """Of the draft that editors know."""
    Draft7Validator.check_schema(json_schema())
    Draft7Validator.check_schema(indicators_schema())


@pytest.mark.parametrize("id", known_packs())
def test_a_shipped_pack_is_valid(id: str) -> None:
    """No red line in an editor."""
    assert list(PACK.iter_errors(data(resource("rules") / f"{id}.yaml"))) == []


def test_the_shipped_indicators_are_valid() -> None:
    """Nor here."""
    errors = Draft7Validator(indicators_schema()).iter_errors(data(resource("rules") / "indicators.yaml"))

    assert list(errors) == []


@pytest.mark.parametrize(
    "name",
    [
        "misspelt_key",
        "missing_scope",
        "missing_document",
        "no_comparison",
        "two_comparisons",
        "unknown_comparison",
        "unknown_level",
        "unknown_verdict",
        "undefined_indicator",
        "undefined_other_indicator",
        "group_unknown",
        "wrong_date",
        "levels_not_a_list",
        "period_and_in_force",
        "neither_period_nor_in_force",
        "advisory_not_a_reason",
    ],
)
def test_an_editor_marks_what_the_form_does_not_have(name: str) -> None:
    """Before the author ever runs lint."""
    assert list(PACK.iter_errors(data(BROKEN / f"{name}.yaml"))) != []


def test_every_key_is_described_in_chinese() -> None:
    """What an editor shows beside a key."""
    waiting: list[Any] = [json_schema(), indicators_schema()]
    while waiting:
        schema = waiting.pop()
        for key, below in schema.get("properties", {}).items():
            assert any("一" <= c <= "鿿" for c in below["description"]), key
            waiting.append(below)
        waiting += [v for k in ("items", "additionalProperties") if isinstance(v := schema.get(k), dict)]
        waiting += schema.get("anyOf", [])
