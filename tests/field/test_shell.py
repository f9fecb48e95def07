"""The app's frame: what a phone keeps, how much it is, and that nothing in it is personal."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import posixpath
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tungngo.field import parcel

FIRST_LOAD_BYTES = 150_000
SHELL_PATHS = ("/field/", "/b/")


def kept(name: str) -> bytes:
    found = finders.find(name)
    assert found, name
    return Path(found).read_bytes()


def packed(content: bytes) -> int:
    """Bytes on the line; what is packed already (typefaces, pictures) does not shrink."""
    return min(len(content), len(gzip.compress(content, 9)))


def test_the_first_load_is_small(client: Client) -> None:
    later = {url.removeprefix("/static/") for url in parcel.pack().later}
    names = [name for name in parcel.static_names() if name not in later]
    sizes = {name: packed(kept(name)) for name in names}
    sizes["shell"] = packed(client.get("/field/").content)
    sizes["worker"] = packed(client.get("/sw.js").content)
    assert sum(sizes.values()) <= FIRST_LOAD_BYTES, sizes


def test_one_frame_for_every_screen_and_nobody_in_it(client: Client) -> None:
    pages = [client.get(path) for path in SHELL_PATHS]
    assert {page.status_code for page in pages} == {200}
    assert pages[0].content == pages[1].content
    assert pages[0]["Cache-Control"] == "no-cache"
    assert pages[0]["Referrer-Policy"] == "no-referrer"
    assert not pages[0].cookies


def test_everything_the_frame_asks_for_is_kept(client: Client) -> None:
    page = client.get("/field/").content.decode()
    asked = set(re.findall(r"(?:href|src)=\"(/static/[^\"]+)\"", page))
    worker = client.get("/sw.js").content.decode()
    files = dict(json.loads(re.search(r"new Map\((\[.*?\])\);", worker, re.DOTALL)[1]))
    # The home-screen picture is fetched when the app is put there, which needs a network anyway.
    assert {url for url in asked if "icon-192" not in url} <= files.keys()
    assert "/static/field/app.js" in files


def test_every_module_and_typeface_that_is_asked_for_is_kept() -> None:
    names = set(parcel.static_names())
    for name in names:
        if name.endswith(".js") and "vendor" not in name:
            for found in re.findall(r"from \"(\.[^\"]+)\"", kept(name).decode()):
                assert posixpath.normpath(Path(name).parent / found) in names, f"{name}: {found}"
        if name.endswith(".css"):
            for found in re.findall(r"url\(\"([^\"]+)\"\)", kept(name).decode()):
                wanted = (Path("/") / name).parent.joinpath(found).resolve().as_posix().lstrip("/")
                assert wanted in names, f"{name}: {found}"


def test_the_worker_knows_every_file_by_its_digest(client: Client) -> None:
    worker = client.get("/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    text = worker.content.decode()
    files = dict(json.loads(re.search(r"new Map\((\[.*?\])\);", text, re.DOTALL)[1]))
    for url, integrity in files.items():
        digest = hashlib.sha256(kept(url.removeprefix("/static/"))).digest()
        assert integrity == f"sha256-{base64.b64encode(digest).decode()}"
    assert f'VERSION = "{parcel.pack().version}"' in text
    assert f'data-version="{parcel.pack().version}"' in client.get("/field/").content.decode()


def test_a_changed_file_is_a_new_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = parcel.pack()
    changed = tmp_path / "app.js"
    changed.write_bytes(kept("field/app.js") + b"\n")
    find = finders.find
    monkeypatch.setattr(
        parcel.finders,
        "find",
        lambda name: str(changed) if name == "field/app.js" else find(name),
    )
    after = parcel.pack()
    assert after.version != before.version
    assert len(set(after.files) - set(before.files)) == 1


def test_the_manifest_names_pictures_that_exist(client: Client) -> None:
    card = json.loads(client.get("/field/manifest.webmanifest").content)
    assert card["start_url"] == "/field/"
    for icon in card["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon


def test_vendored_files_name_their_version_and_licence() -> None:
    vendor = parcel.OWN / "vendor"
    scripts = list(vendor.glob("*.js"))
    assert len(scripts) == 2
    for script in scripts:
        stem = script.name.removesuffix(".js").removesuffix(".min")
        assert re.search(r"-\d+\.\d+\.\d+$", stem), script
        assert (vendor / f"{stem}.LICENSE").is_file()
        assert "sourceMappingURL" not in script.read_text(encoding="utf-8")
