"""Writes the tables of the documentation that the code already knows, each between two marks in its page.

Run it with `nox -s docs -- --write`. tests/test_docs.py fails where a page differs from what this would write.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from compliance import tables
from compliance.errors import CODES, REFUSALS, Code
from compliance.reports.words import SEVERITIES
from compliance.rulebook import form
from compliance.verdict import BASES, FLAGS, VERDICTS

DOCS = Path(__file__).parent
_BLOCK = re.compile(r"(<!-- 由 docs/tables\.py 生成：(?P<name>[a-z-]+) -->\n).*?(<!-- 生成到此 -->)", re.DOTALL)
_HOLDS = {
    "text": "文字", "texts": "文字列表", "day": "日期", "period": "期间", "flag": "true 或 false", "choice": "选一",
    "choices": "选若干", "table": "一组键", "tables": "若干组键", "named": "名称各对应一组键",
    "target": "数值，或另一指标", "range": "两个数值",
}  # fmt: skip


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; a bar inside a cell is kept from ending it."""
    heads = list(heads)
    lines = [
        heads,
        ["---"] * len(heads),
        *([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def code(text: str) -> str:
    return f"`{text}`"


def sentence(text: str) -> str:
    """A message of the catalogue with its blanks shown as …."""
    return re.sub(r"\{[^}]*\}", "…", text)


def verdicts() -> str:
    return table(["代码", "显示为"], ([code(name), shown] for name, shown in VERDICTS.items()))


def bases() -> str:
    return table(["代码", "显示为"], ([code(name), shown] for name, shown in BASES.items()))


def flags() -> str:
    rows = ([code(name), flag.text, flag.audit or "—"] for name, flag in FLAGS.items())
    return table(["代码", "显示为", "审核类别"], rows)


def problems(refusals: bool) -> str:
    def row(name: str, known: Code) -> list[str]:
        said = sentence(known.message + known.advice)
        return [code(name), said] if refusals else [code(name), SEVERITIES[known.severity], known.audit or "—", said]

    heads = ["代码", "说的话"] if refusals else ["代码", "性质", "审核类别", "说的话"]
    return table(heads, (row(name, known) for name, known in sorted(CODES.items()) if (name in REFUSALS) == refusals))


def keys(of: form.Form) -> str:
    """The keys of one table of a rule file."""

    def holds(key: form.Key) -> str:
        parts = [_HOLDS[key.holds]]
        if key.choices:
            parts = ["、".join(map(code, key.choices)) + ("" if key.holds == "choice" else "（可列几个）")]
        parts += [f"也可只写{key.plain}"] if key.plain else []
        parts += [f"也可写 {code(key.either)}"] if key.either else []
        return "；".join(parts)

    rows = ([code(name), "是" if key.required else "", holds(key), key.about] for name, key in of.items())
    return table(["键", "必填", "写什么", "意思"], rows)


def columns(of: tables.Table) -> str:
    """The columns of one kind of frame; what comes back is never required."""
    given = any(column.required for column in of.columns)
    heads = ["列", *(["必填"] if given else []), "类型", "意思"]
    rows = (
        [code(c.name), *(["是" if c.required else ""] if given else []), tables.TYPES[c.type], c.about]
        for c in of.columns
    )
    return table(heads, rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "verdicts": verdicts,
    "bases": bases,
    "flags": flags,
    "refusals": lambda: problems(refusals=True),
    "problems": lambda: problems(refusals=False),
    "keys-pack": lambda: keys(form.PACK),
    "keys-document": lambda: keys(form.DOCUMENT),
    "keys-in-force": lambda: keys(form.IN_FORCE),
    "keys-clause": lambda: keys(form.CLAUSE),
    "keys-rule": lambda: keys(form.RULE),
    "keys-relative": lambda: keys(form.RELATIVE),
    "keys-example": lambda: keys(form.EXAMPLE),
    "keys-indicators": lambda: keys(form.INDICATORS),
    "keys-indicator": lambda: keys(form.INDICATOR),
    "keys-alias": lambda: keys(form.ALIAS),
    "keys-list": lambda: keys(form.LIST),
    "keys-group": lambda: keys(form.GROUP),
    "keys-identity": lambda: keys(form.IDENTITY),
    **{f"frame-{name}": lambda of=of: columns(of) for name, of in tables.TABLES.items()},  # type: ignore[misc]
}


def renewed(page: str) -> str:
    """The page with every generated block as the code has it now.

    Raises:
        KeyError: it names a block that nothing writes.
    """
    return _BLOCK.sub(lambda found: found[1] + "\n" + BLOCKS[found["name"]]() + "\n" + found[3], page)


def main() -> int:
    """Renew every page that differs, and name it."""
    for path in sorted(DOCS.glob("*.md")):
        before = path.read_text(encoding="utf-8")
        if (after := renewed(before)) != before:
            path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{path.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
