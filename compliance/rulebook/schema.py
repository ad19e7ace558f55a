"""The form as JSON Schema, so that an editor completes and checks a pack.

An author writes `# yaml-language-server: $schema=rules.schema.json` on the first line. Draft 7 is what editors know.
"""

from __future__ import annotations

from typing import Any

from compliance.indicator import Indicators
from compliance.rule import OPS
from compliance.rulebook import form
from compliance.rulebook.form import Form, Key
from compliance.rulebook.loader import load_indicators

Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
#: An editor reads 2024 and 1.5 as numbers; the loader takes them as the text they are.
_TEXT: Schema = {"type": ["string", "number"]}
_DAY: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
    "examples": ["2024-10-01"],
}


def json_schema(indicators: Indicators | None = None) -> Schema:
    """The schema of a pack. Indicators and groups are offered by name: those that ship, or `indicators`."""
    known = indicators or load_indicators()
    names, groups = sorted(known.indicators), sorted(known.groups)
    schema = _object(form.PACK)
    rule = schema["properties"]["rules"]["items"]
    _offer(rule, "indicator", names)
    _offer(rule, "each", groups)
    for op in OPS:
        for way in rule["properties"][op].get("anyOf", ()):
            if "properties" in way:
                _offer(way, "indicator", names)
    rule["oneOf"] = [{"required": [op]} for op in OPS]
    document = schema["properties"]["document"]
    document["oneOf"] = [{"required": ["period"]}, {"required": ["in_force"]}]
    return {"$schema": _DRAFT, "title": "量化指标规则包", **schema}


def indicators_schema() -> Schema:
    """The schema of `indicators.yaml`."""
    return {"$schema": _DRAFT, "title": "指标定义", **_object(form.INDICATORS)}


def _object(of: Form) -> Schema:
    required = [key for key, spec in of.items() if spec.required]
    return {
        "type": "object",
        "properties": {key: {"description": spec.about, **_value(spec)} for key, spec in of.items()},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _value(spec: Key) -> Schema:
    match spec.holds:
        case "text":
            schema = _TEXT
        case "texts":
            schema = {"type": "array", "items": _TEXT}
        case "day":
            schema = _DAY
        case "period":
            schema = {"type": ["string", "integer"], "examples": ["2024", "2024-H1"]}
        case "flag":
            schema = {"type": "boolean"}
        case "choice":
            schema = {"enum": list(spec.choices)}
        case "choices":
            schema = {"type": "array", "items": {"enum": list(spec.choices)}, "uniqueItems": True}
        case "target":
            schema = {"anyOf": [_TEXT, _object(form.RELATIVE)]}
        case "range":
            schema = {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2}
        case "table" | "tables" | "named":
            schema = _tables(spec)
    return {"anyOf": [schema, {"const": spec.either}]} if spec.either else dict(schema)


def _tables(spec: Key) -> Schema:
    assert spec.form is not None
    item = _object(spec.form)
    if spec.plain:
        item = {"anyOf": [{"description": spec.plain, **_TEXT}, item]}
    if spec.holds == "named":
        return {"type": "object", "additionalProperties": item}
    return {"type": "array", "items": item} if spec.holds == "tables" else item


def _offer(schema: Schema, key: str, names: list[str]) -> None:
    about = schema["properties"][key]["description"]
    schema["properties"][key] = {"description": about, "enum": names}
