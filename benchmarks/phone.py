"""`make bench-phone`: what a volunteer waits for, on a slow phone and a thin line.

A real town with its server and worker; two volunteers, one with `--doors` households, one with
`--most-doors`; each has Chromium with a profile on disk (a private window would keep its store in
memory) and the page's processor slowed `--slow` times. Between phone and server lies a line that
counts what comes down, the service worker's share and the HTTP headers included, and that can be
thin. "Shown" is when the frame has been drawn; the first sync and a cold start
begin with the last digit of the PIN; from the badge to the first door, what the person waits for
is added up, not the pauses of reading and typing. Server, browser and this program share the machine.
One JSON line a figure, between two of the machine's load (1 minute); a bar is printed beside it,
also when it was missed.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import random
import signal
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    BrowserContext,
    CDPSession,
    Locator,
    Page,
    Playwright,
    sync_playwright,
)

from benchmarks.figures import figure
from benchmarks.stopwatch import RECORD, STOPWATCH, SYNC
from benchmarks.tls import secure_web, trusting
from scripts.debian import chromium
from tests.conftest import CHROMIUM_FLAGS, VIETNAMESE_PHONE
from tests.field.pin import PIN, READY, unlock
from tests.town import running_town

ORIGIN = "00322"
THIN = 1_000_000  # bits a second
ROUND_TRIP = 0.1  # s, on the thin line
COLD_STARTS = 5
SAVINGS = 10
TYPED = "nguyen duc"
LATER = 500  # records that wait when a network comes back

FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"]
MIDDLES = ["Thị", "Văn", "Đức", "Minh", "Thanh", "Quang", "Mỹ", "Gia", "Ngọc", "Hữu"]
GIVEN = ["Hoà", "Đức", "Duyên", "Bảo", "Hạnh", "Lan", "Dũng", "Sơn", "Thuỷ", "Tuấn", "Yến", "Phúc"]
RELATIONS = ["head", "spouse", "child", "child_in_law", "grandchild"]


class Line:
    """What lies between the phone and the server: a relay on a port of its own.

    `down` counts bytes that came to the phone. All connections share `bits_per_s`, each way;
    0 is as fast as the machine. `round_trip` seconds pass before what the phone says is heard.
    """

    def __init__(self, server: tuple[str, int], scheme: str = "http") -> None:
        self.server = server
        self.down = 0
        self.bits_per_s = 0
        self.round_trip = 0.0
        self._turns = {"up": threading.Lock(), "down": threading.Lock()}
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"{scheme}://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections; those that are open end with their phone."""
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                phone, _address = self._door.accept()
                server = socket.create_connection(self.server)
                for way, ends in (("up", (phone, server)), ("down", (server, phone))):
                    ends[1].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    threading.Thread(target=self._carry, args=(way, *ends), daemon=True).start()

    def _carry(self, way: str, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := source.recv(4096):
                if way == "up":
                    time.sleep(self.round_trip)
                with self._turns[way]:
                    if self.bits_per_s:
                        time.sleep(len(said) * 8 / self.bits_per_s)
                    if way == "down":
                        self.down += len(said)
                target.sendall(said)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@dataclass
class Phone:
    """One volunteer's browser; `folder` is its disk, and outlives it."""

    playwright: Playwright
    line: Line
    folder: Path
    slow: float
    context: BrowserContext | None = None
    slowing: CDPSession | None = None
    pushes: list[tuple[int, int]] = field(default_factory=list)
    """Operations and packed bytes of each push, also of those that found no network."""

    def open(self, *, offline: bool = False) -> Page:
        """A browser that was not running, on an empty page."""
        self.close()
        program = chromium()
        if program is None:
            raise RuntimeError("Chromium is missing: install it, or name it in CHROMIUM.")
        options: dict[str, Any] = dict(VIETNAMESE_PHONE)
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=program,
            args=[*CHROMIUM_FLAGS, trusting(self.folder.parent)],
            bypass_csp=True,  # waiting for a condition evaluates words
            **options,
        )
        self.context.add_init_script(STOPWATCH)
        self.context.set_offline(offline)
        self.context.on("request", self._weigh)
        page = self.context.pages[0]
        page.set_default_timeout(120_000)
        self.slowing = self.context.new_cdp_session(page)
        self.pace(self.slow)
        page.wait_for_timeout(1000)  # the browser's own beginning is not the app's
        return page

    def pace(self, slow: float) -> None:
        """Make the page's processor so many times slower than the machine's."""
        assert self.slowing is not None
        self.slowing.send("Emulation.setCPUThrottlingRate", {"rate": slow})

    def record(self, page: Page, count: int) -> None:
        """Let `count` encounters wait under the list; there is a network, not spoken to yet.

        They are written from a page beside the app, whose drawing of each is not what is measured.
        """
        assert self.context is not None
        self.pace(1)
        page.goto(f"{self.line.url}/health")
        page.evaluate(RECORD, [count, PIN])
        self.context.set_offline(True)
        page.goto(f"{self.line.url}/field/")
        unlock(page)
        page.locator(".which button").last.click()  # all doors: perhaps none is still to do
        page.evaluate("bench.listed")
        page.wait_for_timeout(1000)
        self.pace(self.slow)
        self.context.set_offline(False)

    def close(self) -> None:
        """End the browser, as when a phone needs the memory."""
        if self.context is not None:
            self.context.close()
            self.context = None

    def _weigh(self, call: Any) -> None:
        if call.url.endswith("/field/push"):
            body = call.post_data_buffer or b""
            packed = call.headers.get("content-encoding") == "gzip"
            ops = json.loads(gzip.decompress(body) if packed else body)["ops"]
            self.pushes.append((len(ops), len(body)))


