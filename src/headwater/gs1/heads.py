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

from headwater.gs1 import application_identifiers as table
from headwater.gs1 import digital_links, epc_urns
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identifier import CANONICAL_DOMAIN, Identifier, from_elements
from headwater.gs1.percent import decode, encode
from headwater.gs1.schemes import NO_EXTENSION, Kind, fixed_length, scheme_of
from headwater.gs1.uris import require_uri

REMEMBERED = 65_536
"""Heads that are kept. One takes about half a kilobyte."""

_URN = "urn:epc:"


class Head:
    """What EPCs share that differ in their tail alone."""

    __slots__ = ("class_key", "kind", "prefix", "scheme")

    def __init__(self, scheme: str, kind: Kind, class_key: str, prefix: str | None) -> None:
        self.scheme = scheme
        self.kind: Kind = kind
        self.class_key = class_key
        """Key of the class as far as the head tells it: the bare AI where the tail is the whole key."""
        self.prefix = prefix
        """Digits of the GS1 company prefix, where a URN told it."""

    def key(self, tail: str) -> str:
        """The canonical key of the EPC with this tail.

        Raises:
            IdentifierError: the tail cannot stand in a key. Not every fault is seen; `check` sees all.
        """
        raise NotImplementedError

    def link(self, tail: str) -> str:
        """The canonical Digital Link of the EPC with this tail."""
        return f"{CANONICAL_DOMAIN}/{self.key(tail)}"

    def serial(self, tail: str) -> str | None:
        """What tells the EPC from others of its class, escapes removed, as `Identifier.serial` has it."""
        raise NotImplementedError

    def check(self, tail: str) -> None:
        """Refuse a tail that is not valid behind this head.

        Raises:
            IdentifierError: as `identify` of the whole EPC raises it.
        """
        raise NotImplementedError


class SerialHead(Head):
    """The tail is a serial, lot or other value that ends the key."""

    __slots__ = ("_ai", "_before", "_carried", "_stem")

    def __init__(
        self,
        scheme: str,
        kind: Kind,
        class_key: str,
        prefix: str | None,
        *,
        ai: str,
        before: str,
        stem: str,
        carried: str,
    ) -> None:
        super().__init__(scheme, kind, class_key, prefix)
        self._ai = ai
        """AI of the value that the tail ends."""
        self._before = before
        """What stands before the tail in that value."""
        self._stem = stem
        """What stands before the tail in the key."""
        self._carried = carried
        """Beginning of the serial that stands before the last separator."""

    def key(self, tail: str) -> str:
        if tail.isalnum() and tail.isascii():
            return self._stem + tail
        return self._stem + encode(self._value(tail))

    def link(self, tail: str) -> str:
        # As in `key`, without a second call for the common case.
        if tail.isalnum() and tail.isascii():
            return f"{CANONICAL_DOMAIN}/{self._stem}{tail}"
        return f"{CANONICAL_DOMAIN}/{self.key(tail)}"

    def serial(self, tail: str) -> str | None:
        return self._carried + self._value(tail)

    def _value(self, tail: str) -> str:
        value = decode(tail)
        if not value or not value.isascii():
            self.check(tail)
        return value

    def check(self, tail: str) -> None:
        # A dot may end a serial; then the part before the last separator carries all of it.
        if not tail and not self._carried.endswith("."):
            raise epc_urns.empty_component(self.scheme)
        table.find(self._ai).check(self._before + decode(tail))


class ExtensionHead(SerialHead):
    """The tail is the extension of an SGLN, where "0" says that there is none."""

    __slots__ = ()

    def _is_none(self, tail: str) -> bool:
        return tail == NO_EXTENSION and not self._carried

    def key(self, tail: str) -> str:
        return self.class_key if self._is_none(tail) else super().key(tail)

    def link(self, tail: str) -> str:
        return f"{CANONICAL_DOMAIN}/{self.key(tail)}"

    def serial(self, tail: str) -> str | None:
        return None if self._is_none(tail) else super().serial(tail)


