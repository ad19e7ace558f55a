"""Good files bent at random: a grid or a refusal, within bounds, and nothing else. `nox -s fuzz` goes on with this."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from compliance.errors import RefusedError
from compliance.intake.grid import Grid
from compliance.intake.worker import ReaderPool
from tests.fuzz.bent_files import bent, seeds


def outcome(pool: ReaderPool, path: Path) -> set[str]:
    """The codes of a refusal; nothing for a grid."""
    try:
        assert isinstance(pool.read(path), Grid)
    except RefusedError as error:
        return {each.code for each in error.problems}
    return set()


@pytest.mark.parametrize("lot", range(4))
def test_a_bent_file_is_read_or_refused(lot: int, tmp_path: Path) -> None:
    """Never a fault of ours (reader_died), never slow."""
    chance = random.Random(lot)
    good = seeds()
    path = tmp_path / "bent"
    with ReaderPool() as pool:
        for number in range(150):
            path.write_bytes(bent(chance.choice(good), chance))
            begun = time.monotonic()
            found = outcome(pool, path)
            assert not found & {"reader_died", "too_slow"}, f"lot {lot}, file {number}: {found}"
            assert time.monotonic() - begun < 10, f"lot {lot}, file {number}"
