"""Addresses of the pages about staff."""

from django.urls import path

from tungngo.desk.views import journal, people, security, staff_sheets

urlpatterns = [
    # One's own account; names as allauth looks for them.
    path("desk/account/", security.security, name="mfa_index"),
    path("desk/account/password/", security.password, name="password"),
    path("desk/account/again/", security.again, name="account_reauthenticate"),
    path("desk/account/again/code/", security.again_by_code, name="mfa_reauthenticate"),
    path("desk/account/again/key/", security.again_by_key, name="mfa_reauthenticate_webauthn"),
    path("desk/account/app/", security.app_on, name="mfa_activate_totp"),
    path("desk/account/app/off/", security.app_off, name="mfa_deactivate_totp"),
    path("desk/account/codes/", security.codes, name="mfa_view_recovery_codes"),
    path("desk/account/codes/new/", security.codes_new, name="mfa_generate_recovery_codes"),
    path("desk/account/keys/new/", security.key_add, name="mfa_add_webauthn"),
    path("desk/account/keys/remove/", security.key_remove, name="key_remove"),
    # Everybody's.
    path("desk/areas/<str:code>/staff/", people.staff_list, name="staff"),
    path("desk/areas/<str:code>/journal/", journal.journal, name="journal"),
    path("desk/areas/<str:code>/staff/new/", people.invite, name="staff_new"),
    path("desk/areas/<str:code>/staff/list/", staff_sheets.sheet_new, name="staff_sheet_new"),
    path("desk/staff/list/template.xlsx", staff_sheets.sheet_empty, name="staff_sheet_template"),
    path("desk/staff/list/<uuid:import_id>/", staff_sheets.sheet, name="staff_sheet"),
    path(
        "desk/staff/list/<uuid:import_id>/commit/", staff_sheets.commit, name="staff_sheet_commit"
    ),
    path("desk/staff/list/<uuid:import_id>/links/", staff_sheets.links, name="staff_sheet_links"),
    path("desk/staff/list/<uuid:import_id>/drop/", staff_sheets.drop, name="staff_sheet_drop"),
    path("desk/staff/list/<uuid:import_id>/undo/", staff_sheets.undo, name="staff_sheet_undo"),
    path("desk/areas/<str:code>/staff/<uuid:account_id>/", people.person, name="person"),
    path("desk/areas/<str:code>/staff/<uuid:account_id>/role/", people.role_give, name="role_give"),
    path("desk/areas/<str:code>/staff/<uuid:account_id>/link/", people.link, name="person_link"),
    path("desk/areas/<str:code>/staff/<uuid:account_id>/close/", people.close, name="person_close"),
    path(
        "desk/areas/<str:code>/staff/<uuid:account_id>/second/",
        people.forget_second,
        name="person_second",
    ),
    path("desk/areas/<str:code>/staff/<uuid:account_id>/open/", people.open_, name="person_open"),
    path("desk/areas/<str:code>/roles/<uuid:role_id>/end/", people.role_end, name="role_end"),
    path("desk/areas/<str:code>/roles/<uuid:role_id>/back/", people.role_back, name="role_back"),
]
