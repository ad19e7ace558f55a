"""Each file of `tests/broken_rules` has one fault, and its first line says which and where.

`# expect: CODE line N key K`: the finding's code, the line of the file it must name, and the key ("-" where the file
cannot be taken apart into keys). What the rule book makes of the files is tested with the rule book.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

BROKEN = Path(__file__).resolve().parents[1] / "broken_rules"
LABEL = re.compile(rb"# expect: (?P<code>[a-z0-9_]+) line (?P<line>\d+) key (?P<key>\S+)")
#: A fault of absence: the line is that of the thing which lacks the key.
ABSENT = "missing_key"
FILES = sorted(BROKEN.rglob("*.yaml"))


def test_there_are_packs_and_indicator_files() -> None:
    """Enough of them to be a list, not a sample."""
    assert len([f for f in FILES if f.parent == BROKEN]) >= 25
    assert len([f for f in FILES if f.parent == BROKEN / "indicators"]) >= 10


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(BROKEN).with_suffix("")))
def test_the_label_points_at_a_line_that_has_the_key(file: Path) -> None:
    """So that an expectation cannot go stale when a file is edited."""
    lines = file.read_bytes().split(b"\n")
    label = LABEL.fullmatch(lines[0])
    assert label, lines[0]
    number, key = int(label["line"]), label["key"]
    assert 2 <= number <= len(lines)
    if key != b"-" and label["code"].decode() != ABSENT:
        assert key in lines[number - 1] or (key == b"rules" and lines[number - 1].lstrip().startswith(b"- "))


def test_no_two_files_are_the_same() -> None:
    """A fault is shown once."""
    bodies = [file.read_bytes().split(b"\n", 1)[1] for file in FILES]
    assert len(bodies) == len(set(bodies))
