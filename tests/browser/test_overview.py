"""The overview of 3,000 units and 60 targets opens at once, answers each keystroke, and leads to every unit's page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from compliance.batch import run
from tests.batch.world import build
from tests.browser.conftest import accessibility
from tests.browser.large import RULES, STILL, TYPED, UNITS, write_overview


@pytest.fixture(scope="module")
def overview(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_overview(tmp_path_factory.mktemp("overview"))


@pytest.fixture
def opened(driver: WebDriver, overview: Path) -> WebDriver:
    driver.get(overview.as_uri())
    return driver


def _work(driver: WebDriver) -> dict[str, float]:
    """What the page has cost since it was opened, by the browser's own account."""
    return {m["name"]: m["value"] for m in driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]}


def test_a_keystroke_lays_the_page_out_once(driver: WebDriver, overview: Path) -> None:
    """The work does not depend on how busy the machine is; the time it takes is in benchmarks/page.py."""
    driver.execute_cdp_cmd("Performance.enable", {})
    driver.get(overview.as_uri())
    driver.execute_async_script(STILL)
    opened = _work(driver)
    for word in ("示", "示例", "示例1", "示例12", ""):
        driver.execute_async_script(TYPED, word)
    typed = _work(driver)

    print(opened, typed)
    assert opened["Nodes"] < 30 * UNITS
    assert typed["LayoutCount"] - opened["LayoutCount"] <= 5


def test_search_and_filters_show_what_fits(opened: WebDriver) -> None:
    """By name, by target, by verdict; the count says how many."""
    field = opened.find_element(By.ID, "find-text")
    field.send_keys("示例7市12县")
    shown = list(opened.find_elements(By.CSS_SELECTOR, ".g:not([hidden]) .u:not([hidden])"))

    assert [row.find_element(By.TAG_NAME, "a").text for row in shown] == ["示例7市12县"]
    assert opened.find_element(By.ID, "find-count").text == "显示 1／3000 个单位"
    for _ in "示例7市12县":
        field.send_keys(Keys.BACKSPACE)
    opened.execute_script("""
        document.getElementById("find-rule").value = "4"; document.getElementById("find-verdict").value = "d";
        document.getElementById("find-rule").dispatchEvent(new Event("input"));
    """)
    letters = opened.execute_script(
        "return [...document.querySelectorAll('.g:not([hidden]) .u:not([hidden])')].map(u => u.dataset.c[4])"
    )
    assert letters and set(letters) == {"d"}


def test_everything_is_readable_without_the_script(overview: Path) -> None:
    """Each unit links to its page, its row says in words what is not met; the form for searching alone is hidden."""
    text = re.sub(r"<script.*?</script>", "", overview.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert len(re.findall(r'<a href="units/\d{6}\.html"', text)) >= UNITS
    assert len(re.findall(r'aria-label="未达标：第 ', text)) > UNITS // 2
    assert '<form class="find" id="find" hidden' in text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)


def test_what_the_script_knows_is_no_markup(overview: Path) -> None:
    """The data stand in a JSON block that cannot end early."""
    data = overview.read_text(encoding="utf-8").partition('id="data">')[2].partition("</script>")[0]

    assert "<" not in data
    assert len(json.loads(data)["rules"]) == RULES


def test_it_meets_the_rules_of_accessibility(driver: WebDriver, tmp_path: Path) -> None:
    """axe-core finds nothing under WCAG 2.2 A and AA in the page of a small run, everything open."""
    run(build(tmp_path, 12, rules=4, damaged=3, prefectures=2, counties=6).options(tmp_path / "out"))
    driver.get((tmp_path / "out" / "index.html").as_uri())
    driver.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")

    assert accessibility(driver) == []


def test_it_asks_nothing_of_the_network(opened: WebDriver) -> None:
    """Nor does the script fail."""
    assert opened.get_log("browser") == []
