"""Pictures of QR codes."""

import io
from base64 import b64encode

import qrcode
import qrcode.image.svg


def qr_svg(text: str) -> bytes:
    """A QR code of a text, as an SVG picture."""
    picture = io.BytesIO()
    qrcode.make(text, image_factory=qrcode.image.svg.SvgPathFillImage, border=4).save(picture)
    return picture.getvalue()


def qr_address(text: str) -> str:
    """The same as an address that an image on a page can have, so that no other address tells the text."""
    return f"data:image/svg+xml;base64,{b64encode(qr_svg(text)).decode()}"
