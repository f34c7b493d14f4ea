"""A partnership as whoever keeps its dates sees it: one of the partners, or an assistant of one."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from partnerships.models import LearningPartner, Partnership, PlannedMeeting
from partnerships.wording import names_in_words, turn_in_words

LOOKING_BACK = timedelta(weeks=8)


@dataclass(frozen=True)
class Diary:
    """place: the reader's own, or the one they arrange for. others: the partners of today beside it."""

    partnership: Partnership
    place: LearningPartner
    others: list
    for_somebody: bool

    @property
    def pk(self):
        return self.partnership.pk

    @property
    def names(self):
        return names_in_words([other.first_name for other in self.others]) or "your partner"

    @property
    def who(self):
        """ "with Peter", or "for Amina, with Peter" when an assistant reads it."""
        return (
            f"for {self.place.first_name}, with {self.names}" if self.for_somebody else f"with {self.names}"
        )

    @property
    def readers(self):
        pair = names_in_words([self.place.first_name if self.for_somebody else "You", self.names])
        return f"{pair}, and an assistant of either who arranges meetings. Never the facilitators."

    @property
    def url(self):
        """Where the reader came from."""
        return reverse("arranging") if self.for_somebody else reverse("partnership_detail", args=[self.pk])

    def require_open(self):
        """PermissionDenied for leavers and after the end."""
        if not (self.partnership.is_current and self.place.is_current):
            raise PermissionDenied


def diary_or_404(user, pk):
    """The diary for somebody who has, or had, a place in it, or arranges for one now; Http404 for others."""
    places = LearningPartner.objects.visible_to(user).filter(partnership_id=pk)
    places = list(places.select_related("participant__user", "partnership__cohort"))
    own = next((place for place in places if place.participant.user_id == user.pk), None)
    place = own or LearningPartner.objects.arranged_by(user).filter(partnership_id=pk).first()
    if place is None:
        raise Http404
    place = next(one for one in places if one.pk == place.pk)
    others = [one for one in places if one.pk != place.pk and one.is_current]
    return Diary(place.partnership, place, sorted(others, key=lambda one: one.name.lower()), own is None)


@dataclass(frozen=True)
class Dates:
    """What the partners have planned: the next, those after it, and what is over and not in the log."""

    next: PlannedMeeting | None
    later: list
    unlogged: list
    turn: str


def dates_of(user, ours):
    """The planned meetings of one's partnership, in one query; `turn` says whose turn it may be to book."""
    now = timezone.now()
    plans = PlannedMeeting.objects.visible_to(user).standing().filter(partnership=ours.pk)
    plans = list(plans.filter(starts_at__gte=now - LOOKING_BACK).with_booker().order_by("starts_at"))
    to_come = [plan for plan in plans if plan.ends_at > now and plan.meeting_id is None]
    over = [plan for plan in plans if plan.ends_at <= now and plan.meeting_id is None]
    last = max(plans, key=lambda plan: plan.planned_at, default=None)
    turn = turn_in_words(last.booked_for, ours.place, ours.others) if last and not to_come else ""
    return Dates(to_come[0] if to_come else None, to_come[1:], over[:-3:-1], turn)
