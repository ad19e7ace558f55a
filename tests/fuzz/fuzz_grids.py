"""No bytes make a reader raise anything but its refusal: good files of every format, bent where the fuzzer says."""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

with atheris.instrument_imports(include=["compliance"]):
    from compliance.errors import RefusedError
    from compliance.intake.container import Limits
    from compliance.intake.readers import read_grid

from tests.fuzz.bent_files import bent, seeds

SEEDS = seeds()
PATH = Path(tempfile.mkdtemp()) / "bent.xlsx"
#: small, so that a bomb is refused before it costs the fuzzer its time
LIMITS = Limits(unpacked_bytes=5 << 20, cells=20_000, merges=2_000)


def one(data: bytes) -> None:
    if not data:
        return
    PATH.write_bytes(bent(SEEDS[data[0] % len(SEEDS)], random.Random(data)))
    with contextlib.suppress(RefusedError):
        read_grid(PATH, LIMITS)


atheris.Setup(sys.argv, one)
atheris.Fuzz()
