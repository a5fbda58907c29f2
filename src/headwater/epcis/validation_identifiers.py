"""Identifiers of an event: every GS1 key in it is valid, and of the sort that its place asks for.

A URI that is no GS1 key is allowed everywhere; text that is no URI is allowed nowhere.

Source: EPCIS 2.0, sections 7.3.3.1 and 7.3.3.3; CBV 2.0, section 8.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headwater.epcis.errors import Problem, pointer, problem
from headwater.epcis.validation_words import check_length, is_uri
from headwater.gs1.errors import IdentifierError
from headwater.gs1.heads import runs, split
from headwater.gs1.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.epcis.model import QuantityElement

MAX_PROBLEMS = 20
"""Problems told of one list; a list of a hundred thousand needs no hundred thousand."""

_UOM = re.compile(r"[A-Z0-9]{2,3}", re.ASCII)
_INSTANCES = frozenset(["instance", "document", "place", "party"])
"""Kinds of one single thing; a location can be observed and aggregated as any other."""
_IN_QUANTITY_LISTS = frozenset(["class", "lot", "uri"])


def check_uri(text: str, path: str, problems: list[Problem]) -> None:
    """Refuse what is no absolute URI."""
    if not is_uri(text):
        problems.append(problem("no-uri", path, "{value!r} is no URI.", value=text))


def check_name(text: str, path: str, problems: list[Problem]) -> None:
    """Refuse what is no absolute URI, or too long for one by which things are found."""
    check_uri(text, path, problems)
    check_length(text, path, problems)


@remembered(4096)
def valid_kind(text: str) -> str | None:
    """The kind of a valid identifier, None for any other: places, papers and lots recur in event after event."""
    problems: list[Problem] = []
    kind = check_identifier(text, "", problems)
    return None if problems else kind


def check_identifier(text: str, path: str, problems: list[Problem]) -> str | None:
    """Refuse what is no valid identifier; answers its kind if it is one."""
    try:
        head, tail = split(text)
        head.check(tail)
    except IdentifierError as error:
        problems.append(problem(error.code, path, error.template, **error.params))
        return None
    if head.kind == "uri" or text.startswith("/"):
        check_name(text, path, problems)
    return head.kind


def check_instances(epcs: Sequence[str], path: str, problems: list[Problem], *, unique: bool) -> None:
    """Identifiers of instances, as an EPC list or a parent holds them.

    A class or lot is refused: it belongs in a quantity list. With `unique`, so is an EPC named twice.
    """
    if _all_instances(epcs) and not (unique and len(set(epcs)) != len(epcs)):
        return
    start = len(problems)
    single = path == "/parentID"
    for i, epc in enumerate(epcs):
        try:
            head, tail = split(epc)
            head.check(tail)
            relative = epc.startswith("/")
            if not relative and head.kind in _INSTANCES:
                continue
            here = path if single else pointer(path, i)
            if relative or head.kind == "uri":
                check_name(epc, here, problems)
            else:
                problems.append(
                    problem(
                        "instance-expected",
                        here,
                        "{epc!r} names a {kind}; an instance is expected here.",
                        epc=epc,
                        kind=head.kind,
                    )
                )
        except IdentifierError as error:
            problems.append(
                problem(error.code, path if single else pointer(path, i), error.template, **error.params)
            )
        if len(problems) - start >= MAX_PROBLEMS:
            return
    if unique and len(set(epcs)) != len(epcs):
        seen: set[str] = set()
        for i, epc in enumerate(epcs):
            if epc in seen:
                problems.append(
                    problem("epc-twice", pointer(path, i), "{epc!r} stands twice in the list.", epc=epc)
                )
                return
            seen.add(epc)


def _all_instances(epcs: Sequence[str]) -> bool:
    """Whether all are valid GS1 keys of instances, found without saying what is wrong where."""
    try:
        for run in runs(epcs):
            # A path alone is no URI, though heads can read it.
            if run.relative or run.head.kind not in _INSTANCES:
                return False
            run.check()
    except IdentifierError:
        return False
    return True


def check_classes(
    elements: Sequence[QuantityElement], path: str, problems: list[Problem], *, zero: bool
) -> None:
    """Quantities of classes or lots; `zero` says whether none is a quantity too."""
    start = len(problems)
    for i, element in enumerate(elements):
        here = pointer(path, i)
        kind = valid_kind(element.epc_class) or check_identifier(
            element.epc_class, here + "/epcClass", problems
        )
        if kind is not None and kind not in _IN_QUANTITY_LISTS:
            problems.append(
                problem(
                    "class-expected",
                    here + "/epcClass",
                    "{epc!r} names one {kind}; a class or lot is expected here.",
                    epc=element.epc_class,
                    kind=kind,
                )
            )
        _check_quantity(element, here, problems, zero=zero)
        if len(problems) - start >= MAX_PROBLEMS:
            return


def _check_quantity(element: QuantityElement, path: str, problems: list[Problem], *, zero: bool) -> None:
    quantity = element.quantity
    if quantity is not None:
        if quantity < 0 or (quantity == 0 and not zero):
            problems.append(
                problem(
                    "quantity-not-positive",
                    path + "/quantity",
                    "The quantity {quantity} is not positive.",
                    quantity=quantity,
                )
            )
        elif element.uom is None and quantity != quantity.to_integral_value():
            problems.append(
                problem(
                    "quantity-not-whole",
                    path + "/quantity",
                    "{quantity} without a unit is a count of instances, which is a whole number.",
                    quantity=quantity,
                )
            )
    if element.uom is not None:
        if quantity is None:
            problems.append(
                problem("uom-without-quantity", path + "/uom", "There is a unit, but no quantity.")
            )
        if _UOM.fullmatch(element.uom) is None:
            problems.append(
                problem(
                    "uom-format", path + "/uom", '{uom!r} is no UN/ECE unit code like "KGM".', uom=element.uom
                )
            )
