"""Plans → targets, draft packs and coverage pages."""

from compliance.plans.extraction import Extraction, extract, extract_document, extract_text
from compliance.plans.target import LeftAlone, Target

__all__ = ["Extraction", "LeftAlone", "Target", "extract", "extract_document", "extract_text"]
