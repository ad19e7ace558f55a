"""What the code and the name of a row say: which indicator, and what stands in brackets behind its name."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from compliance.indicator import Indicator, Indicators
from compliance.intake.rows import is_period
from compliance.intake.words import Measure, cleaned, is_body, measure, narrowing, words

#: compiled when a name is first met that is no indicator's: few files come to that
_NUMBERED = r"^(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．]|[①-⑳])"
_BRACKETED = r"(.+?)[(\[【]([^()\[\]【】]*)[)\]】]"
#: a footnote's mark behind a name, and the year before it
_SIGNED = r"[*＊※△▲①-⑳⁰¹²³⁴-⁹]+\s*$"
_MARKED = r"(.+?)(?:[(\[]注\d?[)\]]|\[\d\]|(?<![(\d])\d\))"
_YEARLY = r"((?:19|20)\d\d年度?)(.+)"
#: no name is longer, whatever is added to it
_LONGEST = 200
_FORMULA = r".*数.*[/÷].*[数总].*"


class Named(Struct, frozen=True):
    """What code and name of a row say: the indicator, the name to go by, and what to tell about it: a code and its words.

    Of what stands in brackets behind the name: the unit of measure, the scope, the period as written, and `doubt`, words
    that make another thing of it.
    """

    indicator: Indicator | None
    name: str
    told: tuple[str, dict[str, str]] | None = None
    written: str = ""
    coded: bool = False
    measure: Measure | None = None
    scope: str = ""
    when: str = ""
    doubt: str = ""


def identified(indicators: Indicators, code: str, name: str) -> Named:
    """Code and name → the indicator, the name to go by, and what to tell about it."""
    by_code = indicators.find(code) if code else None
    by_name, inside = bare(indicators, name) if name else (None, ())
    if by_code and by_name and by_code.name != by_name.name:
        words_of_both = {"code": code, "known": by_code.name, "name": name}
        return Named(by_code, by_code.name, ("code_name_differ", words_of_both))
    found = by_code or by_name
    if found is None:
        return Named(None, name or code, ("name_unknown", {"name": name or code}))
    if name and by_name is None:
        inside = (*inside, *_besides(found, name))
        told = ("name_by_code", {"name": name, "code": code, "known": found.name})
    elif name and cleaned(name) != cleaned(found.name):
        told = ("name_by_alias", {"name": name, "known": found.name})
    else:
        return Named(found, found.name)
    return _with_brackets(Named(found, found.name, told, name, by_code is not None), inside)


def _with_brackets(named: Named, inside: tuple[str, ...]) -> Named:
    """`named` with what stands in brackets behind the name. Beside a code only plain words raise a doubt."""
    known = words()
    for text in inside:
        parts = [part.removeprefix("单位").lstrip(":") for part in re.split("[,，;；、]", text) if part]
        for part in parts:
            if part in known.harmless or part in known.periods_now or re.fullmatch(_FORMULA, part):
                continue
            if stated := measure(part):
                named = replace(named, measure=stated)
            elif scope := known.scopes.get(part):
                named = replace(named, scope=scope)
            elif is_period(part):
                named = replace(named, when=part)
            elif not named.coded or narrowing(part) or is_body(part):
                named = replace(named, doubt=part)
    return named


def bare(indicators: Indicators, name: str) -> tuple[Indicator | None, tuple[str, ...]]:
    """The indicator when numbering in front, footnote marks and brackets behind are taken away, and what stood in the
    brackets or as a year in front: “1.应诉率（%）”, “2023年应诉率*”."""
    if found := indicators.find(name):
        return found, ()
    if len(name) > _LONGEST:
        return None, ()
    rest, inside = cleaned(re.sub(_SIGNED, "", name)).rstrip(":"), []
    for _ in range(2):
        rest = re.sub(_NUMBERED, "", rest)
    if marked := re.fullmatch(_MARKED, rest):
        rest = marked[1]
    if yearly := re.fullmatch(_YEARLY, rest):
        rest = yearly[2]
        inside.append(yearly[1])
    while not (found := indicators.find(rest)) and (bracketed := re.fullmatch(_BRACKETED, rest)):
        rest = bracketed[1]
        inside.append(bracketed[2])
    return found, tuple(inside)


def _besides(indicator: Indicator, name: str) -> tuple[str, ...]:
    """What a longer name says besides one of the indicator's own: 上年 of 上年应诉率."""
    whole = cleaned(name)
    names = sorted(map(cleaned, (indicator.name, *(a.name for a in indicator.aliases))), key=len, reverse=True)
    held = next((known for known in names if known in whole), "")
    return tuple(filter(None, whole.partition(held)[::2])) if held else (whole,)
