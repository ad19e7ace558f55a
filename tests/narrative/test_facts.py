"""What `read` finds in a report: levels, changes, counts behind rates, contradictions, and what is no fact."""

import json

import pytest

from compliance import rulebook
from compliance.intake.narrative import read_text
from compliance.period import Period

HEAD = "示例县人民政府关于2023年度工作情况的报告\n\n"


def facts(sentence: str) -> list[dict]:
    """The facts of one sentence of a report on 2023, as the JSON line has them."""
    return json.loads(read_text(HEAD + sentence, "示例").jsonl_line())["facts"]


def brief(sentence: str) -> list[tuple]:
    return [
        (f["value"], f["unit"], f["change"] and (f["change"]["kind"], f["change"]["value"])) for f in facts(sentence)
    ]


def test_a_line_of_json_has_exactly_the_agreed_keys():
    """One object a report."""
    line = json.loads(read_text(HEAD + "办结206件。", "示例").jsonl_line())

    assert list(line) == ["id", "facts", "inconsistent", "left_alone"]
    assert list(line["facts"][0]) == [
        "quote",
        "indicator",
        "value",
        "unit",
        "numerator",
        "denominator",
        "period",
        "change",
        "approximate",
        "inconsistent",
    ]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("受理案件206件，同比增长15.6%。", [("206", "件", ("yoy_rate", "0.156"))]),
        ("满意率96.5%，较上年提高0.7个百分点。", [("0.965", "比率", ("yoy_points", "0.7"))]),
        ("受理100件，与上年持平。", [("100", "件", ("yoy_rate", "0"))]),
        ("投诉量由1365件减少到982件。", [("1365", "件", None), ("982", "件", None)]),
        ("工业增加值比上年增长8.2%。", [(None, "比率", ("yoy_rate", "0.082"))]),
        ("办结56起，环比下降2.1%。", [("56", "起", ("prev_rate", "-0.021"))]),
        ("排放量比2020年下降8%。", [(None, "比率", ("base_rate", "-0.08"))]),
        ("新增20件，增长1.4倍。", [("20", "件", ("yoy_rate", "1.4"))]),
        ("事故56起、死亡42人，同比分别下降12.5%和16%。", [("56", "起", ("yoy_rate", "-0.125")), ("42", "人", ("yoy_rate", "-0.16"))]),
        ("收入45亿元，同比增长3%，环比下降1%。", [("4500000000", "元", ("yoy_rate", "0.03")), (None, "比率", ("prev_rate", "-0.01"))]),
        ("人口312万人，比上年末减少1万人。", [("3120000", "人", ("yoy_abs", "-10000"))]),
    ],
)  # fmt: skip
def test_a_level_and_its_change_are_one_item(sentence, found):
    """The conventions on levels and changes, one sentence each."""
    assert found == brief(sentence)


def test_a_rate_names_the_counts_it_is_taken_over():
    """29 of 184 closed reads 15.8 %, 29 of 206 received does not: the base is 审结."""
    rate = facts("受理行政复议案件206件，已审结184件；行政复议纠错29件，纠错率15.8%。")[-1]

    assert "纠错29件" in rate["numerator"]
    assert "审结184件" in rate["denominator"]
    assert not rate["inconsistent"]


@pytest.mark.parametrize("rate", ["15.7%", "15.8%", "15.76%"])
def test_rounded_and_truncated_digits_both_agree(rate):
    """29/184 is 15.76…: printed 15.7 or 15.8, it is no contradiction."""
    assert not facts(f"审结184件，纠错29件，纠错率{rate}。")[-1]["inconsistent"]


def test_a_rate_no_base_of_the_sentence_gives_is_inconsistent():
    """305 of 312 cannot be 99.5 %."""
    narrative = read_text(HEAD + "重大隐患312项，已整改305项，整改率99.5%。")

    assert narrative.inconsistent
    assert [f.indicator for f in narrative.facts if f.inconsistent] == ["整改率"]


def test_a_total_below_its_parts_is_inconsistent():
    """Parts that exceed their whole contradict it."""
    totals = facts("案件总数300件，其中甲类120件、乙类150件、丙类40件。")

    assert [f["inconsistent"] for f in totals] == [True, False, False, False]


def test_an_ambiguous_change_of_a_rate_is_told():
    """败诉率11.8%，同比下降3%: percent or points, the words do not say."""
    (fact,) = read_text(HEAD + "败诉率11.8%，同比下降3%。").facts

    assert "百分点" in fact.ambiguous


@pytest.mark.parametrize("text", ["办理2.3万余件", "约3000万元", "近2万人次", "98%以上", "超过50万件"])
def test_rounded_words_are_approximate(text):
    """余, 约, 近, 以上, 超过 in a result."""
    assert [f["approximate"] for f in facts(f"案件{text}。")] == [True]


