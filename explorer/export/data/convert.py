"""From a dataset that was read to a file of another program's: what ``chuhai convert`` and
"Save data as…" both do."""

from __future__ import annotations

from pathlib import Path

from explorer.common.errors import InputError
from explorer.common.look import Lang
from explorer.common.progress import Progress, silent
from explorer.dataset.model import Bool, Dataset
from explorer.export.data.chosen import chosen
from explorer.export.data.write import PACKAGES, write_data
from explorer.files.package import briefing_of


def convert(
    dataset: Dataset,
    visible: Bool | None,
    source: Path,
    out: Path,
    name: str,
    *,
    lang: Lang = "en",
    progress: Progress = silent,
) -> list[str]:
    """Write the events where (n,) ``visible`` is True, all without it, of ``dataset``, which was
    read from ``source``, to ``out`` in the format ``name``. Returns what the file does not hold,
    in words of ``lang``. Raises OutputError."""
    briefing = b""
    notes: list[str] = []
    if name in PACKAGES:
        try:
            briefing = briefing_of(source)
        except InputError as error:  # it was read once, and may be out of reach by now
            notes.append(_without_briefing(str(error), lang))
    return notes + write_data(out, chosen(dataset, visible), name, briefing, lang, progress)


def _without_briefing(reason: str, lang: Lang) -> str:
    if lang == "zh":
        return f"原数据包的 briefing.json 已无法读取，因此未写入：{reason}"
    return (
        f"whether there was a briefing.json can't be seen any more, and none is written: {reason}"
    )
