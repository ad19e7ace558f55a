"""Files → facts and records: grid (cells as they are) → layout → reading → facts; and the template they come back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from compliance.intake.submission import read_submission, submission_of

__all__ = ["read_submission", "submission_of"]


def __getattr__(name: str) -> Any:
    """Loaded when first used: whoever has files read by another process needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from compliance.intake import submission

    return getattr(submission, name)
