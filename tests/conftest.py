"""What every test may ask for: the database, a browser, and a whole town that really runs.

The database is SQLite, or PostgreSQL when DATABASE_URL says so; `make test` runs all on both.
`journey` tests drive real Chromium (`page`, `new_context`) against the real server (`town`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from scripts.debian import windowless_chromium
from tests.town import Ground, Town, Towns, prepared_ground
from tungngo.lib import catalogues

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "tests" / ".work"

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Fixtures through which a test comes to a database.
DATABASED = {"town", "ground", "db", "transactional_db", "live_server", "django_db_setup"}
#: How Chromium's complaint goes on when a page's policy refused something.
REFUSED = "Content Security Policy"
PHONE = {"width": 412, "height": 915}
VIETNAMESE_PHONE = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "viewport": PHONE}
DESK = {"width": 1280, "height": 800}

hypothesis.settings.register_profile(
    "tungngo",
    deadline=None,
    max_examples=60,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("tungngo")

# A screen that comes late on a busy machine is no failure; one that never comes still is.
expect.set_options(timeout=15_000)

# A fresh clone has no compiled catalogues, and a test run by hand must not speak last week's words.
catalogues.compile_if_stale()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        in_database = item.get_closest_marker("django_db") is not None
        for mark in marks_of(item.path, getattr(item, "fixturenames", ()), in_database):
            item.add_marker(mark)


def marks_of(path: Path, fixtures: Collection[str], in_database: bool) -> list[str]:
    """Whatever opens a browser or a town is a journey, also when its author forgot to say so. One outside
    of tests/journeys that asks for nothing but a browser is `townless`: pages and modules from files, the
    same whatever the database is."""
    at_home = "journeys" in path.parts
    if not at_home and not {"town", "page", "new_context"} & set(fixtures):
        return []
    if at_home or in_database or DATABASED & set(fixtures):
        return ["journey"]
    return ["journey", "townless"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Leave the report where fixtures find it when they tear down (see `new_context`)."""
    report = yield
    setattr(item, f"report_of_{report.when}", report)
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file, as it is used: in memory, threads would share one connection's locks. On
    PostgreSQL a database of this run's own: journeys and the rest may run beside each other."""
    from django.db import connection

    if connection.vendor == "sqlite":
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(name)
    else:
        connection.settings_dict["TEST"]["NAME"] = f"test_{os.getpid()}"


@pytest.fixture(scope="session", autouse=True)
def _quick_and_unhashed() -> Iterator[None]:
    """Static files without collectstatic, and passwords that cost nothing to hash."""
    from django.conf import settings

    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(autouse=True)
def _in_the_language_of_the_house() -> None:
    """Each test begins in Vietnamese, whatever language the page that the test before it asked for was in."""
    translation.deactivate()


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around a whole test file: what its fixtures of this scope write (in
    `django_db_blocker.unblock()`) is there for each of its tests, and each undoes only what it wrote
    itself. Not for files with tests that commit (`transaction=True`)."""
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """What every town begins as, prepared once."""
    with prepared_ground(tmp_path_factory.mktemp("ground")) as prepared:
        yield prepared


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory, ground: Ground) -> Iterator[Towns]:
    """Where towns come from."""
    prepared = Towns(lambda: tmp_path_factory.mktemp("town"), ground)
    yield prepared
    prepared.close()


@pytest.fixture(scope="module")
def town(towns: Towns, request: pytest.FixtureRequest) -> Iterator[Town]:
    """The real server with its worker on a database of its own, fresh for each test file.

    `town.url` is where it answers, `town.run("households", "import", …)` is the command line beside
    it, and `town.log()` what server and worker have said so far.
    """
    files = [item.path for item in request.session.items if "towns" in item.fixturenames]
    with towns.one(another=files[-1:] != [request.path]) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Real Chromium, one for all journeys; contexts keep them apart."""
    program = windowless_chromium()
    if program is None:
        pytest.fail("Chromium is missing: run `sudo apt install chromium`, or set CHROMIUM.")
    # Playwright's loop lives in this thread, and Django then suspects every query of being async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def new_context(
    browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts (as many people as a journey needs); options as in Playwright.

    An uncaught JavaScript error in any of their pages fails the test, and so does anything that the
    policy of a page (tungngo/policy.py) does not allow. When the test fails, a
    picture of each page is left in tests/.work.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**VIETNAMESE_PHONE | options)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda said: errors.append(said.text) if REFUSED in said.text else 0)
        contexts.append(context)
        return context

    yield make

    report = getattr(request.node, "report_of_call", None)
    if report is not None and report.failed:
        WORK.mkdir(exist_ok=True)
        pages = [page for context in contexts for page in context.pages]
        for number, page in enumerate(pages, start=1):
            page.screenshot(path=WORK / f"{request.node.name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    assert not errors, f"JavaScript errors that nobody caught, or refused by the policy: {errors}"


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """One page on a phone of usual size, in Vietnamese."""
    return new_context().new_page()
