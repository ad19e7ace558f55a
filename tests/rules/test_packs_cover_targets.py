"""The shipped packs hold exactly the targets of the four plans.

The table below was written down from the plans line by line, apart from the YAML. It is the check on the packs, so it
is never generated from them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

RULES = Path(__file__).resolve().parents[2] / "rules"
OPS = {"at_least", "more_than", "at_most", "less_than", "equals", "between", "by", "before"}
VERDICTS = {"met", "not_met", "missing", "not_applicable", "pending", "disputed"}


class Target(NamedTuple):
    """One row of the table. `value` as text; `over` is the group an "each …" rule ranges over, "" for the unit itself."""

    id: str
    clause: str
    indicator: str
    op: str
    value: str
    scope: str
    levels: str = ""
    every: str = "year"
    over: str = ""
    due: str = ""
    advisory: bool = False


T = Target
OWN, ALL = "本级", "全域"
# fmt: off
TARGETS = (
    # gansu-2023
    T("gansu-2023-3", "(三)", "政府主要负责同志述法率", "equals", "100%", ALL, "省市县"),
    T("gansu-2023-7", "(七)", "综合窗口覆盖率", "equals", "100%", ALL),
    T("gansu-2023-13a", "(十三)", "规范性文件备案率", "equals", "100%", OWN),
    T("gansu-2023-13b", "(十三)", "备案审查率", "equals", "100%", ALL),
    T("gansu-2023-13c", "(十三)", "备案审查纠错率", "equals", "100%", ALL),
    T("gansu-2023-14a", "(十四)", "重大行政决策合法性审查率", "equals", "100%", OWN),
    T("gansu-2023-14b", "(十四)", "审查不合法仍提交审议的重大行政决策件数", "equals", "0件", OWN),
    T("gansu-2023-15", "(十五)", "重大行政决策事项目录公布日期", "by", "2023-12-31", OWN, "省市县", due="implied"),
    T("gansu-2023-24", "(二十四)", "涉企行政案件负责人出庭应诉率", "equals", "100%", ALL, "市县乡"),
    T("gansu-2023-33", "(三十三)", "法治政府建设年度报告公开日期", "before", "2024-04-01", OWN, due="from"),
    T("gansu-2023-36a", "(三十六)", "政府领导班子法治专题讲座期数", "at_least", "2期", OWN),
    T("gansu-2023-36b", "(三十六)", "行政执法人员年度培训学时", "at_least", "60学时", ALL, over="行政执法人员"),
    T("gansu-2023-36c", "(三十六)", "执法部门负责人任期内脱产培训次数", "at_least", "1次", ALL, "市县", "term", "执法部门负责人"),
    # golmud-2024
    T("golmud-2024-1", "1", "法治政府建设年度报告公开日期", "before", "2025-04-01", OWN, due="from"),
    T("golmud-2024-8", "8", "市场监管领域部门联合双随机监管覆盖率", "equals", "100%", ALL),
    T("golmud-2024-11", "11", "备案审查通报次数", "at_least", "1次", OWN, every="quarter"),
    T("golmud-2024-12", "12", "重大行政决策事项目录公布日期", "by", "2024-12-31", OWN, due="implied"),
    T("golmud-2024-13", "13", "重大行政决策风险评估率", "equals", "100%", OWN),
    T("golmud-2024-14", "14", "未经法定程序变更或停止执行的行政决策件数", "equals", "0件", OWN),
    T("golmud-2024-21a", "21", "行政执法事项目录公示日期", "before", "2024-10-01", ALL, over="行政执法部门"),
    T("golmud-2024-21b", "21", "行政执法质量考评次数", "at_least", "1次", ALL),
    T("golmud-2024-21c", "21", "行政执法案卷评查次数", "at_least", "2次", ALL),
    T("golmud-2024-30a", "30", "行政复议案件纠错率", "more_than", "→行政诉讼一审纠错率", ALL),
    T("golmud-2024-30b", "30", "复议后被诉比例", "less_than", "30%", ALL),
    T("golmud-2024-30c", "30", "复议后应诉败诉率", "less_than", "10%", ALL),
    T("golmud-2024-30d", "30", "行政复议典型案例发布次数", "at_least", "1次", ALL),
    T("golmud-2024-31a", "31", "行政机关负责人出庭应诉率", "at_least", "90%", ALL),
    T("golmud-2024-31b", "31", "行政机关负责人参加行政复议听证率", "at_least", "90%", ALL),
    T("golmud-2024-31c", "31", "旁听庭审次数", "at_least", "1次", ALL, over="各单位"),
    T("golmud-2024-31d", "31", "社会公共利益及社会高度关注案件主要负责人出庭率", "equals", "100%", ALL, advisory=True),
    T("golmud-2024-39a", "39", "政府领导班子法治专题讲座期数", "at_least", "2期", OWN),
    T("golmud-2024-39b", "39", "国家工作人员学法用法考试次数", "at_least", "5次", OWN),
    T("golmud-2024-39c", "39", "行政执法人员集中培训次数", "at_least", "1次", ALL, over="行政执法部门"),
    # qinghai-2023
    T("qinghai-2023-7a", "7", "行政规范性文件合法性审查率", "equals", "100%", OWN),
    T("qinghai-2023-7b", "7", "重大行政决策合法性审查率", "equals", "100%", OWN),
    T("qinghai-2023-7c", "7", "行政合同合法性审查率", "equals", "100%", OWN),
    T("qinghai-2023-15", "15", "县级一站式矛盾纠纷调解中心覆盖率", "equals", "100%", ALL, "省市"),
    T("qinghai-2023-17", "17", "行政执法协调监督工作体系建成日期", "by", "2023-12-31", ALL, "省"),
    T("qinghai-2023-19", "19", "法规规章规范性文件统一公开查询率", "equals", "100%", ALL, "省", due="2023-12-31"),
    T("qinghai-2023-21", "21", "法治政府建设督察覆盖率", "equals", "100%", ALL, "省", due="2023-12-31"),
    # qinghai-2014
    T("qinghai-2014-1", "一", "法治政府基本建成日期", "by", "2020-12-31", ALL, "省", advisory=True),
    T("qinghai-2014-3", "3", "重大行政决策合法性审查率", "equals", "100%", OWN),
    T("qinghai-2014-4", "4", "政府法律顾问论证审查率", "equals", "100%", OWN),
    T("qinghai-2014-6", "6", "重大立法事项报党委讨论率", "equals", "100%", OWN, "省市"),
    T("qinghai-2014-7", "7", "法规规章草案公开征求意见率", "equals", "100%", OWN, "省市"),
    T("qinghai-2014-10", "10", "规范性文件人大备案率", "equals", "100%", OWN, "省市县"),
    T("qinghai-2014-10b", "10", "违法设定事项的规范性文件件数", "equals", "0件", OWN),
    T("qinghai-2014-14", "14", "无执法资格从事执法人数", "equals", "0人", ALL),
    T("qinghai-2014-14b", "14", "无主体资格从事执法的机构数", "equals", "0个", ALL),
    T("qinghai-2014-16", "16", "执法案件法制审查率", "equals", "100%", ALL, advisory=True),
    T("qinghai-2014-18", "18", "审计覆盖率", "equals", "100%", ALL, advisory=True),
    T("qinghai-2014-26a", "26", "初任培训法律知识学时", "at_least", "20学时", ALL, every="once", over="新录用公务员"),
    T("qinghai-2014-26b", "26", "法律培训学时", "at_least", "40学时", ALL, over="法制机构工作人员和行政执法人员"),
    T("qinghai-2014-26c", "26", "法律培训学时", "at_least", "10学时", ALL, over="其他公务员"),
    T("qinghai-2014-53a", "三", "向同级党委报告依法行政情况次数", "at_least", "1次", OWN),
    T("qinghai-2014-53b", "三", "向同级人大常委会报告依法行政情况次数", "at_least", "1次", OWN, "省市县"),
    T("qinghai-2014-53c", "三", "向上一级政府报告依法行政情况次数", "at_least", "1次", OWN),
    T("qinghai-2014-53d", "三", "部门向本级政府报告依法行政情况次数", "at_least", "1次", ALL, over="政府各部门"),
)
# fmt: on

_TENS = "一二三四五六七八九"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _TENS[tens - 1]) + ("十" if tens else "") + (_TENS[ones - 1] if ones else "")


CLAUSES = {
    "gansu-2023": [f"({_chinese(n)})" for n in range(1, 37)],
    "golmud-2024": [str(n) for n in range(1, 41)],
    "qinghai-2023": [str(n) for n in range(1, 24)],
    "qinghai-2014": ["一", *(str(n) for n in range(1, 31)), "三"],
}
DOCUMENTS = {
    "gansu-2023": ("620000", "2023", "2023-04-15", ""),
    "golmud-2024": ("632801", "2024", "", ""),
    "qinghai-2023": ("630000", "2023", "2023-03-20", "青政办函〔2023〕32号"),
    "qinghai-2014": ("630000", "", "2014-12-26", "青政〔2014〕72号"),
}
PACKS = tuple(CLAUSES)


def _load(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((RULES / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def packs() -> dict[str, Any]:
    return {name: _load(name) for name in PACKS}


@pytest.fixture(scope="module")
def rules(packs: dict[str, Any]) -> dict[str, Any]:
    return {rule["id"]: rule for pack in packs.values() for rule in pack["rules"]}


@pytest.fixture(scope="module")
def definitions() -> Any:
    return _load("indicators")


def _as_target(rule: dict[str, Any]) -> Target:
    """A rule of the YAML in the words of the table."""
    ops = OPS & rule.keys()
    assert len(ops) == 1, f"{rule['id']} has {len(ops)} comparisons"
    (op,) = ops
    value = rule[op]
    return Target(
        rule["id"],
        rule["clause"],
        rule["indicator"],
        op,
        "→" + value["indicator"] if isinstance(value, dict) else str(value),
        rule["scope"],
        "".join(rule.get("levels", ())),
        rule.get("every", "year"),
        rule.get("each", ""),
        "from" if "due_from" in rule else str(rule.get("due", "")),
        "advisory" in rule,
    )


def test_there_are_58_targets_and_no_id_twice() -> None:
    """13 + 20 + 7 + 18."""
    assert [sum(t.id.startswith(p) for t in TARGETS) for p in PACKS] == [13, 20, 7, 18]
    assert len({t.id for t in TARGETS}) == 58


def test_the_folder_holds_the_four_packs_and_the_indicators() -> None:
    """Nothing else is shipped."""
    assert {f.stem for f in RULES.glob("*.yaml")} == {*PACKS, "indicators"}


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_holds_the_targets_of_its_plan_and_no_others(name: str, packs: dict[str, Any]) -> None:
    """In the plan's order, none missing, none added."""
    assert [r["id"] for r in packs[name]["rules"]] == [t.id for t in TARGETS if t.id.startswith(name)]


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_a_rule_says_what_the_plan_says(target: Target, rules: dict[str, Any]) -> None:
    """Clause, indicator, comparison, value, scope, who is bound, how often, over whom, by when, advisory."""
    assert _as_target(rules[target.id]) == target


