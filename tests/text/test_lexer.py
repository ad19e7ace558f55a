"""Numbers, dates and words in official prose."""

import itertools
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.quantity import chinese_number
from compliance.text.lexer import lex
from compliance.text.patterns import MASTER, UNGATED
from compliance.text.surface import surface
from compliance.text.tokens import Number, When
from tests.evaluation.scoring import load


def numbers(text: str) -> list[tuple[Fraction, str]]:
    return [(t.value, t.unit) for t in lex(surface(text).text) if isinstance(t, Number)]


def whens(text: str) -> list[When]:
    return [t for t in lex(surface(text).text) if isinstance(t, When)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("95%", "19/20", "比率"),
        ("９５．５％", "191/200", "比率"),
        ("九成五", "19/20", "比率"),
        ("百分之九十五", "19/20", "比率"),
        ("千分之五", "1/200", "比率"),
        ("5.2‰", "13/2500", "比率"),
        ("三分之一", "1/3", "比率"),
        ("百分之百", "1", "比率"),
        ("12/10万", "3/25000", "比率"),
        ("十二次", "12", "次"),
        ("两期", "2", "期"),
        ("2.7万人次", "27000", "人次"),
        ("1.2亿元", "120000000", "元"),
        ("2.2万亿元", "2200000000000", "元"),
        ("1,234件", "1234", "件"),
        ("2.3万余件", "23000", "件"),
        ("120多支", "120", "支"),
        ("35微克/立方米", "35", "微克/立方米"),
        ("3个百分点", "3", "百分点"),
        ("5 个 工作日", "5", "工作日"),
        ("3000万千瓦", "30000000", "千瓦"),
        ("11分30秒", "23/2", "分钟"),
    ],
)
def test_a_quantity_is_read_exactly(text, value, unit):
    """Every way a figure is written gives one exact value in base units."""
    assert numbers(f"达到{text}。") == [(Fraction(value), unit)]


@pytest.mark.parametrize(
    "text",
    [
        "PM2.5",
        "〔2024〕12号",
        "1+47+N",
        "第十二条",
        "12345热线",
        "5G",
        "“119”消防宣传",
        "0931-8888123",
        "G312线",
        "2021—2025年",
        "每10万人口",
        "第3次会议",
        "①",
        "（三）",
    ],
)
def test_a_name_is_no_number(text):
    """Digits inside names, document numbers, telephone numbers and ordinals are not quantities."""
    assert [v for v, u in numbers(f"推进{text}相关工作") if u] == []


@pytest.mark.parametrize(
    ("text", "role", "last"),
    [
        ("6月底前", "by", "2024-06-30"),
        ("10月前", "by", "2024-09-30"),
        ("2025年底前", "by", "2025-12-31"),
        ("2025年前", "by", "2024-12-31"),
        ("6月30日前", "by", "2024-06-30"),
        ("4月1日前", "by", "2024-03-31"),
        ("三季度末前", "by", "2024-09-30"),
        ("上半年", "in", "2024-06-30"),
        ("“十四五”末", "by", "2025-12-31"),
        ("明年6月底前", "by", "2025-06-30"),
        ("年底前", "by", "2024-12-31"),
        ("2月底前", "by", "2024-02-29"),
    ],
)
def test_a_deadline_is_its_last_permitted_day(text, role, last):
    """A month or year named before 前 is itself too late; 月底前 includes its last day."""
    (when,) = whens(f"于{text}完成")

    assert (role, last) == (when.role, when.last_day(2024).isoformat())


@given(st.integers(1, 9999))
def test_a_chinese_numeral_and_its_digits_are_one(number):
    """Reading the Chinese form of a number gives the number."""
    digits, places = "零一二三四五六七八九", ["", "十", "百", "千"]
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + places[place]
            zero = False
        else:
            zero = True

    assert chinese_number(text) == number
    assert numbers(f"共{text}件")[0] == (number, "件") if text[0] != "零" else True


@given(
    st.text(
        alphabet="一二十百万亿零.0123456789%％年月日到至前后件不低于提高下降“”（）《》、，。 \t\nPM全覆盖应尽必未经",
        max_size=60,
    )
)
def test_tokens_cover_the_text_without_gaps(text):
    """Nothing of a surface is lost or read twice, whatever it holds."""
    front = surface(text)
    tokens = lex(front.text)

    assert "".join(t.text for t in tokens) == front.text
    assert all(a.end == b.start for a, b in itertools.pairwise(tokens))


def test_looking_ahead_at_the_first_letter_changes_nothing():
    """The gate that makes the lexer fast passes over no beginning of a pattern."""
    ungated = re.compile(UNGATED)
    text = surface("".join(e.text for e in (*load("targets_*.txt"), *load("facts_*.txt")))).text

    assert [m.span() for m in ungated.finditer(text) if m[0]] == [m.span() for m in MASTER.finditer(text) if m[0]]


def test_every_place_of_the_surface_leads_back_to_its_character():
    """Blanks and marks that were dropped do not shift the places of the rest."""
    text = "  达 到\u200b９５ ％，**共** 36 次"
    front = surface(text)

    assert front.text == "达到95%，共36次"
    assert text[slice(*front.span(2, 5))] == "９５ ％"


def test_traditional_characters_are_read_too():
    """達到, 個百分點 are the same words."""
    assert numbers("達到９５％以上，提高2個百分點") == [(Fraction(19, 20), "比率"), (2, "百分点")]
