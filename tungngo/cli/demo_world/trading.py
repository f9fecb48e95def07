"""The markets of Tương Mai in the demo: one far ahead, one on its way, one that nobody surveyed yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tungngo.accounts.models import Account
from tungngo.cli.demo_world.office import ALL, on_the_day
from tungngo.cli.demo_world.places import TUONG_MAI
from tungngo.lib import clock
from tungngo.markets.actions import open_market, survey_market
from tungngo.markets.rules import Counted
from tungngo.territory.queries import area_of

#: (name, place, days ago and what was counted; nothing where nobody has)
_MARKETS: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    (
        *("Chợ Mơ", "Tầng hầm và tầng 1", 12),
        {
            **{"stalls": 186, "stalls_qr": 186, "stalls_active": 171},
            **{"payments": 240, "payments_cashless": 61},
            **{"fees_cashless": True, "products_online": 4},
            **{"surveyed_by": "Ban quản lý chợ", "evidence": "Ảnh từng dãy, sao kê của ngân hàng"},
        },
    ),
    (
        *("Chợ Tương Mai", "Cuối ngõ 299", 30),
        {
            **{"stalls": 64, "stalls_qr": 52, "stalls_active": 21},
            **{"surveyed_by": "Đoàn phường", "evidence": "Ảnh chụp tại chợ"},
        },
    ),
    ("Chợ Trương Định", "Cạnh cầu", 0, {}),
)


def survey_markets(actor: Account) -> None:
    """List the markets, and what was counted in two of them."""
    ward = area_of(ALL, TUONG_MAI.code)
    today = clock.today()
    for name, place, ago, counted in _MARKETS:
        day = today - timedelta(days=ago)
        with on_the_day(day):
            market = open_market(actor=actor, area=ward, name=name, place=place)
            if counted:
                survey_market(
                    actor=actor, market=market, counted=Counted(surveyed_on=day, **counted)
                )
