"""The inspector: one event with its sources and their disagreement, or a selection."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.common.look import Lang
from explorer.dataset.edtf import DateError
from explorer.dataset.model import CONFIDENCES, Citation, Dataset
from explorer.dataset.wording import words as date_words
from explorer.figure.looks import look_of
from explorer.figure.picture import Layer, Symbol
from explorer.figure.style import Style, load_style
from explorer.paint.theme import icon
from explorer.query.labels import value_label
from explorer.session.session import Session
from explorer.views.mark import MarkLabel
from explorer.views.plain import plain_label, reading_label, tip
from explorer.views.words import counted, word


def amount_words(dataset: Dataset, i: int) -> str:
    """The sums as stated, each with its own currency; '' when there is none."""
    events = dataset.events
    sums = [s for s in events.amount_text[i].split(";") if s]
    currencies = events.currency[i].split(";") if events.currency[i] else []
    parts = []
    for k, text in enumerate(sums):
        try:
            number = f"{float(text):,.0f}" if float(text) >= 1000 else f"{float(text):g}"
        except ValueError:
            number = text
        parts.append(f"{currencies[k] if k < len(currencies) else ''} {number}".strip())
    qualifier = events.amount_qualifier[i].replace("_", " ")
    return " ≈ ".join(parts) + (f" ({qualifier})" if parts and qualifier else "")


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
        """Pick the next visible event by date, or the one before."""
        dataset = self._session.dataset
        group, now = self._group, self._index()
        visible = [int(i) for i in self._session.result.visible.nonzero()[0]]
        if now in group:
            visible = list(group)  # walk among what was picked together
        if not visible:
            return
        if now is None:
            target = visible[0 if by > 0 else -1]
        else:
            later = [i for i in visible if i > now] if by > 0 else [i for i in visible if i < now]
            target = (later[0] if by > 0 else later[-1]) if later else now
        self._session.focus.pick((dataset.events.id[target],))

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
            self._show(_nothing(look.lang, style, "nothing_left"))
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


class EventPage(QWidget):
    """Everything known of one event."""

    def __init__(self, session: Session, index: int, style: Style) -> None:
        super().__init__()
        self._session, self._i, self._style = session, index, style
        self._lang = session.look.lang
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 14, 16, 20)
        self._box.setSpacing(8)
        self._titles()
        self._fields()
        self._citations()
        self._related()
        self._box.addStretch(1)

    @property
    def _data(self) -> Dataset:
        return self._session.dataset

    def _rule(self) -> None:
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        self._box.addSpacing(4)
        self._box.addWidget(rule)
        self._box.addSpacing(4)

    def _titles(self) -> None:
        data, i = self._data, self._i
        events = data.events
        key = events.category.text(i)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(category_mark(data, key, self._style, self))
        line.addWidget(
            reading_label(value_label(data, "category", key, self._lang), "help", self), 1
        )
        self._box.addLayout(line)
        self._box.addWidget(reading_label(data.title(i, self._lang), "title", self))
        other = data.title(i, "en" if self._lang == "zh" else "zh")
        if other != data.title(i, self._lang):
            self._box.addWidget(reading_label(other, "title2", self))
        summary, summary_zh = events.summary[i], events.summary_zh[i]
        text = (summary_zh or summary) if self._lang == "zh" else (summary or summary_zh)
        if text:
            self._box.addWidget(reading_label(text, "body", self))

    def _fields(self) -> None:
        data, i, lang = self._data, self._i, self._lang
        events = data.events
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        grid.setColumnMinimumWidth(0, 84)
        grid.setColumnStretch(1, 1)
        names = [data.organization_name(int(o), lang) for o in events.organizations.row(i)]
        confidence = int(events.confidence[i])
        rows = [
            ("date", when_words(data, i, lang)),
            ("organizations", ", ".join(names)),
            ("places", place_words(data, i, lang)),
            ("amount", amount_words(data, i)),
            ("status", value_label(data, "status", events.status.text(i), lang)),
            (
                "confidence",
                value_label(data, "confidence", CONFIDENCES[confidence], lang)
                if confidence >= 0
                else "",
            ),
            ("note", events.note[i]),
        ]
        for n, (key, text) in enumerate(rows):
            if key == "note" and not text:
                continue
            name = reading_label(word(key, lang), "field", self)
            grid.addWidget(name, n, 0, Qt.AlignmentFlag.AlignTop)
            role = "body" if text else "help"
            grid.addWidget(reading_label(text or word("not_stated", lang), role, self), n, 1)
        self._box.addLayout(grid)

    def _citations(self) -> None:
        data, lang = self._data, self._lang
        cited = [data.citations[int(c)] for c in data.events.citations.row(self._i)]
        dispute = data.events.dispute.text(self._i)
        differing = [c for c in cited if c.stance == "disputes"]
        self._rule()
        self._box.addWidget(
            reading_label(f"{word('sources', lang)}  {len(cited)}", "section", self)
        )
        for n, citation in enumerate(cited):
            self._box.addWidget(self._citation(n, citation))
        if dispute or differing:
            self._box.addSpacing(4)
            self._box.addWidget(self._disagreement(dispute, cited, differing))

    def _citation(self, n: int, citation: Citation) -> QWidget:
        source = self._data.sources[citation.source]
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        letter = plain_label("letter", line, letter_of(n))
        letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
        letter.setFixedSize(22, 22)
        row.addWidget(letter, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(reading_label(source.title, "strong", line))
        published = published_words(source.published, self._lang)
        stance = word(citation.stance, self._lang) if citation.stance in _STANCES else ""
        about = [source.publisher, published, citation.locator, stance, citation.speaker]
        texts.addWidget(reading_label(" · ".join(part for part in about if part), "help", line))
        if citation.as_claimed and citation.stance != "disputes":
            claim = word("claimed", self._lang, text=citation.as_claimed)
            texts.addWidget(reading_label(claim, "help", line))
        if source.url:
            address = reading_label(source.url, "address", line)
            # Long addresses break nowhere: let them break anywhere.
            address.setText("\u200b".join(source.url))
            address.setToolTip(tip(source.url))
            texts.addWidget(address)
        row.addLayout(texts, 1)
        return line

    def _disagreement(
        self, dispute: str, cited: list[Citation], differing: list[Citation]
    ) -> QWidget:
        lang = self._lang
        card = QFrame(self)
        card.setProperty("card", "warning")
        box = QVBoxLayout(card)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(4)
        head = QHBoxLayout()
        sign = QLabel(card)
        sign.setPixmap(icon("triangle-alert", self._style, "warning").pixmap(QSize(16, 16)))
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        title = word("disagree", lang) if differing else word(dispute, lang)
        head.addWidget(reading_label(title, "warning-head", card), 1)
        box.addLayout(head)
        recorded = when_words(self._data, self._i, lang)
        for n, citation in enumerate(cited):
            if citation.stance == "mentions" or (citation not in differing and not differing):
                continue
            claim = word("claimed", lang, text=citation.as_claimed) if citation.as_claimed else ""
            if citation.stance == "supports":
                claim = claim or word("as_recorded", lang, text=recorded)
            stance = word(citation.stance, lang) if citation.stance in _STANCES else ""
            text = "  ".join(part for part in (letter_of(n), stance, claim) if part)
            box.addWidget(reading_label(text, "body", card))
        return card

    def _related(self) -> None:
        data, i = self._data, self._i
        events = data.events
        parent = int(events.part_of[i])
        kin = [int(k) for k in (events.part_of == i).nonzero()[0]]
        if parent >= 0:
            siblings = (events.part_of == parent).nonzero()[0]
            kin = [parent, *(int(k) for k in siblings if k != i)]
        if not kin:
            return
        self._rule()
        self._box.addWidget(reading_label(word("related", self._lang), "section", self))
        for k in kin:
            self._box.addWidget(EventLink(self._session, k, self._style, self))


def published_words(published: str, lang: Lang) -> str:
    """A source's date in words; as it stands where it is no date."""
    try:
        return date_words(published, lang) if published else ""
    except DateError:
        return published


