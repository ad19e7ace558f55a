"""An expression compiled late is the expression."""

from __future__ import annotations

import re

import pytest

from compliance.pattern import late


def test_it_matches_as_the_compiled_one_does_at_every_use() -> None:
    """The first use compiles; each after it goes to the compiled one, whichever method is asked for."""
    pattern, compiled = late(r"(\d+)年", re.IGNORECASE), re.compile(r"(\d+)年", re.IGNORECASE)
    for text in ("2024年", "到2024年底", "年", ""):
        assert (pattern.search(text) is None) == (compiled.search(text) is None)
        assert (pattern.match(text) is None) == (compiled.match(text) is None)
        assert (pattern.fullmatch(text) is None) == (compiled.fullmatch(text) is None)
        assert pattern.findall(text) == compiled.findall(text)
        assert pattern.split(text) == compiled.split(text)
        assert pattern.sub("", text) == compiled.sub("", text)


def test_nothing_is_compiled_before_it_is_asked_for() -> None:
    """A fault in an expression would show with the first use: the tests of each module use all of theirs."""
    pattern = late("(")
    with pytest.raises(re.error):
        pattern.search("")


def test_it_has_no_other_names() -> None:
    """What is no method of an expression is an error, and no endless search for it."""
    with pytest.raises(AttributeError):
        _ = late("x").pattern
