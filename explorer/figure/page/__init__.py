"""The page that is exported: map, timeline strip, legend, sources."""
