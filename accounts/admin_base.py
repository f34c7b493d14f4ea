"""The base of our admin: one site, and model pages that show what a role may see and nothing else."""

from django.contrib import admin
from django.http import Http404
from django.urls import reverse_lazy


class PlpAdminSite(admin.AdminSite):
    """The team's pages. Who gets in follows from the roles held at this moment, not from `is_staff`.

    Signing in happens on the ordinary sign-in page (second factor included), so this site has no
    login, logout or password form of its own.
    """

    site_title = site_header = "Parallel Learning Partnerships"
    index_title = "Your cohorts"
    site_url = reverse_lazy("home")
    enable_nav_sidebar = False

    def has_permission(self, request):
        return request.user.is_active and request.user.has_module_perms("admin")


site = PlpAdminSite(name="admin")


class PrivateModelAdmin(admin.ModelAdmin):
    """A list and a read-only page of what `visible_to` lets somebody see.

    What may not be known of answers 404, exactly like what does not exist (plain Django redirects and
    echoes the key). No history page, no deleting, no adding or changing unless a subclass allows it:
    a change is a POST that calls a service.
    """

    list_per_page = 50
    show_full_result_count = False
    actions = None
    list_select_related = True

    def get_queryset(self, request):
        return self.model._default_manager.visible_to(request.user)

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def history_view(self, request, object_id, extra_context=None):
        raise Http404

    def delete_view(self, request, object_id, extra_context=None):
        raise Http404

    def changelist_view(self, request, extra_context=None):
        self._require_view(request)
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        self._require_view(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _require_view(self, request):
        if not self.has_view_or_change_permission(request) and not self.has_add_permission(request):
            raise Http404

    def log_addition(self, request, obj, message):
        """Django's own admin log keeps names; ours is `audit`."""

    log_change = log_deletions = log_addition
    log_deletion = log_addition


__all__ = ["PlpAdminSite", "PrivateModelAdmin", "site"]
