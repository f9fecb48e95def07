"""Invented figures for the gallery: one ward that does not exist, in both languages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator

START = date(2026, 8, 1)
END = date(2026, 9, 30)
TODAY = date(2026, 9, 3)
WHOLE = 9870

VI: dict[str, Any] = {
    "title": "Tiến độ phường",
    "door": "Bàn điều hành",
    "nav": ["Tiến độ", "Địa bàn", "Danh sách hộ", "Tổ công nghệ số", "Phân công"],
    "other": "English",
    "other_code": "en",
    "sign_out": "Đăng xuất",
    "heading": "6.214 trên 9.870 hộ đã được hướng dẫn",
    "lede": "Mốc 70% trước hết ngày 15/09/2026 có thể không đạt: cần thêm 695 hộ trong 12 ngày.",
    "act": "Phân công lại",
    "second": "Xem danh sách",
    "danger": "Thu hồi thẻ",
    "plain": "Bỏ qua",
    "undone": "Đã chuyển 8 hộ Ngõ 281 sang tổ 12.",
    "reached": "Hộ đã được hướng dẫn",
    "households": "hộ",
    "people": "người lớn",
    "rows": "dòng",
    "source": "danh sách công an 12/08/2026",
    "curve": "Hộ đã được hướng dẫn theo ngày",
    "groups": "Theo tổ dân phố",
    "columns": ["Tổ dân phố", "Đã đến", "Tổng số hộ", "Tỷ lệ", "VNeID", "Nhịp"],
    "sum": "Cả phường",
    "lane": "Ngõ 281 Trương Định",
    "block": "Nhà CT2",
    "steps": ["Chọn tệp", "Ghép cột", "Kiểm tra", "Xem trước", "Ghi vào sổ"],
    "checking": "Đang kiểm tra danh sách",
    "empty": "Chưa có hộ nào trong tổ này",
    "empty_words": "Nhập danh sách hộ trước, sau đó phân công cho thành viên của tổ.",
    "next": "Việc tiếp theo",
    "next_words": "Tổ 7 còn 214 hộ chưa có người phụ trách.",
    "facts": [("Ngày còn lại", "27"), ("Tổ công nghệ số", "74"), ("Thành viên", "512")],
}
EN: dict[str, Any] = {
    "title": "Progress of the ward",
    "door": "Desk",
    "nav": ["Progress", "Areas", "Households", "Teams", "Assignment"],
    "other": "Tiếng Việt",
    "other_code": "vi",
    "sign_out": "Sign out",
    "heading": "6,214 of 9,870 households have been guided",
    "lede": "The milestone of 70% by 15/09/2026 is at risk: 695 more households in 12 days.",
    "act": "Share out again",
    "second": "See the list",
    "danger": "Revoke the badge",
    "plain": "Leave it",
    "undone": "8 households of Ngõ 281 moved to team 12.",
    "reached": "Households guided",
    "households": "households",
    "people": "adults",
    "rows": "rows",
    "source": "police list of 12/08/2026",
    "curve": "Households guided, by day",
    "groups": "By residential group",
    "columns": ["Group", "Reached", "Households", "Share", "VNeID", "Pace"],
    "sum": "Whole ward",
    "lane": "Ngõ 281 Trương Định",
    "block": "Block CT2",
    "steps": ["Choose a file", "Match columns", "Check", "Preview", "Write"],
    "checking": "Checking the list",
    "empty": "No households in this group yet",
    "empty_words": "Bring in the list of households first, then share them out among the team.",
    "next": "What to do next",
    "next_words": "Team 7 has 214 households nobody looks after.",
    "facts": [("Days left", "27"), ("Teams", "74"), ("Members", "512")],
}


def _counted() -> list[dict[str, Any]]:
    """A slow start, a stop for the rain, then a steady rise."""
    rows, value = [], 0
    for i in range((TODAY - START).days + 1):
        value += 40 + i * 9 if not 12 <= i <= 14 else 5
        rows.append({"on": START + timedelta(days=i), "value": value})
    scale = 6214 / value
    return [{"on": r["on"], "value": round(r["value"] * scale)} for r in rows]


def _band() -> list[dict[str, Any]]:
    rows = []
    for i in range(1, (END - TODAY).days + 1):
        mid = min(WHOLE, 6214 + 118 * i)
        rows.append(
            {
                "on": TODAY + timedelta(days=i),
                "low": mid - 38 * i,
                "mid": mid,
                "high": min(WHOLE, mid + 34 * i),
            }
        )
    return rows


def _door(key: str, state: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "state": state, "url": "#", **more}


class Sheet(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Tên chiến dịch", help_text="Như trong quyết định của phường.")
    due_on = forms.DateField(label="Ngày kết thúc", widget=forms.DateInput(attrs={"type": "date"}))
    target = forms.IntegerField(label="Chỉ tiêu (%)", max_value=100)
    area = forms.ChoiceField(label="Địa bàn", choices=[("7", "Tổ 7"), ("12", "Tổ 12")])
    words = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea({"rows": 3}))
    force = forms.ChoiceField(
        label="Lực lượng",
        help_text="Chọn một.",
        widget=forms.RadioSelect,
        choices=[("police", "Công an"), ("youth", "Đoàn Thanh niên"), ("women", "Hội Phụ nữ")],
    )
    list = forms.FileField(label="Danh sách hộ", help_text="Tệp XLSX hoặc CSV, tối đa 100 MB.")
    agree = forms.BooleanField(label="Đã xem lại danh sách", help_text="Có thể hoàn tác sau đó.")


def gallery(lang: str, density: str = "desk") -> dict[str, Any]:
    """The whole context of look/gallery.html in one language."""
    say = VI if lang == "vi" else EN
    milestones = [
        {"percent": 30, "due_on": date(2026, 8, 20), "label": "", "state": "done"},
        {"percent": 70, "due_on": date(2026, 9, 15), "label": "", "state": "risk"},
        {"percent": 100, "due_on": END, "label": "", "state": "ahead"},
    ]
    tiles = [
        {
            "label": say["reached"],
            "part": 6214,
            "whole": WHOLE,
            "unit": say["households"],
            "source": say["source"],
            "trend": [3, 8, 14, 20, 21, 22, 30, 41, 52, 62],
            "state": "late",
            "url": "#",
        },
        {
            "label": "VNeID",
            "part": 11384,
            "whole": 23410,
            "unit": say["people"],
            "source": say["source"],
            "trend": [10, 12, 15, 19, 22, 24, 31],
        },
        {
            "label": say["plain"],
            "part": 41,
            "whole": 1204,
            "unit": say["people"],
            "source": say["source"],
            "trend": [5, 5, 5],
        },
        {"label": say["checking"], "part": 1111, "whole": None, "unit": say["rows"], "state": "ok"},
    ]
    names = ["Tổ 1", "Tổ 2", "Tổ 7 (Tân Mai)", "Tổ 12", "Tổ 28"]
    states = ["ok", "done", "late", "risk", "missed"]
    groups = [
        {
            "name": name,
            "reached": 111 * (i + 1),
            "whole": 1470 - 177 * i,
            "ladder": [300 - 60 * i, 120, 90 + 20 * i, 60 * i, 11 * i],
            "state": states[i],
        }
        for i, name in enumerate(names)
    ]
    odd = ["1", "3", "5", "7", "9", "9A", "11", "13", "15", "17", "19", "21", "21/4", "23"]
    even = ["2", "4", "6", "8", "10", "12", "12A", "12B", "14", "16", "18", "20"]
    kinds = ["met", "met", "again", "met", "refused", "met", "waiting", "todo", "gone", "todo"]
    lane = [
        _door(k, kinds[i % len(kinds)], side="odd", priority=i % 5 == 2) for i, k in enumerate(odd)
    ] + [_door(k, kinds[(i + 3) % len(kinds)], side="even") for i, k in enumerate(even)]
    block = [
        _door(f"{f}0{d}", kinds[(f * 3 + d) % len(kinds)], floor=f, priority=f == 3 and d == 2)
        for f in range(1, 6)
        for d in range(1, 7)
    ]
    vi = lang == "vi"
    cards = [
        {
            "lane": "Ngõ 281",
            "key": "12A",
            "name": "Nguyễn Thị Hằng",
            "marks": ["từ 70 tuổi", "sống một mình"] if vi else ["aged 70 or more", "lives alone"],
            "last_on": date(2026, 8, 28),
            "promised": "cài VssID" if vi else "install VssID",
            "state": "waiting",
        },
        {
            "lane": "Ngách 281/58",
            "key": "12/34/5",
            "name": "Trần Văn Ổn",
            "marks": [],
            "last_on": None,
            "state": "",
        },
        {
            "lane": "Nhà CT2",
            "key": "P.1203",
            "name": "Lò Thị Mẩy",
            "marks": ["hộ nghèo"] if vi else ["poor household"],
            "last_on": date(2026, 9, 2),
            "state": "counted",
        },
    ]
    return {
        "say": say,
        "density": density,
        "trail": [
            ("Việt Nam", "#"),
            ("Hà Nội", "#"),
            ("Phường Ví Dụ", "#"),
            ("Tổ 7", None),
        ],
        "notices": [
            {"level": "success", "words": say["empty_words"], "heading": ""},
            {"level": "info", "words": say["lede"], "heading": ""},
            {"level": "warning", "words": say["next_words"], "heading": say["next"]},
            {"level": "error", "words": say["lede"], "heading": say["danger"]},
        ],
        "tiles": tiles,
        "milestones": milestones,
        "all_done": [{**m, "state": "done"} for m in milestones],
        "ends": {"low": 8374, "mid": WHOLE - 470, "high": WHOLE},
        "counted": _counted(),
        "pace": [
            {"on": START, "value": 0},
            {"on": date(2026, 8, 20), "value": 2961},
            {"on": date(2026, 9, 15), "value": 6909},
            {"on": END, "value": WHOLE},
        ],
        "band": _band(),
        "one_day": [{"on": START, "value": 61}],
        "none": [],
        "ladder_counts": [5210, 6400, 5100, 4900, 1800],
        "ladder_few": [0, 3, 1, 0, 1],
        "ladder_none": [0, 0, 0, 0, 0],
        "groups": groups,
        "page": Paginator(range(1234), 50).page(3),
        "states": [
            "waiting",
            "sent",
            "counted",
            "needs-you",
            "ok",
            "done",
            "late",
            "risk",
            "missed",
            "ahead",
        ],
        "lane_doors": lane,
        "block_doors": block,
        "cards": cards,
        "problems": [
            {
                "text": "Năm sinh “19b4” không đọc được"
                if vi
                else "Birth year “19b4” is unreadable",
                "place": "Tổ 7, dòng 12, cột D" if vi else "Tổ 7, row 12, column D",
                "target": "table",
                "code": "household.birth_year_unreadable",
            }
        ],
        "bound": Sheet({"target": "140", "area": "7", "name": ""}, {}),
    }
