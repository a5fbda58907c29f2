from __future__ import annotations

import importlib.util
import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.serials import SerialError, ff1

_spec = importlib.util.spec_from_file_location("ff1_reference", Path(__file__).with_name("ff1_reference.py"))
assert _spec is not None
assert _spec.loader is not None
reference = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reference)

AES_128 = "2B7E151628AED2A6ABF7158809CF4F3C"
AES_192 = AES_128 + "EF4359D8D580AA4F"
AES_256 = AES_192 + "7F036D6F04FC6A94"
DIGITS = string.digits + string.ascii_lowercase
LETTERED = "3737373770717273373737"
DECIMAL = "39383736353433323130"

keys = st.binary(min_size=16, max_size=16)
gtins = st.from_regex(r"[0-9]{14}", fullmatch=True)
epochs = st.integers(0, 2**32 - 1)
numbers = st.integers(0, ff1.LIMIT - 1)


@pytest.mark.parametrize(
    ("key", "tweak", "radix", "plain", "sealed"),
    [
        (AES_128, "", 10, "0123456789", "2433477484"),
        (AES_128, DECIMAL, 10, "0123456789", "6124200773"),
        (AES_128, LETTERED, 36, "0123456789abcdefghi", "a9tv40mll9kdu509eum"),
        (AES_192, "", 10, "0123456789", "2830668132"),
        (AES_192, DECIMAL, 10, "0123456789", "2496655549"),
        (AES_192, LETTERED, 36, "0123456789abcdefghi", "xbj3kv35jrawxv32ysr"),
        (AES_256, "", 10, "0123456789", "6657667009"),
        (AES_256, DECIMAL, 10, "0123456789", "1001623463"),
        (AES_256, LETTERED, 36, "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"),
    ],
)
def test_reference_reproduces_the_nine_samples_of_nist(key, tweak, radix, plain, sealed):
    numerals = [DIGITS.index(digit) for digit in plain]

    out = reference.encrypt(bytes.fromhex(key), bytes.fromhex(tweak), numerals, radix)

    assert "".join(DIGITS[numeral] for numeral in out) == sealed


@settings(max_examples=100, deadline=None)
@given(key=keys, gtin=gtins, epoch=epochs, number=numbers)
def test_radix_two_agrees_with_the_reference(key, gtin, epoch, number):
    bits = [int(bit) for bit in f"{number:060b}"]
    tweak = bytes.fromhex(gtin) + epoch.to_bytes(4, "big")

    expected = int("".join(str(bit) for bit in reference.encrypt(key, tweak, bits, 2)), 2)

    assert ff1.encrypt_one(key, gtin, epoch, number) == expected


@pytest.mark.parametrize("key", [AES_128, AES_192, AES_256])
def test_radix_two_agrees_with_the_reference_for_each_key_length(key):
    bits = [int(bit) for bit in f"{123456789:060b}"]
    tweak = bytes.fromhex("09521141000015") + (7).to_bytes(4, "big")

    expected = int("".join(str(b) for b in reference.encrypt(bytes.fromhex(key), tweak, bits, 2)), 2)

    assert ff1.encrypt_one(bytes.fromhex(key), "09521141000015", 7, 123456789) == expected


@settings(max_examples=100, deadline=None)
@given(key=keys, gtin=gtins, epoch=epochs, some=st.lists(numbers, max_size=40))
def test_arrays_and_single_numbers_are_permuted_alike(key, gtin, epoch, some):
    array = np.array(some, np.uint64)

    forth = ff1.encrypt(key, gtin, epoch, array)

    assert forth.tolist() == [ff1.encrypt_one(key, gtin, epoch, number) for number in some]
    assert ff1.decrypt(key, gtin, epoch, array).tolist() == [
        ff1.decrypt_one(key, gtin, epoch, number) for number in some
    ]
    assert ff1.decrypt(key, gtin, epoch, forth).tolist() == some


def test_more_numbers_than_a_chunk_holds_come_back():
    key, count = bytes(16), 2 * ff1.CHUNK + 1
    array = np.arange(count, dtype=np.uint64)

    forth = ff1.encrypt(key, "09521141000015", 0, array)

    assert len(np.unique(forth)) == count
    assert int(forth.max()) < ff1.LIMIT
    assert int(forth[-1]) == ff1.encrypt_one(key, "09521141000015", 0, count - 1)
    assert (ff1.decrypt(key, "09521141000015", 0, forth) == array).all()


@pytest.mark.parametrize(
    ("gtin", "epoch", "code"),
    [
        ("9521141000015", 0, "gtin"),
        ("0952114100001x", 0, "gtin"),
        ("０９５２１１４１００００１５", 0, "gtin"),
        ("09521141000015", -1, "epoch"),
        ("09521141000015", 2**32, "epoch"),
    ],
)
def test_what_makes_no_tweak_is_refused(gtin, epoch, code):
    with pytest.raises(SerialError) as caught:
        ff1.tweak(gtin, epoch)

    assert caught.value.code == code
