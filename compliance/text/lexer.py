"""A surface → tokens, in one walk."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from compliance.quantity import QuantityError, chinese_number
from compliance.text.lexicon import LEXICON
from compliance.text.patterns import MASTER
from compliance.text.tokens import Number, Token, TokenKind, When

Match = re.Match[str]

#: Digits beyond this are no figure anybody reports; reading them exactly would cost time for nothing.
LONGEST_NUMERAL = 24

_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
#: A tenth of a percentage point.
_POINTS = frozenset({"个千分点", "千分点"})
_PER = {"%": 100, "‰": 1000, "‱": 10000}
_PLAIN_UNITS = {
    "个百分点": "百分点", "个学时": "学时", "个小时": "小时", "个工作日": "工作日", "个自然日": "自然日", "周岁": "岁", "块钱": "元", "人民币": "元",
    "个季度": "季度", "个星期": "星期", "周": "周", "立方": "立方米", "标煤": "吨标准煤", "吨标煤": "吨标准煤", "家(次)": "家次", "人(次)": "人次", "件(人)次": "件次", "人(件)次": "人次", "批(人)次": "批次", "件(次)": "件次",
    "场(次)": "场次", "辆(次)": "辆次", "户(次)": "户次", "条(次)": "条次", "个(次)": "个次", "批(次)": "批次", "宗(件)": "件", "件(起)": "件", "起(件)": "起", "篇(条)": "篇",
    "条(件)": "条", "名(人)": "名", "平方": "平方米", "平米": "平方米", "立米": "立方米", "方": "立方米", "㎡": "平方米", "m²": "平方米", "m2": "平方米", "m³": "立方米",
    "m3": "立方米", "km": "公里", "km²": "平方公里", "km2": "平方公里", "千米": "公里", "kg": "公斤", "t": "吨", "kW": "千瓦", "MW": "兆瓦", "GW": "吉瓦", "kWh": "千瓦时", "kW·h": "千瓦时",
    "mg/m³": "毫克/立方米", "μg/m³": "微克/立方米", "ug/m³": "微克/立方米", "μg/m3": "微克/立方米", "ug/m3": "微克/立方米", "mg/m3": "毫克/立方米", "mg/L": "毫克/升",
    "摄氏度": "℃", "港币": "港元", "dB": "分贝", "dB(A)": "分贝", "hm²": "公顷", "hm2": "公顷", "min": "分钟", "h": "小时", "亩次": "亩次", "标箱": "标准箱", "平方千米": "平方公里", "户数": "户",
    "人/次": "人次", "秒钟": "秒", "交易日": "交易日", "个交易日": "交易日", "mm": "毫米", "mg": "毫克",
}  # fmt: skip
#: Units that carry a factor of their own.
_FACTORS = {
    "万吨": ("吨", 10**4),
    "亿千瓦时": ("千瓦时", 10**8),
    "万": ("", 10**4),
    "万方": ("立方米", 10**4),
    "兆瓦": ("兆瓦", 1),
}
_TAIL = {
    "10万": 10**5,
    "十万": 10**5,
    "万": 10**4,
    "1万": 10**4,
    "千": 1000,
    "1000": 1000,
    "百万": 10**6,
    "100万": 10**6,
}


def lex(text: str) -> list[Token]:
    """The tokens of a surface, in order and without gaps."""
    tokens: list[Token] = []
    position = 0
    for match in MASTER.finditer(text):
        start, end = match.span()
        if start == end:
            continue
        if start > position:
            tokens.append(Token("TEXT", text[position:start], position, start))
        tokens.append(_token(match))
        position = end
    if position < len(text):
        tokens.append(Token("TEXT", text[position:], position, len(text)))
    return tokens


def _token(match: Match) -> Token:
    name = match.lastgroup or ""
    if name == "word":
        kind, sense = LEXICON[match[0]]
        return Token(kind, match[0], match.start(), match.end(), sense)
    try:
        return _MAKERS[name](match)
    except (QuantityError, ValueError, ZeroDivisionError):
        return _plain(match, "NAME", "不成数的写法")


def _plain(match: Match, kind: TokenKind, sense: str = "") -> Token:
    return Token(kind, match[0], match.start(), match.end(), sense)


# -- names that hold digits

_NAMES = {
    "docno": "文号", "url": "网址", "phone": "电话或热线号码", "plus": "名称中的数字", "dotted": "名称中的日期", "clock": "时刻", "ascii": "名称或代号中的数字",
    "digit_letter": "名称或代号中的数字", "ordinal": "序数、条款号或届次", "ordinals": "序数、条款号或届次", "perbase": "指标名称中的单位基数", "rank": "位次", "edition": "版次或份数", "dayofmonth": "日期或期间", "postcode": "编号或位置", "circled": "序号", "enumerator": "序号", "firstly": "序号",
    "planname": "规划名称", "housenumber": "编号", "idiom": "",
}  # fmt: skip


def _name(match: Match) -> Token:
    why = _NAMES[match.lastgroup or ""]
    return _plain(match, "NAME" if why else "WORD", why)


# -- numbers


def _number(match: Match, value: Fraction, unit: str, step: Fraction, **more: object) -> Number:
    return Number("NUM", match[0], match.start(), match.end(), "", value, unit, step, **more)  # type: ignore[arg-type]


def _numeral(text: str) -> tuple[Fraction, Fraction]:
    """A plain numeral and the worth of its last digit."""
    if len(text) > LONGEST_NUMERAL:
        raise QuantityError(text[:LONGEST_NUMERAL])
    if text[0].isdigit() and text[0].isascii():
        digits = text.replace(",", "").replace("·", ".")
        return Fraction(digits), Fraction(1, 10 ** len(digits.partition(".")[2]))
    value = chinese_number(text)
    return value, Fraction(1, 10 ** len(text.partition("点")[2]))


def _with_unit(value: Fraction, step: Fraction, unit: str) -> tuple[Fraction, Fraction, str]:
    unit = unit.replace("每", "/")  # 微克每立方米
    base, slash, per = unit.partition("/")
    factor = 1
    if base in _FACTORS:
        base, factor = _FACTORS[base]
    if base in _POINTS:
        return value / 10, step / 10, "百分点"
    if base in _PER:
        return value / _PER[base], step / _PER[base], "比率"
    whole = _PLAIN_UNITS.get(unit)
    if whole is None:
        base = _PLAIN_UNITS.get(base, base)
        whole = f"{base}/{_PLAIN_UNITS.get(per, per)}" if slash else base
    return value * factor, step * factor, whole


def _arabic(match: Match) -> Token:
    value, step = _numeral(match["digits"])
    for letter in (match["scale"] or "") + (match["scale2"] or ""):  # 2千余万
        value, step = value * _SCALE[letter], step * _SCALE[letter]
    value, step, unit = _with_unit(value, step, match["unit"] or "")
    if match["sign"] in ("-", "负"):
        value = -value
    return _number(match, value, unit, step, approximate=bool(match["more1"] or match["more2"] or match["more3"]))


def _chinese(match: Match) -> Token:
    value, step = _numeral(match["cdigits"])
    for letter in match["cscale"] or "":
        value, step = value * _SCALE[letter], step * _SCALE[letter]
    value, step, unit = _with_unit(value, step, match["cunit"] or "")
    return _number(match, value, unit, step, approximate=bool(match["cmore"] or match["cmore2"]), spelled=True)


def _share(match: Match) -> Token:
    """百分之九十五, 千分之五, 三分之一, 百分百."""
    if match["hundred"]:
        return _number(match, Fraction(1), "比率", Fraction(1, 100))
    written = match["of"].removesuffix("左右")
    whole_text, part_text = written.split("分之")
    whole = Fraction({"百": 100, "千": 1000, "万": 10000}.get(whole_text) or _numeral(whole_text)[0])
    if whole == 0 or part_text == "百":
        return _number(match, Fraction(1), "比率", Fraction(1, 100))
    part, step = _numeral(part_text)
    return _number(match, part / whole, "比率", step / whole, approximate=match["of"].endswith("左右"))


def _tenths(match: Match) -> Token:
    value, step = _numeral(match["tenth_n"])
    half = match["tenth_h"]
    hundredths = 5 if half == "半" else chinese_number(half) if half else 0
    return _number(
        match,
        value / 10 + Fraction(hundredths) / 100,
        "比率",
        step / (100 if half else 10),
        approximate=bool(match["tenth_more"]),
    )


def _double(match: Match) -> Token:
    """翻一番 is an increase by 1, 翻两番 by 3, 减半 a decrease by one half."""
    if match["halve"]:
        return _number(match, Fraction(1, 2), "比率", Fraction(1, 10), change="decrease")
    times = (
        int(chinese_number(match["double_n"]))
        if match["double_n"] and not match["double_n"].isdigit()
        else int(match["double_n"] or 1)
    )
    return _number(match, Fraction(2**times - 1), "比率", Fraction(1, 10), change="increase")


def _half(match: Match) -> Token:
    return _number(match, Fraction(1, 2), "比率", Fraction(1, 10))


def _ratio(match: Match) -> Token:
    parts = match["ratio"].split(":")
    if any(len(p) > LONGEST_NUMERAL for p in parts):
        raise QuantityError(match[0])
    if len(parts) == 2 and Fraction(parts[1]) != 0:
        return _number(match, Fraction(parts[0]) / Fraction(parts[1]), "比率", Fraction(0), change="ratio")
    return _number(match, Fraction(parts[0]), "", Fraction(0), change="ratio")


def _minutes(match: Match) -> Token:
    whole, seconds = re.findall(r"\d+", match["minutes"])
    return _number(match, Fraction(int(whole)) + Fraction(int(seconds), 60), "分钟", Fraction(1, 60))


def _fraction(match: Match) -> Token:
    over, under = match["fraction"].split("/")
    tail = under.rstrip("人口")
    whole = Fraction(_TAIL.get(tail) or tail)
    return _number(match, Fraction(over) / whole, "比率", Fraction(1, 10 ** len(over.partition(".")[2])) / whole)


# -- dates

_ROMAN_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_RELATIVE = {
    "今年": 0,
    "本年度": 0,
    "本年": 0,
    "当年": 0,
    "明年": 1,
    "次年": 1,
    "下年": 1,
    "下一年": 1,
    "去年": -1,
    "上年度": -1,
    "上一年度": -1,
    "上年": -1,
    "前年": -2,
}
_PART_DAYS = {"上旬": 10, "中旬": 20, "初": 10, "中": 15}


def _year(text: str | None) -> int | None:
    return (
        None
        if not text
        else int(text)
        if text.isdigit()
        else int(chinese_number(text.replace("○", "〇").replace("零", "〇")))
    )


def _when(match: Match, **more: object) -> When:
    return When("DATE", match[0], match.start(), match.end(), "", **more)  # type: ignore[arg-type]


def _year_range(match: Match) -> Token:
    return _when(match, role="span", year=_year(re.findall(r"\d{4}|[二〇○零一三四五六七八九]{4}", match[0])[-1]))


def _half_or_quarter(match: Match) -> Token:
    word = match["hq"]
    if "半年" in word or word.endswith("H"):
        month = 6 if word[0] in "上1" else 12
    elif word.startswith("前三"):
        month = 9
    else:
        digit = next(c for c in word if c in _ROMAN_QUARTERS)
        month = 3 * _ROMAN_QUARTERS[digit]
    by = bool(match["hq_end"] or match["hq_before"])
    return _when(
        match,
        role="by" if by else "in",
        year=_year(match["hq_year"]),
        relative=_RELATIVE.get(match["hq_rel"] or ""),
        month=month,
    )


def _month(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_number(text))


def _ymd(match: Match) -> Token:
    month = _month(match["m"])
    if not 1 <= month <= 12:
        return _plain(match, "NAME", "不成日期的写法")
    day = int(match["d"]) if match["d"] else _PART_DAYS.get(match["part"] or "")
    ends = bool(match["d"] or match["part"])
    by = bool(match["before"]) or match["part"] in ("底", "末")
    return _when(
        match,
        role="by" if by else "in",
        year=_year(match["y"]),
        relative=_RELATIVE.get(match["rel"] or ""),
        month=month,
        day=day,
        exclusive=bool(match["before"]) and (not ends or bool(match["d"])),
    )


def _whole_year(match: Match) -> Token:
    by = bool(match["ybefore"] or match["yend"])
    exclusive = bool(match["ybefore"]) and not match["yend"] and not match["ymid"]
    month = 6 if match["ymid"] else None
    role = "past" if match["yin"] == "以来" else "by" if by else "in"
    return _when(match, role=role, year=_year(match["yy"]), month=month, exclusive=exclusive)


def _short_year(match: Match) -> Token:
    """08年 is no count of years."""
    return _when(match, role="in", year=2000 + int(match[0][:2]))


def _relative_year(match: Match) -> Token:
    relative = _RELATIVE[match["ry"]]
    past = relative < 0 or bool(match["ry_since"])
    by = bool(match["ry_before"]) or (match["ry_end"] or "") in ("底", "年底", "末", "年末", "年终", "内")
    return _when(match, role="past" if past else "by" if by else "in", relative=relative)


def _year_end(match: Match) -> Token:
    loose = match[0].startswith(("月底", "月末", "年终"))  # 年终总结 is a custom, 年底前 a deadline
    return _when(match, role="in" if loose and not match["ye_before"] else "by", relative=0)


def _plan_end(match: Match) -> Token:
    n = int(chinese_number(match["pe"][:-1]))  # 十四五 is the fourteenth
    part = match["pe_part"]
    role = "past" if part == "以来" else "by" if part in ("末", "期末", "规划期末") else "in"
    return _when(match, role=role, year=1955 + 5 * n)


def _in_years(match: Match) -> Token:
    how = match["iy_how"]
    text = match[0]
    if how in ("来", "以来", "多来") or text.startswith(("近", "过去")):
        return _when(match, role="past")
    if how in ("行动", "计划", "攻坚", "提升", "大变样", "期间", "一个周期"):
        return _plain(match, "NAME", "规划或行动的名称")
    years = match["iy"]
    count = int(years) if years.isdigit() else int(chinese_number(years))
    return When("DATE", text, match.start(), match.end(), f"{count}年内", role="by", relative=count)


def _window(match: Match) -> Token:
    first, last = _month_day(match["w1"]), _month_day(match["w2"])
    if last[1] is None and last[2] is not None:
        last = (last[0], first[1], last[2])
    if "年底" in match["w2"]:
        last = (last[0], 12, 31)
    return _when(match, role="window", year=last[0] or first[0], month=last[1], day=last[2], first=first)


_YMD = re.compile(
    r"(?:(?P<y>\d{4}|[明次当]|今|本)年)?(?:(?P<m>\d{1,2})月)?(?:份)?(?:(?P<d>\d{1,2})日|(?P<p>上旬|中旬|初))?"
)


def _month_day(text: str) -> tuple[int | None, int | None, int | None]:
    found = _YMD.match(text)
    if not found:
        return None, None, None
    year = int(found["y"]) if found["y"] and found["y"].isdigit() else None
    day = int(found["d"]) if found["d"] else _PART_DAYS.get(found["p"] or "")
    return year, int(found["m"]) if found["m"] else None, day


def _period_word(match: Match) -> Token:
    past = ("截至目前", "目前", "当前", "现有", "过去五年", "过去一年", "五年来", "三年来", "一年来")
    return _when(match, role="past" if match[0] in past or match[0][0] == "前" else "in")


def _day_only(match: Match) -> Token:
    return _when(match, role="by", day=int(match[0][: match[0].index("日")]))


# -- recurring periods and fixed phrases

_EVERY = {
    "年": "year", "年度": "year", "半年": "half-year", "季度": "quarter", "季": "quarter", "月": "month", "周": "week", "星期": "week",
    "学期": "half-year", "学年": "year", "天": "day", "日": "day", "旬": "ten-days",
}  # fmt: skip
_EVERY_WORDS = {
    "全年": "year", "年内": "year", "年度内": "year", "本年度内": "year", "年度": "year", "任期内": "term", "任职期间": "term", "任期": "term", "届内": "term", "季度内": "quarter",
    "按季度": "quarter", "按季": "quarter", "按月": "month", "按年": "year", "按半年": "half-year", "按周": "week", "逐年": "", "逐月": "", "逐季": "",
}  # fmt: skip


def _every(match: Match) -> Token:
    if not match["every_unit"]:
        return _plain(match, "EVERY", _EVERY_WORDS.get(match[0], ""))
    period = _EVERY[match["every_unit"]]
    if match["every_n"]:
        count = match["every_n"]
        n = int(count) if count.isdigit() else int(chinese_number(count))
        period = period if n == 1 else f"every-{n}-{period}s"
    return _plain(match, "EVERY", period)


def _fixed(match: Match) -> Token:
    name = match.lastgroup or ""
    if name in ("cover_not", "clear_not"):
        return _plain(match, "WORD")
    return _plain(match, "FIXED", name)


_MAKERS: dict[str, Callable[[Match], Token]] = {
    **dict.fromkeys(_NAMES, _name),
    "arabic": _arabic, "chinese": _chinese, "of": _share, "hundred": _share, "double": _double, "half": _half, "tenth": _tenths, "ratio": _ratio, "fraction": _fraction, "minutes": _minutes,
    "yrange": _year_range, "wrange": _window, "mrange": lambda m: _when(m, role="in"), "halfq": _half_or_quarter, "ymd": _ymd, "year": _whole_year, "shortyear": _short_year, "dayonly": _day_only,
    "relyear": _relative_year, "yearend": _year_end, "planend": _plan_end, "inyears": _in_years, "period_word": _period_word,
    "every": _every, **dict.fromkeys(("cover", "ying", "yingbi", "youbi", "fengbi", "zero", "clear", "all", "notuntil"), _fixed),
    "cover_not": _fixed, "clear_not": _fixed,
    "base": lambda m: _plain(m, "BASE", m["base"]),
    "stop": lambda m: _plain(m, "STOP"), "semi": lambda m: _plain(m, "SEMI"), "comma": lambda m: _plain(m, "COMMA"), "list": lambda m: _plain(m, "LIST"),
    "open": lambda m: _plain(m, "OPEN"), "close": lambda m: _plain(m, "CLOSE"),
}  # fmt: skip
