"""What a target asks, in a reader's words: no symbols, shares as per cent."""

from __future__ import annotations

import pytest

from compliance.plans import extract_text


@pytest.mark.parametrize(
    ("sentence", "demand"),
    [
        ("出庭应诉率达到95%以上", "不低于95%"),
        ("败诉率低于10%", "低于10%"),
        ("培训不少于60学时", "不低于60学时"),
        ("监管全覆盖", "为100%"),
        ("增速保持在5%—6%之间", "介于5%和6%之间"),
        ("应诉率高于全省平均水平", "高于全省平均水平"),
        ("于2024年9月底前完成目录公示", "不晚于2024-09-30"),
        ("办件量增长不超过8%", "增加不高于8%"),
    ],
)
def test_a_target_says_what_it_asks(sentence: str, demand: str) -> None:
    """As the draft's reading, the coverage page and the explanation have it."""
    [target] = extract_text(f"2024年工作要点\n\n要确保{sentence}。").targets

    assert target.demand == demand
