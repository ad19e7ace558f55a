"""The claims of a report's sentences → facts: levels, their changes, what rates are counted from, what contradicts itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from fractions import Fraction

from msgspec import Struct, field
from msgspec.structs import replace

from compliance.quantity import HALF, decimal_text
from compliance.text.grammar import Claim
from compliance.text.reading import Reading
from compliance.text.roles import RATIO, REWARD, SCALE, names, unit_of_noun
from compliance.text.sharing import sharing
from compliance.text.tense import report_tense
from compliance.text.tokens import When

PLANNED = "计划或目标，不是已发生的结果"


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


def facts_of(
    readings: list[Reading], year: int | None, part: str, dated: bool = True
) -> tuple[list[Found], list[Left]]:
    """The facts of one paragraph, in order, and every other figure with its reason."""
    facts: list[Found] = []
    left: list[Left] = []
    if (
        readings
        and part != "future"
        and _AHEAD.match(readings[0].sentence.ahead(0, len(readings[0].sentence.tokens), 40))
    ):
        part = "future"
    for number, reading in enumerate(readings):
        _sentence(reading, number, year if dated else None, part, facts, left)
    _name_counts(facts)
    _check_parts(facts)
    return facts, left


#: A paragraph that opens so speaks of plans to its end.
_AHEAD = re.compile(r"(?:下一步|接下来|今后|明年|新的一年|下阶段|下步)[，工我全将要，]")
_IGNORED = frozenset({REWARD, SCALE})


def _sentence(reading: Reading, number: int, year: int | None, part: str, facts: list[Found], left: list[Left]) -> None:
    here: list[Found] = []
    for position, claim in enumerate(reading.claims):
        start, end = _span(reading, claim, position)
        why = _why(reading, claim, year, part)
        if why == RATIO and (shares := _structure(reading, claim, position, number)):
            here.extend(shares)
            continue
        if why:
            if claim.number is not None:
                left.append(Left(why, reading, *_figure_span(reading, claim)))
            continue
        if claim.low is not None:
            _lower_end(reading, claim, position, number, here)
        if _is_change(claim):
            _add_change(reading, claim, position, start, end, number, here, year)
        else:
            level = _level(reading, claim, position, start, end, number)
            here.extend(
                [replace(level, subject=s, steps=list(level.steps)) for s in sharing(level.subject, claim.shared)]
                if claim.number and not claim.inherited and claim.unit == "比率"
                else []
            )
            if not here or here[-1].claim is not claim or here[-1].start != level.start:
                here.append(level)
    _unchanged(reading, here)
    facts.extend(here)
    for index, why in names(reading.sentence):
        token = reading.sentence.tokens[index]
        left.append(Left(why, reading, token.start, token.end))


def _span(reading: Reading, claim: Claim, position: int) -> tuple[int, int]:
    tokens = reading.sentence.tokens
    return min(reading.heads[position], tokens[claim.first].start), tokens[claim.last].end


def _figure_span(reading: Reading, claim: Claim) -> tuple[int, int]:
    tokens = reading.sentence.tokens
    return tokens[claim.index - (2 if claim.low is not None else 0)].start, tokens[claim.last].end


_DONE = re.compile(r"实现|做到|达到|已|了|基本|落实|完成|100%|推动|全面")


def _why(reading: Reading, claim: Claim, year: int | None, part: str) -> str:
    sentence = reading.sentence
    if claim.number is None:
        if claim.fixed not in ("cover", "ying", "yingbi") or claim.why:
            return "固定说法"
        start, _ = sentence.segment(claim.index)
        if (
            not _DONE.search(sentence.near(start, claim.index + 1))
            or report_tense(sentence, claim, year, part) == "future"
        ):
            return "固定说法"
        after = sentence.text[sentence.tokens[claim.last].end : sentence.tokens[claim.last].end + 3]
        return "固定说法" if re.match(r"[的式型化]|行动|工程|目标", after) else ""
    if claim.why and claim.why not in _IGNORED:
        return claim.why
    if report_tense(sentence, claim, year, part) == "future":
        return PLANNED
    return ""


def _is_change(claim: Claim) -> bool:
    if claim.number is None or claim.level_verb:
        return False
    if claim.unit == "百分点" and not claim.change:
        claim.change = "increase"
    return bool(claim.change) and claim.relation != "object"


def _level(reading: Reading, claim: Claim, position: int, start: int, end: int, number: int) -> Found:
    unit = claim.unit or _bare_unit(reading.subjects[position]) or unit_of_noun(reading.subjects[position])
    approximate = claim.approximate or bool(claim.bound) or claim.op in (">", "<")
    if claim.number is None:
        first, _ = reading.sentence.segment(claim.index)
        approximate = any(t.text.startswith("基本") for t in reading.sentence.tokens[first : claim.index])
    step = claim.number.step if claim.number else Fraction(0)
    value = claim.value
    return Found(
        claim,
        reading,
        reading.subjects[position],
        start,
        end,
        value,
        unit,
        step,
        None,
        approximate,
        sentence=number,
        steps=[*claim.steps, "报告的数值"],
    )


def _lower_end(reading: Reading, claim: Claim, position: int, number: int, here: list[Found]) -> None:
    tokens = reading.sentence.tokens
    lower = tokens[claim.index - 2]
    assert claim.low is not None
    here.append(
        Found(
            claim,
            reading,
            reading.subjects[position],
            lower.start,
            lower.end,
            claim.low,
            claim.unit,
            approximate=claim.approximate,
            sentence=number,
            steps=["区间的下端"],
        )
    )


def _structure(reading: Reading, claim: Claim, position: int, number: int) -> list[Found]:
    """三次产业结构为11.6:43.8:44.6: three shares, where they add up to a hundred."""
    assert claim.number is not None
    parts = claim.number.text.split(":")
    if len(parts) < 3 or abs(sum(map(Fraction, parts), Fraction(0)) - 100) > 1:
        return []
    found, start = [], claim.number.start
    for text in parts:
        step = Fraction(1, 100 * 10 ** len(text.partition(".")[2]))
        found.append(
            Found(
                claim,
                reading,
                reading.subjects[position],
                start,
                start + len(text),
                Fraction(text) / 100,
                "比率",
                step,
                sentence=number,
                steps=[f"结构比“{claim.number.text}”的一份"],
            )
        )
        start += len(text) + 1
    return found


def _bare_unit(subject: str) -> str:
    return "比率" if re.search(r"(?:率|比|比例|占比|比重|系数|度)$", subject.rstrip("”’")) else ""


# -- changes

_CONNECTIVES = re.compile(
    r"^(?:[，、；：:()\s]|同比|环比|按?可比价格?计?算?|按不变价格?计?算?|可比口径|扣除价格因素|分别|均|都|双双|各|和|及|与|年均|平均|名义|实际|净|又|再|也|已|共|其中|增速|增幅|降幅|涨幅|总体|小幅|大幅|明显|显著|略有?|有所|稳步|持续|进一步|连续\S{1,3}年|首次|整体|"
    r"数量|人数|件数|起数|总量|规模|相应|由此|累计|呈|实现|保持|提前|继续|是|为|比|较|相比|相较|之|上|的|率|约|近|超|逾|全年|全市|全省|全县|全区|名次|排名|水平|速度|效率|时限|已经|[居列排位][^，；。\d]{0,8}第[一二三四五六七八九十\d]+[位名])+"
)


def _add_change(
    reading: Reading,
    claim: Claim,
    position: int,
    start: int,
    end: int,
    number: int,
    here: list[Found],
    year: int | None,
) -> None:
    change = Change(_kind(reading, claim, year, here), _signed(claim))
    home = _home(reading, claim, position, here)
    if home is not None:
        home.change = change
        home.steps.append(f"其变化：“{reading.sentence.words(claim.first, claim.last + 1)}”")
    if home is not None:
        return
    approximate = claim.approximate or bool(claim.bound) or claim.op in (">", "<")
    here.append(
        Found(
            claim, reading, reading.subjects[position], start, end, None, claim.unit or "比率", Fraction(0), change, approximate,
            sentence=number, steps=[*claim.steps, "只有变化，没有数值"],
        )
    )  # fmt: skip


def _signed(claim: Claim) -> str:
    value = abs(claim.value)
    return plain(-value if claim.change == "decrease" or claim.op == "<" else value)


#: A change belongs to one of the levels just before it, and with few words between.
_RECENT, _GAP, _TAIL = 12, 60, 16


def _home(reading: Reading, claim: Claim, position: int, here: list[Found]) -> Found | None:
    """The level a change belongs to: the one before it, where the change has no subject of its own."""
    sentence = reading.sentence
    if not here:
        return None
    chain = _chain(reading, position)
    first = reading.claims[position - chain]
    before = sentence.tokens[first.first].start
    recent = here[-_RECENT:]
    last = max((f for f in recent if f.end <= before), key=lambda f: f.end, default=None)
    if last is None:
        return None
    gap = sentence.text[last.end : before]
    if len(gap) > _GAP:
        return None
    rest = _CONNECTIVES.sub("", gap)
    behind, _, own = gap.rpartition("，")
    trailing = len(behind) <= _TAIL and "，" not in behind and not _CONNECTIVES.sub("", own)  # 782件成功调解，同比增长
    if rest and not _only_base(rest) and not trailing:
        return _named(rest, recent, claim, before)
    levels = [f for f in recent if f.value is not None and f.end <= before]
    exact = [f for f in levels if f.claim.op not in (">", "<")]
    levels = exact or levels
    longest = _chain_length(reading, position - chain)
    home: Found | None
    if longest > 1 and len(levels) >= longest:
        home = levels[len(levels) - longest + chain]
    else:
        home = levels[-1] if levels else None
    if home is None or home.change is not None or not _suits(home, claim):
        return None
    return home


_COUNT_OF = re.compile(r"(?:起数|人数|件数|次数|户数|总数|数量|总量|数|量)$")


def _named(rest: str, recent: list[Found], claim: Claim, before: int) -> Found | None:
    """事故16起，死亡9人，同比事故起数下降20%: the change names the level it belongs to."""
    key = _COUNT_OF.sub("", rest.rpartition("，")[2])
    if key == rest or not 2 <= len(key) <= 6:
        return None
    fitting = [f for f in recent if f.value is not None and f.end <= before and key in _words(f)]
    home = fitting[0] if len(fitting) == 1 else None
    return home if home is not None and home.change is None and _suits(home, claim) else None


def _words(found: Found) -> str:
    return found.reading.sentence.text[found.start : found.end]


def _only_base(rest: str) -> bool:
    return bool(re.fullmatch(r"(?:比|较|与|同|相比|上年|去年|上一年|同期|上月|年初|上年末|增长|[0-9年]){1,6}", rest))


def _suits(home: Found, claim: Claim) -> bool:
    if claim.unit == "百分点":
        return home.unit == "比率"
    if claim.unit in ("比率", "倍", ""):
        return True
    return home.unit == claim.unit


def _chain(reading: Reading, position: int) -> int:
    """How many changes directly joined to it (分别下降12.5%和16%) stand before this one."""
    count = 0
    while position - count > 0 and count < _RECENT:
        left, right = reading.claims[position - count - 1], reading.claims[position - count]
        if not (left.change and not left.level_verb and right.change and not left.why):
            break
        gap = reading.sentence.text[reading.sentence.tokens[left.last].end : reading.sentence.tokens[right.first].start]
        if (
            gap.strip("、和及与，")
            or not gap
            or (gap == "，" and (right.base or "分别" not in (left.shared, right.shared)))
        ):
            break
        count += 1
    return count


def _chain_length(reading: Reading, position: int) -> int:
    length = 1
    while length < _RECENT and position + length < len(reading.claims) and _chain(reading, position + length) >= length:
        length += 1
    return length


_PREVIOUS = re.compile(r"环比|上(?:个)?(?:月|季|周|半年|学期|期|轮|次)")
_YEARLY = re.compile(r"同比|上年|去年|上一年|同期|上年度|按年")


def _kind(reading: Reading, claim: Claim, year: int | None, here: list[Found]) -> str:
    base = claim.base or _base_before(reading, claim)
    if claim.unit not in ("百分点", "比率", "倍", ""):
        return "yoy_abs"
    unit = "points" if claim.unit == "百分点" else "rate"
    if _PREVIOUS.search(base):
        return f"prev_{unit}"
    named = re.search(r"(?:19|20)\d{2}", base)
    if named and not (year and int(named[0]) == year - 1):
        return f"base_{unit}"
    if base and not _YEARLY.search(base) and not named:
        return f"base_{unit}"
    if not base and re.search(r"年均", reading.sentence.words(max(0, claim.index - 3), claim.index)):
        return f"base_{unit}"
    return f"yoy_{unit}"


def _base_before(reading: Reading, claim: Claim) -> str:
    start, _ = reading.sentence.segment(claim.index)
    for token in reversed(reading.sentence.tokens[max(0, start - 3) : claim.index]):
        if token.kind == "BASE":
            return token.text
    return ""


def _unchanged(reading: Reading, here: list[Found]) -> None:
    """与上年持平 is a change of 0."""
    text, tokens = reading.sentence.text, reading.sentence.tokens
    ends = [f.end for f in here]
    for found in re.compile("持平").finditer(text, tokens[0].start, tokens[-1].end):
        at = bisect_right(ends, found.start())
        before = [f for f in here[max(0, at - _RECENT) : at] if f.value is not None]
        if not before or found.start() - before[-1].end > 14 or before[-1].change is not None:
            continue
        home = before[-1]
        base = text[home.end : found.start()]
        unit = "points" if home.unit == "比率" else "rate"
        kind = "prev" if _PREVIOUS.search(base) else "yoy"
        home.change = Change(f"{kind}_{unit}", "0")
        home.steps.append("持平，变化为 0")


# -- what rates are counted from

_KEY = re.compile(r"([\u4e00-\u9fff]{2})(?:率|比例|比|占比)$")
_WINDOW = 8
#: The words of a count that has no subject of its own are no more than these.
_BARE = 3


def _name_counts(facts: list[Found]) -> None:
    """Give each rate its numerator and denominator where the text counts them, and say where they cannot be."""
    for at, rate in enumerate(facts):
        if rate.claim.number is None:  # 96件重大行政决策做到应审必审
            rate.base = next(
                (f for f in facts[max(0, at - _WINDOW) : at] if f.sentence == rate.sentence and f.is_count), None
            )
            continue
        if rate.unit != "比率" or rate.value is None:
            continue
        near = [f for f in facts[max(0, at - _WINDOW) : at] if f.is_count]
        if len(near) < 2:
            continue
        pairs = [
            (n, d)
            for n in near
            for d in near
            if n is not d and n.unit == d.unit and d.value and n.value is not None and n.value <= d.value
        ]
        named = [n for n in near if _belongs(rate, n)]
        fitting = [(n, d) for n, d in pairs if _prints(rate, n, d)]
        chosen = next(((n, d) for n, d in fitting if n in named), None) or (
            fitting[-1] if fitting and _is_share(rate) else None
        )
        if chosen:
            rate.numerator, rate.denominator = _label(chosen[0]), _label(chosen[1])
            rate.counts = chosen
            rate.steps.append(f"分子“{rate.numerator}”，分母“{rate.denominator}”，与所报比率相符")
            continue
        _contradiction(rate, named, pairs)


def _contradiction(rate: Found, named: list[Found], pairs: list[tuple[Found, Found]]) -> None:
    """A rate whose counts stand in its own sentence and give it over no base the sentence names."""
    own = [(n, d) for n, d in pairs if n in named and n.sentence == d.sentence == rate.sentence and d.start < n.start]
    own = [(n, d) for n, d in own if _plainly(n) and "新收" not in _words(d)]  # 结案率 is of 旧存 too
    if not own or rate.approximate or any(n.approximate or d.approximate for n, d in own):
        return
    numerator, denominator = own[-1]
    rate.numerator, rate.denominator = _label(numerator), _label(denominator)
    assert numerator.value is not None and denominator.value
    counted = numerator.value / denominator.value
    rate.inconsistent = f"按{rate.numerator}÷{rate.denominator}为 {decimal_text(counted * 100, 2)}%，与所报不符"


def _plainly(count: Found) -> bool:
    """已整改305项 speaks of the count before it; 向上级报备26件 has a base of its own that may not be told."""
    words = count.reading.sentence.text[count.start : count.end]
    return len(re.sub(r"^(?:其中|已|共|均)+|[\d.,].*$", "", words)) <= _BARE


def _belongs(rate: Found, count: Found) -> bool:
    key = _KEY.search(rate.subject)
    words = count.reading.sentence.text[count.start : count.end]
    if not key:
        return False
    stem = key[1]
    if stem[0] in "不未非" or re.search(rf"[不未非]{stem}", words):
        return False
    return stem in words


def _is_share(rate: Found) -> bool:
    text = rate.reading.sentence.text[rate.start : rate.end]
    return "占" in text or "率" in text or "比" in text


def _prints(rate: Found, numerator: Found, denominator: Found) -> bool:
    """Rounded or truncated at the digits shown, the counts read as the rate."""
    assert rate.value is not None and numerator.value is not None and denominator.value
    exact = numerator.value / denominator.value
    return rate.value - rate.step * HALF <= exact < rate.value + rate.step


def _label(found: Found) -> str:
    words = found.subject or ""
    return (
        f"{words}{plain(found.value or Fraction(0))}{found.unit}"
        if words
        else f"{plain(found.value or Fraction(0))}{found.unit}"
    )


_OVERLAPPING = re.compile(
    r"女|党员|少数民族|以上|以下|脱贫|本科|研究生|高级|老年|农村|困难|留守|外来|未成年|青年|首次|重点"
)


def _check_parts(facts: list[Found]) -> None:
    """A total against the parts that 其中 lists."""
    for at, total in enumerate(facts):
        if not total.is_count or total.approximate:
            continue
        parts: list[Found] = []
        opened = False
        for part in facts[at + 1 : at + 1 + _WINDOW]:
            gap = (
                part.reading.sentence.text[max(0, part.start - 3) : part.start]
                if part.sentence == total.sentence
                else "。"
            )
            if part.sentence != total.sentence:
                break
            between = part.reading.sentence.text[total.end : part.start]
            if "；" in between or "。" in between:
                break
            if between.count("(") > between.count(")"):
                continue
            if not opened and "其中" in gap:
                opened = True
            if not opened or part.unit != total.unit or part.value is None:
                break
            parts.append(part)
        if len(parts) < 2 or any(p.approximate for p in parts):
            continue
        together = sum((p.value for p in parts if p.value is not None), Fraction(0))
        words = "".join(p.reading.sentence.text[p.start : p.end] for p in parts)
        exact = bool(re.search(r"不合格|不达标|未", words)) and len(parts) == 2
        over = total.value is not None and together > total.value and len(parts) >= 2 and not _OVERLAPPING.search(words)
        if over or (exact and together != total.value):
            total.inconsistent = f"各部分合计 {plain(together)}{total.unit}，与总数不符"


def period_of(found: Found, year: int | None) -> str | None:
    """The period a fact is for, where its sentence says one."""
    when = found.claim.when
    if isinstance(when, When) and when.role in ("in", "by"):
        named = when.year_in(year)
        if named is None:
            return None
        if when.month is None:
            return f"{named:04}"
        return f"{named:04}-{when.month:02}"
    return f"{year:04}" if year else None
