"""A camera for Chromium that sees what a test puts before it: real passes, as a film of JPEG pictures."""

import io
from pathlib import Path

import qrcode
from PIL import Image

WIDTH, HEIGHT = 640, 480
FRAMES = 3


def film(path: Path, text: str | None) -> None:
    """Write what the camera sees: the QR code of a text as it is printed on a pass, or an empty table.

    Chromium reads the file anew whenever the camera is started. The one that it may still be reading stays as
    it is: a file that shrinks while it is mapped into memory ends the camera's process.
    """
    frame = Image.new("RGB", (WIDTH, HEIGHT), (150, 140, 125))
    if text is not None:
        code = qrcode.make(text, border=4).get_image().convert("RGB").resize((380, 380))
        frame.paste(code.rotate(4, fillcolor=(255, 255, 255)), (130, 50))
    jpeg = io.BytesIO()
    frame.save(jpeg, "JPEG", quality=85)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(jpeg.getvalue() * FRAMES)
    fresh.replace(path)
