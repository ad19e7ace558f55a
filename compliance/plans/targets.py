"""The claims of a sentence → targets, and what is left alone with its reason."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from msgspec import Struct, field

from compliance.quantity import decimal_text
from compliance.text.grammar import Claim
from compliance.text.reading import Reading
from compliance.text.reasons import RATIO
from compliance.text.roles import names
from compliance.text.sharing import sharing
from compliance.text.tense import plan_tense
from compliance.text.tokens import Token, When

PAST = "过去的成绩、现状或基数"
DEADLINE_USED = "目标的期限"
LONG = 12


class Target(Struct, frozen=True):
    """One target found, in the terms of the text conventions.

    Attributes:
        quote: the smallest span that states it; `span` is its place in the paragraph.
        value, value_max: plain decimal text in base units, or an ISO date; None for a relative target without factor.
        steps: how the grammar got there.
    """

    quote: str
    indicator: str
    comparator: str
    value: str | None
    unit: str | None
    value_max: str | None = None
    period: str | None = None
    quantifier: str | None = None
    scope: str | None = None
    relative_to: str | None = None
    approximate: bool = False
    soft: bool = False
    force: str = ""
    clause: str = ""
    paragraph: int = 0
    span: tuple[int, int] = (0, 0)
    exact: Fraction | None = None
    steps: tuple[str, ...] = ()


class LeftAlone(Struct, frozen=True):
    """A figure that states no target, and why."""

    quote: str
    why: str
    clause: str = ""
    paragraph: int = 0
    span: tuple[int, int] = (0, 0)


class Found(Struct):
    """The targets and the rest of one sentence; spans are places in the surface."""

    targets: list[tuple[Target, int, int]] = field(default_factory=list)
    alone: list[tuple[str, int, int]] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def covers(self, start: int, end: int) -> bool:
        """Whether a target found so far begins, or still runs, between the two places; time is logarithmic."""
        if len(self._starts) != len(self.targets):
            self._starts = sorted(a for _, a, _ in self.targets)
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end


def plain(value: Fraction) -> str:
    """The plain decimal of a value: exact where it ends, else to four places."""
    ends = value.denominator
    for factor in (2, 5):
        while ends % factor == 0:
            ends //= factor
    return decimal_text(value) if ends == 1 else decimal_text(value, 4)


def targets_of(reading: Reading, year: int | None, part: str) -> Found:
    """Every number of the sentence, either in a target or left alone."""
    found = Found()
    used: set[int] = set()
    for position, claim in enumerate(reading.claims):
        why = claim.why or _tense_why(reading, claim, year, part) or _unfit(reading, claim)
        _, end = _phrase(reading, claim)
        if why:
            if claim.number is not None:
                found.alone.append((why, *_token_span(reading, claim)))
            continue
        for target, first in _targets(reading, claim, position, year):
            found.targets.append((target, first, end))
        used.add(id(claim.when))
    _relatives(reading, found, year, part)
    _deadlines(reading, found, used, year, part)
    for index, why in names(reading.sentence):
        token = reading.sentence.tokens[index]
        found.alone.append((DEADLINE_USED if id(token) in used else why, token.start, token.end))
    return found


def _tense_why(reading: Reading, claim: Claim, year: int | None, part: str) -> str:
    return PAST if plan_tense(reading.sentence, claim, year, part) == "past" else ""


_PRINCIPLE = re.compile(r"(?:坚持|原则|秉持|遵循|把握|坚决做到)[^，。；]{0,20}$")
_ATTRIBUTE = re.compile(
    r"^(?:式|型|化|的(?:良好|工作)?(?:格局|体系|原则|机制|要求|目标|局面)|行动|攻坚|工程|试点|原则)"
)


def _unfit(reading: Reading, claim: Claim) -> str:
    """Fixed phrases that name a thing instead of asking for it; ratios without comparison."""
    if claim.number is None:
        sentence = reading.sentence
        start, _ = sentence.segment(claim.index)
        after = sentence.text[sentence.tokens[claim.last].end : sentence.tokens[claim.last].end + 8]
        if _ATTRIBUTE.match(after) and claim.fixed in ("cover", "clear", "zero"):
            return "名称或引语"
        if claim.fixed in ("youbi", "yingbi", "fengbi") and re.search(
            r"坚持|原则|秉持", sentence.near(start, claim.index)
        ):
            return "原则性表述"
        return ""
    if claim.number.change == "ratio" and claim.unit != "比率":
        return RATIO
    return ""


def _token_span(reading: Reading, claim: Claim) -> tuple[int, int]:
    tokens = reading.sentence.tokens
    return tokens[claim.index].start if claim.low is None else tokens[claim.index - 2].start, tokens[claim.last].end


def _phrase(reading: Reading, claim: Claim) -> tuple[int, int]:
    """The surface span of the quote: from its own subject to its closer."""
    tokens = reading.sentence.tokens
    return min(reading.heads[claim.position], tokens[claim.first].start), tokens[claim.last].end


# -- claims


def _targets(reading: Reading, claim: Claim, position: int, year: int | None) -> Iterator[tuple[Target, int]]:
    """The target of a claim, once for each indicator that shares its value."""
    start, _ = _phrase(reading, claim)
    comparator, value, value_max, unit, steps = _comparison(reading, claim)
    subject = reading.subjects[position]
    relation = _relation(reading, claim)
    for indicator in _sharing(reading, claim, subject) or [subject]:
        yield (
            Target(
                quote="",
                indicator=indicator,
                comparator="relative" if relation else comparator,
                value=value,
                unit=unit,
                value_max=value_max,
                period=_period(claim, year),
                quantifier=_quantifier(reading, claim),
                scope=_scope(reading, claim.index),
                relative_to=relation or None,
                approximate=claim.approximate,
                soft=claim.soft or _soft(reading, claim),
                force=_force(reading, claim),
                exact=claim.value,
                steps=(*claim.steps, *steps),
            ),
            start,
        )


def _comparison(reading: Reading, claim: Claim) -> tuple[str, str | None, str | None, str | None, list[str]]:
    unit: str | None = claim.unit or _bare_unit(reading, claim)
    if claim.number is None:
        if claim.fixed in ("zero", "clear", "notuntil"):
            return "==", "0", None, _zero_unit(reading, claim), ["表示一个也不能有，等于 0"]
        return "==", "1", None, "比率", ["表示全部，等于 1"]
    if claim.change and not claim.level_verb:
        step = [f"变化类目标：{claim.change}"]
        if claim.low is not None:
            return "between", plain(claim.low), plain(claim.value), unit, [*step, "幅度为区间"]
        return claim.change, plain(abs(claim.value)), None, unit, step
    if claim.low is not None:
        return "between", plain(claim.low), plain(claim.value), unit, ["区间，含两端"]
    op = claim.op or "=="
    if op == "between":
        op = "=="
    if claim.approximate and claim.stay and not claim.bound:
        op = "=="
    return op, plain(claim.value), None, unit, [f"比较为 {op}" if claim.op else "没有比较词，按等于计"]


_RATE_NAMES = re.compile(r"(?:率|比|比例|占比|比重|系数|比值|(?<![浓温速强高长宽深厚密硬亮年季月])度)$")


def _bare_unit(reading: Reading, claim: Claim) -> str | None:
    return "比率" if _RATE_NAMES.search(reading.subjects[claim.position].rstrip("”’")) else None


def _zero_unit(reading: Reading, claim: Claim) -> str:
    """零事故 is 0 起, 零上访 0 次; the unit is what such things are counted in."""
    near = reading.sentence.text[
        max(0, reading.sentence.tokens[claim.index].start - 10) : reading.sentence.tokens[claim.last].end
    ]
    for words, unit in (
        ("事故|火灾", "起"),
        ("死亡|伤亡|人员|感染|失业|家庭", "人"),
        ("上访|非访", "人次"),
        ("增长", "比率"),
    ):
        if re.search(words, near):
            return "户" if "家庭" in near else unit
    return "件"


_RELATION = re.compile(
    r"(?:高于|低于|快于|慢于|高出|低|高|优于|超过|不低于|不高于|达到)(?P<of>[^，。；、\d]{0,14}(?:平均(?:水平|值|增速|数)?|水平|上年(?:同期)?|去年(?:同期)?|增速|增幅|增长|全[国省市县区州]|GDP|GDP增速|标准|涨幅|幅度))(?:的)?$"
)


#: Points above or below anything named are a distance from it: 高于城镇居民1个百分点.
_DISTANCE = re.compile(r"(?:高于|低于|快于|慢于|高出|优于|超过)(?P<of>[^，。；、\d]{2,14})$")


def _relation(reading: Reading, claim: Claim) -> str:
    """高于全省平均2个百分点, 达到上年的1.2倍: the number is a distance from another figure, or a factor of it."""
    if claim.unit not in ("百分点", "倍", "比率") or claim.number is None:
        return ""
    before = reading.sentence.near(max(0, claim.index - 12), claim.index, 28)
    found = _RELATION.search(before) or (_DISTANCE.search(before) if claim.unit == "百分点" else None)
    if not found:
        return ""
    if claim.unit == "比率" and not before.endswith("的"):
        return ""
    return found["of"]


_REPORTS_TO = re.compile(r"向([^，。]{2,40}[、和][^，。]{2,20})报告$")


def _sharing(reading: Reading, claim: Claim, subject: str) -> list[str]:
    """The indicators a claim speaks of where there are several: each is an item of its own."""
    reports = _REPORTS_TO.search(subject)
    if reports and claim.number is not None:
        return [f"{subject[: reports.start()]}向{to}报告" for to in re.split(r"、|和", reports[1]) if to]
    if claim.fixed == "notuntil":
        return _forbidden(reading.sentence.words(claim.first, claim.last + 1), subject)
    return [] if claim.inherited else sharing(subject, claim.shared, claim.fixed)


def _forbidden(words: str, subject: str) -> list[str]:
    """未经审查或者经审查不合法的，不得提交 forbids two things."""
    conditions = re.split(r"(?:或者|或)(?=经|未经|虽经)", re.split(r"[，的]*(?:不得|不予|严禁|禁止|不准)", words)[0])
    return [f"{subject}{c}" for c in conditions] if len(conditions) > 1 else []


# -- context


def _period(claim: Claim, year: int | None) -> str | None:
    if claim.every:
        return claim.every
    when = claim.when
    if when is None:
        return None
    if when.sense.endswith("年内") and when.relative is not None and when.year is None:
        return f"by-date({year + when.relative - 1:04}-12-31)" if year else None
    if when.relative == 0 and when.month is None and when.role == "in":
        return "year"
    day = when.last_day(year)
    return f"by-date({day.isoformat()})" if day else None


#: Characters before a figure in which its scope is looked for.
_SCOPE = 80
_EACH_PERSON = re.compile(r"每(?:人|名|位|个人)|人均每?年|每位")
_EACH_UNIT = re.compile(
    r"每(?:个|家|所|县|乡|镇|村|单位|户|项|座|支)|各(?:单位|部门|县|乡|镇|级|地|市|街道|学校|企业|区|有关|成员|行政|村|社区)|同一企业"
)


def _quantifier(reading: Reading, claim: Claim) -> str | None:
    near = reading.sentence.near(0, claim.index, 48)
    if _EACH_PERSON.search(near):
        return "each-person"
    if _EACH_UNIT.search(near):
        return "each-unit"
    return "total" if re.search(r"总(?:数|量|额|计)|共计?$|累计", near) else None


#: The body itself (市直部门, 县政府领导班子, 本级) or everything below it (全县, 各乡镇, 辖区).
_OWN = re.compile(
    r"本级|[省市州县区旗]直(?:各)?(?:部门|单位|机关|属)?|本[机部单]?[关门位](?=[^年月])|局机关|机关自身|[省市州县区旗](?:人民)?政府(?:及其|领导|常务|班子|自身|本级|党组|全体)|领导班子|向[^，。；]{2,40}?报告"
)
_WHOLE = re.compile(
    r"全[省市州县区盟旗域](?!面|球|部|程|力)|全行政区域|辖区|各级|各地|各[市州县区旗乡镇村街]|[省市州县乡村、]{2,8}(?:三|四|五|两)级|城乡|基层|县级以上|县以上|乡镇以上|境内"
)


def _scope(reading: Reading, index: int) -> str | None:
    """本级 or 全域 where the words before the figure say so, the nearer of the two; None where they do not."""
    near = reading.sentence.near(0, index, _SCOPE)
    own = max((m.start() for m in _OWN.finditer(near)), default=-1)
    whole = max((m.start() for m in _WHOLE.finditer(near)), default=-1)
    return None if own == whole else "本级" if own > whole else "全域"


#: Tokens before a figure in which 力争 and its kin still speak of it.
_NEAR = 60


def _soft(reading: Reading, claim: Claim) -> bool:
    start, _ = reading.sentence.segment(claim.index)
    if any(t.kind == "SOFT" for t in reading.sentence.tokens[max(start, claim.index - _NEAR) : claim.index]):
        return True
    return bool(re.match(r"力争|争取", reading.sentence.words(0, min(2, claim.index)) if claim.index else ""))


_FORCE = re.compile(
    r"应当|必须|确保|推动|推进|力争|争取|原则上|积极推进|严格|落实|实现|保证|鼓励|不得|全面|加快|完成|努力|做到"
)


def _force(reading: Reading, claim: Claim) -> str:
    start, _ = reading.sentence.segment(claim.index)
    words = _FORCE.findall(reading.sentence.near(start, claim.index))
    return words[-1] if words else ""


# -- targets without a number of their own

_YARDSTICK = re.compile(
    r"平均|水平|城镇居民|农村居民|居民收入|上年|去年|同期|往年|全[国省市县区州]|增速|增幅|增长|进度|GDP|经济|率$|率(?=[，。；、])|标准|涨幅|目标|预期|序时|计划|指标|收入|支出|限额"
)
_OBJECT = re.compile(r"[^，。；：:、()\d]{0,30}")
#: 超过控制指标的，… and 超过排放标准的企业 say which are meant.
_CONDITIONAL = re.compile(r"的$|的(?!目标|要求|速度|水平|增[速幅长]|标准|幅度|比例|程度)[\u4e00-\u9fff]")
_SYNC = re.compile(
    r"(?:与|和|同)[^，。；与和]{2,14}(?:增长|增速|发展|进度|收入)?(?:基本)?(?:保持)?同步(?:增长|提高|提升)?(?=[，。；、：:)”]|$)"
)


def _relatives(reading: Reading, found: Found, year: int | None, part: str) -> None:
    """高于上年同期, 不低于全省平均水平, 与经济增长同步."""
    sentence = reading.sentence
    tokens = sentence.tokens
    taken = {
        i
        for c in reading.claims
        if c.number is not None
        for i in range(max(0, c.index - 12) if _relation(reading, c) else c.first, c.last + 1)
    }
    for index, token in enumerate(tokens):
        if token.kind != "CMP" or sentence.quoted[index] or index in taken:
            continue
        if token.sense not in (">", "<", ">=", "<=") or token.text in (
            "至少",
            "最少",
            "最多",
            "至多",
            "最高",
            "最低",
            "最长",
            "起码",
        ):
            continue
        _, end = sentence.segment(index)
        rest = sentence.ahead(index + 1, end)
        other = _OBJECT.match(rest)
        if not other or not _YARDSTICK.search(other[0]):
            continue
        if _CONDITIONAL.search(rest[: len(other[0]) + 1]):
            continue
        if re.search(r"(?:严禁|禁止|不得|防止|避免|违规|杜绝)$", sentence.near(0, index, 4)):
            continue
        if (token.text in ("跨越", "迈上") or "达" in token.text) and not re.search(
            r"平均|上年|去年|全[国省市]", other[0]
        ):
            continue
        _relative(reading, found, index, other[0].rstrip("的"), token.start, token.end + len(other[0]), year, part)
    for sync in _SYNC.finditer(sentence.text, tokens[0].start, tokens[-1].end):
        if found.covers(sync.start(), sync.end()):
            continue
        index = bisect_right(tokens, sync.start(), key=lambda t: t.start) - 1
        _relative(reading, found, index, sync[0], sync.start(), sync.end(), year, part)


def _relative(
    reading: Reading, found: Found, index: int, other: str, start: int, end: int, year: int | None, part: str
) -> None:
    sentence = reading.sentence
    if (
        found.targets
        and found.targets[-1][0].comparator == "relative"
        and found.targets[-1][1] <= start < found.targets[-1][2]
    ):
        return
    first, _ = sentence.segment(index)
    head = sentence.tokens[first].start
    if plan_tense(sentence, Claim(None, index, index, index), year, part) == "past":
        return
    subject = sentence.text[max(head, start - 60) : start].strip("、，：:")
    target = Target(
        "",
        subject[-40:],
        "relative",
        None,
        None,
        relative_to=other,
        scope=_scope(reading, index),
        steps=(f"与另一数值比较：{other}",),
        soft=any(t.kind == "SOFT" for t in sentence.tokens[max(first, index - _NEAR) : index]),
    )
    found.targets.append((target, max(head, start - 40), end))


_FINISHING = re.compile(
    r"完成|建成|出台|制定|印发|发布|公布|公开|公示|建立|上线|投入使用|投用|开工|竣工|投产|报送|报告|启动|启用|实现|到位|组建|成立|通车|验收|交付|挂牌|编制|修订|提交|运行|整改|化解|办结|落实|消除|达标|形成|改造|清理|遏制|杜绝|解决|根治|攻克|反馈|上传|录入|填报|开展|取缔|关停|淘汰|实施|"
    r"上报|汇总|总结|召开|举办|部署|通水|通气|供暖|拆除|撤并|整合|移交|全部|取消|退出|审议|施行|推广|接入|联通|贯通|覆盖|评估|考核|培训|选派|下达|拨付|兑付|结项|结题|备案|签订|划定|勘界|摸排|排查|建设|配备|安装|更新|确保|进行"
)
_HAPPENED = re.compile(r"^(?:发生|曾|受到|连续|出现|累计|两次|未|被)")
#: 到2025年，基本形成…体系 is a slogan; 到2020年基本建成法治政府 and 年底前出台办法 are deadlines.
_VAGUE = re.compile(
    r"形成|健全|完善|提升|增强|提高|优化|改善|取得|实现|有效|达到|进入|明显|显著|更加|进一步|全面加强|构建|建立|确立|成为"
)
_CONCRETE = re.compile(
    r"建成|完成|出台|印发|发布|公布|公开|投入使用|投用|开工|竣工|投产|报送|通车|验收|交付|上线|运行|消除|取消|退出|淘汰|关停|接入|统一公开查询|改造|划定|全部|组建|挂牌|启用|下达|建立"
)
_EFFECTIVE = re.compile(r"起(?:施行|实施|执行|生效)|印发之日|有效期|之日起")


def _deadlines(reading: Reading, found: Found, used: set[int], year: int | None, part: str) -> None:
    """6月底前完成清理, 年内建成平台: a deadline that is the whole target."""
    sentence = reading.sentence
    tokens = sentence.tokens
    figures = [tokens[c.index].start for c in reading.claims if not c.why and c.number is not None]
    for index, token in enumerate(tokens):
        if sentence.quoted[index] or not _is_deadline(sentence.text, token) or id(token) in used:
            continue
        end = _reach(reading, index)
        words = sentence.text[token.end : min(end, token.end + 80)]
        value, value_max, period = _deadline_value(token, tokens, index, year)
        if not words.strip("、，和及与") or _HAPPENED.search(words[:12]):
            continue
        if value_max and re.match(r"(?:期间)?[，]?(?:为|是|集中|开展|组织|进行|全面)", words):
            words = "开展" + words
        if value is None or not _FINISHING.search(words) or _EFFECTIVE.search(words[:20]):
            words = sentence.near(sentence.segment(index)[0], index) if value else ""
            if not (
                words
                and _FINISHING.search(words) is None
                and _FINISHING.search(sentence.text[token.end : token.end + 12])
            ):
                continue
        if (
            isinstance(token, When)
            and token.month is None
            and _VAGUE.search(words[:24])
            and not _CONCRETE.search(words)
        ):
            continue
        end = _own_reach(reading, token, end)
        if found.covers(token.start, end) or _figures_between(figures, token.end, end):
            continue
        if plan_tense(sentence, Claim(None, index + 1, index, index), year, part) == "past" or part == "past":
            continue
        stop = _first_segment_end(reading, index, token.end)
        comparator = "between" if value_max else "by_date"
        subject = _TRIM.sub("", sentence.text[token.end : stop])[:40]
        target = Target(
            "",
            subject,
            comparator,
            value,
            "日期",
            value_max=value_max,
            period=period,
            scope=_scope(reading, min(len(tokens), index + _AFTER_DATE)),
            steps=(f"期限“{token.text}”是全部要求：{value}",),
        )
        found.targets.append((target, token.start, stop))
        used.add(id(token))


#: 三季度完成中期评估: a stretch of time right before what is to be finished in it.
_DONE_THEN = re.compile(
    r"(?:要|全面|全部|基本|如期)?(?:完成|建成|出台|印发|竣工|投产|通车|投入使用|投用|上线)(?!了|情况|的)"
)
#: Tokens behind a deadline in which its scope may stand: 6月底前，全县完成清理.
_AFTER_DATE = 8
_TRIM = re.compile(r"^[，、：:]?(?:要|须|应|需|全面|基本|力争|确保|全部)*")


def _is_deadline(text: str, token: Token) -> bool:
    if token.kind == "EVERY":
        return token.text in ("年内", "年度内", "本年度内")
    if not isinstance(token, When):
        return False
    before = text[max(0, token.start - 2) : token.start]
    if token.role == "window":
        return token.day is not None and token.first is not None and token.first[2] is not None
    if token.role == "by":
        return not before.endswith(("自", "从", "截至", "截止"))
    if token.role == "in" and token.month is not None and token.day is None:  # 3月20日印发 is an imprint
        return _DONE_THEN.match(text, token.end) is not None
    return token.role == "in" and before.endswith(("到", "至")) and not before.endswith(("截至", "直至", "自"))


def _deadline_value(
    token: Token, tokens: list[Token], index: int, year: int | None
) -> tuple[str | None, str | None, str | None]:
    if not isinstance(token, When):
        return (f"{year:04}-12-31" if year else None), None, None
    if token.role == "window" and token.first is not None:
        first_year = token.first[0] or token.year or year
        last = token.last_day(year)
        if first_year is None or last is None or token.first[1] is None:
            return None, None, None
        return f"{first_year:04}-{token.first[1]:02}-{token.first[2] or 1:02}", last.isoformat(), None
    recurring = next(
        (t.sense for t in reversed(tokens[max(0, index - 2) : index]) if t.kind == "EVERY" and t.text[0] == "每"), ""
    )
    if token.month is None and token.day is not None:
        return f"---{token.day:02}", None, "month"
    if token.sense.endswith("年内") and token.relative is not None and token.year is None:
        return (f"{year + token.relative - 1:04}-12-31" if year else None), None, None
    day = token.last_day(year)
    if day is None:
        day = token.last_day(2023) if recurring else None
    if day is None:
        return None, None, None
    if recurring and token.year is None:
        return f"--{day.month:02}-{day.day:02}", None, "year"
    return day.isoformat(), None, None


#: A deadline governs at most so many words after it.
_GOVERNED = 120


def _reach(reading: Reading, index: int) -> int:
    """How far a deadline governs: to the next date, semicolon or the end of the sentence."""
    tokens = reading.sentence.tokens
    for token in islice(tokens, index + 1, index + 1 + _GOVERNED):
        if token.kind == "EVERY" and token.text in ("全年", "每年", "年内") and token.start != tokens[index].end:
            return token.start
        if token.kind == "SEMI" or (
            isinstance(token, When) and (token.role in ("by", "window") or _is_deadline(reading.sentence.text, token))
        ):
            return token.start
    return tokens[min(len(tokens), index + 1 + _GOVERNED) - 1].end


_OWN_VERB = re.compile(
    r"(?:向社会|对外)?(?:全部|全面|如期)?(?:公布|公开|发布|印发|出台|完成|建成|投入使用|投用|上线|竣工|投产|通车|报送)(?=[，；])"
)


def _own_reach(reading: Reading, token: Token, end: int) -> int:
    """4月30日前公布，… : the deadline and its verb are all there is, figures behind the comma are others'."""
    own = _OWN_VERB.match(reading.sentence.text, token.end)
    return min(end, own.end()) if own else end


def _first_segment_end(reading: Reading, index: int, after: int) -> int:
    """The end of the first segment after the deadline that has words of its own."""
    sentence = reading.sentence
    _, end = sentence.segment(index)
    if end - 1 > index:
        return sentence.tokens[end - 1].end
    later = index + 1
    while later < len(sentence.tokens) and sentence.tokens[later].kind in ("COMMA", "CLOSE", "OPEN"):
        later += 1
    if later >= len(sentence.tokens):
        return sentence.tokens[index].end
    _, end = sentence.segment(later)
    return sentence.tokens[end - 1].end


def _figures_between(figures: list[int], start: int, end: int) -> bool:
    at = bisect_left(figures, start)
    return at < len(figures) and figures[at] < end
