"""The stream of data, stage by stage. Every way in takes it; nothing else writes events.

    decode -> validate -> prepare -> identify -> describe -> gate -> append -> project

The first three compute. `identify` gives ids to names. From `describe` on, all is one transaction.
"""

from headwater.events import (
    appending,
    clocks,
    declarations,
    decoding,
    describing,
    gate,
    locks,
    naming,
    preparing,
    storing,
)
from headwater.events.storing import Stream
from headwater.tracing import authority, membership

STREAM = Stream(
    read=(
        decoding.decode,
        decoding.validate,
        preparing.prepare,
    ),
    name=(
        gate.leave_out_repeats,
        naming.identify,
        membership.name_lots,
    ),
    keep=(
        locks.take_turn,
        describing.describe,
        gate.find_conflicts,
        gate.find_claims,
        gate.find_unissued,
        gate.find_shared_transformations,
        clocks.find_ahead,
        storing.open_job,
        appending.append,
        declarations.record,
        declarations.apply_declarations,
        authority.recognise_custodians,
        membership.project,
    ),
)
