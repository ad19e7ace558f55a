"""The report in a browser: offline, on a phone, on paper, and by the rules of accessibility."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from selenium import webdriver
from selenium.webdriver.common.by import By

from compliance.reports import html
from tests.browser.conftest import Chromium, accessibility, on_a_phone
from tests.reports import factory


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.html"
    path.write_text(html.render(factory.result()), encoding="utf-8")
    return path


def test_the_report_meets_the_rules_of_accessibility(driver: webdriver.Chrome, report: Path) -> None:
    """axe-core finds nothing under WCAG 2.2 A and AA, derivations open and closed, wide and on a phone."""
    driver.get(report.as_uri())
    assert accessibility(driver) == []

    driver.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert accessibility(driver) == []

    on_a_phone(driver)
    assert accessibility(driver) == []


def test_the_report_asks_nothing_of_the_network(driver: webdriver.Chrome, report: Path) -> None:
    driver.get(report.as_uri())

    assert driver.get_log("browser") == []


def test_a_phone_shows_the_report_without_scrolling_sideways(driver: webdriver.Chrome, report: Path) -> None:
    """Nothing is wider than the window, opened derivations and long hashes included."""
    on_a_phone(driver)
    driver.get(report.as_uri())
    driver.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")

    assert driver.execute_script("return document.documentElement.scrollWidth") == 390


def test_a_derivation_opens_with_the_keyboard_and_a_link_leads_to_the_cell(
    driver: webdriver.Chrome, report: Path
) -> None:
    driver.get(report.as_uri())
    summary = driver.find_elements(By.TAG_NAME, "summary")[1]
    summary.send_keys("\n")
    details = summary.find_element(By.XPATH, "..")
    assert details.get_attribute("open") == "true"

    details.find_element(By.LINK_TEXT, "G4").click()
    target = driver.find_element(By.CSS_SELECTOR, ":target")
    assert target.text.startswith("G4")
    assert target.is_displayed()


def test_the_report_prints_on_a4_with_all_verdicts_and_headings_repeated(chromium: Chromium, report: Path) -> None:
    """Each page of a table has its headings; page numbers stand below; no closed derivation takes up paper."""
    paper = PdfReader(chromium.pdf(report))
    pages = ["".join(page.extract_text().split()) for page in paper.pages]

    assert [round(float(side) / 72 * 25.4) for side in paper.pages[0].mediabox[2:]] == [210, 297]
    assert len(pages) <= 8
    assert sum("填报情况与达标线" in page for page in pages) >= 2
    assert "结果概览" in pages[0]
    whole = "".join(pages)
    assert all(f"第{number}项" in whole for number in range(1, len(factory.result().verdicts) + 1))
    assert "推导过程与数据来源" not in whole
    # Chromium writes some characters as the radicals they are drawn like, so 页 is any character here.
    assert re.search(rf"第1./共{len(pages)}.", pages[0])
