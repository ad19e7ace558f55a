"""What a run says of itself when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from compliance.reports.words import SEVERITIES
from compliance.verdict import VERDICTS


class Summary(Struct, frozen=True):
    """The counts of a run.

    Attributes:
        files, refused: files found, and those that could not be used.
        submissions: the ones that were read; `superseded` of them do not count.
        units, silent: units that reported, and those that should have and did not (a unit and period each).
        verdicts: how many of each code in each unit's latest year, over everything that counts (binding, not advisory);
            `shown` over the rest.
        problems: how many of each severity.
        apart: those of `verdicts` that rest on a rate without counts, or on one inferred from a whole.
        manifest: what stands in manifest.json but for the files and the counts.
    """

    files: int
    refused: int
    submissions: int
    superseded: int
    units: int
    silent: int
    verdicts: Mapping[str, int]
    shown: Mapping[str, int]
    problems: Mapping[str, int]
    exit_status: int
    manifest: Mapping[str, Any] = field(default_factory=dict)
    apart: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The counts alone."""
        return {
            "files": self.files, "refused": self.refused, "submissions": self.submissions,
            "superseded": self.superseded, "units": self.units, "silent": self.silent,
            "verdicts": dict(self.verdicts), "on_report_only": dict(self.apart), "not_counted": dict(self.shown),
            "problems": dict(self.problems),
            "exit_status": self.exit_status,
        }  # fmt: skip

    @classmethod
    def of_json(cls, data: Mapping[str, Any], manifest: Mapping[str, Any]) -> Summary:
        """What `as_json` gave."""
        return cls(
            data["files"], data["refused"], data["submissions"], data["superseded"], data["units"], data["silent"],
            data["verdicts"], data["not_counted"], data["problems"], data["exit_status"], manifest,
            data["on_report_only"],
        )  # fmt: skip

    def apart_words(self) -> str:
        """How many rest on a rate alone, and how they were answered."""
        parts = "、".join(f"{VERDICTS[code].partition('（')[0]} {n}" for code, n in self.apart.items())
        return f"仅凭申报比例或推断、没有分子分母可核的 {sum(self.apart.values())} 项（{parts}）"

    def words(self) -> str:
        """The counts for a person, some lines."""
        total = sum(self.verdicts.values())
        lines = [
            f"文件 {self.files} 个，其中 {self.refused} 个不能使用；填报表 {self.submissions} 份"
            + (f"，其中 {self.superseded} 份已被取代或重复" if self.superseded else "") + "。",
            f"报送单位 {self.units} 个；应报未报 {self.silent} 个（按单位和期间计）。",
            f"适用指标共 {total} 项："
            + "、".join(f"{VERDICTS[code].partition('（')[0]} {n}" for code, n in self.verdicts.items()) + "。",
        ]  # fmt: skip
        if self.apart:
            lines.append(f"其中{self.apart_words()}。")
        if others := sum(self.shown.values()):
            lines.append(f"另有参照指标和倡导性要求 {others} 项，不计入。")
        lines.append("问题：" + "、".join(f"{SEVERITIES[s]} {n}" for s, n in self.problems.items()) + "。")
        return "\n".join(lines) + "\n"
