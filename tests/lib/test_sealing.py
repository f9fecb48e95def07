"""Only the server opens what was sealed for it, and nothing that was changed on the way."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tungngo.lib.sealing import HEAD, TAG, KeyUnknown, Unsealable, key_from, seal, unseal

SECRET = "a secret of the server, long enough to be one"
OLD = "the secret before that one, still honoured for a while"
#: Sealed by static/field/later/carry/sealing.js in Chromium 156 for the key of BROWSER_SECRET.
BROWSER_SECRET = "only-for-tests-and-therefore-no-secret-at-all"
BROWSER_SEALED = base64.b64decode(
    "VE5HAU/OIYAAt9rvBCtpKIVkIUawML6Gz8bkWSsZs50aaC/GsUcDueofY9EftSytBBICPv/KkZbL0nnNo1JtyUoHAX3m"
    "nev69tGXqQ09cKDosz1gCxoKJq/QWtv+JF9QeId0v9PBdqTV8Kfxfj4OD98llDsEDRe6FFrLq4XoEq5xalM="
)
KEY = key_from(SECRET)


@given(st.binary(max_size=3000))
def test_what_was_sealed_comes_out_whole(content: bytes) -> None:
    sealed = seal(KEY.public, content)
    assert len(sealed) == HEAD + len(content) + TAG
    assert unseal(sealed, [key_from(OLD), key_from(SECRET)]) == content


def test_what_a_browser_sealed_is_opened() -> None:
    content = unseal(BROWSER_SEALED, [key_from(BROWSER_SECRET)])
    assert content.decode() == "Ngõ 281/58 Đường Trương Định"


def test_the_key_is_the_same_each_time_and_another_for_another_secret() -> None:
    """Phones keep the public key for weeks: a change here would leave their parcels unopened."""
    key = key_from(BROWSER_SECRET)
    assert key.id.hex() == "4fce218000b7daef"
    assert key.public == key_from(BROWSER_SECRET).public
    assert key.id != key_from(BROWSER_SECRET + ".").id


def test_the_same_content_is_never_sealed_the_same_way() -> None:
    assert seal(KEY.public, b"twelve doors") != seal(KEY.public, b"twelve doors")


def test_nothing_of_the_content_can_be_read_on_the_way() -> None:
    assert b"secret" not in seal(KEY.public, b"secret" * 50)


@given(st.data())
def test_one_changed_bit_anywhere_opens_nothing(data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY.public, b"three records"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unsealable):
        unseal(bytes(sealed), [KEY])


@given(st.integers(0, HEAD + TAG + 12))
def test_what_was_cut_opens_nothing(length: int) -> None:
    with pytest.raises(Unsealable):
        unseal(seal(KEY.public, b"three records")[:length], [KEY])


@given(st.binary(max_size=400))
def test_what_is_no_sealing_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(Unsealable):
        unseal(content, [KEY])


def test_a_key_that_is_not_ours_is_told_apart_from_a_broken_sealing() -> None:
    sealed = seal(key_from(OLD).public, b"three records")
    with pytest.raises(KeyUnknown):
        unseal(sealed, [KEY])
    assert unseal(sealed, [KEY, key_from(OLD)]) == b"three records"


def test_only_a_point_of_the_curve_can_be_sealed_to() -> None:
    with pytest.raises(ValueError, match="EC key"):
        seal(b"\x04" + b"\x01" * 64, b"three records")
