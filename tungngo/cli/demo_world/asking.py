"""Who asked for help at home in Tương Mai: a few, the same every time, around the day of the build."""

from __future__ import annotations

from datetime import time, timedelta

from tungngo.accounts.models import Account
from tungngo.campaigns.queries import campaign_for, skills_of
from tungngo.cli.demo_world.families import phone_of
from tungngo.cli.demo_world.office import ALL, on_the_day, show_volunteer
from tungngo.cli.demo_world.places import TUONG_MAI
from tungngo.lib import clock
from tungngo.teams.rules import phone_e164
from tungngo.territory.queries import households_of
from tungngo.tickets.actions import HelpEntry, ask_help, give_help
from tungngo.tickets.models import Via

#: (days ago, hour, via, name, skills, words, priority, a listed household of the group)
_CALLS = (
    (4, 9, Via.GROUP_HEAD, "Bà Lụa", ["vneid"], "Đổi máy, chưa đăng nhập lại được VNeID", True, True),
    (1, 15, Via.TELEPHONE, "Ông Khải", ["vssid"], "Muốn xem thẻ bảo hiểm y tế trên máy", False, True),
    (0, 8, Via.PUBLIC_PAGE, "Cô Diệp", ["cashless"], "Nhờ chỉ cách quét mã trả tiền", False, False),
)  # fmt: skip


def ask_at_home(actor: Account) -> None:
    """Calls for help where the volunteer works whose badge the demo shows, one of them given to them."""
    shown = show_volunteer()
    if shown is None:
        return
    volunteer, group = shown
    campaign = campaign_for(ALL, group.path)
    skills = {skill.code for skill in skills_of(ALL, campaign)} if campaign else set()
    today = clock.today()
    # The end of the walk: least likely to have been visited since.
    doors = list(households_of(ALL, group.path))[::-1]
    for number, (ago, hour, via, name, asked, words, priority, listed) in enumerate(_CALLS):
        with on_the_day(today - timedelta(days=ago), time(hour)):
            call = ask_help(
                actor=None if via == Via.PUBLIC_PAGE else actor,
                area=group,
                entry=HelpEntry(
                    name=name,
                    place="Cuối ngõ, cạnh quán nước",
                    phone=phone_e164(phone_of(TUONG_MAI, 90, number)),
                    skills=[code for code in asked if code in skills],
                    words=words,
                    wished_part="evening" if number == 1 else "",
                    priority=priority,
                ),
                via=via,
                household=doors[number] if listed and number < len(doors) else None,
            )
            if number == 1:
                give_help(actor=actor, call=call, account=volunteer)
