"""Errors and findings: a stable English code, a Chinese sentence, a place, and what to do about it.

`CODES` is the one home of every code: its severity, its audit class and its words. A finding is raised
with `problem(code, place, **words)`; text for people is written here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from compliance.source import Place

Severity = Literal["error", "question", "note"]

#: 强制性审核: the data must be corrected before it can be submitted.
MANDATORY = "强制性审核"
#: 核实性审核: the data may be submitted with an explanation.
VERIFY = "核实性审核"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means: `message` and `advice` are format strings over the words given to `problem`."""

    severity: Severity
    message: str
    advice: str
    audit: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `refused` says that the whole file could not be used."""

    code: str
    severity: Severity
    message: str
    advice: str
    place: Place = Place()
    audit: str = ""

    @property
    def refused(self) -> bool:
        return self.code in REFUSALS

    def in_file(self, file: str) -> Problem:
        """The same finding with the file filled in where it was not known yet."""
        return self if self.place.file else replace(self, place=replace(self.place, file=file))

    def in_sheet(self, sheet: str) -> Problem:
        """The same finding with the sheet filled in where it was not known yet."""
        return self if self.place.sheet else replace(self, place=replace(self.place, sheet=sheet))

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where}：{self.message}{self.advice}" if where else f"{self.message}{self.advice}"


class ComplianceError(Exception):
    """Something that stops the work; holds every `Problem` found, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ComplianceError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)

    def in_file(self, file: str) -> ComplianceError:
        return type(self)(p.in_file(file) for p in self.problems)


class RefusedError(ComplianceError):
    """A file that cannot be used at all."""


class UsageError(ComplianceError):
    """What the user asked for does not fit: unknown unit, rule, period …"""


class RuleError(ComplianceError):
    """A rule pack, indicator file or waiver file that does not hold together."""


def problem(code: str, place: Place = Place(), /, **words: object) -> Problem:
    """The finding `code` at `place`, its words filled in.

    Raises:
        KeyError: the code, or a word its sentence needs, is unknown: a programming error.
    """
    known = CODES[code]
    return Problem(
        code, known.severity, known.message.format(**words), known.advice.format(**words), place, known.audit
    )


# -- files that cannot be used: exit status 2
_REFUSALS: dict[str, Code] = {
    "file_not_found": Code("error", "找不到这个文件。", "请检查文件名和所在文件夹。"),
    "file_unreadable": Code("error", "没有权限读取这个文件，或文件正被占用（{why}）。", "请关闭正在使用它的程序，或换一个位置后重试。"),
    "file_empty": Code("error", "文件是空的（0 字节）。", "请重新导出或重新上传。"),
    "not_a_workbook": Code("error", "这不是能识别的表格文件（{what}）。", "请用 Excel、WPS 或 LibreOffice 另存为 .xlsx 后重新上传。"),
    "encrypted": Code("error", "文件已加密。", "请去除密码后重新上传。"),
    "damaged": Code("error", "文件已损坏或不完整（{what}）。", "请用原程序打开并另存为 .xlsx 后重新上传。"),
    "too_large": Code("error", "文件超出限制：{what}，上限为 {limit}。", "请删去无关内容后重新上传，或请管理员调整上限。"),
    "too_slow": Code("error", "读取超过 {limit} 秒仍未完成，已停止。", "请把需要的工作表另存为新文件后重新上传。"),
    "reader_died": Code("error", "读取时程序异常退出（{what}），这个文件未能读取。", "请用 Excel 或 WPS 打开并另存为 .xlsx 后重新上传。"),
}

REFUSALS = frozenset(_REFUSALS)

CODES: dict[str, Code] = {
    **_REFUSALS,
}
