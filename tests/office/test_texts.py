"""Plans and reports in the formats of old word processors, read by way of LibreOffice Writer."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from compliance.intake.narrative import read_report
from compliance.plans import extract
from tests.office.conftest import Office


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    document = docx.Document()
    for text in ("示例县2024年法治政府建设工作要点", "一、加强应诉", "1. 行政机关负责人出庭应诉率达90%以上。"):
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table.columns[0].cells, ("指标", "群众满意率（%）"), strict=True):
        cell.text = text
    for cell, text in zip(table.columns[1].cells, ("2024年目标", "≥95"), strict=True):
        cell.text = text
    path = tmp_path / "工作要点.docx"
    document.save(str(path))
    return path


@pytest.mark.parametrize("suffix", ["doc", "wps"])
def test_a_plan_of_an_old_word_processor_is_read(office: Office, plan: Path, suffix: str) -> None:
    """Word 97 and the WPS files that hold the same: paragraphs, numbering and tables all come through."""
    old = office.convert(plan, "doc", "MS Word 97")
    told = extract(old.rename(old.with_suffix(f".{suffix}")))

    assert [(t.comparator, t.value) for t in told.targets] == [(">=", "0.9"), (">=", "0.95")]
    assert told.targets[0].clause == "1"


def test_a_report_in_doc_gives_its_figures(office: Office, tmp_path: Path) -> None:
    """The same figures as from the .docx it was saved from."""
    document = docx.Document()
    document.add_paragraph("示例县2023年工作情况报告")
    document.add_paragraph("全年受理案件206件，已审结184件，纠错29件，纠错率15.8%。")
    path = tmp_path / "报告.docx"
    document.save(str(path))
    values = [f.value for f in read_report(path).facts]

    assert values == ["206", "184", "29", "0.158"]
    assert [f.value for f in read_report(office.convert(path, "doc", "MS Word 97")).facts] == values
