"""The surface of a text: one form for full-width and half-width, blanks gone, every character still knowing its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from compliance.text.patterns import UNIT

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
#: Punctuation keeps (or gets) its Chinese form; brackets and marks that stand beside numbers their ASCII form.
_PUNCTUATION = {
    "，": "，", "；": "；", "？": "？", "！": "！", ";": "；", "?": "？", "!": "！",
    "﹪": "%", "％": "%", "∶": ":", "：": ":", "︰": ":", "　": " ", "\u00a0": " ", "〖": "《", "〗": "》",
    "─": "—", "–": "—", "‐": "-", "‑": "-", "−": "-", "﹣": "-", "～": "~", "〜": "~", "∼": "~", "●": "、",
    "「": "“", "」": "”", "『": "“", "』": "”", "＂": '"', "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤", "﹤": "<", "﹥": ">",
    "•": "·", "・": "·", "‧": "·", "⼆": "二", "○": "〇",
}  # fmt: skip
#: Traditional characters of the words the grammar knows, one for one, so that places stay what they are.
_TRADITIONAL = str.maketrans(
    "達過於減壓縮長總萬億個點時間內實現標準歷數據級應儘盡須動態歸結蓋進辦將爭確穩維護約幾餘從為與較環漲漸擴強優調報條項處戶業學課場張輛頭畝頃噸鎮鄉縣區號檢審訴訟執復議機關負責開專題講訓員幹職權單備覽預測監罰勞資養醫療衛兒產婦嬰歲壽隊驗劃規範圍統計財務貸費稅價額貿農糧種電網絡線車運輸橋樓廠館書藝遊團體際國華東門麗濟鐵廣礦災難險滅煙雜離騙貪賄懲獎勵辭聯繫貫徹黨導領隨轉讓債興舊遷馬鳥魚龍齊",
    "达过于减压缩长总万亿个点时间内实现标准历数据级应尽尽须动态归结盖进办将争确稳维护约几余从为与较环涨渐扩强优调报条项处户业学课场张辆头亩顷吨镇乡县区号检审诉讼执复议机关负责开专题讲训员干职权单备览预测监罚劳资养医疗卫儿产妇婴岁寿队验划规范围统计财务贷费税价额贸农粮种电网络线车运输桥楼厂馆书艺游团体际国华东门丽济铁广矿灾难险灭烟杂离骗贪贿惩奖励辞联系贯彻党导领随转让债兴旧迁马鸟鱼龙齐",
)
_TABLE: dict[int, int | str] = {**_WIDE, **_TRADITIONAL, **{ord(a): b for a, b in _PUNCTUATION.items()}}

_DROPPED = re.compile(
    r"[\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f\x00-\x1f]+|\*{2,}|__+"
)
_ALNUM = re.compile(r"[0-9A-Za-z.%]")
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
#: 321 146件: blanks that part thousands, before a unit.
_THOUSANDS = re.compile(rf"(?<![\d.,])[1-9]\d{{0,2}}(?:[ \u2009\u202f]\d{{3}}){{1,4}}(?:\.\d+)?(?= ?[万亿]?{UNIT})")


class Surface(Struct, frozen=True):
    """A text without blanks, and for every character of it the place in the text it came from.

    Attributes:
        text: what the grammar reads.
        at: `at[i]` is where `text[i]` stood; one entry more for the end.
    """

    text: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the first text that `text[start:end]` covers; time is constant."""
        return (self.at[start], self.at[end - 1] + 1) if end > start else (self.at[start], self.at[start])


def surface(text: str) -> Surface:
    """The surface of `text`, in linear time.

    A blank between two letters or digits stays as one blank, so that the cells of a row do not run together.
    """
    wide = text.translate(_TABLE)
    wide = _COMMA.sub("，", wide)
    if _DROPPED.search(wide) is None:
        return Surface(wide, range(len(wide) + 1))
    pieces: list[str] = []
    at: list[int] = []
    position = 0
    inside = {i for figure in _THOUSANDS.finditer(wide) for i in range(*figure.span())}
    for blank in _DROPPED.finditer(wide):
        start, end = blank.span()
        pieces.append(wide[position:start])
        at.extend(range(position, start))
        before, after = wide[start - 1 : start], wide[end : end + 1]
        if start not in inside and (
            (
                before
                and after
                and _ALNUM.match(before)
                and _ALNUM.match(after)
                and (before != "." and after not in ".%")
            )
            or ("\t" in blank[0] and before and after)
        ):
            pieces.append(" ")
            at.append(start)
        position = end
    pieces.append(wide[position:])
    at.extend(range(position, len(wide) + 1))
    return Surface("".join(pieces), at)
