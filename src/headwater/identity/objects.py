"""Object ids of EPCs, many at a time.

>>> split_key("01/09506000134352/21/32a%2Fb")
('01/09506000134352/21', '32a%2Fb')
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from headwater import store
from headwater.gs1 import heads
from headwater.identity import blocks, dictionary, keyring, layout, sequences
from headwater.identity.models import Layout, Serial
from headwater.serials import codec

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from headwater.identity.dictionary import KnownSeries

Ids = NDArray[np.int64]
UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class Named:
    """Ids of texts in their order, and what was odd about some of them."""

    ids: Ids
    """`UNKNOWN` for what was never named, if nothing new was to be written."""
    series: NDArray[np.int32]
    """For each text, which of `roots` its object belongs to."""
    roots: list[str]
    """Keys of series."""
    not_issued: list[str] = field(default_factory=list)
    """Canonical keys that look like codes of ours and are none."""
    prefixes: set[str] = field(default_factory=set)
    """Company prefixes that URNs among them showed."""


def object_ids(lists: Sequence[Sequence[str]]) -> Named:
    """Ids of all EPCs of some lists; a new one gets its id now, in the order of the texts."""
    return _ids(lists, write=True)


def find_objects(texts: Sequence[str]) -> Named:
    """Ids of the EPCs that have one; nothing is written."""
    return _ids([texts], write=False)


def split_key(key: str) -> tuple[str, str]:
    """The series and the serial of an object's canonical key.

    The series of a URI keeps its last separator: "urn:example:pallet:" and "urn:example:pallet/" are two.
    """
    if ":" not in key.partition("/")[0]:
        root, _, serial = key.rpartition("/")
        return root, serial
    cut = (key.rfind("/") if "/" in key else key.rfind(":")) + 1
    return key[:cut], key[cut:]


def join_key(root: str, serial: str) -> str:
    """The canonical key: the inverse of `split_key`."""
    return root + serial if root.endswith(("/", ":")) else f"{root}/{serial}"


Groups = dict[str, tuple[list[int], list[str]]]
"""Positions and serials by series."""


def _group(lists: Sequence[Sequence[str]]) -> tuple[Groups, set[str]]:
    """All texts by series, and the company prefixes that URNs among them showed."""
    groups: Groups = {}
    seen: dict[int, heads.Head] = {}
    position = 0
    for texts in lists:
        for run in heads.runs(texts):
            seen[id(run.head)] = run.head
            keys = run.keys()
            root, serial = split_key(keys[0])
            if run.plain and serial == run.tails[0]:
                # A plain tail that is the whole serial of one key is that of all.
                positions, serials_ = groups.setdefault(root, ([], []))
                positions += range(position, position + len(keys))
                serials_ += run.tails
            else:
                for n, (root, serial) in enumerate(map(split_key, keys)):
                    positions, serials_ = groups.setdefault(root, ([], []))
                    positions.append(position + n)
                    serials_.append(serial)
            position += len(keys)
    return groups, {head.prefix for head in seen.values() if head.prefix is not None}


def _ids(lists: Sequence[Sequence[str]], *, write: bool) -> Named:
    groups, prefixes = _group(lists)
    total = sum(map(len, lists))
    ids = np.zeros(total, dtype=np.int64)
    series = np.zeros(total, dtype=np.int32)
    not_issued: list[str] = []
    known = dictionary.find_series(groups)
    foreign: dict[str, tuple[list[int] | slice, Sequence[str]]] = {}
    for n, (root, (positions, serials_)) in enumerate(groups.items()):
        where = positions if len(groups) > 1 else slice(None)
        series[where] = n
        numbers, odd = _own(root, known.get(root), serials_)
        not_issued += [join_key(root, serial) for serial in odd]
        if numbers is None:
            foreign[root] = where, serials_
            continue
        ids[where] = numbers
        if not numbers.all():
            rest = np.flatnonzero(numbers == UNKNOWN).tolist()
            foreign[root] = [positions[place] for place in rest], [serials_[place] for place in rest]
    found = _foreign({root: serials_ for root, (_, serials_) in foreign.items()}, write=write)
    for root, (where, _) in foreign.items():
        ids[where] = found[root]
    return Named(ids, series, list(groups), not_issued, prefixes)


def _own(root: str, known: KnownSeries | None, serials_: Sequence[str]) -> tuple[Ids | None, list[str]]:
    """Ids of the codes that we issued, if we issued any in this series; and those that only look so."""
    if known is None or not root.startswith("01/") or not any(map(codec.looks_like_ours, serials_)):
        return None, []
    issued = blocks.of_series(known.id)
    if not issued.epochs:
        return None, []
    ids = np.zeros(len(serials_), dtype=np.int64)
    tried: set[int] = set()
    while epochs := issued.epochs.keys() - tried:
        for epoch in sorted(epochs):
            counters = codec.decode(keyring.keys(epoch), root[3:17], epoch, serials_)
            found = counters >= 0
            ids[found] = blocks.ids(known.id, epoch, counters[found])
        tried |= epochs
        odd = [
            serial
            for serial, number in zip(serials_, ids.tolist(), strict=True)
            if number == UNKNOWN and codec.looks_like_ours(serial)
        ]
        if not odd:
            return ids, []
        # Another process may have begun an epoch that this one has not met.
        issued = blocks.reread(known.id)
    return ids, odd


def _foreign(asked: Mapping[str, Sequence[str]], *, write: bool) -> dict[str, Ids]:
    """Ids of others' serials by series; `UNKNOWN` for one that has none. As many statements for many series as for one."""
    known = dictionary.series(asked) if write else dictionary.find_series(asked)
    interned = _interned({known[root].id: _texts(known[root], asked[root]) for root in known}, write=write)
    return {
        root: _numbers(known[root], serials_, interned.get(known[root].id, {}))
        if root in known
        else np.zeros(len(serials_), dtype=np.int64)
        for root, serials_ in asked.items()
    }


