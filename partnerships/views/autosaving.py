"""Pages that save themselves (static/js/autosave.js) hear whether it is kept, and get no page."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse


def saves_itself(request):
    return request.method == "POST" and request.headers.get("X-PLP-Autosave") == "1"


def kept_or_not(form, keep):
    """204 when `keep(text)` has kept what the form holds, else 422.

    Only the text need be in order: whatever else the form asks is for its button.
    """
    form.is_valid()
    text = form.cleaned_data.get("text")
    if not text:
        return HttpResponse(status=422)
    try:
        keep(text)
    except ValidationError:
        return HttpResponse(status=422)
    return HttpResponse(status=204)
