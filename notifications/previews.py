"""Showing an e-mail's HTML in a page without letting it do anything."""

import base64
import hashlib

from django.template.loader import render_to_string

FRAME_SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


def style_hash():
    """The CSP source that allows the one style block of our e-mails (`templates/emails/style.css`)."""
    digest = hashlib.sha256(render_to_string("emails/style.css").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def sandboxed(response):
    """The response, for a frame of our own pages: no script, no request, only our mails' own style.

    Its links work when somebody follows them, since a preview that cannot be followed shows half the mail.
    """
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {style_hash()}; frame-ancestors 'self'; sandbox {FRAME_SANDBOX}"
    )
    response["Cache-Control"] = "no-store, private"
    return response
