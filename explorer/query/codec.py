"""Clauses as JSON objects: ``{"type": "values", "field": "country", …}``. The document that
holds them carries the version."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from explorer.common.errors import UsageError
from explorer.dataset import edtf
from explorer.query.clauses import (
    FIELDS,
    RECORD_FIELDS,
    AtLeast,
    Bound,
    Clause,
    MapBox,
    MapPolygon,
    Match,
    Picked,
    Text,
    TimeRange,
    Values,
)

Reader = Callable[[object], Any]
"""Checks one JSON value and gives the field's value; raises ValueError saying what it must be."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e6:
        raise ValueError("must be a number of degrees")
    if math.isnan(value):
        raise ValueError("must be a number of degrees")
    return float(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("must be a list of texts")
    return tuple(map(_text, value))


def _rings(value: object) -> tuple[tuple[tuple[float, float], ...], ...]:
    if not isinstance(value, list) or not all(isinstance(ring, list) for ring in value):
        raise ValueError("must be a list of rings, each a list of [longitude, latitude]")
    return tuple(tuple(map(_pair, ring)) for ring in value)


def _pair(value: object) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("must hold pairs of [longitude, latitude]")
    return _number(value[0]), _number(value[1])


def _moment(unbounded: int) -> Reader:
    def read(value: object) -> int:
        if value is None:
            return unbounded
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("must be a whole number of seconds, or null where unbounded")
        if not edtf.MIN <= value <= edtf.MAX:
            raise ValueError("lies outside 64 bits")
        return value

    return read


def _one_of(*choices: str) -> Reader:
    def read(value: object) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return str(value)

    return read


_FORMS: Final[Mapping[str, tuple[type[Clause], Mapping[str, Reader]]]] = {
    "time": (
        TimeRange,
        {
            "start": _moment(edtf.MIN),
            "end": _moment(edtf.MAX),
            "match": _one_of(*get_args(Match)),
            "text": _text,
            "view": _text,
        },
    ),
    "box": (
        MapBox,
        {
            "west": _number,
            "south": _number,
            "east": _number,
            "north": _number,
            "view": _text,
        },
    ),
    "polygon": (MapPolygon, {"rings": _rings, "name": _text, "view": _text}),
    "values": (
        Values,
        {
            "field": _one_of(*FIELDS, *RECORD_FIELDS),
            "values": _texts,
            "exclude": _flag,
            "view": _text,
        },
    ),
    "text": (Text, {"text": _text, "view": _text}),
    "at_least": (
        AtLeast,
        {"field": _one_of(*get_args(Bound)), "value": _text, "at_most": _flag, "view": _text},
    ),
    "picked": (Picked, {"ids": _texts, "exclude": _flag, "view": _text}),
}

_NAMES: Final = {form: name for name, (form, _) in _FORMS.items()}


def to_json(clause: Clause) -> dict[str, object]:
    """``clause`` as a JSON object with all its fields and ``type``; unbounded times are null."""
    members: dict[str, object] = {"type": _NAMES[type(clause)]}
    for field in dataclasses.fields(clause):
        value = getattr(clause, field.name)
        if isinstance(clause, TimeRange) and value in (edtf.MIN, edtf.MAX):
            value = None
        members[field.name] = _plain(value)
    return members


def _plain(value: object) -> object:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def from_json(members: Mapping[str, object]) -> Clause:
    """The clause that ``to_json`` wrote; optional fields may be absent, others may not be there.

    Raises UsageError naming the member that is wrong. Values are not looked up in any dataset.
    """
    name = members.get("type")
    if not isinstance(name, str) or name not in _FORMS:
        raise UsageError(f"a clause's type must be one of {', '.join(_FORMS)}, not {name!r}")
    form, readers = _FORMS[name]
    unknown = sorted(set(members) - set(readers) - {"type"})
    if unknown:
        raise UsageError(f"clause “{name}”: no member “{unknown[0]}” is known")
    arguments: dict[str, Any] = {}
    for field in dataclasses.fields(form):
        if field.name in members:
            try:
                arguments[field.name] = readers[field.name](members[field.name])
            except ValueError as error:
                raise UsageError(f"clause “{name}”: {field.name} {error}") from error
        elif field.default is dataclasses.MISSING:
            raise UsageError(f"clause “{name}”: {field.name} is missing")
    return form(**arguments)
