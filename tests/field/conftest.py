"""The phone's server side with two lanes laid out, and its modules in a browser without a server."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, Route

from tests.field.lane import lay

STATIC = Path(__file__).resolve().parents[2] / "tungngo" / "field" / "static"
NOWHERE = "http://localhost:9"


@pytest.fixture
def laid(db: None) -> dict[str, Any]:
    return lay()


class Phone:
    """A phone that only knows the wire."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.secret = ""

    def claim(self, badge: str, label: str = "Android 10 · Chrome") -> HttpResponse:
        reply = self.post("/field/claim", {"badge": badge, "label": label})
        if reply.status_code == 201:
            self.secret = reply.json()["secret"]
        return reply

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            path, data, content_type="application/json", headers=self._headers() | headers
        )

    def world(self, **known: str) -> HttpResponse:
        return self.client.get("/field/world", known, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Device {self.secret}"} if self.secret else {}


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def claimed(laid: dict[str, Any], phone: Phone) -> Phone:
    """A phone whose badge was opened."""
    assert phone.claim(laid["badges"][0]).status_code == 201
    return phone


@pytest.fixture
def in_module(page: Page) -> Callable[[str, str, Any], Any]:
    """`in_module("fold", "fold", "Hoà")`: call what a module of the phone exports, in Chromium."""

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(NOWHERE).partition("?")[0]
        if name == "/":
            route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")
        else:
            kind = mimetypes.guess_type(name)[0] or "text/plain"
            route.fulfill(body=(STATIC / name.lstrip("/")).read_bytes(), content_type=kind)

    page.route(f"{NOWHERE}/**", serve)
    page.goto(f"{NOWHERE}/")

    def call(module: str, name: str, *arguments: Any) -> Any:
        return page.evaluate(
            "async ([module, name, args]) => (await import(`/field/${module}.js`))[name](...args)",
            [module, name, list(arguments)],
        )

    return call
