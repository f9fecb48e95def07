"""Invented names after the customs of the places: Kinh, Thái, Mông.

The lists are short, common and this project's own; whoever bears one of these names is not meant.
"""

from __future__ import annotations

from random import Random

#: Family name → how often, in a hundred thousand or so. Order and weight as one meets them in the north.
_KINH = {
    "Nguyễn": 36, "Trần": 11, "Lê": 9, "Phạm": 8, "Vũ": 6, "Hoàng": 5, "Đỗ": 4, "Bùi": 4, "Đặng": 3,
    "Ngô": 3, "Dương": 2, "Đinh": 2, "Phan": 2, "Đào": 2, "Trịnh": 1, "Lương": 1, "Tạ": 1, "Chu": 1,
    "Mai": 1, "Cao": 1, "Hà": 1, "Kiều": 1, "Tô": 1, "Khuất": 1,
}  # fmt: skip
_THAI = {
    "Lò": 30, "Quàng": 17, "Lường": 12, "Cà": 11, "Tòng": 9, "Vì": 7, "Bạc": 4, "Lù": 3, "Cầm": 3,
    "Điêu": 2, "Lèo": 2,
}  # fmt: skip
_MONG = {
    "Vàng": 18, "Giàng": 17, "Sùng": 14, "Mùa": 11, "Thào": 11, "Lầu": 9, "Hạng": 8, "Vừ": 6, "Cứ": 4,
    "Chá": 2,
}  # fmt: skip

_OLD_MEN = (
    "Bảo", "Cường", "Đạt", "Định", "Hải", "Hiền", "Hoà", "Hợi", "Hùng", "Hưng", "Khải", "Khoa", "Kỳ",
    "Lâm", "Lộc", "Minh", "Nghĩa", "Phú", "Quý", "Sơn", "Tài", "Thắng", "Thành", "Thịnh", "Thuận", "Tiến",
    "Toàn", "Trọng", "Tự", "Vinh", "Xuân",
)  # fmt: skip
_OLD_WOMEN = (
    "Bình", "Cúc", "Dung", "Hà", "Hạnh", "Hiền", "Hoa", "Hồng", "Hợp", "Huệ", "Lan", "Liên", "Loan", "Lý",
    "Mai", "Minh", "Mùi", "Nga", "Nguyệt", "Nhung", "Oanh", "Phượng", "Sâm", "Tâm", "Thanh", "Thơm", "Thu",
    "Tuyết", "Vân", "Xuyến", "Yến",
)  # fmt: skip
_YOUNG_MEN = (
    "An", "Anh", "Bách", "Đăng", "Dũng", "Duy", "Đức", "Giang", "Hiếu", "Hoàng", "Huy", "Khánh", "Khôi",
    "Kiên", "Long", "Mạnh", "Nam", "Phong", "Phúc", "Quân", "Quang", "Sơn", "Thái", "Trung", "Tùng",
    "Việt", "Vũ",
)  # fmt: skip
_YOUNG_WOMEN = (
    "An", "Anh", "Châu", "Chi", "Diệp", "Duyên", "Giang", "Hà", "Hân", "Hương", "Huyền", "Khanh", "Linh",
    "Ly", "My", "Ngân", "Ngọc", "Nhi", "Phương", "Quỳnh", "Thảo", "Thuỳ", "Trang", "Trâm", "Uyên", "Vy",
)  # fmt: skip
_MIDDLE_MEN = (
    "Văn", "Đức", "Minh", "Quang", "Hữu", "Xuân", "Đình", "Tuấn", "Ngọc", "Gia", "Thành", "Anh",
)  # fmt: skip
_MIDDLE_WOMEN = (
    "Thị", "Thu", "Minh", "Ngọc", "Thanh", "Phương", "Hồng", "Khánh", "Mai", "Thuỳ", "Bảo", "Diệu",
)  # fmt: skip
_THAI_MEN = (
    "Hặc", "Inh", "Pâng", "Muôn", "Ún", "Chung", "Thoan", "Hoan", "Tiên", "Dương", "Thắng", "Biên", "Ơn",
    "Phương", "Nuôi", "Xuân", "Hùng", "Chựa", "Piêng", "Bun",
)  # fmt: skip
_THAI_WOMEN = (
    "Pọm", "Hương", "Ín", "Bun", "Loan", "Xôm", "Phượng", "Ngoan", "Chướng", "Én", "Hặc", "Thoa", "Yên",
    "Diên", "Piêng", "Hoa", "Nơi", "Panh", "Xuân", "Mai",
)  # fmt: skip
_MONG_MEN = (
    "Dơ", "Chống", "Sính", "Páo", "Chứ", "Lử", "Tủa", "Vảng", "Nủ", "Dế", "Sáu", "Khua", "Chư", "Thênh",
    "Của", "Tàng", "Phình", "Giống",
)  # fmt: skip
_MONG_WOMEN = (
    "Mỷ", "Dợ", "Sua", "Chà", "Pàng", "Xua", "Dính", "Mai", "Mo", "Ly", "Vá", "Kía", "Giống", "Sông",
    "Cở", "Dua",
)  # fmt: skip


def family_name(chance: Random, custom: str) -> str:
    """A family name (Mông: clan) of a custom: `kinh`, `thai` or `mong`."""
    names = {"kinh": _KINH, "thai": _THAI, "mong": _MONG}[custom]
    return chance.choices(list(names), list(names.values()))[0]


def full_name(chance: Random, custom: str, family: str, sex: str, age: int) -> str:
    """A full name of somebody of a `family`, `sex` ("m", "f") and `age` in years."""
    if custom == "thai":
        given = chance.choice(_THAI_MEN if sex == "m" else _THAI_WOMEN)
        return f"{family} {'Văn' if sex == 'm' else 'Thị'} {given}"
    if custom == "mong":
        given = chance.choice(_MONG_MEN if sex == "m" else _MONG_WOMEN)
        # Men bear A before their name; a married man often a second name in its place.
        middle = chance.choice(("A", "A", "A", "Nhè", "Trống")) if sex == "m" else "Thị"
        return f"{family} {middle} {given}"
    return f"{family} {_kinh_middle(chance, sex, age)} {_kinh_given(chance, sex, age)}"


def _kinh_middle(chance: Random, sex: str, age: int) -> str:
    # The old custom, Văn and Thị, thins out with every generation.
    if chance.random() < min(0.9, max(0.08, (age - 10) / 70)):
        return "Văn" if sex == "m" else "Thị"
    return chance.choice(_MIDDLE_MEN if sex == "m" else _MIDDLE_WOMEN)


def _kinh_given(chance: Random, sex: str, age: int) -> str:
    old = chance.random() < (age - 15) / 40
    if sex == "m":
        return chance.choice(_OLD_MEN if old else _YOUNG_MEN)
    return chance.choice(_OLD_WOMEN if old else _YOUNG_WOMEN)
