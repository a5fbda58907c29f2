"""Parts of answers of tracing as texts for people."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from headwater.parties.names import Names
from headwater.words import local

if TYPE_CHECKING:
    from decimal import Decimal

    from headwater.tracing.answers import Located, Node, Part, Party, Place, Reading, Responsible, Stock


def label(node: Node) -> str:
    """What people call a node: its product with lot or serial, else its identifier."""
    name = Names(node.name or "", node.name_zh or "").text()
    if node.objects is not None and node.objects > 1:
        return _("{n} of {what}").format(n=node.objects, what=name or short(node.id))
    if not name:
        return short(node.id)
    if node.serial is not None:
        return f"{name} {node.serial}"
    return _("{name}, lot {lot}").format(name=name, lot=node.lot) if node.lot is not None else name


def short(link: str) -> str:
    """An identifier without the domain that all canonical links share."""
    return link.removeprefix("https://id.gs1.org/")


def amount(value: Decimal | None, uom: str | None) -> str:
    """ "13.8 kg", "97 items": every digit that was told, with the sign that the pages have."""
    if value is None:
        return _("unknown")
    number = f"{value.normalize():f}"
    if uom is None:
        return (_("{n} item") if value == 1 else _("{n} items")).format(n=number)
    return f"{number} {unit(uom)}"


def unit(uom: str) -> str:
    """ "kg": its sign where people know it better than the code."""
    return local.UNITS.get(uom, uom)


def reading(one: Reading) -> str:
    """What a sensor told: a value, or from the least to the most."""
    if one.min_value is not None and one.max_value is not None:
        return f"{local.measure(one.min_value, one.uom)} – {local.measure(one.max_value, one.uom)}"
    value = one.value if one.value is not None else one.mean_value
    return one.type if value is None else local.measure(value, one.uom)


def on_its_way(one: Located | Node | Part | Stock) -> str:
    """That it is on the way, and to where as far as that is known."""
    to = place(one.destination)
    return _("on the way to {place}").format(place=to) if to else _("on the way")


def place(one: Place | None) -> str:
    """Its name, else its identifier; empty where there is no place."""
    return "" if one is None else Names(one.name, one.name_zh).text() or short(one.id)


def party(one: Party | None) -> str:
    """Its name; empty where there is none."""
    return "" if one is None else Names(one.name, one.name_zh).text()


def who(responsible: Responsible | None) -> str:
    """The organisation; empty where there is none."""
    return "" if responsible is None else Names(responsible.organisation, responsible.organisation_zh).text()


def time(at: str | None, offset: str | None) -> str:
    """To the minute, on the clock of the place where it was told."""
    if at is None or offset is None:
        return ""
    return f"{local.moment(at, offset):%Y-%m-%d %H:%M} {offset}"
