"""The inspector: what is picked, else what is selected, else what can be done."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.common.look import Lang
from explorer.figure.style import Style, load_style
from explorer.paint.theme import icon
from explorer.session.session import Session
from explorer.views.event_list import ListPage, SelectionPage
from explorer.views.event_page import EventPage
from explorer.views.plain import plain_label, reading_label
from explorer.views.words import counted, word


class Inspector(QWidget):
    """The right panel."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._shown: tuple[object, ...] | None = None
        self._group: tuple[int, ...] = ()
        self._head = plain_label("section", self)
        self._place = plain_label("help", self)
        self._previous, self._next = QToolButton(self), QToolButton(self)
        for button, step in ((self._previous, -1), (self._next, 1)):
            button.setIconSize(QSize(16, 16))
            button.clicked.connect(lambda _=False, step=step: self.step(step))
        bar = QWidget(self)
        bar.setProperty("role", "bar")
        line = QHBoxLayout(bar)
        line.setContentsMargins(16, 8, 12, 8)
        line.addWidget(self._head, 1)
        line.addWidget(self._place)
        line.addWidget(self._previous)
        line.addWidget(self._next)
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(rule)
        layout.addWidget(self._scroll, 1)

    def step(self, by: int) -> None:
        """Pick the next event by date, or the one before, among what was picked together, else of
        all visible ones."""
        group, now = self._group, self._index()
        self._session.step(by, group if group and (now is None or now in group) else None)

    def _picked(self) -> tuple[int, ...]:
        known = self._session.dataset.event_index
        return tuple(sorted(known[key] for key in self._session.focus.picked if key in known))

    def _index(self) -> int | None:
        """The one event to be read, None when none or several are picked."""
        picked = self._picked()
        return picked[0] if len(picked) == 1 else None

    def _remember_group(self) -> None:
        """Several events picked at once stay a group to walk in, until another is picked."""
        picked = self._picked()
        if len(picked) > 1:
            self._group = picked
        elif not (picked and picked[0] in self._group):
            self._group = ()

    def show_unplaced(self) -> None:
        """List the visible events that stand nowhere on the map."""
        session = self._session
        session.focus.pick(())
        sites = session.dataset.sites
        placed = set(sites.event[sites.draw_lon == sites.draw_lon].tolist())
        found = [int(i) for i in session.result.visible.nonzero()[0] if int(i) not in placed]
        key = counted("no_place_pill_one", "no_place_pill", len(found), session.look.lang)
        self._shown = None
        self._show(ListPage(session, load_style(session.look.theme), tuple(found), key))

    def refresh(self) -> None:
        """Show what is picked, else the selection, else what can be done."""
        self._remember_group()
        look, result, index = self._session.look, self._session.result, self._index()
        self._head_line(index)
        picked = self._picked()
        chosen = None if result.selected is None else result.selected.tobytes()
        told = None if picked else (chosen, result.n_visible)
        shown = (look.lang, look.theme, picked, told)
        if shown == self._shown:
            return  # a page is a hundred widgets: made anew only when it would differ
        self._shown = shown
        style = load_style(look.theme)
        self._previous.setIcon(icon("chevron-left", style, "text2"))
        self._next.setIcon(icon("chevron-right", style, "text2"))
        if index is not None:
            self._show(EventPage(self._session, index, style))
        elif picked:
            self._show(ListPage(self._session, style, picked))
        elif result.selected is not None:
            self._show(SelectionPage(self._session, style))
        elif not result.n_visible and len(self._session.dataset):
            page = _nothing(look.lang, style, "nothing_left")
            clear = QPushButton(word("clear_filters", look.lang), page)
            clear.clicked.connect(self._session.state.clear_filters)
            box = page.layout()
            assert isinstance(box, QVBoxLayout)
            box.insertWidget(box.count() - 1, clear, 0, Qt.AlignmentFlag.AlignHCenter)
            self._show(page)
        else:
            self._show(_nothing(look.lang, style, "nothing_picked"))

    def _head_line(self, index: int | None) -> None:
        lang, result = self._session.look.lang, self._session.result
        selection = index is None and (result.selected is not None or bool(self._picked()))
        self._head.setText(word("selection" if selection else "inspector", lang))
        place = ""
        if index is not None and not result.visible[index]:
            place = word("hidden_by_filter", lang)
        elif index in self._group:
            place = f"{self._group.index(index) + 1} / {len(self._group)}"
        elif index is not None:
            place = f"{int(result.visible[: index + 1].sum())} / {result.n_visible}"
        self._place.setText(place)

    def _show(self, page: QWidget) -> None:
        page.setProperty("panel", "true")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll.setWidget(page)


def _nothing(lang: Lang, style: Style, key: str) -> QWidget:
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(24, 48, 24, 24)
    mark = QLabel(page)
    mark.setPixmap(icon("map-pin", style, "text3").pixmap(QSize(24, 24)))
    mark.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    box.addWidget(mark)
    for text, role in ((word(key, lang), "section"), (word(f"{key}_help", lang), "help")):
        made = reading_label(text, role, page)
        made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(made)
    box.addStretch(1)
    return page
