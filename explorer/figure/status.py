"""How an event or a site is drawn for what is known of it: planned, in being, or struck out."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from explorer.dataset.edtf import MAX
from explorer.dataset.model import I64, Bool, Dataset

State = Literal["outline", "filled", "struck"]

STRUCK: Final = frozenset({"suspended", "blocked", "cancelled", "closed"})
PROMISED: Final = frozenset({"planned", "announced", "agreed", "under_review"})
NOT_BUILT: Final = frozenset({"planned", "announced", "building"})


def event_state(dataset: Dataset, event: int) -> State:
    """The state of event ``event`` (index) itself, as on the timeline: outline when it is only
    planned or forecast."""
    status = dataset.events.status.text(event)
    if status in STRUCK:
        return "struck"
    planned = status == "planned" or dataset.events.kind.text(event) == "forecast"
    return "outline" if planned else "filled"


def site_state(dataset: Dataset, site: int, now: int | None) -> State:
    """The state of site ``site`` (index) at ``now`` (int64 seconds), or as stated when None.

    A date decides only once it is certain: at the end of its span, so that "May 2024" opens a
    site on 1 June. Spans without an end ("since 2024 at some time") leave it to the status.
    """
    stated = _stated(dataset, site)
    if now is None:
        return stated
    sites = dataset.sites
    if _passed(sites.closed[site], now):
        return "struck"
    if _passed(sites.opened[site], now):
        return "filled" if stated == "struck" and _known(sites.closed[site]) else _living(stated)
    if _known(sites.opened[site]) and now < int(sites.opened[site, 1]) < MAX:
        return "outline"
    if stated == "struck" and _known(sites.closed[site]) and now < int(sites.closed[site, 0]):
        return "outline" if sites.status.text(site) == "cancelled" else "filled"
    return stated


def operating(dataset: Dataset, sites: I64, now: int | None) -> Bool:
    """Which of ``sites`` (k,) are ``filled`` at ``now``, (k,) bool."""
    table, events = dataset.sites, dataset.events
    own = table.event[sites]
    parts = [column.codes[sites] for column in (table.status, table.role)]
    parts += [column.codes[own] for column in (events.status, events.kind, events.category)]
    key = np.zeros(len(sites), np.int64)
    for codes in parts:
        key = key * (int(codes.max(initial=-1)) + 2) + codes + 1
    _, first, like = np.unique(key, return_index=True, return_inverse=True)
    alike = [_stated(dataset, s) == "filled" for s in sites[first].tolist()]
    found = np.array(alike, bool)[like]
    if now is not None:  # what has a date is looked at by itself
        dated = (table.opened[sites, 0] != MAX) | (table.closed[sites, 0] != MAX)
        for k in np.flatnonzero(dated).tolist():
            found[k] = site_state(dataset, int(sites[k]), now) == "filled"
    return found


def _stated(dataset: Dataset, site: int) -> State:
    """By the site's own status, else by its event's."""
    status = dataset.sites.status.text(site)
    if status == "operating":
        return "filled"
    if status in NOT_BUILT:
        return "outline"
    if status in STRUCK:
        return "struck"
    event = int(dataset.sites.event[site])
    state = event_state(dataset, event)
    # Only what is to be built is hollow while it is a promise; a market or a seat exists already.
    if (
        dataset.sites.role.text(site) in ("site", "")
        and dataset.events.status.text(event) in PROMISED
    ):
        built = dataset.events.category.text(event) == "data_center"
        return "outline" if built else state
    return state


def _living(stated: State) -> State:
    """After the opening day: what was a plan operates; what is struck stays so."""
    return "struck" if stated == "struck" else "filled"


def _known(span: I64) -> bool:
    """Whether a (2,) span of a site says anything."""
    return int(span[0]) != MAX


def _passed(span: I64, now: int) -> bool:
    """Whether the moment lies certainly at or before ``now``."""
    return int(span[0]) != MAX and int(span[1]) < MAX and int(span[1]) <= now
