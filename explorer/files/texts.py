"""Bytes to text: encodings told, never guessed at in silence; control characters taken out."""

from __future__ import annotations

import codecs
import re
from typing import Final

from explorer.common.errors import InputError, Need, OptionError
from explorer.common.records import dataclass
from explorer.files.sniff import looks_utf16, utf16_codec

CONTROL: Final = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Characters that no cell may hold: C0 and C1 controls but tab, LF, CR and NUL (a NUL is an
error of its own), lone surrogates and noncharacters (not allowed in XML, so not in SVG)."""


PIECE: Final = 1 << 18
"""Bytes or characters that are worked on in one call, so that other threads get on meanwhile."""

NOTATIONS: Final = ("unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined")
"""Codecs of Python's for bits of text, in which no file is written."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """``note`` says what was done when the file was no plain UTF-8, else ''."""

    text: str
    note: str = ""


def decode(name: str, data: bytes, encoding: str = "") -> Decoded:
    """Text of ``data``: UTF-8 with or without a mark, UTF-16 (noted), or ``encoding``.

    Raises InputError for another encoding, naming the one it probably is, and when
    ``encoding`` is unknown or does not fit.
    """
    if encoding:
        return _decode_as(name, data, encoding)
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _wide(name, data, "utf-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or looks_utf16(data):
        return _wide(name, data, utf16_codec(data))
    try:
        return Decoded(_utf8(data))
    except UnicodeDecodeError:
        return _not_utf8(name, data)


def _utf8(data: bytes) -> str:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    pieces = [decoder.decode(data[k : k + PIECE]) for k in range(0, len(data), PIECE)]
    return "".join([*pieces, decoder.decode(b"", final=True)])


def _not_utf8(name: str, data: bytes) -> Decoded:
    """Raises OptionError, naming the encoding that ``data`` probably is in."""
    try:
        return Decoded(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = guess_encoding(data)
        why = f"is not UTF-8 (line {line}); it looks like {guess.upper()}"
        option = f"--encoding {guess}"
        raise OptionError(
            f"{name} {why}: read it with {option}", Need(option, f"it {why}", "encoding", guess)
        ) from None


def _wide(name: str, data: bytes, codec: str) -> Decoded:
    words = "UTF-32" if codec == "utf-32" else "UTF-16"
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is damaged {words} (byte {error.start})") from None
    return Decoded(text.removeprefix("\ufeff"), f"read as {words}")


def _decode_as(name: str, data: bytes, encoding: str) -> Decoded:
    try:
        info = codecs.lookup(encoding)
        if not info._is_text_encoding or info.name in NOTATIONS:
            raise LookupError
    except (LookupError, ValueError):
        raise InputError(f"--encoding {encoding}: no such encoding is known") from None
    try:
        return Decoded(data.decode(info.name).removeprefix("\ufeff"))
    except (UnicodeDecodeError, UnicodeError) as error:
        start = getattr(error, "start", 0)
        line = data.count(b"\n", 0, start) + 1
        raise InputError(f"{name} is not {encoding} (line {line})") from None


def guess_encoding(data: bytes) -> str:
    """The likeliest encoding of bytes that are no UTF-8, for a message only."""
    sample = data[: 1 << 20]
    if _mostly_kana(sample):
        return "shift_jis"
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", sample)]
    high = sum(runs)
    paired = sum(n for n in runs if n >= 2)
    if paired * 10 >= high * 8:
        # GB 2312 is the narrowest; GB 18030 takes almost anything, so it comes last.
        for codec, name in (("gb2312", "gb18030"), ("big5", "big5"), ("gb18030", "gb18030")):
            try:
                codecs.getincrementaldecoder(codec)().decode(sample)
            except UnicodeDecodeError:
                continue
            return name
    return "cp1252"


def _mostly_kana(sample: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("shift_jis")().decode(sample)
    except UnicodeDecodeError:
        return False
    kana = len(re.findall("[\u3040-\u30ff]", text))
    return kana > 0 and kana * 2 >= sum(c > "\x7f" for c in text)


def has_controls(text: str) -> bool:
    """Whether ``text`` holds any character of CONTROL."""
    return any(CONTROL.search(text, k, k + PIECE) for k in range(0, len(text), PIECE))


def clean(text: str) -> str:
    """``text`` without the characters of CONTROL."""
    return CONTROL.sub("", text)
