"""What one facet asks for, and the queries that its clicks and keys lead to."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.common.records import dataclass
from explorer.dataset.model import CONFIDENCES
from explorer.query.clauses import AtLeast, Clause, Query, Values
from explorer.query.engine import clause_view, facet_view


@dataclass(frozen=True, slots=True)
class Choice:
    """``chosen``: the values asked for, none for everything; ``excluded``: those left out;
    ``least``: the level of confidence that is the least, '' for none."""

    chosen: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    least: str = ""

    def __bool__(self) -> bool:
        return bool(self.chosen or self.excluded or self.least)

    @property
    def marked(self) -> tuple[str, ...]:
        """The values whose boxes are ticked: those chosen, else the levels from ``least`` up."""
        if self.chosen or self.least not in CONFIDENCES:
            return self.chosen
        return CONFIDENCES[CONFIDENCES.index(self.least) :]


_NOTHING = Choice()


def choice(query: Query, field: str) -> Choice:
    """What the filters of the facet ``field`` say."""
    if not any(isinstance(c, Values | AtLeast) and c.field == field for c in query.filters):
        return _NOTHING
    own = [c for c in query.filters if clause_view(c) == facet_view(field)]
    values = [c for c in own if isinstance(c, Values)]
    least = [c for c in own if isinstance(c, AtLeast) and not c.at_most]
    return Choice(
        _union(c.values for c in values if not c.exclude),
        _union(c.values for c in values if c.exclude),
        least[0].value if field == "confidence" and least else "",
    )


def only(query: Query, field: str, value: str) -> Query:
    """Ask for ``value`` alone; for everything when it was asked for alone already."""
    now = choice(query, field)
    if now.marked == (value,):
        return chosen(query, field, ())
    return chosen(query, field, (value,))


def toggled(query: Query, field: str, value: str) -> Query:
    """Add ``value`` to those asked for, or take it away; one that was left out comes back."""
    now = choice(query, field)
    if value in now.excluded:
        return without(query, field, value)
    kept = tuple(v for v in now.marked if v != value)
    return chosen(query, field, kept if value in now.marked else (*now.marked, value))


def without(query: Query, field: str, value: str) -> Query:
    """Leave ``value`` out; let it in again when it was left out already."""
    now = choice(query, field)
    if value in now.excluded:
        rest = tuple(v for v in now.excluded if v != value)
        return _asking(query, field, Choice(now.chosen, rest, now.least))
    marked = now.chosen or (now.marked if value in now.marked else ())
    kept = tuple(v for v in marked if v != value)
    least = "" if kept != now.chosen else now.least
    return _asking(query, field, Choice(kept, (*now.excluded, value), least))


def chosen(query: Query, field: str, values: tuple[str, ...]) -> Query:
    """Ask for ``values`` and nothing else (no values: for everything); what is left out stays
    so, but for them."""
    rest = tuple(v for v in choice(query, field).excluded if v not in values)
    return _asking(query, field, Choice(values, rest))


def at_least(query: Query, level: str) -> Query:
    """Ask for confidence from ``level`` up ('' for any), instead of for single levels."""
    return _asking(query, "confidence", Choice(least=level))


def _asking(query: Query, field: str, wanted: Choice) -> Query:
    """``query`` with the facet asking for ``wanted``, where its first clause stood; bounds from
    above are no part of it."""
    mine: list[Clause] = []
    if wanted.chosen:
        mine.append(Values(field, wanted.chosen))
    if wanted.least:
        mine.append(AtLeast("confidence", wanted.least))
    if wanted.excluded:
        mine.append(Values(field, wanted.excluded, exclude=True))
    filters = query.filters
    first = next((i for i, c in enumerate(filters) if _owned(c, field)), len(filters))
    after = (c for c in filters[first:] if not _owned(c, field))
    return Query((*filters[:first], *mine, *after), query.selection)


def _owned(clause: Clause, field: str) -> bool:
    if clause_view(clause) != facet_view(field):
        return False
    return isinstance(clause, Values) or (isinstance(clause, AtLeast) and not clause.at_most)


def _union(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for part in parts for value in part))
