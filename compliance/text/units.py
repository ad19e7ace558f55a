"""A unit that stands beside its number: in brackets behind the name, before it (每立方米29微克), in the noun after it."""

from __future__ import annotations

import re
from fractions import Fraction

from msgspec.structs import replace

from compliance.text.patterns import UNIT
from compliance.text.tokens import Number

SCALES = {
    "%": Fraction(1, 100),
    "‰": Fraction(1, 1000),
    "万": Fraction(10**4),
    "亿": Fraction(10**8),
    "千": Fraction(1000),
    "百": Fraction(100),
}

#: 粮食综合生产能力（万吨）≥25: the unit stands in brackets behind the name, as in tables.
_BRACKETED = re.compile(
    rf"\((?P<scale>[十百千]?[万亿]?)(?P<unit>{UNIT}|[%‰])\)[^，；。()\d%]{{0,6}}(?:20\d\d年)?[^，；。()\d%]{{0,6}}$"
)
#: 48万人口, 90万妇女: the noun is what is counted.
_PEOPLE = re.compile(
    r"(?:名)?(?:人口|妇女|群众|老人|老年人|学生|居民(?!家庭|小区)|农民(?!专业)|职工|儿童|毕业生|党员|干部|师生|考生|旅客|游客|从业人员|劳动力|(农户|家庭))"
)
_NEARBY = 32
#: 每立方米29.3微克
_PER_VOLUME = re.compile(r"每(立方米|升)$")


def unit_beside(text: str, first: int, number: Number) -> Number:
    """The number with the unit that stands beside it and not in it; nothing before `first` is looked at."""
    if number.unit in ("微克", "毫克"):
        per = _PER_VOLUME.search(text, max(first, number.start - 6), number.start)
        return replace(number, unit=f"{number.unit}/{per[1]}") if per else number
    if number.unit or number.change:
        return number
    if people := _PEOPLE.match(text, number.end):
        return replace(number, unit="户" if people[1] else "人")
    found = _BRACKETED.search(text, max(first, number.start - _NEARBY), number.start)
    if not found:
        return number
    scale, unit = SCALES.get(found["unit"]), "比率"
    if scale is None:
        unit, scale = found["unit"].removeprefix("个") or "个", Fraction(1)
        for letter in found["scale"]:
            scale *= SCALES[letter]
    return replace(number, value=number.value * scale, step=number.step * scale, unit=unit)
