"""A draft rule never means something else than its clause: what the format has no words for is told, not dropped."""

import json

import pytest
import yaml

from compliance import rulebook
from compliance.plans import extract_text
from compliance.rule import OPS

HEAD = "示例县2024年工作要点\n\n"


@pytest.fixture(scope="module")
def indicators():
    return rulebook.load_indicators()


@pytest.fixture
def drafted(indicators):
    def draft(*clauses: str) -> list[dict]:
        """The rules drafted from the clauses, as the pack has them."""
        text = HEAD + "\n".join(f"{n}. {clause}" for n, clause in enumerate(clauses, 1))
        return yaml.safe_load(extract_text(text, "示例", indicators=indicators).pack_yaml())["rules"]

    return draft


@pytest.fixture
def linted(indicators, tmp_path):
    def lint(*clauses: str) -> list:
        text = HEAD + "\n".join(f"{n}. {clause}" for n, clause in enumerate(clauses, 1))
        path = tmp_path / "draft.yaml"
        path.write_text(extract_text(text, "示例", indicators=indicators).pack_yaml(), "utf-8")
        return rulebook.lint_files([str(path)])

    return lint


def targets(clause: str) -> list[dict]:
    return json.loads(extract_text(HEAD + clause, "示例").jsonl_line())["targets"]


def alone(clause: str) -> dict[str, str]:
    return {a.quote: a.why for a in extract_text(HEAD + clause, "示例").left_alone}


def side(rule: dict) -> tuple:
    """The comparison of a rule and its right side."""
    return next((op, rule[op]) for op in OPS if op in rule)


# -- conditions and consequences


@pytest.mark.parametrize(
    ("clause", "figure"),
    [
        ("行政机关负责人出庭应诉率低于90%的单位取消评优资格。", "低于90%"),
        ("行政机关负责人出庭应诉率低于95%的予以通报。", "低于95%"),
        ("行政机关负责人出庭应诉率不达90%不得评优。", "90%"),
        ("出庭应诉率未达到90%的单位不得评优。", "90%"),
        ("出庭应诉率低于80%，约谈主要负责人。", "低于80%"),
        ("对出庭应诉率不足90%的部门进行通报。", "不足90%"),
        ("案卷评查合格率达到90%以上的单位，予以表彰。", "达到90%以上"),
        ("案卷评查少于2次的部门，由县政府约谈。", "少于2次"),
        ("出庭应诉率连续两年低于90%的县，要向市政府作出说明。", "低于90%"),
        ("当出庭应诉率低于90%时，启动预警。", "低于90%"),
        ("如出庭应诉率低于90%，由司法局约谈。", "低于90%"),
        ("案卷评查排名后10%的单位取消评优资格。", "10%"),
        ("合格率90%以上的单位予以表彰。", "90%以上"),
    ],
)
def test_a_figure_with_a_consequence_is_a_condition(clause, figure):
    """Who stays under 90 % is reproved: nobody is asked to stay under 90 %."""
    assert targets(clause) == []
    assert any(quote in figure or figure in quote for quote in alone(clause))


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("行政机关败诉率低于10%。", [("<", "0.1")]),
        ("行政机关败诉率低于10%，约谈败诉单位负责人。", [("<", "0.1")]),
        ("如实报送率达到100%。", [(">=", "1")]),
        ("出庭应诉率不低于90%，对达不到的单位予以通报。", [(">=", "0.9")]),
        ("出庭应诉率要达到100%，达不到的予以通报。", [(">=", "1")]),
        ("90%以上的行政村建立法律顾问制度。", [(">=", "0.9")]),
        ("实现办结率不低于90%的目标。", [(">=", "0.9")]),
        ("资金拨付率达到95%，奖励资金全部到位。", [(">=", "0.95"), ("==", "1")]),
        ("各单位通报不少于2次，取消收费项目3项。", [(">=", "2"), ("==", "3")]),
    ],
)
def test_a_target_beside_a_consequence_stays_a_target(clause, found):
    """The line itself is asked for; what follows from missing it comes behind."""
    assert [(t["comparator"], t["value"]) for t in targets(clause)] == found


