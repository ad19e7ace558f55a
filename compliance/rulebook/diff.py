"""Two packs compared rule by rule: a shipped pack with its next version, or with the draft read from the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

from msgspec import Struct

from compliance.quantity import clean
from compliance.rule import Document, Pack, Rule

#: Quotes this much alike are of one rule: a draft quotes a few words more or less than a person does.
_ALIKE = 0.6

_FIELDS: tuple[tuple[str, str, Callable[[Rule], str]], ...] = (
    ("clause", "条款", lambda r: r.clause),
    ("quote", "原文", lambda r: r.quote),
    ("title", "标题", lambda r: r.title),
    ("reading", "理解", lambda r: r.reading),
    ("force", "动词", lambda r: r.force),
    ("scope", "统计范围", lambda r: r.scope),
    ("levels", "层级", lambda r: "、".join(r.levels)),
    ("region", "地区", lambda r: r.region),
    ("binds", "约束", lambda r: r.binds),
    ("indicator", "指标", lambda r: r.indicator.name),
    ("comparison", "目标", lambda r: r.comparison.sentence()),
    ("every", "周期", lambda r: r.every),
    ("each", "逐个衡量", lambda r: r.group.name if r.group else ""),
    ("due", "期限", lambda r: f"{r.due or ''}{'implied' if r.due_implied else ''}"),
    ("due_from", "期限依据", lambda r: r.due_from),
    ("in_force", "有效期", lambda r: _span(r.in_force)),
    ("advisory", "只展示", lambda r: r.advisory),
    ("note", "说明", lambda r: r.note),
    ("supersedes", "取代", lambda r: "、".join(r.supersedes)),
    ("draft", "草稿", lambda r: "true" if r.draft else ""),
    ("examples", "例子", lambda r: "；".join(_example(r))),
)
_DOCUMENT: tuple[tuple[str, str, Callable[[Document], str]], ...] = (
    ("title", "标题", lambda d: d.title),
    ("number", "文号", lambda d: d.number),
    ("issuer", "制定机关", lambda d: d.issuer),
    ("region", "地区", lambda d: d.region),
    ("issued", "成文日期", lambda d: str(d.issued or "")),
    ("period", "期间", lambda d: str(d.period or "")),
    ("in_force", "有效期", lambda d: _span(d.in_force)),
    ("link", "网址", lambda d: d.link),
)


class Edit(Struct, frozen=True):
    """One key that differs: its name, what people call it, and both values in words ("" for none)."""

    key: str
    label: str
    before: str
    after: str


class Change(Struct, frozen=True):
    """One rule, or the document itself, that is not the same in both packs.

    Attributes:
        kind: added, removed or changed.
        what: "rule" or "document".
        before, after: its id in the first and in the second pack, "" where it is in one only.
        matched: how the two were found to be one: "id", "clause" (and indicator) or "quote"; "" for one alone.
        title: the sentence of the rule, the second pack's where it has one.
    """

    kind: Literal["added", "removed", "changed"]
    what: Literal["rule", "document"]
    before: str
    after: str
    matched: str
    title: str
    edits: tuple[Edit, ...] = ()


def diff(a: Pack, b: Pack) -> list[Change]:
    """What is to be done to `a` to have `b`: the document, then `a`'s rules in their order, then what `b` adds."""
    changes: list[Change] = []
    if edits := _edits(_DOCUMENT, a.document, b.document):
        changes.append(Change("changed", "document", a.id, b.id, "", b.document.title, edits))
    matches = _matches(a.rules, b.rules)
    for index, old in enumerate(a.rules):
        if index not in matches:
            changes.append(Change("removed", "rule", old.id, "", "", old.title))
            continue
        other, how = matches[index]
        new = b.rules[other]
        if edits := _edits(_FIELDS, old, new):
            changes.append(Change("changed", "rule", old.id, new.id, how, new.title, edits))
    taken = {other for other, _ in matches.values()}
    changes += [Change("added", "rule", "", r.id, "", r.title) for i, r in enumerate(b.rules) if i not in taken]
    return changes


