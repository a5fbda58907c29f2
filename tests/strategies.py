"""Random valid EPCIS events and documents, every field of the model included, for property tests.

`events()` draws one event of any type. It keeps to what JSON-LD and XML both tell apart: no list of one member or
of none among extensions (JSON-LD and XML take it for the member, or for nothing), no empty mapping.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from msgspec.structs import replace

from headwater.epcis import model, times, vocabulary

if TYPE_CHECKING:
    from headwater.epcis.vocabulary import Kind

SSCCS = [f"urn:epc:id:sscc:0614141.1{i:09d}" for i in range(4)] + ["https://id.gs1.org/00/106141412345678908"]
EPCS = [
    *(f"urn:epc:id:sgtin:0614141.107346.{serial}" for serial in ("2017", "2018", "32a%2Fb", "0", "A.B")),
    *SSCCS,
    "urn:epc:id:grai:4012345.55555.987",
    "urn:epc:id:giai:4000001.12345",
    "https://id.gs1.org/01/09506000134352/21/12345",
    "https://example.com/01/09506000134352/10/L1/21/9",
    "https://example.com/things/7",
]
CLASSES = [
    "urn:epc:class:lgtin:4012345.012345.998877",
    "urn:epc:idpat:sgtin:4012345.066666.*",
    "https://id.gs1.org/01/09506000134352/10/ABC",
    "https://id.gs1.org/01/09506000134352",
]
PLACES = [
    "urn:epc:id:sgln:0012345.11111.400",
    "urn:epc:id:sgln:0012345.11111.0",
    "https://id.gs1.org/414/9506000111117",
]
PARTIES = [
    "urn:epc:id:pgln:4012345.00225",
    "urn:epc:id:sgln:4012345.00225.0",
    "https://example.com/parties/1",
]
URIS = [
    "urn:epc:id:gdti:0614141.00001.1618034",
    "urn:epcglobal:cbv:bt:0614141073467:1152",
    "http://transaction.example.com/po/12345678",
    "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
]
NAMESPACES = [
    "https://ns.example.com/epcis/",
    "http://example.com/ext1/",
    "http://example.com/x#",
    "urn:epcglobal:cbv:mda",
]

uris = st.sampled_from(URIS)
texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\t\n\r"
    ),
    max_size=12,
)
solid_texts = texts.filter(str.strip)
local_names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True)
names = st.builds("{{{}}}{}".format, st.sampled_from(NAMESPACES), local_names)
decimals = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4)


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The value, or None."""
    return st.none() | strategy


def tuples(strategy: st.SearchStrategy[Any], least: int = 0, most: int = 3) -> st.SearchStrategy[Any]:
    """`least` to `most` values."""
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


@st.composite
def event_times(draw: st.DrawFn) -> str:
    """A time with a zone, with three or six decimals."""
    moment = draw(st.datetimes(datetime(1980, 1, 1), datetime(2099, 12, 31)))
    us = (moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return times.format(us, draw(st.integers(-14 * 60, 14 * 60)))


offsets = st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
)


def words(kind: Kind) -> st.SearchStrategy[str]:
    """A bare CBV word, or a URI that is none."""
    return st.sampled_from([*sorted(vocabulary.WORDS[kind]), "https://example.com/words/own"])


