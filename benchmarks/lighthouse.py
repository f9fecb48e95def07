"""`make bench-lighthouse`: what Lighthouse says of the phone's first screens, on its own phone profile.

Needs `npx` (Node's package runner), which fetches the pinned Lighthouse into its cache; without it the
figures are left out, with a line saying so. The first screen of a badge is judged as a stranger's first
load; the list as the volunteer sees it, in a browser that already belongs to somebody. Lighthouse slows
the processor 4 times and the line to a slow 4G by itself ("simulated throttling"). One JSON line a figure.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.engine import figure
from scripts.debian import chromium
from tests.conftest import CHROMIUM_FLAGS, VIETNAMESE_PHONE
from tests.field.pin import READY
from tests.town import running_town

LIGHTHOUSE = "lighthouse@12.8.2"
RUNS = 3
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
        env=os.environ | {"CHROME_PATH": chromium()},
        stdout=sys.stderr,
    )
    said: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return said


def tell(name: str, reports: list[dict[str, Any]]) -> None:
    """The figures of one page, and every audit of accessibility that found something. Of several
    reports the one in the middle by performance speaks, as Lighthouse's makers advise."""

    def performance(report: dict[str, Any]) -> float:
        return float(report["categories"]["performance"]["score"] or 0)

    report = sorted(reports, key=performance)[len(reports) // 2]
    for category, bar in BARS.items():
        score = round(100 * (report["categories"][category]["score"] or 0))
        figure(f"lighthouse.{category}.{name}", score, "", at_least=bar)
    audits = report["audits"]
    for audit in ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time"):
        figure(f"lighthouse.{audit}.{name}", audits[audit]["numericValue"], "ms")
    for part in report["categories"]["accessibility"]["auditRefs"]:
        if audits[part["id"]]["score"] == 0:
            print(f"{name}: {part['id']}: {audits[part['id']]['title']}", file=sys.stderr)


def town_folder(made: str) -> Path:
    folder = Path(made) / "town"
    folder.mkdir()
    return folder


def main() -> int:
    """Serve a town, open a phone in it, and have both screens judged."""
    if shutil.which("npx") is None:
        print("lighthouse: left out, there is no npx on this machine", file=sys.stderr)
        return 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (
        tempfile.TemporaryDirectory() as made,
        running_town(town_folder(made), TUNGNGO_FIELD_PIN="offered") as town,
    ):
        laid = subprocess.run(
            [sys.executable, "-m", "tests.field.lane"],
            env=town.environment | {"DJANGO_SETTINGS_MODULE": "tungngo.settings"},
            check=True,
            capture_output=True,
            text=True,
        )
        badge = json.loads(laid.stdout.splitlines()[-1])["badges"][0]
        with sync_playwright() as playwright:
            context = playwright.chromium.launch_persistent_context(
                str(Path(made) / "profile"),
                executable_path=str(chromium()),
                args=[*CHROMIUM_FLAGS, f"--remote-debugging-port={port}"],
                **VIETNAMESE_PHONE,
            )
            address = f"{town.url}/b/"
            tell(
                "badge", [judge(address, port, Path(made), stranger=True) for _again in range(RUNS)]
            )
            page = context.new_page()
            page.goto(f"{town.url}/b/#{badge}")
            page.get_by_role("button", name="Bắt đầu").click()
            # Without a PIN, so that the list is what opens: what Lighthouse opens, nobody unlocks.
            page.get_by_role("button", name="Để sau").click()
            page.locator(".door-row").first.wait_for()
            page.wait_for_function(READY)
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            page.close()
            address = f"{town.url}/field/"
            tell("list", [judge(address, port, Path(made)) for _again in range(RUNS)])
            context.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
