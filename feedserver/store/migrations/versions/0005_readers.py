"""What readers find: words to search, the header Link of renderings, hubs that hear of our news."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM renderings")  # of two encodings only
    with op.batch_alter_table("renderings") as renderings:
        renderings.add_column(sa.Column("links", sa.Text(), nullable=False))
    op.create_table(
        "search_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_search_rows_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_rows")),
        sa.UniqueConstraint("article_id", "language", name=op.f("uq_search_rows_article_id")),
    )
    op.execute("CREATE VIRTUAL TABLE search_text USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')")
    op.create_table(
        "announcements",
        sa.Column("article_id", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "language", "hub", name=op.f("pk_announcements")),
    )
    op.create_table(
        "hubs",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_hubs")),
    )
    _make_counting_cheap()


def _make_counting_cheap() -> None:
    """What the site says of its state is counted in indexes alone."""
    op.add_column("editions", sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_editions_finished_at"), "editions", ["finished_at"])
    op.create_index("ix_editions_finished", "editions", ["language", "finished_at"])
    op.drop_index("ix_editions_waiting", "editions")
    op.create_index("ix_editions_waiting", "editions", ["todo", "waits_for", "wait_until"])
    op.drop_index("ix_editions_language", "editions")
    op.create_index(
        op.f("ix_editions_language"), "editions", ["language", "origin", "sentences_edited", "sentences_machine"]
    )
    for name, table, columns, condition in (
        ("ix_editions_pending", "editions", ["language", "todo", "waits_for", "made_with"], "origin IS NULL"),
        ("ix_editions_again", "editions", ["language", "waits_for"], "todo = 1 AND origin IS NOT NULL"),
        ("ix_editions_held", "editions", ["language", "held_until"], "held_until IS NOT NULL"),
        ("ix_editions_faults", "editions", ["language", "faults"], "faults IS NOT NULL"),
        ("ix_editions_errors", "editions", ["language", "last_error"], "last_error IS NOT NULL"),
        ("ix_editions_claims", "editions", ["language", "claimed_by"], "claimed_by IS NOT NULL"),
        ("ix_articles_withdrawn", "articles", ["id"], "withdrawn_at IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.create_index(op.f("ix_appearances_source"), "appearances", ["source", "gone_at"])
