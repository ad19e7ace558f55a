"""What a file is, by its content, and whether it is within the limits, before any reader opens it.

`open_container` looks at the first bytes and at the directory of a ZIP or OLE2 file; a file that is no
workbook is refused by the name of what it is. `Package` unpacks the parts of a ZIP file and counts the
bytes that really come out: what a header claims is believed only when it is too much.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from compliance.errors import RefusedError, problem
from compliance.intake.limits import MB as _MB
from compliance.intake.limits import Limits as Limits
from compliance.intake.zip_directory import DEFLATED, STORED, Part, directory
from compliance.pattern import late
from compliance.source import Place

ContainerFormat = Literal["xlsx", "xls", "ods", "csv"]

_PIECE = 1 << 20
_MOST_OF_A_LOCK = 1024  # "~$表.xlsx" names who has 表.xlsx open


class Package:
    """The parts of a ZIP file, by name in lower case with forward slashes: some programs write neither so.

    Names are only ever looked up, never used as paths.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises RefusedError: damaged, encrypted, or more than the limits allow."""
        self._data = data
        self._limits = limits
        self._unpacked = 0
        try:
            parts = directory(data)
        except ValueError as error:
            raise damaged("压缩结构不完整") from error
        if len(parts) > limits.parts:
            raise too_large(f"内含 {len(parts)} 个部件", f"{limits.parts} 个")
        self._parts = {part.name.replace("\\", "/").lstrip("/").lower(): part for part in parts}
        if len(self._parts) < len(parts):
            # which of the two another program reads is anybody's guess
            raise damaged("压缩包内有重名的部件")
        for part in parts:
            # what a header claims is no measure, but a claim over the limit is enough to refuse
            if part.size > limits.unpacked_bytes and _is_part(part.name):
                raise self._over(part.size)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def names(self) -> list[str]:
        return list(self._parts)

    @property
    def encrypted(self) -> bool:
        return any(part.flags & 1 for part in self._parts.values())

    def read(self, name: str) -> bytes:
        """The whole part. Raises RefusedError: missing, damaged, or more than the limits allow."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The part in pieces of about a megabyte, so that a large sheet never stands in memory as a whole."""
        part = self._parts.get(name.lower())
        if part is None:
            raise damaged(f"缺少部件 {name[:80]}")
        if part.flags & 1:
            raise RefusedError(problem("encrypted"))
        packed = self._packed(part)
        if part.method == STORED:
            self._count(len(packed))
            if zlib.crc32(packed) != part.crc:
                raise damaged(f"部件 {name[:80]} 校验不符")
            yield packed
        elif part.method == DEFLATED:
            yield from self._inflate(packed, part.crc, name)
        else:
            raise damaged("使用了不支持的压缩方式")

    def _packed(self, part: Part) -> bytes:
        start = part.offset
        header = self._data[start : start + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise damaged("压缩结构不完整")
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        start += 30 + name_length + extra_length
        packed = self._data[start : start + part.packed_size]
        if len(packed) < part.packed_size:
            raise damaged("压缩结构不完整")
        return packed

    def _inflate(self, packed: bytes, crc: int, name: str) -> Iterator[bytes]:
        stream, check = zlib.decompressobj(-zlib.MAX_WBITS), 0
        try:
            while not stream.eof:
                piece = stream.decompress(packed, _PIECE)
                packed = stream.unconsumed_tail
                if not piece and not packed and not stream.eof:
                    raise damaged(f"部件 {name[:80]} 不完整")
                self._count(len(piece))
                check = zlib.crc32(piece, check)
                if piece:
                    yield piece
        except zlib.error as error:
            raise damaged(f"部件 {name[:80]} 无法解压") from error
        if check != crc:
            raise damaged(f"部件 {name[:80]} 校验不符")

    def _count(self, size: int) -> None:
        self._unpacked += size
        limits = self._limits
        if self._unpacked > limits.unpacked_bytes:
            raise self._over(self._unpacked)
        if self._unpacked > limits.ratio_from and self._unpacked > limits.ratio * len(self._data):
            ratio = self._unpacked // len(self._data)
            raise too_large(f"压缩比达到 {ratio} 倍以上", f"{limits.ratio} 倍")

    def _over(self, size: int) -> RefusedError:
        return too_large(f"解压后达到 {size // _MB} MB 以上", f"{self._limits.unpacked_bytes // _MB} MB")


class Container(Struct, frozen=True):
    """A file that may be read: its name without folder, what it is, its bytes, and its parts if it is a ZIP."""

    name: str
    format: ContainerFormat
    data: bytes
    package: Package | None = None


def open_container(path: Path, limits: Limits = Limits()) -> Container:
    """The file, named for what it is and within its limits.

    Raises:
        RefusedError: not found, unreadable, empty, too large, damaged, encrypted, or no workbook at all.
    """
    try:
        data = _load(path, limits)
        if path.name.startswith("~$") and len(data) < _MOST_OF_A_LOCK:
            raise refused("not_a_workbook", what="Excel 打开表格时留下的临时文件")
        package = None
        if data.startswith(b"PK"):
            package = Package(data, limits)
            kind = _kind_of_package(package)
        else:
            kind = _kind_of_bytes(data)
    except RefusedError as error:
        raise error.in_file(path.name) from error.__cause__
    return Container(path.name, kind, data, package)


def damaged(what: str, place: Place = Place()) -> RefusedError:
    """To raise: the file does not hold together; `what` says where, in Chinese."""
    return RefusedError(problem("damaged", place, what=what))


def too_large(what: str, limit: str, place: Place = Place()) -> RefusedError:
    """To raise: over a limit; both in Chinese with their units."""
    return RefusedError(problem("too_large", place, what=what, limit=limit))


def refused(code: str, **words: object) -> RefusedError:
    """To raise: the refusal `code` with its words filled in."""
    return RefusedError(problem(code, **words))


def _load(path: Path, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise refused("not_a_workbook", what="文件夹") if path.is_dir() else refused("file_not_found")
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except FileNotFoundError as error:
        raise refused("file_not_found") from error
    except (OSError, ValueError) as error:
        raise refused("file_unreadable", why=getattr(error, "strerror", None) or type(error).__name__) from error
    if len(data) > limits.file_bytes:
        raise too_large(f"文件大于 {limits.file_bytes / _MB:g} MB", f"{limits.file_bytes / _MB:g} MB")
    if not data:
        raise refused("file_empty")
    return data


# -- ZIP: what its parts say


def _is_part(name: str) -> bool:
    """Whether a part is one that is read at all: pictures and the like cost nothing, however large."""
    return name.lower().endswith((".xml", ".rels"))


_ENCRYPTED_PART = late(rb"<(?:[\w.-]+:)?encryption-data\b")


def _kind_of_package(package: Package) -> ContainerFormat:
    if package.encrypted:
        raise refused("encrypted")
    if "mimetype" in package:
        mime = package.read("mimetype").decode("ascii", "replace").strip()
        if mime.startswith("application/vnd.oasis.opendocument.spreadsheet"):
            if "META-INF/manifest.xml" in package and _ENCRYPTED_PART.search(package.read("META-INF/manifest.xml")):
                raise refused("encrypted")
            return "ods"
        if mime.startswith("application/vnd.oasis.opendocument.text"):
            raise refused("word_document", what="OpenDocument 文字文档")
        if mime.startswith("application/vnd.oasis.opendocument.presentation"):
            raise refused("not_a_workbook", what="演示文稿")
    names = package.names()
    if "[content_types].xml" in package or "_rels/.rels" in package:
        if any(name.startswith("word/") for name in names):
            raise refused("word_document", what="Word 文档（.docx）")
        if any(name.startswith("ppt/") for name in names):
            raise refused("not_a_workbook", what="PowerPoint 演示文稿")
        if "xl/workbook.bin" in package:
            raise refused("xlsb_workbook")
        return "xlsx"
    if "xl/workbook.xml" in package:
        return "xlsx"
    if "content.xml" in package and "styles.xml" in package:
        return "ods"
    if any(name.startswith("index/") and name.endswith(".iwa") for name in names) or "index.zip" in package:
        raise refused("not_a_workbook", what="苹果 Numbers 表格")
    raise refused("archive", what=".zip")


# -- anything else: by its first bytes

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = ((b"Rar!\x1a\x07", ".rar"), (b"7z\xbc\xaf\x27\x1c", ".7z"), (b"\x1f\x8b", ".gz"), (b"BZh", ".bz2"),
             (b"\xfd7zXZ\x00", ".xz"))  # fmt: skip
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_OTHERS = (
    (b"MZ", "可执行程序"), (b"\x7fELF", "可执行程序"), (b"\xca\xfe\xba\xbe", "可执行程序"), (b"\xcf\xfa\xed\xfe", "可执行程序"),
    (b"SQLite format 3\x00", "数据库文件"), (b"OFD", "版式文件"),
)  # fmt: skip
#: the first record of a worksheet or workbook stream that stands alone, without an OLE2 container
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_HTML = late(
    rb"\A(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|script|div)\b", re.IGNORECASE | re.DOTALL
)


def _kind_of_bytes(data: bytes) -> ContainerFormat:
    if data.startswith(_OLE2):
        return _kind_of_ole2(data)
    if data.startswith(_BARE_BIFF):
        return "xls"
    for signature, name in _ARCHIVES:
        if data.startswith(signature):
            raise refused("archive", what=name)
    if data[257:262] == b"ustar":
        raise refused("archive", what=".tar")
    if b"%PDF-" in data[:1024]:
        raise refused("pdf_document")
    if data.startswith(_IMAGES) or _is_bitmap(data) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise refused("image")
    if data[4:8] == b"ftyp":
        raise (
            refused("image")
            if data[8:12] in (b"heic", b"heix", b"avif", b"mif1")
            else refused("not_a_workbook", what="视频文件")
        )
    for signature, name in _OTHERS:
        if data.startswith(signature):
            raise refused("not_a_workbook", what=name)
    if data.startswith(b"{\\rtf"):
        raise refused("word_document", what="RTF 文档")
    _refuse_markup(data)
    return "csv"


def _is_bitmap(data: bytes) -> bool:
    return data.startswith(b"BM") and len(data) > 26 and data[6:10] == bytes(4)


def _refuse_markup(data: bytes) -> None:
    """HTML, MHTML and XML that spreadsheet programs open and that is no workbook."""
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"mime-version:") or _HTML.match(head):
        raise refused("html_as_workbook")
    if head.startswith(b"<?xml"):
        if b"excel.sheet" in head or b"urn:schemas-microsoft-com:office:spreadsheet" in head:
            raise refused("not_a_workbook", what="Excel 2003 XML 表格")
        if b"<html" in head:
            raise refused("html_as_workbook")
        if b"word.document" in head:
            raise refused("word_document", what="Word 2003 XML 文档")
        raise refused("not_a_workbook", what="XML 文件")


# -- OLE2: what the streams at its top are called

_STREAM_KINDS = (
    ("encryptedpackage", "encrypted", ""),
    ("encryptioninfo", "encrypted", ""),
    ("worddocument", "word_document", "旧版 Word 文档（.doc）"),
    ("powerpoint document", "not_a_workbook", "PowerPoint 演示文稿"),
    ("visiodocument", "not_a_workbook", "Visio 图"),
    ("__properties_version1.0", "not_a_workbook", "邮件"),
)


def _kind_of_ole2(data: bytes) -> ContainerFormat:
    streams = _top_streams(data)
    for name in ("workbook", "book"):
        if name in streams:
            _check_ends(data, *streams[name])
            return "xls"
    for stream, code, what in _STREAM_KINDS:
        if stream in streams:
            raise refused(code, what=what)
    raise refused("not_a_workbook", what="不含工作簿的 OLE 复合文件")


_END = 0xFFFFFFFA  # this and above are marks, not sectors
_ENTRY = struct.Struct("<64sHBBIII")


def _top_streams(data: bytes) -> dict[str, tuple[int, int]]:
    """What stands directly under the root, by name in lower case: (first sector, bytes). Embedded objects lie deeper."""
    if len(data) < 512:
        raise damaged("文件不完整")
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):  # sectors of 512 or 4096 bytes; there are no others
        raise damaged("文件结构有误")
    size = 1 << shift
    directory = b"".join(_chain(data, size, struct.unpack_from("<I", data, 48)[0]))
    entries = [_ENTRY.unpack_from(directory, at) for at in range(0, len(directory) - 127, 128)]
    if not entries:
        raise damaged("文件不完整")
    found, todo, seen = dict[str, tuple[int, int]](), [entries[0][6]], set[int]()
    while todo:
        number = todo.pop()
        if number in seen or number >= len(entries):
            continue
        seen.add(number)
        name, length, _, _, left, right, _ = entries[number]
        where = struct.unpack_from("<II", directory, 128 * number + 116)
        found[name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()] = where
        todo += [left, right]
    return found


