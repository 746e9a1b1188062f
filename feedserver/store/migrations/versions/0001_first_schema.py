"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogues",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_catalogues")),
    )
    op.create_table(
        "edition_sentences",
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sentence_key", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "language", "sentence_key", name=op.f("pk_edition_sentences")),
    )
    op.create_index(
        op.f("ix_edition_sentences_sentence_key"),
        "edition_sentences",
        ["sentence_key", "language"],
        unique=False,
    )
    op.create_table(
        "feed_states",
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("language", name=op.f("pk_feed_states")),
    )
    op.create_table(
        "memory",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("source_language", sa.String(), nullable=False),
        sa.Column("target_language", sa.String(), nullable=False),
        sa.Column("sentence_key", sa.String(length=32), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_memory")),
    )
    op.create_index(op.f("ix_memory_sentence_key"), "memory", ["sentence_key"], unique=False)
    op.create_table(
        "renderings",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("last_modified", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("path", "encoding", name=op.f("pk_renderings")),
    )
    op.create_index(op.f("ix_renderings_language"), "renderings", ["language"], unique=False)
    op.create_table(
        "site",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site")),
    )
    op.create_table(
        "sources",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_sources")),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("blocks", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sources.slug"], name=op.f("fk_articles_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_articles_source")),
    )
    op.create_index(op.f("ix_articles_published_at"), "articles", ["published_at", "id"], unique=False)
    op.create_index(op.f("ix_articles_updated_at"), "articles", ["updated_at"], unique=False)
    op.create_table(
        "article_categories",
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_categories_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "slug", name=op.f("pk_article_categories")),
    )
    op.create_index(op.f("ix_article_categories_slug"), "article_categories", ["slug"], unique=False)
    op.create_table(
        "editions",
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("blocks", sa.Text(), nullable=True),
        sa.Column("categories", sa.Text(), nullable=True),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("untranslated", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("article_digest", sa.String(length=64), nullable=True),
        sa.Column("todo", sa.Boolean(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waits_for", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_editions_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "language", name=op.f("pk_editions")),
    )
    op.create_index(op.f("ix_editions_language"), "editions", ["language"], unique=False)
    op.create_index(op.f("ix_editions_updated_at"), "editions", ["updated_at"], unique=False)
    op.create_index("ix_editions_work", "editions", ["todo", "claimed_until"], unique=False)
