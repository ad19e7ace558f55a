"""summary.xlsx: units × rules and the pivots of it, to sort and to filter."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from compliance.batch.context import Context
from compliance.batch.overview import Overview
from compliance.batch.store import cannot_write, replaced
from compliance.batch.summary import Summary
from compliance.batch.tally import CODES, NOTHING, Change, Pool, ordered_rules
from compliance.batch.tasks import page_name
from compliance.batch.units import Silent
from compliance.quantity import decimal_text, show
from compliance.region import Divisions
from compliance.reports.words import SEVERITIES, short
from compliance.rule import Rule
from compliance.verdict import VERDICTS

#: A sheet holds 1,048,576 rows; what is left out is said, and stands whole in verdicts/.
MOST = 1_000_000
_EXACT = 10**15
#: Files of a unit named in one cell, which holds 32,767 characters.
_FILES = 60
_FILLS = {
    "met": ("#1C5C39", "#E9F3ED"), "not_met": ("#98201D", "#FBECEA"), "missing": ("#694A00", "#FCF4DC"),
    "disputed": ("#5A2B86", "#F4EDFA"), "pending": ("#1D4B8F", "#EAF1FB"), "not_applicable": ("#4C5663", "#EFF1F4"),
}  # fmt: skip


class Changes:
    """The workbook, begun before the answers come in: a sheet of changes over time is written as they do."""

    def __init__(self, out: Path, context: Context) -> None:
        self.folder = out / ".work" / "xlsx"
        self.known = {rule.id: rule for rule in ordered_rules(context)}

    def __enter__(self) -> Changes:
        from datetime import UTC, datetime

        import xlsxwriter

        from compliance.batch.sheet import Sheet

        try:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        self.temporary = self.folder / "summary.xlsx"
        # one row at a time, so that memory does not grow with the number of units; text that looks like a formula,
        # a link or a number stays text
        options = {"constant_memory": True, "tmpdir": str(self.folder), "strings_to_formulas": False,
                   "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
        self.book: Any = xlsxwriter.Workbook(str(self.temporary), options)
        self.book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        self.head = self.book.add_format(
            {"bold": True, "bg_color": "#E8ECF2", "border": 1, "text_wrap": True, "valign": "top"}
        )
        self.percents: dict[int, Any] = {}
        self.words = {
            code: self.book.add_format({"font_color": ink, "bg_color": wash}) for code, (ink, wash) in _FILLS.items()
        }
        self.summary = self.book.add_worksheet("总览")
        self.grid = self.book.add_worksheet("单位×指标", Sheet)
        self.units = self.book.add_worksheet("按单位", Sheet)
        self.rules = self.book.add_worksheet("按指标")
        self.prefectures = self.book.add_worksheet("按上级")
        self.sums = self.book.add_worksheet("汇总（分子分母相加）")
        self.trend = self.book.add_worksheet("历期")
        self.changes = self.book.add_worksheet("历期变化")
        self.silent = self.book.add_worksheet("未报单位")
        self.waived = self.book.add_worksheet("豁免")
        self._change = 0
        heads = ("单位代码", "单位名称", "规则编号", "指标", "期间", "结果", "填报", "上期", "上期填报", "变化")
        self._heading(self.changes, heads, (10, 18, 18, 36, 12, 10, 12, 12, 12, 14))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is not None:
            with contextlib.suppress(Exception):  # only to let go of its temporary files; the error goes on
                self.book.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, changes: Iterable[Change]) -> None:
        """Write changes over time."""
        for change in changes:
            self._change += 1
            if self._change > MOST:
                continue
            rule = self.known[change.rule]
            cells = (
                change.unit, change.name, rule.id, rule.title, change.period, short(change.verdict),
                _shown(change.value, rule), change.before, _shown(change.earlier, rule), _difference(change, rule),
            )  # fmt: skip
            self.changes.write_row(self._change, 0, cells)

    def write(
        self,
        path: Path,
        overview: Overview,
        summary: Summary,
        gone: Sequence[Silent],
        divisions: Divisions,
        context: Context,
    ) -> None:
        """Fill the other sheets and put the workbook in its place.

        Raises:
            UsageError: it cannot be written.
        """
        self._summary(summary, context)
        self._grid(overview)
        self._units(overview, divisions)
        self._rules(overview)
        self._prefectures(overview, divisions)
        self._sums(overview, divisions)
        self._trend(overview)
        self._silent(gone, divisions)
        self._waived(overview)
        self._filter(self.changes, min(self._change, MOST), 10)

        def close(temporary: Path) -> None:
            from xlsxwriter.exceptions import FileCreateError

            try:
                self.book.close()
            except FileCreateError as error:
                raise OSError(*error.args[0].args) from error
            self.temporary.replace(temporary)

        replaced(path, close)

    # -- sheets

    def _heading(self, sheet: Any, heads: Sequence[str], widths: Sequence[int]) -> None:
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, heads, self.head)
        sheet.freeze_panes(1, 2)

    def _filter(self, sheet: Any, rows: int, columns: int) -> None:
        sheet.autofilter(0, 0, max(rows, 1), columns - 1)

    def _summary(self, summary: Summary, context: Context) -> None:
        sheet = self.summary
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 60)
        packs = {p.id: p.document for p in (*context.packs, *context.benchmarks)}
        lines: list[tuple[str, object]] = [
            ("核对基准日", context.as_of.isoformat()),
            ("适用文件", "、".join(f"《{p.document.title}》" for p in context.packs)),
            ("参照文件", "、".join(f"《{packs[p.id].title}》" for p in context.benchmarks)),
            ("文件", summary.files), ("不能使用的文件", summary.refused), ("填报表", summary.submissions),
            ("其中不计入（已被取代或重复）", summary.superseded), ("报送单位", summary.units), ("应报未报（单位·期间）", summary.silent),
            *((f"适用指标：{short(code)}", n) for code, n in summary.verdicts.items()),
            *((f"其中仅凭申报比例或推断：{short(code)}", n) for code, n in summary.apart.items()),
            ("说明", "各单位、各指标的数字均为其最近一个填报年度的；每一期每一项见 verdicts 文件夹。未达标率、平均数等不由本表计算；合计比率为分子之和除以分母之和；只报比率的、待核实的不计入。"),
        ]  # fmt: skip
        for row, (name, value) in enumerate(lines):
            sheet.write_string(row, 0, name, self.head)
            sheet.write(row, 1, value)

    def _grid(self, overview: Overview) -> None:
        from compliance.batch.sheet import styled

        rules = overview.asked
        heads = ["单位代码", "单位名称", "层级", "年度", *(f"{r.rule.title}\n{r.rule.id}" for r in rules)]
        self._heading(self.grid, heads, (10, 18, 6, 10, *(13 for _ in rules)))
        known = [code for code in CODES if any(rule.counts[code] or rule.shown[code] for rule in rules)]
        around = {
            (rule.index, CODES.index(code)): styled(column, self.words[code]._get_xf_index(), short(code))
            for column, rule in enumerate(rules, 4)
            for code in known
        }
        for row, unit in enumerate(islice(overview.units, MOST), 1):
            number = str(row + 1)
            self.grid.write_string(row, 0, unit.code)
            if row < 60_000:  # a sheet holds no more links
                self.grid.write_url(row, 1, f"external:units/{page_name(unit.code)}", None, unit.name)
            else:
                self.grid.write_string(row, 1, unit.name)
            self.grid.write_string(row, 2, unit.level)
            self.grid.write_string(row, 3, unit.year)
            made = [
                number.join(around[rule.index, code]) for rule in rules if (code := unit.cells[rule.index]) != NOTHING
            ]
            if made:
                self.grid.put(row, 4, len(heads) - 1, "".join(made))
        self._filter(self.grid, overview.units_total, len(heads))

    def _units(self, overview: Overview, divisions: Divisions) -> None:
        heads = (
            "单位代码",
            "单位名称",
            "层级",
            "上级代码",
            "上级名称",
            "年度",
            "填报期间",
            *map(short, VERDICTS),
            "适用指标合计",
            SEVERITIES["error"],
            SEVERITIES["question"],
            "填报文件",
        )
        self._heading(self.units, heads, (10, 18, 6, 10, 16, 8, 16, 9, 9, 9, 9, 9, 14, 12, 8, 8, 60))
        names: dict[str, str] = {}
        for row, unit in enumerate(islice(overview.units, MOST), 1):
            counts = [unit.counts[code] for code in VERDICTS]
            if unit.parent not in names:
                names[unit.parent] = name_of(unit.parent, divisions)
            above = unit.parent, names[unit.parent]
            texts = (unit.code, unit.name, unit.level, *above, unit.year, "、".join(unit.periods))
            files = "、".join(unit.files[:_FILES]) + (f" 等 {len(unit.files)} 个" if len(unit.files) > _FILES else "")
            self.units.put_values(row, (*texts, *counts, sum(counts), unit.errors, unit.questions, files))
        self._filter(self.units, overview.units_total, len(heads))

    def _rules(self, overview: Overview) -> None:
        heads = ("规则编号", "目标", "文件", "条款", *map(short, VERDICTS), "合计", "不计入（参照、倡导）")
        self._heading(self.rules, heads, (18, 44, 30, 8, 9, 9, 9, 9, 9, 14, 9, 12))
        for row, rule in enumerate(overview.asked, 1):
            counts = [rule.counts[code] for code in VERDICTS]
            texts = (rule.rule.id, rule.rule.title, rule.rule.document.title, rule.rule.clause)
            self.rules.write_row(row, 0, (*texts, *counts, sum(counts), sum(rule.shown.values())))
        self._filter(self.rules, len(overview.asked), len(heads))

    def _prefectures(self, overview: Overview, divisions: Divisions) -> None:
        heads = ("上级代码", "上级名称", "下级层级", "单位数", *map(short, VERDICTS), "合计")
        self._heading(self.prefectures, heads, (10, 20, 8, 8, 9, 9, 9, 9, 9, 14, 9))
        found = overview.by_prefecture()
        for row, (above, level, units, counts) in enumerate(found, 1):
            numbers = [counts[code] for code in VERDICTS]
            self.prefectures.write_row(row, 0, (above, name_of(above, divisions), level, units, *numbers, sum(numbers)))
        self._filter(self.prefectures, len(found), len(heads))

    def _sums(self, overview: Overview, divisions: Divisions) -> None:
        heads = (
            "上级代码",
            "上级名称",
            "单位层级",
            "年度",
            "规则编号",
            "目标",
            "有分子分母的项数",
            "分子合计",
            "分母合计",
            "合计比率",
            "未计入：仅凭申报比率的项数",
            "未计入：待核实的项数",
        )
        self._heading(self.sums, heads, (10, 20, 8, 8, 18, 44, 10, 12, 12, 10, 12, 12))
        row = 0
        for rule in overview.asked:
            if not rule.is_rate:
                continue
            for above, level, year in sorted(overview.sums):
                pool = overview.sums[above, level, year].pool(rule.index)
                if pool.counted or pool.without_counts or pool.verdicts["disputed"]:
                    row += 1
                    texts = (above, name_of(above, divisions), level, year, rule.rule.id, rule.rule.title)
                    self.sums.write_row(row, 0, (*texts, pool.counted))
                    self._ratio(self.sums, row, 7, pool, rule.rule)
                    self.sums.write_row(row, 10, (pool.without_counts, pool.verdicts["disputed"]))
        self._filter(self.sums, row, len(heads))

    def _trend(self, overview: Overview) -> None:
        heads = (
            "规则编号",
            "目标",
            "层级",
            "期间",
            *map(short, VERDICTS),
            "分子合计",
            "分母合计",
            "合计比率",
            "有分子分母的项数",
            "未计入：仅凭申报比率的项数",
        )
        self._heading(self.trend, heads, (18, 44, 8, 18, 9, 9, 9, 9, 9, 14, 12, 12, 10, 12, 12))
        row = 0
        for rule in overview.asked:
            for (level, period), pool in sorted(rule.periods.items()):
                row += 1
                numbers = [pool.verdicts[code] for code in VERDICTS]
                self.trend.write_row(row, 0, (rule.rule.id, rule.rule.title, level, period, *numbers))
                self._ratio(self.trend, row, 10, pool, rule.rule)
                self.trend.write_row(row, 13, (pool.counted, pool.without_counts))
        self._filter(self.trend, row, len(heads))

    def _silent(self, gone: Sequence[Silent], divisions: Divisions) -> None:
        heads = ("单位代码", "单位名称", "层级", "上级", "期间")
        self._heading(self.silent, heads, (10, 24, 8, 24, 12))
        for row, unit in enumerate(gone[:MOST], 1):
            self.silent.write_row(
                row, 0, (unit.code, unit.name, unit.level, name_of(unit.parent, divisions), unit.period)
            )
        self._filter(self.silent, len(gone), len(heads))

    def _waived(self, overview: Overview) -> None:
        heads = ("单位代码", "单位名称", "期间", "规则编号", "指标", "结果", "豁免")
        self._heading(self.waived, heads, (10, 18, 12, 18, 36, 10, 80))
        for row, one in enumerate(overview.waived[:MOST], 1):
            cells = (one.unit, one.name, one.period, one.rule, one.title, short(one.verdict), one.words)
            self.waived.write_row(row, 0, cells)
        self._filter(self.waived, len(overview.waived), len(heads))

    def _ratio(self, sheet: Any, row: int, column: int, pool: Pool, rule: Rule) -> None:
        """Numerator, denominator, and the formula that divides them: what is stored beside it is its decimal.

        As many decimals are shown as keep it off the rule's line.
        """
        if not pool.counted:
            return
        if max(pool.numerator, pool.denominator) >= _EXACT:  # a sheet's numbers have fifteen digits
            share = show(pool.rate, "%", rule.comparison.value) if pool.rate is not None else ""
            sheet.write_row(row, column, (str(pool.numerator), str(pool.denominator), share))
            return
        sheet.write_number(row, column, pool.numerator)
        sheet.write_number(row, column + 1, pool.denominator)
        if pool.rate is not None:
            from xlsxwriter.utility import xl_rowcol_to_cell

            over, under = xl_rowcol_to_cell(row, column), xl_rowcol_to_cell(row, column + 1)
            decimals = len(show(pool.rate, "", rule.comparison.value, 4).partition(".")[2]) - 2
            style = self._percent(max(decimals, 2))
            sheet.write_formula(row, column + 2, f"={over}/{under}", style, decimal_text(pool.rate, 12))

    def _percent(self, decimals: int) -> Any:
        if decimals not in self.percents:
            self.percents[decimals] = self.book.add_format({"num_format": f"0.{'0' * decimals}%"})
        return self.percents[decimals]


def name_of(code: str, divisions: Divisions) -> str:
    """A government's name; its code where the table has none."""
    found = divisions.get(code) if code else None
    return found.name if found else code


def _shown(value: Fraction | None, rule: Rule) -> str:
    if value is None:
        return ""
    if rule.comparison.is_date:
        return ""
    return show(value, "%" if rule.comparison.unit == "%" or rule.group else "")


def _difference(change: Change, rule: Rule) -> str:
    """The change in its own unit: percentage points for a share."""
    if change.value is None or change.earlier is None or rule.comparison.is_date:
        return ""
    apart = change.value - change.earlier
    sign = "+" if apart > 0 else "-" if apart < 0 else ""
    if rule.comparison.unit == "%" or rule.group:
        return f"{sign}{show(abs(apart) * 100, '')} 个百分点"
    return f"{sign}{show(abs(apart), '')}"
