"""The documentation names everything a user can meet: commands, options, verdicts, flags, problem codes, rule keys."""

from __future__ import annotations

import argparse
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from compliance.errors import CODES
from compliance.rulebook import form, waivers
from compliance.tables import TABLES
from compliance.verdict import BASES, FLAGS, VERDICTS
from tests import test_layers

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
FORMS = [
    value
    for name, value in sorted(vars(form).items())
    if name.isupper() and not name.startswith("_") and name.isalpha()
]


def text(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def in_code(page: str) -> set[str]:
    """Everything a page sets in code: `met`, `--as-of`."""
    return set(re.findall(r"`([^`\n]+)`", text(page)))


def tables() -> ModuleType:
    """docs/tables.py, which is a script and not part of the package."""
    spec = importlib.util.spec_from_file_location("docs_tables", DOCS / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_generated_tables_are_as_the_code_has_them(page: Path) -> None:
    """`nox -s docs -- --write` was run after the last change of a code, flag or key."""
    written = page.read_text(encoding="utf-8")

    assert tables().renewed(written) == written, "nox -s docs -- --write"


def test_every_block_of_tables_stands_on_a_page() -> None:
    """A table that is generated and shown nowhere would document nothing."""
    shown = {
        name
        for page in DOCS.glob("*.md")
        for name in re.findall(r"生成：([a-z-]+) -->", page.read_text(encoding="utf-8"))
    }

    assert shown == set(tables().BLOCKS)


def test_every_verdict_basis_and_flag_is_documented() -> None:
    """verdicts.md has each by code and in the words a reader sees."""
    assert {*VERDICTS, *BASES, *FLAGS} <= in_code("verdicts.md")
    assert [shown for shown in (*VERDICTS.values(), *BASES.values()) if shown not in text("verdicts.md")] == []


@pytest.mark.parametrize("shown", VERDICTS.values())
def test_every_verdict_is_explained(shown: str) -> None:
    """verdicts.md says of each verdict when it is given, not only that there is one."""
    assert f"- **{shown}**：" in text("verdicts.md")


def test_every_problem_code_is_documented() -> None:
    """problems.md has each code, and none that is no more."""
    assert in_code("problems.md") == set(CODES)


def test_every_key_of_a_rule_file_is_documented() -> None:
    """rules.md has each key of a pack and of indicators.yaml."""
    assert {key for keys in FORMS for key in keys} <= in_code("rules.md")


def test_every_key_of_a_waiver_file_is_documented() -> None:
    """rules.md has a row for each."""
    section = text("rules.md").partition("## 豁免文件")[2]

    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == list(waivers.KEYS)


def parser() -> argparse.ArgumentParser:
    from compliance import cli

    return cli._parser()


def subcommands(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = [action for action in of._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found[0].choices) if found else {}


def options(of: argparse.ArgumentParser) -> set[str]:
    """The options of a command and of what stands below it, in their long form where there is one."""
    own = {
        next((option for option in action.option_strings if option.startswith("--")), action.option_strings[0])
        for action in of._actions
        if action.option_strings and not isinstance(action, argparse._HelpAction | argparse._VersionAction)
        and action.help != argparse.SUPPRESS
    }  # fmt: skip
    return own.union(*(options(below) for below in subcommands(of).values()))


def sections() -> dict[str, str]:
    """Command → its section in commands.md."""
    parts = re.split(r"^## `([a-z]+)`.*$", text("commands.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_has_a_section() -> None:
    """commands.md has a section for each command, and none for one that is no more."""
    assert sorted(sections()) == sorted(subcommands(parser()))


def test_every_option_is_documented_in_its_command_s_section() -> None:
    """A row of the section's table for each option, and none that is no more."""
    documented = {
        command: set(re.findall(r"^\| `(-[^`]+)`", section, re.MULTILINE)) for command, section in sections().items()
    }
    short = {"--output": "-o"}  # the designs and the tours write -o

    assert documented == {
        command: {short.get(option, option) for option in options(below)}
        for command, below in subcommands(parser()).items()
    }


def test_every_command_below_a_command_is_documented() -> None:
    """`compliance rules lint` and its kin."""
    for command, below in subcommands(parser()).items():
        for name in subcommands(below):
            assert f"`compliance {command} {name}" in sections()[command]


def shown_commands() -> list[tuple[str, str]]:
    """(page, command) for every line of the documentation that shows a compliance command."""
    found = []
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            shown = re.fullmatch(r"(?:    |\$ )?(?:\.venv/bin/)?compliance( [^#…]*?)(?:\s+#.*)?", line)
            if shown:
                found.append((page.name, shown[1].strip()))
    return found


def test_every_shown_command_is_one_the_program_takes() -> None:
    """Whoever copies a line from a page is understood."""
    assert len(shown_commands()) >= 5
    for page, line in shown_commands():
        try:
            parser().parse_args(line.split())
        except SystemExit as left:
            pytest.fail(f"{page}: compliance {line} → {left}")


def anchors(page: Path) -> set[str]:
    """The places of a page that a link can name: its headings as GitHub makes addresses of them."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    """Files, pictures and headings that a page names are there."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            name, _, anchor = target.partition("#")
            there = (page.parent / name).resolve() if name else page
            assert there.exists(), target
            assert not anchor or anchor in anchors(there), target


def test_the_architecture_page_names_every_part_of_the_layout() -> None:
    """docs/architecture.md and the picture beside it have the parts that tests/test_layers.py holds apart."""
    page, picture = text("architecture.md"), text("architecture.svg")
    built = {test_layers.part(module) for module in test_layers.TREES} - {"__init__", "__main__"}

    assert [name for name in built if f"`{name}" not in page] == []
    assert [name for name in built if f">{name}" not in picture] == []
    assert built.isdisjoint(re.findall(r'class="later" data-part="(\w+)"', picture))


def test_every_session_of_nox_is_described() -> None:
    """docs/development.md has a line for each."""
    sessions = re.findall(
        r"^@nox\.session.*\ndef (\w+)\(", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.MULTILINE
    )

    assert len(sessions) > 8
    assert [name for name in sessions if f"`{name}`" not in text("development.md")] == []


def test_the_changelog_begins_with_what_is_not_released_yet() -> None:
    """So that whoever changes something has a place to tell users."""
    heads = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert heads[0].startswith("未发布")


@pytest.mark.parametrize("page", ["README.md", "README.en.md"])
def test_the_readme_gives_the_command_that_runs_the_tests(page: str) -> None:
    """The first thing a newcomer does."""
    assert ".venv/bin/nox -s tests" in (ROOT / page).read_text(encoding="utf-8")


def test_pages_that_messages_name_are_there() -> None:
    """见“问题代码”一页: by the page's own title."""
    titles = {page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for page in DOCS.glob("*.md")}
    said = [text for code in CODES.values() for text in (code.message, code.advice)]
    said += [column.about for table in TABLES.values() for column in table.columns]
    named = {name for text in said for name in re.findall("“([^“”]+)”一页", text)}

    assert named and named <= titles
