"""The words the grammar knows, each with its part of speech and meaning. A reader adds a word here and nowhere else.

Parts of speech: `CMP` comparison before a number, `BOUND` comparison after it, `LEVEL` a verb with the level it ends
at, `STAY` a level that is to be held, `CHANGE` a verb with the amount of change, `BASE` what a change is measured
against, `ABOUT` approximate before, `AROUND` approximate after, `SOFT` a goal less than binding, `FILL` words that may
stand between an operator and its number, `SHARE` what distributes values over subjects, `WORD` words that hide
an operator inside another meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Part = Literal["CMP", "BOUND", "LEVEL", "STAY", "CHANGE", "BASE", "ABOUT", "AROUND", "SOFT", "FILL", "SHARE", "WORD"]

AT_LEAST, MORE, AT_MOST, LESS, EQUAL = ">=", ">", "<=", "<", "=="
UP, DOWN = "increase", "decrease"


def words(text: str) -> tuple[str, ...]:
    """The words of a list written with blanks between them."""
    return tuple(text.split())


_CMP = {
    AT_LEAST: "不低于 不少于 不小于 不短于 不得低于 不得少于 不得短于 不得小于 不能低于 不能少于 不应低于 不应少于 不应小于 应不低于 应不少于 不下于 不宜少于 不宜低于 不亚于 "
    "至少 最少 最低 起码 达到 达至 达 须达 需达 应达 要达 达成 可达 力达 保底 不弱于 ≥ >= 大于等于 大于或等于 大于或者等于 高于或等于 达到或超过 达到或者超过 不劣于 不差于 突破或达到 不低 不少",
    AT_MOST: "不超过 不高于 不多于 不大于 不长于 不突破 不得超过 不得高于 不得多于 不得大于 不得突破 不能超过 不能高于 不能突破 不应超过 不应高于 不应大于 不宜超过 不超 不得超 "
    "控制在 控制为 限制在 压控在 管控在 严控在 最多 最高 最长 至多 最迟 不逾 ≤ <= 小于等于 小于或等于 低于或等于 不晚于 不迟于 封顶 上限为",
    MORE: "超过 高于 大于 突破 多于 超出 优于 快于 好于 高出 迈上 跨越 > 超",
    LESS: "低于 慢于 小于 少于 不足 不到 未满 不满 短于 <",
}

#: verb stem → direction. Stem + 到/至/为 is a LEVEL, the stem itself a CHANGE.
_RISE = words(
    "净增 净增长 净增加 多增 偏高 偏多 快 高出 升高 提高 提升 增加 增长 上升 扩大 扩展 拓展 扩充 扩容 扩面 上涨 攀升 增强 改善 优化 拓宽 延长 跃升 回升 递增 调高 上调 上浮 提速 加快 增 升 涨 扩 增产 增收 多收 增值 升级 恢复 充实 壮大 做大 推高 多 延伸 增配 增持 突破 发展 稳步提高 稳步提升 大幅提升 大幅提高 逐步提高 逐步提升 扩增 净增长 净增加 反弹 提前 提 走高 回暖 高"
)
_FALL = words(
    "净减少 净减 少增 偏低 偏少 走低 降幅收窄 下降 降低 减少 压减 压缩 缩短 精简 削减 缩减 回落 下跌 减 降 收窄 递减 减轻 下调 压降 压低 缩小 下浮 下滑 压 缩 跌 精减 核减 调减 消减 调低 压紧 减税 节约 节省 整合 合并 归并 放缓 收缩 萎缩 裁减 消化 少 降本 低 减排 压实 滑落 负增长 递降 同比降 减产 减收 退"
)
#: Verbs too loose to mean a change when a number follows directly (发展5家 is a count).
_LEVEL_ONLY = frozenset(
    words(
        "发展 壮大 做大 充实 恢复 突破 整合 合并 归并 升级 优化 扩面 增配 扩容 扩充 拓展 扩展 消化 减税 节约 节省 延伸 扩 压实 高 低 退 提 提前 增值 推高 降本 减排 延长 扩大"
    )
)
_TO = ("到", "至", "为", "到了", "成")

_STAY = "稳定在 保持在 维持在 稳定保持在 稳定 保持 维持 稳控在 始终保持 持续保持 继续保持 常年保持在 常年保持 全年保持在 持续稳定在 总体稳定在 基本稳定在 始终保持在 处于 位于 巩固在"
_BOUND = {
    AT_LEAST: "以上 及以上 之上 (含)以上 或以上",
    AT_MOST: "以内 之内 以下 及以下 之下 内 (含)以下 (含)以内 (含)内 以里 封顶 为限",
    "between": "之间",
}
_ABOUT = "约为 大约为 约 大约 近 将近 接近 逾 约占 约有 超 将近有 大概 大致 约计 约合 接近于 上 基本"
_AROUND = "左右 上下 前后 多 余 有余"
_SOFT = "力争 争取 原则上 一般 努力 力求 尽量 尽可能 鼓励 倡导 一般应 一般不 一般为 奋力 力争实现 争取实现 有望 原则"
_FILL = (
    "的 在 再 要 须 应 需 到 至 于 共 计 共计 总计 合计 累计 为 是 有 以 占 总体 总量 总数 平均 均值 目标 目标为 预期 实现 完成 确保 保证 力保 应当 需要 必须 仍 已 还 "
    "应为 需为 应有 不得 该 其 数 比例 比例为 规模 水平 同时 每年 年均 人均 各 分别 均 都 全部 全面 即 实际 总 将 能 可 稳步 持续 逐步 大幅 有效 进一步 明显 继续 较 比 控制 也 则 "
    "总体上 整体 综合 最终 一次性 按时 同步 净 又 , ( 由 从 目标值为 目标值 指标值 比重 比重为 占比 占比为 居 名义 实质 强 快 相应 年 就 了 不变价 可比价 按可比价 按可比价计算 按可比价格计算 按不变价格计算 : 个 省 全年 全市 全省 全县 每人 每生 每户 每名 每位 每亩 每件 每个 每家 每所 每村"
)
_SHARE = "分别 均 都 双双 各 同时 一并 依次"
_WORD = (
    "签约 签约率 预约 预约率 违约 违约率 履约 履约率 集约 公约 契约 合约 节约型 新增 新增加 累计新增 增设 增派 增发 增补 增聘 增开 加减 高压 高速 高标准 高质量 少数 多次 压缩比 压减比 压减率 压缩率 压降率 精简率 缩短率 下降比例 提升率 提高比例 减少率 增加值 增加额 增值率 降解率 减排量 达标 发达 到达 直达 传达 下达 送达 抵达 表达 通达 到位 送达率 增长率 增速 涨幅 增幅 降幅 降低率 下降率 提高率 增长点 增长极 升学率 减负 减税降费 减灾 防灾减灾 减排 超标 超额 超前 超时 超龄 "
    "超限 超载 超级 超低排放 超大 超长 超越 附近 近期 近日 近视 近平 内容 内部 内控 内外 内涵 内生 为民 为主 为了 认为 作为 行为 以为 成为 因为 为重 高于一切 多元 多措 多跨 多方 余下 其余 业余 剩余 富余 "
    "到期 到底 到场 到人 到户 到岗 减轻 目的 标的 要求 要点 需求 应急 应用 应对 应当 总体要求 总书记 比例 比较 比对 比如 比赛 对比 占用 占地 占地面积 有关 有效 有力 所有 拥有 还有 只有 没有 共同 共享 共治 公共 "
    "在线 在建 存在 现在 正在 在册 在校 在园 在职 在岗 在编 于是 关于 由于 对于 至今 直至 以至 甚至 的确 再生 再次 再造 计划 统计 审计 设计 会计 预计 计算 合计数 不低于一 年均 全年 "
    "减员 减缓 减值 减持 减幅 增值税 增添 增设 增效 增强 升级 升温 降水 降尘 降雨 降价 涨价 涨跌 提速 不断 扩建 改扩建 扩面 扩权 扩散 扩围 起草 起步 起底 起诉 起来 一起 多发 多样 多次 多个 多种 多项 多家 "
    "上述 上市 上下游 上下班 上下联动 线上 网上 马上 早上 晚上 以下简称 以下方面 以下措施 如下 地下 下达 下设 下辖 一下 以内部 县以上 省以上 市以上 乡以上 满意 满足 充满 不满意 少数民族 少年 少先队 多数 至少数"
)


def _verbs(stems: Iterable[str], op: str, direction: str) -> dict[str, tuple[Part, str]]:
    words: dict[str, tuple[Part, str]] = {}
    for stem in stems:
        if stem not in _LEVEL_ONLY:
            words[stem] = ("CHANGE", direction)
        for to in _TO:
            words[stem + to] = ("LEVEL", op)
    return words


def _lexicon() -> dict[str, tuple[Part, str]]:
    words: dict[str, tuple[Part, str]] = {}
    words |= dict.fromkeys(_WORD.split(), ("WORD", ""))
    words |= dict.fromkeys(_FILL.split(), ("FILL", ""))
    words |= dict.fromkeys(_ABOUT.split(), ("ABOUT", ""))
    words |= dict.fromkeys(_AROUND.split(), ("AROUND", ""))
    words |= dict.fromkeys(_SOFT.split(), ("SOFT", ""))
    words |= dict.fromkeys(_SHARE.split(), ("SHARE", ""))
    words |= _verbs(_RISE, AT_LEAST, UP) | _verbs(_FALL, AT_MOST, DOWN)
    words |= dict.fromkeys(_STAY.split(), ("STAY", ""))
    words |= {w: ("CMP", op) for op, ws in _CMP.items() for w in ws.split()}
    words |= {w: ("BOUND", op) for op, ws in _BOUND.items() for w in ws.split()}
    return words


LEXICON = _lexicon()

#: Measure words and units, as written. Those with a slash or an ASCII letter are added by the pattern in `lexer`.
UNITS = words(
    "吨公里 人公里 客公里 吨海里 车公里 % ‰ ‱ 个百分点 百分点 个千分点 千分点 个学时 学时 课时 学分 个小时 小时 分钟 秒 秒钟 个工作日 工作日 个月 个季度 季度 个星期 星期 周 周岁 岁 年 日 天 个自然日 自然日 个交易日 时辰 周年 月 件次 件人次 件 期次 期 次 人次 人日 人天 人月 人年 人份 人 个 名 位 家次 家 户次 户 所次 所 座 处次 处 项次 项 起 宗 例次 例 场次 场 班次 班 批次 批 篇次 篇 份 条次 条 部 辆次 辆 台次 台套 台件 台 套 张 只 头 匹 羽 尾 株 棵 亩次 亩 公顷 平方米 平方公里 平方千米 立方米 立方 公里 千米 海里 里 米 厘米 毫米 万吨 吨标准煤 吨标煤 蒸吨 吨 公斤 千克 斤 克 毫克 微克 升 毫升 千升 亿千瓦时 千瓦时 千伏安 兆伏安 千伏 千瓦 兆瓦 吉瓦 兆 度 焦耳 吉焦 ℃ 摄氏度 分贝 贝可 元 块钱 美元 欧元 港元 港币 人民币 日元 英镑 块 镑 分 岁 学年 届 任 轮次 轮 遍 回 级 倍 成 番 层 栋 幢 间次 间 片 块 段 口 眼 孔 盏 根 面 顶 床 箱 包 瓶 支次 支 枚 颗 粒 对 双 组 队次 队 艘次 艘 架次 架 列 趟次 趟 枝 标准箱 标箱 集装箱 剂次 剂 针次 针 支 册次 册 本 卷 幅 首 种 大类 大项 类 门 节次 节 堂次 堂 讲 版 网 站 点 点位 村 镇 乡 县 校次 校 课 店 企 国 车次 车 船次 船 机位 车位 床位 泊位 席 桌 码 单 笔 宗次 封 通 例 股 票 户数 环节 字 句 页 家(次) 人(次) 件(人)次 人(件)次 批(人)次 件(次) 场(次) 辆(次) 户(次) 条(次) 个(次) 批(次) 宗(件) 件(起) 起(件) 篇(条) 条(件) 名(人) 辆次 团次 团 拨 拨次 波 窝 箱次 桶 袋 罐 捆 担 丈 尺 寸 公分 平方 平米 立米 方 万 对次 刻 夜 晚 剧 出 档 台班 人/次 学位 用户 瓦 千伏 赫兹 兆赫 比特 字节 帧 标立方米 标方 万方 千兆 T P E EFLOPS PFLOPS km² km2 km/h km m² m³ m2 m3 m/s ㎡ ㎞ ㎏ ㎎ ㎜ ㎝ kg t/d t kW·h kWh kW MW GW kV·A kVA MVA mg/L mg/m³ μg/m³ ug/m³ μg/m3 ug/m3 mg mm cm dB(A) dB hm² hm2 ha TB GB PB MB Mbps Gbps MPa ppm NTU L mL h min s"
)

#: Numbers with these are counts of measures or parts of a text, not of things done.
COUNTS_OF_MEASURES = words(
    "任务 重点任务 主要任务 工作任务 具体任务 措施 举措 具体措施 重点措施 硬措施 政策措施 工作措施 条款 意见 方面 方面任务 指标 具体指标 主要指标 目标 主要目标 具体目标 原则 基本原则 要求 部分 章节 阶段 领域 重点领域 内容 维度 板块 重点工作 专项行动 行动 制度 机制 清单 要点 任务清单 关键 问题和 层面 步骤 规定 禁令 体系 举措中 系列 大类 小类 类别 要素 条件 工作 政策 工程 大工程 计划 标准 工作机制 工作要求 重点举措 改革 改革任务 改革事项 维护 意识 自信 确立 务必 代表 全面 坚持 统一 优先 结合 必须 不放过 不准 严禁 到位 保障 创新 提升 强化 建立 工作专班 专项工作组 工作组 专责组 小组 专班 职责 实事 民生实事 惠民实事"
)
