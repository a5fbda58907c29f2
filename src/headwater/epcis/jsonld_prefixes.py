"""Prefixes on the way out: from Clark names to CURIEs, and the context that explains them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headwater.epcis.context import MASTER_DATA_ATTRIBUTES, OFFICIAL_PREFIXES, OFFICIAL_URL

if TYPE_CHECKING:
    from collections.abc import Mapping

# The published JSON schema wants names of extension fields to be URIs, so a prefix must look like a scheme.
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*", re.ASCII)
_MDA = OFFICIAL_PREFIXES["cbvmda"]


class Prefixes:
    """Chooses a prefix for each namespace in use: the author's where there is one, else ns1, ns2 ..."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        bound = dict(OFFICIAL_PREFIXES)
        for prefix, namespace in namespaces.items():
            if _PREFIX.fullmatch(prefix):
                bound[prefix] = _MDA if namespace == MASTER_DATA_ATTRIBUTES else namespace
        self._prefix = {namespace: prefix for prefix, namespace in bound.items()}
        self._taken = set(bound)
        self._used: dict[str, str] = {}
        self._curies: dict[str, str] = {}

    def curie(self, name: str) -> str:
        """A Clark name as "prefix:local"; a name without namespace as it is."""
        known = self._curies.get(name)
        if known is None:
            known = self._curies[name] = self._shorten(name)
        return known

    def _shorten(self, name: str) -> str:
        if not name.startswith("{"):
            return name
        namespace, _, local = name[1:].partition("}")
        if namespace == MASTER_DATA_ATTRIBUTES:
            namespace = _MDA
        prefix = self._prefix.get(namespace)
        if prefix is None:
            number = 1
            while f"ns{number}" in self._taken:
                number += 1
            prefix = self._prefix[namespace] = f"ns{number}"
            self._taken.add(prefix)
        if OFFICIAL_PREFIXES.get(prefix) != namespace:
            self._used[prefix] = namespace
        return f"{prefix}:{local}"

    def context(self) -> list[Any]:
        """The "@context" for all names written so far."""
        return [OFFICIAL_URL, *({prefix: namespace} for prefix, namespace in self._used.items())]
