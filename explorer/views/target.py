"""What a context menu is about."""

from explorer.common.records import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """Event ids under the pointer; the site, country or facet value that was meant with them, ''
    for none."""

    events: tuple[str, ...] = ()
    country: str = ""  # ISO 3166-1 alpha-2
    field: str = ""  # one of query.clauses.FIELDS
    value: str = ""
