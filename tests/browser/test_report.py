"""The report of 临夏州's figures of 2023, as a supervisor meets it: on a screen, on a phone, on paper, without a mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from compliance.cli import main
from tests.browser.conftest import Chromium, accessibility, on_a_phone

WORKBOOK = Path(__file__).parent.parent.parent / "data" / "linxia-2023.xlsx"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "报告.html"
    asked = ["--benchmark", "golmud-2024", "--as-of", "2024-06-30", "--report", str(path)]
    main(["check", str(WORKBOOK), *asked, "--format", "json"])
    return path


def test_the_report_asks_the_network_for_nothing(driver: webdriver.Chrome, report: Path) -> None:
    """One file, nothing beside it, no line in the console."""
    driver.get(report.as_uri())
    asked = driver.execute_script("return performance.getEntriesByType('resource').map(r => r.name)")

    assert [name for name in asked if not name.startswith("data:")] == []
    assert driver.get_log("browser") == []


def test_the_report_needs_no_script(driver: webdriver.Chrome, report: Path) -> None:
    """With scripts turned off every verdict is there to read, and a derivation opens."""
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver.get(report.as_uri())

    assert driver.find_elements(By.TAG_NAME, "script") == []
    derivation = driver.find_element(By.CSS_SELECTOR, "details:not([open])")
    derivation.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    assert derivation.get_attribute("open") is not None


def test_the_report_says_what_it_is_about(driver: webdriver.Chrome, report: Path) -> None:
    """Unit, period, as-of date, the word 系统比对结果, both packs' titles."""
    driver.get(report.as_uri())
    words = driver.find_element(By.TAG_NAME, "body").text

    assert "系统比对结果" in words
    assert "临夏回族自治州" in words
    assert "2023" in words
    assert "2023年甘肃省法治政府建设工作要点" in words
    assert "格尔木市法治政府建设2024年工作要点" in words


def test_every_link_in_the_report_leads_to_a_place_in_it(driver: webdriver.Chrome, report: Path) -> None:
    """From figure to cell to clause and back; none leads nowhere."""
    driver.get(report.as_uri())
    dead = driver.execute_script(
        "return [...document.querySelectorAll('a[href^=\"#\"]')].map(a => decodeURIComponent(a.hash.slice(1)))"
        ".filter(id => !document.getElementById(id))"
    )

    assert dead == []


def test_the_report_is_accessible_on_screen_and_phone(driver: webdriver.Chrome, report: Path) -> None:
    """axe-core finds nothing against WCAG 2.2 AA, contrast included, with every derivation open."""
    driver.get(report.as_uri())
    driver.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert accessibility(driver) == []

    on_a_phone(driver)
    assert accessibility(driver) == []


def test_the_report_fits_a_phone(driver: webdriver.Chrome, report: Path) -> None:
    """Nobody has to scroll sideways, and no text is smaller than 12 points."""
    on_a_phone(driver)
    driver.get(report.as_uri())
    wide = driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    small = driver.execute_script(
        "return [...document.querySelectorAll('body *')].filter(e => e.offsetParent && e.childNodes.length"
        " && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())"
        " && parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.outerHTML.slice(0, 80))"
    )

    assert wide <= 0
    assert small == []


def test_the_report_prints_on_a4(chromium: Chromium, report: Path) -> None:
    """A4 either way round; words of the verdicts, not colours alone; every page has something on it."""
    pages = PdfReader(chromium.pdf(report)).pages
    texts = ["".join(page.extract_text().split()) for page in pages]

    assert {tuple(sorted(round(float(s) / 72 * 25.4) for s in page.mediabox[2:])) for page in pages} == {(210, 297)}
    assert "达标" in "".join(texts)
    assert "未填报" in "".join(texts)
    assert [number for number, text in enumerate(texts, 1) if len(text) < 10] == []
