"""What the tests of the rule book share: a sound pack to bend, and a way to read text as a pack."""

from __future__ import annotations

from pathlib import Path

from compliance.rule import Pack
from compliance.rulebook import RuleSet, gather, load, load_indicators, load_pack

HERE = Path(__file__).resolve().parent
BROKEN = HERE.parent / "broken_rules"
SOUND = (HERE / "sound_pack.yaml").read_text(encoding="utf-8")
INDICATORS = load_indicators()


def bent(old: str, new: str) -> str:
    """The sound pack with one thing changed."""
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def written(folder: Path, text: str, name: str = "sample-2024.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def pack(folder: Path, text: str) -> Pack:
    return load_pack(written(folder, text), INDICATORS)


def rules(folder: Path, text: str) -> RuleSet:
    return load([str(written(folder, text))])


def codes(folder: Path, text: str) -> list[str]:
    """The codes of every fault of a pack that can't be used."""
    return [p.code for p in gather([str(written(folder, text))])[1]]
