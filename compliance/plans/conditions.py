"""Figures in a condition, and figures that are forbidden: 低于90%的单位取消评优资格 asks nobody to stay below 90 %."""

from __future__ import annotations

import re

from compliance.text.grammar import Claim
from compliance.text.reading import Reading
from compliance.text.reasons import CONDITION, GUARDED, ON_THE_LINE

#: How far behind a figure its consequence is looked for.
_AHEAD = 48
_BODY = r"(?:单位|部门|机关|地区|地方|县|市|区|旗|乡|镇|街道|村|社区|企业|学校|机构|人员|干部|个人|责任人|负责人|同志|公务员|科室|队伍|团队|站所|党组织|党支部|辖区|项目|医院|窗口|班子|者)"
#: 不低于90%的目标, 达到95%的水平: the figure is still what is asked for.
_STILL_ASKED = r"(?!目标|要求|标准|水平|比例|任务|速度|增速|幅度|指标|良好)"
_PICKED = re.compile(rf"^[”’]?的{_STILL_ASKED}[\u4e00-\u9fff、]{{0,8}}?{_BODY}")
_MANNER = r"(?:要|应|将|须|对其|并|一律|直接|严肃|公开|点名|依法|依规|年度|年终|当年|考核|进行|实行|启动|采取|由[^，。；]{1,12}?|在[^，。；]{1,8}?)*"
_DEALT = r"(?:通报|约谈|问责|追责|追究|表彰|表扬|奖励|奖补|警示|提醒|督办|扣[减除分罚\d]|取消|批评|处罚|挂牌|一票否决|[黄红]牌|诫勉|免职|退回|淘汰|曝光|限期|责令|督导)"
_BARRED = r"(?:不得(?:评|参[评加与]|申报|申请|晋|推荐|享受|列入|作为|确定为|认定|上岗)|不予(?:评|认定|通过|受理|表彰|推荐|拨付|验收)|不能(?:评|参评)|评[为定]|[视列]为|认定为|判定为|作出(?:书面)?(?:说明|检讨|检查)|说明(?:原因|情况|理由))"
#: Right behind the figure, with or without 的.
_THEN = re.compile(rf"^[”’]?(?:要求|标准|目标)?的?{_MANNER}(?:(?:予以|给予)?{_DEALT}|{_BARRED})")
#: Behind a comma, where another clause of the plan may begin: 低于10%，通报典型案例2次 is two targets.
_THEN_APART = re.compile(
    rf"^[”’]?，{_MANNER}(?:(?:予以|给予){_DEALT}|约谈(?!率)|责令|限期整改|一票否决|问责|追责|通报(?:批评|表扬)|取消[^，。；]{{0,12}}(?:资格|评优|评先)|{_BARRED})"
)
_REWARDED_APART = re.compile(rf"^[”’]?，{_MANNER}(?:予以|给予|评为|认定为|视为){_DEALT}?")
_PICKED_THEN = re.compile(rf"{_PICKED.pattern}[，]?{_MANNER}(?:(?:予以|给予)?{_DEALT}|{_BARRED})")
#: 如…低于90%，… and …低于90%时，….
_SUPPOSED = re.compile(r"(?:若(?!干)|如果|如(?!期|实|何|下|皋|东)|一旦|倘若|凡是?(?![必]))")
_WHEN = re.compile(r"^的?(?:时(?=[，、])|情况下|情形)")
_NOT_REACHED = re.compile(
    r"(?:未(?!来)|没有?|不能?|无法)(?:能|按期|按时|如期|按要求|按规定)?(?:全部|全面)?(?:完成|实现|做到|达到?)?$"
)
_MEASURED = re.compile(
    r"(?:率|比|比例|占比|比重|次数|件数|人数|数|量|分|得分|成绩|指数|[满意程进]度|排名|值|额|时间|时限|学时|后|末位|倒数)(?:为|在|达到?|连续[^，]{1,4})?$"
)
#: What is to be low: 败诉率低于10%，约谈… asks for a low one.
_ILL = re.compile(
    r"(?:败诉|发生|发案|投诉|死亡|伤亡|差错|失业|返贫|复发|违法|违规|超期|逾期|积压|信访|上访|舆情|事故|火灾|不良|流失|辍学|空置|滞留|改判|发回|撤销|纠错)[\u4e00-\u9fff]{0,6}$"
)
_FORBIDS = re.compile(
    r"(?:(?:严禁|禁止)[^，。；]{0,30}|(?:不得|不能|不可|不应|不许|不准|不允许|决不|绝不)[^，。；、]{0,6})$"
)
_FORBIDDEN_WORD = re.compile(
    r"^.*?(?:严格禁止|严禁|禁止)(?:出现|发生|存在)?|(?:不得|不能|不可|不应|不许|不准|不允许|决不|绝不)[^，。；、]{0,6}$"
)
_GUARDS = re.compile(r"(?:杜绝|防止|避免|严防|谨防|防范|切忌)[^，。；]{0,24}$")
_OPPOSITE = {"<": ">=", ">": "<="}
_INSIDE = re.compile(r"\((?:不|未)?(?:包)?含$")


