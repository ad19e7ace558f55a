"""One cell → one exact figure, or a question. Pure: a cell and what is expected of it go in, an outcome comes out."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from compliance.fact import Figure
from compliance.indicator import Kind
from compliance.intake.grid import Cell
from compliance.intake.number_format import part_hidden
from compliance.intake.readers.values import STRUCK
from compliance.intake.words import Measure, base, cleaned, words
from compliance.pattern import late
from compliance.quantity import Quantity, QuantityError, decimal_text, has_odd_digits, is_vague
from compliance.source import Place

_PERCENT = Fraction(1, 100)
_ONE = Fraction(1)
_NONE = Fraction(0)
_FRACTION = frozenset("/⁄／")
_APART = late(r"[0-9０-９]\s+[0-9０-９]")
_SCALED = frozenset("十百千万亿零一二两三四五六七八九")
_DAY = late(r"(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})[日号]?|(\d{2})(\d{2}))(?:[T ]?0{1,2}:00(?::00)?)?")
_MONTH = late(r"\d{4}[-./年]\d{1,2}月?(?:份)?")
_CHINESE_DAY = late(
    "([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
#: formats that show a number as it is
_PLAIN = frozenset({"General", "@", "", "0", "0.0", "0.00", "#,##0", "#,##0.00", "0_ ", "0_);[Red]\\(0\\)", "#,##0_ "})
#: a number and nothing but: signs, thousands and our own currency
_BARE = late(r"[-+(¥￥ ]*(\d[\d,]*(?:\.\d+)?|\.\d+)[) ]*")
_NUMBERS = late(r"\d[\d,]*(?:\.\d+)?")
_FOREIGN = frozenset("$€£₩₽")
#: formats that show a share in per cent and nothing else → how many decimals they show
_SHARES = {"0%": 0, "0.0%": 1, "0.00%": 2, "0.000%": 3, "0.0000%": 4}
#: what a share that is stored without a sign or an exponent looks like
_STORED = late(r"(0|[1-9]\d{0,14})(?:\.(\d{0,18}[1-9]))?")
_MORE = frozenset("余多逾来")
_SHORT = 40
#: no figure is longer, in whatever words
_LONGEST = 200
#: Excel's day numbers for 1982 to 2064: a bare number in this range in a date's cell is a day that lost its format
_SERIALS = range(30000, 60001)


class Outcome(Struct, frozen=True, gc=False):
    """`figure` with `code` "": read. With a code: read by a guess that is told. None with a code: not read; asked.

    None without a code: the cell is not filled in. `words` are what the code's sentence needs.
    """

    figure: Figure | None
    code: str = ""
    words: tuple[tuple[str, object], ...] = ()


BLANK = Outcome(None)


class Expected(Struct, frozen=True):
    """What a cell should hold: `unit` and `factor` of a bare number; `whole` where only whole numbers make sense.

    `sure` says that the unit of a share is stated, so that 95 needs no guess. `any_unit`: the unit is not known.
    `part` says that it is a numerator or a denominator.
    `clash` quotes two statements of unit that disagree: a bare number cannot be read then.
    """

    kind: Kind
    unit: str = ""
    factor: int = 1
    whole: bool = False
    sure: bool = False
    any_unit: bool = False
    clash: str = ""
    epoch1904: bool = False
    part: bool = False


def read(cell: Cell | None, place: Place, expected: Expected) -> Outcome:
    """Read `cell` as `expected`."""
    if cell is None:
        return BLANK
    kind = cell.kind
    if kind == "number" and expected.kind != "date":  # nearly all
        return _share(cell, place, expected) if expected.kind == "rate" else _number(cell, place, expected)
    match kind:
        case "error":
            return _asked("cell_error", text=cell.raw)
        case "no_value":
            return _asked("formula_without_value", text=cell.formula)
        case "bool":
            return _asked("not_a_number", text=cell.raw)
        case "text":
            blank = _left_out(cell.raw)
            if blank is not None:
                return blank
    if expected.kind == "date":
        return _day(cell, place, expected)
    if kind == "date":
        return _asked("number_is_date", text=cell.raw)
    return _written(cell, place, expected)


@lru_cache(maxsize=4096)
def _left_out(text: str) -> Outcome | None:
    """How "—" or 无 is read; None where the text says something."""
    if len(text) > 8 and text.strip():
        return None
    bare = cleaned(text)
    if bare in words().blank or not bare:
        return BLANK
    if bare in words().none:
        return Outcome(None, "none_is_blank", (("text", bare),))
    if bare in ("一", "ー"):
        return _asked("one_or_dash", text=bare)
    if bare in ("○", "◯"):
        return _asked("zero_or_mark", text=bare)
    return None


def _asked(code: str, **said: str) -> Outcome:
    return Outcome(None, code, tuple((key, _short(text)) for key, text in said.items()))


def _told(figure: Figure, code: str, **said: object) -> Outcome:
    return Outcome(figure, code, tuple(said.items()))


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


# -- numbers in cells


def _number(cell: Cell, place: Place, expected: Expected) -> Outcome:
    raw = cell.raw
    if expected.clash:
        return _asked("units_clash", text=cell.shown, units=expected.clash)
    if cell.number_format not in _PLAIN and (doubt := _doubtful(cell, expected)):
        return doubt
    value = _exact(raw)
    if expected.factor != 1:
        value *= expected.factor
    if expected.whole and not raw.isdigit() and value.denominator != 1:
        return _asked("count_not_whole", text=raw)
    return Outcome(Figure(value, raw, place))


@lru_cache(maxsize=65536)  # most figures are small numbers that come again: a twentieth of the time of a file
def _exact(raw: str) -> Fraction:
    """A plain decimal. `Fraction(raw)` takes three times as long to take it apart."""
    whole, _, decimals = raw.partition(".")
    return Fraction(int(whole + decimals), 10 ** len(decimals)) if decimals else Fraction(int(whole))


def _doubtful(cell: Cell, expected: Expected) -> Outcome | None:
    """A question where the number format shows another thing than is stored: 23 as 23万, 1500 as 1.5, 3 as 未完成."""
    shown = cell.shown
    if shown == cell.raw:
        return None
    if "%" in shown:
        return _asked("count_is_share", text=shown)
    differs = _asked("shown_differs", text=cell.raw, shown=shown)
    if bare := _BARE.fullmatch(shown):
        return None if _is_printed(bare[1], cell.raw) else differs
    try:
        quantity = Quantity.parse(shown)
    except QuantityError:
        numbers = _NUMBERS.findall(shown)
        if not numbers:  # a format may hide zeros, or write a dash for them
            return None if _exact(cell.raw) == 0 else differs
        same = len(numbers) == 1 and _is_printed(numbers[0], cell.raw)
        return None if same and _FOREIGN.isdisjoint(shown) and "万" not in shown and "亿" not in shown else differs
    if abs(quantity.value - Fraction(cell.raw)) > quantity.step:
        return differs
    if quantity.unit and not expected.any_unit and base(quantity.unit) != base(expected.unit):
        return _asked("unit_disagrees", text=shown, unit=expected.unit)
    return None


def _is_printed(digits: str, raw: str) -> bool:
    """Whether `raw` rounds to these digits."""
    digits = digits.replace(",", "")
    step = Fraction(1, 10 ** len(digits.partition(".")[2]))
    return abs(Fraction(digits) - abs(_exact(raw))) < step


def _share(cell: Cell, place: Place, expected: Expected) -> Outcome:
    raw = cell.raw
    decimals = _SHARES.get(cell.number_format)
    if decimals is not None and (plain := _plain_share(raw, decimals, place)):
        return plain
    shown = cell.shown if cell.number_format != "General" else raw
    if "%" in shown or "‰" in shown:
        return _shown_share(raw, shown, place)
    if expected.clash:
        return _asked("units_clash", text=raw, units=expected.clash)
    return _bare_share(_exact(raw), len(raw.partition(".")[2]), raw, place, expected)


def _plain_share(raw: str, decimals: int, place: Place) -> Outcome | None:
    """`_shown_share` for the formats of nearly all shares, in whole numbers: a tenth of its time. None: not plain."""
    found = _STORED.fullmatch(raw)
    if not found:
        return None
    places = len(found[2] or "") - 2  # of the per cent
    digits = int(found[1] + (found[2] or ""))
    if places <= decimals:  # shown in full
        digits, places = digits * 10 ** (decimals - places), decimals
    text = str(digits).rjust(places + 1, "0")
    text = f"{text[:-places]}.{text[-places:]}%" if places else f"{text}%"
    return Outcome(Figure(_exact(raw), text, place, _step(len(found[2] or ""))))


@lru_cache(maxsize=64)
def _step(places: int) -> Fraction:
    """What the last of `places` decimals is worth, at most a hundredth."""
    return min(Fraction(1, 10**places), _PERCENT)


def _shown_share(raw: str, shown: str, place: Place) -> Outcome:
    """A share whose format shows a % sign: the format scales what is stored, or the sign is mere decoration."""
    try:
        quantity = Quantity.parse(shown)
    except QuantityError:
        return _asked("not_a_number", text=shown)
    stored = Fraction(raw)
    for scale in (1, 100, 1000):
        value = stored / scale
        if abs(value - quantity.value) <= quantity.step:
            exact = Fraction(1, 10 ** len(raw.partition(".")[2])) / scale
            text = shown if value == quantity.value else f"{decimal_text(value * 100)}%"
            return Outcome(Figure(value, text, place, min(exact, _PERCENT)))
    return _asked("shown_differs", text=raw, shown=shown)


def _bare_share(value: Fraction, places: int, text: str, place: Place, expected: Expected) -> Outcome:
    """A share written without %: 15.8 and 0.158 are 15.8 %; 0.9 and 1 have two readings."""
    size = abs(value.numerator)  # compared as whole numbers: a fraction takes ten times as long
    if size == 0:
        return Outcome(Figure(value, text, place, _PERCENT))
    if size > value.denominator:
        figure = Figure(value / 100, text, place, min(Fraction(1, 10**places), _ONE) / 100)
        return (
            Outcome(figure)
            if expected.sure
            else _told(figure, "read_as_percent", text=text, read=Percent(figure.value))
        )
    step = _step(places)
    if places > 2:
        figure = Figure(value, text, place, step)
        return _told(figure, "read_as_share", text=text, read=Percent(value))
    figure = Figure(value, text, place, step, other=value / 100)
    return _told(figure, "two_readings", text=text, read=Percent(value), other=Percent(value / 100))


class Percent(Struct, frozen=True, gc=False):
    """A share that prints as per cent: of many guesses alike few are told, and only those need their words."""

    value: Fraction

    def __str__(self) -> str:
        return f"{decimal_text(self.value * 100)}%"


# -- numbers in words


def _written(cell: Cell, place: Place, expected: Expected) -> Outcome:
    """Text where a number belongs: "15.8%", "１，２３４", 五百二十, 2.3万余, 184件."""
    text = cell.raw
    if STRUCK in text:
        return _asked("struck_out", text=text)
    if len(text) > _LONGEST:
        return _asked("not_a_number", text=text)
    if _APART.search(text):
        return _asked("several_numbers", text=text)
    if has_odd_digits(text):
        return _asked("odd_digits", text=text)
    quantity = _quantity(text) if len(text) <= _SHORT else _quantity.__wrapped__(text)
    if quantity is None:
        return _asked("about_in_words" if is_vague(cleaned(text)) else "not_a_number", text=text)
    if cleaned(text).startswith("近"):
        return _asked("nearly", text=text)  # the true value lies below what is written, and so maybe below the line
    more = quantity.approximate and not _MORE.isdisjoint(text)
    if more and (expected.kind == "rate" or expected.part or not quantity.value):
        return _asked("over", text=text)  # of a share, its parts or nothing at all, more is another verdict
    return (
        _share_written(quantity, place, expected)
        if expected.kind == "rate"
        else _count_written(quantity, place, expected)
    )


@lru_cache(maxsize=16384)  # 100% and 12件 come again in every file
def _quantity(text: str) -> Quantity | None:
    try:
        return Quantity.parse(text)
    except QuantityError:
        return None


def _share_written(quantity: Quantity, place: Place, expected: Expected) -> Outcome:
    text, about = quantity.text, quantity.approximate
    if quantity.unit == "%":
        return Outcome(Figure(quantity.value, text, place, min(quantity.step, _PERCENT), about))
    if quantity.unit or quantity.step > 1:
        return _asked("unit_disagrees", text=text, unit="%")
    if expected.clash:
        return _asked("units_clash", text=text, units=expected.clash)
    if "/" in text or "⁄" in text or "／" in text:
        figure = Figure(quantity.value, text, place, quantity.step, about)
        return _told(
            figure, "read_as_share", text=text, read=f"{quantity.value.numerator}/{quantity.value.denominator}"
        )
    outcome = _bare_share(quantity.value, len(cleaned(text).partition(".")[2]), text, place, expected)
    if about and outcome.figure:
        return replace(outcome, figure=replace(outcome.figure, approximate=True))
    return outcome


def _count_written(quantity: Quantity, place: Place, expected: Expected) -> Outcome:
    text, value = quantity.text, quantity.value
    if quantity.unit:
        if quantity.unit == "%" or (not expected.any_unit and base(quantity.unit) != base(expected.unit)):
            return _asked("unit_disagrees", text=text, unit=expected.unit or "个数")
    elif expected.clash:
        return _asked("units_clash", text=text, units=expected.clash)
    if not _FRACTION.isdisjoint(text):  # 4/2 is four of two, or the second of April, and never the number two
        return _asked("several_numbers", text=text)
    scaled = not _SCALED.isdisjoint(text)
    if not quantity.unit and not _has_scale(text):
        value *= expected.factor  # 万 is applied once: 2.3万 in a column of 万元 is 23000 元
    if expected.whole and value.denominator != 1:
        return _asked("count_not_whole", text=text)
    exact = quantity.step <= 1 and not quantity.approximate
    figure = Figure(value, text, place, _NONE if exact else quantity.step, quantity.approximate)
    if scaled and decimal_text(value) != cleaned(text):
        return _told(figure, "words_read", text=text, read=decimal_text(value) + (quantity.unit or expected.unit))
    return Outcome(figure)


def _has_scale(text: str) -> bool:
    return "万" in text or "亿" in text


# -- days


def _day(cell: Cell, place: Place, expected: Expected) -> Outcome:
    raw = cell.raw
    if cell.kind == "date":
        hidden = part_hidden(cell.number_format)
        if hidden == "day":
            return _asked("only_a_month", text=raw[:7])
        if hidden == "year":  # the program put in the year in which it was typed
            return _asked("year_not_shown", text=raw[:10])
        stored = _stored_day(raw[:10])
        return Outcome(Figure(*stored, place)) if stored else _asked("not_a_date", text=raw)
    if STRUCK in raw:
        return _asked("struck_out", text=raw)
    if cell.kind == "number" and raw.isdigit() and len(raw) == 5 and int(raw) in _SERIALS:
        start = date(1904, 1, 1) if expected.epoch1904 else date(1899, 12, 30)
        counted = start + timedelta(days=int(raw))
        return _told(Figure.day(counted, raw, place), "read_as_day", text=raw, read=counted.isoformat())
    if has_odd_digits(raw):
        return _asked("odd_digits", text=raw)
    text = cleaned(raw)
    if found := _CHINESE_DAY.fullmatch(text):
        day = _chinese_day(*found.groups())
        return (
            _told(Figure.day(day, raw.strip(), place), "read_as_day", text=raw.strip(), read=day.isoformat())
            if day
            else _asked("not_a_date", text=raw)
        )
    found = _DAY.fullmatch(text)
    if not found:
        return _asked("only_a_month" if _MONTH.fullmatch(text) else "not_a_date", text=raw)
    year, month, number = found[1], found[2] or found[4], found[3] or found[5]
    day = iso_day(f"{year}-{int(month):02}-{int(number):02}")
    if day is None:
        return _asked("not_a_date", text=raw)
    figure = Figure.day(day, raw.strip(), place)
    return _told(figure, "read_as_day", text=raw.strip(), read=day.isoformat()) if found[4] else Outcome(figure)


@lru_cache(maxsize=16384)
def _stored_day(text: str) -> tuple[Fraction, str] | None:
    """A day's number and its ISO text."""
    day = iso_day(text)
    return (Fraction(day.toordinal()), day.isoformat()) if day else None


