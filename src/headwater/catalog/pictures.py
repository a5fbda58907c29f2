"""Pictures of products: what is accepted, and under which name it is kept.

A picture is kept under the digest of its content, so that an address never shows another picture later. It is
served with a policy that lets a drawing run nothing; what could run is refused here all the same.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from lxml import etree

from headwater.parties.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 2_000_000

TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "svg": "image/svg+xml"}
"""Ending of a kept file to its media type."""

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWING = frozenset(
    f"{_SVG}{name}"
    for name in [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "style",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "filter",
        "feGaussianBlur",
        "feOffset",
        "feBlend",
        "feMerge",
        "feMergeNode",
        "feFlood",
        "feComposite",
        "feColorMatrix",
    ]
)


def kept_name(data: bytes) -> str:
    """The name of the file in which this picture is kept: digest and ending.

    Raises:
        Refused: too large, of no kind that browsers show, or a drawing that does more than draw.
    """
    if len(data) > MAX_BYTES:
        raise Refused("picture-large", "The picture is larger than {size} bytes", size=MAX_BYTES)
    return f"{sha256(data).hexdigest()}.{_ending(data)}"


def _ending(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused("picture-kind", "The picture is no PNG, JPEG, WebP or SVG") from None
    if root.tag != f"{_SVG}svg":
        raise Refused("picture-kind", "The picture is no PNG, JPEG, WebP or SVG")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("picture-active", "The drawing holds {what}, which is not allowed", what="a DTD")
    if what := next(_active(root), None):
        raise Refused("picture-active", "The drawing holds {what}, which is not allowed", what=what)
    return "svg"


def _active(root: etree._Element) -> Iterator[str]:
    """Whatever in a drawing could run, or fetch something from elsewhere."""
    if root.getroottree().xpath(
        "//processing-instruction()"
    ):  # also those before the drawing, as a style sheet
        yield "a processing instruction"
    for element in root.iter("*"):
        if element.tag not in _DRAWING:
            yield f"<{etree.QName(element).localname}>"
        elif element.tag == f"{_SVG}style" and _fetches(element.text or ""):
            yield "a style that fetches"
        for name, text in element.attrib.items():
            local, value = etree.QName(name).localname.lower(), str(text)
            if local.startswith("on"):
                yield f"the attribute {local}"
            elif (local in ("href", "src") and not value.strip().startswith("#")) or _fetches(value):
                yield "an address outside the drawing"


def _fetches(text: str) -> bool:
    plain = "".join(text.lower().split())
    return "@import" in plain or "\\" in plain or plain.count("url(") > plain.count("url(#")
