"""Draft packs load, stand alone, and say that a person must confirm them; the coverage page marks each sentence."""

import pytest
from lxml import html

from compliance import rulebook
from compliance.plans import extract_text
from tests.evaluation.scoring import load

PLAN = "示例县2024年法治政府建设工作要点\n\n一、规范执法\n\n1. 加强应诉。行政机关负责人出庭应诉率达90%以上。\n\n2. 加强学习。落实“三项制度”，每年举办讲座不少于2期。\n\n3. 营造氛围。加强宣传。\n"


@pytest.fixture(scope="module")
def indicators():
    return rulebook.load_indicators()


def drafted(text, indicators, tmp_path):
    path = tmp_path / "draft.yaml"
    path.write_text(extract_text(text, "示例计划", indicators=indicators).pack_yaml(), "utf-8")
    return rulebook.gather([str(path)])


def test_a_draft_loads_and_every_rule_is_a_draft(indicators, tmp_path):
    """The pack is valid without anything beside it; its rules cite clause and words."""
    rules, faults = drafted(PLAN, indicators, tmp_path)

    assert faults == []
    assert [(r.clause, r.draft) for r in rules.rules] == [("1", True), ("2", True)]
    assert all(r.quote in PLAN for r in rules.rules)


def test_a_known_indicator_is_used_and_an_unknown_one_proposed(indicators, tmp_path):
    """A name or alias of the catalogue is taken; what is new comes with the pack, its code free."""
    rules, _ = drafted(PLAN, indicators, tmp_path)
    first, second = rules.rules

    assert first.indicator.name == "行政机关负责人出庭应诉率"
    assert second.indicator.name not in indicators
    assert second.indicator.name in rules.indicators


def test_a_clause_without_rule_says_why(indicators, tmp_path):
    """Every numbered clause of the plan is in the pack."""
    rules, _ = drafted(PLAN, indicators, tmp_path)
    (pack,) = rules.packs

    assert "没有量化要求" in pack.clauses["3"]


def test_the_drafts_of_the_whole_evaluation_set_load(indicators, tmp_path):
    """No construction makes a pack the rulebook refuses."""
    text = "示例县2024年工作要点\n\n" + "\n".join(e.text for e in load("targets_*.txt"))
    rules, faults = drafted(text, indicators, tmp_path)

    assert faults == []
    assert len(rules.rules) > 500


def lint(text, indicators, tmp_path):
    path = tmp_path / "draft.yaml"
    path.write_text(extract_text(text, "示例计划", indicators=indicators).pack_yaml(), "utf-8")
    return rulebook.lint_files([str(path)])


@pytest.mark.parametrize(
    "clause",
    [
        "行政机关负责人出庭应诉率达90%以上。",
        "一审败诉率低于8%。",
        "复议平均办理周期不超过45天。",
        "应诉率高于全省平均水平。",
        "每年举办讲座不少于2期。",
        "开展评查3次。",
        "6月底前完成清理。",
        "受理案件数增长10%。",
        "平均成本下降5%。",
        "群众满意率提高2个百分点，窗口服务全覆盖。",
        "全年零事故。",
        "投诉量减少20件。",
        "立案率70%—80%。",
        "森林火灾受害率控制在千分之一以内。",
        "人均用地不少于13.5平方米。",
        "到位资金突破20亿元。",
        "外贸总额翻一番。",
    ],
)
def test_a_draft_shows_its_line_by_examples(clause, indicators, tmp_path):
    """At the line, just under and just over it: lint has no error about a draft, only that it is one."""
    problems = lint(f"示例县2024年工作要点\n\n1. {clause}\n", indicators, tmp_path)

    assert [p for p in problems if p.severity == "error"] == []
    assert "draft_rule" in {p.code for p in problems}


def test_no_draft_of_the_whole_evaluation_set_lacks_an_example(indicators, tmp_path):
    """Whatever the comparison, its examples stand at and beside the line and say what the comparison says."""
    text = "示例县2024年工作要点\n\n" + "\n".join(e.text for e in load("targets_*.txt"))
    codes = {p.code for p in lint(text, indicators, tmp_path)}

    assert not codes & {"no_boundary_examples", "example_unreadable", "example_fails"}


def test_the_coverage_page_marks_each_sentence(indicators):
    """Sentences with a rule, with figures left alone, and without figures are told apart; nothing of the plan is lost."""
    page = extract_text(PLAN + "\n4. 联系电话0931-1234567。<script>\n", "示例", indicators=indicators).coverage_html()
    root = html.document_fromstring(page)

    assert root.findall(".//script") == []
    kinds = [s.get("class") for s in root.iter("span") if "sentence" in (s.get("class") or "")]
    assert {"sentence rule", "sentence alone", "sentence none"} == set(kinds)
    assert "出庭应诉率达90%以上" in root.text_content()
    assert "电话或热线号码" in page
