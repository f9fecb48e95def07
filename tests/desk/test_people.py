"""Staff: asked in by a link, given roles, let go, taken back; nobody decides above themselves."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.teams.people import Ward
from tungngo.accounts.models import Account, JournalLine
from tungngo.teams.actions import give_role
from tungngo.teams.models import Role

GOOD = "ngõ sâu nhà nhỏ"


@pytest.fixture
def ward(db) -> Ward:
    return Ward()


@pytest.fixture
def desk(ward, client) -> Client:
    client.force_login(ward.admin)
    client.cookies["django_language"] = "en"
    return client


def address(name: str, *rest, code: str = "00322") -> str:
    return reverse(name, args=[code, *rest])


def invite(desk: Client, **changes):
    given = {
        "full_name": "Lê Thị Hoa",
        "username": "hoa.le",
        "email": "Hoa@Phuong.example",
        "role": "officer",
        "area": "00322",
    } | changes
    return desk.post(address("staff_new"), given)


def link_in(answer) -> str:
    found = re.search(r"http://testserver(/signin/link/[^<\"]+)", answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def choose(client: Client, link: str, password: str = GOOD):
    opened = client.get(link, follow=True)
    return client.post(
        opened.redirect_chain[-1][0], {"new_password1": password, "new_password2": password}
    )


def test_who_is_asked_in_chooses_a_password_and_gets_to_work(desk, ward):
    answer = invite(desk)
    assert "no-store" in answer["Cache-Control"]
    link, person = link_in(answer), Account.objects.get(username="hoa.le")
    assert (person.email, person.has_usable_password()) == ("hoa@phuong.example", False)
    assert not mail.outbox

    other = Client()
    weak = choose(other, link, "12345")
    assert weak.status_code == 200
    assert choose(other, link).url == reverse("signin")
    signed = other.post(reverse("signin"), {"username": "hoa.le", "password": GOOD})
    assert signed.url == "/desk/"
    assert other.get(reverse("board", args=["00322"])).status_code == 200
    assert other.get(address("staff_new")).status_code == 403

    again = Client().get(link)
    assert "không còn dùng được" in again.content.decode()
    listed = desk.get(address("staff"), {"q": "le hoa"}).content.decode()
    assert "Lê Thị Hoa" in listed
    assert "Nguyễn Thị Mai Lan" not in re.sub(r"<header.*?</header>", "", listed, flags=re.S)


def test_a_newer_link_closes_the_older_and_signs_out(desk, ward):
    link = link_in(invite(desk))
    person, other = Account.objects.get(username="hoa.le"), Client()
    newer = link_in(desk.post(address("person_link", person.pk)))
    assert "không còn dùng được" in other.get(link).content.decode()
    choose(other, newer)
    other.post(reverse("signin"), {"username": "hoa.le", "password": GOOD})
    assert other.get("/desk/").url == reverse("board", args=["00322"])
    desk.post(address("person_link", person.pk))
    assert other.get("/desk/").url.startswith("/signin/")


def test_a_link_goes_by_e_mail_where_there_is_a_server(desk, ward, settings):
    settings.EMAIL_HOST = "mail.example"
    page = invite(desk).content.decode()
    assert "hoa@phuong.example" in page
    (letter,) = mail.outbox
    assert letter.to == ["hoa@phuong.example"]
    assert "/signin/link/" in letter.body
    assert "Tên đăng nhập: hoa.le" in letter.body


def test_a_mail_server_that_is_away_stops_nobody(desk, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    page = invite(desk)
    assert link_in(page)
    assert "Hand it over yourself" in page.content.decode()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"username": "admin"}, "account.name_taken"),
        ({"username": "hai từ"}, "no spaces"),
        ({"area": "00082"}, "not one of"),
        ({"role": "operator"}, "not one of"),
        ({"email": "admin@phuong.example"}, "account.email_taken"),
    ],
)
def test_a_refused_invitation_makes_nothing(desk, ward, given, says):
    Account.objects.filter(pk=ward.admin.pk).update(email="admin@phuong.example")
    answer = invite(desk, **given)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Account.objects.count() == 1


def test_closing_an_account_ends_the_stay_and_is_undone(desk, ward):
    person = ward.staff("hoa", "Lê Thị Hoa", "officer", ward.ward)
    other = Client()
    other.force_login(person)
    done = desk.post(address("person_close", person.pk), follow=True)
    assert other.get("/desk/").url.startswith("/signin/")
    desk.post(done.context["undo"]["url"])
    person.refresh_from_db()
    assert person.is_active
    assert other.get("/desk/").url == reverse("board", args=["00322"])
    verbs = JournalLine.objects.filter(subject=str(person.pk), path=ward.ward.path)
    assert [line.verb for line in verbs.order_by("done_at", "id")] == [
        "account.closed",
        "account.opened",
    ]


def test_a_role_is_given_taken_away_and_back(desk, ward):
    person = ward.staff("hoa", "Lê Thị Hoa", "officer", ward.ward)
    given = desk.post(
        address("role_give", person.pk), {"role": "admin", "area": "00322.07"}, follow=True
    )
    role = Role.objects.get(account=person, kind="admin")
    assert role.area == ward.group7
    desk.post(given.context["undo"]["url"])
    role.refresh_from_db()
    assert role.until_at is not None
    desk.post(address("role_back", role.pk))
    assert Role.objects.filter(account=person, kind="admin", until_at=None).exists()


def test_who_lost_every_role_is_still_found(desk, ward):
    person = ward.staff("hoa", "Lê Thị Hoa", "officer", ward.ward)
    role = Role.objects.get(account=person)
    desk.post(address("role_end", role.pk))
    assert (
        "Lê Thị Hoa"
        not in desk.get(address("staff"), follow=True).content.decode().split("<main")[1]
    )
    assert "Lê Thị Hoa" in desk.get(address("staff"), {"show": "left"}).content.decode()
    assert desk.get(address("person", person.pk)).status_code == 200


def test_a_ward_decides_on_nobody_who_stands_above_or_elsewhere(desk, ward):
    """Else a ward could choose the password of the city's administrator."""
    both = ward.staff("both", "Hai Nơi", "admin", ward.city)
    here = give_role(actor=None, account=both, area=ward.ward, kind="officer")
    neighbour = ward.staff("next", "Hàng Xóm", "viewer", ward.elsewhere)
    assert desk.get(address("person", both.pk)).status_code == 200
    for name in ("person_link", "person_close", "person_open", "person"):
        answer = desk.post(address(name, both.pk), {"full_name": "X", "email": "x@x.example"})
        assert answer.status_code == 404, name
        assert desk.post(address(name, neighbour.pk)).status_code == 404, name
    both.refresh_from_db()
    assert (both.is_active, both.email, both.full_name) == (True, "", "Hai Nơi")
    city = Role.objects.get(account=both, area=ward.city)
    assert desk.post(address("role_end", city.pk)).status_code == 404
    desk.post(address("role_end", here.pk))
    here.refresh_from_db()
    assert here.until_at is not None, "the ward's own role is the ward's to take"
