"""A partnership as one of its partners sees it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from partnerships.models import LearningPartner, Partnership
from partnerships.wording import names_in_words


@dataclass(frozen=True)
class Ours:
    """My place, and the partners I have (or had, when I left): the same for each of them."""

    partnership: Partnership
    place: LearningPartner
    others: list

    @property
    def pk(self):
        return self.partnership.pk

    @property
    def names(self):
        """How one says one's partners: "Peter", "Peter and Ruth"."""
        return names_in_words([other.first_name for other in self.others]) or "your partner"

    @property
    def is_open(self):
        """Whether new things may be added: the partnership lasts, and I am in it."""
        return self.partnership.is_current and self.place.is_current

    def require_open(self):
        """PermissionDenied for leavers and after the end: they keep what was, and add nothing."""
        if not self.is_open:
            raise PermissionDenied


def ours_or_404(user, pk):
    """The partnership for somebody who has, or had, a place in it; Http404 for everybody else."""
    places = LearningPartner.objects.visible_to(user).filter(partnership_id=pk)
    places = list(places.with_people(timezone.localdate()))
    own = next((place for place in places if place.participant.user_id == user.pk), None)
    if own is None:
        raise Http404
    others = [place for place in places if place is not own and _together(own, place)]
    return Ours(own.partnership, own, sorted(others, key=lambda place: place.name.lower()))


def _together(own, other):
    """Whether the other is a partner still, or was when I left."""
    return other.left_at is None or (own.left_at is not None and other.left_at >= own.left_at)
