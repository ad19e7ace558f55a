"""Files to facts and records: grid (cells as they are), layout, reading, facts."""
