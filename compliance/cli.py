"""The command line: read the arguments, call a front door, print. Exit status 0, 1 or 2 as the results say."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import compliance
from compliance.errors import ComplianceError, RefusedError, UsageError, problem, system_words
from compliance.source import Place

_WORDS = {  # argparse's own English → what our users read
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示本说明",
    "show program's version number and exit": "显示版本",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r 这个选择（可选：%(choices)s）",
    "invalid %(type)s value: %(value)r": "写法不对：%(value)r",
    "expected one argument": "后面要跟一个值",
    "expected at least one argument": "后面至少要跟一个值",
    "expected at most one argument": "后面最多跟一个值",
    "not allowed with argument %s": "不能与 %s 同时使用",
    "one of the arguments %s is required": "要写其中一个：%s",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确，可能是 %(matches)s",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s。用 --help 查看说明。\n",
}

#: objects that may be made before circles among them are looked for; Python's own 700 is for programs that stay
_CIRCLES = 100_000


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese; argparse takes its words from gettext, which has no Chinese for them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": argparse.RawDescriptionHelpFormatter, "allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}：{message}。用 --help 查看说明。\n")


def _speak_chinese() -> None:
    module: Any = argparse
    module._ = lambda text: _WORDS.get(text, text)
    module.ngettext = lambda one, many, count: _WORDS.get(one if count == 1 else many, one if count == 1 else many)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is computed from its results, never from an exception's absence."""
    _speak_chinese()
    _utf8()
    words = sys.argv[1:] if argv is None else argv
    arguments = _parser(words).parse_args(words)
    try:
        _untangle(arguments)
        return int(arguments.run(arguments))
    except ComplianceError as error:
        for found in error.problems:
            print(f"错误：{found}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except OSError as error:
        return _not_written(error)
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 130


def entry() -> NoReturn:
    """The console script."""
    # A command makes few circles of objects: looking for them while it loads took a twentieth of its time.
    gc.set_threshold(_CIRCLES)
    status = main()
    if "multiprocessing" in sys.modules:  # batch, its cluster and whoever else has something to do at the end
        sys.exit(status)
    try:
        with suppress(BrokenPipeError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
    except OSError as error:
        status = _not_written(error)
    # Taking down object by object what the system frees at once takes a tenth of a check.
    os._exit(status)


def _not_written(error: OSError) -> int:
    """What the system would not do, above all write the output: a full disk, a folder without permission."""
    where = f"“{error.filename}”" if error.filename else "输出"
    print(f"错误：{where}读写失败（{system_words(error)}）。请检查磁盘空间和权限后重试。", file=sys.stderr)
    return 2


def _utf8() -> None:
    """Chinese on any terminal, and lone surrogates of odd file names printed rather than raised."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


# -- arguments


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"不是日期：“{text}”，请写作 2024-12-31") from None


def _count(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) <= 1024):
        raise argparse.ArgumentTypeError(f"应为 1 到 1024 的整数：“{text}”")
    return int(text)


def _parser(words: Sequence[str] | None = None) -> _Parser:
    """The parser for these words: every command is known to it, and the arguments of those named; of all without."""
    parser = _Parser(prog="compliance", description="把计划里的量化指标写成规则，逐项核对各单位填报的数据。")
    parser.add_argument("--version", action="version", version=f"compliance {compliance.__version__}")
    commands = parser.add_subparsers(title="命令", dest="command", required=True, metavar="命令", parser_class=_Parser)
    for name, about, run, fill in (
        ("template", "生成填报表", run_template, _template),
        ("check", "核对填报表，给出逐项结论", run_check, _check),
        ("batch", "批量核对文件夹里的填报表，给出总览", run_batch, _batch),
        ("explain", "逐步说明一项结论的由来", run_explain, _explain),
        ("extract", "从计划里提取量化目标，生成规则草稿", run_extract, _extract),
        ("read", "从报告里读取数据，预填填报表", run_read, _read),
        ("rules", "查看、检查规则", None, _rules),
    ):
        command = _command(commands, name, about, run)
        if words is None or name in words:  # the arguments of the others take longer to describe than these to read
            fill(command)
    return parser


def _command(commands: Any, name: str, about: str, run: Callable[[argparse.Namespace], int] | None) -> _Parser:
    parser: _Parser = commands.add_parser(name, help=about, description=about)
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def _rules_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rules",
        nargs="+",
        action="extend",
        default=[],
        metavar="规则包",
        help="规则包编号、文件或文件夹，代替自带的规则",
    )
    parser.add_argument(
        "--benchmark", nargs="+", action="extend", default=[], metavar="规则包", help="作为参照、不计入统计的规则包"
    )


def _unit_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--unit", default="", metavar="代码", help="单位代码，文件里没有写时使用，如 622900 或 632801/司法局"
    )
    parser.add_argument("--period", default="", metavar="期间", help="填报期间，文件里没有写时使用，如 2023、2024-Q3")


def _checking_options(parser: argparse.ArgumentParser) -> None:
    _rules_options(parser)
    parser.add_argument("--as-of", type=_day, metavar="日期", help="核对基准日，默认为今天（北京时间）")
    parser.add_argument("--waivers", type=Path, metavar="文件", help="经批准的豁免（YAML）")


def _template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, metavar="代码", help="单位代码，如 622900 或 632801/司法局")
    parser.add_argument("--period", required=True, metavar="期间", help="填报期间，如 2023、2024-Q3")
    _rules_options(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="写到哪里，如 填报表.xlsx")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="文件", help="填报表")
    _checking_options(parser)
    _unit_options(parser)
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help="输出格式，默认 table")
    parser.add_argument("--report", type=Path, metavar="文件", help="另存网页报告，如 报告.html")
    parser.add_argument("--annotated", type=Path, metavar="文件", help="另存批注版填报表（只核对一份 .xlsx 时）")


def _batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folders", nargs="+", metavar="文件夹", help="放填报表的文件夹，连同下级文件夹；也可写 s3:// 样的地址"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="文件夹", help="结果写到这个文件夹")
    _checking_options(parser)
    parser.add_argument(
        "--units", type=Path, metavar="文件", help="应报单位名单（CSV，有“单位代码”一列），用来找出未报单位"
    )
    done_by = parser.add_mutually_exclusive_group()
    done_by.add_argument("--workers", type=_count, default=0, metavar="个数", help="用几个进程，默认与处理器一样多")
    done_by.add_argument("--scheduler", default="", metavar="地址", help="交给 Dask 集群，如 tcp://10.0.0.1:8786")
    parser.add_argument("--resume", action="store_true", help="接着上次中断的地方做")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="输出格式，默认 table")


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="文件", help="填报表")
    parser.add_argument("--rule", required=True, metavar="规则", help="规则编号，如 golmud-2024-31a")
    _checking_options(parser)
    _unit_options(parser)


def _extract(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="计划", help="计划全文：.docx .pdf .html .txt .md .doc .wps"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="文件", help="草稿写到哪里；有几份计划时写文件夹")
    parser.add_argument("--format", choices=("yaml", "jsonl"), default="yaml", help="输出格式，默认 yaml（规则包草稿）")
    parser.add_argument("--coverage", type=Path, metavar="文件", help="另存逐句对照的网页；有几份计划时写文件夹")
    parser.add_argument("--explain", action="store_true", help="说明每个数字是怎样读出来的")


def _read(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="报告", help="报告全文：.docx .pdf .html .txt .md .doc .wps"
    )
    _unit_options(parser)
    _rules_options(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="文件", help="预填的填报表写到哪里，须写明 --unit 和 --period"
    )
    parser.add_argument("--format", choices=("table", "jsonl"), default="table", help="输出格式，默认 table")
    parser.add_argument("--explain", action="store_true", help="说明每个数字是怎样读出来的")


def _rules(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="动作", dest="action", required=True, metavar="动作", parser_class=_Parser)
    for name, about, run in (
        ("list", "列出规则", run_rules_list),
        ("show", "显示一条规则", run_rules_show),
        ("lint", "检查规则包的写法", run_rules_lint),
        ("test", "用规则自带的示例检验", run_rules_test),
        ("schema", "输出规则包的 JSON Schema，供编辑器补全和检查", run_rules_schema),
        ("diff", "比较两个规则包", run_rules_diff),
    ):
        action = _command(actions, name, about, run)
        if name == "show":
            action.add_argument("id", metavar="规则", help="规则编号")
        if name == "diff":
            action.add_argument("old", metavar="甲", help="规则包编号或文件")
            action.add_argument("new", metavar="乙", help="规则包编号或文件")
        if name not in ("diff", "schema"):
            action.add_argument(
                "--rules", nargs="+", action="extend", default=[], metavar="规则包", help="规则包编号、文件或文件夹"
            )
        action.add_argument("--format", choices=("table", "json"), default="table", help="输出格式，默认 table")


def _untangle(arguments: argparse.Namespace) -> None:
    """Files written behind --rules or --benchmark, which take every word that follows, are files all the same.

    Raises:
        UsageError: `no_files`: a command that needs files got none.
    """
    if not (hasattr(arguments, "files") and hasattr(arguments, "rules")):
        return
    from compliance.rulebook import known_packs

    packs = set(known_packs())
    for option in ("rules", "benchmark"):
        names = getattr(arguments, option)
        moved = [n for n in names if n not in packs and Path(n).exists() and not _holds_rules(Path(n))]
        setattr(arguments, option, [n for n in names if n not in moved])
        arguments.files = [*arguments.files, *map(Path, moved)]
    if not arguments.files:
        raise UsageError(problem("no_files"))


def _holds_rules(path: Path) -> bool:
    return path.suffix in (".yaml", ".yml") or (path.is_dir() and any(path.glob("*.y*ml")))


# -- commands


def run_template(arguments: argparse.Namespace) -> int:
    """`compliance template`."""
    from compliance import checking
    from compliance.intake import template

    _a_workbook(arguments.output)
    unit, period, questions, indicators = checking.template_questions(
        arguments.unit, arguments.period, arguments.rules, arguments.benchmark
    )
    with _Writing(arguments.output):
        template.write(arguments.output, unit, period, questions, indicators)
    print(
        f"已生成 {arguments.output}（{unit.name}，{period.chinese}，{len({q.rule.id for q in questions})} 项指标）",
        file=sys.stderr,
    )
    return 0


def _a_workbook(path: Path) -> None:
    """Excel and WPS refuse a workbook under another name."""
    if path.suffix.lower() != ".xlsx":
        raise UsageError(problem("template_suffix", name=path.name))


def _result(arguments: argparse.Namespace, meanwhile: Callable[[], object] | None = None) -> Any:
    from compliance import checking

    return checking.check_files(
        arguments.files,
        rules=arguments.rules,
        benchmarks=arguments.benchmark,
        as_of=arguments.as_of,
        waivers_file=arguments.waivers,
        unit=arguments.unit,
        period=arguments.period,
        meanwhile=meanwhile,
    )


def run_check(arguments: argparse.Namespace) -> int:
    """`compliance check`."""
    from compliance import reports

    if arguments.annotated and len(arguments.files) != 1:
        raise UsageError(problem("annotated_one_file"))
    table = arguments.format == "table"
    # loading it takes as long as what the other process still has to read
    result = _result(arguments, (lambda: reports.print_table) if table else None)
    if arguments.report:
        with _Writing(arguments.report):
            arguments.report.write_text(reports.html.render(result), encoding="utf-8", newline="\n")
        print(f"报告已写入 {arguments.report}", file=sys.stderr)
    if arguments.annotated:
        with _Writing(arguments.annotated):
            reports.annotated.write(arguments.files[0], result, arguments.annotated)
        print(f"批注版已写入 {arguments.annotated}", file=sys.stderr)
    match arguments.format:
        case "json":
            sys.stdout.write(reports.as_json(result))
        case "csv":
            # the mark by which spreadsheet programs know UTF-8; a terminal needs none
            sys.stdout.write(("" if sys.stdout.isatty() else "\ufeff") + reports.as_csv(result))
        case _:
            reports.print_table(result)
    _tell(result, questions=not table)
    return int(result.exit_status)


_SAID = {"error": "错误", "question": "请核对", "note": "提示"}


def _tell(result: Any, *, questions: bool) -> None:
    """Machine output goes to standard output alone; every refused or questioned file is named on standard error."""
    for found in result.problems:
        # a table of verdicts has no row for a figure that answers nothing
        if found.refused or (questions and (found.severity != "note" or found.code == "figures_unanswering")):
            print(f"{_SAID[found.severity]}：{found}", file=sys.stderr)


def run_batch(arguments: argparse.Namespace) -> int:
    """`compliance batch`."""
    from compliance import batch

    return batch.command(
        batch.Options(
            tuple(arguments.folders), arguments.output, tuple(arguments.rules), tuple(arguments.benchmark),
            arguments.as_of, arguments.waivers, arguments.units, arguments.workers, arguments.scheduler,
            arguments.resume,
        ),
        arguments.format,
    )  # fmt: skip


def run_explain(arguments: argparse.Namespace) -> int:
    """`compliance explain`."""
    from compliance import checking, reports

    result = _result(arguments)
    for verdict in checking.explain(result, arguments.rule, arguments.unit):
        print(reports.as_words(verdict))
    return int(result.exit_status)


def run_extract(arguments: argparse.Namespace) -> int:
    """`compliance extract`."""
    from compliance import plans, rulebook

    indicators = rulebook.load_indicators()
    several = len(arguments.files) > 1

    def answer(path: Path) -> str:
        extraction = plans.extract(path, indicators=indicators)
        if arguments.coverage:
            _save(arguments.coverage, path, ".html", several, extraction.coverage_html())
        if arguments.explain:
            return extraction.explain()
        if arguments.format == "jsonl":
            return extraction.jsonl_line() + "\n"
        if arguments.output:
            _save(arguments.output, path, ".yaml", several, extraction.pack_yaml())
            return ""
        return ("---\n" if several else "") + extraction.pack_yaml()

    return _each(arguments.files, answer, arguments.output if arguments.format == "jsonl" else None)


def run_read(arguments: argparse.Namespace) -> int:
    """`compliance read`."""
    from compliance import rulebook
    from compliance.intake import narrative

    indicators = rulebook.load_indicators()

    def answer(path: Path) -> str:
        report = narrative.read_report(path, indicators=indicators)
        if arguments.output:
            _prefill(arguments, report)
        if arguments.explain:
            return report.explain()
        return report.jsonl_line() + "\n" if arguments.format == "jsonl" else report.table() + "\n"

    if arguments.output and len(arguments.files) > 1:
        raise UsageError(problem("prefill_one_report"))
    return _each(arguments.files, answer)


def _prefill(arguments: argparse.Namespace, report: Any) -> None:
    """The template of the unit, filled in with what its report says."""
    from compliance import checking
    from compliance.intake import template

    if not (arguments.unit and (arguments.period or report.period)):
        raise UsageError(problem("prefill_whom"))
    unit, period, questions, indicators = checking.template_questions(
        arguments.unit, arguments.period or report.period, arguments.rules, arguments.benchmark
    )
    facts, aside = report.prefill(indicators, unit.code, period)
    with _Writing(arguments.output):
        template.write(arguments.output, unit, period, questions, indicators, facts)
    print(f"已生成 {arguments.output}（{unit.name}，{period.chinese}，预填 {len(facts)} 行）", file=sys.stderr)
    for words, why in aside:
        print(f"没有预填：“{words}”，{why}", file=sys.stderr)


def _save(target: Path, source: Path, suffix: str, several: bool, text: str) -> None:
    """One text a plan: the file named, or one of its own in the folder named."""
    path = target / (source.stem + suffix) if several else target
    with _Writing(path):
        if several:
            target.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"已写入 {path}", file=sys.stderr)


def _each(files: Sequence[Path], answer: Callable[[Path], str], output: Path | None = None) -> int:
    """The answers for every document that can be read; each that cannot is named, and makes the exit status 2."""
    answers, refused = [], False
    for path in files:
        try:
            answers.append(answer(path))
        except RefusedError as error:
            refused = True
            for found in error.problems:
                print(f"错误：{found.in_file(path.name)}", file=sys.stderr)
    if output:
        with _Writing(output):
            output.write_text("".join(answers), encoding="utf-8", newline="\n")
    else:
        sys.stdout.write("".join(answers))
    return 2 if refused else 0


def run_rules_list(arguments: argparse.Namespace) -> int:
    """`compliance rules list`."""
    from compliance import rulebook
    from compliance.rulebook import present

    return _print(arguments, present.rows(rulebook.load(arguments.rules)), present.table)


def run_rules_show(arguments: argparse.Namespace) -> int:
    """`compliance rules show`."""
    from compliance import rulebook
    from compliance.rulebook import present

    rule = rulebook.load(arguments.rules).rule(arguments.id)
    return _print(arguments, present.details(rule), present.card)


def run_rules_lint(arguments: argparse.Namespace) -> int:
    """`compliance rules lint`."""
    from compliance import reports, rulebook

    problems = rulebook.lint_files(arguments.rules)
    failed = any(p.severity == "error" for p in problems)
    if arguments.format == "json":
        sys.stdout.write(reports.json_text([reports.problem_json(p) for p in problems]))
    else:
        words = {"error": "错误", "question": "请核对", "note": "提示"}
        for found in problems:
            print(f"{words[found.severity]}：{found}")
        errors = sum(p.severity == "error" for p in problems)
        print(f"检查完毕：错误 {errors} 处，提示 {len(problems) - errors} 处。")
    return 1 if failed else 0


def run_rules_test(arguments: argparse.Namespace) -> int:
    """`compliance rules test`."""
    from compliance import checking, reports, rulebook
    from compliance.verdict import VERDICTS

    rule_set = rulebook.load(arguments.rules)
    rows = []
    for rule in rule_set.rules:
        for example in rule.examples:
            verdict = checking.run_example(rule, example, rule_set.indicators)
            case = "，".join(
                filter(None, [example.actual or "、".join(example.records), example.other and f"对比 {example.other}"])
            )
            rows.append(
                {
                    "rule": rule.id,
                    "case": case,
                    "expected": example.verdict,
                    "verdict": verdict.verdict,
                    "passed": verdict.verdict == example.verdict,
                    "reason": verdict.reason,
                }
            )
    failed = [r for r in rows if not r["passed"]]
    if arguments.format == "json":
        sys.stdout.write(reports.json_text(rows))
    else:
        for row in failed:
            expected, got = VERDICTS.get(str(row["expected"]), row["expected"]), VERDICTS[str(row["verdict"])]
            print(f"不符：{row['rule']}，示例 {row['case'] or '（空）'}：应为{expected}，得到{got}。{row['reason']}")
        print(f"{len(rule_set.rules)} 条规则，{len(rows)} 个示例，{len(failed)} 个不符。")
    return 1 if failed else 0


def run_rules_schema(arguments: argparse.Namespace) -> int:
    """`compliance rules schema`."""
    from compliance import reports
    from compliance.rulebook import schema

    sys.stdout.write(reports.json_text(schema.json_schema()))
    return 0


def run_rules_diff(arguments: argparse.Namespace) -> int:
    """`compliance rules diff`."""
    from compliance import rulebook
    from compliance.rulebook import diff

    old, new = (rulebook.load([name]).packs for name in (arguments.old, arguments.new))
    changes = diff.diff(old[0], new[0])
    _print(arguments, diff.as_json(changes), lambda _: diff.table(changes))
    return 1 if changes else 0


def _print(arguments: argparse.Namespace, data: Any, table: Callable[[Any], str]) -> int:
    from compliance import reports

    sys.stdout.write(reports.json_text(data) if arguments.format == "json" else table(data) + "\n")
    return 0


class _Writing:
    """Writing a file the user named: what stops it is one Chinese sentence with the file's name."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise UsageError(problem("cannot_write", Place(str(self.path.name)), why=system_words(error))) from None


if __name__ == "__main__":
    entry()
