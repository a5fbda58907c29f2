"""One id per thing, whatever its spelling; and the thing back from its id."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from headwater.events.models import Finding
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.identity import blocks, cache, layout, objects
from headwater.identity.models import Block, ItemClass, Layout, Serial, Series
from tests.app.tracing.capturing import gtin, item, made, sscc

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

pytestmark = pytest.mark.usefixtures("cast")
ALPHABET = "ABCXYZabcxyz0123456789-_.!\"%&'()*+,/:;<=>?"
WORKERS = 6


def serial(dice: random.Random, *, most: int = 20) -> str:
    length = dice.randint(1, most)
    if dice.random() < 0.4:
        return "".join(dice.choices("0123456789", k=length))
    return "".join(dice.choices(ALPHABET, k=length))


def digits(dice: random.Random, count: int) -> str:
    return "0952" + "".join(dice.choices("0123456789", k=count - 4))


def checked(dice: random.Random, count: int) -> str:
    body = digits(dice, count - 1)
    return body + check_digit(body)


def random_keys(dice: random.Random) -> list[str]:
    """A canonical key of every scheme whose keys name single things."""

    def tail(most: int = 20) -> str:
        return quote(serial(dice, most=most), safe="")

    def number(most: int) -> str:
        return str(dice.randrange(1, 10**most))

    product = gtin(dice.randrange(40))
    itip = f"{gtin(dice.randrange(40))}{dice.choice(['0102', '0202', '0103'])}"
    plain = serial(dice, most=12).replace("/", "")
    return [
        f"01/{product}/21/{tail()}",
        f"01/{product}/21/{number(13)}",
        f"01/{product}/235/{tail()}",
        f"00/{checked(dice, 18)}",
        f"8003/{checked(dice, 14)}{quote(plain, safe='')}",
        f"8004/9521111{quote(serial(dice, most=18).replace('/', ''), safe='')}1",
        f"8018/{checked(dice, 18)}",
        f"8017/{checked(dice, 18)}",
        f"253/{checked(dice, 13)}{quote(plain, safe='')}",
        f"255/{checked(dice, 13)}{number(12)}",
        f"8006/{itip}/21/{tail()}",
        f"8010/9521111{number(6)}/8011/{number(11)}",
    ]


def spellings(key: str) -> list[str]:
    known = identify(f"https://id.gs1.org/{key}")
    found = [
        known.digital_link(),
        known.digital_link("https://example.com/shop"),
        known.digital_link("https://EXAMPLE.org"),
    ]
    if known.scheme != "upui":
        found.append(known.urn(7))
    return found


def test_every_spelling_has_the_one_id_and_no_two_things_share_one() -> None:
    dice = random.Random(1)
    keys: set[str] = set()
    for _ in range(150):
        for key in random_keys(dice):
            keys.add(identify(f"https://id.gs1.org/{key}").key)
    told = {key: spellings(key) for key in sorted(keys)}
    crowd = [(key, text) for key, texts in told.items() for text in texts]
    dice.shuffle(crowd)
    id_of: dict[str, set[int]] = {}
    while crowd:
        some, crowd = crowd[:97], crowd[97:]
        with transaction.atomic():
            named = objects.object_ids([[text] for _, text in some])
        for (key, _), number in zip(some, named.ids.tolist(), strict=True):
            id_of.setdefault(key, set()).add(number)

    assert {key: len(ids) for key, ids in id_of.items()} == dict.fromkeys(told, 1)
    key_of = {number: key for key, ids in id_of.items() for number in ids}
    assert len(key_of) == len(told) > 1500
    assert objects.keys_of(key_of) == key_of
    assert all(number > 0 for number in key_of)
    links = [f"https://id.gs1.org/{key}" for key in told]
    cache.forget_all()
    assert [key_of[number] for number in objects.find_objects(links).ids.tolist()] == list(told)


def ids_of(*texts: str) -> list[int]:
    return [int(number) for number in objects.object_ids([texts]).ids]


def test_numeric_serials_in_sequence_need_no_dictionary() -> None:
    found = ids_of(*(item(1, n) for n in range(1000, 1010)))

    assert [layout.origin(number) for number in found] == [layout.NUMERIC] * 10
    assert [b - a for a, b in pairwise(found)] == [1] * 9
    assert not Serial.objects.exists()


def test_a_logistic_unit_is_its_own_number() -> None:
    assert ids_of(sscc(77)) == [layout.SSCC + int(sscc(77).rpartition("/")[2][:17])]


def test_scattered_numbers_are_interned_in_order_of_arrival() -> None:
    found = ids_of(*(item(1, n) for n in (900, 17, 400_000, 3)))

    assert [layout.origin(number) for number in found] == [layout.DICTIONARY] * 4
    assert [b - a for a, b in pairwise(found)] == [1] * 3
    assert Series.objects.get().layout == Layout.DICTIONARY


def test_texts_within_a_numeric_series_are_interned_and_the_choice_is_kept() -> None:
    ids_of(item(1, 1), item(1, 2))
    found = ids_of(item(1, "007"), item(1, 7), item(1, "A1"), item(1, 10**12), item(1, 10**12 - 1))

    assert [layout.origin(number) for number in found] == [
        layout.DICTIONARY,
        layout.NUMERIC,
        layout.DICTIONARY,
        layout.DICTIONARY,
        layout.NUMERIC,
    ]
    assert Series.objects.get().layout == Layout.NUMERIC


def test_our_codes_follow_each_other_and_come_back() -> None:
    first = blocks.issue(gtin(1), 3)
    other = blocks.issue(gtin(2), 2)
    more = blocks.issue(gtin(1), 2)
    links = [item(1, text) for text in first] + [item(1, text) for text in more]

    found = ids_of(*links, *(item(2, text) for text in other))

    assert [number - layout.OWN for number in found] == [1, 2, 3, 6, 7, 4, 5]
    assert objects.keys_of(found[:5]) == {
        number: link.removeprefix("https://id.gs1.org/")
        for number, link in zip(found[:5], links, strict=True)
    }
    assert not Serial.objects.exists()


def test_blocks_issued_at_once_never_overlap() -> None:
    barrier = threading.Barrier(WORKERS)

    def work(_: int) -> list[str]:
        try:
            barrier.wait(10)
            return [text for _ in range(5) for text in blocks.issue(gtin(1), 20)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as threads:
        issued = [text for texts in threads.map(work, range(WORKERS)) for text in texts]

    assert len(set(issued)) == len(issued) == WORKERS * 100
    spans = sorted(Block.objects.values_list("first_id", "count", "first_counter"))
    assert len(spans) == WORKERS * 5
    for (first, count, _), (following, _, _) in pairwise(spans):
        assert first + count <= following
    counters = sorted((first, count) for _, count, first in spans)
    for (first, count), (following, _) in pairwise(counters):
        assert first + count <= following
    found = ids_of(*(item(1, text) for text in issued))
    assert len(set(found)) == len(issued)
    assert {layout.origin(number) for number in found} == {layout.OWN}


def test_foreign_codes_named_at_once_get_one_id_each() -> None:
    texts = [item(n % 3, f"S{n}") for n in range(60)]
    barrier = threading.Barrier(WORKERS)

    def work(worker: int) -> dict[str, int]:
        mine = random.Random(worker).sample(texts, len(texts))
        try:
            barrier.wait(10)
            return dict(zip(mine, ids_of(*mine), strict=True))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as threads:
        answers = list(threads.map(work, range(WORKERS)))

    assert all(answer == answers[0] for answer in answers)
    assert len(set(answers[0].values())) == len(texts)


def test_new_products_named_at_once_are_one_each(count: Counts) -> None:
    """Each names the same new products, with the same and with other serials, in an order of its own."""
    rounds = count("first namings of many products beside each other", part=5, whole=80)
    for n in range(rounds):
        products = range(n * 40, n * 40 + 40)
        texts = [item(product, serial) for product in products for serial in ("7", "8", f"S{product}")]
        cache.forget_all()
        barrier = threading.Barrier(WORKERS)

        def work(worker: int, texts=texts, barrier=barrier) -> dict[str, int]:  # type: ignore[no-untyped-def]
            mine = random.Random(worker).sample(texts, len(texts) * 2 // 3)
            try:
                barrier.wait(10)
                return dict(zip(mine, ids_of(*mine), strict=True))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(WORKERS) as threads:
            answers = list(threads.map(work, range(WORKERS)))

        named = {text: number for answer in answers for text, number in answer.items()}
        assert all(named[text] == number for answer in answers for text, number in answer.items())
        assert len(set(named.values())) == len(named)
        assert objects.keys_of(named.values()) == {
            number: identify(text).key for text, number in named.items()
        }
        assert Series.objects.filter(key__in=[f"01/{gtin(product)}/21" for product in products]).count() == 40


def test_each_of_many_new_series_has_the_layout_that_suits_it() -> None:
    texts = [
        sscc(1),
        *(item(n, str(n)) for n in (3, 1, 2)),
        item(4, "A"),
        item(4, "5"),
        item(5, "1"),
        item(5, "400"),
        item(5, "900"),
    ]

    found = dict(zip(texts, ids_of(*texts), strict=True))

    kept = dict(Series.objects.values_list("key", "layout"))
    assert kept == {
        "00": Layout.SSCC,
        **{f"01/{gtin(n)}/21": Layout.NUMERIC for n in (1, 2, 3)},
        **{f"01/{gtin(n)}/21": Layout.DICTIONARY for n in (4, 5)},
    }
    first = found[item(4, "A")]
    assert [found[text] for text in texts[4:]] == list(range(first, first + 5))
    again = [*texts, item(1, "B"), item(4, "C")]
    assert ids_of(*again)[: len(texts)] == list(found.values())
    assert objects.keys_of(ids_of(*again)).keys() == set(ids_of(*again))


def test_an_invented_code_of_ours_is_kept_with_a_finding(cast: Cast) -> None:
    (real,) = blocks.issue(gtin(1), 1)
    invented = real[:-1] + ("2" if real[-1] != "2" else "3")

    cast.capture(made(1, [item(1, real)]))
    assert not Finding.objects.exists()
    cast.capture(made(2, [item(1, invented)]))

    (finding,) = Finding.objects.all()
    assert (finding.kind, finding.detail) == (
        Finding.Kind.NOT_ISSUED,
        {"keys": [f"01/{gtin(1)}/21/{invented}"]},
    )
    assert layout.origin(ids_of(item(1, invented))[0]) == layout.DICTIONARY


def test_codes_issued_by_another_process_are_ours(cast: Cast) -> None:
    """A process that met the product before any code was issued must not take the codes for foreign."""
    ids_of(item(1, "A1"), item(1, "B23456789012345678"))
    ids_of(item(1, "B23456789012345678"))
    known = dict(blocks._issued._entries)
    (text,) = blocks.issue(gtin(1), 1)
    blocks._issued._entries = known  # as it is in a process that did not issue them

    (found,) = ids_of(item(1, text))

    assert layout.origin(found) == layout.OWN
    assert not Finding.objects.exists()


@pytest.mark.parametrize("number", ["A/1", "批次 1"])
def test_the_lot_of_a_block_is_that_of_its_number_whatever_its_characters(number: str, cast: Cast) -> None:
    (text,) = blocks.issue(gtin(1), 1, lot=number)

    cast.capture(made(1, [item(1, text)], lot_number=number))

    assert not Finding.objects.exists()
    assert ItemClass.objects.filter(product__isnull=False).count() == 1


def test_a_transaction_that_fails_leaves_no_ids_behind_in_memory() -> None:
    with transaction.atomic():
        objects.object_ids([[item(1, "A"), item(1, "B")]])
        transaction.set_rollback(True)
    assert objects.find_objects([item(1, "A")]).ids.tolist() == [objects.UNKNOWN]

    again = ids_of(item(1, "B"), item(1, "A"))

    assert objects.keys_of(again) == {
        again[0]: f"01/{gtin(1)}/21/B",
        again[1]: f"01/{gtin(1)}/21/A",
    }


def test_statements_do_not_grow_with_the_number_of_objects() -> None:
    counts = []
    for n, size in enumerate((10, 3000)):
        texts = [item(n, f"X{m}") for m in range(size)]
        ids_of(item(n, "first"))
        with CaptureQueriesContext(connection) as context, transaction.atomic():
            objects.object_ids([texts])
        counts.append(len(context))
    assert counts[1] == counts[0] < 10


def test_nor_with_the_number_of_new_products() -> None:
    counts = []
    for many in (range(3), range(100, 600)):
        texts = [item(n, serial) for n in many for serial in ("5", f"X{n}")]
        texts += [item(n + 1000, "6") for n in many]
        with CaptureQueriesContext(connection) as context, transaction.atomic():
            objects.object_ids([texts])
        # On PostgreSQL rows that may be there already are written one by one, in one flight.
        counts.append(sum(not one["sql"].startswith("INSERT") for one in context.captured_queries))
    assert counts[1] == counts[0] < 15
