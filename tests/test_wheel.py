"""What is installed is whole: the wheel has rules, data and templates, and works away from the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a new environment that has the wheel, and this environment's other packages, but not this checkout."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False)
    libraries = next(home.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:  # a wheel of plain Python is installed by unpacking it
        archive.extractall(libraries)
    # A line in a .pth file adds a folder without reading the .pth files in it, so an editable install is not seen.
    dependencies = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (libraries / "dependencies.pth").write_text("\n".join(dependencies) + "\n")
    return home / "bin" / "python"


def run(python: Path, *args: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run this Python in `folder`, with nothing of this process's environment that names the checkout."""
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder)}
    return subprocess.run(
        [str(python), *args], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_holds_every_rule_pack_data_file_and_template(wheel: Path) -> None:
    """Whatever stands in rules/, data/ and templates/ of the checkout stands inside the package."""
    packed = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"compliance/{path.relative_to(ROOT)}"
        for folder in ("rules", "data", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert expected <= packed
    assert "compliance/py.typed" in packed


def test_the_package_comes_from_the_wheel_and_not_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    """Otherwise the tests below would prove nothing."""
    done = run(installed, "-c", "import compliance; print(compliance.__file__)", folder=tmp_path)

    assert Path(done.stdout.strip()).is_relative_to(installed.parent.parent), done.stderr


def test_a_template_is_made_and_checked_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """`template` writes the workbook; `check` of the empty one names every cell to fill in, and exits with 1."""
    asked = ("--unit", "622900", "--period", "2023", "--benchmark", "golmud-2024")
    made = run(installed, "-m", "compliance", "template", *asked, "-o", "填报表.xlsx", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["填报表.xlsx"]

    checked = run(
        installed, "-m", "compliance", "check", "填报表.xlsx", "--benchmark", "golmud-2024", "--as-of", "2024-06-30",
        "--format", "json", "--report", "报告.html", folder=tmp_path,
    )  # fmt: skip
    assert checked.returncode == 1, checked.stderr

    answer = json.loads(checked.stdout)
    assert {verdict["verdict"] for verdict in answer["verdicts"] if verdict["binding"]} <= {"missing", "pending"}
    assert len(answer["verdicts"]) > 20
    assert "临夏回族自治州" in (tmp_path / "报告.html").read_text(encoding="utf-8")


def test_the_command_itself_is_installed(wheel: Path) -> None:
    """`compliance` on the command line is the same as `python -m compliance`."""
    entry = next(name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("entry_points.txt"))

    assert "compliance = compliance.cli:entry" in zipfile.ZipFile(wheel).read(entry).decode()
