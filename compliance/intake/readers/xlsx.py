"""Excel workbooks (.xlsx, .xlsm, Strict too): the parts around the sheets. The sheets themselves: `xlsx_sheet`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, TypeVar

from msgspec import Struct

from compliance.errors import Problem, problem
from compliance.intake.container import Container, Limits, Package, damaged, refused, too_large
from compliance.intake.grid import Grid, Sheet
from compliance.intake.number_format import BUILT_IN, is_date
from compliance.intake.readers.markup import parse, truth
from compliance.intake.readers.xlsx_sheet import Styles, Workbook, read_sheet
from compliance.intake.readers.xlsx_strings import Strings, shared_strings

_T = TypeVar("_T")
_SMALL = 1 << 16
_KEPT = 64


class _Relation(Struct, frozen=True):
    kind: str
    target: str
    external: bool


class _Contents(Struct):
    """What xl/workbook.xml says: sheets as (name, hidden, relation id), and two settings."""

    sheets: list[tuple[str, bool, str]]
    date1904: bool = False
    uncalculated: bool = False


def read_xlsx(container: Container, limits: Limits) -> Grid:
    """The workbook's worksheets; chart sheets hold no cells and macro sheets are not read.

    Raises:
        RefusedError: damaged, unsafe, or over a limit.
    """
    package = container.package
    assert package is not None
    main = _main_part(package)
    relations = _relations(package, main)
    contents = _contents(package, main)
    if len(contents.sheets) > limits.sheets:
        raise too_large(f"有 {len(contents.sheets)} 个工作表", f"{limits.sheets} 个")
    strings = Strings()
    styles: Styles = {None: ("General", False, "")}
    for relation in relations.values():
        if relation.external:
            continue
        if relation.kind == "sharedStrings":
            strings = shared_strings(package, relation.target)
        elif relation.kind == "styles" and relation.target in package:
            styles = _styles(package, relation.target)
    workbook = Workbook(package, strings, styles, contents.date1904, contents.uncalculated, limits)
    sheets = tuple(
        read_sheet(workbook, name, hidden, relation.target)
        for name, hidden, relation in _worksheets(contents, relations)
    )
    if not sheets:
        raise damaged("没有工作表")
    macros = any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in package.names())
    return Grid(
        container.name,
        "xlsm" if macros else "xlsx",
        sheets,
        contents.date1904,
        tuple(_told(package, macros, workbook, sheets)),
    )


def _told(package: Package, macros: bool, workbook: Workbook, sheets: tuple[Sheet, ...]) -> list[Problem]:
    found = []
    if macros:
        found.append(problem("macros_ignored"))
    if any(name.startswith("xl/externallinks/") for name in package.names()):
        found.append(problem("links_ignored"))
    if any(name.startswith(("xl/comments", "xl/threadedcomments")) for name in package.names()):
        found.append(problem("comments_unread"))
    if workbook.uncalculated and workbook.unvalued:
        count = sum(cell.kind == "no_value" for sheet in sheets for cell in sheet.cells.values())
        if count:
            found.append(problem("never_calculated", count=count))
    return found


def _worksheets(contents: _Contents, relations: dict[str, _Relation]) -> list[tuple[str, bool, _Relation]]:
    found = []
    for name, hidden, key in contents.sheets:
        if not key:
            continue  # a sheet without a part: a module of an old macro
        relation = relations.get(key)
        if relation is None:
            raise damaged(f"缺少工作表“{name[:40]}”")
        if relation.kind != "worksheet":
            continue
        if relation.external:
            raise refused("unsafe_content", what=f"工作表“{name[:40]}”指向文件之外")
        found.append((name, hidden, relation))
    return found


# -- where the parts are


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package:
        for relation in _relations(package, "").values():
            if relation.kind == "officeDocument" and not relation.external and relation.target in package:
                return relation.target
    if "xl/workbook.xml" in package:
        return "xl/workbook.xml"
    raise damaged("缺少 workbook.xml")


def _relations(package: Package, part: str) -> dict[str, _Relation]:
    """The relations of `part` by their id; targets resolved to names of parts, never to paths."""
    folder, name = posixpath.split(part)
    own = f"{folder}/_rels/{name}.rels".lstrip("/")
    if own not in package:
        return {}
    data = package.read(own)
    return (_read_small_relations if len(data) <= _SMALL else _read_relations)(data, folder)


def _read_relations(data: bytes, folder: str) -> dict[str, _Relation]:
    found: dict[str, _Relation] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship":
            target = attributes.get("Target", "").replace("\\", "/")
            found[attributes.get("Id", "")] = _Relation(
                attributes.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"),
                attributes.get("TargetMode", "") == "External",
            )

    parse([data], "workbook.xml.rels", start)
    return found


# the workbooks of one batch come from one program, often from one template: the same parts, byte for byte
_read_small_relations = lru_cache(maxsize=64)(_read_relations)


#: what well-formed small parts say, by all their bytes
_KNOWN_CONTENTS: dict[bytes, _Contents] = {}


def _contents(package: Package, part: str) -> _Contents:
    pieces = package.pieces(part)
    begin = [next(pieces, b"")]
    if known := _KNOWN_CONTENTS.get(begin[0]):
        further = next(pieces, None)  # what is wrong at the end of the part is told here
        if further is None:
            return known
        begin.append(further)
    contents = _read_contents(_noted(begin, pieces), part)
    if len(begin) == 1 and len(begin[0]) <= _SMALL:
        if len(_KNOWN_CONTENTS) >= _KEPT:
            _KNOWN_CONTENTS.clear()
        _KNOWN_CONTENTS[begin[0]] = contents
    return contents


def _noted(begin: list[bytes], pieces: Iterator[bytes]) -> Iterator[bytes]:
    """`begin` and all `pieces`, which are added to it."""
    yield from tuple(begin)
    for piece in pieces:
        begin.append(piece)
        yield piece


def _read_contents(pieces: Iterable[bytes], part: str) -> _Contents:
    contents = _Contents([])

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "sheet":
            # r:id, of the transitional or the strict namespace
            key = next((value for name, value in attributes.items() if name.endswith("/relationships id")), "")
            hidden = attributes.get("state", "visible") not in ("visible", "")
            contents.sheets.append((attributes.get("name", ""), hidden, key))
        elif element == "workbookPr":
            contents.date1904 = truth(attributes.get("date1904"))
        elif element == "calcPr":
            contents.uncalculated = truth(attributes.get("fullCalcOnLoad"))

    parse(pieces, part, start)
    return contents


# -- number formats


def _styles(package: Package, part: str) -> Styles:
    data = package.read(part)
    return (_parsed_small_styles if len(data) <= _SMALL else _parsed_styles)(data)


#: numFmt and xf stand in several of these, with another meaning in each
_STYLE_LISTS = frozenset(
    ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "extLst")
)
_WHITE = "FFFFFF"
#: the colours by number that are white in every palette, the background's own among them; 0 is the theme's
_WHITE_NUMBERS = {"indexed": ("1", "9", "65"), "theme": ("0",)}


def _parsed_styles(data: bytes) -> Styles:
    codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
    struck: list[bool] = []
    inks: list[str] = []
    papers: list[str] = []
    formats: list[dict[str, str]] = []
    inside = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if element in _STYLE_LISTS:
            inside = element
        elif element == "numFmt" and inside == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode") or "General"
        elif element == "xf" and inside == "cellXfs":
            formats.append(attributes)
        elif inside == "fonts":
            if element == "font":
                struck.append(False)
                inks.append("")
            elif element == "strike" and struck:
                struck[-1] = truth(attributes.get("val", "1"))
            elif element == "color" and inks:
                inks[-1] = _colour(attributes)
        elif inside == "fills":
            if element == "fill":
                papers.append(_WHITE)
            elif element == "patternFill" and papers and attributes.get("patternType", "none") != "none":
                papers[-1] = attributes["patternType"]
            elif element == "fgColor" and papers and papers[-1] == "solid":
                papers[-1] = _colour(attributes)
            elif element == "gradientFill" and papers:
                papers[-1] = element

    parse([data], "styles.xml", start)
    styles: Styles = {None: ("General", False, "")}
    for index, given in enumerate(formats):
        code = codes.get(given.get("numFmtId", "0"), "General")
        look: Literal["", "struck", "unseen"] = ""
        ink = _nth(inks, given.get("fontId", "0"), "")
        if _nth(struck, given.get("fontId", "0"), False):
            look = "struck"
        elif ink and ink == _nth(papers, given.get("fillId", "0"), _WHITE):
            look = "unseen"
        styles[str(index)] = (code, is_date(code), look)
    styles[None] = styles.get("0", styles[None])
    return styles


def _colour(attributes: dict[str, str]) -> str:
    """A colour by a name of its own: white is one name however it is said, others only have to tell them apart."""
    if (rgb := attributes.get("rgb")) is not None:
        return rgb[-6:].upper()
    for kind, white in _WHITE_NUMBERS.items():
        if (number := attributes.get(kind)) is not None:
            plain = attributes.get("tint", "0") == "0"
            return _WHITE if number in white and plain else f"{kind} {number} {attributes.get('tint', '0')}"
    return ""


def _nth(listed: list[_T], number: str, default: _T) -> _T:
    return listed[int(number)] if number.isdecimal() and len(number) < 6 and int(number) < len(listed) else default


_parsed_small_styles = lru_cache(maxsize=32)(_parsed_styles)
