"""Words, classes and series: text interned as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote, unquote

from headwater import store
from headwater.gs1 import heads, percent
from headwater.gs1.errors import IdentifierError
from headwater.gs1.identifier import CANONICAL_DOMAIN
from headwater.identity import layout, sequences
from headwater.identity.cache import Memory
from headwater.identity.models import ItemClass, Layout, Series, Word
from headwater.parties.keys import gln_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from django.db.models import Model

Row = TypeVar("Row")
_words: Memory[str, int] = Memory()
_texts: Memory[int, str] = Memory()
_classes: Memory[str, int] = Memory()
_class_keys: Memory[int, str] = Memory()
_series: Memory[str, KnownSeries] = Memory()


@dataclass(frozen=True, slots=True)
class KnownSeries:
    """A row of `Series`."""

    id: int
    key: str
    layout: int
    number: int | None
    class_id: int | None


def canonical(text: str) -> str:
    """The one key of an identifier that the standard's rules have already accepted."""
    head, tail = heads.split(text)
    return head.key(tail)


def class_or_key(text: str) -> str:
    """The class of an EPC where its key tells one, else the canonical key."""
    head, tail = heads.split(text)
    return head.class_key if head.kind == "instance" and "/" in head.class_key else head.key(tail)


def _find(model: type[Model], keys: Collection[str]) -> dict[str, int]:
    table = model._meta.db_table
    rows = store.select(
        f"SELECT t.key, t.id FROM {store.unnest('k', [('key', 'text')])}"  # noqa: S608
        f" {store.looked_up(table, 't', 't.key = k.key')}",
        store.arrays(list(keys)),
    )
    return dict(rows)


def _known(
    memory: Memory[str, Row], keys: Iterable[str], find: Callable[[Collection[str]], dict[str, Row]]
) -> tuple[dict[str, Row], list[str]]:
    """What is known of the keys, and the rest in order; `find` asks the database for what this process has not met."""
    known: dict[str, Row] = {}
    missing: dict[str, None] = {}
    for key in keys:
        found = memory.get(key)
        if found is None:
            missing[key] = None
        else:
            known[key] = found
    if missing:
        found_now = find(missing)
        memory.keep_on_commit(found_now)
        known |= found_now
    return known, [key for key in missing if key not in known]


def find_words(keys: Iterable[str]) -> dict[str, int]:
    """Ids of the keys that were ever named; the others are left out."""
    return _known(_words, keys, partial(_find, Word))[0]


def word_ids(keys: Iterable[str]) -> dict[str, int]:
    """Ids of all keys; a new one gets its id now."""
    known, missing = _known(_words, keys, partial(_find, Word))
    if missing:
        store.insert_new(Word, ["key", "gln"], [(key, gln_of(key)) for key in sorted(missing)])
        written = _find(Word, missing)
        _words.keep_on_commit(written)
        known |= written
    return known


def words(ids: Collection[int]) -> dict[int, str]:
    """Texts of word ids."""
    return _texts_of(Word, _texts, ids)


def _texts_of(model: type[Model], memory: Memory[int, str], ids: Collection[int]) -> dict[int, str]:
    known = {word: text for word in ids if (text := memory.get(word)) is not None}
    missing = sorted(set(ids) - known.keys())
    if missing:
        table = model._meta.db_table
        found: dict[int, str] = dict(
            store.select(
                f"SELECT t.id, t.key FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
                f" {store.looked_up(table, 't', 't.id = k.id')}",
                store.arrays(missing),
            )
        )
        memory.keep_on_commit(found)
        known |= found
    return known


def classes(ids: Collection[int]) -> dict[int, str]:
    """Keys of class ids."""
    return _texts_of(ItemClass, _class_keys, ids)


def find_classes(keys: Iterable[str]) -> dict[str, int]:
    """Ids of the classes that were ever named; the others are left out."""
    return _known(_classes, keys, partial(_find, ItemClass))[0]


def class_ids(keys: Iterable[str]) -> dict[str, int]:
    """Ids of all classes; a new one gets its id now, a lot's product before the lot."""
    known, missing = _known(_classes, keys, partial(_find, ItemClass))
    if missing:
        products = {key: product for key in missing if (product := product_key(key)) is not None}
        product_ids = class_ids(products.values()) if products else {}
        rows = [(key, product_ids[products[key]] if key in products else None) for key in sorted(missing)]
        store.insert_new(ItemClass, ["key", "product_id"], rows)
        written = _find(ItemClass, missing)
        _classes.keep_on_commit(written)
        known |= written
    return known


