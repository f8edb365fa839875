"""One thing found wrong in a file, in the words a person reads."""

from dataclasses import asdict
from typing import Literal

from explorer.common.records import dataclass

Severity = Literal["error", "fixed", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """``error``: the row is not used; ``fixed``: used after the change named in ``fix``;
    ``warning``: used, and worth a look. ``row`` is the line a person sees in the file
    (1 is the header), or None where the whole file is meant."""

    severity: Severity
    file: str
    row: int | None
    field: str
    value: str
    message: str
    fix: str = ""

    def as_dict(self) -> dict[str, object]:
        """The JSON form of ``chuhai validate`` (all seven keys)."""
        return asdict(self)

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, line {self.row}"
        what = f", {self.field}" if self.field else ""
        value = f" “{self.value}”" if self.value else ""
        fix = f" ({self.fix})" if self.fix else ""
        return f"{self.severity}: {place}{what}{value}: {self.message}{fix}"
