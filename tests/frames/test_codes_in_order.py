"""Unit codes are looked at as numbers, part by part, and the parts say what the whole would."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from compliance.engine.frames import _as_numbers


@given(
    st.lists(st.sampled_from(["000000", "622900", "622901", "622902", "999999", "62290", "6229/司", ""]), max_size=8)
)
def test_what_is_seen_of_codes_in_parts_is_true_of_them_all(codes: list[str]) -> None:
    """Whether they ascend, and the least and the greatest, of digits equally long; nothing is said of any others."""
    alike = bool(codes) and all(c.isdecimal() and len(c) == len(codes[0]) for c in codes)
    numbers = [int(c) for c in codes] if alike else []
    expected = (numbers == sorted(set(numbers)), (min(numbers), max(numbers))) if alike else (False, None)
    assert _as_numbers(pl.Series(codes, dtype=pl.String)) == expected
