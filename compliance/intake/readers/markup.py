"""XML from outside: expat with every document type refused, so that no entity and no external reference exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from compliance.intake.container import damaged, refused

Start = Callable[[str, dict[str, str]], None]


_NO_MEMORY = 1  # expat's own code


#: Namespaces whose names are told without them; none at all is taken for one of these. Elements of others keep theirs,
#: since Excel's extensions call other things by the same names: x15:workbookPr says nothing about dates.
_OURS = (
    "http://schemas.openxmlformats.org/spreadsheetml/",
    "http://purl.oclc.org/ooxml/spreadsheetml/",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "urn:oasis:names:tc:opendocument:",
)


class _Names(dict[str, str]):
    """Names by namespace and name, as expat gives them; each is looked at once."""

    def __missing__(self, name: str) -> str:
        # bounded: a hostile file may name a million elements
        if len(self) > 4096:
            self.clear()
        space, _, local = name.rpartition(" ")
        self[name] = found = local if not space or space.startswith(_OURS) else name
        return found


_LOCAL = _Names()


def parse(
    pieces: Iterable[bytes],
    part: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feeds `pieces` to the handlers; names of our namespaces come without it, attributes' as "namespace name".

    Raises:
        RefusedError: not well-formed, or a document type is declared. `part` names the part in the message.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
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
    """Attributes of our namespaces by name alone."""
    return {_LOCAL[name]: value for name, value in attributes.items()}


def truth(value: str | None) -> bool:
    """An XML boolean."""
    return value in ("1", "true", "on")
