"""Reading a table of the form, key by key, with every fault noted and none of them fatal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field

from compliance.errors import Problem, problem
from compliance.period import Period, PeriodError
from compliance.rulebook.form import Form, Key
from compliance.rulebook.nodes import Node
from compliance.source import Place

STEP = " › "  # rules › golmud-2024-31a › at_least


def nearest(word: str, known: Iterable[str]) -> str:
    """是不是“…”？ with the words closest to `word`, or "" where none is close."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=3, cutoff=0.55)
    return f"是不是{'、'.join(f'“{c}”' for c in close)}？" if close else ""


class Faults(Struct):
    """The faults found so far in one file."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, code: str, line: int, /, **words: object) -> None:
        self.found.append(problem(code, Place(self.file, line=line), **words))


class Table:
    """One table of a file, held to `form`. `where` is the path to it in words."""

    __slots__ = ("_at", "faults", "form", "is_table", "line", "where")

    def __init__(self, node: Node, form: Form, where: str, faults: Faults) -> None:
        self.form, self.where, self.faults, self.line = form, where, faults, node.line
        self._at: dict[str, Node] = {}
        self.is_table = isinstance(node.value, dict)
        if not isinstance(node.value, dict):
            faults.add("wrong_type", node.line, where=where, expected="若干“键: 值”", found=_kind(node))
            return
        for key, value in node.value.items():
            if key not in form:
                allowed = "、".join(form)
                faults.add(
                    "unknown_key", value.line, where=self.path(key), key=key, near=nearest(key, form), allowed=allowed
                )
            elif value.value != "":
                self._at[key] = value
        for key, spec in form.items():
            if spec.required and key not in self._at:
                faults.add(
                    "missing_key",
                    self.line_of(key) if key in node.value else node.line,
                    where=where,
                    key=key,
                    about=spec.about,
                )

    def __contains__(self, key: str) -> bool:
        return key in self._at

    def path(self, key: str) -> str:
        return f"{self.where}{STEP}{key}" if self.where else key

    def line_of(self, key: str) -> int:
        return self._at[key].line if key in self._at else self.line

    def node(self, key: str) -> Node | None:
        return self._at.get(key)

    def fault(self, code: str, key: str, /, **words: object) -> None:
        """Note a fault of what `key` holds."""
        self.faults.add(code, self.line_of(key), where=self.path(key), **words)

    def text(self, key: str) -> str:
        """The text, "" where there is none or it is no text."""
        node = self._at.get(key)
        if node is None:
            return ""
        if isinstance(node.value, str):
            return node.value.strip()
        self._wrong(key, "一段文字", node)
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; what is no text is left out."""
        node = self._at.get(key)
        if node is None:
            return ()
        if not isinstance(node.value, list):
            self._wrong(key, "列表，如 [甲, 乙]", node)
            return ()
        texts = []
        for item in node.value:
            if isinstance(item.value, str) and item.value.strip():
                texts.append(item.value.strip())
            else:
                self._wrong(key, "列表里的文字", item)
        return tuple(texts)

    def day(self, key: str) -> date | None:
        text = self.text(key)
        if not text:
            return None
        try:
            if len(text) == 10:
                return date.fromisoformat(text)
        except ValueError:
            pass  # told below, with what to write instead
        self.fault("bad_date", key, value=text)
        return None

    def period(self, key: str) -> Period | None:
        text = self.text(key)
        try:
            return Period.parse(text) if text else None
        except PeriodError:
            self.fault("period_unreadable", key, value=text)
            return None

    def flag(self, key: str) -> bool:
        text = self.text(key)
        if text not in ("", "true", "false"):
            self.fault("unknown_choice", key, value=text, near="", allowed="true、false")
        return text == "true"

    def choice(self, key: str) -> str:
        """One of the form's choices, or ""."""
        text = self.text(key)
        return text if not text or self._chosen(key, text, self.line_of(key)) else ""

    def choices(self, key: str) -> tuple[str, ...]:
        texts = self.texts(key)
        return tuple(text for text in texts if self._chosen(key, text, self.line_of(key)))

    def table(self, key: str) -> Table | None:
        node = self._at.get(key)
        return None if node is None else Table(node, self._form(key), self.path(key), self.faults)

    def tables(self, key: str, label: str = "") -> list[Table]:
        """The tables of a list, each called by its `label` (id, name) in messages; a plain text stands for it where the form lets it."""
        node = self._at.get(key)
        if node is None:
            return []
        if not isinstance(node.value, list):
            self._wrong(key, "列表，每项以“- ”开头", node)
            return []
        spec, tables = self.form[key], []
        for number, item in enumerate(node.value, 1):
            if spec.plain and isinstance(item.value, str):
                item = Node({label: item}, item.line)
            tables.append(
                Table(item, self._form(key), f"{self.path(key)}{STEP}{_called(item, label, number)}", self.faults)
            )
        return tables

    def named(self, key: str) -> dict[str, Table | str]:
        """Name → its table, or its plain text where the form lets one stand in its place."""
        node = self._at.get(key)
        if node is None:
            return {}
        if not isinstance(node.value, dict):
            self._wrong(key, "若干“名称: 内容”", node)
            return {}
        spec = self.form[key]
        named: dict[str, Table | str] = {}
        for name, item in node.value.items():
            if spec.plain and isinstance(item.value, str):
                named[name] = item.value.strip()
            else:
                named[name] = Table(item, self._form(key), f"{self.path(key)}{STEP}{name}", self.faults)
        return named

    def _form(self, key: str) -> Form:
        form = self.form[key].form
        assert form is not None, key
        return form

    def _chosen(self, key: str, text: str, line: int) -> bool:
        spec: Key = self.form[key]
        if text in spec.choices:
            return True
        allowed = "、".join(spec.choices)
        self.faults.add(
            "unknown_choice", line, where=self.path(key), value=text, near=nearest(text, spec.choices), allowed=allowed
        )
        return False

    def _wrong(self, key: str, expected: str, node: Node) -> None:
        self.faults.add("wrong_type", node.line, where=self.path(key), expected=expected, found=_kind(node))


def _kind(node: Node) -> str:
    if isinstance(node.value, dict):
        return "“键: 值”"
    if isinstance(node.value, list):
        return "列表"
    return f"文字“{node.value[:30]}”" if node.value else "空白"


def _called(node: Node, label: str, number: int) -> str:
    name = node.value.get(label) if label and isinstance(node.value, dict) else None
    return name.value if name is not None and isinstance(name.value, str) and name.value else f"第 {number} 项"
