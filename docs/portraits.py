"""Draws the demonstration's candidates and its logo, all invented: ``python -m docs.portraits``."""

import random
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parents[1] / "voting" / "demo" / "portraits"
SIDE, FINE = 320, 4
"""Pixels of a portrait's side, and how many times as fine it is drawn."""
SKINS = ("#f2d0b5", "#e3b08a", "#c68a5e", "#9a6440", "#6d432a")
HAIR = ("#2b1d16", "#5a3a22", "#a06a35", "#c9b8a6", "#8a8a8a", "#7a2f1d")
CLOTHES = ("#2f5d73", "#7a3b4f", "#3f6b4a", "#8a6a2f", "#4a4a78")
WALLS = ("#d8e4e8", "#ebe0d2", "#dfe6d6", "#e6dbe6")
FACES = {
    "c1": (0, 2, "long"),
    "c2": (2, 0, "short"),
    "c3": (0, 5, "long"),
    "c4": (1, 1, "short"),
    "c5": (0, 3, "bun"),
    "c6": (4, 0, "bun"),
    "e1": (1, 4, "bald"),
    "e2": (0, 1, "long"),
    "e3": (2, 0, "short"),
    "e4": (1, 4, "bun"),
    "e5": (4, 0, "short"),
}
"""By code of a candidate: the skin, the hair, and how it is worn."""


def portrait(code: str) -> Image.Image:
    """The portrait of a candidate, always the same."""
    skin_number, hair_number, worn = FACES[code]
    chance = random.Random(code)
    skin, hair = SKINS[skin_number], HAIR[hair_number]
    image = Image.new("RGB", (SIDE * FINE, SIDE * FINE), chance.choice(WALLS))
    draw = ImageDraw.Draw(image)

    def oval(x: float, y: float, width: float, height: float, fill: str) -> None:
        box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        draw.ellipse([side * SIDE * FINE for side in box], fill=fill)

    if worn == "long":
        oval(0.5, 0.5, 0.52, 0.68, hair)
    if worn == "bun":
        oval(0.5, 0.16, 0.2, 0.18, hair)
    oval(0.5, 1.06, 0.86, 0.56, chance.choice(CLOTHES))
    oval(0.5, 0.74, 0.17, 0.26, skin)
    if worn != "bald":
        oval(0.5, 0.38, 0.45, 0.46, hair)
    oval(0.5, 0.47, 0.37, 0.47, skin)
    for side in (-1, 1):
        oval(0.5 + side * 0.185, 0.49, 0.06, 0.1, skin)
        oval(0.5 + side * 0.08, 0.45, 0.035, 0.035, "#2b2420")
        draw.line(
            [(SIDE * FINE * (0.5 + side * at), SIDE * FINE * 0.405) for at in (0.045, 0.115)],
            fill=hair,
            width=2 * FINE,
        )
    draw.line([(SIDE * FINE * 0.5, SIDE * FINE * y) for y in (0.47, 0.54)], fill="#00000030", width=2 * FINE)
    mouth = [SIDE * FINE * side for side in (0.42, 0.52, 0.58, 0.62)]
    draw.arc(mouth, 25, 155, fill="#8a3b34", width=3 * FINE)
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def logo() -> Image.Image:
    """The logo of the demonstration's cooperative: a broad stream between two banks."""
    image = Image.new("RGB", (SIDE * FINE, SIDE * FINE), "white")
    draw = ImageDraw.Draw(image)
    unit = SIDE * FINE / 8
    for row, colour in enumerate(("#2f5d73", "#4f8a8b", "#8fc1b5")):
        for wave in range(4):
            left, top = 2 * wave * unit, (2 + 1.4 * row) * unit
            box = (left, top, left + 2 * unit, top + 2 * unit)
            draw.arc(box, *((180, 360) if wave % 2 else (0, 180)), fill=colour, width=int(0.55 * unit))
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    logo().save(HERE.parent / "logo.webp", quality=85)
    for code in FACES:
        portrait(code).save(HERE / f"{code}.webp", quality=80)
