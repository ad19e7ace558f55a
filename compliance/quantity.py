"""An exact number, its unit and how it was written: "15.8%", "60学时", "2.3万余", "百分之九十五", "两期"."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from compliance.pattern import late

#: One written share stands for values up to one unit of its last digit above (truncated) or half below (rounded).
HALF = Fraction(1, 2)
PERCENT = Fraction(1, 100)

_DIGITS = {
    c: i
    for i, cs in enumerate(("零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for c in cs
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_NUMERAL = "".join(_DIGITS) + "".join(_SMALL) + "".join(_LARGE) + "点"

#: Units as people write them → the base unit and how many base units one is.
UNITS: dict[str, tuple[str, int]] = {
    **{u: (u, 1) for u in (
        "%", "学时", "小时", "件", "期", "次", "人", "个", "元", "天", "场", "场次", "项", "条", "份", "起", "篇", "支",
        "人次", "户", "家", "处", "所", "宗", "批", "名", "例", "部", "年", "月", "户次", "件次", "工作日", "百分点", "套", "辆", "吨",
        "亩", "公顷", "平方公里", "平方米", "立方米", "公里", "米", "斤", "公斤", "千克", "千瓦", "兆瓦", "千瓦时", "吨标准煤", "张", "座", "台", "对", "组", "班", "册", "种", "类", "倍", "分",
        "岁", "个月", "分钟", "家次", "批次", "辆次", "标准箱", "美元", "株", "头", "只", "羽", "例次", "所次", "台次", "期次", "场所", "微克/立方米", "毫克/升", "毫克/立方米", "车次", "剂次", "点", "颗",
    )},
    "课时": ("学时", 1), "个学时": ("学时", 1), "个小时": ("小时", 1), "日": ("天", 1), "位": ("人", 1), "个百分点": ("百分点", 1),
    "万元": ("元", 10**4), "亿元": ("元", 10**8), "万人次": ("人次", 10**4), "万人": ("人", 10**4), "万件": ("件", 10**4),
    "个工作日": ("工作日", 1),
}  # fmt: skip

_INVISIBLE = late("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f]")
_DIGIT_ROW = late(f"[{''.join(_DIGITS)}]{{2,}}")
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_QUANTITY = late(
    rf"(?P<about>大约|约|近|逾)?(?P<sign>[-−负+])?(?:(?P<of>百|千|万|[{_NUMERAL}]+)分之(?P<part>[{_NUMERAL}]+|{_ARABIC})"
    rf"|(?P<tenths>[{_NUMERAL}]+|{_ARABIC})成(?P<half>[{_NUMERAL}])?"
    rf"|(?P<over>\d+)[/⁄](?P<under>\d+)"
    rf"|(?P<arabic>{_ARABIC})(?P<scale>[十百千]?[万亿]{{0,2}}|[百千])"
    rf"|(?P<chinese>[{_NUMERAL}]+))"
    rf"(?P<more>余|多|来)?(?P<mark>%|‰|‱)?(?P<unit>{_UNIT})?(?P<rest>余|多|左右|上下)?"
)


class QuantityError(ValueError):
    """Text that is no quantity; the message quotes it."""


def clean(text: str) -> str:
    """Full-width to half-width, invisible characters and blanks taken away."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return "".join(text.split())


def has_odd_digits(text: str) -> bool:
    """Whether it holds 1², ① or ½: `clean` would make 12, 1 and 1⁄2 of them, which nobody wrote."""
    return not text.isascii() and any(unicodedata.category(c) == "No" for c in text)


def is_vague(text: str) -> bool:
    """Whether a numeral is an approximation in words: 三五 is three to five, 七八十 seventy or eighty, never 35 or 78.

    A row of digits that holds a 零 or reads as a year is digits; equal ones (三三) too.
    """
    for found in _DIGIT_ROW.finditer(text):
        row = found[0]
        year = len(row) == 4 and row == text and row.startswith("一九")
        if len(set(row)) > 1 and not year and not any(c in "零〇○" for c in row):
            return True
    return False


def chinese_number(text: str) -> Fraction:
    """五百二十 → 520, 一百二 → 120, 二〇二三 → 2023, 三点五 → 7/2, 两万三千 → 23000. Time is linear in the text.

    Raises:
        QuantityError: it is no number.
    """
    if len(text) > 4000:  # longer than any number, and than what int() reads
        _too_long(text)
    whole, dot, decimals = text.partition("点")
    if (
        not whole
        or any(c not in _NUMERAL for c in whole)
        or (dot and (not decimals or any(c not in _DIGITS for c in decimals)))
    ):
        raise QuantityError(f"不是数字：{text!r}")
    a_row = all(c in _DIGITS for c in whole)  # 二〇二三, 五
    value = int("".join(str(_DIGITS[c]) for c in whole)) if a_row else _places(whole)
    if not dot:
        return Fraction(value)
    digits = "".join(str(_DIGITS[c]) for c in decimals)
    return value + Fraction(int(digits), 10 ** len(digits))


