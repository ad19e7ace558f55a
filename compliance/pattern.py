"""Regular expressions that are compiled when first used.

Reading one workbook uses half of the expressions that its modules hold, and compiling one takes Python longer than
matching it a thousand times.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")


class _Late:
    """Stands for a compiled expression: its methods are those of the real one from the first use on."""

    def __init__(self, text: Any, flags: int) -> None:
        self._given = text, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(*self._given)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return self.__dict__[name]


def late(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, to be matched and searched with."""
    return cast("re.Pattern[AnyStr]", _Late(text, flags))
