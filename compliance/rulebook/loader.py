"""Files of rules → a rule set."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from compliance.errors import Problem, RuleError, UsageError, problem
from compliance.indicator import Indicators
from compliance.resources import resource
from compliance.rule import Pack, Rule
from compliance.rulebook import definitions, packs
from compliance.rulebook.nodes import Node, parse
from compliance.rulebook.shipped import INDICATORS_FILE, known_packs
from compliance.rulebook.table import Faults, nearest
from compliance.source import Place

_SUFFIXES = (".yaml", ".yml")


class RuleFile(NamedTuple):
    """A file the rules came from: its name (no folder above the one named) and the sha-256 of its bytes."""

    name: str
    sha256: str


class RuleSet(Struct, frozen=True, dict=True, eq=False):
    """Packs with the indicators they speak of. `trees` is each pack's YAML by file name, for line numbers."""

    packs: tuple[Pack, ...]
    indicators: Indicators
    files: tuple[RuleFile, ...] = ()
    trees: dict[str, Node] = {}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the packs and of their authors."""
        return tuple(rule for pack in self.packs for rule in pack.rules)

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in reversed(self.rules)}

    def rule(self, id: str) -> Rule:
        """The rule with this id.

        Raises:
            UsageError: `unknown_rule_id`, with the closest ids.
        """
        found = self._by_id.get(id)
        if found is None:
            raise UsageError(problem("unknown_rule_id", id=id, near=nearest(id, self._by_id)))
        return found

    def line_of(self, pack: Pack, *path: str | int) -> int:
        """The line of a pack's file on which what lies at `path` stands; 0 where the file is not known."""
        tree = self.trees.get(pack.file)
        return tree.line_of(*path) if tree else 0

    def line_in(self, pack: Pack, rule: Rule, *path: str | int) -> int:
        """The line on which what lies at `path` below the rule stands."""
        tree = self.trees.get(pack.file)
        found = packs.lines(tree).get(rule.line) if tree else None
        return found.line_of(*path) if found else rule.line


def load_indicators(path: Path | None = None) -> Indicators:
    """The definitions that ship with the program, or those of `path`.

    Raises:
        RuleError: every fault of the file. UsageError: there is no such file.
    """
    return _indicators(path or resource("rules") / INDICATORS_FILE)[0]


def load_pack(path: Path, indicators: Indicators) -> Pack:
    """The pack in one file; the indicators it brings are known to its rules alone.

    Raises:
        RuleError: every fault of the file. UsageError: there is no such file.
    """
    return _pack(path, path.name, indicators)[0]


class Chosen(Struct, frozen=True):
    """Files that selectors name, each with the name it goes by, and the definitions of indicators among them."""

    files: tuple[tuple[Path, str], ...]
    indicators: Indicators
    definitions: dict[str, RuleFile]


def choose(selectors: Sequence[str] = ()) -> Chosen:
    """What is chosen by these: the id of a shipped pack, a YAML file, or a folder of them; all shipped ones for ().

    A folder's own `indicators.yaml` adds to the shipped definitions; one of the same name replaces the shipped one.

    Raises:
        RuleError: every fault of the first faulty file of definitions. UsageError: a selector that matches nothing.
    """
    files = tuple(_select(selectors))
    definitions: dict[str, RuleFile] = {}
    return Chosen(files, _all_indicators(files, definitions), definitions)


def load(selectors: Sequence[str] | Chosen = ()) -> RuleSet:
    """The packs named or chosen.

    Raises:
        RuleError: every fault of every file, and ids given twice. UsageError: a selector that matches nothing.
    """
    ruleset, faults = gather(selectors)
    if faults:
        raise RuleError(faults)
    return ruleset


