"""Whatever comes in, reading and checking answer problems and never fail otherwise."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headwater.epcis import jsonld, validation
from headwater.epcis.errors import EpcisError, Problem

WORDS = [
    "", " ", ":", "a:", ":b", "@id", "@context", "@vocab", "@type", "#text", "type", "id", "eventTime", "epcList", "ex:a",
    "urn:epc:id:sgtin:0614141.107346.2017", "urn:epc:id:sgtin:", "urn:epc:id:sgtin:..", "urn:epc:class:lgtin:4012345.012345.",
    "https://id.gs1.org/01/", "https://id.gs1.org/01/09506000134352/21/%", "//", "/01/x", "urn:", "shipping", "cbv:BizStep-",
    "2026-03-02T08:00:00Z", "0001-01-01T00:00:00Z", "+14:01", "\u0000", "\ud83d\ude00", "批次:一", "x" * 5000,
]  # fmt: skip
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([10**30, -(10**500), 1e308, 5e-324])
    | st.text(max_size=8)
    | st.sampled_from(WORDS)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


class Published(list):
    """The published documents, parsed; hypothesis prints the arguments of a failure, and these are long."""

    def __repr__(self):
        return "Published()"


@pytest.fixture(scope="module")
def documents(vectors):
    paths = sorted((vectors / "epcis/json").rglob("*.jsonld"))
    assert paths
    return Published(json.loads(path.read_bytes()) for path in paths)


def places(value):
    """Every container in a JSON value with each of its keys or positions."""
    found, stack = [], [value]
    while stack:
        container = stack.pop()
        keys = container if isinstance(container, dict) else range(len(container))
        for key in keys:
            found.append((container, key))
            if isinstance(container[key], (dict, list)):
                stack.append(container[key])
    return found


def survives(data):
    """Read and check; every complaint is a Problem whose message can be shown."""
    try:
        reading = jsonld.read(data)
    except EpcisError as error:
        problems = error.problems
        assert problems
    else:
        problems = [*reading.problems]
        for event in reading.document.events:
            problems += validation.check(event)
        assert len(reading.indexes) == len(reading.document.events)
        written = jsonld.write_document(reading.document)
        assert jsonld.read(written).document.events == reading.document.events
    for problem in problems:
        assert isinstance(problem, Problem)
        assert problem.message.encode()
        assert problem.path == "" or problem.path.startswith("/")


changes = st.lists(
    st.tuples(
        st.integers(0, 10**6),
        st.sampled_from(["replace", "remove", "rename", "wrap"]),
        values,
        st.sampled_from(WORDS),
    ),
    min_size=1,
    max_size=3,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=300)
@given(which=st.integers(0, 10**6), changes=changes)
def test_documents_with_anything_anywhere(documents, which, changes):
    value = copy.deepcopy(documents[which % len(documents)])
    for spot, change, new, word in changes:
        spots = places(value)
        container, key = spots[spot % len(spots)]
        if change == "replace":
            container[key] = copy.deepcopy(new)
        elif change == "remove":
            del container[key]
        elif change == "wrap":
            container[key] = [container[key]]
        elif isinstance(container, dict):
            container[word] = container.pop(key)

    survives(json.dumps(value).encode())


patches = st.lists(
    st.tuples(
        st.integers(0, 10**6),
        st.integers(0, 8),
        st.binary(max_size=4) | st.sampled_from([b'"', b"{", b"}", b"\\", b"1e999", b"\\ud800"]),
    ),
    min_size=1,
    max_size=3,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(which=st.integers(0, 10**6), patches=patches)
def test_documents_cut_and_patched(documents, which, patches):
    text = bytearray(json.dumps(documents[which % len(documents)]).encode())
    for start, length, new in patches:
        start %= len(text)
        text[start : start + length] = new

    survives(bytes(text))


@given(values)
def test_any_json(value):
    survives(json.dumps(value).encode())


@given(st.binary(max_size=64))
def test_any_bytes(data):
    survives(data)
