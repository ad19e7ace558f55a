"""One cell of the filled template written in another way: the same figure, or a question that names the cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from tests.bad_workbooks.book import DEPARTMENTS, PEOPLE, Error, Formula, Shown, amount, blank, filled

_DAY = Fraction(date(2024, 9, 30).toordinal())
F = Fraction


@dataclass(frozen=True)
class Case:
    """`value` written into the 数值 (or 分子 …) of indicator `code` is read as `reads`, and `told` is told or asked."""

    fault: str
    code: str
    value: Any
    reads: Fraction | int | None
    told: str = ""
    what: str = "value"
    step: Fraction | None = None
    other: Fraction | None = None
    guessed: bool = False
    approximate: bool = False


def rate(fault: str, value: Any, reads: Fraction | int | None, told: str = "", **more: Any) -> Case:
    return Case(fault, "YS02", value, reads, told, **more)


def count(fault: str, value: Any, reads: Fraction | int | None, told: str = "", **more: Any) -> Case:
    return Case(fault, "JC02", value, reads, told, **more)


def day(fault: str, value: Any, reads: Fraction | int | None, told: str = "", **more: Any) -> Case:
    return Case(fault, "ZZ02", value, reads, told, **more)


PERCENT = F(1, 100)
RATES = [
    rate("rate_as_number", 15.8, F(158, 1000), step=F(1, 1000)),
    rate("rate_as_fraction_of_one", 0.158, F(158, 1000), "read_as_share", step=F(1, 1000), guessed=True),
    rate("rate_as_text_with_sign", "15.8%", F(158, 1000), step=F(1, 1000)),
    rate("rate_in_full_width", "１５.８％", F(158, 1000), step=F(1, 1000)),
    rate("rate_in_full_width_with_full_stop", "１５．８％", F(158, 1000), step=F(1, 1000)),
    rate("rate_as_text_without_sign", "15.8", F(158, 1000), step=F(1, 1000)),
    rate("rate_with_invisible_characters", "\u200b15.8\u00a0%\ufeff", F(158, 1000)),
    rate("rate_with_blanks_around", "  15.8 %  ", F(158, 1000)),
    rate("rate_under_percent_format", Shown(0.158, "0.0%"), F(158, 1000), step=F(1, 1000)),
    rate("rate_shown_rounder_than_it_is", Shown(0.8996, "0%"), F(8996, 10000), step=F(1, 10000)),
    rate("rate_whole_under_percent_format", Shown(1, "0.00%"), 1, step=PERCENT),
    rate("rate_0_95_under_percent_format", Shown(0.95, "0%"), F(95, 100), step=PERCENT),
    rate("rate_under_quoted_percent_sign", Shown(15.8, '0.0"%"'), F(158, 1000), step=F(1, 1000)),
    rate("rate_under_quoted_permille_sign", Shown(158, '0"‰"'), F(158, 1000)),
    rate("rate_in_permille", "158‰", F(158, 1000)),
    rate("rate_in_words", "百分之九十五", F(95, 100), step=PERCENT),
    rate("rate_in_tenths", "九成五", F(95, 100)),
    rate("rate_as_division", "29/184", F(29, 184), "read_as_share", guessed=True, step=F(0)),
    rate("rate_text_keeps_its_zeros", "100.0%", 1, step=F(1, 1000)),
    rate("rate_100", 100, 1, step=PERCENT),
    rate("rate_0", 0, 0),
    rate("rate_0_text", "0%", 0),
    rate("rate_with_two_readings_0_9", 0.9, F(9, 10), "two_readings", other=F(9, 1000), guessed=True, step=PERCENT),
    rate("rate_with_two_readings_1", 1, 1, "two_readings", other=F(1, 100), guessed=True),
    rate("rate_with_two_readings_0_95", 0.95, F(95, 100), "two_readings", other=F(95, 10000), guessed=True),
    rate("rate_with_two_readings_text", "0.9", F(9, 10), "two_readings", other=F(9, 1000), guessed=True),
    rate("rate_of_fifteen_digits", 29 / 184, F("0.157608695652174"), "read_as_share", guessed=True),
    rate("rate_with_float_noise", 0.1 + 0.2, F(3, 10), "two_readings", guessed=True),
    rate("rate_over_hundred", 158, F(158, 100)),
    rate("rate_negative", -5, F(-5, 100)),
    rate("rate_about", "约95%", F(95, 100), approximate=True),
    rate("rate_nearly", "近90%", None, "nearly"),
    rate("rate_and_more", "30余%", None, "over"),
    rate("rate_and_more_behind", "30%多", None, "over"),
    rate("rate_in_tenths_and_more", "三成多", None, "over"),
    rate("numerator_and_more", "十多件", None, "over", what="numerator"),
    rate("denominator_and_more", "二十多", None, "over", what="denominator"),
    rate("rate_nearly_in_words", "近九成", None, "nearly"),
    rate("rate_seven_or_eight_tenths", "七八成", None, "about_in_words"),
    rate("rate_with_note_mark", "90%²", None, "odd_digits"),
    rate("rate_half", "½", None, "odd_digits"),
    rate("rate_more_than", "95%以上", None, "not_a_number"),
    rate("rate_in_other_words", "全覆盖", None, "not_a_number"),
    rate("rate_as_date", date(2023, 9, 10), None, "number_is_date"),
    rate("rate_as_count", "27件", None, "unit_disagrees"),
    rate("rate_two_numbers", "90 95", None, "several_numbers"),
    rate("rate_lines", "27\n30", None, "several_numbers"),
    rate("rate_truth_value", True, None, "not_a_number"),
    rate("rate_division_by_zero", Error("#DIV/0!"), None, "cell_error"),
    rate("rate_reference_lost", Error("#REF!"), None, "cell_error"),
]
COUNTS = [
    count("count_with_unit", "184件", 184),
    count("count_with_like_unit", "184起", 184),
    count("count_with_thousands", "1,234", 1234),
    count("count_with_thousands_in_full_width", "１，２３４", 1234),
    count("count_in_words", "五百二十", 520, "words_read"),
    count("count_in_ten_thousands", "2.3万", 23000, "words_read", step=F(1000)),
    count("count_in_ten_thousands_about", "2.3万余件", 23000, "words_read", approximate=True),
    count("count_two_in_words", "二", 2, "words_read"),
    count("count_one_or_dash", "一", None, "one_or_dash"),
    count("count_zero", 0, 0),
    count("count_zero_text", "0", 0),
    count("count_zero_in_words", "零", 0, "words_read"),
    count("count_negative", -3, -3),
    count("count_negative_text", "−3", -3),
    count("count_whole_as_float", 184.0, 184),
    count("count_almost_whole", 183.99999999999999999, 184),
    count("count_with_half", 2.5, None, "count_not_whole"),
    count("count_under_percent_format", Shown(1.84, "0%"), None, "count_is_share"),
    count("count_shown_in_ten_thousands", Shown(23, '0"万"'), None, "shown_differs"),
    count("count_stored_whole_shown_in_ten_thousands", Shown(23000, '0!.0,"万"'), 23000),
    count("count_with_unit_in_format", Shown(184, '0"件"'), 184),
    count("count_of_people_in_format", Shown(184, '0"人"'), None, "unit_disagrees"),
    count("count_with_thousands_format", Shown(1234, "#,##0"), 1234),
    count("count_as_share", "15.8%", None, "unit_disagrees"),
    count("count_of_people", "184人", None, "unit_disagrees"),
    count("count_of_hours", "60学时", None, "unit_disagrees"),
    count("count_decimal_comma", "15，8", None, "not_a_number"),
    count("count_in_brackets", "(3)", None, "not_a_number"),
    count("count_with_remark", "3件（含上年）", None, "not_a_number"),
    count("count_per_person", "3件/人", None, "not_a_number"),
    count("count_as_formula_text", "'=1+2", None, "not_a_number"),
    count("count_as_date", datetime(2023, 1, 2), None, "number_is_date"),
    count("formula_never_calculated", Formula("=SUM(A1:A3)"), None, "formula_without_value"),
    count("value_not_available", Error("#N/A"), None, "cell_error"),
    count("value_of_wrong_name", Error("#NAME?"), None, "cell_error"),
    count("count_huge", "9" * 30, int("9" * 30)),
    count("count_three_to_five", "三五件", None, "about_in_words"),
    count("count_one_or_two", "一两件", None, "about_in_words"),
    count("count_seven_or_eight", "七八", None, "about_in_words"),
    count("count_seventy_or_eighty", "七八十件", None, "about_in_words"),
    count("count_seventeen_or_eighteen", "十七八", None, "about_in_words"),
    count("count_in_digits_with_zero", "二〇二", 202, "words_read"),
    count("count_of_equal_digits", "三三", 33, "words_read"),
    count("count_nearly", "近2件", None, "nearly"),
    count("count_more_than_none", "0余件", None, "over"),
    count("count_as_division", "4/2", None, "several_numbers"),
    count("count_of_a_total", "6/2件", None, "several_numbers"),
    count("count_zero_or_circle", "○", None, "zero_or_mark"),
    count("count_shown_in_thousands", Shown(20000, "#,##0,"), None, "shown_differs"),
    count("count_shown_with_a_point_put_in", Shown(15000, "0!.0,"), None, "shown_differs"),
    count("count_shown_as_its_tenth", Shown(2, '"0."0'), None, "shown_differs"),
    count("count_shown_in_other_words", Shown(2, '"未完成"'), None, "shown_differs"),
    count("count_shown_with_another", Shown(2, '0"（含去年1）"'), None, "shown_differs"),
    count("count_of_nothing_shown_as_a_dash", Shown(0, '0;-0;"—"'), 0),
    count("count_of_nothing_not_shown", Shown(0, "0;-0;;@"), 0),
    count("count_shown_in_dollars", Shown(2, "$#,##0"), None, "shown_differs"),
    count("count_shown_in_an_accounting_format", Shown(1234, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'), 1234),
    count("count_nearly_in_words", "近五百件", None, "nearly"),
    count("count_about", "约20件", 20, approximate=True),
    count("count_more_or_less", "20件左右", 20, approximate=True),
    count("count_with_note_mark", "1²", None, "odd_digits"),
    count("count_with_note_mark_in_circle", "1①", None, "odd_digits"),
    count("count_in_circle", "①", None, "odd_digits"),
    count("count_and_a_half", "2½", None, "odd_digits"),
    count("count_half", "½", None, "odd_digits"),
    count("count_below", "1₂", None, "odd_digits"),
    count("count_very_long", "9" * 5000, None, "not_a_number"),
]
LEFT_OUT = [
    *(
        count(f"left_out_{i}", text, None)
        for i, text in enumerate(("—", "-", "——", "、", "/", "N/A", "n/a", " ", "\u200b", "－"))
    ),
    *(count(f"none_{i}", text, None, "none_is_blank") for i, text in enumerate(("无", "空", "暂无", "不涉及", "没有"))),
]
DAYS = [
    day("day_with_dots", "2024.9.30", _DAY),
    day("day_in_chinese", "2024年9月30日", _DAY),
    day("day_in_chinese_hao", "2024年9月30号", _DAY),
    day("day_with_hyphens", "2024-9-30", _DAY),
    day("day_with_strokes", "2024/09/30", _DAY),
    day("day_in_full_width", "２０２４．９．３０", _DAY),
    day("day_in_numerals", "二〇二四年九月三十日", _DAY, "read_as_day", guessed=True),
    day("day_run_together", "20240930", _DAY, "read_as_day", guessed=True),
    day("day_run_together_number", 20240930, _DAY, "read_as_day", guessed=True),
    day("day_with_midnight", "2024-09-30 00:00:00", _DAY),
    day("day_under_date_format", Shown(45565, "yyyy-mm-dd"), _DAY),
    day("day_under_chinese_date_format", Shown(45565, 'yyyy"年"m"月"d"日"'), _DAY),
    day("day_without_its_year", Shown(45565, 'm"月"d"日"'), None, "year_not_shown"),
    day("day_shown_as_month", Shown(45536, 'yyyy"年"m"月"'), None, "only_a_month"),
    day("day_as_month_and_day", Shown(45565, "d-mmm"), None, "year_not_shown"),
    day("day_of_the_era", Shown(45565, 'e"年"m"月"d"日"'), _DAY),
    day("day_that_lost_its_format", 45565, _DAY, "read_as_day", guessed=True),
    day("day_as_time", datetime(2024, 9, 30, 8, 30), _DAY),
    day("month_alone", "2024年9月", None, "only_a_month"),
    day("month_as_number", 2024.9, None, "only_a_month"),
    day("day_without_year", "9月30日", None, "not_a_date"),
    day("day_that_is_none", "2024-02-30", None, "not_a_date"),
    day("day_in_words", "九月底前", None, "not_a_date"),
    day("day_with_short_year", "24.9.30", None, "not_a_date"),
    day("year_alone", 2024, None, "not_a_date"),
    day("day_with_note_mark", "2024-9-3⁰", None, "odd_digits"),
    day("day_left_out", "—", None),
]
PARTS = [
    rate("numerator_with_unit", "27件", 27, what="numerator"),
    rate("numerator_in_full_width", "２７", 27, what="numerator"),
    rate("numerator_over_denominator", 31, 31, what="numerator"),
    rate("numerator_negative", -1, -1, what="numerator"),
    rate("numerator_with_half", 2.5, None, "count_not_whole", what="numerator"),
    rate("numerator_as_share", "90%", None, "unit_disagrees", what="numerator"),
    rate("numerator_in_words", "两", 2, "words_read", what="numerator"),
    rate("numerator_eight_or_nine", "八九", None, "about_in_words", what="numerator"),
    rate("numerator_of_people", "27人", None, "unit_disagrees", what="numerator"),
    rate("denominator_formula_without_value", Formula("=G2"), None, "formula_without_value", what="denominator"),
    rate("denominator_error", Error("#VALUE!"), None, "cell_error", what="denominator"),
    rate("denominator_left_out", "/", None, what="denominator"),
    rate("denominator_in_words", "全部", None, "not_a_number", what="denominator"),
]
CASES = [*RATES, *COUNTS, *LEFT_OUT, *DAYS, *PARTS]
_ROLES = {"value": "数值", "numerator": "分子", "denominator": "分母"}
#: questions; every other code is a note, and says that the figure was read, or deliberately not
_ASKED = {
    "not_a_number", "number_is_date", "unit_disagrees", "several_numbers", "cell_error", "one_or_dash", "not_a_date",
    "about_in_words", "nearly", "odd_digits", "count_not_whole", "count_is_share", "shown_differs", "formula_without_value", "only_a_month",
    "over", "struck_out", "zero_or_mark", "year_not_shown",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.fault)
def test_a_cell_is_read_or_asked_about(case: Case) -> None:
    """The figure is the one meant, what was guessed is told at its cell, and nothing else is said."""
    book = blank()
    book.put(case.code, **{case.what: case.value})
    place = book.cell(case.code, case.what)
    found = book.read()

    fact = found.fact(case.code)
    figure = getattr(fact, case.what)
    assert amount(figure) == case.reads
    assert found.codes == ([case.told] if case.told else []) or found.codes == [case.told, "never_calculated"]
    if case.told:
        assert found.problem(case.told).place.cell == place
        assert found.problem(case.told).advice
    if case.told in _ASKED:
        assert [(u.role, u.place.cell) for u in fact.unread] == [(_ROLES[case.what], place)]
    else:
        assert not fact.unread
    if figure is not None:
        assert figure.place.cell == place and figure.text
        assert case.step is None or figure.step == case.step
        assert figure.other == case.other or case.other is None
        assert figure.approximate == case.approximate
    assert fact.guessed == case.guessed
    assert fact.cells[_ROLES[case.what]].cell == place


def test_the_filled_template_reads_without_a_word() -> None:
    """Nothing is guessed and nothing is asked about a template filled as it says."""
    found = filled().read()
    assert found.codes == []
    assert amount(found.fact("YS01").numerator) == 27
    assert found.record("张三").id == "A001"
    assert found.record("李四").begins == date(2021, 3, 1)
    assert [amount(r.expected) for r in found.submission.rolls] == [1, 1, 1, 1, 0]


def test_the_empty_template_names_every_cell_to_fill() -> None:
    """A blank row that is asked for is a fact without figures, with its cells."""
    found = blank().read()
    assert found.codes == []
    assert all(fact.is_blank and "数值" in fact.cells for fact in found.submission.facts)
    assert found.fact("YS01").cells["分母"].cell == "H32"
    assert [r.expected for r in found.submission.rolls] == [None] * 5
    assert str(found.submission.rolls[0].place) == "《book.xlsx》工作表“人员培训”B2 单元格"


def test_hours_may_have_decimals_and_are_asked_about_in_another_unit() -> None:
    """60.5学时 is read; 60小时 is not the same thing."""
    book = filled()
    book[PEOPLE]["E5"] = "60.5学时"
    assert amount(book.read().record("张三").values["行政执法人员年度培训学时"]) == F(121, 2)
    book[PEOPLE]["E5"] = "60小时"
    found = book.read()
    assert found.codes == ["unit_disagrees"] and found.problem("unit_disagrees").place.cell == "E5"
    assert found.record("张三").unread[0].role == "行政执法人员年度培训学时"


def test_a_month_in_a_list_is_asked_about() -> None:
    """2023年9月 is no day, and the record says so."""
    book = filled()
    book[DEPARTMENTS]["E7"] = "2023年9月"
    found = book.read()
    assert found.codes == ["only_a_month"]
    assert "行政执法事项目录公示日期" not in found.record("司法局").values
