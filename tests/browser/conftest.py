"""Headless Chromium from the system's packages: pages as pictures, as paper, and to be clicked."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

#: A phone of 390 points, a small laptop.
PHONE = (390, 844)
SCREEN = (1280, 800)

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars",
    # Reports are to need no network; without one, a page that asks for something shows it as an error.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)  # fmt: skip


class Chromium:
    """The browser started once a call: what it prints and paints."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self.folder = folder

    def run(self, *args: str, page: Path) -> str:
        """Chromium's standard output for this page."""
        profile = f"--user-data-dir={self.folder / 'profile'}"
        done = subprocess.run(
            [self.program, *QUIET, profile, *args, page.as_uri()],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def screenshot(self, page: Path, size: tuple[int, int] = SCREEN) -> Path:
        """A PNG of the top of the page in a window of this size."""
        picture = self.folder / f"{page.stem}-{size[0]}.png"
        self.run(f"--screenshot={picture}", f"--window-size={size[0]},{size[1]}", page=page)
        return picture

    def pdf(self, page: Path) -> Path:
        """The page as it is printed, without Chromium's own heading and footing."""
        paper = self.folder / f"{page.stem}.pdf"
        self.run(f"--print-to-pdf={paper}", "--no-pdf-header-footer", page=page)
        return paper


def accessibility(driver: webdriver.Chrome) -> list[str]:
    """What axe-core finds wrong with the page under WCAG 2.2 A and AA: rule, and the first element it concerns."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    driver.execute_script((Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    run = "axe.run(document, {runOnly: arguments[0]}).then(r => arguments[1](r.violations))"
    violations = driver.execute_async_script(run, tags)
    return [f"{v['id']} ({len(v['nodes'])}): {v['nodes'][0]['html'][:120]}" for v in violations]


def on_a_phone(driver: webdriver.Chrome) -> None:
    """The window a phone has, with its pixel ratio; a window alone cannot be made so narrow."""
    size = {"width": PHONE[0], "height": PHONE[1], "deviceScaleFactor": 2, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


@pytest.fixture
def chromium(tmp_path: Path) -> Chromium:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program, "Chromium is not installed (Debian: chromium, chromium-driver, fonts-noto-cjk)"
    return Chromium(program, tmp_path)


def started(profile: Path) -> webdriver.Chrome:
    """A browser to click in, with its profile in this folder. Its console is kept: `get_log("browser")`."""
    options = webdriver.ChromeOptions()
    for argument in (*QUIET, f"--user-data-dir={profile}", f"--window-size={SCREEN[0]},{SCREEN[1]}"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # The path keeps selenium from looking for a driver to download.
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    browser = started(tmp_path / "driver-profile")
    yield browser
    browser.quit()
