"""Number formats: which make a number a date, and roughly what a number looks like under them.

A format code has up to four sections (positive; negative; zero; text). Only what official tables use is
rendered: digits, thousands, percent, literals, colours and conditions; anything else shows the plain number.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from msgspec import Struct

from compliance.pattern import late

#: built-in formats by number; 27–36 and 50–58 are the Chinese date and time formats
BUILT_IN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;[Red]"¥"-#,##0', 7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
    41: "#,##0", 42: '"¥"#,##0', 43: "#,##0.00", 44: '"¥"#,##0.00',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

#: room for a double of 309 digits and its decimals
_WIDE = Context(prec=400)

_LITERAL = late(r'"[^"]*"?|\\.|!.|_.|\*.')
_BRACKET = late(r"\[[^\]]*\]")
_ELAPSED = late(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DIGITS = late(r"[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+")


@lru_cache(maxsize=4096)
def is_date(code: str) -> bool:
    """Whether numbers under `code` are dates or times of day. An elapsed time such as ``[h]:mm`` is a number."""
    if code == "General" or code == "@":
        return False
    bare = _LITERAL.sub("", code.split(";", 1)[0])
    if _ELAPSED.search(bare):
        return False
    bare = _BRACKET.sub("", bare).lower()
    if "general" in bare or "e+" in bare or "e-" in bare:
        return False
    # "#,##0 d" with a bare unit letter is still a number
    return any(mark in bare for mark in ("y", "m", "d", "h", "s", "aaa")) and "#" not in bare and "?" not in bare


@lru_cache(maxsize=4096)
def part_hidden(code: str) -> str:
    """What a date under `code` does not show: ``year``, ``day``, or nothing. A code that is no date shows all."""
    if not is_date(code):
        return ""
    bare = _BRACKET.sub("", _LITERAL.sub("", code.split(";", 1)[0])).lower()
    bare = bare.replace("am/pm", "").replace("上午/下午", "")
    if "m" not in bare and "d" not in bare:
        return ""  # a time of day
    if not any(mark in bare for mark in "yeb"):
        return "year"
    return "" if "d" in bare else "day"


class _Picture(Struct, frozen=True):
    before: str
    after: str
    decimals: int
    optional: int
    integers: int
    thousands: bool
    divisor: int
    power: int
    split: int  # how many of the last digits stand behind a literal in their midst: 0!.0 shows 15 as 1.5
    between: str


@lru_cache(maxsize=4096)
def _picture(section: str) -> _Picture | None:
    """The parts of one section; None where it is not a simple number picture."""
    bare = _BRACKET.sub(lambda found: _currency(found.group()), section)
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        text = found.group()
        literals.append(text.strip('"') if text[0] == '"' else text[1] if text[0] in "\\!" else "")
        return "\ufffc"

    bare = _LITERAL.sub(keep, bare)
    found = _DIGITS.search(bare)
    if not found or "E+" in bare.upper() or "E-" in bare.upper() or "/" in bare:
        return None
    digits, end, split, literal = found.group(), found.end(), 0, slice(0)
    if behind := _DIGITS.search(bare, end):
        gap = bare[end : behind.start()]
        if "." in digits + behind.group() or gap.strip("\ufffc") or _DIGITS.search(bare, behind.end()):
            return None
        digits, end, split = digits + behind.group(), behind.end(), len(behind.group().rstrip(","))
        literal = slice(bare[: found.end()].count("\ufffc"), bare[: behind.start()].count("\ufffc"))
    whole, _, fraction = digits.partition(".")
    # a comma behind the last digit divides by a thousand, also where decimals follow
    scaled = len(whole) - len(whole.rstrip(",")) + len(bare[end:]) - len(bare[end:].lstrip(","))
    whole = whole.rstrip(",")
    between = "".join(literals[literal])
    del literals[literal]
    rest = iter(literals)
    before, after = (
        "".join(next(rest) if mark == "\ufffc" else mark for mark in part)
        for part in (bare[: found.start()], bare[end:].lstrip(","))
    )
    return _Picture(
        before,
        after,
        len(fraction),
        len(fraction) - len(fraction.rstrip("#?")),
        whole.count("0"),
        "," in whole,
        1000**scaled,
        2 * bare.count("%") + 3 * bare.count("‰"),  # a quoted % is a word and does not scale
        split,
        between,
    )


def _currency(bracket: str) -> str:
    """``[$¥-804]`` shows ¥; a colour, a condition or a locale shows nothing."""
    symbol = bracket[2:-1].partition("-")[0] if bracket.startswith("[$") else ""
    return f'"{symbol}"' if symbol else ""


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[str, ...]:
    """`code` split at the semicolons that stand outside quotes."""
    marked = _LITERAL.sub(lambda found: found.group().replace(";", "\ufffb"), code)
    return tuple(part.replace("\ufffb", ";") for part in marked.split(";"))


def shown(raw: str, code: str) -> str:
    """The plain decimal `raw` as a screen would roughly show it under `code`."""
    if code in ("General", "@", ""):
        return raw
    number = Decimal(raw)
    sections = _sections(code)
    section, sign = sections[0], "-" if number < 0 else ""
    if number < 0 and len(sections) > 1 and "[" not in sections[0].replace("[$", ""):
        section, sign = sections[1], ""
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    if not section.strip():
        return "" if len(sections) > 1 else raw
    if section.strip().lower() in ("general", "g/通用格式"):
        return sign + raw.lstrip("-")
    if _ELAPSED.search(section):
        return _elapsed(number, section)
    picture = _picture(section)
    if picture is None:
        bare = _LITERAL.sub(lambda found: found.group().strip('"\\') if found.group()[0] in '"\\' else "", section)
        return bare.strip() if not _DIGITS.search(bare) and "general" not in bare.lower() else raw
    return sign + _render(abs(number), picture)


def _render(number: Decimal, picture: _Picture) -> str:
    scaled = number.scaleb(picture.power) / picture.divisor
    if scaled.adjusted() > 400:
        return str(number)
    digits = format(scaled.quantize(Decimal(1).scaleb(-picture.decimals), ROUND_HALF_UP, _WIDE), "f")
    whole, point, fraction = digits.partition(".")
    kept = len(fraction) - picture.optional
    fraction = fraction[:kept] + fraction[kept:].rstrip("0")
    whole = whole.lstrip("0").rjust(picture.integers, "0")
    if picture.thousands and whole:
        whole = f"{int(whole):,}".rjust(picture.integers, "0")
    if picture.split:
        whole = f"{whole[: -picture.split]}{picture.between}{whole[-picture.split :]}"
    return f"{picture.before}{whole}{point if fraction else ''}{fraction}{picture.after}"


def _elapsed(number: Decimal, section: str) -> str:
    """Days as hours, minutes and seconds: 2.5 under ``[h]:mm`` is 60:00."""
    seconds = int((abs(number) * 86400).quantize(Decimal(1), ROUND_HALF_UP))
    sign = "-" if number < 0 else ""
    low = section.lower()
    if "[s" in low:
        return f"{sign}{seconds}"
    if "[m" in low:
        return f"{sign}{seconds // 60}:{seconds % 60:02}"
    tail = f":{seconds % 60:02}" if "s" in low else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}{tail}"