@pytest.mark.parametrize("name", PACKS)
def test_a_document_is_cited_with_its_number_date_and_region(name: str, packs: dict[str, Any]) -> None:
    """文号 and date where the plan has them; the standing document has no end."""
    document = packs[name]["document"]
    found = (
        document["region"],
        str(document.get("period", "")),
        str(document.get("issued", "")),
        document.get("number", ""),
    )
    assert document["id"] == name
    assert found == DOCUMENTS[name]
    assert ("period" in document) != ("in_force" in document)
    assert document["title"]
    assert document["issuer"]


def test_the_standing_document_is_in_force_without_end(packs: dict[str, Any]) -> None:
    """The implementing opinions of 2014 have a first day only."""
    assert {k: str(v) for k, v in packs["qinghai-2014"]["document"]["in_force"].items()} == {"from": "2014-12-26"}


@pytest.mark.parametrize("name", PACKS)
def test_every_numbered_clause_has_rules_or_a_reason(name: str, packs: dict[str, Any]) -> None:
    """A clause with rules has its title; one without says why in a few words."""
    pack = packs[name]
    cited = {rule["clause"] for rule in pack["rules"]}
    assert list(pack["clauses"]) == CLAUSES[name]
    assert {c for c, said in pack["clauses"].items() if isinstance(said, dict)} == cited
    for clause, said in pack["clauses"].items():
        if isinstance(said, str):
            assert 6 <= len(said) <= 40, f"{clause}: {said}"
        else:
            assert said["title"]
            assert said.keys() <= {"title", "also"}


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_a_quote_is_one_sentence_or_less(target: Target, rules: dict[str, Any]) -> None:
    """The packs cite; the plans themselves are not in the repository."""
    quote = rules[target.id]["quote"]
    assert 4 <= len(quote) <= 70
    assert "。" not in quote


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_a_rule_states_its_reading_its_verb_and_its_scope(target: Target, rules: dict[str, Any]) -> None:
    """A boundary word is read once, by the author, and the reading is kept."""
    rule = rules[target.id]
    assert rule["reading"]
    assert rule["force"]
    assert rule["scope"] in (OWN, ALL)
    if target.op in ("more_than", "less_than", "before"):
        assert "不含" in rule["reading"]
    if target.op == "at_least" and re.search("以上|达|至少|不少于|不得少于", rule["quote"]):
        assert "含本数" in rule["reading"]


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_the_examples_stand_on_both_sides_of_the_line(target: Target, rules: dict[str, Any]) -> None:
    """At least one case met and one not; a rate also says what a base of zero is."""
    examples = rules[target.id]["examples"]
    verdicts = {e["verdict"] for e in examples}
    assert {"met", "not_met"} <= verdicts <= VERDICTS
    assert all(e.keys() <= {"actual", "other", "records", "verdict"} for e in examples)
    assert all(("actual" in e) != ("records" in e) for e in examples)
    if target.value.endswith("%") or target.over or target.value.startswith("→"):
        assert {"actual": "0/0", "verdict": "not_applicable"} in [
            {k: e[k] for k in e if k != "other"} for e in examples
        ]
    assert bool(target.over) == any("records" in e for e in examples)


