"""What a code of a finding is, and the words of what reading submissions and frames finds: the longest parts of the catalogue.

`errors.CODES` joins it with the other parts.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Severity = Literal["error", "question", "note"]

#: 强制性审核: the data must be corrected before it can be submitted.
MANDATORY = "强制性审核"
#: 核实性审核: the data may be submitted with an explanation.
VERIFY = "核实性审核"


class Code(Struct, frozen=True):
    """What a code means: `message` and `advice` are format strings over the words given to `problem`."""

    severity: Severity
    message: str
    advice: str
    audit: str = ""


# -- what a submission's layout and cells say, and what they leave open
INTAKE: dict[str, Code] = {
    # the whole file
    "period_unknown": Code("error", "填报期间{what}。", "请在“填报说明”写明，如 2024、2024-Q3，或用 --period 指定。"),
    "nothing_read": Code("error", "文件里没有认出任何填报数据。", "请使用下发的填报表，保留“指标名称”“数值”等表头。"),
    "figures_missing": Code(
        "error", "没有找到“指标数据”表。", "请从填报表补上工作表“指标数据”，保留“指标名称”“数值”两列。"
    ),
    "unit_by_name": Code("note", "没有填单位代码，按单位名称“{name}”认作 {code}。", "如不对，请填写单位代码。"),
    "unit_name_differs": Code(
        "question", "单位代码 {code} 是“{known}”，单位名称却写作“{name}”。", "请核对，改正其中一个；暂按代码处理。"
    ),
    "unit_conflict": Code("question", "文件写的单位是 {written}，指定的是 {given}。", "请核对文件；暂按文件所写处理。"),
    "period_conflict": Code(
        "question", "文件写的期间是 {written}，指定的是 {given}。", "请核对文件；暂按文件所写处理。"
    ),
    "period_against_rows": Code(
        "question", "填报期间写的是 {written}，各行的期间却都在 {rows} 年。", "请核对，改正其中之一；暂按各自所写处理。"
    ),
    "period_guessed": Code("note", "没有填写填报期间，按{source}认作 {read}。", "如不对，请填写填报期间。"),
    "version_unread": Code("question", "版本号“{text}”不是整数。", "请填 1、2、3 这样的整数。"),
    "form_differs": Code("question", "“{label}”有两种写法：“{first}”和“{second}”。", "请保留正确的；暂按前一个处理。"),
    # layout
    "table_of_unit": Code("note", "按{source}，这张表读作 {code} 的数据。", "如不对，请在“单位”列写明。"),
    "table_of_period": Code("note", "按{source}，这张表读作 {read} 的数据。", "如不对，请在“期间”列写明。"),
    "table_of_scope": Code(
        "note", "按{source}，这张表没有写统计范围的行读作“{read}”的数据。", "如不对，请在“统计范围”列写明。"
    ),
    "rows_under": Code(
        "note", "按小标题“{text}”，以下各行读作 {read} 的数据。", "如不对，请在“单位”“期间”“统计范围”列写明。"
    ),
    "period_in_doubt": Code(
        "question", "标题“{text}”说的是另一年，表中没有期间，暂按 {read} 读取。", "请在“期间”列写明，或改正标题。"
    ),
    "table_not_counted": Code(
        "question",
        "{source}“{text}”看来是{kind}数据，这张表没有读取。",
        "如是本单位本期的填报数，请改正{source}；如不是，请删去。",
    ),
    "example_unread": Code("note", "{source}“{text}”写明是示例，这张表没有读取。", "如是填报数，请改正{source}。"),
    "title_of_other_year": Code(
        "note", "标题“{text}”写的是另一年，各行按 {read} 或所写的期间读取。", "如不对，请改正。"
    ),
    "sheet_recognised": Code("note", "按表头认作“{what}”。", "如不对，请使用下发的填报表。"),
    "heading_found": Code("note", "第{row}行起识别为表头。", "如不对，请把表头放在第 1 行。"),
    "heading_alias": Code("note", "表头{pairs}。", "如不对，请改用填报表的表头。"),
    "periods_in_columns": Code("note", "各列按期间读取：{periods}。", "如不对，请把期间写在“期间”列。"),
    "indicators_in_columns": Code("note", "各列按指标读取：{names}。", "如不对，请按填报表一行一个指标填写。"),
    "units_in_rows": Code("note", "有 {count} 个单位的数据，按“{column}”列分开读取。", "如不对，请一个单位一个文件。"),
    "columns_unread": Code("note", "没有读取的列：{columns}。", "如有需要比对的数据，请移到填报表对应的列。"),
    "rows_unclear": Code(
        "question",
        "{rows}没有写明单位或期间，分不清是哪个单位、哪个期间的数据，没有读取。",
        "请在“单位”或“期间”列写明；没有这一列的，请加上。",
    ),
    "value_column_missing": Code("question", "没有“数值”列，{columns}没有读取。", "如其中有数值，请把表头改为“数值”。"),
    "cells_unread": Code("question", "没有读取的数据：{cells}。", "这些格子不在表头之下，请移到对应的列，或删去。"),
    "notes_unread": Code("note", "没有读取的文字：{cells}。", "如是说明，请写在“备注”列。"),
    "sheet_unread": Code("question", "没有认出表头，没有读取（{cells}）。", "请使用填报表的表头，或删去这个工作表。"),
    "figures_unread": Code(
        "question", "表头{headings}不认识，其中的数字没有读取（{cells}）。", "如是要填的数，请改用填报表的表头。"
    ),
    "counts_of_a_count": Code(
        "question", "“{name}”不是比率，没有分子和分母，{cells} 没有读取。", "请把数填在“数值”列。"
    ),
    "heading_twice": Code(
        "question", "“{heading}”有 {count} 列（{cells}），不知以哪列为准，都没有读取。", "请只留一列。"
    ),
    "list_unclear": Code("question", "不知道这是哪一种名册，没有读取。", "请把工作表命名为：{lists}。"),
    "totals_skipped": Code("note", "跳过了合计行：{rows}。", "合计由系统计算，不需要填报。"),
    "hidden_read": Code("note", "{what}是隐藏的，其中的数据照样读取。", "如不应填报，请删去。"),
    "unseen_read": Code("note", "{cells} 的字与底色相同，屏幕上看不见，其中的数据照样读取。", "如不应填报，请删去。"),
    # rows
    "code_name_differ": Code(
        "question",
        "指标编码 {code} 是“{known}”，指标名称却写作“{name}”，这一行没有读取。",
        "请核对编码和名称，改正其中一个。",
    ),
    "name_narrowed": Code(
        "question",
        "指标名称写作“{name}”，“{text}”说的不一定是“{known}”在本期的数，没有读取。",
        "如就是“{known}”，请只写指标名称；期间、统计范围、计量单位写在各自的列。",
    ),
    "row_not_counted": Code(
        "question",
        "“{heading}”列写的是“{text}”，这一行没有读取。",
        "如是本期的填报数，请删去“{text}”；如不是，请删去这一行。",
    ),
    "name_by_code": Code("note", "指标名称写作“{name}”，按编码 {code} 读作“{known}”。", "如不对，请改正编码或名称。"),
    "name_by_alias": Code("note", "指标“{name}”读作“{known}”。", "如不对，请写指标的全称。"),
    "name_unknown": Code(
        "note", "指标“{name}”没有定义，数据照录，不参加比对。", "如是已有指标，请改用填报表中的名称。"
    ),
    "row_without_name": Code("question", "有数据（{text}），没有指标名称，没有读取。", "请填写指标编码或指标名称。"),
    "row_without_period": Code("question", "期间“{text}”读不懂，这一行没有读取。", "请写成 2024、2024-Q3 的样子。"),
    "period_relative": Code("note", "期间“{text}”读作 {read}。", "如不对，请写明年份。"),
    "scope_unread": Code("question", "统计范围“{text}”读不懂。", "请填“本级”或“全域”。"),
    "scope_by_alias": Code("note", "统计范围“{text}”读作“{read}”。", "如不对，请填“本级”或“全域”。"),
    "row_unit_unread": Code("question", "计量单位“{text}”读不懂，这一行的数值没有读取。", "请写成 {unit}。"),
    "row_unit_unknown": Code(
        "error",
        "单位“{text}”认不出，或不止一个，这一行没有读取。",
        "请填单位代码或全称；如是提供数据的部门，请把表头改为“数据来源”。",
    ),
    "list_unit_unknown": Code(
        "question",
        "“{text}”认不出是哪个行政区，这一行没有计入名单。",
        "是本单位的人员，请改写所在部门；是别的单位的，请由该单位填报，或填单位代码。",
    ),
    "row_unit_by_name": Code("note", "单位“{text}”认作 {code}。", "如不对，请填单位代码或全称。"),
    "shown_differs": Code("question", "存的是 {text}，显示为“{shown}”，没有读取。", "请按计量单位填写，格式改为常规。"),
    "prefill_unconfirmed": Code(
        "question",
        "“{name}”是从报告预填的，备注中注明请核对：{why}。",
        "请对照报告原文核对数值，有误即改正；核对后删去备注里“（请核对：……）”一段。",
    ),
    "record_without_name": Code("question", "这一行有数据，没有填{what}。", "请填写{what}。"),
    "category_unknown": Code("question", "类别“{text}”不在名册的类别中。", "请从下拉列表选取：{known}。"),
    # cells, not read
    "cell_error": Code("error", "单元格是错误值 {text}，没有读取。", "请改正公式，或直接填写数字。"),
    "formula_without_value": Code(
        "error", "公式（{text}）没有保存计算结果，没有读取。", "请用 Excel 或 WPS 打开并保存一次，或直接填写数字。"
    ),
    "not_a_number": Code("question", "“{text}”不是数字，没有读取。", "请只填数字，说明写在“备注”列。"),
    "several_numbers": Code("question", "“{text}”像是几个数字，没有读取。", "请一格只填一个数字，中间不留空格。"),
    "about_in_words": Code("question", "“{text}”是约数，没有读取。", "请用数字填写准确的数。"),
    "nearly": Code("question", "“{text}”是不到这个数，没有读取。", "请填写准确的数。"),
    "over": Code("question", "“{text}”是超过这个数，没有读取。", "请填写准确的数。"),
    "struck_out": Code("question", "“{text}”上有删除线，没有读取。", "仍有效的请去掉删除线，已作废的请清空。"),
    "zero_or_mark": Code(
        "question", "“{text}”可能是数字零，也可能是画的圈，没有读取。", "如是零请填 0，如是打勾请填数字。"
    ),
    "year_not_shown": Code(
        "question", "单元格显示的日期没有年份（存的是 {text}），没有读取。", "请填到年月日，如 2024-09-30。"
    ),
    "merged_over": Code(
        "question",
        "“{text}”所在的合并单元格占了几行或几列，分不清是哪一项的数，没有读取。",
        "请取消合并，一格填一个数。",
    ),
    "odd_digits": Code("question", "“{text}”含上标、带圈数字或分数字符，没有读取。", "请用普通数字填写。"),
    "one_or_dash": Code("question", "“{text}”可能是数字一，也可能是横线，没有读取。", "如是一请填 1，没有数据请留空。"),
    "number_is_date": Code("question", "应填数字，却是日期（{text}），没有读取。", "请把格式改为常规，重新填写数字。"),
    "count_is_share": Code("question", "应填个数，却是百分数（{text}），没有读取。", "请填个数；比率填在比率的行。"),
    "count_not_whole": Code("question", "“{text}”不是整数，没有读取。", "个数应为整数，请核对。"),
    "unit_disagrees": Code("question", "“{text}”的单位与应填的（{unit}）不同，没有读取。", "请按计量单位换算后填写。"),
    "units_clash": Code("question", "“{text}”的计量单位有两种说法（{units}），没有读取。", "请把单位写在数字后面。"),
    "not_a_date": Code("question", "“{text}”不是日期，没有读取。", "请填到日，如 2024-09-30。"),
    "only_a_month": Code("question", "“{text}”只有年月，没有日，没有读取。", "请填到日，如 2024-09-30。"),
    # cells, read by a guess that is told
    "two_readings": Code("note", "{text} 按 {read} 读取，也可能是 {other}。", "请写成带百分号的形式，如 {read}。"),
    "read_as_share": Code("note", "{text} 按小数（份额）读取，即 {read}。", "如不对，请写成带百分号的形式。"),
    "read_as_percent": Code("note", "{text} 按百分数读取，即 {read}。", "如不对，请写成带百分号的形式。"),
    "words_read": Code("note", "“{text}”读作 {read}。", "如不对，请填数字。"),
    "read_as_day": Code("note", "{text} 按日期读取，即 {read}。", "如不对，请写成 2024-09-30 的样子。"),
    "none_is_blank": Code("note", "“{text}”按未填读取。", "如果是零，请填 0。"),
    "many_alike": Code("note", "{cells}作了同样的处理，例如：{example}", ""),
}

# -- frames handed to check(): every message names the table, the column and, where there is one, the row (from 1)
FRAMES: dict[str, Code] = {
    "not_a_frame": Code("error", "{table} 应是 pandas 或 polars 的表，收到的是 {found}。", "请传入 DataFrame。"),
    "column_missing": Code("error", "{table} 表缺少“{column}”列（{about}）。", "现有的列：{have}。"),
    "wide_column_twice": Code(
        "error", "{table} 表的“{first}”列与“{column}”列是同一个指标的同一个数。", "请只保留一列。"
    ),
    "frame_column_twice": Code("error", "{table} 表的“{column}”列有两个。", "请改名或删去一个。"),
    "frame_index": Code("error", "{table} 表的“{column}”是索引，不是列。", "请先用 reset_index() 变成列。"),
    "parquet_same_file": Code("error", "结果不能写在读取的文件上。", "请另起一个文件名。"),
    "column_unknown": Code(
        "error", "{table} 表没有“{column}”这一列，像是“{near}”写错了。", "请改正列名，或删去这一列。"
    ),
    "column_ignored": Code("note", "{table} 表的“{column}”列没有用到。", "如应采用，请核对列名。"),
    "cell_missing": Code("error", "{table} 表第 {row} 行“{column}”列是空的。", "请补上，或删去这一行。"),
    "cell_unreadable": Code("error", "{table} 表第 {row} 行“{column}”列的“{text}”读不了。", "{expected}。"),
    "cells_more": Code("error", "{table} 表“{column}”列还有 {count} 行也是这样。", "请一并改正。"),
    "row_twice": Code("error", "{table} 表第 {row} 行与第 {first} 行重复（{what}）。", "请只保留一行。"),
    "period_needed": Code(
        "error", "{table} 表没有写明期间，也没有用 period 参数说明。", '请加“period”列，或传入 period="2024"。'
    ),
    "wide_scope_needed": Code(
        "error",
        "facts 表的“{column}”列没有统计范围，规则对这个指标也没有唯一的范围。",
        "请写成“{indicator}.全域.{role}”的样子。",
    ),
    "wide_role": Code(
        "error", "facts 表的“{column}”列不能用，“{indicator}”不是比率，只有数值。", "请改为“{indicator}.value”。"
    ),
    "float_read": Code(
        "note",
        "{table} 表“{column}”列有 {count} 个二进制小数，按十五位有效数字读取（第 {row} 行为 {text}）。",
        "如要逐位准确，请传入文字或 Decimal。",
    ),
    "frame_indicator_unknown": Code(
        "question", "{table} 表的指标“{indicator}”不在指标目录中（{count} 行），没有采用。", "请核对指标名称或编码。"
    ),
    "list_unknown": Code(
        "question", "{table} 表的名单“{list}”不在目录中（{count} 行），没有采用。", "可用的有：{known}。"
    ),
    "frame_category_unknown": Code(
        "question",
        "{table} 表的类别“{category}”不是名单“{list}”的类别（{count} 行），没有采用。",
        "可用的有：{known}；几类用顿号隔开。",
    ),
    "no_such_column": Code("error", "结果中没有“{column}”这一列。", "可选的列：{known}。"),
    "units_unasked": Code(
        "question",
        "units 表有 {count} 个单位没有适用的指标（如“{unit}”），没有结论。",
        "请核对单位代码、层级和期间，或用 rules、benchmarks 指定规则。",
    ),
    "frame_figures_unused": Code(
        "note",
        "facts 表{indicator}的{what}没有用于结论（{count} 个单位，如“{unit}”）：{why}。",
        "如应计入，请按目标的要求填报；否则不必处理。",
    ),
    "unit_not_listed": Code(
        "question",
        "{table} 表有 {count} 个单位不在 units 表中（如“{unit}”），没有采用。",
        "请补进 units 表，或核对单位代码。",
    ),
}
