"""How single values stand in the string that the event hash is made of.

>>> number(26.10)
'26.1'
>>> time("2020-03-04T11:00:30+01:00")
'2020-03-04T10:00:30.000Z'
>>> text("urn:epc:id:sgtin:0614141.011111.987")
'https://id.gs1.org/01/00614141111114/21/987'

Source: CBV 2.0, section 8.9 (the event hash), as its published hashes have it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from headwater.epcis import times
from headwater.epcis.cbv_urns import URI_OF_URN
from headwater.gs1 import heads
from headwater.gs1.errors import IdentifierError
from headwater.gs1.remembering import remembered

if TYPE_CHECKING:
    from decimal import Decimal

_NUMERIC = frozenset("0123456789+-.eE")
_CBV_URN = "urn:epcglobal:cbv:"


def time(value: str) -> str:
    """A time in UTC with three decimals; a fourth decimal of 5 or more rounds up (ADR 0010).

    Raises:
        ValueError: no time with a zone, or none that UTC has between the years 1 and 9999.
    """
    # "yyyy-mm-ddThh:mm:ss" and a zone, or three decimals between: no arithmetic but on the minute, which repeats from
    # event to event.
    length = len(value)
    if (length == 25 and value[19] in "+-") or (length == 20 and value[19] == "Z"):
        seconds, decimals, zone = value[17:19], "000", value[19:]
    elif (length == 29 and value[23] in "+-") or (length == 24 and value[23] == "Z"):
        seconds, decimals, zone = value[17:19], value[20:23], value[23:]
    else:
        return _in_utc(times.parse(value.strip()))
    digits = seconds + decimals
    if value[16] == ":" and digits.isdigit() and digits.isascii() and seconds < "60" and value[19] in ".+-Z":
        return f"{_minute_in_utc(value[:16], zone)}{seconds}.{decimals}Z"
    return _in_utc(times.parse(value))


@lru_cache(maxsize=4096)
def _minute_in_utc(minute: str, zone: str) -> str:
    """A minute such as "2020-03-04T11:00" of a zone as "2020-03-04T10:00:" of UTC: offsets are whole minutes."""
    return _in_utc(times.parse(f"{minute}:00{zone}"))[:17]


def _in_utc(us: int) -> str:
    return times.format((us + 500) // 1000 * 1000)


def number(value: Decimal | float) -> str:
    """A number after a double has held it: whole ones as digits alone, others as the shortest decimal that names it."""
    double = float(value)
    return str(int(double)) if double.is_integer() else repr(double)


def _number_or_text(value: str) -> str:
    if not _NUMERIC.issuperset(value):
        return value
    try:
        double = float(value)
    except ValueError:
        return value
    return value if double in (float("inf"), float("-inf")) else number(double)


def link(epc: str) -> str:
    """The canonical Digital Link of an EPC in any spelling; a URI that is none, or a wrong one, unchanged."""
    try:
        return heads.canonical_link(epc)
    except IdentifierError:
        return epc


shared_link: Final = remembered(4096)(link)
"""`link` of what recurs in event after event: places, papers, parties, classes."""


def links(mark: str, epcs: tuple[str, ...]) -> str:
    """`link` of each, sorted by code point, with `mark` before each."""
    try:
        runs = heads.runs(epcs)
        if len(runs) == 1 and (stem := runs[0].link_stem) is not None:
            return _each_after(mark + stem, sorted(runs[0].tails))
        found = [one for run in runs for one in run.links()]
    except IdentifierError:
        found = [link(epc) for epc in epcs]
    return _each_after(mark, sorted(found))


def _each_after(mark: str, texts: list[str]) -> str:
    return mark + mark.join(texts) if texts else ""


def text(value: str) -> str:
    """Any other value: identifiers and CBV words in canonical form, numbers through a double, the rest trimmed."""
    value = value.strip()
    if not value:
        return value
    first = value[0]
    if first in "0123456789+-.":
        return _number_or_text(value)
    if first == "u" and value.startswith(_CBV_URN):
        return URI_OF_URN.get(value, value)
    if first in "uhUH":
        return link(value)
    return value
