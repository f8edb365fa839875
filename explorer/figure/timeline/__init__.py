"""The timeline: ticks, lanes, bands, overview and indicator row."""
