"""What the lock is made of, in a browser without a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

Call = Callable[..., Any]

SEALED = """async ([pin, other]) => {
  const vault = await import("/field/vault.js");
  const [lock, key] = await vault.makeLock(pin);
  const sealed = await vault.seal(key, "outbox/a", { name: "Nguyễn Thị Hoà" });
  const opened = async (key, place) => {
    try { return (await vault.unseal(key, place, sealed)).name; } catch { return null; }
  };
  const again = await vault.openLock(lock, pin);
  const bent = sealed.slice();
  bent[bent.length - 1] ^= 1;
  return {
    here: await opened(key, "outbox/a"),
    again: await opened(again, "outbox/a"),
    elsewhere: await opened(key, "outbox/b"),
    bent: await vault.unseal(key, "outbox/a", bent).catch(() => null),
    wrong: await vault.openLock(lock, other),
    rounds: lock.rounds,
    salt: lock.salt.length,
    out: await crypto.subtle.exportKey("raw", again).then(() => "out", () => null),
    nonces: new Set(await Promise.all([1, 2, 3].map(async () =>
      String((await vault.seal(key, "x", 1)).subarray(0, 12))))).size,
  };
}"""


def test_a_row_opens_with_the_pin_in_its_own_place_only(in_module: Call, page: Page) -> None:
    told = page.evaluate(SEALED, ["730512", "730513"])
    assert told["here"] == told["again"] == "Nguyễn Thị Hoà"
    assert (told["elsewhere"], told["bent"], told["wrong"]) == (None, None, None)
    assert told["out"] is None, "the key cannot be taken out"
    assert told["rounds"] >= 600_000
    assert told["salt"] >= 16
    assert told["nonces"] == 3


@pytest.mark.parametrize(
    ("pin", "easy"),
    {
        "000000": True, "777777": True, "123456": True, "654321": True, "345678": True,
        "121212": True, "123123": True, "730512": False, "112233": False, "135790": False,
    }.items(),
)  # fmt: skip
def test_what_anybody_would_try_first_is_no_pin(in_module: Call, pin: str, easy: bool) -> None:
    assert in_module("vault", "isEasy", pin) is easy


def test_wrong_pins_cost_more_and_more_time(in_module: Call) -> None:
    pauses = [in_module("vault", "pauseAfter", wrong) for wrong in range(12)]
    assert pauses == [0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]


def test_a_clock_set_back_shortens_no_wait_and_lengthens_none(in_module: Call) -> None:
    at = 1_786_000_000_000
    lock = {"wrong": 4, "since": at}
    left = {
        0: 60_000,
        10_000: 50_000,
        60_000: 0,
        90_000: 0,
        -1: 60_000,
        -86_400_000: 60_000,
    }
    for later, wait in left.items():
        assert in_module("vault", "waitLeft", lock, at + later) == wait
    assert in_module("vault", "waitLeft", {}, at) == 0
