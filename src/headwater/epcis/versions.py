"""Editions of EPCIS that are read: 2.0 in JSON-LD, and in XML what the namespace of the document says.

Source: EPCIS 2.0, sections 9.5 and 10.2 (schemaVersion); EPCIS 1.2, section 9.5.
"""

from __future__ import annotations

import re
from typing import Final

from headwater.epcis.errors import EpcisError

_VERSION = re.compile(r"\d+(\.\d+)*", re.ASCII)
_EDITIONS: Final = {
    "2.0": re.compile(r"2(\.0(\.\d+)*)?", re.ASCII),
    "1.2": re.compile(r"1(\.[0-2](\.\d+)*)?", re.ASCII),
}
"""Edition to the versions that are read as it."""


def require_version(text: str, edition: str) -> str:
    """The version, if documents of it are read as this edition ("2.0" or "1.2").

    Raises:
        EpcisError: "version-format" or "version-not-read", with an empty path.
    """
    if _VERSION.fullmatch(text) is None:
        raise EpcisError.of("version-format", "", "{value!r} is no version number.", value=text)
    if _EDITIONS[edition].fullmatch(text) is None:
        raise EpcisError.of(
            "version-not-read",
            "",
            "Version {value!r} is not read here: EPCIS {edition} is expected. Read are 2.0 in JSON-LD and XML, and 1.2 in XML.",
            value=text,
            edition=edition,
        )
    return text
