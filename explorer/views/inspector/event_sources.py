"""The sources of an event: who says so, on which side, where to read it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.common.look import Lang
from explorer.dataset.model import Citation, Dataset
from explorer.figure.picture import Font
from explorer.figure.style import Style
from explorer.paint.fonts import qfont
from explorer.paint.theme import icon
from explorer.views.chip import STANCE_TONES, Chip, tone
from explorer.views.citations import citation_text, web_address
from explorer.views.event_words import letter_of, published_words
from explorer.views.inspector.fold import FoldButton
from explorer.views.plain import (
    beside_icon,
    caption,
    folding_label,
    plain_label,
    reading_label,
    tip,
)
from explorer.views.target import Target
from explorer.views.words import known_word, word

_TITLE = 2  # lines, before it is unfolded
_STANCES = ("supports", "disputes", "mentions")


class AddressLink(QPushButton):
    """A web address on one line, shortened where it must be; the whole is in its tooltip."""

    def __init__(self, url: QUrl, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("link", "true")
        self.setProperty("address", "true")
        self.whole = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        shown = self.whole.partition("//")[2]
        self._shown = shown.removeprefix("www.").rstrip("/")
        self.setIcon(icon("external-link", style, "accent"))
        self.setIconSize(QSize(12, 12))
        self.setToolTip(tip(self.whole))
        self.setAccessibleName(self.whole)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumWidth(40)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(200, 22)

    def minimumSizeHint(self) -> QSize:
        """It can be shortened."""
        return QSize(40, 22)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the address to the room there is."""
        metrics = QFontMetrics(qfont(Font(12, 500)))
        told = metrics.elidedText(self._shown, Qt.TextElideMode.ElideRight, self.width() - 24)
        self.setText(caption(told))
        super().resizeEvent(event)


class LinkDialog(QDialog):
    """Shows a whole address before anything is opened. ``agreed``: the person wants it opened."""

    agreed = Signal(str)

    def __init__(self, url: QUrl, style: Style, lang: Lang, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(word("inspector_link_title", lang))
        self.address = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        host = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(10)
        box.addWidget(plain_label("section", self, word("inspector_link_title", lang)))
        field = QPlainTextEdit(self.address, self)
        field.setReadOnly(True)
        field.setProperty("field", "true")
        field.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        field.setFixedHeight(76)
        field.setTabChangesFocus(True)
        field.setAccessibleName(word("inspector_link_title", lang))
        box.addWidget(field)
        box.addWidget(reading_label(word("inspector_link_help", lang, host=host), "help", self))
        box.addSpacing(4)
        self._buttons(box, style, lang)
        self.setFixedWidth(460)

    def _buttons(self, box: QVBoxLayout, style: Style, lang: Lang) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        copy = QPushButton(beside_icon(word("inspector_link_copy", lang)), self)
        copy.setIcon(icon("copy", style, "text"))
        cancel = QPushButton(word("inspector_cancel", lang), self)
        self.go = QPushButton(beside_icon(word("inspector_link_open", lang)), self)
        self.go.setProperty("main", "true")
        self.go.setIcon(icon("external-link", style, "on_accent"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.address))
        copy.clicked.connect(self.reject)
        cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self._agree)
        line.addWidget(copy)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.go)
        box.addLayout(line)
        cancel.setDefault(True)
        cancel.setFocus()

    def _agree(self) -> None:
        self.agreed.emit(self.address)
        self.accept()