def not_asked(reading: Reading, claim: Claim) -> str:
    """Why the figure of a claim is not what is asked for, or ""."""
    sentence = reading.sentence
    start, _ = sentence.segment(claim.index)
    before = sentence.near(start, claim.first)
    end = sentence.tokens[claim.last].end
    after = sentence.text[end : min(end + _AHEAD, sentence.tokens[-1].end)]
    if _NOT_REACHED.search(before) and (claim.number is None or claim.op in ("", ">=", "==")):
        return CONDITION
    if claim.number is None:
        return CONDITION if claim.fixed != "notuntil" and after.startswith("的") and _THEN.match(after) else ""
    if claim.change or claim.level_verb:
        return ""
    if _INSIDE.search(sentence.near(max(0, claim.index - 3), claim.index)) or (
        start and sentence.tokens[start - 1].text == "(" and re.fullmatch("不?包?含", before)
    ):
        return ON_THE_LINE
    if _SUPPOSED.match(sentence.ahead(start, claim.index, 4)) or (claim.op and _WHEN.match(after)):
        return CONDITION
    if claim.op in _OPPOSITE and not claim.bound and claim.first < claim.index:
        if _GUARDS.search(before):
            return GUARDED
        if _FORBIDS.search(before):
            return GUARDED if re.match("^的[\u4e00-\u9fff]", after) else ""
    return CONDITION if _has_consequence(claim.op, before, after) else ""


def _has_consequence(op: str, before: str, after: str) -> bool:
    if _PICKED.match(after):  # 90%以上的行政村建立… is a share of them, 合格率90%以上的单位 are some of them
        return op == "<" or bool(_MEASURED.search(before)) or _PICKED_THEN.match(after) is not None
    if _THEN.match(after):
        return bool(op) or after.startswith("的")
    if op == "<" and not _ILL.search(before):
        return _THEN_APART.match(after) is not None
    return bool(op) and _REWARDED_APART.match(after) is not None


def dealt_with(op: str, other: str, after: str) -> bool:
    """Whether a comparison with another figure (低于全省平均水平) is a condition: what follows stands in it or behind."""
    return bool(
        re.search(rf"(?:一律|予以|给予){_DEALT}", other) or (_THEN_APART if op == "<" else _REWARDED_APART).match(after)
    )


def forbidden(reading: Reading, claim: Claim) -> str:
    """严禁少于2次 is two or more: the comparator that is asked for instead, "" where nothing is forbidden."""
    if claim.number is None or claim.bound or claim.change or claim.op not in _OPPOSITE or claim.first == claim.index:
        return ""
    sentence = reading.sentence
    start, _ = sentence.segment(claim.index)
    return _OPPOSITE[claim.op] if _FORBIDS.search(sentence.near(start, claim.first)) else ""


def allowed(subject: str) -> str:
    """The subject of what is forbidden, without the word that forbids it."""
    return _FORBIDDEN_WORD.sub("", subject).strip("，、")


_REMARK = re.compile(r"\((?P<no>不|未)?(?:包)?含(?:本(?:数|级)?|\d[^()]{0,8})\)")


def on_the_line(reading: Reading, claim: Claim, comparator: str) -> str:
    """The comparator as a remark behind the figure has it: 超过2次（含2次） is >=, 2次以上（不含2次） is >."""
    sentence = reading.sentence
    end = sentence.tokens[claim.last].end
    remark = _REMARK.match(sentence.text, end, sentence.tokens[-1].end)
    if not remark or comparator not in ("<", "<=", ">", ">="):
        return comparator
    return comparator[0] if remark["no"] else comparator[0] + "="
