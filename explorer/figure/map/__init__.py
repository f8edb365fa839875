"""The map: projection, basemap, clusters, labels and arcs."""
