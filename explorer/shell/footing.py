"""How dialogs that write files are laid out: what is chosen above, what is done about it below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget


def over_foot(
    dialog: QDialog, content: QLayout, told: Sequence[QWidget], buttons: Sequence[QWidget]
) -> None:
    """Lay ``content`` out above a foot: what is ``told`` of the work on the left, ``buttons`` on
    the right."""
    foot = QHBoxLayout()
    foot.setSpacing(8)
    for part in told:
        foot.addWidget(part)
    foot.addStretch(1)
    for part in buttons:
        foot.addWidget(part)
    whole = QVBoxLayout(dialog)
    whole.setContentsMargins(20, 18, 20, 16)
    whole.setSpacing(14)
    whole.addLayout(content, 1)
    whole.addLayout(foot)
