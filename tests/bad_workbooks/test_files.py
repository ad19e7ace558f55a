"""Each bad file is refused in one sentence with its code and place, or read with its cells as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.errors import REFUSALS, RefusedError
from compliance.intake.grid import Sheet
from compliance.intake.worker import ReaderPool
from compliance.source import column_number
from tests.bad_workbooks.files import READ, REFUSED, Read, Refused

INTAKE = Path(__file__).parent.parent.parent / "compliance" / "intake"
SOURCES = [INTAKE / "container.py", *(INTAKE / "readers").glob("*.py")]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    """One reading process with the limits that hold outside, too."""
    with ReaderPool() as pool:
        yield pool


def name(case: Read | Refused) -> str:
    return case.make.__name__


@pytest.mark.parametrize("case", REFUSED, ids=name)
def test_a_bad_file_is_refused_by_its_name(case: Refused, pool: ReaderPool, tmp_path: Path) -> None:
    """One problem, with its code, its place, and a sentence that says what to do."""
    path = tmp_path / f"{name(case)}{case.suffix}"
    path.write_bytes(case.make())

    with pytest.raises(RefusedError) as caught:
        pool.read(path)

    [found] = caught.value.problems
    assert (case.code, path.name, case.cell, case.line) == (
        found.code, found.place.file, found.place.cell, found.place.line
    )  # fmt: skip
    assert case.word in found.message
    assert found.code in REFUSALS and found.advice


@pytest.mark.parametrize("case", READ, ids=name)
def test_an_odd_file_is_read_as_it_is(case: Read, pool: ReaderPool, tmp_path: Path) -> None:
    """The cells that were named, and the problems that were named and no others."""
    path = tmp_path / f"{name(case)}{case.suffix}"
    path.write_bytes(case.make())

    grid = pool.read(path)

    [sheet, *_] = grid.sheets
    assert case.cells == {address: cell_at(sheet, address, wanted) for address, wanted in case.cells.items()}
    assert case.told == tuple(problem.code for problem in grid.problems)


def cell_at(sheet: Sheet, address: str, wanted: str | tuple[str, str]) -> object:
    """The cell's raw value, or (kind, raw), as it was asked for."""
    found = re.fullmatch("([A-Z]+)([0-9]+)", address)
    assert found
    cell = sheet.cell(int(found[2]), column_number(found[1]))
    assert cell is not None
    return (cell.kind, cell.raw) if isinstance(wanted, tuple) else cell.raw


def test_there_is_a_file_for_every_kind_of_refusal() -> None:
    """But for those that need no file, or a reader that misbehaves."""
    here = set(re.findall(r'refused\(\s*"(\w+)"', "".join(path.read_text("utf-8") for path in SOURCES)))
    needs_no_file = {"file_not_found", "file_unreadable"}

    assert here - needs_no_file <= {case.code for case in REFUSED}
    assert len(here) > 8
