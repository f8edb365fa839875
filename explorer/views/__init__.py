"""Interactive widgets: map, timeline, facets, inspector."""
