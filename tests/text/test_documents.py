"""Files of every kind → paragraphs with clause numbers; what cannot be read is named."""

import shutil
import zipfile
from pathlib import Path

import docx
import pytest

from compliance.errors import RefusedError
from compliance.plans import extract, extract_text
from compliance.text.documents import from_text
from compliance.text.readers import read_document

PLAN = "示例县2024年法治政府建设工作要点\n\n一、总体要求\n\n（一）规范执法\n\n1.加强应诉。行政机关负责人出庭应诉率达90%以上，败诉率低于10%。\n"


def codes(path: Path) -> list[str]:
    with pytest.raises(RefusedError) as refused:
        read_document(path)
    return [p.code for p in refused.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_the_encodings_in_use(tmp_path, encoding):
    """UTF-8 and GB18030, with or without a mark."""
    path = tmp_path / "计划.txt"
    path.write_bytes(PLAN.encode(encoding))

    assert [(t.clause, t.comparator, t.value) for t in extract(path).targets] == [("1", ">=", "0.9"), ("1", "<", "0.1")]


def test_clause_numbers_make_a_path():
    """一、 (一) 1. nest in that order, 第X条 and ① stand below chapters."""
    paragraphs = from_text(PLAN + "\n①细化措施。\n\n二、保障\n\n第三条 每年至少检查2次。\n").paragraphs

    assert paragraphs[3].clause == ("一", "(一)", "1")
    assert paragraphs[4].clause == ("一", "(一)", "1", "①")
    assert paragraphs[-1].clause == ("二", "第三条")


def test_a_sentence_broken_over_lines_and_pages_is_one():
    """Lines broken in a sentence are joined, the page number between them is dropped, the quote is found in the file."""
    text = "示例县2024年工作要点\n\n1. 落实学法制度，严格执行领导干部年度学法计划，政府领导班子每年举办2期以上法\n\n— 3 —\n\n治专题讲座，推动领导干部带头学法。\n"
    extraction = extract_text(text)

    assert len(extraction.document.paragraphs) == 2
    assert "治专题讲座" in extraction.document.paragraphs[1].text
    assert extraction.targets[0].quote in text


def test_a_heading_is_not_joined_to_its_text():
    """A short line without marks stays a line of its own."""
    assert [p.text for p in from_text("(一)规范执法\n\n每年开展2次案卷评查。").paragraphs] == [
        "(一)规范执法",
        "每年开展2次案卷评查。",
    ]


def test_a_docx_gives_paragraphs_rows_and_automatic_numbers(tmp_path):
    """Word's own numbering is shown, merged cells are filled, headings of a table go with each of its rows."""
    document = docx.Document()
    document.add_heading("示例县2024年工作方案", 0)
    document.add_paragraph("开展评查不少于2次。", style="List Number")
    document.add_paragraph("开展培训不少于3次。", style="List Number")
    table = document.add_table(rows=2, cols=4)
    for column, (head, cell) in enumerate(
        zip(("指标", "2023年基数", "2024年目标", "单位"), ("森林覆盖率", "36.02", "≥36.5", "%"), strict=True)
    ):
        table.cell(0, column).text, table.cell(1, column).text = head, cell
    path = tmp_path / "方案.docx"
    document.save(str(path))
    extraction = extract(path)

    assert [(t.clause, t.comparator, t.value, t.unit) for t in extraction.targets] == [
        ("1", ">=", "2", "次"),
        ("2", ">=", "3", "次"),
        ("2", ">=", "0.365", "比率"),
    ]
    assert ("36.02", "过去的成绩、现状或基数") in [(a.quote, a.why) for a in extraction.left_alone]


def test_html_and_markdown_are_read_by_their_structure(tmp_path):
    """Scripts are skipped, inline marks do not break words, table rows carry their headings."""
    page = tmp_path / "a.html"
    page.write_text(
        "<html><head><script>var x='达到50%'</script></head><body><p>示例县2024年要点</p><p>办结率<b>达9</b>5%</p><table><tr><th>指标</th><th>2024年目标</th></tr><tr><td>网办率</td><td>98%</td></tr></table></body></html>",
        "utf-8",
    )
    note = tmp_path / "b.md"
    note.write_text("# 示例县2024年要点\n\n- 办结率**达95%**\n\n|指标|2024年目标|\n|--|--|\n|网办率|98%|\n", "utf-8")

    for path in (page, note):
        assert [(t.comparator, t.value) for t in extract(path).targets] == [(">=", "0.95"), ("==", "0.98")]


def test_what_cannot_be_read_is_refused_by_name(tmp_path):
    """Missing, empty, damaged, binary and foreign files each have their own code."""
    contents = {
        "empty_.txt": b" ",
        "binary.txt": b"\x00\x01\x02" * 50,
        "damaged.pdf": b"%PDF-1.4 nothing",
        "damaged.docx": b"PK\x03\x04nothing",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")

    assert codes(tmp_path / "nothing.txt") == ["file_not_found"]
    assert codes(tmp_path / "empty_.txt") == ["file_empty"]
    assert codes(tmp_path / "binary.txt") == ["not_a_text"]
    assert codes(tmp_path / "damaged.pdf") == ["damaged_text"]
    assert codes(tmp_path / "damaged.docx") == ["damaged_text"]
    assert codes(tmp_path / "book.xlsx") == ["not_a_text"]


def test_a_scan_and_a_locked_file_are_named_as_such(tmp_path):
    """A PDF without a text layer is a scan; one with a password is encrypted."""
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "scan.pdf")
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")

    assert codes(tmp_path / "scan.pdf") == ["scanned_pdf"]
    assert codes(tmp_path / "locked.pdf") == ["encrypted_text"]


def test_an_old_word_file_without_libreoffice_is_told_what_to_do(tmp_path, monkeypatch):
    """.doc and .wps need LibreOffice; where there is none, the message says so."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    path = tmp_path / "旧.wps"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\x00" * 600)

    assert codes(path) == ["office_missing"]


@pytest.mark.parametrize("mark", ["strike", "double_strike", "hidden"])
def test_words_struck_out_or_hidden_in_word_say_nothing(tmp_path, mark):
    """A figure that was struck out is not what the text says; neither is one hidden by a style of its own."""
    document = docx.Document()
    style = document.styles.add_style("旧稿", 2)
    setattr(style.font, mark, True)
    for marked in ("run", "style", "off"):
        paragraph = document.add_paragraph("办结率达")
        old = paragraph.add_run("90%" if marked != "off" else "")
        if marked == "style":
            old.style = style
        else:
            setattr(old.font, mark, marked == "run")
        new = paragraph.add_run("95%。")
        setattr(new.font, mark, False)
    path = tmp_path / "方案.docx"
    document.save(str(path))

    assert [p.text for p in read_document(path).paragraphs] == ["办结率达95%。"] * 3


def test_words_struck_out_on_a_page_say_nothing(tmp_path):
    """<s>, <del>, line-through and ~~ ~~ strike words out; a hidden span is not shown."""
    page, note = tmp_path / "a.html", tmp_path / "b.md"
    page.write_text(
        "<html><body>"
        + "".join(
            f"<p>办结率达<{mark}>90%</{mark.split()[0]}>95%。</p>"
            for mark in (
                "s",
                "del",
                "strike",
                "span style='text-decoration: line-through'",
                "span style='display: none'",
            )
        )
        + "</body></html>",
        "utf-8",
    )
    note.write_text("办结率达~~90%~~95%。\n", "utf-8")

    assert [p.text for p in read_document(page).paragraphs] == ["办结率达95%。"] * 5
    assert ["".join(p.text.split()) for p in read_document(note).paragraphs] == ["办结率达95%。"]