@pytest.mark.parametrize(
    ("clause", "comparator", "value"),
    [
        ("严禁行政执法案卷评查少于2次。", ">=", "2"),
        ("严禁办理时限超过3天。", "<=", "3"),
        ("案卷评查次数不得每年少于2次。", ">=", "2"),
    ],
)
def test_what_is_forbidden_is_asked_the_other_way_round(clause, comparator, value):
    """Fewer than two forbidden is two or more."""
    (target,) = targets(clause)

    assert (target["comparator"], target["value"]) == (comparator, value)
    assert not target["indicator"].startswith("严禁")


def test_what_is_forbidden_agrees_with_its_quote(linted):
    """严禁少于2次 and at_least 2次 say the same."""
    assert [p for p in linted("严禁行政执法案卷评查少于2次。") if p.severity == "error"] == []


@pytest.mark.parametrize("clause", ["严禁采购含硫量高于0.5%的煤炭。", "防止返贫发生率低于1%。"])
def test_what_is_forbidden_of_some_things_or_only_guarded_against_is_left_alone(clause):
    """Neither the figure nor its opposite is asked for with certainty."""
    assert targets(clause) == []


def test_a_deadline_missed_is_a_condition():
    """What happens to those not done by June asks nobody to be not done."""
    assert targets("6月底前仍未完成整改的，予以通报。") == []


def test_two_drafts_that_cannot_both_be_met_are_told(linted):
    """A person must look at both before either counts."""
    found = linted("行政机关负责人出庭应诉率达到90%以上。", "行政机关负责人出庭应诉率低于80%。")

    assert "contradicting_rules" in {p.code for p in found}


# -- against another figure


@pytest.mark.parametrize(
    ("clause", "indicator", "op", "right"),
    [
        ("行政复议案件纠错率高于行政诉讼一审纠错率5个百分点以上。", "行政复议案件纠错率", "at_least", {"plus": "5个百分点"}),
        ("行政复议案件纠错率低于行政诉讼一审纠错率5个百分点。", "行政复议案件纠错率", "at_most", {"plus": "-5个百分点"}),
        ("行政执法案卷评查次数不少于上年的80%。", "行政执法案卷评查次数", "at_least", {"period": "previous", "times": "80%"}),
        ("行政成本不高于上年。", "行政成本", "at_most", {"period": "previous"}),
        ("行政成本不超过全省平均水平。", "行政成本", "at_most", {}),
        ("受理案件数不得少于上年。", "受理案件数", "at_least", {"period": "previous"}),
        ("办结率高于上年同期。", "办结率", "more_than", {"period": "previous"}),
        ("一般性支出增长不超过5%。", "一般性支出", "at_most", {"period": "previous", "times": "105%"}),
        ("一般性支出增长控制在5%以内。", "一般性支出", "at_most", {"period": "previous", "times": "105%"}),
        ("投诉量下降不超过5%。", "投诉量", "at_least", {"period": "previous", "times": "95%"}),
        ("投诉量同比下降5%以上。", "投诉量", "at_most", {"period": "previous", "times": "95%"}),
        ("单位产值能耗比2020年下降13.5%。", "单位产值能耗", "at_most", {"times": "86.5%"}),
    ],
)  # fmt: skip
def test_a_relation_keeps_its_amount_its_side_and_its_other_figure(drafted, clause, indicator, op, right):
    """Points, factors and the base year stand in the rule; 不高于 is no 高于."""
    (rule,) = drafted(clause)
    told = dict(side(rule)[1])
    other = told.pop("indicator")

    assert rule["indicator"].startswith(indicator)
    assert (side(rule)[0], told) == (op, right)
    assert (other == rule["indicator"]) == ("period" in right)


