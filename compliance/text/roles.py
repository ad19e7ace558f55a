"""What a figure is not: names, thresholds, baselines, weights, conditions, past results. Each with its reason in Chinese."""

from __future__ import annotations

import re

from compliance.text import description
from compliance.text.grammar import Claim, Sentence
from compliance.text.lexicon import COUNTS_OF_MEASURES, words
from compliance.text.reasons import (
    AGE,
    CONDITION,
    INVOLVED,
    MEASURES,
    NAMED,
    ORIGIN,
    RATIO,
    REQUIRED,
    REWARD,
    SCALE,
    SPAN,
    SPELLED,
    THRESHOLD,
    UNITLESS,
    WEIGHT,
)
from compliance.text.tokens import Number, When

_AFTER = 16  # how many characters after a figure are looked at
_MEASURES = re.compile(
    "(?:[1-4一二三四]级)?(?:重点|具体|主要|大|硬|工作|政策|便民|惠民|专项)?(?:"
    + "|".join(sorted(COUNTS_OF_MEASURES, key=len, reverse=True))
    + ")(?!化|厂房|班级|车)"
)
_MEASURE_UNITS = frozenset(words("大类 大项 项 条 个 类 种 大 方面 点 章 节 部分 张 环节 级 套 步 件"))
#: Things, not acts: a number of these before 以上 and a noun says which ones are meant.
_PHYSICAL = frozenset(
    words(
        "元 美元 吨 蒸吨 蒸吨/小时 千瓦 兆瓦 吉瓦 平方米 立方米 公里 米 厘米 毫米 公顷 亩 公斤 升 岁 年 人 级 度 千伏 伏 千伏安 张 床 头 只 户 分 日 天 小时 个月 元/平方米 吨标准煤 届 立方米/日 吨/年 吨/日 辆 层"
    )
)
_DOING = re.compile(
    r"(?:新增|新建|完成|培训|安排|投入|引进|争取|建设|筹集|改造|建成|打造|培育|创建|举办|组织|开展|发放|实现|落实|达|新改建|种植|造林|化解|办理|调解|检查|抽查|招引|入库|带动|吸纳|发展|设立|开设|配备|选派|选聘|招聘|招录|"
    r"储备|开工|竣工|投产|实施|推出|拍摄|制作|编制|制定|发布|印发|评选|命名|认定|遴选|征集|收集|整改|排查|销号|治理|修复|绿化|植树|铺设|打通|推进|推动|支持|帮扶|救助|安置|解决|争创|获评|查处|办结|审结|执结|转化|签约|落地|建立|成立|布局|布设|安装|加装|补齐|召开|学习|宣讲|走访|慰问|接待|下访|化解)[\u4e00-\u9fff]{0,6}$"
)
_SUBJECT_OF_AGE = re.compile(r"寿命|年龄|平均")
_SCORE = re.compile(r"扣|加分|计分|得分|满分|分值|赋分|记分|考核|权重|测评|评分|计")
_WEIGHT = re.compile(r"权重|分值|考核|测评|评价|评议|得分|成绩")
_REWARD = re.compile(
    r"(?:奖励|奖补|给予|补助|补贴|处以?|罚款|扣减|扣除|扣|奖|一次性奖励|最高奖励|资助)(?:其|每[个家人项])?(?:最高|不超过|最高不超过|各|资金|共|共计|一次性)?$"
)
_SIZE = re.compile(
    r"(?:总投资|计划投资|概算|占地|占地面积|总占地|建筑面积|总建筑面积|年产|年产值|产值|总面积|设计|装机|库容|注册资本|投资额|面积|营业收入|主营业务收入|年营收|规模|投资|额度|金额|涉及|人口|容量)(?:约|近|达|为|超过|过|超|逾)?$"
)
_CONDITION_START = re.compile(
    r"^(?:[”’）)]?)(?:对|凡|若|如|如果|逾期|对于|发生|经查|连续|累计|因|存在|出现|连续两|未能|鼓励.{0,6}对)"
)


