"""What bad files are made of: ZIP, OLE2, BIFF and OpenDocument by hand, so that each can be wrong in one place."""

from __future__ import annotations

import io
import struct
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Part = str | bytes | None


def zipped(parts: dict[str, Part], stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP file of these parts; None leaves one out."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
                archive.writestr(name, content, kind)
    return file.getvalue()


def sheet(rows: str, before: str = "", after: str = "", main: str = MAIN) -> str:
    """A worksheet part around its rows."""
    return f'{HEAD}<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def cells(**values: str) -> str:
    """Rows of cells with inline text: ``cells(A1="指标", B2="5")``, in the order given."""
    rows: dict[str, str] = {}
    for address, value in values.items():
        row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        rows[row] = rows.get(row, "") + f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'
    return "".join(f'<row r="{row}">{inside}</row>' for row, inside in rows.items())


def row(inside: str, number: int = 1, attributes: str = "") -> str:
    """One row around its cells."""
    return f'<row r="{number}"{attributes}>{inside}</row>'


def strings(*items: str) -> str:
    """The shared strings part; each item is what stands inside <si>."""
    inside = "".join(f"<si>{item}</si>" for item in items)
    return f'{HEAD}<sst xmlns="{MAIN}" count="{len(items)}" uniqueCount="{len(items)}">{inside}</sst>'


def styles(*formats: int | str) -> str:
    """A styles part whose style n has the n-th format: a built-in number, or a code."""
    codes = {code: 164 + place for place, code in enumerate(f for f in formats if isinstance(f, str))}
    own = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for code, number in codes.items()
    )
    numbers = [codes[each] if isinstance(each, str) else each for each in formats]
    xfs = "".join(f'<xf numFmtId="{number}" fontId="0" applyNumberFormat="1"/>' for number in numbers)
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="{len(codes)}">{own}</numFmts>'
        f'<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs>{xfs}</cellXfs></styleSheet>'
    )


def parts_of(
    *sheets: str,
    names: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    settings: str = "",
    main: str = MAIN,
    relations: str = RELATIONS,
    after: str = "",
) -> dict[str, Part]:
    """The parts of an Excel workbook with these worksheet parts."""
    names = names or tuple(f"表{number}" for number in range(1, len(sheets) + 1))
    states = states or ("visible",) * len(sheets)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        for number, (name, state) in enumerate(zip(names, states, strict=True), 1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{relations}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    last = len(sheets)
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": (
            f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{main}" xmlns:r="{relations}">{settings}<sheets>{listed}</sheets>{after}</workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{HEAD}<Relationships xmlns="{PACKAGE}">{related}'
            f'<Relationship Id="rId{last + 1}" Type="{relations}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId{last + 2}" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>"
        ),
        "xl/styles.xml": styles(0),
        "xl/sharedStrings.xml": strings("<t>指标</t>", "<t>数值</t>"),
        **{f"xl/worksheets/sheet{number}.xml": content for number, content in enumerate(sheets, 1)},
    }


def workbook(*sheets: str, **changed: Part) -> bytes:
    """An Excel workbook; `changed` replaces parts by their last name: ``styles``, ``sharedStrings``, ``workbook``."""
    parts = parts_of(*sheets)
    for name in parts:
        key = name.rpartition("/")[2].removesuffix(".xml")
        if key in changed:
            parts[name] = changed[key]
    return zipped(parts)


# -- OpenDocument

_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
ODS_MIME = "application/vnd.oasis.opendocument.spreadsheet"


def ods(tables: str, styles: str = "", prolog: str = "", mime: str = ODS_MIME, **parts: Part) -> bytes:
    """An OpenDocument spreadsheet around its tables."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {_ODF}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = parts.pop("manifest", '<manifest:manifest xmlns:manifest="urn:m"/>')
    return zipped(
        {"mimetype": mime, "content.xml": content, "META-INF/manifest.xml": manifest, **parts}, stored=("mimetype",)
    )


def table(rows: str, name: str = "表1", attributes: str = "") -> str:
    """An OpenDocument table."""
    return f'<table:table table:name="{name}"{attributes}>{rows}</table:table>'


def table_row(inside: str, attributes: str = "") -> str:
    """An OpenDocument row."""
    return f"<table:table-row{attributes}>{inside}</table:table-row>"


def table_cell(text: str, attributes: str = ' office:value-type="string"') -> str:
    """An OpenDocument cell."""
    return f"<table:table-cell{attributes}><text:p>{text}</text:p></table:table-cell>"


# -- OLE2

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole2(**streams: bytes) -> bytes:
    """An OLE2 file with these streams at its top; each is padded to the size from which streams have own sectors."""
    padded = [(name, content.ljust(4096, b"\0")) for name, content in streams.items()]
    sectors, table, starts = [], [_FAT, _END], []
    for _, content in padded:
        starts.append(2 + len(sectors))
        pieces = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        table += [2 + len(sectors) + number for number in range(1, len(pieces))] + [_END]
        sectors += pieces
    entries = [_entry("Root Entry", 5, child=1 if padded else _FREE)]
    for number, ((name, content), start) in enumerate(zip(padded, starts, strict=True), 1):
        right = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, right=right, start=start, size=len(content)))
    directory = b"".join(entries).ljust(512, b"\0")
    assert len(directory) == 512 and len(table) <= 128, "a small file only"
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<I", 0)
    )  # fmt: skip
    header += struct.pack("<I", _FREE) * 108
    fat = struct.pack(f"<{len(table)}I", *table) + struct.pack("<I", _FREE) * (128 - len(table))
    return header + fat + directory + b"".join(sectors)


def _entry(name: str, kind: int, right: int = _FREE, child: int = _FREE, start: int = _END, size: int = 0) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, _FREE, right, child)
        + bytes(16 + 4 + 16)
        + struct.pack("<IQ", start, size)
    )


# -- BIFF8


def record(code: int, content: bytes = b"") -> bytes:
    """One record of an Excel 97 workbook stream."""
    return struct.pack("<HH", code, len(content)) + content


def label(row: int, column: int, text: str) -> bytes:
    """A text cell; row and column from 0."""
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def number(row: int, column: int, value: float) -> bytes:
    """A number cell."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def formula(row: int, column: int, result: bytes) -> bytes:
    """A formula cell (=1) with eight bytes of stored result."""
    return record(0x0006, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00")


def biff(inside: bytes, after_bof: bytes = b"", name: str = "Sheet1") -> bytes:
    """A workbook stream with one sheet."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)
    start = record(0x0809, bof) + after_bof
    xf = b"".join(record(0x00E0, bytes(20)) for _ in range(16))
    listed = struct.pack("<HBB", 0, len(name), 0) + name.encode("ascii")
    at = len(start) + len(xf) + len(record(0x0085, bytes(4) + listed)) + len(record(0x000A))
    main = start + xf + record(0x0085, struct.pack("<I", at) + listed) + record(0x000A)
    return main + record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6)) + inside + record(0x000A)
