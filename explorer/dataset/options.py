"""How a foreign table is to be read, as the command line or the import dialog says it."""

from explorer.common.records import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """'' means: not said. ``map``: pairs (field, column). ``delimiter``: one character.
    ``decimal``: ``.`` or ``,``. ``date_order``: ``dmy``, ``mdy`` or ``ymd``. ``crs``: such as
    ``EPSG:3857``."""

    map: tuple[tuple[str, str], ...] = ()
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    date_order: str = ""
    crs: str = ""

    def words(self) -> list[str]:
        """The options of the command line that say so, each one word, unquoted."""
        said = [f"--map={field}={column}" for field, column in self.map]
        for name in ("encoding", "delimiter", "decimal", "date_order", "crs"):
            if value := getattr(self, name):
                told = "tab" if value == "\t" else value
                said.append(f"--{name.replace('_', '-')}={told}")
        return said
