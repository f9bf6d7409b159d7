"""The square icon of a cooperative, for phones: its logo on white, or the house's own icon."""

import io
from pathlib import Path

from PIL import Image

HOUSE = Path(__file__).parent.parent / "static" / "desk" / "icon-512.png"
LOGO_PART = 0.76
"""Of the icon's side; what is around it may be cut off by a phone that shows icons as circles."""


def square_icon(logo: bytes | None, side: int) -> bytes:
    """A PNG of so many pixels a side from a logo (any picture that was stored as one), or the house's icon
    where there is none."""
    if logo is None:
        with Image.open(HOUSE) as house:
            return _png(house.convert("RGB").resize((side, side)))
    with Image.open(io.BytesIO(logo)) as opened:
        picture = opened.convert("RGB")
    most = int(side * LOGO_PART)
    scale = min(most / picture.width, most / picture.height)
    shown = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    icon = Image.new("RGB", (side, side), "white")
    icon.paste(shown, ((side - shown.width) // 2, (side - shown.height) // 2))
    return _png(icon)


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
