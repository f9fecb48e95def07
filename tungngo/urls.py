"""Which door opens on which address. The only place that knows all three."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from tungngo import jobs

jobs.listen()


def health(request: HttpRequest) -> JsonResponse:
    """200 when the server answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"state": "ok"})


urlpatterns = [
    path("health", health, name="health"),
    path("", include("tungngo.desk.urls")),
    path("", include("tungngo.field.urls")),
    path("", include("tungngo.public.urls")),
]

handler403 = "tungngo.public.views.problem_403"
handler404 = "tungngo.public.views.problem_404"
handler500 = "tungngo.public.views.problem_500"
