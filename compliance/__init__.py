"""量化指标核对: a plan's numeric targets as declarative rules, checked exactly against what units report."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from compliance.checking import check_files
    from compliance.errors import TableError
    from compliance.frames import check, check_grid, check_parquet

__all__ = ["TableError", "__version__", "check", "check_files", "check_grid", "check_parquet"]


_HOMES = {"check_files": "checking", "TableError": "errors"}


def __getattr__(name: str) -> Any:
    """The front doors, loaded when they are first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'frames')}"), name)
