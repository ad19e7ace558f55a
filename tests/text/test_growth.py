"""Time is linear in the text, also where the text is hostile."""

import time

import pytest

from compliance.intake.narrative import read_text
from compliance.plans import extract_text

HOSTILE = {
    "one endless sentence": "全市出庭应诉率达到95%，",
    "a million digits": "9",
    "nested brackets": "（《“",
    "one endless list": "5%、",
    "operators without numbers": "下降提高到不低于",
    "baselines without levels": "由3到",
    "deadlines": "每年6月底前完成95%以上；",
    "comparisons": "高于全省平均",
    "unchanged": "300件，与上年持平，",
    "changes": "同比下降5%、",
    "prohibitions": "未经",
    "headings": "（一）\n",
    "changes by their kind": "起数和损失上升3%、",
    "notes in brackets": "火灾3起（件，下降2%，",
    "thousands parted by blanks": "1 000 ",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("read", [extract_text, read_text])
def test_four_times_the_text_takes_no_more_than_linear_time(unit, read):
    """A quadratic step would take sixteen times as long; nine allows for noise."""

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        best = 1e9
        for _ in range(2):
            started = time.process_time()
            read(text, "x")
            best = min(best, time.process_time() - started)
        return best

    assert seconds(4800) < 9 * seconds(1200) + 0.05
