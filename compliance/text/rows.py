"""Rows of tables: each figure with the name in its row, the heading of its column and the unit given beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from compliance.text.documents import Paragraph

Role = Literal["past", "target", "other"]

_PAST = re.compile(r"基期|基数|现状|完成|实际|上年|去年|现有|达到情况|同期")
_TARGET = re.compile(r"目标|指标值|计划|要求|任务|标准值|标准|预期|值$|期末")
_ASKED = re.compile(r"目标|计划|要求|任务|预期|期末")
_UNIT_HEAD = re.compile(r"^(?:计量)?单位$|^计量单位")
_SKIPPED = re.compile(r"序号|编号|代码|备注|属性|性质|类型|责任|部门|牵头|页码|电话|时间|时限|日期|编码")
_FIGURE = re.compile(
    r"^[≥≤<>＞＜=]?\s*[-−]?[\d〔\[(（][\d.,，%％‰\s—\-~～〕\])）]*[\u4e00-\u9fff%％‰/]{0,8}(?:以上|以下|以内|左右)?$"
)
_IN_NAME = re.compile(r"[(（](?P<unit>[%％‰]|[\u4e00-\u9fff/]{1,8})[)）]$")


class RowCell(Struct, frozen=True):
    """A figure of a row.

    Attributes:
        words: its name, figure and unit as one phrase; `offset` is where the cell's own text begins in it.
        start, end: the cell's place in the paragraph.
        role: what its heading says.
        asked: its heading says in words that it is a goal or a plan, of whatever year.
        year: the year its heading names, or None.
        head: its heading.
    """

    words: str
    offset: int
    start: int
    end: int
    role: Role
    year: int | None
    asked: bool = False
    head: str = ""


def row_cells(paragraph: Paragraph, year: int | None) -> Iterator[RowCell]:
    """The figures of a table row that has headings; nothing for any other paragraph."""
    if not paragraph.heads:
        return
    unit = next((c for c, h in zip(paragraph.cells, paragraph.heads, strict=True) if _UNIT_HEAD.search(h.strip())), "")
    name = next(
        (
            c
            for c, h in zip(paragraph.cells, paragraph.heads, strict=True)
            if re.search(r"[\u4e00-\u9fff]{2}", c) and not _SKIPPED.search(h) and not _FIGURE.match(c)
        ),
        "",
    )
    inside = _IN_NAME.search(name)
    if inside:
        name, unit = name[: inside.start()], unit or inside["unit"]
    position = 0
    for cell, head in zip(paragraph.cells, paragraph.heads, strict=True):
        start = paragraph.text.find(cell, position) if cell else position
        position = max(position, start + len(cell))
        if (
            not cell
            or not _FIGURE.match(cell.strip())
            or _SKIPPED.search(head)
            or _UNIT_HEAD.search(head.strip())
            or start < 0
        ):
            continue
        named = re.search(r"(20\d{2})", head)
        head_year = int(named[1]) if named else None
        own = _IN_NAME.search(head)
        suffix = (
            ""
            if re.search(r"[\u4e00-\u9fff%％‰]", cell.rstrip("以上下内左右"))
            else (unit or (own["unit"] if own else ""))
        )
        cell_text = re.sub(r"^[〔\[](.*)[〕\]]$", r"\1", cell.strip())
        yield RowCell(
            f"{name}{cell_text}{suffix}",
            len(name),
            start,
            start + len(cell),
            _role(head, head_year, year),
            head_year,
            bool(_ASKED.search(head)) and not _PAST.search(head),
            head,
        )


def _role(head: str, head_year: int | None, year: int | None) -> Role:
    if head_year is not None and year is not None and head_year < year:
        return "past"
    if head_year is not None and year is not None and not re.search(r"目标|计划|预期|指标", head):
        return "target"
    if _PAST.search(head):
        return "past"
    return "target" if _TARGET.search(head) else "other"
