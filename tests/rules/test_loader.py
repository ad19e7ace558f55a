"""Packs are read as they are written, and a broken one gives every fault with its line."""

from __future__ import annotations

import hashlib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from compliance.errors import RuleError, UsageError
from compliance.period import Period
from compliance.resources import resource
from compliance.rule import Relative
from compliance.rulebook import known_packs, load, load_indicators, load_pack
from compliance.rulebook.nodes import parse
from tests.rules.packs import INDICATORS, SOUND, bent, codes, pack, rules, written


def test_the_four_shipped_packs_are_read_by_default() -> None:
    """Fifty-eight rules, in the order of the packs' names."""
    shipped = load()

    assert [p.id for p in shipped.packs] == ["gansu-2023", "golmud-2024", "qinghai-2014", "qinghai-2023"]
    assert len(shipped.rules) == 58
    assert known_packs() == tuple(p.id for p in shipped.packs)


def test_a_file_is_known_by_its_name_and_its_sha_256() -> None:
    """No folder is named, so that a manifest is the same wherever the program lies."""
    shipped = load()
    data = (resource("rules") / "gansu-2023.yaml").read_bytes()

    assert [f.name for f in shipped.files][:2] == ["indicators.yaml", "gansu-2023.yaml"]
    assert dict(shipped.files)["gansu-2023.yaml"] == hashlib.sha256(data).hexdigest()


def test_a_value_becomes_an_exact_fraction_in_the_indicators_unit() -> None:
    """90% is 9/10, 60学时 is 60, a day is its ordinal."""
    shipped = load()

    assert shipped.rule("golmud-2024-31a").comparison.value == Fraction(9, 10)
    assert shipped.rule("gansu-2023-36b").comparison.value == 60
    assert shipped.rule("golmud-2024-21a").comparison.value == date(2024, 10, 1).toordinal()
    assert shipped.rule("golmud-2024-21a").deadline == date(2024, 9, 30)


def test_a_rule_refers_to_what_it_names() -> None:
    """The indicator, the group and the document are the things themselves, and a rule takes its document's region."""
    rule = load(["gansu-2023"]).rule("gansu-2023-36c")

    assert rule.indicator.level == "record"
    assert rule.group is not None
    assert rule.group.categories == ("执法部门负责人",)
    assert (rule.every, rule.levels, rule.region) == ("term", ("市", "县"), "620000")
    assert rule.document.period == Period(2023)


def test_a_relational_target_has_another_indicators_figure_on_its_right() -> None:
    """Of the same period, once over and with nothing added, unless the author says so."""
    comparison = load().rule("golmud-2024-30a").comparison

    assert comparison.relative == Relative("行政诉讼一审纠错率")
    assert comparison.value is None


@pytest.mark.parametrize(
    ("written_as", "relative"),
    [
        ("{indicator: 行政诉讼一审纠错率, times: 90%}", Relative("行政诉讼一审纠错率", times=Fraction(9, 10))),
        ("{indicator: 行政诉讼一审纠错率, plus: 2个百分点}", Relative("行政诉讼一审纠错率", plus=Fraction(1, 50))),
        (
            "{indicator: 行政机关负责人出庭应诉率, period: previous}",
            Relative("行政机关负责人出庭应诉率", previous=True),
        ),
        (
            "{indicator: 行政机关负责人出庭应诉率, period: previous, times: '1.1', plus: -1个百分点}",
            Relative("行政机关负责人出庭应诉率", True, Fraction(11, 10), Fraction(-1, 100)),
        ),
    ],
)
def test_the_other_figure_may_be_multiplied_added_to_and_of_the_previous_period(
    written_as: str, relative: Relative, tmp_path: Path
) -> None:
    """Not lower than last year; down by a tenth; up by two percentage points."""
    rule = pack(tmp_path, bent("at_least: 90%", f"at_least: {written_as}")).rules[0]

    assert rule.comparison.relative == relative
    assert rule.comparison.text == rule.comparison.required_text()


def test_an_interval_has_both_its_ends(tmp_path: Path) -> None:
    """between is closed."""
    comparison = pack(tmp_path, bent("at_least: 90%", "between: [60%, 80%]")).rules[0].comparison

    assert (comparison.value, comparison.upper) == (Fraction(3, 5), Fraction(4, 5))
    assert comparison.holds(Fraction(4, 5))


