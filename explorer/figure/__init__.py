"""What to draw, as plain data: projections, lanes, labels, marks."""
