"""Whether a rule says what its quote says: the number, and the word that draws the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from msgspec import Struct

from compliance.quantity import UNITS, Quantity, QuantityError, clean, show
from compliance.rule import Comparison, Op, Relative, Rule
from compliance.text.tokens import last_permitted

_NOT = "不(?:得|应|能|可|宜)?"
#: Words before a number (or before the other indicator) → the comparison they state; a negated word goes first.
_BEFORE: tuple[tuple[Op, str], ...] = (
    ("at_least", rf"{_NOT}(?:低于|少于|小于|早于)|至少|最少|(?:提高|提升|增加|上升)[到至]|升至|达到?"),
    (
        "at_most",
        rf"{_NOT}(?:超过|高于|大于|多于|突破|超出)|至多|最多|控制在|(?:压缩|压减|缩短|降低|下降)[到至为]|降[到至]",
    ),
    ("more_than", "高于|超过|大于|多于|突破"),
    ("less_than", "低于|少于|小于|不足|不满|未满"),
)
_AFTER: tuple[tuple[Op, str], ...] = (
    ("at_least", r"及?[（(]?含?[)）]?以上"),
    ("at_most", "及?以[下内]|之内"),
)
_WORD_BEFORE = re.compile("|".join(f"(?P<{op}>{words})" for op, words in _BEFORE))
_WORD_AFTER = re.compile("|".join(f"(?P<{op}>{words})" for op, words in _AFTER))
#: Every one of them: 100 %.
_ALL = re.compile(r"全覆盖|应[^，。；]{1,3}尽[^，。；]|应[^，。；]必[^，。；]|有[^，。；]{1,2}必[^，。；]")
#: None at all: a count of 0, or 100 % of what was done rightly. 不得少于 is not among them.
_NONE = re.compile(r"不得(?!低于|少于|小于|早于|超过|高于|大于|多于|突破|晚于)|禁止|严禁")
_STOP = re.compile("[，,。；;：:、]")

_NUMERAL = "零〇一二两三四五六七八九十百千万"
_SHARE = re.compile(rf"(?<![第\d.])(?:百分之[{_NUMERAL}点]+|\d[\d,.]*[%％]|[{_NUMERAL}\d.]+成)")
_DAY = re.compile(
    r"(?:(?P<year>\d{4})年)?(?<!\d)(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?(?P<end>[底末])?(?P<before>之?前|以前)?"
)
_YEAR = re.compile(r"到(?P<reached>\d{4})年|(?P<whole>\d{4})年[底末]|(?P<open>\d{4})年(?:之|以)?前")
_THIS_YEAR = re.compile("年内|年[底末]|全年")

_FITTING: dict[Op, str] = {
    "at_least": "含本数的下限",
    "more_than": "不含本数的下限",
    "at_most": "含本数的上限",
    "less_than": "不含本数的上限",
    "equals": "全部或一个也没有",
}


class Mismatch(Struct, frozen=True):
    """A contradiction between quote and comparison: `code` is quote_number or quote_boundary."""

    code: str
    words: dict[str, str]


class _Number(Struct, frozen=True):
    value: Fraction
    text: str
    start: int
    end: int


def mismatch(rule: Rule) -> Mismatch | None:
    """The first contradiction between the rule's quote and its comparison, or None.

    A quote without a number, a boundary word or a fixed phrase contradicts nothing: such a target stands in words.
    """
    comparison = rule.comparison
    if rule.deadline is not None and (found := _dates(rule, rule.deadline)):
        return found
    if comparison.is_date:
        return None
    quote = clean(rule.quote)
    if comparison.relative is not None:
        return _relation(comparison, comparison.relative, quote)
    numbers = list(_numbers(quote, comparison.unit))
    stated = [v for v in (comparison.value, comparison.upper) if v is not None]
    if numbers:
        lower_bare = comparison.op == "between" and any(
            n.value == comparison.upper and quote[: n.start].endswith(("至", "到", "—", "-", "~", "～"))
            for n in numbers
        )  # 15至20场: the unit stands behind the upper end alone
        if any(value not in [n.value for n in numbers] for value in (stated[1:] if lower_bare else stated)):
            return _number("、".join(f"“{n.text}”" for n in numbers), comparison)
        words = [pair for n in numbers if n.value in stated for pair in _around(quote, n, numbers)]
        if not words and comparison.op in ("more_than", "less_than"):
            return _boundary(comparison, [(numbers[0].text, "at_least")])
        return None if comparison.op == "between" else _boundary(comparison, words)
    return _phrase(rule, quote)


_POINTS = re.compile(r"(?<![第\d.])(?P<n>\d[\d.]*)个?百分点")
_FACTOR = re.compile(rf"(?<![第\d.])(?:\d[\d.]*[%％倍]|百分之[{_NUMERAL}点]+)")
_STRICT: dict[Op, Op] = {"at_least": "more_than", "at_most": "less_than"}
_TURNED: dict[Op, Op] = {
    "at_least": "at_most",
    "more_than": "less_than",
    "at_most": "at_least",
    "less_than": "more_than",
}


def _relation(comparison: Comparison, relative: Relative, quote: str) -> Mismatch | None:
    """The amount of a relation (高于…5个百分点, 上年的80%, 增长5%) is in the rule, and its words draw the rule's line."""
    points = [(m[0], Fraction(m["n"])) for m in _POINTS.finditer(quote)]
    if points and comparison.unit == "%" and abs(relative.plus) * 100 not in [v for _, v in points]:
        return _number("、".join(f"“{text}”" for text, _ in points), comparison)
    factors = [] if points else [(m[0], _share(m[0])) for m in _FACTOR.finditer(quote)]
    told = {relative.times, abs(relative.times - 1), abs(relative.plus)}
    if factors and not told & {v for _, v in factors}:
        return _number("、".join(f"“{text}”" for text, _ in factors), comparison)
    words = [(m[0], _op(m)) for m in _WORD_BEFORE.finditer(quote)]
    meant = {op for _, op in words}
    falls = relative.times < 1 or relative.plus < 0  # 下降不超过5% is no less than 95 % of it
    amount = bool(points or factors or relative.plus)
    fitting = {comparison.op, *([_TURNED[comparison.op]] if falls and comparison.op in _TURNED else [])}
    if amount and comparison.op in _STRICT:  # 高于…5个百分点: five points are enough
        fitting.add(_STRICT[comparison.op])
    return None if meant & fitting else _boundary(comparison, words)


