"""What the words of a sheet mean: headings, labels, marks for "not filled in", and what units mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from compliance.intake import layout_words as shipped
from compliance.pattern import late
from compliance.quantity import UNITS, clean

_BRACKETED = late(r"^(?P<name>.+?)[(（\[【](?P<inside>[^()（）\[\]【】]{1,12})[)）\]】]$")
_TITLE_UNIT = late(r"(?:单位|金额)(?:[:：]|均?[为是]|一律[为是])([^)）\]】。;；]{1,40})")
_TITLE_BRACKETS = late(r"[(（\[【]([^()（）\[\]【】]{1,12})[)）\]】]")
#: 金额以万元计, 以万元为单位
_COUNTED_IN = late("[以按用]([^以按用]{1,4}?)(?:为(?:计量)?单位|计(?!算)|填[写报列]|统计)")
#: a remark that puts another figure in the place of the row's own, or says that it is wrong
_CORRECTED = late(r"(?:应|改|更正|修正|订正|调整)为\D{0,4}\d|^(?:[本该此]?[行项]?数[据字]?)?(?:有误|填错|不准确?)")
_SCOPE_OWN = late("(?:^|[省州市县区旗乡镇年度(])本级(?!政府|人民|党委|人大|[及和与、])")
_SCOPE_WHOLE = late("全[省州市县区旗域]")
_OPENING, _CLOSING = tuple("(（[【"), tuple(")）]】")
_BESIDE_UNIT = frozenset({"单位", "计量单位", "金额单位", "数据单位"})
_PARTS = late(r"[-—–_()（）\[\]【】《》“”:：·/、,，.。;；]+")
_DATED = late(r"^(?:附[件表]\d*)?(?:(?:19|20)\d\d年?度?)?|\d+$")
_MULTIPLES = {"十万": 10**5, "百万": 10**6, "千万": 10**7, "千": 10**3, "万": 10**4, "亿": 10**8}
#: how the remark of a row filled in from a report begins, and what opens the doubts a clerk has to settle
QUOTED, CONFIRM = "原文：", "（请核对："
#: headings and labels are short; a remark is not looked up among them
LONGEST_HEADING = 40


class Measure(Struct, frozen=True):
    """A unit of measure as stated somewhere: the base unit, and how many base units one is."""

    base: str
    factor: int
    text: str


class Heading(Struct, frozen=True):
    """A column heading taken apart: `role` "" where the words are not known; `own` where they are the template's."""

    role: str
    own: bool
    name: str
    measure: Measure | None


class Words(Struct, frozen=True):
    """`layout_words`, turned around so that each word leads to what it means."""

    columns: Mapping[str, tuple[str, bool]]
    own: Mapping[str, str]
    form: Mapping[str, str]
    blank: frozenset[str]
    none: frozenset[str]
    totals: frozenset[str]
    total_parts: tuple[str, ...]
    ditto: frozenset[str]
    sections: frozenset[str]
    free_rows_note: str
    scopes: Mapping[str, str]
    periods_now: frozenset[str]
    periods_previous: frozenset[str]
    same_unit: Mapping[str, str]
    share_units: frozenset[str]
    day_units: frozenset[str]
    narrowed: Mapping[str, str]
    narrowed_ends: tuple[str, ...]
    narrowed_starts: Mapping[str, str]
    tails: tuple[str, ...]
    answers: Mapping[str, frozenset[str]]
    bodies: tuple[str, ...]
    harmless: frozenset[str]
    footnotes: tuple[str, ...]


@lru_cache(maxsize=1)
def words() -> Words:
    """The shipped words, turned around once."""
    columns: dict[str, tuple[str, bool]] = {}
    for role, names in shipped.COLUMNS.items():
        for index, name in enumerate(names):
            columns.setdefault(clean(name), (role, index == 0 or name in shipped.OWN))
    return Words(
        columns,
        {role: names[0] for role, names in shipped.COLUMNS.items()},
        _turned(shipped.FORM),
        frozenset(shipped.BLANK),
        _cleaned(shipped.NONE),
        _cleaned(shipped.TOTALS),
        shipped.TOTAL_PARTS,
        _cleaned(shipped.DITTO),
        _cleaned([*shipped.SECTIONS, shipped.FREE_ROWS_NOTE]),
        shipped.FREE_ROWS_NOTE,
        _turned(shipped.SCOPES),
        _cleaned(shipped.PERIODS["now"]),
        _cleaned(shipped.PERIODS["previous"]),
        {name: group[0] for group in shipped.SAME_UNITS for name in group},
        _cleaned(shipped.SHARE_UNITS),
        _cleaned(shipped.DAY_UNITS),
        _turned({"上年": [*shipped.PERIODS["previous"], *shipped.COLUMNS["value_previous"]], **shipped.NARROWED}),
        shipped.NARROWED_ENDS,
        shipped.NARROWED_STARTS,
        shipped.TAILS,
        {clean(heading): _cleaned(answers) for heading, answers in shipped.ANSWERS.items()},
        shipped.BODIES,
        _cleaned(shipped.HARMLESS),
        shipped.FOOTNOTES,
    )


