"""Rows that are nobody: totals, signatures, headings printed again on every page.

Texts come as they are kept (`lib.text.nfc`).
"""

from __future__ import annotations

import re

_TOTAL = re.compile(
    r"(?:tổng cộng|tổng số|tổng|cộng)(?:\s*[:(=].*|\s+(?:cộng|số|hộ|khẩu|nhân|toàn|trang|tổ|\d).*|)"
    r"|tong cong.*|tong so|tong|cong|total"
)
_SIGNATURE = re.compile(
    r"(?:.*,)?\s*ngày[\s.…_\d]*tháng[\s.…_\d]*năm[\s.…_\d]*"
    r"|(?:người|nguoi) (?:lập|lap|tổng hợp|điều tra|kê khai|thực hiện).*|(?:tm|t/m|kt|tl|tuq)\..*"
    r"|t/m .*|(?:phó )?chủ tịch(?: ubnd.*)?|ủy ban nhân dân.*|uỷ ban nhân dân.*|ubnd .*"
    r"|xác nhận (?:của|ubnd).*|\(?(?:đã )?ký(?:,| và|:| tên| ghi).*|nơi nhận.*"
    r"|(?:tổ phó|tổ trưởng|trưởng thôn|trưởng bản|bí thư|thủ trưởng|trưởng công an|trưởng ban)\b.*"
    r"|đại diện (?:tổ|thôn|bản|ubnd|gia đình).*|công an (?:phường|xã).*|cán bộ (?:lập|tổng hợp).*"
    r"|ghi chú\s*:.*|danh sách (?:này )?(?:có|gồm).*|lưu ý\s*:.*"
)


def is_total(text: str) -> bool:
    """Whether a row that begins so adds others up: "Tổng cộng", "Cộng: 25 hộ". Not "Công Văn A"."""
    return bool(_TOTAL.fullmatch(text.lower()))


def is_signature(text: str) -> bool:
    """Whether a row that begins so is the foot of the list: place and date, who made it, who signed."""
    return bool(_SIGNATURE.fullmatch(text.lower().strip(" *")))
