"""What classes are asked in the demo: before the first session and after the last, by phone and on paper;
the members of the teams; and whoever likes, on a phone of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from tungngo.accounts.models import Account
from tungngo.cli.demo_world.answering import ability_of, sheet
from tungngo.cli.demo_world.classes import Course
from tungngo.cli.demo_world.coming import Learner, attempt
from tungngo.cli.demo_world.office import ALL, on_the_day
from tungngo.cli.demo_world.places import TUONG_MAI
from tungngo.cli.demo_world.spots import SHOWN
from tungngo.cli.demo_world.ward_bank import GIFT, NAME
from tungngo.lib import clock
from tungngo.points.models import Gathering
from tungngo.points.rules import moment_of
from tungngo.quizzes.actions import (
    Handed,
    QuizPlan,
    give_attempt,
    load_bank,
    plan_quiz,
    type_attempt,
)
from tungngo.quizzes.models import BankVersion, Quiz
from tungngo.quizzes.queries import asked_in, banks_at, version_of
from tungngo.quizzes.rules import gift
from tungngo.territory.models import Area
from tungngo.territory.queries import area_at, area_of

_SHIPPED = {"vneid": "vneid.vi", "fraud-safety": "fraud.vi"}
#: Group of a point → how far its class comes from the first session to the last, in abilities.
_GAINS = {0: 1.0, 3: 1.5, 7: 1.1, 12: 1.3, 18: 0.4, 33: 1.0, 48: 1.7, 62: 0.9}
#: Whose trainer has no network, and lets the class write on paper.
_ON_PAPER = {18}
_MEMBERS, _MEMBERS_KNOW = 57, 0.4
_ASKED = 0.93
_PASSERS_BY = 38


def ask_classes(actor: Account, courses: Sequence[Course], starts_on: date) -> int:
    """The quizzes of every class that is asked; how many answered. What helpers' phones took of them is
    noted on the phones (`classes.say` has them say it); what was written on paper is typed in at once."""
    banks = _banks(actor)
    answered = _ask_whoever_likes(actor, banks["fraud-safety"], starts_on)
    for course in courses:
        if course.spot.is_tested:
            answered += _ask(actor, course, banks[course.spot.skills[0]])
    _ask_today(actor, courses, banks["vneid"])
    return answered


def _banks(actor: Account) -> dict[str, BankVersion]:
    """Skill → the questions about it. The ward has a bank of its own besides those shipped."""
    ward = area_of(ALL, TUONG_MAI.code)
    own = load_bank(
        actor=actor, area=ward, name=NAME, language="vi", questions=gift.read(GIFT, "vi").questions
    )
    shipped = {bank.shipped: bank for bank in banks_at(ALL, ward.path) if bank.shipped}
    banks = {skill: version_of(ALL, shipped[code]) for skill, code in _SHIPPED.items()}
    return banks | {"public-service": version_of(ALL, own)}


def _ask(actor: Account, course: Course, version: BankVersion) -> int:
    """Before the first session about its first skill, and after the last one with another before it."""
    skill = course.spot.skills[0]
    held = [session for session in course.held() if skill in session.topics]
    if not held or not course.crews:
        return 0
    first, last = held[0], held[-1]
    before = _plan(actor, course, first, version, Quiz.Purpose.BEFORE)
    answered = _answer(actor, course, first, before, 0.0)
    if last is first:
        return answered
    after = _plan(actor, course, last, version, Quiz.Purpose.AFTER, before)
    return answered + _answer(actor, course, last, after, _GAINS[course.spot.group])


def _plan(
    actor: Account,
    course: Course,
    session: Gathering,
    version: BankVersion,
    purpose: str,
    before: Quiz | None = None,
) -> Quiz:
    plan = QuizPlan(
        f"{'Đầu' if purpose == Quiz.Purpose.BEFORE else 'Cuối'} khóa · {course.spot.name}",
        closes_at=session.ends_at,
        purpose=purpose,
        variants=3 if course.spot.group in _ON_PAPER else 2,
        gathering_id=session.id,
        before_id=before.id if before else None,
    )
    with on_the_day(clock.day_of(session.starts_at) - timedelta(days=1), time(16)):
        return plan_quiz(actor=actor, area=_area_of(course), version=version, plan=plan)


def _area_of(course: Course) -> Area:
    return area_at(ALL, course.point.path)


def _answer(actor: Account, course: Course, session: Gathering, quiz: Quiz, gain: float) -> int:
    """Those who came answer, most of them; the members of the teams by the numbers on their slips."""
    chance, crew = course.chance, course.crews[0]
    questions = asked_in(ALL, quiz)
    minutes = 12 if quiz.purpose == Quiz.Purpose.BEFORE else -12
    base = session.starts_at if minutes > 0 else session.ends_at
    answering = [one for one in _learners(course, session) if chance.random() < _ASKED]
    for number, learner, ability in answering:
        at = base + timedelta(minutes=minutes, seconds=chance.randint(-240, 240))
        learnt = ability + max(chance.gauss(gain, 0.4), 0.0) if gain else ability
        answers, variant = sheet(questions, learnt, chance), chance.randrange(quiz.variants)
        if course.spot.group in _ON_PAPER or crew.device is None:
            handed = Handed(answers, at, number=number, variant=variant)
            with on_the_day(clock.day_of(at), time(21)):
                type_attempt(actor=actor, quiz=quiz, handed=handed)
        else:
            who = learner.id if learner else number
            crew.said.append(attempt(quiz.origin, quiz.id, who, answers, at, variant))
    return len(answering)


def _learners(course: Course, session: Gathering) -> list[tuple[int, Learner | None, float]]:
    """Who is asked at a session: the number of their slip, which stays theirs, who they are on the list,
    and the ability they brought to the first one."""
    if course.spot.audience == "members":
        return [
            (number, None, _MEMBERS_KNOW + Random(f"member {number}").gauss(0, 0.7))
            for number in range(1, _MEMBERS + 1)
        ]
    came = {one.id for one in course.came.get(session.id, ())}
    people = [one for crew in course.crews for one in crew.people]
    return [
        (number, one, ability_of(one.age, Random(f"{course.spot.name} {number}")))
        for number, one in enumerate(people, 1)
        if one.id in came
    ]


def _ask_whoever_likes(actor: Account, version: BankVersion, starts_on: date) -> int:
    """A quiz on posters with a QR, open for another week; how many answered on phones of their own."""
    today, chance = clock.today(), Random("whoever likes")
    opened_on = max(today - timedelta(days=9), starts_on)
    closes_at = moment_of(today + timedelta(days=7), time(21))
    plan = QuizPlan("Thử sức: nhận ra lừa đảo", closes_at=closes_at)
    with on_the_day(opened_on, time(7)):
        ward = area_of(ALL, TUONG_MAI.code)
        quiz = plan_quiz(actor=actor, area=ward, version=version, plan=plan)
    days = (today - opened_on).days
    questions = asked_in(ALL, quiz)
    answering = _PASSERS_BY if days else 0
    for _ in range(answering):
        day = opened_on + timedelta(days=chance.randrange(days))
        at = time(chance.randint(10, 21), chance.randint(0, 59))
        answers = sheet(questions, ability_of(chance.randint(17, 70), chance), chance)
        with on_the_day(day, at):
            handed = Handed(answers, moment_of(day, at))
            give_attempt(actor=None, quiz=quiz, handed=handed)
    return answering


def _ask_today(actor: Account, courses: Sequence[Course], version: BankVersion) -> None:
    """At the next session of the point that the demo's volunteer has: a quiz waits on their phone."""
    shown = next(course for course in courses if course.spot is SHOWN)
    now = clock.now()
    session = next((one for one in shown.sessions if _is_coming(one, now)), None)
    if session is None:
        return
    plan = QuizPlan(
        f"Trước buổi · {session.title}",
        closes_at=session.ends_at,
        purpose=Quiz.Purpose.BEFORE,
        variants=2,
        gathering_id=session.id,
    )
    plan_quiz(actor=actor, area=_area_of(shown), version=version, plan=plan)


def _is_coming(session: Gathering, now: datetime) -> bool:
    return session.state == Gathering.State.PLANNED and session.ends_at > now
