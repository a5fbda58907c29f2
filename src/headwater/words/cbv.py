"""CBV words in the reader's language: what a step or a state is called by people who never read a standard.

>>> from django.utils.translation import override
>>> with override("en"):
...     str(biz_step("commissioning"))
'Given its code'
>>> biz_step("https://example.com/steps/ripening")
'ripening'

A word that is not listed (an extension) is told by its last part, never hidden.
Source: CBV 2.0, sections 7.1 (business steps) and 7.2 (dispositions).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

BIZ_STEPS: dict[str, _StrPromise] = {
    "accepting": _("Accepted"),
    "arriving": _("Arrived"),
    "assembling": _("Assembled"),
    "collecting": _("Collected"),
    "commissioning": _("Given its code"),
    "consigning": _("Handed to a carrier"),
    "creating_class_instance": _("Produced"),
    "cycle_counting": _("Counted"),
    "decommissioning": _("Code retired"),
    "departing": _("Departed"),
    "destroying": _("Destroyed"),
    "disassembling": _("Taken apart"),
    "dispensing": _("Dispensed"),
    "encoding": _("Code printed"),
    "entering_exiting": _("Passed through"),
    "holding": _("Set aside"),
    "inspecting": _("Inspected"),
    "installing": _("Installed"),
    "killing": _("Tag switched off"),
    "loading": _("Loaded"),
    "other": _("Other step"),
    "packing": _("Packed"),
    "picking": _("Picked from stock"),
    "receiving": _("Received"),
    "removing": _("Removed"),
    "repackaging": _("Repackaged"),
    "repairing": _("Repaired"),
    "replacing": _("Replaced"),
    "reserving": _("Reserved"),
    "retail_selling": _("Sold"),
    "sampling": _("Sampled"),
    "sensor_reporting": _("Measured"),
    "shipping": _("Shipped"),
    "staging_outbound": _("Made ready to leave"),
    "stock_taking": _("Counted in stock"),
    "stocking": _("Put on the shelf"),
    "storing": _("Put into store"),
    "transporting": _("On the road"),
    "unloading": _("Unloaded"),
    "unpacking": _("Unpacked"),
    "void_shipping": _("Shipment cancelled"),
}

DISPOSITIONS: dict[str, _StrPromise] = {
    "active": _("In use"),
    "available": _("Available"),
    "completeness_inferred": _("Taken to be complete"),
    "completeness_verified": _("Checked complete"),
    "conformant": _("Meets its requirements"),
    "container_closed": _("Container closed"),
    "container_open": _("Container open"),
    "damaged": _("Damaged"),
    "destroyed": _("Destroyed"),
    "dispensed": _("Dispensed"),
    "disposed": _("Disposed of"),
    "encoded": _("Code printed, not yet in use"),
    "expired": _("Expired"),
    "in_progress": _("In progress"),
    "in_transit": _("On its way"),
    "inactive": _("Out of use"),
    "mismatch_class": _("Wrong product found"),
    "mismatch_instance": _("Wrong item found"),
    "mismatch_quantity": _("Wrong quantity found"),
    "needs_replacement": _("Needs replacing"),
    "no_pedigree_match": _("Papers do not match"),
    "non_conformant": _("Fails its requirements"),
    "non_sellable_other": _("Not for sale"),
    "partially_dispensed": _("Partly dispensed"),
    "recalled": _("Recalled"),
    "reserved": _("Reserved"),
    "retail_sold": _("Sold"),
    "returned": _("Returned"),
    "sellable_accessible": _("For sale"),
    "sellable_not_accessible": _("For sale, in the back room"),
    "stolen": _("Stolen"),
    "unavailable": _("Not available"),
    "unknown": _("Not known"),
}

ENDS: dict[str, _StrPromise] = {
    "consumed": _("Used up"),
    "sold": _("Sold"),
    "decommissioned": _("Code retired"),
}
"""How a life ended, as tracing says it beside dispositions."""

EVENT_TYPES: dict[str, _StrPromise] = {
    "ObjectEvent": _("Observed"),
    "AggregationEvent": _("Packed or unpacked"),
    "TransactionEvent": _("Named in a business document"),
    "TransformationEvent": _("Processed"),
    "AssociationEvent": _("Attached or detached"),
}

MEASUREMENTS: dict[str, _StrPromise] = {
    "Temperature": _("Temperature"),
    "RelativeHumidity": _("Humidity"),
    "AbsoluteHumidity": _("Absolute humidity"),
    "Pressure": _("Pressure"),
    "Acceleration": _("Shock"),
    "Illuminance": _("Light"),
    "Mass": _("Mass"),
    "Volume": _("Volume"),
    "Speed": _("Speed"),
}

EXCEPTIONS: dict[str, _StrPromise] = {
    "ALARM_CONDITION": _("alarm"),
    "ERROR_CONDITION": _("sensor fault"),
}

_LAST_PART = re.compile(r"[^/:#]+(?=[/:#]*$)")


def biz_step(word: str | None) -> str | _StrPromise:
    """What was done, as a participle that can head a line; "" where the event does not say."""
    return _told(BIZ_STEPS, word)


def disposition(word: str | None) -> str | _StrPromise:
    """The state that a thing is in; "" where nobody said."""
    return _told(DISPOSITIONS, word)


def state(word: str | None) -> str | _StrPromise:
    """The state of a thing as tracing tells it: how its life ended, else its disposition."""
    return ENDS[word] if word in ENDS else disposition(word)


def step_title(biz_step_word: str | None, event_type: str) -> str | _StrPromise:
    """The heading of one step: its business step, else what its kind of event tells.

    A transformation is told as such: its business step speaks of what came out, and the reader may look at what
    went in.
    """
    if event_type == "TransformationEvent":
        return EVENT_TYPES[event_type]
    return biz_step(biz_step_word) or EVENT_TYPES.get(event_type, event_type)


def amount(role: str, told: str) -> str:
    """What an event does with so much of something."""
    if role == "input":
        return _("{amount} used").format(amount=told)
    return _("{amount} made").format(amount=told) if role == "output" else told


def measurement(word: str | None) -> str | _StrPromise:
    """What a sensor measured."""
    return _told(MEASUREMENTS, word)


def exception(word: str | None) -> str | _StrPromise:
    """What a sensor report says is wrong; "" where nothing is."""
    return _told(EXCEPTIONS, word)


def _told(words: dict[str, _StrPromise], word: str | None) -> str | _StrPromise:
    if not word:
        return ""
    if word in words:
        return words[word]
    last = _LAST_PART.search(word)
    return last.group().replace("_", " ") if last else word
