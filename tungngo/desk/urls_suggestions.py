"""Addresses of the pages about what was found otherwise than the list says."""

from django.urls import path

from tungngo.desk.views import suggestions

_ONE = "desk/suggestion/<str:origin>/<uuid:suggestion_id>/"

urlpatterns = [
    path("desk/areas/<str:code>/suggestions/", suggestions.suggestions, name="suggestions"),
    path(f"{_ONE}accept/", suggestions.suggestion_accept, name="suggestion_accept"),
    path(f"{_ONE}decline/", suggestions.suggestion_decline, name="suggestion_decline"),
    path(f"{_ONE}undo/", suggestions.suggestion_undo, name="suggestion_undo"),
]
