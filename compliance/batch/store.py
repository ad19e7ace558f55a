"""Submissions as bytes and back, and files that are either whole or not there.

What waits between two stages of a run is MessagePack, read back as what it must be and nothing else, never a pickle: a
folder that others can write to must not be able to run anything here.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_origin

import msgspec
from msgspec import Struct

from compliance.errors import UsageError, problem, system_words
from compliance.fact import Submission
from compliance.source import Place
from compliance.whole import whole

#: Written into every stored file; another number is another form, and what was stored before is not used.
FORM = 6
#: The form, and how many bytes of a head and of a body follow.
_START = struct.Struct("<4sQQ")
_MARK = b"CB" + FORM.to_bytes(2, "little")

_T = TypeVar("_T")


def json_bytes(value: object) -> bytes:
    """`value` as compact JSON, Chinese as it is; equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


# -- values


def encoded(value: object) -> bytes:
    """`value` as MessagePack; equal values give equal bytes."""
    return _ENCODER.encode(value)


def decoded(data: bytes, kind: type[_T]) -> _T:
    """What `encoded` was given.

    Raises:
        ValueError: it is no `kind`.
    """
    found: msgspec.msgpack.Decoder[_T] | None = _DECODERS.get(kind)
    if found is None:
        found = _DECODERS[kind] = msgspec.msgpack.Decoder(kind, dec_hook=_read)
    return found.decode(data)


_DECODERS: dict[Any, msgspec.msgpack.Decoder[Any]] = {}


class Whole(int):
    """A whole number that may be greater than MessagePack's 64 bits."""


class Numbers(array):  # type: ignore[type-arg]  # it takes none while the program runs
    """Small whole numbers, two bytes each."""

    @classmethod
    def of(cls, values: Iterable[int]) -> Numbers:
        return cls("H", values)


def _written(value: object) -> object:
    """A whole number as such, where MessagePack has room for it, else as text; a fraction as n/d; an array as a list."""
    if type(value) is Fraction:
        n, d = value.as_integer_ratio()
        return n if d == 1 and -(2**63) <= n < 2**63 else f"{n}/{d}"
    if isinstance(value, Whole):
        return int(value) if -(2**63) <= value < 2**63 else str(int(value))
    if isinstance(value, array):
        return value.tolist()
    raise NotImplementedError(type(value))


def _read(kind: Any, written: Any) -> object:
    """What `_written` was given."""
    if kind is Fraction:
        return _whole(written) if type(written) is int else _parted(written)
    if kind is Whole:
        return Whole(written)
    if get_origin(kind) is Counter:
        return Counter(written)
    if kind is Numbers:
        return Numbers.of(written)
    raise NotImplementedError(kind)


@lru_cache(4096)
def _whole(value: int) -> Fraction:
    return Fraction(value)


@lru_cache(4096)
def _parted(text: str) -> Fraction:
    n, _, d = text.partition("/")
    return Fraction(int(n), int(d))


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_written)


def pack(submission: Submission) -> bytes:
    """The submission as compressed bytes; equal submissions give equal bytes."""
    return zlib.compress(encoded(submission), 1)


def unpack(data: bytes) -> Submission:
    """What `pack` was given."""
    return decoded(zlib.decompress(data), Submission)


# -- stored results: a head, then bytes


class Stored(Struct, frozen=True):
    """A finished piece of work on disk: where it is, and where its bytes begin."""

    path: Path
    start: int

    def head(self, kind: type[_T]) -> _T:
        """What it says of itself.

        Raises:
            OSError, ValueError: it is gone, or is something else.
        """
        with self.path.open("rb") as file:
            file.seek(_START.size)
            return decoded(file.read(self.start - _START.size), kind)

    def read(self, offset: int = 0, length: int = -1) -> bytes:
        """`length` bytes from `offset`, counted from the end of the head; the rest for -1."""
        with self.path.open("rb") as file:
            file.seek(self.start + offset)
            return file.read(length)


def write_stored(path: Path, head: bytes, body: bytes) -> Stored:
    """Write a finished piece of work; it is whole or not there.

    Raises:
        UsageError: it cannot be written.
    """
    replace_bytes(path, b"".join((_START.pack(_MARK, len(head), len(body)), head, body)))
    return Stored(path, _START.size + len(head))


def read_stored(path: Path) -> Stored | None:
    """What `write_stored` left there; None where there is nothing, or nothing that can be used."""
    try:
        with path.open("rb") as file:
            first = file.read(_START.size)
            size = os.fstat(file.fileno()).st_size
        mark, head, body = _START.unpack(first)
    except (OSError, struct.error):
        return None
    return Stored(path, _START.size + head) if mark == _MARK and size == _START.size + head + body else None


# -- files that are whole or not there


def replace_bytes(path: Path, data: bytes) -> None:
    """Put `data` at `path`: written beside it and renamed.

    Raises:
        UsageError: it cannot be written.
    """
    replaced(path, lambda temporary: temporary.write_bytes(data))


def replaced(path: Path, write: Callable[[Path], _T]) -> _T:
    """Let `write` make a file under another name beside `path`, then rename it.

    Raises:
        UsageError: `batch_cannot_write`, where the disk is full, the folder read-only …
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as temporary:
            return write(temporary)
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: BaseException) -> UsageError:
    """The one sentence for a result that cannot be stored."""
    return UsageError(problem("batch_cannot_write", Place(path.name), why=system_words(error)))
