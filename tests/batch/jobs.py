"""Tasks that do nothing but answer, fail or die; in a module of their own, so that a worker loads it quickly."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from compliance.batch.context import Context


@dataclass(frozen=True)
class Kills:
    """A task that ends its worker, but where `spares` is there."""

    spares: Path | None = None

    def run(self, context: Context) -> str:
        if self.spares is not None and self.spares.exists():
            return "done"
        if self.spares is not None:
            self.spares.touch()
        os.kill(os.getpid(), signal.SIGKILL)
        return "never"


@dataclass(frozen=True)
class Fails:
    """A task with a fault of ours in it."""

    def run(self, context: Context) -> str:
        raise RuntimeError


@dataclass(frozen=True)
class Says:
    """A task that answers."""

    word: str

    def run(self, context: Context) -> str:
        return self.word
