"""Context menus: what can be done with what was under the pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QMenu, QWidget

from explorer.common.records import dataclass
from explorer.figure.style import load_style
from explorer.paint.theme import icon
from explorer.query.choice import only, without
from explorer.query.clauses import Values
from explorer.query.labels import field_label, value_label
from explorer.session.session import Session
from explorer.views.plain import caption
from explorer.views.target import Target
from explorer.views.words import word

FEW = 3
"""Values of one field of an event that are offered to filter by."""
LONGEST = 44


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the window does for a menu, with event ids."""

    read: Callable[[tuple[str, ...]], None]
    on_map: Callable[[tuple[str, ...]], None]
    in_time: Callable[[tuple[str, ...]], None]
    cite: Callable[[tuple[str, ...]], None]


def context_menu(session: Session, target: Target, wishes: Wishes, parent: QWidget) -> QMenu:
    """The menu of ``target``; without entries where there is nothing to be done."""
    menu = QMenu(parent)
    lang = session.look.lang
    style = load_style(session.look.theme)
    if target.events:
        for key, name, run in (
            ("menu_read", "info", wishes.read),
            ("menu_on_map", "map-pin", wishes.on_map),
            ("menu_in_time", "calendar", wishes.in_time),
        ):
            action = menu.addAction(icon(name, style, "text"), word(key, lang))
            action.triggered.connect(lambda _=False, run=run: run(target.events))
    asked = list(_values(session, target))
    if asked:
        menu.addSeparator()
    for clause in asked:
        name = value_label(session.dataset, clause.field, clause.values[0], lang)
        shown = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        key = "menu_except" if clause.exclude else "menu_only"
        told = word(key, lang, field=field_label(clause.field, lang), value=shown)
        action = menu.addAction(caption(told))
        change = without if clause.exclude else only
        action.triggered.connect(
            lambda _=False, c=clause, change=change: session.state.set_query(
                change(session.state.query, c.field, c.values[0])
            )
        )
    if target.events:
        menu.addSeparator()
        cite = menu.addAction(icon("quote", style, "text"), word("menu_cite", lang))
        cite.triggered.connect(lambda: wishes.cite(target.events))
    return menu


def _values(session: Session, target: Target) -> Iterator[Values]:
    """What can be asked for: the value meant itself, or those of the one event."""
    if target.field and target.value:
        yield Values(target.field, (target.value,))
    if target.country in session.engine.column("country").index:
        yield Values("country", (target.country,))
    yield from _carried(session, target)
    if target.field and target.value:
        yield Values(target.field, (target.value,), exclude=True)


def _carried(session: Session, target: Target) -> Iterator[Values]:
    """What the one event carries, but for what was meant anyway."""
    meant = {(target.field, target.value), ("country", target.country)}
    index = [session.dataset.event_index.get(key, -1) for key in target.events]
    if len(index) != 1 or index[0] < 0:
        return
    for field in ("category", "organization", "country", "status"):
        column = session.engine.column(field)
        for code in column.rows.of(index[0])[:FEW]:
            if (field, column.values[code]) not in meant:
                yield Values(field, (column.values[code],))
