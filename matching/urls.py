from django.urls import path

from matching import views
from matching.views import drawing, releasing, rules

urlpatterns = [
    path("team/cohorts/<uuid:pk>/matching/", views.matching_board, name="matching_board"),
    path("team/cohorts/<uuid:pk>/matching/search/", views.matching_search, name="matching_search"),
    path("team/matching-rounds/<uuid:pk>/changes/", views.board_changes, name="board_changes"),
    path("team/matching-rounds/<uuid:pk>/propose/", views.drafts_propose, name="drafts_propose"),
    path("team/matching-rounds/<uuid:pk>/agree/", views.matches_agree, name="matches_agree"),
    path("team/matches/<uuid:pk>/pin/", views.match_pin, name="match_pin"),
    path("team/matches/<uuid:pk>/unpin/", views.match_unpin, name="match_unpin"),
    path("team/matches/<uuid:pk>/said-yes/", views.trio_yes, name="trio_yes"),
    path("team/cohorts/<uuid:pk>/notes/", views.cohort_notes, name="cohort_notes"),
    path("team/cohorts/<uuid:pk>/notes/search/", views.cohort_notes_search, name="cohort_notes_search"),
    path("team/people/<uuid:pk>/notes/", views.person_notes, name="person_notes"),
    path("team/notes/<uuid:pk>/delete/", views.note_delete, name="note_delete"),
    path("team/cohorts/<uuid:pk>/matching/set-aside/", views.override_add, name="override_add"),
    path("team/overrides/<uuid:pk>/take-back/", views.override_take_back, name="override_take_back"),
    path("team/cohorts/<uuid:pk>/matching/open/", views.round_open, name="round_open"),
    path("team/matches/<uuid:pk>/agree/", views.match_agree, name="match_agree"),
    path("team/matches/<uuid:pk>/decline/", views.match_decline, name="match_decline"),
    path("team/matches/<uuid:pk>/withdraw/", views.match_withdraw, name="match_withdraw"),
    path("team/matching-rounds/<uuid:pk>/release/", views.round_release, name="round_release"),
    path("team/cohorts/<uuid:pk>/matching/rest/", drawing.round_draw, name="round_draw"),
    path("team/cohorts/<uuid:pk>/matching/what-if/", drawing.match_what_if, name="match_what_if"),
    path("team/cohorts/<uuid:pk>/matching/rules/", rules.matching_rules, name="matching_rules"),
    path("team/cohorts/<uuid:pk>/matching/topics/", rules.topic_list, name="topic_list"),
    path("team/cohorts/<uuid:pk>/matching/topics/add/", rules.topic_add, name="topic_add"),
    path("team/cohorts/<uuid:pk>/matching/topics/begin/", rules.topic_begin, name="topic_begin"),
    path("team/cohorts/<uuid:pk>/matching/topics/<uuid:topic>/", rules.topic_edit, name="topic_edit"),
    path(
        "team/cohorts/<uuid:pk>/matching/topics/<uuid:topic>/remove/", rules.topic_remove, name="topic_remove"
    ),
    path("team/matching-rounds/<uuid:pk>/list/", releasing.round_list, name="round_list"),
    path("team/matching-rounds/<uuid:pk>/export/", releasing.round_export, name="round_export"),
    path(
        "team/partnerships/<uuid:pk>/withdraw/", releasing.partnership_withdraw, name="partnership_withdraw"
    ),
]