def _turned(lists: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {clean(name): key for key, names in lists.items() for name in names}


def _cleaned(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(clean, names))


@lru_cache(maxsize=65536)
def cleaned(text: str) -> str:
    """`clean`, remembered: headings, names and units come again in every file."""
    return clean(text)


@lru_cache(maxsize=4096)
def measure(text: str) -> Measure | None:
    """The unit of measure `text` states: 件, （万元）, %, 百分比, 千元. None where it is none."""
    name = cleaned(text)
    if name.startswith(_OPENING) and name.endswith(_CLOSING):
        name = name[1:-1]
    known = words()
    if name in known.share_units:
        return Measure("%", 1, text)
    if name in known.day_units:
        return Measure("日期", 1, text)
    name = known.same_unit.get(name, name)
    if found := UNITS.get(name):
        return Measure(known.same_unit.get(found[0], found[0]), found[1], text)
    for prefix, factor in _MULTIPLES.items():
        if name.startswith(prefix) and (found := UNITS.get(name[len(prefix) :])):
            return Measure(known.same_unit.get(found[0], found[0]), factor * found[1], text)
    return None


@lru_cache(maxsize=4096)
def base(unit: str) -> str:
    """The one name of a unit among those that mean the same: 起 → 件."""
    found = measure(unit)
    return found.base if found else unit


@lru_cache(maxsize=16384)
def heading(text: str) -> Heading:
    """Take a heading apart: “应诉率（%）” is 应诉率 counted in %."""
    if len(text) > LONGEST_HEADING:
        return Heading("", False, text, None)
    name, stated = cleaned(text).rstrip(":："), None
    known = words().columns
    if name not in known and (found := _BRACKETED.match(name)) and (stated := lone_measure(found["inside"])):
        name = found["name"]
    elif "单位:" in name and (stated := measure(name.partition("单位:")[2])):
        name = name.partition("单位:")[0].rstrip(",")
    role, own = known.get(name, ("", False))
    return Heading(role, own, name, stated)


def title_measures(text: str) -> tuple[Measure, ...]:
    """What “单位：万元/人次” or “…统计表（万元）” above a table states; () where 单位 is a reporting body or nothing is said."""
    if "单位" in text or "金额" in text:
        found = _TITLE_UNIT.search(cleaned(text))
        if found and (stated := _measures(found[1])):
            return stated
    if "元" in text and (found := _COUNTED_IN.search(cleaned(text))) and (stated := _measures(found[1])):
        return stated
    if text.endswith((")", "）", "]", "】")) and "位" not in text:
        inside = _TITLE_BRACKETS.findall(cleaned(text))
        return _measures(inside[-1]) if inside else ()
    return ()


def _measures(text: str) -> tuple[Measure, ...]:
    stated = [measure(part) for part in re.split("[、/,;，；和]", text) if part]
    return tuple(m for m in stated if m) if all(stated) else ()


def lone_measure(text: str) -> Measure | None:
    """The one unit that a cell under a heading, or a remark, states and nothing else: 万元, （万元）, 单位：万元."""
    if len(text) > LONGEST_HEADING:
        return None
    if found := measure(text):
        return found
    found_in = _TITLE_UNIT.fullmatch(cleaned(text).strip("()[]"))
    stated = _measures(found_in[1]) if found_in else ()
    return stated[0] if len(stated) == 1 else None


def beside_measure(label: str, text: str) -> Measure | None:
    """What 单位 | 万元 in two cells above a table states."""
    return measure(text) if cleaned(label).rstrip(":：") in _BESIDE_UNIT else None


# -- words that speak against counting what they stand beside


@lru_cache(maxsize=16384)
def narrowing(text: str) -> str:
    """What a sheet's name, a title or a bracket says its figures are instead of what was done this period: 目标, 示例,
    作废, 增减, 上年. "" where it says nothing of the kind; 目标完成情况 does not."""
    known = words()
    for part in _PARTS.split(cleaned(text)):
        rest = _DATED.sub("", part)
        for start, kind in known.narrowed_starts.items():
            if rest.startswith(start):
                return kind
        while rest:
            if found := known.narrowed.get(rest):
                return found
            if rest.endswith(known.narrowed_ends):
                return next(known.narrowed[end] for end in known.narrowed_ends if rest.endswith(end))
            tail = next((tail for tail in known.tails if rest.endswith(tail)), "")
            if not tail:
                break
            rest = rest.removesuffix(tail)
    return ""


@lru_cache(maxsize=16384)
def without_tails(text: str) -> str:
    """`text` without what makes a title of it: 2022年数据 is 2022年."""
    while tail := next((tail for tail in words().tails if text.endswith(tail) and text != tail), ""):
        text = text.removesuffix(tail)
    return text


@lru_cache(maxsize=16384)
def scope_named(text: str) -> str:
    """The scope a sheet's name or a title says its figures have: 州本级, …统计表（全州）; "" where it says none, or both.

    全州法治政府建设情况 says none: a title speaks so of whatever the body itself has done too.
    """
    name = cleaned(text)
    own, whole = bool(_SCOPE_OWN.search(name)), bool(_SCOPE_WHOLE.search(name))
    if own:
        return "" if whole else "本级"
    pieces = (words().scopes.get(without_tails(piece), "") for piece in _PARTS.split(name))
    return next(filter(None, pieces), "")


@lru_cache(maxsize=16384)
def against(heading: str, text: str) -> bool:
    """Whether the words of a cell say that its row does not count: 作废, 应为216, 类型 = 目标, 是否有效 = 否."""
    if len(text) > LONGEST_HEADING:
        return False
    said = cleaned(text).strip("()[]【】")
    if _CORRECTED.search(said):
        return True
    return said in words().narrowed or said in words().answers.get(cleaned(heading), ())


@lru_cache(maxsize=4096)
def is_body(text: str) -> bool:
    """Whether a short text is a body's name: 公安局, 郭勒木德镇."""
    name = cleaned(text)
    return 2 < len(name) <= 20 and name.endswith(words().bodies)
