"""The report as one self-contained page: no network, no script, the same bytes for the same result."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from compliance.reports.moulds import Moulds
from compliance.reports.view import page
from compliance.reports.words import DISCLAIMER, short
from compliance.resources import resource
from compliance.verdict import Result

if TYPE_CHECKING:
    from jinja2 import Environment


def render(result: Result) -> str:
    """The whole page in Chinese, names of persons masked."""
    template = _environment().get_template("page.html")
    return template.render(page=page(result), disclaimer=DISCLAIMER) + "\n"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Whatever a cell or a rule says is escaped; the templates of the page are the only markup.
    environment = Environment(
        loader=FileSystemLoader(resource("templates") / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["word"] = short
    Moulds(environment)
    return environment