class PatternHead(Head):
    """The pattern of a class as URN: the tail is "*"."""

    __slots__ = ("_text",)

    def __init__(self, scheme: str, class_key: str, prefix: str, text: str) -> None:
        super().__init__(scheme, "class", class_key, prefix)
        self._text = text

    def key(self, tail: str) -> str:
        self.check(tail)
        return self.class_key

    def serial(self, tail: str) -> str | None:
        self.check(tail)
        return None

    def check(self, tail: str) -> None:
        if tail != epc_urns.WILDCARD:
            raise epc_urns.not_a_class_pattern(self._text + tail)


class ReferenceHead(Head):
    """A URN of digits alone: the tail completes the key, and its check digit follows."""

    __slots__ = ("_ai", "_layout", "_length", "_name")

    def __init__(self, name: str, kind: Kind, prefix: str) -> None:
        self._name = name
        self._layout = epc_urns.LAYOUTS[name]
        self._ai = self._layout.ai
        self._length = (self._layout.digits or 0) - len(prefix)
        super().__init__(name, kind, self._ai, prefix)

    def key(self, tail: str) -> str:
        return f"{self._ai}/{self.serial(tail)}"

    def serial(self, tail: str) -> str:
        if len(tail) != self._length or not (tail.isdigit() and tail.isascii()):
            return epc_urns.key_elements(self._name, [self.prefix or "", tail])[0][1]
        digits = f"{tail[0]}{self.prefix}{tail[1:]}" if self._layout.leading else f"{self.prefix}{tail}"
        return digits + check_digit(digits)

    def check(self, tail: str) -> None:
        table.find(self._ai).check(self.serial(tail))


class ValueHead(Head):
    """A Digital Link whose tail is the whole value of the key."""

    __slots__ = ("_ai", "_is_own_class", "_row")

    def __init__(self, ai: str) -> None:
        scheme = scheme_of(ai, "", None)
        super().__init__(scheme.name, scheme.kind, ai, None)
        self._ai = ai
        self._row = table.find(ai)
        self._is_own_class = scheme.kind in ("class", "place")

    def key(self, tail: str) -> str:
        if self._ai == "01":
            tail = digital_links.pad_gtin(tail)
        if tail.isalnum() and tail.isascii():
            return f"{self._ai}/{tail}"
        value = decode(tail)
        if not value.isascii() or not value:
            self.check(tail)
        return f"{self._ai}/{encode(value)}"

    def serial(self, tail: str) -> str | None:
        return None if self._is_own_class else decode(tail)

    def check(self, tail: str) -> None:
        value = decode(tail)
        self._row.check(digital_links.pad_gtin(value) if self._ai == "01" else value)


class ConstantHead(Head):
    """A Digital Link whose last qualifier is finer than any key: the tail leaves the key as it is."""

    __slots__ = ("_ai", "_identifier")

    def __init__(self, identifier: Identifier, ai: str) -> None:
        super().__init__(identifier.scheme, identifier.kind, identifier.class_key, None)
        self._identifier = identifier
        self._ai = ai

    def key(self, tail: str) -> str:  # noqa: ARG002
        return self._identifier.key

    def serial(self, tail: str) -> str | None:  # noqa: ARG002
        return self._identifier.serial

    def check(self, tail: str) -> None:
        table.find(self._ai).check(decode(tail))


