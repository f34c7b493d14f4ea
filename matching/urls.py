from django.urls import path

from matching import views

urlpatterns = [
    path("team/cohorts/<uuid:pk>/matching/", views.matching_board, name="matching_board"),
    path("team/cohorts/<uuid:pk>/matching/search/", views.matching_search, name="matching_search"),
    path("team/cohorts/<uuid:pk>/matching/open/", views.round_open, name="round_open"),
    path("team/matches/<uuid:pk>/agree/", views.match_agree, name="match_agree"),
    path("team/matches/<uuid:pk>/decline/", views.match_decline, name="match_decline"),
    path("team/matches/<uuid:pk>/withdraw/", views.match_withdraw, name="match_withdraw"),
    path("team/matching-rounds/<uuid:pk>/release/", views.round_release, name="round_release"),
]
