"""The files under some folders, each once, in an order that depends on their names alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct, field

from compliance.errors import Problem, UsageError, problem
from compliance.source import Place

#: What programs leave beside a workbook and nobody submits.
_LOCKS = ("~$", ".~")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


class Found(Struct, frozen=True, order=True):
    """A file by its name within the folders given (the same on every machine), and where to read it."""

    name: str
    path: str


class Walk(Struct):
    """The files found, by name, and what there is to say of what was not taken."""

    files: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def walk(roots: Sequence[str], leave_out: str = "") -> Walk:
    """Every file under `roots`, links followed, loops not. `leave_out` is a folder that is passed over (the output's).

    The results of an earlier run are passed over and told: their facts are no submission beside the files they came
    from. A folder is read once, however many roots lead to it. A root may be an fsspec URL (s3://…, hdfs://…), listed by whoever runs this.

    Raises:
        UsageError: a root is not there, or has nothing in it.
    """
    taken = Walk()
    seen: set[tuple[int, int]] = set()
    for root, prefix in zip(roots, _prefixes(roots), strict=True):
        if "://" in root:
            taken.files += _remote(root, prefix)
        else:
            _local(root, prefix, leave_out, taken, seen)
    taken.files.sort()
    if not taken.files and not taken.problems:
        raise UsageError(problem("batch_no_files", folder="、".join(map(_last, roots))))
    return taken


def _prefixes(roots: Sequence[str]) -> list[str]:
    """What tells files of several roots apart: nothing for one, else the shortest endings that differ."""
    if len(roots) == 1:
        return [""]
    parts = [PurePosixPath(r.partition("://")[2] or Path(r).resolve().as_posix()).parts for r in roots]
    for length in range(1, max(map(len, parts)) + 1):
        short = ["/".join(p.strip("/") for p in part[-length:]) for part in parts]
        if len(set(short)) == len(short):
            return [s + "/" for s in short]
    return [f"{n}/" for n in range(1, len(roots) + 1)]


def _last(root: str) -> str:
    return PurePosixPath(root.replace("\\", "/")).name or root


def _local(root: str, prefix: str, leave_out: str, taken: Walk, seen: set[tuple[int, int]]) -> None:
    top = Path(root)
    if top.is_file():
        taken.files.append(Found(prefix + _named(top.name), str(top)))
        return
    if not top.is_dir():
        raise UsageError(problem("batch_no_folder", folder=root))
    passed_over = _identity(leave_out) if leave_out else None
    locks: list[str] = []
    todo = [(str(top), prefix)]
    while todo:
        folder, name = todo.pop()
        identity = _identity(folder)
        if identity is not None and identity == passed_over:
            continue
        if identity is not None and identity in seen:
            taken.problems.append(problem("batch_folder_again", Place(name.rstrip("/"))))
            continue
        if identity is not None:
            seen.add(identity)
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name, reverse=True)
        except OSError as error:
            taken.problems.append(problem("batch_folder_unreadable", Place(name.rstrip("/")), why=_why(error)))
            continue
        if _is_result(entries):
            taken.problems.append(problem("batch_results_passed", Place(name.rstrip("/"))))
            continue
        names = {entry.name for entry in entries}
        for entry in entries:
            if entry.is_dir():
                # what git and other programs keep for themselves is no submission
                if not entry.name.startswith("."):
                    todo.append((entry.path, f"{name}{_named(entry.name, names)}/"))
            elif entry.name.startswith(_LOCKS):
                locks.append(name + _named(entry.name, names))
            elif entry.name.lower() not in _SYSTEM and not entry.name.startswith("."):
                taken.files.append(Found(name + _named(entry.name, names), entry.path))
    if locks:
        listed = "、".join(sorted(locks)[:3]) + (" 等" if len(locks) > 3 else "")
        taken.problems.append(problem("batch_lock_files", count=len(locks), files=listed))


def _is_result(entries: Sequence[os.DirEntry[str]]) -> bool:
    """Whether a folder is what a run writes into, finished or not."""
    kinds = {entry.name: entry for entry in entries if entry.name in ("manifest.json", "verdicts", ".work")}
    if "manifest.json" in kinds and "verdicts" in kinds and kinds["verdicts"].is_dir():
        return True
    return ".work" in kinds and (Path(kinds[".work"].path) / "lock").is_file()


def _named(name: str, beside: Collection[str] = ()) -> str:
    """A name that is no Unicode as text that any file can hold: an old archive's in GBK as its characters.

    `beside` are the names in the same folder: what would read as one of these stays apart, byte by byte.
    """
    if name.isascii():
        return name
    data = os.fsencode(name)
    try:
        return data.decode()
    except UnicodeDecodeError:
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode("gb18030")
            if text.isprintable() and text not in beside:
                return text
        return data.decode("utf-8", "backslashreplace")


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        stat = Path(folder).stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _why(error: OSError) -> str:
    return "没有权限" if isinstance(error, PermissionError) else error.strerror or "无法打开"


def _remote(root: str, prefix: str) -> Iterator[Found]:
    """The files under an fsspec URL."""
    filesystem, top = remote(root)
    start = top.rstrip("/") + "/"
    for path in filesystem.find(top):
        name = path.removeprefix(start) if path.startswith(start) else _last(path)
        last = name.rpartition("/")[2]
        if not last.startswith((*_LOCKS, ".")) and last.lower() not in _SYSTEM:
            yield Found(prefix + name, filesystem.unstrip_protocol(path))


def remote(url: str) -> tuple[Any, str]:
    """The file system of an fsspec URL, and the path in it.

    Raises:
        UsageError: fsspec, or the part of it for this kind of address, is not installed.
    """
    try:
        import fsspec

        filesystem, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError):
        raise UsageError(problem("batch_no_fsspec", url=url)) from None
    return filesystem, path
