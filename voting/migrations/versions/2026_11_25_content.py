"""What an assembly tells its members: programme, addresses, documents, texts and statements."""

import sqlalchemy as sa
from alembic import op

from voting.database import run_for_dialect

revision = "2026_11_25_content"
down_revision = "2026_11_24_proxies"
branch_labels = None
depends_on = None

# The text of a resolution is frozen with its other rules.
TEXT_FROZEN = {
    "sqlite": [
        """CREATE TRIGGER resolution_text_frozen BEFORE UPDATE ON resolution
        WHEN OLD.rules_hash IS NOT NULL AND OLD.text IS NOT NEW.text
        BEGIN SELECT RAISE(ABORT, 'the rules of this resolution are frozen'); END""",
    ],
    "postgresql": [
        """CREATE TRIGGER resolution_text_frozen BEFORE UPDATE ON resolution FOR EACH ROW
        WHEN (OLD.rules_hash IS NOT NULL AND OLD.text::text IS DISTINCT FROM NEW.text::text)
        EXECUTE FUNCTION refuse_rule_change()""",
    ],
}
TEXT_FREE = {
    "sqlite": ["DROP TRIGGER resolution_text_frozen"],
    "postgresql": ["DROP TRIGGER resolution_text_frozen ON resolution"],
}


def upgrade() -> None:
    """Add the columns and the table; assemblies that are there have no programme and no addresses."""
    op.add_column("assembly", sa.Column("programme", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("venue", sa.Column("address", sa.String(), nullable=False, server_default=""))
    op.add_column("resolution", sa.Column("text", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_document_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index("ix_document_assembly", "document", ["assembly_id", "position"])
    run_for_dialect(op.get_bind(), TEXT_FROZEN)


def downgrade() -> None:
    """Take them away again."""
    run_for_dialect(op.get_bind(), TEXT_FREE)
    op.drop_table("document")
    op.drop_column("resolution", "text")
    op.drop_column("venue", "address")
    op.drop_column("assembly", "programme")
