"""The EPCIS event model: what happened, to which things, when, where and why.

One `Event` holds any of the five event types; a field that the type does not know is empty. Identifiers
and times keep the spelling in which they came. Vocabulary words are kept as bare words where the Core
Business Vocabulary defines them ("shipping") and as URIs otherwise. Extension names are in Clark notation,
"{namespace}local", so that XML and JSON-LD of one event are one value here.

Source: EPCIS 2.0, section 7.4; CBV 2.0, section 7.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import Struct, field

Extensions = dict[str, Any]
"""Clark name to a string, a list of such values, or another mapping of Clark names.

An XML element with attributes is a mapping in which an attribute is "@" and its (Clark) name, and the text
is "#text".
"""


class Part(Struct, frozen=True, omit_defaults=True, gc=False):
    """What all parts of the model have in common.

    None holds what holds it, so the collector of cycles need not look at a document's thousands of them.
    """


class QuantityElement(Part, frozen=True, rename="camel"):
    """So much of a class: a lot, a product, a kind of asset. Without a unit, a count of instances."""

    epc_class: str
    quantity: Decimal | None = None
    uom: str | None = None
    """UN/ECE Recommendation 20 code."""


class Typed(Part, frozen=True):
    """A business transaction, source or destination: what kind, and which."""

    id: str
    type: str | None = None


class Place(Part, frozen=True):
    """A read point or business location."""

    id: str
    extensions: Extensions = {}


class PersistentDisposition(Part, frozen=True):
    """Dispositions that hold until unset."""

    set: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()


class ErrorDeclaration(Part, frozen=True, rename="camel"):
    """Says that the event with this eventID was wrong."""

    declaration_time: str
    reason: str | None = None
    corrective_event_ids: tuple[str, ...] = field(default=(), name="correctiveEventIDs")
    extensions: Extensions = {}


class SensorMetadata(Part, frozen=True, rename="camel"):
    """When, with what and by which rules a sensor element was measured."""

    time: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    device_id: str | None = field(default=None, name="deviceID")
    device_metadata: str | None = None
    raw_data: str | None = None
    data_processing_method: str | None = None
    biz_rules: str | None = None
    extensions: Extensions = {}


class SensorReport(Part, frozen=True, rename="camel"):
    """One measured value, or what is known of its distribution."""

    type: str | None = None
    exception: str | None = None
    device_id: str | None = field(default=None, name="deviceID")
    device_metadata: str | None = None
    raw_data: str | None = None
    data_processing_method: str | None = None
    biz_rules: str | None = None
    """Known to the JSON schema and its examples only; XML carries it as an attribute of the same name."""
    time: str | None = None
    microorganism: str | None = None
    chemical_substance: str | None = None
    value: Decimal | None = None
    component: str | None = None
    string_value: str | None = None
    boolean_value: bool | None = None
    hex_binary_value: str | None = None
    uri_value: str | None = None
    min_value: Decimal | None = None
    max_value: Decimal | None = None
    mean_value: Decimal | None = None
    s_dev: Decimal | None = None
    perc_rank: Decimal | None = None
    perc_value: Decimal | None = None
    uom: str | None = None
    coordinate_reference_system: str | None = None
    extensions: Extensions = {}


class SensorElement(Part, frozen=True, rename="camel"):
    """Measurements that share their metadata."""

    metadata: SensorMetadata | None = field(default=None, name="sensorMetadata")
    reports: tuple[SensorReport, ...] = field(default=(), name="sensorReport")
    extensions: Extensions = {}


class Event(Part, frozen=True, rename="camel"):
    """One thing that happened.

    `type` is the bare name of the event type; `event_time` is ISO 8601 with a zone, as it came;
    `event_time_zone_offset` is "+hh:mm" or "-hh:mm".
    """

    type: str
    event_time: str
    event_time_zone_offset: str
    record_time: str | None = None
    event_id: str | None = field(default=None, name="eventID")
    error_declaration: ErrorDeclaration | None = None
    certification_info: tuple[str, ...] = ()
    action: str | None = None
    transformation_id: str | None = field(default=None, name="transformationID")
    parent_id: str | None = field(default=None, name="parentID")
    epc_list: tuple[str, ...] = ()
    child_epcs: tuple[str, ...] = field(default=(), name="childEPCs")
    input_epc_list: tuple[str, ...] = field(default=(), name="inputEPCList")
    output_epc_list: tuple[str, ...] = field(default=(), name="outputEPCList")
    quantity_list: tuple[QuantityElement, ...] = ()
    child_quantity_list: tuple[QuantityElement, ...] = ()
    input_quantity_list: tuple[QuantityElement, ...] = ()
    output_quantity_list: tuple[QuantityElement, ...] = ()
    biz_step: str | None = None
    disposition: str | None = None
    persistent_disposition: PersistentDisposition | None = None
    read_point: Place | None = None
    biz_location: Place | None = None
    biz_transaction_list: tuple[Typed, ...] = ()
    source_list: tuple[Typed, ...] = ()
    destination_list: tuple[Typed, ...] = ()
    sensor_element_list: tuple[SensorElement, ...] = ()
    ilmd: Extensions = {}
    extensions: Extensions = {}


class Attribute(Part, frozen=True):
    """One attribute of a master data element; the value may be a mapping of Clark names."""

    id: str
    value: Any = None


class VocabularyElement(Part, frozen=True):
    """Master data of one identified thing."""

    id: str
    attributes: tuple[Attribute, ...] = ()
    children: tuple[str, ...] = ()


class Vocabulary(Part, frozen=True):
    """Master data of one type, as "urn:epcglobal:epcis:vtype:BusinessLocation"."""

    type: str
    elements: tuple[VocabularyElement, ...] = ()


class Document(Part, frozen=True):
    """An EPCIS document, a query document, or bare events.

    `kind` is "EPCISDocument", "EPCISQueryDocument" or "" for a bare event or list of events.
    """

    kind: str
    events: tuple[Event, ...] = ()
    id: str | None = None
    schema_version: str = "2.0"
    creation_date: str | None = None
    sender: str | None = None
    receiver: str | None = None
    instance_identifier: str | None = None
    query_name: str | None = None
    subscription_id: str | None = None
    master_data: tuple[Vocabulary, ...] = ()
    header: Extensions = {}
    """What else the header says, a Standard Business Document Header included."""
    extensions: Extensions = {}
    namespaces: dict[str, str] = {}
    """Prefix to namespace, as the document declared them; serves only to write the same prefixes again."""
