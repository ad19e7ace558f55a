"""What the heading of a table's column says of the figures below it: when they are of, and whether they are changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from compliance.intake.narrative_found import Change, Found, plain
from compliance.intake.narrative_when import mentions

_CHANGE = re.compile(
    r"同比|环比|增长|增速|增幅|涨幅|降幅|增减|升降|变化|变动|±|(?:[比较]|对比|相比)(?:去年|上年|上期|上月|20\d\d年)"
)
_LEVEL = re.compile(r"增长(?:数|值|量|额|点)|新增长")
_PREVIOUS = re.compile(r"环比|上期|上月|上季")
_FALLEN = re.compile(r"降幅|下降(?!或|/)|减少(?!或|/)")
_LAST_YEAR = re.compile(r"同期|上年|去年|上期")


def head_period(head: str, year: int | None) -> str | None:
    """The period a heading names (2023年, 上年, 上半年, 去年同期); None where it names none."""
    told = [m.period for m in mentions(head, year) if m.period]
    if told:
        return told[-1].text
    if year is not None and _LAST_YEAR.search(head) and not _CHANGE.search(head):
        return f"{year - 1:04}"
    return None


def head_change(head: str) -> Callable[[Found], Change] | None:
    """How a figure of this column is a change; None where the column holds levels."""
    if not _CHANGE.search(head) or _LEVEL.search(head):
        return None

    def change(found: Found) -> Change:
        value = found.value or Fraction(0)
        if "百分点" in head or found.unit == "百分点":
            measure = "points"
            value = value * 100 if found.unit == "比率" else value
        else:
            measure = "rate" if found.unit in ("比率", "倍", "") else "abs"
        kind = "prev" if _PREVIOUS.search(head) and measure != "abs" else "yoy"
        fallen = bool(_FALLEN.search(head)) and value > 0
        return Change(f"{kind}_{measure}", plain(-value if fallen else value))

    return change
