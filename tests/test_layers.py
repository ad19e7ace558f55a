"""The layout, as the imports have it: nouns ← text ← stages ← checking ← edges."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "compliance"

#: Each imports only from those before it.
NOUNS = (
    "doors", "source", "catalogue", "errors", "pattern", "quantity", "period", "resources", "pipes", "whole", "region", "indicator", "rule", "fact", "verdict", "tables",
)  # fmt: skip
STAGES = ("rulebook", "plans", "intake", "engine", "reports")
JOINED = ("checking", "frames")
EDGES = ("batch", "cli", "web", "__main__")
#: The front page: checking and the edges take the version from it, nothing else does.
PACKAGE_ITSELF = "compliance"

#: What the engine must not touch, so that verdicts are a function of its arguments alone.
IMPURE_MODULES = {
    "os",
    "pathlib",
    "io",
    "shutil",
    "tempfile",
    "time",
    "random",
    "socket",
    "subprocess",
    "glob",
    "locale",
}
IMPURE_CALLS = {"now", "today", "utcnow", "open", "getenv", "input"}


@dataclass(frozen=True)
class Import:
    """`module` imports `target` (a dotted name within the package, "" for the package itself)."""

    module: str
    target: str
    line: int
    at_module_level: bool

    @property
    def where(self) -> str:
        return f"compliance/{self.module.replace('.', '/')}.py:{self.line} imports {self.target or 'compliance'}"


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name without `compliance.`: quantity, engine.grid, engine.__init__."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): ast.parse(
            path.read_text(encoding="utf-8"), str(path)
        )
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def statements(node: ast.AST, at_module_level: bool = True) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """The imports under `node`, those for the type checker left out, and whether each runs when the module is loaded."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, at_module_level
        elif only_for_types(child):
            continue
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from statements(child, at_module_level and not inside)


def own_imports(module: str, tree: ast.Module, known: dict[str, ast.Module]) -> Iterator[Import]:
    """The imports of this package's own modules. `from compliance.engine import grid` is of engine.grid."""
    for node, at_module_level in statements(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            assert node.level == 0, f"{module}:{node.lineno}: imports are written in full"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.partition(".")[0] == PACKAGE_ITSELF:
                parts = name.split(".")[1:]
                while parts and ".".join(parts) not in known and ".".join([*parts, "__init__"]) not in known:
                    parts.pop()
                yield Import(module, ".".join(parts), node.lineno, at_module_level)


TREES = modules()
IMPORTS = [found for module, tree in TREES.items() for found in own_imports(module, tree, TREES)]


def part(module: str) -> str:
    """The line of the layout a module stands on: quantity, text, engine, cli …"""
    return module.partition(".")[0]


def allowed(module: str) -> set[str]:
    """The parts a module may import."""
    here = part(module)
    if here in NOUNS:
        return set(NOUNS[: NOUNS.index(here)])
    if here == "text":
        return {"text", *NOUNS}
    if here in STAGES:
        return {"text", here, *NOUNS}
    if here in JOINED:
        return {"", "text", *NOUNS, *STAGES, *JOINED[: JOINED.index(here)]}
    if here == "__init__":
        return {*NOUNS, *STAGES, *JOINED}
    return {"", "text", *NOUNS, *STAGES, *JOINED, *EDGES}


def test_every_module_has_its_place_in_the_layout() -> None:
    """A new module is put on one line of the layout, here and in docs/architecture.md, before it is imported."""
    strangers = {part(module) for module in TREES} - {"text", "__init__", *NOUNS, *STAGES, *JOINED, *EDGES}

    assert strangers == set()


@pytest.mark.parametrize("module", sorted(TREES))
def test_a_module_imports_only_from_the_lines_above_it(module: str) -> None:
    """Nouns from nouns before them, stages from nouns, text and their own folder, checking from stages; edges last."""
    wrong = [i.where for i in IMPORTS if i.module == module and part(i.target) not in allowed(module)]

    assert wrong == []


def test_nothing_imports_the_edges() -> None:
    """batch and web may use each other's front door; nothing below knows that they exist."""
    wrong = [i.where for i in IMPORTS if part(i.target) in EDGES and part(i.module) not in EDGES]

    assert wrong == []


def test_no_module_imports_itself_in_a_circle() -> None:
    """Following the imports that run at loading never leads back; the package's own front page is set aside."""
    graph: dict[str, set[str]] = {module: set() for module in TREES}
    for found in IMPORTS:
        if found.at_module_level:
            target = found.target if found.target in TREES else f"{found.target}.__init__"
            graph[found.module].add(target)
    finished: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path[path.index(module) :], module))
        if module not in finished:
            for target in sorted(graph.get(module, ())):
                visit(target, (*path, module))
            finished.add(module)

    for module in sorted(set(graph) - {"__init__"}):
        visit(module, ())


def test_the_engine_reads_no_file_and_no_clock() -> None:
    """Verdicts are a pure function of rules, units, facts and the as-of date."""
    wrong = []
    for module, tree in TREES.items():
        if part(module) != "engine":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                wrong += [
                    f"{module}:{node.lineno} {a.name}" for a in node.names if a.name.split(".")[0] in IMPURE_MODULES
                ]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in IMPURE_MODULES:
                wrong.append(f"{module}:{node.lineno} {node.module}")
            elif isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in IMPURE_CALLS:
                    wrong.append(f"{module}:{node.lineno} {called}()")

    assert wrong == []


def test_no_module_grows_beyond_what_a_reader_holds() -> None:
    """Six hundred lines are the most; a longer one holds two ideas."""
    long = {
        str(path.relative_to(PACKAGE)): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 600
    }

    assert long == {}
