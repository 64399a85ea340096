"""series, contradictions, decisions"""

import sqlalchemy as sa
from alembic import op

import shared.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contradiction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("a", shared.database.Json(), nullable=False),
        sa.Column("b", shared.database.Json(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", shared.database.UTCDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contradiction")),
    )
    with op.batch_alter_table("contradiction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contradiction_series"), ["series"], unique=False)
        batch_op.create_index(batch_op.f("ix_contradiction_since"), ["since"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("keys", shared.database.Json(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", shared.database.UTCDateTime(timezone=True), nullable=False),
        sa.Column("undone_at", shared.database.UTCDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_table(
        "join_lock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_lock")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("named_by_operator", sa.Boolean(), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("rate", sa.String(length=20), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("figures", sa.Integer(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("claimants", sa.Integer(), nullable=False),
        sa.Column("contradictions", sa.Integer(), nullable=False),
        sa.Column("first_at", shared.database.UTCDateTime(timezone=True), nullable=True),
        sa.Column("last_at", shared.database.UTCDateTime(timezone=True), nullable=True),
        sa.Column("updated_at", shared.database.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_last_at"), ["last_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_story"), ["story"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "series_alias",
        sa.Column("old", sa.String(length=20), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("old", name=op.f("pk_series_alias")),
    )
    with op.batch_alter_table("series_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_alias_series"), ["series"], unique=False)

    op.create_table(
        "article_block",
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_block_article_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kind", "key", "article_id", name=op.f("pk_article_block")),
    )
    with op.batch_alter_table("article_block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_block_article_id"), ["article_id"], unique=False)

    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.add_column(sa.Column("joined", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("context", shared.database.Json(), nullable=True))
        batch_op.add_column(sa.Column("story", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("origin", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("agency", sa.String(length=60), nullable=True))
        batch_op.create_index(batch_op.f("ix_article_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_story"), ["story"], unique=False)

    with op.batch_alter_table("figure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("features", shared.database.Json(), nullable=True))
        batch_op.add_column(sa.Column("series", sa.String(length=20), nullable=True))
        batch_op.create_index(batch_op.f("ix_figure_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_figure_series"), ["series"], unique=False)

    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.add_column(sa.Column("block", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("identity", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_speaker_block"), ["block"], unique=False)
        batch_op.create_index(batch_op.f("ix_speaker_identity"), ["identity"], unique=False)
    op.execute("UPDATE speaker SET identity = key")
    op.execute("INSERT INTO join_lock (id) VALUES (1)")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
