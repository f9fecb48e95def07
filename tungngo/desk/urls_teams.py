"""Addresses of the pages about teams."""

from django.urls import path

from tungngo.desk.views import badges, rosters, team_board, teams

urlpatterns = [
    path("desk/areas/<str:code>/teams/", teams.team_list, name="teams"),
    path("desk/areas/<str:code>/teams/new/", teams.team_new, name="team_new"),
    path("desk/areas/<str:code>/badges/", badges.issue_in_area, name="badges_in_area"),
    path("desk/areas/<str:code>/members/list/", rosters.roster_new, name="roster_new"),
    path(
        "desk/areas/<str:code>/members/list/template.xlsx",
        rosters.roster_empty,
        name="roster_template",
    ),
    path("desk/members/list/<uuid:roster_id>/", rosters.roster, name="roster"),
    path("desk/members/list/<uuid:roster_id>/commit/", rosters.commit, name="roster_commit"),
    path("desk/members/list/<uuid:roster_id>/drop/", rosters.drop, name="roster_drop"),
    path("desk/members/list/<uuid:roster_id>/undo/", rosters.undo, name="roster_undo"),
    path("desk/teams/<uuid:team_id>/", teams.team, name="team"),
    path("desk/teams/<uuid:team_id>/board/", team_board.board, name="team_board"),
    path("desk/teams/<uuid:team_id>/rename/", teams.team_rename, name="team_rename"),
    path("desk/teams/<uuid:team_id>/dissolve/", teams.team_dissolve, name="team_dissolve"),
    path("desk/teams/<uuid:team_id>/members/new/", teams.member_new, name="member_new"),
    path("desk/teams/<uuid:team_id>/badges/", badges.issue_in_team, name="badges_in_team"),
    path("desk/members/<uuid:member_id>/", teams.member, name="member"),
    path("desk/members/<uuid:member_id>/move/", teams.member_move, name="member_move"),
    path("desk/members/<uuid:member_id>/end/", teams.member_end, name="member_end"),
    path("desk/members/<uuid:member_id>/back/", teams.member_back, name="member_back"),
    path("desk/members/<uuid:member_id>/revoke/", badges.revoke, name="badge_revoke"),
]
