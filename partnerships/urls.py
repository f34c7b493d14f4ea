from django.urls import path

from partnerships import views

urlpatterns = [
    path("partnership/", views.partnership_current, name="partnership_current"),
    path("partnership/<uuid:pk>/", views.partnership_detail, name="partnership_detail"),
    path("partnership/<uuid:pk>/log/", views.meeting_log, name="meeting_log"),
    path("partnership/<uuid:pk>/aim/", views.aim_add, name="aim_add"),
    path("partnership/<uuid:pk>/leave/", views.partnership_leave, name="partnership_leave"),
    path("partnership/<uuid:pk>/we-do-meet/", views.nudge_silence, name="nudge_silence"),
    path("aim/<uuid:pk>/remove/", views.aim_remove, name="aim_remove"),
    path("meeting/<uuid:pk>/", views.meeting_detail, name="meeting_detail"),
    path("meeting/<uuid:pk>/correct/", views.meeting_correct, name="meeting_correct"),
    path("meeting/<uuid:pk>/remove/", views.meeting_remove, name="meeting_remove"),
    path("meeting/<uuid:pk>/words/", views.meeting_words, name="meeting_words"),
    path("words/<uuid:pk>/", views.meeting_words_edit, name="meeting_words_edit"),
    path("words/<uuid:pk>/remove/", views.meeting_words_remove, name="meeting_words_remove"),
    path("reflections/", views.reflection_list, name="reflection_list"),
    path("reflections/new/", views.reflection_write, name="reflection_write"),
    path("reflections/<uuid:pk>/", views.reflection_edit, name="reflection_edit"),
    path("reflections/<uuid:pk>/delete/", views.reflection_delete, name="reflection_delete"),
    path("guide/", views.guide, name="guide"),
    path("guide/print/", views.guide_print, name="guide_print"),
    path("guide/<uuid:pk>/", views.guide_section, name="guide_section"),
    path("arranging/", views.arranging, name="arranging"),
    path("team/cohorts/<uuid:pk>/partnerships/", views.partnership_list, name="partnership_list"),
    path("team/partnerships/<uuid:pk>/close/", views.partnership_close, name="partnership_close"),
]
