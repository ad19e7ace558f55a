"""Chinese official prose: documents → paragraphs with clauses; numerals, dates, comparatives → figures with their roles."""
