"""What each member of the answers means, in one sentence: for programmers, in their language.

The OpenAPI document and its page take them from here.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

SHAPES: Final = {
    "Trace": _("Where something came from, where it went, and where all of it is."),
    "Node": _("A lot, an item, a container, a product, or something hidden."),
    "Place": _("A location."),
    "Party": _("An organisation."),
    "Summary": _("Totals of what you may see."),
    "Quantity": _("An amount in one unit."),
    "PlaceCount": _("How many items are at a place, or with a holder."),
    "Shipment": _("Items on the way from one place to another, reported by one organisation."),
    "Balance": _(
        "Of one lot in one unit, seen from its maker: made + received = on_hand + shipped + consumed + sampled + lost + returned + unaccounted."
    ),
    "Stock": _("Some of a lot that is told by quantity: where it is, as far as anybody told."),
    "Edge": _("From what went in to what came out."),
    "Responsible": _("Who captured the event."),
    "History": _("The life of one item or lot, in the order of time."),
    "Step": _("One event of a life."),
    "Reading": _("One sensor report of a step."),
    "Amount": _("How much of a lot a step names, and in which list."),
    "Located": _("Where one thing is."),
    "Part": _("Some of a lot: so many items, or so much of it, in one place and state."),
    "Object": _("What something is called, and where it is."),
    "Subjects": _("What is asked about."),
    "Problem": _("What went wrong (RFC 9457)."),
}
_COMMON: Final = {
    "id": _("Its Digital Link, or another URI."),
    "name": _("Its name in English, or the only one it has."),
    "name_zh": _("Its name in Chinese."),
    "latitude": _("Degrees north."),
    "longitude": _("Degrees east."),
    "offset": _('The clock on which the time beside it was told, from UTC: "+08:00".'),
    "uom": _("Unit, a UN/ECE code; null counts pieces."),
    "lot": _("The Digital Link of the lot."),
    "place": _("Where it is; null on the way, and where nobody said."),
    "seen_at": _("The read point that last saw it."),
    "destination": _("Whereto it is on the way."),
    "in_transit": _("Whether it is on the way."),
    "since": _("When that began, ISO 8601 in UTC."),
    "via": _("The container that it is in."),
    "state": _('Its disposition, or how its life ended: "sold", "consumed", "destroyed", "decommissioned".'),
    "at": _("Events up to this time count; null: all."),
    "known_at": _("What was known up to this record; null: all."),
    "subject": _("What was asked about."),
    "truncated": _("Whether more follows."),
    "next": _("The `cursor` of the next page; null on the last."),
    "responsible": _("Who captured the event."),
    "claim": _("Whether only who had no authority over it tells of it."),
    "coded": _("Items of the lot that were given codes at this place; they may be the same goods."),
    "quantity": _("How much; null where nobody said."),
    "event": _("The eventID."),
    "time": _("When it happened, ISO 8601 in UTC."),
    "type": _('The kind of event: "ObjectEvent" and its like.'),
}
"""Of members that mean the same wherever they stand."""
_OWN: Final = {
    "Trace": {
        "direction": _('As asked: "back", "forward" or "both".'),
        "precision": _(
            'Whether the trace went by single items ("object"), by whole lots ("lot") or by both ("mixed").'
        ),
        "summary": _("Totals."),
        "nodes": _("The subject first, then the rest by distance and name."),
        "edges": _("What leads to what, by name."),
    },
    "Node": {
        "id": _(
            "Its Digital Link or another URI; of something hidden, or of many items together, a name for this answer."
        ),
        "kind": _('"lot", "object", "container", "class" (a product without lot) or "hidden".'),
        "product": _("GTIN, fourteen digits."),
        "lot": _("Lot number."),
        "serial": _("Serial number."),
        "objects": _("How many items it stands for, where it stands for many."),
        "depth": _("How many transformations it is away from the subject."),
        "holder": _("Whose place it is."),
        "from": _("On the way: from where."),
        "to": _("On the way: whereto."),
        "by": _("On the way: who reported the shipping."),
    },
    "Place": {
        "kind": _('What kind of place it is: "farm", "plant", "store" and their like.'),
    },
    "Summary": {
        "lots": _("How many lots."),
        "objects": _("How many items, not their containers."),
        "containers": _("How many cases, pallets and the like that are in the trace themselves."),
        "events": _("How many transformation events."),
        "quantities": _("How much was made of the lots at which the trace ends."),
        "locations": _("Where the items are, most first."),
        "in_transit": _("How many items are on the way."),
        "unlocated": _("Of how many items nobody said where they are."),
        "holders": _("Who has the items, most first."),
        "shipments": _("The items on the way, by way and shipper; they add up to `in_transit`."),
        "balance": _("Of each lot, whether what was made is accounted for."),
        "stock": _("Where that is of the lots which is told by quantity; empty in a trace back."),
        "hidden": _("From how many lots, and groups of items, more leads on that you may not see."),
        "ended": _("How many items' lives are over, by how they ended."),
    },
    "Quantity": {
        "value": _("A decimal number, as text."),
    },
    "PlaceCount": {
        "objects": _("How many items."),
        "sold": _("How many of them were sold there: no stop of movements reaches these."),
    },
    "Shipment": {
        "from": _("From where; null where nobody said."),
        "to": _("Whereto; null where nobody said."),
        "by": _("Who reported the shipping."),
        "since": _("When the oldest of them left, ISO 8601 in UTC."),
        "objects": _("How many items."),
    },
    "Balance": {
        "made": _("What was made."),
        "received": _("What came in."),
        "on_hand": _("What is left."),
        "shipped": _("What was shipped or sold."),
        "consumed": _("What was used up."),
        "sampled": _("What was taken as samples."),
        "lost": _("What was destroyed or lost."),
        "returned": _("What was sent back."),
        "unaccounted": _("What nobody can explain; below zero, more left than there was."),
        "items": _(
            "Whether the row counts items with codes where they are; another row of the lot is of what is told by quantity."
        ),
    },
    "Stock": {
        "holder": _("Whose place it is; where that is not known, or on the way, who told so last."),
    },
    "Edge": {
        "from": _("The id of a node."),
        "to": _("The id of a node."),
        "kind": _('"transformation", "membership" (of an item in a lot), "containment" or "association".'),
        "event": _("The eventID of what tells it."),
        "until": _("When a containment ended."),
        "place": _("Where it happened."),
        "quantity": _("How much went that way."),
        "objects": _("How many items, where an end stands for many."),
        "until_offset": _("The clock of `until`, from UTC."),
        "claim": _("Whether who reported it had no authority over what came out."),
    },
    "Responsible": {
        "organisation": _("Its name."),
        "organisation_zh": _("Its name in Chinese."),
        "person": _("The person, where that is known."),
        "device": _("The device, where that is known."),
    },
    "History": {
        "steps": _("Its events, oldest first."),
    },
    "Step": {
        "action": _('"ADD", "OBSERVE" or "DELETE"; null for a transformation.'),
        "biz_step": _("The business step: a word of the CBV, or a URI."),
        "disposition": _("The state that it left: a word of the CBV, or a URI."),
        "place": _("The business location."),
        "seen_at": _("The read point."),
        "destination": _("Whereto it was sent."),
        "inherited_from": _("The container to which it happened while the thing was inside."),
        "readings": _("What sensors told."),
        "status": _(
            '"valid"; "declared", called wrong by who told it; "declaration", which says so; "claim", told without authority.'
        ),
        "position": _("The number of its record, a value for `known_at`."),
        "amounts": _("Of a lot or class: how much of it the event names by quantity."),
    },
    "Amount": {
        "role": _('In which list: "object", "child", "input" (used) or "output" (made).'),
        "quantity": _("How much; null where the event does not say."),
        "uom": _("Unit, a UN/ECE code; null for a count of items."),
    },
    "Reading": {
        "type": _("What was measured."),
        "time": _("When, where the report says so."),
        "value": _("The value."),
        "min_value": _("The least."),
        "max_value": _("The most."),
        "mean_value": _("The mean."),
        "uom": _("Unit, a UN/ECE code."),
        "exception": _("The alarm that the device gave."),
    },
    "Located": {
        "parts": _("Of a lot: how much of it is where, most first."),
        "known": _("Whether anything that you may see was recorded of it; if not, there is only its id."),
    },
    "Part": {
        "objects": _("How many items with codes; null of an amount."),
    },
    "Object": {
        "id": _("Its Digital Link."),
        "key": _("Its canonical key, the same for every spelling."),
        "scheme": _('The kind of GS1 key, as "sgtin".'),
        "kind": _("What the key names."),
        "urn": _("Its EPC URN; null where the length of the company prefix is not known."),
        "elements": _("Application identifiers and their values."),
        "located": _("Where it is."),
    },
    "Subjects": {
        "ids": _("Identifiers in any spelling."),
    },
    "Problem": {
        "type": _("Stable, for programs."),
        "title": _("What kind of problem it is."),
        "status": _("The HTTP status."),
        "detail": _("What is wrong, in the reader's language."),
        "instance": _("The address that was asked."),
    },
}


def meaning(shape: str, member: str) -> str:
    """The sentence in English, to be translated.

    Raises:
        KeyError: there is none.
    """
    own = _OWN.get(shape, {})
    return own[member] if member in own else _COMMON[member]
