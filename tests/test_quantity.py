"""How numbers are written and read, case by case; the laws that hold for all of them are in tests/property."""

from __future__ import annotations

from fractions import Fraction

import pytest

from compliance.quantity import (
    Quantity,
    QuantityError,
    chinese_number,
    clean,
    decimal_text,
    has_odd_digits,
    is_ending,
    is_vague,
    show,
)

Value = Fraction | int | str


@pytest.mark.parametrize(
    ("text", "value", "unit", "step"),
    [
        ("15.8%", "0.158", "%", "0.001"),
        ("１５．８％", "0.158", "%", "0.001"),
        ("15.80 %", "0.158", "%", "0.0001"),
        ("5.2‰", "0.0052", "%", "0.0001"),
        ("3‱", "0.0003", "%", "0.0001"),
        ("60学时", 60, "学时", 1),
        ("60课时", 60, "学时", 1),
        ("1,234,567件", 1234567, "件", 1),
        (".5", "0.5", "", "0.1"),
        ("2.3万", 23000, "", 1000),
        ("2.3万元", 23000, "元", 1000),
        ("2.3亿元", 230000000, "元", 10000000),
        ("2.2万亿元", 2200000000000, "元", 100000000000),
        ("3万万", 300000000, "", 100000000),
        ("3百", 300, "", 100),
        ("3百万人次", 3000000, "人次", 1000000),
        ("-3", -3, "", 1),
        ("−3", -3, "", 1),
        ("负3", -3, "", 1),
        ("负百分之三", "-0.03", "%", "0.01"),
        ("+3", 3, "", 1),
        ("3/4", "0.75", "", 0),
        ("3⁄4", "0.75", "", 0),
        ("3/8%", "0.00375", "%", 0),
        ("百分之九十五", "0.95", "%", "0.01"),
        ("百分之九十五点五", "0.955", "%", "0.001"),
        ("百分之12.5", "0.125", "%", "0.001"),
        ("千分之五", "0.005", "%", "0.001"),
        ("万分之二", "0.0002", "%", "0.0001"),
        ("一百分之五", "0.05", "%", "0.01"),
        ("三分之二", Fraction(2, 3), "%", 0),
        ("千万分之二", Fraction(2, 10**7), "%", 0),
        ("三分之二小时", Fraction(2, 3), "小时", 0),
        ("九成", "0.9", "%", "0.1"),
        ("九成五", "0.95", "%", "0.01"),
        ("9成", "0.9", "%", "0.1"),
        ("9.5成", "0.95", "%", "0.1"),
        ("两期", 2, "期", 1),
        ("三点二五", "3.25", "", "0.01"),
        ("零点五%", "0.005", "%", "0.001"),
    ],
)  # fmt: skip
def test_a_quantity_as_people_write_it(text: str, value: Value, unit: str, step: Value) -> None:
    """Its exact value in base units, its unit, and what one of the last digit written is worth."""
    read = Quantity.parse(text)

    assert (read.value, read.unit, read.step) == (Fraction(value), unit, Fraction(step))
    assert read.text == text
    assert not read.approximate


@pytest.mark.parametrize(
    "text",
    ["约60件", "近60件", "逾60件", "大约60件", "60余件", "60多件", "60来件", "60件左右", "60件上下", "60件余", "六十余", "2.3万余", "约百分之五"],
)  # fmt: skip
def test_an_approximation(text: str) -> None:
    """余, 多, 近, 约, 左右: read, and known not to be exact."""
    assert Quantity.parse(text).approximate


@pytest.mark.parametrize(
    "text",
    [
        "", "件", "六十件吗", "1-2", "5~6", "1 2 x", "12,34", "1,2345", "5%%", "5%‰", "5%件", "百分之五%", "九成‰", "九成十", "九成半",
        "3/0", "零分之一", "〇分之一", "1²", "1②", "①", "½", "三五件", "百分之七八十", "七八成", "五点", "点五", "一二三百", "万", "亿万", "零万", "一.五",
        "十千万", "一百五千", "一百二百", "一万三万", "一亿三亿", "百千分之一", "一亿亿亿", "三亿亿亿", "一" + "万" * 7,
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_refused(text: str) -> None:
    """Two units, a share of a share, a numeral that is an approximation in words, digits that would run together."""
    with pytest.raises(QuantityError):
        Quantity.parse(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("五百二十", 520), ("一百二", 120), ("一百零二", 102), ("一百〇二", 102), ("一百二十三", 123), ("一千零二十", 1020), ("两千三", 2300),
        ("两万三千", 23000), ("两万三", 23000), ("两万零三", 20003), ("一万零二百三", 10230), ("一亿二", 120000000),
        ("十", 10), ("百", 100), ("十五", 15), ("二十", 20), ("贰拾叁", 23), ("五", 5), ("零", 0), ("零五", 5), ("一百零", 100),
        ("二〇二三", 2023), ("一九九八", 1998), ("二零零五", 2005), ("一万亿", 10**12), ("三十万亿", 30 * 10**12), ("四万万", 4 * 10**8),
        ("一亿万", 10**12), ("一亿三千万", 130000000), ("一万二千亿", 12 * 10**11), ("一亿零五万", 100050000), ("十万零五百", 100500),
        ("三点五", "3.5"), ("零点零五", "0.05"), ("十点二五", "10.25"),
    ],
)  # fmt: skip
def test_a_number_in_chinese(text: str, number: Value) -> None:
    """一百二 is 120, 两万零三 is 20003, 四万万 is four hundred million."""
    assert chinese_number(text) == Fraction(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "点",
        "点五",
        "五点",
        "五点十",
        "五点一十",
        "5",
        "甲",
        "五甲",
        "甲五",
        "二三百",
        "一千五六百",
        "万",
        "一" * 4001,
    ],
)
def test_what_is_no_number_in_chinese_is_refused(text: str) -> None:
    """Nothing before or after the point, places after it, another script, two digits before one place."""
    with pytest.raises(QuantityError):
        chinese_number(text)


