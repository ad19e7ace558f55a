"""Every command of the house, each written once.

    nox -s tests        what a change must pass before it is kept: Python only, no browser, server or office
    nox -l              all the others, each with its own sentence

All daily sessions share one environment, `env`, installed from requirements.lock; sessions whose tools are not part
of the lock (peers to measure against, the fuzzer) have one of their own.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_external_run = True
nox.options.sessions = ["tests", "lint", "types"]

HERE = Path(__file__).parent
LOCK = HERE / "requirements.lock"
OUT = HERE / "out"
PYPROJECT = nox.project.load_toml(HERE / "pyproject.toml")


@nox.session(default=False)
def env(session: nox.Session) -> None:
    """Install the locked dependencies and this checkout into .nox/env, the environment of the daily sessions."""
    stamp = Path(session.virtualenv.location) / "installed"  # type: ignore[arg-type]
    wanted = hashlib.sha256(LOCK.read_bytes() + (HERE / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return  # saves the 3 s that pip takes to find everything in place
    session.install("--require-hashes", "-r", str(LOCK))
    session.install("--no-deps", "--no-build-isolation", "-e", ".")
    stamp.write_text(wanted)


def python(session: nox.Session, *args: str, codes: tuple[int, ...] = (0,)) -> None:
    """Run Python of the environment of the daily sessions; any exit status but `codes` fails it."""
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    session.run(str(HERE / ".nox" / "env" / scripts / "python"), *args, external=True, success_codes=codes)


def pytest(session: nox.Session, *args: str) -> None:
    """Run pytest of that environment, with what stands after -- on the command line."""
    python(session, "-m", "pytest", *args, *session.posargs)


def needs_program(session: nox.Session, *names: str) -> None:
    """Stop with a sentence where none of these programs is installed: a session never passes by doing nothing."""
    if not any(shutil.which(name) for name in names):
        session.error(f"this session needs {' or '.join(names)}: it is not installed")


@nox.session(requires=["env"], venv_backend="none")
def tests(session: nox.Session) -> None:
    """The daily tests: Python only, quick."""
    pytest(session)


@nox.session(requires=["env"], venv_backend="none")
def lint(session: nox.Session) -> None:
    """Style and layout of the code (ruff). `nox -s lint -- --fix` repairs what can be repaired."""
    if "--fix" in session.posargs:
        python(session, "-m", "ruff", "check", "--fix", ".")
        python(session, "-m", "ruff", "format", ".")
    else:
        python(session, "-m", "ruff", "check", ".")
        python(session, "-m", "ruff", "format", "--check", ".")


@nox.session(requires=["env"], venv_backend="none")
def types(session: nox.Session) -> None:
    """Types of the whole package, and of a script that uses it (mypy --strict)."""
    python(session, "-m", "mypy", "--strict", "compliance", "tests/typed_use.py", *session.posargs)


@nox.session(requires=["env"], venv_backend="none")
def docs(session: nox.Session) -> None:
    """The documentation against the code. `nox -s docs -- --write` renews the generated tables first."""
    if "--write" in session.posargs:
        session.posargs.remove("--write")
        python(session, "docs/tables.py")
    pytest(session, "tests/test_docs.py")


@nox.session(requires=["env"], venv_backend="none", default=False)
def browser(session: nox.Session) -> None:
    """Pages as a reader sees them: headless Chromium, on the screen, on a phone, on paper."""
    needs_program(session, "chromium", "chromium-browser", "google-chrome")
    needs_program(session, "chromedriver")
    pytest(session, "tests/browser")


@nox.session(requires=["env"], venv_backend="none", default=False)
def office(session: nox.Session) -> None:
    """Files as a clerk's programs see them: LibreOffice opens, fills in and saves workbooks, and reads .doc and .wps."""
    needs_program(session, "soffice", "libreoffice")
    pytest(session, "tests/office")


@nox.session(requires=["env"], venv_backend="none", default=False)
def accuracy(session: nox.Session) -> None:
    """How well plans and reports are read: the evaluation set with its floor, then the tables of docs/accuracy.md.

    `nox -s accuracy -- FILE…` scores marked passages of whole documents instead (see tests/evaluation/passages.py).
    """
    if not session.posargs:
        python(session, "-m", "pytest", "tests/evaluation")
    python(session, "benchmarks/text.py", *session.posargs)


