"""What the matrix of roles × pages needs of digital models: a market with a survey."""

from __future__ import annotations

from typing import Any

from tungngo.lib import clock
from tungngo.markets import actions
from tungngo.markets.rules import Counted
from tungngo.territory.models import Area

#: What makes the form of a survey say yes.
POSTED = {"surveyed_on": clock.today().isoformat(), "surveyed_by": "Tổ", "stalls": 5}
#: Pages that change nothing when posted to, each with its reason.
QUIET = {
    **dict.fromkeys(
        ["digital", "digital_book", "digital_criteria", "digital_progress", "market"], "only shows"
    ),
    "market_reopen": "the market is open",
    "survey_restore": "the survey counts",
}


def things_of(group: Area, mark: str) -> dict[str, Any]:
    """The ids that stand in addresses about markets, of a market of one side."""
    market = actions.open_market(actor=None, area=group, name=f"{mark} chợ", place=mark)
    survey = actions.survey_market(
        actor=None, market=market, counted=Counted(clock.today(), 9, mark, evidence=mark)
    )
    return {"market_id": market.id, "survey_id": survey.id}
