"""A verdict: one row of the grid, answered; with the words every reader of codes needs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct

from compliance.errors import MANDATORY, VERIFY, Problem
from compliance.fact import Figure, Submission
from compliance.period import Period
from compliance.region import Unit
from compliance.rule import Rule
from compliance.source import Place

Code = Literal["met", "not_met", "missing", "not_applicable", "disputed", "pending"]
Basis = Literal["counts", "reported", "inferred", "records"]

#: Code → what a person reads.
VERDICTS: dict[str, str] = {
    "met": "达标",
    "not_met": "未达标",
    "missing": "未填报",
    "not_applicable": "不适用（本期无此类业务）",
    "disputed": "待核实",
    "pending": "未到考核时点",
}

BASES: dict[str, str] = {
    "counts": "按分子分母计算",
    "reported": "仅凭申报数",
    "inferred": "据总体申报数推断",
    "records": "按名单逐条核对",
}


class Flag(Struct, frozen=True):
    """What a flag says to a person, and its audit class in the terms of official statistics ("" for none)."""

    text: str
    audit: str = ""


FLAGS: dict[str, Flag] = {
    "rate_disagrees_with_counts": Flag("申报的比率与分子分母算出的不一致", VERIFY),
    "rounded": Flag("只报了取整后的比率，达标线落在其取整范围内", VERIFY),
    "impossible_rate": Flag("按所填分母，没有任何整数分子能得出申报的比率", MANDATORY),
    "inferred": Flag("本指标未单独填报，据其所属的总体推断"),
    "approximate": Flag("申报数为约数", VERIFY),
    "outlier": Flag("与本单位以往各期相差悬殊", VERIFY),
    "total_disagrees_with_parts": Flag("全域数与本级加下级合计不一致", MANDATORY),
    "identity_fails": Flag("相关数据之间的平衡关系不成立", MANDATORY),
    "sources_differ": Flag("不同来源的数据不一致", VERIFY),
    "advisory": Flag("倡导性要求，只展示，不计入达标统计"),
    "stricter_rule": Flag("另有适用指标要求更严"),
    "advised_reading": Flag("填写方式有多种读法，已按说明中的读法读取", VERIFY),
}


class Required(Struct, frozen=True):
    """The right side: `text` as the rule says it; `value` exact, None where it is not known; a day is its ordinal.

    `counts` is (numerator, denominator) where the line is another indicator's counted rate as it stands.
    """

    text: str
    value: Fraction | None = None
    counts: tuple[int, int] | None = None


class Actual(Struct, frozen=True):
    """The left side. `counts` is (numerator, denominator) where they are known; `basis` says what it rests on."""

    text: str
    value: Fraction | None
    basis: Basis
    inferred_from: str = ""
    counts: tuple[int, int] | None = None
    reported: str = ""


class Gap(Struct, frozen=True):
    """What is lacking, in natural units."""

    text: str
    amount: Fraction
    unit: str


class Evidence(Struct, frozen=True):
    """A cell or sentence a verdict rests on, with its words."""

    place: Place
    text: str
    role: str = ""

    @classmethod
    def of(cls, figure: Figure, role: str = "") -> Evidence:
        return cls(figure.place, figure.text, role)


class Waiver(Struct, frozen=True):
    """An approved exemption (经批准不纳入考核); it annotates a verdict and never changes it."""

    rule: str
    unit: str
    period: str
    reason: str
    approver: str
    number: str
    until: str
    floor: str = ""
    holds: bool = True
    note: str = ""


class Verdict(Struct, frozen=True):
    """One answered row.

    Attributes:
        required, actual: both sides of the comparison; `actual` is None where nothing was reported.
        reason: one Chinese sentence: why this verdict, and for a missing figure the cell to fill in.
        steps: the derivation in words, a line each, for `explain` and the report.
        progress: 进度达标 or 进度滞后 for a pending rate.
        names: the records below the line (masked by whoever prints them).
    """

    unit: Unit
    period: Period
    rule: Rule
    binding: bool
    verdict: Code
    required: Required
    actual: Actual | None = None
    gap: Gap | None = None
    flags: tuple[str, ...] = ()
    waiver: Waiver | None = None
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[str, ...] = ()
    progress: str = ""

    @property
    def counted(self) -> bool:
        """Whether it enters the counts and the exit status: binding and not advisory."""
        return self.binding and not self.rule.advisory

    @property
    def key(self) -> tuple[str, str, str]:
        return self.unit.code, self.period.text, self.rule.id

    def as_json(self) -> dict[str, Any]:
        """The object of `--format json`; fractions are "n/d", days ISO with a null fraction."""
        date_like = self.rule.comparison.is_date and self.rule.group is None
        return {
            "unit": self.unit.code,
            "unit_name": self.unit.name,
            "period": self.period.text,
            "rule": self.rule.id,
            "title": self.rule.title,
            "binding": self.binding,
            "verdict": self.verdict,
            "comparison": self.rule.comparison.op,
            "required": {
                "text": self.required.text,
                "fraction": None if self.rule.comparison.is_date else fraction_text(self.required.value),
            },
            "actual": self.actual
            and {
                "text": self.actual.text,
                "fraction": None if date_like else fraction_text(self.actual.value),
                "basis": self.actual.basis,
                "inferred_from": self.actual.inferred_from or None,
            },
            "gap": self.gap and {"text": self.gap.text, "amount": json_number(self.gap.amount), "unit": self.gap.unit},
            "flags": list(self.flags),
            "waiver": self.waiver
            and {
                "reason": self.waiver.reason,
                "approver": self.waiver.approver,
                "number": self.waiver.number,
                "until": self.waiver.until,
                "floor": self.waiver.floor or None,
                "holds": self.waiver.holds,
                "note": self.waiver.note or None,
            },
            "reason": self.reason,
            "evidence": [
                {"file": e.place.file, "sheet": e.place.sheet, "cell": e.place.cell, "text": e.text}
                if not e.place.paragraph
                else {"file": e.place.file, "paragraph": e.place.paragraph, "text": e.text}
                for e in self.evidence
            ],
            "source": {"document": self.rule.document.id, "clause": self.rule.clause, "quote": self.rule.quote},
        }


def fraction_text(value: Fraction | None) -> str | None:
    """ "n/d" in lowest terms."""
    return None if value is None else f"{value.numerator}/{value.denominator}"


def json_number(value: Fraction) -> int | str:
    """A whole number as a number; any other as decimal text, so that no float is made of it: all of it where it ends,
    else the first digits that are not all zero."""
    from compliance.quantity import decimal_text, is_ending

    if value.denominator == 1:
        return value.numerator
    if is_ending(value):
        return decimal_text(value)
    places = 6
    while not Fraction(text := decimal_text(value, places)):
        places += 6
    return text


class Result(Struct, frozen=True):
    """What a check answers: every verdict in the order of unit, period and rule, every problem, and the manifest.

    The manifest holds `version`, `as_of`, `packs`, `benchmarks`, `inputs` and `rules` (file and sha256 each): nothing
    that differs between two runs over the same inputs.
    """

    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]
    manifest: dict[str, Any]
    submissions: tuple[Submission, ...] = ()

    @property
    def exit_status(self) -> int:
        """0 all binding verdicts met, not applicable or pending; 1 not, or a problem needs a person; 2 a file refused."""
        if any(p.refused for p in self.problems):
            return 2
        needs_person = any(p.severity != "note" for p in self.problems)
        missed = any(v.counted and v.verdict not in ("met", "not_applicable", "pending") for v in self.verdicts)
        return 1 if needs_person or missed else 0