def gather(selectors: Sequence[str] | Chosen = ()) -> tuple[RuleSet, list[Problem]]:
    """As `load`, but with the faults of the files beside what could be read of the others.

    Raises:
        UsageError: a selector that matches nothing.
    """
    try:
        chosen = selectors if isinstance(selectors, Chosen) else choose(selectors)
    except RuleError as error:
        return RuleSet((), Indicators({})), list(error.problems)
    read: list[tuple[Pack, Node]] = []
    indicators, files = chosen.indicators, dict(chosen.definitions)
    faults: list[Problem] = []
    for path, name in chosen.files:
        if path.name == INDICATORS_FILE:
            continue
        try:
            pack, tree, indicators = _pack(path, name, indicators)
        except RuleError as error:
            faults += error.problems
        else:
            read.append((pack, tree))
            files[name] = RuleFile(name, pack.sha256)
    packs = tuple(pack for pack, _ in read)
    faults += _ids_given_twice(packs)
    return RuleSet(packs, indicators, tuple(files.values()), {pack.file: tree for pack, tree in read}), faults


def _select(selectors: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """The files the selectors name, each once, with the names they go by."""
    shipped = resource("rules")
    seen: set[Path] = set()
    for selector in selectors or (str(shipped),):
        for path, name in _matches(selector, shipped):
            resolved = path.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield path, name


def _matches(selector: str, shipped: Path) -> list[tuple[Path, str]]:
    known = known_packs()
    if selector in known:  # an id goes before a folder of that name, wherever the command is run
        return [(shipped / f"{selector}.yaml", f"{selector}.yaml")]
    path = Path(selector)
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.suffix in _SUFFIXES and p.is_file())
        if not any(p.name != INDICATORS_FILE for p in found):
            raise UsageError(problem("no_rules_in_folder", folder=selector))
        return [(p, p.relative_to(path).as_posix()) for p in found]
    if path.is_file():
        return [(path, path.name)]
    raise UsageError(
        problem("unknown_pack", selector=selector, near=nearest(selector, known), allowed="、".join(known))
    )


def _all_indicators(chosen: tuple[tuple[Path, str], ...], files: dict[str, RuleFile]) -> Indicators:
    """The shipped definitions and, on top of them, those that lie among the chosen files."""
    shipped = resource("rules") / INDICATORS_FILE
    indicators, files[INDICATORS_FILE] = _indicators(shipped)
    for path, name in chosen:
        if path.name == INDICATORS_FILE and path.resolve() != shipped.resolve():
            indicators, file = _indicators(path, indicators, name)
            files[f"+{name}"] = file
    return indicators


def _indicators(path: Path, shipped: Indicators | None = None, name: str = "") -> tuple[Indicators, RuleFile]:
    name = name or path.name
    data = _bytes(path, name)
    root, found = parse(data, name)
    faults = Faults(name, found)
    indicators = definitions.read(root, faults, shipped)
    if faults.found:
        raise RuleError(_in_order(faults.found))
    return indicators, RuleFile(name, hashlib.sha256(data).hexdigest())


def _pack(path: Path, name: str, indicators: Indicators) -> tuple[Pack, Node, Indicators]:
    data = _bytes(path, name)
    root, found = parse(data, name)
    faults = Faults(name, found)
    pack, indicators = packs.read(root, faults, indicators, name, hashlib.sha256(data).hexdigest())
    if faults.found:
        raise RuleError(_in_order(faults.found))
    return pack, root, indicators


def _bytes(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(problem("rule_file_unreadable", Place(name), why=error.strerror or "无法打开")) from None


def _in_order(faults: list[Problem]) -> list[Problem]:
    """As they stand in the file, each told once."""
    return sorted(dict.fromkeys(faults), key=lambda p: p.place.line)


def _ids_given_twice(packs: tuple[Pack, ...]) -> list[Problem]:
    faults: list[Problem] = []
    rules: dict[str, tuple[Pack, Rule]] = {}
    documents: dict[str, Pack] = {}
    for pack in packs:
        if pack.id in documents:
            other = documents[pack.id].file
            faults.append(
                problem(
                    "duplicate_id", Place(pack.file, line=1), where="document › id", id=pack.id, other=f"《{other}》"
                )
            )
        documents.setdefault(pack.id, pack)
        for rule in pack.rules:
            if rule.id in rules:
                first, earlier = rules[rule.id]
                other = f"《{first.file}》第 {earlier.line} 行"
                place = Place(pack.file, line=rule.line)
                faults.append(problem("duplicate_id", place, where="rules › id", id=rule.id, other=other))
            rules.setdefault(rule.id, (pack, rule))
    return faults
