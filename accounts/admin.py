from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from accounts import services
from accounts.admin_base import PrivateModelAdmin, site
from accounts.models import User


@admin.register(User, site=site)
class PersonAdmin(PrivateModelAdmin):
    """Who has an account, for those who look after the installation. Nobody edits another's address here."""

    list_display = ["name", "email", "is_active", "is_superuser"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["name", "email"]
    ordering = ["name", "email"]
    fields = ["name", "email", "is_active", "is_superuser", "date_joined", "last_login"]
    list_select_related = False
    change_form_template = "admin/accounts/user/change_form.html"

    def get_urls(self):
        return [
            path("<uuid:pk>/end-access/", self._button(services.deactivate_person), name="person_end_access"),
            path(
                "<uuid:pk>/give-access/", self._button(services.reactivate_person), name="person_give_access"
            ),
            *super().get_urls(),
        ]

    def _button(self, service):
        def press(request, pk):
            self._require_view(request)
            person = self.get_queryset(request).filter(pk=pk).first()
            if person is None:
                raise Http404
            try:
                service(person, by=request.user)
            except ValidationError as problem:
                messages.error(request, problem.messages[0])
            else:
                messages.success(request, "Done. It holds from their next click.")
            return redirect("admin:accounts_user_change", person.pk)

        return require_POST(self.admin_site.admin_view(press))
