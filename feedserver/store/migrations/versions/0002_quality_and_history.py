"""What an edition was made with and how well it went; failures; the history of editors' words."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_articles_language"), "articles", ["language", "withdrawn_at"], unique=False)
    op.add_column("editions", sa.Column("pivot", sa.String(), nullable=True))
    op.add_column("editions", sa.Column("made_with", sa.Text(), nullable=True))
    for name in ("sentences_edited", "sentences_machine"):
        op.add_column("editions", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.add_column("editions", sa.Column("faults", sa.Text(), nullable=True))
    op.add_column("editions", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "failures",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_failures")),
    )
    op.create_table(
        "edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_language", sa.String(), nullable=False),
        sa.Column("target_language", sa.String(), nullable=False),
        sa.Column("sentence_key", sa.String(length=32), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("catalogue", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("won", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edits")),
    )
    op.create_index(op.f("ix_edits_sentence_key"), "edits", ["sentence_key", "target_language"], unique=False)
    # The words that stand are where the history begins.
    op.execute(
        "INSERT INTO edits (source_language, target_language, sentence_key, sentence, translation,"
        " editor, catalogue, edited_at, imported_at, won)"
        " SELECT source_language, target_language, sentence_key, sentence, translation,"
        " '', '', updated_at, updated_at, 1 = 1 FROM memory WHERE engine = ''"
    )
