"""Every package has its place in the house (DESIGN.md, section 1; docs/adr/0002)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PURE = {"gs1", "epcis", "serials", "lineage", "inspection", "rules", "tlog", "seal", "symbols"}
PRESENT = {path.parent.name for path in (ROOT / "src/headwater").glob("*/__init__.py")}


@pytest.fixture(scope="module")
def contracts() -> dict[str, dict[str, object]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {contract["name"]: contract for contract in project["tool"]["importlinter"]["contracts"]}


def rooms(layers: list[str]) -> list[str]:
    return [room for layer in layers for room in re.findall(r"\w+", layer)]


def test_every_package_stands_in_the_layers(contracts):
    assert set(rooms(contracts["Layers"]["layers"])) >= PRESENT


def test_no_package_stands_in_two_layers(contracts):
    named = rooms(contracts["Layers"]["layers"])
    assert sorted(named) == sorted(set(named))


def test_layers_stay_exhaustive(contracts):
    assert contracts["Layers"]["exhaustive"] is True


def test_every_pure_package_that_exists_is_kept_from_frameworks(contracts):
    contract = contracts["Pure packages know no framework, database, clock, network or process"]
    assert set(contract["source_modules"]) == {f"headwater.{name}" for name in PURE & PRESENT}


def test_every_pure_package_is_kept_from_the_others(contracts):
    assert set(rooms(contracts["Pure packages use nothing of ours but gs1"]["layers"])) == PURE - {"gs1"}
