"""What `extract` finds in a plan, what it leaves alone, and how it says so."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.plans import extract_text

HEAD = "示例县2024年工作要点\n\n"
KEYS = [
    "quote",
    "indicator",
    "comparator",
    "value",
    "value_max",
    "unit",
    "period",
    "quantifier",
    "scope",
    "relative_to",
    "approximate",
    "soft",
]


def targets(sentence: str) -> list[dict]:
    """The targets of one sentence of a plan for 2024, as the JSON line has them."""
    line = json.loads(extract_text(HEAD + sentence, "示例").jsonl_line())
    return line["targets"]


def brief(sentence: str) -> list[tuple]:
    return [(t["comparator"], t["value"], t["unit"]) for t in targets(sentence)]


def test_a_line_of_json_has_exactly_the_agreed_keys():
    """One object a document, its targets with twelve keys, its left-alone figures with two."""
    line = json.loads(extract_text(HEAD + "按期办结率达95%以上，“三项制度”落实到位，3人负责。", "示例").jsonl_line())

    assert list(line) == ["id", "targets", "left_alone"]
    assert list(line["targets"][0]) == KEYS
    assert all(list(a) == ["quote", "why"] for a in line["left_alone"])


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("出庭应诉率达90%。", [(">=", "0.9", "比率")]),
        ("败诉率低于10%。", [("<", "0.1", "比率")]),
        ("失业率控制在5.5%以内。", [("<=", "0.055", "比率")]),
        ("产值突破100亿元。", [(">", "10000000000", "元")]),
        ("办理时限由20天缩短为7天。", [("<=", "7", "天")]),
        ("新建学校12所。", [("==", "12", "所")]),
        ("能耗下降3.5%，占比提高2个百分点。", [("decrease", "0.035", "比率"), ("increase", "2", "百分点")]),
        ("宽带用户翻一番，检查总量减少一半。", [("increase", "1", "比率"), ("decrease", "0.5", "比率")]),
        ("工资支付保障制度全覆盖，欠薪案件动态清零。", [("==", "1", "比率"), ("==", "0", "件")]),
        ("做到应保尽保、有案必立。", [("==", "1", "比率"), ("==", "1", "比率")]),
        ("文件未经合法性审核的不得提交审议。", [("==", "0", "件")]),
        ("评查3至5次。", [("between", "3", "次")]),
        ("应在5个工作日内反馈。", [("<=", "5", "工作日")]),
        ("纠错率高于上年同期。", [("relative", None, None)]),
        ("6月底前完成专项清理。", [("by_date", "2024-06-30", "日期")]),
    ],
)
def test_each_comparison_is_told_from_the_others(sentence, found):
    """The conventions, one sentence each."""
    assert found == brief(sentence)


def test_one_value_shared_by_several_indicators_is_one_item_each():
    """及时受理率、按期办结率均达到100% asks two things."""
    assert [t["indicator"] for t in targets("及时受理率、按期办结率均达到100%。")] == ["及时受理率", "按期办结率"]


def test_values_given_in_turn_take_the_comparison_of_the_first():
    """分别 spreads the comparison, 以上 behind the last bound reaches back."""
    assert brief("办结率、化解率分别达到95%、80%。") == [(">=", "0.95", "比率"), (">=", "0.8", "比率")]
    assert brief("培育示范点10个、20个以上。") == [(">=", "10", "个"), (">=", "20", "个")]


def test_soft_and_approximate_words_are_kept_apart_from_the_comparison():
    """力争 is soft, 左右 approximate; neither changes the line."""
    (soft,) = targets("网办率力争达到90%。")
    (about,) = targets("生产总值增长6%左右。")

    assert (soft["comparator"], soft["soft"], soft["approximate"]) == (">=", True, False)
    assert (about["comparator"], about["soft"], about["approximate"]) == ("increase", False, True)


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("每年开展评查不少于2次。", "year"), ("每季度至少检查1次。", "quarter"), ("每半年开展1次演练。", "half-year"), ("任期内至少接受1次培训。", "term"),
        ("每两年开展一次评估。", "every-2-years"), ("到2025年，覆盖率达到90%。", "by-date(2025-12-31)"), ("全年培训不少于3次。", "year"),
    ],
)  # fmt: skip
def test_how_often_and_until_when_goes_to_the_period(sentence, period):
    """A recurrence or a deadline of a number is its period."""
    assert [period] == [t["period"] for t in targets(sentence)]


@pytest.mark.parametrize(
    "sentence", ["去年办结率达98%。", "截至2023年底，全县有学校120所。", "“十三五”以来，覆盖率由80%提高到95%。"]
)
def test_results_a_plan_quotes_are_no_targets(sentence):
    """The past is left alone, with that reason."""
    extraction = extract_text(HEAD + sentence)

    assert extraction.targets == ()
    assert "过去的成绩、现状或基数" in {a.why for a in extraction.left_alone}


def test_a_part_of_the_plan_about_the_past_holds_no_targets():
    """What stands under 工作回顾 was done; what stands under 重点任务 is to be done."""
    extraction = extract_text(HEAD + "一、2023年工作回顾\n\n新建学校12所。\n\n二、重点任务\n\n新建学校15所。")

    assert [t.value for t in extraction.targets] == ["15"]


NUMBERS = [
    "达到95%",
    "12所",
    "2024年",
    "第三条",
    "〔2024〕12号",
    "PM2.5",
    "三项制度",
    "6月底前",
    "每年2次",
    "1+47+N",
    "下降5%",
    "由3个到5个",
    "12345热线",
    "8万元以上项目",
    "1:3",
    "3—5名",
    "7",
    "0.58",
    "25周岁以上",
]
WORDS = [
    "办结率",
    "新建学校",
    "，",
    "。",
    "、",
    "；",
    "（",
    "）",
    "“",
    "”",
    "《",
    "》",
    "不低于",
    "去年",
    "力争",
    "全覆盖",
    "基础上",
    "对",
    "的单位",
    "分别",
    "每季度",
]


@given(st.lists(st.sampled_from(NUMBERS + WORDS), max_size=14))
def test_no_number_is_lost_in_silence(pieces):
    """Every run of digits stands in a target or among the figures left alone, whatever surrounds it."""
    text = HEAD + "".join(pieces)
    extraction = extract_text(text, "x")
    told = [*(t.quote for t in extraction.targets), *(a.quote for a in extraction.left_alone)]

    for digits in re.findall(r"\d+", text):
        assert any(digits in quote for quote in told), digits


@given(st.lists(st.sampled_from(NUMBERS + WORDS), max_size=14))
def test_a_quote_is_a_piece_of_the_text(pieces):
    """Quotes can be found where they came from, and reading twice gives the same."""
    text = HEAD + "".join(pieces)
    first, second = extract_text(text, "x"), extract_text(text, "x")

    assert all(t.quote in text for t in first.targets)
    assert all(a.quote in text for a in first.left_alone)
    assert first.jsonl_line() == second.jsonl_line()


def test_every_step_can_be_explained():
    """The trace names the words that decided, and the reasons of what was left alone."""
    told = extract_text(HEAD + "出庭应诉率不低于90%，落实“三项制度”。").explain()

    assert "不低于" in told
    assert "→ 出庭应诉率不低于90%" in told
    assert "“三项”：名称或引语中的数字" in told


@pytest.mark.parametrize(
    "words", ["示例县人民政府办公室 2024年3月20日印发", "落实2024年1月印发的《示例县应急预案》要求。"]
)
def test_the_day_of_an_imprint_is_no_deadline(words):
    """Only a stretch of time right before what is to be done in it asks for something."""
    assert extract_text(f"示例县2024年工作要点\n\n{words}", "示例").targets == ()


def test_a_clause_number_is_no_part_of_the_date_behind_it():
    """1. 6月底前 is clause 1 and June, not 1.6月."""
    (target,) = extract_text("示例县2024年工作要点\n\n1. 6月底前完成清理。\n", "示例").targets

    assert (target.clause, target.comparator, target.value) == ("1", "by_date", "2024-06-30")


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("县政府领导班子全年举办法治讲座不少于2期。", "本级"),
        ("各级人民政府每年向同级人大常委会报告1次。", "本级"),
        ("县直部门规范性文件备案率达到100%。", "本级"),
        ("全县行政复议纠错率低于15%。", "全域"),
        ("市、县、乡三级行政机关负责人出庭应诉率达到95%。", "全域"),
        ("6月底前，各乡镇完成排查。", "全域"),
        ("行政机关败诉率低于10%。", None),
    ],
)
def test_the_scope_is_given_where_the_words_give_it(sentence, scope):
    """本级 is the body itself, 全域 everything below it; nothing is guessed."""
    assert [t["scope"] for t in targets(sentence)] == [scope]
