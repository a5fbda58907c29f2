"""Codes with their tag: issued into a file, and verified one by one."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bench.workloads import GTIN
from headwater import serials

if TYPE_CHECKING:
    from bench.figures import Report

CODES = 1_000_000
VERIFIED = 20_000
CALLS = 11
"""Blocks of AES in a code: ten rounds of FF1 and one of CMAC."""


def measure(report: Report) -> None:
    """The floor is the AES that a code needs, in one call over zeros."""
    keys = serials.derive_keys(bytes(32))
    count, checked = report.count(CODES), report.count(VERIFIED)
    zeros = bytes(16 * 1_000_000)
    aes = Cipher(algorithms.AES(bytes(16)), modes.ECB()).encryptor()

    def floor() -> int:
        for _ in range(CALLS):
            aes.update(zeros)
        return len(zeros) // 16

    def issue() -> int:
        with tempfile.TemporaryFile() as file:
            serials.write(file, keys, GTIN, 1, 0, count)
        return count

    codes = serials.encode(keys, GTIN, 1, range(checked))

    def verify() -> int:
        return sum(serials.decode_one(keys, GTIN, 1, code) != serials.NOT_OURS for code in codes)

    def verify_together() -> int:
        return int((serials.decode(keys, GTIN, 1, codes) != serials.NOT_OURS).sum())

    bare = report.rate("codes, floor: AES alone", "codes/s", floor)
    report.rate("codes issued into a file", "codes/s", issue, floor=bare.name, aim=1_000_000)
    report.rate("codes verified one by one", "codes/s", verify, floor=bare.name, aim=100_000)
    report.rate("codes verified together", "codes/s", verify_together, floor=bare.name)
