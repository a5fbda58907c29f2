from __future__ import annotations

import pytest

from headwater.catalog import operations, pictures
from headwater.parties.errors import NotPermitted, Refused

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><!-- a can --><g id="a"><rect width="1" fill="url(#a)"/></g></svg>'


def drawing(inside: str = "", attributes: str = "", before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


@pytest.mark.parametrize(
    ("data", "ending"),
    [(PNG, "png"), (b"\xff\xd8\xff\xe0", "jpg"), (b"RIFF\0\0\0\0WEBPVP8 ", "webp"), (SVG, "svg")],
)
def test_a_picture_is_named_by_its_content(data, ending):
    name = pictures.kept_name(data)

    assert len(name) == 64 + 1 + len(ending)
    assert name.endswith(f".{ending}")
    assert name == pictures.kept_name(data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (drawing("<script>alert(1)</script>"), "<script>"),
        (drawing("<foreignObject/>"), "<foreignObject>"),
        (drawing("<a href='https://example.com'/>"), "<a>"),
        (drawing("<script xmlns='http://www.w3.org/1999/xhtml'/>"), "<script>"),
        (drawing(attributes='onload="alert(1)"'), "the attribute onload"),
        (drawing("<use href='https://example.com/x.svg#a'/>"), "an address outside the drawing"),
        (
            drawing("<use xmlns:x='http://www.w3.org/1999/xlink' x:href='javascript:1'/>"),
            "an address outside the drawing",
        ),
        (drawing("<rect fill='url(https://example.com)'/>"), "an address outside the drawing"),
        (drawing("<style>@import 'x.css'</style>"), "a style that fetches"),
        (drawing("<style>rect{fill:u\\72l(x)}</style>"), "a style that fetches"),
        (drawing(before="<?xml-stylesheet href='x.css'?>"), "a processing instruction"),
        (drawing(before="<!DOCTYPE svg [<!ENTITY a 'b'>]>", inside="<text>&a;</text>"), "a DTD"),
    ],
)
def test_a_drawing_only_draws(data, what):
    with pytest.raises(Refused) as refused:
        pictures.kept_name(data)
    assert str(refused.value) == f"The drawing holds {what}, which is not allowed"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<html/>", b"<svg/>", b"<svg", b"\xff\xfe<\0", bytes(3)])
def test_nothing_else_is_a_picture(data):
    with pytest.raises(Refused, match="no PNG, JPEG, WebP or SVG"):
        pictures.kept_name(data)


def test_a_picture_has_a_size():
    with pytest.raises(Refused, match="larger than 2000000 bytes"):
        pictures.kept_name(PNG + bytes(pictures.MAX_BYTES))


def test_a_picture_is_served_and_runs_nothing(world, client):
    product = operations.add_product(gtin="9506000134352", organisation=world.shop, name="Milk", by=None)
    operations.set_picture(product=product, data=SVG, by=world.actor(world.shop))
    operations.set_picture(product=product, data=SVG, by=world.actor(world.shop))
    product.refresh_from_db()

    answer = client.get(product.picture.url)

    assert b"".join(answer.streaming_content) == SVG
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["x.svg", "..%2f..%2fsecret_key", "0" * 64 + ".svg", "0" * 64 + ".html"])
def test_no_other_file_is_served(client, name):
    assert client.get(f"/media/products/{name}").status_code == 404


def test_a_refused_picture_leaves_the_old_one(world):
    product = operations.add_product(gtin="9506000134352", organisation=world.shop, name="Milk", by=None)
    operations.set_picture(product=product, data=PNG, by=None)
    with pytest.raises(Refused):
        operations.set_picture(product=product, data=b"GIF89a", by=None)
    with pytest.raises(NotPermitted):
        operations.set_picture(product=product, data=SVG, by=world.actor(world.shop, "warehouse"))
    product.refresh_from_db()
    assert product.picture.name == f"products/{pictures.kept_name(PNG)}"


def test_a_file_cut_short_by_a_crash_is_written_again(world, settings):
    product = operations.add_product(gtin="9506000134352", organisation=world.shop, name="Milk", by=None)
    kept = settings.MEDIA_ROOT / "products" / pictures.kept_name(SVG)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(SVG[:10])

    operations.set_picture(product=product, data=SVG, by=None)

    assert kept.read_bytes() == SVG