@pytest.mark.parametrize("target", [t for t in TARGETS if not t.value.startswith("→")], ids=lambda t: t.id)
def test_an_example_stands_exactly_on_the_line(target: Target, rules: dict[str, Any]) -> None:
    """The case that a wrong boundary word would get wrong."""
    inclusive = target.op in ("at_least", "at_most", "equals", "by")
    on_the_line = [
        example["verdict"]
        for example in rules[target.id]["examples"]
        for said in (example.get("actual", ""), *example.get("records", ()))
        if str(said) == target.value or (target.value.endswith("%") and _is_share(said, target.value))
    ]
    assert on_the_line
    if inclusive:
        assert "met" in on_the_line
    else:
        assert set(on_the_line) == {"not_met"}


def _is_share(counts: str, percent: str) -> bool:
    numerator, denominator = map(int, counts.split("/"))
    return denominator > 0 and numerator * 100 == int(percent.rstrip("%")) * denominator


def test_every_indicator_a_rule_names_is_defined(rules: dict[str, Any], definitions: Any) -> None:
    """Both sides of a relational target."""
    names = {i["name"] for i in definitions["indicators"]}
    asked = {t.indicator for t in TARGETS} | {t.value[1:] for t in TARGETS if t.value.startswith("→")}
    assert asked <= names


@pytest.mark.parametrize("target", [t for t in TARGETS if t.over], ids=lambda t: t.id)
def test_an_each_rule_ranges_over_a_group_and_a_record_figure(target: Target, definitions: Any) -> None:
    """Its group lies in one list, and its figure is reported person by person or department by department."""
    indicator = next(i for i in definitions["indicators"] if i["name"] == target.indicator)
    group = definitions["groups"][target.over]
    assert indicator["level"] == "record"
    assert set(group["categories"]) <= set(definitions["lists"][group["list"]]["categories"])
    assert (target.every == "term") == bool(definitions["lists"][group["list"]].get("term"))
