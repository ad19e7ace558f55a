"""The course of a paragraph: which of its sentences tell of what was done, though their own words do not say so.

A review opens with 一年来 or 去年 and goes on in bare sentences (办理代表建议210件); a sentence without a tense of its own
takes that of its paragraph, until one turns to what is to be done.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from compliance.text.grammar import Sentence

Tense = Literal["", "past"]

#: How far into a sentence its tense is looked for.
_LOOK = 300
#: 一年来，…  去年以来，…  过去的五年，…: what opens a review.
_LOOKING_BACK = re.compile(
    r"^(?:各位代表[，！])?(?:回顾)?(?:(?:过去|刚刚过去|走过)的?(?:这)?(?:[一两二三四五]年|20\d\d年)|[一两二三四五]年(?:来|里|间)|这[一五]年|近年来|近[一两二三四五]年|预计(?=全[年市县省区州]|实现|完成|到年底|地区)|(?:去年|上年)(?:以来|，|全|我)|今年以来|年初以来|截至目前|(?:[^，。]{0,8}，)?我们(?![^，。]{0,12}(?:要|将|必须|一定|应|会|力争|确保|坚信|相信)))"
)
#: What only those say who look back.
_DONE = re.compile(
    r"(?:完成|实现|达到|建成|取得|得到|获得|形成|开展|举办|出台|制定|解决|推动|促进|提升|增强|改善|保障|维护|打造|建立|办理|迈出|交出|带动|夺取|赢得|创造|走出)了|"
    r"荣获|被评为|被列为|被确定为|被命名|圆满完成|超额完成|取得[^，。]{0,8}(?:进展|成效|成绩|成果|突破|胜利)|(?:成效|成果)(?:显著|明显|初显|突出)|历史(?:新高|最[高好])|(?:明显|持续)(?:好转|向好|改善)(?=[，。；]|$)|"
    # 26.8亿元，增长12%; 97件，同比减少3件; 85.1%，同比上升0.5个百分点: a level with its change
    r"(?<![至到达于超近过\d.])\d[\d.]*(?:亿|万)*(?:元|美元|户|家|人|人次|名|吨|公斤|斤|亩|公里|平方米|立方米|件|件次|起|批|批次|例|个|所|台|辆|只|头|张|次|天|日|小时|分钟|岁|%|微克/立方米)[，、(](?:其中)?(?:同比|环比|(?:[比较]|与)(?:上年|去年|上月|上周|上一年|年初|20\d\d年)(?:同期|末|底)?(?:相比)?|可比|按可比价计算)?"
    r"(?:实际|名义|分别|净)?(?:增长|下降|增加|减少|上升|提高|降低)(?:了)?\d[\d.]*(?:%(?!以上|左右|以内)|个百分点(?!以上|左右)|[万亿]?(?:[元人户家件起批例个所吨亩天日次张岁]|小时|分钟)(?!以上|左右))|"
    r"(?:同比|环比|[比较](?:上年|去年)(?:同期)?)(?:分别|均|实际)?(?:增长|下降|上升|增加|减少)\d+\.\d*[1-46-9]%|"
    r"\d{1,2}[-—~至]\d{1,2}月(?:份)?[，]?(?:全[省市县区]|我[市县区局]|累计|共|各|[\u4e00-\u9fff]{2,12}(?:受理|完成|实现|发生|综合指数|平均))|"
    r"得到[^，。]{0,8}(?:加强|提升|改善)|(?:迈上|跃上)新|再创新|排名全[国省市]第|居全[国省市]第[一二三四五六七八九\d]"
)
_URGED = re.compile(r"(?:推动|力争|确保|争取|努力|促进|加快|务求|力求|要|将|实现)[^，。]{0,24}$")
_TO_DO = re.compile(
    r"力争|确保(?!了)|争取(?!到|资金|上级|中央|各类|项目|专项|国家)|努力(?=实现|完成|达|争|把|推|做|提|在)|今年(?!以来)|明年|(?:目标|任务)(?:是|为|:)|将(?=达|继续|进一步|新|实现|力争|突破|超过|完成|开展|组织|推出|投入|再|于|在)|"
    r"(?<![重主需纪概摘简紧首])要(?![求素点件闻害道塞犯])|下一步|必须|应当|不得|(?<!必)须(?!知)|计划(?=全年|年内|新|投资|投入|建|完成|到|在20|开|引|招)|(?:^|，)到(?:20\d\d年|“?十[四五六]五)|年底前|月底前|年内|不低于|不少于|拟(?=新|建|推|于|投|实|开)|力求|奋力|预期"
)
_YEAR_OPENS = re.compile(r"^(?P<year>20\d\d)年(?:度|以来|1[-—至~]\d{1,2}月(?:份)?)?[，全]")


class Course:
    """The tense of the paragraphs of a plan, from one heading to the next."""

    def __init__(self) -> None:
        self._carried = False
        self._listed = False

    def heading(self) -> None:
        """A heading ends what was told before it."""
        self._carried = self._listed = False

    def of(self, sentences: Sequence[Sentence], year: int | None, labelled: bool = False) -> list[Tense]:
        """For each sentence of the next paragraph whether it is one of results; time is linear.

        A review goes on in the paragraphs after it; in numbered ones only where it says so with a colon
        (一年来，主要做了以下工作：).
        """
        texts = [s.ahead(0, len(s.tokens), _LOOK) for s in sentences]
        if not texts:
            return []
        planned = [bool(_TO_DO.search(t)) for t in texts]
        back = (self._carried and (self._listed or not labelled)) or _declares(texts, planned)
        found: list[Tense] = []
        strong = self._carried
        for text, ahead in zip(texts, planned, strict=True):
            if _opens_review(text, year):
                back, strong = True, strong or bool(_REVIEW.match(text))
            elif ahead:
                back = False
            found.append("past" if not ahead and (back or _tells_results(text)) else "")
        self._listed = back and (self._listed or texts[-1].endswith((":", "：")))
        self._carried = back and (self._listed or strong) and not _INTRODUCES.search(texts[-1])
        if not any(planned) and any(_tells_results(t) for t in texts):
            return ["past"] * len(found)
        return found


#: A whole year or term looked back on, and not 近年来 in the first lines of a plan.
_REVIEW = re.compile(
    r"^(?:各位代表[，！])?(?:回顾)?(?:过去|刚刚过去|走过|这[一两三四五]年|[一两三四五]年来|预计|20\d\d年)"
)
_INTRODUCES = re.compile(r"制定本|提出如下|通知如下|意见如下|方案如下|现就")
#: 民生福祉持续增进。改革开放纵深推进。 A thing and what became of it, as reviews open; a plan opens with a verb.
_DECLARED = re.compile(
    r"^(?:[一二三四五六七八九十]+是|\([一二三四五六七八九十]+\)|\d{1,2}[.、])?(?!推动|推进|加快|着力|坚持|深化|切实|全力|大力|努力|实现|促进|加强|强化|提升|确保|全面|持续|不断|进一步|到\d|力争|让|使|把|以)"
    r"[\u4e00-\u9fff、“”]{2,14}(?:持续|不断|更加|全面|稳步|稳中|明显|显著|有效|有力|加快|扎实|深入|纵深|大幅|进一步|再上|实现新|迈出新|取得新)[\u4e00-\u9fff]{1,6}$|^[\u4e00-\u9fff、“”]{2,14}(?:焕然一新|亮点纷呈|有声有色|成果丰硕|成效卓著|和谐稳定|再创佳绩|提质增效)$"
)
#: Bounds are of goals; a review tells what it was.
_BOUND = re.compile(
    r"以上(?!企业|工业|单位|法人|学历|老)|以内|左右|到20\d\d年|不低于|不少于|不超过|力争|[年月]底|达到|目标"
)


def _declares(texts: Sequence[str], planned: Sequence[bool]) -> bool:
    """The paragraph opens with what became of a thing, and nothing in it is asked."""
    opening = texts[0].rpartition("，")[2]
    return len(texts) > 1 and bool(_DECLARED.match(opening)) and not any(planned) and not any(map(_BOUND.search, texts))


def _opens_review(text: str, year: int | None) -> bool:
    named = _YEAR_OPENS.match(text)
    if named and year is not None:
        return int(named["year"]) < year
    return bool(_LOOKING_BACK.match(text))


def _tells_results(text: str) -> bool:
    return any(not _URGED.search(text, 0, m.start()) for m in _DONE.finditer(text))
