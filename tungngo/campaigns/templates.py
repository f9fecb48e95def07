"""The shipped templates and catalogue of skills, read from `campaigns/data` once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from tungngo.campaigns.rules.templates import (
    CatalogueSkill,
    Template,
    read_catalogue,
    read_template,
)

_DATA = files("tungngo.campaigns") / "data"
_TEMPLATES = ("45-days",)


@cache
def shipped_templates() -> dict[str, Template]:
    """Templates by code, in the order to offer them."""
    return {code: read_template((_DATA / f"{code}.toml").read_bytes()) for code in _TEMPLATES}


@cache
def shipped_skills() -> tuple[CatalogueSkill, ...]:
    """The catalogue of skills, in the order to show them."""
    return read_catalogue((_DATA / "skills.toml").read_bytes())