@pytest.mark.parametrize(
    "sentence", ["下一步，力争办结率达98%。", "2024年将新建司法所12个。", "计划到2025年建成学校3所。"]
)
def test_plans_inside_a_report_are_no_facts(sentence):
    """They are left alone, with that reason."""
    narrative = read_text(HEAD + sentence)

    assert narrative.facts == ()
    assert narrative.left_alone


def test_the_part_on_next_year_holds_no_facts():
    """What stands under 2024年工作安排 is planned."""
    assert [
        f.value
        for f in read_text(HEAD + "一、2023年主要工作\n\n新建学校12所。\n\n二、2024年工作安排\n\n新建学校15所。").facts
    ] == ["12"]


def test_unit_and_period_are_guessed_from_the_title():
    """示例县人民政府关于2023年度…的报告 is of 示例县, for 2023."""
    narrative = read_text(HEAD)

    assert (narrative.unit, narrative.period) == ("示例县", "2023")


@pytest.fixture(scope="module")
def indicators():
    return rulebook.load_indicators()


def prefilled(sentence, indicators):
    return {f.indicator: f for f in read_text(HEAD + sentence).to_facts(indicators, "990101", Period.parse("2023"))}


def test_figures_find_their_indicators_through_aliases_and_the_topic(indicators):
    """审结 after 受理行政复议案件 is 行政复议审结件数; the rate takes its counts along."""
    found = prefilled("全县受理行政复议案件206件，已审结184件；行政复议纠错29件，纠错率15.8%。", indicators)
    rate = found["行政复议案件纠错率"]

    assert {"行政复议受理件数", "行政复议审结件数", "行政复议纠错件数", "行政复议案件纠错率"} == set(found)
    assert (rate.numerator.value, rate.denominator.value) == (29, 184)
    assert not rate.guessed
    assert "纠错率15.8%" in rate.remark


def test_all_reviewed_in_words_counts_as_all(indicators):
    """96件…应审必审 is 96 of 96."""
    fact = prefilled("县政府96件重大行政决策事项，做到了合法性审核“应审必审”。", indicators)["重大行政决策合法性审查率"]

    assert (fact.value.value, fact.numerator.value, fact.denominator.value) == (1, 96, 96)


def test_a_part_is_not_taken_for_the_whole(indicators):
    """涉企 cases are not all cases: unsure, for the clerk to confirm."""
    found = prefilled("政法系统破获、审结涉企案件5401件。", indicators)

    assert "涉企行政案件负责人出庭应诉率" not in found
    assert "一审行政应诉案件数" not in found


def test_a_base_in_the_sentence_before_counts_too():
    """受理206件，审结184件。 纠错29件，纠错率19.8% fits neither base."""
    wrong = read_text(HEAD + "全年受理复议案件206件，审结184件。纠错29件，纠错率19.8%。", "示例")
    right = read_text(HEAD + "全年受理复议案件206件，审结184件。纠错29件，纠错率15.8%。", "示例")

    assert [f.written for f in wrong.facts if f.inconsistent] == ["19.8%"]
    assert not right.inconsistent
    assert right.facts[-1].denominator is not None


def test_parts_that_open_the_next_sentence_are_those_of_the_total_before():
    """共受理120件。其中… is one account."""
    wrong = read_text(HEAD + "全年共受理案件120件。其中，民事案件80件，行政案件60件。", "示例")
    right = read_text(HEAD + "全年共受理案件120件。其中，民事案件80件，行政案件40件。", "示例")

    assert [f.written for f in wrong.facts if f.inconsistent] == ["120件"]
    assert not right.inconsistent


def test_an_indicator_told_twice_with_two_values_is_inconsistent():
    """A summary and its details must agree; figures of other places, times or digits may differ."""
    twice = (
        "一、总体情况\n行政复议综合纠错率{}，履职有力。\n二、主要做法\n坚持依法纠错，行政复议综合纠错率{}，群众满意。"
    )

    assert [f.inconsistent for f in read_text(HEAD + twice.format("15.8%", "18.5%")).facts] == [True, True]
    assert not read_text(HEAD + twice.format("15.8%", "15.8%")).inconsistent
    assert not read_text(HEAD + twice.format("15.8%", "16%")).inconsistent
    assert not read_text(HEAD + twice.format("15.8%", "上年同期行政复议综合纠错率18.5%")).inconsistent
    places = "甲县：群众安全感满意率95%。\n乙县：群众安全感满意率97%。"
    assert not read_text(HEAD + places).inconsistent
