"""From ids to what readers see: nodes, places, organisations, with names in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from headwater.catalog.queries import names_of_products
from headwater.gs1.identifier import CANONICAL_DOMAIN
from headwater.identity import dictionary, objects
from headwater.parties import queries as parties
from headwater.parties.names import Names
from headwater.tracing.answers import Node, Party, Place, Responsible
from headwater.tracing.subjects import is_lot

if TYPE_CHECKING:
    from collections.abc import Collection

    from headwater.lineage.facts import Fact
    from headwater.parties.queries import KnownOrganisation

_NO_NAMES = Names("", "")
_NO_PLACE = parties.KnownPlace(_NO_NAMES)


def link(key: str) -> str:
    """The id that answers show: a Digital Link for a GS1 key, another URI as it is."""
    return key if ":" in key.partition("/")[0] else f"{CANONICAL_DOMAIN}/{key}"


@lru_cache(maxsize=16_384)
def iso(us: int) -> str:
    """Microseconds since 1970 as ISO 8601 in UTC."""
    moment = datetime.fromtimestamp(us // 1_000_000, UTC).replace(microsecond=us % 1_000_000)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Directory:
    """Names of what one answer mentions, looked up once each and in bulk."""

    def __init__(self) -> None:
        self._places: dict[int, Place] = {}
        self._organisations: dict[int, KnownOrganisation] = {}
        self._owners: dict[int, int | None] = {}

    def learn_places(self, words: Collection[int]) -> None:
        """Look up places by word id, once for all that an answer will mention."""
        new = {word for word in words if word not in self._places}
        if not new:
            return
        keys = dictionary.words(new)
        known = parties.places(set(keys.values()))
        for word, key in keys.items():
            row = known.get(key, _NO_PLACE)
            self._places[word] = Place(
                link(key), row.names.name, row.names.name_zh, row.kind, row.latitude, row.longitude
            )

    @property
    def places(self) -> dict[int, Place]:
        """All places that were learned, by word."""
        return self._places

    @property
    def organisations(self) -> dict[int, KnownOrganisation]:
        """All organisations that were learned, by id."""
        return self._organisations

    def place(self, word: int | None) -> Place | None:
        """The place of a word that `learn_places` was told."""
        return None if word is None else self._places[word]

    def owner(self, word: int) -> int | None:
        """The organisation whose place it is; asked once for all places that were learned until then."""
        if word not in self._owners:
            keys = dictionary.words(self._places.keys() - self._owners.keys())
            owners = parties.owners_of_keys(set(keys.values()))
            self._owners |= {one: owners.get(key) for one, key in keys.items()}
        return self._owners[word]

    def learn_organisations(self, ids: Collection[int]) -> None:
        """Look up organisations by id."""
        new = set(ids) - self._organisations.keys()
        if new:
            self._organisations |= parties.organisations(new)

    def organisation(self, organisation: int) -> Names:
        """What an organisation is called that `learn_organisations` was told."""
        return self._organisations[organisation].names

    def party(self, organisation: int) -> str:
        """The id of an organisation: its party key, or a name of our own."""
        key = self._organisations[organisation].key
        return link(key) if key else f"urn:headwater:organisation:{organisation}"

    def holder(self, organisation: int | None) -> Party | None:
        """An organisation that `learn_organisations` was told, as a reader wants it."""
        if organisation is None:
            return None
        names = self.organisation(organisation)
        return Party(self.party(organisation), names.name, names.name_zh)

    def responsible(self, fact: Fact) -> Responsible:
        """Who captured a fact."""
        names = self.organisation(fact.capturer) if fact.capturer is not None else _NO_NAMES
        return Responsible(names.name, names.name_zh)

    def learn(
        self,
        facts: Collection[Fact],
        *,
        places: Collection[int] = (),
        organisations: Collection[int] = (),
    ) -> None:
        """Look up the places and organisations of facts, and further ones."""
        words = {
            word
            for fact in facts
            for word in (fact.place, fact.seen_at, fact.destination)
            if word is not None
        }
        self.learn_places(words.union(places))
        self.learn_organisations(
            {fact.capturer for fact in facts if fact.capturer is not None}.union(organisations)
        )


def nodes_of_classes(depths: dict[int, int]) -> dict[int, Node]:
    """Nodes of lots and classes by id, given with how far they are from the subject."""
    keys = dictionary.classes(depths)
    products = {class_id: dictionary.product_key(key) or key for class_id, key in keys.items()}
    names = names_of_products({product[3:17] for product in products.values() if product.startswith("01/")})
    nodes = {}
    for class_id, key in keys.items():
        gtin = products[class_id][3:17] if products[class_id].startswith("01/") else None
        named = names.get(gtin, _NO_NAMES) if gtin else _NO_NAMES
        nodes[class_id] = Node(
            id=link(key),
            kind="lot" if is_lot(key) else "class",
            product=gtin,
            name=named.name or None,
            name_zh=named.name_zh or None,
            lot=dictionary.lot_number(key),
            depth=depths[class_id],
        )
    return nodes


def nodes_of_objects(depths: dict[int, int], *, containers: Collection[int] = ()) -> dict[int, Node]:
    """Nodes of objects by id; those in `containers` are of that kind."""
    keys = objects.keys_of(depths)
    gtins = {key[3:17] for key in keys.values() if key.startswith("01/")}
    names = names_of_products(gtins)
    nodes = {}
    for object_id, key in keys.items():
        gtin = key[3:17] if key.startswith("01/") else None
        named = names.get(gtin, _NO_NAMES) if gtin else _NO_NAMES
        nodes[object_id] = Node(
            id=link(key),
            kind="container" if object_id in containers else "object",
            product=gtin,
            name=named.name or None,
            name_zh=named.name_zh or None,
            serial=unquote(key.rpartition("/")[2]) if gtin else None,
            depth=depths[object_id],
        )
    return nodes
