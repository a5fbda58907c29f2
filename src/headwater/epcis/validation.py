"""What the standard asks of one event beyond the form that reading has asked already.

`check` says of an event of any codec everything that schema and prose forbid, each with the path of the JSON
form. It knows no other event, no clock and no place: whether an event is plausible is asked elsewhere.

Source: EPCIS 2.0, section 7.4; CBV 2.0, section 8; the published JSON schema and XSD.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from headwater.epcis.errors import Problem, pointer, problem
from headwater.epcis.ilmd import texts
from headwater.epcis.validation_fields import check_fields
from headwater.epcis.validation_identifiers import (
    check_classes,
    check_identifier,
    check_instances,
    check_name,
    check_uri,
    valid_kind,
)
from headwater.epcis.validation_sensors import check_sensors
from headwater.epcis.validation_times import check_offset, check_time
from headwater.epcis.validation_words import check_length, check_word

if TYPE_CHECKING:
    from headwater.epcis.model import ErrorDeclaration, Event, PersistentDisposition, Typed
    from headwater.epcis.vocabulary import Kind


def check(event: Event) -> tuple[Problem, ...]:
    """Everything wrong with this event; nothing if it may be stored."""
    problems: list[Problem] = []
    if not check_fields(event, problems):
        return tuple(problems)
    check_time(event.event_time, "/eventTime", problems)
    check_offset(event.event_time_zone_offset, "/eventTimeZoneOffset", problems)
    if event.record_time is not None:
        check_time(event.record_time, "/recordTime", problems)
    if event.event_id is not None:
        check_name(event.event_id, "/eventID", problems)
    for i, uri in enumerate(event.certification_info):
        check_uri(uri, pointer("/certificationInfo", i), problems)
    if event.error_declaration is not None:
        _check_declaration(event.error_declaration, problems)
    _check_what(event, problems)
    _check_why(event, problems)
    if event.read_point is not None and valid_kind(event.read_point.id) is None:
        check_identifier(event.read_point.id, "/readPoint/id", problems)
    if event.biz_location is not None and valid_kind(event.biz_location.id) is None:
        check_identifier(event.biz_location.id, "/bizLocation/id", problems)
    if event.sensor_element_list:
        check_sensors(event.sensor_element_list, problems)
    for number in texts(event, "lotNumber") if event.ilmd else ():
        check_length(quote(number, safe=""), "/ilmd", problems)  # as a lot's key has it
    return tuple(problems)


def _check_what(event: Event, problems: list[Problem]) -> None:
    """The objects of the event: instances in EPC lists, classes in quantity lists."""
    if event.epc_list:
        check_instances(event.epc_list, "/epcList", problems, unique=event.type == "ObjectEvent")
    if event.child_epcs:
        check_instances(event.child_epcs, "/childEPCs", problems, unique=False)
    if event.input_epc_list:
        check_instances(event.input_epc_list, "/inputEPCList", problems, unique=True)
    if event.output_epc_list:
        check_instances(event.output_epc_list, "/outputEPCList", problems, unique=True)
    if event.parent_id is not None:
        check_instances((event.parent_id,), "/parentID", problems, unique=False)
    if event.transformation_id is not None:
        check_identifier(event.transformation_id, "/transformationID", problems)
    # Counting can find nothing; what is made, moved or used is never nothing.
    zero = event.action == "OBSERVE"
    for elements, path in (
        (event.quantity_list, "/quantityList"),
        (event.child_quantity_list, "/childQuantityList"),
        (event.input_quantity_list, "/inputQuantityList"),
        (event.output_quantity_list, "/outputQuantityList"),
    ):
        if elements:
            check_classes(elements, path, problems, zero=zero)


def _check_why(event: Event, problems: list[Problem]) -> None:
    """Business step, dispositions, transactions, sources and destinations."""
    if event.biz_step is not None:
        check_word("bizStep", event.biz_step, "/bizStep", problems)
    if event.disposition is not None:
        check_word("disposition", event.disposition, "/disposition", problems)
    if event.persistent_disposition is not None:
        _check_persistent(event.persistent_disposition, problems)
    if event.biz_transaction_list:
        _check_typed(
            event.biz_transaction_list, "/bizTransactionList", "bizTransaction", "bizTransaction", problems
        )
    if event.source_list:
        _check_typed(event.source_list, "/sourceList", "source", "sourceDestination", problems)
    if event.destination_list:
        _check_typed(event.destination_list, "/destinationList", "destination", "sourceDestination", problems)


def _check_typed(
    members: tuple[Typed, ...], path: str, name: str, kind: Kind, problems: list[Problem]
) -> None:
    for i, member in enumerate(members):
        if valid_kind(member.id) is None:
            check_identifier(member.id, pointer(path, i, name), problems)
        if member.type is not None:
            check_word(kind, member.type, f"{path}/{i}/type", problems)
        elif kind == "sourceDestination":
            problems.append(
                problem(
                    "missing-field", pointer(path, i, "type"), "The field {name!r} is missing.", name="type"
                )
            )


def _check_persistent(value: PersistentDisposition, problems: list[Problem]) -> None:
    if not value.set and not value.unset:
        problems.append(
            problem(
                "persistent-disposition-empty",
                "/persistentDisposition",
                "Neither {one!r} nor {other!r} says anything.",
                one="set",
                other="unset",
            )
        )
    for words, name in ((value.set, "set"), (value.unset, "unset")):
        for i, word in enumerate(words):
            check_word("disposition", word, f"/persistentDisposition/{name}/{i}", problems)


def _check_declaration(value: ErrorDeclaration, problems: list[Problem]) -> None:
    check_time(value.declaration_time, "/errorDeclaration/declarationTime", problems)
    if value.reason is not None:
        check_word("errorReason", value.reason, "/errorDeclaration/reason", problems)
    for i, uri in enumerate(value.corrective_event_ids):
        check_name(uri, pointer("/errorDeclaration/correctiveEventIDs", i), problems)
