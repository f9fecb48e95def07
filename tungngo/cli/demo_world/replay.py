"""The campaign so far, said by the volunteers' own phones to the running server."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from random import Random
from urllib.error import URLError
from urllib.request import urlopen

from django.utils.translation import gettext_lazy as _

from tungngo.cli.demo_world.diary import Pace, diary
from tungngo.cli.demo_world.waking import end_with_parent
from tungngo.cli.demo_world.wire import Phone
from tungngo.lib.problems import Refused

_PHONES_AT_ONCE = 4
_WEB_PROCESSES = 2
_OPERATIONS_A_PUSH = 80
_START_SECONDS = 90
_LABELS = (
    "Android 10 · Chrome", "Android 12 · Chrome", "Android 13 · Chrome", "Android 14 · Chrome",
    "Android 11 · Samsung Internet", "iOS 17 · Safari", "iOS 18 · Safari",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A badge in somebody's hand, and how they will work. `seed` makes their diary theirs."""

    badge: str
    pace: Pace
    seed: str


@contextlib.contextmanager
def server() -> Iterator[Callable[[], int]]:
    """The web half of the product on a port of its own; gives a function that waits until it
    answers and tells the port, or raises Refused `demo.no_server`. Stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tungngo", "serve", "--only", "web"),
            *("--host", "127.0.0.1", "--port", str(port)),
            *("--processes", str(_WEB_PROCESSES)),
        ],
        stdin=subprocess.DEVNULL,
        env=os.environ | {"TUNGNGO_HOSTS": "127.0.0.1"},
        start_new_session=True,
        preexec_fn=end_with_parent,
    )

    def ready() -> int:
        give_up_at = time.monotonic() + _START_SECONDS
        while time.monotonic() < give_up_at and process.poll() is None:
            with contextlib.suppress(URLError, OSError):
                urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2).close()
                return port
            time.sleep(0.1)
        raise Refused(
            "demo.no_server", _("The web server did not start; its own words stand above.")
        )

    try:
        yield ready
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def replay(
    port: int, volunteers: Sequence[Volunteer], now: datetime, tell: Callable[[int], None]
) -> Counter[str]:
    """Let every volunteer's phone claim, fetch its world and push its diary; counts by verdict.

    `tell` is called with the number of phones that are done. Raises WireRefused.
    """
    own = threading.local()
    verdicts: Counter[str] = Counter()
    done, lock = 0, threading.Lock()

    def walk(volunteer: Volunteer) -> None:
        nonlocal done
        if not hasattr(own, "connection"):
            own.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        told = _walk(Phone(own.connection), volunteer, now)
        with lock:
            verdicts.update(told)
            done += 1
            tell(done)

    with ThreadPoolExecutor(_PHONES_AT_ONCE) as pool:
        list(pool.map(walk, volunteers))
    return verdicts


def _walk(phone: Phone, volunteer: Volunteer, now: datetime) -> Counter[str]:
    """One volunteer from the badge to the last push."""
    chance = Random(volunteer.seed)
    phone.claim(volunteer.badge, chance.choice(_LABELS))
    world = phone.world()
    campaign = world["campaign"]["body"]
    doors = world["doors"]["body"]["doors"]
    told: Counter[str] = Counter()
    if campaign is None:
        return told
    operations = diary(doors, campaign, volunteer.pace, now, chance)
    # Some phones hold a few back: their owner is out of reach of a network just now.
    held_back = chance.randint(1, 5) if chance.random() < 0.04 and len(operations) > 20 else 0
    operations = operations[: len(operations) - held_back]
    for first in range(0, len(operations), _OPERATIONS_A_PUSH):
        batch = operations[first : first + _OPERATIONS_A_PUSH]
        left = len(operations) - first - len(batch) + held_back
        told.update(v["verdict"] for v in phone.push(batch, waiting=left))
        if chance.random() < 0.04:
            # The answer got lost on the way: the phone sends the same again.
            told.update(v["verdict"] for v in phone.push(batch, waiting=left))
    return told
