"""Files → facts and records: grid (cells as they are) → layout → reading → facts; and the template they come back in."""

from compliance.intake.submission import read_submission, submission_of

__all__ = ["read_submission", "submission_of"]
