"""Chuhai Explorer: a timeline of events linked with a world map, offline."""

__version__ = "0.1.0"
