"""How good and how fast the reading of prose is: `python benchmarks/text.py [MARKED…]`.

Marked files of passages given (see `tests/evaluation/passages.py`) are scored as documents, and nothing else is done.
Otherwise prints the tables of `docs/accuracy.md`: accuracy is measured on `tests/evaluation`; speed on text made of it, each
figure the best of three runs, beside the time the program needs to start.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from compliance.intake.narrative import read_text
from compliance.plans import extract_text
from tests.evaluation.passages import lines_of
from tests.evaluation.passages import main as score_passages
from tests.evaluation.scoring import Score, load, read_facts, read_targets, score

PLAN_LENGTH = 30_000


def main() -> int:
    if sys.argv[1:]:
        return score_passages(sys.argv[1:])
    for name, pattern, read in (("目标", "targets_*.txt", read_targets), ("数值", "facts_*.txt", read_facts)):
        examples = load(pattern)
        print(f"\n### {name}\n")
        print(
            f"{len(examples)} sentences, {sum(len(e.gold) for e in examples)} items, {sum(not e.gold for e in examples)} sentences with figures and no item.\n"
        )
        for half in (False, True):
            _table("held out" if half else "developed", score([e for e in examples if e.held_out == half], read))
    _speed()
    return 0


def _table(half: str, result: Score) -> None:
    print(f"{half}:\n")
    print("\n".join(lines_of(result)), "\n")


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def _speed() -> None:
    plan = "示例县2024年工作要点\n\n" + "\n".join(e.text for e in load("targets_*.txt"))
    plan = (plan * (PLAN_LENGTH // len(plan) + 1))[:PLAN_LENGTH]
    start = _best(
        lambda: subprocess.run([sys.executable, "-m", "compliance", "--help"], check=True, capture_output=True)
    )
    print("### speed\n\n| what | seconds |\n|---|---|")
    print(f"| a cold start (`compliance --help`) | {start:.2f} |")
    print(f"| `extract`, {PLAN_LENGTH} characters, dense with figures | {_best(lambda: extract_text(plan)):.2f} |")
    print(f"| `read`, the same | {_best(lambda: read_text(plan)):.2f} |")
    for name, unit in (
        ("one endless sentence", "全市出庭应诉率达到95%，"),
        ("one number", "9"),
        ("nested brackets", "（《“"),
    ):
        hostile = unit * (5_000_000 // len(unit.encode()))
        print(f"| 5 MB of {name} | {_best_once(lambda text=hostile: extract_text(text)):.1f} |")  # type: ignore[misc]


def _best_once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
