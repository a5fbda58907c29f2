"""The fast road for lists of EPCs: what many have in common is read once.

An event of a packing line names ten thousand EPCs that differ in their last component alone. `split` parts each at
its last separator and remembers what the part before it means, never the whole EPC. What is left to do for one EPC
is to put its tail behind the head of its canonical key.

>>> head, tail = split("urn:epc:id:sgtin:9506000.013435.32a%2fb")
>>> head.class_key, tail, head.link(tail)
('01/09506000134352', '32a%2fb', 'https://id.gs1.org/01/09506000134352/21/32a%2Fb')

A head reads less strictly than `identify`: `Head.check` asks of the tail what is asked of the value, but the query of
a Digital Link is passed over.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Final, NamedTuple

from headwater.gs1 import application_identifiers as table
from headwater.gs1 import digital_links, epc_urns
from headwater.gs1.head_kinds import (
    ConstantHead,
    ExtensionHead,
    Head,
    PatternHead,
    ReferenceHead,
    SerialHead,
    UriHead,
    ValueHead,
)
from headwater.gs1.identifier import from_elements
from headwater.gs1.percent import decode, encode
from headwater.gs1.remembering import LONGEST
from headwater.gs1.schemes import fixed_length, scheme_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Head", "canonical_link", "split"]

REMEMBERED = 65_536
"""Heads that are kept. One takes about half a kilobyte."""

SHORT: Final = 64
"""EPCs of a list that is remembered."""

REMEMBERED_LISTS: Final = 2048
"""Short lists that are remembered: those of two documents of a thousand events. About 1 kB each."""

_URN = "urn:epc:"


class _Open:
    """Text before the last slash of an address where only the tail tells what it is, or where its head ends."""

    __slots__ = ("ai", "needs_form")

    def __init__(self, ai: str, *, needs_form: bool) -> None:
        self.ai = ai
        self.needs_form = needs_form


class _Whole:
    """Text before the last slash of an address that is a Digital Link already: no AI may stand behind it alone."""

    __slots__ = ()


def split(epc: str) -> tuple[Head, str]:
    """The head of an EPC, and its tail.

    Args:
        epc: an EPC URN, a Digital Link on any domain, or another URI. Element strings and bare digits are for
            `identify`.

    Raises:
        IdentifierError: the part before the tail is that of no valid EPC.
    """
    if epc.startswith(_URN):
        cut = epc.rfind(".") + 1
        if not cut:
            return _split_undotted(epc)
    elif epc[:8].lower() == _URN:
        return split(_URN + epc[8:])
    elif "?" in epc or "#" in epc or epc.endswith("/"):
        return _split_untidy(epc)
    else:
        cut = epc.rfind("/") + 1 or epc.rfind(":") + 1
    head = _head(epc[:cut]) if cut <= LONGEST else _head.__wrapped__(epc[:cut])
    if isinstance(head, Head):
        return head, epc[cut:]
    if isinstance(head, _Whole):
        digital_links.parse(epc)
        return UriHead(epc[:cut]), epc[cut:]
    return _split_open(epc, cut, head)


class Run(NamedTuple):
    """EPCs that follow each other in a list and share their head."""

    head: Head
    tails: list[str]
    plain: bool
    """Whether every tail is ASCII letters and digits, at least one."""
    relative: bool
    """Whether they are paths alone, which a head reads as it reads those behind a domain."""

    def keys(self) -> list[str]:
        """Canonical keys, in order."""
        stem = self.head.key_stem
        if stem is None or not self.plain:
            return [self.head.key(tail) for tail in self.tails]
        return [stem + tail for tail in self.tails]

    def links(self) -> list[str]:
        """Canonical Digital Links, in order; other URIs as they are."""
        stem = self.link_stem
        if stem is None:
            return [self.head.link(tail) for tail in self.tails]
        return [stem + tail for tail in self.tails]

    @property
    def link_stem(self) -> str | None:
        """What makes a link of each tail when it is put in front; None where that does not."""
        return self.head.link_stem if self.plain else None

    def check(self) -> None:
        """Refuse the run if one of its EPCs is not valid.

        Raises:
            IdentifierError: for the first that is not.
        """
        self.head.check_all(self.tails, plain=self.plain)


def runs(epcs: Sequence[str]) -> Sequence[Run]:
    """`split` of each EPC of a list, neighbours with one head together.

    A list that shares its head throughout, as most do, is recognised as a whole: about 0.2 µs per EPC. The list of
    an event is asked for when it is checked, hashed and named: short ones are remembered until then.

    Raises:
        IdentifierError: as `split` raises it.
    """
    if isinstance(epcs, tuple) and len(epcs) <= SHORT and sum(map(len, epcs)) <= SHORT * LONGEST:
        return _remembered_runs(epcs)
    return _runs(epcs)


def _runs(epcs: Sequence[str]) -> Sequence[Run]:
    if not epcs:
        return ()
    first = epcs[0]
    cut = first.rfind("." if first.startswith(_URN) else "/") + 1
    if 0 < cut <= LONGEST:
        shared = first[:cut]
        tails = [*map(str.removeprefix, epcs, repeat(shared))]
        together = "".join(tails)
        # All begin alike exactly when each has become shorter by what is shared.
        if len(together) + cut * len(epcs) == len("".join(epcs)) and _plain(tails, together):
            head = _head(shared)
            if isinstance(head, Head):
                return [Run(head, tails, plain=True, relative=shared[0] == "/")]
    found: list[tuple[Head, bool, list[str]]] = []
    for epc in epcs:
        head, tail = split(epc)
        relative = epc[:1] == "/"
        if found and found[-1][0] is head and found[-1][1] is relative:
            found[-1][2].append(tail)
        else:
            found.append((head, relative, [tail]))
    return [Run(head, tails, _plain(tails, "".join(tails)), relative) for head, relative, tails in found]


_remembered_runs = lru_cache(maxsize=REMEMBERED_LISTS)(_runs)


def _plain(tails: list[str], together: str) -> bool:
    # Bytes ask a table of ASCII, where text would ask about each character of Unicode.
    return together.isascii() and together.encode().isalnum() and "" not in tails


def canonical_link(epc: str) -> str:
    """The canonical Digital Link of an EPC in any spelling of URIs; a URI that is no GS1 key stays as it is.

    >>> canonical_link("https://brand.example/01/9506000134352/10/L1/21/12?17=290101")
    'https://id.gs1.org/01/09506000134352/21/12'

    Raises:
        IdentifierError: the EPC has a fault that is seen in passing. Not every fault is.
    """
    head, tail = split(epc)
    return head.link(tail)


def _split_undotted(epc: str) -> tuple[Head, str]:
    """Split an EPC URN that has no dot: of a GS1 key, one with a fault."""
    found = epc_urns.scheme_and_body(epc)
    if found is not None:
        raise epc_urns.wrong_components(epc, found[1], 1)
    cut = epc.rfind(":") + 1
    return UriHead(epc[:cut]), epc[cut:]


def _split_untidy(epc: str) -> tuple[Head, str]:
    """Split an address with a query, a fragment or a slash at its end: none of them belongs to a key."""
    if epc[:4].lower() != "urn:":
        path = epc.partition("#")[0].partition("?")[0].rstrip("/")
        if path:
            head, tail = split(path)
            if head.scheme != "uri":
                return head, tail
    cut = epc.rfind("/") + 1 or epc.rfind(":") + 1
    return UriHead(epc[:cut]), epc[cut:]


def _split_open(epc: str, cut: int, head: _Open) -> tuple[Head, str]:
    if head.needs_form and not digital_links.has_form(head.ai, epc[cut:]):
        return UriHead(epc[:cut]), epc[cut:]
    fixed = fixed_length(head.ai)
    if fixed is None:
        return _value_head(head.ai), epc[cut:]
    # The serial follows the class in one segment; each class is a head of its own. Escapes would hide where it ends.
    value = epc[cut:] if "%" not in epc[cut:] else encode(decode(epc[cut:]))
    if len(value) > fixed:
        return _class_head(head.ai, value[:fixed]), value[fixed:]
    return _value_head(head.ai), value


@lru_cache(maxsize=REMEMBERED)
def _head(text: str) -> Head | _Open | _Whole:
    if text.startswith(_URN):
        found = epc_urns.scheme_and_body(text)
        return UriHead(text) if found is None else _urn_head(text, *found)
    path = digital_links.without_address(text)
    if path is None or not path.strip("/"):
        return UriHead(text)
    return _link_head(text, path)


@lru_cache(maxsize=len(table.TABLE))
def _value_head(ai: str) -> ValueHead:
    return ValueHead(ai)


@lru_cache(maxsize=REMEMBERED)
def _class_head(ai: str, value: str) -> SerialHead:
    """Head of a key whose serial follows the class within the value."""
    table.find(ai).check(value)
    scheme = scheme_of(ai, value + "0", None)
    stem = f"{ai}/{value}"
    return SerialHead(scheme.name, scheme.kind, stem, None, ai=ai, before=value, stem=stem, carried="")


def _urn_head(text: str, form: str, name: str, body: str) -> Head:
    layout = epc_urns.LAYOUTS[name]
    before_tail = layout.components - 1
    # The text ends in a dot, so one part too many is found; it is empty unless the serial has dots itself.
    components = body.split(".", before_tail)
    if len(components) <= before_tail:
        raise epc_urns.wrong_components(text, name, len(components))
    carried = components.pop()
    epc_urns.require_prefix(components[0])
    if layout.tail is not None:
        return _tailed_head(text, form, name, components, carried)
    if form == "idpat":
        raise epc_urns.not_a_class_pattern(text)
    kind = scheme_of(layout.ai, "", None).kind
    if layout.digits is None:
        value = components[0] + decode(carried)
        stem = f"{layout.ai}/{encode(value)}"
        return SerialHead(
            name, kind, layout.ai, components[0], ai=layout.ai, before=value, stem=stem, carried=value
        )
    if carried:
        raise epc_urns.wrong_components(text, name, layout.components + carried.count("."))
    return ReferenceHead(name, kind, components[0])


def _tailed_head(text: str, form: str, name: str, components: list[str], carried: str) -> Head:
    """Head of a URN whose last component follows a whole key; `carried` is what precedes its last dot."""
    tail_ai = epc_urns.LAYOUTS[name].tail
    assert tail_ai is not None
    elements = epc_urns.key_elements(name, components)
    ((ai, value),) = elements
    table.find(ai).check(value)
    above = from_elements(elements)
    if form == "idpat":
        if name not in epc_urns.PATTERN_SCHEMES or carried:
            raise epc_urns.not_a_class_pattern(text)
        return PatternHead(above.scheme, above.key, components[0], text)
    carried = decode(carried)
    if tail_ai == ai:
        scheme = scheme_of(ai, value + "0", None)
        before, stem = value + carried, above.key + encode(carried)
    else:
        scheme = scheme_of(ai, value, tail_ai)
        before, stem = carried, f"{above.key}/{tail_ai}/{encode(carried)}"
    head_kind = ExtensionHead if name == "sgln" else SerialHead
    return head_kind(
        scheme.name,
        scheme.kind,
        above.key,
        components[0],
        ai=tail_ai,
        before=before,
        stem=stem,
        carried=carried,
    )


def _link_head(text: str, path: str) -> Head | _Open | _Whole:
    segments = path.removesuffix("/").lstrip("/").split("/")
    start = digital_links.key_position([*segments, ""])
    if start is None:
        return UriHead(text) if digital_links.key_position(segments) is None else _Whole()
    ai = digital_links.ai_of(segments[start])
    last = digital_links.ai_of(segments[-1])
    needs_form = digital_links.needs_form(segments, start)
    if start == len(segments) - 1:
        return _Open(ai, needs_form=needs_form) if needs_form or fixed_length(ai) else _value_head(ai)
    if needs_form and not digital_links.has_form(ai, segments[start + 1]):
        return UriHead(text)
    pairs = digital_links.read_pairs(segments[start:-1])
    digital_links.check_order((*[pair[0] for pair in pairs], last))
    whole = from_elements((*pairs, (last, "1")))
    above = from_elements(pairs)
    if whole.key == above.key:
        return ConstantHead(above, last)
    kind = ExtensionHead if last == "254" else SerialHead
    stem = f"{whole.class_key}/{last}/"
    return kind(whole.scheme, whole.kind, whole.class_key, None, ai=last, before="", stem=stem, carried="")
