"""Where the time of a grid of codes goes: CPU milliseconds of each stage, least of several rounds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent))
import _million as million

from compliance.engine import Asking
from compliance.engine.columns import selected
from compliance.engine.frames import Check, Units, laid_for
from compliance.period import Period
from compliance.region import Divisions
from compliance.tables import Faults

T = TypeVar("T")
LEAST: dict[str, float] = {}


def stage(name: str, run: Callable[[], T]) -> T:
    start = time.process_time()
    answer = run()
    spent = (time.process_time() - start) * 1000
    LEAST[name] = min(LEAST.get(name, spent), spent)
    return answer


def once(asking: Asking, facts: object, units: object) -> None:
    faults = Faults()
    read = stage("读单位表：代码唯一、层级、期间", lambda: Units.read(units, Period(2024), asking.divisions, faults))
    laid = stage("排开数据：列名、类型、次序、日期", lambda: laid_for(facts, read, asking, read.period, faults))
    check = Check(read, laid, asking)
    cohort = stage("分组：问题相同的单位", lambda: check.cohorts)[0]
    cells = [check.cells(cohort, question) for question in cohort.questions]
    odd = stage("列出要逐行判断的情形", lambda: [condition for cell in cells for condition in cell.odd])
    stage("整列查这些情形有没有", lambda: check.sheet.look(odd))
    made = stage("写出每条规则的表达式", lambda: [cell.code().alias(str(i)) for i, cell in enumerate(cells)])
    stage("比较，得出代码", lambda: selected(laid.frame, made))
    stage("（手写 polars 的全部）", lambda: million.grid_by_hand(facts))


def main() -> None:
    facts = million.facts(1_000_000)
    units = million.units(facts)
    asking = Asking(million.RULE_SET.packs, (), million.INDICATORS, million.AS_OF, Divisions.shipped())
    for _ in range(15):
        once(asking, facts, units)
    print("| 步骤 | CPU 毫秒 |\n| --- | --- |")
    for name, spent in LEAST.items():
        print(f"| {name} | {spent:.0f} |")


if __name__ == "__main__":
    main()
