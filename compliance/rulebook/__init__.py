"""`rules/*.yaml` → rule sets: reading, checking, comparing and showing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.errors import Problem
from compliance.rule import Example, Rule
from compliance.rulebook.loader import RuleFile, RuleSet, gather, known_packs, load, load_indicators, load_pack

__all__ = [
    "RuleFile",
    "RuleSet",
    "examples",
    "gather",
    "known_packs",
    "lint",
    "lint_files",
    "load",
    "load_indicators",
    "load_pack",
]


def lint(rules: RuleSet) -> list[Problem]:
    """Every finding about packs that read well, by file, line and code."""
    from compliance.rulebook import linting  # only `rules lint` needs it, every command loads rules

    return linting.lint(rules)


def lint_files(selectors: Sequence[str] = ()) -> list[Problem]:
    """Every fault of the files, and the findings about those that read well.

    Raises:
        UsageError: a selector that matches nothing.
    """
    from compliance.rulebook import linting

    return linting.lint_files(selectors)


def examples(rules: RuleSet) -> Iterator[tuple[Rule, Example]]:
    """Every example with its rule, in the order they are written."""
    for rule in rules.rules:
        for example in rule.examples:
            yield rule, example
