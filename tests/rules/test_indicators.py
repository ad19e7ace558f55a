"""The definitions of indicators hold together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

RULES = Path(__file__).resolve().parents[2] / "rules"
KIND_UNITS = {"rate": "%", "hours": "学时", "money": "元", "date": "日期"}


@pytest.fixture(scope="module")
def definitions() -> Any:
    return YAML(typ="safe", pure=True).load((RULES / "indicators.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def indicators(definitions: Any) -> dict[str, Any]:
    return {i["name"]: i for i in definitions["indicators"]}


def test_names_and_codes_are_given_once(definitions: Any) -> None:
    """And codes look alike."""
    names = [i["name"] for i in definitions["indicators"]]
    codes = [i["code"] for i in definitions["indicators"]]
    assert len(names) == len(set(names))
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[A-Z]{2}\d{2}", code) for code in codes)


def test_no_name_stands_for_two_indicators(definitions: Any) -> None:
    """A clerk's heading leads to one indicator only, whatever its dates."""
    owner: dict[str, str] = {}
    for indicator in definitions["indicators"]:
        for alias in [indicator["name"], *indicator.get("aliases", ())]:
            name = alias if isinstance(alias, str) else alias["name"]
            assert owner.setdefault(name, indicator["name"]) == indicator["name"], name
            assert owner[name] == indicator["name"]


def test_a_kind_has_its_unit_and_only_rates_have_bases(indicators: dict[str, Any]) -> None:
    """Rates are counted from a numerator and a denominator; nothing else is."""
    for indicator in indicators.values():
        assert indicator["unit"] == KIND_UNITS.get(indicator["kind"], indicator["unit"])
        assert ("numerator" in indicator) == ("denominator" in indicator) == (indicator["kind"] == "rate")
        assert indicator["definition"].endswith("。")
        assert "\n" not in indicator["definition"]
        assert indicator["source"]


def test_other_bases_wholes_and_identities_name_defined_indicators(
    definitions: Any, indicators: dict[str, Any]
) -> None:
    """Bases and the terms of identities are counts; a whole is a rate."""
    for indicator in indicators.values():
        for base in indicator.get("other_bases", ()):
            assert indicators[base]["kind"] == "count"
        if "part_of" in indicator:
            assert indicators[indicator["part_of"]]["kind"] == "rate"
    for identity in definitions["identities"]:
        for name in (*identity["left"], *identity["right"]):
            assert indicators[name]["kind"] == "count"


def test_only_the_enterprise_cases_are_a_part_of_a_whole(indicators: dict[str, Any]) -> None:
    """主要负责人 is narrower than 负责人, so that rate is no part of the attendance rate."""
    parts = {name: i["part_of"] for name, i in indicators.items() if "part_of" in i}
    assert parts == {"涉企行政案件负责人出庭应诉率": "行政机关负责人出庭应诉率"}


def test_cases_before_a_court_or_a_hearing_are_past_once_they_happened(indicators: dict[str, Any]) -> None:
    """A miss there can't be made good, so only these are final."""
    assert {name for name, i in indicators.items() if i.get("final")} == {
        "行政机关负责人出庭应诉率",
        "涉企行政案件负责人出庭应诉率",
        "社会公共利益及社会高度关注案件主要负责人出庭率",
        "行政机关负责人参加行政复议听证率",
    }


@pytest.mark.parametrize(
    ("name", "numerator", "denominator", "other_bases"),
    [
        ("行政复议案件纠错率", "行政复议纠错件数", "行政复议审结件数", ["行政复议办结件数", "行政复议受理件数"]),
        ("复议后被诉比例", "复议后被诉件数", "行政复议审结件数", None),
        (
            "行政机关负责人出庭应诉率",
            "行政机关负责人出庭件数",
            "行政诉讼开庭审理件数",
            ["法院通知负责人出庭件数", "一审行政应诉案件数", "行政机关负责人应出庭件数"],
        ),
        ("县级一站式矛盾纠纷调解中心覆盖率", "已建县数", "县级区划数", None),
        ("政府主要负责同志述法率", "述法人数", "应述法人数", None),
    ],
)
def test_a_rate_is_counted_as_practitioners_count_it(
    name: str, numerator: str, denominator: str, other_bases: list[str] | None, indicators: dict[str, Any]
) -> None:
    """The base is part of the definition; the others in use are declared beside it."""
    rate = indicators[name]
    assert (rate["numerator"], rate["denominator"], rate.get("other_bases")) == (numerator, denominator, other_bases)


def test_the_identities_are_the_three_that_hold_in_a_submission(definitions: Any) -> None:
    """上期结转 + 受理 = 审结 + 期末未结; 纠错 ≤ 审结; 出庭 ≤ 开庭."""
    said = {(tuple(i["left"]), i["relation"], tuple(i["right"])) for i in definitions["identities"]}
    assert said == {
        (("行政复议上期结转件数", "行政复议受理件数"), "equals", ("行政复议审结件数", "行政复议期末未结件数")),
        (("行政复议纠错件数",), "at_most", ("行政复议审结件数",)),
        (("行政机关负责人出庭件数",), "at_most", ("行政诉讼开庭审理件数",)),
    }


def test_renamed_terms_have_dates(indicators: dict[str, Any]) -> None:
    """法制机构 became 司法行政部门, 依法行政报告 became 法治政府建设年度报告."""
    dated = {
        a["name"]: (str(a.get("from", "")), str(a.get("until", "")))
        for i in indicators.values()
        for a in i.get("aliases", ())
        if isinstance(a, dict)
    }
    assert dated["依法行政报告公开日期"] == ("", "2015-12-31")
    assert dated["司法行政部门工作人员法律培训学时"] == ("2019-01-01", "")
    assert all(start or end for start, end in dated.values())


def test_groups_lie_in_one_list_and_use_its_categories(definitions: Any) -> None:
    """A group no list could fill would never be answered."""
    for group in definitions["groups"].values():
        assert set(group["categories"]) <= set(definitions["lists"][group["list"]]["categories"])
    assert set(definitions["groups"]) == {
        "行政执法人员", "法制机构工作人员和行政执法人员", "新录用公务员", "其他公务员",
        "执法部门负责人", "行政执法部门", "政府各部门", "各单位",
    }  # fmt: skip