def test_a_known_indicator_on_the_other_side_is_used(drafted):
    """本地区同期行政诉讼一审纠错率 is in the catalogue; 全省平均水平 is not."""
    (rule,) = drafted("行政复议案件纠错率高于本地区同期行政诉讼一审纠错率。")

    assert rule["more_than"] == {"indicator": "行政诉讼一审纠错率"}


def test_a_relation_the_words_leave_open_is_no_rule_and_is_told(indicators):
    """不低于…2个百分点 may be two points above or no more than two below."""
    text = HEAD + "办结率不低于全省平均水平2个百分点。\n办结率不低于全国平均水平3个百分点。"
    pack = yaml.safe_load(extract_text(text, "示例", indicators=indicators).pack_yaml())

    assert pack["rules"] == []
    assert "2个百分点" in pack["clauses"]["正文"]
    assert "3个百分点" in pack["clauses"]["正文"]


def test_a_count_against_last_year_is_no_share(drafted, linted):
    """80 % of last year's number is a number; the other side is counted in the same unit."""
    clause = "行政执法案卷评查次数不少于上年的80%。"

    assert "（%）" not in drafted(clause)[0]["indicator"]
    assert [t["comparator"] for t in targets(clause)] == ["relative"]
    assert [p for p in linted(clause) if p.severity == "error"] == []


def test_an_interval_of_growth_is_of_the_growth(drafted):
    """生产总值增长6%—7% does not ask for a product of 6 %."""
    (rule,) = drafted("生产总值增长6%—7%。")

    assert rule["indicator"] == "生产总值增幅"
    assert rule["between"] == ["6%", "7%"]


def test_a_third_stays_a_third(drafted):
    """三分之二 is not 66.67 %."""
    (rule,) = drafted("群众满意率保持在三分之二以上。")

    assert rule["at_least"] == "三分之二"


# -- how often, at which level, for which


@pytest.mark.parametrize(
    ("clause", "word"),
    [
        ("每月通报1次规范性文件备案审查情况。", "每月"),
        ("行政执法质量考评次数每半年不少于1次。", "每半年"),
        ("每两年开展1次行政执法案卷评查。", "每2年"),
        ("部门负责人任期内至少接受1次培训。", "任期"),
        ("每周调度1次。", "每周"),
    ],
)
def test_a_frequency_the_format_has_no_key_for_is_told(drafted, linted, clause, word):
    """Twelve notices a year are what 每月1次 asks for; the draft says that it cannot say so, and so does lint."""
    (rule,) = drafted(clause)

    assert word in rule["note"]
    assert "every" not in rule
    assert any(p.code == "draft_rule" and word in p.message for p in linted(clause))


def test_a_frequency_is_no_part_of_the_name(drafted):
    """考评次数每半年 is 考评次数, how often is told apart; 通报 alone names nothing."""
    assert drafted("行政执法质量考评次数每半年不少于1次。")[0]["indicator"] == "行政执法质量考评次数"
    assert drafted("每月通报1次规范性文件备案审查情况。")[0]["indicator"] == "通报规范性文件备案审查情况"


def test_levels_behind_the_figures_bind_those_levels(drafted):
    """80%（县级）、90%（市级） are two lines of one rate, each with its level."""
    rules = drafted("行政机关负责人出庭应诉率达到80%（县级）、90%（市级）。")

    assert [(r["indicator"], r["at_least"], r["levels"]) for r in rules] == [
        ("行政机关负责人出庭应诉率", "80%", ["县"]),
        ("行政机关负责人出庭应诉率", "90%", ["市"]),
    ]


@pytest.mark.parametrize(
    "clause",
    [
        "县级、市级行政机关负责人出庭应诉率分别达到80%、90%。",
        "行政机关负责人出庭应诉率县级达到80%、市级达到90%。",
    ],
)
def test_levels_before_the_figures_bind_those_levels(drafted, clause):
    """Whichever side of the figure they stand on."""
    assert [(r["indicator"], r["at_least"], r["levels"]) for r in drafted(clause)] == [
        ("行政机关负责人出庭应诉率", "80%", ["县"]),
        ("行政机关负责人出庭应诉率", "90%", ["市"]),
    ]


