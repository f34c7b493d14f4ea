from django.urls import path

from surveys.views import answering, running

urlpatterns = [
    path("e/<str:token>/", answering.survey_by_link, name="survey_by_link"),
    path("survey/<uuid:pk>/", answering.survey_start, name="survey_start"),
    path("survey/<uuid:pk>/page/<int:page>/", answering.survey_page, name="survey_page"),
    path("survey/<uuid:pk>/check/", answering.survey_check, name="survey_check"),
    path("survey/<uuid:pk>/thanks/", answering.survey_thanks, name="survey_thanks"),
    path("survey/<uuid:pk>/stop-reminders/", answering.survey_stop_reminders, name="survey_stop_reminders"),
    path("team/cohorts/<uuid:pk>/survey/", running.survey_overview, name="survey_overview"),
    path("team/cohorts/<uuid:pk>/survey/prepare/", running.survey_prepare, name="survey_prepare"),
    path("team/surveys/<uuid:pk>/ready/", running.survey_make_ready, name="survey_make_ready"),
    path("team/surveys/<uuid:pk>/extend/", running.survey_extend, name="survey_extend"),
    path("team/surveys/<uuid:pk>/questions/", running.survey_questions, name="survey_questions"),
    path("team/surveys/<uuid:pk>/results/", running.survey_results, name="survey_results"),
    path("team/surveys/<uuid:pk>/results.csv", running.survey_tables, name="survey_tables"),
]
