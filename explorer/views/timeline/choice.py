"""The list from which the series under the lanes is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from explorer.common.look import Lang
from explorer.common.text import fold
from explorer.dataset.model import Dataset
from explorer.dataset.wording import short
from explorer.figure.timeline.series import (
    Series,
    definition_of,
    grouped,
    last_inside,
    name_of,
    series_of,
    told_words,
    topic_of,
)
from explorer.query.labels import value_label
from explorer.session.look import Look
from explorer.views.plain import plain_label, tip, wrapping_label
from explorer.views.timeline.popovers import Popover
from explorer.views.words import word

WIDTH: Final = 684
VALUE: Final = 244
"""Width of the values."""
LIST: Final = 14 * 22 + 4
"""Height of fourteen rows."""
ABOUT: Final = 88
_KEY: Final = Qt.ItemDataRole.UserRole
_WALK: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class SeriesPopover(Popover):
    """All series under their topics, each with its latest value in ``window()``, [start, end) in
    seconds; what the current one counts stands below. ``shown``: the current one at first.
    ``chosen``: the key of a series, '' for none."""

    chosen = Signal(str)

    def __init__(
        self,
        look: Look,
        dataset: Dataset,
        shown: str,
        window: Callable[[], tuple[int, int]],
        parent: QWidget,
    ) -> None:
        super().__init__(look, parent)
        self.setFixedWidth(WIDTH)
        self._dataset = dataset
        self._series = series_of(dataset)
        self._words = {key: _searched(one, dataset) for key, one in self._series.items()}
        self._ask_window, self._window = window, window()
        self._items: dict[str, QTreeWidgetItem] = {}
        self._titles: list[QTreeWidgetItem] = []
        self._build(shown)
        self._tell_values()

    def _build(self, shown: str) -> None:
        lang = self.look.lang
        self.titled(word("series_title", lang))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(word("series_search", lang))
        self.search.setAccessibleName(word("series_search", lang))
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self.apply)
        self.search.installEventFilter(self)
        self.box.addWidget(self.search)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(plain_label("help", self, word("series_value", lang)))
        row.setContentsMargins(0, 2, 14, 0)
        self.box.addLayout(row)
        self.tree = self._tree()
        self.box.addWidget(self.tree)
        self.none_found = plain_label("help", self, word("series_empty", lang))
        self.none_found.hide()
        self.box.addWidget(self.none_found)
        self.about = wrapping_label("", "help", self)
        self.about.setFixedHeight(ABOUT)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.box.addSpacing(6)
        self.box.addWidget(self.about)
        self._fill()
        self.tree.currentItemChanged.connect(lambda item, _: self._tell(item))
        self.tree.itemClicked.connect(lambda item, _: self._take(item))
        self.tree.setCurrentItem(self._items.get(shown, self._items[""]))

    def _tree(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setColumnCount(2)
        made.setHeaderHidden(True)
        made.setRootIsDecorated(False)
        made.setItemsExpandable(False)
        made.setIndentation(0)
        made.setUniformRowHeights(True)
        made.setFixedHeight(LIST)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setAccessibleName(word("series_title", self.look.lang))
        head = made.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        head.resizeSection(1, VALUE)
        made.installEventFilter(self)
        return made

    def _fill(self) -> None:
        lang = self.look.lang
        none = QTreeWidgetItem(self.tree, [word("series_none", lang), ""])
        none.setData(0, _KEY, "")
        self._items[""] = none
        for topic, held in grouped(list(self._series.values()), lang):
            title = QTreeWidgetItem(self.tree, [topic or word("series_other", lang), ""])
            title.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = title.font(0)
            font.setBold(True)
            title.setFont(0, font)
            title.setFirstColumnSpanned(True)
            self._titles.append(title)
            for one in held:
                name = name_of(one.any, lang)
                item = QTreeWidgetItem(title, [f"   {name}", ""])
                item.setData(0, _KEY, one.key)
                item.setToolTip(0, tip(name))
                item.setTextAlignment(
                    1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                )
                self._items[one.key] = item
        self.tree.expandAll()

    # What it tells

    def follow(self) -> None:
        """The window may be another."""
        window = self._ask_window()
        if window != self._window:
            self._window = window
            self._tell_values()

    def _tell_values(self) -> None:
        for key, one in self._series.items():
            text = self.value_of(one)
            self._items[key].setText(1, text)
            self._items[key].setToolTip(1, tip(text))

    def value_of(self, one: Series) -> str:
        """What is said of a series in the window."""
        lang = self.look.lang
        told = last_inside(one.dated, *self._window)
        if told:
            return told_words(told, lang)
        return word("series_outside" if one.dated else "series_undated", lang)

    def keys(self) -> list[str]:
        """The series that are listed now, from top to bottom."""
        return [key for key, item in self._items.items() if key and not item.isHidden()]

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        key = item.data(0, _KEY) if item is not None else None
        one = self._series.get(key) if key else None
        self.about.setText(about_words(one, self._dataset, self.look) if one is not None else "")

    def _narrow(self, text: str) -> None:
        """List only what has all the words."""
        wanted = fold(text).split()
        for key, item in self._items.items():
            fits = all(part in self._words.get(key, "") for part in wanted)
            item.setHidden(not fits)
        for title in self._titles:
            held = [title.child(k) for k in range(title.childCount())]
            title.setHidden(all(item is None or item.isHidden() for item in held))
        first = next((item for item in self._items.values() if not item.isHidden()), None)
        self.none_found.setVisible(bool(wanted) and first is None)
        self.tree.setVisible(not wanted or first is not None)
        self.about.setVisible(self.tree.isVisibleTo(self))
        if wanted and first is not None:
            self.tree.setCurrentItem(first)
            self.tree.scrollToTop()
        self.adjustSize()

    # What it takes

    def apply(self) -> None:
        """Choose the current one."""
        self._take(self.tree.currentItem())

    def _take(self, item: QTreeWidgetItem | None) -> None:
        key = item.data(0, _KEY) if item is not None and not item.isHidden() else None
        if key is not None:
            self.chosen.emit(key)
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field walk through the list, Enter in the list chooses."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if watched is self.search and key in _WALK:
                self.tree.keyPressEvent(event)
                return True
            if watched is self.tree and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.apply()
                return True
        return super().eventFilter(watched, event)

    def open_over(self, canvas: QWidget, row: QRect) -> None:
        """Show it over ``row`` of ``canvas``, within the window."""
        self.ensurePolished()
        self.adjustSize()
        window = canvas.window()
        at = canvas.mapTo(window, QPoint(row.left() + 8, row.top()))
        x = min(max(at.x(), 8), max(8, window.width() - self.width() - 8))
        self.move(window.mapToGlobal(QPoint(x, max(8, at.y() - self.height() - 6))))
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
        item = self.tree.currentItem()
        if item is not None:
            self.tree.scrollToItem(item, QTreeWidget.ScrollHint.PositionAtCenter)


def _searched(one: Series, dataset: Dataset) -> str:
    """All that a series is found by, folded, in both languages."""
    o = one.any
    countries = [
        value_label(dataset, "country", o.country, lang) for lang in ("en", "zh") if o.country
    ]
    parts = [one.key, o.label, o.label_zh, o.topic, o.topic_zh, o.definition, o.definition_zh]
    return fold(" ".join([*parts, o.country, *countries]))


def about_words(one: Series, dataset: Dataset, look: Look) -> str:
    """Definition, how many values over what time, and who says so."""
    lang, o = look.lang, one.any
    definition = definition_of(o, lang)
    lines = [
        word("series_definition", lang, text=definition)
        if definition
        else word("series_no_definition", lang)
    ]
    lines.append(_count_words(one, dataset, lang))
    named = dict.fromkeys(
        source.publisher or source.title
        for each in one.observations
        if each.source >= 0
        for source in [dataset.sources[each.source]]
    )
    if named:
        text = ("；" if lang == "zh" else "; ").join(named)
        lines.append(word("series_sources", lang, text=text))
    return "\n".join(lines)


def _count_words(one: Series, dataset: Dataset, lang: Lang) -> str:
    dated, country = one.dated, one.any.country
    said = []
    if dated:
        first, last = short(dated[0].date, lang), short(dated[-1].date, lang)
        key = "series_counts" if len(dated) > 1 else "series_count"
        said.append(word(key, lang, n=len(dated), first=first, last=last))
    without = len(one.observations) - len(dated)
    if without:
        said.append(word("series_count_undated", lang, n=without))
    topic = topic_of(one.any, lang)
    where = value_label(dataset, "country", country, lang) if country else ""
    between = "；" if lang == "zh" else "; "
    return between.join([*filter(None, (topic, where)), *said])
