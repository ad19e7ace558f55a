"""Which of several submissions of one unit and period count: the highest 版本号, and every file that names none."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from compliance.checking import current_versions
from compliance.fact import Submission
from compliance.period import Period

FILES = st.lists(
    st.tuples(st.sampled_from(["990121", "990122"]), st.sampled_from([2022, 2023]), st.none() | st.integers(0, 3)),
    max_size=6,
)


@given(FILES, st.randoms(use_true_random=False))
def test_no_file_without_a_version_is_taken_for_an_older_one(
    files: list[tuple[str, int, int | None]], random: Random
) -> None:
    """Of those with a version the highest count; one without ties with it, in whatever order they come."""
    sent = [
        Submission(f"{i}.xlsx", f"sha-{i}", unit=unit, period=Period(year), version=version)
        for i, (unit, year, version) in enumerate(files)
    ]
    highest: dict[tuple[str, int], int] = {}
    for unit, year, version in files:
        if version is not None:
            highest[unit, year] = max(version, highest.get((unit, year), version))
    expected = {s.file for s, (unit, year, v) in zip(sent, files, strict=True) if v is None or v == highest[unit, year]}

    random.shuffle(sent)
    kept, problems = current_versions(sent)

    assert {s.file for s in kept} == expected
    assert len(kept) == len(expected)
    superseded = [p for p in problems if p.code == "superseded_version"]
    assert {p.place.file for p in superseded} == {s.file for s in sent} - expected
