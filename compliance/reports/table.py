"""Verdicts for the terminal: the counts, what needs doing, then every row."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from compliance.reports.margin import actual_text, required_text
from compliance.reports.names import with_masked_names
from compliance.reports.words import (
    DISCLAIMER,
    NEEDS_DOING,
    NEXT_STEP,
    SEVERITIES,
    distance,
    kind_of,
    short,
    summary,
    tallies,
)
from compliance.verdict import FLAGS, VERDICTS, Result, Verdict

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

STYLES = {
    "met": "green", "not_met": "bold red", "missing": "yellow", "not_applicable": "dim", "disputed": "bold magenta", "pending": "cyan",
}  # fmt: skip


def as_table(result: Result, width: int = 100, color: bool = False) -> str:
    """The whole result as lines of at most `width` columns, with ANSI colours where `color` is set."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=color, color_system="standard" if color else None, no_color=not color)
    _print(console, with_masked_names(result))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def print_table(result: Result) -> None:
    """The table on standard output, as wide as the terminal, coloured where the terminal is one."""
    from rich.console import Console

    console = Console(file=sys.stdout)
    color = console.is_terminal and not console.no_color
    sys.stdout.write(as_table(result, console.width if console.is_terminal else 120, color))


def _clean(text: str) -> str:
    """Without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)


def _print(console: Console, result: Result) -> None:
    by_unit: dict[str, list[Verdict]] = {}
    for verdict in result.verdicts:
        by_unit.setdefault(verdict.unit.code, []).append(verdict)
    console.print(f"系统比对结果　核对基准日 {result.manifest.get('as_of', '')}　{DISCLAIMER}", markup=False, highlight=False)
    for verdicts in by_unit.values():
        _unit(console, verdicts)
    if not by_unit:
        console.print("没有可以核对的指标。", markup=False)
    _problems(console, result)


def _unit(console: Console, verdicts: list[Verdict]) -> None:
    unit = verdicts[0].unit
    console.print()
    console.rule(_clean(f"{unit.name}（{unit.code}）"), align="left", characters="─")
    console.print(_clean(summary(verdicts)), markup=False, highlight=False)
    console.print(_counts(verdicts))
    todo = [v for code in NEEDS_DOING for v in verdicts if v.verdict == code and v.counted]
    if todo:
        console.print()
        console.print("需要办理", style="bold")
        for code in NEEDS_DOING:
            _todo(console, code, [v for v in todo if v.verdict == code])
    console.print()
    console.print("逐项结果", style="bold")
    console.print(_rows(verdicts, console.width))


def _counts(verdicts: list[Verdict]) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("")
    for code in VERDICTS:
        table.add_column(short(code), justify="right", style=STYLES[code])
    table.add_column("合计", justify="right")
    for tally in tallies(verdicts):
        label = f"  {tally.label}" if tally.part else tally.label
        table.add_row(Text(label), *(str(n) if n else "·" for _, n in tally.counts), str(tally.total))
    return table


def _todo(console: Console, code: str, verdicts: list[Verdict]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    if not verdicts:
        return
    console.print(Text.assemble((f"{short(code)} {len(verdicts)} 项", STYLES[code]), f"　{NEXT_STEP[code]}"))
    for verdict in verdicts:
        when = f"（{verdict.period.chinese}）" if verdict.rule.every == "quarter" else ""
        told = (verdict.gap.text if verdict.gap else "") or verdict.reason
        console.print(Padding(Text(_clean(f"· {verdict.rule.title}{when}：{told}")), (0, 0, 0, 2)))


def _rows(verdicts: list[Verdict], width: int) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, width=width)
    for heading, ratio in (("结果", 2), ("规则", 4), ("目标", 6), ("填报", 3), ("距达标线、提示", 6)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    kind = ""
    for verdict in verdicts:
        if kind_of(verdict) != kind:
            kind = kind_of(verdict)
            table.add_row("", Text(f"【{kind}】", style="bold"))
        notes = [distance(verdict), verdict.progress, *(FLAGS[f].text for f in verdict.flags)]
        if verdict.waiver:
            notes.append("经批准不纳入考核" if verdict.waiver.holds else "豁免不适用")
        if not any(notes):
            notes = [verdict.reason] if verdict.verdict in ("missing", "disputed", "pending") else []
        when = f"{verdict.period.chinese}：" if verdict.rule.every == "quarter" else ""
        title = when + verdict.rule.title
        if verdict.rule.comparison.relative is not None:
            title += f"（{required_text(verdict)}）"
        cells = (verdict.rule.id, title, actual_text(verdict) or "—", "；".join(filter(None, notes)))
        table.add_row(Text(short(verdict.verdict), style=STYLES[verdict.verdict]), *(Text(_clean(c)) for c in cells))
    return table


def _problems(console: Console, result: Result) -> None:
    from rich.text import Text

    if not result.problems:
        return
    console.print()
    console.print("问题清单", style="bold")
    for problem in result.problems:
        audit = f"［{problem.audit}］" if problem.audit else ""
        console.print(Text(_clean(f"· {SEVERITIES[problem.severity]}{audit}：{problem}")))
