"""Which fields each event type has, and which it must have.

Source: EPCIS 2.0, sections 7.4.2 to 7.4.6. The JSON schema asks for parentID in every AssociationEvent and
for children in none; the prose, which is followed here, asks for parentID with ADD and DELETE, and for
children with ADD and OBSERVE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from headwater.epcis.errors import Problem, problem
from headwater.epcis.model import Event
from headwater.epcis.vocabulary import EVENT_TYPES_LISTED

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTIONS = frozenset(["ADD", "OBSERVE", "DELETE"])

_WHAT = {
    "ObjectEvent": {"action", "epc_list", "quantity_list", "ilmd"},
    "AggregationEvent": {"action", "parent_id", "child_epcs", "child_quantity_list"},
    "AssociationEvent": {"action", "parent_id", "child_epcs", "child_quantity_list"},
    "TransactionEvent": {"action", "parent_id", "epc_list", "quantity_list"},
    "TransformationEvent": {
        "transformation_id",
        "input_epc_list",
        "input_quantity_list",
        "output_epc_list",
        "output_quantity_list",
        "ilmd",
    },
}
"""The fields in which the event types differ."""

_DIFFERING = frozenset[str]().union(*_WHAT.values())
_NAMES: Mapping[str, str] = {f.name: f.encode_name for f in structs.fields(Event)}
_FOREIGN = {type_: tuple(sorted(_DIFFERING - fields)) for type_, fields in _WHAT.items()}


def check_fields(event: Event, problems: list[Problem]) -> bool:
    """Fields too many or too few. False if the type is unknown, so that nothing else can be said."""
    foreign = _FOREIGN.get(event.type)
    if foreign is None:
        problems.append(
            problem(
                "unknown-event-type",
                "/type",
                "{type!r} is no event type; the types are {types}.",
                type=event.type,
                types=EVENT_TYPES_LISTED,
            )
        )
        return False
    for attribute in foreign:
        if getattr(event, attribute):
            name = _NAMES[attribute]
            problems.append(
                problem(
                    "field-not-of-type",
                    "/" + name,
                    "{type} has no field {name!r}.",
                    type=event.type,
                    name=name,
                )
            )
    if event.type == "TransformationEvent":
        _check_transformation(event, problems)
    else:
        _check_action(event, problems)
    return True


def _missing(name: str, problems: list[Problem]) -> None:
    problems.append(problem("missing-field", "/" + name, "The field {name!r} is missing.", name=name))


def _check_action(event: Event, problems: list[Problem]) -> None:
    action = event.action
    if action is None:
        _missing("action", problems)
        return
    if action not in ACTIONS:
        problems.append(
            problem(
                "action-value",
                "/action",
                "The action is ADD, OBSERVE or DELETE, not {action!r}.",
                action=action,
            )
        )
        return
    if event.type == "ObjectEvent":
        if event.ilmd and action != "ADD":
            problems.append(
                problem(
                    "ilmd-not-allowed",
                    "/ilmd",
                    "An ObjectEvent has ilmd with action ADD only, not {action}.",
                    action=action,
                )
            )
    elif event.type == "TransactionEvent":
        if not event.biz_transaction_list:
            _missing("bizTransactionList", problems)
    else:
        if event.parent_id is None and action != "OBSERVE":
            _missing("parentID", problems)
        if action != "DELETE" and not event.child_epcs and not event.child_quantity_list:
            problems.append(
                problem(
                    "children-missing",
                    "",
                    "With action {action}, childEPCs or childQuantityList must name something.",
                    action=action,
                )
            )


def _check_transformation(event: Event, problems: list[Problem]) -> None:
    """Inputs and outputs; the events of one transformationID may tell them one after the other."""
    inputs = event.input_epc_list or event.input_quantity_list
    outputs = event.output_epc_list or event.output_quantity_list
    if event.transformation_id is None:
        if not inputs or not outputs:
            problems.append(
                problem(
                    "transformation-incomplete",
                    "",
                    "A TransformationEvent without transformationID names inputs and outputs; {side} are missing.",
                    side="both" if not inputs and not outputs else "outputs" if inputs else "inputs",
                )
            )
    elif not inputs and not outputs:
        problems.append(
            problem("transformation-empty", "", "A TransformationEvent names at least one input or output.")
        )
