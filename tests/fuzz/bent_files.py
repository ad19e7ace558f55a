"""Good files bent in small ways: bytes flipped, cut, doubled, swapped, in the file or in one of its parts."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

from tests.bad_workbooks.files import READ
from tests.bad_workbooks.parts import zipped

SAMPLES = Path(__file__).parent.parent / "intake" / "samples"
_SLOW = {"a_million_styled_rows", "styled_cells_without_values"}
#: what makes readers stumble, in the places where numbers and names stand
_ODD = (
    b"", b"0", b"-1", b"99999999999999999999", b"1E999", b"NaN", b"A1", b"XFD1048576", b"ZZZ99999999", b"&amp;", b"&#0;",
    b"&#xD800;", b"&x;", b"<!--", b"]]>", b"<![CDATA[", b"<!DOCTYPE x>", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"inlineStr",
    b"s", b"str", b"1048576", b"true", b"../../x", b"/", b"\\", "长".encode() * 3, b"_x0000_", b"</row>", b"<row/>", b"</c>",
    b"<f/>", b"<v/>", b"</sheetData>",
)  # fmt: skip


def seeds() -> list[bytes]:
    """Small files of every format that is read."""
    made = [case.make() for case in READ if case.make.__name__ not in _SLOW]
    return made + [path.read_bytes() for path in sorted(SAMPLES.iterdir())]


def bent(seed: bytes, chance: random.Random) -> bytes:
    """`seed` with one to four faults; parts of a ZIP are bent inside as often as the ZIP itself."""
    if not seed.startswith(b"PK") or chance.random() < 0.25:
        return _several(seed, chance)
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        parts: dict[str, str | bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    wanted = [name for name in parts if name.endswith((".xml", ".rels", "mimetype"))]
    for name in chance.sample(wanted, chance.choice((1, 1, 1, 2)) if len(wanted) > 1 else 1):
        content = parts[name]
        assert isinstance(content, bytes)
        parts[name] = None if chance.random() < 0.03 else _several(content, chance)
    return zipped(parts)


def _several(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(_WAYS)(data, chance)
    return data


def _place(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + data[at + chance.choice((1, 3, 20, 300)) :]


def _end(data: bytes, chance: random.Random) -> bytes:
    return data[: _place(data, chance)]


def _double(data: bytes, chance: random.Random) -> bytes:
    at, size = _place(data, chance), chance.choice((1, 10, 100))
    return data[:at] + data[at : at + size] * chance.choice((2, 2, 50)) + data[at + size :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + chance.choice(_ODD) + data[at:]


def _value(data: bytes, chance: random.Random) -> bytes:
    """Another value for an attribute or a text."""
    found = list(re.finditer(rb'"[^"]*"|>[^<>]+<', data))
    if not found:
        return _insert(data, chance)
    one = chance.choice(found)
    return data[: one.start() + 1] + chance.choice(_ODD) + data[one.end() - 1 :]


def _move(data: bytes, chance: random.Random) -> bytes:
    """One element in another's place."""
    found = list(re.finditer(rb"<[^<>]*>", data))
    if len(found) < 2:
        return data
    one, other = chance.sample(found, 2)
    return data[: one.start()] + other.group() + data[one.end() :]


def _number(data: bytes, chance: random.Random) -> bytes:
    """Four bytes that claim something else."""
    at = _place(data, chance)
    return data[:at] + chance.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x01\x00\x00\x80")) + data[at + 4 :]


_WAYS = (_flip, _flip, _cut, _end, _double, _insert, _value, _value, _value, _move, _number)
