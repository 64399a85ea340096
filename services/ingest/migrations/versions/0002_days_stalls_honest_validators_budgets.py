"""days, stalls, honest validators, budgets"""

import sqlalchemy as sa
from alembic import op

import shared.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", shared.database.UTCDateTime(timezone=True), nullable=False),
        sa.Column("carried", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meter")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_settled_at", shared.database.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("fetched_at", shared.database.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("validators_lie", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index("ix_entry_source_found", ["source_id", "discovered_at"], unique=False)

    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_from", sa.Text(), nullable=True))

    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", shared.database.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("stalled_since", shared.database.UTCDateTime(timezone=True), nullable=True))

    op.execute("UPDATE entry SET first_settled_at = settled_at")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
