"""The words that every kind of report shares: severities, next steps, counts of verdicts, one verdict in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from compliance.reports.margin import actual_text, comparison_text, counts_text, margin, required_text
from compliance.verdict import BASES, FLAGS, VERDICTS, Result, Verdict, Waiver

SEVERITIES = {"error": "错误", "question": "请核对", "note": "提示"}
#: What is to be done, the most pressing first.
NEEDS_DOING = ("not_met", "disputed", "missing")
NEXT_STEP = {
    "not_met": "核对原始台账。数据属实的照实报送，说明原因和整改措施；数据有误的改正后重报。",
    "disputed": "对照“问题清单”核对原始台账，改正后重报。",
    "missing": "补填后重报。确无此类业务的，分母填 0（名单填应列数 0），不要留空。",
}
#: Of a figure that no verdict rests on: no target asks for its indicator, or one does that this figure does not answer.
NO_TARGET = "没有对应的目标"
NOT_USED = "没有用于结论，见问题清单"
DISCLAIMER = "本报告是系统按规则逐项比对得出的结果，供核对之用；是否认定、通报、考核，由有权机关另行决定。"


def short(verdict: str) -> str:
    """The verdict's word without what it explains in brackets."""
    return VERDICTS[verdict].partition("（")[0]


def kind_of(verdict: Verdict) -> str:
    """Under which heading a verdict is listed."""
    if not verdict.binding:
        return "参照指标"
    return "倡导性要求" if verdict.rule.advisory else "适用指标"


def on_report_only(verdict: Verdict) -> bool:
    """Whether it rests on a figure nobody can recount: a rate without counts, or one inferred from a whole."""
    return (
        verdict.actual is not None and verdict.actual.basis in ("reported", "inferred") and verdict.verdict != "missing"
    )


class Tally(Struct, frozen=True):
    """How many of each verdict, in the order of `VERDICTS`."""

    label: str
    counts: tuple[tuple[str, int], ...]
    part: bool = False

    @classmethod
    def of(cls, label: str, verdicts: Iterable[Verdict], part: bool = False) -> Tally:
        counted: Counter[str] = Counter(v.verdict for v in verdicts)
        return cls(label, tuple((code, counted[code]) for code in VERDICTS), part)

    @property
    def total(self) -> int:
        return sum(n for _, n in self.counts)

    def __getitem__(self, code: str) -> int:
        return dict(self.counts)[code]


def tallies(verdicts: Sequence[Verdict]) -> list[Tally]:
    """适用指标, those of them on a reported rate alone, then 倡导性 and 参照, which are never counted; empty ones left out."""
    binding = [v for v in verdicts if v.counted]
    rows = [
        Tally.of("适用指标", binding),
        Tally.of("其中：仅凭申报比例或推断", filter(on_report_only, binding), part=True),
        Tally.of("倡导性要求（不计入）", (v for v in verdicts if v.binding and not v.counted)),
        Tally.of("参照指标（不计入）", (v for v in verdicts if not v.binding)),
    ]
    return [row for row in rows if row.total]


def summary(verdicts: Sequence[Verdict]) -> str:
    """The counts of the binding verdicts in one sentence."""
    counted = [v for v in verdicts if v.counted]
    if not counted:
        return "没有适用于该单位和期间的指标。"
    tally = Tally.of("", counted)
    out = tally["not_applicable"] + tally["pending"]
    asked = tally.total - out
    parts = [f"适用指标共 {tally.total} 项"]
    if out:
        left = "、".join(f"{short(code)} {tally[code]} 项" for code in ("not_applicable", "pending") if tally[code])
        parts.append(f"其中{left}")
    text = "，".join(parts) + f"。应达标的 {asked} 项中，达标 {tally['met']} 项"
    alone = sum(v.verdict == "met" and on_report_only(v) for v in counted)
    if alone:
        text += f"（其中 {alone} 项仅凭申报比例或推断，没有分子分母可核）"
    rest = "、".join(f"{short(code)} {tally[code]} 项" for code in NEEDS_DOING if tally[code])
    return text + (f"；{rest}。" if rest else "。")


def flag_words(code: str) -> str:
    """What a flag says, with its audit class."""
    flag = FLAGS[code]
    return f"{flag.text}（{flag.audit}）" if flag.audit else flag.text


def waiver_words(waiver: Waiver) -> str:
    """An exemption in one sentence; it never changes the verdict beside it."""
    text = f"经批准不纳入考核：{waiver.reason}；批准机关 {waiver.approver}，文号 {waiver.number}，有效期至 {waiver.until}（含当日）"
    if waiver.floor:
        text += f"，但不得低于 {waiver.floor}"
    if not waiver.holds:
        text += "；本次不适用该豁免"
    return text + (f"。{waiver.note.rstrip('。')}。" if waiver.note else "。")


def distance(verdict: Verdict) -> str:
    """The gap of what is not met or pending, the margin of what is met."""
    return verdict.gap.text if verdict.gap else margin(verdict)


def as_words(verdict: Verdict) -> str:
    """The whole derivation of one verdict, for a person, many lines without a last newline."""
    rule, actual = verdict.rule, verdict.actual
    asked = f"{rule.document.title}{f'（{rule.document.number}）' if rule.document.number else ''}，{rule.clause}"
    lines = [
        f"{verdict.unit.name}（{verdict.unit.code}）　{verdict.period.chinese}　{rule.id}　{kind_of(verdict)}",
        f"目标：{rule.title}",
        f"依据：《{rule.document.title}》{rule.document.number}　条款 {rule.clause}：“{rule.quote}”"
        if rule.quote
        else f"依据：{asked}",
        f"读法：{rule.reading}" if rule.reading else "",
        f"要求：{required_text(verdict)}",
        f"填报：{actual_text(verdict) or '（未填报）'}"
        + (f"（{counts_text(verdict)}）" if counts_text(verdict) else ""),
        f"取数依据：{BASES[actual.basis]}" + (f"（{actual.inferred_from}）" if actual.inferred_from else "")
        if actual
        else "",
        "推导：",
        *(f"  {n}. {step}" for n, step in enumerate(verdict.steps, 1)),
        f"精确比较：{comparison_text(verdict)}" if comparison_text(verdict) else "",
        f"结果：{VERDICTS[verdict.verdict]}" + (f"（{verdict.progress}）" if verdict.progress else ""),
        f"{'差距' if verdict.gap else '余量'}：{distance(verdict)}" if distance(verdict) else "",
        *(f"提示：{flag_words(flag)}" for flag in verdict.flags),
        f"豁免：{waiver_words(verdict.waiver)}" if verdict.waiver else "",
        *(f"数据：{e.place} {f'{e.role} ' if e.role else ''}“{e.text}”" for e in verdict.evidence),
    ]
    return "\n".join(line for line in lines if line)


def asked_for(result: Result) -> set[tuple[str, str]]:
    """(unit, indicator) of everything that some target of the unit asks for."""
    asked = {(v.unit.code, v.rule.indicator.name) for v in result.verdicts}
    relative = ((v.unit.code, v.rule.comparison.relative) for v in result.verdicts)
    return asked | {(code, other.indicator) for code, other in relative if other is not None}
