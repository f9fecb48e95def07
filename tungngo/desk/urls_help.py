"""Addresses of the pages about calls for help at home."""

from django.urls import path

from tungngo.desk.views import help as calls
from tungngo.desk.views import poster

_CALL = "desk/help/<str:origin>/<uuid:call_id>/"

urlpatterns = [
    path("desk/areas/<str:code>/help/", calls.help_list, name="help"),
    path("desk/areas/<str:code>/help/new/", calls.help_new, name="help_new"),
    path("desk/areas/<str:code>/help/poster/", poster.help_poster, name="help_poster"),
    path(
        "desk/household/<str:origin>/<uuid:household_id>/help/",
        calls.help_from_door,
        name="help_from_door",
    ),
    path(_CALL, calls.help_call, name="help_call"),
    path(f"{_CALL}give/", calls.help_give, name="help_give"),
    path(f"{_CALL}free/", calls.help_free, name="help_free"),
    path(f"{_CALL}close/", calls.help_close, name="help_close"),
    path(f"{_CALL}reopen/", calls.help_reopen, name="help_reopen"),
    path(f"{_CALL}number/", calls.help_number, name="help_number"),
    path(f"{_CALL}door/", calls.help_door, name="help_door"),
]