def _check_ends(data: bytes, first: int, size: int) -> None:
    """The chain of a stream of short sectors ends: xlrd follows one that runs in a circle until memory is full.

    Raises:
        RefusedError: it does not.
    """
    shift, least, table_at = struct.unpack_from("<H24xI", data, 30) + struct.unpack_from("<I", data, 60)
    if size >= least:  # of whole sectors, which xlrd counts
        return
    table = b"".join(_chain(data, 1 << shift, table_at))
    after = struct.unpack(f"<{len(table) // 4}I", table)
    met = set[int]()
    while first < len(after):
        if first in met:
            raise damaged("文件结构有误")
        met.add(first)
        first = after[first]


def _chain(data: bytes, size: int, sector: int) -> Iterator[bytes]:
    """The sectors of a chain, in order. Only the part of the table that the header lists is followed."""
    table = struct.unpack_from("<109I", data, 76)
    per_sector = size // 4
    seen = set[int]()
    while sector < _END and sector not in seen and len(seen) < 4096:
        seen.add(sector)
        block = data[(sector + 1) * size : (sector + 2) * size]
        if not block:
            raise damaged("文件不完整")
        yield block
        place = sector // per_sector
        at = (table[place] + 1) * size + 4 * (sector % per_sector) if place < 109 else len(data)
        if at + 4 > len(data):
            return
        sector = struct.unpack_from("<I", data, at)[0]
