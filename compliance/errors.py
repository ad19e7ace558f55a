"""Errors and findings: a stable English code, a Chinese sentence, a place, and what to do about it.

`CODES` is the one home of every code: its severity, its audit class and its words. A finding is raised
with `problem(code, place, **words)`; text for people is written here and in `catalogue`, and nowhere else.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from compliance.catalogue import FRAMES, INTAKE, MANDATORY, VERIFY, Code, Severity
from compliance.source import Place

__all__ = [
    "CODES", "MANDATORY", "REFUSALS", "VERIFY", "Code", "ComplianceError", "Problem", "RefusedError", "RuleError",
    "Severity", "TableError", "UsageError", "one_line", "problem",
]  # fmt: skip


class Problem(Struct, frozen=True, array_like=True):
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


class TableError(ComplianceError):
    """A frame handed to `check` whose columns or cells do not hold together."""


class RuleError(ComplianceError):
    """A rule pack, indicator file or waiver file that does not hold together."""


def one_line(text: str) -> str:
    """Words out of a cell may be broken over lines; a sentence is not."""
    lines = text.splitlines()
    return " ".join(filter(None, map(str.strip, lines))) if len(lines) > 1 else text


def problem(code: str, place: Place = Place(), /, **words: object) -> Problem:
    """The finding `code` at `place`, its words filled in; on one line each.

    Raises:
        KeyError: the code, or a word its sentence needs, is unknown: a programming error.
    """
    known = CODES[code]
    if str(words.get("unit", ""))[-1:].isdigit() and "period" in words:  # a unit without a name: 632801 2024年
        words["unit"] = f"{words['unit']} "
    return Problem(
        code,
        known.severity,
        one_line(known.message.format(**words)),
        one_line(known.advice.format(**words)),
        place,
        known.audit,
    )


# -- files that cannot be used: exit status 2
_REFUSALS: dict[str, Code] = {
    "file_not_found": Code("error", "找不到这个文件。", "请检查文件名和所在文件夹。"),
    "file_unreadable": Code(
        "error", "没有权限读取这个文件，或文件正被占用（{why}）。", "请关闭正在使用它的程序，或换一个位置后重试。"
    ),
    "file_empty": Code("error", "文件是空的（0 字节）。", "请重新导出或重新上传。"),
    "not_a_workbook": Code(
        "error", "这不是能识别的表格文件（{what}）。", "请用 Excel、WPS 或 LibreOffice 另存为 .xlsx 后重新上传。"
    ),
    "encrypted": Code("error", "文件已加密。", "请去除密码后重新上传。"),
    "word_document": Code("error", "这是文字文档，不是表格（{what}）。", "请把数据填入填报表，以 .xlsx 上传。"),
    "pdf_document": Code(
        "error", "这是 PDF 文件，不是表格。", "请上传原来的表格文件，或把数据填入填报表，以 .xlsx 上传。"
    ),
    "image": Code("error", "这是图片，不是表格。", "请上传原来的表格文件，或把数据填入填报表，以 .xlsx 上传。"),
    "html_as_workbook": Code(
        "error", "文件内容是网页，只是用了表格的文件名。", "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新上传。"
    ),
    "xlsb_workbook": Code("error", "这是二进制工作簿（.xlsb），不能读取。", "请另存为 .xlsx 后重新上传。"),
    "archive": Code("error", "这是压缩包（{what}），不是表格文件。", "请解压后上传其中的表格。"),
    "unsafe_content": Code(
        "error", "文件含有不安全的内容（{what}），没有读取。", "请用 Excel 或 WPS 打开并另存为 .xlsx 后重新上传。"
    ),
    "nothing_inside": Code("error", "表格里没有任何内容。", "请确认上传的是填好的文件。"),
    "encoding_unknown": Code(
        "error", "认不出文字编码（{what}）。", "请用 Excel 或 WPS 打开并另存为 .xlsx 后重新上传。"
    ),
    "damaged": Code("error", "文件已损坏或不完整（{what}）。", "请用原程序打开并另存为 .xlsx 后重新上传。"),
    "too_large": Code(
        "error", "文件超出限制：{what}，上限为 {limit}。", "请删去无关内容后重新上传，或请管理员调整上限。"
    ),
    "too_slow": Code(
        "error", "读取超过规定的时间（{limit} 秒）仍未完成，已停止。", "请把需要的工作表另存为新文件后重新上传。"
    ),
    "reader_died": Code(
        "error", "读取时程序异常退出（{what}），这个文件未能读取。", "请用 Excel 或 WPS 打开并另存为 .xlsx 后重新上传。"
    ),
}

# -- plans and reports that cannot be read: exit status 2 as well
_TEXT: dict[str, Code] = {
    "not_a_text": Code(
        "error",
        "这不是能识别的文稿（{what}）。",
        "可读的有 .docx、.pdf、.html、.txt、.md，以及装有 LibreOffice 时的 .doc、.wps。",
    ),
    "encrypted_text": Code("error", "文稿已加密。", "请去除密码后重试。"),
    "damaged_text": Code("error", "文稿已损坏或不完整（{what}）。", "请用原程序打开并另存为 .docx 或 .txt 后重试。"),
    "scanned_pdf": Code(
        "error", "这份 PDF 是扫描件（共 {pages} 页），没有文字，不能读取。", "请换用原来的电子文稿，或先做文字识别。"
    ),
    "office_missing": Code(
        "error",
        "读取 {suffix} 文稿需要 LibreOffice，本机没有安装。",
        "请安装 LibreOffice，或用 Word、WPS 另存为 .docx 后重试。",
    ),
}

REFUSALS = frozenset(_REFUSALS) | frozenset(_TEXT)

# -- what reading the cells of a file has to tell
_GRID: dict[str, Code] = {
    "macros_ignored": Code("note", "文件含有宏，没有运行。", "按文件里保存的值读取。"),
    "links_ignored": Code("note", "文件链接了其他工作簿，没有打开。", "按文件里保存的值读取。"),
    "comments_unread": Code("note", "单元格上的批注没有读取。", "批注里如有要填报的数，请写进单元格。"),
    "misnamed": Code("note", "文件名以 {suffix} 结尾，内容是 {actual}。", "已按内容读取。"),
    "text_read_as": Code(
        "note", "文本表格按 {encoding} 编码、以{delimiter}分隔读取。", "如有乱码或错列，请另存为 .xlsx 后重新上传。"
    ),
    "never_calculated": Code(
        "question", "文件由程序生成，公式还没有计算过（{count} 个）。", "请用 Excel 或 WPS 打开并保存一次后重新上传。"
    ),
}

# -- units and the table of divisions
_REGION: dict[str, Code] = {
    "unit_malformed": Code(
        "error",
        "单位代码“{code}”的写法不对。",
        "应为六位行政区划代码（乡镇为九位），部门写成“632801/司法局”的样子；可参考：{near}。",
    ),
    "unit_unknown": Code("error", "单位代码{what}。", "请填写六位行政区划代码（GB/T 2260），可参考：{near}。"),
    "unit_not_yet": Code(
        "error",
        "单位代码“{code}”（{name}）{year} 年才启用，{on} 年还没有。",
        "请核对期间和代码，当时的代码可参考：{near}。",
    ),
    "unit_renumbered": Code("error", "单位代码“{code}”（{name}）自 {year} 年起停用。", "请改用：{now}。"),
    "unit_abolished": Code(
        "error",
        "单位代码“{code}”（{name}）自 {year} 年起停用。",
        "不能确定由哪个代码接替，请在“{above}”的下级区划中查找现行代码。",
    ),
}

# -- what the figures say about each other
_ENGINE: dict[str, Code] = {
    "impossible_figure": Code(
        "error", "{unit}{period}“{indicator}”的数据不可能成立：{what}。", "请核对后改正重报。", MANDATORY
    ),
    "figures_disagree": Code(
        "question", "{unit}{period}“{indicator}”前后矛盾：{what}。", "请核实哪一个正确，改正后重报。", MANDATORY
    ),
    "rate_disagrees_with_counts": Code(
        "question",
        "{unit}{period}“{indicator}”申报的比率与分子分母不符：{what}。",
        "请核对；如口径不同，请在“备注”中说明。",
        VERIFY,
    ),
    "impossible_rate": Code(
        "error", "{unit}{period}“{indicator}”申报的比率算不出来：{what}。", "请核对分母和比率，并补填分子。", MANDATORY
    ),
    "identity_fails": Code("error", "{unit}{period}的数据不平衡：{what}。", "请核对相关数据后改正重报。", MANDATORY),
    "duplicate_same": Code(
        "note", "{unit}{period}“{indicator}”重复填报，数据一致（{what}）。", "按一次计，请删去多余的行。"
    ),
    "duplicate_differs": Code(
        "question",
        "{unit}{period}“{indicator}”重复填报且数据不同：{what}。",
        "请保留正确的一行，删去其余的行。",
        MANDATORY,
    ),
    "sources_differ": Code(
        "question",
        "{unit}{period}“{indicator}”不同来源的数据不一致：{what}。",
        "请与数据提供单位核对，并在“备注”中说明。",
        VERIFY,
    ),
    "readings_disagree": Code(
        "question",
        "{unit}{period}“{indicator}”填写的“{text}”有两种读法（{one} 或 {other}），结论不同。",
        "请写明百分号，例如“{one}”。",
    ),
    "date_in_future": Code(
        "question",
        "{unit}{period}“{indicator}”填写的日期 {text} 晚于核对基准日 {as_of}，尚未发生。",
        "请核对日期，事项完成后再填报。",
    ),
    "repeated_row": Code("note", "名单“{list}”中同一对象列了两行（{what}），数据一致。", "按一行计，请删去多余的行。"),
    "namesakes": Code(
        "question",
        "名单“{list}”中有同名（或只差单位简称）的行且没有编号（{what}），不能确定是重复还是两个不同的对象。",
        "请填写工号（编码）以便区分。",
    ),
    "id_shared": Code("question", "名单“{list}”中两个姓名用了同一个工号（{what}）。", "请核对工号和姓名。", MANDATORY),
    "term_reversed": Code("question", "名单“{list}”{cell}的任期起晚于任期止。", "请核对任期。", MANDATORY),
    "list_overfull": Code(
        "question",
        "名单“{list}”中“{category}”共 {listed} 行，多于所填的{label} {stated}。",
        "请核对{label}或名单。",
        MANDATORY,
    ),
    "scope_unknown": Code(
        "question", "{unit}{period}“{indicator}”没有写明统计范围，按“{scope}”读取。", "请填写统计范围（本级或全域）。"
    ),
    "outlier": Code(
        "question",
        "{unit}{period}“{indicator}”为 {value}，与以往各期（{others}）相差悬殊。",
        "如属实请在“备注”中说明原因。",
        VERIFY,
    ),
    "total_disagrees_with_parts": Code(
        "error",
        "{unit}{period}“{indicator}”全域数为 {total}，而{parts}。",
        "请与本级、下级的数逐一核对后改正。",
        MANDATORY,
    ),
}

# -- joining files, rules and waivers
_CHECKING: dict[str, Code] = {
    "as_of_misread": Code("error", "看不懂核对基准日“{text}”。", "请写作 2024-12-31，或传入日期。"),
    "period_misread": Code("error", "看不懂填报期间“{text}”。", "请写作 2024、2024-Q3、2024-09 或 2024-01/2024-09。"),
    "nothing_applies": Code(
        "question", "没有适用于 {unit} {period} 的指标。", "请核对单位代码和期间，或用 --rules、--benchmark 指定规则。"
    ),
    "department_counted": Code("note", "{unit}的数据已计入{government}的名单。", "无需处理。"),
    "department_uncounted": Code(
        "question",
        "{unit}的填报表里没有能计入{government}名单的数。",
        "请填写名单中本部门的一行；其他数请报给{government}，由其填报。",
    ),
    "figures_unanswering": Code(
        "note", "{unit}有填报数没有用于结论：{what}。{why}。", "如应计入，请按目标的要求填报；否则不必处理。"
    ),
    "figure_outside_list": Code(
        "question", "{unit}有应列入名单“{why}”的数填在了别处，没有计入：{what}。", "请逐个填入名单“{why}”。"
    ),
    "department_alone": Code(
        "question",
        "{unit}的数据要计入{government}的名单，本次没有{government}的填报表。",
        "请与{government}的填报表一起核对。",
    ),
    "list_missing": Code(
        "question", "没有名册“{list}”，要填的有：{what}。", "请从填报表补上工作表“{list}”；没有这类对象的，应列数填 0。"
    ),
    "limit_misread": Code("error", "环境变量 {name} 的值“{text}”不能作上限。", "请写大于零的整数，或删去这个变量。"),
    "template_suffix": Code("error", "填报表是 Excel 工作簿，不能写成“{name}”。", "文件名请以 .xlsx 结尾。"),
    "no_files": Code("error", "没有写明要核对哪些文件。", "请写上填报表的文件名。"),
    "prefill_one_report": Code("error", "一次只能用一份报告预填一份填报表。", "请只写一份报告。"),
    "prefill_whom": Code("error", "预填填报表须知道是哪个单位、哪个期间。", "请写明 --unit 和 --period。"),
    "annotated_one_file": Code("error", "--annotated 一次只能批注一份填报表。", "请只写一个文件。"),
    "cannot_write": Code("error", "写不进这个文件（{why}）。", "请换一个位置，或关闭正打开它的程序后重试。"),
    "rule_not_asked": Code("error", "本次核对没有规则“{rule}”。", "可用的有：{known}。"),
    "same_file_twice": Code("note", "与“{other}”内容完全相同。", "只计一次。"),
    "version_tie": Code(
        "question",
        "同一单位、同一期间有多份填报表，按版本号（{version}）分不出先后：{files}。",
        "请改正版本号；数据不同的指标判为待核实。",
        MANDATORY,
    ),
    "superseded_in_part": Code(
        "question",
        "版本号 {version} 已被版本号 {newer}（{file}）取代，但其中{what}的数新版没有，仍按本文件计入。",
        "请核对；如不应计入，请从本文件删去，或在新版中一并填报。",
    ),
    "superseded_version": Code("note", "版本号 {version} 已被版本号 {newer}（{file}）取代。", "本文件不计入核对结果。"),
    "waiver_form": Code(
        "error",
        "豁免文件应是列表，每项是一张表（rule、unit、period、reason、approver、number、until）。",
        "请照此改写。",
    ),
    "waiver_key": Code("error", "豁免里不认识的键“{key}”。", "可用的键：{allowed}。"),
    "waiver_lacks": Code("error", "豁免缺少“{key}”。", "请补上。"),
    "waiver_unknown": Code(
        "error",
        "豁免的“{key}”写的是“{value}”，查不到或读不懂。",
        "请核对规则编号、单位代码、期间和日期（2024-12-31）。",
    ),
    "waiver_twice": Code("error", "豁免（{rule}，{unit}，{period}）写了两次。", "请只保留一项。"),
    "waiver_fits_nothing": Code(
        "error", "豁免（{rule}，{unit}，{period}）与本次核对的任何一项都不对应。", "请核对规则、单位和期间。"
    ),
    "waiver_cannot_cover": Code(
        "question", "{unit}“{rule}”为{verdict}，豁免不能掩盖缺报或矛盾的数据。", "请先补报或改正数据。"
    ),
    "waiver_expired": Code("question", "{unit}“{rule}”的豁免已于 {until} 期满。", "如仍需豁免，请重新报批。"),
    "waiver_not_needed": Code("note", "{unit}“{rule}”已达标或不适用，用不上豁免。", "无需处理。"),
}

# -- rule packs and indicators.yaml: {where} is the path to the key, such as rules › golmud-2024-31a › at_least
_RULES: dict[str, Code] = {
    "yaml_syntax": Code("error", "不是有效的 YAML：{what}。", "{fix}"),
    "yaml_alias": Code("error", "规则文件不使用锚点（&）和引用（*）。", "请把内容直接写出来。"),
    "not_utf8": Code("error", "文件不是 UTF-8 编码，从“{start}”之后读不下去。", "请用编辑器另存为 UTF-8。"),
    "empty_file": Code("error", "文件里没有内容。", "请写 document、clauses 和 rules。"),
    "file_beyond_limits": Code("error", "文件超出限制：{what}，上限为 {limit}。", "请检查是否选错了文件。"),
    "rule_file_unreadable": Code("error", "不能读取这个文件（{why}）。", "请检查文件名和权限。"),
    "duplicate_key": Code("error", "键“{key}”写了两次，前一次在第 {first} 行。", "请只保留一个。"),
    "unknown_key": Code("error", "{where}：没有“{key}”这个键。", "{near}可用的键：{allowed}。"),
    "missing_key": Code("error", "{where}：缺少“{key}”（{about}）。", "请补上。"),
    "wrong_type": Code("error", "{where}：写的是{found}。", "这里应写{expected}。"),
    "unknown_choice": Code("error", "{where}：不能写“{value}”。", "{near}可选：{allowed}。"),
    "bad_date": Code("error", "{where}：“{value}”不是日期。", "请写成 2024-10-01 的样子。"),
    "period_unreadable": Code("error", "{where}：“{value}”不是期间。", "请写成 2024、2024-H1 或 2024-Q3 的样子。"),
    "period_or_in_force": Code(
        "error", "{where}：period 和 in_force 须写且只写一个。", "年度计划写 period，长期有效的文件写 in_force。"
    ),
    "interval_reversed": Code("error", "{where}：起点 {low} 在终点 {high} 之后。", "请对调。"),
    "no_comparison": Code("error", "{where}：这条规则没有写比较和目标值。", "请写下列之一：{allowed}。"),
    "two_comparisons": Code("error", "{where}：一条规则只能有一个比较，前面已有 {first}。", "请拆成两条规则。"),
    "value_unreadable": Code("error", "{where}：“{value}”不是能比较的数值。", "请写成 {expected} 的样子。"),
    "unit_mismatch": Code("error", "{where}：“{value}”的计量单位不对。", "应为{expected}。"),
    "percent_over_100": Code(
        "error",
        "{where}：“{value}”超过100%。",
        "如指标确可超过100%，请在 indicators.yaml 中写 may_exceed_whole: true。",
    ),
    "kind_mismatch": Code("error", "{where}：{what}。", "{fix}"),
    "level_mismatch": Code("error", "{where}：{what}。", "{fix}"),
    "due_mismatch": Code("error", "{where}：{what}。", "{fix}"),
    "term_without_list": Code(
        "error", "{where}：按任期衡量的规则须逐人衡量，且名单有任期。", "请用 each 写明对象，名单写 term: true。"
    ),
    "undefined_indicator": Code(
        "error",
        "{where}：indicators.yaml 中没有指标“{value}”。",
        "{near}请改用已有的名称，或先在 indicators.yaml 中定义。",
    ),
    "unknown_group": Code("error", "{where}：没有“{value}”这个衡量对象。", "{near}可用：{allowed}。"),
    "unknown_list": Code("error", "{where}：没有“{value}”这个名单。", "{near}可用：{allowed}。"),
    "unknown_category": Code("error", "{where}：名单“{list}”没有“{value}”这一类。", "{near}可用：{allowed}。"),
    "unknown_region": Code("error", "{where}：“{value}”不是行政区划代码表中的代码。", "请写六位代码，如 632801。"),
    "bad_code": Code("error", "{where}：指标编码“{value}”的写法不对。", "请写两个大写字母加两位数字，如 FY01。"),
    "duplicate_name": Code("error", "{where}：指标“{value}”定义了两次。", "请只保留一个。"),
    "duplicate_code": Code("error", "{where}：指标编码“{value}”已用于“{other}”。", "请换一个编码。"),
    "ambiguous_alias": Code("error", "{where}：“{value}”也是“{other}”的名称。", "一个名称只能指一个指标，请删去一处。"),
    "circular_part": Code("error", "{where}：所属总体绕成了圈：{chain}。", "请改正 part_of。"),
    "duplicate_id": Code("error", "{where}：编号“{id}”已在{other}用过。", "请换一个编号。"),
    "unknown_pack": Code(
        "error", "找不到规则包“{selector}”：没有这个编号，也没有这个文件或文件夹。", "{near}现有规则包：{allowed}。"
    ),
    "no_rules_in_folder": Code("error", "文件夹“{folder}”里没有规则文件。", "请指定含有 .yaml 规则包的文件夹。"),
    "unknown_rule_id": Code("error", "没有编号为“{id}”的规则。", "{near}用 compliance rules list 查看全部规则。"),
    # -- what `rules lint` has to tell about packs that can be read
    "clause_uncovered": Code(
        "error", "{where}：这一条既没有规则，也没有写明理由。", "请写规则，或把理由写在条款号后面。"
    ),
    "clause_not_listed": Code("error", "{where}：缺少第“{clause}”条。", "文件的每个条款都要列出，没有规则的写明理由。"),
    "clause_with_reason_and_rule": Code(
        "error", "{where}：写了没有规则的理由，却有规则 {rules} 引用。", "请写成 {{title: …, also: …}}。"
    ),
    "unknown_clause": Code("error", "{where}：clauses 中没有“{clause}”。", "{near}条款号须与 clauses 中的写法相同。"),
    "unknown_rule": Code("error", "{where}：没有编号为“{id}”的规则。", "{near}"),
    "quote_number": Code("error", "{where}：原文写的是{quoted}，规则写的是{stated}。", "请核对原文和目标值。"),
    "quote_boundary": Code(
        "error", "{where}：原文的“{words}”是{meant}，规则写的是 {op}。", "请改用 {fitting}，或核对原文。"
    ),
    "quote_limits": Code(
        "note",
        "{where}：原文的“{words}”没有写进规则。",
        "请用 every、levels、scope、each 等写明；写不出的，在 reading 或 note 里说明怎样处理。",
    ),
    "no_boundary_examples": Code("error", "{where}：缺少例子：{missing}。", "目标值正好、差一点、超一点各写一个例子。"),
    "example_unreadable": Code("error", "{where}：“{value}”读不成这个指标的数。", "请写成 {expected} 的样子。"),
    "example_fails": Code("error", "{where}：例子写的是 {verdict}，按规则应是 {computed}。", "请核对例子和目标值。"),
    "impossible_rule": Code("error", "{where}：没有任何填报数能达到“{sentence}”。", "请核对目标值。"),
    "contradicting_rules": Code(
        "error", "{where}（{sentence}）与 {other}（{other_sentence}）约束同一对象，不能同时达到。", "请核对两条规则。"
    ),
    "redundant_rule": Code(
        "note", "{where}（{sentence}）：{other}（{other_sentence}）对同一对象要求更严。", "两条都达到时以更严的为准。"
    ),
    "indicators_unused": Code("note", "没有规则用到的指标 {count} 个：{names}。", "供自由填报，可以保留。"),
    "clauses_without_rule": Code(
        "note", "没有规则而写明理由的条款 {count} 个：{clauses}。", "理由见文件中的 clauses。"
    ),
    "draft_rule": Code("note", "{where}：草稿，尚待人工确认{why}。", "确认后删去 draft。"),
}

# -- the clerk's own workbook with the verdicts written in
_REPORTS: dict[str, Code] = {
    "annotated_not_xlsx": Code(
        "error",
        "这不是 .xlsx 工作簿，不能在副本里批注。",
        "请用 Excel 或 WPS 另存为 .xlsx 后重新核对，或改用网页报告（--report）。",
    ),
    "annotated_same_file": Code("error", "批注版不能覆盖原来的填报表。", "请另起一个文件名。"),
    "annotated_suffix": Code("error", "批注版的文件名应以 {suffix} 结尾，与原文件的内容一致。", "请改文件名。"),
    "annotated_changed": Code("error", "文件在核对之后又改动过。", "请重新核对。"),
    "annotated_not_checked": Code("error", "这个文件不在本次核对之列。", "请先核对这个文件。"),
}

# -- many submissions at once
_BATCH: dict[str, Code] = {
    "batch_no_folder": Code("error", "找不到文件夹“{folder}”。", "请核对路径。"),
    "batch_no_files": Code("error", "“{folder}”里没有文件。", "请核对路径。"),
    "batch_no_fsspec": Code(
        "error", "读不了地址“{url}”。", "请核对写法；网络地址须安装 compliance[cluster] 和该地址所需的 fsspec 组件。"
    ),
    "batch_no_cluster": Code("error", "没有安装集群所需的组件。", "请运行 pip install 'compliance[cluster]'。"),
    "batch_no_scheduler": Code("error", "连不上调度器“{address}”（{why}）。", "请核对地址，确认调度器已启动。"),
    "batch_no_workers": Code("error", "调度器“{address}”等了 {seconds} 秒仍没有工作进程。", "请先启动 dask worker。"),
    "batch_workers_die": Code("error", "工作进程每次都中断，没有完成。", "请检查内存是否够用。"),
    "batch_folder_again": Code("note", "文件夹链接绕成了圈，或重复指向同一文件夹，只读一次。", "无需处理。"),
    "batch_folder_unreadable": Code("error", "打不开文件夹（{why}），其中的文件没有读取。", "请检查权限后重跑。"),
    "batch_results_passed": Code(
        "note", "这个文件夹是以前批量核对的结果，没有读取。", "要核对其中的数据表，请直接指定它的 facts 文件夹。"
    ),
    "batch_lock_files": Code(
        "note",
        "跳过 {count} 个锁定文件（{files}），它们是表格程序打开文件时留下的。",
        "如有文件仍在编辑，请保存关闭后重跑。",
    ),
    "batch_unit_failed": Code(
        "error", "核对时程序出错（{what}），这份填报表没有结果。", "请报告此问题，并附上这份文件。"
    ),
    "batch_units_heading": Code(
        "error",
        "单位名单里没有“单位代码”一列。",
        "请用 CSV 文件，第一行写表头：单位代码,单位名称；Excel 文件请先另存为 CSV。",
    ),
    "batch_units_empty": Code("error", "单位名单里没有一个单位。", "请在表头下面一行写一个单位。"),
    "batch_units_no_code": Code(
        "question", "单位名单的这一行（{name}）没有单位代码，不在应报单位之列。", "请补上单位代码后重跑。"
    ),
    "batch_units_code": Code(
        "question",
        "单位名单里的“{code}”不像单位代码，照原样算作一个应报单位。",
        "请改成 6 位行政区划代码（部门写 632801/司法局）后重跑。",
    ),
    "batch_units_twice": Code(
        "question",
        "单位名单里 {code} 出现两次，一处是“{first}”，一处是“{name}”，只算作前一个单位。",
        "请核对两个单位的代码后重跑。",
    ),
    "batch_units_others": Code(
        "note", "有 {count} 个报送单位不在应报单位名单上：{units}。", "请核对名单和填报表里的单位代码。"
    ),
    "batch_out_not_empty": Code("error", "输出文件夹“{folder}”里有别的文件（{files}）。", "请换一个空文件夹。"),
    "batch_out_in_use": Code("error", "输出文件夹“{folder}”正由另一次批量核对使用。", "请等它结束，或换一个文件夹。"),
    "batch_cannot_write": Code(
        "error", "写不进输出文件夹（{why}）。", "请腾出空间或换一个位置，再用 --resume 接着做。"
    ),
    "batch_work_gone": Code("error", "输出文件夹里的中间文件被删除或改动了。", "请用 --resume 重跑。"),
    "batch_not_a_facts_table": Code(
        "error", "不是填报数据表（{what}）。", "列名见文档“用 pandas 或 polars 核对”一页。"
    ),
}


def _merged(*parts: dict[str, Code]) -> dict[str, Code]:
    """One catalogue; a code that two parts define would lose one meaning in silence."""
    merged: dict[str, Code] = {}
    for part in parts:
        if twice := merged.keys() & part.keys():
            raise ValueError(f"codes defined twice: {sorted(twice)}")
        merged.update(part)
    return merged


CODES = _merged(_BATCH, _CHECKING, _ENGINE, _GRID, _REFUSALS, _REGION, _REPORTS, _RULES, FRAMES, INTAKE, _TEXT)


_SYSTEM = {
    errno.ENOENT: "文件夹不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "同名的文件已存在",
    errno.ENAMETOOLONG: "文件名太长",
}


def system_words(error: BaseException) -> str:
    """What the system would not do, in Chinese; its own words are English, also inside a library's error."""
    number = getattr(error, "errno", None)
    if number in _SYSTEM:
        return _SYSTEM[number]
    said = str(error)
    known = next((words for number, words in _SYSTEM.items() if os.strerror(number) in said), "")
    return known or (f"系统错误 {number}" if number else said)
