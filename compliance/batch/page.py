from __future__ import annotations
def render(overview, summary, gone, divisions, context, expected):
    return "x"
