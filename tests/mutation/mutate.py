"""Change the engine and the reading of numbers in one small way at a time, and see that a test notices.

    python tests/mutation/mutate.py [WORD…] [--every N] [--first I] [--quick] [--new] [--committed]

WORD chooses modules (judge, gaps, quantity …). A mutant that no test notices must stand in docs/mutation.md, as
"- `module.function`: `before` → `after`" (or ": every number:"), with its reason; any other makes the exit status 1.

Everything runs in a copy of the tree made at the start, so that what is edited meanwhile disturbs nothing. Each mutant
lives in a process of its own, forked from one that has loaded the test tools and none of the package: the changed
module is compiled from its changed syntax tree when the tests import it. Tests run from the quickest to the slowest
and stop at the first that fails. mutmut and cosmic-ray start a whole pytest for each mutant and change the
files themselves, which took ten times as long.
"""

from __future__ import annotations

import argparse
import ast
import copy
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import CodeType

import hypothesis.strategies  # noqa: F401  loaded once, before forking
import msgspec  # noqa: F401
import pandas as pd  # noqa: F401
import polars as pl  # noqa: F401  importing starts no thread; its pool comes with the first query, in the fork
import pytest

HERE = Path(__file__).parents[2]
ROWS = (
    "answering", "asking", "book", "checks", "family", "gaps", "judge", "lists", "outcomes", "plain", "questions", "readings", "sides",
    "unanswering",
)  # fmt: skip
#: What answers frames, all units at once: held to what the rows say.
FRAMES = ("breaks", "columns", "frames", "listed", "shown", "unused", "wide")
MODULES = (*(f"compliance.engine.{name}" for name in (*ROWS, *FRAMES)), "compliance.quantity")
ACCEPTED = HERE / "docs" / "mutation.md"
PACKED = "tests/frames/test_packed_frames.py::test_on_many_seeds"  # other seeds of these go first
SECONDS = 120  # of computing: a mutant that loops is noticed too

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
}
CALLED = {"min": "max", "max": "min", "ceil": "floor", "floor": "ceil", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    module: str
    where: str
    before: str
    after: str
    line: int
    place: int  # among the nodes of the module
    change: ast.AST

    def tree(self) -> ast.Module:
        """The changed module."""
        parsed = ast.parse(_file(self.module).read_text("utf-8"))
        return ast.fix_missing_locations(_Replace(self.place, self.change).visit(parsed))

    def __str__(self) -> str:
        return f"{self.place_in_words}: `{self.before}` → `{self.after}`"

    @property
    def place_in_words(self) -> str:
        return f"`{self.module.rpartition('.')[2]}.{self.where}`"

    @property
    def every_number(self) -> str:
        """What stands for all mutants of a function's numbers."""
        return f"- {self.place_in_words}: every number:"


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Every small change of one node."""
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            for other in COMPARED[type(op)]:
                changed = copy.deepcopy(node)
                changed.ops[i] = other()
                yield changed
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in COMPUTED and not isinstance(node.left, ast.JoinedStr):
        yield ast.BinOp(node.left, COMPUTED[type(node.op)](), node.right)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in CALLED:
        yield ast.Name(CALLED[node.id], ast.Load())
    elif (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ".add(" in ast.unparse(node)) or (
        isinstance(node, ast.AugAssign) and "flags" in ast.unparse(node.target)
    ):
        yield ast.Pass()
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)


class _Replace(ast.NodeTransformer):
    def __init__(self, place: int, by: ast.AST) -> None:
        self.place, self.by, self.seen = place, by, -1

    def visit(self, node: ast.AST) -> ast.AST:
        self.seen += 1
        if self.seen == self.place:
            self.seen += sum(1 for _ in ast.walk(node)) - 1
            return ast.copy_location(self.by, node)
        return self.generic_visit(node)


def _ordered(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every node in the order the transformer meets them, with the function it stands in; words are passed over."""

    def walk(node: ast.AST, where: str, words: bool) -> Iterator[tuple[ast.AST, str]]:
        yield node, "" if words else where
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            where = node.name if not where or isinstance(node, ast.ClassDef) else f"{where}.{node.name}"
        # what is only said to a reader, and what only a type checker reads
        words = (
            words
            or isinstance(node, ast.JoinedStr | ast.Assert)
            or (isinstance(node, ast.keyword) and node.arg in ("places", "slots", "frozen", "dict"))
        )
        zipped = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "zip"
        for name, field in ast.iter_fields(node):
            # that two lists are of one length is asserted, not meant
            quiet = words or name in ("returns", "annotation", "decorator_list") or (zipped and name == "keywords")
            for child in field if isinstance(field, list) else [field]:
                if isinstance(child, ast.AST):
                    yield from walk(child, where, quiet)

    yield from walk(tree, "", False)


def _file(module: str) -> Path:
    """The file of a module, below the folder the run stands in."""
    path = Path.cwd() / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def mutants(module: str) -> Iterator[Mutant]:
    tree = ast.parse(_file(module).read_text("utf-8"))
    for place, (node, where) in enumerate(_ordered(tree)):
        if not where:
            continue
        for change in changes(node):
            before, after = (" ".join(ast.unparse(ast.fix_missing_locations(n)).split()) for n in (node, change))
            yield Mutant(module, where, before, after, getattr(node, "lineno", 0), place, change)


class _Loader(importlib.machinery.SourceFileLoader):
    tree: ast.Module

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        file = _file(fullname)
        loader = _Loader(fullname, str(file))
        loader.tree = self.mutant.tree()
        folders = [str(file.parent)] if file.stem == "__init__" else None
        return importlib.util.spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=folders)


