"""The row between map and timeline: the range in words, playback, and what the lanes show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QKeyEvent,
    QPainter,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStyledItemDelegate,
    QToolButton,
    QWidget,
)

from explorer.common.look import Lang
from explorer.dataset.calendar import from_civil
from explorer.dataset.wording import range_words
from explorer.figure.style import load_style
from explorer.paint.painter import clear_pixmap
from explorer.paint.theme import icon
from explorer.query.labels import field_label
from explorer.session.outlook import GROUPS
from explorer.session.playback import LENGTHS, SPEEDS
from explorer.session.session import Session
from explorer.views.plain import caption, plain_label, tip
from explorer.views.words import counted, word

HEIGHT: Final = 40
SHORTEST_RANGE: Final = 76
"""Pixels of the range in words, when there is no room."""
NARROWEST: Final = 320
"""Pixels in which the row still holds what can't be in the menu."""
_GAP: Final = 3
_BETWEEN: Final = 1
_NAME_ROOM: Final = (5, 5)
"""Left and right of a field's name: with the gaps 12 px from what is before, 8 to its field."""
_GLYPH: Final = 16
_LONG: Final = (from_civil(2024, 10, 28), from_civil(2025, 12, 29))
"""A range whose words are as long as they usually get: for them there always is room, so that
no button moves while time plays."""
_MONTHS: Final = (from_civil(2024, 10, 1), from_civil(2026, 1, 1))
"""One whose words have room even when that is scarce."""


def length_words(months: int, lang: Lang) -> str:
    """ "6 months", "Growing"."""
    return (
        counted("time_month", "time_months", months, lang) if months else word("time_growing", lang)
    )


def speed_words(speed: float) -> str:
    """ "0.5×"."""
    return f"{speed:g}×"


def _solid(playing: bool, color: str) -> QIcon:
    """Two bars, or a triangle, filled."""
    made = QIcon()
    for ratio in {1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}:
        pixmap = clear_pixmap(_GLYPH, _GLYPH, ratio)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor(color))
            # The pen rounds the corners.
            painter.setPen(QPen(QColor(color), 1.5, j=Qt.PenJoinStyle.RoundJoin))
            if playing:
                for x in (4.25, 9.25):
                    painter.drawRect(QRectF(x, 3.25, 2.5, 9.5))
            else:
                corners = ((5.0, 3.25), (5.0, 12.75), (12.75, 8.0))
                painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        made.addPixmap(pixmap)
    return made


class Choice(QComboBox):
    """A small combo box that a wheel passing over it does not turn."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("small", "true")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setItemDelegate(QStyledItemDelegate(self))  # the style's own ignores the style sheet
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def minimumSizeHint(self) -> QSize:
        """As wide as its texts: Qt remembers its own from before the style sheet was known."""
        return self.sizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to what is beneath."""
        event.ignore()

    def show_choices(self, texts: list[str], chosen: int) -> None:
        """Put the texts in, without telling anybody."""
        self.blockSignals(True)
        if [self.itemText(k) for k in range(self.count())] != texts:
            self.clear()
            self.addItems(texts)
        self.setCurrentIndex(chosen)
        self.blockSignals(False)