def test_respectively_gives_each_indicator_its_own_value():
    """办结率、化解率分别达到95%、80% asks 95 % of one and 80 % of the other."""
    found = targets("办结率、化解率分别达到95%、80%。")

    assert [(t["indicator"], t["value"]) for t in found] == [("办结率", "0.95"), ("化解率", "0.8")]


def test_two_deadlines_with_one_each_are_two_rules(drafted):
    """Once by the end of June and once by the end of December."""
    rules = drafted("6月底前和12月底前各开展1次行政执法案卷评查。")

    assert [str(r["due"]) for r in rules] == ["2024-06-30", "2024-12-31"]
    assert all("各" in r["note"] for r in rules)
    assert {r["indicator"] for r in rules} == {"开展行政执法案卷评查"}


# -- qualifying words


@pytest.mark.parametrize(
    ("clause", "word"),
    [
        ("行政机关负责人出庭应诉率稳定在90%左右。", "左右"),
        ("生产总值增长6%左右。", "约数"),
        ("除涉密案件外，行政机关负责人出庭应诉率达到100%。", "除涉密案件外"),
        ("行政机关负责人出庭应诉率达到90%（涉密案件除外）。", "涉密案件除外"),
        ("把行政机关负责人出庭应诉率提高5%。", "百分点"),
        ("重大行政决策合法性审查率100%。", "统计范围"),
        ("办结率力争达到95%，每人办结案件不少于20件。", "力争"),
        ("居民收入与经济增长同步。", "同步"),
        ("到2027年能耗下降13.5%。", "基期"),
        ("每季度和每半年各通报1次。", "每季度、每半年"),
        ("新建示范点10个（省级）。", "省级"),
    ],
)
def test_words_that_qualify_a_target_are_told(drafted, clause, word):
    """About, except, points or per cent, of whom: what the comparison does not hold stands in the note."""
    assert word in drafted(clause)[0]["note"]


def test_no_note_puts_out_another(drafted):
    """力争 and 每人 are both told."""
    (rule,) = drafted("力争每人每年培训不少于60学时。")

    assert "力争" in rule["note"]
    assert "each" in rule["note"]


def test_besides_is_no_exception(drafted):
    """除…外，还要 adds to something, it takes nothing away."""
    assert "除" not in drafted("除日常检查外，还要开展专项检查2次。")[0].get("note", "")


@pytest.mark.parametrize(
    ("clause", "comparator"),
    [
        ("行政执法案卷评查2次以上（含2次）。", ">="),
        ("行政执法案卷评查2次以上（不含2次）。", ">"),
        ("行政执法案卷评查超过2次（含本数）。", ">="),
    ],
)
def test_a_remark_on_the_line_is_no_rule_of_its_own(clause, comparator):
    """（含2次） says which side the line itself is on."""
    (target,) = targets(clause)

    assert (target["comparator"], target["value"]) == (comparator, "2")


@pytest.mark.parametrize("verb", ["公布", "公开", "发布", "制定", "完成"])
def test_what_is_to_be_done_in_a_half_year_has_its_last_day(verb):
    """上半年公布目录 is due on 30 June."""
    (target,) = targets(f"上半年{verb}重大行政决策事项目录。")

    assert (target["comparator"], target["value"]) == ("by_date", "2024-06-30")


def test_a_draft_quotes_the_words_around_its_figure(drafted):
    """The whole of the phrase, so that what qualifies it can be seen; the JSON line keeps the smallest span."""
    clause = "每月通报1次规范性文件备案审查情况，加强监督。"

    assert drafted(clause)[0]["quote"] == "每月通报1次规范性文件备案审查情况"
    assert targets(clause)[0]["quote"] == "通报1次"
