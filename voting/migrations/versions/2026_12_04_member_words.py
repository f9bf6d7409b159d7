"""Members are found by the beginning of a word at once, and listed page by page from either end: a table of
their words, folded, and the index of what is searched in the whole order of the list."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

from voting.database import in_chunks

revision = "2026_12_04_member_words"
down_revision = "2026_12_03_order_cleared"
branch_labels = None
depends_on = None

PLAIN = {
    **{"a": "ⱥ", "ae": "æ", "b": "ƀɓƃ", "c": "ȼƈ", "d": "đðɖɗƌȡ", "e": "əǝɛɇ", "f": "ƒ", "g": "ǥɠɣ"},
    **{"h": "ħ", "i": "ıɨɩ", "j": "ȷɉ", "k": "ƙ", "l": "łƚȴ", "n": "ŋɲƞȵ", "o": "øɔɵ", "oe": "œ", "ou": "ȣ"},
    **{"p": "ƥ", "q": "ĸɋ", "r": "ɍʀ", "s": "ȿ", "ss": "ß", "t": "ŧƫƭʈȶⱦ", "th": "þ", "u": "ʉʊ", "v": "ʋ"},
    **{"y": "ƴɏȝ", "z": "ƶȥɀʒ", "σ": "ς"},
}
_PLAIN = str.maketrans({letter: plain for plain, letters in PLAIN.items() for letter in letters})
DETAILS = ("number", "name", "first_name", "representative", "municipality", "email", "postcode")
MEMBER = sa.table("member", *map(sa.column, DETAILS))


def upgrade() -> None:
    """Make the table, and fill it with the words of everybody in the register."""
    connection = op.get_bind()
    folded = sa.Text(collation="C") if connection.dialect.name == "postgresql" else sa.Text()
    words = op.create_table(
        "member_word",
        sa.Column("word", folded, nullable=False),
        sa.Column("member", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_member_word_member")),
        sa.PrimaryKeyConstraint("word", "member", name=op.f("pk_member_word")),
        sqlite_with_rowid=False,
    )
    members = connection.execute(sa.select(*MEMBER.c)).all()
    for part in in_chunks([{"member": member} for member in members]):
        of_each = [(row["member"].number, word) for row in part for word in sorted(_words_of(row["member"]))]
        if of_each:
            connection.execute(words.insert(), [{"member": number, "word": word} for number, word in of_each])
    op.drop_index(op.f("ix_member_search_text"), "member")
    op.create_index(op.f("ix_member_search_text"), "member", ["search_text", "number"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_member_search_text"), "member")
    op.create_index(op.f("ix_member_search_text"), "member", ["search_text"])
    op.drop_table("member_word")


def _words_of(member: sa.Row[*tuple[str, ...]]) -> set[str]:
    apart = (f"{member.first_name} {member.name}", member.representative, member.municipality)
    found = {"".join(parts[start:]) for parts in map(_words, apart) for start in range(len(parts))}
    found |= {"".join(_words(text)) for text in (member.number, member.email, member.postcode)}
    return found - {""}


def _words(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text).lower().translate(_PLAIN)
    return "".join(map(_kept, re.sub("[\u02b0-\u02ff]", " ", apart))).split()


def _kept(sign: str) -> str:
    kind = unicodedata.category(sign)[0]
    return sign if kind in "LN" else "" if kind == "M" else " "
