"""The command: runs, tells, and ends cleanly when it is interrupted."""

from __future__ import annotations

import csv
import sys

from compliance.batch.progress import Progress
from compliance.batch.run import Options, run
from compliance.batch.summary import Summary
from compliance.reports.data import json_text

#: So many refused files are named on standard error; all stand in problems.csv.
_NAMED = 20


def command(options: Options, form: str) -> int:
    """Run, print the summary in `form` (table or json) on standard output; the exit status.

    Raises:
        ComplianceError: as `run` says.
    """
    try:
        summary = run(options, Progress.on_stderr())
    except KeyboardInterrupt:
        print("已停止。完成的部分已保存，加上 --resume 再运行即可接着做。", file=sys.stderr)
        return 130
    _tell(options, summary)
    if form == "json":
        manifest = {key: value for key, value in summary.manifest.items() if key not in ("inputs", "counts")}
        sys.stdout.write(json_text({"manifest": manifest, "summary": summary.as_json()}))
    else:
        sys.stdout.write(summary.words())
    return summary.exit_status


def _tell(options: Options, summary: Summary) -> None:
    """Name every refused file on standard error, the first of many; and where the results are."""
    from compliance.batch.overview import UNUSABLE

    if summary.refused:
        with (options.out / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
            lines = [line for line in csv.DictReader(file) if line["代码"] in UNUSABLE]
        for line in lines[:_NAMED]:
            print(f"错误：《{line['文件']}》：{line['说明']}{line['怎么办']}", file=sys.stderr)
        if len(lines) > _NAMED:
            print(f"另有 {len(lines) - _NAMED} 个文件不能使用，见 problems.csv。", file=sys.stderr)
    print(f"结果在 {options.out}，请打开其中的 index.html。", file=sys.stderr)
