"""The page a supervisor reads: whole, self-contained, safe, linked, legible."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as parser
from msgspec.structs import replace

from compliance.errors import CODES
from compliance.reports import html
from compliance.resources import resource
from compliance.verdict import FLAGS, VERDICTS
from tests.reports import factory

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def text() -> str:
    return html.render(factory.result())


@pytest.fixture(scope="module")
def page(text: str) -> etree._Element:
    return parser.document_fromstring(text)


def said(element: etree._Element) -> str:
    return re.sub(r"\s+", "", element.text_content())


def rows(page: etree._Element) -> list[etree._Element]:
    """The rows of verdicts, a table body each."""
    return [body for body in page.iter("tbody") if "row" in (body.get("class") or "").split()]


def row(page: etree._Element, rule: str) -> etree._Element:
    """The first row of a rule."""
    return next(body for body in rows(page) if rule in [said(d) for d in body.iter("dd")])


def test_the_page_is_one_document_in_chinese_with_one_first_heading(page: etree._Element) -> None:
    """lang, title, one h1, a way past the heading, and headings that skip no level."""
    assert page.get("lang") == "zh-CN"
    assert "系统比对结果" in page.findtext(".//title")
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert page.xpath("//a[@class='skip']/@href") == ["#main"]


def test_tags_are_closed_in_their_order(text: str) -> None:
    """A strict reader of the tags finds each closed where it should be."""
    void = {"meta", "link", "br", "hr", "img", "input", "col"}
    opened: list[str] = []
    body = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    for close, name, alone in re.findall(r"<(/?)([a-zA-Z][\w-]*)(?:[^<>]*?)(/?)>", body):
        if close:
            assert opened.pop() == name
        elif not alone and name not in void:
            opened.append(name)
    assert opened == []


def test_nothing_is_fetched_from_anywhere_and_nothing_is_run(page: etree._Element, text: str) -> None:
    """No address of the net, no script, no file beside the page."""
    assert not re.search(r"https?://|//[a-z]|url\(|@import", text)
    assert not list(page.iter("script", "link", "img", "iframe", "object", "embed"))
    assert {a for e in page.iter() for a in e.attrib if a.startswith("on")} == set()
    assert all(v.startswith("#") for e in page.iter() for a, v in e.attrib.items() if a.endswith("href") or a == "src")


def test_every_link_leads_to_something_on_the_page_and_every_id_is_one_things(page: etree._Element) -> None:
    """href="#x" has an element x; ids are unique; labels refer to what exists."""
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {v[1:] for e in page.iter() for a, v in e.attrib.items() if a.endswith("href")}
    targets |= set(page.xpath("//@aria-labelledby"))
    assert targets <= set(ids)


def test_every_verdict_is_a_row_with_its_word_and_its_target(page: etree._Element) -> None:
    """Met ones too; nothing is folded away."""
    verdicts = factory.result().verdicts

    assert len(rows(page)) == len(verdicts)
    assert sorted(body.get("class").split()[1] for body in rows(page)) == sorted(v.verdict for v in verdicts)
    for verdict in verdicts:
        body = row(page, verdict.rule.id)
        assert verdict.rule.title in said(body)
        assert verdict.rule.quote in said(body)


def test_from_a_figure_to_its_cell_and_to_its_clause_and_back(page: etree._Element) -> None:
    """The row links to the cell and to the clause; both link to the row."""
    body = row(page, "shili-2024-30a")
    back = f"#{body.get('id')}"
    targets = [page.get_element_by_id(a.get("href")[1:]) for a in body.iter("a")]

    cells = [t for t in targets if t.get("id").startswith("source")]
    clauses = [t for t in targets if t.get("id").startswith("clause")]
    assert [said(c)[:2] for c in cells] == ["G4", "H4"]
    assert "纠错率高于本地区同期行政诉讼一审纠错率" in said(clauses[0])
    assert all(back in [a.get("href") for a in t.iter("a")] for t in (*cells, *clauses))


def test_the_derivation_stands_behind_a_disclosure_with_exact_fractions(page: etree._Element) -> None:
    """29 ÷ 184 = 15.76 %, and 29/184 > 18/150 as the counts were given."""
    details = next(row(page, "shili-2024-30a").iter("details"))

    assert "29÷184=15.76%" in said(details)
    assert "29/184>18/150" in said(details)
    assert details.get("open") is None


def test_a_figure_just_below_its_line_is_not_printed_on_it() -> None:
    """89.996 % against 90 % does not read 90%, in the row or in the picture."""
    near = replace(
        factory.verdicts()[0], verdict="not_met",
        actual=replace(factory.verdicts()[0].actual, text="90%", value=Fraction(22499, 25000), counts=(22499, 25000)),
    )  # fmt: skip
    page = parser.document_fromstring(html.render(replace(factory.result(), verdicts=(near,))))
    figure = page.xpath("//span[@class='figure']")[0]
    dot, line = (page.xpath(f"//svg/path[@class='{name}']/@d")[0] for name in ("dot", "line"))

    assert said(figure) == "89.996%"
    assert int(re.findall(r"\d+", dot)[0]) < int(re.findall(r"\d+", line)[0])


def test_the_counts_are_apart_by_kind_and_a_rate_never_counts_what_does_not_apply(page: etree._Element) -> None:
    """适用 21, of which 2 on a reported rate alone; 倡导性 1; 参照 2; the sentence names what is left out."""
    table = page.xpath("//table[@class='counts']")[0]
    counts = {said(r[0]): [int(said(c)) for c in r[1:]] for r in table.iter("tr") if r[0].tag == "th"}

    assert counts["适用指标"] == [9, 7, 1, 1, 1, 2, 21]
    assert counts["其中：仅凭申报比例或推断"] == [1, 1, 0, 0, 0, 0, 2]
    assert counts["倡导性要求（不计入）"][-1] == 1
    assert counts["参照指标（不计入）"][-1] == 2
    summary = said(page.xpath("//p[@class='summary']")[0])
    assert "不适用1项、未到考核时点2项。应达标的18项中，达标9项（其中1项仅凭申报比例或推断" in summary


def test_what_needs_doing_comes_before_the_rows_with_gap_and_next_step(page: etree._Element, text: str) -> None:
    """未达标, 待核实, 未填报 in this order; the two quarters of one target are one thing to do."""
    sections = page.xpath("//section[starts-with(@class, 'todo')]")

    assert [s.get("class").split()[1] for s in sections] == ["not_met", "disputed", "missing", "pending"]
    assert "在这30件中还差4件" in said(sections[0])
    assert "每季度备案审查通报次数不少于1次（2项）：还差1次" in said(sections[0])
    assert "G7" in said(sections[2])
    assert text.index("需要办理") < text.index("逐项结果")


def test_it_says_that_people_decide(page: etree._Element) -> None:
    """A comparison by the system is no finding of an authority."""
    assert "是否认定、通报、考核，由有权机关另行决定" in said(page.xpath("//p[@class='disclaimer']")[0])


def test_flags_and_problems_speak_the_catalogues_words(page: etree._Element) -> None:
    """FLAGS and CODES are the only home of their sentences; the audit class stands beside them."""
    flags = {flag for v in factory.result().verdicts for flag in v.flags}
    shown = said(page.find(".//main"))

    assert set(FLAGS) == flags
    for flag in flags:
        assert FLAGS[flag].audit + FLAGS[flag].text in shown
    problems = said(page.xpath("//section[@aria-labelledby='problems']")[0])
    for problem in factory.problems():
        assert re.sub(r"\s+", "", problem.message + problem.advice) in problems
        assert CODES[problem.code].audit in problems


def test_a_waiver_stands_beside_a_verdict_that_stays(page: etree._Element) -> None:
    """未达标 is still there, and so are approver, number and last day."""
    shown = said(row(page, "shili-2024-7"))

    assert "未达标" in shown
    assert all(word in shown for word in ("经批准不纳入考核", "示例省司法厅", "示司函〔2024〕8号", "2024-12-31", "80%"))


def test_what_is_written_in_cells_is_shown_and_never_markup(page: etree._Element) -> None:
    """Hostile text in a unit's name, a figure and a quote comes out as text."""
    bad = '<script>alert("1")</script><img src=x onerror=1>'
    first = factory.verdicts()[0]
    hostile = replace(
        first, unit=replace(first.unit, name=bad), rule=replace(first.rule, quote=bad, title=bad),
        actual=replace(first.actual, text=bad, basis="reported"), reason=bad, steps=(bad,),
        evidence=tuple(replace(e, text=bad, place=replace(e.place, sheet=bad)) for e in first.evidence),
    )  # fmt: skip
    result = replace(factory.result(), verdicts=(hostile,), submissions=(factory.submission(form={"填报人": bad}),))
    page = parser.document_fromstring(html.render(result))

    assert not list(page.iter("script", "img"))
    assert bad in page.text_content()


