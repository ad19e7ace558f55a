"""A million units × twenty mixed rules beside hand-written polars and beside other libraries; one unit alone; memory.

    nox -s bench -- engine              everything, some minutes
    python benchmarks/engine.py codes   one part: codes, rows, unit, peers

Both sides of a ratio run in turn in the same process (rows: in processes of their own), several times; minima are
quoted, because on a shared machine everything else adds.
"""

from __future__ import annotations

import importlib
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).parent))
import _million as million

import compliance

UNITS = int(os.environ.get("BENCH_UNITS", "1000000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
PEER_SECONDS = 20.0  # a peer gets ten times as many rows until a run takes longer than this


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def in_turn(one: Callable[[], object], other: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """The least time of each, run in turn after one round that is not counted."""
    one(), other()
    times = [(timed(one), timed(other)) for _ in range(rounds)]
    return min(a for a, _ in times), min(b for _, b in times)


def codes() -> None:
    facts = million.facts(UNITS)
    units = million.units(facts)

    def ours() -> pl.DataFrame:
        frames = compliance.check_grid(units, facts, rules=million.RULE_SET, period="2024", as_of=million.AS_OF)
        grid: pl.DataFrame = frames.verdicts
        return grid

    assert ours().equals(million.grid_by_hand(facts))
    by_hand, here = in_turn(lambda: million.grid_by_hand(facts), ours)
    cells = UNITS * len(million.RULES)
    print(f"| 结论代码（{cells:,} 格） | {by_hand * 1000:.0f} ms | {here * 1000:.0f} ms | {here / by_hand:.2f} |")


def rows() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = million.written(UNITS, Path(folder))
        found: dict[str, list[tuple[float, float]]] = {"hand": [], "ours": []}
        for _ in range(max(2, ROUNDS // 2)):
            for which, kept in found.items():
                out = subprocess.run(
                    [sys.executable, __file__, "_rows", which, str(path), f"{folder}/{which}.parquet"],
                    check=True, capture_output=True, text=True,
                ).stdout.split()  # fmt: skip
                kept.append((float(out[0]), float(out[1])))
        _assert_same(Path(folder))
        (by_hand, memory_by_hand), (here, memory) = (
            (min(t for t, _ in kept), max(m for _, m in kept)) for kept in found.values()
        )
    cells = UNITS * len(million.RULES)
    print(f"| 全部结果行（{cells:,} 行）写成 Parquet | {by_hand:.1f} s | {here:.1f} s | {here / by_hand:.2f} |")
    print(f"| 同上，内存峰值 | {memory_by_hand:.0f} MB | {memory:.0f} MB | |")


def _rows(which: str, source: str, out: str) -> None:
    start = time.perf_counter()
    if which == "hand":
        million.rows_by_hand(pl.scan_parquet(source)).sink_parquet(out)
    else:
        compliance.check_parquet(source, source, out, million.RULE_SET, period="2024", as_of=million.AS_OF)
    print(time.perf_counter() - start, peak_memory())


def peak_memory() -> float:
    """Megabytes this program held at most; getrusage would count what the starting process held before the exec."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1000


def _assert_same(folder: Path) -> None:
    """Both files say the same, rule by rule, whatever the order of their rows."""
    by = ["rule", "verdict", "basis", "flags", "required_numerator", "required_denominator"]
    summed = [
        pl.scan_parquet(folder / f"{which}.parquet")
        .with_columns(pl.col("verdict", "basis").cast(pl.String))
        .group_by(by)
        .agg(pl.len(), pl.col("actual_numerator", "actual_denominator").sum())
        .sort(by)
        .collect()
        for which in ("hand", "ours")
    ]
    assert summed[0].equals(summed[1])


def unit() -> None:
    """One unit, sixty questions, everything loaded: CPU time of the engine that goes row by row."""
    from datetime import date
    from fractions import Fraction

    from compliance import engine, rulebook
    from compliance.fact import Fact, Figure, Record, Roll
    from compliance.period import Period
    from compliance.region import Divisions

    rule_set, divisions = rulebook.load(), Divisions.shipped()
    body, when = divisions.unit("632801"), Period(2024)
    questions = engine.ask(body, when, rule_set.packs, rule_set.packs, divisions)
    questions = (questions + questions)[:60]
    facts: dict[tuple[object, ...], Fact] = {}
    records: list[Record] = []
    rolls: list[Roll] = []
    figures: dict[str, dict[str, Figure]] = {}
    for question in questions:
        indicator, key = question.rule.indicator, (question.rule.indicator.name, question.period, question.rule.scope)
        figure = Figure.day(date(2024, 9, 1)) if indicator.kind == "date" else Figure(Fraction(61), "61")
        if question.rule.group is not None:
            figures.setdefault(question.rule.group.list, {})[indicator.name] = figure
        elif indicator.kind == "rate":
            sides = {"numerator": Figure(Fraction(29), "29"), "denominator": Figure(Fraction(31), "31")}
            facts[key] = Fact(body.code, question.period, indicator.name, question.rule.scope, **sides)
        else:
            facts[key] = Fact(body.code, question.period, indicator.name, question.rule.scope, value=figure)
    for name, given in figures.items():
        sheet = rule_set.indicators.lists[name]
        for category in sheet.categories:
            rolls.append(Roll(body.code, name, when, category, Figure(Fraction(10), "10")))
            records += [
                Record(body.code, name, when, f"人员{category}{i}", f"{category}{i}", (category,), given,
                       date(2022, 1, 1), date(2026, 12, 31))
                for i in range(10)
            ]  # fmt: skip

    def run() -> None:
        engine.answer(
            questions, rule_set.indicators, date(2025, 6, 30), facts.values(), records, rolls, divisions=divisions
        )

    run()
    least = min(_cpu(run) for _ in range(100))
    print(f"| 一个单位 × {len(questions)} 条（{len(facts)} 个数、{len(records)} 行名单） | | {least * 1000:.1f} ms | |")


def _cpu(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def peers() -> None:
    import _peers

    for name, (package, prepare) in _peers.PEERS.items():
        try:
            importlib.import_module(package)
        except ImportError as absent:
            print(f"| {name} | 没有装上：{absent} | | |")
            continue
        size, told = 1_000, ""
        while size <= UNITS:
            facts = million.facts(size)
            run = prepare(facts)
            seconds = timed(lambda run=run, facts=facts: _same(run(), _peers.expected(facts)))
            units = million.units(facts)
            here = min(
                timed(
                    lambda facts=facts, units=units: compliance.check_grid(
                        units, facts, rules=million.RULE_SET, period="2024", as_of=million.AS_OF
                    )
                )
                for _ in range(3)
            )
            told = f"| {name} {version(package.replace('_', '-'))} | {size:,} | {seconds:.2f} s | {here:.3f} s | {seconds / here:,.0f} |"
            if seconds * 10 > PEER_SECONDS * 3 or seconds > PEER_SECONDS:
                break
            size *= 10
        print(told, flush=True)


def _same(found: int, wanted: int) -> None:
    assert found == wanted, (found, wanted)


def main(parts: list[str]) -> None:
    print(
        f"Python {platform.python_version()}，polars {pl.__version__}，{os.cpu_count()} 核，负载 {os.getloadavg()[0]:.1f}\n"
    )
    print("| | 手写 polars | compliance | 倍数 |\n| --- | --- | --- | --- |")
    for part in (codes, rows, unit):
        if not parts or part.__name__ in parts:
            part()
    if not parts or "peers" in parts:
        print("\n| | 单位数 | 用时 | compliance 同样的单位 | 慢多少倍 |\n| --- | --- | --- | --- | --- |")
        peers()


if __name__ == "__main__":
    if sys.argv[1:2] == ["_rows"]:
        _rows(*sys.argv[2:])
    else:
        main(sys.argv[1:])