def _share(text: str) -> Fraction:
    return Fraction(text[:-1]) if text.endswith("倍") else Quantity.parse(text).value


#: What limits a target and is easily left out of its rule.
_OFTEN = re.compile(
    rf"每(?:隔)?(?:[{_NUMERAL}\d]{{1,2}}个?)?(?P<unit>半年|季度?|月|周|星期|旬|年)|按(?P<by>季度?|月|半年|周)"
)
_BESIDES = re.compile(
    r"除[^，,。；;]{1,30}?(?:以外|之外|外)(?=[，,、的]|$)(?![，,]?(?:还|也|另|并|再|同时))|[^，,。；;()（）]{1,20}除外|(?<=[%％\d次期个])(?:左右|上下)"
)


#: 除涉密案件外, 涉密案件除外 and 不含涉密案件 are told by 涉密案件.
_EXCEPT = re.compile("^除|的?(?:以外|之外|除外|外)$")


def unsaid(rule: Rule) -> list[str]:
    """Words of the quote on how often, except what and how near that neither the rule nor what it says of itself holds."""
    quote = clean(rule.quote)
    told = clean(rule.reading + rule.note + rule.title + rule.indicator.definition)
    often = [m[0] for m in _OFTEN.finditer(quote) if not _said(rule, m)]
    return [
        words for words in (*often, *(m[0] for m in _BESIDES.finditer(quote))) if _EXCEPT.sub("", words) not in told
    ]


def _said(rule: Rule, often: re.Match[str]) -> bool:
    unit = (often["unit"] or often["by"])[0]
    if often[0] in ("每年", "每隔年"):
        return True
    return unit == "季" and rule.every == "quarter" and not re.search(rf"[{_NUMERAL}\d]", often[0])


def _phrase(rule: Rule, quote: str) -> Mismatch | None:
    """全覆盖 is 100 %; 不得 is nobody, or 100 % of those that did rightly. What ranges over each one is not asked."""
    comparison = rule.comparison
    share = comparison.unit == "%"
    if (found := _ALL.search(quote)) and share:
        fitting = [Fraction(1)]
    elif (found := _NONE.search(quote)) and rule.group is None:
        fitting = [Fraction(0), Fraction(1)] if share else [Fraction(0)]
    else:
        return None
    if comparison.value not in fitting:
        return _number(f"“{found[0]}”（{'或'.join(show(v, comparison.unit) for v in fitting)}）", comparison)
    return _boundary(comparison, [(found[0], "equals")])


