"""The claims of a report's sentences → facts: levels, their changes, what rates are counted from, what contradicts itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from fractions import Fraction

from msgspec.structs import replace

from compliance.intake.narrative_around import around, aside
from compliance.intake.narrative_counts import check_parts, name_counts
from compliance.intake.narrative_found import Change, Found, Left, plain, words_of
from compliance.intake.narrative_when import governing
from compliance.text.grammar import Claim
from compliance.text.reading import Reading
from compliance.text.reasons import RATIO, REWARD, SCALE
from compliance.text.roles import names, unit_of_noun
from compliance.text.sharing import sharing
from compliance.text.tense import report_tense
from compliance.text.tokens import When

PLANNED = "计划或目标，不是已发生的结果"


def facts_of(
    readings: list[Reading], year: int | None, part: str, dated: bool = True
) -> tuple[list[Found], list[Left]]:
    """The facts of one paragraph, in order, and every other figure with its reason."""
    facts: list[Found] = []
    left: list[Left] = []
    for number, reading in enumerate(readings):
        if part != "future" and _AHEAD.match(reading.sentence.ahead(0, len(reading.sentence.tokens), 40)):
            part = "future"
        goal = _ONE_OF.match(_words(reading)) and any(_REACHED.search(_words(r)) for r in readings[number + 1 :][:2])
        _sentence(reading, number, year if dated else None, "future" if goal else part, facts, left)
    name_counts(facts)
    check_parts(facts)
    return facts, left


def _words(reading: Reading) -> str:
    return reading.sentence.ahead(0, len(reading.sentence.tokens))


#: 其一是改造600万套。实际开工606万套: goals told one by one, each before what became of it.
_ONE_OF = re.compile(r"其[一二三四五六七八九]是")
_REACHED = re.compile(
    r"实际(?:开工|完成|改造|建成|新建|达到|实现|新增|投产|开展|培训)|(?:超额|提前|全面)?完成(?:了)?(?:全年|年度)?(?:目标|任务)"
)
#: From a sentence that opens so a paragraph speaks of plans to its end.
_AHEAD = re.compile(
    r"(?:[一二三四五六七八九十]+是)?(?:下一步|接下来|今后|明年|新的一年|下阶段|下一阶段|下步|来年)(?:[，工我全将要]|[一三五]年[，要将])|下半年，(?:力争|将|要|计划|我|全|重点)"
)
_IGNORED = frozenset({REWARD, SCALE})


def _sentence(reading: Reading, number: int, year: int | None, part: str, facts: list[Found], left: list[Left]) -> None:
    here: list[Found] = []
    changes = {c.position for c in reading.claims if _is_change(reading, c)}
    for position, claim in enumerate(reading.claims):
        start, end = _span(reading, claim, position)
        why = _why(reading, claim, year, part)
        if why in ("", RATIO) and (shares := _structure(reading, claim, position, number)):
            here.extend(shares)
            continue
        if why:
            if claim.number is not None:
                left.append(Left(why, reading, *_figure_span(reading, claim)))
            continue
        if claim.low is not None:
            _lower_end(reading, claim, position, number, here)
        if claim.position in changes:
            _add_change(reading, claim, position, start, end, number, here, year)
        else:
            level = _level(reading, claim, position, start, end, number)
            _take_movement(level, here)
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
        if claim.fixed not in ("cover", "yingbi") or claim.why:
            return "固定说法"
        start, _ = sentence.segment(claim.index)
        if re.search(r"确保|力争|争取|努力", sentence.near(start, claim.index)):
            return "固定说法"
        if (
            not _DONE.search(sentence.near(start, claim.index + 1))
            or report_tense(sentence, claim, year, part) == "future"
        ):
            return "固定说法"
        after = sentence.text[sentence.tokens[claim.last].end : sentence.tokens[claim.last].end + 3]
        return "固定说法" if _NAMING.match(after) else ""
    if claim.why and claim.why not in _IGNORED:
        return claim.why
    if report_tense(sentence, claim, year, part) == "future":
        return PLANNED
    return ""


#: 全覆盖检查, 全覆盖式走访: how, not how much.
_NAMING = re.compile(
    r"[的式型化]|行动|工程|目标|明查|督[查导]|[检排巡核抽普审]查|走访|监[督测]|培训|宣讲|摸排|调研|检测|暗访"
)
#: 增长率为20.2% says how much a thing grew.
_RATE_OF_CHANGE = re.compile(
    r"(?:(?<!自然)增长率|增长速度|增速|增幅|涨幅|(降幅|下降率|降低率))(?:分别|均)?(?:为|是|约|约为)?(?:\d[\d.]*%(?:、|，|和|及|与))*$"
)
_RATES_LISTED = 24  # characters before a figure in which 增幅分别为5.9%和 may stand


def _is_change(reading: Reading, claim: Claim) -> bool:
    if claim.number is None or claim.level_verb:
        return False
    before = reading.sentence.near(reading.sentence.segment(claim.index)[0], claim.index, _RATES_LISTED)
    if claim.unit == "百分点" and not claim.change:
        claim.change = "increase"
    if claim.unit == "比率" and not claim.change and not claim.op and (rate := _RATE_OF_CHANGE.search(before)):
        claim.change = "decrease" if rate[1] else "increase"
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


#: 净增70公里，达到205公里: what stands between a movement and the level it led to.
_LED_TO = re.compile(
    r"[，]?(?:已|现|现已|总数|总量|总里程)?(?:达到?|至|增至|提高到|增加到)(?:每[人户月年]+)*(?:约|近)?"
)
_ADDED_UP = re.compile(r"净增|累计(?:提高|增加|提升|上调|增长|减少|下降|降低)")


def _take_movement(level: Found, here: list[Found]) -> None:
    """累计提高60元，达到每月565元: the movement just before a level, with no level of its own, is the level's."""
    last = here[-1] if here else None
    if last is None or last.value is not None or last.change is None or level.value is None:
        return
    figure = level.claim.number
    between = level.reading.sentence.text[last.end : figure.start] if figure else ""
    if last.unit == level.unit.partition("/")[0] and _ADDED_UP.search(words_of(last)) and _LED_TO.fullmatch(between):
        here.pop()
        level.change, level.subject = last.change, last.subject or level.subject
        level.steps.append(f"其变化：“{words_of(last)}”")


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
    if claim.number is None or claim.number.change != "ratio":
        return []
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
    return (
        "比率"
        if re.search(r"(?:率|比|比例|占比|比重|系数|(?<![浓温速强高长宽深厚密硬亮年季月])度)$", subject.rstrip("”’"))
        else ""
    )


