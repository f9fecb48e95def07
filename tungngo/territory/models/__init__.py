"""Territory: the tree of areas, and the households and residents on it.

An **area** is the nation, a province, a commune (ward, rural commune, special zone) or a residential
group below it. Its `path` is a string of codes, each closed by a dot (``01.00322.07.``); one string
does permission, synchronisation and roll-up. Areas are renamed, retyped, merged and split by
resolution, so they carry days of validity, past names and successors.

A **household** is a door to knock on; a **resident** is a person to meet behind it. Both belong to a
commune: their key is (`origin`, `id`), where `origin` is the code of the commune that first listed
them and never changes, while `path` says where they lie today. A **suggestion** is what somebody at
the door found otherwise than the list says.
"""

from tungngo.territory.models.areas import (
    NATION,
    Area,
    AreaBoundary,
    AreaName,
    AreaSuccession,
    Kind,
    Level,
    StaleArea,
)
from tungngo.territory.models.doors import (
    Household,
    PastPlace,
    Resident,
    Segment,
    Source,
    WalkOrder,
)
from tungngo.territory.models.lists import ColumnAlias, ListChange, ListImport
from tungngo.territory.models.suggestions import Suggestion

__all__ = [
    "NATION",
    "Area",
    "AreaBoundary",
    "AreaName",
    "AreaSuccession",
    "ColumnAlias",
    "Household",
    "Kind",
    "Level",
    "ListChange",
    "ListImport",
    "PastPlace",
    "Resident",
    "Segment",
    "Source",
    "StaleArea",
    "Suggestion",
    "WalkOrder",
]