def noticed(mutant: Mutant | None, module: str, quick: bool = False) -> bool:
    """Whether a test of the module fails with this mutant, or unchanged; in a process of its own."""
    gc.collect()
    gc.freeze()  # or every mutant would walk through all that is loaded here, and so copy it
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        seconds = SECONDS // 8 if quick else SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        status = 1
        try:
            if mutant:
                sys.meta_path.insert(0, _Finder(mutant))
            status = 0 if _tests_pass(module, quick) else 1
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] != 0


def _tests_pass(module: str, quick: bool) -> bool:
    quiet = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    name = module.rpartition(".")[2]
    own = [f"tests/{folder}/test_{name}.py" for folder in (".", "engine", "scenarios")]
    own = [path for path in (*own, f"tests/property/test_{name}_laws.py") if Path(path).is_file()]
    if own and pytest.main([*quiet, *own]):
        return False
    if name in FRAMES:
        return _frames_pass(quiet, quick)
    # worlds say little of how numbers are read or which questions are asked
    compares = name not in ("quantity", "questions", "unanswering")
    alone = name != "plain"
    if compares and not _agrees(range(30), alone):
        return False
    if quick:
        return not pytest.main([*quiet, "tests/engine"])
    cases = ["tests/engine", "tests/property/test_cases_once_decided.py", "tests/property/test_plain_equals_judge.py"]
    if pytest.main([*quiet, *cases]):
        return False
    if compares and not _agrees(range(30, 300), alone):
        return False
    return not pytest.main([*quiet, "tests/property/test_laws.py", "tests/scenarios"])


def _frames_pass(quiet: list[str], quick: bool) -> bool:
    slow = [f"tests/frames/test_{name}.py" for name in ("on_every_line", "frames_equal_rows")]
    others = ["tests/frames", "--deselect", PACKED, *(f"--ignore={path}" for path in slow)]
    if not _frames_agree(range(12)) or pytest.main([*quiet, *others]):
        return False
    return quick or (_frames_agree(range(12, 80)) and not pytest.main([*quiet, *slow]))


def _frames_agree(seeds: range) -> bool:
    """Whether these frames are answered as their rows are."""
    from tests.frames.packed import packed
    from tests.frames.test_packed_frames import compare

    try:
        for seed in seeds:
            compare(packed(Random(f"mutant {seed}")))
    except AssertionError:
        return False
    return True


def _agrees(seeds: range, alone: bool) -> bool:
    """Whether engine and oracle agree on these worlds of each kind; `alone`: the judge answers ordinary rows too."""
    from compliance.engine import Plains
    from tests import oracle
    from tests.property.adapter import disagreements, engine_verdicts, plain
    from tests.property.strategies import KINDS, world

    at_once = Plains.answer
    if alone:
        Plains.answer = lambda *_: None  # type: ignore[method-assign]
    try:
        for seed in seeds:
            for kind in KINDS:
                made = world(Random(f"mutant {kind} {seed}"), kind)
                for ours, theirs in zip(oracle.answers(made), engine_verdicts(made)[0], strict=True):
                    if disagreements(ours, plain(theirs)):
                        return False
        return True
    finally:
        Plains.answer = at_once  # type: ignore[method-assign]


def _copied(folder: Path, committed: bool) -> None:
    """Copy what the tests need of this checkout: what is tracked or not ignored as it now stands, or the last commit."""
    if committed:
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=HERE, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(folder, filter="data")
        return
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=HERE, check=True, capture_output=True).stdout
    for name in listed.decode().split("\0"):
        if name and (HERE / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HERE / name, folder / name)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("words", nargs="*")
    arguments.add_argument("--every", type=int, default=1, help="only each N-th mutant")
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--quick", action="store_true", help="only the quickest tests: a first look")
    arguments.add_argument("--new", action="store_true", help="pass over the mutants that are accepted")
    arguments.add_argument("--committed", action="store_true", help="the last commit, not the tree as it stands")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        _copied(Path(folder), chosen.committed)
        os.chdir(folder)
        sys.path.insert(0, folder)
        sys.dont_write_bytecode = False  # or every mutant would compile all sources and tests anew
        try:
            return _run(chosen)
        finally:
            os.chdir(HERE)


def _run(chosen: argparse.Namespace) -> int:
    accepted = ACCEPTED.read_text("utf-8") if ACCEPTED.is_file() else ""
    started, count, told = time.monotonic(), 0, 0
    for module in MODULES:
        if chosen.words and module.rpartition(".")[2] not in chosen.words:
            continue
        if noticed(None, module, chosen.quick):
            print(f"the tests of {module} fail before anything is changed")
            return 1
        made = list(mutants(module))[chosen.first :: chosen.every]
        print(f"{module}: {len(made)} mutants", flush=True)
        for mutant in made:
            known = str(mutant) in accepted or (mutant.before.isdecimal() and mutant.every_number in accepted)
            if known and chosen.new:
                continue
            count += 1
            if count % 20 == 0:
                print(f"… {count}, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
            if noticed(mutant, module, chosen.quick):
                continue
            told += not known
            print(f"{'accepted' if known else 'SURVIVED'} {mutant} (line {mutant.line})", flush=True)
    print(f"{count} mutants, {told} unnoticed and not accepted, {time.monotonic() - started:.0f} s")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
