"""Team pages of what knows no cohorts by itself: history."""

from django.contrib import admin

from accounts.admin_base import PrivateModelAdmin, site
from audit.models import AuditEvent
from participants.models import Cohort


@admin.register(AuditEvent, site=site)
class HistoryAdmin(PrivateModelAdmin):
    """Who did what to what, and when: keys and verbs, for administrators of the cohort's programme."""

    list_display = ["at", "verb", "thing_type", "thing_id", "actor_id"]
    list_filter = ["verb", "thing_type"]
    date_hierarchy = "at"
    ordering = ["-at", "pk"]
    fields = ["at", "verb", "thing_type", "thing_id", "actor_id", "cohort_id"]
    list_select_related = False

    def get_queryset(self, request):
        if request.user.is_superuser:
            return AuditEvent.objects.order_by(*self.ordering)
        cohorts = Cohort.objects.administered_by(request.user)
        return AuditEvent.objects.in_cohorts(cohorts.values("pk")).order_by(*self.ordering)
