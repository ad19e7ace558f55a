"""The unit and the period a report is read for, and whether a figure is of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from compliance.intake.narrative_around import Around, aside
from compliance.intake.narrative_when import Mention, governing, mentions
from compliance.intake.narrative_whose import Own, last_list
from compliance.period import Period

if TYPE_CHECKING:
    from compliance.intake.narrative import Narrative, NarrativeFact

#: The heading of a table's column that says no more than that the figures stand in it.
_PLAIN_HEAD = re.compile(
    r"(?:本期|本年度?|累计|实际|完成|实绩|报告期|统计|指标|数值|数据|数量|结果|情况|合计|总计|总数|比率|比例|百分比|达到|实现|达成|值|数|量|率|[（(\[][^)）\]]*[)）\]]|[\s%、/])*"
)
_CAPTION = 40
_EACH_OF_THEM = frozenset({"均", "都", "双双", "各", "皆"})
_SECTION_BODY = re.compile(
    r"[一二三四五六七八九十\d、.．(（)）\s]*(?P<body>[\u4e00-\u9fff]{1,12}(?:省|自治区|州|市|县|区|旗|盟|镇|乡|街道|局|厅|法院|检察院|开发区))[：:。]?"
)
Verdict = tuple[str, str]
#: Nothing speaks against it.
_FINE: Verdict = ("", "")


class _Said(Struct, frozen=True):
    """What headings say: of time None for nothing, "" for the period asked for, else the doubt; of body the doubt."""

    time: str | None = None
    body: str = ""


_NOTHING = _Said()


class Context:
    """Whose figures are asked for and of when, and what the report's title and headings say of it."""

    def __init__(self, narrative: Narrative, unit: str, period: Period) -> None:
        self._document = narrative.document
        self._asked = period
        self._own = Own(unit, narrative.unit)
        self._year, self._report_time = self._of_report()
        self._report_body = f"报告标题写的是{narrative.unit}" if self._own.another(narrative.unit) else ""
        self._sections: dict[int, _Said] = {}
        self._read_headings()

    def _of_report(self) -> tuple[int | None, str]:
        """What 今年 means in the report, and the doubt where the report as a whole is of another time."""
        title, year = self._document.title, self._document.year
        told = [m.period for m in mentions(title, year) if m.period]
        if told:
            last = told[-1]
            fits = last == self._asked or (last.contains(self._asked) and self._asked.last_month == 12)
            return last.year, "" if fits else f"报告标题写的是{last.chinese}"
        if year is None or year == self._asked.year:
            fits = self._asked == self._asked.whole_year
            return self._asked.year, "" if fits else f"报告没有写明是{self._asked.chinese}"
        return None, f"报告的日期是{year}年"

    def _read_headings(self) -> None:
        """For each paragraph what the headings it stands under say of time and body; and its table's caption."""
        stack: list[tuple[int, _Said]] = []
        caption = _NOTHING
        for paragraph in self._document.paragraphs:
            if paragraph.heading and not paragraph.cells:
                depth = len(paragraph.clause)
                stack = [s for s in stack if s[0] < depth]
                stack.append((depth, self._said_in(paragraph.text, "小标题")))
            if not paragraph.cells:
                short = len(paragraph.text) <= _CAPTION and "。" not in paragraph.text
                caption = self._said_in(paragraph.text, "表题") if short else _NOTHING
            said = [*(s for _, s in stack), caption if paragraph.cells else _NOTHING]
            time = next((s.time for s in reversed(said) if s.time is not None), None)
            body = next((s.body for s in reversed(said) if s.body), "")
            if time is not None or body:
                self._sections[paragraph.number] = _Said(time, body)

    def _said_in(self, heading: str, what: str) -> _Said:
        if heading == self._document.title:
            return _NOTHING
        told = [m for m in mentions(heading, self._year) if m.period and not m.loose]
        time = None
        if told:
            time = "" if any(m.period == self._asked for m in told) else f"{what}写的是{told[-1].text}"
        return _Said(time, self._body_in(heading))

    def _body_in(self, heading: str) -> str:
        named = _SECTION_BODY.fullmatch(heading)
        if named and not self._own.is_own(named["body"]):
            return f"小标题写的是{named['body']}"
        return ""

    def without_whose_and_when(self, words: str) -> str:
        """`words` without the times and the bodies they name."""
        gone = [(m.start, m.end) for m in mentions(words, self._year)] + [
            (b.start, b.end) for b in self._own.bodies(words)
        ]
        for start, end in sorted(gone, reverse=True):
            words = words[:start] + words[end:]
        return words

    # -- whose

    def body(self, fact: NarrativeFact, where: Around, before: str, plainly: bool) -> Verdict:
        """Why the figure is surely, or perhaps, another body's.

        Args:
            before: what stands right before the indicator's name; `plainly` where it is nothing out of the ordinary.
        """
        if fact.head and (head := self._column(fact.head)):
            return head, ""
        behind = self._own.bodies(aside(where))
        if behind:
            return _FINE if behind[-1].own else (f"原文是{behind[-1].text}的数", "")
        named = self._own.bodies(where.before)
        ours = last_list(named, where.before)
        place, length = where.run
        if len(ours) > 1:
            if length == len(ours):
                return _FINE if ours[place].own else (f"原文是{ours[place].text}的数", "")
            return "", f"原文同时说到{'、'.join(b.text for b in ours)}"
        if other := self._own.other_before(before.lstrip("，、：:；。 "), plainly):
            return f"原文是{other}的数", ""
        if named:
            last = named[-1]
            if last.own:
                return _FINE if not self._report_body else ("", self._report_body)
            near = last.end > len(where.before) - len(where.own) and not self._own.department
            return (f"原文是{last.text}的数", "") if near else ("", f"前文说的是{last.text}")
        earlier = self._own.bodies(where.earlier)
        if earlier and not earlier[-1].own:
            return "", f"前文说的是{earlier[-1].text}"
        return "", self._sections.get(fact.paragraph, _NOTHING).body or self._report_body

    def _column(self, head: str) -> str:
        """Why a column of this heading is not of the unit; "" where it is, or says nothing."""
        bodies = self._own.bodies(head)
        if bodies and not bodies[-1].own:
            return f"列名是“{head}”"
        return "" if _PLAIN_HEAD.fullmatch(self.without_whose_and_when(head)) else f"列名是“{head}”"

    # -- when

    def time(self, fact: NarrativeFact, where: Around) -> Verdict:
        """Why the figure is surely, or perhaps, of another time."""
        if fact.head and (told := mentions(fact.head, self._year)):
            return self._of_mention(told[-1])
        ours = governing(where.before, aside(where), where.run, self._year)
        if len(ours) > 1:
            shared = fact.found.claim.shared if fact.found else ""
            if shared in _EACH_OF_THEM and any(m.period == self._asked for m in ours):
                return _FINE
            return "", f"原文同时说到{'、'.join(m.text for m in ours)}"
        if ours:
            return self._of_mention(ours[0])
        if (opening := self._opening(where.earlier)) is not None and opening.period != self._asked:
            return "", f"前文说的是{opening.text}"
        section = self._sections.get(fact.paragraph, _NOTHING).time
        return "", self._report_time if section is None else section

    def _of_mention(self, told: Mention) -> Verdict:
        if told.loose and not told.many:
            return "", f"原文写的是{told.text}"
        if told.period is None:
            return f"原文是{told.text}的数", ""
        when = told.text if str(told.period.year) in told.text else f"{told.text}（{told.period.chinese}）"
        return _FINE if told.period == self._asked else (f"原文是{when}的数", "")

    def _opening(self, earlier: str) -> Mention | None:
        """The time the sentences before opened with and have not left: 2023年，…。"""
        told = mentions(earlier, self._year)
        return next((m for m in reversed(told) if re.search(r"(?:^|[。；])[^，。；]{0,4}$", earlier[: m.start])), None)
