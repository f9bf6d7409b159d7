"""A picture to send."""

import io

from PIL import Image


def picture(size: tuple[int, int] = (900, 700), form: str = "PNG") -> io.BytesIO:
    """A plain picture of this size in pixels, as a file."""
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, form)
    return io.BytesIO(file.getvalue())
