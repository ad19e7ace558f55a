"""Writes a few cells and notes into an .xlsx and leaves every other byte of it as it was.

Libraries that read a workbook and write it again lose what they do not know (pictures, charts, newer validations,
controls). Here the zip is copied part by part, and only the sheets that get something, the styles and the list of
parts are touched. Files are taken as checked for size and hostile content before.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from compliance.source import column_letters, column_number

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_PACKAGE_RELS = f"{_TRANSITIONAL}package/2006/relationships"
_CONTENT_TYPES = f"{_TRANSITIONAL}package/2006/content-types"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_MAIN_TYPES = ("spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml")
#: What may follow `legacyDrawing` in a sheet; it has to stand before the first of them.
_AFTER_LEGACY = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_LAST_COLUMN = 16_384
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: An lxml element; the library ships no types.
Element = Any


class NotWorkbookError(Exception):
    """The bytes are no .xlsx or .xlsm that can be edited; says why."""


class Look(Struct, frozen=True):
    """How a written cell looks: RGB of text and ground (six hex digits), "" for none."""

    ink: str = ""
    ground: str = ""
    bold: bool = False


def _parse(data: bytes) -> Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotWorkbookError(str(error)) from None


def _serialised(root: Element) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _first(root: Element, name: str) -> Element:
    """The first child of that name, or None."""
    return next((child for child in root if _local(child) == name), None)


class Workbook:
    """The parts of an .xlsx, some of them changed.

    Raises:
        NotWorkbookError: it is no .xlsx or .xlsm.
    """

    def __init__(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._infos = archive.infolist()
                self._parts = {info.filename: archive.read(info) for info in self._infos}
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise NotWorkbookError(str(error)) from None
        self._changed: dict[str, Element] = {}
        self._new: dict[str, bytes] = {}
        self._looks: dict[Look, str] = {}
        self.types = self._root("[Content_Types].xml")
        self._book = self._book_part()
        self._main = self._root(self._book).tag.rpartition("}")[0].lstrip("{")
        strict = not self._main.startswith(_TRANSITIONAL)
        self._office = (
            "http://purl.oclc.org/ooxml/officeDocument/" if strict else f"{_TRANSITIONAL}officeDocument/2006/"
        )

    @property
    def has_macros(self) -> bool:
        return any(name.endswith("vbaProject.bin") for name in self._parts)

    # -- parts

    def _book_part(self) -> str:
        for override in self.types:
            if any(override.get("ContentType", "").endswith(kind) for kind in _MAIN_TYPES):
                return str(override.get("PartName")).lstrip("/")
        raise NotWorkbookError("no workbook part")

    def _root(self, part: str) -> Element:
        if part not in self._parts:
            raise NotWorkbookError(part)
        return _parse(self._parts[part])

    def edit(self, part: str) -> Element:
        """The root of a part, to be changed in place."""
        if part not in self._changed:
            self._changed[part] = self._root(part)
        return self._changed[part]

    def _rels_part(self, part: str) -> str:
        folder, name = posixpath.split(part)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    def rels(self, part: str) -> Iterator[tuple[str, str, str]]:
        """(id, kind, part) of what a part points at inside the file."""
        name = self._rels_part(part)
        if name not in self._parts and name not in self._changed:
            return
        for relation in self._changed[name] if name in self._changed else self._root(name):
            if relation.get("TargetMode") != "External" and relation.get("Target"):
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), relation.get("Target")))
                yield relation.get("Id"), relation.get("Type", "").rpartition("/")[2], target.lstrip("/")

    def _relate(self, part: str, kind: str, target: str) -> str:
        """A new relation of `part`; its id."""
        from lxml import etree

        name = self._rels_part(part)
        if name not in self._parts:
            self._changed.setdefault(
                name, etree.Element(f"{{{_PACKAGE_RELS}}}Relationships", nsmap={None: _PACKAGE_RELS})
            )
        root = self.edit(name)
        taken = {relation.get("Id") for relation in root}
        ident = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        etree.SubElement(
            root,
            f"{{{_PACKAGE_RELS}}}Relationship",
            Id=ident,
            Type=f"{self._office}relationships/{kind}",
            Target=f"/{target}",
        )
        return ident

    def _free_name(self, pattern: str) -> str:
        taken = {*self._parts, *self._new}
        return next(name for n in range(1, len(taken) + 2) if (name := pattern.format(n)) not in taken)

    def sheet(self, name: str) -> Sheet | None:
        """The worksheet called `name`, or None."""
        targets = {ident: part for ident, kind, part in self.rels(self._book) if kind == "worksheet"}
        for element in self._root(self._book).iter(f"{{{self._main}}}sheet"):
            if element.get("name") == name:
                ident = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
                return Sheet(self, targets[ident]) if ident in targets else None
        return None

    # -- styles

    def style(self, look: Look) -> str | None:
        """The number of a cell style that looks so; None where the workbook has no styles."""
        if look not in self._looks:
            part = next((part for _, kind, part in self.rels(self._book) if kind == "styles"), "")
            made = self._made_style(self.edit(part), look) if part in self._parts else None
            if made is None:
                return None
            self._looks[look] = made
        return self._looks[look]

    def _made_style(self, root: Element, look: Look) -> str | None:
        from copy import deepcopy

        groups = {_local(child): child for child in root}
        if not {"fonts", "fills", "borders", "cellXfs"} <= set(groups) or not len(groups["fonts"]):
            return None
        font = deepcopy(groups["fonts"][0])
        for old in [c for c in font if _local(c) in ("b", "color")]:
            font.remove(old)
        if look.ink:
            self._child(font, "color", 0, rgb=f"FF{look.ink}")
        if look.bold:
            self._child(font, "b", 0)
        fill = self._child(None, "fill")
        pattern = self._child(fill, "patternFill", patternType="solid" if look.ground else "none")
        if look.ground:
            self._child(pattern, "fgColor", rgb=f"FF{look.ground}")
        border = self._child(None, "border")
        for side in ("left", "right", "top", "bottom"):
            self._child(self._child(border, side, style="thin"), "color", rgb="FF767F8C")
        self._child(border, "diagonal")
        numbers = {}
        for group, element in (("fonts", font), ("fills", fill), ("borders", border)):
            numbers[group] = str(len(groups[group]))
            groups[group].append(element)
            groups[group].set("count", str(len(groups[group])))
        xfs = groups["cellXfs"]
        xf = self._child(
            xfs, "xf", numFmtId="0", fontId=numbers["fonts"], fillId=numbers["fills"], borderId=numbers["borders"], xfId="0",
            applyFont="1", applyFill="1", applyBorder="1", applyAlignment="1",
        )  # fmt: skip
        self._child(xf, "alignment", vertical="center", wrapText="1")
        xfs.set("count", str(len(xfs)))
        return str(len(xfs) - 1)

    def _child(self, parent: Element, name: str, index: int | None = None, **attributes: str) -> Element:
        from lxml import etree

        element = etree.Element(f"{{{self._main}}}{name}", attributes)
        if parent is not None:
            parent.insert(len(parent) if index is None else index, element)
        return element

    # -- out

    def as_bytes(self) -> bytes:
        """The workbook with what was written; parts that nothing was written to byte for byte."""
        changed = {part: _serialised(root) for part, root in self._changed.items()} | self._new
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self._infos:
                archive.writestr(info, changed.pop(info.filename, self._parts[info.filename]))
            for name in sorted(changed):
                fresh = zipfile.ZipInfo(name)  # 1980-01-01: no clock in what is written
                fresh.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(fresh, changed[name])
        return out.getvalue()


class Sheet:
    """One worksheet: cells are written, notes are added."""

    def __init__(self, book: Workbook, part: str) -> None:
        self.book, self.part = book, part
        self.root = book.edit(part)
        self._ns = f"{{{book._main}}}"
        self._data = _first(self.root, "sheetData")
        if self._data is None:
            raise NotWorkbookError(part)
        self._rows = dict(self._numbered_rows())
        self._notes: dict[str, str] = {}

    def _numbered_rows(self) -> Iterator[tuple[int, Element]]:
        """Rows by number; one that does not say its own follows the one before."""
        number = 0
        for row in self._data:
            if _local(row) == "row":
                number = int(row.get("r", number + 1))
                yield number, row

    @staticmethod
    def _cells(row: Element) -> Iterator[tuple[int, Element]]:
        column = 0
        for cell in row:
            if _local(cell) == "c":
                column = column_number(cell.get("r").rstrip("0123456789")) if cell.get("r") else column + 1
                yield column, cell

    def right_of(self, rows: set[int]) -> int:
        """The first column right of everything that stands in these rows, merged cells reckoned in."""
        used = [c for r in rows if r in self._rows for c, cell in self._cells(self._rows[r]) if len(cell)]
        for merge in self.root.iter(f"{self._ns}mergeCell"):
            found = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", merge.get("ref", ""))
            if found and any(int(found[2]) <= r <= int(found[4]) for r in rows):
                used.append(column_number(found[3]))
        return min(max(used, default=0) + 1, _LAST_COLUMN)

    def heading_above(self, row: int) -> int:
        """The row above `row` with the most filled cells, the nearest of several: its headings; 0 where none is filled."""
        filled = {
            n: sum(bool(len(cell)) for _, cell in self._cells(r)) for n, r in self._rows.items() if row - 20 <= n < row
        }
        return max((n for n in filled if filled[n]), key=lambda n: (filled[n], n), default=0)

    def write(self, row: int, column: int, text: str, look: Look) -> None:
        """Text into a cell, in that look."""
        cell = self._cell(self._row(row), row, column)
        for old in list(cell):
            cell.remove(old)
        cell.set("t", "inlineStr")
        style = self.book.style(look)
        if style is not None:
            cell.set("s", style)
        words = self.book._child(self.book._child(cell, "is"), "t")
        words.text = _NOT_XML.sub("", text)
        words.set(_XML_SPACE, "preserve")
        self._grow(row, column)

    def _row(self, number: int) -> Element:
        from lxml import etree

        if number not in self._rows:
            row = etree.Element(f"{self._ns}row", r=str(number))
            after = [r for n, r in self._rows.items() if n < number]
            self._data.insert(self._data.index(after[-1]) + 1 if after else 0, row)
            self._rows = dict(sorted([*self._rows.items(), (number, row)], key=lambda item: item[0]))
        return self._rows[number]

    def _cell(self, row: Element, number: int, column: int) -> Element:
        from lxml import etree

        at = 0
        for here, cell in self._cells(row):
            if here == column:
                return cell
            if here < column:
                at = row.index(cell) + 1
        cell = etree.Element(f"{self._ns}c", r=f"{column_letters(column)}{number}")
        row.insert(at, cell)
        first, _, last = row.get("spans", "").partition(":")
        if last.isdecimal() and int(last) < column:
            row.set("spans", f"{first}:{column}")
        return cell

    def _grow(self, row: int, column: int) -> None:
        """The sheet's stated extent takes the cell in."""
        dimension = _first(self.root, "dimension")
        found = (
            re.fullmatch(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?", dimension.get("ref", ""))
            if dimension is not None
            else None
        )
        if found is None:
            return
        last_column = max(column_number(found[3] or found[1]), column)
        last_row = max(int(found[4] or found[2]), row)
        dimension.set("ref", f"{found[1]}{found[2]}:{column_letters(last_column)}{last_row}")

    def widen(self, column: int, width: int) -> None:
        """The column shown, `width` characters wide; the columns beside it as they were."""
        from copy import deepcopy

        from lxml import etree

        columns = _first(self.root, "cols")
        if columns is None:
            columns = etree.Element(f"{self._ns}cols")
            self._data.addprevious(columns)
        for old in list(columns):
            first, last = int(old.get("min")), int(old.get("max"))
            if first <= column <= last:
                for low, high in ((first, column - 1), (column + 1, last)):
                    if low <= high:
                        rest = deepcopy(old)
                        rest.set("min", str(low))
                        rest.set("max", str(high))
                        old.addprevious(rest)
                columns.remove(old)
        fresh = etree.Element(f"{self._ns}col", min=str(column), max=str(column), width=str(width), customWidth="1")
        columns.insert(sum(int(c.get("max")) < column for c in columns), fresh)

    # -- notes

    def note(self, cell: str, text: str) -> None:
        """A note on a cell; `save_notes` writes them."""
        before = self._notes.get(cell)
        self._notes[cell] = f"{before}\n{text}" if before else text

    def noted(self) -> set[str]:
        """The cells that had a note before."""
        part = self._related("comments")
        return {c.get("ref") for c in self.book.edit(part).iter(f"{self._ns}comment")} if part else set()

    def _related(self, kind: str) -> str:
        return next((part for _, found, part in self.book.rels(self.part) if found == kind), "")

    def save_notes(self, author: str) -> None:
        """Writes the notes: their text in the comments part, their boxes in the drawing beside it."""
        if not self._notes:
            return
        root = self._comments_root()
        authors = _first(root, "authors")
        listed = _first(root, "commentList")
        self.book._child(authors, "author").text = author
        number = str(len(authors) - 1)
        for cell, text in self._notes.items():
            comment = self.book._child(listed, "comment", ref=cell, authorId=number)
            run = self.book._child(self.book._child(comment, "text"), "r")
            words = self.book._child(run, "t")
            words.text = _NOT_XML.sub("", text)
            words.set(_XML_SPACE, "preserve")
        self._draw_boxes()

    def _comments_root(self) -> Element:
        from lxml import etree

        part = self._related("comments")
        if part:
            return self.book.edit(part)
        part = self.book._free_name("xl/comments{}.xml")
        ns = self.book._main
        root = etree.Element(f"{{{ns}}}comments", nsmap={None: ns})
        self.book._child(root, "authors")
        self.book._child(root, "commentList")
        self.book._changed[part] = root
        self.book._parts.setdefault(part, b"")
        types = self.book.edit("[Content_Types].xml")
        etree.SubElement(types, f"{{{_CONTENT_TYPES}}}Override", PartName=f"/{part}", ContentType=_COMMENTS_TYPE)
        self.book._relate(self.part, "comments", part)
        return root

    def _draw_boxes(self) -> None:
        """Excel shows a note only where the drawing has a box for it."""
        from lxml import etree

        legacy = _first(self.root, "legacyDrawing")
        ident = next((v for k, v in legacy.attrib.items() if k.endswith("}id")), "") if legacy is not None else ""
        part = next((p for i, _, p in self.book.rels(self.part) if i == ident), "")
        if part and part in self.book._parts:
            old = self.book._new.get(part, self.book._parts[part]).decode("utf-8", "surrogateescape")
        else:
            part, old = self.book._free_name("xl/drawings/vmlDrawing{}.vml"), _VML
            types = self.book.edit("[Content_Types].xml")
            if not any(t.get("Extension", "").lower() == "vml" for t in types):
                types.insert(0, etree.Element(f"{{{_CONTENT_TYPES}}}Default", Extension="vml", ContentType=_VML_TYPE))
            ident = self.book._relate(self.part, "vmlDrawing", part)
            legacy = etree.Element(f"{self._ns}legacyDrawing")
            legacy.set(f"{{{self.book._office}relationships}}id", ident)
            after = next((c for c in self.root if _local(c) in _AFTER_LEGACY), None)
            self.root.append(legacy) if after is None else after.addprevious(legacy)
        first = max((int(n) for n in re.findall(r"_x0000_s(\d{1,7})\b", old)), default=1024) + 1
        boxes = "".join(_box(first + n, cell, text) for n, (cell, text) in enumerate(self._notes.items()))
        shape_type = "" if "_x0000_t202" in old else _SHAPE_TYPE
        head, end, tail = old.rpartition("</xml>")
        if not end:
            raise NotWorkbookError(part)
        self.book._new[part] = (head + shape_type + boxes + end + tail).encode("utf-8", "surrogateescape")
        self.book._parts.setdefault(part, b"")


#: Said on each box, since a drawing that was there may call the same namespaces by other names.
_NAMES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_VML = f'<xml {_NAMES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
_SHAPE_TYPE = (
    f'<v:shapetype {_NAMES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def _box(number: int, cell: str, text: str) -> str:
    """A hidden box large enough for its words, to the right of its cell."""
    letters = cell.rstrip("0123456789")
    column, row = column_number(letters) - 1, int(cell[len(letters) :]) - 1
    lines = sum(-(-len(line) // 22) or 1 for line in text.splitlines())
    height = min(20 + 15 * lines, 420)
    return (
        f'<v:shape {_NAMES} id="_x0000_s{number}" type="#_x0000_t202" '
        f'style="position:absolute;width:270pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{column + 1}, 15, {row}, 4, {column + 6}, 15, {row + max(lines, 3)}, 4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
