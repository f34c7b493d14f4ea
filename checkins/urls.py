from django.urls import path

from checkins import team_views, views

urlpatterns = [
    path("sessions/", views.session_list, name="session_list"),
    path("sessions/<uuid:pk>/answer/", views.session_answer, name="session_answer"),
    path("s/<str:token>/", views.session_answer_by_link, name="session_answer_by_link"),
    path("team/cohorts/<uuid:pk>/sessions/", team_views.session_plan, name="session_plan"),
    path("team/cohorts/<uuid:pk>/sessions/lay-out/", team_views.session_lay_out, name="session_lay_out"),
    path("team/cohorts/<uuid:pk>/sessions/publish/", team_views.session_publish, name="session_publish"),
    path("team/cohorts/<uuid:pk>/sessions/add/", team_views.session_add, name="session_add"),
    path("team/sessions/<uuid:pk>/", team_views.session_edit, name="session_edit"),
    path("team/sessions/<uuid:pk>/cancel/", team_views.session_cancel, name="session_cancel"),
    path("team/sessions/<uuid:pk>/attendance/", team_views.attendance_mark, name="attendance_mark"),
]
