"""Times: what parses to which instant, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.epcis import times


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.1Z", 100_000),
        ("1970-01-01T08:00:00+08:00", 0),
        ("1969-12-31T10:00:00-14:00", 0),
        ("1970-01-01T00:00:00.0004999999Z", 499),
        ("2005-04-03T20:33:31.116000-06:00", 1_112_582_011_116_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000_000),
    ],
)
def test_instant(text, us):
    assert times.parse(text) == us


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-03-02T08:00:00", "time-no-zone"),
        ("2026-03-02T08:00", "time-no-zone"),
        ("22-07-2026", "time-format"),
        ("2026-03-02", "time-no-clock"),
        ("2026-03-02 08:00:00Z", "time-format"),
        ("2026-03-02T08:00:00z", "time-format"),
        ("2026-03-02T24:00:00Z", "time-format"),
        ("2026-03-02T08:60:00Z", "time-format"),
        ("2026-03-02T08:00:60Z", "time-format"),
        ("2026-03-02T08:00:00+14:01", "time-format"),
        ("2026-03-02T08:00:00+0800", "time-format"),
        ("2026-03-02T08:00:00.Z", "time-format"),
        ("2026-03-02T08:00:00Z\n", "time-format"),
        ("２026-03-02T08:00:00Z", "time-format"),
        ("2026-02-30T08:00:00Z", "time-no-such-day"),
        ("2026-13-01T08:00:00Z", "time-no-such-day"),
        ("0000-01-01T00:00:00Z", "time-no-such-day"),
        ("", "time-format"),
    ],
)
def test_no_time(text, code):
    with pytest.raises(times.TimeError) as caught:
        times.parse(text)

    assert caught.value.code == code
    assert str(caught.value) == caught.value.template.format(**caught.value.params)


LAST = 253_402_300_799_999_999
"""9999-12-31T23:59:59.999999Z"""


@pytest.mark.parametrize("us", [LAST, LAST - 1, 0, -62_135_596_800_000_000, 9_007_199_254_740_993])
def test_moment_and_microseconds_are_inverse_and_exact(us):
    assert times.microseconds(times.moment(us)) == us


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_what_utc_has_not_is_refused(text):
    for read in (times.moment, times.format):
        with pytest.raises(times.TimeError, match="outside the years 1 to 9999") as caught:
            read(times.parse(text))
        assert caught.value.code == "time-range"


@pytest.mark.parametrize(
    ("text", "minutes"), [("+00:00", 0), ("-00:00", 0), ("+08:00", 480), ("-03:30", -210), ("+14:00", 840)]
)
def test_offset(text, minutes):
    assert times.offset_minutes(text) == minutes


@pytest.mark.parametrize("text", ["Z", "08:00", "+8:00", "+14:01", "+15:00", "+13:60", "+08:00 ", ""])
def test_no_offset(text):
    with pytest.raises(times.TimeError, match="is not a time zone offset") as caught:
        times.offset_minutes(text)

    assert caught.value.code == "offset-format"


@pytest.mark.parametrize(
    ("us", "offset", "text"),
    [
        (0, 0, "1970-01-01T00:00:00.000Z"),
        (-1, 0, "1969-12-31T23:59:59.999999Z"),
        (0, -210, "1969-12-31T20:30:00.000-03:30"),
        (500_000, 480, "1970-01-01T08:00:00.500+08:00"),
    ],
)
def test_written(us, offset, text):
    assert times.format(us, offset) == text


@given(
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)), st.integers(-840, 840)
)
def test_what_is_written_reads_as_the_same_instant(moment, offset):
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    us = (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds

    assert times.parse(times.format(us, offset)) == us


@given(st.text(max_size=40))
def test_any_text_that_is_no_time_says_so(text):
    with pytest.raises(times.TimeError):
        times.parse(text + "!")
