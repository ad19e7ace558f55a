"""For which period the words around a figure say that it is: 上半年, 去年, 截至6月底, 近三年, 2022年、2023年和2024年."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from compliance.period import Period

_CHINESE = {
    letter: str(value) for letters in ("〇一二三四五六七八九", "零") for value, letter in enumerate(letters)
} | {"○": "0"}
_TENS = {"十": 10, "十一": 11, "十二": 12} | {letter: value for value, letter in enumerate("一二三四五六七八九", 1)}
_N = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
#: Without one of these letters a text tells no time.
_MAY_BE = re.compile("[年月季期前现以任每]")
#: No date: the year of a book's title, of a document's number, of what a figure is compared with.
_ASIDE = re.compile(
    r"《[^》]*》|[〔\[][^〕\]]*[〕\]]|"
    r"(?:比|较|同|与|和|于|过|对照)(?:去年|上年度?|上一年度?|前年|(?:19|20)\d\d年度?)的?\d[\d.,]*[%％\u4e00-\u9fff]|"
    r"(?:比|较|同|与|和|高于|低于|超过|多于|少于|优于|相对于?|对比|不及)(?:去年|上年度?|上一年度?|前年|(?:19|20)\d\d年度?)(?:同期|全年|年底|年末|底|末)?(?!的?\d)|"
    r"(?:去年|上年度?|上一年度?|20\d\d年)同比|[\d一二三四五六七八九十]+年(?:制|级|期|以上|以下)"
)
_MANY = (
    r"(?:最近|近|过去|前|这)[两二三四五六七八九十\d]+个?年(?:来|间|里|以来)?|[两二三四五六七八九十]年(?:来|间|里)|近几?年来?|多年来|历年来?|连续[两二三四五六七八九十\d]+年|"
    r"[“\"]?十[一二三四五]五[”\"]?(?:规划)?(?:期间|以来|时期)|(?:任期|本届政府)(?:内|以来)?|(?:成立|实施|施行|改革|启动|开展|建立|运行)以来"
)
_YEAR = r"(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{2}"
_WORD = r"(?:去年|上一?年度?)同期|同期|上期|去年|上一?年度?|前年|今年|本年度?|当年|明年|来年|全年度?|年内|年度内|一年来|年初"
_PART = (
    rf"(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|前(?P<quarters>[两二三])个?季度|"
    rf"(?P<first>{_N})月?份?[-—–~至到]+(?P<last>{_N})月(?:份|底|末)?|(?P<month>{_N})月(?:份|(?P<end>底|末)|(?P<day>\d{{1,2}})[日号])?|"
    r"(?P<yearend>年?(?:底|末|终))"
)
_TIME = re.compile(
    rf"(?P<now>(?:截至|截止|到)?(?:目前|当前|现在))|(?P<every>每(?:半年|年|个?季度?|个?月|周|次))|(?P<many>{_MANY})|"
    rf"(?P<from>{_YEAR})年?度?[-—–~至到]+(?P<to>{_YEAR})年度?|"
    rf"(?P<until>截至|截止|到)?(?:(?:(?P<year>{_YEAR})年度?|(?P<word>{_WORD}))的?(?:{_PART})?|(?:{_PART.replace('?P<', '?P<x')}))(?P<since>以来)?"
)
#: 年内, 全年 and 上半年 are of the year told of; these say which they are of.
_WORD_YEARS = {"去": -1, "上": -1, "同": -1, "前": -2, "明": 1, "来": 1, "今": 0, "本": 0}
#: What stands between the members of a list.
_JOINED = re.compile(r"(?:、|和|及|与|以及|，)?的?")


class Mention(Struct, frozen=True):
    """A stretch of time a text speaks of.

    Attributes:
        period: which; None where it is none of a year's parts (近三年, 目前, 每季度).
        many: it is surely another than any period that is reported for: 近三年, “十三五”期间, 2021—2023年.
        loose: the day of an event, or a time that is not told exactly.
    """

    text: str
    start: int
    end: int
    period: Period | None = None
    many: bool = False
    loose: bool = False


def mentions(text: str, year: int | None) -> list[Mention]:
    """The times `text` speaks of, in order.

    Args:
        year: what 今年 means; None where that is not known.
    """
    if not _MAY_BE.search(text):
        return []
    plain = _ASIDE.sub(lambda found: "　" * len(found[0]), text)
    told: list[Mention] = []
    said = year
    for found in _TIME.finditer(plain):
        mention = _mention(found, year, said)
        if mention is not None:
            told.append(mention)
            said = mention.period.year if mention.period else said
    return told


def _mention(found: re.Match[str], year: int | None, said: int | None) -> Mention | None:
    """`said` is the year last told: 2023年上半年…，下半年… are of one year."""
    text, start, end = found[0].removesuffix("的"), found.start(), found.end()
    if found["now"] or found["every"]:
        return Mention(text, start, end, loose=True)
    if found["many"] or found["from"]:
        one = bool(found["from"]) and _number(found["from"]) == _number(found["to"])
        return Mention(
            text, start, end, many=not one and not text.startswith(("近年", "近几", "多年", "连续")), loose=True
        )
    named = _number(found["year"]) if found["year"] else None
    if named is None and (found["word"] or "")[:1] in _WORD_YEARS and year is not None:
        named = year + _WORD_YEARS[found["word"][0]]
    elif named is None:
        named = said
    part = {
        key: found[key] or found["x" + key]
        for key in ("half", "quarter", "quarters", "first", "last", "month", "end", "day", "yearend")
    }
    if found["since"] and found["year"] and year is not None and named is not None and named < year:
        return Mention(text, start, end, many=True)
    if named is None:
        return Mention(text, start, end, loose=True)
    months = _months(part, bool(found["until"]))
    if months is None:
        return None
    return Mention(text, start, end, Period(named, *months), loose=bool(part["day"]) and not found["until"])


def _months(part: dict[str, str | None], until: bool) -> tuple[int, int] | None:
    """The months a part of a year covers; 截至6月底 covers all up to then. None where there is no such month."""
    if part["half"]:
        return (1, 6) if part["half"] == "上" else (7, 12)
    if part["quarter"]:
        last = 3 * _count(part["quarter"])
        return (1 if until else last - 2, last)
    if part["quarters"]:
        return 1, 3 * (2 if part["quarters"] == "两" else _count(part["quarters"]))
    if part["first"] and part["last"]:
        first, last = _count(part["first"]), _count(part["last"])
        return (first, last) if 1 <= first <= last <= 12 else None
    if part["month"]:
        month = _count(part["month"])
        if not 1 <= month <= 12:
            return None
        return (1 if until or part["end"] else month, month)
    return 1, 12


def _number(text: str) -> int:
    return int("".join(_CHINESE.get(letter, letter) for letter in text))


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else _TENS[text]


def listed(found: Sequence[Mention], text: str) -> Sequence[Mention]:
    """The list that the last of the mentions ends: 2022年、2023年、2024年; of a single one itself."""
    first = len(found) - 1
    while first > 0 and _JOINED.fullmatch(text, found[first - 1].end, found[first].start):
        first -= 1
    return found[first:]


def governing(before: str, aside: str, run: tuple[int, int], year: int | None) -> Sequence[Mention]:
    """The time a figure is of: one, none, or several where the words do not tell which of them.

    Args:
        before: its sentence up to it, or up to the list of figures it stands in.
        aside: what brackets behind it say.
        run: its place in that list, and how long the list is.
    """
    if behind := mentions(aside, year):
        return behind[-1:]
    told = mentions(before, year)
    ours = listed(told, before)
    place, length = run
    return ours[place : place + 1] if length == len(ours) else ours
