"""Event elements of EPCIS XML 2.0 and 1.2 as events of the model.

EPCIS 1 keeps fields of later editions in <extension> and <baseExtension>; they are read as if they stood in the event
itself. QuantityEvent, gone in 2.0, is the ObjectEvent with one quantity that EPCIS 1.1 calls its equal.

Source: EPCIS 2.0, section 9; EPCglobal-epcis-1_2.xsd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from lxml import etree

from headwater.epcis.errors import EpcisError, pointer
from headwater.epcis.model import (
    ErrorDeclaration,
    Event,
    PersistentDisposition,
    Place,
    QuantityElement,
    Typed,
)
from headwater.epcis.times import TimeError, offset_minutes, parse
from headwater.epcis.vocabulary import EVENT_TYPES_LISTED
from headwater.epcis.xml_names import EPCIS, FIELDS, WHEN, WHERE, XSI, may_extend
from headwater.epcis.xml_sensors import sensor_elements
from headwater.epcis.xml_values import (
    WRAPPERS,
    Scope,
    extension,
    keep_attributes,
    number,
    others,
    text,
    word,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from headwater.epcis.vocabulary import Kind
    from headwater.epcis.xml_parse import Element

    Reader: TypeAlias = Callable[[Element, str, Scope], Any]

_NIL = f"{{{XSI}}}nil"
_REQUIRED = ("eventTime", "eventTimeZoneOffset")
_EPC_TEXTS = etree.XPath("epc/text()", smart_strings=False)
_NOT_PLAIN = etree.XPath("boolean(@* | */@* | */node()[2] | text()[normalize-space()])")
"""Whether a list has a text of its own or an attribute anywhere, or a member that is more than one piece of text."""


def event(element: Element, namespaces: dict[str, str], edition: str = EPCIS) -> Event:
    """The event of an element; the prefixes that it uses are noted in `namespaces`.

    Raises:
        EpcisError: with every problem found, paths as JSON pointers into the event's JSON form.
    """
    scope = Scope(namespaces, edition)
    if element.tag == "QuantityEvent":
        found = _quantity_event(element, scope)
    elif element.tag in FIELDS:
        values = _values(element, element.tag, scope)
        found = None if scope.problems else Event(type=element.tag, **values)
    else:
        found = None
        scope.wrong(
            "unknown-event-type",
            "/type",
            "{type!r} is no event type; the types are {types}.",
            type=element.tag,
            types=EVENT_TYPES_LISTED,
        )
    if found is None or scope.problems:
        raise EpcisError(tuple(scope.problems))
    return found


def _values(element: Element, kind: str, scope: Scope) -> dict[str, Any]:
    """The arguments of Event, by its attribute names."""
    values: dict[str, Any] = {}
    extensions: dict[str, Any] = {}
    _fields(element, _READERS[kind], values, extensions, scope, wrapped=False)
    for name in _REQUIRED:
        if _FIELD[name][0] not in values:
            scope.missing("", name)
    if extensions:
        values["extensions"] = extensions
    return values


def _fields(
    element: Element,
    readers: dict[str, tuple[str, Reader]],
    values: dict[str, Any],
    extensions: dict[str, Any],
    scope: Scope,
    *,
    wrapped: bool,
) -> None:
    if element.keys():
        keep_attributes(element, "", scope, extensions)
    for child in scope.children(element, ""):
        tag = child.tag
        known = readers.get(tag)
        if known is not None:
            attribute, read = known
            found = read(child, "/" + tag, scope)
            if attribute not in values:
                values[attribute] = found
            elif tag == "certificationInfo":
                values[attribute] += found
            else:
                scope.twice(_PLACES.get(tag, "/" + tag))
        elif tag in WRAPPERS:
            _fields(child, readers, values, extensions, scope, wrapped=True)
        elif may_extend(tag, scope.edition, bare=wrapped):
            extension(child, "", scope, extensions)
        else:
            scope.unknown("", tag)


def _time(element: Element, path: str, scope: Scope) -> str:
    return _checked(parse, element, path, scope)


def _offset(element: Element, path: str, scope: Scope) -> str:
    return _checked(offset_minutes, element, path, scope)


def _checked(check: Callable[[str], int], element: Element, path: str, scope: Scope) -> str:
    found = text(element, path, scope)
    try:
        check(found)
    except TimeError as error:
        scope.wrong(error.code, path, error.template, **error.params)
    return found


def _certification(element: Element, path: str, scope: Scope) -> tuple[str, ...]:
    return (text(element, path, scope),)


def _word(kind: Kind) -> Reader:
    def read(element: Element, path: str, scope: Scope) -> str:
        return word(kind, element, text(element, path, scope))

    return read


def _list(name: str, read: Reader) -> Reader:
    """A reader of a list element whose members are all called `name`."""

    def read_list(element: Element, path: str, scope: Scope) -> tuple[Any, ...]:
        found: list[Any] = []
        if element.keys():
            scope.no_attributes(element, path)
        for child in scope.children(element, path):
            if child.tag == name:
                found.append(read(child, f"{path}/{len(found)}", scope))
            else:
                scope.wrong(
                    "unknown-field", pointer(path, child.tag), "Only {name} may stand here.", name=name
                )
        return tuple(found)

    return read_list


def _epcs(element: Element, path: str, scope: Scope) -> tuple[str, ...]:
    # Ten thousand of them may stand here: the common case runs without a Python call for each.
    texts: list[str] = _EPC_TEXTS(element)  # type: ignore[assignment]  # an XPath may find anything
    if len(texts) == len(element) and not _NOT_PLAIN(element):
        stripped = tuple(map(str.strip, texts))
        if all(stripped):
            return stripped
    return tuple(_list("epc", text)(element, path, scope))


def _quantity(element: Element, path: str, scope: Scope) -> QuantityElement:
    found: dict[str, Any] = {}
    if element.keys():
        scope.no_attributes(element, path)
    for child in scope.children(element, path):
        tag = child.tag
        if tag in found:
            scope.twice(f"{path}/{tag}")
        elif tag == "quantity":
            found[tag] = _amount(child, path + "/quantity", scope)
        elif tag in ("epcClass", "uom"):
            found[tag] = text(child, f"{path}/{tag}", scope)
        else:
            scope.unknown(path, tag)
    if "epcClass" not in found:
        scope.missing(path, "epcClass")
    return QuantityElement(found.get("epcClass", ""), found.get("quantity"), found.get("uom"))


def _amount(element: Element, path: str, scope: Scope) -> Decimal | None:
    if element.get(_NIL) in ("true", "1"):
        if element.keys():
            scope.no_attributes(element, path)
        for child in scope.children(element, path):
            scope.unknown(path, child.tag)
        return None
    found = text(element, path, scope)
    return number(found, path, scope) if found else None


def _typed(kind: Kind, *, required: bool) -> Reader:
    def read(element: Element, path: str, scope: Scope) -> Typed:
        found = element.get("type")
        if found is None or not found.strip():
            if required:
                scope.missing(path, "type")
            return Typed(text(element, path, scope, "type"))
        return Typed(text(element, path, scope, "type"), word(kind, element, found.strip()))

    return read


def _place(element: Element, path: str, scope: Scope) -> Place:
    if len(element) == 1 and element[0].tag == "id" and not element.keys():
        (only,) = scope.children(element, path)
        return Place(text(only, path + "/id", scope))
    identifier = element.find("id")
    if identifier is None:
        scope.missing(path, "id")
        return Place("")
    found = text(identifier, path + "/id", scope)
    return Place(found, others(element, frozenset(("id",)), path, scope))


def _persistent(element: Element, path: str, scope: Scope) -> PersistentDisposition:
    words: dict[str, list[str]] = {"set": [], "unset": []}
    if element.keys():
        scope.no_attributes(element, path)
    for child in scope.children(element, path):
        if child.tag in words:
            place = f"{path}/{child.tag}/{len(words[child.tag])}"
            words[child.tag].append(word("disposition", child, text(child, place, scope)))
        else:
            scope.unknown(path, child.tag)
    return PersistentDisposition(tuple(words["set"]), tuple(words["unset"]))


def _declaration(element: Element, path: str, scope: Scope) -> ErrorDeclaration:
    time = element.find("declarationTime")
    if time is None:
        scope.missing(path, "declarationTime")
    reason = element.find("reason")
    corrective = element.find("correctiveEventIDs")
    return ErrorDeclaration(
        "" if time is None else _time(time, path + "/declarationTime", scope),
        None if reason is None else _word("errorReason")(reason, path + "/reason", scope),
        ()
        if corrective is None
        else _list("correctiveEventID", text)(corrective, path + "/correctiveEventIDs", scope),
        others(element, frozenset(("declarationTime", "reason", "correctiveEventIDs")), path, scope),
    )


def _ilmd(element: Element, path: str, scope: Scope) -> dict[str, Any]:
    return others(element, frozenset(), path, scope)


_MEMBER = "/quantityList/0"
_PLACES = {name: f"{_MEMBER}/{name}" for name in ("epcClass", "quantity")}
"""Where the fields that QuantityEvent alone has stand in the ObjectEvent that it is."""


def _quantity_event(element: Element, scope: Scope) -> Event | None:
    """The ObjectEvent that EPCIS 1.1, section 7.4.4, says a QuantityEvent is the same as."""
    values = _values(element, "QuantityEvent", scope)
    for name in ("epcClass", "quantity"):
        if name not in values:
            scope.missing(_MEMBER, name)
    if scope.problems:
        return None
    member = QuantityElement(values.pop("epcClass"), values.pop("quantity"))
    return Event(type="ObjectEvent", action="OBSERVE", quantity_list=(member,), **values)


def _class_of_event(element: Element, _: str, scope: Scope) -> str:
    return text(element, _PLACES["epcClass"], scope)


def _quantity_of_event(element: Element, _: str, scope: Scope) -> Decimal | None:
    found = text(element, _PLACES["quantity"], scope)
    return number(found, _PLACES["quantity"], scope) if found else None


_quantities = _list("quantityElement", _quantity)

_FIELD: dict[str, tuple[str, Reader]] = {
    "eventTime": ("event_time", _time),
    "recordTime": ("record_time", _time),
    "eventTimeZoneOffset": ("event_time_zone_offset", _offset),
    "eventID": ("event_id", text),
    "errorDeclaration": ("error_declaration", _declaration),
    "certificationInfo": ("certification_info", _certification),
    "action": ("action", text),
    "transformationID": ("transformation_id", text),
    "parentID": ("parent_id", text),
    "epcList": ("epc_list", _epcs),
    "childEPCs": ("child_epcs", _epcs),
    "inputEPCList": ("input_epc_list", _epcs),
    "outputEPCList": ("output_epc_list", _epcs),
    "quantityList": ("quantity_list", _quantities),
    "childQuantityList": ("child_quantity_list", _quantities),
    "inputQuantityList": ("input_quantity_list", _quantities),
    "outputQuantityList": ("output_quantity_list", _quantities),
    "bizStep": ("biz_step", _word("bizStep")),
    "disposition": ("disposition", _word("disposition")),
    "persistentDisposition": ("persistent_disposition", _persistent),
    "readPoint": ("read_point", _place),
    "bizLocation": ("biz_location", _place),
    "bizTransactionList": (
        "biz_transaction_list",
        _list("bizTransaction", _typed("bizTransaction", required=False)),
    ),
    "sourceList": ("source_list", _list("source", _typed("sourceDestination", required=True))),
    "destinationList": ("destination_list", _list("destination", _typed("sourceDestination", required=True))),
    "sensorElementList": ("sensor_element_list", sensor_elements),
    "ilmd": ("ilmd", _ilmd),
}

_READERS = {kind: {name: _FIELD[name] for name in names} for kind, names in FIELDS.items()}
_READERS["QuantityEvent"] = {
    "epcClass": ("epcClass", _class_of_event),
    "quantity": ("quantity", _quantity_of_event),
    **{name: _FIELD[name] for name in (*WHEN, *WHERE, "bizTransactionList")},
}
