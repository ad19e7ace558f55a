"""Cold `compliance check` of one workbook beside a bare process that only imports the same libraries.

The libraries are those the check itself loads, read off its own
report of import times, those of the process that reads the workbook included; each process is new, run in turn.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
HERE = Path(__file__).parent.parent
WORKBOOK = HERE / "data" / "linxia-2023.xlsx"
CHECK = [sys.executable, "-m", "compliance", "check", str(WORKBOOK)]


def libraries() -> list[str]:
    """Every module the check loads that is not its own, in the order of loading."""
    spoken = {**os.environ, "PYTHONPROFILEIMPORTTIME": "1"}  # said to the process that reads the workbook as well
    run = subprocess.run(CHECK, env=spoken, capture_output=True, text=True, check=False, cwd=HERE)
    names = [m[1] for m in re.finditer(r"^import time:.*\| +(\S+)$", run.stderr, re.MULTILINE)]
    return [n for n in names if n.partition(".")[0] not in ("compliance", "__main__", "site") and not n.startswith("_")]


def least(command: list[str], kept: list[float]) -> None:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False, cwd=HERE)
    kept.append(time.perf_counter() - start)


def main() -> None:
    code = (
        "import contextlib, importlib\n"
        f"for name in {libraries()!r}:\n"
        "    with contextlib.suppress(ImportError):  # parts of others that cannot be imported by name\n"
        "        importlib.import_module(name)"
    )
    bare = [sys.executable, "-c", code]
    assert subprocess.run(bare, capture_output=True, check=False).returncode == 0
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        least(bare, found[0])
        least(CHECK, found[1])
    by_hand, here = (min(times) for times in found)
    print("| | 只导入同样的库 | compliance | 倍数 |\n| --- | --- | --- | --- |")
    print(f"| 冷启动核对一份填报表 | {by_hand * 1000:.0f} ms | {here * 1000:.0f} ms | {here / by_hand:.2f} |")


if __name__ == "__main__":
    main()
