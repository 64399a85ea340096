"""turns of hosts"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pending = sa.text("state = 'pending'")
    columns = ["host", "priority", "due_at", "id"]
    op.create_index("ix_entry_turn", "entry", columns, sqlite_where=pending, postgresql_where=pending)


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
