"""What `read -o` fills in: levels of this very unit, period and indicator that were reached; the rest not, or with 请核对."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from compliance import rulebook
from compliance.indicator import Indicators
from compliance.intake.narrative import Narrative, read_report, read_text
from compliance.period import Period

RATE = "行政机关负责人出庭应诉率"
TITLE = "示例市2024年法治政府建设情况报告"


@pytest.fixture(scope="module")
def indicators() -> Indicators:
    return rulebook.load_indicators()


def filled(
    told: str | Narrative, indicators: Indicators, title: str = TITLE, period: str = "2024"
) -> list[tuple[str, bool]]:
    """What is filled in for 示例市, figure by figure as it is written, and whether it asks to be confirmed."""
    report = told if isinstance(told, Narrative) else read_text(f"{title}\n\n{told}")
    facts = report.to_facts(indicators, "990100", Period.parse(period))
    for fact in facts:
        assert fact.guessed == ("请核对" in fact.remark)
    return [(fact.value.text, fact.guessed) for fact in facts if fact.value is not None]


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("全市{}达到95%。", "95%"),
        ("2024年，我市{}为95.5%，高于全省平均水平2个百分点。", "95.5%"),
        ("今年以来，全市各级行政机关负责人出庭应诉率达98%，比上年提高3个百分点。", "98%"),
        ("按照省委、省政府部署，我市{}达到96%。", "96%"),
        ("市政府{}为92%，居全省第一。", "92%"),
        ("截至12月底，{}达到95%。", "95%"),
        ("{}保持在100%。", "100%"),
        ("严格落实制度，{}达到100%，取得良好成效。", "100%"),
        ("{}为85%，未达到90%的要求。", "85%"),
        ("{}为85%，距90%的目标还有差距。", "85%"),
        ("{}达100%，圆满完成90%的目标。", "100%"),
        ("落实《法治建设纲要（2021—2025年）》，全市{}达100%。", "100%"),
    ],
)
def test_a_level_of_this_unit_and_period_needs_no_confirming(
    sentence: str, figure: str, indicators: Indicators
) -> None:
    """Plain reports are filled in without 请核对."""
    assert filled(sentence.format(RATE), indicators) == [(figure, False)]


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("2023年，{}为95%。2024年，为80%。", "80%"),
        ("去年，{}为95%，今年为80%。", "80%"),
        ("{}从2023年的95%下降到2024年的80%。", "80%"),
        ("{}由去年的80%提高到95%。", "95%"),
        ("2022年、2023年、2024年{}分别为95%、97%、85%。", "85%"),
        ("上半年，{}为100%，全年为88%。", "88%"),
        ("全省{}为96%，我市为88%。", "88%"),
        ("全省、全市{}分别为96%、88%。", "88%"),
        ("示例县{}为100%，示例市为85%。", "85%"),
        ("行政机关正职负责人出庭应诉率为30%，{}95%。", "95%"),
        ("{}由80%提高到95%。", "95%"),
        ("{}、行政复议听证率分别为95%、60%。", "95%"),
    ],
)
def test_of_several_figures_the_one_of_this_unit_and_period_is_taken(
    sentence: str, figure: str, indicators: Indicators
) -> None:
    """Last year's, the half-year's, the province's, the other indicator's stand beside it and are not filled in."""
    assert filled(sentence.format(RATE), indicators) == [(figure, False)]


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年全市{}为95%。", "上年同期{}为95%。", "截至6月底，{}为100%。", "12月份{}为100%。", "第三季度{}为100%。", "{}为95%（2023年）。",
        "近三年{}为95%。", "根据邻省2023年报告，{}为97%。", "2021—2023年{}为95%。",
        "全省{}为95%。", "市公安局{}100%。", "经济技术开发区负责人出庭应诉率为100%。", "{}为95%（全省）。", "示例县{}为95%。",
        "全市32个部门中{}达到100%的有30个。", "{}达到95%的县区有3个。",
        "未能达到{}90%的要求。", "{}100%的目标尚未实现。", "离{}90%的要求还有差距。", "如{}达到100%，则予以加分。", "除1件外，{}达到100%。",
        "{}未达到100%。", "{}没有达到90%。", "要求{}达到90%。", "{}应达到90%。", "{}低于90%的，予以通报。", "若{}达到90%，予以奖励。", "{}计划达到95%。",
    ],
)  # fmt: skip
def test_another_time_another_body_a_goal_or_a_miss_is_not_filled_in(sentence: str, indicators: Indicators) -> None:
    """Nothing stands in the row, so that nothing can be met by it."""
    assert filled(sentence.format(RATE), indicators) == []


@pytest.mark.parametrize(
    ("sentence", "doubt"),
    [
        ("目前，{}达到95%。", "原文写的是目前"),
        ("近年来，{}保持在95%。", "原文写的是近年来"),
        ("每年{}都达到95%。", "原文写的是每年"),
        ("2023年，工作扎实。{}为95%。", "前文说的是2023年"),
        ("全省工作扎实，{}为95%。", "前文说的是全省"),
        ("示例县：{}95%。", "前文说的是示例县"),
        ("一、上半年工作情况\n\n{}为95%。", "小标题写的是上半年"),
        ("（一）甲县\n\n{}为95%。", "小标题写的是甲县"),
        ("涉企{}为95%。", "原文是否就是"),
        ("部分单位{}达到95%。", "原文是否就是"),
        ("{}最高的部门达到95%。", "原文是否就是"),
        ("印发方案，明确{}达到95%。", "目标还是结果"),
        ("{}达到95%以上。", "约数或只有界限"),
        ("除涉密案件外，{}达到95%。", "例外"),
    ],
)
def test_what_may_be_another_figure_says_so(sentence: str, doubt: str, indicators: Indicators) -> None:
    """It is filled in with 请核对, and the remark names the doubt."""
    (fact,) = read_text(f"{TITLE}\n\n{sentence.format(RATE)}").to_facts(indicators, "990100", Period.parse("2024"))

    assert fact.guessed
    assert doubt in fact.remark


@pytest.mark.parametrize(
    ("title", "period", "asks"),
    [
        ("示例市2024年法治政府建设情况报告", "2024", False),
        ("2024年法治政府建设情况报告", "2024", False),
        ("示例市人民政府办公室关于2024年法治政府建设情况的报告", "2024", False),
        ("示例省示例市2024年法治政府建设情况报告", "2024", False),
        ("示例市2024年第三季度法治政府建设情况报告", "2024-Q3", False),
        ("示例市2023年法治政府建设情况报告", "2024", True),
        ("示例县2024年法治政府建设情况报告", "2024", False),
        ("甲乙市2024年法治政府建设情况报告", "2024", True),
        ("示例市司法局2024年法治政府建设情况报告", "2024", True),
        ("示例市2024年上半年法治政府建设情况报告", "2024", True),
        ("示例市2024年法治政府建设情况报告", "2024-Q3", True),
    ],
)
def test_a_report_of_another_body_or_time_is_asked_about(
    title: str, period: str, asks: bool, indicators: Indicators
) -> None:
    """What its title says holds for each of its figures."""
    assert filled(f"{RATE}为95%。", indicators, title, period) == [("95%", asks)]


def test_two_figures_of_one_indicator_both_stand_there_and_name_each_other(indicators: Indicators) -> None:
    """Neither can be chosen for the clerk."""
    report = f"{TITLE}\n\n一、依法应诉\n\n{RATE}达到95%。\n\n二、存在的问题\n\n{RATE}仅为85%。"
    first, second = read_text(report).to_facts(indicators, "990100", Period.parse("2024"))

    assert "另处写作85%" in first.remark
    assert "另处写作95%" in second.remark
    assert first.guessed
    assert second.guessed


def test_the_same_figure_told_twice_is_one(indicators: Indicators) -> None:
    """A summary and its details; a rounded and an exact number."""
    assert filled(f"{RATE}达到95%。\n\n全市{RATE}为95%。", indicators) == [("95%", False)]
    assert filled(f"{RATE}达到95%。\n\n全市{RATE}约95%。", indicators) == [("95%", False)]


@pytest.mark.parametrize(
    ("words", "cell"), [("接近100%", "接近100%"), ("九成以上", "九成以上"), ("95%左右", "95%左右"), ("约95%", "约95%")]
)
def test_a_rough_figure_keeps_the_words_that_make_it_rough(words: str, cell: str, indicators: Indicators) -> None:
    """接近100% is not 100%; the cell holds what the report says."""
    assert filled(f"{RATE}{words}。", indicators) == [(cell, True)]
    assert filled("发布行政复议典型案例3次以上。", indicators) == [("3次以上", True)]


def test_a_rate_beside_counts_that_give_another_is_asked_about(indicators: Indicators) -> None:
    """18 of 20 are not 95 %."""
    report = read_text(f"{TITLE}\n\n开庭审理行政诉讼案件20件，行政机关负责人出庭应诉18件，出庭应诉率95%。")

    assert report.inconsistent
    assert filled(report, indicators) == [("20件", False), ("18件", False), ("95%", True)]


def test_what_is_not_filled_in_is_told_with_the_reason(indicators: Indicators) -> None:
    """No figure of a known indicator is lost in silence."""
    report = read_text(f"{TITLE}\n\n上半年，{RATE}为100%，全年为88%。")
    facts, aside = report.prefill(indicators, "990100", Period.parse("2024"))

    assert len(facts) == 1
    assert aside == [(f"{RATE}为100%", "原文是上半年（2024年上半年）的数")]


@pytest.mark.parametrize(
    ("sentence", "periods"),
    [
        ("去年，{}为95%，今年为80%。", ["2023", "2024"]),
        ("上半年，{}为100%，全年为88%。", ["2024-H1", "2024"]),
        ("2022年、2023年{}分别为95%、97%。", ["2022", "2023"]),
        ("近三年{}为95%。", [None]),
        ("{}由去年的80%提高到95%。", ["2023", "2024"]),
    ],
)
def test_a_fact_has_the_period_its_sentence_says(sentence: str, periods: list[str | None]) -> None:
    """去年 is the year before the report's, 上半年 a half."""
    assert [f.period for f in read_text(f"{TITLE}\n\n{sentence.format(RATE)}").facts] == periods


