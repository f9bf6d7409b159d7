"""Names are searched as they are folded now: each member's search text is made anew."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

from voting.database import in_chunks

revision = "2026_11_27_folded_names"
down_revision = "2026_11_25_online_discussion"
branch_labels = None
depends_on = None

PLAIN = {
    **{"a": "ⱥ", "ae": "æ", "b": "ƀɓƃ", "c": "ȼƈ", "d": "đðɖɗƌȡ", "e": "əǝɛɇ", "f": "ƒ", "g": "ǥɠɣ"},
    **{"h": "ħ", "i": "ıɨɩ", "j": "ȷɉ", "k": "ƙ", "l": "łƚȴ", "n": "ŋɲƞȵ", "o": "øɔɵ", "oe": "œ", "ou": "ȣ"},
    **{"p": "ƥ", "q": "ĸɋ", "r": "ɍʀ", "s": "ȿ", "ss": "ß", "t": "ŧƫƭʈȶⱦ", "th": "þ", "u": "ʉʊ", "v": "ʋ"},
    **{"y": "ƴɏȝ", "z": "ƶȥɀʒ", "σ": "ς"},
}
_PLAIN = str.maketrans({letter: plain for plain, letters in PLAIN.items() for letter in letters})
REST = ("number", "email", "postcode", "municipality", "representative")
MEMBER = sa.table("member", *(sa.column(name) for name in ("name", "first_name", *REST, "search_text")))


def upgrade() -> None:
    """Fill the search text of everybody in the register."""
    connection = op.get_bind()
    details = [MEMBER.c[name] for name in ("name", "first_name", *REST)]
    filled = sa.update(MEMBER).where(MEMBER.c.number == sa.bindparam("key"))
    filled = filled.values(search_text=sa.bindparam("new_text"))
    rows = connection.execute(sa.select(*details)).all()
    for chunk in in_chunks([{"key": row.number, "new_text": _search_text(row)} for row in rows]):
        connection.execute(filled, chunk)


def downgrade() -> None:
    """Leave the texts: the search of before finds plain words in them as well."""


def _search_text(row: sa.Row[*tuple[str, ...]]) -> str:
    name, first_name = _letters(row.name), _letters(row.first_name)
    rest = " ".join(_letters(getattr(row, field)) for field in REST)
    return f"{name} {first_name}{name}|{rest}"


def _letters(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).lower().translate(_PLAIN)
    kept = re.sub("[\u02b0-\u02ff]", "", apart)
    return "".join(sign for sign in kept if unicodedata.category(sign)[0] in "LN")
