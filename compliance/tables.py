"""The columns of the frames people hand in and get back: names, types, meaning; and how such a frame is read.

Inside everything is polars; nothing here goes through a binary float: a float is read at fifteen significant digits, as a
spreadsheet shows it, and told.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec import Struct

from compliance.errors import Problem, TableError, problem
from compliance.period import Period, PeriodError
from compliance.quantity import clean

if TYPE_CHECKING:
    import polars as pl

Type = Literal["text", "period", "number", "day", "flag", "code", "whole", "decimal", "any"]
#: Type → what a person may write in such a column.
TYPES: dict[Type, str] = {
    "text": "文字",
    "period": "期间：2024、2024-Q3、2024-09、2024-01/2024-09",
    "number": "整数、Decimal 或文字（29、15.8%、2.3万）",
    "day": "日期，或 2024-09-30 样的文字",
    "flag": "真假",
    "code": "固定代码之一",
    "whole": "64 位整数",
    "decimal": "小数（Decimal）",
    "any": "数或日期",
}
#: The ordinal of 1970-01-01, where the days of a polars date begin.
EPOCH = date(1970, 1, 1).toordinal()
CHINA = timezone(timedelta(hours=8))
#: Floats that are whole and no larger than this are whole numbers beyond doubt: the next ones are two apart.
_WHOLE_FLOAT = 2**53 - 1
_MOST_HALF = 65504  # the greatest float of 16 bits
_MANY = 20  # so many faults of one frame are told, and how many there are


class Column(Struct, frozen=True):
    """One column: `about` says it to the user, `meaning` to whoever reads the code."""

    name: str
    type: Type
    about: str
    meaning: str
    required: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """What it is called in Chinese, as the workbooks of clerks have it."""
        return tuple(re.split("[、或]", re.split("[；：（，]", self.about)[0]))


class Table(Struct, frozen=True):
    """A kind of frame. `open` tables have further columns, one for each indicator."""

    name: str
    about: str
    columns: tuple[Column, ...]
    open: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    def __getitem__(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


UNITS = Table("units", "要核对的单位，一行一个", (
    Column("unit", "text", "单位代码：632801、632801/司法局、乡镇九位", "code of the reporting body", required=True),
    Column("unit_name", "text", "单位名称；不填则查行政区划代码表", "name; looked up where absent"),
    Column("level", "text", "层级：省、市、县、乡；填了就不查代码表", "level of government; looked up where absent"),
    Column("period", "period", "填报期间；各单位相同时用 period 参数", "submission period, where units differ in it"),
))  # fmt: skip

FACTS = Table("facts", "填报数据（长表），一行一个指标", (
    Column("unit", "text", "单位代码", "code of the reporting body", required=True),
    Column("indicator", "text", "指标名称、指标编码或别名", "indicator by name, code or alias", required=True),
    Column("period", "period", "期间；不填按填报期间", "period of the figure"),
    Column("scope", "text", "统计范围：本级、全域", "what the figure covers"),
    Column("value", "number", "数值：个数、学时、元、日期，或比率（15.8%、Decimal(\"0.158\")）", "figure, or printed rate"),
    Column("numerator", "number", "分子", "numerator of a rate"),
    Column("denominator", "number", "分母", "denominator of a rate"),
    Column("approximate", "flag", "约数（余、多）", "the figure is approximate"),
    Column("source", "text", "数据来源", "who says so"),
    Column("remark", "text", "备注", "remark"),
    Column("file", "text", "出自的文件", "file the row came from"),
    Column("sheet", "text", "出自的工作表", "its sheet"),
    Column("cell", "text", "出自的单元格", "its cell"),
))  # fmt: skip

WIDE = Table("facts", "填报数据（宽表），一个单位和期间一行；各指标的列名为“指标.numerator”“指标.denominator”“指标.value”，"
             "统计范围不能由规则确定时写“指标.本级.numerator”", (
    Column("unit", "text", "单位代码", "code of the reporting body", required=True),
    Column("period", "period", "期间；不填按填报期间", "period of the row's figures"),
), open=True)  # fmt: skip

RECORDS = Table("records", "名单，一行一人或一个部门；各指标一列，列名为指标名称、编码或别名", (
    Column("unit", "text", "单位代码", "code of the reporting body", required=True),
    Column("list", "text", "名单名称：人员培训、部门情况…", "list the row stands in", required=True),
    Column("period", "period", "期间；不填按填报期间", "period of the list"),
    Column("name", "text", "姓名或部门名称", "name of the person or department"),
    Column("id", "text", "工号（编码），用来区分同名", "tells namesakes apart"),
    Column("category", "text", "类别；几类用顿号隔开", "categories, joined by 、"),
    Column("begins", "day", "任期起", "first day of the term"),
    Column("ends", "day", "任期止", "last day of the term"),
), open=True)  # fmt: skip

ROLLS = Table("rolls", "名单应列的人数或个数，一行一类", (
    Column("unit", "text", "单位代码", "code of the reporting body", required=True),
    Column("list", "text", "名单名称", "list it is about", required=True),
    Column("category", "text", "类别", "category of the list", required=True),
    Column("period", "period", "期间；不填按填报期间", "period of the list"),
    Column("expected", "number", "应列人数（部门数、县数）", "how many rows the list must have"),
))  # fmt: skip

VERDICTS = Table("verdicts", "核对结果，一行一个单位、期间和规则", (
    Column("unit", "text", "单位代码", "code of the unit"),
    Column("unit_name", "text", "单位名称", "its name"),
    Column("period", "text", "期间", "period asked about"),
    Column("rule", "text", "规则编号", "id of the rule"),
    Column("title", "text", "规则的一句话", "the sentence the rule makes of itself"),
    Column("document", "text", "出自的文件", "id of the document"),
    Column("clause", "text", "条款", "clause of the document"),
    Column("binding", "flag", "真：适用指标；假：参照指标", "binding, or a benchmark shown and never counted"),
    Column("verdict", "code", "结论的代码，见“结论、依据与标记”一页", "one of six codes"),
    Column("comparison", "text", "比较：at_least …", "comparison"),
    Column("required_text", "text", "要求值", "right side in words"),
    Column("required_numerator", "whole", "要求值的分子；日期为空", "right side, as it stands (not in lowest terms)"),
    Column("required_denominator", "whole", "要求值的分母", "right side"),
    Column("required_fraction", "text", "分子或分母超出 64 位整数时的精确分数，其余为空", "beyond int64: n/d in decimal text"),
    Column("actual_text", "text", "实际值；未填报为空", "left side in words"),
    Column("actual_numerator", "whole", "实际值的分子；日期为空", "left side, as it stands (not in lowest terms)"),
    Column("actual_denominator", "whole", "实际值的分母", "left side"),
    Column("actual_fraction", "text", "分子或分母超出 64 位整数时的精确分数，其余为空", "beyond int64: n/d in decimal text"),
    Column("basis", "code", "依据：counts、reported、inferred、records", "what the left side rests on"),
    Column("inferred_from", "text", "据以推断的总体指标", "the whole it was inferred from"),
    Column("gap_text", "text", "差距", "what is lacking, in words"),
    Column("gap_amount", "decimal", "差距的数量，最多六位小数", "amount of the gap"),
    Column("gap_unit", "text", "差距的单位", "unit of the gap"),
    Column("flags", "text", "提示的代码，逗号隔开", "codes of the flags, joined by commas"),
    Column("progress", "text", "进度达标、进度滞后", "how a pending rate stands"),
    Column("reason", "text", "一句话的理由", "why, in one sentence"),
))  # fmt: skip

PROBLEMS = Table("problems", "疑问与提示，一行一条", (
    Column("code", "code", "代码，见“问题代码”一页", "stable code"),
    Column("severity", "code", "error、question、note", "severity"),
    Column("audit", "text", "审核类别", "audit class"),
    Column("message", "text", "说的话", "what was found"),
    Column("advice", "text", "怎么办", "what to do"),
))  # fmt: skip

TABLES = {"units": UNITS, "facts": FACTS, "wide": WIDE, "records": RECORDS, "rolls": ROLLS, "verdicts": VERDICTS,
          "problems": PROBLEMS}  # fmt: skip
ROLES = ("numerator", "denominator", "value")


class Numbers(NamedTuple):
    """A column of figures: whole numbers in `whole`; whatever is no plain whole number as decimal text in `text`.

    `text` is None where all are whole. Where a row has neither, it is blank.
    """

    whole: pl.Series
    text: pl.Series | None


class Faults:
    """Gathers what is wrong with the frames of one call, to tell all of it at once.

    Attributes:
        rows: table → the rows of the user's frame that its rows are, where only a part of that is at hand.
    """

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.rows: dict[str, Sequence[int] | pl.Series] = {}
        self._notes: dict[tuple[str, tuple[tuple[str, object], ...]], tuple[int, Mapping[str, object]]] = {}

    @property
    def notes(self) -> list[Problem]:
        """What is wrong and still lets the frames be answered."""
        return [
            problem(code, **dict(words), **example, **({"count": count} if count else {}))
            for (code, words), (count, example) in self._notes.items()
        ]

    def note(self, code: str, count: int = 0, example: Mapping[str, object] | None = None, **words: object) -> None:
        """A note of so many things alike; of parts of one frame the counts are added up, and the first example stays."""
        key = code, tuple(words.items())
        before, first = self._notes.get(key, (0, example or {}))
        self._notes[key] = before + count, first

    def row(self, table: str, row: int) -> int:
        """The row as the user counts it, from 1."""
        return (int(self.rows[table][row]) if table in self.rows else row) + 1

    def twice(self, table: str, first: int, second: int, what: object) -> None:
        """Two rows for one unit."""
        words = {"table": table, "row": self.row(table, second), "first": self.row(table, first)}
        self.found.append(problem("row_twice", **words, what=what))

    def cells(
        self,
        table: str,
        column: str,
        rows: Sequence[int],
        texts: Sequence[object],
        expected: str | Mapping[object, str],
    ) -> None:
        """Cells that cannot be read; `rows` counted from 0; what is `expected` may depend on the text."""
        for row, text in list(zip(rows, texts, strict=True))[:_MANY]:
            words = {"table": table, "column": column, "row": self.row(table, row)}
            if text is None:
                self.found.append(problem("cell_missing", **words))
            else:
                why = expected if isinstance(expected, str) else expected[text]
                self.found.append(problem("cell_unreadable", **words, text=text, expected=why))
        if len(rows) > _MANY:
            self.found.append(problem("cells_more", table=table, column=column, count=len(rows) - _MANY))

    def whole_column(self, table: str, series: pl.Series, expected: str) -> None:
        """A column of a type that cannot be read, told by its first filled-in row; nothing where it is blank throughout."""
        import polars as pl

        filled = series.is_not_null().arg_true()
        if len(filled):
            row, day = int(filled[0]), isinstance(series.dtype, pl.Date | pl.Datetime)
            text = series.cast(pl.String)[row] if day else series[row]  # it may lie beyond what Python knows
            self.cells(table, series.name, [row], [text], f"{expected}，整列的类型是 {series.dtype}")

    def stop(self) -> None:
        """Raise what was found.

        Raises:
            TableError: anything was.
        """
        if self.found:
            raise TableError(self.found)


# -- values of Python


def as_day(value: date) -> date:
    """The day of a moment; of one with a time zone the day it is in China then."""
    if not isinstance(value, datetime):
        return value
    return (value.astimezone(CHINA) if value.tzinfo else value).date()


def is_blank(value: object) -> bool:
    """None, NaN, NA and NaT, which are all unlike themselves or say so."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    single = isinstance(value, float) or (type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0)
    return single and bool(value != value)


