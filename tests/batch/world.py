"""A folder of made workbooks, some of them damaged, and a run over it in a process of its own."""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from compliance.batch import Options, command
from compliance.errors import ComplianceError
from tests.bad_workbooks.files import REFUSED
from tests.batch.made import Made, Maker, unit_codes, write_divisions, write_rules

AS_OF = date(2025, 6, 30)
#: Damaged in ways that are quick to make: bombs have tests of their own.
_QUICK = (
    "empty_file", "pdf_named_xlsx", "png_named_xlsx", "zip_of_workbooks", "truncated_xlsx", "sheet_cut_in_the_middle",
    "part_with_wrong_checksum", "workbook_part_missing", "random_bytes", "old_word_document", "encrypted_xlsx",
)  # fmt: skip
DAMAGED = [case for case in REFUSED if case.make.__name__ in _QUICK]


@dataclass(frozen=True)
class World:
    """Where everything lies, and what must come out: per unit the verdicts, per damaged file the code."""

    home: Path
    made: tuple[Made, ...]
    damaged: dict[str, str]

    @property
    def folder(self) -> Path:
        return self.home / "in"

    def options(self, out: Path, workers: int = 1, *, resume: bool = False, scheduler: str = "") -> Options:
        return Options(
            (str(self.folder),), out, (str(self.home / "rules"),), as_of=AS_OF, workers=workers, scheduler=scheduler,
            resume=resume, divisions=(self.home / "divisions.csv",),
        )  # fmt: skip

    def arguments(self, out: Path, workers: int, *, resume: bool = False, scheduler: str = "") -> list[str]:
        """To run it in a process of its own."""
        return [
            sys.executable, "-m", "tests.batch.world", str(self.home), str(out), str(workers), str(int(resume)), scheduler
        ]  # fmt: skip


def build(
    home: Path, units: int, *, rules: int = 12, damaged: int = 0, prefectures: int = 4, counties: int = 30
) -> World:
    """So many workbooks in folders by prefecture, and so many damaged ones among them; always the same."""
    write_rules(home / "rules", rules)
    maker = Maker(home / "rules", rules, write_divisions(home / "divisions.csv", prefectures, counties))
    made = []
    for code in unit_codes(units, prefectures, counties):
        one = maker.make(code)
        made.append(Made(one.unit, b"", one.verdicts, one.counts))
        place(home / "in" / code[:4] / f"{code}.xlsx", one.data)
    chance = random.Random(units)
    codes: dict[str, str] = {}
    contents = {case.make.__name__: case.make() for case in DAMAGED}
    for n in range(damaged):
        case = DAMAGED[n % len(DAMAGED)]
        name = f"{chance.choice(made).unit[:4]}/坏{n:03}{case.suffix}"
        place(home / "in" / name, contents[case.make.__name__])
        codes[name] = case.code
    return World(home, tuple(made), codes)


def place(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def tree(out: Path) -> dict[str, str]:
    """Every file of a result by name, with the hash of its bytes."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The names of the files that are not the same in both."""
    names: Iterable[str] = one.keys() | other.keys()
    return sorted(name for name in names if one.get(name) != other.get(name))


if __name__ == "__main__":
    home, out, workers, resume, scheduler = sys.argv[1:]
    world = World(Path(home), (), {})
    options = world.options(Path(out), int(workers), resume=resume == "1", scheduler=scheduler)
    try:
        sys.exit(command(options, "table"))
    except ComplianceError as error:  # as the command line has it
        print(error, file=sys.stderr)
        sys.exit(2)
