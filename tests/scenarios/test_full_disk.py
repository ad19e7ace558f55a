"""Standard output that cannot be written is one sentence and exit status 2, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FULL = Path("/dev/full")  # of Linux: every write says that the disk is full


@pytest.mark.skipif(not FULL.exists(), reason="the system has no disk that is always full")
@pytest.mark.parametrize(
    "command", [["check", str(ROOT / "data" / "linxia-2023.xlsx"), "--format", "json"], ["rules", "list"]]
)
def test_a_full_disk_behind_standard_output_is_one_sentence(command: list[str]) -> None:
    """As when the output is sent to a file on a full disk."""
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "compliance", *command], stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT,
            check=False,
        )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.strip().endswith("错误：输出读写失败（磁盘已满）。请检查磁盘空间和权限后重试。")
    assert "Traceback" not in done.stderr
