from django.urls import path

from checkins import views

urlpatterns = [
    path("sessions/", views.session_list, name="session_list"),
    path("sessions/<uuid:pk>/answer/", views.session_answer, name="session_answer"),
    path("s/<str:token>/", views.session_answer_by_link, name="session_answer_by_link"),
    path("team/cohorts/<uuid:pk>/sessions/", views.session_plan, name="session_plan"),
    path("team/cohorts/<uuid:pk>/sessions/lay-out/", views.session_lay_out, name="session_lay_out"),
    path("team/cohorts/<uuid:pk>/sessions/publish/", views.session_publish, name="session_publish"),
    path("team/cohorts/<uuid:pk>/sessions/add/", views.session_add, name="session_add"),
    path("team/sessions/<uuid:pk>/", views.session_edit, name="session_edit"),
    path("team/sessions/<uuid:pk>/cancel/", views.session_cancel, name="session_cancel"),
    path("team/sessions/<uuid:pk>/attendance/", views.attendance_mark, name="attendance_mark"),
]