def main() -> int:
    """Lay the town, measure both volunteers, see that everything arrived once, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--doors", type=int, default=500, help="households of a usual volunteer")
    parser.add_argument("--most-doors", type=int, default=2000, help="households of the largest")
    parser.add_argument("--people", type=int, default=4, help="people a household")
    parser.add_argument("--slow", type=float, default=4, help="how many times slower the processor")
    arguments = parser.parse_args()
    sizes = [arguments.doors, arguments.most_doors]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # also then leave nothing behind
    with (
        tempfile.TemporaryDirectory(prefix="tungngo-bench-") as folder,
        running_town(_made(Path(folder, "town"))) as town,
        contextlib.ExitStack() as town_web,
    ):
        # From here on this program is beside the server, in its database.
        os.environ.clear()
        os.environ.update(town.environment, DJANGO_SETTINGS_MODULE="tungngo.settings")
        figure("phone.machine_load", os.getloadavg()[0], "")
        badges = lay(sizes, arguments.people)
        web = town_web.enter_context(secure_web(town, Path(folder)))
        saved = 0
        for size, badge in zip(sizes, badges, strict=True):
            with phone(web, Path(folder, str(size)), arguments.slow) as own:
                usual = size == arguments.doors
                first_day(own, badge, "" if usual else f".doors{size}")
                saved += every_day(own, "" if usual else f".doors{size}")
        figure("phone.machine_load", os.getloadavg()[0], "")
        return 0 if arrived(saved) else 1


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@contextlib.contextmanager
def phone(server: tuple[Any, Any], folder: Path, slow: float) -> Iterator[Phone]:
    """A new phone and its line, both gone at the end."""
    line = Line(server, "https")
    with sync_playwright() as playwright:
        own = Phone(playwright, line, folder, slow)
        try:
            yield own
        finally:
            own.close()
            line.close()


def first_day(own: Phone, badge: str, suffix: str) -> None:
    """From the badge's link to the list, on the thin line."""
    page, line = own.open(), own.line
    line.bits_per_s, line.round_trip = THIN, ROUND_TRIP
    waits = [_seconds(lambda: page.goto(f"{line.url}/b/#{badge}"))]
    begin = page.get_by_role("button", name="Bắt đầu")
    waits.append(_seconds(begin.wait_for))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    loaded = line.down
    begin.click()
    waits.append(_seconds(page.locator(".pin").wait_for))
    title = page.locator(".pin h1").inner_text()
    press(page, PIN)
    again = "(old) => document.querySelector('.pin h1').textContent !== old"
    waits.append(_seconds(lambda: page.wait_for_function(again, arg=title)))
    waited = tap_pin(page)
    if not suffix:
        figure("phone.first_load_kb", loaded / 1000, "KB", at_most=150)
        figure("phone.first_sync_s", waited / 1000, "s", at_most=10)
        figure("phone.first_sync_kb", (line.down - loaded) / 1000, "KB")
    else:
        figure(f"phone.first_sync_s{suffix}", waited / 1000, "s")
    began = time.monotonic()
    waits += [waited / 1000, tap(page, page.locator(".door-row").first, ".results") / 1000]
    if not suffix:
        figure("phone.badge_to_first_door_s", sum(waits), "s", at_most=120)
        figure("phone.badge_to_first_door_taps", 1 + 2 * len(PIN) + 1, "taps")
    page.go_back()
    page.wait_for_selector(READY)
    if not suffix:
        figure("phone.ready_offline_s", time.monotonic() - began, "s")
        figure("phone.kept_for_offline_kb", (line.down - loaded) / 1000, "KB")
    line.bits_per_s, line.round_trip = 0, 0.0


