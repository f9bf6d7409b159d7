"""Pictures of candidates: decoded, made small and encoded anew, so that nothing but the picture is kept."""

import hashlib
import io
from dataclasses import replace
from typing import Any

from PIL import Image, ImageOps
from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.documents import Beside
from voting.ballot.definition import ResolutionDefinition
from voting.ballot.models import CandidatePicture
from voting.errors import Fault, InvalidFile

LARGEST = 8 * 1024 * 1024
"""The most bytes that a picture may have when it is sent."""
MOST_PIXELS = {"JPEG": 40_000_000, "PNG": 20_000_000, "WEBP": 16_000_000}
"""The most pixels that a picture may have when it is sent; a JPEG can be decoded smaller than it is."""
LONGEST_SIDE = 20_000
"""The most pixels of a picture that is sent in either direction: each line takes memory of its own."""
SIDE = 480
"""The most pixels of a kept picture in either direction."""


def small_picture(content: bytes) -> bytes | None:
    """The picture as a small JPEG, the right way up and without what a camera adds; None for anything that
    is no JPEG, PNG or WebP of at most ``LARGEST`` bytes, ``MOST_PIXELS`` and ``LONGEST_SIDE``."""
    found = on_paper(content, SIDE, SIDE)
    return None if found is None else as_jpeg(found)


def on_paper(content: bytes, width: int, height: int) -> Image.Image | None:
    """The picture decoded, the right way up, on white, and no larger than so many pixels; None for anything
    that is no JPEG, PNG or WebP of at most ``LARGEST`` bytes, ``MOST_PIXELS`` and ``LONGEST_SIDE``."""
    if len(content) > LARGEST:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=tuple(MOST_PIXELS)) as opened:
            if not _is_bounded(opened):
                return None
            opened.thumbnail((max(width, height),) * 2)  # before anything is done that copies it
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((width, height))
            layers = upright.convert("RGBA")
            paper = Image.new("RGBA", layers.size, "white")
            return Image.alpha_composite(paper, layers).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _is_bounded(opened: Image.Image) -> bool:
    """Whether a picture, as it says of itself, is not too large to be decoded."""
    most = MOST_PIXELS.get(opened.format or "", 0)
    return opened.width * opened.height <= most and max(opened.size) <= LONGEST_SIDE


def as_jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    """A picture encoded as JPEG, with nothing but its pixels."""
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def keep_picture(session: Session, assembly_id: int, small: bytes) -> str:
    """Keep a picture that has been made small, within the caller's transaction; returns its name."""
    name = hashlib.sha256(small).hexdigest()
    if session.get(CandidatePicture, (assembly_id, name)) is None:
        session.add(CandidatePicture(assembly_id=assembly_id, sha256=name, content=small))
        session.flush()
    return name


def copy_pictures(session: Session, source: int, target: int) -> None:
    """Copy the pictures of the assembly ``source`` for ``target``."""
    for picture in session.scalars(select(CandidatePicture).where(CandidatePicture.assembly_id == source)):
        keep_picture(session, target, picture.content)


def read_pictures(
    resolutions: list[ResolutionDefinition], beside: Beside
) -> tuple[list[ResolutionDefinition], list[bytes]]:
    """The resolutions of a file, with the names under which their candidates' pictures are kept; and those
    pictures, made small.

    Raises InvalidFile with each picture that is missing or cannot be used.
    """
    faults: list[Fault] = []
    pictures: list[bytes] = []
    named = []
    for number, resolution in enumerate(resolutions, 1):
        options: list[dict[str, Any]] = []
        for position, option in enumerate(resolution.options, 1):
            if "picture" in option:
                content = beside(option["picture"])
                small = small_picture(content) if content is not None else None
                if small is None:
                    code = "file_missing" if content is None else "not_picture"
                    place = f"resolutions[{number}].candidates[{position}].picture"
                    details = {"value": option["picture"], "megabytes": LARGEST // 1024**2}
                    faults.append(Fault(0, place, code, details))
                else:
                    pictures.append(small)
                    option = option | {"picture": hashlib.sha256(small).hexdigest()}
            options.append(option)
        named.append(replace(resolution, options=tuple(options)))
    if faults:
        raise InvalidFile(faults)
    return named, pictures
