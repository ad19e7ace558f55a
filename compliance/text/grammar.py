"""Tokens of a sentence → claims: every figure with the words that govern it.

The grammar, read around each number:

    claim   := [subject] [when] {operator} NUMBER {closer}
    operator:= CMP | LEVEL | STAY | CHANGE | BASE | ABOUT | SOFT | SHARE | FILL        (read from the number backwards)
    closer  := AROUND | BOUND | FILL                                                    (read from the number onwards)
    list    := claim {(、|和|及|与) claim}     a claim without operator takes the one of its neighbour in the list
    range   := NUMBER (—|-|~|至|到) NUMBER     but 由 A 到 B is a baseline and a level

What a number is not (a name, a threshold, a baseline, a weight …) is decided in `roles`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from compliance.text.tokens import Number, Token, When, past_remark
from compliance.text.units import SCALES, unit_beside

#: How far back a comparison may stand from its number with a verb and its object between (至少办好1所).
REACH = 24
_ADVERBS = frozenset(
    {"至少", "最少", "起码", "最多", "至多", "最高", "最长", "最低", "不少于", "不得少于", "不低于", "保底"}
)
_CONJUNCTIONS = frozenset({"、", "和", "及", "与", "以及", "或", "或者", "和第", "至", "，分别"})
_DASHES = frozenset({"—", "——", "-", "--", "~", "至", "到"})


class Claim(Struct, eq=False):
    """One figure and what the sentence says of it; built in `read_sentence`, not changed afterwards.

    Attributes:
        number: the numeral, or None for a fixed phrase (全覆盖).
        fixed: which fixed phrase (a sense of a FIXED token), or "".
        low: the lower end where the figure is a range, whose upper end is `number`.
        first, last: indexes of the tokens of the phrase, from its first operator to its closer.
        op: comparator, "" where the words give none.
        change: "increase" or "decrease" where the number is an amount of change.
        level_verb: the number is where a movement ends (提高到).
        stay: the number is held (保持在).
        base: what a change is measured against, as written.
        origin: the number is where a movement starts (由 A 到 B).
        shared: 均 or 分别 governs it.
        position: its place among the claims of its sentence.
        steps: the path through the grammar, for `--explain`.
    """

    number: Number | None
    first: int
    last: int
    index: int
    fixed: str = ""
    low: Fraction | None = None
    op: str = ""
    bound: str = ""
    change: str = ""
    level_verb: str = ""
    stay: bool = False
    approximate: bool = False
    soft: bool = False
    base: str = ""
    origin: bool = False
    shared: str = ""
    complete: bool = False
    relation: str = ""
    inherited: bool = False
    every: str = ""
    when: When | None = None
    why: str = ""
    steps: list[str] = field(default_factory=list)
    position: int = 0

    @property
    def value(self) -> Fraction:
        return self.number.value if self.number else Fraction(0 if self.fixed in ("zero", "clear", "notuntil") else 1)

    @property
    def unit(self) -> str:
        return self.number.unit if self.number else "比率"


#: How far around a figure a sentence is looked at: an endless sentence must not make each of its figures endless work.
LOOK = 240


class Sentence(Struct):
    """The tokens of one sentence and where its segments (between commas) begin.

    Attributes:
        tokens: without the full stop.
        bounds: indexes of tokens that open a segment, ascending, the first being 0.
        dates: indexes of the tokens that are dates.
        quoted: for each token the bracket it stands in: "《", "“" or "".
    """

    tokens: list[Token]
    bounds: list[int]
    quoted: list[str]
    text: str
    dates: list[int] = field(default_factory=list)

    def segment(self, index: int) -> tuple[int, int]:
        """The first and one-past-last token of the segment that holds token `index`."""
        at = bisect_left(self.bounds, index + 1) - 1
        start = self.bounds[at]
        end = self.bounds[at + 1] if at + 1 < len(self.bounds) else len(self.tokens)
        while end > start and self.tokens[end - 1].kind in ("COMMA", "SEMI", "OPEN", "CLOSE") and end - 1 >= index:
            end -= 1
        return start, end

    def words(self, first: int, last: int) -> str:
        """The text of tokens `first` up to but without `last`."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end] if last > first else ""

    def near(self, first: int, last: int, most: int = LOOK) -> str:
        """The last `most` characters of tokens `first` up to but without `last`."""
        if last <= first:
            return ""
        end = self.tokens[last - 1].end
        return self.text[max(self.tokens[first].start, end - most) : end]

    def ahead(self, first: int, last: int, most: int = LOOK) -> str:
        """The first `most` characters of tokens `first` up to but without `last`."""
        if last <= first:
            return ""
        start = self.tokens[first].start
        return self.text[start : min(self.tokens[last - 1].end, start + most)]


