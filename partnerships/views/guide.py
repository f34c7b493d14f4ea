"""The Guide for Learning Partners: contents, a page a section, and all of it for printing."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from partnerships.models import GuideSection


@require_safe
def guide(request):
    return render(request, "partnerships/guide.html", {"sections": _sections(request).defer("body")})


@require_safe
def guide_print(request):
    return render(request, "partnerships/guide_print.html", {"sections": _sections(request)})


@require_safe
def guide_section(request, pk):
    section = get_object_or_404(_sections(request), pk=pk)
    siblings = list(_sections(request).filter(programme=section.programme).defer("body"))
    here = siblings.index(section)
    context = {
        "section": section,
        "before": siblings[here - 1] if here else None,
        "after": siblings[here + 1] if here + 1 < len(siblings) else None,
    }
    return render(request, "partnerships/guide_section.html", context)


def _sections(request):
    return GuideSection.objects.visible_to(request.user).select_related("programme")
