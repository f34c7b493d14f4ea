from django.urls import path

from surveys.views import answering, running

urlpatterns = [
    path("e/<str:token>/", answering.survey_by_link, name="survey_by_link"),
    path("survey/<uuid:pk>/", answering.survey_start, name="survey_start"),
    path("survey/<uuid:pk>/page/<int:page>/", answering.survey_page, name="survey_page"),
    path("survey/<uuid:pk>/check/", answering.survey_check, name="survey_check"),
    path("survey/<uuid:pk>/thanks/", answering.survey_thanks, name="survey_thanks"),
    path("survey/<uuid:pk>/stop-reminders/", answering.survey_stop_reminders, name="survey_stop_reminders"),
]