# -- tables


def table_report(path: Path, *rows: tuple[str, ...]) -> Narrative:
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))
    return read_report(path)


@pytest.mark.parametrize(
    "heads",
    [
        ("2023年", "2024年"),
        ("上年", "本年"),
        ("上半年", "全年"),
        ("去年同期", "本期"),
        ("全省", "全市"),
        ("市公安局", "合计"),
    ],
)
def test_only_the_column_of_this_unit_and_period_is_filled_in(
    tmp_path: Path, heads: tuple[str, str], indicators: Indicators
) -> None:
    """Last year's, the half-year's, the province's, a bureau's column is another's."""
    report = table_report(tmp_path / "报告.docx", ("指标", *heads), (RATE, "95%", "80%"))

    assert filled(report, indicators) == [("80%", False)]


def test_a_column_of_changes_holds_no_levels(tmp_path: Path, indicators: Indicators) -> None:
    """10 % under 同比 is how the rate moved."""
    report = table_report(tmp_path / "报告.docx", ("指标", "数值", "同比"), (RATE, "80%", "-10%"))

    assert filled(report, indicators) == [("80%", False)]
    assert [(f.value, f.change and (f.change.kind, f.change.value)) for f in report.facts] == [
        ("0.8", None), (None, ("yoy_rate", "-0.1")),
    ]  # fmt: skip


def test_a_plain_table_is_filled_in(tmp_path: Path, indicators: Indicators) -> None:
    """指标, 单位, 数值."""
    rows = ("指标", "单位", "数值"), (RATE, "%", "80"), ("行政执法案卷评查次数", "次", "1")

    assert sorted(filled(table_report(tmp_path / "报告.docx", *rows), indicators)) == [("1次", False), ("80%", False)]
