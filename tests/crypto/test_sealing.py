"""Sealing: opens at its own place with its own key, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevention.crypto import CannotOpen, Keyring, new_data_key, seal, unseal

OLD, NEW = "o" * 32, "n" * 32
PLACE = "referral:1:content"


@given(text=st.binary(max_size=500), place=st.text(max_size=60))
def test_what_is_sealed_opens_at_its_place(text: bytes, place: str) -> None:
    key = new_data_key()
    assert unseal(key, place, seal(key, place, text)) == text


@given(text=st.binary(min_size=1, max_size=100), data=st.data())
def test_any_changed_byte_is_noticed(text: bytes, data: st.DataObject) -> None:
    key = new_data_key()
    sealed = bytearray(seal(key, PLACE, text))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        unseal(key, PLACE, bytes(sealed))


def test_a_text_moved_to_another_row_does_not_open() -> None:
    key = new_data_key()
    with pytest.raises(CannotOpen):
        unseal(key, "referral:2:content", seal(key, PLACE, b"secret"))


def test_another_records_key_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        unseal(new_data_key(), PLACE, seal(new_data_key(), PLACE, b"secret"))


def test_the_same_text_never_looks_the_same_twice() -> None:
    key = new_data_key()
    assert seal(key, PLACE, b"secret") != seal(key, PLACE, b"secret")


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x02" * 60])
def test_what_is_no_sealed_text_is_refused(broken: bytes) -> None:
    with pytest.raises(CannotOpen):
        unseal(new_data_key(), PLACE, broken)
    with pytest.raises(CannotOpen):
        Keyring.from_texts(NEW).unwrap(broken, "referral:1")


def test_a_key_wrapped_by_an_earlier_master_key_opens_until_that_is_taken_away() -> None:
    key = new_data_key()
    wrapped = Keyring.from_texts(OLD).wrap(key, "referral:1")
    both = Keyring.from_texts(NEW, [OLD])
    assert both.unwrap(wrapped, "referral:1") == key
    assert not both.is_current(wrapped)
    again = both.wrap(key, "referral:1")
    assert Keyring.from_texts(NEW).unwrap(again, "referral:1") == key
    with pytest.raises(CannotOpen):
        Keyring.from_texts(NEW).unwrap(wrapped, "referral:1")


def test_a_wrapped_key_belongs_to_its_record() -> None:
    ring = Keyring.from_texts(NEW)
    with pytest.raises(CannotOpen):
        ring.unwrap(ring.wrap(new_data_key(), "referral:1"), "referral:2")
