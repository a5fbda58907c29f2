"""Single values of the event hash, against slow and obvious forms of the same rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.epcis.event_hash_values import link, links, number, text, time
from tests.strategies import EPCS, event_times


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2020-03-04T11:00:30+01:00", "2020-03-04T10:00:30.000Z"),
        ("2020-03-04T11:00:30Z", "2020-03-04T11:00:30.000Z"),
        ("2020-03-04T11:00:30.999Z", "2020-03-04T11:00:30.999Z"),
        ("2020-03-04T11:00:30.5-05:30", "2020-03-04T16:30:30.500Z"),
        ("2023-02-02T11:04:03.1414Z", "2023-02-02T11:04:03.141Z"),
        ("2023-02-02T11:04:03.1415Z", "2023-02-02T11:04:03.142Z"),
        ("2023-02-02T11:04:03.0005Z", "2023-02-02T11:04:03.001Z"),
        ("2023-02-02T11:04:03.14149999Z", "2023-02-02T11:04:03.141Z"),
        ("2023-12-31T23:59:59.9996Z", "2024-01-01T00:00:00.000Z"),
        (" 2020-03-04T11:00:30Z ", "2020-03-04T11:00:30.000Z"),
    ],
)
def test_time(value, expected):
    assert time(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "2020-03-04T11:00:60Z",
        "2020-03-04T11:00:3xZ",
        "2020-03-04T11:00:30.1x5Z",
        "2020-03-04T11:00:٣٠Z",
        "2020-03-04T11:00:30.٣٣٣Z",
        "2020-02-30T11:00:30Z",
        "2020-03-04 11:00:30Z",
        "2020-03-04T11:00:30.000",
        "2020-03-04T11:00:30+15:00",
        "2020-03-04T25:00:30Z",
        "2020-03-04T11:00x30Z",
        "2020-03-04T11:00:30x123Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.9996Z",
        "",
    ],
)
def test_no_time(value):
    with pytest.raises(ValueError, match=r"time|day|zone"):
        time(value)


@given(event_times())
def test_time_as_datetime_has_it(value):
    moment = datetime.fromisoformat(value)
    moment -= moment.utcoffset() or timedelta(0)
    moment += timedelta(microseconds=500)

    assert time(value) == moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("26.0"), "26"),
        (Decimal("26.10"), "26.1"),
        (Decimal("-0.50"), "-0.5"),
        (Decimal("0E+3"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal(111100001111000011110000), "111100001111000003641344"),
        (0.1, "0.1"),
        (7, "7"),
    ],
)
def test_number(value, expected):
    assert number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  text ", "text"),
        ("", ""),
        ("   ", ""),
        ("+1.50", "1.5"),
        ("1e3", "1000"),
        (".5", "0.5"),
        ("1e999", "1e999"),
        ("12-13", "12-13"),
        ("1_000", "1_000"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("٣", "٣"),
        ("2013-06-08T14:58:56.591Z", "2013-06-08T14:58:56.591Z"),
        ("urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8"),
        ("urn:epcglobal:cbv:bt:0614141073467:1152", "urn:epcglobal:cbv:bt:0614141073467:1152"),
        ("https://example.com/253/4012345000054987", "https://id.gs1.org/253/4012345000054987"),
        (
            "https://example.com/01/09506000134352/10/L1/21/12?17=290101",
            "https://id.gs1.org/01/09506000134352/21/12",
        ),
    ],
)
def test_text(value, expected):
    assert text(value) == expected


@given(
    st.lists(
        st.sampled_from(EPCS)
        | st.builds(
            "urn:epc:id:{}.{}".format,
            st.sampled_from(
                [
                    "sgtin:0614141.107346",
                    "sgtin:0614141.1",
                    "sgln:0614141.07346",
                    "sscc:0614141",
                    "giai:0614141",
                    "x:1",
                ]
            ),
            st.sampled_from(["0", "1", "12", "1234567890", "a%2Fb", "a.b", "ä", "", "*"]),
        )
    )
)
def test_links_of_a_list_are_those_of_its_members(epcs):
    assert links("epc=", tuple(epcs)) == "".join(f"epc={one}" for one in sorted(map(link, epcs)))
