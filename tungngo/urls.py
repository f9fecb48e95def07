"""Which door opens on which address. The only place that knows all three."""

from django.urls import include, path

from tungngo import jobs, probes

jobs.listen()

urlpatterns = [
    path("health", probes.health, name="health"),
    path("health/live", probes.live, name="health_live"),
    path("health/ready", probes.ready, name="health_ready"),
    path("metrics", probes.figures, name="metrics"),
    path("", include("tungngo.field.urls")),  # first: what phones ask is asked most
    path("", include("tungngo.desk.urls")),
    path("", include("tungngo.public.urls")),
]

handler403 = "tungngo.public.views.problem_403"
handler404 = "tungngo.public.views.problem_404"
handler500 = "tungngo.public.views.problem_500"
