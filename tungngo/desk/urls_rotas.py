"""Addresses of the pages about duty rosters: weeks, shifts, who came, hours."""

from django.urls import path

from tungngo.desk.views import duty_hours, reminders, rota_plans, rota_weeks, shifts

_AREA = "desk/areas/<str:code>/rosters/"
_ROTA = "desk/roster-week/<str:origin>/<uuid:rota_id>/"
_SHIFT = "desk/shift/<str:origin>/<uuid:shift_id>/"
_DUTY = "desk/duty/<str:origin>/<uuid:duty_id>/"
_MEMBER = "desk/member/<uuid:membership_id>/duties/"
_LEAVE = "desk/leave/<str:origin>/<uuid:leave_id>/"
_MADE = "desk/shifts/<str:origin>/<uuid:made_id>/"

urlpatterns = [
    path(_AREA, rota_weeks.rotas, name="rotas"),
    path(f"{_AREA}print/", rota_weeks.rotas_print, name="rotas_print"),
    path(f"{_AREA}new/", rota_plans.rota_new, name="rota_new"),
    path(f"{_AREA}reminder/", reminders.reminder, name="reminder"),
    path(f"{_AREA}on-call/", shifts.on_call, name="on_call"),
    path(f"{_AREA}hours/", duty_hours.duty_hours, name="duty_hours"),
    path(f"{_AREA}hours.xlsx", duty_hours.duty_hours_book, name="duty_hours_book"),
    path(_ROTA, rota_weeks.rota, name="rota"),
    path(f"{_ROTA}change/", rota_plans.rota_edit, name="rota_edit"),
    path(f"{_ROTA}make/", rota_weeks.shifts_make, name="shifts_make"),
    path(f"{_ROTA}fill/", rota_weeks.rota_fill, name="rota_fill"),
    path(f"{_ROTA}print/", rota_weeks.rota_print, name="rota_print"),
    path(f"{_ROTA}close/", rota_plans.rota_close, name="rota_close"),
    path(f"{_ROTA}reopen/", rota_plans.rota_reopen, name="rota_reopen"),
    path(f"{_MADE}undo/", rota_weeks.shifts_undo, name="shifts_undo"),
    path(_SHIFT, shifts.shift, name="shift"),
    path(f"{_SHIFT}put/", shifts.shift_put, name="shift_put"),
    path(f"{_SHIFT}change/", shifts.shift_change, name="shift_change"),
    path(f"{_SHIFT}cancel/", shifts.shift_cancel, name="shift_cancel"),
    path(f"{_SHIFT}restore/", shifts.shift_restore, name="shift_restore"),
    path(f"{_SHIFT}hand-over/", shifts.shift_hand, name="shift_hand"),
    path(f"{_DUTY}came/", shifts.duty_came, name="duty_came"),
    path(f"{_DUTY}pass/", shifts.duty_pass, name="duty_pass"),
    path(_MEMBER, duty_hours.member_duties, name="member_duties"),
    path(f"{_MEMBER}leave/", duty_hours.leave_note, name="leave_note"),
    path(f"{_LEAVE}end/", duty_hours.leave_end, name="leave_end"),
    path(f"{_LEAVE}restore/", duty_hours.leave_restore, name="leave_restore"),
]
