"""What an office of each level is called, and how it signs, until it says otherwise.

The names are those in use since communes are the only level below provinces (2025); words stand as
within a sentence.
"""

from __future__ import annotations

from datetime import date

from tungngo.reports.models import Letterhead
from tungngo.territory.models import Area, Kind, Level


def spoken(area: Area) -> str:
    """An area within a sentence: "phường Tương Mai"; the nation has no type word."""
    name = area.full_name
    return name if area.kind == Kind.NATION else name[0].lower() + name[1:]


def written_day(on: date) -> list[str]:
    """Day, month and year of a letter: days below 10 with a zero, of the months January and February
    alone (Decree 30/2020/NĐ-CP, Annex I, II.4)."""
    return [f"{on.day:02d}", f"{on.month:02d}" if on.month < 3 else str(on.month), str(on.year)]


def signed_in(head: Letterhead) -> list[str]:
    """In whose name a letter is signed, in capitals, a line each: a deputy signs under their office
    "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"."""
    return head.authority.replace(" KT.", "\nKT.").upper().splitlines()


def symbol_of(head: Letterhead, kind: str) -> str:
    """What follows the number of a paper of this kind ("GXN", a confirmation): a letterhead keeps the symbol
    as it stands on reports, "BC-UBND"."""
    return f"{kind}-{head.symbol.removeprefix('BC-')}"


def written_place(area: Area) -> str:
    """What stands before the day: the bare name, but in full where it is a number or a person's
    (Decree 30/2020/NĐ-CP, Annex I, II.4). Of persons only the city is known here; others say so
    themselves on their letterhead.
    """
    in_full = area.name == "Hồ Chí Minh" or any(one.isdigit() for one in area.name)
    return area.full_name if in_full else area.name


def usual_letterhead(area: Area) -> Letterhead:
    """How an office of this level signs as a rule, to begin with; not kept. `area` with its parents."""
    name = spoken(area)
    above = spoken(area.parent) if area.parent else ""
    made = Letterhead(area=area, path=area.path, place=written_place(area), title="Chủ tịch")
    if area.level == Level.COMMUNE:
        made.body = f"Ủy ban nhân dân {name}"
        made.symbol, made.authority = "BC-UBND", "TM. Ủy ban nhân dân"
        made.recipients = (
            f"Ủy ban nhân dân {above};\nĐảng ủy, Hội đồng nhân dân {name};\nLưu: VT, VHXH."
        )
    elif area.level == Level.GROUP:
        made.above, made.body = f"Ủy ban nhân dân {above}", f"Tổ công nghệ số cộng đồng {name}"
        made.symbol, made.title = "BC-TCNSCĐ", "Tổ trưởng"
        made.place = written_place(area.parent or area)
        made.recipients = f"Ủy ban nhân dân {above};\nLưu: Tổ."
    elif area.level == Level.PROVINCE:
        made.above, made.body = f"Ủy ban nhân dân {name}", "Sở Khoa học và Công nghệ"
        made.symbol, made.title = "BC-SKHCN", "Giám đốc"
        made.recipients = f"Ủy ban nhân dân {name};\nBộ Khoa học và Công nghệ;\nLưu: VT, CĐS."
    else:
        made.above, made.body = "Bộ Khoa học và Công nghệ", "Cục Chuyển đổi số quốc gia"
        made.symbol, made.title, made.place = "BC-CĐSQG", "Cục trưởng", "Hà Nội"
        made.recipients = "Bộ trưởng Bộ Khoa học và Công nghệ;\nLưu: VT."
    return made
