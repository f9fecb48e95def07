"""The five places of the demo, as they are today.

Names and codes of communes, the number of residential groups and teams, the size of the teams are
facts the press reported in 2025; streets are real; villages are those the press named
and others made up in their manner. Who lives there is invented.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of the demo.

    `streets` are where its doors are (urban), `groups` its residential groups in full; `households` is
    how many a group has at scale 1, `members` how many a team has. `shape` names the way its office
    writes a list (sheets.py). `reached` is the share of doors reached on the default day.
    """

    code: str
    province: str
    name: str
    shape: str
    groups: tuple[str, ...]
    streets: tuple[str, ...] = ()
    households: int = 60
    members: int = 3
    customs: tuple[str, ...] = ("kinh",)
    poor: float = 0.003
    near_poor: float = 0.008
    smartphone: float = 0.93
    farmers: float = 0.0
    reached: float = 0.55

    @property
    def is_urban(self) -> bool:
        return bool(self.streets)

    def custom_of(self, group: int) -> str:
        """Whose naming customs hold in the group at this place in the list, from 0."""
        return self.customs[group % len(self.customs)]


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(f"Tổ dân phố số {number}" for number in range(1, count + 1))


TUONG_MAI = Place(
    code="00322",
    province="01",
    name="Phường Tương Mai",
    shape="a sheet a group",
    groups=_numbered(74),
    streets=(
        "Đường Trương Định", "Phố Tân Mai", "Đường Hoàng Mai", "Đường Tam Trinh", "Phố Nguyễn Đức Cảnh",
        "Phố Lương Khánh Thiện", "Phố Nguyễn An Ninh", "Đường Giải Phóng", "Phố Tương Mai",
        "Phố Kim Đồng", "Phố Giáp Bát", "Phố Phan Đình Giót", "Phố Nguyễn Chính",
    ),
    households=110,
    members=7,
    reached=0.63,
)  # fmt: skip
CUA_NAM = Place(
    code="00082",
    province="01",
    name="Phường Cửa Nam",
    shape="a person a row",
    groups=_numbered(28),
    streets=(
        "Phố Cửa Nam", "Phố Hai Bà Trưng", "Phố Lý Thường Kiệt", "Phố Trần Hưng Đạo", "Phố Quán Sứ",
        "Phố Phan Bội Châu", "Phố Thợ Nhuộm", "Phố Hàng Bông", "Phố Trần Quốc Toản", "Phố Hàm Long",
        "Phố Bà Triệu", "Đường Lê Duẩn", "Phố Nguyễn Du", "Phố Yết Kiêu",
    ),
    households=95,
    members=4,
    reached=0.66,
)  # fmt: skip
HAT_MON = Place(
    code="09772",
    province="01",
    name="Xã Hát Môn",
    shape="a household a row",
    groups=(
        "Thôn Cổng Đình", "Thôn Đông Hát", "Thôn Đoài Hát", "Thôn Bãi Trên", "Thôn Bãi Dưới",
        "Thôn Phú Hạ", "Thôn Phú Thượng", "Thôn Trại Mới", "Thôn Cầu Đá", "Thôn Giếng Chùa",
        "Thôn Ngọc Đông", "Thôn Ngọc Đoài", "Thôn Tam Xóm", "Thôn Đồng Mía", "Thôn Bến Đò",
        "Thôn Gò Sỏi", "Thôn Vườn Dâu", "Thôn Hiệp Lộc", "Thôn Hiệp Thịnh", "Thôn Yên Hiệp",
    ),
    households=90,
    members=4,
    poor=0.02,
    near_poor=0.03,
    smartphone=0.84,
    farmers=0.45,
    reached=0.52,
)  # fmt: skip
MUONG_LAN = Place(
    code="03313",
    province="11",
    name="Xã Mường Lạn",
    shape="ditto marks",
    groups=(
        "Bản Bon", "Bản Pá Nậm", "Bản Hén", "Bản Thẩm Tở", "Bản Huổi Lướng", "Bản Lịch Tở", "Bản Nà Mạt",
        "Bản Co Muông", "Bản Huổi Khoang", "Bản Pá Khôm", "Bản Nậm Lạn", "Bản Co Sản",
    ),
    households=56,
    customs=("thai", "thai", "thai", "mong"),
    poor=0.21,
    near_poor=0.14,
    smartphone=0.6,
    farmers=0.86,
    reached=0.4,
)  # fmt: skip
CHIENG_SINH = Place(
    code="03283",
    province="11",
    name="Xã Chiềng Sinh",
    shape="ditto marks",
    groups=(
        "Bản Nà Sáy 1", "Bản Nà Sáy 2", "Bản Chiềng An", "Bản Hiệu", "Bản Ly Xôm", "Bản Dửn", "Bản Co Đứa",
        "Bản Pó Sinh", "Bản Noong Ten", "Bản Hua Sáy", "Bản Che Phai", "Bản Pa Cá", "Bản Huổi Lực",
        "Bản Pú Piến",
    ),
    households=62,
    customs=("thai", "thai", "thai", "thai", "mong"),
    poor=0.16,
    near_poor=0.12,
    smartphone=0.66,
    farmers=0.82,
    reached=0.46,
)  # fmt: skip

PLACES = (TUONG_MAI, CUA_NAM, HAT_MON, MUONG_LAN, CHIENG_SINH)
#: Provinces with a campaign of their own; each runs in every place of the province.
PROVINCES = tuple(dict.fromkeys(place.province for place in PLACES))
