"""Serial numbers that are unique by construction and cannot be invented.

>>> keys = derive_keys(bytes(32))
>>> serial = encode_one(keys, "09521141000015", 0, 41)
>>> serial, decode_one(keys, "09521141000015", 0, serial)
('5Y975KZG14241F0TRB', 41)
"""

from headwater.serials.codec import (
    LENGTH,
    NOT_OURS,
    decode,
    decode_one,
    encode,
    encode_array,
    encode_one,
    looks_like_ours,
    write,
)
from headwater.serials.errors import SerialError
from headwater.serials.keys import Keys, derive, derive_keys

__all__ = [
    "LENGTH",
    "NOT_OURS",
    "Keys",
    "SerialError",
    "decode",
    "decode_one",
    "derive",
    "derive_keys",
    "encode",
    "encode_array",
    "encode_one",
    "looks_like_ours",
    "write",
]