def test_a_number_of_four_thousand_places_is_read() -> None:
    """Longer ones are refused at once, in Chinese and in figures."""
    assert chinese_number("一" * 4000) == int("1" * 4000)
    assert Quantity.parse("1" * 4000).value == int("1" * 4000)
    with pytest.raises(QuantityError, match="过长"):
        Quantity.parse("1" * 4001)


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("三五", True), ("七八十", True), ("三三", False), ("五", False), ("十五", False), ("二〇", False), ("二零一五", False),
        ("一九九八", False), ("一九九八十", True), ("十一九九八", True), ("二三四五", True), ("一九九", True), ("一九九八七", True),
        ("三三十七八", True), ("", False),
    ],
)  # fmt: skip
def test_an_approximation_in_words(text: str, vague: bool) -> None:
    """三五 is three to five; a year, a row with a zero and equal digits are digits; any row of several is enough."""
    assert is_vague(text) is vague


@pytest.mark.parametrize(
    ("text", "odd"), [("12", False), ("1²", True), ("①", True), ("½", True), ("１２", False), ("一二", False), ("a", False), ("五①", True)]
)  # fmt: skip
def test_digits_that_would_run_together(text: str, odd: bool) -> None:
    """1² would be 12, ½ would be 1⁄2."""
    assert has_odd_digits(text) is odd


def test_clean() -> None:
    """Full width to half width; blanks and invisible characters taken away."""
    assert clean(" １ ２\u3000．５％\u200b\ufeff\n") == "12.5%"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("1/3", None, "0.33"), ("2/3", None, "0.67"), ("1/8", None, "0.125"), ("1/8", 2, "0.13"), ("-1/8", 2, "-0.13"), ("1/8", 5, "0.125"),
        ("1/2", 0, "1"), ("-1/2", 0, "-1"), ("49/100", 0, "0"), ("-49/100", 0, "0"), ("-1/300", None, "0.00"), ("-1/200", 2, "-0.01"), ("1000", None, "1000"),
        ("1/3", 0, "0"), ("1/3", 1, "0.3"), ("2/7", 5, "0.28571"), ("1/1024", None, "0.0009765625"), ("1/625", None, "0.0016"), ("3/400", None, "0.0075"),
        ("0", None, "0"), ("12.50", None, "12.5"),
    ],
)  # fmt: skip
def test_the_plain_decimal(value: str, places: int | None, text: str) -> None:
    """All of it where it ends, else two places or those asked for; half is rounded away from zero; no −0."""
    assert decimal_text(Fraction(value), places) == text


@pytest.mark.parametrize(
    ("value", "ends"), [("1/3", False), ("1/6", False), ("1/8", True), ("1/5", True), ("7", True), ("1/50", True), ("1/70", False)]
)  # fmt: skip
def test_whether_a_decimal_ends(value: str, ends: bool) -> None:
    """Where nothing but twos and fives divides."""
    assert is_ending(Fraction(value)) is ends


@pytest.mark.parametrize(
    ("value", "unit", "line", "places", "text"),
    [
        ("26/29", "%", None, 2, "89.66%"), ("9/10", "%", None, 2, "90%"), ("0.8996", "%", "9/10", 1, "89.96%"), ("0.89996", "%", "9/10", 2, "89.996%"),
        ("0.90004", "%", "9/10", 2, "90.004%"), ("2/3", "%", "2/3", 2, "66.67%"), ("1/3", "学时", "1/4", 2, "0.33学时"), ("100", "件", None, 2, "100件"),
        ("1/8", "", None, 2, "0.13"), ("1/8", "", None, 6, "0.125"), ("-1/1000", "", None, 2, "0"), ("-1/1000", "", "0", 2, "-0.001"),
        ("-3/2", "件", "-1", 2, "-1.5件"), ("-1", "件", "-2", 0, "-1件"), ("-1.4", "", "-1", 0, "-1.4"), ("1/1000", "", "0", 2, "0.001"), ("0.899", "%", "9/10", 1, "89.9%"),
        ("9/10", "%", "9/10", 2, "90%"), ("0.995", "", "1", 2, "0.995"), ("0.994", "", "1", 2, "0.99"), ("10.05", "", None, 2, "10.05"), ("0", "%", "9/10", 2, "0%"), ("0.899961234", "%", "9/10", 2, "89.996%"),
    ],
)  # fmt: skip
def test_shown_to_a_reader(value: str, unit: str, line: str | None, places: int, text: str) -> None:
    """To so many places without trailing zeros, and more where it would otherwise come to stand on or across the line."""
    assert show(Fraction(value), unit, None if line is None else Fraction(line), places) == text


def test_a_quantity_nobody_wrote() -> None:
    """It says itself as somebody would write it; a decimal that never ends as a fraction."""
    assert Quantity.of(Fraction(9, 10), "%").text == "90%"
    assert Quantity.of(Fraction(1, 3), "%").text == "100/3%"
    assert Quantity.of(Fraction(2, 3), "件").text == "2/3件"
    assert Quantity.of(60, "学时") == Quantity(Fraction(60), "学时", "60学时")
