"""The table of divisions and the units that report."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.errors import UsageError
from compliance.region import LEVELS, Division, Divisions, Unit, normalised
from compliance.resources import resource

DIVISIONS = Divisions.shipped()
ALL = tuple(d for d in DIVISIONS if not d.code.startswith("99"))
CURRENT = tuple(d for d in ALL if d.in_force())

any_span = st.sampled_from(ALL)
any_current = st.sampled_from(CURRENT)
any_day = st.dates(date(1984, 12, 31), date(2026, 12, 31))


def refusal(code: str, name: str = "", on: date | None = None) -> tuple[str, str]:
    """The code and the sentence that refuse this unit."""
    with pytest.raises(UsageError) as refused:
        DIVISIONS.unit(code, name, on)
    (found,) = refused.value.problems
    return found.code, str(found)


def outcome(code: str, on: date | None = None) -> str:
    """The unit's code, or the code of the refusal."""
    try:
        return DIVISIONS.unit(code, on=on).code
    except UsageError as refused:
        return refused.problems[0].code


class TestTheTable:
    def test_has_every_province_prefecture_and_county(self) -> None:
        """34 provinces, 333 prefectures, and the counties of the newest state, one 行政委员会 among them."""
        counts = [sum(d.level == level for d in CURRENT) for level in LEVELS]
        assert counts == [34, 333, 2848, 0]

    def test_codes_are_six_digits(self) -> None:
        assert all(len(d.code) == 6 and d.code.isdecimal() for d in ALL)

    def test_the_spans_of_a_code_follow_each_other(self) -> None:
        """On no day does a code mean two divisions."""
        for earlier, later in itertools.pairwise(ALL):
            if earlier.code == later.code:
                assert (earlier.valid_to or date.max) < (later.valid_from or date.min)
            else:
                assert earlier.code < later.code

    def test_every_parent_is_there_as_long_as_its_child_and_of_a_higher_level(self) -> None:
        for d in ALL:
            for on in {d.valid_from or date(1984, 12, 31), d.valid_to}:
                parent = DIVISIONS.get(d.parent, on)
                assert (parent is None) == (d.level == "省"), d
                assert parent is None or LEVELS.index(parent.level) < LEVELS.index(d.level)

    def test_pseudo_rows_are_no_divisions(self) -> None:
        assert not {d.name for d in ALL} & {"市辖区", "县", "省直辖县级行政区划"}
        assert DIVISIONS.get("110100") is None

    @pytest.mark.parametrize(
        ("code", "name", "level", "parent"),
        [
            ("622900", "临夏回族自治州", "市", "620000"),
            ("632801", "格尔木市", "县", "632800"),
            ("110101", "东城区", "县", "110000"),
            ("429004", "仙桃市", "县", "420000"),
            ("659001", "石河子市", "县", "650000"),
            ("632857", "大柴旦行政委员会", "县", "632800"),
            ("810000", "香港特别行政区", "省", ""),
        ],
    )
    def test_knows(self, code: str, name: str, level: str, parent: str) -> None:
        division = DIVISIONS.get(code)
        assert division
        assert (division.name, division.level, division.parent) == (name, level, parent)

    def test_a_code_that_changed_is_known_by_its_time(self) -> None:
        """望奎县 was 232324 to the end of 1998 and is 231221 since 1999."""
        assert DIVISIONS.get("232324") is None
        assert DIVISIONS.get("231221", date(1998, 12, 31)) is None
        old = DIVISIONS.get("232324", date(1998, 12, 31))
        assert old == Division("232324", "望奎县", "县", "232300", None, date(1998, 12, 31))

    def test_children_are_those_of_the_day(self) -> None:
        assert [d.code for d in DIVISIONS.children("622900")] == [
            "622901", "622921", "622922", "622923", "622924", "622925", "622926", "622927"
        ]  # fmt: skip
        assert len(DIVISIONS.children("000000")) == 34
        assert DIVISIONS.children("232300") == ()
        assert "232324" in {d.code for d in DIVISIONS.children("232300", date(1998, 6, 1))}

    def test_a_name_may_be_several_divisions(self) -> None:
        assert [d.code for d in DIVISIONS.find_by_name("格尔木市")] == ["632801"]
        assert {"110105", "220104"} <= {d.code for d in DIVISIONS.find_by_name("朝阳区")}
        assert DIVISIONS.find_by_name("没有这个县") == ()


