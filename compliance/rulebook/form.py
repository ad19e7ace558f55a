"""The form an author fills in: every key of a pack and of `indicators.yaml`, what it holds and what it is for.

This is the one list of keys. Reading (`table.py`), the JSON Schema (`schema.py`) and the documentation's test go by
it, so that they cannot drift apart. The descriptions are for authors, so they are in Chinese.

It is plain data and not a pydantic model because every command loads rules first: importing pydantic and building the
first model takes 100 ms of CPU, reading everything that ships takes 20.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from compliance.indicator import KINDS
from compliance.region import LEVELS
from compliance.rule import OPS, SCOPES
from compliance.verdict import VERDICTS

Holds = Literal[
    "text", "texts", "day", "period", "flag", "choice", "choices", "table", "tables", "named", "target", "range"
]
Form = Mapping[str, "Key"]


class Key(Struct, frozen=True):
    """What one key holds.

    Attributes:
        holds: "text"; "texts", a list of them; "day", 2024-10-01; "period"; "flag", true or false; "choice", one of
            `choices`; "choices", a list of them; "table", as `form` says; "tables", a list of tables; "named", a table
            of names, each a table as `form` says; "target", a value or another indicator; "range", two values.
        plain: the text that may stand in the place of a table ("" where none may): a clause's reason, an alias's name.
        either: a further word that may stand in the place of the value (`due: implied`).
    """

    holds: Holds
    about: str
    required: bool = False
    choices: tuple[str, ...] = ()
    form: Form | None = None
    plain: str = ""
    either: str = ""


IN_FORCE: Form = {
    "from": Key("day", "第一天（含）", required=True),
    "to": Key("day", "最后一天（含），长期有效的不写"),
}
DOCUMENT: Form = {
    "id": Key("text", "文件的编号，也是规则包的编号，如 golmud-2024", required=True),
    "title": Key("text", "文件标题", required=True),
    "number": Key("text", "文号"),
    "issuer": Key("text", "制定机关", required=True),
    "region": Key("text", "约束的地区：六位行政区划代码，含其下各级", required=True),
    "issued": Key("day", "成文日期"),
    "period": Key("period", "计划所管的期间，如 2024；与 in_force 二者写一个"),
    "in_force": Key("table", "有效的起止日期；与 period 二者写一个", form=IN_FORCE),
    "link": Key("text", "原文网址"),
}
CLAUSE: Form = {
    "title": Key("text", "条款的标题", required=True),
    "also": Key("text", "本条里没有写成规则的内容，及其理由"),
}
RELATIVE: Form = {
    "indicator": Key("text", "与之比较的指标", required=True),
    "period": Key("choice", "previous：与上年度比；不写即同期", choices=("previous",)),
    "times": Key("text", "另一指标的倍数，如 90%、1.1"),
    "plus": Key("text", "在另一指标上增减，如 2个百分点、-3件"),
}
EXAMPLE: Form = {
    "actual": Key("text", "填报的数：27/30、60学时、2024-09-30；逐个衡量的规则写 达到的/全部"),
    "other": Key("text", "另一指标的数（与另一指标比较的规则）"),
    "records": Key("texts", "名单上每一行的数（逐个衡量的规则）"),
    "verdict": Key("choice", "应得的结论", required=True, choices=tuple(VERDICTS)),
}
_TARGETS: Form = {
    "at_least": Key("target", "不低于、不少于、至少、达到、以上：含本数"),
    "more_than": Key("target", "高于、超过、多于：不含本数"),
    "at_most": Key("target", "不高于、不超过、以内、以下：含本数"),
    "less_than": Key("target", "低于、少于：不含本数"),
    "equals": Key("target", "等于：全覆盖、应审必审写 100%，“未经……不得”写 100% 或 0件"),
    "between": Key("range", "两数之间，含两端，如 [60%, 80%]"),
    "by": Key("day", "不晚于这一天，含当日"),
    "before": Key("day", "早于这一天，不含当日"),
}
assert tuple(_TARGETS) == OPS
RULE: Form = {
    "id": Key("text", "规则编号，全部规则中唯一", required=True),
    "clause": Key("text", "条款号，与 clauses 中的写法相同", required=True),
    "quote": Key("text", "计划原文，只摘有目标的一句", required=True),
    "title": Key("text", "标题；不写则由指标和目标自动成句"),
    "reading": Key("text", "界限词怎样理解，如 “达”含本数"),
    "force": Key("text", "原文的动词，如 应当、确保、推动、力争"),
    "scope": Key("choice", "统计范围", required=True, choices=SCOPES),
    "levels": Key("choices", "约束哪些层级的政府；不写即各级", choices=LEVELS),
    "region": Key("text", "约束的地区；不写即文件的地区"),
    "binds": Key("choice", "约束政府还是政府部门；不写即政府", choices=("governments", "departments")),
    "indicator": Key("text", "indicators.yaml 中的指标名称", required=True),
    **_TARGETS,
    "every": Key("choice", "多久衡量一次；不写即每年", choices=("year", "quarter", "term", "once")),
    "each": Key("text", "逐个衡量的对象：indicators.yaml 中 groups 的名称"),
    "due": Key("day", "期限（含当日）；计划没有写日期而取年末的，写 implied", either="implied"),
    "due_from": Key("text", "日期取自哪个文件哪一条"),
    "in_force": Key("table", "本条有效的起止日期；不写即随文件", form=IN_FORCE),
    "advisory": Key("text", "只展示、不计入统计的理由，如 原则上"),
    "note": Key("text", "给使用者的说明"),
    "supersedes": Key("texts", "被本条取代的规则编号"),
    "draft": Key("flag", "true：草稿，尚待人工确认"),
    "examples": Key("tables", "例子：正好、差一点、超一点各得什么结论", form=EXAMPLE),
}
_PACK: Form = {
    "document": Key("table", "文件", required=True, form=DOCUMENT),
    "clauses": Key(
        "named",
        "文件的每一个条款：没有规则的写理由，有规则的写标题",
        required=True,
        form=CLAUSE,
        plain="没有规则的理由",
    ),
    "rules": Key("tables", "规则", required=True, form=RULE),
}

ALIAS: Form = {
    "name": Key("text", "别名", required=True),
    "from": Key("day", "从哪一天起使用（含）"),
    "until": Key("day", "用到哪一天（含）"),
}
INDICATOR: Form = {
    "name": Key("text", "名称，规则按它引用", required=True),
    "code": Key("text", "指标编码：两个大写字母加两位数字", required=True),
    "kind": Key("choice", "种类：比率、件数、学时、金额、日期", required=True, choices=KINDS),
    "unit": Key("text", "计量单位", required=True),
    "definition": Key("text", "定义"),
    "aliases": Key("tables", "别名", form=ALIAS, plain="别名"),
    "numerator": Key("text", "分子"),
    "denominator": Key("text", "分母"),
    "other_bases": Key("texts", "有人用作分母的其他件数指标"),
    "part_of": Key("text", "所属总体的指标"),
    "level": Key("choice", "由单位填报，还是在名单上逐行填报", choices=("unit", "record")),
    "source": Key("text", "数据来源"),
    "final": Key("flag", "true：每件办过即不能补救"),
    "may_exceed_whole": Key("flag", "true：比率可以超过100%"),
    "remarks": Key("text", "说明"),
}
LIST: Form = {
    "of": Key("text", "一行是一人还是一个部门：人、个", required=True),
    "label": Key("text", "应列数的名称，如 应列人数", required=True),
    "categories": Key("texts", "类别", required=True),
    "term": Key("flag", "true：每行有任期起止"),
}
GROUP: Form = {
    "list": Key("text", "名单", required=True),
    "categories": Key("texts", "名单中的类别", required=True),
}
IDENTITY: Form = {
    "name": Key("text", "名称", required=True),
    "left": Key("texts", "左边相加的件数指标", required=True),
    "relation": Key("choice", "两边的关系", required=True, choices=("equals", "at_most")),
    "right": Key("texts", "右边相加的件数指标", required=True),
}
PACK: Form = {
    **_PACK,
    "indicators": Key("tables", "本包自带、尚未列入 indicators.yaml 的指标（如草稿拟新增的）", form=INDICATOR),
}
INDICATORS: Form = {
    "lists": Key("named", "名单", form=LIST),
    "groups": Key("named", "逐个衡量的对象", form=GROUP),
    "identities": Key("tables", "件数之间成立的关系", form=IDENTITY),
    "indicators": Key("tables", "指标", required=True, form=INDICATOR),
}
