"""How much one file may cost, and the environment variables that say otherwise."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Self

from msgspec import Struct

from compliance.errors import UsageError, problem

MB = 1 << 20

#: environment variable → field of `Limits`, and how many of the field's units one of the variable's is
VARIABLES: dict[str, tuple[str, int]] = {
    "COMPLIANCE_FILE_MB": ("file_bytes", MB),
    "COMPLIANCE_UNPACKED_MB": ("unpacked_bytes", MB),
    "COMPLIANCE_RATIO": ("ratio", 1),
    "COMPLIANCE_PARTS": ("parts", 1),
    "COMPLIANCE_SHEETS": ("sheets", 1),
    "COMPLIANCE_CELLS": ("cells", 1),
    "COMPLIANCE_MERGES": ("merges", 1),
    "COMPLIANCE_TEXT": ("text", 1),
    "COMPLIANCE_SECONDS": ("seconds", 1),
    "COMPLIANCE_MEMORY_MB": ("memory_bytes", MB),
}


class Limits(Struct, frozen=True):
    """How much one file may cost. Every figure can be given; the defaults suit what a clerk sends.

    file_bytes: size of the file itself
    unpacked_bytes: bytes that come out of the parts that are read, measured while unpacking
    ratio, ratio_from: unpacked bytes per byte of file, looked at only above `ratio_from` unpacked bytes,
        since a small sheet of equal rows rightly packs better than that
    parts: entries in a ZIP directory
    sheets, cells, merges: in the whole file; a cell counts only if it holds something
    text: characters in one cell; Excel itself shows no more than 32,767
    seconds, memory_bytes: of computing, and held, for one file in a worker process (`worker.ReaderPool`); reading in
        the calling process cannot enforce them
    """

    file_bytes: int = 20 * MB
    unpacked_bytes: int = 200 * MB
    ratio: int = 100
    ratio_from: int = 10 * MB
    parts: int = 10_000
    sheets: int = 100
    cells: int = 2_000_000
    merges: int = 100_000
    text: int = 65_535
    seconds: float = 15
    memory_bytes: int = 1024 * MB

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The limits that `VARIABLES` set in `environment` (the process's own by default), the rest as they are.

        Raises:
            UsageError: `limit_misread`, for every variable that holds no whole number above zero.
        """
        environment = os.environ if environment is None else environment
        given: dict[str, int] = {}
        wrong = []
        for name, (field, factor) in VARIABLES.items():
            text = environment.get(name, "").strip()
            if not text:
                continue
            if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0:
                given[field] = int(text) * factor
            else:
                wrong.append(problem("limit_misread", name=name, text=text[:40]))
        if wrong:
            raise UsageError(wrong)
        return cls(**given)