def what_it_is_not(sentence: Sentence, claim: Claim, claims: list[Claim], position: int, report: bool = False) -> str:
    """Why the claim states nothing measurable, or "" where it may. A report's baselines, prizes and sizes are figures too."""
    if claim.number is None:
        return NAMED if sentence.quoted[claim.index] == "《" else ""
    if sentence.quoted[claim.index]:
        return NAMED
    if claim.origin and not report:
        return ORIGIN
    number = claim.number
    start, end = sentence.segment(claim.index)
    before = sentence.near(start, claim.first)
    after = _after(sentence, claim, end)
    for check in (*(_REPORT_CHECKS if report else _PLAN_CHECKS), *description.checks(claim, report)):
        why = check(sentence, claim, number, before, after)
        if why:
            return why
    if _is_threshold(sentence, claim, claims, position, before, after, end):
        return THRESHOLD
    if _is_condition(sentence, claim, start, end, before, after, report):
        return CONDITION
    if not report and (_is_size(claim, before, after, sentence, end) or _size_again(claims, position, after)):
        return SCALE
    if not report and _listed_on(sentence, claim, claims, position):
        return INVOLVED
    return ""


def _after(sentence: Sentence, claim: Claim, end: int) -> str:
    if claim.last + 1 >= end:
        return ""
    first = sentence.tokens[claim.last + 1].start
    return sentence.text[first : min(first + _AFTER, sentence.tokens[end - 1].end)]


