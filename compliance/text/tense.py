"""Whether a figure tells of what was done or of what is to be done."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Literal

from compliance.text.grammar import LOOK, Claim, Sentence
from compliance.text.tokens import When

Tense = Literal["", "past", "future"]

_PAST = re.compile(
    r"已(?!知|经营)|完成了|实现了|达到了|建成了|取得了|得到了|获得了|形成了|截至|截止|累计已|现有|共有(?!产权|经济)|登记在册|普查结果|数据显示|监测显示|近[一二两三四五十\d]{1,2}年[，来]|下辖|辖(?!区)|(?<!单)位于|地处|总面积|全[市县区省]面积|先后|近年来|一直以来|以来|过去|曾|仍有|仅有|仅为|尚有|同比为|"
    r"荣获|连续\S{1,3}年|实际完成|超额|历史性|上年完成|年均降雨|有了|发生各类|[县市]面积|辖区面积|全区面积"
)
_FUTURE = re.compile(
    r"力争|争取|确保|努力|今年|目标|预期|计划|将(?![近军])|要(?!求|素|点|件)|下一步|拟|预计|明年|今后|未来|必须|应当|不得|须|鼓励|推动|推进|加快|有望|到期末|规划|再|实现.{0,12}目标|安排(?!情况)"
)
_PLANS = re.compile(
    r"力争|争取(?!到)|规划(?=[新改扩续]建|总?投资|建设\d|建设面积)|努力(?:实现|完成|达|争)|(?:目标|任务)(?:是|为|:)|(?:今年|全年|年初|本年)(?:度)?计划(?!完成|执行|任务|的|数)|预期(?:目标|达|增长|为)|(?<!年度)(?<![超按])计划(?=全年|今年|年内|新|投资\d|投入|建|完成|到|在20|于|实施|安排|开|引|招|用|总投资|\d|20|推|改)|将(?:达|于\d|在\d|在20|新建|新增|建成|力争|继续|进一步|实现|突破|超过|完成|开展|组织|推出|投入|再)|下一步|拟(?:新|建|推|于|投|实|开)|明年|来年|今后|未来|要(?:达|新|建|实|完|力|确|在|坚|继|把|大|着|深|进|加|全|积|以|控|突|保|增|推|争|牢|持|扎|抓|不)|我们要|力求|有望|定于"
)
_RESULT = re.compile(r"已(?!知)|累计|实现了|完成了|达到了|[共实]完成|同比|比上年|较上年|去年|截至|超额|实际")


#: 与去年同期相比，… tells of a result, unless a wish stands before the figure.
_COMPARED = re.compile(r"(?:与|同|和)(?:去年|上年)(?:同期)?相比，")


#: 增长了2.5倍: 了 says that it has come about.
_MOVED = re.compile(r"(?:增长|增加|提高|提升|上升|下降|降低|减少|缩短|压缩)了(?:近|约)?$")


def plan_tense(sentence: Sentence, claim: Claim, year: int | None, part: str) -> Tense:
    """In a plan: "past" for results it quotes, by its part of the document, a year gone by, or words like 已, 截至."""
    if part == "past":
        return "past"
    start, end = sentence.segment(claim.index)
    tail = sentence.ahead(claim.last + 1, end, 80)
    rest = sentence.ahead(claim.last + 1, len(sentence.tokens), 40)
    if re.search(r"基础上|(?:的|之)基础", tail) or re.search(r"(?:打下|奠定|夯实)[^，。]{0,12}基础", rest):
        return "past"
    state = _last_date(sentence, claim, year)
    before = sentence.near(0, claim.first)
    if not state and _COMPARED.search(before) and not _FUTURE.search(before):
        return "past"
    if _MOVED.search(sentence.near(start, claim.index, 8)):
        return "past"
    own = sentence.near(start, claim.first)
    if state == "past" and re.search(r"年内|全年|年度内", before[before.rfind("年", 0, -12) :]) and _turned(before):
        state = "future"
    if state == "past":
        return "" if _turned(before) else "past"
    if _PAST.search(own) or (not state and _PAST.search(before) and not _FUTURE.search(before)):
        return "past" if not re.search(r"力争|确保|争取|今年|要达", own) else state
    return state


#: At most so many dates before a figure are looked at for one that tells.
_DATES = 8


def _last_date(sentence: Sentence, claim: Claim, year: int | None) -> Tense:
    """What the last date before the claim that tells anything tells."""
    at = bisect_left(sentence.dates, claim.first)
    for index in reversed(sentence.dates[max(0, at - _DATES) : at]):
        token = sentence.tokens[index]
        assert isinstance(token, When)
        state = _dated(sentence, token, year, "")
        if state:
            return state
    return ""


def _turned(before: str) -> bool:
    """Whether after the last past date the sentence has turned to what is to be done."""
    found = list(re.finditer(r"今年|力争|确保|争取|明年|下一步", before))
    past = list(re.finditer(r"去年|上年|20\d\d年|截至|目前|过去", before))
    return bool(found) and (not past or found[-1].start() > past[-1].start())


_WHICH = re.compile(
    r"(?:已)?(?:建成|投用|投产|开工|登记|注册|在册|核发|颁发|出生|排查发现|发现|形成|批准|立项|签订|认定|命名)[\u4e00-\u9fff]{0,3}的[\u4e00-\u9fff]"
)


def tells_which(text: str, token: When) -> bool:
    """2000年底前建成的小区: the date says which are meant, and is neither past work nor a deadline."""
    return _WHICH.match(text, token.end) is not None


def _dated(sentence: Sentence, token: When, year: int | None, state: Tense) -> Tense:
    if token.role == "span":
        ended = token.year is not None and year is not None and token.year < year
        return "past" if ended and sentence.text[token.end : token.end + 1] == "，" else state
    if token.text in ("目前", "当前") and not re.match(
        r"[，]?(?:全|已|共|仍|尚|我|有|拥有|累计|现|该|各)", sentence.text[token.end : token.end + 3]
    ):
        return state
    if token.role == "past":
        before = sentence.text[max(0, token.start - 4) : token.start]
        after = sentence.text[token.end : token.end + 3]
        if re.search(
            r"(?:高于|低于|超过|不少于|不低于|不高于|少于|多于|优于|比|较|与|同|按|达到)$", before
        ) or after.startswith(("度", "水平", "的", "同期")):
            return state
        return "past"
    if sentence.text[max(0, token.start - 2) : token.start] in ("截至", "截止"):
        return "past"
    if re.match(r"度?(?:及|和)?(?:以前|之前)", sentence.text[token.end : token.end + 4]):  # 消除2023年及以前的存量
        return state
    if tells_which(sentence.text, token):
        return state
    named = token.year_in(year)
    if named is None or year is None:
        return state
    return "past" if named < year else "future"


def report_tense(sentence: Sentence, claim: Claim, year: int | None, part: str) -> Tense:
    """In a report: "future" for what it plans, by its part of the document, a later year, or words like 力争, 将."""
    if part == "future":
        return "future"
    start, _ = sentence.segment(claim.index)
    state: Tense = ""
    at = bisect_left(sentence.dates, claim.first)
    for index in sentence.dates[max(0, at - _DATES) : at]:
        token = sentence.tokens[index]
        if isinstance(token, When) and token.role != "span":
            if token.role == "past":  # “十四五”以来
                state = "past"
                continue
            named = token.year_in(year)
            if token.role == "by" and token.relative and token.year is None and token.sense:
                continue
            if named is not None and year is not None:
                state = "future" if named > year else "past"
    if state == "future":
        return "future"
    before = sentence.near(0, claim.index + 1, 2 * LOOK)
    plans = list(_PLANS.finditer(before))
    if plans and not _RESULT.search(before[plans[-1].end() :]):
        return "future"
    if claim.soft and not claim.approximate and re.search(r"力争|争取|努力", sentence.near(start, claim.index)):
        return "future"
    return state
