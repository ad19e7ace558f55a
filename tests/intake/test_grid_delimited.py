"""Text tables: whatever the encoding and the delimiter, the same cells."""

from __future__ import annotations

import contextlib
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import RefusedError
from compliance.intake.container import Container, Limits
from compliance.intake.grid import Sheet
from compliance.intake.readers import read_grid
from compliance.intake.readers.delimited import decoded, read_delimited

HEADING = ["指标名称", "期间", "数值", "备注"]
TEXTS = st.text(st.sampled_from("应诉率办结件数年月日本级一二三0123456789.%，、（）\"' ;,\t\n"), max_size=8)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"]


def written(rows: list[list[str]], delimiter: str, encoding: str) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def read(data: bytes, limits: Limits = Limits()) -> Sheet:
    [sheet] = read_delimited(Container("表.csv", "csv", data), limits).sheets
    return sheet


@given(
    st.lists(st.lists(TEXTS, min_size=4, max_size=4), min_size=3, max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(ENCODINGS),
)
def test_what_was_written_is_read(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    """Every field as it is, in its row and column; empty fields are no cells."""
    table = [HEADING, *rows]
    sheet = read(written(table, delimiter, encoding))

    expected = {(r, c): field for r, row in enumerate(table, 1) for c, field in enumerate(row, 1) if field}
    assert expected == {key: cell.raw for key, cell in sheet.cells.items()}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_is_told(encoding: str) -> None:
    """By the name a clerk may have seen in a menu."""
    _, name = decoded(written([HEADING], ",", encoding))

    assert name == {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gbk": "GB18030", "gb18030": "GB18030"}.get(
        encoding, "UTF-16"
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but a refusal stops the reading."""
    with contextlib.suppress(RefusedError):
        read(data)


def test_a_comma_inside_numbers_is_no_delimiter_beside_semicolons() -> None:
    """The delimiter is what cuts the rows alike."""
    sheet = read("指标;数值\n甲;1,234\n乙;2\n丙;3,456,789\n".encode())

    assert [cell.raw for cell in list(sheet.cells.values())[:4]] == ["指标", "数值", "甲", "1,234"]


def test_a_note_above_the_table_does_not_hide_the_delimiter() -> None:
    """A title is one field; the table decides."""
    sheet = read("示例县统计表，2024年；单位：件\n指标\t数值\n甲\t1\n乙\t2\n".encode())

    assert sheet.cell(3, 2) is not None


def test_cells_are_counted(tmp_path: Path) -> None:
    """The limit holds for text tables, too."""
    path = tmp_path / "many.csv"
    path.write_text("1,2,3\n" * 10)

    with pytest.raises(RefusedError) as caught:
        read_grid(path, Limits(cells=20))

    assert caught.value.problems[0].code == "too_large"