def letter_of(n: int) -> str:
    """The sign of citation ``n``: A to Z, then numbers."""
    return chr(ord("A") + n) if n < 26 else str(n + 1)


_STANCES = ("supports", "disputes", "mentions")


class EventLink(QPushButton):
    """A row that picks an event: mark, title, date."""

    def __init__(self, session: Session, index: int, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("row", "true")
        data, lang = session.dataset, session.look.lang
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 5, 4, 5)
        line.setSpacing(8)
        key = data.events.category.text(index)
        line.addWidget(category_mark(data, key, style, self), 0, Qt.AlignmentFlag.AlignTop)
        title = reading_label(data.title(index, lang), "body", self)
        when = plain_label("help", self, when_words(data, index, lang))
        texts = QVBoxLayout()
        texts.setSpacing(1)
        for part in (title, when):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            texts.addWidget(part)
        line.addLayout(texts, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        event_id = data.events.id[index]
        self.setAccessibleName(data.title(index, lang))
        self.clicked.connect(lambda: session.focus.pick((event_id,)))

    def sizeHint(self) -> QSize:
        """As tall as its wrapped title."""
        layout = self.layout()
        width = max(200, self.width())
        height = layout.heightForWidth(width) if layout is not None else 30
        return QSize(200, max(28, height))

    def hasHeightForWidth(self) -> bool:
        """Yes: the title wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the wrapped title."""
        layout = self.layout()
        return max(28, layout.heightForWidth(width)) if layout is not None else 28


class ListPage(QWidget):
    """Events to choose from, under a heading (their number when none is given)."""

    MOST = 60

    def __init__(
        self, session: Session, style: Style, events: tuple[int, ...], heading: str = ""
    ) -> None:
        super().__init__()
        heading = heading or counted("event", "events", len(events), session.look.lang)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 14, 16, 20)
        self._box.setSpacing(6)
        self._box.addWidget(reading_label(heading, "section", self))
        for i in events[: self.MOST]:
            self._box.addWidget(EventLink(session, i, style, self))
        if len(events) > self.MOST:
            rest = word("and_more", session.look.lang, n=f"{len(events) - self.MOST:,}")
            self._box.addWidget(reading_label(rest, "help", self))
        self._box.addStretch(1)


