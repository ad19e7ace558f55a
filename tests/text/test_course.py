"""Which sentences of a plan tell of what was done, though their own words do not say so."""

import pytest

from compliance.plans import extract_text

HEAD = "示例县2024年工作报告\n\n"


def found(text: str) -> list[str]:
    return [t.value or "" for t in extract_text(HEAD + text).targets]


def test_a_review_goes_on_to_its_turn():
    """一年来 opens it, 今年 ends it, a bare sentence between the two is past."""
    assert found("一年来，我们克难攻坚。办理代表建议210件。今年新建公路12公里。改造桥梁3座。") == ["12", "3"]


def test_a_review_that_ends_with_a_colon_goes_on_in_numbered_paragraphs():
    """主要做了以下工作： heads them all; a heading of what is to come ends it."""
    review = "过去一年，主要做了以下工作：\n一是发展经济。新增企业36家。\n二是改善民生。改造住房120套。\n"

    assert found(review + "二、2024年重点工作\n新建公路12公里。") == ["12"]


@pytest.mark.parametrize(
    "text",
    [
        "民生福祉持续增进。新增学位3600个，改造小区46个。",
        "全年地区生产总值186亿元，增长6.2%。新增企业36家。",
        "我们坚持生态优先。完成造林3.6万亩。",
        "预计全年完成投资86亿元，新开工项目52个。",
        "消费市场活跃，荣获全省先进。新建市场6个。",
    ],
)
def test_a_paragraph_of_results_is_known_by_how_it_is_told(text):
    """What became of a thing, a level with its growth, 我们 without 要, 预计, an honour received."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("持续增进民生福祉。新增学位3600个，改造小区46个。", ["3600", "46"]),
        ("绿色发展更加彰显。森林覆盖率达到25%，优良天数不少于320天。", ["0.25", "320"]),
        ("我们要坚持生态优先。完成造林3.6万亩。", ["36000"]),
        ("近年来，成效明显。为此制定本方案。\n新建市场6个。", ["6"]),
        ("地区生产总值达到186亿元，增长6.2%以上。", ["18600000000", "0.062"]),
    ],
)
def test_a_goal_told_likewise_stays_one(text, values):
    """A verb first, a bound, 要, an introduction: nothing of it is a review."""
    assert found(text) == values