def iso_day(text: str) -> date | None:
    """The day of an ISO text, None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _chinese_day(*parts: str | None) -> date | None:
    try:
        year, month, day = (int(Quantity.parse(part or "").value) for part in parts)
        return date(year, month, day)
    except (QuantityError, ValueError):
        return None


# -- what is expected


@lru_cache(maxsize=8192)
def expectation(
    kind: Kind,
    unit: str,
    decimals: bool,
    row: Measure | None,
    head: Measure | None,
    titles: tuple[Measure, ...],
    epoch1904: bool,
    part: bool = False,
    named: Measure | None = None,
) -> Expected:
    """What a figure of an indicator of `kind`, counted in `unit`, should look like under the units stated around it.

    `row` is what the column of units says, `named` what stands in brackets behind the indicator's name. A row's unit
    goes before the heading's, the heading's before the title's. Statements about other things (万元
    above a table of rates) are passed over; two about the same thing that differ make a `clash`.
    """
    own = base(unit)
    whole = kind == "count" and not decimals
    stated = [row, named, head, *(t for t in titles if t.base == own)]
    for said in (row, named):
        if said is not None and unit and said.base != own:
            return Expected(kind, unit, whole=whole, clash=f"{said.text}、{unit}", epoch1904=epoch1904, part=part)
    if row is None and named is None and head is not None and unit and head.base != own:
        return Expected(kind, unit, whole=whole, clash=f"{head.text}、{unit}", epoch1904=epoch1904, part=part)
    meant = [m for m in stated if m is not None and (m.base == own or not unit)]
    factors = {m.factor for m in meant}
    if len(factors) > 1:
        texts = "、".join(dict.fromkeys(m.text for m in meant))
        return Expected(kind, unit, whole=whole, clash=texts, epoch1904=epoch1904, part=part)
    return Expected(
        kind, unit or (meant[0].base if meant else ""), factors.pop() if factors else 1, whole,
        sure=any(m.base == "%" for m in meant), any_unit=not unit and not meant, epoch1904=epoch1904,
        part=part,
    )  # fmt: skip
