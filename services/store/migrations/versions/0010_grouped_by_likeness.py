"""figures are read with the words around them and grouped by likeness; what was joined by the keys alone is joined anew"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE article SET joined = 0")


def downgrade() -> None:
    raise NotImplementedError("migrations only go forward: restore a backup instead")
