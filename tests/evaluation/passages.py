"""Marked passages of whole documents: `python -m tests.evaluation.passages FILE…` says how well they are read.

A file holds passages, a blank line between them; a line that begins with `# ` is a comment, every other line a
paragraph. Marks are those of `scoring`. The marks are taken out and each passage is read as a file of its own, the way
`extract` and `read` read one, so that headings, tables and what is past or planned count. A file whose name begins with
`facts` holds reports, any other plans. A comment `# year: 2024` gives a passage that was cut out of a document the year
its title would have given; `# title: …` the title itself.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.evaluation.scoring import Example, Gold, Item, Score, parse, score

SHOWN = 60  # characters shown on either side of a figure that was read wrongly


def load_passages(path: Path) -> list[Example]:
    """The passages of a marked file, each one example; `line` is where it begins."""
    facts = path.name.startswith("facts")
    passages: list[Example] = []
    lines: list[str] = []
    title, first = "", 0
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        if told := re.match(r"# (?:title|year): *(.+)", line):
            title = f"{told[1]}年工作" + ("情况报告" if facts else "要点") if line.startswith("# year") else told[1]
        elif line.startswith("# "):
            continue
        elif line.strip():
            first = first or number
            lines.append(line)
        elif lines:
            passages.append(_passage("\n".join(lines), title, first, path.name, facts))
            lines, title, first = [], "", 0
    return passages


def _passage(marked: str, title: str, line: int, file: str, facts: bool) -> Example:
    text, gold = parse(marked, facts=facts)
    head = f"{title}\n\n" if title else ""
    moved = tuple(Gold(g.start + len(head), g.end + len(head), g.kind, g.value, g.value_max, g.unit) for g in gold)
    return Example(head + text, moved, False, line, file)


def read_plan(example: Example) -> list[Item]:
    """The targets of a passage; places are those of its text."""
    from compliance.plans import extract

    with _file(example) as path:
        found = extract(path)
    at = {p.number: p.at for p in found.document.paragraphs}
    return [
        Item(*_place(at[t.paragraph], *t.span), t.comparator, t.value or "", t.value_max or "", t.unit or "")
        for t in found.targets
    ]


def read_report(example: Example) -> list[Item]:
    """The facts of a passage; a level with its change is the level."""
    from compliance.intake.narrative import read_report as read

    with _file(example) as path:
        found = read(path)
    at = {p.number: p.at for p in found.document.paragraphs}
    items = []
    for f in found.facts:
        kind, value = ("level", f.value) if f.value is not None else ("change", f.change.value if f.change else "")
        items.append(Item(*_place(at[f.paragraph], *f.span), kind, value, unit=f.unit or ""))
    return items


@contextmanager
def _file(example: Example) -> Iterator[Path]:
    """A passage as a text file of its own, for as long as it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "passage.txt"
        path.write_text(example.text, "utf-8")
        yield path


def _place(at: Sequence[int], start: int, end: int) -> tuple[int, int]:
    return at[start], at[end - 1] + 1


def score_file(path: Path) -> Score:
    """How well the passages of a file are read."""
    read: Callable[[Example], list[Item]] = read_report if path.name.startswith("facts") else read_plan
    return score(load_passages(path), read, lambda e, a, b: _context(e.text, a, b))


def _context(text: str, start: int, end: int) -> str:
    """The sentence of a figure, cut where it is long, the figure in brackets."""
    first = max(text.rfind("\n", 0, start), text.rfind("。", 0, start), start - SHOWN - 1) + 1
    last = min(x for x in (text.find("\n", end), text.find("。", end), end + SHOWN, len(text)) if x >= 0)
    return f"{text[first:start]}【{text[start:end]}】{text[end:last]}"


def lines_of(result: Score) -> Iterator[str]:
    """The table of a score, in Markdown, one line a comparator."""
    yield "| | found | false | missed | precision | recall |"
    yield "|---|---|---|---|---|---|"
    for kind in sorted(Counter(result.hits) + Counter(result.false) + Counter(result.missed)):
        yield _row(f"`{kind}`", result.hits[kind], result.false[kind], result.missed[kind])
    yield _row("all", sum(result.hits.values()), sum(result.false.values()), sum(result.missed.values()))


def _row(name: str, hits: int, false: int, missed: int) -> str:
    precision = f"{100 * hits / (hits + false):.1f} %" if hits + false else "–"
    recall = f"{100 * hits / (hits + missed):.1f} %" if hits + missed else "–"
    return f"| {name} | {hits} | {false} | {missed} | {precision} | {recall} |"


def main(arguments: list[str]) -> int:
    """Print the table of each file and every figure that was read wrongly."""
    for name in arguments:
        result = score_file(Path(name))
        print(f"\n### {Path(name).name}\n")
        print("\n".join(lines_of(result)))
        print()
        print("\n".join(sorted(result.wrong, key=_by_line)))
    return 0


def _by_line(wrong: str) -> int:
    return int(wrong.split(" ")[0].rpartition(":")[2])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
