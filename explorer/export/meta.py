"""What every exported picture says about itself."""

from __future__ import annotations

from typing import Final

from explorer.common.look import Lang
from explorer.common.records import dataclass

SOFTWARE: Final = "Chuhai Explorer"


@dataclass(frozen=True, slots=True)
class Meta:
    """``fingerprint``: of the data (hex); ``filters``: the filters in words, '' for none;
    ``command``: the command that makes this file again, '' when unknown; ``created``: the data
    package's own date, an ISO day or '' (never the clock)."""

    title: str = ""
    fingerprint: str = ""
    filters: str = ""
    command: str = ""
    created: str = ""
    lang: Lang = "en"

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """(key, text) of everything known, in a fixed order."""
        found = (
            ("Title", self.title),
            ("Software", SOFTWARE),
            ("chuhai:fingerprint", self.fingerprint),
            ("chuhai:filters", self.filters),
            ("chuhai:command", self.command),
            ("chuhai:created", self.created),
        )
        return tuple((key, text) for key, text in found if text)
