"""Columns every room shares: paths, origins, and relations that carry the origin.

Django fields, but no models: this is vocabulary for `models.py`, not data.
"""

from __future__ import annotations

from typing import Any

from django.db import models


class PathField(models.CharField):
    """An area path. Compared byte by byte on every engine, because reach is a range of strings."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class SortField(PathField):
    """A key made to sort right byte by byte (walking order, Vietnamese names)."""


class OriginField(models.CharField):
    """The code of the commune that first listed a row. It never changes and is part of every key."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


def belongs_to(model: str, id_field: str, **options: Any) -> Any:
    """A relation inside one origin: joins on (origin, `id_field`) = (origin, id).

    Composite keys have no ForeignKey in Django 5.2, and a join without the origin could not be
    distributed (docs/decisions/0002). Deleting the parent is refused.
    """
    return models.ForeignObject(
        model,
        on_delete=models.PROTECT,
        from_fields=("origin", id_field),
        to_fields=("origin", "id"),
        related_name="+",
        **options,
    )
