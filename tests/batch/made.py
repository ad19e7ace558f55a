"""Workbooks by the thousand with known answers: a filled template, an invented province, rules made for it.

Nothing here uses the reader or the engine: what each workbook must be answered with is worked out beside it, in whole
numbers.
"""

from __future__ import annotations

import random
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

PERIOD = "2024"
#: Percent that each rule asks for, in turn.
LINES = (90, 95, 100, 60, 80)


def write_rules(folder: Path, rules: int) -> Path:
    """A pack of so many rates of an invented province, with definitions of its own; the folder to name as --rules."""
    folder.mkdir(parents=True, exist_ok=True)
    indicators = ["indicators:"]
    pack = [
        "document:", "  id: made-2024", "  title: 示例省量化指标工作要点", "  issuer: 示例省", '  region: "990000"', "  period: 2024",
        "clauses:", *(f'  "{n}": {{title: 第{n}项}}' for n in range(1, rules + 1)), "rules:",
    ]  # fmt: skip
    for n in range(1, rules + 1):
        line = LINES[n % len(LINES)]
        indicators += [
            f"  - name: {indicator(n)}", f"    code: ZY{n:02}", "    kind: rate", '    unit: "%"',
            f"    numerator: 第{n}类办结件数", f"    denominator: 第{n}类应办件数",
        ]  # fmt: skip
        pack += [
            f"  - id: made-2024-{n}", f'    clause: "{n}"', f"    quote: {indicator(n)}不低于{line}%", "    scope: 全域",
            f"    indicator: {indicator(n)}", f"    at_least: {line}%",
        ]  # fmt: skip
    (folder / "indicators.yaml").write_text("\n".join(indicators) + "\n", encoding="utf-8")
    (folder / "made.yaml").write_text("\n".join(pack) + "\n", encoding="utf-8")
    return folder


def indicator(n: int) -> str:
    return f"第{n}类事项按期办结率"


def write_divisions(path: Path, prefectures: int, counties: int) -> Path:
    """The invented province 990000 with so many prefectures of so many counties each."""
    lines = ["code,name,level,parent,valid_from,valid_to", "990000,示例省,省,,,"]
    for p in range(1, prefectures + 1):
        lines.append(f"99{p:02}00,示例{p}市,市,990000,,")
        lines += [f"99{p:02}{c:02},示例{p}市{c}县,县,99{p:02}00,," for c in range(1, counties + 1)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@cache
def codes(prefectures: int, counties: int) -> tuple[str, ...]:
    """Counties first, so that a small run has many prefectures' counties complete; then townships without end."""
    governed = [f"99{p:02}{c:02}" for p in range(1, prefectures + 1) for c in range(1, counties + 1)]
    return tuple(governed)


def unit_codes(count: int, prefectures: int, counties: int) -> Iterator[str]:
    """So many codes: the counties, then their townships."""
    governed = codes(prefectures, counties)
    for n in range(count):
        town, county = divmod(n, len(governed))
        yield governed[county] + (f"{town:03}" if town else "")


@dataclass(frozen=True)
class Made:
    """A workbook and what it must be answered with: rule → verdict."""

    unit: str
    data: bytes
    verdicts: dict[str, str]
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)


