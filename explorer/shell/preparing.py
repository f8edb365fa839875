"""What the window of a dataset asks for first, worked out where the screen does not wait."""

from __future__ import annotations

from explorer.common.look import Lang
from explorer.common.progress import Progress
from explorer.common.records import dataclass
from explorer.dataset.model import Dataset
from explorer.figure.map.ready import Room, prepare_map
from explorer.figure.timeline.ready import prepare_timeline
from explorer.query.clauses import Query, TimeRange
from explorer.query.engine import Engine
from explorer.query.first_window import data_span, first_window
from explorer.views.event_words import places_shown


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A dataset with what answers for it, and what is asked first."""

    dataset: Dataset
    engine: Engine
    query: Query


def prepared(dataset: Dataset, lang: Lang, room: Room | None, progress: Progress) -> Prepared:
    """Arrange ``dataset`` for its first answer and, where it is known how large the map is, for
    its first map. What ``progress`` raises breaks that off."""

    def on() -> None:
        progress("arranging", 0, 0)

    on()
    known = dataset.event_index
    assert len(known) == len(dataset)
    engine, query = Engine(dataset), first_query(dataset)
    result = engine.result(query)
    for field in result.facets:
        on()
        engine.column(field)
    on()
    engine.arrange()
    on()
    data_span(dataset)
    everything = engine.backdrop(Query(), "")
    shown = next((c for c in query.filters if isinstance(c, TimeRange)), None)
    window = None if shown is None else (shown.start, shown.end)
    width = 0.0 if room is None else room.width
    prepare_timeline(dataset, everything, result.visible, window, width)
    on()
    places_shown(dataset, everything)
    if room is not None:
        on()
        prepare_map(dataset, result.visible, lang, room)
    return Prepared(dataset, engine, query)


def first_query(dataset: Dataset) -> Query:
    """With nothing asked: a window in time that outliers don't spoil, where one is needed."""
    window = first_window(dataset)
    return Query() if window is None else Query((window,))
