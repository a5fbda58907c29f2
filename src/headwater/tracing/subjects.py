"""What a question is about: an identifier as a lot, an object or a class of the store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from headwater.identity import dictionary, objects
from headwater.lineage.ranges import RangeSet

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier
    from headwater.tracing.eyes import Eyes

Kind = Literal["lot", "object", "class"]


class UnknownSubject(LookupError):  # noqa: N818 - an answer, named as such
    """Nothing that this viewer may see was ever recorded of it."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Subject:
    """`id` is that of an object, or of a class where `kind` is "lot" or "class"."""

    identifier: Identifier
    kind: Kind
    id: int
    instance: int | None = None
    """Of a lot: the object of the same URI, where events name it as one, too: whatever one names, both are followed,
    so that nobody hides a batch by naming it as a thing."""


def is_lot(class_key: str) -> bool:
    """Whether a class is a lot, through which things are connected.

    A GS1 class key ("01/...", "8003/...") is a lot if it has a lot number; a bare product, a kind of asset or of
    document joins nothing. Any other URI names a lot: who has classes of another scheme means the batch by them.
    """
    return "/10/" in class_key or not class_key[:1].isdecimal()


def is_lot_sql(column: str) -> str:
    """`is_lot` as SQL, for statements with parameters. A GS1 key begins with a digit, a URI never does."""
    return f"({column} LIKE '%%/10/%%' OR substr({column}, 1, 1) NOT BETWEEN '0' AND '9')"


def resolve(identifier: Identifier) -> Subject:
    """The subject of an identifier.

    Raises:
        UnknownSubject: it was never named.
    """
    found = find(identifier)
    if found is None:
        raise UnknownSubject(identifier.key)
    return found


def find(identifier: Identifier) -> Subject | None:
    """The subject of an identifier, if it was ever named."""
    known = item = None
    if identifier.kind in ("lot", "class", "uri"):
        known = dictionary.find_classes([identifier.key]).get(identifier.key)
    if identifier.kind not in ("lot", "class"):
        found = int(objects.find_objects([identifier.digital_link()]).ids[0])
        item = None if found == objects.UNKNOWN else found
    if known is not None:
        return Subject(identifier, "lot" if is_lot(identifier.key) else "class", known, item)
    return None if item is None else Subject(identifier, "object", item)


def as_seen(subject: Subject, eyes: Eyes) -> Subject:
    """The subject without the side of which the viewer sees nothing, if it has two. Two statements then."""
    if subject.instance is None:
        return subject
    if not eyes.named_objects(RangeSet.from_ids([subject.instance])):
        return replace(subject, instance=None)
    if not eyes.named_classes([subject.id]):
        return Subject(subject.identifier, "object", subject.instance)
    return subject
