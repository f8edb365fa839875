"""What the program remembers between starts: each setting declared once."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QSettings

from explorer.common.records import dataclass

ORGANIZATION: Final = "Chuhai"
APPLICATION: Final = "Chuhai Explorer"


@dataclass(frozen=True, slots=True)
class Setting:
    """``choices``: what a text may be; others count as the default."""

    key: str
    default: str | bool | bytes
    about: str
    choices: tuple[str, ...] = ()


MONTHS: Final = ("0", "1", "3", "6", "12", "24")
SETTINGS: Final = (
    Setting("look/theme", "system", "Theme", ("system", "light", "dark")),
    Setting("look/language", "en", "Language of the window", ("en", "zh")),
    Setting("look/still", False, "Reduced motion: nothing flies, playback goes by whole windows"),
    Setting("window/geometry", b"", "Place and size of the window"),
    Setting("window/columns", b"", "Widths of filters, centre and inspector"),
    Setting("window/rows", b"", "Heights of map and timeline"),
    Setting("window/filters", True, "Filters shown beside the map"),
    Setting("window/inspector", True, "Inspector shown beside the map"),
    Setting("window/table", False, "Event table shown"),
    Setting("table/columns", b"", "Columns of the event table: which, how wide, sorted by what"),
    Setting("playback/loop", False, "Playback begins again at the end"),
    Setting("playback/speed", "1", "Speed of playback", ("0.5", "1", "2", "4")),
    Setting("playback/months", "6", "Window of playback in months, 0 for growing", MONTHS),
    Setting("save/format", "gpkg", "Format in which data was saved last"),
    Setting("filters/folded", "", "Folded facets, by field"),
)
_BY_KEY: Final = {setting.key: setting for setting in SETTINGS}


class Settings:
    """Typed access to the table above. Values that make no sense count as the default."""

    def __init__(self) -> None:
        self._store = QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANIZATION, APPLICATION
        )

    def text(self, key: str) -> str:
        """A text. Raises KeyError for an unknown key."""
        setting = _BY_KEY[key]
        value = self._store.value(key, setting.default)
        default = str(setting.default)
        if not isinstance(value, str) or (setting.choices and value not in setting.choices):
            return default
        return value

    def flag(self, key: str) -> bool:
        """Yes or no. Raises KeyError for an unknown key."""
        default = bool(_BY_KEY[key].default)
        value = self._store.value(key, default)
        return {"true": True, "false": False}.get(str(value).lower(), default)

    def state(self, key: str) -> QByteArray:
        """What Qt saved of a widget, empty when nothing. Raises KeyError for an unknown key."""
        assert isinstance(_BY_KEY[key].default, bytes)
        value = self._store.value(key, QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    def set(self, key: str, value: str | bool | QByteArray) -> None:
        """Remember. Raises KeyError for an unknown key."""
        assert _BY_KEY[key] is not None
        self._store.setValue(key, value)

    def sync(self) -> None:
        """Write now."""
        self._store.sync()
