"""The browser the other tests look through: it draws Chinese, prints A4, stays offline."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from pypdf import PdfReader
from selenium import webdriver

from tests.browser.conftest import PHONE, Chromium, accessibility

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>@page {{ size: A4 }} body {{ margin: 0; font: 40px sans-serif }}</style><title>页</title>{body}</html>"""


def page(folder: Path, body: str) -> Path:
    path = folder / "page.html"
    path.write_text(PAGE.format(body=body), encoding="utf-8")
    return path


def inked(picture: Path) -> int:
    """How many pixels are darker than middle grey."""
    with Image.open(picture) as image:
        return sum(image.convert("L").histogram()[:128])


def test_chinese_is_drawn_with_a_font_that_has_it(chromium: Chromium, tmp_path: Path) -> None:
    """一 is one stroke and 齉 is thirty-six: were both empty boxes, they would take as much ink."""
    one = inked(chromium.screenshot(page(tmp_path, "一"), PHONE))
    many = inked(chromium.screenshot(page(tmp_path, "齉"), PHONE))

    assert 0 < one * 3 < many


def test_a_page_prints_on_a4_with_its_words_as_text(chromium: Chromium, tmp_path: Path) -> None:
    """Paper is 210 × 297 mm, and what is printed can be searched."""
    paper = PdfReader(chromium.pdf(page(tmp_path, "<p>达标</p>")))

    assert [round(float(side) / 72 * 25.4) for side in paper.pages[0].mediabox[2:]] == [210, 297]
    assert "达标" in paper.pages[0].extract_text()


def test_a_page_that_asks_the_network_is_found_out(driver: webdriver.Chrome, tmp_path: Path) -> None:
    """The console has a line for what could not be fetched, so a silent console means a self-contained page."""
    driver.get(page(tmp_path, '<img src="http://example.invalid/x.png">').as_uri())
    assert [entry["level"] for entry in driver.get_log("browser")] == ["SEVERE"]

    driver.get(page(tmp_path, "<p>达标</p>").as_uri())
    assert driver.get_log("browser") == []


def test_pale_text_and_a_picture_without_words_are_found_out(driver: webdriver.Chrome, tmp_path: Path) -> None:
    """Otherwise a page that axe-core says nothing of would prove nothing."""
    pale = '<main><p style="color:#aaa">达标</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main>'
    driver.get(page(tmp_path, pale).as_uri())

    assert [found.split()[0] for found in accessibility(driver)] == ["color-contrast", "image-alt"]
