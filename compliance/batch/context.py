"""What every task of a run needs to know, and the key that says when a stored result is still the same result."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

import compliance
from compliance import checking, engine, rulebook
from compliance.batch.store import FORM, json_bytes
from compliance.indicator import Indicators
from compliance.intake.container import Limits
from compliance.region import Divisions
from compliance.resources import resource
from compliance.rule import Pack
from compliance.rulebook import RuleFile, RuleSet, waivers
from compliance.verdict import Waiver


class Context(Struct, frozen=True, dict=True):
    """The rules and dates of a run, the same for every task."""

    packs: tuple[Pack, ...]
    indicators: Indicators
    files: tuple[RuleFile, ...]
    benchmarks: tuple[Pack, ...]
    benchmark_files: tuple[RuleFile, ...]
    as_of: date
    waivers: tuple[Waiver, ...] = ()
    waivers_name: str = ""
    waivers_sha256: str = ""
    limits: Limits = Limits()
    divisions_sha256: str = ""
    other_divisions: Divisions | None = None

    @classmethod
    def load(
        cls,
        rules: Sequence[str],
        benchmarks: Sequence[str],
        as_of: date | None,
        waivers_file: Path | None,
        divisions: Sequence[Path] = (),
    ) -> Context:
        """Read the packs and the waivers; `divisions` are tables to use instead of the one that ships.

        Raises:
            UsageError: a pack or file that is not there, or a limit that is no number. RuleError: a broken one.
        """
        rule_set = rulebook.load(rules)
        others = rulebook.load(benchmarks) if benchmarks else RuleSet((), rule_set.indicators)
        table = Divisions.read(*divisions) if divisions else Divisions.shipped()
        granted: Sequence[Waiver] = ()
        sha256 = ""
        if waivers_file:
            known = [r.id for p in (*rule_set.packs, *others.packs) for r in p.rules]
            granted, sha256 = waivers.load(waivers_file, known, table)
        return cls(
            rule_set.packs, rule_set.indicators, rule_set.files, others.packs, others.files,
            as_of or checking.today_in_china(), tuple(granted), waivers_file.name if waivers_file else "", sha256,
            Limits.from_environment(), divisions_sha256=_divisions_sha256(divisions), other_divisions=table if divisions else None,
        )  # fmt: skip

    @cached_property
    def rule_set(self) -> RuleSet:
        return RuleSet(self.packs, self.indicators, self.files)

    @cached_property
    def asking(self) -> engine.Asking:
        return engine.Asking(self.packs, self.benchmarks, self.indicators, self.as_of, self.divisions)

    @property
    def divisions(self) -> Divisions:
        return self.other_divisions or Divisions.shipped()

    @cached_property
    def reading_key(self) -> str:
        """Changes with whatever decides how a file is read: the program, the definitions, the divisions, the limits."""
        names = [[f.name, f.sha256] for f in self.files if not any(p.file == f.name for p in self.packs)]
        return _digest(["read", FORM, compliance.__version__, names, self.divisions_sha256, repr(self.limits)])

    @cached_property
    def answering_key(self) -> str:
        """Changes with whatever decides how figures are answered."""
        return _digest(
            ["answer", self.reading_key, [list(f) for f in self.files], [list(f) for f in self.benchmark_files],
             self.as_of.isoformat(), self.waivers_name, self.waivers_sha256]
        )  # fmt: skip

    def manifest(self) -> dict[str, Any]:
        """The part of the manifest that does not depend on the files: version, as-of, packs, rule files, limits that
        were set."""
        rules = {f.name: f.sha256 for f in (*self.files, *self.benchmark_files)}
        return {
            "version": compliance.__version__,
            "as_of": self.as_of.isoformat(),
            "packs": [p.id for p in self.packs],
            "benchmarks": [p.id for p in self.benchmarks],
            "rules": [{"file": name, "sha256": sha} for name, sha in sorted(rules.items())],
            "divisions": self.divisions_sha256,
            "limits": {k: v for k, v in asdict(self.limits).items() if v != getattr(Limits(), k)},
        }


def _digest(value: object) -> str:
    return hashlib.sha256(json_bytes(value)).hexdigest()


def digest(*values: object) -> str:
    """A key over JSON values."""
    return _digest(list(values))


def _divisions_sha256(tables: Sequence[Path]) -> str:
    shipped = (resource("data") / "divisions.csv", resource("data") / "example" / "divisions.csv")
    found = hashlib.sha256()
    for path in tables or shipped:
        found.update(path.read_bytes())
    return found.hexdigest()
