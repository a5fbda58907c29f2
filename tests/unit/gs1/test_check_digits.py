"""Check digits and check character pairs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.gs1.charsets import CSET_82
from headwater.gs1.check_digits import check_digit, check_pair, has_check_digit

DIGITS = st.text("0123456789", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("digits", "expected"),
    [("0950600013435", "2"), ("10614141234567890", "8"), ("401234500005", "4"), ("7", "9"), ("", "0")],
)
def test_known_check_digits(digits: str, expected: str) -> None:
    assert check_digit(digits) == expected


def slow_check_digit(digits: str) -> str:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        total += int(digit) * (3 if position % 2 == 0 else 1)
    return str((10 - total % 10) % 10)


@given(DIGITS)
def test_agrees_with_the_rule_written_out(digits: str) -> None:
    assert check_digit(digits) == slow_check_digit(digits)
    assert has_check_digit(digits + check_digit(digits))


@given(DIGITS, st.data())
def test_one_wrong_digit_is_always_found(digits: str, data: st.DataObject) -> None:
    whole = digits + check_digit(digits)
    index = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != whole[index]))

    assert not has_check_digit(whole[:index] + other + whole[index + 1 :])


@given(st.text(CSET_82, max_size=23), st.data())
def test_one_wrong_character_is_always_found_by_the_pair(text: str, data: st.DataObject) -> None:
    pair = check_pair(text)
    if text:
        index = data.draw(st.integers(0, len(text) - 1))
        other = data.draw(st.sampled_from(CSET_82).filter(lambda character: character != text[index]))
        assert check_pair(text[:index] + other + text[index + 1 :]) != pair
    assert set(pair) <= set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
