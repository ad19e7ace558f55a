"""Where the files that ship with the program lie: rules, data, templates."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def resource(kind: Literal["rules", "data", "templates"]) -> Path:
    """The folder of that kind: inside the package where it is installed, beside it in a checkout.

    Raises:
        FileNotFoundError: it is in neither: the installation is incomplete.
    """
    for folder in (_PACKAGE / kind, _PACKAGE.parent / kind):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"程序安装不完整：缺少 {kind} 文件夹，请重新安装。")
