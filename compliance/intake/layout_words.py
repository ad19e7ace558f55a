"""How clerks head their columns, label their forms and mark what they leave out. A wording learned once is added here.

Blanks, full-width letters and invisible characters make no difference; a unit in brackets at the end is read apart.
Words and not a file of data: each process that reads workbooks would have to parse that first.
"""

from __future__ import annotations

#: Columns. The first name of each is the template's own, as are those of `own`; the others are told to the clerk when
#: they are used.
OWN = ("单位名称", "单位类别", "编码")
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("指标编码", "指标代码", "编码", "代码", "指标编号"),
    "name": ("指标名称", "指标", "名称", "项目", "项目名称", "统计指标", "指标内容", "指标项目", "填报指标", "考核指标"),
    "period": ("期间", "填报期间", "统计期间", "报告期", "时间", "时期", "统计时间", "年度", "年份", "季度", "月份", "统计月份", "月度"),
    "scope": ("统计范围", "范围", "口径", "统计口径"),
    "unit": ("计量单位", "单位（计量）", "数据单位"),
    "unit_or_body": ("单位",),
    "body": (
        "填报单位", "报送单位", "地区", "县市", "县（市）", "市县", "县区", "区县", "县（区）", "县（市、区）", "县市区", "乡镇", "乡镇（街道）", "镇街", "街道",
        "市州", "州市", "地市", "州县", "辖区名称", "所属地区", "所属县市", "所属单位", "上报单位", "填报部门", "报送部门", "上报部门", "区划", "行政区划",
        "单位代码", "行政区划代码", "报告单位", "填报地区",
    ),
    "value": (
        "数值", "填报值", "数量", "完成值", "实际值", "完成数", "实际完成", "实际完成值", "完成情况", "数据", "指标值", "填报数", "值", "统计数", "实绩", "实际",
        "实际数", "实际完成数", "完成", "率", "比率", "比例", "百分比",
    ),
    "value_now": ("本期", "本期数", "本年", "本年数", "当年", "当年数", "本期值", "本年度"),
    "value_previous": ("上年", "上年数", "上年同期", "上年同期数", "去年", "去年同期", "上年度", "上年值"),
    "numerator": ("分子", "分子数", "分子值"),
    "denominator": ("分母", "分母数", "分母值", "基数"),
    "explanation": ("分子分母说明", "指标说明", "指标解释", "计算方法", "计算公式", "填报说明", "说明", "指标含义"),
    "source": ("数据来源", "来源", "出处", "数据出处", "提供单位", "数据提供单位", "责任部门", "责任单位", "牵头部门", "牵头单位", "提供部门"),
    "remark": ("备注", "附注", "注"),
    "number": ("序号", "编号", "行号", "行次", "栏次", "No.", "序"),
    "person": ("姓名", "人员姓名", "执法人员姓名", "名字", "负责人姓名"),
    "department": ("单位名称", "部门名称", "部门", "机关名称", "机关", "执法部门", "科室"),
    "id": ("工号", "编码", "证号", "执法证号", "身份证号", "人员编号", "职工号", "证件号", "统一社会信用代码"),
    "category": ("人员类别", "单位类别", "部门类别", "类别", "人员类型", "单位类型", "人员分类"),
    "begins": ("任期起", "任期开始", "任职起始", "任职时间", "任期自", "任期开始日期"),
    "ends": ("任期止", "任期结束", "任职终止", "任期至", "任期截止", "任期结束日期"),
}  # fmt: skip
#: Cells of 填报说明: what stands beside or after the label.
FORM: dict[str, tuple[str, ...]] = {
    "单位代码": ("单位代码", "行政区划代码", "区划代码", "单位编码", "填报单位代码"),
    "单位名称": ("单位名称", "填报单位", "报送单位", "填报单位名称", "报告单位"),
    "填报期间": ("填报期间", "填报期", "报告期", "统计期间", "统计年度", "填报年度", "报告期间", "所属期间"),
    "版本号": ("版本号", "版本", "版次"),
    "统计范围": ("统计范围", "统计口径", "数据范围", "数据口径"),
    "表号": ("表号",),
    "制定机关": ("制定机关", "制表机关"),
    "批准文号": ("批准文号", "文号"),
    "有效期至": ("有效期至", "有效期"),
    "填报人": ("填报人", "填表人", "制表人", "经办人"),
    "审核人": ("审核人", "审核", "复核人"),
    "单位负责人": ("单位负责人", "负责人", "负责人签字"),
    "联系电话": ("联系电话", "电话", "联系方式"),
    "报出日期": ("报出日期", "填报日期", "填表日期", "报送日期", "上报日期"),
}  # fmt: skip
#: A cell with one of these is not filled in.
BLANK = (
    "", "-", "--", "---", "—", "——", "–", "―", "－", "/", "//", "\\", "、", "…", "……", "*", "N/A", "n/a", "NA", "#",
    "．", ".",
)  # fmt: skip
#: So is this, and the clerk is told that a zero has to be written as 0.
NONE = (
    "无",
    "空",
    "没有",
    "暂无",
    "不涉及",
    "不适用",
    "无此项",
    "未填",
    "未填报",
    "无数据",
    "暂未统计",
    "未统计",
    "缺",
)
TOTALS = ("合计", "小计", "总计", "共计", "累计", "平均", "总数")
#: Short words that end or begin so sum up as well: 全州合计.
TOTAL_PARTS = ("合计", "小计", "总计", "共计")
#: "As above": nobody can sort or copy such a row, so it is asked about.
DITTO = ("同上", "同左", "〃", "〞", "″", "上同")
#: A section's name, not an indicator.
SECTIONS = ("其他指标", "合计栏")
#: What the template says beside 其他指标.
FREE_ROWS_NOTE = "以下各行可自行填写：写明指标名称、计量单位和数值，期间不写的按本表填报期间。"
SCOPES: dict[str, tuple[str, ...]] = {
    "本级": ("本级", "本机关", "本单位", "州本级", "市本级", "县本级", "省本级", "区本级", "政府本级"),
    "全域": ("全域", "全省", "全州", "全市", "全县", "全区", "全旗", "含下级", "含所属", "全口径", "本地区", "全地区", "辖区", "合计口径"),
}  # fmt: skip
PERIODS: dict[str, tuple[str, ...]] = {
    "now": ("本期", "本年", "当年", "本年度", "全年", "年度", "本报告期"),
    "previous": ("上年", "上年度", "去年", "上年同期", "去年同期"),
}  # fmt: skip
#: Words that say of a table, a row or a figure that it is not what this unit has done in this period, by what they say.
#: They count where they stand alone (类型 = 目标, 作废 in 备注), or as the name of a sheet or the end of a title.
NARROWED: dict[str, tuple[str, ...]] = {
    "目标": (
        "目标", "目标值", "目标数", "目标任务", "任务目标", "目标分解", "任务分解", "目标任务分解", "分解表", "任务数", "任务书", "计划", "计划数", "计划值",
        "计划完成", "预期", "预期值", "预计", "预计数", "预测", "预测值",
    ),
    "示例": ("例", "示例", "样例", "范例", "样表", "举例", "填写示范", "填报示范", "填表示范"),
    "估计": ("估计", "估计数", "估计值", "估算", "估算数", "暂估", "暂估数", "概数"),
    "未定": ("待核", "待核实", "待核对", "未核实", "待定", "待确认", "未确定"),
    "作废": ("作废", "已作废", "弃用", "停用", "勿用", "无效", "废弃", "旧表", "旧版", "旧数据", "不用"),
    "增减": ("同比", "环比", "同比增长", "环比增长", "同比增减", "同比增幅", "增长率", "增幅", "增减", "增减幅度", "变化", "变动"),
}  # fmt: skip
#: Those that say it at the end of a longer name too: 2024年法治目标.
NARROWED_ENDS = (
    "目标", "目标值", "目标数", "目标任务", "目标分解", "任务分解", "分解表", "示例", "样例", "范例", "样表", "填写示范", "填报示范", "填表示范", "作废", "勿用",
)  # fmt: skip
#: And at its beginning.
NARROWED_STARTS = {"上年度": "上年", "去年": "上年"}
#: Taken off the end of a sheet's name or a title before it is looked up: 上年数据 is 上年.
TAILS = (
    "统计表", "数据表", "情况表", "汇总表", "一览表", "明细表", "填报表", "报表", "表", "清单", "数据", "数值", "数", "值", "情况", "指标", "统计", "汇总",
    "累计", "部分", "版", "页",
)  # fmt: skip
#: Columns whose answer says that a row does not count.
ANSWERS: dict[str, tuple[str, ...]] = {
    "是否有效": ("否", "无效", "不", "不是"),
    "有效": ("否", "无效", "不", "不是"),
    "是否采用": ("否", "不", "不采用"),
    "是否计入": ("否", "不", "不计入"),
    "是否作废": ("是", "作废"),
}  # fmt: skip
#: A name that ends so is a body's: a sheet 公安局 is of that office.
BODIES = (
    "局",
    "委",
    "委员会",
    "办公室",
    "厅",
    "法院",
    "检察院",
    "镇",
    "乡",
    "街道",
    "街道办",
    "街道办事处",
    "管委会",
    "管理局",
    "支队",
    "大队",
)
#: In brackets behind an indicator's name these say nothing else than the name does, as do its unit, scope and period.
HARMLESS = (
    "必填", "选填", "如有", "累计", "全年累计", "本年累计", "年度累计", "实际", "实际值", "实际数", "实际完成", "实际完成值", "完成值", "完成数", "完成情况", "数值",
    "实绩", "填报数", "保留一位小数", "保留两位小数", "百分数", "整数", "自动计算",
)  # fmt: skip
#: What a line under a table begins with when it explains the table.
FOOTNOTES = ("注", "说明", "备注", "附注", "附言")
#: Units that mean the same here.
SAME_UNITS: tuple[tuple[str, ...], ...] = (("件", "起", "宗"), ("人", "名"), ("场次", "场"), ("次", "次数"))
#: Further words for a share in the column of units.
SHARE_UNITS = ("%", "百分比", "比率", "比例", "百分数", "率")
DAY_UNITS = ("日期", "年月日", "日")