# -- changes

_CONNECTIVES = re.compile(
    r"^(?:[，、；：:()\s]|同比|环比|按?可比价格?计?算?|按(?:不变|当年|现行|现)价格?计?算?|(?:按)?(?:同|可比)口径|(?:剔除|扣除)[^，。；\d]{2,16}?(?:因素|影响|后)+|扣除价格因素|分别|均|都|双双|各|和|及|与|年均|平均|名义|实际|净|又|再|也|已|共|其中|增速|增幅|降幅|涨幅|总体|小幅|大幅|明显|显著|略有?|有所|稳步|持续|进一步|连续\S{1,3}年|首次|整体|"
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
    if last is None or before - last.end > 2 * _GAP:  # a note in brackets may stand between
        return None
    limit, gap = _without_notes(sentence.text, last.end, before)
    if len(gap) > _GAP:
        return None
    rest = _CONNECTIVES.sub("", gap)
    behind, _, own = gap.rpartition("，")
    trailing = len(behind) <= _TAIL and "，" not in behind and not _CONNECTIVES.sub("", own)  # 782件成功调解，同比增长
    longest = _chain_length(reading, position - chain)
    kinds = _COMPARED.sub("", rest)
    counted = longest > 1 and bool(_COUNTS.fullmatch(kinds)) and len(_LISTED.split(kinds)) == longest
    levels = [f for f in recent if f.value is not None and f.end <= limit]
    named = _by_kind(gap, levels, (chain, longest))
    if named is None and rest and not _only_base(rest) and not trailing and not counted:
        named = _named(rest, levels)
        if named is None:
            return None
    exact = [f for f in levels if f.claim.op not in (">", "<")]
    levels = [f for f in exact or levels if not f.is_baseline and not f.claim.origin] or exact or levels
    home: Found | None
    if named is not None:
        home = named
    elif longest > 1 and len(levels) >= longest:
        home = levels[len(levels) - longest + chain]
    else:
        home = levels[-1] if levels else None
    if home is None or home.change is not None or not _suits(home, claim):
        return None
    return home


def _without_notes(text: str, last: int, before: int) -> tuple[int, str]:
    """Where the levels end that a change can belong to, and the words between, without notes in brackets.

    收案3200件(不含旧存280件)，比上年下降1.3%: the change is not of what stands in the bracket.
    """
    gap = re.sub(r"\([^()]*\)", "", text[last:before])
    opened = text.rfind("(", max(0, last - _GAP), last)
    if ")" not in gap or opened < 0:
        return before, gap
    return opened, gap.partition(")")[2]


#: 110批1731人次，批次、人次分别上升52.8%、45.3%: the counts by their kind, in their order.
_COMPARED = re.compile(r"^[^、，]{0,8}(?:相比|同期|上年|去年|上月|年初)")
_LISTED = re.compile(r"、|和|及|与")
_KIND = r"(?:事故)?(?:起数|批次|人次|人数|件数|次数|户数|总数|数量|金额|死亡人数|受伤人数|标的额|面积|产量|单产|总产)"
_COUNTS = re.compile(rf"{_KIND}(?:(?:、|和|及|与){_KIND})+")
_COUNT_OF = re.compile(r"(?:起数|人数|件数|次数|户数|总数|数量|总量|数|量)$")


#: What a change of accidents is told of, and the word or the unit (of 起数) in the level it belongs to.
_CASUALTIES = re.compile(
    r"(?:事故|火灾|案件)?(?:(?P<unit>起|批|宗|件|人|户)数|(?P<word>(?:伤(?=人)|亡(?=人)|死亡|受伤)(?:人(?:数|员)?)?|(?:直接|财产|经济)*损失))"
)


def _by_kind(gap: str, levels: list[Found], place: tuple[int, int]) -> Found | None:
    """起数和伤人、损失分别上升9.7%、24.1%和28.4%: each change names the kind of level it belongs to.

    `place` is the change's place in its list and how long that is.
    """
    own = re.sub(r"^(?:同比|环比)|(?:分别|均|同比)+$", "", gap.rpartition("，")[2])
    kinds = _LISTED.split(own)
    told = _CASUALTIES.fullmatch(kinds[place[0]] if len(kinds) == place[1] else kinds[-1] if place[1] == 1 else own)
    if not told:
        return None
    if told["unit"]:
        units = (told["unit"], "名") if told["unit"] == "人" else (told["unit"],)
        fitting = [f for f in levels if f.change is None and f.unit in units]
    else:
        word = re.sub(r"人.*|(?:直接|财产|经济)+", "", told["word"])
        fitting = [f for f in levels if word in words_of(f)]
    return next((f for f in reversed(fitting) if not _of_before(f)), None)


def _of_before(found: Found) -> bool:
    """去年同期为197件375人: a figure of the year before."""
    return "同期" in found.reading.sentence.text[max(0, found.start - _TAIL) : found.start]


def _named(rest: str, levels: list[Found]) -> Found | None:
    """抽查药店16家，餐馆9家，同比药店数下降20%: the change names the level it belongs to."""
    key = _COUNT_OF.sub("", rest.rpartition("，")[2])
    if key == rest or not 2 <= len(key) <= 6:
        return None
    fitting = [f for f in levels if key in words_of(f)]
    return fitting[0] if len(fitting) == 1 else None


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
            or _own_share(left, right)
            or (gap == "，" and right.shared == "分别" and left.shared != "分别")  # 减少12起、9人，分别下降…
            or not gap
            or (gap == "，" and (right.base or "分别" not in (left.shared, right.shared)))
        ):
            break
        count += 1
    return count


