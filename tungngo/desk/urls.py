"""Addresses of the desk. Each subject keeps its own list."""

from django.urls import include, path
from django.views.i18n import set_language

from tungngo.desk.views.home import home
from tungngo.desk.views.security import SignInLink
from tungngo.desk.views.signin import ByPasskey, Second, SignIn, SignOut, sso, sso_callback

urlpatterns = [
    path("signin/", SignIn.as_view(), name="signin"),
    path("signin/link/<str:uidb64>/<str:token>/", SignInLink.as_view(), name="signin_link"),
    path("signin/", SignIn.as_view(), name="account_login"),  # as allauth calls it
    path("signin/second/", Second.as_view(), name="mfa_authenticate"),
    path("signin/passkey/", ByPasskey.as_view(), name="mfa_login_webauthn"),
    path("signin/sso/", sso, name="sso"),
    path("signin/sso/back/", sso_callback, name="sso_callback"),
    path("signout/", SignOut.as_view(), name="signout"),
    path("language/", set_language, name="set_language"),
    path("desk/", home, name="desk"),
    path("", include("tungngo.desk.urls_progress")),
    path("", include("tungngo.desk.urls_map")),
    path("", include("tungngo.desk.urls_territory")),
    path("", include("tungngo.desk.urls_suggestions")),
    path("", include("tungngo.desk.urls_reports")),
    path("", include("tungngo.desk.urls_teams")),
    path("", include("tungngo.desk.urls_parcels")),
    path("", include("tungngo.desk.urls_people")),
    path("", include("tungngo.desk.urls_campaigns")),
    path("", include("tungngo.desk.urls_help")),
    path("", include("tungngo.desk.urls_points")),
    path("", include("tungngo.desk.urls_rotas")),
    path("", include("tungngo.desk.urls_quizzes")),
    path("", include("tungngo.desk.urls_results")),
    path("", include("tungngo.desk.urls_learning")),
    path("", include("tungngo.desk.urls_certificates")),
    path("", include("tungngo.desk.urls_paper")),
    path("", include("tungngo.desk.urls_digital")),
    path("", include("tungngo.desk.urls_privacy")),
]
