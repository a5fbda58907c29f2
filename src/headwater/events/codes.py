"""Small numbers for the words that every event repeats, and the lay-out of row keys."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Final


class Type(IntEnum):
    """Event types. Source: EPCIS 2.0, section 7.4."""

    OBJECT = 1
    AGGREGATION = 2
    TRANSACTION = 3
    TRANSFORMATION = 4
    ASSOCIATION = 5


TYPES: Final[dict[str, Type]] = {
    "ObjectEvent": Type.OBJECT,
    "AggregationEvent": Type.AGGREGATION,
    "TransactionEvent": Type.TRANSACTION,
    "TransformationEvent": Type.TRANSFORMATION,
    "AssociationEvent": Type.ASSOCIATION,
}
TYPE_NAMES: Final = {code: name for name, code in TYPES.items()}


class Action(IntEnum):
    """Actions, in the order in which events of one instant count; a transformation has none and adds."""

    ADD = 0
    OBSERVE = 1
    DELETE = 2


class Flag(IntFlag):
    """What else an event is."""

    NO_ACTION = 1
    """A transformation: its rank is that of ADD, its action is none."""
    ALL_CHILDREN = 2
    """A DELETE that names no children: of all."""
    DECLARATION = 4
    """It declares another event erroneous."""
    CLAIM = 8
    """Its capturer had no authority over what it changes: kept, shown, never counted."""
    SENSORS = 16
    """It carries sensor readings."""
    OWN_ID = 32
    """Its eventID is its hash."""
    FOREIGN_END = 64
    """It ends objects under keys of another organisation, or puts them into something or takes them out: it counts for
    those that its capturer then had."""
    FOREIGN_ADD = 128
    """It begins objects under keys of another organisation: it has seen them, and what lot it says they are of is a
    claim."""
    UNOWNED_END = 256
    """With `FOREIGN_END`, of keys that nobody owns: it counts unless somebody else is known to have them."""
    MIXED = 512
    """Some of the keys are its capturer's own: for these it counts like any other event."""


AUTHORITY = Flag.CLAIM | Flag.FOREIGN_END | Flag.FOREIGN_ADD | Flag.UNOWNED_END | Flag.MIXED
"""What was found at capture, by who owned which key then."""


class Role(IntEnum):
    """What an object or class is to an event."""

    OBJECT = 0
    PARENT = 1
    CHILD = 2
    INPUT = 3
    OUTPUT = 4


class Term(IntEnum):
    """What a word is to an event, beside the ones that have a column of their own."""

    TRANSACTION = 0
    SOURCE = 1
    DESTINATION = 2


ROW_BITS: Final = 20
"""A range, quantity or term of an event has the key (event << 20) + n: no index by event is needed."""
BAND_BITS: Final = 6
"""The band of a range is (role << 6) + length class; see `band`."""


def band(role: Role, length_class: int) -> int:
    """Ranges of one role and one magnitude: those of length class k hold 2^(k-1) to 2^k - 1 ids."""
    return (role << BAND_BITS) + length_class
