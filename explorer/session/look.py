"""Language, theme and the day that counts as today."""

from PySide6.QtCore import QObject, Signal

from explorer.common.look import Lang, Theme


class Look(QObject):
    """How things are shown, apart from what is shown."""

    lang_changed = Signal(str)
    theme_changed = Signal(str)

    def __init__(self, lang: Lang = "en", theme: Theme = "light", today: int | None = None) -> None:
        super().__init__()
        self._lang: Lang = lang
        self._theme: Theme = theme
        self._today = today

    @property
    def lang(self) -> Lang:
        """Language of the window."""
        return self._lang

    @property
    def theme(self) -> Theme:
        """Theme of window and figures."""
        return self._theme

    @property
    def today(self) -> int | None:
        """The moment of the today line, in seconds; None draws none. It stays what it was made
        with."""
        return self._today

    def set_lang(self, lang: Lang) -> None:
        """Change the language."""
        if lang != self._lang:
            self._lang = lang
            self.lang_changed.emit(lang)

    def set_theme(self, theme: Theme) -> None:
        """Change the theme."""
        if theme != self._theme:
            self._theme = theme
            self.theme_changed.emit(theme)
