"""`make bench-lighthouse`: what Lighthouse says of the phone's first screens, on its own phone profile.

Needs `npx` (Node's package runner), which fetches the pinned Lighthouse into its cache; without it the
figures are left out, with a line saying so. The first screen of a badge is judged as a stranger's first
load; the list, of `DOORS` households, as the volunteer sees it, in a browser that already belongs to
somebody. Both over TLS and HTTP/2, as every real phone is served. Lighthouse slows the processor 4 times
and the line to a slow 4G by itself ("simulated throttling"): it multiplies what the page really took, the
time other work held the processor included. So nothing but Lighthouse looks into the browser, and the
figures are worth something only on a quiet machine. One JSON line a figure, between two of the machine's
load (1 minute).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.figures import figure
from benchmarks.tls import secure_web, trusting
from scripts.debian import chromium
from tests.conftest import CHROMIUM_FLAGS, VIETNAMESE_PHONE
from tests.field.pin import READY
from tests.town import Town, free_port, running_town

LIGHTHOUSE = "lighthouse@12.8.2"
RUNS = 5
DOORS = 500
BARS = {"accessibility": 100, "performance": 95}


def judge(url: str, port: int, folder: Path, *, stranger: bool = False) -> dict[str, Any]:
    """Lighthouse's report on an address opened in the browser that listens at `port`; as a `stranger`
    it keeps nothing of an earlier visit."""
    report = folder / "report.json"
    subprocess.run(
        [
            *("npx", "--yes", LIGHTHOUSE, url, f"--port={port}"),
            *(() if stranger else ("--disable-storage-reset",)),
            *("--only-categories=accessibility,performance", "--form-factor=mobile"),
            *("--output=json", f"--output-path={report}", "--quiet"),
        ],
        check=True,
        env=os.environ | {"CHROME_PATH": str(chromium())},
        stdout=sys.stderr,
    )
    said: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return said


def tell(name: str, reports: list[dict[str, Any]]) -> None:
    """The figures of one page, and every audit of accessibility that found something. Of several
    reports the one in the middle by performance speaks, as Lighthouse's makers advise."""

    def performance(report: dict[str, Any]) -> float:
        return float(report["categories"]["performance"]["score"] or 0)

    ordered = sorted(reports, key=performance)
    report = ordered[len(reports) // 2]
    for which, one in (("lowest", ordered[0]), ("highest", ordered[-1])):
        figure(f"lighthouse.performance.{name}.{which}", round(100 * performance(one)), "")
    for category, bar in BARS.items():
        score = round(100 * (report["categories"][category]["score"] or 0))
        figure(f"lighthouse.{category}.{name}", score, "", at_least=bar)
    audits = report["audits"]
    for audit in ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time"):
        figure(f"lighthouse.{audit}.{name}", audits[audit]["numericValue"], "ms")
    for part in report["categories"]["accessibility"]["auditRefs"]:
        if audits[part["id"]]["score"] == 0:
            print(f"{name}: {part['id']}: {audits[part['id']]['title']}", file=sys.stderr)


@contextlib.contextmanager
def browser(profile: Path, *flags: str) -> Iterator[int]:
    """The port at which a Chromium with this profile listens; it is gone at the end."""
    port = free_port()
    running = subprocess.Popen(
        [
            *(str(chromium()), "--headless=new", f"--user-data-dir={profile}"),
            *(f"--remote-debugging-port={port}", *CHROMIUM_FLAGS, *flags, "about:blank"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, running)
        yield port
    finally:
        running.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(timeout=20)
        running.kill()


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    for _try in range(150):
        if running.poll() is not None:
            break
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=5)
            return
        time.sleep(0.2)
    raise RuntimeError("Chromium did not start")


def badge_of_town(town: Town) -> str:
    """A campaign with `DOORS` households for one volunteer: the secret of her badge."""
    program = f"from benchmarks.phone import lay; print(lay([{DOORS}], 4)[0])"
    laid = subprocess.run(
        [sys.executable, "-c", program],
        env=town.environment | {"DJANGO_SETTINGS_MODULE": "tungngo.settings"},
        check=True,
        capture_output=True,
        text=True,
    )
    return laid.stdout.split()[-1]


def become_somebodys(profile: Path, web: str, badge: str, *flags: str) -> None:
    """Open a badge in a browser with this profile, until everything opens without a network."""
    options: dict[str, Any] = dict(VIETNAMESE_PHONE)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=str(chromium()),
            args=[*CHROMIUM_FLAGS, *flags],
            **options,
        )
        page = context.new_page()
        page.goto(f"{web}/b/#{badge}")
        page.get_by_role("button", name="Bắt đầu").click()
        # Without a PIN, so that the list is what opens: what Lighthouse opens, nobody unlocks.
        page.get_by_role("button", name="Để sau").click()
        page.locator(".door-row").first.wait_for()
        page.wait_for_selector(READY)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        context.close()


def main() -> int:
    """Serve a town, open a phone in it, and have both screens judged."""
    if shutil.which("npx") is None:
        print("lighthouse: left out, there is no npx on this machine", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="tungngo-bench-") as made:
        folder = Path(made)
        (folder / "town").mkdir()
        with (
            running_town(folder / "town", TUNGNGO_FIELD_PIN="offered") as town,
            secure_web(town, folder) as (host, tls_port),
        ):
            web = f"https://{host}:{tls_port}"
            trusted = trusting(folder)
            become_somebodys(folder / "owned", web, badge_of_town(town), trusted)
            figure("lighthouse.machine_load", os.getloadavg()[0], "")
            with browser(folder / "new", trusted) as port:
                judged = [judge(f"{web}/b/", port, folder, stranger=True) for _ in range(RUNS)]
            tell("badge", judged)
            with browser(folder / "owned", trusted) as port:
                judged = [judge(f"{web}/field/", port, folder) for _ in range(RUNS)]
            tell("list", judged)
            figure("lighthouse.machine_load", os.getloadavg()[0], "")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