class SourceRow(QWidget):
    """One citation. ``link_requested``: the person agreed to open its address; ``copied``: what
    went to the clipboard."""

    link_requested = Signal(str)
    copied = Signal(str)
    context_requested = Signal(object, object)

    def __init__(
        self,
        data: Dataset,
        citation: Citation,
        n: int,
        style: Style,
        lang: Lang,
        parent: QWidget,
        claim: bool,
    ) -> None:
        super().__init__(parent)
        self._data, self._citation, self._style, self._lang = data, citation, style, lang
        self._inside: QWidget | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        letter = plain_label("letter", self, letter_of(n))
        letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
        letter.setFixedSize(22, 22)
        row.addWidget(letter, 0, top)
        self._texts = QVBoxLayout()
        self._texts.setSpacing(2)
        row.addLayout(self._texts, 1)
        self._claim = claim
        self._said()
        quote = QToolButton(self)
        quote.setIcon(icon("quote", style, "text3"))
        quote.setIconSize(QSize(16, 16))
        name = word("inspector_copy_one", lang, letter=letter_of(n))
        quote.setToolTip(tip(name))
        quote.setAccessibleName(name)
        quote.clicked.connect(self._copy)
        self.details = FoldButton(
            "", self, word("inspector_source_details", lang, letter=letter_of(n))
        )
        self.details.restyle(style)
        self.details.toggled.connect(self._fold)
        buttons = QVBoxLayout()
        buttons.setSpacing(2)
        buttons.addWidget(quote)
        buttons.addWidget(self.details)
        row.addLayout(buttons)
        row.setAlignment(buttons, top)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask)

    def unfold(self) -> None:
        """Show where it says so, what it claims and its address."""
        self.details.setChecked(True)
        self.details.hide()

    def _fold(self, on: bool) -> None:
        if self._inside is None:
            self._inside = QWidget(self)
            self._details(self._inside)
            self._texts.addWidget(self._inside)
        self._inside.setVisible(on)

    def _said(self) -> None:
        data, citation, lang = self._data, self._citation, self._lang
        source = data.sources[citation.source]
        title, more = source.title or source.id, word("inspector_rest", lang)
        ink = self._style.tokens.accent
        self._texts.addWidget(folding_label(title, "strong", _TITLE, more, ink, self))
        published = published_words(source.published, lang) or word(
            "inspector_undated_source", lang
        )
        about = ", ".join(part for part in (source.publisher, published) if part)
        self._texts.addWidget(reading_label(about, "help", self))
        badges = QHBoxLayout()
        badges.setContentsMargins(0, 3, 0, 2)
        badges.setSpacing(8)
        colours = tone(self._style, STANCE_TONES.get(citation.stance, ""))
        stance = word(citation.stance, lang) if citation.stance in _STANCES else citation.stance
        badges.addWidget(Chip(stance, colours, self))
        language = source.language.upper() if len(source.language) <= 3 else source.language
        told = known_word("inspector_genre_", source.genre, lang)
        kind = " · ".join(part for part in (told, language) if part)
        genre = reading_label(kind, "faint", self)
        genre.setContentsMargins(0, 2, 0, 2)
        badges.addWidget(genre, 1)
        self._texts.addLayout(badges)

    def _details(self, inside: QWidget) -> None:
        box, citation = QVBoxLayout(inside), self._citation
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        source = self._data.sources[citation.source]
        where = " · ".join(part for part in (citation.locator, citation.speaker) if part)
        if where:
            box.addWidget(reading_label(where, "help", inside))
        if self._claim and citation.as_claimed:
            told = word("claimed", self._lang, text=citation.as_claimed)
            box.addWidget(reading_label(told, "help", inside))
        self._address(box, source.url, "")
        self._address(box, source.archived, word("inspector_archived", self._lang))

    def _address(self, box: QVBoxLayout, text: str, name: str) -> None:
        """A link where a browser may open it, else the text as it stands."""
        if not text:
            return
        url = web_address(text)
        if url is None:
            box.addWidget(reading_label(text, "address", self))
            return
        if name:
            box.addWidget(plain_label("faint", self, name))
        link = AddressLink(url, self._style, self)
        link.clicked.connect(lambda: self._show_address(url))
        box.addWidget(link)

    def _show_address(self, url: QUrl) -> None:
        dialog = LinkDialog(url, self._style, self._lang, self.window())
        dialog.agreed.connect(self.link_requested)
        dialog.open()

    def _copy(self) -> None:
        text = citation_text(self._data, self._citation, self._lang)
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def _ask(self, at: QPoint) -> None:
        event = self._data.events.id[self._citation.event]
        source = self._data.sources[self._citation.source].id
        target = Target(events=(event,), field="source", value=source)
        self.context_requested.emit(target, self.mapToGlobal(at))
