"""The words that say what the next part of a Vietnamese address is, and how they are shortened."""

from enum import Enum, auto
from typing import NamedTuple

from tungngo.lib.text import fold, tone_key


class Kind(Enum):
    HOUSE = auto()
    ALLEY = auto()
    STREET = auto()
    VILLAGE = auto()
    GROUP = auto()
    PLACE = auto()
    BLOCK = auto()
    FLAT = auto()
    FLOOR = auto()
    AREA = auto()
    ROOM_OR_WARD = auto()
    """P.: phòng before the number of a room, phường or phố before a name."""
    REMARK = auto()
    NAME = auto()
    """Looks like one of the words above but belongs to a name (Xã Đàn)."""


class Mark(NamedTuple):
    """What a word means. `rank` orders alleys and groups from the outermost to the innermost."""

    kind: Kind
    word: str
    key: str = ""
    rank: int = 0
    needs_number: bool = False
    toned: bool = False
    needs_dot: bool = False


MARKS: dict[str, Mark] = {}
"""Lower-case spelling → meaning."""
LONGEST: dict[str, int] = {}
"""First word of a spelling → how many words the longest such spelling has."""


def _add(spelling: str, mark: Mark) -> None:
    MARKS.setdefault(spelling, mark)
    first, count = spelling.split()[0], len(spelling.split())
    LONGEST[first] = max(LONGEST.get(first, 0), count)


def _mark(
    kind: Kind,
    word: str,
    *spellings: str,
    key: str = "",
    rank: int = 0,
    number: bool = False,
    dot: bool = False,
) -> None:
    """Enter a word with its spellings: as written, under the other tone placement, untoned."""
    for spelling in (word.lower(), *spellings):
        plain = fold(spelling)
        for form in (spelling, tone_key(spelling), plain):
            toned = form != plain
            _add(form, Mark(kind, word, key, rank, number, toned, dot))


_mark(Kind.HOUSE, "Số", "số nhà", "nhà số", "sn", "nhà", "địa chỉ", "đ/c", "đc", number=True)
_mark(Kind.HOUSE, "Số", "s", number=True, dot=True)

# Rank: a ngõ opens from the street, a ngách from a ngõ, a hẻm from a ngách. In the south the
# first step is a hẻm, in Huế and Đà Nẵng a kiệt.
_mark(Kind.ALLEY, "Ngõ", "ngỏ", rank=1)
_mark(Kind.ALLEY, "Ngõ", "ng", number=True, rank=1)
_mark(Kind.ALLEY, "Ngõ", "n", number=True, rank=1, dot=True)
_mark(Kind.ALLEY, "Kiệt", rank=1, number=True)
_mark(Kind.ALLEY, "Ngách", "nghách", rank=2)
_mark(Kind.ALLEY, "Ngách", "ngh", "ngá", number=True, rank=2)
_mark(Kind.ALLEY, "Hẻm", "hẽm", rank=3)
_mark(Kind.ALLEY, "Hẻm", "nhánh", rank=4, number=True)

_mark(Kind.STREET, "Đường", "đường phố", "đg")
_mark(Kind.STREET, "Đường", "đ", "dg", dot=True)
MARKS["đ"] = MARKS["đ"]._replace(needs_dot=False)
_mark(Kind.STREET, "Phố")
_mark(Kind.STREET, "Đại lộ", "đl")
_mark(Kind.STREET, "Xa lộ")
_mark(Kind.STREET, "Quốc lộ", "ql", key="quoc lo", number=True)
_mark(Kind.STREET, "Tỉnh lộ", "tl", key="tinh lo", number=True)
_mark(Kind.STREET, "Hương lộ", key="huong lo", number=True)

for _village in ("Thôn", "Bản", "Ấp", "Buôn", "Bon", "Sóc", "Phum", "Làng", "Plei"):
    # One key for all: the same place is thôn on one list and bản on another.
    _mark(Kind.VILLAGE, _village, key="thon", rank=1)
_mark(Kind.GROUP, "Tiểu khu", key="tieu khu", rank=2)
_mark(Kind.GROUP, "Khu phố", "kp", key="khu pho", rank=2)
_mark(Kind.GROUP, "Khu dân cư", "kdc", key="khu dan cu", rank=2)
_mark(Kind.GROUP, "Khóm", key="khom", rank=2, number=True)
_mark(Kind.GROUP, "Khu", key="khu", rank=2, number=True)
_mark(Kind.GROUP, "Xóm", key="xom", rank=3)
_mark(Kind.GROUP, "Đội", key="doi", rank=3, number=True)
_mark(Kind.GROUP, "Cụm dân cư", key="cum", rank=3)
_mark(Kind.GROUP, "Cụm", key="cum", rank=3, number=True)
_mark(Kind.GROUP, "Tổ dân phố", "tdp", "tổ nhân dân", "tổ dân cư", key="to", rank=4)
_mark(Kind.GROUP, "Tổ", key="to", rank=4, number=True)

