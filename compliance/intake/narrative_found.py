"""What a report's paragraph yields while it is being read: a figure found, its change, a figure left alone."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct, field

from compliance.quantity import decimal_text
from compliance.text.grammar import Claim
from compliance.text.reading import Reading


class Change(Struct, frozen=True):
    """How a figure moved: kind as in `design.md`, value a signed plain decimal."""

    kind: str
    value: str


class Found(Struct):
    """One fact while its paragraph is being read.

    Attributes:
        start, end: its place in the surface.
        counts: the numerator and denominator of a rate; base: the count that 应审必审 and its kin speak of.
    """

    claim: Claim
    reading: Reading
    subject: str
    start: int
    end: int
    value: Fraction | None
    unit: str
    step: Fraction = Fraction(1)
    change: Change | None = None
    approximate: bool = False
    numerator: str = ""
    denominator: str = ""
    inconsistent: str = ""
    counts: tuple[Found, Found] | None = None
    base: Found | None = None
    sentence: int = 0
    steps: list[str] = field(default_factory=list)

    @property
    def is_baseline(self) -> bool:
        """较上年的60批 is what another figure is compared with."""
        return bool(self.claim.base) and self.value is not None and not self.claim.change and not self.claim.level_verb

    @property
    def is_count(self) -> bool:
        return (
            self.value is not None
            and self.unit not in ("比率", "百分点", "倍", "成", "")
            and self.value.denominator == 1
        )


class Left(Struct):
    """A figure that is no fact, and why."""

    why: str
    reading: Reading
    start: int
    end: int


def plain(value: Fraction) -> str:
    """The plain decimal of a value: exact where it ends, else to four places."""
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return decimal_text(value) if rest == 1 else decimal_text(value, 4)


def words_of(found: Found) -> str:
    """The words of the sentence that state it."""
    return found.reading.sentence.text[found.start : found.end]
