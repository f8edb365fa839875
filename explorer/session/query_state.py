"""The filters and the selection that hold now."""

from PySide6.QtCore import QObject, Signal

from explorer.query.clauses import AtLeast, Clause, Picked, Query, Values
from explorer.query.engine import clause_view


def _place(clause: Clause) -> str:
    """Clauses of one view replace one another; excluding and at-least ones stand beside."""
    view = clause_view(clause)
    match clause:
        case Values(exclude=True) | Picked(exclude=True):
            return f"{view} except"
        case AtLeast():
            return f"{view} {'most' if clause.at_most else 'least'}"
        case _:
            return view


def _with(clauses: tuple[Clause, ...], clause: Clause) -> tuple[Clause, ...]:
    """``clause`` where the first of its place stood (else at the end); the others of that place,
    of which the command line may give several, go."""
    place = _place(clause)
    first = next((i for i, c in enumerate(clauses) if _place(c) == place), len(clauses))
    after = (c for c in clauses[first:] if _place(c) != place)
    return (*clauses[:first], clause, *after)


class QueryState(QObject):
    """Holds one frozen Query. Every setter compares, then emits ``query_changed`` once."""

    query_changed = Signal(object)  # Query

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._query = Query()

    @property
    def query(self) -> Query:
        """What holds now."""
        return self._query

    def set_query(self, query: Query) -> None:
        """Replace filters and selection at once."""
        if query != self._query:
            self._query = query
            self.query_changed.emit(query)

    def set_filter(self, clause: Clause) -> None:
        """Add the filter, in place of the one from the same view."""
        self.set_query(self.with_filter(clause))

    def with_filter(self, clause: Clause) -> Query:
        """What would hold after ``set_filter``."""
        return Query(_with(self._query.filters, clause), self._query.selection)

    def set_selection(self, clause: Clause) -> None:
        """Select what the clause describes, in place of the selection from the same view."""
        self.set_query(Query(self._query.filters, _with(self._query.selection, clause)))

    def remove(self, clause: Clause) -> None:
        """Drop the clause wherever it stands."""
        query = self._query
        self.set_query(
            Query(
                tuple(c for c in query.filters if c != clause),
                tuple(c for c in query.selection if c != clause),
            )
        )

    def remove_view(self, view: str) -> None:
        """Drop every filter that came from ``view`` (a view name or 'facet:<field>')."""
        kept = tuple(c for c in self._query.filters if clause_view(c) != view)
        self.set_query(Query(kept, self._query.selection))

    def filter_of(self, view: str) -> Clause | None:
        """What ``view`` asks for, None when it asks for nothing. Clauses that exclude, and bounds
        of a facet's field, stand beside it and are not meant."""
        return next((c for c in self._query.filters if _place(c) == view), None)

    def clear_selection(self) -> None:
        """Select nothing."""
        self.set_query(Query(self._query.filters))

    def clear_filters(self) -> None:
        """Show everything."""
        self.set_query(Query((), self._query.selection))

    def exclude_selection(self, ids: tuple[str, ...]) -> None:
        """Hide the events ``ids`` with a filter, beside those hidden so before, and select
        nothing."""
        hidden = next((c for c in self._query.filters if _place(c) == "pick except"), None)
        before = hidden.ids if isinstance(hidden, Picked) else ()
        clause = Picked((*before, *(key for key in ids if key not in before)), exclude=True)
        self.set_query(Query(_with(self._query.filters, clause)))

    def keep_selection(self) -> None:
        """Turn the selection into filters."""
        filters = self._query.filters
        for clause in self._query.selection:
            filters = _with(filters, clause)
        self.set_query(Query(filters))