def _age(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    if number.unit in ("个月", "月") and claim.bound and re.match(r"(?:龄)?(?:的)?(?:婴|幼|儿童|新生)", after):
        return AGE  # 6个月内婴儿
    if number.unit != "岁" or claim.level_verb or claim.change or _SUBJECT_OF_AGE.search(before[-12:]):
        return ""
    return "" if claim.op and not claim.bound and not after else AGE


_FREE_UNITS = frozenset(
    words(
        "次 场 场次 期 所 座 家 名 人 件 批 篇 份 台 辆 套 户 起 轮 遍 例 支 处 部 个 万 学时 课时 小时 人次 期次 班次 条"
    )
)
_CALLED = re.compile(
    r"(?:召开|开展|举办|组织|进行|召集|通报|公布|检查|调度|培训|轮训|报告|发布|听取|集中|接受|参加|更新|汇报|评估|评查|研究|调研|巡查|监测|演练|分析|会商|公开|走访|新建|建成|建设|新增)(?:了|过)?$"
)


def _spelled(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """Chinese numerals are mostly names (三项制度); they count beside a comparison, after 每年, or after their noun."""
    if not number.spelled or claim.op or claim.change or claim.level_verb or claim.stay:
        return ""
    if number.unit in ("比率", "百分点") or number.text.endswith("番") or claim.low is not None:
        return ""
    if number.unit == "期" and number.value <= 5 and not claim.every and not _CALLED.search(before):
        return SPELLED  # 公园三期
    if number.unit not in _FREE_UNITS or before.endswith("一式"):
        return SPELLED
    if number.value == 1:
        return (
            "" if claim.every and (number.unit in ("次", "场", "期", "轮", "遍") or _CALLED.search(before)) else SPELLED
        )
    if (
        claim.every
        or (not after and number.unit != "个")
        or after[:1] in "、，"
        or _CALLED.search(before)
        or number.value > 99
        or claim.approximate
    ):
        return ""
    return SPELLED


def _measures(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    if claim.op or claim.change or number.unit not in _MEASURE_UNITS or number.value > 999:
        return ""
    found = _MEASURES.match(after)
    return MEASURES if found and (number.unit != "件" or found[0].endswith("实事")) else ""


#: 每低1个百分点扣0.5分: a step of a scoring scale.
_PER_STEP = re.compile(
    r"每(?:有|低于?|高于?|少于?|多|超过?|增加?|减少?|提高|下降|降低?|上升|发[现生]|出现|查实|逾期|延迟|迟报)?$"
)


def _weight(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    if number.unit == "分" and not claim.op and (_SCORE.search(before) or claim.bound == ""):
        return WEIGHT
    start, _ = sentence.segment(claim.index)
    own = sentence.near(start, claim.index, _AFTER)
    if number.unit == "分" and re.search(r"扣|[加减]分", own):  # 最多扣3分
        return WEIGHT
    if number.unit == "比率" and re.search(r"总分值?的?$", own):
        return WEIGHT
    if _PER_STEP.search(own) and re.match(r"[^，]{0,12}(?:扣|[加减计]\d|[加减]分)", after):
        return WEIGHT
    if (
        number.unit == "比率"
        and not claim.op
        and re.search(r"(?:占|占比|权重)(?:为)?$", before + sentence.words(claim.first, claim.index))
        and _WEIGHT.search(sentence.near(0, claim.index))
    ):
        return WEIGHT
    return ""


def _reward(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    if number.unit not in ("元", "分", "美元"):
        return ""
    return (
        REWARD
        if (_REWARD.search(before) and not _RAISED.search(before))
        or re.search(r"按(?:照)?每[\u4e00-\u9fff]{1,2}$", before)
        or re.match(r"(?:以内|以下|左右)?的?标准(?:给予|发放|补助|补贴|奖|予以|执行)", after)
        else ""
    )


#: 筹集就业补助资金60亿元 is money to be found, not what is paid to each.
_RAISED = re.compile(r"(?:筹集|筹措|争取|安排|投入|落实|拨付|统筹|兑付|兑现|发放)[^，；]{0,10}资金$")
#: Who takes part, how a thing is divided, what the land is like: counted, never asked for.
_STANDING = re.compile(
    r"(?:由|适用于(?:全[省市县区])?|发挥|依托|会同|(?:分|划分|区分)[为成][^，；]{0,16}|下辖|海拔|距[^，；]{0,8}|降[水雨]量|气温|积温|无霜期|日照时数)(?:约|近)?$"
)


def _standing(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    if claim.op or claim.change or claim.level_verb or number.unit in ("比率", "百分点"):
        return ""
    start, _ = sentence.segment(claim.index)
    if "发挥" in before and "作用" in after:
        return INVOLVED
    return INVOLVED if _STANDING.search(sentence.near(start, claim.first)) else ""


def _ratio(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    return RATIO if number.change == "ratio" and not claim.op else ""


#: 24小时扑灭率: the time belongs to the name of the rate.
_RATE_OF = re.compile(r"[\u4e00-\u9fff]{1,8}率")


def _duration(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    if (
        number.unit in ("年", "年度", "周年", "学年", "届", "任")
        and not claim.level_verb
        and not (claim.op and not claim.bound)
    ):
        return SPAN
    if (
        number.unit in ("小时", "天")
        and not claim.op
        and not claim.change
        and re.match(
            r"(?:[”’]?)[\u4e00-\u9fff]{0,3}(?:值班|值守|服务|在线|受理|全天|不打烊|不间断|监测|营业|开放|响应|自助|通办|热线|运行|监控|值勤|备勤|待命|轮值|内)",
            after,
        )
    ):
        return SPAN
    if number.unit == "小时" and re.match(r"(?:滑动)?(?:平均|均值)", after):  # 臭氧日最大8小时平均浓度
        return SPAN
    if number.unit in _TIMES_WITHIN and not claim.op and not claim.change and _RATE_OF.match(after):
        return SPAN
    if (
        number.unit in ("个月", "月", "天", "日", "周", "星期", "季度", "小时", "分钟", "秒")
        and not claim.op
        and not claim.change
    ):
        return (
            SPAN
            if re.match(
                r"(?:的)?(?:时间|攻坚|行动|集中|专项|周期|生活圈|健身圈|就医圈|服务圈|[\u4e00-\u9fff]{0,6}圈|期|左右|为期)",
                after,
            )
            or re.search(r"(?:为期|历时|利用|用|分|有效期|有效期为|期限为|再|公示期)$", before)
            else ""
        )
    return ""


def _unitless(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    if number.unit or claim.op or claim.change or claim.level_verb or claim.stay:
        return ""
    return UNITLESS


_COUNTED = re.compile(
    r"(人次|人日|户次|家次|件次)(?:数|量)?$|(人|户|件|家|次|起|亩|吨|辆)数$|(人员|人口|劳动力|职工|学生|教师|居民|农民|游客|旅客|党员|干部|用户)(?:总数|数量|数|规模)?$"
)


def unit_of_noun(subject: str) -> str:
    """总诊疗人次95.5亿, 卫生人员132.7万: the unit a noun is counted in, "" where it does not tell."""
    found = _COUNTED.search(subject.rstrip("”’为达共约超近"))
    return "" if not found else found[1] or found[2] or "人"


_OF_A_RULE = re.compile(r"(?:以上|以内|以下)?的(?:政策|要求|规定|标准|目标|任务|部署|原则|指标)")


def _required(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """In a report: 不低于50%的要求 and 在三日内办结 tell of a rule, not of a result."""
    if claim.op and (
        _OF_A_RULE.match(after)
        or (claim.bound and re.match(r"[\u4e00-\u9fff]{1,8}的(?:规定|要求|政策|标准|原则)", after))
    ):
        return REQUIRED
    if claim.bound and re.search(r"标准(?:为|是)[\u4e00-\u9fff]{0,6}$", before):
        return REQUIRED
    timed = number.unit in ("学时", "小时", "课时", "日", "天") and not claim.change and not claim.level_verb
    if timed and re.match(r"[\u4e00-\u9fff]{0,6}(?:制度|机制)", after):  # 60学时培训制度
        return REQUIRED
    if (
        number.unit in _TIMES_WITHIN
        and claim.bound == "<="
        and not claim.level_verb
        and not claim.stay
        and before.endswith(("在", "于", "应", "须", "的诉求在"))
    ):
        return REQUIRED
    return ""


def _score(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    return WEIGHT if number.unit == "分" and re.search(r"扣|加分|计分|满分|分值|赋分|记分|权重", before) else ""


def _named_nothing(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """In a report 为 and 是 are enough for a number without unit."""
    if (
        number.unit
        or claim.op
        or claim.change
        or claim.level_verb
        or claim.stay
        or claim.origin
        or re.search(
            r"(?:率|比|比例|占比|指数|系数|得分|评分|比重)[”’]?(?:\([A-Za-z-]{1,8}\))?值?(?:为|是|达)?$", before
        )
    ):
        return ""
    if unit_of_noun(before) and number.text[-1:] in "万亿余多":
        return ""
    return UNITLESS


_PLAN_CHECKS = (
    _age, _spelled, _measures, _weight, _reward, _standing, _ratio, _duration, _unitless
)  # fmt: skip


def _ranked(sentence: Sentence, claim: Claim, number: Number, before: str, after: str) -> str:
    """在15个区县中排名第10位: the number of those compared."""
    return (
        INVOLVED
        if re.match(r"[\u4e00-\u9fff]{1,10}?中?(?:排名|位居|位列|排第|第[\d一二三四五六七八九十]+[位名])", after)
        else ""
    )


_REPORT_CHECKS = (
    _ranked, _required, _age, _spelled, _measures, _score, _ratio, _duration, _named_nothing
)  # fmt: skip


#: 每人联系2户以上困难群众: so many for each.
_EACH = re.compile(r"每(?:人|名|位|个|村|乡|镇|县|户|家|所|校)[^，；\d]{0,10}$")


def _is_threshold(
    sentence: Sentence, claim: Claim, claims: list[Claim], position: int, before: str, after: str, end: int
) -> bool:
    """20万元以上的村, 30人以上作业的矿山: a bound that picks out things, with the things after it."""
    number = claim.number
    assert number is not None
    if claim.change or claim.level_verb or claim.stay or number.unit in ("比率", "百分点"):
        return False
    if after.startswith("级") and number.unit in _PHYSICAL:  # 50亿元级产业集群
        return True
    start, _ = sentence.segment(claim.index)
    if (
        claim.bound
        and claim.first == claim.index
        and start
        and sentence.tokens[start - 1].text == "("
        and number.unit in _PHYSICAL
    ):
        return True  # (运距500公里以上)
    noun = after.removeprefix("的")
    if not noun or noun[0] in "、，；。)”和及与或":
        return False
    if not claim.bound:
        counted = any(c.index < end and c.unit not in ("", "比率") for c in claims[position + 1 : position + 2])
        return number.unit == "级" or (
            number.unit in _PHYSICAL
            and claim.op in (">", "<", "<=", ">=")
            and after.startswith("的")
            and (counted or not _DOING.search(before))
        )
    if claim.first < claim.index or _EACH.search(before):
        return False
    if _attributive(sentence, claim, after, end) and not _DOING.search(before):
        return True
    later = any(
        c.index < end and c.index > claim.index and (c.number is None or c.unit != "" or c.op)
        for c in claims[position + 1 : position + 4]
    )
    if number.unit in _TIMES_WITHIN and claim.bound == "<=":
        return False
    if later:
        return not _wanted(claim, claims, position, before)
    if number.unit in _PHYSICAL:
        return not (
            _DOING.search(before)
            and not re.match(r"(?:的)?[\u4e00-\u9fff]{0,4}(?:项目|企业|工程|机组|锅炉|单位|地区|城市|乡镇|村)", after)
        )
    if _wanted(claim, claims, position, before) or re.match(
        r"(?:竣工|开工|投产|完成|达到|实现|通过|建成|入库|达标|进入|获评|投入|签约|落地)", noun
    ):
        return False
    return not before or bool(re.search(r"(?:对|在|将|含|的|、|按|把|于|向)$", before))


def _wanted(claim: Claim, claims: list[Claim], position: int, before: str) -> bool:
    """培育5家以上年销售收入过百亿元、2家以上…的企业: so many are asked for, whatever the list says of them."""
    if claim.unit in _PHYSICAL:
        return False
    if _DOING.search(before):
        return True
    earlier = [c for c in claims[max(0, position - 2) : position] if c.unit == claim.unit and c.bound == claim.bound]
    return before.endswith(("、", "和", "及")) and any(not c.why for c in earlier)


_TIMES_WITHIN = frozenset(words("日 天 小时 分钟 工作日 自然日 个月 秒 周"))


def _attributive(sentence: Sentence, claim: Claim, after: str, end: int) -> bool:
    """500万人次以上的机场，…: nothing but the things meant, before the comma."""
    return bool(re.fullmatch(r"的[\u4e00-\u9fff]{1,8}", after)) and end < len(sentence.tokens) and claim.unit != "比率"


def _is_condition(
    sentence: Sentence, claim: Claim, start: int, end: int, before: str, after: str, report: bool
) -> bool:
    """对考核得分90分以上的单位 …: the figure stands in the condition, before its 的; 达不到90%的，… is one in itself."""
    if sentence.ahead(claim.last + 1, end).endswith("的") and (claim.op or after == "的"):
        return end == len(sentence.tokens) or sentence.tokens[end].kind in ("COMMA", "SEMI")
    opening = sentence.words(start, min(start + 2, end))
    if not _CONDITION_START.match(opening):
        return False
    if (
        report and not claim.op and opening.startswith("对") and claim.unit not in _TIMES_WITHIN
    ):  # 对319名被告人判处缓刑: whom it met is told
        return False
    rest = sentence.ahead(claim.last + 1, end)
    if (
        opening.startswith("对")
        and claim.op
        and re.match(r"的[^，；]{1,10}(?:给予|予以|进行|实行|依法|通报|约谈)", rest)
    ):
        return True
    if "的" not in rest or claim.level_verb or claim.unit == "比率":
        return False
    head = rest[: rest.rindex("的")]
    return not re.search(r"不少于|不低于|至少|达到", head) and not (
        claim.op and not claim.bound and not rest.endswith("的")
    )


#: 83座水库、216处隐患点: nothing but a noun and a mark between two counts.
_NEXT_OF_LIST = re.compile(r"[\u4e00-\u9fff]{0,10}(?:、|和|及|与|以及)[\u4e00-\u9fff]{0,2}")


def _listed_on(sentence: Sentence, claim: Claim, claims: list[Claim], position: int) -> bool:
    """The figure goes on with a list of what is only spoken of."""
    before = claims[position - 1] if position else None
    if before is None or before.why != INVOLVED or claim.op or claim.change or claim.unit in ("比率", "百分点"):
        return False
    between = sentence.text[sentence.tokens[before.last].end : sentence.tokens[claim.first].start]
    return bool(_NEXT_OF_LIST.fullmatch(between)) and not _DOING.search(between)


def _size_again(claims: list[Claim], position: int, after: str) -> bool:
    """总投资120亿元的铁路、50亿元的电站: the second size of a list."""
    before = claims[position - 1] if position else None
    claim = claims[position]
    return (
        before is not None
        and before.why == SCALE
        and before.unit == claim.unit
        and not claim.op
        and after.startswith("的")
    )


#: What a project is like, wherever it stands: (总长126公里、概算投资168亿元), 服务人口15万人.
_EXTENT = re.compile(
    r"(?<!完成)(?<!实现)(?<!新增)(?:总长度?|全长|线路长度?|总投资|概算投资|估算投资|服务人口|(?<!达到)建设规模[^，；]{0,10})$"
)


def _is_size(claim: Claim, before: str, after: str, sentence: Sentence, end: int) -> bool:
    """总投资50亿元的项目, 占地150亩的园区."""
    if claim.unit not in _PHYSICAL and claim.unit not in ("个", "吨/年"):
        return False
    if claim.unit == "元" and not claim.op and not before.strip("、和及") and after.startswith("的"):
        return True
    stem = re.sub(r"(?:约|近|达|达到|为|超过|超|不低于|以上|以下)+$", "", before)
    if not claim.op and re.search(
        r"^[^，]{0,12}(?<!完成)(?<!实现)(?<!新增)(?:总投资|计划总投资|概算总投资|占地面积|占地|总建筑面积|建筑面积)$",
        stem,
    ):
        return True
    if _EXTENT.search(stem):
        return True
    if not _SIZE.search(stem):
        return False
    rest = sentence.ahead(claim.last + 1, end)
    return "的" in rest[:24] and not claim.level_verb and not claim.change


def names(sentence: Sentence) -> list[tuple[int, str]]:
    """Tokens that hold digits and are names, dates or ordinals, each with the reason it is left alone."""
    found: list[tuple[int, str]] = []
    for index, token in enumerate(sentence.tokens):
        if token.kind == "NAME":
            found.append((index, token.sense))
        elif isinstance(token, When):
            found.append((index, "起止年份" if token.role == "span" else "日期或期间"))
        elif token.kind in ("BASE", "TEXT", "WORD", "EVERY", "FIXED") and any(c.isdigit() for c in token.text):
            found.append(
                (
                    index,
                    "对比的基期" if token.kind == "BASE" else "日期或期间" if token.kind == "EVERY" else "名称中的数字",
                )
            )
    return found
