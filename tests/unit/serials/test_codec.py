from __future__ import annotations

import io
import re
import threading

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater import serials
from headwater.serials import base32, ff1, tag

GTIN = "09521141000015"
KEYS = serials.derive_keys(b"a secret for these tests only...")
OTHER = serials.derive_keys(b"another secret for these tests..")

gtins = st.from_regex(r"[0-9]{14}", fullmatch=True)
epochs = st.integers(0, 2**32 - 1)
counters = st.integers(0, 2**60 - 1)


@settings(max_examples=200, deadline=None)
@given(gtin=gtins, epoch=epochs, some=st.lists(counters, max_size=30))
def test_batch_and_single_codes_are_equal_and_come_back(gtin, epoch, some):
    codes = serials.encode(KEYS, gtin, epoch, np.array(some, np.int64))

    assert codes == [serials.encode_one(KEYS, gtin, epoch, counter) for counter in some]
    assert serials.decode(KEYS, gtin, epoch, codes).tolist() == some
    assert [serials.decode_one(KEYS, gtin, epoch, code) for code in codes] == some
    assert all(serials.looks_like_ours(code) for code in codes)


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(st.text(max_size=20) | st.text(base32.ALPHABET, min_size=17, max_size=19), max_size=20))
def test_batch_and_single_refusals_are_equal(texts):
    answer = serials.decode(KEYS, GTIN, 0, texts).tolist()

    assert answer == [serials.decode_one(KEYS, GTIN, 0, text) for text in texts]
    # A random text of the right shape passes with probability 2**-30, any other never.
    assert answer == [serials.NOT_OURS] * len(texts)


def test_tag_is_the_first_thirty_bits_of_the_cmac_of_the_element_string():
    code = serials.encode_one(KEYS, GTIN, 0, 41)
    mac = CMAC(AES(KEYS.tag))
    mac.update(f"01{GTIN}21{code[:12]}".encode())

    assert base32.decode_one(code[12:]) == int.from_bytes(mac.finalize(), "big") >> 98


@given(body=st.text(base32.ALPHABET, min_size=12, max_size=12), key=st.binary(min_size=16, max_size=16))
def test_tag_agrees_with_the_cmac_of_the_library(body, key):
    mac = CMAC(AES(key))
    mac.update(f"01{GTIN}21{body}".encode())

    assert tag.tag_one(key, GTIN, body) == int.from_bytes(mac.finalize(), "big") >> 98


def test_every_single_changed_character_is_refused():
    code = serials.encode_one(KEYS, GTIN, 0, 123_456)
    forged = [
        code[:at] + letter + code[at + 1 :]
        for at in range(serials.LENGTH)
        for letter in base32.ALPHABET
        if letter != code[at]
    ]

    assert len(forged) == 18 * 31
    assert serials.decode(KEYS, GTIN, 0, forged).tolist() == [serials.NOT_OURS] * len(forged)


@pytest.mark.parametrize(
    "change",
    [str.lower, lambda code: code[:-1], lambda code: code + "0", lambda code: code[:-1] + "I", lambda _: ""],
    ids=["lower case", "short", "long", "look-alike", "empty"],
)
def test_other_spellings_are_not_ours(change):
    text = change(serials.encode_one(KEYS, GTIN, 0, 5))

    assert not serials.looks_like_ours(text)
    assert serials.decode_one(KEYS, GTIN, 0, text) == serials.NOT_OURS
    assert serials.decode(KEYS, GTIN, 0, [text]).tolist() == [serials.NOT_OURS]


@pytest.mark.parametrize(
    "text", ["+5Y975KZG14241F0TR", "5Y97 5KZG14241F0TR", "5Y_75KZG14241F0TRB", "５Y975KZG14241F0TRB"]
)
def test_what_python_would_read_as_a_number_is_not_of_the_alphabet(text):
    assert len(text) == serials.LENGTH
    assert not serials.looks_like_ours(text)


def test_code_of_another_gtin_or_key_is_refused():
    code = serials.encode_one(KEYS, GTIN, 0, 5)

    assert serials.decode_one(KEYS, "09521141000022", 0, code) == serials.NOT_OURS
    assert serials.decode_one(OTHER, GTIN, 0, code) == serials.NOT_OURS


def test_another_epoch_gives_other_codes_for_the_same_counters():
    counters = np.arange(1000)

    first, second = (set(serials.encode(KEYS, GTIN, epoch, counters)) for epoch in (0, 1))

    assert not first & second


def test_ten_thousand_invented_codes_of_the_right_shape_are_all_refused():
    rng = np.random.default_rng(1)
    letters = np.frombuffer(base32.ALPHABET.encode(), np.uint8)[rng.integers(0, 32, (10_000, 18))]

    answer = serials.decode(KEYS, GTIN, 0, np.ascontiguousarray(letters).view("S18").ravel())

    assert (answer == serials.NOT_OURS).all()


def test_arrays_of_bytes_decode_like_lists_of_texts():
    codes = serials.encode_array(KEYS, GTIN, 2, np.arange(100))

    assert codes.dtype == np.dtype("S18")
    assert serials.decode(KEYS, GTIN, 2, codes).tolist() == list(range(100))
    assert serials.decode(KEYS, GTIN, 2, codes[::3]).tolist() == list(range(0, 100, 3))
    assert serials.decode(KEYS, GTIN, 2, codes.astype("S20")).tolist() == list(range(100))


def test_write_streams_the_same_codes_a_line_each():
    file, count = io.BytesIO(), ff1.CHUNK + 7

    serials.write(file, KEYS, GTIN, 0, 1000, count)

    lines = file.getvalue().decode("ascii")
    assert lines.splitlines() == serials.encode(KEYS, GTIN, 0, np.arange(1000, 1000 + count))
    assert lines.endswith("\n")


@pytest.mark.parametrize(("first", "count"), [(-1, 1), (2**60 - 1, 2), (0, -1)])
def test_write_beyond_the_counters_writes_nothing(first, count):
    file = io.BytesIO()

    with pytest.raises(serials.SerialError) as caught:
        serials.write(file, KEYS, GTIN, 0, first, count)

    assert caught.value.code == "counter-range"
    assert file.getvalue() == b""


@pytest.mark.parametrize("counter", [-1, 2**60])
def test_counter_out_of_range_is_refused(counter):
    for encode in (serials.encode_one, lambda *rest: serials.encode(*rest[:3], np.array([rest[3]]))):
        with pytest.raises(serials.SerialError) as caught:
            encode(KEYS, GTIN, 0, counter)
        assert caught.value.code == "counter-range"


def test_counters_that_are_no_integers_are_refused():
    with pytest.raises(serials.SerialError) as caught:
        serials.encode(KEYS, GTIN, 0, np.array([1.5]))

    assert caught.value.code == "counter-type"


@pytest.mark.parametrize("call", [serials.encode, serials.decode])
def test_wrong_gtin_is_refused_even_with_nothing_to_do(call):
    with pytest.raises(serials.SerialError) as caught:
        call(KEYS, "123", 0, [])

    assert caught.value.code == "gtin"


def test_threads_do_not_disturb_each_other():
    wrong: list[int] = []

    def work(start: int) -> None:
        for counter in range(start, start + 2000):
            code = serials.encode_one(KEYS, GTIN, 0, counter)
            if serials.decode_one(KEYS, GTIN, 0, code) != counter:
                wrong.append(counter)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 8000, 2000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_alphabet_has_no_look_alikes():
    assert len(set(base32.ALPHABET)) == 32
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{32}", base32.ALPHABET)
