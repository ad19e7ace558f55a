"""The reading of numbers: what it prints it reads, it prints nothing on the wrong side of a line, and any text is
either a quantity or a `QuantityError`."""

from __future__ import annotations

import time
from contextlib import suppress
from fractions import Fraction
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compliance import quantity
from compliance.quantity import UNITS, Quantity, QuantityError, chinese_number, clean, decimal_text, show

BASE_UNITS = sorted({base for base, _ in UNITS.values()})
VALUES = (
    st.fractions(0, 10**6, max_denominator=10**9)
    | st.fractions(0, 1, max_denominator=400)
    | st.integers(0, 10**30).map(Fraction)
)
#: Everything a quantity can be written with, so that the fuzz lands near the grammar.
ALPHABET = "0123456789０９.,．，+-−负%％‰‱/⁄零〇一二两三九十百千万亿点分之成余多来约近左右上下个学时小件期次人元天月年日户\u3000\u200b ~～—()（）eE"


@given(VALUES, st.sampled_from(["", *BASE_UNITS]))
def test_round_trip(value: Fraction, unit: str) -> None:
    """What it prints it reads, value and unit."""
    read = Quantity.parse(str(Quantity.of(value, unit)))
    assert (read.value, read.unit) == (value, unit)


@pytest.mark.parametrize("written", UNITS)
def test_every_unit_as_people_write_it(written: str) -> None:
    """3万元 is 30000 元; each unit reads as its base unit."""
    base, times = UNITS[written]
    read = Quantity.parse(f"3{written}")
    per = 100 if written == "%" else 1
    assert (read.value, read.unit, read.step) == (Fraction(3 * times, per), base, Fraction(times, per))


@given(st.integers(0, 10**9), st.integers(0, 6), st.sampled_from(["%", "", "学时"]))
def test_the_worth_of_the_last_digit(digits: int, places: int, unit: str) -> None:
    """A value prints as itself, and so do the values it may have been rounded or truncated from, and no others."""
    value = Fraction(digits, 10**places)
    text = f"{value.numerator // value.denominator}.{digits % 10**places:0{places}}" if places else str(digits)
    read = Quantity.parse(text + unit)
    per = 100 if unit == "%" else 1
    assert (read.value, read.step) == (value / per, Fraction(1, 10**places * per))
    assert read.prints(read.value)
    assert read.prints(read.value - read.step / 2)
    assert not read.prints(read.value - read.step / 2 - read.step / 1000)
    assert read.prints(read.value + read.step * Fraction(999, 1000))
    assert not read.prints(read.value + read.step)


def in_chinese(number: int) -> str:
    """A whole number below 10^12 in numerals, written by its places."""
    if number == 0:
        return "零"
    text = ""
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, size)
        if part == 0:
            if text and number and not text.endswith("零"):
                text += "零"
            continue
        text += "零" * bool(text and part < 1000 and not text.endswith("零"))
        group, zero = "", False
        for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, part = divmod(part, place)
            if digit:
                group += ("零" if zero and group else "") + "零一二三四五六七八九"[digit] + word
                zero = False
            else:
                zero = True
        text += group + name
    return text


@given(st.integers(0, 10**12 - 1) | st.sampled_from([10, 20, 101, 110, 1001, 10010, 100000005, 10**8, 110000000]))
def test_numbers_in_chinese(number: int) -> None:
    """五百二十 is 520: every whole number below a trillion, spelt out, is read."""
    assert chinese_number(in_chinese(number)) == number


