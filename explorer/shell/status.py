"""The status bar: how many events, sites and countries are in view."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QStatusBar, QWidget

from explorer.common.look import Lang
from explorer.query.engine import Result
from explorer.session.changes import selecting
from explorer.session.session import Session
from explorer.views.event_words import countries_words, places_shown
from explorer.views.plain import plain_label
from explorer.views.words import counted, word

GAP: Final = 6
"""Pixels between the counts and the rules that part them."""


class _Row(QWidget):
    """Labels with rules between them. Other texts are laid out here alone: in a layout each would
    ask the whole window's for a new one, in every frame of a drag."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []

    def hold(self, labels: Sequence[QWidget], rules: Sequence[QWidget]) -> None:
        """Its parts, a rule before each label but the first."""
        pairs = zip(rules, labels[1:], strict=True)
        self._parts = [labels[0], *(part for pair in pairs for part in pair)]

    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]

    def sizeHint(self) -> QSize:
        """All parts beside each other."""
        sizes = [part.sizeHint() for part in self._shown()]
        gaps = GAP * max(0, len(sizes) - 1)
        return QSize(
            sum(s.width() for s in sizes) + gaps, max((s.height() for s in sizes), default=0)
        )

    def minimumSizeHint(self) -> QSize:
        """Nothing is cut off."""
        return self.sizeHint()

    def arrange(self) -> None:
        """Put the parts beside each other."""
        x, tall = 0, self.height()
        for part in self._shown():
            size = part.sizeHint().boundedTo(part.maximumSize()).expandedTo(part.minimumSize())
            high = min(tall, part.maximumHeight())
            part.setGeometry(x, (tall - high) // 2, size.width(), high)
            x += size.width() + GAP
        if x - GAP > self.width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """A part has another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height."""
        super().resizeEvent(event)
        self.arrange()


class StatusLine(QStatusBar):
    """Counts on the left, what was found wrong and 'offline' on the right."""

    problems_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.said = ""
        self.announced = ""  # what screen readers were told last
        self.setSizeGripEnabled(False)
        self.setContentsMargins(3, 0, 3, 0)
        self._row = _Row(self)
        self._left = [plain_label("status", self._row) for _ in range(5)]
        self._rules = [QFrame(self._row) for _ in self._left[1:]]
        for rule in self._rules:
            rule.setProperty("rule", "status")
        self._row.hold(self._left, self._rules)
        self.addWidget(self._row, 1)
        self._left[0].setStyleSheet("font-weight: 600")
        self._problems = QPushButton(self)
        self._problems.setProperty("link", "true")
        self._problems.clicked.connect(self.problems_requested)
        self._offline = plain_label("status", self)
        self._told = plain_label("status", self)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(lambda: self.say(""))
        self.addPermanentWidget(self._told)
        self.addPermanentWidget(self._problems)
        self.addPermanentWidget(self._offline)

    def say(self, text: str, milliseconds: int = 5000) -> None:
        """Tell something for a while, on the right: the counts stay."""
        room = max(120, self.width() // 3)
        elided = self._told.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        self._told.setText(elided)
        self._told.setVisible(bool(text))
        self.said = text
        if text:
            self._quiet.start(milliseconds)

    def texts(self) -> list[str]:
        """What the left side says."""
        return [label.text() for label in self._left]

    def refresh(self) -> None:
        """Take over the session's present answer."""
        session = self._session
        result, lang = session.result, session.look.lang
        total = len(session.dataset)
        n = result.n_visible if result.selected is None else result.n_selected
        self._left[0].setText(word("events_of", lang, n=f"{n:,}", total=f"{total:,}"))
        shown = result.visible if result.selected is None else result.selected
        sites, countries = places_shown(session.dataset, shown)
        self._left[1].setText(counted("site", "sites", sites, lang))
        known = bool(session.dataset.sites.country.values)
        self._left[2].setText(countries_words(session.dataset, countries, lang) if known else "")
        picked = len(session.focus.picked)
        self._left[3].setText(word("selected", lang, n=picked) if picked else "")
        self._announce(result, lang)
        self._left[4].setText(self._active(lang))
        for rule, label in zip(self._rules, self._left[1:], strict=True):
            label.setVisible(bool(label.text()))
            rule.setVisible(bool(label.text()))
        self._row.arrange()
        problems = len(session.dataset.problems)
        self._problems.setText(counted("problem", "problems", problems, lang) if problems else "")
        self._problems.setVisible(problems > 0)
        self._offline.setText(word("offline", lang))

    def _announce(self, result: Result, lang: Lang) -> None:
        """Tell screen readers when another number of events is selected."""
        told = ""
        if result.selected is not None:
            chosen, shown = f"{result.n_selected:,}", f"{result.n_visible:,}"
            told = word("announce_selected", lang, n=chosen, total=shown)
        if told != self.announced:
            self.announced = told
            if not told:
                return
            from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told))

    def _active(self, lang: Lang) -> str:
        """ "Lasso and brush active", '' when nothing is selected."""
        session = self._session
        kinds = [selecting(clause, lang) for clause in session.state.query.selection]
        if not kinds:
            return ""
        what = kinds[0]
        for kind in kinds[1:]:
            what = word("and", lang, one=what, other=kind)
        return word("selection_of", lang, what=what[:1].upper() + what[1:])