def test_no_name_of_a_person_is_on_the_page(text: str) -> None:
    """Listed persons and those who signed the form are 张**."""
    for name in ("张三丰", "李四光", "王五", *(p.name for p in factory.persons()[1:])):
        assert name not in text
    assert "alert(1)" not in text
    assert "张**" in text
    assert "0000-1234567" not in text


def test_the_same_result_gives_the_same_bytes_in_another_process_with_another_hash_seed(text: str) -> None:
    program = "import sys; from compliance.reports import html; from tests.reports import factory; sys.stdout.buffer.write(html.render(factory.result()).encode())"
    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )

    assert other.stdout.decode() == text


def test_each_unit_has_its_section_and_the_index_leads_to_it() -> None:
    page = parser.document_fromstring(html.render(factory.result_of_two_units()))

    sections = page.xpath("//section[starts-with(@class, 'unit')]")
    assert [s.get("id") for s in sections] == ["unit-1", "unit-2"]
    assert page.xpath("//nav//a/@href") == ["#unit-1", "#unit-2"]
    assert "样本县" in said(sections[1])


def test_a_file_without_a_unit_is_named_and_its_figures_are_shown() -> None:
    """Nothing read is lost because nothing could be asked."""
    page = parser.document_fromstring(html.render(factory.empty_result()))

    assert "没有可以核对的指标" in said(page)
    assert factory.FILE in said(page.xpath("//section[@aria-labelledby='unread']")[0])
    assert "公证件数" in said(page.xpath("//section[@aria-labelledby='others']")[0])


