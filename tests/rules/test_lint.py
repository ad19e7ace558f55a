"""What lint finds in packs that read well, and that it finds nothing to mend in the shipped ones."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from compliance.errors import Problem, RuleError
from compliance.rule import Comparison, Op, Rule, implies
from compliance.rulebook import gather, lint, lint_files, load, load_indicators
from compliance.rulebook.linting import _contradict
from compliance.rulebook.wording import mismatch
from tests.rules.packs import BROKEN, SOUND, bent, rules, written

LABEL = re.compile(r"# expect: (?P<code>\w+) line (?P<line>\d+) key (?P<key>\S+)")
FILES = sorted(BROKEN.rglob("*.yaml"))
#: A comparison nobody knows is no comparison either, and both are told.
TWO_FAULTS = {"unknown_comparison": {"no_comparison"}}


def findings(file: Path) -> list[Problem]:
    """Everything the rule book says of one file."""
    if file.parent != BROKEN:
        with pytest.raises(RuleError) as refused:
            load_indicators(file)
        return list(refused.value.problems)
    return lint_files([str(file)])


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(BROKEN).with_suffix("")))
def test_a_broken_file_gives_its_fault_with_line_and_key_and_no_other(file: Path) -> None:
    """Each file of broken_rules says on its first line what must be told of it."""
    label = LABEL.match(file.read_bytes().split(b"\n", 1)[0].decode())
    assert label
    code, line, key = label["code"], int(label["line"]), label["key"].strip('"')
    found = findings(file)
    told = [p for p in found if (p.code, p.place.line) == (code, line)]

    assert len(told) == 1, found
    assert {p.code for p in found if p.severity == "error"} <= {code} | TWO_FAULTS.get(file.stem, set())
    assert told[0].place.file == file.name
    if key != "-" and code != "not_utf8":
        assert key in told[0].message


def test_the_shipped_packs_need_no_mending() -> None:
    """Only notes: reasons for clauses without a rule, and figures no rule asks for."""
    found = lint(load())

    assert {p.severity for p in found} == {"note"}
    assert {p.code for p in found} == {"clauses_without_rule", "indicators_unused"}
    assert len(found) == 5


def test_findings_come_in_the_same_order_every_time(tmp_path: Path) -> None:
    """By file, line and code, whatever the order in which they were found."""
    text = bent("达90%", "高于80%").replace("scope: 全域", "scope: 全域\n    supersedes: [sample-9]")
    found = lint(rules(tmp_path, text))

    assert found == lint(rules(tmp_path, text))
    assert [p.place.line for p in found if p.place.file == "sample-2024.yaml"] == sorted(
        p.place.line for p in found if p.place.file == "sample-2024.yaml"
    )


def test_a_pack_that_cannot_be_read_does_not_hide_what_is_wrong_with_another(tmp_path: Path) -> None:
    """All at once goes for a folder too."""
    written(tmp_path, bent("scope: 全域", "scope: 全市"), "a.yaml")
    written(tmp_path, bent("达90%", "达80%").replace("sample-2024", "sample-2025"), "b.yaml")

    assert [(p.place.file, p.code) for p in lint_files([str(tmp_path)]) if p.severity == "error"] == [
        ("a.yaml", "unknown_choice"),
        ("b.yaml", "quote_number"),
    ]


def test_a_clause_left_out_of_the_numbering_is_told(tmp_path: Path) -> None:
    """1, 2 and 4 lack 3; (一) and (三) lack (二)."""
    four = bent('"2": 定性要求：加强组织领导', '"2": 定性要求：加强组织领导\n  "4": 定性要求')
    found = [p for p in lint(rules(tmp_path, four)) if p.severity == "error"]

    assert [p.code for p in found] == ["clause_not_listed"]
    assert "缺少第“3”条" in found[0].message


def test_a_draft_is_a_note_and_not_redundant(tmp_path: Path) -> None:
    """It counts once a person has confirmed it."""
    second = SOUND[SOUND.index("  - id: sample-2024-1") :].replace("sample-2024-1", "sample-2024-1b\n    draft: true")
    text = SOUND + second.replace("90%", "80%").replace("27/30", "8/10").replace("26/29", "7/9")
    codes = [p.code for p in lint(rules(tmp_path, text)) if p.place.line]

    assert codes == ["clauses_without_rule", "draft_rule"]


def test_a_draft_that_contradicts_another_rule_is_told(tmp_path: Path) -> None:
    """Its clause has likely been turned round."""
    second = SOUND[SOUND.index("  - id: sample-2024-1") :].replace("sample-2024-1", "sample-2024-1b\n    draft: true")
    second = second.replace("达90%", "低于80%").replace("at_least: 90%", "less_than: 80%")
    second = second.replace("27/30, verdict: met", "79/100, verdict: met").replace("26/29", "80/100")
    found = [p.code for p in lint(rules(tmp_path, SOUND + second)) if p.severity == "error"]

    assert found == ["contradicting_rules"]


def test_a_draft_says_what_it_leaves_open(tmp_path: Path) -> None:
    """The note of a draft is told with it."""
    text = SOUND.replace("    at_least: 90%", "    at_least: 90%\n    draft: true\n    note: 原文为每月", 1)
    (told,) = [p for p in lint(rules(tmp_path, text)) if p.code == "draft_rule"]

    assert "原文为每月" in told.message


@pytest.mark.parametrize(
    ("quote", "note", "told"),
    [
        ("每半年推动行政机关负责人出庭应诉率达90%", "", "每半年"),
        ("每两年推动行政机关负责人出庭应诉率达90%", "", "每两年"),
        ("每年推动行政机关负责人出庭应诉率达90%", "", ""),
        ("除涉密案件外，行政机关负责人出庭应诉率达90%", "", "除涉密案件外"),
        ("除涉密案件外，行政机关负责人出庭应诉率达90%", "分母不含涉密案件", ""),
        ("除培训外，还要推动行政机关负责人出庭应诉率达90%", "", ""),
        ("行政机关负责人出庭应诉率稳定在90%左右", "", "左右"),
        ("左右两岸行政机关负责人出庭应诉率达90%", "", ""),
    ],
)
def test_what_limits_a_target_in_its_quote_is_in_the_rule_or_told(
    quote: str, note: str, told: str, tmp_path: Path
) -> None:
    """How often, except what, how near: a rule that is silent about it may mean something else."""
    text = SOUND.replace("    at_least: 90%", "    at_least: 90%" + (f"\n    note: {note}" if note else ""), 1)
    text = re.sub("quote: .*达90%", f"quote: {quote}", text, count=1)
    found = [p for p in lint(rules(tmp_path, text)) if p.code == "quote_limits"]

    assert [told in p.message for p in found] == ([True] if told else [])


@pytest.mark.parametrize(
    ("quote", "relation", "code"),
    [
        ("应诉率高于纠错率5个百分点以上", "at_least: {indicator: 行政诉讼一审纠错率, plus: 5个百分点}", ""),
        ("应诉率高于纠错率5个百分点", "more_than: {indicator: 行政诉讼一审纠错率, plus: 5个百分点}", ""),
        ("应诉率高于纠错率5个百分点", "more_than: {indicator: 行政诉讼一审纠错率}", "quote_number"),
        ("应诉率不低于上年的80%", "at_least: {indicator: INDICATOR, period: previous, times: 80%}", ""),
        ("应诉率不低于上年的80%", "at_least: {indicator: INDICATOR, period: previous}", "quote_number"),
        ("应诉率提高5%", "at_least: {indicator: INDICATOR, period: previous, times: 105%}", ""),
        ("应诉率下降不超过5%", "at_least: {indicator: INDICATOR, period: previous, times: 95%}", ""),
        ("应诉率不高于上年", "more_than: {indicator: INDICATOR, period: previous}", "quote_boundary"),
        ("应诉率高于纠错率", "more_than: {indicator: 行政诉讼一审纠错率}", ""),
        ("应诉率高于纠错率", "at_least: {indicator: 行政诉讼一审纠错率}", "quote_boundary"),
    ],
)
def test_the_amount_and_the_side_of_a_relation_are_those_of_its_quote(
    quote: str, relation: str, code: str, tmp_path: Path
) -> None:
    """Points, factors and growth written in the plan stand in the rule."""
    indicator = re.search("indicator: (.*)", SOUND[SOUND.index("rules:") :])
    assert indicator
    text = re.sub("quote: .*达90%", f"quote: {quote}", SOUND, count=1)
    text = text.replace("at_least: 90%", relation.replace("INDICATOR", indicator[1]), 1)
    found = {p.code for p in lint(rules(tmp_path, text))} & {"quote_number", "quote_boundary"}

    assert found == ({code} if code else set())


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("scope: 本级", False),
        ("scope: 全域\n    levels: [县]", True),
        ('scope: 全域\n    region: "620000"', False),
        ("scope: 全域\n    supersedes: [sample-2024-1]", False),
        ("scope: 全域\n    advisory: 原则上", False),
        ("scope: 全域\n    every: quarter", False),
    ],
)
def test_two_rules_contradict_only_where_one_unit_must_answer_both(second: str, told: bool, tmp_path: Path) -> None:
    """The same scope, region, level and period, and both of them counted."""
    other = SOUND[SOUND.index("  - id: sample-2024-1") :].replace("sample-2024-1", "sample-2024-1b")
    other = other.replace("达90%", "低于80%").replace("at_least: 90%", "less_than: 80%").replace("scope: 全域", second)
    other = other.replace("27/30, verdict: met", "79/100, verdict: met").replace("26/29", "80/100")
    found = [p.code for p in lint(rules(tmp_path, SOUND + other)) if p.severity == "error"]

    assert found == (["contradicting_rules"] if told else [])


RATE = load().rule("golmud-2024-31a")
COUNT = load().rule("golmud-2024-39a")
HOURS = load().rule("gansu-2023-36b")
NONE = load().rule("golmud-2024-14")
DATE = load().rule("golmud-2024-21a")
OPS: tuple[Op, ...] = ("at_least", "more_than", "at_most", "less_than", "equals")


def saying(rule: Rule, quote: str, op: Op, value: Fraction | int) -> Rule:
    comparison = Comparison(op, rule.comparison.unit, "", Fraction(value))
    return replace(rule, quote=quote, comparison=comparison)


@pytest.mark.parametrize(
    ("rule", "quote", "op", "value"),
    [
        (RATE, "应诉率达90%", "at_least", Fraction(9, 10)),
        (RATE, "应诉率达到百分之九十以上", "at_least", Fraction(9, 10)),
        (RATE, "应诉率不得低于９０％", "at_least", Fraction(9, 10)),
        (RATE, "应诉率达到九成", "at_least", Fraction(9, 10)),
        (RATE, "比例低于30%", "less_than", Fraction(3, 10)),
        (RATE, "比例控制在30%以内", "at_most", Fraction(3, 10)),
        (RATE, "比例不得超过30%", "at_most", Fraction(3, 10)),
        (RATE, "比例超过30%", "more_than", Fraction(3, 10)),
        (RATE, "负责人100%出庭应诉", "equals", Fraction(1)),
        (RATE, "达到100%", "equals", Fraction(1)),
        (RATE, "监管全覆盖", "equals", Fraction(1)),
        (RATE, "应审尽审、有件必备", "equals", Fraction(1)),
        (RATE, "未经审查的，不得提交", "equals", Fraction(1)),
        (COUNT, "每年举办两期以上法治专题讲座", "at_least", 2),
        (COUNT, "至少举办2期", "at_least", 2),
        (COUNT, "每年举办2期", "at_least", 2),
        (COUNT, "每年举办2期", "equals", 2),
        (COUNT, "第一期讲座后，全年不少于四期", "at_least", 4),
        (HOURS, "不少于60学时的培训", "at_least", 60),
        (HOURS, "培训不得少于六十个学时", "at_least", 60),
        (HOURS, "落实“三项制度”，培训60学时以上", "at_least", 60),
        (NONE, "未经法定程序不得擅自变更", "equals", 0),
        (NONE, "严禁擅自变更", "equals", 0),
        (NONE, "强化监督", "equals", 0),
    ],
)
def test_a_quote_that_says_what_the_rule_says(rule: Rule, quote: str, op: Op, value: Fraction | int) -> None:
    """Numbers in figures or characters, boundary words before or after them, fixed phrases."""
    assert mismatch(saying(rule, quote, op, value)) is None


@pytest.mark.parametrize(
    ("rule", "quote", "op", "value", "code"),
    [
        (RATE, "应诉率达90%以上", "more_than", Fraction(9, 10), "quote_boundary"),
        (RATE, "应诉率达90%", "at_least", Fraction(19, 20), "quote_number"),
        (RATE, "应诉率高于90%", "at_least", Fraction(9, 10), "quote_boundary"),
        (RATE, "比例低于30%", "at_most", Fraction(3, 10), "quote_boundary"),
        (RATE, "比例不低于30%", "less_than", Fraction(3, 10), "quote_boundary"),
        (RATE, "比例在30%以下", "less_than", Fraction(3, 10), "quote_boundary"),
        (RATE, "监管全覆盖", "at_least", Fraction(9, 10), "quote_number"),
        (RATE, "未经审查的，不得提交", "at_least", Fraction(9, 10), "quote_number"),
        (COUNT, "每年举办两期以上讲座", "at_least", 3, "quote_number"),
        (COUNT, "每年举办2期讲座", "more_than", 2, "quote_boundary"),
        (NONE, "禁止擅自变更", "equals", 1, "quote_number"),
        (NONE, "不得擅自变更", "at_least", 0, "quote_boundary"),
    ],
)
def test_a_quote_that_says_something_else(rule: Rule, quote: str, op: Op, value: Fraction | int, code: str) -> None:
    """Another number, or a word that draws the line elsewhere."""
    found = mismatch(saying(rule, quote, op, value))

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("quote", "op", "day", "agrees"),
    [
        ("于10月前完成", "before", "2024-10-01", True),
        ("于10月前完成", "by", "2024-09-30", True),
        ("于10月前完成", "by", "2024-10-01", False),
        ("于10月前完成", "before", "2024-11-01", False),
        ("6月底前完成", "by", "2024-06-30", True),
        ("6月底前完成", "before", "2024-06-30", False),
        ("2024年6月15日前完成", "by", "2024-06-15", True),
        ("2024年6月15日前完成", "before", "2024-06-15", False),
        ("3月31日前公开", "by", "2024-03-31", True),
        ("3月31日前公开", "by", "2024-03-30", False),
        ("4月1日前公开", "before", "2024-04-01", True),
        ("4月1日前公开", "by", "2024-04-01", False),
        ("4月1日以前公开", "by", "2024-04-01", True),
        ("4月1日以前公开", "by", "2024-03-31", True),
        ("年内完成", "by", "2024-12-31", True),
        ("年内完成", "by", "2024-11-30", False),
        ("到2024年基本建成", "by", "2024-12-31", True),
        ("按时公开", "before", "2025-04-01", True),
    ],
)
def test_a_date_in_a_quote_is_the_rules_last_permitted_day(quote: str, op: Op, day: str, agrees: bool) -> None:
    """10月前 ends on 30 September; 3月31日前 on that day, 4月1日前 the day before; 6月底前 on 30 June; a quote without a date contradicts none."""
    from datetime import date

    value = Fraction(date.fromisoformat(day).toordinal())
    rule = replace(DATE, quote=quote, comparison=Comparison(op, "日期", day, value))

    assert (mismatch(rule) is None) is agrees


@given(st.sampled_from(OPS), st.integers(0, 6), st.sampled_from(OPS), st.integers(0, 6))
def test_two_rules_on_counts_contradict_where_no_whole_number_meets_both(one: Op, a: int, two: Op, b: int) -> None:
    """More than 1 and fewer than 2 leaves nothing to report."""
    first, second = saying(COUNT, "", one, a), saying(COUNT, "", two, b)
    some = any(first.comparison.holds(Fraction(n)) and second.comparison.holds(Fraction(n)) for n in range(10))

    assert _contradict(first, second) is not some


@given(st.sampled_from(OPS), st.integers(0, 4), st.sampled_from(OPS), st.integers(0, 4))
def test_two_rules_on_shares_contradict_where_no_share_meets_both(one: Op, a: int, two: Op, b: int) -> None:
    """A share lies anywhere from 0 to 1, so between two lines there is always one."""
    first, second = saying(RATE, "", one, Fraction(a, 4)), saying(RATE, "", two, Fraction(b, 4))
    some = any(first.comparison.holds(Fraction(n, 8)) and second.comparison.holds(Fraction(n, 8)) for n in range(9))

    assert _contradict(first, second) is not some


@given(st.sampled_from(OPS), st.integers(0, 4), st.sampled_from(OPS), st.integers(0, 4), st.integers(0, 8))
def test_who_meets_the_stricter_rule_meets_the_other(one: Op, a: int, two: Op, b: int, n: int) -> None:
    """So that only one of the two need be looked at."""
    first, second = saying(RATE, "", one, Fraction(a, 4)), saying(RATE, "", two, Fraction(b, 4))
    actual = Fraction(n, 8)

    if implies(first, second) and first.comparison.holds(actual):
        assert second.comparison.holds(actual)


def test_a_target_nothing_can_reach_is_an_error(tmp_path: Path) -> None:
    """More than all."""
    text = bent("at_least: 90%", "more_than: 100%").replace("达90%", "超过100%")
    text = text.replace("27/30, verdict: met", "30/30, verdict: not_met")
    found = [p.code for p in lint(rules(tmp_path, text)) if p.severity == "error"]

    assert found == ["impossible_rule"]


def test_a_rule_may_supersede_one_that_ships(tmp_path: Path) -> None:
    """Though that pack is not among those looked at."""
    text = bent("    scope: 全域", "    scope: 全域\n    supersedes: [golmud-2024-31a]")

    assert [p for p in lint(rules(tmp_path, text)) if p.severity == "error"] == []


def test_a_relational_rule_needs_its_examples_on_both_sides(tmp_path: Path) -> None:
    """At the other figure, and beyond it."""
    shipped = load(["golmud-2024"])
    rule = shipped.rule("golmud-2024-30a")
    for kept, lacks in ((rule.examples[:1], "正好"), (rule.examples[1:3], "超一点")):
        pack = replace(shipped.packs[0], rules=(replace(rule, examples=kept),))
        found = [p for p in lint(replace(shipped, packs=(pack,))) if p.code == "no_boundary_examples"]
        assert len(found) == 1
        assert lacks in found[0].message


def test_gather_reads_what_can_be_read(tmp_path: Path) -> None:
    """The good pack is there, and the faults of the other."""
    written(tmp_path, SOUND, "a.yaml")
    written(tmp_path, "rules: [", "b.yaml")
    read, faults = gather([str(tmp_path)])

    assert [p.id for p in read.packs] == ["sample-2024"]
    assert [p.code for p in faults] == ["yaml_syntax"]
