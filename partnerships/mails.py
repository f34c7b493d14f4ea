"""The messages about a running partnership: when each is still true, and what its words need.

Each is about a place (`LearningPartner`): the recipient's own, or the one that was left.
"""

from django.utils import timezone

from notifications.kinds import Kind
from partnerships.care_mails import CARE_KINDS, place_context
from partnerships.models import LearningPartner, Partnership
from partnerships.plan_mails import PLAN_KINDS
from partnerships.sharing_mails import SHARING_KINDS
from partnerships.wording import names_in_words


def _place(message):
    places = LearningPartner.objects.select_related("partnership__cohort__programme", "participant__user")
    return places.filter(pk=message.about_id).first()


def _context(message):
    place = _place(message)
    others = place.partnership.partners.exclude(participant__user_id=message.to_id)
    return place_context(place, message) | {
        "names": names_in_words(
            [other.first_name for other in others.current().select_related("participant__user")]
        ),
        "left": place.first_name,
        "left_saying": place.get_kind_words_display(),
    }


def _still_quiet(message):
    """Nothing logged meanwhile, nobody pausing, nobody gone, and the recipient has not said "we do meet"."""
    today = timezone.localdate()
    places = LearningPartner.objects.to_nudge(today).filter(pk=message.about_id)
    return places.filter(participant__user_id=message.to_id).exists()


def _is_there(message):
    return _place(message) is not None


def _ended(message):
    return Partnership.objects.ended().filter(partners__pk=message.about_id).exists()


KINDS = [
    *PLAN_KINDS,
    *SHARING_KINDS,
    *CARE_KINDS,
    Kind(
        "nothing_logged",
        "A gentle nudge: nothing logged for a while",
        _context,
        still_true=_still_quiet,
        optional=True,
        audience="partners of whom nothing was logged for some weeks, nobody on a break",
    ),
    Kind(
        "partner_left",
        "A partner has left a trio",
        _context,
        still_true=_is_there,
        audience="the partners who go on",
    ),
    Kind(
        "partnership_ended",
        "A partnership has ended",
        _context,
        still_true=_ended,
        audience="its partners, without whoever ended it themselves",
    ),
]
