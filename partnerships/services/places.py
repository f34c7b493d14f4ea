"""Who may act in a partnership: whoever has a place in it now."""

from django.core.exceptions import PermissionDenied

from partnerships.models import Partnership


def hold_own_place(partnership, by):
    """The place `by` has now in this partnership, which is held until the end of the transaction.

    Holding the partnership puts two partners who do something at the same moment one after the other.
    Raises PermissionDenied for everybody else: leavers, facilitators, and all once it has ended.
    """
    held = Partnership.objects.select_for_update(no_key=True).current().filter(pk=partnership.pk).first()
    place = held and held.partners.current().of(by).select_related("partnership__cohort").first()
    if place is None:
        raise PermissionDenied("Only its partners of today can do this.")
    return place
