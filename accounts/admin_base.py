"""The base of our admin: one site, and model pages that show what a role may see and nothing else."""

from functools import update_wrapper

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import include, path, re_path, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe


class PlpAdminSite(admin.AdminSite):
    """The team's pages. Who gets in follows from the roles held at this moment, not from `is_staff`.

    Signing in happens on the ordinary sign-in page (second factor included), so this site has no login,
    logout or password form of its own. It has no catch-all, no autocomplete and no "view on site" either:
    each is one more way to ask whether something exists.
    """

    site_title = site_header = "Parallel Learning Partnerships"
    index_title = "Your cohorts"
    site_url = reverse_lazy("home")
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request):
        return request.user.is_active and request.user.has_module_perms("admin")

    def admin_view(self, view, cacheable=False):
        def inner(request, *args, **kwargs):
            if not self.has_permission(request):
                raise Http404
            return view(request, *args, **kwargs)

        return update_wrapper(never_cache(csrf_protect(inner)), view)

    def get_urls(self):
        def to(name):
            return self.admin_view(require_safe(lambda request, **kwargs: redirect(name)))

        model_pages = [
            path(f"{model._meta.app_label}/{model._meta.model_name}/", include(model_admin.urls))
            for model, model_admin in self._registry.items()
        ]
        labels = {model._meta.app_label for model in self._registry}
        return [
            path("", to("team_home"), name="index"),
            path("login/", to("account_login"), name="login"),
            path("logout/", to("account_logout"), name="logout"),
            path("password_change/", to("account_change_password"), name="password_change"),
            path("jsi18n/", require_safe(self.admin_view(self.i18n_javascript)), name="jsi18n"),
            *model_pages,
            re_path(rf"^(?P<app_label>{'|'.join(sorted(labels))})/$", to("team_home"), name="app_list"),
        ]


site = PlpAdminSite(name="admin")


class VisibleRelatedFilter(admin.RelatedFieldListFilter):
    """A filter that offers only what the person may see, so that it names nobody else's cohorts or people."""

    def field_choices(self, field, request, model_admin):
        visible = field.remote_field.model._default_manager.visible_to(request.user)
        return [(thing.pk, str(thing)) for thing in visible]


class PrivateModelAdmin(admin.ModelAdmin):
    """A list and a read-only page of what `visible_to` lets somebody see.

    What may not be known of answers 404, exactly like what does not exist (plain Django redirects and
    echoes the key). No history page, no deleting, no adding or changing unless a subclass allows it
    (`may_add`): a change is a POST that calls a service. Nobody can ask the list about a field that is
    not among its filters.
    """

    list_per_page = 50
    show_full_result_count = False
    actions = None
    list_select_related = True
    view_on_site = False
    show_facets = admin.ShowFacets.NEVER
    may_add = False

    def get_urls(self):
        kept = {"changelist", "change"} | ({"add"} if self.may_add else set())
        plain = {f"{self.opts.app_label}_{self.opts.model_name}_{page}" for page in kept}
        return [url for url in super().get_urls() if url.name in plain]

    def get_queryset(self, request):
        found = self.model._default_manager.visible_to(request.user)
        ordering = self.get_ordering(request)
        return found.order_by(*ordering) if ordering else found

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def get_list_filter(self, request):
        return [self._limited(entry) for entry in self.list_filter]

    def _limited(self, entry):
        try:
            is_relation = isinstance(entry, str) and self.opts.get_field(entry).is_relation
        except FieldDoesNotExist:
            return entry
        return (entry, VisibleRelatedFilter) if is_relation else entry

    def lookup_allowed(self, lookup, value, request):
        named = [entry[0] if isinstance(entry, tuple) else entry for entry in self.list_filter]
        named = [name for name in named if isinstance(name, str)] + [self.date_hierarchy]
        return any(name and (lookup == name or lookup.startswith(f"{name}__")) for name in named)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        self._require_view(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
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


__all__ = ["PlpAdminSite", "PrivateModelAdmin", "VisibleRelatedFilter", "site"]