def _texts(known: KnownSeries, serials_: Sequence[str]) -> Sequence[str]:
    """Those of the serials that have no id by arithmetic."""
    if known.layout == Layout.SSCC:
        return ()
    if known.layout == Layout.NUMERIC:
        return [serial for serial in serials_ if not layout.is_plain_number(serial)]
    return serials_


def _numbers(known: KnownSeries, serials_: Sequence[str], interned: Mapping[str, int]) -> Ids:
    """Ids of the serials of a series, by arithmetic or as they were interned."""
    if known.layout == Layout.SSCC:
        return np.array([layout.SSCC + int(serial[:17]) for serial in serials_], dtype=np.int64)
    if known.layout == Layout.DICTIONARY:
        return np.array([interned.get(serial, UNKNOWN) for serial in serials_], dtype=np.int64)
    base = layout.NUMERIC + ((known.number or 0) << layout.SERIAL_BITS)
    return np.array(
        [
            base + int(serial) if layout.is_plain_number(serial) else interned.get(serial, UNKNOWN)
            for serial in serials_
        ],
        dtype=np.int64,
    )


Interned = dict[int, dict[str, int]]
"""Ids of serials by series."""


def _interned(wanted: Mapping[int, Sequence[str]], *, write: bool) -> Interned:
    wanted = {series: serials_ for series, serials_ in wanted.items() if serials_}
    found = _find_serials(wanted)
    if not write:
        return found
    missing = {
        series: new
        for series, serials_ in wanted.items()
        if (new := [serial for serial in dict.fromkeys(serials_) if serial not in found.get(series, ())])
    }
    pairs = [(series, serial) for series, serials_ in missing.items() for serial in serials_]
    if pairs:
        first = layout.DICTIONARY + sequences.reserve("dictionary", len(pairs))
        rows = [(first + n, series, serial) for n, (series, serial) in enumerate(pairs)]
        # In one order everywhere: two captures that meet wait for each other, and never in a circle.
        rows.sort(key=itemgetter(1, 2))
        store.insert_new(Serial, ["id", "series_id", "serial"], rows)
        for series, ids in _find_serials(missing).items():
            found.setdefault(series, {}).update(ids)
    return found


