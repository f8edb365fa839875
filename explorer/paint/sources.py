"""A start without reading sources."""

from __future__ import annotations

import sys

import PySide6.QtCore  # noqa: F401  what is spared is done from then on


def spare_sources() -> None:
    """PySide reads the source of each module that is imported after it, to learn whether names
    are to be switched to snake case in it. Here they never are, and there are some 250 modules:
    to say so beforehand saves a thirtieth of the start."""
    feature = vars(sys.modules.get("shibokensupport.feature", sys))
    if "_mod_uses_pyside" in feature:
        feature["_mod_uses_pyside"] = lambda _module: True
