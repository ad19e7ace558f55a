"""No text makes the reading of a quantity raise anything but its own error, and what it reads it prints and reads again."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports():
    from compliance.period import Period, PeriodError
    from compliance.quantity import Quantity, QuantityError

#: The characters quantities are made of, so that the fuzzer does not first have to find UTF-8.
ALPHABET = "0123456789.,%‰+-−/一二三四五六七八九十百千万亿零〇两点分之成余多近约左右个学时件期次人元年月日０１９％ \u200b季度半上下累计至—"


def one(data: bytes) -> None:
    text = "".join(ALPHABET[byte % len(ALPHABET)] for byte in data)
    try:
        quantity = Quantity.parse(text)
    except QuantityError:
        pass
    else:
        again = Quantity.parse(str(quantity))
        assert (again.value, again.unit) == (quantity.value, quantity.unit), text
    try:
        period = Period.parse(text)
    except PeriodError:
        return
    assert Period.parse(period.text) == period, text


atheris.Setup(sys.argv, one)
atheris.Fuzz()
