"""OpenDocument spreadsheets (.ods), streamed: a cell repeated a million times empty costs nothing."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from compliance.errors import problem
from compliance.intake.container import Container, Limits, damaged, too_large
from compliance.intake.grid import Cell, Grid, Merge, Sheet
from compliance.intake.readers.markup import local_attributes, parse
from compliance.intake.readers.values import build_sheet, iso_text, plain, raised, struck, struck_value
from compliance.source import Place

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_DURATION = re.compile(r"(-?)P(?:(\d{1,6})D)?T?(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:[.,]\d+)?S)?")
_SHOWN = re.compile(r"[^\d.,]*[\d,]*(?:\.(\d+))?[^\d.,]*")
#: LibreOffice's own attribute, beside office:value-type, which calls an error a string
_ERROR_MARK = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_SPREADSHEET_ERRORS = ("#", "Err:", "错误:")
#: what stands in a cell and is not its text
_ASIDE = frozenset(("annotation", "ruby-text", "shapes", "frame", "tracked-changes", "custom-shape", "control"))


class _Open(Struct):
    """A table as far as it is read."""

    name: str
    hidden: bool
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    unseen: set[tuple[int, int]] = field(default_factory=set)
    row: int = 1
    column: int = 1
    columns: int = 1


def read_ods(container: Container, limits: Limits) -> Grid:
    """Every table, in order.

    Raises:
        RefusedError: damaged, unsafe, or over a limit.
    """
    package = container.package
    assert package is not None
    if "content.xml" not in package:
        raise damaged("缺少 content.xml")
    reader = _Reader(limits)
    parse(package.pieces("content.xml"), "content.xml", reader.start, reader.end, reader.text)
    if not reader.sheets:
        raise damaged("没有工作表")
    macros = any(
        name.startswith("basic/") and name.endswith(".xml") and name.count("/") > 1 for name in package.names()
    )
    found = (problem("macros_ignored"),) if macros else ()
    return Grid(container.name, "ods", tuple(_calculated(reader.sheets)), False, found)


def _calculated(sheets: list[Sheet]) -> list[Sheet]:
    """LibreOffice stores a formula's empty text as no value at all: where other formulas have values, it is that."""
    if not any(cell.formula and cell.kind != "no_value" for sheet in sheets for cell in sheet.cells.values()):
        return sheets
    return [
        replace(
            sheet,
            cells={
                key: replace(cell, kind="text") if cell.kind == "no_value" else cell
                for key, cell in sheet.cells.items()
            },
        )
        for sheet in sheets
    ]


