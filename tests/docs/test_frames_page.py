"""docs/frames.md runs as it stands: each block of code in turn, and it prints what the page shows."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "frames.md"


def test_the_page_runs_and_prints_what_it_shows() -> None:
    """A reader who copies the page block by block sees the same."""
    blocks = re.findall(r"```(python|text)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    printed = ""
    shown = 0
    for kind, text in blocks:
        if kind == "python":
            assert printed == "", "printed and not shown"
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(text, str(PAGE), "exec"), names)
            printed = out.getvalue()
        else:
            assert printed == text
            printed, shown = "", shown + 1

    assert shown >= 5