def from_objects(name: str, values: list[Any]) -> pl.Series:
    """A column of Python values: of one type where all are, else each in its own plain text."""
    import polars as pl

    kinds = {type(v) for v in values if v is not None}
    if not kinds:
        return pl.Series(name, values, dtype=pl.Null)
    if kinds == {str}:
        return pl.Series(name, values, dtype=pl.String)
    if kinds == {int} and all(v is None or abs(v) < 2**63 for v in values):
        return pl.Series(name, values, dtype=pl.Int64)
    if kinds <= {int, float} and float in kinds and all(type(v) is not int or abs(v) <= _WHOLE_FLOAT for v in values):
        return pl.Series(name, values, dtype=pl.Float64, strict=False)  # read as any float is, and told
    if kinds == {bool}:
        return pl.Series(name, values, dtype=pl.Boolean)
    if kinds == {date}:
        return pl.Series(name, values, dtype=pl.Date)
    return pl.Series(name, [None if v is None else plain_text(v) for v in values], dtype=pl.String)


def plain_text(value: object) -> str:
    """A value of a mixed column as text: a float at fifteen significant digits, a day in ISO form."""
    match value:
        case bool():
            return str(value)
        case float() if value.is_integer() and abs(value) <= _WHOLE_FLOAT:
            return str(int(value))
        case float():
            return format(Decimal(f"{value:.15g}"), "f") if value - value == 0 else str(value)
        case Decimal():
            return format(value, "f") if value.is_finite() else str(value)
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case date():
            return as_day(value).isoformat()
    return str(value)


