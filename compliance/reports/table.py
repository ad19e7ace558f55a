"""Verdicts for the terminal: the counts, what needs doing, then every row."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from compliance.reports.margin import actual_text
from compliance.reports.names import with_masked_names
from compliance.reports.terminal import Line, columns, measured, painted, row, wrapped
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

STYLES = {
    "met": "green", "not_met": "bold red", "missing": "yellow", "not_applicable": "dim", "disputed": "bold magenta", "pending": "cyan",
}  # fmt: skip


def as_table(result: Result, width: int = 100, color: bool = False) -> str:
    """The whole result as lines of at most `width` columns, with ANSI colours where `color` is set.

    Its tables need 66 columns, whatever `width` says.
    """
    page = _Page(width, color)
    page.show(with_masked_names(result))
    return "\n".join(page.lines) + "\n"


def print_table(result: Result) -> None:
    """The table on standard output, as wide as the terminal, coloured where the terminal is one."""
    sys.stdout.write(as_table(result, *measured()))


class _Page:
    """Lines, one below the other."""

    def __init__(self, width: int, color: bool) -> None:
        self.width, self.color = width, color
        self.lines: list[str] = []

    def show(self, result: Result) -> None:
        by_unit: dict[str, list[Verdict]] = {}
        for verdict in result.verdicts:
            by_unit.setdefault(verdict.unit.code, []).append(verdict)
        self._say(f"系统比对结果　核对基准日 {result.manifest.get('as_of', '')}", "bold")
        self._say(DISCLAIMER)
        for verdicts in by_unit.values():
            self._unit(verdicts)
        if not by_unit:
            self._say("没有可以核对的指标。")
        self._problems(result)

    def _say(self, text: str, style: str = "", indent: str = "", first: str = "") -> None:
        """A paragraph; `first` stands before its first line, `indent` before the others."""
        lines = wrapped(text, max(self.width - max(columns(indent), columns(first)), 8))
        for number, line in enumerate(lines):
            line = (indent if number else first) + line
            self.lines.append(painted(line, style) if self.color else line)

    def _heading(self, text: str) -> None:
        self.lines.append("")
        self._say(text, "bold")

    def _row(self, cells: Sequence[Sequence[Line]], widths: Sequence[int], *, right: bool = False) -> None:
        self.lines += row(cells, widths, color=self.color, right=right)

    def _unit(self, verdicts: list[Verdict]) -> None:
        unit = verdicts[0].unit
        self._heading(f"── {unit.name}（{unit.code}）")
        self._say(summary(verdicts))
        self._counts(verdicts)
        todo = [v for v in verdicts if v.counted and v.verdict in NEEDS_DOING]
        if todo:
            self._heading("需要办理")
            for code in NEEDS_DOING:
                self._todo(code, [v for v in todo if v.verdict == code])
        self._heading("逐项结果")
        self._rows(verdicts)

    def _counts(self, verdicts: list[Verdict]) -> None:
        headings = [*map(short, VERDICTS), "合计"]
        styles = [*(STYLES[code] for code in VERDICTS), ""]
        told = [(t, [*(str(n) if n else "·" for _, n in t.counts), str(t.total)]) for t in tallies(verdicts)]
        numbers = [max(map(columns, column)) for column in zip(headings, *(n for _, n in told), strict=True)]
        labels = [("  " if t.part else "", t.label) for t, _ in told]
        room = max(self.width - sum(numbers) - 2 * len(numbers), 8)
        first = min(max(columns(indent + label) for indent, label in labels), room)
        widths = (first, *numbers)
        self._row([[("", "")], *([(text, "bold")] for text in headings)], widths, right=True)
        for (indent, label), (_, counts) in zip(labels, told, strict=True):
            lines = [(indent + line, "") for line in wrapped(label, first - len(indent))]
            figures = [[(text, style)] for text, style in zip(counts, styles, strict=True)]
            self._row([lines, *figures], widths, right=True)

    def _todo(self, code: str, verdicts: list[Verdict]) -> None:
        if not verdicts:
            return
        self._say(f"{short(code)} {len(verdicts)} 项　{NEXT_STEP[code]}", STYLES[code])
        for verdict in verdicts:
            told = (verdict.gap.text if verdict.gap else "") or verdict.reason
            self._say(f"{_when(verdict)}{verdict.rule.title}：{told}", indent="    ", first="  · ")

    def _rows(self, verdicts: list[Verdict]) -> None:
        first, third = max(columns(short(code)) for code in STYLES), 16
        rest = max(self.width - first - third - 6, 30)  # two blanks between columns
        widths = (first, rest // 2, third, rest - rest // 2)
        heading = "  ".join(
            text + " " * (width - columns(text))
            for text, width in zip(("结果", "目标、规则编号", "填报", "距达标线、提示"), widths, strict=True)
        )
        self.lines.append(painted(heading, "bold underline") if self.color else heading.rstrip())
        kind = ""
        for verdict in verdicts:
            if kind_of(verdict) != kind:
                kind = kind_of(verdict)
                self._row([[], [(f"【{kind}】", "bold")], [], []], widths)
            title = _when(verdict) + verdict.rule.title
            if verdict.rule.comparison.relative is not None and verdict.required.value is not None:
                title += f"（{verdict.required.text}）"
            target = [(line, "") for line in wrapped(title, widths[1])]
            target += [(line, "dim") for line in wrapped(verdict.rule.id, widths[1])]
            actual = [(line, "") for line in wrapped(actual_text(verdict) or "—", third)]
            notes = [(line, "") for line in wrapped(_notes(verdict), widths[3])]
            self._row([[(short(verdict.verdict), STYLES[verdict.verdict])], target, actual, notes], widths)

    def _problems(self, result: Result) -> None:
        if not result.problems:
            return
        self._heading("问题清单")
        for problem in result.problems:
            audit = f"［{problem.audit}］" if problem.audit else ""
            self._say(f"{SEVERITIES[problem.severity]}{audit}：{problem}", indent="  ", first="· ")


def _when(verdict: Verdict) -> str:
    """The period, where a target is asked more than once in the submission's."""
    return f"{verdict.period.chinese}：" if verdict.rule.every == "quarter" else ""


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
