"""Aims: shared ones and one's own."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit.services import record
from partnerships.models import Aim
from partnerships.services.places import hold_own_place

LONGEST = 500


@transaction.atomic
def add_aim(partnership, *, words, shared, by):
    """Add an aim, of all partners (`shared`) or one's own, and return it.

    Raises PermissionDenied unless `by` has a place now, ValidationError (on "words") for nothing or too much.
    """
    place = hold_own_place(partnership, by)
    words = words.strip()
    if not words:
        raise ValidationError({"words": "Write the aim in a few words."})
    if len(words) > LONGEST:
        raise ValidationError(
            {"words": f"Say it in under {LONGEST} characters, so that it can be remembered."}
        )
    aim = Aim.objects.create(partnership=place.partnership, whose=None if shared else place, words=words)
    record(by=by, verb="added", thing=aim, cohort=place.partnership.cohort)
    return aim


@transaction.atomic
def remove_aim(aim, *, by):
    """Remove a shared aim or one's own. Raises PermissionDenied for a partner's own aim."""
    place = hold_own_place(aim.partnership, by)
    if not aim.belongs_to(place):
        raise PermissionDenied("This aim is your partner's own.")
    record(by=by, verb="removed", thing=aim, cohort=place.partnership.cohort)
    aim.delete()