class TestWithin:
    @given(any_span, any_day)
    def test_a_code_is_within_itself_and_within_the_country(self, d: Division, on: date) -> None:
        assert DIVISIONS.is_within(d.code, d.code, on)
        assert DIVISIONS.is_within(d.code, "000000", on)
        assert DIVISIONS.is_within(d.code, "100000", on)

    @given(any_span, any_day)
    def test_a_code_is_within_its_parent_and_all_the_parent_is_within(self, d: Division, on: date) -> None:
        division = DIVISIONS.get(d.code, on)
        if division and division.parent:
            assert DIVISIONS.is_within(d.code, division.parent, on)
            assert all(
                DIVISIONS.is_within(d.code, province.code, on)
                for province in DIVISIONS.children("000000", on)
                if DIVISIONS.is_within(division.parent, province.code, on)
            )

    @given(any_current)
    def test_a_division_is_within_one_province(self, d: Division) -> None:
        provinces = [p for p in DIVISIONS.children("000000") if DIVISIONS.is_within(d.code, p.code)]
        assert [p.code for p in provinces] == [d.code[:2] + "0000"]

    @given(any_current, any_current)
    def test_two_divisions_within_each_other_are_one(self, a: Division, b: Division) -> None:
        assert a == b or not (DIVISIONS.is_within(a.code, b.code) and DIVISIONS.is_within(b.code, a.code))

    def test_departments_and_townships_lie_where_their_government_lies(self) -> None:
        for code in ("632801", "632801/司法局", "632801001", "632801001/司法所"):
            for region in ("632801", "632800", "630000", "000000"):
                assert DIVISIONS.is_within(code, region)
            assert not DIVISIONS.is_within(code, "620000")
        assert DIVISIONS.is_within("622900", "620000")
        assert not DIVISIONS.is_within("632801", "632801/司法局")

    def test_an_abolished_code_stands_where_it_last_stood(self) -> None:
        assert DIVISIONS.is_within("232324", "230000", date(1999, 12, 31))
        assert DIVISIONS.is_within("232324", "230000")

    def test_an_unknown_code_is_within_the_country_alone(self) -> None:
        assert not DIVISIONS.is_within("999999", "990000")
        assert DIVISIONS.is_within("999999", "000000")


class TestUnits:
    @given(any_current)
    def test_every_division_is_a_government(self, d: Division) -> None:
        assert DIVISIONS.unit(d.code) == Unit(d.code, d.name, d.level, d.parent)

    @given(any_current, st.sampled_from(["{}", " {} ", "{}000", "{}000000"]), st.booleans())
    def test_a_code_is_read_however_it_is_written(self, d: Division, form: str, full_width: bool) -> None:
        written = form.format(d.code)
        if full_width:
            written = written.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
        assert DIVISIONS.unit(written).code == d.code
        assert normalised(normalised(written)) == normalised(written)

    def test_a_department_belongs_to_its_government(self) -> None:
        unit = DIVISIONS.unit("６３２８０１ ／ 司法局")
        assert unit == Unit("632801/司法局", "格尔木市司法局", "县", "632801", "司法局")
        assert unit.government == "632801"
        assert not unit.is_government
        assert DIVISIONS.unit("632801").is_government

    def test_a_township_lies_in_its_county(self) -> None:
        """Nine digits, or twelve that end in zeros; the table does not name it, so the caller may."""
        assert DIVISIONS.unit("632801100", "示例镇") == Unit("632801100", "示例镇", "乡", "632801")
        assert DIVISIONS.unit("632801100000") == Unit("632801100", "632801100", "乡", "632801")
        assert DIVISIONS.unit("632801100201", "示例村").level == "乡"
        assert DIVISIONS.unit("632801100/司法所", "示例镇司法所") == Unit(
            "632801100/司法所", "示例镇司法所", "乡", "632801100", "司法所"
        )

    def test_a_prefecture_without_counties_has_townships_of_its_own(self) -> None:
        assert DIVISIONS.unit("441900003").parent == "441900"
        assert refusal("622900123")[0] == "unit_unknown"

    def test_a_code_of_the_year_of_its_change_is_still_good(self) -> None:
        """Only the year is known, so 望奎县 may report 1999 under either code."""
        in_1999 = date(1999, 12, 31)
        assert DIVISIONS.unit("232324", on=in_1999).name == DIVISIONS.unit("231221", on=in_1999).name == "望奎县"
        assert refusal("232324", on=date(2000, 12, 31))[0] == "unit_renumbered"


