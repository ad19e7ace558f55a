"""Whose figure it is: the reporting unit's own, or the province's, a neighbour's, a bureau's, a zone's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from compliance.errors import UsageError
from compliance.region import Divisions

_LETTERS = "省市州县区盟旗镇乡"
_WIDE = re.compile(rf"全国|我国|[全我本][{_LETTERS}](?![委长民域内容])")
#: 在全省率先, 居全州第一: said of a standing among others, not of whose figure it is.
_STANDING = re.compile(r"(?:在|居|列|位|与|和|同|比|较|于|过|向|为|被|获|经|达|到|的|对)$")
_ORDERED = re.compile(r"(?:按照?|落实|贯彻|根据|依照|遵照|经)[^，；]*$")
_ORDER = re.compile(
    r"[^，；]*?(?:部署|要求|安排|规定|条例|办法|精神|意见|方案|通知|任务|统筹|决策|指导|领导|批准|同意)(?=[，；]|$)"
)
#: The names of places are no longer than this.
_LONGEST = 11
_BODY = r"局|厅|委员会|办公室|法院|检察院|公司|开发区|新区|园区|示范区|高新区|经开区|保税区|街道办事处|街道|乡镇|省|自治区|州|市|县|区|旗|盟|镇|乡"
_OTHER_BODY = re.compile(rf"(?!各)[\u4e00-\u9fff]{{1,14}}?(?:{_BODY})(?=$|行政机关|人民?政府|各|全|机关|负责人)")
_GOVERNMENT = re.compile("([省市州县区旗盟])(?:人民政府|政府|委(?![员托])|级|平均)")
_OPENS = re.compile(
    rf"(?:^|[。；])[\d一二三四五六七八九十、.．(（)）\s]*(?P<body>[\u4e00-\u9fff]{{1,14}}(?:{_BODY}))[：:]"
)
#: 临夏回族自治州 is 临夏州 for short, 海西蒙古族藏族自治州 海西州.
_PEOPLES = re.compile(
    r"(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各)族?)+(?:自治(?=[州县旗])|(?=自治区))"
)


class Body(Struct, frozen=True):
    """A body a text speaks of; `own` where it is the reporting unit."""

    text: str
    start: int
    end: int
    own: bool


class Own:
    """The reporting unit, by the names it goes by.

    Args:
        code: its code; one the table does not know leaves `name` to tell.
        name: what the report's title calls it.
    """

    def __init__(self, code: str, name: str = "") -> None:
        self._divisions = Divisions.shipped()
        try:
            unit = self._divisions.unit(code)
            self.known = True
            self.department = unit.department
            full = unit.name
            self._above = self._divisions.unit(unit.government).name if unit.department else full
        except UsageError:
            self.known, self.department, full = False, "", name
            self._above = name
        plain = _PEOPLES.sub("", self._above)
        self.stem = re.sub(r"(?:自治区|省|市|地区|州|县|区|盟|旗|镇|乡|街道)$", "", plain)
        self.names = tuple(dict.fromkeys(n for n in (full, self._above, plain) if len(n) > 1))
        self.letter = self._above[-1:] if self._above[-1:] in _LETTERS else ""

    def is_own(self, body: str) -> bool:
        """Whether these words name the unit itself: 全市, 我市, 格尔木市, 市政府 of 格尔木市."""
        if body in ("全国", "我国"):
            return not self._above
        if self.department:
            return self.department in body
        if len(body) == 2 and body[0] in "全我本":
            return not self.letter or body[1] == self.letter
        return any(body.endswith(name) for name in self.names)

    def bodies(self, text: str) -> list[Body]:
        """The bodies `text` speaks of by 全省, 我市 or a place's official name, in order."""
        found = [
            Body(m[0], m.start(), m.end(), self.is_own(m[0]))
            for m in _WIDE.finditer(text)
            if not _beside(text, *m.span())
        ]
        for at in re.finditer(f"[{_LETTERS}]", text):
            name = self._place(text, at.end())
            if name and not any(b.start <= at.start() < b.end for b in found):
                start = at.end() - len(name)
                if not _beside(text, start, at.end()):
                    found.append(Body(name, start, at.end(), self.is_own(name)))
        found += [
            Body(m["body"], *m.span("body"), self.is_own(m["body"])) for m in _OPENS.finditer(text)
            if not any(b.start < m.end("body") <= b.end for b in found)
        ]  # fmt: skip
        return sorted(found, key=lambda b: b.end)

    def _place(self, text: str, end: int) -> str:
        """The longest name of a place that ends there, the unit's own short names among them."""
        for length in range(min(_LONGEST, end), 1, -1):
            name = text[end - length : end]
            if name in self.names or (re.fullmatch(r"[\u4e00-\u9fff]+", name) and self._divisions.find_by_name(name)):
                return name
        return ""

    def other_before(self, words: str, plainly: bool) -> str:
        """The other body that the words just before an indicator's name end in; "" where they name none.

        Words that are plain but for a government's are looked at for whose it is: 省政府 is not 格尔木市's.
        """
        governments = [m[1] for m in _GOVERNMENT.finditer(words)]
        if governments and self.letter and self.letter not in governments:
            return words
        found = None if plainly else _OTHER_BODY.match(words)
        if found is None or self.is_own(found[0]) or found[0][0] in "各全我本每加":
            return ""
        return "" if found[0] in (f"{self.letter}级", self.letter) else found[0]

    def another(self, title_unit: str) -> bool:
        """Whether the body that a report's title names is another than the unit."""
        if not (self.known and self.stem and title_unit):
            return False
        if self.department:
            return self.department not in title_unit
        if self.stem not in title_unit:
            return True
        return bool(re.search(r"(?:局|厅|法院|检察院|街道|[镇乡])$", title_unit)) and not self.names_itself(title_unit)

    def names_itself(self, text: str) -> bool:
        return any(text.endswith(name) for name in self.names)


def _beside(text: str, start: int, end: int) -> bool:
    """Whether a body is named as a standard, a giver of orders or an addressee, not as whose figure follows."""
    before = text[max(0, start - 12) : start]
    after = text[end : end + 40]
    if _ORDERED.search(before) and _ORDER.match(after):
        return True
    return bool(_STANDING.search(before)) and not after.startswith(("，", "、", "和"))


def last_list(found: Sequence[Body], text: str) -> Sequence[Body]:
    """The list that the last of the bodies ends: 全省、全市; of a single one itself."""
    first = len(found) - 1
    while first > 0 and text[found[first - 1].end : found[first].start] in ("、", "和", "与", "及", "以及"):
        first -= 1
    return found[first:]
