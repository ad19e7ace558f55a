"""One world of workbooks for all tests of the folder, and its undisturbed run."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.batch import run
from tests.batch.made import Maker, write_divisions, write_rules
from tests.batch.small import Small
from tests.batch.world import World, build


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """120 workbooks of four prefectures, 6 of them damaged: 5 in a hundred."""
    return build(tmp_path_factory.mktemp("world"), 114, rules=5, damaged=6, prefectures=4, counties=30)


@pytest.fixture(scope="session")
def undisturbed(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run in one process wrote that nothing disturbed."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    run(world.options(out))
    return out


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """One prefecture of three counties, three rules, and nothing in yet."""
    write_rules(tmp_path / "rules", 3)
    return Small(tmp_path, Maker(tmp_path / "rules", 3, write_divisions(tmp_path / "divisions.csv", 1, 3)))
