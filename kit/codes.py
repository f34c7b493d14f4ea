"""QR codes, drawn on this server: nobody else learns which address somebody advertises."""

import io

import segno


def qr_svg(text: str) -> bytes:
    """A QR code as an SVG picture, black on white with its quiet margin, so that it reads on any ground.

    A quarter of it may be damaged (level Q): posters get creased and written on.
    """
    out = io.BytesIO()
    code = segno.make(text, error="q", micro=False, boost_error=False)
    code.save(out, kind="svg", scale=8, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return out.getvalue()