class SelectionPage(ListPage):
    """How many events are selected, what to do with them, and which they are."""

    def __init__(self, session: Session, style: Style) -> None:
        result, lang = session.result, session.look.lang
        assert result.selected is not None
        super().__init__(session, style, tuple(int(i) for i in result.selected.nonzero()[0]))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(plain_label("count", self, f"{result.n_selected:,}"))
        of = reading_label(word("in_selection", lang, n=f"{result.n_visible:,}"), "body", self)
        line.addWidget(of, 1, Qt.AlignmentFlag.AlignBottom)
        keep = QPushButton(word("keep_as_filter", lang), self)
        keep.clicked.connect(session.state.keep_selection)
        clear = QPushButton(word("clear", lang), self)
        clear.clicked.connect(session.state.clear_selection)
        buttons = QHBoxLayout()
        buttons.addWidget(keep)
        buttons.addWidget(clear)
        buttons.addStretch(1)
        self._box.insertLayout(0, line)
        self._box.insertLayout(1, buttons)


def when_words(data: Dataset, i: int, lang: Lang) -> str:
    """The date of event ``i`` in words, its end included."""
    return date_words(data.events.date[i], lang, ended=data.events.ended[i])


def place_words(data: Dataset, i: int, lang: Lang) -> str:
    """The places of event ``i``, each with how exactly it is known when that is not to a point."""
    sites = data.sites
    parts = []
    for s in data.events.sites.row(i):
        name = data.place_name(int(s), lang)
        country = data.gazetteer.country_name(sites.country.text(int(s)), lang)
        precision = sites.precision.text(int(s))
        if name and country and country != name and sites.country.text(int(s)):
            name = f"{name} ({country})"
        if precision == "region":
            name += "（只知地区）" if lang == "zh" else " (region known)"
        parts.append(name)
    sep = "、" if lang == "zh" else ", "
    return sep.join(parts) if parts else word("no_place", lang)


def category_mark(data: Dataset, key: str, style: Style, parent: QWidget) -> MarkLabel:
    """The mark of a category, 16 pixels square."""
    look = look_of(data, style, key)
    symbol = Symbol(8, 9, look.shape, 5.4, look.fill, look.edge)
    return MarkLabel(Layer("mark", (symbol,)), 16, 18, parent)
