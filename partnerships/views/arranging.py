"""For assistants: whom a colleague meets, how to reach them, when and where. Nothing else."""

from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships.models import LearningPartner, PlannedMeeting


@require_safe
def arranging(request):
    plans = PlannedMeeting.objects.visible_to(request.user).to_come(timezone.now())
    places = LearningPartner.objects.visible_to(request.user).arranged_by(request.user).for_arranging()
    places = places.prefetch_related(Prefetch("partnership__plans", plans, to_attr="plans_to_come"))
    for place in places:
        place.others = [other for other in place.partnership.partners_now if other.pk != place.pk]
    return render(request, "partnerships/arranging.html", {"places": places})