ODD_LOT: Final = "urn:headwater:lot:"
"""Keys of lots whose number no GS1 key can hold, as "批次 1": a URN of our own, that can be asked for again."""


def lot_key(product: str, number: str) -> str:
    """The key of a lot of a product ("01/09506000134352"), by the number that people gave it.

    A number of at most twenty of GS1's characters makes a GS1 key; another a URN of ours.
    """
    text = percent.encode(number)
    try:
        head, tail = heads.split(f"{CANONICAL_DOMAIN}/{product}/10/{text}")
        head.check(tail)
    except IdentifierError:
        return f"{ODD_LOT}{product.removeprefix('01/')}:{quote(number, safe='')}"
    return head.key(tail)


def lot_number(key: str) -> str | None:
    """The number of a lot, as people gave it."""
    if key.startswith(ODD_LOT):
        return unquote(key.removeprefix(ODD_LOT).partition(":")[2])
    return unquote(key.partition("/10/")[2]) or None


def product_key(key: str) -> str | None:
    """The product of a lot: "01/09506000134352" of "01/09506000134352/10/A"."""
    if key.startswith(ODD_LOT):
        return f"01/{key.removeprefix(ODD_LOT).partition(':')[0]}"
    product, found, _ = key.partition("/10/")
    return product if found and product.startswith(("01/", "8006/")) else None


def find_series(keys: Iterable[str]) -> dict[str, KnownSeries]:
    """Those of these series that have objects already. One statement for all that this process has not met."""
    return _known(_series, keys, _find_series)[0]


def _find_series(keys: Collection[str]) -> dict[str, KnownSeries]:
    rows = store.select(
        "SELECT s.id, s.key, s.layout, s.number, s.item_class_id"  # noqa: S608
        f" FROM {store.unnest('k', [('key', 'text')])} {store.looked_up('identity_series', 's', 's.key = k.key')}",
        store.arrays(list(keys)),
    )
    return {row[1]: KnownSeries(*row) for row in rows}


def series(serials: Mapping[str, Sequence[str]]) -> dict[str, KnownSeries]:
    """All of these series; a new one gets the layout that suits its serials, those that came first.

    The same few statements however many are new.
    """
    known = find_series(serials)
    missing = sorted(serials.keys() - known.keys())
    if not missing:
        return known
    layouts = {key: _choose_layout(key, serials[key]) for key in missing}
    numeric = [key for key in missing if layouts[key] == Layout.NUMERIC]
    first = sequences.reserve("series", len(numeric)) if numeric else 0
    numbers = {key: first + n for n, key in enumerate(numeric) if first + n < layout.MAX_SERIES}
    classes_of = {key: class_key for key in missing if (class_key := _class_key(key)) is not None}
    ids = class_ids(classes_of.values())
    # In one order everywhere: two captures that meet wait for each other, and never in a circle.
    rows = [
        (
            key,
            ids[classes_of[key]] if key in classes_of else None,
            int(Layout.DICTIONARY if layouts[key] == Layout.NUMERIC and key not in numbers else layouts[key]),
            numbers.get(key),
        )
        for key in missing
    ]
    store.insert_new(Series, ["key", "item_class_id", "layout", "number"], rows)
    return known | find_series(missing)


def _class_key(series_key: str) -> str | None:
    """The class whose objects a series counts, where its key tells one."""
    return series_key.rpartition("/")[0] if series_key.startswith(("01/", "8006/")) else None


def _choose_layout(key: str, serials: Sequence[str]) -> Layout:
    """Numeric where serials follow each other; random ones would break every range.

    Source: the design, section 9: numeric in sequence 34 bytes a serial, random 200, dictionary 80-90.
    """
    if key == "00":
        return Layout.SSCC
    if not all(map(layout.is_plain_number, serials)):
        return Layout.DICTIONARY
    numbers = sorted(map(int, serials))
    jumps = sum(after - before > 1 for before, after in pairwise(numbers))
    return Layout.DICTIONARY if jumps * 2 > len(numbers) else Layout.NUMERIC
