from django.urls import path

from notifications import views

urlpatterns = [path("messages/", views.message_list, name="message_list")]
