"""Cold `compliance check` of one workbook beside a bare process that only imports the same libraries.

The libraries are whatever the check itself has loaded when it ends, in its own process and in the one that reads the
workbook: those of others, and the modules of Python's own library that it uses. What it costs beside the libraries of
others alone (with what these load) is shown as well. Each process is new, run in turn.
"""

from __future__ import annotations

import compileall
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
HERE = Path(__file__).parent.parent
WORKBOOK = HERE / "data" / "linxia-2023.xlsx"
CHECK = [sys.executable, "-m", "compliance", "check", str(WORKBOOK)]


OURS = {"compliance", *sys.stdlib_module_names}
#: asks the reading process what it has loaded before that ends, then says what both have
LOADED = f"""
import os, sys
from compliance import cli
from compliance.intake.worker import ReaderPool

def loaded():
    return list(sys.modules)

def finish(pool, end=ReaderPool.finish):
    found.update(dict.fromkeys(pool.run(loaded)))
    end(pool)

found = {{}}
ReaderPool.finish = finish
sys.stdout, out = open(os.devnull, "w"), sys.stdout
cli.main(["check", {str(WORKBOOK)!r}])
print(*dict.fromkeys([*sys.modules, *found]), file=out)
"""


def modules() -> list[str]:
    """Every module the check loads."""
    run = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, cwd=HERE)
    return [n for n in run.stdout.split() if n not in ("__main__", "site") and not n.startswith("_")]


def bare(names: list[str]) -> list[str]:
    """A process that imports these and does nothing else."""
    code = (
        "import contextlib, importlib\n"
        f"for name in {names!r}:\n"
        "    with contextlib.suppress(ImportError):  # parts of others that cannot be imported by name\n"
        "        importlib.import_module(name)"
    )
    return [sys.executable, "-c", code]


def measured(command: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of one run, its own child included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, capture_output=True, check=False, cwd=HERE)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    compileall.compile_dir(HERE / "compliance", quiet=1)  # as an installer does
    loaded = modules()
    commands = {
        "核对一份填报表": CHECK,
        "只导入同样的库": bare([n for n in loaded if n.partition(".")[0] != "compliance"]),
        "只导入其中别人的库": bare([n for n in loaded if n.partition(".")[0] not in OURS]),
        "导入同样的库和 compliance 自己的模块": bare(loaded),
    }
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            runs[name].append(measured(command))
    least = {name: tuple(min(run[i] for run in found) for i in (0, 1)) for name, found in runs.items()}
    wall, cpu = least["核对一份填报表"]
    print("| 冷启动 | 用时 | CPU | 核对是它的几倍（用时、CPU） |\n| --- | --- | --- | --- |")
    for name, (its_wall, its_cpu) in least.items():
        print(
            f"| {name} | {its_wall * 1000:.0f} ms | {its_cpu * 1000:.0f} ms | {wall / its_wall:.2f}、{cpu / its_cpu:.2f} |"
        )


if __name__ == "__main__":
    main()