class UriHead(Head):
    """Any URI that is no GS1 key; it stays as it is."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        super().__init__("uri", "uri", text, None)
        self._text = text

    def key(self, tail: str) -> str:
        return self._text + tail

    link = key

    def serial(self, tail: str) -> str | None:  # noqa: ARG002
        return None

    def check(self, tail: str) -> None:
        require_uri(self._text + tail)


class _Open:
    """Text before the last slash of an address where only the tail tells what it is, or where its head ends."""

    __slots__ = ("ai", "stemmed")

    def __init__(self, ai: str, *, stemmed: bool) -> None:
        self.ai = ai
        self.stemmed = stemmed


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
    elif "?" in epc or "#" in epc or epc.endswith("/"):
        return _split_untidy(epc)
    else:
        cut = epc.rfind("/") + 1 or epc.rfind(":") + 1
    head = _head(epc[:cut])
    if isinstance(head, Head):
        return head, epc[cut:]
    return _split_open(epc, cut, head)


def canonical_link(epc: str) -> str:
    """The canonical Digital Link of an EPC in any spelling of URIs; a URI that is no GS1 key stays as it is.

    >>> canonical_link("https://brand.example/01/9506000134352/10/L1/21/12?17=290101")
    'https://id.gs1.org/01/09506000134352/21/12'

    Raises:
        IdentifierError: the EPC has a fault that is seen in passing. Not every fault is.
    """
    head, tail = split(epc)
    return head.link(tail)


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
    if head.stemmed and not digital_links.has_form(head.ai, epc[cut:]):
        return UriHead(epc[:cut]), epc[cut:]
    fixed = fixed_length(head.ai)
    if fixed is None:
        return _value_head(head.ai), epc[cut:]
    # The serial follows the class in one segment; each class is a head of its own.
    fixed += cut
    if len(epc) > fixed:
        return _class_head(head.ai, epc[cut:fixed]), epc[fixed:]
    return _value_head(head.ai), epc[cut:]


@lru_cache(maxsize=REMEMBERED)
def _head(text: str) -> Head | _Open:
    if text[:8].lower() == _URN:
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
    # The text ends in a dot, and so does the last but one component of a serial that has dots itself.
    components = body.split(".", before_tail)
    if len(components) <= before_tail:
        raise epc_urns.wrong_components(text, name, len(components))
    carried = components.pop()
    if layout.tail is None and layout.digits is not None:
        if carried:
            raise epc_urns.wrong_components(text, name, before_tail + 1 + carried.count("."))
        epc_urns.require_prefix(components[0])
        return ReferenceHead(name, scheme_of(layout.ai, "", None).kind, components[0])
    if layout.tail is None:
        epc_urns.require_prefix(components[0])
        carried = components[0] + decode(carried)
        scheme = scheme_of(layout.ai, carried, None)
        stem = f"{layout.ai}/{encode(carried)}"
        return SerialHead(
            name,
            scheme.kind,
            layout.ai,
            components[0],
            ai=layout.ai,
            before=carried,
            stem=stem,
            carried=carried,
        )
    elements = epc_urns.key_elements(name, components)
    ((ai, value),) = elements
    table.find(ai).check(value)
    class_key = from_elements(elements).key
    if form == "idpat":
        if name not in epc_urns.PATTERN_SCHEMES or carried:
            raise epc_urns.not_a_class_pattern(text)
        return PatternHead(from_elements(elements).scheme, class_key, components[0], text)
    carried = decode(carried)
    if layout.tail == ai:
        scheme = scheme_of(ai, value + "0", None)
        before, stem = value + carried, class_key + encode(carried)
    else:
        scheme = scheme_of(ai, value, layout.tail)
        before, stem = carried, f"{class_key}/{layout.tail}/{encode(carried)}"
    kind = ExtensionHead if name == "sgln" else SerialHead
    return kind(
        scheme.name,
        scheme.kind,
        class_key,
        components[0],
        ai=layout.tail,
        before=before,
        stem=stem,
        carried=carried,
    )


def _link_head(text: str, path: str) -> Head | _Open:
    segments = path.strip("/").split("/")
    start = digital_links.key_position([*segments, ""])
    if start is None:
        return UriHead(text)
    ai = digital_links.ai_of(segments[start])
    last = digital_links.ai_of(segments[-1])
    stemmed = start > 0
    if start == len(segments) - 1:
        return _Open(ai, stemmed=stemmed) if stemmed or fixed_length(ai) else _value_head(ai)
    if stemmed and not digital_links.has_form(ai, segments[start + 1]):
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