def _own_share(left: Claim, right: Claim) -> bool:
    """减少102人、下降50.5%: one movement told twice, not the movements of two levels."""
    shares = [claim.unit in ("比率", "") for claim in (left, right)]
    each = "分别" in (left.shared, right.shared) or "分别" in left.base
    return shares[0] != shares[1] and left.change == right.change and not each


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
    for token in reversed(reading.sentence.tokens[max(0, start - 3, claim.index - _GAP) : claim.index]):
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
            _alone(reading, found, here)
            continue
        home = before[-1]
        base = text[home.end : found.start()]
        unit = "points" if home.unit == "比率" else "rate"
        kind = "prev" if _PREVIOUS.search(base) else "yoy"
        home.change = Change(f"{kind}_{unit}", "0")
        home.steps.append("持平，变化为 0")


_UNCHANGED = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,20}(?:数|量|率|额|值|收入|支出|面积|浓度|价格|人次|指数|水平))(?P<base>(?:与|和|同|较|比)[^，。；]{2,10}(?:相比)?|同比|环比)(?:基本|大体|总体)?$"
)


def _alone(reading: Reading, found: re.Match[str], here: list[Found]) -> None:
    """查处治安案件数与上年基本持平: a change of 0 without a level."""
    told = _UNCHANGED.search(reading.surface.text, max(0, found.start() - _GAP), found.start())
    if told is None or not reading.claims:
        return
    claim = reading.claims[0]
    kind = "prev" if _PREVIOUS.search(told["base"]) else "yoy"
    unit = "points" if told["what"].endswith("率") else "rate"
    here.append(
        Found(
            claim, reading, told["what"], told.start("what"), found.end(), None, "", Fraction(0), Change(f"{kind}_{unit}", "0"),
            sentence=here[-1].sentence if here else 0, steps=["持平，变化为 0，没有数值"],
        )
    )  # fmt: skip


def period_of(found: Found, year: int | None) -> str | None:
    """The period a fact is for, where its sentence says one; None for one of many years (近三年)."""
    where = around(found)
    told = governing(where.before, aside(where), where.run, year)
    if len(told) == 1 and (told[0].period or told[0].many):
        return told[0].period.text if told[0].period else None
    when = found.claim.when
    if isinstance(when, When) and when.role in ("in", "by"):
        named = when.year_in(year)
        if named is None:
            return None
        if when.month is None:
            return f"{named:04}"
        return f"{named:04}-{when.month:02}"
    return f"{year:04}" if year else None
