"""Who acts, and who looks: values that every operation and query takes as an argument."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """The organisation through whose eyes something is read."""

    organisation_id: int
    operating: bool = False
    """The operating organisation sees all."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or an API key, acting for one organisation."""

    organisation_id: int
    roles: frozenset[str]
    operating: bool = False
    person_id: int | None = None
    api_key_id: int | None = None
    device: str | None = None
    """Name of the station, scanner or program, where it told."""

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.organisation_id, self.operating)
