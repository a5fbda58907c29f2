"""The words of the Core Business Vocabulary, in each of their spellings.

>>> bare("bizStep", "urn:epcglobal:cbv:bizstep:shipping")
'shipping'
>>> bare("type", "gs1:Temperature")
'Temperature'
>>> uri("bizStep", "shipping")
'https://ref.gs1.org/cbv/BizStep-shipping'

A word may come bare, as a CURIE ("cbv:BizStep-shipping"), as a URN of CBV 1, or as a full URI. Kinds are
the names of the fields that hold them: bizStep, disposition, bizTransaction (its type), sourceDestination
(their type), errorReason, and of a sensor report type, exception, component.

Source: CBV 2.0, section 7; the JSON-LD context of EPCIS 2.0.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "bizStep",
    "disposition",
    "bizTransaction",
    "sourceDestination",
    "errorReason",
    "type",
    "exception",
    "component",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EVENT_TYPES = frozenset(
    ["ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"]
)
EVENT_TYPES_LISTED = ", ".join(sorted(EVENT_TYPES))

CBV = "https://ref.gs1.org/cbv/"
GS1_VOC = "https://gs1.org/voc/"

WORDS: dict[Kind, frozenset[str]] = {
    "bizStep": _words("""accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
        decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting
        installing killing loading other packing picking receiving removing repackaging repairing replacing reserving
        retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting
        unloading unpacking void_shipping"""),
    "disposition": _words("""active available completeness_inferred completeness_verified conformant container_closed container_open
        damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class
        mismatch_instance mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other
        partially_dispensed recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen
        unavailable unknown"""),
    "bizTransaction": _words(
        "bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt"
    ),
    "sourceDestination": _words("location owning_party possessing_party"),
    "errorReason": _words("did_not_occur incorrect_data"),
    "type": _words("""AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance
        AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance
        Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity
        ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency
        Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux
        LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate
        MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux
        RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume Speed
        SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction
        VolumetricFlux Wavenumber"""),
    "exception": _words("ALARM_CONDITION ERROR_CONDITION"),
    "component": _words("""altitude axial_distance azimuth easting elevation_angle height latitude longitude northing polar_angle
        spherical_radius x y z"""),
}

_CBV_NAMES: dict[Kind, tuple[str, str]] = {
    "bizStep": ("BizStep", "bizstep"),
    "disposition": ("Disp", "disp"),
    "bizTransaction": ("BTT", "btt"),
    "sourceDestination": ("SDT", "sdt"),
    "errorReason": ("ER", "er"),
    "component": ("Comp", "comp"),
}
"""Kind to its name in ref.gs1.org URIs and in URNs; the other kinds live in the GS1 web vocabulary."""

_CURIES = {"cbv:": CBV, "gs1:": GS1_VOC, "epcis:": "https://ref.gs1.org/epcis/"}


def _heads(kind: Kind) -> list[str]:
    """What may stand before a word of this kind, the canonical head first."""
    if kind not in _CBV_NAMES:
        voc = (
            "https://gs1.org/voc/",
            "http://gs1.org/voc/",
            "https://www.gs1.org/voc/",
            "http://www.gs1.org/voc/",
        )
        return [*voc, "https://ref.gs1.org/voc/", "gs1:"]
    name, urn = _CBV_NAMES[kind]
    return [
        f"{CBV}{name}-",
        f"http://ref.gs1.org/cbv/{name}-",
        f"https://ns.gs1.org/cbv/{name}-",
        f"http://ns.gs1.org/cbv/{name}-",
        f"{CBV}{name.capitalize()}-",  # "Bizstep-" stands in examples published with the standard
        f"cbv:{name}-",
        f"urn:epcglobal:cbv:{urn}:",
    ]


_BARE: dict[Kind, dict[str, str]] = {
    kind: {head + word: word for word in words for head in ["", *_heads(kind)]}
    for kind, words in WORDS.items()
}
_URI: dict[Kind, dict[str, str]] = {
    kind: {word: _heads(kind)[0] + word for word in words} for kind, words in WORDS.items()
}


def bare(kind: Kind, text: str) -> str:
    """The bare word that any spelling of a CBV word means; other text unchanged, official CURIEs expanded."""
    word = _BARE[kind].get(text)
    if word is not None:
        return word
    prefix, colon, local = text.partition(":")
    namespace = _CURIES.get(prefix + colon)
    return text if namespace is None else namespace + local


def uri(kind: Kind, word: str) -> str:
    """The full URI of a bare CBV word; anything else (a URI already) unchanged."""
    return _URI[kind].get(word, word)


def known(kind: Kind, word: str) -> bool:
    """Whether `word` is a bare CBV word of this kind."""
    return word in WORDS[kind]
