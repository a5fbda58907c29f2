from __future__ import annotations

import pytest

from headwater.serials import Keys, SerialError, derive, derive_keys

MASTER = bytes(range(32))


def test_derivation_is_stable():
    # Codes already printed depend on these bytes: a change here orphans every one of them.
    assert derive_keys(MASTER).permutation.hex() == "3711153c4dbe0fc4c2ed77702b71bef8"
    assert derive_keys(MASTER).tag.hex() == "58a4fd32b4f7541935460c2f951d8357"


def test_hkdf_agrees_with_the_first_case_of_rfc_5869_without_salt():
    # Case 3 of RFC 5869: no salt, no info.
    out = derive(bytes.fromhex("0b" * 22), b"", 42)

    assert out.hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


def test_each_label_gives_another_key():
    assert len({derive(MASTER, label) for label in (b"a", b"b", b"c")}) == 3


def test_short_master_is_refused():
    with pytest.raises(SerialError) as caught:
        derive_keys(b"short")

    assert caught.value.code == "master-length"


@pytest.mark.parametrize(
    ("permutation", "tag", "code"),
    [
        (bytes(15), bytes(16), "key-length"),
        (bytes(16), b"", "key-length"),
        (bytes(16), bytes(16), "same-keys"),
    ],
)
def test_unfit_keys_are_refused(permutation, tag, code):
    with pytest.raises(SerialError) as caught:
        Keys(permutation, tag)

    assert caught.value.code == code


def test_keys_do_not_show_themselves():
    assert repr(derive_keys(MASTER)) == "Keys()"
