"""Schema, dates as spans, frozen columns, and the building of them from tables."""
