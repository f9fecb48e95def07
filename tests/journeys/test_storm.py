"""Random days of three phones on a random line, in the phone's own code: the end is always the model's.

Two phones of one person and one of another drive store.js and sync.js in Chromium. Calls are dropped,
answered with half a body, taken without the phone hearing of it, delivered hours later; tabs are reloaded
and locked in the middle. TUNGNGO_STORMS=200 tries more than the handful of every run.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, BrowserContext, Error, Route

from tests.conftest import VIETNAMESE_PHONE
from tests.field.pin import PIN
from tests.intake.meetings import End, Meeting, end_of, outcomes_of
from tests.journeys.office import Office
from tests.journeys.test_phone import SMALL, Volunteer
from tests.town import Town
from tungngo.lib import clock

STORMS = int(os.environ.get("TUNGNGO_STORMS") or 12)
DOORS = 2  # of each storm
SKILLS = ("vneid", "vssid")
RESULTS = ("met", "absent", "refused")

#: What is done on a phone, by name; every deed gets the modules and its arguments.
DEEDS = """async ([deed, args]) => {
  const [store, { sync }, { doorsNow }] = await Promise.all(
    ["store", "sync", "standing"].map((name) => import(`/static/field/${name}.js`)));
  const first = (watch) => new Promise((done) => {
    const end = watch((value) => setTimeout(() => { end(); done(value); }));
  });
  const rows = () => first((show) => store.watchRecords(1e6, show));
  const lastOf = async (id) => {
    const all = new Map((await rows()).map((row) => [row.op, row]));
    let row = [...all.values()].find(({ body }) => body.id === id);
    while (row.by) row = all.get(row.by);
    return row;
  };
  const deeds = {
    unlock: (pin) => store.unlock(pin),
    record: (origin, said) => store.record(origin, said, "?").then(({ body }) => body.id),
    amend: async (id, said) => {
      const last = await lastOf(id);
      const next = await store.amend(last.op, said);
      return next.body.id !== last.body.id;
    },
    withdraw: async (id) => {
      const last = await lastOf(id);
      await store.withdraw(last.op);
      const now = await store.readRecord(last.op);
      return now && now.state !== "aside";
    },
    sync: () => sync({ wanted: true }).then(() => {}),
    start: () => { sync({ wanted: true }); },
    again: async () => {
      for (const row of await rows()) if (row.state === "refused") await store.sendAgain(row.op);
      await sync({ wanted: true });
      return (await first(store.watchOutbox)).counts;
    },
    doors: async (keys) => {
      const [{ doors }, { open }] = [await store.readRoom("doors"), await first(store.watchOutbox)];
      const now = doorsNow(doors, open).filter(({ key }) => keys.includes(key));
      return now.map(({ key, stand }) => [key, stand.attempts, Boolean(stand.reached_on), stand.last_result,
        Object.fromEntries(Object.entries(stand.levels).map(([who, skills]) => [who,
          Object.fromEntries(Object.entries(skills).map(([skill, { level }]) => [skill, level]))]))]);
    },
  };
  return deeds[deed](...args);
}"""


class Line:
    """What lies between a phone and the server: a mishap for each call, and then none."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.mishaps: list[str] = []
        self.late: list[dict[str, Any]] = []
        context.route("**/field/push", self.carry)
        context.route("**/field/world?**", self.carry)

    def carry(self, route: Route) -> None:
        mishap = self.mishaps.pop(0) if self.mishaps else "none"
        with contextlib.suppress(Error):  # the tab was reloaded meanwhile
            getattr(self, mishap)(route)

    def none(self, route: Route) -> None:
        route.continue_()

    def dropped(self, route: Route) -> None:
        route.abort("connectionreset")

    def unheard(self, route: Route) -> None:
        """The server takes it; the answer is lost."""
        route.fetch()
        route.abort("connectionreset")

    def half_said(self, route: Route) -> None:
        """Half of the call arrives."""
        data = route.request.post_data_buffer or b""
        if data:
            route.fetch(post_data=data[: len(data) // 2])
        route.abort("connectionreset")

    def half_heard(self, route: Route) -> None:
        """The server takes it; half of its answer arrives."""
        answer = route.fetch()
        body = answer.body()
        route.fulfill(response=answer, body=body[: len(body) // 2])

    def kept_back(self, route: Route) -> None:
        """It arrives when everything is over."""
        asked = route.request
        if data := asked.post_data_buffer:
            self.late.append({"url": asked.url, "data": data, "headers": asked.all_headers()})
        route.abort("timedout")

    def too_large(self, route: Route) -> None:
        route.fulfill(status=413, json={"code": "push.too_large", "sentence": "…"})

    def busy(self, route: Route) -> None:
        said = {"code": "wire.busy", "sentence": "…"}
        route.fulfill(status=503, headers={"Retry-After": "1"}, json=said)

    def heal(self) -> None:
        self.mishaps.clear()
        for call in self.late:
            url = call.pop("url")
            self.context.request.post(url, **call)
        self.late.clear()


MISHAPS = (
    "none",
    "dropped",
    "unheard",
    "half_said",
    "half_heard",
    "kept_back",
    "too_large",
    "busy",
)


class Phone:
    """One of the three: its tab, its line, and whose it is."""

    def __init__(self, volunteer: Volunteer, who: int) -> None:
        self.page, self.who = volunteer.page, who
        self.line = Line(volunteer.context)

    def __call__(self, deed: str, *given: Any) -> Any:
        return self.page.evaluate(DEEDS, [deed, list(given)])

    def reload(self) -> None:
        self.page.reload()
        assert self("unlock", PIN) == 0

    def lock(self) -> None:
        with self.page.expect_navigation():
            self.page.evaluate("import('/static/field/store.js').then(({ lock }) => { lock(); })")
        assert self("unlock", PIN) == 0


class Storm:
    """The street of all storms, the phones that go through them, and all that was ever said."""

    def __init__(self, town: Town, office: Office, contexts: list[BrowserContext]) -> None:
        self.office = office
        office("campaign")
        self.street = office("street", doors=DOORS * (STORMS + 1), members=2)
        self.phones = []
        for who, context in zip((0, 1, 0), contexts, strict=True):
            # A new badge withdraws those that nobody has opened yet.
            badge = office("badge", account=self.street["accounts"][who])
            volunteer = Volunteer(town, context).open_badge(badge)
            volunteer.page.goto(f"{town.url}/field/#/records")
            self.phones.append(Phone(volunteer, who))
        self.meetings: list[Meeting] = []
        self.began = clock.now() - dt.timedelta(hours=3)
        self.storms = 0

    def rage(self, steps: list[tuple[Any, ...]], mishaps: list[list[str]]) -> None:
        """Live the steps on lines with these mishaps."""
        self.here = range(DOORS * self.storms, DOORS * (self.storms + 1))
        self.storms += 1
        self.visits: list[tuple[Phone, Meeting, list[dict[str, Any]]]] = []
        for phone, mine in zip(self.phones, mishaps, strict=True):
            phone.line.mishaps = [*mine]
        for name, *given_ in steps:
            getattr(self, name)(*given_)

    def visit(self, which: int, place: int, result: str, seen: list[Any]) -> None:
        phone, door = self.phones[which], self.here[place]
        minute = len(self.meetings)
        at = (self.began + dt.timedelta(seconds=minute)).astimezone(clock.VIETNAM)
        said = {
            "result": result,
            "outcomes": outcomes_of(self.street["people"][door], result, seen),
        }
        origin, household = self.street["doors"][door].split("/")
        body = said | {
            "household": household,
            "campaign": self.street["campaign"],
            "at": at.isoformat(timespec="seconds"),
            "come_back_on": None,
            "come_back_for": "",
        }
        meeting = Meeting(door, minute, said, phone("record", origin, body))
        self.meetings.append(meeting)
        self.visits.append((phone, meeting, [said]))

    def amend(self, which: int, result: str, seen: list[Any]) -> None:
        for phone, meeting, said in self._held(which):
            people = self.street["people"][meeting.door]
            meeting.said = {"result": result, "outcomes": outcomes_of(people, result, seen)}
            if not phone("amend", meeting.last_id, meeting.said):
                said.pop()  # corrected where it lay
            said.append(meeting.said)

    def withdraw(self, which: int) -> None:
        for phone, meeting, said in self._held(which):
            if phone("withdraw", meeting.last_id):
                said.clear()
            else:
                said.pop()  # a correction that never counted: what it corrected holds again
            meeting.said = said[-1] if said else None

    def _held(self, which: int) -> Iterator[tuple[Phone, Meeting, list[dict[str, Any]]]]:
        if held := [visit for visit in self.visits if visit[1].said]:
            yield held[which % len(held)]

    def sync(self, which: int) -> None:
        self.phones[which]("sync")

    def start(self, which: int) -> None:
        self.phones[which]("start")

    def reload(self, which: int) -> None:
        self.phones[which].reload()

    def lock(self, which: int) -> None:
        self.phones[which].lock()

    def calm(self) -> list[dict[str, int]]:
        """The lines heal, and every phone sends what it has: its counts by state."""
        for phone in self.phones:
            phone.line.heal()
        for phone in self.phones:
            for _turn in range(5):
                counts = phone("again")
                if not counts["waiting"] + counts["refused"]:
                    break
            else:
                pytest.fail(f"something waits for ever: {counts}")
        return [phone("again") for phone in self.phones]

    def compare(self, counts: list[dict[str, int]]) -> None:
        """Server, phones and model say the same; nothing is lost, nothing is double."""
        seen = self.office("look", path=self.street["path"], accounts=self.street["accounts"])
        assert seen["differences"] == []
        assert list(seen["receipts"]) in ([], ["accepted"])
        assert seen["receipts"].get("accepted", 0) == len(seen["facts"])
        assert sum(one["sent"] + one["counted"] for one in counts) == len(seen["facts"])
        assert seen["waiting"] == 0
        keys = [self.street["doors"][door] for door in self.here]
        ends = {key: end_of(self._at(door)) for key, door in zip(keys, self.here, strict=True)}
        for key, end in ends.items():
            assert seen["stands"].get(key, [0, "", False]) == [
                end.attempts, end.last_result, end.reached,
            ]  # fmt: skip
        for end in ends.values():
            for who, levels in end.levels.items():
                assert seen["levels"][who] == levels
        assert seen["board"][0] == sum(
            end_of(self._at(door)).reached for door in range(len(self.street["doors"]))
        )
        for phone in self.phones:
            shown = {key: End(*rest) for key, *rest in phone("doors", keys)}
            assert {key: _seen(end) for key, end in shown.items()} == {
                key: _seen(end) for key, end in ends.items()
            }

    def _at(self, door: int) -> list[Meeting]:
        return [one for one in self.meetings if one.door == door]


def _seen(end: End) -> tuple[Any, ...]:
    """An end without the people of whom nothing was seen."""
    levels = {who: skills for who, skills in end.levels.items() if skills}
    return end.attempts, end.reached, end.last_result, levels


@pytest.fixture(scope="module")
def storm(town: Town, browser: Browser) -> Iterator[Storm]:
    contexts = [browser.new_context(**VIETNAMESE_PHONE | {"viewport": SMALL}) for _one in range(3)]
    yield Storm(town, Office(town), contexts)
    for context in contexts:
        context.close()


phones = st.integers(0, 2)
sights = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(SKILLS), st.integers(0, 4)), max_size=2
)
visits = st.tuples(
    st.just("visit"), phones, st.integers(0, DOORS - 1), st.sampled_from(RESULTS), sights
)
steps = st.one_of(
    visits,
    st.tuples(st.just("amend"), st.integers(0, 9), st.sampled_from(RESULTS), sights),
    st.tuples(st.just("withdraw"), st.integers(0, 9)),
    st.tuples(st.sampled_from(["sync", "start", "start", "reload", "lock"]), phones),
)


@settings(
    max_examples=STORMS,
    derandomize="TUNGNGO_STORMS" not in os.environ,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # a street's doors are used up: a storm cannot be tried again smaller
    suppress_health_check=list(HealthCheck),
)
@given(
    first=st.lists(visits, min_size=3, max_size=5),
    then=st.lists(steps, min_size=6, max_size=16),
    mishaps=st.lists(
        st.lists(st.sampled_from(MISHAPS), min_size=2, max_size=8), min_size=3, max_size=3
    ),
)
def test_whatever_the_line_does_phones_and_server_end_alike(
    storm: Storm, first: list[Any], then: list[Any], mishaps: list[list[str]]
) -> None:
    storm.rage([*first, *then], mishaps)
    counts = storm.calm()
    assert all(one["waiting"] + one["refused"] + one["handed"] == 0 for one in counts), counts
    storm.compare(counts)
