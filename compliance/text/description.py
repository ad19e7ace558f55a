"""Figures that only describe: how near, how many are spoken of, who takes part, what a rule lays down.

Each check looks at one figure, the words of its segment before it (`before`) and the first after it (`after`), and
gives the reason it states nothing, or ""; `checks` at the end says which are asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from compliance.text.grammar import Claim, Sentence
from compliance.text.lexicon import words
from compliance.text.reasons import (
    CONDITION,
    DAY,
    INVOLVED,
    MEASURES,
    PAST,
    REQUIRED,
    REWARD,
    SPAN,
    SPELLED,
    THRESHOLD,
    WEIGHT,
)
from compliance.text.tokens import Number

#: Areas, bodies and posts of measurement: a number of them mostly says of whom one speaks.
_AREAS = (
    r"(?:地级|县级|设区|地级及以上|重点|监测|国控|省控|市控|[国省市县]考|地表水|考核|主要|传输通道|成员|市直|县直|责任|试点)*"
    r"(?:城市|省份|省|市州|地市|市|州|盟|县|区县|县区|市区县|区|乡镇|镇|乡|街道|村|社区|部门|单位|断面|点位|站点|监测站|自动站|流域|水库|湖库|国家)"
)
_WHERE = words("米 公里 海里 平方公里 平方米")
_COUNTED = frozenset(words("个 家 所 座 处 项 条 名 人 户 支 宗 件 种 类"))


Check = Callable[[Sentence, Claim, Number, str, str], str]


def _plain(claim: Claim) -> bool:
    """Whether nothing is said of the figure: no comparison, no movement."""
    return not (claim.op or claim.change or claim.level_verb or claim.stay)


def _nearby(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """公交与轨道50米内换乘比例, 方圆3公里范围: where, not how much."""
    if number.unit not in _WHERE or claim.level_verb or claim.change:
        return ""
    if re.match(r"(?:以内|之内|内|范围|半径|沿线|开外)", after) and _plain(claim):
        return INVOLVED
    return INVOLVED if re.search(r"(?:半径|方圆|相距|间距|周边|距离[^，]{0,8}|运距)(?:约|近|超过)?$", before) else ""


def _bracketed(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """控制单元（17个）: the length of a list that follows."""
    tokens = sentence.tokens
    if number.unit not in _COUNTED or not _plain(claim) or claim.first == 0 or claim.last + 1 >= len(tokens):
        return ""
    alone = tokens[claim.first - 1].text == "(" and tokens[claim.last + 1].text == ")"
    return INVOLVED if alone else ""


def _treated(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """对成效明显的3个市给予激励: whom a measure meets."""
    if not _plain(claim) or number.unit not in _COUNTED or not re.match(r"(?:[，、]|其中|并)*对", before):
        return ""
    _, end = sentence.segment(claim.index)
    rest = sentence.ahead(claim.last + 1, end, 40)
    picked = before.endswith("的") or re.search(r"的\d*[个家名]?[^，；]{0,6}[、和]$", before)
    return INVOLVED if picked and re.search(r"给予|予以|进行|实行|实施", rest) else ""


def _kept(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """用好3个平台, 运营好4个中心: what is there already."""
    if before.endswith("一式"):
        return SPELLED
    return INVOLVED if _plain(claim) and re.search(r"(?:运营|用|管|管护|守|维护|发挥)好[^，；]*$", before) else ""


_ESTIMATED = re.compile(
    r"^(?:预计|据测算|经测算|测算|初步核算|估计|预估)(?!到|于|在)|(?:需求|约需|估计|估算|测算|折合|相当于)(?:约|为)*$"
)


def _estimated(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """投资需求约3.4万亿元, 预计可征收750亿元: an estimate."""
    return INVOLVED if _ESTIMATED.search(before) or _ESTIMATED.search(before + _operators(sentence, claim)) else ""


def _operators(sentence: Sentence, claim: Claim) -> str:
    return sentence.words(claim.first, claim.index)


#: 全市12个县区, 涉及8个乡镇, 淄博在内的7个城市.
_ALL_OF = re.compile(
    r"(?:(?:^|[在对于向按，])(?:全[国省市县区州]|我[省市县区])(?:的|有|共|共有)?|涉及|涵盖|遍及|在内的|下辖|所辖|辖区|分布在|来自)(?:约|近|的)?$"
)


def _areas(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    if not _plain(claim) or number.unit not in _COUNTED | {"", "省", "市", "县"}:
        return ""
    if before.endswith("在内的") or re.search(r"(?:辖区内|辖内|区域内|境内|在册|登记在册|现有)(?:的)?$", before):
        return INVOLVED
    if before.endswith("有") and re.match(_AREAS + r"[^，；、。的]{2,}", after):  # 全市有12个县区优良天数比例提高
        return ""
    return INVOLVED if _ALL_OF.search(before) and re.match(_AREAS, after) else ""


#: 339个城市平均优良天数比例为85.1%: the number belongs to the name of the rate.
_AVERAGED = re.compile(_AREAS + r"(?:的)?[^，；、]{0,14}(?:比例|率|浓度|指数|均值|天数|综合指数)")


def _averaged(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    if not _plain(claim) or number.unit not in ("个", "座") or claim.last + 1 >= len(sentence.tokens):
        return ""
    _, end = sentence.segment(claim.index)
    rest = sentence.ahead(claim.last + 1, end, 40)
    averaged = _AVERAGED.match(rest)
    whose = averaged and (before.strip("，、") or "平均" in averaged[0])  # 15个断面水质优良比例 counts them too
    return INVOLVED if whose and not _COUNTS_THEM.search(before) else ""


#: Waters and where they are measured; 118个水源，达标率为100% is about them.
_WATERS = (
    r"(?:[国省市县]控|[国省市县]考|考核|监测|地表水|重点|主要|县级|城市|集中式|生活|饮用水?)*"
    r"(?:水源地?|河流|湖泊|湖\(库\)|湖库|水库|水体|断面|点位|站点)"
)
_RATE = r"(?:比例|率|占比|比重|均值|浓度)(?:均|都|分别)?(?:为|是|达到?|保持|\d)"
_RATED = re.compile(
    rf"[^，；、。\d]{{1,20}}(?<![其集])中，[^，；。\d]{{0,24}}{_RATE}|{_WATERS}(?:，[^，；。\d]{{0,12}}|[^，；。\d]{{2,20}}){_RATE}"
)
_OF_ALL = re.compile(r"(?:(?:全[国省市县区州]|我[省市县区])|(?:监测|考核|评价)的)(?:共|的)?$")


def _rated(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """3641个考核断面中，优良断面比例为90%; 全省12条主要河流优良水质比例为97%: what the rate is about."""
    if not _plain(claim) or number.unit not in _COUNTED:
        return ""
    opened = before.strip("，、") in ("", "在")
    rest = sentence.ahead(claim.last + 1, len(sentence.tokens), 56)
    found = _RATED.match(rest) if opened or _OF_ALL.search(before) else None
    apart = found and (not opened or "，" in found[0])  # 15个断面水质优良比例为90% counts them too
    return INVOLVED if apart else ""


def _from_among(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """在全国近2万家承办单位中: those among whom one is picked."""
    if number.unit not in _COUNTED or (claim.op or claim.change or claim.level_verb):
        return ""
    _, end = sentence.segment(claim.index)
    rest = sentence.ahead(claim.last + 1, end)
    return INVOLVED if _AMONG.search(before) and _OUT_OF.search(rest) else ""


#: The number itself is told: 有12个市州优良天数比例提高, 新建8个村.
_COUNTS_THEM = re.compile(
    r"(?:有|中|达到?|新增|新建|建成|完成|创建|打造|培育|实现|改造|治理|整治|支持|选择|确定|推动|覆盖|增至|增加到)(?:了|的)?$|有[^，；]{0,24}等$"
)
_OUT_OF = re.compile(r"(?:中|里)(?=$|评|选|遴|抽|挑|经|脱颖|确定|产生|胜出|入选|获)")
_AMONG = re.compile(r"(?:在|从)(?:全[国省市县区州]|各地|我[国省市县区])(?:的|共)?$")


def _attending(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """120人参加, 邀请20名代表: who is there."""
    if number.unit not in ("人", "名", "位", "人次", "家", "个") or not _plain(claim):
        return ""
    if re.match(r"[^，；]{0,10}(?:参加|参会|出席|列席|与会|参与)(?!率|度)", after) or re.search(
        r"邀请(?:了)?$", before
    ):
        return INVOLVED
    return ""


_TERM = re.compile(
    r"(?:会期|聘期|试点期|建设期|实施期|执行期|过渡期|期限|有效期限?|保存期限?|保管期限|公示时间|公示期|工期|连续|延长|延期|届期|任期)(?:均|一般|原则上)?(?:为|是)?$"
)


def _present(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """In a report: 应到286名，实到271名: the sitting itself."""
    if number.unit not in ("人", "名", "位"):
        return ""
    return (
        INVOLVED
        if re.search(
            r"(?:应到|实到|出席[^，]{0,8}代表|到会[^，]{0,6}|(?:大会|全会|会议|年会)[^，]{0,6}(?:代表|委员|会员)(?:共有?|共计)?)$",
            before,
        )
        else ""
    )


def _term(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """会期1天, 聘期3年, 连续14个月: how long a thing lasts."""
    if number.unit not in ("个月", "月", "天", "日", "周", "星期", "季度", "小时", "分钟", "年", "学期", "工作日"):
        return ""
    return SPAN if _plain(claim) and _TERM.search(before) else ""


def _years(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """最近3个会计年度, 前两个学期: a stretch of time."""
    return SPAN if number.unit == "个" and re.match(r"(?:完整)?(?:会计|自然|财政)?年度|学期|周期", after) else ""


_DAY_TEXT = re.compile(r"(?:[1-9]|[12]\d|3[01])日")
#: What a number of days is of, or is measured out for: 办理时间12日, 公示7日, 连续3日.
_DAYS_OF = re.compile(
    r"(?:时[间长限]|期限|周期|工期|天数|用时|耗时|历时|为|是|用|需|满|期|提前|延长|拘留|公示|公告|平均|共|计|连续|约|近|每|缩短|压缩|到|至|达|停产|停业|值班|休假|驻村|培训)$"
)
_DAYS_FOR = re.compile(r"(?:以[上下内]|之[内后]|内|左右|的|游|假|期|制|历|龄|工|/|公示|(?:全)?办[结理]|\d)")


def _day(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """22日通报, 局长27日在京表示: the day of a month whose name is left out."""
    if number.unit != "日" or not _plain(claim) or not _DAY_TEXT.fullmatch(number.text):
        return ""
    if claim.low is not None:  # 17日至19日, but not 3至5日
        lower = sentence.tokens[claim.index - 2]
        named = isinstance(lower, Number) and lower.unit == "日" and not _DAYS_OF.search(before)
        return DAY if named else ""
    return "" if _DAYS_OF.search(before + _operators(sentence, claim)) or _DAYS_FOR.match(after) else DAY


_PENALTY = re.compile(r"(?:处以?|判处|罚款|罚金|拘留|徒刑|没收|责令|吊销|扣留|记)[^，；]{0,8}$")


_BEFELL = re.compile(
    r"(?:受理|接报|接到|收到|接待(?:群众|来访|上访)|提起公诉|起诉|批捕|逮捕|立案侦查|抓获|破获|侦破|判处|死亡|受伤|发生[\u4e00-\u9fff]{0,8}(?:事故|案件|火灾)|挽回|追回|追缴|罚没|审结|执结|结案|收案|缴获|拘留|营救)(?!率|时间|期限)[^，；]{0,12}$"
)
#: 78.39% is counted, not asked for.
_COUNTED_OUT = re.compile(r"^\d+\.\d\d+%$")


def _befell(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """In a plan: 受理信访708件, 占78.39%: what came about, and nobody sets as a goal."""
    if not _plain(claim):
        return ""
    if number.unit == "比率":
        return PAST if _COUNTED_OUT.match(number.text) and not claim.soft else ""
    return PAST if _BEFELL.search(before) and number.unit not in ("次", "工作日", "日", "天", "小时") else ""


def _dues(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """按票价5%计收, 费率1%政策: what is levied by a rule."""
    if number.unit not in ("比率", "元") or not _plain(claim):
        return ""
    levied = re.match(r"(?:的)?(?:比例|标准)?(?:计收|收取|计征|征收|计发|扣除|赔偿|补偿|加收|计算|缴费)", after)
    if levied and re.search(r"按(?:照)?[^，；]{0,12}$", before):
        return REWARD
    return INVOLVED if re.match(r"(?:的)?政策", after) else ""


def _penalty(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """处1倍以上3倍以下的罚款, 三年以下有期徒刑."""
    if number.unit not in ("元", "倍", "日", "天", "年", "个月", "月", "比率"):
        return ""
    follows = re.match(r"[^，；]{0,10}(?:罚款|罚金|有期徒刑|徒刑|拘役|管制|拘留|处罚|滞纳金|违约金|罚息)", after)
    return REWARD if follows and (claim.bound or _plain(claim) or _PENALTY.search(before)) else ""


def _called_for(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """In a report: 每户至少一人: the words of a rule, not of a result."""
    own = _operators(sentence, claim)
    if re.search(r"不得|不少于|不应|不能|原则上", own):
        return REQUIRED
    if number.spelled and re.search(r"最多|至多", own + before[-4:]):  # 最多跑一次
        return REQUIRED
    if not re.search(r"至少|不低于", own):
        return ""
    return REQUIRED if number.spelled or re.search(r"要求|规定|应当?|须|每[年月季人]", before + own) else ""


def _picked(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """20张床位以上的医院: the bound stands behind the noun; 是指溢油100吨以上不足500吨: a definition."""
    if claim.level_verb or claim.change or claim.stay:
        return ""
    if (
        not claim.op
        and number.unit != "比率"
        and re.match(r"(?![十百千万亿])[\u4e00-\u9fff]{1,4}?(?:及|或)?以[上下](?:的|[\u4e00-\u9fff])", after)
    ):
        return THRESHOLD
    if claim.op and re.search(r"(?:^|，|、)(?:系|是)?指(?!标|导|数|定|挥|引)", sentence.near(0, claim.index, 40)):
        return CONDITION
    return CONDITION if claim.op in (">", ">=") and re.search(r"之日起(?:算)?$", before) else ""


def _paid(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """按每人每年2000元标准: what is paid to each."""
    if number.unit.partition("/")[0] != "元":
        return ""
    return REWARD if re.search(r"按(?:照)?[^，；]{0,12}$", before) and re.match(r"(?:的)?(?:标准|额度)", after) else ""


_FORMS = re.compile(
    r"(?:污染物|污染因子|形式|方式|渠道|途径|手段|方法|类型|情形|情况|模式|载体|等次|等级|档次|档|层级|级别|梯次|语言|语种|身份|关系|角色|品牌|主题|板块|维度|层面|环节|流程)"
)


def _forms(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """通过新闻发布会等7种形式, 分四个等次: how a thing is divided."""
    if not _plain(claim) or number.value > 99:
        return ""
    if number.unit in ("大类", "大项", "大", "方面") or (number.unit == "类" and after):
        return MEASURES
    return MEASURES if number.unit in ("种", "个", "类", "条", "项") and _FORMS.match(after) else ""


def _placed(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """上升了17个位次: a place in a ranking."""
    if number.unit == "位" and re.search(
        r"前移|上升|提升|跃升|后移|下降|前进|下滑", before + _operators(sentence, claim)
    ):
        return INVOLVED
    return INVOLVED if number.unit in ("个", "位", "名") and re.match(r"位次|名次|席位|[百千万亿]*台阶", after) else ""


def _amended(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """增加一条，作为第十一条: a law is changed."""
    return SPELLED if number.spelled and number.unit in ("条", "款", "项", "章", "节") and claim.change else ""


_GRADE = re.compile(
    r"的?，?(?:为|是|评为|评定为|确定为|认定为|定为|列为|视为)(?:优秀|良好|一般|较差|合格|不合格|基本合格|及格|中等|[优良中差](?=[，。；、等]))"
)
_SCORED = re.compile(
    r"[^，；]{0,3}?[，]?(?:的)?[，]?(?:每[次项件起]?)?(?:得|计|扣|加|减|记)(?:\d|满分|分|[一二三四五]分)|的?不得分|的?得满分"
)


def _scored(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """80分以上不足90分为良好, 达到90%以上的得5分, 少一次扣1分: a scale of marks."""
    end = sentence.tokens[claim.last].end
    ahead = sentence.text[end : min(end + 12, sentence.tokens[-1].end)]
    if (_GRADE.match(ahead) and (claim.op or number.unit == "分")) or _SCORED.match(ahead):
        return WEIGHT
    if number.unit == "分" and re.match(r"(?:不足|不满|低于|以下|不到)\d{2,3}分", ahead):
        return WEIGHT
    return ""


_SELECTED = re.compile(r"(?:抽调|(?<!新)组成|分成|分设|划分为|分为|抽取)[^，；。]{0,12}$")
_TEAMS = re.compile(
    r"[^，；]{0,4}(?:考核|督导|督查|检查|专项|巡查|调研|指导|验收|评估|宣讲|服务|攻坚|工作|推进|核查)组"
)


def _teams(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """抽调20名干部组成4个考核组: who sees to it."""
    if not _plain(claim):
        return ""
    return INVOLVED if _SELECTED.search(before) or (number.unit == "个" and _TEAMS.match(after)) else ""


_SUBSIDY = re.compile(r"按(?:照)?[^，；]{0,14}的?$")
_GIVEN = re.compile(r"(?:的)?(?:比例|标准)?[，]?(?:给予|予以|进行)?(?:一次性)?(?:补助|奖励|补贴|奖补|资助|支持)")


def _subsidy(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """按投资额的30%给予补助，最高不超过200万元."""
    if number.unit not in ("比率", "元"):
        return ""
    if before.endswith("给予") and re.match(r"的?(?:倾斜|奖励|补助|补贴|支持|优惠|减免|资助)", after):
        return REWARD
    if _SUBSIDY.search(before) and _GIVEN.match(after):
        return REWARD
    capped = claim.op == "<=" and number.unit == "元" and not before.strip("最高，")
    return REWARD if capped and re.search(r"补助|奖励|补贴|奖补|资助", sentence.near(0, claim.first, 40)) else ""


def _steep(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """25度以上坡耕地: an angle says where."""
    return (
        INVOLVED
        if number.unit == "度" and not claim.level_verb and re.match(r"(?:以上|以下)?(?:的)?[陡坡]", after)
        else ""
    )


_ASKED = re.compile(
    r"(?:目标任务|目标值|目标数|任务数|计划数|指标任务|(?:年|年度|全年|序时)(?:目标|任务|计划)|最低标准|标准线|最低要求)(?:为|是)?$"
)
_AGAINST = re.compile(
    r"(?:[比较]|[低高优好]于|超过?|超出)[^，；]{0,4}(?:目标|任务|计划|预算|考核|标准|[控红]线|控制线|警戒线)[^，；]{0,12}$"
)
#: 低于省控目标2.4微克/立方米
_OFF_GOAL = re.compile(r"[低高优好]于[^，；\d]{0,6}(?:目标|[控红]线|控制线|警戒线)(?:值|数|要求)?(?:近|约)?$")


def _goal(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """In a report: 完成年目标任务12500人的98.5%, 比年目标4%低0.63个百分点: what had been asked."""
    start, _ = sentence.segment(claim.index)
    if (
        _ASKED.search(before)
        or _ASKED.search(sentence.near(start, claim.index, 12))
        or (re.search(r"(?:任务|计划|目标|预算)$", before) and re.match(r"的(?:\d|百分)", after))
    ):
        return REQUIRED
    own = sentence.near(start, claim.index, 24)
    return REQUIRED if _OFF_GOAL.search(own) or (number.unit == "百分点" and _AGAINST.search(own)) else ""


_AIMED = re.compile(r"(?:围绕|锚定|紧扣|聚焦|对照|按照)(?:(?!目标|定位|要求|部署|完成|已|实现了)[^。；]){0,60}$")
_AIM = re.compile(
    r"(?:(?!完成|已|实现了)[^。；\d]|\d){0,40}?的(?:发展|奋斗|总体|工作|建设|战略)?(?:目标|定位|要求|思路|部署)"
)


def _aimed(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """In a report: 围绕城区面积30平方公里、25万人口的目标定位: what is aimed at."""
    if not _plain(claim) or not _AIMED.search(sentence.near(0, claim.index, 72)):
        return ""
    return REQUIRED if _AIM.match(sentence.ahead(claim.last + 1, len(sentence.tokens), 56)) else ""


#: 下达的死亡控制人数是40人，较大事故2起: what may happen at most, and how often beside it.
_CONTROLLED = re.compile(
    r"下达[^，；。]{0,24}控制(?:人数|起数|指标|数|目标)(?:分别)?(?:是|为)?(?:\d+[人起名宗件][，、](?!实际|同比|发生|完成|已)[^，；。\d]{0,8})*$"
)


def _assigned(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """年初市下达安居工程230户: set from above, not yet done."""
    if number.unit == "元" or claim.change:
        return ""
    if _CONTROLLED.search(sentence.near(0, claim.index, 64)):
        return REQUIRED
    return REQUIRED if re.search(r"下达[^，；]{0,12}(?:任务|计划|指标|工程|项目)[^，；]{0,4}$", before) else ""


#: Tokens before a figure in which 每 still speaks of it.
_NEAR = 24


def _routine(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """每季度进行一次随访: what is done again and again is no count."""
    start, _ = sentence.segment(claim.index)
    near = sentence.tokens[max(start, claim.index - _NEAR) : claim.index]
    every = any(t.kind == "EVERY" and t.text.startswith("每") for t in near)
    return REQUIRED if every and number.unit in ("次", "场", "期", "轮", "遍", "回") and _plain(claim) else ""


#: Of figures with a comparison or a movement, and of figures that stand alone.
_PLAN_GOVERNED = (_nearby, _estimated, _penalty, _picked, _paid, _amended, _placed, _scored, _subsidy, _steep)
_PLAN_BARE = (
    _bracketed, _treated, _kept, _areas, _averaged, _attending, _day, _term, _years, _befell, _dues, _forms, _teams, *_PLAN_GOVERNED
)  # fmt: skip
_REPORT_GOVERNED = (_nearby, _penalty, _goal, _assigned, _placed, _called_for)
_REPORT_BARE = (
    _areas,
    _averaged,
    _rated,
    _from_among,
    _aimed,
    _day,
    _term,
    _years,
    _forms,
    _routine,
    _present,
    *_REPORT_GOVERNED,
)


def checks(claim: Claim, report: bool) -> tuple[Check, ...]:
    """What there is to ask of a figure: less where it is compared, for such a figure seldom only describes."""
    if _plain(claim):
        return _REPORT_BARE if report else _PLAN_BARE
    return _REPORT_GOVERNED if report else _PLAN_GOVERNED
