"""Draws a Picture with QPainter; fonts, text sizes, palette and style sheet."""