class TestWhatARefusalSays:
    def test_unknown(self) -> None:
        assert refusal("999999") == (
            "unit_unknown",
            "单位代码“999999”不在行政区划代码表中。请填写六位行政区划代码（GB/T 2260），可参考：632801 格尔木市。",
        )

    def test_a_slip_is_told_what_was_perhaps_meant(self) -> None:
        assert "622901 临夏市" in refusal("622910")[1]
        assert "632801 格尔木市" in refusal("63281")[1]
        assert "632800 海西蒙古族藏族自治州" in refusal("6328")[1]

    def test_a_name_helps(self) -> None:
        assert "632801 格尔木市" in refusal("999999", "格尔木市")[1]
        assert "622900 临夏回族自治州" in refusal("临夏州")[1]

    def test_abolished_with_the_name_living_on(self) -> None:
        assert refusal("232324") == (
            "unit_renumbered",
            "单位代码“232324”（望奎县）自 1999 年起停用。请改用：231221 望奎县。",
        )
        assert refusal("360727")[1].endswith("请改用：360783 龙南市。")
        assert refusal("232300")[1].endswith("请改用：231200 绥化市。")

    def test_abolished_without_a_guess_at_the_successor(self) -> None:
        """宁波 has an 江北区 too; it is not what became of the one in 重庆."""
        assert refusal("500105") == (
            "unit_abolished",
            "单位代码“500105”（江北区）自 2025 年起停用。不能确定由哪个代码接替，请在“500000 重庆市”的下级区划中查找现行代码。",
        )

    def test_not_yet(self) -> None:
        code, sentence = refusal("231221", on=date(1990, 12, 31))
        assert code == "unit_not_yet"
        assert sentence.startswith("单位代码“231221”（望奎县）1999 年才启用，1990 年还没有。")
        assert "232324 望奎县" in sentence

    @pytest.mark.parametrize("code", ["", "abc", "632801/", "/司法局", "6328011", "632801x", "³³³³³³", "１２"])
    def test_no_code_at_all(self, code: str) -> None:
        assert refusal(code)[0] == "unit_malformed"

    @given(any_span, st.none() | any_day)
    def test_every_code_of_every_time_gets_a_unit_or_a_sentence(self, d: Division, on: date | None) -> None:
        assert outcome(d.code, on) in {d.code, "unit_renumbered", "unit_abolished", "unit_not_yet"}

    @given(st.text(max_size=14))
    def test_any_text_gets_a_unit_or_a_sentence(self, text: str) -> None:
        assert outcome(text)


def test_shipped_folders_are_found() -> None:
    assert (resource("data") / "divisions.csv").is_file()


TABLES = resource("data") / "divisions.csv", resource("data") / "example" / "divisions.csv"
INDEXED = Divisions.read(*TABLES)
EVERY = list(INDEXED)  # asking for all of them makes the index


@settings(max_examples=30)
@given(st.lists(st.sampled_from(EVERY), min_size=1, max_size=5))
def test_a_key_looked_for_in_the_text_and_in_the_index_leads_to_the_same_lines(divisions: list[Division]) -> None:
    searched = Divisions.read(*TABLES)

    for division in divisions:
        code, name = division.code, division.name
        assert searched.get(code) == INDEXED.get(code)
        assert searched.children(code) == tuple(d for d in EVERY if d.parent == code and d.in_force())
        assert searched.find_by_name(name) == tuple(d for d in EVERY if d.name == name and d.in_force())


def test_a_table_with_quotation_marks_is_read_as_one_without(tmp_path: Path) -> None:
    table = tmp_path / "divisions.csv"
    table.write_bytes('code,name,level,parent,valid_from,valid_to\r\n"990000","示例,省",省,,,\r\n'.encode())

    assert list(Divisions.read(table)) == [Division("990000", "示例,省", "省", "", None, None)]
