"""The filter panel: search, chips, bounds and facets."""
