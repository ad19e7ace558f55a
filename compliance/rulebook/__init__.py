"""`rules/*.yaml` → rule sets: reading, checking, comparing and showing them."""

from compliance.rulebook.loader import RuleFile, RuleSet, known_packs, load, load_indicators, load_pack

__all__ = ["RuleFile", "RuleSet", "known_packs", "load", "load_indicators", "load_pack"]
