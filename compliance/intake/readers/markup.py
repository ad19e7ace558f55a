"""XML from outside: expat with every document type refused, so that no entity and no external reference exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from compliance.intake.container import damaged, refused

Start = Callable[[str, dict[str, str]], None]


_NO_MEMORY = 1  # expat's own code


class _Names(dict[str, str]):
    """Local names, each cut off its prefix once."""

    def __missing__(self, name: str) -> str:
        # bounded: a hostile file may name a million elements
        if len(self) > 4096:
            self.clear()
        self[name] = local = name.rpartition(":")[2]
        return local


_LOCAL = _Names()


def parse(
    pieces: Iterable[bytes],
    part: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feeds `pieces` to the handlers; element names come without prefix, attributes as written.

    Raises:
        RefusedError: not well-formed, or a document type is declared. `part` names the part in the message.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    local = _LOCAL
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, attributes: start(local[name], attributes)
    if end is not None:
        closed = end
        parser.EndElementHandler = lambda name: closed(local[name])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    # LookupError, ValueError: an encoding that Python does not know, or knows only in several bytes
    except (expat.ExpatError, LookupError, ValueError) as error:
        if getattr(error, "code", 0) == _NO_MEMORY:
            raise MemoryError from error
        raise damaged(f"{part[:80]} 的 XML 有误") from error


def _refuse_doctype(*_: object) -> None:
    raise refused("unsafe_content", what="XML 实体声明")


def local_attributes(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes by local name; `r:id` and `id` are told apart by every caller that needs it."""
    return {_LOCAL[name]: value for name, value in attributes.items()}


def truth(value: str | None) -> bool:
    """An XML boolean."""
    return value in ("1", "true", "on")
