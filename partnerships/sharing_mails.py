"""That there is a reflection to read: never a word of it, and nobody's name."""

from django.conf import settings
from django.urls import reverse

from notifications.kinds import Kind
from partnerships.models import LearningPartner, ReflectionShare
from partnerships.services.sharing import may_read_sent


def _share(message):
    shares = ReflectionShare.objects.standing().select_related("partnership__cohort__programme", "reflection")
    return shares.filter(pk=message.about_id).first()


def _context(message):
    share = _share(message)
    shared = share.audience == ReflectionShare.Audience.PARTNER
    path = (
        reverse("reflection_shared", args=[share.partnership_id])
        if shared
        else reverse("reflections_sent", args=[share.partnership.cohort_id])
    )
    return {"programme": share.partnership.cohort.programme, "url": settings.BASE_URL + path}


def _shared_still_true(message):
    share = _share(message)
    places = LearningPartner.objects.current().of(message.to)
    return share is not None and places.filter(partnership=share.partnership_id).exists()


def _sent_still_true(message):
    share = _share(message)
    return share is not None and may_read_sent(message.to, share)


SHARING_KINDS = [
    Kind(
        "reflection_shared",
        "A partner shared a reflection",
        _context,
        still_true=_shared_still_true,
        audience="the partner it was shared with",
    ),
    Kind(
        "reflection_sent",
        "A reflection was sent to the facilitators",
        _context,
        still_true=_sent_still_true,
        audience="the cohort's facilitators, without who is close to the author",
    ),
]
