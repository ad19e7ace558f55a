"""A batch on a real Dask scheduler with several worker processes, and one on a disk that is full."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from distributed import Client

from compliance.batch import run
from compliance.batch.progress import Progress
from tests.batch.world import World, build, differences, place, tree

ROOT = Path(__file__).parent.parent.parent
#: A reader for the tests: a file of these bytes ends the worker that reads it, as a fault in a library would.
POISON = b"poison"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(tmp_path_factory.mktemp("world"), 380, rules=8, damaged=20, prefectures=4, counties=30)


@pytest.fixture(scope="module")
def undisturbed(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    run(world.options(out, workers=2))
    return out


@dataclass
class Dask:
    """A scheduler process and its worker processes, each started and ended as on machines of their own."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add(self, preload: Path | None = None) -> subprocess.Popen[bytes]:
        """One more worker; it and its nanny, which starts it again when it dies."""
        extra = ["--preload", str(preload)] if preload else []
        worker = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-dashboard",
             "--local-directory", str(self.folder), *extra],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        self.workers.append(worker)
        return worker


@contextmanager
def cluster(folder: Path, workers: int, preload: Path | None = None) -> Iterator[Dask]:
    """A scheduler on a free port, with so many workers."""
    file = folder / "scheduler.json"
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
         "--scheduler-file", str(file)],
        env={**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    dask = Dask("", folder)
    try:
        until(file.is_file)
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            dask.address = client.scheduler.address
            for _ in range(workers):
                dask.add(preload)
            client.wait_for_workers(workers, timeout=60)
            yield dask
    finally:
        for worker in dask.workers:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        scheduler.terminate()
        scheduler.wait()


def until(ready: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.02)


class Watched(Progress):
    """Runs `then` once, when `steps` steps of the first stage are done."""

    def __init__(self, steps: int, then: Callable[[], object]) -> None:
        super().__init__(None)
        self.left, self.then, self.done = steps, then, False

    def advance(self, steps: int) -> None:
        super().advance(steps)
        self.left -= steps
        if self.left <= 0 and not self.done:
            self.done = True
            self.then()


def test_a_cluster_gives_the_same_bytes(world: World, undisturbed: Path, tmp_path: Path) -> None:
    """Two worker processes reached by the scheduler's address."""
    with cluster(tmp_path, 2) as dask:
        run(world.options(tmp_path / "out", scheduler=dask.address))

    assert differences(tree(undisturbed), tree(tmp_path / "out")) == []


def test_a_worker_killed_in_mid_run_costs_nothing(world: World, undisturbed: Path, tmp_path: Path) -> None:
    """The worker process and its nanny, with kill -9, while tasks are out."""
    with cluster(tmp_path, 2) as dask:
        watched = Watched(50, lambda: os.killpg(dask.workers[0].pid, signal.SIGKILL))
        run(world.options(tmp_path / "out", scheduler=dask.address), watched)

    assert watched.done
    assert differences(tree(undisturbed), tree(tmp_path / "out")) == []


def knows_the_tasks() -> bool:
    """Whether this worker was given any: it loads what they are of with the first."""
    return "compliance.batch.tasks" in sys.modules


def test_a_worker_that_joins_late_is_used(world: World, undisturbed: Path, tmp_path: Path) -> None:
    """It comes when the run is under way, and gets tasks of it."""
    with cluster(tmp_path, 1) as dask, Client(dask.address, set_as_default=False) as client:

        def join() -> None:
            dask.add()
            threading.Thread(target=client.wait_for_workers, args=(2,)).start()
            until(lambda: len(client.scheduler_info()["workers"]) == 2)

        run(world.options(tmp_path / "out", scheduler=dask.address), Watched(50, join))
        used = client.run(knows_the_tasks)

    assert list(used.values()) == [True, True]
    assert differences(tree(undisturbed), tree(tmp_path / "out")) == []


@pytest.fixture
def deadly(tmp_path: Path) -> Path:
    """A preload for workers: reading a file of poison kills the worker with everything it holds."""
    return place(
        tmp_path / "deadly.py",
        f"""
import os, signal
from pathlib import Path
from compliance.batch import tasks

_whole = getattr(tasks, "_whole", tasks._in_child)  # a preload runs more than once
tasks._whole = _whole

def _in_child(context, path, name):
    if Path(path).read_bytes() == {POISON!r}:
        with open({str(tmp_path / "deaths")!r}, "a") as deaths:
            deaths.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return _whole(context, path, name)

tasks._in_child = _in_child
""".encode(),
    )


def test_a_file_that_kills_its_worker_each_time_costs_only_itself(
    world: World, undisturbed: Path, tmp_path: Path, deadly: Path
) -> None:
    """Tried again at most twice with its neighbours and twice alone; then a line in problems, and every other answer."""
    poison = place(world.folder / "9902" / "毒.xlsx", POISON)
    out = tmp_path / "out"
    try:
        with cluster(tmp_path, 2, deadly) as dask:
            run(world.options(out, scheduler=dask.address))
    finally:
        poison.unlink()
    with (out / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [(line["文件"], line["代码"]) for line in csv.DictReader(file) if "毒" in line["文件"]]
    changed = differences(tree(undisturbed), tree(out))

    assert told == [("9902/毒.xlsx", "reader_died")]
    assert (tmp_path / "deaths").stat().st_size <= 6
    assert set(changed) <= {"index.html", "manifest.json", "problems.csv", "summary.xlsx"}


def test_no_scheduler_is_one_sentence(world: World, tmp_path: Path) -> None:
    """Nobody listens at this address."""
    process = subprocess.run(
        world.arguments(tmp_path / "out", 0, scheduler="tcp://127.0.0.1:1"), cwd=ROOT, capture_output=True, check=False
    )

    assert process.returncode != 0
    assert "连不上调度器" in process.stderr.decode()


@pytest.mark.parametrize("megabytes", [1, 3])
def test_a_disk_that_is_full_is_one_sentence_and_loses_nothing(
    world: World, undisturbed: Path, tmp_path: Path, megabytes: int
) -> None:
    """A small disk of its own, full while reading or while answering; enlarged, the run goes on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)], check=True)
    try:
        out = disk / "out"
        process = subprocess.run(world.arguments(out, 2), cwd=ROOT, capture_output=True, check=False)
        last = process.stderr.decode().splitlines()[-1]
        subprocess.run(["mount", "-o", "remount,size=500m", str(disk)], check=True)
        again = subprocess.run([*world.arguments(out, 2)[:-2], "1", ""], cwd=ROOT, capture_output=True, check=False)
        found = differences(tree(undisturbed), tree(out))
    finally:
        subprocess.run(["umount", str(disk)], check=True)

    assert "写不进输出文件夹（磁盘已满）" in last
    assert again.returncode == 2
    assert found == []


def test_a_disk_that_is_read_only_is_one_sentence(world: World, tmp_path: Path) -> None:
    """Before anything is read."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(disk)], check=True)
    try:
        process = subprocess.run(world.arguments(disk / "out", 2), cwd=ROOT, capture_output=True, check=False)
    finally:
        subprocess.run(["umount", str(disk)], check=True)

    assert "写不进输出文件夹（磁盘是只读的）" in process.stderr.decode()
