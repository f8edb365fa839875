"""Sources as text to paste elsewhere, and which addresses may be opened."""

from __future__ import annotations

from PySide6.QtCore import QUrl

from explorer.common.look import Lang
from explorer.dataset.model import Citation, Dataset
from explorer.paint.fonts import clean
from explorer.views.event_words import letter_of, published_words, when_words


def web_address(text: str) -> QUrl | None:
    """``text`` as an address that a browser may be given: http or https with a host, and
    nothing else; None for all other text."""
    url = QUrl(text.strip(), QUrl.ParsingMode.StrictMode)
    good = url.isValid() and url.scheme().lower() in ("http", "https") and bool(url.host())
    return url if good else None


def citation_text(data: Dataset, citation: Citation, lang: Lang) -> str:
    """Publisher, title, date, place in the text and address of one source, on one line."""
    source = data.sources[citation.source]
    title = f"《{source.title}》" if lang == "zh" else f"“{source.title}”"
    parts = [
        source.publisher,
        title if source.title else "",
        published_words(source.published, lang),
        citation.locator,
        source.url,
    ]
    if source.archived:
        parts.append(f"存档：{source.archived}" if lang == "zh" else f"archived: {source.archived}")
    return ("，" if lang == "zh" else ", ").join(clean(part).strip() for part in parts if part)


def event_citations(data: Dataset, i: int, lang: Lang) -> str:
    """Event ``i`` with its date, then all of its sources, lettered, one a line."""
    head = clean(f"{data.title(i, lang)} ({when_words(data, i, lang)})")
    lines = [
        f"{letter_of(n)}. {citation_text(data, data.citations[c], lang)}"
        for n, c in enumerate(data.events.citations.row(i).tolist())
    ]
    return "\n".join([head, *lines])