_mark(Kind.PLACE, "KĐT", "khu đô thị", "khu đô thị mới", "kđtm", key="kdt")
_mark(Kind.PLACE, "KTT", "khu tập thể", "khu tt", "tập thể", "tt", key="ktt")
_mark(Kind.PLACE, "Chung cư", "khu chung cư", "kcc", "cc", key="cc")
_mark(Kind.PLACE, "Cư xá", key="cu xa")
_mark(Kind.PLACE, "Khu nhà ở", key="kno")

_mark(Kind.BLOCK, "Tòa", "tòa nhà", "block", "blok")
_mark(Kind.BLOCK, "Tháp", "đơn nguyên", number=True)
_mark(Kind.BLOCK, "Lô", "lô đất", "dãy", "dãy nhà", number=True)
_mark(Kind.FLAT, "Phòng", "phòng số", "căn hộ", "căn hộ số", "căn", "ch", number=True)
_mark(Kind.FLOOR, "Tầng", "lầu", number=True)

_mark(Kind.ROOM_OR_WARD, "P", "p")
for _area in ("Phường", "Quận", "Huyện", "Xã", "Thị xã", "Thị trấn", "Tỉnh", "Đặc khu"):
    _mark(Kind.AREA, _area)
_mark(Kind.AREA, "Thành phố", "tp", "tphcm", "tphn", "tx", "q")
_mark(Kind.AREA, "Huyện", "h", "x", "t", dot=True)

for _remark in ("đối diện", "gần", "cạnh", "cạnh nhà", "sau", "trước cửa", "đầu ngõ", "cuối ngõ"):
    _add(_remark, Mark(Kind.REMARK, _remark, toned=fold(_remark) != _remark))
_mark(Kind.REMARK, "không số", "chưa có số", "chưa có số nhà", "không có số nhà", "không số nhà")

# Streets whose names begin or end with one of the words above, as written and untoned. Untoned,
# a Ngô of history looks like an alley.
for _name in (
    "Xã Đàn", "Bà Huyện Thanh Quan", "Nguyễn Tri Phương", "Láng Hạ", "Láng Thượng", "Ấp Bắc",
    "Ngô Quyền", "Ngô Gia Tự", "Ngô Thì Nhậm", "Ngô Thời Nhậm", "Ngô Sĩ Liên", "Ngô Sỹ Liên",
    "Ngô Văn Sở", "Ngô Tất Tố", "Ngô Đức Kế", "Ngô Gia Khảm", "Ngô Xuân Quảng", "Ngô Minh Dương",
    "Ngô Thì Sĩ", "Ngô Viết Thụ", "Ngô Nhân Tịnh", "Ngô Thị Thu Minh", "Ngô Mây", "Ngô Huệ Liên",
):  # fmt: skip
    _mark(Kind.NAME, _name)

GLUED = frozenset({
    "ngo", "ngach", "hem", "kiet", "ng", "sn", "so", "to", "tdp", "thon", "xom", "doi",
    "ap", "ban", "khu", "kp", "p", "q", "phong", "tang", "can", "ch", "ql", "tl",
})  # fmt: skip
"""Marks often typed together with their number and without tones (Ngo281, TDP14, P1203)."""

SHORT_AREAS = frozenset({"p", "q", "tp", "tx", "tphcm", "tphn"})
"""Abbreviations that end the name before them even without a comma."""

BLOCK_CODES = ("ct", "oct", "hh", "no", "ctm", "vp", "park")
"""Letters that begin the code of an apartment block, with no word before it."""

ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}

PROVINCES = frozenset({
    "ha noi", "hanoi", "viet nam", "vietnam", "ho chi minh", "hcm", "hai phong", "da nang",
    "can tho", "quang ninh", "cao bang", "lang son", "lai chau", "dien bien", "son la",
    "thanh hoa", "nghe an", "ha tinh", "tuyen quang", "lao cai", "thai nguyen", "phu tho",
    "bac ninh", "hung yen", "ninh binh", "quang tri", "quang ngai", "gia lai", "khanh hoa",
    "lam dong", "dak lak", "dong nai", "tay ninh", "vinh long", "dong thap", "ca mau",
    "an giang",
})  # fmt: skip
"""The provinces since 2025-07-01, folded, and the nation; Huế is left out, being a street
name of its own in many towns. Taken off the end of a street typed without commas."""