class PlaybackBar(QWidget):
    """What is needed least goes into the menu ⋯ when the row is too narrow; nothing is cut off."""

    range_requested = Signal()
    jump_requested = Signal()
    zoom_requested = Signal(float)
    fit_requested = Signal()
    undated_requested = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._undated = 0
        self._words = ""
        self._looks: tuple[str, str] = ("", "")
        self._word_width = SHORTEST_RANGE
        self._fitted: tuple[object, ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setObjectName("playback")
        self._texts()
        self._transport()
        self._choices()
        self._tools()
        self._lay_out()
        playback = session.playback
        playback.playing_changed.connect(self._show_playing)
        playback.settings_changed.connect(self._show_settings)

    # Its parts

    def _texts(self) -> None:
        self.name = plain_label("section", self)
        self.range = QPushButton(self)
        self.range.setProperty("range", "true")
        self.range.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.range.clicked.connect(self.range_requested.emit)

    def _transport(self) -> None:
        playback = self._session.playback
        self.back = self._button("skip-back", lambda: playback.step(-1))
        self.play = self._button("play", playback.toggle)
        self.play.setProperty("play", "true")
        self.play.setFixedSize(32, 32)
        self.on = self._button("skip-forward", lambda: playback.step(1))
        self.loop = self._button("repeat", lambda: playback.set_loop(not playback.loop))
        self.loop.setCheckable(True)

    def _choices(self) -> None:
        playback, outlook = self._session.playback, self._session.outlook
        self.speed_name, self.length_name, self.lanes_name = (
            plain_label("help", self) for _ in range(3)
        )
        for name in (self.speed_name, self.length_name, self.lanes_name):
            name.setContentsMargins(_NAME_ROOM[0], 0, _NAME_ROOM[1], 0)
        self.speed, self.length, self.lanes = Choice(self), Choice(self), Choice(self)
        self.speed.currentIndexChanged.connect(lambda k: playback.set_speed(SPEEDS[k]))
        self.length.currentIndexChanged.connect(lambda k: playback.set_months(LENGTHS[k]))
        self.lanes.currentIndexChanged.connect(lambda k: outlook.set_group(GROUPS[k]))

    def _tools(self) -> None:
        self.jump = self._button("calendar-search", self.jump_requested.emit)
        self.out = self._button("zoom-out", lambda: self.zoom_requested.emit(2.0))
        self.into = self._button("zoom-in", lambda: self.zoom_requested.emit(0.5))
        self.fit = QPushButton(self)
        self.fit.setProperty("small", "true")
        self.fit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fit.clicked.connect(self.fit_requested.emit)
        self.undated = QPushButton(self)
        self.undated.setProperty("pill", "low")
        self.undated.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.undated.clicked.connect(self.undated_requested.emit)
        self.more = self._button("ellipsis", self._open_menu)
        self.menu = QMenu(self)

    def _button(self, name: str, run: Callable[[], None]) -> QToolButton:
        made = QToolButton(self)
        made.setProperty("icon_name", name)
        made.setProperty("tight", "true")
        made.setIconSize(QSize(16, 16))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda _=False: run())
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(_GAP)
        groups: tuple[tuple[QWidget, ...], ...] = (
            (self.name, self.range),
            (self.back, self.play, self.on, self.loop),
            (self.speed_name, self.speed),
            (self.length_name, self.length),
            (self.undated,),
            (self.lanes_name, self.lanes),
            (self.jump, self.out, self.into, self.fit, self.more),
        )
        for k, parts in enumerate(groups):
            if k == 4:  # what is left of it stands still
                row.addStretch(1)
            for n, part in enumerate(parts):
                row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
                if n == len(parts) - 1 and k < len(groups) - 1:
                    row.addSpacing(_BETWEEN)
        # Space means "play" in the window; on a control reached by Tab it means that control.
        for child in self.findChildren(QWidget):
            child.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Space for the control that has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Space and not event.modifiers():
                event.accept()
                return True
        return super().eventFilter(watched, event)

    # What it says

    def show_range(self, words: str) -> None:
        """The range in words."""
        self._words = words

    def show_undated(self, n: int) -> None:
        """How many events without a date the window hides."""
        self._undated = n

    def refresh(self) -> None:
        """Take over language, theme and settings; then see what fits."""
        look = self._session.look
        lang = look.lang
        if (lang, look.theme) != self._looks:
            self._looks = lang, look.theme
            self._restyle()
            self._show_playing()
            self._show_settings()
        self.range.setToolTip(tip(f"{self._words} — {word('time_type', lang)}"))
        self.range.setAccessibleName(f"{word('time_type', lang)}: {self._words}")
        said = counted("time_undated_one", "time_undated", self._undated, lang)
        self.undated.setAccessibleName(said)
        self.undated.setToolTip(tip(f"{said}. {word('time_undated_help', lang)}"))
        self._show_lanes()
        self.fit_in()

    def _restyle(self) -> None:
        look = self._session.look
        style, lang = load_style(look.theme), look.lang
        self.name.setText(word("timeline", lang))
        for button, key in (
            (self.back, "time_step_back"),
            (self.on, "time_step_on"),
            (self.loop, "time_loop"),
            (self.jump, "time_jump"),
            (self.out, "zoom_out"),
            (self.into, "zoom_in"),
            (self.more, "time_more"),
        ):
            button.setIcon(icon(str(button.property("icon_name")), style, "text"))
            button.setToolTip(word(key, lang))
            button.setAccessibleName(word(key, lang))
        for label, combo, key in (
            (self.speed_name, self.speed, "time_speed"),
            (self.length_name, self.length, "time_window"),
            (self.lanes_name, self.lanes, "time_lanes"),
        ):
            label.setText(word(key, lang))
            combo.setToolTip(word(key, lang))
            combo.setAccessibleName(word(key, lang))
        self.fit.setText(word("fit_all", lang))
        self.undated.setIcon(icon("eye-off", style, "text2"))

    def _show_playing(self, _playing: bool = False) -> None:
        playing, look = self._session.playback.playing, self._session.look
        style = load_style(look.theme)
        self.play.setIcon(_solid(playing, style.tokens.on_accent))
        said = word("time_pause" if playing else "time_play", look.lang)
        self.fit_in()
        self.play.setToolTip(said)
        self.play.setAccessibleName(said)

    def _show_settings(self) -> None:
        playback, lang = self._session.playback, self._session.look.lang
        self.loop.setChecked(playback.loop)
        style = load_style(self._session.look.theme)
        self.loop.setIcon(icon("repeat", style, "accent" if playback.loop else "text"))
        self.speed.show_choices(
            [speed_words(speed) for speed in SPEEDS], SPEEDS.index(playback.speed)
        )
        self.length.show_choices(
            [length_words(n, lang) for n in LENGTHS], LENGTHS.index(playback.months)
        )

    def _show_lanes(self) -> None:
        lang = self._session.look.lang
        self.lanes.show_choices(
            [field_label(field, lang) for field in GROUPS],
            GROUPS.index(self._session.outlook.stand.group),
        )

    # What fits

    def fit_in(self) -> None:
        """Hide what is needed least until the rest has room."""
        lang = self._session.look.lang
        natural = self._wanted(_LONG)
        asked = (natural, self.width(), self._undated, self._looks)
        if asked != self._fitted:
            self._fitted = asked
            self._choose(natural, lang)
        self._show_words()

    def _wanted(self, span: tuple[int, int]) -> int:
        """Pixels for the words of a range."""
        self.range.ensurePolished()
        metrics, lang = self.range.fontMetrics(), self._session.look.lang
        return metrics.horizontalAdvance(range_words(*span, lang)) + 2

    def _choose(self, natural: int, lang: Lang) -> None:
        shown: dict[QWidget, bool] = dict.fromkeys(self._parts(), True)
        shown[self.undated] = self._undated > 0
        shown[self.more] = False
        steps: tuple[tuple[QWidget, ...], ...] = (
            (self.lanes_name,),
            (self.speed_name, self.length_name),
            (self.lanes,),
            (self.jump,),
            (self.speed,),
            (self.name,),
            (self.loop,),
            (self.fit,),
            (self.length,),
            (self.out, self.into),
        )
        usual = min(natural, self._wanted(_MONTHS))
        self._say_undated(shown, natural, usual, lang)
        for step in steps:
            if self._needed(shown, usual) <= self.width():
                break
            shown.update(dict.fromkeys(step, False))
            shown[self.more] = any(not shown[part] for part in self._in_menu())
        wanted = min(natural, max(SHORTEST_RANGE, self._spare(shown)))
        for part, seen in shown.items():
            part.setVisible(seen)
        self.range.setFixedWidth(wanted + self._around())
        self._word_width = wanted

    def _say_undated(
        self, shown: dict[QWidget, bool], natural: int, usual: int, lang: Lang
    ) -> None:
        """How many events without a date are hidden, in as many words as there is room for. The
        words of the range give way before this loses its last one."""
        texts = (
            (counted("time_undated_one", "time_undated", self._undated, lang), natural),
            (word("time_undated_short", lang, n=f"{self._undated:,}"), usual),
            (f"{self._undated:,}", usual),
        )
        for text, least in texts:
            self.undated.setText(text)
            if self._needed(shown, least) <= self.width():
                return

    def _parts(self) -> tuple[QWidget, ...]:
        return (
            self.name,
            self.range,
            self.back,
            self.play,
            self.on,
            self.loop,
            self.speed_name,
            self.speed,
            self.length_name,
            self.length,
            self.undated,
            self.lanes_name,
            self.lanes,
            self.jump,
            self.out,
            self.into,
            self.fit,
            self.more,
        )

    def _in_menu(self) -> tuple[QWidget, ...]:
        return (self.lanes, self.jump, self.speed, self.length, self.loop, self.fit, self.out)

    def _needed(self, shown: dict[QWidget, bool], words: int) -> int:
        """Width of the row with the range in ``words`` pixels."""
        around = self._around()
        widths = [
            words + around if part is self.range else part.sizeHint().width()
            for part, seen in shown.items()
            if seen
        ]
        gaps = _GAP * (len(widths) + 6) + 6 * _BETWEEN  # a stretch, six spaces between groups
        return sum(widths) + 24 + gaps

    def _spare(self, shown: dict[QWidget, bool]) -> int:
        return self.width() - self._needed(shown, 0)

    def _around(self) -> int:
        """Pixels of the range's button beside its words."""
        said = self.range.fontMetrics().horizontalAdvance(self.range.text().replace("&&", "&"))
        return self.range.sizeHint().width() - said + 1

    def _show_words(self) -> None:
        metrics = self.range.fontMetrics()
        # Of a fixed size, so that other words ask for no layout.
        self.range.setFixedHeight(self.range.sizeHint().height())
        said = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, self._word_width)
        self.range.setText(caption(said))

    def minimumSizeHint(self) -> QSize:
        """What is left when all that can go has gone."""
        return QSize(NARROWEST, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See again what fits."""
        super().resizeEvent(event)
        self.fit_in()

    # The menu

    def _open_menu(self) -> None:
        self.fill_menu()
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def fill_menu(self) -> None:
        """Put what found no room into the menu."""
        menu, lang = self.menu, self._session.look.lang
        menu.clear()
        for combo, key in (
            (self.speed, "time_speed"),
            (self.length, "time_window"),
            (self.lanes, "time_lanes"),
        ):
            if combo.isHidden():
                self._submenu(word(key, lang), combo)
        if self.loop.isHidden():
            action = menu.addAction(word("time_loop", lang))
            action.setCheckable(True)
            action.setChecked(self.loop.isChecked())
            action.triggered.connect(self.loop.click)
        for button, key in (
            (self.jump, "time_jump"),
            (self.out, "zoom_out"),
            (self.into, "zoom_in"),
            (self.fit, "fit_all"),
        ):
            if button.isHidden():
                menu.addAction(word(key, lang)).triggered.connect(button.click)

    def _submenu(self, name: str, combo: Choice) -> None:
        within = self.menu.addMenu(name)
        for k in range(combo.count()):
            action = within.addAction(caption(combo.itemText(k)))
            action.setCheckable(True)
            action.setChecked(k == combo.currentIndex())
            action.triggered.connect(lambda _=False, k=k: combo.setCurrentIndex(k))
