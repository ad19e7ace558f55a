"""Design, "What a clerk sends": workbooks that clerks bend are read as a careful colleague would read them.

A filled template is bent in random combinations: the same facts, or a question; never a different fact in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compliance.fact import Figure
from compliance.quantity import decimal_text
from tests.bad_workbooks.book import FIGURES, PEOPLE, Book, Page, Read, Shown, blank

HOURS = "行政执法人员年度培训学时"
_RATES, _COUNTS, _DAYS = ("YS01", "YS02", "FY01", "ZZ01"), ("FY06", "PX01", "JC02"), ("JC03", "ZZ02")
_FULL = str.maketrans("0123456789.%,-", "０１２３４５６７８９．％，－")
_NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Told:
    """What the clerk means: figures by (code, part), hours by person."""

    figures: dict[tuple[str, str], Fraction]
    hours: dict[str, Fraction]


# -- the many ways to write one figure


def share_spellings(value: Fraction) -> st.SearchStrategy[Any]:
    percent = decimal_text(value * 100)
    ways: list[Any] = [
        f"{percent}%", f" {percent} % ", f"{percent}%".translate(_FULL), f"{percent}\u200b%", f"百分之{percent}",
        Shown(float(value), "0.0%"), Shown(float(value), "0%"), Shown(float(value), "0.00%"),
        Shown(float(value * 100), '0.0"%"'), float(value * 100), percent, decimal_text(value), float(value),
        f"近{percent}%", f"{percent}%¹",
    ]  # fmt: skip
    return st.sampled_from(ways)


def count_spellings(value: int, unit: str) -> st.SearchStrategy[Any]:
    ways: list[Any] = [
        value, str(value), f"{value:,}", str(value).translate(_FULL), f"{value}{unit}", f" {value} {unit}", float(value),
        Shown(value, "#,##0"), Shown(value, "0.00"), Shown(value, f'0"{unit}"'), f"{value:,}{unit}".translate(_FULL),
        Shown(value, '0!.0,"万"'), Shown(value, "0%"), f"{decimal_text(Fraction(value, 10000))}万",
        f"{decimal_text(Fraction(value, 10000))}万{unit}", f"近{value}{unit}", f"{value}²", f"{value}①", f"{value}½",
    ]  # fmt: skip
    if value < 10:
        ways.append(_NUMERALS[value])
    if 1 <= value <= 8:  # 三四件 is three or four
        ways.append(f"{_NUMERALS[value]}{_NUMERALS[value + 1]}{unit}")
    return st.sampled_from(ways)


def day_spellings(day: date) -> st.SearchStrategy[Any]:
    y, m, d = day.year, day.month, day.day
    serial = day.toordinal() - date(1899, 12, 30).toordinal()
    return st.sampled_from([
        day, f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}-{m}-{d}", f"{y}/{m:02}/{d:02}", f"{y}{m:02}{d:02}", serial,
        f"{y}.{m}.{d}".translate(_FULL), f"{y}年{m}月", f"{m}月{d}日", Shown(serial, 'm"月"d"日"'), f"{y}年{m}月{d}日前",
    ])  # fmt: skip


_nothing = st.sampled_from([None, "—", "无", "/", "", " ", "N/A"])


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[Book, Told]:
    book, told = blank(), Told({}, {})
    for code in _RATES:
        base = draw(st.integers(1, 500))
        part = draw(st.integers(0, base))
        if draw(st.booleans()):
            rate = Fraction(draw(st.integers(0, 1000)), 1000)
            book.put(code, value=draw(share_spellings(rate)))
            told.figures[code, "value"] = rate
        if draw(st.booleans()):
            book.put(code, numerator=draw(count_spellings(part, "件")), denominator=draw(count_spellings(base, "件")))
            told.figures.update({(code, "numerator"): Fraction(part), (code, "denominator"): Fraction(base)})
    for code, unit in zip(_COUNTS, ("件", "期", "件"), strict=True):
        if draw(st.booleans()):
            count = draw(st.one_of(st.integers(0, 12), st.integers(0, 10**6)))
            book.put(code, value=draw(count_spellings(count, unit)))
            told.figures[code, "value"] = Fraction(count)
        else:
            book.put(code, value=draw(_nothing))
    for code in _DAYS:
        if draw(st.booleans()):
            day = draw(st.dates(date(2020, 1, 1), date(2026, 12, 31)))
            book.put(code, value=draw(day_spellings(day)))
            told.figures[code, "value"] = Fraction(day.toordinal())
    people = book[PEOPLE]
    for index in range(draw(st.integers(0, 4))):
        hours = Fraction(draw(st.integers(0, 200)), 2)
        written = draw(
            st.sampled_from(
                [decimal_text(hours), f"{decimal_text(hours)}学时", float(hours), f"{decimal_text(hours)}课时"]
            )
        )
        people.rows[4 + index] = [index + 1, f"人员{index:02}", None, "行政执法人员", written]
        told.hours[f"人员{index:02}"] = hours
    people["B2"] = len(told.hours)
    return book, told


# -- bends


def titles(book: Book) -> None:
    for name in (FIGURES, PEOPLE):
        book[name].rows[:0] = [["附件2"], ["2023年法治政府建设统计"], ["填报单位：临夏回族自治州"]]


def other_headings(book: Book) -> None:
    for page in book.pages:
        for line in page.rows:
            if "指标名称" in line:
                swap = {"指标名称": "项目", "数值": "完成情况", "分母": "基数", "期间": "年度", "统计范围": "口径"}
                line[:] = [swap.get(v, v) if isinstance(v, str) else v for v in line]


def shuffled(book: Book) -> None:
    book[FIGURES].reordered([10, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9])


def no_codes(book: Book) -> None:
    book[FIGURES].without_column("指标编码")


def no_explanations(book: Book) -> None:
    book[FIGURES].without_column("分子分母说明")


def no_units(book: Book) -> None:
    book[FIGURES].without_column("计量单位")


def no_periods(book: Book) -> None:
    book[FIGURES].without_column("期间")


def extra_column(book: Book) -> None:
    for number, line in enumerate(book[FIGURES].rows):
        line.insert(2, "责任领导" if number == 0 else None)


def two_row_heading(book: Book) -> None:
    page = book[FIGURES]
    top = [None if v in ("分子", "分母") else "填报数" if v == "数值" else v for v in page.rows[0]]
    low = [v if v in ("数值", "分子", "分母") else None for v in page.rows[0]]
    page.rows[:1] = [top, low]


def sums(book: Book) -> None:
    book[FIGURES].rows.insert(5, ["合计", *[None] * 4, 12345])
    book[PEOPLE].rows.append(["合计", None, None, None, 99])


def ghosts(book: Book) -> None:
    for page in book.pages[1:]:
        page.rows += [["", " "], [None], ["\u200b"]]


def sections(book: Book) -> None:
    book[FIGURES].rows.insert(3, ["二、行政决策"])


def reversed_rows(book: Book) -> None:
    """As after sorting; the free rows stay below."""
    rows = book[FIGURES].rows
    end = next(i for i, line in enumerate(rows) if line[:1] == ["其他指标"])
    rows[1:end] = rows[1:end][::-1]


def unnamed_sheets(book: Book) -> None:
    for number, page in enumerate(book.pages, 1):
        page.name = f"Sheet{number}"


def one_sheet(book: Book) -> None:
    book.pages = [Page("Sheet1", [line for page in book.pages for line in [[page.name], *page.rows, []]])]


def backwards(book: Book) -> None:
    book.pages.reverse()


def hidden(book: Book) -> None:
    book.pages[-1].hidden = True


#: In this order: what works on columns of the template first, what takes its sheets away last.
BENDS: tuple[Callable[[Book], None], ...] = (
    reversed_rows, shuffled, no_codes, no_explanations, no_units, no_periods, extra_column, sums, sections, ghosts,
    other_headings, two_row_heading, titles, backwards, unnamed_sheets, hidden, one_sheet,
)  # fmt: skip
_COLUMNS = {shuffled, no_codes, no_explanations, no_units, no_periods, extra_column, sums, sections, reversed_rows}


@st.composite
def bent(draw: st.DrawFn) -> tuple[Book, Told, list[str]]:
    book, told = draw(filled_in())
    chosen = draw(st.sets(st.sampled_from(BENDS), max_size=5))
    moved = [bend for bend in BENDS if bend in chosen and bend in _COLUMNS]
    if shuffled in moved:  # the others count columns from the left
        moved.remove(shuffled)
        moved.append(shuffled) if not {no_codes, no_explanations, no_units, no_periods, extra_column} & set(
            moved
        ) else None
    for bend in [*moved, *(b for b in BENDS if b in chosen and b not in _COLUMNS)]:
        bend(book)
    return book, told, [bend.__name__ for bend in BENDS if bend in chosen]


def agrees(figure: Figure | None, meant: Fraction | None) -> bool:
    """Whether what was read is what was meant, in its first or its other reading."""
    return figure is None or (meant is not None and meant in (figure.value, figure.other))


@given(bent())
def test_the_same_facts_or_a_question(case: tuple[Book, Told, list[str]]) -> None:
    """Nothing is read that was not meant; what was meant and is not there has been asked about."""
    book, told, _ = case
    found = book.read()
    asked = [p for p in found.submission.problems if p.severity != "note"]
    read = figures(found)
    for key, figure in read.items():
        assert agrees(figure, told.figures.get(key)), (key, figure, told.figures.get(key))
    for key, meant in told.figures.items():
        assert key in read or asked, (key, meant)
    records = {r.name: r.values.get(HOURS) for r in found.submission.records}
    for name, figure in records.items():
        assert agrees(figure, told.hours.get(name)), (name, figure)
    assert set(told.hours) <= set(records) or asked
    if not asked:
        assert all(records[name] is not None for name in told.hours)


@given(filled_in())
def test_a_template_filled_in_any_way_reads_back_or_asks(case: tuple[Book, Told]) -> None:
    """Figure by figure: read as meant, or its own cell is asked about."""
    book, told = case
    found = book.read()
    asked = {(p.place.sheet, p.place.cell) for p in found.submission.problems if p.severity != "note"}
    read = figures(found)
    for (code, part), meant in told.figures.items():
        if (code, part) in read:
            assert agrees(read[code, part], meant)
        else:
            assert (FIGURES, book.cell(code, part)) in asked, (code, part, meant)
    assert set(read) <= set(told.figures)


def figures(found: Read) -> dict[tuple[str, str], Figure]:
    from tests.bad_workbooks.book import indicators

    return {
        (indicators()[fact.indicator].code, part): figure
        for fact in found.submission.facts
        if fact.indicator in indicators()
        for part in ("value", "numerator", "denominator")
        if (figure := getattr(fact, part)) is not None
    }
