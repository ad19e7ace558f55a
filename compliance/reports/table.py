"""Verdicts for the terminal: the counts, what needs doing, then every row."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from compliance.reports.margin import actual_text
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
    console = Console(
        file=out, width=width, force_terminal=color, color_system="standard" if color else None, no_color=not color
    )
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


#: What no line begins with, and what no line ends with.
_CLOSING = "，。；：、）”》〉！？%"
_OPENING = "（“《〈"


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns: broken between Chinese characters, never within a number or a word."""
    from rich.cells import cell_len

    lines, line = [], ""
    for piece in _pieces(_clean(text), width):
        if line and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            piece = piece.lstrip()
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str, width: int) -> Iterator[str]:
    """What stays together: a run of letters and digits, a character with the marks that cling to it."""
    from rich.cells import cell_len

    marks = f"[{_OPENING}]*(?:[!-~]+|[^!-~])[{_CLOSING}]*\\s*"
    for piece in re.findall(marks, text) if text else ():
        while cell_len(piece.rstrip()) > width:  # a run wider than the line is cut
            cut = next(n for n in range(len(piece), 0, -1) if cell_len(piece[:n]) <= width)
            yield piece[:cut]
            piece = piece[cut:]
        yield piece


def _say(console: Console, text: str, style: str = "", indent: str = "", first: str = "") -> None:
    """A paragraph; `first` stands before its first line, `indent` before the others."""
    from rich.cells import cell_len
    from rich.text import Text

    lines = wrapped(text, max(console.width - max(cell_len(indent), cell_len(first)), 8))
    for number, line in enumerate(lines):
        console.print(Text((indent if number else first) + line, style=style), soft_wrap=True)


def _print(console: Console, result: Result) -> None:
    by_unit: dict[str, list[Verdict]] = {}
    for verdict in result.verdicts:
        by_unit.setdefault(verdict.unit.code, []).append(verdict)
    _say(console, f"系统比对结果　核对基准日 {result.manifest.get('as_of', '')}", "bold")
    _say(console, DISCLAIMER)
    for verdicts in by_unit.values():
        _unit(console, verdicts)
    if not by_unit:
        _say(console, "没有可以核对的指标。")
    _problems(console, result)


def _heading(console: Console, text: str) -> None:
    console.print()
    _say(console, text, "bold")


def _unit(console: Console, verdicts: list[Verdict]) -> None:
    unit = verdicts[0].unit
    _heading(console, f"── {unit.name}（{unit.code}）")
    _say(console, summary(verdicts))
    console.print(_counts(verdicts))
    todo = [v for v in verdicts if v.counted and v.verdict in NEEDS_DOING]
    if todo:
        _heading(console, "需要办理")
        for code in NEEDS_DOING:
            _todo(console, code, [v for v in todo if v.verdict == code])
    _heading(console, "逐项结果")
    console.print(_rows(verdicts, console.width))


def _counts(verdicts: list[Verdict]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("", overflow="fold")
    for code in VERDICTS:
        table.add_column(short(code), justify="right", style=STYLES[code])
    table.add_column("合计", justify="right")
    for tally in tallies(verdicts):
        label = f"  {tally.label}" if tally.part else tally.label
        table.add_row(Text(label), *(str(n) if n else "·" for _, n in tally.counts), str(tally.total))
    return table


def _todo(console: Console, code: str, verdicts: list[Verdict]) -> None:
    if not verdicts:
        return
    _say(console, f"{short(code)} {len(verdicts)} 项　{NEXT_STEP[code]}", STYLES[code])
    for verdict in verdicts:
        told = (verdict.gap.text if verdict.gap else "") or verdict.reason
        _say(console, f"{_when(verdict)}{verdict.rule.title}：{told}", indent="    ", first="  · ")


def _when(verdict: Verdict) -> str:
    """The period, where a target is asked more than once in the submission's."""
    return f"{verdict.period.chinese}：" if verdict.rule.every == "quarter" else ""


def _rows(verdicts: list[Verdict], width: int) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    first, third = max(map(cell_width, STYLES)), 16
    rest = max(width - first - third - 6, 30)  # two blanks between columns
    widths = (first, rest // 2, third, rest - rest // 2)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold underline")
    for heading, column in zip(("结果", "目标、规则编号", "填报", "距达标线、提示"), widths, strict=True):
        table.add_column(heading, width=column, no_wrap=True)
    kind = ""
    for verdict in verdicts:
        if kind_of(verdict) != kind:
            kind = kind_of(verdict)
            table.add_row("", Text(f"【{kind}】", style="bold"))
        title = _when(verdict) + verdict.rule.title
        if verdict.rule.comparison.relative is not None and verdict.required.value is not None:
            title += f"（{verdict.required.text}）"
        target = Text("\n".join(wrapped(title, widths[1])) + "\n")
        target.append("\n".join(wrapped(verdict.rule.id, widths[1])), style="dim")
        table.add_row(
            Text(short(verdict.verdict), style=STYLES[verdict.verdict]), target,
            Text("\n".join(wrapped(actual_text(verdict) or "—", widths[2]))), Text("\n".join(wrapped(_notes(verdict), widths[3]))),
        )  # fmt: skip
    return table


def cell_width(code: str) -> int:
    """How many columns a verdict's word takes."""
    from rich.cells import cell_len

    return cell_len(short(code))


def _notes(verdict: Verdict) -> str:
    unsettled = verdict.verdict in ("missing", "disputed", "pending", "not_applicable")
    notes = [
        distance(verdict) or (verdict.reason if unsettled else ""),
        verdict.progress,
        *(FLAGS[f].text for f in verdict.flags),
    ]
    if verdict.waiver:
        notes.append("经批准不纳入考核" if verdict.waiver.holds else "豁免不适用")
    return "；".join(filter(None, notes))


def _problems(console: Console, result: Result) -> None:
    if not result.problems:
        return
    _heading(console, "问题清单")
    for problem in result.problems:
        audit = f"［{problem.audit}］" if problem.audit else ""
        _say(console, f"{SEVERITIES[problem.severity]}{audit}：{problem}", indent="  ", first="· ")
