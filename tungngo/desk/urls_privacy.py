"""Addresses of the pages about personal data."""

from django.urls import path

from tungngo.desk.views import keeping, person_data, privacy

_AREA = "desk/areas/<str:code>/privacy/"
_PERSON = "desk/resident/<str:origin>/<uuid:resident_id>/"
_DEMAND = "desk/demand/<str:origin>/<uuid:demand_id>/"

urlpatterns = [
    path("desk/keeping/", keeping.keeping, name="keeping"),
    path(_AREA, privacy.demands, name="privacy"),
    path(f"{_AREA}erased/", person_data.erasures, name="erasures"),
    path(f"{_AREA}nameless/", person_data.nameless, name="nameless"),
    path(f"{_AREA}new/", privacy.demand_new, name="demand_new"),
    path(f"{_PERSON}demand/", privacy.demand_of_resident, name="demand_of_resident"),
    path(f"{_PERSON}data/", person_data.person_data, name="person_data"),
    path(f"{_PERSON}data/file/", person_data.person_file, name="person_file"),
    path(f"{_PERSON}erase/", person_data.person_erase, name="person_erase"),
    path(f"{_PERSON}number/", person_data.person_number, name="person_number"),
    path("desk/erasure/<str:origin>/<uuid:erasure_id>/", person_data.erasure, name="erasure"),
    path(_DEMAND, privacy.demand, name="demand"),
    path(f"{_DEMAND}answer/", privacy.demand_answer, name="demand_answer"),
    path(f"{_DEMAND}extend/", privacy.demand_extend, name="demand_extend"),
    path(f"{_DEMAND}close/", privacy.demand_close, name="demand_close"),
    path(f"{_DEMAND}reopen/", privacy.demand_reopen, name="demand_reopen"),
]
