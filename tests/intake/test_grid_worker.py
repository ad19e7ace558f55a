"""The reading process: what dies or hangs in it costs one file."""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from compliance import rulebook
from compliance.errors import RefusedError, UsageError, problem
from compliance.intake import worker
from compliance.intake.limits import VARIABLES, Limits
from compliance.intake.worker import ReaderPool
from compliance.region import Divisions
from tests.bad_workbooks import book
from tests.bad_workbooks.parts import cells, sheet, workbook

#: so much time that a busy machine does not make a test fail, and so little memory that a flood is soon over
LIMITS = Limits(seconds=30, memory_bytes=300 << 20)


@pytest.fixture(params=["forked", "spawned"])
def started(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of starting a child must do the same."""
    way = str(request.param)
    forks = way == "forked" and worker.may_fork()
    monkeypatch.setattr(worker, "may_fork", lambda: forks)
    return way


@pytest.fixture
def pool(started: str) -> Iterator[ReaderPool]:
    """A reading process started either way."""
    with ReaderPool(LIMITS) as pool:
        yield pool


OPTIONS = {"indicators": rulebook.load_indicators(), "divisions": Divisions.shipped()}


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A workbook with figures."""
    path = tmp_path / "filled.xlsx"
    book.filled().write(path)
    return path


def same(value: object) -> object:
    return value


def process() -> int:
    return os.getpid()


def abort() -> None:
    os.abort()


def leave() -> None:
    os._exit(3)


def crash() -> None:
    ctypes.string_at(0)


def hang() -> None:
    while True:
        pass


def hang_in_c() -> None:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def wait(seconds: float) -> str:
    time.sleep(seconds)
    return "done"


def flood() -> None:
    kept = []
    while True:
        kept.append(bytes(8 << 20))


KEPT: list[bytes] = []


def swell() -> int:
    KEPT.extend(bytes(100) for _ in range(1_000_000))
    return len(KEPT)


def fault() -> None:
    raise KeyError("a bug")


def misuse() -> None:
    raise UsageError(problem("file_not_found"))


def scribble(path: Path) -> None:
    with path.open("w") as file:
        file.write("x" * 10_000)
        file.flush()


def chatter() -> str:
    os.write(1, b"noise on standard output")
    return "quiet"


def refusal(pool: ReaderPool, function: object, *args: object) -> str:
    with pytest.raises(RefusedError) as caught:
        pool.run(function, *args)  # type: ignore[arg-type]
    [found] = caught.value.problems
    return found.code


def test_one_process_reads_file_after_file(pool: ReaderPool, tmp_path: Path) -> None:
    """And it is not this one."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(sheet(cells(A1="指标"))))
    first = pool.run(process)

    grids = [pool.read(path) for _ in range(3)]

    assert first == pool.run(process) != os.getpid()
    assert [cell.raw for grid in grids for cell in grid.sheets[0].cells.values()] == ["指标"] * 3


@pytest.mark.parametrize("function", [abort, leave, crash, fault])
def test_a_reader_that_dies_costs_one_file(function: object) -> None:
    """Its refusal says what happened, and the next file is read."""
    with ReaderPool(LIMITS) as pool:
        assert refusal(pool, function) == "reader_died"
        assert pool.run(same, "next") == "next"


@pytest.mark.parametrize("function", [hang, hang_in_c])
def test_a_reader_that_hangs_costs_one_file(function: object) -> None:
    """Whether it hangs in Python or in C."""
    with ReaderPool(Limits(seconds=0.5)) as pool:
        assert refusal(pool, function) == "too_slow"


def test_a_reader_that_has_to_wait_for_its_turn_is_given_time() -> None:
    """Its limit is one of computing: on a busy machine a good file is no slow one."""
    with ReaderPool(Limits(seconds=2)) as pool:
        assert pool.run(wait, 2.5) == "done"


def test_death_and_flood_either_way(pool: ReaderPool) -> None:
    """A process started either way is confined and replaced."""
    assert refusal(pool, abort) == "reader_died"
    assert refusal(pool, flood) == "too_large"
    assert pool.run(same, "next") == "next"


def test_a_process_that_has_grown_is_replaced(pool: ReaderPool) -> None:
    """After its answer, so that the next file has all the memory again."""
    before = pool.run(process)

    assert pool.run(swell) == 1_000_000
    assert before != pool.run(process)


def test_errors_of_ours_come_through(pool: ReaderPool) -> None:
    """With their kind."""
    with pytest.raises(UsageError):
        pool.run(misuse)


def test_nothing_is_written_into_files(pool: ReaderPool, tmp_path: Path) -> None:
    """Whatever a file makes a reader do."""
    target = tmp_path / "written"

    assert refusal(pool, scribble, target) == "reader_died"
    assert not target.exists() or not target.stat().st_size


def test_what_a_library_prints_goes_nowhere(pool: ReaderPool, capfd: pytest.CaptureFixture[str]) -> None:
    """Standard output is for results alone."""
    assert pool.run(chatter) == "quiet"
    assert capfd.readouterr() == ("", "")


def test_large_things_pass(pool: ReaderPool) -> None:
    """More than a pipe holds at once, both ways."""
    much = b"x" * 3_000_000

    assert much == pool.run(same, much)


def test_a_refused_file_names_itself(pool: ReaderPool, tmp_path: Path) -> None:
    """Also when the process could say nothing."""
    path = tmp_path / "missing.xlsx"

    with pytest.raises(RefusedError) as caught:
        pool.read(path)

    assert [(each.code, each.place.file) for each in caught.value.problems] == [("file_not_found", "missing.xlsx")]


def test_a_closed_pool_starts_again(pool: ReaderPool) -> None:
    """Closing ends the process, not the pool."""
    first = pool.run(process)
    pool.close()

    assert first != pool.run(process)


def test_a_file_taken_up_ahead_reads_the_same(pool: ReaderPool, filled: Path) -> None:
    """Its cells are read before it is known what to read in them; the next file is read as ever."""
    first = pool.submission(filled, **OPTIONS)
    pool.close()
    pool.start(filled)

    assert pool.submission(filled, **OPTIONS) == first == pool.submission(filled, **OPTIONS)
    assert first.facts
    pool.finish()


def test_what_is_done_meanwhile_is_done_once_for_each_file(pool: ReaderPool, filled: Path) -> None:
    """While the file is read, whether its cells were taken up ahead or not."""
    done: list[str] = []
    pool.start(filled)
    first = pool.submission(filled, lambda: done.append("ahead"), **OPTIONS)

    assert first == pool.submission(filled, lambda: done.append("at once"), **OPTIONS)
    assert done == ["ahead", "at once"]


def test_what_fails_meanwhile_is_raised(pool: ReaderPool, filled: Path) -> None:
    """And the answer nobody waited for is not taken for the next file's."""

    def fail() -> None:
        raise UsageError(problem("no_files"))

    pool.start(filled)
    with pytest.raises(UsageError):
        pool.submission(filled, fail, **OPTIONS)

    assert pool.run(len, "four") == 4


def test_a_file_refused_ahead_is_refused_when_asked_for(pool: ReaderPool, tmp_path: Path) -> None:
    """In its own name, once."""
    path = tmp_path / "empty.xlsx"
    path.touch()
    pool.start(path)
    with pytest.raises(RefusedError) as caught:
        pool.submission(path, **OPTIONS)

    assert [(each.code, each.place.file) for each in caught.value.problems] == [("file_empty", "empty.xlsx")]


def test_answers_that_wait_together_are_both_read(started: str, tmp_path: Path) -> None:
    """What was done meanwhile took longer than the reading: the second answer stands behind the first."""
    path = tmp_path / "empty.xlsx"
    path.touch()
    with ReaderPool(replace(LIMITS, seconds=2)) as pool:
        pool.start(path)
        with pytest.raises(RefusedError) as caught:
            pool.submission(path, lambda: time.sleep(1), **OPTIONS)

    assert [each.code for each in caught.value.problems] == ["file_empty"]


def test_a_reader_that_dies_ahead_costs_that_file(monkeypatch: pytest.MonkeyPatch, filled: Path) -> None:
    """The next one is read."""
    with ReaderPool(LIMITS) as pool:
        with monkeypatch.context() as patched:
            patched.setattr(worker, "may_fork", lambda: True)
            patched.setattr(worker, "_grid", lambda *_: os.abort())
            pool.start(filled)
        with pytest.raises(RefusedError) as caught:
            pool.submission(filled, **OPTIONS)
        assert [each.code for each in caught.value.problems] == ["reader_died"]
        assert pool.submission(filled, **OPTIONS).facts


def test_a_process_that_grows_ahead_is_replaced(monkeypatch: pytest.MonkeyPatch, filled: Path) -> None:
    """And the file read from the beginning."""
    sizes = iter([0, 0])
    with ReaderPool(LIMITS) as pool:
        with monkeypatch.context() as patched:
            patched.setattr(worker, "may_fork", lambda: True)
            patched.setattr(worker, "_resident", lambda: next(sizes, LIMITS.memory_bytes))
            pool.start(filled)
        assert pool.submission(filled, **OPTIONS).facts


def test_the_limits_can_be_set_from_outside() -> None:
    """Each documented variable sets its limit; what is no whole number above zero is an error that names it."""
    page = (Path(__file__).parents[2] / "docs" / "problems.md").read_text(encoding="utf-8")
    for number, (name, (field, factor)) in enumerate(VARIABLES.items(), 3):
        limits = Limits.from_environment({name: str(number)})
        assert limits == replace(Limits(), **{field: number * factor})
        assert f"| {name} |" in page and f"| {int(getattr(Limits(), field)) // factor} |" in page
    assert Limits.from_environment({"COMPLIANCE_CELLS": " "}) == Limits()
    with pytest.raises(UsageError) as caught:
        Limits.from_environment({"COMPLIANCE_CELLS": "2 million", "COMPLIANCE_SECONDS": "0"})
    assert [p.code for p in caught.value.problems] == ["limit_misread"] * 2
    assert "COMPLIANCE_CELLS" in caught.value.problems[0].message
