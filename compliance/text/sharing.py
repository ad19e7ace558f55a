"""Which indicators share one value: 及时受理率、按期办结率均达到100%."""

from __future__ import annotations

import re

_MEASURED = re.compile(
    r"(?:率|数|量|额|比|比例|占比|比重|值|人次|指数|收入|面积|得分|水平|满意度|合格|覆盖|强度|里程|总量|规模|产值|时间|时长)$"
)
#: 接通率、办结率等数据指标: the list says which they are.
_ALIKE = re.compile(
    r"等(?:(?:\d{1,2}|[一二两三四五六七八九十])[项个大])?(?:数据|主要|核心|关键|考核|重点|各项|量化|约束性)*(?:指标|数据)?$"
)
_LONG_ENOUGH = 4
_ONE_WHOLE = re.compile(r"等|对|三级|四级|五级|\d|双随机|[(（]")


def parts_of(subject: str) -> list[str]:
    """The members of a list; 和 divides only what has a measure on both of its sides."""
    parts = [p for p in subject.split("、") if p]
    if not parts:
        return []
    last = [p for p in re.split(r"和(?!谐|解|平)|与|及(?!时|格)|以及", parts[-1]) if p]
    whole = len(parts) == 1 or not all(_MEASURED.search(p) for p in parts)
    if whole or all(_MEASURED.search(p) for p in (*parts[:-1], *last)):
        return [*parts[:-1], *last]
    return parts


def sharing(subject: str, shared: str, fixed: str = "") -> list[str]:
    """The indicators that share a value, or [] where there is one.

    Args:
        subject: the words before the value.
        shared: 均, 都, 分别 or "" as the sentence has it.
        fixed: "cover" for 全覆盖, whose subjects need no measure; other fixed phrases are never shared.
    """
    parts = parts_of(_ALIKE.sub("", subject)) if not fixed and "、" in subject else parts_of(subject)
    if len(parts) < 2 or re.search(r"^各|所有|每(?![天日周月年])", subject) or shared == "分别":
        return []
    if fixed:
        alike = "、" in subject or len({p[-1] for p in parts}) == 1  # 免费筛查与诊断服务 is one thing
        long = all(len(p) >= _LONG_ENOUGH for p in parts)
        listed = fixed == "cover" and alike and long and not _ONE_WHOLE.search(subject)
        return parts if listed else []
    if not _MEASURED.search(parts[-1]):
        return []
    return parts if shared in ("均", "都", "双双", "各") or all(_MEASURED.search(p) for p in parts) else []
