"""Whatever ends a run, going on gives the results of one that nothing disturbed."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import time
from pathlib import Path

import polars as pl
import pytest

from tests.batch.small import Small
from tests.batch.world import World, build, differences, place, tree

ROOT = Path(__file__).parent.parent.parent


def start(arguments: list[str], **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload,no-any-return]


def finish(arguments: list[str]) -> tuple[int, str]:
    process = start(arguments)
    _, errors = process.communicate(timeout=300)
    return process.returncode, errors.decode()


def kill_at(world: World, out: Path, workers: int, when: float) -> bool:
    """Start, or go on with, a run and kill it after `when` seconds; whether it was still running."""
    process = start(world.arguments(out, workers, resume=True))
    time.sleep(when)
    running = process.poll() is None
    process.kill()
    process.communicate()
    return running


def kills(world: World, undisturbed: Path, out: Path, moments: int, seed: int) -> None:
    chance = random.Random(seed)
    began = time.monotonic()
    finish(world.arguments(out.with_name("timed"), 2))
    whole = time.monotonic() - began
    for n in range(moments):
        when = chance.uniform(0.05, 1.0) * whole / (1 if n % 3 else 2)
        kill_at(world, out, 1 + n % 2, when)
    status, errors = finish(world.arguments(out, 2, resume=True))

    assert status == 2, errors
    assert differences(tree(undisturbed), tree(out)) == []


def test_killed_three_times_it_goes_on_to_the_same_bytes(world: World, undisturbed: Path, tmp_path: Path) -> None:
    """kill -9 at three random moments, with one process and with two; nothing twice, nothing lost."""
    kills(world, undisturbed, tmp_path / "out", 3, seed=1)


@pytest.mark.long
def test_two_thousand_workbooks_killed_twenty_times_go_on_to_the_same_bytes(tmp_path: Path) -> None:
    """One in twenty damaged; every answer is the known one, and four runs killed five times each differ in nothing."""
    large = build(tmp_path / "world", 1900, rules=8, damaged=100, prefectures=20, counties=90)
    status, errors = finish(large.arguments(tmp_path / "undisturbed", 2))
    frame = pl.read_parquet(tmp_path / "undisturbed" / "verdicts" / "*.parquet")
    found = {(unit, rule): verdict for unit, rule, verdict in frame.select("unit", "rule", "verdict").iter_rows()}

    assert status == 2, errors
    assert found == {(one.unit, rule): verdict for one in large.made for rule, verdict in one.verdicts.items()}
    for seed in range(4):
        kills(large, tmp_path / "undisturbed", tmp_path / str(seed) / "out", 5, seed=seed)


def test_interrupted_it_stops_cleanly(world: World, tmp_path: Path) -> None:
    """Ctrl-C: one sentence, status 130, no process left behind."""
    process = start(world.arguments(tmp_path / "out", 2), start_new_session=True)
    while not list((tmp_path / "out" / ".work" / "read").glob("*")) and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 130
    assert errors.decode().splitlines()[-1].startswith("已停止。")
    assert "Traceback" not in errors.decode()


def test_a_changed_file_is_read_again_and_no_other(world: World, undisturbed: Path, tmp_path: Path) -> None:
    """--resume uses only what is still true: a file that changed since is noticed by its content."""
    import shutil

    from compliance.batch import run

    copy = World(tmp_path, world.made, world.damaged)
    shutil.copytree(world.home, tmp_path, dirs_exist_ok=True)
    out = tmp_path / "out"
    changed = copy.folder / "9901" / "990101.xlsx"
    original = changed.read_bytes()
    changed.write_bytes((copy.folder / "9901" / "990102.xlsx").read_bytes())
    kill_at(copy, out, 1, 2.0)
    changed.write_bytes(original)
    run(copy.options(out, resume=True))

    assert differences(tree(undisturbed), tree(out)) == []


def test_a_full_disk_is_one_sentence_and_loses_nothing(world: World, undisturbed: Path, tmp_path: Path) -> None:
    """A file that may not grow stands for the disk here; tests/services has a real one that is full."""
    out = tmp_path / "out"

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    process = start(world.arguments(out, 1), preexec_fn=small_files)
    _, errors = process.communicate(timeout=120)
    last = errors.decode().splitlines()[-1]

    assert process.returncode != 0
    assert "写不进输出文件夹" in last
    status, _ = finish(world.arguments(out, 2, resume=True))
    assert status == 2
    assert differences(tree(undisturbed), tree(out)) == []


def test_an_output_that_cannot_be_made_is_one_sentence(world: World, tmp_path: Path) -> None:
    """Below a file there is no folder."""
    from compliance.batch import run
    from compliance.errors import UsageError

    file = place(tmp_path / "file", b"")
    with pytest.raises(UsageError) as raised:
        run(world.options(file / "out"))

    assert [p.code for p in raised.value.problems] == ["batch_cannot_write"]


def test_a_folder_with_other_things_is_left_alone(world: World, tmp_path: Path) -> None:
    """Results are not mixed into what somebody else keeps there."""
    from compliance.batch import run
    from compliance.errors import UsageError

    place(tmp_path / "out" / "重要.docx", b"x")
    with pytest.raises(UsageError) as raised:
        run(world.options(tmp_path / "out"))

    assert "重要.docx" in str(raised.value)


def test_a_finished_run_is_done_again_where_its_results_are_not_whole(small: Small) -> None:
    """Somebody deleted a page, a table, the overview: --resume does not say that all is there."""
    small.put("a.xlsx", small.maker.make("990101").data)
    small.put("b.xlsx", small.maker.make("990102").data)
    before = tree(small.run())
    for name in ("units/990101.html", "index.html", "verdicts/00001.parquet", "problems.csv"):
        (small.out / name).unlink()
        small.run(resume=True)

        assert differences(before, tree(small.out)) == []


def test_a_finished_run_is_done_again_where_more_is_passed_over(small: Small) -> None:
    """Files are the same; what there is to say of the folder is not."""
    small.put("a.xlsx", small.maker.make("990101").data)
    small.run()
    small.put("~$a.xlsx", b"")
    small.run(resume=True)

    assert small.told("batch_lock_files")


def test_a_file_refused_by_a_limit_is_read_when_the_limit_is_raised(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--resume after a finished run, too."""
    small.put("a.xlsx", small.maker.make("990101").data)
    monkeypatch.setenv("COMPLIANCE_CELLS", "10")
    assert small.summary().refused == 1
    monkeypatch.delenv("COMPLIANCE_CELLS")

    assert small.summary(resume=True).refused == 0
