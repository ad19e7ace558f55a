"""A batch beside its peers and beside itself: CPU per workbook, processes, a cluster, memory, the curve.

    python benchmarks/batch.py [cpu|processes|cluster|memory|curve] [workbooks …]

Every comparison is of one run on one machine, as a ratio; generated workbooks of 24 targets, made from the template
the program gives out. Numbers of workbooks can be given; the defaults are what a quiet machine does in minutes.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.batch.made import Maker, unit_codes, write_divisions, write_rules  # noqa: E402

RULES = 24
AS_OF = date(2025, 6, 30)


def made(home: Path, units: int) -> Path:
    """So many workbooks."""
    write_rules(home / "rules", RULES)
    maker = Maker(home / "rules", RULES, write_divisions(home / "divisions.csv", 20, 90))
    for code in unit_codes(units, 20, 90):
        path = home / "in" / code[:4] / f"{code}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(maker.make(code).data)
    return home


def cpu_of(work: Callable[[], object]) -> float:
    """CPU seconds of this process; without the search for circles of objects, as the workers of a batch run."""
    gc.collect()
    gc.disable()
    began = time.process_time()
    work()
    taken = time.process_time() - began
    gc.enable()
    return taken


# -- per workbook


def cpu(units: int = 300) -> None:
    """File → verdict Parquet, beside bare calamine and beside the script a user would write."""
    with tempfile.TemporaryDirectory() as folder:
        home = made(Path(folder), units)
        files = sorted((home / "in").rglob("*.xlsx"))
        steps: dict[str, Callable[[], object]] = {
            "python-calamine alone": lambda: calamine(files),
            "compliance, file to verdict Parquet": ours(home, files),
            "compliance, with facts and units' pages": ours(home, files, pages=True),
            "pandas.read_excel + numpy.select": lambda: script(files),
        }
        found = dict.fromkeys(steps, float("inf"))
        for turn in range(4):  # in turns; the first loads modules and warms caches for all alike
            for name, work in steps.items():
                taken = cpu_of(work) / units * 1000
                found[name] = min(found[name], taken) if turn else found[name]
    base, mine, paged, theirs = (found[name] for name in steps)
    for name, each in found.items():
        print(f"{name:40} {each:8.2f} ms a workbook   {each / base:6.1f} x calamine")
    print(
        f"{'  of which pages, facts and counts':40} {paged - mine:8.2f} ms a workbook   {(paged - mine) / base:6.1f} x calamine"
    )
    print(f"script / compliance: {theirs / mine:.1f}")


def calamine(files: list[Path]) -> None:
    import python_calamine

    for path in files:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def ours(home: Path, files: list[Path], *, pages: bool = False) -> Callable[[], object]:
    from compliance.batch import frames, tasks
    from compliance.batch.context import Context

    context = Context.load([str(home / "rules")], [], AS_OF, None, [home / "divisions.csv"])
    tasks._KNOWN[context.reading_key] = (context.indicators, context.limits, context.other_divisions)

    def work() -> None:
        groups = []
        for path in files:
            read = tasks.read_one(context.reading_key, str(path), path.name)
            assert read is not None
            groups.append(tasks.Group((read[1],)))
        if pages:
            tasks.AnswerTask(tuple(groups)).run(context)
            return
        verdicts = [v for group in groups for v in tasks.answer(context, group)[0].verdicts]
        frames.of_verdicts(verdicts).write_parquet(home / "verdicts.parquet")

    return work


def script(files: list[Path]) -> None:
    """What a user would write: read the sheet, find the lines, select."""
    import numpy as np
    import pandas as pd

    lines = {f"ZY{n:02}": (90, 95, 100, 60, 80)[n % 5] / 100 for n in range(1, RULES + 1)}
    parts = []
    for path in files:
        book = pd.read_excel(path, sheet_name=None, engine="openpyxl", dtype=object)
        figures = book["指标数据"]
        figures["单位代码"] = path.stem
        parts.append(figures[figures["指标编码"].isin(lines)])
    whole = pd.concat(parts)
    n, d = pd.to_numeric(whole["分子"]), pd.to_numeric(whole["分母"])
    line = whole["指标编码"].map(lines)
    whole["结果"] = np.select(
        [n.isna() | d.isna(), d == 0, n / d >= line], ["missing", "not_applicable", "met"], "not_met"
    )
    whole[["单位代码", "指标编码", "结果"]].to_parquet(Path(tempfile.gettempdir()) / "script.parquet")


# -- whole runs, each in a process of its own


def whole(home: Path, out: Path, workers: int, scheduler: str = "") -> dict[str, float]:
    """Seconds, CPU seconds and the greatest memory (MB) of any one process of a run."""
    code = (
        "import json, resource, sys, time; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
        "from compliance.batch import run; from tests.batch.world import World;"
        "began = time.monotonic();"
        "run(World(Path(sys.argv[2]), (), {}).options(Path(sys.argv[3]), int(sys.argv[4]), scheduler=sys.argv[5]));"
        "own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps({'seconds': time.monotonic() - began,"
        " 'cpu': own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,"
        " 'memory': max(own.ru_maxrss, children.ru_maxrss) / 1024}))"
    )
    arguments = [sys.executable, "-c", code, str(ROOT), str(home), str(out), str(workers), scheduler]
    done = subprocess.run(arguments, capture_output=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def processes(units: int = 1000) -> None:
    """One process and two."""
    with tempfile.TemporaryDirectory() as folder:
        home = made(Path(folder), units)
        one, two = (whole(home, home / f"out{n}", n) for n in (1, 2))
    print(
        f"one process {one['seconds']:.1f} s, two {two['seconds']:.1f} s: {one['seconds'] / two['seconds']:.2f} times as fast"
    )


def cluster(units: int = 5000) -> None:
    """Two processes, and a Dask cluster of two workers."""
    from distributed import LocalCluster

    with tempfile.TemporaryDirectory() as folder:
        home = made(Path(folder), units)
        pool = whole(home, home / "pool", 2)
        with LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=folder
        ) as dask:
            there = whole(home, home / "dask", 0, dask.scheduler_address)
    print(
        f"two processes {pool['seconds']:.1f} s, Dask {there['seconds']:.1f} s: {there['seconds'] / pool['seconds']:.2f}"
    )


def memory(few: int = 2000, many: int = 20_000) -> None:
    """The greatest process of a small run and of a large one."""
    found = []
    for units in (few, many):
        with tempfile.TemporaryDirectory() as folder:
            home = made(Path(folder), units)
            found.append(whole(home, home / "out", 2)["memory"])
    print(f"{few}: {found[0]:.0f} MB, {many}: {found[1]:.0f} MB: {found[1] / found[0]:.2f}")


def curve(*sizes: int) -> None:
    """Time over the number of workbooks, with two processes; drawn in docs/scale.svg."""
    points = []
    for units in sizes or (100, 1000, 10_000, 50_000):
        with tempfile.TemporaryDirectory() as folder:
            home = made(Path(folder), units)
            run = whole(home, home / "out", 2)
            size = sum(p.stat().st_size for p in (home / "out").rglob("*") if p.is_file())
        points.append((units, run["seconds"], run["cpu"]))
        print(
            f"{units:7} workbooks {run['seconds']:8.1f} s {run['cpu'] / units * 1000:6.1f} ms CPU each "
            f"{run['memory']:5.0f} MB {size / units / 1000:6.1f} kB results each",
            flush=True,
        )
    (ROOT / "docs" / "scale.svg").write_text(drawn(points), encoding="utf-8")


def drawn(points: list[tuple[int, float, float]]) -> str:
    """CPU milliseconds a workbook over their number, on a line of powers of ten: flat is linear."""
    from math import log10

    most = max(cpu / units * 1000 for units, _, cpu in points) * 1.25
    low, high = log10(points[0][0]), log10(points[-1][0])

    def at(units: int, cpu: float) -> tuple[float, float]:
        return 60 + 500 * (log10(units) - low) / max(high - low, 1e-9), 240 - 200 * (cpu / units * 1000) / most

    places = [at(units, cpu) for units, _, cpu in points]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    dots = "".join(
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="#22395b"/><text x="{x:.0f}" y="{y - 10:.0f}" text-anchor="middle">'
        f'{cpu / units * 1000:.1f}</text><text x="{x:.0f}" y="260" text-anchor="middle">{units}</text>'
        for (x, y), (units, _, cpu) in zip(places, points, strict=True)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 290" font-family="sans-serif" font-size="12">'
        '<rect width="640" height="290" fill="#fff"/><path d="M50 30V240H590" fill="none" stroke="#4c5663"/>'
        f'<polyline points="{line}" fill="none" stroke="#22395b" stroke-width="2"/>{dots}'
        '<text x="50" y="20">每份填报表的 CPU 毫秒</text><text x="590" y="282" text-anchor="end">填报表份数</text></svg>\n'
    )


def main(arguments: list[str]) -> None:
    named = {f.__name__: f for f in (cpu, processes, cluster, memory, curve)}
    if arguments:
        named[arguments[0]](*map(int, arguments[1:]))
    else:
        for name, work in named.items():
            print(f"-- {name}", flush=True)
            work()


if __name__ == "__main__":
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    main(sys.argv[1:])
