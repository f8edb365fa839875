"""JSON read strictly: no NaN, no doubled keys; where each part begins is known."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from explorer.common.errors import InputError
from explorer.files.sniff import expect
from explorer.files.texts import CONTROL, clean, decode

SPACE: Final = re.compile(r"[ \t\r\n]*")
BREAK: Final = re.compile(r"\r\n|\r|\n")
DEEPEST: Final = 100  # lists and objects within one another; walking them recurses


class _TroubleError(ValueError):
    """What is wrong, without the place."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _TroubleError(f"the key “{key}” stands twice in one object")
            seen.add(key)
    return found


def _constant(word: str) -> Any:
    raise _TroubleError(f"{word} is no JSON number")


# Raw control characters in strings are let through here; they are taken out with a note later.
DECODER: Final = json.JSONDecoder(strict=False, object_pairs_hook=_pairs, parse_constant=_constant)


class Reader:
    """A place in the text of one file, moving forward."""

    def __init__(self, name: str, data: bytes, encoding: str = "", wanted: str = "GeoJSON") -> None:
        """Raises InputError when ``data`` is no JSON text."""
        expect(name, data, "json", wanted)
        decoded = decode(name, data, encoding)
        self.name = name
        self.note = decoded.note
        self.text = decoded.text
        self.controls = bool(CONTROL.search(self.text)) or "\\u" in self.text or "\0" in self.text
        self.at = 0
        self._line = 1
        self._counted = 0
        self.space()

    def line(self, at: int | None = None) -> int:
        """The physical line of offset ``at`` (default: here). Offsets must not go back."""
        at = self.at if at is None else at
        if at < self._counted:
            return 1 + sum(1 for _ in BREAK.finditer(self.text, 0, at))
        self._line += sum(1 for _ in BREAK.finditer(self.text, self._counted, at))
        self._counted = at
        return self._line

    def space(self) -> None:
        """Move to the next character that is no white space."""
        found = SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def peek(self) -> str:
        """The character here, '' at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, character: str) -> None:
        """Move past ``character`` and the space after it. Raises InputError."""
        if self.peek() != character:
            raise self.refused(f"“{character}” expected" if self.peek() else "it ends too early")
        self.at += 1
        self.space()

    def value(self) -> Any:
        """The value that begins here; moves past it. Raises InputError."""
        try:
            found, self.at = DECODER.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            early = error.pos >= len(self.text.rstrip()) or "Unterminated" in error.msg
            self.at = min(error.pos, len(self.text))
            raise self.refused("it ends too early" if early else error.msg.lower()) from None
        except RecursionError:
            raise self.refused("it is nested too deeply") from None
        except _TroubleError as error:
            raise self.refused(str(error)) from None
        except ValueError:  # Python's own limit for texts of integers
            raise self.refused("a number has too many digits") from None
        self.space()
        return found

    def items(self) -> list[tuple[int, Any]]:
        """The items of the list that begins here, each with the line it begins on; moves past
        it. Raises InputError."""
        found: list[tuple[int, Any]] = []
        self.take("[")
        while self.peek() != "]":
            if found:
                self.take(",")
            line = self.line()
            found.append((line, self.value()))
        self.take("]")
        return found

    def members(self, listed: str) -> tuple[dict[str, Any], list[tuple[int, Any]] | None]:
        """The members of the object that begins here, and the items of its list ``listed``, None
        where it has none; moves past it. Raises InputError."""
        members: dict[str, Any] = {}
        items: list[tuple[int, Any]] | None = None
        self.take("{")
        while self.peek() != "}":
            if members or items is not None:
                self.take(",")
            if self.peek() != '"':
                raise self.refused("it ends too early" if not self.peek() else "a name expected")
            key = self.value()
            if key in members or (key == listed and items is not None):
                raise self.refused(f"the key “{key}” stands twice in one object")
            self.take(":")
            if key == listed and self.peek() == "[":
                items = self.items()
            else:
                members[key] = self.value()
        self.take("}")
        return members, items

    def end(self) -> None:
        """Raises InputError unless nothing is left."""
        if self.peek():
            raise self.refused("text follows the end")

    def refused(self, reason: str) -> InputError:
        """An error that names the file and the line here."""
        return InputError(f"{self.name}, line {self.line()}: {reason}")


def read_object(name: str, data: bytes, encoding: str = "") -> dict[str, Any]:
    """The one JSON object in ``data``. Raises InputError."""
    reader = Reader(name, data, encoding, "JSON")
    found = reader.value()
    reader.end()
    if not isinstance(found, dict):
        raise InputError(f"{name} holds no JSON object")
    if too_deep(found):
        raise InputError(f"{name} is nested too deeply")
    cleaned = scrubbed(found)
    return cleaned if isinstance(cleaned, dict) else {}


def too_deep(members: dict[str, Any]) -> bool:
    """Whether more than DEEPEST lists and objects stand within one another."""
    level: list[Any] = [members]
    for _ in range(DEEPEST):
        inside = (item.values() if isinstance(item, dict) else item for item in level)
        level = [v for values in inside for v in values if isinstance(v, (list, dict))]
        if not level:
            return False
    return True


def scrubbed(value: Any) -> Any:
    """``value`` with the control characters (NUL included) of its texts and keys removed."""
    if isinstance(value, str):
        return clean(value).replace("\0", "")
    if isinstance(value, list):
        return [scrubbed(item) for item in value]
    if isinstance(value, dict):
        return {scrubbed(key): scrubbed(item) for key, item in value.items()}
    return value
