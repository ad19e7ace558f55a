"""Plans → targets, draft packs and coverage pages."""

from compliance.plans.extraction import Extraction, LeftAlone, Target, extract, extract_document, extract_text

__all__ = ["Extraction", "LeftAlone", "Target", "extract", "extract_document", "extract_text"]