@pytest.mark.parametrize("text", ["NO", "off", "1.10", "08", "1_000", "~", "null", "2024-10-01", "0x1F", "12:30"])
def test_what_yaml_would_take_for_something_else_stays_text(text: str, tmp_path: Path) -> None:
    """Norway is not false, and 1.10 is not 1.1."""
    rule = pack(tmp_path, bent("reading: “达”含本数", f"reading: {text}")).rules[0]

    assert rule.reading == text
    assert type(rule.reading) is str


def test_a_clause_has_a_reason_or_a_title_with_what_is_left_out_of_it(tmp_path: Path) -> None:
    """And an unquoted number is a clause as well as a quoted one."""
    text = bent('"1": {title: 行政应诉}', "1: {title: 行政应诉, also: 履行裁判为定性要求}")
    read = pack(tmp_path, text)

    assert dict(read.clauses) == {"1": "", "2": "定性要求：加强组织领导"}
    assert dict(read.titles) == {"1": "行政应诉"}
    assert dict(read.also) == {"1": "履行裁判为定性要求"}


def test_a_title_is_the_sentence_the_rule_makes_of_itself(tmp_path: Path) -> None:
    """Unless its author writes one."""
    assert pack(tmp_path, SOUND).rules[0].title == "行政机关负责人出庭应诉率不低于90%"
    assert pack(tmp_path, bent("    force: 推动", "    title: 出庭\n    force: 推动")).rules[0].title == "出庭"


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    """An author mends a pack in one go."""
    text = SOUND.replace("scope: 全域", "scope: 全市").replace("period: 2024", "period: 今年")
    text = text.replace("at_least: 90%", "at_least: 九成半多").replace("reading:", "raeding:")

    with pytest.raises(RuleError) as refused:
        pack(tmp_path, text)

    found = [(p.code, p.place.line) for p in refused.value.problems]
    assert found == [
        ("period_unreadable", 6),
        ("unknown_key", 16),
        ("unknown_choice", 18),
        ("value_unreadable", 20),
    ]


def test_a_fault_names_file_line_rule_key_and_what_to_write(tmp_path: Path) -> None:
    """Without it an author has to search."""
    with pytest.raises(RuleError) as refused:
        pack(tmp_path, bent("reading:", "raeding:"))

    told = str(refused.value)
    assert told.startswith("《sample-2024.yaml》第 16 行：rules › sample-2024-1 › raeding：没有“raeding”这个键。")
    assert "是不是“reading”？" in told
    assert "可用的键：id、clause、quote" in told


def test_a_misspelt_indicator_is_answered_with_the_one_meant(tmp_path: Path) -> None:
    """An alias too: packs use the one name."""
    for name in ("行政机关负责人出庭应诉绿", "负责人出庭应诉率"):
        with pytest.raises(RuleError, match="是不是“行政机关负责人出庭应诉率”"):
            pack(tmp_path, bent("indicator: 行政机关负责人出庭应诉率", f"indicator: {name}"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("at_least: 90%", "at_least: 90", "unit_mismatch"),
        ("at_least: 90%", "at_least: 120%", "percent_over_100"),
        ("at_least: 90%", "at_least: -5%", "value_unreadable"),
        ("at_least: 90%", "at_least: [90%]", "wrong_type"),
        ("at_least: 90%", "between: [90%]", "wrong_type"),
        ("at_least: 90%", "at_least: {indicator: 行政机关负责人出庭应诉率}", "kind_mismatch"),
        ("at_least: 90%", "at_least: {indicator: 行政复议受理件数}", "unit_mismatch"),
        ("at_least: 90%", "at_least: {indicator: 行政诉讼一审纠错率, plus: 2%}", "unit_mismatch"),
        ("at_least: 90%", "at_least: {indicator: 行政诉讼一审纠错率, times: 多}", "value_unreadable"),
        ("at_least: 90%", "at_least: {indicator: 行政诉讼一审纠错率, year: 上年}", "unknown_key"),
        ("force: 推动", "every: term", "term_without_list"),
        ("force: 推动", "due: implied", "due_mismatch"),
        ("force: 推动", "draft: yes", "unknown_choice"),
        ("force: 推动", "in_force: {to: 2024-12-31}", "missing_key"),
        ("period: 2024", "in_force: 2024-01-01", "wrong_type"),
        ('region: "632801"', "region: 格尔木市", "unknown_region"),
    ],
)
def test_what_cannot_be_compared_is_refused(old: str, new: str, code: str, tmp_path: Path) -> None:
    """A wrong rule is worse than none."""
    assert code in codes(tmp_path, bent(old, new))


