"""The sheets of the template: cover, figures, lists; their looks, drop-downs, checks, protection and page set-up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from compliance.fact import Fact, Figure
from compliance.indicator import Indicator, Indicators
from compliance.intake.template_rows import AskedList, AskedRow
from compliance.intake.words import words as layout_words
from compliance.period import Period
from compliance.quantity import Quantity, QuantityError, decimal_text
from compliance.region import Unit
from compliance.rule import SCOPES

TITLE = "法治政府建设量化指标填报表"
FORM_NUMBER = "法治指标1表"
EDITION = "1"

COVER = "填报说明"
FIGURES = "指标数据"
HEADING = (
    "指标编码", "指标名称", "期间", "统计范围", "计量单位", "数值", "分子", "分母", "分子分母说明", "数据来源", "备注",
)  # fmt: skip
FREE_ROWS = "其他指标"
_WIDTHS = (10, 34, 11, 10, 10, 13, 11, 11, 40, 16, 26)
_SPARE_ROWS = 15
#: Chinese characters in a line of 分子分母说明
_EXPLAINED = 19
#: prepared rows of a list: two pages; more may be written below them
_LIST_ROWS = 40
#: how far down the checks and drop-downs of a list reach
_LIST_ENDS = 2000

_THIN = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="D9E1F2")
_FIXED = PatternFill("solid", fgColor="F2F2F2")
_OPEN = PatternFill("solid", fgColor="FFFBE6")
_WRAP = Alignment(wrap_text=True, vertical="center")
_CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")
_UNLOCKED = Protection(locked=False)

_INSTRUCTIONS = (
    "浅黄色的格子请填写，灰色的格子已预先填好，请勿改动。没有数据的格子请留空，确实为零的请填 0。",
    "比率既可以填百分数（如 15.8%），也可以只填分子和分母；有分子分母的请都填上，系统据此精确计算。",
    "分子、分母填整数，分子不大于分母；日期填到日，如 2024-09-30。",
    "统计范围：“本级”指本机关自身，“全域”指本行政区域，含所属各级。",
    "名册先填应列人数（部门数），没有这类人员的填 0；再逐行填写，行数不够的接着往下写；同名的用工号（编码）区分，一人属多个类别的用“、”隔开。",
    "表中没有的指标可写在“指标数据”末尾的“其他指标”各行。",
    "达标情况由系统比对，未达标的数据同样如实填报，可在备注中说明原因。",
)


def write_cover(workbook: Workbook, unit: Unit, period: Period) -> None:
    """填报说明: who reports, for when, and what an official form has."""
    sheet = workbook.create_sheet(COVER)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 70
    _put(sheet.cell(1, 1), TITLE, font=Font(bold=True, size=16), alignment=_CENTRE)
    sheet.merge_cells("A1:B1")
    sheet.row_dimensions[1].height = 34
    _put(sheet.cell(2, 1), "严禁填报涉密信息", font=Font(bold=True, color="C00000"), alignment=_CENTRE)
    sheet.merge_cells("A2:B2")
    lines: tuple[tuple[str, str | int], ...] = (
        ("单位代码", unit.code), ("单位名称", unit.name), ("填报期间", period.text), ("版本号", 1),
        ("表号", FORM_NUMBER), ("制定机关", ""), ("批准文号", ""), ("有效期至", ""),
        ("填报人", ""), ("审核人", ""), ("单位负责人", ""), ("联系电话", ""), ("报出日期", ""), ("盖章处", ""),
    )  # fmt: skip
    for row, (label, value) in enumerate(lines, 3):
        _put(sheet.cell(row, 1), label, fill=_FIXED, border=_BOX, alignment=_WRAP)
        cell = _put(sheet.cell(row, 2), value, fill=_OPEN, border=_BOX, alignment=_WRAP, protection=_UNLOCKED)
        sheet.row_dimensions[row].height = 22
        cell.number_format = "yyyy-mm-dd" if label in ("有效期至", "报出日期") else "0" if label == "版本号" else "@"
    sheet.row_dimensions[2 + len(lines)].height = 80
    sheet["B6"].alignment = Alignment(horizontal="left", vertical="center")
    top = 4 + len(lines)
    _put(sheet.cell(top, 1), "填报须知", font=Font(bold=True))
    for number, text in enumerate(_INSTRUCTIONS, 1):
        _put(sheet.cell(top + number, 1), f"第{number}项", alignment=_CENTRE)
        _put(sheet.cell(top + number, 2), text, alignment=_WRAP)
        sheet.row_dimensions[top + number].height = 32
    version = _check(
        sheet, "whole", "greaterThanOrEqual", "1", title="版本号", words="更正后再报时加 1，以最大的版本号为准。"
    )
    version.add("B6")
    _print_set_up(sheet, portrait=True)
    _protect(sheet)


def write_figures(
    workbook: Workbook, unit: Unit, period: Period, rows: Sequence[AskedRow], prefill: Sequence[Fact], known: Indicators
) -> None:
    """指标数据: a row for each figure asked for, then free rows."""
    sheet = workbook.create_sheet(FIGURES)
    _heading(sheet, 1, HEADING, _WIDTHS)
    filled, others = _matched(rows, prefill)
    for number, row in enumerate(rows, 2):
        _figure_row(sheet, number, row)
        if fact := filled.get(number - 2):
            _fill(sheet, number, row.indicator.unit, fact)
    line = len(rows) + 2
    _put(sheet.cell(line, 1), FREE_ROWS, fill=_HEAD, border=_BOX, font=Font(bold=True))
    _put(sheet.cell(line, 2), layout_words().free_rows_note, fill=_HEAD, border=_BOX, font=Font(italic=True))
    sheet.merge_cells(start_row=line, start_column=2, end_row=line, end_column=len(HEADING))
    last = line + max(_SPARE_ROWS, len(others) + 5)
    for number in range(line + 1, last + 1):
        for column in range(1, len(HEADING) + 1):
            _put(sheet.cell(number, column), None, fill=_OPEN, border=_BOX, alignment=_WRAP, protection=_UNLOCKED)
    for number, fact in enumerate(others, line + 1):
        _free_row(sheet, number, fact, known)
    _counts_check(sheet, range(line + 1, last + 1), "填整数，分子不大于分母。")
    _choices(sheet, SCOPES, f"D2:D{last}", "统计范围", "本级：本机关自身；全域：本行政区域，含所属各级。")
    sources = dict.fromkeys([r.indicator.source for r in rows if r.indicator.source] + ["法院", "复议平台", "司法局"])
    _choices(sheet, sources, f"J2:J{last}", "数据来源", "从列表选取，或写明出处。", strict=False)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADING))}{last}"
    sheet.print_title_rows = "1:1"
    _print_set_up(sheet, unit=unit, period=period)
    _protect(sheet)


def _figure_row(sheet: Worksheet, number: int, row: AskedRow) -> None:
    indicator, rate = row.indicator, row.indicator.kind == "rate"
    what = f"分子：{indicator.numerator}；分母：{indicator.denominator}" if rate else indicator.definition
    fixed = {1: indicator.code, 2: indicator.name, 3: row.period.text, 4: row.scope, 5: indicator.unit, 9: what}
    opened = {6, 7, 8, 10, 11} if rate else {6, 10, 11}
    if not row.scope:
        opened.add(4)
    for column in range(1, len(HEADING) + 1):
        cell = sheet.cell(number, column)
        # grey cells are not locked: Excel sorts no range that holds a locked cell, and intake checks them again anyway
        fill = _OPEN if column in opened else _FIXED
        _put(cell, fixed.get(column), fill=fill, border=_BOX, alignment=_WRAP, protection=_UNLOCKED)
    _put(sheet.cell(number, 10), indicator.source)
    sheet.cell(number, 6).number_format = "yyyy-mm-dd" if indicator.kind == "date" else "General"
    hint = "\n".join(row.hints)
    _value_check(sheet, indicator, hint).add(f"F{number}")
    if rate:
        _counts_check(sheet, range(number, number + 1), f"{what}\n{hint}")
    sheet.row_dimensions[number].height = max(24, 17 * -(-len(what) // _EXPLAINED))


def _value_check(sheet: Worksheet, indicator: Indicator, hint: str) -> DataValidation:
    """What the 数值 cell takes; its prompt quotes the rules that ask."""
    words = {
        "rate": "填百分数，0%至100%，如 15.8 或 15.8%。",
        "date": "填到日，如 2024-09-30。",
        "count": f"填不小于 0 的数，单位：{indicator.unit}。",
    }.get(indicator.kind, f"填不小于 0 的数，单位：{indicator.unit}。")
    if indicator.kind == "date":
        return _check(sheet, "date", "between", "36526", "73415", "日期", words, hint)
    if indicator.kind == "rate":
        upper = "1000000" if indicator.may_exceed_whole else "100"
        return _check(sheet, "decimal", "between", "0", upper, "比率", words, hint)
    kind = "whole" if indicator.kind == "count" and not indicator.name.startswith("平均") else "decimal"
    return _check(sheet, kind, "greaterThanOrEqual", "0", title="数值", words=words, hint=hint)


def _counts_check(sheet: Worksheet, rows: range, hint: str) -> None:
    """分子 and 分母 are whole, not negative, and the first is not above the second."""
    top = rows[0]
    formula = f'AND(ISNUMBER(G{top}),G{top}>=0,G{top}=INT(G{top}),OR($G{top}="",$H{top}="",$G{top}<=$H{top}))'
    check = DataValidation("custom", formula1=formula, allow_blank=True, showErrorMessage=True, showInputMessage=True)
    check.errorTitle, check.error = "分子分母", "分子、分母应为不小于 0 的整数，分子不大于分母。"
    check.promptTitle, check.prompt = "分子分母", _shortened(hint)
    check.add(f"G{rows[0]}:H{rows[-1]}")
    sheet.add_data_validation(check)


def write_list(workbook: Workbook, unit: Unit, period: Period, asked: AskedList) -> None:
    """A list sheet: the stated numbers, then one row a person or department. A department has only its own row."""
    sheet = workbook.create_sheet(asked.sheet.name)
    person = asked.sheet.of == "人"
    row = 1
    if unit.is_government:
        _heading(sheet, 1, ("人员类别" if person else "单位类别", asked.sheet.label))
        for row, category in enumerate(asked.categories, 2):
            _put(sheet.cell(row, 1), category, fill=_FIXED, border=_BOX, alignment=_WRAP)
            _put(sheet.cell(row, 2), None, fill=_OPEN, border=_BOX, protection=_UNLOCKED)
        words = f"本期{asked.sheet.label}，没有的填 0。"
        _check(sheet, "whole", "greaterThanOrEqual", "0", title=asked.sheet.label, words=words).add(f"B2:B{row}")
        row += 2
    names = ["序号", "姓名", "工号", "人员类别"] if person else ["序号", "单位名称", "编码", "单位类别"]
    names += [f"{indicator.name}（{indicator.unit}）" for indicator, _ in asked.columns]
    names += ["任期起", "任期止"] if asked.sheet.term else []
    names += ["备注"]
    _heading(sheet, row, names, (16, 20, 14, 22, *(20 for _ in names[4:-1]), 24))
    first, last = row + 1, row + (_LIST_ROWS if unit.is_government else 1)
    ends = _LIST_ENDS if unit.is_government else last
    for column in range(1, len(names) + 1):  # rows below the prepared ones may be written too
        sheet.column_dimensions[get_column_letter(column)].protection = _UNLOCKED
    for number in range(first, last + 1):
        for column in range(1, len(names) + 1):
            _put(sheet.cell(number, column), None, fill=_OPEN, border=_BOX, protection=_UNLOCKED)
        _put(sheet.cell(number, 1), number - row, alignment=_CENTRE)
    if not unit.is_government:
        _put(sheet.cell(first, 2), unit.department)
    _choices(
        sheet, asked.sheet.categories, f"D{first}:D{ends}", names[3], "属多个类别的，用“、”隔开填写。", strict=False
    )
    for column, (indicator, hint) in enumerate(asked.columns, 5):
        letter = get_column_letter(column)
        _value_check(sheet, indicator, hint).add(f"{letter}{first}:{letter}{ends}")
        if indicator.kind == "date":
            _dates(sheet, column, first, last)
    if asked.sheet.term:
        for column in (len(names) - 2, len(names) - 1):
            letter = get_column_letter(column)
            _check(sheet, "date", "between", "25569", "73415", names[column - 1], "填到日，如 2024-09-30。").add(
                f"{letter}{first}:{letter}{ends}"
            )
            _dates(sheet, column, first, last)
    sheet.freeze_panes = f"C{first}"
    sheet.auto_filter.ref = f"A{row}:{get_column_letter(len(names))}{last}"
    sheet.print_title_rows = f"{row}:{row}"
    _print_set_up(sheet, unit=unit, period=period)
    _protect(sheet)


def _dates(sheet: Worksheet, column: int, first: int, last: int) -> None:
    sheet.column_dimensions[get_column_letter(column)].number_format = "yyyy-mm-dd"
    for number in range(first, last + 1):
        sheet.cell(number, column).number_format = "yyyy-mm-dd"


# -- figures filled in already


def _matched(rows: Sequence[AskedRow], prefill: Sequence[Fact]) -> tuple[dict[int, Fact], list[Fact]]:
    """Row index → the figure that answers it; and the figures no row asks for.

    A second figure for a row is free, and of the row's scope: the two stand against each other when they are checked.
    """
    filled: dict[int, Fact] = {}
    scopes: dict[tuple[str, Period], str] = {}
    others = []
    for fact in prefill:
        fits = (
            index
            for index, row in enumerate(rows)
            if index not in filled
            and (row.indicator.name, row.period) == (fact.indicator, fact.period)
            and (not fact.scope or fact.scope == row.scope)
        )
        index = next(fits, None)
        if index is None:
            others.append(replace(fact, scope=fact.scope or scopes.get((fact.indicator, fact.period), "")))
        else:
            filled[index] = fact
            scopes.setdefault((fact.indicator, fact.period), rows[index].scope)
    return filled, others


def _fill(sheet: Worksheet, number: int, unit: str, fact: Fact) -> None:
    for column, figure in ((6, fact.value), (7, fact.numerator), (8, fact.denominator)):
        if figure is not None:
            _fill_figure(sheet.cell(number, column), figure, unit if column == 6 else "")
    if fact.source:
        _put(sheet.cell(number, 10), fact.source)
    if fact.remark:
        _put(sheet.cell(number, 11), fact.remark)


def _free_row(sheet: Worksheet, number: int, fact: Fact, known: Indicators) -> None:
    indicator = known.get(fact.indicator)
    unit = indicator.unit if indicator else _unit_of(fact)
    given = (indicator.code if indicator else "", fact.indicator, fact.period.text, fact.scope, unit)
    for column, text in enumerate(given, 1):
        _put(sheet.cell(number, column), text)
    _fill(sheet, number, unit, fact)
    if indicator and indicator.kind == "date":
        sheet.cell(number, 6).number_format = "yyyy-mm-dd"


def _unit_of(fact: Fact) -> str:
    """The unit a figure was written with, for an indicator nobody has defined."""
    try:
        return Quantity.parse(fact.value.text).unit if fact.value else ""
    except QuantityError:
        return ""


def _fill_figure(cell: Any, figure: Figure, unit: str) -> None:
    """A number where a number says the same; else the words as they were reported."""
    if unit == "日期":
        _put(cell, figure.date)
        cell.number_format = "yyyy-mm-dd"
    elif unit == "%" and not figure.approximate and figure.step and (places := _percent_places(figure)) is not None:
        _put(cell, float(figure.value))
        cell.number_format = "0." + "0" * places + "%" if places else "0%"
    elif figure.value.denominator == 1 and not figure.approximate and figure.step <= 1 and abs(figure.value) < 10**15:
        _put(cell, int(figure.value))
    elif not figure.approximate and not figure.step and len(decimal_text(figure.value)) <= 15 and unit != "%":
        _put(cell, float(figure.value))
    else:
        _put(cell, figure.text)


def _percent_places(figure: Figure) -> int | None:
    """How many decimals print the share whole as a percentage; None where none of up to four do."""
    for places in range(5):
        if (figure.value * 10 ** (places + 2)).denominator == 1 and figure.step >= Fraction(1, 10 ** (places + 2)):
            return places
    return None


# -- looks and checks


def _put(cell: Any, value: str | int | float | date | None, **look: Any) -> Any:
    """Set a value and its look. Text stays text, whatever it begins with."""
    if value is not None and value != "":
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
            if value[0] in "=+-@":
                cell.quotePrefix = True
    for name, setting in look.items():
        setattr(cell, name, setting)
    return cell


def _heading(sheet: Worksheet, row: int, names: Sequence[str], widths: Sequence[int] = ()) -> None:
    for column, name in enumerate(names, 1):
        _put(sheet.cell(row, column), name, font=Font(bold=True), fill=_HEAD, border=_BOX, alignment=_CENTRE)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[row].height = 32


def _check(
    sheet: Worksheet, kind: Any, operator: Any, low: str, high: str | None = None, title: str = "", words: str = "",
    hint: str = "",
) -> DataValidation:  # fmt: skip
    check = DataValidation(kind, operator=operator, formula1=low, formula2=high, allow_blank=True)
    check.showErrorMessage = check.showInputMessage = True
    check.errorTitle = check.promptTitle = title
    check.error, check.prompt = words, _shortened(f"{words}\n{hint}" if hint else words)
    sheet.add_data_validation(check)
    return check


def _choices(sheet: Worksheet, choices: Iterable[str], where: str, title: str, words: str, strict: bool = True) -> None:
    """A drop-down; without `strict` other words may be typed too."""
    check = DataValidation("list", formula1=f'"{_joined(choices)}"', allow_blank=True, showInputMessage=True)
    check.showErrorMessage = strict
    check.promptTitle = check.errorTitle = title
    check.prompt = check.error = words
    check.add(where)
    sheet.add_data_validation(check)


def _joined(choices: Iterable[str]) -> str:
    """As many choices as the 255 characters of a drop-down hold."""
    text = ""
    for choice in choices:
        longer = f"{text},{choice}" if text else choice
        if len(longer) > 250:
            break
        text = longer
    return text


def _shortened(text: str) -> str:
    """A prompt holds 255 characters."""
    return text if len(text) <= 250 else text[:249] + "…"


def _print_set_up(
    sheet: Worksheet, portrait: bool = False, unit: Unit | None = None, period: Period | None = None
) -> None:
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = 9, "portrait" if portrait else "landscape"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    whose = f"{unit.name} {period.chinese}" if unit and period else ""
    # LibreOffice gives each part a third of the width, and prints what is longer over its neighbour
    head = (f"表号：{FORM_NUMBER}（版本 {EDITION}）", f"{sheet.title}（严禁填报涉密信息）", whose.replace("&", "&&"))
    foot = ("填报人：　　　　审核人：", "单位负责人：　　　　报出日期：", "第 &P 页，共 &N 页")
    for part, texts in ((sheet.oddHeader, head), (sheet.oddFooter, foot)):
        assert part is not None, "every new sheet has both"
        part.left.text, part.center.text, part.right.text = texts


def _protect(sheet: Worksheet) -> None:
    """Lock the headings, without a password; filter, sort and sizes stay free."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.autoFilter = protection.sort = False
    protection.selectLockedCells = protection.selectUnlockedCells = False