# -- columns checked


def columns_checked(
    frame: pl.DataFrame, table: Table, faults: Faults, known: Callable[[str], bool] | None = None
) -> None:
    """Required columns are there; a column that looks like a misspelt one is an error, any other is left aside and told."""
    for column in table.columns:
        if column.required and column.name not in frame.columns:
            words = {"table": table.name, "column": column.name, "about": column.about}
            faults.found.append(problem("column_missing", **words, have="、".join(frame.columns[:12]) or "（无）"))
    absent = [c for c in table.columns if c.name not in frame.columns]
    for name in frame.columns:
        if name in table.names or (known is not None and known(name)):
            continue
        near = [c.name for c in absent if clean(name) in c.headings]
        near = near or get_close_matches(name.strip().lower(), [c.name for c in absent], 1, 0.75)
        if near:
            faults.found.append(problem("column_unknown", table=table.name, column=name, near=near[0]))
        else:
            faults.note("column_ignored", table=table.name, column=name)


def texts(frame: pl.DataFrame, table: Table, name: str, faults: Faults) -> pl.Series | None:
    """A text column, blanks around it taken away (not from `unit`), empty as null; None where the frame has none.

    A whole-number column is taken as text, digit by digit: codes of units are often read as numbers, and as floats
    where some were blank.
    """
    import polars as pl

    if name not in frame.columns:
        return None
    series = _whole(frame[name])
    if series.dtype.is_integer() or isinstance(series.dtype, pl.Categorical | pl.Enum | pl.Null):
        series = series.cast(pl.String)
    elif series.dtype != pl.String:
        faults.whole_column(table.name, series, f"应为{TYPES[table[name].type]}")
        return pl.Series(name, [None] * len(series), dtype=pl.String)
    if name == "unit":  # a key, taken as it stands, so that verdicts join back onto the frame it came from
        if len(series) and series.str.len_bytes().min() == 0:
            series = series.set(series == "", None)
    elif len(series) and not series.null_count() and bool((series == series[0]).all()):
        # one value throughout: seen in 1 ms of a million rows, where taking blanks away costs 50
        value = str(series[0]).strip() or None
        if value != series[0]:
            series = pl.Series(name, [value], dtype=pl.String).new_from_index(0, len(series))
        series = series.set_sorted()  # so that its least and its greatest are seen at once
    else:
        series = series.str.strip_chars()
        series = series.set(series == "", None)
    if table[name].required and series.null_count():
        rows = series.is_null().arg_true().to_list()
        faults.cells(table.name, name, rows, [None] * len(rows), "")
    return series


