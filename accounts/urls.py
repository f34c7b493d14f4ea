from django.urls import path

from accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("name/", views.account_name, name="account_name"),
    path("shared-mail/", views.account_shared_mail, name="account_shared_mail"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("kept/<uuid:pk>/", views.parked_post, name="parked_post"),
    path("kept/<uuid:pk>/throw-away/", views.parked_post_delete, name="parked_post_delete"),
]
