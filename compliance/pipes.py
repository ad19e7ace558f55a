"""Messages over a pipe, and what a fork of this process must mind: for the processes that read files and do tasks."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import IO

_LENGTH = struct.Struct("<Q")
_AT_ONCE = 1 << 20


def write(pipe: IO[bytes], message: bytes) -> None:
    """One message, for `receive` at the other end; the caller flushes."""
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)


def receive(pipe: IO[bytes]) -> bytes:
    """One message and nothing after it, where the pipe is not buffered. Raises EOFError: the other end is gone."""
    (length,) = _LENGTH.unpack(_whole(pipe, _LENGTH.size))
    return _whole(pipe, length)


def _whole(pipe: IO[bytes], length: int) -> bytes:
    parts = []
    while length:
        part = pipe.read(min(length, _AT_ONCE))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def may_fork() -> bool:
    """Only a single thread may fork safely, threads of libraries included; only Linux tells how many there are."""
    tasks = Path("/proc/self/task")
    return hasattr(os, "fork") and tasks.is_dir() and sum(1 for _ in tasks.iterdir()) == 1


def close_all_but(*kept: int) -> None:
    """Close what a fork inherited: a lock, and another child's pipe, which would never seem closed to it."""
    low = 3
    for number in (*sorted(kept), os.sysconf("SC_OPEN_MAX")):
        os.closerange(low, number)
        low = number + 1