def sentences(text: str, tokens: list[Token]) -> Iterator[Sentence]:
    """Cut at full stops; commas inside brackets without a number do not cut."""
    start = 0
    for index, token in enumerate(tokens):
        if token.kind == "STOP":
            if index > start:
                yield _sentence(text, tokens[start:index])
            start = index + 1
    if start < len(tokens):
        yield _sentence(text, tokens[start:])


_PAIRS = {"《": "》", "“": "”", "〈": "〉", "‘": "’", "(": ")", "[": "]", "〔": "〕", "【": "】", "{": "}", "<": ">"}


def _sentence(text: str, tokens: list[Token]) -> Sentence:
    bounds = [0]
    quoted = [""] * len(tokens)
    stack: list[int] = []
    titles = 0
    for index, token in enumerate(tokens):
        if token.kind == "OPEN":
            stack.append(index)
            titles += token.text == "《"
        elif token.kind == "CLOSE":
            while stack:
                opened = stack.pop()
                mark = tokens[opened].text
                titles -= mark == "《"
                if _PAIRS.get(mark) == token.text:
                    _close(tokens, quoted, bounds, opened, index)
                    break
        elif token.kind in ("COMMA", "SEMI") and not titles:
            bounds.append(index + 1)
    dates = [i for i, t in enumerate(tokens) if isinstance(t, When)]
    return Sentence(tokens, sorted(set(bounds)), quoted, text, dates)


#: A bracket longer than this is prose of its own, not a name.
_LONGEST_NAME = 40


def _close(tokens: list[Token], quoted: list[str], bounds: list[int], opened: int, closed: int) -> None:
    mark = tokens[opened].text
    inside = range(opened + 1, closed)
    if mark in "(【〔[":
        if any(tokens[i].kind in ("NUM", "COMMA") for i in inside[:_LONGEST_NAME]):
            bounds.append(opened + 1)
            bounds.append(closed + 1)
    elif mark == "《":
        if len(inside) <= 2 * _LONGEST_NAME:
            for i in inside:
                quoted[i] = "《"
    elif mark in "“‘" and len(inside) <= _LONGEST_NAME and _is_name([tokens[i] for i in inside]):
        for i in inside:
            quoted[i] = quoted[i] or "“"


def _is_name(inside: list[Token]) -> bool:
    """A quotation is a name unless it is a figure said in full (“100%”, “达到95%以上”)."""
    if sum(len(t.text) for t in inside) > 24:
        return False
    kinds = {t.kind for t in inside}
    if kinds & {"CMP", "BOUND", "LEVEL"} and not kinds & {"TEXT", "WORD"}:
        return False
    return bool(kinds - {"NUM", "CMP", "BOUND", "FILL", "LEVEL"}) or all(
        t.kind != "NUM" or (isinstance(t, Number) and t.unit != "比率") for t in inside
    )


# -- reading a sentence


