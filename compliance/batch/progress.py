"""How far a run is: a bar on a terminal, a plain line now and then otherwise; always on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

#: Seconds between two plain lines, and between two pictures of the bar.
_EVERY = 10.0
_REDRAW = 0.2


class Progress:
    """Stages of a run, each so many steps long; rate and time left while one is under way."""

    def __init__(self, out: TextIO | None) -> None:
        self._out = out
        self._bars: Bars | None = None
        self._bar: TaskID | None = None
        self._name = ""
        self._total = self._done = self._before = 0
        self._began = self._told = 0.0

    @classmethod
    def silent(cls) -> Progress:
        """Says nothing."""
        return cls(None)

    @classmethod
    def on_stderr(cls) -> Progress:
        """On standard error."""
        return cls(sys.stderr)

    def __enter__(self) -> Self:
        if self._out is not None and self._out.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bars

            columns = (
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"), TextColumn("约剩"), TimeRemainingColumn(),
            )  # fmt: skip
            # no thread of its own: readers are forked while this process is a single one
            self._bars = Bars(*columns, console=Console(file=self._out), auto_refresh=False)
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def stage(self, name: str, total: int, done: int = 0) -> None:
        """Begin a stage of `total` steps (0: not known), of which `done` were done by an earlier run."""
        self._name, self._total, self._done, self._before = name, total, done, done
        self._began = self._told = time.monotonic()
        if self._bars is not None:
            self._bar = self._bars.add_task(name, total=total or None, completed=done, rate="")
            self._bars.refresh()
        elif self._out is not None:
            of = f"（共 {total}，已有 {done}）" if done else f"（共 {total}）" if total else ""
            print(f"{name}{of}…", file=self._out, flush=True)

    def advance(self, steps: int) -> None:
        """So many steps more are done."""
        self._done += steps
        now = time.monotonic()
        last = self._done >= self._total
        if self._out is None or (now - self._told < (_REDRAW if self._bars else _EVERY) and not last):
            return
        self._told = now
        rate = (self._done - self._before) / max(now - self._began, 0.001)
        if self._bars is not None and self._bar is not None:
            self._bars.update(self._bar, completed=self._done, rate=f"每秒 {rate:.0f}")
            self._bars.refresh()
        else:
            left = f"，约剩 {_time((self._total - self._done) / rate)}" if rate and not last else ""
            print(f"{self._name} {self._done}/{self._total}，每秒 {rate:.0f}{left}", file=self._out, flush=True)


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
