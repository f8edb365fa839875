"""The card that says what is under the pointer."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from explorer.figure.style import load_style
from explorer.session.session import Session
from explorer.views.event_words import category_mark, when_words
from explorer.views.floating import HIGH, FloatingCard
from explorer.views.plain import plain_label
from explorer.views.words import counted, word

DELAY_MS: Final = 250
WIDEST: Final = 292
"""Of its text, in pixels."""
GAP: Final = 16
"""Between the pointer and the card."""
EDGE: Final = 6
"""Between the card and the edge of the view."""
TITLES: Final = 4
"""Titles of several events that are told; the rest is counted."""
LISTED: Final = 4
"""Organizations or places that are named; the rest is counted."""

_LONG: Final = r"[^\s\u2e80-\uffff]{29,}"  # compiled (2 ms) when a card is first shown
_PART: Final = r".{1,28}"


class HoverCard(FloatingCard):
    """A child of the view it speaks for: kept inside of it, never under the pointer, transparent
    for the mouse."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, parent, 12, HIGH)
        self.setObjectName("hover_card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_padding(QMargins(14, 11, 14, 11))
        self._ids: tuple[str, ...] = ()
        self._at = QPoint()
        self._page: QWidget | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._tell)
        self.hide()

    @property
    def ids(self) -> tuple[str, ...]:
        """The events it speaks of, or will; () for none."""
        return self._ids

    def show_events(self, ids: tuple[str, ...], at: QPoint) -> None:
        """Speak of these events after ``DELAY_MS``. ``at``: the pointer, in the parent's
        coordinates. A card that speaks of them already stays where it is."""
        known = self._session.dataset.event_index
        ids = tuple(key for key in ids if key in known)
        if not ids:
            self.hide_card()
        elif ids != self._ids:
            self.hide()
            self._ids, self._at = ids, at
            self._timer.start()
        elif not self.isVisible():
            self._at = at

    def hide_card(self) -> None:
        """Say nothing, and nothing later."""
        self._timer.stop()
        self._ids = ()
        self.hide()

    def _tell(self) -> None:
        if self._page is not None:
            self._page.deleteLater()
        page = QWidget(self)
        self._page = page
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        if len(self._ids) == 1:
            self._one(page, box)
        else:
            self._several(page, box)
        self._box.addWidget(page)
        self.ensurePolished()
        margins, size = self.contentsMargins(), page.sizeHint()
        self.resize(
            size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())
        )
        self._place()
        self.raise_()
        self.show()

    def _one(self, page: QWidget, box: QVBoxLayout) -> None:
        data, lang = self._session.dataset, self._session.look.lang
        i = data.event_index[self._ids[0]]
        box.addLayout(self._titled(page, i, "section"))
        named = [data.organization_name(int(o), lang) for o in data.events.organizations.row(i)]
        places = [data.place_name(int(s), lang) for s in data.events.sites.row(i)]
        parts = [self._listed(named), self._listed(places)]
        said = " · ".join(part for part in parts if part)
        box.addWidget(_wrapped("body", page, said, WIDEST))
        n = len(data.events.citations.row(i))
        facts = [when_words(data, i, lang)]
        if n:
            facts.append(counted("source_count_one", "source_count", n, lang))
        box.addWidget(_wrapped("help", page, " · ".join(facts), WIDEST))

    def _listed(self, names: list[str]) -> str:
        lang = self._session.look.lang
        sep = "、" if lang == "zh" else ", "
        names = list(dict.fromkeys(name for name in names if name))
        more = len(names) - LISTED
        if more <= 1:
            return sep.join(names)
        told = sep.join(names[:LISTED])
        return f"{told}{sep}{word('and_more', lang, n=more)}"

    def _several(self, page: QWidget, box: QVBoxLayout) -> None:
        data, lang = self._session.dataset, self._session.look.lang
        box.addWidget(_wrapped("section", page, counted("event", "events", len(self._ids), lang)))
        told = self._ids if len(self._ids) <= TITLES + 1 else self._ids[:TITLES]
        for key in told:
            box.addLayout(self._titled(page, data.event_index[key], "body"))
        if len(told) < len(self._ids):
            n = len(self._ids) - len(told)
            box.addWidget(_wrapped("help", page, word("and_more", lang, n=f"{n:,}")))

    def _titled(self, page: QWidget, i: int, role: str) -> QHBoxLayout:
        """Mark and title of an event."""
        data, look = self._session.dataset, self._session.look
        line = QHBoxLayout()
        line.setSpacing(7)
        style = load_style(look.theme)
        mark = category_mark(data, data.events.category.text(i), style, page)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        title = _wrapped(role, page, data.title(i, look.lang), WIDEST - 23)
        line.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        return line

    def _place(self) -> None:
        """Beside the pointer, on the first side that has room; then kept inside the view."""
        owner = self.parentWidget()
        assert owner is not None
        card, at = self.card, self._at
        right, left = at.x() + GAP, at.x() - GAP - card.width()
        below, above = at.y() + GAP, at.y() - GAP - card.height()
        room = owner.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        level = min(max(at.y() - card.height() // 2, room.top()), room.bottom() - card.height())
        beside = min(max(at.x() - card.width() // 2, room.left()), room.right() - card.width())
        tries = [(right, below), (right, above), (left, below), (left, above)]
        tries += [(right, level), (left, level), (beside, below), (beside, above)]
        for x, y in tries:
            if room.contains(QRect(QPoint(x, y), card.size())):
                break
        else:  # a view smaller than the card: as much of it as there is room for
            x, y = max(room.left(), min(x, beside)), max(room.top(), min(y, level))
        self.move_card(QPoint(x, y))


def _wrapped(role: str, parent: QWidget, text: str, widest: int = WIDEST) -> QWidget:
    """A label no wider than ``widest`` pixels, in as many lines as that takes."""
    made = plain_label(role, parent, text)
    made.ensurePolished()
    natural = made.sizeHint().width()
    if natural > widest:
        made.setText(_breakable(text))
        made.setWordWrap(True)
        made.setFixedWidth(widest)
        made.setFixedHeight(made.heightForWidth(widest))
    else:
        made.setFixedWidth(natural + 1)
    return made


def _breakable(text: str) -> str:
    """``text`` with places to break within Latin words that would not fit into a line."""
    return re.sub(_LONG, lambda word: "\u200b".join(re.findall(_PART, word[0])), text)