class _Reader:
    def __init__(self, limits: Limits) -> None:
        self.sheets: list[Sheet] = []
        self._limits = limits
        self._left = limits.cells
        self._merges = 0
        self._hidden_styles: set[str] = set()
        self._struck_styles: set[str] = set()
        self._raised_styles: set[str] = set()
        self._inks: dict[str, str] = {}
        self._papers: dict[str, str] = {}
        self._style = ""
        self._table: _Open | None = None
        self._depth = 0
        self._aside = 0
        self._row: dict[str, str] = {}
        self._cells: list[Cell] = []
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._spans: list[tuple[int, str]] = []
        self._paragraphs = 0

    # -- elements

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if self._aside or element in _ASIDE:
            self._aside += 1
            return
        if element == "table":
            self._begin_table(local_attributes(attributes))
        elif element in ("table-cell", "covered-table-cell"):
            self._cell, self._text, self._spans, self._paragraphs = local_attributes(attributes), [], [], 0
        elif element == "table-row":
            self._row, self._cells = local_attributes(attributes), []
            if self._table is not None:
                self._table.column = 1
        elif element == "table-column":
            self._hide_columns(local_attributes(attributes))
        elif element == "style":
            self._style = local_attributes(attributes).get("name", "")
        elif element == "table-properties":
            if local_attributes(attributes).get("display") == "false":
                self._hidden_styles.add(self._style)
        elif element == "text-properties":
            self._look(local_attributes(attributes))
        elif element == "table-cell-properties":
            self._papers[self._style] = local_attributes(attributes).get("background-color", "")
        elif self._cell is not None:
            self._inside_text(element, attributes)

    def _look(self, look: dict[str, str]) -> None:
        """Remembers the styles that strike out, those of footnote marks, and colours."""
        if "color" in look:
            self._inks[self._style] = look["color"].lower()
        if (
            look.get("text-line-through-style", "none") != "none"
            or look.get("text-line-through-type", "none") != "none"
        ):
            self._struck_styles.add(self._style)
        if look.get("text-position", "").partition(" ")[0] not in ("", "0%"):
            self._raised_styles.add(self._style)

    def end(self, element: str) -> None:
        if self._aside:
            self._aside -= 1
        elif element == "span" and self._spans:
            self._end_span()
        elif element in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif element == "table-row":
            self._end_row()
        elif element == "table":
            self._end_table()

    def text(self, data: str) -> None:
        if self._cell is not None and not self._aside and self._paragraphs:
            self._text.append(data)

    def _inside_text(self, element: str, attributes: dict[str, str]) -> None:
        if element == "span":
            self._spans.append((len(self._text), local_attributes(attributes).get("style-name", "")))
        elif element == "p":
            if self._paragraphs:
                self._text.append("\n")
            self._paragraphs += 1
        elif element == "s":
            self._text.append(" " * _count(local_attributes(attributes).get("c"), self._limits.text + 1))
        elif element == "tab":
            self._text.append("\t")
        elif element == "line-break":
            self._text.append("\n")

    def _end_span(self) -> None:
        begin, style = self._spans.pop()
        if style in self._raised_styles or style in self._struck_styles:
            piece = "".join(self._text[begin:])
            piece = raised(piece) if style in self._raised_styles else piece
            self._text[begin:] = [struck(piece) if style in self._struck_styles else piece]

    # -- tables

    def _begin_table(self, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > 1:
            raise damaged("表格中嵌有子表")
        if len(self.sheets) >= self._limits.sheets:
            raise too_large("工作表过多", f"{self._limits.sheets} 个")
        name = attributes.get("name", "")
        self._table = _Open(name, attributes.get("style-name", "") in self._hidden_styles)

    def _end_table(self) -> None:
        self._depth -= 1
        table, self._table = self._table, None
        if table is None:
            return
        last = next(reversed(table.cells))[0] if table.cells else 0
        rows = (row for span in table.hidden_rows for row in range(span.start, min(span.stop, last + 1)))
        self.sheets.append(
            build_sheet(
                table.name,
                table.cells,
                self._limits,
                table.merges,
                table.hidden,
                rows,
                table.hidden_columns,
                table.unseen,
            )
        )

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        table = self._table
        if table is None:
            return
        count = _count(attributes.get("number-columns-repeated"), _LAST_COLUMN)
        if attributes.get("visibility") in ("collapse", "filter"):
            table.hidden_columns.append((table.columns, table.columns + count - 1))
        table.columns += count

    # -- rows and cells

    def _end_row(self) -> None:
        table = self._table
        if table is None:
            return
        count = _count(self._row.get("number-rows-repeated"), _LAST_ROW)
        if self._row.get("visibility") in ("collapse", "filter"):
            table.hidden_rows.append(range(table.row, table.row + count))
        if self._cells:
            self._spend(len(self._cells) * count)
            if table.row + count - 1 > _LAST_ROW:
                raise damaged("单元格超出工作表范围")
            for row in range(table.row, table.row + count):
                for cell in self._cells:
                    table.cells[row, cell.column] = replace(cell, row=row) if cell.row != row else cell
        table.row += count
        self._cells = []

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise too_large("单元格过多", f"{self._limits.cells} 个")

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell, None
        table = self._table
        if attributes is None or table is None:
            return
        count = _count(attributes.get("number-columns-repeated"), _LAST_COLUMN)
        self._merge(table, attributes)
        found = _value(attributes, "".join(self._text))
        formula = _formula(attributes)
        if found or formula:
            if table.column + count - 1 > _LAST_COLUMN:
                raise damaged("单元格超出工作表范围")
            if len(self._cells) + count > self._left:
                self._spend(len(self._cells) + count)
            kind, raw, code = found or ("no_value", "", "General")
            if found and attributes.get("style-name") in self._struck_styles:
                kind, raw = struck_value((kind, raw))
            covered = self._is_covered(attributes.get("style-name", ""))
            for column in range(table.column, table.column + count):
                self._cells.append(Cell(table.row, column, kind, raw, code, formula))  # type: ignore[arg-type]
                if covered:
                    table.unseen.add((table.row, column))
        table.column += count

    def _is_covered(self, style: str) -> bool:
        """Whether the cells of a style are in the colour of their background; the sheet's own is white."""
        ink, paper = self._inks.get(style), self._papers.get(style, "").lower()
        return ink is not None and ink == (paper if paper.startswith("#") else "#ffffff")

    def _merge(self, table: _Open, attributes: dict[str, str]) -> None:
        across = _count(attributes.get("number-columns-spanned"), _LAST_COLUMN)
        down = _count(attributes.get("number-rows-spanned"), _LAST_ROW)
        if across > 1 or down > 1:
            self._merges += 1
            if self._merges > self._limits.merges:
                raise too_large("合并单元格过多", f"{self._limits.merges} 处", Place(sheet=table.name))
            table.merges.append((table.row, table.column, table.row + down - 1, table.column + across - 1))


def _count(text: str | None, most: int) -> int:
    """A repetition; what is no number or less than one counts as one."""
    if not text or not text.isdecimal() or len(text) > 9:
        return 1 if not text or not text.isdecimal() else most
    return max(1, min(int(text), most))


def _formula(attributes: dict[str, str]) -> str:
    """``of:=SUM([.A1:.A3])`` as ``=SUM([.A1:.A3])``."""
    written = attributes.get("formula", "")
    if not written:
        return ""
    prefix, sign, rest = written.partition("=")
    return f"={rest}" if (sign and prefix.rstrip(":").isalpha()) or not prefix else f"={written}"


def _value(attributes: dict[str, str], text: str) -> tuple[str, str, str] | None:
    """(kind, raw, number format), or None where nothing is stored."""
    kind = attributes.get("value-type", "")
    if attributes.get(_ERROR_MARK) == "error":
        return "error", text or "#N/A", "General"
    if kind in ("float", "percentage", "currency"):
        number = plain(attributes.get("value", ""))
        if number is None:
            return ("text", text, "General") if text else None
        return "number", number, _shown_as(kind, text)
    if kind == "date":
        day = iso_text(attributes.get("date-value", ""))
        return ("date", day, "yyyy-mm-dd") if day else ("text", text, "General")
    if kind == "time":
        return _time(attributes.get("time-value", ""), text)
    if kind == "boolean":
        return "bool", "TRUE" if attributes.get("boolean-value") == "true" else "FALSE", "General"
    stored = text or attributes.get("string-value", "")
    if attributes.get("formula") and stored.startswith(_SPREADSHEET_ERRORS) and len(stored) < 20:
        return "error", stored, "General"
    if not stored and not (kind == "string" and attributes.get("formula")):
        return None
    return "text", stored, "General"


def _time(value: str, text: str) -> tuple[str, str, str]:
    """A time of day; a duration of a day or more is a number of days."""
    found = _DURATION.fullmatch(value)
    if not found:
        return "text", text, "General"
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if total < 86_400 and not found[1]:
        return "date", f"{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}", "hh:mm:ss"
    return "number", plain(found[1] + str(Decimal(total) / 86_400)) or "0", "[h]:mm:ss"


def _shown_as(kind: str, text: str) -> str:
    """The number format that the stored text was shown with: ``95.83%`` is 0.00%."""
    found = _SHOWN.fullmatch(text)
    decimals = len(found[1] or "") if found else 0
    picture = "0." + "0" * decimals if decimals else "0"
    if kind == "percentage":
        return picture + "%"
    if found and "," in text:
        return "#,##" + picture
    return picture if decimals else "General"
