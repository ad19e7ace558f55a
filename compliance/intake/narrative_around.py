"""What stands around a figure in its sentence, and whether the words there say that it was reached."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from compliance.intake.narrative_found import Found
from compliance.text.grammar import Claim
from compliance.text.reading import Reading

#: How much of an endless sentence or paragraph is looked at.
_LOOK = 400
_LONGEST_RUN = 24
_MARKS = r"[“”‘’\"'《》()（）、，\s]*"


class Around(Struct):
    """The words before and after a figure.

    Attributes:
        earlier: the sentences of its paragraph before its own.
        before: its sentence up to it, or up to the first of the figures it stands in a list with.
        own: what of `before` stands in its own segment, after the figure before it.
        after: its sentence behind it.
        run: its place in the list of figures it stands in, and how long that is: 分别为95%、97%、85%.
    """

    earlier: str
    before: str
    own: str
    after: str
    run: tuple[int, int]

    @property
    def carried(self) -> str:
        """`own` without the comma it begins with."""
        return self.own.lstrip("，；、:： ")


def around(found: Found) -> Around:
    """The words around a figure of a report."""
    reading, claim = found.reading, found.claim
    tokens, text = reading.sentence.tokens, reading.sentence.text
    first, length = _run(reading, claim)
    head = reading.claims[claim.position - first] if length > 1 else claim
    opening, closing = tokens[0].start, tokens[-1].end
    start = _figure(reading, head)
    segment = tokens[reading.sentence.segment(head.index)[0]].start
    figures = (c for c in reversed(reading.claims[max(0, head.position - _LONGEST_RUN) : head.position]) if c.number)
    behind = next((tokens[c.last].end for c in figures), segment)
    own = max(segment, behind) if behind <= start else segment
    end = tokens[claim.last].end
    if claim.low is not None and found.start == tokens[claim.index - 2].start:  # the lower end of 5%—7%
        end = tokens[claim.index].end
    before = text[max(opening, start - _LOOK) : start]
    if (
        head.position and reading.claims[head.position - 1].origin
    ):  # 由去年的80%提高到95%: last year is that of the 80 %
        before = _ORIGIN.sub("", before[: len(before) - (start - own)]) + text[own:start]
    return Around(
        text[max(0, opening - _LOOK) : opening],
        before,
        text[min(own, start) : start],
        text[end : min(closing, end + _LOOK)],
        (first, length),
    )


_ORIGIN = re.compile(r"[由从][^由从，；]*$")


def _figure(reading: Reading, claim: Claim) -> int:
    return reading.sentence.tokens[claim.index - (2 if claim.low is not None else 0)].start


def _run(reading: Reading, claim: Claim) -> tuple[int, int]:
    """Which of how many figures joined by nothing but 、 and 和 it is."""
    first = last = claim.position
    while first > max(0, claim.position - _LONGEST_RUN) and _joined(
        reading, reading.claims[first - 1], reading.claims[first]
    ):
        first -= 1
    while last + 1 < min(len(reading.claims), claim.position + _LONGEST_RUN) and _joined(
        reading, reading.claims[last], reading.claims[last + 1]
    ):
        last += 1
    return claim.position - first, last - first + 1


def _joined(reading: Reading, left: Claim, right: Claim) -> bool:
    tokens, text = reading.sentence.tokens, reading.sentence.text
    between = text[tokens[left.last].end : _figure(reading, right)]
    return left.number is not None and right.number is not None and between in ("、", "和", "与", "及", "以及", "，")


def place_of(name: str, words: str) -> tuple[int, int] | None:
    """Where a name stands last in `words`, marks inside it aside; None where it does not."""
    pattern = _MARKS.join(map(re.escape, name))
    found = [match.span() for match in re.finditer(pattern, words, re.IGNORECASE)]
    return found[-1] if found else None


# -- whether the figure was reached

_CONDITION = re.compile(
    r"(?:^|[，；：:])(?:对于?)?(?:如果|如(?!期|实|下|今|何|数|约|愿|火|一|上|此)|若(?!干)|倘若?|假如|凡是?|一旦|除非|只要|只有)"
)
_EXCEPT = re.compile(r"除(?!夕|了此|此|上述|前述)[^，；]{0,20}?外")
_EXCEPT_SOME = re.compile(r"\d|[一二两三四五六七八九十几数][件起个人名]|个别|少数|部分")
_NOT = re.compile(
    r"未(?!成年|经|结|来|婚|央)|没有|没能|并非|不是|尚?无法|难以|不能|不足|不到|不及|不满|差(?=\d|为|了)|离(?!婚|职|退|任)|距(?!今)|欠(?!薪|款|税)"
)
_MEANT = re.compile(
    r"(?:要求|目标|任务|指标|标准|规定|计划|拟|应当?|必须|须|需要?|不得|力争|争取|确保|底线|红线|门槛|上限|下限|满分|设定|约定|承诺|预计|预期|考核线|下达)[为是在到达至：:“”\"]*$"
)
_ASKED = re.compile(r"(?:要求|规定|力争|争取|目标|任务|下达|计划|承诺|应当|必须|拟)[^，；]*$")
_PUSHED = re.compile(r"(?:推动|推进|促进|促使|督促|确保|保证|保障|明确|提出|强化|争创)[^，；]*$")
_GOAL = re.compile(
    r"(?:及?以上|以下|以内|左右)?[”\"）)]*的?(?:总体|考核|年度|工作|既定|预期|规定|法定|上级|量化|硬性|最低)*(?:目标|要求|任务|标准|指标|规定|考核线|底线|红线|上限|下限|门槛|基准)"
)
_REACHED = re.compile(r"(?:完成|实现|达到|做到|超过|兑现|满足|符合|圆满)了?[^，；]*$")
_OF = re.compile(r"(?:及?以上|以下|以内)?的")
_PRAISE = re.compile(
    r"的(?:良好|优异|优秀|较好|新|历史|较?高|高|最?好|可喜)?(?:成绩|佳绩|成效|水平|效果|成果|纪录|业绩|高位|态势)"
)
_SHORT_OF = re.compile(r"^[^，；]*?(?:尚未|未能?(?:实现|达到|完成|达标)|没有(?:实现|达到|完成)|不达标|差距|落空|未果)")
_SCORED = re.compile(
    r"加\S{0,3}分|扣\S{0,3}分|[得计记]\S{0,3}分|满分|不予|予以(?:表彰|奖励|通报|问责)|方可|方能|才能|视为|为(?:合格|达标|优秀)"
)
_EARLY = re.compile(
    r"(?:^|[，；])[^，；年月日底末\d]{1,6}(?:之前|以前|前)，|初步统计|初步测算|据估计|据测算|预计|一度|曾经?(?=达|为|是|实现)"
)
_BUT = re.compile(r"^[”\"]*[(（][^)）]*(?:除外|不含|不包括|未计|剔除|其中)[^)）]*[)）]")


def denied(where: Around, name: str, claim: Claim) -> tuple[bool, str]:
    """Whether the words say that the figure was not reached, or is a goal or a condition; and else what is doubtful.

    Returns:
        (True, why) for what is no level at all, (False, doubt) for what a person must look at, (False, "") for a
        level said to be reached.
    """
    place = place_of(name, where.own) if name else None
    before, between = (where.own[: place[0]], where.own[place[1] :]) if place else ("", where.own)
    if _CONDITION.search(where.before) or _SCORED.search(where.after[:60]):
        return True, "原文是条件或计分办法"
    except_for = _EXCEPT.search(where.before)
    if except_for and _EXCEPT_SOME.search(except_for[0]):
        return True, "原文有例外"
    if claim.origin:
        return True, "原文是变化的起点"
    if _NOT.search(between) or _NOT.search(before):
        return True, "原文说的是没有达到"
    if _SHORT_OF.match(where.after):
        return True, "原文说的是没有达到"
    if goal := _GOAL.match(where.after):
        return (False, f"原文是“{goal[0]}”") if _REACHED.search(where.own) and place else (True, "原文是目标或要求")
    if _MEANT.search(between) or _ASKED.search(before):
        return True, "原文是目标或要求"
    if _OF.match(where.after) and not _PRAISE.match(where.after):
        return True, "原文用这个数说明别的事"
    return False, _doubt(where, before, bool(except_for))


def _doubt(where: Around, before: str, except_for: bool) -> str:
    if except_for or _BUT.match(where.after):
        return "原文有例外"
    if early := _EARLY.search(where.before):
        return f"原文写的是{early[0].strip('，；')}"
    pushed = _PUSHED.search(before)
    return f"原文“{pushed[0][:8]}”之后是目标还是结果" if pushed else ""


_FIGURE = re.compile(r"\d(?:[%％件次人个起名场期]|成)")


def aside(where: Around) -> str:
    """What is said of the figure in brackets right behind it: 95%(全省), 88%(上半年)."""
    found = re.match(r"[”\"]*[(（]([^()（）]{1,20})[)）]", where.after)
    return found[1] if found and not _FIGURE.search(found[1]) else ""


def shares(subjects: Sequence[str], where: Around) -> str:
    """Of X率、Y率分别为95%、60% the name that this figure is of; "" where names and figures are not one to one."""
    place, length = where.run
    return subjects[place] if length > 1 and len(subjects) == length else ""
