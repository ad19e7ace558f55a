"""Writes the sample workbooks of this folder: `python data/build_samples.py`.

`linxia-2023.xlsx` holds what 临夏回族自治州 reported for 2023 (临州府发〔2024〕15号), figure by figure as printed there.
`example/` holds an invented county and prefecture whose figures show every verdict and every flag.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl

from compliance import checking, rulebook
from compliance.fact import Fact, Figure
from compliance.intake import template
from compliance.period import Period
from compliance.quantity import Quantity

HERE = Path(__file__).parent
CITED = "临州府发〔2024〕15号"

#: Indicator, 数值, 分子, 分母, 统计范围, 备注: as the report prints them.
LINXIA = [
    ("行政机关负责人出庭应诉率", "100%", "", "", "全域", "各级行政机关共参加一审行政应诉案件324件，行政机关负责人出庭应诉率达到100%；未列开庭件数和出庭件数"),
    ("重大行政决策合法性审查率", "", "96", "96", "本级", "州政府96件重大行政决策及常务会议题，做到了合法性审核“应审必审”"),
    ("行政复议案件纠错率", "15.8%", "29", "184", "全域", "已审结184件；行政复议纠错29件，纠错率15.8%"),
    ("行政复议受理件数", "206件", "", "", "全域", "受理行政复议案件206件"),
    ("审计覆盖率", "100%", "", "", "全域", "实现重大项目、财政预算执行、经济责任等领域审计监督全覆盖"),
    ("审核重大合同及框架协议件数", "19件", "", "", "本级", "含重大合同及框架协议19件"),
    ("规范性文件报备件数", "4件", "", "", "本级", "及时报备州政府规范性文件4件；未列应报备件数"),
    ("规范性文件备案审查件数", "12件", "", "", "全域", "备案审查县（市）政府及州直部门规范性文件12件；未列收到备案件数"),
    ("领导干部学法次数", "36次", "", "", "本级", "州委、州政府全年组织开展领导干部学法36次；与法治专题讲座不是同一指标"),
    ("行政执法人员培训人次", "2.8万人次", "", "", "全域", "累计培训执法人员2.8万人次；未列学时"),
    ("行政执法人员考试通过率", "92%", "", "", "全域", "考试通过率达92%"),
    ("自查自纠问题条数", "132条", "", "", "全域", "自查自纠问题132条"),
    ("自查自纠问题整改到位率", "99%", "", "", "全域", "整改到位99%"),
    ("行政处罚案件数", "2.3万余件", "", "", "全域", "共办理行政处罚案件2.3万余件"),
    ("适用两轻一免行政处罚案件数", "5836件", "", "", "全域", "适用“两轻一免”规定办理行政处罚案件5836件"),
    ("矛盾纠纷排查调处件数", "8296余件", "", "", "全域", "排查调处各类矛盾纠纷8296余件"),
    ("矛盾纠纷调解成功率", "99%", "", "", "全域", "调解成功率达到99%"),
    ("网办率", "99.97%", "", "", "全域", "全州网办率达99.97%"),
    ("承诺时限压缩比", "92.75%", "", "", "全域", "承诺时限压缩比达92.75%"),
    ("平均跑动次数", "0.03次", "", "", "全域", "平均跑动次数降至0.03次"),
    ("政务服务事项数", "67696项", "", "", "全域", "认领编制政务服务事项累计67696项"),
    ("行政许可事项数", "333项", "", "", "全域", "动态调整行政许可事项清单333项"),
    ("政法系统涉企案件数", "5401件", "", "", "全域", "政法系统破获、审结涉企案件共5401件；不是涉企行政案件"),
    ("涉企案件挽损金额", "1188万余元", "", "", "全域", "挽损1188万余元"),
    ("为企业帮办实事件数", "226件", "", "", "全域", "帮办实事226件"),
    ("破获不良资产清收案件数", "26起", "", "", "全域", "破获不良资产清收案件26起"),
    ("协助清收资金", "2.7亿元", "", "", "全域", "协助清收资金2.7亿元"),
    ("公证案件数", "3196件", "", "", "全域", "办理公证案件3196件"),
    ("司法鉴定案件数", "1086件", "", "", "全域", "办理司法鉴定案件1086件"),
    ("法律援助案件数", "1378件", "", "", "全域", "办理法律援助案件1378件"),
    ("人大代表建议办结件数", "109件", "", "", "全域", "办结人大代表建议109件"),
    ("政协委员提案办结件数", "214件", "", "", "全域", "政协委员提案214件"),
    ("公共法律服务中心数", "9个", "", "", "全域", "建成公共法律服务中心9个"),
    ("公共法律服务工作站数", "131个", "", "", "全域", "乡镇（街道）公共法律服务工作站131个"),
    ("公共法律服务工作室数", "1203个", "", "", "全域", "村（社区）公共法律服务工作室1203个；基本实现全覆盖"),
    ("乡镇街道赋权事项数", "699项", "", "", "全域", "累计赋予行政许可和行政处罚事项699项"),
    ("法治为民办实事项数", "10项", "", "", "本级", "完成10项州级法治为民办实事项"),
    ("专项应急预案数", "47个", "", "", "本级", "47个州级专项应急预案"),
    ("法治宣讲场次", "1300余场次", "", "", "全域", "开展宣讲活动1300余场次"),
    ("普法讲师团人数", "13名", "", "", "全域", "选聘13名法学专家组建全州“八五”普法讲师团"),
    ("法治宣讲小分队数", "120多支", "", "", "全域", "州、县（市）组建120多支宣讲小分队"),
    ("法治新闻报道篇数", "1021篇", "", "", "全域", "刊播法治类新闻、通讯文章1021篇（条）"),
    ("送法进企业场次", "57场次", "", "", "全域", "“送法进企业”普法宣传活动57场次"),
    ("民营企业法治体检场次", "37场次", "", "", "全域", "民营企业“法治体检”活动37场次"),
    ("法律咨询次数", "931次", "", "", "全域", "提供法律咨询931次"),
]  # fmt: skip

#: The county's rows: indicator, 数值, 分子, 分母, 统计范围, 数据来源, 备注.
COUNTY = [
    ("行政机关负责人出庭应诉率", "100%", "", "", "全域", "法院", "只报了比率"),
    ("行政复议案件纠错率", "14.1%", "29", "184", "全域", "复议平台", ""),
    ("行政诉讼一审纠错率", "", "18", "150", "全域", "法院", ""),
    ("行政复议受理件数", "206件", "", "", "全域", "复议平台", ""),
    ("行政复议上期结转件数", "10件", "", "", "全域", "复议平台", ""),
    ("行政复议期末未结件数", "30件", "", "", "全域", "复议平台", ""),
    ("行政复议典型案例发布次数", "30次", "", "", "全域", "司法局", ""),
    ("规范性文件备案率", "", "20", "20", "全域", "司法局", ""),
    ("规范性文件备案率", "", "21", "21", "全域", "人大常委会", ""),
    ("备案审查率", "", "5", "4", "全域", "司法局", ""),
    ("备案审查纠错率", "", "0", "0", "全域", "司法局", "本年没有发现需要纠正的文件"),
    ("综合窗口覆盖率", "50%", "", "3", "全域", "政务服务管理机构", ""),
    ("行政执法案卷评查次数", "10余次", "", "", "全域", "司法局", ""),
    ("行政执法质量考评次数", "3次", "", "", "全域", "司法局", ""),
    ("政府领导班子法治专题讲座期数", "5期", "", "", "本级", "政府办公室", ""),
    ("审计覆盖率", "", "9", "10", "全域", "审计局", ""),
]  # fmt: skip
EARLIER = {2020: "2次", 2021: "2次", 2022: "3次", 2023: "2次"}
PREFECTURE = [
    ("行政机关负责人出庭应诉率", "", "23", "30", "全域", "法院", ""),
    ("行政执法质量考评次数", "10次", "", "", "全域", "司法局", ""),
    ("行政执法质量考评次数", "2次", "", "", "本级", "司法局", ""),
    ("政府领导班子法治专题讲座期数", "2期", "", "", "本级", "政府办公室", ""),
    ("法治政府建设年度报告公开日期", "", "", "", "本级", "", ""),
]  # fmt: skip


def figure(text: str) -> Figure | None:
    """A figure as printed."""
    if not text:
        return None
    quantity = Quantity.parse(text)
    return Figure(quantity.value, text, step=quantity.step, approximate=quantity.approximate)


def fact(unit: str, period: Period, row: tuple[str, ...], source: str = "") -> Fact:
    """One row as a fact."""
    name, value, numerator, denominator, scope, *rest = row
    given, remark = (rest[0], rest[1]) if len(rest) == 2 else (source, rest[0])
    return Fact(unit, period, name, scope, figure(value), figure(numerator), figure(denominator), given, remark)


def build_linxia(out: Path) -> None:
    """What 临夏州 reported, in the template that binds it, with 格尔木市's targets for comparison."""
    unit, period, questions, indicators = checking.template_questions("622900", "2023", (), ["golmud-2024"])
    rows = [fact(unit.code, period, row, CITED) for row in LINXIA]
    template.write(out, unit, period, questions, indicators, rows)


