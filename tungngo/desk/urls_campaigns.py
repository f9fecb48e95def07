"""Addresses of the pages about campaigns, targets and assignments."""

from django.urls import path, re_path

from tungngo.desk.views import (
    assignment,
    campaigns,
    targets,
    targets_below,
    targets_undo,
    training,
)

_AREA = "desk/areas/<str:code>/"
_CAMPAIGN = "desk/campaigns/<uuid:campaign_id>/"
_BELOW = f"{_CAMPAIGN}targets/<str:code>/below/"

urlpatterns = [
    path(f"{_AREA}campaign/", campaigns.campaign, name="campaign"),
    path(f"{_AREA}campaign/new/", campaigns.campaign_new, name="campaign_new"),
    path(f"{_CAMPAIGN}edit/", campaigns.campaign_edit, name="campaign_edit"),
    path(f"{_CAMPAIGN}end/", campaigns.campaign_end, name="campaign_end"),
    path(f"{_CAMPAIGN}history/", campaigns.campaign_history, name="campaign_history"),
    re_path(
        r"^desk/campaigns/(?P<campaign_id>[0-9a-f-]{36})/order/(?P<order>start|pause|end|reopen)/$",
        campaigns.campaign_order,
        name="campaign_order",
    ),
    path(f"{_CAMPAIGN}training/<str:code>/", training.training, name="training"),
    path(f"{_CAMPAIGN}targets/<str:code>/", targets.targets, name="targets"),
    path(f"{_CAMPAIGN}targets/<str:code>/down/", targets.targets_down, name="targets_down"),
    path(
        f"{_CAMPAIGN}targets/<str:code>/inherit/", targets.targets_inherit, name="targets_inherit"
    ),
    path(_BELOW, targets_below.targets_below, name="targets_below"),
    path(f"{_BELOW}sheet.xlsx", targets_below.targets_below_file, name="targets_below_file"),
    path(
        f"{_CAMPAIGN}targets/<str:code>/undo/<uuid:line_id>/",
        targets_undo.targets_undo,
        name="targets_undo",
    ),
    path(f"{_AREA}assignment/", assignment.assignment, name="assignment"),
    path(f"{_AREA}assignment/split/", assignment.split, name="assignment_split"),
    path(f"{_AREA}assignment/split-all/", assignment.split_all, name="assignment_split_all"),
    path(f"{_AREA}assignment/undo/", assignment.undo, name="assignment_undo"),
    path(f"{_AREA}assignment/move/", assignment.move, name="assignment_move"),
]
