"""Grid of questions → actual fractions → comparison → flags → gap. Pure: no files, no clock.

Each part is loaded when it is first used: a check loads them while another process reads the workbook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compliance.doors import doors

if TYPE_CHECKING:
    from compliance.engine.answering import answer
    from compliance.engine.asking import Asking
    from compliance.engine.book import Book
    from compliance.engine.plain import Plains
    from compliance.engine.questions import ask
    from compliance.engine.unanswering import figures_unanswering, lists_of, of_departments

__all__ = ["Asking", "Book", "Plains", "answer", "ask", "figures_unanswering", "lists_of", "of_departments"]

__getattr__ = doors(
    __name__,
    {
        "Asking": "asking", "Book": "book", "Plains": "plain", "answer": "answering", "ask": "questions",
        "lists_of": "unanswering", "of_departments": "unanswering", "figures_unanswering": "unanswering",
    },
)  # fmt: skip
