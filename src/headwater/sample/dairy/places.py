"""Who takes part in the dairy world, and where: invented names in real towns.

Coordinates are those of the towns, in degrees, WGS 84. All GLNs stand under demonstration prefixes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from headwater.sample import naming

Kind = Literal["farm", "plant", "warehouse", "vehicle", "dealer", "store", "other"]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company or farm."""

    key: str
    """Short name by which this world's data and tests mean it."""
    prefix: str
    """GS1 company prefix, seven digits."""
    name: str
    name_zh: str
    kind: str
    """What it is in words: "dairy", "farm", "haulier", "supplier", "logistics", "dealer", "shop"."""
    operating: bool = False

    @property
    def gln(self) -> str:
        """GLN of the organisation as a party, 13 digits."""
        return naming.gln(self.prefix, 0)

    @property
    def pgln(self) -> str:
        """The same as an EPC URN."""
        return naming.pgln(self.prefix)


@dataclass(frozen=True, slots=True)
class Location:
    """A place, or a vehicle."""

    key: str
    organisation: str
    """Key of its owner."""
    uri: str
    """SGLN URN."""
    gln: str
    """13 digits; a part of a place shares the GLN of the whole."""
    name: str
    name_zh: str
    town: str
    town_zh: str
    kind: Kind
    latitude: float
    longitude: float
    part_of: str | None = None
    """Key of the place that it is part of."""


ORGANISATIONS: Final = (
    Organisation("dairy", "9521141", "Clearspring Dairy", "澄泉乳业", "dairy", operating=True),
    Organisation("willow", "9521201", "Willow Creek Farm", "柳溪牧场", "farm"),
    Organisation("meadow", "9521202", "North Meadow Farm", "北甸牧场", "farm"),
    Organisation("ridge", "9521203", "Sunrise Ridge Farm", "朝阳岭牧场", "farm"),
    Organisation("haulier", "9521301", "Longriver Milk Haulage", "长河奶运", "haulier"),
    Organisation("ingredients", "9521351", "Fairgrain Ingredients", "丰禾营养配料", "supplier"),
    Organisation("coldchain", "9521401", "Frostgate Cold Chain", "霜门冷链", "logistics"),
    Organisation("dealer1", "9521501", "Lakeside Trading", "湖畔商贸", "dealer"),
    Organisation("dealer2", "9521502", "Southgate Provisions", "南门食品", "dealer"),
    Organisation("shop1", "9521601", "Little Bear Mother & Baby", "小熊母婴", "shop"),
    Organisation("shop2", "9521602", "Mountain View Mart", "望岳超市", "shop"),
    Organisation("shop3", "9521603", "Cradle Mother & Baby", "摇篮母婴", "shop"),
    Organisation("shop4", "9521604", "Harbour Fresh Market", "港湾鲜生", "shop"),
)

_PREFIXES = {organisation.key: organisation.prefix for organisation in ORGANISATIONS}
_Town = tuple[str, str]

_ANDA: _Town = ("Anda", "安达")
_ZHAODONG: _Town = ("Zhaodong", "肇东")
_QINGGANG: _Town = ("Qinggang", "青冈")
_SHUANGCHENG: _Town = ("Shuangcheng", "双城")
_HARBIN: _Town = ("Harbin", "哈尔滨")
_CHANGCHUN: _Town = ("Changchun", "长春")
_SHENYANG: _Town = ("Shenyang", "沈阳")
_JINAN: _Town = ("Jinan", "济南")
_TAIAN: _Town = ("Tai'an", "泰安")
_HANGZHOU: _Town = ("Hangzhou", "杭州")
_NINGBO: _Town = ("Ningbo", "宁波")


