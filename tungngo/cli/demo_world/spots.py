"""The 24 support points of Tương Mai in the demo: where they are, when, what is taught there, by whom.

That the ward has 24 is what the press reported; which they are is made up from the ward's cultural houses,
markets and schools. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

#: Skill → what a session about it is called.
TITLES = {
    "vneid": "Lớp VNeID buổi tối",
    "public-service": "Nộp hồ sơ trực tuyến",
    "vssid": "Xem thẻ bảo hiểm trên điện thoại",
    "ihanoi": "Dùng iHanoi để tra cứu, phản ánh",
    "cashless": "Quét mã trả tiền",
    "fraud-safety": "Nhận ra lừa đảo trên mạng",
    "etax-mobile": "Nộp thuế trên điện thoại",
    "online-trade": "Bán hàng trên mạng",
    "digital-signature": "Đăng ký chữ ký số",
}
_DAY_NAMES = ("thứ 2", "thứ 3", "thứ 4", "thứ 5", "thứ 6", "thứ 7", "chủ nhật")
#: What is planned ahead when the demo is built.
DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Spot:
    """A support point. It stands in the group of this number, 0: it is the whole ward's. Sessions are on
    `weekdays` (0: Monday), one skill after the other; the teams of the groups in `crews` hold them, the
    first trains. `network` as somebody found it so many days ago."""

    group: int
    name: str
    place: str
    weekdays: tuple[int, ...]
    begins: time
    ends: time
    skills: tuple[str, ...]
    crews: tuple[int, ...] = ()
    kind: str = "fixed"
    audience: str = "residents"
    capacity: int = 25
    equipment: tuple[str, ...] = ("phones", "screen", "power")
    network: str = "good"
    #: Whether its class is asked before the first session and after the last.
    is_tested: bool = False

    @property
    def who(self) -> tuple[int, ...]:
        """Numbers of the groups whose teams hold its sessions."""
        return self.crews or (self.group,)

    @property
    def hours(self) -> str:
        """When it is open, in words."""
        span = f"{self.begins:%H:%M}–{self.ends:%H:%M}"
        if len(self.weekdays) == len(_DAY_NAMES):
            return f"{span} hằng ngày"
        return f"{span}, {', '.join(_DAY_NAMES[day] for day in self.weekdays)}"


def days_of(spot: Spot, first: date, today: date) -> Iterator[tuple[date, str]]:
    """The days from `first` to a fortnight after today on which it has a session, each with its skill."""
    span = (today + timedelta(days=DAYS_AHEAD) - first).days + 1
    wanted = (first + timedelta(days=number) for number in range(max(span, 0)))
    for number, day in enumerate(day for day in wanted if day.weekday() in spot.weekdays):
        yield day, spot.skills[number % len(spot.skills)]


#: How many days after its first session of a week a point is open to whoever drops in, by kind.
_DROP_IN = {"fixed": (2, 4), "mobile": (3,), "home": (2,)}


def drop_in(spot: Spot) -> list[tuple[int, time, time, int]]:
    """When a point is staffed besides its sessions, on days without one: weekday, from, to, people needed."""
    house = spot.kind == "fixed"
    hours = (time(18, 30), time(20, 30)) if house and spot.group else (spot.begins, spot.ends)
    days = ((spot.weekdays[0] + later) % 7 for later in _DROP_IN[spot.kind])
    need = 2 if house or len(spot.who) > 1 else 1
    return [(day, *hours, need) for day in days if day not in spot.weekdays]


_EVENING = (time(19), time(20, 30))
_MORNING = (time(8), time(9, 30))
_SATURDAY = (time(8, 30), time(10, 30))

#: The point where the volunteer whose badge the demo shows is on duty: something happens there every day.
SHOWN = Spot(
    7, "Nhà văn hóa tổ dân phố số 7", "Sân đình", tuple(range(7)), time(18), time(20),
    ("vneid", "vssid", "cashless", "vneid", "public-service"),
    equipment=("phones", "screen", "wifi", "power"), is_tested=True,
)  # fmt: skip
SPOTS = (
    SHOWN,
    Spot(
        3, "Nhà văn hóa tổ dân phố số 3", "Đầu ngõ, cạnh bể nước cũ", (1,), *_EVENING, ("vneid",),
        is_tested=True,
    ),
    Spot(
        12, "Nhà văn hóa liên tổ 12–13", "Tầng 2, trên phòng đọc", (2, 5), *_EVENING,
        ("fraud-safety",), is_tested=True, equipment=("phones", "screen", "wifi"),
    ),
    Spot(
        18, "Nhà sinh hoạt cộng đồng tổ 18", "Cuối ngõ, sau vườn hoa", (3,), *_EVENING,
        ("vneid",), is_tested=True, network="weak",
    ),
    Spot(26, "Nhà văn hóa tổ dân phố số 26", "Cạnh trạm biến áp", (0,), *_EVENING, ("cashless", "vssid")),
    Spot(
        33, "Nhà văn hóa tổ dân phố số 33", "Sân bóng cũ", (4,), *_EVENING, ("public-service",),
        is_tested=True, equipment=("phones", "computer", "screen", "printer", "power"),
    ),
    Spot(41, "Nhà văn hóa tổ dân phố số 41", "Tầng 1 nhà A5", (1, 4), *_EVENING, ("ihanoi", "vneid")),
    Spot(
        48, "Nhà sinh hoạt cộng đồng tổ 48", "Ngõ bên chùa", (2,), *_EVENING, ("fraud-safety",),
        is_tested=True, equipment=("phones", "screen", "step_free"),
    ),
    Spot(55, "Nhà văn hóa tổ dân phố số 55", "Giữa ngõ", (3,), *_EVENING, ("vssid", "public-service")),
    Spot(
        62, "Nhà văn hóa tổ dân phố số 62", "Sau dãy nhà tập thể", (0, 3), *_EVENING, ("vneid",),
        is_tested=True, network="weak", equipment=("phones", "power"),
    ),
    Spot(
        0, "Bộ phận một cửa của phường", "Trụ sở phường, tầng 1", (0, 2, 4), time(8, 30), time(11),
        ("public-service", "digital-signature", "etax-mobile"), crews=(30, 31), capacity=16,
        is_tested=True,
        equipment=("computer", "printer", "wifi", "power", "step_free"),
    ),
    Spot(
        0, "Hội trường nhà văn hóa phường", "Tầng 2, lối cầu thang bên", (5,), time(14), time(16, 30),
        ("vneid", "fraud-safety"), crews=(50,), audience="members", capacity=70, is_tested=True,
        equipment=("screen", "wifi", "power"),
    ),
    Spot(
        0, "Bàn hỗ trợ cổng chợ Mơ", "Cổng phía đông, dưới mái che", (5, 6), time(7), time(9),
        ("cashless", "online-trade"), crews=(9, 10), kind="mobile", audience="traders", capacity=20,
        equipment=("phones",),
    ),
    Spot(
        0, "Bàn hỗ trợ chợ Tương Mai", "Cuối ngõ 299", (2, 6), time(7), time(9), ("cashless",),
        crews=(22, 23), kind="mobile", audience="traders", capacity=20, equipment=("phones",),
    ),
    Spot(
        0, "Bàn hỗ trợ chợ Trương Định", "Cạnh cầu", (5,), time(7), time(9), ("cashless",),
        crews=(14,), kind="mobile", audience="traders", equipment=("phones",), network="",
    ),
    Spot(
        0, "Sân trường tiểu học, giờ đón con", "Cổng sau", (1, 3), time(16), time(17, 30),
        ("ihanoi", "public-service"), crews=(36, 37), kind="mobile", equipment=("phones", "wifi"),
    ),
    Spot(
        0, "Phòng chờ trạm y tế", "Tầng 1", (2,), *_MORNING, ("vssid",), crews=(66,), kind="mobile",
        equipment=("phones", "power", "step_free"),
    ),
    Spot(
        16, "Sảnh nhà tập thể, tổ 16", "Chân cầu thang giữa", (6,), *_SATURDAY, ("vneid", "vssid"),
        kind="mobile", equipment=("phones",),
    ),
    Spot(
        28, "Vườn hoa tổ 28", "Ghế đá cạnh cây đa", (5,), *_SATURDAY, ("fraud-safety",),
        kind="mobile", equipment=(), network="weak",
    ),
    Spot(
        44, "Sân chùa, tổ 44", "Nhà khách", (6,), *_SATURDAY, ("vssid", "fraud-safety"),
        kind="mobile", equipment=("step_free",),
    ),
    Spot(
        51, "Quán nước đầu ngõ, tổ 51", "Bàn lưu động", (4,), time(16), time(17), ("vneid",),
        kind="mobile", equipment=("phones",), network="none",
    ),
    Spot(
        70, "Sân chung cư, tổ 70", "Cạnh nhà để xe", (5,), *_SATURDAY, ("ihanoi", "cashless"),
        kind="mobile", equipment=("phones", "power"),
    ),
    Spot(
        29, "Nhà bà Thơm", "Ngõ nhỏ bên giếng, tầng 1", (2,), time(15), time(16, 30), ("vneid", "vssid"),
        kind="home", capacity=8, equipment=("step_free",),
    ),
    Spot(
        58, "Nhà ông Lộc", "Nhà cuối ngõ, có sân", (4,), time(15), time(16, 30), ("vneid",),
        kind="home", capacity=8, equipment=(), network="weak",
    ),
)  # fmt: skip
#: (group of the point, days from today: on that day or the next one it has, why it did not take place)
CANCELLED = ((7, 3, "Nhà văn hóa sửa điện"), (28, -9, "Mưa to"), (41, 4, "Họp tổ dân phố"))