@nox.session(requires=["env"], venv_backend="none", default=False)
def services(session: nox.Session) -> None:
    """What talks to another process: a Dask scheduler with real worker processes."""
    pytest(session, "-v", "tests/services")


@nox.session(requires=["env"], venv_backend="none", default=False)
def demo(session: nox.Session) -> None:
    """临夏州's real figures of 2023 against 格尔木市's targets of 2024: the report, and where it is.

    `nox -s demo -- --picture` also renews the picture of it in the README (needs Chromium).
    """
    OUT.mkdir(exist_ok=True)
    report = OUT / "linxia-2023.html"
    report.unlink(missing_ok=True)
    python(
        session, "-m", "compliance", "check", "data/linxia-2023.xlsx", "--benchmark", "golmud-2024",
        "--as-of", "2024-06-30", "--report", str(report), codes=(0, 1),  # 1: not every target is met or answered, as in life
    )  # fmt: skip
    if not report.is_file():
        session.error("no report was written")
    session.log("the report: %s", report.as_uri())
    if "--picture" in session.posargs:
        needs_program(session, "chromium")
        python(session, "tests/browser/picture.py", str(report), "docs/report.png")


@nox.session(requires=["env"], venv_backend="none", default=False)
def long(session: nox.Session) -> None:
    """The exhaustive and long parts: every k/n around the lines in use, 200,000 cases and more."""
    pytest(session, "-m", "long", "--hypothesis-profile=long", "-n", "auto")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Speed beside the peers in one run; `nox -s bench -- NAME` runs one script. Figures go to docs/benchmarks.md."""
    scripts = _scripts(session, "benchmarks", "[!_]*.py")
    session.install("-r", str(LOCK))
    session.install(*nox.project.dependency_groups(PYPROJECT, "bench"))
    session.install("--no-deps", "-e", ".")
    for script in scripts:
        session.run("python", str(script))


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """A minute of coverage-guided fuzzing for each reader in tests/fuzz (`-- NAME SECONDS` for one, longer)."""
    seconds = session.posargs.pop() if session.posargs and session.posargs[-1].isdecimal() else "60"
    scripts = _scripts(session, "tests/fuzz", "fuzz_*.py")
    session.install("-r", str(LOCK))
    session.install(*nox.project.dependency_groups(PYPROJECT, "fuzz"))
    session.install("--no-deps", "-e", ".")
    for script in scripts:
        corpus = OUT / "fuzz" / script.stem
        corpus.mkdir(parents=True, exist_ok=True)
        session.run(
            "python", str(script), str(corpus), f"-max_total_time={seconds}", "-max_len=4096",
            f"-artifact_prefix={corpus}-",
        )  # fmt: skip


@nox.session(requires=["env"], venv_backend="none", default=False)
def mutation(session: nox.Session) -> None:
    """Change the engine and the reading of numbers in small ways, and see that a test notices each (`-- judge`)."""
    python(session, "tests/mutation/mutate.py", *session.posargs)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Renew requirements.lock from pyproject.toml: versions and hashes, and no registry's address."""
    session.install("pip-tools>=7.5")
    OUT.mkdir(exist_ok=True)
    groups = OUT / "dependency-groups.in"  # pip-compile reads extras from pyproject.toml, but not groups
    groups.write_text("\n".join(nox.project.dependency_groups(PYPROJECT, "test", "browser", "lint", "types")) + "\n")
    # "all" names this project itself, which would be locked as a path
    extras = [f"--extra={extra}" for extra in PYPROJECT["project"]["optional-dependencies"] if extra != "all"]
    session.run(
        "pip-compile", "--quiet", "--generate-hashes", "--strip-extras", "--allow-unsafe", *extras,
        "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-emit-options",
        f"--output-file={LOCK.name}", *(session.posargs or ["--upgrade"]),
        "pyproject.toml", str(groups.relative_to(HERE)),
        env={"CUSTOM_COMPILE_COMMAND": "nox -s lock"},
    )  # fmt: skip


def _scripts(session: nox.Session, folder: str, pattern: str) -> list[Path]:
    """The scripts to run: those named on the command line, else all; none at all is an error."""
    found = sorted((HERE / folder).glob(pattern))
    if session.posargs:
        found = [script for script in found if any(word in script.stem for word in session.posargs)]
    if not found:
        session.error(f"nothing to run in {folder}")
    return found
