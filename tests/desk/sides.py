"""One ward with one of everything: what the matrix of roles × pages is about."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk import (
    certificates_side,
    digital_side,
    learning_side,
    people_side,
    quizzes_side,
    results_side,
    rotas_side,
)
from tests.desk.books import ROSTER, book
from tests.desk.campaign_side import campaign_at, nothing_set
from tests.desk.privacy_side import DEMANDED, demand_at, erasure_at
from tests.desk.reports_side import POSTED
from tests.desk.upkeep_side import upkeep_at
from tests.encounters.street import Street
from tungngo.accounts.actions import claim_badge, issue_badges, make_account, revoke_badge
from tungngo.campaigns import actions as campaigns
from tungngo.campaigns.queries import campaign_for
from tungngo.encounters.models import Encounter, Photo
from tungngo.encounters.pictures import path_of, put
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.line_codes import code_of
from tungngo.lib.reach import Reach
from tungngo.parcels.models import Parcel
from tungngo.points import actions as points
from tungngo.teams.actions import add_member, give_role, keep_roster, make_team
from tungngo.territory import actions as territory
from tungngo.territory.models import Area, Household, ListImport, Suggestion
from tungngo.tickets.actions import HelpEntry, ask_help


class Side:
    """One ward with one of everything a page can be about."""

    def __init__(self, street: Street, ward: Area, group: Area, mark: str) -> None:
        self.ward, self.group, self.mark = ward, group, mark
        self.door = street.door(group, 77, origin=ward.code)
        Household.objects.filter(id=self.door.id).update(head_name=f"{mark} Chủ", address=mark)
        self.person = street.people(self.door)[0]
        type(self.person).objects.filter(id=self.person.id).update(
            full_name=f"{mark} Người", phone="+84987654321" if mark == "Bímật" else ""
        )
        self.team = make_team(actor=None, area=group, name=f"{mark} đội")
        self.other_team = make_team(actor=None, area=ward, name=f"{mark} phường")
        phone = "0987654321" if mark == "Bímật" else "0912345678"
        self.member = add_member(actor=None, team=self.team, full_name=f"{mark} Viên", phone=phone)
        issue_badges(actor=None, accounts=[self.member.account])
        other = add_member(actor=None, team=self.other_team, full_name=f"{mark} Không thẻ")
        self.campaign = campaign_at(group, f"{mark} đợt")
        running = campaign_for(Reach((group.path,)), group.path) or self.campaign
        campaigns.move_household(
            actor=None, campaign=running, household=self.door, membership=self.member
        )
        (sheet,) = campaigns.print_walks(
            actor=None, campaign=running, area=group, membership_ids=[self.member.id]
        )
        content = book([["Tổ", "Họ tên", "Điện thoại"], ["TDP 7", f"{mark} Mới", "0901234567"]])
        self.roster = keep_roster(actor=None, area=ward, file_name=f"{mark}.xlsx", content=content)
        self.list = self._list(mark)
        self.call = ask_help(
            actor=None,
            area=group,
            entry=HelpEntry(name=f"{mark} Cụ", place=mark, phone=f"+84{phone[1:]}", words=mark),
        )
        self.point = points.open_point(
            actor=None, area=group, entry=points.PointEntry(f"{mark} nhà văn hóa", place=mark)
        )
        tomorrow = clock.now() + dt.timedelta(1)
        evening = points.Plan(f"{mark} lớp", tomorrow, tomorrow + dt.timedelta(hours=2))
        [self.gathering] = points.plan_series(
            actor=None, point=self.point, plans=[evening], trainer=None
        )
        self.duty = points.put_on_duty(
            actor=None, gathering=self.gathering, account=self.member.account
        )
        self.clerk = make_account(actor=None, full_name=f"{mark} Bàn", username=f"desk.{ward.code}")
        self.role = give_role(actor=None, account=self.clerk, area=group, kind="viewer")
        self.texts = {
            "code": ward.code,
            "account_id": self.clerk.id,
            "role_id": self.role.id,
            "origin": ward.code,
            **{"order": "end", "kind": "weekly"},
            "household_id": self.door.id,
            "resident_id": self.person.id,
            "list_id": self.list.id,
            "roster_id": self.roster.id,
            "team_id": self.team.id,
            "parcel_id": (parcel := self._parcel(mark)).id,
            "op_id": self._refused(mark, parcel).op_id,
            "member_id": self.member.id,
            "campaign_id": self.campaign.id,
            "sheet_id": sheet.id,
            "line_id": nothing_set(self.campaign, group),
            "line": 1,
            "mark": code_of(sheet.number, 1).replace("-", ""),
            "photo_id": self._photo(mark),
            **{"call_id": self.call.id, "point_id": self.point.id},
            **{"gathering_id": self.gathering.id, "duty_id": self.duty.id},
            "series_id": self.gathering.series_id,
            "suggestion_id": self._suggestion(mark),
            **digital_side.things_of(group, mark),
            **quizzes_side.things_of(ward, group, mark),
            **certificates_side.things_of(group, self.person),
            **results_side.things_of(group, street.people(self.door)),
            "demand_id": demand_at(group, self.person, mark),
            "erasure_id": erasure_at(group, self.person, other.account, mark),
            **rotas_side.things_of(self.point, ward, self.member, other.account, mark),
        }
        self.rota_posted = rotas_side.posted(group, other.account)
        ids, self.doubled = upkeep_at(street, group, self.door, mark)
        self.texts |= ids

    def _parcel(self, mark: str) -> Parcel:
        """One from a phone of the team that was lost: it waits for a decision."""
        lost = add_member(actor=None, team=self.team, full_name=f"{mark} Mất máy").account
        [(badge, secret)] = issue_badges(actor=None, accounts=[lost])
        device, _secret = claim_badge(secret=secret, label=mark)
        revoke_badge(actor=None, badge=badge)
        return Parcel.objects.create(
            **{"fingerprint": mark, "device": device, "brought_by": lost, "content": b"[]"},
            **{"received_at": clock.now(), "packed_at": clock.now(), "operations": 1, "before": 1},
        )

    def _refused(self, mark: str, parcel: Parcel) -> Receipt:
        """What a phone of the team sent and nobody could read."""
        return Receipt.objects.create(
            **{"origin": self.ward.code, "op_id": uuid.uuid4(), "device_id": parcel.device_id},
            **{"received_at": clock.now(), "verdict": "refused", "code": "op.unreadable"},
            **{"kind": "encounter.record", "payload": mark, "note": mark},
        )

    def _suggestion(self, mark: str) -> uuid.UUID:
        """One that waits for a person, about this side's door."""
        now = clock.now()
        made = Suggestion.objects.create(
            **{"origin": self.ward.code, "id": uuid.uuid4(), "path": self.group.path},
            **{"about": "wrong", "household_id": self.door.id, "said": {"head": f"{mark} Khác"}},
            **{"note": mark, "account": self.member.account, "held_for": "changed"},
            **{"happened_at": now, "received_at": now},
        )
        return made.id

    def _list(self, mark: str) -> ListImport:
        content = book([["Mã hộ", "Họ và tên", "Địa chỉ"], ["H1", f"{mark} Hộ", "Số 1 Ngõ 2"]])
        found = territory.upload_list(
            actor=None, area=self.ward, file_name=f"{mark}.xlsx", chunks=[content]
        )
        territory.read_list(actor=None, list_import=found)
        territory.map_list(
            actor=None, list_import=found, fields={}, decode={}, make_groups=False, source="ward"
        )
        territory.check_list(actor=None, list_import=found)
        found.refresh_from_db()
        return found

    def _photo(self, mark: str) -> uuid.UUID:
        """A picture that arrived whole, of an encounter at this side's door."""
        now, photo_id = clock.now(), uuid.uuid4()
        fact = Encounter.objects.create(
            **{"origin": self.ward.code, "id": uuid.uuid4(), "op_id": uuid.uuid4()},
            **{"campaign_id": self.campaign.id, "household_id": self.door.id},
            **{"path": self.group.path},
            **{"result": "met", "account_id": self.member.account_id, "device_id": uuid.uuid4()},
            **{"happened_at": now, "phone_at": now, "received_at": now, "photos": [str(photo_id)]},
        )
        Photo.objects.create(
            **{"origin": self.ward.code, "id": photo_id, "encounter_id": fact.id},
            **{"total": 1, "got": 1},
            **{"account_id": fact.account_id, "device_id": fact.device_id, "digest": "0" * 64},
            **{"begun_at": now, "finished_at": now},
        )
        put(path_of(self.ward.code, photo_id), 0, f"{mark} picture".encode())
        return photo_id

    def posted(self) -> dict[str, Any]:
        """What makes every form of the desk say yes."""
        today = clock.today()
        return {
            **{"name": "Mới", "kind": "to_dan_pho", "reason": "moved", "head_name": "Mới"},
            **{"address": "Số 9 Ngõ 9", "full_name": "Người Mới", "part": "leader"},
            **{"force": "police", "phone": "0905555555", "team": str(self.other_team.id)},
            **{"member": str(self.member.id), "door": f"{self.door.origin}:{self.door.id}"},
            **{"lines": "Tổ 55", "template": "45-days", "version": 1, "skills": ["vneid"]},
            # A campaign that was started cannot begin later than it did.
            "starts_on": (today - dt.timedelta(3)).isoformat(),
            "ends_on": (today + dt.timedelta(60)).isoformat(),
            **{"basic_skills_needed": 1, "practise_after": 7, "birth": "1980"},
            "day-0": today.isoformat(),
            **{"row-0": "households.reached|", "percent-0-0": "50", "language": "vi"},
            **{"phases-TOTAL_FORMS": 0, "phases-INITIAL_FORMS": 0, "source": "ward"},
            **{"op": str(uuid7()), "result": "absent"},
            **{"username": "mới.người", "email": "moi@phuong.example", "role": "viewer"},
            "known": [str(fact.id) for fact in Encounter.objects.filter(household_id=self.door.id)],
            **{"area": self.ward.code, **people_side.POSTED, **POSTED, **DEMANDED, **self.doubled},
            **digital_side.POSTED,
            **{**quizzes_side.POSTED, **certificates_side.POSTED},
            **learning_side.posted(self.person),
            **self.rota_posted,
            "bank": str(self.texts["bank_id"]),
            **{"place": "Ngõ 9", "why": "not_needed", "words": "x", "hours": "tối"},
            **{"title": "Lớp", "point": str(self.point.id), "day": today.isoformat()},
            **{"begins": "08:00", "ends": "09:00", "point_kind": "fixed"},
            **{"smartphone": "", "chat_group": "", "sex": "", "relation": "", "occupation": ""},
            "file": SimpleUploadedFile("x.xlsx", ROSTER),
        }
