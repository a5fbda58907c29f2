"""Which events declarations mean: at each position what a plain reading of the rule says of the events until then."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from headwater.events.codes import Flag
from headwater.events.declarations import Member, decide

if TYPE_CHECKING:
    from collections.abc import Sequence

OPERATING = 1


@st.composite
def groups(draw: st.DrawFn) -> list[Member]:
    """Events of one eventID: few organisations and contents, declarations among them."""
    drawn = draw(
        st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2), st.booleans()), min_size=1, max_size=9)
    )
    return [
        Member(0, 10 * n, capturer, capturer == OPERATING, Flag.DECLARATION if declares else 0, bytes([content]), None)
        for n, (capturer, content, declares) in enumerate(drawn, 1)
    ]  # fmt: skip


def plainly(group: Sequence[Member]) -> set[int]:
    """Positions of the originals that are void when these are all the events there are."""
    originals = [member for member in group if not member.declares]
    found: set[int] = set()
    for declaration in group:
        if not declaration.declares:
            continue
        own = [one for one in originals if one.capturer == declaration.capturer]
        for entitled in [own, originals] if declaration.operating else [own]:
            meant = [one for one in entitled if one.digest == declaration.digest]
            if not meant and all(one.digest != declaration.digest for one in originals):
                meant = entitled
            if entitled is originals:
                meant = [one for one in meant if one.capturer in whose(declaration, meant)]
            found |= {one.position for one in meant}
            if meant:
                break
    return found


def whose(declaration: Member, meant: Sequence[Member]) -> set[int]:
    """Who had told it when the declaration came; else who told it first."""
    before = [one for one in meant if one.position < declaration.position]
    return {one.capturer for one in before or meant[:1]}


@given(groups())
def test_at_every_position_the_events_until_then_decide(group: list[Member]) -> None:
    voids, lapses = decide(group)

    for n, last in enumerate(group, 1):
        known = last.position
        told = {position for position, since in voids.items() if since <= known}
        told |= {position for position, since, until in lapses if since <= known < until}
        assert told == plainly(group[:n])


@given(groups())
def test_intervals_of_one_event_do_not_meet(group: list[Member]) -> None:
    voids, lapses = decide(group)

    for position in {member.position for member in group}:
        ends = sorted((since, until) for one, since, until in lapses if one == position)
        if position in voids:
            ends.append((voids[position], voids[position] + 1))
        assert all(before[1] < after[0] for before, after in pairwise(ends))