def _seconds(wait: Callable[[], Any]) -> float:
    began = time.monotonic()
    wait()
    return time.monotonic() - began


def every_day(own: Phone, suffix: str) -> int:
    """Open without a network, find, save, send; and what sending takes, for the usual volunteer.

    How many encounters were saved on the phone."""
    starts = []
    for _again in range(COLD_STARTS):
        page = own.open(offline=True)
        page.goto(f"{own.line.url}/field/")
        starts.append(tap_pin(page))
    figure(f"phone.cold_start_offline_ms{suffix}", statistics.median(starts), "ms", at_most=1500)

    keys = type_word(page)
    figure(f"phone.search_key_ms.median{suffix}", statistics.median(keys), "ms", at_most=100)
    figure(f"phone.search_key_ms.max{suffix}", max(keys), "ms", at_most=100)

    saves = [save_one(page, nth) for nth in range(SAVINGS)]
    figure(f"phone.save_ms{suffix}", statistics.median(saves), "ms", at_most=150)

    assert own.context is not None
    own.context.set_offline(False)
    synced(page)
    if suffix:
        return SAVINGS
    weights = {}
    for count in (1, 50):
        own.record(page, count)
        synced(page)
        ops, weights[count] = own.pushes[-1]
        if ops != count:
            raise RuntimeError(f"{count} records should leave together, the last push had {ops}")
    figure("phone.push_bytes_per_encounter", weights[1], "B", at_most=1000)
    figure("phone.push_bytes_50", weights[50], "B", at_most=10_000)

    own.record(page, LATER)
    figure("phone.longest_frame_ms", synced(page), "ms", at_most=200)
    return SAVINGS + sum(weights) + LATER


def tap(page: Page, what: Locator, shown: str, unlike: str | None = None) -> float:
    """Milliseconds from the tap until `shown` is drawn, with another text than `unlike`."""
    page.evaluate("([shown, old]) => { bench.shown = bench.drawn(shown, old); }", [shown, unlike])
    what.click()
    return page.evaluate("bench.shown.then((at) => at - bench.tapped_at)")


def press(page: Page, digits: str) -> None:
    """Tap digits on the pad that is shown."""
    for digit in digits:
        page.locator(".pad button:enabled", has_text=digit).click()


def tap_pin(page: Page) -> float:
    """Milliseconds from the last digit of the PIN until the list is drawn."""
    press(page, PIN[:-1])
    return tap(page, page.locator(".pad button:enabled", has_text=PIN[-1]), ".door-row")


def type_word(page: Page) -> list[float]:
    """Milliseconds from each key of a search until its frame; the list is whole again after."""
    page.get_by_role("searchbox").click()
    page.keyboard.type(TYPED, delay=250)
    keys = page.evaluate("Promise.all(bench.keys)")
    if len(keys) != len(TYPED):
        raise RuntimeError(f"typed {len(TYPED)} keys, saw {len(keys)}")
    page.get_by_role("searchbox").fill("")
    page.locator(".which").wait_for()
    return keys


