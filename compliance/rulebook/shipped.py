"""The packs that ship with the program."""

from __future__ import annotations

from compliance.resources import resource

#: The definitions of indicators, among files of rules.
INDICATORS_FILE = "indicators.yaml"


def known_packs() -> tuple[str, ...]:
    """The ids of the packs that ship with the program."""
    return tuple(sorted(p.stem for p in resource("rules").glob("*.yaml") if p.name != INDICATORS_FILE))
