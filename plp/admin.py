"""Team pages of what knows no cohorts by itself: history."""

from django.apps import apps
from django.contrib import admin
from django.db.models import Exists, OuterRef, Subquery

from accounts.admin_base import PrivateModelAdmin, site
from accounts.models import User
from audit.models import AuditEvent
from participants.models import Cohort, Participant, Programme


def name_of_kind(label):
    """What a kind of thing ("surveys.survey") is called in a sentence ("survey")."""
    try:
        return apps.get_model(label)._meta.verbose_name
    except LookupError:  # no longer there, or never a model of this version
        return label.rpartition(".")[2]


class KindFilter(admin.AllValuesFieldListFilter):
    """Filters by the kind of thing, in words."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            words = str(choice["display"])
            yield choice | {"display": name_of_kind(words) if "." in words else words}


@admin.register(AuditEvent, site=site)
class HistoryAdmin(PrivateModelAdmin):
    """Who did what to what, and when, for administrators of the cohort's programme.

    History keeps keys only; names are looked up as it is read, as far as they are still known. Only those of
    the team are named: what somebody did as a learning partner is no administrator's business.
    """

    list_display = ["when", "who", "did", "to_what", "in_cohort"]
    list_filter = ["verb", ("thing_type", KindFilter)]
    date_hierarchy = "at"
    ordering = ["-at", "pk"]
    fields = ["at", "who", "did", "to_what", "in_cohort", "thing_id", "actor_id"]
    readonly_fields = ["who", "did", "to_what", "in_cohort"]
    list_select_related = False
    empty_value_display = ""

    def get_queryset(self, request):
        events = AuditEvent.objects.open_to(request.user).order_by(*self.ordering)
        programmes = Programme.objects.administered_by(request.user)
        if not request.user.is_superuser:
            events = events.in_cohorts(Cohort.objects.filter(programme__in=programmes).values("pk"))
        actor = {"user": OuterRef("actor_id"), "cohort": OuterRef("cohort_id")}
        team = User.objects.filter(
            pk=OuterRef("actor_id"),
            team_roles__programme__in=programmes,
            team_roles__confirmed_at__isnull=False,
        )
        return events.annotate(
            actor_name=Subquery(team.values("name")[:1]),
            actor_takes_part=Exists(Participant.objects.filter(**actor)),
            cohort_name=Subquery(Cohort.objects.filter(pk=OuterRef("cohort_id")).values("name")[:1]),
        )

    @admin.display(description="when", ordering="at")
    def when(self, event):
        return event.at

    @admin.display(description="who")
    def who(self, event):
        if event.actor_id is None:
            return "the system"
        if event.actor_takes_part:
            return "somebody who takes part"
        return event.actor_name or "somebody not on the team"

    @admin.display(description="did", ordering="verb")
    def did(self, event):
        return event.verb

    @admin.display(description="to a", ordering="thing_type")
    def to_what(self, event):
        return name_of_kind(event.thing_type)

    @admin.display(description="in")
    def in_cohort(self, event):
        return event.cohort_name
