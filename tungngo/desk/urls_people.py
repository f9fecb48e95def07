"""Addresses of the pages about staff."""

from django.urls import path

from tungngo.desk.views import journal, people, security

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
