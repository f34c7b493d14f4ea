from django.urls import include, path

from accounts.admin_base import site
from plp import deliveries, home, pages
from plp.demo import views as demo

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("participants.urls")),
    path("", include("partnerships.urls")),
    path("", include("matching.urls")),
    path("", include("checkins.urls")),
    path("", include("surveys.urls")),
    path("", include("notifications.urls")),
    path("account/", include("accounts.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/3rdparty/", include("allauth.socialaccount.urls")),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("team/", home.team_home, name="team_home"),
    path("team/cohorts/<uuid:pk>/", home.team_cohort, name="team_cohort"),
    path("team/cohorts/<uuid:pk>/messages/", deliveries.cohort_messages, name="cohort_messages"),
    path("team/messages/<uuid:pk>/retry/", deliveries.message_retry, name="message_retry"),
    path("team/", site.urls),
    path("who-sees-what/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("support/", pages.support, name="support"),
    path("signed-out/", pages.signed_out, name="signed_out"),
    path("demo/", demo.demo_people, name="demo_people"),
    path("demo/be/<uuid:pk>/", demo.demo_sign_in, name="demo_sign_in"),
    path("demo/mail/", demo.demo_mail, name="demo_mail"),
    path("demo/mail/<str:name>/", demo.demo_mail_message, name="demo_mail_message"),
    path("demo/mail/<str:name>/html/", demo.demo_mail_html, name="demo_mail_html"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
]
