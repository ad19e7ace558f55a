"""Deadlines that are the whole target: 6月底前完成清理, 年内建成平台."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice

from compliance.plans.context import scope_of
from compliance.plans.target import Found, Target
from compliance.text.grammar import Claim
from compliance.text.reading import Reading
from compliance.text.tense import plan_tense, tells_which
from compliance.text.tokens import Token, When

_FINISHING = re.compile(
    r"完成|建成|出台|制定|印发|发布|公布|公开|公示|建立|上线|投入使用|投用|开工|竣工|投产|报送|报告|报[省市县州区]|启动|启用|实现|到位|组建|成立|通车|验收|交付|挂牌|编制|修订|提交|运行|整改|化解|办结|落实|消除|达标|形成|改造|清理|遏制|杜绝|解决|根治|攻克|反馈|上传|录入|填报|开展|取缔|关停|淘汰|实施|"
    r"上报|汇总|总结|召开|举办|部署|通水|通气|供暖|拆除|撤并|整合|移交|全部|取消|退出|审议|施行|推广|接入|联通|贯通|覆盖|评估|考核|培训|选派|下达|拨付|兑付|结项|结题|备案|签订|划定|勘界|摸排|排查|建设|配备|安装|更新|确保|进行"
)
_HAPPENED = re.compile(r"^(?:发生|曾|受到|连续|出现|累计|两次|未|被|(?:[仍尚还均]|依然|仍然)*(?:未|没有|不能))")
#: 到2025年，基本形成…体系 is a slogan; 到2020年基本建成法治政府 and 年底前出台办法 are deadlines.
_VAGUE = re.compile(
    r"形成|健全|完善|提升|增强|提高|优化|改善|取得|实现|有效|达到|进入|明显|显著|更加|进一步|全面加强|构建|建立|确立|成为"
)
_CONCRETE = re.compile(
    r"建成|完成|出台|印发|发布|公布|公开|投入使用|投用|开工|竣工|投产|报送|通车|验收|交付|上线|运行|消除|取消|退出|淘汰|关停|接入|统一公开查询|改造|划定|全部|组建|挂牌|启用|下达|建立|达峰"
)
_EFFECTIVE = re.compile(r"起(?:施行|实施|执行|生效)|印发之日|有效期|之日起")


def deadlines(reading: Reading, found: Found, used: set[int], year: int | None, part: str) -> None:
    """6月底前完成清理, 年内建成平台: a deadline that is the whole target."""
    sentence = reading.sentence
    tokens = sentence.tokens
    figures = [tokens[c.index].start for c in reading.claims if not c.why and c.number is not None]
    for index, token in enumerate(tokens):
        if sentence.quoted[index] or not _is_deadline(sentence.text, token) or id(token) in used:
            continue
        last = _last_of_list(reading, index)
        end, after = _reach(reading, last), tokens[last].end
        words = sentence.text[after : min(end, after + 80)]
        value, value_max, period = _deadline_value(token, tokens, index, year)
        if not words.strip("、，和及与") or _HAPPENED.search(words[:12]):
            continue
        if value_max and re.match(r"(?:期间)?[，]?(?:为|是|集中|开展|组织|进行|全面)", words):
            words = "开展" + words
        if value is None or not _FINISHING.search(words) or _EFFECTIVE.search(words[:20]):
            words = sentence.near(sentence.segment(index)[0], index) if value else ""
            if not (
                words and _FINISHING.search(words) is None and _FINISHING.search(sentence.text[after : after + 12])
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
        if found.covers(token.start, end) or _figures_between(figures, after, end):
            continue
        if plan_tense(sentence, Claim(None, index + 1, index, index), year, part) == "past" or part == "past":
            continue
        stop = _first_segment_end(reading, last, after)
        comparator = "between" if value_max else "by_date"
        subject = _TRIM.sub("", sentence.text[after:stop])[:40]
        target = Target(
            "",
            subject,
            comparator,
            value,
            "日期",
            value_max=value_max,
            period=period,
            scope=scope_of(reading, min(len(tokens), index + _AFTER_DATE)),
            steps=(f"期限“{token.text}”是全部要求：{value}",),
        )
        found.targets.append((target, token.start, stop))
        used.add(id(token))


#: 三季度完成中期评估: a stretch of time right before what is to be finished in it.
_DONE_THEN = re.compile(
    r"(?:要|应|须|全面|全部|基本|如期)?(?:完成|建成|出台|印发|竣工|投产|通车|投入使用|投用|上线|公布|公开|发布|公示|制定|编制)(?!了|情况|的)"
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
    if tells_which(text, token):
        return False
    if token.role == "by":
        return not before.endswith(("自", "从", "截至", "截止"))
    if token.role == "in" and token.month is not None and token.day is None:  # 3月20日印发 is an imprint
        return _DONE_THEN.match(text, token.end) is not None
    return token.role == "in" and before.endswith(("到", "至")) and not before.endswith(("截至", "直至", "自"))


def _recurring(tokens: list[Token], index: int) -> str:
    """The period of 每年6月底前, and of every date listed with it."""
    for token in reversed(tokens[max(0, index - _DATES) : index]):
        if token.kind == "EVERY":
            return token.sense if token.text[0] == "每" else ""
        if not isinstance(token, When) and token.kind not in ("FILL", "LIST") and token.text not in ("和", "及", "与"):
            return ""
    return ""


_EACH_YEAR = re.compile(r"每[年个期]|年度|考核期|评价期|评估期|周期")


def _of_each_year(token: When, tokens: list[Token], index: int) -> str:
    """每个考核期次年5月底前: the year after each, whichever it is."""
    if token.relative != 1 or not token.text.startswith(("次年", "翌年")):
        return ""
    near = tokens[max(0, index - _CYCLE) : index]
    named = any(isinstance(t, When) and t.year is not None for t in near)
    return "year" if not named and _EACH_YEAR.search("".join(t.text for t in near)) else ""


#: Tokens before 次年 in which 每个考核期 may stand.
_CYCLE = 12


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
    recurring = _recurring(tokens, index) or _of_each_year(token, tokens, index)
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


#: 3月31日前、6月30日前和9月30日前报送: so many dates for one thing.
_DATES = 6


def _last_of_list(reading: Reading, index: int) -> int:
    """The last of the deadlines joined to this one, which share its verb."""
    tokens, last = reading.sentence.tokens, index
    for at in range(index + 1, min(len(tokens), index + 2 * _DATES)):
        if tokens[at].text in ("、", "和", "及", "与", "以及"):
            continue
        if not _is_deadline(reading.sentence.text, tokens[at]):
            break
        last = at
    return last


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


#: 4月30日前公布，… and 9月底前完成问题整改，…: the deadline asks for something of its own before the comma.
OWN_VERB = re.compile(
    r"(?:向社会|对外|要|须)?(?:全部|全面|如期|基本)?(?:公布|公开|发布|印发|出台|完成|建成|投入使用|投用|上线|竣工|投产|通车|报送|上报|形成)[^，；\d]{0,20}(?=[，；])"
)


def _own_reach(reading: Reading, token: Token, end: int) -> int:
    """4月30日前公布，… : the deadline and its verb are all there is, figures behind the comma are others'."""
    own = OWN_VERB.match(reading.sentence.text, token.end)
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