def _whole(series: pl.Series) -> pl.Series:
    """Floats and decimals that are whole numbers beyond doubt as such; anything else as it is."""
    import polars as pl

    if series.dtype == pl.Object:
        return from_objects(str(series.name), series.to_list())
    if not (series.dtype.is_float() or series.dtype.is_decimal()):
        return series
    series = series.fill_nan(None) if series.dtype.is_float() else series
    within = series.is_null() | ((series == series.floor()) & (series.abs() <= _WHOLE_FLOAT))
    return series.cast(pl.Int64) if within.all() else series


def periods(
    frame: pl.DataFrame, table: Table, faults: Faults, default: Period | None
) -> tuple[pl.Series | None, list[Period]]:
    """The period column in ISO-like text (None: all are `default`), and the periods that occur.

    A whole-number column is a column of years.
    """
    import polars as pl

    series = texts(frame, table, "period", faults)
    if series is None or series.null_count() == len(series):
        if default is None:
            faults.found.append(problem("period_needed", table=table.name))
        return None, [default] if default else []
    read: dict[str, Period] = {}
    wrong: list[str] = []
    for text in series.unique().to_list():
        if text is None:
            continue
        try:
            read[text] = Period.parse(text)
        except PeriodError:
            wrong.append(text)
    if wrong:
        rows = series.is_in(wrong).arg_true().to_list()
        faults.cells(table.name, "period", rows, [series[r] for r in rows], f"应为{TYPES['period']}")
    if series.null_count() and default is None:
        faults.found.append(problem("period_needed", table=table.name))
    old, new = list(read), [p.text for p in read.values()]
    if old != new:
        series = series.replace_strict(old, new, default=None, return_dtype=pl.String)
    if series.null_count() and default is not None:
        series = series.fill_null(default.text)
        return series, sorted({*read.values(), default})
    return series, sorted(set(read.values()))


