"""Draws the top of a page as the README shows it: `python tests/browser/picture.py PAGE.html PICTURE.png`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser.conftest import Chromium

WINDOW = (1200, 1180)


def main(page: Path, picture: Path) -> None:
    """A palette is enough for text and bars, and makes the file a third of its size."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = Chromium(shutil.which("chromium") or "chromium", Path(folder)).screenshot(page.resolve(), WINDOW)
        with Image.open(drawn) as image:
            image.convert("RGB").quantize(256).save(picture, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