def _too_long(text: str) -> int:
    raise QuantityError(f"数字过长：{text[:20]!r}…")


#: 亿亿亿: nobody counts so far in words.
_BEYOND = 10**24


def _places(text: str) -> int:
    """A numeral with 十百千万亿."""
    total = section = 0
    digit: int | None = None
    last_place = 1  # 一百二 is 120: a digit left over stands one place below the last one named
    above = 10_000  # 一百五千 and 十千 are no numbers: places go down
    zero = False
    for c in text:
        if c in _DIGITS:
            if digit not in (None, 0):
                raise QuantityError(f"不是数字：{text!r}")
            digit, zero = _DIGITS[c], zero or c in "零〇○"
        elif c in _SMALL:
            place = _SMALL[c]
            if place >= above:
                raise QuantityError(f"不是数字：{text!r}")
            section += (1 if digit is None else digit) * place
            digit, last_place, above, zero = None, place, place, False
        else:
            place = _LARGE[c]
            section += digit or 0
            again = section and total % _LARGE["亿"] if c == "万" else section and total >= place  # 一万三万, 一亿三亿
            if again or section == total == 0:
                raise QuantityError(f"不是数字：{text!r}")
            # 一万亿, 四万万: everything so far is counted in it; 一亿三千万: only this section is counted in 万
            everything = c == "亿" or section == 0
            total, section = (total + section) * place if everything else total + section * place, 0
            if total >= _BEYOND:
                _too_long(text)
            digit, last_place, above, zero = None, place, 10_000, False
    if digit is not None:
        section += digit if zero else digit * (last_place // 10)
    return total + section


def decimal_text(value: Fraction, places: int | None = None) -> str:
    """The plain decimal of `value`: all of it where it ends, else rounded half up to `places` (default 2)."""
    digits = _ending(value.denominator)
    if places is None:
        places = 2 if digits is None else digits
    elif digits is not None:
        places = min(places, digits)
    # in whole numbers: a Fraction would be reduced at every step, which took a third of the time of one unit's verdicts
    rounded = (2 * abs(value.numerator) * 10**places + value.denominator) // (2 * value.denominator)
    text = str(rounded).rjust(places + 1, "0")
    sign = "-" if value < 0 and rounded else ""
    return sign + (f"{text[:-places]}.{text[-places:]}" if places else text)


def is_ending(value: Fraction) -> bool:
    """Whether the decimal of `value` ends."""
    return _ending(value.denominator) is not None


def _ending(denominator: int) -> int | None:
    """How many decimals a fraction with this denominator has, or None where they never end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def show(value: Fraction, unit: str, line: Fraction | None = None, places: int = 2) -> str:
    """`value` with its unit for a reader, to `places` decimals, and never rounded onto or across `line`.

    89.996 % against a line of 90 % is shown as 89.996%, not as 90%.
    """
    # in whole numbers, as `decimal_text`: every figure of every verdict is shown several times
    factor = 100 if unit == "%" else 1
    top, base = value.numerator, value.denominator
    over, under = (0, 1) if line is None else (line.numerator, line.denominator)
    # 2/3 against 2/3: no number of decimals lands on it, and both are shown alike
    apart = 0 if line is None else _sign(top * under - over * base)
    sign = "-" if top < 0 else ""
    top = abs(top) * factor
    while True:
        power = 10**places
        rounded = (2 * top * power + base) // (2 * base)
        if not apart or rounded * base == top * power:
            break
        shown = -rounded if sign else rounded
        if _sign(shown * under - over * power * factor) == apart:
            break
        places += 1
    whole, rest = divmod(rounded, power)
    decimals = f".{rest:0{places}}".rstrip("0") if rest else ""
    return f"{sign if rounded else ''}{whole}{decimals}{unit}"


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


class Quantity(Struct, frozen=True):
    """A number as somebody wrote it.

    Attributes:
        value: exact, in base units: 95% is 19/20, 2.3万元 is 23000 元.
        unit: the base unit, "%" for every kind of share, "" where none was written.
        text: as it was written.
        step: what one unit of the last digit written is worth, in `value`'s terms: 15.8% → 1/1000.
        approximate: 余, 多, 近, 约, 左右.
    """

    value: Fraction
    unit: str = ""
    text: str = ""
    step: Fraction = Fraction(1)
    approximate: bool = False

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read one quantity.

        Raises:
            QuantityError: the text is not one quantity, whole.
        """
        if has_odd_digits(text):
            raise QuantityError(f"不是一个数量：{text!r}")
        cleaned = clean(text)
        if len(cleaned) > 4000:
            _too_long(cleaned)
        return _usual(cleaned, text.strip()) or _written(cleaned, text)

    @classmethod
    def of(cls, value: Fraction | int, unit: str = "") -> Quantity:
        """An exact value nobody wrote down."""
        bare = cls(Fraction(value), unit)
        return replace(bare, text=str(bare))

    @property
    def printed_range(self) -> tuple[Fraction, Fraction]:
        """The values that print as this one, rounded or truncated: from the first, up to but without the second."""
        return self.value - self.step * HALF, self.value + self.step

    def prints(self, value: Fraction) -> bool:
        """Whether `value`, rounded or truncated to the digits written here, reads like this."""
        low, high = self.printed_range
        return low <= value < high

    def __str__(self) -> str:
        """What `parse` reads back to the same value and unit."""
        factor = 100 if self.unit == "%" else 1
        scaled = self.value * factor
        if _ending(scaled.denominator) is not None:
            return decimal_text(scaled) + self.unit
        return f"{scaled.numerator}/{scaled.denominator}{self.unit}"


def _usual(cleaned: str, text: str) -> Quantity | None:
    """Digits and a unit, as nearly all are written: the general expression takes longer to compile than all else."""
    unit = cleaned.lstrip("0123456789.")
    whole, dot, decimals = cleaned[: len(cleaned) - len(unit)].partition(".")
    if "." in decimals or not (decimals if dot else whole):
        return None
    known = UNITS.get(unit) if unit else ("", 1)
    if known is None:
        return None
    base, factor = known
    step = Fraction(factor, 10 ** len(decimals) * (100 if unit == "%" else 1))
    return Quantity(int(whole + decimals) * step, base, text, step)


def _written(cleaned: str, text: str) -> Quantity:
    """Any way of writing a quantity."""
    found = _QUANTITY.fullmatch(cleaned)
    if not found:
        raise QuantityError(f"不是一个数量：{text!r}")
    value, step = _value(found)
    unit, factor = UNITS[found["unit"]] if found["unit"] else ("", 1)
    in_words = found["of"] or found["tenths"]
    if found["mark"] and (unit or in_words):  # 百分之五% is not a hundredth of 5 %
        raise QuantityError(f"不是一个数量：{text!r}")
    if found["mark"] or in_words:
        unit = unit or "%"
    per = {None: 1, "%": 100, "‰": 1000, "‱": 10000}[found["mark"]]
    if found["sign"] in ("-", "−", "负"):
        value = -value
    approximate = bool(found["about"] or found["more"] or found["rest"])
    return Quantity(value * factor / per, unit, text.strip(), step * factor / per, approximate)


#: 百分之五; further wholes (一百, 三, 千万) are numerals.
_SHARES_OF = {"百": 100, "千": 1000, "万": 10_000}


def _value(found: re.Match[str]) -> tuple[Fraction, Fraction]:
    """The number of a match and the worth of its last digit."""
    if found["of"]:
        whole = Fraction(_SHARES_OF.get(found["of"]) or chinese_number(found["of"]))
        if whole == 0:
            raise QuantityError(f"分母为零：{found[0]!r}")
        part, step = _plain(found["part"])
        return part / whole, step / whole if whole in (100, 1000, 10000) else Fraction(0)
    if found["tenths"]:
        tenths, _ = _plain(found["tenths"])
        if not found["half"]:
            return tenths / 10, Fraction(1, 10)
        if found["half"] not in _DIGITS:
            raise QuantityError(f"不是一个数量：{found[0]!r}")
        return tenths / 10 + Fraction(_DIGITS[found["half"]], 100), PERCENT
    if found["over"]:
        if int(found["under"]) == 0:
            raise QuantityError(f"分母为零：{found[0]!r}")
        return Fraction(int(found["over"]), int(found["under"])), Fraction(0)
    if found["arabic"]:
        number, step = _plain(found["arabic"])
        factor = 1
        for c in found["scale"]:
            factor *= _SMALL.get(c) or _LARGE[c]
        return number * factor, step * factor
    return _plain(found["chinese"])


def _plain(text: str) -> tuple[Fraction, Fraction]:
    if text[0].isascii():
        digits = text.replace(",", "")
        return Fraction(digits), Fraction(1, 10 ** len(digits.partition(".")[2]))
    whole, _, decimals = text.partition("点")
    if is_vague(whole):
        raise QuantityError(f"是约数：{text!r}")
    return chinese_number(text), Fraction(1, 10 ** len(decimals))
