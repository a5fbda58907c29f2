"""JSON-LD contexts: which namespace a prefix stands for, which name or value a CURIE means.

EPCIS 2.0 uses a small part of JSON-LD 1.1: the official context, whose content this package knows, and
prefixes of extensions in further objects. That part is read here; nothing is ever fetched. A context at an
address that is not known is accepted as long as nothing in the document depends on it.

>>> context = OFFICIAL.extended(["https://example.com/c.jsonld", {"ex": "https://example.com/ns/"}])
>>> context.name("ex:batch")
'{https://example.com/ns/}batch'

Source: EPCIS 2.0, section 10.2; JSON-LD 1.1, section 4.1.
"""

from __future__ import annotations

import re
from typing import Any

from headwater.epcis.errors import EpcisError, pointer

EPCIS = "https://ref.gs1.org/epcis/"
MASTER_DATA_ATTRIBUTES = "urn:epcglobal:cbv:mda"

OFFICIAL_URL = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
OFFICIAL_PREFIXES = {
    "epcis": EPCIS,
    "cbv": "https://ref.gs1.org/cbv/",
    "cbvmda": MASTER_DATA_ATTRIBUTES + ":",
    "gs1": "https://gs1.org/voc/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
}

_OFFICIAL = re.compile(
    r"https?://(ref\.gs1\.org/standards/epcis/(2\.[\d.]+/)?|gs1\.github\.io/EPCIS/|id\.gs1\.org/epcis-context/?)"
    r"(epcis-context\.jsonld)?",
    re.ASCII,
)
_URI_NAME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://.+|(urn|tag|did|info):.+", re.ASCII | re.DOTALL)
_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s{}<>\"]*")


class Context:
    """Bindings in force at one point of a document; never changed, only extended."""

    __slots__ = ("_names", "prefixes", "unknown", "vocab")

    def __init__(
        self, prefixes: dict[str, str], vocab: str | None = None, unknown: tuple[str, ...] = ()
    ) -> None:
        self.prefixes = prefixes
        self.vocab = vocab
        """Namespace of names without a prefix that the standard does not know (@vocab), if any."""
        self.unknown = unknown
        """Addresses of contexts that are not known here."""
        self._names: dict[str, str] = {}

    def extended(self, value: Any, path: str = "/@context") -> Context:
        """The context after reading `value`: an address, an object of terms, or a list of these.

        Raises:
            EpcisError: codes context-type, context-term.
        """
        prefixes, vocab, unknown = dict(self.prefixes), self.vocab, list(self.unknown)
        parts = value if isinstance(value, list) else [value]
        for i, part in enumerate(parts):
            here = pointer(path, i) if isinstance(value, list) else path
            if isinstance(part, str):
                if _OFFICIAL.fullmatch(part) is None:
                    unknown.append(part)
            elif isinstance(part, dict):
                for term, meaning in part.items():
                    if term == "@vocab" and isinstance(meaning, str):
                        vocab = meaning
                    elif not term.startswith("@"):
                        _bind(prefixes, term, meaning, pointer(here, term))
            else:
                raise EpcisError.of(
                    "context-type", here, "A context is an address, an object, or a list of these."
                )
        return Context(prefixes, vocab, tuple(unknown))

    def name(self, text: str) -> str:
        """The Clark name that a field name with a prefix, a full URI or a defined term means.

        Raises:
            EpcisError: codes unknown-field, unbound-prefix, with an empty path.
        """
        known = self._names.get(text)
        if known is None:
            known = self._resolve(text)
            uri = known[1:].replace("}", "", 1)
            if uri.startswith(EPCIS):  # wherever a prefix divides it
                known = clark(EPCIS, uri.removeprefix(EPCIS))
            self._names[text] = known
        return known

    def _resolve(self, text: str) -> str:
        prefix, colon, local = text.partition(":")
        if not colon:
            if self.defines(text):
                return self._split(self.prefixes[text], text)
            if self.vocab is not None and not text.startswith("@"):
                return clark(self.vocab, text)
            raise EpcisError.of("unknown-field", "", "The standard knows no field {name!r} here.", name=text)
        if prefix in self.prefixes and not local.startswith("//"):
            if not local:
                raise EpcisError.of("unknown-field", "", "{name!r} is a prefix without a name.", name=text)
            return clark(self.prefixes[prefix], local)
        if _URI_NAME.fullmatch(text):
            return self._split(text, text)
        if self.unknown:
            raise EpcisError.of(
                "unbound-prefix",
                "",
                "The prefix {prefix!r} is not bound; the context {url!r} is not known here and is not fetched.",
                prefix=prefix,
                url=self.unknown[-1],
            )
        raise EpcisError.of("unbound-prefix", "", "No context binds the prefix {prefix!r}.", prefix=prefix)

    def defines(self, term: str) -> bool:
        """Whether a name without colon has a meaning of its own, and is no mere prefix."""
        return not self.prefixes.get(term, "/").endswith(("/", "#", ":"))

    def _split(self, uri: str, name: str) -> str:
        """A full URI as a Clark name: by the longest bound namespace, else at the last separator."""
        bound = [
            ns
            for ns in self.prefixes.values()
            if uri.startswith(ns) and not re.search("[/#:]", uri[len(ns) :])
        ]
        namespace = max((ns for ns in bound if ns != uri), key=len, default="")
        if not namespace:
            namespace = uri[: max(uri.rfind(separator) for separator in "/#:") + 1]
        local = uri[len(namespace) :]
        if not local or "}" in namespace:
            raise EpcisError.of("unknown-field", "", "{name!r} is no name of a field.", name=name)
        return clark(namespace, local)

    def expand(self, text: str) -> str:
        """A value that may be a CURIE, as a full URI; anything else unchanged."""
        prefix, colon, local = text.partition(":")
        if colon and prefix in self.prefixes and not local.startswith("//"):
            return self.prefixes[prefix] + local
        return text


def _bind(prefixes: dict[str, str], term: str, meaning: Any, path: str) -> None:
    if isinstance(meaning, dict):
        meaning = meaning.get("@id", ...)
        if meaning is ...:
            return  # only says of which type the values are: extension values keep their JSON form anyway
    if meaning is None:
        prefixes.pop(term, None)
        return
    if not isinstance(meaning, str):
        raise EpcisError.of("context-term", path, "The term {term!r} is bound to no URI.", term=term)
    if meaning.startswith("@"):
        return  # an alias of a keyword
    prefix, _, local = meaning.partition(":")
    if prefix in prefixes and prefix != term and not local.startswith("//"):
        meaning = prefixes[prefix] + local
    if _NAMESPACE.fullmatch(meaning) is None:
        raise EpcisError.of(
            "context-term",
            path,
            "The term {term!r} is bound to {uri!r}, which is no URI.",
            term=term,
            uri=meaning,
        )
    if meaning == MASTER_DATA_ATTRIBUTES:
        meaning += ":"  # the XML spelling of the namespace; names follow a colon in a URI
    if ":" not in term:
        prefixes[term] = meaning


def clark(namespace: str, local: str) -> str:
    """Clark notation, with one spelling where JSON-LD and XML write the same namespace differently.

    The official context ends the namespace of master data attributes with a colon; XML documents do not.
    """
    if namespace == OFFICIAL_PREFIXES["cbvmda"]:
        namespace = MASTER_DATA_ATTRIBUTES
    return f"{{{namespace}}}{local}"


OFFICIAL = Context(OFFICIAL_PREFIXES)
"""The official context alone."""
