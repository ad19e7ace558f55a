"""The overview page in a browser: how long it keeps the page's one thread busy, and how soon it answers a keystroke.

    python benchmarks/page.py

The page is of 3,000 units and 60 targets; the browser is headless Chromium from the system's packages. Seconds of
opening are of computing, by the browser's own account; a keystroke is timed from the input to the next picture.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.browser.conftest import started
from tests.browser.large import RULES, STILL, TYPED, UNITS, write_overview

TURNS = 5
WORDS = ("示", "示例", "示例1", "示例12", "示例1", "")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = write_overview(Path(folder))
        driver = started(Path(folder) / "profile")
        try:
            driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
            opened, typed = [], []
            for _ in range(TURNS):
                driver.get("about:blank")
                before = _busy(driver)
                driver.get(page.as_uri())
                driver.execute_async_script(STILL)
                opened.append(_busy(driver) - before)
                typed += [driver.execute_async_script(TYPED, word) for word in WORDS]
        finally:
            driver.quit()
        size = page.stat().st_size / 1e6
    print(f"{UNITS} units x {RULES} targets, {size:.1f} MB, Chromium {driver.capabilities['browserVersion']}")
    print(f"opening: {min(opened):.2f} to {max(opened):.2f} s of the main thread (aim: under 2)")
    print(f"a keystroke: {min(typed):.0f} to {max(typed):.0f} ms (aim: under 100)")


def _busy(driver) -> float:
    found = driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return next(m["value"] for m in found if m["name"] == "TaskDuration")


if __name__ == "__main__":
    main()
