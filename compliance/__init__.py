"""量化指标核对: a plan's numeric targets as declarative rules, checked exactly against what units report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compliance.doors import doors

__version__ = "0.1.0"

if TYPE_CHECKING:
    from compliance.checking import check_files
    from compliance.errors import TableError
    from compliance.frames import check, check_grid, check_parquet

__all__ = ["TableError", "__version__", "check", "check_files", "check_grid", "check_parquet"]

__getattr__ = doors(
    __name__,
    {
        "TableError": "errors", "check": "frames", "check_files": "checking", "check_grid": "frames",
        "check_parquet": "frames",
    },
)  # fmt: skip
