"""For assistants: whom a colleague meets, how to reach them, on which days they met. Nothing else."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from partnerships.models import LearningPartner


@require_safe
def arranging(request):
    places = LearningPartner.objects.visible_to(request.user).arranged_by(request.user).for_arranging()
    for place in places:
        place.others = [other for other in place.partnership.partners_now if other.pk != place.pk]
    return render(request, "partnerships/arranging.html", {"places": places})
