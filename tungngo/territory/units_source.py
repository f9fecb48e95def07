"""Makes the table of units this product ships, from the data set of the package `vietnamadminunits`.

    python -m tungngo.territory.units_source path/to/vietnamadminunits/data/dataset.db

Reads facts only (codes, names, parents, one point each) and writes data/units-2025-07-01.csv. The
package (MIT) is not needed to run the product; its notice lies beside the table.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from pathlib import Path

from tungngo.lib import text

TABLE = Path(__file__).parent / "data" / "units-2025-07-01.csv"
COLUMNS = ("code", "parent", "kind", "name", "latitude", "longitude")
_KINDS = {
    "Tỉnh": "tinh",
    "Thành phố": "thanh_pho",
    "Phường": "phuong",
    "Xã": "xa",
    "Đặc khu": "dac_khu",
}


def _kind_and_name(full_name: str) -> tuple[str, str]:
    """The full name decides: the package's own type column contradicts it for four communes."""
    for word, kind in _KINDS.items():
        if full_name.startswith(f"{word} "):
            return kind, full_name.removeprefix(f"{word} ")
    raise ValueError(f"no unit type in {full_name!r}")


def read(dataset: Path) -> list[tuple[str, str, str, str, str, str]]:
    """All units of the data set as rows of `COLUMNS`: provinces first, each list by code."""
    with sqlite3.connect(f"file:{dataset}?mode=ro", uri=True) as database:
        provinces = database.execute(
            "SELECT DISTINCT provinceCode, 'VN', province, provinceLat, provinceLon "
            "FROM admin_units ORDER BY provinceCode"
        ).fetchall()
        communes = database.execute(
            "SELECT wardCode, provinceCode, ward, wardLat, wardLon FROM admin_units ORDER BY wardCode"
        ).fetchall()
    return [
        (code, parent, *_kind_and_name(text.nfc(full_name)), f"{latitude:.4f}", f"{longitude:.4f}")
        for code, parent, full_name, latitude, longitude in [*provinces, *communes]
    ]


def main(dataset: str) -> None:
    TABLE.parent.mkdir(exist_ok=True)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(read(Path(dataset)))


if __name__ == "__main__":
    main(sys.argv[1])