def as_json(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The changes as plain data."""
    return [
        {
            "kind": change.kind,
            "what": change.what,
            "before": change.before or None,
            "after": change.after or None,
            "matched": change.matched or None,
            "title": change.title,
            "edits": [{"key": e.key, "before": e.before or None, "after": e.after or None} for e in change.edits],
        }
        for change in changes
    ]


def table(changes: Sequence[Change]) -> str:
    """The changes as lines of text."""
    if not changes:
        return "两个规则包没有差别。"
    lines: list[str] = []
    for change in changes:
        lines += _lines(change)
    counts = {kind: sum(c.kind == kind for c in changes) for kind in ("added", "removed", "changed")}
    lines.append(f"共增加 {counts['added']} 处，减少 {counts['removed']} 处，修改 {counts['changed']} 处。")
    return "\n".join(lines)


def _lines(change: Change) -> list[str]:
    mark = {"added": "＋", "removed": "－", "changed": "～"}[change.kind]
    name = change.before if change.before == change.after else " → ".join(filter(None, (change.before, change.after)))
    how = {"clause": "（按条款和指标对应）", "quote": "（按原文对应）"}.get(change.matched, "")
    lines = [f"{mark} {name} {change.title}{how}"]
    lines += [f"    {e.label}：{e.before or '（无）'} → {e.after or '（无）'}" for e in change.edits]
    return lines


def _matches(a: Sequence[Rule], b: Sequence[Rule]) -> dict[int, tuple[int, str]]:
    """Index in `a` → (index in `b`, how): by id, then by clause and indicator, then by the most alike quotes."""
    matches: dict[int, tuple[int, str]] = {}
    taken: set[int] = set()

    def pair(how: str, key: Callable[[Rule], object]) -> None:
        waiting: dict[object, list[int]] = {}
        for index, rule in enumerate(b):
            if index not in taken:
                waiting.setdefault(key(rule), []).append(index)
        for index, rule in enumerate(a):
            if index not in matches and waiting.get(key(rule)):
                other = waiting[key(rule)].pop(0)
                matches[index] = other, how
                taken.add(other)

    pair("id", lambda rule: rule.id)
    pair("clause", lambda rule: (_clause(rule), rule.indicator.name))
    alike = [
        (-_alike(old, new), index, other)
        for index, old in enumerate(a)
        if index not in matches
        for other, new in enumerate(b)
        if other not in taken
    ]
    for score, index, other in sorted(alike):
        if -score >= _ALIKE and index not in matches and other not in taken:
            matches[index] = other, "quote"
            taken.add(other)
    return matches


def _alike(one: Rule, two: Rule) -> float:
    """How alike two quotes are, 0 to 1; a quote within the other counts as alike. Never near a figure or a verdict."""
    ours, theirs = clean(one.quote), clean(two.quote)
    likeness = SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
    if ours and theirs and (ours in theirs or theirs in ours):
        likeness = max(likeness, _ALIKE)
    return likeness if _clause(one) == _clause(two) else likeness - 0.1


def _clause(rule: Rule) -> str:
    """(三十一), （三十一） and 三十一 are one clause."""
    return clean(rule.clause).strip("()第条、.")


def _edits(fields: Sequence[tuple[str, str, Callable[[Any], str]]], old: object, new: object) -> tuple[Edit, ...]:
    """The keys that differ; blanks and width aside, as people copy quotes."""
    both = ((key, label, read(old), read(new)) for key, label, read in fields)
    return tuple(Edit(key, label, was, now) for key, label, was, now in both if clean(was) != clean(now))


def _span(span: tuple[object, object] | None) -> str:
    return f"{span[0]} 至 {span[1] or '今'}" if span else ""


def _example(rule: Rule) -> list[str]:
    return [
        " ".join(filter(None, [e.actual, "、".join(e.records), e.other and f"对比 {e.other}", "→", e.verdict]))
        for e in rule.examples
    ]
