"""`rules/*.yaml` → rule sets: reading, checking, comparing and showing them. Each part is loaded when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compliance.doors import doors

if TYPE_CHECKING:
    from compliance.rulebook.linting import lint, lint_files
    from compliance.rulebook.loader import RuleFile, RuleSet, choose, gather, load, load_indicators, load_pack
    from compliance.rulebook.shipped import known_packs

__all__ = [
    "RuleFile",
    "RuleSet",
    "choose",
    "gather",
    "known_packs",
    "lint",
    "lint_files",
    "load",
    "load_indicators",
    "load_pack",
]

_HOMES = {"known_packs": "shipped", "lint": "linting", "lint_files": "linting"}

__getattr__ = doors(__name__, {name: _HOMES.get(name, "loader") for name in __all__})