def read_sentence(sentence: Sentence) -> list[Claim]:
    """Every number and fixed phrase of the sentence as a claim, in order."""
    claims: list[Claim] = []
    by_index: dict[int, Claim] = {}
    tokens = sentence.tokens
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if isinstance(token, Number):
            claim = _number_claim(sentence, index)
            claims.append(claim)
            by_index[claim.index] = claim
            index = claim.last + 1 if claim.last > index else index + 1
            continue
        if token.kind == "FIXED":
            claims.append(
                Claim(None, index, index, index, fixed=token.sense, op="==", steps=[f"固定说法“{token.text}”"])
            )
        index += 1
    for position, claim in enumerate(claims):
        claim.position = position
    _inherit(sentence, claims)
    _mark_origins(sentence, claims)
    _context(sentence, claims)
    return claims


def _number_claim(sentence: Sentence, index: int) -> Claim:
    tokens = sentence.tokens
    number = tokens[index]
    assert isinstance(number, Number)
    number = unit_beside(sentence.text, sentence.tokens[0].start, number)
    claim = Claim(number, index, index, index, approximate=number.approximate)
    claim.steps.append(f"数量“{number.text}”读作 {_plain(number.value)}{number.unit and ' ' + number.unit}")
    if number.change in ("increase", "decrease"):
        claim.change = number.change
    _read_back(sentence, claim)
    _read_range(sentence, claim)
    _read_on(sentence, claim)
    if (not claim.op or claim.bound) and not claim.change and not claim.level_verb:
        _reach_back(sentence, claim)
    if claim.change and claim.bound:
        claim.steps.append("变化幅度带界限，按变化计")
    return claim


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


_OPENING = {"由", "从"}
_BETWEEN_LEVEL = {"到", "至", "为", "在", "是", "于", "达"}


def _read_back(sentence: Sentence, claim: Claim) -> None:
    """The operators before the number, nearest first."""
    tokens = sentence.tokens
    start, _ = sentence.segment(claim.index)
    at = claim.index - 1
    toward = False
    while at >= start:
        token = tokens[at]
        kind = token.kind
        if kind == "FILL":
            toward = toward or token.text in _BETWEEN_LEVEL
            claim.origin = claim.origin or token.text in _OPENING
        elif _superlative(tokens, at):
            break
        elif kind in ("ABOUT", "SOFT", "STAY", "BASE", "SHARE", "CMP", "LEVEL", "CHANGE"):
            if not _take(claim, token, toward, sentence, at):
                break
            claim.first = at
        elif kind in ("DATE", "EVERY") or token.sense == "指标名称中的单位基数":
            pass
        else:
            break
        at -= 1


def _superlative(tokens: list[Token], at: int) -> bool:
    """为多年最低的3.9%: 最低 says what the figure is among others, and bounds nothing."""
    return tokens[at].text in ("最低", "最高", "最长", "最少", "最多") and tokens[at + 1].text == "的"


def _take(claim: Claim, token: Token, toward: bool, sentence: Sentence, at: int) -> bool:
    """Let one operator govern the claim; False where it belongs to something else."""
    match token.kind:
        case "ABOUT":
            claim.approximate = claim.approximate or token.text not in ("逾", "上")
            if token.text == "逾":
                claim.approximate = True
        case "SOFT":
            claim.soft = True
        case "STAY":
            claim.stay = True
        case "BASE":
            claim.base = claim.base or token.text
        case "SHARE":
            claim.shared = claim.shared or token.text
            return True
        case "CMP":
            if claim.change or claim.level_verb:
                return True
            claim.op = claim.op or token.sense
        case "LEVEL":
            if claim.change or claim.level_verb:
                return True
            claim.level_verb = token.sense
            claim.op = claim.op or token.sense
        case "CHANGE":
            if claim.change or claim.level_verb:
                return True
            if token.text in _NO_AMOUNT and claim.number and claim.number.unit not in _AMOUNTS:
                return True  # 改造提升400万亩, 提升50个口岸的能力: what is done to them
            if toward and claim.op == "":
                claim.level_verb = claim.op = ">=" if token.sense == "increase" else "<="
            elif claim.op and toward:
                claim.level_verb = token.sense
            else:
                claim.change = token.sense
    claim.steps.append(f"前有“{token.text}”（{_MEANING[token.kind]}{token.sense and '：' + token.sense}）")
    return True