def build_county(out: Path) -> None:
    """An invented county: every verdict, nearly every flag, and a list of 61 persons."""
    unit, period, questions, indicators = checking.template_questions(
        "990101", "2024", [str(HERE / "example" / "example-2024.yaml")]
    )
    rows = [fact(unit.code, period, row) for row in COUNTY]
    rows += [
        fact(unit.code, Period(year), ("行政复议典型案例发布次数", text, "", "", "全域", "司法局", "往年数"))
        for year, text in EARLIER.items()
    ]
    template.write(out, unit, period, questions, indicators, rows)
    workbook = openpyxl.load_workbook(out)
    figures = workbook["指标数据"]
    for cells in figures.iter_rows(min_row=2):
        if cells[1].value == "政府法律顾问论证审查率":
            cells[5].value = 0.9  # a clerk's bare number: 90 % or 0.9 %
    people = workbook["人员培训"]
    heading = next(r for r in range(1, 20) if people.cell(r, 1).value == "序号")
    next(c for c in people["A"] if c.value == "行政执法人员").offset(column=1).value = 61
    hours = [Fraction(60 + i % 7) for i in range(58)] + [Fraction(59), Fraction(119, 2), Fraction(48)]
    for i, length in enumerate(hours):
        row = heading + 1 + i
        people.cell(row, 2).value = f"人员{i + 1:02}"
        people.cell(row, 3).value = f"ZF{i + 1:03}"
        people.cell(row, 4).value = "行政执法人员"
        people.cell(row, 5).value = int(length) if length.denominator == 1 else float(length)
    _signed(workbook)
    template.save(workbook, out)


def build_prefecture(out: Path) -> None:
    """The invented prefecture above it, whose 全域 figure is not the sum of its parts."""
    unit, period, questions, indicators = checking.template_questions(
        "990100", "2024", [str(HERE / "example" / "example-2024.yaml")]
    )
    template.write(out, unit, period, questions, indicators, [fact(unit.code, period, row) for row in PREFECTURE])
    workbook = openpyxl.load_workbook(out)
    _signed(workbook)
    template.save(workbook, out)


def _signed(workbook: openpyxl.Workbook) -> None:
    cover = workbook["填报说明"]
    words = {
        "填报人": "填报人甲",
        "审核人": "审核人乙",
        "单位负责人": "负责人丙",
        "报出日期": date(2025, 1, 8).isoformat(),
    }
    for row in cover.iter_rows(max_col=2):
        if row[0].value in words:
            row[1].value = words[str(row[0].value)]


def main() -> None:
    """Write all of them."""
    assert rulebook.load().rules
    build_linxia(HERE / "linxia-2023.xlsx")
    build_county(HERE / "example" / "示例县-2024.xlsx")
    build_prefecture(HERE / "example" / "示例市-2024.xlsx")


if __name__ == "__main__":
    main()
