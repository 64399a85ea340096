"""sessions of who has logged in"""

import sqlalchemy as sa
from alembic import op

import shared.database

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = shared.database.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name="fk_session_key_id", ondelete="CASCADE"),
    )
    op.create_index("ix_session_key_id", "session", ["key_id"])


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
