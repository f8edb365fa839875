"""The dialog of an error that nobody foresaw."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explorer.session.look import Look
from explorer.shell.notice import Notice
from explorer.views.plain import reading_label
from explorer.views.words import counted, word


class BugDialog(Notice):
    """What went wrong, with details to copy. Further errors are counted in it."""

    def __init__(self, error: str, details: str, where: str, look: Look, parent: QWidget) -> None:
        lang = look.lang
        said = f"{word('bug_help', lang)}"
        super().__init__(
            word("bug", lang), said, parent, lang=lang, theme=look.theme, details=details
        )
        self.error = reading_label(error, "help", self)
        self.more_errors = reading_label("", "faint", self)
        self.more_errors.hide()
        self.where = reading_label(word("bug_logged", lang, name=where), "faint", self)
        self.where.setVisible(bool(where))
        for place, label in enumerate((self.error, self.where, self.more_errors)):
            label.setAlignment(self.text.alignment())
            self.body.insertWidget(4 + place, label)
        self.offer(word("close", lang), main=True)
        self._further = 0

    def add(self, details: str) -> None:
        """One more error while this is open."""
        self._further += 1
        self.more_errors.setText(counted("bug_more_one", "bug_more", self._further, self._lang))
        self.more_errors.show()
        self._fit()
        if self._further <= 20:  # an error in a paint comes with every frame
            self.details.appendPlainText(details)