_PLAIN = r"^[0-9]{1,15}$"


def numbers(series: pl.Series, table: Table, faults: Faults, *, days: bool = False) -> Numbers:
    """A column of figures. With `days`, whole numbers are day ordinals and come from dates or ISO text only: a number
    (45747, 20250331) is no day, and left as text."""
    import polars as pl

    kind = series.dtype
    if kind == pl.Null:
        return Numbers(series.cast(pl.Int64), None)
    if isinstance(kind, pl.Datetime):
        local = series.dt.convert_time_zone("Asia/Shanghai") if kind.time_zone else series
        series, kind = local.dt.date(), pl.Date()
    if kind == pl.Date:
        if days:
            since, first, last = series.to_physical(), 1 - EPOCH, date.max.toordinal() - EPOCH
            known = since.is_between(first, last)
            inside = since.set(~known, None)
            beyond = None if known.all() else series.cast(pl.String).set(known, None)
            return Numbers((inside + EPOCH).cast(pl.Int64), beyond)
        series, kind = series.cast(pl.String), pl.String()
    if isinstance(kind, pl.Categorical | pl.Enum):
        series, kind = series.cast(pl.String), pl.String()
    if days and kind.is_numeric():
        blank = pl.Series(series.name, [None], dtype=pl.Int64).new_from_index(0, len(series))
        rest = series.fill_nan(None) if kind.is_float() else series
        return Numbers(blank, rest.cast(pl.String) if rest.null_count() < len(rest) else None)
    if kind == pl.Int64:
        return Numbers(series, None)
    if kind.is_integer():
        whole = series.cast(pl.Int64, strict=False)
        beyond = series.is_not_null() & whole.is_null()
        return Numbers(whole, series.cast(pl.String).set(~beyond, None) if beyond.any() else None)
    if kind.is_float():
        return _floats(series, table, faults)
    if kind.is_decimal():
        return _decimal_texts(series.cast(pl.String))
    if kind == pl.Object:
        return numbers(from_objects(series.name, series.to_list()), table, faults, days=days)
    if kind != pl.String:
        faults.whole_column(table.name, series, f"应为{TYPES['number']}")
        return Numbers(pl.Series(series.name, [None] * len(series), dtype=pl.Int64), None)
    return _day_texts(series) if days else _decimal_texts(series)


