"""Bodies that expand: neither memory nor time without bound."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib

import pytest
from django.test import RequestFactory

from headwater.api import bodies
from headwater.api.epcis.interface import MAX_BYTES
from headwater.api.problems import Failure


def sent(data: bytes, most: int = MAX_BYTES) -> bytes:
    """What is read of a body that says it is gzip's."""
    request = RequestFactory().post("/", data, "application/json", headers={"Content-Encoding": "gzip"})
    return bodies.read(request, most)


def test_a_bomb_takes_no_more_memory_than_a_lawful_body() -> None:
    writer = zlib.compressobj(1, wbits=31)
    million = bytes(1_000_000)
    bomb = b"".join([*(writer.compress(million) for _ in range(1000)), writer.flush()])
    assert len(bomb) < 5_000_000
    tracemalloc.start()
    try:
        with pytest.raises(Failure) as caught:
            sent(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert caught.value.status == 413
    assert peak < 2 * MAX_BYTES + 3 * len(bomb)


def test_millions_of_empty_members_are_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(Failure) as caught:
        sent(gzip.compress(b"", 1, mtime=0) * 1_000_000)

    assert caught.value.status == 400
    assert time.process_time() - began < 5


@pytest.mark.parametrize("size", [1, 10, 1_048_575, 1_048_576, 1_048_577, 2_500_000])
def test_members_are_one_text_wherever_they_end(size: int) -> None:
    text = bytes(range(256)) * 10_000
    members = [gzip.compress(text[:size], 0), gzip.compress(b""), gzip.compress(text[size:], 0)]

    assert sent(b"".join(members)) == text
    for damaged in (b"".join(members)[:-1], b"".join(members) + b"\0", members[0] + b"tail"):
        with pytest.raises(Failure) as caught:
            sent(damaged)
        assert caught.value.status == 400


def test_the_bound_is_that_of_all_members_together() -> None:
    assert sent(gzip.compress(b"a" * 60) + gzip.compress(b"b" * 40), 100) == b"a" * 60 + b"b" * 40
    with pytest.raises(Failure) as caught:
        sent(gzip.compress(b"a" * 60) + gzip.compress(b"b" * 41), 100)
    assert caught.value.status == 413