#: Verbs that say what is done to a number of things, where the number is of things and not of an amount.
_NO_AMOUNT = frozenset({"提升", "优化", "改善", "增强", "扩大", "充实", "拓展", "做大"})
_AMOUNTS = frozenset(
    {"", "比率", "百分点", "倍", "分", "位", "元", "岁", "年", "天", "日", "小时", "分钟", "微克/立方米"}
)
_MEANING = {
    "ABOUT": "约数", "SOFT": "软性要求", "STAY": "保持", "BASE": "对比基准", "SHARE": "分配", "CMP": "比较词", "LEVEL": "变到", "CHANGE": "变化", "BOUND": "界限", "AROUND": "约数",
}  # fmt: skip


def _read_range(sentence: Sentence, claim: Claim) -> None:
    """5%—7%, 3至5个: one claim, unless it says 由 A 到 B."""
    tokens, index = sentence.tokens, claim.index
    if claim.origin or index + 2 >= len(tokens) or tokens[index + 1].text not in _DASHES:
        return
    upper, lower = tokens[index + 2], claim.number
    if (
        not isinstance(upper, Number)
        or lower is None
        or upper.change == "ratio"
        or upper.start != tokens[index + 1].end
    ):
        return
    if lower.unit not in ("", upper.unit):
        return
    low = lower.value if lower.unit == upper.unit and lower.unit else lower.value * _scale(lower, upper)
    if low >= upper.value:
        return
    claim.low, claim.number, claim.index, claim.last = low, upper, index + 2, index + 2
    claim.steps.append(f"区间“{lower.text}{tokens[index + 1].text}{upper.text}”")


def _scale(lower: Number, upper: Number) -> Fraction:
    """5 in 5—7% is 5 %, 2 in 2—3万 is 20,000: the scale of the upper end, where the lower has none of its own."""
    scale = Fraction(1)
    for letter in upper.text.lstrip("0123456789.,-+"):
        if letter not in SCALES:
            break
        scale *= SCALES[letter]
    own = any(letter in lower.text for letter in "万亿千百%‰")
    return Fraction(1) if own else scale


def _read_on(sentence: Sentence, claim: Claim) -> None:
    """The closers after the number."""
    tokens = sentence.tokens
    at = claim.last + 1
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "AROUND" and not (
            token.text in ("多", "余") and claim.number is not None and claim.number.unit == ""
        ):
            claim.approximate = True
        elif token.kind == "BOUND":
            if token.text == "内" and claim.unit not in _TIMES:
                break
            claim.bound = claim.bound or token.sense
            if not claim.change and claim.op in ("", ">=", "<=", "=="):
                claim.op = token.sense if token.sense != "between" else claim.op
        elif token.text in ("(", "含") and at + 1 < len(tokens) and tokens[at + 1].text.startswith("含"):
            at += 1
            if at + 1 < len(tokens) and tokens[at + 1].text == ")":
                at += 1
            at += 1
            continue
        else:
            break
        claim.last = at
        claim.steps.append(f"后有“{token.text}”（{_MEANING[token.kind]}{token.sense and '：' + token.sense}）")
        at += 1


_TIMES = frozenset(
    {"日", "天", "小时", "分钟", "秒", "工作日", "自然日", "个月", "月", "年", "周", "季度", "交易日", "星期"}
)