def _decimal_texts(series: pl.Series) -> Numbers:
    import polars as pl

    series = series.str.strip_chars()
    plain = series.str.contains(_PLAIN)
    whole = series.set(~plain, None).cast(pl.Int64)
    rest = series.set(plain | (series == ""), None)
    return Numbers(whole, None if rest.null_count() == len(rest) else rest)


def _day_texts(series: pl.Series) -> Numbers:
    series = series.str.strip_chars()
    days = ordinals(series)
    rest = series.set(days.is_not_null() | (series == ""), None)
    return Numbers(days, None if rest.null_count() == len(rest) else rest)


def ordinals(texts_: pl.Series) -> pl.Series:
    """The ordinals of ISO days, null where a text is none. polars would also read the years 0 and -1."""
    import polars as pl

    plain = texts_.set(~texts_.str.contains(r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$"), None)
    days = plain.set(plain.str.starts_with("0000"), None).str.to_date("%Y-%m-%d", strict=False)
    return days.to_physical().cast(pl.Int64) + EPOCH


def _floats(series: pl.Series, table: Table, faults: Faults) -> Numbers:
    """Floats that are whole are whole numbers; any other is read at fifteen significant digits, and told.

    Narrower ones are read as their type prints them: 0.9 of 32 bits is 0.9, and not the 0.899999976158142 it is kept as.
    """
    import polars as pl

    if series.dtype != pl.Float64:
        shortest = series.cast(pl.Float32).cast(pl.String) if series.dtype == pl.Float32 else _half(series)
        series = shortest.cast(pl.Float64)
    series = series.fill_nan(None)
    is_whole = (series == series.floor()) & (series.abs() <= _WHOLE_FLOAT)
    whole = series.set(~is_whole, None).cast(pl.Int64)
    if is_whole.all():
        return Numbers(whole, None)
    odd = (~is_whole).arg_true().to_list()
    endless = {row for row in odd if series[row] - series[row] != 0}
    if endless:
        rows = sorted(endless)
        faults.cells(table.name, series.name, rows, [series[r] for r in rows], f"应为{TYPES['number']}")
    rest: list[str | None] = [None] * len(series)
    for row in odd:
        rest[row] = plain_text(series[row]) if row not in endless else None
    first = odd[0]
    example = {"row": faults.row(table.name, first), "text": rest[first]}
    faults.note("float_read", len(odd), example, table=table.name, column=series.name)
    return Numbers(whole, pl.Series(series.name, rest, dtype=pl.String))


def _half(series: pl.Series) -> pl.Series:
    """Floats of 16 bits as the shortest text that is the same in 16 bits."""
    import polars as pl

    def shortest(value: float) -> str:
        for digits in range(1, 6):
            text = f"{value:.{digits}g}"
            if abs(float(text)) <= _MOST_HALF and struct.unpack("e", struct.pack("e", float(text)))[0] == value:
                return text
        return str(value)

    return pl.Series(series.name, [None if v is None else shortest(v) for v in series.to_list()], dtype=pl.String)


def first_repeated(series: Iterable[object]) -> tuple[int, int] | None:
    """The rows (counted from 0) of the first value that occurs twice."""
    seen: dict[object, int] = {}
    for row, value in enumerate(series):
        if (first := seen.setdefault(value, row)) != row:
            return first, row
    return None


_WIDE_NAME = re.compile(r"(?P<indicator>.+?)(?:\.(?P<scope>本级|全域))?\.(?P<role>numerator|denominator|value)")


def wide_name(column: str) -> tuple[str, str, str] | None:
    """`出庭率.本级.numerator` → (出庭率, 本级, numerator); the scope is "" where none is written. None: no such name."""
    found = _WIDE_NAME.fullmatch(column)
    return (found["indicator"], found["scope"] or "", found["role"]) if found else None
