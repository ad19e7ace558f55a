"""YAML as plain text with line numbers: no types guessed, no key twice, no aliases.

Every scalar stays the text its author wrote: `NO`, `1.10`, `2024-10-01` and `08` mean what they say, and no figure
passes through a binary float. Events are taken from the parser one by one, and no deeper than a pack needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from msgspec import Struct
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from compliance.errors import Problem, RuleError, problem
from compliance.source import Place

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: The deepest thing a pack needs is rules › rule › examples › example › records.
_DEEPEST = 12
_LARGEST = 2_000_000

_CONTENT = (ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent)

_SYNTAX = (  # the parser's words → ours; the first that fits
    ("tab", "缩进里用了制表符", "请把制表符换成空格。"),
    ("cannot start any token", "这里有不能使用的符号", "缩进请用空格，不用制表符；以符号开头的文字请加英文引号。"),
    ("mapping values are not allowed", "这里多出一个冒号，或缩进不对", "请对齐缩进；含英文冒号的文字请加引号。"),
    ("could not find expected ':'", "键的后面缺少英文冒号和空格", "请写作“键: 值”，冒号用英文半角，后面空一格。"),
    ("while scanning a simple key", "键的后面缺少英文冒号和空格", "请写作“键: 值”，冒号用英文半角，后面空一格。"),
    ("did not find expected key", "缩进与上面不一致，或引号没有成对", "请与上一行的键对齐，并检查前面的英文引号。"),
    ("block mapping", "缩进与上面不一致，或引号没有成对", "请与上一行的键对齐，并检查前面的英文引号。"),
    ("quoted scalar", "英文引号没有成对", "请补上右边的引号。"),
    ("flow", "括号没有成对，或缺少逗号", "请检查 { }、[ ] 是否成对，各项之间用英文逗号。"),
)


class Node(Struct):
    """A text, a list or a table, and the line it (for a value, its key) stands on, counted from 1."""

    value: str | list[Node] | dict[str, Node]
    line: int

    def line_of(self, *path: str | int) -> int:
        """The line of what lies at `path` below, or of the last step that exists."""
        node = self
        for step in path:
            below = node.value
            if isinstance(below, dict):
                found = below.get(str(step))
            else:
                found = below[step] if isinstance(below, list) and isinstance(step, int) and step < len(below) else None
            if found is None:
                break
            node = found
        return node.line


def parse(data: bytes, file: str) -> tuple[Node, list[Problem]]:
    """The file's content, and the keys written twice (the first stands).

    Raises:
        RuleError: it is no UTF-8, no YAML, empty, deeper or larger than any pack, or has aliases or tags.
    """
    if len(data) > _LARGEST:
        raise RuleError(problem("file_beyond_limits", Place(file), what=f"{len(data)} 字节", limit=f"{_LARGEST} 字节"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace").strip()
        raise RuleError(problem("not_utf8", Place(file, line=line), start=start)) from None
    loader = _LOADER(text)
    builder = _Builder(file, loader.get_event)
    try:
        builder.read()
    except yaml.YAMLError as error:
        raise RuleError([*builder.problems, _syntax(error, text, file)]) from None
    finally:
        loader.dispose()
    if any(p.code != "duplicate_key" for p in builder.problems):
        raise RuleError(builder.problems)
    if builder.root is None:
        raise RuleError(problem("empty_file", Place(file, line=max(text.count("\n"), 1))))
    return builder.root, builder.problems


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    words = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    if here[: len(here) - len(here.lstrip())].count("\t"):
        words = "tab"
    what, advice = next(
        ((what, advice) for known, what, advice in _SYNTAX if known in words), ("写法有误", "请检查缩进、冒号和引号。")
    )
    return problem("yaml_syntax", Place(file, line=line), what=what, fix=advice)


class _Builder:
    """Builds the tree from the events of a parser."""

    def __init__(self, file: str, next_event: Callable[[], Any]) -> None:
        self.file = file
        self.next_event = next_event
        self.problems: list[Problem] = []
        self.root: Node | None = None

    def read(self) -> None:
        """The root, from all that the parser has; one that is blank is none."""
        while (event := self.next_event()) is not None:
            kind = type(event)
            if kind is DocumentStartEvent and self.root is not None:
                fault = self.syntax(event, "一个文件里有两份内容（---）", "请拆成两个文件。")
                raise RuleError([*self.problems, fault])
            if kind in _CONTENT:
                node = self.node(event, 0)
                if node.value != "":
                    self.root = node

    def node(self, event: Any, depth: int) -> Node:
        """What begins with `event`, and stands in a list or alone."""
        self.admit(event, "")
        line = event.start_mark.line + 1
        return Node(self.content(event, line, depth), line)

    def content(self, event: Any, line: int, depth: int) -> str | list[Node] | dict[str, Node]:
        kind = type(event)
        if kind is ScalarEvent:
            text: str = event.value
            return text
        if kind is AliasEvent:
            return ""
        if depth == _DEEPEST:
            fault = problem("file_beyond_limits", Place(self.file, line=line), what="层次过深", limit=f"{_DEEPEST} 层")
            raise RuleError([*self.problems, fault])
        return self.table(depth + 1) if kind is MappingStartEvent else self.items(depth + 1)

    def items(self, depth: int) -> list[Node]:
        held = []
        while type(event := self.next_event()) is not SequenceEndEvent:
            held.append(self.node(event, depth))
        return held

    def table(self, depth: int) -> dict[str, Node]:
        held: dict[str, Node] = {}
        next_event = self.next_event
        while type(event := next_event()) is not MappingEndEvent:
            line = event.start_mark.line + 1
            name = event.value if type(event) is ScalarEvent and not event.tag else self.key(event, line, depth)
            event = next_event()
            if type(event) is ScalarEvent and not event.tag and name not in held:  # nearly all
                held[name] = Node(event.value, line)
                continue
            self.admit(event, name)
            first = held.get(name)
            if first is not None:
                self.problems.append(problem("duplicate_key", Place(self.file, line=line), key=name, first=first.line))
            content = self.content(event, line, depth)
            if first is None:
                held[name] = Node(content, line)
        return held

    def key(self, event: Any, line: int, depth: int) -> str:
        """A key that is not just a text: told, and read all the same."""
        self.admit(event, "")
        if type(event) in (MappingStartEvent, SequenceStartEvent):
            self.problems.append(self.syntax(event, "键不能是列表或表格", "以 { 或 [ 开头的文字请加英文引号。"))
        content = self.content(event, line, depth)
        return content if isinstance(content, str) else ""

    def admit(self, event: Any, key: str) -> None:
        """Aliases and tags are refused: a pack needs none, and each is a way to make a small file large or run code."""
        where = f"“{key}”" if key else "这里"
        if type(event) is AliasEvent:
            if not any(p.code == "yaml_alias" for p in self.problems):  # one line for a whole bomb
                self.problems.append(problem("yaml_alias", self.place(event)))
        elif event.tag and not (event.tag == "!" and type(event) is ScalarEvent):
            self.problems.append(self.syntax(event, f"{where}用了标记 {event.tag}", "请删去标记，直接写文字。"))

    def syntax(self, event: Any, what: str, fix: str) -> Problem:
        return problem("yaml_syntax", self.place(event), what=what, fix=fix)

    def place(self, event: Any) -> Place:
        return Place(self.file, line=event.start_mark.line + 1)