def _number(quoted: str, comparison: Comparison) -> Mismatch:
    return Mismatch("quote_number", {"quoted": quoted, "stated": f"“{comparison.required_text()}”"})


def _boundary(comparison: Comparison, words: list[tuple[str, Op]]) -> Mismatch | None:
    if not words or any(comparison.op in _same(op, comparison) for _, op in words):
        return None
    text, op = words[-1]
    return Mismatch("quote_boundary", {"words": text, "meant": _FITTING[op], "op": comparison.op, "fitting": op})


def _same(op: Op, comparison: Comparison) -> set[Op]:
    """The comparisons that say the same as `op` about this value: at least 100 % is 100 %, at most 0 is 0."""
    if comparison.unit == "%" and comparison.value == 1 and op in ("at_least", "equals"):
        return {"at_least", "equals"}
    if comparison.value == 0 and op in ("at_most", "equals"):
        return {"at_most", "equals"}
    return {op}


def _numbers(quote: str, unit: str) -> Iterator[_Number]:
    """The quantities of the quote that are in the rule's unit of measure, as 两期 and 2个学时 are."""
    if unit == "%":
        pattern = _SHARE
    else:
        spellings = sorted((u for u, (base, _) in UNITS.items() if base == unit), key=len, reverse=True) or [unit]
        names = "|".join(map(re.escape, spellings))
        # 第一次, 每一件 and 统一次序 hold no quantity
        pattern = re.compile(rf"(?<![第每统唯\d.{_NUMERAL}])(?:\d[\d,.]*[万亿]?|[{_NUMERAL}]+)(?:{names})")
    for found in pattern.finditer(quote):
        try:
            quantity = Quantity.parse(found[0])
        except QuantityError:
            continue
        if quantity.unit == unit:
            yield _Number(quantity.value, found[0], found.start(), found.end())


_BARS = re.compile("严禁|禁止|不得|不许|不准|不允许")
_UNBARRED: dict[Op, Op] = {"less_than": "at_least", "more_than": "at_most"}


def _around(quote: str, number: _Number, numbers: list[_Number]) -> list[tuple[str, Op]]:
    """The boundary words that belong to a number: before it back to a stop or another number, and right behind it."""
    start = max([0, *(n.end for n in numbers if n.end <= number.start)])
    for stop in _STOP.finditer(quote, start, number.start):
        start = stop.end()
    words: list[tuple[str, Op]] = []
    for found in list(_WORD_BEFORE.finditer(quote, start, number.start))[-1:]:
        op = _op(found)
        barred = _BARS.search(quote, start, found.start())  # 严禁少于2次 is two or more
        words.append((f"{barred[0]}…{found[0]}", _UNBARRED[op]) if barred and op in _UNBARRED else (found[0], op))
    if behind := _WORD_AFTER.match(quote, number.end):
        words.append((behind[0], _op(behind)))
    return words


def _op(found: re.Match[str]) -> Op:
    op: Op = found.lastgroup  # type: ignore[assignment]  # the groups are named for the comparisons
    return op


def _dates(rule: Rule, deadline: date) -> Mismatch | None:
    """10月前 ends on 30 September, 3月31日前 on that day, 6月底前 on 30 June, 年内 and 到2020年 on 31 December."""
    quote = clean(rule.quote)
    found = [(m[0], day) for m in _DAY.finditer(quote) for day in _last_days(m, deadline.year)]
    found = found or [(m[0], day) for m in _YEAR.finditer(quote) for day in _year_ends(m)]
    found = found or [(m[0], date(deadline.year, 12, 31)) for m in _THIS_YEAR.finditer(quote)]
    if not found or any(day == deadline for _, day in found):
        return None
    text, day = found[0]
    return Mismatch("quote_number", {"quoted": f"“{text}”（最晚 {day}）", "stated": f"最晚 {deadline}"})


def _last_days(found: re.Match[str], year: int) -> Iterator[date]:
    """The last days a date in prose permits, as the reading of plans has it: two where usage differs (4月1日以前)."""
    month, day = int(found["month"]), int(found["day"] or 0) or None
    exclusive = bool(found["before"]) and not found["end"]
    year = int(found["year"] or year)
    ways = {exclusive, exclusive and not (day and found["before"] == "以前")}
    yield from (last for way in sorted(ways) if (last := last_permitted(year, month, day, way)))


def _year_ends(found: re.Match[str]) -> Iterator[date]:
    if found["open"]:
        yield date(int(found["open"]) - 1, 12, 31)
    else:
        yield date(int(found["reached"] or found["whole"]), 12, 31)
