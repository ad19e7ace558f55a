"""The house: one lock for all, true to pyproject.toml; a licence; sessions that say what they do."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED_GROUPS = ("test", "browser", "lint", "types")


def wanted(groups: Iterable[str] = LOCKED_GROUPS) -> list[Requirement]:
    """What pyproject.toml asks for: the project, its extras, these groups."""
    project = PYPROJECT["project"]
    lines = [*project["dependencies"]]
    lines += [line for name, extra in project["optional-dependencies"].items() if name != "all" for line in extra]
    lines += [line for group in groups for line in PYPROJECT["dependency-groups"][group]]
    return [Requirement(line) for line in lines]


def locked() -> dict[str, str]:
    """Package → its version in requirements.lock."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", LOCK, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pins}


def test_the_lock_has_every_dependency_within_its_range() -> None:
    """After a change of the ranges: `nox -s lock -- --no-upgrade`."""
    pins = locked()

    assert [str(r) for r in wanted() if pins.get(canonicalize_name(r.name), "none") not in r.specifier] == []


def imported(folder: str) -> set[str]:
    """The packages from elsewhere that the modules of a folder import, wherever in a module."""
    names: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add((node.module or "").partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"compliance", "tests", "atheris"}


@pytest.mark.parametrize("folder", ["compliance", "tests"])
def test_every_import_is_of_a_declared_dependency(folder: str) -> None:
    """What is there only because something else brought it along is gone one day."""
    groups = [] if folder == "compliance" else LOCKED_GROUPS
    declared = {canonicalize_name(requirement.name) for requirement in wanted(groups)}
    providers = packages_distributions()
    missing = [
        name
        for name in sorted(imported(folder))
        if declared.isdisjoint(map(canonicalize_name, providers.get(name, [name])))
    ]

    assert missing == []


def test_the_lock_names_no_address() -> None:
    """Hashes say what is installed; where it comes from is each machine's own setting."""
    assert re.findall(r"\S*(?:://|--index|--find-links|--extra-index)\S*", LOCK) == []


def test_every_locked_package_has_hashes() -> None:
    """Without one, pip would refuse the whole file."""
    blocks = re.findall(
        r"^[A-Za-z0-9._-]+==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", LOCK, re.MULTILINE
    )

    assert len(blocks) == len(locked()) > 40


def test_every_module_that_ships_is_typed_for_its_users() -> None:
    """py.typed tells checkers so."""
    assert (ROOT / "compliance" / "py.typed").is_file()


def test_the_version_is_said_the_same_everywhere() -> None:
    """pyproject.toml and the package agree."""
    import compliance

    assert compliance.__version__ == PYPROJECT["project"]["version"]


def test_the_repository_names_no_place_it_was_made_in() -> None:
    """No path of the machine the tests run on: of this checkout, of its Python, of its user."""
    places = {str(ROOT), sys.prefix, sys.base_prefix, f"{Path.home()}/"} - {"/usr"}
    here = "|".join(map(re.escape, sorted(places)))
    suffixes = {".py", ".md", ".toml", ".yaml", ".yml", ".html", ".css", ".svg", ".lock", ".csv", ".txt", ""}
    folders = ("compliance", "rules", "data", "templates", "docs", "tests", "benchmarks", ".ci")
    files = [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in suffixes
    ]
    files += [
        path for path in ROOT.glob("*") if path.is_file() and path.suffix in suffixes and path.name != ".coverage"
    ]
    found = [
        str(path.relative_to(ROOT))
        for path in files
        if "__pycache__" not in path.parts
        and path != Path(__file__)
        and re.search(here, path.read_text("utf-8", "replace"))
    ]

    assert found == []
