"""The evaluation set: sentences with their targets or facts marked inside them, and how a reading of them is scored.

A line is one sentence. `{words|gold}` marks a figure and what it must be read as; `{words|}` a figure that must be left
alone; a second `{|gold}` directly after gives the same words another item. The marks are taken out before reading.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
_MARK = re.compile(r"\{([^{}|]*)\|([^{}]*)\}")


@dataclass(frozen=True)
class Gold:
    """What one marked span must be read as."""

    start: int
    end: int
    kind: str  # a comparator, or "level" / "change" for facts
    value: str
    value_max: str = ""
    unit: str = "比率"


@dataclass(frozen=True)
class Example:
    """One sentence without its marks."""

    text: str
    gold: tuple[Gold, ...]
    held_out: bool
    line: int
    file: str


@dataclass(frozen=True)
class Item:
    """What the program read, in the terms of the gold."""

    start: int
    end: int
    kind: str
    value: str
    value_max: str = ""
    unit: str = ""


@dataclass
class Score:
    """True and false positives and misses, by kind."""

    hits: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> Fraction:
        hits, false = sum(self.hits.values()), sum(self.false.values())
        return Fraction(hits, hits + false) if hits + false else Fraction(1)

    @property
    def recall(self) -> Fraction:
        hits, missed = sum(self.hits.values()), sum(self.missed.values())
        return Fraction(hits, hits + missed) if hits + missed else Fraction(1)


def load(pattern: str) -> list[Example]:
    """The examples of every file that matches `pattern`; every other sentence (by its words) is held out."""
    examples = []
    for path in sorted(HERE.glob(pattern)):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                examples.append(_example(line, number, path.name))
    return examples


def _example(line: str, number: int, file: str) -> Example:
    text, gold = parse(line, facts=file.startswith("facts"))
    return Example(text, gold, zlib.crc32(text.encode()) % 2 == 1, number, file)


def parse(line: str, facts: bool) -> tuple[str, tuple[Gold, ...]]:
    """A marked text without its marks, and what they say."""
    text, gold, position = "", [], 0
    last = (0, 0)
    for mark in _MARK.finditer(line):
        text += line[position : mark.start()]
        if mark[1]:
            last = (len(text), len(text) + len(mark[1]))
            text += mark[1]
        if mark[2].strip():
            gold.append(_gold(mark[2], *last, facts=facts))
        position = mark.end()
    return text + line[position:], tuple(gold)


def _gold(words: str, start: int, end: int, facts: bool) -> Gold:
    parts = [p for p in words.split() if p not in ("~", "?", "!") and not p.startswith("@")]
    if facts:
        if parts[0] == "-":
            return Gold(start, end, "change", re.sub(r"^[a-z_]+\+?", "", parts[1]), unit="")
        unit = next((p for p in parts[1:] if not re.match(r"[a-z]+_", p)), "比率")
        return Gold(start, end, "level", parts[0], unit=unit)
    if parts[0] == "relative":
        return Gold(start, end, "relative", "", unit="")
    low, _, high = parts[1].partition("..")
    unit = "日期" if parts[0] == "by_date" else parts[2] if len(parts) > 2 else "比率"
    return Gold(start, end, parts[0], low, high, unit)


def same(gold: Gold, item: Item) -> bool:
    """Kind, value, unit and place all right."""
    if gold.kind != item.kind or not (gold.start < item.end and item.start < gold.end):
        return False
    if gold.kind == "relative":
        return True
    if gold.kind == "==" and gold.value == item.value == "0":
        return True  # no unit is written for 清零, 零发生
    return (
        _same_value(gold.value, item.value)
        and _same_value(gold.value_max, item.value_max)
        and same_unit(gold.unit, item.unit)
    )


def _same_value(one: str, other: str) -> bool:
    try:
        return abs(Fraction(one) - Fraction(other)) < Fraction(1, 10**7)
    except ValueError:
        return one == other


def same_unit(one: str, other: str) -> bool:
    if one == "-":  # a figure without unit
        return not other
    same_words = {
        "天": "日", "位": "人", "名": "人", "个月": "月", "自然日": "日", "μg/m3": "微克/立方米", "μg/m³": "微克/立方米", "mg/m3": "毫克/立方米",
        "mg/L": "毫克/升", "km": "公里", "千米": "公里", "平方千米": "平方公里", "标箱": "标准箱", "㎡": "平方米", "平米": "平方米", "kg": "公斤", "千克": "公斤", "dB": "分贝", "kWh": "千瓦时", "MW": "兆瓦",
    }  # fmt: skip
    return not one or same_words.get(one, one) == same_words.get(other, other)


def _whole(example: Example, start: int, end: int) -> str:
    return f"{example.text[start:end]} | {example.text}"


def score(
    examples: Iterable[Example],
    read: Callable[[Example], list[Item]],
    shown: Callable[[Example, int, int], str] = _whole,
) -> Score:
    """Match each reading to the gold, one to one; `shown` says how what is wrong is told."""
    result = Score()
    for example in examples:
        items = list(read(example))
        for gold in example.gold:
            match = next((i for i in items if same(gold, i)), None)
            if match is None:
                result.missed[gold.kind] += 1
                result.wrong.append(
                    f"{example.file}:{example.line} MISSED {gold.kind} {gold.value} {gold.unit} {shown(example, gold.start, gold.end)}"
                )
            else:
                items.remove(match)
                result.hits[gold.kind] += 1
        for item in items:
            result.false[item.kind] += 1
            result.wrong.append(
                f"{example.file}:{example.line} FALSE {item.kind} {item.value} {item.unit} {shown(example, item.start, item.end)}"
            )
    return result


def read_targets(example: Example) -> list[Item]:
    """The sentence as part of a plan for 2024."""
    from compliance.plans import extract_text

    head = "示例县2024年工作要点\n\n"
    extraction = extract_text(head + example.text, "示例")
    return [
        Item(*t.span, t.comparator, t.value or "", t.value_max or "", t.unit or "")
        for t in extraction.targets
        if t.paragraph == 2
    ]


def read_facts(example: Example) -> list[Item]:
    """The sentence as part of a report on 2023."""
    from compliance.intake.narrative import read_text

    head = "示例县2023年工作情况报告\n\n"
    items = []
    for f in read_text(head + example.text, "示例").facts:
        if f.paragraph == 2:
            if f.value is not None:
                items.append(Item(f.span[0], f.span[1], "level", f.value, unit=f.unit or ""))
            elif f.change is not None:
                items.append(Item(f.span[0], f.span[1], "change", f.change.value, unit=f.unit or ""))
    return items
