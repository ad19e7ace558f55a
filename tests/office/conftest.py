"""LibreOffice without a window: what a clerk's office program makes of our files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


class Office:
    """LibreOffice started once a call, with a profile of its own, so that two tests do not meet in one."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self.folder = folder

    def run(self, *args: str) -> str:
        """LibreOffice's standard output.

        Raises:
            AssertionError: it failed, or said nothing of what it wrote (it exits with 0 all the same).
        """
        profile = f"-env:UserInstallation={(self.folder / 'office-profile').as_uri()}"
        done = subprocess.run(
            [self.program, profile, "--headless", "--norestore", *args],
            capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def convert(self, file: Path, suffix: str, filter_: str = "") -> Path:
        """`file` opened and saved anew as `suffix` ("xlsx", "xls", "ods", "csv", "pdf"), in a folder of its own."""
        out = self.folder / f"as-{suffix}"
        said = self.run("--convert-to", f"{suffix}:{filter_}" if filter_ else suffix, "--outdir", str(out), str(file))
        written = out / f"{file.stem}.{suffix}"
        assert written.is_file(), said
        return written

    def convert_all(self, file: Path, suffix: str, filter_: str) -> None:
        """Every sheet of `file` saved as a file of its own, named after both, in the folder of `convert`."""
        self.run("--convert-to", f"{suffix}:{filter_}", "--outdir", str(self.folder / f"as-{suffix}"), str(file))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "LibreOffice is not installed (Debian: libreoffice-calc, libreoffice-writer)"
    return Office(program, tmp_path)
