"""The directory of a ZIP file is read as the standard library reads it, however it is bent."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from compliance.intake import zip_directory
from compliance.intake.zip_directory import directory
from tests.fuzz.bent_files import bent

SAMPLE = Path(__file__).parent / "samples" / "plain.xlsx"


def names(data: bytes) -> list[tuple[object, ...]] | None:
    """What the library says; None where it refuses."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [
                (i.filename, i.flag_bits, i.compress_type, i.CRC, i.compress_size, i.file_size, i.header_offset)
                for i in archive.infolist()
            ]
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OverflowError):
        return None


def ours(data: bytes) -> list[tuple[object, ...]] | None:
    try:
        return [(p.name, p.flags, p.method, p.crc, p.packed_size, p.size, p.offset) for p in directory(data)]
    except ValueError:
        return None


def test_a_plain_directory_is_read_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    data = SAMPLE.read_bytes()
    monkeypatch.setattr(zip_directory, "_any", None)
    assert ours(data) == names(data)


@pytest.mark.parametrize("seed", range(40))
def test_a_bent_file_has_the_directory_the_library_finds(seed: int) -> None:
    """Bytes flipped, cut, doubled and swapped, in the directory itself as well."""
    chance, data = random.Random(seed), SAMPLE.read_bytes()
    at = data.index(b"PK\x01\x02")
    for _ in range(10):
        place = chance.randrange(at, len(data))
        flipped = data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
        for file in (bent(data, chance), flipped, flipped + b"\x00" * chance.randrange(3), b"x" + data):
            assert ours(file) == names(file)


@pytest.mark.parametrize("name", ["数据.xml", "xl/工作表.xml", "a\\b.xml"])
def test_a_name_in_any_script_is_the_librarys(name: str) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "x")
        archive.comment = b"" if name.isascii() else b"comment"
    assert ours(held.getvalue()) == names(held.getvalue())