def _reach_back(sentence: Sentence, claim: Claim) -> None:
    """至少接受1次, 不低于学校预算总额的5%: the comparison stands before a verb, or before the whole of the share."""
    tokens = sentence.tokens
    start, _ = sentence.segment(claim.index)
    at = claim.first - 1
    limit = tokens[claim.index].start - REACH
    of = at >= start and tokens[at].text.endswith("的")
    while at >= start and tokens[at].start >= limit:
        token = tokens[at]
        if isinstance(token, Number) or token.kind in ("LIST", "FIXED") or _superlative(tokens, at):
            return
        if token.kind == "CMP" and (token.text in _ADVERBS or of):
            claim.op = claim.op or token.sense
            claim.first = at
            claim.relation = "of" if of and token.text not in _ADVERBS else ""
            claim.steps.append(f"隔着宾语的“{token.text}”（比较词：{token.sense}）")
            return
        if token.text in _REDUCING and at == _first_word(tokens, start) and not claim.inherited:
            claim.change, claim.first, claim.relation = token.sense, at, "object"
            claim.steps.append(f"隔着宾语的“{token.text}”（变化：{token.sense}）")
            return
        at -= 1


_REDUCING = frozenset({"减少", "压减", "精简", "削减", "缩减", "核减", "消减", "增加"})


def _first_word(tokens: list[Token], start: int) -> int:
    """The first token of a segment that is not 年内, 力争 or the like."""
    while start < len(tokens) - 1 and tokens[start].kind in ("DATE", "EVERY", "SOFT", "FILL", "COMMA"):
        start += 1
    return start


def _joined(sentence: Sentence, left: Claim, right: Claim) -> bool:
    """Only a conjunction stands between two claims."""
    between = sentence.tokens[past_remark(sentence.tokens, left.last + 1) : right.first]
    words = "".join(t.text for t in between if t.kind not in ("SHARE", "FILL") or t.text in ("和", "及", "与"))
    return bool(between) and words in _CONJUNCTIONS


def _inherit(sentence: Sentence, claims: list[Claim]) -> None:
    """下降5%和3%以上, 分别达到95%、80%: operators spread over a list, forward and (以上) backward."""
    for left, right in pairwise(claims):
        if (
            left.number
            and right.number
            and not left.number.unit
            and right.unit not in ("", "比率")
            and _joined(sentence, left, right)
        ):
            left.number = replace(left.number, unit=right.unit)  # 上升2.7和3.1个百分点
        if left.number is None or right.number is None or right.change or right.level_verb:
            continue
        direct = _joined(sentence, left, right)
        spread = left.shared == "分别" and _same_segment(sentence, left, right)
        if not (direct or spread) or (right.op and not right.bound):
            continue
        either = sentence.words(left.last + 1, right.first) in ("或", "或者")
        if left.change and (_comparable(left, right) or (direct and _counts(left, right))):
            right.change, right.base = left.change, right.base or left.base
        elif left.op and not right.op and (either or _comparable(left, right)):
            right.op, right.level_verb = left.op, left.level_verb
        elif not left.op and not (direct and left.shared == "分别"):
            continue
        right.shared, right.soft, right.inherited = right.shared or left.shared, right.soft or left.soft, True
        right.stay = right.stay or left.stay
        right.steps.append(f"与“{sentence.words(left.first, left.last + 1)}”并列，沿用其说法")
    for left, right in reversed(list(pairwise(claims))):
        if _bare_before(left, right) and _joined(sentence, left, right) and left.number and right.number:
            left.number = replace(left.number, unit=right.number.unit)  # 不高于10、35、50毫克/立方米
        if (
            left.number
            and right.bound
            and not left.op
            and not left.change
            and _joined(sentence, left, right)
            and _comparable(left, right)
        ):
            left.op = right.op
            left.steps.append("并列项的界限词适用于本项")


def _bare_before(left: Claim, right: Claim) -> bool:
    """A number without unit before one that has one and the same comparison."""
    return bool(left.number and not left.number.unit and right.unit not in ("", "比率") and left.op == right.op)