def test_figures_no_target_asks_for_are_listed_with_their_cell(page: etree._Element) -> None:
    assert said(page.xpath("//section[@aria-labelledby='others']//tbody")[0]) == "公证件数2024年3196没有对应的目标F30"


def test_a_very_long_result_is_cut_with_the_true_totals_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows beyond the limit are counted, in the counts and in a sentence."""
    monkeypatch.setattr("compliance.reports.view.MOST_ROWS", 5)
    page = parser.document_fromstring(html.render(factory.result()))

    assert len(rows(page)) == 5
    assert "另有19项没有列在本页" in said(page)
    assert "适用指标共21项" in said(page)


def test_three_thousand_rows_stay_a_page_that_opens() -> None:
    """Under ten megabytes; every unit is in the index with its counts, and the rows left out are counted."""
    units = [replace(factory.UNIT, code=f"99{number:04}", name=f"示例{number}县") for number in range(140)]
    many = tuple(replace(v, unit=unit) for unit in units for v in factory.verdicts())
    text = html.render(replace(factory.result(), verdicts=many))

    assert len(text.encode()) < 10_000_000
    assert text.count('<li><a href="#unit-') == 140
    left_out = [int(n) for n in re.findall(r"另有 (\d+) 项没有列在本页", text)]
    assert sum(left_out) == len(many) - 3000


def test_a_version_that_was_superseded_is_named_as_not_counted() -> None:
    """The reader sees which file the verdicts are of."""
    old = replace(factory.submission(), file="旧.xlsx", version=1, sha256="00" * 32)
    told = factory.told("superseded_version", factory.Place("旧.xlsx"))
    result = replace(factory.result(), submissions=(factory.submission(), old), problems=(told,))
    files = [said(f) for f in parser.document_fromstring(html.render(result)).xpath("//dl[@class='facts file']")]

    assert ["不计入本次核对" in f for f in files] == [False, True]


# -- legible


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


COLOURS = dict(
    re.findall(
        r"--([\w-]+): (#[0-9a-f]{6})", (resource("templates") / "report" / "report.css").read_text(encoding="utf-8")
    )
)
TEXT_PAIRS = [
    *((text, ground) for text in ("ink", "soft", "link", "navy") for ground in ("paper", "wash")),
    *((verdict, ground) for verdict in VERDICTS for ground in ("paper", f"{verdict}-wash")),
    ("paper", "navy"),
]
SHAPE_PAIRS = [("edge", "paper"), ("edge", "wash"), *((verdict, "paper") for verdict in VERDICTS)]


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_has_the_contrast_of_wcag_aa(text: str, ground: str) -> None:
    """4.5 : 1 for every pair of text and ground the style sheet uses."""
    assert contrast(COLOURS[text], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_that_mean_something_have_the_contrast_of_wcag_aa(shape: str, ground: str) -> None:
    """3 : 1 for the line, the marks and the borders of what can be told apart only by them."""
    assert contrast(COLOURS[shape], COLOURS[ground]) >= 3


def test_the_style_sheet_names_colours_only_in_its_first_rule() -> None:
    """So that the pairs above are all there are."""
    css = (resource("templates") / "report" / "report.css").read_text(encoding="utf-8")
    rest = css.partition("}")[2] + (resource("templates") / "report" / "print.css").read_text(encoding="utf-8")

    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rest)


def test_no_verdict_is_told_by_colour_alone(page: etree._Element) -> None:
    """Every chip has its shape and its word, every picture its sentence, and the six shapes differ."""
    for chip in page.xpath("//span[starts-with(@class, 'chip')]"):
        assert chip.xpath(".//use/@href")
        assert said(chip)
    assert all(len(svg.get("aria-label")) > 5 for svg in page.xpath("//svg[@role='img']"))
    shapes = [b"".join(etree.tostring(part) for part in symbol) for symbol in page.iter("symbol")]
    assert len(set(shapes)) == len(VERDICTS)


def test_tables_have_headings_for_their_columns_and_rows(page: etree._Element) -> None:
    for table in page.iter("table"):
        assert all(th.get("scope") in ("col", "row") for th in table.iter("th"))
        assert table.find("thead") is not None
