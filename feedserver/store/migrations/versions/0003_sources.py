"""Sources of every kind and how it goes with them; where an article appears; enclosures; supplied editions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("kind", sa.String(), server_default="folder", nullable=False))
    op.add_column("sources", sa.Column("location", sa.Text(), server_default="", nullable=False))
    op.add_column("sources", sa.Column("options", sa.Text(), server_default="{}", nullable=False))
    op.add_column("sources", sa.Column("declared_by", sa.String(), nullable=True))
    op.add_column("sources", sa.Column("trouble", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("image", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("enclosures", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("simhash", sa.String(length=16), nullable=True))
    op.add_column("editions", sa.Column("supplied_by", sa.Text(), nullable=True))
    op.create_index("ix_editions_waiting", "editions", ["todo", "waits_for"], unique=False)
    op.create_table(
        "polls",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("listing", sa.Text(), nullable=True),
        sa.Column("interval_s", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("is_gone", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.slug"], name=op.f("fk_polls_source"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_polls")),
    )
    op.create_index(op.f("ix_polls_due_at"), "polls", ["due_at"], unique=False)
    op.create_table(
        "appearances",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("page_tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_appearances_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source"], ["sources.slug"], name=op.f("fk_appearances_source")),
        sa.PrimaryKeyConstraint("source", "external_id", name=op.f("pk_appearances")),
    )
    op.create_index(op.f("ix_appearances_article_id"), "appearances", ["article_id"], unique=False)
    op.create_table(
        "simhash_parts",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_simhash_parts_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("part", "published_at", "article_id", name=op.f("pk_simhash_parts")),
    )
    # What is there appears where it was read.
    op.execute(
        "INSERT INTO appearances (source, external_id, article_id, url, digest, seen_at, gone_at)"
        " SELECT source, external_id, id, url, digest, updated_at, withdrawn_at FROM articles"
    )
