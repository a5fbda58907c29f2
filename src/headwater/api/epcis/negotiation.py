"""What a client of EPCIS asks for in headers: media type, versions, spellings, prefixes, error behaviour.

Source: EPCIS 2.0, section 12.5.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, cast

from django.http.request import MediaType
from django.utils.translation import gettext_noop as _

from headwater.api.problems import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

VERSION: Final = "2.0.0"
"""Of EPCIS and of the CBV, the only one in which this interface answers."""
JSON_TYPES: Final = ("application/json", "application/ld+json")
XML_TYPES: Final = ("application/xml", "text/xml")

EpcFormat = Literal["No_Preference", "Always_GS1_Digital_Link", "Always_EPC_URN", "Never_Translates"]
CbvFormat = Literal["No_Preference", "Always_Web_URI", "Always_URN"]
_EPC_FORMATS: Final = ("No_Preference", "Always_GS1_Digital_Link", "Always_EPC_URN", "Never_Translates")
_CBV_FORMATS: Final = ("No_Preference", "Always_Web_URI", "Always_URN")
_EXTENSION = re.compile(r"\s*([A-Za-z_][\w.-]*)\s*=\s*([A-Za-z][A-Za-z0-9+.-]*:[^\s,]*)\s*", re.ASCII)
_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}", re.ASCII)


def media_type(request: HttpRequest, offered: Sequence[str]) -> str:
    """The offered type that the client likes best; the first of equals, and where it has no preference.

    Raises:
        Failure: 406, it accepts none of them.
    """
    accepted = request.headers.get("Accept", "").strip()
    if not accepted or accepted == "*/*":
        return offered[0]
    ranges = [MediaType(text) for text in accepted.split(",") if text.strip()]
    best, liking = "", 0.0
    for type_ in offered:
        matching = [asked for asked in ranges if asked.match(type_)]
        if matching:
            quality = max(matching, key=lambda asked: asked.specificity).quality
            if quality > liking:
                best, liking = type_, quality
    if not best:
        raise _not_acceptable(_("This address answers in {offered} only."), offered=", ".join(offered))
    return best


def require_versions(request: HttpRequest) -> None:
    """Refuse a client whose range of versions leaves ours out.

    Raises:
        Failure: 406, or 400 for text that is no version.
    """
    ours = _parts("", VERSION)
    for name in ("GS1-EPCIS", "GS1-CBV"):
        lowest, highest = request.headers.get(f"{name}-Min"), request.headers.get(f"{name}-Max")
        if (lowest and _parts(name, lowest) > ours) or (highest and _parts(name, highest) < ours):
            raise _not_acceptable(
                _("This interface speaks {name} {version} only."), name=name[4:], version=VERSION
            )


def require_capture_version(request: HttpRequest) -> None:
    """Refuse what claims to be of an edition that is not read: neither 1.2 nor 2.0.

    Raises:
        Failure: 406, or 400 for text that is no version.
    """
    for name in ("GS1-EPCIS-Version", "GS1-CBV-Version"):
        told = request.headers.get(name)
        if told and _parts(name, told)[:2] not in ((1, 2), (2, 0)):
            raise _not_acceptable(_("{name} {version} is not read here."), name=name, version=told)


def _parts(name: str, text: str) -> tuple[int, int, int]:
    if _VERSION.fullmatch(text.strip()) is None:
        raise _wrong(name, text)
    numbers = [*map(int, text.strip().split(".")), 0, 0, 0]
    return numbers[0], numbers[1], numbers[2]


def epc_format(request: HttpRequest) -> EpcFormat:
    """How identifiers are to be written. Raises: Failure 400."""
    told = request.headers.get("GS1-EPC-Format", "Always_GS1_Digital_Link").strip()
    if told not in _EPC_FORMATS:
        raise _wrong("GS1-EPC-Format", told)
    return cast("EpcFormat", told)


def cbv_format(request: HttpRequest) -> CbvFormat:
    """How words of the CBV are to be written in XML.

    Raises:
        Failure: 400; 406 for "Never_Translates", since the spelling of words is not kept.
    """
    told = request.headers.get("GS1-CBV-XML-Format", "No_Preference").strip()
    if told == "Never_Translates":
        raise _not_acceptable(_("The original spelling of vocabulary words is not kept."))
    if told not in _CBV_FORMATS:
        raise _wrong("GS1-CBV-XML-Format", told)
    return cast("CbvFormat", told)


def extensions(request: HttpRequest) -> dict[str, str]:
    """Prefixes of extensions with their namespaces. Raises: Failure 400."""
    found: dict[str, str] = {}
    for part in request.headers.get("GS1-Extensions", "").split(","):
        if part.strip():
            match = _EXTENSION.fullmatch(part)
            if match is None:
                raise _wrong("GS1-Extensions", part)
            found[match[1]] = match[2]
    return found


def proceeds(request: HttpRequest) -> bool:
    """Whether a capture keeps what is right although something is wrong. Raises: Failure 400."""
    told = request.headers.get("GS1-Capture-Error-Behaviour", "rollback").strip()
    if told not in ("rollback", "proceed"):
        raise _wrong("GS1-Capture-Error-Behaviour", told)
    return told == "proceed"


def _wrong(name: str, text: str) -> Failure:
    return Failure(
        400,
        "ValidationException",
        _("{value!r} is no value of the header {name}."),
        {"name": name, "value": text[:200]},
    )


def _not_acceptable(template: str, **params: object) -> Failure:
    return Failure(406, "NotAcceptableException", template, params)
