"""Results made by hand: an invented county that shows every verdict, basis, flag, gap, waiver and kind of target once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from string import Formatter
from typing import Any

from msgspec.structs import replace

from compliance.errors import CODES, Problem, problem
from compliance.fact import Fact, Figure, Record, Roll, Submission
from compliance.indicator import Group, Indicator, Kind
from compliance.period import Period
from compliance.region import Unit
from compliance.rule import Comparison, Document, Op, Relative, Rule, default_title
from compliance.source import Place
from compliance.verdict import Actual, Evidence, Gap, Required, Result, Verdict, Waiver

FILE = "示例县2024年填报表.xlsx"
UNIT = Unit("990101", "示例县", "县", "9901")
OTHER_UNIT = Unit("990102", "样本县", "县", "9901")
YEAR = Period(2024)
PLAN = Document(
    "shili-2024", "示例省2024年法治政府建设工作要点", "示例省", "990000", "示政办〔2024〕1号", date(2024, 3, 1), YEAR
)
OTHER_PLAN = Document("yangben-2024", "样本市法治政府建设2024年工作要点", "样本市", "991100", period=YEAR)

PERSONS = Group("行政执法人员", "人员培训", ("行政执法人员",))
DEPARTMENTS = Group("行政执法部门", "部门情况", ("行政执法部门",))


def indicator(name: str, kind: Kind = "rate", unit: str = "%", **more: Any) -> Indicator:
    return Indicator(name, name[:4], kind, unit, f"报告期内的{name}。", **more)


def share(op: Op, text: str) -> Comparison:
    return Comparison(op, "%", text, Fraction(text.rstrip("%")) / 100)


def number(op: Op, value: int, unit: str) -> Comparison:
    return Comparison(op, unit, f"{value}{unit}", Fraction(value))


def day(op: Op, iso: str) -> Comparison:
    return Comparison(op, "日期", iso, Fraction(date.fromisoformat(iso).toordinal()))


def rule(ident: str, clause: str, quote: str, of: Indicator, comparison: Comparison, **more: Any) -> Rule:
    document = more.pop("document", PLAN)
    group = more.get("group")
    title = default_title(of, comparison, group, more.get("every", "year"), "人" if group is PERSONS else "个")
    return Rule(f"{document.id}-{ident}", document, clause, quote, of, comparison, more.pop("title", title), **more)


def cell(where: str, sheet: str = "指标数据") -> Place:
    return Place(FILE, sheet, where)


def figure(text: str, where: str, value: Fraction | int | None = None, sheet: str = "指标数据") -> Figure:
    return Figure(Fraction(text) if value is None else Fraction(value), text, cell(where, sheet))


def verdict(of: Rule, code: str, **more: Any) -> Verdict:
    more.setdefault("required", Required(of.comparison.required_text(), of.comparison.value))
    more.setdefault("steps", (f"结论：{more.get('reason', '')}",))
    return Verdict(more.pop("unit", UNIT), more.pop("period", YEAR), of, more.pop("binding", True), code, **more)  # type: ignore[arg-type]


def counted(n: int, d: int, text: str, row: int) -> dict[str, Any]:
    """Both counts given, in F and G of `row`."""
    return {
        "actual": Actual(text, Fraction(n, d), "counts", counts=(n, d)),
        "evidence": (Evidence(cell(f"G{row}"), str(n), "分子"), Evidence(cell(f"H{row}"), str(d), "分母")),
        "steps": (
            f"取数：分子 {n}（{cell(f'G{row}')}），分母 {d}（{cell(f'H{row}')}）",
            f"计算：{n} ÷ {d} = {text}",
            "结论",
        ),
    }


def reported(text: str, value: Fraction, row: int, basis: str = "reported", source: str = "") -> dict[str, Any]:
    """A rate alone, in F of `row`."""
    return {
        "actual": Actual(text, value, basis, source),  # type: ignore[arg-type]
        "evidence": (Evidence(cell(f"F{row}"), text, "数值"),),
    }


ATTENDANCE = indicator("行政机关负责人出庭应诉率", numerator="负责人出庭件数", denominator="开庭审理件数", final=True)
BUSINESS = indicator("涉企行政案件负责人出庭应诉率", part_of=ATTENDANCE.name)
CORRECTION = indicator("行政复议案件纠错率")
FIRST_INSTANCE = indicator("行政诉讼一审纠错率")
SUED = indicator("复议后被诉比例")
LECTURES = indicator("政府领导班子法治专题讲座期数", "count", "期")
CHANGED = indicator("未经法定程序变更或停止执行的行政决策件数", "count", "件")
REPORT_DAY = indicator("法治政府建设年度报告公开日期", "date", "日期")
CATALOGUE_DAY = indicator("重大行政决策事项目录公布日期", "date", "日期")
LIST_DAY = indicator("行政执法事项目录公示日期", "date", "日期", level="record")
HOURS = indicator("行政执法人员年度培训学时", "hours", "学时", level="record")
WINDOWS = indicator("综合窗口覆盖率")
DECISIONS = indicator("重大行政决策合法性审查率")
HEARINGS = indicator("行政机关负责人参加行政复议听证率")
NOTICES = indicator("备案审查通报次数", "count", "次")
AUDIT = indicator("审计覆盖率")
EXAMS = indicator("国家工作人员学法用法考试次数", "count", "次")
FILING = indicator("规范性文件备案率")


def persons() -> tuple[Record, ...]:
    """人员01 … 人员61; the last three below 60 hours, and the first with a hostile name."""
    names = ["<script>alert(1)</script>"] + [f"{'赵钱孙李周吴郑王'[i % 8]}某{i:02}" for i in range(2, 62)]
    return tuple(
        Record(
            UNIT.code, "人员培训", YEAR, name, f"A{i:03}", ("行政执法人员",),
            {HOURS.name: figure(str(hours := 64 if i <= 58 else 60 - 4 * (i - 58)), f"D{i + 4}", hours, "人员培训")},
            place=cell(f"B{i + 4}", "人员培训"), cells={HOURS.name: cell(f"D{i + 4}", "人员培训")},
        )
        for i, name in enumerate(names, 1)
    )  # fmt: skip


def facts() -> tuple[Fact, ...]:
    """Rows of 指标数据, row 7 left blank."""
    blank = {r: cell(f"{c}7") for r, c in (("数值", "F"), ("分子", "G"), ("分母", "H"))}
    return (
        Fact(UNIT.code, YEAR, ATTENDANCE.name, "全域", None, figure("27", "G3"), figure("30", "H3")),
        Fact(
            UNIT.code,
            YEAR,
            CORRECTION.name,
            "全域",
            figure("15.8%", "F4", Fraction(79, 500)),
            figure("29", "G4"),
            figure("184", "H4"),
        ),
        Fact(UNIT.code, YEAR, DECISIONS.name, "本级", cells=blank),
        Fact(UNIT.code, YEAR, "公证件数", "全域", figure("3196", "F30")),
    )


def verdicts() -> tuple[Verdict, ...]:
    """One of each kind, in the order an engine gives them: binding first."""
    relative = Comparison("more_than", "%", relative=Relative(FIRST_INSTANCE.name))
    late = "2025-01-10"
    people = persons()
    below = [p for p in people if p.values[HOURS.name].value < 60]
    waiver = Waiver(
        f"{PLAN.id}-7",
        UNIT.code,
        "2024",
        "新建政务服务中心尚未启用",
        "示例省司法厅",
        "示司函〔2024〕8号",
        "2024-12-31",
        "80%",
    )
    return (
        verdict(
            rule("31a", "31", "推动行政机关负责人出庭应诉率达90%", ATTENDANCE, share("at_least", "90%"), force="推动", reading="“达”含90%本身"),
            "met", reason="27/30 = 90%，不低于 90%", **counted(27, 30, "90%", 3),
        ),
        verdict(
            rule("30a", "30", "纠错率高于本地区同期行政诉讼一审纠错率", CORRECTION, relative),
            "met", required=Required("12%", Fraction(18, 150), (18, 150)), flags=("rate_disagrees_with_counts",),
            reason="29/184 高于 18/150", **counted(29, 184, "15.76%", 4),
        ),
        verdict(
            rule("30b", "30", "经行政复议后被提起行政诉讼的案件比例低于30%", SUED, share("less_than", "30%")),
            "met", reason="40/184 低于 30%", **counted(40, 184, "21.74%", 5),
        ),
        verdict(
            rule("31b", "31", "负责人参加行政复议听证率达到90%以上", HEARINGS, share("at_least", "90%")),
            "not_met", gap=Gap("在这 30 件中还差 4 件；或此后 40 件全部做到", Fraction(4), "件"),
            flags=("stricter_rule",), reason="23/30 = 76.67%，低于 90%", **counted(23, 30, "76.67%", 6),
        ),
        verdict(
            rule("14a", "（十四）", "未经合法性审查的，不得提交集体审议", DECISIONS, share("equals", "100%")),
            "missing", reason=f"“{DECISIONS.name}”没有填写：分子（{cell('G7')}）、分母（{cell('H7')}）",
        ),
        verdict(
            rule("7", "（七）", "政务服务中心综合窗口实现全覆盖", WINDOWS, share("equals", "100%")),
            "not_met", gap=Gap("还差 0.04 个百分点（未报分子分母，无法折算成件数）", Fraction(1, 25), "百分点"), waiver=waiver,
            flags=("impossible_rate",), reason="99.96% 低于 100%", **reported("99.96%", Fraction(2499, 2500), 8),
        ),
        verdict(
            rule("24", "（二十四）", "涉企行政案件负责人100%出庭应诉", BUSINESS, share("equals", "100%")),
            "met", flags=("inferred", "rounded"), reason="据总体推断为 100%", **reported("100%", Fraction(1), 9, "inferred", ATTENDANCE.name),
        ),
        verdict(
            rule("36a", "（三十六）", "领导班子每年应当举办两期以上法治专题讲座", LECTURES, number("at_least", 2, "期"), force="应当"),
            "met", actual=Actual("3期", Fraction(3), "counts"), evidence=(Evidence(cell("F10"), "3", "数值"),), reason="3 期不少于 2 期",
        ),
        verdict(
            rule("14b", "（十四）", "未经法定程序不得擅自变更或停止执行", CHANGED, number("equals", 0, "件")),
            "not_met", actual=Actual("2件", Fraction(2), "counts"), evidence=(Evidence(cell("F11"), "2", "数值"),),
            gap=Gap("超出 2 件", Fraction(2), "件"), flags=("outlier", "approximate"), reason="2 件，要求为 0 件",
        ),
        verdict(
            rule("33", "（三十三）", "法治政府建设年度报告制度，按时向社会公开", REPORT_DAY, day("before", "2025-04-01"), due_from="《督察工作规定》第二十四条"),
            "met", actual=Actual("2025-03-10", Fraction(date(2025, 3, 10).toordinal()), "counts"),
            evidence=(Evidence(cell("F12"), "2025年3月10日", "数值"),), reason="2025-03-10 早于 2025-04-01",
        ),
        verdict(
            rule("15", "（十五）", "制定公布本地区重大行政决策事项目录", CATALOGUE_DAY, day("by", "2024-12-31"), due_implied=True),
            "not_met", actual=Actual(late, Fraction(date.fromisoformat(late).toordinal()), "counts"),
            evidence=(Evidence(cell("F13"), "45667", "数值"),), gap=Gap("逾期 10 天", Fraction(10), "天"), reason=f"{late} 晚于 2024-12-31",
        ),
        verdict(
            rule("36b", "（三十六）", "每人每年接受不少于60学时的培训", HOURS, number("at_least", 60, "学时"), group=PERSONS),
            "not_met", actual=Actual("58/61", Fraction(58, 61), "records", counts=(58, 61), reported="61 人中 58 人达到"),
            gap=Gap(
                "3 人未达到，合计还差 24 学时："
                + "、".join(f"{p.name[:1]}**（{p.values[HOURS.name].place.cell}）还差 {60 - p.values[HOURS.name].value} 学时" for p in below),
                Fraction(3), "人",
            ),
            evidence=(
                Evidence(cell("B2", "人员培训"), "61", "应列人数"),
                *(Evidence(p.values[HOURS.name].place, f"{p.name[:1]}** {p.values[HOURS.name].text}", HOURS.name) for p in below),
                Evidence(people[0].values[HOURS.name].place, f"{people[0].name} 64", HOURS.name),
            ),
            reason="应有 61 人，58 人达到，3 人未达到",
        ),
        verdict(
            rule("21a", "21", "于10月前完成目录制定并公示", LIST_DAY, day("before", "2024-10-01"), group=DEPARTMENTS),
            "met", actual=Actual("5/5", Fraction(1), "records", counts=(5, 5), reported="5 个中 5 个达到"),
            evidence=(Evidence(cell("B2", "部门情况"), "5", "部门数"),), reason="应有 5 个，5 个达到",
        ),
        *(
            verdict(
                rule("11", "11", "严格执行备案审查季度通报制度", NOTICES, number("at_least", 1, "次"), every="quarter"),
                code, period=Period(2024, 3 * q - 2, 3 * q), reason=reason,
                actual=Actual(f"{n}次", Fraction(n), "counts"), evidence=(Evidence(cell(f"F{13 + q}"), str(n), "数值"),),
                gap=Gap("还差 1 次", Fraction(1), "次") if code == "not_met" else None,
            )
            for q, n, code, reason in ((1, 1, "met", "1 次"), (2, 0, "not_met", "0 次"), (3, 0, "not_met", "0 次"), (4, 2, "met", "2 次"))
        ),
        verdict(
            rule("13a", "（十三）", "有件必备", FILING, share("equals", "100%")),
            "not_applicable", reason="分母为 0：本期没有此类业务",
            actual=Actual("0/0", None, "counts", counts=(0, 0)), evidence=(Evidence(cell("H18"), "0", "分母"),),
        ),
        verdict(
            rule("13b", "（十三）", "有备必审", indicator("备案审查率"), share("equals", "100%")),
            "disputed", reason="分子 13 大于分母 12", flags=("identity_fails", "sources_differ", "total_disagrees_with_parts"),
            evidence=(Evidence(cell("G19"), "13", "分子"), Evidence(cell("H19"), "12", "分母")),
        ),
        verdict(
            rule("39b", "39", "学法用法考试至少5次", EXAMS, number("at_least", 5, "次")),
            "pending", actual=Actual("3次", Fraction(3), "counts"), evidence=(Evidence(cell("F20"), "3", "数值"),),
            gap=Gap("还差 2 次", Fraction(2), "次"), progress="进度滞后", reason="核对基准日未过考核时点 2025-12-31，结果仍可能变化",
        ),
        verdict(
            rule("30c", "30", "行政机关败诉率低于10%", indicator("复议后应诉败诉率"), share("less_than", "10%")),
            "pending", progress="进度达标", reason="核对基准日未过考核时点", **counted(3, 40, "7.5%", 21),
        ),
        verdict(
            rule("18", "18", "推进审计全覆盖", AUDIT, share("equals", "100%"), advisory="没有写明周期"),
            "missing", flags=("advisory",), reason=f"“{AUDIT.name}”没有填写",
        ),
        verdict(
            rule("1", "1", "负责人出庭应诉率达到95%", ATTENDANCE, share("at_least", "95%"), document=OTHER_PLAN),
            "not_met", binding=False, gap=Gap("在这 30 件中还差 2 件；或此后 30 件全部做到", Fraction(2), "件"),
            flags=("advised_reading",), reason="27/30 低于 95%", **counted(27, 30, "90%", 3),
        ),
        verdict(
            rule("2", "2", "纠错率高于上年", CORRECTION, Comparison("more_than", "%", relative=Relative(CORRECTION.name, previous=True)), document=OTHER_PLAN),
            "missing", binding=False, reason="上年度的数据没有填写", required=Required("上年度行政复议案件纠错率"),
            actual=Actual("15.76%", Fraction(29, 184), "counts", counts=(29, 184)), evidence=(Evidence(cell("G4"), "29", "分子"),),
        ),
    )  # fmt: skip


def told(code: str, place: Place, **words: str) -> Problem:
    """The problem `code`; a word its sentence has and that is not given here is “…”, so that sentences may be mended."""
    known = CODES[code]
    needed = {name for text in (known.message, known.advice) for _, name, _, _ in Formatter().parse(text) if name}
    return problem(code, place, **{**dict.fromkeys(needed, "…"), **words})


def problems() -> tuple[Problem, ...]:
    """Every audit class and severity."""
    words = {"unit": "示例县", "period": "2024年"}
    return (
        told("impossible_figure", cell("G19"), indicator="备案审查率", what="分子 13 大于分母 12", **words),
        told(
            "rate_disagrees_with_counts",
            cell("F4"),
            indicator=CORRECTION.name,
            what="申报 14.1%，按 29 ÷ 184 为 15.76%",
            **words,
        ),
        told("duplicate_same", cell("F8"), indicator=WINDOWS.name, what="第 8 行和第 9 行", **words),
        told("macros_ignored", Place(FILE)),
    )


def manifest() -> dict[str, Any]:
    return {
        "version": "0.1.0",
        "as_of": "2025-06-30",
        "packs": [PLAN.id],
        "benchmarks": [OTHER_PLAN.id],
        "inputs": [{"file": FILE, "sha256": "ab" * 32}],
        "rules": [
            {"file": f"{PLAN.id}.yaml", "sha256": "cd" * 32},
            {"file": f"{OTHER_PLAN.id}.yaml", "sha256": "ef" * 32},
        ],
    }


def submission(**more: Any) -> Submission:
    given: dict[str, Any] = {
        "sha256": "ab" * 32, "unit": UNIT.code, "unit_name": UNIT.name, "period": YEAR, "version": 2,
        "form": {"填报人": "张三丰", "审核人": "李四光", "单位负责人": "王五", "报出日期": "2025-01-15", "联系电话": "0000-1234567"},
        "facts": facts(), "records": persons(),
        "rolls": (Roll(UNIT.code, "人员培训", YEAR, "行政执法人员", figure("61", "B2", 61, "人员培训"), cell("B2", "人员培训")),),
    }  # fmt: skip
    return Submission(FILE, **{**given, **more})


def result() -> Result:
    """The county's result, with everything a report can show."""
    return Result(verdicts(), problems(), manifest(), (submission(),))


def result_of_two_units() -> Result:
    """The county and a neighbour that reported little."""
    others = tuple(replace(v, unit=OTHER_UNIT, evidence=()) for v in verdicts() if v.verdict == "missing")
    both = result()
    return replace(both, verdicts=(*both.verdicts, *others))


def empty_result() -> Result:
    """A file whose unit is not known: read, and nothing to ask."""
    return Result((), (), manifest(), (submission(unit="", unit_name="", period=None),))
