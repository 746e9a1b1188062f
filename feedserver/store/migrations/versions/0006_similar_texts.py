"""Similar texts are found in one index, without looking into the articles."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table("simhash_parts", "old_parts")
    op.create_table(
        "simhash_parts",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("simhash", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_simhash_parts_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("part", "published_at", "article_id", name=op.f("pk_simhash_parts")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO simhash_parts (part, published_at, article_id, simhash)"
        " SELECT old_parts.part, old_parts.published_at, old_parts.article_id, articles.simhash"
        " FROM old_parts JOIN articles ON articles.id = old_parts.article_id WHERE articles.simhash IS NOT NULL"
    )
    op.drop_table("old_parts")
