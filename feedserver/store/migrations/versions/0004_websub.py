"""Hubs that tell us of news (WebSub): what feeds offer, what was agreed, what was delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hub_offers",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("hubs", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.slug"], name=op.f("fk_hub_offers_source"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_hub_offers")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("callback", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ignored", sa.Integer(), server_default="0", nullable=False),
        sa.Column("missed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sources.slug"], name=op.f("fk_subscriptions_source"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_subscriptions")),
    )
    op.create_index(op.f("ix_subscriptions_source"), "subscriptions", ["source"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token"], ["subscriptions.token"], name=op.f("fk_deliveries_token"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_token"), "deliveries", ["token"], unique=False)
    op.create_table(
        "past_deliveries",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["token"], ["subscriptions.token"], name=op.f("fk_past_deliveries_token"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", "digest", name=op.f("pk_past_deliveries")),
    )
