"""Files → facts and records: grid (cells as they are) → layout → reading → facts; and the template they come back in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compliance.doors import doors

if TYPE_CHECKING:
    from compliance.intake.submission import read_submission, submission_of

__all__ = ["read_submission", "submission_of"]

__getattr__ = doors(__name__, dict.fromkeys(__all__, "submission"))