def save_one(page: Page, nth: int) -> float:
    """Milliseconds from the tap on Save until it is said to be saved. Nobody was at home."""
    page.locator(".door-row").nth(nth).click()
    page.locator(".results").get_by_text("Vắng nhà", exact=True).click()
    before = page.evaluate("document.querySelector('.saved')?.textContent ?? null")
    took = tap(page, page.locator(".save button"), ".saved", before)
    page.locator("main.today").wait_for()
    return took


def synced(page: Page) -> float:
    """Send all that waits; the longest frame meanwhile, in ms. RuntimeError if some is left."""
    told = page.evaluate(SYNC)
    if told["left"]:
        raise RuntimeError(f"{told['left']} records are not counted after speaking with the server")
    return told["longest"]


def arrived(saved: int) -> bool:
    """Whether the server holds each encounter saved on a phone, once; says so if not."""
    from django.db import connection

    from tungngo.encounters.models import Encounter

    kept = Encounter.objects.count()
    connection.close()
    if kept != saved:
        print(f"saved {saved}, kept {kept}", file=sys.stderr)
    return kept == saved


def lay(sizes: list[int], people: int) -> list[str]:
    """A running campaign and, for each size, a group of so many doors with one volunteer: badges."""
    import django

    django.setup()
    from django.db import connection

    from tungngo.accounts.actions import issue_badges
    from tungngo.campaigns import actions as campaigns
    from tungngo.campaigns.templates import shipped_templates
    from tungngo.lib import clock
    from tungngo.lib.reach import Reach
    from tungngo.teams.actions import add_member, make_team
    from tungngo.territory.actions.areas import add_group
    from tungngo.territory.queries import area_of

    ward = area_of(Reach.everything(), ORIGIN)
    campaign = campaigns.create_campaign(
        actor=None,
        area=ward,
        name="45 ngày đêm",
        starts_on=clock.today() - timedelta(days=10),
        ends_on=clock.today() + timedelta(days=34),
        template=shipped_templates()["45-days"],
    )
    campaigns.start_campaign(actor=None, campaign=campaign)
    accounts = []
    for number, size in enumerate(sizes, start=1):
        group = add_group(actor=None, commune=ward, kind="to_dan_pho", name=f"số {number}")
        lay_doors(group.path, f"B{number}", size, people)
        team = make_team(actor=None, area=group, name=f"Tổ {number}")
        accounts.append(add_member(actor=None, team=team, full_name=f"Đỗ Thị {number}").account)
    badges = [secret for _badge, secret in issue_badges(actor=None, accounts=accounts)]
    connection.close()
    return badges


def lay_doors(path: str, code: str, size: int, people: int) -> None:
    """`size` doors along lanes of twenty, `people` behind each, every seventh door poor."""
    from tungngo.lib import clock, text
    from tungngo.territory.models import Household, Resident

    chance, now = random.Random(size), clock.now()
    doors, residents = [], []
    for nth in range(size):
        names = [" ".join(map(chance.choice, (FAMILIES, MIDDLES, GIVEN))) for _ in range(people)]
        lane = f"Ngách {281 + nth // 200}/{nth // 20 + 1} Đường Trương Định"
        poor = nth % 7 == 2
        door = Household(
            origin=ORIGIN,
            path=path,
            code=f"{code}-{nth:04d}",
            head_name=names[0] if names else "",
            address=f"Số {nth % 20 + 1} {lane}",
            house=str(nth % 20 + 1),
            lane_name=lane,
            lane_key=text.fold(lane),
            walk_key=f"{nth:05d}",
            poor=poor,
            priority=8 if poor else 0,
            listed_at=now,
            updated_at=now,
        )
        doors.append(door)
        residents += [
            Resident(
                origin=ORIGIN,
                household_id=door.id,
                path=path,
                full_name=name,
                sort_key=text.name_sort_key(name),
                birth_year=chance.randint(1940, 2006),
                sex=chance.choice("fm"),
                relation=RELATIONS[min(place, len(RELATIONS) - 1)],
                segment="adult",
                place_in_household=place,
                updated_at=now,
            )
            for place, name in enumerate(names)
        ]
    Household.objects.bulk_create(doors, batch_size=500)
    Resident.objects.bulk_create(residents, batch_size=500)


if __name__ == "__main__":
    sys.exit(main())
