"""Who may give what to whom, and that somebody always remains who can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.teams.people import Ward
from tungngo.accounts.actions import make_account
from tungngo.lib.problems import Refused
from tungngo.teams import actions
from tungngo.teams.models import Role
from tungngo.teams.rules import Power, may, may_manage, paths_above

PATHS = ("", "01.", "01.00322.", "01.00322.07.", "01.0032.", "79.")


def test_the_areas_above_a_path_are_told_by_it():
    assert paths_above("01.00322.") == ["", "01.", "01.00322."]
    assert paths_above("") == [""]


@given(
    st.lists(
        st.builds(
            Power, st.sampled_from(["admin", "officer", "viewer", "leader"]), st.sampled_from(PATHS)
        )
    ),
    st.lists(st.sampled_from(PATHS), max_size=3),
    st.booleans(),
)
def test_nobody_decides_on_an_account_that_may_do_more_than_they(powers, theirs, is_operator):
    """Who could choose the password of an account could do all it may: at each of its places."""
    allowed = may_manage(powers, theirs=theirs, is_operator=is_operator)
    places = [*theirs, *([""] if is_operator else [])]
    assert allowed == (bool(places) and all(may(powers, "admin", path) for path in places))


def role(account, kind="admin"):
    return Role.objects.get(account=account, kind=kind, until_at=None)


def test_the_last_administrator_stays(ward: Ward):
    """Whoever asks: another administrator at the area or above has to remain, one who can get in."""
    with pytest.raises(Refused) as refused:
        actions.withdraw_role(actor=None, role=role(ward.admin))
    assert refused.value.code == "role.last_admin"
    with pytest.raises(Refused) as refused:
        actions.let_go(actor=None, account=ward.admin)
    assert refused.value.code == "role.last_admin"

    other = ward.staff("other", "Trần Văn Hai", "admin", ward.city)
    with pytest.raises(Refused) as refused:
        actions.withdraw_role(actor=None, role=role(other))
    assert refused.value.code == "role.last_admin", "an administrator below does not reach the city"
    actions.let_go(actor=other, account=ward.admin)
    ward.admin.refresh_from_db()
    assert not ward.admin.is_active
    assert role(ward.admin).until_at is None
    with pytest.raises(Refused):
        actions.let_go(actor=None, account=other)


def test_an_operator_can_always_name_another(ward: Ward):
    operator = make_account(actor=None, full_name="Vận Hành", username="van", is_operator=True)
    actions.withdraw_role(actor=operator, role=role(ward.admin))
    assert not Role.objects.filter(until_at=None).exists()
    with pytest.raises(Refused) as refused:
        actions.let_go(actor=None, account=operator)
    assert refused.value.code == "role.last_admin"


def test_nobody_locks_themselves_out(ward: Ward):
    ward.staff("other", "Trần Văn Hai", "admin", ward.ward)
    with pytest.raises(Refused) as refused:
        actions.withdraw_role(actor=ward.admin, role=role(ward.admin))
    assert refused.value.code == "role.own"
    with pytest.raises(Refused) as refused:
        actions.let_go(actor=ward.admin, account=ward.admin)
    assert refused.value.code == "account.own"
