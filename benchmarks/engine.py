"""`make bench-engine`: encounters a second through the real wire, and what the recount takes.

One ward-sized world (groups × doors) in a throw-away database; volunteers push full batches over HTTP
to granian, each with its own device; then the worker's recount runs and the check proves the counts.
Client and server share the machine. One JSON line a figure. DATABASE_URL chooses the engine (the
database it names must be empty: it is migrated and filled).
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta

HOST = "127.0.0.1"


def figure(name: str, value: float, unit: str, **bar: float) -> None:
    """Print one figure as a line of JSON."""
    print(json.dumps({"figure": name, "value": round(value, 2), "unit": unit, **bar}), flush=True)


def main() -> int:
    """Build, push, recount, check, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=40)
    parser.add_argument("--doors", type=int, default=200, help="households a group")
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--port", type=int, default=8907)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tungngo-bench-") as folder:
        os.environ["TUNGNGO_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tungngo.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        return measure(arguments)


def measure(arguments: argparse.Namespace) -> int:
    """Everything after the database stands."""
    from django.db import connection

    from tungngo.encounters.models import Encounter
    from tungngo.lib.reach import Reach
    from tungngo.progress.actions import recount_stale
    from tungngo.progress.check import check

    engine = connection.vendor
    phones, batches = build(arguments)
    web = subprocess.Popen(
        [sys.executable, "-m", "tungngo", "serve", "--only", "web", "--port", str(arguments.port)]
    )
    try:
        wait_for(arguments.port)
        took, waits = push_all(arguments, phones, batches)
    finally:
        web.terminate()
        web.wait()
    sent = sum(len(batch) for batch in batches)
    kept = Encounter.objects.count()
    if kept != sent:
        print(f"sent {sent}, kept {kept}", file=sys.stderr)
        return 1
    size = arguments.batch
    bar = {50: 15000, 10: 5000}.get(size)
    figure(
        f"engine.{engine}.encounters_per_s.batch{size}",
        sent / took,
        "1/s",
        **({"at_least": bar} if bar else {}),
    )
    waits.sort()
    figure(
        f"engine.{engine}.push_p99_ms.batch{size}",
        waits[int(len(waits) * 0.99)] * 1000,
        "ms",
        at_most=500,
    )
    started = time.perf_counter()
    areas = 0
    while done := recount_stale():
        areas += done
    figure(f"engine.{engine}.recount_areas_per_s", areas / (time.perf_counter() - started), "1/s")
    figure(f"engine.{engine}.differences", len(list(check(Reach.everything()))), "", at_most=0)
    return 0


def build(arguments: argparse.Namespace) -> tuple[list[str], list[list[dict]]]:
    """A ward with groups, doors, people, one phone a group; and the batches to push, by phone."""
    from tungngo.accounts.actions import claim_badge, issue_badges, make_accounts
    from tungngo.campaigns import actions as campaigns
    from tungngo.campaigns.templates import shipped_templates
    from tungngo.lib import clock
    from tungngo.lib.ids import uuid7
    from tungngo.lib.reach import Reach
    from tungngo.teams.actions import add_member, make_team
    from tungngo.territory.actions.areas import add_group, install_units
    from tungngo.territory.models import Household, Resident
    from tungngo.territory.queries import area_of

    install_units(actor=None)
    campaigns.install_skills()
    ward = area_of(Reach.everything(), "00322")
    today, now = clock.today(), clock.now()
    campaign = campaigns.create_campaign(
        actor=None,
        area=ward,
        name="Bench",
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=14),
        template=shipped_templates()["45-days"],
    )
    campaigns.start_campaign(actor=None, campaign=campaign)
    chance = random.Random(7)
    phones, batches = [], []
    accounts = make_accounts(actor=None, people=[(f"B {n}", "") for n in range(arguments.groups)])
    badges = issue_badges(actor=None, accounts=accounts)
    for n, (account, (_badge, secret)) in enumerate(zip(accounts, badges, strict=True)):
        group = add_group(actor=None, commune=ward, kind="to_dan_pho", name=f"số {n + 1}")
        team = make_team(actor=None, area=group, name=f"Tổ {n + 1}")
        add_member(actor=None, team=team, account=account)
        _device, device_secret = claim_badge(secret=secret, label="bench")
        doors = [
            Household(
                origin="00322", path=group.path, walk_key=f"{d:05d}", listed_at=now, updated_at=now
            )
            for d in range(arguments.doors)
        ]
        people = [
            Resident(
                origin="00322",
                household_id=door.id,
                path=group.path,
                full_name="Người",
                birth_year=1980,
                place_in_household=place,
                updated_at=now,
            )
            for door in doors
            for place in range(3)
        ]
        Household.objects.bulk_create(doors, batch_size=1000)
        Resident.objects.bulk_create(people, batch_size=1000)
        ops = [
            {
                "op": str(uuid7()),
                "kind": "encounter.record",
                "origin": "00322",
                "body": {
                    "id": str(uuid7()),
                    "campaign": str(campaign.id),
                    "household": str(door.id),
                    "result": "met",
                    "at": (now - timedelta(hours=chance.randint(1, 700))).isoformat(),
                    "outcomes": [
                        [str(person.id), skill, chance.randint(1, 4)]
                        for person in people[d * 3 : d * 3 + 3]
                        for skill in ("vneid", "cashless")
                    ],
                },
            }
            for d, door in enumerate(doors)
        ]
        for start in range(0, len(ops), arguments.batch):
            phones.append(device_secret)
            batches.append(ops[start : start + arguments.batch])
    return phones, batches


def push_all(
    arguments: argparse.Namespace, phones: list[str], batches: list[list[dict]]
) -> tuple[float, list[float]]:
    """Push every batch over a few kept-alive connections; seconds in all, and each call's."""
    from tungngo.lib import clock

    bodies = [
        gzip.compress(
            json.dumps({"sent_at": clock.now().isoformat(), "waiting": 0, "ops": batch}).encode(), 1
        )
        for batch in batches
    ]
    work = list(zip(phones, bodies, strict=True))
    random.Random(1).shuffle(work)
    waits: list[float] = []

    def client() -> None:
        line = http.client.HTTPConnection(HOST, arguments.port, timeout=60)
        while work:
            try:
                secret, body = work.pop()
            except IndexError:
                return
            started = time.perf_counter()
            line.request(
                "POST",
                "/field/push",
                body,
                {
                    "Authorization": f"Device {secret}",
                    "Content-Encoding": "gzip",
                    "Content-Type": "application/json",
                },
            )
            answer = line.getresponse()
            told = json.loads(answer.read())
            waits.append(time.perf_counter() - started)
            if answer.status != 200 or any(v["verdict"] != "accepted" for v in told["verdicts"]):
                raise RuntimeError(f"{answer.status} {str(told)[:200]}")

    threads = [threading.Thread(target=client) for _ in range(arguments.clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started, waits


def wait_for(port: int) -> None:
    """Until /health answers; RuntimeError after 30 seconds."""
    for _ in range(300):
        try:
            line = http.client.HTTPConnection(HOST, port, timeout=1)
            line.request("GET", "/health")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


if __name__ == "__main__":
    sys.exit(main())
