"""Where a member lives, as it is written on an envelope. Pure."""

from voting.folding import letters

BELGIUM = frozenset({"", "be", "bel", "belgie", "belgique", "belgien", "belgium"})
BOX = {"nl": "bus", "fr": "bte", "de": "Bfk.", "en": "box"}
"""The word before the number of a box, by the member's language."""


def address_lines(
    street: str, box: str, postcode: str, municipality: str, country: str, language: str
) -> list[str]:
    """The lines of an address, none of them empty; the country, in capitals, only abroad."""
    number = f"{BOX.get(language, BOX['en'])} {box}" if box[:1].isdigit() else box
    lines = [
        f"{street} {number}".strip(),
        f"{postcode} {municipality}".strip(),
        "" if letters(country) in BELGIUM else country.upper(),
    ]
    return [line for line in lines if line]