def test_implied_is_for_the_last_day_of_the_plans_year(tmp_path: Path) -> None:
    """Another day is somebody's guess."""
    dated = SOUND.replace(
        "行政机关负责人出庭应诉率\n    at_least: 90%",
        "重大行政决策事项目录公布日期\n    by: 2024-12-31\n    due: implied",
    )
    assert pack(tmp_path, dated).rules[0].due_implied
    assert codes(tmp_path, dated.replace("by: 2024-12-31", "by: 2024-11-30")) == ["due_mismatch"]


def test_an_id_belongs_to_one_rule_of_all_packs(tmp_path: Path) -> None:
    """The same pack under another file name doubles its document and its rule."""
    written(tmp_path, SOUND, "a.yaml")
    written(tmp_path, SOUND, "b.yaml")

    with pytest.raises(RuleError) as refused:
        load([str(tmp_path)])

    assert [(p.code, p.place.file) for p in refused.value.problems] == [("duplicate_id", "b.yaml")] * 2


def test_packs_are_chosen_by_id_file_or_folder(tmp_path: Path) -> None:
    """Each once, however often it is named."""
    path = written(tmp_path, SOUND)
    chosen = load(["golmud-2024", str(path), str(tmp_path), "golmud-2024"])

    assert [p.id for p in chosen.packs] == ["golmud-2024", "sample-2024"]


def test_a_selector_that_matches_nothing_is_an_error_that_names_the_packs(tmp_path: Path) -> None:
    """It would otherwise check nothing and say that all is well."""
    with pytest.raises(UsageError, match=r"是不是“gansu-2023”.*现有规则包：gansu-2023、golmud-2024"):
        load(["gansu-2032"])
    with pytest.raises(UsageError, match="没有规则文件"):
        load([str(tmp_path)])


def test_a_folders_own_indicators_add_to_the_shipped_ones(tmp_path: Path) -> None:
    """So that a new plan can bring the figures it asks for."""
    added = (
        "indicators:\n  - {name: 植树棵数, code: ZS01, kind: count, unit: 个, definition: 种下的树。, source: 林草局}\n"
    )
    written(tmp_path, added, "indicators.yaml")
    text = bent("indicator: 行政机关负责人出庭应诉率", "indicator: 植树棵数").replace("at_least: 90%", "at_least: 90个")
    written(tmp_path, text)
    chosen = load([str(tmp_path)])

    assert chosen.rules[0].indicator.name == "植树棵数"
    assert "行政复议案件纠错率" in chosen.indicators
    assert len(chosen.files) == 3


def test_an_unknown_rule_is_answered_with_the_closest_ids() -> None:
    """A typing error on the command line."""
    with pytest.raises(UsageError, match="是不是“golmud-2024-31d”"):
        load().rule("golmud-2024-31e")


def test_indicators_are_found_by_name_and_dated_alias() -> None:
    """Dates of aliases are kept."""
    known = load_indicators()
    found = known.find("依法行政报告公开日期")

    assert found is not None
    assert found.name == "法治政府建设年度报告公开日期"
    assert [a.until for a in found.aliases if a.name == "依法行政报告公开日期"] == [date(2015, 12, 31)]


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    """With its name and no traceback."""
    with pytest.raises(UsageError, match="不能读取这个文件"):
        load_pack(tmp_path / "none.yaml", INDICATORS)


def test_depth_and_size_have_a_limit() -> None:
    """A file of brackets costs no recursion."""
    for data in (b"a: " + b"[" * 5000, b"#" * 3_000_000):
        with pytest.raises(RuleError) as refused:
            parse(data, "x.yaml")
        assert [p.code for p in refused.value.problems] == ["file_beyond_limits"]


def test_the_byte_order_mark_and_carriage_returns_of_windows_are_no_matter(tmp_path: Path) -> None:
    """Notepad writes both."""
    path = tmp_path / "sample-2024.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    plain = pack(tmp_path, SOUND)
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())

    assert load_pack(path, INDICATORS).rules == plain.rules


def test_a_line_is_known_for_every_key_of_a_rule(tmp_path: Path) -> None:
    """Messages of a later stage can point at it."""
    chosen = rules(tmp_path, SOUND)
    only = chosen.packs[0]

    assert chosen.line_of(only, "rules", 0, "at_least") == 20
    assert chosen.line_in(only, only.rules[0], "examples", 1, "verdict") == 23
