"""Verdicts and facts as frames, in the columns that `compliance.tables` lists."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from compliance.fact import Fact, Figure
from compliance.indicator import Indicators
from compliance.quantity import decimal_text
from compliance.tables import FACTS
from compliance.verdict import Verdict

if TYPE_CHECKING:
    import polars as pl


def of_verdicts(verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """One row a verdict, in the columns of `tables.VERDICTS`."""
    import polars as pl

    from compliance.engine.shown import TYPES, constant_columns, row

    constant: dict[tuple[int, int, bool], dict[str, object]] = {}
    rows = []
    for verdict in verdicts:
        asked = id(verdict.rule), id(verdict.period), verdict.binding  # all of them are held by the verdicts
        if asked not in constant:
            constant[asked] = constant_columns(verdict)
        rows.append(row(verdict, constant[asked]))
    columns: dict[str, pl.Series] = {}
    for name, kind in TYPES.items():
        values = [r[name] for r in rows]
        # decimals come as text, so that no float is made of them
        first = pl.String() if isinstance(kind, pl.Decimal) else kind
        columns[name] = pl.Series(name, values, dtype=first).cast(kind)
    return pl.DataFrame(columns)


def of_facts(facts: Iterable[Fact], indicators: Indicators) -> pl.DataFrame:
    """One row a fact, in the columns of `tables.FACTS`; figures as exact decimal or n/d text, days as ISO text."""
    import polars as pl

    rows = [_fact_row(fact, indicators) for fact in facts]
    types: dict[str, Any] = {c.name: pl.Boolean() if c.type == "flag" else pl.String() for c in FACTS.columns}
    return pl.DataFrame({n: pl.Series(n, [r[n] for r in rows], dtype=kind) for n, kind in types.items()})


def _fact_row(fact: Fact, indicators: Indicators) -> dict[str, object]:
    indicator = indicators.get(fact.indicator)
    figures = fact.figures
    place = figures[0].place if figures else fact.unread[0].place if fact.unread else None
    day = indicator is not None and indicator.kind == "date"
    return {
        "unit": fact.unit,
        "indicator": fact.indicator,
        "period": fact.period.text,
        "scope": fact.scope or None,
        "value": _text(fact.value, day=day),
        "numerator": _text(fact.numerator),
        "denominator": _text(fact.denominator),
        "approximate": any(f.approximate for f in figures),
        "source": fact.source or None,
        "remark": fact.remark or None,
        "file": place.file if place else None,
        "sheet": place.sheet if place else None,
        "cell": place.cell if place else None,
    }


def _text(figure: Figure | None, *, day: bool = False) -> str | None:
    """A figure exactly; a printed share with as many digits as it was printed with, which say how far it goes."""
    if figure is None:
        return None
    if day:
        return date.fromordinal(int(figure.value)).isoformat()
    if figure.step:
        hundredths = figure.value / figure.step
        places = len(str((1 / (figure.step * 100)).numerator)) - 1 if figure.step < Fraction(1, 100) else 0
        if hundredths.denominator == 1:
            whole, _, rest = decimal_text(figure.value * 100).partition(".")
            return f"{whole}.{rest.ljust(places, '0')}%" if places else f"{whole}%"
    return exact(figure.value)


def exact(value: Fraction) -> str:
    """A fraction as a decimal where it has one, else as n/d."""
    rest = value.denominator
    if rest == 1:
        return str(value.numerator)
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return decimal_text(value) if rest == 1 else f"{value.numerator}/{value.denominator}"


def ipc(frame: pl.DataFrame) -> bytes:
    """The frame as Arrow IPC, compressed."""
    out = io.BytesIO()
    frame.write_ipc(out, compression="zstd")
    return out.getvalue()


def from_ipc(data: bytes) -> pl.DataFrame:
    """What `ipc` was given."""
    import polars as pl

    return pl.read_ipc(io.BytesIO(data))


def stacked(parts: Sequence[bytes]) -> bytes:
    """Frames in Arrow IPC as one."""
    import polars as pl

    return ipc(pl.concat([from_ipc(part) for part in parts]))
