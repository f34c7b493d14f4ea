from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.admin_base import PrivateModelAdmin, site
from accounts.models import User


@admin.register(User, site=site)
class PersonAdmin(PrivateModelAdmin):
    """Who has an account, for those who look after the installation. Nobody edits another's address here."""

    list_display = ["name", "email", "may_sign_in", "looks_after_it", "last_here"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["name", "email"]
    ordering = ["name", "email"]
    fields = ["name", "email", "may_sign_in", "looks_after_it", "date_joined", "last_here"]
    readonly_fields = ["may_sign_in", "looks_after_it", "last_here"]
    list_select_related = False
    empty_value_display = ""
    change_form_template = "admin/accounts/user/change_form.html"

    @admin.display(description="may sign in", ordering="is_active")
    def may_sign_in(self, person):
        return "yes" if person.is_active else "no, access ended"

    @admin.display(description="looks after this installation", ordering="is_superuser")
    def looks_after_it(self, person):
        return "looks after it" if person.is_superuser else ""

    @admin.display(description="last signed in", ordering="last_login")
    def last_here(self, person):
        return person.last_login or "never"

    def get_urls(self):
        return [
            path("<uuid:pk>/end-access/", self._page(self._end_access), name="person_end_access"),
            path(
                "<uuid:pk>/give-access/",
                self._page(require_POST(self._give_access)),
                name="person_give_access",
            ),
            *super().get_urls(),
        ]

    def _page(self, view):
        def found(request, pk):
            self._require_view(request)
            person = self.get_queryset(request).filter(pk=pk).first()
            if person is None:
                raise Http404
            return view(request, person)

        return require_http_methods(["GET", "POST"])(self.admin_site.admin_view(found))

    def _end_access(self, request, person):
        """Asks first, by name; then they are out at their next click."""
        if request.method == "GET":
            return render(request, "admin/accounts/user/end_access.html", {"person": person})
        return self._do(services.deactivate_person, request, person)

    def _give_access(self, request, person):
        return self._do(services.reactivate_person, request, person)

    def _do(self, service, request, person):
        try:
            service(person, by=request.user)
        except ValidationError as problem:
            messages.error(request, problem.messages[0])
        else:
            messages.success(request, "Done. It holds from their next click.")
        return redirect("admin:accounts_user_change", person.pk)