def _comparable(left: Claim, right: Claim) -> bool:
    return (
        left.unit == right.unit
        or {left.unit, right.unit} <= {"比率", "百分点"}
        or "" in (left.unit, right.unit)
        or left.shared == "分别"
    )


def _counts(left: Claim, right: Claim) -> bool:
    """增加56起、55人: both are counts."""
    return not {left.unit, right.unit} & {"", "比率", "百分点"}


def _same_segment(sentence: Sentence, left: Claim, right: Claim) -> bool:
    return sentence.segment(left.index) == sentence.segment(right.index)


#: At most this many words stand between A and B in 由 A 到 B.
_MOVE = 8


def _opens(sentence: Sentence, claim: Claim) -> bool:
    """由 or 从 stands before the number, with little between (由原来的20天)."""
    if claim.origin:
        return True
    if claim.op or claim.change:
        return False
    start, _ = sentence.segment(claim.index)
    return any(t.text in _OPENING for t in sentence.tokens[max(start, claim.first - 4) : claim.first])


def _mark_origins(sentence: Sentence, claims: list[Claim]) -> None:
    """由 A 到 B: A is the baseline and B a level whose side the direction tells."""
    for claim, after in pairwise([*claims, None]):
        assert claim is not None
        opened = _opens(sentence, claim)
        claim.origin = False
        if claim.number is None or not opened or after is None or after.number is None:
            continue
        between = sentence.tokens[claim.last + 1 : after.index]
        moves = any(t.kind in ("LEVEL", "CHANGE") or t.text in ("到", "至", "为") for t in between)
        if not moves or len(between) > _MOVE or any(t.kind == "SEMI" for t in between):
            continue
        claim.origin = True
        if not after.op:
            after.op = ">=" if after.value >= claim.value else "<="
            after.level_verb = after.op
        after.change = "" if after.level_verb else after.change
        if after.number.unit and not claim.number.unit:
            claim.number = replace(claim.number, unit=after.number.unit)
        after.steps.append(f"由“{claim.number.text}”变到本值")


def _context(sentence: Sentence, claims: list[Claim]) -> None:
    """The period of each claim: the nearest 每年, 全年 or date before it, in its own segment first."""
    tokens = sentence.tokens
    order = iter(sorted(claims, key=lambda c: c.index))
    claim = next(order, None)
    every = yearly = ""
    every_at = -1
    when: When | None = None
    when_at = -1
    for index in range(len(tokens) + 1):
        while claim is not None and claim.index <= index:
            _set_period(sentence, claim, every, every_at, yearly, when)
            claim = next(order, None)
        if index == len(tokens):
            break
        token = tokens[index]
        if token.kind == "EVERY" and not sentence.quoted[index] and token.sense:
            if token.text in _ALL_YEAR:
                yearly, every = "year", ""
            else:
                every, every_at = token.sense, index
            if when is not None and token.sense == "year" and sentence.segment(index)[0] > when_at:
                when = None  # 9月底前完成改造，全年淘汰26台: the deadline is the first part's
        elif isinstance(token, When) and token.role in ("by", "in", "window") and not sentence.quoted[index]:
            when, when_at = token, index
        elif token.kind == "SEMI":
            every = ""


_ALL_YEAR = frozenset({"全年", "年内", "年度内", "本年度内"})


def _set_period(sentence: Sentence, claim: Claim, every: str, every_at: int, yearly: str, when: When | None) -> None:
    start, end = sentence.segment(claim.index)
    if (every and every_at >= start) or (every and every_at >= start - 12 and claim.every == ""):
        claim.every = every
    else:
        claim.every = yearly
        follow = sentence.tokens[claim.last + 1 : min(end, claim.last + 4)]
        claim.every = next((t.sense for t in follow if t.kind == "EVERY" and t.sense), claim.every)
    # 12月15日前报送总结，重大事项24小时内报告: a limit of time takes no deadline
    claim.when = None if claim.unit in _TIMES and claim.op == "<=" and not claim.level_verb else when