def _elements(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    named = st.dictionaries(names | local_names, values, min_size=1, max_size=3)
    attributed = st.builds(
        lambda attributes, text: {**{f"@{name}": found for name, found in attributes.items()}, "#text": text},
        st.dictionaries(names, texts, min_size=1, max_size=2),
        solid_texts,
    )
    members = st.lists(values.filter(lambda value: not isinstance(value, list)), min_size=2, max_size=3)
    return named | attributed | members


extension_values = st.recursive(texts, _elements, max_leaves=5)
extensions = st.dictionaries(names, extension_values, max_size=2)
attribute_extensions = st.dictionaries(names, texts, max_size=2)

quantities = (
    st.builds(model.QuantityElement, st.sampled_from(CLASSES))
    | st.builds(model.QuantityElement, st.sampled_from(CLASSES), st.integers(1, 10**6).map(Decimal))
    | st.builds(
        model.QuantityElement,
        st.sampled_from(CLASSES),
        st.decimals("0.0001", 10**9, places=4),
        st.sampled_from(["KGM", "LTR", "MTR"]),
    )
)
places = st.builds(model.Place, st.sampled_from(PLACES), extensions)
transactions = st.builds(model.Typed, uris, optional(words("bizTransaction")))
sources = st.builds(model.Typed, st.sampled_from(PARTIES), words("sourceDestination"))
persistent_dispositions = st.builds(
    model.PersistentDisposition, tuples(words("disposition"), 1), tuples(words("disposition"))
)
error_declarations = st.builds(
    model.ErrorDeclaration, event_times(), optional(words("errorReason")), tuples(uris), extensions
)


def sensor_elements(part_extensions: st.SearchStrategy[Any]) -> st.SearchStrategy[model.SensorElement]:
    """Sensor elements whose metadata and reports have such extensions."""
    metadata = st.builds(
        model.SensorMetadata,
        time=optional(event_times()),
        device_id=optional(uris),
        device_metadata=optional(uris),
        raw_data=optional(uris),
        data_processing_method=optional(uris),
        biz_rules=optional(uris),
        extensions=part_extensions,
    )
    intervals = st.builds(
        lambda found, bounds: replace(found, start_time=bounds[0], end_time=bounds[1]),
        metadata,
        st.lists(event_times(), min_size=2, max_size=2).map(lambda pair: sorted(pair, key=times.parse)),
    )
    reports = st.builds(
        model.SensorReport,
        type=words("type"),
        exception=optional(words("exception")),
        device_id=optional(uris),
        device_metadata=optional(uris),
        raw_data=optional(uris),
        data_processing_method=optional(uris),
        biz_rules=optional(uris),
        time=optional(event_times()),
        microorganism=optional(uris),
        chemical_substance=optional(uris),
        value=optional(decimals),
        component=optional(words("component")),
        string_value=optional(texts),
        boolean_value=optional(st.booleans()),
        hex_binary_value=optional(st.binary(min_size=1, max_size=4).map(bytes.hex)),
        uri_value=optional(uris),
        mean_value=optional(decimals),
        s_dev=optional(decimals.map(abs)),
        perc_rank=st.decimals(0, 100, places=2),
        perc_value=optional(decimals),
        uom=st.sampled_from(["CEL", "A93"]),
        coordinate_reference_system=optional(uris),
        extensions=part_extensions,
    )
    ranges = st.builds(
        lambda found, bounds: replace(found, min_value=bounds[0], max_value=bounds[1]),
        reports,
        st.lists(decimals, min_size=2, max_size=2).map(sorted),
    )
    return st.builds(
        model.SensorElement, optional(metadata | intervals), tuples(reports | ranges, 1, 2), extensions
    )


@st.composite
def events(draw: st.DrawFn, *, by_schema: bool = False) -> model.Event:
    """One event of any type.

    With `by_schema`, one that XSD 2.0 can express: at most one certification, sensor extensions as attributes.
    """
    kind = draw(st.sampled_from(sorted(_WHAT)))
    sensors = sensor_elements(attribute_extensions if by_schema else extensions)
    what = {name: draw(strategy) for name, strategy in _WHAT[kind].items()}
    return model.Event(
        type=kind,
        event_time=draw(event_times()),
        event_time_zone_offset=draw(offsets),
        record_time=draw(optional(event_times())),
        event_id=draw(optional(uris)),
        error_declaration=draw(optional(error_declarations)),
        certification_info=draw(tuples(uris, most=1 if by_schema else 2)),
        biz_step=draw(optional(words("bizStep"))),
        disposition=draw(optional(words("disposition"))),
        persistent_disposition=draw(optional(persistent_dispositions)),
        read_point=draw(optional(places)),
        biz_location=draw(optional(places)),
        source_list=draw(tuples(sources)),
        destination_list=draw(tuples(sources)),
        sensor_element_list=draw(tuples(sensors, most=2)),
        extensions=draw(extensions),
        **what,
    )


epc_lists = st.lists(st.sampled_from(EPCS), min_size=1, max_size=3, unique=True).map(tuple)
actions = st.sampled_from(["ADD", "OBSERVE", "DELETE"])
_WHAT: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "ObjectEvent": {
        "action": st.just("ADD"),
        "epc_list": epc_lists,
        "quantity_list": tuples(quantities),
        "biz_transaction_list": tuples(transactions),
        "ilmd": extensions,
    },
    "AggregationEvent": {
        "action": actions,
        "parent_id": st.sampled_from(SSCCS),
        "child_epcs": epc_lists,
        "child_quantity_list": tuples(quantities),
        "biz_transaction_list": tuples(transactions),
    },
    "AssociationEvent": {
        "action": actions,
        "parent_id": st.sampled_from(EPCS),
        "child_epcs": epc_lists,
        "child_quantity_list": tuples(quantities),
        "biz_transaction_list": tuples(transactions),
    },
    "TransactionEvent": {
        "action": actions,
        "biz_transaction_list": tuples(transactions, 1),
        "parent_id": optional(st.sampled_from(SSCCS)),
        "epc_list": epc_lists,
        "quantity_list": tuples(quantities),
    },
    "TransformationEvent": {
        "transformation_id": optional(uris),
        "input_epc_list": epc_lists,
        "output_epc_list": epc_lists,
        "input_quantity_list": tuples(quantities),
        "output_quantity_list": tuples(quantities),
        "biz_transaction_list": tuples(transactions),
        "ilmd": extensions,
    },
}


@st.composite
def documents(draw: st.DrawFn, *, by_schema: bool = False) -> model.Document:
    """An EPCIS document or query document of up to two events."""
    kind = draw(st.sampled_from(["EPCISDocument", "EPCISQueryDocument"]))
    query = kind == "EPCISQueryDocument"
    return model.Document(
        kind=kind,
        events=draw(tuples(events(by_schema=by_schema), most=2)),
        id=draw(optional(uris)),
        creation_date=draw(event_times()),
        query_name="SimpleEventQuery" if query else None,
        subscription_id=draw(optional(st.just("s1"))) if query else None,
    )