_COORDINATES: Final = {
    "willow": (46.5037, 125.2416),
    "meadow": (46.1328, 125.8415),
    "ridge": (46.7411, 126.1853),
    "tanker": (46.0511, 125.9622),
    "ingredients": (43.8532, 125.2417),
    "plant1": (45.3591, 126.3402),
    "plant2": (45.7016, 126.5733),
    "coldstore": (41.7029, 123.3186),
    "truck": (41.8057, 123.4315),
    "dealer1": (36.7436, 117.1822),
    "dealer2": (30.3517, 120.2896),
    "shop1": (36.6512, 117.1201),
    "shop2": (36.2003, 117.0876),
    "shop3": (30.2741, 120.1551),
    "shop4": (29.8683, 121.5440),
}
"""Latitude and longitude of each place in or near its town; a part of a place is where the whole is."""


def _place(
    key: str,
    organisation: str,
    number: int,
    names: tuple[str, str],
    town: _Town,
    kind: Kind,
    *,
    part: tuple[str, str] | None = None,
) -> Location:
    """A place under its owner's prefix; `part` is the extension and the key of the whole."""
    extension, whole = part or ("0", None)
    prefix = _PREFIXES[organisation]
    latitude, longitude = _COORDINATES[whole or key]
    return Location(
        key=key,
        organisation=organisation,
        uri=naming.sgln(prefix, number, extension),
        gln=naming.gln(prefix, number),
        name=names[0],
        name_zh=names[1],
        town=town[0],
        town_zh=town[1],
        kind=kind,
        latitude=latitude,
        longitude=longitude,
        part_of=whole,
    )


LOCATIONS: Final = (
    _place("willow", "willow", 1, ("Willow Creek Farm", "柳溪牧场"), _ANDA, "farm"),
    _place("meadow", "meadow", 1, ("North Meadow Farm", "北甸牧场"), _ZHAODONG, "farm"),
    _place("ridge", "ridge", 1, ("Sunrise Ridge Farm", "朝阳岭牧场"), _QINGGANG, "farm"),
    _place("tanker", "haulier", 7, ("Milk tanker 7", "7号奶罐车"), _ZHAODONG, "vehicle"),
    _place("ingredients", "ingredients", 1, ("Fairgrain premix works", "丰禾预混料厂"), _CHANGCHUN, "plant"),
    _place("plant1", "dairy", 1, ("Clearspring Plant 1, powder", "澄泉一厂（奶粉）"), _SHUANGCHENG, "plant"),
    _place(
        "line1", "dairy", 1, ("Canning line 1", "一号罐装线"), _SHUANGCHENG, "plant", part=("LINE1", "plant1")
    ),
    _place("lab", "dairy", 1, ("Laboratory", "检验室"), _SHUANGCHENG, "plant", part=("LAB", "plant1")),
    _place("plant2", "dairy", 2, ("Clearspring Plant 2, milk", "澄泉二厂（液奶）"), _HARBIN, "plant"),
    _place("line2", "dairy", 2, ("Filling line 2", "二号灌装线"), _HARBIN, "plant", part=("LINE2", "plant2")),
    _place("coldstore", "coldchain", 1, ("Frostgate cold store", "霜门冷库"), _SHENYANG, "warehouse"),
    _place("truck", "coldchain", 4, ("Refrigerated truck 4", "4号冷藏车"), _SHENYANG, "vehicle"),
    _place("dealer1", "dealer1", 1, ("Lakeside warehouse", "湖畔商贸仓库"), _JINAN, "dealer"),
    _place("dealer2", "dealer2", 1, ("Southgate warehouse", "南门食品仓库"), _HANGZHOU, "dealer"),
    _place("shop1", "shop1", 1, ("Little Bear, Jinan", "小熊母婴济南店"), _JINAN, "store"),
    _place("shop2", "shop2", 1, ("Mountain View Mart, Tai'an", "望岳超市泰安店"), _TAIAN, "store"),
    _place("shop3", "shop3", 1, ("Cradle, Hangzhou", "摇篮母婴杭州店"), _HANGZHOU, "store"),
    _place("shop4", "shop4", 1, ("Harbour Fresh, Ningbo", "港湾鲜生宁波店"), _NINGBO, "store"),
)