def _find_serials(wanted: Mapping[int, Sequence[str]]) -> Interned:
    """The ids that there are. One statement, or none."""
    if not wanted:
        return {}
    series = [series for series, serials_ in wanted.items() for _ in serials_]
    serials = [serial for serials_ in wanted.values() for serial in serials_]
    rows = store.select(
        f"SELECT s.series_id, s.serial, s.id FROM {store.unnest('k', [('series', 'int'), ('serial', 'text')])}"  # noqa: S608
        f" {store.looked_up('identity_serial', 's', 's.series_id = k.series AND s.serial = k.serial')}",
        store.arrays(series, serials),
    )
    found: Interned = {}
    for series_id, serial, number in rows:
        found.setdefault(series_id, {})[serial] = number
    return found


def keys_of(ids: Iterable[int]) -> dict[int, str]:
    """Canonical keys of object ids."""
    by_origin: dict[int, list[int]] = {}
    for object_id in set(ids):
        by_origin.setdefault(layout.origin(object_id), []).append(object_id)
    keys: dict[int, str] = {}
    for origin, group in by_origin.items():
        if origin == layout.SSCC:
            keys |= {object_id: f"00/{_with_check_digit(layout.number(object_id))}" for object_id in group}
        elif origin == layout.NUMERIC:
            keys |= _numeric_keys(group)
        elif origin == layout.DICTIONARY:
            keys |= _dictionary_keys(group)
        else:
            keys |= blocks.keys_of(group)
    return keys


def is_location(key: str) -> bool:
    """Whether a canonical key is that of a location (AI 414)."""
    return key.startswith("414/")


def keys_of_locations(ids: Collection[int]) -> dict[int, str]:
    """Canonical keys of those of these objects that are locations."""
    origins = {layout.origin(object_id) for object_id in ids}
    found: dict[int, str] = {}
    if layout.DICTIONARY in origins:
        found |= _dictionary_keys(
            [i for i in ids if layout.origin(i) == layout.DICTIONARY],
            "AND (s.key = '414' OR s.key LIKE '414/%%')",
        )
    if layout.NUMERIC in origins:
        numeric = _numeric_keys([i for i in ids if layout.origin(i) == layout.NUMERIC])
        found |= {i: key for i, key in numeric.items() if is_location(key)}
    return found


def _with_check_digit(number: int) -> str:
    """SSCC of its first seventeen digits. Source: GS1 General Specifications, section 7.9."""
    text = f"{number:017}"
    total = 3 * sum(map(int, text[::2])) + sum(map(int, text[1::2]))
    return f"{text}{-total % 10}"


def _numeric_keys(ids: Sequence[int]) -> dict[int, str]:
    numbers = {layout.number(object_id) >> layout.SERIAL_BITS for object_id in ids}
    rows = store.select(
        f"SELECT s.number, s.key FROM {store.unnest('k', [('number', 'int')])}"  # noqa: S608
        f" {store.looked_up('identity_series', 's', 's.number = k.number')}",
        store.arrays(sorted(numbers)),
    )
    roots: Mapping[int, str] = dict(rows)
    mask = (1 << layout.SERIAL_BITS) - 1
    return {
        object_id: join_key(roots[layout.number(object_id) >> layout.SERIAL_BITS], str(object_id & mask))
        for object_id in ids
    }


def _dictionary_keys(ids: Sequence[int], extra: str = "") -> dict[int, str]:
    """`extra` is a condition on the series s."""
    rows = store.select(
        f"SELECT d.id, s.key, d.serial FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
        f" {store.looked_up('identity_serial', 'd', 'd.id = k.id')}"
        f" {store.looked_up('identity_series', 's', f's.id = d.series_id {extra}')}",
        store.arrays(sorted(ids)),
    )
    return {object_id: join_key(root, serial) for object_id, root, serial in rows}
