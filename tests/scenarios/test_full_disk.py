"""Output that cannot be written is one sentence and exit status 2, never a traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from compliance.errors import system_words

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    "command", [["check", str(ROOT / "data" / "linxia-2023.xlsx"), "--format", "json"], ["rules", "list"]]
)
def test_standard_output_that_takes_nothing_is_one_sentence(command: list[str]) -> None:
    """Here a file open for reading only; a full disk fails the same way."""
    with (ROOT / "pyproject.toml").open("rb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "compliance", *command], stdout=closed, stderr=subprocess.PIPE, text=True,
            encoding="utf-8", cwd=ROOT, check=False,
        )  # fmt: skip

    assert done.returncode == 2
    [sentence] = done.stderr.strip().splitlines()
    assert sentence.startswith("错误：输出读写失败（") and sentence.endswith("请检查磁盘空间和权限后重试。")


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "磁盘是只读的"), (errno.EACCES, "没有权限")]
)
def test_what_the_system_says_is_said_in_chinese(number: int, words: str) -> None:
    """As its own error, and as words inside a library's."""
    assert system_words(OSError(number, os.strerror(number))) == words
    assert system_words(RuntimeError(f"cannot write: {os.strerror(number)} (os error {number})")) == words
