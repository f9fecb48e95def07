"""What offices write in a household list, as data: headings, relations, occupations, reasons.

All keys are folded (`lib.text.fold`: no marks, lower case), because lists are typed with and
without tones. Where folding would make two words one (năm and Nam), the reader asks for the tones.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Field(StrEnum):
    """What a column can mean. Values are stable: they are stored with learnt headings."""

    ORDER = "order"
    HOUSEHOLD_NO = "household_no"
    HOUSEHOLD_CODE = "household_code"
    HEAD_NAME = "head_name"
    FULL_NAME = "full_name"
    MEMBER_NAME = "member_name"
    """One of several people who stand side by side in the row of their household."""
    RELATION = "relation"
    BIRTH = "birth"
    BIRTH_MALE = "birth_male"
    BIRTH_FEMALE = "birth_female"
    BIRTH_DAY = "birth_day"
    BIRTH_MONTH = "birth_month"
    BIRTH_YEAR = "birth_year"
    SEX = "sex"
    SEX_MALE = "sex_male"
    SEX_FEMALE = "sex_female"
    HOUSE_NUMBER = "house_number"
    ALLEY = "alley"
    STREET = "street"
    ADDRESS = "address"
    GROUP = "group"
    PHONE = "phone"
    POOR = "poor"
    NEAR_POOR = "near_poor"
    HOUSEHOLD_CLASS = "household_class"
    DISABLED = "disabled"
    MOBILITY = "mobility"
    MERIT = "merit"
    LIVING_ALONE = "living_alone"
    PRIORITY = "priority"
    OCCUPATION = "occupation"
    LANGUAGE = "language"
    SMARTPHONE = "smartphone"
    CHAT_GROUP = "chat_group"
    NOTE = "note"
    """Read for what it says of reasons, never stored."""
    IGNORED = "ignored"
    """Known, and of no use here: counts, signatures, the status we gave back."""


NAME_FIELDS = frozenset({Field.HEAD_NAME, Field.FULL_NAME, Field.MEMBER_NAME})
HOUSEHOLD_FIELDS = frozenset(
    {
        Field.HOUSEHOLD_NO, Field.HOUSEHOLD_CODE, Field.HOUSE_NUMBER, Field.ALLEY, Field.STREET,
        Field.ADDRESS, Field.GROUP, Field.POOR, Field.NEAR_POOR, Field.HOUSEHOLD_CLASS,
        Field.LANGUAGE, Field.SMARTPHONE, Field.CHAT_GROUP, Field.ORDER,
    }
)  # fmt: skip
"""Fields of the household; every other one belongs to a person."""


class LeftOut(StrEnum):
    """Why a column is recognised and never stored."""

    IDENTITY = "identity"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    PHOTO = "photo"


ALIASES: dict[Field, tuple[str, ...]] = {
    Field.ORDER: ("stt", "tt", "so tt", "so thu tu", "no", "sttt"),
    Field.HOUSEHOLD_NO: (
        "stt ho", "so thu tu ho", "tt ho", "ho so", "so ho", "ho thu", "ho", "stt ho gia dinh",
    ),
    Field.HOUSEHOLD_CODE: (
        "ma ho", "ma so ho", "ma ho gia dinh", "ma so ho gia dinh", "so ho khau", "ma hgd",
        "household code", "household id",
    ),
    Field.HEAD_NAME: (
        "ho ten chu ho", "ho va ten chu ho", "ho ten ch", "ten chu ho", "chu ho", "hoten chu ho",
        "ho ten nguoi dai dien", "ho va ten nguoi dai dien", "dai dien ho", "ho ten dai dien ho",
        "head of household", "head name", "ho gia dinh ong ba", "ho gia dinh", "ho ten dai dien",
    ),
    Field.FULL_NAME: (
        "ho va ten", "ho ten", "hoten", "ho va ten nhan khau", "ho ten nhan khau", "ten nhan khau",
        "ho va ten thanh vien", "ho ten thanh vien", "ten thanh vien", "ho va ten cong dan",
        "ho va ten khai sinh", "ho chu dem va ten", "ho chu dem va ten khai sinh",
        "ho dem va ten", "ho ten cong dan", "ho ten khai sinh", "full name", "name",
        "thanh vien trong ho", "thanh vien ho gia dinh", "nhan khau trong ho", "ho va ten dem",
        "ho ten cac thanh vien trong ho", "ho va ten cac thanh vien trong ho", "ho va ten nguoi dan",
    ),
    Field.MEMBER_NAME: ("ho ten vo chong", "ho va ten vo chong", "ho ten vo", "ho ten chong"),
    Field.RELATION: (
        "quan he voi chu ho", "quan he", "qhch", "qh voi chu ho", "qh chu ho", "quan he chu ho",
        "qh", "moi quan he", "moi quan he voi chu ho", "q he voi chu ho", "quan he vs chu ho",
        "quan he gia dinh", "relation", "q h voi chu ho", "qhvch",
        "relation to head",
    ),
    Field.BIRTH: (
        "ngay sinh", "nam sinh", "ngay thang nam sinh", "ns", "sinh ngay", "ngay thang sinh",
        "nam sinh nam nu", "ntns", "sinh nam", "ngay sinh nam sinh", "date of birth", "birth year",
        "ngay thang nam sinh hoac nam sinh", "nam sinh hoac ngay sinh", "nsinh", "ngay nam sinh",
    ),
    Field.BIRTH_MALE: ("nam sinh nam", "ngay sinh nam", "ns nam", "ngay thang nam sinh nam"),
    Field.BIRTH_FEMALE: ("nam sinh nu", "ngay sinh nu", "ns nu", "ngay thang nam sinh nu"),
    Field.SEX: ("gioi tinh", "gt", "gioi", "nam nu", "phai", "sex", "gender", "g tinh"),
    Field.HOUSE_NUMBER: ("so nha", "sn", "nha so", "so nha can ho", "can ho", "so can ho"),
    Field.ALLEY: ("ngo", "ngo ngach", "ngach", "hem", "ngo hem", "ngo ngach hem", "kiet"),
    Field.STREET: ("duong", "pho", "duong pho", "ten duong", "ten pho", "tuyen duong", "tuyen pho"),
    Field.ADDRESS: (
        "dia chi", "dia chi thuong tru", "noi thuong tru", "cho o", "cho o hien nay", "noi o",
        "noi o hien nay", "noi o hien tai", "dia chi nha", "dia chi cu tru", "noi cu tru",
        "dia chi hien tai", "dia chi cho o", "ho khau thuong tru", "thuong tru", "dc", "address",
        "dia chi noi o", "so nha duong pho", "so nha ngo ngach duong pho", "hktt",
        "noi dang ky thuong tru", "dia chi ho gia dinh", "dia chi hien nay", "so nha ngo pho",
    ),
    Field.GROUP: (
        "to", "tdp", "to dan pho", "to dan pho so", "thon", "ban", "thon ban", "khu pho", "kp",
        "khu dan cu", "kdc", "to dan cu", "to so", "xom", "ap", "buon", "thon to dan pho",
        "thon xom", "ten to", "ten thon", "tdp so", "group", "khu", "thon ban tdp", "to tdp",
        "residential group", "to dan pho thon", "to dan pho thon ban", "to dan pho khu pho",
    ),
    Field.PHONE: (
        "sdt", "so dien thoai", "dien thoai", "dt", "so dt", "di dong", "dien thoai lien he",
        "so dien thoai lien he", "sdt lien he", "dtdd", "dien thoai di dong", "phone", "tel",
        "sdt chu ho", "so dien thoai chu ho", "mobile", "sodt",
    ),
    Field.POOR: ("ho ngheo", "ngheo", "hn", "thuoc ho ngheo", "poor", "poor household"),
    Field.NEAR_POOR: ("ho can ngheo", "can ngheo", "cn", "hcn", "thuoc ho can ngheo", "near poor",
        "near poor household",
    ),
    Field.HOUSEHOLD_CLASS: (
        "dien ho", "loai ho", "phan loai ho", "ho ngheo can ngheo", "ngheo can ngheo",
        "hoan canh", "hoan canh gia dinh", "hoan canh kinh te", "dien ho ngheo can ngheo",
    ),
    Field.DISABLED: ("khuyet tat", "kt", "nguoi khuyet tat", "nkt", "tan tat", "disabled"),
    Field.MOBILITY: (
        "kho khan di lai", "di lai kho khan", "kho di lai", "van dong kho khan", "han che di lai",
        "nam lien giuong", "difficulty moving",
    ),
    Field.MERIT: (
        "nguoi co cong", "ncc", "gia dinh chinh sach", "chinh sach", "gia dinh nguoi co cong",
        "thuong binh liet si", "gdcs",
    ),
    Field.LIVING_ALONE: (
        "neo don", "don than", "song mot minh", "nguoi cao tuoi neo don", "o mot minh",
        "gia neo don", "song don than",
    ),
    Field.PRIORITY: (
        "doi tuong uu tien", "doi tuong", "dien doi tuong", "uu tien", "thuoc doi tuong",
        "dien uu tien", "doi tuong chinh sach", "dien chinh sach",
    ),
    Field.OCCUPATION: (
        "nghe nghiep", "nghe", "cong viec", "viec lam", "nghe nghiep noi lam viec", "occupation",
        "nghe nghiep hien nay", "nhom doi tuong", "nghe nghiep hien tai",
    ),
    Field.LANGUAGE: (
        "ngon ngu", "tieng noi", "tieng", "tieng me de", "tieng dan toc", "ngon ngu su dung",
        "ngon ngu thuong dung", "language", "tieng thuong dung",
    ),
    Field.SMARTPHONE: (
        "smartphone", "dien thoai thong minh", "co smartphone", "co dien thoai thong minh", "dttm",
        "so dien thoai thong minh", "so smartphone", "su dung smartphone", "smart phone",
    ),
    Field.CHAT_GROUP: (
        "zalo", "nhom zalo", "tham gia nhom zalo", "da vao nhom zalo", "vao nhom zalo",
        "co trong nhom zalo", "nhom zalo to", "tham gia zalo", "da tham gia nhom zalo",
    ),
    Field.NOTE: ("ghi chu", "gc", "chu thich", "note", "ghi chu khac", "luu y"),
    Field.IGNORED: (
        "so nhan khau", "so khau", "nhan khau", "tong so nhan khau", "so nguoi", "sk", "so nk",
        "tuoi", "ky ten", "ky nhan", "chu ky", "trang thai nhap", "ket qua nhap", "tong so",
        "import status", "what to know", "noi dung",
        "so thanh vien", "ngay lap", "trinh do", "trinh do hoc van", "email", "que quan",
        "nguyen quan", "noi sinh", "so lao dong", "dien tich", "tinh trang hon nhan", "to truong",
    ),
}  # fmt: skip
"""Field → folded headings. Learnt headings are added to these by the caller."""

LEFT_OUT: tuple[tuple[LeftOut, re.Pattern[str]], ...] = (
    (
        LeftOut.IDENTITY,
        re.compile(
            r"\b(cccd|cmnd|cmt|cmtnd|cmtnn|can cuoc|chung minh|dinh danh|ddcn|ho chieu|gttt"
            r"|bhxh|bhyt|bao hiem|giay to|ngay cap|noi cap|mst|ma so thue|so tai khoan|stk)\b"
        ),
    ),
    (LeftOut.ETHNICITY, re.compile(r"\b(dan toc|ethnic\w*)\b")),
    (LeftOut.RELIGION, re.compile(r"\b(ton giao|religion)\b")),
    (
        LeftOut.PHOTO,
        re.compile(
            r"^(anh|photo)$|\b(hinh anh|anh the|anh chan dung|anh chup|link anh|anh ho so)\b"
        ),
    ),
)
"""Folded headings of what is not stored (Decree 13/2023 and Law 91/2025: only what is needed)."""

MEMBER_HEADING = re.compile(
    r"\b(?:thanh vien|tv|nguoi|nhan khau)(?: (?:thu|so))? ?(?:\d{1,2}|nhat|hai|ba|tu|nam)\b"
)
"""A heading that numbers people side by side: "Thành viên 2", "Người thứ 3"."""

RELATIONS: dict[str, str] = {
    key: code
    for code, keys in {
        "head": "chu ho|ch|chu|c ho|ban than|chu h|dai dien ho|chu ho gia dinh|head|head of household|c h",
        "spouse": "vo|chong|vo chong|v|vc|spouse|wife|husband|vo chu ho|chong chu ho",
        "child": "con|con de|con trai|con gai|con ruot|con nuoi|c|con truong|con ut|con ca|con chu ho"
        "|con rieng|child|con chung|son|daughter|con de gai|con de trai",
        "child_in_law": "con dau|con re|dau|re",
        "parent": "bo|me|cha|ba|ma|bo de|me de|cha de|bo ruot|me ruot|bo me|cha me|me gia|bo gia"
        "|cha ruot|bo nuoi|me nuoi|father|mother|parent|bo me de|u|thay",
        "parent_in_law": "bo vo|me vo|bo chong|me chong|cha vo|cha chong|ba ma vo|nhac phu|nhac mau",
        "grandchild": "chau noi|chau ngoai|chat|chau dich ton|chat noi|chat ngoai|grandchild|chau noi ngoai",
        "grandparent": "ong|ong noi|ong ngoai|ba noi|ba ngoai|cu|cu noi|cu ngoai",
        "sibling": "anh|chi|em|anh trai|chi gai|em trai|em gai|anh ruot|chi ruot|em ruot|anh chi em"
        "|anh em|sibling",
        "relative": "chau|chau ruot|chau ho|chu ruot|bac|co|di|cau|mo|thim|duong|anh vo|chi vo|em vo"
        "|anh chong|chi chong|em chong|em dau|em re|chi dau|anh re|chau dau|chau re|ho hang"
        "|nguoi than|nguoi nha|other relative|bac ruot|co ruot|di ruot|cau ruot|chau goi bang co"
        "|chau goi bang chu",
        "lodger": "o nho|o tro|thue tro|nguoi thue|o cung|tam tru|nguoi o nho|khach|o thue|ban"
        "|nguoi giup viec|giup viec|cung o thue|cung o muon|cung o nho|nguoi o cung|khac",
    }.items()
    for key in keys.split("|")
}  # fmt: skip
"""Folded wording → code. "Bà" folds to the same as "ba": parent or grandparent is asked for by tone."""

RELATIONS_BY_TONE: dict[str, str] = {
    "bà": "grandparent", "ba": "parent", "bá": "relative", "chú": "relative", "chủ": "head",
    "cháu": "relative", "chắt": "grandchild", "bạn": "lodger", "dì": "relative", "cố": "grandparent",
    "cô": "relative", "cụ": "grandparent", "chị": "sibling", "mợ": "relative", "mẹ": "parent",
}  # fmt: skip
"""Where the tone decides; asked first, when the word carries one."""

OCCUPATIONS: tuple[tuple[str, str], ...] = (
    ("official", r"can bo|cong chuc|vien chuc|cbcc\w*|ccvc|cb cc|bo doi|cong an|si quan|giao vien"
     r"|giang vien"),
    ("pupil", r"hoc sinh|hs|h sinh|mau giao|mam non|lop \d+"),
    ("student", r"sinh vien|sv|hoc vien"),
    ("retired", r"huu|huu tri|nghi huu|ve huu|can bo huu|cb huu|mat suc"),
    ("farmer", r"nong dan|lam ruong|nong nghiep|lam nong|lam ray|chan nuoi|ngu dan|lam vuon|nong"),
    ("trader", r"buon ban|kinh doanh|tieu thuong|ban hang|kd|thuong nhan|chu cua hang|noi cho"),
    ("homemaker", r"noi tro|o nha"),
    ("worker", r"cong nhan|cn|lao dong tu do|ldtd|lao dong|tu do|lai xe|tho \w+|tho|nhan vien|nv|ky su"
     r"|xe om|bao ve|lam thue|lam cong|van phong|ke toan|bac si|y ta|duoc si|luat su"),
)  # fmt: skip
"""Code → folded words, first match wins, except that retirement is looked for before the rest."""
OCCUPATION_CODES = (
    "official", "pupil", "student", "worker", "farmer", "trader", "retired", "homemaker", "other",
    "unknown",
)  # fmt: skip

REASON_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(rf"\b(?:{words})\b"))
    for reason, words in (
        ("near_poor", r"can ngheo|ho cn|hcn"),
        ("poor", r"(?<!can )(?<!thoat )(?<!khong )(?<!khong thuoc ho )ngheo"),
        ("disabled", r"khuyet tat|kt|nkt|tan tat|khiem thi|khiem thinh|mu|diec|cau?m diec"),
        ("mobility", r"kho khan di lai|di lai kho khan|nam lien giuong|nam mot cho|bai liet|liet(?! s[iy]\b)"
         r"|xe lan|tai bien"),
        ("merit", r"nguoi co cong|ncc|thuong binh|benh binh|liet si|liet sy|gia dinh chinh sach|gdcs"
         r"|me viet nam anh hung|me vnah|cach mang|chat doc da cam"),
        ("living_alone", r"neo don|don than|song mot minh|o mot minh|co don"),
    )
)  # fmt: skip
"""Reasons as they are written in a text of reasons or a note."""

DIED = re.compile(
    r"\b(?:da mat|da chet|qua doi|tu tran|(?:mat|chet) (?:nam|thang|ngay) \d+)\b|^(?:mat|chet)$"
)
MOVED = re.compile(r"\b(?:da chuyen(?: di)?|chuyen di|da cat khau|khong con o)\b")

LANGUAGES: dict[str, str] = {
    "kinh": "vi", "viet": "vi", "tieng viet": "vi", "thai": "tai", "tay thai": "tai",
    "thai den": "blt", "thai trang": "twh", "hmong": "hmn", "mong": "hmn", "h mong": "hmn",
    "meo": "hmn", "kho mu": "kjg", "ha nhi": "hni", "dao": "ium", "tay": "tyz", "nung": "nut",
    "muong": "mtq", "lao": "lo", "ede": "rad", "gia rai": "jra", "jrai": "jra", "ba na": "bdq",
    "khmer": "km", "cham": "cjm", "hoa": "zh", "vi": "vi",
}  # fmt: skip
"""Language names → language tags (ISO 639; "tai" where the list does not say which Thái)."""
