"""What the dairy world makes and uses, with a drawing of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from headwater.sample import naming

_PICTURES = Path(__file__).with_name("pictures")


@dataclass(frozen=True, slots=True)
class Product:
    """A trade item."""

    key: str
    organisation: str
    """Key of the brand owner."""
    gtin: str
    """14 digits."""
    prefix_length: int
    name: str
    name_zh: str
    description: str
    description_zh: str
    uom: str | None
    """UN/ECE unit in which its lots are measured; None where items are counted."""
    net_content: str = ""
    """As printed on the item, "800 g"; empty for what is not packed."""
    shelf_life: str = ""
    shelf_life_zh: str = ""

    @property
    def picture(self) -> Path:
        """SVG file of the drawing."""
        return _PICTURES / f"{self.key}.svg"


def _product(
    key: str,
    owner: tuple[str, str],
    item: int,
    names: tuple[str, str],
    descriptions: tuple[str, str],
    uom: str | None = "KGM",
    packed: tuple[str, str, str] = ("", "", ""),
) -> Product:
    """A product; `owner` is organisation and prefix, `packed` net content and shelf life in both languages."""
    return Product(
        key=key,
        organisation=owner[0],
        gtin=naming.gtin(owner[1], item),
        prefix_length=len(owner[1]),
        name=names[0],
        name_zh=names[1],
        description=descriptions[0],
        description_zh=descriptions[1],
        uom=uom,
        net_content=packed[0],
        shelf_life=packed[1],
        shelf_life_zh=packed[2],
    )


_DAIRY = ("dairy", "9521141")
_MILK = ("Raw cow's milk, cooled within two hours of milking.", "生牛乳，挤出后两小时内冷却。")

PRODUCTS: Final = (
    _product("milk-willow", ("willow", "9521201"), 1, ("Raw milk, Willow Creek", "柳溪牧场生牛乳"), _MILK),
    _product("milk-meadow", ("meadow", "9521202"), 1, ("Raw milk, North Meadow", "北甸牧场生牛乳"), _MILK),
    _product("milk-ridge", ("ridge", "9521203"), 1, ("Raw milk, Sunrise Ridge", "朝阳岭牧场生牛乳"), _MILK),
    _product(
        "collected",
        ("haulier", "9521301"),
        1,
        ("Collected raw milk", "集运生牛乳"),
        ("Milk of several farms, mixed in the tanker.", "多家牧场生牛乳在奶罐车中混合。"),
    ),
    _product(
        "premix",
        ("ingredients", "9521351"),
        1,
        ("Vitamin and mineral premix", "维生素矿物质预混料"),
        ("For infant formula, in sacks of 25 kg.", "婴儿配方食品用，25 千克袋装。"),
    ),
    _product(
        "concentrate",
        _DAIRY,
        11,
        ("Skimmed milk concentrate", "脱脂浓缩乳"),
        ("Skimmed and evaporated, before drying.", "脱脂浓缩，待喷雾干燥。"),
    ),
    _product("cream", _DAIRY, 12, ("Cream", "稀奶油"), ("Taken off when skimming.", "脱脂分离所得。")),
    _product(
        "powder",
        _DAIRY,
        13,
        ("Formula base powder", "配方基粉"),
        ("Spray-dried concentrate with premix.", "浓缩乳与预混料喷雾干燥而成。"),
    ),
    _product(
        "standardised",
        _DAIRY,
        14,
        ("Standardised milk", "标准化乳"),
        ("Milk with its fat set to 3.6 %, before heating.", "脂肪调至 3.6 %，待超高温灭菌。"),
    ),
    _product(
        "formula",
        _DAIRY,
        101,
        ("Little Spring infant formula, stage 1", "小泉婴儿配方奶粉 1 段"),
        (
            "From birth to six months. Made from the milk of three named farms.",
            "适用于 0 至 6 月龄婴儿。奶源来自三家牧场，批批可查。",
        ),
        None,
        ("800 g", "18 months", "18 个月"),
    ),
    _product(
        "uht",
        _DAIRY,
        102,
        ("Clearspring UHT whole milk", "澄泉超高温灭菌全脂牛奶"),
        ("Whole milk in a can, heated for four seconds at 137 °C.", "罐装全脂牛奶，137 °C 灭菌 4 秒。"),
        None,
        ("330 ml", "9 months", "9 个月"),
    ),
)