class Maker:
    """Fills in the template that the program itself gives out for these rules."""

    def __init__(self, rules: Path, count: int, divisions: Path) -> None:
        from compliance import rulebook
        from compliance.engine import ask
        from compliance.intake import template
        from compliance.period import Period
        from compliance.region import Divisions

        self.rules = count
        table = Divisions.read(divisions)
        unit = table.unit("990101")
        loaded = rulebook.load([str(rules)])
        questions = ask(unit, Period.parse(PERIOD), loaded.packs, (), table)
        path = divisions.with_name("template.xlsx")
        template.write(path, unit, Period.parse(PERIOD), questions, loaded.indicators)
        with zipfile.ZipFile(path) as archive:
            self.parts = {info.filename: archive.read(info) for info in archive.infolist()}
        form = next(n for n, part in self.parts.items() if b">990101<" in part)
        figures = next(n for n, part in self.parts.items() if b">ZY01<" in part and b"<sheetData>" in part)
        self.form, self.figures = form, figures
        self.form_text = self.parts.pop(form).decode()
        text = self.parts.pop(figures).decode()
        rows = {int(found[2]): int(found[1]) for found in re.finditer(r'<c r="A(\d+)"[^>]*><is><t>ZY(\d+)<', text)}
        self.row_of = {n: rows[n] for n in range(1, count + 1)}
        #: text between the cells that are filled in, and those cells in order
        self.between: list[str] = []
        self.slots: list[str] = []
        wanted = {f"{column}{row}" for row in self.row_of.values() for column in "FGH"}
        end = 0
        for found in re.finditer(r'<c r="([A-Z]+\d+)"( s="\d+")?( t="n")?(?:/>|>(?:<v ?/>)?</c>)', text):
            if found[1] in wanted:
                self.between.append(text[end : found.start()] + f'<c r="{found[1]}"{found[2] or ""}>')
                self.slots.append(found[1])
                end = found.end()
        self.rest = text[end:]
        assert len(self.slots) == 3 * count

    def make(
        self, unit: str, seed: int = 0, version: int = 1, *, total: dict[str, tuple[int, int]] | None = None
    ) -> Made:
        """One unit's workbook; the same arguments give the same bytes. `total` are counts to report instead."""
        chance = random.Random(f"{unit}/{seed}/{version}")
        filled: dict[str, int | str] = {}
        verdicts: dict[str, str] = {}
        counts: dict[str, tuple[int, int]] = {}
        for n in range(1, self.rules + 1):
            rule, row, line = f"made-2024-{n}", self.row_of[n], LINES[n % len(LINES)]
            kind = chance.random() if total is None else 0.0
            base = chance.randrange(1, 400)
            if total is not None:
                over, base = total[rule]
            elif kind < 0.7:  # at the line or above it
                over = min(base, -(-line * base // 100) + chance.randrange(3))
            else:
                over = chance.randrange(base + 1)
            if kind >= 0.96:
                verdicts[rule] = "missing"
                continue
            if kind >= 0.93:
                over = base = 0
                verdicts[rule] = "not_applicable"
            elif kind >= 0.91:
                over = base + 1 + chance.randrange(5)
                verdicts[rule] = "disputed"
            else:
                verdicts[rule] = "met" if 100 * over >= line * base else "not_met"
            filled[f"G{row}"], filled[f"H{row}"] = over, base
            counts[rule] = over, base
        return Made(unit, self.workbook(unit, version, filled), verdicts, counts)

    def workbook(self, unit: str, version: int, filled: dict[str, int | str]) -> bytes:
        """The template with these cells filled in."""
        pieces: list[str] = []
        for between, slot in zip(self.between, self.slots, strict=True):
            pieces.append(between)
            if slot in filled:
                pieces.append(f"<v>{filled[slot]}</v>")
            pieces.append("</c>")
        form = self.form_text.replace(">990101<", f">{unit}<", 1).replace("示例1市1县", "")
        form = re.sub(r"(&#\d+;)+", _unescaped, form).replace("示例1市1县", "")
        form = form.replace("<v>1</v>", f"<v>{version}</v>", 1)
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, data in self.parts.items():
                archive.writestr(_info(name), data)
            archive.writestr(_info(self.form), form)
            archive.writestr(_info(self.figures), "".join(pieces) + self.rest)
        return out.getvalue()


def _unescaped(found: re.Match[str]) -> str:
    return "".join(chr(int(n)) for n in re.findall(r"\d+", found[0]))


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def tally(made: list[Made]) -> Counter[str]:
    """How many of each verdict all of these must give."""
    return Counter(verdict for one in made for verdict in one.verdicts.values())