@given(
    VALUES | VALUES.map(lambda v: -v),
    VALUES | st.sampled_from([Fraction(9, 10), Fraction(1), Fraction(0)]),
    st.sampled_from(["%", "学时", ""]),
)
@example(Fraction(89996, 100000), Fraction(9, 10), "%")
@example(Fraction(2, 3), Fraction(2, 3), "%")
@example(Fraction(1, 2**63 - 1), Fraction(0), "%")
@example(Fraction(999999999, 10**9), Fraction(1), "%")
def test_shown_on_its_own_side(value: Fraction, line: Fraction, unit: str) -> None:
    """Never rounded onto or across the line: 89.996 % against 90 % is shown as 89.996%."""
    shown = _shown(show(value, unit, line), unit)
    if value != line:
        assert (shown < line) == (value < line)
        assert (shown > line) == (value > line)
    assert abs(shown - value) <= Fraction(1, 200 * (100 if unit == "%" else 1))


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(1, 60))
def test_shown_a_hair_beside_the_line(n: int, d: int, places: int) -> None:
    """However close it is."""
    line = Fraction(n, n + d)
    for value in (line + Fraction(1, 10**places), line - Fraction(1, 10**places)):
        shown = _shown(show(value, "%", line), "%")
        assert (shown < line, shown > line) == (value < line, value > line)


def _shown(text: str, unit: str) -> Fraction:
    assert text.endswith(unit)
    return Fraction(text.removesuffix(unit)) / (100 if unit == "%" else 1)


@given(VALUES | VALUES.map(lambda v: -v), st.integers(0, 12))
def test_decimal_text_rounds_half_up(value: Fraction, places: int) -> None:
    """To that many places, half away from zero; all of a decimal that ends sooner."""
    text = decimal_text(value, places)
    assert abs(Fraction(text) - value) <= Fraction(1, 2 * 10**places)
    if abs(Fraction(text) - value) == Fraction(1, 2 * 10**places):
        assert abs(Fraction(text)) > abs(value)
    assert len(text.partition(".")[2]) <= places
    assert not text.startswith("-0") or Fraction(text) != 0


@given(st.text(ALPHABET, max_size=25) | st.text(max_size=25))
@example("百分之")
@example("0分之一")
@example("3/0")
@example("一" * 4001)
@example("点五")
@example("万万万亿亿")
@example("負１２")
def test_no_text_raises_anything_else(text: str) -> None:
    """Any text is a quantity or a `QuantityError`."""
    read_or_refuse(text)


def read_or_refuse(text: str) -> None:
    try:
        read = Quantity.parse(text)
    except QuantityError:
        return
    assert read.step >= 0
    assert read.unit == "" or read.unit in BASE_UNITS
    assert read.text == text.strip()
    assert Quantity.parse(clean(text)).value == read.value


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_no_text_raises_anything_else_at_length(seed: int) -> None:
    """A hundred thousand texts near the grammar."""
    random = Random(seed)
    for _ in range(100_000):
        read_or_refuse("".join(random.choices(ALPHABET, k=random.randint(0, 14))))


@pytest.mark.parametrize(
    "piece",
    [
        "一",
        "1",
        "1,",
        "1,234",
        "万",
        "亿",
        "一亿",
        "十",
        "点",
        "百分之",
        "余",
        "约",
        "0.",
        "个",
        "学时",
        "\u3000",
        "%",
        "一成",
        "\u200b",
        "−",
    ],
)
@pytest.mark.parametrize("end", ["", "x", "%", "分之一", "成"])
def test_time_is_linear(piece: str, end: str) -> None:
    """A hundred thousand characters are read or refused at once; nothing in the grammar backtracks its way through."""
    text = piece * (100_000 // len(piece)) + end
    started = time.process_time()
    for read in (Quantity.parse, chinese_number):
        for written in (text, piece * (3_900 // len(piece)) + end):
            with suppress(QuantityError):
                read(written)
    assert time.process_time() - started < 0.5


@given(
    st.from_regex(r"[0-9.,]{0,6}", fullmatch=True),
    st.sampled_from(["", *UNITS, "‰", "余", "多元", "元左右", "成", "百元", "千", "万", "/3", "分之一", "%%"]),
)
def test_digits_and_a_unit_are_read_at_once_as_the_general_expression_reads_them(number: str, unit: str) -> None:
    """What is written the usual way is not given to the expression for every way, and means the same to both."""
    text = number + unit
    usual = quantity._usual(text, text)
    if usual is not None:
        assert usual == quantity._written(text, text)
        assert usual.text == text
